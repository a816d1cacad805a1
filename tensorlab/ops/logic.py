"""Comparing numbers, and combining truth values.

Results are tensors of dtype bool. None of them has a gradient: a truth value jumps, it has no slope.

Read next: `bitwise.py` (the bits of integers).
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import ALL, BOOL, FLOATING, REAL, bool_
from tensorlab.graph.registry import Array, Sample, find_op, op
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor, define_operator
from tensorlab.ops.example_values import broadcast_pairs, numbers

# --- comparisons ------------------------------------------------------------------------------------------


@op("Equal", shape=broadcast, dtypes=ALL, result=bool_, kind="comparison", symbol="=", latex="{x} = {y}")
def equal(x: Array, y: Array):
    """Tell, entry by entry, whether `x` equals `y`. (`x == y` only tells whether they are the same tensor.)

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.equal([1, 2], 2)))
    [False  True]
    """
    return np.equal(x, y)


@op(
    "NotEqual", shape=broadcast, dtypes=ALL, result=bool_, kind="comparison", symbol="≠", latex=r"{x} \ne {y}"
)
def not_equal(x: Array, y: Array):
    """Tell, entry by entry, whether `x` differs from `y`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.not_equal([1, 2], 2)))
    [ True False]
    """
    return np.not_equal(x, y)


@op("Less", shape=broadcast, dtypes=REAL, result=bool_, kind="comparison", symbol="<", latex="{x} < {y}")
def less(x: Array, y: Array):
    """Tell, entry by entry, whether `x` is smaller than `y`. `x < y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.less([1, 2, 3], 2)))
    [ True False False]
    """
    return np.less(x, y)


@op(
    "LessEqual",
    shape=broadcast,
    dtypes=REAL,
    result=bool_,
    kind="comparison",
    symbol="≤",
    latex=r"{x} \le {y}",
)
def less_equal(x: Array, y: Array):
    """Tell, entry by entry, whether `x` is at most `y`. `x <= y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.less_equal([1, 2, 3], 2)))
    [ True  True False]
    """
    return np.less_equal(x, y)


@op("Greater", shape=broadcast, dtypes=REAL, result=bool_, kind="comparison", symbol=">", latex="{x} > {y}")
def greater(x: Array, y: Array):
    """Tell, entry by entry, whether `x` is larger than `y`. `x > y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.greater([1, 2, 3], 2)))
    [False False  True]
    """
    return np.greater(x, y)


@op(
    "GreaterEqual",
    shape=broadcast,
    dtypes=REAL,
    result=bool_,
    kind="comparison",
    symbol="≥",
    latex=r"{x} \ge {y}",
)
def greater_equal(x: Array, y: Array):
    """Tell, entry by entry, whether `x` is at least `y`. `x >= y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.greater_equal([1, 2, 3], 2)))
    [False  True  True]
    """
    return np.greater_equal(x, y)


def _comparison_samples() -> list[Sample]:
    nan = Sample([1.0, np.nan, np.inf], [np.nan, np.nan, np.inf], dtypes=["float32", "float64"])
    return [*broadcast_pairs([d.name for d in REAL]), Sample([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), nan]


# --- truth values -----------------------------------------------------------------------------------------


@op("LogicalAnd", shape=broadcast, dtypes=BOOL, kind="comparison", symbol="∧", latex=r"{x} \land {y}")
def logical_and(x: Array, y: Array):
    """Tell, entry by entry, whether both `x` and `y` are True. `x & y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.logical_and([True, False], True)))
    [ True False]
    """
    return np.logical_and(x, y)


@op("LogicalOr", shape=broadcast, dtypes=BOOL, kind="comparison", symbol="∨", latex=r"{x} \lor {y}")
def logical_or(x: Array, y: Array):
    """Tell, entry by entry, whether `x` or `y` is True, or both are. `x | y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.logical_or([True, False], False)))
    [ True False]
    """
    return np.logical_or(x, y)


@op("LogicalXor", shape=broadcast, dtypes=BOOL, kind="comparison", symbol="⊕", latex=r"{x} \oplus {y}")
def logical_xor(x: Array, y: Array):
    """Tell, entry by entry, whether exactly one of `x` and `y` is True. `x ^ y` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.logical_xor([True, False], True)))
    [False  True]
    """
    return np.logical_xor(x, y)


@op("LogicalNot", shape=same, dtypes=BOOL, kind="comparison", symbol="¬", latex=r"\lnot {x}")
def logical_not(x: Array):
    """Turn True into False and False into True. `~x` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.logical_not([True, False])))
    [False  True]
    """
    return np.logical_not(x)


def _truth_samples() -> list[Sample]:
    return [
        Sample(True, False),
        Sample([True, False], True),
        Sample([[True], [False]], [[True, False]]),
        Sample(np.zeros((0, 2), bool), [True, False]),
        Sample(np.ones((2, 1, 2), bool), np.zeros((1, 2, 1), bool)),
    ]


# --- what kind of number ----------------------------------------------------------------------------------


@op(
    "IsNan",
    shape=same,
    dtypes=FLOATING,
    result=bool_,
    kind="comparison",
    symbol="nan?",
    latex=r"{x} \text{{ is nan}}",
)
def is_nan(x: Array):
    """Tell which entries are nan ("not a number"), such as 0/0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.is_nan([1., float("nan")])))
    [False  True]
    """
    return np.isnan(x)


@op(
    "IsInf",
    shape=same,
    dtypes=FLOATING,
    result=bool_,
    kind="comparison",
    symbol="∞?",
    latex=r"\left| {x} \right| = \infty",
)
def is_inf(x: Array):
    """Tell which entries are infinite, such as 1/0 or -1/0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.is_inf([1., float("-inf")])))
    [False  True]
    """
    return np.isinf(x)


@op(
    "IsFinite",
    shape=same,
    dtypes=FLOATING,
    result=bool_,
    kind="comparison",
    symbol="finite?",
    latex=r"\left| {x} \right| < \infty",
)
def is_finite(x: Array):
    """Tell which entries are ordinary numbers: neither infinite nor nan.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.is_finite([1., float("inf"), float("nan")])))
    [ True False False]
    """
    return np.isfinite(x)


for _record in (equal, not_equal, less, less_equal, greater, greater_equal):
    _record.samples(_comparison_samples)
for _record in (logical_and, logical_or, logical_xor):
    _record.samples(_truth_samples)
for _record in (is_nan, is_inf, is_finite):
    _record.samples(lambda: numbers([1.0, np.nan, -np.inf]))
logical_not.samples(lambda: numbers([True, False]))
for _record in (
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    logical_and,
    logical_or,
    logical_xor,
    logical_not,
    is_nan,
    is_inf,
    is_finite,
):
    _record.not_differentiable("a truth value jumps; it has no slope")


# --- the operators & | ^ ----------------------------------------------------------------------------------


def _operator(name: str, logical: str, bits: str) -> Any:
    """The function behind an operator that combines truth values, or the bits of integers."""

    def combine(left: Any, right: Any) -> Tensor:
        tensor = left if isinstance(left, Tensor) else right
        dtype = tensor.dtype.base_dtype
        import tensorlab.ops.bitwise  # its records are made when a program first needs one

        return find_op(logical if dtype.is_bool else bits).node([left, right], name, dtype=dtype)

    return combine


define_operator("bit_or_logical_and", _operator("and", "LogicalAnd", "BitwiseAnd"))
define_operator("bit_or_logical_or", _operator("or", "LogicalOr", "BitwiseOr"))
define_operator("bit_or_logical_xor", _operator("xor", "LogicalXor", "BitwiseXor"))

__all__ = [
    "equal",
    "greater",
    "greater_equal",
    "is_finite",
    "is_inf",
    "is_nan",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "not_equal",
]
