"""The story of a plan: its steps in the order in which a student should see them.

Feeds first, then the forward pass, the backward pass and the updates. A step names its box, the values that go
in and come out, and says in one sentence what happens and why. Values are referred to by number ("entry"),
because the same story is told with other numbers in every run; and the sentences are messages, because it is
told in more than one language (`words.py`).

Read next: `backward.py` (the steps of the gradient), `bundle.py` (which adds the numbers).
"""

from typing import Any

from tensorlab.graph.dtypes import resource
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES, Parameter
from tensorlab.graph.tensor import Tensor
from tensorlab.record.backward import backward_steps, gradient_names
from tensorlab.record.blocks import block_of_work, blocks_of, insides, is_exit, shown_name
from tensorlab.record.device_story import with_copies
from tensorlab.record.inside_steps import (
    argument_steps,
    gradient_steps_inside,
    inside_step,
    inside_writes,
    returned,
    tell_insides,
)
from tensorlab.record.labels import short_name
from tensorlab.record.pictures import picture_slots
from tensorlab.record.recorder import losses_of
from tensorlab.record.twin import INFIX, Box, TwinView
from tensorlab.record.words import Text, message
from tensorlab.run.plan import Plan, is_view, variable_of

Step = dict[str, Any]


class Story:
    """The steps of one plan.

    Attributes:
        steps: see the schema (`bundle.schema.json`); nodes stand in them as operations, and are numbered by
            the bundle.
        entries: for every value that a step shows: the tensor's name and the slot where its value stands.
        pictures: the slots of images and filters, and which of them each is.
        insides: the stories of the blocks that the plan runs, by the operation that holds them.

    The plan of a block has a story, too: then `block` is that block.
    """

    def __init__(self, plan: Plan, view: TwinView, block: Any = None) -> None:
        self.plan = plan
        self.view = view
        self.block = block
        self.entries: list[tuple[str, int]] = []
        self._entry_of: dict[int, int] = {}
        self.ran = set(plan.order)
        self._gone_back_through = {o.gradient_of for o in self.ran if o.gradient_of is not None}
        self._after_write = self._operations_after_writes()
        self._gradient_names: dict[Tensor, Tensor] = {}
        works = plan.order[0].graph.differentiations if plan.order else []
        for work in sorted(
            works, key=lambda work: block_of_work(work) is not block
        ):  # its own names count first
            self._gradient_names = gradient_names(work) | self._gradient_names
        self._read: set[Operation] = set()
        self.losses = losses_of(plan) if block is None else []
        self.insides: dict[Operation, list[Story]] = {}
        for owner, inner, inner_plan in insides(plan):
            self.insides.setdefault(owner, []).append(Story(inner_plan, view, inner))
        feeds = [self._feed_step(tensor) for tensor in plan.feeds] if block is None else argument_steps(self)
        forward: list[Step] = []
        updates: list[Step] = []
        for operation in plan.order:
            if operation.type == "Const" and operation in view.differentiated:
                forward.append(self._constant_step(operation))
            if (
                operation in view.gradient_operations
                or operation.type in ("Const", "NoOp")
                or is_view(operation)
                or is_exit(operation)
            ):
                continue
            if operation.record.kind == "variable" or (
                operation.outputs and plan.fed.issuperset(operation.outputs)
            ):
                continue
            if operation in self.insides:
                forward += self._read_steps(operation)
                late = self._writes(operation) or operation in self._after_write
                phase = "update" if late else "forward"
                (updates if late else forward).append(inside_step(self, operation, phase))
                updates += inside_writes(self, operation)
            elif operation.record.writes:
                updates.append(self._write_step(operation))
            elif operation in self._after_write or not (
                operation in view.box_of or operation in view.initialiser_of
            ):
                updates.append(self._evaluate_step(operation, "update"))
            else:
                forward += self._read_steps(operation)
                forward.append(self._evaluate_step(operation, "forward"))
        for fetch in plan.fetches:
            if isinstance(fetch, Tensor) and (is_view(fetch.op) or fetch.op.record.kind == "variable"):
                forward += self._read_step(variable_of(fetch), None)
        backward = [*backward_steps(self), *gradient_steps_inside(self)]
        self.steps: list[Step] = with_copies(self, [*feeds, *forward, *backward, *updates])
        tell_insides(self)
        self.pictures = picture_slots(plan)
        self.has_gradients = any(step["slot"] for step in self.steps)

    # --- values -------------------------------------------------------------------------------------------

    def entry(self, tensor: Tensor, slot: int | None = None) -> int | None:
        """The number of a value in this story; None when the plan does not compute it."""
        if slot is None:
            slot = self.plan.slot_of.get(tensor)
        if slot is None:
            return None
        if slot not in self._entry_of:
            self._entry_of[slot] = len(self.entries)
            self.entries.append((tensor.name, slot))
        return self._entry_of[slot]

    def inputs(self, operation: Operation) -> list[dict[str, Any]]:
        """The arrays that go into an operation, with what to call them."""
        slots = self.plan.inputs_of.get(operation, ())
        parameters: list[Parameter] = []
        for parameter, size in zip(operation.record.inputs, operation.layout, strict=True):
            parameters += [parameter] * (0 if size is None else max(size, 1) if size < 0 else size)
        shown = []
        for tensor, slot, parameter in zip(operation.inputs, slots, parameters, strict=False):
            if parameter.role in HOST_ROLES or slot is None:
                continue
            label = self._gradient_label(tensor) or self.view.label(tensor)
            if (
                operation.record.kind == "update"
                and self.view.source_box(tensor) is None
                and label[:1] != "∂"
            ):
                label = parameter.name  # an optimizer's settings and slots: lr, beta1, m
            shown.append({"label": label, "entry": self.entry(tensor, slot)})
        return shown

    def _gradient_label(self, tensor: Tensor) -> str:
        """`∂L/∂w1` for the whole gradient of something, or an empty string."""
        forward = self._gradient_names.get(tensor) if tensor.op in self.view.gradient_operations else None
        return "" if forward is None else f"∂L/∂{self.view.label(forward)}"

    def _step(self, phase: str, kind: str, operation: Operation | None, box: Box | None, **more: Any) -> Step:
        step: Step = {
            "phase": phase,
            "kind": kind,
            "node": operation,
            "box": None if box is None else box.index,
            "from_box": None,
            "edges": [],
            "title": "",
            "latex": "",
            "sentence": "",
            "inputs": [],
            "operator": "→",
            "output": None,
            "contributions": [],
            "slot": False,
            "partial": [],
            "chain": None,
            "nested": None,
            "why": "",
            "notes": [],
            "source": operation,
        }
        step.update(more)
        return step

    # --- the kinds of steps -------------------------------------------------------------------------------

    def _feed_step(self, tensor: Tensor) -> Step:
        box = self.view.box_of.get(tensor.op)
        entry = self.entry(tensor)
        name = self.view.label(tensor)
        fed = tensor.op.type == "Placeholder"
        return self._step(
            "feed",
            "feed",
            tensor.op,
            box,
            title=short_name(tensor.op.name),
            sentence=message(
                "story.fed" if fed else "story.overridden",
                name=["b", short_name(tensor.op.name)],
                value=["v", entry],
            ),
            output={"label": name, "entry": entry},
            why=message("story.why_fed" if fed else "story.why_overridden"),
        )

    def _read_steps(self, operation: Operation) -> list[Step]:
        """Reads of the variables that an operation needs and no earlier step has read."""
        steps = []
        for tensor in operation.inputs:
            if (is_view(tensor.op) or tensor.dtype._is_ref_dtype) and tensor not in self.plan.fed:
                steps += self._read_step(variable_of(tensor), operation)
        return steps

    def _read_step(self, variable: Operation, reader: Operation | None) -> list[Step]:
        slot = next((s for s, cell in self.plan.loads if cell.operation is variable), None)
        if variable in self._read or slot is None:
            return []
        self._read.add(variable)
        tensor = variable.outputs[0]
        entry = self.entry(tensor, slot)
        return [
            self._step(
                "forward",
                "read",
                variable,
                self.view.box_of.get(variable),
                title=short_name(variable.name),
                sentence=message("story.read", name=["b", short_name(variable.name)], value=["v", entry]),
                output={"label": self.view.label(tensor), "entry": entry},
                why=message("story.why_read", reader=short_name(shown_name(reader)))
                if reader
                else message("story.why_fetched"),
            )
        ]

    def _constant_step(self, operation: Operation) -> Step:
        tensor = operation.outputs[0]
        entry = self.entry(tensor)
        return self._step(
            "forward",
            "evaluate",
            operation,
            self.view.box_of.get(operation),
            title=short_name(operation.name),
            sentence=message("story.constant", name=["b", short_name(operation.name)], value=["v", entry]),
            output={"label": self.view.label(tensor), "entry": entry},
            why=self.why(operation),
        )

    def _evaluate_step(self, operation: Operation, phase: str) -> Step:
        view = self.view
        box = view.box_of.get(operation)
        output = operation.outputs[0] if operation.outputs else None
        entry = self.entry(output) if output is not None else None
        inputs = self.inputs(operation)
        edges: list[int] = []
        if box is not None and box.operation is operation:
            for tensor in operation.inputs:
                edges += view.edge_between(view.source_box(tensor), box)
        symbol = operation.record.symbol
        label = box.label if box is not None and box.operation is operation else ""
        return self._step(
            phase,
            "evaluate",
            operation,
            box,
            edges=list(dict.fromkeys(edges)),
            title=short_name(operation.name),
            latex=view.formula(operation, label),
            sentence=self._sentence(operation, inputs, entry),
            inputs=inputs,
            operator=symbol if symbol in INFIX and len(inputs) == 2 else "→",
            output=None if entry is None else {"label": label or short_name(operation.name), "entry": entry},
            why=self.why(operation),
            notes=self._notes(operation),
        )

    def _sentence(self, operation: Operation, inputs: list[dict[str, Any]], entry: int | None) -> Text:
        """What an operation does to which values, in words."""
        name = ["b", short_name(operation.name)]
        names = [["c", shown["label"]] for shown in inputs]
        if entry is None:
            return (
                message("story.takes_only", name=name, inputs=["list", names])
                if names
                else message("story.runs", name=name)
            )
        value = ["v", entry]
        if operation.outputs[0].dtype is resource:
            return message("story.kept", name=name)
        if operation.record.kind == "random":
            return message("story.draws", name=name, value=value)
        if operation.record.kind == "summary":
            told = [["c", self.view.label(t)] for t in operation.inputs if t.op.type != "Const"] or names
            return message("story.summarises", name=name, inputs=["list", told], value=value)
        if operation.type == "MatMul":
            return message("story.multiplies", name=name, left=names[0], right=names[1], value=value)
        if not names:
            return message("story.gives", name=name, value=value)
        return message("story.takes", name=name, inputs=["list", names], value=value)

    def _write_step(self, operation: Operation) -> Step:
        view = self.view
        cell, slot = self.plan.writes_of[operation][0]
        variable = cell.operation
        tensor = variable.outputs[0]
        after = self.entry(tensor, slot)
        name = view.label(tensor)
        inputs = self.inputs(operation)
        for shown in inputs:
            if shown["label"] == name:
                shown.update(label=message("story.before", name=name), before=True)
        initial = operation in view.initialiser_of
        does = "story.initialises" if initial else "story.writes"
        averaged = view.averages.get(variable)
        if averaged is not None and not initial:
            does = "story.averages"
        box = view.box_of.get(variable)
        written = [
            edge for given in operation.inputs for edge in view.edge_between(view.source_box(given), box)
        ]
        return self._step(
            "update",
            "write",
            operation,
            box,
            edges=list(dict.fromkeys(written)),
            title=f"{operation.type} → {name}",
            latex=view.formula(operation),
            sentence=message(
                does,
                operation=["b", operation.type],
                variable=["b", short_name(variable.name)],
                value=["v", after],
                **(
                    {"average": ["b", name], "of": ["b", view.label(averaged.outputs[0])]} if averaged else {}
                ),
            ),
            inputs=inputs,
            output={"label": message("story.after", name=name), "entry": after},
            version={"initial": initial},
            why=self.why(operation),
            notes=[],
        )

    # --- why ----------------------------------------------------------------------------------------------

    def why(self, operation: Operation) -> Text:
        """Why a node ran: fetched, needed by another, waited for, or only for the trace."""
        if self.block is not None:
            given_out = returned(self, operation)
            if given_out:
                return given_out
        named = [c.outputs[0] for tensor in operation.outputs for c in tensor._consumers if is_exit(c)]
        if operation in self.plan.fetches or any(
            one in self.plan.fetches for one in (*operation.outputs, *named)
        ):
            return message("story.why_fetched")
        if operation in self.plan.extra:
            return message("story.why_trace")
        read = (*operation.outputs, *named)
        readers = [c for tensor in read for c in tensor._consumers if c in self.ran and not is_exit(c)]
        forward = [r for r in readers if r not in self.view.gradient_operations]
        if forward or readers:
            reader = (forward or readers)[0]
            fetched = [fetch.op if isinstance(fetch, Tensor) else fetch for fetch in self.plan.fetches]
            if fetched == [reader]:
                return message("story.why_needed_at_once", reader=short_name(shown_name(reader)))
            return message(
                "story.why_needed", reader=short_name(shown_name(reader)), goal=self._goal_in_words()
            )
        return message("story.why_waits", goal=self._goal_in_words(), count=len(self.plan.fetches))

    def goal(self) -> str:
        """What was fetched, in the student's own words, as code: `w1, w2, loss, …`."""
        names = [self.fetch_label(fetch) for fetch in self.plan.fetches]
        return ", ".join(names if len(names) < 5 else [*names[:3], "…"])

    def _goal_in_words(self) -> Any:
        names = [["c", self.fetch_label(fetch)] for fetch in self.plan.fetches]
        if len(names) < 4:
            return ["list", names]
        return message("story.and_more", first=names[0], count=len(names) - 1)

    def fetch_label(self, fetch: Any) -> str:
        """What the student calls something she fetched."""
        operation = fetch.op if isinstance(fetch, Tensor) else fetch
        if isinstance(fetch, Tensor) and (is_view(operation) or operation.record.kind == "variable"):
            return self.view.label(fetch)
        if isinstance(fetch, Tensor) and (is_exit(operation) or blocks_of(operation)):
            return self.view.label(fetch)
        return self.view.python_name(operation) or short_name(operation.name)

    def _notes(self, operation: Operation) -> list[Text]:
        return [
            message("story.note_sum", shape=["c", str(loss.shape)])
            for loss in self.losses
            if loss.op is operation and loss.shape.ndims != 0
        ]

    def _writes(self, operation: Operation) -> bool:
        """Whether an operation is there to write variables, itself or inside; a branch that is trained is not."""
        if operation.record.writes:
            return True
        return operation in self.plan.writes_of and operation not in self._gone_back_through

    def _operations_after_writes(self) -> set[Operation]:
        """Operations that depend on a write of this very run, or refer to what it has written."""
        written = {slot for targets in self.plan.writes_of.values() for _, slot in targets}
        after: set[Operation] = set()
        for operation in self.plan.order:
            before = [t.op for t in operation.inputs if t not in self.plan.fed] + operation.control_inputs
            initial = operation in self.view.initialiser_of
            if any(o in after or (self._writes(o) and not initial) for o in before) or (
                not self._writes(operation) and not written.isdisjoint(self.plan.inputs_of.get(operation, ()))
            ):
                after.add(operation)
        return after
