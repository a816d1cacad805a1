"""A graph as a GraphDef: `tf.Graph.as_graph_def` and `tf.train.write_graph`.

Node by node, in the order in which they were made. Most op types are TensorFlow's own, so that a node is written as
it stands; some are written by a rule (`lowering.py`); branches and loops become functions (`export_blocks.py`). What
is written is a graph that TensorFlow imports and runs to the same numbers.

TensorFlow runs nodes in any order that the edges allow, and a variable's update may overtake a gradient that still
reads the variable. Here all gradients come first. So the updates of one training step get an edge more: they wait for
the gradients of all of them, as `tf.train.Optimizer.GATE_GRAPH` has it.

Read next: `lowering.py`; then `meta_graph_export.py`, a graph with its collections.
"""

import os
from collections.abc import Mapping
from typing import Any

from tensorlab.control_flow.block import Block
from tensorlab.graph.dtypes import DType
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files import lowering
from tensorlab.graph_files.attribute_values import to_attr_value
from tensorlab.graph_files.export_nodes import ANY_SHAPE, NodeList, Place, Port
from tensorlab.graph_files.lowering import refused
from tensorlab.graph_files.op_defs import OpDef, op_def
from tensorlab.graph_files.protos import proto

__all__ = ["as_graph_def", "write_graph"]

PRODUCER = 134
"""The version of graphs that is written: that of TensorFlow 1.15, which every later one reads."""


def as_graph_def(graph: Graph, from_version: int | None = None, add_shapes: bool = False) -> Any:
    """Write a graph as a `GraphDef`.

    Args:
        graph: the graph.
        from_version: leave out the nodes that were there when `graph.version` was this number.
        add_shapes: write the static shapes of outputs, too, as attribute `_output_shapes`.

    Raises:
        GraphWriteError: a ValueError for a node that TensorFlow has no counterpart of.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Graph#as_graph_def

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     y = tf.add(1.0, 2.0, name="y")
    >>> [(node.name, node.op, list(node.input)) for node in graph.as_graph_def().node]
    [('y/x', 'Const', []), ('y/y', 'Const', []), ('y', 'AddV2', ['y/x', 'y/y'])]
    """
    return GraphWriter(graph).written(from_version or 0, add_shapes)


def node_def(operation: Operation) -> Any:
    """Write one operation as a `NodeDef`; of one that is written as several nodes, the one that has its name.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.add(1.0, 2.0, name="y")
    >>> node_def(y.op).op
    'AddV2'
    """
    writer = GraphWriter(operation.graph, gated=False)
    writer.write(operation, writer.nodes, writer.ports)
    return writer.nodes.nodes[-1]


def versions() -> Any:
    """The version of what is written, as a `VersionDef`."""
    return proto("VersionDef")(producer=PRODUCER)


def write_graph(graph_or_graph_def: Any, logdir: str, name: str, as_text: bool = True) -> str:
    """Write a graph to a file.

    Args:
        graph_or_graph_def: a `tf.Graph` or a `tf.GraphDef`.
        logdir: the folder, which is made if need be.
        name: the file's name.
        as_text: text that can be read, or the shorter binary form.

    Returns:
        The path of the file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/write_graph

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     two = tf.constant(2.0, name="two")
    >>> path = tf.train.write_graph(graph, tempfile.mkdtemp(), "two.pbtxt")
    >>> open(path).read().split()[:5]
    ['node', '{', 'name:', '"two"', 'op:']
    """
    written = (
        as_graph_def(graph_or_graph_def) if isinstance(graph_or_graph_def, Graph) else graph_or_graph_def
    )
    if not logdir.startswith("gs:"):
        os.makedirs(logdir, exist_ok=True)
    return write_message(written, os.path.join(logdir, name), as_text)


def write_message(message: Any, path: str, as_text: bool) -> str:
    """Write a message to a file at once: a reader finds the old file or the new one, never half of it."""
    if as_text:
        from google.protobuf import text_format

        content = text_format.MessageToString(message).encode()
    else:
        content = message.SerializeToString(deterministic=True)
    unfinished = f"{path}.tmp{os.getpid()}"
    with open(unfinished, "wb") as file:
        file.write(content)
    os.replace(unfinished, path)
    return path


class OwnNames(dict[Tensor, Port]):
    """How the tensors of a graph are named: outside of functions by their operation and their number."""

    def __missing__(self, tensor: Tensor) -> Port:
        number = tensor.value_index
        text = f"{tensor.op.name}:{number}" if number else tensor.op.name
        self[tensor] = Port(text, tensor.dtype, tensor.shape, tensor.op.name, number)
        return self[tensor]


class GraphWriter:
    """Writes the operations of one graph.

    Attributes:
        graph: the graph.
        nodes: what was written outside of functions.
        ports: for every tensor that was written: how others name it.
        functions: the functions of the library, by name.
        gates: for a training step, what its updates take; for an update, its step.
    """

    def __init__(self, graph: Graph, gated: bool = True) -> None:
        self.graph = graph
        self.nodes = NodeList(taken=[operation.name for operation in graph.operations])
        self.ports: dict[Tensor, Port] = OwnNames()
        self.functions: dict[str, Any] = {}
        self.gates, self.step_of = gates_of(graph) if gated else ({}, {})
        self.gate_names = {step: self.nodes.free_name(f"{step.name}/gradients") for step in self.gates}

    def written(self, from_version: int, add_shapes: bool) -> Any:
        """The whole graph as a GraphDef."""
        kept: list[Any] = []
        for operation in self.graph.operations:
            if operation.block is not None:
                continue  # it stands in a function
            first = len(self.nodes.nodes)
            if operation in self.gates:
                needed = [earlier.name for earlier in self.gates[operation]]
                self.nodes.place = Place()
                self.nodes.add("NoOp", [], self.gate_names[operation], {}, waits_for=needed)
            outputs = self.write(operation, self.nodes, self.ports)
            if add_shapes and outputs:
                shapes = [output.shape for output in operation.outputs]
                shapes += [ANY_SHAPE] * (self.nodes.outputs_of_last - len(shapes))
                attribute = to_attr_value(shapes, "list(shape)")
                self.nodes.nodes[-1].attr["_output_shapes"].CopyFrom(attribute)
            if operation.index >= from_version:
                kept += self.nodes.nodes[first:]
        graph_def = proto("GraphDef")(node=kept)
        graph_def.versions.CopyFrom(versions())
        graph_def.library.function.extend(self.functions.values())
        return graph_def

    def write(self, operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]) -> list[Port]:
        """Write one operation; its outputs are entered in `ports`."""
        beside = [head for head in operation.colocated if head.block is operation.block]
        nodes.place = Place(
            operation.device, tuple(f"loc:@{head.name}" for head in beside), self._waits_for(operation, nodes)
        )
        reason = lowering.reason_against(operation.type)
        if reason is not None:
            raise refused(operation, reason)
        rule = lowering.rule_for(operation.type)
        if operation.type in BLOCKS[:3]:
            from tensorlab.graph_files.export_blocks import write_blocks

            outputs = write_blocks(self, operation, nodes, ports)
        elif operation.type == "OneShotIterator":
            from tensorlab.graph_files.export_functions import write_one_shot_iterator

            outputs = write_one_shot_iterator(self, operation, nodes)
        elif rule is not None:
            outputs = lowering.lower(nodes, operation, ports, rule)
        else:
            outputs = write_as_it_stands(self, nodes, operation, ports)
        ports.update(zip(operation.outputs, outputs, strict=False))
        return outputs

    def _waits_for(self, operation: Operation, nodes: NodeList) -> tuple[str, ...]:
        names = [earlier.name for earlier in operation.control_inputs]
        if nodes.in_function:  # what is outside has run before
            names = [name for name in names if name.lower() in nodes.taken]
        elif operation in self.step_of:
            names.append(self.gate_names[self.step_of[operation]])
        return (*names, *nodes.waits_for_turn)


BLOCKS = ("If", "While", "WhileGrad", "OneShotIterator")
"""The op types that are written with functions of their own."""


def write_as_it_stands(
    writer: GraphWriter, nodes: NodeList, operation: Operation, ports: Mapping[Tensor, Port]
) -> list[Port]:
    """Write an operation whose type and attributes are TensorFlow's own."""
    defined = op_def(operation.type)
    if defined is None:
        raise refused(
            operation,
            "TensorFlow has no op type of that name, and there is no rule that writes it with others.",
            "Compute what you need of it before, and pass the result in through a placeholder or a constant.",
        )
    given = lowering.parameters_in_order(operation)
    inputs: list[Any] = []
    for argument in defined.inputs:
        value = given.get(argument.name)
        if value is None:
            raise refused(operation, f"its input {argument.name!r} is not given.")
        inputs.append([ports[one] for one in value] if isinstance(value, list) else ports[value])
    attributes: dict[str, Any] = {}
    for parameter in operation.record.attributes:
        value = operation.attributes[parameter.name]
        if isinstance(value, Block):
            from tensorlab.graph_files.export_functions import function_of_elements

            attributes[parameter.opdef_name] = function_of_elements(writer, operation, value)
        elif parameter.opdef_name in defined.attributes:
            attributes[parameter.opdef_name] = value
        elif value != parameter.default and operation.record.kind != "data":
            raise refused(
                operation, f"TensorFlow's op does not know its argument {parameter.name}={value!r}."
            )
    if operation.type == "Const":
        attributes["dtype"] = operation.outputs[0].dtype
    attributes.update(output_dtypes(defined, operation))
    shapes = [output.shape for output in operation.outputs]
    try:
        return nodes.add(operation.type, inputs, operation.name, attributes, shapes)
    except (TypeError, ValueError) as error:
        raise refused(operation, str(error)) from error


def output_dtypes(defined: OpDef, operation: Operation) -> dict[str, Any]:
    """The attributes that say of which dtype the outputs are."""
    dtypes: list[DType] = [output.dtype.base_dtype for output in operation.outputs]
    found: dict[str, Any] = {}
    for argument in defined.outputs:
        if argument.type_list_attr:
            found[argument.type_list_attr] = dtypes
            break
        if argument.number_attr:
            break
        if argument.type_attr and dtypes:
            found[argument.type_attr] = dtypes[0]
        dtypes = dtypes[1:]
    return found


def gates_of(graph: Graph) -> tuple[dict[Operation, list[Operation]], dict[Operation, Operation]]:
    """For every training step what its updates take, so that all can wait for it; and the step of each update."""
    gates: dict[Operation, list[Operation]] = {}
    step_of: dict[Operation, Operation] = {}
    for step in graph.operations:
        if step.type != "NoOp" or step.block is not None:
            continue
        updates = [one for one in step.control_inputs if is_update(one) and one not in step_of]
        needed = taken_by(updates)
        while early := set(updates) & _ancestors(needed, min((one.index for one in updates), default=0)):
            updates = [
                one for one in updates if one not in early
            ]  # they come before the gradients in any case
            needed = taken_by(updates)
        if len(updates) > 1:
            gates[step] = needed
            step_of.update(dict.fromkeys(updates, step))
    return gates, step_of


def is_update(operation: Operation) -> bool:
    """Whether an optimizer made this operation to write a variable."""
    record = operation.record
    return record.kind == "update" or (bool(record.writes) and "/update_" in operation.name)


def taken_by(updates: list[Operation]) -> list[Operation]:
    """The operations that compute what updates take."""
    taken = dict.fromkeys(
        tensor.op for one in updates for tensor in one.inputs if not tensor.dtype._is_ref_dtype
    )
    return [operation for operation in taken if operation.type != "Const"]


def _ancestors(operations: list[Operation], oldest: int) -> set[Operation]:
    """What these operations depend on, and they themselves, as far as it was made after `oldest`."""
    found: set[Operation] = set()
    pending = list(operations)
    while pending:
        operation = pending.pop()
        if operation not in found and operation.index >= oldest:
            found.add(operation)
            pending += [tensor.op for tensor in operation.inputs]
            pending += operation.control_inputs
    return found
