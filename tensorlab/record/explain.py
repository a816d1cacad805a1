"""Explanations: why a node ran or did not, who made a value, which random numbers were drawn.

Every answer is one or two messages (`words.py`) and a path: the operations between the question and its answer,
which the Tracer draws in the graph. The Tracer answers the same questions from the bundle alone
(`show/static/explain_reasons.js`), with the same messages.

Read next: `explain_gradient.py` (where a gradient comes from), `history.py` (who wrote a variable).
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.philox import HALF
from tensorlab.record.backward import gradient_names
from tensorlab.record.blocks import drawing_operations, shown_name, works_outside
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.story import Story
from tensorlab.record.twin import TwinView
from tensorlab.record.words import Message, message, plain_text
from tensorlab.run.order import needed_operations
from tensorlab.run.plan import Plan, is_view, variable_of

LONGEST_LINE = 90  # characters of the program
TENSORFLOW_SEED = 87654321  # what TensorFlow takes for the graph's seed where only the op was given one


@dataclass(frozen=True)
class Explanation:
    """An answer.

    Attributes:
        about: what it is about, as the student calls it.
        kind: which answer it is: "fetched", "needed", "unused", ...
        texts: the sentences, as messages.
        path: the operations from the question to the answer, in order.
        names: what the operations of the path are called.
        more: further lines, such as the contributions to a gradient.
    """

    about: str
    kind: str
    texts: tuple[Message, ...]
    path: tuple[Operation, ...] = ()
    names: tuple[str, ...] = ()
    more: tuple[str, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """The answer in one sentence or two."""
        return self.say()

    def say(self, language: str = "en") -> str:
        """The answer in a language: "en" or "zh"."""
        gap = "" if language == "zh" else " "
        return gap.join(plain_text(text, language) for text in self.texts)

    def __repr__(self) -> str:
        lines = [self.sentence]
        if len(self.names) > 1:
            lines.append(f"  {' → '.join(shortened(self.names))}")
        return "\n".join([*lines, *(f"  {line}" for line in self.more)])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self)}


class Explanations:
    """Several answers about one thing: `tape.explain(...)`."""

    def __init__(self, answers: Sequence[Explanation]) -> None:
        self.answers = tuple(answers)

    def __iter__(self) -> Any:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, place: int) -> Explanation:
        return self.answers[place]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.answers))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self)}


def shortened(names: Sequence[str], most: int = 12) -> list[str]:
    """A path with its middle left out, where it is long.

    >>> shortened(list("abcdefg"), 5)
    ['a', 'b', '… 2 more', 'e', 'f', 'g']
    """
    if len(names) <= most:
        return list(names)
    head, tail = most // 2, most - most // 2
    return [*names[:head], f"… {len(names) - most} more", *names[-tail:]]


class Explainer:
    """Answers questions about one recorded run.

    Args:
        run: the run.
        view: knows what the boxes are called.
        runs: all recorded runs of the graph, for what happens in others.
        story_of: gives the story of a run.
    """

    def __init__(
        self,
        run: RecordedRun,
        view: TwinView,
        runs: Sequence[RecordedRun],
        story_of: Callable[[RecordedRun], Story],
    ) -> None:
        self.run = run
        self.plan: Plan = run.plan
        self.view = view
        self.runs = runs
        self.story_of = story_of
        self.ran = set(run.plan.order)
        self._evaluated: dict[Plan, set[Operation]] = {}
        self._onward: dict[Operation, Operation | None] | None = None

    # --- names --------------------------------------------------------------------------------------------

    def name(self, operation: Operation) -> str:
        """What a student calls an operation: her own name for it, `∂L/∂y`, or the node's name."""
        if is_view(operation):
            operation = variable_of(operation.outputs[0])
        box = self.view.box_of.get(operation)
        if box is not None and box.operation is operation:
            return box.label or box.title
        if operation in self.view.gradient_operations:
            whole = self.gradient_names.get(operation)
            if whole is not None:
                return f"∂L/∂{whole}"
        elif operation.record.writes and box is not None:
            return f"{operation.type} → {box.label or box.title}"
        return self.view.python_name(operation) or operation.name

    @cached_property
    def gradient_names(self) -> dict[Operation, str]:
        """For every node that computes a whole gradient, what that is the gradient of."""
        found: dict[Operation, str] = {}
        for work in works_outside(self.plan.order[0].graph) if self.plan.order else ():
            for total, tensor in gradient_names(work).items():
                if total is not None:
                    found.setdefault(total.op, self.view.label(tensor))
            found.update({seed.op: self.view.label(y) for y, seed in zip(work.ys, work.seeds, strict=True)})
        return found

    # --- why did it run, why did it not -------------------------------------------------------------------

    def why(self, operation: Operation) -> Explanation:
        """Why an operation ran in this run, or why it did not."""
        operation = self._itself(operation)
        name = ["b", self.name(operation)]
        if self._fed(operation):
            return self._fed_answer(operation)
        if operation in self.ran or self._was_read(operation):
            failed = self._missed(operation)
            return failed if failed is not None else self._ran(operation)
        if operation.block is not None and operation.block.owner is not None:
            owner = operation.block.owner
            text = message("explain.inside", name=name, frame=["b", shown_name(owner)])
            answer = self.why(owner)
            return self._answer(operation, "inside", [text, *answer.texts], [operation, *answer.path])
        behind = self._behind(operation)
        if behind is not None:
            path, fed = behind
            text = message("explain.behind", name=name, fed=["b", self.name(fed)])
            return self._answer(operation, "behind", [text, self._elsewhere(operation)], path)
        text = message("explain.unused", name=name, goal=["c", self.story_of(self.run).goal()])
        return self._answer(operation, "unused", [text, self._elsewhere(operation)], [operation])

    def _itself(self, operation: Operation) -> Operation:
        return variable_of(operation.outputs[0]) if is_view(operation) else operation

    def _fed(self, operation: Operation) -> bool:
        return any(output in self.plan.fed for output in operation.outputs)

    def _was_read(self, operation: Operation) -> bool:
        return any(cell.operation is operation for _, cell in self.plan.loads)

    def _answer(
        self, operation: Operation, kind: str, texts: Sequence[Message], path: Sequence[Operation]
    ) -> Explanation:
        names = dict.fromkeys(map(self.name, path))
        return Explanation(self.name(operation), kind, tuple(texts), tuple(path), tuple(names))

    def _ran(self, operation: Operation) -> Explanation:
        name = ["b", self.name(operation)]
        path = self.path_to_fetch(operation)
        if path is None:
            return self._answer(operation, "trace", [message("explain.trace", name=name)], [operation])
        if len(path) == 1:
            return self._answer(operation, "fetched", [message("explain.fetched", name=name)], path)
        reader, goal = path[1], path[-1]
        holes = {"name": name, "reader": ["b", self.name(reader)], "goal": ["b", self.name(goal)]}
        waits = operation not in inputs_before(reader, self.plan)
        kind = ("waited" if waits else "needed") + ("" if len(path) > 2 else "_directly")
        return self._answer(operation, kind, [message(f"explain.{kind}", **holes)], path)

    def path_to_fetch(self, operation: Operation) -> list[Operation] | None:
        """The shortest way from an operation to something fetched; None when nothing fetched needs it."""
        if self._onward is None:
            self._onward = onward(self.plan)
        if operation not in self._onward:
            return None
        path = [operation]
        following = self._onward[operation]
        while following is not None:
            path.append(following)
            following = self._onward[following]
        return path

    def _fed_answer(self, operation: Operation) -> Explanation:
        name = ["b", self.name(operation)]
        if operation.type == "Placeholder":
            return self._answer(
                operation, "placeholder", [message("explain.placeholder", name=name)], [operation]
            )
        return self._answer(operation, "fed", [message("explain.fed", name=name)], [operation])

    def _missed(self, operation: Operation) -> Explanation | None:
        """For an operation that a failed run did not get to."""
        failed = self.run.failed
        if self.run.error is None or failed is None:
            return None
        name = ["b", self.name(operation)]
        if operation is failed:
            text = message("explain.failed_here", name=name)
            return self._answer(operation, "failed_here", [text], [operation])
        order = self.plan.order
        if operation in order and failed in order and order.index(operation) > order.index(failed):
            text = message("explain.missed", name=name, failed=["b", self.name(failed)])
            return self._answer(operation, "missed", [text], [failed, operation])
        return None

    def _behind(self, operation: Operation) -> tuple[list[Operation], Operation] | None:
        """The way from an operation to the fed tensor that stands before it, if it would run but for a feed."""
        if operation not in needed_operations(self.plan.fetches, frozenset()):
            return None
        return way_to_feed(operation, self.plan)

    def _elsewhere(self, operation: Operation) -> Message:
        """In which other kinds of call it does run."""
        first: RecordedRun | None = None
        count = 0
        for run in self.runs:
            if operation in self._runs_of(run.plan) and (first is None or run.plan is first.plan):
                first, count = first or run, count + 1
        if first is None:
            return message("explain.never")
        call = f"sess.run({self.story_of(first).goal()})"
        return message("explain.elsewhere", call=["c", call], run=first.number, count=count)

    def _runs_of(self, plan: Plan) -> set[Operation]:
        if plan not in self._evaluated:
            read = {cell.operation for _, cell in plan.loads}
            placed = {tensor.op for tensor in plan.fed if tensor.op.type == "Placeholder"}
            self._evaluated[plan] = read.union(plan.order, placed)
        return self._evaluated[plan]

    # --- who made it --------------------------------------------------------------------------------------

    def maker(self, operation: Operation) -> Explanation:
        """Which operation made a value, and the line of the program where it stands."""
        operation = self._itself(operation)
        source = operation.source
        holes = {"name": ["b", self.name(operation)], "operation": ["b", operation.type]}
        if source is None:
            return self._answer(operation, "made", [message("explain.made", **holes)], [operation])
        line = source.text if len(source.text) <= LONGEST_LINE else source.text[: LONGEST_LINE - 1] + "…"
        text = message("explain.made_at", **holes, place=["c", source.place], line=["c", line])
        return self._answer(operation, "made", [text], [operation])

    # --- random numbers -----------------------------------------------------------------------------------

    def draws(self, operation: Operation) -> Explanation | None:
        """Which random numbers an operation drew in this run; None when it draws none, or did not run."""
        places = draw_positions(self.run)
        if operation not in places:
            return None
        sizes = operation.outputs[0].shape.num_elements()
        slot = self.plan.slot_of.get(operation.outputs[0])
        values = self.run.values
        if values is not None and slot is not None and values[slot] is not None:
            sizes = int(getattr(values[slot], "size", 1))
        name = ["b", self.name(operation)]
        texts = [
            message("explain.draws", name=name, count=sizes or 0, place=places[operation])
            if sizes is not None
            else message("explain.draws_some", name=name, place=places[operation]),
            message(f"explain.seeds.{seed_kind(operation)}", **seeds_of(operation)),
            message("explain.draws_next" if seed_kind(operation) != "none" else "explain.draws_new"),
        ]
        return self._answer(operation, "draws", texts, [operation])


def onward(plan: Plan) -> dict[Operation, Operation | None]:
    """For every operation that a fetch needs, the next one on the shortest way there; None for a fetch itself."""
    ran = set(plan.order) - plan.extra
    found: dict[Operation, Operation | None] = {}
    waiting: deque[Operation] = deque()
    for fetch in plan.fetches:
        operation = fetch.op if isinstance(fetch, Tensor) else fetch
        if is_view(operation):
            operation = variable_of(operation.outputs[0])
        if operation not in found:
            found[operation] = None
            waiting.append(operation)
    while waiting:
        operation = waiting.popleft()
        for before in steps_before(operation, plan):
            if before not in found and (before in ran or before.record.kind == "variable"):
                found[before] = operation
                waiting.append(before)
    return found


def steps_before(operation: Operation, plan: Plan) -> list[Operation]:
    """What an operation needs, or waits for, in a plan; a read of a variable counts as the variable."""
    return [*inputs_before(operation, plan), *operation.control_inputs]


def inputs_before(operation: Operation, plan: Plan) -> list[Operation]:
    """The operations whose results an operation reads in a plan."""
    read = [tensor for tensor in operation.inputs if tensor not in plan.fed]
    return [variable_of(tensor) if is_view(tensor.op) else tensor.op for tensor in read]


def way_to_feed(operation: Operation, plan: Plan) -> tuple[list[Operation], Operation] | None:
    """The shortest way from an operation, along what reads it, to one whose result is fed."""
    came: dict[Operation, Operation | None] = {operation: None}
    waiting = deque([operation])
    while waiting:
        here = waiting.popleft()
        if here is not operation and any(output in plan.fed for output in here.outputs):
            path, back = [here], came[here]
            while back is not None:
                path.append(back)
                back = came[back]
            return path[::-1], here
        for tensor in here.outputs:
            for reader in tensor._consumers:
                if reader not in came:
                    came[reader] = here
                    waiting.append(reader)
    return None


def draw_positions(run: RecordedRun) -> dict[Operation, int]:
    """For every random operation of a run, the place of its stream at which it began to draw."""
    if not run.streams:
        return {}
    drawing = zip(drawing_operations(run.plan), run.streams, strict=False)
    return {operation: int(counter) & HALF for operation, (_, counter) in drawing}


def seed_kind(operation: Operation) -> str:
    """Where a random operation's seeds come from: "none", "op" (only its own), or "graph"."""
    first, second = seed_pair(operation)
    if not first and not second:
        return "none"
    return "op" if first == TENSORFLOW_SEED else "graph"


def seed_pair(operation: Operation) -> tuple[int, int]:
    """A random operation's two seeds."""
    return int(operation.attributes.get("seed", 0) or 0), int(operation.attributes.get("seed2", 0) or 0)


def seeds_of(operation: Operation) -> dict[str, int]:
    """The holes of a message about seeds."""
    first, second = seed_pair(operation)
    return {} if not first and not second else {"graph": first, "op": second}
