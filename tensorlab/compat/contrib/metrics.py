"""tf.contrib.metrics: the metrics of `tf.metrics` under their older names, with the predictions first.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/metrics

Read next: `tensorlab/metrics/__init__.py`.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from tensorlab.errors import unknown_name

tf: Any = import_module("tensorlab")

# Today's metrics that begin with (labels, predictions), and were called `streaming_<name>`.
PREDICTIONS_FIRST = (
    *("accuracy", "auc", "false_negatives", "false_positives", "mean_absolute_error", "mean_cosine_distance"),
    *(
        "mean_iou",
        "mean_relative_error",
        "mean_squared_error",
        "precision",
        "recall",
        "root_mean_squared_error",
    ),
    *("true_negatives", "true_positives", "sparse_average_precision_at_k", "sparse_precision_at_k"),
    *("precision_at_thresholds", "recall_at_thresholds", "sensitivity_at_specificity"),
    *("specificity_at_sensitivity", "true_negatives_at_thresholds", "true_positives_at_thresholds"),
    *("false_negatives_at_thresholds", "false_positives_at_thresholds"),
)
SAME_ORDER = {"mean": "mean", "mean_tensor": "mean_tensor", "percentage_less": "percentage_below"}


def _predictions_first(name: str) -> Callable[..., Any]:
    def metric(predictions: Any, labels: Any, *rest: Any, **named: Any) -> Any:
        if name == "auc" and len(rest) > 4:  # curve came after the collections
            named = dict(zip(("curve", "name"), rest[4:], strict=False), **named)
            order = ("weights", "num_thresholds", "metrics_collections", "updates_collections")
            named.update(zip(order, rest, strict=False))
            rest = ()
        return getattr(tf.metrics, name)(labels, predictions, *rest, **named)

    metric.__name__ = metric.__qualname__ = f"streaming_{name}"
    metric.__doc__ = f"`tf.metrics.{name}` with the predictions before the labels."
    return metric


def accuracy(predictions: Any, labels: Any, weights: Any = None, name: str | None = None) -> Any:
    """The share of predictions that equal their labels, of this batch alone.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(accuracy([1, 2, 3, 4], [1, 2, 0, 4])))
    0.75
    """
    with tf.name_scope(name, "accuracy", [predictions, labels]):
        right = tf.cast(tf.equal(predictions, labels), tf.float32)
        if weights is None:
            return tf.reduce_mean(right)
        weights = tf.cast(weights, tf.float32)
        return tf.divide(tf.reduce_sum(right * weights), tf.reduce_sum(weights + tf.zeros_like(right)))


def aggregate_metrics(*value_update_tuples: Any) -> tuple[list[Any], list[Any]]:
    """Pairs (value, update) as a list of values and a list of updates.

    >>> aggregate_metrics(("a", "update a"), ("b", "update b"))
    (['a', 'b'], ['update a', 'update b'])
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(names_to_tuples: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pairs (value, update) by name as a dict of values and a dict of updates."""
    values, updates = aggregate_metrics(*names_to_tuples.values())
    return dict(zip(names_to_tuples, values, strict=True)), dict(zip(names_to_tuples, updates, strict=True))


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: int | None = None,
    dtype: Any = None,
    name: str | None = None,
    weights: Any = None,
) -> Any:
    """`tf.confusion_matrix`."""
    chosen = tf.int32 if dtype is None else dtype
    return tf.confusion_matrix(labels, predictions, num_classes, dtype=chosen, name=name, weights=weights)


_unknown = unknown_name(
    "tensorlab.contrib.metrics",
    {**globals(), **dict.fromkeys(f"streaming_{name}" for name in [*PREDICTIONS_FIRST, *SAME_ORDER])},
)


def __getattr__(name: str) -> Any:
    short = name.removeprefix("streaming_")
    if short != name and short in PREDICTIONS_FIRST:
        return _predictions_first(short)
    if short != name and short in SAME_ORDER:
        return getattr(tf.metrics, SAME_ORDER[short])
    return _unknown(name)
