"""Convolution of images: `tf.nn.conv2d`, its gradients, and how it feels its way over a picture.

Take a filter of 3 by 3 numbers. Lay it on the top left corner of an image, multiply every number with the pixel
below it, add up the nine products, and write the sum into the result. Move the filter one pixel to the right and
do it again, to the end of the row, and row after row. Where the image under the filter looks like the filter, the
sum is large: a filter with +1 on its left and −1 on its right finds edges that stand upright.

    image          filter       result (VALID padding: the filter stays on the image)
    9 9 0 0
    9 9 0 0        1 −1         0 18 0
    9 9 0 0        1 −1         0 18 0

A coloured image has three numbers at every pixel, so such a filter has three sheets, and the sum runs over them
as well. A layer has many filters, and the results stand behind each other as *channels* of a new image. The
numbers in the filters are the weights that are learned: few, since every place uses the same ones.

The gradients are convolutions again. A pixel gets back what it gave: from every place that saw it, times the
number of the filter that lay on it then. A number of the filter gets the sum over all places.

The shapes, with channels last ("NHWC"): images [images, height, width, channels], filters [height, width, channels,
filters], result [images, height, width, filters].

Read next: `convolution_kernels.py` (how it is computed), `pooling.py` (making the image smaller).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_geometry import (
    check_format,
    padding_of,
    per_dimension,
    with_channels_at_home,
    with_channels_last,
)
from tensorlab.ops.convolution_kernels import correlated, filters_gradient, image_gradient
from tensorlab.ops.convolution_rules import (
    CONVOLVED,
    check_returned,
    dtype_of_filter,
    filter_shape,
    image_shape,
    laid_on,
    result_shape,
    size_of,
)

ONES = (1, 1, 1, 1)


def _shape(
    input: TensorShape, filter: TensorShape, strides: Any, padding: str, use_cudnn_on_gpu: bool,
    explicit_paddings: Any, data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return result_shape(input, filter, strides, padding, explicit_paddings, data_format, dilations)


@op(
    "Conv2D", shape=_shape, dtypes=CONVOLVED, kind="linalg", symbol="{input} ∗ {filter}",
    latex=r"\textstyle\sum_{{i,j,c}} {input}_{{y+i,\,x+j,\,c}} \; {filter}_{{i,j,c}}",
)  # fmt: skip
def convolution_node(
    input: Array, filter: Array, strides: tuple, padding: str, use_cudnn_on_gpu: bool = True,
    explicit_paddings: tuple = (), data_format: str = "NHWC", dilations: tuple = ONES,
):  # fmt: skip
    """Lay every filter on every place of the image: the sum of products, for each filter and each place."""
    places = laid_on(input.shape, filter.shape, strides, padding, explicit_paddings, data_format, dilations)
    return with_channels_at_home(
        correlated(with_channels_last(input, data_format), filter, places), data_format
    )


@convolution_node.gradient(
    latex=(
        r"\textstyle\sum_{{i,j,k}} {g}_{{y-i,\,x-j,\,k}} \; {filter}_{{i,j,k}}",
        r"\textstyle\sum_{{y,x}} {g}_{{y,x}} \; {input}_{{y+i,\,x+j}}",
    )
)
def _(
    g, y, input, filter, strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations
):  # fmt: skip
    settings = (strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations)
    return (
        image_gradient_node(size_of(input), filter, g, *settings),
        filter_gradient_node(input, size_of(filter), g, *settings),
    )


def _numbers(*shape: int) -> Any:
    """Uneven numbers, so that no two sums agree by chance."""
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


FLOATS = ("float16", "float32", "float64")


@convolution_node.samples
def _() -> list[Sample]:
    image, filters = _numbers(2, 4, 5, 2), _numbers(3, 2, 2, 3)
    first = _numbers(1, 2, 4, 5)
    return [
        Sample(np.arange(9.0).reshape(1, 3, 3, 1), [[[[1.0]], [[-1.0]]]], ONES, "VALID"),
        Sample(image, filters, ONES, "SAME"),
        Sample(image, filters, (1, 2, 2, 1), "SAME", False, dtypes=FLOATS),
        Sample(image, filters, (1, 1, 3, 1), "VALID", dtypes=FLOATS),
        Sample(image, _numbers(1, 1, 2, 3), ONES, "VALID", dtypes=FLOATS),
        Sample(image, filters, ONES, "EXPLICIT", True, (0, 0, 2, 1, 0, 3, 0, 0), dtypes=FLOATS),
        Sample(image, _numbers(2, 2, 2, 1), ONES, "SAME", dilations=(1, 2, 3, 1), dtypes=FLOATS),
        Sample(first, filters, ONES, "SAME", data_format="NCHW", dtypes=FLOATS),
        Sample(first, filters, (1, 1, 2, 1), "EXPLICIT", True, (0, 0, 0, 0, 1, 0, 0, 1), "NCHW", dtypes=FLOATS),
        Sample(np.zeros((0, 3, 3, 1)), np.ones((2, 2, 1, 1)), ONES, "VALID", dtypes=FLOATS),
        Sample(np.ones((1, 2, 2, 1)), _numbers(2, 2, 1, 1), (1, 2, 3, 1), "SAME", dtypes=FLOATS),
    ]  # fmt: skip


# --- the gradient of the image ----------------------------------------------------------------------------


def _image_shape(
    input_sizes: Any, filter: TensorShape, out_backprop: TensorShape, strides: Any, padding: str,
    use_cudnn_on_gpu: bool, explicit_paddings: Any, data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return image_shape(input_sizes, filter, out_backprop, strides, data_format, dilations)


@op(
    "Conv2DBackpropInput", shape=_image_shape, dtypes={"filter": CONVOLVED, "out_backprop": "filter"},
    result=dtype_of_filter, kind="linalg", symbol="{out_backprop} ∗ turned {filter}",
    latex=r"\textstyle\sum_{{i,j,k}} {out_backprop}_{{y-i,\,x-j,\,k}} \; {filter}_{{i,j,k}}",
)  # fmt: skip
def image_gradient_node(
    input_sizes: HostInts, filter: Array, out_backprop: Array, strides: tuple, padding: str,
    use_cudnn_on_gpu: bool = True, explicit_paddings: tuple = (), data_format: str = "NHWC",
    dilations: tuple = ONES,
):  # fmt: skip
    """Hand every place's gradient back to the pixels under the filter, each times the number that lay on it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.zeros([1, 1, 3, 1])
    ...     y = tf.nn.conv2d(image, [[[[10.]], [[1.]]]], 1, "VALID")
    ...     print(sess.run(tf.gradients(y, image)[0]).ravel())
    [10. 11.  1.]
    """
    places = laid_on(input_sizes, filter.shape, strides, padding, explicit_paddings, data_format, dilations)
    check_returned(out_backprop.shape, places, input_sizes, data_format)
    back = image_gradient(filter, with_channels_last(out_backprop, data_format), places)
    return with_channels_at_home(back, data_format)


@image_gradient_node.gradient
def _(
    h, z, input_sizes, filter, g, strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations
):  # fmt: skip
    settings = (strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations)
    return (
        None,
        filter_gradient_node(h, size_of(filter), g, *settings),
        convolution_node(h, filter, *settings),
    )


@image_gradient_node.samples
def _() -> list[Sample]:
    filters = _numbers(3, 2, 2, 3)
    return [
        Sample((2, 4, 5, 2), filters, _numbers(2, 4, 5, 3), ONES, "SAME", dtypes=FLOATS[1:]),
        Sample((2, 4, 5, 2), filters, _numbers(2, 2, 3, 3), (1, 2, 2, 1), "SAME", False, dtypes=FLOATS[1:]),
        Sample((2, 6, 7, 2), filters, _numbers(2, 2, 2, 3), (1, 3, 3, 1), "VALID", dtypes=FLOATS[1:]),
        Sample((1, 3, 3, 2), filters, _numbers(1, 4, 5, 3), ONES, "EXPLICIT", True,
               (0, 0, 2, 1, 0, 3, 0, 0), dtypes=FLOATS[1:]),
        Sample((1, 4, 5, 2), filters, _numbers(1, 4, 5, 3), ONES, "SAME", dilations=(1, 2, 1, 1), dtypes=FLOATS[1:]),
        Sample((1, 2, 4, 5), filters, _numbers(1, 3, 2, 3), (1, 1, 2, 2), "SAME", data_format="NCHW",
               dtypes=FLOATS[1:]),
        Sample((1, 2, 2, 1), _numbers(2, 2, 1, 1), _numbers(1, 1, 1, 1), (1, 2, 3, 1), "SAME", dtypes=FLOATS[1:]),
    ]  # fmt: skip


# --- the gradient of the filter ---------------------------------------------------------------------------


def _filter_shape(
    input: TensorShape, filter_sizes: Any, out_backprop: TensorShape, strides: Any, padding: str,
    use_cudnn_on_gpu: bool, explicit_paddings: Any, data_format: str, dilations: Any,
) -> TensorShape:  # fmt: skip
    return filter_shape(input, filter_sizes, out_backprop, strides, data_format, dilations)


@op(
    "Conv2DBackpropFilter", shape=_filter_shape, dtypes={"input": CONVOLVED, "out_backprop": "input"},
    kind="gradient", symbol="{input} ∗ {out_backprop}",
    latex=r"\textstyle\sum_{{y,x}} {out_backprop}_{{y,x}} \; {input}_{{y+i,\,x+j}}",
)  # fmt: skip
def filter_gradient_node(
    input: Array, filter_sizes: HostInts, out_backprop: Array, strides: tuple, padding: str,
    use_cudnn_on_gpu: bool = True, explicit_paddings: tuple = (), data_format: str = "NHWC",
    dilations: tuple = ONES,
):  # fmt: skip
    """Add up, over all places, the patch that the filter saw there times the gradient that came back.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     filters = tf.zeros([1, 2, 1, 1])
    ...     y = tf.nn.conv2d([[[[1.], [2.], [4.]]]], filters, 1, "VALID")
    ...     print(sess.run(tf.gradients(y, filters)[0]).ravel())
    [3. 6.]
    """
    places = laid_on(input.shape, filter_sizes, strides, padding, explicit_paddings, data_format, dilations)
    check_returned(out_backprop.shape, places, input.shape, data_format)
    return filters_gradient(
        with_channels_last(input, data_format), with_channels_last(out_backprop, data_format), places
    )


@filter_gradient_node.gradient
def _(
    h, z, input, filter_sizes, g, strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations
):  # fmt: skip
    settings = (strides, padding, use_cudnn_on_gpu, explicit_paddings, data_format, dilations)
    return (
        image_gradient_node(size_of(input), h, g, *settings),
        None,
        convolution_node(input, h, *settings),
    )


@filter_gradient_node.samples
def _() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    return [
        Sample(image, (3, 2, 2, 3), _numbers(2, 4, 5, 3), ONES, "SAME", dtypes=FLOATS[1:]),
        Sample(image, (3, 2, 2, 3), _numbers(2, 2, 3, 3), (1, 2, 2, 1), "SAME", False, dtypes=FLOATS[1:]),
        Sample(image, (3, 2, 2, 3), _numbers(2, 2, 2, 3), (1, 1, 3, 1), "VALID", dtypes=FLOATS[1:]),
        Sample(image, (3, 2, 2, 1), _numbers(2, 5, 7, 1), ONES, "EXPLICIT", True,
               (0, 0, 2, 1, 0, 3, 0, 0), dtypes=FLOATS[1:]),
        Sample(image, (2, 2, 2, 1), _numbers(2, 4, 5, 1), ONES, "SAME", dilations=(1, 2, 1, 1), dtypes=FLOATS[1:]),
        Sample(_numbers(1, 2, 4, 5), (3, 2, 2, 3), _numbers(1, 3, 2, 3), (1, 1, 2, 2), "SAME",
               data_format="NCHW", dtypes=FLOATS[1:]),
        Sample(np.zeros((0, 3, 3, 1)), (2, 2, 1, 1), np.zeros((0, 2, 2, 1)), ONES, "VALID", dtypes=FLOATS[1:]),
    ]  # fmt: skip


# --- what programs call -----------------------------------------------------------------------------------


def settings_of(strides: Any, padding: Any, data_format: Any, dilations: Any, rank: int) -> tuple[Any, ...]:
    """Strides, padding, explicit paddings, data format and dilations as a node keeps them."""
    data_format = check_format(data_format, rank)
    kind, explicit = padding_of(padding, rank)
    return (
        per_dimension(strides, rank, data_format, "strides"),
        kind,
        explicit,
        data_format,
        per_dimension(dilations, rank, data_format, "dilations"),
    )


@checks_arguments
def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Lay filters on every place of an image, and give the sum of products for each place and each filter.

    Args:
        input: images, [images, height, width, channels], floating point or int32.
        filter: [height, width, channels, filters], of the same dtype.
        strides: how far the filters move: one number, two (down, across), or one for each dimension.
        padding: "SAME" (surrounded by zeros: with stride 1 the result is as large as the image), "VALID" (no zeros:
            it is smaller), or for each dimension a pair of numbers of zeros.
        use_cudnn_on_gpu: accepted as in TensorFlow.
        data_format: "NHWC", or "NCHW" where channels stand before height. TensorFlow computes "NCHW" on GPUs
            only; here it runs everywhere.
        dilations: the distance between two neighbouring cells of a filter, written like `strides`.
        filters: another name of `filter`.

    Returns:
        [images, stops down, stops across, filters], in the dtype of the images.

    Raises:
        ValueError: when shapes do not fit: a filter for other channels than the image has, or larger than it.
        TypeError: when the dtypes differ.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/conv2d

    >>> import tensorlab as tf
    >>> image = [[[[9.], [9.], [0.], [0.]]]]  # one row: bright, bright, dark, dark
    >>> edge = [[[[1.]], [[-1.]]]]
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.conv2d(image, edge, strides=1, padding="VALID")).ravel())
    [0. 9. 0.]
    """
    filter = either("filters", filters, "filter", filter)
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return convolution_node(
        input, filter, strides, padding, bool(use_cudnn_on_gpu), explicit, data_format, dilations, name=name
    )


@checks_arguments
def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The gradient of `tf.nn.conv2d` for its images, of which the shape is enough.

    Args:
        input_sizes: the shape of the images, four whole numbers.
        filter, strides, padding, use_cudnn_on_gpu, data_format, dilations, filters: as for `tf.nn.conv2d`.
        out_backprop: the gradient for the result, of the result's shape.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     back = tf.nn.conv2d_backprop_input([1, 1, 3, 1], [[[[10.]], [[1.]]]], [[[[1.], [1.]]]], 1, "VALID")
    ...     print(sess.run(back).ravel())
    [10. 11.  1.]
    """
    filter = either("filters", filters, "filter", filter)
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return image_gradient_node(
        input_sizes, filter, out_backprop, strides, padding, bool(use_cudnn_on_gpu), explicit, data_format,
        dilations, name=name,
    )  # fmt: skip


@checks_arguments
def conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = ONES,
    name: str | None = None,
) -> Tensor:
    """The gradient of `tf.nn.conv2d` for its filters, of which the shape is enough.

    Args:
        input: the images.
        filter_sizes: the shape of the filters, four whole numbers.
        out_backprop: the gradient for the result, of the result's shape.
        strides, padding, use_cudnn_on_gpu, data_format, dilations: as for `tf.nn.conv2d`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row, back = [[[[1.], [2.], [4.]]]], [[[[1.], [1.]]]]
    ...     print(sess.run(tf.nn.conv2d_backprop_filter(row, [1, 2, 1, 1], back, 1, "VALID")).ravel())
    [3. 6.]
    """
    strides, padding, explicit, data_format, dilations = settings_of(
        strides, padding, data_format, dilations, 4
    )
    return filter_gradient_node(
        input, filter_sizes, out_backprop, strides, padding, bool(use_cudnn_on_gpu), explicit, data_format,
        dilations, name=name,
    )  # fmt: skip


def either(new_name: str, new: Any, old_name: str, old: Any) -> Any:
    """One of two arguments that mean the same.

    Raises:
        ValueError: when both or none are given.
    """
    if new is not None and old is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{new_name}'.")
    if new is None and old is None:
        raise ValueError(f"The argument '{old_name}' is missing (it may be called '{new_name}').")
    return old if new is None else new
