"""Execution: a plan carried out once, with everything or nothing written.

Here the session's variables are put into the plan's slots, the loop is chosen (plain, careful, or in several
threads), and on an error every variable that was written gets its old value back.

Read next: `loop.py`.
"""

from contextlib import nullcontext
from time import perf_counter
from traceback import clear_frames
from typing import Any

import numpy as np

from tensorlab.devices.threads import math_threads
from tensorlab.errors import ResourceExhaustedError
from tensorlab.protos.config import ConfigProto
from tensorlab.run.loop import (
    Deadline,
    refuse_unfed,
    refuse_uninitialized,
    run_plan,
    run_plan_carefully,
)
from tensorlab.run.plan import Plan


class Execution:
    """How one session carries out its plans.

    Args:
        config: `inter_op_parallelism_threads` says how many nodes may compute at the same time (0, as 1: one after
            the other), `intra_op_parallelism_threads` how many threads one matrix product may use, and
            `operation_timeout_in_ms` how long a run may take.
    """

    def __init__(self, config: ConfigProto) -> None:
        self._timeout = config.operation_timeout_in_ms
        self.several = config.inter_op_parallelism_threads > 1
        if self.several:  # what most programs never need is not even imported
            from tensorlab.scheduling.parallel import NodePool

            self._pool = NodePool(config.inter_op_parallelism_threads)
        self._threads = math_threads(config.intra_op_parallelism_threads)

    def close(self) -> None:
        """Let the threads end."""
        if self.several:
            self._pool.close()

    def __call__(
        self, plan: Plan, values: list[Any], times: list[int] | None = None, timeout_in_ms: int = 0
    ) -> None:
        """Read the variables, run the plan; on an error put back every variable it had written.

        Raises:
            tf.errors.OpError: when a node fails, or the time is up.
        """
        if plan.unfed:
            refuse_unfed(plan.unfed[0])
        for cell, reader in plan.required.items():
            if cell.value is None:
                refuse_uninitialized(cell.operation, reader)
        for slot, cell in plan.loads:
            values[slot] = cell.value
        before = [cell.value for cell in plan.written]
        timeout = timeout_in_ms or self._timeout
        if plan.deadline_slot is not None:
            values[plan.deadline_slot] = _deadline(timeout)
        try:
            with np.errstate(all="ignore"), self._threads or nullcontext():
                if plan.patient:
                    from tensorlab.scheduling.patient import run_patiently

                    run_patiently(plan, values, times, _deadline(timeout))
                elif self.several and not plan.keep_values:
                    self._pool.run(plan, values, _deadline(timeout))
                elif times is None and not timeout:
                    run_plan(plan, values)
                else:
                    run_plan_carefully(plan, values, times, _deadline(timeout))
        except BaseException as error:
            saved = dict(zip(plan.written, before, strict=True))
            for targets in plan.writes_of.values():
                for cell, slot in targets:
                    if cell.value is values[slot]:  # and not what another thread has written since
                        cell.value = saved[cell]
            if isinstance(error, ResourceExhaustedError) and times is None:
                # A notebook keeps the last error, and with it what this run computed: there would never be room.
                clear_frames(error.__traceback__)
                values.clear()
            raise


def _deadline(timeout_in_ms: int) -> Deadline | None:
    return Deadline(perf_counter() + timeout_in_ms / 1000, timeout_in_ms) if timeout_in_ms else None
