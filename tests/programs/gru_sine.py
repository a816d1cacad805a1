"""A GRU learns to continue a sine wave, with time as the first axis, and then runs on by itself."""

import numpy as np
import tensorflow as tf

time_steps, n_neurons, batch_size = 15, 16, 20
random = np.random.RandomState(52)
tf.set_random_seed(52)


def time_series(t):
    """A wave upon a wave."""
    return np.sin(t) / 2 + 0.3 * np.sin(t * 2.7)


def next_batch(size):
    """Windows of the series and the same windows one step on, time first."""
    start = random.rand(1, size) * 20
    ts = start + np.arange(time_steps + 1)[:, None] * 0.2
    ys = time_series(ts)
    return ys[:-1].reshape(time_steps, size, 1), ys[1:].reshape(time_steps, size, 1)


X = tf.placeholder(tf.float32, [time_steps, None, 1])
y = tf.placeholder(tf.float32, [time_steps, None, 1])
cell = tf.nn.rnn_cell.GRUCell(num_units=n_neurons, activation=tf.nn.tanh)
rnn_outputs, states = tf.nn.dynamic_rnn(cell, X, dtype=tf.float32, time_major=True)
stacked = tf.reshape(rnn_outputs, [-1, n_neurons])
outputs = tf.reshape(tf.layers.dense(stacked, 1), [time_steps, -1, 1])
loss = tf.reduce_mean(tf.square(outputs - y))
training_op = tf.train.AdamOptimizer(learning_rate=0.01).minimize(loss)

with tf.Session() as sess:
    tf.global_variables_initializer().run()
    for iteration in range(201):
        X_batch, y_batch = next_batch(batch_size)
        sess.run(training_op, feed_dict={X: X_batch, y: y_batch})
        if iteration % 20 == 0:
            print(iteration, "\tMSE: %.6f" % loss.eval(feed_dict={X: X_batch, y: y_batch}))
    sequence = list(time_series(np.arange(time_steps) * 0.2))
    for _ in range(20):
        window = np.array(sequence[-time_steps:]).reshape(time_steps, 1, 1)
        sequence.append(sess.run(outputs, feed_dict={X: window})[-1, 0, 0])
    print("continued:", np.round(sequence[time_steps:], 4))
    print("truth:    ", np.round(time_series(np.arange(time_steps, time_steps + 20) * 0.2), 4))
