"""Ordering, reshaping and transposing sparse tensors: the entries stay, their positions change.

Read next: `sparse_cutting.py` (boxes cut out, parts joined).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType, int64
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import static_ints
from tensorlab.ops.gather import gather
from tensorlab.ops.sparse_positions import INT64, flat_positions, int64_like, positions_of
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

SHAPE = np.array([2, 3], np.int64)
INDICES = np.array([[0, 1], [1, 0], [1, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]
DTYPES: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "bool"]}


def rank_of(indices: TensorShape) -> int | None:
    """How many dimensions the positions have."""
    return indices.as_list()[1] if indices.sizes is not None else None


def row_order(indices: Any) -> Any:
    """The permutation that brings positions into the order of reading."""
    return np.lexsort(indices.T[::-1])


# --- in the order of reading ------------------------------------------------------------------------------


def _order_shape(indices: TensorShape) -> TensorShape:
    return indices[:1] if indices.sizes is not None else TensorShape([None])


@op(
    "SparseOrder",
    shape=_order_shape,
    dtypes={"indices": INT64},
    result=int64,
    kind="gradient",
    symbol="order",
    latex=r"\text{{order}}({indices})",
)
def sparse_order(indices: Array):
    """The permutation that brings positions into the order in which a book is read.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(sparse_order([[1, 0], [0, 2], [0, 1]])))
    [2 1 0]
    """
    return row_order(indices)


sparse_order.not_differentiable("it orders positions, not numbers")


@sparse_order.samples
def _() -> list[Sample]:
    return [Sample(np.array([[1, 0], [0, 2], [0, 1]], np.int64))]


def _ordered_shapes(input_indices: TensorShape, input_values: TensorShape, _: Any) -> list[TensorShape]:
    return [input_indices, input_values]


def _pair(dtypes: Any, _: Any) -> list[DType]:
    return [int64, dtypes["input_values"]]


@op(
    "SparseReorder",
    shape=_ordered_shapes,
    dtypes={"input_indices": INT64, "input_values": ALL},
    result=_pair,
    outputs=2,
    kind="array",
    symbol="sort",
    latex=r"\text{{sort}}({input_values})",
)
def sparse_reorder_node(input_indices: Array, input_values: Array, input_shape: HostInts):
    """Bring the entries of a sparse tensor into the order in which a book is read."""
    order = row_order(input_indices)
    return input_indices[order], input_values[order]


@sparse_reorder_node.gradient
def _(g, y, input_indices, input_values, input_shape):
    back = build("InvertPermutation", sparse_order(input_indices))
    return None, gather(g[1], back), None


@sparse_reorder_node.samples
def _() -> list[Sample]:
    return [
        Sample(np.array([[1, 0], [0, 2], [0, 1]], np.int64), VALUES, SHAPE, **DTYPES),
        Sample(INDICES, VALUES, SHAPE, **DTYPES),
    ]


def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """Bring the entries of a sparse tensor into the order in which a book is read.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[1, 0], [0, 1]], [2.0, 3.0], [2, 2])
    ...     print(sess.run(tf.sparse_reorder(sparse)).values)
    [3. 2.]
    """
    sparse = as_sparse(sp_input)
    indices, values = sparse_reorder_node(*sparse._parts, name=name)
    result = SparseTensor(indices, values, build("Identity", sparse.dense_shape))
    result.set_shape(sparse.shape)
    return result


# --- another shape ----------------------------------------------------------------------------------------


def _reshaped_shapes(input_indices: TensorShape, input_shape: Any, new_shape: Any) -> list[TensorShape]:
    rank = None if new_shape is None else len(new_shape)
    rows = input_indices.as_list()[0] if input_indices.sizes is not None else None
    return [TensorShape([rows, rank]), TensorShape([rank])]


def _positions_only(dtypes: Any, _: Any) -> list[DType]:
    return [int64, int64]


@op(
    "SparseReshape",
    shape=_reshaped_shapes,
    dtypes={"input_indices": INT64},
    result=_positions_only,
    outputs=2,
    kind="array",
    symbol="reshape",
    latex=r"\text{{reshape}}({input_indices})",
)
def sparse_reshape_node(input_indices: Array, input_shape: HostInts, new_shape: HostInts):
    """Give the entries of a sparse tensor the positions that they have in another shape; one size may be -1."""
    old, new = list(input_shape or ()), list(new_shape or ())
    whole = int(np.prod(old, dtype=np.int64))
    if new.count(-1) > 1:
        raise InvalidArgumentError(None, None, f"only one output dimension may be -1, not both: {new}")
    if -1 in new:
        others = int(np.prod([size for size in new if size != -1], dtype=np.int64))
        if others <= 0 or whole % others:
            raise InvalidArgumentError(
                None,
                None,
                f"Input to reshape is a SparseTensor with {whole} dense values, but the requested shape {new} "
                f"requires a multiple of {others}",
            )
        new[new.index(-1)] = whole // others
    elif int(np.prod(new, dtype=np.int64)) != whole:
        raise InvalidArgumentError(
            None,
            None,
            f"Input to reshape is a tensor with {whole} dense values, but the requested shape {new} has "
            f"{int(np.prod(new, dtype=np.int64))}",
        )
    return positions_of(flat_positions(input_indices, old), new), int64_like(new, input_indices)


sparse_reshape_node.not_differentiable("it moves positions; the values do not pass through it")


@sparse_reshape_node.samples
def _() -> list[Sample]:
    return [
        Sample(INDICES, SHAPE, np.array([3, 2], np.int64)),
        Sample(INDICES, SHAPE, np.array([-1], np.int64)),
        Sample(INDICES, SHAPE, np.array([1, -1, 2], np.int64)),
    ]


def sparse_reshape(sp_input: Any, shape: Any, name: str | None = None) -> SparseTensor:
    """Give a sparse tensor another shape; the entries keep their order.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     print(sess.run(tf.sparse_reshape(sparse, [4])).indices.ravel())
    [1 2]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseReshape", sparse._parts) as scope:
        shape = convert_to_tensor(shape, int64 if not hasattr(shape, "dtype") else None)
        shape = build("Cast", shape, int64) if shape.dtype is not int64 else shape
        indices, dense_shape = sparse_reshape_node(sparse.indices, sparse.dense_shape, shape, name=scope)
        result = SparseTensor(indices, sparse.values, dense_shape)
        known, whole = static_ints(shape), sparse.shape.num_elements()
        if known is not None and None not in known:
            others = int(np.prod([size for size in known if size is not None and size != -1]))
            free = None if whole is None or not others else whole // others
            result.set_shape(TensorShape([free if size == -1 else size for size in known]))
        return result


def sparse_transpose(sp_input: Any, perm: Any = None, name: str | None = None) -> SparseTensor:
    """Exchange the dimensions of a sparse tensor; by default their order is reversed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 2], [1, 0]], [2.0, 3.0], [2, 3])
    ...     print(sess.run(tf.sparse_transpose(sparse)).indices.tolist())
    [[0, 1], [2, 0]]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseTranspose", sparse._parts) as scope:
        rank = sparse.dense_shape.shape.as_list()[0] if sparse.dense_shape.shape.ndims is not None else None
        if perm is None:
            if rank is None:
                raise ValueError("sparse_transpose needs to know the rank, or `perm`.")
            perm = list(range(rank))[::-1]
        indices = gather(sparse.indices, perm, axis=1)
        dense_shape = gather(sparse.dense_shape, perm)
        turned = SparseTensor(indices, sparse.values, dense_shape)
        order = static_ints(convert_to_tensor(perm))
        if order is not None and None not in order and sparse.shape.ndims is not None:
            sizes = sparse.shape.as_list()
            turned.set_shape(TensorShape([sizes[place] for place in order if place is not None]))
        return sparse_reorder(turned, name=scope)


__all__ = [
    "rank_of",
    "row_order",
    "sparse_order",
    "sparse_reorder",
    "sparse_reorder_node",
    "sparse_reshape",
    "sparse_reshape_node",
    "sparse_transpose",
]
