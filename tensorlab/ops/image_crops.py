"""Parts of pictures: boxes cut out and resized in one step, boxes drawn, glimpses around a point.

A box is [y1, x1, y2, x2], from 0 at the first row or column to 1 at the last.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/crop_and_resize

Read next: `image_boxes.py` (which of many boxes to keep).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, OutOfRangeError, checks_arguments
from tensorlab.graph.dtypes import DType, float16, float32, float64, int32
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.image_resizing import NUMBERS
from tensorlab.ops.patches import extract_image_patches

SINGLE = frozenset({float32})
INTS = frozenset({int32})
ON_CPU = {"CPU": "it goes through boxes one by one"}


def _crops(
    image: TensorShape, boxes: TensorShape, box_ind: TensorShape, crop_size: Any, *_: Any
) -> TensorShape:
    depth = image.with_rank(4)[3]
    count = boxes.with_rank(2)[0].merge_with(box_ind.with_rank(1)[0])
    height, width = crop_size if crop_size is not None else (None, None)
    return shape_of((count.value, height, width, depth.value))


class Places:
    """Where the pixels of a crop lie in a picture, along one side.

    Attributes:
        place: the place of each, as a fraction between pixels.
        inside: whether it is in the picture.
        lower, upper, share: the pixels around it, and how near it is to the upper one.
    """

    def __init__(self, low: Any, high: Any, size: int, count: int) -> None:
        last = np.float32(size - 1)
        if count > 1:
            step = (high - low) * last / np.float32(count - 1)
            self.place = low * last + np.arange(count, dtype=np.float32) * step
        else:
            self.place = np.array([np.float32(0.5) * (low + high) * last], np.float32)
        self.inside = (self.place >= 0) & (self.place <= last)
        safe = np.where(self.inside, self.place, np.float32(0))
        self.lower, self.upper = np.floor(safe).astype(int), np.ceil(safe).astype(int)
        self.share = (safe - np.floor(safe)).astype(np.float32)
        self.nearest = np.floor(safe + np.float32(0.5)).astype(int)


def _both(box: Any, image: Any, crop_size: Any) -> tuple[Places, Places]:
    return Places(box[0], box[2], image.shape[1], crop_size[0]), Places(
        box[1], box[3], image.shape[2], crop_size[1]
    )


def _checked(box_ind: Any, count: int) -> None:
    if box_ind.size and (box_ind.min() < 0 or box_ind.max() >= count):
        raise OutOfRangeError(None, None, f"box_index has values outside [0, {count})")


@op(
    "CropAndResize", shape=_crops, dtypes={"image": NUMBERS, "boxes": SINGLE, "box_ind": INTS}, result=float32,
    kind="array", symbol="crop", latex=r"\mathrm{{crop}}({image}, {boxes})", devices=ON_CPU,
)  # fmt: skip
def crop_and_resize_node(
    image: Array,
    boxes: Array,
    box_ind: Array,
    crop_size: HostInts,
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
) -> Any:
    """Cut boxes out of pictures and give them one size; the node of `tf.image.crop_and_resize`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     picture = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    ...     print(sess.run(tf.image.crop_and_resize(picture, [[0.0, 0.0, 1.0, 1.0]], [0], [2, 2]))[0, :, :, 0])
    [[ 0.  3.]
     [12. 15.]]
    """
    assert crop_size is not None
    if min(crop_size) <= 0:
        raise InvalidArgumentError(None, None, f"crop dimensions must be positive: {list(crop_size)}")
    _checked(box_ind, image.shape[0])
    result = np.full((len(boxes), *crop_size, image.shape[3]), np.float32(extrapolation_value), np.float32)
    for number, (box, which) in enumerate(zip(boxes, box_ind, strict=True)):
        rows, columns = _both(box, image, crop_size)
        picture = image[which].astype(np.float32)
        if method == "nearest":
            found = picture[rows.nearest][:, columns.nearest]
        else:
            across = columns.share[:, np.newaxis]
            upper, lower = picture[rows.lower], picture[rows.upper]
            top = upper[:, columns.lower] + (upper[:, columns.upper] - upper[:, columns.lower]) * across
            bottom = lower[:, columns.lower] + (lower[:, columns.upper] - lower[:, columns.lower]) * across
            found = top + (bottom - top) * rows.share[:, np.newaxis, np.newaxis]
        inside = (rows.inside[:, np.newaxis] & columns.inside)[:, :, np.newaxis]
        result[number] = np.where(inside, found, result[number])
    return result


@crop_and_resize_node.build
def _(image, boxes, box_ind, crop_size, method, extrapolation_value):
    if method not in ("bilinear", "nearest"):
        raise ValueError(f"method must be 'bilinear' or 'nearest', not {method!r}.")
    return image, boxes, box_ind, crop_size, method, float(extrapolation_value)


@crop_and_resize_node.gradient
def _(g, y, image, boxes, box_ind, crop_size, method, extrapolation_value):
    dtype = image.dtype.base_dtype
    to_image = None
    if dtype in (float16, float32, float64):
        to_image = build("CropAndResizeGradImage", g, boxes, box_ind, build("Shape", image), dtype, method)
    return to_image, build("CropAndResizeGradBoxes", g, image, boxes, box_ind), None, None


def _picture() -> np.ndarray:
    return np.array([[[[1.0, 2.0], [3.0, -1.0], [0.0, 4.0]], [[0.5, 4.0], [2.0, 6.0], [7.0, 2.0]]]] * 2) * [
        [[[1.0]]],
        [[[2.0]]],
    ]


BOXES = np.array([[0.0, 0.1, 1.0, 0.7], [0.9, 0.2, 0.1, 1.3], [0.3, 0.3, 0.6, 0.6]], np.float32)
NUMBERED = np.array([0, 1, 1], np.int32)


@crop_and_resize_node.samples
def _() -> list[Sample]:
    exact: dict[str, Any] = {"differentiable": False}  # the result is float32
    return [
        Sample(_picture(), BOXES, NUMBERED, [3, 2], **exact),
        Sample(_picture(), BOXES, NUMBERED, [1, 4], extrapolation_value=-1.0, **exact),
        Sample(_picture(), BOXES, NUMBERED, [3, 3], method="nearest", **exact),
    ]


def _image_of(
    grads: TensorShape, boxes: Any, box_ind: Any, image_size: Any, T: DType, method: str
) -> TensorShape:
    return TensorShape([None] * 4 if image_size is None else image_size)


@op(
    "CropAndResizeGradImage", shape=_image_of, result="T", kind="gradient", symbol="cropᵀ", devices=ON_CPU,
    dtypes={"grads": SINGLE, "boxes": SINGLE, "box_ind": INTS}, latex=r"\mathrm{{crop}}^T {grads}",
)  # fmt: skip
def crop_and_resize_grad_image(
    grads: Array, boxes: Array, box_ind: Array, image_size: HostInts, T: DType, method: str = "bilinear"
) -> Any:
    """Give the gradient of crops back to the pixels that they were made of."""
    assert image_size is not None
    result = np.zeros(image_size, np.float32)
    _checked(box_ind, image_size[0])
    for g, box, which in zip(grads, boxes, box_ind, strict=True):
        rows, columns = _both(box, result, g.shape[:2])
        inside = (rows.inside[:, np.newaxis] & columns.inside)[:, :, np.newaxis]
        g = np.where(inside, g, np.float32(0))
        if method == "nearest":
            np.add.at(result[which], (rows.nearest[:, np.newaxis], columns.nearest), g)
            continue
        down, across = rows.share[:, np.newaxis, np.newaxis], columns.share[:, np.newaxis]
        for row, row_share in ((rows.lower, 1 - down), (rows.upper, down)):
            for column, column_share in ((columns.lower, 1 - across), (columns.upper, across)):
                np.add.at(result[which], (row[:, np.newaxis], column), g * row_share * column_share)
    return result.astype(T.as_numpy_dtype)


crop_and_resize_grad_image.not_differentiable("TensorFlow stops here")


@crop_and_resize_grad_image.samples
def _() -> list[Sample]:
    grads = np.cos(np.arange(36.0)).reshape(3, 3, 2, 2).astype(np.float32)
    return [
        Sample(grads, BOXES, NUMBERED, [2, 2, 3, 2], float32),
        Sample(grads, BOXES, NUMBERED, [2, 2, 3, 2], float32, "nearest"),
    ]


def _as_boxes(grads: TensorShape, image: TensorShape, boxes: TensorShape, *_: Any) -> TensorShape:
    return boxes


@op(
    "CropAndResizeGradBoxes", shape=_as_boxes, result=float32, kind="gradient", symbol="crop′", devices=ON_CPU,
    dtypes={"grads": SINGLE, "image": NUMBERS, "boxes": SINGLE, "box_ind": INTS}, latex=r"\mathrm{{crop}}' {grads}",
)  # fmt: skip
def crop_and_resize_grad_boxes(
    grads: Array, image: Array, boxes: Array, box_ind: Array, method: str = "bilinear"
) -> Any:
    """Give the gradient of crops back to the corners of their boxes."""
    result = np.zeros((len(boxes), 4), np.float32)
    _checked(box_ind, image.shape[0])
    for number, (g, box, which) in enumerate(zip(grads, boxes, box_ind, strict=True)):
        rows, columns = _both(box, image, g.shape[:2])
        picture = image[which].astype(np.float32)
        inside = (rows.inside[:, np.newaxis] & columns.inside)[:, :, np.newaxis]
        g = np.where(inside, g, np.float32(0))
        down, across = rows.share[:, np.newaxis, np.newaxis], columns.share[:, np.newaxis]
        upper, lower = picture[rows.lower], picture[rows.upper]
        left_up, right_up = upper[:, columns.lower], upper[:, columns.upper]
        left_down, right_down = lower[:, columns.lower], lower[:, columns.upper]
        by_row = (g * ((1 - across) * (left_down - left_up) + across * (right_down - right_up))).sum(
            axis=(1, 2)
        )
        by_column = (g * ((1 - down) * (right_up - left_up) + down * (right_down - left_down))).sum(
            axis=(0, 2)
        )
        for side, slope in ((0, by_row), (1, by_column)):
            last, count = image.shape[1 + side] - 1, g.shape[side]
            toward = np.arange(count) / (count - 1) if count > 1 else np.array([0.5])
            result[number, side] = (slope * last * (1 - toward)).sum()
            result[number, side + 2] = (slope * last * toward).sum()
    return result


crop_and_resize_grad_boxes.not_differentiable("TensorFlow stops here")


@crop_and_resize_grad_boxes.samples
def _() -> list[Sample]:
    grads = np.cos(np.arange(36.0)).reshape(3, 3, 2, 2).astype(np.float32)
    narrow = np.cos(np.arange(24.0)).reshape(3, 1, 4, 2).astype(np.float32)
    return [
        Sample(grads, _picture().astype(np.float32), BOXES, NUMBERED),
        Sample(narrow, _picture().astype(np.float32), BOXES, NUMBERED),
    ]


@checks_arguments
def crop_and_resize(
    image: Any,
    boxes: Any,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Cut boxes out of pictures and give them all one size.

    Args:
        image: [n, height, width, depth], numbers.
        boxes: float32, [m, 4]: y1, x1, y2, x2 from 0 to 1; y1 above y2 turns the crop upside down.
        box_ind: int32, [m], out of which picture each is cut; also called `box_indices`.
        crop_size: int32, the height and width of the crops.
        method: "bilinear" or "nearest".
        extrapolation_value: what stands outside the picture.
        name: of the node.

    Returns:
        float32, [m, crop height, crop width, depth]. Gradients reach the pixels and the corners of the boxes.

    Raises:
        tf.errors.OutOfRangeError: in a run, for the number of a picture that is not there.
    """
    if (box_ind is None) == (box_indices is None):
        raise ValueError("crop_and_resize takes one of `box_ind` and `box_indices`.")
    which = box_indices if box_ind is None else box_ind
    return crop_and_resize_node(image, boxes, which, crop_size, method, extrapolation_value, name=name)


# --- boxes drawn -----------------------------------------------------------------------------------------------------

COLOURS = (
    *((1, 1, 0, 1), (0, 0, 1, 1), (1, 0, 0, 1), (0, 1, 0, 1), (0.5, 0, 0.5, 1)),
    *((0.5, 0.5, 0, 1), (0.5, 0, 0, 1), (0, 0, 0.5, 1), (0, 1, 1, 1), (1, 0, 1, 1)),
)
"""Yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia: one after the other."""
DRAWN = frozenset({float16, float32})


def _as_images(images: TensorShape, boxes: TensorShape, colors: TensorShape | None = None) -> TensorShape:
    boxes.with_rank(3)
    return images.with_rank(4)


@op(
    "DrawBoundingBoxesV2", shape=_as_images, dtypes={"images": DRAWN, "boxes": SINGLE, "colors": SINGLE}, kind="array",
    symbol="boxes", latex=r"\mathrm{{boxes}}({images}, {boxes})", devices=ON_CPU, name="DrawBoundingBoxesV2",
)  # fmt: skip
def draw_bounding_boxes_node(images: Array, boxes: Array, colors: Array) -> Any:
    """Draw the lines around boxes; the node of `tf.image.draw_bounding_boxes`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     drawn = tf.image.draw_bounding_boxes(tf.zeros([1, 3, 4, 1]), [[[0.0, 0.0, 1.0, 0.7]]])
    ...     print(sess.run(drawn)[0, :, :, 0])
    [[1. 1. 1. 0.]
     [1. 0. 1. 0.]
     [1. 1. 1. 0.]]
    """
    drawn = images.copy()
    height, width, depth = images.shape[1:]
    table = np.asarray(COLOURS, np.float32) if colors.size == 0 else colors
    table = np.ones((1, 1), np.float32) if depth == 1 and colors.size == 0 else table[:, :depth]
    for picture, listed in zip(drawn, boxes, strict=True):
        for number, box in enumerate(listed):
            ends = box * np.array([height - 1, width - 1, height - 1, width - 1], np.float32)
            top, left, bottom, right = (int(end) for end in ends)
            if top > bottom or left > right or top >= height or left >= width or bottom < 0 or right < 0:
                continue
            colour = table[number % len(table)].astype(images.dtype)
            rows, columns = slice(max(top, 0), bottom + 1), slice(max(left, 0), right + 1)
            for row in {top, bottom} & set(range(height)):
                picture[row, columns] = colour
            for column in {left, right} & set(range(width)):
                picture[rows, column] = colour
    return drawn


draw_bounding_boxes_node.not_differentiable("pixels that were drawn over are gone")


@draw_bounding_boxes_node.samples
def _() -> list[Sample]:
    boxes = np.array([[[0.1, 0.2, 0.8, 0.9], [-0.5, 0.3, 0.5, 1.5], [0.9, 0.9, 0.1, 0.1]]], np.float32)
    none = np.zeros((0, 4), np.float32)
    return [
        Sample(np.zeros((1, 7, 8, 3)), boxes, none),
        Sample(np.zeros((1, 7, 8, 1)), boxes, none),
        Sample(
            np.zeros((1, 7, 8, 4)), boxes, np.array([[0.1, 0.2, 0.3, 0.4], [0.9, 0.8, 0.7, 0.6]], np.float32)
        ),
    ]


@checks_arguments
def draw_bounding_boxes(images: Any, boxes: Any, name: str | None = None, colors: Any = None) -> Tensor:
    """Draw the lines around boxes.

    Args:
        images: float32 or float16, [n, height, width, 1, 3 or 4].
        boxes: float32, [n, m, 4]: y1, x1, y2, x2 from 0 to 1.
        name: of the node.
        colors: float32, [k, depth], the colours of the boxes, one after the other; ten of its own by default.

    Returns:
        The pictures with lines in them.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/draw_bounding_boxes
    """
    colors = np.zeros((0, 4), np.float32) if colors is None else colors
    return draw_bounding_boxes_node(images, boxes, colors, name=name)


# --- windows ---------------------------------------------------------------------------------------------------------


@checks_arguments
def extract_patches(
    images: Any, sizes: Any, strides: Any, rates: Any, padding: str, name: str | None = None
) -> Tensor:
    """Lay all pixels under a window behind each other, for every place where it stops; see `extract_image_patches`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     patches = tf.image.extract_patches(tf.zeros([1, 4, 4, 3]), [1, 2, 2, 1], [1, 2, 2, 1], [1] * 4, "VALID")
    ...     print(patches.shape)
    (1, 2, 2, 12)
    """
    return extract_image_patches(images, sizes, strides, rates, padding, name=name)
