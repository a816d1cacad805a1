"""tf.contrib: which parts there are, and those that only programs use: slim, losses, metrics, training, nn."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat import contrib
from tensorlab.compat.contrib import losses, metrics, slim, training


@pytest.fixture(autouse=True)
def _graph() -> Any:
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        yield


def value(tensor: Any) -> Any:
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        return session.run(tensor)


@pytest.mark.parametrize("name", contrib.HERE)
def test_a_part_is_there(name: str) -> None:
    assert getattr(tf.contrib, name).__name__ == f"tensorlab.compat.contrib.{name}"
    assert name in dir(tf.contrib)


@pytest.mark.parametrize("name", contrib.NOT_HERE)
def test_a_part_that_is_left_out(name: str) -> None:
    assert name not in contrib.HERE
    with pytest.raises(AttributeError, match=rf"tf\.contrib\.{name} is not here: .*\. Use "):
        getattr(tf.contrib, name)


LABELS, PREDICTIONS = np.float32([[1, 0, 0], [0, 1, 0]]), np.float32([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])
SAME_LOSSES: list[tuple[Callable[[], Any], Callable[[], Any]]] = [
    (
        lambda: losses.absolute_difference(PREDICTIONS, LABELS, 2.0),
        lambda: tf.losses.absolute_difference(LABELS, PREDICTIONS, 2.0),
    ),
    (
        lambda: losses.cosine_distance(PREDICTIONS, LABELS, dim=1),
        lambda: tf.losses.cosine_distance(LABELS, PREDICTIONS, axis=1),
    ),
    (
        lambda: losses.log_loss(PREDICTIONS, LABELS, epsilon=0.01),
        lambda: tf.losses.log_loss(LABELS, PREDICTIONS, epsilon=0.01),
    ),
    (
        lambda: losses.mean_squared_error(PREDICTIONS, LABELS, weight=3.0),
        lambda: tf.losses.mean_squared_error(LABELS, PREDICTIONS, 3.0),
    ),
    (
        lambda: losses.sigmoid_cross_entropy(PREDICTIONS, LABELS, label_smoothing=0.1),
        lambda: tf.losses.sigmoid_cross_entropy(LABELS, PREDICTIONS, label_smoothing=0.1),
    ),
    (
        lambda: losses.softmax_cross_entropy(PREDICTIONS, LABELS, [1.0, 0.0]),
        lambda: tf.losses.softmax_cross_entropy(LABELS, PREDICTIONS, [1.0, 0.0]),
    ),
    (
        lambda: losses.sparse_softmax_cross_entropy(PREDICTIONS, [0, 1]),
        lambda: tf.losses.sparse_softmax_cross_entropy([0, 1], PREDICTIONS),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME_LOSSES)
def test_a_loss_with_the_predictions_first(old: Callable[[], Any], new: Callable[[], Any]) -> None:
    """The same number, and it is collected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        loss = old()
    assert tf.losses.get_losses() == [loss]
    np.testing.assert_array_equal(*value([loss, new()]))


def test_the_hinge_loss_of_contrib_is_not_reduced() -> None:
    loss = losses.hinge_loss(PREDICTIONS, LABELS)
    np.testing.assert_allclose(value(loss), np.maximum(0, 1 - (2 * LABELS - 1) * PREDICTIONS))
    assert tf.losses.get_losses() == []


GUESSES, TRUTH = np.array([1, 1, 0, 1]), np.array([1, 0, 0, 1])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", 0.75),
        ("precision", 2 / 3),
        ("recall", 1.0),
        ("mean_squared_error", 0.25),
        ("true_positives", 2.0),
    ],
)
def test_metrics_with_the_predictions_first(name: str, expected: float) -> None:
    """`streaming_...`: a pair of value and update, over two batches."""
    guesses, truth = tf.placeholder(tf.float32, [4]), tf.placeholder(tf.float32, [4])
    found, update = getattr(metrics, f"streaming_{name}")(guesses, truth)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        session.run(update, {guesses: GUESSES, truth: TRUTH})
        np.testing.assert_allclose(session.run(found), expected, rtol=1e-6)
        session.run(update, {guesses: GUESSES, truth: TRUTH})
        twice = 2 if name == "true_positives" else 1
        np.testing.assert_allclose(session.run(found), expected * twice, rtol=1e-6)


def test_several_metrics_at_once() -> None:
    pairs = {
        "accuracy": metrics.streaming_accuracy(GUESSES, TRUTH),
        "mean": metrics.streaming_mean([1.0, 3.0]),
    }
    values, updates = metrics.aggregate_metric_map(pairs)
    assert list(values) == list(updates) == ["accuracy", "mean"]
    assert value(updates) == {"accuracy": 0.75, "mean": 2.0}
    with pytest.raises(ValueError, match="at least one"):
        metrics.aggregate_metrics()
    assert value(metrics.accuracy([1, 2], [1, 3], weights=[3.0, 1.0])) == 0.75
    np.testing.assert_array_equal(value(metrics.confusion_matrix([0, 1], [1, 1])), [[0, 1], [0, 1]])
    with pytest.raises(AttributeError, match="Did you mean 'streaming_accuracy'"):
        metrics.streaming_acuracy  # noqa: B018


def test_settings_by_name() -> None:
    settings = training.HParams(rate=0.5, layers=[32, 10], name="small", train=True, depth=2)
    settings.parse("rate=1e-3, name=large,layers[1]=11,train=0,depth=5")
    assert settings.values() == {
        "rate": 0.001,
        "layers": [32, 11],
        "name": "large",
        "train": False,
        "depth": 5,
    }
    settings.rate = 2
    assert settings.rate == 2.0 and isinstance(settings.rate, float)
    assert training.HParams(**settings.values()).parse_json(settings.to_json()).values() == settings.values()
    settings.del_hparam("name")
    assert "name" not in settings and settings.get("name", "none") == "none"
    for change, kind, words in (
        ({"rat": 1.0}, KeyError, "Did you mean 'rate'"),
        ({"rate": "fast"}, ValueError, "Could not cast"),
        ({"depth": 2.5}, ValueError, "Must pass an integer"),
        ({"layers": 3}, ValueError, "is a list"),
        ({"depth": True}, ValueError, "Could not cast"),
    ):
        with pytest.raises(kind, match=words):
            settings.override_from_dict(change)
    for text, words in (
        ("speed=3", "Unknown hyperparameter speed"),
        ("depth=x", "Could not parse"),
        ("?", "Malformed"),
    ):
        with pytest.raises(ValueError, match=words):
            settings.parse(text)
    with pytest.raises(ValueError, match="reserved"):
        settings.add_hparam("rate", 1.0)
    with pytest.raises(ValueError, match="empty"):
        training.HParams(layers=[])


def test_a_training_operation() -> None:
    """It runs the updates first, clips, counts, and has the loss before the step."""
    weight, count = tf.Variable(3.0, name="weight"), tf.Variable(0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, count.assign_add(1.0))
    optimizer = tf.train.GradientDescentOptimizer(1.0)
    train = slim.learning.create_train_op(
        weight * weight, optimizer, clip_gradient_norm=4.0, gradient_multipliers={"weight": 0.5}
    )
    assert tf.get_collection(tf.GraphKeys.TRAIN_OP)[-1] is train
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(train) == 9.0
        assert session.run(weight) == 0.0  # the gradient 6 is halved to 3, which the norm 4 lets pass
        assert session.run([count, tf.train.get_global_step()]) == [1.0, 1]
    quiet = training.create_train_op(weight * weight, optimizer, global_step=None, update_ops=[])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(quiet)
        assert session.run([weight, count, tf.train.get_global_step()]) == [-3.0, 0.0, 0]


def test_a_loss_that_is_not_finite() -> None:
    weight = tf.Variable(-1.0)
    train = training.create_train_op(tf.log(weight), tf.train.GradientDescentOptimizer(1.0))
    with pytest.raises(tf.errors.InvalidArgumentError, match="LossTensor is inf or nan"):
        value(train)


def test_slim_is_layers_and_framework(capsys: pytest.CaptureFixture[str]) -> None:
    """The lines of a network in a scope of arguments, as slim's readme has it."""
    with slim.arg_scope([slim.fully_connected], weights_regularizer=slim.l2_regularizer(0.5)):
        net = slim.fully_connected(tf.ones([2, 4]), 3, scope="fc1")
        net = slim.fully_connected(slim.flatten(net), 2, activation_fn=None, scope="fc2")
    assert [variable.op.name for variable in slim.get_model_variables()] == [
        f"{layer}/{part}" for layer in ("fc1", "fc2") for part in ("weights", "biases")
    ]
    assert len(slim.losses.get_regularization_losses()) == 2
    assert slim.layers.conv2d is tf.contrib.layers.conv2d and slim.conv2d is tf.contrib.layers.conv2d
    assert slim.model_analyzer.analyze_vars(slim.get_variables(), print_info=True) == (23, 92)
    assert "fc1/weights:0 (float32_ref 4x3) [12, bytes: 48]" in capsys.readouterr().out
    assert slim.utils.convert_collection_to_dict("nothing") == {}
    with pytest.raises(AttributeError, match="ready-made networks"):
        slim.nets  # noqa: B018
    with pytest.raises(AttributeError, match="Did you mean 'conv2d'"):
        slim.conv2  # noqa: B018
    with pytest.raises(NotImplementedError, match="one machine"):
        slim.learning.train(net, None, sync_optimizer=object())


def test_cross_entropies_with_the_logits_first() -> None:
    nn = tf.contrib.nn
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pairs = [
            (
                nn.deprecated_flipped_softmax_cross_entropy_with_logits(PREDICTIONS, LABELS),
                tf.nn.softmax_cross_entropy_with_logits(labels=LABELS, logits=PREDICTIONS),
            ),
            (
                nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits(PREDICTIONS, [0, 1]),
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1], logits=PREDICTIONS),
            ),
            (
                nn.deprecated_flipped_sigmoid_cross_entropy_with_logits(PREDICTIONS, LABELS),
                tf.nn.sigmoid_cross_entropy_with_logits(labels=LABELS, logits=PREDICTIONS),
            ),
        ]
    for old, new in pairs:
        np.testing.assert_array_equal(*value([old, new]))
