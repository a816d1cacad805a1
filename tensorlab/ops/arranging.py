"""Repeating, padding and turning round: tile, pad, reverse, roll.

Read next: `slicing.py` (taking a part of a tensor).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, BOOL, COMPLEX, FLOATING, NUMERIC
from tensorlab.graph.registry import Array, HostInts, HostValue, Sample, build, op
from tensorlab.graph.shape_rules import normal_axis, same, same_as
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of, unknown_shape
from tensorlab.graph.static_values import constant_value, static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.scattering import add_at, zeros_of
from tensorlab.ops.shape_ops import shape_for

# --- tile -------------------------------------------------------------------------------------------------


def _tiled(input: TensorShape, multiples: Sizes | None) -> TensorShape:
    if input.sizes is None or multiples is None:
        return unknown_shape(input.ndims if multiples is None else len(multiples))
    if len(multiples) != len(input.sizes):
        raise ValueError(
            f"Shape must be rank {len(multiples)} but is rank {len(input.sizes)}: tile of {input}"
        )
    pairs = zip(input.sizes, multiples, strict=True)
    return shape_of(tuple(None if size is None or times is None else size * times for size, times in pairs))


@op("Tile", shape=_tiled, dtypes=ALL, kind="array", symbol="tile", latex=r"\mathrm{{tile}}\,{input}")
def tile(input: Array, multiples: HostInts) -> Any:
    """Repeat a tensor, like tiles on a wall.

    Args:
        input: any shape and dtype.
        multiples: int32 or int64, rank 1: how often along each dimension.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/tile

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tile([[1, 2]], [2, 2])))
    [[1 2 1 2]
     [1 2 1 2]]
    """
    times = multiples or ()
    if len(times) != input.ndim or any(one < 0 for one in times):
        raise InvalidArgumentError(
            None, None, f"Expected {input.ndim} multiples >= 0, one for each dimension, but got {list(times)}"
        )
    return np.tile(input, times)


@tile.gradient(latex=(r"\sum {g}",))
def _(g, y, input, multiples):
    return build("TileGrad", g, input, multiples)


@tile.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0]], [2, 3]),
        Sample([1.0, 2.0], [0]),
        Sample(2.0, []),
        Sample([[1, 2], [3, 4]], [1, 2]),
    ]


@op("TileGrad", shape=same_as(1), dtypes=NUMERIC, kind="gradient", symbol="Σ tiles", latex=r"\sum {gradient}")
def tile_grad(gradient: Array, input: Array, multiples: HostInts) -> Any:
    """Add up what arrives at the copies of each entry."""
    split = [size for pair in zip(multiples or (), input.shape, strict=True) for size in pair]
    copies = tuple(range(0, len(split), 2))
    return np.add.reduce(gradient.reshape(split), axis=copies, dtype=gradient.dtype)


@tile_grad.gradient
def _(g, y, gradient, input, multiples):
    return tile(g, multiples), None, None


@tile_grad.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0, 3.0, 4.0]], [[1.0, 2.0]], [1, 2])]


# --- pad --------------------------------------------------------------------------------------------------


def _padded(tensor: TensorShape, paddings: Any, *_: Any) -> TensorShape:
    if paddings is None:
        return unknown_shape(tensor.ndims)
    if tensor.sizes is None:
        return unknown_shape(len(paddings))
    if len(paddings) != len(tensor.sizes):
        raise ValueError(
            f"Shape must be rank {len(paddings)} but is rank {len(tensor.sizes)}: pad of {tensor}"
        )
    pairs = zip(tensor.sizes, np.asarray(paddings).sum(axis=1).tolist(), strict=True)
    return shape_of(tuple(None if size is None else size + added for size, added in pairs))


def _inner(tensor: Any, paddings: Any) -> tuple[Any, Any]:
    """The shape of the padded array, and the index of the part that holds the tensor."""
    pairs = np.asarray(paddings).tolist()
    if len(pairs) != tensor.ndim or any(number < 0 for pair in pairs for number in pair):
        raise InvalidArgumentError(
            None,
            None,
            f"Paddings must be non-negative, one pair for each of {tensor.ndim} dimensions: {pairs}",
        )
    both = list(zip(tensor.shape, pairs, strict=True))
    return [a + n + b for n, (a, b) in both], tuple(slice(a, a + n) for n, (a, b) in both)


@op("Pad", shape=_padded, dtypes=NUMERIC | BOOL, kind="array", symbol="pad 0",
    latex=r"\mathrm{{pad}}\,{tensor}", opdef={"tensor": "input"})  # fmt: skip
def pad_zeros(tensor: Array, paddings: HostValue) -> Any:
    """Put zeros round a tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.pad([[1, 2]], [[1, 0], [0, 2]])))
    [[0 0 0 0]
     [1 2 0 0]]
    """
    sizes, inner = _inner(tensor, paddings)
    result = zeros_of(sizes, tensor)
    result[inner] = tensor
    return result


@op("PadV2", shape=_padded, dtypes=NUMERIC | BOOL, kind="array", symbol="pad",
    latex=r"\mathrm{{pad}}\,{tensor}", opdef={"tensor": "input"})  # fmt: skip
def pad_constant(tensor: Array, paddings: HostValue, constant_values: Array) -> Any:
    """Put copies of one value round a tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.pad([1, 2], [[1, 2]], constant_values=9)))
    [9 1 2 9 9]
    """
    sizes, inner = _inner(tensor, paddings)
    result = zeros_of(sizes, tensor)
    result[...] = constant_values
    result[inner] = tensor
    return result


def _part_inside(g: Any, tensor: Any, paddings: Any) -> Any:
    known = constant_value(paddings) if paddings.op.type == "Const" else None
    begin = paddings[:, 0] if known is None else known[:, 0].tolist()
    return build("Slice", g, begin, shape_for(tensor))


@pad_zeros.gradient(latex=(r"{g}[\mathrm{{inside}}]",))
def _(g, y, tensor, paddings):
    return _part_inside(g, tensor, paddings)


@pad_constant.gradient(latex=(r"{g}[\mathrm{{inside}}]", "", r"\sum {g}[\mathrm{{outside}}]"))
def _(g, y, tensor, paddings, constant_values):
    inside = _part_inside(g, tensor, paddings)
    axes = list(range(g.shape.ndims))
    return inside, None, build("Sub", build("Sum", g, axes), build("Sum", inside, axes))


@pad_zeros.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0]], [[1, 0], [0, 2]]),
        Sample([1.0, 2.0], [[0, 0]]),
        Sample(np.zeros((0, 1), np.float32), [[1, 1], [0, 0]]),
        Sample(3.0, np.zeros((0, 2), np.int32)),
    ]


@pad_constant.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]], [[1, 0], [0, 2]], 3.0), Sample([1.0, 2.0], [[2, 1]], -1.0)]


def _mirrored(axis: int, size: int, pair: list[int], mode: str) -> tuple[Any, Any]:
    """The indices of the two runs of entries, along one axis, that are seen in the mirrors at its ends."""
    edge = int(mode == "REFLECT")
    if max(pair) > size - edge:
        raise InvalidArgumentError(
            None, None, f"paddings must be no greater than the dimension size: {pair} for {size} ({mode})"
        )
    before, after = pair
    others = (slice(None),) * axis
    return (*others, slice(edge, edge + before)), (*others, slice(size - edge - after, size - edge))


@op("MirrorPad", shape=_padded, dtypes=NUMERIC | BOOL, kind="array", symbol="mirror",
    latex=r"\mathrm{{mirror}}\,{tensor}", opdef={"tensor": "input"})  # fmt: skip
def pad_mirror(tensor: Array, paddings: HostValue, mode: str = "REFLECT") -> Any:
    """Put a mirror image of a tensor round it.

    REFLECT does not repeat the entry at the edge, SYMMETRIC does.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.pad([1, 2, 3], [[2, 1]], "REFLECT")))
    ...     print(sess.run(tf.pad([1, 2, 3], [[2, 1]], "SYMMETRIC")))
    [3 2 1 2 3 2]
    [2 1 1 2 3 3]
    """
    _inner(tensor, paddings)
    for axis, pair in enumerate(np.asarray(paddings).tolist()):
        first, last = _mirrored(axis, tensor.shape[axis], pair, mode)
        tensor = np.concatenate([np.flip(tensor[first], axis), tensor, np.flip(tensor[last], axis)], axis)
    return tensor


@pad_mirror.gradient
def _(g, y, tensor, paddings, mode):
    return build("MirrorPadGrad", g, tensor, paddings, mode)


@op("MirrorPadGrad", shape=same_as(1), dtypes=FLOATING | COMPLEX, kind="gradient", symbol="Σ images",
    latex=r"\sum {gradient}")  # fmt: skip
def mirror_pad_grad(gradient: Array, tensor: Array, paddings: HostValue, mode: str = "REFLECT") -> Any:
    """Add up what arrives at an entry and at its mirror images."""
    for axis, (before, after) in enumerate(np.asarray(paddings).tolist()):
        size = tensor.shape[axis]
        first, last = _mirrored(axis, size, [before, after], mode)
        images = np.split(gradient, [before, before + size], axis)
        gradient = images[1].copy()
        gradient[first] += np.flip(images[0], axis)
        gradient[last] += np.flip(images[2], axis)
    return gradient


@mirror_pad_grad.gradient
def _(g, y, gradient, tensor, paddings, mode):
    return pad_mirror(g, paddings, mode), None, None


@pad_mirror.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [
        Sample(matrix, [[1, 0], [2, 1]]),
        Sample(matrix, [[2, 1], [0, 3]], "SYMMETRIC"),
        Sample([1.0], [[0, 0]]),
    ]


@mirror_pad_grad.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0], [[1, 0]]),
        Sample([1.0, 2.0, 3.0], [1.0, 2.0], [[0, 1]], "SYMMETRIC"),
    ]


def pad(
    tensor: Any, paddings: Any, mode: str = "CONSTANT", name: str | None = None, constant_values: Any = 0
) -> Tensor:
    """Put something round a tensor: zeros, another value, or its own mirror image.

    Args:
        tensor: any shape.
        paddings: int32 or int64, shape [rank, 2]: how many entries before and after, for each dimension.
        mode: "CONSTANT", "REFLECT" (the edge is not repeated) or "SYMMETRIC" (it is), in any case.
        constant_values: the value, for "CONSTANT".

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/pad

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.pad([[1, 2]], [[1, 0], [0, 2]])))
    [[0 0 0 0]
     [1 2 0 0]]
    """
    mode = mode.upper()
    if mode == "CONSTANT":
        if isinstance(constant_values, Tensor) or np.any(np.asarray(constant_values) != 0):
            result = pad_constant(tensor, paddings, constant_values, name=name)
        else:
            result = pad_zeros(tensor, paddings, name=name)
    elif mode in ("REFLECT", "SYMMETRIC"):
        result = pad_mirror(tensor, paddings, mode, name=name)
    else:
        raise ValueError(
            'Value of argument `mode` expected to be one of "CONSTANT", "REFLECT", or "SYMMETRIC". '
            f"Received `mode` = {mode}"
        )
    source, amounts = result.op.inputs[:2]
    if amounts.op.type == "Const":
        result.set_shape(_padded(source.shape, constant_value(amounts)))
    return result


# --- reverse and roll -------------------------------------------------------------------------------------


def _reversed(tensor: TensorShape, axis: Any) -> TensorShape:
    if tensor.sizes is not None and axis is not None:
        known = [normal_axis(one, tensor, "reverse axis") for one in axis if one is not None]
        if len(set(known)) != len(known):
            raise ValueError(f"axis {list(axis)} names a dimension twice")
    return tensor


@op(
    "ReverseV2",
    shape=_reversed,
    dtypes=ALL,
    kind="array",
    symbol="reverse",
    latex=r"\mathrm{{reverse}}\,{tensor}",
)
def reverse(tensor: Array, axis: HostInts) -> Any:
    """Turn the order of the entries round along some dimensions.

    Args:
        tensor: any shape and dtype.
        axis: int32 or int64, rank 1: which dimensions; counted from the end when negative.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/reverse

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reverse([[1, 2, 3], [4, 5, 6]], axis=[1])))
    [[3 2 1]
     [6 5 4]]
    """
    for one in axis or ():
        if not -tensor.ndim <= one < tensor.ndim:
            raise InvalidArgumentError(
                None, None, f"'axis'[{one}] is out of valid range [0, {tensor.ndim - 1}]"
            )
    return np.flip(tensor, axis or ())


@reverse.build
def _(tensor: Any, axis: Any) -> tuple[Any, Any]:
    if isinstance(axis, (list, tuple)):
        axis = [int(one) if isinstance(one, (bool, np.bool_)) else one for one in axis]
    return tensor, axis if isinstance(axis, Tensor) or axis != [] else convert_to_tensor(
        np.zeros(0, np.int32)
    )


@reverse.gradient
def _(g, y, tensor, axis):
    return reverse(g, axis)


@reverse.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]], [1]),
        Sample([[1.0, 2.0], [3.0, 4.0]], [0, -1]),
        Sample(np.zeros((0, 2), np.float32), [0]),
    ]


@op("Roll", shape=same, dtypes=ALL, kind="array", symbol="roll", latex=r"\mathrm{{roll}}\,{input}")
def roll(input: Array, shift: HostInts, axis: HostInts) -> Any:
    """Move the entries along a dimension; what falls off at the end comes in again at the start.

    Args:
        input: rank 1 or more.
        shift: by how many places; int32 or int64, one number or one for each axis.
        axis: along which dimensions.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/roll

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.roll([1, 2, 3, 4], shift=1, axis=0)))
    [4 1 2 3]
    """
    return np.roll(input, shift, axis)  # type: ignore[arg-type]


@roll.gradient
def _(g, y, input, shift, axis):
    known = static_ints(shift)
    if known is None or None in known:
        return roll(g, build("Neg", shift), axis)
    back = [-one for one in known if one is not None]
    return roll(g, back if shift.shape.ndims else back[0], axis)


@roll.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [Sample(matrix, 1, 0), Sample(matrix, [1, -2], [0, 1]), Sample([1.0, 2.0], [3], [-1])]
