"""Whole programs as the books have them: networks of several layers."""

from typing import Any


def digits(np: Any, count: int, pixels: int = 64) -> tuple[Any, Any]:
    """Synthetic digits: ten random templates with noise, and their classes as one-hot rows."""
    rng = np.random.RandomState(11)
    classes = rng.randint(10, size=count)
    images = rng.rand(10, pixels)[classes] + 0.4 * rng.rand(count, pixels)
    return images.astype(np.float32), np.eye(10)[classes]


def multilayer_perceptron(tf: Any, np: Any) -> None:
    """Two hidden layers with their weights in dictionaries, trained by Adam."""
    images, labels = digits(np, 200)
    n_input, n_hidden_1, n_hidden_2, n_classes, batch_size = 64, 32, 16, 10, 40
    tf.set_random_seed(0)
    X = tf.placeholder("float", [None, n_input])
    Y = tf.placeholder("float", [None, n_classes])
    weights = {
        "h1": tf.Variable(tf.random_normal([n_input, n_hidden_1])),
        "h2": tf.Variable(tf.random_normal([n_hidden_1, n_hidden_2])),
        "out": tf.Variable(tf.random_normal([n_hidden_2, n_classes])),
    }
    biases = {
        "b1": tf.Variable(tf.random_normal([n_hidden_1])),
        "b2": tf.Variable(tf.random_normal([n_hidden_2])),
        "out": tf.Variable(tf.random_normal([n_classes])),
    }

    def model(x: Any) -> Any:
        layer_1 = tf.add(tf.matmul(x, weights["h1"]), biases["b1"])
        layer_2 = tf.add(tf.matmul(layer_1, weights["h2"]), biases["b2"])
        return tf.matmul(layer_2, weights["out"]) + biases["out"]

    logits = model(X)
    loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
    train_op = tf.train.AdamOptimizer(learning_rate=0.001).minimize(loss_op)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(6):
            avg_cost = 0.0
            for start in range(0, 200, batch_size):
                batch_x, batch_y = images[start : start + batch_size], labels[start : start + batch_size]
                _, c = sess.run([train_op, loss_op], feed_dict={X: batch_x, Y: batch_y})
                avg_cost += c / 5
            print("Epoch:", f"{epoch + 1:04d}", f"cost={avg_cost:.6f}")
        pred = tf.nn.softmax(logits)
        correct_prediction = tf.equal(tf.argmax(pred, 1), tf.argmax(Y, 1))
        accuracy = tf.reduce_mean(tf.cast(correct_prediction, "float"))
        print("Accuracy:", accuracy.eval({X: images, Y: labels}))


def dropout_and_weight_decay(tf: Any, np: Any) -> None:
    """`keep_prob` as a placeholder, an L2 penalty on the weights, relu and small positive biases."""
    images, labels = digits(np, 150)
    tf.set_random_seed(1234)

    def weight_variable(shape: list[int]) -> Any:
        return tf.Variable(tf.truncated_normal(shape, stddev=0.1))

    def bias_variable(shape: list[int]) -> Any:
        return tf.Variable(tf.constant(0.1, shape=shape))

    x = tf.placeholder(tf.float32, shape=[None, 64])
    y_ = tf.placeholder(tf.float32, shape=[None, 10])
    keep_prob = tf.placeholder(tf.float32)
    W1, b1 = weight_variable([64, 24]), bias_variable([24])
    W2, b2 = weight_variable([24, 10]), bias_variable([10])
    hidden = tf.nn.relu(tf.matmul(x, W1) + b1)
    hidden_drop = tf.nn.dropout(hidden, keep_prob)
    y = tf.matmul(hidden_drop, W2) + b2
    cross_entropy = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y_, logits=y))
    decay = 1e-3 * (tf.nn.l2_loss(W1) + tf.nn.l2_loss(W2))
    train_step = tf.train.AdamOptimizer(5e-3).minimize(cross_entropy + decay)
    correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(30):
            batch = slice(i * 50 % 150, i * 50 % 150 + 50)
            if i % 10 == 0:
                train_accuracy = accuracy.eval({x: images[batch], y_: labels[batch], keep_prob: 1.0})
                print(f"step {i}, training accuracy {train_accuracy:g}")
            train_step.run(feed_dict={x: images[batch], y_: labels[batch], keep_prob: 0.5})
        everything = {x: images, y_: labels, keep_prob: 1.0}
        print(sess.run([cross_entropy, decay, accuracy], feed_dict=everything))


def dropout_alone(tf: Any, np: Any) -> None:
    """What dropout drops: with a number, with a placeholder, with `rate`, with a noise shape."""
    tf.set_random_seed(5)
    x = tf.ones([3, 4])
    keep_prob = tf.placeholder(tf.float32)
    dropped = [
        tf.nn.dropout(x, 0.5),
        tf.nn.dropout(x, keep_prob),
        tf.nn.dropout(x, rate=0.25, seed=3),
        tf.nn.dropout(x, keep_prob=0.6, noise_shape=[3, 1]),
        tf.nn.dropout(x, 1.0),
        tf.nn.dropout(x, keep_prob, noise_shape=tf.stack([1, tf.shape(x)[1]])),
        tf.random_uniform([2]),
    ]
    with tf.Session() as sess:
        for _ in range(2):
            for value in sess.run(dropped, {keep_prob: 0.75}):
                print(value.tolist())
        print(sess.run(dropped[1], {keep_prob: 1.0}).tolist())


def exclusive_or(tf: Any, np: Any) -> None:
    """XOR by a hidden layer of sigmoids, with lists as data."""
    x_data = [[0, 0], [0, 1], [1, 0], [1, 1]]
    y_data = [[0], [1], [1], [0]]
    tf.set_random_seed(777)
    X = tf.placeholder(tf.float32, [None, 2], name="x-input")
    Y = tf.placeholder(tf.float32, [None, 1], name="y-input")
    with tf.name_scope("Layer1"):
        W1 = tf.Variable(tf.random_normal([2, 4]), name="weight_1")
        b1 = tf.Variable(tf.random_normal([4]), name="bias_1")
        layer1 = tf.sigmoid(tf.matmul(X, W1) + b1)
    with tf.name_scope("Layer2"):
        W2 = tf.Variable(tf.random_normal([4, 1]), name="weight_2")
        b2 = tf.Variable(tf.random_normal([1]), name="bias_2")
        hypothesis = tf.sigmoid(tf.matmul(layer1, W2) + b2)
    with tf.name_scope("Cost"):
        cost = -tf.reduce_mean(Y * tf.log(hypothesis) + (1 - Y) * tf.log(1 - hypothesis))
    with tf.name_scope("Train"):
        train = tf.train.AdamOptimizer(learning_rate=0.05).minimize(cost)
    predicted = tf.cast(hypothesis > 0.5, dtype=tf.float32)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(predicted, Y), dtype=tf.float32))
    print([v.name for v in tf.global_variables()], train.name, hypothesis.name)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(201):
            _, cost_val = sess.run([train, cost], feed_dict={X: x_data, Y: y_data})
            if step % 50 == 0:
                print(step, cost_val)
        h, c, a = sess.run([hypothesis, predicted, accuracy], feed_dict={X: x_data, Y: y_data})
        print(f"Hypothesis:\n{h}\nCorrect:\n{c}\nAccuracy: {a}")


def autoencoder(tf: Any, np: Any) -> None:
    """Encode to few numbers, decode, compare; sigmoids and RMSProp."""
    images, _ = digits(np, 80, 36)
    tf.set_random_seed(2)
    X = tf.placeholder("float", [None, 36])
    weights = {
        "encoder_h1": tf.Variable(tf.random_normal([36, 16])),
        "encoder_h2": tf.Variable(tf.random_normal([16, 4])),
        "decoder_h1": tf.Variable(tf.random_normal([4, 16])),
        "decoder_h2": tf.Variable(tf.random_normal([16, 36])),
    }
    biases = {
        "encoder_b1": tf.Variable(tf.random_normal([16])),
        "encoder_b2": tf.Variable(tf.random_normal([4])),
        "decoder_b1": tf.Variable(tf.random_normal([16])),
        "decoder_b2": tf.Variable(tf.random_normal([36])),
    }

    def encoder(x: Any) -> Any:
        layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["encoder_h1"]), biases["encoder_b1"]))
        return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights["encoder_h2"]), biases["encoder_b2"]))

    def decoder(x: Any) -> Any:
        layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights["decoder_h1"]), biases["decoder_b1"]))
        return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights["decoder_h2"]), biases["decoder_b2"]))

    code = encoder(X)
    y_pred = decoder(code)
    loss = tf.reduce_mean(tf.pow(X - y_pred, 2))
    optimizer = tf.train.RMSPropOptimizer(0.01).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(1, 31):
            _, value = sess.run([optimizer, loss], feed_dict={X: images})
            if i % 10 == 0 or i == 1:
                print(f"Step {i}: Minibatch Loss: {value:f}")
        print(sess.run(code, feed_dict={X: images[:2]}))


def denoising_with_tied_weights(tf: Any, np: Any) -> None:
    """An autoencoder that decodes with its own weights transposed, fed with noise."""
    images, _ = digits(np, 60, 25)
    tf.set_random_seed(8)
    X = tf.placeholder(tf.float32, [None, 25], name="X")
    mask = tf.placeholder(tf.float32, [None, 25], name="mask")
    W_init_max = 4 * np.sqrt(6.0 / (25 + 8))
    W = tf.Variable(tf.random_uniform([25, 8], minval=-W_init_max, maxval=W_init_max), name="W")
    b = tf.Variable(tf.zeros([8]), name="b")
    b_prime = tf.Variable(tf.zeros([25]), name="b_prime")
    Y = tf.nn.sigmoid(tf.matmul(mask * X, W) + b)
    Z = tf.nn.sigmoid(tf.matmul(Y, tf.transpose(W)) + b_prime)
    cost = tf.reduce_sum(tf.pow(X - Z, 2))
    train_op = tf.train.GradientDescentOptimizer(0.02).minimize(cost)
    rng = np.random.RandomState(4)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for i in range(12):
            for start, end in zip(range(0, 60, 20), range(20, 61, 20), strict=True):
                noise = rng.binomial(1, 0.7, images[start:end].shape)
                sess.run(train_op, feed_dict={X: images[start:end], mask: noise})
            if i % 4 == 3:
                print(i, sess.run(cost, feed_dict={X: images, mask: np.ones((60, 25))}))


def layers_by_hand(tf: Any, np: Any) -> None:
    """A function that adds a layer, with scopes and get_variable; momentum; sparse labels."""
    images, labels = digits(np, 120)
    classes = labels.argmax(1)
    tf.set_random_seed(3)

    def neuron_layer(X: Any, n_neurons: int, name: str, activation: Any = None) -> Any:
        with tf.name_scope(name):
            n_inputs = int(X.get_shape()[1])
            stddev = 2 / np.sqrt(n_inputs + n_neurons)
            W = tf.Variable(tf.truncated_normal((n_inputs, n_neurons), stddev=stddev), name="kernel")
            b = tf.Variable(tf.zeros([n_neurons]), name="bias")
            Z = tf.matmul(X, W) + b
            return Z if activation is None else activation(Z)

    X = tf.placeholder(tf.float32, shape=(None, 64), name="X")
    y = tf.placeholder(tf.int32, shape=(None), name="y")
    with tf.name_scope("dnn"):
        hidden1 = neuron_layer(X, 30, name="hidden1", activation=tf.nn.elu)
        hidden2 = neuron_layer(hidden1, 20, name="hidden2", activation=tf.nn.tanh)
        logits = neuron_layer(hidden2, 10, name="outputs")
    with tf.name_scope("loss"):
        xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(xentropy, name="loss")
    with tf.name_scope("train"):
        training_op = tf.train.MomentumOptimizer(0.01, momentum=0.9, use_nesterov=True).minimize(loss)
    with tf.name_scope("eval"):
        correct = tf.nn.in_top_k(logits, y, 1)
        accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    print(loss.name, accuracy.name, logits.name, training_op.name)
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for epoch in range(8):
            for batch in np.array_split(np.arange(120), 4):
                sess.run(training_op, feed_dict={X: images[batch], y: classes[batch]})
            if epoch % 2 == 1:
                feed = {X: images, y: classes}
                print(epoch, "loss:", loss.eval(feed_dict=feed), "accuracy:", accuracy.eval(feed_dict=feed))
        print(np.argmax(logits.eval(feed_dict={X: images[:6]}), axis=1))


def batch_normalisation(tf: Any, np: Any) -> None:
    """Moments of a batch, their moving averages by assign, and the normalisation."""
    rng = np.random.RandomState(6)
    data = (rng.randn(48, 3) * [1.0, 5.0, 0.2] + [3.0, -2.0, 0.0]).astype(np.float32)
    target = (data[:, :1] > 3.0).astype(np.float32)
    x = tf.placeholder(tf.float32, [None, 3])
    t = tf.placeholder(tf.float32, [None, 1])
    gamma, beta = tf.Variable(tf.ones([3])), tf.Variable(tf.zeros([3]))
    mean_average = tf.Variable(tf.zeros([3]), trainable=False)
    variance_average = tf.Variable(tf.ones([3]), trainable=False)
    mean, variance = tf.nn.moments(x, [0])
    keep_mean = tf.assign(mean_average, mean_average * 0.9 + mean * 0.1)
    keep_variance = tf.assign(variance_average, variance_average * 0.9 + variance * 0.1)
    with tf.control_dependencies([keep_mean, keep_variance]):
        normal = tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3)
    W = tf.Variable(tf.truncated_normal([3, 1], stddev=0.3, seed=21))
    logits = tf.matmul(normal, W)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=t))
    train = tf.train.AdagradOptimizer(0.3).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(20):
            rows = slice(i % 3 * 16, i % 3 * 16 + 16)
            sess.run(train, feed_dict={x: data[rows], t: target[rows]})
        print(sess.run([mean_average, variance_average]))
        print(sess.run([gamma, beta, W]), sess.run(loss, feed_dict={x: data, t: target}))
