"""The `tf.losses` family: a loss for every example, weighted, and brought together into one number.

Read next: `tensorlab/optimizers/`, which make a loss small.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.logistic_losses import sigmoid_cross_entropy
from tensorlab.ops.loss_reduction import (
    Reduction,
    add_loss,
    as_float32,
    cast_like,
    check_weights,
    compute_weighted_loss,
    get_losses,
    get_regularization_loss,
    get_regularization_losses,
    get_total_loss,
    refuse_none,
)
from tensorlab.ops.losses import (
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from tensorlab.ops.selecting import where
from tensorlab.ops.sequences import range_
from tensorlab.ops.shape_ops import rank, shape

DEFAULT = Reduction.SUM_BY_NONZERO_WEIGHTS


def _pair(first: Any, second: Any, names: tuple[str, str]) -> tuple[Tensor, Tensor]:
    """Both as float32 tensors of one shape; the names are those of the function's arguments."""
    for value, name in ((first, names[0]), (second, names[1])):
        if value is None:
            raise ValueError(f"{name} must not be None.")
    first, second = as_float32(first), as_float32(second)
    second.shape.assert_is_compatible_with(first.shape)
    return first, second


def _loss(
    default: str,
    formula: Callable[[Tensor, Tensor], Tensor],
    labels: Any,
    predictions: Any,
    weights: Any,
    scope: str | None,
    collection: str | None,
    reduction: str,
    names: tuple[str, str] = ("labels", "predictions"),
) -> Tensor:
    """A loss that compares entry by entry; `formula` gets labels and predictions."""
    with name_scope(scope, default, [predictions, labels, weights]) as inside:
        labels, predictions = _pair(labels, predictions, names)
        return compute_weighted_loss(formula(labels, predictions), weights, inside, collection, reduction)


# --- comparing entry by entry -----------------------------------------------------------------------------


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The squared distance between predictions and labels, on average.

    Args:
        labels, predictions: numbers of one shape; both become float32.
        weights, scope, loss_collection, reduction: as for `tf.losses.compute_weighted_loss`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.mean_squared_error([1., 2.], [3., 5.])))
    6.5
    """

    def formula(labels: Tensor, predictions: Tensor) -> Tensor:
        return build("SquaredDifference", predictions, labels)

    default = "mean_squared_error"
    return _loss(default, formula, labels, predictions, weights, scope, loss_collection, reduction)


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The distance between predictions and labels, on average. Arguments as for `mean_squared_error`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.absolute_difference([1., 2.], [3., 5.])))
    2.5
    """

    def formula(labels: Tensor, predictions: Tensor) -> Tensor:
        return build("Abs", build("Sub", predictions, labels))

    default = "absolute_difference"
    return _loss(default, formula, labels, predictions, weights, scope, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """Half the squared distance up to `delta`, growing only straight beyond: outliers count for less.

    Other arguments as for `mean_squared_error`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.huber_loss([0., 0.], [1., 10.], reduction="none")))
    [0.5 9.5]
    """

    def formula(labels: Tensor, predictions: Tensor) -> Tensor:
        distance = build("Abs", build("Sub", predictions, labels))
        squared_part = build("Minimum", distance, delta)
        straight_part = distance - squared_part
        return 0.5 * squared_part * squared_part + delta * straight_part

    return _loss("huber_loss", formula, labels, predictions, weights, scope, loss_collection, reduction)


def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The cross entropy of predictions that are chances already; `epsilon` keeps the logarithm from 0.

    Where scores are at hand, `tf.losses.sigmoid_cross_entropy` is more exact. Arguments as for
    `mean_squared_error`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.log_loss([1., 0.], [0.5, 0.5])))
    0.693147
    """

    def formula(labels: Tensor, predictions: Tensor) -> Tensor:
        yes = labels * build("Log", predictions + epsilon)
        return -yes - (1 - labels) * build("Log", 1 - predictions + epsilon)

    return _loss("log_loss", formula, labels, predictions, weights, scope, loss_collection, reduction)


def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """How far scores are from lying on the right side of 0 by at least 1, as in a support vector machine.

    Args:
        labels: 0 or 1.
        logits: scores of the same shape; positive ones speak for label 1.
        weights, scope, loss_collection, reduction: as for `tf.losses.compute_weighted_loss`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.hinge_loss([0., 1.], [3., 5.])))
    2.0
    """

    def formula(labels: Tensor, logits: Tensor) -> Tensor:
        return build("Relu", 1 - (2 * labels - 1) * logits)

    names = ("labels", "logits")
    return _loss("hinge_loss", formula, labels, logits, weights, scope, loss_collection, reduction, names)


@checks_arguments
def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """One minus the product of labels and predictions, both of length 1 along `axis` already.

    Other arguments as for `mean_squared_error`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.cosine_distance([[1., 0.]], [[0.6, 0.8]], axis=1)))
    0.4
    """
    if axis is None:
        raise ValueError("You must specify 'axis'.")

    def formula(labels: Tensor, predictions: Tensor) -> Tensor:
        return 1 - build("Sum", build("Mul", predictions, labels), axis, True)

    default = "cosine_distance_loss"
    return _loss(default, formula, labels, predictions, weights, scope, loss_collection, reduction)


def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
) -> Tensor:
    """How far the differences between the entries of an example are from those of its labels, squared.

    What all entries of an example share does not count: predictions that are all too large by 5 have a loss of 0.

    Args:
        labels, predictions: numbers of one shape, [batch, ...]; both become float32.
        weights: a scalar, or a tensor of the same rank whose dimensions are 1 or those of `labels`.
        scope, loss_collection: as for `tf.losses.compute_weighted_loss`.

    Returns:
        A float32 scalar: the losses of all examples, each times its weight, added up.

    Raises:
        ValueError: when shapes do not fit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.mean_pairwise_squared_error([[1., 2.]], [[6., 9.]])))
    4.0
    """
    with name_scope(scope, "mean_pairwise_squared_error", [predictions, labels, weights]):
        labels, predictions = _pair(labels, predictions, ("labels", "predictions"))
        weights = as_float32(weights)
        check_weights(labels, weights)
        distance = build("Sub", predictions, labels)
        inner = range_(1, rank(distance))  # all dimensions but that of the examples
        counted = build("Cast", build("NotEqual", weights, 0.0), float32) * build("OnesLike", distance)
        count = build("Sum", counted, inner, True, name="num_present")
        pairs = build("Maximum", count - 1, 0.0)
        squares = build("Sum", build("Square", distance), inner, True)
        shared = build("Square", build("Sum", distance, inner, True))
        spread = 2.0 * build("DivNoNan", squares, pairs, name="value")
        spread = spread - 2.0 * build(
            "DivNoNan", shared, build("Maximum", count * (count - 1), 0.0), name="value"
        )
        total = build("Sum", spread * weights, None)
        loss = where(build("Sum", count, None) > 0.0, total, build("ZerosLike", total), name="value")
        add_loss(loss, loss_collection)
        return loss


# --- cross entropies --------------------------------------------------------------------------------------


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The cross entropy between one-hot labels and softmax(logits), on average.

    Args:
        onehot_labels: the right chances, [batch, classes]; no gradient flows into them.
        logits: scores of the same shape.
        label_smoothing: the share of certainty that is taken away and spread over all classes alike.
        weights, scope, loss_collection, reduction: as for `tf.losses.compute_weighted_loss`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.softmax_cross_entropy([[0, 1]], [[1., 2.]])))
    0.31326166
    """
    refuse_none(onehot_labels=onehot_labels, logits=logits)
    with name_scope(scope, "softmax_cross_entropy_loss", [logits, onehot_labels, weights]) as inside:
        logits = convert_to_tensor(logits)
        labels = cast_like(onehot_labels, logits)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            classes = build("Cast", shape(labels)[-1], logits.dtype.base_dtype)
            labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
        labels = build("StopGradient", labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(labels, logits, name="xentropy")
        return compute_weighted_loss(losses, weights, inside, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = DEFAULT,
) -> Tensor:
    """The cross entropy between class numbers and softmax(logits), on average.

    Args:
        labels: int32 or int64, [batch] or [batch, 1].
        logits: scores, [batch, classes].
        weights, scope, loss_collection, reduction: as for `tf.losses.compute_weighted_loss`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.sparse_softmax_cross_entropy([[1]], [[1., 2.]])))
    0.31326166
    """
    refuse_none(labels=labels, logits=logits)
    with name_scope(scope, "sparse_softmax_cross_entropy_loss", [logits, labels, weights]) as inside:
        logits = convert_to_tensor(logits)
        labels, weights = _without_last(convert_to_tensor(labels), logits), convert_to_tensor(weights)
        if weights.shape.ndims:
            weights = _without_last(weights, logits)
        losses = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, inside, loss_collection, reduction)


def _without_last(x: Tensor, logits: Tensor) -> Tensor:
    """Drop a last dimension of size 1 where x has as many dimensions as the scores."""
    extra = x.shape.ndims is not None and x.shape.ndims == logits.shape.ndims
    return build("Squeeze", x, [-1]) if extra and x.shape.as_list()[-1] in (1, None) else x


__all__ = [
    "Reduction", "absolute_difference", "add_loss", "compute_weighted_loss", "cosine_distance", "get_losses",
    "get_regularization_loss", "get_regularization_losses", "get_total_loss", "hinge_loss", "huber_loss",
    "log_loss", "mean_pairwise_squared_error", "mean_squared_error", "sigmoid_cross_entropy", "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]  # fmt: skip
