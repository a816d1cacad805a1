"""Pictures cropped to a part, or padded with zeros, where sizes may be known while the graph is described or later.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image

Read next: `image_resizing.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import float32, int32
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.arranging import pad
from tensorlab.ops.casting import cast
from tensorlab.ops.cutting import slice_
from tensorlab.ops.extremes import maximum, minimum
from tensorlab.ops.image_changes import pictures, rank_of
from tensorlab.ops.shape_ops import reshape, shape
from tensorlab.ops.shaping import expand_dims, squeeze
from tensorlab.ops.stacking import stack


def _height_and_width(image: Tensor) -> list[Any]:
    """The size of pictures [n, height, width, depth]: whole numbers where they are known, else tensors."""
    known = image.shape.sizes or (None,) * 4
    return [shape(image)[place] if known[place] is None else known[place] for place in (1, 2)]


def _larger(first: Any, second: Any) -> Any:
    numbers = isinstance(first, int) and isinstance(second, int)
    return max(first, second) if numbers else maximum(first, second)


def _smaller(first: Any, second: Any) -> Any:
    numbers = isinstance(first, int) and isinstance(second, int)
    return min(first, second) if numbers else minimum(first, second)


def _cropped(image: Tensor, top: Any, left: Any, height: Any, width: Any) -> Tensor:
    begin = [0, top, left, 0]
    size = [-1, height, width, -1]
    numbers = all(isinstance(one, int) for one in (*begin, *size))
    return slice_(image, begin if numbers else stack(begin), size if numbers else stack(size))


def _padded(image: Tensor, top: Any, left: Any, height: Any, width: Any) -> Tensor:
    old_height, old_width = _height_and_width(image)
    amounts = [0, 0, top, height - top - old_height, left, width - left - old_width, 0, 0]
    numbers = all(isinstance(one, int) for one in amounts)
    return pad(image, reshape(amounts if numbers else stack(amounts), [4, 2]))


def _several(image: Any) -> tuple[Tensor, bool]:
    """A picture as several, and whether it was one."""
    image = pictures(image)
    single = rank_of(image) == 3
    return (expand_dims(image, 0), True) if single else (image, False)


def _fits(holds: Any, message: str) -> None:
    if holds is False:
        raise ValueError(message)


@checks_arguments
def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """The part of a picture (or of several) that begins at an offset and has a size.

    Raises:
        ValueError: when it reaches over the edge, as far as that is known while the graph is described.
    """
    with name_scope(None, "crop_to_bounding_box", [image]):
        image, single = _several(image)
        height, width = _height_and_width(image)
        for offset, target, size in (
            (offset_height, target_height, height),
            (offset_width, target_width, width),
        ):
            if all(isinstance(one, int) for one in (offset, target, size)):
                _fits(offset >= 0, "offset must be >= 0.")
                _fits(target > 0, "target size must be > 0.")
                _fits(size >= target + offset, "size must be >= target + offset.")
        cropped = _cropped(image, offset_height, offset_width, target_height, target_width)
        return squeeze(cropped, [0]) if single else cropped


@checks_arguments
def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """A picture (or several) with zeros around it, so that it begins at an offset of a larger one.

    Raises:
        ValueError: when it does not fit, as far as that is known while the graph is described.
    """
    with name_scope(None, "pad_to_bounding_box", [image]):
        image, single = _several(image)
        height, width = _height_and_width(image)
        for offset, target, size in (
            (offset_height, target_height, height),
            (offset_width, target_width, width),
        ):
            if all(isinstance(one, int) for one in (offset, target, size)):
                _fits(offset >= 0, "offset must be >= 0")
                _fits(target - offset - size >= 0, "size must be <= target - offset")
        padded = _padded(image, offset_height, offset_width, target_height, target_width)
        count, _, _, depth = image.shape.sizes or (None,) * 4
        padded.set_shape([count, _static(target_height), _static(target_width), depth])
        return squeeze(padded, [0]) if single else padded


@checks_arguments
def resize_image_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """The middle of a picture (or of several) with a size, or the picture in the middle of zeros.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(resize_image_with_crop_or_pad([[[1], [2], [3], [4]]], 3, 2))[:, :, 0].tolist())
    [[0, 0], [2, 3], [0, 0]]
    """
    with name_scope(None, "resize_image_with_crop_or_pad", [image]):
        image, single = _several(image)
        for target in (target_height, target_width):
            _fits(not isinstance(target, int) or target > 0, "target size must be > 0.")
        height, width = _height_and_width(image)
        over = [height - target_height, width - target_width]
        cut = [_larger(extra // 2, 0) for extra in over]
        added = [_larger(-extra // 2, 0) for extra in over]
        sizes = [_smaller(target_height, height), _smaller(target_width, width)]
        middle = _cropped(image, cut[0], cut[1], sizes[0], sizes[1])
        whole = _padded(middle, added[0], added[1], target_height, target_width)
        count, _, _, depth = image.shape.sizes or (None,) * 4
        whole.set_shape([count, _static(target_height), _static(target_width), depth])
        return squeeze(whole, [0]) if single else whole


def _static(size: Any) -> int | None:
    return size if isinstance(size, int) else None


@checks_arguments
def central_crop(image: Any, central_fraction: float) -> Tensor:
    """The middle of a picture (or of several): this share of its height and of its width.

    Raises:
        ValueError: for a share that is not above 0 and at most 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(central_crop(tf.zeros([9, 8, 3]), 0.5).shape)
    (5, 4, 3)
    """
    with name_scope(None, "central_crop", [image]):
        if not 0 < central_fraction <= 1:
            raise ValueError("central_fraction must be within (0, 1]")
        image, single = _several(image)
        if central_fraction < 1:
            sizes = _height_and_width(image)
            starts = [_start(size, central_fraction) for size in sizes]
            image = _cropped(
                image, *starts, *(size - 2 * start for size, start in zip(sizes, starts, strict=True))
            )
        return squeeze(image, [0]) if single else image


def _start(size: Any, share: float) -> Any:
    """Where the middle begins."""
    if isinstance(size, int):
        return int((size - size * share) / 2)
    wide = cast(size, float32)
    return cast((wide - wide * share) / 2.0, int32)
