"""Programs with loops and branches for the record's and the Tracer's tests.

Read next: `test_nested.py`, and `tests/browser/test_nested.py`.
"""

import contextlib
from typing import Any

import numpy as np

import tensorlab as tf
from tensorlab import lab

ITERATIONS = (3, 5, 2)  # of the runs behind the initializer


def recurrent() -> Any:
    """A loop whose state passes a weight, then a branch, and a training step through both."""
    with lab.trace() as tape:
        x = tf.placeholder(tf.float32, [2, 2], name="x")
        n = tf.placeholder(tf.int32, [], name="n")
        w = tf.Variable([[0.5, 1.0], [-1.0, 0.25]], name="w")

        def body(i: Any, state: Any) -> Any:
            step = tf.matmul(state, w)
            return i + 1, tf.tanh(step)

        _, state = tf.while_loop(lambda i, state: i < n, body, [0, x])
        y = tf.cond(tf.reduce_sum(state) > 0, lambda: state * w, lambda: tf.sigmoid(state) - 1.0)
        loss = tf.reduce_sum(tf.square(y), name="loss")
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for count in ITERATIONS:
                session.run(train, {x: np.full((2, 2), count - 2.0), n: count})
    return tape


def nested(iterations: int = 4) -> Any:
    """A loop in a loop, with a branch inside, and gradients through all of it."""
    with lab.trace() as tape:
        x = tf.Variable([1.0, 2.0, 3.0], name="x")

        def body(i: Any, total: Any) -> Any:
            inner = tf.while_loop(lambda j, part: j < 3, lambda j, part: (j + 1, part * 0.9 + x), [0, total])
            part = inner[1]
            return i + 1, tf.cond(tf.reduce_sum(part) > 15.0, lambda: part * 0.5, lambda: part + 1.0)

        _, total = tf.while_loop(lambda i, total: i < iterations, body, [0, x])
        loss = tf.reduce_sum(tf.square(total), name="loss")
        train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(train)
            session.run(train)
    return tape


def no_iteration() -> Any:
    """A loop whose condition is false at once."""
    with lab.trace() as tape:
        i = tf.while_loop(lambda i: i < 0, lambda i: i + 1, [5], name="never")
        with tf.Session() as session:
            session.run(i)
    return tape


def failing() -> Any:
    """A loop that fails in its third iteration."""
    with lab.trace() as tape:
        rows = tf.constant([[1.0], [2.0]])

        def body(i: Any, total: Any) -> Any:
            return i + 1, total + tf.gather(rows, i)[0]

        _, total = tf.while_loop(lambda i, total: i < 4, body, [0, 0.0])
        with tf.Session() as session, contextlib.suppress(tf.errors.InvalidArgumentError):
            session.run(total)
    return tape


def writing() -> Any:
    """A branch and a loop that write variables, and a branch in which a model is trained."""
    with lab.trace() as tape:
        x = tf.placeholder(tf.float32, [], name="x")
        counter, total = tf.Variable(0, name="counter"), tf.Variable(0.0, name="total")
        w = tf.Variable(2.0, name="w")
        positive = tf.cond(x > 0, lambda: tf.assign_add(counter, 1), lambda: tf.assign(counter, 0))

        def body(i: Any) -> Any:
            with tf.control_dependencies([tf.assign_add(total, x)]):
                return i + 1

        with tf.control_dependencies([tf.while_loop(lambda i: i < 3, body, [0])]):
            after = total * 10.0
        loss = tf.square(w * x - 1.0)
        rate = tf.Variable(0.5, trainable=False, name="rate")
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        decay = tf.cond(counter > 1, lambda: tf.assign(rate, rate * 0.5), lambda: tf.identity(rate))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for value in (1.0, 2.0, -1.0):
                session.run([positive, after, train], {x: value})
            session.run(decay)
            session.run(counter)
    return tape


PROGRAMS = {
    "recurrent": recurrent,
    "nested": nested,
    "no_iteration": no_iteration,
    "failing": failing,
    "writing": writing,
}
