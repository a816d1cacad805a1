"""The mistakes everybody makes in the first week: each is answered with her own names, the shapes, and a way out.

TensorFlow's words are kept where it has good ones (programs and search engines know them); ours stand beside.
"""

import math
import re
import traceback

import pytest

import tensorlab as tf


def refusal(error: type[Exception], *words: str) -> pytest.RaisesExc:
    """What `pytest.raises` is to find: all the words, in this order, whatever stands between."""
    return pytest.raises(error, match="(?s)" + ".*".join(re.escape(word) for word in words))


@pytest.fixture(autouse=True)
def _a_graph_of_its_own() -> None:
    tf.reset_default_graph()


# --- names and arguments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [("uniform", "'random_uniform'"), ("relu", "'nn.relu'"), ("reduce_meen", "'reduce_mean'")],
)
def test_a_misspelt_name(name: str, meant: str) -> None:
    with refusal(AttributeError, repr(name), f"Did you mean {meant}"):
        getattr(tf, name)


def test_a_hint_is_given_once() -> None:
    """Python adds a hint of its own to most AttributeErrors."""
    with pytest.raises(AttributeError) as caught:
        tf.train.GridientDescentOptimizer  # noqa: B018
    shown = "".join(traceback.format_exception(caught.value))
    assert shown.count("Did you mean") == 1
    assert "Did you mean 'GradientDescentOptimizer'" in shown.splitlines()[-1]


def test_a_name_that_resembles_nothing() -> None:
    with pytest.raises(AttributeError) as caught:
        tf.quaternion  # noqa: B018
    assert "".join(traceback.format_exception(caught.value)).endswith("no attribute 'quaternion'.\n")


def test_a_name_that_is_left_out() -> None:
    """It says why, and what to use."""
    with refusal(AttributeError, "tf.keras is not here: tensorlab has no Keras", "Use tf.layers."):
        tf.keras  # noqa: B018
    with refusal(
        AttributeError, "tf.feature_column is not here: tensorlab has no estimators", "Use the graph"
    ):
        tf.feature_column  # noqa: B018


def test_a_misspelt_argument() -> None:
    with refusal(TypeError, "matmul() has no argument 'transposeA'", "'transpose_a'"):
        tf.matmul([[1.0]], [[1.0]], transposeA=True)  # type: ignore[call-arg]


def test_an_optimizer_lists_its_arguments() -> None:
    with refusal(TypeError, "AdamOptimizer() has no argument 'lr'", "It takes learning_rate, beta1,"):
        tf.train.AdamOptimizer(lr=0.1)


def test_a_configuration_in_the_place_of_the_target() -> None:
    with refusal(TypeError, "target must be a string", "config=..."):
        tf.Session(tf.ConfigProto())  # type: ignore[arg-type]


# --- shapes and dtypes ------------------------------------------------------------------------------------


def test_shapes_that_do_not_fit_in_a_run_are_told_in_the_words_of_the_shape_rule() -> None:
    x = tf.placeholder(tf.float32, name="x")
    scores = tf.matmul(x, tf.ones([2, 3], name="w"), name="scores")
    expected = (
        "are 3 and 2",
        "(1, 3) and (2, 3)",
        "'scores'",
        "scores = tf.matmul",
        "x:0: float32 (1, 3)",
        "w:0: float32 (2, 3)",
    )
    with tf.Session() as session, refusal(tf.errors.InvalidArgumentError, *expected):
        session.run(scores, {x: [[1.0, 2.0, 3.0]]})


def test_a_failing_node_names_the_inputs_that_it_got() -> None:
    """Constant axes and shapes are built into kernels; the others keep their names."""
    x = tf.placeholder(tf.float32, name="x")
    y = tf.reshape(x, [2, 2], name="grid")
    with (
        tf.Session() as session,
        refusal(tf.errors.InvalidArgumentError, "'grid'", "x:0: float32 (3,)") as caught,
    ):
        session.run(y, {x: [1.0, 2.0, 3.0]})
    assert caught.value.__cause__ is None  # one traceback: the words were ours from the start


def test_numpys_own_error_stays_behind_ours() -> None:
    x = tf.placeholder(tf.float32, name="x")
    y = x + tf.ones([4])
    with tf.Session() as session, refusal(tf.errors.InvalidArgumentError, "(3,) and (4,)") as caught:
        session.run(y, {x: [1.0, 2.0, 3.0]})
    assert isinstance(caught.value.__cause__, ValueError)


def test_the_shapes_of_a_concat() -> None:
    with refusal(ValueError, "(axis 0) must be equal: (2, 3) and (3, 2)"):
        tf.concat([tf.ones([2, 3]), tf.ones([3, 2])], 0)


def test_the_arguments_of_a_concat_in_the_order_of_old() -> None:
    with pytest.warns(DeprecationWarning, match=r"tf.concat\(values, axis\)"):
        assert tf.concat(1, [tf.ones([2, 3]), tf.ones([2, 2])]).shape == [2, 5]


def test_whole_numbers_become_floating_and_not_the_other_way_round() -> None:
    whole, floating = tf.constant([1, 2]), tf.constant([1.0, 2.0])
    with refusal(TypeError, "Convert the first: tf.cast(..., tf.float32)"):
        whole + floating
    with refusal(TypeError, "Convert the second: tf.cast(..., tf.float32)"):
        floating + whole


def test_an_unknown_size_in_a_shape() -> None:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with refusal(TypeError, "[None, 3]", "-1"):
        tf.reshape(x, [None, 3])
    with refusal(TypeError, "Dimension(None)", "tf.shape(t)"):
        tf.ones([x.shape[0], 2])


def test_rows_of_different_lengths() -> None:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.Session() as session, refusal(ValueError, "x:0", "(?, 2)", "the rows differ in length"):
        session.run(x, {x: [[1.0, 2.0], [3.0]]})


# --- a tensor is no number --------------------------------------------------------------------------------


def test_a_tensor_has_no_value_outside_a_run() -> None:
    t = tf.constant(1.0, name="t")
    for use in (float, int, math.exp):
        with refusal(TypeError, "t:0 has no value until a session runs it", "session.run(t)"):
            use(t)


# --- sessions ---------------------------------------------------------------------------------------------


def test_a_value_in_the_place_of_its_tensor() -> None:
    loss = tf.constant(1.0)
    with tf.Session() as session:
        loss = session.run(loss)
        with refusal(TypeError, "has invalid type", "another name"):
            session.run(loss)


def test_nothing_to_fetch() -> None:
    w = tf.Variable([1.0])
    slopes = tf.gradients(tf.constant(1.0), [w])
    with tf.Session() as session, refusal(TypeError, "None", "`return`", "tf.gradients"):
        session.run(slopes)


def test_a_session_that_is_closed() -> None:
    c = tf.constant(1.0)
    with tf.Session() as session:
        pass
    with refusal(RuntimeError, "closed Session", "`with` block"):
        session.run(c)
    by_hand = tf.Session()
    by_hand.close()
    with refusal(RuntimeError, "closed Session", "close() closed it"):
        by_hand.run(c)


def test_two_fetches_without_a_list() -> None:
    a, b = tf.constant(1.0), tf.constant(2.0)
    with tf.Session() as session, refusal(TypeError, "feed_dict", "run([a, b]"):
        session.run(a, b)


def test_an_initializer_made_before_the_optimizer() -> None:
    w = tf.Variable([1.0], name="w")
    init = tf.global_variables_initializer()
    train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w))
    with tf.Session() as session:
        session.run(init)
        with refusal(tf.errors.FailedPreconditionError, "w/Adam", "train = tf.train", "after minimize"):
            session.run(train)


# --- training ---------------------------------------------------------------------------------------------


def test_a_loss_of_whole_numbers() -> None:
    w = tf.Variable([1, 2])
    with refusal(ValueError, "int32", "Whole numbers have no gradient"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(w * w))


def test_a_loss_that_is_a_number() -> None:
    tf.Variable([1.0])
    with refusal(TypeError, "loss must be a tensor", "3.0"):
        tf.train.GradientDescentOptimizer(0.1).minimize(3.0)


def test_a_loss_that_no_gradient_leaves() -> None:
    w = tf.Variable([1.0], name="w")
    with refusal(ValueError, "No gradients provided", "w:0", "tf.argmax"):
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.cast(tf.argmax(w, 0), tf.float32))


def test_the_same_variable_twice() -> None:
    tf.get_variable("w", [2])
    with refusal(ValueError, "w already exists", 'tf.get_variable("w", [2])', "tf.variable_scope"):
        tf.get_variable("w", [2])
