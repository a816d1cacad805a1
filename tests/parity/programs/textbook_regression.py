"""Whole programs as the books have them: regressions, and classifiers of one layer."""

from typing import Any


def linear_regression(tf: Any, np: Any) -> None:
    """A line through points, fed one at a time."""
    train_x = np.asarray([3.3, 4.4, 5.5, 6.71, 6.93, 4.168, 9.779, 6.182, 7.59, 2.167, 7.042, 10.791, 5.313])
    train_y = np.asarray([1.7, 2.76, 2.09, 3.19, 1.694, 1.573, 3.366, 2.596, 2.53, 1.221, 2.827, 3.465, 1.65])
    samples = train_x.shape[0]
    rng = np.random.RandomState(5)

    X = tf.placeholder("float")
    Y = tf.placeholder("float")
    W = tf.Variable(rng.randn(), name="weight")
    b = tf.Variable(rng.randn(), name="bias")
    pred = tf.add(tf.multiply(X, W), b)
    cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * samples)
    optimizer = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
    init = tf.global_variables_initializer()

    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(30):
            for x, y in zip(train_x, train_y, strict=True):
                sess.run(optimizer, feed_dict={X: x, Y: y})
            if (epoch + 1) % 10 == 0:
                c = sess.run(cost, feed_dict={X: train_x, Y: train_y})
                print(f"Epoch: {epoch + 1:04d} cost={c:.9f} W={sess.run(W):.7f} b={sess.run(b):.7f}")
        print("Training cost =", sess.run(cost, feed_dict={X: list(train_x), Y: list(train_y)}))


def first_example(tf: Any, np: Any) -> None:
    """The first program of the old tutorial: a line found from a hundred random points."""
    x_data = np.random.RandomState(0).rand(100).astype(np.float32)
    y_data = x_data * 0.1 + 0.3
    tf.set_random_seed(42)
    W = tf.Variable(tf.random_uniform([1], -1.0, 1.0))
    b = tf.Variable(tf.zeros([1]))
    y = W * x_data + b
    loss = tf.reduce_mean(tf.square(y - y_data))
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    train = optimizer.minimize(loss)
    init = tf.global_variables_initializer()

    sess = tf.Session()
    sess.run(init)
    for step in range(101):
        sess.run(train)
        if step % 20 == 0:
            print(step, sess.run(W), sess.run(b))
    sess.close()


def polynomial_regression(tf: Any, np: Any) -> None:
    """A cubic through a noisy sine, with powers summed by `tf.pow`."""
    rng = np.random.RandomState(1)
    xs = np.linspace(-3, 3, 100)
    ys = np.sin(xs) + rng.uniform(-0.5, 0.5, 100)

    tf.set_random_seed(1)
    X = tf.placeholder(tf.float32)
    Y = tf.placeholder(tf.float32)
    Y_pred = tf.Variable(tf.random_normal([1]), name="bias")
    for pow_i in range(1, 4):
        W = tf.Variable(tf.random_normal([1]) * 0.1, name=f"weight_{pow_i}")
        Y_pred = tf.add(tf.multiply(tf.pow(X, pow_i), W), Y_pred)
    cost = tf.reduce_sum(tf.pow(Y_pred - Y, 2)) / (len(xs) - 1)
    optimizer = tf.train.AdamOptimizer(0.05).minimize(cost)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        previous = 0.0
        for epoch in range(60):
            sess.run(optimizer, feed_dict={X: xs, Y: ys})
            training_cost = sess.run(cost, feed_dict={X: xs, Y: ys})
            if np.abs(previous - training_cost) < 1e-6:
                print("stopped at", epoch)
                break
            previous = training_cost
            if epoch % 10 == 0:
                print(epoch, training_cost)
        print([v.name for v in tf.trainable_variables()])
        print(sess.run(tf.trainable_variables()))
        print(Y_pred.eval(feed_dict={X: [-1, 0, 1]}, session=sess))


def normal_equation(tf: Any, np: Any) -> None:
    """Least squares in one formula, and the same by gradients derived by hand and by `tf.gradients`."""
    rng = np.random.RandomState(42)
    m, n = 60, 4
    data = rng.randn(m, n)
    target = (data.dot([2.0, -1.0, 0.5, 3.0]) + 4.0 + 0.1 * rng.randn(m)).reshape(-1, 1)
    data_plus_bias = np.c_[np.ones((m, 1)), data]

    X = tf.constant(data_plus_bias, dtype=tf.float32, name="X")
    y = tf.constant(target, dtype=tf.float32, name="y")
    XT = tf.transpose(X)
    theta = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(XT, X)), XT), y)
    with tf.Session() as sess:
        print(theta.eval())

    theta = tf.Variable(tf.random_uniform([n + 1, 1], -1.0, 1.0, seed=42), name="theta")
    y_pred = tf.matmul(X, theta, name="predictions")
    error = y_pred - y
    mse = tf.reduce_mean(tf.square(error), name="mse")
    by_hand = 2 / m * tf.matmul(tf.transpose(X), error)
    gradients = tf.gradients(mse, [theta])[0]
    training_op = tf.assign(theta, theta - 0.1 * gradients)
    init = tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        for epoch in range(41):
            if epoch % 10 == 0:
                print("Epoch", epoch, "MSE =", mse.eval())
            sess.run(training_op)
        best_theta = theta.eval()
        print(best_theta)
        print(np.abs(np.subtract(*sess.run([by_hand, gradients]))).max() < 1e-5)


def logistic_regression(tf: Any, np: Any) -> None:
    """Two classes of points; the probability by hand, the loss from logits."""
    rng = np.random.RandomState(3)
    x_vals = np.vstack([rng.randn(40, 2) - 1.0, rng.randn(40, 2) + 1.0])
    y_vals = np.array([0.0] * 40 + [1.0] * 40)

    tf.set_random_seed(99)
    x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
    y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    A = tf.Variable(tf.random_normal(shape=[2, 1]))
    b = tf.Variable(tf.random_normal(shape=[1, 1]))
    model_output = tf.add(tf.matmul(x_data, A), b)
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=model_output, labels=y_target))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    prediction = tf.round(tf.sigmoid(model_output))
    accuracy = tf.reduce_mean(tf.cast(tf.equal(prediction, y_target), tf.float32))
    clipped = tf.clip_by_value(tf.sigmoid(model_output), 1e-7, 1.0 - 1e-7)
    by_hand = -tf.reduce_mean(y_target * tf.log(clipped) + (1.0 - y_target) * tf.log(1.0 - clipped))
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for i in range(60):
            rand_index = rng.choice(len(x_vals), size=25)
            rand_y = np.transpose([y_vals[rand_index]])
            sess.run(train_step, feed_dict={x_data: x_vals[rand_index], y_target: rand_y})
            if (i + 1) % 20 == 0:
                everything = {x_data: x_vals.tolist(), y_target: np.transpose([y_vals])}
                print(i + 1, sess.run([loss, by_hand, accuracy], feed_dict=everything))
        [[a1], [a2]] = sess.run(A)
        [[intercept]] = sess.run(b)
        print(a1, a2, intercept)


def softmax_regression(tf: Any, np: Any) -> None:
    """Handwritten digits as in the beginners' tutorial, here made from ten random templates."""
    rng = np.random.RandomState(7)
    templates = rng.rand(10, 64)
    classes = rng.randint(10, size=300)
    images = (templates[classes] + 0.3 * rng.rand(300, 64)).astype(np.float32)
    labels = np.eye(10)[classes]

    x = tf.placeholder(tf.float32, [None, 64])
    W = tf.Variable(tf.zeros([64, 10]))
    b = tf.Variable(tf.zeros([10]))
    y = tf.nn.softmax(tf.matmul(x, W) + b)
    y_ = tf.placeholder(tf.float32, [None, 10])
    cross_entropy = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y), reduction_indices=[1]))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(cross_entropy)
    correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
    init = tf.initialize_all_variables()
    with tf.Session() as sess:
        sess.run(init)
        for i in range(50):
            batch = slice(i * 50 % 250, i * 50 % 250 + 50)
            _, c = sess.run([train_step, cross_entropy], feed_dict={x: images[batch], y_: labels[batch]})
            if i % 10 == 0:
                print(f"{i:02d} cost = {c:.7f}")
        test = {x: images[250:], y_: labels[250:]}
        print("accuracy", sess.run(accuracy, test), accuracy.eval(test), correct_prediction.eval(test)[:8])
        print(sess.run(tf.argmax(y, 1), feed_dict={x: images[:5]}), classes[:5])


def support_vector_machine(tf: Any, np: Any) -> None:
    """A soft margin by the hinge loss; the accuracy through `tf.sign`."""
    rng = np.random.RandomState(13)
    x_vals = np.vstack([rng.randn(30, 2) + np.array([1.5, 0.0]), rng.randn(30, 2) - np.array([1.5, 0.5])])
    y_vals = np.array([1] * 30 + [-1] * 30)
    x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
    y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    A = tf.Variable(tf.random_normal(shape=[2, 1], seed=2))
    b = tf.Variable(tf.random_normal(shape=[1, 1], seed=3))
    model_output = tf.subtract(tf.matmul(x_data, A), b)
    l2_norm = tf.reduce_sum(tf.square(A))
    alpha = tf.constant([0.1])
    hinge = tf.reduce_mean(tf.maximum(0.0, tf.subtract(1.0, tf.multiply(model_output, y_target))))
    loss = tf.add(hinge, tf.multiply(alpha, l2_norm))
    prediction = tf.sign(model_output)
    accuracy = tf.reduce_mean(tf.cast(tf.equal(prediction, y_target), tf.float32))
    train_step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    everything = {x_data: x_vals, y_target: np.transpose([y_vals])}
    for i in range(40):
        sess.run(train_step, feed_dict=everything)
        if (i + 1) % 10 == 0:
            print(i + 1, sess.run(loss, everything), sess.run(accuracy, everything))
    print(sess.run([A, b]))
    sess.close()
