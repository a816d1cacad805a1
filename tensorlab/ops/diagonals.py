"""Diagonals of matrices, the main one and those beside it: making, taking and setting them.

`k` counts diagonals: 0 is the main one, 1 the one above it, -1 the one below. A pair `(-1, 1)` means a whole
band of them, which is written as a matrix with one diagonal per row, from the highest to the lowest.

Read next: `matrices.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL
from tensorlab.graph.registry import Array, HostInt, HostInts, Sample, build, op
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor

TESTED = ("float32", "float64", "int32", "complex64")


def _length(k: int, rows: int, columns: int) -> int:
    """How many entries diagonal `k` has."""
    return max(min(rows + min(k, 0), columns - max(k, 0)), 0)


def _diagonal(matrix: Any, k: int) -> Any:
    """Diagonal `k` of each matrix; of matrices that lie row after row in memory it is a view."""
    *batch, rows, columns = matrix.shape
    first = max(-k, 0) * columns + max(k, 0)
    step = columns + 1  # one row down, one column to the right
    return matrix.reshape(*batch, rows * columns)[
        ..., first : first + _length(k, rows, columns) * step : step
    ]


def _inset(k: int, count: int, longest: int, align: str) -> int:
    """Where a short diagonal starts in its row; those above and below may be aligned differently."""
    above, below = align.split("_")
    side = above if k >= 0 else below
    return longest - count if side == "RIGHT" else 0


def _diag_shape(diagonal: TensorShape, k: Any, num_rows: Any, num_cols: Any, *_: Any) -> TensorShape:
    if diagonal.sizes is None or k is None or None in k:
        return TensorShape(None)
    band = len(k) == 2 and k[0] != k[1]
    batch = diagonal.sizes[: -2 if band else -1]
    longest = diagonal.sizes[-1]
    if longest is None or num_rows is None or num_cols is None:
        return TensorShape([*batch, None, None])
    return TensorShape([*batch, *_matrix_size(longest, k, num_rows, num_cols)])


def _matrix_size(longest: int, k: Any, rows: int, columns: int) -> tuple[int, int]:
    """The size of the matrix: what is not said (-1) is as small as the diagonals allow."""
    low, high = k[0], k[-1]
    smallest = longest + max(-high, 0), longest + max(low, 0)
    if rows == -1 and columns == -1:
        rows = columns = max(smallest)
    elif rows == -1:
        rows = smallest[0]
    elif columns == -1:
        columns = smallest[1]
    if (
        _length(min(max(0, low), high), rows, columns) != longest
        or rows < smallest[0]
        or columns < smallest[1]
    ):
        raise ValueError(
            f"num_rows and num_cols are not consistent with the diagonals: {rows} x {columns} cannot hold "
            f"diagonals {k} of length {longest}"
        )
    return rows, columns


@op(
    "MatrixDiagV3",
    shape=_diag_shape,
    dtypes=ALL,
    name="diag",
    kind="linalg",
    symbol="diag",
    latex=r"\operatorname{{diag}} {diagonal}",
)
def matrix_diag_node(
    diagonal: Array,
    k: HostInts = (0,),
    num_rows: HostInt = -1,
    num_cols: HostInt = -1,
    padding_value: Array = 0,  # type: ignore[assignment]
    align: str = "RIGHT_LEFT",
):
    """Put rows of numbers on diagonals of matrices, with `padding_value` around them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_diag([1, 2])))
    [[1 0]
     [0 2]]
    """
    band = k is not None and len(k) == 2 and k[0] != k[1]
    stack = diagonal if band else diagonal[..., None, :]
    longest = stack.shape[-1]
    shape = (*stack.shape[:-2], *_matrix_size(longest, k, num_rows, num_cols))
    result = np.empty_like(diagonal, order="C", shape=shape)
    result[...] = padding_value
    for number, one in enumerate(range(k[-1], k[0] - 1, -1)):  # type: ignore[index]
        count = _length(one, *shape[-2:])
        start = _inset(one, count, longest, align)
        _diagonal(result, one)[...] = stack[..., number, start : start + count]
    return result


@matrix_diag_node.gradient(latex=(r"\operatorname{{diag\_part}} {g}",))
def _(g, y, diagonal, k, num_rows, num_cols, padding_value, align):
    for_padding = None
    if padding_value.op.type != "Const":
        rest = matrix_set_diag_node(g, build("ZerosLike", diagonal), k, align=align)
        for_padding = build("Sum", rest)
    return matrix_diag_part_node(g, k, 0, align=align), None, None, None, for_padding


@matrix_diag_node.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], dtypes=TESTED),
        Sample([[1.0, 2.0], [3.0, 4.0]], dtypes=TESTED),
        Sample([1.0, 2.0], 1, dtypes=TESTED),
        Sample([1.0, 2.0], [0], 2, 3, 9.0, dtypes=TESTED),
        Sample([[4.0, 8.0, 0.0], [1.0, 2.0, 3.0]], (-1, 0), dtypes=TESTED, differentiable=False),
        Sample([[0.0, 8.0], [1.0, 2.0]], (0, 1), align="LEFT_RIGHT", dtypes=TESTED, differentiable=False),
    ]


def _part_shape(input: TensorShape, k: Any, padding_value: Any, align: str = "RIGHT_LEFT") -> TensorShape:
    if input.sizes is None or k is None or None in k:
        return TensorShape(None)
    *batch, rows, columns = input.with_rank_at_least(2).as_list()
    band = len(k) == 2 and k[0] != k[1]
    longest = None
    if rows is not None and columns is not None:
        longest = max(_length(one, rows, columns) for one in range(k[0], k[-1] + 1))
    return TensorShape([*batch, *([k[-1] - k[0] + 1] if band else []), longest])


@op(
    "MatrixDiagPartV3",
    shape=_part_shape,
    dtypes=ALL,
    name="diag_part",
    kind="linalg",
    symbol="diag part",
    latex=r"\operatorname{{diag\_part}} {input}",
)
def matrix_diag_part_node(
    input: Array,
    k: HostInts = (0,),
    padding_value: Array = 0,  # type: ignore[assignment]
    align: str = "RIGHT_LEFT",
):
    """Take diagonals of matrices; short ones are filled up with `padding_value`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_diag_part([[1, 2], [3, 4]])))
    [1 4]
    """
    assert k is not None
    rows, columns = input.shape[-2:]
    wanted = range(k[-1], k[0] - 1, -1)
    longest = max(_length(one, rows, columns) for one in wanted)
    result = np.empty_like(input, shape=(*input.shape[:-2], len(wanted), longest))
    result[...] = padding_value
    for number, one in enumerate(wanted):
        count = _length(one, rows, columns)
        start = _inset(one, count, longest, align)
        result[..., number, start : start + count] = _diagonal(input, one)
    return result if len(k) == 2 and k[0] != k[1] else result[..., 0, :]


@matrix_diag_part_node.gradient(latex=(r"\operatorname{{diag}} {g}",))
def _(g, y, input, k, padding_value, align):
    placed = matrix_set_diag_node(build("ZerosLike", input), g, k, align=align)
    for_padding = None
    if padding_value.op.type != "Const":
        for_padding = build("Sum", g - matrix_diag_part_node(placed, k, 0, align=align))
    return placed, None, for_padding


@matrix_diag_part_node.samples
def _() -> list[Sample]:
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    return [
        Sample(matrix, dtypes=TESTED),
        Sample(matrix, 1, dtypes=TESTED),
        Sample(matrix, -1, dtypes=TESTED),
        Sample(matrix, (-1, 1), 9.0, dtypes=TESTED),
        Sample(matrix, (0, 2), align="LEFT_RIGHT", dtypes=TESTED),
        Sample(np.ones((2, 2, 2)), dtypes=TESTED),
        Sample(np.ones((0, 2, 2)), dtypes=TESTED),
    ]


@op(
    "MatrixSetDiagV3",
    shape=same,
    dtypes=ALL,
    name="set_diag",
    kind="linalg",
    symbol="set diag",
    latex=r"\operatorname{{set\_diag}}({input}, {diagonal})",
)
def matrix_set_diag_node(input: Array, diagonal: Array, k: HostInts = (0,), align: str = "RIGHT_LEFT"):
    """Replace diagonals of matrices by other numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_set_diag([[1, 2], [3, 4]], [8, 9])))
    [[8 2]
     [3 9]]
    """
    assert k is not None
    stack = diagonal if len(k) == 2 and k[0] != k[1] else diagonal[..., None, :]
    result = input.copy()
    for number, one in enumerate(range(k[-1], k[0] - 1, -1)):
        count = _length(one, *input.shape[-2:])
        start = _inset(one, count, stack.shape[-1], align)
        _diagonal(result, one)[...] = stack[..., number, start : start + count]
    return result


@matrix_set_diag_node.gradient(latex=("{g} \\text{{ off the diagonal}}", r"\operatorname{{diag\_part}} {g}"))
def _(g, y, input, diagonal, k, align):
    rest = matrix_set_diag_node(g, build("ZerosLike", diagonal), k, align=align)
    return rest, matrix_diag_part_node(g, k, 0, align=align)


@matrix_set_diag_node.samples
def _() -> list[Sample]:
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    return [
        Sample(matrix, [8.0, 9.0], dtypes=TESTED),
        Sample(matrix, [8.0, 9.0], 1, dtypes=TESTED),
        Sample(np.ones((2, 2, 2)), [[8.0, 9.0], [6.0, 7.0]], dtypes=TESTED),
        Sample(matrix, [[7.0, 8.0], [9.0, 0.0]], (-1, 0), dtypes=TESTED, differentiable=False),
    ]


# --- what programs call -----------------------------------------------------------------------------------


def matrix_diag(
    diagonal: Any,
    name: str = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Put rows of numbers on diagonals of matrices.

    Args:
        diagonal: shape [..., n]; for a band of diagonals [..., number of them, n].
        k: which diagonal, or the lowest and the highest of a band.
        num_rows, num_cols: size of the matrices; -1 for the smallest that fits.
        padding_value: what stands elsewhere.
        align: where diagonals shorter than the longest stand in their rows, above and below the main one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_diag([1, 2], k=1)))
    [[0 1 0]
     [0 0 2]
     [0 0 0]]
    """
    diagonal = convert_to_tensor(diagonal)
    return matrix_diag_node(diagonal, k, num_rows, num_cols, padding_value, align, name=name)


def matrix_diag_part(
    input: Any, name: str = "diag_part", k: Any = 0, padding_value: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """Take diagonals of matrices: the main one, the one numbered `k`, or a band of them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_diag_part([[1, 2, 3], [4, 5, 6]], k=1)))
    [2 6]
    """
    return matrix_diag_part_node(convert_to_tensor(input), k, padding_value, align, name=name)


def matrix_set_diag(
    input: Any, diagonal: Any, name: str = "set_diag", k: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """Replace diagonals of matrices: the main one, the one numbered `k`, or a band of them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.matrix_set_diag([[1, 2], [3, 4]], [0, 0])))
    [[0 2]
     [3 0]]
    """
    return matrix_set_diag_node(convert_to_tensor(input), diagonal, k, align, name=name)


__all__ = [
    "matrix_diag",
    "matrix_diag_node",
    "matrix_diag_part",
    "matrix_diag_part_node",
    "matrix_set_diag",
    "matrix_set_diag_node",
]
