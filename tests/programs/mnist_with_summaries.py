"""The tutorial on summaries: variables, layers and accuracy, written down in training and testing, then read back."""

import glob
import os
import tempfile

import tensorflow as tf

from small_digits import load

MAX_STEPS = 60
BATCH = 50
LEARNING_RATE = 0.005
DROPOUT = 0.9
log_dir = tempfile.mkdtemp()

images, labels = load(600, seed=61)
test_images, test_labels = load(200, seed=62)
tf.set_random_seed(190)
sess = tf.InteractiveSession()

with tf.name_scope("input"):
    x = tf.placeholder(tf.float32, [None, 784], name="x-input")
    y_ = tf.placeholder(tf.float32, [None, 10], name="y-input")

with tf.name_scope("input_reshape"):
    image_shaped_input = tf.reshape(x, [-1, 28, 28, 1])
    tf.summary.image("input", image_shaped_input, 10)


def weight_variable(shape):
    """Small random numbers."""
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def bias_variable(shape):
    """Tenths."""
    return tf.Variable(tf.constant(0.1, shape=shape))


def variable_summaries(var):
    """What there is to say about a variable."""
    with tf.name_scope("summaries"):
        mean = tf.reduce_mean(var)
        tf.summary.scalar("mean", mean)
        with tf.name_scope("stddev"):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar("stddev", stddev)
        tf.summary.scalar("max", tf.reduce_max(var))
        tf.summary.scalar("min", tf.reduce_min(var))
        tf.summary.histogram("histogram", var)


def nn_layer(input_tensor, input_dim, output_dim, layer_name, act=tf.nn.relu):
    """A layer, and everything about it."""
    with tf.name_scope(layer_name):
        with tf.name_scope("weights"):
            weights = weight_variable([input_dim, output_dim])
            variable_summaries(weights)
        with tf.name_scope("biases"):
            biases = bias_variable([output_dim])
            variable_summaries(biases)
        with tf.name_scope("Wx_plus_b"):
            preactivate = tf.matmul(input_tensor, weights) + biases
            tf.summary.histogram("pre_activations", preactivate)
        activations = act(preactivate, name="activation")
        tf.summary.histogram("activations", activations)
        return activations


hidden1 = nn_layer(x, 784, 40, "layer1")
with tf.name_scope("dropout"):
    keep_prob = tf.placeholder(tf.float32)
    tf.summary.scalar("dropout_keep_probability", keep_prob)
    dropped = tf.nn.dropout(hidden1, keep_prob)
y = nn_layer(dropped, 40, 10, "layer2", act=tf.identity)

with tf.name_scope("cross_entropy"):
    diff = tf.nn.softmax_cross_entropy_with_logits_v2(labels=y_, logits=y)
    with tf.name_scope("total"):
        cross_entropy = tf.reduce_mean(diff)
tf.summary.scalar("cross_entropy", cross_entropy)

with tf.name_scope("train"):
    train_step = tf.train.AdamOptimizer(LEARNING_RATE).minimize(cross_entropy)

with tf.name_scope("accuracy"):
    with tf.name_scope("correct_prediction"):
        correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    with tf.name_scope("accuracy"):
        accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
tf.summary.scalar("accuracy", accuracy)

merged = tf.summary.merge_all()
print(merged.name, len(merged.op.inputs), "summaries")
train_writer = tf.summary.FileWriter(os.path.join(log_dir, "train"), sess.graph)
test_writer = tf.summary.FileWriter(os.path.join(log_dir, "test"))
tf.global_variables_initializer().run()


def feed_dict(step, train):
    """A batch, or the digits that were kept back."""
    if not train:
        return {x: test_images, y_: test_labels, keep_prob: 1.0}
    start = step * BATCH % len(images)
    return {x: images[start : start + BATCH], y_: labels[start : start + BATCH], keep_prob: DROPOUT}


for i in range(MAX_STEPS):
    if i % 10 == 0:
        summary, acc = sess.run([merged, accuracy], feed_dict=feed_dict(i, False))
        test_writer.add_summary(summary, i)
        print("Accuracy at step %s: %.3f" % (i, acc))
    elif i % 20 == 19:
        run_options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        run_metadata = tf.RunMetadata()
        sess.run(train_step, feed_dict=feed_dict(i, True), options=run_options, run_metadata=run_metadata)
        train_writer.add_run_metadata(run_metadata, "step%03d" % i)
        print("Adding run metadata for", i)
    else:
        # First the one, then the other: in one run either could see the weights before they change, or after.
        train_writer.add_summary(sess.run(merged, feed_dict=feed_dict(i, True)), i)
        sess.run(train_step, feed_dict=feed_dict(i, True))
train_writer.close()
test_writer.close()


def read_back(name):
    """What the event file of one writer holds."""
    (path,) = glob.glob(os.path.join(log_dir, name, "events.out.tfevents.*"))
    kinds = {}
    for event in tf.train.summary_iterator(path):
        kind = event.WhichOneof("what")
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "tagged_run_metadata":
            print("run metadata", event.tagged_run_metadata.tag)
        if kind != "summary" or event.step % 10 not in (0, 5):
            continue
        for value in event.summary.value:
            if value.HasField("simple_value"):
                print(event.step, value.tag, "%.4f" % value.simple_value)
            elif value.HasField("histo"):
                histo = value.histo
                numbers = (histo.min, histo.max, histo.num, histo.sum, histo.sum_squares)
                print(event.step, value.tag, " ".join("%.3f" % number for number in numbers))
            elif value.tag.endswith("/0"):
                picture = value.image
                print(event.step, value.tag, picture.height, picture.width, picture.colorspace)
    print(name, sorted(kinds.items()))


read_back("test")
read_back("train")
