"""The operations that hold blocks: a branch, a loop, and the loop that goes back through another one.

Their types are TensorFlow's functional ones, `If` and `While`; TensorFlow 1.x itself spreads a loop over frames of
`Enter`, `Merge`, `Switch`, `NextIteration` and `Exit` nodes. The nodes are called after the last of those
(`cond/Merge`, `while/Exit`), so that the tensors a program gets have the names that books print.

Read next: `running.py`, how a session runs them.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from tensorlab.control_flow.block import Block
from tensorlab.graph.dtypes import DType, variant
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import MIXED, Arrays, Op, op
from tensorlab.graph.shape_rules import SCALAR, unknown
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.sources import user_frames

Outputs = Iterable[tuple[DType, TensorShape]]


def _dtypes_known(*_: Any) -> NoReturn:
    raise NotImplementedError("the outputs of an operation with blocks are given by its blocks")


@op("BlockArgument", shape=unknown, result=_dtypes_known, kind="control", symbol="→")
def block_argument() -> Any:
    """Stand, inside a loop, for what the loop hands in: the value of a loop variable in this iteration."""
    raise NotImplementedError("the loop hands its value in")


block_argument.not_differentiable("the gradient of a loop goes round it")


def add_argument(block: Block, dtype: DType, shape: TensorShape, name: str) -> Tensor:
    """Give a block that is being described one more argument."""
    graph = block.graph
    operation = graph.add_operation(block_argument, graph.unique_name(name), (), (), {}, user_frames())
    argument = add_output(operation, dtype, shape)
    block.arguments.append(argument)
    return argument


@op(
    "If", shape=unknown, dtypes={"inputs": MIXED}, result=_dtypes_known, outputs=None, kind="control", symbol="?",
    latex=r"\text{{if}}",
)  # fmt: skip
def branch_node(inputs: Arrays, blocks: Any = (), saved: Any = (), writes: bool = False):
    """Run one of several blocks, as the first input says. Made by `tf.cond`.

    Inputs: the choice (a truth value, or the number of the block), then what the blocks capture. Outputs: what the
    block returns, then what gradients asked to be saved of the block that was taken: `saved` holds pairs
    (number of the block, tensor inside).
    """
    raise NotImplementedError


@op(
    "While", shape=unknown, dtypes={"inputs": MIXED}, result=_dtypes_known, outputs=None, kind="control", symbol="↻",
    latex=r"\text{{while}}",
)  # fmt: skip
def loop_node(inputs: Arrays, condition: Any = None, body: Any = None, saved: Any = (), writes: bool = False):
    """Run a block again and again, as long as another one says so. Made by `tf.while_loop`.

    Inputs: the loop variables' first values, then what the blocks capture. Outputs: their last values, then what
    gradients asked for: the number of iterations (None in `saved`), or a list with the value of a tensor of the body
    in each iteration.
    """
    raise NotImplementedError


@op(
    "WhileGrad", shape=unknown, dtypes={"inputs": MIXED}, result=_dtypes_known, outputs=None, kind="gradient",
    symbol="↺", latex=r"\text{{back}}",
)  # fmt: skip
def backward_loop_node(
    inputs: Arrays,
    body: Any = None,
    elements: Any = (),
    backwards: bool = True,
    saved: Any = (),
    writes: bool = False,
):
    """Go through the iterations of a loop once more, usually from the last to the first, and add gradients up.

    Inputs: the number of iterations, first values, one list for each tensor of `elements` (which takes, in every
    iteration, the entry of that iteration), then what the block captures. Outputs: last values, then lists, as `While`.
    """
    raise NotImplementedError


for record in (branch_node, loop_node, backward_loop_node):
    record.not_differentiable("its gradient is written in branch_gradient.py or loop_gradient.py")


def add_node(
    record: Op, name: str, inputs: list[Tensor], held: list[Block], outputs: Outputs, **attributes: Any
) -> Operation:
    """Add an operation that holds blocks.

    Args:
        record: one of the records above.
        name: its wanted name.
        inputs: what it takes before the captures; those are added, in the order in which they are found.
        held: its blocks.
        outputs: dtype and static shape of every output.
        **attributes: the rest of the record's attributes.
    """
    graph = held[0].graph
    captured = dict.fromkeys(tensor for block in held for tensor in block.captures())
    inputs = [*inputs, *captured]
    values = {parameter.name: parameter.default for parameter in record.attributes}
    values.update(attributes, saved=[], writes=any(block.writes for block in held))
    operation = graph.add_operation(
        record, graph.unique_name(name), tuple(inputs), (len(inputs),), values, user_frames()
    )
    waits_for = [earlier for block in held for earlier in block.waits_for]
    here = operation.block
    for earlier in waits_for:
        if earlier.block is here and earlier not in operation.control_inputs:
            operation.control_inputs.append(earlier)
        elif here is not None and earlier.block is not here:
            here.waits_for[earlier] = None
    for block in held:
        block.owner = operation
    for dtype, shape in outputs:
        add_output(operation, dtype, shape)
    return operation


def add_output(operation: Operation, dtype: DType, shape: TensorShape) -> Tensor:
    """Give an operation one more output."""
    output = Tensor(operation, len(operation.outputs), dtype.base_dtype, shape)
    operation.outputs.append(output)
    return output


def saved_output(
    operation: Operation, kept: Any, dtype: DType = variant, shape: TensorShape = SCALAR
) -> Tensor:
    """The output with which an operation hands out something from inside, added at first use.

    Args:
        operation: the operation with blocks.
        kept: an entry of its attribute `saved` (see the records above).
        dtype, shape: of that output.
    """
    saved = operation.attributes["saved"]
    first = len(operation.outputs) - len(saved)
    if kept not in saved:
        saved.append(kept)
        operation.graph.changed()  # plans made so far do not keep it
        return add_output(operation, dtype, shape)
    return operation.outputs[first + saved.index(kept)]


def captured_inputs(operation: Operation) -> list[Tensor]:
    """The inputs of an operation that its blocks capture."""
    return list(dict.fromkeys(tensor for block in blocks_of(operation) for tensor in block.captures()))


def blocks_of(operation: Operation) -> list[Block]:
    """The blocks that an operation holds."""
    attributes = operation.attributes
    if "blocks" in attributes:
        return list(attributes["blocks"])
    return [block for block in (attributes.get("condition"), attributes.get("body")) if block is not None]
