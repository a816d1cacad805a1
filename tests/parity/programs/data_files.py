"""tf.data: datasets of files, in a folder of their own."""

import gzip
import os
import tempfile
import zlib
from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements, outcomes, show


def lines(tf: Any, np: Any) -> None:
    """TextLineDataset: ends of lines, empty lines, several files, compressed ones."""
    with tempfile.TemporaryDirectory() as folder:
        one, two = os.path.join(folder, "one.txt"), os.path.join(folder, "two.txt")
        with open(one, "wb") as file:
            file.write(b"first\nsecond\r\n\nlast without end")
        with open(two, "wb") as file:
            file.write(b"\n3\xc3\xa9\n")
        packed, zipped = os.path.join(folder, "one.gz"), os.path.join(folder, "one.z")
        with gzip.open(packed, "wb") as file:
            file.write(b"a\nb\n")
        with open(zipped, "wb") as file:
            file.write(zlib.compress(b"c\nd"))
        show(tf, tf.data.TextLineDataset(one))
        print(elements(tf, tf.data.TextLineDataset([one, two])))
        print(elements(tf, tf.data.TextLineDataset([one, two]).skip(1).take(3)))
        print(
            elements(tf, tf.data.TextLineDataset(packed, "GZIP")),
            elements(tf, tf.data.TextLineDataset(zipped, "ZLIB")),
        )
        print(elements(tf, tf.data.TextLineDataset(tf.data.Dataset.from_tensor_slices([two, one]))))
        print(elements(tf, tf.data.TextLineDataset([one, two], num_parallel_reads=2)))
        files = tf.data.Dataset.from_tensor_slices([one, two])
        print(
            elements(tf, files.interleave(lambda name: tf.data.TextLineDataset(name).skip(1), cycle_length=2))
        )
        outcomes(tf, tf.data.TextLineDataset(os.path.join(folder, "none.txt")), 1)
        outcomes(tf, tf.data.TextLineDataset(one, "BZIP"), 1)
        attempt(tf, lambda: tf.data.TextLineDataset(3))
        attempt(tf, lambda: tf.data.TextLineDataset(tf.data.Dataset.range(3)))


def records(tf: Any, np: Any) -> None:
    """TFRecordDataset, plain and compressed, and parsed."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, f"records{i}") for i in range(2)]
        for number, name in enumerate(names):
            with tf.python_io.TFRecordWriter(name) as writer:
                for i in range(3):
                    feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[10 * number + i]))
                    example = tf.train.Example(features=tf.train.Features(feature={"n": feature}))
                    writer.write(example.SerializeToString())

        def parsed(record: Any) -> Any:
            return tf.parse_single_example(record, {"n": tf.FixedLenFeature([], tf.int64)})["n"]

        show(tf, tf.data.TFRecordDataset(names).map(parsed).batch(4))
        packed = os.path.join(folder, "packed")
        options = tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)
        with tf.python_io.TFRecordWriter(packed, options=options) as writer:
            writer.write(b"abc")
            writer.write(b"")
        print(elements(tf, tf.data.TFRecordDataset(packed, compression_type="GZIP")))
        with open(names[0], "rb") as file:
            whole = file.read()
        with open(names[0], "wb") as file:
            file.write(whole[:-3])
        outcomes(tf, tf.data.TFRecordDataset(names[0]).map(parsed), 3)
        outcomes(tf, tf.data.TFRecordDataset(os.path.join(folder, "none")), 1)


def pieces(tf: Any, np: Any) -> None:
    """FixedLengthRecordDataset: heads, feet, and files that do not fit."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "data.bin")
        with open(name, "wb") as file:
            file.write(b"HEAD" + bytes(range(12)) + b"FOOT")
        whole = tf.data.FixedLengthRecordDataset(name, 4)
        print(elements(tf, whole))
        middle = tf.data.FixedLengthRecordDataset([name, name], 6, header_bytes=4, footer_bytes=4)
        show(tf, middle.map(lambda record: tf.decode_raw(record, tf.uint8)))
        outcomes(tf, tf.data.FixedLengthRecordDataset(name, 7), 1)


def listed(tf: Any, np: Any) -> None:
    """list_files: sorted, shuffled, none."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("b.txt", "a.txt", "c.txt", "d.csv"):
            with open(os.path.join(folder, name), "w") as file:
                file.write(name)
        ends = lambda found: [os.path.basename(name.decode()) for name in found]  # noqa: E731
        pattern = os.path.join(folder, "*.txt")
        print(ends(elements(tf, tf.data.Dataset.list_files(pattern, shuffle=False))))
        print(ends(elements(tf, tf.data.Dataset.list_files(pattern, seed=3).repeat(2))))
        both = [pattern, os.path.join(folder, "*.csv")]
        print(ends(elements(tf, tf.data.Dataset.list_files(both, shuffle=False))))
        outcomes(tf, tf.data.Dataset.list_files(os.path.join(folder, "*.none"), shuffle=False), 1)


def kept_in_a_file(tf: Any, np: Any) -> None:
    """cache(filename): another session finds what the first one kept."""
    calls: list[int] = []

    def seen(x: Any) -> Any:
        calls.append(int(x))
        return x

    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "cache")
        source = tf.data.Dataset.range(3).map(lambda x: tf.py_func(seen, [x], tf.int64))
        dataset = source.map(lambda x: (x, tf.as_string(x), tf.fill([3], x))).cache(name)
        iterator = dataset.make_initializable_iterator()
        element = iterator.get_next()
        for _ in range(2):
            with tf.Session() as session:
                session.run(iterator.initializer)
                while True:
                    try:
                        print(session.run(element))
                    except tf.errors.OutOfRangeError:
                        break
        print(calls)
