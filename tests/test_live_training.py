"""Watching a training while it runs: counting, pausing, stopping, and what a terminal and a kernel are told.

Read `tensorlab/lab/live_training.py` and `mailbox.py` beside it.
"""

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab import live_training
from tensorlab.lab.mailbox import Mailbox, content_for

ROOT = Path(__file__).parents[1]


class Training:
    """One weight, trained."""

    def __init__(self) -> None:
        self.graph = tf.Graph()
        with self.graph.as_default():
            self.w = tf.Variable(2.0, name="w")
            self.loss = self.w * self.w
            self.train = tf.train.GradientDescentOptimizer(0.01).minimize(self.loss)
            self.session = tf.Session()
            self.session.run(tf.global_variables_initializer())

    def step(self) -> None:
        self.session.run(self.train)


class View:
    """Stands for the view in a notebook: remembers what it is told, and presses buttons."""

    def __init__(self) -> None:
        self.told: Any = None
        self.heard: list[dict[str, Any]] = []
        self.presses: Any = lambda told: None

    def tell(self, told: dict[str, Any]) -> None:
        self.heard.append(told)
        self.presses(told)


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    """A view, and a look at it after every run."""
    made = View()
    monkeypatch.setattr(live_training, "PACE", 0.0)
    monkeypatch.setattr(live_training, "SHARE", 0)
    monkeypatch.setattr(live_training.Live, "_show", lambda live: setattr(live, "_view", made))
    return made


def test_runs_are_counted_and_the_curve_grows(view):
    training = Training()
    with lab.live(training.session, total=30) as live:
        for number in range(30):
            training.step()
            if number % 10 == 0:
                training.session.run(training.loss)
    assert (live.trained, len(live.tape), live.stopped) == (30, 33, False)
    points = [point for told in view.heard for point in told["points"]]
    assert [run for run, _ in points] == [r for r in range(1, 34) if r not in (2, 13, 24)]
    assert [value for _, value in points] == pytest.approx([value for _, value in live.tape.loss], rel=1e-6)
    assert view.told["state"] == "done" and view.told["trained"] == 30
    assert view.told["points"] == points
    assert live not in training.session._hooks and live.tape._recorder not in training.session._hooks


def test_a_loop_without_training_counts_every_run(view):
    training = Training()
    with lab.live(training.session) as live:
        for _ in range(5):
            training.session.run(training.loss)
    assert live.trained == 5 and view.told["total"] is None


def test_pause_holds_the_loop_until_resume(view):
    training = Training()
    times = []

    def presses(told: dict[str, Any]) -> None:
        if told["trained"] == 3 and told["state"] == "running":
            live._ordered({"type": "pause", "order": 1})
        if told["state"] == "paused":
            times.append(told["trained"])
            live._ordered({"type": "hello", "order": 1 + len(times)})
            if len(times) == 4:
                live._ordered({"type": "resume", "order": 10})
                live._ordered({"type": "pause", "order": 1})  # an old message that comes again

    view.presses = presses
    with lab.live(training.session) as live:
        for _ in range(6):
            training.step()
    assert times == [3, 3, 3, 3]
    assert live.trained == 6
    assert live._paused_for > 0
    assert [told["whole"] for told in view.heard if told["state"] == "paused"] == [False, True, True, True]


def test_stop_ends_the_loop_and_the_program_goes_on(view):
    training = Training()
    view.presses = lambda told: told["trained"] == 4 and live._ordered({"type": "stop", "order": 1})
    reached = []
    with lab.live(training.session, total=100) as live:
        for number in range(100):
            try:
                training.step()
            except Exception as error:  # what a loop that goes on after errors does
                reached.append(error)
            reached.append(number)
    assert (live.stopped, live.trained, reached) == (True, 4, [0, 1, 2])
    assert view.told["state"] == "stopped"
    assert training.session.run(training.w) == pytest.approx(2 * 0.98**4)
    assert len(live.tape) == 4


def test_a_trace_can_be_watched(view):
    training = Training()
    view.presses = lambda told: told["trained"] == 3 and tape._live._ordered({"type": "stop", "order": 1})
    with lab.trace(training.session, live=50) as tape:
        for _ in range(50):
            training.step()
    assert len(tape) == 3 and view.told["total"] == 50
    with lab.trace(training.session) as tape, tape.live() as live:
        training.step()
    assert live.trained == len(tape) == 1


def test_errors_of_the_program_stay_errors(view):
    training = Training()
    with pytest.raises(ZeroDivisionError), lab.live(training.session):
        training.step()
        1 / 0  # noqa: B018
    assert view.told["state"] == "failed"
    with pytest.raises(KeyboardInterrupt), lab.live(training.session):
        raise KeyboardInterrupt


def test_it_looks_seldom_enough(monkeypatch):
    """However long a look takes, the next one is fifteen times as far away."""
    training = Training()
    clock, looks = [100.0], []

    class Slow(View):
        def tell(self, told: dict[str, Any]) -> None:
            looks.append(clock[0])
            clock[0] += 0.05

    monkeypatch.setattr(live_training.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(live_training.Live, "_show", lambda live: setattr(live, "_view", Slow()))
    with lab.live(training.session):
        for _ in range(170):
            training.step()
            clock[0] += 0.01
    assert looks == pytest.approx([100.0, 100.8, 101.6], abs=0.02)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("terminal", [Terminal, io.StringIO])
def test_a_terminal_gets_one_line_and_a_file_nothing(monkeypatch, terminal):
    training = Training()
    err = terminal()
    monkeypatch.setattr(sys, "stderr", err)
    with lab.live(training.session, total=3):
        for _ in range(3):
            training.step()
    text = err.getvalue()
    if terminal is io.StringIO:
        assert text == ""
    else:
        assert text.count("\n") == 1 and text.endswith("\n")
        assert "3 of 3 runs" in text and "runs/s" in text and "loss 3." in text


def test_frames_of_other_widgets_and_of_cells_are_let_pass():
    def frames(header: dict[str, Any], content: dict[str, Any]) -> list[bytes]:
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        return [b"who", b"<IDS|MSG>", b"signature", *parts]

    pressed = {"comm_id": "7", "data": {"method": "custom", "content": {"type": "pause", "order": 1}}}
    assert content_for("7", frames({"msg_type": "comm_msg"}, pressed)) == {"type": "pause", "order": 1}
    assert content_for("8", frames({"msg_type": "comm_msg"}, pressed)) is None
    assert content_for("7", frames({"msg_type": "execute_request"}, pressed)) is None
    assert (
        content_for("7", frames({"msg_type": "comm_msg"}, {"comm_id": "7", "data": {"method": "update"}}))
        is None
    )
    assert content_for("7", [b"rubbish"]) is None
    assert content_for("7", [b"<IDS|MSG>", b"", b"{", b"", b"", b""]) is None


def test_everything_goes_where_the_kernel_would_have_put_it():
    class Stream:
        def __init__(self) -> None:
            self.waiting: list[list[bytes]] = []
            self._recv_callback: Any = None

        def on_recv(self, callback: Any, copy: bool) -> None:
            self._recv_callback = callback

        def flush(self, flag: int) -> None:
            while self.waiting:
                self._recv_callback(self.waiting.pop(0))

    stream, put, heard = Stream(), [], []
    stream._recv_callback = usual = put.append
    mailbox = Mailbox("7", heard.append)
    mailbox._stream, mailbox._usual = stream, usual
    stream.on_recv(mailbox._received, copy=False)
    pressed = json.dumps({"comm_id": "7", "data": {"method": "custom", "content": {"type": "stop"}}}).encode()
    ours = [b"<IDS|MSG>", b"", b'{"msg_type": "comm_msg"}', b"{}", b"{}", pressed]
    cell = [b"<IDS|MSG>", b"", b'{"msg_type": "execute_request"}', b"{}", b"{}", b"{}"]
    stream.waiting = [cell, ours, cell]
    mailbox.poll()
    assert heard == [{"type": "stop"}] and put == [cell, ours, cell]
    mailbox.close()
    assert stream._recv_callback is usual


# --- in a kernel ------------------------------------------------------------------------------------------

LOOP = """
import tensorlab as tf
from benchmarks.programs import Seed
from tensorlab import lab
training = Seed(tf)
with lab.live(training.session, total=10**7) as live:
    for _ in range(10**7):
        training.step()
print("stopped", live.stopped, live.trained == len(live.tape) > 0)
"""


def test_buttons_reach_a_kernel_that_computes():
    """In a real kernel, asked as a notebook without threads for widgets asks: over the kernel's main channel."""
    manager = pytest.importorskip("jupyter_client.manager")
    pytest.importorskip("ipykernel")
    pytest.importorskip("anywidget")
    python = os.environ.get("TENSORLAB_KERNEL_PYTHON", sys.executable)
    kernel = manager.KernelManager()
    kernel.kernel_spec.argv[0] = python
    kernel.start_kernel(env={**os.environ, "PYTHONPATH": str(ROOT)})
    client = kernel.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute(LOOP)
        comm, told, printed = None, [], ""
        order = 0

        def press(what: str) -> None:
            nonlocal order
            order += 1
            data = {"method": "custom", "content": {"type": what, "order": order}}
            client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm, "data": data}))

        later = None
        deadline = time.monotonic() + 90
        while "stopped" not in printed and time.monotonic() < deadline:
            message = client.get_iopub_msg(timeout=60)
            kind, content = message["msg_type"], message["content"]
            if kind == "comm_open" and "told" in content["data"].get("state", {}):
                comm = content["comm_id"]
            elif kind == "comm_msg" and content["comm_id"] == comm and content["data"]["method"] == "custom":
                told.append(content["data"]["content"])
                states = [one["state"] for one in told]
                if len(told) == 2:
                    press("pause")
                elif states[-1] == "paused" and states.count("paused") == 1:
                    later = client.execute("print('the next cell')")
                    press("hello")
                elif states[-1] == "paused" and states.count("paused") == 2:
                    press("resume")
                elif states[-1] == "running" and "paused" in states and "stop" not in states:
                    press("stop")
                    told.append({"state": "stop", "trained": 0})
            elif kind == "stream":
                printed += content["text"]
            elif kind == "error":
                raise AssertionError("\n".join(content["traceback"]))
        assert printed.startswith("stopped True True")
        paused = [one["trained"] for one in told if one["state"] == "paused"]
        assert len(paused) == 2 and paused[0] == paused[1]
        while "the next cell" not in printed:  # a cell that was started meanwhile runs as always
            message = client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream" and message["parent_header"]["msg_id"] == later:
                printed += message["content"]["text"]
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)
