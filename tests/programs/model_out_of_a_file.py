"""A model comes back from its .meta file, without the program that built it: used, extended, fine-tuned, served."""

import os
import tempfile

import numpy as np
import tensorflow as tf

rng = np.random.RandomState(5)
points = rng.uniform(-1, 1, size=(120, 2)).astype(np.float32)
inside = (np.sum(points**2, 1, keepdims=True) < 0.5).astype(np.float32)
above = (points[:, 1:] > points[:, :1]).astype(np.float32)


def build_and_train(path):
    """Tell the points inside a circle from those outside."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        y = tf.placeholder(tf.float32, [None, 1], name="y")
        w1 = tf.Variable(tf.random_normal([2, 12], stddev=1.0, seed=1), name="w1")
        b1 = tf.Variable(tf.zeros([12]), name="b1")
        hidden = tf.nn.tanh(tf.matmul(x, w1) + b1, name="hidden")
        w2 = tf.Variable(tf.random_normal([12, 1], stddev=0.3, seed=2), name="w2")
        logit = tf.matmul(hidden, w2, name="logit")
        tf.sigmoid(logit, name="probability")
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logit), name="loss")
        global_step = tf.Variable(0, trainable=False, name="global_step")
        train_op = tf.train.AdamOptimizer(0.05).minimize(loss, global_step=global_step, name="train_op")
        tf.add_to_collection("inputs", x)
        tf.add_to_collection("inputs", y)
        tf.add_to_collection("notes", "points in a circle")
        saver = tf.train.Saver(max_to_keep=1)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for step in range(1, 101):
                _, value = sess.run([train_op, loss], {x: points, y: inside})
                if step % 25 == 0:
                    print("step %3d loss %.4f" % (step, value))
            return saver.save(sess, path, global_step=global_step)


def go_on(path):
    """Train on, with the operations that the file has."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        saver = tf.train.import_meta_graph(path + ".meta")
        saver.restore(sess, path)
        x, y = tf.get_collection("inputs")
        print(x.name, x.shape, y.name, y.shape, *map(tf.compat.as_text, tf.get_collection("notes")))
        print([v.name for v in tf.trainable_variables()])
        loss = graph.get_tensor_by_name("loss:0")
        train_op = graph.get_operation_by_name("train_op")
        for _ in range(3):
            for _ in range(25):
                sess.run(train_op, {x: points, y: inside})
            step, value = sess.run(["global_step:0", loss], {x: points, y: inside})
            print("step %3d loss %.4f" % (step, value))
        newer = saver.save(sess, path.rpartition("-")[0], global_step=tf.train.get_global_step())
        print(os.path.basename(newer), os.path.exists(path + ".index"))
        return newer


def fine_tune(path):
    """Put another output on the hidden layer, which stays as it is."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        saver = tf.train.import_meta_graph(path + ".meta", clear_devices=True)
        x, y = (graph.get_tensor_by_name(name) for name in ("x:0", "y:0"))
        features = tf.stop_gradient(graph.get_tensor_by_name("hidden:0"))
        with tf.variable_scope("new_head"):
            w = tf.get_variable("w", [12, 1], initializer=tf.random_normal_initializer(stddev=0.1, seed=3))
            b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
        logit = tf.matmul(features, w) + b
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logit))
        correct = tf.reduce_mean(tf.cast(tf.equal(logit > 0, y > 0.5), tf.float32))
        head = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="new_head")
        train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss, var_list=head)
        sess.run(tf.variables_initializer(head))
        saver.restore(sess, path)
        before = sess.run("w1:0")
        for step in range(1, 61):
            sess.run(train_op, {x: points, y: above})
            if step % 20 == 0:
                print(
                    "above: step %2d loss %.4f correct %.3f"
                    % (step, *sess.run([loss, correct], {x: points, y: above}))
                )
        print("w1 unchanged:", np.array_equal(before, sess.run("w1:0")))


def twice_in_one_graph(first, second):
    """Two states of the model side by side, each in its scope."""
    with tf.Graph().as_default(), tf.Session() as sess:
        for scope, path in (("early", first), ("late", second)):
            tf.train.import_meta_graph(second + ".meta", import_scope=scope).restore(sess, path)
        for scope in ("early", "late"):
            value = sess.run(scope + "/loss:0", {scope + "/x:0": points, scope + "/y:0": inside})
            print("%s/loss %.4f" % (scope, value))
        print(len(tf.global_variables()), len(tf.trainable_variables()))


def serve(path, folder):
    """Export it as a saved model, and use that."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.train.import_meta_graph(path + ".meta").restore(sess, path)
        tf.saved_model.simple_save(
            sess,
            folder,
            inputs={"points": graph.get_tensor_by_name("x:0")},
            outputs={"inside": graph.get_tensor_by_name("probability:0")},
        )
    print(sorted(os.listdir(folder)))
    with tf.Graph().as_default(), tf.Session() as sess:
        model = tf.saved_model.loader.load(sess, [tf.saved_model.tag_constants.SERVING], folder)
        signature = model.signature_def[tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY]
        inputs, outputs = signature.inputs["points"].name, signature.outputs["inside"].name
        for probability in sess.run(outputs, {inputs: [[0.0, 0.0], [0.5, 0.5], [0.9, 0.9]]})[:, 0]:
            print("inside with probability %.3f" % probability)


with tempfile.TemporaryDirectory() as logdir:
    early = build_and_train(os.path.join(logdir, "circle"))
    kept = os.path.join(logdir, "kept-100")
    for ending in (".index", ".data-00000-of-00001"):
        with open(early + ending, "rb") as source, open(kept + ending, "wb") as copy:
            copy.write(source.read())
    late = go_on(early)
    fine_tune(late)
    twice_in_one_graph(kept, late)
    serve(late, os.path.join(logdir, "served"))
