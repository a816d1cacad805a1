"""A variational autoencoder: the code is drawn from a normal distribution, the loss has two parts."""

import numpy as np
import tensorflow as tf

from small_digits import batches, load

images, labels = load(300, seed=15)
image_dim, hidden_dim, latent_dim = 784, 48, 2
tf.set_random_seed(100)


def glorot_init(shape):
    """Glorot's normal initial weights."""
    return tf.random_normal(shape=shape, stddev=1.0 / tf.sqrt(shape[0] / 2.0))


W = {
    "encoder": tf.Variable(glorot_init([image_dim, hidden_dim])),
    "mean": tf.Variable(glorot_init([hidden_dim, latent_dim])),
    "std": tf.Variable(glorot_init([hidden_dim, latent_dim])),
    "decoder": tf.Variable(glorot_init([latent_dim, hidden_dim])),
    "out": tf.Variable(glorot_init([hidden_dim, image_dim])),
}
b = {
    name: tf.Variable(tf.zeros([size]))
    for name, size in [("encoder", 48), ("mean", 2), ("std", 2), ("decoder", 48), ("out", 784)]
}

x_true = tf.placeholder(tf.float32, shape=[None, image_dim])
encoder = tf.nn.tanh(tf.matmul(x_true, W["encoder"]) + b["encoder"])
z_mean = tf.matmul(encoder, W["mean"]) + b["mean"]
z_std = tf.matmul(encoder, W["std"]) + b["std"]

eps = tf.random_normal(tf.shape(z_std), dtype=tf.float32, mean=0.0, stddev=1.0, name="epsilon")
z = z_mean + tf.exp(z_std / 2) * eps


def decode(code):
    """Images in (0, 1)."""
    hidden = tf.nn.tanh(tf.matmul(code, W["decoder"]) + b["decoder"])
    return tf.nn.sigmoid(tf.matmul(hidden, W["out"]) + b["out"])


x_reconstructed = decode(z)
encode_decode_loss = -tf.reduce_sum(
    x_true * tf.log(1e-10 + x_reconstructed) + (1 - x_true) * tf.log(1e-10 + 1 - x_reconstructed), 1
)
kl_div_loss = -0.5 * tf.reduce_sum(1 + z_std - tf.square(z_mean) - tf.exp(z_std), 1)
loss_op = tf.reduce_mean(encode_decode_loss + kl_div_loss)
train_op = tf.train.RMSPropOptimizer(learning_rate=0.002).minimize(loss_op)

noise_input = tf.placeholder(tf.float32, shape=[None, latent_dim])
generated = decode(noise_input)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(1, 13):
        for batch_x, _ in batches(images, labels, 50):
            _, loss = sess.run([train_op, loss_op], feed_dict={x_true: batch_x})
        kl = sess.run(tf.reduce_mean(kl_div_loss), {x_true: images})
        print("Epoch %i, Loss: %f, divergence: %f" % (epoch, loss, kl))
    corners = np.array([[-1.5, -1.5], [-1.5, 1.5], [1.5, -1.5], [1.5, 1.5]])
    print("brightness of generated images:", sess.run(generated, {noise_input: corners}).mean(1))
    print("codes of three images:\n", sess.run(z_mean, {x_true: images[:3]}))
