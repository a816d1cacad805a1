"""Assertions, check_numerics, Print: what they let pass, and what they refuse when."""

from typing import Any

from tests.parity.attempt import attempt, run


def constants(tf: Any, np: Any) -> None:
    """What is known while the graph is described is refused at once."""
    attempt(
        tf, lambda: tf.assert_equal([1, 2], [1, 3], message="not the same"), "not the same", "[1 3]", "x == y"
    )
    attempt(tf, lambda: tf.assert_less([1, 2], [2, 2]), "x < y")
    attempt(tf, lambda: tf.assert_less_equal([1, 2], 2))
    attempt(tf, lambda: tf.assert_greater([1.0, 2.0], [0.0, 3.0]), "x > y")
    attempt(tf, lambda: tf.assert_greater_equal([1.0, 2.0], [0.0, 3.0]), "x >= y")
    attempt(tf, lambda: tf.assert_none_equal([1, 2], [2, 2]), "x != y")
    attempt(tf, lambda: tf.assert_positive([1.0, 0.0]), "x > 0")
    attempt(tf, lambda: tf.assert_negative([-1.0, 0.0]), "x < 0")
    attempt(tf, lambda: tf.assert_non_negative([1, -1]), "x >= 0")
    attempt(tf, lambda: tf.assert_non_positive([0, -1]))
    attempt(tf, lambda: tf.assert_near([1.0], [1.0 + 1e-7]))
    attempt(tf, lambda: tf.assert_equal([1, 2], [1.0, 2.0]))
    print(run(tf, tf.assert_equal([1, 2], [1, 2])))


def ranks_and_types(tf: Any, np: Any) -> None:
    """Ranks, where they are known, and dtypes."""
    x, anything = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.int32)
    attempt(
        tf, lambda: tf.assert_rank(x, 1, message="a vector, please"), "a vector, please", "rank 2", "(2, 3)"
    )
    attempt(tf, lambda: tf.assert_rank_at_least(x, 3), "at least 3")
    attempt(tf, lambda: tf.assert_rank_at_least(x, 1))
    attempt(tf, lambda: tf.assert_rank_in(x, [0, 1]), "(0, 1)")
    attempt(tf, lambda: tf.assert_rank_in(x, [1, 2]))
    attempt(tf, lambda: tf.assert_rank(x, [2]), "scalar")
    attempt(tf, lambda: tf.assert_type(x, tf.int32), "int32", "float32")
    attempt(tf, lambda: tf.assert_integer(x), "integer", "float32")
    attempt(tf, lambda: tf.assert_integer(anything))
    attempt(tf, lambda: tf.assert_scalar(x), "scalar", "(2, 3)")
    attempt(tf, lambda: tf.assert_scalar(anything))
    attempt(tf, lambda: tf.debugging.assert_proper_iterable(x))
    attempt(tf, lambda: tf.debugging.assert_proper_iterable([x]))
    print(tf.debugging.is_numeric_tensor(x), tf.debugging.is_numeric_tensor("a"))
    print(tf.assert_rank(x, 2).name, tf.assert_type(x, tf.float32).name, tf.assert_integer(anything).name)


def in_a_run(tf: Any, np: Any) -> None:
    """What is known only then is refused in the run, with the first three entries."""
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    checks = [
        (tf.assert_equal(x, y), {x: [1, 2, 3, 4], y: [1, 2, 3, 5]}, "assertion failed", "[1 2 3...]"),
        (tf.assert_equal(x, y, summarize=-1), {x: [[1, 2], [3, 4]], y: [1, 2]}, "[[1 2][3 4]]"),
        (tf.assert_equal(x, y), {x: [1, 2], y: [1, 2]}),
        (tf.assert_positive(x, message="logs"), {x: [[1.5, 0.1], [2, -3]]}, "logs", "[[1.5 0.1][2...]...]"),
        (tf.assert_positive(x, data=["mine", y]), {x: [-1], y: 1 / 3}, "[mine]", "[0.333333343]"),
        (tf.assert_near(x, y), {x: [1.0], y: [1.1]}, "assertion failed"),
        (tf.assert_rank(x, 2), {x: [1.0]}, "must have rank", "[2]", "[1]"),
        (tf.assert_rank_at_least(x, 1), {x: [1.0]}),
        (tf.assert_rank_in(x, [0, 2]), {x: [1.0]}, "must have rank in"),
        (tf.Assert(x > 0.0, ["x is", x, [True, False]]), {x: -1e10}, "[x is]", "[-1e+10]", "[1 0]"),
        (tf.Assert(x > 0.0, ["x is", x]), {x: 1.0}),
    ]
    with tf.Session() as session:
        for position, (check, feed, *words) in enumerate(checks):
            print(position, end=" ")
            attempt(tf, lambda check=check, feed=feed: session.run(check, feed), *words)


def wrong_assertions(tf: Any, np: Any) -> None:
    """Assert wants one bool and something to show."""
    attempt(tf, lambda: tf.Assert(tf.constant([True, False]), ["a"]))
    attempt(tf, lambda: tf.Assert(tf.constant(True), []))
    attempt(tf, lambda: tf.Assert(tf.constant(True), "text"))


def waiting(tf: Any, np: Any) -> None:
    """A check runs when something waits for it."""
    x = tf.placeholder(tf.float32)
    with tf.control_dependencies([tf.assert_positive(x)]):
        y = tf.identity(x)
    z = x * 2.0
    with tf.Session() as session:
        print(session.run(y, {x: 1.0}), session.run(z, {x: -1.0}))
        attempt(tf, lambda: session.run([y, z], {x: -1.0}))


def numerics(tf: Any, np: Any) -> None:
    """check_numerics passes numbers on, with their gradient, and refuses what is none."""
    x = tf.placeholder(tf.float32)
    y = tf.check_numerics(x, "the weights")
    z = tf.verify_tensor_all_finite(x, "the biases")
    slope = tf.gradients(y * y, x)[0]
    print(y.name, z.name, y.op.type)
    with tf.Session() as session:
        print(session.run([y, z, slope], {x: [1.0, 2.0]}))
        for value in ([1.0, np.inf], [np.nan], [-np.inf, np.nan]):
            words = "the weights", "Inf", "NaN", "Inf and NaN"
            attempt(tf, lambda value=value: session.run(y, {x: value}), *words)
        attempt(tf, lambda: session.run(z, {x: [np.inf]}), "the biases")
    attempt(tf, lambda: tf.check_numerics(1, "whole"))


def all_numerics(tf: Any, np: Any) -> None:
    """One operation checks everything that was made before it."""
    x = tf.placeholder(tf.float32, name="x")
    y = tf.log(x, name="logarithm")
    check = tf.add_check_numerics_ops()
    with tf.Session() as session:
        print(session.run([check, y], {x: 1.0}))
        attempt(tf, lambda: session.run(check, {x: 0.0}), "logarithm:0")


def printing(tf: Any, np: Any) -> None:
    """Print is an identity; what it prints goes to the error stream."""
    x = tf.placeholder(tf.float32)
    y = tf.Print(x, [x, "text", tf.shape(x)], "x: ", first_n=1, summarize=2)
    print(y.name, y.op.type, y.op.get_attr("first_n"), y.op.get_attr("summarize"))
    with tf.Session() as session:
        print(session.run([y, tf.gradients(y * 3.0, x)[0]], {x: [1.0, 2.0]}))
