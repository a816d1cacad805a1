"""Sequences in the graph: TensorArray, scan, map_fn and the folds."""

import tensorflow as tf

n = tf.placeholder(tf.int32, [], name="n")

# With a TensorArray inside a loop.
array = tf.TensorArray(tf.int64, size=n, clear_after_read=False)
array = array.write(0, tf.constant(0, tf.int64)).write(1, tf.constant(1, tf.int64))
_, array = tf.while_loop(
    lambda i, _: i < n,
    lambda i, a: (i + 1, a.write(i, a.read(i - 1) + a.read(i - 2))),
    [tf.constant(2), array],
)
by_array = array.stack()

# With scan: a pair moves along.
by_scan = tf.scan(lambda pair, _: (pair[1], pair[0] + pair[1]), tf.range(n), initializer=(0, 1))[0]

# As powers of a matrix.
matrix = tf.constant([[1, 1], [1, 0]])
powers = tf.scan(
    lambda power, _: tf.matmul(power, matrix), tf.range(n), initializer=tf.eye(2, dtype=tf.int32)
)
by_matrix = powers[:, 0, 1]

elements = tf.constant([1.0, 2.0, 3.0, 4.0, 5.0])
squares = tf.map_fn(lambda x: x * x, elements)
several = tf.map_fn(lambda p: (p[0] + p[1], p[0] * p[1]), (elements, elements[::-1]))
total = tf.foldl(lambda a, x: a + x, elements)
from_the_right = tf.foldr(lambda a, x: a * 0.5 + x, elements)
running = tf.scan(lambda a, x: 0.9 * a + 0.1 * x, elements, initializer=tf.constant(0.0))
slopes = tf.gradients(running, elements)[0]
lengths = tf.map_fn(
    lambda word: tf.cast(tf.equal(word, "graph"), tf.int32), tf.constant(["tensor", "graph"]), dtype=tf.int32
)

# Rows gathered into an array and back.
rows = tf.TensorArray(tf.float32, size=0, dynamic_size=True).unstack(tf.reshape(tf.range(6.0), [3, 2]))
turned = rows.gather([2, 0])
glued = rows.concat()

with tf.Session() as sess:
    print("array  ", sess.run(by_array, {n: 20}))
    print("scan   ", sess.run(by_scan, {n: 20}))
    print("matrix ", sess.run(by_matrix, {n: 20}))
    print("squares", sess.run(squares), "sums and products", sess.run(several))
    print("folds", sess.run([total, from_the_right]), "running", sess.run(running))
    print("slopes", sess.run(slopes), "words", sess.run(lengths))
    print("rows", sess.run(turned), sess.run(glued), sess.run(rows.size()))
