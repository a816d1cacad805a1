"""Functions of a file's library: the blocks of `If`, `While` and `Case`, and plain calls.

TensorFlow's newer control flow keeps the inside of branches and loops as functions with arguments. Here a block
uses what is outside directly, so a function is built anew in each block, with the caller's tensors as its
arguments. A variable that goes round in a loop unchanged stays outside.

Read next: `import_regions.py`, which builds what is inside.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tensorlab.control_flow.block import BRANCH, Block
from tensorlab.control_flow.branching import _common_shape
from tensorlab.control_flow.nodes import add_argument, add_node, branch_node
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import resource
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build, find_op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_defs import op_def
from tensorlab.graph_files.import_loops import while_node
from tensorlab.graph_files.import_nodes import Refusal, attribute, count_of
from tensorlab.graph_files.import_source import Node, Place, in_order
from tensorlab.graph_files.import_values import Values
from tensorlab.graph_files.loop_frames import framed

if TYPE_CHECKING:
    from tensorlab.graph_files.import_regions import Importer

ARGUMENT = "_Arg"

Built = tuple[list[Tensor], Operation]


class Functions:
    """The library of one file.

    Args:
        importer: who builds the nodes.
        library: a FunctionDefLibrary, or None.
    """

    def __init__(self, importer: "Importer", library: Any) -> None:
        self.importer = importer
        self.known = {one.signature.name: one for one in library.function} if library is not None else {}
        self._open: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def call(
        self, name: str, arguments: Sequence[Tensor], scope: str, caller: Node
    ) -> tuple[list[Tensor], list[Operation]]:
        """Build the nodes of a function; returns its results, and what has to run besides.

        Args:
            name: the function's. arguments: its arguments.
            scope: the scope of the new nodes, with its "/" at the end.
            caller: the node that calls it.
        """
        function = self.known.get(name)
        if function is None:
            raise Refusal(
                f"Node {caller.name!r} of graph_def calls the function {name!r}, which is not in the file's library."
            )
        if name in self._open:
            raise Refusal(f"Node {caller.name!r} of graph_def: the function {name!r} calls itself.")
        signature = function.signature
        if len(signature.input_arg) != len(arguments):
            raise Refusal(
                f"Node {caller.name!r} of graph_def gives the function {name!r} {len(arguments)} arguments, but it "
                f"takes {len(signature.input_arg)}."
            )
        importer = self.importer
        nodes, results = self._nodes(function)
        values = Values()
        for argument, tensor in zip(signature.input_arg, arguments, strict=True):
            values.add(argument.name, [tensor], [])
        read = {place for node in nodes.values() for place in node.inputs}
        self._open.append(name)
        try:
            with importer.inside(scope, read | set(results)):
                order = [node for node in in_order(nodes) if node.op != ARGUMENT]
                importer.region(framed(order), values)
                outputs = [importer.usable(values.tensor(place)) for place in results]
        finally:
            self._open.pop()
        must_run = [one for text in function.control_ret.values() for one in values.waited_for(text)]
        return outputs, [importer.reachable(one) for one in must_run]

    def _nodes(self, function: Any) -> tuple[dict[str, Node], list[Place]]:
        """The nodes of a function by name, arguments included, and the places of its results."""
        signature = function.signature
        arguments = {argument.name for argument in signature.input_arg}
        kinds = {node_def.name: node_def for node_def in function.node_def}

        def place(text: str) -> Place:
            name, _, rest = text.partition(":")
            if name in arguments or not rest:
                return name, 0
            output, _, number = rest.partition(":")
            return name, self._first(kinds[name], output) + int(number or 0)

        nodes = {name: Node(name, ARGUMENT, [], [], {}, "", -1) for name in arguments}
        for number, node_def in enumerate(function.node_def):
            for text in node_def.input:
                name = text.lstrip("^").partition(":")[0]
                if name not in arguments and name not in kinds:
                    raise Refusal(
                        f"The function {signature.name!r} of graph_def is invalid: its node {node_def.name!r} reads "
                        f"{text!r}, which it does not have."
                    )
            nodes[node_def.name] = Node(
                node_def.name,
                node_def.op,
                [place(text) for text in node_def.input if not text.startswith("^")],
                [text[1:] for text in node_def.input if text.startswith("^")],
                node_def.attr,
                node_def.device,
                number,
            )
        return nodes, [place(function.ret[result.name]) for result in signature.output_arg]

    def _first(self, node_def: Any, output: str) -> int:
        """The number of the first tensor of a named output."""
        node = Node(node_def.name, node_def.op, [], [], node_def.attr, "", 0)
        if node_def.op in self.known:
            names = [argument.name for argument in self.known[node_def.op].signature.output_arg]
            return names.index(output)
        defined = op_def(node_def.op)
        number = 0
        for argument in defined.outputs if defined is not None else ():
            if argument.name == output:
                return number
            number += count_of(node, argument)
        raise Refusal(
            f"graph_def is invalid: {node_def.op} (node {node_def.name!r}) has no output {output!r}."
        )


# --- nodes that call functions ----------------------------------------------------------------------------


def _branches(
    importer: "Importer",
    node: Node,
    choice: Tensor,
    functions: list[tuple[str, str]],
    inputs: list[Tensor],
    name: str,
) -> Built:
    """One node for a choice between functions, given as pairs (label, name)."""
    blocks = []
    for label, function in functions:
        with Block(BRANCH, importer.graph, label) as block:
            outputs, must_run = importer.library.call(function, inputs, f"{name}/{label}/", node)
            block.outputs = _after([importer.plain(one) for one in outputs], must_run)
        blocks.append(block)
    if (
        len({len(block.outputs) for block in blocks}) > 1
    ):  # only some have something that must run, and nothing else
        for block in blocks:
            with block:
                block.outputs = block.outputs or [build("Const", True)]
    columns = zip(*(block.outputs for block in blocks), strict=True)
    kinds = [(column[0].dtype, _common_shape([one.shape for one in column])) for column in columns]
    operation = add_node(branch_node, f"{name}/", [choice], blocks, kinds, blocks=tuple(blocks))
    return list(operation.outputs), operation


def _after(tensors: list[Tensor], must_run: list[Operation]) -> list[Tensor]:
    """The tensors, once some operations have run."""
    if not must_run:
        return tensors
    tensors = tensors or [convert_to_tensor(True)]
    with tensors[0].graph.control_dependencies(must_run):
        return [build("Identity", tensors[0]), *tensors[1:]]


def _named(node: Node, name: str) -> str:
    """The function that an attribute names."""
    function = attribute(node, name)
    if function is None:
        raise Refusal(f"Node {node.name!r} of graph_def ({node.op}) misses its {name!r}.")
    return str(function.name)


def _if(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Built:
    choice, *arguments = inputs
    if not choice.dtype.is_bool:
        choice = build(
            "NotEqual", choice, convert_to_tensor(0, dtype=choice.dtype.base_dtype), name=f"{name}/choice"
        )
    functions = [
        ("true", _named(node, "then_branch")),
        ("false", _named(node, "else_branch")),
    ]
    return _branches(importer, node, choice, functions, arguments, name)


def _case(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Built:
    choice, *arguments = inputs
    functions = [(str(number), one.name) for number, one in enumerate(attribute(node, "branches"))]
    return _branches(importer, node, choice, functions, arguments, name)


def _while(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Built:
    stays = [tensor.dtype._is_ref_dtype or tensor.dtype.base_dtype is resource for tensor in inputs]
    first = [
        build("Const", False, name=f"{name}/stays") if one else t
        for one, t in zip(stays, inputs, strict=True)
    ]
    declared = attribute(node, "output_shapes") or [TensorShape(None)] * len(inputs)
    shapes = [
        shape if shape.ndims is not None and shape.is_compatible_with(tensor.shape) else tensor.shape
        for shape, tensor in zip(declared, first, strict=False)
    ]
    shapes = [_common_shape([shape, tensor.shape]) for shape, tensor in zip(shapes, first, strict=True)]

    def arguments(block: Block, shapes: list[TensorShape]) -> tuple[list[Tensor], list[Tensor]]:
        own = [
            add_argument(block, tensor.dtype, shape, f"{name}/argument")
            for tensor, shape in zip(first, shapes, strict=True)
        ]
        return own, [outer if one else inner for one, outer, inner in zip(stays, inputs, own, strict=True)]

    def condition(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
        _, given = arguments(block, shapes)
        outputs, _ = importer.library.call(_named(node, "cond"), given, f"{name}/cond/", node)
        return outputs if outputs[0].dtype.is_bool else [build("NotEqual", outputs[0], 0)]

    def body(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
        own, given = arguments(block, shapes)
        outputs, must_run = importer.library.call(_named(node, "body"), given, f"{name}/body/", node)
        outputs = [
            mine if one else importer.plain(output)
            for one, mine, output in zip(stays, own, outputs, strict=True)
        ]
        return _after(outputs, must_run)

    operation = while_node(importer, f"{name}/", first, shapes, condition, body)
    outputs = [
        given if one else out for one, given, out in zip(stays, inputs, operation.outputs, strict=False)
    ]
    return outputs, operation


def _call(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Built:
    called = attribute(node, "f")
    function = node.op if called is None else called.name
    outputs, must_run = importer.library.call(function, inputs, f"{name}/", node)
    if len(outputs) == 1:
        with importer.graph.control_dependencies(must_run):
            result = find_op("Identity")(importer.plain(outputs[0]), name=f"{name}/")
        return [result], result.op
    with importer.graph.control_dependencies([*must_run, *(tensor.op for tensor in outputs)]):
        return outputs, find_op("NoOp")(name=f"{name}/")


FUNCTIONAL = {
    "If": _if,
    "StatelessIf": _if,
    "Case": _case,
    "StatelessCase": _case,
    "While": _while,
    "StatelessWhile": _while,
    "PartitionedCall": _call,
    "StatefulPartitionedCall": _call,
}
"""Op types that run functions of the library."""
