"""Replay: a recorded run computed again, exactly, from the state in which it began.

A run is a function of its feeds, the variables and the states of its random streams; all three are on the
tape. A replay starts at the checkpoint of the run's segment and runs forward from there. A replay that differs
from the record is a defect of the recorder.

Read next: `tape.py`.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from copy import copy
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.record.memory import Segment
from tensorlab.record.recorder import RecordedRun
from tensorlab.run.bind import bound_kernel
from tensorlab.run.journal import journal
from tensorlab.run.loop import run_plan
from tensorlab.run.plan import Plan
from tensorlab.run.slots import WRITE
from tensorlab.run.store import Cell, Store


class Replayer:
    """Replays runs of one tape in stores of its own; the sessions are not touched."""

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        self._runs = runs
        # A notebook may ask for a value in one thread while its Tracer asks in another.
        self._lock = threading.RLock()
        self._plans: dict[Plan, Plan] = {}
        self._stores: dict[Any, Store] = {}
        # For every session the segment of the last replay, and how many of its runs its store has seen.
        self._reached: dict[Any, tuple[Segment, int]] = {}
        # Who asks for a run, asks for it again soon.
        self._newest: tuple[RecordedRun, list[Any]] | None = None

    def values(self, index: int) -> list[Any]:
        """The values by slot of `runs[index]`, recorded or replayed.

        Raises:
            LookupError: when the tape has neither the values nor what a replay needs.
        """
        run = self._runs[index]
        if run.values is not None:
            return run.values
        with self._lock:
            if self._newest is None or self._newest[0] is not run:
                self._newest = None  # two sets of values at a time would be one too many
                self._newest = run, self.again(index)
            return self._newest[1]

    def again(self, index: int) -> list[Any]:
        """Replay a run, even though its values may be recorded; the tests compare the two."""
        run = self._runs[index]
        with self._lock, aside(run.session):
            store = self.before(index)
            values = self._again(run, store)
            if run.plan.places is not None:
                values = run.plan.places.values_on_host(values)
            self._reached[run.session] = run.segment, run.segment.runs.index(run) + 1
        return values

    def before(self, index: int) -> Store:
        """A store in the state in which a run began. Whoever changes it must not use this replayer any more.

        Raises:
            LookupError: when the tape has let go of what a replay needs.
        """
        run = self._runs[index]
        checkpoint = run.segment.checkpoint
        if checkpoint is None:
            raise LookupError(
                f"The values of run {run.number} were let go: lab.trace(budget=...) keeps more."
            )
        if not run.alone:
            raise LookupError(
                f"Run {run.number} cannot be replayed: another run of its session went on at the same time."
            )
        with aside(run.session):
            return self._before(run)

    def _before(self, run: RecordedRun) -> Store:
        checkpoint = run.segment.checkpoint
        assert checkpoint is not None
        store = self.store_of(run.session)
        place = run.segment.runs.index(run)
        segment, reached = self._reached.pop(run.session, (None, 0))
        if segment is not run.segment or reached > place:
            reached = 0
            for cell in store.cells.values():
                cell.value = None
            for operation, array in checkpoint.cells.items():
                store.cell(operation).value = at_home(run.session, operation, array)
        for earlier in run.segment.runs[reached:place]:
            if earlier.plan.written and earlier.done != -1:
                self._again(earlier, store)
        return store

    def store_of(self, session: Any) -> Store:
        """The store in which a session's runs are replayed."""
        return self._stores.setdefault(session, Store())

    def _again(self, run: RecordedRun, store: Store) -> list[Any]:
        if run.plan not in self._plans:
            self._plans[run.plan] = moved(run.plan, store)
        plan = self._plans[run.plan]
        for stream, state in zip(plan.streams, run.streams, strict=True):
            stream.state = state
        values = plan.template.copy()
        feeds = run.feeds
        assert feeds is not None
        values[: len(feeds)] = feeds
        if run.done == -1:
            return values  # it was refused before it began
        for slot, cell in plan.loads:
            values[slot] = cell.value
        before = [cell.value for cell in plan.written]
        if run.done is not None:  # repeat what came before the error, and then take the writes back
            plan = copy(plan)
            plan.steps = plan.steps[: run.done]
        with np.errstate(all="ignore"), journal.replaying(run.outside):
            run_plan(plan, values)
        if run.done is not None:
            for cell, value in zip(plan.written, before, strict=True):
                cell.value = value
        return values


@contextmanager
def aside(session: Any) -> Iterator[None]:
    """What is computed inside takes no room on a session's simulated devices."""
    with ExitStack() as stack:
        for device in session._placer.devices:
            stack.enter_context(device.aside())
        yield


def at_home(session: Any, variable: Operation, array: Any) -> Any:
    """An array of the host's memory, brought to the device where a session keeps a variable."""
    placer = session._placer
    if array is None or placer.only_host or variable not in placer.placements:
        return array
    return placer.device_of(variable).put(array)


def moved(plan: Plan, store: Store) -> Plan:
    """The same plan for another store: the same steps and slots, whatever has happened to the graph since."""

    def cell(old: Cell) -> Cell:
        return store.cell(old.operation)

    new = copy(plan)
    new.store = store
    new.loads = [(slot, cell(old)) for slot, old in plan.loads]
    new.written = [cell(old) for old in plan.written]
    new.streams = []
    new.steps = []
    for how, kernel, first, second, out, operation in plan.steps:
        if operation.record.needs_stream:
            stream = store.stream(operation)
            new.streams.append(stream)
            kernel, _ = bound_kernel(operation, plan.fed, stream)
        elif how == WRITE:
            kernel = kernel.moved(store, moved)
            new.streams += getattr(kernel, "streams", ())  # of what it runs inside
        new.steps.append((how, kernel, first, second, out, operation))
    return new
