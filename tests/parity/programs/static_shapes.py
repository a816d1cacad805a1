"""Static shapes: TensorShape itself, and what the shape rules know while the graph is built."""

from typing import Any

from tests.parity.attempt import attempt


def shape_objects(tf: Any, np: Any) -> None:
    """TensorShape: text, length, equality."""
    for shape in (
        tf.TensorShape([2, 3]),
        tf.TensorShape([None, 3]),
        tf.TensorShape(None),
        tf.TensorShape([]),
        tf.TensorShape(5),
    ):
        print(shape, repr(shape), shape.ndims, shape.is_fully_defined(), bool(shape))
    full, part, unknown = tf.TensorShape([2, 3]), tf.TensorShape([None, 3]), tf.TensorShape(None)
    print(full.as_list(), part.as_list(), len(full), full.num_elements(), part.num_elements(), full.rank)
    print(full == [2, 3], full == (2, 3), part == part, full != part, full == tf.TensorShape([2, 3]))
    print(next(iter(full)) == 2, full[0] == 2, part[0].value, full[-1], full[:1], unknown[0], unknown[1:])
    print(tf.TensorShape((1, 2)), tf.TensorShape([tf.Dimension(3)]), tf.TensorShape(full) == full)
    attempt(tf, lambda: unknown.as_list())
    attempt(tf, lambda: len(unknown))
    attempt(tf, lambda: full[2])
    attempt(tf, lambda: tf.TensorShape([-1]))
    attempt(tf, lambda: [d for d in unknown])


def merging(tf: Any, np: Any) -> None:
    """Merging, concatenating, compatibility."""
    full, part, unknown = tf.TensorShape([2, 3]), tf.TensorShape([None, 3]), tf.TensorShape(None)
    print(
        part.merge_with([2, None]), unknown.merge_with(full), full.concatenate([4]), part.concatenate(unknown)
    )
    print(full.is_compatible_with(part), full.is_compatible_with([3, 3]), full.is_compatible_with(unknown))
    print(part.with_rank(2), unknown.with_rank(1), full.with_rank_at_least(1), full.with_rank_at_most(3))
    attempt(tf, lambda: full.merge_with([3, 3]))
    attempt(tf, lambda: full.merge_with([2]))
    attempt(tf, lambda: full.with_rank(3))
    attempt(tf, lambda: full.with_rank_at_least(3))
    attempt(tf, lambda: full.assert_is_compatible_with([2, 4]))
    attempt(tf, lambda: part.assert_is_fully_defined())
    attempt(tf, lambda: full.assert_has_rank(1))
    full.assert_same_rank(part)


def dimensions(tf: Any, np: Any) -> None:
    """Dimension: arithmetic with the unknown."""
    three, unknown = tf.Dimension(3), tf.Dimension(None)
    print(three, repr(three), unknown, repr(unknown), three.value, unknown.value, int(three))
    print(three + 1, three - 1, three * 2, three // 2, three % 2, unknown + 1, 1 + three, 6 // three)
    print(
        three == 3, three == unknown, unknown == unknown, three != 4, three < 4, three >= unknown, three > 3
    )
    print(three.is_compatible_with(unknown), three.is_compatible_with(4), unknown.merge_with(three))
    print([0, 1, 2, 3, 4][three], np.zeros(three).shape)
    attempt(tf, lambda: three.merge_with(4))
    attempt(tf, lambda: tf.Dimension(-1))
    attempt(tf, lambda: tf.Dimension("a"))


def set_shape(tf: Any, np: Any) -> None:
    """`set_shape` adds knowledge, and refuses contradictions."""
    x = tf.placeholder(tf.float32, name="x")
    print(x.shape, x.get_shape(), x.shape.ndims)
    x.set_shape([None, 3])
    print(x.shape, x.get_shape().as_list())
    x.set_shape([2, None])
    print(x.shape, x.shape[0], x.shape[1].value, x.get_shape()[1])
    attempt(tf, lambda: x.set_shape([4, 3]))
    attempt(tf, lambda: x.set_shape([2]))
    y = x + 1.0
    print(y.shape)


def elementwise(tf: Any, np: Any) -> None:
    """Broadcasting with unknown dimensions."""
    place = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    unknown = tf.placeholder(tf.float32)
    pairs = [
        (place(2, 3), place(3)),
        (place(None, 3), place(3)),
        (place(None, 3), place(1, 3)),
        (place(None, 3), place(2, 3)),
        (place(None, 3), place(None, 1)),
        (place(None, 1), place(1, None)),
        (place(2, 1), place(1, 3)),
        (place(), place(None)),
        (place(4, 1, 3), place(2, 1)),
        (place(None, 3), unknown),
        (place(0, 3), place(1, 3)),
    ]
    for left, right in pairs:
        print((left + right).shape, tf.maximum(left, right).shape, (left < right).shape)
    print(tf.exp(unknown).shape, tf.nn.relu(place(None, 2)).shape)
    attempt(tf, lambda: place(2, 3) + place(2))
    attempt(tf, lambda: place(None, 3) + place(4))
    print(tf.broadcast_static_shape(tf.TensorShape([None, 3]), tf.TensorShape([3])))


def reductions(tf: Any, np: Any) -> None:
    """Reductions keep what they can know."""
    x = tf.placeholder(tf.float32, [None, 3, 4])
    unknown = tf.placeholder(tf.float32)
    print(
        tf.reduce_sum(x).shape,
        tf.reduce_sum(x, 0).shape,
        tf.reduce_sum(x, -1).shape,
        tf.reduce_mean(x, [0, 2]).shape,
    )
    print(
        tf.reduce_max(x, 1, keepdims=True).shape,
        tf.reduce_sum(x, keepdims=True).shape,
        tf.reduce_sum(x, []).shape,
    )
    print(
        tf.reduce_sum(unknown).shape,
        tf.reduce_sum(unknown, 0).shape,
        tf.reduce_sum(unknown, 0, keepdims=True).shape,
    )
    axis = tf.placeholder(tf.int32)
    print(tf.reduce_sum(x, axis).shape, tf.reduce_sum(x, axis, keepdims=True).shape)
    print(
        tf.argmax(x, 1).shape,
        tf.reduce_any(x > 0.0, 2).shape,
        tf.reduce_logsumexp(x, 2).shape,
        tf.norm(x, axis=1).shape,
    )


def products(tf: Any, np: Any) -> None:
    """Matrix products."""
    place = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    unknown = tf.placeholder(tf.float32)
    print(tf.matmul(place(None, 3), place(3, 2)).shape, tf.matmul(place(None, 3), place(None, 2)).shape)
    print(
        tf.matmul(place(3, 2), place(3, 4), transpose_a=True).shape,
        tf.matmul(place(2, 3), place(4, 3), transpose_b=True).shape,
    )
    print(tf.matmul(place(None, 2, 3), place(5, 3, 4)).shape, tf.matmul(unknown, place(3, 4)).shape)
    print(
        tf.tensordot(place(2, 3), place(3, 4), 1).shape,
        tf.tensordot(place(None, 3), place(3, 4), [[1], [0]]).shape,
    )
    print(tf.nn.bias_add(place(None, 3), place(3)).shape, tf.nn.bias_add(unknown, place(3)).shape)
    attempt(tf, lambda: tf.matmul(place(None, 3), place(4, 2)))
    attempt(tf, lambda: tf.matmul(place(2, 2, 3), place(3, 3, 4)))


def reshaping(tf: Any, np: Any) -> None:
    """reshape, expand_dims, squeeze, transpose."""
    place = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    unknown = tf.placeholder(tf.float32)
    x = place(None, 3, 4)
    print(tf.reshape(x, [-1, 12]).shape, tf.reshape(x, [2, -1]).shape, tf.reshape(place(2, 6), [-1, 4]).shape)
    print(tf.reshape(x, [-1]).shape, tf.reshape(place(1, 1), []).shape, tf.reshape(unknown, [-1, 2]).shape)
    print(tf.reshape(x, [tf.shape(x)[0], 12]).shape, tf.reshape(x, tf.placeholder(tf.int32, [2])).shape)
    print(
        tf.reshape(x, tf.placeholder(tf.int32)).shape,
        tf.reshape(x, tf.stack([-1, 6])).shape,
        tf.reshape(x, tf.shape(x)).shape,
    )
    print(tf.expand_dims(x, 0).shape, tf.expand_dims(x, -1).shape, tf.expand_dims(unknown, 0).shape)
    print(
        tf.squeeze(place(1, 3, 1)).shape,
        tf.squeeze(place(1, None, 1), [0]).shape,
        tf.squeeze(place(None, 1)).shape,
    )
    print(
        tf.transpose(x).shape,
        tf.transpose(x, [2, 0, 1]).shape,
        tf.transpose(unknown).shape,
        tf.transpose(unknown, [1, 0]).shape,
    )
    print(tf.shape(x).shape, tf.shape(unknown).shape, tf.size(x).shape)


def joining(tf: Any, np: Any) -> None:
    """concat, stack, split, unstack, tile, pad."""
    place = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    print(tf.concat([place(2, 3), place(4, 3)], 0).shape, tf.concat([place(None, 3), place(4, 3)], 0).shape)
    print(tf.concat([place(None, 3), place(2, 5)], 1).shape, tf.concat([place(2, 3), place(2, 3)], -1).shape)
    print(tf.stack([place(None, 3), place(2, 3)]).shape, tf.stack([place(2), place(2)], axis=-1).shape)
    print(
        [t.shape for t in tf.split(place(None, 6), 3, 1)],
        [t.shape for t in tf.split(place(None, 6), [1, 5], 1)],
    )
    print([t.shape for t in tf.split(place(4, 6), [1, -1], 0)], [t.shape for t in tf.unstack(place(2, None))])
    print(tf.tile(place(2, None), [2, 3]).shape, tf.tile(place(2, 2), tf.placeholder(tf.int32, [2])).shape)
    print(
        tf.pad(place(None, 3), [[1, 2], [0, 4]]).shape,
        tf.pad(place(2, 3), tf.placeholder(tf.int32, [2, 2])).shape,
    )
    attempt(tf, lambda: tf.concat([place(2, 3), place(2, 4)], 0))
    attempt(tf, lambda: tf.concat([place(2, 3), place(2)], 0))
    attempt(tf, lambda: tf.stack([place(2, 3), place(2)]))
    attempt(tf, lambda: tf.split(place(2, 5), 2, 1))


def picking(tf: Any, np: Any) -> None:
    """Slices, gather, one_hot, where, boolean_mask."""
    place = lambda *shape: tf.placeholder(tf.float32, shape)  # noqa: E731
    x = place(None, 5, 4)
    print(
        x[0].shape,
        x[:, 1].shape,
        x[..., 0].shape,
        x[1:3].shape,
        x[:, 1:3].shape,
        x[:, ::2].shape,
        x[:, -1:].shape,
    )
    print(x[:, tf.newaxis].shape, x[..., tf.newaxis].shape, x[:2, ..., 1].shape, x[:, ::-1].shape)
    index = tf.placeholder(tf.int32, [])
    print(x[index].shape, x[:index].shape, x[:, index:].shape)
    print(tf.slice(x, [0, 1, 0], [1, 2, -1]).shape, tf.slice(place(4, 5), [1, 0], [-1, 3]).shape)
    print(
        tf.gather(place(7, 3), tf.placeholder(tf.int32, [None])).shape,
        tf.gather(place(7, 3), [0, 1], axis=1).shape,
    )
    print(tf.gather(place(7, 3), 2).shape, tf.gather(place(7, 3), tf.placeholder(tf.int32, [2, 5])).shape)
    print(tf.gather_nd(place(7, 3), [[0, 1]]).shape, tf.one_hot(tf.placeholder(tf.int32, [None]), 10).shape)
    print(
        tf.one_hot(tf.placeholder(tf.int32, [2, 3]), 4, axis=0).shape,
        tf.one_hot(1, tf.placeholder(tf.int32, [])).shape,
    )
    print(
        tf.where(tf.placeholder(tf.bool, [2, 3])).shape,
        tf.where(place(2, 3) > 0.0, place(2, 3), place(2, 3)).shape,
    )
    print(
        tf.boolean_mask(place(3, 2), tf.placeholder(tf.bool, [3])).shape,
        tf.boolean_mask(place(3, 2), tf.placeholder(tf.bool, [3, 2])).shape,
    )
    print(
        tf.nn.top_k(place(None, 9), 3).values.shape,
        tf.nn.embedding_lookup(place(9, 4), tf.placeholder(tf.int32, [None, 2])).shape,
    )


def making(tf: Any, np: Any) -> None:
    """zeros, fill, range, random: shapes given as lists, tensors, dimensions."""
    x = tf.placeholder(tf.float32, [None, 3])
    print(
        tf.zeros([2, 3]).shape,
        tf.zeros(x.shape[1]).shape,
        tf.zeros(tf.shape(x)).shape,
        tf.zeros_like(x).shape,
    )
    print(
        tf.fill([2, 2], 1.0).shape,
        tf.fill(tf.placeholder(tf.int32, [2]), 1.0).shape,
        tf.fill(tf.placeholder(tf.int32), 0).shape,
    )
    print(tf.range(5).shape, tf.range(0, 10, 3).shape, tf.range(tf.placeholder(tf.int32, [])).shape)
    print(
        tf.random_normal([2, 3]).shape,
        tf.random_normal(tf.shape(x)).shape,
        tf.random_uniform([tf.shape(x)[0], 5]).shape,
    )
    print(
        tf.linspace(0.0, 1.0, 5).shape,
        tf.eye(3).shape,
        tf.eye(2, 3, batch_shape=[4]).shape,
        tf.ones(()).shape,
    )
    attempt(tf, lambda: tf.zeros([None, 2]))
    attempt(tf, lambda: tf.fill([[1]], 1.0))


def neural(tf: Any, np: Any) -> None:
    """Losses and activations."""
    logits, labels = tf.placeholder(tf.float32, [None, 10]), tf.placeholder(tf.int64, [None])
    print(
        tf.nn.softmax(logits).shape,
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=logits, logits=logits).shape,
    )
    print(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits).shape)
    print(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=logits, logits=logits).shape,
        tf.nn.l2_loss(logits).shape,
    )
    print(
        tf.nn.dropout(logits, 0.5).shape,
        tf.nn.l2_normalize(logits, 1).shape,
        tf.nn.in_top_k(logits, labels, 1).shape,
    )
    print([moment.shape for moment in tf.nn.moments(logits, [0])])
    attempt(
        tf, lambda: tf.nn.softmax_cross_entropy_with_logits(labels=tf.zeros([2, 3]), logits=tf.zeros([2, 4]))
    )
    attempt(
        tf,
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.zeros([2], tf.int32), logits=tf.zeros([3, 4])
        ),
    )
    attempt(
        tf,
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.zeros([2, 4], tf.int32), logits=tf.zeros([2, 4])
        ),
    )


def shapes_of_variables(tf: Any, np: Any) -> None:
    """Variables know their shape from the initial value."""
    v = tf.Variable(tf.zeros([2, 3]))
    print(v.shape, v.get_shape().as_list(), v.value().shape, tf.assign(v, tf.ones([2, 3])).shape)
    loose = tf.Variable(tf.placeholder(tf.float32), validate_shape=False)
    print(loose.shape, tf.Variable(5).shape)
    attempt(tf, lambda: tf.Variable(tf.placeholder(tf.float32)))
    attempt(tf, lambda: tf.assign(v, tf.ones([3, 2])))
    print(tf.assign(v, tf.ones([3, 2]), validate_shape=False).shape)
