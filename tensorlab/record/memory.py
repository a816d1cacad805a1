"""What a tape holds in memory, in bytes: values, feeds, and the states from which replays begin.

An array counts once, for the one that holds it last:

- the arrays that a run computed, and its feeds, count for the run;
- a variable's array is either computed by a run, and counts there, or it stands in a checkpoint. It counts for
  the last checkpoint that holds it, as soon as the session has another one in its place: until then the array
  is the session's, and the tape's reference costs nothing.

Read next: `recorder.py`, which keeps to a budget with these figures.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.devices.device import on_host
from tensorlab.graph.operation import Operation
from tensorlab.record.blocks import all_visits
from tensorlab.run.plan import Plan

if TYPE_CHECKING:
    from tensorlab.record.recorder import RecordedRun

ARRAY_OBJECT = 112  # bytes of an array without its entries
NUMBER_OBJECT = 40  # a clock reading: the number and the list's reference to it


class Checkpoint:
    """Everything a session remembered at one moment, by reference.

    Of a variable on a device with a memory of its own, a copy on the host: what is recorded takes none of that
    memory.
    """

    __slots__ = ("cells", "streams")

    def __init__(self, session: Any) -> None:
        store = session._store
        self.cells: dict[Operation, Any] = {
            operation: on_host(cell.value) for operation, cell in store.cells.items()
        }
        self.streams: dict[Operation, Any] = {operation: s.state for operation, s in store.streams.items()}

    def bytes_besides(self, others: dict[Operation, Any]) -> int:
        """The bytes of those arrays that `others` has not in the same place."""
        return sum(
            bytes_of(array) for operation, array in self.cells.items() if others.get(operation) is not array
        )


class Segment:
    """A checkpoint, and the runs of its session up to the next one: they are replayed together.

    Attributes:
        checkpoint: where replays begin; None when the segment was given up.
        runs: the runs, in the order in which they ended.
        weight: the bytes that the checkpoint counts.
        feeds: the bytes of the runs' feeds.
        unseen: the variables that had changed since the run before, without a recorded run.
    """

    __slots__ = ("checkpoint", "feeds", "runs", "session", "unseen", "weight")

    def __init__(self, session: Any) -> None:
        self.session = session
        self.checkpoint: Checkpoint | None = Checkpoint(session)
        self.runs: list[RecordedRun] = []
        self.weight = 0
        self.feeds = 0
        self.unseen: frozenset[Operation] = frozenset()


def bytes_of(value: Any) -> int:
    """The bytes that a value occupies.

    >>> bytes_of(np.zeros(10)) == 10 * 8 + ARRAY_OBJECT
    True
    """
    if isinstance(value, list):
        return ARRAY_OBJECT  # the visits of a loop, which count for themselves
    if not isinstance(value, np.ndarray):  # nothing, a single number, or an array on another device
        return 0 if value is None else ARRAY_OBJECT + int(getattr(value, "nbytes", 0))
    texts = sum(len(text) for text in value.flat) if value.dtype == object else 0
    return value.nbytes + ARRAY_OBJECT + texts


def computed_bytes(plan: Plan, values: list[Any]) -> int:
    """The bytes of what a run computed and was fed; constants and variables it only read are not its own."""
    foreign = {id(content) for content in plan.template if content is not None}
    foreign.update(id(values[slot]) for slot, _ in plan.loads)
    own = {id(value): value for value in values if id(value) not in foreign}
    for visit in all_visits(plan, values):  # an iteration's values; what it captures stands outside too
        foreign.update(id(content) for content in visit.plan.template if content is not None)
        own.update((id(value), value) for value in visit.values if id(value) not in foreign)
    return sum(map(bytes_of, own.values()))
