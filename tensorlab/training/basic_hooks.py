"""Hooks of monitored sessions: log values, stop at a step, stop at NaN, feed, compute something at the end.

Read next: `basic_hooks_with_files.py`, those that write files.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import OutOfRangeError
from tensorlab.graph.scopes import current_graph
from tensorlab.log_lines import get_logger
from tensorlab.training.global_step_read import global_step_to_read
from tensorlab.training.session_run_hooks import SessionRunArgs, SessionRunHook

WAITING_PACE = 0.5  # seconds between two looks at the global step


class SecondOrStepTimer:
    """Says when something is due again: every so many seconds, or every so many steps. The first time it is at once.

    Args:
        every_secs: seconds between two times.
        every_steps: steps between two times. One of the two must be given.

    Raises:
        ValueError: when both are given, or none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SecondOrStepTimer

    >>> timer = SecondOrStepTimer(every_steps=10)
    >>> for step in range(25):
    ...     if timer.should_trigger_for_step(step):
    ...         print(step, timer.update_last_triggered_step(step)[1])
    0 None
    10 10
    20 10
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        if every_secs is None and every_steps is None:
            raise ValueError("Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise ValueError("Can not provide both every_secs and every_steps: one of them says when.")
        self._every_secs = every_secs
        self._every_steps = every_steps
        self.reset()

    def reset(self) -> None:
        """Begin again: it is due at once."""
        self._last_triggered_step: Any = None
        self._last_triggered_time: float | None = None

    def should_trigger_for_step(self, step: Any) -> bool:
        """Whether it is due at this step; never twice at the same one."""
        if self._last_triggered_step is None or self._last_triggered_time is None:
            return True
        if self._last_triggered_step == step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._last_triggered_time + self._every_secs
        return bool(step >= self._last_triggered_step + self._every_steps)

    def update_last_triggered_step(self, step: Any) -> tuple[float | None, Any]:
        """Note that it was done at this step.

        Returns:
            The seconds and the steps since the time before; None and None the first time.
        """
        now = time.time()
        since: tuple[float | None, Any] = (None, None)
        if self._last_triggered_time is not None:
            since = now - self._last_triggered_time, step - self._last_triggered_step
        self._last_triggered_time, self._last_triggered_step = now, step
        return since

    def last_triggered_step(self) -> Any:
        """The step at which it was done last; None if it never was."""
        return self._last_triggered_step


class _Never(SecondOrStepTimer):
    """A timer by which nothing is ever due."""

    def __init__(self) -> None:
        super().__init__(every_steps=1)

    def should_trigger_for_step(self, step: Any) -> bool:
        return False

    def update_last_triggered_step(self, step: Any) -> tuple[float | None, Any]:
        return None, None


class LoggingTensorHook(SessionRunHook):
    """Log values every so many runs, every so many seconds, or at the end: `INFO:tensorflow:loss = 0.5, step = 100`.

    The lines are of the level INFO: call `tf.logging.set_verbosity(tf.logging.INFO)` to see them.

    Args:
        tensors: a dict from tags to tensors (or their names), or a list of tensors (or names). A dict's tags are
            written in alphabetical order.
        every_n_iter: log in the first run and in every n-th after it.
        every_n_secs: log in the first run and then every so many seconds.
        at_end: log once more when the session ends.
        formatter: a function from a dict (tag -> value) to the text to log.

    Raises:
        ValueError: when neither or both of `every_n_iter` and `every_n_secs` are given (without `at_end`), or for an
            `every_n_iter` that is not positive.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/LoggingTensorHook
    """

    def __init__(
        self,
        tensors: Any,
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[dict[Any, Any]], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise ValueError(
                "either at_end and/or exactly one of every_n_iter and every_n_secs must be provided."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}: it must be positive.")
        named = isinstance(tensors, dict)
        self._tags = sorted(tensors) if named else list(tensors)
        self._wanted: dict[Any, Any] = tensors if named else {one: one for one in self._tags}
        self._formatter = formatter
        self._timer = (
            _Never() if only_at_end else SecondOrStepTimer(every_secs=every_n_secs, every_steps=every_n_iter)
        )
        self._at_end = at_end

    def begin(self) -> None:
        """Find the tensors that were given by name."""
        self._timer.reset()
        self._runs = 0
        self._found = {tag: found_in_graph(one) for tag, one in self._wanted.items()}

    def before_run(self, run_context: Any) -> Any:
        """Ask for the values where a line is due."""
        self._due = self._timer.should_trigger_for_step(self._runs)
        return SessionRunArgs(self._found) if self._due else None

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Log them."""
        if self._due:
            self._log(run_values.results)
        self._runs += 1

    def end(self, session: Any) -> None:
        """Log the last values, if asked to."""
        if self._at_end:
            self._log(session.run(self._found))

    def _log(self, values: dict[Any, Any]) -> None:
        seconds, _ = self._timer.update_last_triggered_step(self._runs)
        with np.printoptions(suppress=True):
            if self._formatter is not None:
                get_logger().info(self._formatter(values))
                return
            text = ", ".join(f"{tag} = {values[tag]}" for tag in self._tags)
        get_logger().info(text if seconds is None else f"{text} ({seconds:.3f} sec)")


class StopAtStepHook(SessionRunHook):
    """Ask for the end of the loop when the global step has reached a number.

    Args:
        num_steps: stop after so many more steps, counted from where this session began.
        last_step: stop at this step, however many that takes.

    Raises:
        ValueError: when both are given, or none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/StopAtStepHook
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step: Any = last_step

    def begin(self) -> None:
        """Find the global step."""
        self._step = needed_global_step("StopAtStepHook")

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Say which step is the last."""
        if self._last_step is None:
            self._last_step = session.run(self._step) + self._num_steps

    def before_run(self, run_context: Any) -> Any:
        """Ask for the global step."""
        return SessionRunArgs(self._step)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Stop if this was the last step."""
        # The value may be from before this step's update: look again where one step more would be enough.
        near = run_values.results + 1 >= self._last_step
        if near and run_context.session.run(self._step) >= self._last_step:
            run_context.request_stop()


class NanLossDuringTrainingError(RuntimeError):
    """The loss became NaN during training (`NanTensorHook`)."""

    def __str__(self) -> str:
        return "NaN loss during training."


class NanTensorHook(SessionRunHook):
    """Stop when the loss is not a number.

    Args:
        loss_tensor: the loss, a scalar.
        fail_on_nan_loss: raise NanLossDuringTrainingError; otherwise the loop is only asked to stop.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/NanTensorHook
    """

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def before_run(self, run_context: Any) -> Any:
        """Ask for the loss."""
        return SessionRunArgs(self._loss_tensor)

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Look at it."""
        if not np.isnan(run_values.results):
            return
        if self._fail_on_nan_loss:
            get_logger().error("Model diverged with loss = NaN.")
            raise NanLossDuringTrainingError
        get_logger().warning("Model diverged with loss = NaN.")
        run_context.request_stop()


class GlobalStepWaiterHook(SessionRunHook):
    """Hold the first run back until the global step has reached a number; others count it up meanwhile.

    Args:
        wait_until_step: the number.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/GlobalStepWaiterHook
    """

    def __init__(self, wait_until_step: int) -> None:
        self._wait_until_step = wait_until_step

    def begin(self) -> None:
        """Find the global step."""
        self._started = self._wait_until_step <= 0
        self._step = needed_global_step("GlobalStepWaiterHook")

    def before_run(self, run_context: Any) -> Any:
        """Wait, the first time."""
        if self._started:
            return
        text = f"Waiting for global step {self._wait_until_step} before starting training."
        get_logger().info(text)
        told = 0
        while (current := run_context.session.run(self._step)) < self._wait_until_step:
            if current - told > 1000:
                get_logger().info(f"{text} Current step is {current}.")
                told = current
            time.sleep(WAITING_PACE)
        self._started = True


class FinalOpsHook(SessionRunHook):
    """Compute something when the session ends; `final_ops_values` has it then.

    Args:
        final_ops: a tensor, or any nest of them.
        final_ops_feed_dict: what to feed for it.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/FinalOpsHook

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     w = tf.Variable(1.0)
    ...     last = FinalOpsHook({"w": w})
    ...     grow = w.assign_add(4.0)
    ...     with tf.train.MonitoredSession(hooks=[last]) as sess:
    ...         print(sess.run(grow))
    ...     print(last.final_ops_values)
    5.0
    {'w': np.float32(5.0)}
    """

    def __init__(self, final_ops: Any, final_ops_feed_dict: Any = None) -> None:
        self._final_ops = final_ops
        self._feed_dict = final_ops_feed_dict
        self._values: Any = None

    @property
    def final_ops_values(self) -> Any:
        """The values, in the nest of `final_ops`; None before the end."""
        return self._values

    def end(self, session: Any) -> None:
        """Compute it."""
        if self._final_ops is None:
            return
        try:
            self._values = session.run(self._final_ops, feed_dict=self._feed_dict)
        except (OutOfRangeError, StopIteration):
            get_logger().warning(
                "FinalOpsHook asked for something that takes another element out of an input which has ended. "
                "Let it fetch what was gathered in variables (the value of a metric), not what reads the input (its "
                "update)."
            )
            raise


class FeedFnHook(SessionRunHook):
    """Feed every run with what a function returns.

    Args:
        feed_fn: a function without arguments that returns a feed dict.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/FeedFnHook
    """

    def __init__(self, feed_fn: Callable[[], dict[Any, Any]]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: Any) -> Any:
        """Ask for what is fed next."""
        return SessionRunArgs(fetches=None, feed_dict=self.feed_fn())


def needed_global_step(hook: str) -> Any:
    """What reads the global step of the graph.

    Raises:
        RuntimeError: when the graph has none.
    """
    step = global_step_to_read()
    if step is None:
        raise RuntimeError(
            f"Global step should be created to use {hook}. Call tf.train.get_or_create_global_step() before the "
            "session is made, and pass it to minimize(loss, global_step=...)."
        )
    return step


def found_in_graph(wanted: Any) -> Any:
    """The tensor of that name, or the tensor itself.

    Raises:
        ValueError: when it is in another graph, or names an operation with several outputs.
    """
    graph = current_graph()
    if not isinstance(wanted, str):
        if getattr(wanted, "graph", None) is not graph:
            raise ValueError(
                f"Passed {wanted} should have graph attribute that is equal to current graph {graph}: it belongs to "
                "another graph, or to none."
            )
        return wanted
    if ":" in wanted:
        return graph.as_graph_element(wanted)
    element = graph.as_graph_element(f"{wanted}:0")
    if len(element.op.outputs) > 1:
        raise ValueError(
            f"Name {wanted} is ambiguous, as this operation has {len(element.op.outputs)} outputs: write {wanted}:0."
        )
    return element
