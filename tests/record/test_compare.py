"""Compare: which values of two runs differ, by how much, and which of them is the first, and why."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.compare import difference, distance
from tensorlab.record.pairing import Pairing, paired_runs
from tests.record.comparing import forgetful, read_entry
from tests.record.test_bundle import check

NUMBERS = st.floats(width=32, allow_nan=True, allow_infinity=True)


def built(rate=0.25, seed=1, optimizer=None, wrong=False, constant=2.0):
    """The graph of `program`."""
    x = tf.placeholder(tf.float32, [], name="x")
    w = tf.Variable(tf.random_normal([2], seed=seed), name="w")
    scaled = tf.multiply(w, tf.constant(constant, name="scale"), name="scaled")
    square = tf.square(scaled, name="square")
    total = tf.add(square, x, name="total")
    loss = tf.reduce_sum(square if wrong else total, name="loss")
    return (optimizer or tf.train.GradientDescentOptimizer(rate)).minimize(loss), total, loss, x


def program(
    rate=0.25, seed=1, optimizer=None, wrong=False, constant=2.0, steps=3, tape_of=lab.trace, fed=1.0
):
    """A tape of a program that begins with random weights and trains a little."""
    with tf.Graph().as_default(), tf.Session() as session, tape_of() as tape:
        train, total, _, x = built(rate, seed, optimizer, wrong, constant)
        session.run(tf.global_variables_initializer())
        for _ in range(steps):
            session.run([train, total], {x: fed})
    return tape


# --- two arrays -------------------------------------------------------------------------------------------


@given(arrays(np.float32, (2, 3), elements=NUMBERS), arrays(np.float32, (2, 3), elements=NUMBERS))
def test_the_distance_is_that_of_the_entry_that_is_farthest(a, b):
    largest, relative = distance(a, b)
    with np.errstate(all="ignore"):
        far = [
            0.0
            if x == y or (np.isnan(x) and np.isnan(y))
            else abs(float(x) - float(y))
            if np.isfinite([x, y]).all()
            else np.inf
            for x, y in zip(a.ravel(), b.ravel(), strict=True)
        ]
    assert largest == max(far)
    assert relative >= 0 and (relative == 0) == (largest == 0)
    assert (difference("a", "computed", a, b).kind == "equal") == (largest == 0)
    assert distance(a, b) == distance(b, a)


@pytest.mark.parametrize(
    ("first", "second", "kind", "text"),
    [
        (np.float32(1), np.float32(1), "equal", "a []: equal"),
        (np.array([0.0]), np.array([-0.0]), "equal", "a [1]: equal"),
        (np.array([np.nan]), np.array([np.nan]), "equal", "a [1]: equal"),
        (np.array([1.0]), np.array([np.nan]), "values", "a [1]: by at most Infinity (∞)"),
        (np.array([2, 4]), np.array([2, 3]), "values", "a [2]: by at most 1 (25%)"),
        (np.float32([1.5]), np.float64([1.5]), "dtype", "a [1]: another dtype, by at most 0 (0)"),
        (np.zeros([2, 1]), np.zeros([2]), "shape", "a: shape [2, 1] in the first, [2] in the second"),
        (np.array([b"x"], object), np.array([b"y"], object), "values", "a [1]: by at most Infinity (∞)"),
        (np.array([b"x"], object), np.array([b"x"], object), "equal", "a [1]: equal"),
        (np.array([1 + 1j]), np.array([1 - 2j]), "values", "a [1]: by at most 3 (134.2%)"),
        (np.array([True, False]), np.array([True, True]), "values", "a [2]: by at most 1 (100%)"),
        (np.zeros([0, 3]), np.zeros([0, 3]), "equal", "a [0, 3]: equal"),
    ],
)
def test_two_values_in_words(first, second, kind, text):
    found = difference("a", "computed", first, second)
    assert (found.kind, found.text()) == (kind, text)
    assert "最多" in found.text("zh") or kind in ("equal", "shape")


# --- which node is which ----------------------------------------------------------------------------------


def test_nodes_are_paired_by_name_and_the_rest_by_type_and_position():
    with tf.Graph().as_default() as one:
        a, b, c = tf.tanh(1.0, name="a"), tf.tanh(2.0, name="b"), tf.exp(3.0, name="c")
    with tf.Graph().as_default() as other:
        tf.tanh(5.0, name="first"), tf.tanh(2.0, name="b"), tf.tanh(6.0, name="second")
    pairing = Pairing(one, other)
    assert pairing.partner(a.op).name == "first" and pairing.partner(b.op).name == "b"
    assert pairing.partner(c.op) is None
    assert ("a", "first") in [(mine.name, theirs.name) for mine, theirs in pairing.by_position]
    assert Pairing(one, one).partner(a.op) is a.op


CALLS = st.text("abTU", max_size=12).map(lambda calls: f"i{calls}")  # both begin with the same


class FakePlan:
    """What `paired_runs` looks at; a capital letter trains the variable of that name."""

    def __init__(self, name):
        trains = name.isupper()
        self.fetches, self.feeds = (name,), ()
        self.written = [SimpleNamespace(operation=name)] if trains else []
        self.order = [SimpleNamespace(gradient_of=name if trains else None)]


def paired(one, other):
    with tf.Graph().as_default() as graph:
        return paired_runs([FakePlan(n) for n in one], [FakePlan(n) for n in other], Pairing(graph, graph))


@settings(max_examples=200)
@given(CALLS, CALLS)
def test_a_run_stands_beside_one_of_its_kind_after_as_much_training(one, other):
    pairs = paired(one, other)
    assert sorted(set(pairs)) == pairs
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    for name in set(one) & set(other):
        both = [(a, b) for a, b in pairs if one[a] == name]
        assert {other[b] for _, b in both} <= {name}
        for a, b in both:
            if name.isupper():
                assert one[:a].count(name) == other[:b].count(name)
            else:
                assert sum(map(str.isupper, one[:a])) == sum(map(str.isupper, other[:b]))
        if name.isupper():
            assert len(both) == min(one.count(name), other.count(name))
    assert paired(one, one) == [(n, n) for n in range(len(one))]


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ("iTTTT", "iTTpTTp", [(0, 0), (1, 1), (2, 2), (3, 4), (4, 5)]),
        ("iTTpTTp", "iTpTpTpTp", [(0, 0), (1, 1), (2, 3), (3, 4), (4, 5), (5, 7), (6, 8)]),
        ("iTT", "iUU", [(0, 0), (1, 1), (2, 2)]),  # what they train goes by other names
        ("ab", "axb", [(0, 0), (1, 2)]),
        ("TT", "ab", [(0, 0), (1, 1)]),  # nothing in common
        ("", "ab", []),
    ],
)
def test_what_a_program_evaluates_in_between_moves_no_training_run(one, other, pairs):
    assert paired(one, other) == pairs


def test_a_loss_that_is_printed_every_second_step_changes_nothing():
    quiet = program(steps=6)
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        train, total, loss, x = built()
        session.run(tf.global_variables_initializer())
        for step in range(6):
            if step % 2 == 0:
                session.run(loss, {x: 1.0})
            session.run([train, total], {x: 1.0})
    found = lab.compare(quiet, tape)
    assert found.runs == [(1, 1), (2, 3), (3, 4), (4, 6), (5, 7), (6, 9), (7, 10)]
    assert found.first_divergence is None
    other = lab.compare(program(steps=6, fed=2.0), tape)
    assert (other.first_divergence.run, other.first_divergence.other) == (2, 3)
    assert repr(other).splitlines()[1].startswith("  The first value that differs is x, in run 2 and run 3")
    assert repr(other).splitlines()[-1].startswith("  Loss in run 7:")


# --- the first value that differs, and why ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ({"seed": 1}, {"seed": 2}, "random_normal/RandomStandardNormal in run 1: it drew random numbers from another"),
        ({"seed": None}, {"seed": None}, "random_normal/RandomStandardNormal in run 1: it drew"),
        ({}, {"constant": 3.0}, "scale in run 2: the constant is another one."),
        ({}, {"wrong": True}, "loss in run 2: it takes total in the first, square in the second."),
        ({}, {"fed": 2.0}, "x in run 2: another value was fed."),
        ({}, {"rate": 0.5}, "GradientDescent/learning_rate in run 2: the constant is another one."),
        (
            {},
            {"optimizer": tf.train.MomentumOptimizer(0.25, 0.9)},
            "w in run 3: it is written by ApplyGradientDescent in the first, by ApplyMomentum in the second.",
        ),
    ],
)  # fmt: skip
def test_the_first_divergence(first, second, sentence):
    found = lab.compare(program(**first), program(**second))
    assert str(found.first_divergence).startswith(f"The first value that differs is {sentence}")
    assert sentence in repr(found)
    one = found.first_divergence
    assert one.difference in found.differences
    for run in range(1, one.run):
        assert all(d.kind == "equal" or d.is_missing for d in found.between(run).differences)


def test_equal_programs_are_equal():
    found = lab.compare(program(), program())
    assert found.first_divergence is None and found.differences == []
    assert repr(found) == "<Comparison of two tapes, 4 runs each>\n  All values are equal."


def test_a_variable_that_was_changed_unseen_begins_otherwise():
    def run(load):
        with tf.Graph().as_default(), tf.Session() as session:
            w = tf.Variable(1.0, name="w")
            double = tf.multiply(w, 2.0, name="double")
            session.run(w.initializer)
            w.load(load, session)
            with lab.trace() as tape:
                session.run(double)
        return tape

    found = lab.compare(run(1.0), run(3.0))
    assert str(found.first_divergence).endswith("w in run 1: the variable began the run with another value.")


def test_two_runs_of_one_tape():
    tape = program()
    found = tape.compare(2, 3)
    assert found.runs == [(2, 3)]
    assert found.differences[0].name == "w"
    assert repr(found).startswith(
        "<Comparison of run 2 and run 3>\n  The first value that differs is w, in run 2 and run 3: the variable "
        "began the run with another value.\n"
    )
    assert tape.compare(2, 2).first_divergence is None
    assert tape.compare(-1, -1).runs == [(4, 4)]
    with pytest.raises(IndexError):
        tape.compare(1, 5)


def test_runs_of_different_length():
    found = lab.compare(program(steps=3), program(steps=5))
    assert found.runs == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert found.first_divergence is None
    with pytest.raises(IndexError, match="stands beside no run"):
        found.between(9)


def test_what_was_let_go_is_replayed_to_be_compared():
    whole, small = program(steps=40), program(steps=40, tape_of=forgetful)
    assert lab.compare(whole, small).first_divergence is None
    other = program(steps=40, constant=2.5, tape_of=forgetful)
    assert lab.compare(small, other).first_divergence.run == 2


def test_a_value_of_another_shape_and_one_that_is_missing():
    def run(column, more):
        with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
            x = tf.placeholder(tf.float32, name="x")
            y = tf.square(x, name="y")
            session.run([y, tf.exp(y, name="z")] if more else y, {x: np.ones([3, 1] if column else [3])})
        return tape

    found = lab.compare(run(True, True), run(False, False))
    assert [(d.name, d.kind) for d in found.differences] == [
        ("x", "shape"), ("y", "shape"), ("z", "only_first")
    ]  # fmt: skip
    assert found.differences[2].text() == "z [3, 1]: only in the first"
    only = lab.compare(run(True, False), run(True, True))
    assert [(d.name, d.kind) for d in only.differences] == [("z", "only_second")]
    assert str(only.first_divergence).endswith("z in run 1: the first has no such value.")


# --- two records in one bundle ----------------------------------------------------------------------------


def test_the_second_record_travels_in_the_bundle():
    first, second = program(), program(optimizer=tf.train.AdamOptimizer(0.1), steps=4)
    found = lab.compare(first, second, names=("plain", "Adam"))
    bundle, blob, run = found._bundle()
    check(bundle, blob)
    assert run == 2
    compared = json.loads(json.dumps(bundle["compared"], allow_nan=False))
    assert compared["names"] == ["plain", "Adam"] and bundle["begin"] == {"compare": [1, 1]}
    assert compared["first"]["with"]["run"] == 2
    stands_for = compared["stands_for"]
    for number, partner in enumerate(stands_for["nodes"]):
        name = compared["nodes"][number]["name"]
        assert partner is None or bundle["nodes"][partner]["name"] == name or stands_for["by_position"]
    boxes = [partner for partner in stands_for["boxes"] if partner is not None]
    assert sorted(boxes) == sorted(set(boxes)) and len(boxes) == len(bundle["boxes"])
    for index, fields in enumerate(compared["runs"]):
        for number, entry in enumerate(compared["frames"][fields["frame"]]["entries"]):
            if entry["tensor"] == "total:0":
                value = second.value("total:0", index + 1)
                np.testing.assert_array_equal(read_entry(compared, blob, index, number), value)


def test_a_comparison_is_written_as_a_page(tmp_path):
    found = lab.compare(program(), program(seed=2))
    text = found.to_html(tmp_path / "seeds.html", title="Two seeds").read_text(encoding="utf-8")
    assert "<title>Tracer: Two seeds</title>" in text and '"stands_for"' in text
    assert '"stands_for"' not in program().compare(2, 3).to_html(tmp_path / "runs.html").read_text("utf-8")
