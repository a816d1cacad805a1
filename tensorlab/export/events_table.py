"""The steps of a trace as a table: one row per step, for a spreadsheet or pandas.

Read next: `tensorlab/record/story.py`, which tells the steps.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.reading import reader_of
from tensorlab.record.values import brief, summary
from tensorlab.record.words import plain_text, say

COLUMNS = (
    "run", "step", "phase", "kind", "node", "type", "title", "dtype", "shape", "min", "max", "mean", "std",
    "nan", "inf", "nanoseconds", "modelled", "device", "copied_from", "bytes", "line", "sentence",
)  # fmt: skip


def events_csv(builder: BundleBuilder, runs: Sequence[int] | None = None, language: str = "en") -> str:
    """The steps as comma-separated values, with a line of column names first.

    Args:
        runs: indices of the runs to write; by default all whose values are known.
        language: of the column "sentence": "en" or "zh".

    Columns: `nanoseconds` is empty where the clock was not read, and `modelled` says that it is no reading of the
    clock, but worked out for a simulated GPU. `device` is where the node ran; of a copy (kind "copy") where the value
    went, with `copied_from` and `bytes` beside it. `min` to `std` are over the finite entries.
    Texts that a spreadsheet would take for a formula (they begin with =, +, - or @) get an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in events(builder, runs, language):
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue()


def events(
    builder: BundleBuilder, runs: Sequence[int] | None = None, language: str = "en"
) -> Iterator[list[Any]]:
    """The same, row by row, in the order of COLUMNS."""
    chosen = range(len(builder.runs)) if runs is None else runs
    for index in chosen:
        run = builder.runs[index]
        if not run.can_be_shown:
            continue
        _, story = builder._story(run)
        values = builder.replayer.values(index)
        times = builder._times(run, story, values)
        spans = {span.operation: span for span in builder.device_part.spans(run, values)}
        reader = reader_of(builder, run, values, language)
        for number, (step, spent) in enumerate(zip(story.steps, times, strict=True), 1):
            operation, output = step["node"], step["output"]
            value = None
            if output is not None and output["entry"] is not None:
                value = values[story.entries[output["entry"]][1]]
            source = step["source"].source if step["source"] is not None else None
            yield [
                run.number,
                number,
                step["phase"],
                step["kind"],
                "" if operation is None else operation.name,
                "" if operation is None else operation.type,
                plain_text(step["title"], language),
                *_figures(value),
                "" if np.isnan(spent) else round(spent),
                *_on_devices(step, spans, value),
                "" if source is None else source.line,
                plain_text(step["sentence"], language, reader),
            ]


def _on_devices(step: Any, spans: dict[Any, Any], value: Any) -> list[Any]:
    """Whether the time is modelled; the device; of a copy where it came from, and its bytes."""
    if "copy" in step:
        source, target = step["copy"]["from"], step["copy"]["to"]
        modelled = source.simulated or target.simulated
        return [int(modelled), target.short, source.short, getattr(value, "nbytes", "")]
    span = spans.get(step["node"])
    return ["", "", "", ""] if span is None else [int(span.modelled), span.device.short, "", ""]


def _figures(value: Any) -> list[Any]:
    """Dtype, shape, min, max, mean, std, number of NaN and of infinite entries."""
    if value is None:
        return [""] * 8
    array = np.asarray(value)
    begin = [array.dtype.name, str(list(array.shape))]
    if array.dtype.kind not in "biufc" or not array.size:
        return begin + [""] * 6
    told = summary(array)
    return begin + [
        "" if told[key] is None else told[key] for key in ("min", "max", "mean", "std", "nan", "inf")
    ]


def _harmless(cell: Any) -> Any:
    """A cell that a spreadsheet shows and does not compute."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
