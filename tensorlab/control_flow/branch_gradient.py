"""The gradient of a branch is a branch: it takes the same turn, and goes back through the nodes that ran.

The gradient's blocks use values from inside the forward blocks (`tanh` needs its own result). So the forward operation
hands those out, too, and the gradient's block is handed them under the same names. What the branch that was not taken
would hand out is a single zero that nobody looks at.

Read next: `loop_gradient.py`.
"""

from typing import Any

from tensorlab.control_flow.block import BRANCH, Block
from tensorlab.control_flow.nodes import add_node, branch_node, saved_output
from tensorlab.control_flow.tensor_list import empty_list
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import variant
from tensorlab.graph.gradients import Gradient, Pairs, differentiable, gradient_functions, gradients
from tensorlab.graph.indexed_slices import to_dense
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor


def branch_gradient(operation: Operation, totals: list[Gradient]) -> Pairs:
    """The gradient of an `If` node with respect to everything that its blocks capture."""
    saved = operation.attributes["saved"]
    count = len(operation.outputs) - len(saved)
    found: list[dict[Tensor, Tensor]] = []  # for every block: gradient by what it was taken with respect to
    blocks: list[Block] = []
    for number, forward in enumerate(operation.attributes["blocks"]):
        arrived = list(zip(forward.outputs, totals[:count], strict=True))
        arrived += [
            (tensor, total)
            for (which, tensor), total in zip(saved, totals[count:], strict=True)
            if which == number
        ]
        with Block(BRANCH, operation.graph, forward.label, mirrors=forward) as block:
            found.append(_inside(forward, arrived))
        blocks.append(block)
    sources = dict.fromkeys(tensor for gradient in found for tensor in gradient)
    if not sources:
        return []
    handed = dict(pair for forward in operation.attributes["blocks"] for pair in forward.brought)
    for block, gradient, forward in zip(blocks, found, operation.attributes["blocks"], strict=True):
        elsewhere = handed.keys() - dict(forward.brought)
        with block:
            block.outputs = [
                gradient[x] if x in gradient else _nothing(x, x not in elsewhere) for x in sources
            ]
    brought = [_bring(block) for block in blocks]
    outputs = [(x.dtype, TensorShape(None) if x in handed else x.shape) for x in sources]
    inputs = [operation.inputs[0], *dict.fromkeys(source for pairs in brought for _, source in pairs)]
    node = add_node(branch_node, "If", inputs, blocks, outputs, blocks=tuple(blocks))
    return [(handed.get(x, x), output) for x, output in zip(sources, node.outputs, strict=False)]


def _inside(forward: Block, arrived: list[tuple[Tensor, Gradient]]) -> dict[Tensor, Tensor]:
    """Describe the way back through one block."""
    ys = [(y, to_dense(total)) for y, total in arrived if total is not None and differentiable(y)]
    xs = [x for x in forward.captures() if differentiable(x)]
    xs += [tensor for tensor, _ in forward.brought if differentiable(tensor)]
    if not ys or not xs:
        return {}
    results = gradients([y for y, _ in ys], xs, [total for _, total in ys], name="back", stop_gradients=xs)
    return {x: to_dense(result) for x, result in zip(xs, results, strict=True) if result is not None}


def _bring(block: Block) -> list[tuple[Tensor, Tensor]]:
    """For the forward values that a gradient's block uses, the outputs of forward operations that bring them."""
    pairs = []
    for tensor in block.mirrored_values():
        owner = tensor.op.block.owner
        number = owner.attributes["blocks"].index(tensor.op.block)
        pairs.append((tensor, saved_output(owner, (number, tensor), tensor.dtype.base_dtype, tensor.shape)))
    block.brought = pairs
    return pairs


def _nothing(source: Tensor, has_value: bool) -> Tensor:
    """The gradient in a branch that does not use the source: zeros, of no shape where the source has no value."""
    if source.dtype.base_dtype is variant:
        return empty_list(0)
    return build("ZerosLike", source) if has_value else convert_to_tensor(0, dtype=source.dtype.base_dtype)


gradient_functions["If"] = branch_gradient
