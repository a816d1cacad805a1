"""From a bundle to something that can be drawn: boxes get their place, for wide panes and for phones.

Read next: `groups.py` (what folds in a large graph), `layout.py` (the places), `widget.py` (the notebook's
Tracer), `page.py` (the same as one file).
"""

from typing import Any

from tensorlab.show.groups import groups_of
from tensorlab.show.layers import add_layers
from tensorlab.show.layout import LIMIT, fold, lay_out, shape_text


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


def add_layouts(bundle: dict[str, Any]) -> None:
    """Store in the bundle its groups (scopes, and in a large graph series and runs), or else its layouts.

    Boxes have a slot for a gradient where some run has one to put there. A graph with groups needs no layout:
    the Tracer makes one for whatever is open.
    """
    steps = (step for program in bundle["programs"] for step in program["steps"])
    boxes = boxes_for_layout(bundle, slots=any(step["slot"] for step in steps))
    for box, described in zip(bundle["boxes"], boxes, strict=True):
        box["shape"] = described["shape"]
    bundle["groups"] = groups_of(boxes, bundle["edges"])
    add_layers(bundle)
    if bundle["groups"]:
        return
    for direction in ("LR", "TB"):
        bundle["layouts"][direction] = lay_out(boxes, bundle["edges"], direction)
