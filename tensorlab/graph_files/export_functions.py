"""Functions of a GraphDef: the insides of branches and loops, and what a pipeline calls with its elements.

A function has arguments and results, and its nodes see nothing else of the graph. Inside, outputs are named by the name
that they have in TensorFlow's definition of the op: "x:output:0".

Read next: `lower_lists.py`.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tensorlab.control_flow.block import Block
from tensorlab.graph.dtypes import DType
from tensorlab.graph.operation import Operation
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.attribute_values import FunctionName
from tensorlab.graph_files.export_nodes import NodeList, Place, Port
from tensorlab.graph_files.lowering import Write, refused
from tensorlab.graph_files.protos import proto

if TYPE_CHECKING:
    from tensorlab.graph_files.export_graph import GraphWriter


class Function:
    """A function of the library while it is written.

    Attributes:
        nodes: the nodes inside.
        ports: how tensors are named inside.
        arguments: the arguments so far: name and dtype.
    """

    def __init__(self, writer: "GraphWriter", operation: Operation, label: str) -> None:
        self.writer = writer
        self.operation = operation
        wanted = f"{operation.name}_{label}".replace("/", "_").replace(".", "_").replace("-", "_")
        name, number = wanted, 0
        while name in writer.functions:
            number += 1
            name = f"{wanted}_{number}"
        self.name = name
        writer.functions[name] = None  # the name is taken; functions inside come first
        self.nodes = NodeList(in_function=True)
        self.ports = _InsidePorts(self)
        self.arguments: list[tuple[str, DType]] = []

    def argument(self, wanted: str, dtype: DType, shape: TensorShape) -> Port:
        """Add an argument."""
        name = re.sub("[^a-z0-9_]", "_", wanted.lower()).lstrip("_0123456789") or "x"
        name = self.nodes.free_name(name)
        self.arguments.append((name, dtype.base_dtype))
        return Port(name, dtype.base_dtype, shape, name, 0)

    def describe(self, block: Block) -> None:
        """Write what is inside a block."""
        self.nodes.taken.update(operation.name.lower() for operation in block.operations)
        for operation in block.operations:
            if operation.type != "BlockArgument":
                self.writer.write(operation, self.nodes, self.ports)
        self.nodes.place = Place()

    def write(self) -> Write:
        """What further nodes are written with."""
        return Write(self.nodes, self.operation)

    def finished(self, results: Sequence[Port]) -> FunctionName:
        """Put the function into the library; returns the attribute that names it."""
        written = proto("FunctionDef")()
        signature = written.signature
        signature.name = self.name
        signature.is_stateful = self.nodes.is_stateful
        for name, dtype in self.arguments:
            signature.input_arg.add(name=name, type=int(dtype))
        for number, port in enumerate(results):
            signature.output_arg.add(name=f"result_{number}", type=int(port.dtype.base_dtype))
            written.ret[f"result_{number}"] = port.text
        written.node_def.extend(self.nodes.nodes)
        self.writer.functions.pop(self.name)
        self.writer.functions[self.name] = written
        return FunctionName(self.name)


class _InsidePorts(dict[Tensor, Port]):
    """How the tensors inside of a function are named; a setting from outside is written once more."""

    def __init__(self, function: Function) -> None:
        self.function = function

    def __missing__(self, tensor: Tensor) -> Port:
        operation = tensor.op
        if operation.type != "Const":
            raise refused(
                self.function.operation,
                f"what is inside uses {tensor.name!r} ({operation.type}), which is not handed in.",
            )
        place, self.function.nodes.place = self.function.nodes.place, Place()
        self[tensor] = self.function.nodes.constant(operation.attributes["value"], operation.name)
        self.function.nodes.place = place
        return self[tensor]


def function_of_elements(writer: "GraphWriter", operation: Operation, block: Block) -> FunctionName:
    """Write what a dataset calls with its elements; what it captures is handed in behind them."""
    function = Function(writer, operation, "function")
    for tensor in [*block.arguments, *block.captures()]:
        function.ports[tensor] = function.argument(tensor.op.name, tensor.dtype, tensor.shape)
    function.describe(block)
    return function.finished([function.ports[output] for output in block.outputs])


def write_one_shot_iterator(writer: "GraphWriter", operation: Operation, nodes: NodeList) -> list[Port]:
    """Write a `OneShotIterator`: in TensorFlow a copy of the dataset's nodes stands in a function."""
    place = nodes.place
    function = Function(writer, operation, "dataset_factory")
    (dataset,) = operation.inputs
    needed = {dataset.op}
    pending = [dataset.op]
    while pending:
        for tensor in pending.pop().inputs:
            if tensor.dtype._is_ref_dtype or tensor.op.type == "Placeholder":
                raise refused(
                    operation,
                    f"its dataset depends on {tensor.name!r}, which may change from run to run.",
                    "Use dataset.make_initializable_iterator().",
                )
            if tensor.op not in needed:
                needed.add(tensor.op)
                pending.append(tensor.op)
    function.nodes.taken.update(one.name.lower() for one in needed)
    for one in sorted(needed, key=lambda one: one.index):
        writer.write(one, function.nodes, function.ports)
    attributes = {
        key: operation.attributes[key]
        for key in ("output_types", "output_shapes", "container", "shared_name")
    }
    attributes["dataset_factory"] = function.finished([function.ports[dataset]])
    nodes.place = place
    shapes = [operation.outputs[0].shape]
    return nodes.add("OneShotIterator", [], operation.name, attributes, shapes)
