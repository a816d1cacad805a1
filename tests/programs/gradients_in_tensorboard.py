"""Logistic regression that writes down its variables, gradients and learned pictures; and numbers made by hand."""

import glob
import tempfile

import numpy as np
import tensorflow as tf

from small_digits import batches, load

logs_path = tempfile.mkdtemp()
images, labels = load(400, seed=71)
test_images, test_labels = load(100, seed=72)
tf.set_random_seed(12)

x = tf.placeholder(tf.float32, [None, 784], name="InputData")
y = tf.placeholder(tf.float32, [None, 10], name="LabelData")
W = tf.Variable(tf.random_normal([784, 10], stddev=0.01), name="Weights")
b = tf.Variable(tf.zeros([10]), name="Bias")

with tf.name_scope("Model"):
    logits = tf.matmul(x, W) + b
with tf.name_scope("Loss"):
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(logits=logits, labels=y))
with tf.name_scope("SGD"):
    global_step = tf.Variable(0, trainable=False, name="step")
    rate = tf.train.exponential_decay(0.2, global_step, 20, 0.5)
    optimizer = tf.train.GradientDescentOptimizer(rate)
    grads = tf.gradients(loss, tf.trainable_variables())
    grads = list(zip(grads, tf.trainable_variables(), strict=True))
    apply_grads = optimizer.apply_gradients(grads_and_vars=grads, global_step=global_step)
with tf.name_scope("Accuracy"):
    acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1)), tf.float32))

often = [tf.summary.scalar("loss", loss), tf.summary.scalar("accuracy", acc)]
often.append(tf.summary.scalar("rate", rate, family="settings"))
for var in tf.trainable_variables():
    tf.summary.histogram(var.name, var, collections=["seldom"])
for grad, var in grads:
    tf.summary.histogram(var.name + "/gradient", grad, collections=["seldom"])
tf.summary.image("learned", tf.reshape(tf.transpose(W), [10, 28, 28, 1]), 2, collections=["seldom"])
lines = tf.stack([tf.as_string(tf.argmax(y, 1)), tf.as_string(tf.argmax(logits, 1))], axis=1)
tf.summary.text("right_and_guessed", lines[:3], collections=["seldom"])
merged_often = tf.summary.merge(often)
merged_seldom = tf.summary.merge_all(key="seldom")
print([op.op.name for op in tf.get_collection("seldom")])
print(tf.summary.merge_all() is None, len(tf.get_collection(tf.GraphKeys.SUMMARIES)))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    summary_writer = tf.summary.FileWriter(logs_path + "/train", graph=sess.graph)
    hand_writer = tf.summary.FileWriter(logs_path + "/by_hand")
    for epoch in range(6):
        avg_cost = 0.0
        for batch_xs, batch_ys in batches(images, labels, 50):
            feed = {x: batch_xs, y: batch_ys}
            step = sess.run(global_step)
            c, summary = sess.run([loss, merged_often], feed)
            summary_writer.add_summary(summary, step)
            sess.run(apply_grads, feed)
            avg_cost += c / 8
        summary_writer.add_summary(sess.run(merged_seldom, feed), global_step=sess.run(global_step))
        test_acc = acc.eval({x: test_images, y: test_labels})
        summary = tf.Summary(value=[tf.Summary.Value(tag="epoch/cost", simple_value=avg_cost)])
        summary.value.add(tag="epoch/accuracy", simple_value=test_acc)
        counts, edges = np.histogram(W.eval(), bins=4)
        histogram = tf.HistogramProto(num=7840, bucket_limit=edges[1:], bucket=counts.astype(float))
        summary.value.add(tag="epoch/weights", histo=histogram)
        hand_writer.add_summary(summary, epoch)
        print("Epoch: %02d cost= %.6f" % (epoch + 1, avg_cost))
    hand_writer.add_session_log(tf.SessionLog(status=tf.SessionLog.STOP), 6)
    summary_writer.close()
    hand_writer.close()
    print("Accuracy:", acc.eval({x: test_images, y: test_labels}))


def show(event):
    """One event, in a line for each value."""
    if event.HasField("session_log"):
        print(event.step, "session log", event.session_log.status == tf.SessionLog.STOP)
    for value in event.summary.value:
        if value.HasField("histo"):
            histo = value.histo
            sizes = [histo.num, histo.min, histo.max, histo.sum]
            print(event.step, value.tag, " ".join("%.3f" % size for size in sizes))
        elif value.HasField("image"):
            print(event.step, value.tag, value.image.width, value.image.height, value.image.colorspace)
        elif value.HasField("tensor"):
            plugin = value.metadata.plugin_data.plugin_name
            print(event.step, value.tag, [d.size for d in value.tensor.tensor_shape.dim], repr(plugin))
        else:
            print(event.step, value.tag, "%.5f" % value.simple_value)


for run in ("train", "by_hand"):
    for path in sorted(glob.glob(logs_path + "/" + run + "/*")):
        for event in tf.train.summary_iterator(path):
            if run == "by_hand" or event.step % 8 == 0:
                show(event)
