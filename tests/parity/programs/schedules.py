"""Learning-rate schedules and other functions of the global step."""

from typing import Any

from tests.parity.attempt import attempt

STEPS = (0, 1, 5, 10, 15, 20, 50, 1000)


def table(tf: Any, step: Any, rates: dict[str, Any]) -> None:
    """Print every rate at some steps."""
    with tf.Session() as session:
        for name, rate in rates.items():
            print(name, rate.dtype.name, *(session.run(rate, {step: value}) for value in STEPS))


def exponential(tf: Any, np: Any) -> None:
    """Three schedules that fall exponentially."""
    step = tf.placeholder(tf.int64, [])
    table(
        tf,
        step,
        {
            "exponential": tf.train.exponential_decay(0.1, step, 10, 0.5),
            "staircase": tf.train.exponential_decay(0.1, step, 10, 0.5, staircase=True),
            "natural": tf.train.natural_exp_decay(0.1, step, 10, 0.5),
            "natural staircase": tf.train.natural_exp_decay(0.1, step, 10, 0.5, staircase=True),
            "inverse": tf.train.inverse_time_decay(0.1, step, 10, 0.5),
            "inverse staircase": tf.train.inverse_time_decay(0.1, step, 10, 0.5, staircase=True),
        },
    )


def piecewise(tf: Any, np: Any) -> None:
    """Constant between boundaries; the boundary itself belongs to the left."""
    step = tf.placeholder(tf.int64, [])
    table(
        tf,
        step,
        {
            "two": tf.train.piecewise_constant(step, [10], [1.0, 0.1]),
            "three": tf.train.piecewise_constant(step, [5, 15], [1.0, 0.5, 0.25]),
            "whole": tf.train.piecewise_constant(step, [5, 15], [3, 2, 1]),
        },
    )
    attempt(tf, lambda: tf.train.piecewise_constant(step, [5, 15], [1.0, 0.5]))


def polynomial(tf: Any, np: Any) -> None:
    """Down to an end value, once or in cycles."""
    step = tf.placeholder(tf.int64, [])
    table(
        tf,
        step,
        {
            "line": tf.train.polynomial_decay(0.1, step, 10),
            "square": tf.train.polynomial_decay(0.1, step, 10, 0.01, power=2.0),
            "cycle": tf.train.polynomial_decay(0.1, step, 10, 0.01, cycle=True),
        },
    )


def cosine(tf: Any, np: Any) -> None:
    """The family of cosine schedules."""
    step = tf.placeholder(tf.int64, [])
    table(
        tf,
        step,
        {
            "cosine": tf.train.cosine_decay(0.1, step, 20),
            "to a tenth": tf.train.cosine_decay(0.1, step, 20, alpha=0.1),
            "restarts": tf.train.cosine_decay_restarts(0.1, step, 8),
            "linear": tf.train.linear_cosine_decay(0.1, step, 20),
        },
    )


def names(tf: Any, np: Any) -> None:
    """Names of the rates."""
    step = tf.train.get_or_create_global_step()
    print(tf.train.exponential_decay(0.1, step, 10, 0.9).name)
    print(tf.train.exponential_decay(0.1, step, 10, 0.9, name="rate").name)
    print(tf.train.inverse_time_decay(0.1, step, 10, 0.9).name, tf.train.polynomial_decay(0.1, step, 10).name)
    attempt(tf, lambda: tf.train.exponential_decay(0.1, None, 10, 0.9))


def with_a_variable(tf: Any, np: Any) -> None:
    """A counter of dtype int32 works as well."""
    counter = tf.Variable(0, trainable=False)
    rate = tf.train.exponential_decay(0.8, counter, 3, 0.5)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            print(session.run(rate))
            session.run(tf.assign_add(counter, 1))


def averages(tf: Any, np: Any) -> None:
    """Moving averages: of tensors, with the correction for zeros, several variables."""
    a, b = tf.Variable(1.0, name="a"), tf.Variable([10.0], name="b")
    average = tf.train.ExponentialMovingAverage(0.5)
    keep = average.apply()
    print(keep.name, [average.average_name(v) for v in (a, b)], average.average(tf.Variable(1.0)))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run([tf.assign(a, 3.0), tf.assign(b, [30.0])])
        for _ in range(2):
            session.run(keep)
            print(session.run([average.average(a), average.average(b)]))
