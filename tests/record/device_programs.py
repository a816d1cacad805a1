"""A program on a CPU and a simulated GPU: a layer's weights on each, forward on the GPU, backward on the CPU.

Read next: `test_devices.py`.
"""

from typing import Any, NamedTuple

import numpy as np

import tensorlab as tf
from tensorlab import lab

X = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 1]], np.float32)
Y = np.array([[1], [0], [1]], np.float32)


class Program(NamedTuple):
    """A network of two layers, and what trains it."""

    x: Any
    y_: Any
    w1: Any
    w2: Any
    a: Any
    y: Any
    loss: Any
    train: Any

    @property
    def feeds(self) -> dict[Any, Any]:
        """Three examples."""
        return {self.x: X, self.y_: Y}


def network(optimizer: Any = None) -> Program:
    """The program's graph."""
    with tf.device("/cpu:0"):
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        y_ = tf.placeholder(tf.float32, [None, 1], name="y_")
        w1 = tf.Variable(tf.random_normal([3, 4], seed=1), name="w1")
    with tf.device("/gpu:0"):
        w2 = tf.Variable(tf.random_normal([4, 1], seed=2), name="w2")
        a = tf.tanh(tf.matmul(x, w1), name="a")
        y = tf.sigmoid(tf.matmul(a, w2), name="y")
    with tf.device("/cpu:0"):
        loss = tf.reduce_mean(tf.square(y - y_), name="loss")
        optimizer = tf.train.GradientDescentOptimizer(0.5) if optimizer is None else optimizer
        train = optimizer.minimize(loss)
    return Program(x, y_, w1, w2, a, y, loss, train)


def recorded(program: Program, times: int = 5, tape: Any = None, **simulation: Any) -> Any:
    """A tape of the initializer, of so many training steps, and of a prediction."""
    with (
        lab.simulate_gpu(**simulation),
        tf.Session() as session,
        lab.trace() if tape is None else tape as tape,
    ):
        session.run(tf.global_variables_initializer())
        for _ in range(times):
            session.run([program.train, program.loss], program.feeds)
        session.run(program.y, program.feeds)
    return tape
