"""Adding to the end of a list of arrays, and taking from there: what gradients of TensorFlow's newer loops are
made of.

Read next: `tensor_list.py`, everything else that can be done with such lists.
"""

from typing import Any

import numpy as np

from tensorlab.control_flow.tensor_list import VARIANT, WHY_HOST, ListInput, TensorList
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ANYTHING, DType, float32, int32, variant
from tensorlab.graph.registry import Array, HostInts, op
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
