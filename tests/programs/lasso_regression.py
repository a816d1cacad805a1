"""Lasso regression: the soft threshold after each step of descent drives useless weights to zero."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(21)
n, d = 80, 8
inputs = random.normal(size=(n, d)).astype(np.float32)
true = np.zeros((d, 1), np.float32)
true[[1, 4]] = [[3.0], [-2.0]]
outputs = inputs.dot(true) + 0.1 * random.normal(size=(n, 1)).astype(np.float32)

lambda_ = 0.3
rate = 0.05

x = tf.constant(inputs)
y = tf.constant(outputs)
w = tf.Variable(tf.ones([d, 1]) * 0.5, name="w")

error = tf.matmul(x, w) - y
mse = tf.reduce_mean(tf.square(error)) / 2
objective = mse + lambda_ * tf.reduce_sum(tf.abs(w))

(gradient,) = tf.gradients(mse, [w])
moved = w - rate * gradient
shrunk = tf.sign(moved) * tf.maximum(tf.abs(moved) - rate * lambda_, 0.0)
step = tf.assign(w, shrunk)
non_zero = tf.reduce_sum(tf.cast(tf.not_equal(w, 0.0), tf.int32))

sess = tf.InteractiveSession()
tf.global_variables_initializer().run()
for i in range(151):
    if i % 15 == 0:
        print(
            "step %3d objective %.6f mse %.6f weights that count %d"
            % (i, *sess.run([objective, mse, non_zero]))
        )
    step.eval()
print(np.round(w.eval().ravel(), 5))

# The old cookbook's way: a steep sigmoid in place of the absolute value, for a single weight.
slope = tf.Variable([[0.4]])
steep = tf.truediv(1.0, tf.add(1.0, tf.exp(tf.multiply(-50.0, tf.subtract(slope, 0.9)))))
penalty = tf.multiply(steep, 99.0)
loss = tf.add(tf.reduce_mean(tf.square(tf.matmul(x[:, 1:2], slope) - y)), penalty)
minimize = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
slope.initializer.run()
for i in range(10):
    minimize.run()
    print("slope %.6f loss %.6f" % (slope.eval()[0, 0], loss.eval()[0, 0]))
sess.close()
