"""The three kinds of operations with blocks, as a session runs them: one block of several; a loop; the way back.

Read next: `branching.py` and `looping.py`, which make the first two; `loop_gradient.py`, which makes the third.
"""

from typing import Any

import numpy as np

from tensorlab.control_flow.nodes import backward_loop_node, branch_node, loop_node
from tensorlab.control_flow.running import BlockRunner, Call, Visit, home, wanted_outputs
from tensorlab.control_flow.tensor_list import TensorList
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.run.plan import Plan


class BranchCall(Call):
    """Runs the block that the first input chooses."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        blocks, saved = operation.attributes["blocks"], operation.attributes["saved"]
        count = len(operation.outputs) - len(saved)
        wanted = wanted_outputs(plan)
        self.extra: list[
            tuple[int, Any, int]
        ] = []  # (output, block that has it, its place among what it returns)
        runners = []
        for number, block in enumerate(blocks):
            fetches = list(block.outputs)
            for place, (which, tensor) in enumerate(saved):
                if which == number and operation.outputs[count + place] in wanted:
                    self.extra.append((count + place, number, len(fetches)))
                    fetches.append(tensor)
            runners.append(
                BlockRunner(block, operation, plan, [tensor for tensor, _ in block.brought], fetches)
            )
        super().__init__(operation, plan, runners)
        self.count = count
        self.choice = self.take(operation.inputs[0], plan, None)
        self.given = [
            [self.take(source, plan, home(plan, tensor)) for tensor, source in block.brought]
            for block in blocks
        ]
        self.absent = {place: _absent(operation.outputs[place]) for place, _, _ in self.extra}

    def run(self, values: list[Any], deadline: Any, visits: list[Visit] | None) -> None:
        choice = values[self.choice]
        number = int(not choice) if self.operation.inputs[0].dtype.is_bool else int(choice)
        if not 0 <= number < len(self.runners):
            number = len(self.runners) - 1  # as TensorFlow: the last one stands for all others
        runner = self.runners[number]
        given = [values[slot] for slot in self.given[number]]
        result = runner.visit(runner.prepared(values, deadline), given, number, deadline, visits)
        found = runner.fetched(result)
        for place in range(self.count):
            values[self.outs[place]] = found[place]
        for place, which, position in self.extra:
            values[self.outs[place]] = found[position] if which == number else self.absent[place]


def _absent(output: Tensor) -> Any:
    """What stands for a value of a branch that was not taken. Only what is not taken either looks at it."""
    if output.dtype.name == "variant":
        return TensorList(())
    return np.zeros((), output.dtype.as_numpy_dtype)


class LoopCall(Call):
    """Runs the body as long as the condition holds."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        condition, body = operation.attributes["condition"], operation.attributes["body"]
        saved = operation.attributes["saved"]
        count = len(operation.outputs) - len(saved)
        wanted = wanted_outputs(plan)
        self.kept = [
            (count + place, tensor)
            for place, tensor in enumerate(saved)
            if tensor is not None and operation.outputs[count + place] in wanted
        ]
        asking = BlockRunner(condition, operation, plan, [], condition.outputs)
        working = BlockRunner(
            body, operation, plan, [], [*body.outputs, *(tensor for _, tensor in self.kept)]
        )
        super().__init__(operation, plan, [asking, working])
        self.count = count
        self.counted = count + saved.index(None) if None in saved else None
        pairs = zip(body.arguments, operation.inputs[:count], strict=True)
        self.initial = [self.take(source, plan, home(plan, argument)) for argument, source in pairs]

    def run(self, values: list[Any], deadline: Any, visits: list[Visit] | None) -> None:
        asking, working = self.runners
        before_asking, before_working = asking.prepared(values, deadline), working.prepared(values, deadline)
        (answer,) = asking.plan.fetch_slots
        state = [values[slot] for slot in self.initial]
        kept: list[list[Any]] = [[] for _ in self.kept]
        count, number = self.count, 0
        while asking.visit(before_asking, state, number, deadline, visits)[answer]:  # type: ignore[index]
            self.check_time(deadline, number)
            found = working.fetched(working.visit(before_working, state, number, deadline, visits))
            state = found[:count]
            for entries, value in zip(kept, found[count:], strict=True):
                entries.append(value)
            number += 1
        for slot, value in zip(self.outs, state, strict=False):
            values[slot] = value
        if self.counted is not None:
            values[self.outs[self.counted]] = np.int32(number)
        for (place, _), entries in zip(self.kept, kept, strict=True):
            values[self.outs[place]] = TensorList(entries)


class BackwardLoopCall(Call):
    """Runs the body once for every iteration of another loop, from the last to the first or the other way round."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        body, elements = operation.attributes["body"], operation.attributes["elements"]
        saved = operation.attributes["saved"]
        count = len(operation.outputs) - len(saved)
        wanted = wanted_outputs(plan)
        self.kept = [
            (count + place, tensor)
            for place, tensor in enumerate(saved)
            if operation.outputs[count + place] in wanted
        ]
        # Of a list that the plan does not need, nothing is asked: its entries are used by dead nodes only.
        fetches = [*body.outputs, *(tensor for _, tensor in self.kept)]
        working = BlockRunner(body, operation, plan, list(elements), fetches)
        super().__init__(operation, plan, [working])
        self.count = count
        self.backwards = operation.attributes["backwards"]
        self.times = self.take(operation.inputs[0], plan, None)
        pairs = zip(body.arguments, operation.inputs[1 : count + 1], strict=True)
        self.initial = [self.take(source, plan, home(plan, argument)) for argument, source in pairs]
        lists = operation.inputs[count + 1 : count + 1 + len(elements)]
        self.lists = [self.take(source, plan, None) for source in lists]

    def run(self, values: list[Any], deadline: Any, visits: list[Visit] | None) -> None:
        (working,) = self.runners
        before = working.prepared(values, deadline)
        state = [values[slot] for slot in self.initial]
        lists = [values[slot].items for slot in self.lists]
        times = int(values[self.times])
        kept: list[list[Any]] = [[None] * times for _ in self.kept]
        count = self.count
        for number in range(times - 1, -1, -1) if self.backwards else range(times):
            self.check_time(deadline, number)
            given = state + [items[number] for items in lists]
            found = working.fetched(working.visit(before, given, number, deadline, visits))
            state = found[:count]
            for entries, value in zip(kept, found[count:], strict=True):
                entries[number] = value
        for slot, value in zip(self.outs, state, strict=False):
            values[slot] = value
        for (place, _), entries in zip(self.kept, kept, strict=True):
            values[self.outs[place]] = TensorList(entries)


branch_node.inside(BranchCall)
loop_node.inside(LoopCall)
backward_loop_node.inside(BackwardLoopCall)
