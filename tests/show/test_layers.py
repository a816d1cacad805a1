"""Scopes that hold a layer are found by what is in them, whatever they are called."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.words import plain_text
from tensorlab.show.layers import layer_of
from tensorlab.show.tracer import add_layouts

IMAGES = np.random.RandomState(0).rand(2, 8, 8, 3)
SEQUENCES = np.random.RandomState(1).rand(2, 4, 3)


def bundle_of(make: Callable[[], Any]) -> dict[str, Any]:
    """The bundle of one run of what a function makes."""
    with tf.Graph().as_default(), lab.trace() as tape, tf.Session() as session:
        made = make()
        session.run(tf.global_variables_initializer())
        session.run(made)
        bundle, _ = tape.bundle()
    add_layouts(bundle)
    return bundle


def found_in(bundle: dict[str, Any], language: str = "en") -> dict[str, tuple[str, str]]:
    """By scope, or by box, which layer it is, and in short."""
    marked = [(group["name"], group["layer"]) for group in bundle["groups"] if "layer" in group]
    marked += [(box["title"], box["layer"]) for box in bundle["boxes"] if "layer" in box]
    return {name: (layer["kind"], plain_text(layer["short"], language)) for name, layer in marked}


def images() -> tf.Tensor:
    return tf.constant(IMAGES, tf.float32)


def sequences() -> tf.Tensor:
    return tf.constant(SEQUENCES, tf.float32)


CASES: dict[str, tuple[Callable[[], Any], str, tuple[str, str]]] = {
    "dense": (
        lambda: tf.layers.dense(tf.ones([2, 3]), 5, activation=tf.nn.relu, name="anything"),
        "anything",
        ("dense", "3 → 5, relu"),
    ),
    "convolution": (
        lambda: tf.layers.conv2d(images(), 4, 3, strides=2, name="eyes"),
        "eyes",
        ("convolution", "3×3, 4 filters"),
    ),
    "pooling": (
        lambda: tf.layers.max_pooling2d(images(), 2, 2),
        "MaxPool",
        ("pooling", "largest of 2×2"),
    ),
    "normalization": (
        lambda: tf.layers.batch_normalization(images(), training=True, name="even"),
        "even",
        ("normalization", "mean 0, variance 1"),
    ),
    "dropout": (
        lambda: tf.layers.dropout(tf.ones([4, 4]), 0.5, training=True, name="forget"),
        "forget/dropout",
        ("dropout", "some at random to 0"),
    ),
    "by hand": (
        lambda: by_hand(),
        "mine",
        ("dense", "3 → 2, sigmoid"),
    ),
    "lstm": (
        lambda: tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(6), sequences(), dtype=tf.float32)[0],
        "rnn/while/basic_lstm_cell",
        ("lstm", "LSTM, 6 units"),
    ),
    "gru": (
        lambda: tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), sequences(), dtype=tf.float32)[0],
        "rnn/while/gru_cell",
        ("gru", "GRU, 5 units"),
    ),
    "recurrent": (
        lambda: tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(5), sequences(), dtype=tf.float32)[0],
        "rnn/while/basic_rnn_cell",
        ("recurrent", "5 units, tanh"),
    ),
    "along the sequence": (
        lambda: tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), sequences(), dtype=tf.float32)[0],
        "rnn",
        ("recurrent", "along the sequence"),
    ),
}


def by_hand() -> tf.Tensor:
    """A dense layer from a book, without tf.layers."""
    with tf.name_scope("mine"):
        weights = tf.Variable(tf.ones([3, 2]), name="weights")
        bias = tf.Variable(tf.zeros([2]), name="bias")
        return tf.sigmoid(tf.matmul(tf.ones([4, 3]), weights) + bias)


@pytest.mark.parametrize("name", CASES)
def test_a_layer_is_found(name: str) -> None:
    make, scope, wanted = CASES[name]
    assert found_in(bundle_of(make)).get(scope) == wanted


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_layer_has_a_sentence_in_both_languages(language: str) -> None:
    for make, *_ in CASES.values():
        bundle = bundle_of(make)
        for thing in (*bundle["groups"], *bundle["boxes"]):
            if "layer" in thing:
                sentence = plain_text(thing["layer"]["sentence"], language)
                assert len(sentence) > 12 and "{" not in sentence


def test_what_is_no_layer_is_called_none() -> None:
    def two_products() -> tf.Tensor:
        with tf.name_scope("dense"):
            weights = tf.Variable(tf.ones([3, 3]), name="kernel")
            return tf.matmul(tf.matmul(tf.ones([4, 3]), weights), weights)

    def no_weights() -> tf.Tensor:
        with tf.name_scope("lstm_cell"):
            return tf.tanh(tf.ones([3]) * 2.0)

    assert found_in(bundle_of(two_products)) == {}
    assert found_in(bundle_of(no_weights)) == {}


def test_parts_of_a_layer_are_no_layers_of_their_own() -> None:
    bundle = bundle_of(CASES["convolution"][0])
    assert list(found_in(bundle)) == ["eyes"]


def test_a_node_of_no_known_kind_is_no_layer() -> None:
    assert layer_of([{"type": "Square", "attributes": {}, "inputs": [], "kind": "math"}], []) is None
