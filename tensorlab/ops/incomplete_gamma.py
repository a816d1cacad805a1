"""The incomplete gamma functions: how much of a gamma distribution lies below a point, and above it.

Source of the method: Press and others, "Numerical Recipes" (1992), section 6.2: a series for small x, a
continued fraction for large x.

Read next: `logic.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import broadcast
from tensorlab.ops.special_values import lgamma_values

LONGEST = 10_000  # terms; large a and x near a need about 5 sqrt(a) of them
EXACT = 1e-16
HOST_ONLY = {"CPU": "it adds terms until none of them counts any more, and has to look at each to know"}


def _density(a: Any, x: Any) -> Any:
    """x^a e^-x / Γ(a)."""
    return np.exp(a * np.log(x) - x - lgamma_values(a))


def _series(a: Any, x: Any) -> Any:
    """The part below x, for x < a + 1."""
    term = total = 1.0 / a
    for step in range(1, LONGEST):
        term = term * x / (a + step)
        total = total + term
        if not np.any(term > total * EXACT):
            break
    return total * _density(a, x)


def _fraction(a: Any, x: Any) -> Any:
    """The part above x, for x >= a + 1, by Lentz's method."""
    b = x + 1.0 - a
    c = np.full_like(b, 1e300)
    d = 1.0 / b
    result = d
    for step in range(1, LONGEST):
        factor = -step * (step - a)
        b = b + 2.0
        d = 1.0 / (factor * d + b)
        c = b + factor / c
        change = c * d
        result = result * change
        if not np.any(np.abs(change - 1.0) > EXACT * 4):
            break
    return result * _density(a, x)


def _both(a: Any, x: Any) -> tuple[Any, Any]:
    """The parts below and above x."""
    a, x = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(x, np.float64))
    valid = (a > 0) & (x >= 0) & np.isfinite(x)
    low = valid & (x < a + 1.0)
    ordinary_a = np.where(valid, a, 1.0)
    below = _series(ordinary_a, np.where(low, x, 0.5 * ordinary_a))
    above = _fraction(ordinary_a, np.where(valid & ~low, x, ordinary_a + 2.0))
    below, above = np.where(low, below, 1.0 - above), np.where(low, 1.0 - below, above)
    below, above = np.where(x == 0, 0.0, below), np.where(x == 0, 1.0, above)
    infinite = (a > 0) & (x == np.inf)
    refused = ~valid & ~infinite
    below, above = np.where(infinite, 1.0, below), np.where(infinite, 0.0, above)
    return np.where(refused, np.nan, below), np.where(refused, np.nan, above)


@op(
    "Igamma",
    shape=broadcast,
    dtypes=FLOATING,
    symbol="P",
    devices=HOST_ONLY,
    latex=r"\frac{{1}}{{\Gamma({a})}} \int_0^{{{x}}} t^{{{a}-1}} e^{{-t}} dt",
)
def igamma(a: Array, x: Array):
    """Take the part of a gamma distribution of shape `a` that lies below `x`.

    Args:
        a: positive numbers.
        x: numbers of 0 and above; the shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.igamma(1., [0.5, 2.])))
    [0.39347 0.86466]
    """
    return _both(a, x)[0].astype(x.dtype)


@igamma.gradient(
    latex=(r"{g} \, \partial P / \partial {a}", r"{g} \, {x}^{{{a}-1}} e^{{-{x}}} / \Gamma({a})")
)
def _(g, y, a, x):
    slope = build("Exp", (a - 1.0) * build("Log", x) - x - build("Lgamma", a))
    return g * igamma_gradient_a(a, x), g * slope


@op(
    "Igammac",
    shape=broadcast,
    dtypes=FLOATING,
    symbol="Q",
    devices=HOST_ONLY,
    latex=r"\frac{{1}}{{\Gamma({a})}} \int_{{{x}}}^\infty t^{{{a}-1}} e^{{-t}} dt",
)
def igammac(a: Array, x: Array):
    """Take the part of a gamma distribution of shape `a` that lies above `x`.

    Args:
        a: positive numbers.
        x: numbers of 0 and above; the shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.igammac(1., [0.5, 2.])))
    [0.60653067 0.13533528]
    """
    return _both(a, x)[1].astype(x.dtype)


@igammac.gradient(
    latex=(r"-{g} \, \partial P / \partial {a}", r"-{g} \, {x}^{{{a}-1}} e^{{-{x}}} / \Gamma({a})")
)
def _(g, y, a, x):
    slope = build("Exp", (a - 1.0) * build("Log", x) - x - build("Lgamma", a))
    return -(g * igamma_gradient_a(a, x)), -(g * slope)


def _samples() -> list[Sample]:
    return [
        Sample(1.5, 2.0),
        Sample([0.5, 3.0, 10.0], [0.25, 4.0, 8.0]),
        Sample([[0.5], [20.0]], [[1.0, 30.0]]),
        Sample(np.zeros((0, 2)), [1.0, 2.0]),
    ]


igamma.samples(_samples)
igammac.samples(_samples)


@op(
    "IgammaGradA",
    shape=broadcast,
    dtypes=FLOATING,
    kind="gradient",
    symbol="∂P/∂a",
    devices=HOST_ONLY,
    latex=r"\partial P({a}, {x}) / \partial {a}",
)
def igamma_gradient_a(a: Array, x: Array, order: int = 1):
    """Take the slope of `igamma` with respect to `a` (or, of order 2, its curvature), by central differences.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(igamma_gradient_a(1., 2.)))
    -0.2208
    """
    wide = np.asarray(a, np.float64)
    step = (1e-3 if order == 1 else 1e-2) * wide
    sides = [_both(wide + times * step, x)[0] for times in (-2.0, -1.0, 0.0, 1.0, 2.0)]
    weights = (1.0, -8.0, 0.0, 8.0, -1.0) if order == 1 else (-1.0, 16.0, -30.0, 16.0, -1.0)
    total = sum(weight * side for weight, side in zip(weights, sides, strict=True))
    return np.asarray(total / (12.0 * step**order)).astype(x.dtype)


@igamma_gradient_a.gradient
def _(g, y, a, x, order):
    if order > 1:
        raise LookupError("Third derivatives of igamma with respect to its first argument are not provided.")
    slope = build("Exp", (a - 1.0) * build("Log", x) - x - build("Lgamma", a))
    return g * igamma_gradient_a(a, x, order=2), g * slope * (build("Log", x) - build("Digamma", a))


@igamma_gradient_a.samples
def _() -> list[Sample]:
    pair = [0.5, 3.0], [0.25, 4.0]
    # The second derivatives of `Igamma` check this gradient; of order 2 there is none.
    shared: dict[str, Any] = {"differentiable": False}
    return [Sample(1.5, 2.0, **shared), Sample(*pair, **shared), Sample(*pair, order=2, **shared)]


__all__ = ["igamma", "igamma_gradient_a", "igammac"]
