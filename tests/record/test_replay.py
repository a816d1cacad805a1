"""Replay: every run that is on a tape can be computed again, exactly, whatever happened between the runs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.recorder import MOST_WHOLE
from tensorlab.record.replay import Replayer
from tests.engine.programs import START, Stateful, instructions
from tests.record.comparing import forgetful, replays_exactly, same

X = np.array([0.75, -0.5, 3.0, -2.0])
EVENTS = ["run", "behind", "fail", "refuse", "other"]


@settings(deadline=None, max_examples=60)
@given(
    instructions,
    st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 99)), min_size=2, max_size=12),
)
def test_evicted_runs_replay_exactly(program, events):
    """One tape keeps all values, another none: what the second replays is what the first has kept."""
    with tf.Graph().as_default():
        stateful = Stateful(program, random=True)
        unset = tf.Variable(START, name="unset")
        x, v = stateful.placeholder, stateful.variables[0]
        with tf.control_dependencies([v.assign_add(START)]):
            failing = tf.matmul(
                tf.reshape(x, [1, 4]), tf.reshape(tf.placeholder_with_default(X, None), [-1, 1])
            )
        wrong = failing.op.inputs[1].op.inputs[0]
        initializers = [one.initializer for one in stateful.variables]
        with tf.Session() as session, tf.Session() as second:
            whole, tiny = lab.trace(), forgetful()
            whole.__enter__(), tiny.__enter__()
            session.run(initializers)
            second.run(initializers)
            for event, number in events:
                read = stateful.reads[number % len(stateful.reads)]
                feeds = {x: X + number}
                if event == "run":
                    session.run(read, feeds)
                elif event == "behind":  # behind the tapes' back
                    whole.stop(), tiny.stop()
                    stateful.variables[number % 2].load(X * number, session)
                    session.run(read, feeds)
                    whole.__enter__(), tiny.__enter__()
                elif event == "fail":
                    with pytest.raises(tf.errors.InvalidArgumentError):
                        session.run([failing, read], {**feeds, wrong: np.ones(3)})
                elif event == "refuse":
                    with pytest.raises(tf.errors.FailedPreconditionError):
                        session.run([v.assign_add(START), read, unset], feeds)
                else:
                    second.run(read, feeds)
            whole.stop(), tiny.stop()
        replays_exactly(whole)
        replays_exactly(tiny)
        for number, run in enumerate(whole.runs):
            for a, b in zip(run.values, tiny._replayer.values(number), strict=True):
                assert same(a, b)


def counting(runs, tape_of):
    """A tape of a counter that was raised so many times."""
    v = tf.Variable(np.zeros(100))
    update = v.assign_add(np.ones(100))
    with tf.Session() as session:
        session.run(v.initializer)
        with tape_of(session) as tape:
            for _ in range(runs):
                session.run(update)
    return tape, v


def test_the_first_and_the_last_run_are_kept():
    tape, _ = counting(100, forgetful)
    kept = [run.number for run in tape.runs if run.values is not None]
    assert kept == [1, 100]


def test_a_long_evicted_tape_gives_every_value():
    tape, v = counting(200, forgetful)
    for number in (1, 2, 31, 32, 33, 34, 100, 199, 200):
        np.testing.assert_array_equal(tape.value(v, number), np.full(100, number))
    replays_exactly(tape)


def test_replaying_touches_no_session():
    v = tf.Variable(1.0)
    draw = tf.random_normal([], seed=1)
    update = v.assign_add(draw)
    with tf.Session() as session, tf.Session() as other:
        for one in (session, other):
            one.run(v.initializer)
        with lab.trace(session) as tape:
            session.run(update)
        other.run(update)
        tape.replay(1)
        assert session.run(v) == other.run(v)
        assert session.run(draw) == other.run(draw)


def test_random_numbers_without_a_seed_are_replayed_too():
    draw = tf.random_normal([5])
    v = tf.Variable(tf.random_uniform([5]))
    with tf.Session() as session, forgetful() as tape:
        session.run(v.initializer)
        drawn = [session.run(draw) for _ in range(5)]
        kept = session.run(v)
    for number, array in enumerate(drawn, 2):
        np.testing.assert_array_equal(tape.value(draw, number), array)
    np.testing.assert_array_equal(tape.value(v, 1), kept)


def test_a_variable_made_and_set_between_two_recorded_runs():
    w = tf.Variable(1.0)
    with tf.Session() as session:
        tape = forgetful(session)
        with tape:
            session.run(w.initializer)
        late = tf.Variable(5.0)
        session.run(late.initializer)
        with tape:
            session.run(w + late)
            session.run(w * late)
    replays_exactly(tape)
    assert tape.value(late, 2) == 5.0


def test_whether_a_variable_is_set_is_replayed():
    v = tf.Variable(1.0)
    ready = tf.is_variable_initialized(v)
    value = v.initialized_value() * 2.0
    with tf.Session() as session:
        tape = forgetful(session)
        with tape:
            session.run([ready, value])
        v.load(4.0, session)
        with tape:
            session.run([ready, value])
            session.run([ready, value])
    assert [bool(tape.value(ready, n)) for n in (1, 2, 3)] == [False, True, True]
    assert [tape.value(value, n) for n in (1, 2, 3)] == [2.0, 8.0, 8.0]
    replays_exactly(tape)


def test_an_interrupted_run_is_replayed_up_to_the_interruption(monkeypatch):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(1.0)]):
        x = tf.placeholder_with_default(np.float32(1.0), [])
        stopped = tf.tanh(x)
    with tf.Session() as session, forgetful(session) as tape:
        session.run(v.initializer)
        record = stopped.op.record
        with monkeypatch.context() as patch:
            patch.setattr(record, "bind_rule", None)
            patch.setattr(record, "kernel", interrupted)
            with pytest.raises(KeyboardInterrupt):
                session.run(stopped)
        session.run(v.assign_add(1.0))
        session.run(v)
    assert tape.value(v, 3) == 2.0
    replays_exactly(tape)


def interrupted(x):
    raise KeyboardInterrupt


def test_optimizers_are_replayed():
    x = tf.placeholder(tf.float32, [None, 2])
    table = tf.Variable(tf.random_normal([5, 2], seed=3))
    loss = tf.reduce_sum(tf.square(tf.gather(table, [1, 1, 4])) + tf.reduce_mean(x))
    train = tf.train.AdamOptimizer(0.01).minimize(loss)
    momentum = tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)
    with tf.Session() as session, forgetful() as tape:
        session.run(tf.global_variables_initializer())
        for number in range(50):
            session.run(train if number % 3 else momentum, {x: np.full((number % 4 + 1, 2), number)})
    replays_exactly(tape)


def test_what_is_added_to_the_graph_later_changes_no_replay():
    """Control inputs that come later would change the order of the nodes, and what counts as a plain read."""
    v = tf.Variable(np.ones(4), name="v")
    x = tf.placeholder(tf.float64, [4], name="x")
    first = tf.tanh(x + v, name="first")
    second = tf.exp(x * v, name="second") + tf.random_normal([4], seed=1, dtype=tf.float64)
    update = v.assign(tf.sigmoid(first + second))
    with tf.Session() as session:
        session.run(v.initializer)
        tape = forgetful(session)
        with tape:
            for number in range(5):
                session.run([update, first], {x: np.full(4, number / 4)})
        kept = [tape._replayer.values(number) for number in range(5)]
        first.op._add_control_input(second.op)
        first.op.inputs[0].op._add_control_input(tf.negative(x, name="late").op)
        for number, values in enumerate(kept):
            fresh = Replayer(tape.runs).again(number)
            assert all(same(a, b) for a, b in zip(values, fresh, strict=True))
        with tape:
            session.run([update, first], {x: np.ones(4)})
    replays_exactly(tape)
    tape.sentences(2)


def test_the_clock_is_read_now_and_then():
    tape, _ = counting(40, forgetful)
    timed = [run.number for run in tape.runs if run.times]
    assert timed[0] == 1 and 2 <= len(timed) <= 4
    assert all(len(tape.runs[n - 1].times) == len(tape.runs[n - 1].plan.steps) + 1 for n in timed)


def test_runs_are_replayed_in_any_order():
    tape, v = counting(100, forgetful)
    for number in np.random.RandomState(0).randint(1, 101, size=200).tolist():
        np.testing.assert_array_equal(tape.value(v, number), np.full(100, number))


def test_only_the_newest_runs_keep_their_values():
    tape, v = counting(MOST_WHOLE + 100, lab.trace)
    kept = [run.number for run in tape.runs if run.values is not None]
    assert kept == [1, *range(101, MOST_WHOLE + 101)]
    np.testing.assert_array_equal(tape.value(v, 50), np.full(100, 50))
