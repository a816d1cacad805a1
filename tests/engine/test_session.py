"""Sessions: fetches of any nest, feeds of any tensor, arrays that belong to the caller, variables of their own."""

import collections

import numpy as np
import pytest

import tensorlab as tf


def started(*variables):
    """A session in which all variables have their initial values."""
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


# --- the seed of the house: what a session must get right -------------------------------------------------


def test_a_train_step_uses_this_run_s_feed():
    x = tf.placeholder(tf.float32)
    w = tf.Variable(0.0)
    train = tf.train.GradientDescentOptimizer(1.0).minimize(-w * x)
    session = started()
    for value in (1.0, 10.0, 100.0):
        session.run(train, {x: value})
    assert session.run(w) == 111.0


def test_two_sessions_on_one_graph_share_no_values():
    v = tf.Variable(1.0)
    update = v.assign_add(1.0)
    first, second = started(), started()
    first.run(update)
    first.run(update)
    assert (first.run(v), second.run(v)) == (3.0, 1.0)


def test_random_numbers_belong_to_the_session():
    draw = tf.random_normal([3], seed=7)
    first, second = tf.Session(), tf.Session()
    a, b = first.run(draw), first.run(draw)
    assert not np.array_equal(a, b)
    np.testing.assert_array_equal(second.run(draw), a)
    np.testing.assert_array_equal(second.run(draw), b)


def test_a_variable_beside_its_update_gives_the_new_value():
    v = tf.Variable(1.0)
    update = v.assign_add(1.0)
    session = started()
    assert session.run([v, update]) == [2.0, 2.0]
    assert session.run([update, v.value()]) == [3.0, 3.0]


def test_the_loss_beside_the_train_step_is_the_loss_before_it():
    w = tf.Variable(3.0)
    loss = w * w
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    session = started()
    assert session.run([train, loss]) == [None, 9.0]
    assert session.run([loss, train]) == [0.0, None]


def test_variables_that_start_from_others_are_initialised_in_one_run():
    a = tf.Variable(2.0)
    b = tf.Variable(a * 3.0)
    c = tf.Variable(b.initialized_value() + a)
    d = tf.Variable(tf.random_normal([2], seed=1))
    e = tf.Variable(d * 2.0)
    session = started()
    assert session.run([a, b, c]) == [2.0, 6.0, 8.0]
    first, second = session.run([d, e])
    np.testing.assert_array_equal(second, first * 2)


def test_assignments_in_a_chain():
    v = tf.Variable(1.0)
    chain = tf.assign_add(tf.assign_add(tf.assign(v, 10.0), 5.0), 0.5)
    session = started()
    assert session.run(chain) == 15.5
    assert session.run(v) == 15.5


def test_control_dependencies_and_read_value():
    v = tf.Variable(1.0)
    before = v * 1.0
    unpinned = v.read_value()  # TensorFlow 2.21 gives the new value here as well: the read is no copy
    with tf.control_dependencies([before, unpinned]):
        update = v.assign_add(1.0)
    with tf.control_dependencies([update]):
        after = v.read_value()
        sum_after = v + 0.0
        same = tf.identity(v)
    session = started()
    assert session.run([before, unpinned, after, sum_after, same]) == [1.0, 2.0, 2.0, 2.0, 2.0]


def test_a_group_runs_all_its_members():
    a, b = tf.Variable(1.0), tf.Variable(1.0)
    both = tf.group(a.assign_add(1.0), b.assign_add(2.0))
    session = started()
    assert session.run(both) is None
    assert session.run([a, b]) == [2.0, 3.0]


# --- fetches ----------------------------------------------------------------------------------------------

Pair = collections.namedtuple("Pair", "left right")


def test_fetches_of_every_nest():
    a, b = tf.constant(1.0, name="a"), tf.constant([2, 3], name="b")
    session = tf.Session()
    assert session.run(a) == 1.0
    assert session.run([a, a, "a:0"]) == [1.0, 1.0, 1.0]
    assert session.run((a,)) == (1.0,)
    assert session.run([]) == []
    assert session.run({"x": a, "op": a.op}) == {"x": 1.0, "op": None}
    assert session.run("a") is None
    nested = session.run([{"p": Pair(a, [a, (a, a)])}, a])
    assert nested == [{"p": Pair(1.0, [1.0, (1.0, 1.0)])}, 1.0]
    assert isinstance(nested[0]["p"], Pair)
    ordered = session.run(collections.OrderedDict([("z", a), ("b", a)]))
    assert type(ordered) is collections.OrderedDict and list(ordered) == ["z", "b"]
    default = collections.defaultdict(list, {"a": a})
    assert type(session.run(default)) is collections.defaultdict
    np.testing.assert_array_equal(session.run(b), [2, 3])


def test_a_namedtuple_is_not_taken_for_the_tuple_of_its_items():
    a, b = tf.constant(1.0), tf.constant(2.0)
    session = tf.Session()
    assert type(session.run([(a, b)])[0]) is tuple
    assert type(session.run([Pair(a, b)])[0]) is Pair
    assert type(session.run((a, b))) is tuple
    assert type(session.run(Pair(a, b))) is Pair


def test_scalars_are_numpy_scalars_and_have_the_declared_dtype():
    for dtype in (tf.float16, tf.float32, tf.float64, tf.int8, tf.int64, tf.uint8, tf.bool, tf.complex64):
        value = tf.Session().run(tf.cast(tf.constant(1.0), dtype))
        assert isinstance(value, np.generic) and value.dtype == dtype.as_numpy_dtype


def test_indexed_slices_are_fetched_whole():
    table = tf.Variable(np.ones((4, 2), np.float32))
    slices = tf.gradients(tf.gather(table, [1, 3]), table)[0]
    value = started().run(slices)
    np.testing.assert_array_equal(value.indices, [1, 3])
    np.testing.assert_array_equal(value.dense_shape, [4, 2])
    assert value.values.shape == (2, 2)


@pytest.mark.parametrize("wrong", [None, 1.0, object(), [None], {"a": 3}])
def test_what_is_no_fetch_is_refused(wrong):
    tf.constant(1.0)
    with pytest.raises(TypeError, match="Fetch argument"):
        tf.Session().run(wrong)


def test_fetches_of_another_graph_and_unknown_names_are_refused():
    inside = tf.constant(1.0, name="inside")
    with tf.Graph().as_default():
        outside = tf.constant(1.0)
    session = tf.Session()
    with pytest.raises(ValueError, match="cannot be interpreted as a Tensor"):
        session.run(outside)
    with pytest.raises(ValueError, match="insde"):
        session.run("insde:0")
    assert session.run(inside) == 1.0


# --- whose arrays are they --------------------------------------------------------------------------------


def test_fetched_arrays_belong_to_the_caller():
    start = np.ones(3, np.float32)
    v = tf.Variable(start)
    constant = tf.constant(start)
    x = tf.placeholder(tf.float32, [3])
    views = [
        tf.identity(v),
        tf.reshape(v, [3, 1]),
        tf.identity(constant),
        tf.reshape(x, [1, 3]),
        tf.identity(x),
    ]
    fed = np.full(3, 5.0, np.float32)
    session = started()
    fetches = [v, constant, x, *views, v.assign(constant), v.value()]
    first = session.run(fetches, {x: fed})
    for array in first:
        array[...] = -99.0
    np.testing.assert_array_equal(fed, [5, 5, 5])
    np.testing.assert_array_equal(start, [1, 1, 1])
    second = session.run(fetches, {x: fed})
    for array in second:
        assert not np.any(array == -99.0)


def test_the_same_array_twice_is_two_arrays():
    c = tf.constant([1.0, 2.0])
    a, b = tf.Session().run([c, tf.identity(c)])
    a[0] = 5.0
    assert b[0] == 1.0


def test_a_fed_array_may_be_changed_after_the_run():
    x = tf.placeholder(tf.float32, [2])
    v = tf.Variable(tf.zeros([2]))
    session = started()
    fed = np.array([1.0, 2.0], np.float32)
    session.run(v.assign(x), {x: fed})
    v.load(fed, session)
    fed[:] = 9.0
    np.testing.assert_array_equal(session.run(v), [1, 2])


def test_an_array_made_a_constant_may_be_changed_afterwards():
    array = np.array([1.0, 2.0], np.float32)
    constant, plus, v = tf.constant(array), tf.zeros([2]) + array, tf.Variable(array)
    array[:] = 9.0
    session = started()
    for tensor in (constant, plus, v):
        np.testing.assert_array_equal(session.run(tensor), [1, 2])


# --- feeds ------------------------------------------------------------------------------------------------


def test_any_tensor_can_be_fed():
    c = tf.constant(1.0)
    v = tf.Variable(2.0)
    middle = c + v
    result = middle * 10.0
    first, second = tf.split(tf.constant([1.0, 2.0]), 2)
    random = tf.random_normal([], seed=1)
    session = started()
    assert session.run(result, {c: 5.0}) == 70.0
    assert session.run(result, {v: 5.0}) == 60.0
    assert session.run(result, {v.value(): 5.0}) == 60.0
    assert session.run(result, {middle: 5.0}) == 50.0
    assert session.run(result, {result: 5.0}) == 5.0
    assert session.run(result, {"add:0": 5.0}) == 50.0
    assert session.run([first, second], {first: [7.0]}) == [[7.0], [2.0]]
    assert session.run(random, {random: 1.0}) == 1.0
    assert session.run(v) == 2.0
    assert session.run(result) == 30.0


def test_a_fed_tensor_may_be_waited_for():
    x = tf.placeholder(tf.float32)
    with tf.control_dependencies([x]):
        y = tf.constant(1.0) + 1.0
    assert tf.Session().run(y, {x: 3.0}) == 2.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"):
        tf.Session().run(y)


def test_an_uninitialised_variable_may_be_fed_instead():
    v = tf.Variable(2.0)
    session = tf.Session()
    assert session.run(v * 3.0, {v: 2.0}) == 6.0
    assert session.run(v * 3.0, {v.value(): 3.0}) == 9.0


def test_a_list_of_tensors_is_fed_with_a_list_of_values():
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    assert tf.Session().run(x - y, {(x, y): (5.0, 3.0)}) == 2.0


def test_feeds_take_python_values_and_cast_numbers():
    x = tf.placeholder(tf.float32, [None, 2])
    n = tf.placeholder(tf.int32)
    text = tf.placeholder(tf.string, [2])
    session = tf.Session()
    assert session.run(x, {x: [[1, 2]]}).dtype == np.float32
    assert session.run(x, {x: np.ones((3, 2))}).dtype == np.float32
    assert session.run(n, {n: 3}) == 3
    assert session.run(text, {text: ["a", "ü"]}).tolist() == [b"a", "ü".encode()]
    assert session.run(text, {text: np.array(["a", "b"])}).tolist() == [b"a", b"b"]
    assert session.run(text, {text: np.array(["a", "b"], object)}).tolist() == [b"a", b"b"]


def test_feeds_of_the_wrong_shape():
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    session = tf.Session()
    session.run(x, {x: np.ones((1, 2))})
    for wrong in (np.ones((2, 3)), np.ones(2), 1.0, np.ones((1, 2, 1))):
        with pytest.raises(ValueError, match=r"Cannot feed value of shape .* for Tensor 'x:0'.*\(\?, 2\)"):
            session.run(x, {x: wrong})


@pytest.mark.parametrize("wrong", [300, -129, [300]])
def test_whole_numbers_that_do_not_fit(wrong):
    n = tf.placeholder(tf.int8)
    with pytest.raises(TypeError):
        tf.Session().run(n, {n: wrong})


@pytest.mark.parametrize("wrong", ["a", [[1.0], [1.0, 2.0]], np.array(["a", "b"]), [["a"]], {"a": 1}])
def test_values_that_are_no_numbers(wrong):
    x = tf.placeholder(tf.float32, name="here")
    with pytest.raises((TypeError, ValueError), match="here:0"):
        tf.Session().run(x, {x: wrong})


def test_tensors_are_no_values():
    x = tf.placeholder(tf.float32)
    v = tf.Variable(1.0)
    for wrong in (tf.constant(1.0), v):
        with pytest.raises(TypeError, match=r"cannot be a tf.Tensor"):
            tf.Session().run(x, {x: wrong})


def test_keys_that_cannot_be_fed(graph):
    x = tf.placeholder(tf.float32)
    y = x + 1.0
    with tf.Graph().as_default():
        foreign = tf.placeholder(tf.float32)
    session = tf.Session()
    session.run(y, {x: 1.0})
    for wrong in ({foreign: 1.0}, {"nothing:0": 1.0}, {3: 1.0}, {y.op: 1.0}):
        with pytest.raises(TypeError, match="Cannot interpret feed_dict key as Tensor"):
            session.run(y, wrong)
    for not_a_dict in ([x], [(x, 1.0)], 3):
        with pytest.raises(TypeError, match="feed_dict must be a dictionary"):
            session.run(y, not_a_dict)
    graph.prevent_feeding(y)
    with pytest.raises(ValueError, match="may not be fed"):
        session.run(y, {y: 1.0})


# --- when a run fails -------------------------------------------------------------------------------------


def test_a_failed_run_puts_the_variables_back(counted):
    v, w = tf.Variable(1.0), tf.Variable([1.0, 2.0])
    first = v.assign_add(1.0)
    with tf.control_dependencies([first]):
        second = w.assign(w * 2.0)
    with tf.control_dependencies([second]):
        third = v.assign(counted(v.read_value(), 1.0))
    session = started()
    counted.fail_at = 1
    with pytest.raises(tf.errors.InvalidArgumentError, match="on purpose"):
        session.run(third)
    assert session.run(v) == 1.0
    np.testing.assert_array_equal(session.run(w), [1, 2])
    assert session.run(third) == 3.0
    np.testing.assert_array_equal(session.run(w), [2, 4])


def test_a_failed_first_assignment_leaves_the_variable_uninitialised(counted):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.initializer]):
        bad = counted(1.0, 1.0)
    counted.fail_at = 1
    session = tf.Session()
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(bad)
    with pytest.raises(tf.errors.FailedPreconditionError):
        session.run(v)


def test_refused_runs_run_nothing():
    v, unset = tf.Variable(1.0), tf.Variable(1.0)
    x = tf.placeholder(tf.float32)
    session = tf.Session()
    session.run(v.initializer)
    with pytest.raises(tf.errors.FailedPreconditionError, match="Variable_1"):
        session.run([v.assign_add(1.0), unset])
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed"):
        session.run([v.assign_add(1.0), x])
    assert session.run(v) == 1.0


def test_initialised_and_read_in_one_run():
    v = tf.Variable(3.0)
    with tf.control_dependencies([v.initializer]):
        value = v.read_value()
    assert tf.Session().run(value) == 3.0
    assert tf.Session().run([v.initializer, v]) == [None, 3.0]


# --- the life of a session --------------------------------------------------------------------------------


def test_a_closed_session_refuses():
    c = tf.constant(1.0)
    with tf.Session() as session:
        assert session.run(c) == 1.0
    with pytest.raises(RuntimeError, match="closed Session"):
        session.run(c)
    session.close()


def test_an_empty_graph_refuses():
    with pytest.raises(RuntimeError, match="graph is empty"):
        tf.Session().run([])


def test_the_block_of_a_session_makes_it_and_its_graph_the_default():
    other = tf.Graph()
    with other.as_default():
        c = tf.constant(4.0)
    with tf.Session(graph=other) as session:
        assert tf.get_default_graph() is other
        assert tf.get_default_session() is session
        assert c.eval() == 4.0
    assert tf.get_default_session() is None


def test_a_closed_session_forgets_its_variables():
    v = tf.Variable(1.0)
    session = started()
    session.close()
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.Session().run(v)


def test_a_graph_may_grow_between_runs():
    value = tf.constant(0.0)
    session = tf.Session()
    for number in range(700):
        value = value + 1.0
        assert session.run(value) == number + 1.0
    v = tf.Variable(1.0)
    session.run(v.initializer)
    assert session.run(v + value) == 701.0


def test_make_callable():
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    divide = tf.Session().make_callable(x / y, [x, y])
    assert divide(6.0, 3.0) == 2.0
    with pytest.raises(TypeError, match="takes 2 values"):
        divide(1.0)


def test_run_metadata_changes_no_result():
    v = tf.Variable(1.0)
    session = started()
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    assert session.run(v.assign_add(1.0), options=options, run_metadata=metadata) == 2.0


# --- the optimizer's counter ------------------------------------------------------------------------------


def test_the_global_step_counts_after_the_updates():
    step = tf.train.get_or_create_global_step()
    w = tf.Variable(1.0)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w, global_step=step)
    session = started()
    for number in (1, 2, 3):
        session.run(train)
        assert session.run(step) == number
