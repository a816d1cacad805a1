"""Loops: tf.while_loop, TensorArray, map_fn, scan, folds; their gradients, and what is refused."""

from typing import Any

from tests.parity.attempt import attempt, run


def counting(tf: Any, np: Any) -> None:
    """A loop variable alone, several of them, and the names of what comes out."""
    i = tf.while_loop(lambda i: i < 5, lambda i: i + 2, [0])
    j, total = tf.while_loop(
        lambda j, t: j < 5, lambda j, t: (j + 1, t + tf.to_float(j)), [0, 0.0], name="sum"
    )
    print(i.name, j.name, total.name, i.shape, total.dtype.name)
    print(run(tf, [i, j, total]))
    listed = tf.while_loop(lambda i: i < 5, lambda i: i + 2, [0], return_same_structure=True)
    never = tf.while_loop(lambda i: i < 0, lambda i: i + 1, [7])
    most = tf.while_loop(lambda i: i < 5, lambda i: i + 1, [0], maximum_iterations=3)
    print(type(listed).__name__, run(tf, [listed[0], never, most]))


def fibonacci(tf: Any, np: Any) -> None:
    """Three variables that go round, in a nest."""
    n = tf.placeholder(tf.int32, [])
    _, (a, b) = tf.while_loop(
        lambda i, pair: i < n, lambda i, pair: (i + 1, (pair[1], pair[0] + pair[1])), (0, (0, 1))
    )
    with tf.Session() as session:
        print([session.run([a, b], {n: value}) for value in (0, 1, 10, 30)])


def growing(tf: Any, np: Any) -> None:
    """A shape that changes needs an invariant."""
    _, x = tf.while_loop(
        lambda i, x: i < 3,
        lambda i, x: (i + 1, tf.concat([x, x], 0)),
        [tf.constant(0), tf.ones([1, 2])],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, 2])],
    )
    print(x.shape, run(tf, x).shape)
    attempt(
        tf,
        lambda: tf.while_loop(lambda x: tf.reduce_sum(x) < 9, lambda x: tf.concat([x, x], 0), [tf.ones([2])]),
    )


def refusals(tf: Any, np: Any) -> None:
    """Which errors come while the graph is described."""
    attempt(tf, lambda: tf.while_loop(1, lambda i: i + 1, [0]))
    attempt(tf, lambda: tf.while_loop(lambda i: i < 3, 1, [0]))
    attempt(tf, lambda: tf.while_loop(lambda: True, lambda: 1, []))
    attempt(tf, lambda: tf.while_loop(lambda i: i, lambda i: i + 1, [0]))
    attempt(tf, lambda: tf.while_loop(lambda i: i < 3, lambda i: (i + 1, i), [0]))
    attempt(tf, lambda: tf.while_loop(lambda i: i < 3, lambda i: i + 1.5, [0]))
    inside: list[Any] = []
    tf.while_loop(lambda i: i < 3, lambda i: inside.append(i * 2) or i + 1, [0])
    attempt(tf, lambda: tf.constant(1) + inside[0])


def slopes(tf: Any, np: Any) -> None:
    """x to the power of n by repeated multiplication, with its derivatives."""
    x, n = tf.constant(1.5, tf.float64), tf.placeholder(tf.int32, [])
    _, y = tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * x), [0, tf.constant(1.0, tf.float64)])
    first = tf.gradients(y, x)[0]
    with tf.Session() as session:
        for value in (1, 2, 5):
            print(session.run([y, first], {n: value}))


def slopes_of_first_values(tf: Any, np: Any) -> None:
    """Gradients with respect to first values, captures, and several results."""
    a, b = tf.constant([0.5, -0.5]), tf.constant([2.0, 3.0])

    def body(i: Any, u: Any, v: Any) -> Any:
        return i + 1, tf.tanh(u * b), v + u

    _, u, v = tf.while_loop(lambda i, u, v: i < 4, body, [0, a, tf.zeros([2])])
    print(run(tf, tf.gradients(u, [a, b]) + tf.gradients(v, [a, b]) + tf.gradients([u, v], [a, b])))
    _, stopped, _ = tf.while_loop(lambda i, u, v: i < 4, body, [0, a, tf.zeros([2])], back_prop=False)
    print(tf.gradients(stopped, a))


def trained_weights(tf: Any, np: Any) -> None:
    """A recurrent net by hand: the weights get the sum of what all iterations contribute."""
    w = tf.Variable([[0.1, 0.2], [-0.3, 0.4]])
    x = tf.constant([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]])
    _, h = tf.while_loop(
        lambda t, h: t < 3, lambda t, h: (t + 1, tf.tanh(tf.matmul(h, w) + x[t])), [0, tf.zeros([1, 2])]
    )
    loss = tf.reduce_sum(tf.square(h - 0.5))
    step = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            print(session.run(loss))
            session.run(step)
        print(session.run(w))


def loops_and_branches(tf: Any, np: Any) -> None:
    """The Collatz sequence: a branch in a loop; a loop in a branch; a loop in a loop."""
    n = tf.placeholder(tf.int32, [])
    steps, _ = tf.while_loop(
        lambda i, n: n > 1,
        lambda i, n: (i + 1, tf.cond(tf.equal(n % 2, 0), lambda: n // 2, lambda: 3 * n + 1)),
        [0, n],
    )
    p = tf.placeholder_with_default(True, [])
    x = tf.constant(0.7)
    either = tf.cond(
        p, lambda: tf.while_loop(lambda v: v < 3.0, lambda v: v * 2.0 * x + 1.0, [x]), lambda: x * x
    )
    _, table = tf.while_loop(
        lambda i, t: i < 3,
        lambda i, t: (i + 1, tf.while_loop(lambda j, t: j < i, lambda j, t: (j + 1, t * x + 1.0), [0, t])[1]),
        [0, x],
    )
    slopes = tf.gradients(either, x)[0], tf.gradients(table, x)[0]
    with tf.Session() as session:
        print([session.run(steps, {n: value}) for value in (1, 7, 27)])
        print(session.run([either, table, *slopes]), session.run([either, slopes[0]], {p: False}))


def array_writes(tf: Any, np: Any) -> None:
    """TensorArray: written in a loop, stacked, gathered, joined; and its errors."""
    squares = tf.TensorArray(tf.float32, size=4, clear_after_read=False)
    _, squares = tf.while_loop(
        lambda i, a: i < 4, lambda i, a: (i + 1, a.write(i, tf.to_float(i * i))), [0, squares]
    )
    print(run(tf, [squares.stack(), squares.gather([3, 1]), squares.size()]))
    ragged = tf.TensorArray(tf.int32, size=2, infer_shape=False).write(0, [1, 2]).write(1, [3])
    print(run(tf, ragged.concat()))
    pieces = tf.TensorArray(tf.int32, size=2, infer_shape=False).split([1, 2, 3, 4], [3, 1])
    print(run(tf, [pieces.read(0), pieces.read(1)]))
    rows = tf.TensorArray(tf.float32, size=2, clear_after_read=False).unstack([[1.0, 2.0], [3.0, 4.0]])
    print(run(tf, rows.read(1)), rows.stack().shape)
    longer = (
        tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
        .write(0, 5.0)
        .write(2, 7.0)
    )
    print(run(tf, [longer.size(), longer.stack()]))
    scattered = tf.TensorArray(tf.float32, size=4).scatter([2, 0], [1.0, 2.0])
    print(run(tf, scattered.stack()))
    array = tf.TensorArray(tf.float32, size=3, clear_after_read=False)
    attempt(tf, lambda: run(tf, array.write(0, 1.0).write(0, 2.0).stack()))
    attempt(tf, lambda: run(tf, array.write(3, 1.0).stack()))
    attempt(tf, lambda: run(tf, array.write(0, 1.0).read(5)))
    attempt(tf, lambda: array.write(0, [1.0]).write(1, [1.0, 2.0]))
    attempt(tf, lambda: tf.TensorArray(tf.float32))


def array_slopes(tf: Any, np: Any) -> None:
    """Gradients through what is read and written."""
    x = tf.constant([1.0, 2.0, 3.0])
    source = tf.TensorArray(tf.float32, size=3, clear_after_read=False).unstack(x)
    target = tf.TensorArray(tf.float32, size=3)
    _, state, target = tf.while_loop(
        lambda i, s, t: i < 3,
        lambda i, s, t: (i + 1, tf.tanh(s + source.read(i)), t.write(i, s * source.read(i))),
        [0, 0.5, target],
    )
    y = target.stack()
    weights = tf.constant([1.0, 10.0, 100.0])
    print(run(tf, [y, state, tf.gradients(y * weights, x)[0], tf.gradients(state, x)[0]]))
    joined = tf.TensorArray(tf.float32, size=2, infer_shape=False).write(0, x).write(1, x[:1] * 5.0).concat()
    print(run(tf, tf.gradients(joined * tf.range(4.0), x)))
    picked = tf.TensorArray(tf.float32, size=3).unstack(x).gather([2, 0])
    print(run(tf, tf.gradients(picked * picked, x)))


def maps(tf: Any, np: Any) -> None:
    """map_fn over tensors and nests, with other dtypes, and its gradient."""
    x = tf.constant([1.0, 2.0, 3.0])
    y = tf.map_fn(lambda v: v * v, x)
    pair = tf.map_fn(lambda v: v[0] * v[1], (x, tf.constant([10.0, 20.0, 30.0])), dtype=tf.float32)
    both = tf.map_fn(lambda v: (v + 1.0, tf.to_int32(v) * 2), x, dtype=(tf.float32, tf.int32))
    rows = tf.map_fn(lambda row: tf.reduce_sum(row), tf.ones([4, 3]))
    print(y.shape, rows.shape)
    print(run(tf, [y, pair, both[0], both[1], rows, tf.gradients(y, x)[0]]))
    attempt(tf, lambda: tf.map_fn(lambda v: v, tf.constant(1.0)))


def scans(tf: Any, np: Any) -> None:
    """Running results, forwards and backwards, with and without a first value."""
    x = tf.constant([1.0, 2.0, 3.0, 4.0])
    add = lambda total, v: total + v  # noqa: E731
    print(run(tf, [tf.scan(add, x), tf.scan(add, x, initializer=10.0), tf.scan(add, x, reverse=True)]))
    pairs = tf.scan(lambda a, v: (a[1], a[0] + a[1]), tf.range(8), initializer=(0, 1))
    print(run(tf, pairs))
    print(run(tf, [tf.foldl(lambda a, v: a * 2.0 + v, x), tf.foldr(lambda a, v: a * 2.0 + v, x)]))
    print(run(tf, [tf.foldl(add, x, initializer=100.0), tf.foldr(add, x, initializer=100.0)]))
    y = tf.scan(lambda a, v: a * v, x)
    print(run(tf, tf.gradients(y, x)))


def writes_in_loops(tf: Any, np: Any) -> None:
    """A variable that every iteration changes."""
    v = tf.Variable(0.0)

    def body(i: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, 2.0)]):
            return tf.identity(i) + 1

    loop = tf.while_loop(lambda i: i < 4, body, [0])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(loop), session.run(v))


def random_in_loops(tf: Any, np: Any) -> None:
    """Every iteration draws new numbers."""
    tf.set_random_seed(7)
    draws = tf.TensorArray(tf.float32, size=3)
    _, draws = tf.while_loop(
        lambda i, d: i < 3,
        lambda i, d: (i + 1, d.write(i, tf.random_uniform([2], seed=3))),
        [0, draws],
        parallel_iterations=1,
    )
    print(run(tf, draws.stack()))
