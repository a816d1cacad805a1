"""SessionManager: makes a session whose variables have values, fresh ones or those of the latest checkpoint.

Read next: `monitored_session.py` and `supervisor.py`, which use it.
"""

import time
from collections.abc import Callable
from typing import Any

from tensorlab.errors import DeadlineExceededError, FailedPreconditionError
from tensorlab.graph.scopes import current_graph
from tensorlab.log_lines import get_logger
from tensorlab.run.session import Session
from tensorlab.saving.checkpoint_state import get_checkpoint_state

Reason = str | None


class SessionManager:
    """Makes sessions that are ready to be used.

    Args:
        local_init_op: is run in every new session, once it may.
        ready_op: a tensor with the names of the variables without a value; ready means that it is empty. Without it
            nothing is checked.
        ready_for_local_init_op: the same for what must have a value before local_init_op runs.
        graph: the graph; the default graph if left out.
        recovery_wait_secs: seconds between two looks, where one waits for a model or a checkpoint.
        local_init_run_options: a `tf.RunOptions` for the run of local_init_op.

    Raises:
        ValueError: for a ready_for_local_init_op without a local_init_op.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SessionManager

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     w = tf.Variable(2.0)
    ...     manager = SessionManager(ready_op=tf.report_uninitialized_variables())
    ...     with manager.prepare_session("", init_op=tf.global_variables_initializer()) as sess:
    ...         print(sess.run(w))
    2.0
    """

    def __init__(
        self,
        local_init_op: Any = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        graph: Any = None,
        recovery_wait_secs: float = 30,
        local_init_run_options: Any = None,
    ) -> None:
        if ready_for_local_init_op is not None and local_init_op is None:
            raise ValueError(
                "If you pass a ready_for_local_init_op you must also pass a local_init_op, ready_for_local_init_op "
                f"[{ready_for_local_init_op}]"
            )
        self._graph = current_graph() if graph is None else graph
        self._local_init_op = local_init_op
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._pause = recovery_wait_secs
        self._local_init_run_options = local_init_run_options

    def prepare_session(
        self,
        master: str,
        init_op: Any = None,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any], Any] | None = None,
    ) -> Session:
        """A session with values in its variables: of a checkpoint where there is one, else of init_op and init_fn.

        Args:
            master: "", the local machine.
            init_op, init_feed_dict: what gives the variables their first values.
            saver: the `tf.train.Saver` that restores them.
            checkpoint_dir: the folder whose latest checkpoint is restored.
            checkpoint_filename_with_path: a checkpoint itself, in place of a folder.
            wait_for_checkpoint: wait, up to max_wait_secs, until the folder has a checkpoint.
            config: a `tf.ConfigProto`.
            init_fn: a function of the session, called after init_op.

        Raises:
            RuntimeError: when nothing initialises the model, or when it is not ready afterwards.
            ValueError: when both a folder and a checkpoint are given.
        """
        session, restored = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        if not restored:
            if init_op is None and init_fn is None and self._local_init_op is None:
                raise RuntimeError(
                    "Model is not initialized and no init_op or init_fn or local_init_op was given: nothing gives its "
                    "variables values."
                )
            if init_op is not None:
                session.run(init_op, feed_dict=init_feed_dict)
            if init_fn is not None:
                init_fn(session)
        done, reason = self._try_local_init(session)
        called = f"Init op: {_name(init_op)}, init fn: {init_fn}"
        if not done:
            raise RuntimeError(
                f"Init operations did not make model ready for local_init.  {called}, error: {reason}"
            )
        is_ready, reason = _ready(self._ready_op, session, "Model not ready")
        if not is_ready:
            raise RuntimeError(
                f"Init operations did not make model ready.  {called}, local_init_op: {self._local_init_op}, "
                f"error: {reason}"
            )
        return session

    def recover_session(
        self,
        master: str,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
    ) -> tuple[Session, bool]:
        """A session, restored where there is a checkpoint, and whether it is ready to be used.

        The arguments are those of `prepare_session`.
        """
        session, restored = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        done, reason = self._try_local_init(session)
        if not restored:
            return session, False
        origin = checkpoint_dir or checkpoint_filename_with_path
        if not done:
            get_logger().info(
                "Restoring model from %s did not make model ready for local init: %s", origin, reason
            )
            return session, False
        is_ready, reason = _ready(self._ready_op, session, "Model not ready")
        if not is_ready:
            get_logger().info("Restoring model from %s did not make model ready: %s", origin, reason)
            return session, False
        get_logger().info("Restored model from %s", origin)
        return session, True

    def wait_for_session(
        self, master: str, config: Any = None, max_wait_secs: float | None = None
    ) -> Session:
        """A new session, as soon as somebody else has made the model ready.

        Here sessions share nothing: what another session initialised has no value in this one. So this succeeds only
        for a model that needs no values, or with a local_init_op that gives them.

        Raises:
            tf.errors.DeadlineExceededError: when that takes longer than max_wait_secs.
        """
        limit = float("inf") if max_wait_secs is None else max_wait_secs
        end = time.monotonic() + limit
        while True:
            session = Session(master, graph=self._graph, config=config)
            local_reason = reason = None
            done, local_reason = self._try_local_init(session)
            if done:
                is_ready, reason = _ready(self._ready_op, session, "Model not ready")
                if is_ready:
                    return session
            session.close()
            if end - time.monotonic() < self._pause:
                raise DeadlineExceededError(
                    None,
                    None,
                    f"Session was not ready after waiting {limit:g} secs: {reason or local_reason}. In tensorlab no "
                    "other session can make it ready: make it with is_chief=True, which initialises or restores it.",
                )
            get_logger().info(
                "Waiting for model to be ready.  Ready_for_local_init_op:  %s, ready: %s",
                local_reason,
                reason,
            )
            time.sleep(self._pause)

    def _restored(
        self,
        master: str,
        saver: Any,
        folder: Any,
        path: Any,
        wait: bool,
        max_wait_secs: float,
        config: Any,
    ) -> tuple[Session, bool]:
        """A new session, and whether its variables came out of a checkpoint."""
        if folder and path:
            raise ValueError("Can not provide both checkpoint_dir and checkpoint_filename_with_path.")
        session = Session(master, graph=self._graph, config=config)
        if saver is None or not (folder or path):
            return session, False
        if path:
            saver.restore(session, path)
            return session, True
        waited = 0.0
        while (state := get_checkpoint_state(folder)) is None or not state.model_checkpoint_path:
            if not wait or waited >= max_wait_secs:
                return session, False
            get_logger().info("Waiting for checkpoint to be available.")
            time.sleep(self._pause)
            waited += self._pause
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(list(state.all_model_checkpoint_paths))
        return session, True

    def _try_local_init(self, session: Session) -> tuple[bool, Reason]:
        """Run local_init_op if that may be done now; whether it was, and why not."""
        if self._local_init_op is None:
            return True, None
        may, reason = _ready(self._ready_for_local_init_op, session, "Model not ready for local init")
        if not may:
            return False, reason
        get_logger().info("Running local_init_op.")
        session.run(self._local_init_op, options=self._local_init_run_options)
        get_logger().info("Done running local_init_op.")
        return True, None


def _name(thing: Any) -> str:
    if thing is None:
        return "None"
    name = getattr(thing, "name", None)
    return f"<no name for {type(thing)}>" if name is None else str(name)


def _ready(asked: Any, session: Session, about: str) -> tuple[bool, Reason]:
    """Whether an op that lists what is missing lists nothing; and what it lists."""
    if asked is None:
        return True, None
    try:
        missing = session.run(asked)
    except FailedPreconditionError as error:
        if "uninitialized" not in str(error):
            get_logger().warning("%s : error [%s]", about, error)
            raise
        return False, str(error)
    if missing is None or missing.dtype == "int32" or missing.size == 0:
        return True, None
    return False, "Variables not initialized: " + ", ".join(name.decode() for name in missing)
