"""Partial differential equations: raindrops on a pond, heat in a plate; the Laplacian is a convolution."""

import numpy as np
import tensorflow as tf


def make_kernel(a):
    """A two-dimensional array as the kernel of a convolution."""
    a = np.asarray(a)
    return tf.constant(a.reshape([*a.shape, 1, 1]), dtype=1)


def simple_conv(x, k):
    """A convolution of one image."""
    x = tf.expand_dims(tf.expand_dims(x, 0), -1)
    y = tf.nn.depthwise_conv2d(x, k, [1, 1, 1, 1], padding="SAME")
    return y[0, :, :, 0]


def laplace(x):
    """The Laplacian of an array."""
    return simple_conv(x, make_kernel([[0.5, 1.0, 0.5], [1.0, -6.0, 1.0], [0.5, 1.0, 0.5]]))


N = 40
random = np.random.RandomState(5)
u_init = np.zeros([N, N], dtype=np.float32)
for _ in range(12):
    a, b = random.randint(0, N, 2)
    u_init[a, b] = random.uniform()

eps = tf.placeholder(tf.float32, shape=())
damping = tf.placeholder(tf.float32, shape=())
U = tf.Variable(u_init)
Ut = tf.Variable(np.zeros([N, N], dtype=np.float32))
U_ = U + eps * Ut
Ut_ = Ut + eps * (laplace(U) - damping * Ut)
with tf.control_dependencies([U_, Ut_]):
    rain = tf.group(U.assign(U_), Ut.assign(Ut_))

plate = tf.Variable(tf.zeros([N, N]), name="plate")
edge = np.zeros([N, N], np.float32)
edge[0] = 1.0
hot = tf.constant(edge)
heated = tf.maximum(plate, hot)
heat = plate.assign(tf.clip_by_value(heated + 0.15 * laplace(heated), 0.0, 1.0))
profile = tf.reduce_mean(plate, 1)

sess = tf.InteractiveSession()
tf.global_variables_initializer().run()
for i in range(200):
    rain.run({eps: 0.03, damping: 0.04})
    if i % 25 == 0:
        energy = sess.run(tf.reduce_sum(tf.square(Ut)) + tf.reduce_sum(tf.square(U)))
        print("rain %3d highest %.6f lowest %.6f energy %.6f" % (i, U.eval().max(), U.eval().min(), energy))
print(np.round(U.eval()[18:21, 10:16], 5))
for i in range(60):
    sess.run(heat.op)
    if i % 12 == 11:
        print("heat", i + 1, np.round(profile.eval()[:8], 5))
sess.close()
