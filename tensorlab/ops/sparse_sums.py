"""Sums and maxima of sparse tensors along axes.

Read next: `sparse_pairs.py` (two sparse tensors), `sparse_products.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import NUMERIC, REAL, DType, int64
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.gather import gather_nd
from tensorlab.ops.scattering import add_at, changed_by, zeros_of
from tensorlab.ops.sparse_positions import (
    INT64,
    flat_positions,
    int64_like,
    positions_of,
)
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

SUMMED = {"input_indices": INT64, "input_values": NUMERIC}
COMPARED = {"input_indices": INT64, "input_values": REAL}
SHAPE = np.array([2, 3], np.int64)
INDICES = np.array([[0, 1], [1, 0], [1, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]

# --- along axes -------------------------------------------------------------------------------------------


def _kept(rank: int, axes: Any) -> list[int]:
    """The dimensions that are left when those of `axes` (all if there are none) go."""
    gone = {axis % rank for axis in axes} if axes else set(range(rank))
    return [place for place in range(rank) if place not in gone]


def _reduced_shape(
    input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any, keep_dims: bool
) -> TensorShape:
    if input_shape is None or reduction_axes is None or None in reduction_axes:
        return TensorShape(None)
    kept = _kept(len(input_shape), reduction_axes)
    sizes = [None if size == -1 else size for size in input_shape]
    if keep_dims:
        return TensorShape([size if place in kept else 1 for place, size in enumerate(sizes)])
    return TensorShape([sizes[place] for place in kept])


def _dtype_of_values(dtypes: Any, _: Any) -> DType:
    return dtypes["input_values"]


def _groups(indices: Any, shape: Any, axes: Any) -> tuple[Any, list[int], list[int]]:
    """For each entry the number of its group, the dimensions that are left, and their sizes."""
    kept = _kept(len(shape), axes)
    sizes = [shape[place] for place in kept]
    return flat_positions(indices[:, kept], sizes), kept, sizes


def _finished(flat: Any, kept: list[int], sizes: list[int], rank: int, keep_dims: bool) -> Any:
    shape = [1] * rank if keep_dims else sizes
    if keep_dims:
        for place, size in zip(kept, sizes, strict=True):
            shape[place] = size
    return flat.reshape(shape)


def _product(sizes: list[int]) -> int:
    return int(np.prod(sizes, dtype=np.int64))


@op(
    "SparseReduceSum",
    shape=_reduced_shape,
    dtypes=SUMMED,
    result=_dtype_of_values,
    kind="reduction",
    symbol="Σ",
    latex=r"\sum_{{{reduction_axes}}} {input_values}",
)
def sparse_sum(
    input_indices: Array,
    input_values: Array,
    input_shape: HostInts,
    reduction_axes: HostInts,
    keep_dims: bool = False,
):
    """Add up the entries of a sparse tensor along some axes; the result is dense."""
    shape = input_shape or ()
    flat, kept, sizes = _groups(input_indices, shape, reduction_axes)
    total = add_at(zeros_of((_product(sizes),), input_values), flat, input_values)
    return _finished(total, kept, sizes, len(shape), keep_dims)


@sparse_sum.gradient(latex=("", "{g}"))
def _(g, y, input_indices, input_values, input_shape, reduction_axes, keep_dims):
    rank = input_indices.shape.as_list()[1] if input_indices.shape.ndims is not None else None
    axes = reduction_axes.op.attributes.get("value")
    if rank is None or axes is None:
        raise LookupError("The gradient of a sparse sum needs to know the rank and the axes.")
    kept = _kept(rank, [int(axis) for axis in np.ravel(axes)])
    mask = np.array([int(place in kept) for place in range(rank)], np.int64)
    whole = build("AddV2", build("Mul", build("Cast", input_shape, int64), mask), 1 - mask)
    return None, gather_nd(build("Reshape", g, whole), build("Mul", input_indices, mask)), None, None


def _axis_samples() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "int64"]}
    cube = np.array([2, 2, 2], np.int64)
    return [
        Sample(INDICES, VALUES, SHAPE, [1], **options),
        Sample(INDICES, VALUES, SHAPE, [0], keep_dims=True, **options),
        Sample(INDICES, VALUES, SHAPE, [0, 1], **options),
        Sample(np.array([[0, 0, 1], [1, 0, 1], [1, 1, 0]], np.int64), VALUES, cube, [-1, 0], **options),
    ]


sparse_sum.samples(_axis_samples)


def _largest(values: Any, flat: Any, count: int) -> Any:
    """The largest entry of every group; 0 where a group has none."""
    lowest = -np.inf if values.dtype.kind == "f" else np.iinfo(values.dtype).min
    result = changed_by(np.maximum)(np.full_like(values, lowest, shape=(count,)), flat, values)
    seen = add_at(zeros_of((count,), flat), flat, np.ones_like(flat))
    return np.where(seen > 0, result, np.zeros_like(result))


@op(
    "SparseReduceMax",
    shape=_reduced_shape,
    dtypes=COMPARED,
    result=_dtype_of_values,
    kind="reduction",
    symbol="max",
    latex=r"\max_{{{reduction_axes}}} {input_values}",
)
def sparse_max(
    input_indices: Array,
    input_values: Array,
    input_shape: HostInts,
    reduction_axes: HostInts,
    keep_dims: bool = False,
):
    """Find the largest listed entry of a sparse tensor along some axes; 0 where none is listed."""
    shape = input_shape or ()
    flat, kept, sizes = _groups(input_indices, shape, reduction_axes)
    largest = _largest(input_values, flat, _product(sizes))
    return _finished(largest, kept, sizes, len(shape), keep_dims)


sparse_max.not_differentiable("it is not in TensorFlow either")
sparse_max.samples(_axis_samples)


def _sparse_result(input_indices: Any, *_: Any) -> list[TensorShape]:
    return [TensorShape([None, None]), TensorShape([None]), TensorShape([None])]


def _triple(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["input_values"], int64]


def _sparse_groups(indices: Any, values: Any, shape: Any, axes: Any, keep_dims: bool, largest: bool) -> Any:
    """The groups that have entries: where they stand in the result, their sum or largest, and its shape."""
    flat, kept, sizes = _groups(indices, shape, axes)
    names, place = np.unique(flat, return_inverse=True)
    place = place.reshape(-1)
    if largest:
        results = _largest(values, place, names.shape[0])
    else:
        results = add_at(zeros_of(names.shape, values), place, values)
    where = positions_of(names, sizes)
    if not keep_dims:
        return where, results, int64_like(sizes, indices)
    wide = zeros_of((names.shape[0], len(shape)), indices)
    whole = [1] * len(shape)
    for column, dimension in enumerate(kept):
        wide[:, dimension] = where[:, column]
        whole[dimension] = sizes[column]
    return wide, results, int64_like(whole, indices)


@op(
    "SparseReduceSumSparse",
    shape=_sparse_result,
    dtypes=SUMMED,
    result=_triple,
    outputs=3,
    kind="reduction",
    symbol="Σ",
    latex=r"\sum_{{{reduction_axes}}} {input_values}",
)
def sparse_sum_sparse(
    input_indices: Array,
    input_values: Array,
    input_shape: HostInts,
    reduction_axes: HostInts,
    keep_dims: bool = False,
):
    """Add up the entries of a sparse tensor along some axes; the result is sparse."""
    return _sparse_groups(input_indices, input_values, input_shape, reduction_axes, keep_dims, False)


@op(
    "SparseReduceMaxSparse",
    shape=_sparse_result,
    dtypes=COMPARED,
    result=_triple,
    outputs=3,
    kind="reduction",
    symbol="max",
    latex=r"\max_{{{reduction_axes}}} {input_values}",
)
def sparse_max_sparse(
    input_indices: Array,
    input_values: Array,
    input_shape: HostInts,
    reduction_axes: HostInts,
    keep_dims: bool = False,
):
    """Find the largest listed entry of a sparse tensor along some axes; the result is sparse."""
    return _sparse_groups(input_indices, input_values, input_shape, reduction_axes, keep_dims, True)


for _record in (sparse_sum_sparse, sparse_max_sparse):
    _record.not_differentiable("it is not in TensorFlow either")
    _record.samples(_axis_samples)


def _axes_of(sparse: SparseTensor, axis: Any) -> Any:
    """The axes as a list; all of them when none is given."""
    if axis is not None:
        return axis
    rank = sparse.indices.shape.as_list()[1] if sparse.indices.shape.ndims is not None else None
    if rank is None:
        return build("Range", 0, build("Size", sparse.dense_shape), 1)
    return list(range(rank))


@checks_arguments
def sparse_reduce_sum(sp_input: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """Add up the entries of a sparse tensor along some axes (all by default); the result is dense.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     print(sess.run(tf.sparse_reduce_sum(sparse, axis=1)))
    [2. 3.]
    """
    sparse = as_sparse(sp_input)
    return sparse_sum(*sparse._parts, _axes_of(sparse, axis), bool(keepdims))


@checks_arguments
def sparse_reduce_max(sp_input: Any, axis: Any = None, keepdims: bool | None = None) -> Tensor:
    """Find the largest listed entry of a sparse tensor along some axes; 0 where none is listed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [0, 0]], [2.0, -3.0], [2, 2])
    ...     print(sess.run(tf.sparse_reduce_max(sparse, axis=1)))
    [2. 0.]
    """
    sparse = as_sparse(sp_input)
    return sparse_max(*sparse._parts, _axes_of(sparse, axis), bool(keepdims))


@checks_arguments
def sparse_reduce_sum_sparse(sp_input: Any, axis: Any = None, keepdims: bool | None = None) -> SparseTensor:
    """Add up the entries of a sparse tensor along some axes; the result is sparse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [2, 0]], [2.0, 3.0], [3, 2])
    ...     print(sess.run(tf.sparse_reduce_sum_sparse(sparse, axis=1)).values)
    [2. 3.]
    """
    sparse = as_sparse(sp_input)
    parts = sparse_sum_sparse(*sparse._parts, _axes_of(sparse, axis), bool(keepdims))
    return SparseTensor(*parts)


@checks_arguments
def sparse_reduce_max_sparse(sp_input: Any, axis: Any = None, keepdims: bool | None = None) -> SparseTensor:
    """Find the largest listed entry of a sparse tensor along some axes; the result is sparse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [2, 0]], [2.0, 3.0], [3, 2])
    ...     print(sess.run(tf.sparse_reduce_max_sparse(sparse)).values)
    [3.]
    """
    sparse = as_sparse(sp_input)
    parts = sparse_max_sparse(*sparse._parts, _axes_of(sparse, axis), bool(keepdims))
    return SparseTensor(*parts)


__all__ = [
    "sparse_max",
    "sparse_max_sparse",
    "sparse_reduce_max",
    "sparse_reduce_max_sparse",
    "sparse_reduce_sum",
    "sparse_reduce_sum_sparse",
    "sparse_sum",
    "sparse_sum_sparse",
]
