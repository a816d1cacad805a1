"""Convolution, pooling and what belongs to them: names, shapes, values, gradients, errors, and LeNet learning."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def waves(np: Any, *shape: int) -> Any:
    """Uneven numbers of a shape."""
    return np.sin(np.arange(int(np.prod(shape))) * 0.7 + 0.2).reshape(shape).astype(np.float32)


def names_of_convolutions(tf: Any, np: Any) -> None:
    """Names, dtypes and static shapes, with an unknown batch."""
    x = tf.placeholder(tf.float32, [None, 8, 9, 3], name="x")
    w = tf.constant(waves(np, 3, 3, 3, 4), name="w")
    describe(
        tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"),
        tf.nn.conv2d(x, w, strides=[1, 2, 2, 1], padding="VALID", name="mine"),
        tf.nn.conv2d(x, filters=w, strides=2, padding=[[0, 0], [1, 2], [0, 1], [0, 0]]),
        tf.nn.convolution(x, w, "SAME"),
        tf.nn.conv2d_transpose(tf.ones([4, 8, 9, 3]), tf.ones([2, 2, 5, 3]), [4, 16, 18, 5], [1, 2, 2, 1]),
        tf.nn.depthwise_conv2d(x, tf.ones([2, 2, 3, 2]), [1, 1, 1, 1], "SAME"),
        tf.nn.separable_conv2d(x, tf.ones([2, 2, 3, 2]), tf.ones([1, 1, 6, 4]), [1, 1, 1, 1], "VALID"),
        tf.nn.conv1d(tf.ones([2, 7, 3]), tf.ones([3, 3, 5]), 2, "SAME"),
        tf.nn.conv3d(tf.ones([1, 4, 4, 4, 2]), tf.ones([2, 2, 2, 2, 3]), [1, 1, 1, 1, 1], "SAME"),
        tf.nn.conv3d_transpose(
            tf.ones([1, 2, 2, 2, 3]), tf.ones([2, 2, 2, 5, 3]), [1, 4, 4, 4, 5], [1, 2, 2, 2, 1]
        ),
        tf.nn.conv1d_transpose(tf.ones([2, 4, 3]), tf.ones([3, 5, 3]), [2, 8, 5], 2),
        tf.nn.erosion2d(tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1]), [1, 1, 1, 1], [1, 1, 1, 1], "SAME"),
    )
    with tf.variable_scope("layer"):
        kernel = tf.get_variable("kernel", [3, 3, 3, 2])
        describe(tf.nn.conv2d(x, kernel, [1, 1, 1, 1], "SAME"))


def names_of_pooling(tf: Any, np: Any) -> None:
    """Names, dtypes and static shapes of pooled images, sequences and volumes."""
    x = tf.placeholder(tf.float32, [None, 7, 8, 3], name="x")
    describe(
        tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
        tf.nn.max_pool(x, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding="VALID", name="mine"),
        tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
        tf.nn.max_pool2d(x, 2, 2, "VALID"),
        tf.nn.avg_pool2d(x, 2, 2, "VALID"),
        *tf.nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"),
        tf.nn.max_pool1d(tf.ones([2, 7, 3]), 2, 2, "SAME"),
        tf.nn.avg_pool1d(tf.ones([2, 7, 3]), 2, 2, "VALID"),
        tf.nn.max_pool3d(tf.ones([2, 4, 4, 4, 3]), 2, 2, "SAME"),
        tf.nn.avg_pool3d(tf.ones([2, 4, 4, 4, 3]), 2, 2, "SAME"),
        tf.nn.pool(x, [2, 2], "MAX", "SAME"),
        tf.nn.pool(tf.ones([2, 7, 3]), [2], "AVG", "VALID"),
        tf.nn.fused_batch_norm(x, tf.ones([3]), tf.zeros([3]))[0],
        tf.extract_image_patches(x, [1, 2, 3, 1], [1, 1, 2, 1], [1, 1, 1, 1], "VALID"),
        tf.space_to_batch(tf.ones([2, 4, 4, 1]), [[0, 0], [0, 0]], 2),
        tf.batch_to_space(tf.ones([8, 2, 2, 1]), [[0, 0], [0, 1]], 2),
    )


def values(tf: Any, np: Any) -> None:
    """An image through every kind of convolution."""
    x = tf.constant(waves(np, 1, 4, 5, 2))
    w = tf.constant(waves(np, 2, 3, 2, 2))
    line = tf.constant(waves(np, 1, 6, 2))
    found = [
        tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME"),
        tf.nn.conv2d(x, w, [1, 2, 2, 1], "VALID"),
        tf.nn.atrous_conv2d(x, w, 2, "SAME"),
        tf.nn.convolution(x, w, "VALID", dilation_rate=[1, 2]),
        tf.nn.convolution(x, w, "SAME", strides=[2, 1]),
        tf.nn.conv2d_transpose(x, w, [1, 8, 10, 2], [1, 2, 2, 1]),
        tf.nn.conv2d_transpose(x, w, [1, 5, 7, 2], [1, 1, 1, 1], "VALID"),
        tf.nn.atrous_conv2d_transpose(x, w, [1, 4, 5, 2], 2, "SAME"),
        tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME"),
        tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "VALID", rate=[2, 1]),
        tf.nn.separable_conv2d(x, w, tf.constant(waves(np, 1, 1, 4, 3)), [1, 2, 2, 1], "SAME"),
        tf.nn.conv1d(line, tf.constant(waves(np, 3, 2, 2)), 2, "SAME"),
        tf.nn.convolution(line, tf.constant(waves(np, 3, 2, 2)), "SAME", dilation_rate=[2]),
        tf.nn.dilation2d(x, tf.constant(waves(np, 2, 2, 2)), [1, 1, 1, 1], [1, 2, 1, 1], "SAME"),
        tf.nn.erosion2d(x, tf.constant(waves(np, 2, 2, 2)), [1, 1, 1, 1], [1, 1, 2, 1], "VALID"),
        tf.nn.pool(line, [3], "MAX", "SAME", strides=[2]),
        tf.nn.pool(line, [2], "MAX", "VALID", dilation_rate=[2]),
        tf.nn.pool(x, [2, 2], "AVG", "VALID", dilation_rate=[2, 3]),
        tf.extract_image_patches(x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 2, 1], "SAME"),
        tf.space_to_batch_nd(x, [2, 3], [[0, 0], [1, 0]]),
    ]
    for array in run(tf, found):
        print(array.shape, np.round(array.astype(np.float64), 4).ravel().tolist())


def ties_in_pooling(tf: Any, np: Any) -> None:
    """Several largest pixels in a window: the gradient goes to the first; also after relu, where zeros tie."""
    image = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, -1, -1], [0, 2, -1, -1]], np.float32)
    x = tf.constant(image.reshape(1, 4, 4, 1))
    for ksize, stride in ((2, 2), (3, 1), (2, 1)):
        for padding in ("VALID", "SAME"):
            y = tf.nn.max_pool(tf.nn.relu(x), [1, ksize, ksize, 1], [1, stride, stride, 1], padding)
            weights = tf.reshape(tf.range(1.0, 17.0)[: int(np.prod(y.shape.as_list()))], y.shape)
            g = tf.gradients(y * weights, x)[0]
            direct = tf.nn.max_pool(x, [1, ksize, ksize, 1], [1, stride, stride, 1], padding)
            print(run(tf, g)[0, :, :, 0].tolist())
            print(run(tf, tf.gradients(direct * weights, x)[0])[0, :, :, 0].tolist())


def second_gradients(tf: Any, np: Any) -> None:
    """Gradients of gradients, through convolution and both kinds of pooling."""
    x = tf.constant(waves(np, 1, 4, 4, 2))
    w = tf.constant(waves(np, 2, 2, 2, 2))
    y = tf.nn.conv2d(x, w, [1, 1, 1, 1], "SAME")
    pooled = tf.nn.max_pool(y, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    averaged = tf.nn.avg_pool(y, [1, 3, 3, 1], [1, 1, 1, 1], "SAME")
    loss = tf.reduce_sum(pooled**3) + tf.reduce_sum(averaged**2)
    first = tf.gradients(loss, [x, w])
    second = tf.gradients(tf.reduce_sum(first[0] ** 2) + tf.reduce_sum(tf.sin(first[1])), [x, w])
    for array in run(tf, [*first, *second]):
        print(np.round(array.astype(np.float64), 3).ravel().tolist())


def refusals(tf: Any, np: Any) -> None:
    """The class of the error, while building."""
    x = tf.placeholder(tf.float32, [None, 4, 4, 3])
    for action in (
        lambda: tf.nn.conv2d(x, tf.ones([9, 2, 3, 1]), [1, 1, 1, 1], "VALID"),
        lambda: tf.nn.conv2d(x, tf.ones([2, 2, 3, 1]), [1, 1, 1, 1], "MIDDLE"),
        lambda: tf.nn.conv2d(x, tf.ones([2, 3, 1]), [1, 1, 1, 1], "SAME"),
        lambda: tf.nn.conv2d(x, tf.ones([2, 2, 3, 1]), [1, 2, 2], "SAME"),
        lambda: tf.nn.conv2d(tf.ones([4, 4]), tf.ones([2, 2, 3, 1]), [1, 1, 1, 1], "SAME"),
        lambda: tf.nn.conv2d(x, tf.ones([2, 2, 3, 1], tf.float64), [1, 1, 1, 1], "SAME"),
        lambda: tf.nn.max_pool(x, [1, 5, 5, 1], [1, 1, 1, 1], "VALID"),
        lambda: tf.nn.max_pool(x, [2, 2, 2, 1], [1, 1, 1, 1], "SAME"),
        lambda: tf.nn.conv2d_transpose(x, tf.ones([2, 2, 5, 4]), [1, 4, 4, 5], [1, 1, 1, 1]),
        lambda: tf.nn.depthwise_conv2d(x, tf.ones([2, 2, 4, 1]), [1, 1, 1, 1], "SAME"),
        lambda: tf.nn.fused_batch_norm(x, tf.ones([3]), tf.ones([3]), is_training=False),
        lambda: tf.space_to_batch(tf.ones([1, 3, 3, 1]), [[0, 0], [0, 0]], 2),
    ):
        attempt(tf, action)


def batch_normalization_of_images(tf: Any, np: Any) -> None:
    """The fused operation in training and afterwards, its statistics and gradients."""
    x = tf.constant(waves(np, 3, 2, 2, 2))
    scale, offset = tf.constant([2.0, 0.5]), tf.constant([1.0, -1.0])
    y, mean, variance = tf.nn.fused_batch_norm(x, scale, offset)
    gradients = tf.gradients(tf.reduce_sum(y * tf.constant(waves(np, 3, 2, 2, 2)) ** 2), [x, scale, offset])
    frozen, _, _ = tf.nn.fused_batch_norm(
        x, scale, offset, [0.1, 0.2], [1.5, 0.5], epsilon=0.01, is_training=False
    )
    later = tf.gradients(tf.reduce_sum(frozen**2), [x, scale, offset])
    for array in run(tf, [y, mean, variance, *gradients, frozen, *later]):
        print(np.round(array.astype(np.float64), 4).ravel().tolist())


def lenet(tf: Any, np: Any) -> None:
    """LeNet on made-up digits of 14 by 14 pixels, fifteen steps of Adam."""
    rng = np.random.RandomState(3)
    classes = rng.randint(4, size=32)
    images = (rng.rand(4, 14, 14)[classes] + 0.5 * rng.rand(32, 14, 14)).astype(np.float32)
    tf.set_random_seed(7)
    x = tf.placeholder(tf.float32, [None, 14, 14])
    labels = tf.placeholder(tf.int64, [None])

    def weight_variable(shape: list[int]) -> Any:
        return tf.Variable(tf.truncated_normal(shape, stddev=0.1))

    def bias_variable(shape: list[int]) -> Any:
        return tf.Variable(tf.constant(0.1, shape=shape))

    h = tf.reshape(x, [-1, 14, 14, 1])
    for channels, filters in ((1, 6), (6, 8)):
        h = tf.nn.conv2d(h, weight_variable([5, 5, channels, filters]), [1, 1, 1, 1], "SAME")
        h = tf.nn.relu(h + bias_variable([filters]))
        h = tf.nn.max_pool(h, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
    flat = tf.reshape(h, [-1, 4 * 4 * 8])
    hidden = tf.nn.relu(tf.matmul(flat, weight_variable([128, 32])) + bias_variable([32]))
    logits = tf.matmul(hidden, weight_variable([32, 4])) + bias_variable([4])
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    train = tf.train.AdamOptimizer(1e-3).minimize(loss)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in range(15):
            found, _ = session.run([loss, train], {x: images, labels: classes})
            print(f"step {step} loss {found:.3f}")
        print(f"accuracy {session.run(accuracy, {x: images, labels: classes}):.3f}")
