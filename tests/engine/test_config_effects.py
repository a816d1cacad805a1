"""Every setting of a session that says how it computes has an effect, and here the effect is seen."""

import threading
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info

import tensorlab as tf
from tensorlab import lab
from tensorlab.graph.registry import Array, op, registry
from tensorlab.graph.shape_rules import same


@pytest.fixture
def kernel():
    """An op `kernel(a)` whose kernel is `kernel.does(a)`."""

    @op("DoesAsTold", shape=same)
    def does_as_told(a: Array):
        """Do what the test says."""
        return does_as_told.does(a)

    does_as_told.does = lambda a: a
    yield does_as_told
    del registry["DoesAsTold"]


def slowly(a):
    time.sleep(0.005)
    return a + 1.0


# --- operation_timeout_in_ms, RunOptions(timeout_in_ms=...) -----------------------------------------------


@pytest.mark.parametrize("by", ["config", "options"])
@pytest.mark.parametrize("threads", [0, 2])
def test_a_run_ends_at_the_next_node_after_its_time(kernel, by, threads):
    """Its variables are as they were, and the session goes on."""
    kernel.does = slowly
    v = tf.Variable(1.0, name="v")
    with tf.control_dependencies([v.assign(5.0)]):
        value = tf.constant(0.0)
        for _ in range(100):
            value = kernel(value)
    config = tf.ConfigProto(inter_op_parallelism_threads=threads)
    options = None
    if by == "config":
        config.operation_timeout_in_ms = 50
    else:
        options = tf.RunOptions(timeout_in_ms=50)
    with tf.Session(config=config) as session:
        session.run(v.initializer)
        begin = time.perf_counter()
        with pytest.raises(
            tf.errors.DeadlineExceededError, match=r"50 ms, and DoesAsTold.* would have been next"
        ) as e:
            session.run(value, options=options)
        assert time.perf_counter() - begin < 0.4, "the whole graph takes half a second"
        assert e.value.op.type == "DoesAsTold"
        assert "test_config_effects.py" in str(e.value)
        assert session.run(v) == 1.0
        kernel.does = lambda a: a + 1.0
        assert session.run(value) == 100.0 and session.run(v) == 5.0


def test_a_run_that_is_quick_enough_notices_nothing(kernel):
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=60_000)) as session:
        assert session.run(kernel(kernel(2.0))) == 2.0


# --- inter_op_parallelism_threads -------------------------------------------------------------------------


@pytest.mark.parametrize(("threads", "together"), [(0, False), (1, False), (2, True), (4, True)])
def test_independent_nodes_compute_at_the_same_time(kernel, threads, together):
    """Each of two nodes waits for the other: they meet only if both run at once."""
    barrier = threading.Barrier(2)

    def meet(a):
        try:
            barrier.wait(2.0 if together else 0.05)
        except threading.BrokenBarrierError:
            return a * 0
        return a

    kernel.does = meet
    total = kernel(1.0) + kernel(2.0)
    with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
        assert session.run(total) == (3.0 if together else 0.0)


def test_training_in_threads_gives_the_same_weights():
    x = tf.constant(np.linspace(-1, 1, 32, dtype=np.float32).reshape(8, 4))
    w = tf.Variable(tf.random_normal([4, 3], seed=1))
    b = tf.Variable(tf.zeros([3]))
    loss = tf.reduce_mean(tf.square(tf.tanh(tf.matmul(x, w) + b) - 0.3))
    train = tf.train.AdamOptimizer(0.1).minimize(loss)
    found = []
    for threads in (0, 4):
        with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
            session.run(tf.global_variables_initializer())
            for _ in range(20):
                session.run(train)
            found.append(session.run([w, b, loss]))
    for expected, given_ in zip(*found, strict=True):
        np.testing.assert_array_equal(given_, expected)


def test_control_dependencies_hold_in_threads(kernel):
    """Each write waits for the one before it, although no value flows between them."""
    kernel.does = lambda a: (time.sleep(0.002), a)[1]
    v = tf.Variable(1.0)
    last = tf.no_op()
    for number in range(10):
        with tf.control_dependencies([last]):
            last = v.assign(v.value() * 2.0) if number % 2 else tf.group(v.assign_add(kernel(1.0)))
    with tf.control_dependencies([last]):
        after = tf.identity(v.value())
    results = []
    for threads in (0, 4):
        with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
            session.run(v.initializer)
            results.append(session.run(after))
    assert results[0] == results[1]


@pytest.mark.parametrize("threads", [0, 2])
def test_time_may_be_up_before_a_copy(kernel, threads):
    """The step that would have been next is no node of the graph: the node that it copies is named."""
    kernel.does = lambda a: (time.sleep(0.02), a)[1]
    with lab.simulate_gpu():
        with tf.device("/cpu:0"):
            slow = kernel(np.float32(1.0), name="slow")
        with tf.device("/gpu:0"):
            total = slow + 1.0
        config = tf.ConfigProto(operation_timeout_in_ms=5, inter_op_parallelism_threads=threads)
        with tf.Session(config=config) as session:
            with pytest.raises(
                tf.errors.DeadlineExceededError, match="copy of slow:0 from CPU:0 to GPU:0"
            ) as error:
                session.run(total)
            assert error.value.op is slow.op
            assert session.run(total, options=tf.RunOptions(timeout_in_ms=60_000)) == 2.0


def test_an_interrupt_waits_for_what_is_computing(kernel):
    """Nothing writes a variable after the run was given up."""

    def interrupted(a):
        raise KeyboardInterrupt

    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign(7.0)]):
        broken = kernel(2.0)
    with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=2)) as session:
        session.run(v.initializer)
        kernel.does = interrupted
        with pytest.raises(KeyboardInterrupt):
            session.run(broken)
        assert session.run(v) == 1.0


def test_an_error_in_a_thread_is_the_runs_error(kernel):
    def fail(a):
        raise ValueError("this kernel fails on purpose")

    v = tf.Variable(1.0)
    write = v.assign(7.0)
    with tf.control_dependencies([write]):
        broken = kernel(2.0)
    with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=2)) as session:
        session.run(v.initializer)
        kernel.does = fail
        with pytest.raises(tf.errors.InvalidArgumentError, match="on purpose") as error:
            session.run(broken)
        assert error.value.op is broken.op
        assert session.run(v) == 1.0, "the write before the error was taken back"
        kernel.does = lambda a: a
        assert session.run(broken) == 2.0


# --- intra_op_parallelism_threads -------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2])
def test_a_matrix_product_gets_so_many_threads(kernel, count):
    seen = []
    kernel.does = lambda a: (
        seen.extend(p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"),
        a,
    )[1]
    value = kernel(1.0)
    with tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=count)) as session:
        session.run(value)
    assert seen and set(seen) <= set(range(1, count + 1))
    before = [p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"]
    with tf.Session() as session:
        seen.clear()
        session.run(value)
    assert seen == before, "and the limit ends with the run"
