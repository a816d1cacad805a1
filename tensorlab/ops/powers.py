"""Signs, squares, roots and powers.

Read next: `extremes.py` (the larger and the smaller of two), then `elementary.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING, NUMERIC, SIGNED_INTEGER
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor, define_operator
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import REAL_FLOATING, broadcast_pairs, numbers

SIGNED = FLOATING | SIGNED_INTEGER
_SIGNED_NAMES = sorted(dtype.name for dtype in SIGNED)


def _conjugated(x: Any) -> Any:
    return np.conj(x) if x.dtype.kind == "c" else x


# --- sign and size ----------------------------------------------------------------------------------------


@op("Neg", shape=same, dtypes=SIGNED | COMPLEX, symbol="−", latex="-{x}")
def negative(x: Array):
    """Turn the sign of every entry. `-x` makes the same node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.negative([1, -2])))
    [-1  2]
    """
    return np.negative(x)


@negative.bind
def _() -> Any:
    return np.negative


@negative.gradient(latex=("-{g}",))
def _(g, y, x):
    return -g


@negative.samples
def _() -> list[Sample]:
    return numbers([1.0, -2.0, 3.0])


@op("Abs", shape=same, dtypes=SIGNED, symbol="|·|", latex=r"\left| {x} \right|")
def absolute(x: Array):
    """Take the size of every real entry, without its sign.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.abs([1, -2])))
    [1 2]
    """
    return np.absolute(x)


@absolute.gradient(latex=(r"{g} \operatorname{{sign}} {x}",))
def _(g, y, x):
    return g * sign(x)


@absolute.samples
def _() -> list[Sample]:
    return numbers([1.5, -2.0, 3.0])


@op(
    "ComplexAbs",
    name="Abs",
    shape=same,
    dtypes=COMPLEX,
    symbol="|·|",
    latex=r"\left| {x} \right|",
    result=lambda dtypes, attributes: dtypes["x"].real_dtype,
)
def complex_absolute(x: Array):
    """Take the distance of every complex entry from 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.abs(tf.complex(3., 4.))))
    5.0
    """
    return np.absolute(x)


@complex_absolute.gradient(latex=(r"{g} \, {x} / \left| {x} \right|",))
def _(g, y, x):
    zeros = build("ZerosLike", g)
    return build("DivNoNan", build("Complex", g, zeros) * x, build("Complex", y, zeros))


@complex_absolute.samples
def _() -> list[Sample]:
    return [Sample(3.0 + 4.0j), Sample([[1.0 - 1.0j], [2.0j]]), Sample(np.zeros((0, 2), np.complex64))]


def abs_(x: Any, name: str | None = None) -> Tensor:
    """Take the absolute value of every entry; that of a complex number is its distance from 0, a real number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.abs([-1.5, 2.])))
    [1.5 2. ]
    """
    if isinstance(x, Tensor):
        return (complex_absolute if x.dtype.is_complex else absolute)(x, name=name)
    with name_scope(name, "Abs", [x]) as scope:
        tensor = convert_to_tensor(x, name="x")
        return (complex_absolute if tensor.dtype.is_complex else absolute)(tensor, name=scope)


define_operator("absolute", abs_)


@op("Sign", shape=same, dtypes=SIGNED | COMPLEX, symbol="sgn", latex=r"\operatorname{{sign}} {x}")
def sign(x: Array):
    """Give -1, 0 or 1 for the sign of every entry; a complex number is divided by its size.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sign([-3., 0., 5.])))
    [-1. 0. 1.]
    """
    return np.sign(x)


@sign.gradient(latex=("0",))
def _(g, y, x):
    return build("ZerosLike", x)


@sign.samples
def _() -> list[Sample]:
    return numbers([1.5, -2.0, 3.0], dtypes=_SIGNED_NAMES, differentiable=False)


# --- squares, roots, reciprocals --------------------------------------------------------------------------


@op("Square", shape=same, dtypes=NUMERIC, symbol="x²", latex="{x}^2")
def square(x: Array):
    """Multiply every entry by itself.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.square([-2, 3])))
    [4 9]
    """
    return np.square(x)


@square.bind
def _() -> Any:
    return np.square


@square.gradient(latex=("2 {x} {g}",))
def _(g, y, x):
    return g * (2.0 * conj(x))


@square.samples
def _() -> list[Sample]:
    return [*numbers([1.0, 2.0, 3.0]), *numbers([1.0, -2.0, 0.0], dtypes=_SIGNED_NAMES)]


@op("Sqrt", shape=same, dtypes=FLOATING | COMPLEX, symbol="√", latex=r"\sqrt{{{x}}}")
def sqrt(x: Array):
    """Take the square root of every entry.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sqrt([4., 9.])))
    [2. 3.]
    """
    return np.sqrt(x)


@sqrt.bind
def _() -> Any:
    return np.sqrt


@sqrt.gradient(latex=(r"{g} / (2 \sqrt{{{x}}})",))
def _(g, y, x):
    return sqrt_gradient(y, g)


@sqrt.samples
def _() -> list[Sample]:
    return numbers([4.0, 0.5, 2.0])


@op(
    "SqrtGrad",
    shape=same,
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="g/2y",
    latex=r"\frac{{{dy}}}{{2 {y}}}",
)
def sqrt_gradient(y: Array, dy: Array):
    """Divide the incoming gradient by twice the root: the derivative of the square root.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(sqrt_gradient([2.], [1.])))
    [0.25]
    """
    return np.divide(np.multiply(dy, y.dtype.type(0.5)), _conjugated(y))


@sqrt_gradient.gradient
def _(g, dx, y, dy):
    share = g / y
    return -(conj(share) * dx), 0.5 * share


@sqrt_gradient.samples
def _() -> list[Sample]:
    return [Sample([2.0, 0.5], [1.0, 3.0]), Sample(2.0, -1.0), Sample([[1.5]], [[2.0]])]


@op("Rsqrt", shape=same, dtypes=FLOATING | COMPLEX, symbol="1/√", latex=r"\frac{{1}}{{\sqrt{{{x}}}}}")
def rsqrt(x: Array):
    """Take one over the square root of every entry.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.rsqrt([4., 0.25])))
    [0.5 2. ]
    """
    return np.reciprocal(np.sqrt(x))


@rsqrt.gradient(latex=(r"-\frac{{1}}{{2}} {g} \, {x}^{{-3/2}}",))
def _(g, y, x):
    return rsqrt_gradient(y, g)


@rsqrt.samples
def _() -> list[Sample]:
    return numbers([4.0, 0.5, 2.0])


@op(
    "RsqrtGrad",
    shape=same,
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="−gy³/2",
    latex=r"-\frac{{1}}{{2}} {dy} \, {y}^3",
)
def rsqrt_gradient(y: Array, dy: Array):
    """Multiply the incoming gradient by minus half the cube of y: the derivative of one over the root.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(rsqrt_gradient([2.], [1.])))
    [-4.]
    """
    y = _conjugated(y)
    return np.multiply(np.multiply(dy, y.dtype.type(-0.5)), y * y * y)


@rsqrt_gradient.gradient
def _(g, dx, y, dy):
    return -1.5 * (conj(g) * dy) * square(conj(y)), rsqrt_gradient(conj(y), g)


@rsqrt_gradient.samples
def _() -> list[Sample]:
    return [Sample([2.0, 0.5], [1.0, 3.0]), Sample(2.0, -1.0), Sample([[1.5]], [[2.0]])]


@op("Reciprocal", shape=same, dtypes=SIGNED | COMPLEX, symbol="1/x", latex=r"\frac{{1}}{{{x}}}")
def reciprocal(x: Array):
    """Take one over every entry.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reciprocal([4., -0.5])))
    [ 0.25 -2. ]
    """
    return np.reciprocal(x)


@reciprocal.gradient(latex=("-{g} / {x}^2",))
def _(g, y, x):
    return reciprocal_gradient(y, g)


@reciprocal.samples
def _() -> list[Sample]:
    return numbers([4.0, -0.5, 2.0], dtypes=[*REAL_FLOATING, "complex64", "complex128"])


@op(
    "ReciprocalGrad",
    shape=same,
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="−gy²",
    latex="-{dy} {y}^2",
)
def reciprocal_gradient(y: Array, dy: Array):
    """Multiply the incoming gradient by minus the square of y: the derivative of 1/x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(reciprocal_gradient([2.], [1.])))
    [-4.]
    """
    y = _conjugated(y)
    return np.multiply(np.negative(dy), y * y)


@reciprocal_gradient.gradient
def _(g, dx, y, dy):
    return -2.0 * (conj(g) * dy) * conj(y), reciprocal_gradient(conj(y), g)


@reciprocal_gradient.samples
def _() -> list[Sample]:
    return [Sample([2.0, -0.5], [1.0, 3.0]), Sample(2.0, -1.0), Sample([[1.5]], [[2.0]])]


def reciprocal_no_nan(x: Any, name: str | None = None) -> Tensor:
    """Take one over every entry, and 0 where the entry is 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.reciprocal_no_nan([4., 0.])))
    [0.25 0.  ]
    """
    with name_scope(name, "reciprocal_no_nan", [x]) as scope:
        tensor = convert_to_tensor(x, name="x")
        one = convert_to_tensor(1, dtype=tensor.dtype.base_dtype, name="one")
        return build("DivNoNan", one, tensor, name=scope)


# --- powers -----------------------------------------------------------------------------------------------


@op("Pow", shape=broadcast, dtypes=SIGNED | COMPLEX, symbol="xʸ", latex="{x}^{{{y}}}")
def pow_(x: Array, y: Array):
    """Raise `x` to the power `y`, entry by entry. `x ** y` makes the same node.

    Raises:
        tf.errors.InvalidArgumentError: when an integer is raised to a negative integer power.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.pow([2, 3], [3, 2])))
    [8 9]
    """
    try:
        return np.power(x, y)
    except ValueError as error:
        raise InvalidArgumentError(None, None, str(error)) from None


@pow_.gradient(latex=("{g} {y} {x}^{{{y} - 1}}", r"{g} \, {x}^{{{y}}} \ln {x}"))
def _(g, z, x, y):
    for_x = g * conj(y) * pow_(conj(x), conj(y) - 1.0)
    return for_x, g * (conj(z) * build("LogOrZero", conj(x)))


@pow_.samples
def _() -> list[Sample]:
    zero = Sample([0.0, 0.0, -2.0], [1.0, 3.0, 2.0], dtypes=_SIGNED_NAMES, differentiable=False)
    return [*broadcast_pairs(), zero]


__all__ = [
    "abs_",
    "absolute",
    "complex_absolute",
    "negative",
    "pow_",
    "reciprocal",
    "reciprocal_gradient",
    "reciprocal_no_nan",
    "rsqrt",
    "rsqrt_gradient",
    "sign",
    "sqrt",
    "sqrt_gradient",
    "square",
]
