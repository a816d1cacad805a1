"""Draw the edges between boxes that have their places: from dock to dock, around other boxes.

Graphviz draws its curves from middle to middle. Ours leave and arrive in the middle of the value part, so
that a gradient can travel back beside them, in a lane of its own, from slot to slot. Hence the curve's two
ends are shifted onto the docks, and a long curve keeps 6 px off Graphviz' line in between, the gradient's
lane running as far on the other side. Between neighbouring ranks one plain cubic is clearer than anything
else.

Of several candidates, the first that touches no box wins. Read `layout.py` next.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tensorlab.show.boxes import docks

Point = list[float]
Curve = list[Point]

LANE = -6
CLEARANCE = 4
FURTHEST_SPREAD = 28
PARAMETERS = np.linspace(0.0, 1.0, 17)[:, None]
BERNSTEIN = np.hstack(
    [
        (1 - PARAMETERS) ** 3,
        3 * PARAMETERS * (1 - PARAMETERS) ** 2,
        3 * PARAMETERS**2 * (1 - PARAMETERS),
        PARAMETERS**3,
    ]
)


def route(
    boxes: Sequence[Mapping[str, Any]],
    rectangles: Sequence[Sequence[float]],
    edges: Sequence[Mapping[str, Any]],
    curves: Sequence[Curve | None],
    direction: str,
    sure: bool = False,
) -> list[Curve]:
    """Return the control points of every edge: 1 + 3k of them, from the one box's border to the other's.

    `rectangles` holds [x, y, width, height] of every box; `curves` the engine's own curve of every edge, in
    the same coordinates, or None. The engine is `sure` when its curves keep off all boxes by more
    than a lane.

    >>> boxes, places = [{"style": "operation"}] * 2, [[0, 0, 102, 78], [142, 0, 102, 78]]
    >>> route(boxes, places, [{"from": 0, "to": 1}], [None], "LR")
    [[[102, 24], [122.0, 24], [122.0, 24.0], [142, 24.0]]]
    """
    spreads = spread(rectangles, edges, direction)
    obstacles = np.array([turned_box(rectangle, direction) for rectangle in rectangles], dtype=float).reshape(
        -1, 4
    )
    routed = []
    for edge, curve, offset in zip(edges, curves, spreads, strict=True):
        start = turned(docks(boxes[edge["from"]], rectangles[edge["from"]], direction)[0], direction)
        end = turned(docks(boxes[edge["to"]], rectangles[edge["to"]], direction)[1], direction)
        end[1] += offset
        others = np.ones(len(obstacles), dtype=bool)
        others[[edge["from"], edge["to"]]] = False
        raw = None if curve is None else [turned(point, direction) for point in curve]
        tried = candidates(start, end, raw, obstacles[others])
        best = tried[0] if sure else clearest(tried, obstacles[others])
        routed.append([turned(point, direction) for point in best])
    return routed


def spread(
    rectangles: Sequence[Sequence[float]], edges: Sequence[Mapping[str, Any]], direction: str
) -> list[float]:
    """Return how far each edge arrives from the middle of the dock, so that a box's inputs stay apart.

    Two inputs arrive 7 px either side; they are ordered as their sources stand, so that they do not cross.

    >>> places = [[0, 100, 102, 78], [0, 0, 102, 78], [142, 0, 102, 78]]
    >>> spread(places, [{"from": 0, "to": 2}, {"from": 1, "to": 2}], "LR")
    [7.0, -7.0]
    """
    across = 1 if direction == "LR" else 0
    arriving: dict[int, list[int]] = {}
    for index, edge in enumerate(edges):
        arriving.setdefault(edge["to"], []).append(index)
    offsets = [0.0] * len(edges)
    for indices in arriving.values():
        if len(indices) == 1:
            continue
        indices.sort(key=lambda i: (rectangles[edges[i]["from"]][across], edges[i].get("port") or 0, i))
        gap = min(14.0, FURTHEST_SPREAD / (len(indices) - 1))
        for place, index in enumerate(indices):
            offsets[index] = (place - (len(indices) - 1) / 2) * gap
    return offsets


def candidates(start: Point, end: Point, raw: Curve | None, obstacles: np.ndarray) -> list[Curve]:
    """Return the curves worth trying, the best-looking first, in left-to-right coordinates."""
    gap = end[0] - start[0]
    reach = gap / 2 if gap > 0 else 60.0
    plain = [start, [start[0] + reach, start[1]], [end[0] - reach, end[1]], end]
    if raw is None:
        return [plain]
    if abs(raw[0][0] - start[0]) > abs(raw[-1][0] - start[0]):
        raw = raw[::-1]
    shifted = [lane(raw, start, end, LANE), lane(raw, start, end, 0)]
    middles = obstacles[:, 0] + obstacles[:, 2] / 2
    if gap > 0 and not ((middles > start[0]) & (middles < end[0])).any():
        return [plain, *shifted]
    return [*shifted, plain] if gap > 0 else shifted


def lane(raw: Curve, start: Point, end: Point, middle: float) -> Curve:
    """Shift a curve so that it leaves `start`, arrives at `end`, and keeps `middle` px off its line in
    between.

    Two points at either end move together, and so do all the others: the curve stays smooth.

    >>> lane([[0, 9], [1, 9], [2, 9], [3, 9], [4, 9], [5, 9], [6, 9]], [0, 4], [6, 2], -1)
    [[0, 4], [1, 4], [2, 8], [3, 8], [4, 8], [5, 2], [6, 2]]
    """
    first, last = start[1] - raw[0][1], end[1] - raw[-1][1]
    moved = [[x, y + middle] for x, y in raw]
    moved[1][1], moved[-2][1] = raw[1][1] + first, raw[-2][1] + last
    moved[0], moved[-1] = start, end
    return moved


def clearest(curves: Sequence[Curve], obstacles: np.ndarray) -> Curve:
    """Return the first of the curves that passes through the fewest boxes, and then near the fewest."""
    if len(curves) == 1 or not len(obstacles):
        return curves[0]
    best, least = curves[0], None
    for curve in curves:
        blame = 100 * hits(curve, obstacles, 0) + hits(curve, obstacles, CLEARANCE)
        if least is None or blame < least:
            best, least = curve, blame
        if not blame:
            break
    return best


def hits(curve: Curve, obstacles: np.ndarray, clearance: float) -> int:
    """Count the boxes that a curve touches, each grown by `clearance` px.

    >>> hits([[0, 5], [10, 5], [20, 5], [30, 5]], np.array([[10., 0, 10, 10], [10., 20, 10, 10]]), 0)
    1
    """
    points = np.array(curve, dtype=float)
    low, high = points.min(axis=0), points.max(axis=0)
    near = obstacles[
        (obstacles[:, 0] - clearance < high[0])
        & (obstacles[:, 0] + obstacles[:, 2] + clearance > low[0])
        & (obstacles[:, 1] - clearance < high[1])
        & (obstacles[:, 1] + obstacles[:, 3] + clearance > low[1])
    ]
    if not len(near):
        return 0
    samples = np.concatenate([BERNSTEIN @ points[i : i + 4] for i in range(0, len(points) - 1, 3)])[
        :, None, :
    ]
    corner, extent = near[None, :, :2] - clearance, near[None, :, 2:] + 2 * clearance
    inside = ((samples > corner) & (samples < corner + extent)).all(axis=2)
    return int(inside.any(axis=0).sum())


def turned(point: Sequence[float], direction: str) -> Point:
    """Exchange x and y for a top-to-bottom layout, so that the rest of the page may think left to right."""
    return [point[1], point[0]] if direction == "TB" else [point[0], point[1]]


def turned_box(rectangle: Sequence[float], direction: str) -> list[float]:
    """Exchange x and y, width and height for a top-to-bottom layout."""
    x, y, width, height = rectangle
    return [y, x, height, width] if direction == "TB" else [x, y, width, height]
