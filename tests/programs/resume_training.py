"""Training that is interrupted and goes on from its newest checkpoint, as if nothing had happened."""

import os
import tempfile

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(7)
X_data = rng.uniform(-2, 2, size=(200, 3)).astype(np.float32)
y_data = (np.sin(X_data[:, :1]) + X_data[:, 1:2] * X_data[:, 2:]).astype(np.float32)

BATCH_SIZE, TRAINING_STEPS, SAVE_EVERY = 20, 300, 50


def get_batch(step):
    """The data of a step, the same whenever it is asked for."""
    begin = step * BATCH_SIZE % len(X_data)
    return X_data[begin : begin + BATCH_SIZE], y_data[begin : begin + BATCH_SIZE]


def build_graph():
    """A small network, its loss, and the training operation."""
    x = tf.placeholder(tf.float32, [None, 3], name="x-input")
    y = tf.placeholder(tf.float32, [None, 1], name="y-input")
    with tf.variable_scope("layer1"):
        w1 = tf.get_variable(
            "weights", [3, 16], initializer=tf.truncated_normal_initializer(stddev=0.4, seed=1)
        )
        b1 = tf.get_variable("biases", [16], initializer=tf.constant_initializer(0.0))
        hidden = tf.nn.tanh(tf.matmul(x, w1) + b1)
    with tf.variable_scope("layer2"):
        w2 = tf.get_variable(
            "weights", [16, 1], initializer=tf.truncated_normal_initializer(stddev=0.4, seed=2)
        )
        prediction = tf.matmul(hidden, w2)
    loss = tf.reduce_mean(tf.square(prediction - y))
    global_step = tf.Variable(0, trainable=False, name="global_step")
    rate = tf.train.exponential_decay(0.02, global_step, 100, 0.8, staircase=True)
    train_step = tf.train.AdamOptimizer(rate).minimize(loss, global_step=global_step)
    average = tf.train.ExponentialMovingAverage(0.99, global_step)
    with tf.control_dependencies([train_step]):
        train_op = average.apply(tf.trainable_variables())
    return x, y, loss, global_step, train_op, average


def train(model_path, interrupted_after=None):
    """Train up to TRAINING_STEPS, from the newest checkpoint if there is one; the final values of all variables."""
    with tf.Graph().as_default():
        x, y, loss, global_step, train_op, _ = build_graph()
        saver = tf.train.Saver(max_to_keep=3)
        with tf.Session() as sess:
            tf.global_variables_initializer().run()
            ckpt = tf.train.get_checkpoint_state(model_path)
            if ckpt and ckpt.model_checkpoint_path:
                saver.restore(sess, ckpt.model_checkpoint_path)
                saver.recover_last_checkpoints(list(ckpt.all_model_checkpoint_paths))
                print(
                    "Restored", os.path.basename(ckpt.model_checkpoint_path), "at step", sess.run(global_step)
                )
            for i in range(sess.run(global_step), TRAINING_STEPS):
                xs, ys = get_batch(i)
                _, loss_value, step = sess.run([train_op, loss, global_step], feed_dict={x: xs, y: ys})
                if (i + 1) % SAVE_EVERY == 0:
                    everything = sess.run(loss, feed_dict={x: X_data, y: y_data})
                    print("After %d training step(s), loss on all data is %.5f." % (i + 1, everything))
                    saver.save(sess, os.path.join(model_path, "model.ckpt"), global_step=global_step)
                if i + 1 == interrupted_after:
                    print("Interrupted after step", i + 1)
                    return None
            return {v.op.name: sess.run(v) for v in tf.global_variables()}


def evaluate(model_path):
    """The loss with the averages of the weights in the place of the weights."""
    with tf.Graph().as_default():
        x, y, loss, global_step, _, average = build_graph()
        saver = tf.train.Saver(average.variables_to_restore())
        with tf.Session() as sess:
            path = tf.train.latest_checkpoint(model_path)
            saver.restore(sess, path)
            step = path.split("/")[-1].split("-")[-1]
            print("Step %s with averaged weights: loss %.5f" % (step, sess.run(loss, {x: X_data, y: y_data})))


with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
    whole = train(first)
    train(second, interrupted_after=120)
    train(second, interrupted_after=230)
    resumed = train(second)
    print(
        len(whole),
        "variables;",
        sum(np.array_equal(whole[name], resumed[name]) for name in whole),
        "are the same",
    )
    evaluate(first)
    evaluate(second)
    print(
        [os.path.basename(path) for path in tf.train.get_checkpoint_state(second).all_model_checkpoint_paths]
    )
