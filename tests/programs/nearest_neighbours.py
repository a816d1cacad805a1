"""Nearest neighbours on digits: no training at all; one neighbour by L1, five by L2 with weighted votes."""

import numpy as np
import tensorflow as tf

from small_digits import load

train_images, train_labels = load(250, seed=3)
test_images, test_labels = load(40, seed=4)

xtr = tf.placeholder("float", [None, 784])
xte = tf.placeholder("float", [784])

distance = tf.reduce_sum(tf.abs(tf.add(xtr, tf.negative(xte))), axis=1)
pred = tf.argmin(distance, 0)

k = 5
x_train = tf.placeholder(tf.float32, [None, 784])
y_train = tf.placeholder(tf.float32, [None, 10])
x_test = tf.placeholder(tf.float32, [None, 784])
l2 = tf.sqrt(tf.reduce_sum(tf.square(tf.subtract(x_train, tf.expand_dims(x_test, 1))), axis=2))
top_k_xvals, top_k_indices = tf.nn.top_k(tf.negative(l2), k=k)
x_sums = tf.expand_dims(tf.reduce_sum(top_k_xvals, 1), 1)
x_vals_weights = tf.expand_dims(tf.div(top_k_xvals, tf.matmul(x_sums, tf.ones([1, k]))), 1)
top_k_yvals = tf.gather(y_train, top_k_indices)
votes = tf.squeeze(tf.matmul(x_vals_weights, top_k_yvals), axis=[1])
prediction = tf.argmax(votes, 1)

with tf.Session() as sess:
    accuracy = 0.0
    for i in range(len(test_images)):
        nn_index, nearest = sess.run(
            [pred, tf.reduce_min(distance)], feed_dict={xtr: train_images, xte: test_images[i, :]}
        )
        guess, truth = np.argmax(train_labels[nn_index]), np.argmax(test_labels[i])
        print("Test", i, "Prediction:", guess, "True Class:", truth, "distance %.4f" % nearest)
        accuracy += float(guess == truth) / len(test_images)
    print("Accuracy: %.4f" % accuracy)

    feed = {x_train: train_images, x_test: test_images, y_train: train_labels}
    guesses, shares, distances = sess.run([prediction, votes, -top_k_xvals], feed_dict=feed)
    print("With", k, "neighbours:", guesses.tolist())
    print("share of the winner:", np.round(shares.max(1), 4)[:10])
    print("mean distance: %.5f" % distances.mean())
    print("Accuracy: %.4f" % np.mean(guesses == test_labels.argmax(1)))
