"""A small residual network on digits: blocks in variable scopes, batch normalisation, weight decay."""

import tensorflow as tf

from small_digits import batches, load

images, labels = load(200, seed=25, flat=False, one_hot=False)
test_images, test_labels = load(80, seed=26, flat=False, one_hot=False)
tf.set_random_seed(170)


def conv(inputs, filters, stride, name):
    """A 3 x 3 convolution whose weights decay."""
    return tf.layers.conv2d(
        inputs,
        filters,
        3,
        strides=stride,
        padding="same",
        use_bias=False,
        name=name,
        kernel_initializer=tf.variance_scaling_initializer(seed=3),
        kernel_regularizer=lambda w: 1e-3 * tf.nn.l2_loss(w),
    )


def residual_block(inputs, filters, stride, training, name):
    """Two convolutions beside a shortcut, which is widened where the block is."""
    with tf.variable_scope(name):
        x = tf.nn.relu(tf.layers.batch_normalization(inputs, training=training, momentum=0.9, fused=True))
        shortcut = inputs
        if stride != 1 or inputs.shape[-1] != filters:
            shortcut = tf.layers.average_pooling2d(inputs, stride, stride, padding="same")
            widen = filters - inputs.get_shape().as_list()[-1]
            shortcut = tf.pad(shortcut, [[0, 0], [0, 0], [0, 0], [widen // 2, widen - widen // 2]])
        x = conv(x, filters, stride, "conv1")
        x = tf.nn.relu(tf.layers.batch_normalization(x, training=training, momentum=0.9))
        return conv(x, filters, 1, "conv2") + shortcut


x = tf.placeholder(tf.float32, [None, 28, 28, 1])
y = tf.placeholder(tf.int32, [None])
training = tf.placeholder(tf.bool, [])
net = conv(x, 4, 2, "first")
for number, (filters, stride) in enumerate([(4, 1), (8, 2), (16, 2)]):
    net = residual_block(net, filters, stride, training, "block%d" % number)
net = tf.reduce_mean(tf.nn.relu(net), axis=[1, 2])
logits = tf.layers.dense(net, 10, name="logits")

tf.losses.sparse_softmax_cross_entropy(y, logits)
decay = tf.losses.get_regularization_loss()
loss = tf.losses.get_total_loss()
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train = tf.train.AdamOptimizer(0.003).minimize(loss)
accuracy = tf.reduce_mean(tf.cast(tf.nn.in_top_k(logits, y, 1), tf.float32))
for variable in tf.trainable_variables("block1"):
    print(variable.op.name, variable.shape.as_list())

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(6):
        for batch_x, batch_y in batches(images, labels, 25):
            _, value = sess.run([train, loss], {x: batch_x, y: batch_y, training: True})
        test = {x: test_images, y: test_labels, training: False}
        print(
            "epoch %d loss %.4f decay %.5f accuracy %.4f" % (epoch, value, *sess.run([decay, accuracy], test))
        )
