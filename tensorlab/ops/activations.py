"""Smooth activations: sigmoid, softplus, softsign, swish.

An activation bends the straight lines that matrices draw; without one, ten layers are worth no more than one.
Each derivative is a node of its own here, with the formula that textbooks give. `tf.tanh` lives in
`elementary.py`.

Read next: `rectifiers.py` (relu and its relatives), then `softmax_family.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged, same
from tensorlab.graph.tensor import Tensor
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
    [array([0.25      , 0.00664803], dtype=float32)]
    """
    return np.multiply(dy, np.multiply(y, np.subtract(1, y)))


@sigmoid_gradient.gradient(latex=(r"{g} \cdot {dy} (1 - 2 {y})", r"{g} \cdot {y} (1 - {y})"))
def _(h, z, y, dy):
    return h * build_conjugate(dy) * (1 - 2 * build_conjugate(y)), sigmoid_gradient(build_conjugate(y), h)


@sigmoid_gradient.samples
def _() -> list[Sample]:
    return [
        Sample(0.25, 2.0), Sample([0.1, 0.9], [1.0, -2.0]), Sample([[0.5], [0.3]], [[3.0], [1.0]]),
        Sample(np.full((2, 1, 2), 0.7), np.ones((2, 1, 2))), Sample(np.zeros((0, 2)), np.zeros((0, 2))),
    ]  # fmt: skip


# --- softplus, softsign, swish ----------------------------------------------------------------------------


@op(
    "Softplus", shape=same, dtypes=FLOATING, kind="activation", symbol="ln(1+eˣ)",
    latex=r"\ln(1 + e^{{{features}}})",
)  # fmt: skip
def softplus(features: Array):
    """Make every entry positive, smoothly: nearly 0 if it is very negative, nearly unchanged if it is large.

    Args:
        features: floating point numbers of any shape.

    Returns:
        A tensor of the same shape and dtype. Large entries do not overflow.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.softplus([-1000., 0., 1000.])))
    [0.000000e+00 6.931472e-01 1.000000e+03]
    """
    return np.logaddexp(features, 0)


@softplus.gradient(latex=(r"{g} \cdot \sigma({features})",))
def _(g, y, features):
    return g * sigmoid(features)


@softplus.samples
def _() -> list[Sample]:
    return numbers([-3.0, -0.5, 0.0, 1.25, 4.0])


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """Compute ln(sigmoid(x)) as -softplus(-x), which stays exact where the sigmoid itself rounds to 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.log_sigmoid([-1000., 0.])))
    [-1.000000e+03 -6.931472e-01]
    """
    with name_scope(name, "LogSigmoid", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        return build("Neg", softplus(-x), name=scope)


@op(
    "Softsign", shape=same, dtypes=FLOATING, kind="activation", symbol="x/(1+|x|)",
    latex=r"\frac{{{features}}}{{1 + |{features}|}}",
)  # fmt: skip
def softsign(features: Array):
    """Squash every entry into the range from -1 to 1, slowly: 9 becomes 0.9.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.softsign([-1., 0., 9.])))
    [-0.5  0.   0.9]
    """
    return np.divide(features, np.add(np.abs(features), 1))


@softsign.gradient(latex=(r"\frac{{{g}}}{{(1 + |{features}|)^2}}",))
def _(g, y, features):
    return softsign_gradient(g, features)


@softsign.samples
def _() -> list[Sample]:
    return numbers([-3.0, -0.5, 1.25, 4.0])


@op(
    "SoftsignGrad", shape=merged, dtypes=FLOATING, kind="gradient", symbol="softsign′",
    latex=r"\frac{{{gradients}}}{{(1 + |{features}|)^2}}",
)  # fmt: skip
def softsign_gradient(gradients: Array, features: Array):
    """Multiply by the slope of softsign, 1 / (1 + |x|) squared.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([0., 1.])
    ...     print(sess.run(tf.gradients(tf.nn.softsign(x), x)))
    [array([1.  , 0.25], dtype=float32)]
    """
    return np.divide(gradients, np.square(np.add(np.abs(features), 1)))


@softsign_gradient.gradient
def _(h, y, gradients, features):
    size = build("Abs", features) + 1
    return softsign_gradient(h, features), -2 * h * y * build("Sign", features) / size


@softsign_gradient.samples
def _() -> list[Sample]:
    return [
        Sample(1.0, 0.5), Sample([2.0, -1.0], [-3.0, 0.25]), Sample(np.ones((1, 2, 1)), np.ones((1, 2, 1))),
        Sample(np.zeros((0, 2)), np.zeros((0, 2))),
    ]  # fmt: skip


def swish(features: Any, beta: Any = 1.0) -> Tensor:
    """Multiply every entry by its own sigmoid: a relu with a rounded corner, also called SiLU.

    Args:
        features: floating point numbers of any shape.
        beta: how sharp the corner is; a number or a scalar tensor.

    Source: Ramachandran, Zoph and Le, "Searching for Activation Functions" (2017), arXiv:1710.05941.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.swish([-1., 0., 1.])))
    [-0.2689414  0.         0.7310586]
    """
    with name_scope(None, "swish", [features]) as scope:
        features = convert_to_tensor(features, name="features")
        steep = features if isinstance(beta, (int, float)) and beta == 1 else beta * features
        return build("Mul", features, sigmoid(steep), name=scope)


__all__ = ["log_sigmoid", "sigmoid", "softplus", "softsign", "swish"]
