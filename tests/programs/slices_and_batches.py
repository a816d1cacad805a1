"""An input pipeline of queues: slices of arrays, batches, epochs, until the input is at an end.

It trains a classifier of small pictures, and evaluates it with a pipeline of its own.
"""

import numpy as np
import tensorflow as tf

import small_digits

BATCH, EPOCHS = 24, 5
pictures, labels = small_digits.load(200, seed=1, one_hot=False)
test_pictures, test_labels = small_digits.load(40, seed=2, one_hot=False)
WIDTH = pictures.shape[1]


def model(x, reuse=None):
    with tf.variable_scope("model", reuse=reuse):
        hidden = tf.nn.tanh(tf.matmul(x, weights("hidden", WIDTH, 20)) + bias("hidden_bias", 20))
        return tf.matmul(hidden, weights("out", 20, 10)) + bias("out_bias", 10)


def weights(name, rows, columns):
    values = np.random.RandomState(rows).randn(rows, columns) / np.sqrt(rows)
    return tf.get_variable(name, initializer=values.astype(np.float32))


def bias(name, columns):
    return tf.get_variable(name, [columns], initializer=tf.zeros_initializer())


with tf.name_scope("training"):
    picture, label = tf.train.slice_input_producer(
        [tf.constant(pictures), tf.constant(labels, tf.int32)], num_epochs=EPOCHS, shuffle=True, seed=7
    )
    picture_batch, label_batch = tf.train.batch(
        [picture, label], batch_size=BATCH, capacity=64, allow_smaller_final_batch=True
    )
with tf.name_scope("evaluation"):
    test = tf.train.batch(
        tf.train.slice_input_producer(
            [tf.constant(test_pictures), tf.constant(test_labels, tf.int32)], num_epochs=1, shuffle=False
        ),
        batch_size=15,
        allow_smaller_final_batch=True,
    )

logits = model(picture_batch)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label_batch, logits=logits))
global_step = tf.train.get_or_create_global_step()
train = tf.train.GradientDescentOptimizer(0.2).minimize(loss, global_step=global_step)
right = tf.nn.in_top_k(model(test[0], reuse=True), test[1], 1)

print(picture_batch.name, picture_batch.get_shape(), label_batch.get_shape())
print([queue.name for queue in tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)])
print([variable.name for variable in tf.local_variables()])

with tf.Session() as session:
    session.run(tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()))
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=session, coord=coord)
    step = 0
    try:
        while not coord.should_stop():
            _, step, value, seen = session.run([train, global_step, loss, label_batch])
            if step % 3 == 0:
                print("step %2d: loss %.4f, labels %s" % (step, value, seen[:6]))
    except tf.errors.OutOfRangeError:
        print("Done training for %d epochs, %d steps." % (EPOCHS, step))

    counts = []
    try:
        while True:
            counts.append(session.run(right))
    except tf.errors.OutOfRangeError:
        print("batches of", [len(some) for some in counts])
        print("right: %d of %d" % (np.concatenate(counts).sum(), len(test_labels)))
    finally:
        coord.request_stop()
        coord.join(threads)
