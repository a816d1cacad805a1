"""Batch normalization of images in one node: every channel is brought to mean 0 and variance 1, then scaled.

While a network learns, the numbers that reach a layer drift, and the layer has to follow them. So each channel is
measured over the whole batch, its mean μ is subtracted, it is divided by its spread, and two learned numbers per
channel put it where the next layer wants it:

    y = γ · (x − μ) / √(σ² + ε) + β

In training μ and σ² are those of the batch at hand; a program keeps running averages of them. Afterwards, when
one image at a time is looked at, these averages are used, and the node is a multiplication and an addition.

The gradient has three parts, since a pixel acts in three ways: directly, through the mean that it raises, and
through the variance that it changes:

    dx = γ/√(σ² + ε) · (g − mean(g) − x̂ · mean(g · x̂))        with x̂ = (x − μ)/√(σ² + ε)

So dx has mean 0, and nothing of it points along x̂: to add a number to all pixels, or to multiply all of them, changes
nothing.

Source: Ioffe and Szegedy, "Batch Normalization" (2015), arXiv:1502.03167.

Read next: `normalizing.py`, where it is made of several nodes.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, DType, float32, float64
from tensorlab.graph.gradients import gradients
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_geometry import channels, check_format, rank_checked
from tensorlab.ops.scattering import zeros_of

PER_CHANNEL = frozenset([float32, float64])
"""The dtypes of what belongs to a channel: float32, also for images of halves. TensorFlow does not take float64."""


def _axes(rank: int, data_format: str) -> tuple[int, ...]:
    """All dimensions but that of the channels."""
    return tuple(axis for axis in range(rank) if axis != (1 if data_format[1] == "C" else rank - 1))


def _standing(per_channel: Any, rank: int, data_format: str) -> Any:
    """Numbers per channel, so shaped that they stretch to images."""
    return per_channel.reshape((1, -1) + (1,) * (rank - 2)) if data_format[1] == "C" else per_channel


def _checked(x: TensorShape, vectors: dict[str, TensorShape], data_format: str) -> TensorShape:
    """The shape of what belongs to a channel.

    Raises:
        ValueError: when there are not as many of them as channels.
    """
    rank = len(data_format)
    check_format(data_format, rank)
    count = channels(rank_checked(x, rank, "the image"), data_format)
    for name, shape in vectors.items():
        if shape.ndims not in (None, 1):
            raise ValueError(f"Shape must be rank 1 but is rank {shape.ndims}: {name} has shape {shape}.")
        size = shape.sizes[0] if shape.sizes is not None else None
        if size == 0:
            continue  # nothing given: the batch itself is measured
        if None not in (size, count) and size != count:
            raise ValueError(
                f"Dimensions must be equal, but are {count} and {size}: the image has {count} channels, {name} has "
                f"{size} entries. The image has shape {x}."
            )
        count = size if count is None else count
    return TensorShape([count])


def _shapes(
    x: TensorShape, scale: TensorShape, offset: TensorShape, mean: TensorShape, variance: TensorShape,
    epsilon: float, exponential_avg_factor: float, data_format: str, is_training: bool,
) -> list[TensorShape]:  # fmt: skip
    given = {"scale": scale, "offset": offset, "mean": mean, "variance": variance}
    vector = _checked(x, given, data_format)
    return [x, vector, vector, vector, vector, TensorShape(None)]


def _dtypes(dtypes: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    return [dtypes["x"], *[dtypes["scale"]] * 5]


@op(
    "FusedBatchNormV3", shape=_shapes, result=_dtypes, outputs=6, kind="activation", symbol="batch norm",
    dtypes={"x": FLOATING, "scale": PER_CHANNEL, "offset": "scale", "mean": "scale", "variance": "scale"},
    latex=r"{scale} \frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}} + {offset}",
)  # fmt: skip
def fused_batch_norm_node(
    x: Array, scale: Array, offset: Array, mean: Array, variance: Array, epsilon: float = 1e-4,
    exponential_avg_factor: float = 1.0, data_format: str = "NHWC", is_training: bool = True,
):  # fmt: skip
    """Bring every channel to mean 0 and variance 1, multiply by `scale` and add `offset`.

    Six outputs: the images; mean and variance for the running averages (the variance of a sample: divided by
    n − 1); mean and variance as they were used, for the gradient; and one that only TensorFlow's GPUs fill.
    """
    rank, axes = x.ndim, _axes(x.ndim, data_format)
    wide = _wide(x)
    if is_training:
        count = x.size // scale.shape[0] if scale.shape[0] else 0
        used_mean = np.add.reduce(wide, axis=axes) / max(count, 1)
        distance = wide - _standing(used_mean, rank, data_format)
        used_variance = np.add.reduce(distance * distance, axis=axes) / max(count, 1)
        kept_mean, kept_variance = used_mean, used_variance * (count / max(count - 1, 1))
        if exponential_avg_factor != 1:
            kept_mean = mean * (1 - exponential_avg_factor) + kept_mean * exponential_avg_factor
            kept_variance = variance * (1 - exponential_avg_factor) + kept_variance * exponential_avg_factor
    else:
        used_mean, used_variance, kept_mean, kept_variance = mean, variance, mean, variance
        distance = wide - _standing(used_mean, rank, data_format)
    factor = scale / np.sqrt(used_variance + epsilon)
    y = distance * _standing(factor, rank, data_format) + _standing(offset, rank, data_format)
    statistics = (kept_mean, kept_variance, used_mean, used_variance)
    vectors = [vector.astype(scale.dtype, copy=False) for vector in statistics]
    return y.astype(x.dtype, copy=False), *vectors, zeros_of((), scale)


def _wide(x: Any) -> Any:
    return x.astype(np.float32) if x.itemsize == 2 else x


@fused_batch_norm_node.gradient(latex=(
    r"\tfrac{{{scale}}}{{\sigma}} \left( {g} - \overline{{{g}}} - \hat{{x}} \, \overline{{{g} \hat{{x}}}} \right)",
    r"\textstyle\sum {g} \, \hat{{x}}", r"\textstyle\sum {g}",
))  # fmt: skip
def _(g, y, x, scale, offset, mean, variance, epsilon, data_format, is_training):
    first, second = (y[3], y[4]) if is_training else (mean, variance)
    back = fused_batch_norm_gradient(g[0], x, scale, first, second, y[5], epsilon, data_format, is_training)
    return back[0], back[1], back[2], None, None


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


GAMMA, BETA, MEAN, VARIANCE = [1.5, 0.5], [0.25, -1.0], [0.5, -0.25], [1.5, 0.75]


@fused_batch_norm_node.samples
def _() -> list[Sample]:
    # In training the outputs for running averages have no gradient, so finite differences of all say nothing.
    measured: dict[str, Any] = {"differentiable": False}
    given: dict[str, Any] = {
        "is_training": False,
        "dtypes": ("float32", "float64"),
    }  # with halves TensorFlow leaves out outputs
    image, first = _numbers(3, 2, 2, 2), np.ascontiguousarray(_numbers(3, 2, 2, 2).transpose(0, 3, 1, 2))
    return [
        Sample(image, GAMMA, BETA, [], [], **measured),
        Sample(image, GAMMA, BETA, MEAN, VARIANCE, 0.01, **given),
        Sample(image, GAMMA, BETA, MEAN, VARIANCE, 0.01, 0.25, **measured),
        Sample(first, GAMMA, BETA, [], [], data_format="NCHW", **measured),
        Sample(first, GAMMA, BETA, MEAN, VARIANCE, data_format="NCHW", **given),
        Sample(_numbers(2, 2, 1, 2, 2), GAMMA, BETA, [], [], data_format="NDHWC", **measured),
    ]


# --- the gradient -----------------------------------------------------------------------------------------


def _gradient_shapes(
    y_backprop: TensorShape, x: TensorShape, scale: TensorShape, reserve_space_1: TensorShape,
    reserve_space_2: TensorShape, reserve_space_3: TensorShape, epsilon: float, data_format: str,
    is_training: bool,
) -> list[TensorShape]:  # fmt: skip
    vector = _checked(x, {"scale": scale}, data_format)
    return [x, vector, vector, TensorShape([0]), TensorShape([0])]


def _gradient_dtypes(dtypes: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    return [dtypes["x"], *[dtypes["scale"]] * 4]


@op(
    "FusedBatchNormGradV3", shape=_gradient_shapes, result=_gradient_dtypes, outputs=5, kind="gradient",
    symbol="batch norm′",
    dtypes={"y_backprop": FLOATING, "x": "y_backprop", "scale": PER_CHANNEL, "reserve_space_1": "scale",
            "reserve_space_2": "scale", "reserve_space_3": "scale"},
    latex=r"\tfrac{{{scale}}}{{\sigma}} \left( {y_backprop} - \overline{{{y_backprop}}} "
          r"- \hat{{x}} \, \overline{{{y_backprop} \hat{{x}}}} \right)",
)  # fmt: skip
def fused_batch_norm_gradient(
    y_backprop: Array, x: Array, scale: Array, reserve_space_1: Array, reserve_space_2: Array,
    reserve_space_3: Array, epsilon: float = 1e-4, data_format: str = "NHWC", is_training: bool = True,
):  # fmt: skip
    """Gradients for images, scale and offset, from the mean and variance that were used.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([[[[1.]]], [[[3.]]], [[[8.]]]])
    ...     y, _, _ = tf.nn.fused_batch_norm(x, [2.], [0.])
    ...     print(sess.run(tf.gradients(y, x)[0]).ravel())  # adding 1 to all pixels changes nothing
    [0. 0. 0.]
    """
    rank, axes = x.ndim, _axes(x.ndim, data_format)
    g, wide = _wide(y_backprop), _wide(x)
    spread = 1 / np.sqrt(reserve_space_2 + epsilon)
    hat = (wide - _standing(reserve_space_1, rank, data_format)) * _standing(spread, rank, data_format)
    for_offset, for_scale = np.add.reduce(g, axis=axes), np.add.reduce(g * hat, axis=axes)
    if is_training:
        count = max(x.size // scale.shape[0], 1) if scale.shape[0] else 1
        g = g - _standing(for_offset / count, rank, data_format)
        g = g - hat * _standing(for_scale / count, rank, data_format)
    for_x = g * _standing(scale * spread, rank, data_format)
    nothing = zeros_of((0,), scale)
    vectors = [vector.astype(scale.dtype, copy=False) for vector in (for_scale, for_offset)]
    return for_x.astype(x.dtype, copy=False), *vectors, nothing, nothing


@fused_batch_norm_gradient.gradient
def _(h, z, g, x, scale, mean, variance, _unused, epsilon, data_format, is_training):
    first = _gradient_in_parts(g, x, scale, mean, variance, epsilon, data_format, is_training)
    inputs = [g, x, scale]
    found = gradients(first, inputs, grad_ys=h[:3], name="second", stop_gradients=inputs)
    return (*found, None, None, None)


def _gradient_in_parts(
    g: Tensor, x: Tensor, scale: Tensor, mean: Tensor, variance: Tensor, epsilon: float, data_format: str,
    is_training: bool,
) -> list[Tensor]:  # fmt: skip
    """The gradient as single nodes, which can be differentiated again; mean and variance depend on x, too."""
    rank, dtype = len(data_format), scale.dtype.base_dtype
    axes = list(_axes(rank, data_format))
    standing = [1, -1] + [1] * (rank - 2) if data_format[1] == "C" else [1] * (rank - 1) + [-1]
    narrow = x.dtype.base_dtype
    if narrow is not dtype:
        g, x = build("Cast", g, dtype), build("Cast", x, dtype)
    factor = build("Reshape", scale, standing)
    if is_training:
        distance = x - build("Mean", x, axes, True)
        spread = build("Rsqrt", build("Mean", distance * distance, axes, True) + epsilon)
    else:
        distance = x - build("Reshape", mean, standing)
        spread = build("Rsqrt", build("Reshape", variance, standing) + epsilon)
    hat = distance * spread
    for_x = g
    if is_training:
        for_x = g - build("Mean", g, axes, True) - hat * build("Mean", g * hat, axes, True)
    for_x = for_x * factor * spread
    if narrow is not dtype:
        for_x = build("Cast", for_x, narrow)
    return [for_x, build("Sum", g * hat, axes), build("Sum", g, axes)]


@fused_batch_norm_gradient.samples
def _() -> list[Sample]:
    image, g = _numbers(3, 2, 2, 2), np.cos(_numbers(3, 2, 2, 2) * 5).round(3)
    mean, variance = image.mean((0, 1, 2)), image.var((0, 1, 2))
    vectors = [np.asarray(vector, np.float32) for vector in (GAMMA, mean, variance, [])]
    given = [np.asarray(vector, np.float32) for vector in (GAMMA, MEAN, VARIANCE, [])]
    turned = [np.ascontiguousarray(array.transpose(0, 3, 1, 2)) for array in (g, image)]
    return [
        # The rule knows that mean and variance depend on the image; a finite difference would hold them fast.
        Sample(g, image, *vectors, 0.001, differentiable=False),
        Sample(g, image, *given, 0.001, is_training=False),
        Sample(*turned, *vectors, data_format="NCHW", differentiable=False),
    ]


# --- what programs call -----------------------------------------------------------------------------------


@checks_arguments
def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
    exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """Bring every channel to mean 0 and variance 1, multiply by `scale` and add `offset`.

    Args:
        x: images (or volumes), [images, height, width, channels], floating point.
        scale, offset: one number per channel, float32.
        mean, variance: when not training, the averages to use; in training None, or averages to go on with.
        epsilon: a small number that keeps the division from failing.
        data_format: "NHWC", "NCHW", "NDHWC" or "NCDHW".
        is_training: measure the batch at hand.
        exponential_avg_factor: how much the batch counts in the averages that come back; 1 means: alone.

    Returns:
        The images, and the mean and the variance (of a sample: divided by n − 1) for a running average.

    Raises:
        ValueError: when there is not one number per channel, or averages are missing.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/fused_batch_norm

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.reshape([1., 3., 1., 3.], [4, 1, 1, 1])
    ...     y, mean, variance = tf.nn.fused_batch_norm(x, [10.], [0.], epsilon=0.)
    ...     print(sess.run(y).ravel(), *sess.run([mean, variance]))
    [-10.  10. -10.  10.] [2.] [1.3333334]
    """
    if (not is_training or exponential_avg_factor != 1.0) and (mean is None or variance is None):
        raise ValueError(
            "Both `mean` and `variance` must be a 1D tensor when `is_training` is False or "
            f"`exponential_avg_factor` != 1.0: mean is {mean!r}, variance is {variance!r}."
        )
    x = convert_to_tensor(x, name="input")
    scale = convert_to_tensor(scale, name="scale")
    offset = convert_to_tensor(offset, name="offset")
    none = np.zeros(0, scale.dtype.as_numpy_dtype)
    mean = convert_to_tensor(none if mean is None else mean, name="Const")
    variance = convert_to_tensor(none if variance is None else variance, name="Const")
    found = fused_batch_norm_node(
        x, scale, offset, mean, variance, float(epsilon), float(exponential_avg_factor), data_format,
        bool(is_training), name=name,
    )  # fmt: skip
    return found[0], found[1], found[2]
