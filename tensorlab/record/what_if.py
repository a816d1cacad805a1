"""What if: a recorded run computed again with some of its values replaced, in a store of its own.

A variable gets another value to begin with; any other tensor is fed, whatever it is. The random numbers are those
of the record. The runs after it can be repeated from the changed state too, so that one sees whether training
recovers. The session, and the record, stay as they are.

Read next: `replay.py`, which does the same with nothing replaced; `tensorlab/lab/what_if.py` hands it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.devices.device import on_host
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import drawing_operations
from tensorlab.record.recorder import RecordedRun, losses_of, steps_done
from tensorlab.record.replay import Replayer, aside, at_home, moved
from tensorlab.record.values import brief, number
from tensorlab.run.fetches import feed_array
from tensorlab.run.hooks import RunFrame
from tensorlab.run.journal import journal
from tensorlab.run.loop import refuse_unfed, refuse_uninitialized, run_plan_carefully
from tensorlab.run.plan import Plan, is_view, variable_of
from tensorlab.run.store import Store

MOST_NAMED = 3  # entries that are named one by one
MOST_WRITTEN = 6  # entries of an array that is written out


@dataclass(frozen=True)
class Change:
    """One replaced value.

    Attributes:
        tensor: the tensor; of a variable its reference.
        before: its value in the recorded run; None where that did not compute it.
        after: the value in its place.
    """

    tensor: Tensor
    before: Any
    after: np.ndarray[Any, Any]

    def text(self, name: str) -> str:
        """The change as one would write it: `w1[0, 0] = 2`, or `w1 = [[1, 2], [3, 4]]`."""
        places = self.places()
        if self.after.size > 1 and (places is None or len(places) > 1) and _all_alike(self.after):
            return f"{name}[:] = {_entry(self.after.ravel()[0])}"
        if self.after.ndim and places is not None and 0 < len(places) <= MOST_NAMED:
            return ", ".join(f"{name}[{', '.join(map(str, p))}] = {_entry(self.after[p])}" for p in places)
        if self.after.size > MOST_WRITTEN:
            return f"{name} = … [{', '.join(map(str, self.after.shape))}]"
        return f"{name} = {brief(self.after, MOST_WRITTEN)}"

    def places(self) -> list[tuple[int, ...]] | None:
        """The entries that are others than before; None where the shape is another."""
        before = None if self.before is None else np.asarray(self.before)
        if before is None or before.shape != self.after.shape:
            return None
        with np.errstate(all="ignore"):
            differs = (before != self.after) & ~((before != before) & (self.after != self.after))
        return [tuple(map(int, place)) for place in np.argwhere(differs)]


@dataclass(frozen=True)
class Branch:
    """A run computed again with values replaced, and the runs after it.

    Attributes:
        base: the index of the recorded run.
        changes: what was replaced.
        runs: the runs of the branch, and `bases` the indices of the recorded runs that they repeat.
    """

    base: int
    changes: list[Change]
    runs: list[RecordedRun]
    bases: list[int]


def run_again(runs: Sequence[RecordedRun], index: int, replaced: Mapping[Tensor, Any], on: int = 0) -> Branch:
    """Compute `runs[index]` with values replaced, and `on` of the runs after it from the state that it leaves.

    Raises:
        LookupError: when the tape has let go of what a replay needs.
        TypeError, ValueError: for a value that cannot be put there.
        tf.errors.OpError: when the run fails with it. Nothing has changed then.
    """
    with aside(runs[index].session):
        return _run_again(runs, index, replaced, on)


def _run_again(runs: Sequence[RecordedRun], index: int, replaced: Mapping[Tensor, Any], on: int) -> Branch:
    run = runs[index]
    replayer = Replayer(runs)  # one of its own: its stores will hold what never was
    store = replayer.before(index)
    variables, fed = _sorted_out(run, replaced)
    recorded = _recorded_values(runs, index)
    changes = [
        Change(tensor, _value_in(run.plan, recorded, tensor), array)
        for tensor, array in (*((o.outputs[0], a) for o, a in variables.items()), *fed.items())
    ]
    for operation, array in variables.items():
        store.cell(operation).value = at_home(run.session, operation, array)
    made = [_once_more(run, store, fed)]
    error = made[0].error
    if error is not None:
        raise error
    bases = [index]
    later = [n for n in range(index + 1, len(runs)) if runs[n].session is run.session]
    ends = run.segment
    for place in later:
        if len(made) > on or made[-1].error is not None:
            break
        following = runs[place]
        if following.error is not None:
            continue  # what failed left nothing behind
        if not following.can_be_shown or not following.alone or following.segment.checkpoint is None:
            break
        if following.segment is not ends:
            _take_over_what_changed_outside(runs, place, store)
            ends = following.segment
        made.append(_once_more(following, store, {}))
        bases.append(place)
    return Branch(index, changes, made, bases)


def target_of(tensor: Tensor) -> Tensor:
    """What is replaced when a tensor is asked for: of a variable, and of a plain read of it, the variable itself."""
    if tensor.dtype._is_ref_dtype or is_view(tensor.op):
        return variable_of(tensor).outputs[0]
    return tensor


def _sorted_out(
    run: RecordedRun, replaced: Mapping[Tensor, Any]
) -> tuple[dict[Operation, np.ndarray[Any, Any]], dict[Tensor, np.ndarray[Any, Any]]]:
    """The variables that begin with another value, and the tensors to be fed; all checked and copied."""
    variables: dict[Operation, np.ndarray[Any, Any]] = {}
    fed: dict[Tensor, np.ndarray[Any, Any]] = {}
    for asked, value in replaced.items():
        target = target_of(asked)
        if asked in run.plan.fed or target in run.plan.fed:  # fed, be it a variable: it goes on being fed
            tensor = asked if asked in run.plan.fed else target
            fed[tensor] = feed_array(tensor, value).copy()
        elif target.dtype._is_ref_dtype:
            variables[target.op] = feed_array(target, value).copy()
        elif asked.op.graph.is_feedable(asked):
            fed[asked] = feed_array(asked, value).copy()
        else:
            raise ValueError(f"Tensor {asked.name} may not be fed, so it cannot be replaced either.")
    return variables, fed


def value_before(runs: Sequence[RecordedRun], index: int, tensor: Tensor) -> Any:
    """The value of a tensor in a recorded run; of a variable the value that the run began with."""
    return _value_in(runs[index].plan, _recorded_values(runs, index), target_of(tensor))


def _recorded_values(runs: Sequence[RecordedRun], index: int) -> Sequence[Any]:
    run = runs[index]
    return run.values if run.values is not None else Replayer(runs).values(index)


def _value_in(plan: Plan, values: Sequence[Any], tensor: Tensor) -> Any:
    """The value of a tensor in a run; of a variable the value that the run began with."""
    if tensor in plan.fed or not tensor.dtype._is_ref_dtype:
        slot = plan.slot_of.get(tensor)
    else:
        slot = next((slot for slot, cell in plan.loads if cell.operation is tensor.op), None)
    return None if slot is None else values[slot]


def _once_more(run: RecordedRun, store: Store, fed: Mapping[Tensor, Any]) -> RecordedRun:
    """Run what a recorded run ran, in another store, with some tensors fed as well."""
    given = dict(zip(run.plan.feeds, run.feeds or [], strict=True)) | dict(fed)
    if set(given) == run.plan.fed:
        shown, plan = run.plan, moved(run.plan, store)
    else:
        placer = run.session._placer
        shown = plan = Plan(
            run.plan.fetches, given, store, keep_values=True, early=run.plan.early, placer=placer
        )
    for operation, state in zip(drawing_operations(run.plan), run.streams, strict=True):
        store.stream(operation).state = state
    values = plan.template.copy()
    values[: len(plan.feeds)] = [given[tensor] for tensor in plan.feeds]
    times: list[int] = []
    frame = RunFrame(run.session, shown, values, run.fetches, None)
    frame.caller, frame.times = run.caller, times
    before = [cell.value for cell in plan.written]
    try:
        with journal.replaying(_from_outside(run, plan)):
            _execute(plan, store, values, times)
    except Exception as error:
        frame.error, frame.failed = error, getattr(error, "op", None)
        for cell, value in zip(plan.written, before, strict=True):
            cell.value = value
    return _record(frame, run)


def _from_outside(run: RecordedRun, plan: Plan) -> dict[Operation, list[Any]]:
    """What came from outside in a recorded run, to be given again: a session's queues and iterators are left alone.

    Python functions are called anew, since they may be given other values now. What the recorded run did not ask,
    nobody can answer.
    """
    given = {operation: entries for operation, entries in run.outside.items() if operation.type != "PyFunc"}
    for operation in plan.order:
        if operation.record.outside and operation.type != "PyFunc":
            given.setdefault(operation, [])
    return given


def _execute(plan: Plan, store: Store, values: list[Any], times: list[int]) -> None:
    """What a session does with a plan, in a store that is no session's."""
    if plan.unfed:
        refuse_unfed(plan.unfed[0])
    for cell, reader in plan.required.items():
        if store.cell(cell.operation).value is None:
            refuse_uninitialized(cell.operation, reader)
    for slot, cell in plan.loads:
        values[slot] = cell.value
    with np.errstate(all="ignore"):
        run_plan_carefully(plan, values, times, None)


def _record(frame: RunFrame, base: RecordedRun) -> RecordedRun:
    """The run as a recorder would have kept it."""
    made = RecordedRun(frame)
    places = frame.plan.places
    values = frame.values if places is None else places.values_on_host(frame.values)
    made.values, made.times = values, frame.times
    made.number, made.segment, made.alone = base.number, base.segment, True
    made.error, made.failed = frame.error, frame.failed
    if frame.error is not None:
        made.done = steps_done(frame.plan, frame.values, frame.failed)
    made.loss = None
    for tensor in losses_of(frame.plan):
        slot = frame.plan.slot_of.get(tensor)
        if slot is not None and values[slot] is not None:
            made.loss = tensor, values[slot]
            break
    return made


def _take_over_what_changed_outside(runs: Sequence[RecordedRun], index: int, store: Store) -> None:
    """Between two recorded runs a program may set variables unseen (`v.load`): then the branch has them too."""
    checkpoint = runs[index].segment.checkpoint
    assert checkpoint is not None
    session = runs[index].session
    earlier = next(n for n in range(index - 1, -1, -1) if runs[n].session is session)
    record = Replayer(runs)
    try:
        record.again(earlier)
    except LookupError:
        return
    left = record.store_of(session)
    for operation, array in checkpoint.cells.items():
        known = on_host(left.cell(operation).value)
        if (
            known is None
            or array is None
            or not np.array_equal(known, array, equal_nan=known.dtype.kind in "fc")
        ):
            store.cell(operation).value = at_home(session, operation, array)


def _all_alike(array: np.ndarray[Any, Any]) -> bool:
    first = array.ravel()[0]
    return bool(((array == first) | ((array != array) & (first != first))).all())


def _entry(value: Any) -> str:
    if isinstance(value, bytes):
        return repr(value.decode(errors="replace"))
    return number(value) if not isinstance(value, str) else repr(value)
