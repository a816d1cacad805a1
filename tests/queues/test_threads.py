"""Many threads at one session: nothing is lost, nothing comes twice, and no thread is left behind.

Read next: `test_runners.py`.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf

PRODUCERS, CONSUMERS = 8, 4

QUEUES: dict[str, Callable[[], Any]] = {
    "FIFOQueue": lambda: tf.FIFOQueue(50, tf.int64, shapes=[()]),
    "PaddingFIFOQueue": lambda: tf.PaddingFIFOQueue(50, tf.int64, shapes=[()]),
    "RandomShuffleQueue": lambda: tf.RandomShuffleQueue(50, 10, tf.int64, shapes=[()]),
    "PriorityQueue": lambda: tf.PriorityQueue(50, tf.int64, shapes=[()]),
}


def together(*actions: Callable[[], Any]) -> None:
    """Do everything at once; an error in a thread is an error here."""
    errors: list[BaseException] = []

    def guarded(action: Callable[[], Any]) -> None:
        try:
            action()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    if errors:
        raise errors[0]


def went_through(kind: str, count: int, at_once: int) -> list[int]:
    """Send the numbers below `count` through a queue, `at_once` in a run, with many threads; what came out."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = QUEUES[kind]()
        fed = tf.placeholder(tf.int64, [at_once] if at_once > 1 else [])
        components = [fed] * len(queue.dtypes)
        put = queue.enqueue_many(components) if at_once > 1 else queue.enqueue(components)
        out: Any = queue.dequeue_many(at_once) if at_once > 1 else queue.dequeue()
        close = queue.close()
        received: list[list[int]] = [[] for _ in range(CONSUMERS)]
        left = [PRODUCERS]
        lock = threading.Lock()

        def produce(which: int) -> None:
            for start in range(which * at_once, count, PRODUCERS * at_once):
                session.run(put, {fed: range(start, start + at_once) if at_once > 1 else start})
            with lock:
                left[0] -= 1
                last = left[0] == 0
            if last:
                session.run(close)

        def consume(which: int) -> None:
            try:
                while True:
                    value = session.run(out)
                    value = value[-1] if isinstance(value, list) else value
                    received[which] += np.atleast_1d(value).tolist()
            except tf.errors.OutOfRangeError:
                pass

        together(
            *[lambda which=which: produce(which) for which in range(PRODUCERS)],  # type: ignore[misc]
            *[lambda which=which: consume(which) for which in range(CONSUMERS)],  # type: ignore[misc]
        )
        return [number for numbers in received for number in numbers]


@pytest.mark.parametrize("kind", QUEUES)
def test_every_element_comes_out_once(kind: str) -> None:
    """100,000 elements from eight threads to four, 25 in a run; every number once."""
    assert sorted(went_through(kind, 100_000, 25)) == list(range(100_000))


@pytest.mark.parametrize("kind", QUEUES)
def test_every_single_element_comes_out_once(kind: str) -> None:
    """The same, one in a run."""
    assert sorted(went_through(kind, 4_000, 1)) == list(range(4_000))


@pytest.mark.long
@pytest.mark.parametrize("kind", QUEUES)
def test_many_single_elements_come_out_once(kind: str) -> None:
    """100,000 of them, one in a run."""
    assert sorted(went_through(kind, 100_000, 1)) == list(range(100_000))


@pytest.mark.long
def test_many_pipelines_leave_no_thread_behind() -> None:
    """500 times: start, take something, stop."""
    start_and_stop(500)


def test_pipelines_leave_no_thread_behind() -> None:
    """The same, fewer times."""
    start_and_stop(40)


def start_and_stop(times: int) -> None:
    """Half of the pipelines end by request, the others with their session."""
    with tf.Graph().as_default():
        number = tf.train.range_input_producer(5, shuffle=False).dequeue()
        batch = tf.train.shuffle_batch([number], 3, capacity=20, min_after_dequeue=5, num_threads=2)
        before = set(threading.enumerate())
        for cycle in range(times):
            with tf.Session() as session:
                coord = tf.train.Coordinator()
                threads = tf.train.start_queue_runners(session, coord)
                assert session.run(batch).shape == (3,)
                if cycle % 2:  # otherwise the end of the session ends the threads
                    coord.request_stop()
            coord.join(threads, stop_grace_period_secs=5)
        assert set(threading.enumerate()) <= before


def test_a_pipeline_without_a_coordinator_ends_with_its_session(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, no thread is left, nothing counts as an error."""
    with tf.Graph().as_default(), tf.Session() as session:
        batch = tf.train.batch([tf.train.range_input_producer(5).dequeue()], 3)
        threads = tf.train.start_queue_runners(session)
        session.run(batch)
    for thread in threads:
        thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
    runners = batch.graph.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    assert [runner.exceptions_raised for runner in runners] == [[], []]
    assert capfd.readouterr().err == ""


def test_no_update_of_a_variable_is_lost() -> None:
    """Eight threads add to one variable."""
    with tf.Graph().as_default(), tf.Session() as session:
        total = tf.Variable(0)
        add = tf.assign_add(total, 1)
        session.run(tf.global_variables_initializer())
        together(*[lambda: [session.run(add) for _ in range(300)]] * 8)
        assert session.run(total) == 2400


def test_plans_are_made_by_several_threads_at_once() -> None:
    """Each thread asks for what nobody has asked for yet."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.int64)
        results = [x * n + tf.constant(n, tf.int64) for n in range(60)]

        def run() -> None:
            for n, result in enumerate(results):
                assert session.run(result, {x: 5}) == 6 * n
                assert session.run([result, x], {x: 7}) == [8 * n, 7]

        together(*[run] * 6)


def test_random_numbers_are_drawn_once() -> None:
    """Threads that share a random op draw different numbers: together those that one thread would draw."""
    with tf.Graph().as_default():
        number = tf.random_uniform([], seed=3, dtype=tf.float64)
        drawn: list[float] = []
        with tf.Session() as session:
            together(*[lambda: [drawn.append(session.run(number)) for _ in range(50)]] * 6)
        with tf.Session() as session:
            assert sorted(drawn) == sorted(session.run(number) for _ in range(300))


@pytest.mark.parametrize("kind", QUEUES)
def test_impatient_threads_lose_nothing(kind: str) -> None:
    """Consumers that give up after a millisecond, again and again: what they were about to get stays in the queue."""
    with tf.Graph().as_default(), tf.Session() as session:
        queue = QUEUES[kind]()
        fed = tf.placeholder(tf.int64, [])
        put, close = queue.enqueue([fed] * len(queue.dtypes)), queue.close()
        one, several = queue.dequeue(), queue.dequeue_up_to(3)
        soon = tf.RunOptions(timeout_in_ms=1)
        received: list[int] = []
        gave_up = [0]

        def produce() -> None:
            for number in range(1500):
                session.run(put, {fed: number})
                if number % 100 == 0:
                    time.sleep(0.003)
            session.run(close)

        def consume(fetch: Any) -> None:
            while True:
                try:
                    value = session.run(fetch, options=soon)
                except tf.errors.DeadlineExceededError:
                    gave_up[0] += 1
                except tf.errors.OutOfRangeError:
                    return
                else:
                    value = value[-1] if isinstance(value, list) else value
                    received.extend(np.atleast_1d(value).tolist())

        together(produce, lambda: consume(one), lambda: consume(several), lambda: consume(several))
        assert gave_up[0] > 0
        assert sorted(received) == list(range(1500))
