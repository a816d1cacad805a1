"""Variables: making them, names of their nodes, initial values, reading, writing."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def names(tf: Any, np: Any) -> None:
    """The nodes of a variable and their names."""
    v = tf.Variable(1.0)
    w = tf.Variable([1, 2], name="w")
    with tf.name_scope("layer"):
        inside = tf.Variable(1.0, name="w")
    print([op.name for op in tf.get_default_graph().get_operations()])
    for variable in (v, w, inside):
        print(
            variable.name,
            variable.op.name,
            variable.initializer.name,
            variable.value().name,
            variable.initial_value.name,
        )
        print(variable.op.type, variable.initializer.type, variable.value().op.type, variable.device == "")


def text(tf: Any, np: Any) -> None:
    """`repr` of a variable."""
    print(repr(tf.Variable([[1.0, 2.0]], name="w")))
    print(str(tf.Variable(1, name="count")))


def attributes(tf: Any, np: Any) -> None:
    """What a variable knows about itself."""
    v = tf.Variable([[1.0, 2.0]], name="v", trainable=False)
    print(
        v.dtype.base_dtype.name,
        v.shape,
        v.get_shape().as_list(),
        v.graph is tf.get_default_graph(),
        v.trainable,
    )
    print(
        isinstance(v, tf.Variable),
        isinstance(tf.get_variable("g", [1]), tf.Variable),
        isinstance(v, tf.Tensor),
    )
    print(v == v, v == tf.Variable(1.0), len({v: 1, tf.Variable(1.0): 2}))


def initial_values(tf: Any, np: Any) -> None:
    """Numbers, lists, arrays, tensors and functions as initial value."""
    made = [
        tf.Variable(3),
        tf.Variable([1.0, 2.0], dtype=tf.float64),
        tf.Variable(np.arange(3)),
        tf.Variable(tf.fill([2], 7.0)),
        tf.Variable(lambda: tf.constant([4.0]), dtype=tf.float32),
        tf.Variable(True),
        tf.Variable("word"),
        tf.Variable(initial_value=[1, 2], name="both"),
    ]
    for variable in made:
        print(variable.name, variable.dtype.base_dtype.name, variable.shape)
    for value in run(tf, made):
        print(value)
    attempt(tf, lambda: tf.Variable(None))
    attempt(tf, lambda: tf.Variable())
    attempt(tf, lambda: tf.Variable("a", dtype=tf.float32))
    attempt(tf, lambda: tf.Variable(1.5, dtype=tf.int32))


def uninitialised(tf: Any, np: Any) -> None:
    """Reading before initialising fails and names the variable; afterwards it works."""
    v = tf.Variable(1.0, name="weights")
    w = tf.Variable(2.0, name="other")
    with tf.Session() as session:
        attempt(tf, lambda: session.run(v), "weights")
        attempt(tf, lambda: session.run(v + 1.0), "weights")
        attempt(tf, lambda: session.run(tf.assign_add(v, 1.0)), "weights")
        print(session.run(tf.report_uninitialized_variables()))
        print(session.run(tf.is_variable_initialized(v)), session.run(tf.assign(v, 5.0)))
        print(session.run(tf.is_variable_initialized(v)), session.run(tf.report_uninitialized_variables()))
        session.run(w.initializer)
        print(session.run([v, w]), session.run(tf.report_uninitialized_variables()))


def initialise_again(tf: Any, np: Any) -> None:
    """Running the initializer again puts the first value back; a new session starts empty."""
    v = tf.Variable(1.0)
    init = tf.global_variables_initializer()
    print(init.name, init.type)
    with tf.Session() as session:
        session.run(init)
        session.run(v.assign_add(4.0))
        print(session.run(v))
        session.run(init)
        print(session.run(v))
    with tf.Session() as session:
        attempt(tf, lambda: session.run(v))


def depends_on_another(tf: Any, np: Any) -> None:
    """An initial value may read another variable through `initialized_value`."""
    a = tf.Variable(tf.random_uniform([3], seed=4), name="a")
    b = tf.Variable(a.initialized_value() * 2.0, name="b")
    c = tf.Variable(b.initialized_value() + a.initialized_value(), name="c")
    first, second, third = run(tf, [a, b, c])
    print(np.allclose(second, first * 2.0), np.allclose(third, first * 3.0), first)


def initializers_functions(tf: Any, np: Any) -> None:
    """`variables_initializer` for some, `local_variables_initializer` for the local ones."""
    a, b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
    local = tf.Variable(3.0, name="local", trainable=False, collections=[tf.GraphKeys.LOCAL_VARIABLES])
    some = tf.variables_initializer([a])
    print(some.name, tf.local_variables_initializer().name, tf.global_variables_initializer().name)
    print(
        tf.variables_initializer([]).type,
        tf.initialize_all_variables().name,
        tf.variables_initializer([b], name="only").name,
    )
    with tf.Session() as session:
        session.run(some)
        print(session.run(a))
        attempt(tf, lambda: session.run(b))
        session.run(tf.global_variables_initializer())
        attempt(tf, lambda: session.run(local))
        session.run(tf.local_variables_initializer())
        print(session.run([b, local]))


def assigning(tf: Any, np: Any) -> None:
    """The assign family, as methods and as functions."""
    v = tf.Variable([1.0, 2.0], name="v")
    nodes = [
        v.assign([5.0, 6.0]),
        v.assign_add([1.0, 1.0]),
        v.assign_sub([0.5, 0.5]),
        tf.assign(v, [0.0, 0.0]),
    ]
    nodes += [tf.assign_add(v, [3.0, 3.0]), tf.assign_sub(v, [1.0, 1.0])]
    for node in nodes:
        print(node.name, node.dtype.base_dtype.name, node.shape, node.op.type)
    with tf.Session() as session:
        session.run(v.initializer)
        for node in nodes:
            print(session.run(node), session.run(v))
    attempt(tf, lambda: v.assign([1, 2]))
    attempt(tf, lambda: v.assign(tf.constant([1, 2])))
    attempt(tf, lambda: v.assign([1.0, 2.0, 3.0]))


def assign_takes_numbers(tf: Any, np: Any) -> None:
    """Python numbers, arrays, other variables, the variable itself."""
    v = tf.Variable([1.0, 2.0])
    w = tf.Variable([10.0, 20.0])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(
            session.run(v.assign(w)),
            session.run(v.assign(v * 2.0)),
            session.run(v.assign(np.float32([7, 8]))),
        )
        print(session.run(v.assign_add(w)), session.run(w))
        v.load([3.0, 4.0], session)
        print(session.run(v))


def in_expressions(tf: Any, np: Any) -> None:
    """A variable takes part in expressions like a tensor."""
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="v")
    results = [
        v + 1.0,
        2.0 * v,
        v * v,
        v @ v,
        -v,
        v[0],
        v[:, 1],
        v / 2.0,
        1.0 - v,
        abs(v),
        v > 2.0,
        tf.transpose(v),
        v**2.0,
    ]
    describe(*results)
    for value in run(tf, results):
        print(value)
    attempt(tf, lambda: [row for row in v])


def fetching_and_feeding(tf: Any, np: Any) -> None:
    """A variable is fetched by its value, and may be fed."""
    v = tf.Variable(2.0, name="v")
    y = v * 10.0
    with tf.Session() as session:
        session.run(v.initializer)
        print(
            session.run(v),
            session.run("v:0"),
            session.run(y, {v: 5.0}),
            session.run(v),
            session.run(y, {"v:0": 3.0}),
        )
        print(session.run(v.value()), session.run(v.op.outputs[0]), session.run(v.op))


def scatter(tf: Any, np: Any) -> None:
    """Writing some rows."""
    v = tf.Variable(np.zeros((4, 2), np.float32), name="v")
    nodes = [
        tf.scatter_update(v, [0, 2], [[1.0, 1.0], [2.0, 2.0]]),
        tf.scatter_add(v, [0, 0, 3], [[1.0, 1.0], [1.0, 1.0], [5.0, 5.0]]),
        tf.scatter_sub(v, 2, [1.0, 0.5]),
        tf.scatter_mul(v, [3], [[2.0, 3.0]]),
        tf.scatter_nd_update(v, [[1, 1]], [9.0]),
    ]
    with tf.Session() as session:
        session.run(v.initializer)
        for node in nodes:
            print(node.name, node.shape)
            print(session.run(node))
        attempt(tf, lambda: session.run(tf.scatter_update(v, [7], [[1.0, 1.0]])))


def counting(tf: Any, np: Any) -> None:
    """`count_up_to` ends with OutOfRangeError."""
    v = tf.Variable(0, name="v")
    count = tf.count_up_to(v, 3)
    with tf.Session() as session:
        session.run(v.initializer)
        print([session.run(count) for _ in range(3)])
        attempt(tf, lambda: session.run(count))
        print(session.run(v))


def two_sessions(tf: Any, np: Any) -> None:
    """Two sessions on one graph keep their own values."""
    v = tf.Variable(1.0)
    add = v.assign_add(1.0)
    init = tf.global_variables_initializer()
    one, two = tf.Session(), tf.Session()
    one.run(init)
    two.run(init)
    for _ in range(3):
        one.run(add)
    print(one.run(v), two.run(v))
    one.close()
    two.close()


def random_initial_value(tf: Any, np: Any) -> None:
    """The seed's own variable, and one that follows the graph's seed."""
    w = tf.Variable(tf.random_normal([2, 3], stddev=1, seed=1))
    with tf.Session() as session:
        session.run(w.initializer)
        print(session.run(w))
        print(session.run(w))
        session.run(w.initializer)
        print(session.run(w))


def moving_average_of_a_variable(tf: Any, np: Any) -> None:
    """Exponential moving averages keep a shadow variable."""
    v = tf.Variable(0.0, name="v")
    step = tf.Variable(0, trainable=False, name="step")
    average = tf.train.ExponentialMovingAverage(0.99, step)
    keep = average.apply([v])
    print(average.average_name(v), average.average(v).name, [w.name for w in tf.moving_average_variables()])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run([v, average.average(v)]))
        session.run(tf.assign(v, 5.0))
        session.run(keep)
        print(session.run([v, average.average(v)]))
        session.run([tf.assign(step, 10000), tf.assign(v, 10.0)])
        session.run(keep)
        print(session.run([v, average.average(v)]))
