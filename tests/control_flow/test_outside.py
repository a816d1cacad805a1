"""`tf.py_func`: what a Python function may do, and how its errors arrive."""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tests.record.comparing import replays_exactly


def test_function_gets_arrays_and_gives_arrays() -> None:
    """One result, several, none; text."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([3.0, 1.0])
        assert session.run(tf.py_func(np.sort, [x], tf.float32)).tolist() == [1.0, 3.0]
        low, high = tf.py_func(lambda v: (v.min(), v.max()), [x], [tf.float32, tf.float32])
        assert session.run([low, high]) == [1.0, 3.0]
        seen: list[Any] = []
        assert session.run(tf.py_func(lambda v: seen.append(v.tolist()), [x], [])) is None
        assert seen == [[3.0, 1.0]]
        assert session.run(tf.py_func(lambda s: s.decode() + "é", ["a"], tf.string)) == "aé".encode()


@pytest.mark.parametrize(
    ("function", "error", "words"),
    [
        (lambda v: 2.5, tf.errors.InvalidArgumentError, "float64, but expects float32"),
        (lambda v: [v, v], tf.errors.InvalidArgumentError, "returned 2 values"),
        (lambda v: 1 / 0, tf.errors.UnknownError, "ZeroDivisionError: division by zero"),
        (lambda v: int("x"), tf.errors.InvalidArgumentError, "ValueError: invalid literal"),
        (lambda v: next(iter(())), tf.errors.OutOfRangeError, "no more to give"),
    ],
)
def test_errors_say_what_the_function_did(function: Any, error: Any, words: str) -> None:
    """The class is TensorFlow's, the words name the function and its own error, the line is the user's."""
    with tf.Graph().as_default(), tf.Session() as session:
        node = tf.py_func(function, [tf.constant(1.0)], tf.float32)
        with pytest.raises(error, match=words) as caught:
            session.run(node)
        assert "test_outside.py" in str(caught.value)


def test_a_journal_replays_what_came_in() -> None:
    """While a run is replayed the function is not called again."""
    calls: list[int] = []
    with tf.Graph().as_default(), tf.Session() as session:
        node = tf.py_func(lambda: np.float32(calls.append(1) or len(calls)), [], tf.float32)
        with lab.trace() as tape:
            found = [session.run(node) for _ in range(3)]
        assert found == [1, 2, 3]
        replays_exactly(tape)
        assert len(calls) == 3
        assert session.run(node) == 4
