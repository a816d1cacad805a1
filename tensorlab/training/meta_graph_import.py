"""`tf.train.import_meta_graph`: a graph comes back from a file, with its variables, its saver and all collections.

Read next: `tensorlab/graph_files/meta_graph_import.py`.
"""

from collections.abc import Mapping
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph_files import meta_graph_import
from tensorlab.log_lines import get_logger
from tensorlab.saving.saver import Saver
from tensorlab.training.queue_runner import QueueRunner

READERS = {
    GraphKeys.QUEUE_RUNNERS: ("QueueRunnerDef", QueueRunner.from_proto),
    GraphKeys.SAVERS: ("SaverDef", Saver.from_proto),
}
"""Collections whose items know themselves how to come back."""


def import_meta_graph(
    meta_graph_or_file: Any, clear_devices: bool = False, import_scope: str | None = None, **kwargs: Any
) -> Saver | None:
    """Add a saved graph to the default graph, and give a saver for its variables.

    The nodes come back with their names, and the collections with their contents: `tf.global_variables()`,
    `tf.trainable_variables()`, `tf.get_collection("train_op")`, ... So training goes on where a checkpoint was written,
    without the program that described the graph. When something fails, the graph stays as it was.

    Args:
        meta_graph_or_file: the name of a file, such as "model-1000.meta", binary or text; or a `MetaGraphDef`.
        clear_devices: leave out which devices the nodes ask for.
        import_scope: a prefix for all names.
        **kwargs: `graph`, `input_map`, `restore_collections_predicate`, ... as in TensorFlow's
            `import_scoped_meta_graph`.

    Returns:
        A `tf.train.Saver`, or None when the graph has no variables.

    Raises:
        OSError: when the file is not there, or holds no MetaGraphDef; the message names it.
        ValueError: for a node that cannot be imported; the message names it and says what to do.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/import_meta_graph

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable([1.0, 2.0], name="v")
    ...     tf.add_to_collection("answer", tf.reduce_sum(v, name="total"))
    ...     written = tf.train.export_meta_graph()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     saver = import_meta_graph(written)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(tf.global_variables(), sess.run(tf.get_collection("answer")))
    [<tf.Variable 'v:0' shape=(2,) dtype=float32_ref>] [np.float32(3.0)]
    """
    meta = meta_graph_import._message(meta_graph_or_file)
    variables = import_scoped_meta_graph(meta, clear_devices, import_scope=import_scope, **kwargs)
    return _saver(meta, import_scope, variables, kwargs.get("graph"))


def import_scoped_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    graph: Any = None,
    import_scope: str | None = None,
    input_map: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """The same without the saver; returns the variables by their names in the file."""
    return meta_graph_import.import_scoped_meta_graph(
        meta_graph_or_file, clear_devices, graph, import_scope, input_map, readers=READERS, **kwargs
    )


def _saver(meta: Any, import_scope: str | None, variables: Mapping[str, Any], graph: Any) -> Saver | None:
    """The saver whose nodes the file has, or one for all variables."""
    if meta.HasField("saver_def"):
        scope = import_scope
        for name, variable in variables.items():
            scope = variable.name[: -len(name)].rstrip("/")
            break
        return Saver(saver_def=meta.saver_def, name=scope)
    if variables:
        return Saver(list(variables.values())) if import_scope else Saver()
    get_logger().info("Saver not created because there are no variables in the graph to restore")
    return None
