"""Monitored sessions: prepare a model or restore it, run hooks beside every run, and close tidily.

    stop = tf.train.StopAtStepHook(last_step=1000)
    with tf.train.MonitoredTrainingSession(checkpoint_dir="model", hooks=[stop]) as sess:
        while not sess.should_stop():
            sess.run(train)

Stopped in the middle, even by force, the same program goes on from the latest checkpoint.

Read next: `monitored_session_layers.py`, what such a session is made of; `scaffold.py`, `basic_hooks.py`.
"""

from collections.abc import Callable, Iterable
from inspect import signature
from typing import Any

from tensorlab.errors import OutOfRangeError
from tensorlab.graph.collections import GraphKeys, get_collection
from tensorlab.graph.scopes import current_graph
from tensorlab.run.session import Session
from tensorlab.training.basic_hooks_with_files import CheckpointSaverHook, StepCounterHook, SummarySaverHook
from tensorlab.training.coordinator import Coordinator
from tensorlab.training.monitored_session_layers import (
    CoordinatedSession,
    HookedSession,
    RecoverableSession,
    StepContext,
)
from tensorlab.training.queue_runner import start_queue_runners
from tensorlab.training.scaffold import Scaffold
from tensorlab.training.session_manager import SessionManager

USE_DEFAULT = object()
"""Stands for an argument that was not given, where None means something."""


class SessionCreator:
    """Something that makes sessions: its method `create_session` returns a `tf.Session`."""

    def create_session(self) -> Session:
        """A new session, ready to be used."""
        raise NotImplementedError(f"create_session is not implemented for {self}.")


class _CreatorWithScaffold(SessionCreator):
    """What the two creators share."""

    def __init__(self, scaffold: Any, master: str, config: Any) -> None:
        self._scaffold = scaffold or Scaffold()
        self._master = master
        self._config = config
        self._manager: SessionManager | None = None

    def _session_manager(self) -> SessionManager:
        if self._manager is None:
            self._manager = SessionManager(
                local_init_op=self._scaffold.local_init_op,
                ready_op=self._scaffold.ready_op,
                ready_for_local_init_op=self._scaffold.ready_for_local_init_op,
                graph=current_graph(),
            )
        return self._manager


class ChiefSessionCreator(_CreatorWithScaffold):
    """Makes sessions whose variables are initialised, or restored where there is a checkpoint.

    Args:
        scaffold: a `tf.train.Scaffold`; it closes the graph.
        master: "", the local machine.
        config: a `tf.ConfigProto`.
        checkpoint_dir: the folder whose latest checkpoint is restored.
        checkpoint_filename_with_path: a checkpoint itself, in place of a folder.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/ChiefSessionCreator
    """

    def __init__(
        self,
        scaffold: Any = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        super().__init__(scaffold, master, config)
        self._folder = checkpoint_dir
        self._path = checkpoint_filename_with_path

    def create_session(self) -> Session:
        """A session that is ready to be used."""
        scaffold = self._scaffold.finalize()
        return self._session_manager().prepare_session(
            self._master,
            saver=scaffold.saver,
            checkpoint_dir=self._folder,
            checkpoint_filename_with_path=self._path,
            config=self._config,
            init_op=scaffold.init_op,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


class WorkerSessionCreator(_CreatorWithScaffold):
    """Makes sessions that wait until somebody else has made the model ready (`SessionManager.wait_for_session`).

    Args:
        scaffold: a `tf.train.Scaffold`; it closes the graph.
        master: "", the local machine.
        config: a `tf.ConfigProto`.
        max_wait_secs: how long to wait.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/WorkerSessionCreator
    """

    def __init__(
        self, scaffold: Any = None, master: str = "", config: Any = None, max_wait_secs: float = 30 * 60
    ) -> None:
        super().__init__(scaffold, master, config)
        self._max_wait_secs = max_wait_secs

    def create_session(self) -> Session:
        """A session that is ready to be used."""
        self._scaffold.finalize()
        return self._session_manager().wait_for_session(
            self._master, config=self._config, max_wait_secs=self._max_wait_secs
        )


class _CoordinatedCreator(SessionCreator):
    """Makes sessions with hooks and a coordinator; starts the graph's queue runners.

    Attributes:
        session: the newest `tf.Session` itself; None once it is closed.
        coord: its coordinator.
    """

    def __init__(self, creator: SessionCreator, hooks: list[Any], grace: float) -> None:
        self._creator, self._hooks, self._grace = creator, hooks, grace
        self.session: Session | None = None
        self.coord: Coordinator | None = None

    def create_session(self) -> Any:
        self.session = self._creator.create_session()
        # The loop ends by the errors that end an input: the coordinator must not swallow them.
        self.coord = Coordinator(clean_stop_exception_types=[])
        if get_collection(GraphKeys.QUEUE_RUNNERS):
            start_queue_runners(sess=self.session, coord=self.coord)
        for hook in self._hooks:
            hook.after_create_session(self.session, self.coord)
        return CoordinatedSession(HookedSession(self.session, self._hooks), self.coord, self._grace)


class _Monitored:
    """What `MonitoredSession` and `SingularMonitoredSession` share."""

    StepContext = StepContext

    def __init__(
        self, creator: SessionCreator | None, hooks: Iterable[Any] | None, recovers: bool, grace: float
    ) -> None:
        self._was_finalized = current_graph().finalized
        self._hooks = list(hooks or ())
        for hook in self._hooks:
            hook.begin()
        self._coordinated = _CoordinatedCreator(creator or ChiefSessionCreator(), self._hooks, grace)
        self._session: Any = (
            RecoverableSession(self._coordinated) if recovers else self._coordinated.create_session()
        )

    @property
    def graph(self) -> Any:
        """The graph; None once the session is closed."""
        return None if self._coordinated.session is None else self._coordinated.session.graph

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """As `Session.run`, with the hooks around it."""
        self._refuse_closed()
        return self._session.run(fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata)

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Call a function that runs what it wants, with hooks or without.

        Args:
            step_fn: a function of one argument called `step_context`: its `session` runs without hooks, its
                `run_with_hooks(...)` with them, its `request_stop()` ends the loop.

        Returns:
            What the function returns.

        Raises:
            ValueError: for a function with other arguments.
            StopIteration: when the function asked for the end; the `with` block catches it.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     c = tf.placeholder(tf.float32)
        ...     double = 2 * c
        ...     with tf.train.MonitoredSession() as sess:
        ...         print(sess.run_step_fn(lambda step_context: step_context.session.run(double, {c: 4})))
        8.0
        """
        self._refuse_closed()
        names = tuple(signature(step_fn).parameters)
        if names not in (("step_context",), ("self", "step_context")):
            raise ValueError(
                "`step_fn` may either have one `step_context` argument, or `self` and `step_context` arguments if it's "
                f"an instance method. Got {names} instead."
            )
        return self._session.run_step_fn(step_fn, self._coordinated.session, None)

    def should_stop(self) -> bool:
        """Whether the loop should end: a hook, a thread or an input has asked for it."""
        return self._session is None or self._session.should_stop()

    def close(self) -> None:
        """Call `end` of the hooks, let the threads end, close the session."""
        self._close(failed=False)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        ended_well = kind is None or kind in (OutOfRangeError, StopIteration)
        self._close(failed=not ended_well)
        return ended_well

    def _close(self, failed: bool) -> None:
        try:
            if not failed:
                for hook in self._hooks:
                    hook.end(self._coordinated.session)
        finally:
            try:
                if self._session is None:
                    raise RuntimeError("Session is already closed.")
                self._session.close()
            finally:
                self._session = self._coordinated.session = self._coordinated.coord = None
                if not self._was_finalized:
                    current_graph()._unsafe_unfinalize()

    def _refuse_closed(self) -> None:
        if self._session is None:
            raise RuntimeError(
                "Attempted to use a closed monitored session. Its `with` block or close() closed it: run before."
            )


class MonitoredSession(_Monitored):
    """A session that prepares itself, calls hooks, and recovers where a machine is lost.

    When it is made, in this order: `begin` of the hooks; the scaffold makes what is missing and closes the graph; the
    variables are initialised, or restored where there is a checkpoint; queue runners start; `after_create_session` of
    the hooks. At its end: `end` of the hooks; the threads end; the session is closed. As a `with` block it takes
    OutOfRangeError for what it is, the end of the input.

    It is no `tf.Session`: it cannot be the default session, and a saver does not take it (a hook's session does).

    Args:
        session_creator: a `ChiefSessionCreator` (the default) or a `WorkerSessionCreator`.
        hooks: `tf.train.SessionRunHook`s.
        stop_grace_period_secs: how long the threads have to end.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/MonitoredSession

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     step = tf.train.get_or_create_global_step()
    ...     count = tf.assign_add(step, 1)
    ...     with MonitoredSession(hooks=[tf.train.StopAtStepHook(last_step=3)]) as sess:
    ...         while not sess.should_stop():
    ...             print(sess.run(count))
    1
    2
    3
    """

    def __init__(
        self, session_creator: Any = None, hooks: Any = None, stop_grace_period_secs: float = 120
    ) -> None:
        super().__init__(session_creator, hooks, True, stop_grace_period_secs)


class SingularMonitoredSession(_Monitored):
    """A monitored session on one machine: it does not recover, and lends its `tf.Session` (`raw_session`).

    Args:
        hooks: `tf.train.SessionRunHook`s.
        scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path: as for `ChiefSessionCreator`.
        stop_grace_period_secs: how long the threads have to end.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SingularMonitoredSession
    """

    def __init__(
        self,
        hooks: Any = None,
        scaffold: Any = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        stop_grace_period_secs: float = 120,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path)
        super().__init__(creator, hooks, False, stop_grace_period_secs)

    def raw_session(self) -> Session | None:
        """The `tf.Session` itself: what it runs calls no hooks, and a saver takes it."""
        return self._coordinated.session


def MonitoredTrainingSession(
    master: str = "",
    is_chief: bool = True,
    checkpoint_dir: Any = None,
    scaffold: Any = None,
    hooks: Any = None,
    chief_only_hooks: Any = None,
    save_checkpoint_secs: Any = USE_DEFAULT,
    save_summaries_steps: Any = USE_DEFAULT,
    save_summaries_secs: Any = USE_DEFAULT,
    config: Any = None,
    stop_grace_period_secs: float = 120,
    log_step_count_steps: int | None = 100,
    max_wait_secs: float = 7200,
    save_checkpoint_steps: Any = USE_DEFAULT,
    summary_dir: Any = None,
) -> MonitoredSession:
    """A `MonitoredSession` for training: with checkpoints, summaries and the count of steps, as asked for.

    Args:
        master: "", the local machine.
        is_chief: whether this one initialises the model.
        checkpoint_dir: the folder of the checkpoints. The latest one is restored; new ones are written.
        scaffold: a `tf.train.Scaffold`.
        hooks: `tf.train.SessionRunHook`s; they are called after those made here.
        chief_only_hooks: further ones, called first; only for the chief.
        save_checkpoint_secs: seconds between two checkpoints, 600 by default; None for none.
        save_summaries_steps: steps between two times that the summaries are written, 100 by default; None for none.
        save_summaries_secs: the same in seconds.
        config: a `tf.ConfigProto`.
        stop_grace_period_secs: how long the threads have to end.
        log_step_count_steps: steps between two lines that say how many are made a second; None for none.
        max_wait_secs: how long one waits who is not the chief.
        save_checkpoint_steps: steps between two checkpoints, in place of seconds.
        summary_dir: the folder of the event file; checkpoint_dir by default.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/MonitoredTrainingSession

    >>> import tensorlab as tf, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> for last in (2, 4):
    ...     with tf.Graph().as_default():
    ...         w, step = tf.Variable(1.0), tf.train.get_or_create_global_step()
    ...         train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w, global_step=step)
    ...         stop = tf.train.StopAtStepHook(last_step=last)
    ...         with MonitoredTrainingSession(checkpoint_dir=folder.name, hooks=[stop]) as sess:
    ...             while not sess.should_stop():
    ...                 sess.run(train)
    >>> [name for name, shape in tf.train.list_variables(folder.name)]
    ['Variable', 'global_step']
    >>> tf.train.load_variable(folder.name, "Variable")
    np.float32(0.0625)
    >>> folder.cleanup()
    """
    steps, seconds = _one_of(save_summaries_steps, save_summaries_secs, (100, None))
    checkpoint_steps, checkpoint_secs = _one_of(save_checkpoint_steps, save_checkpoint_secs, (None, 600))
    scaffold = scaffold or Scaffold()
    if not is_chief:
        worker = WorkerSessionCreator(scaffold, master, config, max_wait_secs)
        return MonitoredSession(worker, hooks or [], stop_grace_period_secs)
    creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir)
    all_hooks = list(chief_only_hooks or ())
    summary_dir = summary_dir or checkpoint_dir
    if summary_dir and log_step_count_steps and log_step_count_steps > 0:
        all_hooks.append(StepCounterHook(log_step_count_steps, output_dir=summary_dir))
    if summary_dir and any(often and often > 0 for often in (steps, seconds)):
        all_hooks.append(SummarySaverHook(steps, seconds, summary_dir, scaffold=scaffold))
    if checkpoint_dir and any(often and often > 0 for often in (checkpoint_steps, checkpoint_secs)):
        all_hooks.append(
            CheckpointSaverHook(checkpoint_dir, checkpoint_secs, checkpoint_steps, scaffold=scaffold)
        )
    return MonitoredSession(creator, all_hooks + list(hooks or ()), stop_grace_period_secs)


def _one_of(steps: Any, seconds: Any, default: tuple[Any, Any]) -> tuple[Any, Any]:
    """How often something is done, in steps and in seconds, where one was given, both or none."""
    if steps is USE_DEFAULT and seconds is USE_DEFAULT:
        return default
    return (None if steps is USE_DEFAULT else steps), (None if seconds is USE_DEFAULT else seconds)
