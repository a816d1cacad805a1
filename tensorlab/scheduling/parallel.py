"""Several nodes at the same time: `ConfigProto(inter_op_parallelism_threads=2)` or more.

A step starts as soon as the steps that it waits for are done: those that compute its inputs, those of its control
inputs, and, for a step that looks at or writes a variable's own memory, the one before it that does so. NumPy lets
other threads go on while it works on large arrays, so two large independent nodes do run side by side.

The steps of such a plan do not share slots: a dead value's slot may be wanted by a step that is still waiting.

Read next: `dependencies.py`, `execution.py`.
"""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import perf_counter
from typing import Any

import numpy as np

from tensorlab.run.loop import Deadline, do_step, fail, late
from tensorlab.run.plan import Plan
from tensorlab.run.slots import Step
from tensorlab.scheduling.dependencies import dependencies_of


class NodePool:
    """Threads that compute nodes, for one session.

    Args:
        count: how many.
    """

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, "tensorlab-node")

    def close(self) -> None:
        """Let the threads end; nothing waits for them."""
        self._pool.shutdown(wait=False)

    def run(self, plan: Plan, values: list[Any], deadline: Deadline | None) -> None:
        """Run every step of a plan, each as soon as it may; no new one starts after an error or the deadline."""
        counts, followers = dependencies_of(plan)
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
