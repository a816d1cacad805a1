"""Files of elements: what `Dataset.cache(filename)` writes, as NumPy's own `.npz`, without pickle.

Every tensor of an element has a column. Where all its arrays have one shape, they are stacked; otherwise they are laid
behind one another, with their shapes beside them. Text is laid behind one another as bytes, with the lengths.

TensorFlow keeps its cache in files of its own kind, which it alone reads; these are read here alone.

Read next: `keeping.py`.
"""

import os
import tempfile
import zlib
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tensorlab.data.recipes import Element
from tensorlab.data.structures import SPARSE, gathered

FORMAT = 1


def path_of(file: str) -> str:
    """Where the elements of `Dataset.cache(file)` stand."""
    return file if file.endswith(".npz") else f"{file}.npz"


def write_elements(file: str, elements: list[Element], kinds: tuple[str, ...]) -> None:
    """Write the elements, whole or not at all: a file that is being written stands under another name."""
    flat = [_spread(element, kinds) for element in elements]
    arrays: dict[str, np.ndarray] = {"format": np.int64(FORMAT), "count": np.int64(len(flat))}  # type: ignore[dict-item]
    for number, column in enumerate(zip(*flat, strict=True)):
        arrays.update({f"{number}_{key}": array for key, array in _column(column).items()})
    path = path_of(file)
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as opened:
            np.savez(opened, **arrays)  # type: ignore[arg-type]
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def read_elements(file: str, kinds: tuple[str, ...]) -> list[Element] | None:
    """The elements that were written; None when there is no such file.

    Raises:
        ValueError: for a file that is none of these.
    """
    path = path_of(file)
    if not os.path.exists(path):
        return None
    columns = sum(3 if kind == SPARSE else 1 for kind in kinds)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if int(arrays["format"]) != FORMAT:
                raise ValueError("another format")
            count = int(arrays["count"])
            found = [_read_column(arrays, number, count) for number in range(columns)] if count else []
    except (OSError, KeyError, ValueError, EOFError, IndexError, BadZipFile, zlib.error) as error:
        raise ValueError(
            f"{path} holds no elements of this dataset, or is damaged ({error}). Delete it, or give cache() another "
            "file name."
        ) from error
    return [gathered(tensors, kinds) for tensors in zip(*found, strict=True)]


def _spread(element: Element, kinds: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    for kind, value in zip(kinds, element, strict=True):
        found += value if kind == SPARSE else (value,)
    return found


def _column(values: tuple[Any, ...]) -> dict[str, np.ndarray]:
    """One tensor of all the elements as arrays without objects."""
    shapes = [np.shape(value) for value in values]
    texts = isinstance(values[0], bytes) or np.asarray(values[0]).dtype == object
    if not texts and len(set(shapes)) == 1:
        return {"rows": np.array(values)}
    found = {
        "ranks": np.array([len(shape) for shape in shapes], np.int64),
        "sizes": np.array([size for shape in shapes for size in shape], np.int64),
    }
    if not texts:
        return {"flat": np.concatenate([np.ravel(value) for value in values]), **found}
    entries = [
        text for value in values for text in ([value] if isinstance(value, bytes) else np.ravel(value))
    ]
    lengths = np.array([len(text) for text in entries], np.int64)
    return {"text": np.frombuffer(b"".join(entries), np.uint8), "lengths": lengths, **found}


def _read_column(arrays: Any, number: int, count: int) -> list[Any]:
    """One tensor of all the elements."""
    rows = f"{number}_rows"
    if rows in arrays:
        return list(arrays[rows])
    ranks, sizes = arrays[f"{number}_ranks"], arrays[f"{number}_sizes"].tolist()
    flat = _texts(arrays, number) if f"{number}_text" in arrays else arrays[f"{number}_flat"]
    found, size_at, entry_at = [], 0, 0
    for rank in ranks.tolist():
        shape = tuple(sizes[size_at : size_at + rank])
        entries = int(np.prod(shape, dtype=np.int64))
        found.append(flat[entry_at : entry_at + entries].reshape(shape)[()])
        size_at, entry_at = size_at + rank, entry_at + entries
    if len(found) != count:
        raise ValueError("too few elements")
    return found


def _texts(arrays: Any, number: int) -> np.ndarray:
    joined, lengths = arrays[f"{number}_text"].tobytes(), arrays[f"{number}_lengths"]
    ends = np.cumsum(lengths)
    found = np.empty(len(lengths), object)
    for place, (end, length) in enumerate(zip(ends.tolist(), lengths.tolist(), strict=True)):
        found[place] = joined[end - length : end]
    return found
