"""The journal: what came from outside the graph in one run, written down for a replay.

What a Python function returns, what a queue hands out, what stands in a file: none of it follows from the feeds and
the variables, so nobody can compute it again. Ops that reach outside say so (`@op(..., outside=True)`). While a run is
recorded, what they return is written down here; when it is replayed, they are given that and are not called.

Read next: `tensorlab/record/replay.py`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tensorlab.errors import UnavailableError
from tensorlab.graph.operation import Operation
from tensorlab.run.waiting import Attempt

Written = dict[Operation, list[Any]]
"""For every operation what it returned, one entry for each time that it ran."""


class Journal(threading.local):
    """The journal of this thread; a run is recorded in the thread that runs it.

    Attributes:
        written: takes what comes in; None when nobody records.
        notes: what operations said about themselves in words and numbers (`note`), kept in the same way.
        replayed: what came in when the run was recorded; None when nothing is replayed.
    """

    def __init__(self) -> None:
        self.written: Written | None = None
        self.notes: Written = {}
        self.replayed: dict[Operation, Iterator[Any]] | None = None
        self._facts: dict[str, Any] | None = None

    def begin(self) -> tuple[Written, Written]:
        """Write down what comes in from now on; several who watch one run share what is written and noted."""
        if self.written is None:
            self.written, self.notes = {}, {}
        return self.written, self.notes

    def end(self) -> None:
        """Write nothing down any more."""
        self.written = None

    def note(self, **facts: Any) -> None:
        """Leave facts about the operation that is running, for the trace: `journal.note(size=3, capacity=10)`."""
        if self._facts is not None:
            self._facts.update(facts)

    def write(self, operation: Operation, result: Any, facts: dict[str, Any]) -> None:
        """Write down what an operation returned."""
        if self.written is not None:
            self.written.setdefault(operation, []).append(_copied(result))
            self.notes.setdefault(operation, []).append(facts)

    @contextmanager
    def replaying(self, written: Written) -> Iterator[None]:
        """Give back, inside this scope, what came in when a run was recorded."""
        self.replayed = {operation: iter(entries) for operation, entries in written.items()}
        try:
            yield
        finally:
            self.replayed = None

    def kernel(self, kernel: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        """The kernel of an op that reaches outside, as a run that may be recorded or replayed calls it."""

        def call(*arrays: Any) -> Any:
            if self.replayed is not None and operation in self.replayed:
                for entry in self.replayed[operation]:
                    return entry
                raise UnavailableError(
                    None, None, f"The record does not say what {operation.name} would give."
                )
            outer, self._facts = self._facts, {}
            try:
                result = kernel(*arrays)
                facts = self._facts
            finally:
                self._facts = outer
            if isinstance(result, Attempt):
                result.facts.update(facts)  # written down when it is finished
            else:
                self.write(operation, result, facts)
            return result

        return call


def _copied(result: Any) -> Any:
    """Arrays copied, since what made them may write into them again."""
    if isinstance(result, (list, tuple)):
        return [_copied(value) for value in result]
    return result.copy() if isinstance(result, np.ndarray) else result


journal = Journal()
