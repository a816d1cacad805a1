"""Files as datasets: `TextLineDataset`, `TFRecordDataset`, `FixedLengthRecordDataset`; and the names of files.

A file is opened when its first record is asked for, and closed behind its last one.

Read next: `tensorlab/reading/tfrecord.py`, what a record file looks like.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tensorlab.data.combining import parallel_interleave_dataset_v2
from tensorlab.data.dataset import Dataset
from tensorlab.data.dataset_base import DatasetBase, number
from tensorlab.data.functions import captured_by, described
from tensorlab.data.nodes import dataset_op, owned, types_and_shapes
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.data.structures import SCALAR, Part
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import string
from tensorlab.graph.registry import HostInt, HostValue, build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import Assert
from tensorlab.ops.text import reduce_join
from tensorlab.reading.file_nodes import matching_files
from tensorlab.reading.files import file_errors, path_text
from tensorlab.reading.tfrecord import CHUNK, Source, read_records

LINE = Part(string, SCALAR)


class FileStage(Stage):
    """Hands out the records of one file after the other."""

    words = "the records of {0}"

    sources = ()

    def __init__(self, run: Pass, names: list[str], opened: Callable[[str], Iterator[bytes]]) -> None:
        self.names, self.opened = names, opened
        self.file = -1
        self.record = 0
        self.records: Iterator[bytes] | None = None

    def __next__(self) -> Element:
        while True:
            if self.records is None:
                if self.file + 1 >= len(self.names):
                    raise StopIteration
                self.file += 1
                self.record = 0
                self.records = self.opened(self.names[self.file])
            try:
                record = next(self.records)
            except StopIteration:
                self.records = None
                continue
            except Exception:
                self.records = None
                raise
            self.record += 1
            return (record,)

    def facts(self) -> dict[str, Any]:
        name = self.names[self.file] if 0 <= self.file < len(self.names) else ""
        return {"file": name, "record": self.record}

    def close(self) -> None:
        closing = getattr(self.records, "close", None)
        if closing is not None:
            closing()
        self.records = None


def _names(filenames: Any) -> list[str]:
    return [path_text(name) for name in np.asarray(filenames, object).ravel()]


def _text(value: Any) -> str:
    found = np.asarray(value, object)[()]
    return found.decode() if isinstance(found, bytes) else str(found)


def _compression(value: Any) -> str:
    name = _text(value)
    if name not in ("", "ZLIB", "GZIP"):
        raise ValueError(f"Unsupported compression_type: {name!r}. It is one of '', 'ZLIB', 'GZIP'.")
    return name


def _lines(name: str, compression: str) -> Iterator[bytes]:
    """The lines of a file without their ends."""
    with file_errors(), open(name, "rb") as file:
        source = Source(file, compression, name)
        left, offset = b"", 0
        while chunk := source.take(CHUNK, offset):
            offset += len(chunk)
            lines = (left + chunk).split(b"\n")
            left = lines.pop()
            for line in lines:
                yield line.replace(b"\r", b"") if b"\r" in line else line
        if left:
            yield left.replace(b"\r", b"")


@dataset_op("TextLineDataset", symbol="¶", latex=r"\text{{lines of }} {filenames}")
def text_line_dataset(
    filenames: HostValue,
    compression_type: HostValue,
    buffer_size: HostInt,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Read the lines of text files: `tf.data.TextLineDataset`."""
    return Recipe(FileStage, _names(filenames), lambda name: _lines(name, _compression(compression_type)))


@dataset_op("TFRecordDataset", symbol="⎘", latex=r"\text{{records of }} {filenames}")
def tf_record_dataset(
    filenames: HostValue,
    compression_type: HostValue,
    buffer_size: HostInt,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Read the records of TFRecord files: `tf.data.TFRecordDataset`."""
    return Recipe(
        FileStage, _names(filenames), lambda name: read_records(name, _compression(compression_type))
    )


def _pieces(name: str, sizes: tuple[int, int, int], compression: str) -> Iterator[bytes]:
    """The pieces of a file, each of so many bytes, between a head and a foot."""
    header, size, footer = sizes
    with file_errors(), open(name, "rb") as file:
        if compression:
            source = Source(file, compression, name)
            parts = []
            while chunk := source.take(CHUNK, 0):
                parts.append(chunk)
            whole = b"".join(parts)
            length = len(whole)
        else:
            length = os.fstat(file.fileno()).st_size
        body = length - header - footer
        if body < 0 or body % size:
            raise ValueError(
                f"Expected file {name!r} to contain a header of {header} bytes, records of {size} bytes each and a "
                f"footer of {footer} bytes, but it has {length} bytes."
            )
        if not compression:
            file.seek(header)
        for start in range(header, header + body, size):
            yield whole[start : start + size] if compression else file.read(size)


@dataset_op("FixedLengthRecordDatasetV2", symbol="▭▭", latex=r"\text{{pieces of }} {filenames}")
def fixed_length_record_dataset(
    filenames: HostValue,
    header_bytes: HostInt,
    record_bytes: HostInt,
    footer_bytes: HostInt,
    buffer_size: HostInt,
    compression_type: HostValue,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Read pieces of equal length from binary files: `tf.data.FixedLengthRecordDataset`."""
    if record_bytes <= 0:
        raise ValueError("`record_bytes` must be > 0")
    if header_bytes < 0 or footer_bytes < 0:
        raise ValueError("`header_bytes` and `footer_bytes` must be >= 0")
    sizes = header_bytes, record_bytes, footer_bytes
    return Recipe(
        FileStage, _names(filenames), lambda name: _pieces(name, sizes, _compression(compression_type))
    )


# --- the classes ------------------------------------------------------------------------------------------


class _FileDataset(Dataset):
    """What the three classes of files share."""

    def _read(self, filenames: Any, made: Callable[[Tensor], Tensor], num_parallel_reads: Any) -> None:
        """Make the node that reads the files, or one that reads several of them in turns."""
        if isinstance(filenames, DatasetBase):
            part = filenames._structure
            if not isinstance(part, Part) or part.dtype is not string:
                raise TypeError("`filenames` must be a `tf.data.Dataset` of `tf.string` elements.")
            names: Any = filenames
        else:
            tensor = convert_to_tensor(filenames, dtype=string, name="filenames")
            if num_parallel_reads is None:
                DatasetBase.__init__(self, made(tensor), LINE)
                return
            names = Dataset.from_tensor_slices(build_flat(tensor))

        def one_file(name: Any) -> Any:
            return DatasetBase._of(made(name), LINE)

        if num_parallel_reads is None:
            found = names.flat_map(one_file)._variant_tensor
        else:
            block = described(one_file, LINE, "Dataset.interleave()", "Dataset_interleave", DatasetBase._of)
            reads = number(num_parallel_reads, "cycle_length")
            found = parallel_interleave_dataset_v2(
                names._variant_tensor, captured_by(block), reads, number(1, "block_length"), reads, f=block,
                **types_and_shapes(LINE),
            )  # fmt: skip
            owned(found, [block])
        DatasetBase.__init__(self, found, LINE)


def build_flat(tensor: Tensor) -> Tensor:
    """A tensor of names as a vector."""
    found: Tensor = build("Reshape", tensor, [-1], name="flat_filenames")
    return found


def _settings(compression_type: Any, buffer_size: Any) -> tuple[Tensor, Tensor]:
    kind = convert_to_tensor(
        "" if compression_type is None else compression_type, dtype=string, name="compression_type"
    )
    return kind, number(256 * 1024 if buffer_size is None else buffer_size, "buffer_size")


class TextLineDataset(_FileDataset):
    """The lines of text files, one after the other, as scalar strings without the ends of the lines.

    Args:
        filenames: one name, several, a tensor or a dataset of them.
        compression_type: "" (or None), "ZLIB" or "GZIP".
        buffer_size: accepted as in TensorFlow.
        num_parallel_reads: take from so many files in turns; from one after the other when None.

    Raises:
        tf.errors.NotFoundError: in a run, when there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/TextLineDataset

    >>> import tempfile, os
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     name = os.path.join(folder, "poem.txt")
    ...     with open(name, "w") as file: _ = file.write("one\\ntwo\\n")
    ...     line = tf.data.TextLineDataset(name).make_one_shot_iterator().get_next()
    ...     print(sess.run(line), sess.run(line))
    b'one' b'two'
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def made(names: Tensor) -> Tensor:
            settings = _settings(compression_type, buffer_size)
            found: Tensor = text_line_dataset(names, *settings, **types_and_shapes(LINE))
            return found

        self._read(filenames, made, num_parallel_reads)


class TFRecordDataset(_FileDataset):
    """The records of TFRecord files, one after the other, as scalar strings; `tf.parse_single_example` reads them.

    Args:
        filenames, compression_type, buffer_size, num_parallel_reads: as for `TextLineDataset`.

    Raises:
        tf.errors.DataLossError: in a run, for a damaged record; NotFoundError when there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/TFRecordDataset

    >>> import tempfile, os
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     name = os.path.join(folder, "records")
    ...     with tf.python_io.TFRecordWriter(name) as writer: writer.write(b"first")
    ...     print(sess.run(tf.data.TFRecordDataset([name]).make_one_shot_iterator().get_next()))
    b'first'
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def made(names: Tensor) -> Tensor:
            settings = _settings(compression_type, buffer_size)
            found: Tensor = tf_record_dataset(names, *settings, **types_and_shapes(LINE))
            return found

        self._read(filenames, made, num_parallel_reads)


class FixedLengthRecordDataset(_FileDataset):
    """Pieces of equal length of binary files, one after the other, as scalar strings; `tf.decode_raw` reads them.

    Args:
        filenames: as for `TextLineDataset`.
        record_bytes: how long a piece is.
        header_bytes, footer_bytes: how much of each file to leave out at its beginning and at its end.
        buffer_size, compression_type, num_parallel_reads: as for `TextLineDataset`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when a file does not consist of whole pieces.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/FixedLengthRecordDataset

    >>> import tempfile, os
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     name = os.path.join(folder, "data.bin")
    ...     with open(name, "wb") as file: _ = file.write(b"HEADabcdef")
    ...     piece = tf.data.FixedLengthRecordDataset(name, 3, header_bytes=4).make_one_shot_iterator().get_next()
    ...     print(sess.run(piece), sess.run(piece))
    b'abc' b'def'
    """

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def made(names: Tensor) -> Tensor:
            header = number(0 if header_bytes is None else header_bytes, "header_bytes")
            footer = number(0 if footer_bytes is None else footer_bytes, "footer_bytes")
            kind, buffer = _settings(compression_type, buffer_size)
            found: Tensor = fixed_length_record_dataset(
                names,
                header,
                number(record_bytes, "record_bytes"),
                footer,
                buffer,
                kind,
                **types_and_shapes(LINE),
            )
            return found

        self._read(filenames, made, num_parallel_reads)


# --- names of files ---------------------------------------------------------------------------------------


def matching_names(pattern: Tensor) -> Tensor:
    """The names of the files that fit a pattern: a vector of strings; InvalidArgumentError in a run for none."""
    found = matching_files(pattern)
    some = build("Greater", build("Shape", found)[0], 0, name="match_not_empty")
    told = build("AddV2", "No files matched pattern: ", reduce_join(pattern, separator=", "), name="message")
    check = Assert(some, [told], summarize=1, name="assert_not_empty")
    with control_dependencies([check]):
        names: Tensor = build("Identity", found)
    return names
