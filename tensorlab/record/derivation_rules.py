"""One entry of an operation's result as a formula of entries of its inputs.

Most operations need no rule of their own:

- one that works entry by entry is written with its record's formula, and its kernel is tried on single numbers;
- one that only moves entries about is told from where its kernel puts the numbers of the places;
- one that is linear is told from what its kernel makes of ones and zeros.

Each of these is taken only where it gives the recorded number. Sums over an axis, matrix products and what is
built of them have rules below, since a student wants to see those as on a board. Of all others it is said on which
entries they depend.

Read next: `derivation_sums.py` (those rules), then `derivation.py`, which follows the entries back to feeds, weights
and constants.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction as Rational
from itertools import product as every_combination
from typing import Any

import numpy as np

from tensorlab.graph.registry import REQUIRED
from tensorlab.record.formula import (
    MINUS,
    Called,
    Depends,
    Entry,
    Formula,
    Fraction,
    Literal,
    Product,
    Sum,
    Taken,
    widened,
)
from tensorlab.record.made import PURE, Input, Made
from tensorlab.record.twin import INFIX
from tensorlab.record.values import number

Index = tuple[int, ...]
Rule = Callable[[Made, Index], Formula | None]

MOST_TRIED = 1024  # entries of an input that are tried one by one
MOVING = frozenset(["array", "linalg", "gradient", "state"])  # kinds that may only move entries
LARGEST_DENOMINATOR = 1024
CHANGING = frozenset(["Cast", "Bitcast"])  # of the kind "array", but they make another number of each

rules: dict[str, Rule] = {}


def formula_of(made: Made, index: Index) -> Formula:
    """An entry of a result as a formula of what went into the operation."""
    for rule in (rules.get(made.operation.type), entrywise, moved, linear):
        if rule is None:
            continue
        try:
            formula = rule(made, index)
            if formula is not None and agrees(made, index, formula):
                return formula
        except Exception:
            continue  # a kernel that refuses such inputs: the next rule may fit
    return dependence(made, index)


def agrees(made: Made, index: Index, formula: Formula) -> bool:
    """Whether a formula gives the recorded number, within the rounding of its dtype."""
    arrays = {one.slot: one.array for one in made.flat if one is not None}
    try:
        found = formula.compute(lambda entry: arrays[entry.slot][entry.index])
    except (ValueError, TypeError, OverflowError, ArithmeticError):
        return False
    size = sum(abs_of(arrays[entry.slot][entry.index]) for entry in formula.entries(shown=False))
    return close(found, made.value[index], made.value.dtype, size)


def abs_of(value: Any) -> float:
    """The size of a number; 0 for what is none."""
    array = np.asarray(value)
    if array.dtype.kind not in "fciu":
        return 0.0
    size = float(abs(widened(array)))
    return size if np.isfinite(size) else 0.0


def close(found: Any, recorded: Any, dtype: np.dtype, size: float = 0.0) -> bool:
    """Whether a number that was computed again equals the recorded one but for rounding."""
    if dtype.kind in "OSU":
        return bool(found == recorded)
    if dtype.kind not in "fc":
        with np.errstate(all="ignore"):
            return bool(np.asarray(found).astype(dtype) == recorded)
    found, recorded = np.asarray(widened(found)), np.asarray(widened(recorded))
    if np.isnan(found) or np.isnan(recorded):
        return bool(np.isnan(found) and np.isnan(recorded))
    if np.isinf(found) or np.isinf(recorded):
        limits = np.finfo(dtype)
        return bool(found == recorded or (np.isinf(recorded) and abs(found) > float(limits.max) / 2))
    scale = max(abs(found), abs(recorded), min(size, 1e30))
    tiny = float(np.finfo(dtype).smallest_normal)
    return bool(abs(found - recorded) <= 32 * float(np.finfo(dtype).eps) * scale + tiny)


def rule(*types: str) -> Callable[[Rule], Rule]:
    """Say how entries of these op types are written."""

    def declare(function: Rule) -> Rule:
        rules.update(dict.fromkeys(types, function))
        return function

    return declare


# --- without a rule of one's own --------------------------------------------------------------------------


def entrywise(made: Made, index: Index) -> Formula | None:
    """An operation that works entry by entry: its record's formula, with entries in place of arrays."""
    record = made.record
    if record.kind not in PURE or (
        record.kind == "array" and not record.is_broadcasting and made.operation.type not in CHANGING
    ):
        return None
    arguments: dict[str, Formula] = {}
    taken: list[Formula] = []
    for name, argument in made.inputs.items():
        if argument is None:
            continue
        if not isinstance(argument, Input) or argument.array.ndim > len(index):
            return None
        if any(
            size not in (1, own)
            for size, own in zip(argument.array.shape[::-1], made.value.shape[::-1], strict=False)
        ):
            return None
        arguments[name] = argument.stretched(index)
        taken.append(arguments[name])
    if not taken:
        return None
    shape = made.value.shape
    output = made.output

    def single(*values: Any) -> Any:
        result = np.asarray(made.again([np.asarray(value) for value in values])[output])
        if result.shape:
            raise ValueError("not entry by entry")
        return result[()]

    probe = [one.array[one.stretched(index).entry.index] for one in made.flat if one is not None]
    if not close(single(*probe), made.value[index], made.value.dtype):
        return None
    # A result that does not change with the place of the others is entry by entry; a sum over one row is not.
    if shape and not _is_entrywise(made, index, single):
        return None
    infix = made.record.symbol in INFIX and len(taken) == 2
    template = made.record.latex.split(r"\leftarrow")[-1].strip() if r"\quad" not in made.record.latex else ""
    holes: dict[str, Any] = {key: str(getattr(v, "name", v)) for key, v in made.attributes.items()}
    return Called(
        made.record.symbol if infix else made.record.function_name.removesuffix("_node"),
        taken,
        single,
        template,
        infix,
        _settings(made),
        {**holes, **arguments},
        wide=False,
        most=12,
        names=() if infix or made.record.kind != "update" else tuple(arguments),
        plain=plain_template(template)
        if made.record.kind in ("gradient", "state") or made.record.symbol == MINUS
        else "",
    )


PLAIN = (
    (re.compile(r"\\frac\{\{((?:[^{}]|\{\w+\})*)\}\}\{\{((?:[^{}]|\{\w+\})*)\}\}"), r"(\1) / (\2)"),
    (re.compile(r"\\sqrt\{\{(.*?)\}\}"), r"√(\1)"),
    (re.compile(r"e\^\{\{(.*?)\}\}"), r"exp(\1)"),
    (re.compile(r"\s*(\\cdot|\\,)\s*"), "·"),
    (re.compile(r"\\leftarrow"), "←"),
    (re.compile(r"\\sigma"), "σ"),
    (re.compile(r"\\le\b"), "≤"),
    (re.compile(r"\\ge\b"), "≥"),
    (re.compile(r"\\ln\b"), "ln"),
    (re.compile(r"\\(min|max)\b"), r"\1"),
    (re.compile(r"\\(tanh|tan)\^2 (\{\w+\})"), r"\1(\2)²"),
    (re.compile(r"\\(sinh|cosh|tanh|sin|cos|tan) (\{\w+\})"), r"\1(\2)"),
    (re.compile(r"\\operatorname\{\{(\w+)\}\} (\{\w+\})"), r"\1(\2)"),
    (re.compile(r"\\text\{\{([^{}]*)\}\}"), r"\1"),
    (re.compile(r"\} \("), "}·("),
    (re.compile(r"\}\^2"), "}²"),
    (re.compile(r"\}\^3"), "}³"),
    (re.compile(r"(?<=[}\d)]) (?=\{)"), "·"),
    (re.compile(r" - "), f" {MINUS} "),
    (re.compile(r"^-"), MINUS),
)


def plain_template(template: str) -> str:
    """A record's LaTeX as text, or an empty string where text cannot say it.

    >>> plain_template(r"{dy} \\cdot {y} (1 - {y})")
    '{dy}·{y}·(1 − {y})'
    """
    for pattern, text in PLAIN:
        template = pattern.sub(text, template)
    return "" if "\\" in template or "{{" in template or "^" in template else template


def _is_entrywise(made: Made, index: Index, single: Callable[..., Any]) -> bool:
    """Whether other entries of the result, too, are what the kernel makes of single numbers."""
    others = [tuple(0 for _ in index), tuple(size - 1 for size in made.value.shape)]
    for place in others:
        probe = [one.array[one.stretched(place).entry.index] for one in made.flat if one is not None]
        if not close(single(*probe), made.value[place], made.value.dtype):
            return False
    return True


def _settings(made: Made) -> list[str]:
    """The attributes that a reader needs in order to compute: those that are not at their default."""
    found = []
    for parameter in made.record.attributes:
        value = made.attributes.get(parameter.name)
        plain = parameter.name in ("use_locking", "dtype", "validate_shape", "message")
        if plain and made.operation.type != "Cast":
            continue
        if parameter.default is REQUIRED or value != parameter.default:
            name = getattr(value, "name", None)
            found.append(str(name) if name else f"{parameter.name}={value}")
    return found


def moved(made: Made, index: Index) -> Formula | None:
    """An operation that puts entries elsewhere: its kernel is given the numbers of the places instead."""
    if made.record.kind not in MOVING or (
        made.record.kind == "control" and made.operation.type != "CheckNumerics"
    ):
        return None
    arrays = made.arrays()
    data = [position for position in made.data() if made.given(position).array.dtype == made.value.dtype]
    if not data:
        return None
    sizes = [arrays[position].size for position in data]
    # Large random numbers: no sum of them is one of them again, so an operation that adds is found out.
    marks = np.random.default_rng(0).permutation(2 * sum(sizes) + 2)[: sum(sizes)] * 1_000_003 + 2**40 + 7
    owners: dict[int, tuple[int, int]] = {}
    start = 0
    for position, size in zip(data, sizes, strict=True):
        part = marks[start : start + size]
        owners.update({int(mark): (position, place) for place, mark in enumerate(part)})
        arrays[position] = part.reshape(arrays[position].shape).astype(
            np.float64 if made.value.dtype.kind in "fc" else np.int64
        )
        start += size
    mark = np.asarray(made.again(arrays)[made.output])[index]
    if mark == 0 and made.value[index] == 0:
        return Literal(0, "0")
    position, place = owners[int(mark)]
    source = made.given(position)
    where = np.unravel_index(place, source.array.shape)
    if not _same(source.array[where], made.value[index]):
        return None
    return source.take(where)  # type: ignore[arg-type]


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) or bool(left != left and right != right)


def linear(made: Made, index: Index) -> Formula | None:
    """An operation that adds up multiples of entries: the factors are found by trying ones and zeros."""
    if made.record.kind not in PURE or made.value.dtype.kind not in "fiuc":
        return None
    data = [position for position in made.data() if made.given(position).array.dtype == made.value.dtype]
    for chosen in [data, *([position] for position in data if len(data) > 1)]:
        if 0 < sum(made.given(position).array.size for position in chosen) <= MOST_TRIED:
            formula = _combination(made, index, chosen)
            if formula is not None and agrees(made, index, formula):
                return formula
    return None


def _combination(made: Made, index: Index, chosen: list[int]) -> Formula | None:
    """The entry as a sum of multiples of the entries of some inputs, the others as they are."""
    arrays = made.arrays()
    for position in chosen:
        arrays[position] = np.zeros_like(arrays[position])

    def entry_for(arrays: list[Any]) -> Any:
        return np.asarray(made.again(arrays)[made.output])[index]

    if entry_for(arrays) != 0:
        return None
    terms: list[Formula] = []
    for position in chosen:
        source = made.given(position)
        for place in np.ndindex(source.array.shape):
            unit = np.zeros_like(source.array)
            unit[place] = 1
            factor = entry_for([unit if p == position else a for p, a in enumerate(arrays)])
            unit[place] = 2
            if not close(
                entry_for([unit if p == position else a for p, a in enumerate(arrays)]),
                2 * factor,
                made.value.dtype,
            ):
                return None
            if factor != 0:
                terms.append(_multiple(factor, source.take(place)))
    return Sum(terms) if terms else Literal(0, "0")


def _multiple(factor: Any, entry: Formula) -> Formula:
    if factor == 1:
        return entry
    if isinstance(factor, np.complexfloating) and factor.imag:
        return Product([Literal(factor, f"({number(factor)})"), entry])
    plain = float(np.real(factor))
    simple = Rational(plain).limit_denominator(LARGEST_DENOMINATOR)
    above, below = simple.numerator, simple.denominator
    if below == 1 or abs(plain - above / below) > 1e-6 * abs(plain) or not above:
        return Product([Literal(plain, number(plain)), entry])
    whole = entry if above == 1 else Product([Literal(above, str(above)), entry])
    return Fraction(whole, Literal(below, str(below)))


def dependence(made: Made, index: Index) -> Formula:
    """The entries that an entry changes with, where these are few enough to try; else the whole inputs."""
    taken: list[Formula] = []
    base = None
    if made.record.kind in PURE and not made.record.needs_stream:
        try:
            base = np.asarray(made.again(made.arrays())[made.output])[index]
        except Exception:
            base = None
        if base is not None and not close(base, made.value[index], made.value.dtype):
            base = None  # it also looked at something else, such as whether a variable was set
    for position, one in enumerate(made.flat):
        if one is None:
            continue
        if made.roles[position][1] not in ("array", "arrays", "ref"):
            continue
        found = (
            _sensitive(made, index, position, base) if base is not None and one.array.size <= 256 else None
        )
        if found is None:
            taken.append(Taken(Entry(one.slot, None)))
        else:
            taken += found
    return Depends(made.record.function_name, taken, lambda: made.value[index] if base is None else base)


def _sensitive(made: Made, index: Index, position: int, base: Any) -> list[Formula] | None:
    """The entries of one input that the entry of the result changes with."""
    source = made.given(position)
    if source.array.dtype.kind not in "fiuc":
        return None
    found: list[Formula] = []
    for place in np.ndindex(source.array.shape):
        arrays = made.arrays()
        arrays[position] = source.array.copy()
        step = 0.01 * max(1.0, abs_of(source.array[place])) if source.array.dtype.kind in "fc" else 1
        arrays[position][place] += source.array.dtype.type(step)
        try:
            value = np.asarray(made.again(arrays)[made.output])[index]
        except Exception:  # the kernel refuses what is out of its range: then it does depend on the place
            value = None
        if value is None or not _same(value, base):
            found.append(source.take(place))
    return found
