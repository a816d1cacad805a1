"""The CTC loss and its decoders."""

from typing import Any

from tests.parity.attempt import attempt, run


def _texts(tf: Any) -> Any:
    return tf.SparseTensor(
        [[0, 0], [0, 1], [0, 2], [1, 0], [2, 0], [2, 1]], tf.constant([2, 2, 1, 0, 3, 1]), [3, 3]
    )


def losses(tf: Any, np: Any) -> None:
    """Losses and their slopes, in every form."""
    scores = np.random.RandomState(0).randn(7, 3, 5).astype("f")
    x = tf.constant(scores)
    lengths = tf.constant([7, 4, 5])
    for settings in (
        {},
        {"ctc_merge_repeated": False},
        {"preprocess_collapse_repeated": True},
        {"ignore_longer_outputs_than_inputs": True},
    ):
        loss = tf.nn.ctc_loss(_texts(tf), x, lengths, **settings)
        print(loss.shape, loss.dtype.name)
        print(run(tf, [loss, tf.gradients(loss * [1.0, 2.0, 3.0], x)[0]]))
    turned = tf.nn.ctc_loss(
        labels=_texts(tf), inputs=tf.transpose(x, [1, 0, 2]), sequence_length=lengths, time_major=False
    )
    print(run(tf, turned))
    short = tf.nn.ctc_loss(_texts(tf), x, [2, 4, 0], ignore_longer_outputs_than_inputs=True)
    print(run(tf, [short, tf.gradients(short, x)[0]]))


def decoders(tf: Any, np: Any) -> None:
    """Greedy and beam search; paths and their probabilities."""
    scores = tf.constant(3.0 * np.random.RandomState(1).randn(9, 2, 4).astype("f"))
    lengths = tf.constant([9, 6])
    for merge in (True, False):
        (text,), score = tf.nn.ctc_greedy_decoder(scores, lengths, merge_repeated=merge)
        print(run(tf, [text.indices, text.values, text.dense_shape, score]))
        print(run(tf, tf.sparse_tensor_to_dense(text, default_value=-1)))
        found, score = tf.nn.ctc_beam_search_decoder(
            scores, lengths, beam_width=20, top_paths=3, merge_repeated=merge
        )
        print(len(found), score.shape)
        for text in found:
            print(run(tf, [text.indices, text.values, text.dense_shape]))
        print(run(tf, score))
    truth = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], tf.constant([1, 2, 0], tf.int64), [2, 3])
    print(run(tf, tf.edit_distance(found[0], truth, normalize=False)))


def collapsing(tf: Any, np: Any) -> None:
    """Repeated letters written once."""
    rows, lengths = tf.nn.collapse_repeated([[1, 1, 2, 2, 1], [3, 4, 3, 4, 0], [5, 5, 5, 5, 5]], [5, 4, 3])
    print(run(tf, [rows, lengths]))


def refusals(tf: Any, np: Any) -> None:
    """Labels and lengths that do not fit."""
    scores = tf.zeros([3, 1, 4])
    long = tf.SparseTensor([[0, 0], [0, 1], [0, 2], [0, 3]], [0, 1, 0, 1], [1, 4])
    attempt(tf, lambda: run(tf, tf.nn.ctc_loss(long, scores, [3])), "Not enough time")
    blank = tf.SparseTensor([[0, 0], [0, 1]], [3, 1], [1, 2])
    attempt(tf, lambda: run(tf, tf.nn.ctc_loss(blank, scores, [3])), "null label")
    attempt(tf, lambda: run(tf, tf.nn.ctc_loss(long, scores, [5])))
    attempt(tf, lambda: tf.nn.ctc_loss([[1]], scores, [3]), "SparseTensor")
    attempt(tf, lambda: run(tf, tf.nn.ctc_beam_search_decoder(scores, [3], 2, 3)[1]), "beam width")


def training(tf: Any, np: Any) -> None:
    """A network learns a text without an alignment."""
    rng = np.random.RandomState(2)
    sound = rng.randn(2, 8, 6).astype("f")
    inputs = tf.placeholder(tf.float32, [None, None, 6])
    targets = tf.sparse_placeholder(tf.int32)
    lengths = tf.placeholder(tf.int32, [None])
    w = tf.Variable(tf.random_normal([6, 4], stddev=0.1, seed=1))
    flat = tf.matmul(tf.reshape(inputs, [-1, 6]), w)
    logits = tf.transpose(tf.reshape(flat, [tf.shape(inputs)[0], -1, 4]), [1, 0, 2])
    cost = tf.reduce_mean(tf.nn.ctc_loss(targets, logits, lengths))
    step = tf.train.MomentumOptimizer(0.05, 0.9).minimize(cost)
    decoded, _ = tf.nn.ctc_beam_search_decoder(logits, lengths, merge_repeated=False)
    error = tf.reduce_mean(tf.edit_distance(tf.cast(decoded[0], tf.int32), targets))
    texts = (
        np.array([[0, 0], [0, 1], [1, 0]], np.int64),
        np.array([0, 1, 2], np.int32),
        np.array([2, 2], np.int64),
    )
    feed = {inputs: sound, targets: texts, lengths: [8, 6]}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for turn in range(20):
            value, _ = session.run([cost, step], feed)
            if turn % 5 == 4:
                print(value, session.run(error, feed))
        print(session.run(tf.sparse_tensor_to_dense(decoded[0], default_value=-1), feed))
