"""Boxes cut out of sparse tensors, and sparse tensors joined.

Read next: `sparse_making.py` (sparse tensors out of dense ones, and back).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType, int64
from tensorlab.graph.registry import Array, Arrays, HostInt, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.scattering import in_host_memory
from tensorlab.ops.segments import segment_rows
from tensorlab.ops.sparse_arranging import rank_of, row_order
from tensorlab.ops.sparse_positions import INT64, int64_like, sparse_find
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

SHAPE = np.array([2, 3], np.int64)
INDICES = np.array([[0, 1], [1, 0], [1, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]


def _cut_shapes(indices: TensorShape, *_: Any) -> list[TensorShape]:
    rank = rank_of(indices)
    return [TensorShape([None, rank]), TensorShape([None]), TensorShape([rank])]


def _triple(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["values"], int64]


@op(
    "SparseSlice",
    shape=_cut_shapes,
    dtypes={"indices": INT64, "values": ALL},
    result=_triple,
    outputs=3,
    kind="array",
    symbol="slice",
    latex=r"{values}[\ldots]",
)
def sparse_slice_node(indices: Array, values: Array, shape: HostInts, start: HostInts, size: HostInts):
    """Cut a box out of a sparse tensor; what sticks out of the tensor is left off."""
    whole, first, sizes = shape or (), start or (), size or ()
    new = [max(min(length, most - begin), 0) for begin, length, most in zip(first, sizes, whole, strict=True)]
    inside = np.ones_like(indices[:, 0], dtype=bool)
    columns = []
    for place, (begin, length) in enumerate(zip(first, new, strict=True)):
        column = indices[:, place] - begin
        inside = inside & (column >= 0) & (column < length)
        columns.append(column)
    return np.stack(columns, axis=1)[inside], values[inside], int64_like(new, indices)


@sparse_slice_node.gradient
def _(g, y, indices, values, shape, start, size):
    first = start if start.dtype is int64 else build("Cast", start, int64)
    return None, segment_rows(g[1], sparse_find(indices, build("AddV2", y[0], first))), None, None, None


@sparse_slice_node.samples
def _() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32"]}
    rest: Any = (np.array([1, 1], np.int64), np.array([1, 5], np.int64))
    return [
        Sample(INDICES, VALUES, SHAPE, np.array([0, 0], np.int64), np.array([2, 2], np.int64), **options),
        Sample(INDICES, VALUES, SHAPE, *rest, **options),
    ]


def sparse_slice(sp_input: Any, start: Any, size: Any, name: str | None = None) -> SparseTensor:
    """Cut a box out of a sparse tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     print(sess.run(tf.sparse_slice(sparse, [1, 0], [1, 2])).values)
    [3.]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseSlice", sparse._parts) as scope:
        start = convert_to_tensor(start, int64)
        size = convert_to_tensor(size, int64)
        return SparseTensor(*sparse_slice_node(*sparse._parts, start, size, name=scope))


def _joined_shapes(indices: list[TensorShape], *_: Any) -> list[TensorShape]:
    rank = next((one for one in map(rank_of, indices) if one is not None), None)
    return [TensorShape([None, rank]), TensorShape([None]), TensorShape([rank])]


@op(
    "SparseConcat",
    shape=_joined_shapes,
    dtypes={"indices": INT64, "values": ALL, "shapes": INT64},
    result=_triple,
    outputs=3,
    kind="array",
    symbol="concat",
    latex="{values}",
)
def sparse_concat_node(indices: Arrays, values: Arrays, shapes: Arrays, concat_dim: int):
    """Join sparse tensors along a dimension."""
    axis = concat_dim % indices[0].shape[1]
    whole = shapes[0].copy()
    moved = []
    for position, (one, shape) in enumerate(zip(indices, shapes, strict=True)):
        one = one.copy()
        if position:
            if in_host_memory(shape) and (np.delete(shape, axis) != np.delete(whole, axis)).any():
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Concat shapes must agree but in dimension {axis}: {whole.tolist()} and {shape.tolist()}",
                )
            one[:, axis] += whole[axis]
            whole[axis] += shape[axis]
        moved.append(one)
    where, entries = np.concatenate(moved), np.concatenate(values)
    order = row_order(where)
    return where[order], entries[order], whole


sparse_concat_node.not_differentiable("it is not in TensorFlow either")


@sparse_concat_node.samples
def _() -> list[Sample]:
    other = np.array([[0, 0], [1, 1]], np.int64)
    three = np.array([2, 2], np.int64)
    return [
        Sample([INDICES, other], [VALUES, [7.0, 8.0]], [SHAPE, three], 1, dtypes=["float32", "int32"]),
        Sample([INDICES, INDICES], [VALUES, VALUES], [SHAPE, SHAPE], -2, dtypes=["float32", "int32"]),
    ]


@checks_arguments
def sparse_concat(
    axis: int, sp_inputs: Any, name: str | None = None, expand_nonconcat_dim: bool = False
) -> SparseTensor:
    """Join sparse tensors along a dimension.

    Args:
        axis: along which; in the other dimensions they must agree.
        sp_inputs: a list of sparse tensors of one dtype.
        expand_nonconcat_dim: let the others grow to the largest instead.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1]], [2.0], [1, 2])
    ...     print(sess.run(tf.sparse_concat(1, [sparse, sparse])).indices.tolist())
    [[0, 1], [0, 3]]
    """
    parts = [as_sparse(one) for one in (sp_inputs if isinstance(sp_inputs, (list, tuple)) else [sp_inputs])]
    if len(parts) == 1:
        return parts[0]
    with name_scope(name, "SparseConcat", [t for one in parts for t in one._parts]) as scope:
        shapes = [one.dense_shape for one in parts]
        if expand_nonconcat_dim:
            largest = build("Max", build("Pack", shapes), [0])
            rank = parts[0].shape.ndims
            if rank is None:
                raise ValueError("sparse_concat needs to know the rank to let the inputs grow.")
            mine = np.array([int(place == axis % rank) for place in range(rank)], np.int64)
            shapes = [build("AddV2", build("Mul", s, mine), build("Mul", largest, 1 - mine)) for s in shapes]
        joined = sparse_concat_node(
            [one.indices for one in parts], [one.values for one in parts], shapes, axis, name=scope
        )
        result = SparseTensor(*joined)
        ranks = [one.shape.ndims for one in parts]
        if None not in ranks:
            columns = list(zip(*(one.shape.as_list() for one in parts), strict=True))
            place = axis % len(columns)
            result.set_shape(
                [
                    (None if None in sizes else sum(sizes))
                    if column == place
                    else (None if None in sizes else max(sizes))
                    for column, sizes in enumerate(columns)
                ]
            )
        return result


def _split_shapes(split_dim: Any, indices: TensorShape, values: Any, shape: Any, num_split: int) -> Any:
    one = _cut_shapes(indices)
    return [part for part in one for _ in range(num_split)]


def _split_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    count = attributes["num_split"]
    return [int64] * count + [dtypes["values"]] * count + [int64] * count


def _three_times(attributes: Any) -> int:
    return 3 * attributes["num_split"]


@op(
    "SparseSplit",
    shape=_split_shapes,
    dtypes={"indices": INT64, "values": ALL},
    result=_split_dtypes,
    outputs=_three_times,
    kind="array",
    symbol="split",
    latex="{values}",
)
def sparse_split_node(split_dim: HostInt, indices: Array, values: Array, shape: HostInts, num_split: int):
    """Cut a sparse tensor into parts along a dimension; the first ones are larger where they cannot be equal."""
    sizes = list(shape or ())
    axis = split_dim % len(sizes)
    each, more = divmod(sizes[axis], num_split)
    column = indices[:, axis]
    where, entries, shapes = [], [], []
    begin = 0
    for number in range(num_split):
        length = each + (number < more)
        inside = (column >= begin) & (column < begin + length)
        one = indices[inside]
        one[:, axis] -= begin
        where.append(one)
        entries.append(values[inside])
        shapes.append(int64_like([*sizes[:axis], length, *sizes[axis + 1 :]], indices))
        begin += length
    return [*where, *entries, *shapes]


sparse_split_node.not_differentiable("it is not in TensorFlow either")


@sparse_split_node.samples
def _() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32"]}
    return [
        Sample(np.int64(1), INDICES, VALUES, SHAPE, num_split=2, **options),
        Sample(np.int64(0), INDICES, VALUES, SHAPE, num_split=2, **options),
    ]


@checks_arguments
def sparse_split(
    sp_input: Any = None, num_split: int | None = None, axis: Any = None, name: str | None = None
) -> list[SparseTensor]:
    """Cut a sparse tensor into `num_split` parts along an axis.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     print([part.values for part in sess.run(tf.sparse_split(sp_input=sparse, num_split=2, axis=0))])
    [array([2.], dtype=float32), array([3.], dtype=float32)]
    """
    if sp_input is None or num_split is None or axis is None:
        raise ValueError("sparse_split needs sp_input, num_split and axis, each by its name.")
    sparse = as_sparse(sp_input)
    axis = convert_to_tensor(axis, int64)
    parts = sparse_split_node(axis, *sparse._parts, num_split=num_split, name=name)
    return [SparseTensor(parts[k], parts[num_split + k], parts[2 * num_split + k]) for k in range(num_split)]


__all__ = [
    "sparse_concat",
    "sparse_concat_node",
    "sparse_slice",
    "sparse_slice_node",
    "sparse_split",
    "sparse_split_node",
]
