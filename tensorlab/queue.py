"""tf.queue: places in a session where elements wait between runs.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.queues.queue_base import (
    QueueBase,
)
from tensorlab.queues.queue_classes import (
    FIFOQueue,
    PaddingFIFOQueue,
    PriorityQueue,
    RandomShuffleQueue,
)

__getattr__ = _unknown_name(__name__, globals())
