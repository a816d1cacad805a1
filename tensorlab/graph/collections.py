"""Collections: named lists that a graph keeps, and the names TensorFlow gave to its own.

`tf.global_variables()` is nothing but the collection `GraphKeys.GLOBAL_VARIABLES` of the default graph.

Read next: `gradients.py`.
"""

from typing import Any

from tensorlab.graph.scopes import current_graph


class GraphKeys:
    """The names of the collections that the library fills itself."""

    GLOBAL_VARIABLES = "variables"
    VARIABLES = "variables"  # the name it had before TensorFlow 1.0
    LOCAL_VARIABLES = "local_variables"
    METRIC_VARIABLES = "metric_variables"
    MODEL_VARIABLES = "model_variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    SUMMARIES = "summaries"
    QUEUE_RUNNERS = "queue_runners"
    TABLE_INITIALIZERS = "table_initializer"
    ASSET_FILEPATHS = "asset_filepaths"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    REGULARIZATION_LOSSES = "regularization_losses"
    CONCATENATED_VARIABLES = "concatenated_variables"
    SAVERS = "savers"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"
    UPDATE_OPS = "update_ops"
    LOSSES = "losses"
    SAVEABLE_OBJECTS = "saveable_objects"
    RESOURCES = "resources"
    LOCAL_RESOURCES = "local_resources"
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    READY_OP = "ready_op"
    READY_FOR_LOCAL_INIT_OP = "ready_for_local_init_op"
    SUMMARY_OP = "summary_op"
    GLOBAL_STEP = "global_step"
    EVAL_STEP = "eval_step"
    TRAIN_OP = "train_op"
    COND_CONTEXT = "cond_context"
    WHILE_CONTEXT = "while_context"


def add_to_collection(name: Any, value: Any) -> None:
    """Append a value to a collection of the default graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.add_to_collection("losses", "a loss")
    ...     tf.get_collection("losses")
    ['a loss']
    """
    current_graph().add_to_collection(name, value)


def add_to_collections(names: Any, value: Any) -> None:
    """Append a value to several collections of the default graph."""
    current_graph().add_to_collections(names, value)


def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """A copy of a collection of the default graph; `scope` filters by the beginning of the items' names."""
    return current_graph().get_collection(key, scope)


def get_collection_ref(key: Any) -> list[Any]:
    """A collection of the default graph itself."""
    return current_graph().get_collection_ref(key)
