"""Eigenvalues, singular values and orthogonal factors of matrices.

All work on the matrices in the last two dimensions; those before count them.

Read next: `random.py`.
"""

from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.decompositions import (
    MATRIX,
    SOLVED,
    STACK,
    SYMMETRIC,
    square_shape,
    triangular_solve_node,
)
from tensorlab.ops.linalg import matmul

# --- eigenvalues of symmetric matrices --------------------------------------------------------------------


def _eigen_shapes(input: TensorShape, compute_v: bool = True) -> list[TensorShape]:
    input = square_shape(input)
    if input.sizes is None:
        return [input, input]
    return [input[:-1], input if compute_v else TensorShape([0])]


@op(
    "SelfAdjointEigV2",
    shape=_eigen_shapes,
    dtypes=SOLVED,
    outputs=2,
    kind="linalg",
    symbol="eig",
    latex=r"\operatorname{{eig}} {input}",
)
def self_adjoint_eigen(input: Array, compute_v: bool = True):
    """Find the eigenvalues of symmetric matrices, in rising order, and their eigenvectors as columns.

    Only the lower triangle of the input is looked at.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.self_adjoint_eigvals([[2., 1.], [1., 2.]])))
    [1. 3.]
    """
    if compute_v:
        values, vectors = np.linalg.eigh(input)
        return values.astype(input.dtype), vectors
    return np.linalg.eigvalsh(input).astype(input.dtype), np.zeros(0, input.dtype)


@self_adjoint_eigen.gradient
def _(g, y, input, compute_v):
    values, vectors = y if compute_v else self_adjoint_eigen(input)
    inner = build("MatrixDiagV3", g[0], 0, -1, -1, 0)
    if compute_v:
        gaps = build("ExpandDims", values, -2) - build("ExpandDims", values, -1)
        turned = matmul(vectors, g[1], adjoint_a=True)
        inner = inner + build("DivNoNan", turned, gaps)
    whole = matmul(vectors, matmul(inner, vectors, adjoint_b=True))
    rank = input.shape.ndims
    if rank is None:
        raise LookupError(f"The gradient of eigenvalues needs to know the rank of {input.name}.")
    both = whole + build("ConjugateTranspose", whole, [*range(rank - 2), rank - 1, rank - 2])
    # The upper half of the input is not read, so the lower one stands for both.
    return build("MatrixBandPart", both, -1, 0) - 0.5 * build("MatrixBandPart", both, 0, 0)


@self_adjoint_eigen.samples
def _() -> list[Sample]:
    return [Sample(SYMMETRIC, compute_v=False), Sample([[2.0]]), Sample(SYMMETRIC, differentiable=False)]


def self_adjoint_eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Find the eigenvalues of symmetric matrices, in rising order, and their eigenvectors as columns.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.self_adjoint_eig([[2., 0.], [0., 5.]]))[0])
    [2. 5.]
    """
    values, vectors = self_adjoint_eigen(tensor, True, name=name)
    return values, vectors


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """Find the eigenvalues of symmetric matrices, in rising order.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.self_adjoint_eigvals([[2., 0.], [0., 5.]])))
    [2. 5.]
    """
    return self_adjoint_eigen(tensor, False, name=name)[0]


# --- singular values --------------------------------------------------------------------------------------


def _singular_shapes(
    input: TensorShape, compute_uv: bool = True, full_matrices: bool = False
) -> list[TensorShape]:
    if input.sizes is None:
        return [input] * 3
    *batch, rows, columns = input.with_rank_at_least(2).sizes  # type: ignore[misc]
    smaller = None if rows is None or columns is None else min(rows, columns)
    values = TensorShape([*batch, smaller])
    if not compute_uv:
        return [values, TensorShape([0]), TensorShape([0])]
    width = (rows, columns) if full_matrices else (smaller, smaller)
    return [values, TensorShape([*batch, rows, width[0]]), TensorShape([*batch, columns, width[1]])]


@op(
    "Svd",
    shape=_singular_shapes,
    dtypes=SOLVED,
    outputs=3,
    kind="linalg",
    symbol="U S Vᵀ",
    latex=r"\operatorname{{svd}} {input}",
)
def singular_values(input: Array, compute_uv: bool = True, full_matrices: bool = False):
    """Split matrices into U times singular values, falling, times V transposed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.svd([[3., 0.], [0., 4.]], compute_uv=False)))
    [4. 3.]
    """
    if not compute_uv:
        nothing = np.zeros(0, input.dtype)
        return np.linalg.svd(input, compute_uv=False).astype(input.dtype), nothing, nothing
    u, s, v_transposed = np.linalg.svd(input, full_matrices=full_matrices)
    return s.astype(input.dtype), u, np.conj(np.swapaxes(v_transposed, -1, -2))


@singular_values.gradient(latex=(r"U (\operatorname{{diag}} {g} + \ldots) V^T",))
def _(g, y, input, compute_uv, full_matrices):
    *_, rows, columns = input.shape.as_list() if input.shape.ndims is not None else (None, None)
    if compute_uv and full_matrices and (rows is None or rows != columns):
        raise LookupError(
            f"The gradient of all singular vectors of {input.name} is not determined by the values that are used: "
            "tf.svd(..., full_matrices=False) has one."
        )
    s, u, v = y if compute_uv else singular_values(input)
    inner = build("MatrixDiagV3", g[0], 0, -1, -1, 0)
    if not compute_uv:
        return matmul(matmul(u, inner), v, adjoint_b=True)
    if input.dtype.is_complex:
        raise LookupError("The gradient of singular vectors of complex matrices is missing; tf.cast to real.")
    # Townsend, "Differentiating the singular value decomposition" (2016): the vectors turn into one another, the
    # faster the nearer their singular values are.
    squares = build("Square", s)
    gaps = build("ExpandDims", squares, -2) - build("ExpandDims", squares, -1)
    row, column = build("ExpandDims", s, -2), build("ExpandDims", s, -1)
    turns_u = build("DivNoNan", _skew(matmul(u, g[1], adjoint_a=True)), gaps)
    turns_v = build("DivNoNan", _skew(matmul(v, g[2], adjoint_a=True)), gaps)
    inner = inner + turns_u * row + column * turns_v
    whole = matmul(matmul(u, inner), v, adjoint_b=True)
    if rows is None or columns is None or rows > columns:  # vectors may also turn out of the space they span
        rest = build("DivNoNan", g[1] - matmul(u, matmul(u, g[1], adjoint_a=True)), row)
        whole = whole + matmul(rest, v, adjoint_b=True)
    if rows is None or columns is None or columns > rows:
        rest = build("DivNoNan", g[2] - matmul(v, matmul(v, g[2], adjoint_a=True)), row)
        whole = whole + matmul(u, rest, adjoint_b=True)
    return whole


def _skew(matrices: Tensor) -> Tensor:
    """The matrices less themselves transposed."""
    rank = len(matrices.shape)
    return matrices - build("Transpose", matrices, [*range(rank - 2), rank - 1, rank - 2])


@singular_values.samples
def _() -> list[Sample]:
    real: dict[str, Any] = {"dtypes": ["float32", "float64"]}
    return [
        Sample(MATRIX, compute_uv=False),
        Sample(STACK, compute_uv=False),
        Sample(MATRIX, **real),
        Sample([[3.0, 1.0], [1.0, 2.0], [0.5, 0.0]], **real),
        Sample([[[3.0, 1.0, 0.5], [1.0, 2.0, 0.0]]], **real),
        Sample([[3.0, 1.0], [1.0, 2.0], [0.5, 0.0]], full_matrices=True, differentiable=False, **real),
    ]


def svd(tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None) -> Any:
    """Find the singular values s of matrices, and with `compute_uv` also the factors: (s, u, v).

    Args:
        tensor: shape [..., n, m].
        full_matrices: make u and v square.
        compute_uv: return u and v too.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     s, u, v = sess.run(tf.svd([[3., 0.], [0., 4.]]))
    >>> print(s)
    [4. 3.]
    """
    s, u, v = singular_values(tensor, compute_uv, full_matrices, name=name)
    return (s, u, v) if compute_uv else s


# --- orthogonal times upper triangle ----------------------------------------------------------------------


class Qr(NamedTuple):
    """The two factors of `tf.qr`: `q` with orthogonal columns, `r` an upper triangle."""

    q: Tensor
    r: Tensor


def _qr_shapes(input: TensorShape, full_matrices: bool = False) -> list[TensorShape]:
    if input.sizes is None:
        return [input, input]
    *batch, rows, columns = input.with_rank_at_least(2).sizes  # type: ignore[misc]
    inner = rows if full_matrices else None if rows is None or columns is None else min(rows, columns)
    return [TensorShape([*batch, rows, inner]), TensorShape([*batch, inner, columns])]


@op(
    "Qr",
    shape=_qr_shapes,
    dtypes=SOLVED,
    outputs=2,
    kind="linalg",
    symbol="Q R",
    latex=r"\operatorname{{qr}} {input}",
)
def orthogonal_factors(input: Array, full_matrices: bool = False):
    """Split matrices into Q, with columns of length 1 at right angles, times R, an upper triangle.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(abs(sess.run(tf.qr([[3., 0.], [4., 5.]]).r)))
    [[5. 4.]
     [0. 3.]]
    """
    return tuple(np.linalg.qr(input, mode="complete" if full_matrices else "reduced"))


@orthogonal_factors.gradient
def _(g, y, input, full_matrices):
    *_, rows, columns = input.shape.as_list() if input.shape.ndims is not None else (None, None)
    if rows is None or columns is None:
        raise LookupError(f"The gradient of QR factors needs to know the shape of {input.name}.")
    if full_matrices and rows > columns:
        raise LookupError(
            "The gradient of a full q is not determined by the matrix: tf.qr(..., full_matrices=False) has one."
        )
    (q, r), (for_q, for_r) = y, g
    if rows >= columns:
        return _gradient_of_tall(q, r, for_q, for_r)
    # A wide matrix is a square one, which determines q, beside columns that q is multiplied by.
    rest = input[..., rows:]
    for_rest = for_r[..., rows:]
    for_square = _gradient_of_tall(
        q, r[..., :rows], for_q + matmul(rest, for_rest, adjoint_b=True), for_r[..., :rows]
    )
    return build("ConcatV2", [for_square, matmul(q, for_rest)], -1)


def _gradient_of_tall(q: Tensor, r: Tensor, for_q: Tensor, for_r: Tensor) -> Tensor:
    """Walter, Lehmann, "Algorithmic differentiation of linear algebra functions" (2018), for full column rank."""
    rank = len(q.shape)
    turned = [*range(rank - 2), rank - 1, rank - 2]
    mixed = matmul(r, for_r, adjoint_b=True) - matmul(for_q, q, adjoint_a=True)
    lower = build("MatrixBandPart", mixed, -1, 0)
    diagonal = build("MatrixBandPart", mixed, 0, 0)
    upper = build("ConjugateTranspose", lower, turned)
    if mixed.dtype.is_complex:
        diagonal = 0.5 * (diagonal + build("ConjugateTranspose", diagonal, turned))
        strict = lower - build("MatrixBandPart", mixed, 0, 0)
        both = strict + build("ConjugateTranspose", strict, turned) + diagonal
    else:
        both = lower + upper - diagonal
    whole = for_q + matmul(q, both)
    solved = triangular_solve_node(r, build("ConjugateTranspose", whole, turned), lower=False)
    return build("ConjugateTranspose", solved, turned)


@orthogonal_factors.samples
def _() -> list[Sample]:
    real: dict[str, Any] = {"dtypes": ["float32", "float64"]}
    return [
        Sample(MATRIX),
        Sample(STACK),
        Sample(np.ones((3, 1)), full_matrices=True, differentiable=False),
        Sample([[3.0, 1.0], [1.0, 2.0], [0.5, 0.0]], **real),
        Sample([[3.0, 1.0, 0.5], [1.0, 2.0, 0.25]], **real),
    ]


def qr(input: Any, full_matrices: bool = False, name: str | None = None) -> Qr:
    """Split matrices into q, with columns of length 1 at right angles, times r, an upper triangle.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     q, r = sess.run(tf.qr([[3., 0.], [4., 5.]]))
    >>> print((q @ r).round(4))
    [[3. 0.]
     [4. 5.]]
    """
    return Qr(*orthogonal_factors(input, full_matrices, name=name))


__all__ = [
    "Qr",
    "orthogonal_factors",
    "qr",
    "self_adjoint_eig",
    "self_adjoint_eigen",
    "self_adjoint_eigvals",
    "singular_values",
    "svd",
]
