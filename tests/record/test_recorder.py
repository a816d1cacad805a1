"""Recording changes nothing: not the results, not the user's arrays, not which runs succeed."""

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tests.engine.programs import START, Stateful, choices, instructions
from tests.record.comparing import forgetful, replays_exactly, same

X = np.array([0.75, -0.5, 3.0, -2.0])


@settings(deadline=None, max_examples=80)
@given(instructions, choices)
def test_a_tape_changes_no_result(program, fetched):
    """The same numbers, bit for bit, with a tape and without, random draws and variables included."""
    with tf.Graph().as_default():
        stateful = Stateful(program, random=True)
        reads = [stateful.reads[number % len(stateful.reads)] for number in fetched]
        feeds = {stateful.placeholder: X}
        results = []
        for traced in (False, True):
            with tf.Session() as session:
                tape = lab.trace(session)
                if traced:
                    tape.__enter__()
                session.run(tf.global_variables_initializer())
                runs = [session.run(reads, feeds) for _ in range(3)]
                tape.stop()
                results.append([*runs, session.run(stateful.variables)])
        for plain, recorded in zip(*results, strict=True):
            assert all(same(a, b) for a, b in zip(plain, recorded, strict=True))
        replays_exactly(tape)


@settings(deadline=None, max_examples=60)
@given(st.permutations(["update", "loss", "gradient", "train", "draw"]), st.integers(1, 5), st.booleans())
def test_the_extra_loss_changes_no_result(order, count, late):
    """Whatever is fetched beside what, and wherever the writes stand, the loss for the trace disturbs nothing."""
    with tf.Graph().as_default():
        v = tf.Variable(START)
        noise = tf.random_normal([4], seed=5, dtype=tf.float64)
        early_update = v.assign_add(START)
        loss = tf.reduce_sum(tf.square(v) * (noise if late else 1.0))
        gradient = tf.gradients(loss, v)[0]
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        fetches = {"update": early_update, "loss": loss, "gradient": gradient, "train": train, "draw": noise}
        wanted = [fetches[name] for name in order[:count]]
        results = []
        for traced in (False, True):
            with tf.Session() as session:
                session.run(v.initializer)
                with lab.trace(session if traced else tf.Session()):
                    results.append([session.run(wanted) for _ in range(2)] + [[session.run(v)]])
        for plain, recorded in zip(*results, strict=True):
            assert all(same(a, b) for a, b in zip(plain, recorded, strict=True))


# --- the loss, evaluated for the trace --------------------------------------------------------------------


def trained():
    x = tf.placeholder(tf.float32, [None], name="x")
    w = tf.Variable(2.0, name="w")
    loss = tf.reduce_mean(tf.square(w * x), name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return x, w, loss, train


def test_the_loss_is_recorded_though_nobody_fetched_it():
    x, w, _loss, train = trained()
    with tf.Session() as session:
        session.run(w.initializer)
        with lab.trace(session) as tape:
            session.run(train, {x: [1.0]})
            session.run(train, {x: [1.0]})
    assert [number for number, _ in tape.loss] == [1, 2]
    np.testing.assert_allclose([value for _, value in tape.loss], [4.0, 1.6**2], rtol=1e-6)


def test_a_loss_fetched_before_it_was_differentiated():
    w = tf.Variable(2.0)
    loss = w * w
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(w.initializer)
        session.run(loss)
        train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
        for _ in range(2):
            session.run(loss)
            session.run(train)
    assert tape.loss == [(4, 4.0), (6, 1.0)]
    assert [run.number for run in tape.runs if run.loss is not None] == [3, 4, 5, 6]


def test_a_loss_that_draws_is_left_alone():
    w = tf.Variable(2.0)
    loss = w * w + tf.random_normal([], seed=1)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    draw = loss.op.inputs[1]
    with tf.Session() as session, tf.Session() as other:
        for one in (session, other):
            one.run(w.initializer)
        with lab.trace(session) as tape:
            session.run(train)
        assert tape.value(loss) is None
        assert tape.loss == []
        assert session.run(draw) == other.run(draw)


def test_a_loss_that_writes_is_left_alone():
    w, count = tf.Variable(2.0), tf.Variable(0.0)
    loss = w * w + count.assign_add(1.0)
    gradient = tf.gradients(loss, w)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with lab.trace(session):
            session.run(gradient)
        assert session.run(count) == 0.0


def test_a_loss_that_needs_a_feed_or_a_value_that_is_missing_fails_no_run():
    w, unset, x = tf.Variable(2.0), tf.Variable(1.0), tf.placeholder(tf.float32, [])
    with_unset = tf.gradients(w * w + unset, w)
    with_unfed = tf.gradients(w * w + x, w)
    with tf.Session() as session:
        session.run(w.initializer)
        with lab.trace(session) as tape:
            assert session.run(with_unset) == [4.0]
            assert session.run(with_unfed) == [4.0]
        assert len(tape) == 2
        replays_exactly(tape)
        tape.sentences(1)


def test_an_extra_loss_whose_kernel_fails_is_only_missing():
    w, x = tf.Variable([2.0]), tf.placeholder(tf.float32, name="x")
    loss = tf.reduce_sum(w * 3.0) + tf.reduce_sum(tf.matmul(x, x))
    both = [tf.gradients(loss, w)[0], tf.shape(x)]
    with tf.Session() as session:
        session.run(w.initializer)
        with lab.trace(session) as tape:
            gradient, _ = session.run(both, {x: np.ones((2, 3))})
        np.testing.assert_array_equal(gradient, [3.0])
        assert tape.value(loss) is None
        assert any("not computed" in sentence for sentence in tape.sentences(1))


# --- the user's arrays ------------------------------------------------------------------------------------


def test_the_users_arrays_stay_hers_and_the_record_stays_as_it_was():
    x = tf.placeholder(tf.float32, [3], name="x")
    v = tf.Variable(tf.zeros([3]))
    update = v.assign(x)
    fed = np.ones(3, np.float32)
    with tf.Session() as session, lab.trace() as tape:
        result = session.run(update, {x: fed})
        np.testing.assert_array_equal(fed, 1.0)
        fed[:] = 7.0
        result[:] = 8.0
        tape.value(x)[:] = 9.0
        tape.value(v)[:] = 9.0
        np.testing.assert_array_equal(tape.value(x), 1.0)
        np.testing.assert_array_equal(tape.value(v), 1.0)
        np.testing.assert_array_equal(session.run(v), 1.0)
    replays_exactly(tape)


# --- errors -----------------------------------------------------------------------------------------------


def test_an_error_carries_the_run_up_to_the_failing_node():
    x = tf.placeholder(tf.float32, name="x")
    doubled = tf.multiply(x, 2.0, name="doubled")
    broken = tf.matmul(doubled, doubled, name="broken")
    after = tf.negative(broken)
    with tf.Session() as session, lab.trace() as tape, pytest.raises(tf.errors.InvalidArgumentError) as error:
        session.run(after, {x: np.ones((2, 3))})
    run = error.value.trace
    assert run is tape.runs[0]
    assert run.failed is broken.op
    np.testing.assert_array_equal(run.value(doubled), np.full((2, 3), 2.0))
    assert run.value(broken) is None and run.value(after) is None
    assert any("doubled" in sentence for sentence in tape.sentences(1))
    replays_exactly(tape)


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_step_without_a_result_fails_as_it_does_without_a_tape(failing):
    """`tf.Assert` leaves nothing behind; the run says all the same how many of its steps it had done."""
    x = tf.placeholder(tf.float32, name="x")
    checks = [tf.Assert(tf.not_equal(x, float(n)), ["no", x], name=f"check{n}") for n in range(3)]
    for before, after in pairwise(checks):
        after._add_control_input(before)
    refused = pytest.raises(tf.errors.InvalidArgumentError, match="no")
    with tf.Session() as session, lab.trace(session) as tape, refused:
        session.run(checks[-1], {x: failing})
    run = tape.runs[0]
    assert run.failed is checks[failing]
    assert [step[5] for step in run.plan.steps].index(checks[failing]) == run.done
    tape.bundle()


def test_a_run_out_of_memory_fails_as_it_does_without_a_tape():
    """What it had computed is given back; later runs are replayed all the same."""
    size = tf.placeholder(tf.int64, [], name="size")
    v = tf.Variable(tf.zeros([], tf.int64), name="v")
    total = v.assign_add(tf.size(tf.zeros(tf.stack([size])), out_type=tf.int64))
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(v.initializer)
        session.run(total, {size: 2})
        with pytest.raises(tf.errors.ResourceExhaustedError, match="Out of memory"):
            session.run(total, {size: 1 << 58})
        assert session.run(total, {size: 3}) == 5
    assert [run.can_be_shown for run in tape.runs] == [True, True, False, True]
    assert same(tape.replay(4)[-1], tape.runs[3].values[-1])
    bundle, _ = tape.bundle()
    assert bundle["runs"][2]["error"]["type"] == "ResourceExhaustedError"


def test_without_a_tape_an_error_has_no_trace():
    x = tf.placeholder(tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(x)
    assert error.value.trace is None


def test_refused_runs_are_on_the_tape():
    x, v = tf.placeholder(tf.float32, name="x"), tf.Variable(1.0)
    with tf.Session() as session, lab.trace() as tape:
        for fetch in (x, v):
            with pytest.raises(tf.errors.OpError) as error:
                session.run(fetch)
            assert error.value.trace is tape.runs[-1]
    replays_exactly(tape)


# --- several sessions and threads -------------------------------------------------------------------------


def test_a_tape_of_one_session_ignores_the_others():
    c = tf.constant(1.0)
    with tf.Session() as first, tf.Session() as second, lab.trace(first) as tape:
        first.run(c)
        second.run(c)
    assert len(tape) == 1


def test_two_tapes_at_once():
    v = tf.Variable(1.0)
    with tf.Session() as session, lab.trace() as outer:
        session.run(v.initializer)
        with lab.trace(session) as inner:
            session.run(v.assign_add(1.0))
    assert (len(outer), len(inner)) == (2, 1)
    replays_exactly(outer)
    replays_exactly(inner)


def test_nothing_is_recorded_after_the_block():
    c = tf.constant(1.0)
    with tf.Session() as session:
        with lab.trace() as tape:
            session.run(c)
        session.run(c)
        tape.stop()
    assert len(tape) == 1


def test_runs_of_several_threads_are_all_recorded_and_marked():
    x = tf.placeholder(tf.float64, [50])
    v = tf.Variable(np.zeros(50))
    update = v.assign_add(tf.tanh(x))
    with tf.Session() as session:
        session.run(v.initializer)
        with forgetful(session) as tape:
            barrier = threading.Barrier(4)

            def work(number):
                barrier.wait()
                for _ in range(30):
                    session.run(update, {x: np.full(50, float(number))})

            threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            session.run(update, {x: np.ones(50)})
    assert len(tape) == 121
    assert [run.number for run in tape.runs] == list(range(1, 122))
    for number, run in enumerate(tape.runs, 1):
        if run.alone:
            tape.replay(number)
        else:
            np.testing.assert_array_equal(run.value(update.op.inputs[1]), np.tanh(run.feeds[0]))
            with pytest.raises(LookupError, match="same time"):
                tape.replay(number)
    assert tape.runs[-1].alone
    assert same(tape.replay(121)[tape.runs[-1].plan.slot_of[x]], np.ones(50))
