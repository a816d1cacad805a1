"""Metrics that are averages over all examples so far: accuracy, mean errors.

Each keeps a total and a count; the value is total / count, and 0 before anything was counted.

Read next: `confusion_counts.py` (precision and recall).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.metrics.local_state import (
    cast,
    counter,
    matched,
    matched_weights,
    publish,
    ratio,
    same_rank,
    stretched,
)
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import size
from tensorlab.ops.state import assign_add
from tensorlab.ops.variable_scope import variable_scope


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of all values seen so far.

    Args:
        values: numbers of any shape; they become float32.
        weights: how much each value counts: a scalar, or a tensor of the same rank whose sizes are 1 or those
            of `values`. 0 leaves a value out.
        metrics_collections: collections that the value joins.
        updates_collections: collections that the update operation joins.
        name: the variable scope, "mean" by default.

    Returns:
        Two float32 scalars: the mean so far (0 before the first batch); and the operation that counts the
        batch and gives the new mean.

    Raises:
        ValueError: when the weights do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/metrics/mean

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     batch = tf.placeholder(tf.float32, [None])
    ...     mean, update = tf.metrics.mean(batch)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(*[sess.run(update, {batch: numbers}) for numbers in ([1., 3.], [8.])], sess.run(mean))
    2.0 4.0 4.0
    """
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, float32)
        total, count = counter([], float32, "total"), counter([], float32, "count")
        if weights is None:
            present = cast(size(values), float32)
        else:
            weights = stretched(cast(matched_weights(values, weights), float32), values)
            values = build("Mul", values, weights)
            present = build("Sum", weights, None)
        new_total = assign_add(total, build("Sum", values, None))
        with control_dependencies([values]):
            new_count = assign_add(count, present)
        value, update = ratio(total, count, "value"), ratio(new_total, new_count, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of all tensors seen so far, entry by entry. Arguments as for `tf.metrics.mean`.

    The shape of `values` must be fully known.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     batch = tf.placeholder(tf.float32, [2])
    ...     mean, update = tf.metrics.mean_tensor(batch)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(*[sess.run(update, {batch: numbers}) for numbers in ([1., 3.], [5., 5.])])
    [1. 3.] [3. 4.]
    """
    with variable_scope(name, "mean", [values, weights]):
        values = cast(values, float32)
        total = counter(values.shape, float32, "total_tensor")
        count = counter(values.shape, float32, "count_tensor")
        present = build("OnesLike", values)
        if weights is not None:
            weights = stretched(cast(matched_weights(values, weights), float32), values)
            values, present = build("Mul", values, weights), build("Mul", present, weights)
        new_total = assign_add(total, values)
        with control_dependencies([values]):
            new_count = assign_add(count, present)
        value, update = ratio(total, count, "value"), ratio(new_total, new_count, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The share of predictions that equal their labels.

    Args:
        labels: the right classes, of any dtype.
        predictions: the predicted classes, of the same shape: `tf.argmax(scores, 1)`, not the scores.
        weights and the others: as for `tf.metrics.mean`.

    Returns:
        Two float32 scalars: the accuracy so far; and the operation that counts the batch and gives the new one.

    Raises:
        ValueError: when the shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/metrics/accuracy

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     accuracy, update = tf.metrics.accuracy(labels=[1, 0, 2, 2], predictions=[1, 0, 1, 2])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(accuracy), sess.run(update), sess.run(accuracy))
    0.0 0.75 0.75
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    predictions = cast(predictions, labels.dtype.base_dtype)
    right = cast(build("Equal", predictions, labels), float32)
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean distance between predictions and labels. Arguments as for `tf.metrics.accuracy`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.mean_absolute_error([1., 2.], [3., 2.])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    1.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = build("Abs", build("Sub", predictions, labels))
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_absolute_error")


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean squared distance between predictions and labels. Arguments as for `tf.metrics.accuracy`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.mean_squared_error([1., 2.], [3., 2.])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    2.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    errors = build("SquaredDifference", labels, predictions)
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_squared_error")


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The square root of the mean squared error, in the unit of the labels.

    Arguments as for `tf.metrics.accuracy`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.root_mean_squared_error([1., 2.], [4., 6.])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    3.535534
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    name = name or "root_mean_squared_error"
    value, update = mean_squared_error(labels, predictions, weights, name=name)
    return publish(build("Sqrt", value), build("Sqrt", update), metrics_collections, updates_collections)


def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean distance between predictions and labels, divided by `normalizer` (0 where that is 0).

    The other arguments as for `tf.metrics.accuracy`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.mean_relative_error([2., 4.], [3., 5.], normalizer=[2., 4.])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.375
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    predictions, normalizer = same_rank(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    errors = build("RealDiv", build("Abs", build("Sub", labels, predictions)), normalizer)
    errors = where(build("Equal", normalizer, 0.0), build("ZerosLike", labels), errors)
    return mean(errors, weights, metrics_collections, updates_collections, name or "mean_relative_error")


@checks_arguments
def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """1 minus the mean cosine of the angle between predictions and labels.

    Args:
        labels, predictions: vectors of length 1 along the dimension `dim`.
        weights: numbers of the shape of `labels` with size 1 along `dim`, or a scalar.
        others: as for `tf.metrics.mean`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.mean_cosine_distance([[1., 0.]], [[0., 1.]], 1)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    1.0
    """
    predictions, labels, weights = matched(predictions, labels, weights)
    cosines = build("Sum", build("Mul", predictions, labels), [dim], True)
    value, update = mean(cosines, weights, name=name or "mean_cosine_distance")
    value, update = build("Sub", convert_to_tensor(1.0), value), build("Sub", convert_to_tensor(1.0), update)
    return publish(value, update, metrics_collections, updates_collections)


def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The share of values that are smaller than a threshold. The other arguments as for `tf.metrics.mean`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.percentage_below([1., 2., 3., 4.], 3.)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.5
    """
    below = cast(build("Less", values, threshold), float32)
    return mean(
        below, weights, metrics_collections, updates_collections, name or "percentage_below_threshold"
    )


__all__ = [
    "accuracy", "mean", "mean_absolute_error", "mean_cosine_distance", "mean_relative_error", "mean_squared_error",
    "mean_tensor", "percentage_below", "root_mean_squared_error",
]  # fmt: skip
