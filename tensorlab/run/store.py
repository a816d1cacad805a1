"""What a session remembers between runs: the variables' arrays and the random streams.

Two sessions on one graph hold two stores, so they share no value.

Read next: `plan.py`.
"""

import threading
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.run.philox import PhiloxStream


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
        lock: held while a variable is written, so that updates from several threads do not lose one another.
    """

    def __init__(self) -> None:
        self.cells: dict[Operation, Cell] = {}
        self.streams: dict[Operation, PhiloxStream] = {}
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
