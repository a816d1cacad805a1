"""The picture of a graph that nobody has run yet: `lab.show(graph)`.

Read next: `tensorlab/show/picture.py`, which draws it.
"""

from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import get_default_graph
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.replay import Replayer
from tensorlab.record.words import plain_text
from tensorlab.show.tracer import boxes_for_layout, shown_boxes


class GraphPicture:
    """A drawn graph. A notebook shows it as SVG; `repr` lists it as text."""

    def __init__(
        self, graph: Graph, direction: str = "LR", theme: str = "light", scope: str | None = None
    ) -> None:
        self._bundle, _ = BundleBuilder([], Replayer([]), graph.get_operations(), title="graph").build()
        self._direction = direction
        self._theme = theme
        self._scope = scope

    def to_svg(self) -> str:
        """The picture as SVG."""
        from tensorlab.show.layout import lay_out, to_svg

        boxes, edges = shown_boxes(
            boxes_for_layout(self._bundle, slots=False), self._bundle["edges"], self._scope
        )
        layout = lay_out(boxes, edges, self._direction)
        note = plain_text(self._bundle["folded"])
        return to_svg(
            boxes, edges, layout, theme=self._theme, title="Graph", note=note, direction=self._direction
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        boxes, edges = self._bundle["boxes"], self._bundle["edges"]
        lines = [f"<Graph picture: {len(boxes)} boxes, {len(edges)} edges>"]
        for number, box in enumerate(boxes):
            sources = [boxes[e["from"]]["title"] for e in edges if e["to"] == number]
            arrow = f" <- {', '.join(sources)}" if sources else ""
            lines.append(f"  {box['title']}{arrow}")
        return "\n".join(lines)


def show(
    graph: Graph | None = None, direction: str = "LR", theme: str = "light", scope: str | None = None
) -> GraphPicture:
    """Draw a graph without running it.

    Args:
        graph: the graph; the default graph when None.
        direction: "LR", from left to right, or "TB", from top to bottom.
        theme: "light" or "dark".
        scope: in a large graph, the name scope to keep open while others are folded.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> graph = tf.Graph()
    >>> with graph.as_default():
    ...     total = tf.add(tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, name="y"), name="total")
    >>> lab.show(graph)
    <Graph picture: 3 boxes, 2 edges>
      x
      y
      total <- x, y
    """
    return GraphPicture(graph if graph is not None else get_default_graph(), direction, theme, scope)
