"""The gradient of a loop is a loop that goes back: from the last iteration to the first.

Its loop variables are the gradients of the forward loop's variables; besides, for everything that the forward body
captures, such as weights, one that adds up what each iteration contributes. Its body is the way back through the
forward body, and uses values of it: the forward loop keeps a list of each of them, and every iteration of the way back
is handed the entries of its own forward iteration. The gradient of this loop, for second derivatives, is a third one
that goes forwards again.

Source of the method: Werbos, "Backpropagation through time: what it does and how to do it" (1990).

Read next: `tensorlab/graph/gradients.py`, which asks for it; `tensor_list.py`, the lists.
"""

from typing import Any

from tensorlab.control_flow.block import BODY, Block
from tensorlab.control_flow.nodes import add_argument, add_node, backward_loop_node, saved_output
from tensorlab.control_flow.tensor_list import empty_list
from tensorlab.control_flow.tensor_list_gradients import add_lists
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32, variant
from tensorlab.graph.gradients import Gradient, Pairs, differentiable, gradient_functions, gradients
from tensorlab.graph.indexed_slices import to_dense
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.shape_rules import SCALAR
from tensorlab.graph.tensor import Tensor


class _Loop:
    """What the two kinds of loops have in common.

    Attributes:
        body: the block. count: how many loop variables it has.
        first: the inputs with their first values.
        elements: pairs (tensor inside that is an entry of a list, the input with that list).
        times: the tensor with the number of iterations.
        backwards: whether it goes from the last iteration to the first.
    """

    def __init__(self, operation: Operation) -> None:
        self.body: Block = operation.attributes["body"]
        self.count = len(self.body.outputs)
        if operation.type == "While":
            self.times = saved_output(operation, None, int32)
            self.first = operation.inputs[: self.count]
            self.elements: list[tuple[Tensor, Tensor]] = []
            self.backwards = False
            return
        start = 1 + self.count
        elements = operation.attributes["elements"]
        self.times = operation.inputs[0]
        self.first = operation.inputs[1:start]
        self.elements = list(zip(elements, operation.inputs[start:], strict=False))
        self.backwards = operation.attributes["backwards"]


def loop_gradient(operation: Operation, arriving: list[Gradient]) -> Pairs:
    """The gradient of a `While` or `WhileGrad` node with respect to its first values, lists and captures."""
    totals: list[Any] = [None if total is None else to_dense(total) for total in arriving]
    loop = _Loop(operation)
    totals += [None] * (len(operation.outputs) - len(totals))
    count, body = loop.count, loop.body
    saved = list(zip(operation.attributes["saved"], totals[count:], strict=True))
    entries = [(tensor, total) for tensor, total in saved if tensor is not None and total is not None]
    carried = _carried(body, [n for n, total in enumerate(totals[:count]) if total is not None], entries)
    captured = [tensor for tensor in body.captures() if differentiable(tensor)]

    with Block(BODY, operation.graph, "gradient", mirrors=body) as block:
        arrived = [
            add_argument(block, t.dtype.base_dtype, t.shape, "Identity") for t in _at(body.outputs, carried)
        ]
        handed = [_entry(block, tensor) for tensor, _ in entries]
        ys = [*_at(body.outputs, carried), *(tensor for tensor, _ in entries)]
        xs = [*_at(body.arguments, carried), *captured]
        xs += [tensor for tensor, _ in loop.elements if differentiable(tensor)]
        results = (
            gradients(ys, xs, [*arrived, *handed], name="back", stop_gradients=xs) if ys else [None] * len(xs)
        )
        found = {x: to_dense(result) for x, result in zip(xs, results, strict=True) if result is not None}
        onwards = [found[x] if x in found else _zeros(x) for x in _at(body.arguments, carried)]
        summed = [tensor for tensor in captured if tensor in found]
        sums = [add_argument(block, tensor.dtype.base_dtype, tensor.shape, "Sum") for tensor in summed]
        added = [_add(total, found[tensor]) for total, tensor in zip(sums, summed, strict=True)]
        block.outputs = onwards + added

    elements = [*zip(handed, (total for _, total in entries), strict=True)]
    elements += [(tensor, _list_of(tensor)) for tensor in block.mirrored_values()]
    last = [totals[n] if totals[n] is not None else _zeros(operation.outputs[n]) for n in carried]
    first = [*last, *(_zeros(tensor) for tensor in summed)]
    node = add_node(
        backward_loop_node,
        "WhileGrad",
        [loop.times, *first, *(source for _, source in elements)],
        [block],
        [(argument.dtype, argument.shape) for argument in block.arguments],
        body=block,
        elements=tuple(tensor for tensor, _ in elements),
        backwards=not loop.backwards,
    )
    pairs: Pairs = list(zip(_at(loop.first, carried), node.outputs, strict=False))
    pairs += zip(summed, node.outputs[len(carried) :], strict=False)
    pairs += [
        (source, saved_output(node, found[tensor])) for tensor, source in loop.elements if tensor in found
    ]
    return pairs


def _at(tensors: Any, places: list[int]) -> list[Tensor]:
    return [tensors[place] for place in places]


def _carried(body: Block, wanted: list[int], entries: list[tuple[Tensor, Any]]) -> list[int]:
    """The loop variables through which a gradient goes: those that it reaches at the end, and all before them."""
    places = {argument: place for place, argument in enumerate(body.arguments)}
    carried = {place for place in wanted if differentiable(body.outputs[place])}
    pending = [*_at(body.outputs, sorted(carried)), *(tensor for tensor, _ in entries)]
    seen: set[Tensor] = set()
    while pending:
        tensor = pending.pop()
        if tensor in seen or not differentiable(tensor):
            continue
        seen.add(tensor)
        if tensor in places:
            if places[tensor] not in carried:
                carried.add(places[tensor])
                pending.append(body.outputs[places[tensor]])
        elif tensor.op.block is body and tensor.op.type != "StopGradient":
            pending += tensor.op.inputs
    return sorted(carried)


def _entry(block: Block, tensor: Tensor) -> Tensor:
    """A place inside for the gradient that arrives, in each iteration, at a value that the loop handed out."""
    entry = add_argument(block, tensor.dtype.base_dtype, tensor.shape, "Entry")
    block.arguments.pop()  # it is handed in, but does not go round
    return entry


def _list_of(tensor: Tensor) -> Tensor:
    """The list that a forward loop keeps of one of its tensors."""
    return saved_output(tensor.op.block.owner, tensor, variant, SCALAR)


def _add(total: Tensor, more: Tensor) -> Tensor:
    return add_lists([total, more]) if total.dtype is variant else build("AddV2", total, more)


def _zeros(like: Tensor) -> Tensor:
    """The gradient where nothing arrives."""
    if like.dtype.base_dtype is variant:
        return empty_list(0)
    sizes = like.shape.sizes
    if like.op.block is like.graph._block or sizes is None or None in sizes:
        return build("ZerosLike", like)
    # Of a forward loop's own values a list would have to be kept: only for their shape, which is known.
    return build("Fill", list(sizes), convert_to_tensor(0, dtype=like.dtype.base_dtype))


gradient_functions["While"] = gradient_functions["WhileGrad"] = loop_gradient
