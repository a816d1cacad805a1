"""The tutorial on fully connected networks: the model's own file, flags, and functions that are told the graph."""

import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data, mnist

from small_digits import mnist_folder

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_float("learning_rate", 0.1, "Initial learning rate.")
flags.DEFINE_integer("max_steps", 80, "Number of steps to run trainer.")
flags.DEFINE_integer("hidden1", 24, "Number of units in hidden layer 1.")
flags.DEFINE_integer("hidden2", 16, "Number of units in hidden layer 2.")
flags.DEFINE_integer("batch_size", 50, "Batch size.")
flags.DEFINE_string("optimizer", "descent", "How it is trained.")
flags.DEFINE_boolean("fake_data", False, "If true, uses fake data for unit testing.")


def fill_feed_dict(data_set, images_pl, labels_pl):
    """What the next step is fed with."""
    images_feed, labels_feed = data_set.next_batch(FLAGS.batch_size, FLAGS.fake_data)
    return {images_pl: images_feed, labels_pl: labels_feed}


def do_eval(sess, eval_correct, images_placeholder, labels_placeholder, data_set):
    """One round over a data set; prints how much of it was right."""
    true_count, steps = 0, data_set.num_examples // FLAGS.batch_size
    for _ in range(steps):
        true_count += sess.run(eval_correct, fill_feed_dict(data_set, images_placeholder, labels_placeholder))
    total = steps * FLAGS.batch_size
    print("  Num examples: %d  Num correct: %d  Precision: %0.04f" % (total, true_count, true_count / total))


def run_training():
    """Train for as long as the flags say."""
    data_sets = input_data.read_data_sets(mnist_folder(), FLAGS.fake_data, validation_size=100, seed=3)
    with tf.Graph().as_default():
        tf.set_random_seed(33)
        images_placeholder = tf.placeholder(tf.float32, shape=(FLAGS.batch_size, mnist.IMAGE_PIXELS))
        labels_placeholder = tf.placeholder(tf.int32, shape=(FLAGS.batch_size,))
        logits = mnist.inference(images_placeholder, FLAGS.hidden1, FLAGS.hidden2)
        loss = mnist.loss(logits, labels_placeholder)
        train_op = mnist.training(loss, FLAGS.learning_rate)
        eval_correct = mnist.evaluation(logits, labels_placeholder)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
        for step in range(FLAGS.max_steps):
            feed_dict = fill_feed_dict(data_sets.train, images_placeholder, labels_placeholder)
            _, loss_value = sess.run([train_op, loss], feed_dict=feed_dict)
            if step % 10 == 0:
                print("Step %d: loss = %.4f" % (step, loss_value))
        for name, data_set in (
            ("Training", data_sets.train),
            ("Validation", data_sets.validation),
            ("Test", data_sets.test),
        ):
            print(name, "Data Eval:")
            do_eval(sess, eval_correct, images_placeholder, labels_placeholder, data_set)


def main(_):
    """What app.run calls."""
    print(FLAGS.optimizer, FLAGS.learning_rate, FLAGS.hidden1, FLAGS.fake_data)
    run_training()


if __name__ == "__main__":
    tf.app.run()
