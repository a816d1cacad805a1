"""The gradients of lists: lists of gradients, in which None stands for zeros.

What is read from a list at one place sends its gradient back as a list with a single item; what is written at a place
gets the item of that place, or zeros like itself.

Read next: `loop_gradient.py`.
"""

from typing import Any

import numpy as np

from tensorlab.control_flow.tensor_list import (
    TEXT,
    VARIANT,
    WHY_HOST,
    ListInput,
    Lists,
    Places,
    TensorList,
    list_from_tensor,
    list_of_pieces,
)
from tensorlab.graph.dtypes import ALL, DType, float32, variant
from tensorlab.graph.registry import Array, HostInt, op
from tensorlab.graph.shape_rules import same_as, scalar
from tensorlab.graph.shapes import TensorShape


@op("TensorListPut", shape=scalar, dtypes={"item": ALL}, result=variant, kind="gradient", symbol="→[ ]",
    latex=r"[\ldots, {item}, \ldots]", devices=WHY_HOST)  # fmt: skip
def list_with_one(index: HostInt, item: Array):
    """Make a list with a single item: the gradient of reading that item."""
    return TensorList([*[None] * index, item])


@list_with_one.gradient
def _(g, y, index, item):
    return None, item_like(g, index, item)


@op("TensorListScatter", shape=scalar, dtypes={"tensor": ALL}, result=variant, kind="gradient", symbol="→[ ]",
    latex=r"[{tensor}_i]_{{{indices}}}", devices=WHY_HOST)  # fmt: skip
def list_with_some(indices: Places, tensor: Array):
    """Make a list with the slices of an array at the places `indices`; what meets at one place is added up."""
    items: list[Any] = [None] * (max(indices, default=-1) + 1)
    for index, item in zip(indices, tensor, strict=True):
        items[index] = item if items[index] is None else items[index] + item
    return TensorList(items)


@list_with_some.gradient
def _(g, y, indices, tensor):
    return None, gather_like(g, indices, tensor)


@op("TensorListClear", shape=scalar, dtypes=VARIANT, result=variant, kind="gradient", symbol="[i]=0",
    latex=r"{list}[{indices}] \leftarrow 0", devices=WHY_HOST)  # fmt: skip
def list_without(list: ListInput, indices: Places):
    """Give the list with nothing at some places: zeros, since it is a list of gradients."""
    items = list.items.copy()
    for index in indices:
        if index < len(items):
            items[index] = None
    return TensorList(items)


@list_without.gradient
def _(g, y, list, indices):
    return list_without(g, indices)


@op("TensorListAdd", shape=scalar, dtypes=VARIANT, result=variant, kind="gradient", symbol="+", latex=r"\sum {lists}",
    devices=WHY_HOST)  # fmt: skip
def add_lists(lists: Lists):
    """Add lists up, item by item: the contributions that reach a list of gradients."""
    return sum(lists[1:], lists[0])


@add_lists.gradient
def _(g, y, lists):
    return ([g] * len(lists),)


@op("TensorListGetLike", shape=same_as(2), dtypes={"list": VARIANT, "like": ALL}, result=lambda d, _: d["like"],
    kind="gradient", symbol="[i]", latex="{list}[{index}]", devices=WHY_HOST)  # fmt: skip
def item_like(list: ListInput, index: HostInt, like: Array):
    """Read one item of a list of gradients; zeros like `like` where there is none."""
    item = list.items[index] if index < len(list) else None
    return np.zeros_like(like) if item is None else item


@item_like.gradient
def _(g, y, list, index, like):
    return list_with_one(index, g), None, None


@op("TensorListStackLike", shape=same_as(1), dtypes={"list": VARIANT, "like": ALL}, result=lambda d, _: d["like"],
    kind="gradient", symbol="stack", latex=r"\operatorname{{stack}} {list}", devices=WHY_HOST)  # fmt: skip
def stack_like(list: ListInput, like: Array):
    """Stack a list of gradients into an array like `like`, with zeros where there is none."""
    result = np.zeros_like(like)
    for index, item in enumerate(list.items):
        if item is not None:
            result[index] = item
    return result


@stack_like.gradient
def _(g, y, list, like):
    return list_from_tensor(g), None


@op("TensorListGatherLike", shape=same_as(2), dtypes={"list": VARIANT, "like": ALL},
    result=lambda d, _: d["like"], kind="gradient", symbol="[i]", latex="{list}[{indices}]",
    devices=WHY_HOST)  # fmt: skip
def gather_like(list: ListInput, indices: Places, like: Array):
    """Stack some items of a list of gradients into an array like `like`, with zeros where there is none."""
    result = np.zeros_like(like)
    for place, index in enumerate(indices):
        if index < len(list) and list.items[index] is not None:
            result[place] = list.items[index]
    return result


@gather_like.gradient
def _(g, y, list, indices, like):
    return list_with_some(indices, g), None, None


@op("TensorListSplitLike", shape=scalar, dtypes={"tensor": ALL, "list": VARIANT}, result=variant, kind="gradient",
    symbol="✂", latex=TEXT, devices=WHY_HOST)  # fmt: skip
def pieces_like(tensor: Array, list: ListInput):
    """Cut an array along its first axis into pieces as long as the items of a list."""
    return list_of_pieces.kernel(tensor, [len(item) for item in list.items])


@pieces_like.gradient
def _(g, y, tensor, list):
    return joined_like(g, list, tensor.dtype.base_dtype), None


@op("TensorListConcatLike", shape=lambda *_: TensorShape(None), dtypes={"list": VARIANT, "like": VARIANT},
    result="dtype", kind="gradient", symbol="concat", latex=r"\operatorname{{concat}} {list}",
    devices=WHY_HOST)  # fmt: skip
def joined_like(list: ListInput, like: ListInput, dtype: DType = float32):
    """Join a list of gradients along their first axis, with zeros like the items of `like` where there is none."""
    items = [*list.items, *[None] * (len(like) - len(list))]
    return np.concatenate(
        [np.zeros_like(b) if a is None else a for a, b in zip(items, like.items, strict=True)]
    )


@joined_like.gradient
def _(g, y, list, like):
    return pieces_like(g, like), None
