"""Gradients that a program brings along: custom_gradient, RegisterGradient, gradient_override_map."""

from typing import Any

from tests.parity.attempt import attempt, run


def several(tf: Any, np: Any) -> None:
    """Two arguments, two results, and one that is not used."""

    @tf.custom_gradient
    def swap(a: Any, b: Any) -> Any:
        def backward(for_b: Any, for_a: Any) -> Any:
            return 10.0 * for_a, 100.0 * for_b

        return (b * 1.0, a * 1.0), backward

    a, b = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])
    first, second = swap(a, b)
    print(run(tf, [first, second]))
    print(run(tf, tf.gradients(first + 2.0 * second, [a, b])))
    print(run(tf, tf.gradients(first, [a, b])))


def variables(tf: Any, np: Any) -> None:
    """A variable may be an argument, and trains; one made inside is refused."""

    @tf.custom_gradient
    def reversed_slope(x: Any) -> Any:
        return tf.identity(x), lambda upstream: -upstream

    w = tf.Variable([1.0, 2.0])
    loss = tf.reduce_sum(tf.square(reversed_slope(w)))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        print(session.run(w))

    @tf.custom_gradient
    def makes_one(x: Any) -> Any:
        return x * tf.get_variable("inner", [], use_resource=False), lambda upstream: upstream

    attempt(tf, lambda: makes_one(tf.constant(1.0)))


def second_order(tf: Any, np: Any) -> None:
    """The gradient function is made of nodes, so it has a gradient too."""

    @tf.custom_gradient
    def cube(x: Any) -> Any:
        return x * x * x, lambda upstream: upstream * 3.0 * x * x

    x = tf.constant(2.0)
    first = tf.gradients(cube(x), x)[0]
    print(run(tf, [first, tf.gradients(first, x)[0]]))


def another_ops_rule(tf: Any, np: Any) -> None:
    """The straight-through estimator: a sign whose gradient is that of an identity."""
    x = tf.constant([-2.0, 3.0])
    with tf.get_default_graph().gradient_override_map({"Sign": "Identity"}):
        y = tf.sign(x, name="sign")
    z = tf.sign(x)
    print(y.name, run(tf, [y, tf.gradients(y * [1.0, 5.0], x)[0], tf.gradients(z, x)[0]]))


def nested_maps(tf: Any, np: Any) -> None:
    """An inner map adds to the outer one; outside, the rules are the usual ones again."""
    tf.RegisterGradient("ParityTwice")(lambda op, grad: 2.0 * grad)
    tf.RegisterGradient("ParityBoth")(lambda op, grad: [grad * op.inputs[1], None])
    tf.NotDifferentiable("ParityNone")
    graph = tf.get_default_graph()
    x = tf.constant(3.0)
    with graph.gradient_override_map({"Square": "ParityTwice", "Exp": "ParityNone"}):
        a = tf.square(x)
        with graph.gradient_override_map({"Mul": "ParityBoth", "Square": "ParityNone"}):
            b, c = x * 7.0, tf.square(x)
        d, e = tf.square(x), tf.exp(x)
    f = tf.square(x)
    gradients = [tf.gradients(y, x)[0] for y in (a, b, c, d, e, f)]
    print([None if g is None else run(tf, g) for g in gradients])


def refusals(tf: Any, np: Any) -> None:
    """Names that are taken or unknown, and gradients that do not fit."""
    graph, x = tf.get_default_graph(), tf.constant(3.0)
    tf.RegisterGradient("ParityTaken")(lambda op, grad: grad)
    tf.RegisterGradient("ParityTooMany")(lambda op, grad: [grad, grad])
    attempt(tf, lambda: tf.RegisterGradient("ParityTaken")(lambda op, grad: grad))
    attempt(tf, lambda: tf.RegisterGradient("Square")(lambda op, grad: grad))
    attempt(tf, lambda: tf.RegisterGradient(3))
    attempt(tf, lambda: graph.gradient_override_map({"Square": 3}).__enter__())
    with graph.gradient_override_map({"Square": "ParityUnheardOf", "Exp": "ParityTooMany"}):
        y, z = tf.square(x), tf.exp(x)
    attempt(tf, lambda: tf.gradients(y, x))
    attempt(tf, lambda: tf.gradients(z, x))
