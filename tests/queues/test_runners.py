"""Coordinators and queue runners: how threads stop, and how their errors get to the main one.

What they print is compared with TensorFlow in `tests/parity/programs/queues_pipelines.py`.
"""

import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

import tensorlab as tf


@pytest.fixture
def session() -> Iterator[tf.Session]:
    """A session with a graph of its own."""
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_an_error_brings_its_traceback() -> None:
    """What join raises shows where in the thread it happened."""
    coord = tf.train.Coordinator()

    def spill_the_milk() -> None:
        raise ValueError("no milk")

    def work() -> None:
        with coord.stop_on_exception():
            spill_the_milk()

    thread = threading.Thread(target=work)
    thread.start()
    with pytest.raises(ValueError, match="no milk") as caught:
        coord.join([thread])
    assert "spill_the_milk" in "".join(traceback.format_exception(caught.value))


def test_the_first_error_counts() -> None:
    """Of two, join raises the first; after join, an error is raised where it is reported."""
    coord = tf.train.Coordinator()
    coord.request_stop(KeyError("first"))
    coord.request_stop(ValueError("second"))
    with pytest.raises(KeyError, match="first"):
        coord.join()
    with pytest.raises(ValueError, match="third"):
        coord.request_stop(ValueError("third"))
    coord.request_stop()  # no error, nothing to raise


def test_join_ends_when_the_threads_do() -> None:
    """Without a request; and quickly."""
    coord = tf.train.Coordinator()
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()
    start = time.perf_counter()
    coord.join([thread])
    assert time.perf_counter() - start < 0.5
    assert not coord.should_stop()


def test_a_looper_keeps_its_time() -> None:
    """Four beginnings at 20 ms take 60 ms; with start_loop before and stop_loop behind."""
    told: list[str] = []

    class Looper(tf.train.LooperThread):
        def start_loop(self) -> None:
            told.append("start")

        def run_loop(self) -> None:
            told.append("run")
            if told.count("run") == 4:
                coord.request_stop()

        def stop_loop(self) -> None:
            told.append("stop")

    coord = tf.train.Coordinator()
    start = time.perf_counter()
    Looper(coord, 0.02).start()
    coord.join()
    assert time.perf_counter() - start >= 0.055
    assert told == ["start", *["run"] * 4, "stop"]


def test_an_error_in_a_runner_is_raised_by_join(session: tf.Session) -> None:
    """It names the node; the queue is cancelled, so that nobody waits for it any more."""
    queue = tf.FIFOQueue(9, tf.int64, shapes=[()])
    broken = tf.py_func(lambda: 1 // 0, [], tf.int64, name="broken")
    broken.set_shape([])
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(broken)]))
    out = queue.dequeue()
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coord)
    with pytest.raises(tf.errors.OutOfRangeError):
        session.run(out)
    with pytest.raises(tf.errors.UnknownError, match="ZeroDivisionError") as caught:
        coord.join(threads)
    assert caught.value.op.name == "broken"


def test_an_error_without_a_coordinator_is_kept(session: tf.Session) -> None:
    """In `exceptions_raised`; the thread dies of it."""
    queue = tf.FIFOQueue(9, tf.int64)
    broken = tf.py_func(lambda: 1 // 0, [], tf.int64)
    runner = tf.train.QueueRunner(queue, [queue.enqueue(broken)])
    died: list[Any] = []
    before, threading.excepthook = threading.excepthook, died.append
    try:
        for thread in runner.create_threads(session, start=True):
            thread.join(5)
    finally:
        threading.excepthook = before
    assert [type(error) for error in runner.exceptions_raised] == [tf.errors.UnknownError]
    assert len(died) == 1


def test_the_last_thread_at_the_end_closes_the_queue(session: tf.Session) -> None:
    """Two threads share an input; what they have put in can still be taken out."""
    source, queue = tf.FIFOQueue(9, tf.int32, shapes=[()]), tf.FIFOQueue(9, tf.int32, shapes=[()])
    session.run(source.enqueue_many([[1, 2, 3, 4, 5]]))
    runner = tf.train.QueueRunner(queue, [queue.enqueue(source.dequeue())] * 2)
    out, closed = queue.dequeue(), queue.is_closed()
    threads = runner.create_threads(session, start=True)
    assert not session.run(closed)
    session.run(source.close())
    for thread in threads:
        thread.join(5)
    assert session.run(closed)
    assert sorted(session.run(out) for _ in range(5)) == [1, 2, 3, 4, 5]
    assert runner.create_threads(session)  # those of before have ended: there are new ones


def test_other_errors_can_mean_the_end(session: tf.Session) -> None:
    """queue_closed_exception_types."""
    queue = tf.FIFOQueue(9, tf.int32)

    def end() -> None:
        raise NotImplementedError

    with tf.control_dependencies([tf.py_func(end, [], [])]):
        put = queue.enqueue(1)
    kinds = (tf.errors.UnimplementedError,)
    runner = tf.train.QueueRunner(queue, [put], queue_closed_exception_types=kinds)
    coord = tf.train.Coordinator()
    threads = runner.create_threads(session, coord, start=True)
    with pytest.raises(tf.errors.OutOfRangeError):
        session.run(queue.dequeue())
    coord.request_stop()
    coord.join(threads)


def test_threads_are_seen_by_a_trace_only_if_they_are_ours(session: tf.Session) -> None:
    """Runs of queue runner threads are watched by whoever watched when they were made."""
    from tensorlab.run.hooks import watchers

    seen: list[str] = []

    class Watcher:
        def wants(self, session: Any) -> bool:
            return True

        def also_evaluate(self, session: Any, plan: Any) -> tuple[Any, ...]:
            return ()

        def run_started(self, frame: Any) -> None:
            seen.append(threading.current_thread().name)

        def run_ended(self, frame: Any) -> None:
            pass

    number = tf.train.range_input_producer(3).dequeue()
    coord = tf.train.Coordinator()
    watchers.hooks.append(Watcher())
    try:
        threads = tf.train.start_queue_runners(session, coord)
        session.run(number)
    finally:
        watchers.hooks.pop()
    coord.request_stop()
    coord.join(threads)
    assert any(name.startswith("QueueRunnerThread-") for name in seen)


def test_starting_without_runners_says_so(session: tf.Session) -> None:
    """TensorFlow's warning; other kinds of sessions are refused."""
    import logging

    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("tensorflow")
    logger.addHandler(handler)
    try:
        assert tf.train.start_queue_runners(session) == []
    finally:
        logger.removeHandler(handler)
    assert len(said) == 1 and "no queue runners were defined" in said[0]
