"""Matrices with three diagonals, which turn up wherever each point depends on its two neighbours.

Read next: `decompositions.py`, which solves the equations.
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.decompositions import matrix_solve
from tensorlab.ops.diagonals import matrix_diag
from tensorlab.ops.linalg import matmul


def _matrices(diagonals: Any, diagonals_format: str) -> Tensor:
    """The matrices, written out.

    Raises:
        ValueError: for a format that does not exist, or diagonals that do not fit it.
    """
    if diagonals_format == "matrix":
        matrix = convert_to_tensor(diagonals, name="diagonals")
        return build("MatrixBandPart", matrix, 1, 1)
    if diagonals_format == "sequence":
        if not isinstance(diagonals, (tuple, list)) or len(diagonals) != 3:
            raise ValueError("Expected diagonals to be a sequence of length 3.")
        above, middle, below = (convert_to_tensor(one) for one in diagonals)
        size = middle.shape.as_list()[-1]
        if (
            size is not None and above.shape.as_list()[-1] == size - 1
        ):  # without the entry that does not count
            above, below = _with_zero(above, at_end=True), _with_zero(below, at_end=False)
        compact = build("Pack", [above, middle, below], axis=-2)
    elif diagonals_format == "compact":
        compact = convert_to_tensor(diagonals, name="diagonals")
        if compact.shape.ndims is not None and (
            compact.shape.ndims < 2 or compact.shape.as_list()[-2] not in (3, None)
        ):
            raise ValueError(f"Expected diagonals of shape [..., 3, M], not {compact.shape}")
    else:
        raise ValueError(
            f"Unrecognized diagonals_format: {diagonals_format!r}. There are 'compact', 'sequence' and 'matrix'."
        )
    return matrix_diag(compact, k=(-1, 1), align="LEFT_RIGHT")


def _with_zero(vectors: Tensor, at_end: bool) -> Tensor:
    fronts = [[0, 0]] * (len(vectors.shape) - 1)
    return build("Pad", vectors, [*fronts, [0, 1] if at_end else [1, 0]])


def tridiagonal_solve(
    diagonals: Any,
    rhs: Any,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
) -> Tensor:
    """Solve systems of linear equations whose matrix has three diagonals.

    Args:
        diagonals: "compact": shape [..., 3, M], the diagonal above, the middle one, the one below; the last entry
            above and the first below do not count. "sequence": a list of the three. "matrix": shape [..., M, M].
        rhs: shape [..., M] or [..., M, K].
        diagonals_format: "compact", "sequence" or "matrix".
        transpose_rhs, conjugate_rhs: transpose the right-hand sides first, or conjugate them.
        partial_pivoting: kept for TensorFlow's sake; rows are exchanged in either case.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/linalg/tridiagonal_solve

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     diagonals = [[1., 1., 0.], [2., 2., 2.], [0., 1., 1.]]
    ...     print(sess.run(tf.linalg.tridiagonal_solve(diagonals, [3., 4., 3.])))
    [1. 1. 1.]
    """
    with name_scope(name or "tridiagonal_solve"):
        matrix = _matrices(diagonals, diagonals_format)
        rhs = convert_to_tensor(rhs, matrix.dtype.base_dtype, name="rhs")
        if matrix.shape.ndims is None or rhs.shape.ndims is None:
            raise ValueError("tridiagonal_solve needs to know the ranks of its inputs.")
        single = rhs.shape.ndims == matrix.shape.ndims - 1
        if conjugate_rhs and rhs.dtype.is_complex:
            rhs = build("Conj", rhs)
        if single:
            return build("Squeeze", matrix_solve(matrix, build("ExpandDims", rhs, -1)), [-1])
        if transpose_rhs:
            rank = rhs.shape.ndims
            rhs = build("Transpose", rhs, [*range(rank - 2), rank - 1, rank - 2])
        return matrix_solve(matrix, rhs)


def tridiagonal_matmul(
    diagonals: Any, rhs: Any, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """Multiply matrices that have three diagonals by others.

    Args:
        diagonals, diagonals_format: as `tridiagonal_solve`.
        rhs: shape [..., M, K].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     diagonals = [[1., 1., 0.], [2., 2., 2.], [0., 1., 1.]]
    ...     print(sess.run(tf.linalg.tridiagonal_matmul(diagonals, [[1.], [1.], [1.]])).ravel())
    [3. 4. 3.]
    """
    with name_scope(name or "tridiagonal_matmul"):
        matrix = _matrices(diagonals, diagonals_format)
        return matmul(matrix, convert_to_tensor(rhs, matrix.dtype.base_dtype, name="rhs"))


__all__ = ["tridiagonal_matmul", "tridiagonal_solve"]
