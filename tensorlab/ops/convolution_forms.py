"""Other forms of convolution: for any number of dimensions, with gaps (atrous), and backwards (transposed).

An *atrous* convolution spreads its window: between two neighbouring cells lie `rate - 1` pixels that it does not
look at. It sees far with few weights, and the result stays as large as the image.

A *transposed* convolution runs the other way: every pixel of a small image lays the filter, times its own number,
onto a larger one, and where filters overlap they add up. That is how a picture is drawn from a few numbers; and it
is exactly what the gradient of an ordinary convolution does for its image, so it is the same node.

Read next: `convolution_morphology.py`, where sums become maxima.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import convolution_node, either, image_gradient_node, settings_of
from tensorlab.ops.convolution_geometry import FORMATS
from tensorlab.ops.convolution_volumes import (
    as_image,
    conv1d,
    line_format,
    volume_convolution_node,
    volume_gradient_node,
)

# --- any number of dimensions -----------------------------------------------------------------------------


@checks_arguments
def convolution(
    input: Any,
    filter: Any = None,
    padding: Any = None,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Convolve sequences, images or volumes: the filter's rank says which.

    Args:
        input: [batch, sizes..., channels], floating point.
        filter: [window..., channels, filters], of the same dtype.
        padding: "SAME" or "VALID".
        strides, dilation_rate: one whole number for each of the sizes, or one for all.
        data_format: "NWC", "NHWC" or "NDHWC" (the default), or with channels second "NCW", "NCHW", "NCDHW".
        filters, dilations: other names of `filter` and `dilation_rate`.

    Returns:
        [batch, stops..., filters]. TensorFlow takes a dilated convolution apart into three nodes; here it is one.

    Raises:
        ValueError: when shapes do not fit, or there are strides and a dilation above 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/convolution

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     line = [[[1.], [2.], [4.], [8.]]]
    ...     print(sess.run(tf.nn.convolution(line, [[[-1.]], [[1.]]], "VALID", dilation_rate=[2])).ravel())
    [3. 6.]
    """
    filter = convert_to_tensor(either("filters", filters, "filter", filter), name="filter")
    input = convert_to_tensor(input, name="input")
    if dilations is not None:
        dilation_rate = either("dilations", dilations, "dilation_rate", dilation_rate)
    rank = filter.shape.ndims or input.shape.ndims
    if rank not in (3, 4, 5):
        raise ValueError(
            f"convolution() needs a filter of rank 3, 4 or 5, [window..., channels, filters]: {filter}"
        )
    check_either(strides, dilation_rate)
    with name_scope(name, "convolution", [input, filter]) as scope:
        if rank == 3:
            return conv1d(input, filter, strides, padding, None, data_format, scope, dilations=dilation_rate)
        strides, padding, explicit, data_format, rates = settings_of(
            strides, padding, data_format, dilation_rate, rank
        )
        if rank == 4:
            settings = (strides, padding, True, explicit, data_format, rates)
            return convolution_node(input, filter, *settings, name=scope)
        return volume_convolution_node(input, filter, strides, padding, data_format, rates, name=scope)


def check_either(strides: Any, rates: Any) -> None:
    """Refuse strides together with dilations.

    Raises:
        ValueError: when both are above 1.
    """
    if strides is None or rates is None:
        return
    if np.max(strides) > 1 and np.max(rates) > 1:
        raise ValueError(
            f"`strides > 1` not supported in conjunction with `dilation_rate > 1`: {strides} and {rates}"
        )


@checks_arguments
def atrous_conv2d(value: Any, filters: Any, rate: Any, padding: Any, name: str | None = None) -> Tensor:
    """Convolve images with filters that have gaps.

    Args:
        value: images, [images, height, width, channels], floating point.
        filters: [height, width, channels, filters], of the same dtype.
        rate: the distance between two neighbouring cells of a filter; 1 is an ordinary convolution.
        padding: "SAME" or "VALID".

    Raises:
        ValueError: when shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/atrous_conv2d; Chen et al., "Semantic
    Image Segmentation with Deep Convolutional Nets and Fully Connected CRFs" (2015), arXiv:1412.7062.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([1., 2., 4., 8.], [1, 1, 4, 1])
    ...     print(sess.run(tf.nn.atrous_conv2d(image, [[[[-1.]], [[1.]]]], 2, "VALID")).ravel())
    [3. 6.]
    """
    rates = [int(entry) for entry in np.broadcast_to(rate, (2,))]
    return convolution(value, filters, padding, dilation_rate=rates, name=name)


# --- transposed -------------------------------------------------------------------------------------------


@checks_arguments
def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Lay the filter, times each pixel, onto a larger image, and add up where filters overlap.

    Args:
        value: images, [images, height, width, channels], floating point.
        filter: [height, width, channels of the result, channels of `value`]: the other way round than for `conv2d`.
        output_shape: the shape of the result, four whole numbers or a tensor of them. Several sizes can lead to
            the same small image, so it has to be said.
        strides: how far apart the filters are laid: about how much larger the result is.
        padding: "SAME" or "VALID", as it was on the way from the large image to the small one.
        data_format: "NHWC" or "NCHW".
        input, filters: other names of `value` and `filter`.
        dilations: the distance between two neighbouring cells of a filter.

    Raises:
        ValueError: when shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/conv2d_transpose; Zeiler et al.,
    "Deconvolutional Networks" (2010).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     small, brush = [[[[1.], [10.]]]], tf.ones([1, 3, 1, 1])
    ...     print(sess.run(tf.nn.conv2d_transpose(small, brush, [1, 1, 5, 1], [1, 2], "VALID")).ravel())
    [ 1.  1. 11. 10. 10.]
    """
    value = either("input", input, "value", value)
    filter = either("filters", filters, "filter", filter)
    with name_scope(name, "conv2d_transpose", [value, filter, output_shape]) as scope:
        strides, padding, explicit, data_format, rates = settings_of(
            strides, padding, data_format, dilations, 4
        )
        value = convert_to_tensor(value, name="value")
        filter = convert_to_tensor(filter, name="filter")
        return image_gradient_node(
            output_shape, filter, value, strides, padding, True, explicit, data_format, rates, name=scope
        )


@checks_arguments
def conv3d_transpose(
    value: Any,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NDHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Lay the filter, times each entry, into a larger volume; as `tf.nn.conv2d_transpose`, with depth.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.nn.conv3d_transpose([[[[[1.], [10.]]]]], tf.ones([1, 1, 3, 1, 1]), [1, 1, 1, 4, 1], 1, "VALID")
    ...     print(sess.run(y).ravel())
    [ 1. 11. 11. 10.]
    """
    value = either("input", input, "value", value)
    filter = either("filters", filters, "filter", filter)
    with name_scope(name, "conv3d_transpose", [value, filter, output_shape]) as scope:
        strides, padding, _, data_format, rates = settings_of(strides, padding, data_format, dilations, 5)
        value = convert_to_tensor(value, name="value")
        filter = convert_to_tensor(filter, name="filter")
        return volume_gradient_node(
            output_shape, filter, value, strides, padding, data_format, rates, name=scope
        )


@checks_arguments
def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Lay the filter, times each entry, onto a longer sequence; as `tf.nn.conv2d_transpose`, without height.

    Args:
        input: [sequences, length, channels].
        filters: [width, channels of the result, channels of `input`].
        output_shape: the shape of the result, three whole numbers.
        strides: how far apart the filters are laid.
        padding, dilations: as for `tf.nn.conv2d_transpose`.
        data_format: "NWC" or "NCW".

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.nn.conv1d_transpose([[[1.], [10.]]], tf.ones([3, 1, 1]), [1, 5, 1], 2, "VALID")
    ...     print(sess.run(y).ravel())
    [ 1.  1. 11. 10. 10.]
    """
    with name_scope(name, "conv1d_transpose", [input, filters, output_shape]) as scope:
        data_format, place = line_format(data_format)
        strides, padding, _, data_format, rates = settings_of(
            as_image(strides), padding, data_format, as_image(dilations), 4
        )
        image, sheets = build("ExpandDims", input, place), build("ExpandDims", filters, 0)
        sizes = _with_height(output_shape, place)
        settings = (strides, padding, True, (), data_format, rates)
        return build("Squeeze", image_gradient_node(sizes, sheets, image, *settings, name=scope), [place])


def _with_height(sizes: Any, place: int) -> Any:
    if not isinstance(sizes, Tensor):
        entries = [int(size) for size in sizes]
        return [*entries[:place], 1, *entries[place:]]
    return build("ConcatV2", [sizes[:place], convert_to_tensor([1], dtype=sizes.dtype), sizes[place:]], 0)


@checks_arguments
def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A transposed convolution of sequences, images or volumes: the rank of `output_shape` says which.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.nn.conv_transpose([[[1.], [10.]]], tf.ones([2, 1, 1]), [1, 3, 1], 1, "VALID")
    ...     print(sess.run(y).ravel())
    [ 1. 11. 10.]
    """
    with name_scope(name, "conv_transpose", [input, filters, output_shape]) as scope:
        known = output_shape.shape[0].value if isinstance(output_shape, Tensor) else len(output_shape)
        forms: dict[Any, Any] = {3: conv1d_transpose, 4: conv2d_transpose, 5: conv3d_transpose}
        if known not in forms:
            raise ValueError(f"output_shape needs 3, 4 or 5 entries: {output_shape!r}")
        channels_first = data_format is not None and data_format.startswith("NC")
        layout = next(f for f in FORMATS if len(f) == known and f.startswith("NC") == channels_first)
        settings = (output_shape, strides, padding, data_format or layout)
        return forms[known](input, filters, *settings, dilations=dilations, name=scope)


@checks_arguments
def atrous_conv2d_transpose(
    value: Any, filters: Any, output_shape: Any, rate: int, padding: Any, name: str | None = None
) -> Tensor:
    """The transposed convolution of filters with gaps; as `tf.nn.conv2d_transpose` with stride 1.

    Args:
        rate: the distance between two neighbouring cells of a filter.

    Raises:
        ValueError: when shapes do not fit, or the rate is below 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     brush = tf.ones([1, 2, 1, 1])
    ...     y = tf.nn.atrous_conv2d_transpose([[[[1.], [10.]]]], brush, [1, 1, 4, 1], 2, "VALID")
    ...     print(sess.run(y).ravel())
    [ 1. 10.  1. 10.]
    """
    if rate < 1:
        raise ValueError(f"rate cannot be less than one: {rate}")
    with name_scope(name, "atrous_conv2d_transpose", [value, filters, output_shape]) as scope:
        return conv2d_transpose(
            value, filters, output_shape, 1, padding, "NHWC", scope, dilations=[rate, rate]
        )
