"""The loops of tf.contrib.training: train in a monitored session; evaluate a checkpoint, or each one as it comes.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/training

Read next: `slim_loops.py`, the loops of tf.contrib.slim.
"""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from tensorlab.log_lines import get_logger
from tensorlab.training.event_writers import writer_for

tf: Any = import_module("tensorlab")

FEW = 20  # up to so many evaluations each one is logged; of more about ten are


def train(
    train_op: Any,
    logdir: Any,
    master: str = "",
    is_chief: bool = True,
    scaffold: Any = None,
    hooks: Any = None,
    chief_only_hooks: Any = None,
    save_checkpoint_secs: float | None = 600,
    save_summaries_steps: int | None = 100,
    config: Any = None,
    max_wait_secs: float = 7200,
    run_metadata: Any = None,
) -> Any:
    """Run a training operation in a monitored session until a hook stops it; returns what it gave last.

    Raises:
        ValueError: when something is to be saved, and `logdir` is None.
    """
    if logdir is None and is_chief:
        for name, often in (
            ("save_summaries_steps", save_summaries_steps),
            ("save_checkpoint_secs", save_checkpoint_secs),
        ):
            if often:
                raise ValueError(f"logdir cannot be None when {name} is not None")
    with tf.train.MonitoredTrainingSession(
        master=master,
        is_chief=is_chief,
        checkpoint_dir=logdir,
        scaffold=scaffold,
        hooks=hooks,
        chief_only_hooks=chief_only_hooks,
        save_checkpoint_secs=save_checkpoint_secs,
        save_summaries_steps=save_summaries_steps,
        config=config,
        max_wait_secs=max_wait_secs,
    ) as session:
        loss = None
        while not session.should_stop():
            loss = session.run(train_op, run_metadata=run_metadata)
    return loss


# --- evaluating -------------------------------------------------------------------------------------------


def get_or_create_eval_step() -> Any:
    """The variable that counts the steps of an evaluation: local, and in the collection EVAL_STEP.

    Raises:
        ValueError: when the collection holds several.
    """
    keys = tf.GraphKeys
    found = tf.get_collection(keys.EVAL_STEP)
    if len(found) > 1:
        raise ValueError("Multiple tensors added to tf.GraphKeys.EVAL_STEP")
    if found:
        return found[0]
    return tf.get_variable(
        "eval_step",
        shape=[],
        dtype=tf.int64,
        initializer=tf.zeros_initializer(),
        trainable=False,
        collections=[keys.LOCAL_VARIABLES, keys.EVAL_STEP],
    )


class StopAfterNEvalsHook(tf.train.SessionRunHook):  # type: ignore[misc]
    """Ends an evaluation after so many runs; with None it goes on until the input ends."""

    def __init__(self, num_evals: int | None, log_progress: bool = True) -> None:
        self._wanted = num_evals
        self._completed: Any = None
        self._log = log_progress
        self._every = 1 if num_evals is None or num_evals < FEW else num_evals // 10

    def _set_evals_completed_tensor(self, updated_eval_step: Any) -> None:
        self._completed = updated_eval_step

    def before_run(self, run_context: Any) -> Any:
        """Ask for the count."""
        return tf.train.SessionRunArgs({"evals_completed": self._completed})

    def after_run(self, run_context: Any, run_values: Any) -> None:
        """Log it, and stop when it is enough."""
        done, wanted = run_values.results["evals_completed"], self._wanted
        if self._log and (wanted is None or done % self._every == 0 or done == wanted):
            get_logger().info(f"Evaluation [{done}]" if wanted is None else f"Evaluation [{done}/{wanted}]")
        if wanted is not None and done >= wanted:
            run_context.request_stop()


class SummaryAtEndHook(tf.train.SessionRunHook):  # type: ignore[misc]
    """Writes the summaries once, at the end of an evaluation.

    Raises:
        ValueError: when neither a folder nor a writer is given.
    """

    def __init__(
        self,
        log_dir: Any = None,
        summary_writer: Any = None,
        summary_op: Any = None,
        feed_dict: Any = None,
    ) -> None:
        if log_dir is None and summary_writer is None:
            raise ValueError("One of log_dir or summary_writer should be used.")
        self._folder, self._writer = log_dir, summary_writer
        self._given, self._feed_dict = summary_op, feed_dict

    def begin(self) -> None:
        """Find the summaries and the global step."""
        self._summaries = tf.summary.merge_all() if self._given is None else self._given
        self._step = tf.train.get_or_create_global_step()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Open the event file."""
        if self._writer is None:
            self._writer = writer_for(self._folder)

    def end(self, session: Any) -> None:
        """Write them."""
        if self._writer is None:
            return
        if self._summaries is not None:
            step = tf.train.global_step(session, self._step)
            self._writer.add_summary(session.run(self._summaries, self._feed_dict), step)
        self._writer.flush()


def evaluate_once(
    checkpoint_path: Any,
    master: str = "",
    scaffold: Any = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    hooks: Any = None,
    config: Any = None,
) -> Any:
    """Evaluate one checkpoint.

    Args:
        checkpoint_path: the checkpoint.
        master, scaffold, config: as for `tf.train.ChiefSessionCreator`.
        eval_ops: what is run again and again, fed with `feed_dict`, until a hook stops it or the input ends.
        final_ops: what is computed at the end, fed with `final_ops_feed_dict`.
        hooks: such as `StopAfterNEvalsHook`.

    Returns:
        The value of `final_ops`.

    >>> import tensorlab as tf, tempfile
    >>> with tf.Graph().as_default(), tempfile.TemporaryDirectory() as folder:
    ...     w = tf.Variable(3.0)
    ...     with tf.Session() as sess:
    ...         sess.run(w.initializer)
    ...         path = tf.train.Saver().save(sess, folder + "/model")
    ...     mean, update = tf.metrics.mean(w * w)
    ...     print(evaluate_once(path, eval_ops=update, final_ops=mean, hooks=[StopAfterNEvalsHook(4)]))
    9.0
    """
    hooks = list(hooks or ())
    ops = _counted(eval_ops, hooks)
    return _evaluated(
        checkpoint_path, master, scaffold, ops, feed_dict, final_ops, final_ops_feed_dict, hooks, config
    )


def evaluate_repeatedly(
    checkpoint_dir: Any,
    master: str = "",
    scaffold: Any = None,
    eval_ops: Any = None,
    feed_dict: Any = None,
    final_ops: Any = None,
    final_ops_feed_dict: Any = None,
    eval_interval_secs: float = 60,
    hooks: Any = None,
    config: Any = None,
    max_number_of_evaluations: int | None = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], Any] | None = None,
) -> Any:
    """Evaluate every checkpoint of a folder as it comes; the arguments are those of `evaluate_once`.

    Args:
        checkpoint_dir: the folder.
        eval_interval_secs: seconds between two evaluations, at least.
        max_number_of_evaluations: stop after so many.
        timeout: stop when no new checkpoint comes for so many seconds, and `timeout_fn`, if given, agrees.

    Returns:
        The value of `final_ops` for the last checkpoint.
    """
    hooks = list(hooks or ())
    ops = _counted(eval_ops, hooks)
    values = None
    arrivals = checkpoints_iterator(checkpoint_dir, eval_interval_secs, timeout, timeout_fn)
    for number, path in enumerate(arrivals, start=1):
        values = _evaluated(
            path, master, scaffold, ops, feed_dict, final_ops, final_ops_feed_dict, hooks, config
        )
        if max_number_of_evaluations is not None and number >= max_number_of_evaluations:
            break
    return values


def _counted(eval_ops: Any, hooks: list[Any]) -> Any:
    """The operations of an evaluation with the count of its steps beside them, which the hooks are told."""
    step = get_or_create_eval_step()
    if eval_ops is None:
        return None
    count = tf.assign_add(step, 1)
    if isinstance(eval_ops, dict):
        eval_ops["update_eval_step"] = count
        every = list(eval_ops.values())
    else:
        eval_ops = every = [*(eval_ops if isinstance(eval_ops, list | tuple) else [eval_ops]), count]
    with tf.control_dependencies(every):
        done = tf.identity(step.read_value())
    for hook in hooks:
        if isinstance(hook, StopAfterNEvalsHook):
            hook._set_evals_completed_tensor(done)
    return eval_ops


def _evaluated(
    path: Any,
    master: str,
    scaffold: Any,
    ops: Any,
    feed_dict: Any,
    final_ops: Any,
    final_feed: Any,
    hooks: list[Any],
    config: Any,
) -> Any:
    get_logger().info("Starting evaluation at %s", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.localtime()))
    creator = tf.train.ChiefSessionCreator(
        scaffold=scaffold, checkpoint_filename_with_path=path, master=master, config=config
    )
    last = tf.train.FinalOpsHook(final_ops, final_feed)
    with tf.train.MonitoredSession(session_creator=creator, hooks=[*hooks, last]) as session:
        if ops is not None:
            while not session.should_stop():
                session.run(ops, feed_dict)
    get_logger().info("Finished evaluation at %s", time.strftime("%Y-%m-%d-%H:%M:%S", time.localtime()))
    return last.final_ops_values


# --- waiting for checkpoints ------------------------------------------------------------------------------


def wait_for_new_checkpoint(
    checkpoint_dir: Any,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """Wait until a folder has another checkpoint than the last one; None when that takes longer than `timeout`."""
    get_logger().info("Waiting for new checkpoint at %s", checkpoint_dir)
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        latest: str | None = tf.train.latest_checkpoint(checkpoint_dir)
        if latest is not None and latest != last_checkpoint:
            get_logger().info("Found new checkpoint at %s", latest)
            return latest
        if end is not None and time.monotonic() + seconds_to_sleep > end:
            return None
        time.sleep(seconds_to_sleep)


def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], Any] | None = None,
) -> Iterator[str]:
    """The checkpoints of a folder, each as it comes; see `tf.train.checkpoints_iterator`."""
    found: Iterator[str] = tf.train.checkpoints_iterator(
        checkpoint_dir, min_interval_secs, timeout, timeout_fn
    )
    return found
