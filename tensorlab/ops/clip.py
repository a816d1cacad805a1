"""Keeping numbers within limits: entry by entry, or by the length of a whole tensor or of many together.

`clip_by_value` guards a logarithm against 0. The norm functions guard training against a gradient that
explodes: they shorten it without turning it.

Read next: `losses.py`, where a clipped logarithm can be avoided altogether.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, merged
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor

# --- entry by entry ---------------------------------------------------------------------------------------


def _clipped_shape(t: TensorShape, clip_value_min: TensorShape, clip_value_max: TensorShape) -> TensorShape:
    """The limits may be stretched to the tensor, but not the tensor to the limits."""
    stretched = broadcast(t, clip_value_min, clip_value_max)
    if not t.is_compatible_with(stretched):
        raise ValueError(
            f"Shapes {t} and {stretched} are incompatible: the tensor cannot be stretched to its limits, "
            f"limits are {clip_value_min} and {clip_value_max}"
        )
    return t


@op(
    "ClipByValue", name="clip_by_value", shape=_clipped_shape, dtypes=NUMERIC, kind="activation",
    symbol="clip", latex=r"\min(\max({t}, {clip_value_min}), {clip_value_max})",
)  # fmt: skip
def clip_node(t: Array, clip_value_min: Array, clip_value_max: Array):
    """Replace entries below the lower limit by it, and entries above the upper limit by that.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.clip_by_value([-1., 0.5, 3.], 0., 1.)))
    [0.  0.5 1. ]
    """
    return np.maximum(np.minimum(t, clip_value_max), clip_value_min)


@clip_node.gradient(latex=(r"{g} \cdot [{clip_value_min} \le {t} \le {clip_value_max}]",))
def _(g, y, t, clip_value_min, clip_value_max):
    # Limits written as numbers are constants made by this very node: nobody can ask for their gradients.
    given = [not limit.op.name.startswith(y.op.name + "/") for limit in (clip_value_min, clip_value_max)]
    low = limit_gradient(g, t, clip_value_min, clip_value_max, False) if given[0] else None
    high = limit_gradient(g, t, clip_value_min, clip_value_max, True) if given[1] else None
    # The limits are stretched and the tensor is not, so stretching is undone here, for the limits alone.
    return (
        clip_gradient(g, t, y),
        low if low is None else _summed(low, clip_value_min),
        high if high is None else _summed(high, clip_value_max),
    )


def _summed(gradient: Tensor, limit: Tensor) -> Tensor:
    if limit.shape.is_fully_defined() and limit.shape.sizes == gradient.shape.sizes:
        return gradient
    return build("SumToShape", gradient, limit)


@clip_node.samples
def _() -> list[Sample]:
    matrix = [[-3.0, 1.25, 5.0], [2.0, 7.0, -1.0]]
    reals = ["int32", "int64", "float16", "float32", "float64"]
    return [
        Sample(0.75, 0.0, 1.0, dtypes=["float16", "float32", "float64"]),
        Sample([-3.0, 1.0, 5.0], -2.0, 4.0, dtypes=reals),
        Sample(matrix, -2.0, [3.0, 1.0, 4.0], dtypes=reals),
        Sample(matrix, [[-2.0], [0.0]], np.full((2, 3), 3.0), dtypes=reals),
        Sample(np.arange(8.0).reshape(2, 2, 2), 1.5, 5.5, dtypes=["float32", "float64"]),
        Sample(np.zeros((0, 3)), -1.0, 1.0, dtypes=reals),
    ]


@op(
    "ClipByValueGrad", shape=merged, dtypes=NUMERIC, kind="gradient", symbol="clip′",
    latex=r"{gradients} \cdot [{clipped} = {t}]",
)  # fmt: skip
def clip_gradient(gradients: Array, t: Array, clipped: Array):
    """Let the gradient pass where the entry was left as it is, and stop it where the entry was replaced.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-1., 0.5, 1., 3.])
    ...     print(sess.run(tf.gradients(tf.clip_by_value(x, 0., 1.), x)))
    [array([0., 1., 1., 0.], dtype=float32)]
    """
    # Not a product: beside a limit of 0 the gradient is often infinite, and 0 times infinity is no number.
    return np.where(np.equal(t, clipped), gradients, 0)


@clip_gradient.gradient(latex=(r"{g} \cdot [{clipped} = {t}]", "", ""))
def _(h, y, g, t, clipped):
    return clip_gradient(h, t, clipped), None, None


@clip_gradient.samples
def _() -> list[Sample]:
    floats = ["float16", "float32", "float64"]
    return [
        Sample(2.0, 0.5, 0.5, dtypes=floats, fed=True),
        Sample([1.0, 2.0, 3.0], [-1.0, 0.5, 4.0], [0.0, 0.5, 1.0], dtypes=floats),
        Sample(np.ones((2, 1, 2)), np.ones((2, 1, 2)), np.ones((2, 1, 2)), dtypes=floats),
        Sample(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2)), dtypes=floats),
    ]


@op(
    "ClipLimitGrad", shape=lambda gradients, *_: gradients, dtypes=NUMERIC, kind="gradient", symbol="limit′",
    latex=r"{gradients} \cdot [{t} \text{{ beyond the limit}}]",
)  # fmt: skip
def limit_gradient(gradients: Array, t: Array, low: Array, high: Array, upper: bool = False):
    """Let the gradient of a limit pass where the entry was replaced by that limit.

    Args:
        gradients: what arrives at the clipped tensor.
        t: the tensor before clipping.
        low, high: the limits.
        upper: whether the gradient of the upper limit is asked for.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     high = tf.Variable(1.0)
    ...     sess.run(high.initializer)
    ...     print(sess.run(tf.gradients(tf.clip_by_value([0.5, 3., 4.], 0., high), high)[0]))
    2.0
    """
    if upper:
        replaced = np.logical_and(np.greater(t, high), np.greater_equal(high, low))
    else:
        replaced = np.less(np.minimum(t, high), low)
    return np.where(replaced, gradients, 0)


@limit_gradient.gradient(latex=(r"{g} \cdot [{t} \text{{ beyond the limit}}]", "", "", ""))
def _(h, y, g, t, low, high, upper):
    return limit_gradient(h, t, low, high, upper), None, None, None


@limit_gradient.samples
def _() -> list[Sample]:
    floats = ["float16", "float32", "float64"]
    return [
        Sample([1.0, 2.0, 3.0], [-1.0, 0.5, 4.0], 0.0, 1.0, dtypes=floats),
        Sample([1.0, 2.0, 3.0], [-1.0, 0.5, 4.0], 0.0, [1.0, 0.25, 2.0], upper=True, dtypes=floats),
        Sample(np.zeros((0, 2)), np.zeros((0, 2)), 0.0, 1.0, dtypes=floats),
    ]


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """Replace entries below `clip_value_min` by it, and entries above `clip_value_max` by that.

    Where an entry was replaced, its gradient is 0: there, a small change of it changes nothing.

    Args:
        t: numbers of any shape, or an `IndexedSlices`, whose values are clipped.
        clip_value_min, clip_value_max: the limits, scalars or of a shape that stretches to that of `t`.
            Python numbers take the dtype of `t`.

    Returns:
        A tensor of the shape and dtype of `t` (or an `IndexedSlices`).

    Raises:
        ValueError: when a limit has a shape to which `t` itself would have to be stretched.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/clip_by_value

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.clip_by_value([-1., 0.5, 3.], 0, 1)))
    [0.  0.5 1. ]
    """
    if isinstance(t, IndexedSlices):
        values = clip_node(t.values, clip_value_min, clip_value_max, name=name)
        return IndexedSlices(values, t.indices, t.dense_shape)
    return clip_node(t, clip_value_min, clip_value_max, name=name)


# --- by length --------------------------------------------------------------------------------------------


def _values_of(t: Any) -> Tensor:
    """The tensor to work on: a tensor itself, the rows of an `IndexedSlices`."""
    return t.values if isinstance(t, IndexedSlices) else convert_to_tensor(t, name="t")


def _like(t: Any, values: Tensor) -> Any:
    """The result in the form in which `t` came."""
    return IndexedSlices(values, t.indices, t.dense_shape) if isinstance(t, IndexedSlices) else values


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """Shorten `t` to the length `clip_norm` if it is longer; its direction stays.

    The length is the square root of the sum of the squares.

    Args:
        t: floating point numbers of any shape, or an `IndexedSlices`.
        clip_norm: the greatest length, a positive scalar.
        axes: the dimensions over which lengths are measured; all of them by default.

    Returns:
        A tensor of the shape and dtype of `t` (or an `IndexedSlices`).

    Source: Pascanu, Mikolov and Bengio, "On the difficulty of training Recurrent Neural Networks" (2012),
    arXiv:1211.5063.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run([tf.clip_by_norm([3., 4.], 10.), tf.clip_by_norm([3., 4.], 1.)]))
    [array([3., 4.], dtype=float32), array([0.6, 0.8], dtype=float32)]
    """
    with name_scope(name, "clip_by_norm", [_first(t), clip_norm]) as scope:
        values = _values_of(t)
        squared = build("Sum", values * values, axes, True)
        # The slope of a square root at 0 is infinite, so a tensor of zeros takes a way around it.
        longer_than_zero = squared > 0
        safe = build("Select", longer_than_zero, squared, build("OnesLike", squared, name="ones_like"))
        length = build("Select", longer_than_zero, build("Sqrt", safe), squared)
        shorter = values * clip_norm
        _refuse_stretching(values, shorter)
        return _like(t, build("Identity", shorter / build("Maximum", length, clip_norm), name=scope))


def clip_by_average_norm(t: Any, clip_norm: Any, name: str | None = None) -> Any:
    """Shorten `t` until its length divided by the number of its entries is at most `clip_norm`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.clip_by_average_norm([3., 4.], 1.)))
    [1.2 1.6]
    """
    with name_scope(name, "clip_by_average_norm", [t, clip_norm]) as scope:
        t = convert_to_tensor(t, name="t")
        count = build("Cast", build("Size", t), t.dtype.base_dtype)
        per_length = build("Rsqrt", build("Sum", t * t, None))
        return build("Mul", t * clip_norm, build("Minimum", per_length * count, 1.0 / clip_norm), name=scope)


def global_norm(t_list: Any, name: str | None = None) -> Tensor | None:
    """The length of many tensors laid end to end: the square root of the sum of all their squares.

    Args:
        t_list: tensors, `IndexedSlices`, and None, which is passed over.

    Returns:
        A scalar, or None when there is nothing to measure.

    Raises:
        TypeError: when `t_list` is a single tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.global_norm([tf.constant([3.]), None, tf.constant([[4.]])])))
    5.0
    """
    items = _sequence(t_list)
    with name_scope(name, "global_norm", [_first(item) for item in items]):
        halves = [build("L2Loss", _values_of(item)) for item in items if item is not None]
        if not halves:
            return None
        half = build("Sum", build("Pack", halves, name="stack"), None)
        return build("Sqrt", half * 2.0, name="global_norm")


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Any]:
    """Shorten many tensors by one common factor, so that together they are at most `clip_norm` long.

    The right clipping for gradients: the step gets shorter, but keeps its direction.

    Args:
        t_list: tensors, `IndexedSlices`, and None, which stays None.
        clip_norm: the greatest common length, a positive scalar.
        use_norm: the common length where it is known already; `tf.global_norm(t_list)` otherwise.

    Returns:
        The list of shortened tensors, and the common length before. If that is infinite or not a number, all
        results are not numbers, so that the trouble is seen.

    Raises:
        TypeError: when `t_list` is a single tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     (first, second), length = tf.clip_by_global_norm([tf.constant([3.]), tf.constant([4.])], 1.)
    ...     print(*sess.run([first, second, length]))
    [0.6] [0.8] 5.0
    """
    items = _sequence(t_list)
    if use_norm is None:
        use_norm = global_norm(items, name)
    if use_norm is None:
        return items, None
    with name_scope(name, "clip_by_global_norm", [*(_first(item) for item in items), clip_norm]) as scope:
        factor = clip_norm * build("Minimum", 1.0 / use_norm, _reciprocal(clip_norm, use_norm))
        # An infinite length gives a factor of 0 and would pass unnoticed; infinity minus infinity does not.
        factor = factor + (use_norm - use_norm)
        shortened: list[Any] = []
        for number, item in enumerate(items):
            if item is not None:
                item = _like(item, build("Identity", _values_of(item) * factor, name=f"{scope}_{number}"))
            shortened.append(item)
        return shortened, use_norm


def _reciprocal(number: Any, like: Tensor) -> Any:
    return convert_to_tensor(1.0, dtype=like.dtype.base_dtype) / number


def _first(item: Any) -> Any:
    """What tells the graph of an argument."""
    return item.values if isinstance(item, IndexedSlices) else item


def _sequence(t_list: Any) -> list[Any]:
    if isinstance(t_list, (Tensor, str)) or not isinstance(t_list, Iterable):
        raise TypeError(f"t_list should be a sequence of tensors, not {t_list!r}")
    return list(t_list)


def _refuse_stretching(values: Tensor, result: Tensor) -> None:
    if not values.shape.is_compatible_with(result.shape):
        raise ValueError(f"Shapes {values.shape} and {result.shape} are incompatible: give a scalar.")


__all__ = ["clip_by_average_norm", "clip_by_global_norm", "clip_by_norm", "clip_by_value", "global_norm"]
