"""The programs of `where_the_gpu_pays.py`: a matrix product and the training step of a network, on any device.

Each is written for tensorlab; the training step is there a second time, by hand, for NumPy and for CuPy alike.

Read next: `where_the_gpu_pays.py`.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

import tensorlab as tf

INPUTS, CLASSES = 784, 10
RATE = 0.01


class Program(NamedTuple):
    """A program in a session of its own: what it fetches, and what it is fed."""

    session: Any
    fetches: Any
    feeds: dict[Any, Any]

    def run(self) -> Any:
        """Run it once."""
        return self.session.run(self.fetches, self.feeds)


def entries(random: np.random.RandomState, *shape: int) -> np.ndarray:
    """Numbers around 0, small enough for a network's weights."""
    return (random.standard_normal(shape) * 0.05).astype(np.float32)


def started(fetches: Any, feeds: dict[Any, Any], given: dict[Any, Any]) -> Program:
    """A session whose variables have their values; `given` are large initial values, fed instead of stored."""
    session = tf.Session()
    session.run(tf.global_variables_initializer(), given)
    return Program(session, fetches, feeds)


def matrix_product(size: int, device: str, copied: bool) -> Program:
    """The product of two square matrices.

    Args:
        size: their rows.
        device: where it is computed, such as "/gpu:0".
        copied: the matrices come from the program and the product goes back to it; otherwise all stays there.
    """
    random = np.random.RandomState(0)
    arrays = [entries(random, size, size) for _ in range(2)]
    with tf.Graph().as_default() as graph, graph.device(device):
        inputs, feeds, given = sources(arrays, copied)
        product = tf.matmul(*inputs)
        return started(product if copied else product.op, feeds, given)


def sources(arrays: list[np.ndarray], copied: bool) -> tuple[list[Any], dict[Any, Any], dict[Any, Any]]:
    """Tensors with these values: fed in every run, or variables; what to feed, and what to feed at the start."""
    holders = [tf.placeholder(tf.float32, array.shape) for array in arrays]
    values = dict(zip(holders, arrays, strict=True))
    if copied:
        return list(holders), values, {}
    return [tf.Variable(holder, trainable=False) for holder in holders], {}, values


def training_step(batch: int, width: int, device: str, copied: bool) -> Program:
    """A step of gradient descent on a network with two hidden layers.

    Args:
        batch: the examples in a step.
        width: the neurons in each hidden layer.
        device: where it is computed. The weights stay there in any case.
        copied: the examples come from the program and the loss goes back to it.
    """
    start = weights(width)
    with tf.Graph().as_default() as graph, graph.device(device):
        (x, labels), feeds, given = sources(list(examples(batch)), copied)
        holders = [tf.placeholder(tf.float32, array.shape) for array in start]
        variables = [tf.Variable(holder) for holder in holders]
        w1, b1, w2, b2, w3, b3 = variables
        hidden = tf.nn.relu(tf.matmul(x, w1) + b1)
        hidden = tf.nn.relu(tf.matmul(hidden, w2) + b2)
        logits = tf.matmul(hidden, w3) + b3
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        train = tf.train.GradientDescentOptimizer(RATE).minimize(loss)
        given.update(zip(holders, start, strict=True))
        return started([train, loss] if copied else train, feeds, given)


def examples(batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of 784 points, and which of ten each one shows."""
    random = np.random.RandomState(1)
    return entries(random, batch, INPUTS), np.eye(CLASSES, dtype=np.float32)[
        random.randint(0, CLASSES, batch)
    ]


def weights(width: int) -> list[np.ndarray]:
    """Where the training begins."""
    random = np.random.RandomState(2)
    sizes = [INPUTS, width, width, CLASSES]
    pairs = pairwise(sizes)
    return [array for n, m in pairs for array in (entries(random, n, m), np.zeros(m, np.float32))]


class ByHand:
    """The same training step, differentiated by hand.

    Args:
        library: `numpy` or `cupy`.
        batch, width: as for `training_step`.
    """

    def __init__(self, library: Any, batch: int, width: int) -> None:
        self.library = library
        self.weights = [library.asarray(array) for array in weights(width)]
        self.x, self.labels = (library.asarray(array) for array in examples(batch))

    def step(self) -> Any:
        """Forward, backward, update; the loss before the update."""
        lib = self.library
        w1, b1, w2, b2, w3, b3 = self.weights
        first = lib.maximum(self.x.dot(w1) + b1, 0)
        second = lib.maximum(first.dot(w2) + b2, 0)
        logits = second.dot(w3) + b3
        logits -= logits.max(axis=1, keepdims=True)
        powers = lib.exp(logits)
        sums = powers.sum(axis=1, keepdims=True)
        loss = -((logits - lib.log(sums)) * self.labels).sum(axis=1).mean()
        back = (powers / sums - self.labels) / np.float32(len(self.x))
        back2 = back.dot(w3.T) * (second > 0)
        back1 = back2.dot(w2.T) * (first > 0)
        gradients = (
            *(self.x.T.dot(back1), back1.sum(axis=0)),
            *(first.T.dot(back2), back2.sum(axis=0)),
            *(second.T.dot(back), back.sum(axis=0)),
        )
        for weight, gradient in zip(self.weights, gradients, strict=True):
            weight -= np.float32(RATE) * gradient
        return loss
