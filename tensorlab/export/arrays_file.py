"""The values of recorded runs as NumPy's own archive (`.npz`), to be opened with `numpy.load`.

An array is called by its run and its tensor, such as `run 3/MatMul:0`. Texts are written as text, so nothing is
pickled. Read next: `tensorlab/record/replay.py`, which computes again what was let go.
"""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.record.bundle import BundleBuilder


def arrays_file(builder: BundleBuilder, runs: Sequence[int] | None = None) -> bytes:
    """The values that the steps of the runs show, as the bytes of an `.npz` file.

    Args:
        runs: indices of the runs; by default all whose values are known.
    """
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for index in range(len(builder.runs)) if runs is None else runs:
        run = builder.runs[index]
        if not run.can_be_shown:
            continue
        _, story = builder._story(run)
        values = builder.replayer.values(index)
        for name, slot in story.entries:
            if values[slot] is not None:
                arrays[f"run {run.number}/{name}"] = _plain(np.asarray(values[slot]))
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _plain(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An array that NumPy can write without pickling: texts as bytes of one length."""
    if array.dtype != object:
        return array
    texts = [text if isinstance(text, bytes) else str(text).encode() for text in array.ravel()]
    return np.array(texts, dtype=np.bytes_).reshape(array.shape)
