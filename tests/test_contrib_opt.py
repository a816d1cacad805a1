"""tf.contrib.opt against its formulas in NumPy: no TensorFlow that runs today has it.

The formulas are those of TensorFlow 1.15's sources and of the papers that the classes name.
"""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat.contrib import opt

RATE, BETA1, BETA2, EPSILON = 0.1, 0.75, 0.875, 1e-3
START = [[1.0, -2.0], [0.5, 4.0], [0.25, -0.25]]
WEIGHTS = np.array([[1.0, 2.0], [0.5, 0.25], [3.0, 1.0]])
BATCHES = ([0, 2], [1], [2, 0, 2], [1, 0])


def dense(optimizer: Any, steps: int = 6) -> np.ndarray:
    """A table after some steps on a quadratic loss, in float64."""
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(START, dtype=tf.float64, name="table")
        step = optimizer().minimize(tf.reduce_sum(WEIGHTS * tf.square(table)))
        session.run(tf.global_variables_initializer())
        for _ in range(steps):
            session.run(step)
        return session.run(table)


def by_rows(optimizer: Any) -> np.ndarray:
    """A table after some steps on some of its rows; one row is named twice."""
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(START, dtype=tf.float64, name="table")
        rows = tf.placeholder(tf.int32, [None])
        step = optimizer().minimize(tf.reduce_sum(tf.square(tf.gather(table, rows))))
        session.run(tf.global_variables_initializer())
        for batch in BATCHES:
            session.run(step, {rows: batch})
        return session.run(table)


def rates() -> list[np.float64]:
    return [np.float64(rate) for rate in (RATE, BETA1, BETA2, EPSILON)]


def gradient_of_rows(w: np.ndarray, batch: list[int]) -> np.ndarray:
    gradient = np.zeros_like(w)
    np.add.at(gradient, batch, 2 * w[batch])
    return gradient


def test_adamax_takes_its_papers_steps() -> None:
    w, m, v = np.array(START), np.zeros((3, 2)), np.zeros((3, 2))
    for step in range(1, 7):
        g = 2 * WEIGHTS * w
        m, v = BETA1 * m + (1 - BETA1) * g, np.maximum(BETA2 * v, np.abs(g))
        w = w - RATE / (1 - BETA1**step) * m / (v + EPSILON)
    np.testing.assert_allclose(dense(lambda: opt.AdaMaxOptimizer(*rates())), w, rtol=1e-12)


def test_nadam_looks_a_step_ahead() -> None:
    w, m, v = np.array(START), np.zeros((3, 2)), np.zeros((3, 2))
    for step in range(1, 7):
        g = 2 * WEIGHTS * w
        m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g * g
        rate = RATE * np.sqrt(1 - BETA2**step) / (1 - BETA1**step)
        w = w - rate * (BETA1 * m + (1 - BETA1) * g) / (np.sqrt(v) + EPSILON)
    np.testing.assert_allclose(dense(lambda: opt.NadamOptimizer(*rates())), w, rtol=1e-12)


@pytest.mark.parametrize("name", ["AdaMaxOptimizer", "LazyAdamOptimizer"])
def test_rows_that_no_gradient_names_rest(name: str) -> None:
    w, m, v = np.array(START), np.zeros((3, 2)), np.zeros((3, 2))
    for step, batch in enumerate(BATCHES, 1):
        g = gradient_of_rows(w, batch)
        named = sorted(set(batch))
        m[named] = BETA1 * m[named] + (1 - BETA1) * g[named]
        if name == "AdaMaxOptimizer":
            v[named] = np.maximum(BETA2 * v[named], np.abs(g[named]))
            w[named] -= RATE / (1 - BETA1**step) * m[named] / (v[named] + EPSILON)
        else:
            v[named] = BETA2 * v[named] + (1 - BETA2) * g[named] ** 2
            rate = RATE * np.sqrt(1 - BETA2**step) / (1 - BETA1**step)
            w[named] -= rate * m[named] / (np.sqrt(v[named]) + EPSILON)
    np.testing.assert_allclose(by_rows(lambda: getattr(opt, name)(*rates())), w, rtol=1e-12)


def test_nadam_by_rows_lets_all_averages_fade() -> None:
    w, m, v = np.array(START), np.zeros((3, 2)), np.zeros((3, 2))
    for step, batch in enumerate(BATCHES, 1):
        g = gradient_of_rows(w, batch)
        named = sorted(set(batch))
        m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g * g
        rate = RATE * np.sqrt(1 - BETA2**step) / (1 - BETA1**step)
        ahead = (1 - BETA1) * g + BETA1 * m
        w[named] -= rate * ahead[named] / (np.sqrt(v[named]) + EPSILON)
    np.testing.assert_allclose(by_rows(lambda: opt.NadamOptimizer(*rates())), w, rtol=1e-12)


def test_lazy_adam_is_adam_where_every_row_has_a_gradient() -> None:
    adam, lazy = (
        dense(lambda k=kind: k(*rates())) for kind in (tf.train.AdamOptimizer, opt.LazyAdamOptimizer)
    )
    np.testing.assert_array_equal(adam, lazy)


def test_adamw_shrinks_beside_the_gradient() -> None:
    decay = 0.05
    w, m, v = np.array(START), np.zeros((3, 2)), np.zeros((3, 2))
    for step in range(1, 7):
        g = 2 * WEIGHTS * w
        m, v = BETA1 * m + (1 - BETA1) * g, BETA2 * v + (1 - BETA2) * g * g
        rate = RATE * np.sqrt(1 - BETA2**step) / (1 - BETA1**step)
        w = w - decay * w - rate * m / (np.sqrt(v) + EPSILON)
    made = dense(lambda: opt.AdamWOptimizer(np.float64(decay), *rates()))
    np.testing.assert_allclose(made, w, rtol=1e-12)


def test_momentumw_and_its_extended_twin_agree() -> None:
    twin = opt.extend_with_decoupled_weight_decay(tf.train.MomentumOptimizer)
    settings = np.float64(0.05), np.float64(0.1), np.float64(0.5)
    first, second = dense(lambda: opt.MomentumWOptimizer(*settings)), dense(lambda: twin(*settings))
    np.testing.assert_array_equal(first, second)
    w, velocity = np.array(START), np.zeros((3, 2))
    for _ in range(6):
        velocity = 0.5 * velocity + 2 * WEIGHTS * w
        w = w - 0.05 * w - 0.1 * velocity
    np.testing.assert_allclose(first, w, rtol=1e-12)


def test_only_the_listed_variables_shrink() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.Variable(4.0, name="a"), tf.Variable(4.0, name="b")
        optimizer = opt.MomentumWOptimizer(0.25, 1.0, 0.0)
        step = optimizer.minimize(a + b, decay_var_list=[a])
        session.run(tf.global_variables_initializer())
        session.run(step)
        assert session.run([a, b]) == [2.0, 3.0]


def test_rows_shrink_only_when_they_are_named() -> None:
    w = np.array(START)
    for batch in BATCHES:
        named = sorted(set(batch))
        g = gradient_of_rows(w, batch)
        w[named] -= 0.05 * w[named] + 0.1 * g[named]
    made = by_rows(lambda: opt.MomentumWOptimizer(*map(np.float64, (0.05, 0.1, 0.0))))
    np.testing.assert_allclose(made, w, rtol=1e-12)


def test_lars_scales_the_rate_of_every_layer() -> None:
    w, velocity = np.array(START), np.zeros((3, 2))
    for _ in range(6):
        g = 2 * WEIGHTS * w
        length, slope = np.linalg.norm(w), np.linalg.norm(g)
        velocity = 0.5 * velocity + g
        w = w - 0.5 * (0.1 * length / (slope + 0.01 * length + 0.001)) * velocity
    made = dense(lambda: opt.LARSOptimizer(np.float64(0.5), np.float64(0.5), 0.01, eeta=0.1, epsilon=0.001))
    np.testing.assert_allclose(made, w, rtol=1e-10)
    plain = dense(lambda: opt.LARSOptimizer(np.float64(0.01), np.float64(0.5), skip_list=["tab"]))
    momentum = dense(lambda: tf.train.MomentumOptimizer(np.float64(0.01), np.float64(0.5)))
    np.testing.assert_array_equal(plain, momentum)


def test_the_averages_follow_the_steps() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(8.0)
        optimizer = opt.MovingAverageOptimizer(tf.train.GradientDescentOptimizer(1.0), average_decay=0.5)
        step = optimizer.minimize(2.0 * w)
        session.run(tf.global_variables_initializer())
        average, expected = optimizer._ema.average(w), 8.0
        for turn in range(1, 4):
            session.run(step)
            expected = 0.5 * expected + 0.5 * (8.0 - 2.0 * turn)
            assert session.run([w, average]) == [8.0 - 2.0 * turn, expected]


def test_variables_are_cut_after_the_step() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable([[3.0, 4.0], [0.3, 0.4]])
        inner = tf.train.GradientDescentOptimizer(0.0)
        step = opt.VariableClippingOptimizer(inner, {w: [1]}, 1.0).minimize(tf.reduce_sum(w))
        session.run(tf.global_variables_initializer())
        session.run(step)
        np.testing.assert_allclose(session.run(w), [[0.6, 0.8], [0.3, 0.4]], rtol=1e-6)


# --- algorithms from elsewhere ----------------------------------------------------------------------------


class Descent(opt.ExternalOptimizerInterface):
    """Plain descent that keeps to the bounds, as an algorithm from elsewhere."""

    def _minimize(self, **what: Any) -> Any:
        x = what["initial_val"]
        low, high = np.array(what["packed_bounds"] or [(-np.inf, np.inf)] * len(x)).T
        for _ in range(what["optimizer_kwargs"]["steps"]):
            _, slope = what["loss_grad_func"](x)
            x = np.clip(x - 0.25 * slope, low, high)
            what["step_callback"](x)
        return x


def test_an_algorithm_from_elsewhere_moves_all_variables_in_one_vector() -> None:
    seen: list[Any] = []
    with tf.Graph().as_default(), tf.Session() as session:
        a, b = tf.Variable([4.0, 8.0]), tf.Variable([[2.0], [6.0]])
        fed, unused = tf.placeholder(tf.float32, []), tf.Variable(1.0)
        loss = tf.reduce_sum(tf.square(a)) + tf.reduce_sum(tf.square(b - fed))
        optimizer = Descent(loss, var_to_bounds={a: (1.0, [9.0, 3.0])}, steps=2)
        session.run(tf.global_variables_initializer())
        optimizer.minimize(
            session,
            {fed: 2.0},
            fetches=[loss],
            loss_callback=seen.append,
            step_callback=lambda x: seen.append(len(x)),
        )
        np.testing.assert_allclose(session.run(a), [1.0, 1.5])
        np.testing.assert_allclose(session.run(b), [[2.0], [3.0]])
        assert session.run(unused) == 1.0
    assert seen == [96.0, 5, 17.0, 5]


def test_scipy_is_given_what_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """SciPy itself may not be installed where the tests run; its interface is known."""
    asked: dict[str, Any] = {}

    def minimize(function: Any, start: Any, **options: Any) -> Any:
        loss, slope = function(start)
        asked.update(options, loss=loss, slope=slope)
        asked["equal"] = options["constraints"][0]["fun"](start), options["constraints"][0]["jac"](start)
        return SimpleNamespace(x=start / 2, message="done", fun=loss)

    package, module = ModuleType("scipy"), ModuleType("scipy.optimize")
    module.minimize = minimize  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "scipy", package)
    monkeypatch.setitem(sys.modules, "scipy.optimize", module)
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable([2.0, 4.0])
        optimizer = opt.ScipyOptimizerInterface(
            tf.reduce_sum(tf.square(w)), equalities=[w[0] - 1.0], method="SLSQP", options={"maxiter": 3}
        )
        session.run(tf.global_variables_initializer())
        optimizer.minimize(session)
        assert session.run(w).tolist() == [1.0, 2.0]
    assert asked["method"] == "SLSQP" and asked["options"] == {"maxiter": 3} and asked["jac"] is True
    assert (
        asked["loss"] == 20.0 and asked["slope"].tolist() == [4.0, 8.0] and asked["slope"].dtype == np.float64
    )
    assert asked["equal"][0] == 1.0 and asked["equal"][1].tolist() == [1.0, 0.0]


def test_what_is_set_automatically_cannot_be_given() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(2.0)
        session.run(tf.global_variables_initializer())
        with pytest.raises(ValueError, match="var_to_bounds"):
            opt.ScipyOptimizerInterface(tf.square(w), bounds=[(0, 1)]).minimize(session)
        with pytest.raises(NotImplementedError, match="_minimize"):
            opt.ExternalOptimizerInterface(tf.square(w)).minimize(session)


def test_the_names_are_found_from_tf_contrib() -> None:
    assert tf.contrib.opt.AdamWOptimizer is opt.AdamWOptimizer
    with pytest.raises(AttributeError):
        tf.contrib.opt.AdamXOptimizer  # noqa: B018
