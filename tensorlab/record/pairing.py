"""Pairing: which node of one graph stands for which of another.

Within one graph every node stands for itself. Nodes of two graphs are paired by name; of those that are left,
the first of a type is paired with the first of that type, and so on: a program in which a line was moved or
renamed keeps most of its nodes.

Read next: `compare.py`.
"""

from collections.abc import Sequence

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


def paired_runs(first: Sequence[Plan], second: Sequence[Plan]) -> list[tuple[int, int]]:
    """Which run of one record stands beside which of another, as indices.

    Runs that fetch and are fed the same stand in order. Where one record has more runs, it is those in the middle
    that stay alone: what both began and ended with stands side by side.
    """
    one, other = [_call(plan) for plan in first], [_call(plan) for plan in second]
    shorter = min(len(one), len(other))
    begin = 0
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    between = min(len(one), len(other)) - begin - end
    pairs = [(n, n) for n in range(begin + between)]
    return pairs + [(len(one) - n, len(other) - n) for n in range(end, 0, -1)]


def _call(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(getattr(f, "name", str(f)) for f in plan.fetches), tuple(t.name for t in plan.feeds)
