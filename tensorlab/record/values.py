"""Values on their way into a bundle: bytes for the browser, summaries for what is too big, text for people.

Read next: `story.py`.
"""

import math
from typing import Any

import numpy as np

LARGEST_WHOLE = 4096  # entries; of a larger array the bundle holds a corner and a summary
CORNER = 12  # entries along each axis of the corner
HISTOGRAM_BINS = 16


def encoding_of(array: np.ndarray[Any, Any]) -> str:
    """How an array is written: "f4", "f8", "u1" as little-endian numbers, or "json"."""
    kind = array.dtype.kind
    if kind == "b":
        return "u1"
    if kind == "f" and array.dtype.itemsize <= 4:
        return "f4"
    return "json" if kind not in "iufc" or array.size == 0 else "f8"


def stored_shape(array: np.ndarray[Any, Any]) -> tuple[int, ...]:
    """The extent of what is stored: the whole array, or the leading corner of a big one."""
    if array.size <= LARGEST_WHOLE:
        return array.shape
    if array.ndim == 1:
        return (min(array.shape[0], CORNER * CORNER),)
    # Of a stack of matrices the first few are enough to look at.
    leading = tuple(min(size, 2) for size in array.shape[:-2])
    return (*leading, *(min(size, CORNER) for size in array.shape[-2:]))


def to_bytes(array: np.ndarray[Any, Any], stored: tuple[int, ...]) -> bytes:
    """The stored part of an array as little-endian bytes."""
    part = array[tuple(slice(size) for size in stored)]
    if array.dtype.kind == "c":
        part = np.stack([part.real, part.imag], axis=-1)
    kinds = {"f4": "<f4", "f8": "<f8", "u1": "u1"}
    return np.ascontiguousarray(part, dtype=kinds[encoding_of(array)]).tobytes()


def to_json(array: np.ndarray[Any, Any]) -> list[Any]:
    """The entries of an array of strings (or an empty array), row by row."""
    return [item.decode(errors="replace") if isinstance(item, bytes) else str(item) for item in array.ravel()]


def summary(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """What can be said of many numbers in a few: range, mean, spread, NaNs, a histogram.

    >>> described = summary(np.array([1.0, 2.0, 3.0, np.nan]))
    >>> described["min"], described["max"], described["mean"], described["nan"]
    (1.0, 3.0, 2.0, 1)
    """
    numbers = np.abs(array) if array.dtype.kind == "c" else array
    numbers = np.asarray(numbers, dtype=np.float64).ravel()
    finite = numbers[np.isfinite(numbers)]
    result: dict[str, Any] = {
        "nan": int(np.isnan(numbers).sum()),
        "inf": int(np.isinf(numbers).sum()),
        "min": None,
        "max": None,
        "mean": None,
        "std": None,
        "histogram": [],
        "edges": [],
    }
    if finite.size:
        low, high = float(finite.min()), float(finite.max())
        counts, _ = np.histogram(
            finite, HISTOGRAM_BINS, (low, high) if high > low else (low - 0.5, low + 0.5)
        )
        result.update(
            min=low,
            max=high,
            mean=float(finite.mean()),
            std=float(finite.std()),
            histogram=counts.tolist(),
            edges=[low, high],
        )
    return result


def brief(value: Any, entries: int = 6) -> str:
    """A value in one short line, the same on every machine.

    >>> brief(np.array([[1.0, 2.5], [-3.25, 4.0]]))
    '[[1, 2.5], [-3.25, 4]]'
    >>> brief(np.zeros((100, 3)))
    '[100, 3], all 0'
    """
    if value is None:
        return "nothing, for it was not computed"
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        texts = [repr(text) for text in to_json(array)]
        return texts[0] if array.ndim == 0 and texts else _cut(f"[{', '.join(texts[:4])}]")
    if array.ndim == 0:
        return number(array[()])
    if array.size <= entries and array.ndim <= 2:
        return _nested(array)
    if array.size == 0 or array.dtype.kind in "bc":
        return f"{list(array.shape)} {array.dtype.name}"
    finite = array[np.isfinite(array)]
    if not finite.size:
        return f"{list(array.shape)} without a finite number"
    bad = "" if finite.size == array.size else f", {array.size - finite.size} not finite"
    lowest, highest = number(finite.min()), number(finite.max())
    span = f" between {lowest} and {highest}{bad}"
    return f"{list(array.shape)}{f', all {lowest}' if lowest == highest and not bad else span}"


def number(value: Any) -> str:
    """A number with four significant digits, no more than a reader takes in.

    >>> number(0.123456), number(-2.0), number(12345678.0), number(float("nan")), number(True)
    ('0.1235', '-2', '1.235e+07', 'NaN', 'True')
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (complex, np.complexfloating)):
        return f"{number(value.real)}{'+' if value.imag >= 0 else ''}{number(value.imag)}i"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    plain = float(value)
    if math.isnan(plain):
        return "NaN"
    if math.isinf(plain):
        return "Infinity" if plain > 0 else "-Infinity"
    text = f"{plain:.4g}"
    return "0" if text in ("-0", "0") else text


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
