"""tf.contrib.framework: argument scopes, model variables, finding variables."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, run


def argument_scopes(tf: Any, np: Any) -> None:
    """Defaults for layers, nested, kept and used again."""
    layers, arg_scope = tf.contrib.layers, tf.contrib.framework.arg_scope
    x = tf.ones([1, 2])
    with arg_scope(
        [layers.fully_connected], activation_fn=tf.nn.tanh, weights_initializer=tf.ones_initializer()
    ):
        a = layers.fully_connected(x, 2)
        with arg_scope([layers.fully_connected], activation_fn=None) as kept:
            b = layers.fully_connected(x, 2)
            c = layers.fully_connected(x, 2, activation_fn=tf.nn.elu)
        d = layers.fully_connected(x, 2)
    with arg_scope(kept):
        e = layers.fully_connected(x, 2)
    with arg_scope([layers.fully_connected, layers.dropout], outputs_collections="ends"):
        layers.dropout(layers.fully_connected(x, 2))
    print([t.name for t in (a, b, c, d, e)], len(tf.get_collection("ends")))
    for value in run(tf, [a, b, c, d, e]):
        print(value)


def functions_of_ones_own(tf: Any, np: Any) -> None:
    """add_arg_scope."""
    framework = tf.contrib.framework

    @framework.add_arg_scope
    def describe(x: Any, size: int = 1, color: str = "red") -> str:
        return f"{x} {size} {color}"

    print(describe("a"), framework.has_arg_scope(describe), framework.arg_scoped_arguments(describe))
    with framework.arg_scope([describe], size=3) as scope:
        print(describe("b"), describe("c", size=5))
        with framework.arg_scope([describe], color="blue"):
            print(describe("d"))
        print(describe("e"), list(scope.values()) == [{"size": 3}])
    print(describe("f"), describe.__name__)
    attempt(tf, lambda: framework.arg_scope([len], size=1).__enter__(), "add_arg_scope")
    attempt(tf, lambda: framework.arg_scope(describe, size=1).__enter__(), "list")
    attempt(tf, lambda: framework.arg_scope({}, size=1).__enter__(), "kwargs")


def variables(tf: Any, np: Any) -> None:
    """Model variables, and finding variables by scope, suffix and name."""
    framework = tf.contrib.framework
    with tf.variable_scope("net"):
        w = framework.model_variable("w", [2], initializer=tf.ones_initializer(), regularizer=tf.nn.l2_loss)
        b = framework.variable("b", shape=[1], trainable=False, collections=["mine"], device="/cpu:0")
    v = tf.get_variable("net2/w", [1])
    local = framework.local_variable(1.0, name="count")
    other = framework.global_variable(2.0, name="other")
    print([x.name for x in tf.global_variables()], [x.name for x in tf.trainable_variables()])
    print([x.name for x in tf.model_variables()], [x.name for x in tf.get_collection("mine")], b.device)
    for found in (
        framework.get_variables("net"), framework.get_variables("net/"), framework.get_variables(suffix="w"),
        framework.get_model_variables(), framework.get_local_variables(), framework.get_trainable_variables("net2"),
        framework.get_variables_by_name("w"), framework.get_variables_by_name("w", scope="net/"),
        framework.get_variables_by_suffix("her"), framework.get_variables_to_restore(exclude=["net2"]),
        framework.get_variables_to_restore(include=["net/"]),
        framework.filter_variables(tf.global_variables(), ["w"], ["net2"]),
    ):  # fmt: skip
        print([x.name for x in found])
    print(framework.get_unique_variable("net/w") is w, framework.get_variable_full_name(v))
    framework.add_model_variable(other)
    framework.add_model_variable(other)
    print([x.name for x in tf.model_variables()], local.name, tf.losses.get_regularization_losses()[0].name)
    attempt(tf, lambda: framework.get_unique_variable("missing"), "missing")
    with tf.variable_scope("net", reuse=True):
        print(framework.model_variable("w", [2]) is w)


def assigning(tf: Any, np: Any) -> None:
    """assign_from_values."""
    framework = tf.contrib.framework
    w, v = tf.Variable([0.0, 0.0], name="w"), tf.Variable([[1.0]], name="v")
    operation, feed = framework.assign_from_values({"w": np.array([1.0, 2.0]), "v": np.array([5.0])})
    function = framework.assign_from_values_fn({"w": np.array([7.0, 8.0])})
    print(sorted(t.name for t in feed))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(operation, feed)
        print(session.run(w), session.run(v))
        function(session)
        print(session.run(w))
    attempt(tf, lambda: framework.assign_from_values({"x": np.zeros(1)}), "x")


def steps_and_kinds(tf: Any, np: Any) -> None:
    """Global steps, is_tensor, name scopes."""
    framework = tf.contrib.framework
    print(framework.get_global_step())
    step = framework.get_or_create_global_step()
    print(step.name, framework.get_or_create_global_step() is step, framework.get_global_step() is step)
    print(framework.is_tensor(step), framework.is_tensor(tf.ones([1])), framework.is_tensor(1.0))
    with tf.name_scope("a"):
        print(framework.get_name_scope())
    print(framework.nest.flatten([1, (2, {"b": 3, "a": 4})]))


def helpers(tf: Any, np: Any) -> None:
    """Small checks and shapes."""
    framework = tf.contrib.framework
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    total = framework.reduce_sum_n([tf.constant([1.0, 2.0], name="a"), tf.constant(4.0, name="b")])
    print(
        total.name,
        run(tf, total),
        framework.with_shape([3, 2], x).shape,
    )
    labels, outputs = framework.remove_squeezable_dimensions(tf.ones([3, 1]), tf.ones([3]))
    print(labels.shape, outputs.shape, framework.assert_same_float_dtype([x, total]).name)
    print(
        framework.smart_cond(True, lambda: 1, lambda: 2), framework.smart_constant_value(tf.constant(False))
    )
    print([t.name for t in framework.get_placeholders(tf.get_default_graph())])
    print(framework.prepend_name_scope("w", "net"), framework.strip_name_scope("net/w", "net"))
    attempt(tf, lambda: framework.with_shape([3, 3], x), "shape")
    attempt(tf, lambda: framework.assert_same_float_dtype([x, tf.ones([1], tf.float64)]))
    attempt(tf, lambda: framework.assert_scalar_int(tf.constant(1.5)))
    flag = tf.placeholder(tf.bool, [])
    chosen = framework.smart_cond(flag, lambda: tf.constant(1.0), lambda: tf.constant(2.0))
    print(*[run(tf, chosen, {flag: told}) for told in (True, False)])
    product = framework.py_func(
        lambda a, by: {"y": a * by}, [tf.constant([1.0, 2.0])], {"by": 3.0}, {"y": tf.float32}
    )
    print(run(tf, product["y"]))
