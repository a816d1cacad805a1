"""Adding to the end of a list of arrays, and taking from there: what gradients of TensorFlow's newer loops are
made of.

Read next: `tensor_list.py`, everything else that can be done with such lists.
"""

from typing import Any

import numpy as np

from tensorlab.control_flow.tensor_list import VARIANT, WHY_HOST, ListInput, TensorList
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ANYTHING, DType, float32, int32, int64, variant
from tensorlab.graph.registry import Array, HostInt, HostInts, build, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape

NO_GRADIENT = "it stands in a file that was differentiated already"


@op("TensorListPushBack", shape=scalar, dtypes={"list": VARIANT, "tensor": ANYTHING}, result=variant, kind="array",
    symbol="push", latex=r"[\ldots {list}, {tensor}]", devices=WHY_HOST, opdef={"list": "input_handle"})  # fmt: skip
def push_back(list: ListInput, tensor: Array):
    """Give the list with one more item at its end.

    >>> push_back.kernel(TensorList([np.zeros(2)]), np.ones(3))
    <TensorList of 2 items, 2 written>
    """
    return TensorList([*list.items, tensor])


@push_back.gradient
def _(g, y, list, tensor):
    sizes = tensor.shape.sizes
    known = [-1] if sizes is None else [-1 if size is None else size for size in sizes]
    return pop_back(g, convert_to_tensor(known, dtype=int32), tensor.dtype.base_dtype)


def _rest_and_item(list: Any, element_shape: Any, dtype: Any) -> Any:
    return [TensorShape([]), _shape(element_shape)]


def _shape(sizes: Any) -> TensorShape:
    """The shape that a host value says; a lone -1 says nothing."""
    if sizes is None or tuple(sizes) == (-1,):
        return TensorShape(None)
    return TensorShape([None if size is None or size < 0 else size for size in sizes])


@op("TensorListPopBack", shape=_rest_and_item, dtypes={"list": VARIANT}, result=lambda _, a: [variant, a["dtype"]],
    outputs=2, kind="array", symbol="pop", latex=r"\leftarrow {list}", devices=WHY_HOST,
    opdef={"list": "input_handle", "dtype": "element_dtype"})  # fmt: skip
def pop_back(list: ListInput, element_shape: HostInts, dtype: DType = float32):
    """Give the list without its last item, and that item.

    >>> pop_back.kernel(TensorList([np.float32(1), np.float32(2)]), ())
    [<TensorList of 1 items, 1 written>, np.float32(2.0)]
    """
    if not list.items:
        raise InvalidArgumentError(None, None, "Trying to pop from an empty list.")
    *rest, last = list.items
    if last is None:
        last = np.zeros([size or 0 for size in _shape(element_shape).sizes or ()], dtype.as_numpy_dtype)[()]
    return [TensorList(rest), last]


pop_back.not_differentiable(NO_GRADIENT)


@op("TensorListResize", shape=scalar, dtypes={"list": VARIANT}, result=variant, kind="array", symbol="[…]",
    latex=r"{list}_{{0 \ldots {size} - 1}}", devices=WHY_HOST, opdef={"list": "input_handle"})  # fmt: skip
def resized(list: ListInput, size: HostInt):
    """Give the list with another number of places: the last ones go, or new ones come in which nothing is written.

    >>> resized.kernel(TensorList([np.float32(1), np.float32(2)]), 3)
    <TensorList of 3 items, 2 written>
    """
    items = list.items[:size]
    return TensorList([*items, *[None] * (size - len(items))])


@resized.gradient
def _(g, y, list, size):
    return resized(g, build("TensorListLength", list)), None


def _vector(*_: Any) -> TensorShape:
    return TensorShape([None])


@op("TensorListPieceLengths", shape=_vector, dtypes={"list": VARIANT}, result=int64, kind="array", symbol="len",
    latex=r"(|{list}_i|)_i", devices=WHY_HOST)  # fmt: skip
def piece_lengths(list: ListInput):
    """Say how long each item is along its first axis.

    >>> piece_lengths.kernel(TensorList([np.zeros(2), np.zeros((1, 3))]))
    array([2, 1])
    """
    return np.array([0 if item is None else len(item) for item in list.items], np.int64)


piece_lengths.not_differentiable("its results are whole numbers")
