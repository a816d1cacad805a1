"""Keeping numbers within limits: entry by entry, or by the length of a whole tensor or of many together.

`clip_by_value` guards a logarithm against 0. The norm functions guard training against a gradient that
explodes: they shorten it without turning it.

Read next: `losses.py`, where a clipped logarithm can be avoided altogether.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import NUMERIC
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import Array, Sample, build, op
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
    ...     print(sess.run(clip_node([-1., 0.5, 3.], 0., 1.)))
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
    latex=r"{g} \cdot [{clipped} = {t}]",
)  # fmt: skip
def clip_gradient(g: Array, t: Array, clipped: Array):
    """Let the gradient pass where the entry was left as it is, and stop it where the entry was replaced.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-1., 0.5, 1., 3.])
    ...     print(sess.run(tf.gradients(tf.clip_by_value(x, 0., 1.), x)))
    [array([0., 1., 1., 0.], dtype=float32)]
    """
    # Not a product: beside a limit of 0 the gradient is often infinite, and 0 times infinity is no number.
    return np.where(np.equal(t, clipped), g, 0)


@clip_gradient.gradient(latex=(r"{h} \cdot [{clipped} = {t}]", None, None))
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
    "ClipLimitGrad", shape=lambda g, *_: g, dtypes=NUMERIC, kind="gradient", symbol="limit′",
    latex=r"{g} \cdot [{t} \text{{ beyond the limit}}]",
)  # fmt: skip
def limit_gradient(g: Array, t: Array, low: Array, high: Array, upper: bool = False):
    """Let the gradient of a limit pass where the entry was replaced by that limit.

    Args:
        g: what arrives at the clipped tensor.
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
    return np.where(replaced, g, 0)


@limit_gradient.gradient(latex=(r"{h} \cdot [{t} \text{{ beyond the limit}}]", None, None, None))
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


__all__ = ["clip_by_value"]
