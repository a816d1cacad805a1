"""Programs of every kind for the bundle's tests: each records a tape.

Read next: `test_bundle.py`.
"""

import contextlib
import io
import runpy
from pathlib import Path
from typing import Any

import numpy as np

import tensorlab as tf
from tensorlab import lab

SEED = Path(__file__).parents[1] / "seed"


def run(*fetches: Any, feeds: Any = None, times: int = 1) -> Any:
    """A tape of the initializer and of so many runs of the fetches."""
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(times):
            session.run(list(fetches), feeds)
    return tape


def seed(name: str) -> Any:
    """A tape of one of the textbook's programs."""
    with (
        lab.trace() as tape,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        runpy.run_path(str(SEED / name), run_name="__main__")
    return tape


def no_gradients() -> Any:
    return run(tf.matmul(tf.constant([[1.0, 2.0]]), tf.constant([[3.0], [4.0]])) + 1.0)


def only_the_initializer() -> Any:
    w = tf.Variable(tf.random_normal([2, 3], seed=1), name="w")
    tf.train.AdamOptimizer().minimize(tf.reduce_sum(w * w))
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
    return tape


def no_op() -> Any:
    return run(tf.no_op())


def errors() -> Any:
    x = tf.placeholder(tf.float32, [None, None], name="x")
    y = tf.matmul(tf.tanh(x), x)
    unset = tf.Variable(1.0, name="unset")
    with tf.Session() as session, lab.trace() as tape:
        for fetch, feeds in ((y, {x: np.ones((2, 3))}), (y, None), (unset, None), (y, {x: np.ones((2, 2))})):
            with contextlib.suppress(tf.errors.OpError):
                session.run(fetch, feeds)
    return tape


def empty_arrays() -> Any:
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    return run(tf.reduce_sum(x, 0), tf.reshape(x, [-1]), feeds={x: np.zeros((0, 3))})


def texts() -> Any:
    x = tf.placeholder(tf.string, [None], name="x")
    many = tf.constant([f"word {n}" for n in range(5000)])
    return run(tf.identity(x), tf.identity(many), tf.constant("ü <b>"), feeds={x: ["a", "<script>", "\x00"]})


def kinds_of_numbers() -> Any:
    x = tf.constant([0.0, 1.0, -1.0, 2.5])
    casts = [tf.cast(x, d) for d in (tf.int8, tf.int64, tf.float16, tf.float64, tf.bool, tf.complex64)]
    return run(*casts, tf.cast(1.5, tf.complex128), x > 0.0, tf.cast(tf.abs(x), tf.uint64))


def nan_and_infinity() -> Any:
    x = tf.constant([0.0, -1.0, 1.0])
    w = tf.Variable([0.0, 1.0])
    loss = tf.reduce_sum(tf.log(w))
    train = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    return run(tf.log(x), 1.0 / x, loss, train, times=3)


def big_arrays() -> Any:
    x = tf.placeholder(tf.float32, [None, 300], name="x")
    w = tf.Variable(tf.random_normal([300, 200], seed=1), name="w")
    stack = tf.zeros([4, 40, 50])
    line = tf.cast(tf.range(10_000), tf.float64)
    return run(tf.matmul(x, w), stack + 1.0, line * 2.0, feeds={x: np.ones((50, 300))})


def several_outputs() -> Any:
    x = tf.placeholder(tf.float32, [4, 2], name="x")
    first, second = tf.split(x, 2)
    rows = tf.unstack(x)
    loss = tf.reduce_sum(first * second) + tf.reduce_sum(rows[0] * rows[3])
    values, places = tf.nn.top_k(x, 1)
    return run(loss, tf.gradients(loss, x), values, places, feeds={x: np.arange(8.0).reshape(4, 2)})


def two_gradients() -> Any:
    x, w, b = (
        tf.placeholder(tf.float32, [None], name="x"),
        tf.Variable(2.0, name="w"),
        tf.Variable(1.0, name="b"),
    )
    y = tf.tanh(w * x + b)
    first, second = tf.reduce_sum(y * y, name="first"), tf.reduce_sum(y, name="second")
    one = tf.train.GradientDescentOptimizer(0.1).minimize(first, var_list=[w])
    two = tf.train.MomentumOptimizer(0.1, 0.9).minimize(second)
    return run(one, two, feeds={x: [1.0, 2.0]}, times=2)


def second_order() -> Any:
    x = tf.constant([1.0, 2.0], name="x")
    first = tf.gradients(tf.reduce_sum(x * x * x), x)[0]
    return run(tf.gradients(first, x))


def embedding() -> Any:
    table = tf.Variable(tf.random_normal([6, 3], seed=1), name="table")
    words = tf.placeholder(tf.int32, [None], name="words")
    rows = tf.gather(table, words, name="rows")
    other = tf.gather(table, [0, 1], name="other")
    loss = tf.reduce_sum(tf.square(rows)) + tf.reduce_sum(other)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    dense = tf.gradients(loss + tf.reduce_sum(table * 2.0), table)[0]
    return run(train, dense, feeds={words: [1, 1, 4]}, times=2)


def names_bound_again() -> Any:
    y = tf.placeholder(tf.float32, [2], name="start")
    start = y
    for _ in range(3):
        y = tf.tanh(y)
    y = y * 2.0
    return run(y, tf.gradients(y, start), feeds={start: [1.0, 2.0]})


def control_and_counters() -> Any:
    v = tf.Variable(0, name="counter")
    with tf.control_dependencies([v.assign_add(1)]):
        after = v.read_value()
    return run(after, tf.is_variable_initialized(v), tf.count_up_to(v, 100), times=3)


def fed_over() -> Any:
    x = tf.placeholder(tf.float32, [2], name="x")
    w = tf.Variable([1.0, 2.0], name="w")
    middle = tf.tanh(x * w, name="middle")
    return run(middle * 3.0, w, feeds={x: [1.0, 1.0], middle: [5.0, 6.0], w: [7.0, 8.0]})


def scopes_and_graph_that_grows() -> Any:
    value = tf.constant(1.0)
    with tf.Session() as session, lab.trace() as tape:
        for number in range(5):
            with tf.name_scope(f"part{number}"):
                value = value * 2.0
            session.run(value)
    return tape


PROGRAMS = [
    no_gradients, only_the_initializer, no_op, errors, empty_arrays, texts, kinds_of_numbers, nan_and_infinity,
    big_arrays, several_outputs, two_gradients, second_order, embedding, names_bound_again, control_and_counters,
    fed_over, scopes_and_graph_that_grows,
]  # fmt: skip
