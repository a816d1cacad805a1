"""Pooling of sequences, and `tf.nn.pool` for any number of dimensions.

A sequence is pooled as an image of height 1. A window with gaps looks at every n-th pixel: the image is taken apart
into images of every n-th pixel (`patches_in_batches.py`), these are pooled, and the results put together.

Read next: `fused_batch_norm.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution_forms import check_either
from tensorlab.ops.convolution_geometry import check_format, padding_of, per_dimension
from tensorlab.ops.convolution_volumes import line_format
from tensorlab.ops.patches_in_batches import (
    batch_to_space_nd,
    required_space_to_batch_paddings,
    space_to_batch_nd,
)
from tensorlab.ops.pooling import max_pool_node, window_of
from tensorlab.ops.pooling_average import avg_pool_node, plain
from tensorlab.ops.pooling_volumes import avg_pool3d_node, max_pool3d_node


@checks_arguments
def max_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """Keep the largest entry of every window of a sequence.

    Args:
        input: [sequences, length, channels], real numbers.
        ksize, strides: size and steps of the window: one number, or one for each dimension.
        padding: "SAME" or "VALID".
        data_format: "NWC" or "NCW".

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.max_pool1d([[[1.], [4.], [3.], [2.]]], 2, 2, "VALID")).ravel())
    [4. 3.]
    """
    with name_scope(name, "MaxPool1d", [input]) as scope:
        return _line_pool("MAX", input, ksize, strides, padding, data_format, scope)


@checks_arguments
def avg_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    """Take the average of every window of a sequence; arguments as for `tf.nn.max_pool1d`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.avg_pool1d([[[1.], [4.], [3.], [2.]]], 2, 2, "VALID")).ravel())
    [2.5 2.5]
    """
    with name_scope(name, "AvgPool1D", [input]) as scope:
        return _line_pool("AVG", input, ksize, strides, padding, data_format, scope)


def _line_pool(
    how: str, input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None, scope: Any
) -> Tensor:
    """Pool a sequence as an image of height 1."""
    line = check_format(data_format, 3)
    kind, _ = padding_of(plain(padding), 3)
    image_format, place = line_format(line)
    window, moves = (
        (1, *per_dimension(value, 3, line, name)) if place == 1 else _with_height(value, line, name)
        for value, name in ((ksize, "ksize"), (strides, "strides"))
    )
    image = build("ExpandDims", input, place)
    if how == "MAX":
        found = max_pool_node(image, window, moves, kind, (), image_format, name=scope)
    else:
        found = avg_pool_node(image, window, moves, kind, image_format, name=scope)
    return build("Squeeze", found, [place])


def _with_height(value: Any, line: str, name: str) -> tuple[int, ...]:
    batch, depth, width = per_dimension(value, 3, line, name)
    return (batch, depth, 1, width)


@checks_arguments
def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    padding: Any,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Pool sequences, images or volumes: the number of entries of `window_shape` says which.

    Args:
        input: [batch, sizes..., channels].
        window_shape: the size of the window: one, two or three whole numbers.
        pooling_type: "MAX" or "AVG".
        padding: "SAME" or "VALID".
        dilation_rate: the distance between two neighbouring cells of the window; above 1 only with padding "VALID",
            stride 1 and sizes that the graph knows.
        strides: how far the window moves; by 1 unless it is said.
        data_format: as for `tf.nn.convolution`.
        dilations: another name of `dilation_rate`.

    Raises:
        ValueError: when the window does not fit, or moves farther than it is wide.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.pool([[[1.], [4.], [3.], [2.]]], [2], "MAX", "VALID")).ravel())
    [4. 4. 3.]
    """
    window, count = list(window_shape), len(window_shape)
    if count not in (1, 2, 3):
        raise ValueError(f"window_shape needs 1, 2 or 3 entries, not {window_shape!r}.")
    moves = [1] * count if strides is None else list(np.broadcast_to(strides, (count,)))
    rates = dilation_rate if dilations is None else dilations
    check_either(strides, rates)
    if any(move > cells for move, cells in zip(moves, window, strict=True)):
        raise ValueError(f"`strides` > `window_shape` not supported: {moves} and {window}.")
    if pooling_type not in ("MAX", "AVG"):
        raise ValueError(f"pooling_type is 'MAX' or 'AVG', not {pooling_type!r}.")
    with name_scope(name, f"{pooling_type.lower()}_pool", [input]) as scope:
        input = convert_to_tensor(input, name="input")
        if rates is not None and np.max(rates) > 1:
            gaps = [int(rate) for rate in np.broadcast_to(rates, (count,))]
            return _with_gaps(input, window, pooling_type, padding, gaps, data_format)
        if count == 1:
            return _line_pool(pooling_type, input, window, moves, padding, data_format or "NWC", scope)
        if count == 2:
            cells, steps, kind, _, layout = window_of(window, moves, plain(padding), data_format)
            if pooling_type == "MAX":
                return max_pool_node(input, cells, steps, kind, (), layout, name=scope)
            return avg_pool_node(input, cells, steps, kind, layout, name=scope)
        cells, steps, kind, _, layout = window_of(window, moves, plain(padding), data_format, 5)
        node = max_pool3d_node if pooling_type == "MAX" else avg_pool3d_node
        return node(input, cells, steps, kind, layout, name=scope)


def _with_gaps(
    input: Tensor,
    window: list[int],
    pooling_type: str,
    padding: Any,
    gaps: list[int],
    data_format: str | None,
) -> Tensor:
    """Pool with a window that leaves out pixels: an ordinary one on images of every n-th pixel."""
    if padding != "VALID":
        raise ValueError(f"Pooling with 'SAME' padding is not implemented for dilation_rate > 1: {padding!r}")
    if data_format is not None and data_format.startswith("NC"):
        raise ValueError(f"Windows with gaps need channels last, not {data_format!r}.")
    sizes = input.shape.as_list()[1:-1]
    if None in sizes:
        raise ValueError(f"Windows with gaps need sizes that the graph knows: {input}")
    paddings, crops = required_space_to_batch_paddings(sizes, gaps)
    parts = pool(space_to_batch_nd(input, gaps, paddings), window, pooling_type, "VALID")
    return batch_to_space_nd(parts, gaps, crops)
