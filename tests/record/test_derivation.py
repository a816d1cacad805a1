"""Every derivation gives the recorded number: for the samples of all ops, and for the seed's program.

Two checks: the formula computed from the recorded entries, and the written text, with 17 digits, computed by
Python. The second knows nothing of the classes behind the text.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.graph.registry import registry
from tensorlab.record.derivation import Derivation
from tensorlab.record.derivation_rules import close
from tensorlab.record.formula import Depends, Entry, Formula, Literal, Product, Sum, Taken
from tensorlab.record.made import origins_of
from tensorlab.record.naming import Names
from tests.parity.op_cases import build, cases_of
from tests.record import programs
from tests.registry.test_records import WITHOUT_SAMPLES

DTYPES = ("float32", "float64", "int32", "bool", "natural")

# These are derived by saying what they depend on: how is more than a line can tell.
NO_FORMULA = {
    *("Cholesky", "MatrixInverse", "MatrixDeterminant", "LogMatrixDeterminant", "MatrixSolve", "LRN"),
    *("MatrixTriangularSolve", "OrthogonalFactor", "Qr", "Svd", "SelfAdjointEigV2"),
}


def derivations(tape: Any, depth: int | None = None) -> Iterator[Derivation]:
    """The first, the middle and the last entry of everything that the last run computed."""
    recorded = tape.runs[-1]
    builder, position = tape._placed(recorded)
    values = builder.replayer.values(position)
    origins = origins_of(recorded.plan)
    names = Names(recorded.plan, builder.view, origins)
    for slot, origin in origins.items():
        if (
            values[slot] is None
            or origin.kind not in ("computed", "written")
            or not np.asarray(values[slot]).size
        ):
            continue
        shape = np.asarray(values[slot]).shape
        for index in {tuple(0 for _ in shape), tuple(n // 2 for n in shape), tuple(n - 1 for n in shape)}:
            yield Derivation(
                values, origins, names, Entry(slot, index), recorded.number, recorded.plan, depth
            )


@pytest.mark.parametrize("type_name", sorted(set(registry) - set(WITHOUT_SAMPLES)))
def test_every_op_gives_its_recorded_number(type_name: str) -> None:
    written = 0
    for case in cases_of(registry[type_name]):
        if case.dtype not in DTYPES:
            continue
        with tf.Graph().as_default(), tf.Session() as session, lab.trace(session) as tape:
            node = build(case)
            session.run(tf.global_variables_initializer())
            outputs = [t for t in node.operation.outputs if not t.dtype._is_ref_dtype]
            session.run([node.operation, *outputs], node.feeds)
            for found in derivations(tape, depth=1):
                assert found.check() == [], f"{type_name} {case.key}\n{found}"
                written += check_text(found)
                assert "nothing" not in found.latex
    if type_name in {"MatMul", "AddV2", "Sigmoid", "Sum", "Mean", "Softmax", "Transpose", "Mul", "Log"}:
        assert written, "no text of this op was computed"


@pytest.mark.parametrize("type_name", sorted(NO_FORMULA))
def test_what_has_no_formula_names_what_it_depends_on(type_name: str) -> None:
    seen = False
    for case in cases_of(registry[type_name]):
        if case.dtype != "float64":
            continue
        with tf.Graph().as_default(), tf.Session() as session, lab.trace(session) as tape:
            node = build(case)
            session.run(list(node.operation.outputs), node.feeds)
            for found in derivations(tape, depth=1):
                if isinstance(found.lines[0].formula, Depends):
                    seen = True
                    assert "depends on" in repr(found)
    assert seen


def check_text(found: Derivation) -> int:
    """Compute what is written, with all its digits, and compare; the number of texts that could be."""
    computed = 0
    for line in found.lines:
        if isinstance(line.formula, Depends) or rounded(line.formula):
            continue
        text = line.formula.write(found.numbers(False, 17), False)
        value = calculated(text)
        if value is None:
            continue
        computed += 1
        recorded = np.asarray(found.look(line.target))
        size = sum(
            abs(float(found.look(e))) for e in line.formula.entries() if np.isfinite(float(found.look(e)))
        )
        assert close(value, recorded, recorded.dtype, size), f"{text} is {value}, not {recorded}"
    return computed


def rounded(formula: Formula) -> bool:
    """Whether a factor in it is written with fewer digits than it has."""
    if isinstance(formula, Literal):
        return complex(formula.value) != complex(formula.text.strip("()").replace("i", "j"))
    return any(rounded(part) for part in formula.parts())


FUNCTIONS = {name: getattr(math, name) for name in ("exp", "log", "tanh", "sin", "cos", "sqrt")}
FUNCTIONS |= {
    "ln": math.log,
    "max": lambda *v: max(v),
    "min": lambda *v: min(v),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}
FUNCTIONS |= {"relu": lambda x: max(x, 0.0), "square": lambda x: x * x, "negative": lambda x: -x}


def calculated(text: str) -> float | None:
    """What Python makes of a formula; None for a formula in which there is a function that it does not know."""
    plain = text
    for sign, python in (("·", "*"), ("×", "*"), ("÷", "/"), ("−", "-"), ("²", "**2"), ("³", "**3")):
        plain = plain.replace(sign, python)
    words = set(re.findall(r"[^\W\d]\w*", re.sub(r"\de[+-]?\d+", "", plain)))
    if not words <= set(FUNCTIONS) or re.search(r"[^\w\s.+\-*/(),]", plain):
        return None
    try:
        return float(eval(plain, {"__builtins__": {}}, dict(FUNCTIONS)))
    except (ZeroDivisionError, OverflowError, ValueError):
        return None


def test_calculated_knows_what_it_computes() -> None:
    assert calculated("0.5·(-2) + max(1, 3) − 1 / 4") == pytest.approx(1.75)
    assert calculated("matrix_inverse(2)") is None


def test_the_seed_program_from_every_value_to_what_was_given() -> None:
    tape = programs.seed("seed5_training.py")
    training = [r for r in tape.runs if r.plan.feeds and r.plan.written][-1]
    tape.runs[:] = tape.runs[: training.number]  # type: ignore[index]
    computed = count = 0
    for found in derivations(tape):
        assert found.check() == [], found
        computed += check_text(found)
        count += len(found.lines)
    assert count > 500
    assert computed > count / 2


@pytest.mark.parametrize(
    "name", ["two_gradients", "embedding", "second_order", "several_outputs", "nan_and_infinity"]
)
def test_other_programs(name: str) -> None:
    tape = getattr(programs, name)()
    for found in derivations(tape):
        assert found.check() == [], found


def test_a_wrong_formula_is_found_out() -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.reduce_sum(x * 3.0, name="total"), {x: [1.0, 2.0]})
    found = tape.derive("total:0")
    assert found.check() == []
    line = found.lines[0]
    terms = line.formula.parts()
    for wrong in (Sum(terms[:1]), Product(terms), Literal(1, "1"), terms[0]):
        broken = type(line)(line.target, line.level, wrong, line.origin)
        found.lines[0] = broken
        assert found.check() == [broken]


# --- what it says -----------------------------------------------------------------------------------------


def small() -> Any:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[0.5], [-1.5]], name="w")
    y = tf.sigmoid(tf.matmul(x, w, name="product"), name="y")
    loss = tf.reduce_mean(tf.square(y - 1.0), name="loss")
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: [[1.0, 0.25], [2.0, -1.0]]})
    return tape


def test_text() -> None:
    assert repr(small().derive("y:0", (1, 0))) == (
        "y[1, 0] in run 2: 0.9241\n"
        "  y[1, 0] = sigmoid(product[1, 0])\n"
        "          = sigmoid(2.5)\n"
        "          = 0.9241\n"
        "    product[1, 0] = x[1, 0]·w[0, 0] + x[1, 1]·w[1, 0]\n"
        "                  = 2·0.5 + (-1)·(-1.5)\n"
        "                  = 2.5\n"
        "Fed: x[1, 0] = 2, x[1, 1] = -1\n"
        "From variables: w[0, 0] = 0.5, w[1, 0] = -1.5"
    )


def test_a_gradient_is_the_chain_rule_with_numbers() -> None:
    tape = small()
    text = repr(tape.derive("w", (0, 0), gradient=True, depth=2))
    assert "∂L/∂w[0, 0] = x[0, 0]·∂L/∂product[0, 0] + x[1, 0]·∂L/∂product[1, 0]" in text
    assert "∂L/∂product[0, 0] = ∂L/∂y[0, 0]·y[0, 0]·(1 − y[0, 0])" in text


def test_a_written_variable_shows_its_update() -> None:
    text = repr(small().derive("w", (1, 0), depth=1))
    assert "w[1, 0] after = w[1, 0] − 0.5·∂L/∂w[1, 0]" in text


def test_depth_and_what_is_left_open() -> None:
    found = small().derive("loss:0", depth=1)
    assert {line.level for line in found.lines} == {0}
    assert "Not followed further: Square[0, 0], Square[1, 0]" in repr(found)


def test_a_long_sum_is_cut_but_counted_whole() -> None:
    x = tf.placeholder(tf.float32, [20], name="x")
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.reduce_sum(x, name="total"), {x: np.arange(20.0)})
    found = tape.derive("total:0")
    assert "x[5] + … 14 more" in repr(found)
    assert found.check() == []
    assert len(found.given) == 6


def test_moved_entries_are_found() -> None:
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    y = tf.reshape(tf.transpose(x), [6], name="y")
    with tf.Session() as session, lab.trace() as tape:
        session.run(y, {x: [[1, 2, 3], [4, 5, 6]]})
    found = tape.derive("y:0", 3)
    assert [entry.index for entry in found.given] == [(1, 1)]
    assert all(isinstance(line.formula, Taken) for line in found.lines)


def test_a_wrong_place_and_a_value_that_was_not_computed() -> None:
    tape = small()
    with pytest.raises(IndexError, match="2 dimensions"):
        tape.derive("y:0", 0)
    with pytest.raises(IndexError, match="size 2"):
        tape.derive("y:0", (2, 0))
    with pytest.raises(LookupError, match="did not compute"):
        tape.derive("y:0", (0, 0), run=1)


def test_latex_and_worksheet() -> None:
    found = small().derive("y:0", (1, 0))
    assert found.latex.startswith("\\begin{aligned}\ny[1, 0] &= \\sigma(product") or "\\sigma" in found.latex
    assert found._repr_mimebundle_()["text/latex"] == f"${found.latex}$"
    page = found.worksheet()
    sheet, solutions = page.split('<section class="solutions">')
    assert sheet.count("<mspace") == 6 and sheet.count('class="blank"') == 2
    assert "<mspace" not in solutions
    assert "0.9241" not in sheet and "0.9241" in solutions
    assert "2.5" not in sheet and "2.5" in solutions
    assert "<script" not in page


def test_hostile_names_stay_text() -> None:
    hostile = "x"
    with tf.name_scope("evil"):
        x = tf.placeholder(tf.float32, [1], name=hostile)
    evil = tf.tanh(x)
    with tf.Session() as session, lab.trace(title="</title><script>alert(1)</script>") as tape:
        session.run(evil, {x: [0.5]})
    page = tape.derive(evil, 0).worksheet()
    assert "<script" not in page
