"""Pictures in another size: between the pixels (bilinear), or by the nearest one.

Rows and columns are resized one after the other, so each way is a matrix with a few entries per row, and the gradient
multiplies by the same matrix the other way round.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_images

Read next: `image_changes.py` (flips, brightness, cropping).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
)
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor

NUMBERS = frozenset({int8, uint8, int16, uint16, int32, int64, float16, float32, float64})


def resized_shape(
    images: TensorShape, size: Any, align_corners: bool, half_pixel_centers: bool
) -> TensorShape:
    """The shape of the result: another height and width.

    Raises:
        ValueError: for pictures that are not of rank 4.
    """
    batch = images.with_rank(4).sizes or (None,) * 4
    height, width = size if size is not None else (None, None)
    return shape_of((batch[0], height, width, batch[3]))


def places(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> np.ndarray:
    """Where the pixels of a new row lie on an old one, float32; counted from 0 at its first pixel."""
    aligned = align_corners and new > 1
    scale = np.float32(old - 1) / np.float32(new - 1) if aligned else np.float32(old) / np.float32(new)
    numbers = np.arange(new, dtype=np.float32)
    if half_pixel_centers:
        return (numbers + np.float32(0.5)) * scale - np.float32(0.5)  # type: ignore[no-any-return]
    return numbers * scale  # type: ignore[no-any-return]


def between(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> np.ndarray:
    """The matrix [new, old] that takes each new pixel from its two neighbours; its rows add up to 1.

    >>> between(2, 4, False, False).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.0, 1.0]]
    """
    place = places(old, new, align_corners, half_pixel_centers)
    share = place - np.floor(place)
    lower = np.clip(np.floor(place), 0, old - 1).astype(int)
    upper = np.clip(np.ceil(place), 0, old - 1).astype(int)
    matrix = np.zeros((new, old), np.float32)
    rows = np.arange(new)
    np.add.at(matrix, (rows, lower), 1 - share)
    np.add.at(matrix, (rows, upper), share)
    return matrix


def nearest(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> np.ndarray:
    """For each new pixel the number of the old one that it is.

    >>> nearest(2, 4, False, False).tolist()
    [0, 0, 1, 1]
    """
    # The centre of a new pixel lies in some old pixel: that one is the nearest.
    moved = places(old, new, align_corners, half_pixel_centers) + np.float32(half_pixel_centers) / 2
    chosen = np.floor(moved + np.float32(0.5)) if align_corners else np.floor(moved)
    return np.clip(chosen, 0, old - 1).astype(int)  # type: ignore[no-any-return]


def both_ways(images: Any, down: Any, across: Any) -> Any:
    """Multiply the columns of pictures [n, height, width, depth] by one matrix and their rows by another."""
    count, height, width, depth = images.shape
    taller = np.matmul(down, images.reshape(count, height, width * depth))
    return np.matmul(across, taller.reshape(count, down.shape[0], width, depth))


def _beside(matrix: np.ndarray, like: Any, dtype: Any) -> Any:
    """A matrix, or a list of numbers, where the pictures are."""
    matrix = matrix.astype(dtype)
    return matrix if isinstance(like, np.ndarray | np.generic) else np.asarray(matrix, like=like)


def _size(size: Any) -> tuple[int, int]:
    """The height and the width that a call asks for."""
    if size is None or len(size) != 2 or min(size) < 1:
        raise InvalidArgumentError(None, None, f"output dimensions must be positive: {list(size or ())}")
    return size[0], size[1]


@op(
    "ResizeBilinear",
    shape=resized_shape,
    dtypes=NUMBERS,
    result=float32,
    kind="array",
    symbol="resize",
    latex=r"\mathrm{{resize}}\,{images}",
    name_after="align_corners",
)
def resize_bilinear(
    images: Array, size: HostInts, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give pictures another size; each new pixel is a mean of the four around its place, the nearer the more.

    Args:
        images: [n, height, width, depth], numbers.
        size: int32, the new height and width.
        align_corners: let the pixels in the corners keep their values.
        half_pixel_centers: count places from the middle of the first pixel.

    Returns:
        float32, [n, new height, new width, depth].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_bilinear

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.resize_bilinear([[[[0.0], [2.0]]]], [1, 4]))[0, 0, :, 0])
    [0. 1. 2. 2.]
    """
    height, width = _size(size)
    down = between(images.shape[1], height, align_corners, half_pixel_centers)
    across = between(images.shape[2], width, align_corners, half_pixel_centers)
    images = images.astype(np.float32)
    return both_ways(images, _beside(down, images, np.float32), _beside(across, images, np.float32))


@resize_bilinear.gradient(latex=(r"\mathrm{{resize}}^T {g}",))
def _(g, y, images, size, align_corners, half_pixel_centers):
    if images.dtype.base_dtype is float64:
        single = build("Cast", images, float32)
        return build(
            "Cast", build("ResizeBilinearGrad", g, single, align_corners, half_pixel_centers), float64
        )
    if images.dtype.base_dtype is not float32:
        return None
    return build("ResizeBilinearGrad", g, images, align_corners, half_pixel_centers)


@resize_bilinear.samples
def _() -> list[Sample]:
    picture = np.array([[[[1.0, 2.0], [3.0, -1.0]], [[0.5, 4.0], [2.0, 6.0]], [[5.0, 1.0], [7.0, 3.0]]]])
    # The result is always float32: too coarse for a derivative that is measured.
    return [
        Sample(picture, [5, 3], differentiable=False),
        Sample(picture, [2, 4], align_corners=True, differentiable=False),
        Sample(picture, [4, 5], half_pixel_centers=True, differentiable=False),
        Sample(np.concatenate([picture, picture + 1]), [1, 1], differentiable=False),
        Sample(np.zeros((0, 2, 2, 1)), [3, 3], differentiable=False),
    ]


def _as_original(
    grads: TensorShape, original_image: TensorShape, align_corners: bool, half_pixel_centers: bool
) -> TensorShape:
    return original_image.with_rank(4)


@op(
    "ResizeBilinearGrad",
    shape=_as_original,
    dtypes=frozenset({float32}),
    kind="gradient",
    symbol="resizeᵀ",
    latex=r"\mathrm{{resize}}^T {grads}",
)
def resize_bilinear_grad(
    grads: Array, original_image: Array, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give a gradient back to the pixels from which `resize_bilinear` made the others."""
    height, width = original_image.shape[1:3]
    down = between(height, grads.shape[1], align_corners, half_pixel_centers).T
    across = between(width, grads.shape[2], align_corners, half_pixel_centers).T
    return both_ways(grads, _beside(down, grads, np.float32), _beside(across, grads, np.float32))


resize_bilinear_grad.not_differentiable("it is linear in the gradient, and TensorFlow stops here")


@resize_bilinear_grad.samples
def _() -> list[Sample]:
    grads = np.arange(15.0, dtype=np.float32).reshape(1, 5, 3, 1)
    return [
        Sample(grads, np.zeros((1, 3, 2, 1))),
        Sample(grads, np.zeros((1, 2, 4, 1)), align_corners=True),
        Sample(grads, np.zeros((1, 4, 2, 1)), half_pixel_centers=True),
    ]


@op(
    "ResizeNearestNeighbor",
    shape=resized_shape,
    dtypes=NUMBERS,
    kind="array",
    symbol="resize",
    latex=r"\mathrm{{resize}}\,{images}",
    name_after="align_corners",
)
def resize_nearest_neighbor(
    images: Array, size: HostInts, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give pictures another size; each new pixel is the old one that is nearest to its place.

    Args:
        images: [n, height, width, depth], numbers.
        size: int32, the new height and width.
        align_corners: let the pixels in the corners keep their values.
        half_pixel_centers: count places from the middle of the first pixel.

    Returns:
        [n, new height, new width, depth], of the same dtype.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_nearest_neighbor

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.resize_nearest_neighbor([[[[1], [2]]]], [1, 4]))[0, 0, :, 0])
    [1 1 2 2]
    """
    height, width = _size(size)
    down = nearest(images.shape[1], height, align_corners, half_pixel_centers)
    across = nearest(images.shape[2], width, align_corners, half_pixel_centers)
    down, across = _beside(down, images, np.int64), _beside(across, images, np.int64)
    return images[:, down][:, :, across]


@resize_nearest_neighbor.gradient(latex=(r"\mathrm{{resize}}^T {g}",))
def _(g, y, images, size, align_corners, half_pixel_centers):
    known = images.shape.sizes
    if known is not None and None not in known[1:3]:
        back: Any = list(known[1:3])
    else:
        back = build("StridedSlice", build("Shape", images), [1], [3], [1])
    return build("ResizeNearestNeighborGrad", g, back, align_corners, half_pixel_centers)


@resize_nearest_neighbor.samples
def _() -> list[Sample]:
    picture = np.array([[[[1.0, 2.0], [3.0, -1.0]], [[0.5, 4.0], [2.0, 6.0]], [[5.0, 1.0], [7.0, 3.0]]]])
    return [
        Sample(picture, [5, 3]),
        Sample(picture, [2, 4], align_corners=True),
        Sample(picture, [4, 5], half_pixel_centers=True),
        Sample(np.concatenate([picture, picture + 1]), [1, 1]),
    ]


@op(
    "ResizeNearestNeighborGrad",
    shape=resized_shape,
    dtypes=frozenset({uint8, int8, int32, float16, float32, float64}),
    kind="gradient",
    symbol="resizeᵀ",
    latex=r"\mathrm{{resize}}^T {grads}",
)
def resize_nearest_neighbor_grad(
    grads: Array, size: HostInts, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give a gradient back to the pixels that `resize_nearest_neighbor` chose."""
    height, width = _size(size)

    def chosen(old: int, new: int) -> Any:
        numbers = nearest(old, new, align_corners, half_pixel_centers)
        return _beside(np.equal(np.arange(old)[:, np.newaxis], numbers), grads, grads.dtype)

    return both_ways(grads, chosen(height, grads.shape[1]), chosen(width, grads.shape[2]))


@resize_nearest_neighbor_grad.gradient
def _(h, z, grads, size, align_corners, half_pixel_centers):
    back = build("StridedSlice", build("Shape", grads), [1], [3], [1])
    return resize_nearest_neighbor(h, back, align_corners, half_pixel_centers=half_pixel_centers)


@resize_nearest_neighbor_grad.samples
def _() -> list[Sample]:
    grads = np.arange(15.0).reshape(1, 5, 3, 1)
    return [
        Sample(grads, [3, 2]),
        Sample(grads, [2, 4], align_corners=True),
        Sample(grads, [4, 2], half_pixel_centers=True),
    ]


# --- either way ----------------------------------------------------------------------------------------------------


class ResizeMethod:
    """How `resize_images` finds the new pixels."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


@checks_arguments
def resize_images(
    images: Any,
    size: Any,
    method: int = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Give one picture or several another size.

    Args:
        images: [n, height, width, depth], or one picture [height, width, depth].
        size: the new height and width, int32.
        method: `tf.image.ResizeMethod.BILINEAR`, NEAREST_NEIGHBOR, BICUBIC or AREA.
        align_corners: let the pixels in the corners keep their values.
        preserve_aspect_ratio: let the picture become as large as fits into `size`.

    Returns:
        By the nearest neighbour of the same dtype, the others float32, unless the size stays as it is: then it is the
        picture itself.

    Raises:
        ValueError: for other ranks, other sizes, and other methods.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.image.resize_images(tf.zeros([28, 28, 1]), [32, 32]).shape)
    (32, 32, 1)
    """
    with name_scope(name, "resize", [images, size]):
        images = convert_to_tensor(images, name="images")
        rank = images.shape.ndims
        if rank not in (3, 4):
            raise ValueError(f"'images' must have either 3 or 4 dimensions, not {rank}.")
        single = rank == 3
        if single:
            images = build("ExpandDims", images, 0)
        size = convert_to_tensor(size, dtype=int32, name="size")
        if not size.shape.is_compatible_with([2]):
            raise ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
        if preserve_aspect_ratio:
            size = _within(images, size)
        asked, known = static_ints(size), images.shape.sizes
        if (
            asked is not None
            and None not in asked
            and known is not None
            and tuple(known[1:3]) == tuple(asked)
        ):
            return build("Squeeze", images, [0]) if single else images
        if method in (ResizeMethod.BILINEAR, "bilinear"):
            resized = resize_bilinear(images, size, align_corners=align_corners)
        elif method in (ResizeMethod.NEAREST_NEIGHBOR, "nearest"):
            resized = resize_nearest_neighbor(images, size, align_corners=align_corners)
        elif method in (ResizeMethod.BICUBIC, ResizeMethod.AREA, "bicubic", "area"):
            from tensorlab.ops import image_resizing_smoothly as smoothly  # few programs ask for it

            resizes = (
                smoothly.resize_area if method in (ResizeMethod.AREA, "area") else smoothly.resize_bicubic
            )
            resized = resizes(images, size, align_corners=align_corners)
        else:
            raise ValueError("Resize method is not implemented.")
        return build("Squeeze", resized, [0]) if single else resized


def _within(images: Tensor, size: Tensor) -> Tensor:
    """The largest size of these proportions that fits into another."""
    old = build("StridedSlice", build("Shape", images), [1], [3], [1])
    wide = float64
    ratio = build("RealDiv", build("Cast", size, wide), build("Cast", old, wide))
    smaller = build("Min", ratio, [0])
    return build("Cast", build("Round", build("Mul", smaller, build("Cast", old, wide))), int32)
