"""Readers: records of files whose names come out of a queue."""

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def written(name: str, data: bytes) -> str:
    """A file in a new folder."""
    path = os.path.join(tempfile.mkdtemp(), name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def shown(value: Any) -> Any:
    """A key without the folder."""
    if isinstance(value, bytes):
        return os.path.basename(value)
    return [os.path.basename(one) for one in value]


def queue_of(tf: Any, session: Any, paths: Any, close: bool = True) -> Any:
    """A queue with names of files."""
    queue = tf.FIFOQueue(99, [tf.string], shapes=[()])
    session.run(queue.enqueue_many([paths]))
    if close:
        session.run(queue.close())
    return queue


def read_all(tf: Any, reader: Any, paths: Any, most: int = 20) -> None:
    """Print all records of some files."""
    with tf.Session() as session:
        queue = queue_of(tf, session, paths)
        key, value = reader.read(queue)
        print(key.name, value.name, key.dtype.name, key.shape, value.shape, reader.supports_serialize)
        for _ in range(most):
            try:
                found = session.run([key, value])
            except tf.errors.OutOfRangeError:
                print("end")
                break
            print(shown(found[0]), found[1])
        print(session.run([reader.num_records_produced(), reader.num_work_units_completed()]))


def lines(tf: Any, np: Any) -> None:
    """Lines, with and without an end, with headers, of several files."""
    first = written("a.txt", b"one\ntwo\r\n\nfour")
    second, empty = written("b.txt", b"head\nnext\n"), written("c.txt", b"")
    read_all(tf, tf.TextLineReader(), [first, empty, second])
    read_all(tf, tf.TextLineReader(skip_header_lines=1), [first, second, empty])
    read_all(tf, tf.TextLineReader(skip_header_lines=9, name="mine"), [second])


def whole_files(tf: Any, np: Any) -> None:
    """Whole files, and names only."""
    first, second = written("a.bin", b"\0\1\n\2"), written("b.bin", b"")
    read_all(tf, tf.WholeFileReader(), [first, second])
    read_all(tf, tf.IdentityReader(), ["some", "words"])


def pieces(tf: Any, np: Any) -> None:
    """Pieces of one length, between a header and a footer, one after the other or overlapping."""
    path = written("a.bin", bytes(range(97, 97 + 23)))
    for settings in (
        {},
        {"header_bytes": 3},
        {"header_bytes": 3, "footer_bytes": 4},
        {"hop_bytes": 2, "footer_bytes": 5},
        {"hop_bytes": 7},
        {"header_bytes": 3, "footer_bytes": 5, "hop_bytes": 5},
    ):
        read_all(tf, tf.FixedLengthRecordReader(5, **settings), [path])
    attempt(tf, lambda: tf.FixedLengthRecordReader(0))


def records(tf: Any, np: Any) -> None:
    """TFRecord files, plain and compressed."""
    kinds = tf.python_io.TFRecordCompressionType
    for kind in (kinds.NONE, kinds.ZLIB, kinds.GZIP):
        options = tf.python_io.TFRecordOptions(kind)
        path = written("a.tfrecord", b"")
        with tf.python_io.TFRecordWriter(path, options) as writer:
            for record in (b"one", b"", b"three" * 30):
                writer.write(record)
        read_all(tf, tf.TFRecordReader(options=options), [path])


def several_at_once(tf: Any, np: Any) -> None:
    """`read_up_to` stops where a file ends."""
    first, second = written("a.txt", b"1\n2\n3\n"), written("b.txt", b"4\n5\n")
    reader = tf.TextLineReader()
    with tf.Session() as session:
        queue = queue_of(tf, session, [first, second])
        keys, values = reader.read_up_to(queue, 2)
        print(keys.name, keys.shape, values.dtype.name)
        for _ in range(3):
            found = session.run([keys, values])
            print(shown(found[0]), found[1])
        attempt(tf, lambda: session.run(keys))
    reader = tf.WholeFileReader()
    with tf.Session() as session:
        found = session.run(reader.read_up_to(queue_of(tf, session, [first, second]), 5))
        print(shown(found.keys), found.values)


def state(tf: Any, np: Any) -> None:
    """Where a reader is: kept, restored, forgotten."""
    reader, other = tf.IdentityReader("first"), tf.IdentityReader("second")
    lines = tf.TextLineReader()
    with tf.Session() as session:
        queue = queue_of(tf, session, ["a", "b", "c", "d"])
        key, _ = reader.read(queue)
        session.run(key), session.run(key)
        kept = session.run(reader.serialize_state())
        print(kept)
        session.run(other.restore_state(kept))
        print(session.run([other.num_records_produced(), other.num_work_units_completed()]))
        print(session.run(other.read(queue)))
        session.run(reader.reset())
        print(session.run([reader.num_records_produced(), reader.serialize_state()]))
        attempt(tf, lambda: session.run(reader.restore_state(b"bogus")))
        attempt(tf, lambda: session.run(lines.serialize_state()))
        print(
            reader.supports_serialize, lines.supports_serialize, reader.reader_ref.name, lines.reader_ref.name
        )


def what_goes_wrong(tf: Any, np: Any) -> None:
    """Files that are not there, and damaged ones."""
    good = written("a.txt", b"1\n")
    with tf.Session() as session:
        key, _ = tf.WholeFileReader().read(queue_of(tf, session, [good + ".gone", good]))
        attempt(tf, lambda: session.run(key))
        attempt(tf, lambda: session.run(key))
        with open(good + ".gone", "wb"):
            print(shown(session.run(key)), shown(session.run(key)))
        attempt(tf, lambda: session.run(key), "closed", "insufficient")
    with tf.Session() as session:
        key, _ = tf.TextLineReader().read(queue_of(tf, session, [good + ".not", good]))
        attempt(tf, lambda: session.run(key))
        print(shown(session.run(key)))
    with tf.Session() as session:
        damaged = written("a.tfrecord", b"no records at all, whatever it is")
        key, _ = tf.TFRecordReader().read(queue_of(tf, session, [damaged, damaged]))
        attempt(tf, lambda: session.run(key), "corrupted record at 0")
        attempt(tf, lambda: session.run(key), "corrupted record at 0")


def waiting(tf: Any, np: Any) -> None:
    """A read that has to wait for a name: an enqueue in the same run brings it; a timeout leaves all as it was."""
    path = written("a.txt", b"1\n2\n")
    queue = tf.FIFOQueue(5, [tf.string], shapes=[()])
    _, value = tf.TextLineReader().read(queue)
    fill = queue.enqueue(path)
    with tf.Session() as session:
        options = tf.RunOptions(timeout_in_ms=50)
        attempt(tf, lambda: session.run(value, options=options))
        session.run(fill)
        print(session.run(value), session.run(queue.size()))
    print(session_reads_while_filling(tf, value, fill))


def session_reads_while_filling(tf: Any, value: Any, fill: Any) -> Any:
    """Both in one run."""
    with tf.Session() as session:
        return session.run([value, fill])
