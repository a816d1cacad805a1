"""The versions of a variable: every write on the axis of the runs, and who wrote.

A write gives a variable its initial value, trains it, or was asked for by hand (`assign`). Between two recorded runs
a variable may also change without the tape: a checkpoint was loaded, or a session ran that nobody recorded. That is
noticed, too.

Read next: `explain.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.record.blocks import with_insides
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.twin import TwinView
from tensorlab.record.values import brief
from tensorlab.run.plan import variable_of

KINDS = {
    "initial": "initial value",
    "training": "training",
    "hand": "by hand",
    "unseen": "changed outside of the record",
    "before": "set before the record began",
}


@dataclass(frozen=True)
class Version:
    """One value that a variable had.

    Attributes:
        number: 0 for the initial value; every recorded write counts on.
        run: the number of the run that wrote it, or that first found it so.
        kind: "initial", "training", "hand", "unseen" or "before".
        operation: what wrote it; None where nobody saw it.
        slot: where the value stands in that run.
    """

    number: int
    run: int
    kind: str
    operation: Operation | None
    slot: int | None

    @property
    def line(self) -> str:
        """The place in the program that made the writing operation, such as `seed.py:12`; or an empty string."""
        source = self.operation.source if self.operation is not None else None
        return source.place if source is not None else ""


class History:
    """All versions of one variable that a tape knows. `tape.history("w1")` makes it.

    Attributes:
        name: what the student calls the variable.
        versions: in order.
    """

    def __init__(
        self, name: str, shape: Any, versions: Sequence[Version], value_of: Callable[[Version], Any]
    ) -> None:
        self.name = name
        self.shape = shape
        self.versions = list(versions)
        self._value_of = value_of

    def __len__(self) -> int:
        return len(self.versions)

    def __iter__(self) -> Iterator[Version]:
        return iter(self.versions)

    def __getitem__(self, place: int) -> Version:
        return self.versions[place]

    def value(self, version: Version | int = -1) -> Any:
        """The value of a version; None when the tape let it go.

        Args:
            version: a version, or its place in the list; by default the newest.
        """
        return self._value_of(version if isinstance(version, Version) else self.versions[version])

    def numbers(self, entry: Any = None) -> list[tuple[int, float]]:
        """Pairs (run, number) over all versions: the norm of the variable, or one entry of it."""
        found = []
        for version in self.versions:
            value = self.value(version)
            if value is None:
                continue
            array = np.asarray(value)
            found.append((version.run, float(np.linalg.norm(array) if entry is None else array[entry])))
        return found

    def __repr__(self) -> str:
        count = len(self.versions)
        lines = [f"{self.name} {self.shape}: {count:,} version{'' if count == 1 else 's'}"]
        for stretch in stretches(self.versions):
            first, last = stretch[0], stretch[-1]
            writer = "" if first.operation is None else f", {first.operation.type}"
            where = f" at {first.line}" if first.line else ""
            when = f"run {first.run:,}" if len(stretch) == 1 else f"runs {first.run:,} to {last.run:,}"
            times = f", {len(stretch):,} times" if len(stretch) > 1 else ""
            value = self._value_of(last)
            now = "" if value is None else f": {'last ' if len(stretch) > 1 else ''}{brief(value)}"
            lines.append(f"  {when}, {KINDS[first.kind]}{writer}{times}{where}{now}")
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self)}


def stretches(versions: Sequence[Version]) -> list[list[Version]]:
    """The versions in stretches of one kind, written by one operation."""
    found: list[list[Version]] = []
    for version in versions:
        if found and (found[-1][0].kind, found[-1][0].operation) == (version.kind, version.operation):
            found[-1].append(version)
        else:
            found.append([version])
    return found


def versions_of(runs: Sequence[RecordedRun], variable: Operation, view: TwinView) -> list[Version]:
    """Every version of a variable that the runs tell of, in order."""
    found: list[Version] = []
    for run in runs:
        plan = run.plan
        load = next((slot for slot, cell in plan.loads if cell.operation is variable), None)
        if unseen_before(run, variable):
            # How often it was written meanwhile nobody knows, so it keeps the number.
            number = found[-1].number if found else 0
            found.append(Version(number, run.number, "unseen", None, load))
        elif not found and load is not None and run.error is None:
            found.append(Version(0, run.number, "before", None, load))
        if run.error is not None:
            continue  # what it wrote was taken back
        for operation, targets in plan.writes_of.items():
            for cell, slot in targets:
                if cell.operation is variable:
                    kind = write_kind(operation, view)
                    number = 0 if kind == "initial" or not found else found[-1].number + 1
                    found.append(Version(number, run.number, kind, operation, slot))
    return found


def unseen_before(run: RecordedRun, variable: Operation) -> bool:
    """Whether a variable changed between the run before and this one, without any recorded run."""
    segment = run.segment
    return bool(segment.runs) and segment.runs[0] is run and variable in segment.unseen


def write_kind(operation: Operation, view: TwinView) -> str:
    """What kind of write an operation is: "initial", "training" or "hand"."""
    if operation in view.initialiser_of:
        return "initial"
    gradients = view.gradient_operations
    uses = any(tensor.op in gradients for tensor in operation.inputs)
    trains = any(one.record.kind == "update" for one in with_insides([operation]))
    return "training" if trains or uses else "hand"


def variables_of(view: TwinView) -> list[Operation]:
    """The variables that have a box, in the order of the picture."""
    return [box.operation for box in view.boxes if box.style == "variable"]


def variable_named(operation: Operation) -> Operation:
    """The variable that an operation is, reads or writes.

    Raises:
        LookupError: when it is none of these.
    """
    if operation.record.kind == "variable":
        return operation
    if operation.inputs and (operation.record.writes or operation.inputs[0].dtype._is_ref_dtype):
        return variable_of(operation.outputs[0])
    raise LookupError(f"{operation.name} is no variable, so it has no versions.")
