"""tf.math: arithmetic and elementary functions, under their namespace.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name
from tensorlab.ops.activations import (
    softplus,
    softsign,
)
from tensorlab.ops.counting import (
    accumulate_n,
    bincount,
    count_nonzero,
)
from tensorlab.ops.elementary import (
    multiply_no_nan,
    xdivy,
    xlogy,
)
from tensorlab.ops.extremes import (
    squared_difference,
)
from tensorlab.ops.flow import (
    add_n,
)
from tensorlab.ops.logic import (
    equal,
    greater,
    greater_equal,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
)
from tensorlab.ops.masking import (
    invert_permutation,
)
from tensorlab.ops.math import (
    subtract,
    truediv,
)
from tensorlab.ops.normalizing import (
    l2_normalize,
    zero_fraction,
)
from tensorlab.ops.ordering import (
    in_top_k,
    top_k,
)
from tensorlab.ops.powers import (
    pow_ as pow,
)
from tensorlab.ops.powers import (
    reciprocal_no_nan,
)
from tensorlab.ops.reduce_extremes import (
    argmax,
    argmin,
    reduce_logsumexp,
)
from tensorlab.ops.reduce_products import (
    reduce_all,
    reduce_any,
)
from tensorlab.ops.remainders import (
    floordiv,
)
from tensorlab.ops.scans import (
    cumprod,
    cumsum,
    is_non_decreasing,
    is_strictly_increasing,
)
from tensorlab.ops.segment_extremes import (
    segment_max,
    segment_min,
    segment_prod,
    unsorted_segment_max,
    unsorted_segment_min,
    unsorted_segment_prod,
)
from tensorlab.ops.segments import (
    segment_mean,
    segment_sum,
    unsorted_segment_mean,
    unsorted_segment_sqrt_n,
    unsorted_segment_sum,
)
from tensorlab.ops.softmax_family import (
    log_softmax,
    softmax,
)
from tensorlab.ops.special import (
    erfinv,
    lbeta,
    polygamma,
    zeta,
)
from tensorlab.ops.trigonometry import (
    atan2,
)

__getattr__ = unknown_name(__name__, globals())
