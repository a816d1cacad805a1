"""An autoencoder: digits squeezed through 16 numbers, encoder and decoder trained together by RMSProp."""

import numpy as np
import tensorflow as tf

from small_digits import batches, load

images, labels = load(300, seed=10)
num_input, num_hidden_1, num_hidden_2 = 784, 64, 16
tf.set_random_seed(77)

X = tf.placeholder("float", [None, num_input])
glorot = tf.glorot_uniform_initializer(seed=4)
weights = {
    "encoder_h1": tf.Variable(glorot([num_input, num_hidden_1])),
    "encoder_h2": tf.Variable(glorot([num_hidden_1, num_hidden_2])),
    "decoder_h1": tf.Variable(glorot([num_hidden_2, num_hidden_1])),
    "decoder_h2": tf.Variable(glorot([num_hidden_1, num_input])),
}
biases = {
    "encoder_b1": tf.Variable(tf.zeros([num_hidden_1])),
    "encoder_b2": tf.Variable(tf.zeros([num_hidden_2])),
    "decoder_b1": tf.Variable(tf.zeros([num_hidden_1])),
    "decoder_b2": tf.Variable(tf.zeros([num_input])),
}


def encoder(x):
    """The code of a batch of images."""
    layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["encoder_h1"]), biases["encoder_b1"]))
    return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights["encoder_h2"]), biases["encoder_b2"]))


def decoder(x):
    """The images that belong to a batch of codes."""
    layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["decoder_h1"]), biases["decoder_b1"]))
    return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights["decoder_h2"]), biases["decoder_b2"]))


encoder_op = encoder(X)
decoder_op = decoder(encoder_op)
loss = tf.reduce_mean(tf.pow(X - decoder_op, 2))
optimizer = tf.train.RMSPropOptimizer(0.02).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(1, 16):
        for batch_x, _ in batches(images, labels, 20):
            _, value = sess.run([optimizer, loss], feed_dict={X: batch_x})
        print("Epoch %i: Minibatch Loss: %f" % (epoch, value))
    codes, pictures = sess.run([encoder_op, decoder_op], {X: images[:4]})
    print("codes\n", np.round(codes, 3))
    print("mean brightness", pictures.mean(axis=1))
