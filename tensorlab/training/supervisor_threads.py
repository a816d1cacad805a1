"""The threads of a Supervisor: one writes summaries, one counts steps, one saves.

Read next: `supervisor.py`.
"""

import time
from typing import Any

from tensorlab.log_lines import get_logger
from tensorlab.optimizers.global_step import global_step as read_step
from tensorlab.training.coordinator import LooperThread
from tensorlab.training.event_writers import log_number, log_session

MOST_LINES = 10


class SummaryThread(LooperThread):
    """Writes the summaries every save_summaries_secs seconds."""

    def __init__(self, supervisor: Any, session: Any) -> None:
        super().__init__(supervisor.coord, supervisor.save_summaries_secs)
        self._supervisor, self._its_session = supervisor, session

    def run_loop(self) -> None:
        """Compute them, and write them."""
        supervisor = self._supervisor
        step = None
        if supervisor.global_step is not None:
            summaries, step = self._its_session.run([supervisor.summary_op, supervisor.global_step])
        else:
            summaries = self._its_session.run(supervisor.summary_op)
        if supervisor.summary_writer is not None:
            get_logger().info("Recording summary at step %s.", step)
            supervisor.summary_writer.add_summary(summaries, step)


class StepCounterThread(LooperThread):
    """Writes every save_summaries_secs seconds how many steps a second are made."""

    def __init__(self, supervisor: Any, session: Any, step_counter: Any = None) -> None:
        super().__init__(supervisor.coord, supervisor.save_summaries_secs)
        self._supervisor, self._its_session = supervisor, session
        self._counter = supervisor.global_step if step_counter is None else step_counter
        self._tag = f"{self._counter.op.name}/sec"
        self._time, self._step, self._lines = 0.0, 0, 0

    def start_loop(self) -> None:
        """Note where it begins."""
        self._time, self._step = time.time(), read_step(self._its_session, self._counter)

    def run_loop(self) -> None:
        """Count the steps since the last time."""
        step, now = read_step(self._its_session, self._counter), time.time()
        seconds, steps = now - self._time, step - self._step
        self._time, self._step = now, step
        rate = steps / seconds if seconds > 0.0 else float("inf")
        log_number(self._supervisor.summary_writer, self._tag, rate, step)
        if self._lines < MOST_LINES:
            self._lines += 1
            get_logger().info("%s: %g", self._tag, rate)


class CheckpointThread(LooperThread):
    """Saves the variables every save_model_secs seconds."""

    def __init__(self, supervisor: Any, session: Any) -> None:
        super().__init__(supervisor.coord, supervisor.save_model_secs)
        self._supervisor, self._its_session = supervisor, session

    def run_loop(self) -> None:
        """Save."""
        supervisor = self._supervisor
        get_logger().info("Saving checkpoint to path %s", supervisor.save_path)
        supervisor.saver.save(self._its_session, supervisor.save_path, global_step=supervisor.global_step)
        if supervisor.global_step is not None:
            step = read_step(self._its_session, supervisor.global_step)
            log_session(supervisor.summary_writer, "CHECKPOINT", step, supervisor.save_path)
