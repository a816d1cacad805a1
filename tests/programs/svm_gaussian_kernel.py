"""A support vector machine with a Gaussian kernel, trained on its dual: a ring around a disc."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(31)
angles = random.uniform(0, 2 * np.pi, 90)
radii = np.where(np.arange(90) % 2 == 0, 0.4, 1.0) + 0.07 * random.normal(size=90)
x_vals = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1).astype(np.float32)
y_vals = np.where(np.arange(90) % 2 == 0, 1.0, -1.0).astype(np.float32)

tf.set_random_seed(12)
batch_size = 90
x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
prediction_grid = tf.placeholder(shape=[None, 2], dtype=tf.float32)
b = tf.Variable(tf.random_normal(shape=[1, batch_size]))

gamma = tf.constant(-5.0)
dist = tf.reshape(tf.reduce_sum(tf.square(x_data), 1), [-1, 1])
sq_dists = tf.add(
    tf.subtract(dist, tf.multiply(2.0, tf.matmul(x_data, tf.transpose(x_data)))), tf.transpose(dist)
)
my_kernel = tf.exp(tf.multiply(gamma, tf.abs(sq_dists)))

first_term = tf.reduce_sum(b)
b_vec_cross = tf.matmul(tf.transpose(b), b)
y_target_cross = tf.matmul(y_target, tf.transpose(y_target))
second_term = tf.reduce_sum(tf.multiply(my_kernel, tf.multiply(b_vec_cross, y_target_cross)))
loss = tf.negative(tf.subtract(first_term, second_term))

rA = tf.reshape(tf.reduce_sum(tf.square(x_data), 1), [-1, 1])
rB = tf.reshape(tf.reduce_sum(tf.square(prediction_grid), 1), [-1, 1])
cross = tf.multiply(2.0, tf.matmul(x_data, prediction_grid, transpose_b=True))
pred_kernel = tf.exp(tf.multiply(gamma, tf.abs(tf.add(tf.subtract(rA, cross), tf.transpose(rB)))))
prediction_output = tf.matmul(tf.multiply(tf.transpose(y_target), b), pred_kernel)
prediction = tf.sign(prediction_output - tf.reduce_mean(prediction_output))
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.squeeze(prediction), tf.squeeze(y_target)), tf.float32))
train_step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {x_data: x_vals, y_target: y_vals[:, None], prediction_grid: x_vals}
    for i in range(100):
        sess.run(train_step, feed_dict=feed)
        if i % 10 == 9:
            value, right = sess.run([loss, accuracy], feed_dict=feed)
            print("step %3d loss %.5f accuracy %.4f" % (i + 1, value, right))
    side = np.linspace(-1.2, 1.2, 13)
    grid = np.array([[x, y] for y in side for x in side], np.float32)
    signs = sess.run(prediction, {x_data: x_vals, y_target: y_vals[:, None], prediction_grid: grid})
    for row in signs.reshape(13, 13):
        print("".join("+" if sign > 0 else "." for sign in row))
