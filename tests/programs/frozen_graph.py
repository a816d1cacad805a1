"""Train a network on digits, freeze it into one file, and use the file in a graph of its own.

The trained weights become constants, training and all that belongs to it falls away, and what is left is a graph that
anybody can load without the program that trained it.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf

from small_digits import batches, load

images, labels = load(500, seed=21)
test_images, test_labels = load(150, seed=22)


def train(model_file):
    """Train two layers, freeze them, and write them down; returns what the network says of the test images."""
    tf.set_random_seed(7)
    x = tf.placeholder(tf.float32, [None, 784], name="input")
    y_ = tf.placeholder(tf.float32, [None, 10], name="labels")
    keep_prob = tf.placeholder_with_default(1.0, [], name="keep_prob")

    with tf.name_scope("hidden"):
        w1 = tf.Variable(tf.truncated_normal([784, 32], stddev=0.1), name="weights")
        b1 = tf.Variable(tf.constant(0.1, shape=[32]), name="biases")
        hidden = tf.nn.relu(tf.matmul(x, w1) + b1)
    with tf.name_scope("readout"):
        w2 = tf.Variable(tf.truncated_normal([32, 10], stddev=0.1), name="weights")
        b2 = tf.Variable(tf.zeros([10]), name="biases")
        logits = tf.matmul(tf.multiply(hidden, keep_prob), w2) + b2
    probabilities = tf.nn.softmax(logits, name="output")

    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y_, logits=logits))
    train_step = tf.train.AdamOptimizer(0.005).minimize(loss)
    correct = tf.equal(tf.argmax(probabilities, 1), tf.argmax(y_, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(4):
            for batch_x, batch_y in batches(images, labels, 50):
                sess.run(train_step, {x: batch_x, y_: batch_y})
            feed = {x: test_images, y_: test_labels}
            print("epoch", epoch + 1, "loss", sess.run(loss, feed), "accuracy", sess.run(accuracy, feed))

        output_graph_def = tf.graph_util.convert_variables_to_constants(
            sess, tf.get_default_graph().as_graph_def(), ["output"]
        )
        with tf.gfile.GFile(model_file, "wb") as f:
            f.write(output_graph_def.SerializeToString())
        kinds = sorted({node.op for node in output_graph_def.node})
        print("frozen:", kinds)
        print("variables left:", sum(node.op == "VariableV2" for node in output_graph_def.node))
        return sess.run(probabilities, {x: test_images[:20]})


def load_graph(model_file):
    """The graph that stands in a file."""
    graph_def = tf.GraphDef()
    with open(model_file, "rb") as f:
        graph_def.ParseFromString(f.read())
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="model")
    return graph


with tempfile.TemporaryDirectory() as folder:
    model_file = os.path.join(folder, "frozen.pb")
    before = train(model_file)

    graph = load_graph(model_file)
    placeholders = [op.name for op in graph.get_operations() if op.type == "Placeholder"]
    print("to feed:", placeholders)
    input_operation = graph.get_operation_by_name("model/input")
    output_operation = graph.get_operation_by_name("model/output")
    with tf.Session(graph=graph) as sess:
        after = sess.run(output_operation.outputs[0], {input_operation.outputs[0]: test_images[:20]})
    print("largest difference:", float(np.abs(before - after).max()) < 1e-6)
    print("digits:", np.argmax(after, 1).tolist())
    print("sure of it:", np.round(after.max(1), 3).tolist()[:8])

    weights = [node for node in graph.as_graph_def().node if node.name.endswith("hidden/weights")]
    values = tf.make_ndarray(weights[0].attr["value"].tensor)
    print("weights in the file:", weights[0].op, values.shape, values.dtype, float(values.std()))

    constant = tf.make_tensor_proto([[1.5, 2.5]], dtype=tf.float32)
    print("a constant:", constant.tensor_shape.dim[1].size, tf.make_ndarray(constant).tolist())
