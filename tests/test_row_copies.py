"""Large tables of which a step changes some rows: the numbers of whole copies, and no array that is held is touched."""

import gc
import threading
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.ops import row_copies
from tensorlab.record.replay import Replayer

ROWS, WIDTH = 600, 128  # larger than row_copies.LARGE


def test_the_table_is_large_enough_for_these_tests() -> None:
    assert ROWS * WIDTH * 4 > row_copies.LARGE


OPTIMIZERS = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.5),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.5),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.01),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(1.0),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1),
}


def trained(make: Any, steps: int, between: Any = lambda session, table: None) -> np.ndarray:
    """A table after some steps on random rows."""
    rng = np.random.RandomState(4)
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(tf.random_normal([ROWS, WIDTH], seed=1))
        rows = tf.placeholder(tf.int32, [None])
        step = make().minimize(tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, rows))))
        session.run(tf.global_variables_initializer())
        for _ in range(steps):
            session.run(step, {rows: rng.randint(ROWS, size=9)})
            between(session, table)
        return session.run(table)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_are_those_of_whole_copies(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = trained(OPTIMIZERS[name], 12)
    monkeypatch.setattr(row_copies, "LARGE", 1 << 40)
    np.testing.assert_array_equal(quick, trained(OPTIMIZERS[name], 12))


def test_the_array_before_last_is_used_again() -> None:
    places: list[int] = []
    trained(
        OPTIMIZERS["descent"],
        8,
        lambda session, table: places.append(id(session._store.cell(table.op).value)),
    )
    assert len(set(places[1:])) == 2, "every step allocates a table"


def test_what_a_program_has_fetched_stays() -> None:
    """Whoever fetches after every step keeps every table as it was."""
    kept: list[Any] = []

    def fetch(session: Any, table: Any) -> None:
        value = session.run(table)
        kept.append((value, value.copy()))

    trained(OPTIMIZERS["adagrad"], 8, fetch)
    for value, copy in kept:
        np.testing.assert_array_equal(value, copy)
    assert len({value.ctypes.data for value, _ in kept}) == len(kept)


def test_a_view_of_an_old_table_stays() -> None:
    kept: list[Any] = []

    def look(session: Any, table: Any) -> None:
        row = session._store.cell(table.op).value[5:7]
        kept.append((row, row.copy()))

    trained(OPTIMIZERS["descent"], 8, look)
    for row, copy in kept:
        np.testing.assert_array_equal(row, copy)


def test_a_recorded_training_is_replayed() -> None:
    rng = np.random.RandomState(0)
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(tf.random_normal([ROWS, WIDTH], seed=1))
        rows = tf.placeholder(tf.int32, [None])
        step = tf.train.AdagradOptimizer(0.5).minimize(tf.reduce_sum(tf.square(tf.gather(table, rows))))
        session.run(tf.global_variables_initializer())
        session.run(step, {rows: [1, 2]})
        with lab.trace() as tape:
            for _ in range(6):
                session.run(step, {rows: rng.randint(ROWS, size=5)})
        session.run(step, {rows: [3, 3]})
        for number in (5, 0, 3):
            for before, after in zip(
                tape.runs[number].values, Replayer(tape.runs).again(number), strict=True
            ):
                if isinstance(before, np.ndarray):
                    np.testing.assert_array_equal(before, after)


def test_a_fed_array_of_rows_may_change_afterwards() -> None:
    """Which rows changed is noted, not looked up later in the program's own array."""
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(tf.zeros([ROWS, WIDTH]))
        rows = tf.placeholder(tf.int32, [2])
        step = tf.scatter_add(table, rows, tf.ones([2, WIDTH])).op
        session.run(tf.global_variables_initializer())
        fed, expected = np.array([0, 0], np.int32), np.zeros(ROWS)
        for turn in range(10):
            fed[:] = [turn, 2 * turn]
            session.run(step, {rows: fed})
            np.add.at(expected, fed, 1)
            fed[:] = 500
        np.testing.assert_array_equal(session.run(table)[:, 0], expected)


def test_several_writes_in_one_run_and_in_turn() -> None:
    rng = np.random.RandomState(1)
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(tf.ones([ROWS, WIDTH]))
        first, second = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32, [None])
        added = tf.scatter_add(table, first, 1.0)
        with tf.control_dependencies([added]):
            doubled = tf.scatter_mul(table, second, 2.0)
            with tf.control_dependencies([doubled]):
                replaced = tf.scatter_update(table, first[:1], 7.0)
        reset = table.assign(tf.ones([ROWS, WIDTH]))
        session.run(table.initializer)
        expected = np.ones(ROWS)
        for turn in range(30):
            a, b = rng.randint(ROWS, size=4), rng.choice(ROWS, size=3, replace=False)
            session.run([replaced.op, added.op][turn % 2], {first: a, second: b})
            np.add.at(expected, a, 1.0)
            if turn % 2 == 0:
                expected[b] *= 2.0
                expected[a[0]] = 7.0
            if turn == 17:
                session.run(reset)
                expected[:] = 1.0
        np.testing.assert_array_equal(session.run(table)[:, 3], expected)


def test_threads_that_train_one_table() -> None:
    """Each write is one indivisible step, whichever array it goes to."""
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.Variable(tf.zeros([ROWS, WIDTH]))
        rows = tf.placeholder(tf.int32, [None])
        step = tf.scatter_update(table, rows, tf.fill([tf.size(rows), WIDTH], 3.0)).op
        session.run(table.initializer)

        def write(start: int) -> None:
            for row in range(start, ROWS, 4):
                session.run(step, {rows: [row]})

        threads = [threading.Thread(target=write, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        value = session.run(table)
    assert set(np.unique(value)) <= {0.0, 3.0} and (value == value[:, :1]).all()


def test_nothing_is_kept_after_the_session() -> None:
    gc.collect()
    before = len(row_copies._before)
    trained(OPTIMIZERS["momentum"], 5)
    gc.collect()
    assert len(row_copies._before) == before


def test_small_arrays_are_simply_copied() -> None:
    table = np.zeros((4, 2))
    assert row_copies.copy_to_change(table, np.array([1])) is not table
    assert id(table) not in row_copies._before
