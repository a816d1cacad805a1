"""The kinds of files that readers read, record by record: whole files, lines, pieces of one length, TFRecord files.

Read next: `reader.py`, which asks for the records; `tfrecord.py`.
"""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from tensorlab.errors import DataLossError
from tensorlab.reading.files import file_errors, path_text
from tensorlab.reading.reader import Record, Source
from tensorlab.reading.tfrecord import HEAD, TAIL, WINDOW_BITS, numbered_records


class Names(Source):
    """Gives the names themselves, as keys and as values."""

    kind = "IdentityReader"
    whole = True
    keeps_state = True

    def records(self, name: bytes) -> Iterator[Record]:
        yield name, name


class WholeFiles(Source):
    """Gives each file as one value; the key is its name."""

    kind = "WholeFileReader"
    whole = True
    keeps_state = True

    def records(self, name: bytes) -> Iterator[Record]:
        with file_errors(), open(path_text(name), "rb") as file:
            data = file.read()
        yield name, data


class Lines(Source):
    """Gives each line without its end; the key is the file's name and the number of the line, from 1.

    Args:
        skipped: so many lines at the beginning of each file are passed over.
    """

    kind = "TextLineReader"

    def __init__(self, skipped: int) -> None:
        self.skipped = skipped

    def records(self, name: bytes) -> Iterator[Record]:
        opened = _open(name)
        return self._lines(opened, name)

    def _lines(self, opened: BinaryIO, name: bytes) -> Iterator[Record]:
        with opened as file:
            for number, line in enumerate(file, 1):
                if number > self.skipped:
                    yield b"%s:%d" % (name, number), line.removesuffix(b"\n").replace(b"\r", b"")


class Pieces(Source):
    """Gives pieces of one length; the key is the file's name and the number of the piece, from 0.

    Args:
        size: the length of a piece.
        header, footer: bytes at both ends of each file that are passed over.
        hop: how far the beginnings of two pieces are apart; 0 for as far as a piece is long.
        compression: "" or "ZLIB" or "GZIP".
    """

    kind = "FixedLengthRecordReader"

    def __init__(self, size: int, header: int, footer: int, hop: int, compression: str) -> None:
        self.size, self.header, self.footer, self.hop = size, header, footer, hop or size
        self.compression = compression

    def records(self, name: bytes) -> Iterator[Record]:
        opened = _open(name)
        return self._pieces(opened, name)

    def _pieces(self, opened: BinaryIO, name: bytes) -> Iterator[Record]:
        with opened as file:
            data = file.read()
        if self.compression:
            try:
                data = zlib.decompress(data, WINDOW_BITS[self.compression])
            except zlib.error as error:
                message = f"{path_text(name)} is not {self.compression}: {error}"
                raise DataLossError(None, None, message) from None
        end = len(data) - self.footer
        for number, place in enumerate(range(self.header, end - self.size + 1, self.hop)):
            yield b"%s:%d" % (name, number), data[place : place + self.size]


class Records(Source):
    """Gives the records of TFRecord files; the key is the file's name and the byte at which the record begins.

    Args:
        compression: "", "ZLIB" or "GZIP".
    """

    kind = "TFRecordReader"

    def __init__(self, compression: str) -> None:
        self.compression = compression

    def records(self, name: bytes) -> Iterator[Record]:
        opened = _open(name)
        return self._records(opened, name)

    def _records(self, opened: BinaryIO, name: bytes) -> Iterator[Record]:
        with opened as file:
            for behind, record in numbered_records(file, self.compression, path_text(name)):
                yield b"%s:%d" % (name, behind - len(record) - HEAD - TAIL), record


def _open(name: bytes) -> Any:
    """A file open for bytes; whoever reads the records closes it."""
    with file_errors():
        return open(path_text(name), "rb")
