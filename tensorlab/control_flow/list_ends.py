"""Adding to the end of a list of arrays, and taking from there: what gradients of TensorFlow's newer loops are made of.

Read next: `tensor_list.py`, everything else that can be done with such lists.
"""

from typing import Any

import numpy as np

from tensorlab.control_flow.tensor_list import VARIANT, WHY_HOST, ListInput, TensorList
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ANYTHING, DType, float32, variant
from tensorlab.graph.registry import Array, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape, as_shape

NO_GRADIENT = "it stands in a file that was differentiated already"


@op("TensorListPushBack", shape=scalar, dtypes={"list": VARIANT, "tensor": ANYTHING}, result=variant, kind="array",
    symbol="push", latex=r"[\ldots {list}, {tensor}]", devices=WHY_HOST)  # fmt: skip
def push_back(list: ListInput, tensor: Array):
    """Give the list with one more item at its end.

    >>> push_back.kernel(TensorList([np.zeros(2)]), np.ones(3))
    <TensorList of 2 items, 2 written>
    """
    return TensorList([*list.items, tensor])


@push_back.gradient
def _(g, y, list, tensor):
    back, item = pop_back(g, tensor.dtype.base_dtype, tensor.shape)
    return back, item


def _rest_and_item(list: Any, dtype: Any, element_shape: Any) -> Any:
    return [TensorShape([]), as_shape(element_shape)]


@op("TensorListPopBack", shape=_rest_and_item, dtypes={"list": VARIANT}, result=lambda _, a: [variant, a["dtype"]],
    outputs=2, kind="array", symbol="pop", latex=r"\leftarrow {list}", devices=WHY_HOST)  # fmt: skip
def pop_back(list: ListInput, dtype: DType = float32, element_shape: Any = None):
    """Give the list without its last item, and that item.

    >>> pop_back.kernel(TensorList([np.float32(1), np.float32(2)]))
    [<TensorList of 1 items, 1 written>, np.float32(2.0)]
    """
    if not list.items:
        raise InvalidArgumentError(None, None, "Trying to pop from an empty list.")
    *rest, last = list.items
    if last is None:
        sizes = as_shape(element_shape).sizes or ()
        last = np.zeros([size or 0 for size in sizes], dtype.as_numpy_dtype)[()]
    return [TensorList(rest), last]


pop_back.not_differentiable(NO_GRADIENT)
