"""The patient loop: runs a plan in which a node may have to wait.

`run([dequeue, enqueue])` on an empty queue has to end: the dequeue is begun and put aside, the enqueue runs, and then
the dequeue can finish. A node that waits for another thread is put aside in the same way, together with all that
depends on it; when nothing else is left to do, the run sleeps until somebody wakes it.

Read next: `waiting.py` (what is put aside), `dependencies.py` (what depends on what).
"""

import os
import threading
from heapq import heappop, heappush
from time import perf_counter, perf_counter_ns
from typing import Any

from tensorlab.errors import DeadlineExceededError
from tensorlab.graph.operation import Operation, located_at
from tensorlab.run.journal import journal
from tensorlab.run.loop import Deadline, do_step, fail, late
from tensorlab.run.plan import Plan
from tensorlab.run.slots import SEVERAL_OUTPUTS, Step, slots_read
from tensorlab.run.waiting import Attempt
from tensorlab.scheduling.dependencies import dependencies_of

LONGEST_SLEEP = 0.2 if os.name == "nt" else 3600.0
"""Seconds; on Windows nobody who sleeps hears Ctrl-C."""

REMIND_AFTER = 10.0
"""Seconds after which whoever waits may say what was perhaps forgotten."""


def run_patiently(plan: Plan, values: list[Any], times: list[int] | None, deadline: Deadline | None) -> None:
    """Run every step of a plan, putting aside those that cannot finish yet.

    As long as nothing has to wait, the steps run in the plan's order.

    Args:
        plan, values, times, deadline: as in `run_plan_carefully`.

    Raises:
        tf.errors.OpError: when a node fails, or the time is up. What had been put aside is cancelled.
    """
    counts, followers = dependencies_of(plan)
    waiting = counts.copy()
    ready = [place for place, count in enumerate(waiting) if not count]
    aside: dict[int, Attempt] = {}
    ends = [0] * len(plan.steps)
    start = perf_counter_ns()
    operation: Any = None
    done = 0
    try:
        while ready or aside:
            if ready:
                place = heappop(ready)
                step = plan.steps[place]
                operation = step[5]
                if deadline is not None and perf_counter() > deadline.at:
                    raise late(operation, done, len(plan.steps), deadline)
                if _is_patient(operation):
                    attempt = _begin(step, values)
                    if attempt is not None:
                        aside[place] = attempt
                        continue
                else:
                    do_step(step, values)
            else:
                place = _next_finished(plan, aside, done, deadline)
                step = plan.steps[place]
                operation = step[5]
                attempt = aside.pop(place)
                result = attempt.outcome()
                if plan.keep_values and operation.record.outside:
                    journal.write(operation, result, attempt.facts)
                _put(step, values, result)
            ends[place] = perf_counter_ns()
            done += 1
            for follower in followers[place]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    heappush(ready, follower)
    except BaseException as error:
        for attempt in aside.values():
            attempt.cancel()
        if isinstance(error, Exception):
            fail(error, operation, plan, values)
        raise
    finally:
        if times is not None:
            times[:] = _one_after_the_other(start, ends)


def _is_patient(operation: Any) -> bool:
    return isinstance(operation, Operation) and operation.record.waits


def _begin(step: Step, values: list[Any]) -> Attempt | None:
    """Begin a step that may have to wait; None when it is done."""
    result = step[1](*[values[slot] for slot in slots_read(step)])
    if isinstance(result, Attempt):
        return result
    _put(step, values, result)
    return None


def _put(step: Step, values: list[Any], result: Any) -> None:
    how, _, _, end, out, _ = step
    if how == SEVERAL_OUTPUTS:
        values[out:end] = result
    else:
        values[out] = result


def _next_finished(plan: Plan, aside: dict[int, Attempt], done: int, deadline: Deadline | None) -> int:
    """Sleep until one of the attempts is done; the place of the first such step."""
    wake = threading.Event()
    for attempt in aside.values():
        attempt.wakes(wake)
    remind_at = perf_counter() + REMIND_AFTER
    while not wake.is_set():
        now = perf_counter()
        until = min(remind_at, now + LONGEST_SLEEP, float("inf") if deadline is None else deadline.at)
        if not wake.wait(max(0.0, until - now)):
            if deadline is not None and perf_counter() >= deadline.at:
                raise _still_waiting(plan, aside, done, deadline)
            if perf_counter() < remind_at:
                continue
            for attempt in aside.values():
                if attempt.remind is not None:
                    attempt.remind()
            remind_at = float("inf")
    return min(place for place, attempt in aside.items() if attempt.done)


def _still_waiting(
    plan: Plan, aside: dict[int, Attempt], done: int, deadline: Deadline
) -> DeadlineExceededError:
    operation = plan.steps[min(aside)][5]
    return DeadlineExceededError(
        None,
        operation,
        located_at(
            operation,
            f"Timed out: the run was given {deadline.milliseconds} ms, and {operation.name} was still waiting. "
            f"{done} of {len(plan.steps)} steps were done; the variables are as they were before the run.",
            advice="Is there a thread that does what it waits for? tf.train.start_queue_runners(sess) starts those of "
            "input pipelines.",
        ),
    )


def _one_after_the_other(start: int, ends: list[int]) -> list[int]:
    """Clock readings before the first step and after each, never falling, up to the first step that did not run."""
    readings = [start]
    for end in ends:
        if not end:
            break
        readings.append(max(readings[-1], end))
    return readings
