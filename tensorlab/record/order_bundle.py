"""The orders of a run in one JSON object: what the view of `lab.orders` is drawn from.

    {"format": "tensorlab.orders", "version": 1,
     "call": "sess.run([first, second])",
     "total": {"count": "6", "certainty": "exactly"}, "complete": true, "sampled": 0,
     "why": [messages: why there is only one result; empty where there are several],
     "variables": [{"name", "node", "start"}],            # the swim lanes; "start": the value before the run
     "events": [{"name", "node", "symbol", "what", "reads", "writes", "waits", "differs",
                 "differs_seen"}],
     "hidden": 0,                                         # events left out, which touch no contested variable
     "results": [{"count", "certainty", "share", "own", "kind", "why", "decisive",
                  "order": [events], "steps": [{"value", "sees", "variables"}],
                  "fetched": [{"name", "text", "differs"}], "variables": [{"name", "text", "differs"}],
                  "errors": [texts]}],
     "graph": {"boxes": [...], "edges": [...]}}           # the layouts are added by `show/orders_page.py`

Numbers in "reads", "writes", "order" and "waits" are places in "variables" and "events". Values are texts: of a big
array a line that describes it, so whether two differ stands beside them.

Read next: `show/static/orders.js`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.order_runs import Laboratory, Situation, fingerprint
from tensorlab.record.order_search import Findings, Outcome, contested
from tensorlab.record.order_story import Names, Telling
from tensorlab.record.orders import CONTROL, DATA, Event, bits
from tensorlab.record.values import brief
from tensorlab.record.words import Message

MOST_LANES = 4
MOST_SHOWN = 14  # events; in a larger run those that touch no contested variable are left out
MOST_COLUMNS = 24
MOST_BOXES = 60


class OrdersBundle:
    """Builds the object from what a search has found."""

    def __init__(
        self, laboratory: Laboratory, findings: Findings, tellings: Sequence[Telling], why: Sequence[Message]
    ) -> None:
        self.laboratory, self.findings = laboratory, findings
        self.tellings, self.why = tellings, why
        self.plan = laboratory.plan
        self.names = Names(self.plan)
        self.shown = self._shown_events()
        self.variables = self._shown_variables()
        self.place = {event.number: place for place, event in enumerate(self.shown)}
        self.outcomes = findings.outcomes[:MOST_COLUMNS]
        self._walks = [self._walk(outcome) for outcome in self.outcomes]

    def build(self) -> dict[str, Any]:
        """The whole object."""
        lanes = {variable: place for place, variable in enumerate(self.variables)}
        return {
            "format": "tensorlab.orders",
            "version": 1,
            "call": call_text(self.plan.fetches, self.names),
            "total": {"count": str(self.findings.total), "certainty": self.findings.certainty},
            "complete": self.findings.complete,
            "sampled": self.findings.sampled,
            "results_in_all": len(self.findings.outcomes),
            "why": list(self.why),
            "variables": [
                {
                    "name": self.names.of(variable),
                    "node": variable.name,
                    "start": text_of(self.laboratory.start.cells[variable]),
                }
                for variable in self.variables
            ],
            "events": [self._event(event, lanes) for event in self.shown],
            "hidden": len(self.plan.events) - len(self.shown),
            "results": [self._result(number, outcome) for number, outcome in enumerate(self.outcomes)],
            "graph": self._graph(),
        }

    # --- what is shown ------------------------------------------------------------------------------------

    def _shown_events(self) -> list[Event]:
        events = self.plan.events
        if len(events) <= MOST_SHOWN:
            return list(events)
        racing = contested(self.plan)
        if racing:
            return [event for event in events if racing >> event.number & 1]
        touching = {number for pair in self.plan.conflicts() for number in pair}
        if touching:
            return [event for event in events if event.number in touching]
        return [event for event in events if event.writes or event.fetch is not None] or events[:MOST_SHOWN]

    def _shown_variables(self) -> list[Operation]:
        """The lanes: in a large run only the variables about which there is a race."""
        shown = {event.number for event in self.shown}
        touched = dict.fromkeys(v for event in self.shown for v in event.touches())
        if len(touched) > MOST_LANES:
            pairs = self.plan.races() or self.plan.conflicts()
            busy = {v for pair in pairs for v in self._shared(*pair) if set(pair) <= shown}
            touched = dict.fromkeys(v for v in touched if v in busy)
        return [variable for variable in self.plan.variables if variable in touched]

    def _shared(self, one: int, other: int) -> set[Operation]:
        """The variables about which two events are in conflict."""
        first, second = self.plan.events[one], self.plan.events[other]
        return set(first.writes) & set(second.touches()) | set(second.writes) & set(first.touches())

    # --- events and steps ---------------------------------------------------------------------------------

    def _event(self, event: Event, lanes: dict[Operation, int]) -> dict[str, Any]:
        gave = {fingerprint(walk[event.number][1]) for walk in self._walks}
        saw = {tuple(map(fingerprint, walk[event.number][2])) for walk in self._walks}
        return {
            "name": self.names.of(event.operation),
            "node": event.operation.name,
            "symbol": "" if event.fetch is not None else event.operation.record.symbol.partition("{")[0],
            "what": "fetch" if event.fetch is not None else "write" if event.writes else "compute",
            "reads": [lanes[v] for v in event.reads if v in lanes],
            "writes": [lanes[v] for v in event.writes if v in lanes],
            "waits": [[place, kind] for place, kind in self._waits(event).items()],
            "differs": len(gave) > 1,
            "differs_seen": len(saw) > 1,
        }

    def _waits(self, event: Event) -> dict[int, str]:
        """The shown events that an event waits for, with nothing shown between them."""
        found: dict[int, str] = {}
        pending = [(w.earlier, w.kind) for w in self.plan.waits if w.later == event.number]
        seen = set()
        while pending:
            number, kind = pending.pop()
            if (number, kind) in seen:
                continue
            seen.add((number, kind))
            if number in self.place:
                here = self.place[number]
                found[here] = DATA if DATA in (kind, found.get(here)) else kind
            else:
                pending += [
                    (w.earlier, kind if kind != DATA else w.kind)
                    for w in self.plan.waits
                    if w.later == number
                ]
        between = 0
        for here in found:
            between |= self.plan.before[self.shown[here].number]
        return {
            here: kind
            for here, kind in sorted(found.items())
            if kind == DATA or not between >> self.shown[here].number & 1
        }

    def _walk(self, outcome: Outcome) -> dict[int, tuple[Situation, Any, list[Any]]]:
        """For every event of an order: the situation after it, what it gave, and what it saw."""
        walk = {}
        here = self.laboratory.start
        for number in outcome.order:
            event = self.plan.events[number]
            saw = [here.cells[variable] for variable in event.reads if variable in self.variables]
            failed = {failure.event for failure in here.failures}
            here = self.laboratory.after(here, number)
            gave: Any = None
            if event.fetch is not None:
                gave = here.values.get(number)
            elif event.writes:
                gave = here.cells[event.writes[0]]
            elif event.operation.outputs:
                gave = here.values.get(event.operation.outputs[0])
            if {failure.event for failure in here.failures} != failed or any(
                f in set(bits(self.plan.before[number])) for f in failed
            ):
                gave = None
            walk[number] = here, gave, saw
        return walk

    def _result(self, number: int, outcome: Outcome) -> dict[str, Any]:
        walk = self._walks[number]
        order = [n for n in outcome.order if n in self.place]
        telling = self.tellings[number] if self.tellings else Telling("only", list(self.why), None)
        total = self.findings.total
        return {
            "count": str(outcome.count),
            "certainty": outcome.certainty,
            "share": outcome.count / total if total else 0.0,
            "own": number == 0,
            "kind": telling.kind,
            "why": telling.sentences,
            "decisive": self.place.get(telling.step) if telling.step is not None else None,
            "order": [self.place[n] for n in order],
            "steps": [
                {
                    "value": text_of(walk[n][1]),
                    "sees": [text_of(value) for value in walk[n][2]],
                    "variables": [text_of(walk[n][0].cells[v]) for v in self.variables],
                    "failed": any(failure.event == n for failure in outcome.failures),
                }
                for n in order
            ],
            "fetched": self._compared(
                [self.names.of(f.op if isinstance(f, Tensor) else f) for f in self.plan.fetches],
                [isinstance(f, Tensor) for f in self.plan.fetches],
                outcome,
                lambda one: one.fetched,
            ),
            "variables": self._compared(
                [self.names.of(v) for v in self.plan.variables],
                [v in self.variables for v in self.plan.variables],
                outcome,
                lambda one: list(one.variables.values()),
            ),
            "errors": [f"{failure.kind}: {failure.words}" for failure in sorted(outcome.failures)],
        }

    def _compared(
        self, names: list[str], shown: list[bool], outcome: Outcome, values_of: Any
    ) -> list[dict[str, Any]]:
        """Names and values of a result, each with whether other results have another value."""
        if outcome.failures:
            return []
        others = [values_of(one) for one in self.outcomes if not one.failures]
        rows = []
        for place, (name, value) in enumerate(zip(names, values_of(outcome), strict=True)):
            texts = telling_texts([other[place] for other in others])
            differs = len(set(map(fingerprint, (other[place] for other in others)))) > 1
            if shown[place]:
                rows.append({"name": name, "text": texts[fingerprint(value)], "differs": differs})
        return rows

    # --- the graph ----------------------------------------------------------------------------------------

    def _graph(self) -> dict[str, Any] | None:
        """The events, the variables and the feeds as boxes, and what each needs or waits for as edges."""
        boxes: list[dict[str, Any]] = []
        number_of: dict[Any, int] = {}

        def add(key: Any, title: str, style: str, symbol: str, **more: Any) -> None:
            number_of[key] = len(boxes)
            boxes.append(
                {"title": title, "label": "", "symbol": symbol, "style": style, "slot": False, **more}
            )

        for place, variable in enumerate(self.variables):
            add(variable, self.names.of(variable), "variable", "", event=None, variable=place)
        feeds: dict[Operation, None] = {}
        for event in self.shown:
            if event.fetch is None:
                feeds.update(dict.fromkeys(t.op for t in event.operation.inputs if t in self.plan.fed))
        for feed in feeds:
            add(feed, self.names.of(feed), "feed", "", event=None, variable=None)
        edges: list[dict[str, Any]] = []
        for place, event in enumerate(self.shown):
            style = "update" if event.writes else "group" if event.fetch is not None else "operation"
            symbol = "fetch" if event.fetch is not None else event.operation.record.symbol.partition("{")[0]
            add(place, self.names.of(event.operation), style, symbol, event=place, variable=None)
            sources: dict[Any, str] = {v: DATA for v in event.touches() if v in number_of}
            if event.fetch is None:
                sources |= {t.op: DATA for t in event.operation.inputs if t.op in feeds}
            for earlier, kind in self._waits(event).items():
                # A reference that comes out of a write is the variable: one arrow says so.
                sources[earlier] = DATA if kind == DATA else CONTROL
            edges += [
                {"from": number_of[source], "to": number_of[place], "kind": kind, "port": port}
                for port, (source, kind) in enumerate(sources.items())
                if source in number_of
            ]
        return {"boxes": boxes, "edges": edges} if len(boxes) <= MOST_BOXES else None


def telling_texts(values: Sequence[Any]) -> dict[Any, str]:
    """For every different value a short text that tells it from the others; the key is its fingerprint.

    >>> list(telling_texts([np.float32(3.6), np.float32(3.6000001), np.float32(2)]).values())
    ['3.6', '3.6000001', '2.0']
    >>> list(telling_texts([np.array([1, 2]), np.array([3, 2])]).values())
    ['[1, 2]', '[3, 2]']
    """
    different = {fingerprint(value): value for value in values}
    texts = {key: text_of(value) for key, value in different.items()}
    if len(set(texts.values())) == len(texts):
        return texts
    arrays = [np.asarray(value) for value in different.values()]
    if any(array.shape != arrays[0].shape for array in arrays):
        return {key: f"{text} {np.shape(different[key])}" for key, text in texts.items()}
    spots = np.argwhere(np.any([array != arrays[0] for array in arrays], axis=0))
    spot = tuple(int(i) for i in spots[0]) if len(spots) else (0,) * arrays[0].ndim
    if not spot:
        return {key: str(array[()]) for key, array in zip(different, arrays, strict=True)}
    return {
        key: f"{text}, {list(spot)} is {array[spot]}"
        for (key, text), array in zip(texts.items(), arrays, strict=True)
    }


def text_of(value: Any) -> str:
    """A value in one short line; an empty text for none."""
    return "" if value is None else brief(value)


def call_text(fetches: Sequence[Tensor | Operation], names: Names) -> str:
    """The call of `run`, as the program might have written it.

    >>> import tensorlab as tf
    >>> from tensorlab.record.orders import schedule
    >>> with tf.Graph().as_default():
    ...     plan = schedule([tf.Variable(0.0, name="w")._ref()])
    >>> call_text(plan.fetches, Names(plan))
    'sess.run(w)'
    """
    listed = [names.of(fetch.op if isinstance(fetch, Tensor) else fetch) for fetch in fetches]
    return f"sess.run({listed[0]})" if len(listed) == 1 else f"sess.run([{', '.join(listed)}])"
