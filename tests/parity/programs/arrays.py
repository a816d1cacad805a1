"""Array functions: values of slicing, joining, reshaping, gathering."""

from typing import Any

from tests.parity.attempt import attempt, run


def indexing(tf: Any, np: Any) -> None:
    """`[...]` with every kind of index."""
    x = tf.reshape(tf.range(24), [2, 3, 4])
    one, two = tf.constant(1), tf.constant(2)
    for y in (
        x[1], x[-1], x[0, 2], x[0, 2, 3], x[:, 1], x[:, :, -1], x[..., 2], x[0, ..., 1], x[1:], x[:, 1:],
        x[:, :-1, 1:3], x[..., ::2], x[::-1], x[:, ::-2], x[:, 2:0:-1], x[tf.newaxis, 0], x[0, tf.newaxis,
        1], x[..., tf.newaxis][0, 0], x[one], x[one, two], x[:, one:two], x[0:1, 0:1, 0:0], x[5:], x[:,
        1:100, 0], x[None, ..., None, 0][0, 0],
    ):  # fmt: skip
        value = run(tf, y)
        print(np.shape(value), value.tolist())


def joining(tf: Any, np: Any) -> None:
    """concat, stack, split, unstack, tile, pad, reverse, roll."""
    a, b = tf.constant([[1, 2], [3, 4]]), tf.constant([[5, 6], [7, 8]])
    for y in (
        tf.concat([a, b], 0),
        tf.concat([a, b], 1),
        tf.concat([a, b, a], -1),
        tf.stack([a, b]),
        tf.stack([a, b], 1),
        tf.stack([a, b], -1),
        tf.tile(a, [2, 3]),
        tf.pad(a, [[1, 0], [0, 2]]),
        tf.pad(a, [[1, 1], [1, 1]], "REFLECT"),
        tf.pad(a, [[1, 1], [1, 1]], "SYMMETRIC"),
        tf.pad(a, [[0, 1], [1, 0]], constant_values=9),
        tf.reverse(a, [0]),
        tf.reverse(a, [0, -1]),
        tf.roll(a, 1, 0),
        tf.meshgrid([1, 2, 3], [4, 5])[0],
    ):
        print(run(tf, y).tolist())
    print([part.tolist() for part in run(tf, tf.split(tf.concat([a, b], 1), [1, 3], 1))])
    print(
        [part.tolist() for part in run(tf, tf.split(tf.range(6), 3))],
        [p.tolist() for p in run(tf, tf.unstack(a, axis=1))],
    )


def reshaping(tf: Any, np: Any) -> None:
    """reshape, transpose, expand_dims, squeeze, shape, size, rank."""
    x = tf.reshape(tf.range(6), [2, 3])
    for y in (
        tf.transpose(x),
        tf.reshape(x, [3, -1]),
        tf.reshape(x, [-1]),
        tf.expand_dims(x, 1),
        tf.squeeze(tf.expand_dims(x, 0)),
        tf.transpose(tf.reshape(tf.range(12), [2, 3, 2]), [1, 2, 0]),
        tf.shape(x),
        tf.size(x),
        tf.rank(x),
        tf.broadcast_to(x, [2, 2, 3]),
        tf.matrix_transpose(tf.reshape(tf.range(8), [2, 2, 2])),
    ):
        print(run(tf, y).tolist())


def gathering(tf: Any, np: Any) -> None:
    """gather, gather_nd, scatter_nd, one_hot, where, boolean_mask, dynamic_partition."""
    x = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    for y in (
        tf.gather(x, [2, 0, 2]),
        tf.gather(x, 1),
        tf.gather(x, [1], axis=1),
        tf.gather_nd(x, [[0, 1], [2, 0]]),
        tf.gather_nd(x, [[1]]),
        tf.scatter_nd([[0], [2], [0]], [1.0, 2.0, 3.0], [4]),
        tf.one_hot([0, 2, -1, 5], 3),
        tf.one_hot([1, 0], 2, on_value=5, off_value=-1),
        tf.one_hot([1, 0], 2, axis=0, dtype=tf.int32),
        tf.where(x > 2.5),
        tf.where(x > 2.5, x, -x),
        tf.where([True, False, True], x, -x),
        tf.boolean_mask(x, [False, True, True]),
        tf.boolean_mask(x, x > 3.0),
        tf.invert_permutation([2, 0, 1]),
        tf.sequence_mask([1, 3, 0], 4),
        tf.cumsum(x, 0),
        tf.cumsum(x, 1, exclusive=True),
        tf.cumprod(x, 0, reverse=True),
    ):
        print(run(tf, y).tolist())
    print([p.tolist() for p in run(tf, tf.dynamic_partition([1, 2, 3, 4], [0, 1, 0, 1], 2))])
    values, indices = run(tf, tf.nn.top_k([[1.0, 5.0, 3.0, 5.0]], 3))
    print(values.tolist(), indices.tolist())
    print([p.tolist() for p in run(tf, tf.unique([4, 2, 4, 7]))])


def making(tf: Any, np: Any) -> None:
    """Fills, ranges, identities."""
    for y in (
        tf.zeros([2, 2], tf.int32),
        tf.ones([3]),
        tf.fill([2], "ab"),
        tf.range(3, 10, 3),
        tf.range(5, 0, -2),
        tf.range(0.0, 0.5, 0.1),
        tf.linspace(0.0, 1.0, 5),
        tf.linspace(2.0, 2.0, 1),
        tf.eye(2, 3),
        tf.diag([1.0, 2.0]),
        tf.zeros_like([[1, 2]]),
        tf.ones_like([1.0, 2.0], dtype=tf.int32),
        tf.matrix_band_part(tf.ones([3, 3]), 0, 1),
    ):
        value = run(tf, y)
        print(value.dtype, value.tolist())


def comparing(tf: Any, np: Any) -> None:
    """Comparisons, logic, arguments of extremes."""
    x = tf.constant([[1.0, 7.0, 7.0], [9.0, 0.0, 2.0]])
    for y in (
        tf.argmax(x, 1),
        tf.argmax(x),
        tf.argmin(x, 1),
        tf.argmax(x, 1, output_type=tf.int32),
        tf.equal(x, 7.0),
        tf.not_equal(x, 7.0),
        tf.reduce_any(x > 8.0, 1),
        tf.reduce_all(x >= 0.0),
        tf.logical_and(x > 1.0, x < 9.0),
        tf.logical_xor(x > 1.0, x < 9.0),
        tf.bincount([1, 1, 3]),
        tf.bincount([1, 1, 3], weights=[0.5, 1.0, 2.0], minlength=6),
        tf.bincount([1, 7, 3], maxlength=4),
        tf.nn.in_top_k(x, [1, 2], 1),
        tf.is_nan(tf.log(x - 1.0)),
        tf.equal(["a", "b"], "a"),
    ):
        value = run(tf, y)
        print(value.dtype, value.tolist())


def segments(tf: Any, np: Any) -> None:
    """Sums over segments."""
    x = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    for y in (
        tf.segment_sum(x, [0, 0, 2]),
        tf.segment_mean(x, [0, 0, 1]),
        tf.segment_max(x, [0, 1, 1]),
        tf.unsorted_segment_sum(x, [2, 0, 2], 4),
    ):
        print(run(tf, y).tolist())


def static_values(tf: Any, np: Any) -> None:
    """What is known of a tensor while building."""
    x = tf.placeholder(tf.float32, [2, None])
    for y in (
        tf.constant([1, 2]),
        tf.shape(x),
        tf.shape(tf.zeros([2, 3])),
        tf.constant(2.0),
        tf.range(3),
        tf.rank(x),
    ):
        print(tf.get_static_value(y))


def static_values_in_part(tf: Any, np: Any) -> None:
    """With `partial`, a stack of sizes is known in part."""
    x = tf.placeholder(tf.float32, [2, None])
    known = tf.get_static_value(tf.stack([tf.shape(x)[1], 10]), partial=True)
    print([None if entry is None else int(entry) for entry in known])
    print(
        tf.get_static_value(tf.stack([tf.shape(x)[1], 10])),
        tf.get_static_value(tf.stack([1, 10]), partial=True),
    )


def gathering_in_batches(tf: Any, np: Any) -> None:
    """gather_nd with batch_dims: rows of params and indices go together."""
    x = tf.constant(np.arange(12.0).reshape(2, 3, 2))
    for indices, batch_dims in (
        ([[2], [0]], 1),
        ([[[2, 1], [0, 0]], [[1, 1], [1, 1]]], 1),
        ([[[1], [0], [1]]] * 2, 2),
    ):
        y = tf.gather_nd(x, indices, batch_dims=batch_dims)
        print(y.shape, run(tf, [y, tf.gradients(y * y, x)[0]]))
    unknown = tf.placeholder(tf.int32, [None, 1])
    y = tf.gather_nd(x, unknown, batch_dims=1)
    with tf.Session() as session:
        print(session.run(y, {unknown: [[1], [2]]}))
    attempt(tf, lambda: tf.gather_nd(x, [[0], [1], [2]], batch_dims=1))
    attempt(tf, lambda: tf.gather_nd(x, [[0], [1]], batch_dims=2))
