"""TFRecord files: one record of bytes after another, each with its length and with checksums that show damage.

A record in the file is: its length (8 bytes, the lowest first), the masked checksum of these 8 bytes (4 bytes), the
record itself, and its own masked checksum (4 bytes). The whole file may be compressed, as zlib or as gzip does.

Source: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details ,
https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/python_io

Read next: `crc32c.py` (the checksums), `record_writer.py` (what programs write with).
"""

import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, Protocol

from tensorlab.errors import DataLossError
from tensorlab.reading.crc32c import crc32c, masked
from tensorlab.reading.files import file_errors, path_text

HEAD, TAIL = 12, 4  # bytes before and behind a record
CHUNK = 1 << 18  # bytes read at once
WINDOW_BITS = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}


class Sink(Protocol):
    """Something that takes bytes: an open file, for example."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


@lru_cache(1024)
def _head(length: int) -> bytes:
    """A record's length with its checksum; the records of a file often have one length."""
    written = length.to_bytes(8, "little")
    return written + masked(crc32c(written)).to_bytes(4, "little")


def framed(record: bytes) -> bytes:
    """A record as it stands in a file.

    >>> framed(b"abc").hex(" ", -4)
    '03000000 00000000 b099490e 6162636e 57f121'
    """
    return b"".join((_head(len(record)), record, masked(crc32c(record)).to_bytes(4, "little")))


def write_record(file: Sink, record: bytes) -> None:
    """Append a record to a file that is open for bytes.

    >>> import io
    >>> file = io.BytesIO()
    >>> write_record(file, b"first"), write_record(file, b"second")
    (None, None)
    >>> file.seek(0), list(read_records(file))
    (0, [b'first', b'second'])
    """
    file.write(framed(record))


def read_records(file: Any, compression: str = "", name: str | None = None) -> Iterator[bytes]:
    """The records of a file, one after the other.

    Args:
        file: a path, or a file that is open for bytes; it is read from where it stands.
        compression: "", "ZLIB" or "GZIP".
        name: what messages call the file; its path by default.

    Raises:
        tf.errors.DataLossError: for a record that is damaged or cut short. The message names the file and the byte
            at which that record begins (counted after decompression). A file that ends inside the length of a record
            just ends: somebody may be writing it.
        tf.errors.NotFoundError: when there is no such file.
    """
    for _, record in numbered_records(file, compression, name):
        yield record


def numbered_records(
    file: Any, compression: str = "", name: str | None = None, start: int = 0
) -> Iterator[tuple[int, bytes]]:
    """The same as `read_records`, each record with the byte behind it; reading begins at byte `start`."""
    if not hasattr(file, "read"):
        path = path_text(file)
        with file_errors(), open(path, "rb") as opened:
            yield from numbered_records(opened, compression, name or path, start)
        return
    name = name or str(getattr(file, "name", "<bytes>"))
    source = Source(file, compression, name)
    if start and not source.compression:
        file.seek(start)
    elif start and len(source.take(start, 0)) < start:
        return
    offset = start
    while True:
        head = source.take(HEAD, offset)
        if len(head) < HEAD:
            return  # as in TensorFlow: whoever writes has not come further yet
        length = int.from_bytes(head[:8], "little")
        if head != _head(length):
            raise _damaged("corrupted", name, offset, "the checksum of the record's length is another")
        body = source.take(length + TAIL, offset)
        if len(body) < length + TAIL:
            missing = length + TAIL - len(body)
            raise _damaged("truncated", name, offset, f"{missing} bytes of the record are missing")
        record = body[:length]
        if masked(crc32c(record)) != int.from_bytes(body[length:], "little"):
            raise _damaged("corrupted", name, offset, "the checksum of the record is another")
        offset += HEAD + length + TAIL
        yield offset, record


def _damaged(how: str, name: str, offset: int, why: str) -> DataLossError:
    return DataLossError(None, None, f"{how} record at {offset} in {name}: {why}")


class TFRecordCompressionType:
    """How a record file is compressed: `NONE`, `ZLIB` or `GZIP`."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


_NAMES: dict[Any, str] = {
    **{None: "", "": "", "ZLIB": "ZLIB", "GZIP": "GZIP"},
    TFRecordCompressionType.NONE: "",
    TFRecordCompressionType.ZLIB: "ZLIB",
    TFRecordCompressionType.GZIP: "GZIP",
}


def compression_name(options: Any) -> str:
    """ "", "ZLIB" or "GZIP", from a `TFRecordOptions`, from a name, or from one of the numbers.

    Raises:
        ValueError: for another name or number.

    >>> compression_name(TFRecordCompressionType.GZIP), compression_name(None)
    ('GZIP', '')
    """
    kind = getattr(options, "compression_type", options)
    if isinstance(kind, bytes):
        kind = kind.decode()
    if kind not in _NAMES:
        raise ValueError(
            f"Not a valid compression_type: {kind!r}. It is one of None, '', 'ZLIB', 'GZIP', or a "
            "TFRecordCompressionType."
        )
    return _NAMES[kind]


class Source:
    """Bytes from a file, decompressed if need be.

    Args:
        file: an open file.
        compression: "", "ZLIB" or "GZIP".
        name: what messages call it.
    """

    def __init__(self, file: BinaryIO, compression: str, name: str) -> None:
        self.file, self.name = file, name
        self.compression = compression_name(compression)
        self.fresh = self._decompressor()
        self.waiting = b""  # decompressed, or read ahead, but not yet taken
        self.place = 0  # where in `waiting` the next byte stands
        self.ended = False
        self.begun = False  # a compressed stream, which must not end here

    def _decompressor(self) -> Any:
        return zlib.decompressobj(WINDOW_BITS[self.compression]) if self.compression else None

    def take(self, count: int, offset: int) -> bytes:
        """The next `count` bytes; fewer at the end of the file. `offset` is for messages."""
        have = len(self.waiting) - self.place
        if have < count and not self.ended:
            parts = [self.waiting[self.place :]]
            while have < count and (more := self._more(count - have, offset)):
                parts.append(more)
                have += len(more)
            self.waiting, self.place = b"".join(parts), 0
        taken = self.waiting[self.place : self.place + count]
        self.place += len(taken)
        return taken

    def _more(self, wanted: int, offset: int) -> bytes:
        # What a damaged length asks for is read piece by piece, so that nothing is reserved for it.
        if self.fresh is None:
            read = self.file.read(min(max(wanted, CHUNK), 64 * CHUNK))
            self.ended = not read
            return read
        while True:
            if self.fresh.eof:  # streams may stand one behind the other
                rest = self.fresh.unused_data
                self.fresh, self.begun = self._decompressor(), False
            else:
                rest = self.fresh.unconsumed_tail
            rest = rest or self.file.read(CHUNK)
            if not rest:
                self.ended = True
                if self.begun:
                    raise _damaged("truncated", self.name, offset, "the compressed data end too early")
                return b""
            self.begun = True
            try:
                found: bytes = self.fresh.decompress(rest, 4 * CHUNK)
            except zlib.error as error:
                raise _damaged(
                    "corrupted", self.name, offset, f"it is not {self.compression} ({error})"
                ) from None
            if self.fresh.eof:
                self.begun = False
            if found:
                return found
