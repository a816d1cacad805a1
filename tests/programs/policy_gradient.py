"""A policy gradient on a tiny world: a walk of five cells, the reward at one end."""

import numpy as np
import tensorflow as tf

cells, max_steps, gamma = 5, 12, 0.9
random = np.random.RandomState(90)
tf.set_random_seed(90)


class Agent:
    """A softmax over two actions, learned from rewarded episodes."""

    def __init__(self, learning_rate, hidden):
        self.state_in = tf.placeholder(shape=[None, cells], dtype=tf.float32)
        layer = tf.layers.dense(self.state_in, hidden, activation=tf.nn.relu)
        self.output = tf.layers.dense(layer, 2, activation=tf.nn.softmax)
        self.reward_holder = tf.placeholder(shape=[None], dtype=tf.float32)
        self.action_holder = tf.placeholder(shape=[None], dtype=tf.int32)
        indexes = tf.range(0, tf.shape(self.output)[0]) * tf.shape(self.output)[1] + self.action_holder
        responsible_outputs = tf.gather(tf.reshape(self.output, [-1]), indexes)
        self.loss = -tf.reduce_mean(tf.log(responsible_outputs) * self.reward_holder)

        tvars = tf.trainable_variables()
        self.gradient_holders = [
            tf.placeholder(tf.float32, name=str(i) + "_holder") for i in range(len(tvars))
        ]
        self.gradients = tf.gradients(self.loss, tvars)
        optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate)
        self.update_batch = optimizer.apply_gradients(zip(self.gradient_holders, tvars, strict=True))


def discount_rewards(r):
    """Later rewards count a little less."""
    discounted, running = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        running = running * gamma + r[t]
        discounted[t] = running
    return discounted


agent = Agent(learning_rate=0.02, hidden=8)
world = np.eye(cells, dtype=np.float32)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    buffer = [np.zeros(v.shape) for v in sess.run(tf.trainable_variables())]
    rewards, lengths = [], []
    for episode in range(200):
        position, states, actions, won = 2, [], [], []
        for _ in range(max_steps):
            chances = sess.run(agent.output, feed_dict={agent.state_in: world[[position]]})[0]
            action = int(random.uniform() > chances[0])
            states.append(world[position])
            actions.append(action)
            position += 1 if action else -1
            won.append(1.0 if position == cells - 1 else (-0.3 if position == 0 else -0.02))
            if position in (0, cells - 1):
                break
        feed = {
            agent.reward_holder: discount_rewards(won),
            agent.action_holder: actions,
            agent.state_in: np.vstack(states),
        }
        for total, gradient in zip(buffer, sess.run(agent.gradients, feed_dict=feed), strict=True):
            total += gradient
        rewards.append(sum(won))
        lengths.append(len(won))
        if episode % 5 == 4:
            sess.run(agent.update_batch, feed_dict=dict(zip(agent.gradient_holders, buffer, strict=True)))
            buffer = [total * 0 for total in buffer]
        if episode % 20 == 19:
            print(
                "episode %3d mean reward %.4f steps %.2f"
                % (episode + 1, np.mean(rewards[-20:]), np.mean(lengths[-20:]))
            )
    print("to the right with probability", sess.run(agent.output, {agent.state_in: world})[:, 1])
