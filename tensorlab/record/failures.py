"""A failed run in plain words: what happened, why that usually happens, and the way out.

An error's own message (`errors.py`) is precise and names everything; a beginner needs to hear first what it
means. `explained` finds out in which situation a run failed, from the error's class, the failing node and the
shapes that reached it, and answers in messages (`tensorlab/messages/errors.json`), with the lesson that explains
the matter.

Read next: `story.py`, whose steps say how far the run came; `show/static/failure_view.js`, which shows all this.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tensorlab.devices.copies import Copy
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.story import Story
from tensorlab.record.values import shape_text
from tensorlab.record.words import message, plain_text, say

# What is said of a situation: its name in the catalogue, the lesson that explains it, and what fills the holes.
Situation = tuple[str, int, dict[str, Any]]

UNINITIALISED = re.compile(r"uninitialized value (\S+)")
FED_SHAPE = re.compile(r"Cannot feed value of shape \(([^)]*)\)")
NOT_IN_RANGE = re.compile(r"(-?\d+) is not in \[0, (\d+)\)")
OUTSIDE_LABELS = re.compile(r"label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)")
OUT_OF_BOUNDS = re.compile(r"index (-?\d+) of dimension \d+ out of bounds(?: \(its size is (\d+)\))?")
SHAPE_WORDS = re.compile(r"\b(shapes?|dimensions?|rank|broadcast)\b", re.IGNORECASE)

NO_ROOM = re.compile(r"It needs ([\d,]+) bytes; ([\d,]+) of the simulated (\S+)'s ([\d,]+) bytes are taken")
HOLDER = re.compile(r"^ +([\d,]+) bytes  (\S.*)$", re.MULTILINE)

INITIALISE = ["c", "sess.run(tf.global_variables_initializer())"]


def explained(run: RecordedRun, story: Story) -> dict[str, Any]:
    """What a bundle says about the error of a run (see `error` in the schema), in plain words and in its own."""
    failure = Failure(run, story)
    name, lesson, holes = failure.situation()
    return {
        "type": type(run.error).__name__,
        "message": str(run.error),
        "step": failure.step(),
        "missed": failure.missed(),
        "what": message(f"errors.{name}_what", **holes),
        "why": message(f"errors.{name}_why", **holes),
        "way_out": message(f"errors.{name}_way_out", **holes),
        "lesson": {"number": lesson, "title": message(f"errors.lesson_{lesson}"), "file": ""},
    }


def link_lessons(bundle: dict[str, Any], folder: Path) -> None:
    """Say where the lessons are that a bundle's errors name, as seen from a folder; where they are not, nothing."""
    for record in bundle["runs"]:
        if record["error"] is not None and record["error"]["lesson"] is not None:
            lesson = record["error"]["lesson"]
            lesson["file"] = lesson_file(lesson["number"], folder)


def lesson_file(number: int, folder: Path) -> str:
    """The notebook of a lesson, relative to a folder that it stands in or beside; "" where there is none.

    >>> lesson_file(15, Path("no such folder"))
    ''
    """
    for place in (folder, folder / "lessons"):
        for found in sorted(place.glob(f"{number:02d}-*.ipynb")):
            return Path(os.path.relpath(found, folder)).as_posix()
    return ""


class Failure:
    """One run that failed, and the story of what it was to do."""

    def __init__(self, run: RecordedRun, story: Story) -> None:
        self.run = run
        self.story = story
        self.operation: Operation | None = run.failed
        self.message = str(run.error)
        self.place_of = {step[5]: place for place, step in enumerate(run.plan.steps)}

    # --- how far it came ----------------------------------------------------------------------------------

    def missed(self) -> list[int]:
        """The steps that this run did not come to, the failing one among them."""
        return [number for number, step in enumerate(self.story.steps) if not self._reached(step)]

    def _reached(self, step: dict[str, Any]) -> bool:
        if self._refused():
            return step["kind"] == "feed" and not self._feed_refused()
        if step["kind"] == "feed":
            return True
        if step["kind"] == "read":
            return True
        place = self.place_of.get(step["node"])
        if place is not None:
            return place < self._failed_at()
        values, output = self.run.values, step["output"]
        if values is None or output is None or output["entry"] is None:
            return False
        return values[self.story.entries[output["entry"]][1]] is not None

    def _refused(self) -> bool:
        """Whether the run was given up before its first node: a variable had no value, a placeholder no feed."""
        return self.run.done == -1 or self.operation in self.run.plan.unfed

    def _feed_refused(self) -> bool:
        """Whether a fed value did not fit its placeholder; then none of the feeds went in."""
        return isinstance(self.run.error, (TypeError, ValueError))

    def _failed_copy(self) -> Copy | None:
        """The copy that failed: an error names the node whose value was to be copied."""
        steps, done = self.run.plan.steps, self.run.done
        step = steps[done][5] if done is not None and 0 <= done < len(steps) else None
        return step if isinstance(step, Copy) and step.tensor.op is self.operation else None  # type: ignore[unreachable]

    def _failed_at(self) -> int:
        if self._failed_copy() is not None:
            return self.run.done or 0
        return self.place_of.get(self.operation, self.run.done or 0)  # type: ignore[arg-type]  # None: interrupted

    def step(self) -> int | None:
        """The step to show for the failure; None when the story has none at all."""
        steps = self.story.steps
        if not steps:
            return None
        found = UNINITIALISED.search(self.message)
        if found:
            for number, step in enumerate(steps):
                if step["kind"] == "read" and step["node"].name == found[1]:
                    return number
        failing = self._failed_copy() or self.operation
        for number, step in enumerate(steps):
            if failing is not None and step["node"] is failing:
                return number
        missed = self.missed()
        twin = None if self.operation is None else self.operation.gradient_of
        for number in missed:
            if twin is not None and steps[number]["source"] is twin:
                return number
        return missed[0] if missed else len(steps) - 1

    # --- in which situation it failed ---------------------------------------------------------------------

    def situation(self) -> Situation:
        """The first of the situations that this failure is."""
        kind = type(self.run.error).__name__
        for tell in SITUATIONS.get(kind, ()):
            found = tell(self)
            if found is not None:
                name, lesson, holes = found
                return name, lesson, {"node": self.node, **holes}
        name, lesson = OTHERWISE.get(kind, ("internal", 24))
        return (
            name,
            lesson,
            {"node": self.node, "error": ["c", kind], "cast": ["c", "tf.cast(x, tf.float32)"]},
        )

    @property
    def node(self) -> Any:
        """What to call the failing node; where no single one failed, the call."""
        if self.operation is None:
            return ["c", f"sess.run({self.story.goal()})"]
        if self.operation.gradient_of is not None:
            return message("errors.gradient_of", name=["b", short_name(self.operation.gradient_of)])
        return ["b", short_name(self.operation)]

    def arrays(self) -> list[tuple[Any, tuple[int, ...]]]:
        """The arrays that reached the failing node: what to call each, and its shape."""
        operation, values = self.operation, self.run.values
        if operation is None or values is None:
            return []
        roles = [parameter.role for parameter in operation.record.inputs]
        if len(roles) != len(operation.inputs):
            return []
        found = []
        for tensor, slot, role in zip(
            operation.inputs, self.run.plan.inputs_of.get(operation, ()), roles, strict=False
        ):
            if role not in HOST_ROLES and slot is not None and values[slot] is not None:
                found.append(
                    (["c", self.story.view.label(tensor)], tuple(getattr(values[slot], "shape", ())))
                )
        return found


def short_name(operation: Operation) -> str:
    """A node's name as its box shows it: without the scopes."""
    return operation.name.rpartition("/")[2]


# --- the situations: each looks whether it is this one ----------------------------------------------------


def uninitialised(failure: Failure) -> Situation | None:
    """A variable is read before it has a value."""
    found = UNINITIALISED.search(failure.message)
    if found is None:
        return None
    holes = {"variable": ["b", found[1]], "initialise": INITIALISE}
    view = failure.story.view
    owner = next((o for o in view.operations if o.name == found[1]), None)
    if owner is not None and owner not in view.box_of:
        call, make = ["c", "minimize(...)"], ["c", "tf.global_variables_initializer()"]
        return "uninitialised_slot", 14, {**holes, "call": call, "make": make}
    return "uninitialised", 8, holes


def unfed(failure: Failure) -> Situation | None:
    """A placeholder is needed and was not fed."""
    operation = failure.operation
    if operation is None or operation.type != "Placeholder":
        return None
    tensor = operation.outputs[0]
    feed = ["c", f"feed_dict={{{failure.story.view.label(tensor)}: …}}"]
    if tensor.shape.sizes is None:
        return "unfed", 11, {"feed": feed}
    sizes = ["?" if size is None else size for size in tensor.shape.sizes]
    return "unfed_shape", 11, {"feed": feed, "shape": ["c", shape_text(sizes)]}


def feed_shape(failure: Failure) -> Situation | None:
    """A fed array does not fit the shape, or the dtype, that the placeholder promised."""
    found = FED_SHAPE.search(failure.message)
    if failure.operation is None:
        return None
    if found is None:
        return "feed_kind", 11, {"message": failure.message}
    sizes = failure.operation.outputs[0].shape.sizes or ()
    wanted = shape_text(["?" if size is None else size for size in sizes])
    given = shape_text([int(size) for size in found[1].split(",") if size.strip()])
    return "feed_shape", 11, {"given": ["c", given], "wanted": ["c", wanted]}


def product(failure: Failure) -> Situation | None:
    """Two matrices that cannot be multiplied."""
    operation, arrays = failure.operation, failure.arrays()
    if operation is None or "MatMul" not in operation.type or len(arrays) != 2:
        return None
    (first, left), (second, right) = arrays
    if len(left) < 2 or len(right) < 2:
        return None
    turned = operation.attributes
    row = left[-2] if turned.get("transpose_a") or turned.get("adj_x") else left[-1]
    column = right[-1] if turned.get("transpose_b") or turned.get("adj_y") else right[-2]
    if row == column:
        return None
    holes = {**_two(first, left, second, right), "row": row, "column": column}
    return "matmul", 3, {**holes, "transpose": ["c", "tf.transpose"]}


def broadcast(failure: Failure) -> Situation | None:
    """Two arrays that are to be combined entry by entry, and whose shapes clash."""
    operation, arrays = failure.operation, failure.arrays()
    if operation is None or not operation.record.is_broadcasting or len(arrays) != 2:
        return None
    (first, left), (second, right) = arrays
    clash = next(
        ((a, b) for a, b in zip(left[::-1], right[::-1], strict=False) if a != b and 1 not in (a, b)), None
    )
    if clash is None:
        return None
    holes = {**_two(first, left, second, right), "left": clash[0], "right": clash[1]}
    return "broadcast", 3, {**holes, "reshape": ["c", "tf.reshape"], "keep": ["c", "keepdims=True"]}


def _two(first: Any, left: tuple[int, ...], second: Any, right: tuple[int, ...]) -> dict[str, Any]:
    return {
        "first": first,
        "first_shape": ["c", shape_text(left)],
        "second": second,
        "second_shape": ["c", shape_text(right)],
    }


def reshape(failure: Failure) -> Situation | None:
    """More or fewer values than the new shape has room for."""
    arrays = failure.arrays()
    if failure.operation is None or failure.operation.type != "Reshape" or not arrays:
        return None
    count = 1
    for size in arrays[0][1]:
        count *= size
    return "reshape", 3, {"first": arrays[0][0], "count": count, "minus": ["c", "-1"]}


def assign(failure: Failure) -> Situation | None:
    """A variable that is to be given a value of another shape."""
    operation = failure.operation
    if operation is None or not operation.record.writes or not SHAPE_WORDS.search(failure.message):
        return None
    variable = ["b", failure.story.view.label(operation.inputs[0])]
    return "assign", 8, {"variable": variable, "validate": ["c", "validate_shape=False"]}


def index(failure: Failure) -> Situation | None:
    """A number that names no entry."""
    for pattern in (OUTSIDE_LABELS, NOT_IN_RANGE, OUT_OF_BOUNDS):
        found = pattern.search(failure.message)
        if found is not None and found[2] is not None:
            size = int(found[2])
            return "index", 3, {"index": found[1], "size": size, "last": size - 1}
    return None


def numerics(failure: Failure) -> Situation | None:
    """`check_numerics` met NaN or infinity."""
    if failure.operation is None or failure.operation.type != "CheckNumerics":
        return None
    return "numerics", 12, {"clip": ["c", "tf.clip_by_value(y, 1e-10, 1.0)"]}


def assertion(failure: Failure) -> Situation | None:
    """A check of the program itself."""
    if failure.operation is None or failure.operation.type != "Assert":
        return None
    return "assertion", 16, {}


def division(failure: Failure) -> Situation | None:
    """Whole numbers, divided by 0."""
    if "division by zero" not in failure.message:
        return None
    return "division", 10, {"cast": ["c", "tf.cast(x, tf.float32)"]}


def shapes(failure: Failure) -> Situation | None:
    """Any other arrays that do not fit together."""
    if failure.operation is None or not SHAPE_WORDS.search(failure.message.split("\n")[0]):
        return None
    return "shapes", 3, {"kind": ["c", failure.operation.type]}


def limit(failure: Failure) -> Situation | None:
    """`count_up_to` came to its end."""
    if "Reached limit" not in failure.message:
        return None
    return "limit", 8, {"error": ["c", "tf.errors.OutOfRangeError"]}


def end(failure: Failure) -> Situation | None:
    """A queue or a data set is used up."""
    return "end", 20, {"error": ["c", "tf.errors.OutOfRangeError"]}


def deadline(failure: Failure) -> Situation | None:
    """The run took too long."""
    waits = failure.operation is not None and "Queue" in failure.operation.type
    return "deadline", 20 if waits else 5, {"option": ["c", "operation_timeout_in_ms"]}


def no_room(failure: Failure) -> Situation | None:
    """The memory of a device that is smaller than the computer's is used up."""
    found = NO_ROOM.search(failure.message)
    if found is None:
        return None
    holes: dict[str, Any] = {
        "needs": found[1], "taken": found[2], "device": ["c", found[3]], "limit": found[4],
    }  # fmt: skip
    holder = HOLDER.search(failure.message)
    name = "device_memory" if holder is None or holder[2].startswith("(") else "device_memory_held"
    if name == "device_memory_held" and holder is not None:
        holes |= {"holder": ["b", holder[2]], "held": holder[1]}
    return (
        name,
        5,
        {**holes, "option": ["c", "lab.simulate_gpu(memory=...)"], "cpu": ["c", 'tf.device("/cpu:0")']},
    )


SITUATIONS: dict[str, tuple[Callable[[Failure], Situation | None], ...]] = {
    "FailedPreconditionError": (uninitialised,),
    "InvalidArgumentError": (
        unfed, product, broadcast, reshape, assign, index, numerics, assertion, division, shapes,
    ),
    "TypeError": (feed_shape,),
    "ValueError": (feed_shape,),
    "OutOfRangeError": (limit, end),
    "DeadlineExceededError": (deadline,),
    "ResourceExhaustedError": (no_room,),
}  # fmt: skip

# For every other error, and where none of these situations is recognised: its words and its lesson.
OTHERWISE: dict[str, tuple[str, int]] = {
    "FailedPreconditionError": ("precondition", 4),
    "InvalidArgumentError": ("argument", 11),
    "ResourceExhaustedError": ("memory", 5),
    "CancelledError": ("cancelled", 20),
    "AbortedError": ("cancelled", 20),
    "UnavailableError": ("cancelled", 20),
    "UnimplementedError": ("unimplemented", 6),
    "NotFoundError": ("file", 18),
    "AlreadyExistsError": ("file", 18),
    "PermissionDeniedError": ("file", 18),
    "DataLossError": ("file", 18),
    "KeyboardInterrupt": ("interrupted", 4),
    "InternalError": ("internal", 24),
    "UnknownError": ("internal", 24),
}


def in_words(run: RecordedRun, story: Story, language: str = "en") -> list[str]:
    """The same as lines of text: what happened, why, the way out, the lesson."""
    told = explained(run, story)
    title = plain_text(told["lesson"]["title"], language)
    return [
        *(plain_text(told[part], language) for part in ("what", "why", "way_out")),
        say("errors.lesson", language, number=told["lesson"]["number"], title=title),
    ]
