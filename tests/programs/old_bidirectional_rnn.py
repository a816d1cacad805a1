"""A bidirectional LSTM out of tf.contrib.rnn.

It prints what `bidirectional_rnn.py` prints.
"""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(40)
steps, n_hidden, batch_size = 10, 12, 50
tf.set_random_seed(8)


def make(count):
    """Running sums that stay below a quarter, or above it, of the sum of the whole sequence."""
    x = random.uniform(0, 1, (count, steps)).astype(np.float32)
    y = (np.cumsum(x, 1) > x.sum(1, keepdims=True) * 0.5).astype(np.int32)
    return x[:, :, np.newaxis], y


X = tf.placeholder(tf.float32, [None, steps, 1])
Y = tf.placeholder(tf.int32, [None, steps])

with tf.variable_scope("both_ways"):
    forward = tf.contrib.rnn.BasicLSTMCell(n_hidden)
    backward = tf.contrib.rnn.BasicLSTMCell(n_hidden)
    outputs, *states = tf.contrib.rnn.static_bidirectional_rnn(
        forward, backward, tf.unpack(X, steps, 1), dtype=tf.float32
    )
outputs = tf.pack(outputs, axis=1)
logits = tf.layers.dense(outputs, 2, name="decide")
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=Y))
train = tf.train.AdamOptimizer(0.02).minimize(loss)
right = tf.equal(tf.cast(tf.argmax(logits, 2), tf.int32), Y)
accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
for v in tf.trainable_variables():
    print(v.name, v.shape.as_list())

test_x, test_y = make(100)
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for step in range(1, 121):
        batch_x, batch_y = make(batch_size)
        _, value = sess.run([train, loss], feed_dict={X: batch_x, Y: batch_y})
        if step % 10 == 0:
            print(
                "step %3d loss %.5f accuracy %.4f" % (step, value, sess.run(accuracy, {X: test_x, Y: test_y}))
            )
    ends = sess.run([states[0].h, states[1].h], {X: test_x[:1]})
    print(ends[0], ends[1])
