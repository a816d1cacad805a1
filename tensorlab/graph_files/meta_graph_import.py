"""A graph comes back from a file with its collections: `import_scoped_meta_graph`.

A collection of variables is written as VariableDefs: names of nodes, to which variables are made anew. Tensors
and operations stand there by name, numbers and strings as they are.

Read next: `tensorlab/training/meta_graph_import.py`, `tf.train.import_meta_graph`, which adds savers and queue
runners.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.graph import Graph
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import Restored, current_graph
from tensorlab.graph_files.import_files import read_meta_graph_file
from tensorlab.graph_files.import_graph import import_nodes_of, place_text
from tensorlab.graph_files.import_undo import Mark
from tensorlab.graph_files.protos import proto
from tensorlab.log_lines import get_logger
from tensorlab.ops.variables import Variable

OF_VARIABLES = frozenset(
    {
        GraphKeys.GLOBAL_VARIABLES,
        GraphKeys.LOCAL_VARIABLES,
        GraphKeys.METRIC_VARIABLES,
        GraphKeys.MODEL_VARIABLES,
        GraphKeys.TRAINABLE_VARIABLES,
        GraphKeys.MOVING_AVERAGE_VARIABLES,
        GraphKeys.CONCATENATED_VARIABLES,
        GraphKeys.GLOBAL_STEP,
        GraphKeys.EVAL_STEP,
        GraphKeys.WEIGHTS,
        GraphKeys.BIASES,
    }
)
"""The collections in which TensorFlow itself keeps variables; any other that holds VariableDefs is one, too."""

OF_BLOCKS = frozenset({GraphKeys.COND_CONTEXT, GraphKeys.WHILE_CONTEXT})
"""Which nodes belong to which loop: seen from the nodes themselves."""

Readers = Mapping[str, tuple[str, Callable[..., Any]]]
"""For a collection of messages: their class, and the function of (message, import_scope=) that makes an item."""


def import_scoped_meta_graph(
    meta_graph_or_file: Any,
    clear_devices: bool = False,
    graph: Graph | None = None,
    import_scope: str | None = None,
    input_map: Mapping[str, Any] | None = None,
    unbound_inputs_col_name: str = "unbound_inputs",
    restore_collections_predicate: Callable[[str], bool] = lambda key: True,
    readers: Readers | None = None,
) -> dict[str, Variable]:
    """Add the nodes of a MetaGraphDef to a graph, and fill the collections. When something fails, nothing is changed.

    Args:
        meta_graph_or_file: a `MetaGraphDef`, or the name of a file that holds one.
        clear_devices: leave out which devices the nodes ask for.
        graph: the graph; the default graph when None.
        import_scope: a prefix for all names.
        input_map: as for `tf.import_graph_def`.
        unbound_inputs_col_name: a collection that names inputs which the file leaves open; `input_map` has to map all.
        restore_collections_predicate: says of a collection's name whether to fill it.
        readers: for collections of other messages than variables, how to read them.

    Returns:
        The variables of the graph, by their names in the file.

    Raises:
        OSError: when the file is not there, or damaged.
        ValueError: for a node that cannot be imported; the message names it.
    """
    meta = _message(meta_graph_or_file)
    graph = graph if graph is not None else current_graph()
    if graph.finalized:
        raise RuntimeError("Graph is finalized and cannot be modified: nothing can be imported into it.")
    _check_unbound(meta, unbound_inputs_col_name, input_map)
    graph_def = meta.graph_def
    if clear_devices:
        graph_def = type(graph_def).FromString(graph_def.SerializeToString())
        for node in graph_def.node:
            node.device = ""
    mark = Mark(graph)
    try:
        with graph.as_default():
            prefix = _prefix(graph, import_scope)
            mapped = {place_text(key): value for key, value in (input_map or {}).items()}
            import_nodes_of(graph, graph_def, prefix, mapped)
            scope = prefix.rstrip("/")
            with Restored(graph, "_scope", ""):
                made: dict[bytes, Variable] = {}
                for key in sorted(meta.collection_def):
                    if key != unbound_inputs_col_name and restore_collections_predicate(key):
                        _restore(graph, key, meta.collection_def[key], scope, made, readers or {})
    except BaseException:
        mark.undo()
        raise
    variables = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
    return {v.name.removeprefix(prefix): v for v in variables if v.name.startswith(prefix)}


def _message(meta_graph_or_file: Any) -> Any:
    message = proto("MetaGraphDef")
    if isinstance(meta_graph_or_file, message):
        return meta_graph_or_file
    descriptor = getattr(meta_graph_or_file, "DESCRIPTOR", None)
    if descriptor is not None and descriptor.name == "MetaGraphDef":
        return message.FromString(meta_graph_or_file.SerializeToString())
    if not isinstance(meta_graph_or_file, (str, os.PathLike)):
        raise TypeError(
            f"meta_graph_or_file must be a MetaGraphDef or the name of a file, not {meta_graph_or_file!r:.60}"
        )
    return read_meta_graph_file(meta_graph_or_file)


def _prefix(graph: Graph, import_scope: str | None) -> str:
    """The scope of the names, with its "/" at the end: as it is given, inside the scope that is open."""
    outer = graph.get_name_scope()
    parts = [part.rstrip("/") for part in (outer, import_scope or "") if part]
    if not parts:
        return ""
    if import_scope and import_scope.rstrip("/"):
        with Restored(graph, "_scope", ""):
            graph.unique_name("/".join(parts))  # so that a later scope of that name gets a number
    return "/".join(parts) + "/"


def _check_unbound(meta: Any, name: str, input_map: Mapping[str, Any] | None) -> None:
    if not name or name not in meta.collection_def:
        return
    unbound = [value.decode() for value in meta.collection_def[name].bytes_list.value]
    missing = sorted(set(unbound) - set(input_map or {}))
    if missing:
        raise ValueError(
            f"Graph contains unbound inputs: {', '.join(missing)}. Must be provided through input_map."
        )


def _restore(
    graph: Graph, key: str, written: Any, scope: str, made: dict[bytes, Variable], readers: Readers
) -> None:
    """Fill one collection."""
    kind = written.WhichOneof("kind")
    if kind is None:
        get_logger().error("Cannot identify data type for collection %s. Skipping.", key)
        return
    if key in OF_BLOCKS:
        return
    values = getattr(written, kind).value
    if kind == "node_list":
        found = [_element(graph, value, scope) for value in values]
    elif kind == "bytes_list" and key in readers:
        class_name, make = readers[key]
        found = [make(proto(class_name).FromString(value), import_scope=scope or None) for value in values]
    elif kind == "bytes_list" and (key in OF_VARIABLES or _are_variables(graph, values, scope)):
        found = [_variable(value, scope, made) for value in values]
    elif kind == "bytes_list":
        found = list(values)
    else:
        found = [int(value) if kind == "int64_list" else value for value in values]
    for one in found:
        if one is not None:
            graph.add_to_collection(key, one)


def _element(graph: Graph, name: str, scope: str) -> Any:
    """The tensor or operation of that name; None for one that is a part of a loop that was rebuilt."""
    full = f"{scope}/{name}" if scope else name
    operation = full.rpartition(":")[0] or full
    if operation not in graph._by_name:
        get_logger().warning(
            "A collection names %s, which is not a node of the rebuilt graph. Skipping.", full
        )
        return None
    return graph.as_graph_element(full)


def _variable(value: bytes, scope: str, made: dict[bytes, Variable]) -> Variable:
    """The variable of a VariableDef; one and the same in all collections."""
    if value not in made:
        written = proto("VariableDef").FromString(value)
        variable = Variable(variable_def=written, import_scope=scope or None)
        if written.is_resource:
            # Its recorded read holds the value of one moment. `v.value()` is to give the value of the reader's moment.
            variable._snapshot = build("Identity", variable._ref(), name=f"{variable.op.name}/read")
        made[value] = variable
    return made[value]


def _are_variables(graph: Graph, values: Any, scope: str) -> bool:
    """Whether messages of a collection of an unknown name are VariableDefs of this graph."""
    from google.protobuf.message import DecodeError

    try:
        names = [proto("VariableDef").FromString(value).variable_name for value in values]
    except DecodeError:
        return False
    prefix = f"{scope}/" if scope else ""
    return bool(names) and all(name and (prefix + name).partition(":")[0] in graph._by_name for name in names)
