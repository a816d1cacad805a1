"""Reductions: sums and means along axes of a tensor.

`tf.reduce_sum(x, axis=0)` adds up along the first axis, so that this axis is gone from the result (or has
size 1 with `keepdims=True`). Without `axis`, every entry goes into one number.

Read next: `reduce_extremes.py` (largest and smallest entries), `reduce_products.py`, then `linalg.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, COMPLEX, FLOATING, NUMERIC, int32
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.shape_rules import SCALAR, reduced, same_as
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor

# NumPy's own annotations know no `keepdims` that is decided at run time.
add_up: Any = np.add.reduce

OPDEF = {"input_tensor": "input", "axis": "reduction_indices", "keepdims": "keep_dims"}


class EveryAxis(tuple[int, ...]):
    """What is known while the graph is built of "all axes" of a tensor whose rank is not: that it is all."""


@op(
    "AllAxes",
    shape=lambda input: TensorShape([input.ndims]),
    dtypes=ALL,
    result=int32,
    host_result=True,
    name="range",
    kind="array",
    symbol="axes",
    latex=r"(0, 1, \dots)",
)
def all_axes(input: Array):
    """Number the axes of a tensor: 0, 1, 2, ... It is for tensors whose rank only a run will tell.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(all_axes([[1, 2], [3, 4]])))
    [0 1]
    """
    return np.arange(input.ndim, dtype=np.int32)


@all_axes.static
def _(operation: Any) -> EveryAxis:
    return EveryAxis()


all_axes.not_differentiable("it looks at the shape, not at the numbers")


@all_axes.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]]), Sample(1.0), Sample(np.zeros((2, 0, 1)))]


def with_axes(input_tensor: Any, axis: Any = None, keepdims: Any = None) -> tuple[Any, Any, bool]:
    """Tidy the arguments of a reduction: no `axis` means all of them, written down as a constant."""
    if not isinstance(input_tensor, (Tensor, int, float, np.ndarray, np.generic)):
        input_tensor = convert_to_tensor(input_tensor)
    if axis is None:
        is_tensor = isinstance(input_tensor, Tensor)
        rank = input_tensor.shape.ndims if is_tensor else np.ndim(input_tensor)
        with input_tensor.graph.as_default() if is_tensor else current_graph().as_default():
            if rank is None:
                axis = all_axes(input_tensor)
            else:
                # TensorFlow names the constant so too; a scalar's axes it counts with a node called "range".
                axis = convert_to_tensor(np.arange(rank, dtype=np.int32), name="Const" if rank else "range")
    return input_tensor, axis, bool(keepdims)


def reduced_shape(x: TensorShape, axis: Any, keepdims: bool = False) -> TensorShape:
    """The shape of a reduction; all axes of a tensor of unknown rank leave a scalar."""
    if isinstance(axis, EveryAxis):
        if x.ndims is None:
            return x if keepdims else SCALAR
        axis = tuple(range(x.ndims))
    return reduced(x, axis, keepdims)


def reduction_samples(matrix: Any = ((1.0, 2.0, 4.0), (3.0, 7.0, 5.0)), **options: Any) -> list[Sample]:
    """Samples for a reduction: all axes, one, several, negative ones, none; dimensions kept or not."""
    matrix = np.asarray(matrix)
    cube = np.arange(1, 13).reshape(2, 3, 2).astype(matrix.dtype)
    return [
        Sample(matrix, **options),
        Sample(matrix, axis=1, **options),
        Sample(matrix, axis=-1, keepdims=True, **options),
        Sample(matrix, keepdims=True, **options),
        Sample(matrix, axis=[], **options),
        Sample(cube, axis=[0, -1], **options),
        Sample(cube, axis=[1], keepdims=True, **options),
        Sample(matrix[0], axis=0, **options),
        Sample(matrix[0, 1], **options),
    ]


def empty_samples(**options: Any) -> list[Sample]:
    """Samples for a reduction that has a result even for no entries at all."""
    return [Sample(np.zeros((0, 3)), axis=0, **options), Sample(np.zeros((2, 0)), **options)]


def kept_shape(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """The shape with size 1 along the reduced axes: what `keepdims=True` would have left."""
    rank = len(shape)
    gone = range(rank) if axis is None else [one % rank for one in axis]
    return tuple([1 if place in gone else size for place, size in enumerate(shape)])


def _count(shape: tuple[int, ...], axis: Any) -> int:
    count = 1
    for one in range(len(shape)) if axis is None else axis:
        count *= shape[one]
    return count


# --- sums -------------------------------------------------------------------------------------------------


@op(
    "Sum",
    shape=reduced_shape,
    dtypes=NUMERIC,
    kind="reduction",
    symbol="Σ",
    latex=r"\sum_{{{axis}}} {input_tensor}",
    opdef=OPDEF,
)
def reduce_sum(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Add up the entries along `axis`, or all of them.

    Args:
        input_tensor: numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    Raises:
        ValueError: for an axis that the tensor does not have.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_sum([[1, 2], [3, 4]])), sess.run(tf.reduce_sum([[1, 2], [3, 4]], 0)))
    10 [4 6]
    """
    return add_up(input_tensor, axis, input_tensor.dtype, None, keepdims)


@reduce_sum.bind
def _(axis: Any, keepdims: bool) -> Callable[[Any], Any]:
    def kernel(input_tensor: Any, add: Any = add_up) -> Any:
        return add(input_tensor, axis, input_tensor.dtype, None, keepdims)

    return kernel


reduce_sum.build(with_axes)


@reduce_sum.gradient(latex=(r"{g} \text{{ for every entry}}",))
def _(g, y, input_tensor, axis, keepdims):
    return spread(g, input_tensor, axis, keepdims)


@reduce_sum.samples
def _() -> list[Sample]:
    return [*reduction_samples(), *empty_samples()]


@op("SumGrad", shape=same_as(1), dtypes=FLOATING | COMPLEX, kind="gradient", symbol="↔", latex="{g}")
def spread(g: Array, like: Array, axis: HostInts = None, keepdims: bool = False):
    """Give every entry of a sum the gradient of that sum.

    Args:
        g: the gradient of the sum.
        like: what was added up along `axis`; only its shape counts.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(spread([1., 2.], tf.zeros([2, 3]), [1])))
    [[1. 1. 1.]
     [2. 2. 2.]]
    """
    result = np.empty_like(like)
    result[...] = g if keepdims or g.ndim == 0 else g.reshape(kept_shape(like.shape, axis))
    return result


@spread.gradient(latex=(r"\sum {g}", "0"))
def _(h, y, g, like, axis, keepdims):
    return reduce_sum(h, axis, keepdims), None


def _spread_samples() -> list[Sample]:
    return [
        Sample([1.0, 2.0], np.zeros((2, 3)), [1]),
        Sample([[1.0, 2.0, 3.0]], np.zeros((2, 3)), [0], keepdims=True),
        Sample(2.0, np.zeros((2, 1, 2)), [0, 1, 2]),
        Sample(2.0, 0.0, []),
        Sample([1.0, 2.0, 3.0], np.zeros((0, 3)), [0]),
    ]


spread.samples(_spread_samples)


# --- means ------------------------------------------------------------------------------------------------


@op(
    "Mean",
    shape=reduced_shape,
    dtypes=NUMERIC,
    kind="reduction",
    symbol="mean",
    latex=r"\operatorname{{mean}}_{{{axis}}} {input_tensor}",
    opdef=OPDEF,
)
def reduce_mean(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Take the mean of the entries along `axis`, or of all of them.

    The mean of integers is an integer, rounded towards zero: cast to float32 first for the usual one.

    Args:
        input_tensor: numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_mean([1., 2.])), sess.run(tf.reduce_mean([1, 2])))
    1.5 1
    """
    count = _count(input_tensor.shape, axis)
    if input_tensor.dtype.kind in "iu":
        # The sum may need more digits than its addends; only the mean has to fit again.
        total = add_up(input_tensor, axis, None, None, keepdims)
        return ((total - np.fmod(total, count or 1)) // (count or 1)).astype(input_tensor.dtype)
    return add_up(input_tensor, axis, input_tensor.dtype, None, keepdims) / count


reduce_mean.build(with_axes)


@reduce_mean.gradient(latex=("{g} / n",))
def _(g, y, input_tensor, axis, keepdims):
    return spread_evenly(g, input_tensor, axis, keepdims)


@reduce_mean.samples
def _() -> list[Sample]:
    return [*reduction_samples(), Sample(np.zeros((0, 3)), axis=1, dtypes=["float32", "float64"])]


@op(
    "MeanGrad",
    shape=same_as(1),
    dtypes=FLOATING | COMPLEX,
    kind="gradient",
    symbol="↔/n",
    latex=r"\frac{{1}}{{n}} {g}",
)
def spread_evenly(g: Array, like: Array, axis: HostInts = None, keepdims: bool = False):
    """Give every one of the n entries of a mean its share, 1/n, of the gradient of that mean.

    Args:
        g: the gradient of the mean.
        like: what was averaged along `axis`; only its shape counts.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(spread_evenly([1., 2.], tf.zeros([2, 2]), [1])))
    [[0.5 0.5]
     [1.  1. ]]
    """
    result = np.empty_like(like)
    share = g / _count(like.shape, axis)
    result[...] = share if keepdims or g.ndim == 0 else share.reshape(kept_shape(like.shape, axis))
    return result


@spread_evenly.gradient(latex=(r"\operatorname{{mean}} {g}", "0"))
def _(h, y, g, like, axis, keepdims):
    return reduce_mean(h, axis, keepdims), None


spread_evenly.samples(lambda: _spread_samples()[:-1])


__all__ = ["all_axes", "reduce_mean", "reduce_sum", "reduced_shape", "spread", "spread_evenly", "with_axes"]
