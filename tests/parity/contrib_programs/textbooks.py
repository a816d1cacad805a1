"""Programs in the manner of the books that use layers: hidden layers by name, frozen parts, batch norm, GANs."""

from __future__ import annotations

from functools import partial
from typing import Any


def _digits(np: Any, count: int = 12) -> tuple[Any, Any]:
    """Small pictures of two kinds, and their classes."""
    rows = np.arange(64).reshape(8, 8)
    data = np.stack([np.cos(rows * (0.3 + 0.05 * n) + (n % 2) * rows.T) for n in range(count)])
    return data.reshape(count, 64).astype(np.float32), (np.arange(count) % 2).astype(np.int32)


def deep_network(tf: Any, np: Any) -> None:
    """Hidden layers by name, in a name scope, with an initializer of contrib."""
    data, classes = _digits(np)
    x = tf.placeholder(tf.float32, shape=(None, 64), name="X")
    y = tf.placeholder(tf.int32, shape=(None), name="y")
    start = tf.contrib.layers.variance_scaling_initializer(seed=1)
    with tf.name_scope("dnn"):
        hidden1 = tf.layers.dense(x, 6, activation=tf.nn.relu, kernel_initializer=start, name="hidden1")
        hidden2 = tf.layers.dense(hidden1, 4, activation=tf.nn.elu, kernel_initializer=start, name="hidden2")
        logits = tf.layers.dense(hidden2, 2, name="outputs", kernel_initializer=start)
    with tf.name_scope("loss"):
        entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(entropy, name="loss")
    with tf.name_scope("train"):
        step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
    with tf.name_scope("eval"):
        correct = tf.nn.in_top_k(logits, y, 1)
        accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    print(hidden1.name, logits.name, loss.name, accuracy.name)
    print([v.name for v in tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="hidden[2]|outputs")])
    weights = tf.get_default_graph().get_tensor_by_name("hidden1/kernel:0")
    with tf.variable_scope("", default_name="", reuse=True):
        same = tf.get_variable("hidden1/kernel")
    with tf.Session() as session:
        tf.global_variables_initializer().run()
        for _ in range(4):
            session.run(step, {x: data, y: classes})
            print(accuracy.eval({x: data, y: classes}), loss.eval({x: data, y: classes}))
        print(np.abs(weights.eval() - same.eval()).max())


def frozen_layers(tf: Any, np: Any) -> None:
    """Only some layers are trained; others are stopped; regularizers add up."""
    data, classes = _digits(np)
    x, y = tf.placeholder(tf.float32, [None, 64]), tf.placeholder(tf.int32, [None])
    layer = partial(
        tf.layers.dense, activation=tf.nn.relu, kernel_initializer=tf.truncated_normal_initializer(stddev=0.3, seed=1),
        kernel_regularizer=tf.contrib.layers.l1_regularizer(0.001),
    )  # fmt: skip
    hidden1 = layer(x, 5, name="hidden1")
    stopped = tf.stop_gradient(layer(hidden1, 4, name="hidden2"))
    logits = layer(stopped, 2, activation=None, name="outputs")
    base = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    penalties = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    loss = tf.add_n([base, *penalties], name="loss")
    trained = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="outputs")
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, var_list=trained)
    print([v.name for v in trained], len(penalties))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step, {x: data, y: classes})
            print(session.run(loss, {x: data, y: classes}))


def max_norm(tf: Any, np: Any) -> None:
    """A regularizer that makes no loss, but an operation to be run after every step."""
    data, classes = _digits(np)

    def max_norm_regularizer(threshold: float, axes: int = 1, collection: str = "max_norm") -> Any:
        def regularize(weights: Any) -> None:
            clipped = tf.clip_by_norm(weights, clip_norm=threshold, axes=axes)
            tf.add_to_collection(collection, tf.assign(weights, clipped, name="max_norm"))

        return regularize

    x, y = tf.placeholder(tf.float32, [None, 64]), tf.placeholder(tf.int32, [None])
    hidden = tf.layers.dense(x, 5, tf.nn.relu, kernel_regularizer=max_norm_regularizer(0.5), name="hidden1",
                             kernel_initializer=tf.truncated_normal_initializer(seed=2))  # fmt: skip
    logits = tf.layers.dense(
        hidden, 2, name="outputs", kernel_initializer=tf.truncated_normal_initializer(seed=3)
    )
    loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    clips = tf.get_collection("max_norm")
    print(len(clips), tf.losses.get_regularization_losses())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step, {x: data, y: classes})
            session.run(clips)
            kernel = session.run("hidden1/kernel:0")
            print(session.run(loss, {x: data, y: classes}), np.sqrt((kernel**2).sum(1)).max())


def batch_norm_by_flag(tf: Any, np: Any) -> None:
    """`training` as a placeholder with a default, update operations beside the step."""
    data, classes = _digits(np)
    x, y = tf.placeholder(tf.float32, [None, 64]), tf.placeholder(tf.int32, [None])
    training = tf.placeholder_with_default(False, shape=(), name="training")
    normalize = partial(tf.layers.batch_normalization, training=training, momentum=0.9)
    start = tf.contrib.layers.variance_scaling_initializer(seed=4)
    net = tf.layers.dropout(x, 0.5, training=training, seed=5)
    net = tf.nn.elu(normalize(tf.layers.dense(net, 5, name="hidden1", kernel_initializer=start)))
    logits = normalize(tf.layers.dense(net, 2, name="outputs", kernel_initializer=start))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    print(len(updates), [v.name for v in tf.trainable_variables()], len(tf.global_variables()))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run([step, updates], feed_dict={training: True, x: data, y: classes})
            print(session.run(loss, feed_dict={x: data, y: classes}))


def gan(tf: Any, np: Any) -> None:
    """Two networks, one of them used twice; each has an optimizer for its own variables."""
    start = {"kernel_initializer": tf.random_normal_initializer(stddev=0.3, seed=6)}

    def generator(noise: Any, reuse: bool = False) -> Any:
        with tf.variable_scope("generator", reuse=reuse):
            net = tf.layers.dense(noise, 2 * 2 * 3, **start)
            net = tf.nn.relu(tf.layers.batch_normalization(tf.reshape(net, [-1, 2, 2, 3]), training=True))
            return tf.layers.conv2d_transpose(
                net, 1, 3, strides=2, padding="same", activation=tf.tanh, **start
            )

    def discriminator(image: Any, reuse: bool = False) -> Any:
        with tf.variable_scope("discriminator", reuse=reuse):
            net = tf.layers.conv2d(image, 3, 3, strides=2, padding="same", **start)
            net = tf.nn.leaky_relu(net, 0.2)
            return tf.layers.dense(tf.layers.flatten(net), 1, **start)

    noise, image = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 4, 4, 1])
    fake = generator(noise)
    real_score, fake_score = discriminator(image), discriminator(fake, reuse=True)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits
    d_loss = tf.reduce_mean(entropy(logits=real_score, labels=tf.ones_like(real_score)))
    d_loss += tf.reduce_mean(entropy(logits=fake_score, labels=tf.zeros_like(fake_score)))
    g_loss = tf.reduce_mean(entropy(logits=fake_score, labels=tf.ones_like(fake_score)))
    variables = tf.trainable_variables()
    d_vars = [v for v in variables if v.name.startswith("discriminator")]
    g_vars = [v for v in variables if v.name.startswith("generator")]
    print([v.name for v in variables], fake.shape)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        d_step = tf.train.AdamOptimizer(0.01, beta1=0.5).minimize(d_loss, var_list=d_vars)
        g_step = tf.train.AdamOptimizer(0.01, beta1=0.5).minimize(g_loss, var_list=g_vars)
    feed = {noise: np.sin(np.arange(12.0)).reshape(4, 3), image: np.cos(np.arange(64.0)).reshape(4, 4, 4, 1)}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(d_step, feed)
            session.run(g_step, feed)
            print(*session.run([d_loss, g_loss], feed))


def two_networks_in_step(tf: Any, np: Any) -> None:
    """Q learning's pair: one network follows the other by assignments; the target is not trained."""
    s = tf.placeholder(tf.float32, [None, 2], name="s")

    def network(scope: str, trainable: bool) -> Any:
        with tf.variable_scope(scope):
            w, b = tf.random_normal_initializer(0.0, 0.3, seed=7), tf.constant_initializer(0.1)
            net = tf.layers.dense(
                s, 4, tf.nn.relu, kernel_initializer=w, bias_initializer=b, trainable=trainable
            )
            return tf.layers.dense(
                net, 2, kernel_initializer=w, bias_initializer=b, name="q", trainable=trainable
            )

    evaluated, target = network("eval_net", True), network("target_net", False)
    t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="target_net")
    e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="eval_net")
    replace = [tf.assign(t, e) for t, e in zip(t_params, e_params)]  # noqa: B905
    loss = tf.reduce_mean(tf.squared_difference(evaluated, tf.stop_gradient(target) + 1.0))
    step = tf.train.RMSPropOptimizer(0.05).minimize(loss)
    print([v.name for v in t_params], len(tf.trainable_variables()))
    feed = {s: np.linspace(-1.0, 1.0, 6).reshape(3, 2)}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for number in range(6):
            if number % 3 == 0:
                session.run(replace)
            session.run(step, feed)
            print(session.run(loss, feed))


def sequence_to_classes(tf: Any, np: Any) -> None:
    """A recurrent network with a dense layer on its last output, and tf.metrics as tutorials use it."""
    x, y = tf.placeholder(tf.float32, [None, 4, 3]), tf.placeholder(tf.int32, [None, 2])
    cell = tf.nn.rnn_cell.BasicRNNCell(5)
    with tf.variable_scope("rnn_net", initializer=tf.random_normal_initializer(stddev=0.4, seed=8)):
        outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        logits = tf.layers.dense(outputs[:, -1, :], 2)
    loss = tf.losses.softmax_cross_entropy(onehot_labels=y, logits=logits)
    step = tf.train.AdamOptimizer(0.05).minimize(loss)
    accuracy = tf.metrics.accuracy(labels=tf.argmax(y, axis=1), predictions=tf.argmax(logits, axis=1))[1]
    data = np.sin(np.arange(72.0)).reshape(6, 4, 3)
    feed = {x: data, y: np.eye(2)[(data.sum((1, 2)) > 0).astype(int)]}
    print([v.name for v in tf.trainable_variables()])
    with tf.Session() as session:
        session.run(tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()))
        for _ in range(4):
            session.run(step, feed)
            print(session.run(loss, feed), session.run(accuracy, feed))
