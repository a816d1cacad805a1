"""Dilation and erosion: convolutions in which sums become maxima, and products become sums.

Both come from the mathematics of shapes. Dilation lets bright spots grow to the shape of a window; erosion lets them
shrink. The window holds numbers that are added to the pixels under it, and the largest of the sums is kept. The
gradient goes to the pixel, and to the number of the window, that made the largest sum; of several equal ones to
the first.

Source: Serra, "Image Analysis and Mathematical Morphology" (1982).

Read next: `pooling.py`: keeping the largest pixel is dilation by a window of zeros.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import FLOATING, int32, int64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same_as
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import either
from tensorlab.ops.convolution_geometry import (
    Geometry,
    check_window,
    geometry,
    known_stops,
    padding_of,
    rank_checked,
    shape_in_order,
)
from tensorlab.ops.convolution_kernels import seen_by
from tensorlab.ops.convolution_rules import refuse_channels
from tensorlab.ops.scattering import zeros_of

ONES = (1, 1, 1, 1)


def _shape(input: TensorShape, filter: TensorShape, strides: Any, rates: Any, padding: str) -> TensorShape:
    check_window(strides, rates, "NHWC")
    sizes, cells = rank_checked(input, 4, "the image"), rank_checked(filter, 3, "the window")
    refuse_channels(cells[2], sizes[3], filter, input)
    stops = known_stops(sizes[1:3], cells[:2], strides[1:3], rates[1:3], padding)
    return shape_in_order(sizes[0], stops, sizes[3], "NHWC")


def _places(input: Any, filter: Any, strides: Any, rates: Any, padding: str) -> Geometry:
    return geometry(input.shape[1:3], filter.shape[:2], strides[1:3], rates[1:3], padding)


def _sums(input: Any, filter: Any, places: Geometry) -> Iterator[tuple[Any, Any, Any]]:
    """For every cell of the window: the cell, the pixels that it sees, and these plus the cell's number."""
    # Half of the lowest number, since the window's are added.
    lowest = -np.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min // 2
    pairs = ((0, 0), *zip(places.before, places.after, strict=True), (0, 0))
    framed = np.pad(input, pairs, constant_values=lowest)
    for cell in np.ndindex(*places.window):
        seen = (slice(None), *seen_by(cell, places))
        yield cell, seen, framed[seen] + filter[cell]


def _largest_sums(input: Any, filter: Any, places: Geometry) -> Iterator[tuple[Any, Any, Any]]:
    """For every cell: the cell, the pixels that it sees, and where its sum is the largest and none before it was."""
    largest = reduce(np.maximum, (total for _, _, total in _sums(input, filter, places)))
    found = None
    for cell, seen, total in _sums(input, filter, places):
        here = total == largest
        if found is not None:
            here = np.greater(here, found)
        found = here if found is None else np.logical_or(found, here)
        yield cell, seen, here


@op(
    "Dilation2D", shape=_shape, dtypes=FLOATING | {int32, int64}, kind="reduction", symbol="{input} ⊕ {filter}",
    latex=r"\max_{{i,j}} \left( {input}_{{y+i,\,x+j}} + {filter}_{{i,j}} \right)",
)  # fmt: skip
def dilation_node(input: Array, filter: Array, strides: tuple, rates: tuple, padding: str):
    """Add the window's numbers to the pixels under it, and keep the largest sum, for every place and channel."""
    places = _places(input, filter, strides, rates, padding)
    return reduce(np.maximum, (total for _, _, total in _sums(input, filter, places)))


@dilation_node.gradient
def _(g, y, input, filter, strides, rates, padding):
    settings = (strides, rates, padding)
    return dilation_image_gradient(input, filter, g, *settings), dilation_filter_gradient(
        input, filter, g, *settings
    )


def _numbers(*shape: int) -> Any:
    return (np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3) * 4).reshape(shape).round(2)


FLOATS = ("float16", "float32", "float64")


@dilation_node.samples
def _() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    return [
        Sample(image, _numbers(2, 3, 2), ONES, ONES, "SAME"),
        Sample(image, _numbers(2, 3, 2), (1, 2, 1, 1), ONES, "VALID", dtypes=FLOATS),
        Sample(image, _numbers(2, 2, 2), ONES, (1, 2, 3, 1), "SAME", dtypes=FLOATS),
        Sample(np.ones((1, 3, 3, 1)), np.zeros((2, 2, 1)), ONES, ONES, "SAME", differentiable=False),
    ]


@op(
    "Dilation2DBackpropInput", shape=same_as(0), dtypes=FLOATING, kind="gradient", symbol="⊕′",
    latex=r"{out_backprop} \text{{ where the sum was largest}}",
)  # fmt: skip
def dilation_image_gradient(
    input: Array, filter: Array, out_backprop: Array, strides: tuple, rates: tuple, padding: str
):
    """Send the gradient of every place to the pixel that made its largest sum.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.constant([[[[1.], [4.], [3.]]]])
    ...     y = tf.nn.dilation2d(row, tf.zeros([1, 2, 1]), [1] * 4, [1] * 4, "VALID")
    ...     print(sess.run(tf.gradients(y, row)[0]).ravel())
    [0. 2. 0.]
    """
    places = _places(input, filter, strides, rates, padding)
    sizes = [b + n + a for b, n, a in zip(places.before, places.sizes, places.after, strict=True)]
    back = zeros_of((input.shape[0], *sizes, input.shape[3]), input)
    for _, seen, here in _largest_sums(input, filter, places):
        back[seen] += np.multiply(out_backprop, here)
    top, left = places.before
    return back[:, top : top + places.sizes[0], left : left + places.sizes[1]]


dilation_image_gradient.not_differentiable("TensorFlow has no second gradient of a dilation either")


def _gradient_samples() -> list[Sample]:
    image = _numbers(1, 4, 5, 2)
    return [
        Sample(image, _numbers(2, 3, 2), _numbers(1, 4, 5, 2), ONES, ONES, "SAME", dtypes=FLOATS),
        Sample(image, _numbers(2, 3, 2), _numbers(1, 2, 3, 2), (1, 2, 1, 1), ONES, "VALID", dtypes=FLOATS),
        Sample(
            np.ones((1, 3, 3, 1)),
            np.zeros((2, 2, 1)),
            _numbers(1, 3, 3, 1),
            ONES,
            ONES,
            "SAME",
            dtypes=FLOATS,
        ),
    ]


dilation_image_gradient.samples(_gradient_samples)


@op(
    "Dilation2DBackpropFilter", shape=same_as(1), dtypes=FLOATING, kind="gradient", symbol="⊕′",
    latex=r"\textstyle\sum {out_backprop} \text{{ where the sum was largest}}",
)  # fmt: skip
def dilation_filter_gradient(
    input: Array, filter: Array, out_backprop: Array, strides: tuple, rates: tuple, padding: str
):
    """Add up, for every number of the window, the gradients of the places where it made the largest sum.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     window = tf.zeros([1, 2, 1])
    ...     y = tf.nn.dilation2d([[[[1.], [4.], [3.]]]], window, [1] * 4, [1] * 4, "VALID")
    ...     print(sess.run(tf.gradients(y, window)[0]).ravel())
    [1. 1.]
    """
    places = _places(input, filter, strides, rates, padding)
    sums = [
        np.add.reduce(np.multiply(out_backprop, here), axis=(0, 1, 2), dtype=filter.dtype)
        for _, _, here in _largest_sums(input, filter, places)
    ]
    return np.stack(sums).reshape(filter.shape)


dilation_filter_gradient.not_differentiable("TensorFlow has no second gradient of a dilation either")
dilation_filter_gradient.samples(_gradient_samples)


@checks_arguments
def dilation2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Add the window's numbers to the pixels under it, and keep the largest sum.

    Args:
        input: images, [images, height, width, channels], real numbers.
        filter: the window, [height, width, channels], of the same dtype.
        strides, rates: how far the window moves, and how far apart its cells are; one number for each dimension.
        padding: "SAME" or "VALID"; what lies outside the image is never the largest.
        filters, dilations: other names of `filter` and `rates`.

    Returns:
        [images, stops down, stops across, channels].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/dilation2d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = [[[[0.], [0.], [5.], [0.]]]]
    ...     print(sess.run(tf.nn.dilation2d(row, tf.zeros([1, 3, 1]), [1] * 4, [1] * 4, "SAME")).ravel())
    [0. 5. 5. 5.]
    """
    filter = either("filters", filters, "filter", filter)
    rates = either("dilations", dilations, "rates", rates)
    return dilation_node(
        input, filter, _four(strides, "strides"), _four(rates, "rates"), padding_of(padding, 4)[0], name=name
    )


def _four(value: Any, name: str) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        raise ValueError(f"{name} needs one number for each of the four dimensions, not {value!r}.")
    return tuple(int(entry) for entry in value)


@checks_arguments
def erosion2d(
    value: Any, kernel: Any, strides: Any, rates: Any, padding: Any, name: str | None = None
) -> Tensor:
    """Subtract the window's numbers from the pixels under it, and keep the smallest difference.

    Arguments as for `tf.nn.dilation2d`. It is a dilation of the negative image by the window turned round.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = [[[[5.], [5.], [5.], [0.]]]]
    ...     print(sess.run(tf.nn.erosion2d(row, tf.zeros([1, 3, 1]), [1] * 4, [1] * 4, "SAME")).ravel())
    [ 5.  5. -0. -0.]
    """
    with name_scope(name, "erosion2d", [value, kernel]) as scope:
        turned = build("ReverseV2", kernel, [0, 1])
        return build(
            "Neg", dilation2d(build("Neg", value), turned, strides, rates, padding, name=scope or None)
        )
