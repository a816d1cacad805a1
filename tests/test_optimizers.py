"""Optimizers against TensorFlow's recorded steps, against closed forms, and what they refuse.

The recorded steps are in `parity/optimizers/answers.json`, the questions in `parity/optimizer_programs.py`.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.graph.registry import registry
from tensorlab.ops import sparse_updates, updates
from tests.parity.optimizer_programs import DTYPES, OPTIMIZERS, dtypes_of, made, questions

ANSWERS = json.loads((Path(__file__).parent / "parity/optimizers/answers.json").read_text(encoding="utf-8"))
TOLERANCE = {"float16": 1e-2, "float32": 2e-6, "float64": 1e-12}
KERNELS = [record for record in registry.values() if record.kind == "update"]


def flat(nested: Any) -> list[float]:
    """The numbers in lists of lists, in order."""
    return [number for item in nested for number in flat(item)] if isinstance(nested, list) else [nested]


# --- as TensorFlow ----------------------------------------------------------------------------------------


def test_every_answer_has_its_question() -> None:
    """Nothing recorded is left untested, and nothing is asked in vain."""
    assert set(questions(tf)) == set(ANSWERS)


@pytest.mark.parametrize("name, dtype", [(name, dtype) for name in OPTIMIZERS for dtype in dtypes_of(name)])
@pytest.mark.parametrize("kind", ["dense", "sparse"])
def test_takes_tensorflows_steps(kind: str, name: str, dtype: str) -> None:
    """Variables and slots have TensorFlow's values after every step."""
    asked = f"{kind}/{name}/{dtype}"
    actual, expected = questions(tf)[asked](), ANSWERS[asked]
    for step, (ours, theirs) in enumerate(zip(actual, expected, strict=True)):
        np.testing.assert_allclose(
            flat(ours), flat(theirs), rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype], err_msg=f"step {step}"
        )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_makes_tensorflows_variables_and_nodes(name: str) -> None:
    """Names, types, collections, slots, inputs of the updates."""
    asked = f"nodes/{name}"
    actual, expected = json.loads(json.dumps(questions(tf)[asked]())), ANSWERS[asked]
    for part in expected:
        assert actual[part] == expected[part], part


def test_moving_averages_are_tensorflows() -> None:
    """Values, names, collections; of variables, of tensors, with the correction for zeros."""
    actual, expected = questions(tf)["averages"](), ANSWERS["averages"]
    for part in ("names", "variables", "collection", "restore"):
        assert actual[part] == expected[part], part
    for ours, theirs in zip(actual["values"], expected["values"], strict=True):
        np.testing.assert_allclose(flat(ours), flat(theirs), rtol=1e-5)


# --- as on paper ------------------------------------------------------------------------------------------


def trained(optimizer: Any, loss: Any, start: Any, steps: int, dtype: str = "float64") -> list[Any]:
    """The values of a variable, which begins at `start`, after each of the steps on `loss(variable)`.

    `optimizer` may be a function that makes one, in the graph.
    """
    with tf.Graph().as_default(), tf.Session() as session:
        optimizer = optimizer() if callable(optimizer) else optimizer
        w = tf.Variable(start, dtype=dtype)
        step = optimizer.minimize(loss(w))
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(steps):
            session.run(step)
            values.append(session.run(w))
        return values


@pytest.mark.parametrize("curvature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("rate", [0.01, 0.25, 0.6])
def test_descent_on_a_parabola_is_a_geometric_series(curvature: float, rate: float) -> None:
    """On c·w² the step multiplies w by 1 − 2cα, whether that converges or not."""
    values = trained(
        tf.train.GradientDescentOptimizer(np.float64(rate)), lambda w: curvature * w * w, 2.0, 12
    )
    expected = 2.0 * (1 - 2 * curvature * rate) ** np.arange(1, 13)
    np.testing.assert_allclose(values, expected, rtol=1e-12)


def test_momentum_under_a_constant_slope_approaches_its_final_speed() -> None:
    """Velocity after n steps is g (1 − μⁿ) / (1 − μ)."""
    values = trained(
        tf.train.MomentumOptimizer(np.float64(0.5), np.float64(0.75)), lambda w: 3.0 * w, 0.0, 20
    )
    speeds = 3.0 * (1 - 0.75 ** np.arange(1, 21)) / (1 - 0.75)
    np.testing.assert_allclose(values, -0.5 * np.cumsum(speeds), rtol=1e-12)


def test_adagrad_under_a_constant_slope_slows_down() -> None:
    """Step n is α g / sqrt(a + n g²)."""
    optimizer = tf.train.AdagradOptimizer(np.float64(0.5), initial_accumulator_value=2.0)
    values = trained(optimizer, lambda w: 3.0 * w, 0.0, 20)
    expected = -np.cumsum(0.5 * 3.0 / np.sqrt(2.0 + 9.0 * np.arange(1, 21)))
    np.testing.assert_allclose(values, expected, rtol=1e-12)


@pytest.mark.parametrize("slope", [1e-3, -1.0, 5e4])
def test_adam_under_a_constant_slope_steps_by_its_rate(slope: float) -> None:
    """Both averages are those of a constant, so every step is α long, whatever the slope."""
    optimizer = tf.train.AdamOptimizer(*map(np.float64, (0.25, 0.9, 0.999, 1e-14)))
    values = trained(optimizer, lambda w: slope * w, 0.0, 10)
    np.testing.assert_allclose(values, -np.sign(slope) * 0.25 * np.arange(1, 11), rtol=1e-8)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rows_named_once_each_are_the_dense_update(name: str) -> None:
    """A sparse gradient that names every row once does what the dense gradient does."""

    def dense(w: Any) -> Any:
        return tf.reduce_sum(tf.square(w) * [[1.0], [2.0], [3.0]])

    def by_rows(w: Any) -> Any:
        return tf.reduce_sum(tf.square(tf.gather(w, [2, 0, 1])) * [[3.0], [1.0], [2.0]])

    start = [[1.0, -2.0], [3.0, 0.5], [-1.0, 4.0]]
    first, second = (trained(partial(made, tf, name), loss, start, 5, "float32") for loss in (dense, by_rows))
    np.testing.assert_allclose(first, second, rtol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_row_named_twice_counts_its_sum(name: str) -> None:
    """Two gradients for one row are one gradient, their sum."""
    twice = trained(
        partial(made, tf, name), lambda w: tf.reduce_sum(tf.gather(w, [1, 1])), [1.0, 2.0], 4, "float32"
    )
    once = trained(
        partial(made, tf, name), lambda w: 2.0 * tf.reduce_sum(tf.gather(w, [1])), [1.0, 2.0], 4, "float32"
    )
    np.testing.assert_array_equal(twice, once)


# --- the updates themselves -------------------------------------------------------------------------------


@pytest.mark.parametrize("record", KERNELS, ids=lambda record: record.type)
def test_an_update_leaves_its_inputs_alone(record: Any) -> None:
    """A kernel returns new arrays of the same dtype; what it was given stays as it was."""
    for sample in record.samples_rule():
        for dtype in DTYPES:
            given = [
                np.asarray(value, None if p.name == "indices" else dtype)
                for p, value in zip(record.parameters, sample.args, strict=False)
            ]
            kept = [np.copy(array) for array in given]
            results = record.kernel(*given, **sample.kwargs)
            results = results if isinstance(results, tuple) else (results,)
            for before, after in zip(kept, given, strict=True):
                np.testing.assert_array_equal(before, after)
            for position, result in zip(record.writes_positions, results, strict=True):
                assert (result.dtype, result.shape) == (np.dtype(dtype), given[position].shape)


def test_updates_have_no_gradient_and_a_formula() -> None:
    """All ten are declared, each with what the pictures need."""
    assert len(KERNELS) >= 10
    for record in KERNELS:
        assert record.no_gradient and record.latex and record.symbol != record.type
        assert record.writes[0] == "var"


def test_shapes_and_rows_that_do_not_fit_are_refused() -> None:
    """NumPy would broadcast; an update may not."""
    one = np.float32(0.5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="same shape"):
        updates.apply_gradient_descent.kernel(np.zeros((2, 3), "f"), one, np.zeros(3, "f"))
    table = np.zeros((2, 3), "f")
    with pytest.raises(tf.errors.InvalidArgumentError, match="one row"):
        sparse_updates.sparse_apply_adagrad.kernel(table, table, one, np.zeros((1, 2), "f"), np.array([0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
        sparse_updates.sparse_apply_adagrad.kernel(table, table, one, np.zeros((1, 3), "f"), np.array([2]))
    w = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="same shape"):
        updates.apply_gradient_descent(w, 0.5, [1.0, 2.0, 3.0])


# --- what is around the updates ---------------------------------------------------------------------------


def test_gradients_come_before_updates() -> None:
    """Each of two factors is updated with the other's old value."""
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    step = tf.train.GradientDescentOptimizer(1.0).minimize(a * b)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run([a, b]) == [-1.0, 1.0]


def test_the_global_step_counts_after_the_updates() -> None:
    """A schedule sees the number of steps taken before."""
    counter = tf.train.get_or_create_global_step()
    w = tf.Variable(0.0)
    rate = tf.train.piecewise_constant(counter, [0], [1.0, 10.0])
    step = tf.train.GradientDescentOptimizer(rate).minimize(w, global_step=counter)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run([w, counter]) == [-1.0, 1]
        session.run(step)
        assert session.run([w, counter]) == [-11.0, 2]


def test_two_sessions_keep_two_memories() -> None:
    """Slots and powers belong to the session."""
    w = tf.Variable(1.0)
    step = tf.train.AdamOptimizer(0.5).minimize(tf.square(w))
    with tf.Session() as first, tf.Session() as second:
        for session in (first, second):
            session.run(tf.global_variables_initializer())
        for _ in range(3):
            first.run(step)
        second.run(step)
        assert second.run(w) == pytest.approx(0.5)
        assert first.run(w) < 0.0


def test_a_subclass_of_ones_own() -> None:
    """The methods that TensorFlow's documentation tells users to write."""

    class Lazy(tf.train.Optimizer):
        def __init__(self) -> None:
            super().__init__(use_locking=False, name="Lazy")

        def _create_slots(self, var_list: Any) -> None:
            for variable in var_list:
                self._zeros_slot(variable, "last", self._name)

        def _prepare(self) -> None:
            self._rate = tf.convert_to_tensor(0.5, name="rate")

        def _apply_dense(self, grad: Any, var: Any) -> Any:
            last = self.get_slot(var, "last")
            moved = tf.assign_sub(var, self._rate * last)
            with tf.control_dependencies([moved]):
                return tf.group(moved, tf.assign(last, grad))

    w = tf.Variable(1.0, name="w")
    optimizer = Lazy()
    step = optimizer.minimize(4.0 * w)
    assert [v.name for v in optimizer.variables()] == ["w/Lazy:0"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        session.run(step)
        assert session.run(w) == -1.0
    with pytest.raises(NotImplementedError, match="_apply_sparse"):
        Lazy().minimize(tf.reduce_sum(tf.gather(tf.Variable([1.0, 2.0]), [0])))


def test_a_constraint_follows_the_update() -> None:
    """The constraint of a variable is applied to its new value."""
    w = tf.Variable(1.0, constraint=lambda value: tf.maximum(value, 0.0))
    step = tf.train.GradientDescentOptimizer(1.0).minimize(5.0 * w)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run(w) == 0.0


def test_settings_may_be_functions_variables_and_other_dtypes() -> None:
    """A learning rate in any of its forms, for a float64 variable."""
    for rate in (0.5, lambda: 0.5, tf.constant(0.5), tf.Variable(0.5, trainable=False), np.float64(0.5)):
        w = tf.Variable(1.0, dtype=tf.float64)
        step = tf.train.GradientDescentOptimizer(rate).minimize(w, var_list=[w])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            assert session.run(w) == 0.5


def test_slots_of_a_variable_of_unknown_shape() -> None:
    """The slots take the shape that the variable gets when it is initialised."""
    for optimizer in (tf.train.MomentumOptimizer(0.5, 0.5), tf.train.AdagradOptimizer(0.5)):
        tf.reset_default_graph()
        start = tf.placeholder(tf.float32)
        w = tf.Variable(start, validate_shape=False)
        step = optimizer.minimize(tf.reduce_sum(w), var_list=[w])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer(), {start: [1.0, 2.0]})
            session.run(step)
            assert session.run(w).shape == (2,)


def test_every_way_of_gating_gives_the_same() -> None:
    """The order in which nodes run is fixed, so gates change nothing."""
    results = []
    for gate in (tf.train.Optimizer.GATE_NONE, tf.train.Optimizer.GATE_OP, tf.train.Optimizer.GATE_GRAPH):
        a, b = tf.Variable(2.0), tf.Variable(3.0)
        optimizer = tf.train.GradientDescentOptimizer(1.0)
        step = optimizer.minimize(
            a * b, var_list=(a, b), gate_gradients=gate, colocate_gradients_with_ops=True
        )
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            results.append(session.run([a, b]))
    assert results == [[-1.0, 1.0]] * 3


# --- what is refused --------------------------------------------------------------------------------------


def test_a_loss_that_depends_on_no_variable_is_refused() -> None:
    """The message names the variables and the loss."""
    tf.Variable(1.0, name="w")
    with pytest.raises(ValueError) as caught:
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0, name="loss"))
    assert str(caught.value).startswith(
        "No gradients provided for any variable, check your graph for ops that do not support gradients, "
        "between variables [\"<tf.Variable 'w:0' shape=() dtype=float32_ref>\"] and loss "
        'Tensor("loss:0", shape=(), dtype=float32).'
    )


def test_what_cannot_be_minimized_says_why() -> None:
    """One error each, of TensorFlow's class."""
    w = tf.Variable(1.0, name="w")
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    loss = tf.square(w)
    with pytest.raises(RuntimeError, match="eager"):
        optimizer.minimize(lambda: loss)
    with pytest.raises(ValueError, match="gate_gradients must be one of"):
        optimizer.minimize(loss, gate_gradients=5)
    with pytest.raises(NotImplementedError, match="Trying to update a Tensor"):
        optimizer.minimize(loss, var_list=[w.value()])
    with pytest.raises(NotImplementedError, match="unsupported type"):
        optimizer.minimize(loss, var_list=["w"])
    with pytest.raises(ValueError, match=r"Invalid type tf\.int32 for"):
        optimizer.minimize(tf.cast(w, tf.int32))
    with pytest.raises(ValueError, match="No variables provided"):
        optimizer.apply_gradients([])
    with pytest.raises(ValueError, match="No gradients provided for any variable: "):
        optimizer.apply_gradients([(None, w)])
    with pytest.raises(TypeError, match="Gradient must be convertible"):
        optimizer.apply_gradients([(object(), w)])
    with pytest.raises(ValueError, match="must be positive"):
        tf.train.AdagradOptimizer(0.1, initial_accumulator_value=0.0)
    with pytest.raises(ValueError, match="name"):
        tf.train.GradientDescentOptimizer(0.1, name="")
    with pytest.raises(RuntimeError, match="constraint"):
        table = tf.Variable([1.0, 2.0], constraint=tf.abs)
        optimizer.minimize(tf.reduce_sum(tf.gather(table, [0])))


def test_an_optimizer_in_an_empty_graph_is_told_so() -> None:
    """The usual mistake: the model is in another graph."""
    with pytest.raises(ValueError, match="No variables to optimize"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0))


def test_a_missing_gradient_leaves_its_variable_alone() -> None:
    """Pairs without a gradient are passed over, and get no slots."""
    w, idle = tf.Variable(1.0, name="w"), tf.Variable(1.0, name="idle")
    optimizer = tf.train.MomentumOptimizer(0.5, 0.5)
    step = optimizer.minimize(2.0 * w)
    assert optimizer.get_slot(idle, "momentum") is None and optimizer.get_slot(w, "nothing") is None
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run([w, idle]) == [0.0, 1.0]


def test_the_global_step_is_one_whole_number() -> None:
    """What else is called so is refused."""
    for wrong in (1.0, [1, 2]):
        with tf.Graph().as_default():
            tf.Variable(wrong, name="global_step")
            with pytest.raises(TypeError, match="global_step"):
                tf.train.get_global_step()
    with tf.Graph().as_default() as graph:
        own = tf.Variable(5, name="global_step", trainable=False)
        step = tf.train.GradientDescentOptimizer(1.0).minimize(
            tf.Variable(1.0), global_step=tf.train.get_or_create_global_step(graph)
        )
        with pytest.raises(ValueError, match="already exists"):
            tf.train.create_global_step()
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            assert tf.train.global_step(session, own) == 6
