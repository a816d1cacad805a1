"""The largest, the smallest and the product of the rows of each segment.

Read next: `counting.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import NUMERIC, REAL
from tensorlab.graph.registry import Array, HostInt, Sample, op
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.segments import (
    SORTED,
    SORTED_REAL,
    UNSORTED_IDS,
    check_sorted,
    collect,
    segment_product_of_others,
    segment_rows,
    segment_share,
    sizes_of,
    sorted_samples,
    sorted_shape,
    unsorted_samples,
    unsorted_shape,
)


def _extreme_of(ufunc: Any, data: Any, segment_ids: Any, start: Any) -> Any:
    """The extreme of each segment of rising names; 0 where a segment is empty."""
    count = check_sorted(segment_ids)
    found = collect(ufunc, data, segment_ids, count, start)
    return np.where(sizes_of(segment_ids, count, data) > 0, found, data.dtype.type(0))


def _limits(dtype: Any) -> Any:
    return np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)


@op(
    "SegmentMax",
    shape=sorted_shape,
    dtypes=SORTED_REAL,
    kind="reduction",
    symbol="max groups",
    latex=r"\max_{{\text{{segment}}}} {data}",
)
def segment_max(data: Array, segment_ids: Array):
    """Find the largest row entry of each segment; a segment without rows gets 0.

    Args:
        data: real numbers of rank 1 or more.
        segment_ids: for every row the number of its segment, rising.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.segment_max([1, 5, 3], [0, 0, 1])))
    [5 3]
    """
    return _extreme_of(np.maximum, data, segment_ids, _limits(data.dtype).min)


@op(
    "SegmentMin",
    shape=sorted_shape,
    dtypes=SORTED_REAL,
    kind="reduction",
    symbol="min groups",
    latex=r"\min_{{\text{{segment}}}} {data}",
)
def segment_min(data: Array, segment_ids: Array):
    """Find the smallest row entry of each segment; a segment without rows gets 0.

    Args:
        data: real numbers of rank 1 or more.
        segment_ids: for every row the number of its segment, rising.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.segment_min([1, 5, 3], [0, 0, 1])))
    [1 3]
    """
    return _extreme_of(np.minimum, data, segment_ids, _limits(data.dtype).max)


@op(
    "UnsortedSegmentMax",
    shape=unsorted_shape,
    dtypes={"data": REAL, "segment_ids": UNSORTED_IDS},
    kind="reduction",
    symbol="max groups",
    latex=r"\max_{{\text{{segment}}}} {data}",
)
def unsorted_segment_max(data: Array, segment_ids: Array, num_segments: HostInt):
    """Find the largest row entry of each segment; one without rows gets the lowest number of the dtype.

    Args:
        data: real numbers; its shape starts with that of `segment_ids`.
        segment_ids: for every row the number of its segment, in any order; negative ones are left out.
        num_segments: how many segments there are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_max([1, 5, 3], [1, 0, 1], 2)))
    [5 3]
    """
    return collect(np.maximum, data, segment_ids, num_segments, _limits(data.dtype).min)


@op(
    "UnsortedSegmentMin",
    shape=unsorted_shape,
    dtypes={"data": REAL, "segment_ids": UNSORTED_IDS},
    kind="reduction",
    symbol="min groups",
    latex=r"\min_{{\text{{segment}}}} {data}",
)
def unsorted_segment_min(data: Array, segment_ids: Array, num_segments: HostInt):
    """Find the smallest row entry of each segment; one without rows gets the highest number of the dtype.

    Args:
        data: real numbers; its shape starts with that of `segment_ids`.
        segment_ids: for every row the number of its segment, in any order; negative ones are left out.
        num_segments: how many segments there are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_min([1, 5, 3], [1, 0, 1], 2)))
    [5 1]
    """
    return collect(np.minimum, data, segment_ids, num_segments, _limits(data.dtype).max)


def _sorted_gradient(g: Any, y: Any, data: Any, segment_ids: Any) -> Any:
    return segment_rows(g, segment_ids) * segment_share(data, segment_ids, y), None


def _unsorted_gradient(g: Any, y: Any, data: Any, segment_ids: Any, num_segments: Any) -> Any:
    return segment_rows(g, segment_ids) * segment_share(data, segment_ids, y), None


def _unsorted_extreme_samples() -> list[Sample]:
    matrix = [[1.0, 2.0], [3.0, 7.0], [5.0, 4.0]]
    return [
        Sample(matrix, [1, 0, 1], 2),
        Sample(matrix, [[1, 0], [1, 2], [0, 0]], 3),
        # A segment without rows holds the largest number there is: no finite difference survives beside it.
        Sample([1.0, 2.0, 3.0], [2, -1, 2], 4, differentiable=False),
        Sample(3.0, 1, 2, differentiable=False),
        Sample(np.zeros((0, 2)), np.zeros(0, np.int32), 2, differentiable=False),
    ]


for _record in (segment_max, segment_min):
    _record.gradient(_sorted_gradient, latex=(r"{g} \text{{ where }} {data} = y", ""))
    _record.samples(sorted_samples)
for _record in (unsorted_segment_max, unsorted_segment_min):
    _record.gradient(_unsorted_gradient, latex=(r"{g} \text{{ where }} {data} = y", ""))
    _record.samples(_unsorted_extreme_samples)


# --- products ---------------------------------------------------------------------------------------------


@op(
    "SegmentProd",
    shape=sorted_shape,
    dtypes=SORTED,
    kind="reduction",
    symbol="Π groups",
    latex=r"\prod_{{\text{{segment}}}} {data}",
)
def segment_prod(data: Array, segment_ids: Array):
    """Multiply the rows of each segment; a segment without rows gets 1.

    Args:
        data: numbers of rank 1 or more.
        segment_ids: for every row the number of its segment, rising.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.segment_prod([2, 5, 3], [0, 0, 1])))
    [10  3]
    """
    return collect(np.multiply, data, segment_ids, check_sorted(segment_ids), 1)


@segment_prod.gradient(latex=(r"{g} \prod_{{\text{{the others}}}} {data}", ""))
def _(g, y, data, segment_ids):
    return segment_rows(g, segment_ids) * segment_product_of_others(conj(data), segment_ids), None


@op(
    "UnsortedSegmentProd",
    shape=unsorted_shape,
    dtypes={"data": NUMERIC, "segment_ids": UNSORTED_IDS},
    kind="reduction",
    symbol="Π groups",
    latex=r"\prod_{{\text{{segment}}}} {data}",
)
def unsorted_segment_prod(data: Array, segment_ids: Array, num_segments: HostInt):
    """Multiply the rows of each segment; a segment without rows gets 1.

    Args:
        data: numbers; its shape starts with that of `segment_ids`.
        segment_ids: for every row the number of its segment, in any order; negative ones are left out.
        num_segments: how many segments there are.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unsorted_segment_prod([2, 5, 3], [1, 0, 1], 2)))
    [5 6]
    """
    return collect(np.multiply, data, segment_ids, num_segments, 1)


@unsorted_segment_prod.gradient(latex=(r"{g} \prod_{{\text{{the others}}}} {data}", ""))
def _(g, y, data, segment_ids, num_segments):
    return segment_rows(g, segment_ids) * segment_product_of_others(conj(data), segment_ids), None


segment_prod.samples(sorted_samples)
unsorted_segment_prod.samples(unsorted_samples)

__all__ = [
    "segment_max",
    "segment_min",
    "segment_prod",
    "unsorted_segment_max",
    "unsorted_segment_min",
    "unsorted_segment_prod",
]
