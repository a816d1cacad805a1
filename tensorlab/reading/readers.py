"""`tf.TFRecordReader` and its kin: readers that take names of files out of a queue and give records.

`key, value = reader.read(filename_queue)` adds a node; every run of it gives the next record. The queue is usually
`tf.train.string_input_producer(names)`.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/ReaderBase

Read next: `reader.py` (how they work), `reader_nodes.py` (their nodes).
"""

from typing import Any, NamedTuple

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.reading import reader_nodes as nodes
from tensorlab.reading.tfrecord import compression_name


class ReaderReadV2(NamedTuple):
    """What `read` gives: two tensors of strings."""

    key: Tensor
    value: Tensor


class ReaderReadUpToV2(NamedTuple):
    """What `read_up_to` gives: two tensors of strings."""

    keys: Tensor
    values: Tensor


class ReaderBase:
    """What all readers can do.

    Args:
        reader_ref: the tensor that stands for the reader.
        supports_serialize: whether it can write down where it is.
    """

    def __init__(self, reader_ref: Tensor, supports_serialize: bool = False) -> None:
        self._reader_ref = reader_ref
        self._supports_serialize = supports_serialize

    @property
    def reader_ref(self) -> Tensor:
        """The tensor that stands for the reader."""
        return self._reader_ref

    @property
    def supports_serialize(self) -> bool:
        """Whether it can write down where it is."""
        return self._supports_serialize

    def read(self, queue: Any, name: str | None = None) -> ReaderReadV2:
        """Add a node that reads the next record; when a file ends, the next name is taken out of the queue.

        Args:
            queue: a queue of strings, the names of files, or the tensor that stands for it.
            name: of the node.

        Returns:
            `(key, value)`: where the record stands, and what stands there.

        Raises:
            tf.errors.OutOfRangeError: in a run, when the last file has ended and the queue is closed.
            tf.errors.NotFoundError: in a run, when there is no file of that name.
        """
        return ReaderReadV2(*nodes.reader_read(self._reader_ref, _handle(queue), name=name))

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> ReaderReadUpToV2:
        """Add a node that reads several records, at most `num_records`; fewer when a file ends.

        Args:
            queue: a queue of strings, the names of files.
            num_records: how many, int64.
            name: of the node.

        Returns:
            `(keys, values)`: two vectors of strings.
        """
        count = convert_to_tensor(num_records, dtype=int64, name="num_records")
        return ReaderReadUpToV2(*nodes.reader_read_up_to(self._reader_ref, _handle(queue), count, name=name))

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """Add a node that says how many records were read so far, int64."""
        return nodes.reader_num_records_produced(self._reader_ref, name=name)

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """Add a node that says how many files were read to their end, int64."""
        return nodes.reader_num_work_units_completed(self._reader_ref, name=name)

    def serialize_state(self, name: str | None = None) -> Tensor:
        """Add a node that says where the reader is, a string; only some kinds can."""
        return nodes.reader_serialize_state(self._reader_ref, name=name)

    def restore_state(self, state: Any, name: str | None = None) -> Operation:
        """Add a node that lets the reader go where another one of its kind was."""
        return nodes.reader_restore_state(self._reader_ref, state, name=name)  # type: ignore[return-value]

    def reset(self, name: str | None = None) -> Operation:
        """Add a node that lets the reader begin anew."""
        return nodes.reader_reset(self._reader_ref, name=name)  # type: ignore[return-value]


def _handle(queue: Any) -> Tensor:
    if isinstance(queue, Tensor):
        return queue
    if not hasattr(queue, "queue_ref"):
        raise TypeError(
            "A reader takes names of files out of a queue, such as tf.train.string_input_producer(names); not "
            f"{queue!r}."
        )
    return queue.queue_ref  # type: ignore[no-any-return]


class WholeFileReader(ReaderBase):
    """Gives each file as one string; the key is its name.

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "note.txt")
    >>> _ = open(path, "w").write("hello")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.FIFOQueue(10, tf.string, shapes=[()])
    ...     sess.run(queue.enqueue(path))
    ...     key, value = tf.WholeFileReader().read(queue)
    ...     print(sess.run(value))
    b'hello'
    """

    @checks_arguments
    def __init__(self, name: str | None = None) -> None:
        super().__init__(nodes.whole_file_reader(name=name), supports_serialize=True)


class IdentityReader(ReaderBase):
    """Gives the names themselves, as keys and as values."""

    @checks_arguments
    def __init__(self, name: str | None = None) -> None:
        super().__init__(nodes.identity_reader(name=name), supports_serialize=True)


class TextLineReader(ReaderBase):
    """Gives line by line, without their ends; the key is "name of the file:number of the line".

    Args:
        skip_header_lines: so many lines at the beginning of each file are passed over.
        name: of the node.
    """

    @checks_arguments
    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        super().__init__(nodes.text_line_reader(skip_header_lines or 0, name=name))


class FixedLengthRecordReader(ReaderBase):
    """Gives pieces of one length; the key is "name of the file:number of the piece".

    Args:
        record_bytes: the length of a piece.
        header_bytes, footer_bytes: bytes at both ends of each file that are passed over.
        hop_bytes: how far the beginnings of two pieces are apart; `record_bytes` by default.
        name: of the node.
        encoding: how the files are compressed: "", "ZLIB" or "GZIP".

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a length that is not positive.
    """

    @checks_arguments
    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ) -> None:
        handle = nodes.fixed_length_record_reader(
            header_bytes or 0,
            record_bytes,
            footer_bytes or 0,
            hop_bytes or 0,
            encoding=compression_name(encoding),
            name=name,
        )
        super().__init__(handle)


class TFRecordReader(ReaderBase):
    """Gives the records of TFRecord files; the key is "name of the file:byte at which the record begins".

    Args:
        name: of the node.
        options: a `tf.python_io.TFRecordOptions`.
    """

    @checks_arguments
    def __init__(self, name: str | None = None, options: Any = None) -> None:
        super().__init__(nodes.tf_record_reader(compression_type=compression_name(options), name=name))
