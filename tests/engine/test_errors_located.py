"""Errors name the user's own line, the node, and the shapes and dtypes involved.

Each test makes its mistake on a line that ends in a marker comment, and looks for that very line in the message.
"""

import linecache
import re
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tf

HERE = Path(__file__).name


def line_of(marker):
    """The number of the line of this file that ends in `# marker`."""
    lines = linecache.getlines(__file__)
    return next(number for number, line in enumerate(lines, 1) if line.rstrip().endswith(f"# {marker}"))


def check(error, marker, *words):
    """The message names this file, the marked line and its text, and holds the words."""
    text = str(error.value)
    assert f"{HERE}:{line_of(marker)}" in text, text
    assert re.sub(r"\s*#.*", "", linecache.getline(__file__, line_of(marker))).strip() in text
    for word in words:
        assert word in text, f"{word!r} is not in: {text}"


# --- while the graph is described -------------------------------------------------------------------------


def test_shapes_that_do_not_fit():
    a = tf.placeholder(tf.float32, [4, 2], name="a")
    with pytest.raises(ValueError) as error:
        tf.matmul(a, tf.zeros([3, 5]), name="product")  # here: matmul
    check(error, "here: matmul", "product", "MatMul", "(4, 2)", "(3, 5)")


def test_dtypes_that_differ():
    a = tf.constant([1.0], name="a")
    with pytest.raises(TypeError) as error:
        tf.add(a, tf.constant([1]))  # here: add
    check(error, "here: add", "float32", "int32", "tf.cast")


def test_an_operator_on_what_does_not_convert():
    a = tf.constant([1])
    with pytest.raises(TypeError) as error:
        a + 1.5  # here: operator
    check(error, "here: operator", "int32", "1.5")


def test_a_mistake_inside_the_users_own_function():
    def layer(x):
        return tf.matmul(x, tf.zeros([7, 7]))  # here: inside

    with pytest.raises(ValueError) as error:
        layer(tf.zeros([2, 3]))
    check(error, "here: inside")


def test_tensors_of_two_graphs():
    with tf.Graph().as_default():
        a = tf.constant(1.0, name="a")  # here: one graph
        with tf.Graph().as_default():
            b = tf.constant(2.0, name="b")  # here: another graph
        with pytest.raises(ValueError, match="same graph") as error:
            tf.add(a, b)  # here: they meet
    check(error, "here: they meet", "placeholder")
    check(error, "here: one graph", "a:0: in the default graph (1 operation)")
    check(error, "here: another graph", "b:0: in another graph (1 operation)")


def test_a_finalized_graph(graph):
    graph.finalize()
    with pytest.raises(RuntimeError, match="finalized"):
        tf.constant(1.0)


def test_names_that_are_nearly_right(graph):
    tf.constant(1.0, name="weights")
    with pytest.raises(KeyError, match="weights"):
        graph.get_tensor_by_name("wieghts:0")
    with pytest.raises(KeyError, match="weights"):
        graph.get_operation_by_name("weihgts")


def test_a_node_without_a_gradient(graph):
    x = tf.constant([3.0, 1.0])
    y = tf.cumprod(x) if hasattr(tf, "cumprod") else x
    rule, y.op.record.gradient_rule = y.op.record.gradient_rule, None
    reason, y.op.record.no_gradient = y.op.record.no_gradient, None
    try:
        with pytest.raises(LookupError, match="No gradient defined for operation"):
            tf.gradients(y * 1.0, x)
    finally:
        y.op.record.gradient_rule, y.op.record.no_gradient = rule, reason


# --- while it runs ----------------------------------------------------------------------------------------


def test_a_kernel_that_fails():
    a = tf.placeholder(tf.float32, name="a")
    b = tf.placeholder(tf.float32, name="b")
    product = tf.matmul(a, b, name="product")  # here: run matmul
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(product, {a: np.ones((2, 3)), b: np.ones((4, 5))})
    check(error, "here: run matmul", "product", "MatMul", "(2, 3)", "(4, 5)", "a:0", "float32")
    assert error.value.op is product.op
    assert error.value.error_code == tf.errors.INVALID_ARGUMENT


def test_a_failing_node_with_many_inputs():
    parts = [tf.placeholder(tf.float32, name=f"part{n}") for n in range(3)]
    joined = tf.concat(parts, 0, name="joined")  # here: concat
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(
            joined, dict(zip(parts, [np.ones((1, 2)), np.ones((1, 2)), np.ones((1, 3))], strict=True))
        )
    check(error, "here: concat", "joined", "(1, 3)")


def test_a_failing_assignment():
    v = tf.Variable([1.0, 2.0])
    x = tf.placeholder(tf.float32, name="x")
    update = tf.assign(v, x, name="update")  # here: assign
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError) as error:
            session.run(update, {x: [1.0, 2.0, 3.0]})
    check(error, "here: assign", "update", "[2]", "[3]")


def test_a_placeholder_that_is_not_fed():
    x = tf.placeholder(tf.float32, [None, 2], name="images")  # here: placeholder
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(x * 2.0)
    check(
        error,
        "here: placeholder",
        "placeholder tensor 'images' with dtype float and shape [?,2]",
        "feed_dict",
    )


def test_a_variable_without_a_value():
    w = tf.Variable(1.0, name="w")
    y = tf.multiply(w, 2.0, name="y")  # here: read
    with pytest.raises(tf.errors.FailedPreconditionError) as error:
        tf.Session().run(y)
    check(error, "here: read", "Attempting to use uninitialized value w", "global_variables_initializer")


def test_the_gradient_s_failure_names_a_line_of_the_program():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.matmul(x, x)
    start = tf.placeholder_with_default(np.ones((3, 3), np.float32), None)
    gradient = tf.gradients(y, x, grad_ys=start)  # here: grad
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(gradient, {x: np.ones((2, 2))})
    check(error, "here: grad", "gradients/")


def test_a_cause_is_kept():
    a = tf.placeholder(tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(tf.matmul(a, a), {a: np.ones((2, 3))})
    assert isinstance(error.value.__cause__, Exception)


def test_an_interrupt_is_passed_on_and_changes_nothing(counted, monkeypatch):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(1.0)]):
        bad = counted(1.0, 1.0)

    def interrupt(a, b):
        raise KeyboardInterrupt

    monkeypatch.setattr(counted, "kernel", interrupt)
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(KeyboardInterrupt):
            session.run(bad)
        assert session.run(v) == 1.0


def test_a_missing_device_names_its_node():
    with tf.device("/gpu:0"):
        c = tf.constant(1.0, name="there")  # here: device
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        tf.Session().run(c)
    check(error, "here: device", "there", "allow_soft_placement")
    assert tf.Session(config=tf.ConfigProto(allow_soft_placement=True)).run(c) == 1.0
