"""Lowering: joining, cutting, looking up and repeating, and the gradients of these.

Read next: `lower_math.py`.
"""

from tensorlab.graph.dtypes import int32, int64
from tensorlab.graph_files.lowering import lowers
from tensorlab.graph_files.lowering_steps import (
    added_rows,
    flat,
    moved,
    part_of,
    segment_rows,
    size_along,
    sizes_of,
)


@lowers("AllAxes")
def _(write, input):
    return write.Range(0, write.rank(input), 1)


@lowers("ConcatV2")
def _(write, values, axis):
    return write.Identity(values[0]) if len(values) == 1 else write.ConcatV2(values, axis)


@lowers("ConcatGrad")
def _(write, g, values, axis):
    if len(values) == 1:
        return [write.Identity(g)]
    place = write.value_of(2)
    known = [sizes_of(value) for value in values]
    if place is not None and all(known):
        lengths = [sizes[int(place)] for sizes in known if sizes is not None]
        return write.SplitV(g, lengths, axis, num_split=len(lengths))
    shapes = write.ShapeN(values)
    axis = write.FloorMod(axis, write.Size(shapes[0]))
    begins = write.ConcatOffset(axis, shapes)
    return [write.Slice(g, begin, shape) for begin, shape in zip(begins, shapes, strict=True)]


@lowers("SliceGrad")
def _(write, gradient, shape, begin, size):
    kind = begin.dtype
    shape = write.Cast(shape, DstT=kind) if shape.dtype is not kind else shape
    after = write.Sub(write.Sub(shape, write.shape(gradient, kind)), begin)
    column = [-1, 1]
    before, after = write.Reshape(begin, column), write.Reshape(after, column)
    return write.Pad(gradient, write.ConcatV2([before, after], 1))


@lowers("MirrorPadGrad")
def _(write, gradient, tensor, paddings, mode):
    return write.MirrorPadGrad(gradient, paddings, mode=mode)


@lowers("TileGrad")
def _(write, gradient, input, multiples):
    shape = write.shape(input, multiples.dtype)
    split = write.Reshape(write.Pack([multiples, shape], axis=1), [-1])
    copies = write.Range(0, write.Size(split), 2)
    return write.Reshape(write.Sum(write.Reshape(gradient, split), copies), shape)


@lowers("GatherGrad")
def _(write, gradient, indices, shape, axis, batch_dims):
    rank, places = shape.shape.sizes, indices.shape.ndims
    axis = write.value_of(3)
    if rank is None or rank[0] is None or places is None or axis is None:
        raise write.refuse("the rank of what was looked up is not known when the graph is written")
    rank, axis = rank[0], int(axis)
    axis = axis + rank if axis < 0 else axis
    batch = batch_dims + places if batch_dims < 0 else batch_dims
    looked_up = places - batch
    # What was looked up comes first (behind the batch), then the rest.
    source = list(range(axis, axis + looked_up))
    rows = moved(write, gradient, source, list(range(batch, places)), rank - 1 + looked_up)
    size = write.GatherV2(shape, axis, 0)
    if batch == 0:
        return moved(write, write.UnsortedSegmentSum(rows, indices, size), [0], [axis], rank)
    whole = write.Shape(indices)
    count = write.Prod(part_of(write, whole, 0, batch), [0])
    size = write.Cast(size, DstT=int32)
    first = write.Cast(write.Mul(write.Range(0, count, 1), size), DstT=indices.dtype)
    every = write.Reshape(indices, write.Pack([count, write.constant(-1)]))
    every = flat(write, write.AddV2(every, write.ExpandDims(first, 1)))
    rest = part_of(write, write.Shape(rows), places, None)
    rows = write.Reshape(rows, write.ConcatV2([[-1], rest], 0))
    sums = write.UnsortedSegmentSum(rows, every, write.Mul(count, size))
    sizes = [part_of(write, whole, 0, batch), write.ExpandDims(size, 0), rest]
    return moved(write, write.Reshape(sums, write.ConcatV2(sizes, 0)), [batch], [axis], rank)


@lowers("WithBatchPositions")
def _(write, indices, batch_dims):
    if indices.shape.ndims is None:
        raise write.refuse("the rank of the indices is not known when the graph is written")
    rows = part_of(write, write.Shape(indices), 0, -1)
    columns = []
    for place in range(batch_dims):
        numbers = write.Range(0, size_along(write, indices, place), 1)
        numbers = write.Reshape(numbers, [-1] + [1] * (indices.shape.ndims - 2 - place))
        column = write.ExpandDims(write.BroadcastTo(numbers, rows), -1)
        columns.append(write.Cast(column, DstT=indices.dtype))
    return write.ConcatV2([*columns, indices], -1)


@lowers("DynamicPartitionGrad")
def _(write, gradients, partitions):
    shape = write.Shape(partitions)
    places = write.Reshape(write.Range(0, write.Prod(shape, [0]), 1), shape)
    parts = write.DynamicPartition(places, partitions, num_partitions=len(gradients))
    parts = parts if isinstance(parts, list) else [parts]
    rows = write.DynamicStitch(parts, gradients)
    rest = part_of(write, write.Shape(rows), 1, None)
    return write.Reshape(rows, write.ConcatV2([shape, rest], 0))


# --- repeating --------------------------------------------------------------------------------------------


def _repeated_places(write, input, repeats, axis):
    """For every copy, which entry along the axis it is a copy of."""
    size = size_along(write, input, axis)
    repeats = write.Cast(repeats, DstT=int32) if repeats.dtype is not int32 else repeats
    if repeats.shape.ndims == 0 or repeats.shape.sizes == (1,):
        count = write.Reshape(repeats, [])
        return write.FloorDiv(write.Range(0, write.Mul(size, count), 1), count)
    ends = write.Cumsum(repeats, 0)
    copies = write.Range(0, write.Sum(repeats, [0]), 1)
    found = write.UpperBound(write.ExpandDims(ends, 0), write.ExpandDims(copies, 0))
    return write.Squeeze(found, squeeze_dims=[0])


@lowers("Repeat")
def _(write, input, repeats, axis):
    return write.GatherV2(input, _repeated_places(write, input, repeats, axis), axis)


@lowers("RepeatGrad")
def _(write, gradient, input, repeats, axis):
    rank = input.shape.ndims
    if rank is None:
        raise write.refuse("the rank of what was repeated is not known when the graph is written")
    places = _repeated_places(write, input, repeats, axis)
    return added_rows(write, gradient, places, size_along(write, input, axis), axis % rank, rank)


# --- segments ---------------------------------------------------------------------------------------------


@lowers("SegmentRows")
def _(write, values, segment_ids):
    inner = values.shape.ndims
    if inner is None or segment_ids.shape.ndims is None:
        raise write.refuse("the ranks of its inputs are not known when the graph is written")
    return segment_rows(write, values, segment_ids, segment_ids.shape.ndims + inner - 1)


@lowers("SegmentShare")
def _(write, data, segment_ids, y):
    rank = data.shape.ndims
    if rank is None or segment_ids.shape.ndims is None:
        raise write.refuse("the ranks of its inputs are not known when the graph is written")
    marks = write.Cast(write.Equal(data, segment_rows(write, y, segment_ids, rank)), DstT=data.dtype)
    sums = write.UnsortedSegmentSum(marks, segment_ids, size_along(write, y, 0))
    counts = segment_rows(write, sums, segment_ids, rank)
    return write.RealDiv(marks, write.Maximum(counts, 1) if not data.dtype.is_complex else counts)


@lowers("SegmentProductOfOthers")
def _(write, data, segment_ids):
    names = flat(write, segment_ids)
    count = write.Size(names)
    rows = write.Reshape(data, write.Pack([count, write.FloorDiv(write.Size(data), write.Maximum(count, 1))]))
    places = write.Range(0, count, 1)
    same = write.Equal(write.ExpandDims(names, 1), write.ExpandDims(names, 0))
    other = write.NotEqual(write.ExpandDims(places, 1), write.ExpandDims(places, 0))
    counted = write.LogicalAnd(same, write.LogicalAnd(other, write.GreaterEqual(names, 0)))
    factors = write.ExpandDims(rows, 0)
    factors = write.SelectV2(write.ExpandDims(counted, 2), factors, write.OnesLike(factors))
    return write.Reshape(write.Prod(factors, [1]), write.Shape(data))


# --- patches ----------------------------------------------------------------------------------------------


def _put_back(write, images, gradient, patches_of, axes):
    """Add every entry of every patch where it was taken, found by patches of a picture that holds place numbers."""
    shape = write.Shape(images)
    inside = part_of(write, shape, 1, 1 + axes)
    count = write.Prod(inside, [0])
    picture = write.ConcatV2([[1], inside, [1]], 0)
    numbers = write.Reshape(write.Range(1, write.AddV2(count, 1), 1), picture)  # 0 is what was padded
    places = flat(write, patches_of(numbers))
    batch, channels = size_along(write, images, 0), size_along(write, images, -1)
    rows = write.Reshape(gradient, write.Pack([batch, write.constant(-1), channels]))
    sums = write.UnsortedSegmentSum(write.Transpose(rows, [1, 0, 2]), places, write.AddV2(count, 1))
    return write.Reshape(write.Transpose(write.Slice(sums, [1, 0, 0], [-1, -1, -1]), [1, 0, 2]), shape)


@lowers("ExtractImagePatchesGrad")
def _(write, images, gradient, ksizes, strides, rates, padding):
    def patches_of(numbers):
        return write.ExtractImagePatches(
            numbers, ksizes=ksizes, strides=strides, rates=rates, padding=padding
        )

    return _put_back(write, images, gradient, patches_of, 2)


@lowers("ExtractVolumePatchesGrad")
def _(write, input, gradient, ksizes, strides, padding):
    def patches_of(numbers):
        return write.ExtractVolumePatches(numbers, ksizes=ksizes, strides=strides, padding=padding)

    return _put_back(write, input, gradient, patches_of, 3)


@lowers("TakenAtArgmax")
def _(write, x, argmax, include_batch_in_index):
    places = argmax
    if not include_batch_in_index:
        batch = write.Shape(x, out_type=int64)
        size = write.Prod(part_of(write, batch, 1, None), [0])
        first = write.Mul(write.Range(0, size_along(write, x, 0, int64), 1), size)
        first = write.Reshape(write.Cast(first, DstT=argmax.dtype), [-1, 1, 1, 1])
        places = write.AddV2(argmax, first)
    return write.GatherV2(flat(write, x), places, 0)
