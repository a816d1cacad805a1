"""A network out of tf.contrib.layers.

It prints what `layers_digits.py` prints.
"""

import tensorflow as tf
from tensorflow.contrib import layers
from tensorflow.contrib.framework import arg_scope

from small_digits import batches, load

images, labels = load(200, seed=27)
test_images, test_labels = load(100, seed=28)
tf.set_random_seed(190)

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])

net = tf.reshape(x, [-1, 28, 28, 1])
with arg_scope([layers.conv2d, layers.fully_connected], weights_regularizer=layers.l2_regularizer(0.001)):
    with arg_scope([layers.conv2d], kernel_size=[5, 5], padding="SAME"):
        net = layers.conv2d(net, 4, weights_initializer=layers.xavier_initializer())
        net = layers.max_pool2d(net, [2, 2])
        net = layers.conv2d(net, 8)
        net = layers.avg_pool2d(net, [2, 2])
    net = layers.flatten(net)
    net = layers.fully_connected(net, 32)
logits = tf.contrib.layers.fully_connected(net, 10, activation_fn=None)

cross_entropy = tf.losses.softmax_cross_entropy(y, logits)
loss = tf.losses.get_total_loss()
global_step = tf.contrib.framework.get_or_create_global_step()
train = tf.contrib.layers.optimize_loss(
    loss, global_step, learning_rate=0.004, optimizer="Adam", clip_gradients=2.0, summaries=[]
)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.arg_max(logits, 1), tf.arg_max(y, 1)), tf.float32))
count = sum(v.get_shape().num_elements() for v in tf.trainable_variables())
print(count, "weights, features", net.get_shape().as_list())
print(len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)), "penalties")

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for epoch in range(6):
        for batch_x, batch_y in batches(images, labels, 25):
            sess.run(train, {x: batch_x, y: batch_y})
        test = {x: test_images, y: test_labels}
        values = sess.run([global_step, loss, cross_entropy, accuracy], test)
        print("step %d loss %.5f cross entropy %.5f accuracy %.4f" % tuple(values))
