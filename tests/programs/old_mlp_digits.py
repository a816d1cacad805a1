"""A multilayer perceptron as TensorFlow 0.x had it: logits first, then labels.

It prints what `mlp_digits.py` prints.
"""

import tensorflow as tf

from small_digits import batches, load

learning_rate = 0.002
training_epochs = 5
batch_size = 50
n_hidden_1, n_hidden_2, n_input, n_classes = 64, 32, 784, 10

images, labels = load(600, seed=5)
test_images, test_labels = load(200, seed=6)

tf.set_random_seed(1234)
X = tf.placeholder("float", [None, n_input])
Y = tf.placeholder("float", [None, n_classes])
keep_prob = tf.placeholder_with_default(1.0, [], name="keep_prob")

weights = {
    "h1": tf.Variable(tf.random_normal([n_input, n_hidden_1], stddev=0.05)),
    "h2": tf.Variable(tf.random_normal([n_hidden_1, n_hidden_2], stddev=0.1)),
    "out": tf.Variable(tf.random_normal([n_hidden_2, n_classes], stddev=0.1)),
}
biases = {
    "b1": tf.Variable(tf.constant(0.1, shape=[n_hidden_1])),
    "b2": tf.Variable(tf.constant(0.1, shape=[n_hidden_2])),
    "out": tf.Variable(tf.zeros([n_classes])),
}


def multilayer_perceptron(x):
    """Logits of the ten classes."""
    layer_1 = tf.nn.relu(tf.add(tf.matmul(x, weights["h1"]), biases["b1"]))
    layer_2 = tf.nn.relu(tf.add(tf.matmul(layer_1, weights["h2"]), biases["b2"]))
    return tf.matmul(tf.nn.dropout(layer_2, keep_prob), weights["out"]) + biases["out"]


logits = multilayer_perceptron(X)
loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, Y))
train_op = tf.train.AdamOptimizer(learning_rate=learning_rate).minimize(loss_op)
correct_prediction = tf.equal(tf.argmax(tf.nn.softmax(logits), 1), tf.argmax(Y, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, "float"))

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    for epoch in range(training_epochs):
        for step, (batch_x, batch_y) in enumerate(batches(images, labels, batch_size)):
            sess.run(train_op, feed_dict={X: batch_x, Y: batch_y, keep_prob: 0.8})
            if step % 4 == 3:
                loss, acc = sess.run([loss_op, accuracy], feed_dict={X: batch_x, Y: batch_y})
                print("epoch %d step %2d loss %.5f training accuracy %.3f" % (epoch + 1, step + 1, loss, acc))
        print("Test accuracy:", accuracy.eval({X: test_images, Y: test_labels}))
