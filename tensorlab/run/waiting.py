"""Waiting: what a kernel returns when it has begun something that it cannot finish yet.

A dequeue from an empty queue is such a thing: somebody else has to put an element in first, another node of the same
run or another thread.

Read next: `tensorlab/scheduling/patient.py`, the loop that runs plans with such nodes.
"""

import threading
from collections.abc import Callable
from time import perf_counter
from typing import Any


class Attempt:
    """What a kernel returns when it has begun something and cannot finish it yet.

    Args:
        cancel: called with the attempt when nobody waits for it any more: it must be taken out of the waiting list,
            and what it holds put back. It may have been finished a moment before.
        remind: called once, after ten seconds of waiting, to say what was perhaps forgotten.

    Attributes:
        done: whether it was finished or has failed.
        facts: what the trace is told about it (`journal.note`).
    """

    __slots__ = ("_cancel", "_lock", "_wake", "done", "error", "facts", "remind", "result", "since")

    def __init__(self, cancel: Callable[["Attempt"], None], remind: Callable[[], None] | None = None) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._wake: threading.Event | None = None
        self.remind = remind
        self.done = False
        self.result: Any = None
        self.error: Exception | None = None
        self.facts: dict[str, Any] = {}
        self.since = perf_counter()

    def finish(self, result: Any) -> None:
        """Say that it is done; `result` has the form of the kernel's result. Any thread may call this."""
        self._end(result, None)

    def fail(self, error: Exception) -> None:
        """Say that it cannot be done, and why."""
        self._end(None, error)

    def note(self, **facts: Any) -> None:
        """Leave facts for the trace, as `journal.note` does while a kernel runs."""
        self.facts.update(facts)

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        self._cancel(self)

    def wakes(self, event: threading.Event) -> None:
        """Set this event when it is done; at once, if it is."""
        with self._lock:
            self._wake = event
            if self.done:
                event.set()

    def outcome(self) -> Any:
        """The result of a finished attempt; raises its error if it failed."""
        self.note(waited=perf_counter() - self.since)
        if self.error is not None:
            raise self.error
        return self.result

    def _end(self, result: Any, error: Exception | None) -> None:
        with self._lock:
            if self.done:
                return
            self.result, self.error, self.done = result, error, True
            if self._wake is not None:
                self._wake.set()
