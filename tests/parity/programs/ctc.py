"""Connectionist temporal classification: losses, a step of training, decoders."""

from typing import Any


def losses(tf: Any, np: Any) -> None:
    """Every option, and a few steps of gradient descent."""
    scores = tf.Variable(np.sin(np.arange(6 * 2 * 4) * 1.3).reshape(6, 2, 4).astype(np.float32))
    labels = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [1, 1], [1, 2]], [1, 2, 0, 0, 1], [2, 3])
    lengths = tf.constant([6, 5])
    losses = [
        tf.nn.ctc_loss(labels, scores, lengths),
        tf.nn.ctc_loss(labels, scores, lengths, ctc_merge_repeated=False),
        tf.nn.ctc_loss(labels, scores, lengths, preprocess_collapse_repeated=True),
        tf.nn.ctc_loss(labels, tf.transpose(scores, [1, 0, 2]), lengths, time_major=False),
    ]
    print([(loss.dtype.name, loss.shape.as_list()) for loss in losses])
    step = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_mean(losses[0]))
    texts, scores_of_texts = tf.nn.ctc_greedy_decoder(scores, lengths)
    beams, chances = tf.nn.ctc_beam_search_decoder(scores, lengths, top_paths=2)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for loss in losses:
            print(session.run(loss))
        for _ in range(5):
            session.run(step)
        print(session.run([losses[0], scores_of_texts]))
        for value in session.run([*texts, *beams]):
            print(value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist())
        print(session.run(chances))
    print(texts[0].values.dtype.name, scores_of_texts.shape, chances.shape)
