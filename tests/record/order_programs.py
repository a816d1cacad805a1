"""Programs in which the order of operations matters, or is made not to matter, for the tests of `lab.orders`.

Each is a function of a session that builds its graph, gives the variables their values, and returns the fetches.

Read next: `test_orders.py`.
"""

from typing import Any

import tensorlab as tf


def two_additions(session: Any) -> list[Any]:
    """Two operations add one, and somebody looks on."""
    v = tf.Variable(0.0, name="v")
    first = tf.assign_add(v, 1.0, name="first")
    second = tf.assign_add(v, 1.0, name="second")
    session.run(v.initializer)
    return [first.op, second.op, v]


def lost_update(session: Any) -> list[Any]:
    """Two operations read, add one, and put the sum back."""
    v = tf.Variable(0.0, name="v")
    first = tf.assign(v, tf.add(v, 1.0, name="first_sum"), name="first")
    second = tf.assign(v, tf.add(v, 1.0, name="second_sum"), name="second")
    session.run(v.initializer)
    return [first.op, second.op]


def stale_read(session: Any) -> list[Any]:
    """A prediction in the same run as a training step."""
    x = tf.constant(3.0)
    w = tf.Variable(2.0, name="w")
    loss = tf.square(w * 1.5 - 1.0, name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="train")
    y = tf.multiply(w, x, name="y")
    session.run(w.initializer)
    return [train, y]


def forced(session: Any) -> list[Any]:
    """The same, and the prediction waits for the step."""
    x = tf.constant(3.0)
    w = tf.Variable(2.0, name="w")
    loss = tf.square(w * 1.5 - 1.0, name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="train")
    with tf.control_dependencies([train]):
        y = tf.multiply(w, x, name="y")
    session.run(w.initializer)
    return [train, y]


def moving_average(session: Any) -> list[Any]:
    """An average of the weight, taken before or after the step."""
    w = tf.Variable(2.0, name="w")
    average = tf.Variable(2.0, name="average", trainable=False)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(w, name="loss"), name="train")
    moved = tf.assign_sub(average, (average - w) * 0.5, name="moved")
    session.run(tf.global_variables_initializer())
    return [train, moved.op]


CLASSICS = [two_additions, lost_update, stale_read, forced, moving_average]
