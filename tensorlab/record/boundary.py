"""The decision boundary: what a model with two inputs says everywhere between its data, run by run.

The weights of a run, as they stood after it, and a grid of points fed in place of the data. It is computed when
somebody looks, or when a page is written.

Read next: `model_parts.py` (how input, output and labels are found), `surface.py`.
"""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.model_parts import (
    Evaluator,
    Model,
    Named,
    classes_of,
    model_of,
    training_runs,
    weights_after,
)
from tensorlab.record.sampling import select
from tensorlab.record.series import DEFAULT_BUDGET
from tensorlab.record.statistics_over_runs import short
from tensorlab.record.words import message

GRID = 40  # points along each side of the square
MOST_BOUNDARIES = 24
MOST_POINTS = 400
MOST_ROWS = 4000
MARGIN = 0.08

Array = np.ndarray[Any, Any]


def boundary(
    builder: BundleBuilder,
    named: Named | None = None,
    budget: float = DEFAULT_BUDGET,
    runs: Sequence[int] | None = None,
) -> dict[str, Any] | None:
    """What a model of two inputs says around its data, at some runs; None where there is no such model.

    Args:
        builder: knows the runs and their names.
        named: parts of the model that the program has named; the rest is found.
        budget: about how many milliseconds the replays may take.
        runs: the runs to show, as indices; by default an even selection.
    """
    named = named or Named()
    every = training_runs(builder)
    if not every:
        return None
    first = every[0]
    model = model_of(
        builder.runs[first], builder.replayer.values(first), named.inputs, named.output, named.labels
    )
    if model is None:
        return None
    chosen = list(runs) if runs is not None else select(builder.runs, every, MOST_BOUNDARIES, budget, 1.0)
    points, answers = _points(builder, every, model)
    classes = classes_of(answers) if answers is not None else np.zeros(len(points), np.int64)
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.where(high > low, (high - low) * MARGIN, 0.5)
    low, high = low - room, high + room
    across, up = (np.linspace(low[axis], high[axis], GRID) for axis in (0, 1))
    # Row by row from the top left, as pictures are stored.
    grid = np.stack([axis.ravel() for axis in np.meshgrid(across, up[::-1])], axis=1)
    evaluator = Evaluator([model.output], [model.x, *model.beside])
    outputs, batches = [], []
    for index in chosen:
        values = builder.replayer.values(index)
        plan = builder.runs[index].plan
        feeds = {tensor: values[slot] for tensor, slot in zip(plan.feeds, plan.feed_slots, strict=True)}
        batches.append(_places(points, np.asarray(feeds[model.x])) if model.x in feeds else [])
        feeds[model.x] = grid.astype(model.x.dtype.base_dtype.as_numpy_dtype)
        (output,) = evaluator(feeds, weights_after(plan, values))
        outputs.append(np.asarray(output, np.float64).reshape(GRID * GRID, -1))
    kept = np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).round().astype(int)
    place_of = {int(old): new for new, old in enumerate(kept)}
    level = model.level(answers)
    notes = [message("training.boundary_draws")] if evaluator.draws else []
    label = builder.view.label
    notes += [message("training.boundary_feeds", name=["c", label(tensor)]) for tensor in model.beside]
    return {
        "inputs": label(model.x),
        "output": label(model.output),
        "labels": label(model.labels) if model.labels is not None else None,
        "columns": outputs[0].shape[1],
        "level": short(level),
        "extent": [short(v) for v in (low[0], high[0], low[1], high[1])],
        "side": GRID,
        "runs": chosen,
        **_packed(outputs, model, level),
        "classes": _class_names(answers),
        "points": [
            [short(x), short(y), int(c)] for (x, y), c in zip(points[kept], classes[kept], strict=True)
        ],
        "batches": [[place_of[place] for place in batch if place in place_of] for batch in batches],
        "notes": notes,
    }


def _points(builder: BundleBuilder, every: Sequence[int], model: Model) -> tuple[Array, Array | None]:
    """The distinct points that were fed, with their labels."""
    rows: dict[bytes, tuple[Array, Any]] = {}
    seen = 0
    for index in every:
        run = builder.runs[index]
        fed = dict(zip(run.plan.feeds, run.feeds or (), strict=False))
        if model.x not in fed:
            continue
        answers = np.asarray(fed[model.labels]) if model.labels in fed else None
        for number, point in enumerate(np.asarray(fed[model.x])):
            answer = None if answers is None else answers[number]
            rows.setdefault(point.tobytes(), (point, answer))
        seen += len(fed[model.x])
        if seen > MOST_ROWS:
            break
    points = np.array([point for point, _ in rows.values()], np.float64).reshape(-1, 2)
    told = [answer for _, answer in rows.values()]
    if not len(points):
        points, told = np.array([[-1.0, -1.0], [1.0, 1.0]]), [None, None]
    return points, None if any(a is None for a in told) else np.array(told)


def _class_names(answers: Array | None) -> list[str]:
    """What the labels say for each class; nothing where there are no labels."""
    if answers is None:
        return []
    if answers.ndim == 2 and answers.shape[1] > 1:
        return [str(number) for number in range(answers.shape[1])]
    return [f"{value:.4g}" for value in np.unique(answers)]


def _places(points: Array, batch: Array) -> list[int]:
    known = {point.astype(np.float64).tobytes(): place for place, point in enumerate(points)}
    return [known[key] for key in (p.astype(np.float64).tobytes() for p in batch[:64]) if key in known]


def _packed(outputs: list[Array], model: Model, level: float) -> dict[str, Any]:
    """The outputs over the grid, a byte a point, in base64: of several columns the winner and by how much."""
    if outputs[0].shape[1] == 1:
        if model.output.op.type == "Sigmoid":
            reach = 0.5
        else:
            last = outputs[-1][np.isfinite(outputs[-1])]
            reach = float(np.abs(last - level).max()) if last.size else 1.0
        low, high = level - reach, level + (reach or 1.0)
        return {"range": [short(low), short(high)], "grids": [_bytes(o[:, 0], low, high) for o in outputs]}
    winners, margins = [], []
    for output in outputs:
        shares = output if model.output.op.type == "Softmax" else _softmax(output)
        ordered = np.sort(shares, axis=1)
        winners.append(base64.b64encode(np.argmax(shares, axis=1).astype(np.uint8).tobytes()).decode())
        margins.append(_bytes(ordered[:, -1] - ordered[:, -2], 0.0, 1.0))
    return {"range": [0.0, 1.0], "grids": margins, "winners": winners}


def _bytes(values: Array, low: float, high: float) -> str:
    with np.errstate(all="ignore"):
        scaled = np.clip((values - low) / (high - low), 0, 1) * 255
    return base64.b64encode(np.nan_to_num(scaled, nan=127).round().astype(np.uint8).tobytes()).decode()


def _softmax(values: Array) -> Array:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    result: Array = raised / raised.sum(axis=1, keepdims=True)
    return result
