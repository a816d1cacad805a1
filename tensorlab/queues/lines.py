"""Those who stand in the lines of a queue: what each of them wants, and how far he comes with it.

Read next: `resource.py`, the queue that serves them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tensorlab.errors import CancelledError, OpError, OutOfRangeError
from tensorlab.run.waiting import Attempt

if TYPE_CHECKING:
    from tensorlab.queues.resource import QueueResource

Element = list[Any]
"""One element of a queue: an array for each component."""

STUCK, MOVED, DONE = range(3)
"""How far somebody in a list came: not at all, a bit, to the end."""


class Waiting:
    """Somebody who wants something of a queue: does it now, or waits in a list until it can be done.

    Attributes:
        attempt: what the run waits for; None as long as it did not have to wait.
        result: what it got.
        error: why it got nothing.
    """

    __slots__ = ("attempt", "error", "result")

    def __init__(self) -> None:
        self.attempt: Attempt | None = None
        self.result: list[Any] = []
        self.error: OpError | None = None

    def proceed(self, queue: "QueueResource") -> int:
        """Go on as far as the queue allows."""
        raise NotImplementedError

    def give_up(self, queue: "QueueResource") -> None:
        """Put back what it holds."""

    def refused(self, kind: type[OpError], message: str) -> int:
        """End with an error."""
        self.error = kind(None, None, message)  # type: ignore[arg-type, call-arg]  # the run names the node
        return DONE


class Putting(Waiting):
    """Wants to put elements in.

    Attributes:
        elements: those that come.
        missing: how many are still to come.
    """

    __slots__ = ("elements", "missing")

    def __init__(self, elements: Iterator[Element], count: int) -> None:
        super().__init__()
        self.elements = elements
        self.missing = count

    def proceed(self, queue: "QueueResource") -> int:
        if queue.closed:
            return self.refused(CancelledError, f"{queue.kind} '{queue.name}' is closed.")
        moved = STUCK
        while len(queue.elements) < queue.capacity:
            queue.put(next(self.elements))
            self.missing -= 1
            if not self.missing:
                return DONE
            moved = MOVED
        return moved


class PuttingOne(Waiting):
    """Wants to put one element in."""

    __slots__ = ("element",)

    def __init__(self, element: Element) -> None:
        super().__init__()
        self.element = element

    def proceed(self, queue: "QueueResource") -> int:
        if queue.closed:
            return self.refused(CancelledError, f"{queue.kind} '{queue.name}' is closed.")
        if len(queue.elements) >= queue.capacity:
            return STUCK
        queue.put(self.element)
        return DONE


class Closing(Waiting):
    """Wants the queue closed, after all that stand before it have put their elements in."""

    __slots__ = ()

    def proceed(self, queue: "QueueResource") -> int:
        if queue.closed:
            return self.refused(CancelledError, f"Queue '{queue.name}' is already closed.")
        queue.closed = True
        return DONE


class TakingOne(Waiting):
    """Wants one element."""

    __slots__ = ()

    def proceed(self, queue: "QueueResource") -> int:
        if queue.available() > 0:
            self.result = queue.take()
            return DONE
        if queue.closed:
            return self.refused(OutOfRangeError, queue.insufficient(1, len(queue.elements)))
        return STUCK

    def give_up(self, queue: "QueueResource") -> None:
        if self.result:
            queue.put_back([self.result])


class Taking(Waiting):
    """Wants several elements, stacked; takes them as they come.

    Attributes:
        missing: how many it still needs.
        taken: those it has.
        fewer: whether it takes what is left when the queue is closed and has not enough.
    """

    __slots__ = ("fewer", "missing", "taken")

    def __init__(self, count: int, fewer: bool) -> None:
        super().__init__()
        self.missing = count
        self.taken: list[Element] = []
        self.fewer = fewer

    def proceed(self, queue: "QueueResource") -> int:
        size = len(queue.elements)
        if queue.closed and size < self.missing:
            queue.put_back(self.taken)
            if self.fewer and queue.elements:
                self.taken, self.missing = [], len(queue.elements)
            elif self.fewer and queue.putting:
                self.taken = []
                return MOVED  # those who wait to put something in learn first that the queue is closed
            else:
                return self.refused(OutOfRangeError, queue.insufficient(self.missing, size))
        moved = STUCK
        for _ in range(min(queue.ready_for(self.missing), self.missing)):
            self.taken.append(queue.take())
            self.missing -= 1
            moved = MOVED
        if self.missing:
            return moved
        self.result = queue.stacked(self.taken)
        return DONE

    def give_up(self, queue: "QueueResource") -> None:
        queue.put_back(self.taken)
