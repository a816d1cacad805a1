"""Metrics that look at every class by itself, so that a rare one counts as much as a common one.

Read next: `over_thresholds.py`.
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32, float64, int64
from tensorlab.graph.registry import build
from tensorlab.graph.tensor import Tensor
from tensorlab.metrics.local_state import cast, counter, publish, ratio
from tensorlab.ops.fills import ones
from tensorlab.ops.scatter_updates import scatter_add
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import size
from tensorlab.ops.state import assign_add
from tensorlab.ops.tallies import confusion_matrix
from tensorlab.ops.variable_scope import variable_scope


def _flat(values: Any) -> Tensor:
    values = convert_to_tensor(values)
    several = values.shape.ndims is None or values.shape.ndims > 1
    return build("Reshape", values, [-1]) if several else values


def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The accuracy within each class, averaged over the classes.

    Args:
        labels, predictions: class numbers below `num_classes`, of one shape.
        num_classes: how many classes there are.
        weights: how much each example counts; of the shape of `labels`.
        metrics_collections, updates_collections, name: as for `tf.metrics.mean`.

    Returns:
        The mean so far, a scalar; and the operation that counts the batch, which gives the accuracy of every
        class, as TensorFlow's does.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     accuracy, update = tf.metrics.mean_per_class_accuracy([0, 0, 0, 1], [0, 0, 0, 0], 2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update), sess.run(accuracy))
    [1. 0.] 0.5
    """
    with variable_scope(name, "mean_accuracy", [predictions, labels, weights]):
        labels, predictions = _flat(cast(labels, int64)), _flat(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = counter([num_classes], float32, "total")
        count = counter([num_classes], float32, "count")
        present = ones([size(labels)], float32)
        right = cast(build("Equal", cast(predictions, int64), labels), float32)
        if weights is not None:
            weights = cast(_flat(weights), float32)
            right, present = build("Mul", right, weights), build("Mul", present, weights)
        new_total, new_count = scatter_add(total, labels, present), scatter_add(count, labels, right)
        each = build("DivNoNan", count, build("Maximum", total, 0.0))
        value = build("Mean", each, None, name="mean_accuracy")
        update = ratio(new_count, new_total, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Intersection over union, averaged over the classes: TP / (TP + FP + FN) for each.

    Args:
        labels, predictions: class numbers below `num_classes`, of one shape, for instance one for every pixel.
        num_classes: how many classes there are.
        weights: how much each example counts; of the shape of `labels`.
        metrics_collections, updates_collections, name: as for `tf.metrics.mean`.

    Returns:
        The mean over the classes that occurred so far, a scalar; and the operation that counts the batch, which
        gives the confusion matrix, as TensorFlow's does.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     iou, update = tf.metrics.mean_iou([0, 0, 1, 1], [0, 1, 1, 1], 2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update), sess.run(iou))
    [[1. 1.]
     [0. 2.]] 0.5833334
    """
    with variable_scope(name, "mean_iou", [predictions, labels, weights]):
        labels, predictions = convert_to_tensor(labels), convert_to_tensor(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = counter([num_classes, num_classes], float64, "total_confusion_matrix")
        weights = None if weights is None else _flat(weights)
        counts = confusion_matrix(
            _flat(cast(labels, int64)), _flat(cast(predictions, int64)), num_classes, float64, weights=weights
        )
        update = assign_add(total, counts)
        both = cast(build("DiagPart", total), float32)
        either = cast(build("Sum", total, 0), float32) + cast(build("Sum", total, 1), float32) - both
        occurring = build("Sum", cast(build("NotEqual", either, 0.0), float32), None)
        each = build("RealDiv", both, where(either > 0.0, either, build("OnesLike", either)))
        average = build("Sum", each, None, name="mean_iou") / occurring
        value = where(occurring > 0.0, average, convert_to_tensor(0.0))
        return publish(value, update, metrics_collections, updates_collections)


__all__ = ["mean_iou", "mean_per_class_accuracy"]
