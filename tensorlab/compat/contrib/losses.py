"""tf.contrib.losses: the losses of `tf.losses`, with the predictions first, as TensorFlow had them before 1.0.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/losses

Read next: `tensorlab/ops/loss_functions.py`, where today's stand.
"""

from importlib import import_module
from typing import Any

from tensorlab.compat.old_names import warn_old
from tensorlab.errors import unknown_name

__all__ = [
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "cosine_distance",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "log_loss",
    "mean_pairwise_squared_error",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]

tf: Any = import_module("tensorlab")

add_loss = tf.losses.add_loss
compute_weighted_loss = tf.losses.compute_weighted_loss
get_losses = tf.losses.get_losses
get_regularization_losses = tf.losses.get_regularization_losses
get_total_loss = tf.losses.get_total_loss


def _weights(weights: Any, weight: Any) -> Any:
    """TensorFlow 0.x called them `weight`."""
    if weight is None:
        return weights
    warn_old("'weight' is an old name: write weights=...")
    return weight


def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean of |predictions - labels|.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(absolute_difference([1.0, 2.0], [2.0, 4.0])))
    1.5
    """
    return tf.losses.absolute_difference(labels, predictions, _weights(weights, weight), scope)


def cosine_distance(
    predictions: Any,
    labels: Any = None,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    dim: int | None = None,
    weight: Any = None,
) -> Any:
    """One minus the mean product of vectors of length 1."""
    chosen = dim if axis is None else axis
    return tf.losses.cosine_distance(labels, predictions, chosen, _weights(weights, weight), scope)


def hinge_loss(logits: Any, labels: Any = None, scope: str | None = None) -> Any:
    """max(0, 1 - (2 label - 1) score), entry by entry; it is not added to the collection of losses."""
    return tf.losses.hinge_loss(
        labels, logits, scope=scope, loss_collection=None, reduction=tf.losses.Reduction.NONE
    )


def log_loss(
    predictions: Any,
    labels: Any = None,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    weight: Any = None,
) -> Any:
    """The mean of -label ln(prediction) - (1 - label) ln(1 - prediction)."""
    return tf.losses.log_loss(labels, predictions, _weights(weights, weight), epsilon, scope)


def mean_pairwise_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean squared difference between how predictions and how labels differ, over all pairs of an example."""
    return tf.losses.mean_pairwise_squared_error(labels, predictions, _weights(weights, weight), scope)


def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean of (predictions - labels) squared."""
    return tf.losses.mean_squared_error(labels, predictions, _weights(weights, weight), scope)


def sigmoid_cross_entropy(
    logits: Any,
    multi_class_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    weight: Any = None,
) -> Any:
    """The mean cross entropy of sigmoid(logits) and labels, entry by entry."""
    return tf.losses.sigmoid_cross_entropy(
        multi_class_labels, logits, _weights(weights, weight), label_smoothing, scope
    )


def softmax_cross_entropy(
    logits: Any,
    onehot_labels: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    weight: Any = None,
) -> Any:
    """The mean cross entropy of softmax(logits) and rows of chances."""
    return tf.losses.softmax_cross_entropy(
        onehot_labels, logits, _weights(weights, weight), label_smoothing, scope
    )


def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean cross entropy of softmax(logits) and numbers of classes."""
    return tf.losses.sparse_softmax_cross_entropy(labels, logits, _weights(weights, weight), scope)


__getattr__ = unknown_name("tensorlab.contrib.losses", globals())
