"""Explain a number: one entry of one value, derived back to what was fed, to weights and to constants.

    y[3, 0] = a[3, 0]·w2[0, 0] + a[3, 1]·w2[1, 0]
            = 0.5·1.2 + (-0.25)·0.8
            = 0.4

and so on for a[3, 0] and a[3, 1], until only given numbers are left. A gradient is derived in the same way: its
nodes are nodes of the graph like any other, so what comes out is the chain rule with numbers.

Read next: `derivation_rules.py` (how one entry becomes a formula), `tensorlab/show/worksheet.py` (the same with
blanks, to be printed).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.record import derivation_sums, derivation_updates, derivation_windows
from tensorlab.record.derivation_rules import abs_of, close, formula_of
from tensorlab.record.formula import Depends, Entry, Formula, Ink, Taken, upright
from tensorlab.record.made import Made, Origin
from tensorlab.record.naming import Names
from tensorlab.record.values import number

MORE_RULES = (
    derivation_sums,
    derivation_updates,
    derivation_windows,
)  # imported for the rules that they declare
MOST_LINES = 40
MOST_NAMED = 8


@dataclass(frozen=True)
class Line:
    """One equation of a derivation.

    Attributes:
        target: the entry that is explained.
        level: how many steps it is away from the entry that was asked for.
        formula: what it is made of.
        origin: the operation that made it.
        followed: whether the entries in it are explained too, as far as there is anything to explain.
    """

    target: Entry
    level: int
    formula: Formula
    origin: Origin


class Derivation:
    """A number and where it comes from. `tape.derive(...)` makes it.

    Attributes:
        target: the entry that was asked for.
        run: the number of the run.
        value: its value, as recorded.
        lines: the equations, each before those that explain what stands in it.
        given: the entries that need no explanation: fed, weights, constants, random numbers; with their kind.
        open: entries that were not followed, for depth or length.
    """

    def __init__(
        self,
        values: Sequence[Any],
        origins: dict[int, Origin],
        names: Names,
        target: Entry,
        run: int,
        plan: Any,
        depth: int | None = None,
        most_lines: int = MOST_LINES,
    ) -> None:
        self.target = target
        self.run = run
        self._values = values
        self._names = names
        self.origins = origins
        self.value = self.look(target)
        self.lines: list[Line] = []
        self.given: dict[Entry, str] = {}
        self.open: list[Entry] = []
        self._follow(plan, depth, most_lines)

    def _follow(self, plan: Any, depth: int | None, most_lines: int) -> None:
        """Explain entry after entry, level by level, each once."""
        waiting = deque([(self.target, 0)])
        seen = {self.target}
        found: dict[Entry, Line] = {}
        while waiting:
            entry, level = waiting.popleft()
            origin = self.origins.get(entry.slot)
            if origin is None or origin.kind not in ("computed", "written"):
                self.given[entry] = "constant" if origin is None else origin.kind
                continue
            too_deep = depth is not None and level >= depth
            if entry.index is None or too_deep or len(found) >= most_lines:
                self.open.append(entry)
                continue
            made = Made(origin.operation, origin.output, self._values[entry.slot], plan, list(self._values))
            formula = formula_of(made, entry.index)
            found[entry] = Line(entry, level, formula, origin)
            for needed in formula.entries():
                if needed not in seen:
                    seen.add(needed)
                    waiting.append((needed, level + 1))
        # What is followed is chosen level by level; it is told with each explanation below what it explains.
        stack = [self.target]
        while stack:
            line = found.pop(stack.pop(), None)
            if line is not None:
                self.lines.append(line)
                stack += reversed(list(line.formula.entries()))

    def look(self, entry: Entry) -> Any:
        """The recorded number of an entry."""
        array = np.asarray(self._values[entry.slot])
        return array if entry.index is None else array[entry.index]

    # --- writing ------------------------------------------------------------------------------------------

    def name(self, entry: Entry, latex: bool = False) -> str:
        """What an entry is called: `w1[0, 2]`."""
        name, rest = self._names.latex(entry.slot) if latex else self._names.text(entry.slot)
        if entry.index is None or not entry.index:
            return f"{name}{rest}"
        return f"{name}[{', '.join(map(str, entry.index))}]{rest}"

    def is_number(self, entry: Entry) -> bool:
        """Whether an entry is called by its own number: a constant of the program's text."""
        return self._names.is_number(entry.slot)

    def symbols(self, latex: bool) -> Ink:
        """An ink that writes entries as names."""
        return lambda entry, tight: self.name(entry, latex)

    def numbers(self, latex: bool, digits: int = 4) -> Ink:
        """An ink that writes entries as numbers; what is a whole array keeps its name."""

        def write(entry: Entry, tight: bool) -> str:
            if entry.index is None:
                return self.name(entry, latex)
            return figure(self.look(entry), latex, tight, digits)

        return write

    def steps(self, line: Line, latex: bool = False, digits: int = 4) -> list[str]:
        """The right sides of one equation: with names, with numbers, and the result."""
        formula = line.formula
        result = figure(self.look(line.target), latex, False, digits)
        if isinstance(formula, Depends):
            return [formula.write(self.symbols(latex), latex), result]
        sides = [formula.write(self.symbols(latex), latex), formula.write(self.numbers(latex, digits), latex)]
        if isinstance(formula, Taken) or sides[1] == sides[0] or sides[1] == result:
            sides.pop()
        return [*sides, result]

    def in_pieces(self, line: Line) -> list[list[str]]:
        """Name, equation with names, with numbers, and result in LaTeX, in pieces that may stand in several lines."""
        sides = self.steps(line, True)
        written = [
            line.formula.pieces(self.symbols(True), True),
            line.formula.pieces(self.numbers(True), True),
        ]
        rows = [*written[: len(sides) - 1], [sides[-1]]]
        name = self.name(line.target, True)
        # An empty group before a sign tells LaTeX that something is added to.
        return [
            [f"{name if not number else ''} = {row[0]}", *(f"{{}} {piece}" for piece in row[1:])]
            for number, row in enumerate(rows)
        ]

    @property
    def latex(self) -> str:
        """All equations as one aligned block of LaTeX."""
        rows = []
        for line in self.lines:
            left = self.name(line.target, True)
            for side in self.steps(line, True):
                rows.append(f"{left} &= {side}")
                left = ""
        if not rows:
            rows = [f"{self.name(self.target, True)} &= {figure(self.value, True)}"]
        body = " \\\\\n".join(rows)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def check(self) -> list[Line]:
        """The equations whose formula does not give the recorded number; an empty list when all do.

        >>> import tensorlab as tf
        >>> from tensorlab import lab
        >>> with tf.Graph().as_default(), tf.Session() as sess, lab.trace() as tape:
        ...     x = tf.placeholder(tf.float32, [3], name="x")
        ...     mean = sess.run(tf.reduce_mean(x * 2.0, name="mean"), {x: [1.0, 2.0, 6.0]})
        >>> tape.derive("mean:0").check()
        []
        """
        wrong = []
        for line in self.lines:
            size = sum(abs_of(self.look(e)) for e in line.formula.entries(shown=False) if e.index is not None)
            recorded = np.asarray(self.look(line.target))
            if not close(line.formula.compute(self.look), recorded, recorded.dtype, size):
                wrong.append(line)
        return wrong

    def __repr__(self) -> str:
        head = f"{self.name(self.target)} in run {self.run}: {figure(self.value)}"
        text = [head]
        for line in self.lines:
            indent = "  " * (line.level + 1)
            name = self.name(line.target)
            if isinstance(line.formula, Depends):
                needed = ", ".join(self.name(entry) for entry in line.formula.entries())
                rest = len(line.formula.parts()) - len(line.formula.shown())
                text.append(
                    f"{indent}{name} = {figure(self.look(line.target))}, by {line.formula.name}; it depends on "
                    f"{needed or 'nothing else'}{f' and {rest} more' if rest else ''}"
                )
                continue
            first, *others = self.steps(line)
            text.append(f"{indent}{name} = {first}")
            text += [f"{indent}{' ' * len(name)} = {other}" for other in others]
        for kind, title in GIVEN.items():
            written = [
                f"{self.name(e)} = {figure(self.look(e))}" if e.index is not None else self.name(e)
                for e, its in self.given.items()
                if its == kind and not self.is_number(e)
            ]
            if written:
                text.append(f"{title}: {', '.join(written)}")
        if self.open:
            rest = len(self.open) - MOST_NAMED
            shown = ", ".join(map(self.name, self.open[:MOST_NAMED])) + (
                f" and {rest} more" if rest > 0 else ""
            )
            text.append(f"Not followed further: {shown}")
        return "\n".join(text)

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/latex": self._repr_latex_(), "text/plain": repr(self)}


GIVEN = {
    "feed": "Fed",
    "variable": "From variables",
    "constant": "Constants",
    "random": "Drawn at random",
}


def figure(value: Any, latex: bool = False, tight: bool = False, digits: int = 4) -> str:
    r"""A number as it stands in a formula, in parentheses where a bare sign would be misread.

    >>> figure(-0.5, tight=True), figure(1.25e-10, latex=True)
    ('(-0.5)', '1.25 \\cdot 10^{-10}')
    """
    array = np.asarray(value)
    if array.ndim:
        return number(array.ravel()[0]) if array.size == 1 else f"[{array.size} numbers]"
    if array.dtype.kind in "OSU":
        item = array[()]
        text = repr(item.decode(errors="replace") if isinstance(item, bytes) else str(item))
        return upright(text) if latex else text
    text = number(array[()]) if digits == 4 or array.dtype.kind != "f" else f"{float(array):.{digits}g}"
    if latex:
        text = _latex_number(text)
    needs = text[:1] == "-" or (latex and r"\cdot" in text) or (array.dtype.kind == "c")
    if latex and text[:1] == "-":
        text = f"{{{text}}}"  # braces make it a sign, not a subtraction
    return f"({text})" if tight and needs else text


def _latex_number(text: str) -> str:
    special = {"NaN": r"\text{NaN}", "Infinity": r"\infty", "-Infinity": r"-\infty"}
    if text in special:
        return special[text]
    if text in ("True", "False"):
        return upright(text)
    digits, _, exponent = text.partition("e")
    if digits in ("1", "-1") and exponent:
        return f"{digits[:-1]}10^{{{int(exponent)}}}"
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent.lstrip("+-").isdigit() else text
