"""Iterators: threads that share one, sessions that end, words that help."""

import gc
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf


def test_threads_share_the_elements_of_one_iterator() -> None:
    """Every element is handed out once, whoever asks, and every thread hears of the end."""
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = (
            tf.data.Dataset.range(600)
            .map(lambda x: tf.py_func(lambda n: n, [x], tf.int64))
            .shuffle(50, seed=1)
        )
        element = dataset.make_one_shot_iterator().get_next()
        found: list[list[int]] = [[] for _ in range(6)]
        ended: list[int] = []

        def take(which: int) -> None:
            try:
                while True:
                    found[which].append(int(session.run(element)))
            except tf.errors.OutOfRangeError:
                ended.append(which)

        threads = [threading.Thread(target=take, args=(which,)) for which in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(n for numbers in found for n in numbers) == list(range(600))
        assert sorted(ended) == list(range(6))


def test_a_session_closes_though_a_thread_computes_an_element() -> None:
    """`close` does not wait for it, and the thread's next question is refused."""
    going, proceed = threading.Event(), threading.Event()

    def slow(n: Any) -> Any:
        going.set()
        proceed.wait(10)
        return n

    errors: list[Exception] = []
    with tf.Graph().as_default():
        session = tf.Session()
        dataset = tf.data.Dataset.range(9).map(lambda x: tf.py_func(slow, [x], tf.int64))
        element = dataset.make_one_shot_iterator().get_next()

        def ask() -> None:
            try:
                for _ in range(9):
                    session.run(element)
            except Exception as error:
                errors.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        assert going.wait(10)
        begun = time.perf_counter()
        session.close()
        assert time.perf_counter() - begun < 1
        proceed.set()
        thread.join(10)
    assert isinstance(errors[0], (RuntimeError, tf.errors.CancelledError))


def test_what_a_session_held_goes_with_it() -> None:
    """Its iterators, and the generators and files that they had open."""
    closed: list[str] = []

    class Numbers:
        def __iter__(self) -> Any:
            try:
                yield from range(100)
            finally:
                closed.append("generator")

    with tf.Graph().as_default():
        element = tf.data.Dataset.from_generator(Numbers, tf.int64).make_one_shot_iterator().get_next()
        with tf.Session() as session:
            session.run(element)
            (resource,) = session._store.resources.values()
            watched = weakref.ref(resource)
            del resource
        assert closed == ["generator"]
        del session
        gc.collect()
        assert watched() is None


def test_a_file_is_closed_when_its_session_is(tmp_path: Path) -> None:
    """Also when it was not read to its end."""
    path = tmp_path / "lines.txt"
    path.write_text("one\ntwo\n")
    with tf.Graph().as_default():
        element = tf.data.TextLineDataset(str(path)).make_one_shot_iterator().get_next()
        with tf.Session() as session:
            assert session.run(element) == b"one"
            (iterator,) = session._store.resources.values()
            stage = iterator._stage
            records = stage.records
        assert stage.records is None
        assert records.gi_frame is None


def test_two_sessions_go_through_a_dataset_each_for_itself() -> None:
    with tf.Graph().as_default():
        element = tf.data.Dataset.range(5).make_one_shot_iterator().get_next()
        with tf.Session() as first, tf.Session() as second:
            assert [int(first.run(element)), int(first.run(element)), int(second.run(element))] == [0, 1, 0]


def test_a_shared_name_is_one_iterator() -> None:
    """As in TensorFlow: `shared_name` says which iterator of a session is meant."""
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.range(9)
        one = dataset.make_initializable_iterator(shared_name="both")
        two = dataset.make_initializable_iterator(shared_name="both")
        session.run(one.initializer)
        assert [int(session.run(one.get_next())), int(session.run(two.get_next()))] == [0, 1]


def test_an_iterator_that_was_not_initialised_says_how() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.data.Dataset.range(3).make_initializable_iterator().get_next()
        with pytest.raises(tf.errors.FailedPreconditionError) as refused:
            session.run(element)
    message = str(refused.value)
    assert "iterator.initializer" in message and "make_initializer" in message
    assert "test_iterators.py" in message  # the line of get_next


def test_the_end_names_the_line_that_asked() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        element = tf.data.Dataset.range(0).make_one_shot_iterator().get_next()
        with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence") as refused:
            session.run(element)
    assert refused.value.op is element.op
    assert "test_iterators.py" in str(refused.value)


def test_a_placeholder_is_refused_with_the_way_out() -> None:
    with tf.Graph().as_default():
        stop = tf.placeholder(tf.int64, [], name="stop")
        with pytest.raises(ValueError, match="make_initializable_iterator") as refused:
            tf.data.Dataset.range(stop).make_one_shot_iterator()
    assert "name:stop" in str(refused.value)


def test_many_get_next_are_noticed() -> None:
    """A loop that calls get_next makes the graph grow."""
    with tf.Graph().as_default():
        iterator = tf.data.Dataset.range(3).make_one_shot_iterator()
        for _ in range(32):
            iterator.get_next()
        with pytest.warns(UserWarning, match="before the training loop"):
            iterator.get_next()


def test_a_handle_is_of_its_session() -> None:
    with tf.Graph().as_default():
        handle = tf.placeholder(tf.string, [])
        element = tf.data.Iterator.from_string_handle(handle, tf.int64, []).get_next()
        name = tf.data.Dataset.range(3).make_one_shot_iterator().string_handle()
        with tf.Session() as first:
            value = first.run(name)
        with tf.Session() as second:
            with pytest.raises(tf.errors.NotFoundError, match="belongs to the session"):
                second.run(element, {handle: value})
            second.run(name)
            with pytest.raises(tf.errors.NotFoundError):
                second.run(element, {handle: value})  # an iterator of that name is there, but another one
            with pytest.raises(tf.errors.InvalidArgumentError, match="string_handle"):
                second.run(element, {handle: b"anything"})


def test_a_failed_initialiser_changes_nothing() -> None:
    """The iterator goes on where it was when the new dataset cannot be made."""
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int64, [])
        iterator = tf.data.Dataset.range(9).batch(size).make_initializable_iterator()
        element = iterator.get_next()
        session.run(iterator.initializer, {size: 2})
        assert session.run(element).tolist() == [0, 1]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Batch size") as refused:
            session.run(iterator.initializer, {size: 0})
        assert "test_iterators.py" in str(refused.value)
        assert session.run(element).tolist() == [2, 3]


def test_what_is_fetched_belongs_to_the_caller() -> None:
    """Writing into an element changes neither the dataset nor what a cache keeps."""
    with tf.Graph().as_default(), tf.Session() as session:
        dataset = tf.data.Dataset.from_tensor_slices(np.zeros((2, 3))).cache().repeat(2)
        element = dataset.make_one_shot_iterator().get_next()
        for _ in range(4):
            found = session.run(element)
            assert found.tolist() == [0, 0, 0]
            found += 7


def test_an_empty_structure_error_lists_what_differs() -> None:
    with tf.Graph().as_default():
        iterator = tf.data.Iterator.from_structure((tf.int64, {"a": tf.string}))
        with pytest.raises(ValueError, match=r"\(\., \{a: \.\}\), second: \."):
            iterator.make_initializer(tf.data.Dataset.range(3))
