"""A linear support vector machine by gradient descent on the hinge loss, with a soft margin."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(16)
x_vals = np.vstack([random.normal([4.0, 1.0], 0.6, (60, 2)), random.normal([6.2, 2.6], 0.7, (60, 2))])
y_vals = np.array([1] * 60 + [-1] * 60)
train = np.arange(120) % 5 != 0
x_train, x_test = x_vals[train], x_vals[~train]
y_train, y_test = y_vals[train], y_vals[~train]

tf.set_random_seed(6)
batch_size = 32
x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
A = tf.Variable(tf.random_normal(shape=[2, 1]))
b = tf.Variable(tf.random_normal(shape=[1, 1]))

model_output = tf.subtract(tf.matmul(x_data, A), b)
l2_norm = tf.reduce_sum(tf.square(A))
alpha = tf.constant([0.01])
classification_term = tf.reduce_mean(tf.maximum(0.0, tf.subtract(1.0, tf.multiply(model_output, y_target))))
loss = tf.add(classification_term, tf.multiply(alpha, l2_norm))
prediction = tf.sign(model_output)
accuracy = tf.reduce_mean(tf.cast(tf.equal(prediction, y_target), tf.float32))
train_step = tf.train.GradientDescentOptimizer(0.02).minimize(loss)

sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(600):
    rows = random.choice(len(x_train), size=batch_size)
    feed = {x_data: x_train[rows], y_target: np.transpose([y_train[rows]])}
    sess.run(train_step, feed_dict=feed)
    if (i + 1) % 50 == 0:
        train_accuracy = sess.run(accuracy, {x_data: x_train, y_target: np.transpose([y_train])})
        test_accuracy = sess.run(accuracy, {x_data: x_test, y_target: np.transpose([y_test])})
        print("Step #{}".format(i + 1), "Loss =", sess.run(loss, feed_dict=feed))
        print("accuracy %.4f %.4f" % (train_accuracy, test_accuracy))

[[a1], [a2]] = sess.run(A)
[[b]] = sess.run(b)
print("slope %.5f intercept %.5f margin %.5f" % (-a2 / a1, b / a1, 1 / np.sqrt(a1**2 + a2**2)))
sess.close()
