"""Pooling: an image made smaller, window by window: the largest pixel stays, or the average.

A convolution says how much every place looks like its filter. What counts for the next layer is often only that
something was found, and roughly where. So the image is cut into windows, of 2 by 2 pixels as a rule, and of each
window one number is left:

    4 1 | 0 2
    3 2 | 5 1      max_pool:  4 5      avg_pool:  2.5 2
    ----+----                 7 1                 2.5 0.5
    0 1 | 1 0
    7 2 | 0 1

The way back: the gradient of a maximum goes to the pixel that was the largest, since the others did not matter;
of several equally large ones the first one gets it. The gradient of an average goes to all pixels in equal parts
(`pooling_average.py`).

Zeros that SAME padding puts around the image are neither the largest nor part of an average.

Read next: `pooling_average.py`, `pooling_argmax.py` (where the largest stood).
"""

from typing import Any

import numpy as np

from tensorlab.errors import UnimplementedError, checks_arguments
from tensorlab.graph.dtypes import FLOATING, REAL
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import either
from tensorlab.ops.convolution_geometry import (
    Geometry,
    channels,
    check_format,
    check_window,
    explicit_pairs,
    geometry,
    in_order,
    known_stops,
    padding_of,
    per_dimension,
    rank_checked,
    shape_in_order,
    spatial,
    with_channels_at_home,
    with_channels_last,
)
from tensorlab.ops.convolution_rules import size_of
from tensorlab.ops.pooling_kernels import at_the_largest, average, largest, spread_evenly, to_the_largest

# --- shapes -----------------------------------------------------------------------------------------------


def pooled_shape(
    image: TensorShape, ksize: Any, strides: Any, padding: str, explicit: Any, data_format: str
) -> TensorShape:
    """The static shape of a pooled image.

    Raises:
        ValueError: when the window is larger than the image, or the attributes make no sense.
    """
    rank = len(ksize)
    check_format(data_format, rank)
    check_window((), (), data_format, ksize)
    check_window(strides, (), data_format)
    sizes = rank_checked(image, rank, "the image")
    ones = (1,) * (rank - 2)
    stops = known_stops(
        spatial(sizes, data_format), spatial(ksize, data_format), spatial(strides, data_format), ones,
        padding, explicit_pairs(explicit, data_format),
    )  # fmt: skip
    return shape_in_order(sizes[0], stops, channels(sizes, data_format), data_format)


def pooled(sizes: Any, ksize: Any, strides: Any, padding: str, explicit: Any, data_format: str) -> Geometry:
    """The geometry of windows on an image of known shape.

    Raises:
        UnimplementedError: for windows over several images or channels. TensorFlow, too, says so when it computes.
    """
    if ksize[0] != 1 or channels(ksize, data_format) != 1:
        raise UnimplementedError(
            None,
            None,
            "Pooling is not yet supported on the batch dimension, nor on the depth dimension: ksize is "
            f"{list(ksize)} for {data_format}. Write 1 for both.",
        )
    return geometry(
        spatial(sizes, data_format), spatial(ksize, data_format), spatial(strides, data_format),
        (1,) * (len(ksize) - 2), padding, explicit_pairs(explicit, data_format),
    )  # fmt: skip


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


FLOATS = ("float16", "float32", "float64")
TWO, ONES = (1, 2, 2, 1), (1, 1, 1, 1)


# --- the largest ------------------------------------------------------------------------------------------


def _largest_shape(
    input: TensorShape, ksize: Any, strides: Any, padding: str, explicit_paddings: Any, data_format: str
) -> TensorShape:
    return pooled_shape(input, ksize, strides, padding, explicit_paddings, data_format)


@op("MaxPool", shape=_largest_shape, dtypes=REAL, kind="reduction", symbol="max pool",
    latex=r"\max_{{i,j}} {input}_{{sy+i,\,sx+j}}")  # fmt: skip
def max_pool_node(
    input: Array, ksize: tuple, strides: tuple, padding: str, explicit_paddings: tuple = (),
    data_format: str = "NHWC",
):  # fmt: skip
    """Keep the largest pixel of every window."""
    places = pooled(input.shape, ksize, strides, padding, explicit_paddings, data_format)
    return with_channels_at_home(largest(with_channels_last(input, data_format), places), data_format)


@max_pool_node.gradient(latex=(r"{g} \cdot [{input} = {y}]",))
def _(g, y, input, ksize, strides, padding, explicit_paddings, data_format):
    return max_pool_gradient(input, y, g, ksize, strides, padding, explicit_paddings, data_format)


@max_pool_node.samples
def _() -> list[Sample]:
    image, first = _numbers(2, 4, 5, 2), _numbers(1, 2, 4, 5)
    ties = np.array([[1.0, 1, 0, 0], [1, 1, 0, 2], [3, 0, 5, 5], [3, 3, 0, 5]]).reshape(1, 4, 4, 1)
    return [
        Sample(_numbers(2, 4, 4, 1), TWO, TWO, "VALID"),
        Sample(image, TWO, TWO, "SAME", dtypes=FLOATS),
        Sample(image, (1, 3, 2, 1), ONES, "SAME", dtypes=FLOATS),
        Sample(image, (1, 2, 3, 1), (1, 3, 2, 1), "VALID", dtypes=FLOATS),
        Sample(image, TWO, (1, 2, 1, 1), "EXPLICIT", (0, 0, 1, 0, 0, 1, 0, 0), dtypes=FLOATS[1:]),
        Sample(first, (1, 1, 2, 2), (1, 1, 2, 1), "SAME", data_format="NCHW", dtypes=FLOATS),
        Sample(-np.abs(image), TWO, TWO, "SAME", dtypes=FLOATS),
        Sample(ties, TWO, TWO, "VALID", differentiable=False),
        Sample(np.zeros((0, 2, 2, 1)), TWO, TWO, "VALID", dtypes=FLOATS),
    ]


def _as_image(
    orig_input: TensorShape, orig_output: TensorShape, grad: TensorShape, ksize: Any, strides: Any,
    padding: str, explicit_paddings: Any, data_format: str,
) -> TensorShape:  # fmt: skip
    merged(orig_output, grad)
    return orig_input


@op("MaxPoolGrad", shape=_as_image, dtypes=REAL, kind="gradient", symbol="max pool′",
    latex=r"{grad} \cdot [{orig_input} = {orig_output}]")  # fmt: skip
def max_pool_gradient(
    orig_input: Array, orig_output: Array, grad: Array, ksize: tuple, strides: tuple, padding: str,
    explicit_paddings: tuple = (), data_format: str = "NHWC",
):  # fmt: skip
    """Send the gradient of every window to the pixel that was its largest; of equal ones, to the first.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.constant([[[[1.], [4.], [3.], [3.]]]])
    ...     y = tf.nn.max_pool(row, [1, 1, 2, 1], [1, 1, 2, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, row)[0]).ravel())
    [0. 1. 1. 0.]
    """
    places = pooled(orig_input.shape, ksize, strides, padding, explicit_paddings, data_format)
    x, y, g = (with_channels_last(part, data_format) for part in (orig_input, orig_output, grad))
    return with_channels_at_home(to_the_largest(x, y, g, places), data_format)


@max_pool_gradient.gradient(latex=("", "", r"{g} \text{{ where }} {orig_input} = {orig_output}"))
def _(h, z, orig_input, orig_output, grad, ksize, strides, padding, explicit_paddings, data_format):
    settings = (ksize, strides, padding, explicit_paddings, data_format)
    return None, None, max_pool_second_gradient(orig_input, orig_output, h, *settings)


def _triples(last: str) -> list[Sample]:
    """An image, what is left of it, and a gradient of the shape of either."""
    found = []
    ties = np.array([[1.0, 1, 0, 0], [1, 1, 0, 2], [3, 0, 5, 5], [3, 3, 0, 5]]).reshape(1, 4, 4, 1)
    cases: list[tuple[Any, ...]] = [
        (_numbers(2, 4, 4, 1), TWO, TWO, "VALID"),
        (_numbers(1, 4, 5, 2), TWO, TWO, "SAME"),
        (_numbers(1, 4, 5, 2), (1, 3, 2, 1), ONES, "SAME"),
        (ties, TWO, TWO, "VALID"),
        (ties, (1, 3, 3, 1), ONES, "SAME"),
    ]
    for image, *settings in cases:
        ksize, strides, padding = settings
        places = pooled(image.shape, ksize, strides, padding, (), "NHWC")
        y = largest(image, places)
        g = _numbers(*(y.shape if last == "output" else image.shape))
        # A finite difference would move the image away from the maximum that is given.
        found.append(Sample(image, y, g, *settings, dtypes=FLOATS, differentiable=False))
    return found


@max_pool_gradient.samples
def _() -> list[Sample]:
    return _triples("output")


def _as_pooled(
    orig_input: TensorShape, orig_output: TensorShape, grad: TensorShape, ksize: Any, strides: Any,
    padding: str, explicit_paddings: Any, data_format: str,
) -> TensorShape:  # fmt: skip
    merged(orig_input, grad)
    return orig_output


@op("MaxPoolGradGrad", shape=_as_pooled, dtypes=REAL, kind="gradient", symbol="max pool″",
    latex=r"{grad} \text{{ where }} {orig_input} = {orig_output}")  # fmt: skip
def max_pool_second_gradient(
    orig_input: Array, orig_output: Array, grad: Array, ksize: tuple, strides: tuple, padding: str,
    explicit_paddings: tuple = (), data_format: str = "NHWC",
):  # fmt: skip
    """Take under every window the entry where the image had its largest pixel.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row, back = tf.constant([[[[1.], [4.], [3.], [3.]]]]), tf.constant([[[[5.], [7.]]]])
    ...     y = tf.nn.max_pool(row, [1, 1, 2, 1], [1, 1, 2, 1], "VALID")
    ...     g = tf.gradients(y, row, back)[0]
    ...     print(sess.run(tf.gradients(g, back, tf.constant([[[[1.], [2.], [3.], [4.]]]]))[0]).ravel())
    [2. 3.]
    """
    places = pooled(orig_input.shape, ksize, strides, padding, explicit_paddings, data_format)
    x, y, h = (with_channels_last(part, data_format) for part in (orig_input, orig_output, grad))
    return with_channels_at_home(at_the_largest(x, y, h, places), data_format)


@max_pool_second_gradient.gradient
def _(h, z, orig_input, orig_output, grad, ksize, strides, padding, explicit_paddings, data_format):
    settings = (ksize, strides, padding, explicit_paddings, data_format)
    return None, None, max_pool_gradient(orig_input, orig_output, h, *settings)


@max_pool_second_gradient.samples
def _() -> list[Sample]:
    return _triples("input")


# --- what programs call -----------------------------------------------------------------------------------


def window_of(
    ksize: Any, strides: Any, padding: Any, data_format: Any, rank: int = 4
) -> tuple[tuple[int, ...], tuple[int, ...], str, tuple[int, ...], str]:
    """Window, strides, padding, explicit paddings and data format as a node keeps them."""
    data_format = check_format(data_format, rank)
    kind, explicit = padding_of(padding, rank)
    window = per_dimension(ksize, rank, data_format, "ksize")
    return window, per_dimension(strides, rank, data_format, "strides"), kind, explicit, data_format


@checks_arguments
def max_pool(
    value: Any,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """Keep the largest pixel of every window.

    Args:
        value: images, [images, height, width, channels], real numbers.
        ksize: the size of the window: one number, two (height, width), or one for each dimension.
        strides: how far the window moves, written likewise.
        padding: "SAME", "VALID", or for each dimension a pair: how many pixels the window may hang over.
        data_format: "NHWC" or "NCHW".
        input: another name of `value`.

    Returns:
        [images, stops down, stops across, channels], in the dtype of `value`.

    Raises:
        ValueError: when the window is larger than the image.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/max_pool

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([4., 1., 0., 2., 3., 2., 5., 1.], [1, 2, 4, 1])
    ...     print(sess.run(tf.nn.max_pool(image, ksize=2, strides=2, padding="SAME")).ravel())
    [4. 5.]
    """
    value = either("input", input, "value", value)
    with name_scope(name, "MaxPool", [value]) as scope:
        return max_pool_node(value, *window_of(ksize, strides, padding, data_format), name=scope)


@checks_arguments
def max_pool2d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
) -> Tensor:
    """Keep the largest pixel of every window; arguments as for `tf.nn.max_pool`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.max_pool2d([[[[4.], [1.]]]], ksize=[1, 2], strides=1, padding="VALID")))
    [[[[4.]]]]
    """
    with name_scope(name, "MaxPool2d", [input]) as scope:
        return max_pool_node(input, *window_of(ksize, strides, padding, data_format), name=scope)
