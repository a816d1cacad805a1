"""The functions behind ExponentialMovingAverage, against what TensorFlow 1.15 computed and how it named things.

`tests/parity/programs/averages.py` compares the class itself with TensorFlow.
"""

import numpy as np

import tensorlab as tf
from tensorlab.optimizers.moving_averages import assign_moving_average, weighted_moving_average

# What three runs gave there, for x = [1 + i, 2 - i] and w = 0.5 + i.
WEIGHTED = [[1.0, 2.0], [1.8, 1.2], [2.568, 0.432]]
CORRECTED_TENTH = [[0.99999976, 1.9999995], [1.5263153, 1.4736837], [2.07011, 0.929889]]
CORRECTED_HALF = [[1.0, 2.0], [1.6666666, 1.3333334], [2.4285715, 0.5714286]]
AND_MOVED = [[1.0, 2.0], [1.8333333, 1.1666667], [2.7142859, 0.2857143]]


def test_weighted_average() -> None:
    """Names, collections and values of weighted_moving_average."""
    with tf.Graph().as_default(), tf.Session() as session:
        x, w = tf.placeholder(tf.float32, [2]), tf.placeholder(tf.float32, [])
        first = weighted_moving_average(x, 0.75, w)
        second = weighted_moving_average(x, 0.75, w, name="mine", collections=["mine"], truediv=False)
        assert (first.name, second.name) == ("WeightedMovingAvg/WeightedMovingAvg:0", "mine/mine:0")
        names = ["WeightedMovingAvg/value_x_weight:0", "WeightedMovingAvg/weight:0"]
        assert [v.name for v in tf.global_variables()] == names
        assert [v.name for v in tf.get_collection("mine")] == ["mine/value_x_weight:0", "mine/weight:0"]
        session.run([tf.global_variables_initializer(), tf.variables_initializer(tf.get_collection("mine"))])
        for i, expected in enumerate(WEIGHTED):
            fed = {x: [1.0 + i, 2.0 - i], w: 0.5 + i}
            np.testing.assert_allclose(session.run(first, fed), expected, rtol=1e-6)
            np.testing.assert_allclose(session.run(second, fed), expected, rtol=1e-6)


def test_corrected_twice() -> None:
    """Two corrected averages of one variable keep variables of their own."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [2])
        with tf.variable_scope("scope1"), tf.variable_scope("scope2"):
            v = tf.get_variable("foo", [2], initializer=tf.zeros_initializer())
            updates = [
                assign_moving_average(v, x, 0.9),
                assign_moving_average(v, x, 0.5),
                assign_moving_average(v, x, tf.constant(0.5), name="third", zero_debias=False),
            ]
        inside = "scope1/scope2"
        names = [f"{inside}/AssignMovingAvg:0", f"{inside}/AssignMovingAvg_1:0", f"{inside}/third:0"]
        assert [u.name for u in updates] == names
        kept = ["biased:0", "local_step:0", "biased_1:0", "local_step_1:0"]
        assert [v.name for v in tf.global_variables()[1:]] == [f"{inside}/{inside}/foo/{k}" for k in kept]
        session.run(tf.global_variables_initializer())
        for i, expected in enumerate(zip(CORRECTED_TENTH, CORRECTED_HALF, AND_MOVED, strict=True)):
            for update, values in zip(updates, expected, strict=True):
                np.testing.assert_allclose(session.run(update, {x: [1.0 + i, 2.0 - i]}), values, rtol=1e-6)


def test_decay_of_double_precision() -> None:
    """A decay may be a tensor of float64."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([1.0, 2.0], dtype=tf.float64)
        averages = tf.train.ExponentialMovingAverage(tf.constant(0.3, tf.float64))
        update = averages.apply([v])
        session.run(tf.global_variables_initializer())
        v.load([2.0, 5.0], session)
        session.run(update)
        np.testing.assert_allclose(session.run(averages.average(v)), [1.7, 4.1], rtol=1e-12)
