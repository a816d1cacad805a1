"""A graph just for being drawn: names, types, edges, devices and shapes, and nothing that a run would need.

A graph is written as TensorFlow would write it where that is possible. Some nodes have no counterpart there;
TensorBoard draws them all the same.

Read next: `file_writer.py`, which writes graphs.
"""

from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.protos.wire import messages


def drawn_graph(graph: Graph) -> Any:
    """The nodes and edges of a graph as a `GraphDef`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     y = tf.add(1.0, 2.0, name="y")
    >>> [(node.name, node.op, list(node.input)) for node in drawn_graph(graph).node]
    [('y/x', 'Const', []), ('y/y', 'Const', []), ('y', 'AddV2', ['y/x', 'y/y'])]
    """
    written = messages("graph").GraphDef()
    for operation in graph.get_operations():
        node = written.node.add(name=operation.name, op=operation.type, device=operation.device)
        for tensor in operation.inputs:
            port = f":{tensor.value_index}" if tensor.value_index else ""
            node.input.append(tensor.op.name + port)
        node.input.extend(f"^{waited_for.name}" for waited_for in operation.control_inputs)
        shapes = node.attr["_output_shapes"].list
        shapes.SetInParent()
        for tensor in operation.outputs:
            shape = shapes.shape.add(unknown_rank=tensor.shape.ndims is None)
            for size in tensor.shape.as_list() if tensor.shape.ndims is not None else ():
                shape.dim.add(size=-1 if size is None else size)
    return written
