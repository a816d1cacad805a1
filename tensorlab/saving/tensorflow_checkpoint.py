"""Reading checkpoints that TensorFlow itself has written: textbooks come with trained ones.

TensorFlow's index is a sorted table of short messages, one for each variable, in blocks of a few kilobytes; its data
file holds the bytes of the arrays, one after the other. Both carry checksums. No pickle and no program is in either.

Sources: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/util/tensor_bundle/tensor_bundle.cc,
https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/protobuf/tensor_bundle.proto and, for the table,
https://github.com/google/leveldb/blob/main/doc/table_format.md

Read next: `reader.py`.
"""

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import numpy as np

from tensorlab.errors import DataLossError, NotFoundError, UnimplementedError, located
from tensorlab.graph.dtypes import as_dtype
from tensorlab.reading.crc32c import crc32c, masked
from tensorlab.saving.checkpoint_files import INDEX
from tensorlab.saving.open_checkpoint import NUMBERS, TABLE_END, Entry, missing_words

FOOTER = 48  # bytes: where the index of the blocks is, and TABLE_END
TRAILER = 5  # bytes behind each block: how it is compressed, and its checksum
VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5  # how a field of a message is written


class Place(NamedTuple):
    """Where the bytes of a variable are: in which data file, from where, how many, and their checksum."""

    shard: int
    offset: int
    size: int
    checksum: int


class TensorFlowCheckpoint:
    """An open checkpoint of TensorFlow's own, version 2; the same methods as `Checkpoint`.

    Args:
        prefix: its path without endings.

    Attributes:
        prefix: the same.
        entries: for every variable's name its dtype and shape. Left out are dtypes that tensorlab has not (bfloat16).

    Raises:
        DataLossError: when its index is damaged.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.entries: dict[str, Entry] = {}
        self._places: dict[str, Place] = {}
        self._shards = 1
        self._parts: set[str] = set()
        try:
            with open(prefix + INDEX, "rb") as file:
                table = file.read()
            for key, value in _table(table):
                self._note(key, value)
        except (IndexError, ValueError, struct.error) as error:
            _refuse(prefix + INDEX, f"is damaged ({error})")

    def _note(self, key: bytes, value: bytes) -> None:
        fields = _fields(value)
        if key == b"":  # what holds for all
            self._shards = _first(fields, 1, 0)
            if _first(fields, 2, 0):
                raise UnimplementedError(
                    None, None, f"{self.prefix}{INDEX} was written on a big-endian computer."
                )
            return
        if key[:1] == b"\x00":
            return  # a part of a larger variable
        name = key.decode()
        dtype = _dtype_name(_first(fields, 1, 0))
        if dtype is None:
            return
        shape = tuple(_first(_fields(size), 1, 0) for size in _fields(_first(fields, 2, b"")).get(2, ()))
        self.entries[name] = Entry(dtype, shape)
        self._places[name] = Place(*(_first(fields, number, 0) for number in (3, 4, 5, 6)))
        if 7 in fields:
            self._parts.add(name)

    def read(self, name: str) -> Any:
        """The array of a variable; it belongs to the caller.

        Raises:
            NotFoundError: for a name that is not in this checkpoint.
            DataLossError: when the data is damaged.
            UnimplementedError: for a variable that was kept in pieces.
        """
        if name not in self.entries:
            raise NotFoundError(None, None, missing_words(self, [name]))
        if name in self._parts:
            message = f"{name!r} was kept in pieces when it was saved; tensorlab reads whole variables only."
            raise UnimplementedError(None, None, message)
        entry, place = self.entries[name], self._places[name]
        path = f"{self.prefix}.data-{place.shard:05d}-of-{self._shards:05d}"
        try:
            with open(path, "rb") as file:
                file.seek(place.offset)
                content = file.read(place.size)
        except OSError as error:
            _refuse(path, f"cannot be read ({error.strerror})")
        count = int(np.prod(entry.shape, dtype=np.int64))
        try:
            if len(content) != place.size:
                raise ValueError("the file is too short")
            if entry.dtype == "string":
                texts, checked = _strings(content, count)
                array = texts.reshape(entry.shape)
            else:
                checked = content
                plain = np.dtype(as_dtype(entry.dtype).as_numpy_dtype)
                array = np.frombuffer(content, plain.newbyteorder("<")).reshape(entry.shape).astype(plain)
            if count and masked(crc32c(checked)) != place.checksum:
                raise ValueError("its checksum is wrong")
        except (ValueError, IndexError) as error:
            _refuse(path, f"is damaged at {name!r} ({error})")
        return array

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> "TensorFlowCheckpoint":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _refuse(path: str, reason: str) -> NoReturn:
    advice = "Fetch it again from where it came. Nothing was changed."
    raise DataLossError(None, None, located(f"{path} {reason}.", advice=advice)) from None


def _dtype_name(number: int) -> str | None:
    """The dtype of this number, if tensorlab has it."""
    try:
        name = as_dtype(number).name
    except TypeError:
        return None
    return name if name == "string" or name in NUMBERS else None


def _strings(content: bytes, count: int) -> tuple[Any, bytes]:
    """The strings of a variable, and what their checksum is taken of: their lengths as four bytes each, then the rest.

    Raises:
        ValueError: when the lengths do not add up, or their own checksum is wrong.
    """
    lengths, place = [], 0
    for _ in range(count):
        length, place = _varint(content, place)
        lengths.append(length)
    counted = b"".join(struct.pack("<I" if length < 2**32 else "<Q", length) for length in lengths)
    if count and content[place : place + 4] != struct.pack("<I", masked(crc32c(counted))):
        raise ValueError("the checksum of the lengths is wrong")
    checked = counted + content[place:]
    place += 4
    texts = np.empty(count, object)
    for number, length in enumerate(lengths):
        texts[number] = content[place : place + length]
        place += length
    if count and place != len(content):
        raise ValueError("the lengths of the strings do not add up")
    return texts, checked


# --- the table --------------------------------------------------------------------------------------------


def _table(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """All keys and values of a table."""
    if len(content) < FOOTER or not content.endswith(TABLE_END):
        raise ValueError("its end is missing")
    footer = content[-FOOTER:]
    _, place = _varint(footer, 0)  # two numbers say where there is more about the table: nobody needs it
    _, place = _varint(footer, place)
    for _, handle in _block(content, *_two_varints(footer, place)):
        yield from _block(content, *_two_varints(handle, 0))


def _block(content: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values of one block. A key is written as what differs from the one before."""
    block, trailer = content[offset : offset + size], content[offset + size : offset + size + TRAILER]
    if len(trailer) != TRAILER:
        raise ValueError("a block is missing")
    if struct.unpack("<I", trailer[1:])[0] != masked(crc32c(block + trailer[:1])):
        raise ValueError("the checksum of a block is wrong")
    if trailer[0]:
        raise UnimplementedError(
            None, None, "The index of this checkpoint is compressed; tensorlab reads plain ones."
        )
    end = size - 4 * (1 + struct.unpack("<I", block[-4:])[0])
    place, key = 0, b""
    while place < end:
        shared, place = _varint(block, place)
        added, place = _varint(block, place)
        length, place = _varint(block, place)
        key = key[:shared] + block[place : place + added]
        place += added
        yield key, block[place : place + length]
        place += length


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A number written in as many bytes as it needs, seven bits in each; and the place behind it.

    >>> _varint(bytes([0b10101100, 0b00000010]), 0)
    (300, 2)
    """
    number = shift = 0
    while True:
        byte = content[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
        shift += 7
        if shift > 63:
            raise ValueError("a number does not end")


def _two_varints(content: bytes, place: int) -> tuple[int, int]:
    first, place = _varint(content, place)
    return first, _varint(content, place)[0]


def _fields(message: bytes) -> dict[int, list[Any]]:
    """The fields of a protocol buffer by their numbers.

    >>> _fields(bytes([0x08, 0x05, 0x12, 0x02, 0x68, 0x69]))
    {1: [5], 2: [b'hi']}
    """
    fields: dict[int, list[Any]] = {}
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        value: Any
        if tag & 7 == VARINT:
            value, place = _varint(message, place)
        elif tag & 7 == BYTES:
            length, place = _varint(message, place)
            value = message[place : place + length]
            place += length
        elif tag & 7 in (EIGHT_BYTES, FOUR_BYTES):
            length = 8 if tag & 7 == EIGHT_BYTES else 4
            value = int.from_bytes(message[place : place + length], "little")
            place += length
        else:
            raise ValueError("a field of an unknown kind")
        if place > len(message):
            raise ValueError("a field is cut short")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _first(fields: dict[int, list[Any]], number: int, default: Any) -> Any:
    return fields[number][0] if number in fields else default
