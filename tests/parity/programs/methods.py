"""The methods that programs call on graphs, operations, tensors, variables, sessions and shapes, in detail."""

from typing import Any

from tests.parity.attempt import attempt, run


def of_a_tensor(tf: Any, np: Any) -> None:
    """What a tensor says of itself, and what it refuses."""
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.add(x, 1.0, name="y")
    print(
        y.name, y.dtype, y.shape, y.get_shape(), y.op.name, y.value_index, y.graph is tf.get_default_graph()
    )
    print(y.shape.as_list(), y.get_shape().ndims, y.shape[1].value, y.device == "")
    print([operation.name for operation in x.consumers()])
    y.set_shape([4, None])
    print(y.shape)
    attempt(tf, lambda: y.set_shape([5, 3]))
    with tf.Session() as session:
        print(
            y.eval({x: np.zeros((4, 3))}).sum(), y.eval(feed_dict={x: np.ones((4, 3))}, session=session).sum()
        )
    attempt(tf, lambda: y.eval(), "session")
    attempt(tf, lambda: len(y))
    attempt(tf, lambda: bool(y))
    attempt(tf, lambda: list(x))
    attempt(tf, lambda: y.nonsense)
    attempt(tf, lambda: float(tf.constant(1.0)))
    print([row.shape for row in tf.unstack(tf.zeros([2, 3]))])
    print(y == y, y != x, hash(y) == hash(y), {y: 1}[y])
    print(str(y), repr(x))


def of_an_operation(tf: Any, np: Any) -> None:
    """Inputs, outputs, control inputs, attributes, run."""
    with tf.device("/cpu:0"):
        a = tf.constant([[1.0, 2.0]], name="a")
    row, column = tf.ones([1, 2]), tf.ones([2, 1])
    with tf.control_dependencies([a]):
        b = tf.matmul(row, column, transpose_a=False, name="b")
    operation = b.op
    print(operation.name, operation.type, operation.device, a.op.device)
    print([t.name for t in operation.inputs], len(operation.inputs), operation.inputs[0].name)
    print([t.name for t in operation.outputs], operation.values() == tuple(operation.outputs))
    print([o.name for o in operation.control_inputs], operation.graph is tf.get_default_graph())
    print(operation.get_attr("transpose_b"), operation.get_attr("T"))
    attempt(tf, lambda: operation.get_attr("nonsense"))
    print(operation.colocation_groups(), operation.traceback is not None)
    counter = tf.Variable(0, name="counter")
    step = counter.assign_add(1).op
    with tf.Session() as session:
        session.run(counter.initializer)
        print(step.run(), step.run(session=session), counter.eval())
    attempt(tf, lambda: step.run())
    print(step.name, counter.op.name, counter.op.type, counter.initializer.name, counter.initializer.type)
    split = tf.split(tf.zeros([4]), 2)
    print([t.name for t in split[0].op.outputs], split[1].value_index)
    print(repr(step)[:22])


def of_a_graph(tf: Any, np: Any) -> None:
    """Finding things by name, collections, scopes, versions, finalizing."""
    graph = tf.Graph()
    with graph.as_default() as same:
        print(same is graph, tf.get_default_graph() is graph)
        with tf.name_scope("outer"):
            a = tf.constant(1.0, name="a")
        b = tf.identity(a, name="b")
    print([o.name for o in graph.get_operations()], graph.get_operation_by_name("b").type)
    print(graph.get_tensor_by_name("outer/a:0") is a, graph.as_graph_element("b:0") is b)
    print(graph.as_graph_element("b").name, graph.as_graph_element(b) is b)
    attempt(tf, lambda: graph.get_tensor_by_name("outer/a"), "operation_name")
    attempt(tf, lambda: graph.get_tensor_by_name("nonsense:0"))
    attempt(tf, lambda: graph.get_tensor_by_name("b:1"))
    attempt(tf, lambda: graph.get_tensor_by_name(5))
    attempt(tf, lambda: graph.get_operation_by_name("b:0"))
    attempt(tf, lambda: graph.get_operation_by_name("nonsense"))
    attempt(tf, lambda: graph.as_graph_element("b:0", allow_tensor=False))
    print(graph.is_fetchable(b), graph.is_feedable(b), graph.finalized, graph.building_function)
    graph.prevent_feeding(b)
    graph.prevent_fetching(a.op)
    print(graph.is_feedable(b), graph.is_fetchable(a.op))
    graph.add_to_collection("mine", 1)
    graph.add_to_collections(["mine", "ours"], 2)
    print(
        graph.get_collection("mine"),
        graph.get_collection_ref("ours"),
        sorted(graph.get_all_collection_keys()),
    )
    graph.clear_collection("mine")
    print(
        graph.get_collection("mine"),
        graph.unique_name("b"),
        graph.unique_name("new"),
        graph.unique_name("new"),
    )
    graph.seed = 5
    print(graph.seed, graph.version > 0)
    with graph.name_scope("s") as scope:
        print(scope)
    with graph.device("/gpu:1"), graph.as_default():
        print(tf.constant(0).op.device)
    with graph.control_dependencies([b]), graph.as_default():
        print([o.name for o in tf.no_op().control_inputs])
    graph.finalize()
    print(graph.finalized)
    with graph.as_default():
        attempt(tf, lambda: tf.constant(1), "finalized")


def of_a_session(tf: Any, np: Any) -> None:
    """Opening, closing, several ways to use one."""
    a = tf.constant(2.0, name="a")
    session = tf.Session()
    print(session.run(a), session.graph is tf.get_default_graph())
    with session.as_default():
        print(tf.get_default_session() is session, a.eval())
    print(session.run([a]), session.run({"k": (a, [a])}), session.run("a:0"), session.run(["a:0", a.op]))
    call = session.make_callable(a * 3.0)
    print(call())
    print([device.device_type for device in session.list_devices()][:1])
    session.close()
    attempt(tf, lambda: session.run(a), "closed")
    session.close()
    other = tf.Graph()
    attempt(tf, lambda: tf.Session(graph=other).run(a))
    attempt(tf, lambda: tf.Session().run("nonsense:0"))
    attempt(tf, lambda: tf.Session().run(5))
    attempt(tf, lambda: tf.Session().run(None))
    attempt(tf, lambda: tf.Session().run(a, feed_dict={"nonsense:0": 1}))
    interactive = tf.InteractiveSession()
    print(a.eval(), tf.get_default_session() is interactive)
    interactive.close()
    print(tf.get_default_session())
    with tf.Session(graph=other):
        print(tf.get_default_graph() is other)
    tf.Session.reset("")


def of_a_variable(tf: Any, np: Any) -> None:
    """Reading, writing, loading, what it is made of."""
    v = tf.Variable([1.0, 2.0], name="v", trainable=False)
    print(
        v.name, v.dtype, v.shape, v.get_shape(), v.op.name, v.device == "", v.graph is tf.get_default_graph()
    )
    print(v.initializer.name, v.initial_value.name, v.value().name, v.read_value().dtype, v.trainable)
    with tf.Session() as session:
        session.run(v.initializer)
        print(session.run(v), v.eval(), v.eval(session))
        print(session.run(v.assign([3.0, 4.0])), session.run(v.assign_add([1.0, 1.0])))
        print(session.run(v.assign_sub([0.5, 0.5])), session.run(v.read_value()))
        v.load([7.0, 8.0], session)
        print(v.eval(), session.run(v[0]), session.run(v + 1.0), session.run(v.initialized_value()))
        v.load(np.array([1.0, 1.5]))
        print(v.eval())
        attempt(tf, lambda: v.load([1.0]))
        print(session.run(v.scatter_update(tf.IndexedSlices(tf.constant([9.0]), tf.constant([1])))))
        print(session.run(v.scatter_add(tf.IndexedSlices(tf.constant([1.0]), tf.constant([0])))))
        print(session.run(v.scatter_sub(tf.IndexedSlices(tf.constant([2.0]), tf.constant([1])))))
        print(session.run(v.scatter_nd_update([[0]], [5.0])), session.run(v.scatter_nd_add([[1]], [5.0])))
        print(session.run(v.scatter_nd_sub([[1]], [2.0])))
        counter = tf.Variable(3)
        session.run(counter.initializer)
        print(session.run(counter.count_up_to(5)), session.run(counter.count_up_to(5)))
        attempt(tf, lambda: session.run(counter.count_up_to(5)))
    attempt(tf, lambda: v.eval())
    attempt(tf, lambda: v.load([1.0, 2.0]), "session")
    attempt(tf, lambda: v.assign([1.0, 2.0, 3.0]))
    attempt(tf, lambda: list(v))
    attempt(tf, lambda: bool(v == v) and len(v))
    print(v.constraint)
    print(str(v), repr(v))
    v.set_shape([2])
    unknown = tf.Variable(tf.placeholder(tf.float32), validate_shape=False)
    print(unknown.shape, unknown.get_shape().ndims)
    unknown.set_shape([None, 3])
    print(unknown.shape)


def of_an_optimizer(tf: Any, np: Any) -> None:
    """The two halves by hand: pairs, clipped gradients, names, variables."""
    w, b = tf.Variable([1.0, 2.0], name="w"), tf.Variable(0.5, name="b")
    unused = tf.Variable(1.0, name="unused")
    loss = tf.reduce_sum(tf.square(w)) + b
    optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    pairs = optimizer.compute_gradients(loss)
    print([(gradient is None, variable.name) for gradient, variable in pairs])
    clipped = [(tf.clip_by_norm(g, 1.0), v) for g, v in pairs if g is not None]
    counter = tf.train.get_or_create_global_step()
    step = optimizer.apply_gradients(clipped, global_step=counter, name="mine")
    print(step.name, step.type, optimizer.get_name(), optimizer.get_slot_names())
    print(
        [v.name for v in optimizer.variables()],
        optimizer.get_slot(w, "momentum").name,
        optimizer.get_slot(unused, "momentum"),
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step)
        print(session.run([w, b, counter, unused]))
    attempt(tf, lambda: optimizer.apply_gradients([]), "No variables")
    attempt(tf, lambda: optimizer.apply_gradients([(None, w)]), "No gradients")
    attempt(tf, lambda: optimizer.minimize(tf.constant(1.0)), "No gradients")
    attempt(tf, lambda: optimizer.compute_gradients(tf.constant([1])))
    doubled = w * 2.0
    (slope, same), _ = optimizer.compute_gradients(tf.reduce_sum(tf.square(doubled)), var_list=[doubled, w])
    print(same is doubled, run(tf, slope))
    attempt(tf, lambda: optimizer.apply_gradients([(slope, doubled)]))


def of_a_shape(tf: Any, np: Any) -> None:
    """Shapes and sizes, known in full, in part and not at all."""
    known, part, nothing = tf.TensorShape([2, 3]), tf.TensorShape([None, 3]), tf.TensorShape(None)
    for shape in (known, part, nothing):
        print(
            shape,
            repr(shape),
            shape.ndims,
            shape.is_fully_defined(),
            shape.num_elements(),
            shape.dims is None,
        )
    print(known.as_list(), part.as_list(), [size.value for size in part], known[0] == 2, part[-1], known[1:])
    attempt(tf, lambda: nothing.as_list())
    attempt(tf, lambda: len(nothing))
    print(nothing[0], nothing[1:], known.concatenate([4]), part.concatenate(nothing), known.concatenate(part))
    print(known.merge_with(part), part.is_compatible_with([7, 3]), part.is_compatible_with([7, 4]))
    attempt(tf, lambda: known.merge_with([2, 4]))
    attempt(tf, lambda: known.assert_is_compatible_with([2, 4]))
    attempt(tf, lambda: known.assert_has_rank(3))
    attempt(tf, lambda: part.assert_is_fully_defined())
    attempt(tf, lambda: known.assert_same_rank([1]))
    attempt(tf, lambda: known.with_rank(3))
    print(nothing.with_rank(2), known.with_rank_at_least(1), known.with_rank_at_most(2))
    print(
        known == [2, 3],
        known == (2, 3),
        known != part,
        part == tf.TensorShape([None, 3]),
        bool(nothing),
        bool(known),
    )
    print(known == tf.TensorShape([2, 3]), hash(known) == hash(tf.TensorShape([2, 3])), nothing == nothing)
    print(
        list(known),
        tuple(size.value for size in known),
        len(known),
        known.most_specific_compatible_shape(part),
    )
    two, some = tf.Dimension(2), tf.Dimension(None)
    print(two, repr(two), some, repr(some), two.value, some.value, int(two), two == 2, some == 2, two != 3)
    print(two + 1, 3 + two, two * 4, two // 2, 7 // two, two - 1, 5 - two, two % 2, some + 1, two + some)
    print(
        two < 3,
        two <= 2,
        two > 1,
        some < 3,
        two.is_compatible_with(2),
        two.merge_with(some),
        some.merge_with(4),
    )
    attempt(tf, lambda: two.assert_is_compatible_with(3))
    attempt(tf, lambda: two.merge_with(3))
    attempt(tf, lambda: int(some))
    attempt(tf, lambda: tf.Dimension(-1))
    attempt(tf, lambda: tf.TensorShape([2.5]))
    print(list(range(two)), [0] * two.value, np.zeros(known.as_list()).shape, np.zeros([two, 3]).shape)
    print(
        tf.TensorShape([tf.Dimension(4), None]),
        tf.TensorShape(5),
        tf.TensorShape(known),
        tf.TensorShape([]).ndims,
    )


def of_moving_averages(tf: Any, np: Any) -> None:
    """The averages' methods."""
    v = tf.Variable(4.0, name="v")
    averages = tf.train.ExponentialMovingAverage(0.5)
    update = averages.apply([v])
    print(averages.name, averages.average_name(v), averages.average(v).name, update.name)
    print({key: value.name for key, value in averages.variables_to_restore().items()})
    print(averages.average(tf.Variable(1.0)))
    print(run(tf, [update, averages.average(v)])[1])
