"""How branches and loops run: variables, devices, threads, time limits, failures, and what a hook sees."""

import time
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.control_flow.running import FIRST_VISITS, LAST_VISITS
from tests.record.comparing import replays_exactly


class Watch:
    """A hook that keeps the frames of all runs."""

    def __init__(self) -> None:
        self.frames: list[Any] = []

    def wants(self, session: Any) -> bool:
        return True

    def also_evaluate(self, session: Any, plan: Any) -> tuple[()]:
        return ()

    def run_started(self, frame: Any) -> None:
        frame.times = []

    def run_ended(self, frame: Any) -> None:
        self.frames.append(frame)


def model() -> tuple[Any, Any, list[Any]]:
    """A loop with a branch and a list, its gradients, and a training step."""
    x = tf.placeholder(tf.float32, [3])
    w = tf.Variable([0.1, 0.2, 0.3])

    def body(i: Any, v: Any, values: Any) -> Any:
        turned = tf.cond(tf.reduce_sum(v) > 0, lambda: v * 2.0, lambda: v + w)
        return i + 1, tf.tanh(v * w) + turned, values.write(i, v * w)

    _, y, values = tf.while_loop(lambda i, *_: i < 4, body, [0, x, tf.TensorArray(tf.float32, 4)])
    loss = tf.reduce_sum(y * y) + tf.reduce_sum(values.stack())
    step = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
    return x, w, [loss, *tf.gradients(loss, [x, w]), step]


def trained(config: Any = None) -> list[Any]:
    """Three steps: all losses, gradients and weights."""
    with tf.Graph().as_default():
        x, w, fetches = model()
        with tf.Session(config=config) as session:
            session.run(tf.global_variables_initializer())
            found = []
            for _ in range(3):
                found += session.run(fetches, {x: [1.0, -2.0, 3.0]})[:-1]
                found.append(session.run(w))
            return found


def test_same_on_a_gpu_and_in_threads() -> None:
    """Where and how it runs changes no bit."""
    expected = trained()
    with lab.simulate_gpu():
        on_gpu = trained()
    in_threads = trained(tf.ConfigProto(inter_op_parallelism_threads=3))
    for one, other, third in zip(expected, on_gpu, in_threads, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, third)


def test_recorded_runs_are_replayed_exactly() -> None:
    """A record of loops gives the values again that the runs had."""
    with tf.Graph().as_default():
        x, _, fetches = model()
        draws = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t + tf.random_normal([])), [0, 0.0])[1]
        with tf.Session() as session, lab.trace() as tape:
            session.run(tf.global_variables_initializer())
            found = [session.run([*fetches, draws], {x: [1.0, -2.0, 3.0]}) for _ in range(3)]
        assert len({float(values[-1]) for values in found}) == 3
        replays_exactly(tape)


def test_time_limit_ends_an_endless_loop() -> None:
    """A loop without end stops at the limit; variables are as before, and the session goes on."""
    with tf.Graph().as_default():
        v = tf.Variable(0.0)

        def body(i: Any) -> Any:
            with tf.control_dependencies([tf.assign_add(v, 1.0)]):
                return tf.identity(i)

        endless = tf.while_loop(lambda i: i < 1, body, [0])
        with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=80)) as session:
            session.run(v.initializer)
            begun = time.monotonic()
            with pytest.raises(tf.errors.DeadlineExceededError):
                session.run(endless)
            assert time.monotonic() - begun < 10
            assert session.run(v) == 0.0


def test_failure_inside_takes_writes_back_and_names_the_node() -> None:
    """An error in the seventh iteration undoes what the six before it wrote."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0)
        session.run(v.initializer)

        def body(i: Any) -> Any:
            with tf.control_dependencies([tf.assign_add(v, 1.0)]):
                return i + tf.cast(
                    tf.check_numerics(tf.log(6.0 - tf.to_float(i)), "log") * 0.0 + 1.0, tf.int32
                )

        loop = tf.while_loop(lambda i: i < 10, body, [0])
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            session.run(loop)
        assert caught.value.op.name == "while/CheckNumerics"
        assert "test_running.py" in str(caught.value)
        assert session.run(v) == 0.0


def test_variable_that_only_the_other_branch_reads_may_be_unset() -> None:
    """`initialized_value` by hand: the branch that reads is not taken."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(3.0)
        value = tf.cond(tf.is_variable_initialized(v), v.read_value, lambda: tf.constant(-1.0))
        assert session.run(value) == -1.0
        session.run(v.initializer)
        assert session.run(value) == 3.0
        unset = tf.Variable(1.0)
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized"):
            session.run(tf.cond(tf.constant(True), unset.read_value, lambda: tf.constant(0.0)))


def test_writes_outside_happen_once_outside() -> None:
    """What `tf.assign` made outside is captured as a value, whichever branch uses it, and however often."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0)
        x = tf.placeholder(tf.float32, [])
        added = tf.assign_add(v, 1.0)
        result = tf.cond(x > 0, lambda: added * 2.0, lambda: tf.constant(-1.0))
        _, total = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t + added), [0, 0.0])
        session.run(v.initializer)
        assert [session.run(result, {x: 1.0}), session.run(v)] == [2.0, 1.0]
        assert [session.run(result, {x: -1.0}), session.run(v)] == [-1.0, 2.0]
        assert [session.run(total), session.run(v)] == [9.0, 3.0]


def test_control_dependencies_from_inside_to_outside() -> None:
    """A node inside that waits for one outside makes the whole loop wait for it, once."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(0.0)
        session.run(v.initializer)
        before = tf.assign_add(v, 1.0)

        def body(i: Any) -> Any:
            with tf.control_dependencies([before]):
                return tf.identity(i) + 1

        session.run(tf.while_loop(lambda i: i < 5, body, [0]))
        assert session.run(v) == 1.0


def test_fed_values_reach_the_inside() -> None:
    """Feeding something that a body uses, even a constant, replaces it in every iteration."""
    with tf.Graph().as_default(), tf.Session() as session:
        factor, count = tf.constant(2.0), tf.constant(3)
        _, y = tf.while_loop(lambda i, y: i < count, lambda i, y: (i + 1, y * factor), [0, 1.0])
        assert session.run(y) == 8.0
        assert session.run(y, {factor: 3.0}) == 27.0
        assert session.run(y, {count: 5}) == 32.0
        assert session.run(y, {y: 7.0}) == 7.0


def test_inside_can_be_neither_fetched_nor_fed_nor_used() -> None:
    """What is in a block has no value outside it; the message says which line made it."""
    with tf.Graph().as_default(), tf.Session() as session:
        inside: list[Any] = []
        loop = tf.while_loop(lambda i: i < 3, lambda i: inside.append(i * 2) or i + 1, [0])
        with pytest.raises(ValueError, match="fetchable"):
            session.run(inside[0])
        with pytest.raises(ValueError, match=r"may not be fed|not feedable|cannot be fed"):
            session.run(loop, {inside[0]: 1})
        with pytest.raises(ValueError, match=r"in a while loop, made at test_running\.py"):
            tf.add(inside[0], 1)


def test_a_hook_sees_every_visit() -> None:
    """A traced run keeps what each block computed, in order, also of loops in loops."""
    with tf.Graph().as_default(), tf.Session() as session:
        _, y = tf.while_loop(
            lambda i, y: i < 3,
            lambda i, y: (i + 1, tf.while_loop(lambda j, y: j < i, lambda j, y: (j + 1, y + 1), [0, y])[1]),
            [0, 0],
        )
        session.add_hook(watch := Watch())
        assert session.run(y) == 3
        (frame,) = watch.frames
        (loop,) = (o for o in frame.plan.order if o.type == "While")
        visits = frame.values[frame.plan.visits_slot[loop]]
        kinds = [(visit.block.kind, visit.number) for visit in visits]
        assert kinds == [
            ("condition", 0), ("body", 0), ("condition", 1), ("body", 1), ("condition", 2), ("body", 2),
            ("condition", 3),
        ]  # fmt: skip
        inner_counts = []
        for visit in visits:
            assert len(visit.times) == len(visit.plan.steps) + 1
            if visit.block.kind == "body":
                (inner,) = (o for o in visit.plan.order if o.type == "While")
                inner_visits = visit.values[visit.plan.visits_slot[inner]]
                inner_counts.append(sum(v.block.kind == "body" for v in inner_visits))
        assert inner_counts == [0, 1, 2]


def test_long_loops_keep_their_ends() -> None:
    """Of very many visits the first and the last are kept for a record."""
    with tf.Graph().as_default(), tf.Session() as session:
        y = tf.while_loop(lambda i: i < 5000, lambda i: i + 1, [0])
        session.add_hook(watch := Watch())
        assert session.run(y) == 5000
    (frame,) = watch.frames
    (loop,) = (o for o in frame.plan.order if o.type == "While")
    visits = frame.values[frame.plan.visits_slot[loop]]
    assert len(visits) == FIRST_VISITS + LAST_VISITS
    assert (visits[0].number, visits[-1].number) == (0, 5000)


def test_variables_and_penalties_made_inside_belong_to_the_graph() -> None:
    """A variable of a body is made once, outside, with its initial value and its penalty."""
    with tf.Graph().as_default(), tf.Session() as session:

        def body(i: Any, x: Any) -> Any:
            w = tf.get_variable(
                "w", [1], regularizer=lambda v: tf.reduce_sum(v * v), initializer=tf.ones_initializer()
            )
            return i + 1, x + w

        _, x = tf.while_loop(lambda i, x: i < 3, body, [0, tf.zeros([1])])
        (w,) = tf.trainable_variables()
        (penalty,) = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
        session.run(tf.global_variables_initializer())
        assert w.op.block is None
        assert session.run([x, penalty]) == [np.array([3.0], np.float32), np.float32(1.0)]
