"""The worksheet: a derivation to be printed, with a blank for every number, and the solutions on a page of their own.

A page of HTML that needs nothing else and asks for nothing: teachers print it, or save it as PDF.

Read next: `tensorlab/record/derivation.py`.
"""

import html
import re
from typing import Any

from tensorlab.record.derivation import GIVEN, Derivation, Line, figure
from tensorlab.record.formula import Depends, Entry, Formula, Fraction, Ink, Look, Sum
from tensorlab.record.words import message, pieces, say

BLANK = r"\Box"
SPACE = '<mspace width="56px" height="16px" depth="6px"/>'
BLANK_MATHML = re.compile(r"<mi>(?:&#x025FB;|◻)</mi>")

STYLE = """
@page { margin: 20mm; }
body { font: 11pt/1.5 "Segoe UI", "Helvetica Neue", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 180mm;
  margin: 12mm auto; padding: 0 6mm; color: #111; background: #fff; }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 8mm 0 2mm; }
p { margin: 0 0 3mm; }
.head { display: flex; gap: 8mm; justify-content: flex-end; margin: 0 0 8mm; color: #444; }
.head span { border-bottom: 1px solid #999; min-width: 45mm; }
table { border-collapse: collapse; margin: 0 0 3mm; }
td, th { border: 1px solid #999; padding: 1mm 3mm; text-align: left; font-variant-numeric: tabular-nums; }
th { font-weight: 600; background: #f2f2f2; }
.given { display: flex; flex-wrap: wrap; gap: 6mm; align-items: flex-start; }
ol { padding-left: 8mm; }
li { margin: 0 0 6mm; break-inside: avoid; }
.row { margin: 1.5mm 0; overflow-wrap: anywhere; display: flex; flex-wrap: wrap; align-items: baseline;
  gap: 1mm 1.5mm; }
math { font-size: 12pt; math-style: normal; }
.blank { display: inline-block; width: 56px; height: 22px; vertical-align: middle; }
.blank, mspace { border: 1px solid #888; border-radius: 3px; }
code { font-family: "DejaVu Sans Mono", Consolas, Menlo, monospace; font-size: .92em; }
.small { color: #555; font-size: 9.5pt; }
.solutions { break-before: page; border-top: 1px solid #bbb; margin-top: 14mm; padding-top: 8mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } .solutions { border: 0; margin: 0; padding: 0; } }
"""


def worksheet(derivation: Derivation, language: str = "en") -> str:
    """The whole page.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
    ...     x = tf.placeholder(tf.float32, [2], name="x")
    ...     total = sess.run(tf.reduce_sum(x, name="total"), {x: [0.5, 0.25]})
    >>> page = worksheet(tape.derive("total:0"))
    >>> page.startswith("<!doctype html>"), "0.75" in page.split('class="solutions"')[0]
    (True, False)
    """
    d, asked = derivation, derivation.name(derivation.target)

    def words(key: str, **holes: Any) -> str:
        return html.escape(say(key, language, **holes))

    def named(key: str, **holes: Any) -> str:
        parts = pieces(message(key, name=["c", asked], **holes), language, lambda _, text: f"\0{text}\1")
        return html.escape("".join(parts)).replace("\0", "<code>").replace("\1", "</code>")

    title = words("derive.worksheet.title", name=asked)
    tasks = "".join(f"<li>{_task(d, line, True, words)}</li>" for line in reversed(d.lines))
    answers = "".join(f"<li>{_task(d, line, False, words)}</li>" for line in reversed(d.lines))
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="head">{words("derive.worksheet.name")} <span></span> {words("derive.worksheet.date")} '
        "<span></span></div>\n"
        f"<h1>{named('derive.worksheet.title')}</h1>\n<p>{named('derive.worksheet.task')}</p>\n"
        f'<h2>{words("derive.worksheet.given")}</h2>\n<div class="given">{_given(d, words)}</div>\n'
        f"<h2>{words('derive.worksheet.compute')}</h2>\n<ol>{tasks}</ol>\n"
        f'<section class="solutions"><h1>{words("derive.worksheet.solutions")}</h1>\n'
        f"<p>{named('derive.worksheet.source', run=d.run)}</p>\n<ol>{answers}</ol></section>\n"
        "</main>\n</body>\n</html>\n"
    )


def _given(d: Derivation, words: Any) -> str:
    """The numbers to begin with, in one small table for every kind."""
    tables = []
    for kind in (*GIVEN, "open"):
        entries = d.open if kind == "open" else [e for e, its in d.given.items() if its == kind]
        rows = [
            f"<tr><td>{_math(d.name(e, True), d.name(e))}</td><td>{html.escape(figure(d.look(e)))}</td></tr>"
            for e in entries
            if e.index is not None and not d.is_number(e)
        ]
        title = words("derive.worksheet.known" if kind == "open" else f"derive.given.{kind}")
        if rows:
            tables.append(f"<table><tr><th colspan=2>{title}</th></tr>{''.join(rows)}</table>")
    return "".join(tables)


def _task(d: Derivation, line: Line, blanks: bool, words: Any) -> str:
    """One equation: with names, then with numbers or blanks, then its result."""
    formula = line.formula
    names, *others = d.in_pieces(line)
    rows = [names]
    if not isinstance(formula, Depends):
        if blanks:
            rows.append(pieces_of(formula, _blank(d)))
        else:
            rows += others[:-1]
    written = ["".join(map(_math, row)) for row in rows]
    result = figure(d.look(line.target), True)
    written.append('= <span class="blank"></span>' if blanks else _math(f"= {result}"))
    rest = left_out(formula, d.look)
    if rest is not None:
        written.append(
            f'<span class="small">{words("derive.worksheet.rest", count=rest[0], value=figure(rest[1]))}</span>'
        )
    return "".join(f'<div class="row">{row}</div>' for row in written)


def pieces_of(formula: Formula, ink: Ink) -> list[str]:
    """The right side of an equation, in pieces."""
    first, *others = formula.pieces(ink, True)
    return [f"= {first}", *(f"{{}} {piece}" for piece in others)]


def left_out(formula: Formula, look: Look) -> tuple[int, Any] | None:
    """How many terms of a cut sum are not written out, and what they add up to; None where all are."""
    if isinstance(formula, Fraction):
        return left_out(formula.above, look)
    if not isinstance(formula, Sum) or len(formula.shown()) == len(formula.terms):
        return None
    rest = formula.terms[len(formula.shown()) :]
    return len(rest), Sum(rest).compute(look)


def _blank(d: Derivation) -> Any:
    """An ink that leaves the numbers out; what is a number in the program's text stays."""

    def write(entry: Entry, tight: bool) -> str:
        return d.numbers(True)(entry, tight) if d.is_number(entry) else BLANK

    return write


def _math(latex: str, plain: str = "") -> str:
    """A formula as MathML, with boxes for blanks; as plain text where LaTeX cannot be read."""
    from latex2mathml.converter import convert

    try:
        mathml = convert(latex)
    except Exception:  # whatever a name holds, the page must come
        return html.escape(plain or latex)
    return BLANK_MATHML.sub(SPACE, mathml)
