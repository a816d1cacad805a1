"""Lowering: lists of arrays (`tf.TensorArray`) as TensorFlow's `TensorList`s.

TensorFlow's ops want to be told of which shape the items are; -1 stands for any. A list that is to take more items is
made longer first. In a list of gradients an item that was never set counts as zeros, as it does in TensorFlow.

Read next: `export_blocks.py`.
"""

from tensorlab.graph.dtypes import float32, int64
from tensorlab.graph_files.lowering import lowers
from tensorlab.graph_files.lowering_steps import part_of, shape_input, size_along

ANY = -1
"""The shape of items of which nothing is known."""


def _long_enough(write, items, size):
    """The list with at least so many places."""
    return write.TensorListResize(items, write.Maximum(write.TensorListLength(items), size))


def _end_of(write, indices):
    """The number of places that a list needs to have all of these."""
    return write.AddV2(write.Max(write.ConcatV2([indices, [-1]], 0), [0]), 1)


# --- making lists -----------------------------------------------------------------------------------------


@lowers("TensorListReserve")
def _(write, size, dtype):
    return write.TensorListReserve(ANY, size, element_dtype=dtype)


@lowers("TensorListFromTensor")
def _(write, tensor):
    return write.TensorListFromTensor(tensor, ANY)


@lowers("TensorListSplit")
def _(write, tensor, lengths):
    lengths = lengths if lengths.dtype is int64 else write.Cast(lengths, DstT=int64)
    return write.TensorListSplit(tensor, ANY, lengths)


@lowers("TensorListSetItem")
def _(write, items, index, item, dynamic_size):
    if dynamic_size:
        items = _long_enough(write, items, write.AddV2(index, 1))
    return write.TensorListSetItem(items, index, item)


@lowers("TensorListScatterIntoExistingList")
def _(write, items, tensor, indices, dynamic_size):
    if dynamic_size:
        items = _long_enough(write, items, _end_of(write, indices))
    return write.TensorListScatterIntoExistingList(items, tensor, indices)


# --- reading ----------------------------------------------------------------------------------------------


@lowers("TensorListLength")
def _(write, items):
    return write.TensorListLength(items)


@lowers("TensorListGetItem")
def _(write, items, index, dtype, element_shape):
    return write.TensorListGetItem(items, index, shape_input(element_shape), element_dtype=dtype)


@lowers("TensorListStack")
def _(write, items, dtype, element_shape):
    return write.TensorListStack(items, shape_input(element_shape), element_dtype=dtype)


@lowers("TensorListGather")
def _(write, items, indices, dtype, element_shape):
    return write.TensorListGather(items, indices, shape_input(element_shape), element_dtype=dtype)


@lowers("TensorListConcat")
def _(write, items, dtype):
    return write.TensorListConcat(items, element_dtype=dtype)[0]


@lowers("TensorListPieceLengths")
def _(write, items):
    readers = write.operation.inputs[0]._consumers
    joined = next((one for one in readers if one.type == "TensorListConcat"), None)
    if joined is None:
        raise write.refuse("which dtype the items have is not known: the list is nowhere joined")
    return write.TensorListConcat(items, element_dtype=joined.attributes["dtype"])[1]


# --- lists of gradients -----------------------------------------------------------------------------------


@lowers("TensorListPut")
def _(write, index, item):
    items = write.TensorListReserve(ANY, write.AddV2(index, 1), element_dtype=item.dtype)
    return write.TensorListSetItem(items, index, item)


@lowers("TensorListScatter")
def _(write, indices, tensor):
    sums = write.UnsortedSegmentSum(tensor, indices, _end_of(write, indices))
    return write.TensorListFromTensor(sums, ANY)


@lowers("TensorListClear")
def _(write, items, indices):
    # A place is written once: nobody asks again for the gradient of what stood there before.
    return write.Identity(items)


@lowers("TensorListAdd")
def _(write, lists):
    size = write.TensorListLength(lists[0])
    for items in lists[1:]:
        size = write.Maximum(size, write.TensorListLength(items))
    return write.AddN([write.TensorListResize(items, size) for items in lists])


@lowers("TensorListGetLike")
def _(write, items, index, like):
    items = _long_enough(write, items, write.AddV2(index, 1))
    return write.TensorListGetItem(items, index, write.shape(like), element_dtype=like.dtype)


@lowers("TensorListStackLike")
def _(write, items, like):
    items = write.TensorListResize(items, size_along(write, like, 0))
    shape = part_of(write, write.shape(like), 1, None)
    return write.TensorListStack(items, shape, element_dtype=like.dtype)


@lowers("TensorListGatherLike")
def _(write, items, indices, like):
    items = _long_enough(write, items, _end_of(write, indices))
    shape = part_of(write, write.shape(like), 1, None)
    return write.TensorListGather(items, indices, shape, element_dtype=like.dtype)


@lowers("TensorListSplitLike")
def _(write, tensor, items):
    _, lengths = write.TensorListConcat(items, element_dtype=tensor.dtype)
    return write.TensorListSplit(tensor, ANY, lengths)


@lowers("TensorListConcatLike")
def _(write, items, like, dtype):
    whole, lengths = write.TensorListConcat(like, element_dtype=dtype)
    zeros = write.TensorListSplit(write.ZerosLike(whole), ANY, lengths)
    items = write.TensorListResize(items, write.TensorListLength(like))
    return write.TensorListConcat(write.AddN([items, zeros]), element_dtype=dtype or float32)[0]
