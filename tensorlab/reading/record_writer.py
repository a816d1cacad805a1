"""`tf.python_io`: what programs write and read record files with.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/python_io

Read next: `tfrecord.py` (the bytes), `example.py` (what a record usually holds).
"""

import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO, ClassVar

from tensorlab.errors import FailedPreconditionError
from tensorlab.reading.files import file_errors, path_text
from tensorlab.reading.tfrecord import WINDOW_BITS, compression_name, framed, read_records


class TFRecordOptions:
    """How a `TFRecordWriter` compresses.

    Args:
        compression_type: a `TFRecordCompressionType`, or "", "ZLIB" or "GZIP".
        flush_mode: what zlib does at a `flush` (with `zlib.Z_SYNC_FLUSH` others can read what is there).
        input_buffer_size, output_buffer_size: accepted as in TensorFlow; Python chooses them.
        window_bits, compression_level, compression_method, mem_level, compression_strategy: zlib's settings.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/TFRecordOptions

    >>> TFRecordOptions.get_compression_type_string(TFRecordOptions("ZLIB"))
    'ZLIB'
    """

    compression_type_map: ClassVar[dict[int, str]] = {0: "", 1: "ZLIB", 2: "GZIP"}

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        compression_name(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """ "", "ZLIB" or "GZIP"."""
        return compression_name(options)

    def compressor(self) -> Any:
        """What compresses a new file; None when nothing does."""
        kind = compression_name(self)
        if not kind:
            return None
        window = WINDOW_BITS[kind]
        if self.window_bits is not None:
            window = self.window_bits + (16 if kind == "GZIP" else 0)
        return zlib.compressobj(
            zlib.Z_DEFAULT_COMPRESSION if self.compression_level is None else self.compression_level,
            zlib.DEFLATED if self.compression_method is None else self.compression_method,
            window,
            9 if self.mem_level is None else self.mem_level,
            zlib.Z_DEFAULT_STRATEGY if self.compression_strategy is None else self.compression_strategy,
        )


class TFRecordWriter:
    """Writes records into a file.

    Args:
        path: the file; what was there is replaced.
        options: a `TFRecordOptions`, or its compression type.

    Raises:
        tf.errors.NotFoundError: when the folder is not there.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/TFRecordWriter

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "words.tfrecord")
    >>> with TFRecordWriter(path) as writer:
    ...     writer.write(b"one")
    ...     writer.write(b"two")
    >>> list(tf_record_iterator(path))
    [b'one', b'two']
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(options)
        self._path = path_text(path)
        self._compressor = options.compressor()
        self._flush_mode = zlib.Z_NO_FLUSH if options.flush_mode is None else options.flush_mode
        with file_errors():
            self._file: BinaryIO | None = open(self._path, "wb")  # noqa: SIM115

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise FailedPreconditionError(None, None, f"The writer of {self._path} is closed.")
        return self._file

    def write(self, record: bytes) -> None:
        """Append a record.

        Raises:
            TypeError: for something that is not bytes.
        """
        if not isinstance(record, bytes | bytearray | memoryview):
            if not isinstance(record, str):
                raise TypeError(
                    f"A record is bytes, for example example.SerializeToString(); not {record!r}."
                )
            record = record.encode()
        data = framed(bytes(record))
        with file_errors():
            self._opened().write(data if self._compressor is None else self._compressor.compress(data))

    def flush(self) -> None:
        """Let the file have what was written."""
        file = self._opened()
        with file_errors():
            if self._compressor is not None and self._flush_mode != zlib.Z_NO_FLUSH:
                file.write(self._compressor.flush(self._flush_mode))
            file.flush()

    def close(self) -> None:
        """Finish the file."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with file_errors():
            if self._compressor is not None:
                file.write(self._compressor.flush())
            file.close()

    def __enter__(self) -> "TFRecordWriter":
        self._opened()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file, as bytes.

    Args:
        path: the file.
        options: a `TFRecordOptions`, or its compression type.

    Raises:
        tf.errors.DataLossError: where a record is damaged.
        tf.errors.NotFoundError: when there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/tf_record_iterator
    """
    compression = compression_name(options)
    return read_records(path_text(path), compression)
