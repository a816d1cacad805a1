"""Batch normalisation from its parts: moments, moving averages by assign, tf.nn.batch_normalization."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(70)
angle = np.linspace(-7, 10, 200)[:, np.newaxis]
x_data = np.hstack([angle / 10, np.sin(angle), np.cos(angle)])
y_data = (np.square(angle) - 5 + random.normal(0, 2, angle.shape)) / 40
order = random.permutation(200)
x_data, y_data = x_data[order], y_data[order]
layers, units, decay = 4, 10, 0.9


def build(norm):
    """A deep narrow network, with or without normalised layers."""
    tf.set_random_seed(1)
    xs = tf.placeholder(tf.float32, [None, 3])
    ys = tf.placeholder(tf.float32, [None, 1])
    is_training = tf.placeholder(tf.bool, [])
    initializer = tf.random_normal_initializer(stddev=0.3)
    inputs, updates = xs, []
    for i in range(layers):
        with tf.variable_scope("layer%d" % i):
            in_size = inputs.get_shape()[1].value
            weights = tf.get_variable("weights", [in_size, units], initializer=initializer)
            Wx_plus_b = tf.nn.xw_plus_b(
                inputs, weights, tf.get_variable("b", [units], initializer=tf.zeros_initializer())
            )
            if norm:
                mean, var = tf.nn.moments(Wx_plus_b, axes=[0])
                scale, shift = tf.Variable(tf.ones([units])), tf.Variable(tf.zeros([units]))
                ema_mean = tf.Variable(tf.zeros([units]), trainable=False)
                ema_var = tf.Variable(tf.ones([units]), trainable=False)
                updates.append(tf.assign(ema_mean, ema_mean * decay + mean * (1 - decay)))
                updates.append(tf.assign_sub(ema_var, (ema_var - var) * (1 - decay)))
                mean = tf.where(is_training, mean, ema_mean)
                var = tf.where(is_training, var, ema_var)
                Wx_plus_b = tf.nn.batch_normalization(Wx_plus_b, mean, var, shift, scale, 0.001)
            inputs = tf.nn.tanh(Wx_plus_b)
    prediction = tf.layers.dense(inputs, 1, kernel_initializer=initializer, name="prediction")
    cost = tf.reduce_mean(tf.reduce_sum(tf.square(ys - prediction), axis=[1]))
    with tf.control_dependencies(updates):
        train_op = tf.train.GradientDescentOptimizer(0.05).minimize(cost)
    return xs, ys, is_training, cost, train_op, inputs


for norm in (False, True):
    tf.reset_default_graph()
    xs, ys, is_training, cost, train_op, last = build(norm)
    print("with normalisation" if norm else "without normalisation")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(121):
            rows = np.arange(i * 20, i * 20 + 20) % 200
            sess.run(train_op, feed_dict={xs: x_data[rows], ys: y_data[rows], is_training: True})
            if i % 15 == 0:
                value = sess.run(cost, feed_dict={xs: x_data, ys: y_data, is_training: False})
                spread = np.std(sess.run(last, feed_dict={xs: x_data, is_training: True}))
                print("step %3d cost %.5f spread of the last layer %.5f" % (i, value, spread))
