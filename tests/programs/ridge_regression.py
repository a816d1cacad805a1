"""Ridge and elastic-net regression: what a penalty on the weights does, for several strengths."""

import numpy as np
import tensorflow as tf
from tensorflow.python.framework import ops

random = np.random.RandomState(8)
x_vals = random.normal(size=(60, 1)).astype(np.float32)
y_vals = (2.0 * x_vals + 1.0 + 0.3 * random.normal(size=(60, 1))).astype(np.float32)


def train(penalty_name, strength):
    """Fit one model in a fresh graph and print its losses."""
    ops.reset_default_graph()
    tf.set_random_seed(13)
    x_data = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    A = tf.Variable(tf.random_normal(shape=[1, 1]))
    b = tf.Variable(tf.random_normal(shape=[1, 1]))
    model_output = tf.add(tf.matmul(x_data, A), b)

    strength = tf.constant(strength)
    if penalty_name == "ridge":
        penalty = tf.multiply(strength, tf.reduce_mean(tf.square(A)))
    else:
        l1 = tf.multiply(strength, tf.reduce_mean(tf.abs(A)))
        l2 = tf.multiply(strength, tf.reduce_mean(tf.square(A)))
        penalty = tf.add(l1, l2)
    loss = tf.expand_dims(tf.add(tf.reduce_mean(tf.square(y_target - model_output)), penalty), 0)
    train_step = tf.train.GradientDescentOptimizer(0.02).minimize(loss)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(120):
            rows = np.arange(i * 7, i * 7 + 20) % 60
            feed = {x_data: x_vals[rows], y_target: y_vals[rows]}
            sess.run(train_step, feed_dict=feed)
            if (i + 1) % 20 == 0:
                temp_loss = sess.run(loss, feed_dict=feed)
                print("Step #%d A = %s b = %s" % (i + 1, sess.run(A), sess.run(b)))
                print("Loss = " + str(temp_loss))
        [[slope]], [[intercept]] = sess.run([A, b])
    return slope, intercept


for name, weight in [("ridge", 0.0), ("ridge", 1.0), ("elastic net", 1.0)]:
    print("---", name, weight)
    print("slope %.6f, intercept %.6f" % train(name, weight))
