"""LeNet on digits: two convolutions with pooling, a dense layer, dropout."""

import tensorflow as tf

from small_digits import batches, load

images, labels = load(240, seed=7, flat=False)
test_images, test_labels = load(100, seed=8, flat=False)
tf.set_random_seed(42)


def weight_variable(shape):
    """Small random weights."""
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def bias_variable(shape):
    """A little above zero, so that no unit begins dead."""
    return tf.Variable(tf.constant(0.1, shape=shape))


def conv2d(x, W):
    """A convolution that keeps the size."""
    return tf.nn.conv2d(x, W, strides=[1, 1, 1, 1], padding="SAME")


def max_pool_2x2(x):
    """The largest of each 2 x 2 square."""
    return tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")


x_image = tf.placeholder(tf.float32, [None, 28, 28, 1])
y_ = tf.placeholder(tf.float32, [None, 10])
keep_prob = tf.placeholder(tf.float32)

h_conv1 = tf.nn.relu(conv2d(x_image, weight_variable([5, 5, 1, 6])) + bias_variable([6]))
h_pool1 = max_pool_2x2(h_conv1)
h_conv2 = tf.nn.relu(tf.nn.bias_add(conv2d(h_pool1, weight_variable([5, 5, 6, 12])), bias_variable([12])))
h_pool2 = max_pool_2x2(h_conv2)
h_pool2_flat = tf.reshape(h_pool2, [-1, 7 * 7 * 12])
h_fc1 = tf.nn.relu(tf.matmul(h_pool2_flat, weight_variable([7 * 7 * 12, 64])) + bias_variable([64]))
y_conv = tf.matmul(tf.nn.dropout(h_fc1, keep_prob), weight_variable([64, 10])) + bias_variable([10])

cross_entropy = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y_, logits=y_conv))
train_step = tf.train.AdamOptimizer(2e-3).minimize(cross_entropy)
correct_prediction = tf.equal(tf.argmax(y_conv, 1), tf.argmax(y_, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    step = 0
    for _ in range(4):
        for batch_x, batch_y in batches(images, labels, 40):
            train_step.run(feed_dict={x_image: batch_x, y_: batch_y, keep_prob: 0.5})
            step += 1
            if step % 2 == 0:
                feed = {x_image: batch_x, y_: batch_y, keep_prob: 1.0}
                print(
                    "step %d, training accuracy %g, loss %.5f"
                    % (step, *sess.run([accuracy, cross_entropy], feed))
                )
    test = {x_image: test_images, y_: test_labels, keep_prob: 1.0}
    print("test accuracy %g, loss %.5f" % (accuracy.eval(test), cross_entropy.eval(test)))
    print(h_conv1.get_shape(), h_pool2.get_shape(), h_fc1.get_shape())
