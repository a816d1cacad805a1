"""Sparse tensors: how they are made, fed, fetched, named, and calculated with."""

from typing import Any


def show(session: Any, *sparse: Any) -> None:
    """Print the three arrays of each sparse tensor."""
    for value in session.run(list(sparse)):
        print(value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist())


def example(tf: Any) -> Any:
    """A matrix of two rows."""
    return tf.SparseTensor(indices=[[0, 1], [1, 0], [1, 2]], values=[2.0, 3.0, 5.0], dense_shape=[2, 3])


def made(tf: Any, np: Any) -> None:
    """Attributes, static shapes, names."""
    sparse = example(tf)
    print(sparse)
    print(
        sparse.shape, sparse.get_shape(), sparse.dtype, sparse.op.name, sparse.graph is tf.get_default_graph()
    )
    print(tf.SparseTensor(tf.placeholder(tf.int64, [None, 2]), tf.placeholder("float", [None]), [2, 3]).shape)
    for wrong in ([[0, 1]], [1.0], [2, 2, 2]), ([[0, 1]], [1.0, 2.0], [2, 2]), ([0], [1.0], [2]):
        try:
            tf.SparseTensor(*wrong)
        except ValueError:
            print("ValueError")
    value = tf.SparseTensorValue([[0, 0]], [1.0], [1, 1])
    print(value, tf.SparseTensor.from_value(value).shape)
    print(tf.convert_to_tensor_or_sparse_tensor(value).dtype)


def fed(tf: Any, np: Any) -> None:
    """A sparse placeholder takes a SparseTensorValue or a tuple; what is fetched is a SparseTensorValue."""
    x = tf.sparse_placeholder(tf.float32, name="x")
    y = tf.sparse_placeholder(tf.float32, shape=[2, None])
    z = tf.sparse_placeholder(tf.float32, shape=[3, 2])
    print(x, x.shape, y.shape, z.shape)
    print([t.name for t in (y.indices, y.values, y.dense_shape)])
    total = tf.sparse_reduce_sum(x)
    with tf.Session() as session:
        value = tf.SparseTensorValue(np.array([[0, 1], [1, 0]]), np.array([1.0, 2.0], np.float32), [2, 2])
        print(session.run(total, {x: value}), session.run(total, feed_dict={x: ([[0, 0]], [4.0], [1, 1])}))
        got = session.run(x, {x: value})
        print(type(got).__name__, got.values, total.eval({x: got}))
        print(session.run([total, {"a": x}], {x: value})[1]["a"].indices.tolist())
        print(x.eval({x: value}).dense_shape.tolist())
        print(session.run(tf.sparse_tensor_to_dense(y), {y: ([[0, 1]], [4.0], [2, 2])}))
        for wrong in (3.0, [[1.0, 2.0], [3.0, 4.0]]):
            try:
                session.run(total, {x: wrong})
                print("ran")
            except (TypeError, ValueError, tf.errors.InvalidArgumentError) as error:
                print(isinstance(error, (TypeError, ValueError)))


def products(tf: Any, np: Any) -> None:
    """Matrix products and their gradients."""
    sparse = example(tf)
    dense = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    product = tf.sparse_tensor_dense_matmul(sparse, dense)
    adjoint = tf.sparse.matmul(sparse, [[1.0], [2.0]], adjoint_a=True)
    gradients = tf.gradients(tf.reduce_sum(product**2), [sparse.values, dense])
    with tf.Session() as session:
        print(product.name, product.shape, session.run([product, adjoint]))
        print(session.run(gradients))
        print(session.run(tf.matmul(tf.sparse.to_dense(sparse), dense, a_is_sparse=True)))
        show(session, sparse * [[2.0], [3.0]], sparse / 2.0, sparse.with_values([1.0, 1.0, 1.0]))


def sums(tf: Any, np: Any) -> None:
    """Reductions; sums of two."""
    a, b = example(tf), tf.SparseTensor([[0, 0], [1, 0]], [10.0, 1.0], [2, 3])
    with tf.Session() as session:
        print(
            session.run(
                [tf.sparse_reduce_sum(a), tf.sparse_reduce_sum(a, 1), tf.sparse_reduce_sum(a, -1, True)]
            )
        )
        print(session.run([tf.sparse_reduce_max(a), tf.sparse_reduce_max(a, [0])]))
        show(session, tf.sparse_reduce_sum_sparse(a, 0), tf.sparse_reduce_max_sparse(a, 1))
        show(
            session,
            tf.sparse_add(a, b),
            tf.sparse_add(a, b, 4.5),
            tf.sparse_maximum(a, b),
            tf.sparse_minimum(a, b),
        )
        print(session.run([tf.sparse_add(a, tf.ones([2, 3])), tf.sparse_add(tf.ones([2, 3]), a)]))
        show(session, tf.sparse_softmax(a))
        print(tf.sparse_add(a, b).shape, tf.sparse_maximum(a, b).shape, tf.sparse_reduce_sum(a, 1).shape)


def arranged(tf: Any, np: Any) -> None:
    """Order, shape, parts."""
    a = example(tf)
    mixed = tf.SparseTensor([[1, 2], [0, 1]], [1, 2], [2, 3])
    with tf.Session() as session:
        show(session, tf.sparse_reorder(mixed), tf.sparse_reshape(a, [3, 2]), tf.sparse_reshape(a, [-1]))
        show(
            session,
            tf.sparse_transpose(a),
            tf.sparse_transpose(a, [0, 1]),
            tf.sparse_slice(a, [1, 0], [1, 2]),
        )
        show(
            session,
            tf.sparse_concat(1, [a, a]),
            tf.sparse_concat(0, [a, a]),
            *tf.sparse_split(sp_input=a, num_split=2, axis=1),
        )
        wide = tf.SparseTensor([[0, 3]], [7.0], [1, 4])
        show(session, tf.sparse_concat(0, [a, wide], expand_nonconcat_dim=True))
        show(
            session,
            tf.sparse_retain(a, [True, False, True]),
            tf.sparse_reset_shape(a, [5, 5]),
            tf.sparse_reset_shape(a),
        )
        show(
            session,
            tf.sparse.expand_dims(a),
            tf.sparse.expand_dims(a, 0),
            tf.sparse.eye(2, 3),
            tf.sparse.from_dense([[0, 1], [2, 0]]),
        )
        filled, empty = tf.sparse_fill_empty_rows(tf.SparseTensor([[1, 1], [3, 0]], [1, 2], [4, 2]), -1)
        show(session, filled)
        print(session.run(empty))
    print(
        [
            t.shape.as_list()
            for t in (tf.sparse_reshape(a, [3, 2]), tf.sparse_transpose(a), tf.sparse_concat(1, [a, a]))
        ]
    )


def seen_as_tensors(tf: Any, np: Any) -> None:
    """What general functions say to a sparse tensor."""
    a = example(tf)
    fed = tf.sparse_placeholder(tf.float32)
    results = [tf.shape(a), tf.size(a), tf.rank(a), tf.shape(fed, out_type=tf.int64), tf.rank(fed)]
    print(tf.cast(a, tf.int32).dtype, [(t.dtype.name, t.shape) for t in results])
    with tf.Session() as session:
        for value in session.run(results, {fed: ([[1]], [2.0], [3])}):
            print(value.tolist())
    for wrong in (lambda: tf.matmul(a, [[1.0]]), lambda: tf.convert_to_tensor(a), lambda: a + 1.0):
        try:
            wrong()
        except TypeError:
            print("TypeError")


def written_out(tf: Any, np: Any) -> None:
    """Between sparse and dense."""
    a = example(tf)
    ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [3, 1, 2], [2, 2])
    values = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1.0, 2.0, 3.0], [2, 2])
    words = tf.SparseTensor([[0], [2]], ["a", "b"], [3])
    with tf.Session() as session:
        print(session.run([tf.sparse_tensor_to_dense(a), tf.sparse_tensor_to_dense(a, default_value=-1.0)]))
        print(session.run(tf.sparse_tensor_to_dense(words, "-")), session.run(tf.sparse.to_dense(words)))
        show(session, tf.sparse_merge(ids, values, 5))
        print(session.run(tf.sparse_to_indicator(ids, 5)))
        unordered = tf.SparseTensor([[1], [0]], [1, 2], [2])
        try:
            session.run(tf.sparse_tensor_to_dense(unordered))
        except tf.errors.InvalidArgumentError as error:
            print("out of order" in error.message)
        print(session.run(tf.sparse_tensor_to_dense(unordered, validate_indices=False)))
        slices = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([7, 8]), tf.constant([9, 1]))
        print(session.run(tf.sparse_mask(slices, [7])).values)
