"""Which operations a run needs, and in which order they run.

Needed is what the fetches depend on; everything else is pruned, and a fed tensor needs nothing. TensorFlow runs
the needed operations in any order that the edges allow. Here the order is always the same: among those that are
ready the oldest runs first; but writes that use a gradient run after everything that does not depend on them, so
all gradients are computed before any variable changes.

Source of the method: Kahn, "Topological sorting of large networks" (1962).

Read next: `plan.py`, which turns the order into steps.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor

Fed = frozenset[Tensor]


def needed_operations(roots: Iterable[Tensor | Operation], fed: Fed) -> set[Operation]:
    """The operations that `roots` depend on."""
    needed: set[Operation] = set()
    stack = [root if isinstance(root, Operation) else root.op for root in roots if root not in fed]
    while stack:
        operation = stack.pop()
        if operation in needed:
            continue
        needed.add(operation)
        stack.extend(tensor.op for tensor in operation.inputs if tensor not in fed)
        stack.extend(operation.control_inputs)
    return needed


def in_order(needed: set[Operation], fed: Fed) -> list[Operation]:
    """The operations, each after those that it waits for; see the module docstring for the rule among the ready.

    Raises:
        ValueError: when control dependencies form a cycle, so that none of its operations can ever run.
    """
    late = _writes_that_use_gradients(needed)
    waiting: dict[Operation, int] = {}
    followers: dict[Operation, list[Operation]] = {}
    for operation in needed:
        before = _waits_for(operation, fed) & needed
        waiting[operation] = len(before)
        for earlier in before:
            followers.setdefault(earlier, []).append(operation)
    ready = [(o in late, o.index, o) for o, count in waiting.items() if not count]
    heapify(ready)
    order = []
    while ready:
        _, _, operation = heappop(ready)
        order.append(operation)
        for follower in followers.get(operation, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (follower in late, follower.index, follower))
    if len(order) != len(needed):
        stuck = ", ".join(sorted(o.name for o in needed - set(order))[:5])
        raise ValueError(f"The graph has a cycle of control dependencies through: {stuck}.")
    return order


def with_extra(order: list[Operation], extra: set[Operation], fed: Fed) -> list[Operation]:
    """Put each extra operation right behind the last one that it depends on; the others keep their order."""
    place = {operation: (number, 0) for number, operation in enumerate(order)}
    for number, operation in enumerate(in_order(extra, fed), 1):
        behind = max((place[earlier][0] for earlier in _waits_for(operation, fed)), default=-1)
        place[operation] = (behind, number)
    return sorted(place, key=place.__getitem__)


def _waits_for(operation: Operation, fed: Fed) -> set[Operation]:
    """The operations that must have run before this one."""
    before = {tensor.op for tensor in operation.inputs if tensor not in fed}
    before.update(operation.control_inputs)
    return before


def _writes_that_use_gradients(needed: set[Operation]) -> set[Operation]:
    """The updates of an optimizer, and those that a program writes itself with `tf.assign_sub(w, rate * gradient)`."""
    users: set[Operation] = set()
    for operation in sorted(needed, key=lambda o: o.index):
        if operation.gradient_of is not None or any(tensor.op in users for tensor in operation.inputs):
            users.add(operation)
    return {o for o in users if o.record.writes or o.attributes.get("writes")}  # itself, or inside a branch
