"""Orders: what happens in one run, as events, and which of them must wait for which.

TensorFlow runs an operation as soon as its inputs are there and its control dependencies are done; among the
operations that are ready it promises no order. A *legal order* is any sequence of a run's events in which each
comes after those it waits for. An event is

- an operation that computes: a kernel that runs. Constants, variables, placeholders, `tf.group` and the bare
  reads `v/read` do nothing of their own, so they are no events;
- the hand-over of a fetched variable (`sess.run(v)`, or of what `tf.assign` returned): that is a read too.

What is assumed, beyond data and control dependencies:

- A variable is read when the operation that uses its value runs. `v/read` copies nothing in TensorFlow 1.x: a
  reference variable hands out its memory, so a reader may see a write that came after `v/read`.
  (`tf.Variable`'s own page shows such a program: "2.0 or 3.0 could be printed".
  https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Variable)
- What an operation has computed does not change afterwards.
- Every write is one indivisible step, also without `use_locking`. (The documentation promises that only with
  it: "otherwise the behavior is undefined". https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/assign_add)
- An optimizer uses no gradient of an operation before all gradients of that operation are there. (`GATE_OP`,
  the default. https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Optimizer)

Read next: `order_search.py`, which looks for the orders that differ; `order_story.py`, which says why they do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.run.order import in_order, needed_operations
from tensorlab.run.plan import is_view, variable_of

DATA, CONTROL, GATE = "data", "control", "gate"


@dataclass(frozen=True)
class Wait:
    """One reason why an event waits for another.

    Attributes:
        earlier, later: the numbers of the two events.
        kind: "data", "control" (the program said so) or "gate" (the optimizer did).
        asked: of a control dependency, the operation that waits, and the one that the program named.
    """

    earlier: int
    later: int
    kind: str
    asked: tuple[Operation, Operation] | None = None


@dataclass(eq=False)
class Event:
    """Something that happens at one moment of a run.

    Attributes:
        number: its place in the order that tensorlab itself takes.
        operation: the operation that runs, or whose result is handed over.
        fetch: the fetched tensor that is handed over, or None where a kernel runs.
        reads, writes: the variables whose value it reads, and those it gives a new one.
        must_have: those of `reads` that it cannot do without.
    """

    number: int
    operation: Operation
    fetch: Tensor | None = None
    reads: tuple[Operation, ...] = ()
    writes: tuple[Operation, ...] = ()
    must_have: tuple[Operation, ...] = ()

    def touches(self) -> tuple[Operation, ...]:
        """The variables that it reads or writes."""
        return tuple(dict.fromkeys((*self.reads, *self.writes)))


@dataclass
class Schedule:
    """The events of one run, in the order that tensorlab takes, and what waits for what.

    Attributes:
        events: the events; an event's number is its place here.
        waits: every reason to wait, found in the graph.
        fetches: what is fetched, tensors and operations.
        fed: the tensors that are fed.
        operations: the operations that run, with those that are no events.
        known_conflicts: what `conflicts` gives, once it was asked.
        variables: every variable that the run touches.
        before: for every event, as bits, all events that must come before it.
    """

    events: list[Event]
    waits: list[Wait]
    fetches: tuple[Tensor | Operation, ...]
    fed: frozenset[Tensor]
    operations: list[Operation]
    known_conflicts: list[tuple[int, int]] | None = None
    variables: list[Operation] = field(init=False)
    before: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.variables = list(dict.fromkeys(v for event in self.events for v in event.touches()))
        self.before = closure(len(self.events), self.waits)

    def without(self, asked: Iterable[tuple[Operation, Operation]]) -> "Schedule":
        """The same run with some of the program's control dependencies taken away."""
        gone = set(asked)
        left = [wait for wait in self.waits if wait.asked not in gone or wait.asked is None]
        return Schedule(self.events, left, self.fetches, self.fed, self.operations, self.conflicts())

    def is_open(self, one: int, other: int) -> bool:
        """Whether two events may come in either order."""
        return not (self.before[one] >> other & 1 or self.before[other] >> one & 1)

    def races(self) -> list[tuple[int, int]]:
        """The pairs of events that may come in either order, and for which that matters."""
        return [pair for pair in self.conflicts() if self.is_open(*pair)]

    def conflicts(self) -> list[tuple[int, int]]:
        """The pairs of events for which it matters which comes first, whether that is open or not."""
        if self.known_conflicts is None:
            touching: dict[Operation, list[Event]] = {}
            for event in self.events:
                for variable in event.touches():
                    touching.setdefault(variable, []).append(event)
            found = {
                (min(one.number, other.number), max(one.number, other.number))
                for variable, every in touching.items()
                for one in every
                if variable in one.writes
                for other in every
                if other is not one
            }
            self.known_conflicts = sorted(found)
        return self.known_conflicts


def schedule(fetches: Iterable[Tensor | Operation], feeds: Iterable[Tensor] = ()) -> Schedule:
    """List the events of a run that computes `fetches` while `feeds` are fed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(0.0, name="v")
    ...     more = tf.assign_add(v, 1.0, name="more")
    ...     run = schedule([more.op, v._ref()])
    >>> [event.operation.name for event in run.events], run.before, run.races()
    (['more', 'v'], [0, 0], [(0, 1)])
    """
    wanted, fed = tuple(fetches), frozenset(feeds)
    needed = needed_operations(wanted, fed)
    order = in_order(needed, fed)
    events: list[Event] = []
    number_of: dict[Operation, int] = {}
    for operation in order:
        if is_event(operation, fed):
            number_of[operation] = len(events)
            events.append(event_of(operation, len(events), fed))
    for fetch in wanted:  # tensorlab hands variables over when everything has run
        if isinstance(fetch, Tensor) and fetch not in fed:
            variable = variable_read(fetch, fed)
            if variable is not None:
                events.append(Event(len(events), fetch.op, fetch, reads=(variable,), must_have=(variable,)))
    finder = WaitFinder(number_of, fed)
    waits = [wait for event in events for wait in finder.waits_of(event)]
    waits += gates(needed, number_of)
    return Schedule(events, waits, wanted, fed, order)


def is_event(operation: Operation, fed: frozenset[Tensor]) -> bool:
    """Whether anything happens when this operation's turn comes."""
    if operation.type in ("Const", "NoOp") or operation.record.kind == "variable" or is_view(operation):
        return False
    return not (operation.type == "Placeholder" and operation.outputs[0] in fed)


def event_of(operation: Operation, number: int, fed: frozenset[Tensor]) -> Event:
    """What an operation reads and writes when it runs."""
    record = operation.record
    references = {
        argument
        for argument, parameter in zip(operation.arguments(), record.inputs, strict=True)
        if parameter.role == "ref"
    }
    reads: dict[Operation, bool] = {}  # and whether it must have a value
    for tensor in operation.inputs:
        if tensor in references:
            if record.needs_value or not record.writes:
                reads[variable_of(tensor)] = record.needs_value
        else:
            variable = variable_read(tensor, fed)
            if variable is not None:
                reads[variable] = True
    written = [variable_of(operation.arguments()[position]) for position in record.writes_positions]
    return Event(
        number,
        operation,
        reads=tuple(reads),
        writes=tuple(dict.fromkeys(written)),
        must_have=tuple(variable for variable, must in reads.items() if must),
    )


def variable_read(tensor: Tensor, fed: frozenset[Tensor]) -> Operation | None:
    """The variable whose current value a tensor stands for; None for a tensor with a value of its own."""
    if tensor in fed:
        return None
    if tensor.dtype._is_ref_dtype:
        variable = variable_of(tensor)
        return None if variable.outputs[0] in fed else variable
    return variable_read(tensor.op.inputs[0], fed) if is_view(tensor.op) else None


class WaitFinder:
    """Finds what events wait for, looking through the operations that are no events themselves."""

    def __init__(self, number_of: dict[Operation, int], fed: frozenset[Tensor]) -> None:
        self._number_of = number_of
        self._fed = fed

    def waits_of(self, event: Event) -> list[Wait]:
        """Everything that an event waits for directly."""
        found: dict[Wait, None] = {}
        seen: set[tuple[Operation, Any]] = set()
        # What is left to look at: an operation, and the control dependency by which it was reached.
        pending: list[tuple[Operation, Any]] = []

        def look_behind(operation: Operation, asked: Any) -> None:
            pending.extend((tensor.op, asked) for tensor in operation.inputs if tensor not in self._fed)
            pending.extend((o, asked or (event.operation, o)) for o in operation.control_inputs)

        if event.fetch is None:
            look_behind(event.operation, None)
        else:
            pending.append((event.operation, None))
        while pending:
            operation, asked = pending.pop()
            if (operation, asked) in seen:
                continue
            seen.add((operation, asked))
            if operation in self._number_of:
                kind = CONTROL if asked else DATA
                found[Wait(self._number_of[operation], event.number, kind, asked)] = None
            else:
                look_behind(operation, asked)
        return list(found)


def gates(needed: set[Operation], number_of: dict[Operation, int]) -> list[Wait]:
    """What an optimizer's updates wait for: every gradient of the operations whose gradients they use."""
    siblings: dict[Operation, list[Operation]] = {}
    for operation in needed:
        if operation.gradient_of is not None and operation in number_of:
            siblings.setdefault(operation.gradient_of, []).append(operation)
    found: dict[Wait, None] = {}
    for update in sorted(needed, key=lambda o: o.index):
        by_optimizer = update.record.kind == "update" or "/update_" in update.name
        if not (update.record.writes and by_optimizer):
            continue
        above = needed_operations([update], frozenset()) - {update}
        served = {o.gradient_of for o in above if o.gradient_of is not None}
        for sibling in (s for forward in served for s in siblings.get(forward, ())):
            if sibling not in above and number_of[sibling] < number_of[update]:
                found[Wait(number_of[sibling], number_of[update], GATE)] = None
    return sorted(found, key=lambda wait: (wait.later, wait.earlier))


def closure(count: int, waits: Iterable[Wait]) -> list[int]:
    """For every event all events before it, as bits. Waits lead from smaller to larger numbers."""
    direct = [0] * count
    for wait in waits:
        direct[wait.later] |= 1 << wait.earlier
    before = [0] * count
    for number in range(count):
        for earlier in bits(direct[number]):
            before[number] |= before[earlier] | 1 << earlier
    return before


def bits(mask: int) -> Iterable[int]:
    """The places of the ones in a number.

    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
