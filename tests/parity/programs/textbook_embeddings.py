"""Whole programs as the books have them: embeddings, factors, clusters, neighbours."""

from typing import Any


def skip_gram(tf: Any, np: Any) -> None:
    """Word vectors from the neighbours of words, with the whole softmax over a small vocabulary."""
    text = (
        "the quick brown fox jumped over the lazy dog the fox is quick and the dog is lazy "
        "the king loves the queen and the queen loves the king"
    )
    words = text.split()
    vocabulary = sorted(set(words))
    word2int = {word: position for position, word in enumerate(vocabulary)}
    pairs = []
    for position, word in enumerate(words):
        for neighbour in words[max(position - 2, 0) : position] + words[position + 1 : position + 3]:
            pairs.append((word2int[word], word2int[neighbour]))
    print(len(vocabulary), len(pairs))

    vocabulary_size, embedding_size, batch_size = len(vocabulary), 6, 16
    tf.set_random_seed(10)
    train_inputs = tf.placeholder(tf.int32, shape=[batch_size])
    train_labels = tf.placeholder(tf.int32, shape=[batch_size])
    embeddings = tf.Variable(tf.random_uniform([vocabulary_size, embedding_size], -1.0, 1.0))
    embed = tf.nn.embedding_lookup(embeddings, train_inputs)
    softmax_weights = tf.Variable(
        tf.truncated_normal([embedding_size, vocabulary_size], stddev=1.0 / np.sqrt(embedding_size))
    )
    softmax_biases = tf.Variable(tf.zeros([vocabulary_size]))
    logits = tf.nn.xw_plus_b(embed, softmax_weights, softmax_biases)
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(
            logits=logits, labels=tf.one_hot(train_labels, vocabulary_size)
        )
    )
    optimizer = tf.train.AdagradOptimizer(1.0).minimize(loss)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keep_dims=True))
    normalized = embeddings / norm
    valid = tf.constant([word2int["king"], word2int["fox"]], dtype=tf.int32)
    similarity = tf.matmul(tf.nn.embedding_lookup(normalized, valid), tf.transpose(normalized))
    rng = np.random.RandomState(0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        average_loss = 0.0
        for step in range(60):
            batch = [pairs[i] for i in rng.choice(len(pairs), batch_size, replace=False)]
            feed_dict = {train_inputs: [a for a, _ in batch], train_labels: [b for _, b in batch]}
            _, value = session.run([optimizer, loss], feed_dict=feed_dict)
            average_loss += value
            if step % 20 == 19:
                print("Average loss at step", step, ":", average_loss / 20)
                average_loss = 0.0
        for row in similarity.eval():
            print([vocabulary[i] for i in (-row).argsort()[:4]])
        print(session.run(embeddings)[0])


def negative_samples(tf: Any, np: Any) -> None:
    """Right words against wrong ones that the program draws itself; two tables of vectors."""
    rng = np.random.RandomState(2)
    tf.set_random_seed(3)
    centre = tf.placeholder(tf.int32, [None], name="centre")
    right = tf.placeholder(tf.int32, [None], name="right")
    wrong = tf.placeholder(tf.int32, [None, 3], name="wrong")
    vectors = tf.get_variable("vectors", [12, 5], initializer=tf.random_uniform_initializer(-0.5, 0.5))
    outputs = tf.get_variable("outputs", [12, 5], initializer=tf.random_normal_initializer(stddev=0.3))
    v = tf.nn.embedding_lookup(vectors, centre)
    u = tf.nn.embedding_lookup(outputs, right)
    n = tf.nn.embedding_lookup(outputs, wrong)
    right_logits = tf.reduce_sum(v * u, 1)
    wrong_logits = tf.reduce_sum(tf.expand_dims(v, 1) * n, axis=2)
    loss = -tf.reduce_mean(tf.log_sigmoid(right_logits) + tf.reduce_sum(tf.log_sigmoid(-wrong_logits), 1))
    step = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(30):
            words = rng.randint(12, size=8)
            feed = {centre: words, right: (words + 1) % 12, wrong: rng.randint(12, size=(8, 3))}
            sess.run(step, feed)
            if i % 10 == 9:
                print(i, sess.run(loss, feed))
        print(sess.run(vectors[3]), sess.run(tf.gather(outputs, [0, 4]))[:, 0])


def matrix_factorisation(tf: Any, np: Any) -> None:
    """Ratings from factors of users and films, biases and the mean; only known entries count."""
    rng = np.random.RandomState(9)
    users, items = rng.randint(8, size=60), rng.randint(10, size=60)
    ratings = np.clip(np.round(3 + rng.randn(8, 2).dot(rng.randn(2, 10))[users, items]), 1, 5)
    tf.set_random_seed(17)
    user = tf.placeholder(tf.int32, shape=[None], name="id_user")
    item = tf.placeholder(tf.int32, shape=[None], name="id_item")
    rate = tf.placeholder(tf.float32, shape=[None])
    bias_global = tf.get_variable("bias_global", shape=[])
    w_bias_user = tf.get_variable("embd_bias_user", shape=[8])
    w_bias_item = tf.get_variable("embd_bias_item", shape=[10])
    w_user = tf.get_variable("embd_user", [8, 3], initializer=tf.truncated_normal_initializer(stddev=0.02))
    w_item = tf.get_variable("embd_item", [10, 3], initializer=tf.truncated_normal_initializer(stddev=0.02))
    embd_user = tf.nn.embedding_lookup(w_user, user, name="embedding_user")
    embd_item = tf.nn.embedding_lookup(w_item, item, name="embedding_item")
    infer = tf.reduce_sum(tf.multiply(embd_user, embd_item), 1)
    infer = tf.add(infer, bias_global)
    infer = tf.add(infer, tf.nn.embedding_lookup(w_bias_user, user, name="bias_user"))
    infer = tf.add(infer, tf.nn.embedding_lookup(w_bias_item, item, name="bias_item"), name="svd_inference")
    regularizer = tf.add(tf.nn.l2_loss(embd_user), tf.nn.l2_loss(embd_item), name="svd_regularizer")
    cost = tf.add(tf.nn.l2_loss(tf.subtract(infer, rate)), tf.multiply(regularizer, 0.05))
    global_step = tf.train.get_or_create_global_step()
    train_op = tf.train.AdamOptimizer(0.05).minimize(cost, global_step=global_step)
    print(infer.name, regularizer.name, embd_user.name, cost.name)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(30):
            order = rng.permutation(60)[:40]
            feed = {user: users[order], item: items[order], rate: ratings[order]}
            _, pred = sess.run([train_op, infer], feed_dict=feed)
            if epoch % 10 == 9:
                error = np.sqrt(np.mean(np.square(np.clip(pred, 1.0, 5.0) - ratings[order])))
                print(sess.run(global_step), f"{error:.6f}", sess.run(bias_global))
        print(sess.run(w_user)[:2])


def known_entries(tf: Any, np: Any) -> None:
    """Factors of a matrix with holes: a mask from `is_nan`, values by `boolean_mask`, no embeddings."""
    A = np.array([[3, 4, 4, 2], [4, 4, 3, np.nan], [np.nan, 4, 1, 4], [1, np.nan, 5, 2]], dtype=np.float32)
    np_mask = ~np.isnan(A)
    mask = tf.Variable(np_mask, trainable=False)
    rng = np.random.RandomState(1)
    H = tf.Variable(np.abs(rng.randn(2, 4).astype(np.float32)))
    W = tf.Variable(np.abs(rng.randn(4, 2).astype(np.float32)))
    WH = tf.matmul(W, H)
    cost = tf.reduce_sum(tf.pow(tf.boolean_mask(A, mask) - tf.boolean_mask(WH, mask), 2))
    train_step = tf.train.GradientDescentOptimizer(0.01).minimize(cost)
    clip_W = W.assign(tf.maximum(tf.zeros_like(W), W))
    clip_H = H.assign(tf.maximum(tf.zeros_like(H), H))
    clip = tf.group(clip_W, clip_H)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(60):
            sess.run(train_step)
            sess.run(clip)
            if i % 20 == 19:
                print(f"{i} cost: {sess.run(cost):f}")
        print(np.dot(sess.run(W), sess.run(H)))
        print(sess.run(tf.reduce_sum(tf.to_int32(tf.is_nan(A)))), sess.run(tf.where(tf.is_nan(A))).tolist())


def k_means(tf: Any, np: Any) -> None:
    """Clusters by tensor ops: distances by expand_dims, argmin, segment sums, a loop in Python."""
    rng = np.random.RandomState(20)
    points = np.concatenate([rng.randn(30, 2) * 0.5 + centre for centre in ([0, 0], [4, 1], [1, 5])])
    num_points, k = len(points), 3
    data = tf.Variable(points.astype(np.float32), trainable=False)
    assignments = tf.Variable(tf.zeros([num_points], dtype=tf.int64))
    centroids = tf.Variable(tf.slice(tf.random_shuffle(data.initialized_value(), seed=4), [0, 0], [k, -1]))
    distances = tf.reduce_sum(tf.square(tf.expand_dims(data, 0) - tf.expand_dims(centroids, 1)), 2)
    nearest = tf.argmin(distances, 0)
    did_change = tf.reduce_any(tf.not_equal(nearest, assignments))
    totals = tf.unsorted_segment_sum(data, nearest, k)
    counts = tf.unsorted_segment_sum(tf.ones_like(data), nearest, k)
    means = totals / counts
    with tf.control_dependencies([did_change]):
        do_updates = tf.group(centroids.assign(means), assignments.assign(nearest))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(centroids))
        changed, iterations = True, 0
        while changed and iterations < 20:
            changed, _ = sess.run([did_change, do_updates])
            iterations += 1
        final_centroids, final_assignments = sess.run([centroids, assignments])
        print(iterations, np.bincount(final_assignments))
        print(final_centroids)
        by_loop = [tf.reduce_mean(tf.gather(points, tf.reshape(tf.where(tf.equal(assignments, c)), [-1])), 0)
                   for c in range(k)]  # fmt: skip
        print(sess.run(tf.stack(by_loop)))


def nearest_neighbour(tf: Any, np: Any) -> None:
    """The class of the nearest of all training images, by the sum of absolute differences."""
    rng = np.random.RandomState(12)
    templates = rng.rand(5, 16)
    train_class, test_class = rng.randint(5, size=60), rng.randint(5, size=12)
    Xtr = templates[train_class] + 0.5 * rng.rand(60, 16)
    Xte = templates[test_class] + 0.5 * rng.rand(12, 16)
    xtr = tf.placeholder("float", [None, 16])
    xte = tf.placeholder("float", [16])
    distance = tf.reduce_sum(tf.abs(tf.add(xtr, tf.negative(xte))), reduction_indices=1)
    pred = tf.arg_min(distance, 0)
    accuracy = 0.0
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(len(Xte)):
            nn_index = sess.run(pred, feed_dict={xtr: Xtr, xte: Xte[i, :]})
            print("Test", i, "Prediction:", train_class[nn_index], "True Class:", test_class[i])
            if train_class[nn_index] == test_class[i]:
                accuracy += 1.0 / len(Xte)
    print("Accuracy:", accuracy)


def several_neighbours(tf: Any, np: Any) -> None:
    """The mean target of the k nearest, weighted by distance, for a whole batch by `top_k`."""
    rng = np.random.RandomState(14)
    x_train, x_test = rng.rand(40, 3), rng.rand(6, 3)
    y_train = (x_train.sum(1) + 0.05 * rng.randn(40)).reshape(-1, 1)
    k, batch_size = 4, len(x_test)
    x_data_train = tf.placeholder(shape=[None, 3], dtype=tf.float32)
    x_data_test = tf.placeholder(shape=[None, 3], dtype=tf.float32)
    y_target_train = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    y_target_test = tf.placeholder(shape=[None, 1], dtype=tf.float32)
    distance = tf.reduce_sum(tf.abs(tf.subtract(x_data_train, tf.expand_dims(x_data_test, 1))), axis=2)
    top_k_xvals, top_k_indices = tf.nn.top_k(tf.negative(distance), k=k)
    x_sums = tf.expand_dims(tf.reduce_sum(top_k_xvals, 1), 1)
    x_sums_repeated = tf.matmul(x_sums, tf.ones([1, k], tf.float32))
    x_val_weights = tf.expand_dims(tf.div(top_k_xvals, x_sums_repeated), 1)
    top_k_yvals = tf.gather(y_target_train, top_k_indices)
    prediction = tf.squeeze(tf.matmul(x_val_weights, top_k_yvals), axis=[1])
    mse = tf.div(tf.reduce_sum(tf.square(tf.subtract(prediction, y_target_test))), batch_size)
    feed = {x_data_train: x_train, x_data_test: x_test, y_target_train: y_train}
    with tf.Session() as sess:
        indices, predicted = sess.run([top_k_indices, prediction], feed_dict=feed)
        print(indices.tolist(), predicted.ravel())
        print(sess.run(mse, feed_dict={**feed, y_target_test: x_test.sum(1, keepdims=True)}))


def tables_in_parts(tf: Any, np: Any) -> None:
    """A list is taken for the parts of a table, whatever is in it; everything else for the table."""
    rows = np.arange(8.0).reshape(4, 2)
    ids = [[0, 3], [2, 1]]
    with tf.Session() as sess:
        for params in (
            rows,
            [rows],
            [rows[:2], rows[2:]],
            (tf.constant(rows[:2]), tf.constant(rows[2:])),
            [tf.constant(rows[:2]), rows[2:]],
            rows.tolist(),
            [[0.5, 1.5, 2.5, 3.5]],
        ):
            try:
                print(sess.run(tf.nn.embedding_lookup(params, ids)).tolist())
            except (ValueError, tf.errors.InvalidArgumentError) as error:
                print(type(error).__name__)
        print(sess.run(tf.nn.embedding_lookup([rows[:2], rows[2:]], ids, "div")).tolist())
        print(sess.run(tf.nn.embedding_lookup([rows], ids, name="looked_up")).shape)
    for params in ([], None):
        try:
            tf.nn.embedding_lookup(params, ids)
        except ValueError as error:
            print("ValueError", "param" in str(error))
