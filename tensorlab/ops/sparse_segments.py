"""Rows picked out of a table and added up by groups: what looking up several embeddings at once needs.

`tf.sparse_segment_sum(data, indices, segment_ids)` is `tf.segment_sum(tf.gather(data, indices), segment_ids)` in one
node.

Read next: `sparse_embeddings.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING, INDEX, REAL, DType
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.scattering import check_indices, in_host_memory
from tensorlab.ops.segments import check_sorted, collect, segment_rows, sizes_of, unsorted_segment_sum


def _rows_shape(
    data: TensorShape, indices: TensorShape, segment_ids: TensorShape, num_segments: int | None = None
) -> TensorShape:
    indices.with_rank(1).assert_is_compatible_with(segment_ids.with_rank(1))
    if data.sizes is None:
        return data
    return TensorShape([num_segments, *data.with_rank_at_least(1).as_list()[1:]])


def _dtype_of_data(dtypes: Any, _: Any) -> DType:
    return dtypes["data"]


def _combined(data: Any, indices: Any, segment_ids: Any, num_segments: int | None, power: float) -> Any:
    """The sums of the rows, divided by a power of their number."""
    check_indices(indices, data.shape[0])
    if num_segments is None:
        count = check_sorted(segment_ids)
    else:
        count = num_segments
        if in_host_memory(segment_ids) and check_sorted(segment_ids) > count:
            raise InvalidArgumentError(None, None, f"segment ids must be < {num_segments}")
    total = collect(np.add, data[indices], segment_ids, count, 0)
    if not power:
        return total
    sizes = np.maximum(sizes_of(segment_ids, count, total), 1).astype(data.dtype)
    return total / sizes**power


def _gradient(g: Any, y: Any, data: Any, indices: Any, segment_ids: Any, power: float) -> Tensor:
    """The gradient of each group, handed to the rows it was made of."""
    if power:
        marks = build("OnesLike", build("Cast", segment_ids, g.dtype.base_dtype))
        sizes = unsorted_segment_sum(marks, segment_ids, build("Shape", y)[0])
        sizes = build("Maximum", sizes, build("OnesLike", sizes))
        for _ in range(len(g.shape) - 1):
            sizes = build("ExpandDims", sizes, -1)
        g = g / (build("Sqrt", sizes) if power == 0.5 else sizes)
    rows = segment_rows(g, segment_ids)
    return unsorted_segment_sum(rows, indices, build("Shape", data)[0])


def _pair(type_name: str, power: float, what: str, symbol: str) -> tuple[Any, Any]:
    """The records without and with a given number of segments."""
    shared: dict[str, Any] = {
        "shape": _rows_shape,
        "dtypes": {
            "data": FLOATING if power else REAL,
            "indices": INDEX,
            "segment_ids": INDEX,
        },
        "result": _dtype_of_data,
        "kind": "reduction",
        "symbol": symbol,
        "latex": r"\text{{" + what + r"}}_{{\text{{segment}}}} {data}[{indices}]",
    }

    @op(type_name, **shared)
    def plain(data: Array, indices: Array, segment_ids: Array):
        return _combined(data, indices, segment_ids, None, power)

    @op(type_name + "WithNumSegments", **shared)
    def numbered(data: Array, indices: Array, segment_ids: Array, num_segments: HostInt):
        return _combined(data, indices, segment_ids, num_segments, power)

    @plain.gradient
    def _(g, y, data, indices, segment_ids):
        return _gradient(g, y, data, indices, segment_ids, power), None, None

    @numbered.gradient
    def _(g, y, data, indices, segment_ids, num_segments):
        return _gradient(g, y, data, indices, segment_ids, power), None, None, None

    table = [[1.0, 2.0], [3.0, 5.0], [7.0, 11.0]]
    some: dict[str, Any] = {"dtypes": ["float32", "float64", *([] if power else ["int32"])]}
    plain.samples(
        lambda: [
            Sample(table, [0, 2, 2, 1], [0, 0, 1, 1], **some),
            Sample([1.0, 2.0, 4.0], [2, 0], [0, 2], **some),
        ]
    )
    numbered.samples(lambda: [Sample(table, [0, 2, 2], [0, 0, 2], 4, **some)])
    plain.__doc__ = f"Pick rows out of a table and take the {what} of each group of them."
    numbered.__doc__ = f"Pick rows out of a table and take the {what} of each of a given number of groups."
    return plain, numbered


_sum, _sum_of_given = _pair("SparseSegmentSum", 0.0, "sum", "Σ groups")
_mean, _mean_of_given = _pair("SparseSegmentMean", 1.0, "mean", "mean groups")
_root, _root_of_given = _pair("SparseSegmentSqrtN", 0.5, "sum over the root of the number", "Σ/√n groups")


def sparse_segment_sum(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """Pick rows out of a table and add up each group of them.

    Args:
        data: the table.
        indices: which rows; a row may occur several times.
        segment_ids: for each of them its group, rising.
        num_segments: how many groups there are, if the last ones may be empty.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse_segment_sum([[1, 2], [3, 4]], [0, 1, 1], [0, 0, 1])))
    [[4 6]
     [3 4]]
    """
    if num_segments is None:
        return _sum(data, indices, segment_ids, name=name)
    return _sum_of_given(data, indices, segment_ids, num_segments, name=name)


def sparse_segment_mean(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """Pick rows out of a table and take the mean of each group of them.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse_segment_mean([[1., 2.], [3., 4.]], [0, 1, 1], [0, 0, 1])))
    [[2. 3.]
     [3. 4.]]
    """
    if num_segments is None:
        return _mean(data, indices, segment_ids, name=name)
    return _mean_of_given(data, indices, segment_ids, num_segments, name=name)


def sparse_segment_sqrt_n(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """Pick rows out of a table, add up each group of them, and divide by the root of their number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse_segment_sqrt_n([1., 3.], [0, 1, 0, 1], [0, 0, 0, 0])))
    [4.]
    """
    if num_segments is None:
        return _root(data, indices, segment_ids, name=name)
    return _root_of_given(data, indices, segment_ids, num_segments, name=name)


__all__ = ["sparse_segment_mean", "sparse_segment_sqrt_n", "sparse_segment_sum"]
