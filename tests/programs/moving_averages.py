"""Digits in the manner of a well-known book: averages of the weights, a collection of losses, a decaying rate.

It trains, saves, and is evaluated twice: with the weights themselves and with their moving averages.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf

from small_digits import load

INPUT_NODE = 784
OUTPUT_NODE = 10
LAYER1_NODE = 60

BATCH_SIZE = 50
LEARNING_RATE_BASE = 0.5
LEARNING_RATE_DECAY = 0.97
REGULARIZATION_RATE = 0.0005
TRAINING_STEPS = 121
MOVING_AVERAGE_DECAY = 0.97
MODEL_SAVE_PATH = tempfile.mkdtemp()
MODEL_NAME = "model.ckpt"

train_images, train_labels = load(1000, seed=21)
validation_images, validation_labels = load(300, seed=22)


def l2_regularizer(scale):
    """A function from weights to their penalty."""
    return lambda weights: scale * tf.nn.l2_loss(weights)


def get_weight_variable(shape, regularizer):
    """Weights, whose penalty joins the losses."""
    weights = tf.get_variable(
        "weights", shape, initializer=tf.truncated_normal_initializer(stddev=0.1, seed=4)
    )
    if regularizer is not None:
        tf.add_to_collection("losses", regularizer(weights))
    return weights


def inference(input_tensor, regularizer):
    """Two layers."""
    with tf.variable_scope("layer1"):
        weights = get_weight_variable([INPUT_NODE, LAYER1_NODE], regularizer)
        biases = tf.get_variable("biases", [LAYER1_NODE], initializer=tf.constant_initializer(0.0))
        layer1 = tf.nn.relu(tf.matmul(input_tensor, weights) + biases)
    with tf.variable_scope("layer2"):
        weights = get_weight_variable([LAYER1_NODE, OUTPUT_NODE], regularizer)
        biases = tf.get_variable("biases", [OUTPUT_NODE], initializer=tf.constant_initializer(0.0))
        return tf.matmul(layer1, weights) + biases


def train():
    """Train, and save now and then."""
    x = tf.placeholder(tf.float32, [None, INPUT_NODE], name="x-input")
    y_ = tf.placeholder(tf.float32, [None, OUTPUT_NODE], name="y-input")
    y = inference(x, l2_regularizer(REGULARIZATION_RATE))
    global_step = tf.Variable(0, trainable=False)

    variable_averages = tf.train.ExponentialMovingAverage(MOVING_AVERAGE_DECAY, global_step)
    variables_averages_op = variable_averages.apply(tf.trainable_variables())
    cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(logits=y, labels=tf.argmax(y_, 1))
    cross_entropy_mean = tf.reduce_mean(cross_entropy)
    loss = cross_entropy_mean + tf.add_n(tf.get_collection("losses"))
    learning_rate = tf.train.exponential_decay(
        LEARNING_RATE_BASE, global_step, len(train_images) / BATCH_SIZE, LEARNING_RATE_DECAY
    )
    train_step = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)
    with tf.control_dependencies([train_step, variables_averages_op]):
        train_op = tf.no_op(name="train")

    print([v.op.name for v in tf.global_variables()])
    saver = tf.train.Saver()
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(TRAINING_STEPS):
            rows = np.arange(i * BATCH_SIZE, (i + 1) * BATCH_SIZE) % len(train_images)
            feed = {x: train_images[rows], y_: train_labels[rows]}
            before = sess.run(loss, feed_dict=feed)
            sess.run(train_op, feed_dict=feed)
            if i % 20 == 0:
                step = sess.run(global_step)
                print("After %d training step(s), loss on training batch is %g." % (step, before))
                saver.save(sess, os.path.join(MODEL_SAVE_PATH, MODEL_NAME), global_step=global_step)
        penalties = sess.run(tf.get_collection("losses"))
        print("penalties", " ".join("%.5f" % penalty for penalty in penalties))


def evaluate(averaged):
    """Read the latest checkpoint into a new graph, and measure."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, INPUT_NODE], name="x-input")
        y_ = tf.placeholder(tf.float32, [None, OUTPUT_NODE], name="y-input")
        y = inference(x, None)
        correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
        accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
        sure = tf.reduce_mean(tf.reduce_max(tf.nn.softmax(y), 1))
        if averaged:
            variable_averages = tf.train.ExponentialMovingAverage(MOVING_AVERAGE_DECAY)
            variables_to_restore = variable_averages.variables_to_restore()
            for name in sorted(variables_to_restore):
                print("  ", name, "->", variables_to_restore[name].op.name)
            saver = tf.train.Saver(variables_to_restore)
        else:
            saver = tf.train.Saver()
        with tf.Session() as sess:
            ckpt = tf.train.get_checkpoint_state(MODEL_SAVE_PATH)
            if ckpt and ckpt.model_checkpoint_path:
                saver.restore(sess, ckpt.model_checkpoint_path)
                global_step = ckpt.model_checkpoint_path.split("/")[-1].split("-")[-1]
                score = sess.run([accuracy, sure], {x: validation_images, y_: validation_labels})
                print(
                    "After %s training step(s), validation accuracy = %g, sure %.4f" % (global_step, *score)
                )
                print("   weights", " ".join("%.5f" % v.eval().std() for v in tf.trainable_variables()))
            else:
                print("No checkpoint file found")


evaluate(True)
train()
evaluate(False)
evaluate(True)
