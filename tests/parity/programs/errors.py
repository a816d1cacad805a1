"""Errors: the classes, and whether they come while building or while running."""

from typing import Any

from tests.parity.attempt import attempt


def family(tf: Any, np: Any) -> None:
    """The classes of `tf.errors` and their codes."""
    for name in [
        "CancelledError",
        "UnknownError",
        "InvalidArgumentError",
        "DeadlineExceededError",
        "NotFoundError",
        "AlreadyExistsError",
        "PermissionDeniedError",
        "UnauthenticatedError",
        "ResourceExhaustedError",
        "FailedPreconditionError",
        "AbortedError",
        "OutOfRangeError",
        "UnimplementedError",
        "InternalError",
        "UnavailableError",
        "DataLossError",
    ]:
        error = getattr(tf.errors, name)
        made = error(None, None, "what happened")
        print(
            name,
            issubclass(error, tf.errors.OpError),
            issubclass(error, Exception),
            made.error_code,
            made.message,
            made.op,
        )
    print(tf.OpError is tf.errors.OpError, tf.errors.INVALID_ARGUMENT, tf.errors.OK)


def raised_and_caught(tf: Any, np: Any) -> None:
    """Errors carry their operation."""
    v = tf.Variable(1.0, name="weight")
    with tf.Session() as session:
        try:
            session.run(v)
        except tf.errors.FailedPreconditionError as error:
            print("weight" in error.message, error.error_code)
        try:
            session.run(v * 2.0)
        except tf.OpError as error:
            print(isinstance(error, tf.errors.FailedPreconditionError))


def while_running(tf: Any, np: Any) -> None:
    """With unknown shapes and values, errors appear when running."""
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    n = tf.placeholder(tf.int32)
    cases = [
        (x + y, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]}),
        (tf.matmul(x, y), {x: np.ones((2, 3)), y: np.ones((2, 3))}),
        (tf.matmul(x, y), {x: np.ones(3), y: np.ones(3)}),
        (tf.reshape(x, n), {x: np.ones(6), n: [4, 2]}),
        (tf.reshape(x, n), {x: np.ones(6), n: [-1, 4]}),
        (tf.reshape(x, n), {x: np.ones(6), n: [-1, -1]}),
        (tf.concat([x, y], 0), {x: np.ones((2, 2)), y: np.ones((2, 3))}),
        (tf.stack([x, y]), {x: np.ones(2), y: np.ones(3)}),
        (tf.gather(x, n), {x: np.ones(3), n: [3]}),
        (tf.gather(x, n), {x: np.ones(3), n: [-1]}),
        (tf.reduce_sum(x, n), {x: np.ones((2, 2)), n: 2}),
        (tf.transpose(x, n), {x: np.ones((2, 2)), n: [0, 0]}),
        (tf.squeeze(x, [0]), {x: np.ones((2, 2))}),
        (tf.slice(x, n, [1]), {x: np.ones(2), n: [2]}),
        (x[n], {x: np.ones(2), n: 2}),
        (tf.tile(x, n), {x: np.ones(2), n: [1, 1]}),
        (tf.split(x, 2), {x: np.ones(3)}),
        (tf.argmax(x, n), {x: np.ones(2), n: 1}),
        (tf.nn.sparse_softmax_cross_entropy_with_logits(labels=n, logits=x), {x: np.ones((2, 3)), n: [0, 3]}),
        (
            tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=y),
            {x: np.ones((2, 3)), y: np.ones((2, 4))},
        ),
        (tf.nn.bias_add(x, y), {x: np.ones((2, 3)), y: np.ones(2)}),
        (tf.fill(n, 1.0), {n: [-1]}),
        (tf.matrix_inverse(x), {x: np.zeros((2, 2))}),
        (tf.div(n, 0), {n: 1}),
        (n // 0, {n: [1]}),
        (tf.check_numerics(x, "bad number"), {x: [1.0, np.nan]}),
        (tf.boolean_mask(tf.placeholder_with_default([1.0, 2.0], [None]), [True, False, True]), {}),
        (tf.assert_equal(x, y), {x: 1.0, y: 2.0}),
        (tf.random_uniform([1], n, 0, tf.int32), {n: 5}),
        (tf.expand_dims(x, n), {x: 1.0, n: 5}),
    ]
    with tf.Session() as session:
        for position, (fetch, feed) in enumerate(cases):
            print(position, end=" ")
            attempt(tf, lambda fetch=fetch, feed=feed: session.run(fetch, feed))


def not_errors(tf: Any, np: Any) -> None:
    """What is allowed: division by zero of floats, logs of zero, empty tensors."""
    x = tf.constant([1.0, -1.0, 0.0])
    empty = tf.zeros([0, 3])
    with tf.Session() as session:
        print(session.run([x / 0.0, tf.log(tf.abs(x)), tf.sqrt(x), tf.div_no_nan(x, [0.0, 0.0, 1.0])]))
        print(
            session.run(
                [tf.reduce_sum(empty), tf.reduce_mean(empty), tf.reduce_max(empty), tf.reduce_prod(empty, 0)]
            )
        )
        print(
            session.run(tf.matmul(empty, tf.ones([3, 2]))).shape,
            session.run(tf.concat([empty, tf.ones([1, 3])], 0)),
        )
        print(session.run(tf.matmul(tf.zeros([2, 0]), tf.zeros([0, 3]))))


def while_building(tf: Any, np: Any) -> None:
    """With everything known, the same mistakes are found while building."""
    attempt(tf, lambda: tf.ones([2]) + tf.ones([3]))
    attempt(tf, lambda: tf.reshape(tf.ones([6]), [4, 2]))
    attempt(tf, lambda: tf.gather(tf.ones([3]), tf.constant(1.0)))
    attempt(tf, lambda: tf.reduce_sum(tf.ones([2]), 1))
    attempt(tf, lambda: tf.reduce_sum(tf.ones([2]), "a"))
    attempt(tf, lambda: tf.reduce_sum(tf.ones([2]), 0.5))
    attempt(tf, lambda: tf.concat([], 0))
    attempt(tf, lambda: tf.add_n([]))
    attempt(tf, lambda: tf.add_n([tf.ones([2]), tf.ones([3])]))
    attempt(tf, lambda: tf.split(tf.ones([4]), 3))
    attempt(tf, lambda: tf.placeholder("no dtype"))
    attempt(tf, lambda: tf.fill([-1], 1.0))
    attempt(tf, lambda: tf.one_hot([0.5], 2))
    attempt(tf, lambda: tf.cast(1.0, "no dtype"))
    attempt(tf, lambda: tf.clip_by_value(tf.ones([2]), tf.ones([3]), 1.0))
    attempt(tf, lambda: tf.nn.dropout(tf.ones([2]), rate=1.5))
    attempt(tf, lambda: tf.nn.softmax(tf.constant([1, 2])))
    attempt(tf, lambda: tf.where(tf.constant([1, 0]), [1.0, 2.0], [3.0, 4.0]))
    attempt(tf, lambda: tf.matmul(tf.ones([2, 2]), tf.ones([2, 2]), transpose_a=True, adjoint_a=True))
    attempt(tf, lambda: tf.eye(2, 2)[0, 0, 0])


def missing_names(tf: Any, np: Any) -> None:
    """Names that do not exist are AttributeErrors."""
    attempt(tf, lambda: tf.no_such_function)
    attempt(tf, lambda: tf.train.NoSuchOptimizer)
    attempt(tf, lambda: tf.nn.no_such_layer)


def wrong_calls(tf: Any, np: Any) -> None:
    """Wrong arguments are TypeErrors, as in Python."""
    x = tf.ones([2])
    attempt(tf, lambda: tf.add(x))
    attempt(tf, lambda: tf.add(x, x, x, x))
    attempt(tf, lambda: tf.reduce_sum(x, no_such_argument=1))
    attempt(tf, lambda: tf.placeholder())
    attempt(tf, lambda: tf.matmul(x))
    attempt(tf, lambda: tf.nn.relu())


def static_assertions(tf: Any, np: Any) -> None:
    """Assertions about what is known already."""
    x = tf.placeholder(tf.float32, [2, 3])
    attempt(tf, lambda: tf.assert_rank(x, 3))
    attempt(tf, lambda: tf.assert_rank(x, 2))
    attempt(tf, lambda: tf.assert_type(x, tf.int32))
    attempt(tf, lambda: x.shape.assert_has_rank(3))
