"""Running sums and products along an axis, and tests whether numbers rise.

Read next: `segments.py` (sums over groups of rows).
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import normal_axis
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.complex_numbers import conj


def _scan_shape(x: TensorShape, axis: int | None, *_: Any) -> TensorShape:
    if axis is not None and x.sizes is not None:
        normal_axis(axis, x, "scan axis")
    return x


def _scan(ufunc: Any, x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
    """Run a ufunc along an axis; `exclusive` starts with its neutral element, the last entry is left out."""
    backwards = [slice(None)] * x.ndim
    backwards[axis] = slice(None, None, -1)
    turned = x[tuple(backwards)] if reverse else x
    if exclusive:
        first, rest, last = [slice(None)] * x.ndim, [slice(None)] * x.ndim, [slice(None)] * x.ndim
        first[axis], rest[axis], last[axis] = slice(0, 1), slice(1, None), slice(0, -1)
        result = np.empty_like(turned)
        result[tuple(first)] = ufunc.identity
        result[tuple(rest)] = ufunc.accumulate(turned[tuple(last)], axis=axis, dtype=x.dtype)
    else:
        result = ufunc.accumulate(turned, axis=axis, dtype=x.dtype)
    return result[tuple(backwards)] if reverse else result


@op("Cumsum", shape=_scan_shape, dtypes=NUMERIC, symbol="Σ…", latex=r"\sum_{{i \le k}} {x}_i")
def cumsum(x: Array, axis: HostInt = 0, exclusive: bool = False, reverse: bool = False):
    """Add up along `axis`, keeping every sum on the way.

    Args:
        x: numbers of rank 1 or more.
        axis: one axis, also negative.
        exclusive: leave the entry itself out of its sum.
        reverse: start at the end.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run([tf.cumsum([1, 2, 3]), tf.cumsum([1, 2, 3], exclusive=True, reverse=True)]))
    [array([1, 3, 6], dtype=int32), array([5, 3, 0], dtype=int32)]
    """
    return _scan(np.add, x, axis, exclusive, reverse)


@cumsum.gradient(latex=(r"\sum_{{i \ge k}} {g}_i",))
def _(g, y, x, axis, exclusive, reverse):
    return cumsum(g, axis, exclusive=exclusive, reverse=not reverse)


@op("Cumprod", shape=_scan_shape, dtypes=NUMERIC, symbol="Π…", latex=r"\prod_{{i \le k}} {x}_i")
def cumprod(x: Array, axis: HostInt = 0, exclusive: bool = False, reverse: bool = False):
    """Multiply along `axis`, keeping every product on the way.

    Args:
        x: numbers of rank 1 or more.
        axis: one axis, also negative.
        exclusive: leave the entry itself out of its product.
        reverse: start at the end.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cumprod([2, 3, 4])))
    [ 2 6 24]
    """
    return _scan(np.multiply, x, axis, exclusive, reverse)


@cumprod.gradient(latex=(r"\frac{{1}}{{{x}}} \sum_{{i \ge k}} {g}_i y_i",))
def _(g, y, x, axis, exclusive, reverse):
    total = cumsum(g * conj(y), axis, exclusive=exclusive, reverse=not reverse)
    return build("DivNoNan", total, conj(x))


def _scan_samples() -> list[Sample]:
    matrix = [[1.0, 2.0, 0.5], [3.0, 1.5, 4.0]]
    return [
        Sample(matrix),
        Sample(matrix, 1),
        Sample(matrix, -1, exclusive=True),
        Sample(matrix, 1, reverse=True),
        Sample(matrix, 0, exclusive=True, reverse=True),
        Sample([2.0, 3.0]),
        Sample(np.zeros((0, 2)), 0),
        Sample(np.zeros((0, 2)), 0, exclusive=True),
        Sample(np.arange(1.0, 9.0).reshape(2, 2, 2) / 2, 2),
    ]


cumsum.samples(_scan_samples)
cumprod.samples(_scan_samples)


def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """Tell whether no entry is smaller than the one before it, all entries taken in one row.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.is_non_decreasing([1, 2, 2])))
    True
    """
    with name_scope(name, "is_non_decreasing", [x]):
        row = build("Reshape", convert_to_tensor(x), [-1])
        return build("All", build("LessEqual", row[:-1], row[1:]))


def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """Tell whether every entry is larger than the one before it, all entries taken in one row.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.is_strictly_increasing([1, 2, 2])))
    False
    """
    with name_scope(name, "is_strictly_increasing", [x]):
        row = build("Reshape", convert_to_tensor(x), [-1])
        return build("All", build("Less", row[:-1], row[1:]))


__all__ = ["cumprod", "cumsum", "is_non_decreasing", "is_strictly_increasing"]
