"""`lab.progress`: a bar for a loop, with the loss and the steps per second.

    for step in lab.progress(range(1000)):
        sess.run(train, ...)

    with lab.progress(total=1000) as bar:           # for loops that count in other ways
        while not sess.should_stop():
            sess.run(train)
            bar.update()

The loss is that of the training step, as the recorder finds it; the program need not fetch it. It is looked up in a few
steps a second only, so that the loop is as fast as without a bar. `lab.progress(steps, loss=...)` takes another number:
a tensor, or a function that returns one; `bar.report(accuracy=0.9)` shows what the program knows itself.

In a notebook it is a widget, in a terminal a line; elsewhere nothing is written.

Read next: `live_training.py`, which has buttons and a curve, and records.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from tensorlab.graph.tensor import Tensor
from tensorlab.lab.mailbox import kernel_here
from tensorlab.record.recorder import harmless_extra, losses_of
from tensorlab.record.values import number
from tensorlab.record.words import chosen_language, say
from tensorlab.run.hooks import RunFrame, watchers
from tensorlab.run.plan import Plan
from tensorlab.show.embed import is_static

PACE = 0.25  # seconds between two looks at the clock, about
MOST_STEPS = 100_000  # between two looks, so that a loop that becomes slower is noticed
LOSS_NAMES = ("loss", "cost", "error", "objective")


class LossSample:
    """A hook for a single step of a loop: it takes the loss out of the first run that has one.

    Args:
        wanted: a tensor to have computed in place of the loss.
    """

    def __init__(self, wanted: Tensor | None = None) -> None:
        self.value: Any = None
        self._wanted = wanted
        self._found: dict[Plan, tuple[Tensor, ...]] = {}

    def wants(self, session: Any) -> bool:
        """It watches every session, until it has a value."""
        return self.value is None

    def also_evaluate(self, session: Any, plan: Plan) -> tuple[Tensor, ...]:
        """The loss, where the run would not compute it and may."""
        if self._wanted is not None:
            losses = [self._wanted] if self._wanted.graph is session.graph and plan.written else []
        else:
            losses = losses_of(plan)[:1]
        ran = set(plan.order)
        return tuple(t for t in losses if t.op not in ran and harmless_extra(t, plan))

    def run_started(self, frame: RunFrame) -> None:
        """A run begins."""

    def run_ended(self, frame: RunFrame) -> None:
        """Take the value."""
        if frame.error is not None or self.value is not None:
            return
        for tensor in self._losses(frame.plan):
            slot = frame.plan.slot_of.get(tensor)
            if slot is not None and frame.values[slot] is not None:
                self.value = float(np.mean(np.asarray(frame.values[slot])))
                return

    def _losses(self, plan: Plan) -> list[Tensor]:
        """What may be the loss of a run: what was differentiated; else a fetched number that is called so."""
        if self._wanted is not None:
            return [self._wanted]
        return losses_of(plan) or [
            t
            for t in plan.fetches
            if isinstance(t, Tensor)
            and t.dtype.is_floating
            and t.shape.ndims == 0
            and any(word in t.op.name.rpartition("/")[2].lower() for word in LOSS_NAMES)
        ]


class Progress:
    """A loop and its bar; made by `lab.progress`.

    Attributes:
        done: how many steps have ended.
        total: how many there will be, if that is known.
    """

    def __init__(
        self,
        iterable: Iterable[Any] | None = None,
        total: int | None = None,
        loss: Tensor | Callable[[], Any] | None = None,
        title: str = "",
    ) -> None:
        if iterable is None and total is None:
            raise TypeError("lab.progress needs something to go through, such as range(1000), or total=1000.")
        self._iterable = iterable
        if total is None and hasattr(iterable, "__len__"):
            total = len(iterable)  # type: ignore[arg-type]
        self.total = total
        self.done = 0
        self._loss = loss
        self._title = title
        self._reported: dict[str, Any] = {}
        self._sampled: float | None = None
        self._sample: LossSample | None = None
        self._bar: Any = None
        self._next = 1
        self._started = self._last_look = 0.0

    # --- three ways to use it -----------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Any]:
        if self._iterable is None:
            raise TypeError("This progress bar has nothing to go through: call update() in the loop.")
        self._open()
        try:
            for item in self._iterable:
                yield item
                self.done += 1
                if self.done >= self._next:
                    self._look()
        finally:  # also where the loop is left by `break`, or by an error in its body
            self.close()

    def __enter__(self) -> "Progress":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def update(self, steps: int = 1) -> None:
        """Count steps that have ended; for a bar that goes through nothing itself."""
        if not self._started:
            self._open()
        self.done += steps
        if self.done >= self._next:
            self._look()

    def report(self, **values: Any) -> None:
        """Show numbers beside the bar, such as `report(accuracy=0.97)`; `loss=` takes the place of the one found."""
        self._reported.update(values)

    def close(self) -> None:
        """End it: the last line stays as it is."""
        if not self._started:
            return
        self._started = 0.0
        self._take_sample()
        if self._bar is not None:
            self._draw()
            bar, self._bar = self._bar, None
            bar.close()
        elif is_static() and kernel_here() is not None:
            from IPython.display import display

            display({"text/plain": self.text()}, raw=True)

    # --- now and then -------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._started = self._last_look = time.perf_counter()
        self._bar = new_bar(self.total, self._title, self.text())
        if self._bar is not None and not callable(self._loss):
            self._ask_for_sample()
        self._next = self.done + 1 if self._bar is not None else sys.maxsize

    def _look(self) -> None:
        """Show how far it is, and say when to look again: in about `PACE` seconds.

        Every look has two parts: one asks for the loss of the next step, the other, one step later, shows it.
        """
        now = time.perf_counter()
        if self._sample is None and not callable(self._loss):
            self._ask_for_sample()
            self._next = self.done + 1
            return
        self._take_sample()
        self._draw()
        steps, seconds = self.done - self._bar_was_at, max(now - self._last_look, 1e-9)
        self._bar_was_at, self._last_look = self.done, now
        self._next = self.done + min(max(int(steps / seconds * PACE), 1), MOST_STEPS)

    _bar_was_at = 0

    def _ask_for_sample(self) -> None:
        self._sample = LossSample(self._loss if isinstance(self._loss, Tensor) else None)
        watchers.hooks.append(self._sample)

    def _take_sample(self) -> None:
        sample, self._sample = self._sample, None
        if sample is not None:
            if sample in watchers.hooks:
                watchers.hooks.remove(sample)
            if sample.value is not None:
                self._sampled = sample.value

    def _draw(self) -> None:
        bar = self._bar
        bar.set_postfix_str(", ".join(self._numbers()), refresh=False)
        if not bar.update(self.done - bar.n):
            bar.refresh()

    def _numbers(self) -> list[str]:
        shown = dict(self._reported)
        if "loss" not in shown:
            value = self._loss() if callable(self._loss) else self._sampled
            if value is not None:
                shown = {"loss": value, **shown}
        return [
            say("live.loss", chosen_language(), value=number(float(value)))
            if name == "loss"
            else f"{name} {as_text(value)}"
            for name, value in shown.items()
        ]

    # --- in words -----------------------------------------------------------------------------------------

    def text(self) -> str:
        """How far it is, without anything that depends on the time."""
        done = f"{self.done:,}"
        if self.total is None:
            return say("progress.counted", chosen_language(), count=self.done, done=done)
        return say("progress.of", chosen_language(), done=done, total=f"{self.total:,}")

    def __repr__(self) -> str:
        return f"<Progress: {self.text()}>"


def as_text(value: Any) -> str:
    """A number as the lab writes it; anything else as it is."""
    return number(float(value)) if isinstance(value, (int, float, np.generic)) else str(value)


def new_bar(total: int | None, title: str, text: str) -> Any:
    """A tqdm bar where somebody sees it; None elsewhere.

    Raises:
        ImportError: when tqdm is not installed.
    """
    in_notebook = kernel_here() is not None
    if in_notebook and is_static():
        return None
    if not in_notebook and (sys.stderr is None or not sys.stderr.isatty()):
        return None
    settings: dict[str, Any] = {
        "total": total,
        "desc": title or None,
        "unit": say("progress.unit", chosen_language()),
        "mininterval": 0,
        "miniters": 0,
        "dynamic_ncols": True,
    }
    try:
        if in_notebook:
            return _notebook_bar(settings, say("progress.bar", chosen_language(), text=text))
        from tqdm import tqdm
    except ImportError as error:
        raise ImportError(say("progress.no_tqdm", chosen_language())) from error
    return tqdm(**settings, ascii=None if _writes_blocks() else True)


def _writes_blocks() -> bool:
    """Whether the terminal can write the blocks of a bar."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    try:
        "█▏".encode(encoding)
    except (LookupError, UnicodeError):
        return False
    return os.environ.get("TERM") != "dumb"


def _notebook_bar(settings: dict[str, Any], words: str) -> Any:
    """tqdm's widget, stored in the notebook with words that are always the same."""
    from IPython.display import display
    from tqdm.notebook import tqdm_notebook

    class Bar(tqdm_notebook):  # type: ignore[misc]
        def close(self) -> None:
            """End it; a loop that was left early is no error."""
            if self.total and self.n < self.total:
                self.disp(bar_style="info", check_delay=False)
                self.disp: Any = lambda *_, **__: None
            super().close()

    bar = Bar(**settings, display=False)
    view = bar.container._repr_mimebundle_()
    data = dict(view[0] if isinstance(view, tuple) else view or {})
    display({**data, "text/plain": words}, raw=True)
    bar.displayed = True
    return bar


def progress(
    iterable: Iterable[Any] | None = None,
    total: int | None = None,
    loss: Tensor | Callable[[], Any] | None = None,
    title: str = "",
) -> Progress:
    """A bar for a loop, with the loss and the steps per second.

    Args:
        iterable: what to go through, such as `range(1000)`; None for a loop that calls `update()` itself.
        total: how many steps there will be, where the iterable does not say.
        loss: a tensor, or a function that returns a number, in place of the loss that is found.
        title: a word before the bar.

    Raises:
        TypeError: when neither an iterable nor a total is given.
        ImportError: when tqdm is not installed: `pip install tensorlab[lab]`.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(2.0)
    ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
    ...     sess.run(w.initializer)
    ...     steps = lab.progress(range(3))
    ...     for step in steps:
    ...         sess.run(train)
    >>> steps
    <Progress: 3 of 3 steps>
    """
    return Progress(iterable, total, loss, title)
