"""`tf.graph_util`: cutting what is needed out of a GraphDef, and putting numbers in place of its variables.

A graph whose variables have become constants needs no checkpoint: one `.pb` file holds a whole model.

Read next: `import_graph.py`, which reads such a file; `tensorlab/compat/freeze_graph.py`, the program that writes one.
"""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from tensorlab.graph_files.attribute_values import to_attr_value
from tensorlab.graph_files.import_graph import checked_graph_def
from tensorlab.graph_files.import_source import place
from tensorlab.graph_files.protos import proto
from tensorlab.log_lines import get_logger

__all__ = [
    "convert_variables_to_constants",
    "extract_sub_graph",
    "must_run_on_cpu",
    "remove_training_nodes",
    "tensor_shape_from_node_def_name",
]

VARIABLES = ("Variable", "VariableV2", "VarHandleOp")
HANDED_ON = ("Identity", "RefIdentity", "Enter", "RefEnter", "Switch", "RefSwitch")
"""Nodes that hand a variable on."""


def extract_sub_graph(graph_def: Any, dest_nodes: Iterable[str]) -> Any:
    """Give the part of a GraphDef that some nodes need.

    Args:
        graph_def: the GraphDef. dest_nodes: the names of these nodes.

    Returns:
        A GraphDef with the nodes that they depend on, control inputs included, in the order of the file.

    Raises:
        TypeError: when `graph_def` is no GraphDef, or `dest_nodes` is one string.
        AssertionError: for a name that is not in the file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/graph_util/extract_sub_graph

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     one = tf.constant(1.0, name="one")
    ...     two = tf.negative(one, name="two")
    ...     three = tf.exp(one, name="three")
    >>> [node.name for node in extract_sub_graph(graph.as_graph_def(), ["two"]).node]
    ['one', 'two']
    """
    graph_def = checked_graph_def(graph_def)
    if isinstance(dest_nodes, str):
        raise TypeError(f"dest_nodes must be a list, such as [{dest_nodes!r}].")
    nodes = {node.name: node for node in graph_def.node}
    pending = list(dest_nodes)
    for name in pending:
        if name not in nodes:
            raise AssertionError(f"{name} is not in graph")
    kept: set[str] = set()
    while pending:
        name = pending.pop()
        if name in kept:
            continue
        kept.add(name)
        for text in nodes[name].input:
            needed = node_name(text)
            if needed not in nodes:
                raise AssertionError(f"{needed} is not in graph, but an input of {name}")
            pending.append(needed)
    return _with_nodes(graph_def, [node for node in graph_def.node if node.name in kept])


def node_name(text: str) -> str:
    """The node that an input's text names: "^x", "x:1" and "x" all mean x."""
    return place(text.removeprefix("^"))[0]


def _with_nodes(graph_def: Any, nodes: Iterable[Any]) -> Any:
    """A GraphDef like another one, with other nodes."""
    written = proto("GraphDef")()
    written.node.extend(nodes)
    if graph_def.HasField("library"):
        written.library.CopyFrom(graph_def.library)
    written.versions.CopyFrom(graph_def.versions)
    return written


def convert_variables_to_constants(
    sess: Any,
    input_graph_def: Any,
    output_node_names: Iterable[str],
    variable_names_whitelist: Collection[str] | None = None,
    variable_names_blacklist: Collection[str] | None = None,
) -> Any:
    """Put the values that variables have in a session into the graph, as constants.

    Args:
        sess: a session in which the variables have values.
        input_graph_def: the GraphDef of its graph.
        output_node_names: the names of the nodes that are wanted; what they do not need is left out.
        variable_names_whitelist: convert only these variables; all when None.
        variable_names_blacklist: do not convert these.

    Returns:
        A GraphDef in which `Const` nodes stand where variables stood.

    Raises:
        AssertionError: for an output that is not in the graph.
        tf.errors.FailedPreconditionError: when a variable has no value yet.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/graph_util/convert_variables_to_constants

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph, tf.Session() as sess:
    ...     w = tf.Variable(3.0, name="w")
    ...     y = tf.multiply(w, 2.0, name="y")
    ...     sess.run(w.initializer)
    ...     frozen = convert_variables_to_constants(sess, graph.as_graph_def(), ["y"])
    >>> [(node.name, node.op) for node in frozen.node]
    [('w', 'Const'), ('w/read', 'Identity'), ('y/y', 'Const'), ('y', 'Mul')]
    """
    needed = extract_sub_graph(input_graph_def, output_node_names)
    chosen = [
        node.name
        for node in needed.node
        if node.op in VARIABLES
        and (variable_names_whitelist is None or node.name in variable_names_whitelist)
        and (variable_names_blacklist is None or node.name not in variable_names_blacklist)
    ]
    values = dict(zip(chosen, sess.run([f"{name}:0" for name in chosen]), strict=True)) if chosen else {}
    get_logger().info("Froze %d variables.", len(values))
    behind = _handed_on(needed, values)
    nodes = [one for node in needed.node for one in _converted(node, values, behind)]
    get_logger().info("Converted %d variables to const ops.", len(values))
    return _with_nodes(needed, nodes)


def _handed_on(graph_def: Any, values: Collection[str]) -> dict[str, str]:
    """For every node that hands a converted variable on: that variable."""
    behind = {name: name for name in values}
    found = True
    while found:  # a file may list its nodes in any order
        found = False
        for node in graph_def.node:
            if node.op in HANDED_ON and node.name not in behind and node.input:
                source = node_name(node.input[0])
                if source in behind:
                    behind[node.name] = behind[source]
                    found = True
    return behind


def _converted(node: Any, values: dict[str, Any], behind: dict[str, str]) -> list[Any]:
    """The node as it has to be when variables are constants, behind the constants that it needs besides."""
    written = proto("NodeDef")()
    written.CopyFrom(node)
    if node.name in values:
        dtype = node.attr["dtype"]
        written.Clear()
        written.name, written.op = node.name, "Const"
        written.attr["dtype"].CopyFrom(dtype)
        written.attr["value"].CopyFrom(to_attr_value(values[node.name], "tensor"))
        return [written]
    if not node.input or node_name(node.input[0]) not in behind:
        return [written]
    if node.op.startswith("Ref") and node.op in HANDED_ON:
        written.op = node.op.removeprefix("Ref")
    elif node.op == "ReadVariableOp":
        written.op = "Identity"
        _keep_attributes(written, {"T": node.attr["dtype"]})
    elif node.op == "ResourceGatherNd":
        written.op = "GatherNd"
        _keep_attributes(written, {"Tparams": node.attr["dtype"], "Tindices": node.attr["Tindices"]})
    elif node.op == "ResourceGather":
        return _gather(node, written)
    if "T" in written.attr and written.op in ("Identity", "Enter", "Switch"):
        variable_type = written.attr["T"]
        if variable_type.type == _RESOURCE:
            variable_type.CopyFrom(to_attr_value(values[behind[node_name(node.input[0])]].dtype, "type"))
    return [written]


def _gather(node: Any, written: Any) -> list[Any]:
    """Rows of a variable become rows of a constant: the axis is one input more."""
    batch = node.attr["batch_dims"].i
    axis = proto("NodeDef")(name=f"{node.name}/axis", op="Const", device=node.device)
    axis.attr["dtype"].CopyFrom(to_attr_value("int32", "type"))
    axis.attr["value"].CopyFrom(to_attr_value(np.array(batch, np.int32), "tensor"))
    written.op = "GatherV2"
    written.input.insert(2, axis.name)
    renamed = {"Tparams": node.attr["dtype"], "Tindices": node.attr["Tindices"], "Taxis": axis.attr["dtype"]}
    _keep_attributes(written, {**renamed, "batch_dims": to_attr_value(batch, "int")})
    return [axis, written]


_RESOURCE = 20  # the number of the dtype of handles


def _keep_attributes(written: Any, attributes: dict[str, Any]) -> None:
    """Give a node other attributes; those whose names begin with "_" stay."""
    kept = {key: value for key, value in written.attr.items() if key.startswith("_") and key != "_class"}
    copies = {}
    for key, value in {**kept, **attributes}.items():
        copies[key] = proto("AttrValue")()
        copies[key].CopyFrom(value)
    written.ClearField("attr")
    for key, value in copies.items():
        written.attr[key].CopyFrom(value)


def remove_training_nodes(input_graph: Any, protected_nodes: Collection[str] | None = None) -> Any:
    """Leave out nodes that only training needs: `CheckNumerics`, and `Identity` where nobody waits for it.

    Args:
        input_graph: a GraphDef.
        protected_nodes: the names of nodes that stay in any case.

    Returns:
        A GraphDef that computes the same.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/graph_util/remove_training_nodes

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     y = tf.exp(tf.identity(tf.constant(1.0, name="one")), name="y")
    >>> [node.name for node in remove_training_nodes(graph.as_graph_def()).node]
    ['one', 'y']
    """
    protected = set(protected_nodes or ())
    waited_for = {node_name(text) for node in input_graph.node for text in node.input if text.startswith("^")}
    passed: dict[str, str] = {}
    for node in input_graph.node:
        if node.op not in ("CheckNumerics", "Identity") or node.name in protected or node.name in waited_for:
            continue
        if not any(text.startswith("^") for text in node.input):
            passed[node.name] = node.input[0]
    kept = []
    for node in input_graph.node:
        if node.name in passed:
            continue
        written = proto("NodeDef")()
        written.CopyFrom(node)
        del written.input[:]
        for text in node.input:
            while not text.startswith("^") and node_name(text) in passed:
                text = passed[node_name(text)]
            written.input.append(text)
        kept.append(written)
    return _with_nodes(input_graph, kept)


def must_run_on_cpu(node: Any, pin_variables_on_cpu: bool = False) -> bool:
    """Say whether a node has no kernel for a GPU: constants of text and whole numbers, and what works on them.

    Args:
        node: an operation or a NodeDef.
        pin_variables_on_cpu: whether variables count, too.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     one, word = tf.constant(1.0), tf.constant("word")
    >>> [must_run_on_cpu(node) for node in graph.as_graph_def().node]
    [False, True]
    """
    written = node if hasattr(node, "attr") else node.node_def
    if written.op in ("Variable", "VariableV2"):
        return pin_variables_on_cpu
    checked = {"Const": "dtype", "DynamicStitch": "T", "ParallelDynamicStitch": "T", "Cast": "SrcT"}
    if written.op not in checked:
        return False
    numbers = proto("DataType")
    on_host = [numbers.Value("DT_INT32")] + ([numbers.Value("DT_STRING")] if written.op == "Const" else [])
    return written.attr[checked[written.op]].type in on_host


def tensor_shape_from_node_def_name(graph: Any, input_name: str) -> Any:
    """The static shape of a tensor by its name, with or without ":0".

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     one = tf.constant([1.0, 2.0], name="one")
    >>> print(tensor_shape_from_node_def_name(graph, "one"))
    (2,)
    """
    return graph.get_tensor_by_name(input_name if ":" in input_name else f"{input_name}:0").get_shape()
