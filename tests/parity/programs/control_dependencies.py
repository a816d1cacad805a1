"""Control dependencies: what must run before."""

from typing import Any

from tests.parity.attempt import attempt, run


def control_inputs(tf: Any, np: Any) -> None:
    """Nodes made inside get the control inputs; nested blocks add up; `None` clears them."""
    a, b, c = tf.constant(1.0, name="a"), tf.constant(1.0, name="b"), tf.constant(1.0, name="c")
    with tf.control_dependencies([a]):
        d = tf.identity(c, name="d")
        with tf.control_dependencies([b.op]):
            e = tf.no_op(name="e")
            with tf.control_dependencies(None):
                f = tf.no_op(name="f")
        g = tf.constant(2.0, name="g")
    for op in (d.op, e, f, g.op):
        print(op.name, sorted(i.name for i in op.control_inputs))


def read_after_write(tf: Any, np: Any) -> None:
    """Under the dependency on an update, reads see the new value."""
    v = tf.Variable(1.0)
    with tf.control_dependencies([tf.assign_add(v, 10.0)]):
        plus = v + 0.0
        read = v.read_value()
        same = tf.identity(v)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(plus), session.run(read), session.run(same), session.run(v))


def existing_tensor(tf: Any, np: Any) -> None:
    """Naming a tensor that exists already adds nothing to it."""
    v = tf.Variable(1.0)
    update = tf.assign(v, 5.0)
    outside = v * 2.0
    with tf.control_dependencies([update]):
        inside = outside  # noqa: F841 - the point of the example
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(outside), session.run(v))


def groups(tf: Any, np: Any) -> None:
    """`group` runs everything and gives nothing; `tuple` waits for all."""
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    both = tf.group(tf.assign(a, 10.0), tf.assign(b, 20.0), name="both")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(both.name, both.type, session.run(both), session.run([a, b]))
    empty = tf.group()
    print(empty.name, empty.type, tf.no_op().name, tf.group(a.op, name="one").name)
    attempt(tf, lambda: tf.group(1))


def tuple_waits(tf: Any, np: Any) -> None:
    """`tf.tuple` gives the same values after the control inputs ran."""
    v = tf.Variable(0.0)
    x, y = tf.constant(1.0), tf.constant([2.0])
    first, second = tf.tuple([x, y], control_inputs=[tf.assign_add(v, 1.0)])
    print(run(tf, [first, second]))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(second)
        print(session.run(v))


def with_dependencies_chain(tf: Any, np: Any) -> None:
    """A chain of updates in a stated order."""
    v = tf.Variable(2.0)
    add = tf.assign_add(v, 3.0)
    with tf.control_dependencies([add]):
        times = tf.assign(v, v * 10.0)
    with tf.control_dependencies([times]):
        take = tf.assign_sub(v, 1.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(take), session.run(v), session.run(take))


def wrong_arguments(tf: Any, np: Any) -> None:
    """Only operations and tensors can be waited for."""
    attempt(tf, lambda: tf.control_dependencies([3]).__enter__())
    attempt(tf, lambda: tf.control_dependencies(["missing"]).__enter__())


def pruned(tf: Any, np: Any) -> None:
    """An update that nothing fetched needs does not run."""
    v = tf.Variable(1.0)
    update = tf.assign_add(v, 1.0)
    with tf.control_dependencies([update]):
        needs = tf.constant(7.0)
    free = tf.constant(8.0)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(free), session.run(v), session.run(needs), session.run(v))
