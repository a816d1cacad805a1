"""What the steps of a plan wait for, where they need not run one after the other.

Read next: `parallel.py` (several threads) and `patient.py` (steps that cannot finish at once).
"""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from tensorlab.graph.operation import Operation
from tensorlab.run.plan import Plan
from tensorlab.run.slots import SEVERAL_OUTPUTS, WRITE, slots_read

Dependencies = tuple[list[int], list[list[int]]]
"""For every step how many steps it waits for, and which steps wait for it."""

# What a plan's steps wait for stays the same from run to run; it is forgotten with the plan.
_known: WeakKeyDictionary[Plan, Dependencies] = WeakKeyDictionary()


def dependencies_of(plan: Plan) -> Dependencies:
    """For every step of a plan how many steps it waits for, and which steps wait for it."""
    found = _known.get(plan)
    if found is None:
        found = _known[plan] = _dependencies(plan)
    return found


def _dependencies(plan: Plan) -> Dependencies:
    producer: dict[int, int] = {}  # by slot
    behind: dict[Operation, set[int]] = {}  # the steps after which an operation counts as done
    places = {step[5]: place for place, step in enumerate(plan.steps)}
    for operation in plan.order:
        own = places.get(operation)
        earlier = (behind.get(control, set()) for control in operation.control_inputs)
        behind[operation] = {own} if own is not None else set().union(*earlier)
    followers: list[list[int]] = [[] for _ in plan.steps]
    waiting = []
    last_write = None
    for place, step in enumerate(plan.steps):
        how, kernel, _, end, out, operation = step
        before = {producer[slot] for slot in slots_read(step) if slot in producer}
        for control in operation.control_inputs:
            before |= behind.get(control, set())
        if how == WRITE:
            if last_write is not None:
                before.add(last_write)
            last_write = place
            produced: Iterable[int] = kernel.slots - producer.keys()
        else:
            produced = range(out, end if how == SEVERAL_OUTPUTS else out + 1)
        producer.update(dict.fromkeys(produced, place))
        waiting.append(len(before))
        for earlier_place in before:
            followers[earlier_place].append(place)
    return waiting, followers
