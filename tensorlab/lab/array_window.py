"""Windows of large arrays, for a live Tracer: what the bundle holds only a corner of, the kernel has whole.

The view asks for a window of one slice, entry by entry or in blocks of so many rows and columns; for the first
images of a stack; for the place of the next NaN or of the largest magnitude; or for the whole array as NumPy code.

Read next: `show/static/value_source.js`, which asks.
"""

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.overview import block_rows, line_length
from tensorlab.record.values import encoding_of, to_bytes, to_json
from tensorlab.record.words import say

MOST_CELLS = 512 * 512  # of one window
MOST_COPIED = 1_000_000  # entries that are written as text
LINE = 110  # characters

Array = np.ndarray[Any, Any]
Reply = tuple[dict[str, Any], list[bytes]]

# A replayed run is computed anew whenever it is asked for; while one array is looked at, that is once.
_latest: WeakKeyDictionary[BundleBuilder, tuple[int, list[Any]]] = WeakKeyDictionary()


def answer(desk: Any, content: dict[str, Any], buffers: list[Any]) -> Reply:
    """Answer a question about one array: `content` names its run and entry, and says `want`.

    Raises:
        LookupError: when the run's values were let go.
        ValueError: when there is no such array, or too much of it is asked for.
    """
    array = array_of(desk.builder, int(content["run"]), int(content["entry"]))
    language = str(content.get("language", "en"))
    if content["want"] == "numpy":
        return {"text": numpy_text(array, language)}, []
    if content["want"] == "find":
        return {"position": found(array, str(content["what"]), int(content.get("after", -1)))}, []
    if content["want"] == "leading":
        return leading(array, int(content["count"]))
    return window(array, content["position"], content["rows"], content["columns"], content["block"])


def array_of(builder: BundleBuilder, run: int, entry: int) -> Array:
    """Entry `entry` of run `run` (indices, as in the bundle)."""
    _, story = builder._story(builder.runs[run])
    known = _latest.get(builder)
    if known is None or known[0] != run:
        known = (run, builder.replayer.values(run))
        _latest[builder] = known
    value = known[1][story.entries[entry][1]]
    if value is None:
        raise ValueError(say("values.never_computed"))
    return np.asarray(value)


def window(array: Array, position: list[int], rows: list[int], columns: list[int], block: list[int]) -> Reply:
    """Rows and columns (each [begin, end]) of the slice at `position`, in blocks of block[0] by block[1] entries.

    Entry by entry, the buffer holds the numbers as a bundle does; in blocks there are three buffers of float32:
    means, lowest and highest; a block with a NaN or an infinity has NaN for its mean.

    >>> reply, (means, low, high) = window(np.arange(16.0).reshape(4, 4), [], [0, 4], [0, 4], [2, 2])
    >>> np.frombuffer(means, "<f4").tolist(), np.frombuffer(high, "<f4").tolist()
    ([2.5, 4.5, 10.5, 12.5], [5.0, 7.0, 13.0, 15.0])
    """
    begin, end = rows
    matrix = matrix_of(array, position, begin, end)[:, columns[0] : columns[1]]
    reply: dict[str, Any] = {
        "rows": [begin, begin + matrix.shape[0]],
        "columns": [columns[0], columns[0] + matrix.shape[1]],
        "block": block,
        "dtype": "string" if array.dtype.kind in "OSU" else array.dtype.name,
    }
    cells = -(-matrix.shape[0] // block[0]) * -(-matrix.shape[1] // block[1])
    if cells > MOST_CELLS:
        raise ValueError(f"A window of {cells:,} cells is asked for; {MOST_CELLS:,} is the most.")
    if max(block) == 1 or array.dtype.kind not in "biufc":
        reply["encoding"] = encoding_of(matrix)
        if reply["encoding"] == "json":
            return {**reply, "block": [1, 1], "json": to_json(matrix)}, []
        return reply, [to_bytes(matrix, matrix.shape)]
    parts = list(block_rows(matrix, *block))
    means, lowest, highest, odd = (np.array([part[which] for part in parts]) for which in range(4))
    means = np.where(odd > 0, np.nan, means)
    return reply, [np.ascontiguousarray(part, "<f4").tobytes() for part in (means, lowest, highest)]


def leading(array: Array, count: int) -> Reply:
    """The first `count` of what an array is a stack of, such as images, as many as one window may hold.

    >>> reply, (numbers,) = leading(np.zeros((100, 28, 28), np.uint8), 5)
    >>> reply["count"], len(numbers)
    (5, 3920)
    """
    one = int(np.prod(array.shape[1:], dtype=np.int64))
    part = array[: min(count, array.shape[0], max(1, MOST_CELLS // max(one, 1)))]
    return {"count": part.shape[0], "encoding": encoding_of(part)}, [to_bytes(part, part.shape)]


def matrix_of(array: Array, position: list[int], begin: int, end: int) -> Array:
    """Rows of the slice at `position`; a vector in lines, the last of them filled up with its last entry."""
    if array.ndim > 1:
        return np.atleast_2d(array[tuple(position)])[begin:end]
    flat = array.ravel()
    length = line_length(flat.size)
    end = min(end, -(-flat.size // length))
    part = flat[begin * length : end * length]
    missing = (end - begin) * length - part.size
    return np.concatenate([part, np.repeat(part[-1:], missing)]).reshape(end - begin, length)


def found(array: Array, what: str, after: int) -> list[int] | None:
    """The position of the largest magnitude, or of the next NaN or infinity behind entry `after`; None if none.

    >>> numbers = np.array([[1.0, -3.0], [np.nan, 2.0]])
    >>> found(numbers, "largest", -1), found(numbers, "odd", -1), found(numbers, "odd", 2)
    ([0, 1], [1, 0], [1, 0])
    """
    if not array.size or array.dtype.kind not in "biufc":
        return None
    flat = array.ravel()
    finite = np.isfinite(flat)
    if what == "largest":
        if not finite.any():
            return None
        at = int(
            np.argmax(
                np.where(
                    finite, np.abs(flat.astype(np.complex128 if flat.dtype.kind == "c" else np.float64)), -1
                )
            )
        )
    else:
        odd = np.flatnonzero(~finite)
        if not odd.size:
            return None
        at = int(odd[np.searchsorted(odd, after, side="right") % odd.size])
    return [int(index) for index in np.unravel_index(at, array.shape)]


def numpy_text(array: Array, language: str = "en") -> str:
    """An array as NumPy code.

    >>> print(numpy_text(np.array([[0.1, -2.5]], np.float32)))
    np.array([[ 0.1, -2.5]], dtype=np.float32)
    """
    if array.size > MOST_COPIED:
        raise ValueError(say("values.too_large", language, count=array.size, most=MOST_COPIED))
    if array.dtype.kind in "OSU":
        texts = np.array(to_json(array), dtype=object).reshape(array.shape)
        return f"np.array({texts.tolist()!r}, dtype=np.object_)"
    kind = (
        "float32"
        if array.dtype.name == "bfloat16"
        else "bool_"
        if array.dtype.kind == "b"
        else array.dtype.name
    )
    if not array.size:
        return f"np.zeros({array.shape}, dtype=np.{kind})"
    numbers = array.astype(np.float32) if array.dtype.name == "bfloat16" else array
    with np.printoptions(nanstr="np.nan", infstr="np.inf"):
        text = np.array2string(
            numbers,
            separator=", ",
            threshold=array.size,
            floatmode="unique",
            max_line_width=LINE,
            prefix="np.array(",
        )
    return f"np.array({text}, dtype=np.{kind})"
