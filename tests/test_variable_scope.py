"""`tf.variable_scope` and `tf.get_variable`, held to what TensorFlow 2.21 (compat.v1) answers."""

import threading

import numpy as np
import pytest

import tensorlab as tf


@pytest.fixture(autouse=True)
def graph():
    """A graph of its own for every test."""
    with tf.Graph().as_default() as graph:
        yield graph


def constant_name():
    """Where an operation made now would stand."""
    return tf.constant(1.0, name="c").name


def variable_name(name="v"):
    """What a variable got now is called."""
    return tf.get_variable(name, [1]).name


# --- get_variable -----------------------------------------------------------------------------------------


def test_nodes_of_a_variable_that_was_got(graph):
    tf.get_variable("v", [2], initializer=tf.zeros_initializer())
    names = [(o.name, o.type) for o in graph.get_operations()]
    assert names == [
        ("v/Initializer/zeros", "Const"),
        ("v", "VariableV2"),
        ("v/Assign", "Assign"),
        ("v/read", "Identity"),
    ]


def test_default_initializers(graph):
    made = {
        dtype: tf.get_variable(dtype.name, [2], dtype)
        for dtype in (tf.float32, tf.float64, tf.int32, tf.bool, tf.string)
    }
    assert made[tf.float32].initial_value.name == "float32/Initializer/random_uniform:0"
    assert made[tf.int32].initial_value.name == "int32/Initializer/zeros:0"
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(made[tf.int32]).tolist() == [0, 0]
        assert session.run(made[tf.bool]).tolist() == [False, False]
        assert session.run(made[tf.string]).tolist() == [b"", b""]
        assert np.abs(session.run(made[tf.float64])).max() <= np.sqrt(6 / 4)
    with pytest.raises(ValueError, match="An initializer for variable c of <dtype: 'complex64'> is required"):
        tf.get_variable("c", [2], tf.complex64)


def test_kinds_of_initializers():
    made = [
        tf.get_variable("array", initializer=np.array([1, 2])),
        tf.get_variable("tensor", initializer=tf.constant([3.0])),
        tf.get_variable("number", initializer=4.0),
        tf.get_variable("made", initializer=lambda: tf.constant(5.0)),
        tf.get_variable("class", [], initializer=tf.ones_initializer),
        tf.get_variable("object", [2], initializer=tf.constant_initializer(6)),
        tf.get_variable("function", [1], initializer=lambda shape, dtype: tf.ones(shape, dtype) * 7.0),
        tf.get_variable("old", [1], initializer=lambda shape, dtype, partition_info: tf.ones(shape, dtype)),
    ]
    assert [v.dtype.base_dtype.name for v in made[:2]] == ["int64", "float32"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = [np.asarray(value).tolist() for value in session.run(made)]
    assert found == [[1, 2], [3.0], 4.0, 5.0, 1.0, [6.0, 6.0], [7.0], [1.0]]


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (ValueError, "did not get an initializer, so its `shape` argument must be specified", {}),
        (ValueError, "If initializer is a constant, do not", {"shape": [1], "initializer": np.ones(1)}),
        (ValueError, "and explicit dtype '.*int32.*' don't match", {"dtype": tf.int32, "initializer": 1.5}),
        (ValueError, "The initializer passed is not valid", {"shape": [None, 2]}),
        (NotImplementedError, "partitioned", {"shape": [2], "partitioner": lambda **_: [1]}),
    ],
)
def test_mistakes(error, message, arguments):
    with pytest.raises(error, match=message):
        tf.get_variable("v", **arguments)


def test_regularizers_run_under_the_variables_name():
    with tf.variable_scope("a", regularizer=lambda v: tf.reduce_sum(v * v)):
        tf.get_variable("v", [1])
        tf.get_variable("plain", [1], regularizer=tf.no_regularizer)
    with tf.variable_scope("a", reuse=True):
        tf.get_variable("v")
    assert [loss.name for loss in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)] == [
        "a/v/Regularizer/Sum:0"
    ]


def test_local_variables():
    v = tf.get_local_variable("v", [2])
    assert tf.local_variables() == [v] and not tf.global_variables() and not tf.trainable_variables()


# --- sharing ----------------------------------------------------------------------------------------------


def test_the_seed_documents_program():
    v = tf.get_variable(name="v", initializer=tf.ones_initializer(), shape=[1])
    with tf.Session() as session:
        tf.global_variables_initializer().run()
        with tf.variable_scope("", reuse=True):
            assert tf.get_variable("v") is v
            assert session.run(tf.get_variable("v")) == [1.0]
            assert constant_name() == "c:0"


def test_a_name_that_exists():
    tf.get_variable("v", [1])
    with pytest.raises(ValueError) as caught:
        tf.get_variable("v", [1])
    text = str(caught.value)
    assert text.startswith(
        "Variable v already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
        "VarScope? Originally defined at:\n\n  File "
    )
    assert text.split("\n")[2].endswith("in test_a_name_that_exists")
    assert text.split("\n")[3] == '    tf.get_variable("v", [1])'


def test_a_name_that_does_not_exist():
    tf.Variable(1.0, name="v")
    with (
        tf.variable_scope("", reuse=True),
        pytest.raises(
            ValueError, match=r"Variable v does not exist, or was not created with tf.get_variable\(\)"
        ),
    ):
        tf.get_variable("v")


def test_what_is_shared_must_fit():
    tf.get_variable("v", [1])
    with tf.variable_scope("", reuse=True):
        with pytest.raises(ValueError, match=r"specified shape \(2,\) and found shape \(1,\)"):
            tf.get_variable("v", [2])
        with pytest.raises(ValueError, match="specified dtype int32 and found dtype float32_ref"):
            tf.get_variable("v", [1], tf.int32)


def test_auto_reuse():
    def make():
        with tf.variable_scope("foo", reuse=tf.AUTO_REUSE):
            return tf.get_variable("v", [1])

    assert make() is make()


def test_reuse_is_inherited_and_cannot_be_switched_off():
    with tf.variable_scope("a"), tf.variable_scope("b", reuse=True), tf.variable_scope("c", reuse=False):
        scope = tf.get_variable_scope()
    assert (scope.name, scope.reuse) == ("a/b/c", True)
    with tf.variable_scope("d"):
        v = tf.get_variable("v", [1])
        tf.get_variable_scope().reuse_variables()
        assert tf.get_variable("v") is v
    assert tf.get_variable_scope().reuse is False


def test_graphs_share_nothing():
    v = tf.get_variable("v", [1])
    with tf.Graph().as_default():
        assert tf.get_variable("v", [1]) is not v
        assert tf.get_variable_scope().name == ""


# --- names ------------------------------------------------------------------------------------------------


def test_variable_scopes_and_name_scopes():
    with tf.variable_scope("a") as scope:
        names = [constant_name(), variable_name("v"), tf.Variable(1.0).name]
        with tf.name_scope("n"):
            names += [variable_name("w"), tf.Variable(2.0, name="z").name]
    assert names == ["a/c:0", "a/v:0", "a/Variable:0", "a/w:0", "a/n/z:0"]
    with tf.variable_scope("a"):
        assert [constant_name(), tf.Variable(1.0).name] == ["a_1/c:0", "a_1/Variable:0"]
    with tf.variable_scope(scope, reuse=True) as again:
        assert constant_name() == "a_2/c:0" and tf.get_variable("v").name == "a/v:0"
        assert again.original_name_scope == "a/"
    with tf.variable_scope("b"):
        with tf.variable_scope(scope) as inside:
            assert constant_name() == "b/a/c:0"
            assert (inside.name, inside.original_name_scope) == ("a", "a/")
        assert tf.get_variable_scope().name == "b"
    with tf.variable_scope(None, default_name="a") as fourth:
        assert fourth.name == "a_1"


def test_inside_a_name_scope():
    with tf.name_scope("n"), tf.variable_scope("a") as scope:
        found = [variable_name(), tf.Variable(1.0, name="w").name, constant_name(), scope.original_name_scope]
    assert found == ["a/v:0", "n/a/w:0", "n/a/c:0", "n/a/"]


def test_a_name_taken_by_another_operation():
    tf.Variable(1.0, name="a/v")
    with tf.variable_scope("a"):
        assert variable_name() == "a/v_1:0"


def test_default_names_are_made_unique():
    found = []
    for _ in range(2):
        with tf.variable_scope(None, "layer"):
            found.append(variable_name("w"))
            for _ in range(2):
                with tf.variable_scope(None, "in"):
                    found.append((variable_name("w"), constant_name()))
    assert found == [
        "layer/w:0", ("layer/in/w:0", "layer/in/c:0"), ("layer/in_1/w:0", "layer/in_1/c:0"),
        "layer_1/w:0", ("layer_1/in/w:0", "layer_1/in/c:0"), ("layer_1/in_1/w:0", "layer_1/in_1/c:0"),
    ]  # fmt: skip


def test_without_a_name_scope():
    with tf.variable_scope("foo", auxiliary_name_scope=False) as plain:
        assert [variable_name("a"), constant_name(), plain.original_name_scope] == ["foo/a:0", "c:0", ""]
    with tf.variable_scope("foo"), tf.variable_scope("bar") as scope:
        pass
    with tf.variable_scope("other"), tf.variable_scope(scope, auxiliary_name_scope=False) as again:
        assert again.original_name_scope == "foo/bar/"
        with tf.name_scope(again.original_name_scope):
            assert [variable_name("b"), tf.constant(1.0, name="d").name] == ["foo/bar/b:0", "foo/bar/d:0"]


def test_the_empty_name():
    with tf.variable_scope("x"), tf.variable_scope("") as scope:
        assert [scope.name, variable_name(), constant_name()] == ["x/", "x//v:0", "x/c:0"]
    with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE) as root:
        assert [root.name, root.reuse, variable_name(), constant_name()] == ["", tf.AUTO_REUSE, "v:0", "c:0"]


def test_entering_one_object_twice():
    scope = tf.variable_scope("a")
    with scope:
        first = constant_name()
    with scope:
        second, variable = constant_name(), variable_name()
    assert [first, second, variable] == ["a/c:0", "a_1/c:0", "a/v:0"]


def test_each_thread_has_its_own_scope(graph):
    found = []

    def look():
        with graph.as_default():
            found.append(tf.get_variable_scope().name)

    with tf.variable_scope("foo"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found == [""]


def test_an_error_inside_leaves_the_scope(graph):
    with pytest.raises(KeyError), tf.variable_scope("a"):
        raise KeyError
    assert tf.get_variable_scope().name == "" and constant_name() == "c:0"


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (TypeError, "If default_name is None then name_or_scope is required", {"name_or_scope": None}),
        (TypeError, "name_or_scope must be a string or VariableScope", {"name_or_scope": 3}),
        (
            ValueError,
            "The reuse parameter must be True or False or None",
            {"name_or_scope": "a", "reuse": "x"},
        ),
        (
            ValueError,
            "reuse=True cannot be used without a name_or_scope",
            {"name_or_scope": None, "default_name": "a", "reuse": True},
        ),
        (TypeError, "auxiliary_name_scope", {"name_or_scope": "a", "auxiliary_name_scope": 1}),
    ],
)
def test_mistakes_in_a_scope(error, message, arguments):
    with pytest.raises(error, match=message), tf.variable_scope(**arguments):
        pass


# --- defaults of a scope ----------------------------------------------------------------------------------


def test_defaults_are_inherited():
    with tf.variable_scope("a", initializer=tf.constant_initializer(3.0), dtype=tf.float64) as scope:
        with tf.variable_scope("b"):
            v = tf.get_variable("v", [2])
        w = tf.get_variable("w", [1], initializer=tf.zeros_initializer(), dtype=tf.int32)
    tf.get_variable("outside", [1])
    assert (v.name, v.dtype.name, w.dtype.name) == ("a/b/v:0", "float64_ref", "int32_ref")
    assert scope.global_variables() == scope.trainable_variables() == [v, w]
    assert scope.local_variables() == []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(v).tolist() == [3.0, 3.0]


def test_constraints_are_not_inherited():
    with tf.variable_scope("s", constraint=lambda value: value):
        assert tf.get_variable("v", [1]).constraint is not None
        with tf.variable_scope("t"):
            assert tf.get_variable("v", [1]).constraint is None


def test_settings_can_be_changed_inside():
    with tf.variable_scope("s") as scope:
        scope.set_initializer(tf.ones_initializer())
        scope.set_dtype(tf.int64)
        scope.set_regularizer(lambda v: tf.reduce_sum(v))
        v = tf.get_variable("v", [1])
    assert v.dtype.base_dtype is tf.int64
    assert v.initial_value.name == "s/v/Initializer/ones:0"
    assert len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)) == 1


def test_custom_getters():
    log = []

    def outer(getter, name, *args, **kwargs):
        log.append(("outer", name, sorted(kwargs)))
        return getter(name, *args, **kwargs)

    def inner(getter, name, *args, **kwargs):
        log.append(("inner", name))
        return getter(name + "x", *args, **kwargs)

    with tf.variable_scope("a", custom_getter=outer), tf.variable_scope("b", custom_getter=inner):
        assert tf.get_variable("v", [1]).name == "a/b/vx:0"
    settings = [
        "aggregation", "caching_device", "collections", "constraint", "dtype", "initializer", "partitioner",
        "regularizer", "reuse", "shape", "synchronization", "trainable", "use_resource", "validate_shape",
    ]  # fmt: skip
    assert log == [("inner", "a/b/v"), ("outer", "a/b/vx", settings)]
    doubled = tf.get_variable("w", [1], custom_getter=lambda getter, *a, **k: tf.identity(getter(*a, **k)))
    assert doubled.name == "Identity:0"


# --- templates --------------------------------------------------------------------------------------------


def test_a_template_shares_its_variables():
    def scaled(value, factor):
        return value * tf.get_variable("w", [], initializer=tf.constant_initializer(factor))

    template = tf.make_template("scale", scaled, factor=3.0)
    assert template.variables == [] and template.variable_scope_name is None
    results = [template(1.0), template(2.0)]
    other = tf.make_template("scale", scaled, create_scope_now_=True, factor=5.0)
    assert [v.name for v in template.variables] == ["scale/w:0"]
    assert [t.name for t in results] == ["scale/mul:0", "scale_1/mul:0"]
    assert (other.variable_scope_name, other(1.0).name) == ("scale_1/", "scale_1_1/mul:0")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(results) == [3.0, 6.0]


def test_a_template_makes_no_new_variables_later():
    template = tf.make_template("t", lambda: tf.Variable(1.0))
    template()
    with pytest.raises(
        ValueError, match="Trainable variable created when calling a template after the first"
    ):
        template()
