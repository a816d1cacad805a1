"""The worksheet: a derivation to be printed, with a blank for every number, and the solutions on a page of their own.

A page of HTML that needs nothing else and asks for nothing: teachers print it, or save it as PDF.

Read next: `tensorlab/record/derivation.py`.
"""

import html
import re
from typing import Any

from tensorlab.record.derivation import GIVEN, Derivation, Line, figure
from tensorlab.record.formula import Depends, Entry
from tensorlab.record.words import say

BLANK = r"\Box"
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
.row { margin: 1.5mm 0; overflow-wrap: anywhere; }
math { font-size: 12pt; }
.blank { display: inline-block; min-width: 16mm; height: 6mm; border: 1px solid #888; border-radius: 1mm;
  vertical-align: middle; margin: 0 1mm; }
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

    title = words("derive.worksheet.title", name=asked)
    tasks = "".join(f"<li>{_task(d, line, blanks=True)}</li>" for line in reversed(d.lines))
    answers = "".join(f"<li>{_task(d, line, blanks=False)}</li>" for line in reversed(d.lines))
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="head">{words("derive.worksheet.name")} <span></span> {words("derive.worksheet.date")} '
        "<span></span></div>\n"
        f"<h1>{title}</h1>\n<p>{words('derive.worksheet.task', name=asked)}</p>\n"
        f'<h2>{words("derive.worksheet.given")}</h2>\n<div class="given">{_given(d, words)}</div>\n'
        f"<h2>{words('derive.worksheet.compute')}</h2>\n<ol>{tasks}</ol>\n"
        f'<section class="solutions"><h1>{words("derive.worksheet.solutions")}</h1>\n'
        f"<p>{words('derive.worksheet.source', name=asked, run=d.run)}</p>\n<ol>{answers}</ol></section>\n"
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
        if rows:
            tables.append(
                f"<table><tr><th colspan=2>{words(f'derive.given.{kind}')}</th></tr>{''.join(rows)}</table>"
            )
    return "".join(tables)


def _task(d: Derivation, line: Line, blanks: bool) -> str:
    """One equation: with names, then with numbers or blanks, then its result."""
    name, plain = d.name(line.target, True), d.name(line.target)
    formula = line.formula
    with_names = formula.write(d.symbols(True), True)
    rows = [_math(f"{name} = {with_names}", f"{plain} = {formula.write(d.symbols(False), False)}")]
    box = '<span class="blank"></span>'
    result = d.look(line.target)
    if not isinstance(formula, Depends):
        if blanks:
            rows.append(_math(f"= {formula.write(_blank(d), True)}", ""))
        else:
            numbers = formula.write(d.numbers(True), True)
            rows.append(_math(f"= {numbers}", formula.write(d.numbers(False), False)))
    rows.append(f"= {box}" if blanks else _math(f"= {figure(result, True)}", figure(result)))
    return "".join(f'<div class="row">{row}</div>' for row in rows)


def _blank(d: Derivation) -> Any:
    """An ink that leaves the numbers out; what is a number in the program's text stays."""

    def write(entry: Entry, tight: bool) -> str:
        return d.numbers(True)(entry, tight) if d.is_number(entry) else BLANK

    return write


def _math(latex: str, plain: str) -> str:
    """A formula as MathML, with boxes for blanks; as plain text where LaTeX cannot be read."""
    from latex2mathml.converter import convert

    try:
        mathml = convert(latex)
    except Exception:  # whatever a name holds, the page must come
        return html.escape(plain or latex)
    return BLANK_MATHML.sub(
        '<mpadded width="4.2em" height="0.9em" lspace="0.3em"><mtext><span class="blank"></span></mtext></mpadded>',
        mathml,
    )
