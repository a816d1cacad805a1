"""Learning rates that decay, with momentum: the schedules side by side, then a network under each."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(120)
x_data = np.linspace(-1, 1, 90)[:, np.newaxis].astype(np.float32)
y_data = np.sin(3 * x_data) + 0.05 * random.normal(size=x_data.shape).astype(np.float32)


def schedules(global_step):
    """The schedules of tf.train, by name."""
    return {
        "exponential": tf.train.exponential_decay(0.2, global_step, 20, 0.7),
        "staircase": tf.train.exponential_decay(0.2, global_step, 20, 0.7, staircase=True),
        "natural": tf.train.natural_exp_decay(0.2, global_step, 20, 0.4),
        "inverse": tf.train.inverse_time_decay(0.2, global_step, 20, 0.5),
        "polynomial": tf.train.polynomial_decay(0.2, global_step, 60, 0.02, power=0.9),
        "cosine": tf.train.cosine_decay(0.2, global_step, 80, alpha=0.1),
        "pieces": tf.train.piecewise_constant(global_step, [20, 50], [0.2, 0.1, 0.03]),
    }


def network(x):
    """One hidden layer, from a fixed seed."""
    initializer = tf.random_uniform_initializer(-0.5, 0.5, seed=9)
    with tf.variable_scope("net", initializer=initializer):
        w1 = tf.get_variable("w1", [1, 12])
        b1 = tf.get_variable("b1", [12], initializer=tf.constant_initializer(0.1))
        w2 = tf.get_variable("w2", [12, 1])
    return tf.matmul(tf.nn.tanh(tf.matmul(x, w1) + b1), w2)


for name in ["exponential", "staircase", "natural", "inverse", "polynomial", "cosine", "pieces"]:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 1])
        y = tf.placeholder(tf.float32, [None, 1])
        global_step = tf.Variable(0, name="global_step", trainable=False)
        learning_rate = schedules(global_step)[name]
        loss = tf.losses.mean_squared_error(y, network(x))
        optimizer = tf.train.MomentumOptimizer(learning_rate, momentum=0.8, use_nesterov=name == "cosine")
        train_op = optimizer.minimize(loss, global_step=global_step)
        sess.run(tf.global_variables_initializer())
        print(name, optimizer.get_slot_names(), [v.op.name for v in tf.trainable_variables()])
        for step in range(81):
            rows = np.arange(step * 30, step * 30 + 30) % 90
            rate, value, _ = sess.run([learning_rate, loss, train_op], {x: x_data[rows], y: y_data[rows]})
            if step % 20 == 0:
                print("  step %2d rate %.6f loss %.6f" % (step, rate, value))
        print("  all: loss %.6f after %d steps" % (loss.eval({x: x_data, y: y_data}), global_step.eval()))
