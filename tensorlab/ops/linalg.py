"""Matrix products.

Read next: `matrices.py` (diagonals, traces, transposes), then `decompositions.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC, float32
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor, define_operator
from tensorlab.ops.broadcast import sum_to_shape
from tensorlab.ops.complex_numbers import conj

MULTIPLIED = frozenset(d for d in NUMERIC if d.name not in ("int8", "int16"))


# --- two matrices -----------------------------------------------------------------------------------------


def _product_shape(
    a: TensorShape, b: TensorShape, transpose_a: bool = False, transpose_b: bool = False, *_: Any
) -> TensorShape:
    a, b = a.with_rank(2), b.with_rank(2)
    rows, inner = (a[1], a[0]) if transpose_a else (a[0], a[1])
    other, columns = (b[1], b[0]) if transpose_b else (b[0], b[1])
    if not inner.is_compatible_with(other):
        raise ValueError(
            f"Dimensions must be equal, but are {inner} and {other}: the matrices have the shapes {a} and "
            f"{b}, and a row of the first must be as long as a column of the second."
        )
    return TensorShape([rows, columns])


@op("MatMul", shape=_product_shape, dtypes=MULTIPLIED, kind="linalg", symbol="·", latex="{a} {b}")
def matrix_product(a: Array, b: Array, transpose_a: bool = False, transpose_b: bool = False):
    """Multiply two matrices: rows of `a` by columns of `b`.

    Args:
        a: matrix of shape [n, k] ([k, n] with `transpose_a`).
        b: matrix of shape [k, m] ([m, k] with `transpose_b`).

    Raises:
        ValueError: when the inner dimensions differ, or an input is no matrix.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matmul([[1, 2], [3, 4]], [[1], [10]])))
    [[21]
     [43]]
    """
    return (a.T if transpose_a else a).dot(b.T if transpose_b else b)


@matrix_product.bind
def _(transpose_a: bool, transpose_b: bool) -> Callable[[Any, Any], Any]:
    # A matrix's own `dot` is called in half the time of `np.matmul`: it looks for nothing to broadcast.
    if transpose_a:
        return (lambda a, b: a.T.dot(b.T)) if transpose_b else (lambda a, b: a.T.dot(b))
    return (lambda a, b: a.dot(b.T)) if transpose_b else (lambda a, b: a.dot(b))


def _product_gradients(product: Any, g: Any, a: Any, b: Any, transpose_a: bool, transpose_b: bool) -> Any:
    """The gradients of a product for each way of transposing; `product(p, q, tp, tq)` multiplies."""
    if not transpose_a and not transpose_b:
        return product(g, b, False, True), product(a, g, True, False)
    if not transpose_a:
        return product(g, b, False, False), product(g, a, True, False)
    if not transpose_b:
        return product(b, g, False, True), product(a, g, False, False)
    return product(b, g, True, True), product(g, a, True, True)


@matrix_product.gradient(latex=("{g} {b}^T", "{a}^T {g}"))
def _(g, y, a, b, transpose_a, transpose_b):
    return _product_gradients(matrix_product, g, conj(a), conj(b), transpose_a, transpose_b)


@matrix_product.samples
def _() -> list[Sample]:
    a, b = np.arange(1.0, 7.0).reshape(2, 3), np.arange(2.0, 14.0).reshape(3, 4)
    return [
        Sample(a, b),
        Sample(a.T, b, transpose_a=True),
        Sample(a, b.T, transpose_b=True),
        Sample(a.T, b.T, transpose_a=True, transpose_b=True),
        Sample(np.zeros((0, 3)), b),
        Sample(np.zeros((2, 0)), np.zeros((0, 3))),
        Sample([[2.0]], [[3.0]]),
    ]


@op(
    "SparseMatMul",
    name="MatMul",
    shape=_product_shape,
    dtypes=frozenset({float32}),
    kind="linalg",
    symbol="·",
    latex="{a} {b}",
)
def sparse_matmul(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    transpose_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
):
    """Multiply two matrices of which one is said to hold many zeros; the result is that of `tf.matmul`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matmul([[1., 0.]], [[2.], [3.]], a_is_sparse=True)))
    [[2.]]
    """
    return (a.T if transpose_a else a).dot(b.T if transpose_b else b)


@sparse_matmul.gradient(latex=("{g} {b}^T", "{a}^T {g}"))
def _(g, y, a, b, transpose_a, transpose_b):
    return _product_gradients(matrix_product, g, a, b, transpose_a, transpose_b)


@sparse_matmul.samples
def _() -> list[Sample]:
    a, b = np.arange(1.0, 7.0).reshape(2, 3), np.arange(2.0, 14.0).reshape(3, 4)
    return [
        Sample(a, b, a_is_sparse=True, differentiable=False),
        Sample(a.T, b.T, transpose_a=True, transpose_b=True, b_is_sparse=True, differentiable=False),
    ]


# --- stacks of matrices -----------------------------------------------------------------------------------


def _batch_shape(x: TensorShape, y: TensorShape, adj_x: bool = False, adj_y: bool = False) -> TensorShape:
    x, y = x.with_rank_at_least(2), y.with_rank_at_least(2)
    if x.ndims is None or y.ndims is None:
        return TensorShape(None)
    matrix = _product_shape(x[-2:], y[-2:], adj_x, adj_y)
    return broadcast(x[:-2], y[:-2]).concatenate(matrix)


def _adjoint(x: Any) -> Any:
    turned = np.swapaxes(x, -1, -2)
    return np.conj(turned) if x.dtype.kind == "c" else turned


@op(
    "BatchMatMulV2",
    name="MatMul",
    shape=_batch_shape,
    dtypes=MULTIPLIED,
    kind="linalg",
    symbol="·",
    latex="{x} {y}",
)
def batch_matrix_product(x: Array, y: Array, adj_x: bool = False, adj_y: bool = False):
    """Multiply the matrices in the last two dimensions; the dimensions before them broadcast.

    Args:
        x: shape [..., n, k] ([..., k, n] with `adj_x`).
        y: shape [..., k, m] ([..., m, k] with `adj_y`).
        adj_x, adj_y: transpose and conjugate first.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matmul(tf.ones([5, 2, 3]), tf.ones([5, 3, 4]))).shape)
    (5, 2, 4)
    """
    if x.ndim < 2 or y.ndim < 2:
        raise InvalidArgumentError(
            None,
            None,
            f"In[0] and In[1] must have ranks of 2 or more: a matrix product needs matrices, not shapes {x.shape} "
            f"and {y.shape}.",
        )
    return np.matmul(_adjoint(x) if adj_x else x, _adjoint(y) if adj_y else y)


@batch_matrix_product.gradient(latex=("{g} {y}^T", "{x}^T {g}"))
def _(g, z, x, y, adj_x, adj_y):
    for_x, for_y = _product_gradients(batch_matrix_product, g, x, y, adj_x, adj_y)
    return _summed_over_batches(for_x, x), _summed_over_batches(for_y, y)


def _summed_over_batches(gradient: Tensor, operand: Tensor) -> Tensor:
    """Undo the broadcasting of the dimensions before the matrices, unless there certainly was none."""
    sizes = operand.shape.sizes
    if sizes is not None and None not in sizes and gradient.shape.sizes == sizes:
        return gradient
    return sum_to_shape(gradient, operand)


@batch_matrix_product.samples
def _() -> list[Sample]:
    x, y = np.arange(1.0, 13.0).reshape(2, 2, 3), np.arange(2.0, 14.0).reshape(2, 3, 2)
    return [
        Sample(x, y),
        Sample(x.swapaxes(1, 2), y, adj_x=True),
        Sample(x, y.swapaxes(1, 2), adj_y=True),
        Sample(x.swapaxes(1, 2), y.swapaxes(1, 2), adj_x=True, adj_y=True),
        Sample(x, y[:1]),
        Sample(x, y[0]),
        Sample(x.reshape(2, 1, 2, 3), y),
        Sample(np.zeros((0, 2, 3)), np.zeros((0, 3, 1))),
        Sample(x[0], y[0]),
    ]


# --- what programs call -----------------------------------------------------------------------------------


@checks_arguments
def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Multiply matrices, or stacks of matrices in tensors of rank 3 and more.

    Args:
        a, b: tensors of rank 2 or more and of one dtype; ranks above 2 are stacks of matrices.
        transpose_a, transpose_b: transpose the matrix first.
        adjoint_a, adjoint_b: transpose and conjugate it first.
        a_is_sparse, b_is_sparse: the matrix holds many zeros; the result is the same.

    Raises:
        ValueError: when the inner dimensions differ, or an operand is both transposed and adjoint.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/linalg/matmul

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matmul([[1., 2.]], [[3., 4.]], transpose_b=True)))
    [[11.]]
    """
    if transpose_a and adjoint_a:
        raise ValueError("Only one of `transpose_a` and `adjoint_a` can be True.")
    if transpose_b and adjoint_b:
        raise ValueError("Only one of `transpose_b` and `adjoint_b` can be True.")
    with name_scope(name, "MatMul", [a, b]) as scope:
        a = convert_to_tensor(a, name="a")
        b = convert_to_tensor(b, dtype=None if isinstance(b, Tensor) else a.dtype.base_dtype, name="b")
        ranks = a.shape.ndims, b.shape.ndims
        sparse = a_is_sparse or b_is_sparse
        if not sparse and any(rank is None or rank > 2 for rank in ranks):
            a, b = conj(a) if transpose_a else a, conj(b) if transpose_b else b
            return batch_matrix_product(a, b, transpose_a or adjoint_a, transpose_b or adjoint_b, name=scope)
        a, b = conj(a) if adjoint_a else a, conj(b) if adjoint_b else b
        transposed = bool(transpose_a or adjoint_a), bool(transpose_b or adjoint_b)
        if sparse and a.dtype.base_dtype is float32 and b.dtype.base_dtype is float32:
            return sparse_matmul(a, b, *transposed, bool(a_is_sparse), bool(b_is_sparse), name=scope)
        return matrix_product(a, b, *transposed, name=scope)


def _matrix_multiply(left: Any, right: Any) -> Tensor:
    """`left @ right`: the side that is no tensor takes the dtype of the one that is."""
    with name_scope(None, "matmul", [left, right]) as scope:
        if not isinstance(left, Tensor):
            left = convert_to_tensor(left, dtype=right.dtype.base_dtype, name="a")
        return matmul(left, right, name=scope)


define_operator("matrix_multiply", _matrix_multiply)
