"""Candidate samplers, and the losses that are made of them."""

from typing import Any


def samplers_draw_in_every_run(tf: Any, np: Any) -> None:
    """Each sampler three times in one session: classes, and how often they were expected."""
    right = [[1], [4], [2]]
    weights = [float(weight) for weight in np.random.RandomState(0).rand(400)]
    samplers = {
        "uniform": tf.nn.uniform_candidate_sampler(right, 1, 4, True, 6, seed=1),
        "uniform, repeated": tf.nn.uniform_candidate_sampler(right, 1, 6, False, 1 << 20, seed=1),
        "log-uniform": tf.nn.log_uniform_candidate_sampler(right, 1, 20, True, 5000, seed=1),
        "log-uniform, all": tf.nn.log_uniform_candidate_sampler(right, 1, 6, True, 6, seed=2),
        "learned": tf.nn.learned_unigram_candidate_sampler(right, 1, 5, True, 6, seed=2),
        "learned, repeated": tf.nn.learned_unigram_candidate_sampler(right, 1, 12, False, 1000, seed=2),
        "fixed": tf.nn.fixed_unigram_candidate_sampler(right, 1, 12, True, 400, unigrams=weights, seed=2),
        "fixed, distorted": tf.nn.fixed_unigram_candidate_sampler(
            right, 1, 4, True, 7, distortion=0.75, num_reserved_ids=2, unigrams=weights[:5], seed=2
        ),
        "fixed, a shard": tf.nn.fixed_unigram_candidate_sampler(
            [[1]], 1, 3, False, 4, num_reserved_ids=1, num_shards=2, shard=1, unigrams=weights[:9], seed=2
        ),
        "all": tf.nn.all_candidate_sampler(right, 1, 7, True, seed=3),
    }
    with tf.Session() as session:
        for _ in range(3):
            for name, drawn in session.run(samplers).items():
                print(name, drawn.sampled_candidates)
                print(drawn.true_expected_count.ravel(), drawn.sampled_expected_count)


def a_refused_draw_moves_the_next(tf: Any, np: Any) -> None:
    """Thirty thousand draws from a table of five thousand classes: some words do not fit, and are left out."""
    weights = [float(weight) for weight in np.random.RandomState(1).rand(5000)]
    drawn = tf.nn.fixed_unigram_candidate_sampler([[7]], 1, 30000, False, 5000, unigrams=weights, seed=9)
    many = tf.nn.learned_unigram_candidate_sampler([[7]], 1, 30000, False, 3000, seed=9)
    with tf.Session() as session:
        for sampler in (drawn, many):
            classes = session.run(sampler.sampled_candidates)
            print(classes.sum(), classes[::3000], classes[-5:])


def samplers_in_the_graph(tf: Any, np: Any) -> None:
    """Names, dtypes, shapes; seeds of the graph."""
    tf.set_random_seed(5)
    labels = tf.placeholder(tf.int64, [None, 2], name="labels")
    first = tf.nn.log_uniform_candidate_sampler(labels, 2, 3, True, 100)
    second = tf.random.uniform_candidate_sampler(labels, 2, 3, True, 100, name="mine")
    for sampler in (first, second):
        for tensor in sampler:
            print(tensor.name, tensor.dtype.name, tensor.shape)
    hits = tf.nn.compute_accidental_hits(labels, first.sampled_candidates, num_true=2)
    print([tensor.dtype.name for tensor in hits], hits.indices.shape)
    print(first.sampled_candidates.op.get_attr("range_max"), second.sampled_candidates.op.get_attr("unique"))
    with tf.Session() as session:
        for answer in session.run([first, second], {labels: [[0, 1], [2, 99]]}):
            print(*answer)


def hits(tf: Any, np: Any) -> None:
    """Where a sampled class is a right one; drawn twice, its last place counts."""
    found = tf.nn.compute_accidental_hits([[1, 2], [2, 1], [5, 6]], [2, 7, 5, 2], num_true=2)
    with tf.Session() as session:
        print(*session.run(found))


def refusals(tf: Any, np: Any) -> None:
    """Classes out of range, a range that is too small, labels of the wrong rank."""
    from tests.parity.attempt import attempt

    labels = tf.placeholder(tf.int64, [None, 1])
    drawn = tf.nn.uniform_candidate_sampler(labels, 1, 3, True, 10).sampled_candidates
    few = tf.nn.uniform_candidate_sampler(labels, 1, 3, True, 2).sampled_candidates
    bare = tf.nn.fixed_unigram_candidate_sampler(labels, 1, 3, True, 2).sampled_candidates
    with tf.Session() as session:
        attempt(tf, lambda: session.run(drawn, {labels: [[10]]}), "out of range")
        attempt(tf, lambda: session.run(drawn, {labels: [[-1]]}), "out of range")
        attempt(tf, lambda: session.run(few, {labels: [[1]]}), "range is too small")
        attempt(tf, lambda: session.run(bare, {labels: [[1]]}), "vocab_file", "unigrams")
    attempt(tf, lambda: tf.nn.uniform_candidate_sampler([1, 2], 1, 3, True, 10), "rank 2", "rank 1")
    attempt(tf, lambda: tf.nn.uniform_candidate_sampler([[1, 2]], 0, 3, True, 10))


def sampled_losses_and_their_training(tf: Any, np: Any) -> None:
    """Both losses in their forms, over ten steps of gradient descent."""
    rng = np.random.RandomState(0)
    tf.set_random_seed(3)
    weights = tf.Variable(rng.randn(300, 8).astype("f"))
    biases = tf.Variable(rng.randn(300).astype("f"))
    parts = [tf.Variable(rng.randn(150, 8).astype("f")) for _ in range(2)]
    table = tf.Variable(rng.randn(300, 8).astype("f"))
    words, labels = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32, [None, 1])
    inputs = tf.nn.embedding_lookup(table, words)
    pairs = tf.constant([[1, 2], [3, 4], [5, 6], [1, 1]], tf.int64)
    drawn = tf.nn.uniform_candidate_sampler(pairs, 2, 40, True, 300)
    losses = [
        tf.nn.nce_loss(
            weights=weights, biases=biases, labels=labels, inputs=inputs, num_sampled=16, num_classes=300
        ),
        tf.nn.sampled_softmax_loss(weights, biases, labels, inputs, 16, 300, seed=4),
        tf.nn.nce_loss(weights, biases, pairs, inputs, 40, 300, 2, drawn, remove_accidental_hits=True),
        tf.nn.sampled_softmax_loss(
            parts, biases, labels, inputs, 16, 300, partition_strategy="div", name="mine"
        ),
        tf.nn.sampled_softmax_loss(parts, biases, labels, inputs, 16, 300, remove_accidental_hits=False),
    ]
    means = [tf.reduce_mean(loss) for loss in losses]
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.add_n(means))
    print([loss.shape for loss in losses])
    print([o.name for o in tf.get_default_graph().get_operations() if "Sampler" in o.type])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(10):
            feed = {words: rng.randint(300, size=4), labels: rng.randint(30, size=(4, 1))}
            print(*session.run([*means, step], feed)[:-1])
        print(session.run(table)[:2])


def words_to_vectors(tf: Any, np: Any) -> None:
    """Word2vec as the tutorials have it: noise-contrastive loss, then the nearest words."""
    rng = np.random.RandomState(7)
    vocabulary_size, embedding_size, batch_size, num_sampled = 200, 16, 32, 12
    corpus = (rng.zipf(1.5, 3000) - 1) % vocabulary_size
    tf.set_random_seed(10)
    train_inputs = tf.placeholder(tf.int32, shape=[batch_size])
    train_labels = tf.placeholder(tf.int32, shape=[batch_size, 1])
    valid_dataset = tf.constant([1, 5, 17], dtype=tf.int32)
    with tf.device("/cpu:0"):
        embeddings = tf.Variable(tf.random_uniform([vocabulary_size, embedding_size], -1.0, 1.0))
        embed = tf.nn.embedding_lookup(embeddings, train_inputs)
        nce_weights = tf.Variable(
            tf.truncated_normal([vocabulary_size, embedding_size], stddev=1.0 / np.sqrt(embedding_size))
        )
        nce_biases = tf.Variable(tf.zeros([vocabulary_size]))
    loss = tf.reduce_mean(
        tf.nn.nce_loss(
            weights=nce_weights,
            biases=nce_biases,
            labels=train_labels,
            inputs=embed,
            num_sampled=num_sampled,
            num_classes=vocabulary_size,
        )
    )
    optimizer = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keep_dims=True))
    normalized_embeddings = embeddings / norm
    valid_embeddings = tf.nn.embedding_lookup(normalized_embeddings, valid_dataset)
    similarity = tf.matmul(valid_embeddings, normalized_embeddings, transpose_b=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        average_loss = 0.0
        for step in range(100):
            centres = rng.randint(1, len(corpus) - 1, size=batch_size)
            neighbours = corpus[centres + rng.choice([-1, 1], size=batch_size)][:, np.newaxis]
            _, value = session.run(
                [optimizer, loss], {train_inputs: corpus[centres], train_labels: neighbours}
            )
            average_loss += value
            if step % 20 == 19:
                print("Average loss at step", step, ":", average_loss / 20)
                average_loss = 0.0
        for row in similarity.eval():
            print((-row).argsort()[:5])


def language_model_with_sampled_softmax(tf: Any, np: Any) -> None:
    """The same with the sampled softmax and Adagrad, in batches of changing size."""
    rng = np.random.RandomState(3)
    tf.set_random_seed(1)
    inputs, labels = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int64, [None, 1])
    table = tf.Variable(tf.random_uniform([100, 8], -1.0, 1.0))
    weights = tf.Variable(tf.truncated_normal([100, 8], stddev=0.3))
    biases = tf.Variable(tf.zeros([100]))
    embed = tf.nn.embedding_lookup(table, inputs)
    loss = tf.reduce_mean(
        tf.nn.sampled_softmax_loss(
            weights=weights, biases=biases, inputs=embed, labels=labels, num_sampled=10, num_classes=100
        )
    )
    step = tf.train.AdagradOptimizer(1.0).minimize(loss)
    full = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.squeeze(labels, 1), logits=tf.matmul(embed, weights, transpose_b=True) + biases
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for turn in range(30):
            words = rng.randint(100, size=8 + turn % 3)
            feed = {inputs: words, labels: ((words * 3 + 1) % 100)[:, np.newaxis]}
            session.run(step, feed)
            if turn % 10 == 9:
                print(*session.run([loss, tf.reduce_mean(full)], feed))
