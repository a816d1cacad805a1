"""Branches: tf.cond, tf.case, what they return, their gradients, and what is refused."""

from typing import Any

from tests.parity.attempt import attempt, run


def both_ways(tf: Any, np: Any) -> None:
    """One node, two outcomes; its name and static shape."""
    x = tf.placeholder(tf.float32, [None])
    y = tf.cond(tf.reduce_sum(x) > 0, lambda: tf.sqrt(x), lambda: x * 0.5)
    print(y.name, y.shape, y.dtype.name)
    with tf.Session() as session:
        print(session.run(y, {x: [4.0, 9.0]}), session.run(y, {x: [-4.0, 2.0]}))


def nests(tf: Any, np: Any) -> None:
    """What both functions return keeps its nest."""
    p = tf.placeholder(tf.bool, [])
    pair = tf.cond(p, lambda: (1, 2.0), lambda: (3, 4.0))
    named = tf.cond(p, lambda: {"a": [1, (2,)]}, lambda: {"a": [3, (4,)]})
    alone = tf.cond(p, lambda: [1], lambda: [2])
    kept = tf.cond(p, lambda: [1], lambda: [2], strict=True)
    print([t.name for t in pair], alone.name, type(kept).__name__, len(kept))
    with tf.Session() as session:
        for choice in (True, False):
            print(
                session.run([pair[0], pair[1], named["a"][0], named["a"][1][0], alone, kept[0]], {p: choice})
            )


def static_shapes(tf: Any, np: Any) -> None:
    """What is true of both results is known."""
    p = tf.placeholder(tf.bool, [])
    print(tf.cond(p, lambda: tf.zeros([2, 3]), lambda: tf.zeros([2, 4])).shape)
    print(tf.cond(p, lambda: tf.zeros([2, 3]), lambda: tf.zeros([2])).shape)
    print(tf.cond(p, lambda: tf.zeros([2, 3]), lambda: tf.ones([2, 3])).shape)


def refusals(tf: Any, np: Any) -> None:
    """Which errors come while the graph is described."""
    p = tf.placeholder(tf.bool, [])
    attempt(tf, lambda: tf.cond(True, lambda: 1, lambda: 2))
    attempt(tf, lambda: tf.cond(p, 1, lambda: 2))
    attempt(tf, lambda: tf.cond(p, lambda: 1, 2))
    attempt(tf, lambda: tf.cond(p, lambda: 1, lambda: 2.0))
    attempt(tf, lambda: tf.cond(p, lambda: [1, 2], lambda: 2))
    attempt(tf, lambda: tf.cond(p, lambda: [1, 2], lambda: [2]))
    attempt(tf, lambda: tf.cond(p, lambda: None, lambda: None))
    attempt(tf, lambda: tf.cond(p, lambda: 1, lambda: None))
    attempt(tf, lambda: tf.cond(tf.placeholder(tf.int32, []), lambda: 1, lambda: 2))
    attempt(tf, lambda: tf.case([(True, lambda: 1)]))
    attempt(tf, lambda: tf.case([(p, 1)]))
    attempt(tf, lambda: tf.case(3))
    inside = []
    tf.cond(p, lambda: inside.append(tf.constant(1.0) * 2.0) or 1, lambda: 2)
    with tf.Session() as session:
        attempt(tf, lambda: session.run(inside[0], {p: True}))


def writes(tf: Any, np: Any) -> None:
    """Only the chosen branch writes a variable; what was captured is computed in any case."""
    v, w = tf.Variable(1.0), tf.Variable(10.0)
    p = tf.placeholder(tf.bool, [])
    changed = tf.cond(p, lambda: tf.assign_add(v, 1.0), lambda: tf.assign_add(w, 1.0))
    outside = tf.assign_add(w, 100.0)
    either = tf.cond(p, lambda: tf.identity(v), lambda: tf.identity(outside))
    done = tf.cond(p, lambda: tf.group(tf.assign(v, 7.0)), lambda: tf.no_op())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(changed, {p: True}), session.run([v, w]))
        print(session.run(changed, {p: False}), session.run([v, w]))
        print(session.run(either, {p: True}), session.run([v, w]))
        session.run(done, {p: True})
        print(session.run([v, w]))


def variables_made_inside(tf: Any, np: Any) -> None:
    """A variable made in a branch belongs to the graph."""
    p = tf.placeholder(tf.bool, [])

    def make() -> Any:
        return tf.get_variable("inner", [2], initializer=tf.ones_initializer(), use_resource=False) * 2.0

    y = tf.cond(p, make, lambda: tf.zeros([2]))
    print([variable.name for variable in tf.global_variables()])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(y, {p: True}), session.run(y, {p: False}))


def slopes(tf: Any, np: Any) -> None:
    """First and second derivatives, through the branch that was taken."""
    x = tf.placeholder(tf.float64, [])
    y = tf.cond(x > 1.0, lambda: x**3, lambda: tf.sin(x))
    first = tf.gradients(y, x)[0]
    second = tf.gradients(first, x)[0]
    with tf.Session() as session:
        for value in (2.0, 0.5):
            print(session.run([y, first, second], {x: value}))


def training(tf: Any, np: Any) -> None:
    """A weight that only one branch uses gets a zero gradient when the other one is taken."""
    w, b = tf.Variable([1.0, 2.0]), tf.Variable(0.5)
    p = tf.placeholder(tf.bool, [])
    loss = tf.cond(p, lambda: tf.reduce_sum(w * w) + b, lambda: b * b)
    gradients = tf.gradients(loss, [w, b])
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for choice in (True, False, True):
            print(session.run(gradients, {p: choice}))
            session.run(step, {p: choice})
            print(session.run([w, b]))


def cases(tf: Any, np: Any) -> None:
    """The first predicate that holds decides."""
    x = tf.placeholder(tf.int32, [])
    y = tf.case(
        [(x < 0, lambda: tf.constant(-1)), (x < 10, lambda: tf.constant(1))], default=lambda: tf.constant(10)
    )
    strict = tf.case(
        [(x < 5, lambda: tf.constant(1)), (x > 5, lambda: tf.constant(2))],
        default=lambda: tf.constant(3),
        exclusive=True,
    )
    overlapping = tf.case(
        [(x < 5, lambda: tf.constant(1)), (x < 6, lambda: tf.constant(2))],
        default=lambda: tf.constant(3),
        exclusive=True,
    )
    either = tf.case([(x < 5, lambda: tf.constant(1)), (x > 8, lambda: tf.constant(2))])
    with tf.Session() as session:
        print([session.run(y, {x: value}) for value in (-3, 3, 30)])
        print([session.run(strict, {x: value}) for value in (3, 5, 30)])
        print(session.run(overlapping, {x: 5}), session.run(either, {x: 9}))
        attempt(tf, lambda: session.run(overlapping, {x: 3}))
        attempt(tf, lambda: session.run(either, {x: 6}))


def switches(tf: Any, np: Any) -> None:
    """A branch by its number."""
    i = tf.placeholder(tf.int32, [])
    y = tf.switch_case(i, [lambda: tf.constant(10), lambda: tf.constant(11), lambda: tf.constant(12)])
    z = tf.switch_case(
        i, {0: lambda: tf.constant(1), 1: lambda: tf.constant(2)}, default=lambda: tf.constant(-1)
    )
    with tf.Session() as session:
        print([session.run([y, z], {i: value}) for value in (0, 1, 2, 3, -1)])


def python_functions(tf: Any, np: Any) -> None:
    """tf.py_func: arrays in, arrays out, and the errors of the function."""

    def sort(values: Any) -> Any:
        return np.sort(values)

    x = tf.constant([3.0, 1.0, 2.0])
    y = tf.py_func(sort, [x], tf.float32)
    low, high = tf.py_func(lambda v: [v.min(), v.max()], [x], [tf.float32, tf.float32])
    text = tf.py_func(lambda s: s.decode() + "!", [tf.constant("hey")], tf.string)
    print(y.shape, tf.gradients(y, x))
    print(run(tf, [y, low, high, text]))
    seen = []
    print(
        run(tf, tf.py_func(lambda a: seen.append(type(a).__name__) or a, [tf.constant(1.0)], tf.float32)),
        seen,
    )
    attempt(tf, lambda: run(tf, tf.py_func(lambda a: 2.5, [1.0], tf.float32)))
    attempt(tf, lambda: run(tf, tf.py_func(lambda a: 1 / 0, [1.0], tf.float32)))
    attempt(tf, lambda: run(tf, tf.py_func(lambda a: int("x"), [1.0], tf.int64)))
