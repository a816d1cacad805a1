"""tf.math: arithmetic and elementary functions, under their namespace.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
from tensorlab.ops.activations import (
    log_sigmoid,
    sigmoid,
    softplus,
    softsign,
)
from tensorlab.ops.complex_numbers import (
    angle,
    conj,
    imag,
    real,
)
from tensorlab.ops.counting import (
    accumulate_n,
    bincount,
    count_nonzero,
)
from tensorlab.ops.elementary import (
    ceil,
    exp,
    expm1,
    floor,
    log,
    log1p,
    multiply_no_nan,
    rint,
    xdivy,
    xlogy,
)
from tensorlab.ops.elementary import (
    round_ as round,
)
from tensorlab.ops.extremes import (
    maximum,
    minimum,
    squared_difference,
)
from tensorlab.ops.flow import (
    add_n,
)
from tensorlab.ops.hyperbolic import (
    acosh,
    asinh,
    atanh,
    cosh,
    sinh,
    tanh,
)
from tensorlab.ops.incomplete_gamma import (
    igamma,
    igammac,
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
    add,
    divide,
    multiply,
    scalar_mul,
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
    abs_ as abs,
)
from tensorlab.ops.powers import (
    negative,
    reciprocal,
    reciprocal_no_nan,
    rsqrt,
    sign,
    sqrt,
    square,
)
from tensorlab.ops.powers import (
    pow_ as pow,
)
from tensorlab.ops.reduce import (
    reduce_mean,
    reduce_sum,
)
from tensorlab.ops.reduce_extremes import (
    argmax,
    argmin,
    reduce_logsumexp,
    reduce_max,
    reduce_min,
)
from tensorlab.ops.reduce_products import (
    reduce_all,
    reduce_any,
    reduce_prod,
)
from tensorlab.ops.remainders import (
    floordiv,
    floormod,
)
from tensorlab.ops.remainders import (
    floormod as mod,
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
    digamma,
    erf,
    erfc,
    erfinv,
    lbeta,
    lgamma,
    polygamma,
    zeta,
)
from tensorlab.ops.trigonometry import (
    acos,
    asin,
    atan,
    atan2,
    cos,
    sin,
    tan,
)

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "ops.tallies": "confusion_matrix",
        "ops.bessel": "bessel_i0 bessel_i0e bessel_i1 bessel_i1e betainc nextafter",
        "ops.math": "divide_no_nan=div_no_nan",
        "ops.statistics": "polyval reduce_euclidean_norm reduce_std reduce_variance",
    },
)
