"""Calculating with sparse tensors: matrix products, entry by entry, sums, softmax.

In every record a sparse tensor is three inputs: positions, values and shape. The functions below them take and give
`tf.SparseTensor`.

Read next: `sparse_arranging.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING, NUMERIC, DType, float32, float64, int32
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.decompositions import adjoint_of
from tensorlab.ops.gather import gather, gather_nd
from tensorlab.ops.scatter import scatter_nd
from tensorlab.ops.scattering import add_at, changed_by, zeros_of
from tensorlab.ops.sparse_positions import (
    INT64,
    check_broadcasts,
    check_inside,
    flat_positions,
    places_in,
    places_in_dense,
)
from tensorlab.ops.sparse_sums import sparse_sum
from tensorlab.ops.sparse_tensor import SparseTensor, as_sparse

MULTIPLIED = COMPLEX | {float32, float64, int32}
SHAPE = np.array([2, 3], np.int64)
INDICES = np.array([[0, 1], [1, 0], [1, 2]], np.int64)
VALUES = [2.0, 3.0, 5.0]

# --- sparse matrix times dense matrix ---------------------------------------------------------------------


def _product_shape(
    a_indices: Any, a_values: Any, a_shape: Any, b: TensorShape, adjoint_a: bool, adjoint_b: bool
) -> TensorShape:
    rows, inner = (a_shape if a_shape is not None else (None, None))[:: -1 if adjoint_a else 1]
    if b.sizes is None:
        return TensorShape([rows, None])
    height, width = b.with_rank(2).as_list()[:: -1 if adjoint_b else 1]
    if inner not in (None, -1, height) and height is not None:
        raise ValueError(f"Dimensions must be equal, but are {inner} and {height}: {a_shape} times {b}")
    return TensorShape([None if rows == -1 else rows, width])


def _dtype_of_a(dtypes: Any, _: Any) -> DType:
    return dtypes["a_values"]


@op(
    "SparseTensorDenseMatMul",
    shape=_product_shape,
    dtypes={"a_indices": INT64, "a_values": MULTIPLIED, "b": "a_values"},
    result=_dtype_of_a,
    kind="linalg",
    symbol="A·B",
    latex="A {b}",
)
def sparse_dense_product(
    a_indices: Array,
    a_values: Array,
    a_shape: HostInts,
    b: Array,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
):
    """Multiply a sparse matrix by a dense one; only the entries that are listed take part.

    Args:
        a_indices, a_values, a_shape: the sparse matrix.
        b: the dense matrix.
        adjoint_a, adjoint_b: transpose and conjugate that matrix first.
    """
    check_inside(a_indices, a_shape)
    rows, columns = a_indices[:, 0], a_indices[:, 1]
    if adjoint_a:
        rows, columns, a_values = columns, rows, np.conj(a_values)
    if adjoint_b:
        b = adjoint_of(b)
    height = (a_shape or ())[1 if adjoint_a else 0]
    parts = a_values[:, None] * np.take(b, columns, axis=0)
    return add_at(zeros_of((height, b.shape[1]), parts), rows, parts)


@sparse_dense_product.gradient(latex=("", r"{g} {b}^T", "", "A^T {g}"))
def _(g, y, a_indices, a_values, a_shape, b, adjoint_a, adjoint_b):
    for_b = sparse_dense_product(a_indices, a_values, a_shape, g, adjoint_a=not adjoint_a)
    rows, columns = build("Unpack", a_indices, 2, axis=1)
    turned = build("ConjugateTranspose", b, [1, 0]) if adjoint_b else b
    conjugate = (lambda x: build("Conj", x)) if a_values.dtype.is_complex else (lambda x: x)
    if adjoint_a:
        shares = conjugate(gather(g, columns)) * gather(turned, rows)
    else:
        shares = gather(g, rows) * conjugate(gather(turned, columns))
    if adjoint_b:
        for_b = build("ConjugateTranspose", for_b, [1, 0])
    return None, build("Sum", shares, [1]), None, for_b


@sparse_dense_product.samples
def _() -> list[Sample]:
    right = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    return [
        Sample(INDICES, VALUES, SHAPE, right),
        Sample(INDICES, VALUES, SHAPE, [[1.0, 2.0], [3.0, 4.0]], adjoint_a=True),
        Sample(INDICES, VALUES, SHAPE, np.array(right).T, adjoint_b=True),
        Sample(INDICES, VALUES, SHAPE, np.ones((4, 2)), adjoint_a=True, adjoint_b=True),
        Sample(np.zeros((0, 2), np.int64), np.zeros(0), SHAPE, right),
    ]


def sparse_tensor_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """Multiply a sparse matrix by a dense one.

    Args:
        sp_a: a `SparseTensor` of rank 2. (If `b` is the sparse one: their product, transposed, is computed.)
        b: a dense matrix of the same dtype.
        adjoint_a, adjoint_b: transpose and conjugate that matrix first.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/sparse/sparse_dense_matmul

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     print(sess.run(tf.sparse_tensor_dense_matmul(sparse, [[1.0], [10.0]])))
    [[20.]
     [ 3.]]
    """
    if not isinstance(sp_a, SparseTensor) and not hasattr(sp_a, "dense_shape"):
        product = sparse_tensor_dense_matmul(as_sparse(b), sp_a, not adjoint_b, not adjoint_a)
        return build("ConjugateTranspose", product, [1, 0], name=name)
    sparse = as_sparse(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul", [*sparse._parts, b]):
        b = convert_to_tensor(b, name="b")
        return sparse_dense_product(*sparse._parts, b, adjoint_a, adjoint_b)


# --- entry by entry ---------------------------------------------------------------------------------------


def _values_shape(sp_indices: Any, sp_values: TensorShape, *_: Any) -> TensorShape:
    return sp_values


def _dtype_of_values(dtypes: Any, _: Any) -> DType:
    return dtypes["sp_values"]


def _entry_op(type_name: str, symbol: str, latex: str) -> Any:
    return op(
        type_name,
        shape=_values_shape,
        dtypes={"sp_indices": INT64, "sp_values": NUMERIC, "dense": "sp_values"},
        result=_dtype_of_values,
        symbol=symbol,
        latex=latex,
    )


def _beside(sp_indices: Any, sp_shape: Any, dense: Any) -> Any:
    """What stands in the dense tensor, stretched to the sparse one's shape, at each of its entries."""
    check_broadcasts(sp_shape, dense.shape)
    places = places_in(sp_indices, dense.shape)
    return dense[tuple(places[:, k] for k in range(dense.ndim))] if dense.ndim else dense


@_entry_op("SparseDenseCwiseMul", "×", r"{sp_values} \cdot {dense}")
def sparse_times_dense(sp_indices: Array, sp_values: Array, sp_shape: HostInts, dense: Array):
    """Multiply the entries of a sparse tensor by what stands there in a dense one, which broadcasts to it."""
    return sp_values * _beside(sp_indices, sp_shape or (), dense)


@sparse_times_dense.gradient
def _(g, y, sp_indices, sp_values, sp_shape, dense):
    places = places_in_dense(sp_indices, sp_shape, dense)
    for_dense = scatter_nd(places, g * _conj(sp_values), build("Shape", dense, out_type=int32))
    return None, g * _conj(gather_nd(dense, places)), None, for_dense


def _conj(x: Tensor) -> Tensor:
    return build("Conj", x) if x.dtype.is_complex else x


@_entry_op("SparseDenseCwiseDiv", "÷", r"{sp_values} / {dense}")
def sparse_over_dense(sp_indices: Array, sp_values: Array, sp_shape: HostInts, dense: Array):
    """Divide the entries of a sparse tensor by what stands there in a dense one, which broadcasts to it."""
    beside = _beside(sp_indices, sp_shape or (), dense)
    if sp_values.dtype.kind in "iu":
        beside = np.where(beside == 0, np.ones_like(beside), beside)
        return np.trunc(sp_values / beside).astype(sp_values.dtype)
    return sp_values / beside


@sparse_over_dense.gradient
def _(g, y, sp_indices, sp_values, sp_shape, dense):
    places = places_in_dense(sp_indices, sp_shape, dense)
    beside = gather_nd(dense, places)
    for_dense = scatter_nd(places, g * _conj(-y / beside), build("Shape", dense, out_type=int32))
    return None, g / _conj(beside), None, for_dense


@_entry_op("SparseDenseCwiseAdd", "+", r"{sp_values} + {dense}")
def sparse_plus_dense(sp_indices: Array, sp_values: Array, sp_shape: HostInts, dense: Array):
    """Add to the entries of a sparse tensor what stands there in a dense one; elsewhere nothing is added."""
    return sp_values + _beside(sp_indices, sp_shape or (), dense)


@sparse_plus_dense.gradient
def _(g, y, sp_indices, sp_values, sp_shape, dense):
    places = places_in_dense(sp_indices, sp_shape, dense)
    return None, g, None, scatter_nd(places, g, build("Shape", dense, out_type=int32))


def _entry_samples() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "int64"]}
    return [
        Sample(INDICES, VALUES, SHAPE, [[1.0, 2.0, 4.0], [3.0, 5.0, 7.0]], **options),
        Sample(INDICES, VALUES, SHAPE, [2.0, 3.0, 4.0], **options),
        Sample(INDICES, VALUES, SHAPE, [[2.0], [4.0]], **options),
        Sample(INDICES, VALUES, SHAPE, 4.0, **options),
    ]


for _record in (sparse_times_dense, sparse_over_dense, sparse_plus_dense):
    _record.samples(_entry_samples)


def sparse_dense_cwise_add(sp_t: Any, dense_t: Any) -> SparseTensor:
    """Add to the entries of a sparse tensor what stands there in a dense one."""
    sparse = as_sparse(sp_t)
    return sparse.with_values(sparse_plus_dense(*sparse._parts, dense_t))


# --- sparse plus dense ------------------------------------------------------------------------------------


def _shape_of_b(a_indices: Any, a_values: Any, a_shape: Any, b: TensorShape) -> TensorShape:
    return b


@op(
    "SparseTensorDenseAdd",
    shape=_shape_of_b,
    dtypes={"a_indices": INT64, "a_values": NUMERIC, "b": "a_values"},
    result=_dtype_of_a,
    symbol="+",
    latex="A + {b}",
)
def sparse_added_to_dense(a_indices: Array, a_values: Array, a_shape: HostInts, b: Array):
    """Add the entries of a sparse tensor to a dense one of the same shape."""
    check_inside(a_indices, a_shape)
    return add_at(b.copy(), tuple(a_indices[:, k] for k in range(b.ndim)), a_values)


@sparse_added_to_dense.gradient
def _(g, y, a_indices, a_values, a_shape, b):
    return None, gather_nd(g, a_indices), None, g


@sparse_added_to_dense.samples
def _() -> list[Sample]:
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "int64"]}
    return [
        Sample(INDICES, VALUES, SHAPE, [[1.0, 2.0, 4.0], [3.0, 5.0, 7.0]], **options),
        Sample(np.array([[1]], np.int64), [4.0], np.array([2], np.int64), [1.0, 2.0], **options),
    ]


# --- softmax ----------------------------------------------------------------------------------------------


@op(
    "SparseSoftmax",
    shape=_values_shape,
    dtypes={"sp_indices": INT64, "sp_values": FLOATING},
    result=_dtype_of_values,
    kind="activation",
    symbol="softmax",
    latex=r"\operatorname{{softmax}}({sp_values})",
)
def sparse_softmax_node(sp_indices: Array, sp_values: Array, sp_shape: HostInts):
    """Make probabilities of the entries in each row (of the last dimension); what is not listed has none."""
    rows = flat_positions(sp_indices, (sp_shape or ())[:-1])
    names, place = np.unique(rows, return_inverse=True)
    place = place.reshape(-1)
    wide = sp_values.astype(np.float32) if sp_values.dtype == np.float16 else sp_values
    largest = np.full_like(wide, -np.inf, shape=names.shape)
    largest = changed_by(np.maximum)(largest, place, wide)
    powers = np.exp(wide - largest[place])
    totals = add_at(zeros_of(names.shape, powers), place, powers)
    return (powers / totals[place]).astype(sp_values.dtype)


@sparse_softmax_node.gradient
def _(g, y, sp_indices, sp_values, sp_shape):
    sums = sparse_sum(sp_indices, g * y, sp_shape, [-1], True)
    return None, (g - gather_nd(sums, places_in_dense(sp_indices, sp_shape, sums))) * y


@sparse_softmax_node.samples
def _() -> list[Sample]:
    return [
        Sample(INDICES, [0.5, 1.0, 3.0], SHAPE),
        Sample(
            np.array([[0, 0, 1], [0, 1, 0], [0, 1, 2]], np.int64),
            [0.5, 1.0, 3.0],
            np.array([1, 2, 3], np.int64),
        ),
    ]


def sparse_softmax(sp_input: Any, name: str | None = None) -> SparseTensor:
    """Make probabilities of the entries in each row of a sparse tensor; what is not listed has none.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sparse = tf.SparseTensor([[0, 0], [0, 2]], [1.0, 1.0], [1, 3])
    ...     print(sess.run(tf.sparse_softmax(sparse)).values)
    [0.5 0.5]
    """
    sparse = as_sparse(sp_input)
    with name_scope(name, "SparseSoftmax", sparse._parts):
        return sparse.with_values(sparse_softmax_node(*sparse._parts))


__all__ = [
    "sparse_added_to_dense",
    "sparse_dense_cwise_add",
    "sparse_dense_product",
    "sparse_over_dense",
    "sparse_plus_dense",
    "sparse_softmax",
    "sparse_softmax_node",
    "sparse_tensor_dense_matmul",
    "sparse_times_dense",
]
