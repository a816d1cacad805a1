"""Functions of whole matrices: exponential, square root, LU factors, pseudo-inverse, rank.

All work on the matrices in the last two dimensions; those before count them.

Read next: `fourier.py`.
"""

from collections import namedtuple
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, int32
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.decompositions import (
    MATRIX,
    SOLVED,
    STACK,
    SYMMETRIC,
    matrix_solve,
    square_shape,
    triangular_solve_node,
)
from tensorlab.ops.linalg import matmul
from tensorlab.ops.matrices import norm
from tensorlab.ops.scattering import counted
from tensorlab.ops.spectra import svd

# --- transposed and conjugated ----------------------------------------------------------------------------


def _turned(matrices: Tensor) -> Tensor:
    rank = matrices.shape.ndims
    if rank is None:
        raise ValueError(f"The rank of {matrices.name} must be known, to exchange its last two dimensions.")
    kind = "ConjugateTranspose" if matrices.dtype.is_complex else "Transpose"
    return build(kind, matrices, [*range(rank - 2), rank - 1, rank - 2])


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """Transpose matrices, and conjugate their entries.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.adjoint([[1 + 1j, 2], [3, 4]])))
    [[1.-1.j 3.-0.j]
     [2.-0.j 4.-0.j]]
    """
    with name_scope(name, "adjoint", [matrix]):
        return _turned(convert_to_tensor(matrix, name="matrix"))


# --- the exponential --------------------------------------------------------------------------------------

# The approximation of degree 13 is good to the last bit for matrices with a norm below this.
# Higham, "The scaling and squaring method for the matrix exponential revisited" (2005).
LARGEST = 5.371920351148152


def _pade_weights(degree: int) -> list[float]:
    weights = [1.0]
    for k in range(1, degree + 1):
        weights.append(weights[-1] * (degree - k + 1) / (k * (2 * degree - k + 1)))
    return weights


@op(
    "MatrixExponential",
    shape=square_shape,
    dtypes=SOLVED,
    kind="linalg",
    symbol="eᴬ",
    latex="e^{{{input}}}",
)
def expm(input: Array):
    """Raise e to the power of square matrices: 1 + A + A²/2 + A³/6 + ...

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/linalg/expm

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.expm([[0., 1.], [0., 0.]])))
    [[1. 1.]
     [0. 1.]]
    """
    if not input.size:
        return np.zeros_like(input)
    sizes = np.abs(input).sum(axis=-2).max()
    squarings = max(0, int(np.ceil(np.log2(np.maximum(sizes, 1e-300) / LARGEST))))
    scaled = input / np.asarray(2.0**squarings, input.dtype)[()]
    one = np.zeros_like(input)
    diagonal = counted(input.shape[-1], input)
    one[..., diagonal, diagonal] = 1
    power, even, odd = one, np.zeros_like(input), np.zeros_like(input)
    square = np.matmul(scaled, scaled)
    weights = _pade_weights(13)
    for k in range(0, 14, 2):
        even = even + weights[k] * power
        odd = odd + weights[k + 1] * power
        power = np.matmul(power, square)
    odd = np.matmul(scaled, odd)
    result = np.linalg.solve(even - odd, even + odd)
    for _ in range(squarings):
        result = np.matmul(result, result)
    return result.astype(input.dtype)


@expm.gradient
def _(g, y, input):
    # Where the matrix grows a little along g, its exponential grows by the upper right block of e to the power of
    # [[A, g], [0, A]]; the gradient is the same with A transposed. (Mathias, 1996.)
    turned = _turned(input)
    size = input.shape.as_list()[-1] if input.shape.ndims is not None else None
    if size is None:
        raise LookupError(f"The gradient of the matrix exponential needs to know the size of {input.name}.")
    upper = build("ConcatV2", [turned, g], -1)
    lower = build("ConcatV2", [build("ZerosLike", turned), turned], -1)
    return expm(build("ConcatV2", [upper, lower], -2))[..., :size, size:]


@expm.samples
def _() -> list[Sample]:
    return [
        Sample([[0.5, 1.0, 0.0], [0.25, -0.5, 0.5], [0.0, 0.75, 0.125]]),
        Sample([[[0.0, 1.0], [-1.0, 0.0]], [[2.0, 8.0], [1.0, 3.0]]]),
        Sample([[2.0]]),
        Sample(np.ones((0, 2, 2))),
    ]


# --- the square root --------------------------------------------------------------------------------------


@op(
    "MatrixSquareRoot",
    shape=square_shape,
    dtypes=SOLVED,
    kind="linalg",
    symbol="√A",
    latex=r"\sqrt{{{input}}}",
    devices={"CPU": "only the newest GPU libraries find eigenvalues of matrices that are not symmetric"},
)
def sqrtm(input: Array):
    """Find the matrices that, multiplied by themselves, give these: the principal square roots.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.sqrtm([[4., 0.], [0., 9.]])))
    [[2. 0.]
     [0. 3.]]
    """
    if not input.size:
        return np.zeros_like(input)
    values, vectors = np.linalg.eig(input)
    roots = np.emath.sqrt(values)
    result = np.matmul(vectors * roots[..., None, :], np.linalg.inv(vectors))
    return (result if input.dtype.kind == "c" else np.real(result)).astype(input.dtype)


@sqrtm.gradient
def _(g, y, input):
    # The root Y solves Y Y = A, so the gradient X solves the linear equations Y^H X + X Y^H = g.
    turned = _turned(y)
    *batch, size, _ = y.shape.as_list() if y.shape.ndims is not None else (None, None)
    if size is None or None in batch:
        raise LookupError(f"The gradient of the matrix square root needs to know the shape of {input.name}.")
    one = convert_to_tensor(np.eye(size, dtype=y.dtype.as_numpy_dtype))
    left = build("Einsum", [turned, one], "...ij,kl->...ikjl")
    right = build("Einsum", [one, turned], "ij,...lk->...ikjl")
    whole = build("Reshape", left + right, [*batch, size * size, size * size])
    solved = matrix_solve(whole, build("Reshape", g, [*batch, size * size, 1]))
    return build("Reshape", solved, [*batch, size, size])


@sqrtm.samples
def _() -> list[Sample]:
    return [Sample(SYMMETRIC), Sample(MATRIX), Sample(STACK), Sample([[4.0]])]


# --- LU factors -------------------------------------------------------------------------------------------

Lu = namedtuple("Lu", ["lu", "p"])


def _lu_shapes(input: TensorShape, output_idx_type: DType) -> list[TensorShape]:
    input = square_shape(input)
    return [input, input[:-1] if input.sizes is not None else input]


def _lu_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [dtypes["input"], attributes["output_idx_type"]]


@op(
    "Lu",
    shape=_lu_shapes,
    dtypes=SOLVED,
    result=_lu_dtypes,
    outputs=2,
    kind="linalg",
    symbol="L U",
    latex=r"\operatorname{{lu}} {input}",
)
def triangular_factors(input: Array, output_idx_type: DType = int32):
    """Split square matrices, with their rows exchanged, into a lower triangle times an upper one.

    Both stand in one matrix: the ones on the diagonal of the lower triangle are left off.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     lu, p = sess.run(tf.linalg.lu([[1., 2.], [4., 4.]]))
    >>> print(lu, p)
    [[4.   4.  ]
     [0.25 1.  ]] [1 0]
    """
    size = input.shape[-1]
    rows = counted(size, input)
    order = np.zeros_like(input[..., 0], dtype=rows.dtype) + rows
    matrix = input
    for k in range(size):
        largest = np.abs(matrix[..., k:, k]).argmax(axis=-1)[..., None] + k
        exchanged = np.where(rows == k, largest, np.where(rows == largest, k, rows))
        matrix = np.take_along_axis(matrix, exchanged[..., None] + np.zeros_like(rows), axis=-2)
        order = np.take_along_axis(order, exchanged, axis=-1)
        pivot = matrix[..., k : k + 1, k : k + 1]
        factors = np.where((rows > k)[:, None], matrix[..., k : k + 1], 0) / pivot
        right = np.where(rows > k, matrix[..., k : k + 1, :], 0)
        column = (rows == k) & (rows > k)[:, None]
        matrix = np.where(column, factors, matrix - factors * right).astype(input.dtype)
    return matrix, order.astype(output_idx_type.as_numpy_dtype)


@triangular_factors.gradient
def _(g, y, input, output_idx_type):
    factors, order = y
    lower, upper = _lower_upper(factors)
    inner = build("MatrixBandPart", matmul(lower, g[0], adjoint_a=True), -1, 0)
    inner = inner - build("MatrixBandPart", inner, 0, 0)
    right = matmul(g[0], upper, adjoint_b=True)
    outer = build("MatrixBandPart", right, 0, -1)
    # L^-H (strictly lower part of L^H g + upper part of g U^H) U^-H, with its rows where they came from.
    left = triangular_solve_node(lower, inner + outer, adjoint=True)
    whole = _turned(triangular_solve_node(upper, _turned(left), lower=False))
    return _rows_put_back(whole, order)


def _lower_upper(factors: Tensor) -> tuple[Tensor, Tensor]:
    upper = build("MatrixBandPart", factors, 0, -1)
    ones = build("OnesLike", build("MatrixDiagPartV3", factors, 0, 0))
    strict = build("MatrixBandPart", factors, -1, 0) - build("MatrixBandPart", factors, 0, 0)
    return strict + build("MatrixDiagV3", ones, 0, -1, -1, 0), upper


def _exchanges(order: Tensor, dtype: DType) -> Tensor:
    """The matrices that exchange rows: a one in each row, in the column that `order` says."""
    size = order.shape.as_list()[-1]
    depth = size if size is not None else build("Shape", order)[-1]
    one, zero = convert_to_tensor(1, dtype), convert_to_tensor(0, dtype)
    return build("OneHot", order, depth, one, zero)


def _rows_put_back(matrices: Tensor, order: Tensor) -> Tensor:
    return matmul(_exchanges(order, matrices.dtype.base_dtype), matrices, transpose_a=True)


@triangular_factors.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0, 4.0], [4.0, 4.0, 1.0], [2.0, 7.0, 3.0]]), Sample(STACK), Sample([[2.0]])]


def lu(input: Any, output_idx_type: Any = int32, name: str | None = None) -> Any:
    """Split square matrices, with their rows exchanged, into a lower triangle times an upper one.

    Args:
        input: shape [..., n, n].
        output_idx_type: dtype of the permutation.

    Returns:
        A pair: `lu`, both triangles in one matrix, and `p`, which row of the input each row is.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.lu([[1., 2.], [4., 4.]])).p)
    [1 0]
    """
    return Lu(*triangular_factors(input, output_idx_type, name=name))


def lu_reconstruct(
    lower_upper: Any, perm: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """Multiply LU factors, and put the rows back in their order.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.lu_reconstruct(*tf.linalg.lu([[1., 2.], [4., 4.]]))))
    [[1. 2.]
     [4. 4.]]
    """
    with name_scope(name or "lu_reconstruct"):
        factors = convert_to_tensor(lower_upper, name="lower_upper")
        order = convert_to_tensor(perm, int32, name="perm")
        return _rows_put_back(matmul(*_lower_upper(factors)), order)


def lu_solve(
    lower_upper: Any, perm: Any, rhs: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """Solve systems of linear equations from the LU factors of their matrices.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.lu_solve(*tf.linalg.lu([[1., 2.], [4., 4.]]), [[3.], [8.]])))
    [[1.]
     [1.]]
    """
    with name_scope(name or "lu_solve"):
        factors = convert_to_tensor(lower_upper, name="lower_upper")
        order = convert_to_tensor(perm, int32, name="perm")
        rhs = convert_to_tensor(rhs, factors.dtype.base_dtype, name="rhs")
        lower, upper = _lower_upper(factors)
        exchanged = matmul(_exchanges(order, factors.dtype.base_dtype), rhs)
        return triangular_solve_node(upper, triangular_solve_node(lower, exchanged), lower=False)


def lu_matrix_inverse(
    lower_upper: Any, perm: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """Invert matrices from their LU factors.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.lu_matrix_inverse(*tf.linalg.lu([[2., 0.], [0., 4.]]))))
    [[0.5  0.  ]
     [0.   0.25]]
    """
    with name_scope(name or "lu_matrix_inverse"):
        factors = convert_to_tensor(lower_upper, name="lower_upper")
        ones = build("OnesLike", build("MatrixDiagPartV3", factors, 0, 0))
        return lu_solve(factors, perm, build("MatrixDiagV3", ones, 0, -1, -1, 0))


# --- rank and pseudo-inverse ------------------------------------------------------------------------------


def _epsilon(tensor: Tensor) -> float:
    return float(np.finfo(tensor.dtype.as_numpy_dtype).eps)


def _longest_side(matrices: Tensor) -> Any:
    sides = matrices.shape.as_list()[-2:] if matrices.shape.ndims is not None else [None]
    known = [size for size in sides if size is not None]
    if len(known) == 2:
        return float(max(known))
    whole = build("StridedSlice", build("Shape", matrices), [-2], [2**31 - 1], [1])
    return build("Cast", build("Max", whole, [0]), matrices.dtype.base_dtype)


def matrix_rank(a: Any, tol: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """Count the singular values of matrices that are not zero (larger than `tol`).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.matrix_rank([[1., 2.], [2., 4.]])))
    1
    """
    with name_scope(name or "matrix_rank"):
        a = convert_to_tensor(a, name="a")
        values = svd(a, compute_uv=False)
        if tol is None:
            tol = build("Max", values, [-1], keepdims=True) * (_epsilon(a) * _longest_side(a))
        counted_ones = build("Cast", build("Greater", values, tol), int32)
        return build("Sum", counted_ones, [-1])


def pinv(a: Any, rcond: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """Find the pseudo-inverse of matrices: with it, `pinv(a) b` is the x for which a x comes nearest to b.

    Args:
        a: float32 or float64, shape [..., n, m].
        rcond: singular values below this share of the largest count as zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linalg.pinv([[1.], [1.]])))
    [[0.5 0.5]]
    """
    with name_scope(name or "pinv"):
        a = convert_to_tensor(a, name="a")
        if rcond is None:
            rcond = _longest_side(a) * (10.0 * _epsilon(a))
        s, u, v = svd(a)
        cutoff = build("ExpandDims", build("Max", s, [-1]) * rcond, -1)
        infinite = convert_to_tensor(np.inf, s.dtype.base_dtype)
        s = build("SelectV2", build("Greater", s, cutoff), s, infinite)
        result = matmul(v / build("ExpandDims", s, -2), u, adjoint_b=True)
        if a.shape.ndims is not None:
            *batch, rows, columns = a.shape.as_list()
            result.set_shape([*batch, columns, rows])
        return result


def normalize(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Divide vectors or matrices by their norm; the norm is the second result.

    Args:
        tensor, ord, axis: as for `tf.norm`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.linalg.normalize([3., 4.])))
    [0.6 0.8] [5.]
    """
    with name_scope(name, "normalize", [tensor]):
        tensor = convert_to_tensor(tensor)
        length = norm(tensor, ord, axis, keepdims=True)
        return build("RealDiv", tensor, build("Cast", length, tensor.dtype.base_dtype)), length


__all__ = [
    *("Lu", "adjoint", "expm", "lu", "lu_matrix_inverse", "lu_reconstruct", "lu_solve", "matrix_rank"),
    *("normalize", "pinv", "sqrtm", "triangular_factors"),
]
