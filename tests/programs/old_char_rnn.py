"""A character model as TensorFlow 0.x had it: the loop written out, sequence_loss.

It prints what `char_rnn.py` prints.
"""

import numpy as np
import tensorflow as tf

text = "hello world, hello graph, hello session. " * 12
characters = sorted(set(text))
index_of = {character: index for index, character in enumerate(characters)}
encoded = np.array([index_of[character] for character in text])
vocabulary, batch_size, num_steps, size = len(characters), 4, 8, 24
tf.set_random_seed(44)


def build(batch, steps):
    """The model for a batch of so many sequences of so many steps."""
    inputs = tf.placeholder(tf.int32, [batch, steps])
    targets = tf.placeholder(tf.int32, [batch, steps])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(size) for _ in range(2)]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells, state_is_tuple=True)
    initial_state = cell.zero_state(batch, tf.float32)
    embedding = tf.get_variable("embedding", [vocabulary, size])
    embedded = tf.nn.embedding_lookup(embedding, inputs)
    outputs, state = [], initial_state
    with tf.variable_scope("rnn"):
        for step in range(steps):
            if step > 0:
                tf.get_variable_scope().reuse_variables()
            output, state = cell(embedded[:, step, :], state)
            outputs.append(output)
    softmax_w = tf.get_variable("softmax_w", [size, vocabulary])
    softmax_b = tf.get_variable("softmax_b", [vocabulary], initializer=tf.zeros_initializer())
    logits = tf.matmul(tf.reshape(tf.concat(1, outputs), [-1, size]), softmax_w) + softmax_b
    losses = tf.nn.seq2seq.sequence_loss_by_example(
        [logits], [tf.reshape(targets, [-1])], [tf.ones([batch * steps])]
    )
    cost = tf.reduce_sum(losses) / (batch * steps)
    return inputs, targets, initial_state, state, tf.nn.softmax(logits), cost


initializer = tf.random_uniform_initializer(-0.15, 0.15)
with tf.variable_scope("model", initializer=initializer):
    x, y, initial_state, final_state, _, cost = build(batch_size, num_steps)
with tf.variable_scope("model", reuse=True):
    x1, _, initial_state1, final_state1, probabilities, _ = build(1, 1)

tvars = tf.trainable_variables()
grads, norm = tf.clip_by_global_norm(tf.gradients(cost, tvars), 5.0)
train_op = tf.train.AdamOptimizer(0.01).apply_gradients(zip(grads, tvars, strict=True))
print([v.op.name for v in tvars])

length = (len(encoded) - 1) // batch_size
rows = encoded[: length * batch_size].reshape(batch_size, length)
next_rows = encoded[1 : length * batch_size + 1].reshape(batch_size, length)

with tf.Session() as sess:
    tf.initialize_all_variables().run()
    for epoch in range(8):
        state = sess.run(initial_state)
        costs = []
        for start in range(0, length - num_steps + 1, num_steps):
            feed = {x: rows[:, start : start + num_steps], y: next_rows[:, start : start + num_steps]}
            for i, (c, h) in enumerate(initial_state):
                feed[c], feed[h] = state[i].c, state[i].h
            loss, size_of_gradient, state, _ = sess.run([cost, norm, final_state, train_op], feed)
            costs.append(loss)
        print("epoch %d perplexity %.4f norm %.4f" % (epoch + 1, np.exp(np.mean(costs)), size_of_gradient))
    state, character, made = sess.run(initial_state1), "h", "h"
    for _ in range(30):
        feed = {x1: [[index_of[character]]], initial_state1: state}
        p, state = sess.run([probabilities, final_state1], feed)
        character = characters[np.argmax(p[0])]
        made += character
    print(repr(made))
