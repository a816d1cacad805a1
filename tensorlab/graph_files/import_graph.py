"""`tf.import_graph_def`: a GraphDef becomes nodes of a graph, whoever wrote it.

Read next: `import_source.py` (the file's nodes), `loop_frames.py` (its loops and branches), `import_regions.py`
(building).
"""

from collections.abc import Mapping
from typing import Any

from tensorlab.errors import did_you_mean
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import Restored, current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_nodes import Refusal
from tensorlab.graph_files.import_regions import Importer
from tensorlab.graph_files.import_source import Node, Place, in_order, nodes_of, place
from tensorlab.graph_files.import_undo import Mark
from tensorlab.graph_files.import_values import Values
from tensorlab.graph_files.loop_frames import framed
from tensorlab.graph_files.protos import proto

__all__ = ["import_graph_def"]


def import_graph_def(
    graph_def: Any,
    input_map: Mapping[str, Any] | None = None,
    return_elements: Any = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Add the nodes of a GraphDef to the default graph.

    Loops and branches of TensorFlow 1.x (`Enter`, `Switch`, `Merge`, ...) and functions of the library become
    `While` and `If` nodes that hold blocks; variables of the newer kind become ordinary ones. When anything cannot
    be imported, nothing is: the graph stays as it was.

    Args:
        graph_def: a `GraphDef`, for instance `graph.as_graph_def()`, or one that was read from a file.
        input_map: tensors to use in place of those that the file calls so: {"x:0": tensor}; "^name" maps an operation
            that is only waited for.
        return_elements: names in the file whose tensors ("x:0") or operations ("x") are returned.
        name: the prefix of all names, "import" by default; "" for none. A node whose name the graph has already
            gets a number, as if it were made a second time.
        op_dict, producer_op_list: accepted as in TensorFlow, without effect.

    Returns:
        The elements asked for, or None.

    Raises:
        TypeError: when `graph_def` is no GraphDef.
        ValueError: for a file that is no sound graph, a node that tensorlab cannot run (the message names it, and the
            way out), an unused name of `input_map`, or an unknown one of `return_elements`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/graph_util/import_graph_def

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as first:
    ...     x = tf.placeholder(tf.float32, name="x")
    ...     y = tf.multiply(x, 2.0, name="y")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     (doubled,) = import_graph_def(first.as_graph_def(), {"x:0": tf.constant(4.0)}, ["y:0"])
    ...     print(doubled.name, sess.run(doubled))
    import/y:0 8.0
    """
    graph_def = checked_graph_def(graph_def)
    graph = current_graph()
    if graph.finalized:
        raise RuntimeError("Graph is finalized and cannot be modified: nothing can be imported into it.")
    mapped = {place_text(key): value for key, value in checked_map(input_map).items()}
    elements = [element_text(one) for one in return_elements] if return_elements is not None else None
    mark = Mark(graph)
    try:
        importer = import_nodes_of(graph, graph_def, prefix_for(graph, name), mapped)
        return None if elements is None else [importer.element(one) for one in elements]
    except BaseException:
        mark.undo()
        raise


class GraphImporter(Importer):
    """An import of one GraphDef, and what has become of its nodes."""

    values: Values

    def element(self, text: str) -> Any:
        """The tensor or operation that the file calls so.

        Raises:
            ValueError: when the file has no such element.
        """
        name, output = place(text)
        if not self.values.has(name):
            raise ValueError(
                f"Requested return_element {text!r} not found in graph_def. "
                f"{did_you_mean(name, self.values.operations)}".rstrip()
            )
        if ":" in text:
            found = self.values.tensors.get((name, output))
            if found is None:
                raise ValueError(
                    f"Requested return_element {text!r} not found in graph_def: it has no such output."
                )
            return found
        operations = self.values.waited_for(name)
        if not operations:
            raise ValueError(
                f"Requested return_element {text!r} is a part of a loop or branch that was rebuilt."
            )
        return operations[0]


def import_nodes_of(graph: Graph, graph_def: Any, prefix: str, mapped: Mapping[Any, Any]) -> GraphImporter:
    """Build all nodes; `mapped` says which tensors stand for places of the file, and operations for names."""
    nodes = nodes_of(graph_def)
    importer = GraphImporter(graph, prefix, graph_def.library, graph_def.versions.producer)
    importer.renamed = _names_that_are_free(graph, nodes, prefix)
    used = _replace_inputs(nodes, mapped)
    missing = [_text(key) for key in mapped if key not in used]
    if missing:
        raise ValueError(
            "Attempted to map inputs that were not found in graph_def: "
            f"[{', '.join(missing)}]. {did_you_mean(missing[0].partition(':')[0], nodes)}".rstrip()
        )
    importer.read = {one for node in nodes.values() for one in node.inputs}
    importer.has_array_gradients = any(node.op == "TensorArrayGradV3" for node in nodes.values())
    importer.values = values = Values()
    with graph.as_default(), Restored(graph, "_scope", ""):
        for number, key in enumerate(used):
            _put_mapped(importer, values, key, mapped[key], number)
        sources = [node for node in nodes.values() if node.op == MAPPED]
        order = [node for node in in_order(nodes) if node not in sources]
        importer.region(framed(order), values)
    return importer


MAPPED = "_Mapped"


def _replace_inputs(nodes: dict[str, Node], mapped: Mapping[Any, Any]) -> list[Any]:
    """Let the nodes read stand-ins where `input_map` says so; returns which entries were used."""
    stand_ins = {key: Node(f"{MAPPED} {_text(key)}", MAPPED, [], [], {}, "", -1) for key in mapped}
    used: dict[Any, None] = {}
    for node in list(nodes.values()):
        for number, one in enumerate(node.inputs):
            if one in stand_ins:
                node.inputs[number] = (stand_ins[one].name, 0)
                used[one] = None
        for number, name in enumerate(node.waits_for):
            if name in stand_ins:
                node.waits_for[number] = stand_ins[name].name
                used[name] = None
    nodes.update({stand_ins[key].name: stand_ins[key] for key in used})
    return list(used)


def _put_mapped(importer: Importer, values: Values, key: Any, value: Any, number: int) -> None:
    name = f"{MAPPED} {_text(key)}"
    if isinstance(key, str):
        operation = importer.graph.as_graph_element(value, allow_tensor=False)
        values.add(name, [], [operation])
        return
    from tensorlab.graph.convert import convert_to_tensor

    if not isinstance(value, Tensor):
        value = convert_to_tensor(
            value._ref() if hasattr(value, "_ref") else value, name=f"{importer.prefix}mapped"
        )
    if value.graph is not importer.graph:
        raise ValueError(f"input_map: {value!r} must be from the graph into which graph_def is imported.")
    values.add(name, [value], [value.op])


def _names_that_are_free(graph: Graph, nodes: Mapping[str, Node], prefix: str) -> dict[str, str]:
    """Other names for nodes whose own is taken, by a node or by a scope: the first number that nobody has."""
    taken = set(graph._by_name)
    for name in graph._by_name:
        end = name.rfind("/")
        while end > 0 and name[:end] not in taken:
            taken.add(name[:end])
            end = name.rfind("/", 0, end)
    wanted = {prefix + name for name in nodes}
    renamed = {}
    for name in sorted(wanted & taken):
        number = 1
        while f"{name}_{number}" in taken or f"{name}_{number}" in wanted:
            number += 1
        renamed[name] = f"{name}_{number}"
    return renamed


def prefix_for(graph: Graph, name: str | None) -> str:
    """The scope of what is imported, inside the one that is open, with its "/" at the end.

    Raises:
        ValueError: for a name that names may not have.
    """
    if name is None:
        name = "import"
    if not name:
        return f"{graph.get_name_scope()}/" if graph.get_name_scope() else ""
    if name.endswith("/"):
        return name
    return graph.unique_name(name) + "/"


def checked_graph_def(graph_def: Any) -> Any:
    """The message, if it is one; bytes and foreign copies of the class are read.

    Raises:
        TypeError: for anything else.
    """
    message = proto("GraphDef")
    if isinstance(graph_def, message):
        return graph_def
    descriptor = getattr(graph_def, "DESCRIPTOR", None)
    if descriptor is not None and descriptor.name == "GraphDef":
        return message.FromString(graph_def.SerializeToString())
    raise TypeError(f"graph_def must be a GraphDef proto, not {type(graph_def).__name__}: {graph_def!r:.60}")


def checked_map(input_map: Any) -> dict[str, Any]:
    if input_map is None:
        return {}
    if not (isinstance(input_map, Mapping) and all(isinstance(key, str) for key in input_map)):
        raise TypeError("Argument `input_map` must be a dictionary mapping strings to Tensor objects.")
    return dict(input_map)


def place_text(text: str) -> Any:
    """What a key of an input map stands for: a place, or a name for "^name"."""
    return text[1:] if text.startswith("^") else place(text)


def element_text(element: Any) -> str:
    if not isinstance(element, str):
        raise TypeError("Argument `return_elements` must be a list of strings.")
    return element


def _text(key: Any) -> str:
    return f"^{key}" if isinstance(key, str) else f"{key[0]}:{key[1]}"


__unused = (Operation, Place, Refusal)
