"""The tutorial for beginners: input_data, softmax regression, an interactive session."""

import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

from small_digits import mnist_folder

mnist = input_data.read_data_sets(mnist_folder(), one_hot=True, validation_size=100, seed=7)
print(mnist.train.num_examples, mnist.validation.num_examples, mnist.test.num_examples)
print(mnist.train.images.shape, mnist.train.labels.shape, mnist.train.images.dtype)

sess = tf.InteractiveSession()
x = tf.placeholder(tf.float32, [None, 784])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))
y = tf.nn.softmax(tf.matmul(x, W) + b)
y_ = tf.placeholder(tf.float32, [None, 10])
cross_entropy = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y), 1))
train_step = tf.train.GradientDescentOptimizer(0.2).minimize(cross_entropy)
correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))

tf.global_variables_initializer().run()
for step in range(60):
    batch_xs, batch_ys = mnist.train.next_batch(50)
    sess.run(train_step, feed_dict={x: batch_xs, y_: batch_ys})
    if step % 10 == 9:
        feed = {x: mnist.validation.images, y_: mnist.validation.labels}
        print(
            step + 1,
            "epochs",
            mnist.train.epochs_completed,
            "%.5f" % cross_entropy.eval(feed),
            accuracy.eval(feed),
        )
print("test", accuracy.eval({x: mnist.test.images, y_: mnist.test.labels}))
sess.close()
