"""Metrics of rankings: are the right classes among the k with the best scores?

Read next: `local_state.py`, where a metric's counters are explained.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import INDEX, float64, int32, int64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.metrics.local_state import cast, counter, publish, ratio, stretched
from tensorlab.ops.loss_reduction import check_weights
from tensorlab.ops.ordering import top_k
from tensorlab.ops.scans import cumsum
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.shape_ops import size
from tensorlab.ops.state import assign_add

# --- sets of class numbers --------------------------------------------------------------------------------


def _rows(a: TensorShape, b: TensorShape, shared: bool) -> TensorShape:
    if a.sizes is None or b.sizes is None:
        return TensorShape(None)
    if not (a.sizes and b.sizes):
        raise ValueError(f"Both inputs need rows of class numbers, at least one dimension: {a} and {b}.")
    return broadcast(TensorShape(a.sizes[:-1]), TensorShape(b.sizes[:-1]))


@op(
    "EntriesInCommon", shape=_rows, dtypes=INDEX, result=int32, kind="reduction", symbol="|{a} ∩ {b}|",
    latex=r"\left| {a} \cap {b} \right|",
)  # fmt: skip
def entries_in_common(a: Array, b: Array, shared: bool = True) -> Any:
    """Take every row as a set, and count the entries of `a` that are in `b` too (or, not `shared`, are not).

    An entry that stands twice in a row counts once. TensorFlow uses two ops for it, through a sparse tensor.

    >>> import tensorlab as tf
    >>> from tensorlab.metrics.among_the_best import entries_in_common
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(entries_in_common([[1, 2, 2], [3, 4, 5]], [[2, 7], [5, 3]])))
    [1 2]
    """
    width = a.shape[-1]
    earlier = np.tri(width, k=-1, like=a) != 0
    repeated = ((a[..., :, None] == a[..., None, :]) & earlier).any(axis=-1)
    in_b = (a[..., :, None] == b[..., None, :]).any(axis=-1)
    counted = ~repeated & (in_b if shared else ~in_b)
    return np.add.reduce(counted, axis=-1, dtype=np.int32)


entries_in_common.not_differentiable("it counts whole numbers, which do not change smoothly")


@entries_in_common.samples
def _() -> list[Sample]:
    return [
        Sample([1, 2, 2, 4], [2, 4, 9]),
        Sample([[1, 2, 2], [3, 4, 5]], [[2, 7], [5, 3]], shared=False),
        Sample([[[1], [2]]], [[[2, 3]]]),
        Sample(np.zeros((2, 0), np.int32), [[1], [2]]),
    ]


def _is_among(class_id: Any, ids: Tensor) -> Tensor:
    return build("Any", build("Equal", ids, cast(class_id, int64)), -1)


def _met(labels: Tensor, predictions: Tensor, class_id: Any, in_labels: bool, in_predictions: bool) -> Tensor:
    """For every row, how many classes are (or are not) among the labels and among the predictions."""
    if class_id is None:
        if in_predictions:
            return cast(entries_in_common(predictions, labels, shared=in_labels), float64)
        return cast(entries_in_common(labels, predictions, shared=False), float64)
    label, predicted = _is_among(class_id, labels), _is_among(class_id, predictions)
    label = label if in_labels else build("LogicalNot", label)
    predicted = predicted if in_predictions else build("LogicalNot", predicted)
    return cast(build("LogicalAnd", label, predicted), float64)


def _as_sets(labels: Any, predictions_idx: Any) -> tuple[Tensor, Tensor]:
    """Labels and predictions as int64 of one rank: the last dimension holds the set."""
    predictions, labels = cast(predictions_idx, int64), cast(_dense(labels), int64)
    with name_scope(None, "expand_labels", [labels, predictions]) as scope:
        if (
            None in (labels.shape.ndims, predictions.shape.ndims)
            or labels.shape.ndims == predictions.shape.ndims
        ):
            return labels, predictions
        if predictions.shape.ndims == (labels.shape.ndims or 0) + 1:
            return build("ExpandDims", labels, -1, name=scope), predictions
    raise ValueError(
        f"Unexpected labels shape {labels.shape} for predictions shape {predictions.shape}. The rank of the labels "
        "should be that of the predictions, or one less (one label each)."
    )


def _dense(labels: Any) -> Any:
    if type(labels).__name__ in ("SparseTensor", "SparseTensorValue"):
        raise NotImplementedError(
            "These metrics take labels as a dense tensor here. Give them one row of class numbers for every example, "
            "filled up with -1: tf.sparse.to_dense(labels, default_value=-1)."
        )
    return labels


def _at_k(name: str, k: int | None, class_id: Any = None) -> str:
    at = f"{name}_at_{k}" if k is not None else f"{name}_at_k"
    return at if class_id is None else f"{at}_class{class_id}"


def _counted(
    what: str,
    labels: Tensor,
    predictions: Tensor,
    k: int | None,
    class_id: Any,
    weights: Any,
    so: bool,
    said: bool,
) -> tuple[Any, Tensor]:
    """A counter of one kind, and the operation that counts the batch."""
    with name_scope(None, _at_k(what, k, class_id), [predictions, labels, weights]) as scope:
        met = _met(labels, predictions, class_id, so, said)
        if weights is not None:
            weights = cast(weights, float64)
            check_weights(met, weights)
            met = build("Mul", met, weights)
        count = counter([], float64, scope)
        return count, assign_add(count, build("Sum", met, None), name="update")


# --- the metrics ------------------------------------------------------------------------------------------


def precision_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of the classes that were predicted, the share that is right. See `precision_at_k`.

    Args:
        predictions_idx: the predicted classes, [..., k], as `tf.nn.top_k` gives their numbers.
    """
    with name_scope(name, _at_k("precision", k, class_id), [predictions_idx, labels, weights]) as scope:
        labels, predictions = _as_sets(labels, predictions_idx)
        right, count_right = _counted("true_positive", labels, predictions, k, class_id, weights, True, True)
        wrong, count_wrong = _counted(
            "false_positive", labels, predictions, k, class_id, weights, False, True
        )
        value = build("RealDiv", right, build("AddV2", right, wrong), name=scope)
        update = build("RealDiv", count_right, build("AddV2", count_right, count_wrong), name="update")
        return publish(value, update, metrics_collections, updates_collections)


def precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of the k classes with the best scores, the share that is right.

    Args:
        labels: the right classes, int64: one for every example, [batch], or several, [batch, labels].
        predictions: the scores, [batch, classes].
        k: how many of the best scores count as predicted.
        class_id: look at this class only.
        weights: how much each example counts.
        metrics_collections, updates_collections: collections that the value and the update operation join.
        name: the name scope.

    Returns:
        Two float64 scalars: the share so far (nan before the first batch); and the operation that counts the
        batch and gives the new one.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/metrics/precision_at_k

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0.1, 0.6, 0.3], [0.2, 0.7, 0.1]])
    ...     _, update = tf.metrics.precision_at_k(tf.constant([2, 2], tf.int64), scores, 2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.25
    """
    with name_scope(name, _at_k("precision", k, class_id), [predictions, labels, weights]) as scope:
        best = top_k(predictions, k)[1]
        return precision_at_top_k(
            labels, best, k, class_id, weights, metrics_collections, updates_collections, name=scope
        )


def recall_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of the classes that are right, the share that was predicted. See `recall_at_k`.

    Args:
        predictions_idx: the predicted classes, [..., k], as `tf.nn.top_k` gives their numbers.
    """
    with name_scope(name, _at_k("recall", k, class_id), [predictions_idx, labels, weights]) as scope:
        labels, predictions = _as_sets(labels, predictions_idx)
        found, count_found = _counted("true_positive", labels, predictions, k, class_id, weights, True, True)
        missed, count_missed = _counted(
            "false_negative", labels, predictions, k, class_id, weights, True, False
        )
        value = build("RealDiv", found, build("AddV2", found, missed), name=scope)
        update = build("RealDiv", count_found, build("AddV2", count_found, count_missed), name="update")
        return publish(value, update, metrics_collections, updates_collections)


def recall_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of the right classes, the share that is among the k with the best scores.

    Arguments as for `precision_at_k`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0.1, 0.6, 0.3], [0.2, 0.7, 0.1]])
    ...     _, update = tf.metrics.recall_at_k(tf.constant([2, 2], tf.int64), scores, 2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.5
    """
    with name_scope(name, _at_k("recall", k, class_id), [predictions, labels, weights]) as scope:
        best = top_k(predictions, k)[1]
        return recall_at_top_k(
            labels, best, k, class_id, weights, metrics_collections, updates_collections, name=scope
        )


def average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The precision at every place of the ranking where a right class stands, averaged: early hits count more.

    Arguments as for `precision_at_k`. Labels that are no class count for nothing.

    Raises:
        ValueError: for a k below 1.

    Source: https://en.wikipedia.org/wiki/Evaluation_measures_(information_retrieval)#Average_precision

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0.1, 0.2, 0.3, 0.4]])
    ...     _, update = tf.metrics.average_precision_at_k(tf.constant([[2, 0]], tf.int64), scores, 4)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.5
    """
    if k < 1:
        raise ValueError(f"Invalid k={k}. `k` should be >= 1.")
    with name_scope(name, _at_k("average_precision", k), [predictions, labels, weights]) as scope:
        predictions = convert_to_tensor(predictions)
        best = top_k(predictions, k)[1]
        labels = cast(_dense(labels), int64)
        # TensorFlow has a node of this name here, and so calls the counter below `max_1`.
        predictions.graph.unique_name("Max")
        classes = cast(shape_of(predictions)[-1], int64)
        labels = where_v2(labels >= classes, build("OnesLike", labels) * -1, labels)
        return _average_precision(labels, best, k, weights, metrics_collections, updates_collections, scope)


def _average_precision(
    labels: Any,
    best: Tensor,
    k: int,
    weights: Any,
    metrics_collections: Any,
    updates_collections: Any,
    name: str,
) -> tuple[Tensor, Tensor]:
    with name_scope(name, "average_precision_at_top_k", [best, labels, weights]) as scope:
        labels, ranking = _as_sets(labels, best)
        each = _precision_along(labels, ranking, k)
        if weights is not None:
            weights = stretched(weights, each, float64)
            each = build("Mul", each, weights)
        with name_scope(None, "max", [each]) as inner:
            count = counter([], float64, inner)
            present = cast(size(each), float64) if weights is None else build("Sum", weights, None)
            new_count = assign_add(count, present, name="update")
        with name_scope(None, "total", [each]) as inner:
            total = counter([], float64, inner)
            new_total = assign_add(total, build("Sum", each, None, name="batch_total"), name="update")
        value = build("DivNoNan", total, count, name="mean")
        update = build("DivNoNan", new_total, new_count, name=scope)
        return publish(value, update, metrics_collections, updates_collections)


def _precision_along(labels: Tensor, ranking: Tensor, k: int) -> Tensor:
    """The average precision of every example."""
    each_place = build("ExpandDims", ranking, -1)
    hit = cast(entries_in_common(each_place, build("ExpandDims", labels, -2)), float64)
    precision = build("RealDiv", cumsum(hit, axis=-1), cumsum(build("OnesLike", hit), axis=-1))
    present = build("Sum", cast(labels >= convert_to_tensor(0, int64), int64), -1)
    best_possible = cast(build("Minimum", present, convert_to_tensor(k, int64)), float64)
    return build("RealDiv", build("Sum", build("Mul", precision, hit), -1), best_possible)


def sparse_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The older name of `precision_at_k`."""
    return precision_at_k(
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections, name
    )


def sparse_average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The older name of `average_precision_at_k`."""
    return average_precision_at_k(
        labels, predictions, k, weights, metrics_collections, updates_collections, name
    )


__all__ = [
    "average_precision_at_k", "precision_at_k", "precision_at_top_k", "recall_at_k", "recall_at_top_k",
    "sparse_average_precision_at_k", "sparse_precision_at_k",
]  # fmt: skip
