"""Dealing rows out to several tensors and putting them together again; embeddings.

Read next: `ordering.py` (sorting and the largest entries).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, NUMERIC, DType, int32
from tensorlab.graph.registry import Array, Arrays, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN, merged
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.gather import gather
from tensorlab.ops.scattering import check_indices, in_host_memory, zeros_of

INT32 = frozenset({int32})


def _dealt(data: TensorShape, partitions: TensorShape, num_partitions: int) -> list[TensorShape]:
    if data.sizes is None or partitions.sizes is None:
        return [UNKNOWN] * num_partitions
    shared = len(partitions.sizes)
    merged(partitions, shape_of(data.sizes[:shared]))
    return [shape_of((None, *data.sizes[shared:]))] * num_partitions


@op(
    "DynamicPartition",
    shape=_dealt,
    dtypes={"data": ALL, "partitions": INT32},
    outputs="num_partitions",
    kind="array",
    symbol="partition",
    latex="{data}",
)
def dynamic_partition(data: Array, partitions: Array, num_partitions: int) -> Any:
    """Deal the rows of `data` out: row i goes to the result whose number `partitions[i]` says.

    Args:
        data: any dtype; its shape starts with that of `partitions`.
        partitions: int32, numbers in [0, num_partitions).
        num_partitions: how many results there are.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/dynamic_partition

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.dynamic_partition([10, 20, 30], [0, 1, 0], 2)))
    [array([10, 30], dtype=int32), array([20], dtype=int32)]
    """
    check_indices(partitions, num_partitions, "partitions")
    rows = data.reshape(partitions.size, *data.shape[partitions.ndim :])
    owners = partitions.reshape(-1)
    return [rows[owners == number] for number in range(num_partitions)]


@dynamic_partition.gradient
def _(g, y, data, partitions, num_partitions):
    return build("DynamicPartitionGrad", g, partitions), None


@dynamic_partition.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0, 3.0], [0, 1, 0], 2), Sample([[1.0, 2.0], [3.0, 4.0]], [2, 0], 3)]


def _collected(gradients: list[TensorShape], partitions: TensorShape) -> TensorShape:
    one = merged(
        *[TensorShape(None) if part.sizes is None else shape_of(part.sizes[1:]) for part in gradients]
    )
    return shape_of(None if one.sizes is None or partitions.sizes is None else partitions.sizes + one.sizes)


def _dtype_of_gradients(dtypes: Any, _: Any) -> DType:
    return dtypes["gradients"]


@op(
    "DynamicPartitionGrad",
    shape=_collected,
    dtypes={"gradients": NUMERIC, "partitions": INT32},
    result=_dtype_of_gradients,
    kind="gradient",
    symbol="collect",
    latex="{gradients}",
)
def dynamic_partition_grad(gradients: Arrays, partitions: Array) -> Any:
    """Put the gradients of the parts back at the rows that went there."""
    result = zeros_of((*partitions.shape, *gradients[0].shape[1:]), gradients[0])
    for number, gradient in enumerate(gradients):
        result[partitions == number] = gradient
    return result


@dynamic_partition_grad.gradient
def _(g, y, gradients, partitions):
    return dynamic_partition(g, partitions, len(gradients)), None


@dynamic_partition_grad.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], [3.0]], [0, 1, 0])]


# --- stitch -----------------------------------------------------------------------------------------------


def _stitched(indices: list[TensorShape], data: list[TensorShape]) -> TensorShape:
    rest = UNKNOWN
    for positions, values in zip(indices, data, strict=True):
        if positions.sizes is not None and values.sizes is not None:
            shared = len(positions.sizes)
            merged(positions, shape_of(values.sizes[:shared]))
            rest = merged(rest, shape_of(values.sizes[shared:]))
    return shape_of(None if rest.sizes is None else (None, *rest.sizes))


def _dtype_of_data(dtypes: Any, _: Any) -> DType:
    return dtypes["data"]


@op(
    "DynamicStitch",
    shape=_stitched,
    dtypes={"indices": INT32, "data": ALL},
    result=_dtype_of_data,
    kind="array",
    symbol="stitch",
    latex="{data}",
)
def stitch_node(indices: Arrays, data: Arrays) -> Any:
    """Put the rows of several tensors at the positions that `indices` gives them; the last one wins.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.dynamic_stitch([[0, 2], [1]], [[10, 30], [20]])))
    [10 20 30]
    """
    size = _stitched_size([positions for positions in indices if positions.size])
    result = zeros_of((size, *data[0].shape[indices[0].ndim :]), data[0])
    for positions, values in zip(indices, data, strict=True):
        if positions.size and in_host_memory(positions) and positions.min() < 0:
            raise InvalidArgumentError(None, None, f"indices[...] = {positions.min()} is not in [0, {size})")
        result[positions] = values
    return result


def _stitched_size(indices: list[Any]) -> int:
    """One more than the largest position: the one number that a GPU is asked for."""
    largest = [positions.max() for positions in indices]
    if largest and not in_host_memory(largest[0]):
        largest = [np.max(np.stack(largest))]
    return max((int(position) + 1 for position in largest), default=0)


@stitch_node.gradient
def _(g, y, indices, data):
    return [None for _ in indices], [build("GatherV2", g, positions, 0) for positions in indices]


@stitch_node.samples
def _() -> list[Sample]:
    return [Sample([[0, 2], [1]], [[1.0, 3.0], [2.0]]), Sample([[1], [0]], [[[1.0, 2.0]], [[3.0, 4.0]]])]


def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """Put the rows of several tensors at the positions that `indices` gives them; the last one wins.

    Args:
        indices: a list of int32 tensors.
        data: a list of tensors; the shape of each starts with that of its indices.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/dynamic_stitch

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.dynamic_stitch([[0, 2], [1]], [[10, 30], [20]])))
    [10 20 30]
    """
    result = stitch_node(indices, data, name=name)
    positions = result.op.arguments()[0]
    known = [constant_value(tensor) if tensor.op.type == "Const" else None for tensor in positions]
    if all(value is not None for value in known) and result.shape.ndims is not None:
        size = max((int(value.max()) + 1 for value in known if value is not None and value.size), default=0)
        result.set_shape(shape_of((size, *[None] * (result.shape.ndims - 1))))
    return result


# --- embeddings -------------------------------------------------------------------------------------------


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: float | None = None,
) -> Tensor:
    """Look up the rows of a table, such as the vectors that stand for words.

    Args:
        params: the table; or a list of tensors that together are the table, so never a table written as a
            list of rows: those would be taken for parts.
        ids: int32 or int64, any shape: which rows.
        partition_strategy: how the rows of a list are numbered: "mod" deals them out in turn (row i is in
            part i % n), "div" cuts the table into runs.
        validate_indices: not used.
        max_norm: shrink a row whose length (Euclidean norm) is larger to this one.

    Returns:
        The rows; shape = that of `ids` followed by that of a row.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/embedding_lookup

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     table = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    ...     print(sess.run(tf.nn.embedding_lookup(table, [1, 0])))
    [[3. 4.]
     [1. 2.]]
    """
    if params is None:
        raise ValueError("params must be specified")
    parts = params if isinstance(params, list) else [params]
    if not parts:
        raise ValueError("Need at least one param")
    with name_scope(name, "embedding_lookup", [*parts, ids]) as scope:
        ids = convert_to_tensor(ids, name="ids")
        if len(parts) == 1:
            rows = gather(parts[0], ids, name=scope)
            return build("Identity", _clipped(rows, ids, max_norm))
        return _from_parts([convert_to_tensor(part) for part in parts], ids, partition_strategy, max_norm)


def _from_parts(parts: list[Tensor], ids: Tensor, strategy: str, max_norm: float | None) -> Tensor:
    """Deal the ids out to the parts, look each up where it lives, and put the rows back in order."""
    flat = build("Reshape", ids, [-1])
    number = len(parts)
    if strategy == "mod":
        owner, place = (
            build("FloorMod", flat, _like(number, flat)),
            build("FloorDiv", flat, _like(number, flat)),
        )
    elif strategy == "div":
        rows = [part.shape.sizes[0] if part.shape.sizes else None for part in parts]
        if None in rows:
            raise ValueError("partition_strategy 'div' needs parts with a known number of rows.")
        ends = np.cumsum(rows).tolist()  # type: ignore[arg-type]
        owner, place = build("ZerosLike", flat), flat
        for end, size in zip(ends[:-1], rows, strict=False):
            beyond = build("Cast", build("GreaterEqual", flat, _like(end, flat)), flat.dtype)
            owner = build("AddV2", owner, beyond)
            place = build("Sub", place, build("Mul", beyond, _like(size, flat)))
    else:
        raise ValueError(f"Unrecognized partition strategy: {strategy!r}; it is 'mod' or 'div'.")
    owner = build("Cast", owner, int32) if owner.dtype is not int32 else owner
    places = dynamic_partition(place, owner, number)
    counted = build("Range", _like(0, owner), build("Size", flat), _like(1, owner))
    origins = dynamic_partition(counted, owner, number)
    found = [_clipped(gather(part, some), some, max_norm) for part, some in zip(parts, places, strict=True)]
    rows_in_order = dynamic_stitch(origins, found)
    tail = parts[0].shape[1:]
    if ids.shape.is_fully_defined() and tail.is_fully_defined():
        return build("Reshape", rows_in_order, [*ids.shape.as_list(), *tail.as_list()])
    row_shape = build("Shape", parts[0])[1:]
    return build("Reshape", rows_in_order, build("ConcatV2", [build("Shape", ids), row_shape], 0))


def _like(number: Any, tensor: Tensor) -> Tensor:
    return convert_to_tensor(number, tensor.dtype.base_dtype)


def _clipped(rows: Tensor, ids: Tensor, max_norm: float | None) -> Tensor:
    if max_norm is None:
        return rows
    axes = list(range(ids.shape.ndims, rows.shape.ndims))  # type: ignore[arg-type]
    norm = build("Sqrt", build("Sum", build("Square", rows), axes, keepdims=True))
    limit = convert_to_tensor(max_norm, rows.dtype.base_dtype)
    return build("RealDiv", build("Mul", rows, limit), build("Maximum", norm, limit))
