"""What layers and metrics say and do that TensorFlow does not: errors that show the way out, weights as arrays.

What they compute is compared with TensorFlow in `tests/parity/programs/layers_*.py` and `metrics_of_*.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab


@pytest.fixture(autouse=True)
def _fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def message_of(kind: type[Exception], action: Callable[[], Any]) -> str:
    """The text of the error that an action must raise."""
    with pytest.raises(kind) as caught:
        action()
    return str(caught.value)


def test_an_input_that_does_not_fit_is_located() -> None:
    """The user's line, the layer, the tensor with its shape, and the way out."""
    x = tf.placeholder(tf.float32, [3], name="x")
    text = message_of(ValueError, lambda: tf.layers.dense(x, 2))
    assert "Input 0 of layer dense_1" in text and "expected min_ndim=2, found ndim=1" in text
    assert "test_layers.py:" in text and "tf.layers.dense(x, 2)" in text
    assert "x:0: float32 (3,)" in text and "tf.expand_dims" in text


def test_a_layer_keeps_the_sizes_of_its_first_input() -> None:
    """The advice is another one where the same layer is called again."""
    layer = tf.layers.Conv2D(2, 3)
    layer(tf.ones([1, 8, 8, 3]))
    text = message_of(ValueError, lambda: layer(tf.ones([1, 8, 8, 4])))
    assert "expected axis -1 of input shape to have value 3" in text and "make another layer" in text


@pytest.mark.parametrize(
    "make",
    [
        lambda x: tf.layers.dense(tf.reshape(x, [2, -1]), 1),
        lambda x: tf.layers.conv2d(tf.placeholder(tf.float32, [1, 4, 4, None]), 1, 1),
        lambda x: tf.layers.batch_normalization(tf.placeholder(tf.float32, [2, None])),
    ],
)
def test_unknown_sizes_are_explained(make: Callable[[Any], Any]) -> None:
    """Which layer, which shape, and what the placeholder lacks."""
    text = message_of(ValueError, lambda: make(tf.placeholder(tf.float32)))
    assert "_1" in text and "Give the placeholder" in text and "shape" in text


def test_misspelt_arguments_and_settings_get_a_hint() -> None:
    """Keywords, activations, initializers, names of functions."""
    x = tf.ones([1, 2])
    assert "Did you mean 'kernel_initializer'" in message_of(
        TypeError, lambda: tf.layers.dense(x, 2, kernel_initialiser=None)
    )
    assert "Did you mean 'relu'" in message_of(ValueError, lambda: tf.layers.dense(x, 2, activation="rleu"))
    assert "Did you mean 'zeros'" in message_of(
        ValueError, lambda: tf.layers.dense(x, 2, kernel_initializer="zeroes")
    )
    assert "Did you mean 'dense'" in message_of(AttributeError, lambda: tf.layers.desne)
    assert "Did you mean 'accuracy'" in message_of(AttributeError, lambda: tf.metrics.acuracy)
    assert "NCHW" in message_of(
        ValueError, lambda: tf.layers.conv2d(tf.ones([1, 2, 2, 1]), 1, 1, data_format="NHWC")
    )


@pytest.mark.parametrize("setting", [{"renorm": True}, {"virtual_batch_size": 2}, {"adjustment": len}])
def test_what_batch_normalization_does_not_do(setting: dict[str, Any]) -> None:
    """It is refused by name, at once."""
    name = next(iter(setting))
    text = message_of(NotImplementedError, lambda: tf.layers.batch_normalization(tf.ones([2, 2]), **setting))
    assert f"with {name} is not here" in text


def test_training_must_be_a_truth_value() -> None:
    """A list is none."""
    assert "training" in message_of(TypeError, lambda: tf.layers.dropout(tf.ones([2]), training=[True]))


def test_weights_as_arrays() -> None:
    """get_weights and set_weights work in the default session."""
    layer = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer())
    y = layer(tf.constant([[1.0, 2.0]]))
    assert "open a session" in message_of(ValueError, layer.get_weights)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        kernel, bias = layer.get_weights()
        assert kernel.tolist() == [[1.0, 1.0], [1.0, 1.0]] and bias.tolist() == [0.0, 0.0]
        layer.set_weights([2.0 * kernel, bias + 1.0])
        assert session.run(y).tolist() == [[7.0, 7.0]]
        assert "2 variables" in message_of(ValueError, lambda: layer.set_weights([kernel]))


def test_the_same_on_a_gpu() -> None:
    """A network with all kinds of layers trains alike on the (simulated) GPU."""

    def losses() -> list[float]:
        with tf.Graph().as_default(), tf.Session() as session:
            image = tf.constant(np.sin(np.arange(256.0)).reshape(4, 8, 8, 1), tf.float32)
            training = tf.placeholder_with_default(True, [])
            net = tf.layers.conv2d(
                image, 3, 3, activation=tf.nn.relu, kernel_initializer=tf.random_normal_initializer(seed=1)
            )
            net = tf.layers.max_pooling2d(tf.layers.batch_normalization(net, training=training), 2, 2)
            net = tf.layers.dropout(tf.layers.flatten(net), 0.5, training=training, seed=2)
            net = tf.layers.dense(net, 2, kernel_initializer=tf.random_normal_initializer(seed=3))
            loss = tf.losses.sparse_softmax_cross_entropy([0, 1, 0, 1], net)
            with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
                step = tf.train.AdamOptimizer(0.01).minimize(loss)
            _, best = tf.metrics.recall_at_k(tf.constant([0, 1, 0, 1], tf.int64), net, 1)
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            return [float(session.run([loss, step])[0]) for _ in range(3)] + [float(session.run(best))]

    here = losses()
    with lab.simulate_gpu():
        assert losses() == pytest.approx(here, rel=1e-6)
    assert len(set(here)) == 4


def test_parts_of_contrib_that_are_left_out() -> None:
    """The reason, and what to use."""
    text = message_of(AttributeError, lambda: tf.contrib.layers.real_valued_column)
    assert text == (
        "tf.contrib.layers.real_valued_column is not here: feature columns are not here. Use "
        "tf.placeholder, tf.one_hot and tf.concat."
    )
    assert "Did you mean 'fully_connected'" in message_of(
        AttributeError, lambda: tf.contrib.layers.fully_conected
    )
    assert "marks TensorFlow's own functions" in message_of(
        AttributeError, lambda: tf.contrib.framework.deprecated
    )


def test_sparse_labels_are_refused() -> None:
    """Rankings take dense labels; the message says how to make them."""
    labels = tf.SparseTensor([[0, 0]], tf.constant([1], tf.int64), [1, 2])
    text = message_of(NotImplementedError, lambda: tf.metrics.recall_at_k(labels, tf.ones([1, 3]), 1))
    assert "default_value=-1" in text
