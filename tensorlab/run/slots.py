"""Steps and slots: where a plan keeps its values, and how it lets go of them.

Every value has a numbered slot in one list. When the last reader of a value has run, its slot is given to a later
value, and writing that one frees the other: memory is given back without a single instruction for it.

Read next: `loop.py`, which runs the steps.
"""

from collections.abc import Iterable
from typing import Any

from tensorlab.graph.operation import Operation

# What a step's first entry says about the way to call its kernel.
MANY, ONE, TWO, SEVERAL_OUTPUTS, WRITE = 0, 1, 2, 3, 4

Step = tuple[int, Any, Any, Any, int, Operation]
"""(how to call, kernel, first slot, second slot, output slot, operation)

MANY: the first slot is a tuple of slots. SEVERAL_OUTPUTS: the same, and the outputs fill the slots from the output
slot up to the second slot. WRITE: the kernel is handed the whole list; its attribute `slots` says which it uses.
"""


def slots_read(step: Step) -> Iterable[int]:
    """The slots from which a step takes values; of a write those, too, that it fills."""
    how, kernel, a, b, _, _ = step
    if how == WRITE:
        return kernel.slots
    return a if isinstance(a, tuple) else (a, b) if how == TWO else (a,)


def with_shared_slots(steps: list[Step], template: list[Any], pinned: Iterable[int]) -> list[Step]:
    """The same steps with a value's slot used again after its last reader.

    Args:
        steps: steps in which every value has a slot of its own.
        template: the slots' initial contents; a slot with a constant is never used for anything else.
        pinned: slots that must keep their value to the end: those of the fetches.
    """
    shared = list(steps)
    kept = set(pinned) | {slot for slot, content in enumerate(template) if content is not None}
    last_use: dict[int, int] = {}
    for number, step in enumerate(steps):
        if step[0] != WRITE:
            last_use.update(dict.fromkeys(slots_read(step), number))
    for how, kernel, _, _, out, operation in steps:
        if how == WRITE:
            kept.update(kernel.slots)
        elif how == SEVERAL_OUTPUTS:
            kept.update(range(out, out + len(operation.outputs)))
    renamed: dict[int, int] = {}
    free: list[int] = []
    for number, step in enumerate(steps):
        how, kernel, a, b, out, operation = step
        if how == WRITE:
            continue
        new_a = tuple(renamed.get(s, s) for s in a) if isinstance(a, tuple) else renamed.get(a, a)
        new_b = renamed.get(b, b) if how == TWO else b
        free += {renamed.get(s, s) for s in slots_read(step) if last_use[s] == number and s not in kept}
        if how in (MANY, ONE, TWO) and out not in kept:
            target = free.pop() if free else out
            renamed[out] = target
            if out not in last_use:
                free.append(target)
        shared[number] = (how, kernel, new_a, new_b, renamed.get(out, out), operation)
    return shared
