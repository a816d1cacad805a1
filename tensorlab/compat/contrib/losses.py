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


def _weights(weights: Any, weight: Any, values: Any, less: int = 0) -> Any:
    """The weights, one for every loss; those for examples count for all entries of theirs.

    TensorFlow 0.x called them `weight`. `values` have `less` dimensions more than the losses.
    """
    if weight is not None:
        warn_old("'weight' is an old name: write weights=...")
        weights = weight
    weights, rank = tf.convert_to_tensor(weights), tf.convert_to_tensor(values).shape.ndims
    if rank is None or weights.shape.ndims is None:
        return weights
    if weights.shape.ndims > 1 and weights.shape.as_list()[-1] == 1:
        weights = tf.squeeze(weights, [-1])
    for _ in range(rank - less - weights.shape.ndims if weights.shape.ndims else 0):
        weights = tf.expand_dims(weights, -1)
    return weights


def absolute_difference(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean of |predictions - labels|.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(absolute_difference([1.0, 2.0], [2.0, 4.0])))
    1.5
    """
    return tf.losses.absolute_difference(labels, predictions, _weights(weights, weight, predictions), scope)


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
    return tf.losses.cosine_distance(
        labels, predictions, chosen, _weights(weights, weight, predictions), scope
    )


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
    return tf.losses.log_loss(labels, predictions, _weights(weights, weight, predictions), epsilon, scope)


def mean_pairwise_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """How the differences between the entries of an example are unlike those of its labels, squared, over all pairs.

    Pairs of an entry with itself are counted, unlike today.
    """
    weights = tf.to_float(_weights(weights, weight, predictions))
    with tf.name_scope(scope, "mean_pairwise_squared_error", [predictions, labels, weights]):
        distance = tf.cast(predictions, tf.float32) - tf.cast(labels, tf.float32)
        inner = list(range(1, distance.shape.ndims))
        counted = tf.cast(tf.not_equal(weights, 0.0), tf.float32) * tf.ones_like(distance)
        count = tf.reduce_sum(counted, inner, keepdims=True)
        spread = tf.div_no_nan(tf.reduce_sum(tf.square(distance), inner, keepdims=True), count)
        shared = tf.div_no_nan(tf.square(tf.reduce_sum(distance, inner, keepdims=True)), tf.square(count))
        loss = tf.reduce_sum(2.0 * (spread - shared) * weights)
        add_loss(loss)
        return loss


def mean_squared_error(
    predictions: Any, labels: Any = None, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean of (predictions - labels) squared."""
    return tf.losses.mean_squared_error(labels, predictions, _weights(weights, weight, predictions), scope)


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
        multi_class_labels, logits, _weights(weights, weight, logits), label_smoothing, scope
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
        onehot_labels, logits, _weights(weights, weight, logits, less=1), label_smoothing, scope
    )


def sparse_softmax_cross_entropy(
    logits: Any, labels: Any, weights: Any = 1.0, scope: str | None = None, weight: Any = None
) -> Any:
    """The mean cross entropy of softmax(logits) and numbers of classes."""
    return tf.losses.sparse_softmax_cross_entropy(
        labels, logits, _weights(weights, weight, logits, less=1), scope
    )


__getattr__ = unknown_name("tensorlab.contrib.losses", globals())
