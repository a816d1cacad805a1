"""The memory of a simulated GPU: a book of who holds how many bytes, and an end to it.

The values really lie in the computer's own memory. A `Block` is what one allocation would be on a GPU: an array
and all views of it share one, and it is given back when the last of them is gone.

Read next: `simulated_array.py`, whose arrays each hold a block.
"""

import gc
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from tensorlab.devices.device import HOST
from tensorlab.errors import ResourceExhaustedError
from tensorlab.graph.dtypes import c_name

OUTSIDE = "(outside of any node)"
"""Who holds what no node made: values that were fed or copied in before a node ran."""


class Block:
    """One allocation; it is given back when nothing refers to it any more."""

    __slots__ = ("__weakref__", "_books", "array", "bytes", "node")

    def __init__(self, array: np.ndarray[Any, Any], node: str, books: Iterable["SimulatedMemory"]) -> None:
        self.array = array
        self.bytes = array.nbytes
        self.node = node
        self._books = [book._returned for book in books]

    def __del__(self) -> None:
        # It may happen at any moment, even while a book is being written: so it is only noted here.
        for returned in self._books:
            returned.append((self.node, self.bytes))


class SimulatedMemory:
    """The memory of one simulated card, or the part of it that a session may use.

    Args:
        label: which GPU it is, for messages, such as `GPU:0`.
        limit: how many bytes there are; 0 for no limit.
        whole: the memory that this is a part of.

    Attributes:
        space: the same object for all parts of one memory: arrays of one space may be mixed.
        waits: how often each node made the program wait for the GPU.

    >>> memory = SimulatedMemory("GPU:0", limit=1000)
    >>> block = memory.block_of(np.zeros(100))
    >>> memory.in_use
    800
    >>> del block
    >>> memory.in_use, memory.peak
    (0, 800)
    """

    def __init__(self, label: str, limit: int = 0, whole: "SimulatedMemory | None" = None) -> None:
        self.label = label
        self.limit = limit
        self.space: WeakValueDictionary[int, Block] = WeakValueDictionary() if whole is None else whole.space
        self.waits: Counter[str] = Counter()
        self._books: tuple[SimulatedMemory, ...] = (self,) if whole is None else (self, *whole._books)
        self._in_use = 0
        self._peak = 0
        self._held: Counter[str] = Counter()
        self._returned: deque[tuple[str, int]] = deque()
        self._lock: Any = threading.RLock() if whole is None else whole._lock
        self._running: threading.local = threading.local() if whole is None else whole._running

    def part(self, fraction: float, label: str) -> "SimulatedMemory":
        """A part of this memory, or all of it under another label, with an account of its own.

        >>> memory = SimulatedMemory("GPU:0", limit=1000)
        >>> part = memory.part(0.25, "GPU:0")
        >>> block = part.block_of(np.zeros(25))
        >>> part.in_use, part.limit, memory.in_use
        (200, 250, 200)
        """
        return SimulatedMemory(label, int(self.limit * fraction), self)

    # --- whose memory it is -------------------------------------------------------------------------------

    @contextmanager
    def on_behalf_of(self, node: str) -> Iterator[None]:
        """What this thread makes inside is booked to a node."""
        before = self.node
        self._running.node = node
        try:
            yield
        finally:
            self._running.node = before

    @property
    def node(self) -> str:
        """The node that this thread is running; empty for none."""
        return getattr(self._running, "node", "")

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What this thread makes inside takes no room and stands in no account.

        >>> memory = SimulatedMemory("GPU:0", limit=1000)
        >>> with memory.uncounted():
        ...     block = memory.block_of(np.zeros(1000))
        >>> memory.in_use
        0
        """
        before = getattr(self._running, "uncounted", False)
        self._running.uncounted = True
        try:
            yield
        finally:
            self._running.uncounted = before

    def note_wait(self) -> None:
        """A node asks for a value on the host: a real GPU would have to finish everything first."""
        if self.node:
            with self._lock:
                for book in self._books:
                    book.waits[self.node] += 1

    # --- the book -----------------------------------------------------------------------------------------

    def block_of(self, array: np.ndarray[Any, Any]) -> Block:
        """The block that an array lies in; a new one unless it is a view of something that is here.

        Raises:
            ResourceExhaustedError: when the memory has an end and the block goes beyond it.
        """
        owner = _owner(array)
        with self._lock:
            block = self.space.get(id(owner))
            if block is None:
                books = () if getattr(self._running, "uncounted", False) else self._books
                self.reserve(array.shape, array.dtype, owner.nbytes)
                block = self.space[id(owner)] = Block(owner, self.node or OUTSIDE, books)
                for book in books:
                    book._note(block)
            return block

    def _note(self, block: Block) -> None:
        self._held[block.node] += block.bytes
        self._in_use += block.bytes
        self._peak = max(self._peak, self._in_use)

    def reserve(self, shape: tuple[int, ...], dtype: np.dtype[Any], bytes: int) -> None:
        """See whether there is room for an array; nothing is booked.

        Raises:
            ResourceExhaustedError: when there is not.
        """
        for book in () if getattr(self._running, "uncounted", False) else self._books:
            if not book._has_room(bytes):
                gc.collect()  # a session that nobody uses any more may still be about
                if not book._has_room(bytes):
                    raise ResourceExhaustedError(None, None, book._complaint(shape, dtype, bytes))

    def _has_room(self, bytes: int) -> bool:
        return not self.limit or self.in_use + bytes <= self.limit

    @property
    def in_use(self) -> int:
        """How many bytes are taken now."""
        self._settle()
        return self._in_use

    @property
    def peak(self) -> int:
        """The most that was ever taken."""
        return self._peak

    def account(self) -> dict[str, int]:
        """How many bytes the values of each node take now, the largest first.

        >>> memory = SimulatedMemory("GPU:0")
        >>> with memory.on_behalf_of("hidden/MatMul"):
        ...     block = memory.block_of(np.zeros(100))
        >>> memory.account()
        {'hidden/MatMul': 800}
        """
        with self._lock:
            self._settle()
            return dict(self._held.most_common())

    def _settle(self) -> None:
        with self._lock:
            while self._returned:
                node, bytes = self._returned.popleft()
                self._in_use -= bytes
                self._held[node] -= bytes
                if not self._held[node]:
                    del self._held[node]

    def _complaint(self, shape: tuple[int, ...], dtype: np.dtype[Any], bytes: int) -> str:
        """What TensorFlow says when there is no room, and who took it."""
        held = list(self.account().items())
        lines = [f"  {taken:>15,} bytes  {node}" for node, taken in held[:10]]
        if held[10:]:
            lines.append(f"  {sum(taken for _, taken in held[10:]):>15,} bytes  {len(held) - 10} other nodes")
        return "\n".join(
            [
                f"OOM when allocating tensor with shape[{','.join(map(str, shape))}] and type "
                f"{c_name(dtype.name)} on {HOST}/device:{self.label} "
                f"by allocator {self.label.replace(':', '_')}_bfc",
                f"It needs {bytes:,} bytes; {self._in_use:,} of the simulated {self.label}'s {self.limit:,} bytes "
                "are taken. Who holds them:",
                *(lines or ["  nobody: the tensor alone is too large"]),
                "Feed a smaller batch, give the simulated GPU more (lab.simulate_gpu(memory=...)), or let this "
                'part run on the CPU: with tf.device("/cpu:0").',
            ]
        )


def _owner(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array that owns the memory which a view looks at."""
    owner = found = array
    while (owner := getattr(owner, "base", None)) is not None:  # type: ignore[assignment]
        if isinstance(owner, np.ndarray):
            found = owner
    return found
