"""Variable scopes: sharing variables by name, and what is inherited."""

from typing import Any

from tests.parity.attempt import attempt, run


def names(tf: Any, np: Any) -> None:
    """Variables and operations inside nested scopes."""
    with tf.variable_scope("a"):
        v = tf.get_variable("v", [1])
        x = 1.0 + v
        with tf.variable_scope("b") as scope:
            w = tf.get_variable("w", [1])
            y = 1.0 + w
            print(scope.name, scope.original_name_scope, tf.get_variable_scope().name)
        with tf.variable_scope("c/d"):
            print(tf.get_variable("v", [1]).name)
    print(v.name, x.name, w.name, y.name, repr(tf.get_variable_scope().name))
    print(v.op.name, v.initializer.name, v.value().name)


def entered_twice(tf: Any, np: Any) -> None:
    """Entering a scope again: the name scope is new, the variables are the same."""
    with tf.variable_scope("a"):
        print(tf.constant(1.0).name, tf.get_variable("v", [1]).name)
    with tf.variable_scope("a", reuse=True):
        print(tf.constant(1.0).name, tf.get_variable("v").name)
    with tf.variable_scope("a"):
        attempt(tf, lambda: tf.get_variable("v", [1]), "a/v")
        print(tf.get_variable("w", [1]).name, tf.Variable(1.0, name="w").name)


def reuse(tf: Any, np: Any) -> None:
    """`reuse=True`, `reuse_variables` and AUTO_REUSE."""
    with tf.variable_scope("s") as scope:
        v = tf.get_variable("v", [2])
        print(scope.reuse)
        scope.reuse_variables()
        print(tf.get_variable("v", [2]) is v, tf.get_variable("v") is v, bool(scope.reuse))
        attempt(tf, lambda: tf.get_variable("missing", [1]), "s/missing")
    with tf.variable_scope("s", reuse=True):
        print(tf.get_variable("v") is v)
        with tf.variable_scope("inner") as inner:
            print(inner.reuse)
    with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
        print(
            tf.get_variable("v", [2]) is v, tf.get_variable("new", [1]).name, tf.get_variable("new", [1]).name
        )
    with tf.variable_scope(scope):
        print(tf.get_variable("v") is v, tf.get_variable_scope().reuse)
    with tf.variable_scope(scope, reuse=False):
        print(tf.get_variable_scope().reuse)
    with tf.variable_scope("s", reuse=True):
        attempt(tf, lambda: tf.get_variable("v", [3]), "s/v")
        attempt(tf, lambda: tf.get_variable("v", [2], tf.int32), "s/v")


def root_reuse(tf: Any, np: Any) -> None:
    """The empty scope name, as the seed's program uses it."""
    v = tf.get_variable("v", initializer=tf.zeros_initializer(), shape=[1])
    attempt(tf, lambda: tf.get_variable("v", [1]), "v")
    with tf.variable_scope("", reuse=True):
        print(tf.get_variable("v") is v, repr(tf.get_variable_scope().name))
    tf.get_variable_scope().reuse_variables()
    print(tf.get_variable("v", [1]) is v)
    attempt(tf, lambda: tf.get_variable("w", [1]), "w")


def object_as_scope(tf: Any, np: Any) -> None:
    """Entering by the scope object jumps to its full name."""
    with tf.variable_scope("a") as a:
        tf.get_variable("v", [1])
    with tf.variable_scope("other"):
        with tf.variable_scope(a) as again:
            print(again.name, tf.get_variable("w", [1]).name, tf.constant(1.0).name)
        with tf.variable_scope(a, auxiliary_name_scope=False) as again:  # noqa: SIM117
            with tf.name_scope(again.original_name_scope):
                print(tf.constant(1.0).name)
    print(tf.get_variable_scope().name == "")


def default_name(tf: Any, np: Any) -> None:
    """A scope without a name takes the default name, made unique."""

    def layer() -> str:
        with tf.variable_scope(None, default_name="layer"):
            return tf.get_variable("w", [1]).name + " " + tf.constant(1.0).name

    print(layer(), layer())
    with tf.variable_scope("outer"):
        print(layer(), layer())
    with tf.variable_scope("given", default_name="layer"):
        print(tf.get_variable("w", [1]).name)
    attempt(tf, lambda: tf.variable_scope(None).__enter__())
    with tf.variable_scope(None, "layer", [tf.constant(1.0)]) as scope:
        print(scope.name)


def name_scope_is_ignored(tf: Any, np: Any) -> None:
    """`get_variable` does not see name scopes; `Variable` does."""
    with tf.name_scope("n"):
        v = tf.get_variable("v", [1])
        w = tf.Variable(1.0, name="w")
        with tf.variable_scope("s"):
            u = tf.get_variable("u", [1])
            print((u + 1.0).name)
    print(v.name, w.name, u.name, v.value().name, v.initializer.name)


def initializers_inherited(tf: Any, np: Any) -> None:
    """A scope's initializer, dtype and trainability are defaults for what lies inside."""
    with tf.variable_scope("s", initializer=tf.constant_initializer(0.4)) as scope:
        v = tf.get_variable("v", [1])
        w = tf.get_variable("w", [1], initializer=tf.constant_initializer(0.3))
        with tf.variable_scope("inner"):
            u = tf.get_variable("u", [1])
        with tf.variable_scope("other", initializer=tf.constant_initializer(0.2)):
            t = tf.get_variable("t", [1])
        scope.set_initializer(tf.constant_initializer(0.9))
        s = tf.get_variable("s", [1])
    print(*run(tf, [v, w, u, t, s]))
    with tf.variable_scope("d", dtype=tf.float64, initializer=tf.ones_initializer()):
        print(tf.get_variable("v", [1]).dtype, tf.get_variable("i", [1], tf.int32).dtype)


def regularizers(tf: Any, np: Any) -> None:
    """Regularizers fill a collection, once per variable."""

    def half_square(weights: Any) -> Any:
        return 0.5 * tf.reduce_sum(tf.square(weights))

    with tf.variable_scope("s", regularizer=half_square):
        v = tf.get_variable("v", initializer=[1.0, 2.0])
        with tf.variable_scope("inner"):
            tf.get_variable("w", [2], initializer=tf.ones_initializer())
            tf.get_variable("none", [2], regularizer=lambda weights: None)
    with tf.variable_scope("s", reuse=True):
        print(tf.get_variable("v", [2]) is v)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    print(len(losses), run(tf, losses))
    print([loss.name for loss in losses])


def default_initializers(tf: Any, np: Any) -> None:
    """Without an initializer: Glorot uniform for floats, zeros for the rest."""
    tf.set_random_seed(3)
    v = tf.get_variable("v", [20, 30])
    i = tf.get_variable("i", [2], tf.int32)
    b = tf.get_variable("b", [2], tf.bool)
    values, whole, truth = run(tf, [v, i, b])
    limit = (6.0 / 50.0) ** 0.5
    print(bool(np.abs(values).max() <= limit), bool(np.abs(values).max() > 0.9 * limit), whole, truth)
    attempt(tf, lambda: tf.get_variable("t", [1], tf.string))


def initializer_kinds(tf: Any, np: Any) -> None:
    """A function, an object, a class, a tensor, an array, a number."""
    made = [
        tf.get_variable("a", [2], initializer=tf.zeros_initializer()),
        tf.get_variable("b", [2], initializer=tf.ones_initializer),
        tf.get_variable("c", initializer=tf.constant([1.0, 2.0])),
        tf.get_variable("d", initializer=np.array([3, 4])),
        tf.get_variable("e", initializer=5.0),
        tf.get_variable(
            "f", [2], initializer=lambda shape, dtype, partition_info=None: tf.fill(shape, tf.cast(6, dtype))
        ),
        tf.get_variable("g", [2, 2], initializer=tf.constant_initializer([[1.0, 2.0], [3.0, 4.0]])),
        tf.get_variable("h", [2, 2], initializer=tf.constant_initializer([1.0, 2.0, 3.0, 4.0])),
        tf.get_variable("i", [2], tf.int64, tf.ones_initializer()),
    ]
    for variable in made:
        print(variable.name, variable.dtype.base_dtype.name, variable.shape, variable.initial_value.name)
    for value in run(tf, made):
        print(value)
    attempt(tf, lambda: tf.get_variable("k", [3], initializer=tf.constant([1.0, 2.0])))
    attempt(tf, lambda: tf.get_variable("l"), "l")
    attempt(tf, lambda: tf.get_variable("m", [None, 2]), "m")


def initializer_names(tf: Any, np: Any) -> None:
    """The nodes under `/Initializer/`."""
    with tf.variable_scope("s"):
        tf.get_variable("zeros", [2], initializer=tf.zeros_initializer())
        tf.get_variable("ones", [2], initializer=tf.ones_initializer())
        tf.get_variable("constant", [2], initializer=tf.constant_initializer(1.0))
    for name in ("zeros", "ones", "constant"):
        v = next(v for v in tf.global_variables() if v.op.name == "s/" + name)
        print(v.initial_value.name, v.initializer.name, v.op.type)


def random_initializers(tf: Any, np: Any) -> None:
    """Initializers with a seed of their own give TensorFlow's numbers."""
    made = [
        tf.get_variable("a", [2, 3], initializer=tf.random_normal_initializer(1.0, 0.5, seed=1)),
        tf.get_variable("b", [2, 3], initializer=tf.truncated_normal_initializer(stddev=0.1, seed=2)),
        tf.get_variable("c", [2, 3], initializer=tf.random_uniform_initializer(-1.0, 1.0, seed=3)),
        tf.get_variable("d", [2, 3], initializer=tf.glorot_uniform_initializer(seed=4)),
        tf.get_variable("e", [2, 3], initializer=tf.glorot_normal_initializer(seed=5)),
        tf.get_variable(
            "f", [2, 3], initializer=tf.variance_scaling_initializer(2.0, "fan_in", "uniform", seed=6)
        ),
        tf.get_variable("g", [3, 3, 2, 4], initializer=tf.variance_scaling_initializer(seed=7)),
        tf.get_variable("h", [2, 3], initializer=tf.uniform_unit_scaling_initializer(seed=8)),
        tf.get_variable("i", [4], initializer=tf.glorot_uniform_initializer(seed=9)),
        tf.get_variable("j", [2, 3], initializer=tf.initializers.he_normal(seed=10)),
        tf.get_variable("k", [2, 3], initializer=tf.initializers.lecun_uniform(seed=11)),
    ]
    for value in run(tf, made):
        print(value.ravel()[:6])


def orthogonal_initializer(tf: Any, np: Any) -> None:
    """Orthogonal matrices: the columns are orthonormal."""
    v = tf.get_variable("v", [4, 3], initializer=tf.orthogonal_initializer(gain=2.0, seed=1))
    value = run(tf, v)
    print(np.allclose(value.T @ value, 4.0 * np.eye(3), atol=1e-5), value.shape)
    attempt(tf, lambda: tf.get_variable("w", [4], initializer=tf.orthogonal_initializer()))


def trainable_and_collections(tf: Any, np: Any) -> None:
    """`trainable=False` and own collections."""
    tf.get_variable("a", [1])
    tf.get_variable("b", [1], trainable=False)
    tf.get_local_variable("c", [1])
    with tf.variable_scope("s"):
        tf.get_local_variable("c", [1], initializer=tf.ones_initializer())
    print([v.name for v in tf.trainable_variables()], [v.name for v in tf.global_variables()])
    print([v.name for v in tf.local_variables()])
    print([v.name for v in tf.get_variable_scope().global_variables()])


def custom_getter(tf: Any, np: Any) -> None:
    """A custom getter sees the full name and may change the variable."""

    def doubled(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        print("asked for", name)
        return 2.0 * getter(name, *args, **kwargs)

    with tf.variable_scope("s", custom_getter=doubled):
        v = tf.get_variable("v", [2], initializer=tf.ones_initializer())
    print(run(tf, v), [w.name for w in tf.global_variables()])


def variable_op_scope(tf: Any, np: Any) -> None:
    """A layer written the old way, shared through `reuse`."""

    def layer(x: Any) -> Any:
        w = tf.get_variable("w", [2, 2], initializer=tf.constant_initializer(0.5))
        b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
        return tf.nn.relu(tf.matmul(x, w) + b)

    x = tf.constant([[1.0, 2.0]])
    with tf.variable_scope("net") as scope:
        first = layer(x)
        scope.reuse_variables()
        second = layer(first)
    print(first.name, second.name, [v.name for v in tf.global_variables()])
    print(run(tf, [first, second]))


def make_template(tf: Any, np: Any) -> None:
    """`make_template` shares the variables of a function."""

    def scale(x: Any) -> Any:
        return x * tf.get_variable("factor", [], initializer=tf.constant_initializer(3.0))

    template = tf.make_template("scale", scale)
    one, two = template(1.0), template(tf.constant(2.0))
    print([v.name for v in tf.global_variables()], run(tf, [one, two]))


def left_by_an_exception(tf: Any, np: Any) -> None:
    """Scopes left by an exception are left."""
    try:
        with tf.variable_scope("s"), tf.name_scope("n"):
            raise KeyError("anything")
    except KeyError:
        print(repr(tf.get_variable_scope().name), tf.constant(1.0).name)
