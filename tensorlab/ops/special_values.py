"""Approximations of the special functions, in float64, for whole arrays at once.

The polynomials of the error function are those of Sun Microsystems' fdlibm (s_erf.c, 1993:
https://www.netlib.org/fdlibm/s_erf.c); the others are textbook series (Abramowitz and Stegun, "Handbook of
Mathematical Functions", chapters 6 and 23: https://personal.math.ubc.ca/~cbm/aands/).

Read next: `special.py`, whose operations use these.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Each polynomial with its lowest coefficient first.
SMALL_TOP = (
    1.28379167095512558561e-01,
    -3.25042107247001499370e-01,
    -2.84817495755985104766e-02,
    -5.77027029648944159157e-03,
    -2.37630166566501626084e-05,
)
SMALL_BOTTOM = (
    1.0,
    3.97917223959155352819e-01,
    6.50222499887672944485e-02,
    5.08130628187576562776e-03,
    1.32494738004321644526e-04,
    -3.96022827877536812320e-06,
)
ERF_OF_ONE = 8.45062911510467529297e-01
NEAR_ONE_TOP = (
    -2.36211856075265944077e-03,
    4.14856118683748331666e-01,
    -3.72207876035701323847e-01,
    3.18346619901161753674e-01,
    -1.10894694282396677476e-01,
    3.54783043256182359371e-02,
    -2.16637559486879084300e-03,
)
NEAR_ONE_BOTTOM = (
    1.0,
    1.06420880400844228286e-01,
    5.40397917702171048937e-01,
    7.18286544141962662868e-02,
    1.26171219808761642112e-01,
    1.36370839120290507362e-02,
    1.19844998467991074170e-02,
)
MIDDLE_TOP = (
    -9.86494403484714822705e-03,
    -6.93858572707181764372e-01,
    -1.05586262253232909814e01,
    -6.23753324503260060396e01,
    -1.62396669462573470355e02,
    -1.84605092906711035994e02,
    -8.12874355063065934246e01,
    -9.81432934416914548592e00,
)
MIDDLE_BOTTOM = (
    1.0,
    1.96512716674392571292e01,
    1.37657754143519042600e02,
    4.34565877475229228821e02,
    6.45387271733267880336e02,
    4.29008140027567833386e02,
    1.08635005541779435134e02,
    6.57024977031928170135e00,
    -6.04244152148580987438e-02,
)
TAIL_TOP = (
    -9.86494292470009928597e-03,
    -7.99283237680523006574e-01,
    -1.77579549177547519889e01,
    -1.60636384855821916062e02,
    -6.37566443368389627722e02,
    -1.02509513161107724954e03,
    -4.83519191608651397019e02,
)
TAIL_BOTTOM = (
    1.0,
    3.03380607434824582924e01,
    3.25792512996573918826e02,
    1.53672958608443695994e03,
    3.19985821950859553908e03,
    2.55305040643316442583e03,
    4.74528541206955367215e02,
    -2.24409524465858183362e01,
)

# B(2k) / (2k (2k - 1)) and B(2k) / 2k for k = 1, 2, ..., with Bernoulli's numbers B.
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
DIGAMMA_SERIES = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)
# B(2k) / (2k)!
EULER_MACLAURIN = (
    1 / 12,
    -1 / 720,
    1 / 30240,
    -1 / 1209600,
    1 / 47900160,
    -691 / 1307674368000,
    1 / 74724249600,
)


def wide(x: Any) -> Any:
    """A number, or an array of any device, in float64."""
    return x.astype(np.float64, copy=False) if hasattr(x, "astype") else np.float64(x)


def _polynomial(coefficients: Sequence[float], x: Any) -> Any:
    value = coefficients[-1] + 0.0 * x
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


def _erfc_of_large(size: Any) -> Any:
    """erfc for 1.25 and above."""
    inverse = 1.0 / np.square(size)
    middle = _polynomial(MIDDLE_TOP, inverse) / _polynomial(MIDDLE_BOTTOM, inverse)
    tail = _polynomial(TAIL_TOP, inverse) / _polynomial(TAIL_BOTTOM, inverse)
    return np.exp(np.where(size < 1 / 0.35, middle, tail) - np.square(size) - 0.5625) / size


def erf_values(x: Any) -> Any:
    """The error function.

    >>> import math
    >>> float(erf_values(0.5) - math.erf(0.5))
    0.0
    """
    x = wide(x)
    size = np.abs(x)
    square = np.square(np.minimum(size, 1.0))
    small = x + x * (_polynomial(SMALL_TOP, square) / _polynomial(SMALL_BOTTOM, square))
    offset = np.minimum(size, 1.25) - 1.0
    near_one = ERF_OF_ONE + _polynomial(NEAR_ONE_TOP, offset) / _polynomial(NEAR_ONE_BOTTOM, offset)
    large = 1.0 - _erfc_of_large(np.clip(size, 1.25, 6.0))
    return np.where(size < 0.84375, small, np.where(size < 1.25, near_one, large) * np.sign(x))


def erfc_values(x: Any) -> Any:
    """One minus the error function, without losing digits for large x.

    >>> import math
    >>> round(float(erfc_values(5.0) / math.erfc(5.0)), 12)
    1.0
    """
    x = wide(x)
    size = np.abs(x)
    beyond = _erfc_of_large(np.clip(size, 1.25, 30.0))
    return np.where(x < 1.25, 1.0 - erf_values(x), beyond)


def erfinv_values(y: Any) -> Any:
    """The inverse of the error function: a good guess, then three steps of Newton's method.

    The guess is Winitzki's, "A handy approximation for the error function and its inverse" (2008).

    >>> round(float(erf_values(erfinv_values(0.9))), 12)
    0.9
    """
    y = wide(y)
    rest = np.log1p(-np.square(y))
    first = 2.0 / (np.pi * 0.147) + rest / 2.0
    guess = np.sign(y) * np.sqrt(np.maximum(np.sqrt(np.square(first) - rest / 0.147) - first, 0.0))
    for _ in range(3):
        # In the tails 1 - erf is what still has digits.
        error = np.where(guess > 0, (1.0 - y) - erfc_values(guess), erfc_values(-guess) - (1.0 + y))
        guess = guess + error * (-0.5 * np.sqrt(np.pi)) * np.exp(np.square(guess))
    return np.where(np.abs(y) == 1.0, np.copysign(np.inf, y), np.where(np.abs(y) > 1.0, np.nan, guess))


def _reflected(x: Any) -> tuple[Any, Any, Any]:
    """x as float64, which entries lie left of 1/2, and x with those reflected to 1 - x."""
    x = wide(x)
    left = x < 0.5
    return x, left, np.where(left, 1.0 - x, x)


def _shifted(positive: Any) -> tuple[Any, Any]:
    """Arguments raised by 8 where they are small: the series below need large ones."""
    small = positive < 8.0
    return small, np.where(small, positive + 8.0, positive)


def lgamma_values(x: Any) -> Any:
    """ln |Γ(x)|: Stirling's series, after moving small arguments up by Γ(x + 1) = x Γ(x).

    >>> import math
    >>> round(float(lgamma_values(4.25) - math.lgamma(4.25)), 12)
    0.0
    """
    x, left, positive = _reflected(x)
    small, z = _shifted(positive)
    inverse = 1.0 / z
    series = inverse * _polynomial(STIRLING, np.square(inverse))
    value = (z - 0.5) * np.log(z) - z + 0.5 * np.log(2.0 * np.pi) + series
    product = np.ones_like(positive)
    for step in range(8):
        product = product * np.where(small, positive + step, 1.0)
    value = value - np.log(product)
    sine = np.abs(np.sin(np.pi * (x - np.round(x))))
    value = np.where(left, np.log(np.pi) - np.log(sine) - value, value)
    return np.where(np.isinf(x), np.inf, value)


def digamma_values(x: Any) -> Any:
    """ψ(x), the slope of ln Γ; nan at 0 and the negative whole numbers.

    >>> round(float(digamma_values(1.0)), 9)
    -0.577215665
    """
    x, left, positive = _reflected(x)
    small, z = _shifted(positive)
    inverse = np.square(1.0 / z)
    value = np.log(z) - 0.5 / z - inverse * _polynomial(DIGAMMA_SERIES, inverse)
    for step in range(8):
        value = value - np.where(small, 1.0 / (positive + step), 0.0)
    angle = np.pi * (x - np.round(x))
    value = np.where(left, value - np.pi / np.tan(angle), value)
    return np.where((x <= 0) & (x == np.floor(x)), np.nan, value)


def zeta_values(x: Any, q: Any) -> Any:
    """The sum of (q + n)^-x over n = 0, 1, ...: ten terms, and Euler and Maclaurin's formula for the rest.

    >>> round(float(zeta_values(2.0, 1.0) - np.pi**2 / 6), 12)
    0.0
    """
    x, q = wide(x), wide(q)
    total = np.zeros_like(x + q)
    for step in range(10):
        total = total + np.power(q + step, -x)
    end = q + 10.0
    last = np.power(end, -x)
    total = total + end * last / (x - 1.0) + 0.5 * last
    factor, power = x, last / end
    for position, coefficient in enumerate(EULER_MACLAURIN):
        total = total + coefficient * factor * power
        factor = factor * (x + 2 * position + 1) * (x + 2 * position + 2)
        power = power / np.square(end)
    return np.where(x == 1.0, np.inf, np.where(x < 1.0, np.nan, total))
