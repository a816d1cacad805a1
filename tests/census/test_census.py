"""What is said of the names that old programs use is true today, and nearly all of them work."""

import ast
import json
import re
from pathlib import Path

import pytest

from tests.census import scope
from tests.census.evidence import dotted, evidence, names_in
from tests.census.make import HERE, api_rows, read, summary
from tests.census.objects import USES, method_rows

ROOT = Path(__file__).parents[2]
STATUS = read(HERE / "status.csv")
METHODS = read(HERE / "methods.csv")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """The table as it would be written now."""
    return api_rows()


def facts(table: list[dict[str, str]]) -> list[dict[str, str]]:
    """A table without the column of examples, which any new test may change."""
    return [{column: value for column, value in row.items() if column != "shown_by"} for row in table]


def test_the_list_of_names_is_up_to_date(rows: list[dict[str, str]]) -> None:
    """Otherwise: `python -m tests.census.make`, and look at what changed."""
    assert facts(STATUS) == facts(rows)
    assert len(STATUS) == 282


def test_the_list_of_methods_is_up_to_date() -> None:
    """Otherwise: `python -m tests.census.make`."""
    assert facts(METHODS) == facts(method_rows())
    assert set(json.loads(USES.read_text("utf-8"))) >= {"Session.run", "Tensor.eval", "Optimizer.minimize"}


@pytest.mark.parametrize("table", [STATUS, METHODS], ids=["names", "methods"])
def test_nearly_all_that_counts_works(table: list[dict[str, str]]) -> None:
    """95 of 100, and nothing is untested."""
    counted = [row for row in table if not row["not_counted"]]
    works = [row for row in counted if row["status"] == "works"]
    assert len(works) >= 0.95 * len(counted), summary(table)
    assert not [row for row in counted if row["status"] == "untested"]
    assert {row["status"] for row in counted} <= {"works", "differs", "not here"}


def test_what_works_is_shown_by_a_test() -> None:
    """Each test that is named uses the name still."""
    shown = evidence()
    for row in STATUS:
        if row["status"] == "works":
            places = row["shown_by"].split("; ")
            assert set(places) <= set(shown[row["api"].removeprefix("tf.")]), row


def test_most_is_compared_with_tensorflow() -> None:
    """For nine names in ten that count a program shows them whose output TensorFlow gave."""
    works = [row for row in STATUS if row["status"] == "works" and not row["not_counted"]]
    recorded = [row for row in works if not re.match(r"tests/\S*test_", row["shown_by"])]
    assert len(recorded) >= 0.9 * len(works), [row["api"] for row in works if row not in recorded]


def test_methods_are_shown_by_programs() -> None:
    """Each program that is named takes an attribute of that name still."""
    for row in METHODS:
        if row["status"] == "works":
            for place in row["shown_by"].split("; "):
                text = (ROOT / place.partition(":")[0]).read_text("utf-8")
                assert f".{row['method']}" in text, (row["method"], place)


def test_what_is_not_here_says_so(rows: list[dict[str, str]]) -> None:
    """The list says what the error says: why, and what to use."""
    for row in rows:
        if row["status"] == "not here":
            assert " is not here: " in row["note"] and re.search(r"\. (Use|Write) \w", row["note"]), row
    assert all(row["note"] for row in METHODS if row["status"] == "not here")


def test_nothing_is_left_out_in_vain() -> None:
    """Every reason for not counting a name is a name's reason."""
    names = [row["api"].removeprefix("tf.") for row in STATUS]
    for beginning in scope.LEFT_OUT:
        assert any(f"{name}.".startswith(f"{beginning}.") for name in names), beginning
    assert set(scope.DIFFERS) <= set(names)


def test_names_are_read_from_programs() -> None:
    """However a program comes by them."""
    program = """
import tensorflow as tf
from tensorflow.contrib import rnn as cells
from tensorflow.python.framework import ops
nn = tf.nn
ops.reset_default_graph()
y = nn.relu(tf.layers.dense(x, 3))
cell = cells.BasicLSTMCell(3)
np.tanh(y)
"""
    assert names_in(ast.parse(program)) == {
        *("nn", "nn.relu", "layers", "layers.dense", "contrib", "contrib.rnn", "contrib.rnn.BasicLSTMCell"),
        *("python", "python.framework", "python.framework.ops", "python.framework.ops.reset_default_graph"),
    }
    assert dotted(ast.parse("x.y", mode="eval").body, {}) == ""
