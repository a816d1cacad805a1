"""Nodes that have to wait: they are put aside, the rest of the run goes on, and nothing is lost.

Read `tensorlab/scheduling/patient.py` beside it. The queues themselves are tested in `tests/queues/`.
"""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.run.waiting import Attempt


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A graph of its own for every test."""
    with tf.Graph().as_default() as graph:
        yield graph


@pytest.fixture
def queue() -> Any:
    return tf.FIFOQueue(3, [tf.float32], shapes=[[]])


def test_what_waits_is_put_aside_with_all_that_depends_on_it(queue: Any) -> None:
    taken = queue.dequeue() * 2.0
    order: list[str] = []
    noted = tf.py_func(lambda x: (order.append("taken"), x)[1], [taken], tf.float32)
    put = queue.enqueue(tf.py_func(lambda: (order.append("put"), np.float32(4.0))[1], [], tf.float32))
    with tf.Session() as session:
        result, _ = session.run([noted, put])
    assert (result, order) == (8.0, ["put", "taken"])


def test_several_may_wait_for_one_another_in_turn(queue: Any) -> None:
    """Each dequeue feeds the next enqueue: three are put aside, and finish one after the other."""
    chain = [tf.FIFOQueue(1, [tf.float32], shapes=[[]]) for _ in range(3)]
    last = chain[-1].dequeue()
    moves = [after.enqueue(before.dequeue() + 1.0) for before, after in pairwise(chain)]
    start = chain[0].enqueue(1.0)
    with tf.Session() as session:
        assert session.run([last, *reversed(moves), start])[0] == 3.0


def test_a_failing_run_takes_nothing_out_of_the_queue(queue: Any) -> None:
    taken = queue.dequeue_many(2)
    bad = tf.log(tf.check_numerics(tf.placeholder(tf.float32, [], name="bad"), "bad number"))
    bad_later = bad + 0.0
    put = queue.enqueue(tf.placeholder(tf.float32, [], name="given"))
    with tf.Session() as session:
        session.run(put, {"given:0": 1.0})
        with pytest.raises(tf.errors.InvalidArgumentError, match="bad number"):
            session.run([taken, bad_later], {"bad:0": np.nan})
        assert session.run(queue.size()) == 1
        session.run(put, {"given:0": 2.0})
        assert session.run(taken).tolist() == [1.0, 2.0]


def test_a_write_beside_what_times_out_is_taken_back(queue: Any) -> None:
    variable = tf.Variable(1.0)
    write = variable.assign(5.0)
    options = tf.RunOptions(timeout_in_ms=60)
    with tf.Session() as session:
        session.run(variable.initializer)
        with pytest.raises(tf.errors.DeadlineExceededError, match="was still waiting") as caught:
            session.run([write, queue.dequeue()], options=options)
        assert "test_waiting.py" in caught.value.message
        assert session.run(variable) == 1.0


@pytest.mark.parametrize("threads", [1, 3])
def test_a_loop_may_wait_inside(queue: Any, threads: int) -> None:
    total = tf.while_loop(
        lambda count, _: count < 3, lambda count, sum: (count + 1, sum + queue.dequeue()), (0, 0.0)
    )[1]
    put = queue.enqueue(tf.placeholder(tf.float32, [], name="given"))
    with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
        results: list[Any] = []
        waiting = threading.Thread(target=lambda: results.append(session.run(total)))
        waiting.start()
        for value in (1.0, 2.0, 4.0):
            session.run(put, {"given:0": value})
        waiting.join(10)
        assert results == [7.0]
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(total, options=tf.RunOptions(timeout_in_ms=60))


def test_the_clock_of_a_traced_run_never_falls(queue: Any) -> None:
    taken = queue.dequeue() + 1.0
    put = queue.enqueue(2.0)
    metadata = tf.RunMetadata()
    with tf.Session() as session:
        session.run(
            [taken, put], options=tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=metadata
        )
    (device,) = metadata.step_stats.dev_stats
    starts = [node.all_start_micros for node in device.node_stats]
    assert starts == sorted(starts) and len(starts) >= 4


def test_an_attempt_is_finished_once() -> None:
    attempt = Attempt(lambda _: None)
    woken = threading.Event()
    attempt.wakes(woken)
    assert not woken.is_set()
    attempt.finish(3)
    attempt.fail(ValueError("too late"))
    assert woken.is_set() and attempt.outcome() == 3
    again = threading.Event()
    attempt.wakes(again)
    assert again.is_set()


def test_plans_made_by_many_threads_at_once_agree() -> None:
    """Eight threads look up the same and other plans while a variable is counted up: no update is lost."""
    variable = tf.Variable(0, name="count")
    add = variable.assign_add(1)
    graph = tf.get_default_graph()
    with tf.Session() as session:
        session.run(variable.initializer)
        errors: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for turn in range(50):
                    session.run([add, graph.get_tensor_by_name("count/read:0")][: 1 + (turn + number) % 2])
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        assert session.run(variable) == 400


def test_closing_a_session_ends_those_who_wait(queue: Any) -> None:
    taken = queue.dequeue()
    session = tf.Session()
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            session.run(taken)
        except tf.errors.OpError as error:
            errors.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)
    begun = time.perf_counter()
    session.close()
    waiting.join(5)
    assert time.perf_counter() - begun < 1
    assert [type(error) for error in errors] == [tf.errors.CancelledError]
