"""`tf.train.Coordinator`: lets several threads stop together, and brings their errors to the one that waits for them.

Read next: `queue_runner.py`, the threads that fill queues.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tensorlab.errors import OutOfRangeError
from tensorlab.log_lines import get_logger

LOOK_AGAIN = 0.05
"""Seconds after which `join` looks again whether threads have ended by themselves."""


class Coordinator:
    """Lets several threads stop together.

    Each thread asks `should_stop()` in its loop; any of them may call `request_stop()`, with an error if it has met
    one; the main thread calls `join(threads)`, which waits for them and raises that error.

    Args:
        clean_stop_exception_types: errors that are no failure but an end, by default (tf.errors.OutOfRangeError,),
            with which queues say that there is no more input.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/Coordinator

    >>> import threading
    >>> import tensorlab as tf
    >>> coord, numbers = tf.train.Coordinator(), []
    >>> def work():
    ...     while not coord.should_stop():
    ...         numbers.append(len(numbers))
    ...         if len(numbers) == 3:
    ...             coord.request_stop()
    >>> thread = threading.Thread(target=work)
    >>> thread.start()
    >>> coord.join([thread])
    >>> numbers
    [0, 1, 2]
    """

    def __init__(self, clean_stop_exception_types: Iterable[type[BaseException]] | None = None) -> None:
        self._clean = (
            (OutOfRangeError,) if clean_stop_exception_types is None else tuple(clean_stop_exception_types)
        )
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._joined = False
        self._registered: set[threading.Thread] = set()

    # --- stopping -----------------------------------------------------------------------------------------

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to stop. The first error given is raised by `join`, with the traceback of its thread.

        Args:
            ex: an exception, or what `sys.exc_info()` returns; None: nothing went wrong.

        Raises:
            BaseException: the error itself, when `join` is over and nobody else would hear of it.
        """
        error = ex[1] if isinstance(ex, tuple) else ex
        with self._lock:
            if isinstance(error, self._clean):
                error = None
            if self._joined and error is not None:
                raise error
            if not self._stop.is_set():
                if error is not None and self._error is None:
                    get_logger().info("Error reported to Coordinator: %s, %s", type(error), error)
                    self._error = error
                self._stop.set()

    def should_stop(self) -> bool:
        """Whether somebody has asked for it."""
        return self._stop.is_set()

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Sleep until somebody asks to stop, or so many seconds have passed; whether somebody has asked."""
        return self._stop.wait(timeout)

    def clear_stop(self) -> None:
        """Forget that somebody asked, and the error: the coordinator is as new."""
        with self._lock:
            self._joined = False
            self._error = None
            self._stop.clear()

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """A `with` block; an error in it goes no further, but is reported to the coordinator.

        >>> import tensorlab as tf
        >>> coord = tf.train.Coordinator()
        >>> with coord.stop_on_exception():
        ...     raise ValueError("no milk")
        >>> coord.should_stop()
        True
        >>> coord.join()
        Traceback (most recent call last):
        ValueError: no milk
        """
        try:
            yield
        except BaseException as error:
            self.request_stop(error)

    # --- waiting for the end ------------------------------------------------------------------------------

    def register_thread(self, thread: threading.Thread) -> None:
        """Let `join` wait for this thread, too."""
        with self._lock:
            self._registered.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait until somebody asks to stop or all threads have ended by themselves, then until they have ended.

        Args:
            threads: those to wait for, besides the registered ones.
            stop_grace_period_secs: how many seconds they have to end once they are asked to.
            ignore_live_threads: whether it is no error when one is still alive then.

        Raises:
            RuntimeError: when a thread is still alive; the message names it.
            BaseException: the first error that a thread reported.
        """
        with self._lock:
            waited_for = list(self._registered.union(threads or ()))
        while any(thread.is_alive() for thread in waited_for) and not self._stop.wait(LOOK_AGAIN):
            pass
        end = time.monotonic() + stop_grace_period_secs
        for thread in waited_for:
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))
        alive = [thread.name for thread in waited_for if thread.is_alive()]
        with self._lock:
            self._joined = True
            self._registered = set()
        self.raise_requested_exception()
        if alive and ignore_live_threads:
            get_logger().info("Coordinator stopped with threads still running: %s", " ".join(alive))
        elif alive:
            raise RuntimeError(f"Coordinator stopped with threads still running: {' '.join(alive)}")

    @property
    def joined(self) -> bool:
        """Whether `join` is over."""
        return self._joined

    def raise_requested_exception(self) -> None:
        """Raise the error that was reported, if there is one."""
        with self._lock:
            error = self._error
        if error is not None:
            try:
                raise error
            finally:
                del error  # the traceback holds this frame: together they would never go


class LooperThread(threading.Thread):
    """A thread that does something again and again, until its coordinator stops. It is a daemon.

    Args:
        coord: the `tf.train.Coordinator`; an error in the thread is reported to it.
        timer_interval_secs: seconds from one beginning to the next; None: at once again.
        target: what to call; without it write a subclass with a method `run_loop`.
        args, kwargs: the arguments for it.

    Raises:
        ValueError: when `coord` is none, or there are arguments without a `target`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/LooperThread

    >>> import tensorlab as tf
    >>> coord, ticks = tf.train.Coordinator(), []
    >>> def tick():
    ...     ticks.append("tick")
    ...     if len(ticks) == 2:
    ...         coord.request_stop()
    >>> looper = tf.train.LooperThread.loop(coord, 0.01, tick)
    >>> coord.join()
    >>> ticks
    ['tick', 'tick']
    """

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Iterable[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(coord, Coordinator):
            raise ValueError(f"'coord' argument must be a Coordinator: {coord}")
        if target is None and (args or kwargs):
            raise ValueError("'args' and 'kwargs' argument require that you also pass 'target'")
        super().__init__(daemon=True)
        self._coord = coord
        self._timer_interval_secs = timer_interval_secs
        self._call = target
        self._arguments, self._named = tuple(args or ()), dict(kwargs or {})
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Iterable[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> "LooperThread":
        """Make a LooperThread and start it."""
        looper = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        looper.start()
        return looper

    def run(self) -> None:
        """What the thread does."""
        with self._coord.stop_on_exception():
            self.start_loop()
            if self._timer_interval_secs is None:
                while not self._coord.should_stop():
                    self.run_loop()
            else:
                following = time.time()
                while not self._coord.wait_for_stop(max(0.0, following - time.time())):
                    following += self._timer_interval_secs
                    self.run_loop()
            self.stop_loop()

    def start_loop(self) -> None:
        """Called first."""

    def run_loop(self) -> None:
        """Called again and again."""
        if self._call is not None:
            self._call(*self._arguments, **self._named)

    def stop_loop(self) -> None:
        """Called at the end."""
