"""Convolution in one and in three dimensions: sequences, and volumes or films.

In one dimension the filter slides along a line (time, or the letters of a text); that is an image of height 1. In
three it is a block that also moves through depth, or from picture to picture of a film.

Read next: `convolution_forms.py` (one function for all of them).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import convolution_node, either, settings_of
from tensorlab.ops.convolution_geometry import with_channels_at_home, with_channels_last
from tensorlab.ops.convolution_kernels import correlated, filters_gradient, image_gradient
from tensorlab.ops.convolution_rules import (
    check_returned,
    dtype_of_filter,
    filter_shape,
    image_shape,
    laid_on,
    result_shape,
    size_of,
)

ONES = (1, 1, 1, 1, 1)


def _shape(
    input: TensorShape, filter: TensorShape, strides: Any, padding: str, data_format: str, dilations: Any
) -> TensorShape:
    return result_shape(input, filter, strides, padding, (), data_format, dilations)


@op(
    "Conv3D", shape=_shape, dtypes=FLOATING, kind="linalg", symbol="{input} ∗ {filter}",
    latex=r"\textstyle\sum_{{h,i,j,c}} {input}_{{z+h,\,y+i,\,x+j,\,c}} \; {filter}_{{h,i,j,c}}",
)  # fmt: skip
def volume_convolution_node(
    input: Array, filter: Array, strides: tuple, padding: str, data_format: str = "NDHWC",
    dilations: tuple = ONES,
):  # fmt: skip
    """Lay every filter on every place of the volume: the sum of products, for each filter and each place."""
    places = laid_on(input.shape, filter.shape, strides, padding, (), data_format, dilations)
    found = correlated(with_channels_last(input, data_format), filter, places)
    return with_channels_at_home(found, data_format)


@volume_convolution_node.gradient(
    latex=(
        r"\textstyle\sum_{{h,i,j,k}} {g}_{{z-h,\,y-i,\,x-j,\,k}} \; {filter}_{{h,i,j,k}}",
        r"\textstyle\sum_{{z,y,x}} {g}_{{z,y,x}} \; {input}_{{z+h,\,y+i,\,x+j}}",
    )
)
def _(g, y, input, filter, strides, padding, data_format, dilations):
    settings = (strides, padding, data_format, dilations)
    return (
        volume_gradient_node(size_of(input), filter, g, *settings),
        volume_filter_gradient_node(input, size_of(filter), g, *settings),
    )


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


DOUBLES = ("float32", "float64")
VOLUME, BLOCKS = (1, 3, 4, 2, 2), (2, 3, 1, 2, 2)


@volume_convolution_node.samples
def _() -> list[Sample]:
    volume, blocks = _numbers(*VOLUME), _numbers(*BLOCKS)
    return [
        Sample(volume, blocks, ONES, "SAME"),
        Sample(volume, blocks, (1, 2, 1, 2, 1), "SAME", dtypes=DOUBLES),
        Sample(volume, blocks, ONES, "VALID", dtypes=DOUBLES),
        Sample(_numbers(1, 2, 3, 4, 2), blocks, ONES, "SAME", "NCDHW", dtypes=DOUBLES),
        Sample(volume, _numbers(1, 1, 1, 2, 1), ONES, "VALID", dtypes=DOUBLES),
        Sample(volume, blocks, ONES, "SAME", "NDHWC", (1, 2, 1, 1, 1), dtypes=DOUBLES),
        Sample(np.zeros((0, 2, 2, 2, 1)), np.ones((1, 1, 1, 1, 1)), ONES, "VALID", dtypes=DOUBLES),
    ]


def _image_shape(
    input_sizes: Any, filter: TensorShape, out_backprop: TensorShape, strides: Any, padding: str,
    data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return image_shape(input_sizes, filter, out_backprop, strides, data_format, dilations)


@op(
    "Conv3DBackpropInputV2", shape=_image_shape, dtypes={"filter": FLOATING, "out_backprop": "filter"},
    result=dtype_of_filter, kind="linalg", symbol="{out_backprop} ∗ turned {filter}",
    latex=r"\textstyle\sum_{{h,i,j,k}} {out_backprop}_{{z-h,\,y-i,\,x-j,\,k}} \; {filter}_{{h,i,j,k}}",
)  # fmt: skip
def volume_gradient_node(
    input_sizes: HostInts, filter: Array, out_backprop: Array, strides: tuple, padding: str,
    data_format: str = "NDHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Hand every place's gradient back to what lay under the filter, each times the number that lay on it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.zeros([1, 1, 1, 3, 1])
    ...     y = tf.nn.conv3d(x, [[[[[10.]], [[1.]]]]], [1, 1, 1, 1, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, x)[0]).ravel())
    [10. 11.  1.]
    """
    places = laid_on(input_sizes, filter.shape, strides, padding, (), data_format, dilations)
    check_returned(out_backprop.shape, places, input_sizes, data_format)
    back = image_gradient(filter, with_channels_last(out_backprop, data_format), places)
    return with_channels_at_home(back, data_format)


@volume_gradient_node.gradient
def _(h, z, input_sizes, filter, g, strides, padding, data_format, dilations):
    settings = (strides, padding, data_format, dilations)
    return (
        None,
        volume_filter_gradient_node(h, size_of(filter), g, *settings),
        volume_convolution_node(h, filter, *settings),
    )


@volume_gradient_node.samples
def _() -> list[Sample]:
    blocks = _numbers(*BLOCKS)
    return [
        Sample(VOLUME, blocks, _numbers(*VOLUME), ONES, "SAME", dtypes=DOUBLES),
        Sample(VOLUME, blocks, _numbers(1, 2, 1, 1, 2), (1, 1, 2, 2, 1), "VALID", dtypes=DOUBLES),
        Sample((1, 2, 3, 4, 2), blocks, _numbers(1, 2, 3, 4, 2), ONES, "SAME", "NCDHW", dtypes=DOUBLES),
    ]  # fmt: skip


def _filter_shape(
    input: TensorShape, filter_sizes: Any, out_backprop: TensorShape, strides: Any, padding: str,
    data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return filter_shape(input, filter_sizes, out_backprop, strides, data_format, dilations)


@op(
    "Conv3DBackpropFilterV2", shape=_filter_shape, dtypes={"input": FLOATING, "out_backprop": "input"},
    kind="gradient", symbol="{input} ∗ {out_backprop}",
    latex=r"\textstyle\sum_{{z,y,x}} {out_backprop}_{{z,y,x}} \; {input}_{{z+h,\,y+i,\,x+j}}",
)  # fmt: skip
def volume_filter_gradient_node(
    input: Array, filter_sizes: HostInts, out_backprop: Array, strides: tuple, padding: str,
    data_format: str = "NDHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Add up, over all places, what the filter saw there times the gradient that came back.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     filters = tf.zeros([1, 1, 2, 1, 1])
    ...     y = tf.nn.conv3d([[[[[1.], [2.], [4.]]]]], filters, [1, 1, 1, 1, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, filters)[0]).ravel())
    [3. 6.]
    """
    places = laid_on(input.shape, filter_sizes, strides, padding, (), data_format, dilations)
    check_returned(out_backprop.shape, places, input.shape, data_format)
    return filters_gradient(
        with_channels_last(input, data_format), with_channels_last(out_backprop, data_format), places
    )


@volume_filter_gradient_node.gradient
def _(h, z, input, filter_sizes, g, strides, padding, data_format, dilations):
    settings = (strides, padding, data_format, dilations)
    return (
        volume_gradient_node(size_of(input), h, g, *settings),
        None,
        volume_convolution_node(input, h, *settings),
    )


@volume_filter_gradient_node.samples
def _() -> list[Sample]:
    volume = _numbers(*VOLUME)
    return [
        Sample(volume, BLOCKS, _numbers(*VOLUME), ONES, "SAME", dtypes=DOUBLES),
        Sample(volume, BLOCKS, _numbers(1, 2, 1, 1, 2), (1, 1, 2, 2, 1), "VALID", dtypes=DOUBLES),
        Sample(_numbers(1, 2, 3, 4, 2), BLOCKS, _numbers(1, 2, 3, 4, 2), ONES, "SAME", "NCDHW", dtypes=DOUBLES),
    ]  # fmt: skip


@checks_arguments
def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NDHWC",
    dilations: Any = ONES,
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Lay filters on every place of a volume: the sum of products, for each place and each filter.

    Args:
        input: volumes, [volumes, depth, height, width, channels], floating point.
        filter: [depth, height, width, channels, filters], of the same dtype.
        strides, dilations: one number for each dimension.
        padding: "SAME" or "VALID".
        data_format: "NDHWC" or "NCDHW".
        filters: another name of `filter`.

    Raises:
        ValueError: when shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/conv3d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.nn.conv3d(tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 1, 1]), [1] * 5, "VALID")
    ...     print(sess.run(y).ravel())
    [8.]
    """
    filter = either("filters", filters, "filter", filter)
    strides, padding, _, data_format, dilations = settings_of(strides, padding, data_format, dilations, 5)
    return volume_convolution_node(input, filter, strides, padding, data_format, dilations, name=name)


@checks_arguments
def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Slide filters along sequences: the sum of products, for each place and each filter.

    It is a convolution of images of height 1, and three nodes: one that adds the height, `Conv2D`, one that takes it
    away again.

    Args:
        value: [sequences, length, channels], floating point.
        filters: [width, channels, filters], of the same dtype.
        stride: how far the filters move.
        padding: "SAME" or "VALID".
        use_cudnn_on_gpu: accepted as in TensorFlow.
        data_format: "NWC" (the default) or "NCW".
        input: another name of `value`.
        dilations: the distance between two neighbouring cells of a filter.

    Raises:
        ValueError: when shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/conv1d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     line = [[[1.], [2.], [4.], [8.]]]
    ...     print(sess.run(tf.nn.conv1d(line, [[[-1.]], [[1.]]], stride=1, padding="VALID")).ravel())
    [1. 2. 4.]
    """
    value = either("input", input, "value", value)
    with name_scope(name, "conv1d", [value, filters]) as scope:
        data_format, place = line_format(data_format)
        stride, padding, _, data_format, dilations = settings_of(
            as_image(stride), padding, data_format, as_image(dilations), 4
        )
        image = build("ExpandDims", value, 1 if place == 1 else 2)
        sheets = build("ExpandDims", filters, 0)
        found = convolution_node(image, sheets, stride, padding, True, (), data_format, dilations, name=scope)
        return build("Squeeze", found, [place])


def line_format(data_format: str | None) -> tuple[str, int]:
    """The data format of sequences as images of height 1, and the place of the height.

    Raises:
        ValueError: for a format that sequences do not have.
    """
    if data_format in (None, "NWC", "NHWC"):
        return "NHWC", 1
    if data_format in ("NCW", "NCHW"):
        return "NCHW", 2
    raise ValueError(f"data_format must be 'NWC' or 'NCW', not {data_format!r}.")


def as_image(value: Any) -> Any:
    """Strides or dilations along a line as those of an image of height 1.

    >>> as_image(3), as_image([1, 3, 1]), as_image([3])
    ([1, 3], [1, 3], [1, 3])
    """
    if value is None:
        return None
    entries = list(value) if isinstance(value, (list, tuple)) else [value]
    if len(entries) == 3:
        entries = [max(entries)] if entries.count(1) >= 2 else entries
    if len(entries) != 1:
        raise ValueError(f"stride should be of length 1 or 3 but was {len(entries)}: {value!r}")
    return [1, entries[0]]
