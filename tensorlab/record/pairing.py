"""Pairing: which node of one graph stands for which of another, and which run of one record for which of another.

Within one graph every node stands for itself. Nodes of two graphs are paired by name; of those that are left,
the first of a type is paired with the first of that type, and so on: a program in which a line was moved or
renamed keeps most of its nodes.

Read next: `compare.py`.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.run.plan import Plan


class Pairing:
    """Partners for the operations of a graph.

    Attributes:
        by_position: the pairs whose names differ: they were paired by type and position.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as one:
    ...     first = tf.tanh(1.0, name="squash")
    >>> with tf.Graph().as_default() as other:
    ...     second = tf.tanh(1.0)
    >>> pairing = Pairing(one, other)
    >>> pairing.partner(first.op).name, len(pairing.by_position)
    ('Tanh', 2)
    """

    def __init__(self, first: Graph, second: Graph) -> None:
        self._same = first is second
        self._partner: dict[Operation, Operation] = {}
        self.by_position: list[tuple[Operation, Operation]] = []
        if not self._same:
            self._pair(first, second)

    def _pair(self, first: Graph, second: Graph) -> None:
        named = {operation.name: operation for operation in second.operations}
        left: list[Operation] = []
        for operation in first.operations:
            partner = named.pop(operation.name, None)
            if partner is None:
                left.append(operation)
            else:
                self._partner[operation] = partner
        waiting: dict[tuple[str, bool], list[Operation]] = {}
        for operation in named.values():  # in the order of the graph
            waiting.setdefault(_sort(operation), []).append(operation)
        for operation in left:
            candidates = waiting.get(_sort(operation))
            if candidates:
                partner = candidates.pop(0)
                self._partner[operation] = partner
                self.by_position.append((operation, partner))

    def partner(self, operation: Operation) -> Operation | None:
        """The node of the second graph that stands for one of the first; None when there is none."""
        return operation if self._same else self._partner.get(operation)

    def with_partner(self, operation: Operation) -> Operation | None:
        """A node of the second graph, if it stands for one of the first."""
        return operation if self._same or operation in self._partner.values() else None

    def wired_otherwise(self, operation: Operation, partner: Operation) -> tuple[str, str] | None:
        """The first input that comes from elsewhere: its name, and that of the input in its place."""
        inputs = [(tensor, self.partner(tensor.op)) for tensor in operation.inputs]
        for (tensor, wanted), found in zip(inputs, partner.inputs, strict=False):
            if wanted is not found.op or tensor.value_index != found.value_index:
                return tensor.op.name, found.op.name
        if len(operation.inputs) != len(partner.inputs):
            longer = max(operation.inputs, partner.inputs, key=len)[
                min(len(operation.inputs), len(partner.inputs))
            ]
            mine = len(operation.inputs) > len(partner.inputs)
            return (longer.op.name, "–") if mine else ("–", longer.op.name)
        return None


def _sort(operation: Operation) -> tuple[str, bool]:
    return operation.type, operation.gradient_of is not None


# --- runs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """What two runs of two programs have in common that do the same.

    Attributes:
        does: "train", "write" (variables, and no gradient: an initialisation) or "read".
        to: of a training run the variables that it writes and that both programs have; else fetches and feeds.
    """

    does: str
    to: Hashable


def paired_runs(first: Sequence[Plan], second: Sequence[Plan], pairing: Pairing) -> list[tuple[int, int]]:
    """Which run of one record stands beside which of another, as indices.

    The third training run stands beside the third training run, whatever a program evaluates in between; a run that
    does not train stands beside one of its kind after as many training runs. The others stay alone.
    """
    mine, theirs = _calls(first, pairing.partner), _calls(second, pairing.with_partner)
    same = _paired_calls(mine, theirs)
    waiting: dict[tuple[Call, int], list[int]] = {}
    for index, (call, after) in enumerate(_with_progress(theirs)):
        waiting.setdefault((call, after), []).append(index)
    pairs = []
    for index, (call, after) in enumerate(_with_progress(mine)):
        candidates = waiting.get((same[call], after)) if call in same else None
        if candidates:
            pairs.append((index, candidates.pop(0)))
    # Two programs that never do the same can still be looked at side by side.
    return pairs or [(index, index) for index in range(min(len(mine), len(theirs)))]


def _calls(plans: Sequence[Plan], known: Callable[[Operation], Operation | None]) -> list[Call]:
    # A program makes few plans, and many runs.
    kinds = {plan: _call(plan, known) for plan in dict.fromkeys(plans)}
    return [kinds[plan] for plan in plans]


def _call(plan: Plan, known: Callable[[Operation], Operation | None]) -> Call:
    """The kind of a run, in terms of the second program's operations."""
    if plan.written and any(operation.gradient_of is not None for operation in plan.order):
        return Call("train", frozenset(known(cell.operation) for cell in plan.written) - {None})

    def names(asked: Sequence[Any]) -> Hashable:
        operations = [getattr(one, "op", one) for one in asked]
        outputs = [getattr(one, "value_index", None) for one in asked]
        return tuple((known(one) or one, output) for one, output in zip(operations, outputs, strict=True))

    return Call("write" if plan.written else "read", (names(plan.fetches), names(plan.feeds)))


def _paired_calls(mine: list[Call], theirs: list[Call]) -> dict[Call, Call]:
    """Which kind of run is which: the same one, or the first that is left over and also trains, writes or reads."""
    kinds, others = dict.fromkeys(mine), dict.fromkeys(theirs)
    same = {call: call for call in kinds if call in others}
    left = [call for call in others if call not in same]
    for call in kinds:
        partner = next((other for other in left if other.does == call.does), None)
        if call not in same and partner is not None:
            same[call] = partner
            left.remove(partner)
    return same


def _with_progress(calls: list[Call]) -> Iterator[tuple[Call, int]]:
    """Each run with how far the training was: how many runs had trained, of a training run those of its kind."""
    trained: Counter[Call] = Counter()
    for call in calls:
        yield call, trained[call] if call.does == "train" else trained.total()
        if call.does == "train":
            trained[call] += 1
