"""A generative adversarial network as TensorFlow 0.x had it.

It prints what `gan_one_dimension.py` prints.
"""

import numpy as np
import tensorflow as tf

tf.set_random_seed(3)
random = np.random.RandomState(3)
batch_size, hidden_size = 32, 8


def linear(inputs, output_dim, scope=None, stddev=1.0):
    """A dense layer whose variables are shared within their scope."""
    with tf.variable_scope(scope or "linear"):
        w = tf.get_variable(
            "w", [inputs.get_shape()[1], output_dim], initializer=tf.random_normal_initializer(stddev=stddev)
        )
        b = tf.get_variable("b", [output_dim], initializer=tf.constant_initializer(0.0))
        return tf.matmul(inputs, w) + b


def generator(inputs, h_dim):
    """From noise to samples."""
    h0 = tf.nn.softplus(linear(inputs, h_dim, "g0", 0.5))
    return linear(h0, 1, "g1", 0.5)


def discriminator(inputs, h_dim):
    """How probably a sample is real."""
    h0 = tf.nn.relu(linear(inputs, h_dim * 2, "d0", 0.5))
    h1 = tf.nn.relu(linear(h0, h_dim * 2, "d1", 0.3))
    return tf.sigmoid(linear(h1, 1, scope="d2", stddev=0.3))


with tf.variable_scope("G"):
    z = tf.placeholder(tf.float32, shape=(batch_size, 1))
    G = generator(z, hidden_size)
x = tf.placeholder(tf.float32, shape=(batch_size, 1))
with tf.variable_scope("D"):
    D1 = discriminator(x, hidden_size)
with tf.variable_scope("D", reuse=True):
    D2 = discriminator(G, hidden_size)

loss_d = tf.reduce_mean(-tf.log(tf.maximum(D1, 1e-5)) - tf.log(tf.maximum(tf.sub(1.0, D2), 1e-5)))
loss_g = tf.reduce_mean(-tf.log(tf.maximum(D2, 1e-5)))
variables = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)
d_params = [v for v in variables if v.name.startswith("D/")]
g_params = [v for v in variables if v.name.startswith("G/")]
opt_d = tf.train.GradientDescentOptimizer(0.03).minimize(loss_d, var_list=d_params)
opt_g = tf.train.GradientDescentOptimizer(0.03).minimize(loss_g, var_list=g_params)
print([v.name for v in d_params], [v.name for v in g_params])

with tf.Session() as session:
    tf.initialize_local_variables().run()
    tf.initialize_all_variables().run()
    for step in range(401):
        samples = np.sort(random.normal(3.0, 0.5, batch_size)).reshape((batch_size, 1))
        noise = np.linspace(-4.0, 4.0, batch_size) + random.random_sample(batch_size) * 0.01
        noise = noise.reshape((batch_size, 1))
        value_d, _ = session.run([loss_d, opt_d], {x: samples, z: noise})
        value_g, _ = session.run([loss_g, opt_g], {z: noise})
        if step % 25 == 0:
            made = session.run(G, {z: noise})
            print(
                "{}: {:.4f}\t{:.4f}\tmean {:.3f} width {:.3f}".format(
                    step, value_d, value_g, made.mean(), made.std()
                )
            )
