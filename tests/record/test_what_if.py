"""What if: a recorded run computed again with other values; the record and the session know nothing of it."""

import json

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tensorlab.record.replay import Replayer
from tensorlab.record.what_if import run_again, value_before
from tests.engine.programs import START, Stateful, instructions
from tests.record.comparing import forgetful, read_entry, same
from tests.record.test_bundle import SCHEMA, check


class Regression:
    """A small program that trains: four runs, with another batch in each."""

    def __init__(self, tape_of=lab.trace, optimizer=None):
        self.x = tf.placeholder(tf.float32, [None, 2], name="x")
        self.w = tf.Variable([[1.0], [-2.0]], name="w")
        self.y = tf.matmul(self.x, self.w, name="y")
        self.loss = tf.reduce_mean(tf.square(self.y), name="loss")
        made = optimizer or tf.train.GradientDescentOptimizer(0.125)
        self.train = made.minimize(self.loss)
        self.batches = [np.arange(6.0).reshape(3, 2) / (n + 2) for n in range(4)]
        with tf.Session() as self.session:
            self.session.run(tf.global_variables_initializer())
            with tape_of(self.session) as self.tape:
                for batch in self.batches:
                    self.session.run(self.train, {self.x: batch})
            self.after = self.session.run(self.w)


@pytest.mark.parametrize("tape_of", [lab.trace, forgetful])
def test_a_variable_begins_with_another_value(tape_of):
    program = Regression(tape_of)
    start = np.array([[3.0], [0.5]], np.float32)
    tried = program.tape.what_if({program.w: start}, run=2, on=2)
    with tf.Session() as session:
        program.w.load(start, session)
        for batch, run in zip(program.batches[1:], (2, 3, 4), strict=True):
            loss, _ = session.run([program.loss, program.train], {program.x: batch})
            assert tried.value(program.loss, run) == loss
            assert same(tried.value(program.w, run), session.run(program.w))
    assert tried.losses == [(n, pytest.approx(float(tried.value(program.loss, n)))) for n in (2, 3, 4)]
    assert tried.loss == tried.losses[0][1]


def test_the_record_and_the_session_stay_as_they_are():
    program = Regression()
    before = [[None if v is None else np.copy(v) for v in run.values] for run in program.tape.runs]
    with tf.Session() as session:
        program.w.load(program.after, session)
        program.tape.what_if({program.w: np.zeros([2, 1]), "y:0": np.ones([3, 1])}, run=1, on=3)
        assert same(session.run(program.w), program.after)
    for run, values in zip(program.tape.runs, before, strict=True):
        assert all(same(a, b) for a, b in zip(run.values, values, strict=True))
    assert len(program.tape) == 4


def test_another_batch_is_fed():
    program = Regression()
    batch = np.ones([5, 2])
    tried = program.tape.what_if({program.x: batch}, run=1)
    assert tried.value("y:0").shape == (5, 1)
    np.testing.assert_allclose(tried.value("y:0"), batch @ [[1.0], [-2.0]])
    assert tried.differences[0].name == "x" and tried.differences[0].kind == "shape"


def test_an_intermediate_value_is_fed_over_and_what_it_needs_does_not_run():
    program = Regression()
    put = np.full([3, 1], 2.0, np.float32)
    tried = program.tape.what_if({program.y: put}, run=1)
    assert tried.loss == 4.0
    assert same(tried.value(program.y), put)
    gradient = tf.gradients(program.loss, program.w)[0]
    with tf.Session() as session:
        program.w.load([[1.0], [-2.0]], session)
        wanted = session.run(gradient, {program.x: program.batches[0], program.y: put})
    np.testing.assert_allclose(tried.value(program.w), [[1.0], [-2.0]] - 0.125 * wanted, rtol=1e-6)
    ran = {operation.name for operation in tried._branch.runs[0].plan.order}
    assert "y" not in ran and "loss" in ran


def test_a_gradient_and_a_constant_can_be_replaced():
    program = Regression()
    update = next(o for o in tf.get_default_graph().get_operations() if o.type == "ApplyGradientDescent")
    rate, gradient = update.inputs[1], update.inputs[2]
    still = program.tape.what_if({gradient: np.zeros([2, 1])}, run=1)
    assert same(still.value(program.w), np.array([[1.0], [-2.0]], np.float32))
    fast = program.tape.what_if({rate: 1.0}, run=1)
    recorded = program.tape.value(gradient, 1)
    np.testing.assert_allclose(fast.value(program.w), [[1.0], [-2.0]] - recorded, rtol=1e-6)


@settings(deadline=None, max_examples=30)
@given(instructions, st.integers(1, 6), st.integers(0, 5))
def test_to_put_the_same_value_there_changes_nothing(program, runs, begin):
    """Whatever a program draws, writes and reads: the recorded value in its own place gives the record again."""
    with tf.Graph().as_default():
        stateful = Stateful(program, random=True)
        with tf.Session() as session, forgetful() as tape:
            session.run([one.initializer for one in stateful.variables])
            for number in range(runs):
                feeds = {stateful.placeholder: np.array(START) + number}
                session.run(stateful.reads[number % len(stateful.reads)], feeds)
        begin = min(begin, runs - 1) + 1
        cell = stateful.variables[0]._variable
        recorded = value_before(tape.runs, begin, cell)
        put = START if recorded is None else recorded
        branch = run_again(tape.runs, begin, {cell: put}, on=runs)
        if recorded is None:
            return
        replayer = Replayer(tape.runs)
        for run, base in zip(branch.runs, branch.bases, strict=True):
            assert all(same(a, b) for a, b in zip(run.values, replayer.values(base), strict=True))
        assert len(branch.runs) == runs - begin + 1


def test_the_same_random_numbers_are_drawn():
    x = tf.placeholder(tf.float32, [], name="x")
    noise = tf.random_normal([4])
    total = tf.add(noise, x, name="total")
    with tf.Session() as session, lab.trace() as tape:
        for number in range(3):
            session.run(total, {x: number})
    tried = tape.what_if({x: 10.0}, run=2, on=1)
    for run in (2, 3):
        assert same(tried.value(noise, run), tape.value(noise, run))
    np.testing.assert_allclose(tried.value(total), tape.value(noise, 2) + 10)


def test_what_was_set_unseen_between_two_runs_is_set_in_the_branch_too():
    w = tf.Variable(1.0, name="w")
    v = tf.Variable(1.0, name="v")
    step = tf.group(w.assign_add(1.0), v.assign_add(1.0))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        tape = lab.trace(session)
        with tape:
            session.run(step)
        v.load(100.0, session)
        with tape:
            session.run(step)
    tried = tape.what_if({w: 10.0, v: 20.0}, run=1, on=1)
    assert tried.value(w, 2) == 12.0
    assert tried.value(v, 2) == 101.0


def test_a_value_that_does_not_fit_is_refused_and_nothing_is_kept():
    program = Regression()
    with pytest.raises(ValueError, match="shape"):
        program.tape.what_if({program.w: [1.0, 2.0]}, run=1)
    with pytest.raises(ValueError, match="Cannot feed"):
        program.tape.what_if({program.w: [["a"], ["b"]]}, run=1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="gradients/"):
        program.tape.what_if({"y:0": np.ones([3, 1]), program.x: np.ones([2, 2])}, run=1)
    with pytest.raises(KeyError):
        program.tape.what_if({"nothing:0": 1.0}, run=1)
    with pytest.raises(ValueError, match="Nothing is to change"):
        program.tape.what_if({}, run=1)
    with pytest.raises(IndexError, match="There is no run 9"):
        program.tape.what_if({program.w: [[1.0], [1.0]]}, run=9)
    assert not program.tape._branches


def test_a_run_that_failed_can_be_put_right():
    x = tf.placeholder(tf.float32, name="x")
    w = tf.Variable([[1.0], [1.0]], name="w")
    y = tf.matmul(x, w, name="y")
    with tf.Session() as session:
        session.run(w.initializer)
        with lab.trace(session) as tape, pytest.raises(tf.errors.InvalidArgumentError):
            session.run(y, {x: [[1.0, 2.0, 3.0]]})
    assert tape.what_if({x: [[1.0, 2.0]]}, run=1).value(y) == [[3.0]]


def test_a_later_run_that_fails_ends_the_branch():
    w = tf.Variable(1.0, name="w")
    checked = tf.check_numerics(tf.log(w), "no logarithm")
    step = w.assign_sub(0.25)
    with tf.Session() as session:
        session.run(w.initializer)
        with lab.trace(session) as tape:
            for _ in range(3):
                session.run(step)
                session.run(checked)
    tried = tape.what_if({w: 0.375}, run=1, on=5)
    assert [run.number for run in tried._branch.runs] == [1, 2, 3, 4]
    assert "run 4 failed: InvalidArgumentError" in repr(tried)
    assert tried.value(w, 3) == -0.125


def test_what_changed_is_said_in_short():
    program = Regression()
    tape, w = program.tape, program.w
    assert tape.what_if({w: [[1.0], [5.0]]}, run=1).changes == ["w[1, 0] = 5"]
    assert tape.what_if({w: [[2.0], [5.0]]}, run=1).changes == ["w[0, 0] = 2, w[1, 0] = 5"]
    assert tape.what_if({program.x: np.zeros([8, 2])}, run=1).changes == ["x[:] = 0"]
    assert tape.what_if({program.x: [[1.0, 2.0]]}, run=1).changes == ["x = [[1, 2]]"]
    assert tape.what_if({program.loss: 3.0, w: [[1.0], [5.0]]}, run=1).changes == ["w[1, 0] = 5", "loss = 3"]


def test_its_words_are_stable():
    program = Regression()
    tried = program.tape.what_if({program.w: [[1.0], [-1.0]]}, run=1, on=1)
    lines = repr(tried).splitlines()
    assert lines[0] == "<What if in run 1: w[1, 0] = -1>"
    assert lines[1] == "  loss 0.25, recorded 4.667"
    assert lines[2].startswith("  ") and lines[2].endswith("values differ; the first is w:")
    assert lines[3] == "    w [2, 1]: by at most 1 (50%)"
    assert lines[-1].startswith("  and on to run 2: loss ")


# --- in the bundle, and from the Tracer -------------------------------------------------------------------


def test_branches_travel_in_the_bundle():
    program = Regression()
    first = program.tape.what_if({program.w: [[1.0], [5.0]]}, run=2, on=2)
    second = program.tape.what_if({program.y: np.ones([3, 1])}, run=1)
    numbers = [program.tape.keep_branch(first), program.tape.keep_branch(second)]
    assert program.tape.keep_branch(first) == numbers[0]
    bundle, blob = program.tape.bundle()
    check(bundle, blob)
    bundle = json.loads(json.dumps(bundle, allow_nan=False))
    told = [(run["branch"]["number"], run["branch"]["of"], run["number"]) for run in bundle["branches"]]
    assert told == [(1, 1, 2), (1, 2, 3), (1, 3, 4), (2, 0, 1)]
    bundle["runs"] = bundle["branches"]
    for place, made in enumerate([*first._branch.runs, *second._branch.runs]):
        frame = bundle["frames"][bundle["runs"][place]["frame"]]
        for number, entry in enumerate(frame["entries"]):
            tensor = tf.get_default_graph().get_tensor_by_name(entry["tensor"])
            if not tensor.dtype._is_ref_dtype:
                np.testing.assert_array_equal(read_entry(bundle, blob, place, number), made.value(tensor))
    program.tape.drop_branch(numbers[0])
    left = program.tape.bundle()[0]["branches"]
    assert [run["branch"]["number"] for run in left] == [2]


def test_the_tracer_asks():
    program = Regression()
    builder = program.tape._builder(tf.get_default_graph())
    bundle, _ = builder.build()
    desk = Desk(builder, program.tape)
    known = len(bundle["programs"])
    change = {"tensor": "w:0", "entries": [[[1, 0], "nan"]]}
    reply, parts = desk.answer("what_if", {"run": 1, "changes": [change], "on": 1, "programs": known}, [])
    assert [run["number"] for run in reply["runs"]] == [2, 3] and len(parts) == 2
    assert reply["programs"] == [] and reply["runs"][0]["program"] == 0
    assert reply["runs"][0]["branch"]["boxes"] == [builder.view.box_of[program.w.op].index]
    validator = jsonschema.Draft202012Validator({"$ref": "#/$defs/run", "$defs": SCHEMA["$defs"]})
    for run in reply["runs"]:
        validator.validate(json.loads(json.dumps(run, allow_nan=False)))
    fed = {"tensor": "y:0", "value": [[1], [2], [3]]}
    reply, parts = desk.answer("what_if", {"run": 0, "changes": [fed], "programs": known}, [])
    assert len(reply["programs"]) == 1 and reply["runs"][0]["program"] == known
    assert sorted(program.tape._branches) == [1, 2]
    desk.answer("what_if", {"drop": 1}, [])
    assert sorted(program.tape._branches) == [2]


def test_the_tracer_is_told_why_a_run_fails():
    program = Regression()
    desk = Desk(program.tape._builder(tf.get_default_graph()), program.tape)
    wrong = {"tensor": "x:0", "value": [[1, 2], [3, 4]]}
    fed = {"tensor": "y:0", "value": [[1], [2], [3]]}
    reply, parts = desk.answer("what_if", {"run": 0, "changes": [wrong, fed]}, [])
    assert reply["failed"]["type"] == "InvalidArgumentError" and "node:" in reply["failed"]["message"]
    assert parts == [] and not program.tape._branches
    with pytest.raises(ValueError, match="shape"):
        desk.answer("what_if", {"run": 0, "changes": [{"tensor": "w:0", "value": [1]}]}, [])


def test_queues_and_iterators_of_the_session_are_left_alone() -> None:
    """What came out of them is given again; a Python function is called with the new values."""
    queue = tf.FIFOQueue(4, [tf.float32], shapes=[[]])
    fill = queue.enqueue_many([[1.0, 2.0, 3.0]])
    element = tf.to_float(tf.data.Dataset.range(5).make_one_shot_iterator().get_next())
    weight = tf.Variable(2.0, name="weight")
    result = tf.py_func(lambda value: value * 10, [weight * queue.dequeue() + element], tf.float32)
    with tf.Session() as session:
        session.run([weight.initializer, fill])
        with lab.trace(session) as tape:
            assert [session.run(result) for _ in range(2)] == [20.0, 50.0]
        (run,) = run_again(tape.runs, 1, {weight._variable: 5.0}).runs
        assert run.value(result) == 110.0
        assert session.run(queue.size()) == 1
        assert session.run(element) == 2.0
    (run,) = run_again(tape.runs, 0, {weight._variable: 3.0}).runs  # the session is closed
    assert run.value(result) == 30.0
