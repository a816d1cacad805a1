"""Pictures in another size, more smoothly than between neighbours: bicubic, and by area.

Both ways are matrices, one for the rows and one for the columns, as in `image_resizing.py`.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_bicubic ,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_area

Read next: `image_resizing.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32, float64, int32
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.casting import cast
from tensorlab.ops.image_cropping import pad_to_bounding_box
from tensorlab.ops.image_resizing import (
    NUMBERS,
    _as_original,
    _beside,
    _size,
    both_ways,
    places,
    resize_images,
    resized_shape,
)

STEPS = 1024
"""TensorFlow looks the weights of a curve up in a table of so many steps between two pixels."""


def curve(distance: Any, bend: float) -> Any:
    """Keys' cubic curve: the weight of a pixel at a distance from 0 to 2.

    >>> curve(np.array([0.0, 1.0, 2.0]), -0.5).tolist()
    [1.0, 0.0, 0.0]
    """
    near = ((bend + 2) * distance - (bend + 3)) * distance * distance + 1
    far = ((bend * distance - 5 * bend) * distance + 8 * bend) * distance - 4 * bend
    return np.where(distance <= 1, near, far)


def cubic(old: int, new: int, align_corners: bool, half_pixel_centers: bool) -> np.ndarray:
    """The matrix [new, old] that takes each new pixel from its four neighbours; its rows add up to 1."""
    place = places(old, new, align_corners, half_pixel_centers)
    first = np.floor(place)
    share = np.round((place - first) * np.float32(STEPS)).astype(np.float64) / STEPS
    bend = -0.5 if half_pixel_centers else -0.75
    matrix = np.zeros((new, old), np.float32)
    rows = np.arange(new)
    for step in range(-1, 3):
        weight = curve(np.abs(step - share), bend).astype(np.float32)
        wanted = first.astype(int) + step
        found = np.clip(wanted, 0, old - 1)
        if half_pixel_centers:
            weight = np.where(wanted == found, weight, 0)  # what lies outside does not count
        np.add.at(matrix, (rows, found), weight)
    if half_pixel_centers:
        whole = matrix.sum(axis=1, keepdims=True)
        matrix = np.where(np.abs(whole) > 1e-35, matrix / np.where(whole == 0, 1, whole), matrix)
    return matrix


def by_area(old: int, new: int, align_corners: bool) -> np.ndarray:
    """The matrix [new, old] that takes each new pixel from all that lie under it, each by how much of it does.

    >>> by_area(4, 2, False).tolist()
    [[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]]
    """
    aligned = align_corners and new > 1
    scale = np.float32(old - 1) / np.float32(new - 1) if aligned else np.float32(old) / np.float32(new)
    matrix = np.zeros((new, old), np.float32)
    for row in range(new):
        begin = np.float32(row) * scale
        end = np.float32(row + 1) * scale
        for pixel in range(int(np.floor(begin)), int(np.ceil(end))):
            share = min(np.float32(pixel + 1), end) - max(np.float32(pixel), begin)
            matrix[row, min(max(pixel, 0), old - 1)] += share / scale
    return matrix


def _as_float32(images: Any, down: np.ndarray, across: np.ndarray) -> Any:
    images = images.astype(np.float32)
    return both_ways(images, _beside(down, images, np.float32), _beside(across, images, np.float32))


@op(
    "ResizeBicubic", shape=resized_shape, dtypes=NUMBERS, result=float32, kind="array", symbol="resize",
    latex=r"\mathrm{{resize}}\,{images}", name_after="align_corners",
)  # fmt: skip
def resize_bicubic(
    images: Array, size: HostInts, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give pictures another size; each new pixel lies on a smooth curve through the sixteen around its place.

    Args:
        images: [n, height, width, depth], numbers.
        size: int32, the new height and width.
        align_corners: let the pixels in the corners keep their values.
        half_pixel_centers: count places from the middle of the first pixel.

    Returns:
        float32, [n, new height, new width, depth]; it may go a little beyond the pixels' own range.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.resize_bicubic([[[[0.0], [2.0]]]], [1, 4]))[0, 0, :, 0])
    [0.     1.     2.     2.1875]
    """
    height, width = _size(size)
    down = cubic(images.shape[1], height, align_corners, half_pixel_centers)
    across = cubic(images.shape[2], width, align_corners, half_pixel_centers)
    return _as_float32(images, down, across)


@resize_bicubic.gradient(latex=(r"\mathrm{{resize}}^T {g}",))
def _(g, y, images, size, align_corners, half_pixel_centers):
    if images.dtype.base_dtype not in (float32, float64):
        return None
    return build("ResizeBicubicGrad", g, images, align_corners, half_pixel_centers)


def _pictures() -> np.ndarray:
    return np.array([[[[1.0, 2.0], [3.0, -1.0]], [[0.5, 4.0], [2.0, 6.0]], [[5.0, 1.0], [7.0, 3.0]]]])


@resize_bicubic.samples
def _() -> list[Sample]:
    # The result is always float32: too coarse for a derivative that is measured.
    return [
        Sample(_pictures(), [5, 3], differentiable=False),
        Sample(_pictures(), [2, 4], align_corners=True, differentiable=False),
        Sample(_pictures(), [4, 5], half_pixel_centers=True, differentiable=False),
        Sample(np.concatenate([_pictures(), _pictures() + 1]), [1, 1], differentiable=False),
    ]


@op(
    "ResizeBicubicGrad", shape=_as_original, kind="gradient", symbol="resizeᵀ", result=lambda d, _: d["original_image"],
    dtypes={"grads": frozenset({float32}), "original_image": frozenset({float32, float64})},
    latex=r"\mathrm{{resize}}^T {grads}",
)  # fmt: skip
def resize_bicubic_grad(
    grads: Array, original_image: Array, align_corners: bool = False, half_pixel_centers: bool = False
) -> Any:
    """Give a gradient back to the pixels from which `resize_bicubic` made the others."""
    height, width = original_image.shape[1:3]
    down = np.ascontiguousarray(cubic(height, grads.shape[1], align_corners, half_pixel_centers).T)
    across = np.ascontiguousarray(cubic(width, grads.shape[2], align_corners, half_pixel_centers).T)
    dtype = original_image.dtype
    return both_ways(grads.astype(dtype), _beside(down, grads, dtype), _beside(across, grads, dtype))


resize_bicubic_grad.not_differentiable("it is linear in the gradient, and TensorFlow stops here")


@resize_bicubic_grad.samples
def _() -> list[Sample]:
    grads = np.arange(15.0, dtype=np.float32).reshape(1, 5, 3, 1)
    single: dict[str, Any] = {"dtypes": ["float32"]}  # the weights are float32, too
    return [
        Sample(grads, np.zeros((1, 3, 2, 1)), **single),
        Sample(grads, np.zeros((1, 2, 4, 1)), align_corners=True, **single),
        Sample(grads, np.zeros((1, 4, 2, 1)), half_pixel_centers=True, **single),
    ]


def _area_shape(images: TensorShape, size: Any, align_corners: bool) -> TensorShape:
    return resized_shape(images, size, align_corners, False)


@op(
    "ResizeArea", shape=_area_shape, dtypes=NUMBERS, result=float32, kind="array", symbol="resize",
    latex=r"\mathrm{{resize}}\,{images}",
)  # fmt: skip
def resize_area(images: Array, size: HostInts, align_corners: bool = False) -> Any:
    """Give pictures another size; each new pixel is the mean of all that lie under it.

    Args:
        images: [n, height, width, depth], numbers.
        size: int32, the new height and width.
        align_corners: let the pixels in the corners keep their values.

    Returns:
        float32, [n, new height, new width, depth].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.resize_area([[[[0.0], [2.0], [4.0]]]], [1, 2]))[0, 0, :, 0].round(4))
    [0.6667 3.3333]
    """
    height, width = _size(size)
    down, across = (
        by_area(images.shape[1], height, align_corners),
        by_area(images.shape[2], width, align_corners),
    )
    return _as_float32(images, down, across)


resize_area.not_differentiable("TensorFlow has no gradient here; resize_bilinear has one")


@resize_area.samples
def _() -> list[Sample]:
    return [
        Sample(_pictures(), [2, 1]),
        Sample(_pictures(), [5, 3]),
        Sample(_pictures(), [2, 4], align_corners=True),
    ]


@checks_arguments
def resize_image_with_pad(
    image: Any, target_height: int, target_width: int, method: int = 0, align_corners: bool = False
) -> Tensor:
    """Make a picture (or several) as large as fits into a size, and put zeros around it.

    Args:
        image: [height, width, depth], or several: [n, height, width, depth].
        target_height, target_width: the size of the result.
        method: a `tf.image.ResizeMethod`.
        align_corners: let the pixels in the corners keep their values.

    Raises:
        ValueError: for another rank, and for a size that is not positive.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/resize_image_with_pad

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.resize_image_with_pad(tf.ones([1, 2, 1]), 4, 4))[:, :, 0])
    [[0. 0. 0. 0.]
     [1. 1. 1. 1.]
     [1. 1. 1. 1.]
     [0. 0. 0. 0.]]
    """
    with name_scope(None, "resize_image_with_pad", [image]):
        image = convert_to_tensor(image, name="image")
        if image.shape.ndims not in (None, 3, 4):
            raise ValueError("'image' must have either 3 or 4 dimensions.")
        if not (_positive(target_height) and _positive(target_width)):
            raise ValueError("target size must be > 0.")
        single = image.shape.ndims != 4
        image = build("ExpandDims", image, 0) if single else image
        sizes: list[Any] = image.shape.as_list()[1:3] if image.shape.ndims is not None else [None, None]
        targets = [target_height, target_width]
        if None not in sizes and all(isinstance(one, int) for one in targets):
            fits = [float(size) / target for size, target in zip(sizes, targets, strict=True)]
            exact = [size / max(fits) for size in sizes]
            inner: Any = [int(one) for one in exact]
            before: Any = [
                max(0, int((target - one) / 2)) for target, one in zip(targets, exact, strict=True)
            ]
        else:
            inner, before = _in_a_run(image, targets)
        resized = resize_images(image, inner, method, align_corners=align_corners)
        padded = pad_to_bounding_box(resized, before[0], before[1], target_height, target_width)
        return build("Squeeze", padded, [0]) if single else padded  # type: ignore[no-any-return]


def _positive(size: Any) -> bool:
    return isinstance(size, Tensor) or size > 0


def _in_a_run(image: Tensor, targets: list[Any]) -> tuple[Any, list[Any]]:
    """The size of the picture and of the zeros before it, where they are known only in a run."""
    sizes = cast(build("Shape", image)[1:3], float64)
    wanted = build("Cast", build("Pack", [convert_to_tensor(one, int32) for one in targets]), float64)
    exact = sizes / build("Max", sizes / wanted, [0])
    inner = cast(build("Floor", exact), int32)
    before = build("Maximum", cast(build("Floor", (wanted - exact) / 2.0), int32), 0)
    return inner, [before[0], before[1]]
