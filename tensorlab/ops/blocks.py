"""Rarer rearrangements: blocks of a picture, reversed sequences, repeated entries, bit patterns.

Read next: `gather.py` (taking entries by a list of their positions).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, INDEX, NUMERIC, DType, as_dtype
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shape_rules import normal_axis
from tensorlab.graph.shapes import TensorShape, shape_of, unknown_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.scattering import add_at, counted, zeros_of
from tensorlab.ops.shape_ops import reshape

# --- blocks of a picture ----------------------------------------------------------------------------------


def _places(data_format: str) -> tuple[int, int, int]:
    """Which dimensions are height, width and channels."""
    if data_format not in ("NHWC", "NCHW"):
        raise ValueError(f"data_format must be 'NHWC' or 'NCHW', not {data_format!r}")
    return (1, 2, 3) if data_format == "NHWC" else (2, 3, 1)


def _to_depth(input: TensorShape, block_size: int, data_format: str) -> TensorShape:
    sizes = list(input.with_rank(4).sizes or ())
    height, width, depth = _places(data_format)
    for place in (height, width):
        size = sizes[place]
        if size is not None:
            if size % block_size:
                raise ValueError(
                    f"Dimension size must be evenly divisible by {block_size} but is {size}: {input}"
                )
            sizes[place] = size // block_size
    channels = sizes[depth]
    sizes[depth] = None if channels is None else channels * block_size**2
    return shape_of(tuple(sizes))


def _to_space(input: TensorShape, block_size: int, data_format: str) -> TensorShape:
    sizes = list(input.with_rank(4).sizes or ())
    height, width, depth = _places(data_format)
    for place in (height, width):
        size = sizes[place]
        sizes[place] = None if size is None else size * block_size
    channels = sizes[depth]
    if channels is not None and channels % block_size**2:
        raise ValueError(
            f"Dimension size must be evenly divisible by {block_size**2} but is {channels}: {input}"
        )
    sizes[depth] = None if channels is None else channels // block_size**2
    return shape_of(tuple(sizes))


@op(
    "SpaceToDepth",
    shape=_to_depth,
    dtypes=ALL,
    name_after="block_size",
    kind="array",
    symbol="space→depth",
    latex="{input}",
)
def space_to_depth(input: Array, block_size: int, data_format: str = "NHWC") -> Any:
    """Turn each square block of a picture into the channels of one pixel.

    Args:
        input: rank 4; height and width are multiples of `block_size`.
        block_size: at least 2: the side of a block.
        data_format: "NHWC" or "NCHW".

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/space_to_depth

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.space_to_depth([[[[1], [2]], [[3], [4]]]], 2)))
    [[[[1 2 3 4]]]]
    """
    if data_format == "NCHW":
        return np.moveaxis(space_to_depth.kernel(np.moveaxis(input, 1, 3), block_size), 3, 1)
    count, height, width, depth = input.shape
    if height % block_size or width % block_size:
        raise InvalidArgumentError(
            None, None, f"Image {height}×{width} does not divide into blocks of {block_size}"
        )
    blocks = input.reshape(count, height // block_size, block_size, width // block_size, block_size, depth)
    return blocks.transpose(0, 1, 3, 2, 4, 5).reshape(count, height // block_size, width // block_size, -1)


@op(
    "DepthToSpace",
    shape=_to_space,
    dtypes=ALL,
    name_after="block_size",
    kind="array",
    symbol="depth→space",
    latex="{input}",
)
def depth_to_space(input: Array, block_size: int, data_format: str = "NHWC") -> Any:
    """Turn the channels of each pixel into a square block of a larger picture.

    Args:
        input: rank 4; the number of channels is a multiple of `block_size` squared.
        block_size: at least 2: the side of a block.
        data_format: "NHWC" or "NCHW".

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/depth_to_space

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.depth_to_space([[[[1, 2, 3, 4]]]], 2))[0, :, :, 0])
    [[1 2]
     [3 4]]
    """
    if data_format == "NCHW":
        return np.moveaxis(depth_to_space.kernel(np.moveaxis(input, 1, 3), block_size), 3, 1)
    count, height, width, depth = input.shape
    if depth % block_size**2:
        raise InvalidArgumentError(None, None, f"{depth} channels do not divide into blocks of {block_size}")
    blocks = input.reshape(count, height, width, block_size, block_size, depth // block_size**2)
    whole = blocks.transpose(0, 1, 3, 2, 4, 5)
    return whole.reshape(count, height * block_size, width * block_size, depth // block_size**2)


@space_to_depth.gradient
def _(g, y, input, block_size, data_format):
    return depth_to_space(g, block_size, data_format=data_format)


@depth_to_space.gradient
def _(g, y, input, block_size, data_format):
    return space_to_depth(g, block_size, data_format=data_format)


@space_to_depth.samples
def _() -> list[Sample]:
    picture = np.arange(32, dtype=np.float32).reshape(1, 4, 4, 2)
    return [Sample(picture, 2), Sample(picture.reshape(1, 2, 4, 4), 2, data_format="NCHW")]


@depth_to_space.samples
def _() -> list[Sample]:
    picture = np.arange(32, dtype=np.float32).reshape(1, 2, 2, 8)
    return [Sample(picture, 2), Sample(picture.reshape(1, 8, 2, 2), 2, data_format="NCHW")]


# --- reversed sequences -----------------------------------------------------------------------------------


def _checked(input: TensorShape, seq_lengths: TensorShape, seq_dim: int, batch_dim: int) -> TensorShape:
    if input.sizes is not None:
        normal_axis(seq_dim, input, "seq_dim")
        batch = normal_axis(batch_dim, input, "batch_dim")
        shape_of(input.sizes[batch : batch + 1]).assert_is_compatible_with(seq_lengths)
    return input


@op(
    "ReverseSequence",
    shape=_checked,
    dtypes={"input": ALL, "seq_lengths": INDEX},
    kind="array",
    symbol="reverse",
    latex=r"\mathrm{{reverse}}\,{input}",
)
def reverse_sequence_node(input: Array, seq_lengths: Array, seq_dim: int, batch_dim: int = 0) -> Any:
    """Turn the first entries of each sequence round, as many as its length says; the rest stays.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1)))
    [[2 1 3]
     [6 5 4]]
    """
    size = input.shape[seq_dim]
    places = counted(size, seq_lengths)
    lengths = seq_lengths[:, None]
    if isinstance(lengths, np.ndarray) and lengths.size and (lengths.max() > size or lengths.min() < 0):
        raise InvalidArgumentError(
            None, None, f"seq_lens must be in [0, {size}], but are {seq_lengths.tolist()}"
        )
    order = np.where(places < lengths, lengths - 1 - places, places)
    grid = [1] * input.ndim
    grid[batch_dim], grid[seq_dim] = order.shape
    turned = order if batch_dim % input.ndim < seq_dim % input.ndim else order.T
    return np.take_along_axis(input, turned.reshape(grid), seq_dim)


@reverse_sequence_node.gradient
def _(g, y, input, seq_lengths, seq_dim, batch_dim):
    return reverse_sequence_node(g, seq_lengths, seq_dim, batch_dim), None


@reverse_sequence_node.samples
def _() -> list[Sample]:
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [
        Sample(rows, [2, 3], 1),
        Sample(rows, [2, 0, 1], 0, batch_dim=1),
        Sample(np.arange(12, dtype=np.float32).reshape(2, 3, 2), [1, 2], -2, batch_dim=-1),
    ]


@checks_arguments
def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Turn the first entries of each sequence of a batch round, as many as its length says; the rest stays.

    Args:
        input: any dtype.
        seq_lengths: int32 or int64, shape [batch].
        seq_axis: the dimension along which a sequence runs.
        batch_axis: the dimension that counts the sequences; the first when None.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/reverse_sequence

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1)))
    [[2 1 3]
     [6 5 4]]
    """
    if seq_axis is None:
        raise ValueError("tf.reverse_sequence needs seq_axis: the dimension along which a sequence runs.")
    return reverse_sequence_node(input, seq_lengths, seq_axis, batch_axis or 0, name=name)


# --- repeated entries -------------------------------------------------------------------------------------


def _repeated(input: TensorShape, repeats: Any, axis: int) -> TensorShape:
    if input.sizes is None:
        return unknown_shape()
    axis = normal_axis(axis, input)
    size = input.sizes[axis]
    longer = None
    if repeats is not None and None not in repeats:
        if len(repeats) > 1 and size is not None and size != len(repeats):
            raise ValueError(
                f"repeats has {len(repeats)} entries for {size} entries of dimension {axis} of {input}"
            )
        longer = sum(repeats) if len(repeats) > 1 else None if size is None else size * repeats[0]
    return shape_of((*input.sizes[:axis], longer, *input.sizes[axis + 1 :]))


@op("Repeat", shape=_repeated, dtypes=ALL, kind="array", symbol="repeat", latex=r"\mathrm{{repeat}}\,{input}")
def repeat_node(input: Array, repeats: HostInts, axis: int = 0) -> Any:
    """Repeat each entry along one dimension.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.repeat([1, 2], [2, 3])))
    [1 1 2 2 2]
    """
    return np.repeat(input, repeats, axis)  # type: ignore[arg-type]


@repeat_node.gradient(latex=(r"\sum {g}",))
def _(g, y, input, repeats, axis):
    return build("RepeatGrad", g, input, repeats, axis)


@repeat_node.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0], [2, 3]), Sample([[1.0, 2.0], [3.0, 4.0]], 2, axis=1), Sample([1.0], [0])]


def _like_input(gradient: TensorShape, input: TensorShape, *_: Any) -> TensorShape:
    return input


@op("RepeatGrad", shape=_like_input, dtypes=NUMERIC, kind="gradient", symbol="Σ", latex=r"\sum {gradient}")
def repeat_grad(gradient: Array, input: Array, repeats: HostInts, axis: int = 0) -> Any:
    """Add up what arrives at the copies of each entry."""
    rows = np.moveaxis(gradient, axis, 0)
    size = input.shape[axis]
    target = zeros_of((size, *rows.shape[1:]), gradient)
    return np.moveaxis(add_at(target, np.repeat(counted(size, rows), repeats), rows), 0, axis)  # type: ignore[arg-type]


@repeat_grad.gradient
def _(g, y, gradient, input, repeats, axis):
    return repeat_node(g, repeats, axis), None, None


@repeat_grad.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0, 3.0], [1.0, 2.0], [1, 2]), Sample([[1.0, 2.0]], [[1.0]], [2], 1)]


def repeat(input: Any, repeats: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Repeat each entry of a tensor.

    Args:
        input: any shape and dtype.
        repeats: how often; one number, or one for each entry of the dimension.
        axis: the dimension; with None the tensor is made a vector first.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/repeat

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.repeat([1, 2], [2, 3])))
    [1 1 2 2 2]
    """
    if axis is None:
        input, axis = reshape(input, [-1]), 0
    return repeat_node(input, repeats, axis, name=name)


# --- bit patterns -----------------------------------------------------------------------------------------


def _recast(input: TensorShape, *_: Any) -> TensorShape:
    return input


@op(
    "Bitcast",
    shape=_recast,
    dtypes=NUMERIC,
    result="type",
    kind="array",
    symbol="bits",
    latex=r"\mathrm{{bits}}\,{input}",
)
def bitcast_node(input: Array, type: DType) -> Any:
    """Read the same bits as numbers of another dtype of the same size.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitcast(1.0, tf.int32)))
    1065353216
    """
    return input.view(type.as_numpy_dtype)


bitcast_node.not_differentiable("bits are no smooth function of a number")


@bitcast_node.build
def _(input: Any, type: Any) -> tuple[Any, DType]:
    input, wanted = convert_to_tensor(input, name="input"), as_dtype(type)
    if wanted.size != input.dtype.size:
        raise ValueError(f"Cannot bitcast between {input.dtype.name} and {wanted.name}: their sizes differ.")
    return input, wanted


@bitcast_node.samples
def _() -> list[Sample]:
    return [
        Sample(np.array([1.0, -2.0], np.float32), np.int32, dtypes=["float32"]),
        Sample(np.int64(3), np.float64, dtypes=["int64"]),
    ]


def bitcast(input: Any, type: Any, name: str | None = None) -> Tensor:
    """Read the same bits as numbers of another dtype; here only of the same size.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/bitcast

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bitcast(1.0, tf.int32)))
    1065353216
    """
    return bitcast_node(input, type, name=name)
