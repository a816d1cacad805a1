"""Undoing broadcasting in gradients, in one place.

When a `[2, 3]` and a `[3]` are added, the second operand is used twice, once per row. So its gradient is the
sum over those uses. `gradients` puts one `SumToShape` node where shapes differ, or might differ when the
graph runs; no gradient rule has to think of it.

Read next: `math.py`, whose operations broadcast.
"""

import numpy as np

from tensorlab.graph.dtypes import ALL, NUMERIC
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import same_as
from tensorlab.ops.row_sums import sum_of_rows


@op(
    "SumToShape",
    shape=same_as(1),
    dtypes={"gradient": NUMERIC, "like": ALL},
    kind="gradient",
    symbol="Σ→shape",
    latex=r"\sum_{{\text{{copies}}}} {gradient}",
)
def sum_to_shape(gradient: Array, like: Array):
    """Add up the entries of `gradient` that belong to the same entry of `like`, which broadcasting repeated.

    Args:
        gradient: numbers of the broadcast shape.
        like: only its shape counts.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     b = tf.placeholder(tf.float32, [None])
    ...     print(sess.run(tf.gradients(tf.ones([2, 3]) * b, b), {b: [0., 0., 0.]}))
    [array([2., 2., 2.], dtype=float32)]
    """
    shape = like.shape
    given = gradient.shape
    if given == shape:
        return gradient
    if not shape:
        return np.add.reduce(gradient, axis=None, dtype=gradient.dtype)
    extra = len(given) - len(shape)
    repeated = [*range(extra)]
    repeated += [extra + place for place, size in enumerate(shape) if size == 1 and given[extra + place] != 1]
    if len(shape) == 1 and extra and len(repeated) == extra:
        return sum_of_rows(gradient)
    return np.add.reduce(gradient, axis=tuple(repeated), dtype=gradient.dtype).reshape(shape)


@sum_to_shape.gradient(latex=("{g}",))
def _(g, y, gradient, like):
    return build("BroadcastLike", g, gradient), None


@sum_to_shape.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [
        Sample(matrix, [0.0, 0.0, 0.0]),
        Sample(matrix, [[0.0], [0.0]]),
        Sample(matrix, 0.0),
        Sample(matrix, np.zeros((2, 3))),
        Sample(np.ones((2, 0, 3)), np.zeros((1, 1, 3))),
        Sample(np.arange(12.0).reshape(2, 3, 2), np.zeros((3, 1))),
        Sample(2.0, 1.0),
    ]


@op(
    "BroadcastLike",
    shape=same_as(1),
    dtypes={"input": NUMERIC, "like": ALL},
    kind="gradient",
    symbol="↔",
    latex="{input}",
)
def broadcast_like(input: Array, like: Array):
    """Repeat `input` until it has the shape of `like`: the gradient of adding copies up.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(broadcast_like([1., 2.], tf.zeros([2, 2]))))
    [[1. 2.]
     [1. 2.]]
    """
    return np.broadcast_to(input, like.shape)


@broadcast_like.gradient(latex=(r"\sum {g}",))
def _(g, y, input, like):
    return sum_to_shape(g, input), None


@broadcast_like.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0], np.zeros((2, 3))),
        Sample([[1.0], [2.0]], np.zeros((2, 2))),
        Sample(2.0, np.zeros((1, 2, 2))),
        Sample(2.0, 0.0),
        Sample([[1.0, 2.0]], np.zeros((0, 2))),
    ]


__all__ = ["broadcast_like", "sum_to_shape"]
