"""Plans: each node once, in a legal order, with nothing that the fetches do not need; and slots used again."""

import gc
import inspect
import time

import numpy as np
import pytest
from hypothesis import given, settings

import tensorlab as tf
from tensorlab.run import session as session_module
from tensorlab.run.loop import run_plan
from tensorlab.run.plan import Plan
from tensorlab.run.store import Store
from tests.engine.programs import START, Pure, Stateful, choices, instructions

X = np.array([0.75, -0.5, 3.0, -2.0])


def test_a_chain_whose_nodes_are_used_twice_takes_one_step_each(counted):
    """2^15 - 1 calls without memory, 15 with."""
    value = tf.constant(1.0)
    for _ in range(15):
        value = counted(value, value)
    with tf.Session() as session:
        assert session.run(value) == 2.0**15
    assert len(counted.calls) == 15


def test_what_is_not_needed_does_not_run(counted):
    needed = counted(1.0, 2.0)
    counted(needed, 5.0)
    assert tf.Session().run(needed) == 3.0
    assert len(counted.calls) == 1


def test_a_fed_tensor_prunes_what_it_depends_on(counted):
    first = counted(1.0, 2.0)
    second = counted(first, 1.0)
    assert tf.Session().run(second, {first: 10.0}) == 11.0
    assert len(counted.calls) == 1


@pytest.mark.parametrize("threads", [0, 3])
@settings(deadline=None, max_examples=150)
@given(instructions, choices, choices)
def test_pure_programs_equal_a_naive_evaluator(threads, program, fetched, fed):
    """Pruning, feeding and the sharing of slots change no value."""
    with tf.Graph().as_default():
        pure = Pure(program)
        feeds = {
            value.tensor: np.full(value.tensor.shape.as_list(), 0.5 + n)
            for n, value in enumerate(pure.some(fed))
        }
        feeds[pure.placeholder] = X
        values = pure.some(fetched)
        with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
            for _ in range(2):
                results = session.run([value.tensor for value in values], feeds)
                for value, result in zip(values, results, strict=True):
                    np.testing.assert_array_equal(result, value.compute(feeds))


@pytest.mark.parametrize("threads", [0, 3])
@settings(deadline=None, max_examples=120)
@given(instructions, choices)
def test_programs_with_variables_equal_a_naive_interpreter(threads, program, fetched):
    with tf.Graph().as_default():
        stateful = Stateful(program)
        positions = [number % len(stateful.reads) for number in fetched]
        state = [START, START * 2]
        with tf.Session(config=tf.ConfigProto(inter_op_parallelism_threads=threads)) as session:
            session.run(tf.global_variables_initializer())
            for repeat in range(3):
                results = session.run(
                    [stateful.reads[p] for p in positions], {stateful.placeholder: X + repeat}
                )
                expected = stateful.interpret(X + repeat, state, max(positions))
                for position, result in zip(positions, results, strict=True):
                    np.testing.assert_array_equal(result, expected[position])
            for variable, value in zip(stateful.variables, state, strict=True):
                np.testing.assert_array_equal(session.run(variable), value)


def test_slots_are_used_again(graph):
    """A long chain needs few slots, so dead values are let go as soon as they can be."""
    value = tf.placeholder(tf.float32)
    for _ in range(50):
        value = tf.tanh(value)
    plan = Plan([value], [graph.operations[0].outputs[0]], Store())
    written = {step[4] for step in plan.steps}
    assert len(plan.steps) == 50
    assert len(written) <= 3


def test_values_that_are_still_needed_keep_their_slots():
    """An early value that is read last survives everything in between."""
    x = tf.placeholder(tf.float64, [4])
    early = tf.tanh(x)
    parts = tf.split(early, 2)
    late = early
    for _ in range(20):
        late = tf.negative(late)
    total = tf.concat(parts, 0) + late + early
    result, half = tf.Session().run([total, parts[1]], {x: X})
    np.testing.assert_array_equal(result, np.tanh(X) + np.tanh(X) + np.tanh(X))
    np.testing.assert_array_equal(half, np.tanh(X)[2:])


# --- order ------------------------------------------------------------------------------------------------


def test_updates_wait_for_everything_that_does_not_depend_on_them():
    """The gradients of all variables are taken before any of them changes."""
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    step = tf.train.GradientDescentOptimizer(1.0).minimize(a * b)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run([a, b]) == [-1.0, 1.0]


def test_a_cycle_of_control_dependencies_is_refused():
    first, second = tf.constant(1.0) + 1.0, tf.constant(2.0) + 1.0
    first.op._add_control_input(second.op)
    second.op._add_control_input(first.op)
    with pytest.raises(ValueError, match="cycle"):
        tf.Session().run(first)


def test_a_control_input_added_later_is_obeyed():
    v = tf.Variable(1.0)
    read = v.read_value()
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(read) == 1.0
        read.op._add_control_input(v.assign(5.0).op)
        assert session.run(read) == 5.0


def test_extra_tensors_change_neither_order_nor_result():
    """A plan with `early` tensors runs the others in the order it would run them in without."""
    v = tf.Variable(1.0)
    update = v.assign_add(1.0)
    loss = v * v + 1.0
    gradient = tf.gradients(loss, v)[0]
    plain = Plan([update, gradient], [], Store(), keep_values=True)
    watched = Plan([update, gradient], [], Store(), keep_values=True, early=[loss])
    assert [o for o in watched.order if o not in watched.extra] == plain.order
    assert loss.op in watched.extra


# --- cost, without a clock where that is possible ---------------------------------------------------------


def test_the_untraced_loop_knows_no_hook():
    source = inspect.getsource(run_plan).lower()
    for word in ("hook", "watch", "trace", "record", "time"):
        assert word not in source


def test_a_second_run_makes_no_plan(monkeypatch):
    made = []

    class Counting(Plan):
        def __init__(self, *args, **kwargs):
            made.append(self)
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(session_module, "Plan", Counting)
    x = tf.placeholder(tf.float32, [None])
    y = x * 2.0
    with tf.Session() as session:
        for size in (1, 2, 3):
            session.run(y, {x: np.ones(size)})
            session.run([y], {x: np.ones(size)})
            session.run({"nest": [y]}, {x: np.ones(size)})
        assert len(made) == 1
        session.run(y + 0.0, {x: [1.0]})
        assert len(made) == 2


def linear(work, attempts=8):
    """Whether twice the work takes less than three times the time; other programs may spoil some attempts."""

    def seconds(length):
        start = time.perf_counter()
        work(length)
        return time.perf_counter() - start

    work(100)
    gc.disable()
    try:
        return any(seconds(2000) < 3 * seconds(1000) for _ in range(attempts))
    finally:
        gc.enable()


def chain(length):
    """A chain of so many nodes and its gradient; the value and the gradient."""
    x = tf.placeholder(tf.float32, [3])
    value = x
    for _ in range(length):
        value = tf.tanh(value)
    return value, tf.gradients(value, x)[0]


def test_building_is_linear():
    def build(length):
        with tf.Graph().as_default():
            chain(length)

    assert linear(build)


def test_planning_is_linear(graph):
    chains = {length: chain(length) for length in (100, 1000, 2000)}
    assert linear(lambda length: Plan(chains[length], [], Store()))
