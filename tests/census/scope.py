"""What counts: names that five or more programs use, less what tensorlab leaves out.

Read next: `make.py`.
"""

LEAST_PROGRAMS = 5

# Beginning of a name -> why it is not counted.
LEFT_OUT = {
    "GradientTape": "eager mode: tensorlab is about graphs and sessions",
    "contrib.eager": "eager mode: tensorlab is about graphs and sessions",
    "enable_eager_execution": "eager mode: tensorlab is about graphs and sessions",
    "estimator": "estimators hide the graph and the session that tensorlab shows",
    "feature_column": "feature columns belong to estimators",
    "keras": "Keras hides the graph and the session that tensorlab shows",
}

# Method -> why it is not counted.
METHODS_LEFT_OUT = {
    "flatten": "TensorFlow 1.15's TensorShape has none: programs call NumPy's",
    "get": "TensorFlow 1.15's Graph has none: programs call that of a dictionary",
    "random": "TensorFlow 1.15's Dataset has none: programs call NumPy's",
    "unique": "TensorFlow 1.15's Dataset has none: programs call NumPy's",
}
NEWER_METHODS = {"DatasetV1.load", "DatasetV1.random", "DatasetV1.save", "DatasetV1.unique"}
"""Methods that later versions have, under the names of others: the census found them by their names alone."""

# Class and method -> why it is not here, and what to use.
METHODS_NOT_HERE = {
    "Session.reset": "it empties containers on servers, and tensorlab runs in one process. Use a new tf.Session",
}

# Name -> how it differs from TensorFlow 1.15, though it is here.
DIFFERS = {
    "enable_eager_execution": (
        "It raises an error that says why: tensorlab describes a graph and runs it in a session."
    ),
    "load_op_library": (
        "A compiled op cannot be loaded into NumPy: it raises an error that says how to write the op in Python."
    ),
}


def why_not_counted(name: str) -> str:
    """Why a name (below `tf`) is not counted; empty for one that is.

    >>> why_not_counted("feature_column.numeric_column"), why_not_counted("train.AdamOptimizer")
    ('feature columns belong to estimators', '')
    """
    for beginning, reason in LEFT_OUT.items():
        if f"{name}.".startswith(f"{beginning}."):
            return reason
    return ""
