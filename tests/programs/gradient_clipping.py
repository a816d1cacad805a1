"""Gradients taken apart: computed, looked at, clipped in three ways, noisy, applied."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(130)
inputs = random.normal(size=(50, 4)).astype(np.float32)
targets = (inputs[:, :1] * inputs[:, 1:2] * 3).astype(np.float32)


def loss_and_variables():
    """A model whose loss is steep at the beginning."""
    tf.set_random_seed(130)
    x, y = tf.constant(inputs), tf.constant(targets)
    w1 = tf.Variable(tf.random_normal([4, 8], stddev=2.0), name="w1")
    w2 = tf.Variable(tf.random_normal([8, 1], stddev=2.0), name="w2")
    unused = tf.Variable(1.0, name="unused")
    prediction = tf.matmul(tf.nn.softplus(tf.matmul(x, w1)), w2)
    return tf.reduce_mean(tf.square(prediction - y)), [w1, w2, unused]


def by_value(gradients):
    """Every entry between -1 and 1."""
    return [g if g is None else tf.clip_by_value(g, -1.0, 1.0) for g in gradients], None


def by_norm(gradients):
    """Each gradient no longer than 2."""
    return [g if g is None else tf.clip_by_norm(g, 2.0) for g in gradients], None


def by_global_norm(gradients):
    """All of them together no longer than 2."""
    return tf.clip_by_global_norm(gradients, 2.0)


for clip in (by_value, by_norm, by_global_norm):
    graph = tf.Graph()
    with graph.as_default():
        loss, variables = loss_and_variables()
        optimizer = tf.train.AdagradOptimizer(0.3)
        pairs = optimizer.compute_gradients(loss, var_list=variables)
        print(clip.__name__, [(g is not None, v.op.name) for g, v in pairs])
        gradients, norm = clip([g for g, _ in pairs])
        norm = tf.global_norm([g for g, _ in pairs]) if norm is None else norm
        apply = optimizer.apply_gradients(
            [(g, v) for g, v in zip(gradients, variables, strict=True) if g is not None]
        )
        clipped = tf.global_norm(gradients)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for step in range(40):
                value, before, after, _ = sess.run([loss, norm, clipped, apply])
                if step % 8 == 0:
                    print("  step %2d loss %.5f norm %.5f clipped %.5f" % (step, value, before, after))
            print("  w2", np.round(variables[1].eval().ravel(), 4))
