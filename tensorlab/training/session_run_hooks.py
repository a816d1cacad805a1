"""What a hook of a monitored session is: methods that the session calls at fixed moments.

    class PrintLoss(tf.train.SessionRunHook):
        def before_run(self, run_context):
            return tf.train.SessionRunArgs(loss)        # have this computed, too

        def after_run(self, run_context, run_values):
            print(run_values.results)                   # and here it is

Read next: `basic_hooks.py`, the ready-made ones.
"""

from collections import namedtuple
from typing import Any

from tensorlab.run.session import BaseSession


class SessionRunHook:
    """Something that takes part in a monitored session. Override the methods that you need.

    The order of the calls: `begin`, `after_create_session`; for every run `before_run` and `after_run`; `end`. When
    several hooks are given, each method is called on all of them, in their order, before the next method is.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SessionRunHook

    >>> import tensorlab as tf
    >>> class Greeting(SessionRunHook):
    ...     def begin(self): print("nodes may still be made")
    ...     def after_run(self, run_context, run_values): print("ran", run_context.original_args.fetches.name)
    ...     def end(self, session): print("done")
    >>> with tf.Graph().as_default():
    ...     three = tf.constant(3, name="three")
    ...     with tf.train.MonitoredSession(hooks=[Greeting()]) as sess:
    ...         print(sess.run(three))
    nodes may still be made
    ran three:0
    3
    done
    """

    def begin(self) -> None:
        """Called once, before the session is made: the last moment to add nodes to the graph."""

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Called when a session was made and prepared; again after each recovery. The graph cannot change any more.

        Args:
            session: the `tf.Session`.
            coord: the `tf.train.Coordinator` of its threads.
        """

    def before_run(self, run_context: "SessionRunContext") -> Any:
        """Called before every run. May return a `SessionRunArgs`: what to compute, feed and ask for beside."""
        return None

    def after_run(self, run_context: "SessionRunContext", run_values: "SessionRunValues") -> None:
        """Called after every run that did not fail.

        Args:
            run_context: may be asked to stop the loop: `run_context.request_stop()`.
            run_values: a `SessionRunValues` with what `before_run` asked for.
        """

    def end(self, session: Any) -> None:
        """Called at the end, while the session is still open; not when an error ended the loop.

        A loop that ended by OutOfRangeError or StopIteration ended well.
        """


class SessionRunArgs(namedtuple("SessionRunArgs", ["fetches", "feed_dict", "options"])):
    """What a hook wants of the next run.

    Args:
        fetches: what to compute beside what the program fetches: anything that `Session.run` takes.
        feed_dict: what to feed beside.
        options: a `tf.RunOptions`, merged with the others.

    >>> SessionRunArgs("loss:0")
    SessionRunArgs(fetches='loss:0', feed_dict=None, options=None)
    """

    __slots__ = ()

    def __new__(cls, fetches: Any, feed_dict: Any = None, options: Any = None) -> "SessionRunArgs":
        return super().__new__(cls, fetches, feed_dict, options)


class SessionRunContext:
    """What a hook is told of the run that it takes part in, and how it asks for the end of the loop.

    Args:
        original_args: the fetches and feeds of the program, without those of hooks.
        session: the session that runs.
    """

    def __init__(self, original_args: SessionRunArgs, session: Any) -> None:
        self._original_args = original_args
        self._session = session
        self._stop_requested = False

    @property
    def original_args(self) -> SessionRunArgs:
        """What the program passed to `run`, as a `SessionRunArgs`."""
        return self._original_args

    @property
    def session(self) -> BaseSession:
        """The session that runs; what is run in it directly calls no hooks."""
        found: BaseSession = self._session
        return found

    @property
    def stop_requested(self) -> bool:
        """Whether somebody has asked for the end of the loop."""
        return self._stop_requested

    def request_stop(self) -> None:
        """Ask for the end of the loop: `should_stop()` of the monitored session is True from now on."""
        self._stop_requested = True


SessionRunValues = namedtuple("SessionRunValues", ["results", "options", "run_metadata"])
"""What a hook gets back: `results` in the nest of its fetches, the `RunOptions` and the `RunMetadata` of the run."""
