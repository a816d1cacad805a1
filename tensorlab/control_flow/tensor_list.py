"""A list of arrays as one value: what a `tf.TensorArray` holds, and what a loop keeps for its gradient.

A list is never changed: to set an item is to make a new list. So it can pass through loops and branches like any other
value, and gradients can go back through it: the gradient of a list is a list of gradients, in which None stands for
zeros. TensorFlow calls these operations `TensorList...` too.

Read next: `tensor_list_gradients.py`, then `tensor_array.py`, the class that programs use.
"""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Annotated, Any

import numpy as np

from tensorlab.graph.dtypes import ALL, DType, float32, int32, variant
from tensorlab.graph.registry import Array, HostInt, build, op
from tensorlab.graph.shape_rules import same_as, scalar
from tensorlab.graph.shapes import TensorShape, as_shape

VARIANT = frozenset({variant})


class TensorList:
    """A list of arrays that is never changed; None stands where nothing was written.

    >>> TensorList([np.zeros(2), None])
    <TensorList of 2 items, 1 written>
    """

    __slots__ = ("items",)

    shape = ()
    dtype = np.dtype(object)

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = items if type(items) is list else list(items)

    @property
    def nbytes(self) -> int:
        """The bytes that the arrays take."""
        return sum(getattr(item, "nbytes", 0) for item in self.items)

    def replaced(self, index: int, item: Any) -> "TensorList":
        """A new list with another item at one place."""
        items = self.items.copy()
        items[index] = item
        return TensorList(items)

    def __len__(self) -> int:
        return len(self.items)

    def __add__(self, other: "TensorList") -> "TensorList":
        """The sums item by item; None is nothing to add."""
        pairs = zip_longest(self.items, other.items)
        return TensorList([b if a is None else a if b is None else a + b for a, b in pairs])

    def __repr__(self) -> str:
        written = sum(item is not None for item in self.items)
        return f"<TensorList of {len(self.items)} items, {written} written>"


ListInput = Annotated[TensorList, "array"]
"""A kernel's parameter that takes a list of arrays."""
Lists = Annotated[list[TensorList], "arrays"]
"""One that takes several of them."""
Places = Annotated[tuple[int, ...], "host_ints"]
"""Numbers of items."""


def _element(*arguments: Any) -> TensorShape:
    """The static shape of one element, which is the last attribute."""
    return as_shape(arguments[-1])


def _stacked(*arguments: Any) -> TensorShape:
    return as_shape([None]).concatenate(as_shape(arguments[-1]))


def _gathered(list: Any, indices: Any, dtype: Any, element_shape: Any) -> TensorShape:
    return as_shape([None if indices is None else len(indices)]).concatenate(as_shape(element_shape))


def _joined(*arguments: Any) -> TensorShape:
    shape = as_shape(arguments[-1])
    return as_shape(None) if shape.ndims is None else as_shape([None]).concatenate(shape[1:])


WHY_HOST = {"CPU": "a list of arrays is kept by Python, in the computer's own memory"}
TEXT = r"\text{{list}}"


# --- making lists -----------------------------------------------------------------------------------------


@op(
    "TensorListReserve",
    shape=scalar,
    dtypes=None,
    result=variant,
    kind="array",
    symbol="[ ]",
    latex=r"[\;]",
    devices=WHY_HOST,
)
def empty_list(size: HostInt, dtype: DType = float32):
    """Make a list of `size` places in which nothing is written yet."""
    return TensorList([None] * size)


empty_list.not_differentiable("there is nothing in it")


@op("TensorListFromTensor", shape=scalar, dtypes=ALL, result=variant, kind="array", symbol="→[ ]",
    latex=r"[{tensor}_0, {tensor}_1, \ldots]", devices=WHY_HOST)  # fmt: skip
def list_from_tensor(tensor: Array):
    """Make a list of the slices of an array along its first axis."""
    return TensorList(tensor)


@list_from_tensor.gradient
def _(g, y, tensor):
    return build("TensorListStackLike", g, tensor)


@op("TensorListSplit", shape=scalar, dtypes={"tensor": ALL}, result=variant, kind="array", symbol="✂",
    latex=TEXT, devices=WHY_HOST)  # fmt: skip
def list_of_pieces(tensor: Array, lengths: Places):
    """Cut an array along its first axis into pieces of the given lengths: a list of them."""
    if sum(lengths) != tensor.shape[0]:
        raise ValueError(
            f"Expected sum of lengths to be equal to values.shape[0], but sum of lengths is {sum(lengths)} and "
            f"value's shape is: [{','.join(map(str, tensor.shape))}]"
        )
    ends = np.cumsum(lengths).tolist()
    return TensorList(tensor[end - length : end] for end, length in zip(ends, lengths, strict=True))


@list_of_pieces.gradient
def _(g, y, tensor, lengths):
    return build("TensorListConcatLike", g, y, tensor.dtype.base_dtype)


# --- setting items ----------------------------------------------------------------------------------------


@op("TensorListSetItem", shape=scalar, dtypes={"list": VARIANT, "item": ALL}, result=variant, kind="array",
    symbol="[i]=", latex=r"{list}[{index}] \leftarrow {item}", devices=WHY_HOST)  # fmt: skip
def list_with_item(
    list: ListInput, index: HostInt, item: Array, dynamic_size: bool = False, dtype: DType = float32
):
    """Give the list with `item` at the place `index`, where nothing was written before."""
    size = len(list)
    if index < 0 or (index >= size and not dynamic_size):
        why = "is not resizeable and size is" if index >= 0 else "has size"
        raise ValueError(f"Tried to write to index {index} but array {why}: {size}")
    if index >= size:
        return TensorList([*list.items, *[None] * (index - size), item])
    if list.items[index] is not None:
        raise ValueError(
            f"Could not write to TensorArray index {index} because it has already been written to."
        )
    return list.replaced(index, item)


@list_with_item.gradient
def _(g, y, list, index, item):
    return build("TensorListClear", g, index), None, build("TensorListGetLike", g, index, item)


@op("TensorListScatterIntoExistingList", shape=scalar, dtypes={"list": VARIANT, "tensor": ALL}, result=variant,
    kind="array", symbol="[i]=", latex=r"{list}[{indices}] \leftarrow {tensor}", devices=WHY_HOST)  # fmt: skip
def list_with_slices(
    list: ListInput, tensor: Array, indices: Places, dynamic_size: bool = False, dtype: DType = float32
):
    """Give the list with the slices of `tensor` along its first axis at the places `indices`."""
    size = max([len(list), *(index + 1 for index in indices)])
    if size > len(list) and not dynamic_size:
        raise ValueError(
            f"Max scatter index must be < array size ({size - 1} vs. {len(list)}): make the TensorArray larger."
        )
    items = [*list.items, *[None] * (size - len(list))]
    for index, item in zip(indices, tensor, strict=True):
        if items[index] is not None:
            raise ValueError(
                f"Could not write to TensorArray index {index} because it has already been written to."
            )
        items[index] = item
    return TensorList(items)


@list_with_slices.gradient
def _(g, y, list, tensor, indices):
    return build("TensorListClear", g, indices), build("TensorListGatherLike", g, indices, tensor), None


# --- reading ----------------------------------------------------------------------------------------------


@op("TensorListLength", shape=scalar, dtypes=VARIANT, result=int32, kind="array", symbol="len",
    latex=r"|{list}|", devices=WHY_HOST)  # fmt: skip
def list_length(list: ListInput):
    """Count the places of a list."""
    return np.int32(len(list))


list_length.not_differentiable("a count of places does not change with what is in them")


@op("TensorListGetItem", shape=_element, dtypes={"list": VARIANT}, result="dtype", kind="array", symbol="[i]",
    latex="{list}[{index}]", devices=WHY_HOST)  # fmt: skip
def list_item(list: ListInput, index: HostInt, dtype: DType = float32, element_shape: Any = None):
    """Read one item of a list."""
    if not 0 <= index < len(list):
        raise ValueError(f"Tried to read from index {index} but array size is: {len(list)}")
    item = list.items[index]
    return _zeros(dtype, element_shape, index) if item is None else item


@list_item.gradient
def _(g, y, list, index):
    return build("TensorListPut", index, g)


@op("TensorListStack", shape=_stacked, dtypes={"list": VARIANT}, result="dtype", kind="array", symbol="stack",
    latex=r"\operatorname{{stack}} {list}", devices=WHY_HOST)  # fmt: skip
def stack_list(list: ListInput, dtype: DType = float32, element_shape: Any = None):
    """Stack the items of a list along a new first axis."""
    return _all(list.items, dtype, element_shape)


@stack_list.gradient
def _(g, y, list):
    return list_from_tensor(g)


@op("TensorListGather", shape=_gathered, dtypes={"list": VARIANT}, result="dtype", kind="array", symbol="[i]",
    latex="{list}[{indices}]", devices=WHY_HOST)  # fmt: skip
def gather_list(list: ListInput, indices: Places, dtype: DType = float32, element_shape: Any = None):
    """Stack some of the items of a list along a new first axis."""
    wrong = next((index for index in indices if not 0 <= index < len(list)), None)
    if wrong is not None:
        raise ValueError(f"Tried to read from index {wrong} but array size is: {len(list)}")
    return _all([list.items[index] for index in indices], dtype, element_shape)


@gather_list.gradient
def _(g, y, list, indices):
    return build("TensorListScatter", indices, g)


@op("TensorListConcat", shape=_joined, dtypes={"list": VARIANT}, result="dtype", kind="array", symbol="concat",
    latex=r"\operatorname{{concat}} {list}", devices=WHY_HOST)  # fmt: skip
def join_list(list: ListInput, dtype: DType = float32, element_shape: Any = None):
    """Join the items of a list along their first axis."""
    missing = next((index for index, item in enumerate(list.items) if item is None), None)
    if missing is not None:
        raise ValueError(f"Could not read index {missing}: nothing was written there.")
    if any(np.ndim(item) == 0 for item in list.items):
        raise ValueError("Concat saw a scalar shape at index 0 but requires at least vectors.")
    return np.concatenate(list.items) if list.items else _zeros(dtype, element_shape, 0)[:0]


@join_list.gradient
def _(g, y, list):
    return build("TensorListSplitLike", g, list)


def _all(items: list[Any], dtype: DType, element_shape: Any) -> Any:
    """Items stacked, with zeros where nothing was written, as TensorFlow does where it knows the shape."""
    written = next((item for item in items if item is not None), None)
    if written is None and items:
        return np.stack([_zeros(dtype, element_shape, 0)] * len(items))
    if not items:
        sizes = as_shape(element_shape).sizes or ()
        return np.zeros([0, *(size or 0 for size in sizes)], dtype.as_numpy_dtype)
    shapes = {np.shape(item) for item in items if item is not None}
    if len(shapes) > 1:
        first, second = sorted(shapes)[:2]
        raise ValueError(
            f"TensorArray has inconsistent shapes: {first} and {second}. All items that are stacked must be alike."
        )
    return np.stack([np.zeros_like(written) if item is None else item for item in items])


def _zeros(dtype: DType, element_shape: Any, index: int) -> Any:
    sizes = as_shape(element_shape).sizes
    if sizes is None or None in sizes:
        raise ValueError(
            f"Could not read index {index} before it was written: the shape of the elements is not known."
        )
    return np.zeros([size or 0 for size in sizes], dtype.as_numpy_dtype)[()]
