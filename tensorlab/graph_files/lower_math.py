"""Lowering: nodes that TensorFlow's own functions make of several.

Read next: `lower_state.py`.
"""

from tensorlab.graph.dtypes import int32, int64, string
from tensorlab.graph_files.lowering import cannot_be_written, lowers
from tensorlab.graph_files.lowering_steps import flat, same_sizes, size_along, sizes_of


@lowers("AddV2")
def _(write, x, y):
    return (
        write.Add(x, y) if x.dtype.base_dtype is string else write.AddV2(x, y)
    )  # only the older op joins text


@lowers("ClipByValue")
def _(write, t, clip_value_min, clip_value_max):
    limits = (clip_value_min, clip_value_max)
    if all(limit.shape.ndims == 0 for limit in limits) or all(same_sizes(limit, t) for limit in limits):
        return write.ClipByValue(t, clip_value_min, clip_value_max)
    return write.Maximum(write.Minimum(t, clip_value_max), clip_value_min)


@lowers("LogicalXor")
def _(write, x, y):
    either, both = write.LogicalOr(x, y), write.LogicalAnd(x, y)
    return write.LogicalAnd(either, write.LogicalNot(both))


@lowers("ReduceLogSumExp")
def _(write, input_tensor, axis, keepdims):
    largest = write.Max(input_tensor, axis, keep_dims=True)
    largest = write.SelectV2(write.IsFinite(largest), largest, write.ZerosLike(largest))
    powers = write.Exp(write.Sub(input_tensor, largest))
    total = write.Log(write.Sum(powers, axis, keep_dims=keepdims))
    if not keepdims:
        largest = write.Reshape(largest, write.Shape(total))
    return write.AddV2(total, largest)


@lowers("NeighbourSum")
def _(write, x, depth_radius):
    size = size_along(write, x, -1)
    square = write.Fill(write.Pack([size, size]), write.constant(1, x.dtype))
    radius = write.Minimum(depth_radius, write.Cast(size, DstT=int64))
    beside = write.MatrixBandPart(square, radius, radius)
    rows = write.Reshape(x, write.Pack([write.constant(-1), size]))
    return write.Reshape(write.MatMul(rows, beside), write.Shape(x))


@lowers("OrthogonalFactor")
def _(write, a, transposed):
    q, r = write.Qr(a)
    factor = write.Mul(q, write.Sign(write.MatrixDiagPart(r)))
    return write.Transpose(factor, [1, 0]) if transposed else factor


@lowers("DenseBincount")
def _(write, input, minlength, maxlength, weights, dtype):
    numbers = flat(write, write.Cast(input, DstT=int32))
    there_are = write.Cast(write.Greater(write.Size(numbers), 0), DstT=int32)
    size = write.Mul(there_are, write.AddV2(write.Max(numbers, [0]), 1))
    if minlength is not None:
        size = write.Maximum(write.Cast(minlength, DstT=int32), size)
    if maxlength is not None:
        size = write.Minimum(write.Cast(maxlength, DstT=int32), size)
    return write.Bincount(
        numbers, size, write.constant([], dtype) if weights is None else flat(write, weights)
    )


@lowers("EntriesInCommon")
def _(write, a, b, shared):
    column, row = write.ExpandDims(a, -1), write.ExpandDims(a, -2)
    places = write.Range(0, size_along(write, a, -1), 1)
    earlier = write.Greater(write.ExpandDims(places, 1), write.ExpandDims(places, 0))
    repeated = write.Any(write.LogicalAnd(write.Equal(column, row), earlier), [-1])
    in_b = write.Any(write.Equal(column, write.ExpandDims(b, -2)), [-1])
    wanted = in_b if shared else write.LogicalNot(in_b)
    counted = write.LogicalAnd(write.LogicalNot(repeated), wanted)
    return write.Sum(write.Cast(counted, DstT=int32), [-1])


def _is_main_diagonal(write, place):
    """Whether the input at this place says: the main diagonal."""
    value = write.value_of(place)
    return value is not None and value.size == 1 and value.item() == 0


@lowers("MatrixDiagV3")
def _(write, diagonal, k, num_rows, num_cols, padding_value, align):
    rows, columns = (
        None if value is None else int(value) for value in (write.value_of(2), write.value_of(3))
    )
    sizes = sizes_of(diagonal)
    if not (_is_main_diagonal(write, 1) and _is_main_diagonal(write, 4)) or rows is None or columns is None:
        return write.MatrixDiagV3(diagonal, k, num_rows, num_cols, padding_value, align=align)
    # TensorFlow 1.x knows the older ops only.
    if {rows, columns} <= {-1, *(sizes or [-1])[-1:]}:
        return write.MatrixDiag(diagonal)
    if sizes is None:
        return write.MatrixDiagV3(diagonal, k, num_rows, num_cols, padding_value, align=align)
    shape = [*sizes[:-1], *(max(size, sizes[-1]) for size in (rows, columns))]
    return write.MatrixSetDiag(write.Fill(shape, write.constant(0, diagonal.dtype)), diagonal)


@lowers("MatrixDiagPartV3")
def _(write, input, k, padding_value, align):
    if _is_main_diagonal(write, 1):
        return write.MatrixDiagPart(input)
    return write.MatrixDiagPartV3(input, k, padding_value, align=align)


@lowers("MatrixSetDiagV3")
def _(write, input, diagonal, k, align):
    if _is_main_diagonal(write, 2):
        return write.MatrixSetDiag(input, diagonal)
    return write.MatrixSetDiagV3(input, diagonal, k, align=align)


@lowers("DepthwiseConv2dNative")
def _(write, input, filter, strides, padding, explicit_paddings, data_format, dilations):
    settings = {"strides": strides, "data_format": data_format}
    if set(dilations) == {1}:
        settings.update(padding=padding, explicit_paddings=explicit_paddings, dilations=dilations)
        return write.DepthwiseConv2dNative(input, filter, **settings)
    # TensorFlow's own function lays the gaps out as a batch of smaller pictures, for its op knows none.
    image, size = sizes_of(input), sizes_of(filter)
    if image is None or size is None or data_format != "NHWC" or padding not in ("SAME", "VALID"):
        raise write.refuse(
            "TensorFlow has no filters with gaps for pictures of unknown size, or in this format"
        )
    before, after = [0, 0], [0, 0]
    if padding == "SAME":
        extra = [(size[place] - 1) * dilations[place + 1] for place in (0, 1)]
        before, after = [one // 2 for one in extra], [one - one // 2 for one in extra]
    fill = [-(image[n + 1] + before[n] + after[n]) % dilations[n + 1] for n in (0, 1)]
    paddings = [[before[n], after[n] + fill[n]] for n in (0, 1)]
    block, crops = list(dilations[1:3]), [[0, one] for one in fill]
    smaller = write.SpaceToBatchND(input, block, paddings)
    result = write.DepthwiseConv2dNative(smaller, filter, padding="VALID", **settings)
    return write.BatchToSpaceND(result, block, crops)


@lowers("ReverseSequence")
def _(write, input, seq_lengths, seq_dim, batch_dim):
    rank = input.shape.ndims
    if rank is None and min(seq_dim, batch_dim) < 0:
        raise write.refuse("its axes count from the end, of a tensor whose rank is not known")
    seq_dim, batch_dim = (axis + (rank or 0) if axis < 0 else axis for axis in (seq_dim, batch_dim))
    return write.ReverseSequence(input, seq_lengths, seq_dim=seq_dim, batch_dim=batch_dim)


@lowers("IgammaGradA")
def _(write, a, x, order):
    if order != 1:
        raise write.refuse("TensorFlow has no second derivative of igamma with respect to a.")
    return write.IgammaGradA(a, x)


cannot_be_written(
    "MatrixExponential",
    "TensorFlow took the op out of its graphs; its own tf.linalg.expm depends on the values of the matrix.",
)
cannot_be_written("GeneratorDataset", "it calls a Python generator of this program, which no file can hold.")
cannot_be_written(
    "ExperimentalGroupByWindowDataset",
    "its three functions share what they capture; TensorFlow keeps that apart.",
)
cannot_be_written("PyFunc", "it calls a Python function of this program, which no file can hold.")
