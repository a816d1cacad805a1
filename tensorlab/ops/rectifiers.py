"""Rectifiers: relu and its relatives, which keep what is positive and hold back what is negative.

They are quick to compute, and their slope is 1 for every positive entry, so gradients do not fade on their
way back through many layers. At 0 there is a corner; its slope is taken from the left, as in TensorFlow.

Source of the names: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines" (2010).

Read next: `softmax_family.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, REAL, float32
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged, same
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.example_values import numbers
from tensorlab.ops.row_sums import run_of

# Klambauer et al., "Self-Normalizing Neural Networks" (2017), arXiv:1706.02515, equation 14.
SELU_SCALE = 1.0507009873554805
SELU_SCALE_ALPHA = 1.7580993408473768
FLOATS = ("float16", "float32", "float64")


def _gradient_samples() -> list[Sample]:
    """Gradients that arrive, and entries on both sides of every corner."""
    return [
        Sample(2.0, 0.5, dtypes=FLOATS),
        Sample([1.0, -2.0, 3.0, 0.5], [-0.75, 0.5, 4.0, 7.0], dtypes=FLOATS),
        Sample([[1.0], [2.0]], [[-1.5], [1.0]], dtypes=FLOATS),
        Sample(np.ones((2, 1, 2)), np.full((2, 1, 2), -0.25), dtypes=FLOATS),
        Sample(np.zeros((0, 2)), np.zeros((0, 2)), dtypes=FLOATS),
    ]


# --- relu -------------------------------------------------------------------------------------------------


@op("Relu", shape=same, dtypes=REAL, kind="activation", symbol="relu", latex=r"\max({features}, 0)")
def relu(features: Array):
    """Keep positive entries and replace negative ones by 0.

    Args:
        features: real numbers of any shape.

    Returns:
        A tensor of the same shape and dtype.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.relu([-2., 0., 3.])))
    [0. 0. 3.]
    """
    if isinstance(features, np.ndarray) and features.ndim > 1 and features.size > 4096:
        # NumPy compares arrays several at a time, and an array with a single number one by one.
        return np.maximum(features, np.zeros(run_of(features.shape), features.dtype))
    return np.maximum(features, 0)


@relu.gradient(latex=("{g} \\cdot [{features} > 0]",))
def _(g, y, features):
    return relu_gradient(g, y)


@relu.samples
def _() -> list[Sample]:
    return numbers([3.0, -1.0, 0.25, -4.0])


@op(
    "ReluGrad", shape=merged, dtypes=REAL, kind="gradient", symbol="relu′",
    latex=r"{gradients} \cdot [{features} > 0]",
)  # fmt: skip
def relu_gradient(gradients: Array, features: Array):
    """Let the gradient pass where the entry was positive, and stop it elsewhere.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-2., 0., 3.])
    ...     print(sess.run(tf.gradients(tf.nn.relu(x), x)))
    [array([0., 0., 1.], dtype=float32)]
    """
    return np.multiply(gradients, np.greater(features, 0))


@relu_gradient.gradient(latex=(r"{g} \cdot [{features} > 0]", ""))
def _(h, y, gradients, features):
    return relu_gradient(h, features), None


relu_gradient.samples(_gradient_samples)


@op(
    "Relu6", shape=same, dtypes=REAL, kind="activation", symbol="relu6",
    latex=r"\min(\max({features}, 0), 6)",
)  # fmt: skip
def relu6(features: Array):
    """Keep entries between 0 and 6; replace smaller ones by 0 and larger ones by 6.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.relu6([-2., 5., 30.])))
    [0. 5. 6.]
    """
    return np.minimum(np.maximum(features, 0), 6)


@relu6.gradient(latex=(r"{g} \cdot [0 < {features} < 6]",))
def _(g, y, features):
    return relu6_gradient(g, y)


@relu6.samples
def _() -> list[Sample]:
    return numbers([3.0, -1.0, 7.0, 0.25])


@op(
    "Relu6Grad", shape=merged, dtypes=REAL, kind="gradient", symbol="relu6′",
    latex=r"{gradients} \cdot [0 < {features} < 6]",
)  # fmt: skip
def relu6_gradient(gradients: Array, features: Array):
    """Let the gradient pass where the entry lay between 0 and 6, and stop it elsewhere.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-2., 5., 30.])
    ...     print(sess.run(tf.gradients(tf.nn.relu6(x), x)))
    [array([0., 1., 0.], dtype=float32)]
    """
    return np.multiply(gradients, np.logical_and(np.greater(features, 0), np.less(features, 6)))


@relu6_gradient.gradient(latex=(r"{g} \cdot [0 < {features} < 6]", ""))
def _(h, y, gradients, features):
    return relu6_gradient(h, features), None


relu6_gradient.samples(_gradient_samples)


# --- leaky relu -------------------------------------------------------------------------------------------


@op(
    "LeakyRelu", shape=same, dtypes=FLOATING, kind="activation", symbol="leaky relu",
    latex=r"\begin{{cases}} {features} & {features} > 0 \\ {alpha} \cdot {features} & "
    r"\text{{otherwise}} \end{{cases}}",
)  # fmt: skip
def leaky_relu(features: Array, alpha: float = 0.2):
    """Keep positive entries, and let a little of the negative ones through.

    Args:
        features: numbers of any shape; integers become float32.
        alpha: the slope for negative entries.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.leaky_relu([-2., 3.])))
    [-0.4  3. ]
    """
    scaled = np.multiply(features, alpha)
    # Up to a slope of 1 the larger of the two is the right one, and one call finds it.
    return np.maximum(features, scaled) if alpha <= 1 else np.where(np.greater(features, 0), features, scaled)


@leaky_relu.build
def _(features: Any, alpha: Any = 0.2) -> tuple[Any, float]:
    features = convert_to_tensor(features, name="features")
    if isinstance(alpha, Tensor):
        raise TypeError(f"Expected float for argument 'alpha' not {alpha!r}.")
    return build("Cast", features, float32) if features.dtype.is_integer else features, float(alpha)


@leaky_relu.gradient(latex=(r"{g} \cdot ([{features} > 0] + {alpha} [{features} \le 0])",))
def _(g, y, features, alpha):
    return leaky_relu_gradient(g, features, alpha)


@leaky_relu.samples
def _() -> list[Sample]:
    slopes = [Sample([[3.0], [-1.0]], alpha=slope) for slope in (2.5, 0.0, -0.5)]
    return numbers([3.0, -1.0, 0.25, -4.0], FLOATS) + slopes


@op(
    "LeakyReluGrad", shape=merged, dtypes=FLOATING, kind="gradient", symbol="leaky relu′",
    latex=r"{gradients} \cdot ([{features} > 0] + {alpha} [{features} \le 0])",
)  # fmt: skip
def leaky_relu_gradient(gradients: Array, features: Array, alpha: float = 0.2):
    """Let the gradient pass where the entry was positive; elsewhere pass `alpha` times as much.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-2., 3.])
    ...     print(sess.run(tf.gradients(tf.nn.leaky_relu(x), x)))
    [array([0.2, 1. ], dtype=float32)]
    """
    return np.where(np.greater(features, 0), gradients, np.multiply(gradients, alpha))


@leaky_relu_gradient.gradient(latex=(r"{g} \cdot ([{features} > 0] + {alpha} [{features} \le 0])", ""))
def _(h, y, gradients, features, alpha):
    return leaky_relu_gradient(h, features, alpha), None


@leaky_relu_gradient.samples
def _() -> list[Sample]:
    return [*_gradient_samples(), Sample([1.0, 2.0], [-3.0, 3.0], alpha=0.5)]


# --- elu and selu -----------------------------------------------------------------------------------------


@op(
    "Elu", shape=same, dtypes=FLOATING, kind="activation", symbol="elu",
    latex=r"\begin{{cases}} {features} & {features} \ge 0 \\ e^{{{features}}} - 1 & "
    r"\text{{otherwise}} \end{{cases}}",
)  # fmt: skip
def elu(features: Array):
    """Keep positive entries, and bend negative ones smoothly towards -1.

    Source: Clevert, Unterthiner and Hochreiter, "Exponential Linear Units" (2015), arXiv:1511.07289.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.elu([-1000., 0., 3.])))
    [-1.  0.  3.]
    """
    # One of the two addends is always 0; the minimum keeps exp away from numbers that would overflow.
    return np.add(np.maximum(features, 0), np.expm1(np.minimum(features, 0)))


@elu.gradient(latex=(r"{g} \cdot (\min({y}, 0) + 1)",))
def _(g, y, features):
    return elu_gradient(g, y)


@elu.samples
def _() -> list[Sample]:
    return numbers([3.0, -1.0, 0.25, -4.0])


@op(
    "EluGrad", shape=merged, dtypes=FLOATING, kind="gradient", symbol="elu′",
    latex=r"{gradients} \cdot (\min({outputs}, 0) + 1)",
)  # fmt: skip
def elu_gradient(gradients: Array, outputs: Array):
    """Multiply by the slope of elu: 1 where the entry was positive, otherwise the output plus 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-1., 3.])
    ...     print(sess.run(tf.gradients(tf.nn.elu(x), x)))
    [array([0.36787945, 1.        ], dtype=float32)]
    """
    return np.multiply(gradients, np.add(np.minimum(outputs, 0), 1))


@elu_gradient.gradient(
    latex=(r"{g} \cdot (\min({outputs}, 0) + 1)", r"{g} \cdot {gradients} [{outputs} < 0]")
)
def _(h, y, gradients, outputs):
    return elu_gradient(h, outputs), relu_gradient(h * gradients, -outputs)


elu_gradient.samples(_gradient_samples)


@op(
    "Selu", shape=same, dtypes=FLOATING, kind="activation", symbol="selu",
    latex=r"\begin{{cases}} 1.0507 \cdot {features} & {features} \ge 0 \\ 1.7581 (e^{{{features}}} - 1) & "
    r"\text{{otherwise}} \end{{cases}}",
)  # fmt: skip
def selu(features: Array):
    """Bend negative entries like elu, and scale all so that layer after layer the spread stays near 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks" (2017), arXiv:1706.02515.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.selu([-1000., 0., 1.])))
    [-1.7580993  0.         1.050701 ]
    """
    positive = np.multiply(np.maximum(features, 0), SELU_SCALE)
    return np.add(positive, np.multiply(np.expm1(np.minimum(features, 0)), SELU_SCALE_ALPHA))


@selu.gradient(latex=(r"{g} \cdot (1.0507 [{y} \ge 0] + ({y} + 1.7581) [{y} < 0])",))
def _(g, y, features):
    return selu_gradient(g, y)


@selu.samples
def _() -> list[Sample]:
    return numbers([3.0, -1.0, 0.25, -4.0])


@op(
    "SeluGrad", shape=merged, dtypes=FLOATING, kind="gradient", symbol="selu′",
    latex=r"{gradients} \cdot (1.0507 [{outputs} \ge 0] + ({outputs} + 1.7581) [{outputs} < 0])",
)  # fmt: skip
def selu_gradient(gradients: Array, outputs: Array):
    """Multiply by the slope of selu, which is known from what selu gave.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([-1., 3.])
    ...     print(sess.run(tf.gradients(tf.nn.selu(x), x)))
    [array([0.64676857, 1.050701  ], dtype=float32)]
    """
    slope = np.where(np.less(outputs, 0), np.add(outputs, SELU_SCALE_ALPHA), SELU_SCALE)
    return np.multiply(gradients, slope)


@selu_gradient.gradient(
    latex=(
        r"{g} \cdot (1.0507 [{outputs} \ge 0] + ({outputs} + 1.7581) [{outputs} < 0])",
        r"{g} \cdot {gradients} [{outputs} < 0]",
    )
)
def _(h, y, gradients, outputs):
    return selu_gradient(h, outputs), relu_gradient(h * gradients, -outputs)


selu_gradient.samples(_gradient_samples)


# --- crelu ------------------------------------------------------------------------------------------------


def crelu(features: Any, name: str | None = None, axis: int = -1) -> Tensor:
    """Put relu(x) and relu(-x) side by side, so that nothing is lost: twice as many entries along `axis`.

    Source: Shang et al., "Understanding and Improving Convolutional Neural Networks via Concatenated
    Rectified Linear Units" (2016), arXiv:1603.05201.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.crelu([-2., 3.])))
    [0. 3. 2. 0.]
    """
    with name_scope(name, "CRelu", [features]) as scope:
        features = convert_to_tensor(features, name="features")
        both = build("ConcatV2", [features, -features], axis, name=scope)
        return relu(both, name="Relu")


__all__ = ["crelu", "elu", "leaky_relu", "relu", "relu6", "selu"]
