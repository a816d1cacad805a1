"""What hooks fetch to know the global step: one node that reads it, made once for a graph.

Beside a training step, in one run, it gives the number from before that step.

Read next: `basic_hooks.py`, which uses it.
"""

from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import current_graph, name_scope
from tensorlab.optimizers.global_step import get_global_step

KEY = "global_step_read_op_cache"


def global_step_to_read(graph: Graph | None = None) -> Any:
    """The node that reads a graph's global step, made if need be; None when the graph has no global step.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(global_step_to_read())
    ...     _ = tf.train.create_global_step()
    ...     print(global_step_to_read().name, global_step_to_read() is global_step_to_read())
    None
    global_step/add:0 True
    """
    graph = graph or current_graph()
    found = graph.get_collection(KEY)
    if len(found) > 1:
        raise RuntimeError(f"There are several items in collection {KEY}; one is kept for every graph.")
    if found:
        return found[0]
    step = get_global_step(graph)
    if step is None:
        return None
    with graph.as_default(), name_scope(None), name_scope(f"{step.op.name}/"):
        read = step + 0
    graph.add_to_collection(KEY, read)
    return read
