"""Words as data: split, hashed into buckets, embedded, compared; a misspelt word finds its neighbour."""

import tensorflow as tf

lines = ["the cat sat on the mat", "a dog sat on a log", "", "cats and dogs"]
labels = [1.0, 1.0, 0.0, 0.0]
buckets, size = 13, 3

text = tf.placeholder(tf.string, [None], name="text")
clean = tf.regex_replace(text, "s( |$)", " ")
words = tf.string_split(clean)
ids = tf.SparseTensor(words.indices, tf.string_to_hash_bucket_fast(words.values, buckets), words.dense_shape)
tf.set_random_seed(4)
table = tf.Variable(tf.random_uniform([buckets, size], -1.0, 1.0), name="table")
vectors = tf.nn.safe_embedding_lookup_sparse(table, ids, combiner="mean")
score = tf.squeeze(tf.layers.dense(vectors, 1, name="score"), 1)
loss = tf.losses.sigmoid_cross_entropy(labels, score)
train = tf.train.AdagradOptimizer(0.5).minimize(loss)
most = tf.segment_max(tf.strings.length(words.values), words.indices[:, 0])

vocabulary = tf.constant(["cat", "dog", "mat", "log"])
spelt = tf.placeholder(tf.string, [])
one = tf.string_split([spelt], "")
many = tf.string_split(vocabulary, "")
count = tf.size(vocabulary, out_type=tf.int64)
letters = tf.tile(one.values, [4])
rows = tf.reshape(tf.tile(tf.range(count)[:, tf.newaxis], [1, tf.size(one.values)]), [-1])
columns = tf.tile(one.indices[:, 1], [4])
repeated = tf.SparseTensor(tf.stack([rows, columns], 1), letters, tf.stack([count, one.dense_shape[1]]))
distances = tf.edit_distance(repeated, many, normalize=False)
nearest = tf.gather(vocabulary, tf.argmin(distances))
report = tf.string_join(
    [spelt, ": ", nearest, " (", tf.as_string(tf.reduce_min(distances), precision=0), ")"]
)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    value = sess.run(words, {text: lines})
    print([word.decode() for word in value.values], value.dense_shape.tolist())
    print(sess.run(tf.sparse_tensor_to_dense(ids, default_value=-1), {text: lines}).tolist())
    print("longest", sess.run(most, {text: lines}).tolist())
    for epoch in range(31):
        cost, _ = sess.run([loss, train], {text: lines})
        if epoch % 10 == 0:
            print("epoch", epoch, "loss %.5f" % cost)
    print(sess.run(tf.sigmoid(score), {text: lines}))
    for word in ("ca", "lag", "doge"):
        print(sess.run(report, {spelt: word}).decode())
