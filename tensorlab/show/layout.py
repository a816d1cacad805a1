"""Where every box and every edge of a picture goes: the one function that hides the choice of an engine.

    place = lay_out(boxes, edges, direction="LR")      -> {"width", "height", "boxes", "edges", "engine"}

The engines, in the order "auto" tries them: Graphviz in WebAssembly ("wasi"), the `dot` program ("dot"),
our own layered table ("table"). What a layout will cost is estimated from the graph before any engine
starts: a graph too large for Graphviz goes to the table, and above about 250 boxes a caller should `fold`
first, since nobody can read more. The layout is stored with what is shown, so that a page that is opened
later needs no engine.

Read next: `boxes.py` (sizes and docks), `dot.py` and `table.py` (the engines), `routes.py` (the edges),
`folding.py` (fewer boxes), `picture.py` (a static drawing).
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tensorlab.show import dot, table
from tensorlab.show.boxes import TALL, VALUE_PART, box_size, has_slot, shape_text
from tensorlab.show.dot import EngineMissing
from tensorlab.show.folding import LIMIT, fold
from tensorlab.show.picture import to_svg
from tensorlab.show.routes import route

__all__ = ["LIMIT", "EngineMissing", "clear_cache", "cost", "fold", "lay_out", "shape_text", "to_svg"]

Boxes = Sequence[Mapping[str, Any]]
Edges = Sequence[Mapping[str, Any]]

DEAREST = 2_500  # milliseconds
WEIGHTS = {"control": 1, "write": 0}  # how much an edge wants to be short and straight; a data edge: 2
REMEMBERED = 64

remembered: OrderedDict[str, str] = OrderedDict()
graphviz_engines: dict[str, Callable[[str], str]] = {
    "wasi": dot.lay_out_with_wasi,
    "dot": dot.lay_out_with_system_dot,
}


def lay_out(boxes: Boxes, edges: Edges, direction: str = "LR", engine: str = "auto") -> dict[str, Any]:
    """Place the boxes and route the edges of a graph.

    Args:
      boxes: dicts with "title", "label", "symbol", "style" and "shape" (the text of the tensor's shape, see
        `shape_text`), from which the sizes follow; "slot" overrides whether there is a slot for a gradient, and
        "beside" names the box next to which this one is to stand.
      edges: dicts with "from" and "to" (indices of boxes), "kind" ("data", "control" or "write") and "port".
      direction: "LR", left to right, or "TB", top to bottom.
      engine: "auto", "wasi", "dot" or "table".

    Returns:
      {"width", "height": of the canvas in pixels, "boxes": [[x, y, width, height], ...] by their top left
      corners, "edges": [[[x, y], ...], ...] the 1 + 3k control points of cubic curves, from border to
      border in forward direction, "engine": the one that answered}. All numbers are multiples of 0.1.

    Raises:
      ValueError: an unknown direction or engine, an edge to a box that is not there, or a graph that is too
        large for the one engine asked for.
      EngineMissing: the one engine asked for is not installed.

    >>> boxes = [{"title": "x", "style": "feed"}, {"title": "Neg", "style": "operation"}]
    >>> place = lay_out(boxes, [{"from": 0, "to": 1}], engine="table")
    >>> place["boxes"]
    [[0, 0, 102, 48], [137, 0, 102, 78]]
    >>> place["edges"]
    [[[97, 24], [117, 24], [117, 24], [137, 24]]]
    """
    if direction not in ("LR", "TB"):
        raise ValueError(f'direction must be "LR" (left to right) or "TB" (top to bottom), not {direction!r}')
    if engine not in ("auto", "table", *graphviz_engines):
        raise ValueError(f'engine must be "auto", "wasi", "dot" or "table", not {engine!r}')
    for edge in edges:
        if not (0 <= edge["from"] < len(boxes) and 0 <= edge["to"] < len(boxes)):
            raise ValueError(f"the edge {dict(edge)!r} names a box that is not there; there are {len(boxes)}")
    text = json.dumps([direction, engine, [relevant(box) for box in boxes], [wanted(edge) for edge in edges]])
    key = hashlib.sha256(text.encode()).hexdigest()
    if key not in remembered:
        remembered[key] = json.dumps(computed(boxes, edges, direction, engine))
        while len(remembered) > REMEMBERED:
            remembered.popitem(last=False)
    remembered.move_to_end(key)
    answer: dict[str, Any] = json.loads(remembered[key])
    return answer


def clear_cache() -> None:
    """Forget every layout that was computed before.

    >>> clear_cache()
    """
    remembered.clear()


def cost(boxes: Boxes, edges: Edges) -> float:
    """Estimate the milliseconds Graphviz would need, from the graph alone, before anything is laid out.

    Graphviz puts a hidden box on every rank that an edge crosses; its time grows with all those boxes and
    with how many there are to a rank. (Measured: 1,000 boxes of a deep network are estimated at 2.2 s and
    take 1.4; 250 boxes with 1,000 random edges are estimated at 3.9 s and take 3.7, with 2,000 at 21 s and
    take 87.)

    >>> round(cost([{}] * 3, [{"from": 0, "to": 1}, {"from": 1, "to": 2}, {"from": 0, "to": 2}]), 2)
    0.74
    """
    pairs = [(edge["from"], edge["to"]) for edge in edges]
    ranks = table.ranks_of(len(boxes), pairs)
    places = len(boxes) + sum(max(1, abs(ranks[end] - ranks[start])) for start, end in pairs)
    return places / 10 + places * places / (max(ranks, default=0) + 1) / 450


def relevant(box: Mapping[str, Any]) -> list[Any]:
    """Return what of a box decides about the layout."""
    return [box_size(box), box_size(box, "TB"), box.get("style"), box.get("slot"), box.get("beside")]


def wanted(edge: Mapping[str, Any]) -> list[Any]:
    """Return what of an edge decides about the layout."""
    return [edge["from"], edge["to"], edge.get("kind", "data"), edge.get("port") or 0]


def computed(boxes: Boxes, edges: Edges, direction: str, engine: str) -> dict[str, Any]:
    """Lay out with the engine asked for, or with the first that answers."""
    if not boxes:
        return {"width": 0, "height": 0, "boxes": [], "edges": [], "engine": "table"}
    dear = cost(boxes, edges) > DEAREST
    if dear and engine in graphviz_engines:
        raise ValueError(
            f"{len(boxes)} boxes and {len(edges)} edges are too many for Graphviz: fold them first, or use "
            'engine="table"'
        )
    order = ["table"] if dear else [*graphviz_engines, "table"] if engine == "auto" else [engine]
    for name in order:
        try:
            return finished(boxes, edges, direction, name)
        except EngineMissing:
            if name == order[-1]:
                raise
    raise AssertionError("the table always answers")


def finished(boxes: Boxes, edges: Edges, direction: str, engine: str) -> dict[str, Any]:
    """Lay out with one engine, route the edges, move everything onto the canvas and round it."""
    sizes = [box_size(box, direction) for box in boxes]
    cells = [room(size, direction, any(map(has_slot, boxes))) for size in sizes]
    curves: list[list[list[float]] | None] = [None] * len(edges)
    if engine == "table":
        pairs = [(e["from"], e["from"] if e.get("kind") == "write" else e["to"]) for e in edges]
        gaps = dot.RANK_GAP[direction], dot.BOX_GAP[direction]
        middles, curves = table.place_in_ranks(cells, pairs, direction, *gaps)
    else:
        drawn = [index for index, edge in enumerate(edges) if edge["from"] != edge["to"]]
        weighted = [
            (edges[i]["from"], edges[i]["to"], WEIGHTS.get(str(edges[i].get("kind")), 2)) for i in drawn
        ]
        beside = [(int(box["beside"]), place) for place, box in enumerate(boxes) if "beside" in box]
        answer = graphviz_engines[engine](dot.dot_source(cells, weighted, direction, beside))
        middles, found = dot.read_positions(answer, len(boxes), len(drawn))
        for index, curve in zip(drawn, found, strict=True):
            curves[index] = curve
    rectangles = [
        [rounded(x - cell[0] / 2), rounded(y - cell[1] / 2), *size]
        for (x, y), cell, size in zip(middles, cells, sizes, strict=True)
    ]
    routed = route(boxes, rectangles, edges, curves, direction, sure=engine == "table")
    return on_canvas(rectangles, routed, engine)


def room(size: tuple[int, int], direction: str, slots: bool) -> tuple[int, int]:
    """Return the room that a box is given: from left to right with that of a slot, if any box has one.

    So the docks of all boxes lie at the same height in their rooms, and an edge between two boxes in line is
    straight. From top to bottom the width is worth more than that.

    >>> room((102, 48), "LR", True), room((98, 52), "TB", True)
    ((102, 78), (98, 52))
    """
    width, height = size
    return (width, TALL if slots else VALUE_PART) if direction == "LR" else (width, height)


def on_canvas(rectangles: list[list[float]], curves: list[list[list[float]]], engine: str) -> dict[str, Any]:
    """Move everything so that it starts at (0, 0), and round it to a tenth of a pixel."""
    points = [point for curve in curves for point in curve]
    corners = [[x + width, y + height] for x, y, width, height in rectangles]
    left, top = (min(point[axis] for point in [*points, *rectangles]) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in [*points, *corners]) for axis in (0, 1))
    return {
        "width": rounded(right - left),
        "height": rounded(bottom - top),
        "boxes": [[rounded(x - left), rounded(y - top), width, height] for x, y, width, height in rectangles],
        "edges": [[[rounded(x - left), rounded(y - top)] for x, y in curve] for curve in curves],
        "engine": engine,
    }


def rounded(length: float) -> float:
    """Round to a tenth of a pixel; a whole number becomes an integer, which is shorter in a file.

    >>> rounded(12.04), rounded(12.34), rounded(-0.01)
    (12, 12.3, 0)
    """
    tenths = round(float(length) * 10)
    return tenths // 10 if tenths % 10 == 0 else tenths / 10
