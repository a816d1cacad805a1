"""Embeddings of sparse lists, and the segment sums they are made of."""

from typing import Any


def combined(tf: Any, np: Any) -> None:
    """Every combiner, with and without weights, in one table and in parts."""
    table = tf.Variable([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0], [13.0, 17.0]])
    parts = [tf.constant([[1.0, 2.0], [7.0, 11.0]]), tf.constant([[3.0, 5.0], [13.0, 17.0]])]
    ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0], [2, 1]], [3, 0, 1, 2, 2], [3, 2])
    weights = tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0], [2, 1]], [2.0, 1.0, 3.0, 0.5, 0.25], [3, 2])
    results = []
    for combiner in ("sum", "mean", "sqrtn"):
        results.append(tf.nn.embedding_lookup_sparse(table, ids, None, combiner=combiner))
        results.append(tf.nn.embedding_lookup_sparse(parts, ids, weights, combiner=combiner))
        results.append(tf.nn.safe_embedding_lookup_sparse(table, ids, weights, combiner=combiner))
    holes = tf.SparseTensor([[0, 0], [2, 0], [2, 1]], [1, -1, 3], [4, 2])
    results.append(tf.nn.safe_embedding_lookup_sparse([table], holes))
    results.append(tf.nn.safe_embedding_lookup_sparse([table], holes, default_id=2, combiner="sum"))
    gradient = tf.gradients(tf.reduce_sum(results[2] ** 2), table)[0]
    print([t.shape.as_list() for t in results])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for value in session.run(results):
            print(value.tolist())
        print(session.run(tf.convert_to_tensor(gradient)).tolist())
    for wrong in (lambda: tf.nn.embedding_lookup_sparse(table, [1], None, combiner="sum"),
                  lambda: tf.nn.embedding_lookup_sparse(table, ids, None, combiner="max")):  # fmt: skip
        try:
            wrong()
        except (TypeError, ValueError) as error:
            print(type(error).__name__)


def segments(tf: Any, np: Any) -> None:
    """Rows picked out and added up."""
    table = tf.constant([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0]])
    results = [
        tf.sparse_segment_sum(table, [0, 2, 2], [0, 0, 1]),
        tf.sparse_segment_mean(table, [0, 2, 2], [0, 0, 2]),
        tf.sparse_segment_sqrt_n(table, [0, 2, 2], [0, 0, 2], num_segments=4),
        tf.sparse.segment_sum(table, [0, 1], [1, 1], num_segments=3),
    ]
    print([(t.name, t.shape.as_list()) for t in results])
    with tf.Session() as session:
        for value in session.run(results):
            print(value.tolist())
        print(session.run(tf.gradients(results[1], table)[0]).tolist())
        for wrong in (
            tf.sparse_segment_sum(table, [0, 3], [0, 0]),
            tf.sparse_segment_sum(table, [0, 1], [1, 0]),
        ):
            try:
                session.run(wrong)
            except tf.errors.InvalidArgumentError:
                print("InvalidArgumentError")
