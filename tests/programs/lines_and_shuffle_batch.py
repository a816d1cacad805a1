"""Lines of files, shuffled batches: string_input_producer, TextLineReader, decode_csv, shuffle_batch.

The files are the program's own: measurements of plants, with a heading, and one value left out.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf

tf.set_random_seed(3)
folder = tempfile.mkdtemp()
numbers = np.random.RandomState(0)
for part in range(3):
    with open(os.path.join(folder, "plants_%d.csv" % part), "w") as file:
        file.write("length,width,kind\n")
        for row in range(12):
            kind = (row + part) % 2
            length, width = np.add(numbers.uniform(1, 2, 2).round(2), [3 * kind, kind])
            file.write("%.2f,%s,%s\n" % (length, "" if row == 5 else "%.2f" % width, ["reed", "fern"][kind]))

names = [os.path.join(folder, "plants_%d.csv" % part) for part in range(3)]
print([os.path.basename(name) for name in names])
queue = tf.train.string_input_producer(names, num_epochs=4, shuffle=False)
reader = tf.TextLineReader(skip_header_lines=1)
key, line = reader.read(queue)
length, width, kind = tf.decode_csv(line, record_defaults=[[0.0], [1.5], [""]])
features = tf.stack([length, width])
label = tf.cast(tf.equal(kind, "fern"), tf.float32)

# One element more than stay in the queue: then the order is the same however quick the thread is.
feature_batch, label_batch, kind_batch = tf.train.shuffle_batch(
    [features, label, kind], batch_size=8, capacity=21, min_after_dequeue=20, seed=5
)
print(feature_batch, label_batch)

weights = tf.Variable([[0.0], [0.0]])
bias = tf.Variable(0.0)
logits = (tf.matmul(feature_batch, weights) + bias)[:, 0]
loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=label_batch, logits=logits))
train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
accuracy = tf.reduce_mean(tf.cast(tf.equal(logits > 0, label_batch > 0.5), tf.float32))

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step = 0
    try:
        while not coord.should_stop():
            _, value, share, kinds = sess.run([train, loss, accuracy, kind_batch])
            step += 1
            print("%2d loss %.4f accuracy %.3f" % (step, value, share), b" ".join(kinds[:4]).decode())
    except tf.errors.OutOfRangeError:
        print("%d batches of 8 out of %d lines" % (step, 4 * 36))
    finally:
        coord.request_stop()
    coord.join(threads)
    print("weights", sess.run(weights).ravel().round(4), "bias %.4f" % sess.run(bias))
    print("records read:", sess.run(reader.num_records_produced()))
    for index in range(3):
        os.remove(names[index])
os.rmdir(folder)
