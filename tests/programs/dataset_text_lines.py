"""Lines of text become padded batches of words: which lines are about the sea? A recurrent network reads them."""

import os
import tempfile

import tensorflow as tf

LINES = """\
1\tthe waves roll over the ship
0\ta horse eats grass in the field
1\tfish swim in the deep water
0\tthe farmer rides a horse
1\ta storm breaks the waves

0\tgrass grows on the hill
1\tthe ship sails
0\tcorn stands tall in the field behind the hill
1\tdeep under water the fish sleep
0\tthe farmer sleeps
1\tthe storm sinks a ship with all its corn
0\tbirds sing on the hill
"""
vocabulary_size, embedding_size, units = 50, 4, 8
tf.set_random_seed(11)

folder = tempfile.mkdtemp()
path = os.path.join(folder, "lines.txt")
with open(path, "w") as file:
    file.write(LINES)


def parse(line):
    """The label, the numbers of the words, and how many there are."""
    fields = tf.string_split([line], "\t").values
    words = tf.string_split([fields[1]]).values
    numbers = tf.string_to_hash_bucket_fast(words, vocabulary_size - 1) + 1
    return tf.string_to_number(fields[0], tf.float32), numbers, tf.size(words)


dataset = tf.data.TextLineDataset(path)
dataset = dataset.filter(lambda line: tf.greater(tf.size(tf.string_split([line]).values), 0))
dataset = dataset.map(parse).cache()
dataset = dataset.shuffle(12, seed=4).repeat(15)
dataset = dataset.padded_batch(4, padded_shapes=([], [None], []))
iterator = dataset.make_initializable_iterator()
labels, words, lengths = iterator.get_next()

embeddings = tf.get_variable(
    "embeddings", [vocabulary_size, embedding_size], initializer=tf.random_normal_initializer(seed=2)
)
cell = tf.nn.rnn_cell.GRUCell(units, kernel_initializer=tf.glorot_uniform_initializer(seed=3))
inputs = tf.nn.embedding_lookup(embeddings, words)
_, state = tf.nn.dynamic_rnn(cell, inputs, sequence_length=lengths, dtype=tf.float32)
logits = tf.squeeze(tf.layers.dense(state, 1, kernel_initializer=tf.glorot_uniform_initializer(seed=5)), 1)
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
train_op = tf.train.AdamOptimizer(0.03).minimize(loss)
right = tf.reduce_mean(tf.cast(tf.equal(logits > 0, labels > 0.5), tf.float32))


def sentences():
    """Pairs of a sentence's words and a label, from Python."""
    for label, text in [(1.0, "fish like the waves"), (0.0, "a horse likes corn"), (1.0, "ship and storm")]:
        yield text.split(), label


new = tf.data.Dataset.from_generator(sentences, (tf.string, tf.float32), ([None], []))
new_words, new_label = new.make_one_shot_iterator().get_next()

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), iterator.initializer])
    step = 0
    while True:
        try:
            cost, accuracy, shape, longest, _ = sess.run([loss, right, tf.shape(words), lengths, train_op])
        except tf.errors.OutOfRangeError:
            break
        step += 1
        if step % 5 == 0:
            print("step %2d loss %.5f accuracy %.2f" % (step, cost, accuracy), shape, longest)
    print("steps:", step)
    sess.run(iterator.initializer)
    print(sess.run(words))
    for _ in range(3):
        print(*sess.run([new_words, new_label]))
