"""Gradients of one's own: tf.custom_gradient, gradient_override_map, stop_gradient, a straight-through step."""

import numpy as np
import tensorflow as tf


@tf.custom_gradient
def log1pexp(x):
    """The logarithm of one plus e to the x, with a gradient that does not overflow."""
    e = tf.exp(x)

    def grad(dy):
        return dy * (1 - 1 / (1 + e))

    return tf.log(1 + e), grad


x = tf.constant([0.0, 1.0, 50.0])
print_me = [log1pexp(x), tf.gradients(log1pexp(x), x)[0]]


@tf.RegisterGradient("PassThrough")
def _pass_through(op, grad):
    """The gradient of a step, as if it were the identity where its input is small."""
    return grad * tf.cast(tf.abs(op.inputs[0]) <= 1.0, tf.float32)


def binarize(values):
    """The sign, whose gradient would be zero everywhere."""
    with tf.get_default_graph().gradient_override_map({"Sign": "PassThrough"}):
        return tf.sign(values)


random = np.random.RandomState(140)
data = random.uniform(-1, 1, (60, 6)).astype(np.float32)
labels = (data.dot([1, -1, 1, 1, -1, -1]) > 0).astype(np.float32)[:, np.newaxis]

features = tf.placeholder(tf.float32, [None, 6])
answers = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(tf.random_uniform([6, 1], -0.3, 0.3, seed=5), name="w")
logits = tf.matmul(features, binarize(w))
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=answers, logits=logits))
train = tf.train.GradientDescentOptimizer(0.3).minimize(loss)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.cast(logits > 0, tf.float32), answers), tf.float32))

# A reversed gradient: forwards the value, backwards its negative.
v = tf.Variable([2.0, -1.0])
reversed_v = tf.stop_gradient(2 * v) - v
game = tf.reduce_sum(tf.square(reversed_v - 1.0))
climb = tf.train.GradientDescentOptimizer(0.1).minimize(game, var_list=[v])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    values, slopes = sess.run(print_me)
    print("log1pexp", values, slopes)
    everything = {features: data, answers: labels}
    for step in range(16):
        value, right, _ = sess.run([loss, accuracy, train], everything)
        if step % 2 == 0:
            print(
                "step %2d loss %.5f accuracy %.4f signs %s"
                % (step, value, right, sess.run(tf.sign(w)).ravel())
            )
    print("w", sess.run(w).ravel())
    for step in range(4):
        print("reversed", sess.run(game), sess.run(v))
        sess.run(climb)
