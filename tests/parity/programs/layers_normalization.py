"""tf.layers: batch normalization; what it learns, what it remembers, and how it is told that it is training."""

from typing import Any

from tests.parity.attempt import attempt, run


def _rows(np: Any, *shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).astype(np.float32)


def _updates(tf: Any) -> list[str]:
    return [item.name for item in tf.get_collection(tf.GraphKeys.UPDATE_OPS)]


def variables(tf: Any, np: Any) -> None:
    """Names and collections of the variables, with and without parts."""
    x = tf.placeholder(tf.float32, [None, 4, 4, 3])
    tf.layers.batch_normalization(x)
    tf.layers.batch_normalization(x, center=False, name="bn", training=True)
    tf.layers.batch_normalization(
        tf.placeholder(tf.float32, [None, 2]), scale=False, trainable=False, training=True
    )
    print([(v.name, v.shape.as_list()) for v in tf.global_variables()])
    print([v.name for v in tf.trainable_variables()])
    print(_updates(tf))


def not_training(tf: Any, np: Any) -> None:
    """The moving averages are used, and nothing moves."""
    for shape in ((3, 2), (2, 2, 3, 2)):
        y = tf.layers.batch_normalization(
            tf.constant(_rows(np, *shape)), moving_mean_initializer=tf.constant_initializer(0.25),
            moving_variance_initializer=tf.constant_initializer(4.0), gamma_initializer=tf.constant_initializer(2.0),
            beta_initializer=tf.constant_initializer([1.0, -1.0]),
        )  # fmt: skip
        print(y.name, y.shape, _updates(tf))
        print(run(tf, y))


def _train(tf: Any, x: Any, y: Any, batches: Any, feed: Any = None) -> None:
    """Run the updates batch by batch, and print outputs and averages."""
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    averages = [v for v in tf.global_variables() if "moving" in v.name]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for batch in batches:
            value, _ = session.run([y, updates], {x: batch, **(feed or {})})
            print(value.ravel())
            print(*session.run(averages))


def training(tf: Any, np: Any) -> None:
    """Rows, images (one node) and images (many nodes)."""
    for rank, fused in ((2, None), (4, None), (4, False), (3, None)):
        tf.reset_default_graph()
        shape = [*[None, 2, 3][: rank - 1], 2]
        x = tf.placeholder(tf.float32, shape)
        y = tf.layers.batch_normalization(x, momentum=0.75, training=True, fused=fused)
        print(y.name, y.shape, _updates(tf))
        batches = [_rows(np, 3, *shape[1:]), 2.0 * _rows(np, 2, *shape[1:]) + 1.0]
        _train(tf, x, y, batches)


def told_in_the_run(tf: Any, np: Any) -> None:
    """`training` as a placeholder."""
    for shape in ([None, 2], [None, 2, 2, 2]):
        tf.reset_default_graph()
        x, flag = tf.placeholder(tf.float32, shape), tf.placeholder(tf.bool, [])
        y = tf.layers.batch_normalization(x, momentum=0.5, training=flag)
        print(y.name, y.shape)
        data = _rows(np, 3, *shape[1:])
        for told in (True, False):
            _train(tf, x, y, [data, data + 1.0], {flag: told})


def gradients(tf: Any, np: Any) -> None:
    """Through the batch's mean and variance, and through the averages."""
    for told in (True, False):
        for shape in ((3, 2), (2, 2, 2, 2)):
            tf.reset_default_graph()
            x = tf.constant(_rows(np, *shape))
            y = tf.layers.batch_normalization(x, training=told)
            loss = tf.reduce_sum(y * y * tf.constant(_rows(np, *shape) + 2.0))
            for value in run(tf, tf.gradients(loss, [x, *tf.trainable_variables()])):
                print(value.ravel())


def axes(tf: Any, np: Any) -> None:
    """Channels in another place, several axes."""
    x = tf.constant(_rows(np, 2, 3, 2))
    for axis in (1, -1, [1, 2]):
        y = tf.layers.batch_normalization(x, axis=axis, training=True)
        print(y.name, [v.shape.as_list() for v in tf.global_variables()[-4:]])
        print(run(tf, y).ravel())
    images = tf.constant(_rows(np, 2, 2, 2, 3))
    print(run(tf, tf.layers.batch_normalization(images, axis=2, training=True)).ravel())
    attempt(tf, lambda: tf.layers.batch_normalization(x, axis=3), "axis")
    attempt(tf, lambda: tf.layers.batch_normalization(x, axis="last"), "axis")
    attempt(tf, lambda: tf.layers.batch_normalization(tf.placeholder(tf.float32, [2, None])))
    attempt(tf, lambda: tf.layers.batch_normalization(tf.placeholder(tf.float32)))


def objects(tf: Any, np: Any) -> None:
    """A layer used twice: in training and for predictions."""
    layer = tf.layers.BatchNormalization(momentum=0.5, gamma_regularizer=tf.nn.l2_loss, name="bn")
    x = tf.constant(_rows(np, 3, 2))
    train, test = layer(x, training=True), layer(x)
    print(train.name, test.name, [v.name for v in layer.weights], [v.name for v in layer.trainable_weights])
    print([v.name for v in layer.non_trainable_weights], layer.count_params(), layer.momentum, layer.epsilon)
    print(
        _updates(tf),
        [op.name for op in layer.updates],
        [loss.name for loss in tf.losses.get_regularization_losses()],
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run(layer.updates)
            print(
                session.run(test).ravel(), session.run(layer.moving_mean), session.run(layer.moving_variance)
            )


def reuse(tf: Any, np: Any) -> None:
    """The way that tutorials share weights between training and testing."""

    def network(x: Any, training: bool, reuse: bool) -> Any:
        with tf.variable_scope("net", reuse=reuse):
            hidden = tf.layers.dense(x, 2, kernel_initializer=tf.random_normal_initializer(seed=1), name="fc")
            hidden = tf.layers.batch_normalization(hidden, momentum=0.8, training=training, name="bn")
            return tf.nn.relu(hidden)

    x = tf.constant(_rows(np, 4, 3))
    train, test = network(x, True, False), network(x, False, True)
    print(train.name, test.name, [v.name for v in tf.global_variables()], _updates(tf))
    loss = tf.reduce_mean(tf.square(train - 1.0))
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            session.run(step)
            print(round(float(session.run(loss)), 5), session.run(test).ravel())


def halves(tf: Any, np: Any) -> None:
    """float16 in, averages in float32."""
    for shape in ((3, 2), (2, 2, 2, 2)):
        y = tf.layers.batch_normalization(tf.constant(_rows(np, *shape), tf.float16), training=True)
        print(y.dtype.name, [v.dtype.name for v in tf.global_variables()[-4:]])
        print(run(tf, y).ravel().astype(np.float32).round(2))


def separable(tf: Any, np: Any) -> None:
    """Separable convolutions, and pooling of volumes, which stand beside."""
    start = {"depthwise_initializer": tf.random_normal_initializer(seed=1),
             "pointwise_initializer": tf.random_normal_initializer(seed=2)}  # fmt: skip
    image, line = tf.constant(_rows(np, 1, 4, 5, 2)), tf.constant(_rows(np, 1, 6, 2))
    found = [
        tf.layers.separable_conv2d(image, 3, 2, **start),
        tf.layers.separable_conv2d(
            image, 1, [2, 3], 2, "same", depth_multiplier=2, activation=tf.nn.relu, **start
        ),
        tf.layers.separable_conv2d(image, 2, 2, dilation_rate=2, use_bias=False, name="own", **start),
        tf.layers.separable_conv1d(line, 2, 3, **start),
        tf.layers.separable_conv1d(line, 2, 3, padding="same", strides=2, activation=tf.nn.relu, **start),
        tf.layers.max_pooling3d(tf.constant(_rows(np, 1, 2, 4, 3, 1)), 2, 1),
        tf.layers.average_pooling3d(tf.constant(_rows(np, 1, 2, 4, 3, 1)), [1, 2, 2], [1, 2, 1], "same"),
    ]
    for tensor in found:
        print(tensor.name, tensor.shape)
    for value in run(tf, found):
        print(value.ravel())
    print([(v.name, v.shape.as_list()) for v in tf.trainable_variables()])
