"""Logarithm, sine and cosine of float32 numbers, rounded as the C library rounds them.

TensorFlow makes its normal numbers with the C library's `logf` and `sincosf`. Those are not quite exactly
rounded: about one result in a hundred differs, in its last bit, from the exact value rounded to float32.
NumPy's own functions differ again, and from one processor to the next. So here are the same formulas over
whole arrays: the numbers then agree with TensorFlow's to the last bit, on every machine.

The formulas and their constants are those of Arm's Optimized Routines (logf.c, sinf.c, cosf.c, and their
tables), which the GNU C library uses too. All of it is computed in float64 and rounded once at the end.
"""

import numpy as np


def numbers(digits: str) -> tuple[float, ...]:
    """Read numbers written in hexadecimal, which says every bit of them."""
    return tuple(float.fromhex(word) for word in digits.split())


# ln x = k·ln 2 + ln(z): z is compared with one of sixteen numbers near it, given here by their inverses.
INVERSES = numbers(
    "0x1.661ec79f8f3bep+0 0x1.571ed4aaf883dp+0 0x1.49539f0f010bp+0 0x1.3c995b0b80385p+0 "
    "0x1.30d190c8864a5p+0 0x1.25e227b0b8eap+0 0x1.1bb4a4a1a343fp+0 0x1.12358f08ae5bap+0 "
    "0x1.0953f419900a7p+0 0x1p+0 0x1.e608cfd9a47acp-1 0x1.ca4b31f026aap-1 "
    "0x1.b2036576afce6p-1 0x1.9c2d163a1aa2dp-1 0x1.886e6037841edp-1 0x1.767dcf5534862p-1"
)
LOGARITHM = numbers("-0x1.00ea348b88334p-2 0x1.5575b0be00b6ap-2 -0x1.ffffef20a4123p-2")
SINE = numbers("-0x1.555545995a603p-3 0x1.1107605230bc4p-7 -0x1.994eb3774cf24p-13")
COSINE = numbers("-0x1.ffffffd0c621cp-2 0x1.55553e1068f19p-5 -0x1.6c087e89a359dp-10 0x1.99343027bf8c3p-16")
START_OF_TABLE = 0x3F330000  # the bits of the float32 number 0.69921875, where z begins


def logarithm(x: np.ndarray) -> np.ndarray:
    """Return ln x of normal, positive float32 numbers.

    >>> logarithm(np.array([1, 2], np.float32))
    array([0.        , 0.6931472], dtype=float32)
    """
    inverses = np.array(INVERSES)
    third, second, first = LOGARITHM
    bits = x.view(np.int32)
    above = bits - START_OF_TABLE
    entry = above >> 19 & 15
    exponent = above >> 23
    z = (bits - (exponent << 23)).view(np.float32)
    r = z * inverses[entry] - 1
    base = np.log(1 / inverses)[entry] + exponent * np.log(2)
    square = r * r
    return ((third * square + (second * r + first)) * square + (base + r)).astype(np.float32)


def sine_and_cosine(angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sin and cos of float32 angles between -100 and 100.

    >>> sine_and_cosine(np.array([0, 1], np.float32))
    (array([0.        , 0.84147096], dtype=float32), array([1.       , 0.5403023], dtype=float32))
    """
    s1, s2, s3 = SINE
    c1, c2, c3, c4 = COSINE
    angle = angle.astype(np.float64)
    quarter = np.rint(angle * (2 / np.pi))
    x = angle - quarter * (np.pi / 2)
    square = x * x
    cube = x * square
    near_sine = x + cube * s1 + cube * square * (s2 + square * s3)
    fourth = square * square
    near_cosine = 1 + square * c1 + fourth * c2 + fourth * square * (c3 + square * c4)
    turn = quarter.astype(np.int64) & 3
    swapped = (turn & 1).astype(bool)
    sine = np.where(swapped, near_cosine, near_sine) * np.where(turn > 1, -1.0, 1.0)
    cosine = np.where(swapped, near_sine, near_cosine) * np.where((turn == 1) | (turn == 2), -1.0, 1.0)
    return sine.astype(np.float32), cosine.astype(np.float32)
