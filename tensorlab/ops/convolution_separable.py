"""Separable convolution: look around in every channel first, then mix the channels.

An ordinary convolution does both at once. In two steps, a depthwise convolution that looks around and a pointwise one
(of a single pixel) that looks across, far fewer weights do: for windows of 3 by 3 and 64 channels 576 + 4,096 in
place of 36,864. Networks for telephones are built of these.

Source: Howard et al., "MobileNets" (2017), arXiv:1704.04861.

Read next: `convolution_forms.py` (dilated and transposed convolutions).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import convolution_node, either
from tensorlab.ops.convolution_depthwise import depthwise
from tensorlab.ops.convolution_geometry import check_format, rank_checked

ONES = (1, 1, 1, 1)


@checks_arguments
def depthwise_conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Lay the filters of every channel on every place of that channel; channels are not mixed.

    Args:
        input: images, [images, height, width, channels], floating point.
        filter: [height, width, channels, multiplier], of the same dtype.
        strides: how far the filters move; one number for each dimension.
        padding: "SAME", "VALID", or for each dimension a pair of numbers of zeros.
        rate: the distance between two neighbouring cells of a filter, down and across.
        data_format: "NHWC" (the default) or "NCHW".
        dilations: another name of `rate`.

    Returns:
        [images, stops down, stops across, channels · multiplier]: the results of the first channel come first.

    Raises:
        ValueError: when shapes do not fit, or there are strides and a rate above 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/depthwise_conv2d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pixel, filters = [[[[2., 3.]]]], [[[[1., 10.], [1., 10.]]]]
    ...     print(sess.run(tf.nn.depthwise_conv2d(pixel, filters, [1, 1, 1, 1], "VALID")).ravel())
    [ 2. 20.  3. 30.]
    """
    with name_scope(name, "depthwise", [input, filter]) as scope:
        input = convert_to_tensor(input, name="tensor_in")
        filter = convert_to_tensor(filter, name="filter_in")
        return depthwise(input, filter, strides, padding, data_format, _rate(rate, dilations, strides), scope)


def _rate(rate: Any, dilations: Any, strides: Any) -> Any:
    """Dilations out of the argument `rate`, or of `dilations` which means the same."""
    if rate is None and dilations is None:
        return None
    rate = either("dilations", dilations, "rate", rate)
    entries = list(rate) if isinstance(rate, (list, tuple, np.ndarray)) else [rate, rate]
    if max(entries) > 1 and strides is not None and max(np.atleast_1d(strides)) > 1:
        raise ValueError(f"`strides > 1` not supported in conjunction with `rate > 1`: {strides}, {rate}")
    return entries


@checks_arguments
def separable_conv2d(
    input: Any,
    depthwise_filter: Any = None,
    pointwise_filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A depthwise convolution that looks around, then one of a single pixel that mixes the channels.

    Args:
        input: images, [images, height, width, channels], floating point.
        depthwise_filter: [height, width, channels, multiplier].
        pointwise_filter: [1, 1, channels · multiplier, filters].
        strides, padding, rate, data_format, dilations: as for `tf.nn.depthwise_conv2d`.

    Raises:
        ValueError: when shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/separable_conv2d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pixel, mix = [[[[2., 3.]]]], [[[[1.], [1.], [1.], [1.]]]]
    ...     y = tf.nn.separable_conv2d(pixel, [[[[1., 10.], [1., 10.]]]], mix, [1, 1, 1, 1], "VALID")
    ...     print(sess.run(y).ravel())
    [55.]
    """
    with name_scope(name, "separable_conv2d", [input, depthwise_filter, pointwise_filter]) as scope:
        input = convert_to_tensor(input, name="tensor_in")
        depthwise_filter = convert_to_tensor(depthwise_filter, name="depthwise_filter")
        pointwise_filter = convert_to_tensor(pointwise_filter, name="pointwise_filter")
        cells = rank_checked(pointwise_filter.shape, 4, "the pointwise filter")
        if any(size not in (1, None) for size in cells[:2]):
            raise ValueError(
                f"The pointwise filter is one pixel large: [1, 1, ...], not {pointwise_filter.shape}."
            )
        rates = _rate(rate, dilations, strides)
        seen = depthwise(input, depthwise_filter, strides, padding, data_format, rates, "depthwise")
        data_format = check_format(data_format, 4)
        return convolution_node(
            seen, pointwise_filter, ONES, "VALID", True, (), data_format, ONES, name=scope
        )
