"""Branches in a bundle: runs that never were, beside the recorded runs that they start from.

Read next: `what_if.py`, which computes them; `show/static/branches.js`, which shows them.
"""

from collections.abc import Mapping
from typing import Any

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.what_if import Branch
from tensorlab.record.words import Message, message


def branch_title(builder: BundleBuilder, branch: Branch) -> Message:
    """`Run 12, what if w1[0, 0] = 2`, as a message."""
    changes: list[Any] = [["c", text] for text in change_texts(builder, branch)]
    return message("what_if.title", number=builder.runs[branch.base].number, changes=["list", changes])


def change_texts(builder: BundleBuilder, branch: Branch) -> list[str]:
    """What was replaced, as one would write it, in the student's own names."""
    return [change.text(builder.view.label(change.tensor)) for change in branch.changes]


def branch_fields(
    builder: BundleBuilder, branch: Branch, number: int
) -> tuple[list[dict[str, Any]], list[bytes]]:
    """The runs of a branch as a bundle has them, and the bytes of each.

    Args:
        builder: has numbered the graph's nodes.
        branch: what was computed.
        number: tells the branches of one bundle apart, from 1.
    """
    title = branch_title(builder, branch)
    short = message("what_if.short", changes=title["with"]["changes"])
    boxes = []
    for change in branch.changes:
        box = builder.view.source_box(change.tensor) or builder.view.box_of.get(change.tensor.op)
        if box is not None:
            boxes.append(box.index)
    runs, parts = [], []
    for run, base in zip(branch.runs, branch.bases, strict=True):
        fields, data = builder.describe(run, run.values or [], base)
        fields["title"] = short
        fields["branch"] = {
            "number": number,
            "of": base,
            "title": title,
            "tensors": [change.tensor.name for change in branch.changes] if base == branch.base else [],
            "boxes": boxes if base == branch.base else [],
        }
        runs.append(fields)
        parts.append(data)
    return runs, parts


def add_branches(
    bundle: dict[str, Any], builder: BundleBuilder, branches: Mapping[int, Branch], offset: int
) -> bytes:
    """Put branches into a bundle that was built already; the bytes to be appended to its own, which end at `offset`."""
    known = len(builder._stories)
    added = bytearray()
    bundle["branches"] = []
    shown = {run.session.graph for run in builder.runs}
    for number, branch in branches.items():
        if branch.runs[0].session.graph not in shown:
            continue
        for fields, data in zip(*branch_fields(builder, branch, number), strict=True):
            fields["values"] = [offset + len(added), len(data)]
            added += data
            bundle["branches"].append(fields)
    bundle["programs"] += [builder._program(story) for _, story in list(builder._stories.values())[known:]]
    return bytes(added)
