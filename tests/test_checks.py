"""What `Assert`, `Print` and the assertions do beyond what TensorFlow's recorded programs say.

What they accept and refuse is compared with TensorFlow in `tests/parity/programs/checks.py`.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.ops.checks import summary


def test_printed_lines_are_tensorflows(capsys: pytest.CaptureFixture[str]) -> None:
    """The text that TensorFlow 2.21 wrote to the error stream for these values."""
    x = tf.placeholder(tf.float32)
    shown = [x, "s", tf.shape(x)]
    limited = tf.Print(x, shown, "hello ", first_n=2, summarize=4)
    three = tf.Print(x, [x])
    mixed = tf.Print(x, [x, ["a", "b"], [True, False], np.int8(7)], summarize=-1)
    with tf.Session() as session:
        for _ in range(3):
            session.run(limited, {x: [[1, 2.5e-9, 1 / 3], [1e10, 5, 7]]})
        session.run(three, {x: [[1, 2, 3], [4, 5, 7]]})
        session.run(three, {x: 1 / 3})
        session.run(mixed, {x: [[[1, 2, np.nan], [4, 5, -np.inf]]]})
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        *["hello [[1 2.5e-09 0.333333343][1e+10...]...][s][2 3]"] * 2,
        "[[1 2 3]...]",
        "[0.333333343]",
        "[[[1 2 nan][4 5 -inf]]][a b][1 0][7]",
    ]
    assert not printed.out


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        (np.zeros(0), 3, "[]"),
        (np.float64(0.1), 3, "[0.1]"),
        (np.float64(1 / 3), 3, "[0.33333333333333331]"),
        (np.array([[1, 2], [4, 5], [6, 7]]), 3, "[[1 2][4...]...]"),
        (np.array([[1, 2, 3], [4, 5, 7]]), 2, "[[1 2...]...]"),
        (np.array([1 + 2j]), 3, "[?]"),
    ],
)
def test_summaries(value: Any, limit: int, expected: str) -> None:
    """Entries are cut after the limit, rows and all."""
    assert summary(value, limit) == expected


def test_a_failed_assertion_names_node_and_line() -> None:
    """In a run it is the node's line, at once it is the line of the call."""
    x = tf.placeholder(tf.float32)
    check = tf.assert_positive(x, name="sane")
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(check, {x: -1.0})
    assert "sane" in str(caught.value)
    assert "test_checks.py" in str(caught.value)
    assert caught.value.op.type == "Assert"
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"test_checks\.py"):
        tf.assert_equal(1, 2)


def test_a_condition_is_one_truth_value() -> None:
    """An array as condition is refused in the run, in words."""
    check = tf.Assert(tf.constant([True, True]), ["shown"])
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="one truth value"):
        session.run(check)


def test_a_check_is_recorded() -> None:
    """A recorder can watch operations without a value."""
    from tensorlab import lab

    x = tf.constant([1.0, 2.0])
    with tf.control_dependencies([tf.assert_positive(x + 0.0 * tf.placeholder_with_default(1.0, []))]):
        y = tf.identity(x)
    with tf.Session() as session, lab.trace(session) as tape:
        np.testing.assert_array_equal(session.run(y), [1.0, 2.0])
    assert tape is not None


def test_variables_are_left_out_of_numeric_checks() -> None:
    """They may not have a value yet."""
    tf.Variable([1.0], name="v")
    tf.log([1.0])
    with tf.Session() as session:
        tf.add_check_numerics_ops()
        session.run(tf.global_variables_initializer())
        session.run(tf.add_check_numerics_ops())
