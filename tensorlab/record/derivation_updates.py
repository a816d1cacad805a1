"""One entry of a variable after an optimizer's step, as a formula: the rule of the method with its numbers in it.

What the method remembers (m, v, the velocity) is written as it was before the step, so that the line can be computed
from what is given.

Read next: `derivation.py`; the methods themselves are in `tensorlab/ops/updates.py`.
"""

import numpy as np

from tensorlab.record.derivation_rules import Index, rule
from tensorlab.record.derivation_sums import squared
from tensorlab.record.formula import MINUS, Called, Formula, Fraction, Literal, Product, Sum
from tensorlab.record.made import Made


def entry(made: Made, name: str, index: Index) -> Formula:
    """An entry of an input; of a single number, that number."""
    return made.array(name).stretched(index)


def root(argument: Formula) -> Formula:
    """Write the square root of something."""
    return Called("sqrt", [argument], np.sqrt, r"\sqrt{{{0}}}")


def less(first: Formula, second: Formula) -> Formula:
    """Write a difference."""
    return Sum([first, second], signs="+" + MINUS)


def rest_of_one(share: Formula) -> Formula:
    """Write one less a share: 1 − β."""
    return less(Literal(1, "1"), share)


def blended(share: Formula, old: Formula, new: Formula) -> Formula:
    """Write a moving average: β·old + (1 − β)·new."""
    return Sum([Product([share, old]), Product([rest_of_one(share), new])])


@rule("ApplyGradientDescent")
def _(made: Made, index: Index) -> Formula:
    step = Product([entry(made, "alpha", index), entry(made, "delta", index)])
    return less(entry(made, "var", index), step)


@rule("ApplyMomentum")
def _(made: Made, index: Index) -> Formula | None:
    if made.attributes["use_nesterov"] and made.output == 0:
        return None
    kept = Product([entry(made, "momentum", index), entry(made, "accum", index)])
    velocity = Sum([kept, entry(made, "grad", index)])
    if made.output == 1:
        return velocity
    return less(entry(made, "var", index), Product([entry(made, "lr", index), velocity]))


@rule("ApplyAdagrad")
def _(made: Made, index: Index) -> Formula:
    gradient = entry(made, "grad", index)
    total = Sum([entry(made, "accum", index), squared(gradient)])
    if made.output == 1:
        return total
    step = Fraction(Product([entry(made, "lr", index), gradient]), root(total))
    return less(entry(made, "var", index), step)


@rule("ApplyAdam")
def _(made: Made, index: Index) -> Formula | None:
    def of(name: str) -> Formula:
        return entry(made, name, index)

    mean = blended(of("beta1"), of("m"), of("grad"))
    spread = blended(of("beta2"), of("v"), squared(of("grad")))
    if made.output:
        return (mean, spread)[made.output - 1]
    if made.attributes.get("use_nesterov"):
        return None
    correction = Fraction(root(rest_of_one(of("beta2_power"))), rest_of_one(of("beta1_power")))
    step = Product([of("lr"), correction, Fraction(mean, Sum([root(spread), of("epsilon")]))])
    return less(of("var"), step)


@rule("ApplyRMSProp")
def _(made: Made, index: Index) -> Formula:
    def of(name: str) -> Formula:
        return entry(made, name, index)

    spread = blended(of("rho"), of("ms"), squared(of("grad")))
    if made.output == 1:
        return spread
    push = Fraction(Product([of("lr"), of("grad")]), root(Sum([spread, of("epsilon")])))
    moved: Formula = Sum([Product([of("momentum"), of("mom")]), push])
    return moved if made.output == 2 else less(of("var"), moved)
