"""`lab.progress`: what it shows, how it ends, and that it hardly costs anything."""

import io
import os
import pty
import re
import subprocess
import sys
import termios
import textwrap
from contextlib import redirect_stderr
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab import progress_bar
from tensorlab.run.hooks import watchers

TRAINING = """
import tensorlab as tf
from tensorlab import lab
w = tf.Variable(2.0)
train = tf.train.GradientDescentOptimizer(0.25).minimize(tf.multiply(w, w, name="loss"))
sess = tf.Session()
sess.run(w.initializer)
"""


class Terminal(io.StringIO):
    """Somewhere to write to that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def training() -> tuple[tf.Session, Any, Any]:
    """A session, a step of training, and its loss: 4, 1, 0.25, ..."""
    with tf.Graph().as_default():
        w = tf.Variable(2.0)
        loss = w * w
        train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
        session = tf.Session()
        session.run(w.initializer)
    return session, train, loss


def last_line(terminal: Terminal) -> str:
    """What stands in the terminal at the end."""
    return terminal.getvalue().rstrip("\n").rpartition("\r")[2]


def test_shows_the_loss_and_the_rate() -> None:
    """The loss of a training step is found though nobody fetches it; the line ends with a new line."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, _ = training()
        for _ in lab.progress(range(3)):
            session.run(train)
        line = last_line(terminal)
        assert "3/3" in line
        assert "100%" in line
        assert re.search(r"steps/s", line)
        assert re.search(r"loss (4|1|0\.25)\b", line)
        assert terminal.getvalue().endswith("\n")
        assert not watchers.hooks


def test_loss_given_as_tensor_or_function() -> None:
    """In place of what is found."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, loss = training()
        for _ in lab.progress(range(2), loss=100.0 * loss, title="training"):
            session.run(train)
        assert re.search(r"training: .*loss (400|100)\b", last_line(terminal))
        for _ in lab.progress(range(2), loss=lambda: np.float32(7.5)):
            session.run(train)
        assert "loss 7.5" in last_line(terminal)


def test_named_loss_that_is_fetched() -> None:
    """Where nothing is trained, a fetched number called loss is shown."""
    with redirect_stderr(Terminal()) as terminal, tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        cost = tf.multiply(x, 2.0, name="cost")
        other = tf.multiply(x, 3.0, name="other")
        for _ in lab.progress(range(2)):
            session.run([other, cost], {x: 3.0})
        assert "loss 6" in last_line(terminal)
        for _ in lab.progress(range(2)):
            session.run(other, {x: 3.0})
        assert "loss" not in last_line(terminal)


def test_reported_numbers() -> None:
    """What the program reports stands beside; its own loss wins."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, _ = training()
        bar = lab.progress(range(4))
        for step in bar:
            session.run(train)
            bar.report(accuracy=0.5 + step / 8, state="warm")
        assert re.search(r"loss \S+, accuracy 0.875, state warm", last_line(terminal))
        bar = lab.progress(range(1))
        for _ in bar:
            session.run(train)
            bar.report(loss=123.0)
        assert "loss 123" in last_line(terminal)


def test_counting_by_hand() -> None:
    """A loop that goes through nothing."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, _ = training()
        with lab.progress(total=5) as bar:
            while bar.done < 4:
                session.run(train)
                bar.update(2)
        assert "4/5" in last_line(terminal)
        assert repr(bar) == "<Progress: 4 of 5 steps>"
        unknown = lab.progress(iter("abc"))
        assert list(unknown) == ["a", "b", "c"]
        assert repr(unknown) == "<Progress: 3 steps>"
        with pytest.raises(TypeError, match="range"):
            lab.progress()
        with pytest.raises(TypeError, match="update"):
            iter(lab.progress(total=2)).__next__()


def test_left_early() -> None:
    """A break and an error leave whole lines, no hook, and no bar that would be drawn again."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, _ = training()
        for step in lab.progress(range(10)):
            session.run(train)
            if step == 3:
                break
        assert "3/10" in last_line(terminal)
        assert terminal.getvalue().endswith("\n")
        with pytest.raises(ZeroDivisionError):
            for step in lab.progress(range(10)):
                session.run(train)
                1 / (2 - step)
        assert "2/10" in last_line(terminal)
        assert terminal.getvalue().endswith("\n")
        assert not watchers.hooks


def test_silent_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a terminal nothing is written, and no run is watched."""
    session, train, _ = training()
    steps = lab.progress(range(3))
    for _ in steps:
        assert not watchers.hooks
        session.run(train)
    assert capfd.readouterr() == ("", "")
    assert repr(steps) == "<Progress: 3 of 3 steps>"


def test_watches_few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many steps only some are looked at, and the results are those of a loop without a bar, bit for bit."""
    with redirect_stderr(Terminal()):
        asked = []
        ask = progress_bar.Progress._ask_for_sample
        monkeypatch.setattr(
            progress_bar.Progress, "_ask_for_sample", lambda self: (asked.append(self.done), ask(self))[1]
        )
        ends = []
        for steps in (lab.progress(range(3000)), range(3000)):
            session, train, loss = training()
            for _ in steps:
                session.run(train)
            ends.append(session.run(loss))
        assert 1 <= len(asked) < 100
        assert ends[0] == ends[1]


def test_language() -> None:
    """In Chinese."""
    with redirect_stderr(Terminal()) as terminal:
        session, train, _ = training()
        lab.use_language("zh")
        try:
            for _ in lab.progress(range(2)):
                session.run(train)
            assert "损失" in last_line(terminal)
            assert repr(lab.progress(total=3)) == "<Progress: 0 / 3 步>"
        finally:
            lab.use_language("en")


def in_a_terminal(program: str, interrupt: bool = False) -> str:
    """Run a program in a terminal of its own; perhaps press Ctrl-C when it says so."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if interrupt and b"now" in seen:
            process.send_signal(2)
            interrupt = False
    process.wait(timeout=60)
    os.close(ours)
    return seen.decode()


def test_ctrl_c() -> None:
    """An interrupt ends the loop; the bar stays as it was, on a line of its own."""
    body = """
    import time
    try:
        for step in lab.progress(range(100000)):
            sess.run(train)
            if step == 5:
                print("now", flush=True)
            time.sleep(0.02)
    except KeyboardInterrupt:
        print("interrupted")
    """
    seen = in_a_terminal(TRAINING + textwrap.dedent(body), interrupt=True)
    assert re.search(r"/100000 \[[^\n]*loss[^\n]*\]\r?\n[^\n]*interrupted", seen), seen
    assert "Traceback" not in seen


def test_in_a_notebook(tmp_path: Any) -> None:
    """A widget, stored with words that are always the same; on a page without widgets only the words."""
    cells = [TRAINING, "steps = lab.progress(range(20))\nfor step in steps:\n    sess.run(train)", "steps"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=120).execute()
    (shown,) = notebook.cells[1].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert shown.data["text/plain"] == "<a progress bar: 0 of 20 steps>"
    assert notebook.cells[2].outputs[0].data["text/plain"] == "<Progress: 20 of 20 steps>"


def test_in_a_notebook_without_widgets(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where notebooks are stored for pages, how far it came stands there in words."""
    monkeypatch.setenv("TENSORLAB_STATIC", "1")
    cell = TRAINING + "for step in lab.progress(range(20)):\n    sess.run(train)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, timeout=120).execute()
    (shown,) = notebook.cells[0].outputs
    assert dict(shown.data) == {"text/plain": "20 of 20 steps"}
