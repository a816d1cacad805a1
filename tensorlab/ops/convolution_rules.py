"""What all convolutions have in common while a graph is built: the shapes of results, and refusals in words.

Read next: `convolution.py`.
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING, int32
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_geometry import (
    Geometry,
    channels,
    check_format,
    check_window,
    explicit_pairs,
    geometry,
    known_stops,
    rank_checked,
    shape_in_order,
    spatial,
)
from tensorlab.ops.shape_ops import shape as shape_node

CONVOLVED = FLOATING | {int32}
"""The dtypes that can be convolved."""


def refuse_channels(expected: Any, found: Any, filters: Any, images: Any) -> None:
    """Refuse filters for another number of channels than the image has.

    Raises:
        ValueError: naming both numbers and both shapes.
    """
    if None in (expected, found) or expected == found:
        return
    raise ValueError(
        f"Dimensions must be equal, but are {found} and {expected}: the filter expects {expected} "
        f"channel{'' if expected == 1 else 's'}, the image has {found}. The image has shape {images}, the filter "
        f"{filters}: window sizes, channels of the image, channels of the result."
    )


def result_shape(
    images: TensorShape,
    filters: TensorShape,
    strides: Sequence[int],
    padding: str,
    explicit: Sequence[int],
    data_format: str,
    dilations: Sequence[int],
) -> TensorShape:
    """The static shape of a convolution's result.

    Raises:
        ValueError: when the shapes do not fit, or the attributes make no sense.
    """
    rank = len(strides)
    check_format(data_format, rank)
    check_window(strides, dilations, data_format)
    sizes = rank_checked(images, rank, "the image")
    cells = rank_checked(filters, rank, "the filter")
    refuse_channels(cells[-2], channels(sizes, data_format), filters, images)
    stops = known_stops(
        spatial(sizes, data_format),
        cells[:-2],
        spatial(strides, data_format),
        spatial(dilations, data_format),
        padding,
        explicit_pairs(explicit, data_format),
    )
    return shape_in_order(sizes[0], stops, cells[-1], data_format)


def image_shape(
    sizes: Sequence[int | None] | None,
    filters: TensorShape,
    gradients: TensorShape,
    strides: Sequence[int],
    data_format: str,
    dilations: Sequence[int],
) -> TensorShape:
    """The static shape of the gradient for an image, which is given as a tensor."""
    rank = len(strides)
    check_format(data_format, rank)
    check_window(strides, dilations, data_format)
    cells = rank_checked(filters, rank, "the filter")
    back = rank_checked(gradients, rank, "the gradient of the result")
    found = channels(back, data_format)
    if None not in (found, cells[-1]) and found != cells[-1]:
        raise ValueError(
            f"Dimensions must be equal, but are {found} and {cells[-1]}: the filter gives {cells[-1]} channels, what "
            f"comes back has {found}. Shapes are {filters} and {gradients}."
        )
    if sizes is None:
        return shape_of((None,) * rank)
    if len(sizes) != rank:
        raise ValueError(f"The size of the image needs {rank} entries, not {len(sizes)}: {list(sizes)}")
    refuse_channels(cells[-2], channels(sizes, data_format), filters, TensorShape(sizes))
    return TensorShape(sizes)


def filter_shape(
    images: TensorShape,
    sizes: Sequence[int | None] | None,
    gradients: TensorShape,
    strides: Sequence[int],
    data_format: str,
    dilations: Sequence[int],
) -> TensorShape:
    """The static shape of the gradient for a filter, which is given as a tensor."""
    rank = len(strides)
    check_format(data_format, rank)
    check_window(strides, dilations, data_format)
    rank_checked(images, rank, "the image")
    rank_checked(gradients, rank, "the gradient of the result")
    return TensorShape(sizes) if sizes is not None else shape_of((None,) * rank)


def laid_on(
    sizes: Any,
    filters: Any,
    strides: Sequence[int],
    padding: str,
    explicit: Sequence[int],
    data_format: str,
    dilations: Sequence[int],
) -> Geometry:
    """The geometry of filters of known shape on images of known shape."""
    return geometry(
        spatial(sizes, data_format),
        filters[: len(strides) - 2],
        spatial(strides, data_format),
        spatial(dilations, data_format),
        padding,
        explicit_pairs(explicit, data_format),
    )


def check_returned(gradients: Sequence[int], places: Geometry, sizes: Any, data_format: str) -> None:
    """Refuse a gradient that is not as large as the result was.

    Raises:
        InvalidArgumentError: naming both sizes.
    """
    found, images = spatial(gradients, data_format), sizes[0]
    if found != places.stops or gradients[0] != images:
        raise InvalidArgumentError(
            None,
            None,
            f"Size of out_backprop doesn't match computed: actual = {[gradients[0], *found]}, computed = "
            f"{[images, *places.stops]}, for an image of {list(places.sizes)}, a window of {list(places.window)}, "
            f"strides {list(places.strides)}, dilations {list(places.dilations)}",
        )


def dtype_of_filter(dtypes: dict[str, Any], attributes: dict[str, Any]) -> Any:
    """The dtype of an image's gradient: the image itself is not among the inputs."""
    return dtypes["filter"]


def size_of(tensor: Tensor) -> Any:
    """The shape of a tensor: numbers where the graph knows them all, otherwise a node that says them."""
    shape = tensor.shape
    return shape.as_list() if shape.is_fully_defined() else shape_node(tensor)
