"""Saving and restoring as books wrote it before TensorFlow 1.0.

It prints what `saver_round_trip.py` prints.
"""

import os
import tempfile

import tensorflow as tf

from small_digits import batches, load

images, labels = load(600, seed=11)
test_images, test_labels = load(200, seed=12)

tf.set_random_seed(42)
x = tf.placeholder(tf.float32, [None, 784], name="x")
y_ = tf.placeholder(tf.float32, [None, 10], name="y_")
global_step = tf.Variable(0, name="global_step", trainable=False)


def layer(inputs, size, name, activation=None):
    """One fully connected layer."""
    with tf.variable_scope(name):
        w = tf.get_variable(
            "weights",
            [inputs.get_shape()[1].value, size],
            initializer=tf.truncated_normal_initializer(stddev=0.1),
        )
        b = tf.get_variable("biases", [size], initializer=tf.constant_initializer(0.1))
        z = tf.matmul(inputs, w) + b
        return z if activation is None else activation(z)


logits = layer(layer(x, 48, "hidden", tf.nn.relu), 10, "softmax_linear")
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, y_), name="loss")
train_op = tf.train.AdamOptimizer(0.003).minimize(loss, global_step=global_step)
accuracy = tf.reduce_mean(
    tf.cast(tf.equal(tf.argmax(logits, 1), tf.argmax(y_, 1)), tf.float32), name="accuracy"
)

test_feed = {x: test_images, y_: test_labels}
saver = tf.train.Saver(tf.all_variables(), max_to_keep=2)
best_saver = tf.train.Saver(tf.trainable_variables(), name="best")

with tempfile.TemporaryDirectory() as logdir:
    checkpoint_file = os.path.join(logdir, "model.ckpt")
    best_file = os.path.join(logdir, "best.ckpt")
    best_accuracy = 0.0
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for epoch in range(4):
            for batch_x, batch_y in batches(images, labels, 50):
                sess.run(train_op, feed_dict={x: batch_x, y_: batch_y})
            test_loss, test_accuracy = sess.run([loss, accuracy], test_feed)
            print("epoch %d: test loss %.4f, accuracy %.3f" % (epoch + 1, test_loss, test_accuracy))
            save_path = saver.save(sess, checkpoint_file, global_step=global_step)
            print("  saved to", os.path.basename(save_path))
            if test_accuracy > best_accuracy:
                best_accuracy = test_accuracy
                best_saver.save(sess, best_file, latest_filename="best_checkpoint", write_meta_graph=False)
        trained = sess.run("hidden/weights:0")
        beta = sess.run("beta1_power:0")

    ckpt = tf.train.get_checkpoint_state(logdir)
    print("newest:", os.path.basename(ckpt.model_checkpoint_path))
    print("kept:", [os.path.basename(path) for path in ckpt.all_model_checkpoint_paths])
    print("files:", sorted(name for name in os.listdir(logdir) if name.endswith(".index")))
    for name, shape in tf.train.list_variables(ckpt.model_checkpoint_path):
        print("  %-35s %s" % (name, shape))

    with tf.Session() as sess:
        print("uninitialized:", len(sess.run(tf.report_uninitialized_variables())))
        saver.restore(sess, tf.train.latest_checkpoint(logdir))
        print("uninitialized:", len(sess.run(tf.report_uninitialized_variables())))
        print("step %d, loss %.4f, accuracy %.3f" % tuple(sess.run([global_step, loss, accuracy], test_feed)))
        print("the same weights:", (sess.run("hidden/weights:0") == trained).all())
        print("Adam's counter: %.6f" % sess.run("beta1_power:0"), sess.run("beta1_power:0") == beta)
        for batch_x, batch_y in batches(images, labels, 50):
            sess.run(train_op, feed_dict={x: batch_x, y_: batch_y})
        print(
            "one epoch more: step %d, loss %.4f, accuracy %.3f"
            % tuple(sess.run([global_step, loss, accuracy], test_feed))
        )

    with tf.Session() as sess:
        best_saver.restore(sess, tf.train.latest_checkpoint(logdir, latest_filename="best_checkpoint"))
        print(
            "the best accuracy: %.3f" % sess.run(accuracy, test_feed),
            sess.run(accuracy, test_feed) == best_accuracy,
        )
