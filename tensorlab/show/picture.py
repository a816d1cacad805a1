"""Draw a graph as a static SVG: what `lab.show(graph)` prints where no JavaScript runs.

It looks as the Tracer does before the first step: value above, empty gradient slot below. The SVG stands
alone: colours and fonts are written on the elements (a <style> would leak into the page around it), arrow
heads are plain triangles (no ids that could clash with another picture's), every text is escaped, and every
box says in a <title> and a <desc> what a screen reader needs: name, formula, shape, inputs, consumers.

Read `encoding.py` next, for the colours.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tensorlab.show.boxes import (
    SHAPE_SIZE,
    SLANT,
    SLOT,
    SYMBOL_SIZE,
    TITLE_SIZE,
    VALUE_PART,
    formula_text,
    has_slot,
    mono_width,
    slanted,
    style_of,
    text_width,
)
from tensorlab.show.encoding import BOX_STYLES, EDGE_STYLES, FONTS, TOKENS, box_colours

PAD = 16
LEGEND = 34
RADIUS = 9
PILL = 18  # the radius of a queue
FOLD = 11  # of the corner of a page
ARROW = 7.5
SMALLEST = 0.6
EDGE_SIGNS = ("control", "write")

Boxes = Sequence[Mapping[str, Any]]
Edges = Sequence[Mapping[str, Any]]


def to_svg(
    boxes: Boxes,
    edges: Edges,
    layout: Mapping[str, Any],
    theme: str = "light",
    title: str = "Graph",
    note: str = "",
    direction: str = "LR",
) -> str:
    """Return the SVG text of a graph that `lay_out` has placed.

    Args:
      boxes, edges: as given to `lay_out`.
      layout: what it returned.
      theme: "light" or "dark".
      title: what the picture is called, for a screen reader.
      note: a line below the picture, such as "11 constants and reads are folded into their boxes".
      direction: the one the layout was made for.

    Raises ValueError where the layout belongs to another graph.

    >>> layout = {"width": 102, "height": 78, "boxes": [[0, 0, 102, 78]], "edges": []}
    >>> svg = to_svg([{"title": "a<b"}], [], layout)
    >>> svg[:4], "a<b" in svg, "a&lt;b" in svg
    ('<svg', False, True)
    """
    if len(layout["boxes"]) != len(boxes) or len(layout["edges"]) != len(edges):
        raise ValueError("this layout was made for another graph: it has other numbers of boxes and edges")
    tokens = TOKENS[theme]
    kinds = legend_entries(boxes, edges)
    below = legend(kinds, note, layout["height"], theme) if kinds or note else ("", 0.0, 0)
    width = max(layout["width"], below[1], 120) + 2 * PAD
    height = layout["height"] + 2 * PAD + below[2]
    heading = f"{title}: {counted(len(boxes), 'box', 'boxes')}, {counted(len(edges), 'edge', 'edges')}"
    parts = [
        element("title", safe(heading)),
        element("rect", x=-PAD, y=-PAD, width=width, height=height, rx=12, fill=tokens["surface"]),
    ]
    for edge, curve in zip(edges, layout["edges"], strict=True):
        parts.append(edge_svg(edge, curve, tokens))
    linked = neighbours(boxes, edges)
    for box, rectangle, (inputs, consumers) in zip(boxes, layout["boxes"], linked, strict=True):
        parts.append(box_svg(box, rectangle, direction, theme, description(box, inputs, consumers)))
    return element(
        "svg",
        "".join([*parts, below[0]]),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"{-PAD} {-PAD} {width:g} {height:g}",
        role="graphics-document",
        aria_label=heading,
        font_family=FONTS["sans"],
        fill="none",
        # A wide graph shrinks to the page, but its names stay readable: then the page scrolls.
        style=f"max-width: 100%; min-width: {SMALLEST * width:.0f}px; height: auto",
    )


def safe(text: object) -> str:
    """Escape a text for XML, and leave out the characters that XML does not allow at all.

    >>> safe('<b> & "c"' + chr(0))
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(
        "".join(c for c in str(text) if c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe")
    )


def element(name: str, content: str | None = None, **attributes: object) -> str:
    """Write an XML element; `_` in a name stands for `-`, None and "" leave an attribute out.

    >>> element("path", d="M0,0h20", stroke_width=1.5, fill="")
    '<path d="M0,0h20" stroke-width="1.5"/>'
    """
    words = [name]
    for key, value in attributes.items():
        if value is not None and value != "":
            shown = f"{round(value, 2):g}" if isinstance(value, int | float) else safe(value)
            words.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    return f"<{' '.join(words)}/>" if content is None else f"<{' '.join(words)}>{content}</{name}>"


def counted(number: int, one: str, many: str) -> str:
    """Return "1 box" or "2 boxes"."""
    return f"{number:,} {one if number == 1 else many}"


def neighbours(boxes: Boxes, edges: Edges) -> list[tuple[list[str], list[str]]]:
    """Return for every box the titles of its inputs (in the order of the ports) and of its consumers."""
    found: list[tuple[list[str], list[str]]] = [([], []) for _ in boxes]
    for edge in sorted(edges, key=lambda edge: edge.get("port") or 0):
        found[edge["to"]][0].append(str(boxes[edge["from"]].get("title") or ""))
        found[edge["from"]][1].append(str(boxes[edge["to"]].get("title") or ""))
    return found


def description(box: Mapping[str, Any], inputs: Sequence[str], consumers: Sequence[str]) -> str:
    """Say in a sentence or three what a box is: for those who cannot see it, and as its tool tip.

    >>> description({"style": "operation", "symbol": "x·w1", "shape": "[?,3]"}, ["x", "w1"], [])
    'An operation: x·w1. Shape [?,3]. Inputs: x, w1.'
    """
    word = str(BOX_STYLES[style_of(box)]["word"])
    kind = word if word == "random numbers" else f"a{'n' * (word[0] in 'aeiou')} {word}"
    parts = [kind[0].upper() + kind[1:] + (f": {formula_text(box)}" if formula_text(box) else "")]
    if box.get("shape"):
        parts.append(f"Shape {box['shape']}")
    for name, titles in (("Inputs", inputs), ("Used by", consumers)):
        if titles:
            parts.append(f"{name}: {', '.join(titles)}")
    return ". ".join(parts) + "."


def edge_svg(edge: Mapping[str, Any], curve: Sequence[Sequence[float]], tokens: Mapping[str, str]) -> str:
    """Draw one edge: its curve, and a triangle whose tip lies on the border of the box."""
    kind = str(edge.get("kind"))
    style = EDGE_STYLES[kind if kind in ("control", "write") else "data"]
    colour = tokens[str(style["hue"])]
    (x0, y0), (x1, y1) = curve[-2], curve[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
    along, across = (x1 - x0) / length, (y1 - y0) / length
    back_x, back_y, half = x1 - ARROW * along, y1 - ARROW * across, ARROW / 2
    # The line ends inside the head, or its square end would stick out of the tip.
    points = [*curve[:-1], [x1 - 4 * along, y1 - 4 * across]]
    corners = [
        (x1, y1),
        (back_x - half * across, back_y + half * along),
        (back_x + half * across, back_y - half * along),
    ]
    line = element(
        "path",
        d="M" + pair(points[0]) + "C" + " ".join(map(pair, points[1:])),
        stroke=colour,
        stroke_width=style["width"],
        stroke_dasharray=style["dash"],
        stroke_linecap="round" if style["dash"] else None,
    )
    if kind == "control":  # it says only "first this, then that": an open arrow
        tip = "M" + "L".join(map(pair, (corners[1], corners[0], corners[2])))
        return line + element("path", d=tip, stroke=colour, stroke_width=1.5, stroke_linejoin="round")
    return line + element("path", d="M" + "L".join(map(pair, corners)) + "Z", fill=colour)


def pair(point: Sequence[float]) -> str:
    """Write a point with a tenth of a pixel.

    >>> pair([1.25, 3])
    '1.2,3'
    """
    return ",".join(f"{round(coordinate, 1) + 0.0:g}" for coordinate in point)


def box_svg(
    box: Mapping[str, Any], rectangle: Sequence[float], direction: str, theme: str, words: str
) -> str:
    """Draw one box with its texts; `words` is its description."""
    ink, faint = TOKENS[theme]["ink"], TOKENS[theme]["ink3"]
    x, y, width, height = rectangle
    title, shape, symbol = str(box.get("title") or ""), str(box.get("shape") or ""), formula_text(box)
    vertical, slot = direction == "TB", has_slot(box)
    inset = 14 if slanted(box) else 9
    left, right = x + inset, x + width - SLOT * (vertical and slot) - inset
    parts = [
        element("title", safe(title)),
        element("desc", safe(words)),
        *frames(box, rectangle, direction, theme),
    ]
    parts.append(text(title, left, y + 20 + vertical, right - left, TITLE_SIZE, "sans", ink, keep="end"))
    if vertical:
        parts.append(text(shape or symbol, left, y + 39, right - left, SHAPE_SIZE, "mono", ink))
    else:
        symbol = symbol or ("~" if style_of(box) == "random" else "")
        symbol_wish = min(text_width(symbol, SYMBOL_SIZE) + 8, (right - left) * 0.38) if symbol else 0
        shape_room = min(mono_width(shape, SHAPE_SIZE) + 0.5, right - left - symbol_wish)
        symbol_room = right - left - shape_room - 8 * bool(shape)
        looks = (SHAPE_SIZE, "sans") if style_of(box) == "group" else (SYMBOL_SIZE, "serif")
        parts.append(text(symbol, left, y + 37.5, symbol_room, *looks, ink))
        parts.append(text(shape, right, y + 37, shape_room, SHAPE_SIZE, "mono", ink, anchor="end"))
    if slot and vertical:
        parts.append(
            text("∂", x + width - SLOT / 2, y + height / 2 + 4, 20, 12, "mono", faint, anchor="middle")
        )
    elif slot:
        parts.append(text("∂", left, y + VALUE_PART + 19, 20, 12, "mono", faint))
    return element("g", "".join(parts), role="img", aria_label=f"{title}: {words}")


def frames(box: Mapping[str, Any], rectangle: Sequence[float], direction: str, theme: str) -> list[str]:
    """Draw the outlines: the value part with its frame, the slot with its own."""
    tokens, style = TOKENS[theme], BOX_STYLES[style_of(box)]
    line, fill = box_colours(style_of(box), theme)
    x, y, w, h = rectangle
    if slanted(box):
        outline = f"M{x + SLANT:g},{y:g}H{x + w:g}L{x + w - SLANT:g},{y + h:g}H{x:g}Z"
        return [element("path", d=outline, fill=fill, stroke=line, stroke_width=1.5, stroke_linejoin="round")]
    vertical, slot = direction == "TB", has_slot(box)
    below, beside = slot and not vertical, slot and vertical
    parts = []
    if style["shape"] == "page":
        return [
            element(
                "path",
                d=page_of(x, y, w, h),
                fill=fill,
                stroke=line,
                stroke_width=1.5,
                stroke_linejoin="round",
            )
        ]
    if style["shape"] == "stack":
        for step in (8, 4):
            sheet = outline_of(x + step, y - step, w, h)
            parts.append(element("path", d=sheet, fill=tokens["surface"], stroke=line, stroke_opacity=0.55))
    if slot:
        whole = outline_of(x, y, w, h)
        parts.append(
            element("path", d=whole, fill=tokens["surface"], stroke=tokens["line2"], stroke_width=1.2)
        )
    w, h = w - SLOT * beside, h - SLOT * below
    value = outline_of(x, y, w, h, PILL if style["shape"] == "pill" else RADIUS, below, beside)
    parts.append(element("path", d=value, fill=fill, stroke=line, stroke_width=1.5))
    if style["frame"] == "double":
        inner = outline_of(x + 3, y + 3, w - 3 * (2 - beside), h - 3 * (2 - below), 6.5, below, beside)
        parts.append(element("path", d=inner, stroke=line))
    return parts


def page_of(x: float, y: float, w: float, h: float, fold: float = FOLD) -> str:
    """Return the outline of a sheet of paper with a corner turned down.

    >>> page_of(0, 0, 40, 20, 5)
    'M0,0H35l5,5V20H0ZM35,0V5H40'
    """
    corner = x + w - fold
    return (
        f"M{x:g},{y:g}H{corner:g}l{fold:g},{fold:g}V{y + h:g}H{x:g}ZM{corner:g},{y:g}V{y + fold:g}H{x + w:g}"
    )


def outline_of(
    x: float, y: float, w: float, h: float, r: float = RADIUS, below: bool = False, beside: bool = False
) -> str:
    """Return the outline of a box with round corners, square where a slot adjoins below or beside it.

    >>> outline_of(0, 0, 40, 20, 5, below=True)
    'M5,0H35a5,5 0 0 1 5,5V20H0V5a5,5 0 0 1 5,-5Z'
    """
    top_right = f"H{x + w:g}" if beside else f"H{x + w - r:g}a{r},{r} 0 0 1 {r},{r}"
    bottom_right = f"V{y + h:g}" if below or beside else f"V{y + h - r:g}a{r},{r} 0 0 1 -{r},{r}"
    bottom_left = f"H{x:g}" if below else f"H{x + r:g}a{r},{r} 0 0 1 -{r},-{r}"
    return f"M{x + r:g},{y:g}{top_right}{bottom_right}{bottom_left}V{y + r:g}a{r},{r} 0 0 1 {r},-{r}Z"


def text(
    words: str,
    x: float,
    y: float,
    room: float,
    size: float,
    family: str,
    colour: str,
    anchor: str | None = None,
    keep: str = "start",
) -> str:
    """Write a text; squeeze it a little where it is too wide, shorten it where that is not enough.

    `keep` says which end of it stays: the last part of a scoped name says more than the first.
    """
    measure = mono_width if family == "mono" else text_width
    shown = words
    while keep == "end" and "/" in shown.lstrip("…/") and measure(shown, size) > room * 1.12:
        shown = "…/" + shown.lstrip("…/").partition("/")[2]
    while len(shown) > 4 and measure(shown, size) > room * 1.12:
        shown = "…" + shown.lstrip("…")[1:] if keep == "end" else shown.rstrip("…")[:-1] + "…"
    squeezed = measure(shown, size) > room
    title = size == TITLE_SIZE
    return words and element(
        "text",
        safe(shown),
        x=x,
        y=y,
        font_size=size,
        fill=colour,
        font_family=None if family == "sans" else FONTS[family],
        font_style="italic" if family == "serif" else None,
        font_weight=620 if title else None,
        letter_spacing="-.29" if title else None,
        text_anchor=anchor,
        textLength=room if squeezed else None,
        lengthAdjust="spacingAndGlyphs" if squeezed else None,
    )


def legend_entries(boxes: Boxes, edges: Edges) -> list[str]:
    """Return the styles in the picture that a reader must be told about: those that look special."""
    present = {style_of(box) for box in boxes}
    present.update(str(edge.get("kind")) for edge in edges if edge.get("kind") in EDGE_SIGNS)
    return [name for name in (*BOX_STYLES, *EDGE_SIGNS) if name in present - {"operation", "random"}]


def legend(kinds: Sequence[str], note: str, top: float, theme: str) -> tuple[str, float, int]:
    """Draw the line below the picture, which ends at `top`; return its SVG, its width and its height."""
    tokens = TOKENS[theme]
    x, y = 0.0, top + LEGEND - 8
    parts = []
    for kind in kinds:
        word = str((EDGE_STYLES if kind in EDGE_SIGNS else BOX_STYLES)[kind]["word"])
        parts.append(legend_sample(kind, x, y, theme))
        parts.append(text(word, x + 28, y, 400, 12.5, "sans", tokens["ink2"]))
        x += 28 + text_width(word, 12.5) + 20
    parts.append(text(note, x, y, 10_000, 12.5, "sans", tokens["ink3"]))
    return element("g", "".join(parts), aria_hidden="true"), x + text_width(note, 12.5), LEGEND


def legend_sample(kind: str, x: float, y: float, theme: str) -> str:
    """Draw a small box of one style, or a piece of an edge, left of a text whose base line is `y`."""
    if kind in EDGE_SIGNS:
        dash, line = EDGE_STYLES[kind]["dash"], TOKENS[theme][str(EDGE_STYLES[kind]["hue"])]
        d = f"M{x:g},{y - 4:g}h20"
        return element(
            "path", d=d, stroke=line, stroke_width=1.5, stroke_dasharray=dash, stroke_linecap="round"
        )
    line, fill = box_colours(kind, theme)
    y -= 11
    if BOX_STYLES[kind]["shape"] == "parallelogram":
        return element("path", d=f"M{x + 4:g},{y:g}h16l-4,14h-16Z", fill=fill, stroke=line, stroke_width=1.5)
    if BOX_STYLES[kind]["shape"] == "page":
        return element("path", d=page_of(x + 3, y - 1, 13, 16, 4), fill=fill, stroke=line, stroke_width=1.2)
    box = element(
        "path",
        d=outline_of(x, y, 20, 14, 7 if BOX_STYLES[kind]["shape"] == "pill" else 4),
        fill=fill,
        stroke=line,
        stroke_width=1.2,
    )
    if BOX_STYLES[kind]["shape"] == "stack":
        return element("path", d=outline_of(x + 3, y - 3, 20, 14, 4), fill=fill, stroke=line) + box
    if BOX_STYLES[kind]["frame"] == "double":
        return box + element("path", d=outline_of(x + 2.5, y + 2.5, 15, 9, 2), stroke=line)
    return box
