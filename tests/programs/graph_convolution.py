"""A graph convolution: two groups of a small club, from who talks to whom and one known member of each."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(3)
members, hidden = 24, 8
group = np.arange(members) % 2
chance = np.where(group[:, None] == group, 0.45, 0.05)
talks = np.triu(random.uniform(size=(members, members)) < chance, 1)
adjacency = (talks | talks.T | np.eye(members, dtype=bool)).astype(np.float32)
degree = adjacency.sum(1)
normalised = adjacency / np.sqrt(degree[:, None] * degree)
places = np.argwhere(normalised).astype(np.int64)
entries = normalised[normalised > 0]

tf.set_random_seed(1)
links = tf.sparse_placeholder(tf.float32, shape=[members, members], name="links")
features = tf.eye(members)
weights = {
    "hidden": tf.Variable(tf.random_normal([members, hidden], stddev=0.3), name="hidden"),
    "out": tf.Variable(tf.random_normal([hidden, 2], stddev=0.3), name="out"),
}
first = tf.nn.relu(tf.sparse_tensor_dense_matmul(links, tf.matmul(features, weights["hidden"])))
logits = tf.sparse_tensor_dense_matmul(links, tf.matmul(first, weights["out"]))

known = tf.constant([0, 1])
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1], logits=tf.gather(logits, known))
)
loss += 5e-3 * sum(tf.nn.l2_loss(w) for w in weights.values())
train = tf.train.AdamOptimizer(0.05).minimize(loss)
found = tf.argmax(logits, 1)
neighbours = tf.sparse_reduce_sum(links, axis=1)
strongest = tf.sparse_reduce_max(links)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    graph = tf.SparseTensorValue(places, entries, normalised.shape)
    print("links", len(entries), "strongest %.4f" % sess.run(strongest, {links: graph}))
    print(sess.run(neighbours, {links: graph}))
    for epoch in range(41):
        cost, answer, _ = sess.run([loss, found, train], feed_dict={links: graph})
        if epoch % 10 == 0:
            print("epoch", epoch, "loss %.5f" % cost, "right", int((answer == group).sum()), "of", members)
    print(sess.run(logits, {links: (places, entries, normalised.shape)}))
