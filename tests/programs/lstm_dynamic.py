"""Sequences of different lengths: dynamic_rnn with sequence_length, and the last output that counts."""

import numpy as np
import tensorflow as tf


class ToySequenceData:
    """Rising sequences (class 0) and random ones (class 1), padded with zeros."""

    def __init__(self, n_samples=200, max_seq_len=12, min_seq_len=3, max_value=100):
        random = np.random.RandomState(n_samples)
        self.data, self.labels, self.seqlen = [], [], []
        for i in range(n_samples):
            length = random.randint(min_seq_len, max_seq_len + 1)
            self.seqlen.append(length)
            if i % 2 == 0:
                start = random.randint(0, max_value - length)
                values = [float(v) / max_value for v in range(start, start + length)]
                self.labels.append([1.0, 0.0])
            else:
                values = [float(random.randint(0, max_value)) / max_value for _ in range(length)]
                self.labels.append([0.0, 1.0])
            self.data.append([[v] for v in values] + [[0.0]] * (max_seq_len - length))


tf.set_random_seed(25)
seq_max_len, n_hidden, n_classes, batch_size = 12, 16, 2, 40
trainset, testset = ToySequenceData(200), ToySequenceData(80)

x = tf.placeholder("float", [None, seq_max_len, 1])
y = tf.placeholder("float", [None, n_classes])
seqlen = tf.placeholder(tf.int32, [None])
weights = tf.Variable(tf.random_normal([n_hidden, n_classes]))
biases = tf.Variable(tf.random_normal([n_classes]))

cell = tf.nn.rnn_cell.LSTMCell(n_hidden, state_is_tuple=True)
outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, sequence_length=seqlen)
index = tf.range(0, tf.shape(outputs)[0]) * seq_max_len + (seqlen - 1)
last = tf.gather(tf.reshape(outputs, [-1, n_hidden]), index)
same = tf.reduce_max(tf.abs(last - state.h))

pred = tf.matmul(last, weights) + biases
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=pred, labels=y))
optimizer = tf.train.AdamOptimizer(learning_rate=0.05).minimize(cost)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1)), tf.float32))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(20):
        for start in range(0, 200, batch_size):
            rows = slice(start, start + batch_size)
            feed = {x: trainset.data[rows], y: trainset.labels[rows], seqlen: trainset.seqlen[rows]}
            sess.run(optimizer, feed_dict=feed)
        acc, loss = sess.run([accuracy, cost], feed_dict=feed)
        print("Epoch {}, Minibatch Loss= {:.6f}, Training Accuracy= {:.5f}".format(epoch + 1, loss, acc))
    feed = {x: testset.data, y: testset.labels, seqlen: testset.seqlen}
    print("Testing Accuracy:", sess.run(accuracy, feed_dict=feed))
    print("The last output is the state:", sess.run(same, feed_dict=feed) < 1e-6)
