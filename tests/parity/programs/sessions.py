"""Sessions: fetches of every form, opening and closing, callables."""

import collections
from typing import Any

from tests.parity.attempt import attempt


def fetch_forms(tf: Any, np: Any) -> None:
    """A fetch may be any nest; the result has the same form."""
    a, b = tf.constant(1.0, name="a"), tf.constant([2, 3], name="b")
    pair = collections.namedtuple("pair", ["first", "second"])
    with tf.Session() as session:
        print(session.run(a), session.run([a]), session.run((a, b)), session.run([]), session.run({}))
        print(session.run({"x": a, "y": [b, (a,)]}), session.run(pair(a, {"z": b})))
        print(
            session.run([[a, [b]], a]),
            session.run([a, a]),
            session.run(collections.OrderedDict([("k", b), ("j", a)])),
        )
        print(type(session.run((a,))).__name__, type(session.run(pair(a, b))).__name__)


def fetch_by_name(tf: Any, np: Any) -> None:
    """Names of tensors and operations can be fetched."""
    a = tf.constant(1.0, name="a")
    tf.group(a, name="nothing")
    with tf.Session() as session:
        print(session.run("a:0"), session.run(["a:0", "nothing"]), session.run("nothing"), session.run(a.op))
        attempt(tf, lambda: session.run("missing:0"), "missing")
        attempt(tf, lambda: session.run("missing"), "missing")
        attempt(tf, lambda: session.run("a:1"))


def wrong_fetches(tf: Any, np: Any) -> None:
    """What cannot be fetched."""
    tf.constant(1.0)
    with tf.Session() as session:
        attempt(tf, lambda: session.run(None))
        attempt(tf, lambda: session.run(3))
        attempt(tf, lambda: session.run([1.0]))
        attempt(tf, lambda: session.run([None]))
        attempt(tf, lambda: session.run(object()))
        with tf.Graph().as_default():
            foreign = tf.constant(1.0)
        attempt(tf, lambda: session.run(foreign), "graph")


def result_types(tf: Any, np: Any) -> None:
    """Scalars are NumPy scalars, everything else arrays."""
    fetches = [
        tf.constant(1.0),
        tf.constant(1),
        tf.constant(True),
        tf.constant("s"),
        tf.constant([1.0]),
        tf.constant([b"s"]),
    ]
    fetches += [
        tf.constant([], tf.float32),
        tf.constant(1.0, tf.float64),
        tf.constant(1j),
        tf.constant([[True]]),
        tf.no_op(),
    ]
    with tf.Session() as session:
        for value in session.run(fetches):
            print(type(value).__name__, getattr(value, "dtype", None), getattr(value, "shape", None))


def closing(tf: Any, np: Any) -> None:
    """A closed session does nothing more."""
    a = tf.constant(1.0)
    session = tf.Session()
    print(session.run(a))
    session.close()
    attempt(tf, lambda: session.run(a), "closed")
    session.close()
    with tf.Session() as other:
        print(other.run(a))
    attempt(tf, lambda: other.run(a), "closed")


def default_session(tf: Any, np: Any) -> None:
    """`with` makes a session the default one, and its graph the default graph."""
    print(tf.get_default_session())
    graph = tf.Graph()
    with graph.as_default():
        a = tf.constant(1.0)
    with tf.Session(graph=graph) as session:
        print(tf.get_default_session() is session, tf.get_default_graph() is graph, session.graph is graph)
        print(a.eval())
        with tf.Session(graph=tf.Graph()) as inner:
            print(tf.get_default_session() is inner)
        print(tf.get_default_session() is session)
    print(tf.get_default_session())


def as_default_keeps_open(tf: Any, np: Any) -> None:
    """`as_default` does not close the session."""
    a = tf.constant(4.0)
    session = tf.Session()
    with session.as_default():
        print(a.eval(), tf.get_default_graph() is session.graph)
    print(session.run(a), tf.get_default_session())
    session.close()


def interactive(tf: Any, np: Any) -> None:
    """InteractiveSession installs itself."""
    session = tf.InteractiveSession()
    v = tf.Variable([1.0, 2.0])
    v.initializer.run()
    print((v + 1.0).eval(), tf.get_default_session() is session)
    session.close()
    print(tf.get_default_session())


def empty_graph(tf: Any, np: Any) -> None:
    """A graph without nodes."""
    with tf.Session(graph=tf.Graph()) as session:
        attempt(tf, lambda: session.run([]))
        print(session.graph.get_operations())


def wrong_construction(tf: Any, np: Any) -> None:
    """Arguments of the wrong type."""
    attempt(tf, lambda: tf.Session(graph=3))
    attempt(tf, lambda: tf.Session(config=3))
    attempt(tf, lambda: tf.Session(3))


def make_callable(tf: Any, np: Any) -> None:
    """`make_callable` fixes fetches and the order of the fed values."""
    x, y = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, name="y")
    z = x * 10.0 + y
    with tf.Session() as session:
        call = session.make_callable(z, [x, y])
        print(call(1.0, 2.0), call([1.0, 2.0], 3.0))
        many = session.make_callable({"z": z, "list": [x + 1.0]}, feed_list=[x, y])
        print(many(3.0, 4.0))
        print(session.make_callable(tf.constant(1.0))())


def graph_grows_between_runs(tf: Any, np: Any) -> None:
    """Nodes may be added after the first run."""
    x = tf.constant(2.0)
    with tf.Session() as session:
        print(session.run(x))
        y = x * 3.0
        print(session.run(y), session.run(tf.gradients(y * y, x)))


def fetched_arrays_are_ours(tf: Any, np: Any) -> None:
    """Writing into a fetched array changes nothing in the session."""
    v = tf.Variable([1.0, 2.0])
    c = tf.constant([3.0, 4.0])
    with tf.Session() as session:
        session.run(v.initializer)
        value = session.run(v)
        value[0] = 100.0
        print(session.run(v), session.run(c))


def same_node_once(tf: Any, np: Any) -> None:
    """In one run every node runs once."""
    v = tf.Variable(0.0)
    add = tf.assign_add(v, 1.0)
    x = tf.random_uniform([], seed=3)
    with tf.Session() as session:
        session.run(v.initializer)
        session.run([add, add.op, tf.identity(add)])
        print(session.run(v))
        first, second, difference = session.run([x, x, x - x])
        print(first == second, difference)


def options_and_metadata(tf: Any, np: Any) -> None:
    """Run options and metadata are accepted."""
    a = tf.constant(1.0) + 2.0
    metadata = tf.RunMetadata()
    with tf.Session() as session:
        print(
            session.run(a, options=tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=metadata)
        )
        print(len(metadata.step_stats.dev_stats) > 0)


def sparse_and_slices_fetched(tf: Any, np: Any) -> None:
    """Composite values are fetched as named tuples of arrays."""
    table = tf.Variable(np.zeros((4, 2), np.float32))
    gradient = tf.gradients(tf.reduce_sum(tf.gather(table, [1, 1, 3])), table)[0]
    print(type(gradient).__name__)
    with tf.Session() as session:
        session.run(table.initializer)
        value = session.run(gradient)
        print(type(value).__name__, value.values.shape, value.indices, value.dense_shape)


def run_errors(tf: Any, np: Any) -> None:
    """Errors while running have a class, a code and the node."""
    x = tf.placeholder(tf.float32, name="x")
    bad = tf.matmul(x, tf.ones([3, 1]), name="product")
    with tf.Session() as session:
        attempt(tf, lambda: session.run(bad, {x: np.ones((2, 2))}), "product")
        attempt(tf, lambda: session.run(bad), "x")
        try:
            session.run(bad, {x: np.ones((2, 2))})
        except tf.errors.OpError as error:
            print(type(error).__name__, error.op.name, error.error_code == tf.errors.INVALID_ARGUMENT)
        print(session.run(bad, {x: np.ones((1, 3))}))
