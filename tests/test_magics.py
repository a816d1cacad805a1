"""`%%trace` in an IPython shell: what it records, what it shows, and what it does when the cell fails."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tensorlab import lab
from tensorlab.lab.magics import show_the_way_to_tensorboard

interactive_shell = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")

CELL = """\
import tensorlab as tf
x = tf.placeholder(tf.float32, name="x")
square = tf.multiply(x, x, name="square")
with tf.Session() as sess:
    print("sixteen:", sess.run(square, feed_dict={x: 4.0}))
"""


@pytest.fixture
def shell() -> Iterator[Any]:
    """A fresh shell that knows the magic."""
    interactive_shell.InteractiveShell.clear_instance()
    made = interactive_shell.InteractiveShell.instance()
    made.history_manager.enabled = False
    made.colors = "nocolor"
    made.run_line_magic("load_ext", "tensorlab")
    yield made
    interactive_shell.InteractiveShell.clear_instance()


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a cell shows, one after the other."""
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def test_a_cell_is_recorded_and_the_tracer_shown(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """The program prints as it would without the magic."""
    assert shell.run_cell("%%trace\n" + CELL, store_history=True).success
    assert capsys.readouterr().out == "sixteen: 16.0\n"
    (tracer,) = displayed
    assert repr(tracer) == "<Tape: 1 run>\n  1 × sess.run(square)"


def test_a_named_tape_is_kept_and_shown_where_one_likes(
    shell: Any, displayed: list[Any], capsys: Any
) -> None:
    """A long printout need not stand between the program and its Tracer."""
    assert shell.run_cell("%%trace tape\n" + CELL, store_history=True).success
    assert not displayed
    assert capsys.readouterr().out == "sixteen: 16.0\n1 run recorded. To step through: tape\n"
    assert shell.user_ns["tape"].value("square:0") == 16.0


def test_the_language_of_the_notebook_is_spoken(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """Also by the line below a recorded cell."""
    lab.use_language("zh")
    try:
        shell.run_cell("%%trace tape\n" + CELL, store_history=True)
        shell.run_cell("%%trace\nnothing = 1", store_history=True)
    finally:
        lab.use_language("auto")
    printed = capsys.readouterr().out.splitlines()
    assert printed[1:] == [
        "记录了 1 次运行。要一步步查看：tape",
        "这个单元格里没有会话运行，所以没有可以查看的步骤。",
    ]


def test_the_source_is_the_cell_with_its_own_line_numbers(shell: Any, displayed: list[Any]) -> None:
    """The notebook numbers the magic's line too, and calls the cell by its number."""
    shell.run_cell("1 + 1", store_history=True)
    shell.run_cell("%%trace tape\n" + CELL, store_history=True)
    bundle, _ = shell.user_ns["tape"].bundle()
    (source,) = bundle["sources"]
    lines = source["text"].splitlines()
    assert source["name"] == "In [2]"
    assert lines[0] == "# %%trace tape"
    assert lines[1:] == CELL.splitlines()
    node = next(node for node in bundle["nodes"] if node["name"] == "square")
    assert lines[node["source"][1] - 1] == 'square = tf.multiply(x, x, name="square")'
    run = bundle["runs"][0]
    assert "sess.run(square" in lines[run["source"][1] - 1]


def test_other_magics_still_stand_first(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """`%%trace` may stand above another cell magic."""
    assert shell.run_cell("%%trace tape\n%%capture printed\n" + CELL, store_history=True).success
    assert str(shell.user_ns["printed"]) == "sixteen: 16.0\n"
    assert len(shell.user_ns["tape"]) == 1


def test_a_failing_cell_shows_what_ran_and_fails(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """`Run all` must stop there, and the error is shown once."""
    shell.run_cell("1 + 1", store_history=True)
    result = shell.run_cell("%%trace\n" + CELL + "1 / 0\n", store_history=True)
    assert not result.success
    assert len(displayed) == 1
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count("ZeroDivisionError") == 3  # the traceback's two, and our line
    assert "In[2], line 7" in printed.out + printed.err
    assert "The cell ended with ZeroDivisionError" in printed.out + printed.err


def test_nothing_ran(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """A cell without a session says so."""
    assert shell.run_cell("%%trace\nanswer = 42", store_history=True).success
    assert shell.user_ns["answer"] == 42
    assert "No session ran" in capsys.readouterr().out
    assert not displayed


def test_a_wrong_name_is_refused(shell: Any, displayed: list[Any], capsys: Any) -> None:
    """Before anything runs."""
    result = shell.run_cell("%%trace my tape\nanswer = 42", store_history=True)
    assert not result.success
    assert "answer" not in shell.user_ns
    printed = capsys.readouterr()
    assert "'my tape' is no name" in printed.out + printed.err


def test_tensorboard_is_found_beside_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the environment was not activated, as when Jupyter is started with its full path; else all stays."""
    program = tmp_path / ("tensorboard.exe" if os.name == "nt" else "tensorboard")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TENSORBOARD_BINARY", "as it was")
    del os.environ["TENSORBOARD_BINARY"]
    show_the_way_to_tensorboard()
    assert "TENSORBOARD_BINARY" not in os.environ
    program.write_text("")
    program.chmod(0o755)
    show_the_way_to_tensorboard()
    assert os.environ["TENSORBOARD_BINARY"] == str(program)
    del os.environ["TENSORBOARD_BINARY"]
    monkeypatch.setenv("PATH", str(tmp_path))
    show_the_way_to_tensorboard()
    assert "TENSORBOARD_BINARY" not in os.environ
