"""tf.contrib.layers: convolutions, pooling, normalization, whole networks."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, describe, run


def _rows(np: Any, *shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).astype(np.float32)


def _names(variables: Any) -> list[tuple[str, list[int]]]:
    return [(v.name, v.shape.as_list()) for v in variables]


def convolutions(tf: Any, np: Any) -> None:
    """Images, sequences, volumes."""
    layers = tf.contrib.layers
    start = {"weights_initializer": layers.xavier_initializer(seed=1)}
    image = tf.constant(_rows(np, 1, 4, 5, 2))
    found = [
        layers.conv2d(image, 3, 2, **start),
        layers.convolution2d(image, num_outputs=2, kernel_size=[3, 2], stride=2, padding="VALID",
                             activation_fn=None, scope="own", **start),
        layers.conv2d(image, 1, 3, rate=2, biases_initializer=None, **start),
        layers.conv1d(tf.constant(_rows(np, 1, 5, 2)), 2, 3, **start),
        layers.conv3d(tf.constant(_rows(np, 1, 3, 3, 2, 1)), 2, 2, **start),
        layers.convolution(image, 1, 1, scope="one", **start),
    ]  # fmt: skip
    describe(*found)
    print(_names(tf.global_variables()))
    for value in run(tf, found):
        print(value.ravel())
    attempt(tf, lambda: layers.conv2d(tf.ones([1, 2, 2]), 1, 1), "rank 4")
    attempt(tf, lambda: layers.conv2d(image, 1, 1, data_format="CHWN"), "CHWN")


def other_convolutions(tf: Any, np: Any) -> None:
    """Transposed, separable, in plane."""
    layers = tf.contrib.layers
    start = {"weights_initializer": layers.xavier_initializer(seed=1)}
    image = tf.constant(_rows(np, 1, 3, 4, 2))
    found = [
        layers.conv2d_transpose(image, 1, 3, stride=2, **start),
        layers.convolution2d_transpose(
            image, 2, [2, 3], padding="VALID", activation_fn=None, scope="up", **start
        ),
        layers.conv3d_transpose(tf.constant(_rows(np, 1, 2, 2, 2, 1)), 1, 2, 2, **start),
        layers.separable_conv2d(
            image, 2, 2, pointwise_initializer=layers.xavier_initializer(seed=2), **start
        ),
        layers.separable_conv2d(image, None, 2, depth_multiplier=2, scope="depthwise", **start),
        layers.conv2d_in_plane(image, 2, **start),
    ]
    describe(*found)
    print(_names(tf.global_variables()))
    for value in run(tf, found):
        print(value.ravel())


def pooling(tf: Any, np: Any) -> None:
    """Windows move by 2."""
    layers = tf.contrib.layers
    image = tf.constant(_rows(np, 1, 4, 6, 2))
    found = [
        layers.max_pool2d(image, 2), layers.max_pool2d(image, [3, 2], stride=1, padding="SAME", scope="pool"),
        layers.avg_pool2d(image, 2), layers.max_pool3d(tf.constant(_rows(np, 1, 2, 4, 4, 1)), 2),
        layers.avg_pool3d(tf.constant(_rows(np, 1, 2, 4, 4, 1)), 2, outputs_collections="ends"),
    ]  # fmt: skip
    describe(*found)
    for value in run(tf, found):
        print(value.ravel())
    print([t.name for t in tf.get_collection("ends")])
    attempt(tf, lambda: layers.max_pool2d(image, 2, data_format="NHCW"), "data_format")


def _show_training(tf: Any, x: Any, y: Any, batches: Any, feed: Any = None) -> None:
    """Outputs and averages after every batch."""
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    averages = [v for v in tf.global_variables() if "moving" in v.name]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for batch in batches:
            value, _ = session.run([y, updates], {x: batch, **(feed or {})})
            print(value.ravel())
            print(*session.run(averages))


def batch_norm(tf: Any, np: Any) -> None:
    """Rows and images, training and not."""
    for shape in ([None, 2], [None, 2, 2, 2], [None, 3, 2]):
        for training in (True, False):
            tf.reset_default_graph()
            x = tf.placeholder(tf.float32, shape)
            y = tf.contrib.layers.batch_norm(x, decay=0.5, is_training=training)
            print(y.name, y.shape)
            print(_names(tf.global_variables()), [v.name for v in tf.trainable_variables()])
            print([v.name for v in tf.model_variables()], len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
            data = _rows(np, *[3, *shape[1:]])
            _show_training(tf, x, y, [data, data + 1.0])


def batch_norm_at_once(tf: Any, np: Any) -> None:
    """`updates_collections=None`: the averages move with every output; placeholders; weights; other settings."""
    layers = tf.contrib.layers
    settings = (
        {"updates_collections": None}, {"updates_collections": "mine", "scale": True},
        {"zero_debias_moving_mean": True, "updates_collections": None},
        {"fused": False, "updates_collections": None, "activation_fn": tf.nn.relu},
        {"batch_weights": [1.0, 0.5, 0.25], "updates_collections": None},
        {"center": False, "scale": True, "param_initializers": {"gamma": tf.constant_initializer(3.0)}},
    )  # fmt: skip
    for shape in ([3, 2], [3, 2, 1, 2]):
        for setting in settings:
            tf.reset_default_graph()
            x, flag = tf.placeholder(tf.float32, shape), tf.placeholder(tf.bool, [])
            y = layers.batch_norm(x, decay=0.5, is_training=flag, **setting)
            print(y.shape, _names(tf.global_variables()), len(tf.get_collection("mine")))
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                for told in (True, True, False):
                    value, _ = session.run([y, tf.get_collection("mine")], {x: _rows(np, *shape), flag: told})
                    print(value.ravel())
                    print(*session.run([v for v in tf.global_variables() if "moving" in v.name]))


def other_norms(tf: Any, np: Any) -> None:
    """Layer, instance and group normalization."""
    layers = tf.contrib.layers
    image = tf.constant(_rows(np, 2, 3, 2, 4))
    found = [
        layers.layer_norm(tf.constant(_rows(np, 2, 3))), layers.layer_norm(image, begin_norm_axis=2),
        layers.layer_norm(image, center=False, scale=False, activation_fn=tf.nn.relu, scope="plain"),
        layers.instance_norm(image), layers.instance_norm(image, data_format="NCHW", scope="first"),
        layers.group_norm(image, groups=2), layers.group_norm(image, 3, channels_axis=1, reduction_axes=[2, 3]),
    ]  # fmt: skip
    describe(*found)
    print(_names(tf.global_variables()))
    for value in run(tf, found):
        print(value.ravel())
    attempt(tf, lambda: layers.group_norm(image, groups=3), "commensurate")
    attempt(tf, lambda: layers.layer_norm(image, begin_norm_axis=4), "begin_norm_axis")


def normalized_layers(tf: Any, np: Any) -> None:
    """normalizer_fn with an arg_scope, as slim's models write it."""
    layers, arg_scope = tf.contrib.layers, tf.contrib.framework.arg_scope
    x = tf.constant(_rows(np, 2, 4, 4, 1))
    settings = {
        "normalizer_fn": layers.batch_norm,
        "weights_initializer": layers.xavier_initializer(seed=1),
        "weights_regularizer": layers.l2_regularizer(0.01),
    }
    outer = arg_scope([layers.conv2d, layers.fully_connected], **settings)
    with outer, arg_scope([layers.batch_norm], is_training=True, decay=0.9):
        net = layers.conv2d(x, 2, 3, scope="conv1")
        net = layers.max_pool2d(net, 2, scope="pool1")
        net = layers.flatten(net)
        logits = layers.fully_connected(net, 2, activation_fn=None, normalizer_fn=None, scope="logits")
    print([v.name for v in tf.global_variables()])
    print(
        logits.name,
        len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)),
        len(tf.losses.get_regularization_losses()),
    )
    loss = tf.losses.softmax_cross_entropy([[1.0, 0.0], [0.0, 1.0]], logits)
    total = tf.losses.get_total_loss()
    step = tf.train.GradientDescentOptimizer(0.1).minimize(total)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            print(*session.run([loss, total, step, tf.get_collection(tf.GraphKeys.UPDATE_OPS)])[:2])
