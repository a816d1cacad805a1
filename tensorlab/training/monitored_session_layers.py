"""What a monitored session is made of: sessions around sessions, each with one task.

From the inside out: a `tf.Session`; `HookedSession` calls the hooks; `CoordinatedSession` listens to the threads that
feed it; `RecoverableSession` makes a new one where a machine is lost.

Read next: `monitored_session.py`, which puts them together.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tensorlab.errors import AbortedError, UnavailableError
from tensorlab.log_lines import get_logger
from tensorlab.protos.config import RunOptions
from tensorlab.protos.metadata import RunMetadata
from tensorlab.training.session_run_hooks import SessionRunArgs, SessionRunContext, SessionRunValues

LOST = (AbortedError, UnavailableError)
"""Errors after which a new session is made: a machine that takes part is gone. Here only a program raises them."""


class StepContext:
    """What a function is given that `run_step_fn` calls.

    Args:
        session: the `tf.Session` itself; what it runs calls no hooks.
        run_with_hooks_fn: what runs with hooks.
    """

    def __init__(self, session: Any, run_with_hooks_fn: Callable[..., Any]) -> None:
        self._session = session
        self._run_with_hooks = run_with_hooks_fn

    @property
    def session(self) -> Any:
        """The `tf.Session` itself; what it runs calls no hooks."""
        return self._session

    def run_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """The same as `run` of the monitored session."""
        return self._run_with_hooks(*args, **kwargs)

    def request_stop(self) -> None:
        """End the loop.

        Raises:
            StopIteration: always; the `with` block of the monitored session catches it.
        """
        raise StopIteration("step_fn has requested the iterations to stop.")


class WrappedSession:
    """A session around another one.

    Args:
        session: the one inside: a `tf.Session`, or a WrappedSession.
    """

    def __init__(self, session: Any) -> None:
        self._session: Any = session

    @property
    def graph(self) -> Any:
        """The graph."""
        return self._session.graph

    @property
    def sess_str(self) -> Any:
        """Which machine the session is on: ""."""
        return self._session.sess_str

    def should_stop(self) -> bool:
        """Whether it should not be used any more; True once it is closed."""
        if self.wants_to_stop() or self._session is None:
            return True
        return isinstance(self._session, WrappedSession) and self._session.should_stop()

    def wants_to_stop(self) -> bool:
        """A reason of its own to stop."""
        return False

    def close(self) -> None:
        """Close it, and what is inside."""
        if self._session is None:
            return
        try:
            self._session.close()
        except LOST as error:
            get_logger().warning("The session could not be closed: a machine is gone. Error: %s", error)
        finally:
            self._session = None

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """As `Session.run`."""
        return self._session.run(*args, **kwargs)

    def run_step_fn(self, step_fn: Callable[[Any], Any], raw_session: Any, run_with_hooks: Any) -> Any:
        """Call a function with a StepContext."""
        return step_fn(StepContext(raw_session, run_with_hooks or self.run))


class HookedSession(WrappedSession):
    """Calls hooks before and after each run, and runs what they ask for beside it.

    Args:
        session: a `tf.Session`.
        hooks: the hooks.
    """

    def __init__(self, session: Any, hooks: Iterable[Any]) -> None:
        super().__init__(session)
        self._hooks = list(hooks)
        self._stopping = False
        self._unasked: tuple[Any, Any] = (RunOptions(), RunMetadata())

    def wants_to_stop(self) -> bool:
        """Whether a hook has asked for the end."""
        return self._stopping

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """As `Session.run`, with the hooks.

        Raises:
            RuntimeError: after a hook has asked for the end; when two feed the same tensor.
        """
        if self.should_stop():
            raise RuntimeError(
                "Run called even after should_stop requested: write `while not sess.should_stop():` around it."
            )
        context = SessionRunContext(SessionRunArgs(fetches, feed_dict), self._session)
        wanted: dict[Any, Any] = {"caller": fetches}
        requests: list[Any] = []
        fed = self._asked(context, wanted, feed_dict, requests)
        # Where nobody asks for options or times, the session need not watch the run, and one pair does for all runs.
        watched = bool(requests) or options is not None or run_metadata is not None
        merged, metadata = self._unasked
        if watched:
            merged = RunOptions() if options is None else options
            metadata = RunMetadata() if run_metadata is None else run_metadata
            for more in requests:
                _merge(merged, more)
        leaves: list[Any] = []
        rebuilt = _flattened(wanted, leaves)
        found = self._session.run(
            leaves, fed, options=merged if watched else None, run_metadata=metadata if watched else None
        )
        values = rebuilt(found)
        for hook in self._hooks:
            hook.after_run(context, SessionRunValues(values.get(hook), merged, metadata))
        self._stopping = self._stopping or context.stop_requested
        return values["caller"]

    def _asked(
        self, context: SessionRunContext, wanted: dict[Any, Any], feed_dict: Any, options: list[Any]
    ) -> Any:
        """Call every `before_run`; returns what is fed, and puts the options that are asked for into the list."""
        fed: dict[Any, Any] = {}
        for hook in self._hooks:
            request = hook.before_run(context)
            if request is None:
                continue
            if request.fetches is not None:
                wanted[hook] = request.fetches
            if request.feed_dict:
                _refuse_both(fed, request.feed_dict, "Same tensor is fed by two hooks.")
                fed.update(request.feed_dict)
            if request.options is not None:
                options.append(request.options)
        if not fed:
            return feed_dict
        if feed_dict:
            _refuse_both(feed_dict, fed, "Same tensor is fed by a SessionRunHook and user.")
            fed.update(feed_dict)
        return fed


def _flattened(nest: Any, leaves: list[Any]) -> Callable[[list[Any]], Any]:
    """Put what a nest holds into one list, for which a session finds its plan at once; returns what undoes that."""
    kind = type(nest)
    if kind is dict:
        parts = [(key, _flattened(part, leaves)) for key, part in nest.items()]
        return lambda values: {key: part(values) for key, part in parts}
    if kind is list or kind is tuple:
        pieces = [_flattened(part, leaves) for part in nest]
        return lambda values: kind([piece(values) for piece in pieces])
    place = len(leaves)
    leaves.append(nest)
    return lambda values: values[place]


def _refuse_both(one: dict[Any, Any], other: dict[Any, Any], text: str) -> None:
    both = [key for key in one if key in other]
    if both:
        raise RuntimeError(f"{text} Conflict(s): {both}")


def _merge(options: Any, more: Any) -> None:
    """Take the wishes of another hook into the options: the larger number, and what either wants."""
    for name in ("trace_level", "timeout_in_ms", "inter_op_thread_pool"):
        setattr(options, name, max(getattr(options, name), getattr(more, name)))
    for name in ("output_partition_graphs", "report_tensor_allocations_upon_oom"):
        setattr(options, name, getattr(options, name) or getattr(more, name))


class CoordinatedSession(WrappedSession):
    """Ends with the threads of a Coordinator, and reports what went wrong in them.

    Args:
        session: a HookedSession.
        coord: the `tf.train.Coordinator`.
        stop_grace_period_secs: how long the threads have to end, after `close`.
    """

    def __init__(self, session: Any, coord: Any, stop_grace_period_secs: float = 120) -> None:
        super().__init__(session)
        self._coord = coord
        self._grace = stop_grace_period_secs

    def wants_to_stop(self) -> bool:
        """Whether the coordinator stops; an error of one of its threads is raised here."""
        self._coord.raise_requested_exception()
        stopping: bool = self._coord.should_stop()
        return stopping

    def close(self) -> None:
        """Let the threads end, then close the session; an error of a thread is raised here."""
        self._coord.request_stop()
        try:
            self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        finally:
            super().close()

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """As `Session.run`. Where a lost machine in a thread is the reason for an error, that is raised."""
        try:
            return self._session.run(*args, **kwargs)
        except LOST:
            raise
        except Exception:
            try:
                self._coord.raise_requested_exception()
            except LOST:
                raise
            except Exception:  # the error of this run says more
                pass
            raise


class RecoverableSession(WrappedSession):
    """Makes a new session, restored from the latest checkpoint, where one is lost (`LOST`), and runs again there.

    Args:
        creator: has a method `create_session`.
    """

    def __init__(self, creator: Any) -> None:
        self._creator = creator
        super().__init__(self._new_session())

    def _new_session(self) -> Any:
        while True:
            try:
                return self._creator.create_session()
            except LOST as error:
                get_logger().info(
                    "An error was raised while a session was being created: a machine is gone. A new session will be "
                    "created. Error: %s",
                    error,
                )

    def wants_to_stop(self) -> bool:
        """Whether the session inside wants to; a lost one is replaced, and goes on."""
        if self._session is None:
            return True
        try:
            stopping: bool = self._session.wants_to_stop()
        except LOST as error:
            self._replace(error)
            self._session = self._new_session()
            return False
        except Exception:
            return True
        return stopping

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """As `Session.run`, again in a new session where one is lost."""
        while True:
            try:
                if self._session is None:
                    self._session = self._new_session()
                return self._session.run(
                    fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata
                )
            except LOST as error:
                self._replace(error)

    def run_step_fn(self, step_fn: Callable[[Any], Any], raw_session: Any, run_with_hooks: Any) -> Any:
        """Call a function with a StepContext, again in a new session where one is lost."""
        while True:
            try:
                if self._session is None:
                    self._session = self._new_session()
                return self._session.run_step_fn(step_fn, raw_session, self._session.run)
            except LOST as error:
                self._replace(error)

    def _replace(self, error: Exception) -> None:
        get_logger().info(
            "An error was raised: a machine is gone. The current session will be closed and a new session will be "
            "created. Error: %s",
            error,
        )
        self.close()
