"""`tensorflow.examples.tutorials.mnist.mnist`: the network with two hidden layers of the tutorial on fully connected
networks.

Source: https://www.tensorflow.org/versions/r1.1/get_started/mnist/mechanics

Read next: `mnist.py`.
"""

import math
from importlib import import_module
from typing import Any

NUM_CLASSES = 10
IMAGE_SIZE = 28
IMAGE_PIXELS = IMAGE_SIZE * IMAGE_SIZE

tf: Any = import_module("tensorlab")


def inference(images: Any, hidden1_units: int, hidden2_units: int) -> Any:
    """Scores [batch, 10] of pictures [batch, 784], float32.

    >>> with tf.Graph().as_default():
    ...     print(inference(tf.zeros([3, 784]), 128, 32).shape)
    (3, 10)
    """

    def layer(scope: str, x: Any, inputs: int, units: int) -> Any:
        with tf.name_scope(scope):
            start = tf.truncated_normal([inputs, units], stddev=1.0 / math.sqrt(float(inputs)))
            weights = tf.Variable(start, name="weights")
            biases = tf.Variable(tf.zeros([units]), name="biases")
            product = tf.matmul(x, weights) + biases
            return product if scope == "softmax_linear" else tf.nn.relu(product)

    hidden1 = layer("hidden1", images, IMAGE_PIXELS, hidden1_units)
    hidden2 = layer("hidden2", hidden1, hidden1_units, hidden2_units)
    return layer("softmax_linear", hidden2, hidden2_units, NUM_CLASSES)


def loss(logits: Any, labels: Any) -> Any:
    """The mean cross entropy of scores [batch, 10] and numbers of classes [batch]."""
    return tf.losses.sparse_softmax_cross_entropy(labels=tf.cast(labels, tf.int64), logits=logits)


def training(loss: Any, learning_rate: float) -> Any:
    """An operation that takes one step of gradient descent, and counts it."""
    optimizer = tf.train.GradientDescentOptimizer(learning_rate)
    global_step = tf.Variable(0, name="global_step", trainable=False)
    return optimizer.minimize(loss, global_step=global_step)


def evaluation(logits: Any, labels: Any) -> Any:
    """How many of the batch are classified right, int32."""
    return tf.reduce_sum(tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.int32))
