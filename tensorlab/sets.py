"""tf.sets: what the rows of two tensors have in common.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.value_sets import (
    set_difference,
    set_intersection,
    set_size,
    set_union,
)
from tensorlab.ops.value_sets import (
    set_difference as difference,
)
from tensorlab.ops.value_sets import (
    set_intersection as intersection,
)
from tensorlab.ops.value_sets import (
    set_size as size,
)
from tensorlab.ops.value_sets import (
    set_union as union,
)

__getattr__ = _unknown_name(__name__, globals())
