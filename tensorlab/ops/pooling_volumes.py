"""Pooling in three dimensions: volumes, and films.

Read next: `pooling_forms.py` (sequences, and one function for all).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_forms import check_either
from tensorlab.ops.convolution_geometry import (
    check_format,
    padding_of,
    per_dimension,
    with_channels_at_home,
    with_channels_last,
)
from tensorlab.ops.convolution_rules import size_of
from tensorlab.ops.convolution_volumes import line_format
from tensorlab.ops.patches_in_batches import (
    batch_to_space_nd,
    required_space_to_batch_paddings,
    space_to_batch_nd,
)
from tensorlab.ops.pooling import pooled, pooled_shape, window_of
from tensorlab.ops.pooling_average import plain
from tensorlab.ops.pooling_kernels import at_the_largest, average, largest, spread_evenly, to_the_largest


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


FLOATS = ("float16", "float32", "float64")
TWO, ONES = (1, 2, 2, 2, 1), (1, 1, 1, 1, 1)
VOLUME = (1, 3, 4, 2, 2)


# --- the largest ------------------------------------------------------------------------------------------


def _shape(input: TensorShape, ksize: Any, strides: Any, padding: str, data_format: str) -> TensorShape:
    return pooled_shape(input, ksize, strides, padding, (), data_format)


@op("MaxPool3D", shape=_shape, dtypes=FLOATING, kind="reduction", symbol="max pool",
    latex=r"\max_{{h,i,j}} {input}_{{sz+h,\,sy+i,\,sx+j}}")  # fmt: skip
def max_pool3d_node(input: Array, ksize: tuple, strides: tuple, padding: str, data_format: str = "NDHWC"):
    """Keep the largest entry of every window of a volume."""
    places = pooled(input.shape, ksize, strides, padding, (), data_format)
    return with_channels_at_home(largest(with_channels_last(input, data_format), places), data_format)


@max_pool3d_node.gradient(latex=(r"{g} \cdot [{input} = {y}]",))
def _(g, y, input, ksize, strides, padding, data_format):
    return max_pool3d_gradient(input, y, g, ksize, strides, padding, data_format)


@max_pool3d_node.samples
def _() -> list[Sample]:
    return [
        Sample(_numbers(*VOLUME), TWO, TWO, "SAME"),
        Sample(_numbers(*VOLUME), (1, 2, 3, 1, 1), ONES, "VALID"),
        Sample(_numbers(1, 2, 3, 4, 2), (1, 1, 2, 2, 2), (1, 1, 2, 2, 1), "SAME", "NCDHW"),
    ]


def _as_volume(
    orig_input: TensorShape, orig_output: TensorShape, grad: TensorShape, ksize: Any, strides: Any,
    padding: str, data_format: str,
) -> TensorShape:  # fmt: skip
    merged(orig_output, grad)
    return orig_input


@op("MaxPool3DGrad", shape=_as_volume, dtypes=FLOATING, kind="gradient", symbol="max pool′",
    latex=r"{grad} \cdot [{orig_input} = {orig_output}]")  # fmt: skip
def max_pool3d_gradient(
    orig_input: Array, orig_output: Array, grad: Array, ksize: tuple, strides: tuple, padding: str,
    data_format: str = "NDHWC",
):  # fmt: skip
    """Send the gradient of every window to the entry that was its largest.

    Of several equally large ones each gets all of it, as in TensorFlow, which treats images otherwise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([[[[[1.], [4.], [3.], [2.]]]]])
    ...     y = tf.nn.max_pool3d(x, [1, 1, 2], [1, 1, 2], "VALID")
    ...     print(sess.run(tf.gradients(y, x)[0]).ravel())
    [0. 1. 1. 0.]
    """
    places = pooled(orig_input.shape, ksize, strides, padding, (), data_format)
    x, y, g = (with_channels_last(part, data_format) for part in (orig_input, orig_output, grad))
    return with_channels_at_home(to_the_largest(x, y, g, places, to_all=True), data_format)


@max_pool3d_gradient.gradient(latex=("", "", r"{g} \text{{ where }} {orig_input} = {orig_output}"))
def _(h, z, orig_input, orig_output, grad, ksize, strides, padding, data_format):
    settings = (ksize, strides, padding, data_format)
    return None, None, max_pool3d_second_gradient(orig_input, orig_output, h, *settings)


def _triples(last: str) -> list[Sample]:
    found = []
    ties = np.array([[1.0, 1, 0, 0], [1, 1, 0, 2], [3, 0, 5, 5], [3, 3, 0, 5]]).reshape(1, 2, 2, 4, 1)
    cases: list[tuple[Any, ...]] = [
        (_numbers(*VOLUME), TWO, TWO, "SAME"),
        (_numbers(*VOLUME), (1, 2, 3, 1, 1), ONES, "VALID"),
        (ties, TWO, TWO, "VALID"),
    ]
    for volume, *settings in cases:
        ksize, strides, padding = settings
        y = largest(volume, pooled(volume.shape, ksize, strides, padding, (), "NDHWC"))
        g = _numbers(*(y.shape if last == "output" else volume.shape))
        # A finite difference would move the volume away from the maximum that is given.
        found.append(Sample(volume, y, g, *settings, dtypes=FLOATS, differentiable=False))
    return found


@max_pool3d_gradient.samples
def _() -> list[Sample]:
    return _triples("output")


def _as_pooled(
    orig_input: TensorShape, orig_output: TensorShape, grad: TensorShape, ksize: Any, strides: Any,
    padding: str, data_format: str,
) -> TensorShape:  # fmt: skip
    merged(orig_input, grad)
    return orig_output


@op("MaxPool3DGradGrad", shape=_as_pooled, dtypes=FLOATING, kind="gradient", symbol="max pool″",
    latex=r"{grad} \text{{ where }} {orig_input} = {orig_output}")  # fmt: skip
def max_pool3d_second_gradient(
    orig_input: Array, orig_output: Array, grad: Array, ksize: tuple, strides: tuple, padding: str,
    data_format: str = "NDHWC",
):  # fmt: skip
    """Take under every window the entry where the volume had its largest one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x, back = tf.constant([[[[[1.], [4.]]]]]), tf.constant([[[[[5.]]]]])
    ...     g = tf.gradients(tf.nn.max_pool3d(x, [1, 1, 2], 1, "VALID"), x, back)[0]
    ...     print(sess.run(tf.gradients(g, back, tf.constant([[[[[7.], [8.]]]]]))[0]).ravel())
    [8.]
    """
    places = pooled(orig_input.shape, ksize, strides, padding, (), data_format)
    x, y, h = (with_channels_last(part, data_format) for part in (orig_input, orig_output, grad))
    return with_channels_at_home(at_the_largest(x, y, h, places), data_format)


@max_pool3d_second_gradient.gradient
def _(h, z, orig_input, orig_output, grad, ksize, strides, padding, data_format):
    settings = (ksize, strides, padding, data_format)
    return None, None, max_pool3d_gradient(orig_input, orig_output, h, *settings)


@max_pool3d_second_gradient.samples
def _() -> list[Sample]:
    return _triples("input")


# --- the average ------------------------------------------------------------------------------------------


@op("AvgPool3D", shape=_shape, dtypes=FLOATING, kind="reduction", symbol="mean pool",
    latex=r"\tfrac{{1}}{{n}} \textstyle\sum_{{h,i,j}} {input}_{{sz+h,\,sy+i,\,sx+j}}")  # fmt: skip
def avg_pool3d_node(input: Array, ksize: tuple, strides: tuple, padding: str, data_format: str = "NDHWC"):
    """Take the average of every window of a volume."""
    places = pooled(input.shape, ksize, strides, padding, (), data_format)
    return with_channels_at_home(average(with_channels_last(input, data_format), places), data_format)


@avg_pool3d_node.gradient(latex=("{g} / n",))
def _(g, y, input, ksize, strides, padding, data_format):
    return avg_pool3d_gradient(size_of(input), g, ksize, strides, padding, data_format)


@avg_pool3d_node.samples
def _() -> list[Sample]:
    return [
        Sample(_numbers(*VOLUME), TWO, TWO, "SAME"),
        Sample(_numbers(*VOLUME), (1, 2, 3, 1, 1), ONES, "VALID"),
        Sample(_numbers(1, 2, 3, 4, 2), (1, 1, 2, 2, 2), (1, 1, 2, 2, 1), "SAME", "NCDHW"),
    ]


def _gradient_shape(
    orig_input_shape: Any, grad: TensorShape, ksize: Any, strides: Any, padding: str, data_format: str
) -> TensorShape:
    return shape_of((None,) * len(ksize)) if orig_input_shape is None else TensorShape(orig_input_shape)


def _dtype_of_gradient(dtypes: dict[str, Any], attributes: dict[str, Any]) -> Any:
    return dtypes["grad"]


@op("AvgPool3DGrad", shape=_gradient_shape, dtypes={"grad": FLOATING}, result=_dtype_of_gradient,
    kind="gradient", symbol="mean pool′", latex="{grad} / n")  # fmt: skip
def avg_pool3d_gradient(
    orig_input_shape: HostInts, grad: Array, ksize: tuple, strides: tuple, padding: str,
    data_format: str = "NDHWC",
):  # fmt: skip
    """Send the gradient of every window in equal parts to the entries in it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([[[[[1.], [4.], [3.]]]]])
    ...     print(sess.run(tf.gradients(tf.nn.avg_pool3d(x, [1, 1, 2], 1, "VALID"), x)[0]).ravel())
    [0.5 1.  0.5]
    """
    places = pooled(orig_input_shape, ksize, strides, padding, (), data_format)
    return with_channels_at_home(spread_evenly(with_channels_last(grad, data_format), places), data_format)


@avg_pool3d_gradient.gradient
def _(h, z, orig_input_shape, grad, ksize, strides, padding, data_format):
    return None, avg_pool3d_node(h, ksize, strides, padding, data_format)


@avg_pool3d_gradient.samples
def _() -> list[Sample]:
    return [
        Sample(VOLUME, _numbers(1, 2, 2, 1, 2), TWO, TWO, "SAME", dtypes=FLOATS),
        Sample((1, 2, 3, 4, 2), _numbers(1, 2, 2, 2, 2), (1, 1, 2, 2, 2), (1, 1, 2, 2, 1), "SAME", "NCDHW"),
    ]


# --- what programs call -----------------------------------------------------------------------------------


@checks_arguments
def max_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """Keep the largest entry of every window of a volume.

    Args:
        input: [volumes, depth, height, width, channels], floating point.
        ksize, strides: size and steps of the window: one number, three, or one for each dimension.
        padding: "SAME" or "VALID".
        data_format: "NDHWC" or "NCDHW".

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.max_pool3d([[[[[1.], [4.], [3.]]]]], [1, 1, 2], 1, "VALID")).ravel())
    [4. 4.]
    """
    with name_scope(name, "MaxPool3D", [input]) as scope:
        window, strides, kind, _, data_format = window_of(ksize, strides, plain(padding), data_format, 5)
        return max_pool3d_node(input, window, strides, kind, data_format, name=scope)


@checks_arguments
def avg_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """Take the average of every window of a volume; arguments as for `tf.nn.max_pool3d`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.avg_pool3d([[[[[1.], [4.], [3.]]]]], [1, 1, 2], 1, "VALID")).ravel())
    [2.5 3.5]
    """
    with name_scope(name, "AvgPool3D", [input]) as scope:
        window, strides, kind, _, data_format = window_of(ksize, strides, plain(padding), data_format, 5)
        return avg_pool3d_node(input, window, strides, kind, data_format, name=scope)
