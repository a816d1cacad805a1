"""Replay: a recorded run computed again, exactly, from the state in which it began.

A run is a function of its feeds, the variables and the states of its random streams; all three are on the
tape. Where the tape has let a run's variables go, the replay starts at the checkpoint before it and runs
forward from there. A replay that differs from the record is a defect of the recorder.

Read next: `tape.py`.
"""

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.record.recorder import RecordedRun
from tensorlab.run.loop import run_plan
from tensorlab.run.plan import Plan
from tensorlab.run.store import Store


class Replayer:
    """Replays runs of one tape in stores of its own; the sessions are not touched."""

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        self._runs = runs
        self._plans: dict[tuple[Plan, Any], Plan] = {}
        self._stores: dict[Any, Store] = {}

    def values(self, index: int) -> list[Any]:
        """The values by slot of `runs[index]`, recorded or replayed."""
        run = self._runs[index]
        if run.values is not None:
            return run.values
        if not run.alone:
            raise LookupError(
                f"Run {run.number} cannot be replayed: another run of its session went on at the same time."
            )
        start = self._start(index)
        store = self._stores.setdefault(run.session, Store())
        checkpoint = self._runs[start].checkpoint
        assert checkpoint is not None
        for cell in store.cells.values():
            cell.value = None
        for operation, array in checkpoint.cells.items():
            store.cell(operation).value = array
        values: list[Any] = []
        for position in range(start, index + 1):
            other = self._runs[position]
            if other.session is run.session and (other.plan.written or position == index):
                values = self._again(other, store)
        return values

    def again(self, index: int) -> list[Any]:
        """Replay a run even though its values are recorded; the tests compare the two."""
        run = self._runs[index]
        kept, run.values = run.values, None
        try:
            return self.values(index)
        finally:
            run.values = kept

    def _start(self, index: int) -> int:
        """The nearest run of the same session, at or before this one, that has a checkpoint."""
        session = self._runs[index].session
        for position in range(index, -1, -1):
            run = self._runs[position]
            if run.session is session and run.checkpoint is not None:
                return position
        raise LookupError(f"Run {index + 1} cannot be replayed: the tape holds no state to begin at.")

    def _again(self, run: RecordedRun, store: Store) -> list[Any]:
        plan = self._plan(run.plan, run.session, store)
        for operation, state in zip(_random_operations(run.plan), run.streams, strict=True):
            store.stream(operation).state = state
        values = plan.template.copy()
        values[: len(run.feeds)] = run.feeds
        if run.error is not None and not run.times:
            return values  # it was refused before it began
        for slot, cell in plan.loads:
            values[slot] = cell.value
        before = [cell.value for cell in plan.written]
        if run.error is not None:  # repeat what came before the error, and then take the writes back
            plan = copy(plan)
            plan.steps = plan.steps[: len(run.times) - 1]
        with np.errstate(all="ignore"):
            run_plan(plan, values)
        if run.error is not None:
            for cell, value in zip(plan.written, before, strict=True):
                cell.value = value
        return values

    def _plan(self, plan: Plan, session: Any, store: Store) -> Plan:
        key = (plan, session)
        if key not in self._plans:
            self._plans[key] = Plan(plan.fetches, plan.feeds, store, keep_values=True, early=plan.early)
        return self._plans[key]


def _random_operations(plan: Plan) -> list[Operation]:
    return [operation for operation in plan.order if operation.record.needs_stream]
