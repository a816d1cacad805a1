"""The collections of a graph as a page in a notebook: a table of the variables, and a part to open for each collection.

It is plain HTML with a style of its own: it needs no script, the keys that open `<details>` are the browser's, and it
follows the notebook's theme.

Read next: `collections_view.py`, which has the words for terminals.
"""

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from tensorlab.record.words import say
from tensorlab.show.encoding import FONTS, css_variables

if TYPE_CHECKING:
    from tensorlab.lab.collections_view import Collection, Collections

MOST_VARIABLES = 40
STYLE = """
.tl-collections { %(light)s font: 14px/1.5 %(sans)s; color: var(--ink); background: var(--surface);
  border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; max-width: 1080px; color-scheme: light; }
body[data-jp-theme-light="false"] .tl-collections, [data-theme="dark"] .tl-collections { %(dark)s
  color-scheme: dark; }
@media (prefers-color-scheme: dark) {
  body:not([data-jp-theme-light]):not([data-theme]) .tl-collections { %(dark)s color-scheme: dark; } }
.tl-collections p, .tl-collections h4, .tl-collections dl, .tl-collections dd, .tl-collections dt { margin: 0;
  padding: 0; }
.tl-collections .tl-count { font-weight: 650; }
.tl-collections h4 { font: 650 12px/1.4 %(sans)s; letter-spacing: .02em; color: var(--ink2); margin: 16px 0 4px; }
.tl-collections .tl-scroll { overflow-x: auto; position: relative; }
.tl-collections .tl-scroll:focus-visible, .tl-collections summary:focus-visible { outline: 2px solid var(--ring);
  outline-offset: 2px; }
.tl-collections table { border-collapse: collapse; margin: 6px 0 2px; font-size: 13px; background: none; }
.tl-collections caption { text-align: left; font: 650 12px/1.4 %(sans)s; color: var(--ink2); padding: 12px 0 4px; }
.tl-collections th, .tl-collections td { text-align: left; padding: 3px 16px 3px 0; border: 0; color: var(--ink);
  background: none; vertical-align: baseline; white-space: nowrap; }
.tl-collections thead th { color: var(--ink2); font-weight: 600; border-bottom: 1px solid var(--line2); }
.tl-collections tbody tr:nth-child(n) { background: none; border-bottom: 1px solid var(--line); }
.tl-collections tbody th { font-weight: 400; }
.tl-collections code, .tl-collections .tl-mono { font-family: %(mono)s; font-size: 12.5px; background: none; padding: 0;
  color: inherit; }
.tl-collections .tl-mark { color: var(--varI); font-weight: 700; }
.tl-collections .tl-none { color: var(--ink3); }
.tl-collections details { border-top: 1px solid var(--line); padding: 0; }
.tl-collections details:last-of-type { border-bottom: 1px solid var(--line); }
.tl-collections summary { display: grid; grid-template-columns: 1em minmax(11rem, 16rem) 3rem 1fr; gap: 4px 8px;
  align-items: baseline; padding: 6px 4px; cursor: pointer; list-style: none; border-radius: 4px; }
.tl-collections summary::-webkit-details-marker { display: none; }
.tl-collections summary::before { content: "\\25B8"; color: var(--ink3); }
.tl-collections details[open] > summary::before { content: "\\25BE"; }
.tl-collections summary:hover { background: var(--sunken); }
.tl-collections summary .tl-key { font-weight: 600; overflow-wrap: anywhere; }
.tl-collections summary .tl-number { font-variant-numeric: tabular-nums; text-align: right; color: var(--ink2); }
.tl-collections summary .tl-what { color: var(--ink2); }
.tl-collections .tl-inside { padding: 2px 4px 12px 28px; }
.tl-collections dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; font-size: 13px; }
.tl-collections dt { color: var(--ink2); font-weight: 600; float: none; width: auto; }
.tl-collections dd { overflow-wrap: anywhere; width: auto; }
.tl-collections .tl-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%);
  white-space: nowrap; }
@media (max-width: 640px) {
  .tl-collections { padding: 12px; }
  .tl-collections summary { grid-template-columns: 1em 1fr max-content; }
  .tl-collections summary .tl-what { grid-column: 2 / -1; }
  .tl-collections .tl-inside { padding-left: 20px; }
  .tl-collections dl { grid-template-columns: 1fr; }
  .tl-collections .tl-which thead th { vertical-align: bottom; padding-right: 10px; }
  .tl-collections .tl-which thead code { writing-mode: vertical-rl; }
  .tl-collections .tl-which tbody th { white-space: normal; overflow-wrap: anywhere; padding-right: 10px; }
}
"""


def page(table: "Collections", language: str) -> str:
    """The whole page."""
    style = STYLE % {"light": css_variables("light"), "dark": css_variables("dark"), **FONTS}
    # A notebook has rules of its own for tables and code. Those here name two classes, and weigh more.
    style = style.replace(".tl-collections", ".tl-page.tl-collections")
    parts = [f'<p class="tl-count">{escape(table.caption(language))}</p>']
    keys, variables = table.variables()
    if variables:
        parts.append(_which(keys, variables, language))
    for group, rows in groupby(table.rows, key=lambda row: row.group):
        parts.append(f"<h4>{escape(say(f'collections.group.{group}', language))}</h4>")
        parts += [_collection(row, language) for row in rows]
    tag = "zh-CN" if language == "zh" else language
    return f'<section class="tl-page tl-collections" lang="{tag}"><style>{style}</style>{"".join(parts)}</section>'


def _which(keys: list[str], variables: list[tuple[str, list[bool]]], language: str) -> str:
    """A table with a mark where a variable is in a collection."""
    title = escape(say("collections.which", language))
    head = "".join(f'<th scope="col"><code>{escape(key)}</code></th>' for key in keys)
    marks = {
        True: f'<span class="tl-mark" aria-hidden="true">●</span><span class="tl-hidden">'
        f"{escape(say('collections.in', language))}</span>",
        False: f'<span class="tl-none" aria-hidden="true">·</span><span class="tl-hidden">'
        f"{escape(say('collections.not_in', language))}</span>",
    }
    body = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th>'
        + "".join(f"<td>{marks[held]}</td>" for held in inside)
        + "</tr>"
        for name, inside in variables[:MOST_VARIABLES]
    )
    more = len(variables) - MOST_VARIABLES
    rest = say("collections.more", language, count=more, collection=repr("variables")) if more > 0 else ""
    corner = escape(say("collections.variable", language))
    return (
        f'<div class="tl-scroll tl-which" tabindex="0" role="region" aria-label="{title}"><table>'
        f'<caption>{title}</caption><thead><tr><th scope="col">{corner}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>" + (f"<p>{escape(rest)}</p>" if rest else "")
    )


def _collection(row: "Collection", language: str) -> str:
    """One collection, to be opened."""
    count = say("collections.members", language, count=len(row.members))
    constant = f"<p><code>tf.GraphKeys.{row.constant}</code></p>" if row.constant else ""
    facts = "".join(
        f"<dt>{escape(say(f'collections.{label}', language))}</dt><dd>{escape(row.words(part, language))}</dd>"
        for label, part in (("filled", "by"), ("read", "for"))
    )
    return (
        f'<details><summary><span class="tl-key tl-mono">{escape(str(row.key))}</span>'
        f'<span class="tl-number" aria-label="{escape(count)}">{len(row.members)}</span>'
        f'<span class="tl-what">{escape(row.words("what", language))}</span></summary>'
        f'<div class="tl-inside">{constant}<dl>{facts}</dl>{_members(row, language)}</div></details>'
    )


def _members(row: "Collection", language: str) -> str:
    columns = ("name", "kind", "dtype", "shape")
    cells = [
        (member.name, member.kind_text(language), member.dtype, member.shape)
        for member in row.members[:MOST_VARIABLES]
    ]
    used = [place for place in range(4) if any(cell[place] for cell in cells)]
    head = "".join(
        f'<th scope="col">{escape(say(f"collections.{columns[place]}", language))}</th>' for place in used
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell[place])}</td>"
            if place == 1
            else f"<td><code>{escape(cell[place])}</code></td>"
            for place in used
        )
        + "</tr>"
        for cell in cells
    )
    more = len(row.members) - MOST_VARIABLES
    rest = say("collections.more", language, count=more, collection=repr(row.key)) if more > 0 else ""
    title = escape(row.title())
    return (
        f'<div class="tl-scroll" tabindex="0" role="region" aria-label="{title}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>" + (f"<p>{escape(rest)}</p>" if rest else "")
    )
