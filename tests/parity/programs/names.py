"""Names of nodes: made unique, put into scopes, checked."""

from typing import Any

from tests.parity.attempt import attempt, describe


def unique(tf: Any, np: Any) -> None:
    """A name that is taken gets a number."""
    print([tf.constant(1.0).name for _ in range(3)])
    print([tf.constant(1.0, name="a").name for _ in range(3)])
    print(tf.constant(1.0, name="a_1").name, tf.constant(1.0, name="a").name, tf.constant(1.0, name="A").name)
    print(tf.constant(1.0, name="Const_1").name)


def unique_name_method(tf: Any, np: Any) -> None:
    """`unique_name` reserves, unless told not to."""
    graph = tf.get_default_graph()
    print(graph.unique_name("n"), graph.unique_name("n"), graph.unique_name("n", mark_as_used=False))
    print(graph.unique_name("n"), graph.unique_name("N"), graph.unique_name("s/n"))
    with tf.name_scope("s"):
        print(graph.unique_name("n"), graph.unique_name("n"))


def scopes(tf: Any, np: Any) -> None:
    """Name scopes nest, are made unique, and can be entered again by their full name."""
    with tf.name_scope("outer") as outer:
        print(outer, tf.constant(1.0).name)
        with tf.name_scope("inner") as inner:
            print(inner, tf.constant(1.0, name="c").name)
        with tf.name_scope("inner") as inner:
            print(inner, tf.constant(1.0, name="c").name)
        with tf.name_scope(None):
            print(tf.constant(1.0, name="top").name)
        with tf.name_scope(""):
            print(tf.constant(1.0, name="top").name)
    with tf.name_scope("outer") as again:
        print(again, tf.constant(1.0).name)
    with tf.name_scope(outer) as back:
        print(back, tf.constant(1.0).name)
        with tf.name_scope("inner") as inner:
            print(inner)


def scope_with_values(tf: Any, np: Any) -> None:
    """The full form: name, default name and values."""

    def double(x: Any, name: Any = None) -> Any:
        with tf.name_scope(name, "Double", [x]) as scope:
            x = tf.convert_to_tensor(x, name="x")
            return tf.add(x, x, name=scope)

    print(double(1.0).name, double(2.0).name, double(3.0, name="twice").name)
    print([op.name for op in tf.get_default_graph().get_operations()])
    other = tf.Graph()
    with other.as_default():
        y = tf.constant(1.0)
    with tf.name_scope("f", values=[y]):
        print(tf.constant(1.0).graph is other, tf.get_default_graph() is other)


def graph_name_scope(tf: Any, np: Any) -> None:
    """The method of the graph, and where we are."""
    graph = tf.get_default_graph()
    with graph.name_scope("a") as scope:
        print(scope, graph.get_name_scope())
        with graph.name_scope("b"):
            print(graph.get_name_scope(), tf.get_default_graph().get_name_scope())
    print(repr(graph.get_name_scope()))


def invalid(tf: Any, np: Any) -> None:
    """Names have an alphabet."""
    attempt(tf, lambda: tf.constant(1.0, name="a b"), "a b")
    attempt(tf, lambda: tf.constant(1.0, name="_hidden"))
    attempt(tf, lambda: tf.constant(1.0, name="a:0"))
    attempt(tf, lambda: tf.name_scope("a b").__enter__())
    attempt(tf, lambda: tf.name_scope("_top").__enter__())
    print(tf.constant(1.0, name=".a-b/c").name)
    with tf.name_scope("ok"):
        print(tf.constant(1.0, name="_inside").name)


def slash_in_the_name(tf: Any, np: Any) -> None:
    """A trailing slash means: exactly this name."""
    print(tf.constant(1.0, name="x/").name)
    print(tf.constant(1.0, name="x/y").name)
    with tf.name_scope("x"):
        print(tf.constant(1.0).name)


def node_and_scope_share(tf: Any, np: Any) -> None:
    """A node's name blocks a scope of that name, and the other way round."""
    tf.constant(1.0, name="a")
    with tf.name_scope("a") as scope:
        print(scope)
    with tf.name_scope("b") as scope:
        print(scope)
    print(tf.constant(1.0, name="b").name)
    print(tf.constant(1.0, name="b/c").name)
    with tf.name_scope("b/c") as scope:
        print(scope)


def composites(tf: Any, np: Any) -> None:
    """What comes back from functions made of several nodes has the scope's name or lies in it."""
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    describe(tf.clip_by_value(x, 0.0, 1.0), tf.clip_by_value(x, 0.0, 1.0, name="clipped"))
    describe(tf.clip_by_norm(x, 1.0), tf.random_normal([2]), tf.random_uniform([2]), tf.truncated_normal([2]))
    describe(tf.nn.l2_normalize(x, 1), tf.one_hot([1], 2), tf.ones([2]), tf.zeros([2, 2]))
    with tf.name_scope("layer"):
        describe(tf.random_normal([2]), tf.clip_by_value(x, 0.0, 1.0), tf.nn.sigmoid(x), x + 1.0)
