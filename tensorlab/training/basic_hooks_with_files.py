"""Hooks of monitored sessions that write files: checkpoints, summaries, steps per second, times of nodes.

Read next: `monitored_session.py`, which uses them; `event_writers.py`.
"""

import os
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.scopes import current_graph
from tensorlab.log_lines import get_logger
from tensorlab.optimizers.global_step import get_global_step
from tensorlab.protos.config import RunOptions
from tensorlab.saving.whole_files import write_whole
from tensorlab.summaries.timeline import Timeline
from tensorlab.training.basic_hooks import SecondOrStepTimer, needed_global_step
from tensorlab.training.event_writers import log_graph, log_number, log_session, writer_for
from tensorlab.training.session_run_hooks import SessionRunArgs, SessionRunHook

MOST_WARNINGS = 5


class CheckpointSaverListener:
    """Something that a `CheckpointSaverHook` calls around each checkpoint. Override what you need.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/CheckpointSaverListener
    """

    def begin(self) -> None:
        """Called before the session is made: the graph may still grow."""

    def before_save(self, session: Any, global_step_value: Any) -> None:
        """Called right before a checkpoint is written."""

    def after_save(self, session: Any, global_step_value: Any) -> Any:
        """Called right after it. Returning True asks for the end of the training loop."""

    def end(self, session: Any, global_step_value: Any) -> None:
        """Called at the end, after the last checkpoint."""


class CheckpointSaverHook(SessionRunHook):
    """Save the variables: at the start, every so many steps or seconds, and at the end.

    Args:
        checkpoint_dir: the folder of the checkpoints; `graph.pbtxt` and the events are written there, too.
        save_secs: seconds between two checkpoints.
        save_steps: steps between two checkpoints. One of the two must be given.
        saver: the `tf.train.Saver`; by default that of the scaffold, or the one of the collection SAVERS.
        checkpoint_basename: how the files' names begin.
        scaffold: the `tf.train.Scaffold` of the session.
        listeners: `CheckpointSaverListener`s.

    Raises:
        ValueError: when both of saver and scaffold are given; or both, or none, of save_secs and save_steps.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/CheckpointSaverHook
    """

    def __init__(
        self,
        checkpoint_dir: Any,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Any = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
        listeners: Any = None,
    ) -> None:
        get_logger().info("Create CheckpointSaverHook.")
        if saver is not None and scaffold is not None:
            raise ValueError(
                "You cannot provide both saver and scaffold: the scaffold has a saver of its own."
            )
        self._saver = saver
        self._folder = checkpoint_dir
        self._path = os.path.join(checkpoint_dir, checkpoint_basename)
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)
        self._listeners = listeners or []

    def begin(self) -> None:
        """Find the global step, and open the event file."""
        self._writer = writer_for(self._folder)
        self._step = needed_global_step("CheckpointSaverHook")
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Write the graph, now that it is finished, and the first checkpoint."""
        step = session.run(self._step)
        log_graph(self._writer, self._folder, self._found_saver())
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

    def before_run(self, run_context: Any) -> Any:
        """Ask for the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Save, when it is time."""
        if not self._timer.should_trigger_for_step(run_values.results + 1):
            return
        step = run_context.session.run(self._step)
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session: Any) -> None:
        """Save the end, unless it is saved already."""
        step = session.run(self._step)
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session: Any, step: Any) -> bool:
        """Save; whether a listener wants to stop."""
        get_logger().info("Saving checkpoints for %d into %s.", step, self._path)
        for listener in self._listeners:
            listener.before_save(session, step)
        self._found_saver().save(session, self._path, global_step=step)
        log_session(self._writer, "CHECKPOINT", step, self._path)
        stop = False
        for listener in self._listeners:
            if listener.after_save(session, step):
                get_logger().info(
                    "A CheckpointSaverListener requested that training be stopped. listener: %s", listener
                )
                stop = True
        return stop

    def _found_saver(self) -> Any:
        """The saver to use.

        Raises:
            RuntimeError: when none was given, and the collection SAVERS does not hold exactly one.
        """
        if self._saver is not None:
            return self._saver
        if self._scaffold is not None:
            return self._scaffold.saver
        savers = current_graph().get_collection(GraphKeys.SAVERS)
        if not savers:
            raise RuntimeError(
                f"No items in collection {GraphKeys.SAVERS}. Please add a saver to the collection or provide a saver "
                "or scaffold."
            )
        if len(savers) > 1:
            raise RuntimeError(
                f"More than one item in collection {GraphKeys.SAVERS}. Please indicate which one to use by passing it "
                "to the constructor."
            )
        self._saver = savers[0]
        return savers[0]


class StepCounterHook(SessionRunHook):
    """Log how many steps a second are made: `INFO:tensorflow:global_step/sec: 250.3`.

    Args:
        every_n_steps: steps between two lines.
        every_n_secs: seconds between two lines; exactly one of the two must be given.
        output_dir: the folder of an event file that gets the numbers, too.
        summary_writer: a `tf.summary.FileWriter`, in place of a folder.

    Raises:
        ValueError: when both, or none, of every_n_steps and every_n_secs are given.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/StepCounterHook
    """

    def __init__(
        self,
        every_n_steps: int | None = 100,
        every_n_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
    ) -> None:
        if (every_n_steps is None) == (every_n_secs is None):
            raise ValueError("exactly one of every_n_steps and every_n_secs should be provided.")
        self._timer = SecondOrStepTimer(every_steps=every_n_steps, every_secs=every_n_secs)
        self._writer = summary_writer
        self._folder = output_dir
        self._last_step: Any = None
        self._warnings = 0

    def begin(self) -> None:
        """Find the global step, and open the event file."""
        if self._writer is None and self._folder:
            self._writer = writer_for(self._folder)
        self._step = needed_global_step("StepCounterHook")
        self._tag = f"{get_global_step().op.name}/sec"

    def before_run(self, run_context: Any) -> Any:
        """Ask for the global step."""
        return SessionRunArgs(self._step)

    def _log_and_record(self, elapsed_steps: Any, elapsed_time: float, global_step: Any) -> None:
        """Log the number; a subclass may do something else with it."""
        rate = elapsed_steps / elapsed_time
        log_number(self._writer, self._tag, rate, global_step)
        get_logger().info("%s: %g", self._tag, rate)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Log, when it is time; warn where the global step stands still."""
        before = run_values.results
        if self._timer.should_trigger_for_step(before + 1):
            step = run_context.session.run(self._step)
            if self._timer.should_trigger_for_step(step):
                seconds, steps = self._timer.update_last_triggered_step(step)
                if seconds is not None:
                    self._log_and_record(steps, seconds, step)
        if before == self._last_step and self._warnings < MOST_WARNINGS:
            self._warnings += 1
            get_logger().warning(
                "It seems that global step (tf.train.get_global_step) has not been increased: it is still %s. Pass it "
                "to the optimizer: minimize(loss, global_step=tf.train.get_global_step()).",
                before,
            )
        self._last_step = before


class SummarySaverHook(SessionRunHook):
    """Write the summaries down, every so many steps or seconds.

    Args:
        save_steps: steps between two times.
        save_secs: seconds between two times; exactly one of the two must be given.
        output_dir: the folder of the event file.
        summary_writer: a `tf.summary.FileWriter`, in place of a folder.
        scaffold: the `tf.train.Scaffold`, whose summary_op is written.
        summary_op: a summary, or a list of them; exactly one of scaffold and summary_op must be given.

    Raises:
        ValueError: see above.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SummarySaverHook
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
        scaffold: Any = None,
        summary_op: Any = None,
    ) -> None:
        if (scaffold is None) == (summary_op is None):
            raise ValueError("Exactly one of scaffold or summary_op must be provided.")
        self._summary_op = summary_op
        self._writer = summary_writer
        self._folder = output_dir
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)

    def begin(self) -> None:
        """Find the global step, and open the event file."""
        if self._writer is None and self._folder:
            self._writer = writer_for(self._folder)
        self._next_step: Any = None
        self._step = needed_global_step("SummarySaverHook")

    def before_run(self, run_context: Any) -> Any:
        """Ask for the global step and, when it is time, for the summaries."""
        self._due = self._next_step is None or self._timer.should_trigger_for_step(self._next_step)
        summaries = self._summaries() if self._due else None
        wanted = {"global_step": self._step}
        return SessionRunArgs(wanted if summaries is None else {**wanted, "summary": summaries})

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Write them."""
        if self._writer is None:
            return
        step = run_values.results["global_step"] + 1
        if self._next_step is None or self._due:
            step = run_context.session.run(self._step)
        if self._next_step is None:
            log_session(self._writer, "START", step)
        if self._due:
            self._timer.update_last_triggered_step(step)
            for summary in run_values.results.get("summary", ()):
                self._writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session: Any = None) -> None:
        """Let the file have everything."""
        if self._writer is not None:
            self._writer.flush()

    def _summaries(self) -> list[Any] | None:
        given = self._summary_op if self._summary_op is not None else self._scaffold.summary_op
        return given if given is None or isinstance(given, list) else [given]


class ProfilerHook(SessionRunHook):
    """Measure a run every so many steps or seconds, and write `timeline-<step>.json` for chrome://tracing.

    The event file gets the times, too: TensorBoard shows them in its graph.

    Args:
        save_steps: steps between two times.
        save_secs: seconds between two times; exactly one of the two must be given.
        output_dir: the folder.
        show_dataflow: with arrows between the nodes.
        show_memory: with the bytes of the results as a curve.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/ProfilerHook
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = "",
        show_dataflow: bool = True,
        show_memory: bool = False,
    ) -> None:
        self._file = os.path.join(output_dir, "timeline-{}.json")
        self._writer = writer_for(output_dir or ".")
        self._show_dataflow, self._show_memory = show_dataflow, show_memory
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)

    def begin(self) -> None:
        """Find the global step."""
        self._next_step: Any = None
        self._step = needed_global_step("ProfilerHook")

    def before_run(self, run_context: Any) -> Any:
        """Ask for the times, when it is time."""
        self._due = self._next_step is not None and self._timer.should_trigger_for_step(self._next_step)
        options = RunOptions(trace_level=RunOptions.FULL_TRACE) if self._due else None
        return SessionRunArgs({"global_step": self._step}, options=options)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Write them."""
        before = run_values.results["global_step"]
        if self._next_step is None:
            self._timer.update_last_triggered_step(before)
        step = before + 1
        if self._due:
            step = run_context.session.run(self._step)
            self._timer.update_last_triggered_step(step)
            self._save(step, run_values.run_metadata)
        self._next_step = step + 1

    def _save(self, step: Any, metadata: Any) -> None:
        path = self._file.format(step)
        get_logger().info("Saving timeline for %d into '%s'.", step, path)
        times = Timeline(metadata.step_stats)
        write_whole(path, times.generate_chrome_trace_format(self._show_dataflow, self._show_memory).encode())
        if self._writer is not None:
            self._writer.add_run_metadata(metadata, f"step_{step}")
