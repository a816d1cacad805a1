"""One session, many threads: no update is lost, no two draws are the same, and errors stay where they happen."""

import contextlib
import os
import threading

import numpy as np

import tensorlab as tf
from tensorlab.run.store import Store

THREADS, ROUNDS = (8, 1000) if os.environ.get("TENSORLAB_LONG") else (4, 60)


def together(*functions):
    """Run the functions at the same time, each in a thread; raise what one of them raised."""
    barrier = threading.Barrier(len(functions))
    errors = []

    def call(function):
        try:
            barrier.wait()
            function()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=call, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_no_update_is_lost():
    v, w = tf.Variable(0.0, dtype=tf.float64), tf.Variable(np.zeros(2000))
    both = tf.group(v.assign_add(1.0), w.assign_add(np.ones(2000)))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        together(*[lambda: [session.run(both) for _ in range(ROUNDS)]] * THREADS)
        assert session.run(v) == THREADS * ROUNDS
        np.testing.assert_array_equal(session.run(w), np.full(2000, THREADS * ROUNDS))


def test_no_optimizer_step_is_lost():
    w = tf.Variable(0.0, dtype=tf.float64)
    train = tf.train.GradientDescentOptimizer(1.0).minimize(w)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        together(*[lambda: [session.run(train) for _ in range(ROUNDS)]] * THREADS)
        assert session.run(w) == -THREADS * ROUNDS


def test_no_random_number_is_drawn_twice():
    draw = tf.random_uniform([3], seed=1)
    found = []
    with tf.Session() as session:
        together(*[lambda: [found.append(tuple(session.run(draw))) for _ in range(ROUNDS)]] * THREADS)
    assert len(set(found)) == THREADS * ROUNDS


def test_feeds_of_different_threads_do_not_mix():
    x = tf.placeholder(tf.float64, [100])
    y = tf.tanh(tf.negative(x)) + x
    with tf.Session() as session:

        def work(number):
            fed = np.full(100, float(number))
            for _ in range(ROUNDS):
                np.testing.assert_array_equal(session.run(y, {x: fed}), np.tanh(-fed) + fed)

        together(*[lambda number=number: work(number) for number in range(THREADS)])


def test_a_failing_thread_takes_nobody_elses_update_back():
    v = tf.Variable(0.0, dtype=tf.float64)
    other = tf.Variable(0.0, dtype=tf.float64)
    x = tf.placeholder(tf.float64)
    good = v.assign_add(1.0)
    written = other.assign_add(1.0)
    with tf.control_dependencies([written]):
        bad = tf.matmul(x, x)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())

        def fail():
            for _ in range(ROUNDS):
                try:
                    session.run(bad, {x: np.ones((2, 3))})
                except tf.errors.InvalidArgumentError:
                    continue
                raise AssertionError("this run should have failed")

        together(fail, *[lambda: [session.run(good) for _ in range(ROUNDS)]] * (THREADS - 1))
        assert session.run([v, other]) == [(THREADS - 1) * ROUNDS, 0.0]


def test_a_taken_back_write_spares_what_was_written_since(counted, monkeypatch):
    """Another thread writes the same variable between this run's write and its failure: that write stays."""
    v = tf.Variable(0.0, dtype=tf.float64)
    with tf.control_dependencies([v.assign_add(1.0)]):
        bad = counted(1.0, 1.0)
    load = tf.placeholder(tf.float64)
    replace = v.assign(load)
    with tf.Session() as session:
        session.run(v.initializer)

        def kernel(a, b):
            together(lambda: session.run(replace, {load: 50.0}))
            raise ValueError("after the other thread's write")

        monkeypatch.setattr(counted, "kernel", kernel)
        with contextlib.suppress(tf.errors.InvalidArgumentError):
            session.run(bad)
        assert session.run(v) == 50.0


def test_plans_may_be_made_by_several_threads_at_once():
    x = tf.placeholder(tf.float64)
    tensors = [x + float(number) for number in range(50)]
    with tf.Session() as session:

        def work():
            for number, tensor in enumerate(tensors):
                assert session.run(tensor, {x: 1.0}) == number + 1.0

        together(*[work] * THREADS)


def test_a_variable_has_one_cell_whoever_comes_first(graph):
    v = tf.Variable(0.0)
    for _ in range(ROUNDS):
        store = Store()
        cells = []
        together(*[lambda store=store, cells=cells: cells.append(store.cell(v.op))] * THREADS)
        assert len(set(cells)) == 1


def test_every_thread_has_its_own_default_graph_and_session():
    seen = []
    with tf.Session():
        together(lambda: seen.append((tf.get_default_graph(), tf.get_default_session())))
        assert seen[0][0] is not tf.get_default_graph()
        assert seen[0][1] is None
