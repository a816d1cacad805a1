"""Cells upon cells out of tf.contrib.rnn.

It prints what `stacked_cells.py` prints.
"""

import numpy as np
import tensorflow as tf

steps, size, batch_size = 6, 10, 30
random = np.random.RandomState(220)
tf.set_random_seed(220)


def make(count):
    """Numbers, marks that say `begin anew`, and the sums since."""
    x = random.uniform(-1, 1, (count, steps, 2)).astype(np.float32)
    x[:, :, 1] = random.uniform(size=(count, steps)) < 0.2
    y, total = np.zeros((count, steps), np.float32), np.zeros(count)
    for t in range(steps):
        total = total * (1 - x[:, t, 1]) + x[:, t, 0]
        y[:, t] = total
    return x, y


X = tf.placeholder(tf.float32, [None, steps, 2])
y = tf.placeholder(tf.float32, [None, steps])

cell = tf.contrib.rnn.MultiRNNCell([tf.contrib.rnn.BasicRNNCell(size), tf.contrib.rnn.GRUCell(size)])
outputs, states = tf.contrib.rnn.static_rnn(cell, tf.unpack(X, axis=1), dtype=tf.float32)
stacked = tf.pack(outputs, axis=1)
W = tf.Variable(tf.random_normal([size, 1], stddev=0.3))
prediction = tf.reshape(tf.matmul(tf.reshape(stacked, [-1, size]), W), [-1, steps])
loss = tf.reduce_mean(tf.square(tf.sub(prediction, y)))
train = tf.train.AdamOptimizer(0.02).minimize(loss)
print(stacked.get_shape().as_list(), len(states), cell.state_size, cell.output_size)
print([v.op.name for v in tf.trainable_variables()])

test_x, test_y = make(100)
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for step in range(1, 161):
        batch_x, batch_y = make(batch_size)
        _, value = sess.run([train, loss], {X: batch_x, y: batch_y})
        if step % 16 == 0:
            print("step %3d loss %.5f test %.5f" % (step, value, sess.run(loss, {X: test_x, y: test_y})))
    last = sess.run(states, {X: test_x[:2]})
    print(np.round(last[0], 4), np.round(last[1], 4))
