"""tf.metrics: numbers that rate predictions, counted over many batches.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `local_state.py`, which explains what a metric is made of.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.metrics.among_the_best import (
    average_precision_at_k,
    precision_at_k,
    precision_at_top_k,
    recall_at_k,
    recall_at_top_k,
    sparse_average_precision_at_k,
    sparse_precision_at_k,
)
from tensorlab.metrics.averages import (
    accuracy,
    mean,
    mean_absolute_error,
    mean_cosine_distance,
    mean_relative_error,
    mean_squared_error,
    mean_tensor,
    percentage_below,
    root_mean_squared_error,
)
from tensorlab.metrics.confusion_counts import (
    false_negatives,
    false_positives,
    precision,
    recall,
    true_negatives,
    true_positives,
)
from tensorlab.metrics.over_classes import (
    mean_iou,
    mean_per_class_accuracy,
)
from tensorlab.metrics.over_thresholds import (
    auc,
    false_negatives_at_thresholds,
    false_positives_at_thresholds,
    precision_at_thresholds,
    recall_at_thresholds,
    sensitivity_at_specificity,
    specificity_at_sensitivity,
    true_negatives_at_thresholds,
    true_positives_at_thresholds,
)

__getattr__ = _unknown_name(__name__, globals())
