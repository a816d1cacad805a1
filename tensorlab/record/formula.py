r"""Formulas with entries of tensors in them: written out as names, as numbers or as blanks, and computed.

`y[3, 0] = a[3, 0]·w2[0, 0] + a[3, 1]·w2[1, 0]` is a `Sum` of `Product`s of entries. One formula is written many
times: with the names, with the numbers, with blanks for a worksheet; each as text and as LaTeX. Whoever writes it
passes an *ink*, which says how an entry is written: `ink(entry, tight)`, where `tight` asks for parentheses around
a negative number.

Read next: `derivation_rules.py`, which makes formulas of operations.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

MINUS = "−"
PIECE = re.compile(r"\{\{|\}\}|\{(\w+)\}")


@dataclass(frozen=True)
class Entry:
    """One entry of one value of a run: the slot where the value stands, and the place in it; None: all of it."""

    slot: int
    index: tuple[int, ...] | None


Ink = Callable[[Entry, bool], str]
Look = Callable[[Entry], Any]


class Formula:
    """A formula. Subclasses say how it is written and computed."""

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """The formula as LaTeX or as text; `tight` when something stronger than a sum stands beside it."""
        raise NotImplementedError

    def pieces(self, ink: Ink, latex: bool) -> list[str]:
        """The same in pieces between which a narrow page may break the line."""
        return [self.write(ink, latex)]

    def compute(self, look: Look) -> Any:
        """The formula's value, from the values of its entries."""
        raise NotImplementedError

    def parts(self) -> Sequence["Formula"]:
        """What it is made of."""
        return ()

    def shown(self) -> Sequence["Formula"]:
        """Those of its parts that are written out."""
        return self.parts()

    def entries(self, shown: bool = True) -> Iterator[Entry]:
        """The entries in it, in order: those written out, or all."""
        for part in self.shown() if shown else self.parts():
            yield from part.entries(shown)


@dataclass(frozen=True)
class Taken(Formula):
    """One entry, as it is."""

    entry: Entry

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """The entry in the writer's ink."""
        return ink(self.entry, tight)

    def compute(self, look: Look) -> Any:
        """The entry's value."""
        return look(self.entry)

    def entries(self, shown: bool = True) -> Iterator[Entry]:
        """Itself."""
        yield self.entry


@dataclass(frozen=True)
class Literal(Formula):
    """A number that belongs to the formula itself."""

    value: Any
    text: str

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """The number."""
        return f"({self.text})" if tight and self.text[:1] in ("-", MINUS) else self.text

    def compute(self, look: Look) -> Any:
        """The number."""
        return self.value


@dataclass(frozen=True)
class Sum(Formula):
    """A sum; of a long one only the first terms are written out, and how many more there are."""

    terms: Sequence[Formula]
    most: int = 6
    signs: str = ""  # one sign for every term; all are added where nothing is said

    def parts(self) -> Sequence[Formula]:
        """The terms."""
        return self.terms

    def shown(self) -> Sequence[Formula]:
        """The first terms; a single one too many is not worth cutting."""
        return self.terms if len(self.terms) <= self.most + 1 else self.terms[: self.most]

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """Write the terms with their signs."""
        written = " ".join(self.pieces(ink, latex))
        several = len(self.terms) > 1 or self.signs[:1] == MINUS
        return enclosed(written, latex) if tight and several else written

    def pieces(self, ink: Ink, latex: bool) -> list[str]:
        """Every term with its sign."""
        if not self.terms:
            return ["0"]
        signs = self.signs or "+" * len(self.terms)
        written: list[str] = []
        for number, (term, sign) in enumerate(zip(self.shown(), signs, strict=False)):
            beside = bool(number) or sign == MINUS
            body = term.write(ink, latex, beside and not isinstance(term, Fraction))
            if beside and body[:1] in ("-", MINUS, "{"):
                body = term.write(ink, latex, True)
            shown_sign = "-" if latex and sign == MINUS else sign
            gap = " " if number else ""
            body, *others = term.pieces(ink, latex) if latex and is_wide(term) else [body]
            written += [f"{shown_sign}{gap}{body}" if beside else body, *others]
        rest = len(self.terms) - len(self.shown())
        return [*written, f"+ {more(rest, latex)}"] if rest else written

    def compute(self, look: Look) -> Any:
        """Add them up."""
        total: Any = 0
        for term, sign in zip(self.terms, self.signs or "+" * len(self.terms), strict=True):
            value = widened(term.compute(look))
            total = total + value if sign == "+" else total - value
        return total


@dataclass(frozen=True)
class Product(Formula):
    """A product of factors."""

    factors: Sequence[Formula]
    most: int = 6

    def parts(self) -> Sequence[Formula]:
        """The factors."""
        return self.factors

    def shown(self) -> Sequence[Formula]:
        """The first factors."""
        return self.factors if len(self.factors) <= self.most + 1 else self.factors[: self.most]

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """Write the factors with dots between them."""
        if not self.factors:
            return "1"
        written = [
            factor.write(ink, latex, tight or number > 0 or isinstance(factor, Sum))
            for number, factor in enumerate(self.shown())
        ]
        rest = len(self.factors) - len(self.shown())
        if rest:
            written.append(more(rest, latex))
        return (r" \cdot " if latex else "·").join(written)

    def pieces(self, ink: Ink, latex: bool) -> list[str]:
        """A product with wide factors, factor by factor."""
        if not latex or not is_wide(self):
            return [self.write(ink, latex)]
        first, *others = (
            factor.write(ink, latex, not isinstance(factor, Fraction)) for factor in self.factors
        )
        return [first, *(rf"\cdot {factor}" for factor in others)]

    def compute(self, look: Look) -> Any:
        """Multiply them."""
        product: Any = 1
        for factor in self.factors:
            product = product * widened(factor.compute(look))
        return product


@dataclass(frozen=True)
class Fraction(Formula):
    """A quotient."""

    above: Formula
    below: Formula

    def parts(self) -> Sequence[Formula]:
        """What stands above the line and what below."""
        return self.above, self.below

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """Write it with a line in LaTeX, with a slash in text."""
        if latex:
            return rf"\frac{{{self.above.write(ink, latex)}}}{{{self.below.write(ink, latex)}}}"
        written = f"{self.above.write(ink, latex, True)} / {self.below.write(ink, latex, True)}"
        return enclosed(written, latex) if tight else written

    def pieces(self, ink: Ink, latex: bool) -> list[str]:
        """A long sum over a number is written as a part of that sum."""
        if not latex or not isinstance(self.above, Sum) or len(self.above.terms) < 3:
            return [self.write(ink, latex)]
        first, *others = self.above.pieces(ink, latex)
        below = self.below.write(ink, latex)
        return [rf"\frac{{1}}{{{below}}} \cdot ({first}", *others[:-1], f"{others[-1]})"]

    def compute(self, look: Look) -> Any:
        """Divide."""
        with np.errstate(all="ignore"):
            return widened(self.above.compute(look)) / np.asarray(widened(self.below.compute(look)))[()]


@dataclass(frozen=True)
class Called(Formula):
    """A function of some arguments: `max(a, b)`, `exp(x)`.

    Attributes:
        name: what it is called in text; between two arguments where `infix` is set.
        arguments: what it is a function of.
        function: computes the value from those of the arguments.
        template: how LaTeX writes it, with the holes {0}, {1}, ...; or with the keys of `holes`.
        also: what else is fixed, such as attributes: it stands in the text behind the arguments.
        wide: compute in the widest numbers, not in the dtype that the arguments have.
        names: what the arguments are called, where that has to be said.
        plain: a template for text.
    """

    name: str
    arguments: Sequence[Formula]
    function: Callable[..., Any]
    template: str = ""
    infix: bool = False
    also: Sequence[str] = ()
    holes: dict[str, Any] = field(default_factory=dict)
    most: int = 6
    wide: bool = True
    names: Sequence[str] = ()
    plain: str = ""

    def parts(self) -> Sequence[Formula]:
        """The arguments."""
        return self.arguments

    def shown(self) -> Sequence[Formula]:
        """The first arguments."""
        return self.arguments if len(self.arguments) <= self.most + 1 else self.arguments[: self.most]

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """Write the call."""
        template = self.template if latex else self.plain
        if template:
            written = self._fill(ink, template, latex)
            return enclosed(written, latex) if tight and (self.infix or self.plain) else written
        if self.infix and len(self.arguments) == 2:
            left, right = (argument.write(ink, latex, True) for argument in self.arguments)
            written = f"{left} {self.name} {right}"
            return enclosed(written, latex) if tight else written
        given = [argument.write(ink, latex) for argument in self.shown()]
        if self.names:
            equals = " = " if latex else "="
            given = [
                f"{upright(n) if latex else n}{equals}{g}" for n, g in zip(self.names, given, strict=False)
            ]
        rest = len(self.arguments) - len(given)
        if rest:
            given.append(more(rest, latex))
        also = [upright(one) for one in self.also] if latex else self.also
        name = upright(self.name) if latex else self.name
        return f"{name}({', '.join([*given, *also])})"

    def _fill(self, ink: Ink, template: str, latex: bool) -> str:
        """A template with the arguments in its holes."""
        keys = list(self.holes) or [str(number) for number in range(len(self.arguments))]
        arguments = {key: value for key, value in self.holes.items() if isinstance(value, Formula)}
        arguments = arguments or dict(zip(keys, self.arguments, strict=False))
        written, end = "", 0
        for piece in PIECE.finditer(template):
            written += template[end : piece.start()]
            end = piece.end()
            if piece[1] is None:
                written += piece[0][0]
                continue
            argument = arguments.get(piece[1])
            if argument is None:
                written += str(self.holes.get(piece[1], ""))
                continue
            before = written.rstrip()[-1:]
            after = template[end : end + 1] or "}"
            alone = before in "({|,&" and after in ")}|,"
            written += argument.write(ink, latex, not alone)
        return written + template[end:]

    def compute(self, look: Look) -> Any:
        """Call the function."""
        values = [argument.compute(look) for argument in self.arguments]
        with np.errstate(all="ignore"):
            return self.function(*(map(widened, values) if self.wide else values))


@dataclass(frozen=True)
class Depends(Formula):
    """Not a formula but the entries that a value depends on, where how is more than a line can say.

    `function` computes the value again, from the whole arrays.
    """

    name: str
    arguments: Sequence[Formula]
    function: Callable[[], Any]
    most: int = 6

    def parts(self) -> Sequence[Formula]:
        """What it depends on."""
        return self.arguments

    def shown(self) -> Sequence[Formula]:
        """The first entries that it depends on."""
        return self.arguments if len(self.arguments) <= self.most + 1 else self.arguments[: self.most]

    def write(self, ink: Ink, latex: bool, tight: bool = False) -> str:
        """Write it as a function of those entries."""
        given = [argument.write(ink, latex) for argument in self.shown()]
        rest = len(self.arguments) - len(given)
        if rest:
            given.append(more(rest, latex))
        return f"{upright(self.name) if latex else self.name}({', '.join(given)})"

    def compute(self, look: Look) -> Any:
        """Compute the whole value again."""
        with np.errstate(all="ignore"):
            return self.function()


def widened(value: Any) -> Any:
    """A number in the widest form there is, so that a formula's rounding is smaller than the record's.

    >>> widened(np.float32(0.5)).dtype, widened(np.int8(3))
    (dtype('float64'), 3)
    """
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return array.astype(np.float64)[()]
    if array.dtype.kind == "c":
        return array.astype(np.complex128)[()]
    if array.dtype.kind in "iu" and array.ndim == 0:
        return int(array)
    return array[()]


def upright(text: str) -> str:
    r"""A word in upright letters, for LaTeX; what LaTeX reads as a command is set as it stands.

    >>> print(upright("top_k"), upright("a{b}"))
    \text{top_k} \text{a(b)}
    """
    plain = text.replace("\\", "/").replace("{", "(").replace("}", ")").replace("$", "")
    return rf"\text{{{plain}}}"


def is_wide(formula: Formula) -> bool:
    """Whether a product takes much room: where fractions stand in it."""
    return isinstance(formula, Product) and any(isinstance(factor, Fraction) for factor in formula.factors)


def more(count: int, latex: bool) -> str:
    """What stands for the terms that are left out."""
    return rf"\underset{{+{count}}}{{\cdots}}" if latex else f"… {count} more"


def enclosed(text: str, latex: bool) -> str:
    """In parentheses, which grow with what stands in them."""
    return rf"\left({text}\right)" if latex else f"({text})"
