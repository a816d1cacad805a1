"""The largest and smallest entries along axes: their values, their positions, and a smooth maximum.

Read next: `reduce_products.py`, then `scans.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import BOOL, FLOATING, REAL, DType, int64
from tensorlab.graph.registry import Array, HostInt, HostInts, Sample, build, op
from tensorlab.graph.shape_rules import normal_axis, same
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.reduce import (
    OPDEF,
    add_up,
    empty_samples,
    kept_shape,
    reduced_shape,
    reduction_samples,
    spread,
    with_axes,
)
from tensorlab.ops.scattering import in_host_memory

# NumPy's own annotations know no `keepdims` that is decided at run time.
largest_of: Any = np.maximum.reduce
smallest_of: Any = np.minimum.reduce

# --- largest and smallest ---------------------------------------------------------------------------------


def _lowest(dtype: Any) -> Any:
    return dtype.type(-np.inf) if dtype.kind == "f" else np.iinfo(dtype).min


def _highest(dtype: Any) -> Any:
    return dtype.type(np.inf) if dtype.kind == "f" else np.iinfo(dtype).max


@op(
    "Max",
    shape=reduced_shape,
    dtypes=REAL,
    kind="reduction",
    symbol="max",
    latex=r"\max_{{{axis}}} {input_tensor}",
    opdef=OPDEF,
)
def reduce_max(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Find the largest entry along `axis`, or of all. Where one is nan, the result is nan.

    The largest of no entries is -inf, or the smallest integer there is. Entries that are equally large share
    the gradient.

    Args:
        input_tensor: real numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_max([[1, 5], [3, 2]], axis=0)))
    [3 5]
    """
    return largest_of(input_tensor, axis, None, None, keepdims, _lowest(input_tensor.dtype))


@op(
    "Min",
    shape=reduced_shape,
    dtypes=REAL,
    kind="reduction",
    symbol="min",
    latex=r"\min_{{{axis}}} {input_tensor}",
    opdef=OPDEF,
)
def reduce_min(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Find the smallest entry along `axis`, or of all. Where one is nan, the result is nan.

    The smallest of no entries is inf, or the largest integer there is. Entries that are equally small share
    the gradient.

    Args:
        input_tensor: real numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_min([[1, 5], [3, 2]], axis=0)))
    [1 2]
    """
    return smallest_of(input_tensor, axis, None, None, keepdims, _highest(input_tensor.dtype))


def _extreme_in_parallel(search: Any, nothing: Any) -> Any:
    """The kernel for a GPU: CuPy has no start value for a search, so an empty one is answered here."""

    def kernel(input_tensor: Any, axis: Any = None, keepdims: bool = False) -> Any:
        if input_tensor.size:
            return search(input_tensor, axis=axis, keepdims=keepdims)
        empty = add_up(input_tensor, axis, input_tensor.dtype, None, keepdims)
        return np.full_like(empty, nothing(input_tensor.dtype))

    return kernel


reduce_max.kernel_for("GPU")(_extreme_in_parallel(np.max, _lowest))
reduce_min.kernel_for("GPU")(_extreme_in_parallel(np.min, _highest))


def _largest_along(x: Any, axis: Any) -> Any:
    """The largest entries of an array of any device, with the axes left in place; the lowest number for none."""
    if in_host_memory(x):
        return largest_of(x, axis, None, None, True, _lowest(x.dtype))
    return reduce_max.kernels["GPU"](x, axis, True)


def _extreme_gradient(g: Any, y: Any, input_tensor: Any, axis: Any, keepdims: bool) -> Any:
    return spread(g, input_tensor, axis, keepdims) * extreme_share(input_tensor, y, axis)


def _extreme_samples() -> list[Sample]:
    ties = Sample([1.0, 3.0, 3.0], differentiable=False)
    nan = Sample([[1.0, np.nan], [2.0, 0.5]], axis=1, dtypes=["float32"], differentiable=False)
    return [*reduction_samples(), *empty_samples(), ties, nan]


for _record in (reduce_max, reduce_min):
    _record.build(with_axes)
    _record.gradient(_extreme_gradient, latex=(r"{g} \text{{ where }} {input_tensor} = y",))
    _record.samples(_extreme_samples)


@op(
    "ExtremeShare",
    shape=same,
    dtypes=FLOATING,
    kind="gradient",
    symbol="[x=y]/n",
    latex=r"[{input} = {extreme}] / n",
)
def extreme_share(input: Array, extreme: Array, axis: HostInts = None):
    """Mark the entries that equal the extreme one with 1/n, where n of them do, and all others with 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(extreme_share([1., 3., 3.], 3., [0])))
    [0.  0.5 0.5]
    """
    marks = np.equal(input, extreme.reshape(kept_shape(input.shape, axis))).astype(input.dtype)
    return marks / add_up(marks, axis, None, None, True)


extreme_share.not_differentiable("the marks stay the same while the numbers move a little")


@extreme_share.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 3.0], [3.0, 2.0]], [3.0, 3.0], [1]),
        Sample([[1.0, 3.0], [3.0, 2.0]], 3.0, [0, 1]),
        Sample([[1.0, 3.0], [3.0, 2.0]], [[3.0, 3.0]], [0]),
        Sample(2.0, 2.0),
    ]


# --- their positions --------------------------------------------------------------------------------------


def _position_shape(input: TensorShape, axis: int | None, output_type: DType = int64) -> TensorShape:
    if input.sizes is None:
        return input
    if axis is None:
        return TensorShape([None] * max(len(input.sizes) - 1, 0))
    if not input.sizes:
        return input
    place = normal_axis(axis, input, "dimension")
    return TensorShape([*input.sizes[:place], *input.sizes[place + 1 :]])


def _position(search: Any, x: Any, axis: int, output_type: DType, worst: float) -> Any:
    if not -x.ndim <= axis < x.ndim:
        message = f"Expected dimension in the range [{-x.ndim}, {x.ndim}), but got {axis}"
        raise InvalidArgumentError(None, None, message)
    if x.shape[axis] == 0 and x.size == 0:
        if 0 not in x.shape[:axis] + x.shape[axis:][1:]:
            raise InvalidArgumentError(None, None, f"Reduction axis {axis} is empty in shape {list(x.shape)}")
        return np.zeros_like(x, dtype=output_type.as_numpy_dtype, shape=np.delete(x.shape, axis).tolist())
    if x.dtype.kind == "f":
        x = np.where(np.isnan(x), x.dtype.type(worst), x)  # a nan is never found; NumPy would look for it
    return search(x, axis=axis).astype(output_type.as_numpy_dtype)


@op(
    "ArgMax",
    shape=_position_shape,
    dtypes=REAL | BOOL,
    result="output_type",
    kind="reduction",
    symbol="argmax",
    latex=r"\operatorname{{argmax}}_{{{axis}}} {input}",
    name_after="axis",
    opdef={"axis": "dimension"},
)
def argmax(input: Array, axis: HostInt = 0, output_type: DType = int64):
    """Find where along `axis` the largest entry stands: its index, from 0. Of equals, the first.

    Args:
        input: real numbers or truth values, of rank 1 or more.
        axis: one axis, also negative.
        output_type: dtype of the result, tf.int64 or tf.int32.

    Raises:
        tf.errors.InvalidArgumentError: when there is nothing along `axis`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.argmax([[1, 5, 2], [7, 0, 3]], axis=1)))
    [1 0]
    """
    return _position(np.argmax, input, axis, output_type, -np.inf)


@op(
    "ArgMin",
    shape=_position_shape,
    dtypes=REAL | BOOL,
    result="output_type",
    kind="reduction",
    symbol="argmin",
    latex=r"\operatorname{{argmin}}_{{{axis}}} {input}",
    name_after="axis",
    opdef={"axis": "dimension"},
)
def argmin(input: Array, axis: HostInt = 0, output_type: DType = int64):
    """Find where along `axis` the smallest entry stands: its index, from 0. Of equals, the first.

    Args:
        input: real numbers or truth values, of rank 1 or more.
        axis: one axis, also negative.
        output_type: dtype of the result, tf.int64 or tf.int32.

    Raises:
        tf.errors.InvalidArgumentError: when there is nothing along `axis`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.argmin([[1, 5, 2], [7, 0, 3]], axis=1)))
    [0 1]
    """
    return _position(np.argmin, input, axis, output_type, np.inf)


def _position_arguments(input: Any, axis: Any = None, output_type: Any = int64) -> tuple[Any, Any, Any]:
    return input, 0 if axis is None else axis, output_type


def _position_samples() -> list[Sample]:
    matrix = [[1.0, 5.0, 2.0], [7.0, 0.0, 7.0]]
    return [
        Sample(matrix, 1),
        Sample(matrix),
        Sample(matrix, -1, output_type="int32"),
        Sample([3.0, 3.0, 1.0]),
        Sample(np.arange(8.0).reshape(2, 2, 2), 2),
        Sample(np.zeros((0, 2)), 1),
        Sample([np.nan, 1.0, np.inf, -np.inf], dtypes=["float32", "float64"]),
    ]


for _record in (argmax, argmin):
    _record.build(_position_arguments)
    _record.not_differentiable("a position jumps; it has no slope")
    _record.samples(_position_samples)


# --- a smooth maximum -------------------------------------------------------------------------------------


@op(
    "ReduceLogSumExp",
    shape=reduced_shape,
    dtypes=FLOATING,
    kind="reduction",
    symbol="ln Σ exp",
    latex=r"\ln \sum_{{{axis}}} e^{{{input_tensor}}}",
)
def reduce_logsumexp(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Take the logarithm of the sum of exponentials, without letting any of them overflow.

    It lies a little above the maximum, and is smooth.

    Args:
        input_tensor: floating point numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_logsumexp([1000., 1000.])))
    1000.693
    """
    largest = _largest_along(input_tensor, axis)
    largest = np.where(np.isfinite(largest), largest, input_tensor.dtype.type(0))
    total = np.log(add_up(np.exp(input_tensor - largest), axis, None, None, True)) + largest
    if keepdims:
        return total
    kept = kept_shape(input_tensor.shape, axis)
    gone = range(len(kept)) if axis is None else [one % len(kept) for one in axis]
    return total.reshape([size for place, size in enumerate(kept) if place not in gone])


reduce_logsumexp.build(with_axes)


@reduce_logsumexp.gradient(latex=(r"{g} \, e^{{{input_tensor} - y}}",))
def _(g, y, input_tensor, axis, keepdims):
    share = build("Exp", input_tensor - spread(y, input_tensor, axis, keepdims))
    return spread(g, input_tensor, axis, keepdims) * share


@reduce_logsumexp.samples
def _() -> list[Sample]:
    infinite = Sample([-np.inf, 1.0], differentiable=False)
    return [*reduction_samples(), *empty_samples(), infinite]


__all__ = ["argmax", "argmin", "extreme_share", "reduce_logsumexp", "reduce_max", "reduce_min"]
