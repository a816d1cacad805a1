"""tf.contrib.layers: fully connected layers, dropout, embeddings; names, collections, reuse."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, describe, run


def _show(*values: Any) -> None:
    for value in values:
        print(value)


def fully_connected(tf: Any, np: Any) -> None:
    """One after the other, with their variables."""
    layers = tf.contrib.layers
    start = layers.xavier_initializer(seed=1)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    hidden = layers.fully_connected(x, 4, weights_initializer=start)
    deeper = layers.fully_connected(
        hidden, num_outputs=2, activation_fn=tf.nn.tanh, weights_initializer=start
    )
    out = layers.fully_connected(deeper, 1, activation_fn=None, biases_initializer=None, scope="out",
                                 weights_initializer=start)  # fmt: skip
    describe(hidden, deeper, out)
    print([v.name for v in tf.global_variables()])
    print([v.name for v in tf.trainable_variables()], [v.name for v in tf.model_variables()])
    _show(*run(tf, [hidden, deeper, out], {x: np.arange(6.0).reshape(2, 3) - 2.0}))
    attempt(tf, lambda: layers.fully_connected(x, 2.0), "num_outputs")
    attempt(tf, lambda: layers.fully_connected(tf.ones([3]), 2))


def higher_ranks(tf: Any, np: Any) -> None:
    """Along the last dimension; other dtypes."""
    layers = tf.contrib.layers
    x = tf.constant(np.arange(12.0).reshape(2, 2, 3) / 7.0, tf.float32)
    start = {"weights_initializer": tf.constant_initializer(0.5)}
    y = layers.fully_connected(x, 2, **start)
    z = layers.fully_connected(tf.ones([1, 2], tf.float64), 2, scope="wide", **start)
    _show(y.name, z.dtype.name, *run(tf, [y, z]))


def short_forms(tf: Any, np: Any) -> None:
    """linear, relu, relu6, elu and the legacy ones."""
    layers = tf.contrib.layers
    x = tf.constant([[1.0, -9.0]])
    start = {"weights_initializer": tf.constant_initializer([[1.0, -1.0], [0.5, -1.0]])}
    for name in ("linear", "relu", "relu6", "elu"):
        y = getattr(layers, name)(x, 2, **start)
        print(y.name, run(tf, y))
    for name in ("legacy_fully_connected", "legacy_linear", "legacy_relu"):
        y = getattr(layers, name)(x, 2, weight_init=tf.constant_initializer(0.5))
        print(y.name, run(tf, y))
    print([v.name for v in tf.global_variables()])
    print(
        [v.name for v in tf.get_collection(tf.GraphKeys.WEIGHTS)],
        tf.get_collection(tf.GraphKeys.BIASES)[0].name,
    )
    print([t.name for t in tf.get_collection(tf.GraphKeys.ACTIVATIONS)])


def sharing(tf: Any, np: Any) -> None:
    """Reuse by scope, and scopes inside variable scopes."""
    layers = tf.contrib.layers
    x = tf.ones([1, 2])
    start = {"weights_initializer": layers.xavier_initializer(seed=3)}
    one = layers.fully_connected(x, 2, scope="fc", **start)
    two = layers.fully_connected(x + 1.0, 2, scope="fc", reuse=True, **start)
    with tf.variable_scope("net") as scope:
        three = layers.fully_connected(x, 2, **start)
    with tf.variable_scope(scope, reuse=True):
        four = layers.fully_connected(x, 2, scope="fully_connected", **start)
    print(one.name, two.name, three.name, four.name)
    print([v.name for v in tf.global_variables()])
    _show(*run(tf, [one, two, three, four]))
    attempt(tf, lambda: layers.fully_connected(x, 2, scope="fc"), "fc/weights")
    attempt(tf, lambda: layers.fully_connected(x, 2, reuse=True))


def collections(tf: Any, np: Any) -> None:
    """Collections for variables and outputs; regularizers."""
    layers = tf.contrib.layers
    y = layers.fully_connected(
        tf.ones([1, 2]), 3, weights_regularizer=layers.l2_regularizer(0.5),
        biases_regularizer=layers.l1_regularizer(0.1),
        variables_collections={"weights": ["w"], "biases": ["b", "all"]}, outputs_collections=["ends"],
        weights_initializer=tf.constant_initializer(2.0), biases_initializer=tf.constant_initializer(-1.0),
    )  # fmt: skip
    z = layers.fully_connected(
        y, 1, variables_collections=["all"], outputs_collections="ends", trainable=False
    )
    for key in (
        "w",
        "b",
        "all",
        "ends",
        tf.GraphKeys.REGULARIZATION_LOSSES,
        tf.GraphKeys.TRAINABLE_VARIABLES,
    ):
        print(key, [item.name for item in tf.get_collection(key)])
    print(y is tf.get_collection("ends")[0], z.name)
    print(*run(tf, tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)))
    print(run(tf, tf.losses.get_regularization_loss()))


def normalizers(tf: Any, np: Any) -> None:
    """A normalizer takes the place of the biases."""
    layers = tf.contrib.layers

    def halved(x: Any, by: float = 2.0) -> Any:
        return x / by

    start = {"weights_initializer": tf.ones_initializer()}
    y = layers.fully_connected(
        tf.ones([1, 2]), 2, normalizer_fn=halved, normalizer_params={"by": 4.0}, **start
    )
    z = layers.fully_connected(tf.ones([1, 2]), 2, normalizer_fn=layers.layer_norm, scope="ln", **start)
    print(y.name, z.name, [v.name for v in tf.global_variables()])
    _show(*run(tf, [y, z]))


def regularizers(tf: Any, np: Any) -> None:
    """l1, l2, both, sums, none."""
    layers = tf.contrib.layers
    w = tf.constant([[1.0, -2.0], [3.0, 0.5]], name="w")
    found = [
        layers.l1_regularizer(0.1)(w),
        layers.l2_regularizer(0.1)(w),
        layers.l2_regularizer(0.1, scope="mine")(w),
        layers.l1_l2_regularizer(0.5, 0.25)(w),
        layers.l1_l2_regularizer(0.0, 0.25)(w),
        layers.sum_regularizer([layers.l1_regularizer(0.1), None, layers.l2_regularizer(0.0)])(w),
        layers.apply_regularization(layers.l2_regularizer(1.0), [w, w * 2.0]),
    ]
    for loss in found:
        print(loss.name, loss.shape)
    _show(*run(tf, found))
    print(layers.l2_regularizer(0.0)(w), layers.sum_regularizer([None]))
    print([loss.name for loss in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)])
    attempt(tf, lambda: layers.l2_regularizer(1), "integer")
    attempt(tf, lambda: layers.l1_regularizer(-1.0), "less than 0")
    attempt(tf, lambda: layers.apply_regularization(layers.l2_regularizer(1.0)), "No weights")
    v = tf.get_variable("v", [2], initializer=tf.ones_initializer(), regularizer=layers.l2_regularizer(0.5))
    print(v.name, [loss.name for loss in tf.losses.get_regularization_losses()])


def initializers(tf: Any, np: Any) -> None:
    """Xavier's, and the scaled ones, with their numbers."""
    layers = tf.contrib.layers
    for start in (
        layers.xavier_initializer(seed=1),
        layers.xavier_initializer(uniform=False, seed=1),
        layers.xavier_initializer_conv2d(seed=2),
        layers.variance_scaling_initializer(seed=3),
        layers.variance_scaling_initializer(1.0, "FAN_AVG", True, seed=4),
        layers.variance_scaling_initializer(factor=1.0, mode="FAN_OUT", seed=5),
    ):
        v = tf.get_variable(f"v{len(tf.global_variables())}", [2, 3], initializer=start)
        w = tf.get_variable(f"w{len(tf.global_variables())}", [2, 1, 2, 2], initializer=start)
        u = tf.get_variable(f"u{len(tf.global_variables())}", [3], initializer=start)
        _show(*run(tf, [v, w, u]))
    attempt(tf, lambda: layers.variance_scaling_initializer(mode="FAN"), "FAN")
    attempt(tf, lambda: layers.xavier_initializer(dtype=tf.int32))


def small_parts(tf: Any, np: Any) -> None:
    """flatten, one_hot_encoding, softmax, unit_norm, maxout, bias_add."""
    layers = tf.contrib.layers
    x = tf.constant(np.arange(12.0).reshape(2, 3, 2) / 5.0 - 1.0, tf.float32)
    found = [
        layers.flatten(x), layers.flatten(tf.placeholder(tf.float32, [None, 2, 3]), scope="flat"),
        layers.one_hot_encoding([2, 0], 3), layers.one_hot_encoding(tf.constant([1]), 2, 5.0, -1.0, scope="hot"),
        layers.softmax(x), layers.unit_norm(x, 2), layers.unit_norm(x, 0, epsilon=0.5),
        layers.maxout(tf.constant([[1.0, 5.0, 3.0, 2.0]]), 2),
        layers.bias_add(layers.flatten(x), tf.nn.relu, tf.constant_initializer(0.25)),
    ]  # fmt: skip
    for tensor in found[:-2]:
        print(tensor.shape, tensor.dtype.name)
    print(found[0].name, found[1].name, found[-1].name)
    _show(*run(tf, [tensor for tensor in found if "flat/" not in tensor.name]))
    print([v.name for v in tf.model_variables()])
    attempt(tf, lambda: layers.unit_norm(x, 3))
    attempt(tf, lambda: layers.maxout(tf.ones([1, 3]), 2))


def dropout(tf: Any, np: Any) -> None:
    """Training by default."""
    layers = tf.contrib.layers
    x = tf.ones([2, 5])
    flag = tf.placeholder(tf.bool, [])
    on, off = layers.dropout(x, 0.5, seed=3), layers.dropout(x, is_training=False)
    some = layers.dropout(x, keep_prob=0.25, is_training=flag, seed=4, scope="drop")
    print(off.name, some.name)
    _show(*run(tf, [on, off]))
    with tf.Session() as session:
        print(session.run(some, {flag: False}))
        print(session.run(some, {flag: True}))


def several_layers(tf: Any, np: Any) -> None:
    """stack and repeat."""
    layers = tf.contrib.layers
    start = {"weights_initializer": tf.ones_initializer()}
    x = tf.ones([1, 2])
    found = [
        layers.stack(x, layers.fully_connected, [3, 2], **start),
        layers.stack(x, layers.fully_connected, [(3, None), (1, tf.tanh)], scope="mine", **start),
        layers.repeat(x, 2, layers.fully_connected, 2, **start),
        layers.repeat(x, 2, layers.linear, 2, scope="line", **start),
    ]
    print([tensor.name for tensor in found])
    _show(*run(tf, found))
    print([v.name for v in tf.global_variables()])


def embeddings(tf: Any, np: Any) -> None:
    """embed_sequence and bow_encoder."""
    layers = tf.contrib.layers
    rows = tf.constant_initializer(np.arange(8.0).reshape(4, 2))
    ids = tf.constant([[1, 3, 0], [2, 2, 0]])
    found = [
        layers.embed_sequence(ids, vocab_size=4, embed_dim=2, initializer=rows),
        layers.embed_sequence(ids, 4, 2, initializer=rows, scope="words"),
        layers.embed_sequence(ids, 4, 2, scope="words", reuse=True),
        layers.bow_encoder(ids, 4, 2, sparse_lookup=False, initializer=rows),
        layers.bow_encoder(tf.constant([[1, 3, 0], [0, 0, 0]]), 4, 2, initializer=rows, scope="bag"),
    ]
    print([v.name for v in tf.global_variables()], [v.name for v in tf.model_variables()])
    _show(*run(tf, found))
    attempt(tf, lambda: layers.embed_sequence(ids), "vocab size")
