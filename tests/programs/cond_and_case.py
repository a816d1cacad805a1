"""Branches inside the graph: cond, case, their gradients, and the trap of what stands outside a branch."""

import tensorflow as tf

x = tf.placeholder(tf.float32, [], name="x")
y = tf.placeholder(tf.float32, [], name="y")

larger = tf.cond(x > y, lambda: x - y, lambda: y - x)
huber = tf.cond(tf.abs(x) < 1.0, lambda: 0.5 * tf.square(x), lambda: tf.abs(x) - 0.5)
huber_slope = tf.gradients(huber, x)[0]

sign = tf.case(
    [(tf.less(x, 0.0), lambda: tf.constant("below")), (tf.greater(x, 0.0), lambda: tf.constant("above"))],
    default=lambda: tf.constant("at zero"),
    exclusive=True,
)
pieces = tf.case(
    {x < -1.0: lambda: -1.0 * x, x > 1.0: lambda: x * x}, default=lambda: tf.constant(1.0), exclusive=True
)

# Assigns: only the branch taken writes.
counter = tf.Variable(0, name="counter")
total = tf.Variable(0.0, name="total")
count_or_reset = tf.cond(x > 0, lambda: tf.assign_add(counter, 1), lambda: tf.assign(counter, 0))

# What is made outside the branch runs whichever is taken.
outside = tf.assign_add(total, 1.0)
one_of_them = tf.cond(x > 0, lambda: outside * 2.0, lambda: tf.constant(-1.0))

# A switch between two models, trained through the branch.
w = tf.Variable([1.0, -1.0], name="w")
use_square = tf.placeholder_with_default(True, [], name="use_square")
model = tf.cond(use_square, lambda: w[0] * x * x, lambda: w[1] * x)
loss = tf.square(model - y)
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
pair = tf.cond(use_square, lambda: (x, [y, x + y]), lambda: (y, [x, x - y]))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for a, b in [(3.0, 1.5), (-0.25, 4.0), (0.0, 0.0)]:
        print(a, b, sess.run([larger, huber, huber_slope, sign, pieces], {x: a, y: b}))
    for value in (1.0, 2.0, -1.0, 5.0):
        print("counter", sess.run(count_or_reset, {x: value}))
        print("one of them", sess.run(one_of_them, {x: value}), "total", sess.run(total))
    print(sess.run(pair, {x: 1.0, y: 2.0}), sess.run(pair, {x: 1.0, y: 2.0, use_square: False}))
    for step in range(8):
        flag = step % 2 == 0
        before, _ = sess.run([loss, train], {x: 1.5, y: 3.0, use_square: flag})
        print("step %d square %s loss %.6f w %s" % (step, flag, before, sess.run(w)))
