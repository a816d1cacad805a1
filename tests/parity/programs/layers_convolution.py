"""tf.layers: convolutions, transposed convolutions and pooling; names, shapes, values, training."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def _numbers(np: Any, *shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).astype(np.float32)


def _weights(tf: Any, seed: int = 1) -> dict[str, Any]:
    return {
        "kernel_initializer": tf.random_normal_initializer(seed=seed),
        "bias_initializer": tf.ones_initializer(),
    }


def images(tf: Any, np: Any) -> None:
    """conv2d with paddings, strides and dilations."""
    x = tf.placeholder(tf.float32, [None, 5, 6, 2], name="x")
    found = [
        tf.layers.conv2d(x, 3, 2, **_weights(tf)),
        tf.layers.conv2d(x, filters=2, kernel_size=[3, 2], padding="same", activation=tf.nn.relu, **_weights(tf, 2)),
        tf.layers.conv2d(x, 1, (2, 3), strides=(2, 1), padding="SAME", use_bias=False, name="own",
                         kernel_initializer=tf.random_normal_initializer(seed=3)),
        tf.layers.conv2d(x, 2, 3, 2, "valid", **_weights(tf, 4)),
        tf.layers.conv2d(x, 2, 2, dilation_rate=2, activation=tf.tanh, **_weights(tf, 5)),
    ]  # fmt: skip
    describe(*found)
    print([(v.name, v.shape.as_list()) for v in tf.trainable_variables()])
    for value in run(tf, [*found[:4], *tf.gradients(found[0], x)], {x: _numbers(np, 2, 5, 6, 2)}):
        print(value)
    print(run(tf, found[4], {x: _numbers(np, 1, 5, 6, 2)}))


def initial_values(tf: Any, np: Any) -> None:
    """Kernels start from Glorot's uniform numbers."""
    tf.set_random_seed(3)
    tf.layers.conv2d(tf.ones([1, 4, 4, 2]), 2, 3)
    tf.layers.conv1d(tf.ones([1, 4, 2]), 2, 3)
    for value in run(tf, tf.trainable_variables()):
        print(value.ravel()[:12])


def sequences(tf: Any, np: Any) -> None:
    """conv1d, causal padding too."""
    x = tf.placeholder(tf.float32, [None, 6, 2], name="x")
    found = [
        tf.layers.conv1d(x, 3, 2, **_weights(tf)),
        tf.layers.conv1d(x, 2, 3, strides=2, padding="same", activation=tf.nn.relu, **_weights(tf, 2)),
        tf.layers.conv1d(x, 2, 3, padding="causal", **_weights(tf, 3)),
        tf.layers.conv1d(x, 1, 2, dilation_rate=2, name="apart", **_weights(tf, 4)),
    ]
    for tensor in found:
        print(tensor.name, tensor.shape)
    for value in run(tf, found, {x: _numbers(np, 1, 6, 2)}):
        print(value)


def volumes(tf: Any, np: Any) -> None:
    """conv3d and conv3d_transpose."""
    x = tf.placeholder(tf.float32, [None, 3, 4, 3, 2], name="x")
    small = tf.layers.conv3d(x, 2, 2, **_weights(tf))
    same = tf.layers.conv3d(x, 1, [1, 2, 2], strides=2, padding="same", **_weights(tf, 2))
    large = tf.layers.conv3d_transpose(same, 1, 2, strides=2, **_weights(tf, 3))
    describe(small, same, large)
    for value in run(tf, [small, same, large], {x: _numbers(np, 1, 3, 4, 3, 2)}):
        print(value.ravel())
    print([(v.name, v.shape.as_list()) for v in tf.trainable_variables()])


def transposed(tf: Any, np: Any) -> None:
    """conv2d_transpose: shapes known and unknown, both paddings."""
    x = tf.placeholder(tf.float32, [None, 2, 3, 2], name="x")
    loose = tf.placeholder(tf.float32, [2, None, None, 1], name="loose")
    found = [
        tf.layers.conv2d_transpose(x, 1, 3, strides=2, padding="same", **_weights(tf)),
        tf.layers.conv2d_transpose(x, 2, (2, 3), strides=(1, 2), activation=tf.nn.relu, **_weights(tf, 2)),
        tf.layers.conv2d_transpose(loose, 1, 2, 3, name="own", use_bias=False,
                                   kernel_initializer=tf.random_normal_initializer(seed=3)),
    ]  # fmt: skip
    describe(*found)
    feed = {x: _numbers(np, 1, 2, 3, 2), loose: _numbers(np, 2, 1, 2, 1)}
    for value in run(tf, [*found, *tf.gradients(found[0], [x, *tf.trainable_variables()[:2]])], feed):
        print(value)
    print([(v.name, v.shape.as_list()) for v in tf.trainable_variables()])


def pooling(tf: Any, np: Any) -> None:
    """One and two dimensions."""
    line, image = tf.constant(_numbers(np, 1, 5, 2)), tf.constant(_numbers(np, 1, 4, 5, 2))
    found = [
        tf.layers.max_pooling1d(line, 2, 2),
        tf.layers.average_pooling1d(line, pool_size=3, strides=1, padding="same", name="mean"),
        tf.layers.max_pooling2d(image, 2, 2),
        tf.layers.max_pooling2d(inputs=image, pool_size=[3, 2], strides=[1, 2], padding="same"),
        tf.layers.average_pooling2d(image, (2, 2), (1, 1)),
        tf.layers.average_pooling2d(image, 3, 2, "same", name="mean"),
    ]
    for tensor in found:
        print(tensor.name, tensor.shape)
    for value in run(tf, found):
        print(value)
    print(tf.layers.MaxPooling2D(2, 2)(tf.placeholder(tf.float32, [None, None, 7, 3])).shape)
    attempt(tf, lambda: tf.layers.max_pooling2d(line, 2, 2), "expected ndim=4")
    attempt(tf, lambda: tf.layers.max_pooling2d(image, 2, None), "strides")


def objects(tf: Any, np: Any) -> None:
    """Layers that are called twice, and what they know."""
    layer = tf.layers.Conv2D(4, 3, padding="same", activation=tf.nn.relu, kernel_regularizer=tf.nn.l2_loss)
    first, second = layer(tf.ones([1, 4, 4, 2])), layer(tf.zeros([2, 5, 5, 2]))
    print(first.name, second.name, layer.kernel.name, layer.bias.name, layer.count_params(), layer.name)
    print(
        layer.kernel_size, layer.strides, layer.padding, layer.data_format, layer.dilation_rate, layer.filters
    )
    print(layer.compute_output_shape([None, 28, None, 2]))
    print([loss.name for loss in tf.losses.get_regularization_losses()])
    up = tf.layers.Conv2DTranspose(1, 2, 2, name="up")
    print(up(second).name, up.scope_name, up.kernel.shape, up.compute_output_shape([None, 4, None, 4]))
    with tf.variable_scope("net"):
        tf.layers.conv2d(first, 2, 1, name="c")
    with tf.variable_scope("net", reuse=True):
        print(tf.layers.conv2d(first, 2, 1, name="c").name)
    print([v.name for v in tf.global_variables()])


def misfits(tf: Any, np: Any) -> None:
    """What layers refuse."""
    x = tf.ones([1, 4, 4, 2])
    attempt(tf, lambda: tf.layers.conv2d(tf.ones([4, 4]), 1, 2), "ndim=4")
    attempt(
        tf, lambda: tf.layers.conv2d(tf.placeholder(tf.float32, [1, 4, 4, None]), 1, 2), "channel dimension"
    )
    attempt(tf, lambda: tf.layers.conv2d(x, 1, (2, 2, 2)), "kernel_size")
    attempt(tf, lambda: tf.layers.conv2d(x, 1, 2, padding="full"), "padding")
    attempt(tf, lambda: tf.layers.conv2d(x, 1, 2, data_format="NHWC"), "data_format")
    attempt(tf, lambda: tf.layers.conv2d(x, 1, 2, padding="causal"), "causal")
    attempt(tf, lambda: tf.layers.conv2d(x, 1, 5))
    layer = tf.layers.Conv2D(1, 2)
    layer(x)
    attempt(tf, lambda: layer(tf.ones([1, 4, 4, 3])), "axis -1")


def channels_first(tf: Any, np: Any) -> None:
    """Shapes with the channels in the second place."""
    x = tf.placeholder(tf.float32, [None, 2, 6, 5])
    describe(
        tf.layers.conv2d(x, 3, 2, data_format="channels_first"),
        tf.layers.conv1d(tf.placeholder(tf.float32, [None, 2, 6]), 3, 2, data_format="channels_first"),
        tf.layers.max_pooling2d(x, 2, 2, data_format="channels_first"),
        tf.layers.average_pooling1d(
            tf.placeholder(tf.float32, [None, 2, 6]), 2, 2, data_format="channels_first"
        ),
        tf.layers.conv2d_transpose(x, 3, 2, 2, data_format="channels_first"),
    )


def small_lenet(tf: Any, np: Any) -> None:
    """A network of the books learns two patterns."""
    x, y = tf.placeholder(tf.float32, [None, 64], name="x"), tf.placeholder(tf.int64, [None], name="y")
    image = tf.reshape(x, [-1, 8, 8, 1])
    scaled = {"kernel_initializer": tf.random_normal_initializer(stddev=0.3, seed=1)}
    conv1 = tf.layers.conv2d(image, 4, 3, padding="same", activation=tf.nn.relu, **scaled)
    pool1 = tf.layers.max_pooling2d(conv1, 2, 2)
    conv2 = tf.layers.conv2d(pool1, 6, 3, activation=tf.nn.relu, **scaled)
    pool2 = tf.layers.average_pooling2d(conv2, 2, 1)
    flat = tf.layers.flatten(pool2)
    hidden = tf.layers.dropout(tf.layers.dense(flat, 5, tf.nn.relu, **scaled), 0.25, training=False)
    logits = tf.layers.dense(hidden, 2, **scaled)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
    step = tf.train.MomentumOptimizer(0.02, 0.9).minimize(loss)
    describe(conv1, pool1, conv2, pool2, flat, hidden, logits)
    rows = np.arange(64).reshape(8, 8)
    data = np.stack([np.cos(rows * (0.3 + 0.05 * n) + (n % 2) * rows.T) for n in range(8)]).reshape(8, 64)
    feed = {x: data, y: np.arange(8) % 2}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(6):
            print(round(float(session.run([loss, step], feed)[0]), 4))
        print(session.run(tf.argmax(logits, 1), feed))
