"""Stacking tensors on a new dimension, and taking them apart again: stack, unstack, split.

Read next: `arranging.py` (tile, pad, reverse).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType
from tensorlab.graph.registry import Array, Arrays, HostInt, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN, merged, normal_axis
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of, unknown_shape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor

# --- stack and unstack ------------------------------------------------------------------------------------


def _stacked(values: list[TensorShape], axis: int) -> TensorShape:
    one = merged(values)
    if one.sizes is None:
        return UNKNOWN
    longer = len(one.sizes) + 1
    if not -longer <= axis < longer:
        raise ValueError(f"Argument `axis` = {axis} not in range [{-longer}, {longer})")
    axis %= longer
    return shape_of((*one.sizes[:axis], len(values), *one.sizes[axis:]))


@op("Pack", shape=_stacked, dtypes=ALL, name="stack", kind="array", symbol="stack", latex=r"[{values}]")
def stack_node(values: Arrays, axis: int = 0) -> Any:
    """Lay tensors of one shape on a new dimension.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.stack([[1, 2], [3, 4]], axis=1)))
    [[1 3]
     [2 4]]
    """
    try:
        return np.stack(values, axis)
    except ValueError:
        shapes = " and ".join(str(tuple(value.shape)) for value in values)
        raise InvalidArgumentError(None, None, f"Shapes of all inputs must match: {shapes}.") from None


@stack_node.gradient
def _(g, y, values, axis):
    return (build("Unpack", g, len(values), axis),)


@stack_node.static
def _(operation: Any) -> Sizes | None:
    sizes: list[int | None] = []
    for value in operation.inputs:
        if value.shape.ndims != 0:
            return None
        known = static_ints(value)
        sizes.append(known[0] if known is not None else None)
    return tuple(sizes)


@stack_node.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]]),
        Sample([[1.0, 2.0], [3.0, 4.0]], 1),
        Sample([1.0, 2.0, 3.0]),
        Sample([[[1.0]], [[2.0]]], -2),
        Sample([np.zeros((0, 2), np.float32)]),
    ]


def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Lay tensors of one shape on a new dimension: n vectors of length m become a matrix.

    Args:
        values: a list of tensors of one shape and dtype.
        axis: where the new dimension stands in the result; counted from the end when negative.

    Raises:
        ValueError: when the shapes differ or `axis` is out of range.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/stack

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.stack([[1, 2], [3, 4]], axis=1)))
    [[1 3]
     [2 4]]
    """
    if axis == 0 and not _has_tensor(values):
        try:
            return convert_to_tensor(values, name=name or "stack")
        except (TypeError, ValueError):
            pass  # the node below refuses with the reason
    values = list(values) if isinstance(values, (list, tuple)) else build("Unpack", values, num=len(values))
    dtype = next((value.dtype for value in values if hasattr(value, "graph")), None)
    with name_scope(name, "stack", values) as scope:
        tensors = []
        for number, value in enumerate(values):
            wanted = None if dtype is None or isinstance(value, Tensor) else dtype.base_dtype
            value = convert_to_tensor(value, wanted, name=str(number))
            dtype = value.dtype
            tensors.append(value)
        return stack_node(tensors, axis, name=scope)


def _has_tensor(values: Any) -> bool:
    if isinstance(values, (list, tuple)):
        return any(_has_tensor(value) for value in values)
    return hasattr(values, "graph")


def _unstacked(value: TensorShape, num: int, axis: int) -> list[TensorShape]:
    if value.sizes is None:
        return [UNKNOWN] * num
    axis = normal_axis(axis, value)
    size = value.sizes[axis]
    if size is not None and size != num:
        raise ValueError(f"Dimension must be {num} but is {size}: unstack of {value} along axis {axis}")
    return [shape_of(value.sizes[:axis] + value.sizes[axis + 1 :])] * num


@op(
    "Unpack",
    shape=_unstacked,
    dtypes=ALL,
    outputs="num",
    name="unstack",
    kind="array",
    symbol="unstack",
    latex="{value}",
)
def unstack_node(value: Array, num: int, axis: int = 0) -> Any:
    """Take a tensor apart along one dimension, which goes away.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unstack([[1, 2], [3, 4]])))
    [array([1, 2], dtype=int32), array([3, 4], dtype=int32)]
    """
    if value.shape[axis] != num:
        raise InvalidArgumentError(
            None, None, f"Input shape axis {axis} must equal {num}, got shape {list(value.shape)}"
        )
    return list(np.moveaxis(value, axis, 0))


@unstack_node.gradient
def _(g, y, value, axis):
    return build("Pack", g, axis)


@unstack_node.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]], 2),
        Sample([[1.0, 2.0, 3.0]], 3, axis=-1),
        Sample([1.0, 2.0], 2),
        Sample(np.zeros((2, 0), np.float32), 2),
    ]


def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """Take a tensor apart along one dimension, which goes away: a matrix becomes a list of its rows.

    Args:
        value: a tensor of rank 1 or more.
        num: how many tensors there will be; needed only where the static shape does not say it.
        axis: the dimension; counted from the end when negative.

    Raises:
        ValueError: when `num` is missing and unknown, or does not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/unstack

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unstack([[1, 2], [3, 4]])))
    [array([1, 2], dtype=int32), array([3, 4], dtype=int32)]
    """
    if num is None:
        value = convert_to_tensor(value)
        sizes = value.shape.sizes
        if sizes is not None:
            if not -len(sizes) <= axis < len(sizes):
                raise ValueError(f"Argument `axis` = {axis} not in range [{-len(sizes)}, {len(sizes)})")
            num = sizes[axis]
        if num is None:
            raise ValueError(f"Cannot infer argument `num` from shape {value.shape}: say how many with num=.")
    return unstack_node(value, num, axis, name=name)


# --- split ------------------------------------------------------------------------------------------------


def _dtype_of_value(dtypes: Any, _: Any) -> DType:
    return dtypes["value"]


def _split_evenly(axis: Any, value: TensorShape, num_split: int) -> list[TensorShape]:
    if value.sizes is None or axis is None or isinstance(axis, tuple):
        return [unknown_shape(value.ndims)] * num_split
    axis = normal_axis(axis, value, "split dimension")
    size = value.sizes[axis]
    if size is not None and size % num_split:
        raise ValueError(
            f"Dimension size must be evenly divisible by {num_split} but is {size}: split of {value}"
        )
    part = None if size is None else size // num_split
    return [shape_of((*value.sizes[:axis], part, *value.sizes[axis + 1 :]))] * num_split


def _pieces(value: Any, sizes: list[int], axis: int) -> list[Any]:
    """Views of the pieces, as `np.split` gives them; a cell of an LSTM is too small to wait for that."""
    before = (slice(None),) * (axis % value.ndim)
    pieces, start = [], 0
    for size in sizes:
        pieces.append(value[(*before, slice(start, start + size))])
        start += size
    return pieces


@op(
    "Split",
    shape=_split_evenly,
    dtypes=ALL,
    result=_dtype_of_value,
    outputs="num_split",
    name="split",
    kind="array",
    symbol="split",
    latex="{value}",
    opdef={"axis": "split_dim"},
)
def split_evenly(axis: HostInt, value: Array, num_split: int) -> Any:
    """Cut a tensor into equal pieces along one dimension.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.split([1, 2, 3, 4], 2)))
    [array([1, 2], dtype=int32), array([3, 4], dtype=int32)]
    """
    if value.shape[axis] % num_split:
        raise InvalidArgumentError(
            None,
            None,
            f"Number of ways to split should evenly divide the split dimension, but got split_dim {axis} "
            f"(size = {value.shape[axis]}) and num_split {num_split}",
        )
    return _pieces(value, [value.shape[axis] // num_split] * num_split, axis)


@split_evenly.gradient
def _(g, y, axis, value):
    return None, build("ConcatV2", g, axis)


@split_evenly.samples
def _() -> list[Sample]:
    return [
        Sample(0, [1.0, 2.0, 3.0, 4.0], 2),
        Sample(-1, [[1.0, 2.0], [3.0, 4.0]], 2),
        Sample(1, np.zeros((0, 2), np.float32), 1),
    ]


def _split_by_sizes(value: TensorShape, size_splits: Any, axis: Any, num_split: int) -> list[TensorShape]:
    if value.sizes is None or axis is None or isinstance(axis, tuple):
        return [unknown_shape(value.ndims)] * num_split
    axis = normal_axis(axis, value, "split dimension")
    size = value.sizes[axis]
    parts: list[Any] = list(size_splits) if size_splits is not None else [None] * num_split
    if None not in parts and size is not None:
        known = sum(part for part in parts if part != -1)
        if -1 in parts and known <= size:
            parts[parts.index(-1)] = size - known
        elif known != size:
            raise ValueError(
                f"Sizes {parts} do not add up to {size}, the size of dimension {axis} of {value}"
            )
    parts = [None if part == -1 else part for part in parts]
    return [shape_of((*value.sizes[:axis], part, *value.sizes[axis + 1 :])) for part in parts]


@op(
    "SplitV",
    shape=_split_by_sizes,
    dtypes=ALL,
    outputs="num_split",
    name="split",
    kind="array",
    symbol="split",
    latex="{value}",
    opdef={"axis": "split_dim"},
)
def split_by_sizes(value: Array, size_splits: HostInts, axis: HostInt, num_split: int) -> Any:
    """Cut a tensor into pieces of given sizes along one dimension; one size may be -1, the rest.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.split([1, 2, 3], [1, 2])))
    [array([1], dtype=int32), array([2, 3], dtype=int32)]
    """
    sizes, total = list(size_splits or ()), value.shape[axis]
    if -1 in sizes:
        sizes[sizes.index(-1)] = total - sum(sizes) - 1
    if sum(sizes) != total or any(size < 0 for size in sizes):
        raise InvalidArgumentError(
            None,
            None,
            f"The sizes of the pieces, {list(size_splits or ())}, must add up to {total}, the size of "
            f"dimension {axis} of {tuple(value.shape)}.",
        )
    return _pieces(value, sizes, axis)


@split_by_sizes.gradient
def _(g, y, value, size_splits, axis):
    return build("ConcatV2", g, axis), None, None


@split_by_sizes.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0], [1, 2], 0, 2),
        Sample([[1.0, 2.0, 3.0]], [2, -1], -1, 2),
        Sample(np.zeros((2, 0), np.float32), [0, 2], 0, 2),
    ]


@checks_arguments
def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[Tensor]:
    """Cut a tensor into pieces along one dimension.

    Args:
        value: a tensor of rank 1 or more.
        num_or_size_splits: how many equal pieces, or the list of their sizes (one may be -1: the rest).
        axis: the dimension; counted from the end when negative.
        num: the number of sizes, where a tensor of sizes does not say it.

    Raises:
        ValueError: when the sizes do not add up to the size of the dimension.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/split

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.split([[1, 2, 3]], [1, 2], axis=1)))
    [array([[1]], dtype=int32), array([[2, 3]], dtype=int32)]
    """
    if hasattr(num_or_size_splits, "__index__"):
        return split_evenly(axis, value, int(num_or_size_splits), name=name)
    sizes = convert_to_tensor(num_or_size_splits)
    if sizes.shape.ndims == 0:
        raise ValueError("Rank-0 tensors are not supported as the num_or_size_splits argument to split.")
    if num is None:
        num = sizes.shape.sizes[0] if sizes.shape.sizes else None
        if num is None:
            raise ValueError("Cannot infer argument `num` from shape (?,): say how many pieces with num=.")
    return split_by_sizes(value, sizes, axis, num, name=name)
