"""Readers among threads, in sessions that close, with time limits, in replays."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab


def some_files(folder: Path, count: int, lines: int) -> list[str]:
    """Files of numbered lines."""
    paths = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text("".join(f"{number}-{line}\n" for line in range(lines)))
        paths.append(str(path))
    return paths


def queue_of(session: Any, names: list[str], close: bool = True) -> Any:
    queue = tf.FIFOQueue(100, tf.string, shapes=[()])
    if names:
        session.run(queue.enqueue_many([names]))
    if close:
        session.run(queue.close())
    return queue


def test_many_threads_share_one_reader(tmp_path: Path) -> None:
    """Every line comes out once."""
    paths = some_files(tmp_path, 20, 50)
    found: list[bytes] = []
    with tf.Session() as session:
        _, value = tf.TextLineReader().read(queue_of(session, paths))

        def work() -> None:
            while True:
                try:
                    found.append(session.run(value))
                except tf.errors.OutOfRangeError:
                    return

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(found) == sorted(f"{n}-{line}".encode() for n in range(20) for line in range(50))


def test_a_read_waits_for_a_name(tmp_path: Path) -> None:
    (path,) = some_files(tmp_path, 1, 3)
    with tf.Session() as session:
        queue = queue_of(session, [], close=False)
        _, value = tf.TextLineReader().read(queue)
        name = tf.placeholder(tf.string, [])
        fill = queue.enqueue(name)
        found: list[Any] = []
        threads = [threading.Thread(target=lambda: found.append(session.run(value))) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        assert found == []
        session.run(fill, {name: path})
        for thread in threads:
            thread.join(10)
        assert sorted(found) == [b"0-0", b"0-1", b"0-2"]


def test_a_timeout_loses_nothing(tmp_path: Path) -> None:
    """The names and the records are there for the next."""
    first, second = some_files(tmp_path, 2, 2)
    with tf.Session() as session:
        queue = queue_of(session, [], close=False)
        reader = tf.TextLineReader()
        _, value = reader.read(queue)
        name = tf.placeholder(tf.string, [])
        fill = queue.enqueue(name)
        for _ in range(3):
            begun = time.perf_counter()
            with pytest.raises(tf.errors.DeadlineExceededError):
                session.run(value, options=tf.RunOptions(timeout_in_ms=30))
            assert time.perf_counter() - begun < 5
        session.run(fill, {name: first})
        session.run(fill, {name: second})
        assert [session.run(value) for _ in range(4)] == [b"0-0", b"0-1", b"1-0", b"1-1"]
        assert session.run([reader.num_records_produced(), reader.num_work_units_completed()]) == [4, 1]


def test_a_session_closes_while_a_reader_waits() -> None:
    session = tf.Session()
    key, _ = tf.WholeFileReader().read(queue_of(session, [], close=False))
    errors: list[Exception] = []

    def work() -> None:
        try:
            session.run(key)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    session.close()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert len(errors) == 3 and all(isinstance(error, tf.errors.CancelledError) for error in errors)


def test_two_sessions_have_two_readers(tmp_path: Path) -> None:
    (path,) = some_files(tmp_path, 1, 3)
    queue = tf.FIFOQueue(10, tf.string, shapes=[()])
    fill = queue.enqueue(path)
    _, value = tf.TextLineReader().read(queue)
    with tf.Session() as one, tf.Session() as other:
        for session in (one, other):
            session.run(fill)
        assert [one.run(value), one.run(value), other.run(value)] == [b"0-0", b"0-1", b"0-0"]


def test_empty_files_are_passed_over(tmp_path: Path) -> None:
    empty = [tmp_path / f"empty{number}" for number in range(50)]
    for path in empty:
        path.write_bytes(b"")
    (full,) = some_files(tmp_path, 1, 1)
    with tf.Session() as session:
        names = [*map(str, empty), full]
        reader = tf.TextLineReader()
        assert session.run(reader.read(queue_of(session, names)).value) == b"0-0"
        assert session.run(reader.num_work_units_completed()) == 50


def test_a_queue_of_something_else_is_refused() -> None:
    with tf.Session() as session:
        queue = tf.FIFOQueue(10, tf.int32, shapes=[()])
        session.run(queue.enqueue(3))
        with pytest.raises(tf.errors.InvalidArgumentError, match="names of files"):
            session.run(tf.TextLineReader().read(queue))
    with pytest.raises(TypeError, match="string_input_producer"):
        tf.TextLineReader().read(["a.txt"])


def test_what_was_read_is_replayed(tmp_path: Path) -> None:
    """A record keeps what stood in the files; a replay needs no files."""
    paths = some_files(tmp_path, 2, 2)
    with tf.Session() as session, lab.trace() as tape:
        _, value = tf.TextLineReader().read(queue_of(session, paths))
        text = tf.read_file(paths[0])
        number = tf.Variable(0)
        session.run(number.initializer)
        both = [tf.strings.length(value), tf.strings.length(text), number.assign_add(1)]
        for _ in range(3):
            session.run(both)
    assert [run for run in tape.runs if run.notes]
    for path in paths:
        Path(path).unlink()
    assert [run.value(both[0]) for run in tape.runs[-3:]] == [3, 3, 3]
    assert [run.value(both[1]) for run in tape.runs[-3:]] == [8, 8, 8]
