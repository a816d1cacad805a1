"""Names and argument orders that TensorFlow dropped: they work, and say at the user's line what to write today."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat import dropped_names, not_here
from tensorlab.compat.dropped_names import RENAMED


@pytest.fixture(autouse=True)
def _graph() -> Any:
    with tf.Graph().as_default():
        yield


def found(path: str) -> Any:
    value: Any = tf
    for part in path.split("."):
        value = getattr(value, part)
    return value


def exists(path: str) -> bool:
    try:
        found(path)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("name", RENAMED)
def test_an_old_name(name: str) -> None:
    """It is today's function (or is refused as that is), and the warning names it at this line."""
    new = RENAMED[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if not exists(new):
            with pytest.raises(AttributeError):
                found(name)
            return
        assert found(name) is found(new)
    told = [
        warning for warning in caught if str(warning.message) == f"tf.{name} is an old name: write tf.{new}."
    ]
    assert told and {warning.filename for warning in told} == {__file__}
    assert {warning.category for warning in told} == {DeprecationWarning}


def test_no_old_name_hides_a_new_one() -> None:
    """A name that exists today is never looked up among the old ones."""
    for name in [*RENAMED, *dropped_names.CHANGED]:
        space, _, last = name.rpartition(".")
        if not space or exists(space):
            assert last not in vars(found(space) if space else tf), name


def value(tensor: Any) -> Any:
    with tf.Session() as session:
        return session.run(tensor)


X = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
SCORES = np.array([[1.0, 2.0, 0.5]], np.float32)
CHANCES = np.array([[0.0, 1.0, 0.0]], np.float32)
OLD_CALLS: list[tuple[Callable[[], Any], Callable[[], Any], str]] = [
    (lambda: tf.concat(0, [X, X]), lambda: tf.concat([X, X], 0), "tf.concat(values, axis)"),
    (lambda: tf.concat(1, values=[X, X]), lambda: tf.concat([X, X], 1), "tf.concat(values, axis)"),
    (lambda: tf.concat(np.int64(1), [X, X], "name"), lambda: tf.concat([X, X], 1), "tf.concat(values, axis)"),
    (lambda: tf.split(1, 2, X), lambda: tf.split(X, 2, 1), "tf.split(value, num_or_size_splits, axis)"),
    (lambda: tf.split(0, 2, X, "name"), lambda: tf.split(X, 2, 0), "tf.split(value, num_or_size_splits, axis)"),
    (lambda: tf.split(1, num_split=2, value=X), lambda: tf.split(X, 2, 1), "tf.split(value"),
    (lambda: tf.split(split_dim=1, num_split=2, value=X), lambda: tf.split(X, 2, 1), "'split_dim' is an old name"),
    (
        lambda: tf.nn.softmax_cross_entropy_with_logits(SCORES, CHANCES),
        lambda: tf.nn.softmax_cross_entropy_with_logits(labels=CHANCES, logits=SCORES),
        "write labels=..., logits=...",
    ),
    (
        lambda: tf.nn.softmax_cross_entropy_with_logits(SCORES, CHANCES, name="loss"),
        lambda: tf.nn.softmax_cross_entropy_with_logits(labels=CHANCES, logits=SCORES),
        "write labels=..., logits=...",
    ),
    (
        lambda: tf.nn.softmax_cross_entropy_with_logits(SCORES, labels=CHANCES),
        lambda: tf.nn.softmax_cross_entropy_with_logits(labels=CHANCES, logits=SCORES),
        "write labels=..., logits=...",
    ),
    (
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(SCORES, [1]),
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=SCORES),
        "write labels=..., logits=...",
    ),
    (
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(SCORES, CHANCES),
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(labels=CHANCES, logits=SCORES),
        "write labels=..., logits=...",
    ),
    (
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(logits=SCORES, targets=CHANCES),
        lambda: tf.nn.sigmoid_cross_entropy_with_logits(labels=CHANCES, logits=SCORES),
        "'targets' is an old name",
    ),
    (
        lambda: tf.batch_matmul(X[None], X[None], adj_y=True),
        lambda: tf.matmul(X[None], X[None], adjoint_b=True),
        "write tf.matmul",
    ),
    (lambda: tf.inv(X), lambda: tf.reciprocal(X), "write tf.reciprocal"),
    (lambda: tf.select(X > 2, X, -X), lambda: tf.where(X > 2, X, -X), "write tf.where"),
    (lambda: tf.listdiff([1, 2, 3], [2])[0], lambda: tf.setdiff1d([1, 2, 3], [2])[0], "write tf.setdiff1d"),
    (
        lambda: tf.batch_matrix_determinant(X[None]),
        lambda: tf.matrix_determinant(X[None]),
        "write tf.matrix_determinant",
    ),
    (lambda: tf.complex_abs([3 + 4j]), lambda: tf.abs([3 + 4j]), "write tf.abs"),
    (
        lambda: tf.cond(tf.constant(True), fn1=lambda: X, fn2=lambda: -X),
        lambda: tf.cond(tf.constant(True), lambda: X, lambda: -X),
        "'fn1' is an old name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "advice"), OLD_CALLS)
def test_an_old_call(old: Callable[[], Any], new: Callable[[], Any], advice: str) -> None:
    """The same numbers as today's call, which warns of nothing; the warning stands at this file's line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        older = old()
    told = [warning for warning in caught if advice in str(warning.message)]
    assert told and {warning.filename for warning in told} == {__file__}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        newer = new()
    for one, other in zip(np.atleast_1d(value(older)), np.atleast_1d(value(newer)), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("loss", [tf.nn.nce_loss, tf.nn.sampled_softmax_loss])
def test_labels_before_inputs(loss: Any) -> None:
    """Before 1.0 the sampled losses took the inputs first; whole numbers are labels."""

    def computed(old: bool) -> Any:
        with tf.Graph().as_default():
            tf.set_random_seed(5)
            weights, biases = tf.ones([50, 4]) * 0.1, tf.zeros([50])
            inputs, labels = tf.ones([2, 4]), tf.constant([[3], [7]], tf.int64)
            order = (inputs, labels) if old else (labels, inputs)
            return value(loss(weights, biases, *order, 5, 50))

    with pytest.warns(DeprecationWarning, match="labels before inputs"):
        older = computed(old=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(older, computed(old=False))


def test_scopes_of_old() -> None:
    with pytest.warns(DeprecationWarning, match=r"write tf.name_scope\(name, default_name, values\)"):
        scope = tf.op_scope([], "mine", "default")
    with scope:
        assert tf.constant(1.0).op.name == "mine/Const"
    with pytest.warns(DeprecationWarning, match="write tf.variable_scope"):
        variables = tf.variable_op_scope([], None, "layer")
    with variables:
        assert tf.get_variable("w", [1]).op.name == "layer/w"


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (
            lambda: tf.nn.softmax_cross_entropy_with_logits(SCORES, logits=SCORES),
            TypeError,
            "two values for its",
        ),
        (lambda: tf.split(1, 2), ValueError, "Invalid split dimension"),
    ],
)
def test_what_is_no_old_order_either(call: Callable[[], Any], kind: Any, words: str) -> None:
    with warnings.catch_warnings(), pytest.raises(kind, match=words):
        warnings.simplefilter("ignore")
        call()


def test_the_place_that_1_x_kept_empty() -> None:
    """`_sentinel`: a None in the first place is passed over."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss = tf.nn.softmax_cross_entropy_with_logits(None, CHANCES, SCORES)
    expected = tf.nn.softmax_cross_entropy_with_logits(labels=CHANCES, logits=SCORES)
    np.testing.assert_array_equal(value(loss), value(expected))


def test_whole_programs_of_0_x() -> None:
    """Linear regression as it was printed in 2016."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        x, y = tf.placeholder("float"), tf.placeholder("float")
        w, b = tf.Variable(0.5, name="weight"), tf.Variable(0.0, name="bias")
        cost = tf.reduce_sum(tf.pow(tf.sub(tf.add(tf.mul(x, w), b), y), 2)) / 4
        train = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
        init = tf.initialize_all_variables()
        with tf.Session() as session:
            session.run(init)
            for _ in range(200):
                session.run(train, feed_dict={x: [0.0, 1.0, 2.0], y: [1.0, 3.0, 5.0]})
            np.testing.assert_allclose(session.run([w, b]), [2.0, 1.0], atol=1e-3)


# --- what is left out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", not_here.NAMES)
def test_a_name_that_is_left_out(name: str) -> None:
    """It says why and what to use; a name that has come meanwhile must leave the list."""
    if name.endswith("_") or name in ("train.Monitored", "train.SessionRun", "train.get_checkpoint"):
        name += {"train.maybe_": "batch", "train.Monitored": "Session", "train.SessionRun": "Hook"}.get(
            name, "_state"
        )
    with pytest.raises(AttributeError, match=rf"tf\.{name} is not here: .*\. Use "):
        found(name)


def test_what_tensorflow_does_not_have_either() -> None:
    for name in ("train.Saber", "sumary", "datas", "iota"):
        assert not_here.refusal(name) == ""


def test_switches_between_1_and_2() -> None:
    """To graphs there is nothing to switch; away from them nothing can be switched."""
    assert tf.disable_v2_behavior() is None and tf.disable_eager_execution() is None
    assert not tf.executing_eagerly()
    with pytest.raises(RuntimeError, match=r"tf.enable_eager_execution\(\) cannot change that"):
        tf.enable_eager_execution()
