"""Operations with an inside: the blocks of branches and loops, as a record looks at them.

A traced plan keeps, for every operation with blocks, a list of visits: each is one passage through one block, with a
plan and values of its own (`tensorlab/control_flow/running.py`). A loop's visits are told by iterations: its condition,
and then, if that held, its body.

Read next: `nested.py` (the frames of a run, for a bundle), `story.py` (the steps of a block).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.gradients import Differentiation
from tensorlab.graph.graph import Graph
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.run.plan import Plan


class Inside(NamedTuple):
    """A block as a plan runs it: the operation that holds it, the block, and the block's own plan."""

    owner: Operation
    block: Any
    plan: Plan


def insides(plan: Plan) -> list[Inside]:
    """The blocks that a plan may run, in the order of their operations; not those within them."""
    found = []
    for step in plan.steps:
        for runner in getattr(step[1], "runners", ()):
            found.append(Inside(step[5], runner.block, runner.plan))
    return found


def blocks_of(operation: Operation) -> list[Any]:
    """The blocks that an operation holds; none for nearly all operations."""
    if operation.record.inside_rule is None:
        return []
    attributes = operation.attributes
    if "blocks" in attributes:
        return list(attributes["blocks"])
    return [block for block in (attributes.get("condition"), attributes.get("body")) if block is not None]


def with_insides(operations: Iterable[Operation]) -> list[Operation]:
    """The operations, and whatever their blocks may run, of branches that were not taken, too."""
    found: dict[Operation, None] = {}
    left = list(operations)
    while left:
        operation = left.pop()
        if operation in found:
            continue
        found[operation] = None
        for block in blocks_of(operation):
            left += needed_inside(block)
    return list(found)


def needed_inside(block: Any) -> list[Operation]:
    """What a block needs of its own operations for what it returns, writes included; and its arguments."""
    found = dict.fromkeys(tensor.op for tensor in block.arguments)
    left = [tensor.op for tensor in block.outputs] + [o for o in block.operations if o.record.writes]
    while left:
        operation = left.pop()
        if operation.block is not block or operation in found:
            continue
        found[operation] = None
        left += [tensor.op for tensor in operation.inputs] + operation.control_inputs
    return list(found)


def goes_back(block: Any) -> bool:
    """Whether a block, or one around it, belongs to the gradient of a branch or a loop."""
    while block is not None:
        if block.mirrors is not None:
            return True
        block = block.outer
    return False


def forward_owner(operation: Operation) -> Operation:
    """The branch or loop that this one is the gradient of; itself where it is none."""
    for block in blocks_of(operation):
        while block.mirrors is not None:
            block = block.mirrors
        if block.owner is not None:
            return block.owner
    return operation


def kind_of(operation: Operation) -> str:
    """`"branch"` or `"loop"`."""
    return "branch" if any(block.kind == "branch" for block in blocks_of(operation)) else "loop"


def loop_variables(operation: Operation) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Of a loop its variables: (inside, what goes in, what comes out)."""
    body = blocks_of(operation)[-1]
    first = 0 if operation.type == "While" else 1  # a gradient's loop is told first how often to run
    given = operation.inputs[first : first + len(body.arguments)]
    return list(zip(body.arguments, given, operation.outputs, strict=False))


def given_to(argument: Operation) -> Tensor | None:
    """The first value of a loop variable, which stands inside for `argument`; None for anything else."""
    owner = argument.block.owner
    if owner is None or owner.type not in ("While", "WhileGrad"):
        return None
    return next((given for inside, given, _ in loop_variables(owner) if inside.op is argument), None)


def is_exit(operation: Operation) -> bool:
    """Whether this node only gives another output of a branch or a loop a name of its own: `while/Exit_1`."""
    return (
        operation.type == "Identity"
        and operation.inputs[0].op.record.inside_rule is not None
        and operation.inputs[0].value_index > 0
        and not operation.control_inputs
    )


def frame_name(operation: Operation) -> str:
    """What a loop or a branch is called: the scope that its nodes are in.

    A gradient's loop is called as the forward loop that it goes back through.
    """
    return forward_owner(operation).name.rpartition("/")[0] or forward_owner(operation).name


def shown_name(operation: Operation) -> str:
    """What a node is called in a sentence: a loop or a branch as its scope, anything else by its own name."""
    return frame_name(operation) if blocks_of(operation) else operation.name


def block_of_work(work: Differentiation) -> Any:
    """The gradient's block in which a differentiation works; None for one that a program asked for outside.

    Its contributions are computed in that block, or come from outside it unchanged.
    """
    found, deepest = None, 0
    for contributions in work.contributions.values():
        for _, gradient in contributions:
            rows = gradient.values if isinstance(gradient, IndexedSlices) else gradient
            block, depth = rows.op.block, 0
            around = block
            while around is not None:
                around, depth = around.outer, depth + 1
            if depth > deepest:
                found, deepest = block, depth
    return found


class Round(NamedTuple):
    """One iteration of a loop, or the passage through a branch: its number, from 1, and its visits."""

    number: int
    visits: list[Any]


def rounds(operation: Operation, visits: Sequence[Any]) -> list[Round]:
    """The visits of an operation by iteration, in the order in which they ran; the last look at a condition is one."""
    found: list[Round] = []
    if kind_of(operation) == "branch":
        return [Round(1, [visit]) for visit in visits]
    place = 0
    for visit in visits:
        if (
            found
            and visit.block.kind == "body"
            and found[-1].visits[-1].block.kind == "condition"
            and place == visit.number
        ):
            found[-1].visits.append(visit)
            continue
        place = visit.number
        found.append(Round(visit.number + 1, [visit]))
    return found


def iterations(operation: Operation, visits: Sequence[Any]) -> int:
    """How often the body of a loop ran; some of its visits may not have been kept."""
    return max((visit.number + 1 for visit in visits if visit.block.kind != "condition"), default=0)


def visits_in(plan: Plan, values: Sequence[Any]) -> Iterator[tuple[Operation, list[Any]]]:
    """For every operation with blocks that ran: its visits."""
    for operation, slot in plan.visits_slot.items():
        if values[slot]:
            yield operation, values[slot]


def all_visits(plan: Plan, values: Sequence[Any]) -> Iterator[Any]:
    """Every visit of a run, those inside others as well."""
    for _, visits in visits_in(plan, values):
        for visit in visits:
            yield visit
            yield from all_visits(visit.plan, visit.values)


def read_inside(plan: Plan, values: Sequence[Any], variable: Operation) -> Any:
    """The value of a variable that only blocks read, as the first of their visits found it; None where none did."""
    for visit in all_visits(plan, values):
        slot = next((slot for slot, cell in visit.plan.loads if cell.operation is variable), None)
        if slot is not None:
            return visit.values[slot]
    return None


def run_inside(
    operation: Operation, given: Sequence[Any], evaluate: Callable[[Any, dict[Tensor, Any]], list[Any]]
) -> list[Any]:
    """What a branch or a loop gives for other inputs, without a session.

    Args:
        operation: an `If` or a `While`.
        given: values for its inputs.
        evaluate: called with a block and the values of its arguments and of what it captures, gives what it returns.
    """
    known = dict(zip(operation.inputs, given, strict=True))
    blocks = blocks_of(operation)
    if operation.type == "If":
        choice = np.asarray(given[0])
        number = int(not choice) if choice.dtype == np.bool_ else int(choice)
        return evaluate(blocks[number if 0 <= number < len(blocks) else -1], known)
    condition, body = blocks
    state = list(given[: len(body.arguments)])
    while np.all(evaluate(condition, known | dict(zip(condition.arguments, state, strict=True)))[0]):
        state = evaluate(body, known | dict(zip(body.arguments, state, strict=True)))
    return state


def drawing_operations(plan: Plan) -> list[Operation]:
    """The random operations of a plan, those inside blocks as well, in the order of `plan.streams`."""
    found = []
    for step in plan.steps:
        if step[5].record.needs_stream:
            found.append(step[5])
        for runner in getattr(step[1], "runners", ()):
            found += drawing_operations(runner.plan)
    return found


def works_outside(graph: Graph) -> list[Differentiation]:
    """The differentiations that a program asked for, without those inside the gradients of loops and branches."""
    return [work for work in graph.differentiations if block_of_work(work) is None]
