"""Two records in one bundle: the second's runs and values stand beside the first's, so that a page can compare
them without a kernel.

Only the first is drawn. Of the second there is what a step says (its programs, with their places in the source
left out), how its values lie in the bytes, and for each of its nodes and boxes the one of the first that it
stands for.

Read next: `compare.py`; `show/static/compared_steps.js` reads it.
"""

from typing import Any

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.compare import Divergence
from tensorlab.record.pairing import Pairing

TAKEN_OVER = ("title", "programs", "frames", "runs", "series")


def add_compared(
    bundle: dict[str, Any],
    first: BundleBuilder,
    second: BundleBuilder,
    pairing: Pairing,
    pairs: list[tuple[int, int]],
    names: tuple[str, str],
    divergence: Divergence | None,
    budget: int,
    offset: int,
) -> bytes:
    """Put a second record into the bundle of the first; the bytes to be appended to its own, which end at `offset`."""
    other, blob = second.build(budget)
    compared: dict[str, Any] = {key: other[key] for key in TAKEN_OVER}
    for run in compared["runs"]:
        run["source"] = None
        if run["values"] is not None:
            run["values"][0] += offset
    for program in compared["programs"]:
        for step in program["steps"]:
            step["source"], step["mathml"] = None, None
    partners = {pairing.partner(operation): number for operation, number in first.node_number.items()}
    boxes = {}
    for box in first.view.boxes:
        partner = pairing.partner(box.operation)
        there = None if partner is None else second.view.box_of.get(partner)
        if there is not None and there.operation is partner:
            boxes[there.index] = box.index
    compared["names"] = list(names)
    compared["nodes"] = [{"name": node["name"], "type": node["type"]} for node in other["nodes"]]
    compared["stands_for"] = {
        "nodes": [partners.get(operation) for operation in second.view.operations],
        "boxes": [boxes.get(number) for number in range(len(second.view.boxes))],
        "runs": [list(pair) for pair in pairs],
        "by_position": [[mine.name, theirs.name] for mine, theirs in pairing.by_position],
    }
    compared["first"] = None if divergence is None else divergence.message()
    bundle["compared"] = compared
    return blob
