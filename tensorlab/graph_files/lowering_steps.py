"""Steps that several lowering rules take: a softmax along any axis, the sum over what broadcasting repeated, ...

Each function writes a few nodes and returns a port. Read next: `lower_gradients.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import int32
from tensorlab.graph.shapes import as_shape
from tensorlab.graph_files.export_nodes import Port
from tensorlab.graph_files.lowering import Write


def sizes_of(x: Port) -> list[int] | None:
    """The static shape as a list of numbers, or None where something is unknown."""
    sizes = x.shape.sizes
    return None if sizes is None or None in sizes else list(sizes)  # type: ignore[arg-type]


def same_sizes(x: Port, y: Port) -> bool:
    """Whether two tensors certainly have the same shape."""
    return sizes_of(x) is not None and sizes_of(x) == sizes_of(y)


def is_last(x: Port, axis: int) -> bool:
    """Whether an axis is certainly the last one."""
    return axis == -1 or (x.shape.ndims is not None and axis == x.shape.ndims - 1)


def shape_input(shape: Any) -> Any:
    """A static shape as the input of a node that wants one: a list with -1 for unknown sizes, or -1 for any shape."""
    sizes = as_shape(shape).sizes
    return -1 if sizes is None else np.array([-1 if size is None else size for size in sizes], np.int32)


def size_along(write: Write, x: Port, axis: int, dtype: Any = int32) -> Any:
    """The size of a tensor along an axis: a constant where it is known."""
    sizes = x.shape.sizes
    if sizes is not None and sizes[axis] is not None:
        return write.constant(sizes[axis], dtype)
    return entry_of(write, write.Shape(x, out_type=dtype), axis)


def entry_of(write: Write, vector: Port, place: int) -> Port:
    """One entry of a vector, as a scalar."""
    last = place == -1
    return write.StridedSlice(
        vector, [place], [0 if last else place + 1], [1], shrink_axis_mask=1, end_mask=int(last)
    )


def part_of(write: Write, vector: Port, begin: int, end: int | None) -> Port:
    """The entries from `begin` up to `end` of a vector; None: all the rest."""
    return write.StridedSlice(vector, [begin], [end or 0], [1], end_mask=int(end is None))


def softmax(write: Write, x: Port, axis: int) -> Port:
    """Chances along an axis; TensorFlow's op knows the last one only."""
    if is_last(x, axis):
        return write.Softmax(x)
    shifted = write.Sub(x, write.Max(x, [axis], keep_dims=True))
    powers = write.Exp(shifted)
    return write.RealDiv(powers, write.Sum(powers, [axis], keep_dims=True))


def log_softmax(write: Write, x: Port, axis: int) -> Port:
    """Logarithms of chances along an axis."""
    if is_last(x, axis):
        return write.LogSoftmax(x)
    shifted = write.Sub(x, write.Max(x, [axis], keep_dims=True))
    return write.Sub(shifted, write.Log(write.Sum(write.Exp(shifted), [axis], keep_dims=True)))


def sum_to_shape(write: Write, gradient: Port, like: Port) -> Port:
    """Add up what broadcasting repeated, as the gradients of TensorFlow do."""
    given, wanted = sizes_of(gradient), sizes_of(like)
    if given is not None and given == wanted:
        return gradient
    shape = write.shape(like)
    if given is not None and wanted is not None:
        extra = len(given) - len(wanted)
        repeated = [extra + n for n, size in enumerate(wanted) if size == 1 and given[extra + n] != 1]
        axes: Any = write.constant([*range(extra), *repeated], int32, "axes")
    else:
        axes, _ = write.BroadcastGradientArgs(shape, write.Shape(gradient))
    return write.Reshape(write.Sum(gradient, axes), shape)


def from_the_first(write: Write, axis: Port | None, rank: Port) -> Port:
    """A list of axes that counts from the first one; None stands for all of them."""
    if axis is None:
        return write.Range(0, rank, 1)
    axis = write.Cast(axis, DstT=int32) if axis.dtype.base_dtype is not int32 else axis
    return write.Reshape(write.FloorMod(write.AddV2(axis, rank), rank), [-1])


def kept_shape(write: Write, x: Port, axis: Port | None) -> Port:
    """The shape of a tensor with 1 along the axes that are added up."""
    shape = write.shape(x)
    rank = write.Size(shape)
    axes = from_the_first(write, axis, rank)
    places = write.Range(0, rank, 1)
    return write.DynamicStitch([places, axes], [shape, write.Fill(write.Shape(axes), 1)])


def moved(write: Write, x: Port, source: list[int], target: list[int], rank: int) -> Port:
    """Move axes of a tensor of known rank to other places, as `numpy.moveaxis` does."""
    order = [axis for axis in range(rank) if axis not in source]
    for place, axis in sorted(zip(target, source, strict=True)):
        order.insert(place, axis)
    return x if order == list(range(rank)) else write.Transpose(x, order)


def added_rows(write: Write, rows: Port, places: Port, count: Any, axis: int, rank: int) -> Port:
    """Add the slices along an axis up at the places that a vector names; there are `count` of them."""
    first = moved(write, rows, [axis], [0], rank)
    return moved(write, write.UnsortedSegmentSum(first, places, count), [0], [axis], rank)


def segment_rows(write: Write, values: Port, places: Port, rank: int) -> Port:
    """For every place the row of values that it names, and zeros where it is negative."""
    rows = write.GatherV2(values, write.Maximum(places, 0), 0)
    outside = write.Less(places, 0)
    extra = rank - (places.shape.ndims or 0)
    if extra > 0:
        shape = write.ConcatV2([write.Shape(places), [1] * extra], 0)
        outside = write.Reshape(outside, shape)
    return write.SelectV2(outside, write.ZerosLike(rows), rows)


def flat(write: Write, x: Port) -> Port:
    """All entries in one row."""
    return write.Reshape(x, [-1])


def as_rows(write: Write, x: Port, axis: Port | None) -> tuple[Port, Port, Port]:
    """What is multiplied along some axes as a matrix [factors, products]; and how to go back: shape and order."""
    shape = write.shape(x)
    rank = write.Size(shape)
    axes = from_the_first(write, axis, rank)
    others, _ = write.ListDiff(write.Range(0, rank, 1), axes)
    order = write.ConcatV2([axes, others], 0)
    turned = write.Transpose(x, order)
    factors = write.Prod(write.GatherV2(shape, axes, 0), [0])
    products = write.Prod(write.GatherV2(shape, others, 0), [0])
    rows = write.Reshape(turned, write.Pack([factors, products]))
    return rows, write.Shape(turned), order


def from_rows(write: Write, rows: Port, shape: Port, order: Port) -> Port:
    """The way back from `as_rows`."""
    return write.Transpose(write.Reshape(rows, shape), write.InvertPermutation(order))
