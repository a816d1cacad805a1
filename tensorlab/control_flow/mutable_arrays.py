"""Stacks and arrays that change while a graph runs, as files of TensorFlow 1.x have them.

TensorFlow's gradient of a loop pushes, in every iteration, the values that the way back needs onto stacks, and
pops them on the way back; a `TensorArray` has a second one beside it for its gradients. In a file these are
nodes like all others, and their order follows from a number that they hand on (the *flow*) and from control
dependencies. So here they are real stacks and arrays, made anew in each run. Graphs that tensorlab describes
itself use the unchangeable lists of `tensor_list.py`.

Read next: `tensorlab/graph_files/import_arrays.py`, which builds these nodes.
"""

from typing import Annotated, Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, ANYTHING, DType, float32, int32, int64, resource
from tensorlab.graph.registry import Array, HostInt, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape, as_shape

HANDLE = frozenset({resource})
FLOW = frozenset({float32})
DONE = np.float32(0)  # the flow: only who waits for whom matters
ON_CPU = {"CPU": "it is kept by Python, in the computer's own memory"}
NO_GRADIENT = (
    "it stands in a file that was differentiated already: read it without gradients, and differentiate here"
)


class Stack:
    """A pile of arrays; who comes last goes first."""

    __slots__ = ("items",)

    shape = ()
    dtype = np.dtype(object)

    def __init__(self) -> None:
        self.items: list[Any] = []

    @property
    def nbytes(self) -> int:
        """The bytes that the arrays take."""
        return sum(getattr(item, "nbytes", 0) for item in self.items)

    def __repr__(self) -> str:
        return f"<Stack of {len(self.items)}>"


class MutableArray:
    """Numbered places for arrays, written once each; in an array of gradients, what is written twice is added.

    Args:
        size: how many places.
        dtype, element_shape: of the items, for places where nothing was written.
        grows: whether writing behind the end makes more places.
        forward: of an array of gradients: the array whose gradients these are.
    """

    __slots__ = ("dtype_of_items", "element_shape", "forward", "gradients", "grows", "items")

    shape = ()
    dtype = np.dtype(object)

    def __init__(
        self,
        size: int,
        dtype: DType,
        element_shape: Any = None,
        grows: bool = False,
        forward: "MutableArray | None" = None,
    ) -> None:
        self.items: list[Any] = [None] * size
        self.dtype_of_items = dtype
        self.element_shape = as_shape(element_shape)
        self.grows = grows
        self.forward = forward
        self.gradients: dict[str, MutableArray] = {}

    @property
    def nbytes(self) -> int:
        """The bytes that the arrays take."""
        return sum(getattr(item, "nbytes", 0) for item in self.items)

    def write(self, index: int, item: Any) -> None:
        """Put an item in its place."""
        size = len(self.items)
        if index < 0 or (index >= size and not self.grows):
            why = "is not resizeable and size is" if index >= 0 else "has size"
            raise _wrong(f"Tried to write to index {index} but array {why}: {size}")
        self.items += [None] * (index + 1 - size)
        before = self.items[index]
        if before is not None and self.forward is None:
            raise _wrong(
                f"Could not write to TensorArray index {index} because it has already been written to."
            )
        self.items[index] = item if before is None else before + item

    def read(self, index: int) -> Any:
        """The item at a place; zeros where nothing was written and the shape is known."""
        if not 0 <= index < len(self.items):
            raise _wrong(f"Tried to read from index {index} but array size is: {len(self.items)}")
        item = self.items[index]
        return self._zeros(index) if item is None else item

    def _zeros(self, index: int) -> Any:
        if self.forward is not None and index < len(self.forward.items):
            like = self.forward.items[index]
            if like is not None:
                return np.zeros_like(like)
        written = next((item for item in self.items if item is not None), None)
        if written is not None:
            return np.zeros_like(written)
        sizes = self.element_shape.sizes
        if sizes is None or None in sizes:
            raise _wrong(
                f"Could not read index {index} before it was written: the shape of the elements is not known."
            )
        return np.zeros([size or 0 for size in sizes], self.dtype_of_items.as_numpy_dtype)[()]

    def stacked(self, indices: Any) -> Any:
        """Some of the items, stacked."""
        if not len(indices):
            sizes = self.element_shape.sizes or ()
            return np.zeros([0, *(size or 0 for size in sizes)], self.dtype_of_items.as_numpy_dtype)
        return np.stack([self.read(int(index)) for index in indices])

    def gradient(self, source: str) -> "MutableArray":
        """The array for the gradients of one differentiation, made at first use."""
        if source not in self.gradients:
            self.gradients[source] = MutableArray(
                len(self.items), self.dtype_of_items, self.element_shape, self.grows, self
            )
        return self.gradients[source]

    def __repr__(self) -> str:
        written = sum(item is not None for item in self.items)
        return f"<MutableArray of {len(self.items)} items, {written} written>"


def _wrong(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)


StackInput = Annotated[Stack, "array"]
"""A kernel's parameter that takes a stack."""
ArrayInput = Annotated[MutableArray, "array"]
"""A kernel's parameter that takes an array of arrays."""


# --- stacks -----------------------------------------------------------------------------------------------


@op("StackV2", shape=scalar, result=resource, kind="state", symbol="stack", latex=r"[\;]", devices=ON_CPU)
def make_stack(max_size: HostInt, elem_type: DType = float32, stack_name: str = ""):
    """Make an empty stack, for this run.

    >>> make_stack.kernel(-1)
    <Stack of 0>
    """
    return Stack()


@op("StackPushV2", shape=lambda handle, elem, swap_memory: elem, dtypes={"handle": HANDLE, "elem": ANYTHING},
    result=lambda dtypes, _: dtypes["elem"], kind="state", symbol="push", latex=r"{elem} \to {handle}",
    devices=ON_CPU)  # fmt: skip
def push(handle: StackInput, elem: Array, swap_memory: bool = False):
    """Put a value on top of a stack, and pass it on.

    >>> stack = Stack()
    >>> push.kernel(stack, 5), stack
    (5, <Stack of 1>)
    """
    handle.items.append(elem)
    return elem


@op("StackPopV2", shape=lambda handle, elem_type: TensorShape(None), dtypes={"handle": HANDLE}, result="elem_type",
    kind="state", symbol="pop", latex=r"\leftarrow {handle}", devices=ON_CPU)  # fmt: skip
def pop(handle: StackInput, elem_type: DType = float32):
    """Take the value from the top of a stack.

    >>> stack = Stack()
    >>> stack.items.append(7)
    >>> pop.kernel(stack)
    7
    """
    if not handle.items:
        raise _wrong("Stack is empty when calling Pop().")
    return handle.items.pop()


# --- arrays -----------------------------------------------------------------------------------------------


def _handle_and_flow(*_: Any) -> list[TensorShape]:
    return [TensorShape([]), TensorShape([])]


@op("TensorArrayV3", shape=_handle_and_flow, result=lambda *_: [resource, float32], outputs=2, kind="state",
    symbol="[ ]", latex=r"[\;]", devices=ON_CPU)  # fmt: skip
def make_array(
    size: HostInt,
    dtype: DType = float32,
    element_shape: Any = None,
    dynamic_size: bool = False,
    clear_after_read: bool = True,
    identical_element_shapes: bool = False,
    tensor_array_name: str = "",
):
    """Make an array of arrays, for this run.

    Returns: the array itself, and the flow that orders what is done with it.

    >>> make_array.kernel(3)[0]
    <MutableArray of 3 items, 0 written>
    """
    return [MutableArray(size, dtype, element_shape, dynamic_size), DONE]


@op("TensorArrayGradV3", shape=_handle_and_flow, dtypes={"handle": HANDLE, "flow_in": FLOW},
    result=lambda *_: [resource, float32], outputs=2, kind="state", symbol="∂[ ]", latex=r"\partial {handle}",
    devices=ON_CPU)  # fmt: skip
def array_of_gradients(handle: ArrayInput, flow_in: Array, source: str = ""):
    """Give the array that collects the gradients of another one.

    >>> array = MutableArray(2, float32)
    >>> array_of_gradients.kernel(array, DONE)[0] is array_of_gradients.kernel(array, DONE)[0]
    True
    """
    return [handle.gradient(source), DONE]


@op("TensorArrayWriteV3", shape=scalar, dtypes={"handle": HANDLE, "value": ANYTHING, "flow_in": FLOW}, result=float32,
    kind="state", symbol="[i]=", latex=r"{handle}[{index}] \leftarrow {value}", devices=ON_CPU)  # fmt: skip
def write(handle: ArrayInput, index: HostInt, value: Array, flow_in: Array):
    """Put a value in its place.

    >>> array = MutableArray(2, float32)
    >>> write.kernel(array, 1, np.float32(5), DONE), array.read(1)
    (np.float32(0.0), np.float32(5.0))
    """
    handle.write(index, value)
    return DONE


@op("TensorArrayScatterV3", shape=scalar, dtypes={"handle": HANDLE, "indices": frozenset({int32}), "value": ALL,
    "flow_in": FLOW}, result=float32, kind="state", symbol="[i]=", latex=r"{handle}[{indices}] \leftarrow {value}",
    devices=ON_CPU)  # fmt: skip
def scatter(handle: ArrayInput, indices: Array, value: Array, flow_in: Array):
    """Put the slices of a value in their places.

    >>> array = MutableArray(2, float32)
    >>> scatter.kernel(array, np.array([1, 0]), np.array([5.0, 6.0]), DONE), array.items
    (np.float32(0.0), [np.float64(6.0), np.float64(5.0)])
    """
    for index, item in zip(indices, value, strict=True):
        handle.write(int(index), item)
    return DONE


@op("TensorArraySplitV3", shape=scalar, dtypes={"handle": HANDLE, "value": ALL, "lengths": frozenset({int64}),
    "flow_in": FLOW}, result=float32, kind="state", symbol="✂", latex=r"{handle} \leftarrow {value}",
    devices=ON_CPU)  # fmt: skip
def split(handle: ArrayInput, value: Array, lengths: Array, flow_in: Array):
    """Cut a value into pieces of the given lengths, and put them in their places.

    >>> array = MutableArray(2, float32)
    >>> split.kernel(array, np.arange(3.0), np.array([1, 2]), DONE), array.items
    (np.float32(0.0), [array([0.]), array([1., 2.])])
    """
    if int(np.sum(lengths)) != value.shape[0]:
        raise _wrong(
            f"Expected sum of lengths to be equal to values.shape[0], but sum of lengths is {int(np.sum(lengths))} "
            f"and value's shape is: [{','.join(map(str, value.shape))}]"
        )
    end = 0
    for index, length in enumerate(lengths.tolist()):
        handle.write(index, value[end : end + length])
        end += length
    return DONE


def _unknown(*_: Any) -> TensorShape:
    return TensorShape(None)


@op("TensorArrayReadV3", shape=_unknown, dtypes={"handle": HANDLE, "flow_in": FLOW}, result="dtype", kind="state",
    symbol="[i]", latex="{handle}[{index}]", devices=ON_CPU)  # fmt: skip
def read(handle: ArrayInput, index: HostInt, flow_in: Array, dtype: DType = float32):
    """Read one item.

    >>> array = MutableArray(1, float32, [2])
    >>> read.kernel(array, 0, DONE)
    array([0., 0.], dtype=float32)
    """
    return handle.read(index)


def _gathered(handle: Any, indices: TensorShape, flow: Any, dtype: Any, element_shape: Any) -> TensorShape:
    count = indices.sizes[0] if indices.sizes else None
    return TensorShape([count]).concatenate(as_shape(element_shape))


@op("TensorArrayGatherV3", shape=_gathered, dtypes={"handle": HANDLE, "indices": frozenset({int32}), "flow_in": FLOW},
    result="dtype", kind="state", symbol="stack", latex="{handle}[{indices}]", devices=ON_CPU)  # fmt: skip
def gather(
    handle: ArrayInput, indices: Array, flow_in: Array, dtype: DType = float32, element_shape: Any = None
):
    """Read some items, stacked.

    >>> array = MutableArray(2, float32)
    >>> array.items[:] = [np.float32(1), np.float32(2)]
    >>> gather.kernel(array, np.array([1, 0]), DONE)
    array([2., 1.], dtype=float32)
    """
    return handle.stacked(indices)


def _joined(*_: Any) -> list[TensorShape]:
    return [TensorShape(None), TensorShape([None])]


@op("TensorArrayConcatV3", shape=_joined, dtypes={"handle": HANDLE, "flow_in": FLOW},
    result=lambda _, attributes: [attributes["dtype"], int64], outputs=2, kind="state", symbol="concat",
    latex=r"\operatorname{{concat}} {handle}", devices=ON_CPU)  # fmt: skip
def join(handle: ArrayInput, flow_in: Array, dtype: DType = float32, element_shape_except0: Any = None):
    """Join all items along their first axis; the second result says how long each was.

    >>> array = MutableArray(2, float32)
    >>> array.items[:] = [np.zeros(1), np.ones(2)]
    >>> join.kernel(array, DONE)
    [array([0., 1., 1.]), array([1, 2])]
    """
    items = [handle.read(index) for index in range(len(handle.items))]
    if not items:
        return [np.zeros(0, dtype.as_numpy_dtype), np.zeros(0, np.int64)]
    return [np.concatenate(items), np.array([len(item) for item in items], np.int64)]


@op("TensorArraySizeV3", shape=scalar, dtypes={"handle": HANDLE, "flow_in": FLOW}, result=int32, kind="state",
    symbol="len", latex="|{handle}|", devices=ON_CPU)  # fmt: skip
def size(handle: ArrayInput, flow_in: Array):
    """Count the places.

    >>> size.kernel(MutableArray(4, float32), DONE)
    np.int32(4)
    """
    return np.int32(len(handle.items))


for _record in (
    make_stack,
    push,
    pop,
    make_array,
    array_of_gradients,
    write,
    scatter,
    split,
    read,
    gather,
    join,
    size,
):
    _record.not_differentiable(NO_GRADIENT)
