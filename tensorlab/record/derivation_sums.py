"""Sums over an axis, products of matrices, softmax: operations whose entries a student wants to see as on a board.

Each rule writes one entry of the result as a formula of entries of the inputs. A rule is used only where its
formula gives the recorded number (`derivation_rules.py`).

Read next: `derivation.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product as every_combination
from typing import Any

import numpy as np

from tensorlab.record.derivation_rules import Index, moved, rule
from tensorlab.record.formula import MINUS, Called, Formula, Fraction, Literal, Product, Sum, widened
from tensorlab.record.made import Input, Made

# --- sums over axes ---------------------------------------------------------------------------------------


def group(made: Made, name: str, index: Index) -> list[Formula]:
    """The entries of an input that a reduction gathers into one entry of its result."""
    source = made.array(name)
    axes = made.numbers("axis")
    rank = source.array.ndim
    gone = set(range(rank)) if axes is None else {axis % rank for axis in axes} if rank else set()
    place = iter(index)
    spans = []
    for axis, size in enumerate(source.array.shape):
        if axis in gone:
            if made.attributes.get("keepdims"):
                next(place)
            spans.append(range(size))
        else:
            spans.append(range(at := next(place), at + 1))
    return [source.take(where) for where in every_combination(*spans)]


@rule("Sum")
def _(made: Made, index: Index) -> Formula:
    return Sum(group(made, "input_tensor", index))


@rule("Mean")
def _(made: Made, index: Index) -> Formula:
    terms = group(made, "input_tensor", index)
    return Fraction(Sum(terms), Literal(len(terms), str(len(terms))))


@rule("Prod")
def _(made: Made, index: Index) -> Formula:
    return Product(group(made, "input_tensor", index))


@rule("Max", "Min", "All", "Any")
def _(made: Made, index: Index) -> Formula:
    functions: dict[str, Any] = {"Max": max, "Min": min, "All": all, "Any": any}
    name = made.operation.type.lower()
    function = functions[made.operation.type]
    return Called(name, group(made, "input_tensor", index), lambda *values: function(values))


@rule("ReduceLogSumExp")
def _(made: Made, index: Index) -> Formula:
    return log_of_sum(group(made, "input_tensor", index))


@rule("L2Loss")
def _(made: Made, index: Index) -> Formula:
    source = made.array("t")
    squares = [squared(source.take(place)) for place in np.ndindex(source.array.shape)]
    return Fraction(Sum(squares), Literal(2, "2"))


@rule("ArgMax", "ArgMin")
def _(made: Made, index: Index) -> Formula:
    source = made.array("input")
    (axis,) = made.numbers("axis") or (0,)
    axis %= source.array.ndim
    line = along(source, axis, (*index[:axis], 0, *index[axis:]))
    function = np.argmax if made.operation.type == "ArgMax" else np.argmin
    return Called(made.operation.type.lower(), line, lambda *values: int(function(values)))


@rule("Cumsum", "Cumprod")
def _(made: Made, index: Index) -> Formula:
    source = made.array("x")
    (axis,) = made.numbers("axis") or (0,)
    axis %= source.array.ndim
    line = along(source, axis, index)
    at, out = index[axis], int(bool(made.attributes["exclusive"]))
    taken = line[at + out :] if made.attributes["reverse"] else line[: at + 1 - out]
    return Sum(taken) if made.operation.type == "Cumsum" else Product(taken)


@rule("AddN")
def _(made: Made, index: Index) -> Formula:
    return Sum([one.take(index) for one in made.inputs["inputs"]])


@rule("SumToShape")
def _(made: Made, index: Index) -> Formula:
    source = made.array("gradient")
    lead = source.array.ndim - len(index)
    spans = [range(size) for size in source.array.shape[:lead]]
    for at, size, kept in zip(index, source.array.shape[lead:], made.value.shape, strict=True):
        spans.append(range(size) if kept == 1 else range(at, at + 1))
    terms: list[Formula] = [source.take(where) for where in every_combination(*spans)]
    return terms[0] if len(terms) == 1 else Sum(terms)


@rule("Print", "CheckNumerics", "PlaceholderWithDefault")
def _(made: Made, index: Index) -> Formula:
    return made.given(0).take(index)


@rule("BroadcastLike", "SumGrad")
def _(made: Made, index: Index) -> Formula | None:
    return moved(made, index)


@rule("BiasAdd")
def _(made: Made, index: Index) -> Formula:
    channel = 1 if made.attributes.get("data_format") == "NCHW" else -1
    return Sum([made.array("value").take(index), made.array("bias").take([index[channel]])])


# --- products of matrices ---------------------------------------------------------------------------------


@rule("MatMul", "SparseMatMul")
def _(made: Made, index: Index) -> Formula:
    a, b = made.array("a"), made.array("b")
    row, column = index
    turned_a, turned_b = made.attributes["transpose_a"], made.attributes["transpose_b"]
    terms = []
    for inner in range(a.array.shape[0 if turned_a else 1]):
        left = a.take((inner, row) if turned_a else (row, inner))
        terms.append(Product([left, b.take((column, inner) if turned_b else (inner, column))]))
    return Sum(terms)


@rule("BatchMatMulV2")
def _(made: Made, index: Index) -> Formula | None:
    x, y = made.array("x"), made.array("y")
    turned_x, turned_y = made.attributes["adj_x"], made.attributes["adj_y"]
    if x.array.dtype.kind == "c" and (turned_x or turned_y):
        return None
    *batch, row, column = index

    def place(one: Input, matrix: tuple[int, int]) -> list[int]:
        sizes = one.array.shape[:-2]
        lined_up = batch[len(batch) - len(sizes) :]
        return [*(0 if size == 1 else i for i, size in zip(lined_up, sizes, strict=True)), *matrix]

    terms = []
    for inner in range(x.array.shape[-2 if turned_x else -1]):
        left = x.take(place(x, (inner, row) if turned_x else (row, inner)))
        terms.append(Product([left, y.take(place(y, (column, inner) if turned_y else (inner, column)))]))
    return Sum(terms)


@rule("Einsum")
def _(made: Made, index: Index) -> Formula | None:
    inputs: list[Input] = made.inputs["inputs"]
    equation = str(made.attributes["equation"]).replace(" ", "")
    if "->" not in equation or "." in equation:
        return None
    left, _, result = equation.partition("->")
    names = left.split(",")
    sizes: dict[str, int] = {}
    for letters, one in zip(names, inputs, strict=True):
        sizes.update(zip(letters, one.array.shape, strict=True))
    fixed = dict(zip(result, index, strict=True))
    inner = [letter for letter in sizes if letter not in fixed]
    terms = []
    for place in every_combination(*(range(sizes[letter]) for letter in inner)):
        at = {**fixed, **dict(zip(inner, place, strict=True))}
        terms.append(
            Product([o.take([at[x] for x in letters]) for letters, o in zip(names, inputs, strict=True)])
        )
    return Sum(terms)


# --- softmax and what goes with it ------------------------------------------------------------------------


@rule("Softmax", "LogSoftmax")
def _(made: Made, index: Index) -> Formula:
    logits = made.array("logits")
    axis = made.attributes["axis"] % logits.array.ndim
    line = along(logits, axis, index)
    if made.operation.type == "Softmax":
        return share(line, index[axis])
    return Sum([logits.take(index), log_of_sum(line)], signs="+" + MINUS)


@rule("SparseSoftmaxCrossEntropyWithLogits")
def _(made: Made, index: Index) -> Formula:
    features, labels = made.array("features"), made.array("labels")
    line = along(features, features.array.ndim - 1, (*index, 0))
    return Sum([log_of_sum(line), line[int(labels.array[index])]], signs="+" + MINUS)


@rule("SoftmaxCrossEntropyWithLogits")
def _(made: Made, index: Index) -> Formula:
    features, labels = made.array("features"), made.array("labels")
    axis = made.attributes["axis"] % features.array.ndim
    place = (*index[:axis], 0, *index[axis:])
    line, targets = along(features, axis, place), along(labels, axis, place)
    shares = [
        Product([target, Called("ln", [share(line, at)], _log, r"\ln {0}")])
        for at, target in enumerate(targets)
    ]
    return Sum(shares, most=3, signs=MINUS * len(shares))


@rule("SoftmaxCrossEntropyGrad", "SparseSoftmaxCrossEntropyGrad")
def _(made: Made, index: Index) -> Formula:
    features, labels, gradient = made.array("features"), made.array("labels"), made.array("gradients")
    sparse = made.operation.type.startswith("Sparse")
    axis = features.array.ndim - 1 if sparse else made.attributes["axis"] % features.array.ndim
    outer = (*index[:axis], *index[axis + 1 :])
    part = share(along(features, axis, index), index[axis])
    if sparse:
        hit = int(labels.array[outer]) == index[axis]
        inner: Formula = Sum([part, Literal(1, "1")], signs="+" + MINUS) if hit else part
    else:
        inner = Sum([part, labels.stretched(index)], signs="+" + MINUS)
    return Product([gradient.take(outer), inner])


@rule("SoftmaxGrad", "LogSoftmaxGrad")
def _(made: Made, index: Index) -> Formula:
    gradient, y = made.array("gradients"), made.array("y")
    axis = made.attributes["axis"] % y.array.ndim
    gradients, outputs = along(gradient, axis, index), along(y, axis, index)
    if made.operation.type == "SoftmaxGrad":
        inner = Sum([Product([g, o]) for g, o in zip(gradients, outputs, strict=True)])
        return Product([y.take(index), Sum([gradient.take(index), inner], signs="+" + MINUS)])
    weighted = Product([exponential(y.take(index)), Sum(gradients)])
    return Sum([gradient.take(index), weighted], signs="+" + MINUS)


# --- pieces of formulas -----------------------------------------------------------------------------------


def along(source: Input, axis: int, index: Sequence[int]) -> list[Formula]:
    """The entries of a line along one axis, through a place."""
    place = list(index)
    return [source.take([*place[:axis], i, *place[axis + 1 :]]) for i in range(source.array.shape[axis])]


def exponential(argument: Formula) -> Formula:
    """Write e to the power of something."""
    return Called("exp", [argument], np.exp, "e^{{{0}}}")


def squared(argument: Formula) -> Formula:
    """Write the square of something."""
    return Called("square", [argument], lambda value: value * value, "{0}^2")


def share(line: list[Formula], place: int) -> Formula:
    """Write the share of e to one entry in the sum over a line: a softmax."""
    written = Fraction(exponential(line[place]), Sum([exponential(one) for one in line]))

    def stable(*values: Any) -> Any:
        powers = np.exp(np.asarray(values) - np.max(values))
        return powers[place] / powers.sum()

    return Instead(written, line, stable)


def log_of_sum(line: list[Formula]) -> Formula:
    """Write the logarithm of the sum of e to the entries of a line."""
    written = Called("ln", [Sum([exponential(one) for one in line])], np.log, r"\ln\left({0}\right)")

    def stable(*values: Any) -> Any:
        largest = np.max(values)
        if not np.isfinite(largest):
            return largest
        return np.log(np.exp(np.asarray(values) - largest).sum()) + largest

    return Instead(written, line, stable)


def _log(value: Any) -> Any:
    return np.log(value)


class Instead(Formula):
    """A formula that is computed in another way than it is written, so that large numbers do not overflow."""

    def __init__(self, written: Formula, arguments: list[Formula], function: Callable[..., Any]) -> None:
        self._written = written
        self._arguments = arguments
        self._function = function

    def write(self, ink: Any, latex: bool, tight: bool = False) -> str:
        """Write the formula."""
        return self._written.write(ink, latex, tight)

    def compute(self, look: Any) -> Any:
        """Compute it in the stable way."""
        with np.errstate(all="ignore"):
            return self._function(*(widened(argument.compute(look)) for argument in self._arguments))

    def parts(self) -> Sequence[Formula]:
        """What it is made of."""
        return [self._written]

    def entries(self, shown: bool = True) -> Iterator[Any]:
        """The entries that are written."""
        return self._written.entries(shown)
