"""Sums, means and extremes over groups of rows.

Each row of `data` belongs to a segment, named by an integer. In the `segment_` operations the names must
rise; in the `unsorted_segment_` ones they come in any order, their number is given, and rows with a negative
name are left out. The gradient of `tf.gather` is such a sum.

Read next: `counting.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING, INDEX, NUMERIC, REAL, SIGNED_INTEGER
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.scattering import add_at, in_host_memory
from tensorlab.ops.scattering_in_parallel import collected

SORTED = {"data": NUMERIC, "segment_ids": INDEX}
SORTED_REAL = {"data": REAL, "segment_ids": INDEX}
UNSORTED_IDS = frozenset(dtype for dtype in SIGNED_INTEGER if dtype.size > 1)


# --- how the kernels work ---------------------------------------------------------------------------------


def sorted_shape(data: TensorShape, segment_ids: TensorShape) -> TensorShape:
    segment_ids.with_rank(1)
    if data.sizes is None:
        return data
    return TensorShape([None, *data.with_rank_at_least(1).as_list()[1:]])


def unsorted_shape(data: TensorShape, segment_ids: TensorShape, num_segments: int | None) -> TensorShape:
    if data.sizes is None or segment_ids.sizes is None:
        return TensorShape(None)
    rank = len(segment_ids.sizes)
    if not segment_ids.is_compatible_with(data[:rank]):
        raise ValueError(
            f"data.shape must start with segment_ids.shape, but they are {data} and {segment_ids}"
        )
    return TensorShape([num_segments, *data.sizes[rank:]])


def check_sorted(segment_ids: Any) -> int:
    """The number of segments; an error unless the names rise from 0 or above.

    From a GPU only the last name is asked, without which nobody knows how large the result is.
    """
    if not segment_ids.size:
        return 0
    if not in_host_memory(segment_ids):
        return int(segment_ids[-1]) + 1
    if segment_ids[0] < 0:
        raise InvalidArgumentError(None, None, "segment ids must be >= 0")
    if np.any(segment_ids[1:] < segment_ids[:-1]):
        raise InvalidArgumentError(None, None, "segment ids are not increasing")
    return int(segment_ids[-1]) + 1


def collect(ufunc: Any, data: Any, segment_ids: Any, count: int, start: Any) -> Any:
    """Bring every row into its segment with a ufunc; rows with a negative name are left out.

    On a GPU those with too large a name are left out too, as in TensorFlow.
    """
    rank = segment_ids.ndim
    if not in_host_memory(data):
        return collected(ufunc, data.reshape(-1, *data.shape[rank:]), segment_ids.reshape(-1), count, start)
    result = np.full_like(data, start, shape=(count, *data.shape[rank:]))
    rows, names = data.reshape((-1, *data.shape[rank:])), segment_ids.reshape(-1)
    if names.size and names.max() >= count:
        place = np.argwhere(segment_ids >= count)[0]
        where = "".join(f"[{one}]" for one in place)
        message = f"segment_ids{where} = {names[names >= count][0]} is out of range [0, {count})"
        raise InvalidArgumentError(None, None, message)
    if names.size and names.min() < 0:
        rows, names = rows[names >= 0], names[names >= 0]
    if ufunc is np.add:
        return add_at(result, names, rows)
    ufunc.at(result, names, rows)
    return result


def sizes_of(segment_ids: Any, count: int, like: Any) -> Any:
    """How many rows each segment of rising names has, shaped to stand beside the rows of `like`."""
    if in_host_memory(segment_ids):
        sizes = np.bincount(segment_ids, minlength=count)
    else:
        sizes = collected(np.add, np.ones_like(segment_ids), segment_ids, count, 0)
    return sizes.reshape((-1,) + (1,) * (like.ndim - 1))


def sorted_samples() -> list[Sample]:
    matrix = [[1.0, 2.0], [3.0, 7.0], [5.0, 4.0]]
    return [
        Sample(matrix, [0, 0, 1]),
        Sample([1.0, 2.0, 3.0], [0, 2, 2]),
        Sample(matrix, np.array([0, 1, 3], np.int64)),
        Sample(np.zeros((0, 2)), np.zeros(0, np.int32)),
        Sample(np.arange(1.0, 9.0).reshape(2, 2, 2), [0, 0]),
    ]


def unsorted_samples() -> list[Sample]:
    matrix = [[1.0, 2.0], [3.0, 7.0], [5.0, 4.0]]
    return [
        Sample(matrix, [1, 0, 1], 2),
        Sample([1.0, 2.0, 3.0], [2, -1, 2], 4),
        Sample(3.0, 1, 2),
        Sample(matrix, [[1, 0], [1, 2], [0, 0]], 3),
        Sample(np.zeros((0, 2)), np.zeros(0, np.int32), 2),
    ]


# --- sums and means ---------------------------------------------------------------------------------------


@op(
    "SegmentSum",
    shape=sorted_shape,
    dtypes=SORTED,
    kind="reduction",
    symbol="Σ groups",
    latex=r"\sum_{{\text{{segment}}}} {data}",
)
def segment_sum(data: Array, segment_ids: Array):
    """Add up the rows of each segment; a segment without rows gets 0.

    Args:
        data: numbers of rank 1 or more.
        segment_ids: for every row the number of its segment, rising.

    Raises:
        tf.errors.InvalidArgumentError: when the numbers do not rise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.segment_sum([1, 2, 3], [0, 0, 1])))
    [3 3]
    """
    return collect(np.add, data, segment_ids, check_sorted(segment_ids), 0)


@segment_sum.gradient(latex=("{g} \\text{{ of the segment}}", ""))
def _(g, y, data, segment_ids):
    return segment_rows(g, segment_ids), None


@op(
    "SegmentMean",
    shape=sorted_shape,
    dtypes=SORTED,
    kind="reduction",
    symbol="mean groups",
    latex=r"\operatorname{{mean}}_{{\text{{segment}}}} {data}",
)
def segment_mean(data: Array, segment_ids: Array):
    """Take the mean of the rows of each segment; a segment without rows gets 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.segment_mean([1., 2., 3.], [0, 0, 1])))
    [1.5 3. ]
    """
    count = check_sorted(segment_ids)
    total = collect(np.add, data, segment_ids, count, 0)
    sizes = np.maximum(sizes_of(segment_ids, count, data), 1).astype(data.dtype)
    return np.floor_divide(total - np.fmod(total, sizes), sizes) if data.dtype.kind in "iu" else total / sizes


@segment_mean.gradient(latex=("{g} / n", ""))
def _(g, y, data, segment_ids):
    real = build("Real", data) if data.dtype.is_complex else data
    sizes = segment_sum(build("OnesLike", real), segment_ids)
    sizes = build("Maximum", sizes, build("OnesLike", sizes))
    if data.dtype.is_complex:
        sizes = build("Cast", sizes, data.dtype.base_dtype)
    return segment_rows(g / sizes, segment_ids), None


@op(
    "UnsortedSegmentSum",
    shape=unsorted_shape,
    dtypes={"data": NUMERIC, "segment_ids": UNSORTED_IDS},
    kind="reduction",
    symbol="Σ groups",
    latex=r"\sum_{{\text{{segment}}}} {data}",
)
def unsorted_segment_sum(data: Array, segment_ids: Array, num_segments: HostInt):
    """Add up the rows of each segment; the segments come in any order, negative ones are left out.

    Args:
        data: numbers; its shape starts with that of `segment_ids`.
        segment_ids: for every row the number of its segment.
        num_segments: how many segments there are.

    Raises:
        tf.errors.InvalidArgumentError: for a number that is too large.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_sum([1, 2, 3], [2, 0, 2], 4)))
    [2 0 4 0]
    """
    return collect(np.add, data, segment_ids, num_segments, 0)


@unsorted_segment_sum.gradient(latex=("{g} \\text{{ of the segment}}", ""))
def _(g, y, data, segment_ids, num_segments):
    return segment_rows(g, segment_ids), None


segment_sum.samples(sorted_samples)
segment_mean.samples(sorted_samples)
unsorted_segment_sum.samples(unsorted_samples)


def _rows_shape(values: TensorShape, segment_ids: TensorShape) -> TensorShape:
    return segment_ids.concatenate(values[1:]) if values.sizes else TensorShape(None)


@op(
    "SegmentRows",
    shape=_rows_shape,
    dtypes={"values": NUMERIC, "segment_ids": UNSORTED_IDS},
    kind="gradient",
    symbol="rows",
    latex="{values}[{segment_ids}]",
)
def segment_rows(values: Array, segment_ids: Array):
    """Hand every row the value of its segment, and 0 to rows that belong to none.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(segment_rows([10, 20], [1, 1, 0, -1])))
    [20 20 10  0]
    """
    if not segment_ids.size:
        return np.zeros_like(values, shape=(*segment_ids.shape, *values.shape[1:]))
    rows = values[np.maximum(segment_ids, 0)]
    outside = np.less(segment_ids, 0).reshape(segment_ids.shape + (1,) * (values.ndim - 1))
    return np.where(outside, np.zeros_like(rows), rows)


@segment_rows.gradient(latex=(r"\sum_{{\text{{segment}}}} {g}", ""))
def _(g, y, values, segment_ids):
    return unsorted_segment_sum(g, segment_ids, build("Shape", values)[0]), None


@segment_rows.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]], [1, 1, 0, -1]),
        Sample([1.0, 2.0], 1),
        Sample([1.0, 2.0], [[0, 1], [1, 1]]),
        Sample(np.zeros((2, 3)), np.zeros(0, np.int32)),
    ]


def _average(
    name: str, root: bool, data: Any, segment_ids: Any, num_segments: Any, given: str | None
) -> Tensor:
    with name_scope(given, name, [data, segment_ids]):
        data = convert_to_tensor(data)
        segment_ids = convert_to_tensor(segment_ids)
        marks = build("OnesLike", build("Cast", segment_ids, data.dtype.base_dtype))
        sizes = unsorted_segment_sum(marks, segment_ids, num_segments)
        sizes = build("Maximum", sizes, build("OnesLike", sizes))
        for _ in range(data.shape.ndims - segment_ids.shape.ndims):
            sizes = build("ExpandDims", sizes, -1)
        return unsorted_segment_sum(data, segment_ids, num_segments) / (
            build("Sqrt", sizes) if root else sizes
        )


def unsorted_segment_mean(data: Any, segment_ids: Any, num_segments: Any, name: str | None = None) -> Tensor:
    """Take the mean of the rows of each segment; a segment without rows gets 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_mean([1., 2., 3.], [1, 0, 1], 3)))
    [2. 2. 0.]
    """
    return _average("UnsortedSegmentMean", False, data, segment_ids, num_segments, name)


def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """Add up the rows of each segment and divide by the square root of their number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_sqrt_n([1., 2., 3., 4., 6.], [1, 0, 1, 1, 1], 3)))
    [2. 7. 0.]
    """
    return _average("UnsortedSegmentSqrtN", True, data, segment_ids, num_segments, name)


# --- the shares of extremes and products, which `segment_extremes.py` needs -------------------------------


@op(
    "SegmentShare",
    shape=same,
    dtypes={"data": FLOATING | COMPLEX, "segment_ids": UNSORTED_IDS, "y": "data"},
    kind="gradient",
    symbol="[x=y]/n",
    latex="[{data} = {y}] / n",
)
def segment_share(data: Array, segment_ids: Array, y: Array):
    """Mark the entries that equal the extreme one of their segment with 1/n, where n of them do.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(segment_share([3., 3., 1.], [0, 0, 0], [3.])))
    [0.5 0.5 0. ]
    """
    marks = np.equal(data, segment_rows.kernel(y, segment_ids)).astype(data.dtype)
    counts = segment_rows.kernel(collect(np.add, marks, segment_ids, y.shape[0], 0), segment_ids)
    return marks / np.maximum(counts, counts.dtype.type(1))


segment_share.not_differentiable("the marks stay the same while the numbers move a little")


@segment_share.samples
def _() -> list[Sample]:
    return [Sample([3.0, 3.0, 1.0], [0, 0, 1], [3.0, 1.0], dtypes=["float32", "float64"])]


@op(
    "SegmentProductOfOthers",
    shape=same,
    dtypes={"data": NUMERIC, "segment_ids": UNSORTED_IDS},
    kind="gradient",
    symbol="Π others",
    latex=r"\prod_{{\text{{the others}}}} {data}",
)
def segment_product_of_others(data: Array, segment_ids: Array):
    """For every entry, multiply all the others of its segment; zeros do no harm.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(segment_product_of_others([2., 0., 3.], [0, 0, 0])))
    [0. 6. 0.]
    """
    result = np.ones_like(data)
    for name in np.unique(segment_ids[segment_ids >= 0]):
        rows = data[segment_ids == name]
        before, after = np.ones_like(rows), np.ones_like(rows)
        before[1:] = np.cumprod(rows[:-1], axis=0)
        after[:-1] = np.cumprod(rows[:0:-1], axis=0)[::-1]
        result[segment_ids == name] = before * after
    return result


@segment_product_of_others.gradient
def _(g, y, data, segment_ids):
    # Two factors are left out by dividing, so this one (a second derivative) is exact where no entry is 0.
    shares = build("DivNoNan", g, conj(data))
    count = build("Maximum", build("Max", segment_ids) + 1, 0)
    total = segment_rows(unsorted_segment_sum(shares, segment_ids, count), segment_ids)
    return conj(y) * (total - shares), None


@segment_product_of_others.samples
def _() -> list[Sample]:
    return [
        Sample([2.0, 0.0, 3.0], [0, 0, 1], differentiable=False),
        Sample([[2.0, 0.5], [4.0, 3.0]], [1, 1]),
    ]


__all__ = [
    "check_sorted",
    "collect",
    "segment_mean",
    "segment_product_of_others",
    "segment_rows",
    "segment_share",
    "segment_sum",
    "sizes_of",
    "sorted_samples",
    "sorted_shape",
    "unsorted_samples",
    "unsorted_segment_mean",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "unsorted_shape",
]
