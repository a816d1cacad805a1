"""Input pipelines: every example comes out as often as there are epochs; they go into files and into traces.

What they print is compared with TensorFlow in `tests/parity/programs/queues_pipelines.py`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab


def all_of(session: tf.Session, fetch: Any) -> list[Any]:
    """Run until the input is at an end; what came out."""
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coord)
    values = []
    try:
        while not coord.should_stop():
            values.append(session.run(fetch))
    except tf.errors.OutOfRangeError as end:
        coord.request_stop(end)
    coord.join(threads, stop_grace_period_secs=5)
    return values


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(1, 12),
    epochs=st.integers(1, 3),
    batch_size=st.integers(1, 5),
    num_threads=st.integers(1, 3),
    capacity=st.integers(1, 9),
    shuffled=st.booleans(),
)
def test_every_example_comes_once_in_an_epoch(
    count: int, epochs: int, batch_size: int, num_threads: int, capacity: int, shuffled: bool
) -> None:
    """However many examples, epochs, threads; the last batch is the only one that may be smaller."""
    with tf.Graph().as_default(), tf.Session() as session:
        first, second = tf.train.slice_input_producer(
            [np.arange(count), 10 * np.arange(count)], num_epochs=epochs, shuffle=shuffled
        )
        if shuffled:
            batch = tf.train.shuffle_batch(
                [first, second], batch_size, capacity + 3, 3, num_threads, allow_smaller_final_batch=True
            )
        else:
            batch = tf.train.batch(
                [first, second], batch_size, num_threads, capacity, allow_smaller_final_batch=True
            )
        batches = all_of(session, batch)
    pairs = [(int(a), int(b)) for one in batches for a, b in zip(*one, strict=True)]
    assert sorted(pairs) == sorted([(n, 10 * n) for n in range(count)] * epochs)
    assert all(len(one[0]) == batch_size for one in batches[:-1])


def test_several_sources_all_come_through() -> None:
    """batch_join: two readers of different length; the pipeline ends when both have."""
    with tf.Graph().as_default(), tf.Session() as session:
        sources = [
            [tf.train.input_producer(numbers, num_epochs=1, shuffle=False).dequeue()]
            for numbers in ([1, 2, 3], [10, 20, 30, 40, 50])
        ]
        batches = all_of(session, tf.train.batch_join(sources, 3, allow_smaller_final_batch=True))
    seen = np.concatenate(batches).tolist()
    assert sorted(seen) == [1, 2, 3, 10, 20, 30, 40, 50]
    assert [n for n in seen if n < 10] == [1, 2, 3]  # each source keeps its order


def test_an_input_that_fails_is_told() -> None:
    """An empty tensor of names: the assertion reaches the main thread."""
    with tf.Graph().as_default(), tf.Session() as session:
        names = tf.placeholder_with_default(tf.zeros([0], tf.string), [None])
        name = tf.train.string_input_producer(names).dequeue()
        with pytest.raises(tf.errors.InvalidArgumentError, match="requires a non-null input tensor"):
            all_of(session, name)


def test_forgotten_local_variables_are_told() -> None:
    """num_epochs counts in one; the thread that needs it fails, and join says why."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.train.range_input_producer(3, num_epochs=1).dequeue()
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(number)
        with pytest.raises(tf.errors.FailedPreconditionError, match=r"uninitialized value .*epochs"):
            coord.join(threads)


def test_a_pipeline_comes_back_from_a_file(tmp_path: Path) -> None:
    """With its queue runners: the same batches."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        number = tf.train.range_input_producer(7, num_epochs=2, shuffle=False).dequeue()
        tf.train.shuffle_batch([number, number * number], 3, 6, 5, seed=4, name="pair")
        tf.train.export_meta_graph(str(tmp_path / "pipeline.meta"), graph=graph)
        expected = all_of(session, ["pair:0", "pair:1"])
    with tf.Graph().as_default() as graph:
        tf.train.import_meta_graph(str(tmp_path / "pipeline.meta"))
        assert [type(runner) for runner in graph.get_collection("queue_runners")] == [
            tf.train.QueueRunner
        ] * 2
        with tf.Session() as session:
            again = all_of(session, ["pair:0", "pair:1"])
    assert len(expected) == 4
    np.testing.assert_array_equal(again, expected)


def test_a_traced_training_replays() -> None:
    """What was dequeued is in the record; every run, also those of the threads, replays."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.train.range_input_producer(9, seed=1).dequeue()
        batch = tf.train.shuffle_batch([tf.to_float(number)], 4, 20, 8, seed=2)
        weight = tf.Variable(0.5)
        loss = tf.reduce_mean(tf.square(weight * batch - batch))
        train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        session.run(tf.global_variables_initializer())
        coord = tf.train.Coordinator()
        with lab.trace(session) as tape:
            threads = tf.train.start_queue_runners(session, coord)
            for _ in range(3):
                session.run([train, loss])
        coord.request_stop()
        coord.join(threads)
        assert len(tape.runs) > 3
        for run in range(1, len(tape.runs) + 1):
            tape.replay(run)


def test_elements_travel_between_devices() -> None:
    """Queues stay on the host; what is put in comes from a device and goes back to it."""
    config = tf.ConfigProto(allow_soft_placement=True)
    with (
        lab.simulate_gpu(),
        tf.Graph().as_default(),
        tf.device("/gpu:0"),
        tf.Session(config=config) as session,
    ):
        queue = tf.FIFOQueue(5, tf.float32, shapes=[[2]])
        session.run(queue.enqueue_many([tf.constant([[1.0, 2.0], [3.0, 4.0]]) * 2.0]))
        assert session.run(queue.dequeue_many(2) * 10.0).tolist() == [[20.0, 40.0], [60.0, 80.0]]


def test_sources_that_give_different_numbers_of_tensors() -> None:
    """batch_join says so."""
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"must give as many .* not \[1, 2\]"):
        tf.train.batch_join([[1], [2, 3]], 2)
