"""Nodes of iterators: making one, setting it to the beginning of a dataset, and asking it for the next element.

An iterator is a resource of the session: two sessions go through a dataset each for itself. Its handle has the dtype
`tf.resource`. What `IteratorGetNext` gives follows from nothing that a graph knows, so a record writes it down.

Read next: `iterators.py`, the class that programs use.
"""

import threading
from itertools import count as counted
from typing import Any, NoReturn

import numpy as np

from tensorlab.data.nodes import NO_GRADIENT, ON_THE_HOST
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.data.structures import SCALAR, spreader
from tensorlab.errors import (
    CancelledError,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
)
from tensorlab.graph.dtypes import resource, string, variant
from tensorlab.graph.registry import Array, HostValue, Shelf, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.run.journal import journal
from tensorlab.run.resources import Resource

_numbers = counted(1)

HANDLE = b"iterator "


class DatasetIterator(Resource):
    """Where one iterator of one session stands.

    Attributes:
        handle: what `string_handle()` gives: it names this iterator of this session, and no other.
        given: how many elements it has handed out since it was initialised.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.handle = HANDLE + f"{next(_numbers)} {name}".encode()
        self.given = 0
        self.closed = False
        self._stage: Stage | None = None
        self._ended = False
        self._lock = threading.Lock()

    def begin(self, recipe: Recipe) -> None:
        """Go to the beginning of a dataset."""
        with self._lock:
            if self._stage is not None:
                self._stage.close()
            self._stage, self._ended, self.given = None, False, 0
            self._stage = recipe.start(Pass())

    def next(self) -> Element:
        """The next element. Several threads may ask; each gets an element of its own."""
        with self._lock:
            if self.closed:
                raise CancelledError(None, None, "The session was closed.")  # type: ignore[arg-type]
            stage = self._stage
            if stage is None:
                raise FailedPreconditionError(  # type: ignore[call-arg]
                    None,
                    None,  # type: ignore[arg-type]
                    "GetNext() failed because the iterator has not been initialized. Ensure that you have run the "
                    "initializer operation for this iterator before getting the next element: "
                    "sess.run(iterator.initializer), or, where it was made by Iterator.from_structure, the operation "
                    "that iterator.make_initializer(dataset) gave.",
                )
            if not self._ended:
                try:
                    element = next(stage)
                except StopIteration:
                    self._ended = True
                    stage.close()
                else:
                    self.given += 1
                    if journal.written is not None:
                        journal.note(element=self.given - 1, chain=progress(stage))
                    return element
            raise OutOfRangeError(None, None, "End of sequence")  # type: ignore[arg-type,call-arg]

    def close(self) -> None:
        """The session closes. Whoever is computing an element goes on; nobody gets another one."""
        self.closed = True
        if self._lock.acquire(blocking=False):
            try:
                if self._stage is not None:
                    self._stage.close()
                self._stage = None
            finally:
                self._lock.release()

    def __repr__(self) -> str:
        return f"<iterator {self.name!r}, {self.given} elements so far>"


def progress(stage: Stage) -> list[dict[str, Any]]:
    """Where each stage of a pipeline stands, from the iterator back to where the elements come from.

    Each entry has the name and the type of the dataset's node, and what its stage says of itself: which epoch, what a
    buffer holds.
    """
    found: list[dict[str, Any]] = []
    left = [stage]
    while left:
        one = left.pop(0)
        node = one.operation
        found.append(
            {
                "node": node.name if node else "",
                "type": node.type if node else type(one).__name__,
                **one.facts(),
            }
        )
        left += [inner for name in one.sources if (inner := getattr(one, name, None)) is not None]
        left += getattr(one, "stages", [])
    return found


def _handle(*_: Any) -> TensorShape:
    return SCALAR


@op(
    "IteratorV2", shape=_handle, result=resource, kind="data", symbol="▷", latex=r"\text{{iterator}}",
    devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def iterator_v2(
    shelf: Shelf,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
    shared_name: str = "",
    container: str = "",
):
    """Keep a place in a dataset, which an initialiser has to set: the iterator of `make_initializable_iterator`."""
    return shelf.keep(lambda: DatasetIterator(shelf.name))


@op(
    "OneShotIterator", shape=_handle, dtypes=frozenset({variant}), result=resource, kind="data", symbol="▷",
    latex=r"\text{{iterator}}({dataset})", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def one_shot_iterator(
    shelf: Shelf,
    dataset: Array,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
    shared_name: str = "",
    container: str = "",
):
    """Keep a place in a dataset, its beginning at first: the iterator of `make_one_shot_iterator`.

    In TensorFlow this node has no input, and a copy of the dataset's nodes inside; here the picture shows the line.
    """

    def make() -> DatasetIterator:
        iterator = DatasetIterator(shelf.name)
        recipe: Any = dataset
        iterator.begin(recipe)
        return iterator

    return shelf.keep(make)


@op(
    "MakeIterator", shape=_handle, dtypes={"dataset": frozenset({variant}), "iterator": frozenset({resource})},
    outputs=0, kind="data", symbol="↦▷", latex=r"{iterator} \leftarrow {dataset}", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def make_iterator(dataset: Array, iterator: Array):
    """Set an iterator to the beginning of a dataset: its initialiser."""
    found: Any = iterator
    found.begin(dataset)
    return []


def _element_shapes(
    iterator: Any, output_types: Any, output_shapes: Any, structure: Any
) -> list[TensorShape]:
    return list(output_shapes)


@op(
    "IteratorGetNext", shape=_element_shapes, dtypes=frozenset({resource}), outputs=None,
    result=lambda _, attributes: list(attributes["output_types"]), kind="data", symbol="next",
    latex=r"\text{{next}}({iterator})", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def iterator_get_next(
    iterator: Array, output_types: tuple[Any, ...] = (), output_shapes: Any = (), structure: Any = None
):
    """Ask an iterator for the next element: `iterator.get_next()`."""
    found: Any = iterator
    return list(found.next())


@iterator_get_next.bind
def _(output_types: Any, output_shapes: Any, structure: Any) -> Any:
    """The same, with what is known before an element comes settled once."""
    spread = spreader(structure)
    promised = [
        (None if dtype is variant else np.dtype(dtype.as_numpy_dtype), shape.sizes, dtype, shape)
        for dtype, shape in zip(output_types, output_shapes, strict=True)
    ]

    def get_next(iterator: DatasetIterator) -> list[Any]:
        element = iterator.next()
        found = list(element) if spread is None else spread(element)
        if len(found) != len(promised):
            _refuse(f"{len(promised)} parts", f"{len(found)} parts")
        for value, (kind, sizes, dtype, shape) in zip(found, promised, strict=True):
            if type(value) is bytes or kind is None:
                if kind is not None and dtype is not string:
                    _refuse(dtype.name, "string")
                continue
            if value.dtype is not kind and value.dtype != kind:
                _refuse(dtype.name, value.dtype.name)
            if sizes is not None and value.shape != sizes and not shape.is_compatible_with(value.shape):
                _refuse(f"shape {shape}", f"shape {list(value.shape)}")
        return found

    return get_next


def _refuse(expected: str, found: str) -> NoReturn:
    """The element is not what the node promises: an iterator that was fed may be of another kind."""
    message = f"The element should be {expected}, but the iterator gives {found}."
    raise InvalidArgumentError(None, None, message)  # type: ignore[arg-type,call-arg]


@op(
    "IteratorToStringHandle", shape=_handle, dtypes=frozenset({resource}), result=string, kind="data", symbol="▷→ab",
    latex=r"\text{{handle}}({resource_handle})", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def iterator_to_string_handle(resource_handle: Array):
    """Name an iterator in a string, to be fed where one iterator of several is chosen."""
    iterator: Any = resource_handle
    return np.array(iterator.handle, object)


@op(
    "IteratorFromStringHandleV2", shape=_handle, result=resource, kind="data", symbol="ab→▷",
    latex=r"\text{{iterator}}({string_handle})", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def iterator_from_string_handle(
    shelf: Shelf, string_handle: HostValue, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Find the iterator that a string names: the iterator of `Iterator.from_string_handle`."""
    handle: Any = np.asarray(string_handle)[()]
    parts: list[bytes] = handle.split(b" ", 2) if isinstance(handle, bytes) else []
    if len(parts) != 3 or not handle.startswith(HANDLE):
        raise ValueError(
            f"Could not parse string_handle as a valid ResourceHandle: {handle!r}. Feed what "
            "sess.run(iterator.string_handle()) gives."
        )
    found = shelf.named(parts[2].decode())
    if not isinstance(found, DatasetIterator) or found.handle != handle:
        raise NotFoundError(  # type: ignore[call-arg]
            None,
            None,  # type: ignore[arg-type]
            f"Could not find the iterator {parts[2].decode()!r} in this session. A handle belongs to the session that "
            "gave it: run iterator.string_handle() again in this one.",
        )
    return found


for record in (
    iterator_v2,
    one_shot_iterator,
    make_iterator,
    iterator_get_next,
    iterator_to_string_handle,
    iterator_from_string_handle,
):
    record.not_differentiable(NO_GRADIENT)
