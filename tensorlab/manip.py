"""tf.manip: rearranging tensors.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.arranging import (
    reverse,
    roll,
    tile,
)
from tensorlab.ops.gather import (
    gather_nd,
)
from tensorlab.ops.scatter import (
    scatter_nd,
)
from tensorlab.ops.shape_ops import (
    reshape,
)

__getattr__ = _unknown_name(__name__, globals())
