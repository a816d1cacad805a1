"""Q-learning on a small frozen lake, with a network of one layer in place of the table."""

import numpy as np
import tensorflow as tf

lake = "SFFHFFFFHFFGFFHF"  # four by four: start, ice, holes, goal
moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]
random = np.random.RandomState(200)


def act(state, action):
    """The next field, the reward, whether the game is over."""
    row, column = state // 4 + moves[action][0], state % 4 + moves[action][1]
    row, column = min(max(row, 0), 3), min(max(column, 0), 3)
    field = row * 4 + column
    return field, float(lake[field] == "G"), lake[field] in "HG"


tf.reset_default_graph()
inputs1 = tf.placeholder(shape=[1, 16], dtype=tf.float32)
W = tf.Variable(tf.random_uniform([16, 4], 0, 0.01, seed=7))
Qout = tf.matmul(inputs1, W)
predict = tf.argmax(Qout, 1)
nextQ = tf.placeholder(shape=[1, 4], dtype=tf.float32)
loss = tf.reduce_sum(tf.square(nextQ - Qout))
updateModel = tf.train.GradientDescentOptimizer(learning_rate=0.1).minimize(loss)

y, e = 0.95, 0.5
identity = np.identity(16)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    total, losses = 0.0, []
    for episode in range(240):
        s = 0
        for _ in range(30):
            a, allQ = sess.run([predict, Qout], feed_dict={inputs1: identity[s : s + 1]})
            if random.rand() < e:
                a[0] = random.randint(4)
            s1, r, done = act(s, a[0])
            Q1 = sess.run(Qout, feed_dict={inputs1: identity[s1 : s1 + 1]})
            targetQ = allQ
            targetQ[0, a[0]] = r + (0.0 if done else y * np.max(Q1))
            value, _ = sess.run([loss, updateModel], feed_dict={inputs1: identity[s : s + 1], nextQ: targetQ})
            losses.append(value)
            total += r
            s = s1
            if done:
                e = 1.0 / (episode / 60 + 2)
                break
        if episode % 30 == 29:
            print("episode %3d won %2d loss %.6f chance %.3f" % (episode + 1, total, np.mean(losses), e))
            total, losses = 0.0, []
    print(sess.run(W)[[0, 4, 8, 9, 10, 14]])
    print("".join("^>v<"[int(sess.run(predict, {inputs1: identity[s : s + 1]})[0])] for s in range(16)))
