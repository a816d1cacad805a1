"""The picture of a graph that nobody has run yet: `lab.show(graph)`.

Read next: `tensorlab/show/picture.py`, which draws it; `tensorlab/show/widget.py`, which lets one look around in it.
"""

from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import get_default_graph
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.replay import Replayer
from tensorlab.record.words import plain_text
from tensorlab.show.tracer import add_layouts, boxes_for_layout, shown_boxes

LISTED = 250  # boxes that the text names


class GraphPicture:
    """A drawn graph. A notebook shows the Tracer's graph, to zoom, fold and search in; elsewhere it is SVG;
    `repr` lists it as text."""

    def __init__(
        self,
        graph: Graph,
        direction: str = "LR",
        theme: str = "light",
        scope: str | None = None,
        interactive: bool = True,
    ) -> None:
        self._bundle, _ = BundleBuilder([], Replayer([]), graph.get_operations(), title="graph").build()
        self._direction = direction
        self._theme = theme
        self._scope = scope
        self._interactive = interactive

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

    def widget(self) -> Any:
        """The graph to look around in, as a widget: it pans and zooms, scopes open and fold.

        Raises:
            ImportError: when anywidget is not installed.
        """
        from tensorlab.show.widget import TracerWidget

        if "groups" not in self._bundle:
            add_layouts(self._bundle)
            self._open_scope(self._bundle["groups"])
        return TracerWidget(bundle=self._bundle, blob=b"", theme=self._theme, text=repr(self))

    def _open_scope(self, groups: list[dict[str, Any]]) -> None:
        """Open the scope asked for, and whatever is around it."""
        around = {
            -child: number for number, group in enumerate(groups) for child in group["children"] if child < 0
        }
        for number, group in enumerate(groups):
            while group["name"] == self._scope and group["kind"] == "scope" and number:
                groups[number]["open"] = True
                number = around[number]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        shown: dict[str, Any] = {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}
        if not self._interactive:
            return shown
        try:
            made = self.widget()._repr_mimebundle_(**options)
        except ImportError:  # the picture is as good without anywidget
            return shown
        data, *rest = made if isinstance(made, tuple) else (made,)
        shown = {**(data or {}), **shown}
        return (shown, *rest) if rest else shown

    def __repr__(self) -> str:
        boxes, edges = self._bundle["boxes"], self._bundle["edges"]
        sources: list[list[str]] = [[] for _ in boxes]
        for edge in edges:
            sources[edge["to"]].append(boxes[edge["from"]]["title"])
        lines = [f"<Graph picture: {len(boxes)} boxes, {len(edges)} edges>"]
        for box, titles in zip(boxes[:LISTED], sources, strict=False):
            lines.append(f"  {box['title']}" + (f" <- {', '.join(titles)}" if titles else ""))
        if len(boxes) > LISTED:
            lines.append(f"  ... {len(boxes) - LISTED:,} more")
        return "\n".join(lines)


def show(
    graph: Graph | None = None,
    direction: str = "LR",
    theme: str = "light",
    scope: str | None = None,
    interactive: bool = True,
) -> GraphPicture:
    """Draw a graph without running it.

    Args:
        graph: the graph; the default graph when None.
        direction: "LR", from left to right, or "TB", from top to bottom, of the picture that stands still.
        theme: "light" or "dark".
        scope: in a large graph, the name scope to keep open while others are folded.
        interactive: where a notebook can show widgets, let the reader zoom, open and fold scopes; False shows
            the picture that stands still.

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
    return GraphPicture(
        graph if graph is not None else get_default_graph(), direction, theme, scope, interactive
    )
