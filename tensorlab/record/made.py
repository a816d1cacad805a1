"""How a value of a run was made: by which operation, from which values; found again from the run's plan.

A plan numbers its values (slots). This module goes the way back: from a slot to the operation that filled it, and
to the slots of that operation's inputs, as they were when it ran.

Read next: `derivation_rules.py`, which writes one entry of such a value as a formula.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES
from tensorlab.graph.tensor import Tensor
from tensorlab.record.formula import Entry, Taken
from tensorlab.run.bind import bound_kernel
from tensorlab.run.plan import Plan

# Only these may be computed again outside of a run: they have no effect but their result.
PURE = frozenset(
    (
        *("math", "activation", "comparison", "reduction", "array", "linalg", "gradient", "constant"),
        *("update", "state"),
    )
)


class Origin:
    """Where a value comes from.

    Attributes:
        kind: "feed", "variable" (as the run found it), "constant", "random", "computed" or "written".
        tensor: the tensor that the value belongs to.
        operation: the operation that made it, or that it stands in.
        output: which of the operation's results it is.
    """

    __slots__ = ("kind", "operation", "output", "tensor")

    def __init__(self, kind: str, tensor: Tensor, operation: Operation, output: int = 0) -> None:
        self.kind = kind
        self.tensor = tensor
        self.operation = operation
        self.output = output

    def __repr__(self) -> str:
        return f"<Origin: {self.kind} {self.tensor.name}>"


def origins_of(plan: Plan) -> dict[int, Origin]:
    """For every slot of a plan, where its value comes from."""
    found: dict[int, Origin] = {}
    for tensor, slot in zip(plan.feeds, plan.feed_slots, strict=True):
        found[slot] = Origin("feed", tensor, tensor.op)
    for slot, cell in plan.loads:
        found[slot] = Origin("variable", cell.operation.outputs[0], cell.operation)
    for operation in plan.order:
        if operation.type == "Const" and operation.outputs[0] in plan.slot_of:
            found.setdefault(
                plan.slot_of[operation.outputs[0]], Origin("constant", operation.outputs[0], operation)
            )
    for step in plan.steps:
        first, operation = step[4], step[5]
        if operation in plan.writes_of:
            for number, (cell, slot) in enumerate(plan.writes_of[operation]):
                found[slot] = Origin("written", cell.operation.outputs[0], operation, number)
            if operation.record.writes:
                continue
        kind = "random" if operation.record.needs_stream else "computed"
        for number, tensor in enumerate(operation.outputs):
            found[first + number] = Origin(kind, tensor, operation, number)
    return found


class Input:
    """One value that went into an operation: its tensor, its slot and its array."""

    __slots__ = ("array", "slot", "tensor")

    def __init__(self, tensor: Tensor, slot: int, array: Any) -> None:
        self.tensor = tensor
        self.slot = slot
        self.array = np.asarray(array)

    def take(self, index: Sequence[int]) -> Taken:
        """One entry of it."""
        return Taken(Entry(self.slot, tuple(int(i) for i in index)))

    def stretched(self, index: Sequence[int]) -> Taken:
        """The entry that broadcasting puts at a place of the result."""
        place = tuple(index)[len(index) - self.array.ndim :]
        return self.take([0 if size == 1 else i for i, size in zip(place, self.array.shape, strict=True)])


class Made:
    """One operation as it ran: what went into it and what came out.

    Attributes:
        operation, record: what ran.
        attributes: its fixed settings, by parameter name.
        inputs: for every parameter that is an input: an `Input`, a list of them, or None.
        flat: the same, one after another.
        value: the result that is asked for; `output` is its number.
    """

    def __init__(self, operation: Operation, output: int, value: Any, plan: Plan, values: list[Any]) -> None:
        self.operation = operation
        self.record = operation.record
        self.attributes = operation.attributes
        self.output = output
        self.value = np.asarray(value)
        self._plan = plan
        self._kernel: tuple[Any, list[int]] | None = None
        slots = plan.inputs_of.get(operation, ())
        self.flat: list[Input | None] = [
            Input(tensor, slot, values[slot]) if slot is not None and values[slot] is not None else None
            for tensor, slot in zip(operation.inputs, slots, strict=False)
        ]
        self.inputs: dict[str, Any] = {}
        self.roles: list[tuple[str, str]] = []  # (parameter, role) of every flat input
        position = 0
        for parameter, size in zip(self.record.inputs, operation.layout, strict=True):
            count = 0 if size is None else abs(size)
            group = self.flat[position : position + count]
            self.inputs[parameter.name] = None if size is None else group if size >= 0 else group[0]
            self.roles += [(parameter.name, parameter.role)] * count
            position += count

    def array(self, name: str) -> Input:
        """An input that is one tensor."""
        found = self.inputs[name]
        assert isinstance(found, Input)
        return found

    def given(self, position: int) -> Input:
        """The input at a position of `flat`, which has a value."""
        found = self.flat[position]
        assert found is not None
        return found

    def numbers(self, name: str) -> tuple[int, ...] | None:
        """A host input as whole numbers; None when it was left out."""
        found = self.inputs[name]
        return None if found is None else tuple(int(i) for i in np.atleast_1d(found.array).ravel())

    def again(self, arrays: Sequence[Any]) -> list[Any]:
        """All results of the kernel for other inputs (in the order of `flat`)."""
        if self.record.kind not in PURE or self.record.needs_stream:
            raise ValueError(f"{self.operation.type} is not computed again: that might have an effect.")
        kernel, used = self._bound()
        with np.errstate(all="ignore"):
            result = kernel(*(arrays[position] for position in used))
        several = len(self.operation.outputs) > 1 or len(self.record.writes) > 1
        return list(result) if several or isinstance(result, (list, tuple)) else [result]

    def _bound(self) -> tuple[Callable[..., Any], list[int]]:
        if self._kernel is None:
            kernel, tensors = bound_kernel(self.operation, self._plan.fed)
            positions: list[int] = []
            for position, (tensor, (_, role)) in enumerate(
                zip(self.operation.inputs, self.roles, strict=True)
            ):
                settled = role in HOST_ROLES and tensor.op.type == "Const" and tensor not in self._plan.fed
                if not settled:
                    positions.append(position)
            assert len(positions) == len(tensors)
            self._kernel = kernel, positions
        return self._kernel

    def arrays(self) -> list[Any]:
        """The arrays that went in, in the order of `flat`."""
        return [None if one is None else one.array for one in self.flat]

    def data(self) -> list[int]:
        """The positions in `flat` of what is neither a setting nor an index."""
        found = []
        for position, (name, role) in enumerate(self.roles):
            if self.flat[position] is not None and role not in HOST_ROLES and not self._is_index(name):
                found.append(position)
        return found

    def _is_index(self, name: str) -> bool:
        rule = self.record.dtypes.get(name)
        return isinstance(rule, frozenset) and {dtype.name for dtype in rule} <= {"int32", "int64"}
