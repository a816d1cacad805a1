"""Resources: what a session keeps between runs besides variables: queues, readers, iterators.

A node that makes one takes a `Shelf` as its first parameter, and its output, of dtype `tf.resource`, is the resource
itself. The nodes that use it take that as an input like any other::

    @op("FIFOQueueV2", ..., outside=True)
    def fifo_queue(shelf: Shelf, capacity: int = -1, shared_name: str = ""):
        return shelf.keep(lambda: FIFOQueue(capacity))

    @op("QueueSizeV2", ..., outside=True)
    def queue_size(handle: Handle):
        return np.int32(handle.size())

Read next: `waiting.py`, for nodes that cannot always finish at once.
"""

from collections.abc import Callable
from typing import Annotated, Any

from tensorlab.graph.operation import Operation

Handle = Annotated[Any, "array"]
"""The parameter of a kernel that is handed a resource; to the graph it is a tensor like any other."""


class Resource:
    """What a session keeps under a name. It may be used by several threads at once."""

    shape: tuple[int, ...] = ()  # in a trace it stands among arrays
    nbytes = 0

    def close(self) -> None:
        """The session closes: fail with CancelledError what waits here, and from now on refuse with it."""


class Shelf:
    """Where a session keeps what one node makes.

    Args:
        store: the session's store.
        operation: the node.
    """

    __slots__ = ("name", "shared", "store")

    def __init__(self, store: Any, operation: Operation) -> None:
        self.store = store
        self.shared: str = operation.attributes.get("shared_name") or ""
        self.name = self.shared or operation.name

    def keep(self, make: Callable[[], Any]) -> Any:
        """The resource of this node, or of the nodes that share its name; made at first use in the session."""
        return self.store.resource(self.name, make)

    def named(self, name: str) -> Any:
        """The resource kept under another name, or None."""
        return self.store.resources.get(name)
