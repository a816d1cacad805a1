"""Whole programs as the books have them: what graphs, variables and optimizers do, shown on small cases."""

from typing import Any


def clipped_gradients(tf: Any, np: Any) -> None:
    """A custom loop: compute the gradients, clip and scale them, apply them; clip the global norm as well."""
    x = tf.placeholder(tf.float32, [None, 2])
    t = tf.placeholder(tf.float32, [None])
    with tf.variable_scope("model"):
        w = tf.get_variable("w", [2], initializer=tf.constant_initializer([5.0, -3.0]))
        b = tf.get_variable("b", [], initializer=tf.zeros_initializer())
    y = tf.reduce_sum(x * w, 1) + b
    loss = tf.reduce_mean(tf.square(y - t))
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.1)
    grads_and_vars = optimizer.compute_gradients(loss, tf.trainable_variables())
    print([variable.name for _, variable in grads_and_vars])
    capped = [(tf.clip_by_value(gradient, -1.0, 1.0), variable) for gradient, variable in grads_and_vars]
    train = optimizer.apply_gradients(capped)
    by_norm = optimizer.apply_gradients([(tf.clip_by_norm(g, 0.5), v) for g, v in grads_and_vars])
    grads, variables = zip(*grads_and_vars, strict=True)
    clipped, global_norm = tf.clip_by_global_norm(grads, 1.0)
    by_global_norm = optimizer.apply_gradients(zip(clipped, variables, strict=True))
    feed = {x: [[1, 2], [3, 4], [-1, 0.5]], t: [1, 2, 3]}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in (train, by_norm, by_global_norm):
            for _ in range(3):
                _, value, norm = sess.run([step, loss, global_norm], feed_dict=feed)
            print(value, norm, sess.run([w, b]))
        print([gradient.tolist() for gradient, _ in sess.run(grads_and_vars, feed_dict=feed)])


def learning_rate_schedule(tf: Any, np: Any) -> None:
    """A rate that decays with the global step, printed beside the weights."""
    global_step = tf.Variable(0, trainable=False)
    starter_learning_rate = 0.1
    learning_rate = tf.train.exponential_decay(starter_learning_rate, global_step, 10, 0.96, staircase=True)
    natural = tf.train.natural_exp_decay(0.1, global_step, 5, 0.5)
    w = tf.Variable([4.0, -2.0])
    loss = tf.nn.l2_loss(w - [1.0, 1.0])
    learning_step = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(31):
            sess.run(learning_step)
            if i % 10 == 0:
                print(sess.run([global_step, learning_rate, natural, loss]), w.eval())
        print(tf.train.global_step(sess, global_step))


def shared_variables(tf: Any, np: Any) -> None:
    """One network on two inputs: the weights are made once and reused."""
    tf.set_random_seed(6)

    def network(x: Any, reuse: bool | None = None) -> Any:
        with tf.variable_scope("siamese", reuse=reuse):
            for number, width in enumerate([6, 3], start=1):
                with tf.variable_scope(f"layer{number}"):
                    w = tf.get_variable("w", [x.get_shape()[-1], width])
                    b = tf.get_variable("b", [width], initializer=tf.constant_initializer(0.1))
                    x = tf.nn.tanh(tf.matmul(x, w) + b, name="out")
        return x

    left = tf.placeholder(tf.float32, [None, 4])
    right = tf.placeholder(tf.float32, [None, 4])
    same = tf.placeholder(tf.float32, [None])
    out_left, out_right = network(left), network(right, reuse=True)
    print(out_left.name, out_right.name, [v.op.name for v in tf.trainable_variables()])
    distance = tf.sqrt(tf.reduce_sum(tf.square(out_left - out_right), 1) + 1e-6)
    loss = tf.reduce_mean(
        same * tf.square(distance) + (1.0 - same) * tf.square(tf.maximum(1.0 - distance, 0.0))
    )
    train = tf.train.AdamOptimizer(0.02).minimize(loss)
    rng = np.random.RandomState(0)
    a, b = rng.rand(10, 4), rng.rand(10, 4)
    feed = {left: a, right: b, same: [1, 0] * 5}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(20):
            _, value = sess.run([train, loss], feed)
            if i % 5 == 0:
                print(i, value)
        print(np.abs(sess.run(out_left, {left: a}) - sess.run(out_right, {right: a})).max())
        with tf.variable_scope("siamese/layer2", reuse=True):
            print(sess.run(tf.get_variable("w")))


def moving_average_of_weights(tf: Any, np: Any) -> None:
    """The shadows of a model's weights: after every step, with the number of updates, used to evaluate."""
    v1 = tf.Variable(0, dtype=tf.float32)
    step = tf.Variable(0, trainable=False)
    ema = tf.train.ExponentialMovingAverage(0.99, step)
    maintain_averages_op = ema.apply([v1])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([v1, ema.average(v1)]))
        sess.run(tf.assign(v1, 5))
        sess.run(maintain_averages_op)
        print(sess.run([v1, ema.average(v1)]))
        sess.run(tf.assign(step, 10000))
        sess.run(tf.assign(v1, 10))
        for _ in range(2):
            sess.run(maintain_averages_op)
            print(sess.run([v1, ema.average(v1)]))

    weights = tf.Variable(tf.truncated_normal([3, 1], stddev=0.1, seed=1), name="weights")
    x = tf.constant([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]])
    loss = tf.reduce_sum(tf.square(tf.matmul(x, weights) - [[1.0], [2.0]]))
    train_step = tf.train.GradientDescentOptimizer(0.02).minimize(loss, global_step=step)
    averages = tf.train.ExponentialMovingAverage(0.9, name="averages")
    with tf.control_dependencies([train_step]):
        averages_op = averages.apply(tf.trainable_variables())
    with tf.control_dependencies([averages_op]):
        train_op = tf.no_op(name="train")
    averaged = tf.matmul(x, averages.average(weights))
    print(train_op.name, averages.average_name(weights), averages.average(weights).op.name)
    print([v.op.name for v in tf.global_variables()])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(10):
            sess.run(train_op)
        print(sess.run(loss), sess.run(averaged)[0], sess.run(step))


def seeds(tf: Any, np: Any) -> None:
    """One seed for the graph and several initializers; the same numbers in every new session."""
    tf.set_random_seed(2017)
    made = [
        tf.get_variable("default", [2, 3]),
        tf.get_variable("xavier", [2, 3], initializer=tf.glorot_normal_initializer()),
        tf.get_variable("uniform", [2, 3], initializer=tf.random_uniform_initializer(-0.1, 0.1)),
        tf.get_variable("normal", [2, 3], initializer=tf.random_normal_initializer(0.0, 0.02)),
        tf.get_variable("he", [2, 3], initializer=tf.variance_scaling_initializer(scale=2.0)),
        tf.get_variable("cut", [2, 3], initializer=tf.truncated_normal_initializer(stddev=0.1)),
        tf.get_variable("seeded", [2, 3], initializer=tf.truncated_normal_initializer(stddev=0.1, seed=1)),
        tf.Variable(tf.random_normal([2, 2], mean=1.0), name="by_hand"),
        tf.get_variable("orthogonal", [3, 3], initializer=tf.orthogonal_initializer()),
        tf.Variable(tf.random_uniform([3], maxval=10, dtype=tf.int32), name="whole"),
        tf.Variable(tf.random_shuffle(tf.range(6)), name="shuffled"),
    ]
    draw, other = tf.random_normal([2]), tf.random_uniform([2], seed=5)
    for _ in range(2):
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for variable in made:
                print(variable.op.name, sess.run(variable).tolist())
            print(sess.run(draw), sess.run(draw), sess.run(other), sess.run([draw, other]))


def seeds_after_a_step(tf: Any, np: Any) -> None:
    """Draws that are described after the optimizer: with a seed of their own they do not move."""
    tf.set_random_seed(1)
    w = tf.Variable(tf.random_normal([2, 2]))
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.square(w)))
    noise = tf.random_normal([2], seed=8)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([w, noise]))


def interactive_session(tf: Any, np: Any) -> None:
    """No `with`: `eval` and `run` find the session that was opened."""
    sess = tf.InteractiveSession()
    x = tf.Variable([1.0, 2.0])
    a = tf.constant([3.0, 3.0])
    x.initializer.run()
    sub = tf.subtract(x, a)
    print(sub.eval())
    matrix = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    print(tf.matmul(matrix, matrix).eval(), tf.reduce_mean(matrix, reduction_indices=0).eval())
    print(tf.transpose(matrix).eval().tolist(), tf.matrix_inverse(matrix).eval())
    print(tf.concat([matrix, matrix], axis=1).get_shape(), tf.reshape(matrix, [-1]).eval())
    update = x.assign_add([1.0, 1.0])
    update.eval()
    print(update.eval(), x.eval(), tf.get_default_session() is sess)
    p = tf.placeholder(tf.float32)
    print((p * 2 + 1).eval(feed_dict={p: [1, 2, 3]}), (p**2).eval({p: 4}))
    print(tf.zeros([2, 3]).eval().dtype, tf.random_normal([2, 2], seed=1).eval().shape)
    print(tf.linspace(10.0, 12.0, 3).eval(), tf.range(3, 18, 3).eval(), tf.eye(2).eval().tolist())
    sess.close()


def gradient_check(tf: Any, np: Any) -> None:
    """The gradient of a small network against differences, weight by weight."""
    rng = np.random.RandomState(0)
    x_data, t_data = rng.randn(5, 3), rng.randn(5, 1)
    x = tf.placeholder(tf.float64, [None, 3])
    t = tf.placeholder(tf.float64, [None, 1])
    w1, w2 = tf.Variable(rng.randn(3, 4)), tf.Variable(rng.randn(4, 1))
    b = tf.Variable(np.zeros(4))
    y = tf.matmul(tf.nn.softplus(tf.matmul(x, w1) + b), w2)
    loss = tf.reduce_mean(tf.square(y - t)) + 0.01 * (tf.nn.l2_loss(w1) + tf.nn.l2_loss(w2))
    variables = [w1, b, w2]
    gradients = tf.gradients(loss, variables)
    feed = {x: x_data, t: t_data}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        values, analytic = sess.run([variables, gradients], feed)
        for variable, value, gradient in zip(variables, values, analytic, strict=True):
            numeric = np.zeros_like(value)
            for index in np.ndindex(*value.shape):
                ends = []
                for move in (1e-5, -1e-5):
                    moved = value.copy()
                    moved[index] += move
                    ends.append(sess.run(loss, {**feed, variable: moved}))
                numeric[index] = (ends[0] - ends[1]) / 2e-5
            print(variable.get_shape(), np.abs(numeric - gradient).max() < 1e-8, gradient.ravel()[:3])


def derivatives(tf: Any, np: Any) -> None:
    """Derivatives of formulas, twice, and Newton's method from them."""
    x = tf.Variable(3.0)
    f = x**3 - 2 * x**2 + tf.sin(x) * tf.exp(-x)
    first = tf.gradients(f, x)[0]
    second = tf.gradients(first, x)[0]
    newton = x.assign(x - first / second)
    a, b = tf.constant(2.0), tf.constant(3.0)
    partial = tf.gradients(a * b**2 + tf.log(a) / b, [a, b])
    v = tf.placeholder(tf.float32, [2])
    rosenbrock = tf.square(1.0 - v[0]) + 100.0 * tf.square(v[1] - v[0] ** 2)
    hessian = tf.hessians(rosenbrock, v)[0]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([f, first, second]), sess.run(partial))
        for _ in range(6):
            sess.run(newton)
        print(sess.run(x), abs(sess.run(first)) < 1e-5)
        print(sess.run([rosenbrock, tf.gradients(rosenbrock, v)[0], hessian], {v: [-1.0, 2.0]}))


def counters(tf: Any, np: Any) -> None:
    """State: a counter, Fibonacci numbers by assigns, and who waits for whom."""
    state = tf.Variable(0, name="counter")
    one = tf.constant(1)
    new_value = tf.add(state, one)
    update = tf.assign(state, new_value)
    a, b = tf.Variable(0, name="a"), tf.Variable(1, name="b")
    total = tf.add(a, b)
    keep = tf.identity(b)
    with tf.control_dependencies([total, keep]):
        first = tf.assign(a, keep)
        with tf.control_dependencies([first]):
            step = tf.assign(b, total)
    x = tf.Variable(1.0)
    with tf.control_dependencies([tf.assign_add(x, 1.0)]):
        y = tf.identity(x)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(state))
        for _ in range(3):
            sess.run(update)
            print(sess.run(state))
        print([int(sess.run(step)) for _ in range(12)], sess.run(a))
        print([float(y.eval()) for _ in range(3)])
        print(sess.run(tf.count_up_to(state, 4)), sess.run(state))


def regularization_losses(tf: Any, np: Any) -> None:
    """Penalties that `get_variable` collects, from one regularizer for the scope and one of a variable's own."""

    def l2_regularizer(scale: float) -> Any:
        return lambda weights: tf.multiply(scale, tf.nn.l2_loss(weights), name="l2")

    tf.set_random_seed(4)
    x = tf.placeholder(tf.float32, [None, 3])
    y_ = tf.placeholder(tf.float32, [None, 1])
    with tf.variable_scope("net", regularizer=l2_regularizer(0.01)):
        w1 = tf.get_variable("w1", [3, 5], initializer=tf.random_normal_initializer(stddev=1.0))
        b1 = tf.get_variable("b1", [5], initializer=tf.zeros_initializer(), regularizer=tf.no_regularizer)
        own = lambda w: 0.1 * tf.reduce_sum(tf.abs(w))  # noqa: E731
        w2 = tf.get_variable("w2", [5, 1], regularizer=own)
    y = tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2)
    mse = tf.reduce_mean(tf.square(y_ - y))
    tf.add_to_collection("losses", mse)
    print([t.name for t in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)])
    penalties = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    loss = tf.add_n(tf.get_collection("losses") + penalties)
    train = tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)
    rng = np.random.RandomState(3)
    data = rng.rand(20, 3)
    feed = {x: data, y_: data.sum(1, keepdims=True)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(penalties), sess.run(loss, feed))
        for _ in range(15):
            sess.run(train, feed)
        print(sess.run(penalties), sess.run([mse, loss], feed))


def losses_collection(tf: Any, np: Any) -> None:
    """`tf.losses`: every loss is collected; the total has the penalties in it."""
    with tf.variable_scope("fit", regularizer=lambda w: 0.5 * tf.reduce_sum(tf.square(w))):
        w = tf.get_variable("w", initializer=[1.0, -1.0])
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    pred = tf.squeeze(tf.matmul(x, tf.expand_dims(w, 1)), [1])
    mse = tf.losses.mean_squared_error([1.0, 2.0], pred)
    absolute = tf.losses.absolute_difference(labels=[0.0, 0.0], predictions=pred, weights=0.5)
    hot = tf.losses.softmax_cross_entropy([[0, 1]], [[2.0, 1.0]])
    total = tf.losses.get_total_loss()
    print(len(tf.losses.get_losses()), [t.name for t in tf.losses.get_losses()], total.name)
    step = tf.train.GradientDescentOptimizer(0.01).minimize(total)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([mse, absolute, hot, total]))
        sess.run(step)
        print(sess.run([mse, absolute, hot, total]), sess.run(w))


def several_graphs(tf: Any, np: Any) -> None:
    """Each graph has its names, its variables and its sessions."""
    g1, g2 = tf.Graph(), tf.Graph()
    with g1.as_default():
        v = tf.get_variable("v", initializer=tf.zeros_initializer(), shape=[1])
    with g2.as_default():
        v2 = tf.get_variable("v", initializer=tf.ones_initializer(), shape=[1])
        doubled = tf.multiply(v2, 2, name="doubled")
    print(v.graph is g1, v2.graph is g2, v.name == v2.name, tf.get_default_graph() not in (g1, g2))
    for graph in (g1, g2):
        with tf.Session(graph=graph) as sess:
            tf.global_variables_initializer().run()
            with tf.variable_scope("", reuse=True):
                print(sess.run(tf.get_variable("v")), sess.graph is tf.get_default_graph())
    with tf.Session(graph=g2) as one, tf.Session(graph=g2) as two:
        for sess in (one, two):
            sess.run(v2.initializer)
        one.run(v2.assign([5.0]))
        print(one.run("doubled:0"), two.run(doubled), one.run(g2.get_tensor_by_name("v:0")))
    try:
        tf.Session(graph=g1).run(doubled)
    except ValueError as error:
        print("not an element of this graph" in str(error))
    print([op.name for op in g2.get_operations()][:6], len(tf.global_variables()))
