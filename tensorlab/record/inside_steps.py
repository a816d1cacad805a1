"""The steps of what has an inside: a loop or a branch as one step, and what stands at the beginning of an iteration.

What happens inside is a story of its own, told by `story.py` of the block's plan; which values it has in which
iteration stands in a run (`nested.py`). A step with an inside says so in `nested`.

Read next: `blocks.py`, `nested.py`.
"""

from typing import TYPE_CHECKING, Any

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import blocks_of, forward_owner, frame_name, goes_back, kind_of, loop_variables
from tensorlab.record.labels import short_name
from tensorlab.record.words import Text, message

if TYPE_CHECKING:
    from tensorlab.record.story import Step, Story


def inside_step(story: "Story", operation: Operation, phase: str) -> "Step":
    """A loop or a branch as one step: what goes in, and what comes out in the end."""
    step = story._evaluate_step(operation, phase)
    name = frame_name(operation)
    given = ["b", short_name(name)]
    step["title"], step["latex"] = short_name(name), ""
    step["edges"] = _edges_into(story, operation)
    if kind_of(operation) == "loop":
        variables = _variables(story, operation)
        step["inputs"] = [{"label": one["label"], "entry": one["before"]} for one in variables]
        ends = [
            message("story.ends_with", name=["c", one["label"]], value=["v", one["after"]])
            for one in variables
        ]
        step["sentence"] = message("story.loops", name=given, ends=["list", [["s", end] for end in ends]])
        step["output"] = _output(story, operation, variables)
        return step
    choice, entry = step["inputs"][0] if step["inputs"] else None, step["output"]
    if choice is not None:
        step["inputs"] = step["inputs"][:1]
        chosen = {"choice": ["c", choice["label"]], "chosen": ["v", choice["entry"]]}
        value = ["v", entry["entry"] if entry else None]
        step["sentence"] = message("story.branches", name=given, value=value, **chosen)
    return step


def inside_writes(story: "Story", operation: Operation) -> "list[Step]":
    """What a loop or a branch leaves in the variables that it writes: one step for each."""
    view = story.view
    name = short_name(frame_name(operation))
    steps = []
    for cell, slot in story.plan.writes_of.get(operation, ()):
        variable = cell.operation
        label, box = view.label(variable.outputs[0]), view.box_of.get(variable)
        after = story.entry(variable.outputs[0], slot)
        holes = {"name": ["b", name], "variable": ["b", short_name(variable.name)], "value": ["v", after]}
        steps.append(
            story._step(
                "update",
                "write",
                operation,
                box,
                title=f"{name} → {label}",
                sentence=message("story.leaves", **holes),
                output={"label": message("story.after", name=label), "entry": after},
                version={"initial": False},
                why=story.why(operation),
            )
        )
    return steps


def _output(story: "Story", operation: Operation, variables: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The value that a loop's box shows: its first variable of several entries, or else the last one."""
    shown = [one for one in variables if one["after"] is not None]
    if not shown:
        return None
    return {"label": shown[0]["label"], "entry": shown[0]["after"]}


def _variables(story: "Story", operation: Operation) -> list[dict[str, Any]]:
    """The loop variables: what they are called, and where the values are that go in and come out."""
    view = story.view
    return [
        {"label": view.label(inside), "before": _entry_of(story, operation, given), "after": story.entry(out)}
        for inside, given, out in loop_variables(operation)
    ]


def _entry_of(story: "Story", operation: Operation, tensor: Tensor) -> int | None:
    """The value of an input as an operation saw it."""
    slots = story.plan.inputs_of.get(operation, ())
    slot = next((s for t, s in zip(operation.inputs, slots, strict=False) if t is tensor), None)
    return story.entry(tensor, slot)


def _edges_into(story: "Story", operation: Operation) -> list[int]:
    """The edges that lead from outside to what is inside."""
    view = story.view
    box = view.box_of.get(operation)
    inside = {view.box_of[o].index for o in view.inside_of(operation) if o in view.box_of}
    if box is not None:
        inside.add(box.index)
    return [
        number
        for number, edge in enumerate(view.edges)
        if edge.target in inside and edge.source not in inside
    ]


def argument_steps(story: "Story") -> "list[Step]":
    """What a loop hands in at the beginning of an iteration: one step for every variable.

    A loop's condition gets them first; its body gets the same ones, and they are not told twice. On the way back the
    gradients that arrive are where the chain rule begins (`backward.py`).
    """
    block = story.block
    if block.kind != "condition":
        return []
    steps = []
    for tensor in block.arguments:
        entry = story.entry(tensor)
        box = story.view.source_box(tensor)
        label = story.view.label(tensor)
        steps.append(
            story._step(
                "forward",
                "argument",
                tensor.op if box is None else box.operation,
                box,
                title=short_name(label),
                sentence=message("story.handed_in", name=["b", label], value=["v", entry]),
                output={"label": label, "entry": entry},
                why=message("story.why_handed_in"),
                source=tensor.op,
            )
        )
    return steps


def returned(story: "Story", operation: Operation) -> Text | None:
    """Why a node of a block ran, where the block gives out what it computes."""
    block = story.block
    for place, tensor in enumerate(block.outputs):
        if tensor.op is not operation:
            continue
        if block.kind == "condition":
            return message("story.why_decides", name=frame_name(block.owner))
        if block.kind == "body" and place < len(block.arguments):
            return message("story.why_goes_on", name=["c", story.view.label(block.arguments[place])])
        return message("story.why_returned", name=frame_name(block.owner))
    return None


def gradient_steps_inside(story: "Story") -> "list[Step]":
    """What a gradient's loop adds up from iteration to iteration: the gradient of what the loop captures."""
    block = story.block
    if block is None or block.kind != "body" or not goes_back(block):
        return []
    steps = []
    for so_far, total in zip(block.arguments, block.outputs, strict=False):
        operation = total.op
        if len(operation.inputs) != 2 or operation.inputs[0] is not so_far or operation not in story.ran:
            continue
        captured = story._gradient_names.get(operation.inputs[1])
        box = None if captured is None else story.view.source_box(captured)
        if captured is None or box is None:
            continue
        label = story.view.label(captured)
        entries = [story.entry(tensor) for tensor in (so_far, operation.inputs[1], total)]
        steps.append(
            story._step(
                "backward",
                "sum",
                operation,
                box,
                title=message("story.sum_title", name=box.title),
                sentence=message("story.adds_iteration", name=["b", label], value=["v", entries[2]]),
                inputs=[
                    {"label": message("story.so_far", name=f"∂L/∂{label}"), "entry": entries[0]},
                    {"label": message("story.this_iteration"), "entry": entries[1]},
                ],
                operator="+",
                output={"label": f"∂L/∂{label}", "entry": entries[2]},
                slot=True,
                why=message("story.why_captured", name=["c", label]),
                source=captured.op,
            )
        )
    return steps


def tell_insides(story: "Story") -> None:
    """Have every step of a loop or a branch say what is inside."""
    view = story.view
    for operation, stories in story.insides.items():
        step = next(
            (one for one in story.steps if one["node"] is operation and one["kind"] != "argument"), None
        )
        if step is None:
            continue
        owner = forward_owner(operation)
        box = view.box_of.get(owner)
        variables = _variables(story, operation) if kind_of(operation) == "loop" else []
        first = stories[0]
        for one, tensor in zip(variables, first.block.arguments, strict=False):
            one["each"] = first.entry(tensor)
        known = (
            {tensor for _, tensor, _ in loop_variables(operation)} if kind_of(operation) == "loop" else set()
        )
        captured = dict.fromkeys(
            tensor for block in blocks_of(operation) for tensor in block.captures() if tensor not in known
        )
        step["nested"] = {
            "kind": kind_of(operation),
            "name": frame_name(operation),
            "mirrors": None if owner is operation or box is None else box.index,
            "stories": stories,
            "variables": variables,
            "captures": [
                {"label": view.label(tensor), "entry": _entry_of(story, operation, tensor)}
                for tensor in captured
            ],
        }
