"""Whole programs as the books have them: sequences without the cells of `tf.nn`, attention, probabilities."""

from typing import Any


def unrolled_recurrence(tf: Any, np: Any) -> None:
    """A recurrence written out step by step in Python, trained to find the largest of four numbers."""
    tf.set_random_seed(42)
    n_steps, n_inputs, n_neurons = 4, 2, 5
    X = tf.placeholder(tf.float32, [None, n_steps, n_inputs])
    y = tf.placeholder(tf.int32, [None])
    Wx = tf.Variable(tf.random_normal(shape=[n_inputs, n_neurons], dtype=tf.float32))
    Wy = tf.Variable(tf.random_normal(shape=[n_neurons, n_neurons], dtype=tf.float32))
    b = tf.Variable(tf.zeros([1, n_neurons], dtype=tf.float32))
    outputs, state = [], tf.zeros([tf.shape(X)[0], n_neurons])
    for step in tf.unstack(tf.transpose(X, perm=[1, 0, 2])):
        state = tf.tanh(tf.matmul(step, Wx) + tf.matmul(state, Wy) + b)
        outputs.append(state)
    all_outputs = tf.transpose(tf.stack(outputs), perm=[1, 0, 2])
    logits = tf.matmul(outputs[-1], tf.Variable(tf.random_normal([n_neurons, n_steps])))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    train = tf.train.AdamOptimizer(0.02).minimize(loss)
    print(all_outputs.shape, logits.shape, state.shape)
    rng = np.random.RandomState(0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(30):
            batch = rng.rand(16, n_steps, n_inputs)
            sess.run(train, {X: batch, y: batch[:, :, 0].argmax(1)})
            if i % 10 == 9:
                print(i, sess.run(loss, {X: batch, y: batch[:, :, 0].argmax(1)}))
        print(sess.run(all_outputs, {X: batch[:1]})[0, :, :2])


def memory_cell(tf: Any, np: Any) -> None:
    """The gates of a memory cell by hand, four in one product, with a shared scope."""
    tf.set_random_seed(7)
    size = 3
    x = tf.placeholder(tf.float32, [2, 5, 4])

    def cell(inputs: Any, c: Any, h: Any) -> Any:
        with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):
            kernel = tf.get_variable("kernel", [4 + size, 4 * size])
            bias = tf.get_variable("bias", [4 * size], initializer=tf.zeros_initializer())
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), kernel), bias)
        i, j, f, o = tf.split(value=gates, num_or_size_splits=4, axis=1)
        c = c * tf.sigmoid(f + 1.0) + tf.sigmoid(i) * tf.tanh(j)
        return c, tf.tanh(c) * tf.sigmoid(o)

    c = h = tf.zeros([2, size])
    for t in range(5):
        c, h = cell(x[:, t, :], c, h)
    target = tf.constant([[0.5, -0.5, 0.0], [0.1, 0.2, 0.3]])
    loss = tf.losses.mean_squared_error(target, h)
    step = tf.train.RMSPropOptimizer(0.05, momentum=0.5).minimize(loss)
    print([v.name for v in tf.trainable_variables()], h.shape)
    feed = {x: np.random.RandomState(1).randn(2, 5, 4)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([h, c], feed))
        for _ in range(10):
            sess.run(step, feed)
        print(sess.run([loss, h], feed))


def attention(tf: Any, np: Any) -> None:
    """Scaled products of queries and keys in several heads, a mask, a residual, a normalised layer."""
    tf.set_random_seed(50)
    length, width, heads = 4, 6, 2
    ids = tf.placeholder(tf.int32, [None, length])
    lengths = tf.placeholder(tf.int32, [None])
    table = tf.get_variable("table", [10, width], initializer=tf.random_normal_initializer(0.0, width**-0.5))
    x = tf.nn.embedding_lookup(table, ids) * (width**0.5)
    position = tf.expand_dims(tf.to_float(tf.range(length)), 1)
    rates = tf.pow(10000.0, -tf.to_float(tf.range(width // 2)) * 2.0 / width)
    signal = tf.concat([tf.sin(position * rates), tf.cos(position * rates)], axis=1)
    x += tf.expand_dims(signal, 0)

    def split_heads(t: Any) -> Any:
        return tf.transpose(tf.reshape(t, [-1, length, heads, width // heads]), [0, 2, 1, 3])

    def dense(t: Any, name: str) -> Any:
        return tf.tensordot(t, tf.get_variable(name, [width, width]), axes=[[2], [0]])

    q, k, v = (split_heads(dense(x, name)) for name in ("q", "k", "v"))
    scores = tf.matmul(q, k, transpose_b=True) / np.sqrt(width // heads)
    mask = tf.sequence_mask(lengths, length, dtype=tf.float32)
    scores += (1.0 - mask[:, tf.newaxis, tf.newaxis, :]) * -1e9
    weights = tf.nn.softmax(scores)
    together = tf.reshape(tf.transpose(tf.matmul(weights, v), [0, 2, 1, 3]), [-1, length, width])
    y = x + dense(together, "o")
    mean, variance = tf.nn.moments(y, [-1], keep_dims=True)
    y = (y - mean) * tf.rsqrt(variance + 1e-6)
    pooled = tf.reduce_sum(y * tf.expand_dims(mask, -1), 1) / tf.reduce_sum(mask, 1, keepdims=True)
    loss = tf.reduce_mean(tf.square(pooled[:, 0] - [1.0, -1.0]))
    train = tf.train.AdamOptimizer(0.01).minimize(loss)
    print(q.shape, weights.shape, y.shape, pooled.shape)
    feed = {ids: [[1, 2, 3, 0], [4, 5, 0, 0]], lengths: [3, 2]}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(weights, feed)[0, 0], sess.run(pooled, feed)[0])
        for _ in range(10):
            _, value = sess.run([train, loss], feed)
        print(value, sess.run(tf.gradients(loss, table)[0], feed).values.shape)


def bag_of_words(tf: Any, np: Any) -> None:
    """Sentences as the mean of their word vectors; padding is masked; sparse updates of the table."""
    sentences = ["good film", "very good good film", "bad film", "very bad story", "good story", "bad bad"]
    labels = [1, 1, 0, 0, 1, 0]
    vocabulary = {w: i + 1 for i, w in enumerate(sorted({w for s in sentences for w in s.split()}))}
    ids = [[vocabulary[w] for w in s.split()] for s in sentences]
    padded = [row + [0] * (4 - len(row)) for row in ids]
    tf.set_random_seed(11)
    words = tf.placeholder(tf.int32, [None, 4])
    y = tf.placeholder(tf.float32, [None])
    table = tf.Variable(tf.random_uniform([len(vocabulary) + 1, 3], -0.1, 0.1))
    mask = tf.cast(tf.not_equal(words, 0), tf.float32)
    total = tf.reduce_sum(tf.nn.embedding_lookup(table, words) * mask[:, :, None], 1)
    mean = total / tf.reduce_sum(mask, 1, keep_dims=True)
    w, b = tf.Variable(tf.truncated_normal([3, 1])), tf.Variable(0.0)
    logits = tf.squeeze(tf.matmul(mean, w), 1) + b
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
    train = tf.train.AdagradOptimizer(0.5).minimize(loss)
    accuracy = tf.reduce_mean(tf.to_float(tf.equal(logits > 0, y > 0.5)))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(15):
            _, value = sess.run([train, loss], {words: padded, y: labels})
            if i % 5 == 4:
                print(i, value, sess.run(accuracy, {words: padded, y: labels}))
        print(sess.run(table)[1], sess.run(tf.nn.l2_normalize(table, 1))[2])


def forward_algorithm(tf: Any, np: Any) -> None:
    """A hidden Markov model: forward sums and the best path, one class with tensors as attributes."""

    class HMM:
        def __init__(self, initial_prob: Any, trans_prob: Any, obs_prob: Any) -> None:
            self.initial_prob = tf.constant(initial_prob, dtype=tf.double)
            self.trans_prob = tf.constant(trans_prob, dtype=tf.double)
            self.obs_prob = tf.constant(obs_prob, dtype=tf.double)
            self.N = np.size(initial_prob)
            self.emission = tf.constant(obs_prob)
            self.obs_idx = tf.placeholder(tf.int32)
            self.fwd = tf.placeholder(tf.float64)

        def get_emission(self, obs_idx: Any) -> Any:
            slice_location = [0, obs_idx]
            num_rows = tf.shape(self.emission)[0]
            return tf.slice(self.emission, slice_location, [num_rows, 1])

        def forward_init_op(self) -> Any:
            return tf.multiply(self.initial_prob, self.get_emission(self.obs_idx))

        def forward_op(self) -> Any:
            transitions = tf.matmul(self.fwd, tf.transpose(self.get_emission(self.obs_idx)))
            return tf.reshape(tf.reduce_sum(transitions * self.trans_prob, 0), [self.N, 1])

        def decode_op(self) -> Any:
            transitions = tf.matmul(self.fwd, tf.transpose(self.get_emission(self.obs_idx)))
            weighted = tf.reduce_max(transitions * self.trans_prob, 0)
            return tf.expand_dims(weighted, 1), tf.argmax(transitions * self.trans_prob, 0)

    hmm = HMM(
        np.array([[0.6], [0.4]]),
        np.array([[0.7, 0.3], [0.4, 0.6]]),
        np.array([[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]),
    )
    first, forward, decode = hmm.forward_init_op(), hmm.forward_op(), hmm.decode_op()
    observations = [0, 1, 1, 2, 1]
    with tf.Session() as sess:
        fwd = best = sess.run(first, feed_dict={hmm.obs_idx: observations[0]})
        backs = []
        for observation in observations[1:]:
            fwd = sess.run(forward, feed_dict={hmm.obs_idx: observation, hmm.fwd: fwd})
            best, back = sess.run(decode, feed_dict={hmm.obs_idx: observation, hmm.fwd: best})
            backs.append(back.tolist())
        print("Probability:", sess.run(tf.reduce_sum(fwd)), best.ravel(), backs)


def gaussian_process(tf: Any, np: Any) -> None:
    """Regression with a kernel: Cholesky factor, triangular solves, the likelihood and its gradients."""
    rng = np.random.RandomState(6)
    xs = np.sort(rng.uniform(-3, 3, 12))[:, None]
    ys = np.sin(xs) + 0.1 * rng.randn(12, 1)
    log_length, log_noise = tf.Variable(0.0, dtype=tf.float64), tf.Variable(-1.0, dtype=tf.float64)

    def kernel(a: Any, b: Any) -> Any:
        return tf.exp(-tf.square(a - tf.transpose(b)) / (2 * tf.exp(2 * log_length)))

    X, Y = tf.constant(xs), tf.constant(ys)
    Z = tf.placeholder(tf.float64, [None, 1])
    K = kernel(X, X) + tf.exp(2 * log_noise) * tf.eye(12, dtype=tf.float64)
    L = tf.cholesky(K)
    alpha = tf.matrix_triangular_solve(tf.transpose(L), tf.matrix_triangular_solve(L, Y), lower=False)
    nll = 0.5 * tf.reduce_sum(Y * alpha) + tf.reduce_sum(tf.log(tf.diag_part(L))) + 6 * np.log(2 * np.pi)
    mean = tf.matmul(kernel(Z, X), alpha)
    v = tf.matrix_triangular_solve(L, kernel(X, Z))
    variance = 1.0 - tf.reduce_sum(tf.square(v), 0)
    train = tf.train.GradientDescentOptimizer(0.02).minimize(nll)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(nll), sess.run(tf.gradients(nll, [log_length, log_noise])))
        for _ in range(10):
            sess.run(train)
        print(sess.run([nll, log_length, log_noise]))
        for value in sess.run([mean, variance], {Z: [[-1.0], [0.0], [2.0]]}):
            print(value.ravel())


def gaussian_mixture(tf: Any, np: Any) -> None:
    """Expectation and maximisation by tensor ops and grouped assigns; logarithms summed safely."""
    rng = np.random.RandomState(17)
    data = np.concatenate([rng.randn(20, 2) * 0.6 + c for c in ([0, 0], [3, 3])]).astype(np.float32)
    x = tf.placeholder(tf.float32, [None, 2])
    means = tf.Variable([[-1.0, 1.0], [2.0, 1.0]])
    variances = tf.Variable(tf.ones([2, 2]))
    mixing = tf.Variable(tf.fill([2], 0.5))
    distances = tf.squared_difference(tf.expand_dims(x, 1), means) / variances
    log_densities = -0.5 * tf.reduce_sum(distances + tf.log(2 * np.pi * variances), 2)
    joint = log_densities + tf.log(mixing)
    evidence = tf.reduce_logsumexp(joint, axis=1, keep_dims=True)
    responsibilities = tf.exp(joint - evidence)
    sums = tf.reduce_sum(responsibilities, 0)
    new_means = tf.matmul(responsibilities, x, transpose_a=True) / sums[:, None]
    new_variances = tf.matmul(responsibilities, tf.square(x), transpose_a=True) / sums[:, None] - new_means**2
    new_mixing = sums / tf.to_float(tf.shape(x)[0])
    with tf.control_dependencies([new_means, new_variances, new_mixing]):
        step = tf.group(means.assign(new_means), variances.assign(new_variances), mixing.assign(new_mixing))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(10):
            if i % 3 == 0:
                print(i, sess.run(tf.reduce_mean(evidence), {x: data}))
            sess.run(step, {x: data})
        print(sess.run([means, variances, mixing]))
