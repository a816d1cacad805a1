"""The desk: where a live Tracer's questions are answered.

The Tracer's view asks by name for what only the kernel can compute: a run with another value in it, a window of a
large array, where a number comes from. Each question has one function, which gets the desk (what was recorded),
the question's content and its buffers, and returns the reply and its buffers. It is imported when it is first
asked.

Read next: the modules named in QUESTIONS.
"""

import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.recorder import RecordedRun

Reply = tuple[dict[str, Any], list[bytes]]
Question = Callable[["Desk", dict[str, Any], list[Any]], Reply]

QUESTIONS: dict[str, str] = {
    "array_window": "tensorlab.lab.array_window:answer",
    "check": "tensorlab.lab.checking:answer",
    "derive": "tensorlab.lab.explaining:answer_derive",
    "export": "tensorlab.lab.exporting:answer",
    "node_values": "tensorlab.lab.inside:answer",
    "scan": "tensorlab.lab.scanning:answer",
    "stops": "tensorlab.lab.scanning:remember",
    "training_series": "tensorlab.lab.training_view:answer",
    "what_if": "tensorlab.lab.what_if:answer",
}  # name -> "module:function"


class Desk:
    """Answers the questions of one Tracer.

    Attributes:
        builder: makes bundles of the recorded runs of the graph that is shown, and replays runs.
        tape: the tape; None where only a graph is shown.
    """

    def __init__(self, builder: BundleBuilder, tape: Any = None) -> None:
        self.builder = builder
        self.tape = tape
        # A kernel may answer several Tracers, each in a thread of its own.
        self._lock = threading.Lock()

    @property
    def runs(self) -> Sequence[RecordedRun]:
        """The runs in the order in which the bundle has them."""
        return self.builder.runs

    def answer(self, what: str, content: dict[str, Any], buffers: list[Any]) -> Reply:
        """Answer one question.

        Raises:
            LookupError: when nobody knows the question.
        """
        if what not in QUESTIONS:
            raise LookupError(
                f"This kernel does not know the question {what!r}: is its tensorlab older than the page?"
            )
        module, _, name = QUESTIONS[what].partition(":")
        question: Question = getattr(import_module(module), name)
        with self._lock:
            return question(self, content, buffers)
