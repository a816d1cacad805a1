"""Space to batch: an image taken apart into smaller ones, each with every second (or third) pixel, and back.

    1 2 3 4
    5 6 7 8   ->   1 3   2 4   5 7   6 8       four images, which stand in the batch one after the other

A convolution with gaps on the whole is then an ordinary convolution on each part; so TensorFlow computes it.

Read next: `blocks.py`, where the pixels of a block become channels.
"""

from math import prod
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import ALL
from tensorlab.graph.registry import Array, HostInts, HostValue, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.static_values import constant_value, static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.source import constant


def _pairs(paddings: Any) -> list[tuple[int, int]]:
    return [(int(first), int(last)) for first, last in np.asarray(paddings).reshape(-1, 2)]


def _known(x: TensorShape, block: Any, pairs: Any) -> list[int | None] | None:
    """The sizes of the input, where enough is known to say something."""
    if x.sizes is None or x.ndims is None or block is None:
        return None
    if x.ndims < 1 + len(block):
        raise ValueError(f"Shape must be at least rank {1 + len(block)} but is rank {x.ndims}: {x}")
    if pairs is not None and np.asarray(pairs).shape != (len(block), 2):
        raise ValueError(
            f"There must be a pair for each of {len(block)} dimensions: {np.asarray(pairs).tolist()}"
        )
    return list(x.sizes)


def _times(sizes: list[Any]) -> Any:
    return None if None in sizes else prod(sizes)


def _to_batch_shape(input: TensorShape, block_shape: Any, paddings: Any) -> TensorShape:
    sizes = _known(input, block_shape, paddings)
    if sizes is None:
        return TensorShape(None)
    found: list[Any] = [_times([sizes[0], *block_shape])]
    for place, block in enumerate(block_shape):
        size = sizes[1 + place]
        if size is None or block is None or paddings is None:
            found.append(None)
            continue
        padded = size + sum(_pairs(paddings)[place])
        if padded % block:
            raise ValueError(
                f"Dimension size must be evenly divisible by {block} but is {padded}: dimension {1 + place} of "
                f"{input}, with its padding"
            )
        found.append(padded // block)
    return shape_of((*found, *sizes[1 + len(block_shape) :]))


def _to_space_shape(input: TensorShape, block_shape: Any, crops: Any) -> TensorShape:
    sizes = _known(input, block_shape, crops)
    if sizes is None:
        return TensorShape(None)
    count = _times(list(block_shape))
    batch = None
    if sizes[0] is not None and count is not None:
        if sizes[0] % count:
            raise ValueError(f"Dimension size must be evenly divisible by {count} but is {sizes[0]}: {input}")
        batch = sizes[0] // count
    found: list[Any] = [batch]
    for place, block in enumerate(block_shape):
        size = sizes[1 + place]
        unknown = size is None or block is None or crops is None
        found.append(None if unknown else size * block - sum(_pairs(crops)[place]))
    return shape_of((*found, *sizes[1 + len(block_shape) :]))


@op(
    "SpaceToBatchND",
    shape=_to_batch_shape,
    dtypes={"input": ALL},
    kind="array",
    symbol="space→batch",
    latex="{input}",
)
def space_to_batch_nd(input: Array, block_shape: HostInts, paddings: HostValue):
    """Take images apart: each part has every n-th pixel, and the parts stand in the batch.

    Args:
        input: [batch, sizes..., rest...].
        block_shape: for each of the sizes n, the distance of the pixels of a part.
        paddings: for each of the sizes how many zeros come before and behind it.

    Raises:
        ValueError: when a size, with its padding, does not divide.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/space_to_batch_nd

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.space_to_batch_nd([[1, 2, 3, 4]], [2], [[0, 0]])))
    [[1 3]
     [2 4]]
    """
    blocks = tuple(block_shape or ())
    pairs, count = _pairs(paddings), len(blocks)
    if any(first or last for first, last in pairs):
        input = np.pad(input, ((0, 0), *pairs, *((0, 0),) * (input.ndim - 1 - count)))
    sizes, rest = input.shape[1 : 1 + count], input.shape[1 + count :]
    if any(size % block for size, block in zip(sizes, blocks, strict=True)):
        raise InvalidArgumentError(None, None, f"padded sizes {sizes} do not divide by block_shape {blocks}")
    parts = [part for size, block in zip(sizes, blocks, strict=True) for part in (size // block, block)]
    within, across = range(2, 2 + 2 * count, 2), range(1, 1 + 2 * count, 2)
    order = (*within, 0, *across, *range(1 + 2 * count, 1 + 2 * count + len(rest)))
    apart = input.reshape(input.shape[0], *parts, *rest).transpose(order)
    return apart.reshape(input.shape[0] * prod(blocks), *parts[::2], *rest)


@space_to_batch_nd.gradient
def _(g, y, input, block_shape, paddings):
    return batch_to_space_nd(g, block_shape, paddings)


@op(
    "BatchToSpaceND",
    shape=_to_space_shape,
    dtypes={"input": ALL},
    kind="array",
    symbol="batch→space",
    latex="{input}",
)
def batch_to_space_nd(input: Array, block_shape: HostInts, crops: HostValue):
    """Put images together from parts that each have every n-th pixel: the reverse of `space_to_batch_nd`.

    Args:
        input: [parts · batch, sizes..., rest...].
        block_shape: for each of the sizes n, the distance of the pixels of a part.
        crops: for each of the sizes how much is cut off before and behind.

    Raises:
        ValueError: when the batch does not divide.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/batch_to_space_nd

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.batch_to_space_nd([[1, 3], [2, 4]], [2], [[0, 1]])))
    [[1 2 3]]
    """
    blocks = tuple(block_shape or ())
    count, total = len(blocks), prod(blocks)
    sizes, rest = input.shape[1 : 1 + count], input.shape[1 + count :]
    if input.shape[0] % total:
        raise InvalidArgumentError(
            None, None, f"the batch of {input.shape[0]} does not divide by block_shape {blocks}"
        )
    batch = input.shape[0] // total
    pairs = [place for number in range(count) for place in (1 + count + number, number)]
    order = (count, *pairs, *range(1 + 2 * count, 1 + 2 * count + len(rest)))
    together = input.reshape(*blocks, batch, *sizes, *rest).transpose(order)
    full = [size * block for size, block in zip(sizes, blocks, strict=True)]
    cuts = [slice(first, size - last) for (first, last), size in zip(_pairs(crops), full, strict=True)]
    return together.reshape(batch, *full, *rest)[(slice(None), *cuts)]


@batch_to_space_nd.gradient
def _(g, y, input, block_shape, crops):
    return space_to_batch_nd(g, block_shape, crops)


@space_to_batch_nd.samples
def _() -> list[Sample]:
    numbers = np.arange(24.0)
    return [
        Sample(numbers.reshape(1, 4, 6), (2, 3), [[0, 0], [0, 0]]),
        Sample(numbers.reshape(2, 3, 4), (2,), [[1, 0]]),
        Sample(numbers.reshape(1, 3, 4, 2), (2, 3), [[0, 1], [2, 0]]),
        Sample(np.zeros((0, 4, 2)), (2,), [[0, 0]]),
    ]


@batch_to_space_nd.samples
def _() -> list[Sample]:
    numbers = np.arange(24.0)
    return [
        Sample(numbers.reshape(6, 2, 2), (2, 3), [[0, 0], [0, 0]]),
        Sample(numbers.reshape(4, 3, 2), (2,), [[1, 0]]),
        Sample(numbers.reshape(6, 2, 1, 2), (2, 3), [[0, 1], [1, 0]]),
    ]


# --- the older forms --------------------------------------------------------------------------------------


@checks_arguments
def space_to_batch(
    input: Any, paddings: Any, block_size: Any = None, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """Take images apart into square grids of pixels; as `tf.space_to_batch_nd` for height and width.

    Args:
        input: [images, height, width, channels].
        paddings: two pairs: zeros above and below, left and right.
        block_size: the distance of the pixels of a part.
        block_shape: another name of `block_size`; two numbers when they differ.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.space_to_batch([[[[1], [2]], [[3], [4]]]], [[0, 0], [0, 0]], 2)).ravel())
    [1 2 3 4]
    """
    return space_to_batch_nd(input, _block(block_size, block_shape), paddings, name=name)


@checks_arguments
def batch_to_space(
    input: Any, crops: Any, block_size: Any = None, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """Put images together from square grids of pixels: the reverse of `tf.space_to_batch`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     parts = [[[[1]]], [[[2]]], [[[3]]], [[[4]]]]
    ...     print(sess.run(tf.batch_to_space(parts, [[0, 0], [0, 0]], 2))[0, :, :, 0])
    [[1 2]
     [3 4]]
    """
    return batch_to_space_nd(input, _block(block_size, block_shape), crops, name=name)


def _block(size: Any, shape: Any) -> list[int]:
    if (size is None) == (shape is None):
        raise ValueError("One of block_size and block_shape is needed.")
    given = shape if size is None else size
    return [int(entry) for entry in np.broadcast_to(given, (2,))]


@checks_arguments
def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """How many zeros make sizes divide by a block, and how much to cut off afterwards.

    Args:
        input_shape: the sizes, a vector of whole numbers.
        block_shape: what they must divide by.
        base_paddings: zeros that are wanted in any case: for each size a pair; none by default.

    Returns:
        The arguments `paddings` of `tf.space_to_batch_nd` and `crops` of `tf.batch_to_space_nd`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     paddings, crops = sess.run(tf.required_space_to_batch_paddings([5, 4], [2, 3]))
    ...     print(paddings.tolist(), crops.tolist())
    [[0, 1], [0, 2]] [[0, 1], [0, 2]]
    """
    with name_scope(name, "required_space_to_batch_paddings", [input_shape, block_shape]):
        sizes, blocks = (_ints(value) for value in (input_shape, block_shape))
        base = np.zeros((len(sizes), 2), int) if base_paddings is None else _table(base_paddings)
        found, crops = [], []
        for size, block, (first, last) in zip(sizes, blocks, base.tolist(), strict=True):
            missing = -(size + first + last) % block
            found.append([first, last + missing])
            crops.append([0, missing])
        as_tensor = [constant(np.array(table, np.int32).reshape(-1, 2)) for table in (found, crops)]
        return as_tensor[0], as_tensor[1]


def _ints(value: Any) -> tuple[int, ...]:
    found = static_ints(value) if isinstance(value, Tensor) else tuple(int(v) for v in np.asarray(value))
    if found is None or None in found:
        raise ValueError(f"The sizes have to be known when the graph is built: {value}")
    return found  # type: ignore[return-value]


def _table(value: Any) -> Any:
    found = constant_value(value) if isinstance(value, Tensor) else np.asarray(value)
    if found is None:
        raise ValueError(f"The paddings have to be known when the graph is built: {value}")
    return found
