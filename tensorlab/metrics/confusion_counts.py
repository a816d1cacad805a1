"""Yes or no, right or wrong: the four counts, and precision and recall, which are made of them.

    |              | predicted yes   | predicted no    |
    |--------------|-----------------|-----------------|
    | it is so     | true positives  | false negatives |
    | it is not so | false positives | true negatives  |

Precision asks: of all that was predicted, how much is so? Recall: of all that is so, how much was found?

Read next: `over_thresholds.py` (the same for every threshold of a score).
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import bool_, float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.metrics.local_state import cast, counter, matched, publish
from tensorlab.ops.asserts import assert_rank_in
from tensorlab.ops.flow import identity
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import rank
from tensorlab.ops.state import assign_add
from tensorlab.ops.variable_scope import variable_scope


def _as_answers(labels: Any, predictions: Any, weights: Any) -> tuple[Tensor, Tensor, Tensor | None]:
    """Predictions and labels as bools of one shape, and the weights."""
    return matched(cast(predictions, bool_), cast(labels, bool_), weights)


def _counted(
    default: str,
    label: bool,
    prediction: bool,
    labels: Any,
    predictions: Any,
    weights: Any,
    metrics_collections: Any,
    updates_collections: Any,
    name: str | None,
) -> tuple[Tensor, Tensor]:
    """Count how often this label met this prediction."""
    with variable_scope(name, default, [predictions, labels, weights]):
        predictions, labels, weights = _as_answers(labels, predictions, weights)
        met = build(
            "LogicalAnd",
            build("Equal", labels, convert_to_tensor(label)),
            build("Equal", predictions, convert_to_tensor(prediction)),
        )
        count = counter([], float32, "count")
        values = cast(met, float32)
        if weights is not None:
            with control_dependencies([assert_rank_in(weights, (0, rank(values)))]):
                values = build("Mul", values, cast(weights, float32))
        value = identity(count)
        update = assign_add(count, build("Sum", values, None))
        return publish(value, update, metrics_collections, updates_collections)


def true_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is so was predicted.

    Args:
        labels, predictions: truth values of one shape, or numbers, of which all but 0 mean yes.
        weights: how much each example counts: a scalar or a tensor of the same rank.
        metrics_collections, updates_collections: collections that the value and the update operation join.
        name: the variable scope, "true_positives" by default.

    Returns:
        Two float32 scalars: the count so far; and the operation that counts the batch and gives the new count.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.true_positives(labels=[1, 1, 0, 0], predictions=[1, 0, 1, 0])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update), sess.run(update))
    1.0 2.0
    """
    return _counted(
        "true_positives",
        True,
        True,
        labels,
        predictions,
        weights,
        metrics_collections,
        updates_collections,
        name,
    )


def false_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is not so was predicted. Arguments as for `tf.metrics.true_positives`."""
    return _counted(
        "false_positives",
        False,
        True,
        labels,
        predictions,
        weights,
        metrics_collections,
        updates_collections,
        name,
    )


def false_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is so was not predicted. Arguments as for `tf.metrics.true_positives`."""
    return _counted(
        "false_negatives",
        True,
        False,
        labels,
        predictions,
        weights,
        metrics_collections,
        updates_collections,
        name,
    )


def true_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is not so was not predicted. Arguments as for `tf.metrics.true_positives`."""
    return _counted(
        "true_negatives",
        False,
        False,
        labels,
        predictions,
        weights,
        metrics_collections,
        updates_collections,
        name,
    )


def _share(part: Tensor, rest: Tensor, name: str) -> Tensor:
    """part / (part + rest), and 0 where nothing was counted."""
    share = build("RealDiv", part, build("AddV2", part, rest))
    return where(build("Greater", build("AddV2", part, rest), 0.0), share, convert_to_tensor(0.0), name=name)


def precision(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of all that was predicted, the share that is so: TP / (TP + FP).

    Arguments as for `tf.metrics.true_positives`; the value is 0 while nothing was predicted.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.precision(labels=[1, 1, 0, 0], predictions=[1, 1, 1, 0])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.6666667
    """
    with variable_scope(name, "precision", [predictions, labels, weights]):
        predictions, labels, weights = _as_answers(labels, predictions, weights)
        right, count_right = true_positives(labels, predictions, weights)
        wrong, count_wrong = false_positives(labels, predictions, weights)
        value, update = _share(right, wrong, "value"), _share(count_right, count_wrong, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


def recall(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of all that is so, the share that was predicted: TP / (TP + FN).

    Arguments as for `tf.metrics.true_positives`; the value is 0 while nothing was so.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.recall(labels=[1, 1, 0, 0], predictions=[1, 0, 1, 0])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.5
    """
    with variable_scope(name, "recall", [predictions, labels, weights]):
        predictions, labels, weights = _as_answers(labels, predictions, weights)
        found, count_found = true_positives(labels, predictions, weights)
        missed, count_missed = false_negatives(labels, predictions, weights)
        value, update = _share(found, missed, "value"), _share(count_found, count_missed, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


__all__ = ["false_negatives", "false_positives", "precision", "recall", "true_negatives", "true_positives"]
