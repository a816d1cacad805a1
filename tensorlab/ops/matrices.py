"""Diagonals, bands, traces, identity matrices and transposes.

Functions called `matrix_...` work on the matrices in the last two dimensions; those before count them.

Read next: `decompositions.py` (solving, inverting, factors).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, COMPLEX, FLOATING, INDEX, as_dtype, float32
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.scattering import counted

# --- diagonals of one tensor ------------------------------------------------------------------------------


def _diag_shape(diagonal: TensorShape) -> TensorShape:
    return diagonal.concatenate(diagonal)


@op(
    "Diag",
    shape=_diag_shape,
    dtypes=FLOATING | COMPLEX | INDEX,
    kind="linalg",
    symbol="diag",
    latex=r"\operatorname{{diag}} {diagonal}",
)
def diag(diagonal: Array):
    """Put numbers on the diagonal of a tensor of twice the rank, with zeros around them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.diag([1, 2])))
    [[1 0]
     [0 2]]
    """
    return np.diag(diagonal.ravel()).reshape(diagonal.shape + diagonal.shape)


@diag.gradient(latex=(r"\operatorname{{diag\_part}} {g}",))
def _(g, y, diagonal):
    return diag_part(g)


@diag.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0]), Sample([[1.0, 2.0], [3.0, 4.0]]), Sample([2.0])]


def _diag_part_shape(input: TensorShape) -> TensorShape:
    if input.sizes is None:
        return input
    rank = len(input.sizes)
    if rank % 2 or not rank:
        raise ValueError(f"Input must have even and non-zero rank, input rank is {rank}")
    return input[: rank // 2].merge_with(input[rank // 2 :])


@op(
    "DiagPart",
    shape=_diag_part_shape,
    dtypes=FLOATING | COMPLEX | INDEX,
    kind="linalg",
    symbol="diag part",
    latex=r"\operatorname{{diag\_part}} {input}",
)
def diag_part(input: Array):
    """Take the numbers on the diagonal of a tensor whose shape is one shape written twice.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.diag_part([[1, 2], [3, 4]])))
    [1 4]
    """
    shape = input.shape[: input.ndim // 2]
    size = int(np.prod(shape, dtype=np.int64))
    return input.reshape(size, size).diagonal().reshape(shape)


@diag_part.gradient(latex=(r"\operatorname{{diag}} {g}",))
def _(g, y, input):
    return diag(g)


@diag_part.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], [3.0, 4.0]]), Sample(np.arange(16.0).reshape(2, 2, 2, 2))]


# --- bands ------------------------------------------------------------------------------------------------


@op(
    "MatrixBandPart",
    shape=same,
    dtypes=ALL,
    kind="linalg",
    symbol="band",
    latex=r"\operatorname{{band}} {input}",
)
def matrix_band_part(input: Array, num_lower: HostInt, num_upper: HostInt):
    """Keep a band around the diagonal of each matrix, and put zeros elsewhere.

    Args:
        input: matrices, shape [..., n, m].
        num_lower, num_upper: how many diagonals to keep below and above; -1 keeps all of them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_band_part([[1, 2], [3, 4]], 0, -1)))
    [[1 2]
     [0 4]]
    """
    rows, columns = counted(input.shape[-2], input)[:, None], counted(input.shape[-1], input)
    kept = (num_lower < 0) | (rows - columns <= num_lower)
    kept = kept & ((num_upper < 0) | (columns - rows <= num_upper))
    return np.where(kept, input, np.zeros_like(input))


@matrix_band_part.gradient(latex=(r"\operatorname{{band}} {g}",))
def _(g, y, input, num_lower, num_upper):
    return matrix_band_part(g, num_lower, num_upper)


@matrix_band_part.samples
def _() -> list[Sample]:
    matrix = np.arange(1.0, 13.0).reshape(3, 4)
    options: dict[str, Any] = {"dtypes": ["float32", "float64", "int32", "complex64"]}
    return [
        Sample(matrix, 0, -1, **options),
        Sample(matrix, -1, 0, **options),
        Sample(matrix, 1, 1, **options),
        Sample(np.ones((2, 2, 2)), 0, 0, **options),
        Sample(np.zeros((0, 3)), 0, 1, **options),
    ]


def trace(x: Any, name: str | None = None) -> Tensor:
    """Add up the diagonal of each matrix.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.trace([[1, 2], [3, 4]])))
    5
    """
    with name_scope(name, "Trace", [x]) as scope:
        tensor = convert_to_tensor(x, name="x")
        return build("Sum", build("MatrixDiagPartV3", tensor, 0, 0, name="diag_part"), [-1], name=scope)


def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """Make an identity matrix: ones on the diagonal, zeros elsewhere.

    Args:
        num_rows, num_columns: its size; square without `num_columns`.
        batch_shape: make a stack of that shape of them.
        dtype: the dtype.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.eye(2)))
    [[1. 0.]
     [0. 1.]]
    """
    dtype = as_dtype(dtype)
    with name_scope(name, "eye", [num_rows, num_columns, batch_shape]):
        columns = num_rows if num_columns is None else num_columns
        known = all(isinstance(size, (int, np.integer)) for size in (num_rows, columns))
        shortest = min(num_rows, columns) if known else build("Minimum", num_rows, columns)
        if batch_shape is None:
            batch: Any = np.zeros(0, np.int32)
        else:
            batch = (
                batch_shape if isinstance(batch_shape, Tensor) else np.asarray(list(batch_shape), np.int32)
            )
        sizes: Any
        if known and not isinstance(batch, Tensor):
            sizes = [*batch.tolist(), int(shortest)]
        else:
            sizes = build("ConcatV2", [batch, build("Reshape", shortest, [1])], 0)
        ones = build("Fill", sizes, convert_to_tensor(1, dtype=dtype), name="ones")
        return build(
            "MatrixDiagV3", ones, 0, num_rows, columns, convert_to_tensor(0, dtype=dtype), name="diag"
        )


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """Swap the last two dimensions: transpose each matrix of a stack.

    Raises:
        ValueError: for a tensor of rank 0 or 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_transpose([[[1, 2], [3, 4]]])))
    [[[1 3]
      [2 4]]]
    """
    with name_scope(name, "matrix_transpose", [a]):
        tensor = convert_to_tensor(a, name="a")
        rank = tensor.shape.ndims
        order: Any
        if rank is None:
            count = build("Rank", tensor)
            order = build("ConcatV2", [build("Range", 0, count - 2, 1), [count - 1], [count - 2]], 0)
        elif rank < 2:
            raise ValueError(
                f"Argument `a` should be a (batch) matrix with rank >= 2.  Received `a` = {tensor.name} with "
                f"shape: {tensor.shape}"
            )
        else:
            order = [*range(rank - 2), rank - 1, rank - 2]
        turned = build("Transpose", tensor, order, name="transpose")
        return conj(turned) if conjugate else turned


@checks_arguments
def norm(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Take the length of vectors, or a norm of matrices.

    Args:
        tensor: floating point or complex numbers.
        ord: "euclidean", "fro", 1, 2, np.inf or another positive number p.
        axis: None: all entries as one vector; one axis: vectors along it; two: matrices in them.
        keepdims: leave the axes in place with size 1.

    Raises:
        ValueError: for an `ord` that does not exist, or more than two axes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.norm([3., -4.])))
    5.0
    """
    axes: Any = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    if isinstance(axes, tuple) and len(axes) == 1:
        axes = axes[0]
    of_matrix = isinstance(axes, tuple)
    if of_matrix and (len(axes) != 2 or axes[0] == axes[1]):
        raise ValueError(f"'axis' must be None, an integer, or a tuple of 2 unique integers, got {axis}")
    allowed = ["euclidean", "fro", 1, 2, np.inf] if of_matrix else ["euclidean", 1, 2, np.inf]
    if ord not in allowed and (of_matrix or isinstance(ord, str) or ord <= 0):
        raise ValueError(
            f"'ord' must be one of {allowed}{'' if of_matrix else ' or a positive number'}, got {ord}"
        )
    with name_scope(name, "norm", [tensor]):
        tensor = convert_to_tensor(tensor)
        if ord in ("fro", "euclidean") or (ord == 2 and not of_matrix):
            where = list(axes) if of_matrix else None if axes is None else [axes]
            result = build(
                "Sqrt",
                build("Real", build("Sum", tensor * conj(tensor), where, True))
                if tensor.dtype.is_complex
                else build("Sum", tensor * tensor, where, True),
            )
        elif ord == 2:
            rank = tensor.shape.ndims
            rows, columns = (one % rank for one in axes)
            order = [*(place for place in range(rank) if place not in (rows, columns)), rows, columns]
            from tensorlab.ops.spectra import svd  # few programs need it: its page is loaded here

            values = svd(build("Transpose", tensor, order), compute_uv=False)
            result = build("Max", values, [-1])
            for place in sorted((rows, columns)):
                result = build("ExpandDims", result, place)
        else:
            size = abs(tensor)
            first, last = axes if of_matrix else (axes, axes)
            if ord == 1:
                result = build("Sum", size, first, True)
                result = build("Max", result, last, True) if of_matrix else result
            elif ord == np.inf:
                result = build("Max", build("Sum", size, last, True) if of_matrix else size, first, True)
            else:
                result = build("Pow", build("Sum", build("Pow", size, float(ord)), axes, True), 1.0 / ord)
        if keepdims:
            return result
        gone = axes if of_matrix or axes is None else (axes,)
        return build("Squeeze", result, gone and list(gone))


__all__ = ["diag", "diag_part", "eye", "matrix_band_part", "matrix_transpose", "norm", "trace"]
