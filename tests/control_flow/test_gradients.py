"""Gradients through branches and loops, to the third order, against finite differences in float64.

What TensorFlow itself answers is compared in `tests/parity/programs/branches.py` and `loops.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf

Program = Callable[[Any], Any]
STEP = 1e-5


def powers_in_a_branch(x: Any) -> Any:
    return tf.cond(x[0] > 0, lambda: tf.tanh(x) * x, lambda: tf.exp(x))


def recurrence(x: Any) -> Any:
    return tf.while_loop(lambda i, v: i < 4, lambda i, v: (i + 1, tf.tanh(v * x) + v), [0, x])[1]


def loop_in_a_branch(x: Any) -> Any:
    return tf.cond(x[0] > 0, lambda: recurrence(x) * x, lambda: x)


def branch_in_a_loop(x: Any) -> Any:
    def body(i: Any, v: Any) -> Any:
        return i + 1, tf.cond(tf.reduce_sum(v) > 0.2, lambda: tf.tanh(v * x) + v, lambda: tf.exp(v) * x)

    return tf.while_loop(lambda i, v: i < 4, body, [0, x])[1]


def loop_in_a_loop(x: Any) -> Any:
    def body(i: Any, v: Any) -> Any:
        inner = tf.while_loop(lambda j, u: j < i + 1, lambda j, u: (j + 1, tf.sin(u) * x + v), [0, v])
        return i + 1, inner[1]

    return tf.while_loop(lambda i, v: i < 3, body, [0, x])[1]


def list_in_a_loop(x: Any) -> Any:
    source = tf.TensorArray(tf.float64, 3).unstack(x)
    target = tf.TensorArray(tf.float64, 3)

    def body(i: Any, state: Any, target: Any) -> Any:
        item = source.read(i)
        return i + 1, tf.tanh(state + item), target.write(i, state * state * item)

    _, state, target = tf.while_loop(lambda i, *_: i < 3, body, [0, x[0], target])
    return tf.concat([target.stack(), [state]], 0)


def joined_pieces(x: Any) -> Any:
    pieces = tf.TensorArray(tf.float64, 2, infer_shape=False).split(x * x, [1, 2])
    swapped = (
        tf.TensorArray(tf.float64, 2, infer_shape=False)
        .write(0, pieces.read(1))
        .write(1, pieces.read(0) * x[:1])
    )
    return tf.reshape(swapped.concat(), [3]) * x


def some_of_a_list(x: Any) -> Any:
    picked = tf.TensorArray(tf.float64, 3).unstack(tf.exp(x)).gather([2, 0, 2])
    return tf.TensorArray(tf.float64, 4).scatter([3, 1, 0], picked * x).stack()


def running_products(x: Any) -> Any:
    return tf.scan(lambda total, v: total * tf.sin(v), x)


def folded(x: Any) -> Any:
    return tf.foldr(lambda total, v: tf.tanh(total) * v, x, initializer=x[1])


def mapped(x: Any) -> Any:
    return tf.map_fn(lambda pair: pair[0] * tf.exp(pair[1]), (x, x * x), dtype=tf.float64)


PROGRAMS = [
    powers_in_a_branch, recurrence, loop_in_a_branch, branch_in_a_loop, loop_in_a_loop, list_in_a_loop,
    joined_pieces, some_of_a_list, running_products, folded, mapped,
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
@pytest.mark.parametrize("start", [[0.3, -1.0, 0.5], [-0.3, 0.8, 0.4]], ids=["first", "second"])
def test_derivatives_are_finite_differences(program: Program, start: list[float]) -> None:
    """First, second and third derivatives of a weighted sum of the result."""
    at = np.array(start)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [3])
        total = weighted_sum(program(x), 1)
        for order in (1, 2, 3):
            (gradient,) = tf.gradients(total, x)
            if gradient is None:
                assert order > 1, "no path back at all"
                break
            expected = difference(lambda v, t=total: session.run(t, {x: v}), at)
            np.testing.assert_allclose(
                session.run(gradient, {x: at}), expected, rtol=2e-5, atol=1e-5, err_msg=f"derivative {order}"
            )
            total = weighted_sum(gradient, order + 1)


def weighted_sum(tensor: Any, seed: int) -> Any:
    size = tensor.shape.num_elements() or 1
    weights = np.cos(seed * np.arange(1.0, 1.0 + size)).reshape(tensor.shape.as_list())
    return tf.reduce_sum(tensor * weights)


def difference(function: Callable[[Any], Any], at: Any) -> Any:
    """Central differences of a function of a vector."""
    steps = np.eye(len(at)) * STEP
    return np.array([(function(at + step) - function(at - step)) / (2 * STEP) for step in steps])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.floats(-1.2, 1.2), st.floats(-1.0, 1.0))
def test_loop_equals_its_unrolled_twin(times: int, weight: float, start: float) -> None:
    """A loop and the same nodes written out give the same value and the same gradients, bit for bit."""
    with tf.Graph().as_default(), tf.Session() as session:
        w, x = tf.constant(weight, tf.float64), tf.constant(start, tf.float64)
        _, looped = tf.while_loop(lambda i, v: i < times, lambda i, v: (i + 1, tf.tanh(v * w) - v), [0, x])
        unrolled = x
        for _ in range(times):
            unrolled = tf.tanh(unrolled * w) - unrolled
        one, other = ([y, tf.gradients(y, x)[0]] for y in (looped, tf.identity(unrolled)))
        if times:
            one, other = ([*parts, tf.gradients(parts[0], w)[0]] for parts in (one, other))
        np.testing.assert_array_equal(session.run(one), session.run(other))


def test_what_no_gradient_needs_is_not_kept() -> None:
    """Without a gradient in the run a loop hands nothing out but its result."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(0.5)
        y = recurrence_of_scalars(x)
        gradient = tf.gradients(y, x)[0]
        session.run(y)
        (plan,) = session._plans.values()
        call = next(step[1] for step in plan.steps if step[5].type == "While")
        assert call.kept == []
        session.run(gradient)
        plan = list(session._plans.values())[-1]
        call = next(step[1] for step in plan.steps if step[5].type == "While")
        assert len(call.kept) >= 1


def recurrence_of_scalars(x: Any) -> Any:
    return tf.while_loop(lambda i, v: i < 4, lambda i, v: (i + 1, tf.tanh(v * x) + v), [0, x])[1]


def test_gradient_taken_inside_a_body() -> None:
    """Gradient descent as a loop: the body asks for the slope itself."""
    with tf.Graph().as_default(), tf.Session() as session:

        def body(i: Any, x: Any) -> Any:
            return i + 1, x - 0.25 * tf.gradients((x - 3.0) ** 2, x)[0]

        _, x = tf.while_loop(lambda i, x: i < 20, body, [0, 10.0])
        assert session.run(x) == pytest.approx(3.0, abs=1e-4)


def test_rows_of_a_table_read_in_a_loop() -> None:
    """Gradients of gather inside a loop arrive as one dense sum."""
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        ids = tf.constant([2, 0, 2])
        _, total = tf.while_loop(
            lambda i, t: i < 3,
            lambda i, t: (i + 1, t + tf.nn.embedding_lookup(table, ids[i])),
            [0, tf.zeros([2])],
        )
        (gradient,) = tf.gradients(total * [1.0, 10.0], table)
        session.run(tf.global_variables_initializer())
        np.testing.assert_array_equal(session.run(gradient), [[1, 10], [0, 0], [2, 20]])
