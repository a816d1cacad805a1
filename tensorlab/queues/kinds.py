"""The four kinds of queues: what they keep, and what they give first.

First in, first out; the same with elements of different sizes, filled up with zeros; in random order; and by rank.

Read next: `nodes.py`, the operations on them.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.philox import PhiloxStream
from tensorlab.queues.lines import Element
from tensorlab.queues.resource import QueueResource, bracketed

WORDS_AT_A_TIME = 256  # a multiple of four: the generator's words come in fours


class FirstInFirstOut(QueueResource):
    """Gives the elements in the order in which they came."""

    kind = "FIFOQueue"

    def take(self) -> Element:
        return self.elements.popleft()  # type: ignore[no-any-return]

    def put_back(self, taken: list[Element]) -> None:
        self.elements.extendleft(reversed(taken))


class Padding(FirstInFirstOut):
    """The same; its shapes may have unknown sizes, and elements that are taken out together are filled up."""

    kind = "PaddingFIFOQueue"

    def check_stackable(self) -> None:
        """All of them are."""

    def stacked(self, elements: list[Element]) -> list[Any]:
        batches = []
        for place, (dtype, shape) in enumerate(zip(self.dtypes, self.shapes, strict=True)):
            values = [element[place] for element in elements]
            sizes = [
                size if size is not None else max([np.shape(value)[axis] for value in values], default=0)
                for axis, size in enumerate(shape.as_list())
            ]
            batch = np.zeros((len(values), *sizes), dtype.as_numpy_dtype)
            if dtype.name == "string":
                batch[...] = b""
            for row, value in enumerate(values):
                place_of_row: tuple[Any, ...] = (row, *(slice(size) for size in np.shape(value)))
                batch[place_of_row] = value
            batches.append(batch)
        return batches


class RandomShuffle(QueueResource):
    """Gives any of the elements, and keeps some, so that there is always a choice.

    Args:
        min_after_dequeue: how many stay in it as long as it is not closed.
        seed, seed2: where the random choices begin; two zeros mean: anywhere.
    """

    kind = "RandomShuffleQueue"

    def __init__(self, *args: Any, min_after_dequeue: int = 0, seed: int = 0, seed2: int = 0) -> None:
        super().__init__(*args)
        if min_after_dequeue < 0:
            raise self._invalid(f"min_after_dequeue {min_after_dequeue} must be >= 0")
        if min_after_dequeue >= self.capacity:
            raise self._invalid(f"min_after_dequeue {min_after_dequeue} must be < capacity {self.capacity}")
        self.min_after_dequeue = min_after_dequeue
        self.elements: list[Element] = []
        self._stream = PhiloxStream(seed, seed2)
        self._words: list[int] = []

    def take(self) -> Element:
        if not self._words:
            self._words = self._stream.bits(WORDS_AT_A_TIME)[::-1].tolist()
        elements = self.elements
        place = self._words.pop() % len(elements)
        chosen = elements[place]
        last = elements.pop()
        if place < len(elements):
            elements[place] = last
        return chosen

    def put_back(self, taken: list[Element]) -> None:
        self.elements.extend(reversed(taken))

    def available(self) -> int:
        return len(self.elements) - (0 if self.closed else self.min_after_dequeue)


class ByPriority(QueueResource):
    """Gives the element of the lowest rank; the rank is its first component.

    The elements stand in a heap: a list in which the one at place n ranks no higher than those at 2n + 1 and 2n + 2,
    so that the first is the lowest of all. Among elements of one rank, which comes first follows from the way in which
    the heap is put in order; it is the way of C++'s standard library, and so the order is TensorFlow's.
    """

    kind = "PriorityQueue"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if self.dtypes[0].name != "int64":
            raise self._invalid(
                f"PriorityQueue priority index component must be type int64, but dtype is: {self.dtypes[0].name}"
            )
        if self.shapes and self.shapes[0].ndims != 0:
            raise self._invalid(
                "PriorityQueue priority index component must be a scalar, but shape is: "
                f"{bracketed(self.shapes[0].sizes)}"
            )
        self.elements: list[Element] = []

    def put(self, element: Element) -> None:
        self.elements.append(element)
        self._raise(len(self.elements) - 1, element)

    def take(self) -> Element:
        heap = self.elements
        last = heap.pop()
        if not heap:
            return last
        lowest, free, end = heap[0], 0, len(heap)
        while (child := 2 * free + 2) < end:  # the free place goes down to the end, ...
            if heap[child][0] > heap[child - 1][0]:
                child -= 1
            heap[free] = heap[child]
            free = child
        if child == end:
            heap[free] = heap[child - 1]
            free = child - 1
        self._raise(free, last)  # ... where the last one takes it, and rises
        return lowest

    def _raise(self, place: int, element: Element) -> None:
        """Let an element rise from a place until the one above ranks no higher."""
        heap = self.elements
        while place and heap[above := (place - 1) // 2][0] > element[0]:
            heap[place] = heap[above]
            place = above
        heap[place] = element

    def put_back(self, taken: list[Element]) -> None:
        for element in taken:
            self.put(element)

    def ready_for(self, missing: int) -> int:
        """All at once or none: those who come later may rank lower."""
        ready = self.available()
        return ready if ready >= missing else 0

    def check_ranks(self, components: Sequence[Any], ndim: int) -> None:
        """Refuse ranks that are not one number for each element."""
        if np.ndim(components[0]) != ndim:
            raise InvalidArgumentError(
                None,  # type: ignore[arg-type]
                None,
                "Expected the priority element to be a scalar, but received shape: "
                f"{bracketed(np.shape(components[0])[ndim:])}",
            )

    def enqueue(self, components: Element) -> Any:
        self.check_ranks(components, 0)
        return super().enqueue(components)

    def enqueue_many(self, components: Element) -> Any:
        self.check_ranks(components, 1)
        return super().enqueue_many(components)
