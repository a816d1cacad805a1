"""Copies in a story: the steps that bring a value from one device to another, each where its first reader stands.

A plan inserts a copy wherever a value is needed on another device (`devices/places.py`). In the story it is a step
of its own, of the kind "copy": what travels, from where to where, along which edges of the graph, and for whom.

Read next: `device_part.py`, which adds devices, placements and times to a bundle.
"""

from typing import TYPE_CHECKING, Any

from tensorlab.devices.copies import Copy
from tensorlab.graph.operation import Operation
from tensorlab.record.twin import Box
from tensorlab.record.words import Text, message
from tensorlab.run.plan import Plan
from tensorlab.run.slots import slots_read

if TYPE_CHECKING:
    from tensorlab.record.story import Story

PHASES = ("feed", "forward", "backward", "update")


def with_copies(story: "Story", steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of a story with those of its copies, each before the first step that needs the value there."""
    copies = [step for step in story.plan.steps if isinstance(step[5], Copy)]
    if not copies:
        return steps
    first: dict[Operation, int] = {}
    for number, step in enumerate(steps):
        first.setdefault(step["node"], number)
    readers = readers_of_slots(story.plan)
    before: dict[int, list[dict[str, Any]]] = {}
    for plan_step in copies:
        copy: Copy = plan_step[5]  # type: ignore[assignment]
        there = readers.get(plan_step[4], [])
        place = _place(story, copy, there, first, steps)
        phase = steps[place]["phase"] if place < len(steps) else "forward"
        if not there and place:  # only fetched: it ends the phase in which the value was computed
            phase = steps[place - 1]["phase"]
        before.setdefault(place, []).append(_copy_step(story, copy, plan_step[2], there, phase))
    told: list[dict[str, Any]] = []
    for number in range(len(steps) + 1):
        told += before.get(number, [])
        told += steps[number : number + 1]
    for number, step in enumerate(told):
        if step["kind"] == "copy":
            ends = step["copy"]["from"], step["copy"]["to"]
            modelled = any(device.simulated for device in ends)
            step["sentence"]["with"]["time"] = ["v", ["time", number, modelled]]
    return told


def readers_of_slots(plan: Plan) -> dict[int, list[Operation]]:
    """For every slot the operations whose kernels take their values from it, in the order in which they run."""
    found: dict[int, list[Operation]] = {}
    for step in plan.steps:
        for slot in slots_read(step):
            found.setdefault(slot, []).append(step[5])
    return found


def _place(
    story: "Story",
    copy: Copy,
    readers: list[Operation],
    first: dict[Operation, int],
    steps: list[dict[str, Any]],
) -> int:
    """The number of the step that a copy stands before."""
    shown = [first[reader] for reader in _shown_readers(story, readers, first)]
    if shown:
        return min(shown)
    made = first.get(copy.tensor.op)
    phase = steps[made]["phase"] if made is not None else "forward"
    if phase == "feed":
        phase = "forward"
    until = PHASES.index(phase)
    return next((n for n, step in enumerate(steps) if PHASES.index(step["phase"]) > until), len(steps))


def _shown_readers(story: "Story", readers: list[Operation], first: dict[Operation, int]) -> list[Operation]:
    """The readers that have a step of their own; of one that has none, those that it computes for."""
    found: list[Operation] = []
    waiting, seen = list(readers), set(readers)
    while waiting:
        reader = waiting.pop()
        if reader in first:
            found.append(reader)
            continue
        for tensor in reader.outputs:
            for consumer in tensor._consumers:
                if consumer in story.ran and consumer not in seen:
                    seen.add(consumer)
                    waiting.append(consumer)
    return found


def _copy_step(story: "Story", copy: Copy, slot: Any, readers: list[Operation], phase: str) -> dict[str, Any]:
    view, tensor = story.view, copy.tensor
    label = story._gradient_label(tensor) or view.label(tensor)
    entry = story.entry(tensor, slot)
    back = tensor.op in view.gradient_operations
    edges, ends = _edges(story, copy, readers, back)
    box = view.source_box(tensor)
    if back or box is None:  # a gradient arrives where its reader stands
        box = ends[0] if ends else None
    source, target = copy.source.short, copy.target.short
    why: Text = message("devices.why_fetched")
    if readers:
        why = message("devices.why_copied", reader=["b", readers[0].name], target=["c", target])
    return story._step(
        phase,
        "copy",
        copy,  # type: ignore[arg-type]  # it stands in the plan as an operation does
        box,
        title=message("devices.copy_title", name=label, target=target),
        sentence=message(
            "devices.copied",
            name=["b", label],
            source=["c", source],
            target=["c", target],
            bytes=["v", ["bytes", entry]],
        ),
        output={"label": message("devices.at", name=label, device=target), "entry": entry},
        copy={"tensor": tensor.name, "from": copy.source, "to": copy.target, "edges": edges, "back": back},
        why=why,
        source=tensor.op,
    )


def _edges(story: "Story", copy: Copy, readers: list[Operation], back: bool) -> tuple[list[int], list[Box]]:
    """The edges along which a value travels, and the boxes of its readers.

    A gradient travels against the edge: it was computed for the box at its end, and is read at its beginning.
    """
    view = story.view
    own = view.box_of.get(copy.tensor.op) if back else view.source_box(copy.tensor)
    ends = list(dict.fromkeys(view.box_of[reader] for reader in readers if reader in view.box_of))
    edges: list[int] = []
    for end in ends:
        edges += view.edge_between(end, own) if back else view.edge_between(own, end)
    return list(dict.fromkeys(edges)), ends
