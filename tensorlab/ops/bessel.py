"""Bessel functions, the incomplete beta function, and the number next to a number.

The modified Bessel functions of the first kind, I0 and I1, grow like e^x. The "e" forms are divided by e^|x|, so
that they never overflow. Up to 20 they are added up from their power series, whose terms are all positive; beyond
from the series in 1/x. Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 9.6.10 and 9.7.1
(https://personal.math.ubc.ca/~cbm/aands/); for the beta function Press and others, "Numerical Recipes" (1992),
section 6.4.

Read next: `special.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, float32, float64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.example_values import numbers
from tensorlab.ops.special_values import lgamma_values

BORDER = 20.0
NEAR_TERMS = 60
FAR_TERMS = 30
WIDE = frozenset([float32, float64])
HOST_ONLY = {"CPU": "it goes on until no entry changes any more, and has to look at each to know"}
LONGEST = 10_000
EXACT = 1e-16


def _scaled(x: Any, order: int) -> Any:
    """e^-|x| times the Bessel function I of this order (0 or 1), in float64."""
    size = np.abs(x.astype(np.float64))
    near, far = np.minimum(size, BORDER), np.maximum(size, BORDER)
    term = total = (near / 2) ** order
    for number in range(1, NEAR_TERMS):
        term = term * (near * near / (4.0 * number * (number + order)))
        total = total + term
    below = total * np.exp(-near)
    term = total = np.ones_like(far)
    for number in range(1, FAR_TERMS):
        term = term * ((2 * number - 1) ** 2 - 4.0 * order) / (8.0 * number * far)
        total = total + term
    beyond = total / np.sqrt(2 * np.pi * far)
    value = np.where(size < BORDER, below, np.where(np.isfinite(far), beyond, 0.0))
    return np.where(np.isnan(size), np.nan, value * np.sign(x) ** order)


@op("BesselI0e", shape=same, dtypes=FLOATING, symbol="I₀e", latex=r"e^{{-|{x}|}} I_0({x})")
def bessel_i0e(x: Array):
    """Take the modified Bessel function of order 0, divided by e^|x|.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.bessel_i0e([0., 1., -100.])))
    [1. 0.4657596 0.0399444]
    """
    return _scaled(x, 0).astype(x.dtype)


@bessel_i0e.gradient(latex=(r"{g} (e^{{-|{x}|}} I_1({x}) - \operatorname{{sign}}({x}) \, y)",))
def _(g, y, x):
    return g * (bessel_i1e(x) - build("Sign", x) * y)


@op("BesselI1e", shape=same, dtypes=FLOATING, symbol="I₁e", latex=r"e^{{-|{x}|}} I_1({x})")
def bessel_i1e(x: Array):
    """Take the modified Bessel function of order 1, divided by e^|x|.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.bessel_i1e([0., 1., -100.])))
    [ 0. 0.2079104 -0.0397441]
    """
    return _scaled(x, 1).astype(x.dtype)


@bessel_i1e.gradient(latex=(r"{g} (e^{{-|{x}|}} I_0({x}) - y (\operatorname{{sign}}({x}) + 1 / {x}))",))
def _(g, y, x):
    # Near 0 the quotient y / x is 1/2, which division by 0 does not find.
    tiny = build("LessEqual", build("Abs", x), float(np.finfo(x.dtype.as_numpy_dtype).eps))
    divisor = build("Select", tiny, build("OnesLike", x), x)
    slope = bessel_i0e(divisor) - y * (build("Sign", divisor) + build("Reciprocal", divisor))
    return g * build("Select", tiny, 0.5 * build("OnesLike", x), slope)


@bessel_i0e.samples
def _() -> list[Sample]:
    return [*numbers([0.5, -1.0, 2.0]), Sample([7.5, 19.5, 20.5, -45.0, 300.0])]


@bessel_i1e.samples
def _() -> list[Sample]:
    return [*numbers([0.5, -1.0, 2.0]), Sample([7.5, 19.5, 20.5, -45.0, 300.0])]


def bessel_i0(x: Any, name: str | None = None) -> Tensor:
    """Take the modified Bessel function of order 0.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/bessel_i0

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.bessel_i0([0., 1.])))
    [1. 1.266066]
    """
    with name_scope(name, "bessel_i0", [x]):
        x = convert_to_tensor(x, name="x")
        return build("Exp", build("Abs", x)) * bessel_i0e(x)


def bessel_i1(x: Any, name: str | None = None) -> Tensor:
    """Take the modified Bessel function of order 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/bessel_i1

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.bessel_i1([0., 1.])))
    [0. 0.5651591]
    """
    with name_scope(name, "bessel_i1", [x]):
        x = convert_to_tensor(x, name="x")
        return build("Exp", build("Abs", x)) * bessel_i1e(x)


# --- the incomplete beta function -------------------------------------------------------------------------


def _log_density(a: Any, b: Any, x: Any) -> Any:
    """ln(x^a (1 - x)^b / B(a, b))."""
    log_beta = lgamma_values(a) + lgamma_values(b) - lgamma_values(a + b)
    return a * np.log(x) + b * np.log1p(-x) - log_beta


def _beta_fraction(a: Any, b: Any, x: Any) -> Any:
    """The continued fraction for x below (a + 1) / (a + b + 2), by Lentz's method."""
    c = np.ones_like(x)
    result = d = 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    for step in range(1, LONGEST):
        even = step * (b - step) * x / ((a + 2.0 * step - 1.0) * (a + 2.0 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2.0 * step) * (a + 2.0 * step + 1.0))
        for factor in (even, odd):
            d = 1.0 / (1.0 + factor * d)
            c = 1.0 + factor / c
            change = c * d
            result = result * change
        if not np.any(np.abs(change - 1.0) > EXACT * 4):
            break
    return result


@op("Betainc", shape=broadcast, dtypes=WIDE, symbol="Iₓ", devices=HOST_ONLY,
    latex=r"\frac{{1}}{{B({a}, {b})}} \int_0^{{{x}}} t^{{{a}-1}} (1-t)^{{{b}-1}} dt")  # fmt: skip
def betainc(a: Array, b: Array, x: Array):
    """Take the part of a beta distribution of shape (a, b) that lies below `x`.

    Args:
        a, b: positive numbers.
        x: numbers from 0 to 1; the shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.betainc(2., 1., [0., 0.5, 1.])))
    [0. 0.25 1. ]
    """
    a, b, point = np.broadcast_arrays(*(np.asarray(value, np.float64) for value in (a, b, x)))
    valid = (a > 0) & (b > 0) & (point >= 0) & (point <= 1)
    inside = valid & (point > 0) & (point < 1)
    first, second = np.where(inside, a, 1.0), np.where(inside, b, 1.0)
    middle = np.where(inside, point, 0.5)
    mirrored = middle > (first + 1.0) / (first + second + 2.0)
    p, q = np.where(mirrored, second, first), np.where(mirrored, first, second)
    z = np.where(mirrored, 1.0 - middle, middle)
    part = np.exp(_log_density(p, q, z)) * _beta_fraction(p, q, z) / p
    part = np.where(mirrored, 1.0 - part, part)
    return np.where(inside, part, np.where(valid, point, np.nan)).astype(x.dtype)


@betainc.gradient(latex=("", "", r"{g} \, {x}^{{{a}-1}} (1-{x})^{{{b}-1}} / B({a}, {b})"))
def _(g, y, a, b, x):
    log_beta = build("Lgamma", a) + build("Lgamma", b) - build("Lgamma", a + b)
    density = build("Exp", (a - 1.0) * build("Log", x) + (b - 1.0) * build("Log1p", -x) - log_beta)
    return None, None, g * density


@betainc.samples
def _() -> list[Sample]:
    # As in TensorFlow, there is no derivative with respect to a and b.
    shared: dict[str, Any] = {"differentiable": False}
    return [
        Sample(2.0, 3.0, 0.25, **shared),
        Sample([0.5, 2.0, 30.0, 1.0], [0.5, 5.0, 20.0, 4.0], [0.75, 0.125, 0.5, 0.875], **shared),
        Sample(2.0, 3.0, [0.0, 0.5, 1.0], **shared),
    ]


@op("NextAfter", shape=broadcast, dtypes=WIDE, symbol="next", latex=r"\operatorname{{next}}({x1} \to {x2})")
def nextafter(x1: Array, x2: Array):
    """Give the next number after `x1`, of its dtype, on the way to `x2`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.nextafter(1., 2.) - 1.))
    1.1920929e-07
    """
    return np.nextafter(x1, x2)


@nextafter.gradient(latex=("{g}", "0"))
def _(g, y, x1, x2):
    return g, build("ZerosLike", g)


@nextafter.samples
def _() -> list[Sample]:
    shared: dict[str, Any] = {"differentiable": False}
    return [
        Sample(1.0, 5.0, **shared),
        Sample([1.0, 2.0, 0.0], [0.0, 2.0, -1.0], **shared),
        Sample([[1.0], [2.0]], [0.5, 7.0], **shared),
    ]


__all__ = ["bessel_i0", "bessel_i0e", "bessel_i1", "bessel_i1e", "betainc", "nextafter"]
