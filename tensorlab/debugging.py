"""tf.debugging: checks.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.logic import (
    is_finite,
    is_inf,
    is_nan,
)
from tensorlab.ops.scans import (
    is_non_decreasing,
    is_strictly_increasing,
)

__getattr__ = _unknown_name(__name__, globals())
