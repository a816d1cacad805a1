"""The recorder: a hook that keeps what every run did, by reference.

Recording must be cheap, so nothing is summarised and hardly anything copied: a run's values are kept as the
list of arrays that the run leaves behind anyway. Only what the user could still change is copied: the feeds.

All that is kept counts against a budget of bytes. When it is used up, the oldest runs lose something:

1. First their values; and so do all but the newest few runs, budget or not. Such a run is *replayed*
   when somebody looks at it (`replay.py`): from the checkpoint at the beginning of its segment, with the feeds
   of every run since. The first run and the newest stay whole.
2. When no values are left to lose, the oldest segments (a checkpoint and the runs up to the next one) lose
   checkpoint and feeds as well. Of such a run only the list of runs tells: its number, plan, loss and error.

Read next: `memory.py` (what counts for how many bytes), `replay.py`, then `bundle.py` (what the Tracer and the
exporters get).
"""

import threading
import weakref
from collections import deque
from operator import is_
from time import perf_counter_ns
from typing import Any

import numpy as np

from tensorlab.control_flow.nodes import blocks_of
from tensorlab.devices.copies import Copy
from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.memory import NUMBER_OBJECT, Segment, bytes_of, computed_bytes
from tensorlab.run.hooks import RunFrame
from tensorlab.run.journal import journal
from tensorlab.run.plan import Plan
from tensorlab.run.slots import Step
from tensorlab.run.store import Cell
from tensorlab.sources import Frames

DEFAULT_BUDGET = 256 * 1024 * 1024  # bytes
CHECKPOINT_EVERY = 32  # runs; so far back, at most, a replay has to begin
MOST_WHOLE = (
    16  # runs; to replay one takes no time, and memory that is still in the cache is quick to use again
)
SMALL_LOSS = 256  # bytes
MEASURE_EVERY = 16  # runs like each other; those between have no times and are taken to be as big as the last


class RecordedRun:
    """One call of `Session.run`.

    Attributes:
        number: 1 for the first run on the tape.
        session, plan, fetches, streams, times, error, failed, caller: as in `RunFrame`.
        values: the values by slot, or None when they were let go.
        segment: the runs that are replayed from the same checkpoint as this one.
        alone: False when another run that may disturb it went on at the same time: then it cannot be replayed.
        loss: the loss and its value; None when the run computed none. `losses_of` says what the loss is. Of a
            large loss only the mean stays, in as many dimensions, when the values are let go.
        size: how many bytes it is.
        outside: what came from outside the graph in it: what Python functions returned, queues handed out...
        notes: what its operations said about themselves, such as how full a queue was (`tensorlab/run/journal.py`).
        thread: the name of the thread that ran it. clock: when it began and ended, in nanoseconds.
        done: of a run that failed the number of steps done before (`steps_done`), else None.
    """

    __slots__ = (
        "_feeds",
        "alone",
        "caller",
        "clock",
        "done",
        "error",
        "failed",
        "fetches",
        "loss",
        "notes",
        "number",
        "outside",
        "plan",
        "segment",
        "session",
        "size",
        "streams",
        "thread",
        "times",
        "values",
    )

    alone: bool
    loss: tuple[Tensor, Any] | None
    number: int
    segment: Segment
    size: "Size"
    times: list[int] | None
    values: list[Any] | None

    def __init__(self, frame: RunFrame) -> None:
        self.session = frame.session
        self.plan: Plan = frame.plan
        self.fetches = frame.fetches
        self.streams: list[Any] = frame.streams
        self.caller: Frames = frame.caller
        self.outside, self.notes = journal.begin()
        self.thread: str = frame.thread
        now = perf_counter_ns()
        self.clock = (now, now)
        self.done: int | None = None
        self.error: BaseException | None = None
        self.failed: Operation | None = None

    @property
    def feeds(self) -> list[Any] | None:
        """Copies of the fed arrays, in the order of `plan.feeds`; None when they were let go."""
        return self._feeds if self.values is None else self.values[: len(self.plan.feeds)]

    @property
    def can_be_shown(self) -> bool:
        """Whether the values are at hand or can be computed again."""
        return self.values is not None or self._feeds is not None

    def value(self, tensor: Tensor) -> Any:
        """The value a tensor had in this run; None when it was not computed. The values must be at hand."""
        if self.values is None:
            raise LookupError(
                f"The values of run {self.number} were let go; ask the tape, which replays the run."
            )
        slot = self.plan.slot_at_end(tensor)
        return None if slot is None else self.values[slot]

    def let_values_go(self) -> None:
        """Keep what a replay needs, and the loss."""
        self._feeds = self.feeds
        self.values = None
        if self.loss is not None and self.loss[1].nbytes > SMALL_LOSS:
            self.loss = (self.loss[0], self.loss[1].mean(keepdims=True))

    def give_up(self) -> None:
        """Keep what a list of the runs tells."""
        if self.values is not None:
            self.let_values_go()
        self._feeds = None
        self.streams, self.times = [], None


class Recorder:
    """Keeps the runs of one session, or of every session.

    Args:
        session: the session to watch; None means every session of this thread.
        budget: how many bytes to keep.

    Attributes:
        runs: the recorded runs, in the order in which they ended.
        most_whole: how many of the newest runs keep their values at most, however much room there is.
    """

    def __init__(self, session: Any = None, budget: int = DEFAULT_BUDGET) -> None:
        self.session = session
        self.budget = budget
        self.most_whole = MOST_WHOLE
        self.runs: list[RecordedRun] = []
        self._bytes = 0
        self._oldest_whole = 1  # index; run 0 keeps its values as long as its segment is kept
        self._segments: deque[Segment] = deque()  # in the order in which they began
        self._open: dict[Any, Segment] = {}  # for every session the newest one
        self._state: dict[Any, dict[Cell, Any]] = {}  # for every session its variables, as we last saw them
        self._started: dict[RunFrame, RecordedRun] = {}
        self._lock = threading.Lock()  # several threads may run one session
        self._sizes: dict[Any, Size] = {}
        # Beside what was found stands how many differentiations the graph had then: later ones add losses.
        self._extras: dict[Plan, tuple[int, tuple[Tensor, ...]]] = {}
        self._losses: dict[Plan, tuple[int, list[tuple[Tensor, int]]]] = {}

    # --- the hook -----------------------------------------------------------------------------------------

    def wants(self, session: Any) -> bool:
        """Whether this recorder watches the session."""
        return self.session is None or self.session is session

    def also_evaluate(self, session: Any, plan: Plan) -> tuple[Tensor, ...]:
        """The losses whose gradients the plan computes, where computing them disturbs nothing."""
        count = len(session.graph.differentiations)
        known, extras = self._extras.get(plan, (-1, ()))
        if known != count:
            ran = set(plan.order)
            extras = tuple(t for t in losses_of(plan) if t.op not in ran and harmless_extra(t, plan))
            self._extras[plan] = count, extras
        return extras

    def run_started(self, frame: RunFrame) -> None:
        """Copy the feeds; note the state of the session where a replay may have to begin."""
        values, slots = frame.values, frame.plan.feed_slots
        given = list(frame.feed_dict.values()) if frame.feed_dict else []
        fed = 0
        for slot in slots:
            array = values[slot]
            if array is None:
                break  # a feed was refused: nothing was fed
            fed += array.nbytes
            # What was made from an array of another dtype is nobody else's.
            if len(given) != len(slots) or type(given[slot]) is not np.ndarray or given[slot] is array:
                values[slot] = array.copy()
        run = RecordedRun(frame)
        with self._lock:
            size = self._sizes.get((frame.plan, fed))
            if size is None or size.uses == MEASURE_EVERY:
                frame.times = []  # have the clock read
            else:
                size.uses += 1
                run.size = size
            run.alone = True
            for other in self._started.values():
                if other.session is frame.session and disturb(frame.plan, other.plan):
                    run.alone = other.alone = False
            run.segment = self._segment(frame)
            self._started[frame] = run

    def run_ended(self, frame: RunFrame) -> None:
        """Keep the run."""
        run = self._started.get(frame)
        if run is None:
            return
        journal.end()
        run.clock = (run.clock[0], perf_counter_ns())
        places = frame.plan.places
        run.times = frame.times
        if frame.values or not frame.plan.template:
            run.values = frame.values if places is None else places.values_on_host(frame.values)
            run.loss = self._loss(frame, run.values)
        else:  # memory ran out, and what the run had computed was given back
            run.values = run._feeds = run.loss = None
        if frame.error is not None:
            run.error, run.failed = frame.error, frame.failed
            if places is not None:
                run.error = without_frames(frame.error)
            run.done = steps_done(frame.plan, frame.values, frame.failed)
            if hasattr(frame.error, "trace"):
                frame.error.trace = run
        with self._lock:
            del self._started[frame]
            state = self._state.setdefault(frame.session, {})
            for cell in frame.plan.written:
                state[cell] = cell.value if places is None else seen(cell.value)
            if not run.alone:  # nobody can say what the next run begins with
                self._close_segment(frame.session, {})
            self.runs.append(run)
            run.number = len(self.runs)
            run.segment.runs.append(run)
            if frame.times is not None or frame.error is not None:
                run.size = Size(run)
                if frame.error is None:
                    self._sizes[frame.plan, run.size.fed] = run.size
            run.segment.feeds += run.size.feeds
            self._bytes += run.size.whole
            if self._bytes > self.budget or len(self.runs) - self._oldest_whole > self.most_whole:
                self._make_room(run)

    def _loss(self, frame: RunFrame, values: list[Any]) -> tuple[Tensor, Any] | None:
        """The loss that a run computed; looked up in every run, so where it stands is worked out once."""
        plan = frame.plan
        count = len(frame.session.graph.differentiations)
        known, places = self._losses.get(plan, (-1, ()))
        if known != count:
            places = [(tensor, plan.slot_of[tensor]) for tensor in losses_of(plan) if tensor in plan.slot_of]
            self._losses[plan] = count, places
        for tensor, slot in places:
            if values[slot] is not None:
                return tensor, values[slot]
        return None

    # --- where replays begin ------------------------------------------------------------------------------

    def _segment(self, frame: RunFrame) -> Segment:
        """The segment of a run that starts: a new one after some runs, or when a variable was changed unseen."""
        session = frame.session
        segment = self._open.get(session)
        if (
            segment is not None
            and len(segment.runs) < CHECKPOINT_EVERY
            and segment.feeds * 8 <= self.budget
            and self._unchanged(frame)
        ):
            return segment
        new = Segment(session)
        known = self._state.get(session)
        if known is not None:
            cells = session._store.cells.values()
            new.unseen = frozenset(c.operation for c in cells if c.value is not seen_again(known.get(c)))
        for closed in [one for one in self._state if one.closed]:
            self._close_segment(closed, {})
            del self._state[closed]
        self._close_segment(session, new.checkpoint.cells if new.checkpoint is not None else {})
        self._open[session] = new
        self._segments.append(new)
        self._state[session] = {cell: seen(cell.value) for cell in session._store.cells.values()}
        return new

    def _unchanged(self, frame: RunFrame) -> bool:
        """Whether a run finds the variables as the last recorded one of its session left them."""
        state = self._state[frame.session]
        if frame.plan.places is None:
            return all(map(is_, frame.before, map(state.get, frame.plan.cells)))
        pairs = zip(frame.before, frame.plan.cells, strict=True)
        return all(value is seen_again(state.get(cell)) for value, cell in pairs)

    def _close_segment(self, session: Any, successors: dict[Operation, Any]) -> None:
        """No more runs for a session's segment: what its checkpoint holds and no successor does, counts."""
        segment = self._open.pop(session, None)
        if segment is not None and segment.checkpoint is not None:
            segment.weight = segment.checkpoint.bytes_besides(successors)
            self._bytes += segment.weight

    # --- what to keep -------------------------------------------------------------------------------------

    def _make_room(self, newest: RecordedRun) -> None:
        """Let values go, and then whole segments, the oldest first, until the rest fits."""
        runs = self.runs
        while self._oldest_whole < len(runs) - 1 and (
            self._bytes > self.budget or len(runs) - self._oldest_whole > self.most_whole
        ):
            run = runs[self._oldest_whole]
            self._oldest_whole += 1
            if run.segment.checkpoint is None:  # given up while the run went on
                self._give_up_run(run)
            elif run.alone:  # others cannot be replayed and stay until their segment goes
                run.let_values_go()
                self._bytes -= run.size.whole - run.size.feeds
        while self._bytes > self.budget:
            segment = next((one for one in self._segments if one is not newest.segment), None)
            if segment is None:
                return
            self._give_up(segment)

    def _give_up(self, segment: Segment) -> None:
        """Keep only the list of a segment's runs."""
        self._segments.remove(segment)
        if self._open.get(segment.session) is segment:
            del self._open[segment.session]
        self._bytes -= segment.weight
        segment.checkpoint = None
        for run in segment.runs:
            self._give_up_run(run)

    def _give_up_run(self, run: RecordedRun) -> None:
        self._bytes -= run.size.feeds if run.values is None else run.size.whole
        run.give_up()


class Size:
    """How many bytes a run is, with its values and with its feeds alone; taken over for later runs like it.

    Runs are alike when they have one plan and as many bytes are fed.
    """

    __slots__ = ("fed", "feeds", "uses", "whole")

    def __init__(self, run: RecordedRun) -> None:
        feeds, times = run.feeds or [], run.times or []
        self.uses = 0
        self.fed = sum(value.nbytes for value in feeds if value is not None)
        results = [result for entries in run.outside.values() for result in entries]
        brought = sum(bytes_of(v) for one in results for v in (one if type(one) is list else [one]))
        self.feeds = sum(map(bytes_of, feeds)) + NUMBER_OBJECT * len(times) + brought
        computed = computed_bytes(run.plan, run.values) if run.values else 0
        self.whole = computed + NUMBER_OBJECT * len(times) + brought


def seen(value: Any) -> Any:
    """A value to be recognised; an array on a device is not kept there for that."""
    return value if value is None or isinstance(value, (np.ndarray, np.generic)) else weakref.ref(value)


def seen_again(known: Any) -> Any:
    """What `seen` was given; None when that is gone."""
    return known() if isinstance(known, weakref.ref) else known


def without_frames(error: BaseException) -> BaseException:
    """The same error without the calls that it came through: they would keep arrays on their devices.

    >>> str(without_frames(ValueError("no room")))
    'no room'
    """
    kind = type(error)
    made: BaseException = kind.__new__(kind, *error.args)
    made.args = error.args
    made.__dict__.update(error.__dict__)
    return made


def steps_done(plan: Plan, values: list[Any], failed: Operation | None = None) -> int:
    """How many steps a run that failed had done; -1 when it was refused before it began, or left no values at all.

    A step is known to be done by the value that it left. Some leave none, such as `tf.Assert`: those behind the last
    value count as well, up to the operation that failed.
    """
    if (plan.template and not values) or (plan.loads and all(values[slot] is None for slot, _ in plan.loads)):
        return -1
    if any(values[slot] is None for slot in plan.feed_slots):
        return -1
    steps = plan.steps
    done = [n for n, step in enumerate(steps, 1) if not leaves_nothing(step) and values[step[4]] is not None]
    count = done[-1] if done else 0
    while failed is not None and failed.block is not None and failed.block.owner is not None:
        failed = failed.block.owner
    if any(step[5] is failed for step in steps[count:]):
        while steps[count][5] is not failed and leaves_nothing(steps[count]):
            count += 1
    return count


def disturb(one: Plan, other: Plan) -> bool:
    """Whether two runs that go on at the same time may change what the other one finds.

    Threads that fill queues run beside the training all the time; they touch no variable, and draw from streams of
    their own.
    """
    if not (set(one.written).isdisjoint(other.cells) and set(other.written).isdisjoint(one.cells)):
        return True
    return not {id(stream) for stream in one.streams}.isdisjoint(id(stream) for stream in other.streams)


def leaves_nothing(step: Step) -> bool:
    """Whether a step has no result that stands in a slot."""
    return not isinstance(step[5], Copy) and not step[5].outputs and not step[5].record.writes


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
            found.update(dict.fromkeys(y for y in work.ys if y.op.block is None))
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
        if disturbs(operation) and operation not in ran and not any(t in plan.fed for t in operation.outputs):
            return False
        if record.writes or operation.attributes.get("writes"):
            return False  # it would have to run before the writes that it waits for
        stack.extend(t.op for t in operation.inputs if t not in plan.fed)
        stack.extend(operation.control_inputs)
    return True


def disturbs(operation: Operation) -> bool:
    """Whether computing this node once more could be noticed: it draws, writes, asks for a feed, or reaches outside."""
    record = operation.record
    if record.needs_stream or record.writes or record.outside or operation.type == "Placeholder":
        return True
    return any(disturbs(inner) for block in blocks_of(operation) for inner in block.operations)
