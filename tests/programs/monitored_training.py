"""A convolutional network in a monitored session with hooks: trained, stopped, trained on, evaluated from its files."""

import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf

from small_digits import load

BATCH = 40
images, labels = load(800, seed=7, one_hot=False, flat=False)
test_images, test_labels = load(200, seed=8, one_hot=False, flat=False)


def inference(x, is_training):
    """Two convolutions and two dense layers."""

    def penalty(w):
        return 0.0005 * tf.nn.l2_loss(w)

    start = tf.variance_scaling_initializer(seed=3)
    x = tf.layers.conv2d(x, 6, 5, 2, "same", activation=tf.nn.relu, kernel_initializer=start, name="conv1")
    x = tf.layers.batch_normalization(x, training=is_training, name="norm1")
    x = tf.layers.conv2d(x, 8, 3, 2, "same", activation=tf.nn.relu, kernel_initializer=start, name="conv2")
    x = tf.layers.flatten(x)
    x = tf.layers.dense(x, 32, tf.nn.relu, kernel_initializer=start, kernel_regularizer=penalty, name="dense")
    return tf.layers.dense(x, 10, kernel_initializer=start, kernel_regularizer=penalty, name="logits")


class LoggerHook(tf.train.SessionRunHook):
    """Prints the loss now and then."""

    def __init__(self, loss, step):
        self.wanted = [loss, step]

    def begin(self):
        self.runs = 0

    def after_create_session(self, session, coord):
        print("starts at step %d" % session.run(self.wanted[1]))

    def before_run(self, run_context):
        return tf.train.SessionRunArgs(self.wanted[0])

    def after_run(self, run_context, run_values):
        if self.runs % 10 == 0:
            print("  run %2d: loss %.4f" % (self.runs, run_values.results))
        self.runs += 1

    def end(self, session):
        print("ends at step %d after %d runs" % (session.run(self.wanted[1]), self.runs))


class Listener(tf.train.CheckpointSaverListener):
    """Says when the variables are saved."""

    def after_save(self, session, global_step_value):
        print("  saved at step %d" % global_step_value)


def train(folder, last_step):
    """Train up to a step; go on where the folder's last checkpoint is."""
    with tf.Graph().as_default():
        tf.set_random_seed(10)
        global_step = tf.train.get_or_create_global_step()
        x = tf.placeholder(tf.float32, [None, 28, 28, 1])
        y = tf.placeholder(tf.int32, [None])
        logits = inference(x, True)
        tf.losses.sparse_softmax_cross_entropy(y, logits)
        loss = tf.losses.get_total_loss()
        rate = tf.train.exponential_decay(0.05, global_step, 40, 0.8, staircase=True)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = tf.train.MomentumOptimizer(rate, 0.9).minimize(loss, global_step=global_step)
        scaffold = tf.train.Scaffold(saver=tf.train.Saver(max_to_keep=2))
        position = [0]

        def feed():
            rows = np.arange(position[0], position[0] + BATCH) % len(images)
            position[0] += BATCH
            return {x: images[rows], y: labels[rows]}

        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=folder,
            scaffold=scaffold,
            save_checkpoint_secs=None,
            save_summaries_steps=None,
            hooks=[
                tf.train.StopAtStepHook(last_step=last_step),
                tf.train.NanTensorHook(loss),
                tf.train.FeedFnHook(feed),
                LoggerHook(loss, global_step),
                tf.train.CheckpointSaverHook(
                    folder, save_steps=25, scaffold=scaffold, listeners=[Listener()]
                ),
            ],
        ) as session:
            while not session.should_stop():
                session.run(train_op)


def evaluate(folder):
    """The share of test digits that the last checkpoint gets right."""
    with tf.Graph().as_default(), tf.Session() as session:
        global_step = tf.train.get_or_create_global_step()
        x = tf.placeholder(tf.float32, [None, 28, 28, 1])
        logits = inference(x, False)
        tf.train.Saver().restore(session, tf.train.latest_checkpoint(folder))
        found = session.run(tf.nn.softmax(logits), {x: test_images})
        right = np.mean(found.argmax(axis=1) == test_labels)
        print("step %d: %.3f right, %.4f sure" % (session.run(global_step), right, found.max(axis=1).mean()))


folder = tempfile.mkdtemp()
for last in (40, 90):
    train(folder, last)
    evaluate(folder)
    print(os.path.basename(tf.train.latest_checkpoint(folder)))
    print([os.path.basename(p) for p in tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths])
for name, shape in tf.train.list_variables(folder)[:6]:
    print(name, shape, "%.5f" % np.abs(tf.train.load_variable(folder, name)).mean())
shutil.rmtree(folder)
