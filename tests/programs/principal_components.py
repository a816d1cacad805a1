"""Principal components by the singular value decomposition, and digits rebuilt from a few of them."""

import numpy as np
import tensorflow as tf

from small_digits import load

images, labels = load(150, seed=9)

X = tf.placeholder(tf.float32, [None, 784], name="X")
mean = tf.reduce_mean(X, axis=0, keepdims=True)
centred = X - mean
s, u, v = tf.svd(centred)
explained = tf.square(s) / tf.reduce_sum(tf.square(s))
ten = tf.cumsum(explained)[:10]

k = tf.placeholder(tf.int32, [], name="k")
axes = v[:, :k]
codes = tf.matmul(centred, axes)
rebuilt = tf.matmul(codes, axes, transpose_b=True) + mean
error = tf.reduce_mean(tf.squared_difference(rebuilt, X))

covariance = tf.matmul(centred, centred, transpose_a=True) / tf.cast(tf.shape(X)[0] - 1, tf.float32)
along_first = tf.sqrt(tf.reduce_sum(tf.square(tf.matmul(covariance, v[:, :1]))))

with tf.Session() as sess:
    print("singular values", sess.run(s, {X: images})[:8])
    print("explained by the first ten", sess.run(ten, {X: images}))
    print("variance along the first axis %.4f" % sess.run(along_first, {X: images}))
    for count in [1, 2, 5, 10, 20, 50, 100]:
        print("%3d axes: mean squared error %.6f" % (count, sess.run(error, {X: images, k: count})))
    # An axis may point either way, so what does not depend on it is printed.
    plane = np.abs(sess.run(codes, {X: images, k: 2}))
    print("first five digits in the plane:\n", np.round(plane[:5], 3))
    gram = sess.run(tf.matmul(axes, axes, transpose_a=True), {X: images, k: 3})
    print("axes are orthonormal:", np.allclose(gram, np.eye(3), atol=1e-4))
    picture = sess.run(rebuilt, {X: images, k: 40})[0].reshape(28, 28)
    for row in picture[3:28:2, 2:26]:
        print("".join(" .:*#"[int(np.clip(value * 4 + 0.5, 0, 4))] for value in row))
