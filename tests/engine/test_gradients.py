"""`tf.gradients`: paths added up, None where there is none, and everything that can be asked of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf


def value(fetches, feed_dict=None):
    """The value of fetches, with all variables initialised."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed_dict)


def finite_difference(function, x, h=1e-6):
    """The derivative of a function from arrays to numbers, entry by entry."""
    result = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        result[index] = (function(up) - function(down)) / (2 * h)
    return result


def test_matmul_of_a_matrix_with_itself():
    start = np.array([[1.0, 2.0], [3.0, 4.0]])
    w = tf.Variable(start)
    gradient = tf.gradients(tf.reduce_sum(tf.matmul(w, w)), w)[0]
    np.testing.assert_allclose(value(gradient), finite_difference(lambda a: (a @ a).sum(), start), rtol=1e-6)


def test_a_variable_used_outside_the_loss_does_not_break_the_gradient():
    w = tf.Variable(3.0)
    loss = w * w
    outside = tf.tanh(w) + loss
    assert outside.op.type == "AddV2"
    gradient = tf.gradients(loss, w)[0]
    tf.assign_add(w, gradient)
    assert value(gradient) == 6.0


def test_several_paths_are_added():
    x = tf.constant(2.0)
    a = x * 3.0
    assert value(tf.gradients(a * a + x + a, x)[0]) == 2 * 6.0 * 3.0 + 1.0 + 3.0


def test_none_where_no_path_leads():
    x, y = tf.constant(1.0), tf.constant(2.0)
    assert tf.gradients(x * 2.0, [x, y])[1] is None
    assert tf.gradients(tf.stop_gradient(x) * 2.0, x) == [None]
    assert tf.gradients(tf.cast(tf.cast(x, tf.int32), tf.float32), x) == [None]
    assert tf.gradients(x, y) == [None]
    assert tf.gradients([], x) == [None]


def test_a_tensor_differentiated_by_itself():
    x = tf.constant([1.0, 2.0])
    np.testing.assert_array_equal(value(tf.gradients(x, x)[0]), [1, 1])


def test_intermediate_tensors_are_xs_too():
    x = tf.constant(2.0)
    a = x * 3.0
    b = a * a
    assert value(tf.gradients(b * 5.0, [a, b, x])) == [60.0, 5.0, 180.0]


def test_stopped_tensors_are_constants():
    """TensorFlow's documentation gives this very example: without the stops it would be [3.0, 1.0]."""
    a = tf.constant(0.0)
    b = 2.0 * a
    assert value(tf.gradients(a + b, [a, b])) == [3.0, 1.0]
    assert value(tf.gradients(a + b, [a, b], stop_gradients=[a, b])) == [1.0, 1.0]
    assert tf.gradients(b * 5.0, a, stop_gradients=b) == [None]
    w = tf.Variable(2.0)
    assert value(tf.gradients(w * 5.0, w, stop_gradients=[w])) == [5.0]


def test_several_ys_and_their_starting_gradients():
    x = tf.constant([1.0, 2.0])
    y, z = x * x, x * 3.0
    np.testing.assert_array_equal(value(tf.gradients([y, z], x)[0]), [5, 7])
    np.testing.assert_array_equal(value(tf.gradients([y, z], x, grad_ys=[[1.0, 0.5], None])[0]), [5, 5])
    np.testing.assert_array_equal(value(tf.gradients(y, x, grad_ys=x)[0]), [2, 8])
    np.testing.assert_array_equal(value(tf.gradients([y, y], x)[0]), [4, 8])
    with pytest.raises(ValueError, match="grad_ys"):
        tf.gradients([y, z], x, grad_ys=[None])
    with pytest.raises(TypeError, match="float64"):
        tf.gradients(y, x, grad_ys=tf.constant([1.0, 1.0], tf.float64))


def test_a_y_that_depends_on_another_y():
    x = tf.constant(2.0)
    y = x * x
    z = y * 3.0
    assert value(tf.gradients([y, z], [x, y])) == [16.0, 4.0]


def test_second_and_third_derivatives():
    x = tf.constant(2.0, tf.float64)
    y = x * x * x * x
    first = tf.gradients(y, x)[0]
    second = tf.gradients(first, x)[0]
    third = tf.gradients(second, x)[0]
    assert value([first, second, third]) == [32.0, 48.0, 48.0]


def test_second_derivative_through_a_layer():
    start = np.array([[0.1, -0.4], [0.3, 0.2]])
    x = np.array([[1.0, 2.0]])
    w = tf.Variable(start)
    first = tf.gradients(tf.reduce_sum(tf.tanh(tf.matmul(x, w))), w)[0]
    second = tf.gradients(tf.reduce_sum(first * first), w)[0]

    def norm(a):
        return float(((x.T @ (1 - np.tanh(x @ a) ** 2)) ** 2).sum())

    np.testing.assert_allclose(value(second), finite_difference(norm, start), rtol=1e-5)


def test_through_ops_with_several_outputs():
    x = tf.constant([1.0, 2.0, 3.0, 4.0])
    first, _ = tf.split(x, 2)
    np.testing.assert_array_equal(value(tf.gradients(first * first, x)[0]), [2, 4, 0, 0])
    a, b, c, _ = tf.unstack(x)
    np.testing.assert_array_equal(value(tf.gradients(a * b + c, x)[0]), [2, 1, 1, 0])
    np.testing.assert_array_equal(value(tf.gradients([a * b, b], [x, b])[0]), [2, 2, 0, 0])
    halves = tf.split(x, 2)
    assert value(tf.gradients(halves[0] * halves[1], halves))[0].tolist() == [3, 4]


def test_broadcasting_is_undone():
    x = tf.placeholder(tf.float64, [None, 3])
    b = tf.Variable(np.zeros(3))
    s = tf.Variable(np.float64(2.0))
    column = tf.Variable(np.ones((2, 1)))
    gradients = tf.gradients((x + b) * s * column, [b, s, column])
    fed = np.arange(6.0).reshape(2, 3)
    got = value(gradients, {x: fed})
    np.testing.assert_array_equal(got[0], [4, 4, 4])
    assert got[1] == fed.sum() and got[1].shape == ()
    np.testing.assert_array_equal(got[2], 2 * fed.sum(1, keepdims=True))


def test_every_read_of_a_variable_counts():
    v = tf.Variable(3.0)
    with tf.control_dependencies([tf.constant(1.0)]):
        pinned = v.read_value()
    assert value(tf.gradients(pinned * 2.0 + v * 5.0 + tf.identity(v), v)[0]) == 8.0
    assert value(tf.gradients(v.initialized_value() * 3.0, v)[0]) == 3.0


# --- rows of a table --------------------------------------------------------------------------------------


def table():
    return tf.Variable(np.arange(10.0).reshape(5, 2))


def test_gather_gives_indexed_slices_and_their_sum_is_one():
    w = table()
    once = tf.gradients(tf.gather(w, [1, 1, 3]), w)[0]
    assert isinstance(once, tf.IndexedSlices)
    twice = tf.gradients(tf.reduce_sum(tf.gather(w, [1, 2])) + 2 * tf.reduce_sum(tf.gather(w, [2])), w)[0]
    assert isinstance(twice, tf.IndexedSlices)
    dense = value(tf.convert_to_tensor(twice))
    np.testing.assert_array_equal(dense, [[0, 0], [1, 1], [3, 3], [0, 0], [0, 0]])


def test_slices_and_dense_gradients_add_up_to_a_dense_one():
    w = table()
    total = tf.gradients(tf.reduce_sum(tf.gather(w, [1])) + tf.reduce_sum(w * 2.0), w)[0]
    assert isinstance(total, tf.Tensor)
    np.testing.assert_array_equal(value(total), [[2, 2], [3, 3], [2, 2], [2, 2], [2, 2]])


def test_slices_of_an_intermediate_tensor_flow_on():
    w = table()
    gradient = tf.gradients(tf.gather(w * w, [4]), w)[0]
    np.testing.assert_array_equal(value(tf.convert_to_tensor(gradient))[4], [16, 18])


# --- what is refused, and what is noted -------------------------------------------------------------------


def test_complex_ys_need_a_start():
    with pytest.raises(TypeError, match="grad_ys"):
        tf.gradients(tf.constant(1j), tf.constant(1.0))


def test_every_gradient_node_knows_what_it_serves(graph):
    w = tf.Variable(np.ones((2, 2)))
    with tf.name_scope("model"):
        y = tf.reduce_sum(tf.tanh(tf.matmul(w, w) + w))
    before = len(graph.operations)
    tf.gradients(y, w)
    made = graph.operations[before:]
    assert made
    for operation in made:
        assert operation.name.startswith("gradients/")
        assert operation.gradient_of is not None or operation.type == "Const"
    assert any(operation.gradient_of.type == "MatMul" for operation in made if operation.gradient_of)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=10)
)
def test_random_programs_have_the_finite_difference_as_gradient(program):
    start = np.array([0.3, -0.7, 0.9])

    def build(x, tanh, add, multiply, negate, total, stack):
        pool = [x]
        for kind, first, second in program:
            a, b = pool[first % len(pool)], pool[second % len(pool)]
            if kind == 0:
                pool.append(tanh(a))
            elif kind == 1:
                pool.append(add(a, b))
            elif kind == 2:
                pool.append(tanh(multiply(a, b)))
            elif kind == 3:
                pool.append(negate(a))
            elif kind == 4:
                pool.append(add(multiply(a, 0.5), tanh(b)))
            else:
                pool.append(stack(a))
        return total(pool[-1])

    def turned(a):
        first, second, third = tf.unstack(a)
        return tf.stack([third, first, second])

    def numpy_value(array):
        return build(array, np.tanh, np.add, np.multiply, np.negative, np.sum, lambda a: a[[2, 0, 1]])

    with tf.Graph().as_default():
        x = tf.constant(start)
        y = build(x, tf.tanh, tf.add, tf.multiply, tf.negative, tf.reduce_sum, turned)
        gradient = tf.gradients(y, x)[0]
        np.testing.assert_allclose(
            value(gradient), finite_difference(numpy_value, start), rtol=1e-5, atol=1e-8
        )
