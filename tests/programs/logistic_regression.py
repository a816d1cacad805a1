"""Logistic regression on two clouds of points: cross-entropy, accuracy, and the line between them."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(3)
ones = random.normal([1.0, 1.5], 0.8, (70, 2))
zeros = random.normal([-1.0, -0.5], 0.9, (70, 2))
x_vals = np.vstack([ones, zeros]).astype(np.float32)
y_vals = np.array([1.0] * 70 + [0.0] * 70, np.float32)[:, np.newaxis]
order = random.permutation(140)
train_rows, test_rows = order[:110], order[110:]
mean, deviation = x_vals[train_rows].mean(0), x_vals[train_rows].std(0)
x_vals = (x_vals - mean) / deviation

batch_size = 25
tf.set_random_seed(99)
x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
A = tf.Variable(tf.random_normal(shape=[2, 1]))
b = tf.Variable(tf.random_normal(shape=[1, 1]))

model_output = tf.add(tf.matmul(x_data, A), b)
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=model_output, labels=y_target))
train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)

prediction = tf.round(tf.sigmoid(model_output))
predictions_correct = tf.cast(tf.equal(prediction, y_target), tf.float32)
accuracy = tf.reduce_mean(predictions_correct)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(300):
        rows = train_rows[np.arange(i * 9, i * 9 + batch_size) % 110]
        sess.run(train_step, feed_dict={x_data: x_vals[rows], y_target: y_vals[rows]})
        if (i + 1) % 25 == 0:
            train = {x_data: x_vals[train_rows], y_target: y_vals[train_rows]}
            test = {x_data: x_vals[test_rows], y_target: y_vals[test_rows]}
            print("step", i + 1, "loss", sess.run(loss, feed_dict=train))
            print("accuracy", sess.run(accuracy, feed_dict=train), sess.run(accuracy, feed_dict=test))
    [[a1], [a2]], [[intercept]] = sess.run([A, b])
    print("line: x2 = %.5f x1 + %.5f" % (-a1 / a2, -intercept / a2))
