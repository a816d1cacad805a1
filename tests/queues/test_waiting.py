"""Runs that wait: for another node, another thread, the clock, the end of the session, or the user who stops them."""

import _thread
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import tensorlab as tf
from tensorlab.scheduling import patient


@pytest.fixture
def session() -> Iterator[tf.Session]:
    """A session with a graph of its own."""
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def in_thread(function: Callable[..., Any], *arguments: Any) -> threading.Thread:
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    return thread


def seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@pytest.mark.parametrize("enqueue_first", [True, False])
def test_taking_and_putting_in_one_run(session: tf.Session, enqueue_first: bool) -> None:
    """On an empty queue the dequeue waits for the enqueue of the same run."""
    queue = tf.FIFOQueue(1, tf.int32)
    if enqueue_first:
        put = queue.enqueue(3)
    doubled = queue.dequeue() * 2
    if not enqueue_first:
        put = queue.enqueue(3)
    assert session.run([doubled, put]) == [6, None]
    assert session.run([put, doubled]) == [None, 6]


def test_what_depends_on_a_dequeue_comes_after_it(session: tf.Session) -> None:
    """A variable is written with what was dequeued, though the write stands before the enqueue."""
    queue = tf.FIFOQueue(1, tf.float32, shapes=[()])
    total = tf.Variable(1.0)
    session.run(tf.global_variables_initializer())
    add = tf.assign_add(total, queue.dequeue())
    session.run([add, queue.enqueue(4.0)])
    assert session.run(total) == 5.0


@pytest.mark.parametrize("how", ["config", "options"])
@pytest.mark.parametrize("place", ["plain", "in a loop", "in a branch"])
def test_a_timeout_ends_a_run_that_waits(how: str, place: str) -> None:
    """Within 100 ms after the time is up, wherever the node stands; then the session works as before."""
    config = tf.ConfigProto(operation_timeout_in_ms=60) if how == "config" else None
    options = tf.RunOptions(timeout_in_ms=60) if how == "options" else None
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        queue = tf.FIFOQueue(3, tf.int32, shapes=[()])
        out = queue.dequeue()
        put, size = queue.enqueue_many([[7, 8]]), queue.size()
        if place == "in a loop":
            out = tf.while_loop(lambda i: i < 1, lambda i: i + queue.dequeue(), [0])
        elif place == "in a branch":
            out = tf.cond(tf.placeholder_with_default(True, []), queue.dequeue, lambda: tf.constant(0))

        def run() -> None:
            with pytest.raises(tf.errors.DeadlineExceededError, match="was still waiting"):
                session.run(out, options=options)

        taken = [seconds(run) for _ in range(3)]  # a computer that is busy may be late once
        assert 0.05 < min(taken) < 0.16
        session.run(put)
        assert session.run(out) == 7
        assert session.run(size) == 1


def test_a_timeout_loses_no_element(session: tf.Session) -> None:
    """What a dequeue_many had taken goes back; what an enqueue_many had put in stays."""
    queue = tf.FIFOQueue(3, tf.int32, shapes=[()])
    soon = tf.RunOptions(timeout_in_ms=20)
    session.run(queue.enqueue_many([[1, 2]]))
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(queue.dequeue_many(3), options=soon)
    assert session.run(queue.size()) == 2
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(queue.enqueue_many([[3, 4, 5]]), options=soon)
    assert session.run(queue.dequeue_many(3)).tolist() == [1, 2, 3]
    assert session.run(queue.size()) == 0


def test_another_thread_wakes_a_run(session: tf.Session) -> None:
    """At once, not at the next look at a clock."""
    queue = tf.FIFOQueue(1, tf.float64)
    out, now = queue.dequeue(), tf.placeholder(tf.float64)
    put = queue.enqueue(now)

    def later() -> None:
        time.sleep(0.05)
        session.run(put, {now: time.perf_counter()})

    thread = in_thread(later)
    assert time.perf_counter() - session.run(out) < 0.05
    thread.join()


def test_a_closed_session_ends_runs_that_wait() -> None:
    """Each of them with a CancelledError, at once; then no thread is left."""
    with tf.Graph().as_default():
        session = tf.Session()
        empty, full = tf.FIFOQueue(1, tf.int32), tf.FIFOQueue(1, tf.int32)
        session.run(full.enqueue(0))
        fetches = [empty.dequeue(), empty.dequeue(), full.enqueue(1), full.enqueue(2)]
    errors: list[BaseException] = []

    def run(fetch: Any) -> None:
        try:
            session.run(fetch)
        except tf.errors.CancelledError as error:
            errors.append(error)

    threads = [in_thread(run, fetch) for fetch in fetches]
    time.sleep(0.05)

    def end() -> None:
        session.close()
        for thread in threads:
            thread.join(5)

    assert seconds(end) < 0.5
    assert not any(thread.is_alive() for thread in threads)
    assert len(errors) == 4
    with pytest.raises(RuntimeError, match="closed"):
        session.run(fetches[0])


def interrupt() -> None:
    """What Ctrl-C does to the main thread."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)  # type: ignore[arg-type]
    else:
        _thread.interrupt_main()


def test_the_user_can_stop_a_run_that_waits(session: tf.Session) -> None:
    """Ctrl-C in the main thread; the session works as before, and nothing is lost."""
    queue = tf.FIFOQueue(2, tf.int32, shapes=[()])
    pair = queue.dequeue_many(2)
    session.run(queue.enqueue(1))
    threading.Timer(0.05, interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        session.run(pair, options=tf.RunOptions(timeout_in_ms=20_000))
    session.run(queue.enqueue(2))
    assert session.run(pair).tolist() == [1, 2]


def test_a_loop_takes_elements_as_they_come(session: tf.Session) -> None:
    """Each round waits for its own."""
    queue = tf.FIFOQueue(1, tf.int32, shapes=[()])
    _, total = tf.while_loop(lambda i, t: i < 5, lambda i, t: (i + 1, t + queue.dequeue()), [0, 0])
    number = tf.placeholder(tf.int32)
    put = queue.enqueue(number)
    thread = in_thread(lambda: [session.run(put, {number: n}) for n in range(5)])
    assert session.run(total) == 10
    thread.join()


def test_a_branch_puts_in_or_does_not(session: tf.Session) -> None:
    """tf.cond around an enqueue."""
    queue = tf.FIFOQueue(9, tf.int32)
    wanted = tf.placeholder(tf.bool)
    either = tf.cond(wanted, lambda: queue.enqueue(7), tf.no_op)
    for answer in (True, False, True):
        session.run(either, {wanted: answer})
    assert session.run(queue.size()) == 2


def test_errors_name_the_queue_and_the_line(session: tf.Session) -> None:
    """The node, the user's line, TensorFlow's words."""
    queue = tf.FIFOQueue(9, tf.int32, name="letters")
    out = queue.dequeue(name="next_letter")
    session.run(queue.close())
    with pytest.raises(tf.errors.OutOfRangeError) as caught:
        session.run(out)
    assert (
        "FIFOQueue '_0_letters' is closed and has insufficient elements (requested 1, current size 0)"
        in str(caught.value)
    )
    assert "next_letter" in str(caught.value) and "test_waiting.py" in str(caught.value)
    assert caught.value.op is out.op
    shared = tf.FIFOQueue(9, tf.int32, name="letters", shared_name="post")
    session.run(shared.close())
    with pytest.raises(tf.errors.OutOfRangeError, match="FIFOQueue 'post' is closed"):
        session.run(shared.dequeue())


def warnings_of(monkeypatch: pytest.MonkeyPatch, action: Callable[[], Any]) -> list[str]:
    """What is said while a run waits for longer than 50 ms."""
    monkeypatch.setattr(patient, "REMIND_AFTER", 0.05)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(tf.errors.DeadlineExceededError):
            action()
    return [str(one.message) for one in caught if one.category is RuntimeWarning]


def test_forgotten_threads_are_mentioned_once(session: tf.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """One warning in a session, which names the queue and the call."""
    batch = tf.train.batch([tf.train.range_input_producer(5).dequeue()], 3)
    soon = tf.RunOptions(timeout_in_ms=150)
    said = warnings_of(monkeypatch, lambda: session.run(batch, options=soon))
    assert len(said) == 1
    assert "'batch/fifo_queue'" in said[0] and "tf.train.start_queue_runners" in said[0]
    assert warnings_of(monkeypatch, lambda: session.run(batch, options=soon)) == []


def test_a_full_queue_is_mentioned(session: tf.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes anything out."""
    queue = tf.FIFOQueue(1, tf.int32)
    session.run(queue.enqueue(1))
    put = queue.enqueue(2)
    said = warnings_of(monkeypatch, lambda: session.run(put, options=tf.RunOptions(timeout_in_ms=150)))
    assert len(said) == 1 and "room in the queue 'fifo_queue'" in said[0]


def test_nothing_is_said_while_threads_fill_queues(
    session: tf.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow input is no forgotten one."""
    slow = tf.py_func(lambda: time.sleep(0.3) or 1, [], tf.int64)
    queue = tf.FIFOQueue(1, tf.int64)
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(slow)]))
    tf.train.start_queue_runners(session)
    out = queue.dequeue()
    assert warnings_of(monkeypatch, lambda: session.run(out, options=tf.RunOptions(timeout_in_ms=150))) == []
