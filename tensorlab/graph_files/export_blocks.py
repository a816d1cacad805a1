"""Branches and loops as TensorFlow's functional ops `If`, `Case` and `While`, with their insides as functions.

What a block captures becomes an argument of its function; a loop hands it round unchanged. What gradients asked to be
saved becomes further outputs: a loop fills a `TensorList` for each of them, one item in every iteration, and the loop
that goes back reads them. `_lower_using_switch_merge` lets TensorFlow run them as the `Switch` and `Merge` nodes that
it knows best.

A function takes values only, no variable that could be written. So a branch that writes one is written with those older
nodes itself, and a loop that writes one is refused by name.

Read next: `export_functions.py`, how a function is written; `tensorlab/control_flow/nodes.py`, what is written here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tensorlab.control_flow.block import Block
from tensorlab.graph.dtypes import DType, bool_, int32, variant
from tensorlab.graph.operation import Operation
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.attribute_values import FunctionName, to_attr_value
from tensorlab.graph_files.export_functions import Function
from tensorlab.graph_files.export_nodes import NodeList, Place, Port
from tensorlab.graph_files.lowering import Write, refused
from tensorlab.graph_files.lowering_steps import shape_input

if TYPE_CHECKING:
    from tensorlab.graph_files.export_graph import GraphWriter

LOWERED = "_lower_using_switch_merge"


def write_blocks(
    writer: "GraphWriter", operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]
) -> list[Port]:
    """Write an `If`, `While` or `WhileGrad` node; returns its outputs."""
    if operation.attributes["writes"]:
        if operation.type == "If" and operation.inputs[0].dtype.base_dtype is bool_ and not nodes.in_function:
            return _write_with_switches(writer, operation, nodes, ports)
        raise refused(
            operation,
            "a variable is written inside of it, and the functions of a GraphDef take values only.",
            "Return the new value from it, and assign it outside.",
        )
    write = {"If": _write_branch, "While": _write_loop, "WhileGrad": _write_way_back}[operation.type]
    return write(writer, operation, nodes, ports)


def _write_branch(
    writer: "GraphWriter", operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]
) -> list[Port]:
    blocks, saved = operation.attributes["blocks"], operation.attributes["saved"]
    handed = operation.inputs[1:]
    names = []
    for number, block in enumerate(blocks):
        function = Function(writer, operation, block.label or str(number))
        for tensor in handed:
            function.ports[tensor] = function.argument(tensor.op.name, tensor.dtype, tensor.shape)
        for inside, source in block.brought:
            function.ports[inside] = function.ports[source]
        function.describe(block)
        results = [function.ports[output] for output in block.outputs]
        for which, tensor in saved:
            results.append(
                function.ports[tensor] if which == number else _nothing(function.write(), tensor.dtype)
            )
        names.append(function.finished(results))
    shapes = [output.shape for output in operation.outputs[: len(operation.outputs) - len(saved)]]
    shapes += [TensorShape(None)] * len(saved)
    attributes = {
        "Tout": [output.dtype.base_dtype for output in operation.outputs],
        "output_shapes": shapes,
        LOWERED: to_attr_value(True, "bool"),
    }
    choice = ports[operation.inputs[0]]
    captured = [ports[tensor] for tensor in handed]
    if choice.dtype.base_dtype is bool_:
        attributes.update(then_branch=names[0], else_branch=names[1])
        return nodes.add("If", [choice, captured], operation.name, attributes, shapes)
    attributes["branches"] = names
    return nodes.add("Case", [choice, captured], operation.name, attributes, shapes)


def _nothing(write: Write, dtype: DType) -> Port:
    """What a branch hands out for what only another one computes; nobody looks at it."""
    if dtype.base_dtype is variant:
        return write.EmptyTensorList(-1, -1, element_dtype="float32")
    value: Any = b"" if dtype.base_dtype.name == "string" else 0
    return write.constant(value, dtype.base_dtype, "nothing")


def _write_with_switches(
    writer: "GraphWriter", operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]
) -> list[Port]:
    """Write a branch in which variables are written as TensorFlow 1.x does.

    The nodes inside stand in the graph itself. Each waits for one side of a `Switch`; the side that is not taken is
    dead, and so is what waits for it. `Merge` takes the result that is alive.
    """
    blocks, saved = operation.attributes["blocks"], operation.attributes["saved"]
    write, place, around = Write(nodes, operation), nodes.place, nodes.waits_for_turn
    choice = ports[operation.inputs[0]]
    sides = write.Switch(choice, choice, name="Switch")
    results: list[list[Port]] = []
    for number, (block, side) in enumerate(zip(blocks, reversed(sides), strict=True)):
        nodes.place = place
        turn = write.Identity(side, name=f"switch_{block.label}")
        nodes.waits_for_turn = (*around, turn.node)
        for inside in block.operations:
            writer.write(inside, nodes, ports)
        nodes.place = Place(waits_for=nodes.waits_for_turn)
        found = [write.Identity(ports[output]) for output in block.outputs]
        for which, tensor in saved:
            found.append(write.Identity(ports[tensor]) if which == number else _nothing(write, tensor.dtype))
        results.append(found)
    nodes.waits_for_turn, nodes.place = around, place
    names = (
        [operation.name]
        if len(results[0]) == 1
        else [f"{operation.name}/{n}" for n in range(len(results[0]))]
    )
    merged = [
        nodes.add("Merge", [[no, yes]], nodes.free_name(name) if name != operation.name else name, {})[0]
        for name, yes, no in zip(names, *results, strict=True)
    ]
    if len(merged) == 1:
        return merged
    return nodes.add(
        "IdentityN", [merged], operation.name, {}, [output.shape for output in operation.outputs]
    )


class _Variables:
    """What goes round in a `While` node: name, first value, static shape."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.first: list[Port] = []
        self.shapes: list[TensorShape] = []

    def add(self, name: str, first: Port, shape: TensorShape | None = None) -> int:
        """One more; returns its place."""
        self.names.append(name)
        self.first.append(first)
        self.shapes.append(TensorShape([]) if shape is None else shape)
        return len(self.names) - 1

    def arguments_of(self, function: Function) -> list[Port]:
        """All of them as the arguments of a function."""
        entries = zip(self.names, self.first, self.shapes, strict=True)
        return [function.argument(name, first.dtype, shape) for name, first, shape in entries]


def _add_while(
    nodes: NodeList,
    operation: Operation,
    variables: _Variables,
    condition: FunctionName,
    body: FunctionName,
) -> list[Port]:
    attributes = {
        "cond": condition,
        "body": body,
        "output_shapes": variables.shapes,
        LOWERED: to_attr_value(True, "bool"),
    }
    return nodes.add("While", [variables.first], operation.name, attributes, variables.shapes)


def _write_loop(
    writer: "GraphWriter", operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]
) -> list[Port]:
    asking, working = operation.attributes["condition"], operation.attributes["body"]
    saved = operation.attributes["saved"]
    count = len(working.arguments)
    outside = Write(nodes, operation)
    variables = _Variables()
    for argument, source in zip(working.arguments, operation.inputs, strict=False):
        variables.add(source.op.name, ports[source], argument.shape)
    for tensor in saved:
        if tensor is None:
            variables.add("iterations", outside.constant(0, int32, "iterations"))
        else:
            variables.add("saved", outside.EmptyTensorList(-1, -1, element_dtype=tensor.dtype.base_dtype))
    captured = operation.inputs[count:]
    first_captured = count + len(saved)
    for tensor in captured:
        variables.add(tensor.op.name, ports[tensor], tensor.shape)

    def begun(block: Block, label: str) -> tuple[Function, list[Port]]:
        function = Function(writer, operation, label)
        arguments = variables.arguments_of(function)
        function.ports.update(zip(block.arguments, arguments, strict=False))
        function.ports.update(zip(captured, arguments[first_captured:], strict=True))
        function.describe(block)
        return function, arguments

    function, _ = begun(asking, "condition")
    condition = function.finished([function.ports[asking.outputs[0]]])
    function, arguments = begun(working, "body")
    inside = function.write()
    results = [function.ports[output] for output in working.outputs]
    for tensor, argument in zip(saved, arguments[count:], strict=False):
        if tensor is None:
            results.append(inside.AddV2(argument, 1))
        else:
            results.append(inside.TensorListPushBack(argument, function.ports[tensor]))
    body = function.finished([*results, *arguments[first_captured:]])
    return _add_while(nodes, operation, variables, condition, body)


def _write_way_back(
    writer: "GraphWriter", operation: Operation, nodes: NodeList, ports: dict[Tensor, Port]
) -> list[Port]:
    working, elements = operation.attributes["body"], operation.attributes["elements"]
    saved, backwards = operation.attributes["saved"], operation.attributes["backwards"]
    count = len(working.arguments)
    outside = Write(nodes, operation)
    variables = _Variables()
    times = ports[operation.inputs[0]]
    for argument, source in zip(working.arguments, operation.inputs[1:], strict=False):
        variables.add(source.op.name, ports[source], argument.shape)
    for tensor in saved:
        variables.add("saved", outside.TensorListReserve(-1, times, element_dtype=tensor.dtype.base_dtype))
    first = outside.Sub(times, 1) if backwards else outside.constant(0, int32, "first")
    number_place = variables.add("number", first)
    times_place = variables.add("times", times)
    handed = operation.inputs[1 + count :]
    for tensor in handed:
        variables.add(tensor.op.name, ports[tensor], tensor.shape)
    lists, captured = handed[: len(elements)], handed[len(elements) :]

    def begun(label: str) -> tuple[Function, list[Port]]:
        function = Function(writer, operation, label)
        return function, variables.arguments_of(function)

    function, arguments = begun("condition")
    number, inside = arguments[number_place], function.write()
    more = inside.GreaterEqual(number, 0) if backwards else inside.Less(number, arguments[times_place])
    condition = function.finished([more])

    function, arguments = begun("body")
    number, inside = arguments[number_place], function.write()
    function.ports.update(zip(working.arguments, arguments, strict=False))
    behind = times_place + 1
    function.ports.update(zip(captured, arguments[behind + len(lists) :], strict=True))
    for tensor, kept in zip(elements, arguments[behind:], strict=False):
        function.ports[tensor] = inside.TensorListGetItem(
            kept, number, shape_input(tensor.shape), element_dtype=tensor.dtype.base_dtype
        )._replace(shape=tensor.shape)
    function.describe(working)
    results = [function.ports[output] for output in working.outputs]
    for tensor, kept in zip(saved, arguments[count:], strict=False):
        results.append(inside.TensorListSetItem(kept, number, function.ports[tensor]))
    onwards: Callable[..., Port] = inside.Sub if backwards else inside.AddV2
    body = function.finished([*results, onwards(number, 1), *arguments[times_place:]])
    return _add_while(nodes, operation, variables, condition, body)
