"""Frames: how the values of a run, or of what is inside one, lie in its bytes.

Runs of one program whose arrays have the same shapes share one frame.

Read next: `values.py` (how arrays are written), `bundle.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.record.story import Story
from tensorlab.record.values import (
    as_array,
    encoding_of,
    extent_of,
    picture_extent,
    stored_shape,
    summary,
    to_bytes,
    to_json,
)


class Frames:
    """The frames of a bundle, and the values of runs packed as they say.

    Attributes:
        listed: the frames, as they stand in the bundle.
    """

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self._known: dict[Any, int] = {}

    def packed(
        self, number: int, story: Story, values: Sequence[Any], times: Sequence[float], spans: int = 0
    ) -> tuple[int, bytearray, dict[str, Any], dict[str, Any]]:
        """The values of a run, or of what is inside one: the number of their frame, bytes, texts, summaries.

        Args:
            number: the program's. times: nanoseconds of each step's node. spans: for how many kernels there has to be
            room for the time that they took on their devices.
        """
        shape_key = (number, *(extent_of(values[slot]) for _, slot in story.entries))
        if shape_key not in self._known:
            self._known[shape_key] = len(self.listed)
            self.listed.append(self.frame(number, story, values, spans))
        frame = self.listed[self._known[shape_key]]
        data = bytearray(frame["bytes"])
        texts: dict[str, Any] = {}
        summaries: dict[str, Any] = {}
        for position, (entry, (_, slot)) in enumerate(zip(frame["entries"], story.entries, strict=True)):
            if entry["encoding"] == "none":
                continue
            array = as_array(values[slot])
            if entry["encoding"] == "json":
                corner: Any = (*map(slice, entry["stored"]), ...)  # `...` keeps a single string an array
                texts[str(position)] = to_json(array[corner])
                continue
            part = to_bytes(array, tuple(entry["stored"]))
            data[entry["offset"] : entry["offset"] + len(part)] = part
            if entry["stored"] != entry["shape"]:
                summaries[str(position)] = summary(array)
        spent = np.array(times, dtype="<f4").tobytes()
        data[frame["times"] : frame["times"] + len(spent)] = spent
        return self._known[shape_key], data, texts, summaries

    def frame(self, program: int, story: Story, values: Sequence[Any], spans: int = 0) -> dict[str, Any]:
        """How the values of a run lie in its bytes."""
        entries = []
        offset = 0
        for name, slot in story.entries:
            value = values[slot]
            if value is None:
                entries.append(
                    {"tensor": name, "dtype": "", "shape": [], "encoding": "none", "offset": 0, "stored": []}
                )
                continue
            array = as_array(value)
            kind = story.pictures.get(slot)
            encoding = encoding_of(array)
            stored = stored_shape(array) if kind is None else picture_extent(array, kind)
            entries.append(
                {
                    "tensor": name,
                    "dtype": "string" if array.dtype.kind in "OSU" else array.dtype.name,
                    "shape": list(array.shape),
                    "encoding": encoding,
                    "offset": offset,
                    "stored": list(stored),
                }
            )
            if encoding != "json":
                offset += -(-len(to_bytes(array, stored)) // 8) * 8
        frame: dict[str, Any] = {
            "program": program,
            "entries": entries,
            "times": offset,
            "bytes": offset + 8 * len(story.steps),
        }
        if spans:
            frame["spans"] = frame["bytes"]
            frame["bytes"] += 8 * spans
        return frame
