"""Exponentials, logarithms and rounding.

Read next: `trigonometry.py` (angles and their hyperbolic relatives), then `reduce.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING, SIGNED_INTEGER
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import broadcast_pairs, numbers

# --- exponentials -----------------------------------------------------------------------------------------


@op("Exp", shape=same, dtypes=FLOATING | COMPLEX, symbol="exp", latex="e^{{{x}}}")
def exp(x: Array):
    """Raise e = 2.718... to the power of every entry.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.exp([0., 1.])))
    [1. 2.718282]
    """
    return np.exp(x)


@exp.bind
def _() -> Any:
    return np.exp


@exp.gradient(latex=("{g} e^{{{x}}}",))
def _(g, y, x):
    return g * conj(y)


@exp.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


@op("Expm1", shape=same, dtypes=FLOATING | COMPLEX, symbol="exp−1", latex="e^{{{x}}} - 1")
def expm1(x: Array):
    """Raise e to the power of every entry and subtract 1, exactly even where the entry is tiny.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.expm1([0., 1e-9])))
    [0.e+00 1.e-09]
    """
    return np.expm1(x)


@expm1.gradient(latex=("{g} e^{{{x}}}",))
def _(g, y, x):
    return g * exp(conj(x))


@expm1.samples
def _() -> list[Sample]:
    return numbers([0.5, -1.0, 2.0])


# --- logarithms -------------------------------------------------------------------------------------------


@op("Log", shape=same, dtypes=FLOATING | COMPLEX, symbol="ln", latex=r"\ln {x}")
def log(x: Array):
    """Take the natural logarithm of every entry: -inf for 0, nan for negative real numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.log([1., 10.])))
    [0. 2.3025851]
    """
    return np.log(x)


@log.bind
def _() -> Any:
    return np.log


@log.gradient(latex=("{g} / {x}",))
def _(g, y, x):
    return g / conj(x)


@log.samples
def _() -> list[Sample]:
    return numbers([0.5, 1.0, 20.0])


@op(
    "LogOrZero",
    shape=same,
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="ln₀",
    latex=r"\ln {x} \text{{ or }} 0",
)
def log_or_zero(x: Array):
    """Take the logarithm where there is one, and 0 for zero and for negative numbers.

    The derivative of x**y with respect to y needs it: at x = 0 the power is flat, not singular.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(log_or_zero([1., 0., -1.])))
    [0. 0. 0.]
    """
    allowed = x != 0 if x.dtype.kind == "c" else x > 0
    return np.log(np.where(allowed, x, np.ones_like(x)))


@log_or_zero.gradient(latex=("{g} / {x}",))
def _(g, y, x):
    if x.dtype.is_complex:
        return build("DivNoNan", g, conj(x))
    return build("DivNoNan", g, build("Maximum", x, build("ZerosLike", x)))


@log_or_zero.samples
def _() -> list[Sample]:
    return [
        *numbers([1.5, 0.25, 3.0]),
        Sample([0.0, -1.0], dtypes=["float16", "float32", "float64"], differentiable=False),
    ]


@op("Log1p", shape=same, dtypes=FLOATING | COMPLEX, symbol="ln(1+x)", latex=r"\ln(1 + {x})")
def log1p(x: Array):
    """Take the natural logarithm of 1 + every entry, exactly even where the entry is tiny.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.log1p([0., 1e-9])))
    [0.e+00 1.e-09]
    """
    return np.log1p(x)


@log1p.gradient(latex=("{g} / (1 + {x})",))
def _(g, y, x):
    return g / (1.0 + conj(x))


@log1p.samples
def _() -> list[Sample]:
    return numbers([0.5, -0.5, 3.0])


@op("Xlogy", shape=broadcast, dtypes=FLOATING | COMPLEX, symbol="x·ln y", latex=r"{x} \ln {y}")
def xlogy(x: Array, y: Array):
    """Multiply `x` by the logarithm of `y`, and give 0 wherever `x` is 0, whatever `y` is there.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.xlogy([0., 2.], [0., 1.])))
    [0. 0.]
    """
    return np.where(x == 0, np.zeros_like(x), np.multiply(x, np.log(y)))


@xlogy.gradient(latex=(r"{g} \ln {y}", "{g} {x} / {y}"))
def _(g, z, x, y):
    # Where x is 0, TensorFlow's gradient is 0 too, even where ln y is infinite.
    mask = build("Cast", build("NotEqual", x, build("ZerosLike", x)), x.dtype.base_dtype)
    return g * xlogy(mask, conj(y)), g * xdivy(conj(x), conj(y))


@xlogy.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([0.0, 2.0], [0.0, 1.0], differentiable=False)]


@op("Xdivy", shape=broadcast, dtypes=FLOATING | COMPLEX, symbol="x÷y", latex=r"\frac{{{x}}}{{{y}}}")
def xdivy(x: Array, y: Array):
    """Divide `x` by `y`, and give 0 wherever `x` is 0, whatever `y` is there.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.xdivy([0., 2.], [0., 4.])))
    [0.  0.5]
    """
    return np.where(x == 0, np.zeros_like(x), np.divide(x, y))


@xdivy.gradient(latex=("{g} / {y}", "-{g} {x} / {y}^2"))
def _(g, z, x, y):
    mask = build("Cast", build("NotEqual", x, build("ZerosLike", x)), x.dtype.base_dtype)
    return g * xdivy(mask, conj(y)), g * xdivy(-conj(x), build("Square", conj(y)))


@xdivy.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([0.0, 2.0], [0.0, 1.0], differentiable=False)]


@op(
    "MulNoNan",
    name="multiply_no_nan",
    shape=broadcast,
    dtypes=FLOATING | COMPLEX,
    symbol="×₀",
    latex=r"{x} \cdot {y}",
)
def multiply_no_nan(x: Array, y: Array):
    """Multiply, and give 0 wherever `y` is 0, even where `x` is infinite or nan.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.multiply_no_nan([float("nan"), 2.], [0., 4.])))
    [0. 8.]
    """
    return np.where(y == 0, np.zeros_like(y), np.multiply(x, y))


@multiply_no_nan.gradient(latex=(r"{g} \cdot {y}", r"{g} \cdot {x}"))
def _(g, z, x, y):
    return multiply_no_nan(g, conj(y)), multiply_no_nan(conj(x), g)


@multiply_no_nan.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([np.inf, 2.0], [0.0, 1.0], differentiable=False)]


# --- rounding ---------------------------------------------------------------------------------------------

ROUNDED = [0.5, 1.5, -2.5, 2.4, -0.6]
FLAT = "its result stays the same between jumps"


@op("Floor", shape=same, dtypes=FLOATING, symbol="⌊x⌋", latex=r"\lfloor {x} \rfloor")
def floor(x: Array):
    """Round every entry down to a whole number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.floor([1.7, -1.2])))
    [ 1. -2.]
    """
    return np.floor(x)


@op("Ceil", shape=same, dtypes=FLOATING, symbol="⌈x⌉", latex=r"\lceil {x} \rceil")
def ceil(x: Array):
    """Round every entry up to a whole number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.ceil([1.2, -1.7])))
    [ 2. -1.]
    """
    return np.ceil(x)


@op("Rint", shape=same, dtypes=FLOATING, symbol="rint", latex=r"\operatorname{{rint}} {x}")
def rint(x: Array):
    """Round every entry to the nearest whole number, a half to the even one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.rint([0.5, 1.5, -1.7])))
    [ 0.  2. -2.]
    """
    return np.rint(x)


@op(
    "Round", shape=same, dtypes=FLOATING | SIGNED_INTEGER, symbol="round", latex=r"\operatorname{{round}} {x}"
)
def rounded(x: Array):
    """Round every entry to the nearest whole number, a half to the even one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.round([0.5, 1.5, -1.7])))
    [ 0.  2. -2.]
    """
    return x if x.dtype.kind == "i" else np.rint(x)


for _record in (floor, ceil, rint, rounded):
    _record.not_differentiable(FLAT)
    _record.samples(lambda: numbers(ROUNDED))


def round_(x: Any, name: str | None = None) -> Tensor:
    """Round every entry to the nearest whole number, a half to the even one; integers need no node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.round([2.5, 3.5])))
    [2. 4.]
    """
    tensor = convert_to_tensor(x, name="x")
    return tensor if tensor.dtype.is_integer else rounded(tensor, name=name)


__all__ = [
    "ceil",
    "exp",
    "expm1",
    "floor",
    "log",
    "log1p",
    "log_or_zero",
    "multiply_no_nan",
    "rint",
    "round_",
    "rounded",
    "xdivy",
    "xlogy",
]
