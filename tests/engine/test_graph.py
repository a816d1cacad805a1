"""Graphs: what describing a program adds to them, and what it does not."""

import numpy as np
import pytest

import tensorlab as tf


def test_nothing_is_computed_while_a_graph_is_described(counted):
    counted(counted(1.0, 2.0), 3.0)
    assert counted.calls == []


def test_inputs_are_older_than_what_reads_them(graph):
    w = tf.Variable(np.ones((2, 2)))
    loss = tf.reduce_sum(tf.matmul(w, w))
    tf.train.AdamOptimizer().minimize(loss)
    for number, operation in enumerate(graph.operations):
        assert operation.index == number
        assert all(tensor.op.index < number for tensor in operation.inputs)


def test_consumers_are_listed_once(graph):
    x = tf.constant([[1.0]])
    square, other = tf.matmul(x, x), tf.negative(x)
    assert x.consumers() == [square.op, other.op]
    x.consumers().clear()
    assert len(x.consumers()) == 2


def test_a_refused_node_leaves_no_trace(graph):
    a = tf.zeros([2, 3])
    before = graph.get_operations()
    with pytest.raises(ValueError):
        tf.matmul(a, a)
    assert graph.get_operations() == before
    assert a.consumers() == []


def test_two_graphs_share_nothing():
    with tf.Graph().as_default() as first:
        tf.Variable(1.0, name="v")
        tf.add_to_collection("mine", 1)
    with tf.Graph().as_default() as second:
        assert tf.Variable(2.0, name="v").name == "v:0"
        assert tf.get_collection("mine") == []
    assert first.get_operation_by_name("v") is not second.get_operation_by_name("v")


def test_every_node_knows_its_line(graph):
    x = tf.placeholder(tf.float32)
    y = tf.tanh(x * 2.0)
    for operation in graph.operations:
        assert operation.source.place.startswith("test_graph.py:")
    assert y.op.source.text == "y = tf.tanh(x * 2.0)"
    assert x.op.source.function == "test_every_node_knows_its_line"


def test_a_node_made_in_a_function_knows_its_callers():
    def layer(x):
        return tf.tanh(x)

    y = layer(tf.constant(1.0))
    assert [line.text for line in y.op.traceback][-2:] == ["y = layer(tf.constant(1.0))", "return tf.tanh(x)"]


def test_scopes_are_restored_after_an_error(graph):
    waiting = tf.control_dependencies([tf.no_op()])
    with pytest.raises(ValueError, match="on purpose"), tf.name_scope("a"), tf.device("/cpu:0"), waiting:
        raise ValueError("on purpose")
    c = tf.constant(1.0)
    assert (c.name, c.device, c.op.control_inputs) == ("Const:0", "", [])


def test_a_failing_gradient_leaves_the_scopes_as_they_were(graph):
    x = tf.constant(1.0)
    y = tf.tanh(x)
    with pytest.raises(ValueError, match="grad_ys"):
        tf.gradients([y], [x], grad_ys=[None, None])
    with pytest.raises(TypeError):
        tf.gradients(y, x, grad_ys=tf.constant(1))
    c = tf.constant(1.0, name="after")
    assert c.name == "after:0"
    assert c.op.gradient_of is None


def test_a_finalized_graph_still_runs(graph):
    v = tf.Variable(1.0)
    init, update = tf.global_variables_initializer(), v.assign_add(1.0)
    with tf.Session() as session:
        graph.finalize()
        session.run(init)
        assert session.run(update) == 2.0
        v.load(7.0, session)
        assert session.run(v) == 7.0
        with pytest.raises(RuntimeError, match="finalized"):
            tf.constant(1.0)


def test_seeds_of_two_random_ops_in_one_graph_differ():
    tf.set_random_seed(3)
    a, b = tf.random_normal([4]), tf.random_normal([4])
    with tf.Session() as session:
        first, second = session.run([a, b])
    assert not np.array_equal(first, second)
