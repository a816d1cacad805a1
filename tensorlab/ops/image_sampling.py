"""Parts of pictures chosen at random: a box that holds enough of an object; glimpses around a point.

The random box is TensorFlow's for a seed: tries are made with its numbers in its order until one fits.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/sample_distorted_bounding_box

Read next: `image_crops.py`.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import DType, float32, int8, int16, int32, int64, uint8
from tensorlab.graph.registry import Array, HostInts, Sample, Stream, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor

ON_CPU = {"CPU": "it goes through boxes one by one"}
SIZES = frozenset({uint8, int8, int16, int32, int64})
SINGLE = frozenset({float32})


class Box(NamedTuple):
    """A box of whole pixels; the right and lower ends are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """How many pixels it has."""
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)

    def shared(self, other: "Box") -> "Box":
        """The part that two boxes share."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


class Words:
    """Random words one by one, as numbers.

    Args:
        words: an iterator of 32 random bits each.
    """

    def __init__(self, words: Iterator[int]) -> None:
        self.words = words

    def fraction(self) -> np.float32:
        """A number from 0 to 1, as float32."""
        bits = np.uint32(next(self.words) & 0x7FFFFF | 0x3F800000)
        return np.float32(bits.view(np.float32) - np.float32(1))

    def below(self, end: int) -> int:
        """A whole number from 0 up to `end`, itself left out."""
        if end & (end - 1) == 0:
            return next(self.words) & (end - 1)
        rest = 0xFFFFFFFF % end + 1
        while (word := next(self.words)) > 0xFFFFFFFF - rest:
            pass
        return word % end


def rounded(number: Any) -> int:
    """The nearest whole number, even ones first."""
    return int(np.rint(np.float32(number)))


def random_box(width: int, height: int, least: Any, most: Any, ratio: Any, words: Words) -> Box | None:
    """A random box of a ratio of width to height, whose share of the picture lies between two limits."""
    if most <= 0 or ratio <= 0 or width <= 0 or height <= 0 or least > most:
        return None
    whole = np.float32(width) * np.float32(height)
    least_area, most_area = np.float32(least) * whole, np.float32(most) * whole
    tall = rounded(np.sqrt(np.float32(least_area / ratio)))
    tallest = rounded(np.sqrt(np.float32(most_area / ratio)))
    if rounded(tallest * ratio) > width:
        tallest = int((width + 0.5 - 0.0000001) / float(ratio))
        tallest -= rounded(tallest * ratio) > width
    tallest = min(tallest, height)
    tall = min(tall, tallest)
    if tall < tallest:
        tall += words.below(tallest - tall + 1)
    wide = rounded(tall * ratio)
    if wide * tall < least_area:
        tall += 1
        wide = rounded(tall * ratio)
    if wide * tall > most_area:
        tall -= 1
        wide = rounded(tall * ratio)
    if not least_area <= wide * tall <= most_area or not 0 < wide <= width or not 0 < tall <= height:
        return None
    top = words.below(height - tall) if tall < height else 0
    left = words.below(width - wide) if wide < width else 0
    return Box(left, top, left + wide, top + tall)


def _shapes(*_: Any) -> list[TensorShape]:
    return [TensorShape([3]), TensorShape([3]), TensorShape([1, 1, 4])]


@op(
    "SampleDistortedBoundingBoxV2", shape=_shapes, outputs=3, kind="random", symbol="box", devices=ON_CPU,
    dtypes={"image_size": SIZES, "bounding_boxes": SINGLE, "min_object_covered": SINGLE},
    result=lambda known, _: [known["image_size"], known["image_size"], float32],
    latex=r"\mathrm{{box}}({bounding_boxes})",
)  # fmt: skip
def sample_distorted_bounding_box_node(
    stream: Stream,
    image_size: Array,
    bounding_boxes: Array,
    min_object_covered: Array,
    seed: int = 0,
    seed2: int = 0,
    aspect_ratio_range: Any = (0.75, 1.33),
    area_range: Any = (0.05, 1.0),
    max_attempts: int = 100,
    use_image_if_no_bounding_boxes: bool = False,
) -> Any:
    """A random box that holds enough of an object; the node of `tf.image.sample_distorted_bounding_box`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     begin, size, _ = tf.image.sample_distorted_bounding_box([20, 30, 3], [[[0.2, 0.2, 0.8, 0.8]]], seed=1)
    ...     print(sess.run(size)[2])
    -1
    """
    height, width = int(image_size[0]), int(image_size[1])
    if height <= 0 or width <= 0:
        raise InvalidArgumentError(
            None, None, f"Image height and width must be positive, got {height} x {width}"
        )
    boxes = [_pixels(box, width, height) for box in bounding_boxes.reshape(-1, 4)]
    if not boxes:
        if not use_image_if_no_bounding_boxes:
            raise InvalidArgumentError(
                None,
                None,
                "No bounding boxes provided as input. One must enable use_image_if_no_bounding_boxes if you wish to "
                "not provide any bounding boxes.",
            )
        boxes = [Box(0, 0, width, height)]
    words = Words(_words(stream, max_attempts))
    low, high = (np.float32(end) for end in aspect_ratio_range)
    chosen = Box(0, 0, width, height)
    for _ in range(max_attempts):
        ratio = np.float32(words.fraction() * (high - low) + low)
        found = random_box(width, height, area_range[0], area_range[1], ratio, words)
        if found is not None and _holds_enough(found, boxes, min_object_covered):
            chosen = found
            break
    left, top, right, bottom = chosen
    dtype = image_size.dtype
    corners = [top / height, left / width, bottom / height, right / width]
    begin = np.array([top, left, 0], dtype)
    return begin, np.array([bottom - top, right - left, -1]).astype(dtype), np.array([[corners]], np.float32)


def _words(stream: Any, attempts: int) -> Iterator[int]:
    """The words of the stream, one after the other; it moves on by four for each attempt, whatever is read."""
    read = stream.reserve(attempts)
    for first in count(step=16):
        yield from read(np.arange(first, first + 16, dtype=np.uint64)).ravel().tolist()


def _pixels(box: Any, width: int, height: int) -> Box:
    """A box given in fractions as whole pixels."""
    top, left, bottom, right = box
    if not (0 <= top < bottom <= 1 and 0 <= left < right <= 1):
        raise InvalidArgumentError(
            None,
            None,
            f"All bounding box coordinates must be in [0.0, 1.0], the lesser first: {box.tolist()}",
        )
    width_, height_ = np.float32(width), np.float32(height)
    return Box(int(left * width_), int(top * height_), int(right * width_), int(bottom * height_))


def _holds_enough(found: Box, boxes: list[Box], least: Any) -> bool:
    return any(
        box.area >= 1 and np.float32(found.shared(box).area) / np.float32(box.area) >= least for box in boxes
    )


@sample_distorted_bounding_box_node.samples
def _() -> list[Sample]:
    boxes = np.array([[[0.2, 0.1, 0.8, 0.6], [0.5, 0.5, 0.9, 1.0]]], np.float32)
    size = np.array([40, 60, 3])
    half = np.float32(0.5)
    return [
        Sample(size, boxes, np.float32(0.1), 1, 2, dtypes=["int32", "int64"]),
        Sample(size, boxes, half, 7, 5, (0.3, 3.0), (0.2, 0.6), dtypes=["int32"]),
        Sample(size, boxes[:, :0], half, 3, 1, use_image_if_no_bounding_boxes=True, dtypes=["int32"]),
        Sample(size, boxes, np.float32(1.0), 3, 1, area_range=(0.01, 0.02), max_attempts=3, dtypes=["int32"]),
    ]


@checks_arguments
def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Choose a random box of a picture that holds enough of an object.

    Args:
        image_size: whole numbers, [height, width, channels].
        bounding_boxes: float32, [1, n, 4]: where objects are: y1, x1, y2, x2 from 0 to 1.
        seed, seed2: the seeds of the op; 0 and 0 (the default) for any.
        min_object_covered: how much of one of the objects the box must hold, from 0 to 1.
        aspect_ratio_range: between which width / height lies.
        area_range: between which the box's share of the picture lies.
        max_attempts: how often it is tried before the whole picture is taken.
        use_image_if_no_bounding_boxes: without boxes, let the whole picture be the object.
        name: of the name scope.

    Returns:
        `(begin, size, bboxes)`: for `tf.slice`, and for `tf.image.draw_bounding_boxes`.
    """
    with name_scope(name, "sample_distorted_bounding_box"):
        return tuple(
            sample_distorted_bounding_box_node(
                image_size,
                bounding_boxes,
                min_object_covered,
                seed or 0,
                seed2 or 0,
                tuple(aspect_ratio_range or (0.75, 1.33)),
                tuple(area_range or (0.05, 1.0)),
                max_attempts or 100,
                bool(use_image_if_no_bounding_boxes),
            )
        )  # type: ignore[return-value]


sample_distorted_bounding_box_node.not_differentiable("it is drawn at random")


# --- glimpses --------------------------------------------------------------------------------------------------------


def _glimpses(input: TensorShape, size: Any, offsets: TensorShape, *_: Any) -> TensorShape:
    count = input.with_rank(4)[0].merge_with(offsets.with_rank(2)[0])
    height, width = size if size is not None else (None, None)
    return shape_of((count.value, height, width, input[3].value))


@op(
    "ExtractGlimpse", shape=_glimpses, dtypes={"input": SINGLE, "offsets": SINGLE}, kind="array", symbol="glimpse",
    latex=r"\mathrm{{glimpse}}({input}, {offsets})", devices=ON_CPU,
)  # fmt: skip
def extract_glimpse(
    input: Array,
    size: HostInts,
    offsets: Array,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
) -> Any:
    """Cut a window out of every picture, around a point of its own.

    Args:
        input: float32, [n, height, width, channels].
        size: int32, the height and width of the windows.
        offsets: float32, [n, 2]: y and x of the middle of each window.
        centered: (0, 0) is the middle of the picture; otherwise its upper left corner.
        normalized: 1 is as far as the picture reaches; otherwise offsets count pixels.
        uniform_noise: what is outside the picture is noise between 0 and 1; otherwise normal noise. TensorFlow draws
            it anew in every run; here it is the same in all runs.

    Returns:
        float32, [n, window height, window width, channels].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/image/extract_glimpse

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     picture = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    ...     print(sess.run(tf.image.extract_glimpse(picture, [2, 2], [[0.0, 0.0]]))[0, :, :, 0])
    [[ 5.  6.]
     [ 9. 10.]]
    """
    assert size is not None
    noise = np.random.default_rng(0)
    shape = (len(input), *size, input.shape[3])
    result = (noise.random(shape) if uniform_noise else noise.standard_normal(shape)).astype(np.float32)
    for window, picture, offset in zip(result, input, offsets, strict=True):
        spans = []
        for reach, length, place in zip(picture.shape, size, offset, strict=False):
            place = place * reach if normalized else place
            place = place / 2 + reach / 2 if centered else place
            first = int(place - length / 2)
            spans.append((max(first, 0), min(first + length, reach), max(-first, 0)))
        (top, bottom, down), (left, right, across) = spans
        if top < bottom and left < right:
            window[down : down + bottom - top, across : across + right - left] = picture[
                top:bottom, left:right
            ]
    return result


extract_glimpse.not_differentiable("TensorFlow has no gradient here")


@extract_glimpse.samples
def _() -> list[Sample]:
    pictures = np.arange(60.0, dtype=np.float32).reshape(2, 5, 6, 1)
    return [
        Sample(pictures, [2, 3], np.array([[0.0, 0.1], [-0.4, 0.3]], np.float32)),
        Sample(
            pictures, [3, 2], np.array([[2.0, 2.5], [3.0, 4.0]], np.float32), centered=False, normalized=False
        ),
        Sample(pictures, [1, 4], np.array([[0.6, 0.4], [0.5, 0.5]], np.float32), centered=False),
    ]
