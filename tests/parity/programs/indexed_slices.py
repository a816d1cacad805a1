"""IndexedSlices: the gradient of `gather`, and what can be done with it."""

from typing import Any

from tests.parity.attempt import attempt, run


def of_gather(tf: Any, np: Any) -> None:
    """Values, indices and the dense shape."""
    table = tf.Variable(np.arange(8.0, dtype=np.float32).reshape(4, 2), name="table")
    rows = tf.nn.embedding_lookup(table, [3, 1, 3])
    gradient = tf.gradients(tf.reduce_sum(rows * [[1.0], [2.0], [3.0]]), table)[0]
    print(
        isinstance(gradient, tf.IndexedSlices), gradient.dtype, gradient.values.shape, gradient.indices.dtype
    )
    value = run(tf, gradient)
    print(value.values, value.indices, value.dense_shape)
    print(run(tf, tf.convert_to_tensor(gradient)))


def ranks(tf: Any, np: Any) -> None:
    """Indices of any rank are flattened."""
    table = tf.Variable(np.zeros((5, 2), np.float32))
    gradient = tf.gradients(tf.nn.embedding_lookup(table, [[0, 1], [4, 4]]), table)[0]
    value = run(tf, gradient)
    print(value.values.shape, value.indices)


def added_up(tf: Any, np: Any) -> None:
    """Two lookups give one IndexedSlices; with a dense path the sum is dense."""
    table = tf.Variable(np.zeros((3, 2), np.float32))
    both = tf.reduce_sum(tf.gather(table, [0])) + 2.0 * tf.reduce_sum(tf.gather(table, [2, 0]))
    gradient = tf.gradients(both, table)[0]
    print(isinstance(gradient, tf.IndexedSlices))
    print(run(tf, tf.convert_to_tensor(gradient)))
    mixed = tf.gradients(both + tf.reduce_sum(table) * 10.0, table)[0]
    print(run(tf, tf.convert_to_tensor(mixed)))


def by_hand(tf: Any, np: Any) -> None:
    """Made by hand, converted and used."""
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([2, 2]), tf.constant([4, 2]))
    print(run(tf, tf.convert_to_tensor(slices)))
    print(
        slices.values.shape,
        slices.indices.shape,
        slices.dtype,
        slices.name,
        slices.op.type,
        slices.graph is tf.get_default_graph(),
    )
    print(run(tf, slices))
    loose = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))
    attempt(tf, lambda: tf.convert_to_tensor(loose))


def norms_and_clipping(tf: Any, np: Any) -> None:
    """global_norm and the clipping functions take them."""
    slices = tf.IndexedSlices(tf.constant([[3.0, 4.0]]), tf.constant([1]), tf.constant([4, 2]))
    dense = tf.constant([12.0])
    clipped, norm = tf.clip_by_global_norm([slices, dense, None], 6.5)
    print(type(clipped[0]).__name__, clipped[2])
    print(run(tf, [tf.global_norm([slices, dense]), norm, clipped[0].values, clipped[1]]))
    print(type(tf.clip_by_norm(slices, 1.0)).__name__, run(tf, tf.clip_by_norm(slices, 1.0).values))


def scaled(tf: Any, np: Any) -> None:
    """`scalar_mul` and the dense conversion inside operators."""
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([1]), tf.constant([3, 2]))
    twice = tf.scalar_mul(2.0, slices)
    print(type(twice).__name__, run(tf, twice.values), run(tf, tf.convert_to_tensor(slices) * 3.0))
