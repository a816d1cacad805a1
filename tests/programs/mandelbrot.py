"""The Mandelbrot set: complex numbers, and a loop inside the graph."""

import numpy as np
import tensorflow as tf

Y, X = np.mgrid[-1.2:1.21:0.12, -2.1:0.71:0.05]
Z = (X + 1j * Y).astype(np.complex64)

xs = tf.constant(Z)
limit = 30


def body(i, zs, ns):
    """One iteration for every point that has not run away."""
    zs = zs * zs + xs
    not_diverged = tf.abs(zs) < 4
    zs = tf.where(not_diverged, zs, tf.fill(tf.shape(zs), tf.complex(4.0, 0.0)))
    return i + 1, zs, ns + tf.cast(not_diverged, tf.int32)


steps, last, ns = tf.while_loop(
    lambda i, zs, ns: tf.less(i, limit), body, [tf.constant(0), xs, tf.zeros_like(xs, tf.int32)]
)

# The Julia set of one point, stepping by assigns as the first tutorial does.
c = tf.constant(-0.745 + 0.113j, tf.complex64)
julia_zs = tf.Variable(Z + 0.7)
julia_ns = tf.Variable(tf.zeros(Z.shape, tf.float32))
moved = julia_zs * julia_zs + c
inside = tf.abs(moved) < 3
with tf.control_dependencies([inside]):
    step = tf.group(
        julia_zs.assign(tf.where(inside, moved, julia_zs)), julia_ns.assign_add(tf.cast(inside, tf.float32))
    )

with tf.Session() as sess:
    tf.global_variables_initializer().run()
    count, picture = sess.run([steps, ns])
    print(count, "iterations,", int((picture == limit).sum()), "points stay")
    for row in picture:
        print("".join(" .:-=+*#%@"[min(n * 10 // (limit + 1), 9)] for n in row))
    print(np.bincount(picture.ravel()))
    for _ in range(25):
        step.run()
    heights = julia_ns.eval()
    print("Julia: mean %.4f, %d points stay" % (heights.mean(), (heights == 25).sum()))
    for row in heights[::2]:
        print("".join(" .:-=+*#%@"[int(n) * 9 // 25] for n in row))
    print("%.5f" % sess.run(tf.reduce_mean(tf.real(last) ** 2 + tf.imag(last) ** 2)))
