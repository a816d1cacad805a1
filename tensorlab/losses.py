"""tf.losses: loss functions that also collect themselves.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name
from tensorlab.ops.logistic_losses import (
    sigmoid_cross_entropy,
)
from tensorlab.ops.losses import (
    softmax_cross_entropy,
)

__getattr__ = unknown_name(__name__, globals())
