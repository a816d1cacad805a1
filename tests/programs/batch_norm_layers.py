"""Batch normalisation with tf.layers: the moving averages, the update ops, training against using."""

import tensorflow as tf

from small_digits import batches, load

images, labels = load(300, seed=21, flat=False, one_hot=False)
test_images, test_labels = load(100, seed=22, flat=False, one_hot=False)
tf.set_random_seed(64)

X = tf.placeholder(tf.float32, [None, 28, 28, 1], name="X")
y = tf.placeholder(tf.int32, [None], name="y")
training = tf.placeholder_with_default(False, shape=(), name="training")

hidden1 = tf.layers.conv2d(
    X, filters=6, kernel_size=5, strides=2, padding="same", name="conv1", use_bias=False
)
bn1 = tf.layers.batch_normalization(hidden1, training=training, momentum=0.8, name="bn1")
pool1 = tf.layers.max_pooling2d(tf.nn.relu(bn1), pool_size=2, strides=2)
flat = tf.layers.flatten(pool1)
hidden2 = tf.layers.dense(flat, 32, name="hidden2")
bn2 = tf.layers.batch_normalization(hidden2, training=training, momentum=0.8, scale=False)
logits = tf.layers.dense(tf.nn.elu(bn2), 10, name="outputs")

loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    training_op = tf.train.MomentumOptimizer(0.05, 0.9).minimize(loss)
correct = tf.nn.in_top_k(logits, y, 1)
accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))

print("trainable:", [v.name for v in tf.trainable_variables()])
print("others:", [v.name for v in tf.global_variables() if "moving" in v.name])
print(len(update_ops), "updates,", pool1.shape, flat.shape)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(5):
        for X_batch, y_batch in batches(images, labels, 50):
            _, value = sess.run([training_op, loss], feed_dict={training: True, X: X_batch, y: y_batch})
        accuracies = [
            sess.run(accuracy, {X: test_images, y: test_labels, training: flag}) for flag in (True, False)
        ]
        print("epoch %d loss %.5f accuracy by batch %.3f, by averages %.3f" % (epoch, value, *accuracies))
    for v in tf.global_variables():
        if v.op.name in ("bn1/moving_mean", "bn1/moving_variance", "bn1/gamma", "bn1/beta"):
            print(v.op.name, sess.run(v))
