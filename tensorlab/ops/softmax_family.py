"""Softmax: scores become chances, and the logarithm of those chances.

Both subtract the largest score first. That changes nothing, since it cancels, and keeps exp from overflowing.

Read next: `losses.py`, where softmax and logarithm meet in the cross entropy.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import merged
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor


def _along_axis(logits: TensorShape, axis: int) -> TensorShape:
    rank = logits.ndims
    if rank is None:
        return logits
    if rank == 0:
        raise ValueError("Shape must be at least rank 1 but is rank 0: a scalar has no entries to compare")
    if not -rank <= axis < rank:
        message = f"where {rank} is the number of dimensions in the input. Received: dim={axis}"
        raise InvalidArgumentError(None, None, f"`dim` must be in the range [{-rank}, {rank}) {message}")
    return logits


def _along_axis_of_gradient(g: TensorShape, y: TensorShape, axis: int) -> TensorShape:
    return merged(g, y)


def _largest(logits: Any, axis: int) -> Any:
    """The largest scores along an axis, which stays; CuPy has no `np.maximum.reduce`, and NumPy is faster with it."""
    if isinstance(logits, np.ndarray):
        return np.maximum.reduce(logits, axis=axis, keepdims=True)
    return np.max(logits, axis=axis, keepdims=True)


@op(
    "Softmax", shape=_along_axis, dtypes=FLOATING, kind="activation", symbol="softmax",
    latex=r"\frac{{e^{{{logits}_i}}}}{{\sum_j e^{{{logits}_j}}}}",
)  # fmt: skip
def softmax_node(logits: Array, axis: int = -1):
    """Turn scores into chances: positive numbers that add up to 1 along the axis."""
    if logits.size == 0:
        return logits
    shifted = np.subtract(logits, _largest(logits, axis))
    powers = np.exp(shifted)
    return np.divide(powers, np.add.reduce(powers, axis=axis, keepdims=True))


@softmax_node.gradient(latex=(r"{y} \cdot ({g} - \textstyle\sum {g} \cdot {y})",))
def _(g, y, logits, axis):
    return softmax_gradient(g, y, axis)


def _softmax_samples() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 4.0]),
        Sample([[1.0, -2.0], [0.5, 3.0], [0.0, 0.0]]),
        Sample([[1.0, -2.0], [0.5, 3.0], [0.0, 0.0]], axis=0),
        Sample(np.linspace(-2.0, 2.0, 12).reshape(2, 2, 3), axis=1),
        Sample(np.linspace(-2.0, 2.0, 12).reshape(2, 2, 3), axis=-2),
        Sample(np.zeros((0, 3))),
        Sample(np.zeros((2, 0))),
    ]


softmax_node.samples(_softmax_samples)


@op(
    "SoftmaxGrad", shape=_along_axis_of_gradient, dtypes=FLOATING, kind="gradient", symbol="softmax′",
    latex=r"{y} \cdot ({gradients} - \textstyle\sum {gradients} \cdot {y})",
)  # fmt: skip
def softmax_gradient(gradients: Array, y: Array, axis: int = -1):
    """Turn gradients of chances into gradients of scores; raising all scores alike changes nothing.

    So the result adds up to 0 along the axis.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([0., 0.])
    ...     print(sess.run(tf.gradients(tf.nn.softmax(scores)[0], scores)))
    [array([ 0.25, -0.25], dtype=float32)]
    """
    mean = np.add.reduce(np.multiply(gradients, y), axis=axis, keepdims=True)
    return np.multiply(y, np.subtract(gradients, mean))


@softmax_gradient.gradient
def _(h, z, g, y, axis):
    mean = build("Sum", g * y, axis, True)
    return softmax_gradient(h, y, axis), h * (g - mean) - g * build("Sum", h * y, axis, True)


def _softmax_gradient_samples() -> list[Sample]:
    table = [[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]]
    return [
        Sample([1.0, 2.0, -1.0], [0.25, 0.25, 0.5]),
        Sample([[1.0, 2.0], [-1.0, 0.5], [3.0, 1.0]], table),
        Sample([[1.0, 2.0], [-1.0, 0.5], [3.0, 1.0]], table, axis=0),
        Sample(np.ones((0, 3)), np.ones((0, 3))),
    ]


softmax_gradient.samples(_softmax_gradient_samples)


@checks_arguments
def softmax(logits: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Turn scores into chances: positive numbers that add up to 1 along `axis`.

    Args:
        logits: the scores, floating point, of rank 1 or more.
        axis: the dimension along which they compete; the last one by default.

    Returns:
        A tensor of the same shape and dtype; scores of any size are safe.

    Raises:
        ValueError: for a scalar.
        tf.errors.InvalidArgumentError: for an axis that `logits` does not have.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/softmax

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.softmax([[0., 0.], [1000., 1000.]])))
    [[0.5 0.5]
     [0.5 0.5]]
    """
    return softmax_node(logits, -1 if axis is None else int(axis), name=name)


@op(
    "LogSoftmax", shape=_along_axis, dtypes=FLOATING, kind="activation", symbol="ln softmax",
    latex=r"{logits} - \ln \textstyle\sum_j e^{{{logits}_j}}",
)  # fmt: skip
def log_softmax_node(logits: Array, axis: int = -1):
    """Take the logarithm of the chances that softmax gives, without computing the chances."""
    if logits.size == 0:
        return logits
    shifted = np.subtract(logits, _largest(logits, axis))
    return np.subtract(shifted, np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True)))


@log_softmax_node.gradient(latex=(r"{g} - e^{{{y}}} \textstyle\sum {g}",))
def _(g, y, logits, axis):
    return log_softmax_gradient(g, y, axis)


log_softmax_node.samples(_softmax_samples)


@op(
    "LogSoftmaxGrad", shape=_along_axis_of_gradient, dtypes=FLOATING, kind="gradient", symbol="ln softmax′",
    latex=r"{gradients} - e^{{{y}}} \textstyle\sum {gradients}",
)  # fmt: skip
def log_softmax_gradient(gradients: Array, y: Array, axis: int = -1):
    """Turn gradients of logarithms of chances into gradients of scores.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([0., 0.])
    ...     print(sess.run(tf.gradients(tf.nn.log_softmax(scores)[0], scores)))
    [array([ 0.5, -0.5], dtype=float32)]
    """
    return np.subtract(gradients, np.multiply(np.exp(y), np.add.reduce(gradients, axis=axis, keepdims=True)))


@log_softmax_gradient.gradient
def _(h, z, g, y, axis):
    chances = build("Exp", y)
    weighted = h * chances
    return h - build("Sum", weighted, axis, True), -(weighted * build("Sum", g, axis, True))


log_softmax_gradient.samples(_softmax_gradient_samples)


@checks_arguments
def log_softmax(logits: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Take the logarithm of softmax, exactly even where a chance is too small to be written down.

    Args, errors: as for `tf.nn.softmax`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.log_softmax([0., 1000.])))
    [-1000.     0.]
    """
    return log_softmax_node(logits, -1 if axis is None else int(axis), name=name)


__all__ = ["log_softmax", "softmax"]
