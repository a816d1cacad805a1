"""tf.debugging: checks.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.asserts import (
    assert_equal,
    assert_greater,
    assert_greater_equal,
    assert_integer,
    assert_less,
    assert_less_equal,
    assert_near,
    assert_negative,
    assert_non_negative,
    assert_non_positive,
    assert_none_equal,
    assert_positive,
    assert_proper_iterable,
    assert_rank,
    assert_rank_at_least,
    assert_rank_in,
    assert_scalar,
    assert_type,
    is_numeric_tensor,
)
from tensorlab.ops.checks import (
    Assert,
    check_numerics,
)
from tensorlab.ops.checks import (
    verify_tensor_all_finite as assert_all_finite,
)
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
