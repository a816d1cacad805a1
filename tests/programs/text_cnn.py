"""A convolutional network over words: embeddings, filters of three widths, the largest answer of each."""

import numpy as np
import tensorflow as tf

good = ["good", "great", "fine", "lovely", "superb", "moving", "funny"]
bad = ["bad", "dull", "poor", "weak", "boring", "awful", "flat"]
filler = [
    "the",
    "a",
    "film",
    "plot",
    "actor",
    "scene",
    "was",
    "is",
    "very",
    "quite",
    "and",
    "with",
    "of",
    "this",
]
words = ["<pad>", *good, *bad, "not", *filler]
index_of = {word: index for index, word in enumerate(words)}
random = np.random.RandomState(160)
length = 9


def sentence(kind):
    """A sentence with one judgement in it, sometimes turned round by `not`."""
    turned = random.uniform() < 0.4
    judgement = [str(random.choice(good if kind != turned else bad))]
    middle = ["not", *judgement] if turned else judgement
    around = [str(word) for word in random.choice(filler, length - 3)]
    at = random.randint(0, len(around))
    return ([*around[:at], *middle, *around[at:]] + ["<pad>"] * length)[:length]


kinds = np.arange(240) % 2
x_all = np.array([[index_of[word] for word in sentence(kind)] for kind in kinds])
y_all = np.eye(2)[kinds]
print("e.g.:", " ".join(words[i] for i in x_all[1]))


class TextCNN:
    """Embedding, convolution, max-pooling, softmax."""

    def __init__(self, sequence_length, num_classes, vocab_size, embedding_size, filter_sizes, num_filters):
        self.input_x = tf.placeholder(tf.int32, [None, sequence_length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, num_classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        l2_loss = tf.constant(0.0)
        with tf.name_scope("embedding"):
            self.W = tf.Variable(tf.random_uniform([vocab_size, embedding_size], -1.0, 1.0), name="W")
            embedded = tf.expand_dims(tf.nn.embedding_lookup(self.W, self.input_x), -1)
        pooled_outputs = []
        for filter_size in filter_sizes:
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                shape = [filter_size, embedding_size, 1, num_filters]
                W = tf.Variable(tf.truncated_normal(shape, stddev=0.1), name="W")
                b = tf.Variable(tf.constant(0.1, shape=[num_filters]), name="b")
                conv = tf.nn.conv2d(embedded, W, strides=[1, 1, 1, 1], padding="VALID", name="conv")
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                size = [1, sequence_length - filter_size + 1, 1, 1]
                pooled_outputs.append(tf.nn.max_pool(h, ksize=size, strides=[1, 1, 1, 1], padding="VALID"))
        total = num_filters * len(filter_sizes)
        h_drop = tf.nn.dropout(tf.reshape(tf.concat(pooled_outputs, 3), [-1, total]), self.dropout_keep_prob)
        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[total, num_classes], initializer=tf.glorot_uniform_initializer())
            b = tf.Variable(tf.constant(0.1, shape=[num_classes]), name="b")
            l2_loss += tf.nn.l2_loss(W) + tf.nn.l2_loss(b)
            self.scores = tf.nn.xw_plus_b(h_drop, W, b, name="scores")
        losses = tf.nn.softmax_cross_entropy_with_logits(logits=self.scores, labels=self.input_y)
        self.loss = tf.reduce_mean(losses) + 0.01 * l2_loss
        correct = tf.equal(tf.argmax(self.scores, 1, name="predictions"), tf.argmax(self.input_y, 1))
        self.accuracy = tf.reduce_mean(tf.cast(correct, "float"), name="accuracy")


tf.set_random_seed(160)
cnn = TextCNN(length, 2, len(words), embedding_size=10, filter_sizes=(2, 3, 4), num_filters=6)
train_op = tf.train.AdamOptimizer(0.01).minimize(cnn.loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(10):
        for start in range(0, 200, 25):
            rows = slice(start, start + 25)
            feed = {cnn.input_x: x_all[rows], cnn.input_y: y_all[rows], cnn.dropout_keep_prob: 0.7}
            _, loss = sess.run([train_op, cnn.loss], feed)
        feed = {cnn.input_x: x_all[200:], cnn.input_y: y_all[200:], cnn.dropout_keep_prob: 1.0}
        print(
            "epoch %2d loss %.5f test loss %.5f accuracy %.4f"
            % (epoch, loss, *sess.run([cnn.loss, cnn.accuracy], feed))
        )
