"""The steps of a bundle as sentences: for readers without eyes or without JavaScript, and for `repr`.

A bundle's sentences are messages; here they are put into words, and the values in them are read out of its
bytes and written in a few digits. Read `page.py` next.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from tensorlab.record.device_words import figure_text
from tensorlab.record.values import NUMBERS, brief, range_text, shape_text
from tensorlab.record.words import plain_text, say


def value_of(
    bundle: Mapping[str, Any], blob: bytes, run: int, entry: int | None
) -> np.ndarray[Any, Any] | None:
    """Return one value of one run: the stored part of it, or None where it is not in the bytes.

    `run` and `entry` are indices; the array has the entry's own dtype.
    """
    record = bundle["runs"][run]
    if entry is None or record["values"] is None or record["frame"] is None:
        return None
    known = bundle["frames"][record["frame"]]["entries"][entry]
    if known["encoding"] == "none":
        return None
    if known["encoding"] == "json":
        texts = record["json"].get(str(entry), [])
        return np.array(texts, dtype=object).reshape(known["shape"])
    shape = [*known["stored"], 2] if known["dtype"].startswith("complex") else known["stored"]
    count = int(np.prod(shape, dtype=np.int64))
    numbers = np.frombuffer(
        blob, NUMBERS[known["encoding"]], count, record["values"][0] + known["offset"]
    ).reshape(shape)
    if known["dtype"].startswith("complex"):
        return (numbers[..., 0] + 1j * numbers[..., 1]).astype(known["dtype"])
    dtype = "float32" if known["dtype"] == "bfloat16" else known["dtype"]
    return numbers.astype(dtype)


def value_text(
    bundle: Mapping[str, Any], blob: bytes, run: int, entry: int | None, language: str = "en"
) -> str:
    """Return a value in one short line; its shape where only that is known."""
    record = bundle["runs"][run]
    frame = None if record["frame"] is None else bundle["frames"][record["frame"]]
    known = None if frame is None or entry is None else frame["entries"][entry]
    if known is None or known["encoding"] == "none":
        return say("value.unknown", language)
    value = value_of(bundle, blob, run, entry)
    if value is None:
        return shape_text(known["shape"])
    if known["stored"] == known["shape"] or known["encoding"] == "json":
        return brief(value, language=language)
    told = record["summaries"].get(str(entry), {})
    if told.get("min") is None:
        return shape_text(known["shape"])
    odd = told.get("nan", 0) + told.get("inf", 0)
    return range_text(known["shape"], told["min"], told["max"], odd, language)


def sentences(
    bundle: Mapping[str, Any], blob: bytes, run: int, language: str = "en"
) -> Iterator[tuple[str, str]]:
    """Yield (phase, sentence) for every step of a run (an index); "en" or "zh".

    >>> words = {"say": "story.fed", "with": {"name": ["b", "x"], "value": ["v", 0]}}
    >>> step = {"phase": "feed", "sentence": words}
    >>> entry = {"dtype": "float32", "shape": [2], "stored": [2], "encoding": "f4", "offset": 0}
    >>> run = {"program": 0, "frame": 0, "values": [0, 8], "json": {}, "summaries": {}}
    >>> bundle = {"programs": [{"steps": [step]}], "frames": [{"entries": [entry]}], "runs": [run]}
    >>> list(sentences(bundle, np.float32([1, -2.5]).tobytes(), 0))
    [('feed', 'x is fed: [1, -2.5].')]
    """

    def value(content: Any) -> str:
        if isinstance(content, list):
            record = bundle["runs"][run]
            size, spent = partial(_bytes_of, bundle, record), partial(_time_of, bundle, blob, record)
            return figure_text(content, size, spent, language)
        return value_text(bundle, blob, run, content, language)

    said = bundle["runs"][run].get("said", {})
    for place, step in enumerate(bundle["programs"][bundle["runs"][run]["program"]]["steps"]):
        texts = [step["sentence"], *said.get(str(place), ())]
        yield step["phase"], " ".join(plain_text(text, language, value) for text in texts)


def _bytes_of(bundle: Mapping[str, Any], record: Mapping[str, Any], entry: int) -> int | None:
    """How many bytes a value took in the run."""
    if record["frame"] is None:
        return None
    known = bundle["frames"][record["frame"]]["entries"][entry]
    if known["encoding"] in ("json", "none"):
        return None
    return int(np.dtype(known["dtype"]).itemsize * np.prod(known["shape"], dtype=int))


def _time_of(bundle: Mapping[str, Any], blob: bytes, record: Mapping[str, Any], step: int) -> float | None:
    """How many nanoseconds a step took in the run; None where nobody knows."""
    if record["values"] is None:
        return None
    place = record["values"][0] + bundle["frames"][record["frame"]]["times"] + 4 * step
    return float(np.frombuffer(blob, "<f4", 1, place)[0])


def outline(bundle: Mapping[str, Any]) -> str:
    """Say what a bundle holds, in the same words on every machine: no measured number is in it.

    >>> outline({"title": "seed.py", "runs": [], "programs": []})
    'Tracer of seed.py: nothing was run'
    """
    runs = bundle["runs"]
    if not runs:
        return f"Tracer of {bundle['title']}: nothing was run"
    counts: dict[int, int] = {}
    for record in runs:
        counts[record["program"]] = counts.get(record["program"], 0) + 1
    lines = [f"Tracer of {bundle['title']}: {len(runs):,} run{'' if len(runs) == 1 else 's'}"]
    for program, times in counts.items():
        steps = bundle["programs"][program]["steps"]
        phases = [step["phase"] for step in steps]
        parts = [f"{phase} {phases.count(phase)}" for phase in dict.fromkeys(phases)]
        told = f" ({', '.join(parts)})" if parts else ""
        lines.append(f"  {times:,} × {bundle['programs'][program]['title']}: {len(steps)} steps{told}")
    return "\n".join(lines)
