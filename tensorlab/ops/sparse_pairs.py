"""Two sparse tensors: their sum, and the larger or smaller of them, entry by entry.

Read next: `sparse_products.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import NUMERIC, REAL, DType, int64
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.scattering import add_at, zeros_of
from tensorlab.ops.segments import segment_rows
from tensorlab.ops.sparse_positions import INT64, flat_positions, int64_like, positions_of, sparse_find
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

SHAPE = np.array([2, 3], np.int64)
INDICES = np.array([[0, 1], [1, 0], [1, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]


def _joined(a_indices: Any, b_indices: Any, shape: Any) -> tuple[Any, Any, Any]:
    """The positions that occur in either list, in order, and where the entries of both lists are among them."""
    flat = np.concatenate([flat_positions(a_indices, shape), flat_positions(b_indices, shape)])
    names, place = np.unique(flat, return_inverse=True)
    place = place.reshape(-1)
    return positions_of(names, shape), place[: a_indices.shape[0]], place[a_indices.shape[0] :]


def _added_shapes(a_indices: TensorShape, a_values: Any, a_shape: Any, *_: Any) -> list[TensorShape]:
    rank = a_indices.as_list()[1] if a_indices.sizes is not None else None
    return [TensorShape([None, rank]), TensorShape([None]), TensorShape([rank])]


def _triple_of_a(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["a_values"], int64]


@op(
    "SparseAdd",
    shape=_added_shapes,
    dtypes={
        "a_indices": INT64,
        "a_values": NUMERIC,
        "b_indices": INT64,
        "b_values": "a_values",
        "thresh": REAL,
    },
    result=_triple_of_a,
    outputs=3,
    symbol="+",
    latex="{a_values} + {b_values}",
)
def sparse_sum_of_two(
    a_indices: Array,
    a_values: Array,
    a_shape: HostInts,
    b_indices: Array,
    b_values: Array,
    b_shape: HostInts,
    thresh: Array,
):
    """Add two sparse tensors; where both have an entry and the sum is smaller than `thresh`, it is left out."""
    where, in_a, in_b = _joined(a_indices, b_indices, a_shape or ())
    total = zeros_of(where.shape[:1], a_values)
    total = add_at(add_at(total, in_a, a_values), in_b, b_values)
    count = zeros_of(where.shape[:1], in_a)
    count = add_at(add_at(count, in_a, np.ones_like(in_a)), in_b, np.ones_like(in_b))
    kept = (np.abs(total) >= thresh) | (count < 2)
    return where[kept], total[kept], int64_like(a_shape or (), a_indices)


@sparse_sum_of_two.gradient
def _(g, y, a_indices, a_values, a_shape, b_indices, b_values, b_shape, thresh):
    for_a = segment_rows(g[1], sparse_find(a_indices, y[0]))
    return None, for_a, None, None, segment_rows(g[1], sparse_find(b_indices, y[0])), None, None


@sparse_sum_of_two.samples
def _() -> list[Sample]:
    other = np.array([[0, 0], [1, 0]], np.int64), [10.0, 1.0], SHAPE
    return [
        Sample(INDICES, VALUES, SHAPE, *other, np.float32(0.0), dtypes=["float32"]),
        Sample(INDICES, VALUES, SHAPE, *other, np.float64(4.5), dtypes=["float64"]),
        Sample(INDICES, VALUES, SHAPE, *other, np.int32(3), dtypes=["int32"]),
    ]


def _two_shapes(a_indices: TensorShape, *_: Any) -> list[TensorShape]:
    rank = a_indices.as_list()[1] if a_indices.sizes is not None else None
    return [TensorShape([None, rank]), TensorShape([None])]


def _pair_of_a(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["a_values"]]


def _extreme_op(type_name: str, symbol: str) -> Any:
    return op(
        type_name,
        shape=_two_shapes,
        dtypes={"a_indices": INT64, "a_values": REAL, "b_indices": INT64, "b_values": "a_values"},
        result=_pair_of_a,
        outputs=2,
        symbol=symbol,
        latex=rf"\{symbol}({{a_values}}, {{b_values}})",
    )


def _extreme(ufunc: Any, a_indices: Any, a_values: Any, shape: Any, b_indices: Any, b_values: Any) -> Any:
    where, in_a, in_b = _joined(a_indices, b_indices, shape or ())
    left, right = zeros_of(where.shape[:1], a_values), zeros_of(where.shape[:1], a_values)
    return where, ufunc(add_at(left, in_a, a_values), add_at(right, in_b, b_values))


@_extreme_op("SparseSparseMaximum", "max")
def sparse_larger(
    a_indices: Array, a_values: Array, a_shape: HostInts, b_indices: Array, b_values: Array, b_shape: HostInts
):
    """Take the larger of two sparse tensors entry by entry; what is not listed counts as 0."""
    return _extreme(np.maximum, a_indices, a_values, a_shape, b_indices, b_values)


@_extreme_op("SparseSparseMinimum", "min")
def sparse_smaller(
    a_indices: Array, a_values: Array, a_shape: HostInts, b_indices: Array, b_values: Array, b_shape: HostInts
):
    """Take the smaller of two sparse tensors entry by entry; what is not listed counts as 0."""
    return _extreme(np.minimum, a_indices, a_values, a_shape, b_indices, b_values)


def _extreme_samples() -> list[Sample]:
    other = np.array([[0, 0], [1, 0]], np.int64), [-10.0, 1.0], SHAPE
    return [Sample(INDICES, VALUES, SHAPE, *other, dtypes=["float32", "float64", "int32"])]


for _record in (sparse_larger, sparse_smaller):
    _record.not_differentiable("it is not in TensorFlow either")
    _record.samples(_extreme_samples)


@checks_arguments
def sparse_add(a: Any, b: Any, threshold: Any = None) -> Any:
    """Add two tensors, at least one of them sparse; two sparse ones give a sparse one.

    Args:
        a, b: tensors of the same shape and dtype.
        threshold: of two sparse tensors: leave out sums of two entries that are smaller than this.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0], [2]], [1.0, 2.0], [3])
    ...     print(sess.run(tf.sparse_add(sparse, sparse)).values, sess.run(tf.sparse_add(sparse, [1.0, 1.0, 1.0])))
    [2. 4.] [2. 1. 3.]
    """
    sparse_a, sparse_b = hasattr(a, "dense_shape"), hasattr(b, "dense_shape")
    if not sparse_a and not sparse_b:
        raise TypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if sparse_a and sparse_b:
        one, other = as_sparse(a), as_sparse(b)
        limit = build(
            "Const",
            np.asarray(0 if threshold is None else threshold, one.dtype.real_dtype.as_numpy_dtype),
            name="thresh",
        )
        result = SparseTensor(*sparse_sum_of_two(*one._parts, *other._parts, limit))
        result.set_shape(one.shape)
        return result
    if sparse_b:
        a, b = b, a
    return build("SparseTensorDenseAdd", *as_sparse(a)._parts, b)


def sparse_maximum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """Take the larger of two sparse tensors entry by entry; what is not listed counts as 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     a, b = tf.SparseTensor([[0]], [1.0], [3]), tf.SparseTensor([[1]], [-1.0], [3])
    ...     print(sess.run(tf.sparse_maximum(a, b)).values)
    [1. 0.]
    """
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    indices, values = sparse_larger(*a._parts, *b._parts, name=name)
    return SparseTensor(indices, values, a.dense_shape)


def sparse_minimum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """Take the smaller of two sparse tensors entry by entry; what is not listed counts as 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     a, b = tf.SparseTensor([[0]], [1.0], [3]), tf.SparseTensor([[1]], [-1.0], [3])
    ...     print(sess.run(tf.sparse_minimum(a, b)).values)
    [ 0. -1.]
    """
    a, b = as_sparse(sp_a), as_sparse(sp_b)
    indices, values = sparse_smaller(*a._parts, *b._parts, name=name)
    return SparseTensor(indices, values, a.dense_shape)


__all__ = [
    "sparse_add",
    "sparse_larger",
    "sparse_maximum",
    "sparse_minimum",
    "sparse_smaller",
    "sparse_sum_of_two",
]
