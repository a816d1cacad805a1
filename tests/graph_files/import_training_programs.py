"""Programs that train, whose graphs (gradients and optimizer included) TensorFlow writes for tensorlab to train on.

Read next: `tests/parity/record_tensorflow_graphs.py`.
"""

import numpy as np

from tests.graph_files.import_programs import Plan, numbers

STEPS = 6


def _supervised(tf, columns=3, classes=0):
    """Placeholders for examples and answers, and what to feed in every step."""
    x = tf.placeholder(tf.float32, [None, columns], name="x")
    if classes:
        y = tf.placeholder(tf.int64, [None], name="y")
        answers = np.arange(5) * 2 % classes
    else:
        y = tf.placeholder(tf.float32, [None, 1], name="y")
        answers = numbers(5, 1)
    feeds = [{x: numbers(5, columns) + step * 0.1, y: answers} for step in range(STEPS)]
    return x, y, feeds


def _training(tf, train, loss, feeds, queues=False, **more):
    tf.add_to_collection(tf.GraphKeys.TRAIN_OP, train)
    tf.add_to_collection(tf.GraphKeys.LOSSES, loss)
    fetches = {"loss": loss}
    fetches.update((f"variable {i}", v) for i, v in enumerate(tf.trainable_variables()))
    fetches.update(more)
    return Plan(fetches, feeds, train, tf.global_variables_initializer(), meta=True, queues=queues)


def linear_regression(tf):
    """Gradient descent, broadcasting and its undoing."""
    x, y, feeds = _supervised(tf, 1)
    w = tf.Variable(0.3, name="w")
    b = tf.Variable([0.1], name="b")
    loss = tf.reduce_mean(tf.square(w * x + b - y))
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
    return _training(tf, train, loss, feeds, step=step)


def logistic_regression(tf):
    """Adam with cross entropy, weight decay and a decaying rate."""
    x, y, feeds = _supervised(tf)
    w = tf.get_variable("w", initializer=tf.constant(numbers(3, 1)))
    b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
    logits = tf.matmul(x, w) + b
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.sigmoid(y), logits=logits))
    loss += 0.01 * tf.nn.l2_loss(w)
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.1, step, 2, 0.5, staircase=True)
    train = tf.train.AdamOptimizer(rate).minimize(loss, global_step=step)
    return _training(tf, train, loss, feeds, rate=rate)


def perceptron(tf):
    """Two layers, softmax, momentum, accuracy."""
    x, y, feeds = _supervised(tf, classes=4)
    hidden = tf.layers.dense(x, 6, tf.nn.tanh, kernel_initializer=tf.random_normal_initializer(seed=1))
    logits = tf.layers.dense(hidden, 4, kernel_initializer=tf.glorot_uniform_initializer(seed=2))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    train = tf.train.MomentumOptimizer(0.2, 0.9, use_nesterov=True).minimize(loss)
    right = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.float32))
    return _training(tf, train, loss, feeds, right=right)


def convolutional(tf):
    """Convolution, max and average pooling, dense softmax, Adam."""
    image = tf.placeholder(tf.float32, [None, 6, 6, 1], name="image")
    label = tf.placeholder(tf.float32, [None, 3], name="label")
    h = tf.layers.conv2d(
        image, 3, 3, padding="same", kernel_initializer=tf.truncated_normal_initializer(seed=3)
    )
    h = tf.layers.max_pooling2d(tf.nn.relu(h), 2, 2)
    h = tf.layers.conv2d(
        h, 2, 2, activation=tf.nn.elu, kernel_initializer=tf.random_uniform_initializer(-1, 1, seed=4)
    )
    h = tf.layers.average_pooling2d(h, 2, 1)
    h = tf.nn.lrn(h)
    logits = tf.layers.dense(
        tf.layers.flatten(h), 3, kernel_initializer=tf.constant_initializer(numbers(2, 3))
    )
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=label, logits=logits))
    train = tf.train.AdamOptimizer(0.05).minimize(loss)
    feeds = [{image: numbers(4, 6, 6, 1) * (1 + k), label: np.eye(3)[[0, 1, 2, 0]]} for k in range(STEPS)]
    return _training(tf, train, loss, feeds)


def batch_normalized(tf):
    """Batch normalisation with a placeholder that says whether it is training: branches with writes, UPDATE_OPS."""
    x, y, feeds = _supervised(tf)
    training = tf.placeholder_with_default(True, [], name="training")
    h = tf.layers.dense(x, 4, kernel_initializer=tf.constant_initializer(numbers(3, 4)))
    h = tf.layers.batch_normalization(h, training=training, momentum=0.8)
    prediction = tf.layers.dense(tf.nn.relu(h), 1, kernel_initializer=tf.constant_initializer(numbers(4, 1)))
    loss = tf.losses.mean_squared_error(y, prediction)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    means = {f"moving {i}": v for i, v in enumerate(tf.global_variables()) if "moving" in v.name}
    return _training(tf, train, loss, feeds, **means)


def batch_normalized_images(tf):
    """The fused form, and its gradient."""
    image = tf.placeholder(tf.float32, [4, 4, 4, 2], name="image")
    h = tf.layers.conv2d(image, 2, 2, kernel_initializer=tf.constant_initializer(numbers(2, 2, 2, 2)))
    h = tf.layers.batch_normalization(h, training=True)
    loss = tf.reduce_mean(tf.square(tf.reduce_max(h, axis=[1, 2]) - 0.5))
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train = tf.train.RMSPropOptimizer(0.01, momentum=0.5, centered=True).minimize(loss)
    return _training(tf, train, loss, [{image: numbers(4, 4, 4, 2) * (k + 1)} for k in range(STEPS)])


def embeddings(tf):
    """Rows of a table: sparse gradients through Adam and Adagrad."""
    ids = tf.placeholder(tf.int32, [None], name="ids")
    table = tf.get_variable("table", initializer=tf.constant(numbers(5, 3)))
    other = tf.get_variable("other", initializer=tf.constant(numbers(5, 3)))
    found = tf.nn.embedding_lookup(table, ids) * tf.gather(other, ids)
    loss = tf.reduce_sum(tf.square(found - 0.2))
    train = tf.group(
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[table]),
        tf.train.AdagradOptimizer(0.1).minimize(loss, var_list=[other]),
    )
    return _training(tf, train, loss, [{ids: [k % 5, 1, 1]} for k in range(STEPS)])


def sparse_optimizers(tf):
    """Momentum, Adadelta, Ftrl, RMSProp, proximal and plain steps, with sparse and dense gradients."""
    ids = tf.placeholder(tf.int64, [None], name="ids")
    losses, trains = [], []
    makers = [
        lambda: tf.train.MomentumOptimizer(0.1, 0.5),
        lambda: tf.train.AdadeltaOptimizer(1.0),
        lambda: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02),
        lambda: tf.train.RMSPropOptimizer(0.05),
        lambda: tf.train.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.01),
        lambda: tf.train.ProximalGradientDescentOptimizer(0.1, l2_regularization_strength=0.01),
        lambda: tf.train.GradientDescentOptimizer(0.1),
    ]
    for place, make in enumerate(makers):
        rows = tf.get_variable(f"rows{place}", initializer=tf.constant(numbers(4, 2)))
        dense = tf.get_variable(f"dense{place}", initializer=tf.constant(numbers(2)))
        loss = tf.reduce_sum(tf.square(tf.gather(rows, ids) * dense - 0.3))
        losses.append(loss)
        trains.append(make().minimize(loss, var_list=[rows, dense]))
    return _training(tf, tf.group(*trains), tf.add_n(losses), [{ids: [k % 4, 2, 2]} for k in range(STEPS)])


def dropped_out(tf):
    """Dropout: the same random numbers, and their mask on the way back."""
    tf.set_random_seed(11)
    x, y, feeds = _supervised(tf)
    keep = tf.placeholder_with_default(0.6, [], name="keep")
    w = tf.get_variable("w", [3, 8], initializer=tf.glorot_normal_initializer())
    v = tf.get_variable("v", [8, 1], initializer=tf.truncated_normal_initializer(stddev=0.5))
    h = tf.nn.dropout(tf.nn.leaky_relu(tf.matmul(x, w)), rate=1 - keep)
    loss = tf.losses.absolute_difference(y, tf.matmul(h, v)) + tf.losses.huber_loss(y, tf.matmul(h, v))
    train = tf.train.AdagradOptimizer(0.1).minimize(loss)
    return _training(tf, train, tf.stop_gradient(tf.reduce_sum(tf.square(w))), feeds)


def clipped(tf):
    """Gradients clipped by their global norm, applied by hand; an average that follows."""
    x, y, feeds = _supervised(tf)
    w = tf.Variable(numbers(3, 1) * 3, name="w")
    b = tf.Variable(0.5, name="b")
    step = tf.Variable(0, trainable=False, name="global_step")
    loss = tf.reduce_mean(tf.abs(tf.matmul(x, w) + b - y) ** 3)
    optimizer = tf.train.GradientDescentOptimizer(tf.train.polynomial_decay(0.1, step, 5, 0.01))
    gradients, places = zip(*optimizer.compute_gradients(loss))
    clipped_gradients, norm = tf.clip_by_global_norm(gradients, 1.0)
    apply = optimizer.apply_gradients(zip(clipped_gradients, places), global_step=step)
    average = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
    with tf.control_dependencies([apply]):
        train = average.apply([w, b])
    return _training(tf, train, loss, feeds, norm=norm, average=average.average(w))


def loop_gradient(tf):
    """The gradient of a loop: stacks pushed forwards and popped backwards."""
    x, y, feeds = _supervised(tf, 2)
    w = tf.Variable(numbers(2, 2) * 0.5, name="w")
    n = tf.placeholder_with_default(3, [], name="n")
    state = tf.while_loop(lambda i, h: i < n, lambda i, h: (i + 1, tf.tanh(tf.matmul(h, w) + x)), [0, x])[1]
    loss = tf.reduce_mean(tf.square(tf.reduce_sum(state, 1, keepdims=True) - y))
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    return _training(tf, train, loss, feeds)


def nested_loop_gradient(tf):
    """The gradient of a loop in a loop, with a branch inside."""
    x, y, feeds = _supervised(tf, 2)
    w = tf.Variable(numbers(2, 2) * 0.5, name="w")

    def inner(j, h):
        return j + 1, tf.cond(
            tf.reduce_sum(h) > 0.0, lambda: tf.sin(tf.matmul(h, w)), lambda: h * w[0, 0] + 0.1
        )

    def outer(i, h):
        return i + 1, tf.while_loop(lambda j, _: j <= i, inner, [0, h + x])[1]

    state = tf.while_loop(lambda i, _: i < 3, outer, [0, x])[1]
    loss = tf.reduce_mean(tf.square(tf.reduce_sum(state, 1, keepdims=True) - y))
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    return _training(tf, train, loss, feeds)


def branch_gradient(tf):
    """The gradient of a branch."""
    x, y, feeds = _supervised(tf, 2)
    w = tf.Variable(numbers(2, 1), name="w")
    u = tf.Variable(0.7, name="u")
    size = tf.reduce_mean(x)
    h = tf.cond(size > 0.2, lambda: tf.matmul(x, w) * u, lambda: tf.sigmoid(tf.matmul(x, w)) + u)
    loss = tf.reduce_mean(tf.square(h - y))
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    return _training(tf, train, loss, feeds, h=h)


def recurrent_training(tf):
    """An LSTM through dynamic_rnn, trained: TensorArrays and their gradients, stacks, branches in loops."""
    x = tf.placeholder(tf.float32, [2, None, 2], name="x")
    y = tf.placeholder(tf.float32, [2, 1], name="y")
    lengths = tf.placeholder(tf.int32, [2], name="lengths")
    with tf.variable_scope("rnn", initializer=tf.random_uniform_initializer(-0.5, 0.5, seed=8)):
        cell = tf.nn.rnn_cell.BasicLSTMCell(3)
        outputs, _ = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
        w = tf.get_variable("w", [3, 1])
    loss = tf.reduce_mean(tf.square(tf.matmul(tf.reduce_sum(outputs, axis=1), w) - y))
    train = tf.train.AdamOptimizer(0.05).minimize(loss)
    feeds = [{x: numbers(2, 3 + k % 2, 2), y: [[0.5], [-0.5]], lengths: [3, 1 + k % 3]} for k in range(STEPS)]
    return _training(tf, train, loss, feeds)


def static_recurrent(tf):
    """A GRU unrolled, softmax over sequences."""
    x = tf.placeholder(tf.float32, [2, 3, 2], name="x")
    y = tf.placeholder(tf.int32, [2, 3], name="y")
    with tf.variable_scope("rnn", initializer=tf.random_uniform_initializer(-0.5, 0.5, seed=8)):
        outputs, _ = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(3), tf.unstack(x, axis=1), dtype=tf.float32)
        logits = tf.layers.dense(tf.stack(outputs, axis=1), 4)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    train = tf.train.RMSPropOptimizer(0.05).minimize(loss)
    feeds = [{x: numbers(2, 3, 2) * (k + 1), y: [[0, 1, 2], [3, 2, k % 4]]} for k in range(STEPS)]
    return _training(tf, train, loss, feeds)


def resource_variables(tf):
    """Variables of the newer kind, with Adam and momentum on them, dense and sparse."""
    x, y, feeds = _supervised(tf)
    with tf.variable_scope("v", use_resource=True):
        w = tf.get_variable("w", initializer=tf.constant(numbers(3, 1)))
        b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
        table = tf.get_variable("table", initializer=tf.constant(numbers(4, 1)))
        step = tf.get_variable("step", [], tf.int64, initializer=tf.zeros_initializer(), trainable=False)
    prediction = tf.matmul(x, w) + b + tf.gather(table, [0, 2, 2, 1, 0])
    loss = tf.reduce_mean(tf.square(prediction - y))
    train = tf.group(
        tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[w, b], global_step=step),
        tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, var_list=[table]),
    )
    return _training(tf, train, loss, feeds, step=step)


def adversaries(tf):
    """Two networks against each other, each with an optimizer of its own."""
    noise = tf.placeholder(tf.float32, [None, 2], name="noise")
    real = tf.placeholder(tf.float32, [None, 1], name="real")

    def network(value, scope, reuse=False):
        with tf.variable_scope(
            scope, reuse=reuse, initializer=tf.random_normal_initializer(stddev=0.5, seed=9)
        ):
            w = tf.get_variable("w", [value.shape[1], 4])
            v = tf.get_variable("v", [4, 1])
            return tf.matmul(tf.nn.softplus(tf.matmul(value, w)), v)

    fake = network(noise, "generator")
    good, bad = network(real, "judge"), network(fake, "judge", True)
    cross = tf.nn.sigmoid_cross_entropy_with_logits
    judge_loss = tf.reduce_mean(
        cross(labels=tf.ones_like(good), logits=good) + cross(labels=tf.zeros_like(bad), logits=bad)
    )
    generator_loss = tf.reduce_mean(cross(labels=tf.ones_like(bad), logits=bad))
    optimizer = tf.train.AdamOptimizer(0.02, beta1=0.5)
    first = optimizer.minimize(judge_loss, var_list=tf.trainable_variables("judge"))
    with tf.control_dependencies([first]):
        second = tf.train.AdamOptimizer(0.01).minimize(
            generator_loss, var_list=tf.trainable_variables("generator")
        )
    del second
    feeds = [{noise: numbers(3, 2) * (k + 1), real: numbers(3, 1) + 1} for k in range(STEPS)]
    return _training(tf, first, judge_loss, feeds, other=generator_loss)


def many_gradients(tf):
    """The gradients of many operations at once, with TensorFlow's own nodes for each."""
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    v = tf.Variable(numbers(2, 3) + 1.5, name="v")
    parts = [
        tf.sqrt(v), tf.log(v), tf.exp(-v), tf.sigmoid(v), tf.tanh(v), tf.rsqrt(v), tf.reciprocal(v),
        tf.square(v), tf.abs(v), tf.nn.relu(v - 1), tf.nn.relu6(v * 4), tf.nn.elu(v - 1), tf.nn.selu(v - 1),
        tf.nn.softplus(v), tf.nn.softsign(v), tf.sin(v), tf.cos(v), tf.atan(v), tf.erf(v), tf.lgamma(v),
        tf.pow(v, x), tf.maximum(v, x), tf.minimum(v, x * v), tf.div(x, v), v / x, tf.squared_difference(x, v),
        tf.nn.softmax(v), tf.nn.log_softmax(v), tf.cumsum(v, 1), tf.cumprod(v, 1), tf.reverse(v, [1]),
        tf.reduce_max(v, 1, keepdims=True) * x, tf.reduce_prod(v, 0, keepdims=True) * x,
        tf.reduce_logsumexp(v, 1, keepdims=True) * x, tf.clip_by_value(v, 1.0, 2.0), tf.tile(v[:, :1], [1, 3]),
        tf.pad(v[:1], [[0, 1], [0, 0]]), tf.concat([v[:, 1:], v[:, :1]], 1), tf.gather(v, [1, 0]), v[::-1],
        tf.transpose(tf.matmul(v, x, transpose_b=True) * tf.ones([3, 2, 2]))[:, :1, 0] * tf.ones([2, 3]),
        tf.unsorted_segment_sum(v, [1, 0], 2), tf.where(v > x, v, v * x), tf.slice(v, [0, 0], [2, 3]),
        tf.floor(v) * v, tf.stack(tf.unstack(v, axis=1), axis=1), tf.expand_dims(v, 0)[0],
        tf.add_n([v, v * x, x]), tf.reduce_mean(v, 0) * x, tf.nn.l2_normalize(v, 1),
        tf.dynamic_stitch([[1], [0]], tf.split(v, 2)), tf.reshape(tf.reshape(v, [-1]), [2, 3]), tf.norm(v) * x,
        tf.tensordot(v, x, [[1], [1]])[:, :1] * x, tf.einsum("ij,kj->ik", v, x)[:, 1:] * x,
        tf.broadcast_to(v[:1], [2, 3]), tf.nn.moments(v, [1], keep_dims=True)[1] * x,
        tf.linalg.diag_part(tf.matmul(v, x, transpose_b=True))[0] * x,
        tf.matrix_inverse(tf.matmul(v, v, transpose_b=True) + tf.eye(2))[:, :1] * x,
        tf.gather_nd(v, [[0], [1]]),
    ]  # fmt: skip
    loss = tf.add_n([tf.reduce_sum(part * (0.1 + 0.01 * i)) for i, part in enumerate(parts)])
    train = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
    return _training(tf, train, loss, [{x: numbers(2, 3) + 0.2 * k + 2} for k in range(STEPS)])


def translation(tf):
    """A translator of `tf.contrib.seq2seq`: attention, and a decoder that is taught. Only in 1.15."""
    from tensorflow.contrib import rnn, seq2seq

    tf.set_random_seed(5)
    source = tf.placeholder(tf.int32, [3, None], name="source")
    target = tf.placeholder(tf.int32, [3, None], name="target")
    lengths = tf.placeholder(tf.int32, [3], name="lengths")
    table = tf.get_variable("table", [10, 4])
    memory, state = tf.nn.dynamic_rnn(
        rnn.GRUCell(4), tf.nn.embedding_lookup(table, source), lengths, dtype=tf.float32
    )
    attention = seq2seq.LuongAttention(4, memory, lengths)
    decoder_cell = seq2seq.AttentionWrapper(rnn.GRUCell(4), attention, output_attention=False)
    first = decoder_cell.zero_state(3, tf.float32).clone(cell_state=state)
    helper = seq2seq.TrainingHelper(tf.nn.embedding_lookup(table, target), tf.fill([3], tf.shape(target)[1]))
    decoder = seq2seq.BasicDecoder(decoder_cell, helper, first, tf.layers.Dense(10))
    outputs, _, _ = seq2seq.dynamic_decode(decoder)
    loss = seq2seq.sequence_loss(outputs.rnn_output, target, tf.ones_like(target, tf.float32))
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    words = np.arange(12).reshape(3, 4)
    feeds = [
        {source: (words + k) % 10, target: (words * 3 + k)[:, :3] % 10, lengths: [4, 2, 3]}
        for k in range(STEPS)
    ]
    return _training(tf, train, tf.reduce_sum(tf.square(table)), feeds)


def labels_in_a_row(tf):
    """A conditional random field of `tf.contrib.crf`: sums over all ways in a loop, and the best way. Only in 1.15."""
    from tensorflow.contrib import crf

    scores = tf.placeholder(tf.float32, [3, None, 4], name="scores")
    labels = tf.placeholder(tf.int32, [3, None], name="labels")
    lengths = tf.placeholder(tf.int32, [3], name="lengths")
    w = tf.get_variable("w", initializer=tf.eye(4))
    weighted = tf.tensordot(scores, w, 1)
    likelihood, ways = crf.crf_log_likelihood(
        weighted,
        labels,
        lengths,
        tf.get_variable("ways", [4, 4], initializer=tf.constant_initializer(numbers(4, 4))),
    )
    best, _ = crf.crf_decode(weighted, ways, lengths)
    loss = -tf.reduce_mean(likelihood)
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    rows = np.arange(15).reshape(3, 5)
    feeds = [
        {scores: numbers(3, 5, 4) * (k + 1), labels: (rows + k) % 4, lengths: [5, 3, 1]} for k in range(STEPS)
    ]
    return _training(tf, train, loss, feeds, best=best)


def fed_by_queues(tf):
    """Examples that come out of queues, which threads fill; a summary of the weights."""
    rows = tf.constant(numbers(12, 3))
    row, answer = tf.train.slice_input_producer([rows, tf.constant(numbers(12, 1))], shuffle=False)
    x, y = tf.train.batch([row, answer], 4, capacity=8)
    w = tf.Variable(numbers(3, 1), name="w")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y))
    train = tf.train.AdamOptimizer(0.1).minimize(loss)
    tf.summary.histogram("w", w)
    tf.summary.merge_all()
    tf.train.Saver()
    return _training(tf, train, tf.identity(w), [{}] * STEPS, queues=True)
