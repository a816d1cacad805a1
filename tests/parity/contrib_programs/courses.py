"""Programs in the manner of courses: a class for a model, autoencoders, policies, Q learning, stacked recurrences."""

from __future__ import annotations

from typing import Any


def _pictures(np: Any, count: int = 6, side: int = 8) -> Any:
    rows = np.arange(side * side).reshape(side, side)
    data = np.stack([np.cos(rows * (0.3 + 0.05 * n) + (n % 2) * rows.T) for n in range(count)])
    return data.reshape(count, side * side).astype(np.float32)


def model_class(tf: Any, np: Any) -> None:
    """A convolutional network as a class; dropout is told by a placeholder that it is training."""

    class Model:
        def __init__(self, session: Any, name: str) -> None:
            self.session, self.name = session, name
            with tf.variable_scope(self.name):
                self.training = tf.placeholder(tf.bool)
                self.x, self.y = tf.placeholder(tf.float32, [None, 64]), tf.placeholder(tf.float32, [None, 2])
                image = tf.reshape(self.x, [-1, 8, 8, 1])
                start = {"kernel_initializer": tf.contrib.layers.xavier_initializer(seed=1)}
                conv1 = tf.layers.conv2d(inputs=image, filters=3, kernel_size=[3, 3], padding="SAME",
                                         activation=tf.nn.relu, **start)  # fmt: skip
                pool1 = tf.layers.max_pooling2d(inputs=conv1, pool_size=[2, 2], padding="SAME", strides=2)
                dropout1 = tf.layers.dropout(inputs=pool1, rate=0.3, training=self.training, seed=2)
                conv2 = tf.layers.conv2d(inputs=dropout1, filters=4, kernel_size=[3, 3], padding="SAME",
                                         activation=tf.nn.relu, **start)  # fmt: skip
                pool2 = tf.layers.max_pooling2d(inputs=conv2, pool_size=[2, 2], padding="SAME", strides=2)
                flat = tf.reshape(pool2, [-1, 4 * 2 * 2])
                dense = tf.layers.dense(inputs=flat, units=5, activation=tf.nn.relu, **start)
                dropout2 = tf.layers.dropout(inputs=dense, rate=0.5, training=self.training, seed=3)
                self.logits = tf.layers.dense(inputs=dropout2, units=2, **start)
            self.cost = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(logits=self.logits, labels=self.y)
            )
            self.optimizer = tf.train.AdamOptimizer(learning_rate=0.01).minimize(self.cost)
            correct = tf.equal(tf.argmax(self.logits, 1), tf.argmax(self.y, 1))
            self.accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))

        def train(self, x: Any, y: Any) -> Any:
            return self.session.run(self.optimizer, {self.x: x, self.y: y, self.training: True})

        def score(self, x: Any, y: Any) -> Any:
            return self.session.run([self.cost, self.accuracy], {self.x: x, self.y: y, self.training: False})

    data, classes = _pictures(np), np.eye(2)[np.arange(6) % 2]
    with tf.Session() as session:
        models = [Model(session, "model%s" % number) for number in range(2)]  # noqa: UP031
        session.run(tf.global_variables_initializer())
        print([v.name for v in tf.trainable_variables()][:7], len(tf.global_variables()))
        for _ in range(3):
            for model in models:
                model.train(data, classes)
            print(*models[0].score(data, classes))
        print(*models[1].score(data, classes))


def function_used_twice(tf: Any, np: Any) -> None:
    """The same network for training and for testing, with shared weights."""

    def conv_net(x: Any, n_classes: int, dropout: float, reuse: bool, is_training: bool) -> Any:
        with tf.variable_scope("ConvNet", reuse=reuse):
            start = {"kernel_initializer": tf.random_normal_initializer(stddev=0.3, seed=4)}
            x = tf.reshape(x, shape=[-1, 8, 8, 1])
            conv1 = tf.layers.conv2d(x, 3, 3, activation=tf.nn.relu, **start)
            conv1 = tf.layers.max_pooling2d(conv1, 2, 2)
            fc1 = tf.contrib.layers.flatten(conv1)
            fc1 = tf.layers.dense(fc1, 6, **start)
            fc1 = tf.layers.dropout(fc1, rate=dropout, training=is_training, seed=5)
            out = tf.layers.dense(fc1, n_classes, **start)
            return tf.nn.softmax(out) if not is_training else out

    data, classes = tf.constant(_pictures(np)), tf.constant(np.arange(6) % 2)
    train, test = conv_net(data, 2, 0.25, False, True), conv_net(data, 2, 0.25, True, False)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=train, labels=classes))
    step = tf.train.AdamOptimizer(learning_rate=0.01).minimize(loss)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(test, 1), classes), tf.float32))
    print(train.name, test.name, len(tf.trainable_variables()))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            session.run(step)
            print(session.run(accuracy), session.run(test)[0])


def autoencoder(tf: Any, np: Any) -> None:
    """Fully connected layers with an arg_scope, regularized; then a variational one."""
    from_contrib = tf.contrib.layers
    x = tf.placeholder(tf.float32, shape=[None, 64])
    scope = tf.contrib.framework.arg_scope(
        [from_contrib.fully_connected], activation_fn=tf.nn.elu,
        weights_initializer=from_contrib.variance_scaling_initializer(seed=6),
        weights_regularizer=from_contrib.l2_regularizer(0.001),
    )  # fmt: skip
    with scope:
        hidden1 = from_contrib.fully_connected(x, 8)
        mean = from_contrib.fully_connected(hidden1, 3, activation_fn=None)
        gamma = from_contrib.fully_connected(hidden1, 3, activation_fn=None)
        noise = tf.random_normal(tf.shape(gamma), dtype=tf.float32, seed=7)
        hidden2 = mean + tf.exp(0.5 * gamma) * noise
        hidden3 = from_contrib.fully_connected(hidden2, 8)
        logits = from_contrib.fully_connected(hidden3, 64, activation_fn=None)
    outputs = tf.sigmoid(logits)
    targets = tf.cast(x > 0, tf.float32)
    reconstruction = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))
    latent = 0.5 * tf.reduce_sum(tf.exp(gamma) + tf.square(mean) - 1 - gamma)
    loss = tf.add_n([reconstruction + latent, *tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)])
    step = tf.train.AdamOptimizer(0.01).minimize(loss)
    feed = {x: _pictures(np)}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step, feed)
            print(*session.run([reconstruction, latent, loss], feed))
        print(session.run(outputs, feed)[0, :6])


def tied_weights(tf: Any, np: Any) -> None:
    """An autoencoder whose second half uses the first half's weights, transposed."""
    x = tf.constant(_pictures(np))
    regularizer, start = tf.contrib.layers.l2_regularizer(0.01), tf.contrib.layers.xavier_initializer(seed=8)
    weights = tf.Variable(start([64, 5]), dtype=tf.float32, name="weights1")
    biases = [tf.Variable(tf.zeros(size), name="biases") for size in (5, 64)]
    hidden = tf.nn.elu(tf.matmul(x, weights) + biases[0])
    outputs = tf.matmul(hidden, tf.transpose(weights, name="weights2")) + biases[1]
    loss = tf.reduce_mean(tf.square(outputs - x)) + regularizer(weights)
    step = tf.train.AdamOptimizer(0.01).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step)
            print(session.run(loss))


def policy_gradients(tf: Any, np: Any) -> None:
    """Draw actions, keep gradients, apply their weighted mean."""
    start = tf.contrib.layers.variance_scaling_initializer(seed=9)
    x = tf.placeholder(tf.float32, shape=[None, 4])
    hidden = tf.layers.dense(x, 4, activation=tf.nn.elu, kernel_initializer=start)
    logits = tf.layers.dense(hidden, 1, kernel_initializer=start)
    left = tf.nn.sigmoid(logits)
    action = tf.multinomial(tf.log(tf.concat(axis=1, values=[left, 1 - left])), num_samples=1, seed=10)
    y = 1.0 - tf.to_float(action)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
    optimizer = tf.train.AdamOptimizer(0.05)
    pairs = optimizer.compute_gradients(entropy)
    gradients = [gradient for gradient, _ in pairs]
    placeholders, feeds = [], []
    for gradient, variable in pairs:
        placeholders.append(tf.placeholder(tf.float32, shape=gradient.get_shape()))
        feeds.append((placeholders[-1], variable))
    step = optimizer.apply_gradients(feeds)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        observation, collected = np.array([[0.1, -0.2, 0.3, 0.4]]), []
        for number in range(5):
            drawn, values = session.run([action, gradients], {x: observation + 0.1 * number})
            collected.append((float(number % 3) - 1.0, values))
            print(drawn)
        mean = {
            placeholder: np.mean([reward * values[place] for reward, values in collected], axis=0)
            for place, placeholder in enumerate(placeholders)
        }
        session.run(step, mean)
        print(session.run(left, {x: observation}))


def deep_q_network(tf: Any, np: Any) -> None:
    """contrib's convolutions, an online and a target network, and a copy between them."""
    layers = tf.contrib.layers

    def q_network(state: Any, name: str) -> Any:
        previous = state
        with tf.variable_scope(name) as scope:
            for maps, size, stride in ((3, 3, 2), (4, 2, 1)):
                previous = layers.convolution2d(
                    previous, num_outputs=maps, kernel_size=size, stride=stride, padding="SAME",
                    activation_fn=tf.nn.relu, weights_initializer=layers.variance_scaling_initializer(seed=11),
                )  # fmt: skip
            flat = tf.reshape(previous, shape=[-1, 4 * 4 * 4])
            hidden = layers.fully_connected(flat, 6, weights_initializer=layers.xavier_initializer(seed=12))
            outputs = layers.fully_connected(
                hidden, 3, activation_fn=None, weights_initializer=layers.xavier_initializer(seed=13)
            )
        found = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope.name)
        return outputs, {variable.name[len(scope.name) :]: variable for variable in found}

    state = tf.placeholder(tf.float32, shape=[None, 8, 8, 1])
    online, online_vars = q_network(state, name="q_networks/online")
    target, target_vars = q_network(state, name="q_networks/target")
    print(sorted(online_vars))
    copy = tf.group(*[variable.assign(online_vars[name]) for name, variable in target_vars.items()])
    action, y = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.float32, [None, 1])
    q_value = tf.reduce_sum(online * tf.one_hot(action, 3), axis=1, keep_dims=True)
    error = tf.abs(y - q_value)
    clipped = tf.clip_by_value(error, 0.0, 1.0)
    loss = tf.reduce_mean(tf.square(clipped) + 2 * (error - clipped))
    global_step = tf.Variable(0, trainable=False, name="global_step")
    step = tf.train.MomentumOptimizer(0.01, 0.95, use_nesterov=True).minimize(loss, global_step=global_step)
    pictures = _pictures(np).reshape(6, 8, 8, 1)
    with tf.Session() as session:
        tf.global_variables_initializer().run()
        copy.run()
        for _ in range(3):
            best = target.eval(feed_dict={state: pictures}).max(axis=1, keepdims=True)
            session.run([loss, step], {state: pictures, action: [0, 1, 2, 0, 1, 2], y: 1.0 + 0.9 * best})
            print(global_step.eval(), online.eval(feed_dict={state: pictures})[0])


def time_series(tf: Any, np: Any) -> None:
    """Stacked cells with dropout at their inputs, and one dense layer for all steps."""
    x, y = tf.placeholder(tf.float32, [None, 5, 1]), tf.placeholder(tf.float32, [None, 5, 1])
    keep = tf.placeholder_with_default(1.0, shape=())
    with tf.variable_scope("rnn_part", initializer=tf.random_uniform_initializer(-0.5, 0.5, seed=14)):
        cells = [tf.contrib.rnn.BasicRNNCell(num_units=4) for _ in range(2)]
        dropped = [tf.contrib.rnn.DropoutWrapper(cell, input_keep_prob=keep, seed=15) for cell in cells]
        cell = tf.contrib.rnn.MultiRNNCell(dropped)
        rnn_outputs, states = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
        stacked = tf.reshape(rnn_outputs, [-1, 4])
        outputs = tf.reshape(tf.layers.dense(stacked, 1), [-1, 5, 1])
    loss = tf.reduce_mean(tf.square(outputs - y))
    step = tf.train.AdamOptimizer(learning_rate=0.02).minimize(loss)
    last = tf.concat(axis=1, values=states)
    print([v.name for v in tf.trainable_variables()], last.shape)
    series = np.sin(np.arange(24.0) / 3.0).reshape(4, 6, 1)
    feed = {x: series[:, :-1], y: series[:, 1:]}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(4):
            session.run(step, feed)
            print(session.run(loss, feed))
        print(session.run(last, feed)[0])
