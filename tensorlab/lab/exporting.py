"""Export: a tape as a file for another tool, chosen by the file's name.

    tape.export("timeline.json")    # Perfetto, chrome://tracing
    tape.export("steps.csv")        # a spreadsheet, pandas
    tape.export("values.npz")       # numpy.load
    tape.export("graph.dot")        # Graphviz; also .svg, .png, .pdf: the picture itself
    tape.export("page.html")        # the Tracer, as one file

Read next: `tensorlab/export/` and `tensorlab/show/printing.py`.
"""

import json
from pathlib import Path
from typing import Any

from tensorlab.lab.desk import Desk, Reply
from tensorlab.record.bundle import BundleBuilder

KINDS = ("json", "csv", "npz", "dot", "svg", "png", "pdf")


def exported(builder: BundleBuilder, kind: str, theme: str = "light", language: str = "en") -> bytes:
    """The runs of a graph, or its picture, as a file's bytes.

    Args:
        builder: what was recorded.
        kind: "json" (a timeline in the Trace Event Format), "csv" (the steps), "npz" (the values), "dot", "svg",
            "png" or "pdf" (the graph before its first step).
        theme: of a picture, "light" or "dark".
        language: of the sentences in a table, "en" or "zh".

    Raises:
        ImportError: for "png" and "pdf" without the package that draws them; the message says which.
        ValueError: another kind.
    """
    from tensorlab.export.arrays_file import arrays_file
    from tensorlab.export.chrome_trace import chrome_trace
    from tensorlab.export.dot_text import dot_text
    from tensorlab.export.events_table import events_csv

    if kind == "json":
        return json.dumps(chrome_trace(builder), ensure_ascii=False).encode()
    if kind == "csv":
        return events_csv(builder, language=language).encode("utf-8-sig")  # the mark tells Excel it is UTF-8
    if kind == "npz":
        return arrays_file(builder)
    if kind not in KINDS:
        raise ValueError(
            f"There is no export to .{kind}: choose one of {', '.join('.' + one for one in KINDS)}."
        )
    bundle, _ = builder.build(0)
    if kind == "dot":
        return (dot_text(bundle) + "\n").encode()
    return picture_file(bundle, kind, theme)


def picture_file(bundle: dict[str, Any], kind: str, theme: str = "light", direction: str = "LR") -> bytes:
    """The picture of a bundle's graph as an SVG, PNG or PDF file's bytes."""
    from tensorlab.record.words import plain_text
    from tensorlab.show.layout import lay_out, to_svg
    from tensorlab.show.printing import printed
    from tensorlab.show.tracer import boxes_for_layout, shown_boxes

    boxes, edges = shown_boxes(boxes_for_layout(bundle), bundle["edges"])
    layout = lay_out(boxes, edges, direction)
    note = plain_text(bundle["folded"])
    svg = to_svg(
        boxes, edges, layout, theme=theme, title=str(bundle["title"]), note=note, direction=direction
    )
    return svg.encode() if kind == "svg" else printed(svg, kind)


def write(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all: what stood there before stays until the new one is complete."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def answer(desk: Desk, content: dict[str, Any], buffers: list[Any]) -> Reply:
    """The Tracer asks for a file: of the trace, or (`svg` in its question) of the picture as it stands there."""
    from tensorlab.show.printing import printed

    kind = str(content.get("kind"))
    if "svg" in content:
        return {"kind": kind}, [printed(str(content["svg"]), kind)]
    data = exported(
        desk.builder, kind, str(content.get("theme", "light")), str(content.get("language", "en"))
    )
    return {"kind": kind}, [data]
