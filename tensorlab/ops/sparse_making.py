"""Sparse tensors out of dense ones and back, rows without entries filled in, entries kept or left out.

Read next: `sparse_embeddings.py` (tables looked up by sparse lists of numbers).
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType, bool_, float32, int32, int64
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.gather import gather, gather_nd
from tensorlab.ops.scatter import sparse_to_dense
from tensorlab.ops.scattering import add_at, counted, replaced, zeros_of
from tensorlab.ops.sparse_arranging import sparse_reorder
from tensorlab.ops.sparse_positions import INT64, check_inside
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

SHAPE = np.array([4, 3], np.int64)
INDICES = np.array([[1, 1], [3, 0], [3, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]

# --- rows without entries ---------------------------------------------------------------------------------


def _filled_shapes(
    indices: TensorShape, values: TensorShape, dense_shape: Any, default_value: Any
) -> list[TensorShape]:
    rows = dense_shape[0] if dense_shape else None
    rank = indices.as_list()[1] if indices.sizes is not None else None
    return [
        TensorShape([None, rank]),
        TensorShape([None]),
        TensorShape([None if rows == -1 else rows]),
        values,
    ]


def _filled_dtypes(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["values"], bool_, int64]


@op(
    "SparseFillEmptyRows",
    shape=_filled_shapes,
    dtypes={"indices": INT64, "values": ALL, "default_value": "values"},
    result=_filled_dtypes,
    outputs=4,
    kind="array",
    symbol="fill rows",
    latex=r"\text{{fill}}({values})",
)
def fill_empty_rows(indices: Array, values: Array, dense_shape: HostInts, default_value: Array):
    """Put an entry into the first column of every row that has none.

    Also gives which rows those are, and where each of the old entries went.
    """
    shape = dense_shape or (0,)
    check_inside(indices, shape)
    rows = counted(shape[0], indices)
    counts = add_at(zeros_of((shape[0],), indices), indices[:, 0], np.ones_like(indices[:, 0]))
    empty = counts == 0
    new = rows[empty]
    first = zeros_of((new.shape[0], indices.shape[1]), indices)
    first[:, 0] = new
    where = np.concatenate([indices, first])
    filled = np.broadcast_to(default_value, new.shape)
    order = np.argsort(where[:, 0], kind="stable")
    back = replaced(np.empty_like(order), order, counted(order.shape[0], indices))
    entries = np.concatenate([values, filled.astype(values.dtype)])[order]
    return where[order], entries, empty, back[: indices.shape[0]].astype(np.int64)


@fill_empty_rows.gradient
def _(g, y, indices, values, dense_shape, default_value):
    for_values = gather(g[1], y[3])
    rest = build("Sub", build("Sum", g[1], [0]), build("Sum", for_values, [0]))
    return None, for_values, None, rest


@fill_empty_rows.samples
def _() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32"]}
    return [
        Sample(INDICES, VALUES, SHAPE, 7.0, **options),
        Sample(np.array([[0, 1], [1, 0]], np.int64), [1.0, 2.0], np.array([2, 2], np.int64), 7.0, **options),
    ]


def sparse_fill_empty_rows(
    sp_input: Any, default_value: Any, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """Put an entry into the first column of every row of a sparse tensor that has none.

    Returns:
        The sparse tensor without empty rows, and a vector of bools: which rows were empty.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[1, 1]], [2.0], [2, 2])
    ...     filled, empty = tf.sparse_fill_empty_rows(sparse, -1.0)
    ...     print(sess.run(filled).values, sess.run(empty))
    [-1.  2.] [ True False]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseFillEmptyRows", sparse._parts):
        default_value = convert_to_tensor(default_value, sparse.dtype.base_dtype)
        indices, values, empty, _ = fill_empty_rows(*sparse._parts, default_value)
        return SparseTensor(indices, values, sparse.dense_shape), empty


# --- between sparse and dense -----------------------------------------------------------------------------


def sparse_tensor_to_dense(
    sp_input: Any, default_value: Any = None, validate_indices: bool = True, name: str | None = None
) -> Tensor:
    """Write a sparse tensor out, with `default_value` (0) where no entry is listed.

    Raises:
        tf.errors.InvalidArgumentError: with `validate_indices`, when positions repeat or are not in order.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2, 3], [2, 2])
    ...     print(sess.run(tf.sparse_tensor_to_dense(sparse, default_value=-1)))
    [[-1  2]
     [ 3 -1]]
    """
    sparse = as_sparse(sp_input)
    if default_value is None:
        default_value = np.zeros((), sparse.dtype.as_numpy_dtype)[()] if sparse.dtype.name != "string" else ""
    default_value = convert_to_tensor(default_value, sparse.dtype.base_dtype, name="default_value")
    return sparse_to_dense(
        sparse.indices, sparse.dense_shape, sparse.values, default_value, validate_indices, name
    )


def from_dense(tensor: Any, name: str | None = None) -> SparseTensor:
    """List the entries of a dense tensor that are not zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse.from_dense([[0, 5], [7, 0]])).values)
    [5 7]
    """
    with name_scope(name, "dense_to_sparse", [tensor]):
        tensor = convert_to_tensor(tensor)
        zero: Any = "" if tensor.dtype.name == "string" else 0
        differs = build("NotEqual", tensor, convert_to_tensor(zero, tensor.dtype.base_dtype))
        indices = build("Where", differs)
        dense_shape = build("Shape", tensor, out_type=int64)
        result = SparseTensor(indices, gather_nd(tensor, indices), dense_shape)
        result.set_shape(tensor.shape)
        return result


def eye(
    num_rows: Any, num_columns: Any = None, dtype: Any = float32, name: str | None = None
) -> SparseTensor:
    """Make a sparse matrix with ones on its diagonal.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse.eye(2)).values)
    [1. 1.]
    """
    with name_scope(name, "eye", [num_rows, num_columns]):
        rows = convert_to_tensor(num_rows, int64)
        columns = rows if num_columns is None else convert_to_tensor(num_columns, int64)
        smaller = build("Minimum", rows, columns)
        line = build("Range", convert_to_tensor(0, int64), smaller, convert_to_tensor(1, int64))
        ones = build("OnesLike", build("Cast", line, dtype))
        return SparseTensor(build("Pack", [line, line], 1), ones, build("Pack", [rows, columns]))


def sparse_to_indicator(sp_input: Any, vocab_size: int, name: str | None = None) -> Tensor:
    """Mark, in a dense tensor of bools, the numbers that the last dimension of a sparse tensor lists.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 0], [1, 0]], [2, 0], [2, 1])
    ...     print(sess.run(tf.sparse_to_indicator(sparse, 3)))
    [[False False  True]
     [ True False False]]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseToIndicator", sparse._parts) as scope:
        marks = build("OnesLike", build("Cast", sparse.values, bool_))
        merged = sparse_merge(sparse, sparse.with_values(marks), vocab_size)
        if sparse.shape.ndims is not None:
            merged.set_shape([*sparse.shape.as_list()[:-1], vocab_size])
        return sparse_tensor_to_dense(merged, False, False, name=scope)


def sparse_merge(
    sp_ids: Any, sp_values: Any, vocab_size: Any, name: str | None = None, already_sorted: bool = False
) -> SparseTensor:
    """Put values at the positions that numbers give them: the last dimension is replaced by those numbers.

    Args:
        sp_ids: sparse numbers in [0, vocab_size), or a list of them for several dimensions.
        sp_values: sparse values at the same positions.
        vocab_size: the size of the new last dimension, or a list.
        already_sorted: the result is in order as it is.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     ids = tf.SparseTensor([[0, 0], [0, 1]], [3, 1], [1, 2])
    ...     merged = tf.sparse_merge(ids, tf.SparseTensor([[0, 0], [0, 1]], [7.0, 9.0], [1, 2]), 5)
    ...     print(sess.run(tf.sparse_tensor_to_dense(merged)))
    [[0. 9. 0. 7. 0.]]
    """
    ids = [as_sparse(one) for one in (sp_ids if isinstance(sp_ids, list) else [sp_ids])]
    sizes = vocab_size if isinstance(sp_ids, list) else [vocab_size]
    if isinstance(sp_ids, list) and len(ids) != len(vocab_size):
        raise ValueError("sp_ids and vocab_size have to have equal lengths.")
    values = as_sparse(sp_values)
    with name_scope(name, "SparseMerge", [*[t for one in ids for t in one._parts], *values._parts]):
        columns = [build("ExpandDims", _wide(one.values), 1) for one in ids]
        rank = ids[0].indices.shape.as_list()[1]
        fronts = ids[0].indices[:, : -1 if rank is None else rank - 1]
        indices = build("ConcatV2", [fronts, *columns], 1)
        ends = build("Pack", [_wide(convert_to_tensor(size)) for size in sizes])
        dense_shape = build("ConcatV2", [ids[0].dense_shape[:-1], ends], 0)
        result = SparseTensor(indices, values.values, dense_shape)
        known = [static_ints(convert_to_tensor(size)) for size in sizes]
        if ids[0].shape.ndims is not None and all(known):
            result.set_shape([*ids[0].shape.as_list()[:-1], *[one[0] for one in known if one]])
        return result if already_sorted else sparse_reorder(result)


def _wide(values: Tensor) -> Tensor:
    return values if values.dtype is int64 else build("Cast", values, int64)


# --- entries kept or left out -----------------------------------------------------------------------------


def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """Keep the entries of a sparse tensor for which `to_retain` is true.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0], [2]], [2.0, 3.0], [3])
    ...     print(sess.run(tf.sparse_retain(sparse, [False, True])).indices)
    [[2]]
    """
    sparse = as_sparse(sp_input)
    to_retain = convert_to_tensor(to_retain)
    sparse.values.shape.with_rank(1).assert_is_compatible_with(to_retain.shape.with_rank(1))
    places = build("Reshape", build("Where", to_retain), [-1])
    kept = SparseTensor(
        gather(sparse.indices, places),
        gather(sparse.values, places),
        build("Identity", sparse.dense_shape),
    )
    kept.set_shape(sparse.shape)
    return kept


def sparse_reset_shape(sp_input: Any, new_shape: Any = None) -> SparseTensor:
    """Give a sparse tensor a larger shape, or, by default, the smallest that holds its entries.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1]], [2.0], [5, 5])
    ...     print(sess.run(tf.sparse_reset_shape(sparse)).dense_shape)
    [1 2]
    """
    sparse = as_sparse(sp_input)
    indices, values = build("Identity", sparse.indices), build("Identity", sparse.values)
    if new_shape is None:
        largest = build("Max", indices, [0])
        one = convert_to_tensor(1, int64)
        shape = build("Maximum", convert_to_tensor(0, int64), build("AddV2", largest, one))
        return SparseTensor(indices, values, shape)
    shape = _wide(convert_to_tensor(new_shape))
    shape.shape.with_rank(1)
    known, old = static_ints(shape), sparse.shape
    if known is not None and old.ndims is not None:
        if len(known) != old.ndims:
            raise ValueError(f"New shape {list(known)} must have rank {old.ndims}.")
        for new, size in zip(known, old.as_list(), strict=True):
            if new is not None and size is not None and new < size:
                raise ValueError(f"New shape {list(known)} must not be smaller than {old}.")
    return SparseTensor(indices, values, shape)


def expand_dims(sp_input: Any, axis: int | None = None, name: str | None = None) -> SparseTensor:
    """Insert a dimension of size 1 into the shape of a sparse tensor; by default at the end.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse.expand_dims(tf.SparseTensor([[2]], [7.0], [3]), 0)).indices)
    [[0 2]]
    """
    sparse = as_sparse(sp_input)
    rank = sparse.dense_shape.shape.as_list()[0]
    if rank is None:
        raise ValueError("expand_dims needs to know the rank of the sparse tensor.")
    axis = -1 if axis is None else axis
    if not -rank - 1 <= axis <= rank:
        raise ValueError(f"axis {axis} out of range [{-rank - 1}, {rank}]")
    place = axis + rank + 1 if axis < 0 else axis
    with name_scope(name, "expand_dims", sparse._parts):
        zeros = build("ZerosLike", sparse.indices[:, :1])
        indices = build("ConcatV2", [sparse.indices[:, :place], zeros, sparse.indices[:, place:]], 1)
        one = convert_to_tensor([1], int64)
        shape = build("ConcatV2", [sparse.dense_shape[:place], one, sparse.dense_shape[place:]], 0)
        result = SparseTensor(indices, sparse.values, shape)
        if sparse.shape.ndims is not None:
            sizes = sparse.shape.as_list()
            result.set_shape([*sizes[:place], 1, *sizes[place:]])
        return result


def sparse_mask(a: IndexedSlices, mask_indices: Any, name: str | None = None) -> IndexedSlices:
    """Leave out of IndexedSlices the rows whose numbers are among `mask_indices`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     slices = tf.IndexedSlices(tf.constant([1.0, 2.0, 3.0]), tf.constant([4, 5, 6]))
    ...     print(sess.run(tf.sparse_mask(slices, [5])).values)
    [1. 3.]
    """
    with name_scope(name, "sparse_mask", [a.values, a.indices, mask_indices]) as scope:
        mask = convert_to_tensor(mask_indices, a.indices.dtype.base_dtype)
        indices, places = build("ListDiff", a.indices, mask, int32)
        return IndexedSlices(gather(a.values, places, name=scope), indices, a.dense_shape)


__all__ = [
    "expand_dims",
    "eye",
    "fill_empty_rows",
    "from_dense",
    "sparse_fill_empty_rows",
    "sparse_mask",
    "sparse_merge",
    "sparse_reset_shape",
    "sparse_retain",
    "sparse_tensor_to_dense",
    "sparse_to_indicator",
]
