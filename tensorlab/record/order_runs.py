"""One event after another, in any order, in a store of its own: what the schedule explorer runs.

A `Situation` is where a run stands after some events: the variables, and the values that later events still
need. Nothing is ever written into it: `Laboratory.after` makes the next one. The session is only looked at, once,
for the variables and the random streams it begins with.

Read next: `order_search.py`.
"""

from collections.abc import Mapping
from copy import copy
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np

from tensorlab.devices.device import on_host
from tensorlab.errors import FailedPreconditionError
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.philox import PhiloxStream
from tensorlab.record.orders import Event, Schedule, bits, variable_read
from tensorlab.run.bind import bound_kernel
from tensorlab.run.plan import is_view, variable_of
from tensorlab.run.store import Store

SHORT = 64  # bytes; of longer ones a digest is kept


class Failure(NamedTuple):
    """An error that an event ended with: its number, and the error's class and words."""

    event: int
    kind: str
    words: str


class Situation(NamedTuple):
    """Where a run stands.

    Attributes:
        done: the events that have had their turn, as bits.
        cells: every variable's array; None for one without a value.
        values: the computed tensors that are still needed, and what was handed over, by event.
        failures: the events that failed; what needs their results is passed over.
    """

    done: int
    cells: Mapping[Operation, Any]
    values: Mapping[Any, Any]
    failures: frozenset[Failure]


class Laboratory:
    """Runs the events of a schedule, each as often as it is asked to.

    Args:
        plan: the events.
        store: the session's store, which stays as it is.
        feeds: the fed arrays.
    """

    def __init__(self, plan: Schedule, store: Store, feeds: Mapping[Tensor, Any]) -> None:
        self.plan = plan
        self.feeds = feeds
        self._kernels: dict[int, tuple[Any, list[Tensor]]] = {}
        self._fingerprints: dict[int, tuple[Any, Any]] = {}
        self._streams: dict[int, tuple[PhiloxStream, tuple[int, int]]] = {}
        for event in plan.events:
            if event.fetch is None:
                self._bind(event, store)
        self._readers = self._readers_of_tensors()
        self._refs = {
            event.number: {
                argument
                for argument, parameter in zip(
                    event.operation.arguments(), event.operation.record.inputs, strict=True
                )
                if parameter.role == "ref"
            }
            for event in plan.events
            if event.fetch is None
        }
        # Orders are tried on the host, wherever the session keeps its variables.
        cells = {v: on_host(store.cells[v].value) if v in store.cells else None for v in plan.variables}
        self.start = Situation(0, cells, {}, frozenset())

    def for_schedule(self, plan: Schedule) -> "Laboratory":
        """The same operations and the same beginning under other rules about what waits for what."""
        other = copy(self)
        other.plan = plan
        return other

    def _bind(self, event: Event, store: Store) -> None:
        operation = event.operation
        stream = None
        if operation.record.needs_stream:
            attributes = operation.attributes
            stream = PhiloxStream(attributes.get("seed", 0), attributes.get("seed2", 0))
            known = store.streams.get(operation)
            # In every order the operation draws the same numbers: those that it would draw next.
            self._streams[event.number] = stream, stream.state if known is None else known.state
        self._kernels[event.number] = bound_kernel(operation, self.plan.fed, stream)

    def _readers_of_tensors(self) -> dict[Tensor, int]:
        """For every tensor that an event computes, as bits, the events that need its value."""
        readers: dict[Tensor, int] = {}
        for event in self.plan.events:
            if event.fetch is None:
                for tensor in self._kernels[event.number][1]:
                    readers[tensor] = readers.get(tensor, 0) | 1 << event.number
        for fetch in self.plan.fetches:
            if isinstance(fetch, Tensor):
                readers[fetch] = -1  # needed to the end
        return readers

    # --- one event ----------------------------------------------------------------------------------------

    def after(self, situation: Situation, number: int) -> Situation:
        """Where the run stands when one more event has happened."""
        event = self.plan.events[number]
        done = situation.done | 1 << number
        if any(failure.event in set(bits(self.plan.before[number])) for failure in situation.failures):
            return situation._replace(done=done)
        cells, values = dict(situation.cells), dict(situation.values)
        failures = situation.failures
        try:
            self._happen(event, cells, values)
        except Exception as error:
            failures |= {Failure(number, type(error).__name__, _first_line(error))}
        for tensor in [t for t in values if isinstance(t, Tensor) and not self._readers.get(t, 0) & ~done]:
            del values[tensor]
        return Situation(done, cells, values, failures)

    def _happen(self, event: Event, cells: dict[Operation, Any], values: dict[Any, Any]) -> None:
        for variable in event.must_have:
            if cells[variable] is None:
                raise FailedPreconditionError(
                    None, event.operation, f"Attempting to use uninitialized value {variable.name}"
                )
        if event.fetch is not None:
            values[event.number] = cells[event.reads[0]]
            return
        operation, number = event.operation, event.number
        kernel, used = self._kernels[number]
        if number in self._streams:
            stream, state = self._streams[number]
            stream.state = state
        refs = self._refs[number]
        inputs = [
            cells.get(variable_of(tensor)) if tensor in refs else self._value(tensor, cells, values)
            for tensor in used
        ]
        with np.errstate(all="ignore"):
            results = kernel(*inputs)
        if operation.record.writes:
            targets = [operation.arguments()[p] for p in operation.record.writes_positions]
            for target, result in zip(targets, results if len(targets) > 1 else (results,), strict=True):
                cells[variable_of(target)] = result
            return
        outputs = [results] if operation.record.outputs == 1 else results
        for tensor, result in zip(operation.outputs, outputs, strict=True):
            if tensor not in self.feeds:
                values[tensor] = result

    def _value(self, tensor: Tensor, cells: Mapping[Operation, Any], values: Mapping[Any, Any]) -> Any:
        """What a reader of a tensor sees at this moment."""
        if tensor in self.feeds:
            return self.feeds[tensor]
        if tensor.op.type == "Const":
            return tensor.op.attributes["value"]
        variable = variable_read(tensor, self.plan.fed)
        if variable is not None:
            return cells[variable]
        while is_view(tensor.op) or tensor.dtype._is_ref_dtype:  # the read of a variable that is fed
            tensor = tensor.op.inputs[0] if is_view(tensor.op) else variable_of(tensor).outputs[0]
            if tensor in self.feeds:
                return self.feeds[tensor]
        return values[tensor]

    # --- what came out ------------------------------------------------------------------------------------

    def fetched(self, situation: Situation) -> list[Any]:
        """The fetched values at the end of a run, None for an operation."""
        handed = {event.fetch: event.number for event in self.plan.events if event.fetch is not None}
        found: list[Any] = []
        for fetch in self.plan.fetches:
            if isinstance(fetch, Operation):
                found.append(None)
            elif fetch in handed:
                found.append(situation.values[handed[fetch]])
            else:
                found.append(self._value(fetch, situation.cells, situation.values))
        return found

    def same(self, situation: Situation) -> Any:
        """A key that two situations share just when everything that can still happen is the same for both."""
        return (
            situation.done,
            tuple(self._fingerprint(situation.cells[v]) for v in self.plan.variables),
            tuple(sorted((_name(k), self._fingerprint(v)) for k, v in situation.values.items())),
            situation.failures,
        )

    def _fingerprint(self, value: Any) -> Any:
        """A value's fingerprint, computed once: nobody here writes into an array."""
        known = self._fingerprints.get(id(value))
        if known is None:  # the value is kept beside it, so that no other can get its place
            known = self._fingerprints[id(value)] = fingerprint(value), value
        return known[0]


def fingerprint(value: Any) -> Any:
    """A key that two values share when they are equal bit by bit; NaN equals NaN here.

    >>> fingerprint(np.float32(1)) == fingerprint(np.array(1, np.float32)), fingerprint(1.0) == fingerprint(2.0)
    (True, False)
    """
    if value is None:
        return ("none",)
    array = np.asarray(value)
    held = repr(array.tolist()).encode() if array.dtype.hasobject else array.tobytes()
    return (array.dtype.str, array.shape, held if len(held) <= SHORT else sha256(held).digest())


def _name(key: Any) -> str:
    return f"fetch {key}" if isinstance(key, int) else key.name


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]
