"""The tutorial on summaries as TensorFlow 0.x had it: the program says every tag itself.

It prints what `mnist_with_summaries.py` prints.
"""

import glob
import tempfile

import tensorflow as tf

from small_digits import load

log_dir = tempfile.mkdtemp()
images, labels = load(600, seed=61)
test_images, test_labels = load(200, seed=62)
tf.set_random_seed(190)
sess = tf.InteractiveSession()

x = tf.placeholder("float", [None, 784], name="x-input")
y_ = tf.placeholder("float", [None, 10], name="y-input")
keep_prob = tf.placeholder("float")
tf.image_summary("input_reshape/input", tf.reshape(x, [-1, 28, 28, 1]), 10)


def variable_summaries(var, name):
    """What there is to say about a variable."""
    mean = tf.reduce_mean(var)
    tf.scalar_summary(name + "/summaries/mean_1", mean)
    stddev = tf.sqrt(tf.reduce_mean(tf.square(tf.sub(var, mean))))
    tf.scalar_summary(name + "/summaries/stddev_1", stddev)
    tf.scalar_summary(name + "/summaries/max_1", tf.reduce_max(var))
    tf.scalar_summary(name + "/summaries/min_1", tf.reduce_min(var))
    tf.histogram_summary(name + "/summaries/histogram", var)


def nn_layer(input_tensor, input_dim, output_dim, layer_name, act=tf.nn.relu):
    """A layer, and everything about it."""
    weights = tf.Variable(tf.truncated_normal([input_dim, output_dim], stddev=0.1))
    variable_summaries(weights, layer_name + "/weights")
    biases = tf.Variable(tf.constant(0.1, shape=[output_dim]))
    variable_summaries(biases, layer_name + "/biases")
    preactivate = tf.matmul(input_tensor, weights) + biases
    tf.histogram_summary(layer_name + "/Wx_plus_b/pre_activations", preactivate)
    activations = act(preactivate)
    tf.histogram_summary(layer_name + "/activations", activations)
    return activations


hidden1 = nn_layer(x, 784, 40, "layer1")
tf.scalar_summary("dropout/dropout_keep_probability", keep_prob)
y = nn_layer(tf.nn.dropout(hidden1, keep_prob), 40, 10, "layer2", act=tf.identity)

cross_entropy = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, y_))
tf.scalar_summary("cross_entropy_1", cross_entropy)
train_step = tf.train.AdamOptimizer(0.005).minimize(cross_entropy)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1)), "float"))
tf.scalar_summary("accuracy_1", accuracy)

merged = tf.merge_all_summaries()
print("Merge/" + merged.op.type + ":0", len(merged.op.inputs), "summaries")
train_writer = tf.train.SummaryWriter(log_dir + "/train", sess.graph)
test_writer = tf.train.SummaryWriter(log_dir + "/test")
tf.initialize_all_variables().run()

for i in range(60):
    start = i * 50 % 600
    batch = {x: images[start : start + 50], y_: labels[start : start + 50], keep_prob: 0.9}
    if i % 10 == 0:
        summary, acc = sess.run([merged, accuracy], {x: test_images, y_: test_labels, keep_prob: 1.0})
        test_writer.add_summary(summary, i)
        print("Accuracy at step %s: %.3f" % (i, acc))
    elif i % 20 == 19:
        run_options, run_metadata = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), tf.RunMetadata()
        sess.run(train_step, batch, run_options, run_metadata)
        train_writer.add_run_metadata(run_metadata, "step%03d" % i)
        print("Adding run metadata for", i)
    else:
        train_writer.add_summary(sess.run(merged, batch), i)
        sess.run(train_step, batch)
train_writer.flush()
test_writer.flush()

for name in ("test", "train"):
    kinds = {}
    for event in tf.train.summary_iterator(glob.glob(log_dir + "/" + name + "/*")[0]):
        kind = event.WhichOneof("what")
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "tagged_run_metadata":
            print("run metadata", event.tagged_run_metadata.tag)
        for value in event.summary.value if event.step % 10 in (0, 5) else ():
            if value.HasField("simple_value"):
                print(event.step, value.tag, "%.4f" % value.simple_value)
            elif value.HasField("histo"):
                histo = value.histo
                numbers = (histo.min, histo.max, histo.num, histo.sum, histo.sum_squares)
                print(event.step, value.tag, " ".join("%.3f" % number for number in numbers))
            elif value.tag.endswith("/0"):
                print(event.step, value.tag, value.image.height, value.image.width, value.image.colorspace)
    print(name, sorted(kinds.items()))
