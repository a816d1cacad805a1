"""The programs that are measured, written once for TensorFlow and tensorlab alike.

Read next: `handwritten.py` (the same in plain NumPy, the floor), `worker.py` (who runs them).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

CHAIN = 1000  # nodes of the chain, before its gradients
ROWS = 8


def batch() -> tuple[np.ndarray, np.ndarray]:
    """One batch of the tutorial's data: float64 points and int labels, as its program feeds them."""
    points = np.random.RandomState(1).rand(ROWS, 2)
    labels = np.array([int(a + b < 1) for a, b in points]).reshape([-1, 1])
    return points, labels


class Seed:
    """The tutorial's complete program: a training step, and the forward pass alone."""

    def __init__(self, tf: Any) -> None:
        self.graph = tf.Graph()
        with self.graph.as_default():
            w1 = tf.Variable(tf.random_normal(shape=[2, 3], stddev=1, dtype=tf.float32, seed=1))
            w2 = tf.Variable(tf.random_normal(shape=[3, 1], stddev=1, dtype=tf.float32, seed=1))
            self.x = tf.placeholder(dtype=tf.float32, shape=[None, 2], name="x-input")
            self.y_ = tf.placeholder(dtype=tf.float32, shape=[None, 1], name="y-input")
            self.forward = tf.matmul(tf.matmul(self.x, w1), w2)
            y = tf.sigmoid(self.forward)
            self.loss = -tf.reduce_mean(self.y_ * tf.log(tf.clip_by_value(y, 1e-10, 1))) + (1 - y) * tf.log(
                tf.clip_by_value(1 - y, 1e-10, 1.0)
            )
            self.train = tf.train.AdamOptimizer(learning_rate=0.001).minimize(self.loss)
            self.session = tf.Session(graph=self.graph, config=one_thread(tf))
            self.session.run(tf.global_variables_initializer())
        points, labels = batch()
        self.feeds = {self.x: points, self.y_: labels}
        self.points = {self.x: points}

    def step(self) -> None:
        """One training step."""
        self.session.run(self.train, feed_dict=self.feeds)

    def forward_pass(self) -> None:
        """Two matrix products."""
        self.session.run(self.forward, feed_dict=self.points)


class Chain:
    """A chain of tanh and products, 1,000 nodes long, and its gradient."""

    def __init__(self, tf: Any) -> None:
        with tf.Graph().as_default() as graph:
            self.x = tf.placeholder(tf.float32, [4])
            y = self.x
            for _ in range(CHAIN // 2):
                y = tf.tanh(y)
                y = y * self.x
            self.gradient = tf.gradients(y, self.x)
        self.session = tf.Session(graph=graph, config=one_thread(tf))
        self.feeds = {self.x: np.full(4, 0.9, np.float32)}

    def run(self) -> None:
        """Forward and backward."""
        self.session.run(self.gradient, feed_dict=self.feeds)


def one_thread(tf: Any) -> Any:
    """A configuration that uses a single thread."""
    return tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)


def tasks(tf: Any) -> dict[str, Callable[[], Callable[[], None]]]:
    """For every task a function that prepares it and returns what is to be timed."""
    return {
        "seed step": lambda: Seed(tf).step,
        "seed forward": lambda: Seed(tf).forward_pass,
        "chain run": lambda: Chain(tf).run,
        "chain build": lambda: lambda: Chain(tf) and None,
    }
