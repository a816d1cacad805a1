"""Learning rates that change as training goes on: large steps first, small ones towards the end.

Each function takes the number of the step (`global_step`, usually a variable that `minimize` counts up) and
gives a tensor, to be passed to an optimizer as its learning rate.

Read next: `global_step.py`.
"""

import math
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.random import random_normal


def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """Multiply the rate by `decay_rate` once in `decay_steps` steps: α · d^(t / T).

    Args:
        learning_rate: the first rate α: a number, or a tensor of float32 or float64.
        global_step: the number of the step t: a variable, a tensor or a number.
        decay_steps: in how many steps T the rate falls once.
        decay_rate: the factor d.
        staircase: True rounds t / T down, so that the rate falls in stairs.
        name: the name of the result; "ExponentialDecay" by default.

    Returns:
        A scalar of the dtype of `learning_rate`.

    Raises:
        ValueError: without a `global_step`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = exponential_decay(0.5, step, 10, 0.5, staircase=True)
    ...     print([float(sess.run(rate, {step: t})) for t in (0, 9, 10, 25)])
    [0.5, 0.5, 0.25, 0.125]
    """
    _required(global_step, "exponential_decay")
    with name_scope(name, "ExponentialDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, factor = _numbers(learning_rate, global_step, decay_steps, decay_rate)
        return build("Mul", rate, build("Pow", factor, _progress(step, steps, staircase)), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """Let the rate fall exponentially: α · exp(−d · t / T). The arguments are those of `exponential_decay`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = natural_exp_decay(1.0, step, 1, 0.5)
    ...     print([round(float(sess.run(rate, {step: t})), 4) for t in (0, 1, 2)])
    [1.0, 0.6065, 0.3679]
    """
    _required(global_step, "natural_exp_decay")
    factor = build("Exp", build("Neg", decay_rate))
    return exponential_decay(learning_rate, global_step, decay_steps, factor, staircase, name)


def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """Divide the rate by a number that grows evenly: α / (1 + d · t / T). Arguments as `exponential_decay`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = inverse_time_decay(1.0, step, 1, 1.0)
    ...     print([float(sess.run(rate, {step: t})) for t in (0, 1, 3)])
    [1.0, 0.5, 0.25]
    """
    _required(global_step, "inverse_time_decay")
    with name_scope(name, "InverseTimeDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, factor = _numbers(learning_rate, global_step, decay_steps, decay_rate)
        divisor = 1 + factor * _progress(step, steps, staircase)
        return build("RealDiv", rate, divisor, name=scope)


def piecewise_constant(x: Any, boundaries: Any, values: Any, name: str | None = None) -> Tensor:
    """Take one rate after the other: `values[0]` up to and with step `boundaries[0]`, then `values[1]`, ...

    Args:
        x: the number of the step: a variable, a tensor or a number.
        boundaries: where the rate changes, in rising order.
        values: the rates, one more than boundaries.
        name: a name for the operations; "PiecewiseConstant" by default.

    Returns:
        A scalar of the dtype of `values`.

    Raises:
        ValueError: when there is not one value more than boundaries.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = piecewise_constant(step, [10, 20], [1.0, 0.5, 0.25])
    ...     print([float(sess.run(rate, {step: t})) for t in (0, 10, 11, 20, 21)])
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    if len(boundaries) != len(values) - 1:
        raise ValueError(
            "The length of boundaries should be 1 less than the length of values: there are "
            f"{len(boundaries)} boundaries and {len(values)} values."
        )
    with name_scope(name, "PiecewiseConstant", [x, boundaries, values]):
        step = convert_to_tensor(x)
        rate = convert_to_tensor(values[-1])
        for number in reversed(range(len(boundaries))):
            before = build("LessEqual", step, _number(boundaries[number], step.dtype.base_dtype))
            # The last one made is the result, and has the name that TensorFlow gives it.
            name = None if number else "case/cond/Merge"
            rate = build("SelectV2", before, values[number], rate, name=name)
        return rate


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """Lead the rate down to an end value within T steps: (α − ε) · (1 − t / T)^p + ε.

    Args:
        learning_rate: the first rate α: a number, or a tensor of float32 or float64.
        global_step: the number of the step t: a variable, a tensor or a number.
        decay_steps: the number of steps T after which the rate stays at its end value.
        end_learning_rate: the end value ε.
        power: the power p; 1 draws a straight line.
        cycle: True starts again after T steps, from a lower rate each time.
        name: the name of the result; "PolynomialDecay" by default.

    Returns:
        A scalar of the dtype of `learning_rate`.

    Raises:
        ValueError: without a `global_step`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = polynomial_decay(1.0, step, 4, end_learning_rate=0.0)
    ...     print([float(sess.run(rate, {step: t})) for t in (0, 1, 2, 4, 9)])
    [1.0, 0.75, 0.5, 0.0, 0.0]
    """
    _required(global_step, "polynomial_decay")
    with name_scope(name, "PolynomialDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, end, exponent = _numbers(
            learning_rate, global_step, decay_steps, end_learning_rate, power
        )
        if cycle:
            started = build("Maximum", build("Ceil", step / steps), 1.0)
            steps = steps * started
        else:
            step = build("Minimum", step, steps)
        left = build("Pow", 1 - step / steps, exponent)
        return build("AddV2", (rate - end) * left, end, name=scope)


def cosine_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, alpha: Any = 0.0, name: str | None = None
) -> Tensor:
    """Let the rate follow half a cosine wave down to `alpha` times its first value, within `decay_steps`.

    Args:
        learning_rate: the first rate: a number, or a tensor of float32 or float64.
        global_step: the number of the step: a variable, a tensor or a number.
        decay_steps: the number of steps after which the rate stays.
        alpha: which share of the first rate is left in the end.
        name: a name for the operations; "CosineDecay" by default.

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts" (2017).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = cosine_decay(1.0, step, 4)
    ...     print([round(float(sess.run(rate, {step: t})), 3) for t in (0, 1, 2, 3, 4)])
    [1.0, 0.854, 0.5, 0.146, 0.0]
    """
    _required(global_step, "cosine_decay")
    with name_scope(name, "CosineDecay", [learning_rate, global_step]):
        rate, step, steps, least = _numbers(learning_rate, global_step, decay_steps, alpha)
        wave = _half_wave(build("Minimum", step, steps) / steps)
        return build("Mul", rate, (1 - least) * wave + least)


def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """Let the rate fall along a cosine wave again and again, each time more slowly.

    Args:
        learning_rate: the first rate: a number, or a tensor of float32 or float64.
        global_step: the number of the step: a variable, a tensor or a number.
        first_decay_steps: how long the first fall takes.
        t_mul: how many times longer each fall takes than the one before.
        m_mul: by what the rate that a fall begins with is multiplied from one to the next.
        alpha: which share of the first rate is left in the end of a fall.
        name: the name of the result; "SGDRDecay" by default.

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts" (2017).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = cosine_decay_restarts(1.0, step, 4, m_mul=0.5)
    ...     print([round(float(sess.run(rate, {step: t})), 3) for t in (0, 2, 4, 8, 12)])
    [1.0, 0.5, 0.5, 0.25, 0.25]
    """
    _required(global_step, "cosine_decay_restarts")
    with name_scope(name, "SGDRDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, longer, lower, least = _numbers(
            learning_rate, global_step, first_decay_steps, t_mul, m_mul, alpha
        )
        done = step / steps
        # Falls of equal length are counted, those of growing length summed up as a geometric series.
        equal = build("Floor", done)
        growing = build("Floor", build("Log", 1 - done * (1 - longer)) / build("Log", longer))
        length = build("Pow", longer, growing)
        within = (done - (1 - length) / (1 - longer)) / length
        is_equal = build("Equal", longer, 1.0)
        restarts = build("SelectV2", is_equal, equal, growing)
        wave = build("Pow", lower, restarts) * _half_wave(build("SelectV2", is_equal, done - equal, within))
        return build("Mul", rate, (1 - least) * wave + least, name=scope)


def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """Multiply a straight line by a cosine wave: α · ((`alpha` + 1 − t / T) · wave + `beta`).

    Args:
        learning_rate: the first rate α: a number, or a tensor of float32 or float64.
        global_step: the number of the step t: a variable, a tensor or a number.
        decay_steps: the number of steps T after which the rate stays.
        num_periods: how many periods of the cosine are used.
        alpha, beta: see the formula.
        name: a name for the operations; "LinearCosineDecay" by default.

    Source: Bello, Zoph, Vasudevan and Le, "Neural optimizer search with reinforcement learning" (2017).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.placeholder(tf.int64, [])
    ...     rate = linear_cosine_decay(1.0, step, 4, beta=0.0)
    ...     print([round(float(sess.run(rate, {step: t})), 3) for t in (0, 2, 4)])
    [1.0, 0.25, 0.0]
    """
    _required(global_step, "linear_cosine_decay")
    with name_scope(name, "LinearCosineDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, periods, shift, least = _numbers(
            learning_rate, global_step, decay_steps, num_periods, alpha, beta
        )
        step = build("Minimum", step, steps)
        line = (steps - step) / steps
        wave = _half_wave(2.0 * periods * (step / steps))
        return build("Mul", rate, (shift + line) * wave + least, name=scope)


def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """Do what `linear_cosine_decay` does, with random numbers added to the straight line.

    Args:
        initial_variance: the variance of the random numbers at the beginning.
        variance_decay: the variance is divided by (1 + t) to this power.
        learning_rate, global_step, decay_steps, num_periods, alpha, beta: see `linear_cosine_decay`.
        name: a name for the operations; "NoisyLinearCosineDecay" by default.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rate = noisy_linear_cosine_decay(1.0, 2, 4, initial_variance=0.0, beta=0.0)
    ...     print(round(float(sess.run(rate)), 3))
    0.25
    """
    _required(global_step, "noisy_linear_cosine_decay")
    with name_scope(name, "NoisyLinearCosineDecay", [learning_rate, global_step]) as scope:
        rate, step, steps, variance, fading, periods, shift, least = _numbers(
            learning_rate,
            global_step,
            decay_steps,
            initial_variance,
            variance_decay,
            num_periods,
            alpha,
            beta,
        )
        step = build("Minimum", step, steps)
        deviation = build("Sqrt", variance / build("Pow", 1.0 + step, fading))
        line = (steps - step) / steps
        line = line + random_normal([], stddev=deviation, dtype=line.dtype)
        wave = _half_wave(2.0 * periods * (step / steps))
        return build("Mul", rate, (shift + line) * wave + least, name=scope)


# --- helpers ----------------------------------------------------------------------------------------------


def _required(global_step: Any, function: str) -> None:
    if global_step is None:
        raise ValueError(f"global_step is required for {function}.")


def _numbers(learning_rate: Any, *others: Any) -> list[Tensor]:
    """The learning rate as a tensor, and everything else in its dtype."""
    rate = convert_to_tensor(learning_rate, name="initial_learning_rate")
    return [rate, *(_number(other, rate.dtype.base_dtype) for other in others)]


def _number(value: Any, dtype: DType) -> Tensor:
    """A tensor of a dtype, converted if need be."""
    tensor = convert_to_tensor(value)
    return tensor if tensor.dtype.base_dtype is dtype else build("Cast", tensor, dtype)


def _progress(step: Tensor, steps: Tensor, staircase: bool) -> Tensor:
    """How often the rate has fallen: a fraction, or a whole number for stairs."""
    progress = step / steps
    return build("Floor", progress) if staircase else progress


def _half_wave(progress: Tensor) -> Tensor:
    """A cosine wave between 1 (at progress 0) and 0 (at progress 1)."""
    return 0.5 * (1.0 + build("Cos", math.pi * progress))
