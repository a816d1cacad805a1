"""Bringing numbers to one scale: means and variances, lengths of 1, batch normalization.

Learning goes better when the inputs of a layer are neither huge nor tiny. Most functions here are made of
several nodes, under one name scope: open the scope in a picture to see them.

Read next: `losses.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, float16, float32
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor

# --- mean and variance ------------------------------------------------------------------------------------


@checks_arguments
def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keepdims: bool = False,
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over the axes.

    Args:
        x: numbers of any shape. float16 is computed in float32.
        axes: the dimensions to average over.
        shift: not used, as in TensorFlow.
        keepdims: keep the averaged dimensions, with size 1.

    Returns:
        Two tensors of the dtype of `x`: mean, and variance (the average of the squared distances from it).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/moments

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mean, variance = tf.nn.moments([[1., 2.], [3., 6.]], [0])
    ...     print(sess.run(mean), sess.run(variance))
    [2. 4.] [1. 4.]
    """
    with name_scope(name, "moments", [x, axes]):
        x = convert_to_tensor(x, name="x")
        half = x.dtype.base_dtype is float16
        wide = build("Cast", x, float32) if half else x
        mean = build("Mean", wide, axes, True, name="mean")
        # Where the mean is exact, its own slope adds nothing to the gradient of the variance.
        distance = build("SquaredDifference", wide, build("StopGradient", mean))
        variance = build("Mean", distance, axes, True, name="variance")
        if not keepdims:
            mean, variance = _squeezed(mean, axes), _squeezed(variance, axes)
        return (build("Cast", mean, float16), build("Cast", variance, float16)) if half else (mean, variance)


def _squeezed(x: Tensor, axes: Any) -> Tensor:
    if isinstance(axes, Tensor):
        axes = constant_value(axes)
    return build("Squeeze", x, [int(axis) for axis in np.atleast_1d(axes)])


@checks_arguments
def weighted_moments(
    x: Any,
    axes: Any,
    frequency_weights: Any,
    name: str | None = None,
    keepdims: bool = False,
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over the axes, where entries count as often as their weights say.

    Args:
        x, axes, keepdims: as for `tf.nn.moments`.
        frequency_weights: numbers of the dtype of `x` that stretch to its shape.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.nn.weighted_moments([1., 5.], [0], [3., 1.])))
    2.0 3.0
    """
    with name_scope(name, "weighted_moments", [x, frequency_weights, axes]):
        x = convert_to_tensor(x, name="x")
        weights = convert_to_tensor(frequency_weights, dtype=x.dtype.base_dtype, name="frequency_weights")
        total = build("Sum", weights * x, axes, True, name="weighted_input_sum")
        # Adding zeros stretches the weights, so that each counts once for every entry it belongs to.
        count = build("Sum", weights + build("ZerosLike", x), axes, True, name="sum_of_weights")
        mean = build("DivNoNan", total, count)
        distance = weights * build("SquaredDifference", x, mean)
        variance = build("DivNoNan", build("Sum", distance, axes, True, name="weighted_distsq"), count)
        return (mean, variance) if keepdims else (_squeezed(mean, axes), _squeezed(variance, axes))


def batch_normalization(
    x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: Any, name: str | None = None
) -> Tensor:
    """Subtract the mean, divide by the standard deviation, then multiply by `scale` and add `offset`.

    Args:
        x: floating point numbers of any shape.
        mean, variance: as `tf.nn.moments` gives them; they stretch to the shape of `x`.
        offset, scale: tensors that stretch likewise, or None to leave that step out.
        variance_epsilon: a small number that keeps the division from failing.

    Source: Ioffe and Szegedy, "Batch Normalization" (2015), arXiv:1502.03167.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.batch_normalization([1., 5.], 3., 4., 0., 10., 0.)))
    [-10.  10.]
    """
    with name_scope(name, "batchnorm", [x, mean, variance, scale, offset]):
        x = convert_to_tensor(x, name="x")
        epsilon = convert_to_tensor(variance_epsilon, x.dtype.base_dtype, name="add/y")
        factor = build("Rsqrt", variance + epsilon)
        if scale is not None:
            factor = factor * scale
        scaled = x * factor
        return scaled + (offset - mean * factor if offset is not None else -mean * factor)


# --- lengths ----------------------------------------------------------------------------------------------


@checks_arguments
def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None) -> Tensor:
    """Divide by the length along `axis`, so that the length becomes 1 and the direction stays.

    Args:
        x: floating point numbers of any shape.
        axis: the dimensions over which lengths are measured; all of them by default.
        epsilon: the least squared length to divide by, which keeps zeros from becoming nan.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.l2_normalize([[3., 4.], [0., 0.]], 1)))
    [[0.6 0.8]
     [0.  0. ]]
    """
    with name_scope(name, "l2_normalize", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        squared = build("Sum", build("Square", x), axis, True)
        return build("Mul", x, build("Rsqrt", build("Maximum", squared, epsilon)), name=scope)


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The share of entries that are 0, a float32 between 0 and 1: how many units of a relu layer are off.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.zero_fraction([0., 1., 0., 2.])))
    0.5
    """
    with name_scope(name, "zero_fraction", [value]):
        value = convert_to_tensor(value, name="value")
        zero = build("Equal", value, convert_to_tensor(0, dtype=value.dtype.base_dtype))
        return build("Mean", build("Cast", zero, float32), None, name="fraction")


# --- neighbours -------------------------------------------------------------------------------------------


@op(
    "NeighbourSum", shape=same, dtypes=FLOATING, kind="math", symbol="Σ neighbours",
    latex=r"\textstyle\sum_{{j = c - {depth_radius}}}^{{c + {depth_radius}}} {x}_j",
)  # fmt: skip
def neighbour_sum(x: Array, depth_radius: int = 5):
    """Add to every entry its neighbours along the last dimension, up to `depth_radius` on either side.

    >>> import tensorlab as tf
    >>> from tensorlab.ops.normalizing import neighbour_sum
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(neighbour_sum([1., 2., 4., 8.], 1)))
    [ 3.  7. 14. 12.]
    """
    total = x.copy()
    for distance in range(1, min(depth_radius, x.shape[-1] - 1) + 1):
        total[..., distance:] += x[..., :-distance]
        total[..., :-distance] += x[..., distance:]
    return total


@neighbour_sum.gradient(latex=(r"\textstyle\sum_{{j = c - {depth_radius}}}^{{c + {depth_radius}}} {g}_j",))
def _(g, y, x, depth_radius):
    return neighbour_sum(g, depth_radius)


@neighbour_sum.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 4.0, 8.0]), Sample([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]], depth_radius=1),
        Sample(np.zeros((0, 3)), depth_radius=2), Sample([[1.0, 2.0]], depth_radius=0),
    ]  # fmt: skip


def _image_shape(input: TensorShape, *_: Any) -> TensorShape:
    if input.ndims not in (None, 4):
        raise ValueError(f"Shape must be rank 4 but is rank {input.ndims}: the input, of shape {input}")
    return input


@op(
    "LRN", shape=_image_shape, dtypes=FLOATING, kind="activation", symbol="LRN",
    latex=r"{input} / ({bias} + {alpha} \textstyle\sum_{{\text{{neighbours}}}} {input}^2)^{{{beta}}}",
)  # fmt: skip
def local_response_normalization(
    input: Array, depth_radius: int = 5, bias: float = 1.0, alpha: float = 1.0, beta: float = 0.5
):
    """Divide every entry by a power of how strong its neighbouring channels are.

    Args:
        input: images, [batch, height, width, channels].
        depth_radius: how many channels on either side count as neighbours.
        bias, alpha, beta: the numbers of the formula.

    Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural
    Networks" (2012), section 3.3.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.lrn([[[[0., 2., 4.]]]], depth_radius=0, beta=1.)))
    [[[[0.         0.4        0.23529412]]]]
    """
    strength = neighbour_sum.kernel(np.square(input), depth_radius)
    return np.divide(input, np.power(np.add(np.multiply(strength, alpha), bias), beta))


@local_response_normalization.gradient(
    latex=(r"{g} s^{{-{beta}}} - 2 {alpha} {beta} {input} \textstyle\sum {g} {input} s^{{-{beta} - 1}}",)
)
def _(g, y, input, depth_radius, bias, alpha, beta):
    strength = bias + alpha * neighbour_sum(build("Square", input), depth_radius)
    share = neighbour_sum(g * y / strength, depth_radius)
    return g * build("Pow", strength, -beta) - (2 * alpha * beta) * input * share


@local_response_normalization.samples
def _() -> list[Sample]:
    image = np.linspace(-1.0, 1.5, 12).reshape(1, 2, 2, 3)
    return [
        Sample(image),
        Sample(image, depth_radius=1, bias=2.0, alpha=0.5, beta=0.75),
        Sample(np.zeros((0, 1, 1, 2)), depth_radius=1),
    ]


__all__ = [
    "batch_normalization", "l2_normalize", "local_response_normalization", "moments", "weighted_moments",
    "zero_fraction",
]  # fmt: skip
