"""tf.contrib.learn: data sets by name, and texts as word numbers. Its estimators are not here.

Read next: `tensorlab/compat/datasets/base.py`, `tensorlab/compat/datasets/vocabulary.py`.
"""

from typing import Any

from tensorlab.compat.datasets import learn_datasets as datasets
from tensorlab.compat.datasets import vocabulary as preprocessing
from tensorlab.errors import unknown_name

__all__ = ["ModeKeys", "datasets", "preprocessing"]

ESTIMATORS = (
    *("BaseEstimator", "DNNClassifier", "DNNEstimator", "DNNLinearCombinedClassifier"),
    *("DNNLinearCombinedEstimator", "DNNLinearCombinedRegressor", "DNNRegressor", "DynamicRnnEstimator"),
    *("Estimator", "Evaluable", "Experiment", "ExportStrategy", "Head", "InputFnOps", "KMeansClustering"),
    *("LinearClassifier", "LinearEstimator", "LinearRegressor", "LogisticRegressor", "MetricSpec"),
    *(
        "ModelFnOps",
        "RunConfig",
        "SKCompat",
        "SVM",
        "TensorForestEstimator",
        "Trainable",
        "evaluate",
        "infer",
    ),
    *("infer_real_valued_columns_from_input", "infer_real_valued_columns_from_input_fn", "learn_runner"),
    *("make_export_strategy", "monitors", "multi_class_head", "read_batch_examples", "regression_head"),
    *("run_feeds", "run_n", "train", "utils"),
)


class ModeKeys:
    """What a model is built for."""

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"


_unknown = unknown_name("tensorlab.contrib.learn", globals())


def __getattr__(name: str) -> Any:
    if name in ESTIMATORS:
        raise AttributeError(
            f"tf.contrib.learn.{name} is not here: tensorlab has no estimators. Write the graph and the loop, with "
            "tf.Session.",
            obj=ESTIMATORS,
        )
    return _unknown(name)
