"""Tapes: what a student holds in her hands after `with lab.trace() as tape:`."""

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab


def counter(runs=3):
    """A tape of a counter raised so many times, and its variable."""
    v = tf.Variable(0, name="counter")
    update = v.assign_add(1, name="raise")
    with tf.Session() as session, lab.trace() as tape:
        session.run(v.initializer)
        for _ in range(runs):
            session.run(update)
    return tape, v


def test_runs_are_counted_from_one_and_from_the_end():
    tape, v = counter()
    assert len(tape) == 4
    assert [int(tape.value(v, run)) for run in (1, 2, 3, 4)] == [0, 1, 2, 3]
    assert int(tape.value(v)) == 3
    assert int(tape.value(v, -2)) == 2
    assert int(tape.value("counter:0", 2)) == 1
    for wrong in (0, 5, -5):
        with pytest.raises(IndexError, match="runs 1 to 4"):
            tape.value(v, wrong)


def test_what_a_run_did_not_compute_is_none():
    tape, _v = counter()
    other = tf.Variable(1.0)
    beside = tf.tanh(1.0)
    assert tape.value(other) is None
    assert tape.value(beside) is None
    with pytest.raises((KeyError, ValueError)):
        tape.value("nothing:0")


def test_looking_a_value_up_changes_no_plan():
    """Asking a tape for an unrelated, unset variable must not make later runs need it."""
    a, unset = tf.Variable(1.0), tf.Variable(2.0)
    y = a * 2.0
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(a.initializer)
        session.run(y)
        assert tape.value(unset) is None
        assert session.run(y) == 2.0
    assert tape.value(unset) is None


def test_values_of_fed_constant_and_read_tensors():
    x = tf.placeholder(tf.float32, [2])
    c = tf.constant([3.0, 4.0])
    v = tf.Variable([5.0, 6.0])
    with tf.Session() as session:
        session.run(v.initializer)
        with lab.trace() as tape:
            session.run(x + c + v, {x: [1.0, 2.0]})
    for tensor, expected in (
        (x, [1, 2]),
        (c, [3, 4]),
        (v, [5, 6]),
        (v.value(), [5, 6]),
        ("add_1:0", [9, 12]),
    ):
        np.testing.assert_array_equal(tape.value(tensor), expected)


def test_the_text_of_a_tape():
    tape, _ = counter()
    assert repr(tape) == "<Tape: 4 runs>\n  1 × sess.run(counter/Assign)\n  3 × sess.run(update)"
    assert repr(lab.trace()) == "<Tape: 0 runs>"


def test_an_empty_tape_says_what_to_do():
    with lab.trace() as tape:
        pass
    assert tape.loss == []
    with pytest.raises(ValueError, match=r"session.run inside `with lab.trace\(\) as tape:`"):
        tape.bundle()


def test_the_loss_over_the_runs():
    w = tf.Variable(4.0)
    loss = tf.square(w, name="loss")
    train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(train)
    assert tape.loss == [(2, 16.0), (3, 4.0), (4, 1.0)]
    assert "loss 16 to 1" in repr(tape)


def test_a_loss_that_is_no_single_number_is_its_mean():
    w = tf.Variable([1.0, 3.0])
    gradient = tf.gradients(w * w, w)
    with tf.Session() as session, lab.trace() as tape:
        session.run(w.initializer)
        session.run(gradient)
        session.run(gradient)
    assert [value for _, value in tape.loss] == [5.0, 5.0]


def test_two_graphs_on_one_tape():
    graphs = []
    with lab.trace() as tape:
        for count in (1, 3):
            with tf.Graph().as_default() as graph, tf.Session() as session:
                graphs.append(graph)
                total = tf.add(1.0, float(count), name="total")
                for _ in range(count):
                    session.run(total)
    assert len(tape) == 4
    assert [len(tape.bundle(graph)[0]["runs"]) for graph in graphs] == [1, 3]
    assert len(tape.bundle()[0]["runs"]) == 3
    assert tape.value("total:0", 1) == 2.0
    assert tape.value("total:0", 2) == 4.0
    assert [len(tape.sentences(run)) for run in (1, 2)] == [1, 1]


def test_a_tape_outlives_its_session_and_can_go_on():
    v = tf.Variable(1.0)
    tape = lab.trace()
    with tf.Session() as session, tape:
        session.run(v.initializer)
    assert tape.value(v) == 1.0
    with tf.Session() as session, tape:
        session.run(v.initializer)
        session.run(v * 2.0)
    assert len(tape) == 3
    assert tape.sentences(3)


def test_long_tapes_are_quick_to_print():
    """The text of a tape of many runs looks at each run once."""
    c = tf.constant(1.0)
    with tf.Session() as session, lab.trace() as tape:
        for _ in range(3000):
            session.run(c)
    assert "3,000 × sess.run(c)" in repr(tape)


def test_show_draws_a_graph_that_never_ran():
    v = tf.Variable(0.0, name="v")
    tf.train.AdamOptimizer().minimize(tf.square(v, name="loss"))
    assert repr(lab.show()) == "<Graph picture: 2 boxes, 1 edges>\n  v\n  loss <- v"
