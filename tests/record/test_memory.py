"""A tape keeps to its budget: first values go, then whole segments, and the list of runs stays complete."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.showing_tape import _run_message
from tensorlab.record.memory import bytes_of
from tests.record.comparing import same

EVENTS = st.tuples(st.sampled_from(["train", "look", "behind", "fail", "other"]), st.integers(1, 40))


def held(tape) -> int:
    """The bytes of all arrays that a tape holds and no session does; the newest segment and run 1 not counted."""
    newest = tape.runs[-1].segment
    arrays, others = {}, set()
    for run in tape.runs:
        mine = [*(run.values or ()), *(run._feeds or () if run.values is None else ())]
        mine += run.segment.checkpoint.cells.values() if run.segment.checkpoint else []
        others.update(id(value) for value in run.plan.template)
        others.update(id(cell.value) for cell in run.session._store.cells.values())
        if run.segment is newest or run.number == 1:
            others.update(map(id, mine))
        arrays.update((id(value), value) for value in mine)
    return sum(bytes_of(value) for key, value in arrays.items() if key not in others)


class Training:
    """A small model, and ways to run it."""

    def __init__(self) -> None:
        self.x = tf.placeholder(tf.float32, [None, 5], name="x")
        self.w = tf.Variable(tf.random_normal([5, 3], seed=1), name="w")
        noise = tf.random_normal([3], seed=2)
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w)), name="loss")
        self.train = tf.train.AdamOptimizer(0.01).minimize(self.loss)
        self.look = tf.reduce_sum(self.w * noise)
        with tf.control_dependencies([self.w.assign_add(tf.ones([5, 3]))]):
            self.wrong = tf.matmul(self.x, self.x)

    def do(self, event, size, session, other) -> None:
        feeds = {self.x: np.full((size, 5), size / 40)}
        if event == "train":
            session.run(self.train, feeds)
        elif event == "look":
            session.run(self.look)
        elif event == "behind":
            self.w.load(np.full((5, 3), size, np.float32), session)
        elif event == "fail":
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(self.wrong, {self.x: np.zeros((size + 5, 5))})
        else:
            other.run(self.train, feeds)


@settings(deadline=None, max_examples=60)
@given(st.lists(EVENTS, min_size=1, max_size=60), st.integers(0, 60_000))
def test_whatever_happens_the_budget_is_kept_and_the_list_is_complete(events, budget):
    with tf.Graph().as_default():
        model = Training()
        with tf.Session() as session, tf.Session() as other:
            with lab.trace() as whole, lab.trace(budget=budget) as tape:
                whole._recorder.most_whole = len(events) + 2
                for one in (session, other):
                    one.run(tf.global_variables_initializer())
                for event, size in events:
                    model.do(event, size, session, other)
            # Arrays that runs only read are counted by those that made them: one state more, at most.
            state = sum(bytes_of(cell.value) for cell in session._store.cells.values())
            assert held(tape) <= budget + 2 * state
        assert tape.loss == whole.loss
        assert [run.number for run in tape.runs] == [run.number for run in whole.runs]
        assert [str(run.error) for run in tape.runs] == [str(run.error) for run in whole.runs]
        for number, run in enumerate(tape.runs, 1):
            if run.can_be_shown:
                values = tape._replayer.values(number - 1)
                for a, b in zip(whole.runs[number - 1].values, values, strict=True):
                    assert same(a, b)
            else:
                with pytest.raises(LookupError, match=f"run {number} were let go"):
                    tape.value(model.w, number)
        bundle, _ = tape.bundle()
        for run, fields in zip(tape.runs, bundle["runs"], strict=True):
            assert (fields["values"] is not None) == run.can_be_shown
            assert fields["loss"] == whole._builder(tf.get_default_graph()).loss(whole.runs[run.number - 1])


def long_training(runs, budget, rows=200):
    model = Training()
    with tf.Session() as session, lab.trace(budget=budget) as tape:
        session.run(tf.global_variables_initializer())
        for number in range(runs):
            session.run(model.train, {model.x: np.full((rows, 5), number / runs)})
    return model, tape


def test_the_feeds_of_a_long_training_do_not_pile_up():
    gc.collect()
    _, tape = long_training(2000, budget=400_000)  # the feeds alone are 8 MB
    assert held(tape) <= 400_000
    assert len(tape.loss) == 2000
    shown = [run.number for run in tape.runs if run.can_be_shown]
    assert shown == list(range(shown[0], 2002))  # the newest runs, without a gap
    assert 20 < len(shown) < 120
    tape.replay(shown[0])
    assert "2,000 × sess.run(Adam)" in repr(tape)


def test_values_go_before_anything_else():
    _, tape = long_training(60, budget=400_000)
    assert all(run.can_be_shown for run in tape.runs)
    assert any(run.values is None for run in tape.runs)


def test_a_run_that_was_let_go_says_so():
    model, tape = long_training(300, budget=100_000)
    for ask in (lambda: tape.value(model.w, 17), lambda: tape.replay(17), lambda: tape.sentences(17)):
        with pytest.raises(
            LookupError, match=r"The values of run 17 were let go: lab\.trace\(budget=\.\.\.\) keeps more"
        ):
            ask()
    message, data = _run_message(tape._builder(tape._graph(None)), 16)
    assert "let go" in message["error"] and data == b""
    assert message["fields"]["frame"] is None and message["fields"]["loss"] is not None
    message, data = _run_message(tape._builder(tape._graph(None)), 300)
    assert message["error"] is None and data


def test_the_tracer_begins_at_a_run_that_can_be_shown():
    _, tape = long_training(300, budget=100_000)
    builder = tape._builder(tape._graph(None))
    assert tape.runs[tape._first_run(builder, None)].can_be_shown


def test_variables_that_nobody_changes_cost_nothing():
    big = tf.Variable(np.zeros(100_000))
    x = tf.placeholder(tf.float64, [], name="x")
    y = big[0] + x
    with tf.Session() as session:
        session.run(big.initializer)
        with lab.trace(budget=100_000) as tape:
            tape._recorder.most_whole = 1000  # so that only the budget decides
            for number in range(100):
                session.run(y, {x: number})
    assert all(run.values is not None for run in tape.runs)


def test_states_that_were_replaced_do_count():
    big = tf.Variable(np.zeros(100_000))
    with tf.Session() as session, lab.trace(budget=3_000_000) as tape:
        session.run(big.initializer)
        for _ in range(200):
            session.run(big.assign_add(np.ones(100_000)))
    assert held(tape) <= 3_000_000


def test_the_states_of_many_closed_sessions_do_not_pile_up():
    big = tf.Variable(np.zeros(100_000))
    with lab.trace(budget=3_000_000) as tape:
        for _ in range(30):
            with tf.Session() as session:
                session.run(big.initializer)
                session.run(big + 1.0)
    assert held(tape) <= 3_000_000 + 800_000
