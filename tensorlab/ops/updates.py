"""What optimizers write: one step of gradient descent, of momentum, of Adam and others, each as one node.

A kernel here receives the arrays of the variable and of its slots (the memory that the method keeps for every
variable) together with the gradient, and returns the new arrays; the session stores them. The formula of a
method stands in its record, and its source in its docstring. You do not call these yourself: the classes in
`tensorlab/optimizers/` make the nodes.

Where a line says `x *= y`, x is an array made just before: large layers then need no further one. `rate[()]`
takes the number out of an array of rank 0: NumPy calculates faster with single numbers than with such arrays.

Read next: `sparse_updates.py` (a step for some rows only), `tensorlab/optimizers/optimizer.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.state import WRITES
from tensorlab.ops.update_blocks import adam_in_pieces, is_worth_pieces


def dense_shapes(var: TensorShape, *others: Any) -> TensorShape:
    """The variable, its slots and its gradient have one shape, the rates are single numbers."""
    result = var
    for other in others:
        if type(other) is TensorShape and other.ndims != 0:
            if not result.is_compatible_with(other):
                raise ValueError(
                    f"A variable and its update must have the same shape, but they have {result} and {other}."
                )
            result = result.merge_with(other)
    return result


def check_shape(var: Any, grad: Any) -> None:
    """Refuse what NumPy would broadcast: a gradient has the shape of its variable."""
    if grad.shape != var.shape:
        ours, theirs = ("[" + ",".join(map(str, array.shape)) + "]" for array in (var, grad))
        message = f"var and grad do not have the same shape{ours} {theirs}"
        raise InvalidArgumentError(None, None, message)


# --- gradient descent and momentum ------------------------------------------------------------------------


@op("ApplyGradientDescent", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αg",
    latex=r"{var} \leftarrow {var} - \alpha \, g", writes=("var",))  # fmt: skip
def apply_gradient_descent(var: Ref, alpha: Array, delta: Array, use_locking: bool = False):
    """Walk down the slope: subtract the gradient times the learning rate.

    Args:
        var: the variable.
        alpha: the learning rate.
        delta: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées" (1847).

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.gradient_descent import GradientDescentOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = GradientDescentOptimizer(0.25).minimize(w * w)
    ...     sess.run(w.initializer)
    ...     sess.run(step)
    ...     print(sess.run(w))
    1.5
    """
    check_shape(var, delta)
    step = delta * alpha
    return np.subtract(var, step, out=step) if isinstance(step, np.ndarray) else var - step


@apply_gradient_descent.bind
def _(use_locking: bool) -> Any:
    return apply_gradient_descent.kernel


apply_gradient_descent.not_differentiable(WRITES)


@apply_gradient_descent.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], 0.5, [0.25, -4.0]),
        Sample(3.0, 0.5, 1.0, use_locking=True),
        Sample(np.zeros((0, 3)), 0.5, np.zeros((0, 3))),
        Sample(np.ones((2, 1, 2)), 0.5, np.full((2, 1, 2), 0.5)),
    ]


@op("ApplyMomentum", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αa",
    latex=r"a \leftarrow \mu \, a + g, \quad "
          r"{var} \leftarrow {var} - \alpha \, a",
    writes=("var", "accum"))  # fmt: skip
def apply_momentum(
    var: Ref, accum: Ref, lr: Array, grad: Array, momentum: Array,
    use_locking: bool = False, use_nesterov: bool = False,
):  # fmt: skip
    """Roll downhill like a ball: the step is the gradient plus what is left of the step before.

    Args:
        var: the variable.
        accum: its velocity, which starts at zero.
        lr: the learning rate.
        grad: the gradient.
        momentum: how much of the velocity is left after a step, for instance 0.9.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        use_nesterov: step with the velocity that the ball will have next: w ← w − α (g + μa).

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964); with
    `use_nesterov`, Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in
    deep learning" (2013).

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.momentum import MomentumOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(8.0)
    ...     step = MomentumOptimizer(0.25, momentum=0.5).minimize(2.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     for _ in range(2):
    ...         sess.run(step)
    ...         print(sess.run(w))
    7.5
    6.75
    """
    check_shape(var, grad)
    new_accum = accum * momentum
    new_accum += grad
    if use_nesterov:
        return var - (grad + new_accum * momentum) * lr, new_accum
    return var - new_accum * lr, new_accum


@apply_momentum.bind
def _(use_locking: bool, use_nesterov: bool) -> Any:
    return None if use_nesterov else apply_momentum.kernel


apply_momentum.not_differentiable(WRITES)


@apply_momentum.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.5, 0.0], 0.5, [0.25, -4.0], 0.75),
        Sample([1.0, 2.0], [0.5, 0.0], 0.5, [0.25, -4.0], 0.75, use_nesterov=True),
        Sample(3.0, 1.0, 0.5, 1.0, 0.5, use_locking=True),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), 0.5, np.zeros((0, 3)), 0.5),
    ]


# --- methods that give every entry a rate of its own ------------------------------------------------------


@op("ApplyAdagrad", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αg/√a",
    latex=r"a \leftarrow a + g^2, \quad "
          r"{var} \leftarrow {var} - \alpha \, g / \sqrt{{a}}",
    writes=("var", "accum"))  # fmt: skip
def apply_adagrad(
    var: Ref, accum: Ref, lr: Array, grad: Array, use_locking: bool = False, update_slots: bool = True
):
    """Step less where the gradients were large so far: divide by the root of the sum of their squares.

    Args:
        var: the variable.
        accum: the sum of the squared gradients so far, which starts at a small positive number.
        lr: the learning rate.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        update_slots: False leaves the sum as it is.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization" (2011).

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.adagrad import AdagradOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = AdagradOptimizer(1.0, initial_accumulator_value=9.0).minimize(4.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    2.2
    """
    check_shape(var, grad)
    new_accum = accum + grad * grad if update_slots else accum
    return var - grad * lr / np.sqrt(new_accum), new_accum


apply_adagrad.not_differentiable(WRITES)


@apply_adagrad.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.5, 0.25], 0.5, [0.25, -4.0]),
        Sample([1.0, 2.0], [0.5, 0.25], 0.5, [0.25, -4.0], update_slots=False),
        Sample(3.0, 1.0, 0.5, 1.0, use_locking=True),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), 0.5, np.zeros((0, 3))),
    ]


@op("ApplyRMSProp", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αg/√s",
    latex=r"s \leftarrow \rho \, s + (1 - \rho) \, g^2, \quad "
          r"a \leftarrow \mu \, a + \alpha \, g / \sqrt{{s + \varepsilon}}, \quad "
          r"{var} \leftarrow {var} - a",
    writes=("var", "ms", "mom"))  # fmt: skip
def apply_rms_prop(
    var: Ref, ms: Ref, mom: Ref, lr: Array, rho: Array, momentum: Array, epsilon: Array, grad: Array,
    use_locking: bool = False,
):  # fmt: skip
    """Step by the gradient divided by the root of a moving average of its squares.

    Args:
        var: the variable.
        ms: the moving average of the squared gradients.
        mom: the step before.
        lr: the learning rate.
        rho: how much of the moving average is kept in a step.
        momentum: how much of the step before is added.
        epsilon: a small number that keeps the divisor away from zero.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera (2012).

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.rmsprop import RMSPropOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = RMSPropOptimizer(0.5, decay=0.0).minimize(4.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    2.5
    """
    check_shape(var, grad)
    new_ms = grad * grad
    new_ms -= ms
    new_ms *= 1 - rho[()]
    new_ms += ms
    new_mom = mom * momentum + grad * lr / np.sqrt(new_ms + epsilon)
    return var - new_mom, new_ms, new_mom


apply_rms_prop.not_differentiable(WRITES)


@apply_rms_prop.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.5, 0.25], [0.0, 0.5], 0.5, 0.75, 0.5, 0.125, [0.25, -4.0]),
        Sample(3.0, 1.0, 0.0, 0.5, 0.75, 0.0, 0.125, 1.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 3, 0.5, 0.75, 0.0, 0.125, np.zeros((0, 3))),
    ]


@op("ApplyCenteredRMSProp", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αg/√(s−ḡ²)",
    latex=r"s \leftarrow \rho \, s + (1 - \rho) \, g^2, \quad "
          r"\bar{{g}} \leftarrow \rho \, \bar{{g}} + (1 - \rho) \, g, \quad "
          r"a \leftarrow \mu \, a + \alpha \, g / \sqrt{{s - \bar{{g}}^2 + \varepsilon}}, "
          r"\quad {var} \leftarrow {var} - a",
    writes=("var", "mg", "ms", "mom"))  # fmt: skip
def apply_centered_rms_prop(
    var: Ref, mg: Ref, ms: Ref, mom: Ref, lr: Array, rho: Array, momentum: Array, epsilon: Array, grad: Array,
    use_locking: bool = False,
):  # fmt: skip
    """Step by the gradient divided by its own standard deviation, estimated by moving averages.

    Args:
        var: the variable.
        mg: the moving average of the gradients.
        ms: the moving average of the squared gradients.
        mom: the step before.
        lr: the learning rate.
        rho: how much of the moving averages is kept in a step.
        momentum: how much of the step before is added.
        epsilon: a small number that keeps the divisor away from zero.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Graves, "Generating sequences with recurrent neural networks" (2013), equations 38 to 45.

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.rmsprop import RMSPropOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = RMSPropOptimizer(0.5, decay=0.75, centered=True).minimize(4.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(round(float(sess.run(w)), 4))
    1.9672
    """
    check_shape(var, grad)
    remainder = 1 - rho[()]
    new_ms = ms + (grad * grad - ms) * remainder
    new_mg = mg + (grad - mg) * remainder
    new_mom = mom * momentum + grad * lr / np.sqrt(new_ms - new_mg * new_mg + epsilon)
    return var - new_mom, new_mg, new_ms, new_mom


apply_centered_rms_prop.not_differentiable(WRITES)


@apply_centered_rms_prop.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.25, 0.0], [0.5, 0.25], [0.0, 0.5], 0.5, 0.75, 0.5, 0.125, [0.25, -4.0]),
        Sample(3.0, 0.5, 1.0, 0.0, 0.5, 0.75, 0.0, 0.125, 1.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 4, 0.5, 0.75, 0.0, 0.125, np.zeros((0, 3))),
    ]


@op("ApplyAdam", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αm̂/√v̂",
    latex=r"m \leftarrow \beta_1 \, m + (1 - \beta_1) \, g, \quad "
          r"v \leftarrow \beta_2 \, v + (1 - \beta_2) \, g^2, \quad "
          r"{var} \leftarrow {var} - \alpha \frac{{\sqrt{{1 - \beta_2^t}}}}{{1 - \beta_1^t}} \, "
          r"\frac{{m}}{{\sqrt{{v}} + \varepsilon}}",
    writes=("var", "m", "v"))  # fmt: skip
def apply_adam(
    var: Ref, m: Ref, v: Ref, beta1_power: Array, beta2_power: Array, lr: Array, beta1: Array, beta2: Array,
    epsilon: Array, grad: Array, use_locking: bool = False, use_nesterov: bool = False,
):  # fmt: skip
    """Step by the average gradient, divided by the root of the average squared gradient.

    Both averages start at zero, so the first ones are too small; the powers of the two rates correct that.

    Args:
        var: the variable.
        m: the moving average of the gradients.
        v: the moving average of the squared gradients.
        beta1_power, beta2_power: `beta1` and `beta2` to the power of the number of this step.
        lr: the learning rate.
        beta1, beta2: how much of each moving average is kept in a step.
        epsilon: a small number that keeps the divisor away from zero.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        use_nesterov: look one step ahead in the average of the gradients.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization" (2015), in the form that stands just
    before their section 2.1, so `epsilon` is the paper's "epsilon hat".

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.adam import AdamOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = AdamOptimizer(0.5).minimize(4.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    2.5
    """
    check_shape(var, grad)
    rate = lr[()] * (1 - beta2_power[()]) ** 0.5 / (1 - beta1_power[()])
    if is_worth_pieces(var, m, v, grad) and not use_nesterov:
        return adam_in_pieces(var, m, v, grad, rate, 1 - beta1[()], 1 - beta2[()], epsilon)
    new_m = grad - m
    new_m *= 1 - beta1[()]
    new_m += m
    new_v = grad * grad
    new_v -= v
    new_v *= 1 - beta2[()]
    new_v += v
    step = (grad * (1 - beta1[()]) + new_m * beta1) * rate if use_nesterov else new_m * rate
    divisor = np.sqrt(new_v)
    divisor += epsilon
    step /= divisor
    return var - step, new_m, new_v


@apply_adam.bind
def _(use_locking: bool, use_nesterov: bool) -> Any:
    return None if use_nesterov else apply_adam.kernel


apply_adam.not_differentiable(WRITES)


@apply_adam.samples
def _() -> list[Sample]:
    rates = (0.75, 0.875, 0.5, 0.75, 0.875, 0.125)
    return [
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, 0.5], *rates, [0.25, -4.0]),
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, 0.5], *rates, [0.25, -4.0], use_nesterov=True),
        Sample(3.0, 1.0, 1.0, *rates, 1.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 3, *rates, np.zeros((0, 3))),
    ]
