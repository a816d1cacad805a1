"""Digits written as TFRecord files, read back by threads, and learned."""

import os
import tempfile

import tensorflow as tf

import small_digits

folder = tempfile.mkdtemp()
images, labels = small_digits.load(300, seed=4, one_hot=False)
images = (images * 255).round().astype("uint8")


def int64_feature(value):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


def bytes_feature(value):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def convert(name, first, last):
    """Write some digits into one file."""
    filename = os.path.join(folder, name + ".tfrecords")
    writer = tf.python_io.TFRecordWriter(filename)
    for index in range(first, last):
        example = tf.train.Example(
            features=tf.train.Features(
                feature={
                    "height": int64_feature(28),
                    "width": int64_feature(28),
                    "label": int64_feature(int(labels[index])),
                    "image_raw": bytes_feature(images[index].tobytes()),
                }
            )
        )
        writer.write(example.SerializeToString())
    writer.close()
    return filename


files = [convert("train-0", 0, 100), convert("train-1", 100, 250), convert("test", 250, 300)]
print([os.path.getsize(name) for name in files])
first = next(tf.python_io.tf_record_iterator(files[0]))
example = tf.train.Example.FromString(first)
print(len(first), sorted(example.features.feature), example.features.feature["label"].int64_list.value[0])


def read_and_decode(filename_queue):
    reader = tf.TFRecordReader()
    _, serialized_example = reader.read(filename_queue)
    features = tf.parse_single_example(
        serialized_example,
        features={
            "image_raw": tf.FixedLenFeature([], tf.string),
            "label": tf.FixedLenFeature([], tf.int64),
        },
    )
    image = tf.decode_raw(features["image_raw"], tf.uint8)
    image.set_shape([784])
    image = tf.cast(image, tf.float32) * (1.0 / 255) - 0.5
    return image, tf.cast(features["label"], tf.int32)


def inputs(names, batch_size, num_epochs, shuffled):
    with tf.name_scope("input"):
        filename_queue = tf.train.string_input_producer(names, num_epochs=num_epochs, shuffle=False)
        image, label = read_and_decode(filename_queue)
        if shuffled:
            return tf.train.shuffle_batch(
                [image, label], batch_size=batch_size, num_threads=2, capacity=150, min_after_dequeue=50
            )
        return tf.train.batch(
            [image, label], batch_size=batch_size, capacity=100, allow_smaller_final_batch=True
        )


in_order, in_order_labels = inputs(files[:2], 20, 2, shuffled=False)
mixed, mixed_labels = inputs(files[:2], 25, None, shuffled=True)
test, test_labels = inputs(files[2:], 50, 1, shuffled=False)

weights = tf.Variable(tf.zeros([784, 10]), name="weights")
biases = tf.Variable(tf.zeros([10]), name="biases")


def loss_of(batch, wanted):
    logits = tf.matmul(batch, weights) + biases
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=wanted, logits=logits))


loss = loss_of(in_order, in_order_labels)
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
loss_of_mixed = loss_of(mixed, mixed_labels)
train_on_mixed = tf.train.GradientDescentOptimizer(0.05).minimize(loss_of_mixed)
right = tf.nn.in_top_k(tf.matmul(test, weights) + biases, test_labels, 1)
count_right = tf.reduce_sum(tf.cast(right, tf.int32))

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step = 0
    try:
        while not coord.should_stop():
            _, value, size = sess.run([train, loss, tf.shape(in_order)[0]])
            print("Step %d: loss = %.3f (%d digits)" % (step, value, size))
            step += 1
    except tf.errors.OutOfRangeError:
        print("Done training for 2 epochs, %d steps." % step)
    for _ in range(150):
        sess.run(train_on_mixed)
    value, found = sess.run([loss_of_mixed, mixed_labels])
    print("after shuffled batches:", value < 1.0, found.shape, found.min() >= 0, found.max() <= 9)
    print("right:", sess.run(count_right) >= 25, "of 50")
    coord.request_stop()
    coord.join(threads)
    print("threads left:", sum(thread.is_alive() for thread in threads))
