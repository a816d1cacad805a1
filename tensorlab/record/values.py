"""Values on their way into a bundle: bytes for the browser, summaries for what is too big, text for people.

`show/static/value_text.js` writes values as `brief` and `number` do here, word for word; a test compares them.

Read next: `overview.py` (a large array as a small picture), `story.py`.
"""

import json
import math
import zlib
from decimal import ROUND_HALF_UP, Context
from typing import Any

import numpy as np

from tensorlab.record.overview import overview
from tensorlab.record.words import say
from tensorlab.run.resources import Resource

LARGEST_WHOLE = 4096  # entries; of a larger array the bundle holds a corner and a summary
CORNER = 12  # entries along each axis of the corner
LARGEST_PICTURE = 64  # pixels along each side
HISTOGRAM_BINS = 16
SMALLEST_FLAT_IMAGE = 400  # entries of a row that may be an image: 20 by 20
NUMBERS = {"f4": "<f4", "f8": "<f8", "i8": "<i8", "u8": "<u8", "u1": "u1"}  # how encodings lie in the bytes


def encoding_of(array: np.ndarray[Any, Any]) -> str:
    """How an array is written: "f4", "f8", "i8", "u8", "u1" as little-endian numbers, or "json".

    Integers of 64 bits keep all their digits, which a float64 would not.

    >>> [encoding_of(np.zeros(1, kind)) for kind in ("float32", "int32", "int64", "bool", "S1")]
    ['f4', 'f8', 'i8', 'u1', 'json']
    """
    kind, width = array.dtype.kind, array.dtype.itemsize
    if kind not in "biufc" or (array.size == 0 and kind != "b"):
        return "json"
    if kind == "b" or (kind, width) == ("u", 1):
        return "u1"
    if kind in "iu" and width == 8:
        return f"{kind}8"
    return "f4" if kind == "f" and width <= 4 else "f8"


def as_array(value: Any) -> np.ndarray[Any, Any]:
    """A value of a run as an array; a list of arrays (a `tf.TensorArray`'s) stacked, with zeros where nothing stands.

    What a session keeps, such as a queue, is a word: it goes on changing, and the record holds it by reference.

    >>> as_array(np.float32(2)).shape
    ()
    """
    items = getattr(value, "items", None)
    if isinstance(value, Resource):
        return np.array(getattr(value, "kind", type(value).__name__), dtype=object)
    if not isinstance(items, list):
        return np.asarray(value)
    known = next((np.asarray(item) for item in items if item is not None), np.zeros(0, np.float32))
    if any(item is not None and np.shape(item) != known.shape for item in items):
        return np.array([str(np.shape(item)) for item in items], dtype=object)
    return np.array(
        [np.zeros_like(known) if item is None else np.asarray(item) for item in items], known.dtype
    )


def extent_of(value: Any) -> Any:
    """The shape of a value as a bundle shows it; None where there is none."""
    return (
        as_array(value).shape
        if isinstance(getattr(value, "items", None), list)
        else getattr(value, "shape", None)
    )


def image_extent(array: np.ndarray[Any, Any]) -> tuple[int, ...] | None:
    """Of an array that looks like images, the shape of one; None of any other.

    Bytes, or floats from 0 to 1, may be images: `[N, 784]`, `[N, 28, 28]` or `[N, 28, 28, 1, 3 or 4]`.

    >>> image_extent(np.zeros((100, 784), np.uint8)), image_extent(np.zeros((100, 28, 28, 3)))
    ((784,), (28, 28, 3))
    >>> image_extent(np.full((100, 784), -1.0)) is None, image_extent(np.zeros((100, 500))) is None
    (True, True)
    """
    if array.dtype != np.uint8 and array.dtype.kind != "f":
        return None
    one = array.shape[1:]
    if len(one) == 1:
        if one[0] < SMALLEST_FLAT_IMAGE or math.isqrt(one[0]) ** 2 != one[0]:
            return None
    elif len(one) == 2 or (len(one) == 3 and one[2] in (1, 3, 4)):
        if min(one[:2]) < 8:
            return None
    else:
        return None
    if not array.size or (array.dtype.kind == "f" and not (array.min() >= 0 and array.max() <= 1)):
        return None
    return one


def stored_shape(array: np.ndarray[Any, Any]) -> tuple[int, ...]:
    """The extent of what is stored: the whole array, or the leading corner of a big one.

    Of images the first few are stored whole.

    >>> stored_shape(np.ones((784, 500))), stored_shape(np.ones((100, 784)))
    ((12, 12), (5, 784))
    """
    if array.size <= LARGEST_WHOLE:
        return array.shape
    one = image_extent(array)
    if one is not None and math.prod(one) <= LARGEST_WHOLE:
        return (min(array.shape[0], LARGEST_WHOLE // math.prod(one)), *one)
    if array.ndim == 1:
        return (min(array.shape[0], CORNER * CORNER),)
    # Of a stack of matrices the first few are enough to look at.
    leading = tuple(min(size, 2) for size in array.shape[:-2])
    return (*leading, *(min(size, CORNER) for size in array.shape[-2:]))


def picture_extent(array: np.ndarray[Any, Any], kind: str) -> tuple[int, ...]:
    """How much of a large array is stored that a convolution or a pooling reads or makes: whole pictures, few channels.

    Args:
        kind: "NHWC" or "NCHW" for images, "filter" for filters.

    >>> picture_extent(np.ones((100, 14, 14, 32)), "NHWC"), picture_extent(np.ones((5, 5, 32, 64)), "filter")
    ((1, 14, 14, 20), (5, 5, 12, 13))
    >>> picture_extent(np.ones((100, 28, 28, 1)), "NHWC"), picture_extent(np.ones((8, 1, 300, 300)), "NCHW")
    ((5, 28, 28, 1), (1, 1, 64, 64))
    """
    shape = array.shape
    if array.size <= LARGEST_WHOLE or array.ndim != 4:
        return stored_shape(array)
    if kind == "filter":
        high, wide = (min(size, CORNER - 1) for size in shape[:2])
        channels = min(shape[2], CORNER)
        return high, wide, channels, max(1, min(shape[3], LARGEST_WHOLE // (high * wide * channels)))
    first = kind == "NCHW"
    high, wide = (min(size, LARGEST_PICTURE) for size in (shape[2:] if first else shape[1:3]))
    channels = max(1, min(shape[1 if first else 3], LARGEST_WHOLE // (high * wide)))
    images = max(1, min(shape[0], LARGEST_WHOLE // (high * wide * channels)))
    return (images, channels, high, wide) if first else (images, high, wide, channels)


def to_bytes(array: np.ndarray[Any, Any], stored: tuple[int, ...]) -> bytes:
    """The stored part of an array as little-endian bytes."""
    part = array[tuple(slice(size) for size in stored)]
    if array.dtype.kind == "c":
        part = np.stack([part.real, part.imag], axis=-1)
    return np.ascontiguousarray(part, dtype=NUMBERS[encoding_of(array)]).tobytes()


def to_json(array: np.ndarray[Any, Any]) -> list[Any]:
    """The entries of an array of strings (or an empty array), row by row."""
    return [readable(item) if isinstance(item, bytes) else str(item) for item in array.ravel()]


def readable(text: bytes) -> str:
    """A string as a reader can take it in: of bytes that are no text their number, and a sum to tell them apart.

    >>> readable("naïve".encode()), readable(bytes([10, 255, 0, 7]))
    ('naïve', '(4 B, 6e059e36)')
    """
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        decoded = "\0"
    if all(letter >= " " or letter in "\n\r\t" for letter in decoded):
        return decoded
    return f"({len(text):,} B, {zlib.crc32(text):08x})"


def summary(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """What can be said of many numbers in a few: range, mean, spread, NaNs, a histogram, and a small picture.

    >>> described = summary(np.array([0.0, 2.0, 4.0, np.nan]))
    >>> described["min"], described["max"], described["mean"], described["nan"], described["zeros"]
    (0.0, 4.0, 2.0, 1, 1)
    """
    numbers = np.abs(array) if array.dtype.kind == "c" else array
    numbers = np.asarray(numbers, dtype=np.float64).ravel()
    finite = numbers[np.isfinite(numbers)]
    result: dict[str, Any] = {
        "nan": int(np.isnan(numbers).sum()),
        "inf": int(np.isinf(numbers).sum()),
        "zeros": int((numbers == 0).sum()),
        "min": None,
        "max": None,
        "mean": None,
        "std": None,
        "histogram": [],
        "edges": [],
        "overview": overview(array),
    }
    if finite.size:
        # Sums and squares of the very large, and bins between the very small, would leave the range of float64.
        top = float(np.abs(finite).max())
        scale = top if top > 1e150 or 0 < top < 1e-150 else 1.0
        finite = finite / scale
        low, high = float(finite.min()), float(finite.max())
        # Numbers that are equal, or so close that no bins fit between them, stand in the middle of a wider range.
        apart = bool(np.all(np.diff(np.linspace(low, high, HISTOGRAM_BINS + 1)) > 0))
        wide = max(0.5, abs(low) / 1024)
        counts, _ = np.histogram(finite, HISTOGRAM_BINS, (low, high) if apart else (low - wide, low + wide))
        result.update(
            min=low * scale,
            max=high * scale,
            mean=float(finite.mean()) * scale,
            std=float(finite.std()) * scale,
            histogram=counts.tolist(),
            edges=[low * scale, high * scale],
        )
    return result


def brief(value: Any, entries: int = 6, language: str = "en") -> str:
    """A value in one short line, the same on every machine. A shape is written without blanks, a value with.

    >>> brief(np.array([[1.0, 2.5], [-3.25, 4.0]]))
    '[[1, 2.5], [-3.25, 4]]'
    >>> brief(np.zeros((100, 3)))
    '[100,3], all 0'
    >>> brief(np.arange(9.0), language="zh")
    '[9]，介于 0 与 8 之间'
    """
    if value is None:
        return say("story.nothing", language)
    array = np.asarray(value)
    shape = shape_text(array.shape)
    if array.dtype.kind in "OSU":
        texts = [json.dumps(text, ensure_ascii=False) for text in to_json(array.ravel()[:4])]
        if array.ndim:
            texts = [f"[{', '.join(texts)}{', ...' if array.size > 4 else ''}]"]
        return _cut(texts[0])
    if array.ndim == 0 or (0 < array.size <= entries and array.ndim <= 2):
        return _nested(array)
    if array.size == 0 or array.dtype.kind in "bc":
        return f"{shape} {array.dtype.name}"
    finite = array[np.isfinite(array)]
    if not finite.size:
        return say("story.no_finite", language, shape=shape)
    return range_text(array.shape, finite.min(), finite.max(), array.size - finite.size, language)


def range_text(shape: Any, low: Any, high: Any, odd: int = 0, language: str = "en") -> str:
    """What is said of an array that is too large to be written out.

    >>> range_text((8, 1), -1.0, 2.5, odd=3)
    '[8,1] between -1 and 2.5, 3 not finite'
    """
    lowest, highest, written = number(low), number(high), shape_text(shape)
    if lowest == highest and not odd:
        return say("value.all_equal", language, shape=written, value=lowest)
    span = say("value.range", language, shape=written, low=lowest, high=highest)
    return say("value.range_odd", language, range=span, odd=odd) if odd else span


def shape_text(shape: Any) -> str:
    """A shape as the Tracer writes it everywhere.

    >>> shape_text((8, 1)), shape_text(())
    ('[8,1]', '[]')
    """
    return f"[{','.join(str(size) for size in shape)}]"


def number(value: Any) -> str:
    """A number with four significant digits, no more than a reader takes in; an integer with all of them.

    >>> number(0.123456), number(-2.0), number(12345678.0), number(float("nan")), number(True)
    ('0.1235', '-2', '1.235e7', 'NaN', 'True')
    >>> number(np.int64(2**53 + 1)), number(54321.5), number(0.00005)
    ('9007199254740993', '54322', '5e-5')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (complex, np.complexfloating)):
        imaginary = number(value.imag)
        return f"{number(value.real)}{'' if imaginary[0] == '-' else '+'}{imaginary}i"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    plain = float(value)
    if math.isnan(plain):
        return "NaN"
    if math.isinf(plain):
        return "Infinity" if plain > 0 else "-Infinity"
    magnitude = abs(plain)
    if plain.is_integer() and magnitude < 1e7:
        return str(int(plain))
    # Halves are rounded up, as the browser does; Python's own formats round them to even.
    rounded = Context(prec=5 if 1e4 <= magnitude < 1e5 else 4, rounding=ROUND_HALF_UP).create_decimal(plain)
    text = f"{rounded.normalize():{'e' if magnitude >= 1e5 or magnitude < 1e-4 else 'f'}}"
    return text.replace("e+", "e")


def _nested(array: np.ndarray[Any, Any]) -> str:
    if array.ndim == 0:
        return number(array[()])
    return "[" + ", ".join(_nested(row) for row in array) + "]"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def finite_or_none(value: Any) -> float | None:
    """A number that JSON can hold."""
    plain = float(value)
    return plain if math.isfinite(plain) else None


def smoothing_for(values: np.ndarray) -> float:
    """How much to smooth a curve: not at all, unless it is long and one batch differs much from the next.

    >>> smoothing_for(np.linspace(1, 0, 1000)), smoothing_for(np.resize([0.0, 1.0], 1000))
    (0.0, 0.97)
    """
    finite = values[np.isfinite(values)]
    if len(finite) < 150:
        return 0.0
    jumps = np.abs(np.diff(finite)).mean()
    return 1 - 30 / len(finite) if jumps > np.ptp(finite) / 50 else 0.0


def smoothed(values: np.ndarray, keep: float) -> np.ndarray:
    """Return the exponential moving average, without the bias towards its start; gaps stay gaps.

    >>> smoothed(np.array([4.0, 4.0, 4.0]), 0.5)
    array([4., 4., 4.])
    """
    total = weight = 0.0
    result = np.full(len(values), math.nan)
    for place, value in enumerate(values):
        if math.isfinite(value):
            total, weight = keep * total + (1 - keep) * value, keep * weight + (1 - keep)
            result[place] = total / weight
    return result
