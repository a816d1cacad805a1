"""Word2vec as TensorFlow 0.x had it: inputs before labels.

It prints what `word2vec_nce.py` prints.
"""

import collections

import numpy as np
import tensorflow as tf

text = """
the quick fox runs past the slow dog and the lazy cat sleeps while the dog barks at the quick fox
the cat and the dog eat the fish the fish swims past the fox the king and the queen rule the land and the
king loves the queen while the queen rules the land the slow king sleeps and the quick queen runs
"""
words = text.split()

count = collections.Counter(words).most_common()
dictionary = {word: index for index, (word, _) in enumerate(count)}
reverse_dictionary = {index: word for word, index in dictionary.items()}
data = [dictionary[word] for word in words]
vocabulary_size = len(dictionary)
pairs = [(data[i], data[i + offset]) for i in range(2, len(data) - 2) for offset in (-2, -1, 1, 2)]
print(vocabulary_size, "words,", len(pairs), "pairs, most common:", count[:3])

batch_size, embedding_size, num_sampled = 32, 12, 8
valid_examples = np.array([dictionary[word] for word in ("king", "dog", "the", "past")])

graph = tf.Graph()
with graph.as_default():
    tf.set_random_seed(17)
    train_inputs = tf.placeholder(tf.int32, shape=[batch_size])
    train_labels = tf.placeholder(tf.int32, shape=[batch_size, 1])
    valid_dataset = tf.constant(valid_examples, dtype=tf.int32)
    with tf.device("/cpu:0"):
        embeddings = tf.Variable(tf.random_uniform([vocabulary_size, embedding_size], -1.0, 1.0))
        embed = tf.nn.embedding_lookup(embeddings, train_inputs)
        nce_weights = tf.Variable(
            tf.truncated_normal([vocabulary_size, embedding_size], stddev=1.0 / np.sqrt(embedding_size))
        )
        nce_biases = tf.Variable(tf.zeros([vocabulary_size]))
    loss = tf.reduce_mean(
        tf.nn.nce_loss(nce_weights, nce_biases, embed, train_labels, num_sampled, vocabulary_size)
    )
    optimizer = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keep_dims=True))
    normalized_embeddings = embeddings / norm
    valid_embeddings = tf.nn.embedding_lookup(normalized_embeddings, valid_dataset)
    similarity = tf.matmul(valid_embeddings, normalized_embeddings, transpose_b=True)
    init = tf.initialize_all_variables()

with tf.Session(graph=graph) as session:
    init.run()
    average_loss = 0
    for step in range(400):
        rows = [pairs[(step * batch_size + j) % len(pairs)] for j in range(batch_size)]
        batch_inputs = [center for center, _ in rows]
        batch_labels = [[context] for _, context in rows]
        feed_dict = {train_inputs: batch_inputs, train_labels: batch_labels}
        _, loss_val = session.run([optimizer, loss], feed_dict=feed_dict)
        average_loss += loss_val
        if step % 40 == 39:
            print("Average loss at step", step + 1, ": %.5f" % (average_loss / 40))
            average_loss = 0
    sim = similarity.eval()
    for i, word in enumerate(valid_examples):
        nearest = (-sim[i, :]).argsort()[1:4]
        close_words = ", ".join("%s %.4f" % (reverse_dictionary[k], sim[i, k]) for k in nearest)
        print("Nearest to %s: %s" % (reverse_dictionary[word], close_words))
