"""Digits from a dataset: slices, shuffled, in batches, again and again; a one-shot iterator feeds a network."""

import numpy as np
import tensorflow as tf

from small_digits import load

learning_rate = 0.05
batch_size = 50
num_epochs = 4
display_step = 6

images, labels = load(600, seed=5, one_hot=False)
test_images, test_labels = load(200, seed=6, one_hot=False)


def parse(image, label):
    """One example: the picture between -1 and 1, the label as a row of ten."""
    return {"image": image * 2.0 - 1.0, "label": label}, tf.one_hot(label, 10)


tf.set_random_seed(1234)
dataset = tf.data.Dataset.from_tensor_slices((images, labels.astype(np.int32)))
dataset = dataset.shuffle(buffer_size=200, seed=7).map(parse, num_parallel_calls=2)
dataset = dataset.batch(batch_size).repeat(num_epochs).prefetch(1)
print(dataset.output_types)
print(dataset.output_shapes)

iterator = dataset.make_one_shot_iterator()
features, targets = iterator.get_next()


def network(x):
    """Two layers."""
    with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
        hidden = tf.layers.dense(x, 32, tf.nn.relu, name="hidden")
        return tf.layers.dense(hidden, 10, name="logits")


logits = network(features["image"])
loss = tf.losses.softmax_cross_entropy(targets, logits)
global_step = tf.train.get_or_create_global_step()
train_op = tf.train.MomentumOptimizer(learning_rate, 0.9).minimize(loss, global_step=global_step)
correct = tf.equal(tf.argmax(logits, 1), tf.argmax(targets, 1))
accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))

test = tf.data.Dataset.from_tensor_slices((test_images, test_labels.astype(np.int32))).map(parse).batch(200)
test_features, test_targets = test.make_one_shot_iterator().get_next()
test_logits = network(test_features["image"])
test_accuracy = tf.reduce_mean(
    tf.cast(tf.equal(tf.argmax(test_logits, 1), tf.argmax(test_targets, 1)), tf.float32)
)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    seen = np.zeros(10, int)
    try:
        while True:
            step, cost, acc, which, _ = sess.run([global_step, loss, accuracy, features["label"], train_op])
            seen += np.bincount(which, minlength=10)
            if step % display_step == 0:
                print(
                    "step %2d loss %.5f training accuracy %.3f first labels %s" % (step, cost, acc, which[:8])
                )
    except tf.errors.OutOfRangeError:
        print("Done training for %d epochs, %d steps." % (num_epochs, sess.run(global_step)))
    print("examples of each digit:", seen)
    print("Test accuracy: %.3f" % sess.run(test_accuracy))
