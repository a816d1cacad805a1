"""How a queue works: elements, and two lists of those who wait.

A queue in a session holds elements, and beside them two lists, first come, first served: of those who want to put
elements in and wait for room, and of those who want to take elements out and wait for some. There is one lock. Whenever
anything changes, whoever changed it looks through both lists until nobody can go on any more (`_flush`); so nobody
polls, and nobody is overtaken.

One who puts in or takes out many elements does so one by one, as room and elements come. One who gives up (his time is
over, the session is closed) puts back in front what he has taken so far, and nothing is lost.

Read next: `lines.py`, those who wait; `kinds.py`, the four kinds of queues, which differ in what they give first.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tensorlab.errors import CancelledError, InvalidArgumentError
from tensorlab.graph.dtypes import DType
from tensorlab.graph.shapes import TensorShape
from tensorlab.queues.lines import (
    DONE,
    MOVED,
    Closing,
    Element,
    Putting,
    PuttingOne,
    Taking,
    TakingOne,
    Waiting,
)
from tensorlab.run.journal import journal
from tensorlab.run.resources import Resource
from tensorlab.run.waiting import Attempt

UNBOUNDED = 2**31 - 1


class QueueResource(Resource):
    """One queue in one session. All methods may be called from any thread.

    Args:
        name: how messages call it.
        capacity: how many elements it holds at most; negative: any number.
        dtypes: the dtype of each component.
        shapes: the shape of each component, fully known; empty when elements may differ.
        remind: called with the queue, and whether an element is waited for (or else room), when somebody has waited
            for long and nobody has tried to put anything in meanwhile.

    Attributes:
        elements: what it holds.
        closed: whether it takes no more elements.
        putting, taking: those who wait, the first in front.
        visits: how often somebody came to put something in.
        wanted: what its node asked for; other nodes with the same `shared_name` must ask for the same.
    """

    kind = "Queue"

    def __init__(
        self,
        name: str,
        capacity: int,
        dtypes: Sequence[DType],
        shapes: Sequence[TensorShape] = (),
        remind: "Callable[[QueueResource, bool], None]" = lambda queue, element: None,
    ) -> None:
        self.name = name
        self.capacity = UNBOUNDED if capacity < 0 else capacity
        self.dtypes = tuple(dtypes)
        self.shapes = tuple(shapes)
        self.remind = remind
        self.visits = 0
        self.wanted: Any = None
        self._sizes = [shape.sizes for shape in self.shapes]
        self.closed = False
        self.elements: Any = deque()
        self.putting: deque[Waiting] = deque()
        self.taking: deque[Waiting] = deque()
        self._ended = False
        self._lock = threading.Lock()

    # --- what the operations call -------------------------------------------------------------------------

    def enqueue(self, components: Element) -> "Attempt | list[Any]":
        """Put one element in; [] when it is in, an `Attempt` when that has to wait for room."""
        self._check(components, self._sizes)
        element = [value.copy() if isinstance(value, np.ndarray) else value for value in components]
        return self._join(self.putting, PuttingOne(element))

    def enqueue_many(self, components: Element) -> "Attempt | list[Any]":
        """Put in as many elements as the components have rows."""
        self._check_components(components)
        for place, component in enumerate(components):
            if not np.ndim(component):
                raise self._invalid(
                    f"Component {place} is a single number or string: it has no rows to put in."
                )
        count = np.shape(components[0])[0]
        self._check(components, [None if sizes is None else (count, *sizes) for sizes in self._sizes])
        for place, component in enumerate(components):
            if np.shape(component)[0] != count:
                raise self._invalid(
                    "All input tensors must have the same size in the 0th dimension. Component "
                    f"{place} has {np.shape(component)[0]}, and should have {count}"
                )
        if count == 0:
            return []
        rows = [np.array(component) for component in components]  # the program may go on to change its own
        return self._join(self.putting, Putting(_each_row(rows, count), count))

    def dequeue(self) -> "Attempt | list[Any]":
        """Take one element out: its components, or an `Attempt` when that has to wait for one."""
        return self._join(self.taking, TakingOne())

    def dequeue_many(self, count: int, fewer: bool = False) -> "Attempt | list[Any]":
        """Take several elements out, stacked; `fewer`: what is left will do when the queue is closed."""
        if count < 0:
            which = "DequeueUpToOp" if fewer else "DequeueManyOp"
            raise self._invalid(f"{which} requested {count} < 0 elements")
        self.check_stackable()
        if count == 0:
            return self.stacked([])
        return self._join(self.taking, Taking(count, fewer))

    def shut(self, cancel_pending_enqueues: bool = False) -> "Attempt | list[Any]":
        """Take no more elements: after those that wait to be put in, or with these cancelled."""
        if not cancel_pending_enqueues:
            return self._join(self.putting, Closing())
        with self._lock:
            self.closed = True
            finished = self._cancel_all(self.putting, "Enqueue") + self._flush()
        _tell(finished)
        return []

    def size(self) -> int:
        """How many elements it holds now."""
        return len(self.elements)

    def close(self) -> None:
        """The session closes: whoever waits gets a CancelledError, and so does whoever comes later."""
        with self._lock:
            self.closed = self._ended = True
            finished = self._cancel_all(self.putting, "Enqueue") + self._cancel_all(self.taking, "Dequeue")
            self.elements.clear()
        _tell(finished)

    # --- what the kinds of queues say ---------------------------------------------------------------------

    def put(self, element: Element) -> None:
        """Keep an element."""
        self.elements.append(element)

    def take(self) -> Element:
        """Give one up."""
        raise NotImplementedError

    def put_back(self, taken: list[Element]) -> None:
        """Keep those again that were taken, in this order, and nobody got."""
        raise NotImplementedError

    def available(self) -> int:
        """How many may be taken now."""
        return len(self.elements)

    def ready_for(self, missing: int) -> int:
        """How many may be taken now by one who needs `missing` more."""
        return self.available()

    def check_stackable(self) -> None:
        """Refuse to stack elements that may have any shape."""
        if not self.shapes:
            raise self._invalid(
                f"{self.kind}'s DequeueMany and DequeueUpTo require the components to have specified shapes."
            )

    def stacked(self, elements: list[Element]) -> list[Any]:
        """The elements as one array for each component."""
        return [
            _stack([element[place] for element in elements], dtype, shape.sizes)
            for place, (dtype, shape) in enumerate(zip(self.dtypes, self.shapes, strict=True))
        ]

    # --- those who wait -----------------------------------------------------------------------------------

    def _join(self, line: deque[Waiting], one: Waiting) -> "Attempt | list[Any]":
        """Stand at the end of a line; the result, if it comes at once."""
        attempt = None
        with self._lock:
            if self._ended:
                raise CancelledError(None, None, "The session is closed.")  # type: ignore[arg-type]
            self.visits += line is self.putting
            line.append(one)
            finished = self._flush()
            if line and line[-1] is one:  # nobody can have come behind it: we hold the lock
                one.attempt = attempt = Attempt(lambda _: self._leave(line, one), self._reminder(line))
        size = len(self.elements)
        _tell(finished, size=size, capacity=self.capacity)
        journal.note(size=size, capacity=self.capacity)
        if attempt is not None:
            return attempt
        if one.error is not None:
            raise one.error
        return one.result

    def _leave(self, line: deque[Waiting], one: Waiting) -> None:
        """Wait no longer; what it was given at the last moment goes back, too."""
        with self._lock:
            if one in line:
                line.remove(one)
            one.give_up(self)
            finished = self._flush()
        _tell(finished, size=len(self.elements), capacity=self.capacity)

    def _reminder(self, line: deque[Waiting]) -> Callable[[], None]:
        """What is called when somebody has waited for long."""
        before = self.visits
        return lambda: self.remind(self, line is self.taking) if self.visits == before else None

    def _flush(self) -> list[Waiting]:
        """Let everybody go on until nobody can; those who waited and are done now."""
        finished: list[Waiting] = []
        changed = True
        while changed:
            changed = self._serve(self.putting, finished) | self._serve(self.taking, finished)
        return finished

    def _serve(self, line: deque[Waiting], finished: list[Waiting]) -> bool:
        changed = False
        while line:
            one = line[0]
            moved = one.proceed(self)
            if moved != DONE:
                return changed or moved == MOVED
            changed = True
            line.popleft()
            if one.attempt is not None:
                finished.append(one)
        return changed

    def _cancel_all(self, line: deque[Waiting], what: str) -> list[Waiting]:
        cancelled = list(line)
        line.clear()
        for one in cancelled:
            one.give_up(self)
            one.refused(CancelledError, f"{what} operation was cancelled")
        return cancelled

    # --- checks -------------------------------------------------------------------------------------------

    def _check_components(self, components: Element) -> None:
        if len(components) != len(self.dtypes):
            raise self._invalid(
                f"Wrong number of components in tuple. Expected {len(self.dtypes)}, got {len(components)}"
            )

    def _check(self, components: Element, expected: "Sequence[tuple[int | None, ...] | None]") -> None:
        """Refuse components of the wrong number, dtype or shape."""
        self._check_components(components)
        for place, (value, dtype) in enumerate(zip(components, self.dtypes, strict=True)):
            found = getattr(value, "dtype", None)
            if found is not None and dtype.size and found != dtype.as_numpy_dtype:
                raise self._invalid(
                    f"Type mismatch in tuple component {place}. Expected {dtype.name}, got {found}"
                )
        for place, (value, sizes) in enumerate(zip(components, expected, strict=False)):
            shape = np.shape(value)
            if shape != sizes and not fits(shape, sizes):
                raise self._invalid(
                    f"Shape mismatch in tuple component {place}. Expected {bracketed(sizes)}, got {bracketed(shape)}"
                )

    def insufficient(self, requested: int, size: int) -> str:
        """The words of an OutOfRangeError."""
        return (
            f"{self.kind} '{self.name}' is closed and has insufficient elements "
            f"(requested {requested}, current size {size})"
        )

    def _invalid(self, message: str) -> InvalidArgumentError:
        return InvalidArgumentError(None, None, message)  # type: ignore[arg-type]


def _tell(finished: list[Waiting], **facts: Any) -> None:
    """Tell those who waited; not under the lock, for what they do then is their own."""
    for one in finished:
        assert one.attempt is not None
        one.attempt.note(**facts)
        if one.error is not None:
            one.attempt.fail(one.error)
        else:
            one.attempt.finish(one.result)


def _each_row(components: list[Any], count: int) -> Iterator[Element]:
    """The elements of a batch; each with memory of its own, so that one left over does not keep the whole batch."""
    scalars = [component.ndim == 1 for component in components]
    for row in range(count):
        yield [c[row] if scalar else c[row].copy() for c, scalar in zip(components, scalars, strict=True)]


def _stack(values: list[Any], dtype: DType, sizes: tuple[int | None, ...] | None) -> Any:
    """Values of one shape as one array, with a dimension in front."""
    batch = np.empty((len(values), *(size or 0 for size in sizes or ())), dtype.as_numpy_dtype)
    if len(values) and batch.ndim == 1:
        batch[:] = values
        return batch
    for place, value in enumerate(values):
        batch[place] = value
    return batch


def fits(shape: tuple[int, ...], sizes: tuple[int | None, ...] | None) -> bool:
    """Whether a shape agrees with sizes some of which may be unknown."""
    return sizes is None or (
        len(shape) == len(sizes) and all(b is None or a == b for a, b in zip(shape, sizes, strict=True))
    )


def bracketed(sizes: "Sequence[int | None] | None") -> str:
    """A shape as TensorFlow's runtime writes it.

    >>> bracketed((2, None))
    '[2,?]'
    """
    return "<unknown>" if sizes is None else "[" + ",".join("?" if s is None else str(s) for s in sizes) + "]"
