"""Sigmoid cross entropies, for questions with the answers yes and no; and the squared length.

Every entry of the scores is a question of its own: is there a cat in this picture? is there a dog?

Read next: `loss_reduction.py`, `loss_functions.py` (the `tf.losses` family, made of these).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged, scalar
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.activations import sigmoid, sigmoid_gradient, softplus
from tensorlab.ops.loss_reduction import Reduction, cast_like, compute_weighted_loss, refuse_none
from tensorlab.ops.losses import both_given


@op(
    "SigmoidCrossEntropyWithLogits", name="logistic_loss", shape=merged, dtypes=FLOATING, kind="activation",
    symbol="logistic loss",
    latex=r"-{labels} \ln \sigma({logits}) - (1 - {labels}) \ln (1 - \sigma({logits}))",
)  # fmt: skip
def sigmoid_cross_entropy_node(logits: Array, labels: Array):
    """Compare scores with the right answers from 0 (no) to 1 (yes), entry by entry."""
    # The formula of the record, rearranged so that nothing overflows and small losses stay exact.
    tail = np.log1p(np.exp(np.negative(np.abs(logits))))
    return np.add(np.subtract(np.maximum(logits, 0), np.multiply(logits, labels)), tail)


@sigmoid_cross_entropy_node.gradient(
    latex=(r"{g} \cdot (\sigma({logits}) - {labels})", r"-{g} \cdot {logits}")
)
def _(g, y, logits, labels):
    return sigmoid_cross_entropy_gradient(g, logits, labels), -(g * logits)


@sigmoid_cross_entropy_node.samples
def _() -> list[Sample]:
    return [
        Sample(2.0, 0.25),
        Sample([1.0, -2.0, 0.5], [1.0, 0.0, 0.5]),
        Sample([[1.0], [-2.0]], [[0.75], [0.0]]),
        Sample(np.full((2, 1, 2), -0.5), np.ones((2, 1, 2))),
        Sample(np.zeros((0, 3)), np.zeros((0, 3))),
    ]


@op(
    "SigmoidCrossEntropyGrad", shape=merged, dtypes=FLOATING, kind="gradient", symbol="σ−labels",
    latex=r"{gradients} \cdot (\sigma({logits}) - {labels})",
)  # fmt: skip
def sigmoid_cross_entropy_gradient(gradients: Array, logits: Array, labels: Array):
    """Subtract the right answer from the sigmoid of the score, and multiply by the gradient of the loss.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([0., 0.])
    ...     loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=[1., 0.], logits=scores)
    ...     print(sess.run(tf.gradients(loss, scores)[0]))
    [-0.5  0.5]
    """
    return np.multiply(gradients, np.subtract(sigmoid.kernel(logits), labels))


@sigmoid_cross_entropy_gradient.gradient
def _(h, z, g, logits, labels):
    chance = sigmoid(logits)
    return h * (chance - labels), sigmoid_gradient(chance, h * g), -(h * g)


@sigmoid_cross_entropy_gradient.samples
def _() -> list[Sample]:
    return [
        Sample(2.0, 0.5, 0.25),
        Sample([1.0, -2.0, 3.0], [1.0, -2.0, 0.5], [1.0, 0.0, 0.5]),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3))),
    ]


def _yes_or_no(labels: Any, logits: Any) -> tuple[Tensor, Tensor]:
    logits = convert_to_tensor(logits, name="logits")
    labels = convert_to_tensor(labels, name="labels")
    if not logits.shape.is_compatible_with(labels.shape):
        raise ValueError(f"logits and labels must have the same shape ({logits.shape} vs {labels.shape})")
    return labels, logits


@checks_arguments
def sigmoid_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross entropy of many yes-or-no questions at once: one number for every entry.

    Args:
        labels: the right answers between 0 and 1, of the shape and dtype of `logits`.
        logits: scores, floating point; above 0 means more likely yes than no.

    Raises:
        ValueError: when the shapes differ, or labels or logits are missing.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.sigmoid_cross_entropy_with_logits(labels=[1., 1.], logits=[-1000., 1000.])))
    [1000.    0.]
    """
    both_given(labels, logits, "sigmoid_cross_entropy_with_logits")
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        labels, logits = _yes_or_no(labels, logits)
        return sigmoid_cross_entropy_node(logits, labels, name=scope)


def weighted_cross_entropy_with_logits(
    labels: Any = None,
    logits: Any = None,
    pos_weight: Any = None,
    name: str | None = None,
    targets: Any = None,
) -> Tensor:
    """The sigmoid cross entropy in which a missed yes counts `pos_weight` times as much as a false alarm.

    Args:
        labels, logits: as for `sigmoid_cross_entropy_with_logits`. `targets` is an older name of `labels`.
        pos_weight: a number or a tensor that stretches to the shape of `logits`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.weighted_cross_entropy_with_logits([1., 0.], [0., 0.], 10.)))
    [6.931472  0.6931472]
    """
    labels = targets if labels is None else labels
    both_given(labels, logits, "weighted_cross_entropy_with_logits")
    pos_weight = 1.0 if pos_weight is None else pos_weight
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        labels, logits = _yes_or_no(labels, logits)
        weight = 1 + (pos_weight - 1) * labels
        return build("AddV2", (1 - labels) * logits, weight * softplus(-logits), name=scope)


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The cross entropy of many yes-or-no questions, on average.

    Args:
        multi_class_labels: right answers from 0 to 1.
        logits: scores of the same shape.
        label_smoothing: how far the answers are moved towards one half.
        weights, scope, loss_collection, reduction: as for `tf.losses.compute_weighted_loss`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.sigmoid_cross_entropy([[0, 1]], [[1., 2.]])))
    0.720095
    """
    refuse_none(multi_class_labels=multi_class_labels, logits=logits)
    with name_scope(scope, "sigmoid_cross_entropy_loss", [logits, multi_class_labels, weights]) as inside:
        logits = convert_to_tensor(logits)
        labels = cast_like(multi_class_labels, logits)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, inside, loss_collection, reduction)


# --- the squared length -----------------------------------------------------------------------------------


@op(
    "L2Loss", shape=scalar, dtypes=FLOATING, kind="reduction", symbol="½Σx²",
    latex=r"\tfrac{{1}}{{2}} \textstyle\sum {t}^2",
)  # fmt: skip
def l2_loss(t: Array):
    """Add up the squares of all entries, and halve the sum: what weight decay adds to a loss.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.l2_loss([3., 4.])))
    12.5
    """
    return np.multiply(np.add.reduce(np.square(t), axis=None), 0.5)


@l2_loss.gradient(latex=(r"{g} \cdot {t}",))
def _(g, y, t):
    return g * t


@l2_loss.samples
def _() -> list[Sample]:
    return [
        Sample(3.0), Sample([1.0, -2.0]), Sample([[1.0, 2.0], [3.0, 4.0]]), Sample(np.ones((2, 1, 2))),
        Sample(np.zeros((0, 2))),
    ]  # fmt: skip


__all__ = [
    "l2_loss", "sigmoid_cross_entropy", "sigmoid_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
]  # fmt: skip
