"""How large the box of an operation is, and where an edge docks at it.

A box shows its name, its formula and its shape, so its size follows from those texts. The same box is drawn
by the browser and by `picture.py`, with whatever fonts the reader has; the widths here are those of a
common sans serif, and a drawer squeezes a text that comes out wider.

    left to right (LR)              top to bottom (TB)
    +---------------+               +-------------+---+
    | name          |  value part   | name        | d |   the slot holds
    | formula shape |  50 px        | shape       |   |   the gradient
    +---------------+               +-------------+---+
    | d             |  slot 28 px     value part   slot 28 px
    +---------------+

Forward edges dock in the middle of the value part. Read `layout.py` next.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from tensorlab.show.encoding import BOX_STYLES

Box = Mapping[str, Any]

VALUE_PART = 50
SLOT = 28
FEED_HEIGHT = 48
SLANT = 10
TALL = VALUE_PART + SLOT
LOW = 52
NARROWEST, WIDEST = 102, 192
NARROWEST_VALUE, WIDEST_VALUE = 98, 170
DOCK = 24  # from the top of a box in LR: the middle of the value part, 15 px above the middle of the box
TITLE_SIZE, SYMBOL_SIZE, SHAPE_SIZE = 16.0, 15.5, 13.5

ADVANCES = {
    250: "'ijl!,.:;I|", 390: '"()/[]\\frt{} ', 470: "-_1^`", 550: "*?JLksxz", 610: "27EFaceghnopquvy",
    650: "#$&+0345689<=>BPRSTZbd~", 700: "ADKVXY", 760: "CGHNU", 800: "OQ", 870: "%w", 930: "Mm", 1000: "@W",
}  # fmt: skip
ADVANCE = {character: advance for advance, characters in ADVANCES.items() for character in characters}


def text_width(text: str, size: float) -> float:
    """Estimate how wide `text` is in a semi-bold sans serif of `size` pixels.

    >>> round(text_width("MatMul_1", 16))
    75
    """
    total = 0
    for character in text:
        total += ADVANCE.get(character) or (1000 if east_asian_width(character) in "WF" else 640)
    return total * size / 1000


def mono_width(text: str, size: float) -> float:
    """Estimate how wide `text` is in a monospaced font of `size` pixels.

    >>> round(mono_width("[8,3]", 13.5))
    41
    """
    return sum(1.2 if east_asian_width(character) in "WF" else 0.602 for character in text) * size


def shape_text(shape: Sequence[int | None] | None) -> str:
    """Write a static shape as the boxes show it; `None` stands for what is not known.

    >>> shape_text([None, 3]), shape_text([]), shape_text(None)
    ('[?,3]', '[]', '?')
    """
    if shape is None:
        return "?"
    return "[" + ",".join("?" if size is None else str(size) for size in shape) + "]"


def has_slot(box: Box) -> bool:
    """Tell whether a box has a slot for its gradient: by its own "slot" entry, or by its style.

    >>> [has_slot(box) for box in ({"style": "variable"}, {"style": "feed"}, {"style": "feed", "slot": 1})]
    [True, False, True]
    """
    own = box.get("slot")
    return bool(BOX_STYLES[style_of(box)]["slot"]) if own is None else bool(own)


def style_of(box: Box) -> str:
    """Return the box's style, or "operation" for one that the encoding does not know.

    >>> style_of({"style": "feed"}), style_of({})
    ('feed', 'operation')
    """
    style = box.get("style")
    return style if style in BOX_STYLES else "operation"


def slanted(box: Box) -> bool:
    """Tell whether the box is drawn as a parallelogram (one without a slot that is fed)."""
    return BOX_STYLES[style_of(box)]["shape"] == "parallelogram" and not has_slot(box)


def box_size(box: Box, direction: str = "LR") -> tuple[int, int]:
    """Return the width and the height of a box, in pixels.

    `box` has "title", "label", "symbol", "style" and "shape" (the text of its tensor's shape); what is
    missing counts as empty.

    >>> box_size({"title": "MatMul", "symbol": "x·w1", "shape": "[?,3]", "style": "operation"})
    (108, 78)
    >>> box_size({"title": "x-input", "symbol": "x", "shape": "[?,2]", "style": "feed"}, "TB")
    (102, 52)
    """
    title = text_width(str(box.get("title") or ""), TITLE_SIZE)
    shape = mono_width(str(box.get("shape") or ""), SHAPE_SIZE)
    inset = 28 if slanted(box) else 18
    if direction == "TB":
        wanted = max(NARROWEST_VALUE, title + inset, shape + inset + 32)
        return even(min(wanted, WIDEST_VALUE)) + SLOT * has_slot(box), LOW
    symbol = text_width(formula_text(box), SYMBOL_SIZE)
    wanted = max(NARROWEST, title + inset, symbol + shape + 10 * bool(symbol and shape) + inset)
    height = TALL if has_slot(box) else FEED_HEIGHT if slanted(box) else VALUE_PART
    return even(min(wanted, WIDEST)), height


def formula_text(box: Box) -> str:
    """Return what stands at the left of a box's second line: its symbol, or else the student's name for it.

    >>> formula_text({"symbol": "x·w1", "label": "a"}), formula_text({"symbol": "", "label": "a"})
    ('x·w1', 'a')
    """
    return str(box.get("symbol") or box.get("label") or "")


def even(length: float) -> int:
    """Round up to an even number, so that a middle is a whole pixel."""
    return -int(-length // 2) * 2


def docks(box: Box, rectangle: Sequence[float], direction: str) -> tuple[list[float], list[float]]:
    """Return where edges leave a box and where they arrive: two points on its border.

    `rectangle` is [x, y, width, height]. Edges leave at the right and arrive at the left (LR), or leave at
    the bottom and arrive at the top (TB), in the middle of the value part; at a parallelogram the slanted
    sides stand half the slant further in.

    >>> docks({"style": "operation"}, [0, 0, 102, 78], "LR")
    ([102, 24], [0, 24])
    """
    x, y, width, height = rectangle
    half = SLANT / 2 if slanted(box) else 0
    if direction == "TB":
        middle = x + (width - SLOT * has_slot(box)) / 2
        return [middle - half, y + height], [middle + half, y]
    return [x + width - half, y + DOCK], [x + half, y + DOCK]
