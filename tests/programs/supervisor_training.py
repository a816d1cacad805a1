"""A training as it was written in 2016: a Supervisor that saves, restores and writes summaries, in two sittings."""

import glob
import os
import tempfile

import numpy as np
import tensorflow as tf

random = np.random.RandomState(5)
x_data = random.uniform(-1, 1, (256, 3)).astype(np.float32)
y_data = (
    np.sin(2 * x_data[:, :1]) + x_data[:, 1:2] * x_data[:, 2:] + 0.02 * random.normal(size=(256, 1))
).astype(np.float32)
logdir = tempfile.mkdtemp()


def build():
    """A small network, its loss, and a step of training."""
    global_step = tf.Variable(0, name="global_step", trainable=False)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y_ = tf.placeholder(tf.float32, [None, 1], name="y_")
    w1 = tf.Variable(tf.truncated_normal([3, 20], stddev=0.7, seed=1), name="w1")
    b1 = tf.Variable(tf.zeros([20]), name="b1")
    w2 = tf.Variable(tf.truncated_normal([20, 1], stddev=0.3, seed=2), name="w2")
    y = tf.matmul(tf.nn.tanh(tf.matmul(x, w1) + b1), w2)
    loss = tf.reduce_mean(tf.square(y - y_), name="loss")
    tf.summary.scalar("mean_squared_error", loss)
    train_op = tf.train.AdamOptimizer(0.02).minimize(loss, global_step=global_step)
    return x, y_, loss, train_op, global_step


def sitting(steps):
    """Train for so many steps, from wherever the folder says that it was."""
    with tf.Graph().as_default():
        x, y_, loss, train_op, global_step = build()
        summary_op = tf.summary.merge_all()
        sv = tf.train.Supervisor(
            logdir=logdir,
            global_step=global_step,
            summary_op=None,
            saver=tf.train.Saver(max_to_keep=3),
            save_model_secs=0,
            save_summaries_secs=0,
            init_fn=lambda session: print("initialised afresh"),
        )
        with sv.managed_session() as sess:
            begun = sess.run(global_step)
            print("begins at step %d, loss %.5f" % (begun, sess.run(loss, {x: x_data, y_: y_data})))
            for step in range(begun, 10000):
                if sv.should_stop():
                    break
                rows = np.arange(step * 32, step * 32 + 32) % 256
                sess.run(train_op, {x: x_data[rows], y_: y_data[rows]})
                if step % 25 == 0:
                    value, summary = sess.run([loss, summary_op], {x: x_data, y_: y_data})
                    sv.summary_computed(sess, summary)
                    print("  step %3d loss %.5f" % (step, value))
                if step % 50 == 49:
                    sv.saver.save(sess, sv.save_path, global_step=global_step)
                if step == begun + steps - 1:
                    sv.request_stop()
            print("stopped: %s, at step %d" % (sv.should_stop(), sess.run(global_step)))


for steps in (110, 90):
    sitting(steps)
    print(sorted(os.path.basename(name) for name in glob.glob(os.path.join(logdir, "model.ckpt-*.index"))))
print(os.path.basename(tf.train.latest_checkpoint(logdir)))
written = []
for path in glob.glob(os.path.join(logdir, "events*")):
    for event in tf.train.summary_iterator(path):
        written += [(event.step, value.tag, value.simple_value) for value in event.summary.value]
for entry in sorted(written):
    print("%d %s %.5f" % entry)
