"""What a bundle says about the world outside the graph: who ran what when, how full the queues were, what was read.

Operations that reach outside leave facts in a run's notes (`tensorlab/run/journal.py`); here they become sentences.
Where several threads ran one session, or queues were used, the bundle also says when each run took place, so that the
Tracer can draw a lane for each thread and a curve for each queue.

Read next: `bundle.py`, which asks; `bundle.schema.json` (threads, queues, said).
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.record.labels import short_name
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.words import Text, message

# What stages of an input pipeline say of themselves: facts -> the message. The first that fits counts.
STAGES = (
    ({"position", "of"}, "outside.stage_position"),
    ({"held", "buffer"}, "outside.stage_buffer"),
    ({"epoch", "epochs"}, "outside.stage_epoch_of"),
    ({"epoch"}, "outside.stage_epoch"),
    ({"batch", "size"}, "outside.stage_batch"),
    ({"kept", "dropped"}, "outside.stage_kept"),
    ({"kept", "from the cache"}, "outside.stage_cache"),
    ({"calls"}, "outside.stage_calls"),
    ({"file", "record"}, "outside.stage_record"),
    ({"yielded"}, "outside.stage_yielded"),
    ({"held"}, "outside.stage_held"),
    ({"left"}, "outside.stage_left"),
    ({"still to skip"}, "outside.stage_to_skip"),
    ({"dropped"}, "outside.stage_dropped"),
    ({"dataset", "of"}, "outside.stage_dataset_of"),
    ({"dataset"}, "outside.stage_dataset"),
    ({"turn", "open"}, "outside.stage_turn"),
    ({"groups"}, "outside.stage_groups"),
)
UNBOUNDED = 2**31 - 1  # the capacity of a queue that holds any number
LONG_WAIT = 0.001  # seconds; shorter waits are not worth a word


class OutsidePart:
    """What a bundle says about threads, queues and what came from outside.

    Args:
        runs: the recorded runs. Runs may be added while this is in use.

    Attributes:
        first: when the first run began. threads: when each thread that ran something began.
        queues: the queues that something was put into or taken out of, with what each may hold.
        pipelines: whether elements came out of a `tf.data` pipeline.
    """

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        self._runs = runs
        self._seen = 0
        self.first: int | None = None
        self.threads: dict[str, int] = {}
        self.queues: dict[Operation, int | None] = {}
        self.pipelines = False

    def _look(self) -> None:
        """Look at the runs that came since the last time."""
        while self._seen < len(self._runs):
            run = self._runs[self._seen]
            self._seen += 1
            self.first = run.clock[0] if self.first is None else min(self.first, run.clock[0])
            self.threads.setdefault(run.thread, run.clock[0])
            for operation, entries in run.notes.items():
                queue = _queue_of(operation)
                if queue is not None:
                    self.queues.setdefault(queue, _limit(entries[-1].get("capacity")))
                self.pipelines = self.pipelines or "chain" in entries[-1]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to draw lanes or curves of."""
        self._look()
        return bool(self.queues) or len(self.threads) > 1 or self.pipelines

    def to_json(self, node_number: dict[Operation, int]) -> dict[str, Any]:
        """The parts of a bundle about threads and queues; nothing where there is one thread and no queue."""
        if not self.is_needed:
            return {}
        queues = [
            {"name": short_name(queue.name), "node": node_number.get(queue), "capacity": capacity}
            for queue, capacity in self.queues.items()
        ]
        return {"threads": sorted(self.threads, key=self.threads.__getitem__), "queues": queues}

    def fields(self, run: RecordedRun, steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The fields of a run: its thread, when it began and ended, queues after it, what is said at its steps."""
        told = {}
        for place, step in enumerate(steps):
            said = self._said(run, step["node"]) if step["kind"] == "evaluate" else []
            if said:
                told[str(place)] = said
        fields: dict[str, Any] = {"said": told} if told else {}
        if self.is_needed:
            fields |= {"thread": run.thread, "took": [moment - (self.first or 0) for moment in run.clock]}
            sizes = self._sizes(run)
            fields |= {"sizes": sizes, "filled": self._filled(run, steps)} if sizes else {}
            stages = [stage for entries in run.notes.values() for stage in entries[-1].get("chain", ())]
            fields |= {"pipeline": list(map(_stage, stages))} if stages else {}
        return fields

    def _sizes(self, run: RecordedRun) -> dict[str, int]:
        """How many elements queues held after a run, by their number."""
        queues = list(self.queues)
        return {str(queues.index(queue)): size for queue, size in _held(run)}

    def _filled(self, run: RecordedRun, steps: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
        """By the place of a step that worked on a queue: the queue's number, and how many elements it held then."""
        queues = list(self.queues)
        filled = {}
        for place, step in enumerate(steps):
            notes = run.notes.get(step["node"], ()) if step["kind"] == "evaluate" else ()
            if notes and "size" in notes[-1] and (queue := _queue_of(step["node"])) is not None:
                filled[str(place)] = [queues.index(queue), int(notes[-1]["size"])]
        return filled

    @staticmethod
    def sizes_after(run: RecordedRun) -> dict[str, int]:
        """How many elements queues held after a run, by their name."""
        return {short_name(queue.name): size for queue, size in _held(run)}

    # --- sentences ----------------------------------------------------------------------------------------

    def _said(self, run: RecordedRun, operation: Any) -> list[Text]:
        """What is said about an operation in one run, besides what is said in every run."""
        said: list[Text] = []
        for facts in run.notes.get(operation, ()):
            queue = _queue_of(operation)
            if "size" in facts and queue is not None:
                name, size = ["b", short_name(queue.name)], facts["size"]
                limit = _limit(facts.get("capacity"))
                if limit is None:
                    said.append(message("outside.holds", name=name, count=size))
                else:
                    said.append(message("outside.holds_of", name=name, size=str(size), count=limit))
            if facts.get("waited", 0) >= LONG_WAIT:
                said.append(message("outside.waited", time=["c", _duration(facts["waited"])]))
            if "element" in facts:
                said.append(message("outside.element", number=str(facts["element"] + 1)))
            if "file" in facts:
                said.append(message("outside.file", file=["c", str(facts["file"])]))
            if "bytes" in facts:
                said.append(message("outside.bytes", count=int(facts["bytes"])))
        return said


def _held(run: RecordedRun) -> list[tuple[Operation, int]]:
    """The queues that a run changed or asked, and how many elements they held then."""
    last = [(_queue_of(operation), entries[-1]) for operation, entries in run.notes.items()]
    return [(queue, int(facts["size"])) for queue, facts in last if queue is not None and "size" in facts]


def _queue_of(operation: Operation) -> Operation | None:
    """The queue that an operation works on; None for one that is about something else."""
    first = operation.inputs[0].op if operation.inputs else None
    return first if first is not None and first.record.kind == "queue" and not first.inputs else None


def _stage(facts: dict[str, Any]) -> list[Any]:
    """A stage of a pipeline: its name, and what it says of itself where there is something to say."""
    for known, key in STAGES:
        if known <= facts.keys():
            return [
                facts["node"],
                message(key, **{fact.replace(" ", "_"): str(facts[fact]) for fact in known}),
            ]
    return [facts["node"], ""]


def _limit(capacity: int | None) -> int | None:
    return None if capacity is None or capacity >= UNBOUNDED else capacity


def _duration(seconds: float) -> str:
    """A time in words that a student takes in.

    >>> _duration(0.0123), _duration(2.5)
    ('12 ms', '2.5 s')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
