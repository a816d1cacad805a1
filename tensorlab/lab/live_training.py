"""`lab.live()`: watch a training while it runs: progress, runs a second, the loss, and a button to pause.

    with lab.live(total=1000) as live:      # records, too: live.tape
        for step in range(1000):
            sess.run(train, ...)

    with lab.trace(live=1000) as tape: ...  # the same, when one wants the tape anyway

In a notebook a small view appears before the loop; in a terminal it is one line. *Pause* holds the loop between
two runs until *Resume*; *Stop* ends it: the run in hand is finished, `Stopped` is raised out of `session.run`,
and the `with` block catches it, so that the program goes on behind the block with what was learned by then. An
ordinary interrupt works as ever.

It is told the time after every run, and does something at most twice a second, and then no more often than
keeps its share of the time below a fifteenth.

Read next: `mailbox.py` (how a button reaches a busy kernel), `tensorlab/show/live.py` (the view).
"""

import sys
import threading
import time
from types import TracebackType
from typing import Any

import numpy as np

from tensorlab.graph.tensor import Tensor
from tensorlab.lab.mailbox import Mailbox, kernel_here
from tensorlab.lab.tape import Tape
from tensorlab.record.recorder import DEFAULT_BUDGET, losses_of
from tensorlab.record.sampling import evenly
from tensorlab.record.values import finite_or_none, number
from tensorlab.record.words import say
from tensorlab.run.hooks import RunFrame, watchers
from tensorlab.run.plan import Plan

PACE = 0.5  # seconds between two looks, at least: to send a message keeps the kernel busy for some 20 ms
SHARE = 15  # a look may take one part in so many of the time
MOST_NEW = 20  # points that one look adds to the curve
MOST_POINTS = 600
PAUSED_PACE = 0.02  # seconds between two looks for Resume
LINE_PACE = 0.25


class Stopped(KeyboardInterrupt):
    """Raised between two runs when somebody pressed Stop; the `with` block of `lab.live` catches it.

    It is no `Exception`, so that a loop that goes on after errors ends all the same.
    """


class Live:
    """Watches the runs of a tape while they happen; made by `lab.live`.

    Args:
        tape: what records the runs.
        total: how many training runs there will be, if that is known.

    Attributes:
        tape: what was recorded so far.
        trained: how many runs have trained so far; where none trains, how many there were.
        stopped: whether it was ended by the button.
    """

    def __init__(self, tape: Tape, total: int | None = None, owns_tape: bool = False) -> None:
        self.tape = tape
        self.total = total
        self.stopped = False
        self._owns_tape = owns_tape
        self._trains: dict[Plan, bool] = {}
        self._runs = self._trained = 0
        self._seen = len(tape.runs)
        self._curve: list[tuple[int, float | None]] = []
        self._wanted: dict[str, Any] = {"pause": False, "stop": False, "hello": False}
        self._last_order = -1
        self._lock = threading.Lock()
        self._start = self._next = self._paused_for = 0.0
        self._view: Any = None
        self._mailbox: Mailbox | None = None

    @property
    def trained(self) -> int:
        """How many runs have trained so far; where none trains, how many there were."""
        return self._trained or self._runs

    def __enter__(self) -> "Live":
        if self._owns_tape:
            self.tape.__enter__()
        hooks = self.tape._session._hooks if self.tape._session is not None else watchers.hooks
        hooks.append(self)
        self._hooks = hooks
        self._start = self._next = time.perf_counter()
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self in self._hooks:
            self._hooks.remove(self)
        self._tell("failed" if error is not None and not isinstance(error, Stopped) else "done")
        if self._mailbox is not None:
            self._mailbox.close()
        if self._owns_tape:
            self.tape.__exit__(None if isinstance(error, Stopped) else kind, error, trace)
        return isinstance(error, Stopped)

    # --- the hook -----------------------------------------------------------------------------------------

    def wants(self, session: Any) -> bool:
        """Whether it watches this session."""
        return self.tape._session is None or self.tape._session is session

    def also_evaluate(self, session: Any, plan: Plan) -> tuple[Tensor, ...]:
        """Nothing: the recorder has the loss computed."""
        return ()

    def run_started(self, frame: RunFrame) -> None:
        """A run begins; that is not worth telling."""

    def run_ended(self, frame: RunFrame) -> None:
        """Count the run; now and then tell the view."""
        self._runs += 1
        trains = self._trains.get(frame.plan)
        if trains is None:
            trains = self._trains[frame.plan] = bool(frame.plan.written and losses_of(frame.plan))
        if trains:
            self._trained += 1
        if time.perf_counter() >= self._next and threading.current_thread() is threading.main_thread():
            self._look(frame.error)

    # --- now and then -------------------------------------------------------------------------------------

    def _look(self, error: BaseException | None) -> None:
        begin = time.perf_counter()
        if self._mailbox is not None:
            self._mailbox.poll()
        self._tell("running")
        waited = self._wait() if self._wanted["pause"] else 0.0
        self._paused_for += waited
        now = time.perf_counter()
        pace = PACE if self._view is not None else LINE_PACE
        self._next = now + max(pace, SHARE * (now - begin - waited))
        if self._wanted["stop"] and error is None:
            self.stopped = True
            raise Stopped(say("live.stopped", count=self.trained))

    def _wait(self) -> float:
        """Hold the loop until somebody wants it to go on; how many seconds that took."""
        begin = time.perf_counter()
        self._tell("paused")
        while self._wanted["pause"] and not self._wanted["stop"]:
            time.sleep(PAUSED_PACE)
            if self._mailbox is not None:
                self._mailbox.poll()
            if self._wanted["hello"]:
                self._tell("paused")
        return time.perf_counter() - begin

    def _ordered(self, content: dict[str, Any]) -> None:
        """What the view has sent. It may come twice, and in another thread."""
        with self._lock:
            order, what = content.get("order"), content.get("type")
            if not isinstance(order, int) or order <= self._last_order:
                return
            self._last_order = order
            if what in ("pause", "resume"):
                self._wanted["pause"] = what == "pause"
            elif what in ("stop", "hello"):
                self._wanted[what] = True
            self._next = 0.0

    def _new_points(self) -> list[tuple[int, float | None]]:
        """The loss at some of the runs since the last look; few enough to cost nothing."""
        runs = self.tape.runs
        fresh = [place for place in evenly(range(self._seen, len(runs)), MOST_NEW) if runs[place].loss]
        self._seen = len(runs)
        points = []
        for place in fresh:
            loss = runs[place].loss
            if loss is not None and self._trains.get(runs[place].plan):
                points.append((place + 1, finite_or_none(np.mean(loss[1]))))
        self._curve += points
        if len(self._curve) > MOST_POINTS:
            self._curve = self._curve[:-1:2] + self._curve[-1:]
        return points

    def _tell(self, state: str) -> None:
        points = self._new_points()
        seconds = time.perf_counter() - self._start - self._paused_for
        told = {
            "state": "stopped" if self.stopped else state,
            "trained": self.trained,
            "total": self.total,
            "seconds": round(seconds, 3),
            "rate": self.trained / seconds if seconds > 0 else None,
        }
        if self._view is None:
            self._line(told)
        elif state in ("done", "failed"):
            self._view.told = {**told, "points": self._curve}
        else:
            whole, self._wanted["hello"] = self._wanted["hello"], False
            self._view.tell({**told, "whole": whole, "points": self._curve if whole else points})

    # --- where it is shown --------------------------------------------------------------------------------

    def _show(self) -> None:
        if kernel_here() is None:
            return
        from IPython.display import display

        from tensorlab.show.live import LiveView

        self._view = LiveView(listener=self._ordered, total=self.total)
        comm = getattr(self._view, "comm", None)
        if comm is not None:
            self._mailbox = Mailbox(comm.comm_id, self._ordered)
            self._mailbox.open()
        display(self._view)

    def _line(self, told: dict[str, Any]) -> None:
        """The same as one line, where a person sits at a terminal."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        end = "\n" if told["state"] != "running" else ""
        sys.stderr.write(f"\r\x1b[K{self.text(told)}{end}")
        sys.stderr.flush()

    def text(self, told: dict[str, Any]) -> str:
        """What the line says."""
        trained, total, rate = told["trained"], told["total"], told["rate"]
        how_far = {"trained": f"{trained:,}", "total": f"{total:,}"} if total else {"number": f"{trained:,}"}
        parts = [say("live.of", **how_far) if total else say("live.runs", count=trained, **how_far)]
        if rate:
            parts.append(say("live.rate", rate=f"{rate:,.0f}" if rate >= 100 else number(rate)))
        finite = [value for _, value in self._curve if value is not None]
        if finite:
            parts.append(say("live.loss", value=number(finite[-1])))
        return " · ".join(parts)

    def __repr__(self) -> str:
        return f"<Live: {self.trained:,} run{'' if self.trained == 1 else 's'}>"


def live(
    session: Any = None, total: int | None = None, budget: int = DEFAULT_BUDGET, title: str = ""
) -> Live:
    """Watch and record a training: progress, runs a second, the loss, and buttons to pause and to stop.

    Args:
        session: the session to watch; None means all that this thread uses.
        total: how many training runs there will be; then there is a progress bar.
        budget, title: as for `lab.trace`.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(2.0)
    ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
    ...     sess.run(w.initializer)
    ...     with lab.live(sess, total=3) as live:
    ...         for step in range(3):
    ...             sess.run(train)
    >>> live, len(live.tape)
    (<Live: 3 runs>, 3)
    """
    return Live(Tape(session, budget, title), total, owns_tape=True)
