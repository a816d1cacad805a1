"""The reference as one page: searched as you type, each name opened where it stands. Nothing is fetched.

Read next: `../template/reference.html.j2`, and `../template/reference.js`, which searches.
"""

import csv
import re
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonConsoleLexer

from course_site.reference.entries import ROOT, Entry, all_entries

TEMPLATE = Path(__file__).parents[1] / "template"
CENSUS = ROOT / "tests" / "census"
PAGE = "reference.html"
CODE = re.compile(r"`([^`]+)`")
SPACES = re.compile(r"^tf(?:\.contrib)?(?:\.[a-z_0-9]+(?=\.))?")


def write(folder: Path, style_sheet: str) -> Path:
    """Write the page into a folder; returns where it is."""
    path = folder / PAGE
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(to_html(all_entries(), census(), style_sheet), encoding="utf-8")
    return path


def to_html(entries: list[Entry], rows: list[dict[str, str]], style_sheet: str) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=select_autoescape(["html", "j2"]), trim_blocks=True
    )
    environment.filters.update(words=words, example=example, anchor=anchor)
    beside: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind == "node":
            beside.setdefault(entry.file.partition(":")[0], []).append(entry.name)
    return environment.get_template("reference.html.j2").render(
        sections=sections(entries),
        beside=beside,
        count=len([entry for entry in entries if entry.kind != "node"]),
        nodes=len([entry for entry in entries if entry.op]),
        census=rows,
        status={row["api"]: row for row in rows},
        css=Markup(style_sheet + "\n" + (TEMPLATE / "reference.css").read_text(encoding="utf-8")),
        script=Markup((TEMPLATE / "reference.js").read_text(encoding="utf-8")),
    )


def sections(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries by namespace: `tf` first, then the others by name, the nodes without a name last."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(space_of(entry), []).append(entry)
    order = sorted(found, key=lambda space: (space == NODES, space.startswith("tf.contrib"), space))
    return [(space, found[space]) for space in order]


NODES = "Nodes of the graph"


def space_of(entry: Entry) -> str:
    """The namespace under which a name is listed.

    >>> SPACES.match("tf.nn.rnn_cell.GRUCell").group(), SPACES.match("tf.add").group()
    ('tf.nn', 'tf')
    """
    if entry.kind == "node":
        return NODES
    match = SPACES.match(entry.name)
    return match.group() if match else "tf"


def census() -> list[dict[str, str]]:
    """Every name that old programs use, with what becomes of it here; empty before the census was made."""
    path = CENSUS / "status.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text: str) -> Markup:
    """A paragraph of a docstring, with its names in type."""
    return Markup(CODE.sub(lambda found: f"<code>{found.group(1)}</code>", escape(text, quote=False)))


def example(text: str) -> Markup:
    """A doctest in colours."""
    return Markup(highlight(text, PythonConsoleLexer(), HtmlFormatter(nowrap=True)))


def anchor(name: str) -> str:
    """What a link to an entry names.

    >>> anchor("tf.nn.conv2d"), anchor("Conv2D")
    ('tf.nn.conv2d', 'Conv2D')
    """
    return re.sub(r"[^\w.]", "-", name)
