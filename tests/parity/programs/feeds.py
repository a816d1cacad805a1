"""Feeding: what may be fed, how values are converted, and what is refused."""

from typing import Any

from tests.parity.attempt import attempt


def conversions(tf: Any, np: Any) -> None:
    """Fed values take the placeholder's dtype."""
    x = tf.placeholder(tf.float32, name="x")
    n = tf.placeholder(tf.int32, name="n")
    s = tf.placeholder(tf.string)
    b = tf.placeholder(tf.bool)
    with tf.Session() as session:
        for value in (
            1,
            2.5,
            [1, 2],
            [[1.0]],
            np.arange(3),
            np.float64(0.1),
            (1, 2),
            True,
            [],
            np.ones((2, 0)),
        ):
            fed = session.run(x, {x: value})
            print(np.asarray(fed).dtype, np.shape(fed), fed)
        print(
            session.run(n, {n: [1, 2]}),
            session.run(n, {n: np.int64(3)}),
            session.run(tf.identity(s), {s: ["a", "bc"]}),
            session.run(b, {b: [True, False]}),
        )
        attempt(tf, lambda: session.run(x, {x: "text"}))
        attempt(tf, lambda: session.run(x, {x: [[1.0], [2.0, 3.0]]}))
        attempt(tf, lambda: session.run(x, {x: tf.constant(1.0)}))


def shapes(tf: Any, np: Any) -> None:
    """A fed value must fit the static shape."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    scalar = tf.placeholder(tf.float32, [], name="scalar")
    with tf.Session() as session:
        print(
            session.run(x, {x: [[1.0, 2.0]]}),
            session.run(x, {x: np.zeros((0, 2))}).shape,
            session.run(scalar, {scalar: 1}),
        )
        attempt(tf, lambda: session.run(x, {x: [1.0, 2.0]}), "x:0", "(2,)", "(?, 2)")
        attempt(tf, lambda: session.run(x, {x: np.ones((2, 3))}), "x:0", "(2, 3)")
        attempt(tf, lambda: session.run(scalar, {scalar: [1.0]}), "scalar:0")


def missing(tf: Any, np: Any) -> None:
    """A placeholder that is needed must be fed; one that is not need not."""
    x = tf.placeholder(tf.float32, name="inputs")
    y = x + 1.0
    z = tf.constant(2.0) * 3.0
    with tf.Session() as session:
        attempt(tf, lambda: session.run(y), "inputs")
        attempt(tf, lambda: session.run(x), "inputs")
        print(session.run(z), session.run(z, {x: 1.0}), session.run(y, {y: 5.0}))


def any_tensor(tf: Any, np: Any) -> None:
    """Any tensor can be fed, not just placeholders."""
    a = tf.constant(2.0, name="a")
    b = a * 3.0
    c = b + a
    with tf.Session() as session:
        print(
            session.run(c),
            session.run(c, {a: 10.0}),
            session.run(c, {b: 0.0}),
            session.run(c, {b: 1.0, a: 5.0}),
        )
        print(session.run(c, {"a:0": 1.0}), session.run(a, {a: 7.0}), session.run(c, {}))
        attempt(tf, lambda: session.run(c, {"missing:0": 1.0}), "missing")
        attempt(tf, lambda: session.run(c, {"a": 1.0}))
        attempt(tf, lambda: session.run(c, {3: 1.0}))
        attempt(tf, lambda: session.run(c, {a.op: 1.0}))
        attempt(tf, lambda: session.run(c, [1.0]))


def outputs_of_many(tf: Any, np: Any) -> None:
    """One output of several can be fed."""
    parts = tf.split(tf.constant([1.0, 2.0, 3.0]), 3)
    total = tf.add_n(parts)
    with tf.Session() as session:
        print(session.run(total), session.run(total, {parts[1]: [10.0]}))


def with_default(tf: Any, np: Any) -> None:
    """`placeholder_with_default` may be fed."""
    x = tf.placeholder_with_default([1.0, 2.0], [None], name="x")
    y = tf.reduce_sum(x)
    print(x.shape, x.dtype, x.name, x.op.type)
    with tf.Session() as session:
        print(session.run(y), session.run(y, {x: [5.0]}), session.run(y, {x: []}))
        attempt(tf, lambda: session.run(y, {x: [[1.0]]}))
    attempt(tf, lambda: tf.placeholder_with_default([1.0], [2]))


def tuple_feeds(tf: Any, np: Any) -> None:
    """A tuple of tensors is fed by a tuple of values."""
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    with tf.Session() as session:
        print(session.run(x - y, {(x, y): (5.0, 3.0)}))


def the_callers_array(tf: Any, np: Any) -> None:
    """Feeding does not change the array of the caller."""
    x = tf.placeholder(tf.float32, [2])
    v = tf.Variable([0.0, 0.0])
    update = tf.assign(v, x)
    more = tf.assign_add(v, [1.0, 1.0])
    data = np.array([1.0, 2.0], np.float32)
    with tf.Session() as session:
        session.run(update, {x: data})
        session.run(more)
        data[0] = 50.0
        print(data, session.run(v))


def each_run_its_feed(tf: Any, np: Any) -> None:
    """Every run uses its own feed."""
    x = tf.placeholder(tf.float32, [None])
    v = tf.Variable(0.0)
    add = tf.assign_add(v, tf.reduce_sum(x))
    with tf.Session() as session:
        session.run(v.initializer)
        print([session.run(add, {x: np.full(k, float(k))}) for k in range(4)])


def batch_sizes(tf: Any, np: Any) -> None:
    """One graph, several batch sizes."""
    x = tf.placeholder(tf.float32, [None, 2])
    w = tf.constant([[1.0], [10.0]])
    y = tf.matmul(x, w)
    mean = tf.reduce_mean(y)
    with tf.Session() as session:
        for rows in (1, 3, 2):
            print(session.run([y, mean, tf.shape(y)], {x: np.arange(2 * rows).reshape(rows, 2)}))
