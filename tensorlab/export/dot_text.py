"""The graph in the DOT language, with name scopes as clusters: for Graphviz and whatever else reads DOT.

Only what a textbook would draw: the boxes of the Tracer, not the constants and reads folded into them. The
`graphviz` package does the quoting. Read next: `tensorlab/record/twin.py`, where the boxes come from.
"""

from collections.abc import Mapping
from typing import Any

SHAPES = {"feed": "parallelogram", "constant": "plaintext", "random": "ellipse"}


def dot_text(bundle: Mapping[str, Any], direction: str = "LR") -> str:
    """The boxes and edges of a bundle as DOT.

    Args:
        bundle: as `BundleBuilder.build` makes it; without layouts will do.
        direction: "LR", from left to right, or "TB", from top to bottom.

    >>> outputs = [{"dtype": "float32", "shape": [None, 3]}]
    >>> node = {"type": "MatMul", "name": "layer/MatMul", "scope": "layer", "outputs": outputs}
    >>> box = {"node": 0, "title": "MatMul", "label": "a", "style": "operation"}
    >>> print(dot_text({"title": "net", "nodes": [node], "boxes": [box], "edges": []}))
    digraph net {
        graph [rankdir=LR]
        node [fontname=Helvetica shape=box style=rounded]
        edge [fontname=Helvetica fontsize=10]
        subgraph cluster_layer {
            graph [color=gray label=layer style=rounded]
            box0 [label="MatMul\\na  float32 [?,3]" tooltip="layer/MatMul (MatMul)"]
        }
    }
    """
    import graphviz

    drawing = graphviz.Digraph(
        graphviz.nohtml(str(bundle["title"]) or "graph"),
        graph_attr={"rankdir": direction},
        node_attr={"shape": "box", "style": "rounded", "fontname": "Helvetica"},
        edge_attr={"fontname": "Helvetica", "fontsize": "10"},
    )
    _fill(drawing, "", bundle)
    for edge in bundle["edges"]:
        attributes = {"style": "dotted", "color": "gray40"} if edge["kind"] == "control" else {}
        drawing.edge(f"box{edge['from']}", f"box{edge['to']}", **attributes)
    return str(drawing.source).replace("\t", "    ").rstrip()


def _fill(drawing: Any, scope: str, bundle: Mapping[str, Any]) -> None:
    """Write the boxes of one name scope, and the scopes inside it."""
    import graphviz

    inner: dict[str, None] = {}
    for number, box in enumerate(bundle["boxes"]):
        node = bundle["nodes"][box["node"]]
        own = node["scope"]
        if own == scope:
            drawing.node(f"box{number}", **_attributes(box, node))
        elif not scope or own.startswith(f"{scope}/"):
            rest = own[len(scope) + 1 :] if scope else own
            inner[f"{scope}/{rest.partition('/')[0]}" if scope else rest.partition("/")[0]] = None
    for name in inner:
        with drawing.subgraph(name=f"cluster_{name}") as cluster:
            cluster.attr(
                "graph", label=graphviz.escape(name.rpartition("/")[2]), style="rounded", color="gray"
            )
            _fill(cluster, name, bundle)


def _attributes(box: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, str]:
    import graphviz

    lines = [graphviz.escape(box["title"])]
    called = box["label"] if box["label"] != box["title"] else ""
    if node["outputs"]:
        output = node["outputs"][0]
        shape = output["shape"]
        sizes = (
            "?" if shape is None else f"[{','.join('?' if size is None else str(size) for size in shape)}]"
        )
        called = f"{called}  {output['dtype']} {sizes}".strip()
    if called:
        lines.append(graphviz.escape(called))
    # Joined, the lines are plain text again: what begins with < and ends with > would be taken for markup.
    found = {
        "label": graphviz.nohtml("\\n".join(lines)),
        "tooltip": graphviz.escape(f"{node['name']} ({node['type']})"),
    }
    if box["style"] in SHAPES:
        found["shape"] = SHAPES[box["style"]]
    if box["style"] == "variable":
        found["peripheries"] = "2"
    return found
