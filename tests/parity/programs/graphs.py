"""Graphs: the default one, several of them, looking things up, finalizing."""

from typing import Any

from tests.parity.attempt import attempt


def default_graph(tf: Any, np: Any) -> None:
    """Nodes go to the default graph, and `as_default` nests."""
    outer = tf.get_default_graph()
    one, two = tf.Graph(), tf.Graph()
    a = tf.constant(1)
    with one.as_default():
        b = tf.constant(2)
        with two.as_default():
            c = tf.constant(3)
            print(tf.get_default_graph() is two)
        d = tf.constant(4)
    print(a.graph is outer, b.graph is one, c.graph is two, d.graph is one)
    print([op.name for op in one.get_operations()], [op.name for op in two.get_operations()])
    print(tf.get_default_graph() is outer)


def reset_default_graph(tf: Any, np: Any) -> None:
    """Resetting replaces the default graph, and names start over."""
    before = tf.get_default_graph()
    print(tf.constant(1).name, tf.constant(1).name)
    tf.reset_default_graph()
    print(tf.get_default_graph() is before, tf.constant(1).name)
    with tf.Graph().as_default():
        attempt(tf, tf.reset_default_graph)


def look_up(tf: Any, np: Any) -> None:
    """Tensors and operations are found by name."""
    graph = tf.get_default_graph()
    x = tf.placeholder(tf.float32, name="x")
    pieces = tf.split(tf.constant([1.0, 2.0]), 2, name="pieces")
    print(graph.get_tensor_by_name("x:0") is x, graph.get_operation_by_name("x") is x.op)
    print(
        graph.get_tensor_by_name("pieces:1") is pieces[1], len(graph.get_operation_by_name("pieces").outputs)
    )
    attempt(tf, lambda: graph.get_tensor_by_name("x"), "x")
    attempt(tf, lambda: graph.get_tensor_by_name("y:0"), "y")
    attempt(tf, lambda: graph.get_tensor_by_name("x:1"), "x")
    attempt(tf, lambda: graph.get_operation_by_name("y"), "y")
    attempt(tf, lambda: graph.get_operation_by_name("x:0"))
    attempt(tf, lambda: graph.get_tensor_by_name(3))
    attempt(tf, lambda: graph.get_operation_by_name(3))


def as_graph_element(tf: Any, np: Any) -> None:
    """Names, tensors, operations and variables all lead to the element."""
    graph = tf.get_default_graph()
    x = tf.placeholder(tf.float32, name="x")
    v = tf.Variable(1.0, name="v")
    print(
        graph.as_graph_element("x:0") is x,
        graph.as_graph_element("x") is x.op,
        graph.as_graph_element(x) is x,
    )
    print(graph.as_graph_element(v).name, graph.as_graph_element(x.op) is x.op)
    attempt(tf, lambda: graph.as_graph_element("missing:0"))
    attempt(tf, lambda: graph.as_graph_element("missing"))
    attempt(tf, lambda: graph.as_graph_element(x, allow_tensor=False))
    attempt(tf, lambda: graph.as_graph_element(x.op, allow_operation=False))
    attempt(tf, lambda: graph.as_graph_element(3.0))
    attempt(tf, lambda: tf.Graph().as_graph_element(x))


def finalize(tf: Any, np: Any) -> None:
    """A finalized graph takes no more nodes."""
    graph = tf.get_default_graph()
    x = tf.constant([1.0, 2.0])
    total = tf.reduce_sum(x)
    print(graph.finalized)
    graph.finalize()
    print(graph.finalized)
    attempt(tf, lambda: tf.constant(1), "finalized")
    attempt(tf, lambda: x + 1.0, "finalized")
    with tf.Session() as session:
        print(session.run(total))


def mix_graphs(tf: Any, np: Any) -> None:
    """Tensors of two graphs cannot meet in one operation."""
    one, two = tf.Graph(), tf.Graph()
    with one.as_default():
        a = tf.constant(1.0)
    with two.as_default():
        b = tf.constant(1.0)
        attempt(tf, lambda: tf.add(a, b), "graph")
        attempt(tf, lambda: a + b, "graph")
        attempt(tf, lambda: tf.add_n([b, a]), "graph")
    c = a + 1.0
    print(c.graph is one)
    with tf.Session(graph=two) as session:
        attempt(tf, lambda: session.run(a), "graph")
        attempt(tf, lambda: session.run(b, {a: 1.0}), "graph")


def operations(tf: Any, np: Any) -> None:
    """What an operation tells about itself."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.constant([[1.0], [2.0]], name="w")
    y = tf.matmul(x, w, name="y")
    op = y.op
    print(op.name, op.type, [t.name for t in op.inputs], [t.name for t in op.outputs], op.control_inputs)
    print(op.graph is tf.get_default_graph(), repr(op.device), op.get_attr("transpose_a"), op.get_attr("T"))
    print([consumer.name for consumer in x.consumers()], y.consumers())
    print(y.value_index, repr(op))
    print(x.op.get_attr("dtype"), x.op.type)
    attempt(tf, lambda: op.get_attr("missing"))
    print([op.name for op in tf.get_default_graph().get_operations()])


def feedable_and_fetchable(tf: Any, np: Any) -> None:
    """Feeding and fetching may be forbidden."""
    graph = tf.get_default_graph()
    a = tf.constant(1.0, name="a")
    b = tf.constant(2.0, name="b")
    graph.prevent_feeding(a)
    graph.prevent_fetching(b.op)
    print(graph.is_feedable(a), graph.is_feedable(b), graph.is_fetchable(a), graph.is_fetchable(b.op))
    with tf.Session() as session:
        attempt(tf, lambda: session.run(b, {a: 3.0}), "fed")
        attempt(tf, lambda: session.run(b.op))
        print(session.run(a))


def isolation(tf: Any, np: Any) -> None:
    """The same variable name in two graphs means two variables."""
    values = {}
    for start in (1.0, 2.0):
        graph = tf.Graph()
        with graph.as_default():
            v = tf.get_variable("v", initializer=start)
            with tf.Session(graph=graph) as session:
                session.run(v.initializer)
                values[start] = session.run([v, v + 1.0])
    print(values)


def device_scopes(tf: Any, np: Any) -> None:
    """The device of a node is what the scopes around it say."""
    graph = tf.get_default_graph()
    with tf.device("/cpu:0"):
        a = tf.constant(1.0)
        with tf.device("/gpu:1"):
            b = tf.constant(1.0)
        with tf.device(None):
            c = tf.constant(1.0)
        with tf.device("/job:worker/task:3"):
            d = tf.constant(1.0)
    with graph.device(lambda op: "/gpu:0" if op.type == "Const" else "/cpu:0"):
        e = tf.constant(1.0)
        f = tf.placeholder(tf.float32)
    for tensor in (a, b, c, d):
        print(repr(tensor.device))
    print("GPU" in e.device.upper(), "CPU" in f.device.upper())
    attempt(tf, lambda: tf.device("/nonsense:0").__enter__())


def gradient_override(tf: Any, np: Any) -> None:
    """A gradient may be overridden for a part of the graph."""

    @tf.RegisterGradient("ParityTimesTen")
    def times_ten(op: Any, grad: Any) -> Any:
        return 10.0 * grad

    graph = tf.get_default_graph()
    x = tf.constant(2.0)
    with graph.gradient_override_map({"Square": "ParityTimesTen"}):
        y = tf.square(x)
    z = tf.square(x)
    with tf.Session() as session:
        print(session.run([tf.gradients(y, x)[0], tf.gradients(z, x)[0]]))
