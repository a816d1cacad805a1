"""The parts of a model that its pictures need: where the data comes in, what it predicts, which are the labels.

They are found in the graph itself. The *input* is the fed matrix of numbers that the loss depends on. The
*output* is the last node that every path from the input to the loss goes through before the labels come in: in
`loss = mean(y_ * log(y) + (1 - y_) * log(1 - y))` that is y. The *labels* are what is fed beside the input, row
for row. Where a program is built otherwise, it can name all three.

A model is evaluated at other points, or with other weights, by a plan of its own in a store of its own: the
program's sessions are not touched.

Read next: `boundary.py`, `surface.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.recorder import RecordedRun
from tensorlab.run.loop import run_plan
from tensorlab.run.plan import Plan, is_view, variable_of
from tensorlab.run.store import Store

MOST_COLUMNS = 10  # of an output that is drawn as classes
LOGIT_READERS = ("SoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits", "Sigmoid", "Softmax")


@dataclass
class Named:
    """What the program has named itself: parts of the model, and two entries of weights to vary."""

    inputs: Tensor | None = None
    output: Tensor | None = None
    labels: Tensor | None = None
    weights: list[tuple[Operation, tuple[int, ...]]] = field(default_factory=list)


def training_runs(builder: BundleBuilder) -> list[int]:
    """The runs of the kind of call that trains most, those whose values are at hand or can be replayed."""
    kinds: dict[Plan, list[int]] = {}
    for index, run in enumerate(builder.runs):
        if run.loss is not None and run.error is None and run.plan.written and run.can_be_shown:
            kinds.setdefault(run.plan, []).append(index)
    return max(kinds.values(), key=len) if kinds else []


class Evaluator:
    """Computes tensors from given feeds and variables, again and again."""

    def __init__(self, fetches: Sequence[Tensor], feeds: Sequence[Tensor]) -> None:
        self._store = Store()
        self._plan = Plan(fetches, feeds, self._store)
        self._feeds = list(feeds)

    @property
    def variables(self) -> list[Operation]:
        """The variables that the fetches depend on."""
        return [cell.operation for cell in self._plan.cells]

    @property
    def unfed(self) -> list[Operation]:
        """Placeholders that would have to be fed as well."""
        return list(self._plan.unfed)

    @property
    def draws(self) -> bool:
        """Whether random numbers are drawn on the way."""
        return bool(self._plan.streams)

    def __call__(self, feeds: Mapping[Tensor, Any], variables: Mapping[Operation, Any]) -> list[Any]:
        """The values of the fetches."""
        for cell in self._plan.cells:
            cell.value = variables[cell.operation]
        for stream, state in zip(self._plan.streams, self._states(), strict=True):
            stream.state = state
        values = self._plan.template.copy()
        values[: len(self._feeds)] = [feeds[tensor] for tensor in self._feeds]
        for slot, cell in self._plan.loads:
            values[slot] = cell.value
        with np.errstate(all="ignore"):
            run_plan(self._plan, values)
        return [values[slot] for slot in self._plan.fetch_slots if slot is not None]

    def _states(self) -> list[Any]:
        """The random streams as they were at first, so that every evaluation draws the same numbers."""
        if not hasattr(self, "_first_states"):
            self._first_states = [stream.state for stream in self._plan.streams]
        return self._first_states


class Model:
    """The parts of a model with inputs of two columns.

    Attributes:
        x: the fed tensor with the points.
        output: what the model says to each point.
        labels: the fed tensor with the answers, or None.
        beside: what else has to be fed to compute the output (such as the share that a dropout keeps).
        level: where the output of one column turns from one class to the other; None for several columns.
    """

    def __init__(self, x: Tensor, output: Tensor, labels: Tensor | None, beside: list[Tensor]) -> None:
        self.x, self.output, self.labels, self.beside = x, output, labels, beside

    def level(self, answers: np.ndarray[Any, Any] | None) -> float:
        """Where an output of one column turns from one class to the other, given the labels."""
        if self.output.op.type == "Sigmoid" or (
            self.output.op.type == "Reshape" and _after_sigmoid(self.output)
        ):
            return 0.5
        if any(reader.type in LOGIT_READERS for reader in _readers(self.output)):
            return 0.0
        if answers is None or not answers.size:
            return 0.0 if self.output.op.type == "Tanh" else 0.5
        return float(answers.min() + answers.max()) / 2


def model_of(
    run: RecordedRun,
    values: Sequence[Any],
    x: Tensor | None = None,
    output: Tensor | None = None,
    labels: Tensor | None = None,
) -> Model | None:
    """The model that a run trains, if its inputs have two columns; None where there is none to be found.

    Args:
        run: a run that computed gradients.
        values: its values, by slot.
        x, output, labels: parts that the program has named.
    """
    plan = run.plan
    if run.loss is None and (x is None or output is None):
        return None
    fed = {tensor: np.asarray(values[slot]) for tensor, slot in zip(plan.feeds, plan.feed_slots, strict=True)}
    for candidate in [x] if x is not None else _inputs(fed):
        end = run.loss[0] if run.loss is not None else output
        assert end is not None
        chosen = output if output is not None else _bottleneck(candidate, end, fed, plan, values)
        if chosen is None:
            continue
        if labels is None:
            labels = _labels(candidate, chosen, end, fed)
        beside = [p.outputs[0] for p in Evaluator([chosen], [candidate]).unfed]
        return Model(candidate, chosen, labels, beside)
    return None


def _inputs(fed: Mapping[Tensor, np.ndarray[Any, Any]]) -> list[Tensor]:
    return [t for t, a in fed.items() if a.ndim == 2 and a.shape[1] == 2 and a.dtype.kind == "f"]


def _bottleneck(
    x: Tensor, loss: Tensor, fed: Mapping[Tensor, Any], plan: Plan, values: Sequence[Any]
) -> Tensor | None:
    """The last tensor that all paths from x to the loss go through, and that depends on no other fed rows."""
    needed = _ancestors(loss.op)
    onward: dict[Operation, None] = {}  # what x leads to, on the way to the loss
    others: set[Operation] = set()  # what depends on other rows that are fed
    rows = len(fed[x]) if x in fed else None
    for operation in sorted(needed, key=lambda o: o.index):
        before = {tensor.op for tensor in operation.inputs}
        if operation is x.op or any(one in onward for one in before):
            onward[operation] = None
        row_wise = [
            t for t in fed if t.op is operation and t is not x and np.ndim(fed[t]) and len(fed[t]) == rows
        ]
        if row_wise or (operation is not x.op and before & others):
            others.add(operation)
    found: Tensor | None = None
    farthest = x.op.index
    for operation in onward:
        free = operation.index >= farthest and operation is not x.op and operation not in others
        if free and operation.outputs and _is_output(operation.outputs[0], rows, plan, values):
            found = operation.outputs[0]
        readers = [r.index for t in operation.outputs for r in t._consumers if r in onward]
        farthest = max([farthest, *readers])
    return found


def _is_output(tensor: Tensor, rows: int | None, plan: Plan, values: Sequence[Any]) -> bool:
    slot = plan.slot_at_end(tensor)
    value = None if slot is None else values[slot]
    if value is None or np.asarray(value).dtype.kind != "f":
        return False
    shape = np.shape(value)
    return (len(shape) == 1 or (len(shape) == 2 and shape[1] <= MOST_COLUMNS)) and shape[0] == rows


def _labels(x: Tensor, output: Tensor, loss: Tensor, fed: Mapping[Tensor, Any]) -> Tensor | None:
    """What is fed row for row beside the input, and reaches the loss without the output."""
    rows = len(fed[x]) if x in fed else None
    ours = _ancestors(output.op)
    needed = _ancestors(loss.op)
    for tensor, array in fed.items():
        beside = tensor.op in needed and tensor.op not in ours
        if tensor is not x and beside and array.ndim in (1, 2) and len(array) == rows:
            return tensor
    return None


def _ancestors(operation: Operation) -> set[Operation]:
    found: set[Operation] = set()
    stack = [operation]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += [tensor.op for tensor in one.inputs]
    return found


def _readers(tensor: Tensor) -> list[Operation]:
    """What reads a tensor, itself or through reshapes and identities."""
    found = []
    for reader in tensor._consumers:
        found.append(reader)
        if reader.type in ("Reshape", "Identity"):
            found += _readers(reader.outputs[0])
    return found


def _after_sigmoid(tensor: Tensor) -> bool:
    before = tensor.op.inputs[0].op
    return before.type == "Sigmoid"


def classes_of(answers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The class of each row of labels, from 0: of several columns the largest, of one the distinct values.

    >>> classes_of(np.array([[0, 1], [1, 0]])), classes_of(np.array([[-1.0], [1.0]]))
    (array([1, 0]), array([0, 1]))
    """
    if answers.ndim == 2 and answers.shape[1] > 1:
        return np.argmax(answers, axis=1)
    return np.unique(answers.ravel(), return_inverse=True)[1].ravel()


def weights_after(plan: Plan, values: Sequence[Any]) -> dict[Operation, Any]:
    """The variables that a run touched, as they stood after it."""
    touched = dict.fromkeys(cell.operation for cell in plan.cells)
    slots = {variable: plan.slot_at_end(variable.outputs[0]) for variable in touched}
    return {variable: values[slot] for variable, slot in slots.items() if slot is not None}


def is_variable(tensor: Tensor) -> bool:
    """Whether a tensor stands for a variable."""
    return tensor.op.record.kind == "variable" or is_view(tensor.op)


def variable_named(tensor: Any) -> Operation:
    """The operation of a variable, however it is given: the variable itself, its reference or its value."""
    reference = getattr(tensor, "_ref", None)
    return variable_of(reference() if reference is not None else tensor)
