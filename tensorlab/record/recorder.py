"""The recorder: a hook that keeps what every run did, by reference.

Recording must be cheap, so nothing is summarised and hardly anything copied: a run's values are kept as the
list of arrays that the run leaves behind anyway. Only what the user could still change is copied: the feeds.

A run whose values no longer fit the byte budget loses them and is *replayed* when somebody looks at it, from
the variables and random states at its beginning (`replay.py`). The first run and the last ones stay whole.

Read next: `replay.py`, then `bundle.py` (what the Tracer and the exporters get).
"""

import threading
from typing import Any

import numpy as np

from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.operation import Operation
from tensorlab.graph.sources import Frames
from tensorlab.graph.tensor import Tensor
from tensorlab.run.hooks import RunFrame
from tensorlab.run.plan import Plan

DEFAULT_BUDGET = (
    256 * 1024 * 1024
)  # bytes of values kept; beyond it the oldest runs are replayed when looked at
CHECKPOINT_EVERY = 32  # runs; so far back, at most, a replay has to begin


class RecordedRun:
    """One call of `Session.run`.

    Attributes:
        number: 1 for the first run on the tape.
        session, plan, fetches, times, error, failed, caller: as in `RunFrame`.
        values: the values by slot, or None when they were let go and must be replayed.
        feeds: copies of the fed arrays, in the order of `plan.feeds`.
        before: for every cell of the plan its array before the run, or None when let go.
        streams: for every random op of the plan the state of its stream before the run.
        checkpoint: all cells and streams of the session before the run, for some runs; else None.
        losses: the loss tensors' values: small, so always kept.
        alone: False when another run of the session went on at the same time: then it cannot be replayed.
    """

    __slots__ = (
        "alone",
        "before",
        "caller",
        "checkpoint",
        "error",
        "failed",
        "feeds",
        "fetches",
        "losses",
        "number",
        "plan",
        "session",
        "streams",
        "times",
        "values",
    )

    alone: bool
    number: int
    session: Any
    plan: Plan
    fetches: Any
    values: list[Any] | None
    feeds: list[Any]
    before: list[Any] | None
    streams: list[Any]
    checkpoint: "Checkpoint | None"
    losses: dict[Tensor, Any]
    times: list[int]
    caller: Frames
    error: BaseException | None
    failed: Operation | None

    def value(self, tensor: Tensor) -> Any:
        """The value a tensor had in this run; None when it was not computed. The values must be at hand."""
        if self.values is None:
            raise LookupError(
                f"The values of run {self.number} were let go; ask the tape, which replays the run."
            )
        slot = self.plan.slot_at_end(tensor)
        return None if slot is None else self.values[slot]


class Checkpoint:
    """Everything a session remembered at one moment, by reference."""

    __slots__ = ("cells", "streams")

    def __init__(self, session: Any) -> None:
        store = session._store
        self.cells: dict[Operation, Any] = {operation: cell.value for operation, cell in store.cells.items()}
        self.streams: dict[Operation, Any] = {operation: s.state for operation, s in store.streams.items()}


class Recorder:
    """Keeps the runs of one session, or of every session.

    Args:
        session: the session to watch; None means every session of this thread.
        budget: how many bytes of values to keep.
    """

    def __init__(self, session: Any = None, budget: int = DEFAULT_BUDGET) -> None:
        self.session = session
        self.budget = budget
        self.runs: list[RecordedRun] = []
        self._bytes = 0
        self._sizes: dict[tuple[Any, ...], int] = {}
        self._oldest_whole = 1  # index; run 0 is never let go
        self._since_checkpoint: dict[Any, int] = {}
        self._state_after: dict[Any, dict[Operation, Any]] = {}
        self._started: dict[RunFrame, RecordedRun] = {}
        self._lock = threading.Lock()  # several threads may run one session
        self._losses: dict[Plan, tuple[Tensor, ...]] = {}
        self._loss_slots: dict[Plan, list[tuple[Tensor, int]]] = {}

    # --- the hook -----------------------------------------------------------------------------------------

    def wants(self, session: Any) -> bool:
        """Whether this recorder watches the session."""
        return self.session is None or self.session is session

    def also_evaluate(self, session: Any, plan: Plan) -> tuple[Tensor, ...]:
        """The losses whose gradients the plan computes, where computing them disturbs nothing."""
        if plan not in self._losses:
            ran = set(plan.order)
            self._losses[plan] = tuple(
                t for t in losses_of(plan) if t.op not in ran and harmless_extra(t, plan)
            )
        return self._losses[plan]

    def run_started(self, frame: RunFrame) -> None:
        """Copy the feeds; note the state of the session where a replay may have to begin."""
        run = RecordedRun()
        run.session = frame.session
        for slot in frame.plan.feed_slots:
            value = frame.values[slot]
            frame.values[slot] = value.copy() if isinstance(value, np.ndarray) else value
        run.feeds = [frame.values[slot] for slot in frame.plan.feed_slots]
        run.before = frame.before
        run.streams = frame.streams
        with self._lock:
            others = [other for other in self._started.values() if other.session is frame.session]
            run.alone = not others
            for other in others:
                other.alone = False
            run.checkpoint = self._checkpoint(frame)
            self._started[frame] = run

    def run_ended(self, frame: RunFrame) -> None:
        """Keep the run."""
        run = self._started.get(frame)
        if run is None:
            return
        run.plan, run.fetches = frame.plan, frame.fetches
        run.values, run.times, run.caller = frame.values, frame.times, frame.caller
        run.error, run.failed = frame.error, frame.failed
        run.losses = {tensor: frame.values[slot] for tensor, slot in self._loss_slots_of(frame.plan)}
        if frame.error is not None and hasattr(frame.error, "trace"):
            frame.error.trace = run
        with self._lock:
            del self._started[frame]
            run.number = len(self.runs) + 1
            after = self._state_after.setdefault(frame.session, {})
            for cell in frame.plan.written:
                after[cell.operation] = cell.value
            if not run.alone:
                self._since_checkpoint.pop(
                    frame.session, None
                )  # nobody can say what the next run begins with
            self.runs.append(run)
            self._bytes += self._size_of(run)
            while self._bytes > self.budget and self._oldest_whole < len(self.runs) - 1:
                if self.runs[self._oldest_whole].alone:
                    self._let_go(self.runs[self._oldest_whole])
                self._oldest_whole += 1

    def _loss_slots_of(self, plan: Plan) -> list[tuple[Tensor, int]]:
        """Where the losses stand among a plan's values; looked up in every run, so worked out once."""
        slots = self._loss_slots.get(plan)
        if slots is None:
            slots = [(tensor, plan.slot_of[tensor]) for tensor in losses_of(plan) if tensor in plan.slot_of]
            self._loss_slots[plan] = slots
        return slots

    # --- what to keep -------------------------------------------------------------------------------------

    def _checkpoint(self, frame: RunFrame) -> Checkpoint | None:
        """A checkpoint every few runs, and whenever somebody wrote a variable behind our back."""
        session = frame.session
        count = self._since_checkpoint.get(session)
        after = self._state_after.get(session, {})
        untouched = True
        for cell, array in zip(frame.plan.cells, frame.before, strict=True):
            if after.get(cell.operation) is not array:
                untouched = False
        if count is None or count >= CHECKPOINT_EVERY or not untouched:
            self._since_checkpoint[session] = 1
            checkpoint = Checkpoint(session)
            self._state_after[session] = dict(checkpoint.cells)
            return checkpoint
        self._since_checkpoint[session] = count + 1
        return None

    def _size_of(self, run: RecordedRun) -> int:
        """Bytes of a run's values; estimated once per plan and shapes of the feeds."""
        key = (run.plan, run.error is None, *[getattr(value, "shape", ()) for value in run.feeds])
        if key not in self._sizes:
            constants = {id(value) for value in run.plan.template if value is not None}
            arrays = {
                id(v): v for v in run.values or () if isinstance(v, np.ndarray) and id(v) not in constants
            }
            self._sizes[key] = sum(a.nbytes + 112 for a in arrays.values())
        return self._sizes[key]

    def _let_go(self, run: RecordedRun) -> None:
        self._bytes -= self._size_of(run)
        run.values = None
        run.before = None


# --- the loss ---------------------------------------------------------------------------------------------


def losses_of(plan: Plan) -> list[Tensor]:
    """The tensors whose gradients the plan computes, or which it computes itself after being differentiated.

    The loss is whatever was given to `minimize` or `gradients`.
    """
    if not plan.order:
        return []
    graph = plan.order[0].graph
    ran = set(plan.order)
    found: dict[Tensor, None] = {}
    for work in graph.differentiations:
        if _gradients_run(work, ran):
            found.update(dict.fromkeys(work.ys))
    if not found:
        for work in graph.differentiations:
            found.update(dict.fromkeys(y for y in work.ys if y in plan.fetches))
    return list(found)


def _gradients_run(work: Differentiation, ran: set[Operation]) -> bool:
    for x in work.xs:
        total = work.totals.get(x)
        if total is not None and total.op in ran:
            return True
    return False


def harmless_extra(tensor: Tensor, plan: Plan) -> bool:
    """Whether a run may compute this tensor as well: it draws no numbers and writes nothing on its way."""
    ran = set(plan.order)
    stack, seen = [tensor.op], set()
    while stack:
        operation = stack.pop()
        if operation in seen:
            continue
        seen.add(operation)
        record = operation.record
        unusual = record.needs_stream or record.writes or operation.type == "Placeholder"
        if unusual and operation not in ran and not any(t in plan.fed for t in operation.outputs):
            return False
        if record.writes:
            return False  # it would have to run before the writes that it waits for
        stack.extend(t.op for t in operation.inputs if t not in plan.fed)
        stack.extend(operation.control_inputs)
    return True
