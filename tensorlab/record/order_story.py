"""Why orders differ: one sentence for every result, in the words of the field.

A *lost update*: an operation computes from a value it has read, somebody else writes, and then the outcome of the
computation is put over that. A *stale read*: a value is read before a write that it might as well have come after.
*Forced*: one order only, because a data or control dependency decides it.

Read next: `lab/schedules.py`, the face of all this.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.record.belonging import is_initializer
from tensorlab.record.labels import SourceNames
from tensorlab.record.order_search import Findings, Outcome
from tensorlab.record.orders import CONTROL, GATE, Event, Schedule, bits
from tensorlab.record.words import Message, message
from tensorlab.run.plan import is_view

MOST_NAMED = 3
MOST_READS = 2
Asked = tuple[Operation, Operation]


class Telling(NamedTuple):
    """What there is to say of one result.

    Attributes:
        kind: "lost", "stale", "fresh", "serial", "last", "rounding", "order", "unset", "error" or "only".
        sentences: messages, the most important first.
        step: the number of the decisive event, or None.
    """

    kind: str
    sentences: list[Message]
    step: int | None


class Access(NamedTuple):
    """One event and one variable that it reads."""

    event: int
    variable: Operation


class Names:
    """What to call operations: by the program's own names for them, else by the graph's."""

    def __init__(self, plan: Schedule) -> None:
        every = plan.operations[0].graph.operations if plan.operations else []
        self._reads = SourceNames(every)
        # `v = tf.Variable(...)` makes more than the variable: its name is not theirs.
        self._others = SourceNames(
            o for o in every if o.record.kind != "variable" and not is_view(o) and not _sets_up(o)
        )
        self._every = plan.operations
        self._short: dict[Operation, str] = {}

    def of(self, operation: Operation) -> str:
        """The name of an operation."""
        if operation not in self._short:
            self._short[operation] = self._name(operation)
        return self._short[operation]

    def _name(self, operation: Operation) -> str:
        if operation.record.kind == "variable":
            # The last thing that `v = tf.Variable(...)` makes is the read; in `train = minimize(...)`, which makes
            # variables too, it is not.
            reads = [o for o in operation.outputs[0]._consumers if o.name == f"{operation.name}/read"]
            return (self._reads.name_of(reads[0]) if reads else "") or operation.name
        found = "" if _sets_up(operation) else self._others.name_of(operation)
        if found:
            return found
        parts = operation.name.split("/")
        update = next((part for part in parts[:-1] if part.startswith("update_")), "")
        if update and sum(f"/{update}/" in other.name for other in self._every) == 1:
            return update
        # As much of the end as tells it from the others.
        for size in range(1, len(parts)):
            end = "/".join(parts[-size:])
            others = [o for o in self._every if o is not operation and f"/{o.name}".endswith(f"/{end}")]
            if not others:
                return end
        return operation.name

    def event(self, event: Event) -> Any:
        """An event, as it goes into a sentence."""
        name = ["b", self.of(event.operation)]
        return message("orders.fetch_of", name=name) if event.fetch is not None else name


def _sets_up(operation: Operation) -> bool:
    return operation.type == "Assign" and is_initializer(operation)


class Explainer:
    """Finds the sentences for what a search has found."""

    def __init__(self, plan: Schedule, findings: Findings) -> None:
        self.plan = plan
        self.outcomes = findings.outcomes
        self.names = Names(plan)
        self._seen = [seen_in(plan, outcome.order) for outcome in self.outcomes]
        self._last = [last_writers(plan, outcome.order) for outcome in self.outcomes]
        self._lost = [self._lost_update(outcome) for outcome in self.outcomes]

    def telling(self, number: int) -> Telling:
        """What there is to say of one of several results."""
        outcome = self.outcomes[number]
        if outcome.failures:
            return self._failed(outcome)
        lost = self._lost[number]
        if lost is not None:
            return lost
        serial = self._serial(outcome, number) if any(self._lost) else None
        read = self._differing_read(number, serial)
        if serial is not None:
            return Telling("serial", [*serial.sentences, *(read.sentences[:1] if read else [])], serial.step)
        return read or self._differing_writes(number)

    def _variable(self, variable: Operation) -> Any:
        return ["b", self.names.of(variable)]

    def _event(self, number: int) -> Any:
        return self.names.event(self.plan.events[number])

    # --- errors -------------------------------------------------------------------------------------------

    def _failed(self, outcome: Outcome) -> Telling:
        sentences = []
        first = min(outcome.failures, key=lambda failure: outcome.order.index(failure.event))
        for failure in sorted(outcome.failures, key=lambda failure: outcome.order.index(failure.event)):
            event = self.plan.events[failure.event]
            unset = [v for v in event.must_have if v.name in failure.words]
            if failure.kind == "FailedPreconditionError" and unset:
                sentences.append(self._about_read("orders.unset", event, unset[0]))
            else:
                words = {"kind": failure.kind, "words": failure.words}
                sentences.append(message("orders.fails", name=self._event(failure.event), **words))
        kind = "unset" if sentences[0]["say"].startswith("orders.unset") else "error"
        return Telling(kind, sentences[:2], first.event)

    # --- lost updates -------------------------------------------------------------------------------------

    def _overwrites(self, outcome: Outcome) -> list[tuple[Event, Event, Event]]:
        """(reader, another write, the write computed from what was read), for every value put over another."""
        events = self.plan.events
        found = []
        for late in events:
            for variable in late.writes:
                if variable in late.reads:
                    continue  # it adds to what it finds, and loses nothing
                readers = [e for e in bits(self.plan.before[late.number]) if variable in events[e].reads]
                others = [e for e in events if variable in e.writes and e is not late]
                found += [(events[r], other, late) for r in readers for other in others]
        return found

    def _lost_update(self, outcome: Outcome) -> Telling | None:
        place = {number: position for position, number in enumerate(outcome.order)}
        for reader, first, second in self._overwrites(outcome):
            if not place[reader.number] < place[first.number] < place[second.number]:
                continue
            if not self.plan.is_open(reader.number, first.number):
                continue
            variable = next(v for v in second.writes if v in first.writes)
            firsts = [
                e
                for e in bits(self.plan.before[first.number])
                if variable in self.plan.events[e].reads and e != reader.number
            ]
            if firsts and variable not in first.reads:
                step = max(firsts[0], reader.number, key=place.__getitem__)
                holes = {"first": self._event(first.number), "second": self._event(second.number)}
                said = message("orders.lost_both", variable=self._variable(variable), **holes)
                return Telling("lost", [said], step)
            holes = {
                "reader": self._event(reader.number),
                "first": self._event(first.number),
                "second": self._event(second.number),
            }
            said = message("orders.lost", variable=self._variable(variable), **holes)
            return Telling("lost", [said], second.number)
        return None

    def _serial(self, outcome: Outcome, number: int) -> Telling | None:
        """Where another result loses an update: who has seen whose write here."""
        seen = self._seen[number]
        for reader, first, second in self._overwrites(outcome):
            variable = next(v for v in second.writes if v in first.writes)
            if seen[Access(reader.number, variable)] == first.number and self.plan.is_open(
                reader.number, first.number
            ):
                holes = {"reader": self._event(reader.number), "write": self._event(first.number)}
                said = message("orders.serial", variable=self._variable(variable), **holes)
                return Telling("serial", [said], reader.number)
        return None

    # --- reads --------------------------------------------------------------------------------------------

    def _differing_read(self, number: int, serial: Telling | None) -> Telling | None:
        """The reads that see another version than in tensorlab's own order; there: than in some other result."""
        outcome, seen = self.outcomes[number], self._seen[number]
        fed_back = {reader.number for reader, _, _ in self._overwrites(outcome)} if serial else set()
        compared = [self._seen[0]] if number else self._seen
        found: list[Telling] = []
        for event in (self.plan.events[n] for n in outcome.order):
            for variable in event.reads:
                access = Access(event.number, variable)
                if variable in event.writes or event.number in fed_back:
                    continue
                if all(other[access] == seen[access] for other in compared):
                    continue
                if serial and seen[access] == self._last[number][variable]:
                    continue
                found += self._read(outcome, access)
        if not found:
            return None
        return found[0]._replace(sentences=[one.sentences[0] for one in found[:MOST_READS]])

    def _read(self, outcome: Outcome, access: Access) -> list[Telling]:
        """A sentence about a read: which of the writes that it races with it came after; none without a race."""
        number, variable = access
        place = outcome.order.index(number)
        racing = [
            n
            for n in outcome.order
            if variable in self.plan.events[n].writes and self.plan.is_open(n, number)
        ]
        earlier = [n for n in racing if outcome.order.index(n) < place]
        later = [n for n in racing if outcome.order.index(n) > place]
        if not racing:
            return []
        event = self.plan.events[number]
        if not earlier:
            said = self._about_read("orders.stale", event, variable, writes=self._list(later))
            return [Telling("stale", [said], number)]
        if not later:
            said = self._about_read("orders.fresh", event, variable, writes=self._list(earlier))
            return [Telling("fresh", [said], number)]
        lists = {"first": self._list(earlier), "second": self._list(later)}
        return [Telling("stale", [self._about_read("orders.between", event, variable, **lists)], number)]

    def _about_read(self, key: str, event: Event, variable: Operation, **holes: Any) -> Message:
        """A message about a read; what is fetched does not read, it is fetched."""
        name = ["b", self.names.of(event.operation)]
        if event.fetch is None:
            return message(key, reader=name, variable=self._variable(variable), **holes)
        if event.operation is variable:
            return message(f"{key}_fetch_it", reader=name, **holes)
        return message(f"{key}_fetch", reader=name, variable=self._variable(variable), **holes)

    def _list(self, numbers: Sequence[int]) -> Any:
        parts = [self._event(n) for n in numbers]
        if len(parts) > MOST_NAMED:
            return message("orders.and_more", first=parts[0], count=len(parts) - 1)
        return ["list", parts]

    # --- writes -------------------------------------------------------------------------------------------

    def _differing_writes(self, number: int) -> Telling:
        outcome, last = self.outcomes[number], self._last[number]
        for variable in self.plan.variables:
            writers = [n for n in outcome.order if variable in self.plan.events[n].writes]
            open_ = any(self.plan.is_open(a, b) for a in writers for b in writers if a != b)
            if not open_:
                continue
            holes = {"variable": self._variable(variable), "writes": self._list(writers)}
            if all(variable in self.plan.events[n].reads for n in writers):
                kind = "rounding" if self._close(variable) else "order"
                return Telling(kind, [message(f"orders.{kind}", **holes)], last[variable])
            if any(other[variable] != last[variable] for other in self._last):
                said = message("orders.last", variable=holes["variable"], write=self._event(writers[-1]))
                return Telling("last", [said], writers[-1])
            return Telling("order", [message("orders.order", **holes)], last[variable])
        return Telling("order", [message("orders.differs")], None)

    def _close(self, variable: Operation) -> bool:
        """Whether all results agree about a variable but for rounding."""
        arrays = [o.variables[variable.name] for o in self.outcomes if not o.failures]
        if any(a is None or a.dtype.kind not in "fc" or a.shape != arrays[0].shape for a in arrays):
            return False
        return all(np.allclose(a, arrays[0], rtol=1e-4, atol=1e-6, equal_nan=True) for a in arrays)


def seen_in(plan: Schedule, order: Sequence[int]) -> dict[Access, int | None]:
    """For every read of an order the event whose write it sees; None for the value from before the run."""
    newest: dict[Operation, int] = {}
    seen: dict[Access, int | None] = {}
    for number in order:
        event = plan.events[number]
        for variable in event.reads:
            seen[Access(number, variable)] = newest.get(variable)
        for variable in event.writes:
            newest[variable] = number
    return seen


def last_writers(plan: Schedule, order: Sequence[int]) -> dict[Operation, int | None]:
    """For every variable the event that writes it last."""
    newest: dict[Operation, int | None] = dict.fromkeys(plan.variables)
    for number in order:
        newest.update(dict.fromkeys(plan.events[number].writes, number))
    return newest


# --- one result only --------------------------------------------------------------------------------------


def why_only_one(plan: Schedule) -> tuple[str, list[Asked]]:
    """Why every order gives the same: a key, and the control dependencies that see to it.

    The keys: "pure" (nothing is written), "apart" (no two events touch the same variable and one writes it),
    "control", "gate", "data" (every such pair is in a fixed order), "equal" (orders differ, values do not).
    """
    if not any(event.writes for event in plan.events):
        return "pure", []
    if not plan.conflicts():
        return "apart", []
    if plan.races():
        return "equal", []
    asked = list(dict.fromkeys(wait.asked for wait in plan.waits if wait.asked is not None))
    decisive = [one for one in asked if plan.without([one]).races()]
    if decisive:
        return CONTROL, decisive
    if plan.without(asked).races():
        # None of them alone: as few as possible that would open a race if they all were gone.
        for one in list(asked):
            rest = [other for other in asked if other != one]
            if plan.without(rest).races():
                asked = rest
        return CONTROL, asked
    gated = Schedule(
        plan.events, [w for w in plan.waits if w.kind != GATE], plan.fetches, plan.fed, plan.operations
    )
    return (GATE if gated.races() else "data"), []


def sentence_why(
    plan: Schedule, key: str, asked: Sequence[Asked], otherwise: tuple[int, bool]
) -> list[Message]:
    """The sentences for `why_only_one`.

    `otherwise` is how many results there are without those control dependencies, and whether these are all.
    """
    if key != CONTROL:
        return [message(f"orders.only_{key}")]
    names = Names(plan)
    parts: list[Any] = []
    for later, earlier in asked[:MOST_NAMED]:
        holes = {"later": ["b", names.of(later)], "earlier": ["b", names.of(earlier)]}
        parts.append(message("orders.waits", **holes))
    listed: Any = ["list", parts]
    if len(asked) > MOST_NAMED:
        listed = message("orders.and_more", first=parts[0], count=len(asked) - 1)
    said = [message("orders.only_control", waits=listed)]
    count, complete = otherwise
    if count > 1:
        said.append(message("orders.otherwise" if complete else "orders.otherwise_more", count=count))
    return said
