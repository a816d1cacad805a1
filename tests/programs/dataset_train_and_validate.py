"""Training and validation data: one iterator set to either in turn, and one that is told by a handle which to read."""

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(3)
x = rng.uniform(-1, 1, [160, 2]).astype(np.float32)
y = (x[:, 0] * x[:, 1] > 0).astype(np.float32).reshape(-1, 1)
train_x, train_y, valid_x, valid_y = x[:120], y[:120], x[120:], y[120:]


def model(features, targets):
    """A small network for the four quadrants; its loss and its accuracy."""
    hidden = tf.layers.dense(features, 12, tf.nn.tanh, name="hidden")
    logits = tf.layers.dense(hidden, 1, name="logits")
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))
    right = tf.equal(logits > 0, targets > 0.5)
    return loss, tf.reduce_mean(tf.cast(right, tf.float32))


def reinitializable():
    """One iterator; an operation sets it to the beginning of the one dataset or of the other."""
    tf.reset_default_graph()
    tf.set_random_seed(1)
    train_dataset = tf.data.Dataset.from_tensor_slices((train_x, train_y)).shuffle(120, seed=2).batch(30)
    valid_dataset = tf.data.Dataset.from_tensor_slices((valid_x, valid_y)).batch(40)
    iterator = tf.data.Iterator.from_structure(train_dataset.output_types, train_dataset.output_shapes)
    features, targets = iterator.get_next()
    train_init = iterator.make_initializer(train_dataset)
    valid_init = iterator.make_initializer(valid_dataset)
    loss, accuracy = model(features, targets)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(12):
            sess.run(train_init)
            total, batches = 0.0, 0
            while True:
                try:
                    cost, _ = sess.run([loss, train_op])
                except tf.errors.OutOfRangeError:
                    break
                total, batches = total + cost, batches + 1
            sess.run(valid_init)
            valid_loss, valid_accuracy = sess.run([loss, accuracy])
            print(
                "epoch %2d: %d batches, loss %.5f, validation loss %.5f, accuracy %.3f"
                % (epoch, batches, total / batches, valid_loss, valid_accuracy)
            )


def feedable():
    """Two iterators that go on where they were; a handle says which of them is read."""
    tf.reset_default_graph()
    tf.set_random_seed(1)
    train_dataset = (
        tf.data.Dataset.from_tensor_slices((train_x, train_y)).shuffle(120, seed=2).repeat().batch(30)
    )
    features_placeholder = tf.placeholder(valid_x.dtype, valid_x.shape)
    targets_placeholder = tf.placeholder(valid_y.dtype, valid_y.shape)
    valid_dataset = tf.data.Dataset.from_tensor_slices((features_placeholder, targets_placeholder)).batch(20)
    handle = tf.placeholder(tf.string, shape=[])
    iterator = tf.data.Iterator.from_string_handle(
        handle, train_dataset.output_types, train_dataset.output_shapes
    )
    features, targets = iterator.get_next()
    train_iterator = train_dataset.make_one_shot_iterator()
    valid_iterator = valid_dataset.make_initializable_iterator()
    loss, accuracy = model(features, targets)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        train_handle = sess.run(train_iterator.string_handle())
        valid_handle = sess.run(valid_iterator.string_handle())
        for block in range(6):
            for _ in range(10):
                cost, _ = sess.run([loss, train_op], feed_dict={handle: train_handle})
            sess.run(
                valid_iterator.initializer,
                feed_dict={features_placeholder: valid_x, targets_placeholder: valid_y},
            )
            found = [sess.run([loss, accuracy], feed_dict={handle: valid_handle}) for _ in range(2)]
            print(
                "after %2d steps: loss %.5f, validation loss %.5f %.5f, accuracy %.3f %.3f"
                % (10 * block + 10, cost, found[0][0], found[1][0], found[0][1], found[1][1])
            )
        try:
            sess.run(loss, feed_dict={handle: valid_handle})
        except tf.errors.OutOfRangeError:
            print("the validation data are at their end")


reinitializable()
feedable()
