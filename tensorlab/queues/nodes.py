"""The operations of queues: making one, putting in, taking out, closing, asking.

The value of `fifo_queue:0` is the queue of the session (`resource.py`), and the other operations take it as an input.
They look at more than their inputs, so a record keeps what they gave, and a replay is given that; and those that put
in or take out may have to wait, so a run puts them aside and goes on.

Read next: `queue_base.py`, the classes that programs use.
"""

import threading
import warnings
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple
from weakref import WeakSet

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import bool_, int32, int64, resource
from tensorlab.graph.registry import MIXED, Arrays, HostInt, Shelf, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape
from tensorlab.queues.kinds import ByPriority, FirstInFirstOut, Padding, RandomShuffle
from tensorlab.queues.resource import QueueResource
from tensorlab.run.journal import journal
from tensorlab.sources import SourceLine, user_frames

Handle = Annotated[QueueResource, "array"]
"""The input that is the queue itself."""

ON_CPU = {"CPU": "queues stay in the computer's own memory"}
HANDLE = frozenset([resource])
REASON = "what comes out of a queue does not depend on anything in this run"

_reminded: "WeakSet[Any]" = WeakSet()


def _queue_op(type_name: str, symbol: str, formula: str, **more: Any) -> Callable[..., Any]:
    """Declare an operation of queues."""
    return op(
        type_name,
        kind="queue",
        symbol=symbol,
        latex=r"\text{{" + symbol.replace("_", r"\_") + "}}(" + formula + ")",
        devices=ON_CPU,
        outside=True,
        **more,
    )


# --- making one -------------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
    """What a node asks of its queue; nodes that share one must agree about it."""

    type: str
    capacity: int
    component_types: tuple[Any, ...]
    component_shapes: tuple[Any, ...]


def _kept(shelf: Any, wanted: _Wanted, kind: type[QueueResource], **more: int) -> QueueResource:
    """The queue of this session, made at first use."""

    def make() -> QueueResource:
        name = (
            shelf.shared or f"_{len(shelf.store.resources)}_{shelf.name}"
        )  # as TensorFlow calls it in messages
        rank, scalar_shape = ((int64,), (TensorShape([]),)) if kind is ByPriority else ((), ())
        types = (*rank, *wanted.component_types)
        shapes = (*scalar_shape, *wanted.component_shapes) if wanted.component_shapes else ()
        remind = lambda *about: _remind(shelf, *about)  # noqa: E731
        queue = kind(name, wanted.capacity, types, shapes, remind, **more)
        queue.wanted = wanted
        return queue

    queue: QueueResource = shelf.keep(make)
    if queue.wanted != wanted:  # it was made by another node of that name
        _check_alike(queue, wanted)
    return queue


def _check_alike(queue: QueueResource, wanted: _Wanted) -> None:
    for what, one, other in zip(_Wanted._fields, queue.wanted, wanted, strict=True):
        if what == "component_shapes":  # shapes with unknown sizes never equal one another
            one = [shape.sizes for shape in queue.wanted.component_shapes]
            other = [shape.sizes for shape in wanted.component_shapes]
        if one != other:
            words = what.replace("_", " ")
            message = f"Shared queue '{queue.name}' has {words} {one} but requested {words} was {other}"
            raise InvalidArgumentError(None, None, message)  # type: ignore[arg-type]


def _remind(shelf: Any, queue: QueueResource, element: bool) -> None:
    """Say once in a session what was perhaps forgotten, when its program stands still."""
    if (
        threading.current_thread() is not threading.main_thread()  # others wait as a matter of course
        or any(thread.name.startswith("QueueRunnerThread-") for thread in threading.enumerate())
        or shelf.store in _reminded
    ):
        return
    _reminded.add(shelf.store)
    if element:
        message = (
            f"This run has been waiting for the queue '{shelf.name}', which has {queue.size()} elements, and no "
            "thread puts anything in. If it belongs to an input pipeline, call tf.train.start_queue_runners(sess) "
            "first; otherwise run its enqueue operation, in another thread or before."
        )
    else:
        message = (
            f"This run has been waiting for room in the queue '{shelf.name}', which is full with {queue.size()} "
            "elements, and no thread takes anything out."
        )
    frames = user_frames()
    place = SourceLine(*frames[0]) if frames else None
    filename, line = (place.filename, place.line) if place else (__file__, 0)
    warnings.warn_explicit(message, RuntimeWarning, filename, line)


def _shape_of_handle(*attributes: Any) -> TensorShape:
    return TensorShape([])


@_queue_op("FIFOQueueV2", "queue", "", shape=_shape_of_handle, result=resource)
def fifo_queue(
    shelf: Shelf,
    component_types: tuple[Any, ...],
    shapes: tuple[Any, ...] = (),
    capacity: int = -1,
    container: str = "",
    shared_name: str = "",
):
    """A queue that gives first what came first. Its value is the session's own queue."""
    return _kept(shelf, _Wanted("FIFOQueue", capacity, component_types, shapes), FirstInFirstOut)


@_queue_op("PaddingFIFOQueueV2", "queue", "", shape=_shape_of_handle, result=resource)
def padding_fifo_queue(
    shelf: Shelf,
    component_types: tuple[Any, ...],
    shapes: tuple[Any, ...] = (),
    capacity: int = -1,
    container: str = "",
    shared_name: str = "",
):
    """A queue that gives first what came first, and fills up with zeros what it gives together."""
    return _kept(shelf, _Wanted("PaddingFIFOQueue", capacity, component_types, shapes), Padding)


@_queue_op("PriorityQueueV2", "queue", "", shape=_shape_of_handle, result=resource)
def priority_queue(
    shelf: Shelf,
    component_types: tuple[Any, ...] = (),
    shapes: tuple[Any, ...] = (),
    capacity: int = -1,
    container: str = "",
    shared_name: str = "",
):
    """A queue that gives first what has the lowest rank, an int64 in front of the other components."""
    return _kept(shelf, _Wanted("PriorityQueue", capacity, component_types, shapes), ByPriority)


@_queue_op("RandomShuffleQueueV2", "queue", "", shape=_shape_of_handle, result=resource)
def random_shuffle_queue(
    shelf: Shelf,
    component_types: tuple[Any, ...],
    shapes: tuple[Any, ...] = (),
    capacity: int = -1,
    min_after_dequeue: int = 0,
    seed: int = 0,
    seed2: int = 0,
    container: str = "",
    shared_name: str = "",
):
    """A queue that gives its elements in random order."""
    wanted = _Wanted("RandomShuffleQueue", capacity, component_types, shapes)
    return _kept(shelf, wanted, RandomShuffle, min_after_dequeue=min_after_dequeue, seed=seed, seed2=seed2)


@op(
    "SelectHandle",
    kind="queue",
    symbol="select",
    latex=r"{handles}_{{{index}}}",
    dtypes={"handles": HANDLE},
    shape=_shape_of_handle,
    result=resource,
    devices=ON_CPU,
)
def select_handle(handles: Arrays, index: HostInt):
    """One of several queues: that at the place `index`, counted from 0."""
    if not 0 <= index < len(handles):
        raise InvalidArgumentError(
            None,  # type: ignore[arg-type]
            None,
            f"index {index} is not in [0, {len(handles)})",
        )
    return handles[index]


# --- putting in -------------------------------------------------------------------------------------------


def _no_output(*arguments: Any) -> list[TensorShape]:
    return []


PUTS = {"dtypes": {"handle": HANDLE, "components": MIXED}, "shape": _no_output, "outputs": 0, "waits": True}
NO_RESULT = "it gives nothing back"


@_queue_op("QueueEnqueueV2", "enqueue", "{handle}, {components}", **PUTS)
def queue_enqueue(handle: Handle, components: Arrays, timeout_ms: int = -1):
    """Put one element into a queue, and wait for room if it is full."""
    return handle.enqueue(components)


@_queue_op("QueueEnqueueManyV2", "enqueue_many", "{handle}, {components}", **PUTS)
def queue_enqueue_many(handle: Handle, components: Arrays, timeout_ms: int = -1):
    """Put the rows of the components into a queue, each as one element."""
    return handle.enqueue_many(components)


@_queue_op(
    "QueueCloseV2", "close", "{handle}", dtypes={"handle": HANDLE}, shape=_no_output, outputs=0, waits=True
)
def queue_close(handle: Handle, cancel_pending_enqueues: bool = False):
    """Let a queue take no more elements."""
    return handle.shut(cancel_pending_enqueues)


# --- taking out -------------------------------------------------------------------------------------------


def _any_shape_each(handle: Any, *rest: Any) -> list[TensorShape]:
    """Nothing is known of the elements here; `QueueBase` knows their shapes."""
    *count, component_types, _ = rest
    if count and count[0] is not None and count[0] < 0:
        raise ValueError(f"Input 'n' must be >= 0, but is {count[0]}: nobody can take so many elements out.")
    return [TensorShape(None) for _ in component_types]


TAKES = {
    "dtypes": {"handle": HANDLE},
    "shape": _any_shape_each,
    "result": lambda _, attributes: list(attributes["component_types"]),
    "outputs": None,
    "waits": True,
}


@_queue_op("QueueDequeueV2", "dequeue", "{handle}", **TAKES)
def queue_dequeue(handle: Handle, component_types: tuple[Any, ...] = (), timeout_ms: int = -1):
    """Take one element out of a queue, and wait for one if it is empty."""
    return handle.dequeue()


@_queue_op("QueueDequeueManyV2", "dequeue_many", "{handle}, {n}", **TAKES)
def queue_dequeue_many(
    handle: Handle, n: HostInt, component_types: tuple[Any, ...] = (), timeout_ms: int = -1
):
    """Take `n` elements out of a queue, stacked to one array for each component."""
    return handle.dequeue_many(n)


@_queue_op("QueueDequeueUpToV2", "dequeue_up_to", "{handle}, {n}", **TAKES)
def queue_dequeue_up_to(
    handle: Handle, n: HostInt, component_types: tuple[Any, ...] = (), timeout_ms: int = -1
):
    """Take `n` elements out of a queue; fewer when it is closed and has no more."""
    return handle.dequeue_many(n, fewer=True)


# --- asking -----------------------------------------------------------------------------------------------


@_queue_op("QueueSizeV2", "size", "{handle}", dtypes={"handle": HANDLE}, shape=scalar, result=int32)
def queue_size(handle: Handle):
    """How many elements are in a queue now."""
    size = handle.size()
    journal.note(size=size, capacity=handle.capacity)
    return np.int32(size)


@_queue_op("QueueIsClosedV2", "closed?", "{handle}", dtypes={"handle": HANDLE}, shape=scalar, result=bool_)
def queue_is_closed(handle: Handle):
    """Whether a queue takes no more elements."""
    return np.bool_(handle.closed)


for _record in (fifo_queue, padding_fifo_queue, priority_queue, random_shuffle_queue, select_handle):
    _record.not_differentiable("a queue is no number")
for _record in (queue_enqueue, queue_enqueue_many, queue_close):
    _record.not_differentiable("it gives nothing back")
for _record in (queue_dequeue, queue_dequeue_many, queue_dequeue_up_to, queue_size, queue_is_closed):
    _record.not_differentiable(REASON)
