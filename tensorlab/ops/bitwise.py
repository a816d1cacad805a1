"""The bits of integers.

Read next: `reduce.py`.
"""

import numpy as np

from tensorlab.graph.dtypes import INTEGER
from tensorlab.graph.registry import Array, op
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.ops.example_values import broadcast_pairs, numbers


@op("BitwiseAnd", shape=broadcast, dtypes=INTEGER, symbol="&", latex=r"{x} \mathbin{{\&}} {y}")
def bitwise_and(x: Array, y: Array):
    """Keep the bits that are set in both numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.bitwise_and([12, 10], 6)))
    [4 2]
    """
    return np.bitwise_and(x, y)


@op("BitwiseOr", shape=broadcast, dtypes=INTEGER, symbol="|", latex=r"{x} \mid {y}")
def bitwise_or(x: Array, y: Array):
    """Keep the bits that are set in one number or in both.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.bitwise_or([12, 10], 6)))
    [14 14]
    """
    return np.bitwise_or(x, y)


@op("BitwiseXor", shape=broadcast, dtypes=INTEGER, symbol="^", latex=r"{x} \oplus {y}")
def bitwise_xor(x: Array, y: Array):
    """Keep the bits that are set in exactly one of the numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.bitwise_xor([12, 10], 6)))
    [10 12]
    """
    return np.bitwise_xor(x, y)


def _within_width(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Shifts by too many bits are not defined; as in TensorFlow, they count as the largest that is."""
    return np.clip(y, 0, x.dtype.itemsize * 8 - 1)


@op("LeftShift", shape=broadcast, dtypes=INTEGER, symbol="≪", latex=r"{x} \ll {y}")
def left_shift(x: Array, y: Array):
    """Move the bits to the left by `y` places, which doubles the number each time.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.left_shift([1, 3], 2)))
    [ 4 12]
    """
    return np.left_shift(x, _within_width(x, y))


@op("RightShift", shape=broadcast, dtypes=INTEGER, symbol="≫", latex=r"{x} \gg {y}")
def right_shift(x: Array, y: Array):
    """Move the bits to the right by `y` places, which halves the number each time, rounding down.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.right_shift([8, -8], 1)))
    [ 4 -4]
    """
    return np.right_shift(x, _within_width(x, y))


@op("Invert", shape=same, dtypes=INTEGER, symbol="~", latex=r"\sim {x}")
def invert(x: Array):
    """Turn every bit of every number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitwise.invert([0, 5])))
    [-1 -6]
    """
    return np.invert(x)


for _record in (bitwise_and, bitwise_or, bitwise_xor, left_shift, right_shift):
    _record.samples(broadcast_pairs)
invert.samples(lambda: numbers([1, 6, 100]))
for _record in (bitwise_and, bitwise_or, bitwise_xor, left_shift, right_shift, invert):
    _record.not_differentiable("bits of integers have no slope")

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift"]
