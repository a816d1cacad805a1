"""Taking nodes back: an import that fails half-way leaves the graph as it was.

Read next: `import_graph.py`, which uses this.
"""

from typing import Any

from tensorlab.graph.graph import Graph


class Mark:
    """What a graph is like at one moment; `undo` makes it like that again.

    >>> import tensorlab as tf
    >>> graph = tf.Graph()
    >>> with graph.as_default():
    ...     one = tf.constant(1.0)
    ...     mark = Mark(graph)
    ...     two = one + one
    >>> mark.undo()
    >>> [operation.name for operation in graph.get_operations()], one.consumers()
    (['Const'], [])
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.count = len(graph.operations)
        self.names = dict(graph._names_in_use)
        self.collections = {key: list(values) for key, values in graph._collections.items()}
        self.random_ops = graph._random_ops_without_seed
        self.blocks: dict[Any, tuple[int, list[Any]]] = {}
        block = graph._block
        while block is not None:
            self.blocks[block] = (len(block.operations), list(block.waits_for))
            block = block.outer

    def undo(self) -> None:
        """Forget every operation, name and collection entry since the mark was made."""
        graph = self.graph
        added = graph.operations[self.count :]
        if added:
            gone = set(added)
            for operation in added:
                graph._by_name.pop(operation.name, None)
                graph.overruled.pop(operation, None)
                for tensor in operation.inputs:
                    if tensor.op not in gone:
                        tensor._consumers[:] = [one for one in tensor._consumers if one not in gone]
            del graph.operations[self.count :]
            graph.changed()
        graph._names_in_use = dict(self.names)
        for key in [key for key in graph._collections if key not in self.collections]:
            del graph._collections[key]
        for key, values in self.collections.items():
            graph._collections.setdefault(key, [])[:] = values
        graph._random_ops_without_seed = self.random_ops
        for block, (count, waits_for) in self.blocks.items():
            del block.operations[count:]
            block.waits_for = dict.fromkeys(waits_for)
