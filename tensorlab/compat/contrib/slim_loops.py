"""The loops of tf.contrib.slim: `slim.learning.train`, which trains under a Supervisor, and `slim.evaluation`.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/slim

Read next: `slim.py`, `training_loops.py`.
"""

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from tensorlab.compat.contrib import training_loops
from tensorlab.errors import AbortedError, OutOfRangeError
from tensorlab.log_lines import get_logger
from tensorlab.saving.whole_files import write_whole
from tensorlab.summaries.timeline import Timeline

tf: Any = import_module("tensorlab")

USE_DEFAULT = 0
WAITING_PACE = 1.0  # seconds between two looks at the global step


def _is_default(given: Any) -> bool:
    return type(given) is int and given == USE_DEFAULT


def train_step(
    sess: Any, train_op: Any, global_step: Any, train_step_kwargs: dict[str, Any]
) -> tuple[Any, Any]:
    """Take one step; returns the loss, and whether to stop.

    Args:
        sess: the session.
        train_op: what trains, and gives the loss.
        global_step: the counter.
        train_step_kwargs: tensors that say whether to log, to measure and to stop: "should_log", "should_trace" (with
            "logdir"), "should_stop".

    Raises:
        ValueError: for "should_trace" without "logdir".
    """
    options = metadata = None
    if "should_trace" in train_step_kwargs:
        if "logdir" not in train_step_kwargs:
            raise ValueError("logdir must be present in train_step_kwargs when should_trace is present")
        if sess.run(train_step_kwargs["should_trace"]):
            options, metadata = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), tf.RunMetadata()
    begun = time.perf_counter()
    loss, step = sess.run([train_op, global_step], options=options, run_metadata=metadata)
    seconds = time.perf_counter() - begun
    if metadata is not None:
        path = os.path.join(train_step_kwargs["logdir"], f"tf_trace-{step}.json")
        get_logger().info("Writing trace to %s", path)
        write_whole(path, Timeline(metadata.step_stats).generate_chrome_trace_format().encode())
        if train_step_kwargs.get("summary_writer") is not None:
            train_step_kwargs["summary_writer"].add_run_metadata(metadata, f"run_metadata-{step}")
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        get_logger().info("global step %d: loss = %.4f (%.3f sec/step)", step, loss, seconds)
    stop = sess.run(train_step_kwargs["should_stop"]) if "should_stop" in train_step_kwargs else False
    return loss, stop


def train(
    train_op: Any,
    logdir: Any,
    train_step_fn: Callable[..., Any] = train_step,
    train_step_kwargs: Any = USE_DEFAULT,
    log_every_n_steps: int = 1,
    graph: Any = None,
    master: str = "",
    is_chief: bool = True,
    global_step: Any = None,
    number_of_steps: int | None = None,
    init_op: Any = USE_DEFAULT,
    init_feed_dict: Any = None,
    local_init_op: Any = USE_DEFAULT,
    init_fn: Callable[[Any], Any] | None = None,
    ready_op: Any = USE_DEFAULT,
    summary_op: Any = USE_DEFAULT,
    save_summaries_secs: float = 600,
    summary_writer: Any = USE_DEFAULT,
    startup_delay_steps: int = 0,
    saver: Any = None,
    save_interval_secs: float = 600,
    sync_optimizer: Any = None,
    session_config: Any = None,
    session_wrapper: Callable[[Any], Any] | None = None,
    trace_every_n_steps: int | None = None,
    ignore_live_threads: bool = False,
) -> Any:
    """Train under a Supervisor: logs, summaries and checkpoints go to a folder. Returns the last loss.

    Args:
        train_op: what trains, and gives the loss: `slim.learning.create_train_op(loss, optimizer)`.
        logdir: the folder; None for no files.
        train_step_fn: takes one step; see `train_step`.
        train_step_kwargs: what it is told.
        log_every_n_steps: steps between two lines in the log; 0 for none.
        graph, master, is_chief, init_op, init_feed_dict, local_init_op: as for `tf.train.Supervisor`, as are
            init_fn, ready_op, summary_op, save_summaries_secs and summary_writer.
        global_step: the counter; by default the graph's.
        number_of_steps: stop at this step; None: train until an input ends.
        startup_delay_steps: who is not the chief waits for this step.
        saver, save_interval_secs: what saves, and how often.
        sync_optimizer: must be None: there is one machine.
        session_config: a `tf.ConfigProto`.
        session_wrapper: a function that puts something around the session.
        trace_every_n_steps: measure a step that often, and write its times.
        ignore_live_threads: do not mind threads that go on at the end.

    Raises:
        ValueError: for arguments that do not go together.
    """
    if train_op is None:
        raise ValueError("train_op cannot be None.")
    if logdir is None:
        given = {"summary_op": not _is_default(summary_op), "saver": saver is not None}
        for name, is_given in (given | {"trace_every_n_steps": trace_every_n_steps is not None}).items():
            if is_given:
                raise ValueError(f"Cannot provide {name} because logdir=None")
    if sync_optimizer is not None:
        raise NotImplementedError(
            "sync_optimizer is not here: tensorlab trains on one machine. Leave it out."
        )
    if number_of_steps is not None and number_of_steps <= 0:
        raise ValueError("`number_of_steps` must be either None or a positive number.")
    graph = graph or tf.get_default_graph()
    with graph.as_default():
        global_step = tf.train.get_or_create_global_step() if global_step is None else global_step
        saver = saver or tf.train.Saver()
        with tf.name_scope("init_ops"):
            init_op = tf.global_variables_initializer() if _is_default(init_op) else init_op
            ready_op = tf.report_uninitialized_variables() if _is_default(ready_op) else ready_op
            if _is_default(local_init_op):
                local_init_op = tf.group(tf.local_variables_initializer(), tf.tables_initializer())
        summary_op = tf.summary.merge_all() if _is_default(summary_op) else summary_op
        if _is_default(train_step_kwargs):
            trace = trace_every_n_steps if is_chief else None
            train_step_kwargs = _step_questions(
                global_step, number_of_steps, log_every_n_steps, trace, logdir
            )
    supervisor = tf.train.Supervisor(
        graph=graph,
        is_chief=is_chief,
        logdir=logdir,
        init_op=init_op,
        init_feed_dict=init_feed_dict,
        local_init_op=local_init_op,
        ready_for_local_init_op=None,
        ready_op=ready_op,
        summary_op=summary_op,
        summary_writer=summary_writer,
        global_step=global_step,
        saver=saver,
        save_summaries_secs=save_summaries_secs,
        save_model_secs=save_interval_secs,
        init_fn=init_fn,
    )
    if summary_writer is not None:
        train_step_kwargs["summary_writer"] = supervisor.summary_writer
    delay = 0 if is_chief else min(startup_delay_steps, number_of_steps or sys.maxsize)
    while True:
        try:
            return _train_once(
                supervisor,
                lambda sess: train_step_fn(sess, train_op, global_step, train_step_kwargs),
                delay,
                (master, session_config, session_wrapper, ignore_live_threads),
            )
        except AbortedError:
            get_logger().info("Retrying training!")


def _step_questions(
    step: Any, number_of_steps: int | None, log_every: int, trace_every: int | None, logdir: Any
) -> dict[str, Any]:
    """The tensors by which a step knows what to do."""
    with tf.name_scope("train_step"):
        stop = tf.greater_equal(step, number_of_steps) if number_of_steps else tf.constant(False)
        asked = {"should_stop": stop}
        if log_every > 0:
            asked["should_log"] = tf.equal(tf.mod(step, log_every), 0)
        if trace_every is not None:
            asked["should_trace"] = tf.equal(tf.mod(step, trace_every), 0)
            asked["logdir"] = logdir
    return asked


def _train_once(
    supervisor: Any, take_step: Callable[[Any], Any], delay: int, settings: tuple[Any, ...]
) -> Any:
    """Train in one session, to the end; returns the last loss."""
    master, config, wrapper, ignore_live_threads = settings
    total_loss = None
    with supervisor.managed_session(master, start_standard_services=False, config=config) as sess:
        get_logger().info("Starting Session.")
        if wrapper is not None:
            get_logger().info("Wrapping session with wrapper function: %s", wrapper)
            sess = wrapper(sess)
        writes = supervisor.is_chief and supervisor.save_path is not None
        services = supervisor.start_standard_services(sess) if writes else []
        while delay and tf.train.global_step(sess, supervisor.global_step) < delay:
            time.sleep(WAITING_PACE)
        threads = supervisor.start_queue_runners(sess)
        get_logger().info("Starting Queues.")
        try:
            while not supervisor.should_stop():
                total_loss, stop = take_step(sess)
                if stop:
                    get_logger().info("Stopping Training.")
                    supervisor.request_stop()
                    break
        except OutOfRangeError as error:
            get_logger().info("Caught OutOfRangeError. Stopping Training. %s", error)
        if writes:
            supervisor.request_stop()
            for thread in services:  # a checkpoint that one of them is writing must not become the newest
                thread.join()
            get_logger().info("Finished training! Saving model to disk.")
            supervisor.saver.save(sess, supervisor.save_path, global_step=supervisor.global_step)
            supervisor.stop(threads, close_summary_writer=True, ignore_live_threads=ignore_live_threads)
    return total_loss


# --- slim.evaluation --------------------------------------------------------------------------------------


def evaluate_once(
    master: str,
    checkpoint_path: Any,
    logdir: Any,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = USE_DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    session_config: Any = None,
    hooks: Any = None,
) -> Any:
    """Evaluate one checkpoint: run `eval_op` so many times, write the summaries, return the value of `final_op`."""
    scaffold, every_hook = _prepared(
        logdir,
        num_evals,
        (initial_op, initial_op_feed_dict, None),
        summary_op,
        summary_op_feed_dict,
        variables_to_restore,
        hooks,
    )
    return training_loops.evaluate_once(
        checkpoint_path,
        master=master,
        scaffold=scaffold,
        eval_ops=eval_op,
        feed_dict=eval_op_feed_dict,
        final_ops=final_op,
        final_ops_feed_dict=final_op_feed_dict,
        hooks=every_hook,
        config=session_config,
    )


def evaluation_loop(
    master: str,
    checkpoint_dir: Any,
    logdir: Any,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    init_fn: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = USE_DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    eval_interval_secs: float = 60,
    max_number_of_evaluations: int | None = None,
    session_config: Any = None,
    timeout: float | None = None,
    timeout_fn: Any = None,
    hooks: Any = None,
) -> Any:
    """Evaluate every checkpoint of a folder as it comes; returns the value of `final_op` for the last one."""
    scaffold, every_hook = _prepared(
        logdir,
        num_evals,
        (initial_op, initial_op_feed_dict, init_fn),
        summary_op,
        summary_op_feed_dict,
        variables_to_restore,
        hooks,
    )
    return training_loops.evaluate_repeatedly(
        checkpoint_dir,
        master=master,
        scaffold=scaffold,
        eval_ops=eval_op,
        feed_dict=eval_op_feed_dict,
        final_ops=final_op,
        final_ops_feed_dict=final_op_feed_dict,
        eval_interval_secs=eval_interval_secs,
        hooks=every_hook,
        config=session_config,
        max_number_of_evaluations=max_number_of_evaluations,
        timeout=timeout,
        timeout_fn=timeout_fn,
    )


def _prepared(
    logdir: Any,
    num_evals: int,
    beginning: tuple[Any, Any, Any],
    summary_op: Any,
    summary_feed: Any,
    variables: Any,
    hooks: Any,
) -> tuple[Any, list[Any]]:
    """The scaffold and the hooks of an evaluation."""
    summary_op = tf.summary.merge_all() if _is_default(summary_op) else summary_op
    every_hook: list[Any] = [training_loops.StopAfterNEvalsHook(num_evals)]
    if summary_op is not None:
        every_hook.append(
            training_loops.SummaryAtEndHook(logdir, summary_op=summary_op, feed_dict=summary_feed)
        )
    init_op, init_feed_dict, init_fn = beginning
    scaffold = tf.train.Scaffold(
        init_op=init_op,
        init_feed_dict=init_feed_dict,
        init_fn=None if init_fn is None else lambda _, session: init_fn(session),
        saver=None if variables is None else tf.train.Saver(variables),
    )
    return scaffold, every_hook + list(hooks or ())


evaluation = SimpleNamespace(
    checkpoints_iterator=training_loops.checkpoints_iterator,
    evaluate_once=evaluate_once,
    evaluation_loop=evaluation_loop,
    wait_for_new_checkpoint=training_loops.wait_for_new_checkpoint,
)
"""`slim.evaluation`."""
