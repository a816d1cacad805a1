"""Smooth activations: sigmoid, softplus, softsign, swish, and the softmax that turns scores into chances.

An activation bends the straight lines that matrices draw; without one, ten layers are worth no more than one.
Each derivative is a node of its own here, with the formula that textbooks give. `tf.tanh` lives in
`elementary.py`.

Read next: `rectifiers.py` (relu and its relatives), then `losses.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import COMPLEX, FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import merged, same
from tensorlab.ops.example_values import numbers

# --- sigmoid ----------------------------------------------------------------------------------------------


@op(
    "Sigmoid", shape=same, dtypes=FLOATING | COMPLEX, kind="activation", symbol="σ",
    latex=r"\sigma({x}) = \frac{{1}}{{1 + e^{{-{x}}}}}",
)  # fmt: skip
def sigmoid(x: Array):
    """Squash every entry into the range from 0 to 1: 0 becomes one half, large numbers nearly 1.

    Args:
        x: floating point or complex numbers of any shape.

    Returns:
        A tensor of the same shape and dtype.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sigmoid([-1000., 0., 1000.])))
    [0.  0.5 1. ]
    """
    # exp(12) is too large for a half: those are computed in float32. A float32 that overflows is right here:
    # 1 / (1 + inf) is 0, as it should be.
    if x.itemsize == 2:
        return sigmoid.kernel(x.astype(np.float32)).astype(x.dtype)
    return np.reciprocal(np.add(np.exp(np.negative(x)), 1))


@sigmoid.gradient(latex=("{g} \\cdot {y} (1 - {y})",))
def _(g, y, x):
    return sigmoid_gradient(build_conjugate(y), g)


@sigmoid.samples
def _() -> list[Sample]:
    return numbers([-3.0, -0.5, 0.0, 1.25, 4.0])


def build_conjugate(y: Any) -> Any:
    """The complex conjugate, which gradients of complex functions take; a real tensor stays itself."""
    return build("Conj", y) if y.dtype.is_complex else y


@op(
    "SigmoidGrad", shape=merged, dtypes=FLOATING | COMPLEX, kind="gradient", symbol="σ′",
    latex=r"{dy} \cdot {y} (1 - {y})",
)  # fmt: skip
def sigmoid_gradient(y: Array, dy: Array):
    """Multiply by the slope of the sigmoid, which is y (1 - y) where y is what the sigmoid gave.

    The slope is at most one quarter: many sigmoids in a row make gradients fade away.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([0., 5.])
    ...     print(sess.run(tf.gradients(tf.sigmoid(x), x)))
    [array([0.25      , 0.00664806], dtype=float32)]
    """
    return np.multiply(dy, np.multiply(y, np.subtract(1, y)))


@sigmoid_gradient.gradient(latex=(r"{h} \cdot {dy} (1 - 2 {y})", r"{h} \cdot {y} (1 - {y})"))
def _(h, z, y, dy):
    return h * build_conjugate(dy) * (1 - 2 * build_conjugate(y)), sigmoid_gradient(build_conjugate(y), h)


@sigmoid_gradient.samples
def _() -> list[Sample]:
    return [
        Sample(0.25, 2.0), Sample([0.1, 0.9], [1.0, -2.0]), Sample([[0.5], [0.3]], [[3.0], [1.0]]),
        Sample(np.full((2, 1, 2), 0.7), np.ones((2, 1, 2))), Sample(np.zeros((0, 2)), np.zeros((0, 2))),
    ]  # fmt: skip


__all__ = ["sigmoid"]
