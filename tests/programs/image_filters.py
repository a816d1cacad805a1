"""Pictures by convolution: blur, edges, pooling, a kernel learned from its effect, a picture made larger."""

import numpy as np
import tensorflow as tf

rows, columns = np.mgrid[0:16, 0:20]
picture_data = (((rows - 8) ** 2 + (columns - 9) ** 2) < 30).astype(np.float32) + 0.02 * columns
picture = tf.constant(picture_data[np.newaxis, :, :, np.newaxis], tf.float32)


def kernel(values):
    """A small array as a convolution's kernel."""
    values = np.array(values, np.float32)
    return tf.constant(values[:, :, np.newaxis, np.newaxis])


def show(name, values, width=10):
    """A few of the numbers, and their size."""
    values = np.squeeze(values)
    print(name, values.shape, "mean %.5f" % values.mean(), np.round(values[values.shape[0] // 2, :width], 4))


blur = tf.nn.conv2d(picture, kernel(np.ones((3, 3)) / 9), strides=[1, 1, 1, 1], padding="SAME")
sobel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
across = tf.nn.conv2d(picture, kernel(sobel), [1, 1, 1, 1], "VALID")
down = tf.nn.conv2d(picture, kernel(np.transpose(sobel)), [1, 1, 1, 1], "VALID")
edges = tf.sqrt(tf.square(across) + tf.square(down))
averaged = tf.nn.avg_pool(picture, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
largest = tf.nn.max_pool(edges, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding="VALID")
normalized = tf.nn.local_response_normalization(tf.concat([blur, picture], 3), depth_radius=1, alpha=0.5)
larger = tf.nn.conv2d_transpose(averaged, kernel(np.ones((2, 2))), [1, 16, 20, 1], [1, 2, 2, 1], "SAME")
separate = tf.nn.separable_conv2d(
    picture,
    tf.concat([kernel(sobel), kernel(np.transpose(sobel))], 3),
    tf.ones([1, 1, 2, 1]),
    [1, 2, 2, 1],
    "SAME",
)
dilated = tf.nn.atrous_conv2d(picture, kernel(sobel), rate=2, padding="SAME")

learned = tf.Variable(tf.truncated_normal([3, 3, 1, 1], stddev=0.1, seed=4))
loss = tf.reduce_mean(tf.squared_difference(tf.nn.conv2d(picture, learned, [1, 1, 1, 1], "VALID"), across))
train = tf.train.AdamOptimizer(0.1).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for name, tensor in [
        ("blur", blur),
        ("edges", edges),
        ("averaged", averaged),
        ("largest", largest),
        ("larger", larger),
        ("separate", separate),
        ("dilated", dilated),
    ]:
        show(name, sess.run(tensor))
    print("normalized %.6f" % sess.run(tf.reduce_sum(normalized)))
    for row in sess.run(largest)[0, :, :, 0]:
        print("".join(" .:*#"[min(int(value), 4)] for value in row))
    for step in range(60):
        value, _ = sess.run([loss, train])
        if step % 10 == 0:
            print("step %2d loss %.6f" % (step, value))
    print(np.round(sess.run(learned)[:, :, 0, 0], 4))
