"""A network out of layers: convolution, pooling, flattening, dense layers, weight decay, clipped gradients."""

import tensorflow as tf

from small_digits import batches, load

images, labels = load(200, seed=27)
test_images, test_labels = load(100, seed=28)
tf.set_random_seed(190)

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])


def decay(weights):
    """A tenth of a per cent of half the square."""
    return tf.multiply(0.001, tf.nn.l2_loss(weights))


def conv(inputs, filters):
    """A convolution with a rectifier."""
    return tf.layers.conv2d(
        inputs,
        filters,
        [5, 5],
        padding="same",
        activation=tf.nn.relu,
        kernel_initializer=tf.glorot_uniform_initializer(),
        kernel_regularizer=decay,
    )


net = tf.reshape(x, [-1, 28, 28, 1])
net = conv(net, 4)
net = tf.layers.max_pooling2d(net, [2, 2], 2)
net = conv(net, 8)
net = tf.layers.average_pooling2d(net, [2, 2], 2)
net = tf.layers.flatten(net)
net = tf.layers.dense(net, 32, activation=tf.nn.relu, kernel_regularizer=decay)
logits = tf.layers.dense(net, 10)

cross_entropy = tf.losses.softmax_cross_entropy(y, logits)
loss = tf.losses.get_total_loss()
global_step = tf.train.get_or_create_global_step()
optimizer = tf.train.AdamOptimizer(0.004)
pairs = optimizer.compute_gradients(loss)
gradients, _ = tf.clip_by_global_norm([gradient for gradient, _ in pairs], 2.0)
train = optimizer.apply_gradients(
    [(gradient, variable) for gradient, (_, variable) in zip(gradients, pairs, strict=True)],
    global_step=global_step,
)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1)), tf.float32))
count = sum(v.get_shape().num_elements() for v in tf.trainable_variables())
print(count, "weights, features", net.get_shape().as_list())
print(len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)), "penalties")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(6):
        for batch_x, batch_y in batches(images, labels, 25):
            sess.run(train, {x: batch_x, y: batch_y})
        test = {x: test_images, y: test_labels}
        values = sess.run([global_step, loss, cross_entropy, accuracy], test)
        print("step %d loss %.5f cross entropy %.5f accuracy %.4f" % tuple(values))
