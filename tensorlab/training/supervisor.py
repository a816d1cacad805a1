"""Supervisor: the older way to a training that saves itself, with threads that write beside the loop.

    supervisor = tf.train.Supervisor(logdir="model")
    with supervisor.managed_session() as sess:
        while not supervisor.should_stop():
            sess.run(train)

Read next: `supervisor_threads.py`, the threads; `monitored_session.py`, the newer way.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.dtypes import int32, int64
from tensorlab.graph.scopes import current_graph
from tensorlab.log_lines import get_logger
from tensorlab.ops.flow import group
from tensorlab.ops.variable_lists import (
    global_variables,
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
    tables_initializer,
)
from tensorlab.optimizers.global_step import global_step as read_step
from tensorlab.saving.saver import Saver
from tensorlab.summaries.merging import merge_all
from tensorlab.training.coordinator import Coordinator, LooperThread
from tensorlab.training.event_writers import log_graph, log_session, new_writer
from tensorlab.training.session_manager import SessionManager
from tensorlab.training.supervisor_threads import CheckpointThread, StepCounterThread, SummaryThread


class Supervisor:
    """Prepares a session, restores it from the latest checkpoint, and saves and summarises beside the training.

    Whatever is left at `USE_DEFAULT` is looked for in the graph's collections (INIT_OP, READY_OP, ...), and made where
    nothing is found. The graph is closed: build it whole before.

    Args:
        graph: the graph; the default graph if left out.
        ready_op, ready_for_local_init_op: what says whether a session is ready; see `tf.train.SessionManager`.
        init_op, init_feed_dict, init_fn, local_init_op, local_init_run_options: how it is prepared. None means: not.
        is_chief: whether this one initialises the model, and writes.
        logdir: the folder of checkpoints and events; without it nothing is written.
        summary_op: what is written every save_summaries_secs seconds; None for nothing.
        saver: what saves every save_model_secs seconds; None for nothing.
        global_step: the counter that summaries and checkpoints are labelled with.
        save_summaries_secs: 0 for no summaries.
        save_model_secs: 0 for no checkpoints.
        recovery_wait_secs: seconds between two looks, where one waits.
        stop_grace_secs: how long the threads have to end.
        checkpoint_basename: how the files' names begin.
        session_manager: a `tf.train.SessionManager`, in place of one made here.
        summary_writer: a `tf.summary.FileWriter`, in place of one made here; None for none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Supervisor

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     w = tf.Variable(8.0)
    ...     halve = w.assign(w / 2)
    ...     supervisor = tf.train.Supervisor()
    ...     with supervisor.managed_session(start_standard_services=False) as sess:
    ...         while not supervisor.should_stop():
    ...             if sess.run(halve) <= 1.0:
    ...                 supervisor.request_stop()
    ...         print(sess.run(w))
    1.0
    """

    USE_DEFAULT = 0

    def __init__(
        self,
        graph: Any = None,
        ready_op: Any = USE_DEFAULT,
        ready_for_local_init_op: Any = USE_DEFAULT,
        is_chief: bool = True,
        init_op: Any = USE_DEFAULT,
        init_feed_dict: Any = None,
        local_init_op: Any = USE_DEFAULT,
        logdir: Any = None,
        summary_op: Any = USE_DEFAULT,
        saver: Any = USE_DEFAULT,
        global_step: Any = USE_DEFAULT,
        save_summaries_secs: float = 120,
        save_model_secs: float = 600,
        recovery_wait_secs: float = 30,
        stop_grace_secs: float = 120,
        checkpoint_basename: str = "model.ckpt",
        session_manager: Any = None,
        summary_writer: Any = USE_DEFAULT,
        init_fn: Callable[[Any], Any] | None = None,
        local_init_run_options: Any = None,
    ) -> None:
        self._graph = current_graph() if graph is None else graph
        keys = GraphKeys
        with self._graph.as_default():
            self._ready_op = _given_or_found(ready_op, keys.READY_OP, report_uninitialized_variables)
            self._ready_for_local_init_op = _given_or_found(
                ready_for_local_init_op, keys.READY_FOR_LOCAL_INIT_OP, lambda: None
            )
            self._init_op = _given_or_found(init_op, keys.INIT_OP, global_variables_initializer)
            self._local_init_op = _given_or_found(local_init_op, keys.LOCAL_INIT_OP, _local_init)
            self._saver = _given_or_found(saver, keys.SAVERS, lambda: Saver() if global_variables() else None)
            self._summary_op = _given_or_found(summary_op, keys.SUMMARY_OP, merge_all)
            self._global_step = _given_or_found(global_step, keys.GLOBAL_STEP, self._step_by_name)
        self._init_feed_dict = init_feed_dict
        self._init_fn = init_fn
        self._is_chief = is_chief
        self._coord = Coordinator()
        self._stop_grace_secs = stop_grace_secs
        self._logdir = logdir if is_chief else None
        self._save_summaries_secs = save_summaries_secs if is_chief else None
        self._save_model_secs = save_model_secs if is_chief else None
        self._save_path = os.path.join(logdir, checkpoint_basename) if self._logdir else None
        self._summary_writer = None
        if is_chief:
            by_default = _is_default(summary_writer)
            self._summary_writer = (new_writer(logdir) if logdir else None) if by_default else summary_writer
        self._graph_written = False
        self._session_manager = session_manager or SessionManager(
            self._local_init_op,
            self._ready_op,
            self._ready_for_local_init_op,
            self._graph,
            recovery_wait_secs,
            local_init_run_options,
        )
        self._graph.finalize()

    def _step_by_name(self) -> Any:
        """The tensor called global_step:0, if it counts."""
        try:
            step = self._graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
        if step.dtype.base_dtype in (int32, int64):
            return step
        get_logger().warning("Found 'global_step' is not an int type: %s", step.dtype)
        return None

    # --- what it has --------------------------------------------------------------------------------------

    @property
    def is_chief(self) -> bool:
        """Whether it initialises the model, and writes."""
        return self._is_chief

    @property
    def session_manager(self) -> Any:
        """What makes its sessions."""
        return self._session_manager

    @property
    def coord(self) -> Coordinator:
        """The coordinator of its threads."""
        return self._coord

    @property
    def init_op(self) -> Any:
        """What initialises the variables, or None."""
        return self._init_op

    @property
    def init_feed_dict(self) -> Any:
        """What is fed to init_op."""
        return self._init_feed_dict

    @property
    def ready_op(self) -> Any:
        """What names the variables without a value, or None."""
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        """What names the variables that must have a value before local_init_op runs, or None."""
        return self._ready_for_local_init_op

    @property
    def summary_writer(self) -> Any:
        """What writes events, or None."""
        return self._summary_writer

    @property
    def summary_op(self) -> Any:
        """The summaries, or None."""
        return self._summary_op

    @property
    def save_summaries_secs(self) -> Any:
        """Seconds between two summaries."""
        return self._save_summaries_secs

    @property
    def global_step(self) -> Any:
        """The counter of steps, or None."""
        return self._global_step

    @property
    def saver(self) -> Any:
        """What saves the variables, or None."""
        return self._saver

    @property
    def save_model_secs(self) -> Any:
        """Seconds between two checkpoints."""
        return self._save_model_secs

    @property
    def save_path(self) -> Any:
        """How the paths of its checkpoints begin."""
        return self._save_path

    # --- sessions -----------------------------------------------------------------------------------------

    def prepare_or_wait_for_session(
        self,
        master: str = "",
        config: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        start_standard_services: bool = True,
    ) -> Any:
        """A session that is ready to be used; the threads are started, too.

        Args:
            master: "", the local machine.
            config: a `tf.ConfigProto`.
            wait_for_checkpoint: wait until the folder has a checkpoint, up to max_wait_secs.
            start_standard_services: start the threads that write, and the graph's queue runners.
        """
        self._coord.clear_stop()
        if self._summary_writer is not None:
            self._summary_writer.reopen()
        if self._is_chief:
            session = self._session_manager.prepare_session(
                master,
                init_op=self._init_op,
                saver=self._saver,
                checkpoint_dir=self._logdir,
                wait_for_checkpoint=wait_for_checkpoint,
                max_wait_secs=max_wait_secs,
                config=config,
                init_feed_dict=self._init_feed_dict,
                init_fn=self._init_fn,
            )
            self._write_graph()
            if start_standard_services:
                get_logger().info("Starting standard services.")
                self.start_standard_services(session)
        else:
            session = self._session_manager.wait_for_session(
                master, config=config, max_wait_secs=max_wait_secs
            )
        if start_standard_services:
            get_logger().info("Starting queue runners.")
            self.start_queue_runners(session)
        return session

    @contextmanager
    def managed_session(
        self,
        master: str = "",
        config: Any = None,
        start_standard_services: bool = True,
        close_summary_writer: bool = True,
    ) -> Iterator[Any]:
        """A `with` block that has a session, and ends the threads behind it.

        An error inside the block ends the threads and is raised again behind it; OutOfRangeError, the end of an input,
        is not.
        """
        session: Any = None
        try:
            session = self.prepare_or_wait_for_session(
                master, config, start_standard_services=start_standard_services
            )
            yield session
        except Exception as error:
            self.request_stop(error)
        finally:
            try:
                self.stop(close_summary_writer=close_summary_writer)
            finally:
                if session is not None:
                    session.close()

    def _write_graph(self) -> None:
        """Write the graph, as text and into the event file, once."""
        if self._summary_writer is not None and not self._graph_written:
            with self._graph.as_default():
                log_graph(self._summary_writer, self._logdir, self._saver)
            self._graph_written = True

    # --- threads ------------------------------------------------------------------------------------------

    def start_standard_services(self, sess: Any) -> Any:
        """Start the threads that write summaries, the count of steps, and checkpoints; returns them.

        Raises:
            RuntimeError: where this one is not the chief.
        """
        if not self._is_chief:
            raise RuntimeError(
                "Only chief supervisor can start standard services. Because only chief supervisors can write events."
            )
        if not self._logdir:
            get_logger().warning("Standard services need a 'logdir' passed to the SessionManager")
            return None
        if self._global_step is not None:
            log_session(self._summary_writer, "START", read_step(sess, self._global_step))
        threads: list[LooperThread] = []
        if self._save_summaries_secs and self._summary_writer is not None:
            if self._summary_op is not None:
                threads.append(SummaryThread(self, sess))
            if self._global_step is not None:
                threads.append(StepCounterThread(self, sess))
        if self._saver is not None and self._save_model_secs:
            threads.append(CheckpointThread(self, sess))
        for thread in threads:
            thread.start()
        return threads

    def start_queue_runners(self, sess: Any, queue_runners: Any = None) -> list[Any]:
        """Start the threads of queue runners, by default those of the graph; returns them."""
        runners = (
            self._graph.get_collection(GraphKeys.QUEUE_RUNNERS) if queue_runners is None else queue_runners
        )
        return [
            thread
            for runner in runners
            for thread in runner.create_threads(sess, coord=self._coord, daemon=True, start=True)
        ]

    def loop(
        self,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Any = None,
        kwargs: Any = None,
    ) -> LooperThread:
        """Call a function again and again in a thread, until the supervisor stops.

        Args:
            timer_interval_secs: seconds between two calls; None for none.
            target, args, kwargs: the function and its arguments.

        Returns:
            The thread, started.
        """
        thread = LooperThread(self._coord, timer_interval_secs, target=target, args=args, kwargs=kwargs)
        thread.start()
        return thread

    def stop(
        self, threads: Any = None, close_summary_writer: bool = True, ignore_live_threads: bool = False
    ) -> None:
        """End the threads; what went wrong in one is raised here. The session stays open.

        Args:
            threads: threads to wait for beside those it knows.
            close_summary_writer: close the event file, too.
            ignore_live_threads: do not mind threads that go on.
        """
        self._coord.request_stop()
        try:
            self._coord.join(
                threads, stop_grace_period_secs=self._stop_grace_secs, ignore_live_threads=ignore_live_threads
            )
        finally:
            if close_summary_writer and self._summary_writer is not None:
                if not getattr(self._summary_writer, "_closed", False):
                    log_session(self._summary_writer, "STOP")
                self._summary_writer.close()
                self._graph_written = False

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to end, because of an error or because it is enough."""
        self._coord.request_stop(ex=ex)

    def should_stop(self) -> bool:
        """Whether somebody has asked for the end."""
        stopping: bool = self._coord.should_stop()
        return stopping

    def stop_on_exception(self) -> Any:
        """A `with` block whose error asks all threads to end."""
        return self._coord.stop_on_exception()

    def wait_for_stop(self) -> None:
        """Wait until somebody asks for the end."""
        self._coord.wait_for_stop()

    def summary_computed(self, sess: Any, summary: Any, global_step: Any = None) -> None:
        """Write a summary that the program has computed.

        Args:
            sess: the session.
            summary: what it returned, or a `tf.Summary`.
            global_step: the step it belongs to; by default it is asked for.

        Raises:
            RuntimeError: where nothing is written: without a logdir.
        """
        if self._summary_writer is None:
            raise RuntimeError("Writing a summary requires a summary writer: give the Supervisor a logdir.")
        if global_step is None and self._global_step is not None:
            global_step = read_step(sess, self._global_step)
        self._summary_writer.add_summary(summary, global_step)


def _is_default(given: Any) -> bool:
    return type(given) is int and given == Supervisor.USE_DEFAULT


def _given_or_found(given: Any, key: str, make: Callable[[], Any]) -> Any:
    """What was given; else the first thing of a collection; else what is made, which then joins it."""
    if not _is_default(given):
        return given
    found = get_collection(key)
    if len(found) > 1:
        get_logger().info("Found %d %s operations. Returning the first one.", len(found), key)
    if found:
        return found[0]
    made = make()
    if made is not None:
        add_to_collection(key, made)
    return made


def _local_init() -> Any:
    return group(local_variables_initializer(), tables_initializer())
