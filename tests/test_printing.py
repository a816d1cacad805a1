"""`tf.print`: what it writes, and where. What TensorFlow writes was looked up with TensorFlow 2.21."""

import logging
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf


def written(capsys: pytest.CaptureFixture[str], *inputs: Any, **settings: Any) -> str:
    """What one run writes to the error stream."""
    operation = tf.print(*inputs, **settings)
    with tf.Session() as session:
        session.run(operation)
    captured = capsys.readouterr()
    assert not captured.out
    return captured.err


def test_values_and_texts(capsys: pytest.CaptureFixture[str]) -> None:
    """Texts as they are, values as TensorFlow writes them."""
    x = tf.constant([1.5, 2.0])
    assert written(capsys, "x:", x, 3) == "x: [1.5 2] 3\n"
    assert written(capsys, tf.constant("plain")) == "plain\n"
    assert written(capsys, "two:", tf.constant("quoted")) == 'two: "quoted"\n'
    assert written(capsys, tf.range(10)) == "[0 1 2 ... 7 8 9]\n"
    assert written(capsys, tf.range(10), summarize=-1) == "[0 1 2 3 4 5 6 7 8 9]\n"
    assert written(capsys, tf.eye(2), sep=",", end="!") == "[[1 0]\n [0 1]]!"
    assert written(capsys, [x, {"b": x, "a": 1}]) == "[[1.5 2], {'a': 1, 'b': [1.5 2]}]\n"
    assert written(capsys, "{}", x) == "{} [1.5 2]\n"


def test_sparse_tensors_and_variables(capsys: pytest.CaptureFixture[str]) -> None:
    """All three parts of a sparse tensor; a variable's value."""
    sparse = tf.SparseTensor([[0, 1]], [7], [2, 2])
    text = "'SparseTensor(indices=[[0 1]], values=[7], shape=[2 2])'\n"
    assert written(capsys, sparse) == text
    v = tf.Variable(2.5)
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(tf.print("v", v))
    assert capsys.readouterr().err == "v 2.5\n"


def test_where_it_goes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The screen, a file, the log; anything else is refused."""
    file = tmp_path / "values.txt"
    x = tf.constant(4)
    operations = [
        tf.print(x, output_stream=sys.stdout),
        tf.print("a", x, output_stream=f"file://{file}"),
        tf.print(x, output_stream=logging.WARNING),
    ]
    with tf.Session() as session:
        session.run(operations)
        session.run(operations[1])
    captured = capsys.readouterr()
    assert captured.out == "4\n"
    assert file.read_text(encoding="utf-8") == "a 4\na 4\n"
    assert "4" in caplog.text
    with pytest.raises(ValueError, match="output stream"):
        tf.print(x, output_stream=3.5)
    with pytest.raises(ValueError, match="colour"):
        tf.print(x, colour="red")


def test_it_runs_where_something_waits_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    """As in a training step."""
    x = tf.placeholder(tf.float32, [])
    with tf.control_dependencies([tf.print("x is", x, name="show")]):
        y = x * 2.0
    assert tf.get_default_graph().get_operation_by_name("show").type == "PrintV2"
    with tf.Session() as session:
        assert session.run(y, {x: np.float32(3.0)}) == 6.0
    assert capsys.readouterr().err == "x is 3\n"
