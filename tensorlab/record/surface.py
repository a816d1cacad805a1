"""The loss surface: the loss over two weights, on a grid around the path that training took.

A model with more weights is cut by a plane through the end of its path: either two entries are varied and the
rest stays as it was then, or the plane lies along the two directions in which the path is widest (principal
component analysis). A model with one weight has a curve. It is computed when somebody looks, or when a page is
written.

Read next: `model_parts.py` (how a loss is evaluated with other weights), `boundary.py`.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import works_outside
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.model_parts import (
    Evaluator,
    Named,
    is_variable,
    training_runs,
    weights_after,
)
from tensorlab.record.sampling import Costs, select
from tensorlab.record.series import DEFAULT_BUDGET
from tensorlab.record.statistics_over_runs import short
from tensorlab.record.words import message
from tensorlab.run.plan import Plan, variable_of

MOST_ROWS = 4000
SURFACE_SIDES = (31, 21, 15, 11)
CURVE_POINTS = 61
PATH_RUNS = 200
AROUND = 0.35
# What a grid may take by the clock. It is far more than what is thought to be affordable, so that only an estimate that
# was badly wrong is corrected: else the same tape would not always give the same grid.
MOST_MILLISECONDS = 2000.0

Array = np.ndarray[Any, Any]


def surface(
    builder: BundleBuilder, named: Named | None = None, budget: float = DEFAULT_BUDGET
) -> dict[str, Any] | None:
    """The loss over two weights or directions, on a grid around the path of training; None without training.

    Args:
        builder: knows the runs and their names.
        named: its `weights` are the two entries to vary, as pairs (variable, indices).
        budget: about how many milliseconds it may take, by the times on the tape; what one evaluation really takes is
            looked at, too. A coarser grid saves time; where even that takes too long there are no "values", and a
            note says how long they would take.
    """
    every = training_runs(builder)
    if len(every) < 2:
        return None
    plan = builder.runs[every[0]].plan
    variables = _learned(plan)
    chosen = select(builder.runs, every, PATH_RUNS, budget, 1e-5 * _entries(builder, every[0], variables))
    path = []
    last: dict[Operation, Any] = {}
    for index in chosen:
        last = weights_after(plan, builder.replayer.values(index))
        path.append(np.concatenate([np.ravel(last[v]).astype(np.float64) for v in variables]))
    loss = builder.runs[every[0]].loss
    assert loss is not None
    weights = Weights(variables, last)
    plane = _plane(np.array(path), weights, (named or Named()).weights)
    if plane is None:
        return None
    feeds, rows, about_rows = _all_feeds(builder, every, plan)
    evaluator = Evaluator([loss[0]], list(feeds))
    axis_values = [_around(plane.coordinates[:, axis]) for axis in range(plane.dimensions)]
    values = None
    notes = [*plane.notes(builder, weights), *([about_rows] if about_rows else [])]
    if evaluator.draws:
        notes.append(message("training.surface_draws"))

    def loss_at(across: float, up: float) -> float | str | None:
        (result,) = evaluator(feeds, {**last, **weights.put(plane.point(across, up))})
        return short(np.mean(result))

    each = _milliseconds(builder, every, plan, rows)
    side = _side(each, plane.dimensions, budget)
    if side:
        middle = [(low + high) / 2 for low, high in (*axis_values, (0.0, 0.0))]
        each = max(each, _measured(lambda: loss_at(middle[0], middle[1])))
        side = min(side, _side(each, plane.dimensions, max(budget, MOST_MILLISECONDS)))
    if side:
        axes = [np.linspace(low, high, side) for low, high in axis_values]
        values = []
        for up in axes[1] if plane.dimensions == 2 else [0.0]:
            for across in axes[0]:
                values.append(loss_at(across, up))
    else:
        seconds = SURFACE_SIDES[-1] ** plane.dimensions * each / 1000
        notes.append(message("training.surface_too_dear", seconds=round(seconds)))
    name = builder.view.label(loss[0])
    return {
        "loss": message("story.mean", name=name) if np.ndim(loss[1]) else name,
        "axes": plane.names(builder, weights),
        "extent": [short(v) for pair in axis_values for v in pair],
        "side": side,
        "values": values,
        "runs": chosen,
        "path": [[short(v) for v in point] for point in plane.coordinates],
        "notes": notes,
    }


class Weights:
    """The trained variables as one long list of numbers, and back."""

    def __init__(self, variables: Sequence[Operation], last: dict[Operation, Any]) -> None:
        self.variables = list(variables)
        self.shapes = [np.shape(last[v]) for v in variables]
        self.dtypes = [np.asarray(last[v]).dtype for v in variables]
        sizes = [int(np.prod(shape, dtype=np.int64)) for shape in self.shapes]
        self.starts = [int(start) for start in np.cumsum([0, *sizes])]

    def put(self, numbers: Array) -> dict[Operation, Any]:
        """The variables with these entries."""
        parts = [numbers[begin:end] for begin, end in zip(self.starts, self.starts[1:], strict=False)]
        return {
            variable: part.astype(dtype).reshape(shape)
            for variable, part, shape, dtype in zip(
                self.variables, parts, self.shapes, self.dtypes, strict=True
            )
        }

    def place(self, variable: Operation, at: Sequence[int]) -> int:
        """Where an entry stands in the list."""
        if variable not in self.variables:
            raise ValueError(f"{variable.name} is no variable that these runs train.")
        number = self.variables.index(variable)
        shape = self.shapes[number]
        if len(at) != len(shape) or not all(-size <= i < size for i, size in zip(at, shape, strict=True)):
            raise ValueError(f"{variable.name} of shape {list(shape)} has no entry {list(at)}.")
        at = [i % size for i, size in zip(at, shape, strict=True)]
        return self.starts[number] + (int(np.ravel_multi_index(tuple(at), shape)) if shape else 0)

    def entry(self, place: int) -> tuple[Operation, list[int]]:
        """The variable and the indices of a place in the list."""
        number = int(np.searchsorted(self.starts, place, side="right")) - 1
        shape = self.shapes[number]
        inside = place - self.starts[number]
        return self.variables[number], [int(i) for i in np.unravel_index(inside, shape)] if shape else []


class Plane:
    """A plane (or, with one weight, a line) through the end of the path.

    Attributes:
        origin: the weights at the end of the path.
        directions: one or two rows.
        coordinates: the path on the plane.
        places: which entries are varied; empty where the directions are mixtures.
        shares: of mixtures, how much of the path's variance lies along each.
    """

    def __init__(
        self, origin: Array, directions: Array, coordinates: Array, places: list[int], shares: list[float]
    ) -> None:
        self.origin, self.directions, self.coordinates = origin, directions, coordinates
        self.places, self.shares = places, shares
        self.dimensions = len(directions)

    def point(self, across: float, up: float) -> Array:
        """The weights at a point of the plane."""
        at = self.origin.copy()
        if self.places:
            for place, value in zip(self.places, (across, up), strict=False):
                at[place] = value
            return at
        for direction, value in zip(self.directions, (across, up), strict=False):
            at += value * direction
        return at

    def names(self, builder: BundleBuilder, weights: Weights) -> list[dict[str, Any]]:
        """What the axes are."""
        if self.places:
            named = [weights.entry(place) for place in self.places]
            return [{"name": builder.view.label(v.outputs[0]), "at": at, "share": None} for v, at in named]
        return [{"name": None, "at": None, "share": short(share)} for share in self.shares]

    def notes(self, builder: BundleBuilder, weights: Weights) -> list[Any]:
        """What the picture leaves out."""
        others = len(self.origin) - self.dimensions
        if not self.places:
            share = f"{100 * sum(self.shares):.3g}"
            return [message("training.surface_directions", weights=len(self.origin), share=share)]
        return [message("training.surface_fixed", count=others)] if others else []


def _plane(path: Array, weights: Weights, wanted: list[tuple[Operation, tuple[int, ...]]]) -> Plane | None:
    count = path.shape[1]
    places = [weights.place(variable, at) for variable, at in wanted]
    if not places and count <= 2:
        places = list(range(count))
    if places:
        directions = np.zeros((len(places), 1))
        return Plane(path[-1], directions, path[:, places], places, [])
    moved = path - path[-1]
    if not np.isfinite(moved).all():
        return None
    # The directions follow from how the points lie to each other, a small matrix however many weights there are.
    centred = moved - moved.mean(axis=0)
    sizes, vectors = np.linalg.eigh(centred @ centred.T)
    total = sizes.clip(min=0).sum()
    if not total or sizes[-2] <= 0:
        return None
    directions = np.stack(
        [centred.T @ vectors[:, -n] / np.sqrt(sizes[-n]) for n in (1, 2) if sizes[-n] > 1e-12 * total]
    )
    coordinates = moved @ directions.T
    # A direction may as well point the other way: the path begins at the left, and below.
    signs = np.where(coordinates[0] > 0, -1.0, 1.0)
    shares = [float(sizes[-n] / total) for n in range(1, len(directions) + 1)]
    return Plane(path[-1], directions * signs[:, None], coordinates * signs, [], shares)


def _learned(plan: Plan) -> list[Operation]:
    """The variables with respect to which the plan's loss was differentiated."""
    found: dict[Operation, None] = {}
    for work in works_outside(plan.order[0].graph):
        for x in work.xs:
            total = work.totals.get(x)
            if (
                is_variable(x)
                and total is not None
                and plan.slot_at_end(getattr(total, "values", total)) is not None
            ):
                found[variable_of(x)] = None
    touched = {cell.operation for cell in plan.cells}
    return sorted((v for v in found if v in touched), key=lambda v: v.index)


def _entries(builder: BundleBuilder, index: int, variables: Sequence[Operation]) -> int:
    now = weights_after(builder.runs[index].plan, builder.replayer.values(index))
    return sum(np.size(now[v]) for v in variables)


def _around(numbers: Array) -> tuple[float, float]:
    """The path's range along an axis, and room on both sides."""
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    room = AROUND * (high - low) or 0.5 * max(1.0, abs(high))
    return low - room, high + room


def _all_feeds(
    builder: BundleBuilder, every: Sequence[int], plan: Plan
) -> tuple[dict[Tensor, Any], int, Any]:
    """What to feed: the rows that training saw, each once, where batches can be put together; else the last batch.

    Beside it how many rows that are, and a note that says so.
    """
    last = dict(zip(plan.feeds, builder.runs[every[-1]].feeds or (), strict=True))
    heights = [len(a) for a in last.values() if np.ndim(a)]
    rows = max(heights, key=heights.count) if heights else 0
    joined = [t for t, a in last.items() if np.ndim(a) and len(a) == rows]
    if not joined:
        return last, rows, None
    if any(t.shape.sizes is None or t.shape.sizes[0] is not None for t in joined):
        return last, rows, message("training.surface_batch", count=rows)
    known: dict[bytes, tuple[list[Any], int]] = {}  # a row, and how often it occurs in one batch at most
    looked = 0
    for index in every:
        fed = dict(zip(plan.feeds, builder.runs[index].feeds or (), strict=True))
        counts: dict[bytes, int] = {}
        for row in zip(*(np.asarray(fed[t]) for t in joined), strict=False):
            key = b"|".join(np.asarray(part).tobytes() for part in row)
            counts[key] = counts.get(key, 0) + 1
            known[key] = (list(row), max(counts[key], known[key][1] if key in known else 0))
        looked += rows
        if looked >= MOST_ROWS:
            break
    rows_of = [row for row, count in known.values() for _ in range(count)]
    if len({tuple(np.shape(part) for part in row) for row in rows_of}) > 1:  # sentences of different lengths
        return last, rows, message("training.surface_batch", count=rows)
    whole = {t: np.array(parts) for t, parts in zip(joined, zip(*rows_of, strict=True), strict=True)}
    told = "training.surface_rows" if index == every[-1] else "training.surface_some"
    return {**last, **whole}, len(rows_of), message(told, count=len(rows_of))


def _milliseconds(builder: BundleBuilder, every: Sequence[int], plan: Plan, rows: int) -> float:
    """What one evaluation of the loss takes, about: a run without its backward half, on so many rows."""
    run = builder.runs[every[-1]]
    heights = [len(a) for a in run.feeds or () if np.ndim(a)]
    return Costs(builder.runs).of_run(run) / 2 * max(1.0, rows / max(heights, default=rows or 1) / 4)


def _measured(evaluate: Callable[[], Any]) -> float:
    """Milliseconds of one evaluation; the first may take longer than any other."""
    best = float("inf")
    for _ in range(2):
        begin = perf_counter()
        evaluate()
        best = min(best, (perf_counter() - begin) * 1000)
        if best * SURFACE_SIDES[0] ** 2 <= MOST_MILLISECONDS:
            break
    return best


def _side(each: float, dimensions: int, budget: float) -> int:
    """How many points along each side; 0 where even the fewest take too long."""
    sides = SURFACE_SIDES if dimensions == 2 else (CURVE_POINTS, *SURFACE_SIDES)
    return next((side for side in sides if side**dimensions * each <= budget), 0)
