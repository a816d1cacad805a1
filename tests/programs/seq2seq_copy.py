"""Sequence to sequence: an encoder reads a word, a decoder writes it again, from the encoder's last state only."""

import numpy as np
import tensorflow as tf

vocabulary, length, units, batch_size = 8, 4, 32, 40
GO = 0
random = np.random.RandomState(61)
tf.set_random_seed(61)

source = tf.placeholder(tf.int32, [None, length], name="source")
decoder_inputs = tf.placeholder(tf.int32, [None, length], name="decoder_inputs")
embedding = tf.Variable(tf.random_uniform([vocabulary, 12], -1.0, 1.0), name="embedding")

with tf.variable_scope("encoder"):
    cell = tf.nn.rnn_cell.GRUCell(units)
    _, thought = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(embedding, source), dtype=tf.float32)

with tf.variable_scope("decoder"):
    cell = tf.nn.rnn_cell.GRUCell(units)
    decoder_outputs, _ = tf.nn.dynamic_rnn(
        cell, tf.nn.embedding_lookup(embedding, decoder_inputs), initial_state=thought
    )
projection = tf.layers.Dense(vocabulary, name="projection")
logits = projection(decoder_outputs)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=source, logits=logits))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)

# Writing: the decoder runs on its own guesses, one symbol after the other.
with tf.variable_scope("decoder", reuse=True):
    state, symbol, written = thought, tf.fill([tf.shape(source)[0]], GO), []
    for _ in range(length):
        output, state = tf.nn.static_rnn(
            cell, [tf.nn.embedding_lookup(embedding, symbol)], initial_state=state
        )
        symbol = tf.cast(tf.argmax(projection(output[0]), 1), tf.int32)
        written.append(symbol)
greedy = tf.stack(written, axis=1)
exact = tf.reduce_mean(tf.cast(tf.reduce_all(tf.equal(greedy, source), axis=1), tf.float32))


def make(count):
    """Words of symbols 1 to 7, and what the decoder sees while it learns."""
    words = random.randint(1, vocabulary, (count, length))
    return {source: words, decoder_inputs: np.hstack([np.full((count, 1), GO), words[:, :-1]])}


test = make(60)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(1, 151):
        _, value = sess.run([train_op, loss], make(batch_size))
        if step % 15 == 0:
            print("step %3d loss %.5f copied exactly %.4f" % (step, value, sess.run(exact, test)))
    for word, copy in list(zip(test[source], sess.run(greedy, test), strict=True))[:5]:
        print(word.tolist(), "->", copy.tolist())
