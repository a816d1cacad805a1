"""A graph with everything that belongs to it, as a `MetaGraphDef`: `tf.train.export_meta_graph`.

Besides the nodes stand there: how a `tf.train.Saver` finds its own, and the collections. A collection of variables,
queue runners or savers is written as messages of their own (`to_proto`), one of tensors and operations by their names,
and one of numbers or strings as it is. What cannot be written is left out, with a warning, as in TensorFlow.

Read next: `variable_defs.py`.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.attribute_values import default_value, to_attr_value
from tensorlab.graph_files.export_graph import as_graph_def, write_message
from tensorlab.graph_files.op_defs import op_def, op_def_proto
from tensorlab.graph_files.protos import proto
from tensorlab.graph_files.variable_defs import without_scope
from tensorlab.log_lines import get_logger

__all__ = ["export_meta_graph"]

TENSORFLOW = "1.15.5"
"""The version of TensorFlow whose files these are."""


def export_meta_graph(
    filename: str | None = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Iterable[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
    **kwargs: Any,
) -> Any:
    """Write a graph and its collections as a `MetaGraphDef`, to a file too if one is named.

    Args:
        filename: the file; by custom it ends in ".meta".
        meta_info_def: what to say about the graph besides: tags.
        graph_def: the nodes, where they are not to be those of the graph.
        saver_def: the saver that belongs to the graph.
        collection_list: the collections to write; all by default.
        as_text: write text instead of the shorter binary form.
        graph: the graph; the default graph when None.
        export_scope: write only what stands in this name scope, without the scope in its names.
        clear_devices: leave out which device a node asks for.
        clear_extraneous_savers: write no saver but `saver_def`.
        strip_default_attrs: leave out attributes that have their default.
        save_debug_info: accepted as in TensorFlow; the lines of the program are not written.
        **kwargs: `unbound_inputs_col_name`, which changes nothing here.

    Returns:
        The `MetaGraphDef`.

    Raises:
        ValueError: for a node that TensorFlow has no counterpart of; the message names it.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/export_meta_graph

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     written = tf.train.export_meta_graph()
    >>> [node.name for node in written.graph_def.node]
    ['v/initial_value', 'v', 'v/Assign', 'v/read']
    >>> sorted(written.collection_def)
    ['trainable_variables', 'variables']
    """
    unknown = kwargs.keys() - {"unbound_inputs_col_name"}
    if unknown:
        raise TypeError(f"export_meta_graph() got an unexpected keyword argument {min(unknown)!r}.")
    graph = graph if graph is not None else current_graph()
    written = proto("MetaGraphDef")()
    if meta_info_def is not None:
        written.meta_info_def.CopyFrom(meta_info_def)
    nodes = graph_def if graph_def is not None else as_graph_def(graph, add_shapes=True)
    written.graph_def.CopyFrom(nodes)
    if export_scope:
        _keep_scope(written.graph_def, export_scope)
    if clear_devices:
        for node in written.graph_def.node:
            node.device = ""
    if strip_default_attrs:
        _strip_defaults(written.graph_def)
    _describe(written, strip_default_attrs)
    for key in graph.get_all_collection_keys() if collection_list is None else collection_list:
        if not (clear_extraneous_savers and key == GraphKeys.SAVERS):
            _add_collection(written, key, graph.get_collection(key), export_scope)
    if saver_def is not None:
        written.saver_def.CopyFrom(saver_def)
    if filename is not None:
        os.makedirs(os.path.dirname(filename) or ".", exist_ok=True)
        write_message(written, filename, as_text)
    return written


def _describe(written: Any, stripped: bool) -> None:
    """Say which version wrote the graph, and what the op types in it are."""
    about = written.meta_info_def
    about.tensorflow_version = TENSORFLOW
    about.tensorflow_git_version = "unknown"
    about.stripped_default_attrs = stripped
    every_node = [*written.graph_def.node]
    for function in written.graph_def.library.function:
        every_node += function.node_def
    known = {entry.name for entry in about.stripped_op_list.op}
    for op_type in sorted({node.op for node in every_node} - known):
        about.stripped_op_list.op.append(op_def_proto(op_type))


def _strip_defaults(graph_def: Any) -> None:
    """Leave out the attributes that have their default."""
    functions = graph_def.library.function
    for node in [*graph_def.node, *(node for function in functions for node in function.node_def)]:
        defined = op_def(node.op)
        for attribute in defined.attributes.values() if defined else ():
            plain = attribute.has_default and attribute.type not in ("func", "tensor", "list(func)")
            if not plain or attribute.name not in node.attr:
                continue
            if node.attr[attribute.name] == to_attr_value(default_value(attribute), attribute.type):
                del node.attr[attribute.name]


def _keep_scope(graph_def: Any, scope: str) -> None:
    """Keep what stands in a name scope; the names lose the scope."""
    prefix = scope.rstrip("/") + "/"
    kept = [node for node in graph_def.node if node.name.startswith(prefix)]
    for node in kept:
        node.name = without_scope(node.name, scope)
        for number, source in enumerate(node.input):
            mark = "^" if source.startswith("^") else ""
            if not source.removeprefix("^").startswith(prefix):
                raise ValueError(
                    f"The node {prefix}{node.name} takes {source}, which is not in the scope {scope!r}: export the "
                    "scope that holds both, or pass the value in through a placeholder of the scope."
                )
            node.input[number] = mark + without_scope(source.removeprefix("^"), scope)
        if "_class" in node.attr:
            places = node.attr["_class"].list.s
            inside = [place for place in places if place.startswith(f"loc:@{prefix}".encode())]
            del places[:]
            places.extend(b"loc:@" + place[5 + len(prefix.encode()) :] for place in inside)
            if not inside:
                del node.attr["_class"]
    del graph_def.node[:]
    graph_def.node.extend(kept)


WITH_MESSAGES = frozenset(
    [
        *("cond_context", "global_step", "local_variables", "metric_variables", "model_variables"),
        *("moving_average_variables", "queue_runners", "savers", "trainable_variables", "variables"),
        "while_context",
    ]
)
"""The collections whose items TensorFlow writes as messages of their own; of others it writes the names."""

# --- collections ------------------------------------------------------------------------------------------


def _add_collection(written: Any, key: str, items: list[Any], scope: str | None) -> None:
    """Write one collection; what cannot be written is left out with a warning."""
    if not items:
        return
    try:
        found = proto("CollectionDef")()
        _fill(found, key, items, scope)
    except (TypeError, ValueError, AttributeError, NotImplementedError) as error:
        get_logger().warning(
            "Issue encountered when serializing %s.\nType is unsupported, or the types of the items don't match field "
            "type in CollectionDef. Note this is a warning and probably safe to ignore.\n%s",
            key,
            error,
        )
        return
    if found.WhichOneof("kind") is not None:
        written.collection_def[key].CopyFrom(found)


def _fill(found: Any, key: str, items: list[Any], scope: str | None) -> None:
    """Write the items of a collection into the list of their kind, which its key and the first of them decide."""
    first = items[0]
    if key in WITH_MESSAGES and hasattr(first, "to_proto"):
        messages = [item.to_proto(export_scope=scope) for item in items]
        found.bytes_list.value.extend(one.SerializeToString() for one in messages if one is not None)
    elif isinstance(first, (str, bytes)):
        found.bytes_list.value.extend(item.encode() if isinstance(item, str) else item for item in items)
    elif isinstance(first, int):
        found.int64_list.value.extend(items)
    elif isinstance(first, float):
        found.float_list.value.extend(items)
    else:
        names = [_name_of(item) for item in items]
        prefix = scope.rstrip("/") + "/" if scope else ""
        inside = [without_scope(name, scope) for name in names if name.startswith(prefix)]
        found.node_list.value.extend(inside)


def _name_of(item: Any) -> str:
    if isinstance(item, (Tensor, Operation)):
        return item.name
    element = getattr(item, "_as_graph_element", None)
    if element is None:
        raise TypeError(f"{item!r} is neither a tensor, an operation, a number nor a string.")
    return element().name
