"""Transfer learning: the hidden layer of one network becomes the beginning of another, out of a checkpoint."""

import os
import tempfile

import numpy as np
import tensorflow as tf

from small_digits import batches, load

images, labels = load(400, seed=21)
few_images, few_labels = load(60, seed=22)
test_images, test_labels = load(200, seed=23)
even, test_even = (np.argmax(labels_, 1) % 2 == 0 for labels_ in (few_labels, test_labels))
even, test_even = (np.array(column, np.float32)[:, np.newaxis] for column in (even, test_even))


def hidden_layer(x, name):
    """What both networks have in common."""
    with tf.variable_scope(name):
        w = tf.get_variable("w", [784, 32], initializer=tf.random_normal_initializer(stddev=0.05, seed=1))
        b = tf.get_variable("b", [32], initializer=tf.zeros_initializer())
    return tf.nn.tanh(tf.matmul(x, w) + b)


def train_on_digits(path):
    """The first network tells ten digits apart."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 784])
        y = tf.placeholder(tf.float32, [None, 10])
        out = tf.Variable(tf.random_normal([32, 10], stddev=0.1, seed=2), name="out")
        logits = tf.matmul(hidden_layer(x, "features"), out)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=y))
        train_op = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
        saver = tf.train.Saver()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for epoch in range(4):
                for batch_x, batch_y in batches(images, labels, 40):
                    sess.run(train_op, {x: batch_x, y: batch_y})
                print("digits, epoch %d: loss %.4f" % (epoch + 1, sess.run(loss, {x: images, y: labels})))
            return saver.save(sess, path)


def train_on_even(checkpoint, how):
    """The second network tells even digits from odd ones, and has seen only few."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 784])
        y = tf.placeholder(tf.float32, [None, 1])
        features = hidden_layer(x, "body")
        logit = tf.layers.dense(
            features, 1, kernel_initializer=tf.random_normal_initializer(stddev=0.1, seed=3), name="head"
        )
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logit, labels=y))
        correct = tf.reduce_mean(tf.cast(tf.equal(logit > 0, y > 0.5), tf.float32))
        body = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="body")
        head = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="head")
        train_op = tf.train.GradientDescentOptimizer(0.3).minimize(loss, var_list=head)
        if how == "initialised from the checkpoint":
            tf.train.init_from_checkpoint(checkpoint, {"features/": "body/"})
        init = tf.global_variables_initializer()
        with tf.Session() as sess:
            sess.run(init)
            if how == "restored":
                tf.train.Saver({v.op.name.replace("body", "features"): v for v in body}).restore(
                    sess, checkpoint
                )
            before = sess.run(body)
            for step in range(1, 61):
                sess.run(train_op, {x: few_images, y: even})
                if step % 20 == 0:
                    values = sess.run([loss, correct], {x: test_images, y: test_even})
                    print("even, %s, step %d: test loss %.4f, correct %.3f" % (how, step, *values))
            unchanged = all((a == b).all() for a, b in zip(before, sess.run(body), strict=True))
            print("the body is as it was:", unchanged)


with tempfile.TemporaryDirectory() as folder:
    saved = train_on_digits(os.path.join(folder, "digits.ckpt"))
    reader = tf.train.NewCheckpointReader(saved)
    print(sorted(reader.get_variable_to_shape_map().items()))
    print("norm of features/w: %.4f" % np.linalg.norm(reader.get_tensor("features/w")))
    for way in ("fresh", "restored", "initialised from the checkpoint"):
        train_on_even(saved, way)
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.get_variable("body/w", [784, 32])
        try:
            tf.train.Saver().restore(sess, saved)
        except tf.errors.NotFoundError:
            print("body/w is not in the checkpoint")
