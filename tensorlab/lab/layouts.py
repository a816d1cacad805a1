"""The kernel's layouts: where boxes stand when a reader opens or closes a scope.

The Tracer asks once for every set of open groups, and remembers the answer. What a layout will cost is told
before it is made; a dear one is only made for somebody who knows that.

Read next: `tensorlab/show/views.py`.
"""

from typing import Any
from weakref import WeakKeyDictionary

from tensorlab.lab.desk import Desk
from tensorlab.record.bundle import BundleBuilder
from tensorlab.show.layout import DEAREST, cost, shape_text
from tensorlab.show.tracer import placed
from tensorlab.show.views import Folding

FOREVER = 1e12
folded: WeakKeyDictionary[BundleBuilder, Folding] = WeakKeyDictionary()


def folding_of(builder: BundleBuilder) -> Folding:
    """The groups of a graph; they are numbered as in the bundle that the builder made."""
    if builder not in folded:
        learns = any(step["slot"] for _, story in builder._stories.values() for step in story.steps)
        boxes = []
        for box in builder.view.boxes:
            sizes: Any = box.operation.outputs[0].shape.sizes if box.operation.outputs else []
            described = {
                "node": builder.node_number[box.operation],
                "title": box.title,
                "label": box.label,
                "symbol": box.symbol,
                "style": box.style,
                "shape": shape_text(None if sizes is None else list(sizes)),
                "scope": box.operation.name.rpartition("/")[0],
            }
            boxes.append(described if learns else {**described, "slot": False})
        edges = [
            {"from": e.source, "to": e.target, "kind": e.kind, "port": e.port} for e in builder.view.edges
        ]
        folded[builder] = Folding(boxes, edges)
    return folded[builder]


def answer(desk: Desk, content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer the question "layout": {"open", "direction", "sure"} gets {"layout"}, or {"cost"} in seconds.

    "cost" comes back where the layout is dear and nobody has said "sure".
    """
    folding = folding_of(desk.builder)
    opened, sure = list(content.get("open", ())), bool(content.get("sure"))
    view = folding.view(opened)
    milliseconds = cost(view.boxes, view.edges)
    if milliseconds > DEAREST and not sure:
        return {"cost": milliseconds / 1000}, []
    direction = "TB" if content.get("direction") == "TB" else "LR"
    return {"layout": placed(folding, opened, direction, FOREVER if sure else DEAREST)}, []
