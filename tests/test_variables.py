"""`tf.Variable` and the operations that write variables, held to what TensorFlow 2.21 (compat.v1) answers."""

import numpy as np
import pytest

import tensorlab as tf


@pytest.fixture(autouse=True)
def graph():
    """A graph of its own for every test."""
    with tf.Graph().as_default() as graph:
        yield graph


def values(*fetches, initialize=True):
    """Each fetch in a run of its own, all in one session."""
    with tf.Session() as session:
        if initialize:
            session.run(tf.global_variables_initializer())
        return [session.run(fetch) for fetch in fetches]


def nodes(graph):
    """Every node as (name, type, names of the inputs)."""
    return [(o.name, o.type, [tensor.name for tensor in o.inputs]) for o in graph.get_operations()]


# --- names and nodes --------------------------------------------------------------------------------------


def test_a_variable_is_four_nodes(graph):
    tf.Variable([1.0, 2.0])
    tf.Variable(lambda: tf.constant(3.0), name="w")
    assert nodes(graph) == [
        ("Variable/initial_value", "Const", []),
        ("Variable", "VariableV2", []),
        ("Variable/Assign", "Assign", ["Variable:0", "Variable/initial_value:0"]),
        ("Variable/read", "Identity", ["Variable:0"]),
        ("w/Initializer/Const", "Const", []),
        ("w", "VariableV2", []),
        ("w/Assign", "Assign", ["w:0", "w/Initializer/Const:0"]),
        ("w/read", "Identity", ["w:0"]),
    ]


def test_names_are_made_unique_inside_name_scopes():
    first, second = tf.Variable(1.0), tf.Variable(1.0)
    with tf.name_scope("n"):
        third = tf.Variable(1.0, name="v")
        assigned, read = third.assign(2.0), third.read_value()
    assert [v.name for v in (first, second, third)] == ["Variable:0", "Variable_1:0", "n/v:0"]
    assert (assigned.name, read.name) == ("n/Assign:0", "n/read:0")


def test_what_it_says_of_itself(graph):
    v = tf.Variable([1.0, 2.0], name="v")
    assert repr(v) == str(v) == "<tf.Variable 'v:0' shape=(2,) dtype=float32_ref>"
    assert (v.name, v.op.name, v.op.type, v.device) == ("v:0", "v", "VariableV2", "")
    assert v.graph is graph
    assert v.get_shape().as_list() == v.shape.as_list() == [2]
    assert v.initializer.name == "v/Assign"
    assert v.initial_value.name == "v/initial_value:0"
    assert v.value().name == "v/read:0"
    assert v.trainable is True and v.constraint is None
    assert graph.as_graph_element(v).name == "v:0"


@pytest.mark.parametrize(
    ("initial", "dtype", "expected"),
    [
        (1.0, None, tf.float32),
        (1, None, tf.int32),
        (True, None, tf.bool),
        ("a", None, tf.string),
        (1, tf.float64, tf.float64),
        (np.arange(3), None, tf.int64),
        (np.float64(2), None, tf.float64),
    ],
)
def test_dtypes(initial, dtype, expected):
    v = tf.Variable(initial, dtype=dtype)
    assert v.dtype is expected._as_ref
    assert v.value().dtype is expected


def test_nodes_of_the_assignments():
    v = tf.Variable([1.0, 2.0])
    made = [
        tf.assign(v, [3.0, 4.0]),
        v.assign([1.0, 2.0]),
        v.assign_add([1.0, 2.0]),
        v.assign_sub([1.0, 2.0]),
        tf.assign_add(v, [1.0, 1.0]),
        v.scatter_add(tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))),
        tf.scatter_nd_update(v, [[0]], [1.0]),
    ]
    assert [t.name for t in made] == [
        "Assign:0", "Assign_1:0", "AssignAdd:0", "AssignSub:0", "AssignAdd_1:0", "ScatterAdd:0",
        "ScatterNdUpdate:0",
    ]  # fmt: skip
    assert all(t.dtype is tf.float32._as_ref and t.shape.as_list() == [2] for t in made)
    only_operation = v.assign([1.0, 2.0], read_value=False)
    assert (only_operation.name, only_operation.type) == ("Assign_2", "Assign")
    assert made[0].op.inputs[1].name == "Assign/value:0"


# --- collections ------------------------------------------------------------------------------------------


def test_collections():
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(1.0, name="b", trainable=False)
    c = tf.Variable(1.0, name="c", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    d = tf.Variable(1.0, name="d", collections=["mine"])
    assert tf.global_variables() == [a, b]
    assert tf.trainable_variables() == [a, d]
    assert tf.local_variables() == [c]
    assert tf.get_collection("mine") == [d]
    assert tf.global_variables("b") == [b]
    assert tf.model_variables() == tf.moving_average_variables() == []


def test_equality_is_identity():
    v, w = tf.Variable(1.0), tf.Variable(1.0)
    assert v == v and v != w and v in [v] and v not in [w]
    assert len({v, w, v}) == 2


# --- mistakes in the constructor --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (ValueError, "initial_value must be specified.", {}),
        (TypeError, "Expected int32", {"initial_value": 1.5, "dtype": tf.int32}),
        (ValueError, "collections argument to Variable", {"initial_value": 1.0, "collections": "x"}),
        (ValueError, "must be a callable", {"initial_value": 1.0, "constraint": 3}),
        (ValueError, "mutually exclusive", {"initial_value": 1.0, "variable_def": "x"}),
    ],
)
def test_mistakes_in_the_constructor(error, message, arguments):
    with pytest.raises(error, match=message):
        tf.Variable(**arguments)


def test_an_initial_value_needs_a_shape():
    unknown = tf.placeholder(tf.float32, [None])
    with pytest.raises(ValueError, match="initial_value must have a shape specified"):
        tf.Variable(unknown)
    v = tf.Variable(unknown, validate_shape=False)
    assert repr(v) == "<tf.Variable 'Variable_1:0' shape=<unknown> dtype=float32_ref>"


def test_positional_arguments_are_in_tensorflows_order():
    v = tf.Variable(1.0, False, None, True, None, "v")
    assert v.name == "v:0" and not tf.trainable_variables()


# --- values and sessions ----------------------------------------------------------------------------------


def test_two_sessions_share_no_value():
    v = tf.Variable([1.0, 2.0])
    initializer = tf.global_variables_initializer()
    with tf.Session() as one, tf.Session() as other:
        one.run(initializer)
        other.run(initializer)
        one.run(v.assign([5.0, 5.0]))
        assert one.run(v).tolist() == [5.0, 5.0]
        assert other.run(v).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("read", [lambda v: v, lambda v: v + 1.0, lambda v: v.assign_add([1.0, 1.0])])
def test_reading_before_initialising(read):
    v = tf.Variable([1.0, 2.0], name="v")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Attempting to use uninitialized value v"):
        values(read(v), initialize=False)


def test_reads_after_an_update_see_it():
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(10.0)]):
        reads = [tf.identity(v), v + 0.0, v.read_value()]
    assert values(*reads, v) == [11.0, 21.0, 31.0, 31.0]


def test_assignments_give_the_new_value():
    v = tf.Variable(5)
    assert values(v.assign(7), v, v.assign_sub(2), v.assign_add(1), v) == [7, 7, 5, 6, 6]


def test_an_assignment_can_be_assigned_to():
    v = tf.Variable(1.0)
    assert values(tf.assign_add(tf.assign(v, 2.0), 3.0), v) == [5.0, 5.0]


def test_bool_and_string_variables():
    flags, words = tf.Variable([True, False]), tf.Variable(["a", "b"])
    found = values(flags, words, flags.assign([False, False]), words.assign(["x", "y"]))
    assert [array.tolist() for array in found] == [[True, False], [b"a", b"b"], [False, False], [b"x", b"y"]]


def test_the_variable_keeps_an_array_of_its_own():
    start = np.array([1.0, 2.0])
    v = tf.Variable(start)
    start[0] = 50
    fed = tf.placeholder(tf.float64, [2])
    update = v.assign(fed)
    with tf.Session() as session:
        session.run(v.initializer)
        fetched = session.run(v)
        assert fetched.tolist() == [1.0, 2.0]
        fetched[0] = 99
        assert session.run(v).tolist() == [1.0, 2.0]
        given = np.array([3.0, 4.0])
        session.run(update, {fed: given})
        given[0] = 77
        assert session.run(v).tolist() == [3.0, 4.0]


def test_a_variable_can_be_fed():
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(v, {v: [5.0, 6.0]}).tolist() == [5.0, 6.0]
        assert session.run(v + 1, {v.value(): [7.0, 7.0]}).tolist() == [8.0, 8.0]
        assert session.run(v).tolist() == [1.0, 2.0]


def test_load_and_eval(graph):
    v = tf.Variable([1.0, 2.0])
    count = len(graph.get_operations())
    with tf.Session() as session:
        v.load([3.0, 4.0], session)
        assert v.eval(session).tolist() == v.eval().tolist() == [3.0, 4.0]
    assert len(graph.get_operations()) == count
    for call in (lambda: v.load([1.0, 1.0]), v.eval):
        with pytest.raises(ValueError, match="No default session is registered"):
            call()


def test_shapes_are_checked_when_the_graph_is_built():
    v = tf.Variable([1.0])
    with pytest.raises(ValueError, match="Dimension 0 in both shapes must be equal, but are 1 and 2"):
        v.assign([1.0, 2.0])
    with pytest.raises(ValueError):
        v.set_shape([3])
    with pytest.raises(TypeError, match="'AssignAdd' Op has type int32 that does not match type float32"):
        v.assign_add(tf.constant([1]))


def test_shapes_are_checked_when_it_runs():
    fed = tf.placeholder(tf.float32)
    v = tf.Variable([1.0, 2.0])
    assigned, added = tf.assign(v, fed), tf.assign_add(v, fed)
    free = tf.assign(v, fed, validate_shape=False)
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"lhs shape= \[2\] rhs shape= \[3\]"):
            session.run(assigned, {fed: [1.0, 2.0, 3.0]})
        with pytest.raises(tf.errors.InvalidArgumentError, match="do not have the same shape"):
            session.run(added, {fed: 1.0})
        assert session.run(free, {fed: [1.0, 2.0, 3.0]}).tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("function", ["assign", "assign_add", "assign_sub"])
def test_only_variables_can_be_assigned_to(function):
    with pytest.raises(AttributeError, match="needs a variable"):
        getattr(tf, function)(tf.constant([1.0]), [2.0])


# --- initialising -----------------------------------------------------------------------------------------


def test_initializers(graph):
    v = tf.Variable(1.0)
    first, second = tf.global_variables_initializer(), tf.local_variables_initializer()
    third, fourth = tf.variables_initializer([v], name="q"), tf.variables_initializer([])
    assert [o.name for o in (first, second, third, fourth)] == ["init", "init_1", "q", "init_2"]
    assert first.type == "NoOp"
    assert [o.name for o in first.control_inputs] == ["Variable/Assign"]


def test_initial_values_that_read_other_variables(graph):
    v = tf.Variable(3.0, name="v")
    w = tf.Variable(v * 2.0 + 1.0, name="w")
    x = tf.Variable(w.initialized_value() + v, name="x")
    y = tf.Variable(x, name="y")
    z = tf.Variable(lambda: y * w, name="z")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([v, w, x, y, z]) == [3.0, 7.0, 10.0, 10.0, 70.0]
    assert w.initializer.inputs[1].name == "add_w:0"
    assert w.initial_value.name == "add:0"
    assert graph.get_operation_by_name("mul_w").inputs[0].name == "v/read_w:0"


def test_they_are_set_in_any_order():
    v = tf.Variable(3.0)
    w = tf.Variable(v * 2.0)
    with tf.Session() as session:
        session.run(w.initializer)
        assert session.run(w) == 6.0
        v.load(10.0)
        session.run(w.initializer)
        assert session.run(w) == 20.0


def test_one_draw_serves_all_variables_that_start_from_it():
    v = tf.Variable(tf.random_normal([3], seed=1))
    w = tf.Variable(v * 2.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        start, doubled = session.run([v, w])
    np.testing.assert_array_equal(doubled, 2 * start)


def test_initialisers_wait_for_nothing():
    with tf.control_dependencies([tf.constant(1.0)]):
        v = tf.Variable(1.0)
    assert v.op.control_inputs == v.initializer.control_inputs == v.value().op.control_inputs == []


def test_which_variables_are_not_initialised():
    v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
    report, ready = tf.report_uninitialized_variables(), tf.is_variable_initialized(w)
    check = tf.assert_variables_initialized()
    with tf.Session() as session:
        session.run(v.initializer)
        assert session.run(report).tolist() == [b"w"]
        assert not session.run(ready)
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(check)
        session.run(w.initializer)
        assert session.run(report).tolist() == []
        assert session.run(ready)
        session.run(check)
    assert report.name == "report_uninitialized_variables/boolean_mask/GatherV2:0"


def test_a_graph_without_variables():
    assert tf.assert_variables_initialized() is None
    assert values(tf.report_uninitialized_variables())[0].tolist() == []


# --- operators --------------------------------------------------------------------------------------------


def test_operators_use_the_read():
    v = tf.Variable([[1.0, 2.0]])
    w = tf.Variable([[4.0, 5.0]])
    made = [
        v + 1.0,
        1.0 - v,
        v * w,
        8.0 / v,
        -v,
        abs(v),
        v**2.0,
        v % 2.0,
        v // 2.0,
        v[0, 1],
        np.float32([[2.0, 3.0]]) * v,
    ]
    expected = [
        [[2.0, 3.0]], [[0.0, -1.0]], [[4.0, 10.0]], [[8.0, 4.0]], [[-1.0, -2.0]], [[1.0, 2.0]], [[1.0, 4.0]],
        [[1.0, 0.0]], [[0.0, 1.0]], 2.0, [[2.0, 6.0]],
    ]  # fmt: skip
    assert [value.tolist() for value in values(*made)] == expected
    assert [t.op.inputs[0].name for t in (made[0], made[4], made[9])] == ["Variable/read:0"] * 3
    assert made[0].name == "add:0"


def test_comparisons_and_logic():
    v, flag = tf.Variable([1.0, 2.0]), tf.Variable([True, False])
    made = [v > 1.0, v >= 1.0, v < 2.0, v <= 1.0, flag & True, flag | True, flag ^ True, ~flag]
    expected = [[False, True], [True, True], [True, False], [True, False]]
    expected += [[True, False], [True, True], [False, True], [False, True]]
    assert [value.tolist() for value in values(*made)] == expected


def test_what_a_variable_is_not():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(TypeError, match="not iterable"):
        iter(v)
    with pytest.raises(TypeError):
        len(v)
    with pytest.raises(NotImplementedError, match="its value belongs to a session"):
        np.asarray(v)


def test_plus_equals_makes_a_tensor():
    v = tf.Variable(1.0)
    v += 2.0
    assert isinstance(v, tf.Tensor) and v.name == "add:0"


def test_conversion():
    v = tf.Variable(1.0)
    assert tf.convert_to_tensor(v) is v.value()
    with pytest.raises(ValueError, match="Incompatible type conversion requested to type 'int32'"):
        tf.convert_to_tensor(v, dtype=tf.int32)


def test_gradients():
    v, w = tf.Variable(3.0), tf.Variable(2.0)
    loss = v * v * w
    assert values(tf.gradients(loss, v), tf.gradients(loss, [v, w.value()])) == [[12.0], [12.0, 9.0]]
    assert tf.gradients(v.assign(w) * 1.0, w) == [None]


# --- rows, entries, counters ------------------------------------------------------------------------------


def test_scatter_family():
    v = tf.Variable(np.arange(8.0).reshape(4, 2))
    found = values(
        tf.scatter_add(v, [1, 1], [[1.0, 1.0], [2.0, 2.0]]),
        tf.scatter_update(v, [0], [[9.0, 9.0]]),
        tf.scatter_sub(v, 1, [1.0, 1.0]),
        tf.scatter_mul(v, [[2], [3]], 2.0),
        tf.scatter_div(v, [2], [[4.0, 4.0]]),
        tf.scatter_min(v, [0], [[1.0, 10.0]]),
        tf.scatter_max(v, [0], [[5.0, 1.0]]),
        tf.scatter_nd_update(v, [[0, 0], [3, 1]], [100.0, 200.0]),
        tf.scatter_nd_add(v, [[0], [0]], [[1.0, 2.0], [3.0, 4.0]]),
        tf.scatter_nd_sub(v, [[1, 1]], [0.5]),
    )
    assert found[0].tolist() == [[0.0, 1.0], [5.0, 6.0], [4.0, 5.0], [6.0, 7.0]]
    assert found[6].tolist() == [[5.0, 9.0], [4.0, 5.0], [2.0, 2.5], [12.0, 14.0]]
    assert found[-1].tolist() == [[104.0, 15.0], [4.0, 4.5], [2.0, 2.5], [12.0, 200.0]]


def test_scatter_methods_take_indexed_slices():
    v = tf.Variable([1.0, 2.0, 3.0])
    rows = tf.IndexedSlices(tf.constant([10.0, 20.0]), tf.constant([0, 2]))
    made = [
        v.scatter_update(rows), v.scatter_add(rows), v.scatter_sub(rows), v.scatter_mul(rows),
        v.scatter_div(rows), v.scatter_min(rows), v.scatter_max(rows), v.scatter_nd_update([[1]], [7.0]),
        v.scatter_nd_add([[1]], [1.0]), v.scatter_nd_sub([[1]], [2.0]),
    ]  # fmt: skip
    assert values(*made)[-1].tolist() == [10.0, 6.0, 20.0]
    with pytest.raises(TypeError, match="sparse_delta is not IndexedSlices"):
        v.scatter_add([1.0])


def test_whole_numbers_are_divided_towards_zero():
    v = tf.Variable([7, -7, 7, -7])
    assert values(tf.scatter_div(v, [0, 1, 2, 3], [2, 2, -2, -2]))[0].tolist() == [3, -3, -3, 3]


def test_scatter_outside_the_variable():
    v = tf.Variable(np.zeros((4, 2)))
    for update in (tf.scatter_add(v, [5], [[1.0, 1.0]]), tf.scatter_update(v, [-1], [[1.0, 1.0]])):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[0\] = -?\d is not in \[0, 4\)"):
            values(update)
    for places in ([[4, 0]], [[0, 0, 0]]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            values(tf.scatter_nd_add(v, places, [1.0]))


def test_scatter_shapes_that_cannot_fit():
    v = tf.Variable(np.zeros((4, 2)))
    with pytest.raises(ValueError, match="updates"):
        tf.scatter_add(v, [1, 1], [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])
    with pytest.raises(ValueError, match="updates"):
        tf.scatter_nd_add(v, [[1]], [1.0])
    fed = tf.placeholder(tf.float64)
    update = tf.scatter_add(v, [1, 1], fed)
    with tf.Session() as session:
        session.run(v.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Must have updates\.shape"):
            session.run(update, {fed: [1.0, 2.0]})


def test_counting():
    v = tf.Variable(0, name="n")
    following = v.count_up_to(2)
    assert following.name == "CountUpTo:0" and following.dtype is tf.int32
    with tf.Session() as session:
        session.run(v.initializer)
        assert [session.run(following), session.run(following), session.run(v)] == [0, 1, 2]
        with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 2"):
            session.run(following)
        assert session.run(v) == 2
