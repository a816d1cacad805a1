"""Solving linear equations: inverses, determinants, triangular factors.

All work on the matrices in the last two dimensions; those before count them.

Read next: `spectra.py` (eigenvalues, singular values, QR).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, float32, float64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.linalg import matmul

SOLVED = frozenset({float32, float64}) | COMPLEX
MATRIX = [[4.0, 1.0, 0.5], [0.5, 3.0, 1.0], [1.0, 0.25, 5.0]]
STACK = [[[2.0, 0.5], [0.25, 1.0]], [[3.0, 1.0], [1.0, 2.0]]]
SYMMETRIC = [[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 5.0]]


def square_shape(input: TensorShape, *_: Any) -> TensorShape:
    """The shape of square matrices; ValueError for others."""
    if input.sizes is None:
        return input
    input = input.with_rank_at_least(2)
    side = TensorShape([input[-1]]).merge_with([input[-2]])
    return input[:-2].concatenate(side).concatenate(side)


def _batch_shape(input: TensorShape) -> TensorShape:
    return square_shape(input)[:-2] if input.sizes is not None else input


def adjoint_of(x: Any) -> Any:
    """The matrices transposed and conjugated, as an array."""
    turned = np.swapaxes(x, -1, -2)
    return np.conj(turned) if x.dtype.kind == "c" else turned


def _refuse_singular(error: Exception) -> Any:
    raise InvalidArgumentError(None, None, f"Input matrix is not invertible. ({error})") from None


# --- inverse and determinant ------------------------------------------------------------------------------


@op("MatrixInverse", shape=square_shape, dtypes=SOLVED, kind="linalg", symbol="⁻¹", latex="{input}^{{-1}}")
def matrix_inverse(input: Array, adjoint: bool = False):
    """Invert square matrices: the result times the matrix is the identity.

    Args:
        input: shape [..., n, n].
        adjoint: transpose and conjugate first.

    Raises:
        tf.errors.InvalidArgumentError: for a matrix that has no inverse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_inverse([[2., 0.], [0., 4.]])))
    [[0.5  0.  ]
     [0.   0.25]]
    """
    try:
        return np.linalg.inv(adjoint_of(input) if adjoint else input)
    except np.linalg.LinAlgError as error:
        _refuse_singular(error)


@matrix_inverse.gradient(latex=("-y^T {g} y^T",))
def _(g, y, input, adjoint):
    for_turned = -matmul(y, matmul(g, y, adjoint_b=True), adjoint_a=True)
    return build("ConjugateTranspose", for_turned, _swapped(input)) if adjoint else for_turned


def _swapped(matrices: Tensor) -> list[int]:
    rank = matrices.shape.ndims
    if rank is None:
        raise LookupError(f"The gradient of an adjoint needs to know the rank of {matrices.name}.")
    return [*range(rank - 2), rank - 1, rank - 2]


@matrix_inverse.samples
def _() -> list[Sample]:
    return [
        Sample(MATRIX),
        Sample(STACK),
        Sample(MATRIX, adjoint=True),
        Sample([[2.0]]),
        Sample(np.ones((0, 2, 2))),
    ]


@op(
    "MatrixDeterminant", shape=_batch_shape, dtypes=SOLVED, kind="linalg", symbol="det", latex=r"\det {input}"
)
def matrix_determinant(input: Array):
    """Take the determinants of square matrices: by what factor each stretches volumes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_determinant([[1., 2.], [3., 4.]])))
    -2.0
    """
    return np.linalg.det(input).astype(input.dtype)


@matrix_determinant.gradient(latex=(r"{g} \det({input}) {input}^{{-T}}",))
def _(g, y, input):
    return _spread_over(g * y, matrix_inverse(input, adjoint=True))


def _spread_over(numbers: Tensor, matrices: Tensor) -> Tensor:
    """One number for each matrix, multiplied into it."""
    return build("ExpandDims", build("ExpandDims", numbers, -1), -1) * matrices


@matrix_determinant.samples
def _() -> list[Sample]:
    return [Sample(MATRIX), Sample(STACK), Sample([[2.0]]), Sample(np.ones((0, 2, 2)))]


def _two_batch_shapes(input: TensorShape) -> list[TensorShape]:
    return [_batch_shape(input)] * 2


@op(
    "LogMatrixDeterminant",
    shape=_two_batch_shapes,
    dtypes=SOLVED,
    outputs=2,
    kind="linalg",
    symbol="ln|det|",
    latex=r"\ln \left| \det {input} \right|",
)
def slogdet(input: Array):
    """Take the sign, and the logarithm of the size, of the determinants of square matrices.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sign, size = sess.run(tf.linalg.slogdet([[1., 2.], [3., 4.]]))
    >>> print(sign, size)
    -1.0 0.6931
    """
    sign, logarithm = np.linalg.slogdet(input)
    return sign.astype(input.dtype), logarithm.astype(input.dtype)


@slogdet.gradient(latex=("{g} {input}^{{-T}}",))
def _(g, y, input):
    return _spread_over(g[1], matrix_inverse(input, adjoint=True))


@slogdet.samples
def _() -> list[Sample]:
    return [Sample(MATRIX), Sample(STACK), Sample([[2.0]])]


def logdet(matrix: Any, name: str | None = None) -> Tensor:
    """Take the logarithm of the determinant of positive definite matrices.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.logdet([[2., 0.], [0., 3.]])))
    1.7917595
    """
    with name_scope(name, "logdet", [matrix]):
        diagonal = build("MatrixDiagPartV3", cholesky(matrix), 0, 0)
        if diagonal.dtype.is_complex:
            diagonal = build("Real", diagonal)
        return 2.0 * build("Sum", build("Log", diagonal), [-1])


# --- solving ----------------------------------------------------------------------------------------------


def _solution_shape(matrix: TensorShape, rhs: TensorShape, *_: Any) -> TensorShape:
    matrix = square_shape(matrix)
    if matrix.sizes is None or rhs.sizes is None:
        return TensorShape(None)
    rhs = rhs.with_rank_at_least(2)
    if not matrix[-1].is_compatible_with(rhs[-2]):
        raise ValueError(f"Dimensions must be equal, but are {matrix[-1]} and {rhs[-2]}: {matrix} and {rhs}")
    return TensorShape([*matrix.as_list()[:-1], rhs.as_list()[-1]])


@op(
    "MatrixSolve",
    shape=_solution_shape,
    dtypes=SOLVED,
    kind="linalg",
    symbol="A⁻¹b",
    latex="{matrix}^{{-1}} {rhs}",
)
def matrix_solve(matrix: Array, rhs: Array, adjoint: bool = False):
    """Solve systems of linear equations: find x with `matrix` x = `rhs`.

    Args:
        matrix: shape [..., n, n].
        rhs: shape [..., n, k]: k right-hand sides as columns.
        adjoint: transpose and conjugate the matrix first.

    Raises:
        tf.errors.InvalidArgumentError: for a matrix that has no inverse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_solve([[2., 0.], [0., 4.]], [[1.], [1.]])))
    [[0.5 ]
     [0.25]]
    """
    return _solved(adjoint_of(matrix) if adjoint else matrix, rhs)


def _solved(matrix: Any, rhs: Any) -> Any:
    if not rhs.size:
        return np.zeros_like(rhs)  # a GPU's libraries refuse to solve nothing
    try:
        return np.linalg.solve(matrix, rhs)
    except np.linalg.LinAlgError as error:
        _refuse_singular(error)


@matrix_solve.gradient(latex=("-{matrix}^{{-T}} {g} y^T", "{matrix}^{{-T}} {g}"))
def _(g, y, matrix, rhs, adjoint):
    for_rhs = matrix_solve(matrix, g, adjoint=not adjoint)
    if adjoint:
        return -matmul(y, for_rhs, adjoint_b=True), for_rhs
    return -matmul(for_rhs, y, adjoint_b=True), for_rhs


@matrix_solve.samples
def _() -> list[Sample]:
    return [
        Sample(MATRIX, [[1.0], [2.0], [3.0]]),
        Sample(MATRIX, np.ones((3, 2)), adjoint=True),
        Sample(STACK, [[[1.0, 2.0], [0.5, 3.0]], [[2.0, 1.0], [1.0, 1.0]]]),
        Sample(MATRIX, np.ones((3, 0))),
    ]


@op(
    "MatrixTriangularSolve",
    shape=_solution_shape,
    dtypes=SOLVED,
    kind="linalg",
    symbol="L⁻¹b",
    latex="{matrix}^{{-1}} {rhs}",
)
def triangular_solve_node(matrix: Array, rhs: Array, lower: bool = True, adjoint: bool = False):
    """Solve systems of linear equations whose matrix is a triangle; the other half of it is not looked at.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_triangular_solve([[2., 9.], [0., 4.]], [[1.], [1.]])))
    [[0.5 ]
     [0.25]]
    """
    triangle = np.tril(matrix) if lower else np.triu(matrix)
    return _solved(adjoint_of(triangle) if adjoint else triangle, rhs)


@triangular_solve_node.gradient(latex=("-{matrix}^{{-T}} {g} y^T", "{matrix}^{{-T}} {g}"))
def _(g, y, matrix, rhs, lower, adjoint):
    for_rhs = triangular_solve_node(matrix, g, lower=lower, adjoint=not adjoint)
    first, second = (y, for_rhs) if adjoint else (for_rhs, y)
    full = -matmul(first, second, adjoint_b=True)
    return build("MatrixBandPart", full, *((-1, 0) if lower else (0, -1))), for_rhs


@triangular_solve_node.samples
def _() -> list[Sample]:
    return [
        Sample(MATRIX, [[1.0], [2.0], [3.0]]),
        Sample(MATRIX, np.ones((3, 2)), lower=False),
        Sample(MATRIX, np.ones((3, 2)), adjoint=True),
        Sample(STACK, np.ones((2, 2, 1)), lower=False, adjoint=True),
    ]


def triangular_solve(
    matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """Solve systems of linear equations whose matrix is a triangle; the other half of it is not looked at.

    Args:
        matrix: shape [..., n, n].
        rhs: shape [..., n, k].
        lower: the triangle is the lower one.
        adjoint: transpose and conjugate the matrix first.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_triangular_solve([[2., 0.], [1., 4.]], [[2.], [5.]])))
    [[1.]
     [1.]]
    """
    with name_scope(name, "triangular_solve", [matrix, rhs]):
        return triangular_solve_node(matrix, rhs, lower, adjoint)


# --- Cholesky's factor ------------------------------------------------------------------------------------


@op(
    "Cholesky",
    shape=square_shape,
    dtypes=SOLVED,
    kind="linalg",
    symbol="L Lᵀ",
    latex=r"\operatorname{{chol}} {input}",
)
def cholesky(input: Array):
    """Split positive definite matrices into L times L transposed, with L a lower triangle.

    Only the lower triangle of the input is looked at.

    Raises:
        tf.errors.InvalidArgumentError: for a matrix that is not positive definite.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cholesky([[4., 2.], [2., 5.]])))
    [[2. 0.]
     [1. 2.]]
    """
    try:
        return np.linalg.cholesky(input)
    except np.linalg.LinAlgError as error:
        message = f"Cholesky decomposition was not successful. The input might not be valid. ({error})"
        raise InvalidArgumentError(None, None, message) from None


@cholesky.gradient(latex=(r"L^{{-T}} \Phi(L^T {g}) L^{{-1}}",))
def _(g, y, input):
    # Φ keeps the lower half, the diagonal halved: Murray, "Differentiation of the Cholesky
    # decomposition" (2016).
    inner = build("MatrixBandPart", matmul(y, g, adjoint_a=True), -1, 0)
    inner = inner - 0.5 * build("MatrixBandPart", inner, 0, 0)
    left = triangular_solve_node(y, inner, adjoint=True)
    whole = matmul(left, matrix_inverse(y))
    # As in TensorFlow, both halves share the gradient, though only the lower one is read.
    return 0.5 * (whole + build("ConjugateTranspose", whole, _swapped(whole)))


@cholesky.samples
def _() -> list[Sample]:
    stack = [[[2.0, 0.5], [0.5, 1.0]], [[3.0, 1.0], [1.0, 2.0]]]
    # Both halves share the gradient, so moving one entry alone would not agree with it.
    shared: dict[str, Any] = {"differentiable": False}
    return [Sample(SYMMETRIC, **shared), Sample(stack, **shared), Sample([[4.0]], **shared)]


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """Solve systems of linear equations from the Cholesky factors of their matrices.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cholesky_solve([[2., 0.], [1., 2.]], [[8.], [7.]])))
    [[1.625]
     [0.75 ]]
    """
    with name_scope(name, "cholesky_solve", [chol, rhs]):
        chol = convert_to_tensor(chol)
        return triangular_solve_node(chol, triangular_solve_node(chol, rhs), adjoint=True)


def matrix_solve_ls(
    matrix: Any, rhs: Any, l2_regularizer: float = 0.0, fast: bool = True, name: str | None = None
) -> Tensor:
    """Find the x for which `matrix` x comes nearest to `rhs`: least squares, by the normal equations.

    Args:
        matrix: shape [..., n, k].
        rhs: shape [..., n, m].
        l2_regularizer: how much large entries of x cost.
        fast: kept for TensorFlow's sake; the normal equations are used in either case.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_solve_ls([[1., 0.], [1., 1.], [1., 2.]], [[1.], [3.], [5.]])).round(3))
    [[1.]
     [2.]]
    """
    with name_scope(name, "matrix_solve_ls", [matrix, rhs]):
        matrix = convert_to_tensor(matrix)
        square = matmul(matrix, matrix, adjoint_a=True)
        if l2_regularizer:
            ones = build("OnesLike", build("MatrixDiagPartV3", square, 0, 0))
            square = square + build("MatrixDiagV3", l2_regularizer * ones, 0, -1, -1, 0)
        return cholesky_solve(cholesky(square), matmul(matrix, rhs, adjoint_a=True))


__all__ = [
    "adjoint_of",
    "cholesky",
    "cholesky_solve",
    "logdet",
    "matrix_determinant",
    "matrix_inverse",
    "matrix_solve",
    "matrix_solve_ls",
    "slogdet",
    "square_shape",
    "triangular_solve",
    "triangular_solve_node",
]
