"""Depthwise convolution: every channel of the image has filters of its own, and channels are not mixed.

An ordinary filter looks at all channels at once. A depthwise one looks at one: `multiplier` filters for every
channel, so the result has channels × multiplier of them. What mixes them
afterwards, and what this is good for, stands in `convolution_separable.py`.

Source: Howard et al., "MobileNets" (2017), arXiv:1704.04861.

Read next: `convolution_separable.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import settings_of
from tensorlab.ops.convolution_geometry import (
    Geometry,
    channels,
    check_format,
    check_window,
    explicit_pairs,
    known_stops,
    rank_checked,
    shape_in_order,
    spatial,
    with_channels_at_home,
    with_channels_last,
)
from tensorlab.ops.convolution_kernels import padded, seen_by
from tensorlab.ops.convolution_rules import (
    check_returned,
    dtype_of_filter,
    filter_shape,
    laid_on,
    refuse_channels,
    size_of,
)
from tensorlab.ops.scattering import zeros_of

ONES = (1, 1, 1, 1)


def _shape(
    input: TensorShape, filter: TensorShape, strides: Any, padding: str, explicit_paddings: Any,
    data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    check_format(data_format, 4)
    check_window(strides, dilations, data_format)
    sizes, cells = rank_checked(input, 4, "the image"), rank_checked(filter, 4, "the filter")
    refuse_channels(cells[2], channels(sizes, data_format), filter, input)
    stops = known_stops(
        spatial(sizes, data_format), cells[:2], spatial(strides, data_format),
        spatial(dilations, data_format), padding, explicit_pairs(explicit_paddings, data_format),
    )  # fmt: skip
    depth = None if None in (cells[2], cells[3]) else cells[2] * cells[3]  # type: ignore[operator]
    return shape_in_order(sizes[0], stops, depth, data_format)


def _wide(*arrays: Any) -> Any:
    """Halves are too coarse for long sums."""
    return [array.astype(np.float32) if array.itemsize == 2 else array for array in arrays]


def _cells(places: Geometry) -> Any:
    return ((cell, (slice(None), *seen_by(cell, places))) for cell in np.ndindex(*places.window))


@op(
    "DepthwiseConv2dNative", shape=_shape, dtypes=FLOATING, kind="linalg", symbol="{input} ∗ {filter}",
    latex=r"\textstyle\sum_{{i,j}} {input}_{{y+i,\,x+j,\,c}} \; {filter}_{{i,j,c,m}}",
)  # fmt: skip
def depthwise_node(
    input: Array, filter: Array, strides: tuple, padding: str, explicit_paddings: tuple = (),
    data_format: str = "NHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Lay the filters of every channel on every place of that channel."""
    places = laid_on(input.shape, filter.shape, strides, padding, explicit_paddings, data_format, dilations)
    x, w = _wide(with_channels_last(input, data_format), filter)
    image = padded(x, places)[..., None]
    result = zeros_of((*_stops(x, places), *filter.shape[2:]), x)
    for cell, seen in _cells(places):
        result += image[seen] * w[cell]
    result = result.reshape(*result.shape[:3], filter.shape[2] * filter.shape[3])
    return with_channels_at_home(result.astype(input.dtype, copy=False), data_format)


def _stops(x: Any, places: Geometry) -> tuple[int, ...]:
    return (x.shape[0], *places.stops)


def _by_channel(g: Any, filters: Any, places: Geometry) -> Any:
    """The channels of a result, one after the other, as filters for every channel of the image."""
    return g.reshape(*_stops(g, places), *filters[2:])


@depthwise_node.gradient(
    latex=(
        r"\textstyle\sum_{{i,j,m}} {g}_{{y-i,\,x-j,\,c,m}} \; {filter}_{{i,j,c,m}}",
        r"\textstyle\sum_{{y,x}} {g}_{{y,x,c,m}} \; {input}_{{y+i,\,x+j,\,c}}",
    )
)
def _(g, y, input, filter, strides, padding, explicit_paddings, data_format, dilations):
    settings = (strides, padding, explicit_paddings, data_format, dilations)
    return (
        depthwise_image_gradient(size_of(input), filter, g, *settings),
        depthwise_filter_gradient(input, size_of(filter), g, *settings),
    )


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


DOUBLES = ("float32", "float64")
IMAGE, FILTERS = (2, 4, 5, 2), (3, 2, 2, 3)


@depthwise_node.samples
def _() -> list[Sample]:
    image, filters = _numbers(*IMAGE), _numbers(*FILTERS)
    return [
        Sample(image, filters, ONES, "SAME", dtypes=DOUBLES),
        Sample(image, filters, (1, 2, 2, 1), "VALID", dtypes=DOUBLES),
        Sample(image, _numbers(2, 2, 2, 1), ONES, "SAME"),
        Sample(image, _numbers(2, 2, 2, 1), ONES, "EXPLICIT", (0, 0, 1, 0, 0, 2, 0, 0), dtypes=DOUBLES),
        Sample(image, _numbers(2, 2, 2, 1), ONES, "VALID", dilations=(1, 2, 3, 1), dtypes=DOUBLES),
        Sample(_numbers(1, 2, 4, 5), filters, ONES, "SAME", data_format="NCHW", dtypes=DOUBLES),
        # TensorFlow's gradient for no image at all is whatever stood in memory.
        Sample(
            np.zeros((0, 3, 3, 1)), np.ones((2, 2, 1, 2)), ONES, "VALID", dtypes=DOUBLES, differentiable=False
        ),
    ]


def _image_shape(
    input_sizes: Any, filter: TensorShape, out_backprop: TensorShape, strides: Any, padding: str,
    explicit_paddings: Any, data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    rank_checked(filter, 4, "the filter")
    return TensorShape([None] * 4) if input_sizes is None else TensorShape(input_sizes)


@op(
    "DepthwiseConv2dNativeBackpropInput", shape=_image_shape,
    dtypes={"filter": FLOATING, "out_backprop": "filter"}, result=dtype_of_filter, kind="gradient",
    symbol="{out_backprop} ∗ turned {filter}",
    latex=r"\textstyle\sum_{{i,j,m}} {out_backprop}_{{y-i,\,x-j,\,c,m}} \; {filter}_{{i,j,c,m}}",
)  # fmt: skip
def depthwise_image_gradient(
    input_sizes: HostInts, filter: Array, out_backprop: Array, strides: tuple, padding: str,
    explicit_paddings: tuple = (), data_format: str = "NHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Hand every place's gradient back to the pixels under the filters of its channel.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.zeros([1, 1, 3, 1])
    ...     y = tf.nn.depthwise_conv2d(image, [[[[10.]], [[1.]]]], [1, 1, 1, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, image)[0]).ravel())
    [10. 11.  1.]
    """
    places = laid_on(input_sizes, filter.shape, strides, padding, explicit_paddings, data_format, dilations)
    check_returned(out_backprop.shape, places, input_sizes, data_format)
    g, w = _wide(with_channels_last(out_backprop, data_format), filter)
    g = _by_channel(g, filter.shape, places)
    sizes = [b + n + a for b, n, a in zip(places.before, places.sizes, places.after, strict=True)]
    back = zeros_of((g.shape[0], *sizes, filter.shape[2]), g)
    for cell, seen in _cells(places):
        back[seen] += np.add.reduce(g * w[cell], axis=-1)
    inside = (slice(before, before + size) for before, size in zip(places.before, places.sizes, strict=True))
    image = back[(slice(None), *inside)].astype(out_backprop.dtype, copy=False)
    return with_channels_at_home(image, data_format)


@depthwise_image_gradient.gradient
def _(h, z, input_sizes, filter, g, strides, padding, explicit_paddings, data_format, dilations):
    settings = (strides, padding, explicit_paddings, data_format, dilations)
    return (
        None,
        depthwise_filter_gradient(h, size_of(filter), g, *settings),
        depthwise_node(h, filter, *settings),
    )


@depthwise_image_gradient.samples
def _() -> list[Sample]:
    filters = _numbers(*FILTERS)
    return [
        Sample(IMAGE, filters, _numbers(2, 4, 5, 6), ONES, "SAME", dtypes=DOUBLES),
        Sample(IMAGE, filters, _numbers(2, 1, 2, 6), (1, 2, 2, 1), "VALID", dtypes=DOUBLES),
        Sample((1, 2, 4, 5), filters, _numbers(1, 6, 4, 5), ONES, "SAME", data_format="NCHW", dtypes=DOUBLES),
    ]  # fmt: skip


def _filter_shape(
    input: TensorShape, filter_sizes: Any, out_backprop: TensorShape, strides: Any, padding: str,
    explicit_paddings: Any, data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return filter_shape(input, filter_sizes, out_backprop, strides, data_format, dilations)


@op(
    "DepthwiseConv2dNativeBackpropFilter", shape=_filter_shape,
    dtypes={"input": FLOATING, "out_backprop": "input"}, kind="gradient",
    symbol="{input} ∗ {out_backprop}",
    latex=r"\textstyle\sum_{{y,x}} {out_backprop}_{{y,x,c,m}} \; {input}_{{y+i,\,x+j,\,c}}",
)  # fmt: skip
def depthwise_filter_gradient(
    input: Array, filter_sizes: HostInts, out_backprop: Array, strides: tuple, padding: str,
    explicit_paddings: tuple = (), data_format: str = "NHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Add up, for every channel and over all places, what the filter saw there times the gradient.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     filters = tf.zeros([1, 2, 1, 1])
    ...     y = tf.nn.depthwise_conv2d([[[[1.], [2.], [4.]]]], filters, [1, 1, 1, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, filters)[0]).ravel())
    [3. 6.]
    """
    places = laid_on(input.shape, filter_sizes, strides, padding, explicit_paddings, data_format, dilations)
    check_returned(out_backprop.shape, places, input.shape, data_format)
    x, g = _wide(*(with_channels_last(array, data_format) for array in (input, out_backprop)))
    g = _by_channel(g, filter_sizes, places)
    image = padded(x, places)[..., None]
    sums = [np.add.reduce(image[seen] * g, axis=(0, 1, 2)) for _, seen in _cells(places)]
    return np.stack(sums).reshape(filter_sizes).astype(input.dtype, copy=False)


@depthwise_filter_gradient.gradient
def _(h, z, input, filter_sizes, g, strides, padding, explicit_paddings, data_format, dilations):
    settings = (strides, padding, explicit_paddings, data_format, dilations)
    return (
        depthwise_image_gradient(size_of(input), h, g, *settings),
        None,
        depthwise_node(input, h, *settings),
    )


@depthwise_filter_gradient.samples
def _() -> list[Sample]:
    image = _numbers(*IMAGE)
    return [
        Sample(image, FILTERS, _numbers(2, 4, 5, 6), ONES, "SAME", dtypes=DOUBLES),
        Sample(image, FILTERS, _numbers(2, 1, 2, 6), (1, 2, 2, 1), "VALID", dtypes=DOUBLES),
        Sample(_numbers(1, 2, 4, 5), FILTERS, _numbers(1, 6, 4, 5), ONES, "SAME", data_format="NCHW",
               dtypes=DOUBLES),
    ]  # fmt: skip


# --- what programs call -----------------------------------------------------------------------------------


def depthwise(
    input: Any, filter: Any, strides: Any, padding: Any, data_format: Any, dilations: Any, name: str | None
) -> Tensor:
    """The node of a call with arguments as a program writes them."""
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return depthwise_node(input, filter, strides, padding, explicit, data_format, dilations, name=name)


@checks_arguments
def depthwise_conv2d_native(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
) -> Tensor:
    """Lay the filters of every channel on every place of that channel; arguments as for `tf.nn.depthwise_conv2d`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pixel, filters = [[[[2., 3.]]]], [[[[1., 10.], [1., 10.]]]]
    ...     print(sess.run(tf.nn.depthwise_conv2d_native(pixel, filters, [1, 1, 1, 1], "VALID")).ravel())
    [ 2. 20.  3. 30.]
    """
    return depthwise(input, filter, strides, padding, data_format, dilations, name)


@checks_arguments
def depthwise_conv2d_native_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.nn.depthwise_conv2d_native` for its images, of which the shape is enough.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     g, filters = [[[[1.], [1.]]]], [[[[10.]], [[1.]]]]
    ...     back = tf.nn.depthwise_conv2d_native_backprop_input([1, 1, 3, 1], filters, g, [1, 1, 1, 1], "VALID")
    ...     print(sess.run(back).ravel())
    [10. 11.  1.]
    """
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return depthwise_image_gradient(
        input_sizes, filter, out_backprop, strides, padding, explicit, data_format, dilations, name=name
    )


@checks_arguments
def depthwise_conv2d_native_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.nn.depthwise_conv2d_native` for its filters, of which the shape is enough.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row, g = [[[[1.], [2.], [4.]]]], [[[[1.], [1.]]]]
    ...     back = tf.nn.depthwise_conv2d_native_backprop_filter(row, [1, 2, 1, 1], g, [1, 1, 1, 1], "VALID")
    ...     print(sess.run(back).ravel())
    [3. 6.]
    """
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return depthwise_filter_gradient(
        input, filter_sizes, out_backprop, strides, padding, explicit, data_format, dilations, name=name
    )
