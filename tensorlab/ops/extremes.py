"""The larger and the smaller of two numbers, and how far apart they are.

Read next: `reduce.py`, where the largest of a whole axis is taken.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import COMPLEX, FLOATING, INDEX, REAL
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shape_rules import broadcast, same
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import broadcast_pairs


@op("Maximum", shape=broadcast, dtypes=REAL, symbol="max", latex=r"\max({x}, {y})")
def maximum(x: Array, y: Array):
    """Take the larger of two numbers, entry by entry; where one is nan, the result is nan.

    Where both are equal, the gradient goes to `x`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.maximum([1, 5], 3)))
    [3 5]
    """
    return np.maximum(x, y)


@maximum.bind
def _() -> Any:
    return np.maximum


@maximum.gradient(latex=(r"{g} \text{{ where }} {x} \ge {y}", r"{g} \text{{ where }} {x} < {y}"))
def _(g, z, x, y):
    return maximum_gradient(g, x, y), maximum_gradient(g, x, y, second=True)


@maximum.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([1.0, 2.0], [1.0, 3.0], differentiable=False)]


@op(
    "MaximumGrad",
    shape=same,
    dtypes=FLOATING,
    kind="gradient",
    symbol="g·[max]",
    latex=r"{g} \cdot [{x} \ge {y}]",
)
def maximum_gradient(g: Array, x: Array, y: Array, second: bool = False):
    """Keep the gradient where `x` was at least `y` (or, for the `second` operand, where it was not).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(maximum_gradient([1., 1., 1.], [1., 2., 3.], [2., 2., 2.])))
    [0. 1. 1.]
    """
    kept = np.greater_equal(x, y)
    return np.where(kept, 0, g) if second else np.where(kept, g, 0)


@maximum_gradient.gradient
def _(h, z, g, x, y, second):
    return maximum_gradient(h, x, y, second), None, None


@op("Minimum", shape=broadcast, dtypes=REAL, symbol="min", latex=r"\min({x}, {y})")
def minimum(x: Array, y: Array):
    """Take the smaller of two numbers, entry by entry; where one is nan, the result is nan.

    Where both are equal, the gradient goes to `x`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.minimum([1, 5], 3)))
    [1 3]
    """
    return np.minimum(x, y)


@minimum.bind
def _() -> Any:
    return np.minimum


@minimum.gradient(latex=(r"{g} \text{{ where }} {x} \le {y}", r"{g} \text{{ where }} {x} > {y}"))
def _(g, z, x, y):
    return minimum_gradient(g, x, y), minimum_gradient(g, x, y, second=True)


@minimum.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([1.0, 2.0], [1.0, 3.0], differentiable=False)]


@op(
    "MinimumGrad",
    shape=same,
    dtypes=FLOATING,
    kind="gradient",
    symbol="g·[min]",
    latex=r"{g} \cdot [{x} \le {y}]",
)
def minimum_gradient(g: Array, x: Array, y: Array, second: bool = False):
    """Keep the gradient where `x` was at most `y` (or, for the `second` operand, where it was not).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(minimum_gradient([1., 1., 1.], [1., 2., 3.], [2., 2., 2.])))
    [1. 1. 0.]
    """
    kept = np.less_equal(x, y)
    return np.where(kept, 0, g) if second else np.where(kept, g, 0)


@minimum_gradient.gradient
def _(h, z, g, x, y, second):
    return minimum_gradient(h, x, y, second), None, None


def _gradient_samples() -> list[Sample]:
    row = [1.0, 2.0, 3.0]
    return [
        Sample(row, [5.0, 0.0, 2.0], [1.0, 4.0, 1.0]),
        Sample([row, row], [5.0, 0.0, 2.0], 1.0, second=True),
        Sample(2.0, 3.0, 1.0),
    ]


maximum_gradient.samples(_gradient_samples)
minimum_gradient.samples(_gradient_samples)


@op(
    "SquaredDifference",
    shape=broadcast,
    dtypes=FLOATING | COMPLEX | INDEX,
    symbol="(x−y)²",
    latex="({x} - {y})^2",
)
def squared_difference(x: Array, y: Array):
    """Subtract `y` from `x` and square the difference, entry by entry.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.squared_difference([1., 5.], 3.)))
    [4. 4.]
    """
    difference = np.subtract(x, y)
    return np.multiply(np.conj(difference), difference) if x.dtype.kind == "c" else np.square(difference)


@squared_difference.gradient(latex=("2 {g} ({x} - {y})", "-2 {g} ({x} - {y})"))
def _(g, z, x, y):
    for_x = 2.0 * g * conj(x - y)
    return for_x, -for_x


@squared_difference.samples
def _() -> list[Sample]:
    return broadcast_pairs(["float16", "float32", "float64", "int32", "int64"])


__all__ = ["maximum", "maximum_gradient", "minimum", "minimum_gradient", "squared_difference"]
