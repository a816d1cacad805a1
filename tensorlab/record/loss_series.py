"""The loss over the runs, as the bundle holds it.

Read next: `bundle.py`, whose builder asks for it.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.record.values import finite_or_none, smoothed, smoothing_for
from tensorlab.record.words import Text, message

if TYPE_CHECKING:
    from tensorlab.record.bundle import BundleBuilder


def loss_series(builder: "BundleBuilder") -> list[dict[str, Any]]:
    """One series for each kind of call, training first: its name, a note, the runs (indices) and their losses.

    A long and jagged series has a smoothed one beside it.
    """
    series: dict[int, dict[str, Any]] = {}
    for index, run in enumerate(builder.runs):
        loss = builder.loss(run)
        if loss is None or run.loss is None:
            continue
        number, story = builder._story(run)
        if number not in series:
            tensor = run.loss[0]
            trained = bool(run.plan.written)
            many = np.ndim(run.loss[1]) > 0
            name: Text = builder.view.label(tensor)
            if many:
                name = message("story.mean", name=name)
            if not trained:
                name = message("story.series_of", name=name, call=f"sess.run({story.goal()})")
            notes: list[Text] = []
            if trained and tensor not in run.plan.fetches:
                notes.append(message("story.series_trace"))
            if many and trained:
                notes.append(message("story.series_sum"))
            series[number] = {
                "name": name,
                "note": _joined(notes),
                "runs": [],
                "values": [],
                "trained": trained,
            }
        series[number]["runs"].append(index)
        series[number]["values"].append(loss)
    for one in series.values():
        keep = smoothing_for(np.array(one["values"]))
        one["smoothed"] = (
            [finite_or_none(v) for v in smoothed(np.array(one["values"]), keep)] if keep else None
        )
    ordered = sorted(series.values(), key=lambda s: (not s["trained"], -len(s["runs"])))
    return [{k: v for k, v in s.items() if k != "trained"} for s in ordered]


def _joined(notes: list[Text]) -> Text:
    if len(notes) == 2:
        return message("story.series_both", first=notes[0], second=notes[1])
    return notes[0] if notes else ""
