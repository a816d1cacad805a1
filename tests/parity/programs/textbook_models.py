"""Whole programs as the books have them: models that are more than a stack of layers."""

from typing import Any


def boltzmann_machine(tf: Any, np: Any) -> None:
    """A restricted Boltzmann machine, learned by contrastive divergence with assigns and no optimizer."""
    rng = np.random.RandomState(1)
    templates = rng.randint(2, size=(4, 12))
    data = np.abs(templates[rng.randint(4, size=40)] - (rng.rand(40, 12) < 0.05)).astype(np.float32)
    tf.set_random_seed(22)
    lr = tf.constant(0.1, tf.float32)
    x = tf.placeholder(tf.float32, [None, 12], name="x")
    W = tf.Variable(tf.random_normal([12, 6], 0.01), name="W")
    bh = tf.Variable(tf.zeros([1, 6], tf.float32, name="bh"))
    bv = tf.Variable(tf.zeros([1, 12], tf.float32, name="bv"))

    def sample(probs: Any) -> Any:
        return tf.floor(probs + tf.random_uniform(tf.shape(probs), 0, 1))

    def gibbs_step(visible: Any) -> Any:
        hidden = sample(tf.sigmoid(tf.matmul(visible, W) + bh))
        return sample(tf.sigmoid(tf.matmul(hidden, tf.transpose(W)) + bv))

    x_sample = tf.stop_gradient(gibbs_step(x))
    h = sample(tf.sigmoid(tf.matmul(x, W) + bh))
    h_sample = sample(tf.sigmoid(tf.matmul(x_sample, W) + bh))
    size_bt = tf.cast(tf.shape(x)[0], tf.float32)
    positive, negative = tf.matmul(tf.transpose(x), h), tf.matmul(tf.transpose(x_sample), h_sample)
    W_adder = tf.multiply(lr / size_bt, tf.subtract(positive, negative))
    bv_adder = tf.multiply(lr / size_bt, tf.reduce_sum(tf.subtract(x, x_sample), 0, True))
    bh_adder = tf.multiply(lr / size_bt, tf.reduce_sum(tf.subtract(h, h_sample), 0, True))
    with tf.control_dependencies([W_adder, bv_adder, bh_adder]):
        updt = [W.assign_add(W_adder), bv.assign_add(bv_adder), bh.assign_add(bh_adder)]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(6):
            for start in range(0, 40, 10):
                sess.run(updt, feed_dict={x: data[start : start + 10]})
            print(epoch, sess.run(bv)[0, :4])
        print(sess.run(tf.reduce_sum(W, 1)))


def mandelbrot(tf: Any, np: Any) -> None:
    """The Mandelbrot set by complex numbers and assigns, in an interactive session."""
    sess = tf.InteractiveSession()
    Y, X = np.mgrid[-1.3:1.3:0.13, -2:1:0.06]
    Z = X + 1j * Y
    xs = tf.constant(Z.astype(np.complex64))
    zs = tf.Variable(xs)
    ns = tf.Variable(tf.zeros_like(xs, tf.float32))
    tf.global_variables_initializer().run()
    zs_ = zs * zs + xs
    not_diverged = tf.abs(zs_) < 4
    with tf.control_dependencies([not_diverged]):
        step = tf.group(zs.assign(zs_), ns.assign_add(tf.cast(not_diverged, tf.float32)))
    for _ in range(12):
        step.run()
    for row in ns.eval()[::3].astype(int):
        print("".join(" .:-=+*#%@ABC"[n] for n in row))
    sess.close()


def self_organising_map(tf: Any, np: Any) -> None:
    """Vectors on a grid that move towards the data, neighbours of the best one with it."""
    m, n, dim = 3, 4, 3
    rng = np.random.RandomState(31)
    weightage = tf.Variable(tf.random_normal([m * n, dim], seed=2))
    locations = tf.constant(np.array([[i, j] for i in range(m) for j in range(n)]))
    vect_input = tf.placeholder("float", [dim])
    iter_input = tf.placeholder("float")
    bmu_index = tf.argmin(
        tf.sqrt(tf.reduce_sum(tf.pow(tf.subtract(weightage, tf.stack([vect_input] * (m * n))), 2), 1)), 0
    )
    slice_input = tf.pad(tf.reshape(bmu_index, [1]), np.array([[0, 1]]))
    bmu_loc = tf.reshape(tf.slice(locations, slice_input, tf.constant(np.array([1, 2]))), [2])
    rate = tf.subtract(1.0, tf.div(iter_input, 10))
    alpha, sigma = tf.multiply(0.3, rate), tf.multiply(2.0, rate)
    squares = tf.reduce_sum(tf.pow(tf.subtract(locations, tf.stack([bmu_loc] * (m * n))), 2), 1)
    neighbourhood = tf.exp(tf.negative(tf.div(tf.cast(squares, "float32"), tf.pow(sigma, 2))))
    learning_rate = tf.multiply(alpha, neighbourhood)
    multiplier = tf.stack(
        [tf.tile(tf.slice(learning_rate, np.array([i]), np.array([1])), [dim]) for i in range(m * n)]
    )
    delta = tf.multiply(multiplier, tf.subtract(tf.stack([vect_input] * (m * n)), weightage))
    training_op = tf.assign(weightage, tf.add(weightage, delta))
    colours = rng.rand(6, 3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for iteration in range(8):
            for colour in colours:
                sess.run(training_op, feed_dict={vect_input: colour, iter_input: iteration})
        print(sess.run(weightage)[:4])
        print([int(sess.run(bmu_index, {vect_input: colour})) for colour in colours])


def adversarial_networks(tf: Any, np: Any) -> None:
    """A generator and a discriminator: two optimizers, each with its own list of variables."""
    tf.set_random_seed(9)

    def xavier_init(size: list[int]) -> Any:
        return tf.random_normal(shape=size, stddev=1.0 / tf.sqrt(size[0] / 2.0))

    X = tf.placeholder(tf.float32, shape=[None, 8])
    D_W1, D_b1 = tf.Variable(xavier_init([8, 12])), tf.Variable(tf.zeros(shape=[12]))
    D_W2, D_b2 = tf.Variable(xavier_init([12, 1])), tf.Variable(tf.zeros(shape=[1]))
    theta_D = [D_W1, D_W2, D_b1, D_b2]
    Z = tf.placeholder(tf.float32, shape=[None, 4])
    G_W1, G_b1 = tf.Variable(xavier_init([4, 12])), tf.Variable(tf.zeros(shape=[12]))
    G_W2, G_b2 = tf.Variable(xavier_init([12, 8])), tf.Variable(tf.zeros(shape=[8]))
    theta_G = [G_W1, G_W2, G_b1, G_b2]

    def generator(z: Any) -> Any:
        return tf.nn.sigmoid(tf.matmul(tf.nn.relu(tf.matmul(z, G_W1) + G_b1), G_W2) + G_b2)

    def discriminator(x: Any) -> Any:
        logit = tf.matmul(tf.nn.relu(tf.matmul(x, D_W1) + D_b1), D_W2) + D_b2
        return tf.nn.sigmoid(logit), logit

    G_sample = generator(Z)
    _, D_logit_real = discriminator(X)
    _, D_logit_fake = discriminator(G_sample)
    cross = tf.nn.sigmoid_cross_entropy_with_logits
    D_loss_real = tf.reduce_mean(cross(logits=D_logit_real, labels=tf.ones_like(D_logit_real)))
    D_loss_fake = tf.reduce_mean(cross(logits=D_logit_fake, labels=tf.zeros_like(D_logit_fake)))
    D_loss = D_loss_real + D_loss_fake
    G_loss = tf.reduce_mean(cross(logits=D_logit_fake, labels=tf.ones_like(D_logit_fake)))
    D_solver = tf.train.AdamOptimizer().minimize(D_loss, var_list=theta_D)
    G_solver = tf.train.AdamOptimizer().minimize(G_loss, var_list=theta_G)
    rng = np.random.RandomState(0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for it in range(20):
            X_mb = np.clip(0.7 + 0.1 * rng.randn(16, 8), 0, 1)
            _, D_now = sess.run([D_solver, D_loss], feed_dict={X: X_mb, Z: rng.uniform(-1, 1, (16, 4))})
            _, G_now = sess.run([G_solver, G_loss], feed_dict={Z: rng.uniform(-1, 1, (16, 4))})
            if it % 5 == 4:
                print(f"Iter: {it} D loss: {D_now:.6f} G loss: {G_now:.6f}")
        print(sess.run(G_sample, feed_dict={Z: np.zeros((1, 4))}), len(tf.trainable_variables()))


def variational_autoencoder(tf: Any, np: Any) -> None:
    """A code drawn anew in every run, through which the gradient passes; the Kullback-Leibler term."""
    tf.set_random_seed(40)
    X = tf.placeholder(tf.float32, [None, 10], name="X")
    init = tf.variance_scaling_initializer()
    with tf.variable_scope("encoder", initializer=init):
        w1, b1 = (
            tf.get_variable("w1", [10, 8]),
            tf.get_variable("b1", [8], initializer=tf.zeros_initializer()),
        )
        hidden = tf.nn.elu(tf.matmul(X, w1) + b1)
        mean = tf.matmul(hidden, tf.get_variable("mean", [8, 2]))
        gamma = tf.matmul(hidden, tf.get_variable("gamma", [8, 2]))
    noise = tf.random_normal(tf.shape(gamma), dtype=tf.float32)
    code = mean + tf.exp(0.5 * gamma) * noise
    with tf.variable_scope("decoder", initializer=init):
        hidden = tf.nn.elu(tf.matmul(code, tf.get_variable("w1", [2, 8])))
        logits = tf.matmul(hidden, tf.get_variable("w2", [8, 10]))
    xentropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=X, logits=logits)
    reconstruction_loss = tf.reduce_sum(xentropy)
    latent_loss = 0.5 * tf.reduce_sum(tf.exp(gamma) + tf.square(mean) - 1 - gamma)
    loss = reconstruction_loss + latent_loss
    training_op = tf.train.AdamOptimizer(0.01).minimize(loss)
    data = (np.random.RandomState(5).rand(30, 10) > 0.4).astype(np.float32)
    encoder = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="encoder")
    print([v.op.name for v in encoder], [v.op.name for v in tf.trainable_variables("decoder/w")])
    with tf.Session() as sess:
        tf.global_variables_initializer().run()
        for epoch in range(9):
            for batch in np.split(data, 3):
                sess.run(training_op, feed_dict={X: batch})
            if epoch % 3 == 2:
                print(epoch, sess.run([loss, reconstruction_loss, latent_loss], feed_dict={X: data}))
        print(tf.sigmoid(logits).eval(feed_dict={code: np.zeros((1, 2))}))


def q_network(tf: Any, np: Any) -> None:
    """Q-learning on a small corridor: one row of weights for each state, targets from the next state."""
    tf.set_random_seed(1)
    rng = np.random.RandomState(0)
    inputs1 = tf.placeholder(shape=[1, 6], dtype=tf.float32)
    W = tf.Variable(tf.random_uniform([6, 2], 0, 0.01))
    Qout = tf.matmul(inputs1, W)
    predict = tf.argmax(Qout, 1)
    nextQ = tf.placeholder(shape=[1, 2], dtype=tf.float32)
    loss = tf.reduce_sum(tf.square(nextQ - Qout))
    updateModel = tf.train.GradientDescentOptimizer(learning_rate=0.1).minimize(loss)
    steps = []
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(12):
            s, count = 0, 0
            while s != 5 and count < 30:
                count += 1
                a, allQ = sess.run([predict, Qout], feed_dict={inputs1: np.identity(6)[s : s + 1]})
                if rng.rand(1) < 0.3:
                    a[0] = rng.randint(2)
                s1 = min(s + 1, 5) if a[0] == 1 else max(s - 1, 0)
                r = 1.0 if s1 == 5 else 0.0
                Q1 = sess.run(Qout, feed_dict={inputs1: np.identity(6)[s1 : s1 + 1]})
                targetQ = allQ
                targetQ[0, a[0]] = r + 0.9 * np.max(Q1) * (s1 != 5)
                sess.run(updateModel, feed_dict={inputs1: np.identity(6)[s : s + 1], nextQ: targetQ})
                s = s1
            steps.append(count)
        print(steps)
        print(sess.run(W))


def policy_gradient(tf: Any, np: Any) -> None:
    """A bandit: the chosen weight by `tf.slice`, the loss by hand, gradients kept in placeholders."""
    rng = np.random.RandomState(2)
    bandits = [0.2, 0.0, -0.2, -1.5]
    weights = tf.Variable(tf.ones([4]))
    chosen_action = tf.argmax(weights, 0)
    reward_holder = tf.placeholder(shape=[1], dtype=tf.float32)
    action_holder = tf.placeholder(shape=[1], dtype=tf.int32)
    responsible_weight = tf.slice(weights, action_holder, [1])
    loss = -(tf.log(responsible_weight) * reward_holder)
    gradients = tf.gradients(loss, tf.trainable_variables())
    gradient_holders = [tf.placeholder(tf.float32, name=f"{i}_holder") for i, _ in enumerate(gradients)]
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01)
    update = optimizer.apply_gradients(zip(gradient_holders, tf.trainable_variables(), strict=True))
    total, kept = np.zeros(4), [np.zeros(4)]
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for i in range(40):
            action = rng.randint(4) if rng.rand() < 0.4 else sess.run(chosen_action)
            reward = 1 if rng.randn() > bandits[action] else -1
            feed = {reward_holder: [reward], action_holder: [action]}
            kept[0] += sess.run(gradients, feed_dict=feed)[0]
            if i % 5 == 4:
                sess.run(update, feed_dict=dict(zip(gradient_holders, kept, strict=True)))
                kept[0] *= 0
            total[action] += reward
        print(total, sess.run(weights), sess.run(chosen_action))


def principal_components(tf: Any, np: Any) -> None:
    """The directions in which data varies most, by `tf.svd` and by eigenvectors."""
    rng = np.random.RandomState(8)
    data = rng.randn(30, 3).dot(np.diag([3.0, 1.0, 0.1])).dot(np.linalg.qr(rng.randn(3, 3))[0])
    x = tf.placeholder(tf.float64, [None, 3])
    centred = x - tf.reduce_mean(x, axis=0)
    s, _, v = tf.svd(centred)
    covariance = tf.matmul(centred, centred, transpose_a=True) / tf.cast(tf.shape(x)[0] - 1, tf.float64)
    eigenvalues, _ = tf.self_adjoint_eig(covariance)
    projected = tf.matmul(centred, v[:, :2])
    restored = tf.matmul(projected, v[:, :2], transpose_b=True) + tf.reduce_mean(x, 0)
    error = tf.reduce_mean(tf.square(restored - x))
    with tf.Session() as sess:
        print(sess.run([s, eigenvalues, error], {x: data}), (s**2 / 29).eval({x: data}))
        print(np.abs(sess.run(v, {x: data})), projected.eval({x: data}).shape)


def kernel_machine(tf: Any, np: Any) -> None:
    """A support vector machine in its dual form with a Gaussian kernel; rings as classes."""
    rng = np.random.RandomState(15)
    angle, radius = rng.rand(30) * 2 * np.pi, np.repeat([0.5, 1.5], 15) + 0.1 * rng.randn(30)
    x_vals = np.c_[radius * np.cos(angle), radius * np.sin(angle)]
    y_vals = np.where(radius < 1, 1, -1)
    x_data = tf.placeholder(shape=[None, 2], dtype=tf.float32)
    y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    grid = tf.placeholder(shape=[None, 2], dtype=tf.float32)
    b = tf.Variable(tf.random_normal(shape=[1, 30], seed=6))
    gamma = tf.constant(-2.0)
    dist = tf.reshape(tf.reduce_sum(tf.square(x_data), 1), [-1, 1])
    sq_dists = tf.add(
        tf.subtract(dist, tf.multiply(2.0, tf.matmul(x_data, tf.transpose(x_data)))), tf.transpose(dist)
    )
    my_kernel = tf.exp(tf.multiply(gamma, tf.abs(sq_dists)))
    second = tf.reduce_sum(
        tf.multiply(
            my_kernel,
            tf.multiply(
                tf.matmul(tf.transpose(b), b), tf.matmul(y_target, tf.transpose(y_target))
            ),
        )
    )  # fmt: skip
    loss = tf.negative(tf.subtract(tf.reduce_sum(b), second))
    rA = tf.reshape(tf.reduce_sum(tf.square(x_data), 1), [-1, 1])
    rB = tf.reshape(tf.reduce_sum(tf.square(grid), 1), [-1, 1])
    pred_sq_dist = tf.add(
        tf.subtract(rA, tf.multiply(2.0, tf.matmul(x_data, tf.transpose(grid)))), tf.transpose(rB)
    )
    pred_kernel = tf.exp(tf.multiply(gamma, tf.abs(pred_sq_dist)))
    output = tf.matmul(tf.multiply(tf.transpose(y_target), b), pred_kernel)
    prediction = tf.sign(output - tf.reduce_mean(output))
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.squeeze(prediction), tf.squeeze(y_target)), tf.float32))
    train_step = tf.train.GradientDescentOptimizer(0.002).minimize(loss)
    feed = {x_data: x_vals, y_target: y_vals[:, None], grid: x_vals}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(30):
            sess.run(train_step, feed_dict=feed)
            if i % 10 == 9:
                print(i, sess.run([loss, accuracy], feed_dict=feed))


def cholesky_and_elastic_net(tf: Any, np: Any) -> None:
    """Least squares by a decomposition; the same data with penalties of both kinds."""
    rng = np.random.RandomState(18)
    x_vals = np.linspace(0, 10, 50)
    y_vals = x_vals * 0.5 + 1.0 + rng.normal(0, 0.5, 50)
    A = np.column_stack((x_vals, np.ones(50)))
    A_tensor, b_tensor = tf.constant(A), tf.constant(y_vals.reshape(50, 1))
    tA_A = tf.matmul(tf.transpose(A_tensor), A_tensor)
    L = tf.cholesky(tA_A)
    sol1 = tf.matrix_solve(L, tf.matmul(tf.transpose(A_tensor), b_tensor))
    solution = tf.matrix_solve(tf.transpose(L), sol1)
    other = tf.matrix_solve_ls(A_tensor, b_tensor)
    x_data = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    y_target = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    W = tf.Variable(tf.random_normal(shape=[1, 1], seed=1))
    b = tf.Variable(tf.random_normal(shape=[1, 1], seed=2))
    model_output = tf.add(tf.matmul(x_data, W), b)
    l1_term = tf.multiply(0.1, tf.reduce_mean(tf.abs(W)))
    l2_term = tf.multiply(0.1, tf.reduce_mean(tf.square(W)))
    loss = tf.expand_dims(
        tf.add(tf.add(tf.reduce_mean(tf.square(y_target - model_output)), l1_term), l2_term), 0
    )
    lasso = tf.truediv(1.0, tf.add(1.0, tf.exp(tf.multiply(-50.0, tf.subtract(W, 0.9)))))
    train_step = tf.train.GradientDescentOptimizer(0.005).minimize(loss)
    with tf.Session() as sess:
        print(sess.run([solution, other]))
        sess.run(tf.global_variables_initializer())
        for i in range(60):
            rows = rng.choice(50, size=20)
            feed = {x_data: np.transpose([x_vals[rows]]), y_target: np.transpose([y_vals[rows]])}
            sess.run(train_step, feed_dict=feed)
            if i % 20 == 19:
                print(i, sess.run(W), sess.run(b), sess.run(loss, feed_dict=feed), sess.run(lasso))


def mixture_density_network(tf: Any, np: Any) -> None:
    """A network that answers with several normal distributions: `tf.split`, a stable softmax by hand."""
    rng = np.random.RandomState(23)
    y_data = rng.uniform(-3, 3, (1, 60)).T
    x_data = np.sin(0.75 * y_data) * 3 + y_data * 0.5 + rng.normal(size=(60, 1)) * 0.2
    k = 4
    x = tf.placeholder(dtype=tf.float32, shape=[None, 1], name="x")
    y = tf.placeholder(dtype=tf.float32, shape=[None, 1], name="y")
    Wh = tf.Variable(tf.random_normal([1, 10], stddev=0.5, dtype=tf.float32, seed=1))
    bh = tf.Variable(tf.random_normal([1, 10], stddev=0.5, dtype=tf.float32, seed=2))
    Wo = tf.Variable(tf.random_normal([10, 3 * k], stddev=0.5, dtype=tf.float32, seed=3))
    bo = tf.Variable(tf.zeros([1, 3 * k]))
    out_pi, out_sigma, out_mu = tf.split(axis=1, num_or_size_splits=3,
                                         value=tf.matmul(tf.nn.tanh(tf.matmul(x, Wh) + bh), Wo) + bo)  # fmt: skip
    max_pi = tf.reduce_max(out_pi, 1, keep_dims=True)
    out_pi = tf.exp(tf.subtract(out_pi, max_pi))
    out_pi = tf.multiply(tf.reciprocal(tf.reduce_sum(out_pi, 1, keep_dims=True)), out_pi)
    out_sigma = tf.exp(out_sigma)
    result = tf.multiply(tf.subtract(y, out_mu), tf.reciprocal(out_sigma))
    result = tf.multiply(tf.exp(-tf.square(result) / 2), tf.reciprocal(out_sigma)) / np.sqrt(2 * np.pi)
    likelihood = tf.reduce_sum(tf.multiply(result, out_pi), 1, keep_dims=True)
    lossfunc = tf.reduce_mean(-tf.log(likelihood))
    train_op = tf.train.RMSPropOptimizer(0.01, decay=0.8).minimize(lossfunc)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(31):
            sess.run(train_op, feed_dict={x: x_data, y: y_data})
            if i % 10 == 0:
                print(i, sess.run(lossfunc, feed_dict={x: x_data, y: y_data}))
        print(sess.run(tf.concat([out_pi, out_sigma, out_mu], 1), {x: [[0.5]]}))
