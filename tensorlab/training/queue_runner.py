"""`tf.train.QueueRunner`: threads that fill a queue, each running one enqueue operation again and again.

Functions that make input pipelines (`batching.py`, `input_producers.py`) put theirs into the collection
`tf.GraphKeys.QUEUE_RUNNERS`, and `tf.train.start_queue_runners` starts them all.

Read next: `input_producers.py`.
"""

import threading
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from tensorlab.errors import (
    OpError,
    OutOfRangeError,
    error_code_from_exception_type,
    exception_type_from_error_code,
)
from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import get_default_graph, get_default_session
from tensorlab.log_lines import get_logger
from tensorlab.run.hooks import watched_thread
from tensorlab.run.session import BaseSession
from tensorlab.training.coordinator import Coordinator

LOOK_AGAIN = 0.1
"""Seconds after which a thread that waits for the end looks whether the session was closed meanwhile."""


class QueueRunner:
    """Fills a queue: a list of enqueue operations, each for a thread of its own.

    When an enqueue operation fails because its input is at an end, its thread ends; the last one closes the queue.

    Args:
        queue: a `tf.QueueBase`.
        enqueue_ops: the operations; one may be in the list several times.
        close_op: the operation that closes the queue; made when None.
        cancel_op: the operation that closes it and cancels what waits to be put in; made when None.
        queue_closed_exception_types: a tuple of errors that say that the input is at an end; by default
            (tf.errors.OutOfRangeError,).
        queue_runner_def: a `QueueRunnerDef` that describes the runner instead.
        import_scope: the name scope into which its graph was imported.

    Raises:
        ValueError: without a queue and operations, or with these and a `queue_runner_def`.
        TypeError: for errors that are none of `tf.errors`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/QueueRunner

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.FIFOQueue(10, tf.float32, shapes=[()])
    ...     runner = tf.train.QueueRunner(queue, [queue.enqueue(tf.constant(2.0))] * 4)
    ...     coord = tf.train.Coordinator()
    ...     threads = runner.create_threads(sess, coord, start=True)
    ...     print(sess.run(queue.dequeue_many(3)))
    ...     coord.request_stop()
    ...     coord.join(threads)
    [2. 2. 2.]
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Sequence[Any] | None = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: tuple[type[OpError], ...] | None = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if queue_runner_def is not None:
            if queue or enqueue_ops:
                raise ValueError("queue_runner_def and queue are mutually exclusive.")
            self._read(queue_runner_def, import_scope)
        elif queue is None or not enqueue_ops:
            raise ValueError("Must provide queue and enqueue_ops.")
        else:
            _check_types(queue_closed_exception_types)
            self._queue = queue
            self._enqueue_ops: list[Operation] = list(enqueue_ops)
            self._close_op = queue.close() if close_op is None else close_op
            self._cancel_op = queue.close(cancel_pending_enqueues=True) if cancel_op is None else cancel_op
            self._closed_types = tuple(queue_closed_exception_types or (OutOfRangeError,))
        self._lock = threading.Lock()
        self._running: WeakKeyDictionary[Any, int] = WeakKeyDictionary()
        self._exceptions_raised: list[Exception] = []

    @property
    def queue(self) -> Any:
        """The queue; of a runner read from a file the operation that makes it."""
        return self._queue

    @property
    def enqueue_ops(self) -> list[Operation]:
        """The operations, one for each thread."""
        return self._enqueue_ops

    @property
    def close_op(self) -> Operation:
        """The operation that closes the queue when the input is at an end."""
        return self._close_op  # type: ignore[no-any-return]

    @property
    def cancel_op(self) -> Operation:
        """The operation that closes the queue when the threads have to stop."""
        return self._cancel_op  # type: ignore[no-any-return]

    @property
    def queue_closed_exception_types(self) -> tuple[type[OpError], ...]:
        """The errors that say that the input is at an end."""
        return self._closed_types

    @property
    def exceptions_raised(self) -> list[Exception]:
        """The errors of threads without a coordinator. (With one they are reported to it.)"""
        return self._exceptions_raised

    @property
    def name(self) -> str:
        """The name of the queue."""
        return self._queue.name  # type: ignore[no-any-return]

    # --- threads ------------------------------------------------------------------------------------------

    def create_threads(
        self, sess: Any, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """Make the threads for a session, if they do not run already. They end when the session is closed.

        Args:
            sess: the session.
            coord: a coordinator: the threads stop with it and report their errors to it. It costs a thread more.
            daemon: whether the program may end while they run.
            start: whether to start them.

        Returns:
            A list of threads; empty when those of an earlier call still run.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self._enqueue_ops)
            self._exceptions_raised = []
        name = f"QueueRunnerThread-{self.name}"
        threads = [
            watched_thread(self._fill, f"{name}-{operation.name}", (sess, operation, coord))
            for operation in self._enqueue_ops
        ]
        if coord is not None:
            threads.append(watched_thread(self._close_on_stop, f"{name}-close_on_stop", (sess, coord)))
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            thread.daemon = thread.daemon or daemon
            if start:
                thread.start()
        return threads

    def _fill(self, sess: Any, operation: Operation, coord: Coordinator | None) -> None:
        """What a thread does: run the operation until the input is at an end, or somebody stops it."""
        at_end = False
        try:
            while coord is None or not coord.should_stop():
                sess.run(operation)
        except self._closed_types:
            at_end = True
        except Exception as error:
            if _is_closed(sess):  # a session that ends is no failure of its threads
                if coord is not None:
                    coord.request_stop()
            elif coord is not None:
                coord.request_stop(error)
            else:
                get_logger().error("Exception in QueueRunner: %s", error)
                with self._lock:
                    self._exceptions_raised.append(error)
                raise
        finally:
            if self._count_down(sess) and at_end:
                _run_quietly(sess, self._close_op)

    def _count_down(self, sess: Any) -> bool:
        """One thread less; whether it was the last."""
        with self._lock:
            self._running[sess] -= 1
            return self._running[sess] == 0

    def _close_on_stop(self, sess: Any, coord: Coordinator) -> None:
        """What the additional thread does: wait for the stop, and close the queue, so that nobody waits there."""
        while not coord.wait_for_stop(LOOK_AGAIN):
            if _is_closed(sess):
                return
        _run_quietly(sess, self._cancel_op)

    # --- files --------------------------------------------------------------------------------------------

    def to_proto(self, export_scope: str | None = None) -> Any:
        """This runner as a `QueueRunnerDef`; None when its queue is not in the name scope `export_scope`."""
        from tensorlab.graph_files.protos import proto

        if export_scope and not self.name.startswith(export_scope):
            return None
        described = proto("QueueRunnerDef")()
        described.queue_name = _without(self.name, export_scope)
        described.enqueue_op_name.extend(_without(one.name, export_scope) for one in self._enqueue_ops)
        described.close_op_name = _without(self._close_op.name, export_scope)
        described.cancel_op_name = _without(self._cancel_op.name, export_scope)
        described.queue_closed_exception_types.extend(
            error_code_from_exception_type(kind) for kind in self._closed_types
        )
        return described

    @staticmethod
    def from_proto(queue_runner_def: Any, import_scope: str | None = None) -> "QueueRunner":
        """The runner that a `QueueRunnerDef` describes; its operations stand in the default graph."""
        return QueueRunner(queue_runner_def=queue_runner_def, import_scope=import_scope)

    def _read(self, described: Any, scope: str | None) -> None:
        graph = get_default_graph()

        def find(name: str) -> Any:
            return graph.as_graph_element(f"{scope}/{name}" if scope else name)

        self._queue = find(described.queue_name)
        self._enqueue_ops = [find(name) for name in described.enqueue_op_name]
        self._close_op, self._cancel_op = find(described.close_op_name), find(described.cancel_op_name)
        kinds = [exception_type_from_error_code(code) for code in described.queue_closed_exception_types]
        self._closed_types = tuple(kinds) or (OutOfRangeError,)


def add_queue_runner(qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS) -> None:
    """Put a runner into the collection whose runners `start_queue_runners` starts."""
    add_to_collection(collection, qr)


def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Start the threads of all queue runners in the graph. Without this, whoever takes from their queues waits.

    Args:
        sess: the session; the default session when None.
        coord: a coordinator, with which the threads stop.
        daemon: whether the program may end while they run.
        start: False: only make them.
        collection: where the runners are.

    Returns:
        The threads.

    Raises:
        ValueError: when there is no session.
        TypeError: when `sess` is none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/start_queue_runners

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     number = tf.train.range_input_producer(3, shuffle=False).dequeue()
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(coord=coord)
    ...     print([int(sess.run(number)) for _ in range(5)])
    ...     coord.request_stop()
    ...     coord.join(threads)
    [0, 1, 2, 0, 1]
    """
    if sess is None:
        sess = get_default_session()
        if sess is None:
            raise ValueError(
                "Cannot start queue runners: No default session is registered. Use `with sess.as_default()` or pass an "
                "explicit session to tf.train.start_queue_runners(sess=sess)"
            )
    if not isinstance(sess, BaseSession):
        if type(sess).__name__ in ("MonitoredSession", "SingularMonitoredSession"):
            return []  # it has started them itself
        raise TypeError(f"sess must be a `tf.Session` object. Given class: {type(sess)}")
    with sess.graph.as_default():
        runners: Iterable[Any] = get_collection(collection)
        if not runners:
            get_logger().warning(
                "`tf.train.start_queue_runners()` was called when no queue runners were defined. You can safely remove "
                "the call to this deprecated function."
            )
        threads: list[threading.Thread] = []
        for runner in runners:
            threads += runner.create_threads(sess, coord=coord, daemon=daemon, start=start)
    return threads


def _check_types(kinds: Any) -> None:
    if kinds is not None and not (
        isinstance(kinds, tuple)
        and kinds
        and all(isinstance(kind, type) and issubclass(kind, OpError) for kind in kinds)
    ):
        raise TypeError(
            "queue_closed_exception_types, when provided, must be a tuple of tf.errors types, but saw: "
            f"{kinds!r}"
        )


def _run_quietly(sess: Any, operation: Operation) -> None:
    """Run an operation that closes a queue; whether it is closed already, or the session is, does not matter."""
    try:
        sess.run(operation)
    except Exception as error:
        get_logger().debug("Ignored exception: %s", error)


def _is_closed(sess: Any) -> bool:
    return bool(getattr(sess, "closed", False))


def _without(name: str, scope: str | None) -> str:
    return name.removeprefix(f"{scope.rstrip('/')}/") if scope else name
