"""An LSTM over the rows of digits as TensorFlow 0.x had it: split by hand, tf.nn.rnn.

It prints what `lstm_static.py` prints.
"""

import tensorflow as tf

from small_digits import batches, load

images, labels = load(320, seed=16)
test_images, test_labels = load(100, seed=17)
learning_rate, batch_size = 0.01, 32
num_input, timesteps, num_hidden, num_classes = 28, 28, 24, 10
tf.set_random_seed(30)

X = tf.placeholder("float", [None, timesteps, num_input])
Y = tf.placeholder("float", [None, num_classes])
weights = {"out": tf.Variable(tf.random_normal([num_hidden, num_classes]))}
biases = {"out": tf.Variable(tf.random_normal([num_classes]))}


def RNN(x, weights, biases):
    """Logits from the output at the last row."""
    x = tf.transpose(x, [1, 0, 2])
    x = tf.reshape(x, [-1, num_input])
    x = tf.split(0, timesteps, x)
    lstm_cell = tf.nn.rnn_cell.BasicLSTMCell(num_hidden, forget_bias=1.0)
    outputs, states = tf.nn.rnn(lstm_cell, x, dtype=tf.float32)
    return tf.matmul(outputs[-1], weights["out"]) + biases["out"]


logits = RNN(X, weights, biases)
prediction = tf.nn.softmax(logits)
loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits, Y))
train_op = tf.train.AdamOptimizer(learning_rate).minimize(loss_op)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(prediction, 1), tf.argmax(Y, 1)), tf.float32))
for variable in tf.trainable_variables():
    print(variable.name, variable.get_shape())

with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    step = 0
    for epoch in range(4):
        for batch_x, batch_y in batches(images, labels, batch_size):
            batch_x = batch_x.reshape((batch_size, timesteps, num_input))
            sess.run(train_op, feed_dict={X: batch_x, Y: batch_y})
            step += 1
            if step % 4 == 0:
                loss, acc = sess.run([loss_op, accuracy], feed_dict={X: batch_x, Y: batch_y})
                print(
                    "Step "
                    + str(step)
                    + ", Minibatch Loss= "
                    + "{:.4f}".format(loss)
                    + ", Training Accuracy= "
                    + "{:.3f}".format(acc)
                )
    test_data = test_images.reshape((-1, timesteps, num_input))
    print("Testing Accuracy:", sess.run(accuracy, feed_dict={X: test_data, Y: test_labels}))
