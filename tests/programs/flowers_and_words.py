"""The data sets of tf.contrib.learn: iris by softmax regression, and texts as numbers of words."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib.learn.python import learn

iris = tf.contrib.learn.datasets.load_dataset("iris")
print(iris.data.shape, iris.data.dtype, np.bincount(iris.target), iris.data[0])

processor = tf.contrib.learn.preprocessing.VocabularyProcessor(6, min_frequency=0)
texts = ["the graph runs", "a session runs the graph", "the weights change and the loss falls again"]
word_ids = np.array(list(processor.fit_transform(texts)))
print(word_ids.tolist(), len(processor.vocabulary_))
print(np.array(list(processor.transform(["the unknown graph"]))).tolist())
again = learn.preprocessing.VocabularyProcessor(4)
print([row.tolist() for row in again.fit_transform(texts[:2])])

order = np.random.RandomState(230).permutation(150)
train_rows, test_rows = order[:120], order[120:]
x_data = ((iris.data - iris.data.mean(0)) / iris.data.std(0)).astype(np.float32)
y_data = iris.target

x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.int64, [None])
w = tf.Variable(tf.zeros([4, 3]))
b = tf.Variable(tf.zeros([3]))
logits = tf.nn.xw_plus_b(x, w, b)
loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
train = tf.train.GradientDescentOptimizer(0.3).minimize(loss)
accuracy = tf.reduce_mean(tf.to_float(tf.equal(tf.argmax(logits, 1), y)))

ids = tf.placeholder(tf.int32, [None, 6])
bags = tf.reduce_sum(tf.one_hot(ids, len(processor.vocabulary_)), 1)
similar = tf.matmul(tf.nn.l2_normalize(bags[:, 1:], 1), tf.nn.l2_normalize(bags[:, 1:], 1), transpose_b=True)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(121):
        sess.run(train, {x: x_data[train_rows], y: y_data[train_rows]})
        if step % 20 == 0:
            test = {x: x_data[test_rows], y: y_data[test_rows]}
            print("step %3d loss %.5f accuracy %.4f" % (step, *sess.run([loss, accuracy], test)))
    print(sess.run(w))
    print(np.round(sess.run(similar, {ids: word_ids}), 4))
