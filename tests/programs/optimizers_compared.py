"""Every optimizer of tf.train on the same valley and on the same small network."""

import numpy as np
import tensorflow as tf

random = np.random.RandomState(180)
x_data = random.normal(size=(64, 3)).astype(np.float32)
y_data = np.sin(x_data.sum(1, keepdims=True)).astype(np.float32)

optimizers = [
    ("GradientDescent", lambda: tf.train.GradientDescentOptimizer(0.05)),
    ("Momentum", lambda: tf.train.MomentumOptimizer(0.02, 0.9)),
    ("Nesterov", lambda: tf.train.MomentumOptimizer(0.02, 0.9, use_nesterov=True)),
    ("Adagrad", lambda: tf.train.AdagradOptimizer(0.2)),
    ("Adadelta", lambda: tf.train.AdadeltaOptimizer(5.0, rho=0.9, epsilon=1e-6)),
    ("RMSProp", lambda: tf.train.RMSPropOptimizer(0.01)),
    ("centred RMSProp", lambda: tf.train.RMSPropOptimizer(0.01, momentum=0.5, centered=True)),
    ("Adam", lambda: tf.train.AdamOptimizer(0.03)),
    ("Ftrl", lambda: tf.train.FtrlOptimizer(0.2, l1_regularization_strength=0.001)),
    ("ProximalAdagrad", lambda: tf.train.ProximalAdagradOptimizer(0.2, l2_regularization_strength=0.01)),
    ("ProximalGradientDescent", lambda: tf.train.ProximalGradientDescentOptimizer(0.05, 0.001)),
]

for name, make in optimizers:
    with tf.Graph().as_default():
        position = tf.Variable([-1.5, 0.8], name="position")
        valley = tf.square(position[0]) * 0.5 + 8.0 * tf.square(position[1])
        descend = make().minimize(valley, var_list=[position])

        x, y = tf.constant(x_data), tf.constant(y_data)
        w1 = tf.Variable(tf.random_normal([3, 10], stddev=0.4, seed=1))
        b1 = tf.Variable(tf.zeros([10]))
        w2 = tf.Variable(tf.random_normal([10, 1], stddev=0.4, seed=2))
        loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.tanh(tf.matmul(x, w1) + b1), w2) - y))
        optimizer = make()
        train = optimizer.minimize(loss, var_list=[w1, b1, w2])
        print("%-24s slots %s" % (name, optimizer.get_slot_names()))
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for step in range(31):
                if step % 10 == 0:
                    print("  step %2d valley %.6f loss %.6f" % (step, *sess.run([valley, loss])))
                sess.run([descend, train])
            print("  position", sess.run(position), "w2", sess.run(w2)[:3, 0])
