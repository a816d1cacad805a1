"""Regression on several features: mini-batches, named scopes, a model behind placeholders."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(4)
features = random.uniform(-1.0, 1.0, (120, 5)).astype(np.float32)
true_weights = np.array([[1.5], [-2.0], [0.7], [0.0], [3.1]], np.float32)
targets = features.dot(true_weights) + 0.5 + 0.05 * random.standard_normal((120, 1)).astype(np.float32)

graph = tf.Graph()
with graph.as_default():
    tf.set_random_seed(2)
    with tf.name_scope("inputs"):
        x = tf.placeholder(tf.float32, shape=[None, 5], name="x")
        y = tf.placeholder(tf.float32, shape=[None, 1], name="y")
    with tf.name_scope("model"):
        w = tf.Variable(tf.truncated_normal([5, 1], stddev=0.1), name="weights")
        b = tf.Variable(tf.zeros([1]), name="bias")
        y_hat = tf.matmul(x, w) + b
    with tf.name_scope("loss"):
        loss = tf.reduce_mean(tf.square(y_hat - y), name="mse")
    with tf.name_scope("train"):
        global_step = tf.Variable(0, trainable=False, name="global_step")
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=global_step)
    init = tf.global_variables_initializer()

print(w.name, b.name, loss.op.name, x.get_shape().as_list(), y_hat.get_shape().as_list())
print([v.op.name for v in graph.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES)])

with tf.Session(graph=graph) as session:
    session.run(init)
    for epoch in range(12):
        order = random.permutation(120)
        total = 0.0
        for start in range(0, 120, 20):
            rows = order[start : start + 20]
            _, value = session.run([train_op, loss], feed_dict={x: features[rows], y: targets[rows]})
            total += value
        print("epoch %2d  step %3d  loss %.6f" % (epoch, global_step.eval(), total / 6))
    print("weights", w.eval().ravel())
    print("bias", b.eval())
    everything = {x: features, y: targets}
    variance = ((targets - targets.mean()) ** 2).mean()
    print("R squared %.6f" % (1 - loss.eval(everything) / variance))
