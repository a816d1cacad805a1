"""Recommending by embeddings: users and films as vectors, biases, L2, ratings clipped to one to five."""

import numpy as np
import tensorflow as tf

n_users, n_items, dim, batch_size = 30, 24, 4, 60
random = np.random.RandomState(101)
tastes, films = random.normal(size=(n_users, 2)), random.normal(size=(n_items, 2))
users, items = [grid.ravel() for grid in np.meshgrid(np.arange(n_users), np.arange(n_items), indexing="ij")]
stars = np.clip(np.round(3 + tastes.dot(films.T).ravel() + 0.2 * random.normal(size=users.size)), 1, 5)
order = random.permutation(users.size)
train_rows, test_rows = order[:600], order[600:]

tf.set_random_seed(101)
user_batch = tf.placeholder(tf.int32, shape=[None], name="id_user")
item_batch = tf.placeholder(tf.int32, shape=[None], name="id_item")
rate_batch = tf.placeholder(tf.float32, shape=[None])

with tf.device("/cpu:0"):
    bias_global = tf.get_variable("bias_global", shape=[], initializer=tf.zeros_initializer())
    w_bias_user = tf.get_variable("embd_bias_user", shape=[n_users], initializer=tf.zeros_initializer())
    w_bias_item = tf.get_variable("embd_bias_item", shape=[n_items], initializer=tf.zeros_initializer())
    bias_user = tf.nn.embedding_lookup(w_bias_user, user_batch, name="bias_user")
    bias_item = tf.nn.embedding_lookup(w_bias_item, item_batch, name="bias_item")
    initializer = tf.truncated_normal_initializer(stddev=0.2)
    w_user = tf.get_variable("embd_user", shape=[n_users, dim], initializer=initializer)
    w_item = tf.get_variable("embd_item", shape=[n_items, dim], initializer=initializer)
    embd_user = tf.nn.embedding_lookup(w_user, user_batch, name="embedding_user")
    embd_item = tf.nn.embedding_lookup(w_item, item_batch, name="embedding_item")
    infer = tf.reduce_sum(tf.multiply(embd_user, embd_item), 1)
    infer = tf.add(tf.add(tf.add(infer, bias_global), bias_user), bias_item, name="svd_inference")
    regularizer = tf.add(tf.nn.l2_loss(embd_user), tf.nn.l2_loss(embd_item), name="svd_regularizer")

global_step = tf.train.get_or_create_global_step()
cost_l2 = tf.nn.l2_loss(tf.subtract(infer, rate_batch))
penalty = tf.constant(0.05, dtype=tf.float32, shape=[], name="l2")
cost = tf.add(cost_l2, tf.multiply(regularizer, penalty))
train_op = tf.train.AdamOptimizer(0.05).minimize(cost, global_step=global_step)
clipped = tf.clip_by_value(infer, 1.0, 5.0)
error = tf.sqrt(tf.reduce_mean(tf.squared_difference(clipped, rate_batch)))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    test = {user_batch: users[test_rows], item_batch: items[test_rows], rate_batch: stars[test_rows]}
    for epoch in range(12):
        errors = []
        for start in range(0, 600, batch_size):
            rows = train_rows[start : start + batch_size]
            feed = {user_batch: users[rows], item_batch: items[rows], rate_batch: stars[rows]}
            errors.append(sess.run([error, train_op], feed_dict=feed)[0])
        print(
            "%3d %.6f %.6f"
            % (tf.train.global_step(sess, global_step), np.mean(errors), sess.run(error, test))
        )
    guess = sess.run(clipped, {user_batch: [0] * n_items, item_batch: np.arange(n_items)})
    print("best films of the first user:", np.argsort(-guess)[:4].tolist(), np.sort(guess)[::-1][:4])
