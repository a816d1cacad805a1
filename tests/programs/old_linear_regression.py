"""Linear regression as TensorFlow 0.x had it.

It prints what `linear_regression.py` prints.
"""

import numpy as np
import tensorflow as tf

learning_rate = 0.01
training_epochs = 60
display_step = 5

train_X = np.linspace(0.5, 10.0, 17)
train_Y = 0.3 * train_X + 0.8 + 0.2 * np.sin(3 * train_X)
n_samples = train_X.shape[0]

tf.set_random_seed(11)

X = tf.placeholder("float")
Y = tf.placeholder("float")

W = tf.Variable(tf.random_normal([]), name="weight")
b = tf.Variable(tf.random_normal([]), name="bias")

pred = tf.add(tf.mul(X, W), b)
cost = tf.reduce_sum(tf.pow(tf.sub(pred, Y), 2)) / (2 * n_samples)
optimizer = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)

init = tf.initialize_all_variables()

with tf.Session() as sess:
    sess.run(init)
    for epoch in range(training_epochs):
        for x, y in zip(train_X, train_Y, strict=True):
            sess.run(optimizer, feed_dict={X: x, Y: y})
        if (epoch + 1) % display_step == 0:
            c = sess.run(cost, feed_dict={X: train_X, Y: train_Y})
            print(
                "Epoch: %04d" % (epoch + 1), "cost=%.9f" % c, "W=%.6f" % sess.run(W), "b=%.6f" % sess.run(b)
            )

    print("Optimization finished!")
    training_cost = sess.run(cost, feed_dict={X: train_X, Y: train_Y})
    print("Training cost=", training_cost, "W=", sess.run(W), "b=", sess.run(b))

    test_X = np.asarray([6.83, 4.668, 8.9, 7.91, 5.7, 8.7, 3.1, 2.1])
    test_Y = 0.3 * test_X + 0.8
    testing_cost = sess.run(
        tf.reduce_sum(tf.pow(tf.sub(pred, Y), 2)) / (2 * test_X.shape[0]), feed_dict={X: test_X, Y: test_Y}
    )
    print("Testing cost=", testing_cost)
    print("Absolute mean square loss difference:", abs(training_cost - testing_cost))
