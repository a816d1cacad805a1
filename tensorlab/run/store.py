"""What a session remembers between runs: the variables' arrays, the random streams, queues and their like.

Two sessions on one graph hold two stores, so they share no value.

Read next: `plan.py`; `resources.py` (what a session keeps besides variables).
"""

import threading
from collections.abc import Callable
from typing import Any

from tensorlab.errors import CancelledError
from tensorlab.graph.operation import Operation
from tensorlab.philox import PhiloxStream


class Cell:
    """One variable in one session. `value` is its array, or None as long as it is not initialised."""

    __slots__ = ("operation", "value")

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.value: Any = None

    def __repr__(self) -> str:
        return f"<Cell {self.operation.name!r}: {self.value!r}>"


class Store:
    """The state of one session.

    Attributes:
        cells: for every variable's operation its cell.
        streams: for every random operation its stream of numbers.
        resources: queues, iterators and their like, by name.
        lock: held while a variable is written, so that updates from several threads do not lose one another.
    """

    def __init__(self) -> None:
        self.cells: dict[Operation, Cell] = {}
        self.streams: dict[Operation, PhiloxStream] = {}
        self.resources: dict[str, Any] = {}
        self.closed = False
        self.lock = threading.RLock()

    def cell(self, operation: Operation) -> Cell:
        """The cell of a variable, made at first use."""
        cell = self.cells.get(operation)
        # Two threads may get here at once; setdefault lets one of them win.
        return cell if cell is not None else self.cells.setdefault(operation, Cell(operation))

    def stream(self, operation: Operation) -> PhiloxStream:
        """The random stream of an operation, made from its seeds at first use."""
        stream = self.streams.get(operation)
        if stream is None:
            attributes = operation.attributes
            stream = PhiloxStream(attributes.get("seed", 0), attributes.get("seed2", 0))
            stream = self.streams.setdefault(operation, stream)
        return stream

    def resource(self, name: str, make: Callable[[], Any]) -> Any:
        """The resource of that name, made at first use.

        Raises:
            tf.errors.CancelledError: when the session has been closed meanwhile.
        """
        with self.lock:
            if self.closed:
                raise CancelledError(None, None, "The session was closed while this run went on.")
            if name not in self.resources:
                self.resources[name] = make()
            return self.resources[name]

    def close(self) -> None:
        """Give everything up; who waits for a resource waits no more."""
        with self.lock:
            self.closed = True
        for resource in self.resources.values():
            resource.close()
        for cell in self.cells.values():
            cell.value = None  # plans that a record keeps refer to it, and the array may take room on a GPU
