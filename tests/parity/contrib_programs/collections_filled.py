"""What tf.contrib puts into the collections of a graph: weights, biases, activations, model variables."""

from __future__ import annotations

from typing import Any


def _names(tf: Any, key: str) -> list[str]:
    return [member.name for member in tf.get_collection(key)]


def of_layers(tf: Any, np: Any) -> None:
    """Layers of contrib, one after another, and every collection that they fill."""
    layers, keys = tf.contrib.layers, tf.GraphKeys
    x = tf.ones([2, 6, 6, 1])
    penalty = layers.l2_regularizer(0.1)
    y = layers.conv2d(x, 2, 3, weights_regularizer=penalty, scope="conv")
    y = layers.batch_norm(y, scope="norm")
    y = layers.flatten(layers.max_pool2d(y, 2))
    y = layers.dropout(layers.fully_connected(y, 3, weights_regularizer=penalty, scope="full"), 0.5)
    layers.fully_connected(y, 2, None, biases_initializer=None, trainable=False, scope="out")
    for key in (keys.MODEL_VARIABLES, keys.TRAINABLE_VARIABLES, keys.WEIGHTS, keys.BIASES):
        print(key, _names(tf, key))
    print(_names(tf, keys.ACTIVATIONS))
    print(_names(tf, keys.REGULARIZATION_LOSSES), len(_names(tf, keys.UPDATE_OPS)))
    print([v.name for v in tf.contrib.framework.get_model_variables("conv")])


def of_losses_and_steps(tf: Any, np: Any) -> None:
    """Losses of contrib join those of the core; train operations their collection."""
    w = tf.contrib.framework.model_variable("w", shape=[2], initializer=tf.ones_initializer())
    tf.contrib.losses.mean_squared_error(w, tf.constant([1.0, 3.0]))
    total = tf.contrib.losses.get_total_loss()
    train = tf.contrib.training.create_train_op(total, tf.train.GradientDescentOptimizer(0.1))
    print(_names(tf, tf.GraphKeys.LOSSES), _names(tf, tf.GraphKeys.MODEL_VARIABLES))
    print([type(op).__name__ for op in tf.get_collection(tf.GraphKeys.TRAIN_OP)])
    print(_names(tf, tf.GraphKeys.GLOBAL_STEP), tf.get_collection(tf.GraphKeys.TRAIN_OP)[-1] is train)
    step = tf.contrib.layers.optimize_loss(total, None, 0.1, "SGD", name="again")
    print(
        len(tf.get_collection(tf.GraphKeys.TRAIN_OP)),
        _names(tf, tf.GraphKeys.GLOBAL_STEP),
        step.name != train.name,
    )


def of_local_variables(tf: Any, np: Any) -> None:
    """local_variable and the metrics of contrib."""
    v = tf.contrib.framework.local_variable(1.0, name="here")
    tf.contrib.metrics.streaming_mean([1.0, 2.0], name="mean")
    print(_names(tf, tf.GraphKeys.LOCAL_VARIABLES), _names(tf, tf.GraphKeys.METRIC_VARIABLES), v.name)
    print([x.name for x in tf.contrib.framework.get_local_variables("mean")])
