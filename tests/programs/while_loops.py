"""Loops inside the graph: counting, Newton's method, gradients through a loop, loops within loops."""

import numpy as np
import tensorflow as tf

i0 = tf.constant(0)
counted = tf.while_loop(lambda i: tf.less(i, 10), lambda i: tf.add(i, 1), [i0])

limit = tf.placeholder(tf.int32, [], name="limit")
factorial = tf.while_loop(
    lambda n, product: n <= limit, lambda n, product: (n + 1, product * n), [tf.constant(1), tf.constant(1)]
)

# The square root by Newton's method, until it is near enough.
number = tf.placeholder(tf.float32, [])
root, rounds = tf.while_loop(
    lambda x, n: tf.abs(x * x - number) > 1e-4,
    lambda x, n: (0.5 * (x + number / x), n + 1),
    [number, tf.constant(0)],
)

# A gradient that runs back through the loop, over a variable used in every round.
w = tf.Variable(1.1, name="w")
_, grown = tf.while_loop(lambda k, x: k < limit, lambda k, x: (k + 1, x * w + 0.1), [i0, tf.constant(1.0)])
slope = tf.gradients(grown, w)[0]

# A growing array needs an invariant shape.
rows = tf.constant([[1.0, 2.0]])
_, stacked = tf.while_loop(
    lambda k, m: k < 3,
    lambda k, m: [k + 1, tf.concat([m, m[-1:] * 2], axis=0)],
    loop_vars=[i0, rows],
    shape_invariants=[i0.get_shape(), tf.TensorShape([None, 2])],
)


def multiplication_table(size):
    """A loop within a loop."""

    def outer(i, table):
        def inner(j, row):
            return j + 1, tf.concat([row, [(i + 1) * (j + 1)]], 0)

        empty = tf.zeros([0], tf.int32)
        _, row = tf.while_loop(
            lambda j, _: j < size,
            inner,
            [0, empty],
            shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
        )
        return i + 1, table.write(i, row)

    start = [0, tf.TensorArray(tf.int32, size=size)]
    return tf.while_loop(lambda i, _: i < size, outer, start)[1].stack()


table = multiplication_table(5)
target = tf.placeholder(tf.float32, [])
loss = tf.square(grown - target)
train = tf.train.GradientDescentOptimizer(0.002).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("counted", sess.run(counted))
    print("factorials", [sess.run(factorial, {limit: n})[1] for n in range(1, 9)])
    for value in (2.0, 10.0, 1234.5):
        print("root of %.1f: %.5f in %d rounds" % (value, *sess.run([root, rounds], {number: value})))
    for n in (0, 1, 3, 6):
        print("rounds", n, "value and slope", sess.run([grown, slope], {limit: n}))
    print(sess.run(stacked))
    print(sess.run(table))
    for step in range(6):
        _, before, value = sess.run([train, loss, w], {limit: 5, target: 3.0})
        print("step %d loss %.6f" % (step, before))
    print("w %.6f" % sess.run(w), np.round(sess.run(grown, {limit: 5}), 4))
