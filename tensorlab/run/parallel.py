"""Several nodes at the same time: `ConfigProto(inter_op_parallelism_threads=2)` or more.

A step starts as soon as the steps that it waits for are done: those that compute its inputs, those of its control
inputs, and, for a step that looks at or writes a variable's own memory, the one before it that does so. NumPy lets
other threads go on while it works on large arrays, so two large independent nodes do run side by side.

The steps of such a plan do not share slots: a dead value's slot may be wanted by a step that is still waiting.

Read next: `execution.py`.
"""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.run.loop import Deadline, do_step, fail, late
from tensorlab.run.plan import Plan
from tensorlab.run.slots import SEVERAL_OUTPUTS, WRITE, Step, slots_read

Dependencies = tuple[list[int], list[list[int]]]
"""For every step how many steps it waits for, and which steps wait for it."""


class NodePool:
    """Threads that compute nodes, for one session.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, "tensorlab-node")
        # What a plan's steps wait for stays the same from run to run; it is forgotten with the plan.
        self._dependencies: WeakKeyDictionary[Plan, Dependencies] = WeakKeyDictionary()

    def close(self) -> None:
        """Let the threads end; nothing waits for them."""
        self._pool.shutdown(wait=False)

    def run(self, plan: Plan, values: list[Any], deadline: Deadline | None) -> None:
        """Run every step of a plan, each as soon as it may; no new one starts after an error or the deadline."""
        if plan not in self._dependencies:
            self._dependencies[plan] = dependencies(plan)
        counts, followers = self._dependencies[plan]
        waiting = counts.copy()
        running: dict[Future[None], int] = {}

        def start(places: Iterable[int]) -> None:
            for place in places:
                running[self._pool.submit(_quietly, plan.steps[place], values)] = place

        start([place for place, count in enumerate(waiting) if not count])
        failure: tuple[BaseException, int] | None = None
        done = 0
        try:
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    place = running.pop(future)
                    error = future.exception()
                    if error is not None:
                        failure = failure or (error, place)
                        continue
                    done += 1
                    for follower in followers[place]:
                        waiting[follower] -= 1
                    ready = [follower for follower in followers[place] if not waiting[follower]]
                    if ready and not failure and deadline is not None and perf_counter() > deadline.at:
                        failure = late(plan.steps[ready[0]][5], done, len(plan.steps), deadline), ready[0]
                    if not failure:
                        start(ready)
        finally:
            # Interrupted: what is still computing must not write a variable after it was put back.
            for future in running:
                future.cancel()
            wait(running)
        if failure:
            error, place = failure
            if not isinstance(error, Exception):
                raise error
            fail(error, plan.steps[place][5], plan, values)


def _quietly(step: Step, values: list[Any]) -> None:
    """Run a step; the setting for floating-point warnings belongs to each thread."""
    with np.errstate(all="ignore"):
        do_step(step, values)


def dependencies(plan: Plan) -> Dependencies:
    """For every step of a plan how many steps it waits for, and which steps wait for it."""
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
