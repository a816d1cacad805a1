"""What is plotted over the runs: scalars, every variable, every gradient, and how far each update went.

Nothing of this is computed while a program trains. When somebody looks, or when a page is written, the runs are
gone through once: `sampling.py` says which, `statistics_over_runs.py` what is told of each array. The result is
the part "training" of a bundle (`bundle.schema.json`); the loss itself is in the bundle's "series".

A weight is told as it stood *after* a run, a gradient as the run computed it. Of a small variable every entry
is told, of a larger one a few, evenly spread.

Read next: `boundary.py`, `surface.py`, `spikes.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import works_outside
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.sampling import evenly, select
from tensorlab.record.spikes import spikes
from tensorlab.record.statistics_over_runs import Numbers, of_gradients, of_values, short, update_ratios
from tensorlab.record.words import message
from tensorlab.run.plan import Plan, is_view, variable_of

__all__ = ["quantities", "spikes"]

DEFAULT_BUDGET = 2000.0  # milliseconds
MOST_RUNS = 512  # more points than a plot has pixels tell nothing
FEWEST_RUNS = 50
MOST_NUMBERS = 150_000  # in all: about a megabyte of a page
NUMBERS_EACH = 20  # told of a variable, its gradient and its updates, for each run
MOST_VARIABLES = 60
MOST_SCALARS = 24
ALL_ENTRIES = 12
SOME_ENTRIES = 6
MILLISECONDS_EACH_ENTRY = 1e-4
PENDING_BYTES = 64 << 20

Rows = list[np.ndarray[Any, Any]]


def quantities(
    builder: BundleBuilder, budget: float = DEFAULT_BUDGET, most: int = MOST_RUNS
) -> dict[str, Any]:
    """Scalars, variables and gradients over the runs, as the part "training" of a bundle holds them.

    Args:
        builder: knows the runs and their names.
        budget: about how many milliseconds it may take; where all runs would take longer, an even selection
            stands for them, and `shown` says so.
        most: how many runs to look at, at most.

    Raises:
        LookupError: when a run's values turn out to be lost.
    """
    looks: dict[Plan, Look] = {}
    for run in builder.runs:
        if run.plan not in looks:
            looks[run.plan] = Look(builder, run.plan)
    wanted = [i for i, run in enumerate(builder.runs) if looks[run.plan].anything and run.error is None]
    variables = _shown_variables(looks.values())
    most = max(FEWEST_RUNS, min(most, MOST_NUMBERS // (NUMBERS_EACH * max(1, len(variables)))))
    entries = sum(size_of(variable.outputs[0]) for variable in variables)
    chosen = select(builder.runs, wanted, most, budget, MILLISECONDS_EACH_ENTRY * entries)
    told = Told(builder, variables)
    for index in chosen:
        told.add(index, looks[builder.runs[index].plan], builder.replayer.values(index))
    axes = Axes()
    all_variables = {v for look in looks.values() for v, _, _ in look.variables}
    left_out = len(all_variables) - len(variables)
    return {
        "variables": told.variables(axes),
        "gradients": told.gradients(axes),
        "scalars": told.scalars(axes),
        "axes": axes.lists,
        "shown": {"runs": len(chosen), "of": len(wanted)},
        "notes": [message("training.variables_left_out", count=left_out)] if left_out else [],
    }


class Look:
    """What there is to take from the runs of one plan, and in which slots it stands.

    Attributes:
        variables: (variable, slot before the run or None, slot after it), of every variable it touches.
        gradients: (variable, what was differentiated, the slots of the gradient: one, or those of the rows and
            of their places).
        scalars: (tensor, slot, whether it was fetched).
    """

    def __init__(self, builder: BundleBuilder, plan: Plan) -> None:
        before = {cell.operation: slot for slot, cell in plan.loads}
        touched = dict.fromkeys((*before, *(cell.operation for cell in plan.written)))
        after = {v: plan.slot_at_end(v.outputs[0]) for v in touched if is_number(v.outputs[0])}
        learns = bool(plan.writes_of)
        self.gradients = list(_gradients(plan))
        self.scalars = list(_scalars(builder, plan, learns or bool(self.gradients)))
        # A call that only reads the weights tells nothing that the runs before it did not.
        self.variables = [
            (v, before.get(v), slot) for v, slot in after.items() if slot is not None and learns
        ]
        self.anything = bool(self.variables or self.gradients or self.scalars)


def _gradients(plan: Plan) -> Iterable[tuple[Operation, Tensor, tuple[int, ...]]]:
    """The gradients with respect to variables that a plan computes."""
    if not plan.order:
        return
    works: list[Differentiation] = works_outside(plan.order[0].graph)
    for work in works:
        for x in work.xs:
            if x.op.record.kind != "variable" and not is_view(x.op):
                continue
            total = work.totals.get(x)
            parts = (total.values, total.indices) if isinstance(total, IndexedSlices) else (total,)
            slots = [plan.slot_at_end(part) for part in parts if part is not None]
            if slots and None not in slots:
                yield variable_of(x), work.ys[0], tuple(slot for slot in slots if slot is not None)


def _scalars(builder: BundleBuilder, plan: Plan, learns: bool) -> Iterable[tuple[Tensor, int, bool]]:
    """Single numbers that a plan computes: those that were fetched, and, where it learns, those with a box."""
    losses = {run.loss[0] for run in builder.runs if run.plan is plan and run.loss is not None}
    fetched = [t for t in plan.fetches if isinstance(t, Tensor)]
    boxed = [box.operation.outputs[0] for box in builder.view.boxes if box.operation.outputs and learns]
    for tensor in dict.fromkeys((*fetched, *boxed)):
        slot = plan.slot_at_end(tensor)
        kind = tensor.op.record.kind
        if slot is None or tensor in losses or not is_number(tensor) or kind in ("variable", "constant"):
            continue
        if tensor.shape.ndims in (0, None) and not (tensor.shape.ndims is None and tensor not in fetched):
            yield tensor, slot, tensor in fetched


def _shown_variables(looks: Iterable["Look"]) -> list[Operation]:
    """The variables that a plot can show: those with a gradient first, then in the order of the program."""
    every = {v: None for look in looks for v, _, _ in look.variables}
    learned = {v for look in looks for v, _, _ in look.gradients}
    return sorted(every, key=lambda v: (v not in learned, v.index))[:MOST_VARIABLES]


class Told:
    """Collects what is told of each quantity, run after run."""

    def __init__(self, builder: BundleBuilder, variables: Sequence[Operation]) -> None:
        self.builder = builder
        self._pending = 0
        self._variables = {v: Gathered(_variable_rule(v)) for v in variables}
        self._updates = {v: Gathered(lambda old, new: {"values": update_ratios(old, new)}) for v in variables}
        self._gradients: dict[tuple[Operation, Tensor], Gathered] = {}
        self._scalars: dict[tuple[Tensor, Plan], tuple[list[int], Numbers, bool]] = {}

    def add(self, index: int, look: Look, values: list[Any]) -> None:
        """Take what there is from one run."""
        for variable, before, after in look.variables:
            if variable not in self._variables or values[after] is None:
                continue
            self._take(self._variables[variable], index, values[after])
            old = None if before is None else values[before]
            if old is not None and old is not values[after] and np.shape(old) == np.shape(values[after]):
                self._take(self._updates[variable], index, old, values[after])
        for variable, y, slots in look.gradients:
            if variable not in self._variables:
                continue
            parts = [values[slot] for slot in slots]
            if any(part is None for part in parts):
                continue
            gathered = self._gradients.setdefault((variable, y), Gathered(of_gradients))
            shape = (
                np.shape(values[next(a for v, _, a in look.variables if v is variable)]) if parts[1:] else ()
            )
            self._take(gathered, index, dense(parts, shape) if parts[1:] else parts[0])
        for tensor, slot, fetched in look.scalars:
            if np.size(values[slot]) == 1:
                runs, numbers, _ = self._scalars.setdefault(
                    (tensor, self.builder.runs[index].plan), ([], [], fetched)
                )
                runs.append(index)
                numbers.append(short(np.ravel(values[slot])[0]))

    def _take(self, gathered: "Gathered", index: int, *arrays: Any) -> None:
        self._pending += gathered.add(index, *map(plain_numbers, arrays))
        if self._pending > PENDING_BYTES:
            for one in (*self._variables.values(), *self._updates.values(), *self._gradients.values()):
                one.settle()
            self._pending = 0

    # --- as a bundle holds it -----------------------------------------------------------------------------

    def variables(self, axes: "Axes") -> list[dict[str, Any]]:
        """Every variable: who it is, and what is told of it."""
        view = self.builder.view
        found = []
        for variable, gathered in self._variables.items():
            gathered.settle()
            trained = variable in view.differentiated
            boxed = variable in view.box_of and view.box_of[variable].operation is variable
            update = self._updates[variable]
            update.settle()
            told = dict(gathered.told)
            entries = told.pop("entries", [])
            if not (trained or boxed):  # of what only the optimizer keeps, how large it is
                told, entries, update = {"norm": told["norm"]}, [], Gathered(of_values)
            found.append(
                {
                    "name": view.label(variable.outputs[0]) if boxed else variable.name,
                    "node": self.builder.node_number.get(variable),
                    "kind": "trained" if trained else "counted" if boxed else "optimizer",
                    "shape": gathered.shape,
                    "axis": axes.number(gathered.runs),
                    **{k: v for k, v in told.items() if k != "bad" or any(v)},
                    "entries": [
                        {"at": place, "values": [row[number] for row in entries]}
                        for number, place in enumerate(entry_places(gathered.shape) if entries else [])
                    ],
                    "updates": {"axis": axes.number(update.runs), **update.told} if update.runs else None,
                }
            )
        self._number_of = {variable: number for number, variable in enumerate(self._variables)}
        return found

    def gradients(self, axes: "Axes") -> list[dict[str, Any]]:
        """Every gradient; call after `variables`."""
        found = []
        for (variable, y), gathered in self._gradients.items():
            gathered.settle()
            found.append(
                {
                    "variable": self._number_of[variable],
                    "of": self.builder.view.label(y),
                    "axis": axes.number(gathered.runs),
                    **{k: v for k, v in gathered.told.items() if k != "bad" or any(v)},
                }
            )
        return found

    def scalars(self, axes: "Axes") -> list[dict[str, Any]]:
        """Every single number; of those that nobody fetched only such as change."""
        found = []
        for (tensor, plan), (runs, values, fetched) in self._scalars.items():
            if len(runs) < 2 or not (fetched or len(set(values)) > 1):
                continue
            story = self.builder._stories.get(plan)
            found.append(
                {
                    "name": self.builder.view.label(tensor),
                    "node": self.builder.node_number.get(tensor.op),
                    "call": f"sess.run({story[1].goal()})" if story else "",
                    "fetched": fetched,
                    "axis": axes.number(runs),
                    "values": values,
                }
            )
        return sorted(found, key=lambda one: not one["fetched"])[:MOST_SCALARS]


class Gathered:
    """The arrays of one quantity, told in numbers whenever enough of them have come together."""

    def __init__(self, rule: Callable[..., dict[str, Any]]) -> None:
        self.rule = rule
        self.runs: list[int] = []
        self.told: dict[str, list[Any]] = {}
        self.shape: list[int] = []
        self._rows: list[Rows] = []

    def add(self, index: int, *arrays: np.ndarray[Any, Any]) -> int:
        """Add the arrays of a run; the result is how many bytes it holds on to."""
        if self._rows and self._rows[-1][0].shape != arrays[0].shape:
            self.settle()
        self.runs.append(index)
        self.shape = list(arrays[0].shape)
        self._rows.append(list(arrays))
        return sum(array.nbytes for array in arrays)

    def settle(self) -> None:
        """Tell what is not told yet, and let go of the arrays."""
        if not self._rows:
            return
        stacks = [np.stack([array.ravel() for array in column]) for column in zip(*self._rows, strict=True)]
        for name, values in self.rule(*stacks).items():
            self.told.setdefault(name, []).extend(values)
        self._rows = []


class Axes:
    """The lists of runs that quantities have values for; most share one."""

    def __init__(self) -> None:
        self.lists: list[list[int]] = []
        self._known: dict[tuple[int, ...], int] = {}

    def number(self, runs: Sequence[int]) -> int:
        """The number of a list of runs, added where it is new."""
        key = tuple(runs)
        if key not in self._known:
            self._known[key] = len(self.lists)
            self.lists.append(list(key))
        return self._known[key]


def _variable_rule(variable: Operation) -> Callable[[np.ndarray[Any, Any]], dict[str, Any]]:
    def rule(stack: np.ndarray[Any, Any]) -> dict[str, Any]:
        told: dict[str, Any] = dict(of_values(stack))
        places = _entry_numbers(stack.shape[1])
        told["entries"] = [[short(row[place]) for place in places] for row in stack]
        return told

    return rule


def _entry_numbers(size: int) -> list[int]:
    return evenly(range(size), size if size <= ALL_ENTRIES else SOME_ENTRIES)


def entry_places(shape: Sequence[int]) -> list[list[int]]:
    """Which entries of a variable are told one by one: all of a small one, of a larger one a few.

    >>> entry_places([2, 2]), len(entry_places([100, 100]))
    ([[0, 0], [0, 1], [1, 0], [1, 1]], 6)
    """
    size = int(np.prod(shape, dtype=np.int64))
    return [
        [int(i) for i in np.unravel_index(n, tuple(shape))] if shape else [] for n in _entry_numbers(size)
    ]


def dense(parts: Sequence[Any], shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """A gradient given as rows, written out: rows that occur twice add up.

    >>> dense([np.array([[1.0], [2.0], [4.0]]), np.array([0, 2, 2])], (3, 1)).ravel()
    array([1., 0., 6.])
    """
    rows, places = parts
    whole = np.zeros(shape, np.asarray(rows).dtype)
    np.add.at(whole, places, rows)
    return whole


def plain_numbers(array: Any) -> np.ndarray[Any, Any]:
    """An array of real numbers; of complex ones the magnitudes."""
    array = np.asarray(array)
    return np.abs(array) if array.dtype.kind == "c" else array


def is_number(tensor: Tensor) -> bool:
    """Whether a tensor holds numbers that can be plotted."""
    dtype = tensor.dtype.base_dtype
    return bool(dtype.is_floating or dtype.is_complex or dtype.is_integer or dtype.is_bool)


def size_of(tensor: Tensor) -> int:
    """How many entries a tensor has, as far as its static shape tells."""
    return int(np.prod([size or 1 for size in tensor.shape.sizes or ()], dtype=np.int64))
