"""From a bundle to something that can be drawn: boxes get their place, for wide panes and for phones.

Read next: `views.py` (what is seen of a large graph), `layout.py` (the places), `widget.py` (the notebook's
Tracer), `page.py` (the same as one file).
"""

import json
from typing import Any

from tensorlab.show.layout import DEAREST, LIMIT, cost, fold, lay_out, shape_text
from tensorlab.show.views import KEPT_BYTES, KEPT_MILLISECONDS, Folding, View


def boxes_for_layout(bundle: dict[str, Any], slots: bool = True) -> list[dict[str, Any]]:
    """The bundle's boxes with the texts that decide how large they are drawn."""
    boxes = []
    for box in bundle["boxes"]:
        node = bundle["nodes"][box["node"]]
        shape = node["outputs"][0]["shape"] if node["outputs"] else []
        boxes.append({**box, "shape": shape_text(shape), "scope": node["scope"]})
        if not slots:
            boxes[-1]["slot"] = False
    return boxes


def shown_boxes(
    boxes: list[dict[str, Any]], edges: list[dict[str, Any]], open_scope: str | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The boxes and edges to draw: all of them, or scopes folded into one box each in a large graph."""
    if len(boxes) <= LIMIT:
        return boxes, edges
    folded, folded_edges, _ = fold(boxes, edges, open_scope)
    return folded, folded_edges


def folding_of(bundle: dict[str, Any]) -> Folding:
    """The groups of a bundle's graph. Boxes have a slot for a gradient where some run has one to put there."""
    steps = (step for program in bundle["programs"] for step in program["steps"])
    boxes = boxes_for_layout(bundle, slots=any(step["slot"] for step in steps))
    return Folding(boxes, bundle["edges"])


def placed(folding: Folding, opened: list[int], direction: str, dearest: float = DEAREST) -> dict[str, Any]:
    """A layout with these groups open, as a bundle holds it: beside the places, "open" lists the groups."""
    view = folding.view(opened)
    layout = lay_out(view.boxes, view.edges, direction, frames=view.frames, dearest=dearest)
    return {"open": [frame["group"] for frame in view.frames], **layout}


def view_of(bundle: dict[str, Any], direction: str = "LR") -> tuple[View, dict[str, Any]]:
    """What a bundle's own layout shows, and that layout: for pictures that stand still."""
    layout = bundle["layouts"][direction]
    return folding_of(bundle).view(layout.get("open", ())), layout


def add_layouts(bundle: dict[str, Any], further: bool = False) -> None:
    """Store in the bundle where its boxes stand, from left to right and from top to bottom.

    Args:
        bundle: it gets "groups" and "layouts".
        further: also store what is seen when one group more is opened, or one is closed, as far as a budget
            of time and bytes goes: for a page, which has no kernel to ask.
    """
    folding = folding_of(bundle)
    for box, described in zip(bundle["boxes"], folding.boxes, strict=True):
        box["shape"] = described["shape"]
    bundle["groups"] = folding.table() if len(folding.groups) > 1 else []
    start = folding.start()
    for direction in ("LR", "TB"):
        bundle["layouts"][direction] = placed(folding, start, direction)
    bundle["views"] = further_views(folding, start) if further and bundle["groups"] else []


def further_views(folding: Folding, start: list[int]) -> list[dict[str, Any]]:
    """Layouts that are one click away from the first one, in the order of the groups."""
    views: list[dict[str, Any]] = []
    spent_bytes, spent_milliseconds = 0, 0.0
    for number in range(1, len(folding.groups)):
        around = folding.around(number)
        opened = sorted({*start, *around} if number not in start else set(start) - {number})
        view = folding.view(opened)
        spent_milliseconds += cost(view.boxes, view.edges)
        if len(view.boxes) > LIMIT or spent_milliseconds > KEPT_MILLISECONDS:
            break
        layout = {"direction": "LR", **placed(folding, opened, "LR")}
        spent_bytes += len(json.dumps(layout))
        if spent_bytes > KEPT_BYTES:
            break
        views.append(layout)
    return views
