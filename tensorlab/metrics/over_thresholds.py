"""Metrics of scores between 0 and 1, at one threshold after the other: where does "yes" begin?

A score above the threshold counts as "yes". A low threshold finds much and errs often, a high one misses much;
the area under a curve over all thresholds (`auc`) rates a score without choosing one.

Read next: `among_the_best.py` (is the right class among the k best scores?).
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import bool_, float32, int32, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.metrics.local_state import cast, counter, matched, publish, stretched
from tensorlab.ops.asserts import assert_greater_equal, assert_less_equal
from tensorlab.ops.flow import identity
from tensorlab.ops.selecting import where
from tensorlab.ops.state import assign_add
from tensorlab.ops.variable_scope import variable_scope

KINDS = {  # (what is so, what was predicted)
    "tp": ("true_positives", True, True),
    "fn": ("false_negatives", True, False),
    "tn": ("true_negatives", False, False),
    "fp": ("false_positives", False, True),
}
CLOSE_TO_ZERO = 1e-7
Counts = dict[str, Any]


def _counts(
    labels: Any, predictions: Any, thresholds: Any, weights: Any, kinds: tuple[str, ...]
) -> tuple[Counts, Counts]:
    """Count each kind for every threshold: the counts so far, and the updates."""
    predictions = convert_to_tensor(predictions)
    dtype = predictions.dtype.base_dtype
    message = "predictions must be in [0, 1]"
    in_range = [
        assert_greater_equal(predictions, cast(convert_to_tensor(0.0), dtype), message=message),
        assert_less_equal(predictions, cast(convert_to_tensor(1.0), dtype), message=message),
    ]
    with control_dependencies(in_range):
        predictions, labels, weights = matched(cast(predictions, float32), cast(labels, bool_), weights)
        row = build("Reshape", predictions, [1, -1])
    label_row = build("Reshape", labels, [1, -1])
    column = convert_to_tensor([[float(threshold)] for threshold in thresholds])
    says = {True: build("Greater", row, column)}
    says[False] = build("LogicalNot", says[True])
    so = {True: label_row, False: build("LogicalNot", label_row)}
    weight_row = None if weights is None else build("Reshape", stretched(weights, predictions), [1, -1])
    values, updates = {}, {}
    for kind in KINDS:
        if kind not in kinds:
            continue
        name, is_so, predicted = KINDS[kind]
        values[kind] = counter([len(thresholds)], float32, name)
        met = cast(build("LogicalAnd", so[is_so], says[predicted]), float32)
        if weight_row is not None:
            met = build("Mul", met, weight_row)
        updates[kind] = assign_add(values[kind], build("Sum", met, 1))
    return values, updates


def _count_at_thresholds(
    kind: str,
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any,
    metrics_collections: Any,
    updates_collections: Any,
    name: str | None,
) -> tuple[Tensor, Tensor]:
    with variable_scope(name, KINDS[kind][0], [predictions, labels, weights]):
        values, updates = _counts(labels, predictions, thresholds, weights, (kind,))
        return publish(identity(values[kind]), updates[kind], metrics_collections, updates_collections)


def true_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is so had a score above the threshold, for every threshold.

    Args:
        labels: truth values (or numbers, of which all but 0 mean yes).
        predictions: scores between 0 and 1, of the same shape.
        thresholds: a list of numbers.
        weights: how much each example counts: a scalar, or a tensor of the same rank.
        metrics_collections, updates_collections: collections that the value and the update operation join.
        name: the variable scope.

    Returns:
        Two float32 vectors, one entry for every threshold: the counts so far; and the operation that counts the
        batch and gives the new ones.

    Raises:
        tf.errors.InvalidArgumentError: for scores outside [0, 1].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.true_positives_at_thresholds([1, 1, 0], [0.9, 0.4, 0.6], [0.25, 0.5])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    [2. 1.]
    """
    return _count_at_thresholds(
        "tp", labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )


def false_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is not so had a score above each threshold. See `true_positives_at_thresholds`."""
    return _count_at_thresholds(
        "fp", labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )


def false_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is so did not reach each threshold. See `true_positives_at_thresholds`."""
    return _count_at_thresholds(
        "fn", labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )


def true_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """How often what is not so did not reach each threshold. See `true_positives_at_thresholds`."""
    return _count_at_thresholds(
        "tn", labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )


def precision_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of all scores above each threshold, the share that is right. See `true_positives_at_thresholds`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.precision_at_thresholds([1, 1, 0], [0.9, 0.4, 0.6], [0.5, 0.75])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update).round(3))
    [0.5 1. ]
    """
    with variable_scope(name, "precision_at_thresholds", [predictions, labels, weights]):
        values, updates = _counts(labels, predictions, thresholds, weights, ("tp", "fp"))
        value = _part_of(values["tp"], values["fp"], "precision_value")
        update = _part_of(updates["tp"], updates["fp"], "precision_update_op")
        return publish(value, update, metrics_collections, updates_collections)


def recall_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Of all that is so, the share with a score above each threshold. See `true_positives_at_thresholds`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.recall_at_thresholds([1, 1, 0], [0.9, 0.4, 0.6], [0.5, 0.25])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update).round(3))
    [0.5 1. ]
    """
    with variable_scope(name, "recall_at_thresholds", [predictions, labels, weights]):
        values, updates = _counts(labels, predictions, thresholds, weights, ("tp", "fn"))
        value = _part_of(values["tp"], values["fn"], "recall_value")
        update = _part_of(updates["tp"], updates["fn"], "recall_update_op")
        return publish(value, update, metrics_collections, updates_collections)


def _part_of(part: Any, rest: Any, name: str) -> Tensor:
    return build("RealDiv", part, CLOSE_TO_ZERO + part + rest, name=name)


# --- one number for all thresholds ------------------------------------------------------------------------


def _even(count: int, end: float = 1.0 + CLOSE_TO_ZERO) -> list[float]:
    """Thresholds from just below 0 to just above 1, evenly spaced."""
    return [-CLOSE_TO_ZERO, *((place + 1) * 1.0 / (count - 1) for place in range(count - 2)), end]


def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Any = None,
) -> tuple[Tensor, Tensor]:
    """The area under a curve of quality over all thresholds: 1 for a perfect score, 0.5 for a guess.

    Args:
        labels: truth values (or numbers, of which all but 0 mean yes).
        predictions: scores between 0 and 1, of the same shape.
        weights: how much each example counts: a scalar, or a tensor of the same rank.
        num_thresholds: how many thresholds are tried; with many examples more give a better estimate.
        curve: "ROC" (recall over the rate of false alarms) or "PR" (precision over recall).
        summation_method: "trapezoidal", "careful_interpolation" (better for "PR"), "minoring" (from below) or
            "majoring" (from above).
        thresholds: the thresholds between 0 and 1, in place of `num_thresholds` even ones.
        metrics_collections, updates_collections, name: as for `tf.metrics.mean`.

    Raises:
        ValueError: for another curve or summation method.
        tf.errors.InvalidArgumentError: for scores outside [0, 1].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/metrics/auc; for the interpolation, Davis
    and Goadrich, "The Relationship Between Precision-Recall and ROC Curves" (2006).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.auc(labels=[1, 1, 0, 0], predictions=[0.9, 0.4, 0.6, 0.1])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(round(float(sess.run(update)), 4))
    0.75
    """
    with variable_scope(name, "auc", [labels, predictions, weights]):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown.")
        if summation_method not in ("trapezoidal", "careful_interpolation", "minoring", "majoring"):
            raise ValueError(
                f"Invalid summation_method: {summation_method}. It should be 'trapezoidal', 'careful_interpolation', "
                "'minoring', or 'majoring'."
            )
        tried = _even(num_thresholds)
        if thresholds is not None:
            tried = [-CLOSE_TO_ZERO, *sorted(thresholds), 1.0 + CLOSE_TO_ZERO]
        values, updates = _counts(labels, predictions, tried, weights, tuple(KINDS))
        value = _area(values, curve, summation_method, "value")
        update = _area(updates, curve, summation_method, "update_op")
        return publish(value, update, metrics_collections, updates_collections)


def _area(counts: Counts, curve: str, method: str, name: str) -> Tensor:
    tp, fn, tn, fp = (convert_to_tensor(counts[kind]) for kind in ("tp", "fn", "tn", "fp"))
    if curve == "PR" and method == "careful_interpolation":
        return _interpolated(tp, fp, fn)
    small = 1.0e-6
    recall = build("RealDiv", tp + small, tp + fn + small)
    if curve == "ROC":
        x, y = build("RealDiv", fp, fp + tn + small), recall
    else:
        x, y = recall, build("RealDiv", tp + small, tp + fp + small)
    if method == "minoring":
        heights = build("Minimum", y[:-1], y[1:])
    elif method == "majoring":
        heights = build("Maximum", y[:-1], y[1:])
    else:
        heights = (y[:-1] + y[1:]) / 2.0
    return build("Sum", build("Mul", x[:-1] - x[1:], heights), None, name=name)


def _interpolated(tp: Tensor, fp: Tensor, fn: Tensor) -> Tensor:
    """The area under the curve of precision over recall, where true and false positives grow together."""
    more = tp[:-1] - tp[1:]
    positive = tp + fp
    before, after = positive[:-1], positive[1:]
    slope = build("DivNoNan", more, build("Maximum", before - after, 0.0), name="prec_slope")
    intercept = tp[1:] - build("Mul", slope, after)
    both = build("LogicalAnd", before > 0.0, after > 0.0)
    growth = build("DivNoNan", before, build("Maximum", after, 0.0), name="recall_relative_ratio")
    growth = where(both, growth, build("OnesLike", after))
    pieces = build(
        "DivNoNan", slope * (more + intercept * build("Log", growth)), build("Maximum", tp[1:] + fn[1:], 0.0),
        name="pr_auc_increment",
    )  # fmt: skip
    return build("Sum", pieces, None, name="interpolate_pr_auc")


def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The recall at the threshold where a given share of what is not so is rejected. See `tf.metrics.auc`.

    Args:
        specificity: that share, between 0 and 1.

    Raises:
        ValueError: for a specificity outside [0, 1].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.sensitivity_at_specificity([1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1], 0.5)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(round(float(sess.run(update)), 4))
    1.0
    """
    if specificity < 0 or specificity > 1:
        raise ValueError(f"`specificity` must be in the range [0, 1]; it is {specificity}.")
    with variable_scope(name, "sensitivity_at_specificity", [predictions, labels, weights]):
        values, updates = _counts(labels, predictions, _even(num_thresholds), weights, tuple(KINDS))

        def at(counts: Counts, name: str) -> Tensor:
            tp, fn, tn, fp = (convert_to_tensor(counts[kind]) for kind in ("tp", "fn", "tn", "fp"))
            rejected = build("RealDiv", tn, tn + fp + CLOSE_TO_ZERO)
            place = cast(build("ArgMin", build("Abs", rejected - specificity), 0), int32)
            return build("RealDiv", tp[place], tp[place] + fn[place] + CLOSE_TO_ZERO, name=name)

        return publish(
            at(values, "value"), at(updates, "update_op"), metrics_collections, updates_collections
        )


def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The share of what is not so that is rejected, at the threshold of a given recall. See `tf.metrics.auc`.

    Args:
        sensitivity: that recall, between 0 and 1.

    Raises:
        ValueError: for a sensitivity outside [0, 1].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _, update = tf.metrics.specificity_at_sensitivity([1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1], 0.5)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(round(float(sess.run(update)), 4))
    1.0
    """
    if sensitivity < 0 or sensitivity > 1:
        raise ValueError(f"`sensitivity` must be in the range [0, 1]; it is {sensitivity}.")
    with variable_scope(name, "specificity_at_sensitivity", [predictions, labels, weights]):
        tried = _even(num_thresholds, end=1.0 - CLOSE_TO_ZERO)
        values, updates = _counts(labels, predictions, tried, weights, tuple(KINDS))

        def at(counts: Counts, name: str) -> Tensor:
            tp, fn, tn, fp = (convert_to_tensor(counts[kind]) for kind in ("tp", "fn", "tn", "fp"))
            distance = build("Abs", build("RealDiv", tp, tp + fn + CLOSE_TO_ZERO) - sensitivity)
            nearest = cast(build("Equal", distance, build("Min", distance, None)), int64)
            # The running count of the nearest is largest from the last of them on: of several the last is taken.
            place = cast(build("ArgMax", build("Cumsum", nearest, 0), 0), int32)
            return build("RealDiv", tn[place], tn[place] + fp[place] + CLOSE_TO_ZERO, name=name)

        return publish(
            at(values, "value"), at(updates, "update_op"), metrics_collections, updates_collections
        )


__all__ = [
    "auc", "false_negatives_at_thresholds", "false_positives_at_thresholds", "precision_at_thresholds",
    "recall_at_thresholds", "sensitivity_at_specificity", "specificity_at_sensitivity",
    "true_negatives_at_thresholds", "true_positives_at_thresholds",
]  # fmt: skip
