"""tf.metrics: at thresholds, areas under curves, rankings."""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.metric_stream import stream


def _scored(tf: Any) -> Any:
    """Labels, scores and weights, and two batches."""
    labels = tf.placeholder(tf.bool, [None], name="labels")
    scores = tf.placeholder(tf.float32, [None], name="scores")
    weights = tf.placeholder(tf.float32, [None], name="weights")
    feeds = [
        {labels: [1, 1, 0, 0, 1], scores: [0.9, 0.4, 0.6, 0.1, 0.75], weights: [1.0, 0.5, 2.0, 1.0, 0.25]},
        {labels: [0, 1, 0], scores: [0.3, 0.35, 0.95], weights: [3.0, 1.5, 0.5]},
    ]
    return labels, scores, weights, feeds


def at_thresholds(tf: Any, np: Any) -> None:
    """Counts, precision and recall at several thresholds."""
    labels, scores, weights, feeds = _scored(tf)
    thresholds = [0.0, 0.25, 0.5, 0.8]
    for name in (
        "true_positives",
        "false_positives",
        "true_negatives",
        "false_negatives",
        "precision",
        "recall",
    ):
        function = getattr(tf.metrics, f"{name}_at_thresholds")
        stream(tf, function(labels, scores, thresholds), feeds)
        stream(tf, function(labels, scores, thresholds=thresholds, weights=weights, name="weighted"), feeds)
    print([v.name for v in tf.local_variables()])


def areas(tf: Any, np: Any) -> None:
    """The area under the curve, in all variants."""
    labels, scores, weights, feeds = _scored(tf)
    stream(tf, tf.metrics.auc(labels, scores), feeds)
    stream(tf, tf.metrics.auc(labels, scores, weights, num_thresholds=11), feeds)
    for curve in ("ROC", "PR"):
        for method in ("trapezoidal", "careful_interpolation", "minoring", "majoring"):
            area = tf.metrics.auc(labels, scores, num_thresholds=21, curve=curve, summation_method=method)
            stream(tf, area, feeds)
    print([v.name for v in tf.local_variables()[:8]])
    attempt(tf, lambda: tf.metrics.auc(labels, scores, curve="LIFT"), "LIFT")
    attempt(tf, lambda: tf.metrics.auc(labels, scores, summation_method="half"), "half")


def sensitivities(tf: Any, np: Any) -> None:
    """Recall at a specificity, and the other way round."""
    labels, scores, weights, feeds = _scored(tf)
    for wanted in (0.3, 0.7):
        stream(tf, tf.metrics.sensitivity_at_specificity(labels, scores, wanted), feeds)
        stream(tf, tf.metrics.specificity_at_sensitivity(labels, scores, wanted, weights), feeds)
        stream(tf, tf.metrics.sensitivity_at_specificity(labels, scores, wanted, weights, 11), feeds)
    attempt(tf, lambda: tf.metrics.sensitivity_at_specificity(labels, scores, 1.5), "specificity")
    attempt(tf, lambda: tf.metrics.specificity_at_sensitivity(labels, scores, -0.5), "sensitivity")


def scores_out_of_range(tf: Any, np: Any) -> None:
    """Scores have to lie between 0 and 1."""
    scores = tf.placeholder(tf.float32, [None])
    _, update = tf.metrics.auc([True], scores)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        attempt(tf, lambda: session.run(update, {scores: [1.5]}), "predictions must be in [0, 1]")


def rankings(tf: Any, np: Any) -> None:
    """Precision, recall and average precision among the k best."""
    scores = tf.placeholder(tf.float32, [None, 4], name="scores")
    one = tf.placeholder(tf.int64, [None], name="one")
    two = tf.placeholder(tf.int64, [None, 2], name="two")
    feeds = [
        {scores: [[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]], one: [2, 3], two: [[3, 0], [0, 1]]},
        {scores: [[0.25, 0.5, 0.125, 0.0]], one: [1], two: [[2, 1]]},
    ]
    weights = tf.constant([0.5])
    for k in (1, 2, 3):
        for labels in (one, two):
            stream(tf, tf.metrics.precision_at_k(labels, scores, k), feeds)
            stream(tf, tf.metrics.recall_at_k(labels, scores, k), feeds)
            stream(tf, tf.metrics.average_precision_at_k(labels, scores, k), feeds)
    print([v.name for v in tf.local_variables()[:6]], len(tf.local_variables()))
    stream(tf, tf.metrics.precision_at_k(two, scores, 2, class_id=1), feeds)
    stream(tf, tf.metrics.recall_at_k(two, scores, 2, class_id=0), feeds)
    stream(tf, tf.metrics.recall_at_k(two, scores, 2, weights=2.0, name="own"), feeds)
    stream(tf, tf.metrics.precision_at_k(two, scores, 2, weights=weights), feeds[1:])
    stream(tf, tf.metrics.average_precision_at_k(two, scores, 2, weights=weights), feeds[1:])
    best = tf.nn.top_k(scores, 2).indices
    stream(tf, tf.metrics.precision_at_top_k(two, best), feeds)
    stream(tf, tf.metrics.recall_at_top_k(two, best, k=2), feeds)
    stream(tf, tf.metrics.sparse_precision_at_k(two, scores, 2), feeds)
    stream(tf, tf.metrics.sparse_average_precision_at_k(two, scores, 2), feeds)
    print([v.name for v in tf.local_variables()[-4:]])
    attempt(tf, lambda: tf.metrics.average_precision_at_k(two, scores, 0))
