"""The error function and the gamma function with their relatives.

NumPy has none of them. `special_values.py` approximates them in float64, to about 15 digits; here they are
rounded to the dtype of the input.

Read next: `logic.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.example_values import numbers
from tensorlab.ops.special_values import (
    digamma_values,
    erf_values,
    erfc_values,
    erfinv_values,
    lgamma_values,
    wide,
    zeta_values,
)

SLOPE = 2.0 / np.sqrt(np.pi)  # of erf at 0


def _rounded(values: Any, like: Any) -> Any:
    return values.astype(like.dtype)


# --- the error function -----------------------------------------------------------------------------------


@op("Erf", shape=same, dtypes=FLOATING, symbol="erf", latex=r"\operatorname{{erf}} {x}")
def erf(x: Array):
    """Take the error function: the chance that a normal error of variance 1/2 lies within -x and x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.erf([0., 0.5, -3.])))
    [ 0. 0.5204999 -0.9999779]
    """
    return _rounded(erf_values(x), x)


@erf.gradient(latex=(r"\frac{{2}}{{\sqrt{{\pi}}}} {g} \, e^{{-{x}^2}}",))
def _(g, y, x):
    return g * (float(SLOPE) * build("Exp", -build("Square", x)))


@erf.samples
def _() -> list[Sample]:
    return [*numbers([0.5, -1.0, 2.0]), Sample([0.0, 0.9, 1.5, -4.0, 7.0])]


@op("Erfc", shape=same, dtypes=FLOATING, symbol="erfc", latex=r"\operatorname{{erfc}} {x}")
def erfc(x: Array):
    """Take 1 minus the error function, exactly even where that is tiny.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.erfc([0., 0.5, 3.])))
    [1.000000e+00 4.795001e-01 2.209050e-05]
    """
    return _rounded(erfc_values(x), x)


@erfc.gradient(latex=(r"-\frac{{2}}{{\sqrt{{\pi}}}} {g} \, e^{{-{x}^2}}",))
def _(g, y, x):
    return g * (float(-SLOPE) * build("Exp", -build("Square", x)))


@erfc.samples
def _() -> list[Sample]:
    return [*numbers([0.5, -1.0, 2.0]), Sample([0.0, 0.9, 1.5, -4.0, 5.0])]


@op("Erfinv", shape=same, dtypes=FLOATING, symbol="erf⁻¹", latex=r"\operatorname{{erf}}^{{-1}} {x}")
def erfinv(x: Array):
    """Find the number whose error function is x.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.erfinv([0., 0.5])))
    [0. 0.4769363]
    """
    return _rounded(erfinv_values(x), x)


@erfinv.gradient(latex=(r"\frac{{\sqrt{{\pi}}}}{{2}} {g} \, e^{{y^2}}",))
def _(g, y, x):
    return g * (float(1.0 / SLOPE) * build("Exp", build("Square", y)))


@erfinv.samples
def _() -> list[Sample]:
    return [*numbers([0.5, -0.25, 0.75]), Sample([1.0, -1.0, 0.0], differentiable=False)]


# --- the gamma function -----------------------------------------------------------------------------------


@op("Lgamma", shape=same, dtypes=FLOATING, symbol="ln Γ", latex=r"\ln \left| \Gamma({x}) \right|")
def lgamma(x: Array):
    """Take the logarithm of the size of the gamma function, which extends factorials: Γ(n + 1) = n!.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.lgamma([1., 5., 0.5])))
    [0. 3.1780539 0.5723649]
    """
    return _rounded(lgamma_values(x), x)


@lgamma.gradient(latex=(r"{g} \, \psi({x})",))
def _(g, y, x):
    return g * digamma(x)


@lgamma.samples
def _() -> list[Sample]:
    return [*numbers([0.5, 1.0, 4.5]), Sample([-0.5, -1.75, 12.0, 30.5])]


@op("Digamma", shape=same, dtypes=FLOATING, symbol="ψ", latex=r"\psi({x})")
def digamma(x: Array):
    """Take the slope of the logarithm of the gamma function.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.digamma([1., 10.])))
    [-0.5772157 2.2517526]
    """
    return _rounded(digamma_values(x), x)


@digamma.gradient(latex=(r"{g} \, \psi'({x})",))
def _(g, y, x):
    return g * polygamma(build("OnesLike", x), x)


@digamma.samples
def _() -> list[Sample]:
    return [*numbers([0.5, 1.0, 4.5]), Sample([12.0, 30.5])]


@op("Polygamma", shape=broadcast, dtypes=FLOATING, symbol="ψ⁽ᵃ⁾", latex=r"\psi^{{({a})}}({x})")
def polygamma(a: Array, x: Array):
    """Take the derivative number `a` of digamma; `a` holds whole numbers, `x` positive ones.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.polygamma(1., 1.)))
    1.64493
    """
    order = wide(a)
    sign = 2.0 * np.mod(order, 2) - 1.0  # -1 for even orders
    higher = sign * np.exp(lgamma_values(order + 1)) * zeta_values(order + 1, x)
    value = np.where(order == 0, digamma_values(x), higher)
    return _rounded(np.where((order < 0) | (order != np.floor(order)), np.nan, value), x)


@polygamma.gradient(latex=("", r"{g} \, \psi^{{({a} + 1)}}({x})"))
def _(g, y, a, x):
    return None, g * polygamma(a + 1.0, x)


@polygamma.samples
def _() -> list[Sample]:
    # There is no derivative with respect to the order; `Digamma` checks the one with respect to x.
    shared: dict[str, Any] = {"differentiable": False}
    return [
        Sample(1.0, 2.0, **shared),
        Sample([0.0, 1.0, 2.0, 3.0], 1.5, **shared),
        Sample([[1.0], [2.0]], [[0.5, 3.0]], **shared),
    ]


@op("Zeta", shape=broadcast, dtypes=FLOATING, symbol="ζ", latex=r"\zeta({x}, {q})")
def zeta(x: Array, q: Array):
    """Add up 1 / (q + n)^x over n = 0, 1, 2, ...: the zeta function of Hurwitz, for x > 1 and q > 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.zeta(2., 1.)))
    1.64493
    """
    return _rounded(zeta_values(x, q), x)


@zeta.gradient(latex=("", r"-{g} \, {x} \, \zeta({x} + 1, {q})"))
def _(g, y, x, q):
    return None, -(g * x * zeta(x + 1.0, q))


@zeta.samples
def _() -> list[Sample]:
    # As in TensorFlow, there is no derivative with respect to x.
    shared: dict[str, Any] = {"differentiable": False}
    return [
        Sample(2.0, 1.0, **shared),
        Sample([1.5, 4.0], 2.5, **shared),
        Sample([[2.0], [3.0]], [[0.5, 3.0]], **shared),
    ]


def lbeta(x: Any, name: str | None = None) -> Tensor:
    """Take the logarithm of the beta function along the last axis: the sum of lgamma, less lgamma of the sum.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.lbeta([1., 2.])))
    -0.6931472
    """
    with name_scope(name, "lbeta", [x]):
        tensor = convert_to_tensor(x, name="x")
        return build("Sum", lgamma(tensor), [-1]) - lgamma(build("Sum", tensor, [-1]))


__all__ = ["digamma", "erf", "erfc", "erfinv", "lbeta", "lgamma", "polygamma", "zeta"]
