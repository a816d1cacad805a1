"""Softmax regression as TensorFlow 0.x had it.

It prints what `softmax_regression.py` prints.
"""

import tensorflow as tf

from small_digits import batches, load

learning_rate = 0.1
training_epochs = 8
batch_size = 50

images, labels = load(600, seed=1)
test_images, test_labels = load(200, seed=2)

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])

W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))

pred = tf.nn.softmax(tf.matmul(x, W) + b)
cost = tf.reduce_mean(-tf.reduce_sum(y * tf.log(pred), reduction_indices=1))
optimizer = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)

correct_prediction = tf.equal(tf.arg_max(pred, 1), tf.arg_max(y, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for epoch in range(training_epochs):
        avg_cost = 0.0
        total_batch = len(images) // batch_size
        for batch_xs, batch_ys in batches(images, labels, batch_size):
            _, c = sess.run([optimizer, cost], feed_dict={x: batch_xs, y: batch_ys})
            avg_cost += c / total_batch
        print("Epoch:", "%04d" % (epoch + 1), "cost=", "{:.9f}".format(avg_cost))
    print("Optimization Finished!")
    print("Accuracy:", accuracy.eval({x: test_images, y: test_labels}))
    print("Weights:", sess.run(tf.reduce_sum(tf.square(W), reduction_indices=[0])))
