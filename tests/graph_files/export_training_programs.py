"""Graphs that train: written to files, imported and trained by TensorFlow, and compared step by step.

Read next: `tests/parity/record_written_graphs.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.graph_files.export_programs import Program, numbers


def _data(tf: Any, features: int = 4, classes: int = 3, rows: int = 6) -> tuple[Any, Any, dict[Any, Any]]:
    """Placeholders for a batch with class numbers, and what to feed."""
    x = tf.placeholder(tf.float32, [None, features], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    return x, y, {x: numbers(rows, features), y: np.arange(rows) % classes}


def _network(tf: Any, x: Any, classes: int = 3) -> Any:
    """Two dense layers."""
    w1 = tf.Variable(tf.random_normal([4, 8], stddev=0.5, seed=1), name="w1")
    b1 = tf.Variable(tf.zeros([8]), name="b1")
    w2 = tf.Variable(tf.random_normal([8, classes], stddev=0.5, seed=2), name="w2")
    b2 = tf.Variable(tf.zeros([classes]), name="b2")
    return tf.matmul(tf.nn.tanh(tf.matmul(x, w1) + b1), w2) + b2


def _trained(tf: Any, optimizer: Any, steps: int = 6) -> Program:
    """A network of two layers, trained with an optimizer."""
    x, y, feeds = _data(tf)
    logits = _network(tf, x)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits), name="loss"
    )
    train = optimizer.minimize(loss)
    return Program([loss, *(v.value() for v in tf.trainable_variables())], feeds, train, steps)


def linear_regression(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, name="x")
    y = tf.placeholder(tf.float32, name="y")
    w, b = tf.Variable(0.5, name="w"), tf.Variable(0.0, name="b")
    loss = tf.reduce_mean(tf.square(w * x + b - y))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return Program([loss, w.value(), b.value()], {x: numbers(5), y: numbers(5, shift=2.0)}, train, 8)


def softmax_regression(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [None, 4])
    y = tf.placeholder(tf.float32, [None, 3])
    w, b = tf.Variable(tf.zeros([4, 3])), tf.Variable(tf.zeros([3]))
    chances = tf.nn.softmax(tf.matmul(x, w) + b)
    loss = tf.reduce_mean(-tf.reduce_sum(y * tf.log(chances), reduction_indices=[1]))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    right = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(chances, 1), tf.argmax(y, 1)), tf.float32))
    return Program([loss, right, w.value()], {x: numbers(6, 4), y: np.eye(3)[np.arange(6) % 3]}, train, 8)


def momentum(tf: Any) -> Program:
    return _trained(tf, tf.train.MomentumOptimizer(0.1, 0.9))


def nesterov(tf: Any) -> Program:
    return _trained(tf, tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True))


def adam(tf: Any) -> Program:
    return _trained(tf, tf.train.AdamOptimizer(0.02))


def rmsprop(tf: Any) -> Program:
    return _trained(tf, tf.train.RMSPropOptimizer(0.01, momentum=0.5, centered=True))


def adagrad(tf: Any) -> Program:
    return _trained(tf, tf.train.AdagradOptimizer(0.1))


def adadelta(tf: Any) -> Program:
    return _trained(tf, tf.train.AdadeltaOptimizer(1.0))


def ftrl(tf: Any) -> Program:
    return _trained(tf, tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01))


def proximal(tf: Any) -> Program:
    return _trained(tf, tf.train.ProximalAdagradOptimizer(0.1, l2_regularization_strength=0.01))


def convolutional_network(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [None, 8, 8, 1], name="x")
    y = tf.placeholder(tf.int32, [None], name="y")
    tf.set_random_seed(5)
    hidden = tf.layers.conv2d(x, 4, 3, padding="same", activation=tf.nn.relu)
    hidden = tf.layers.max_pooling2d(hidden, 2, 2)
    hidden = tf.layers.conv2d(hidden, 6, 3, activation=tf.nn.relu)
    hidden = tf.layers.dense(tf.layers.flatten(hidden), 5, activation=tf.nn.relu)
    loss = tf.losses.sparse_softmax_cross_entropy(y, tf.layers.dense(hidden, 3))
    train = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_or_create_global_step())
    kernel = tf.trainable_variables()[0]
    return Program([loss, kernel.value()], {x: numbers(4, 8, 8, 1), y: [0, 1, 2, 1]}, train, 5)


def static_lstm(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [4, 3, 2], name="x")
    tf.set_random_seed(6)
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    outputs, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(tf.layers.dense(outputs[-1], 1) - tf.reduce_sum(x, [1, 2])[:, None]))
    train = tf.train.AdagradOptimizer(0.1).minimize(loss)
    return Program([loss, tf.trainable_variables()[0].value()], {x: numbers(4, 3, 2)}, train, 5)


def dynamic_lstm(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [3, None, 2], name="x")
    lengths = tf.placeholder(tf.int32, [3], name="lengths")
    tf.set_random_seed(7)
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(4) for _ in range(2)])
    outputs, state = tf.nn.dynamic_rnn(cell, x, lengths, dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(state[1].h)) + tf.reduce_mean(outputs**2)
    gradients, variables = zip(*tf.train.AdamOptimizer().compute_gradients(loss), strict=True)
    gradients, norm = tf.clip_by_global_norm(gradients, 0.1)
    train = tf.train.GradientDescentOptimizer(0.5).apply_gradients(zip(gradients, variables, strict=True))
    return Program([loss, norm], {x: numbers(3, 4, 2), lengths: [4, 1, 3]}, train, 5)


def _embeddings(tf: Any, optimizer: Any) -> Program:
    ids = tf.placeholder(tf.int32, [None, 2], name="ids")
    table = tf.Variable(tf.random_uniform([6, 3], -1.0, 1.0, seed=3), name="table")
    context = tf.nn.embedding_lookup(table, ids)
    loss = tf.reduce_mean(tf.square(tf.reduce_sum(context, 1) - 0.5))
    train = optimizer.minimize(loss)
    return Program([loss, table.value()], {ids: [[0, 3], [3, 3], [5, 1]]}, train, 6)


def embeddings(tf: Any) -> Program:
    return _embeddings(tf, tf.train.GradientDescentOptimizer(0.5))


def embeddings_with_momentum(tf: Any) -> Program:
    return _embeddings(tf, tf.train.MomentumOptimizer(0.5, 0.9))


def embeddings_with_adam(tf: Any) -> Program:
    return _embeddings(tf, tf.train.AdamOptimizer(0.1))


def embeddings_with_adagrad(tf: Any) -> Program:
    return _embeddings(tf, tf.train.AdagradOptimizer(0.5))


def word_vectors(tf: Any) -> Program:
    words = tf.placeholder(tf.int32, [4], name="words")
    context = tf.placeholder(tf.int32, [4, 1], name="context")
    tf.set_random_seed(8)
    table = tf.Variable(tf.random_uniform([10, 3], -1.0, 1.0))
    weights = tf.Variable(tf.truncated_normal([10, 3], stddev=0.5))
    looked_up = tf.nn.embedding_lookup(table, words)
    losses = tf.nn.nce_loss(weights, tf.Variable(tf.zeros([10])), context, looked_up, 5, 10)
    loss = tf.reduce_mean(losses)
    train = tf.train.GradientDescentOptimizer(0.3).minimize(loss)
    return Program([loss, table.value()], {words: [0, 3, 3, 9], context: [[1], [2], [4], [0]]}, train, 4)


def normalized_batches(tf: Any) -> Program:
    x, y, feeds = _data(tf)
    tf.set_random_seed(9)
    training = tf.placeholder_with_default(True, [], name="training")
    hidden = tf.layers.batch_normalization(tf.layers.dense(x, 5), training=True)
    logits = tf.layers.dense(tf.nn.relu(hidden), 3)
    loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    moving = [v.value() for v in tf.global_variables() if "moving" in v.name]
    return Program([loss, tf.identity(training), *moving], feeds, train, 4)


def dropped_units(tf: Any) -> Program:
    x, y, feeds = _data(tf)
    hidden = tf.nn.dropout(_network(tf, x, 8), keep_prob=0.6, seed=12)
    w = tf.Variable(tf.random_normal([8, 3], seed=13), name="out")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=tf.matmul(hidden, w))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(losses))
    return Program([tf.reduce_mean(losses), w.value()], feeds, train, 4)


def falling_rate(tf: Any) -> Program:
    x, y, feeds = _data(tf)
    step = tf.Variable(0, trainable=False, name="step")
    rate = tf.train.exponential_decay(0.5, step, 2, 0.5, staircase=True)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=_network(tf, x))
    loss = tf.reduce_mean(losses) + 0.01 * tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables()])
    train = tf.train.GradientDescentOptimizer(rate).minimize(loss, global_step=step)
    return Program([loss, rate, step.value()], feeds, train, 6)


def moving_averages(tf: Any) -> Program:
    x, y, feeds = _data(tf)
    loss = tf.losses.sparse_softmax_cross_entropy(y, _network(tf, x))
    train = tf.train.GradientDescentOptimizer(0.3).minimize(loss)
    averages = tf.train.ExponentialMovingAverage(0.9)
    with tf.control_dependencies([train]):
        train = averages.apply(tf.trainable_variables())
    shadow = averages.average(tf.trainable_variables()[0])
    return Program([loss, shadow.value()], feeds, train, 5)


def a_branch_in_the_loss(tf: Any) -> Program:
    x, y, feeds = _data(tf)
    loss = tf.losses.sparse_softmax_cross_entropy(y, _network(tf, x))
    total = tf.cond(loss > 1.0, lambda: loss * loss, lambda: 0.5 * loss)
    train = tf.train.GradientDescentOptimizer(0.5).minimize(total)
    return Program([loss, total], feeds, train, 6)


def autoencoder(tf: Any) -> Program:
    x = tf.placeholder(tf.float32, [None, 6], name="x")
    w = tf.get_variable("w", [6, 3], initializer=tf.glorot_uniform_initializer(seed=1))
    code = tf.sigmoid(tf.matmul(x, w))
    loss = tf.reduce_mean((tf.matmul(code, w, transpose_b=True) - x) ** 2) + 0.1 * tf.reduce_sum(tf.abs(code))
    train = tf.train.RMSPropOptimizer(0.05).minimize(loss)
    return Program([loss, w.value()], {x: numbers(5, 6)}, train, 6)


TRAINING_PROGRAMS: dict[str, Callable[[Any], Program]] = {
    function.__name__: function
    for function in (
        *(
            linear_regression,
            softmax_regression,
            momentum,
            nesterov,
            adam,
            rmsprop,
            adagrad,
            adadelta,
            ftrl,
            proximal,
        ),
        *(convolutional_network, static_lstm, dynamic_lstm, embeddings, embeddings_with_momentum),
        *(embeddings_with_adam, embeddings_with_adagrad, word_vectors, normalized_batches, dropped_units),
        *(falling_rate, moving_averages, a_branch_in_the_loss, autoencoder),
    )
}
