"""Protocol buffers as bytes: whole numbers of one to ten bytes, fields with their number, lists of numbers.

A field begins with a number: eight times the field's own, plus how its content is written (`VARINT`, `FIXED64`, `BYTES`
with their length in front, `FIXED32`). A list of numbers stands in one field of bytes, one number behind the other.

Source: https://protobuf.dev/programming-guides/encoding/

Read next: `message.py`, which keeps what is read here; `parsing.py`, which makes arrays of it at once.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

VARINT, FIXED64, BYTES, GROUP, GROUP_END, FIXED32 = 0, 1, 2, 3, 4, 5
LONGEST = 10  # bytes of a whole number of 64 bits
DEEPEST = 100  # groups inside one another, as in TensorFlow


class Malformed(ValueError):
    """Some bytes are no protocol buffer."""


def varint(number: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first; a negative one as its 64 bits.

    >>> varint(300).hex(), len(varint(-1))
    ('ac02', 10)
    """
    number &= 0xFFFFFFFFFFFFFFFF
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def read_varint(data: bytes, place: int) -> tuple[int, int]:
    """The whole number at a place, without its sign, and the place behind it.

    Raises:
        Malformed: when it does not end.

    >>> read_varint(bytes.fromhex("ac0207"), 0)
    (300, 2)
    """
    number = shift = 0
    for byte in data[place : place + LONGEST]:
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number & 0xFFFFFFFFFFFFFFFF, place
        shift += 7
    raise Malformed(f"a number that begins at byte {place} has no end")


def field(number: int, content: bytes) -> bytes:
    """A field of bytes: its number, the length, the bytes.

    >>> field(1, b"ab").hex()
    '0a026162'
    """
    return varint(number << 3 | BYTES) + varint(len(content)) + content


def fields(data: bytes) -> Iterator[tuple[int, int, Any, int, int]]:
    """The fields of a message: (number, how it is written, content, where it begins, where it ends).

    The content is bytes, or a whole number without its sign for `VARINT`.

    Raises:
        Malformed: where the bytes are none.

    >>> [found[:3] for found in fields(bytes.fromhex("0a0261621005"))]
    [(1, 2, b'ab'), (2, 0, 5)]
    """
    place, end = 0, len(data)
    content: Any
    while place < end:
        begin = place
        key = data[place]
        if key < 0x80:
            place += 1
        else:
            key, place = read_varint(data, place)
        number, kind = key >> 3, key & 7
        if not 0 < number < 1 << 29:
            raise Malformed(f"there is a field {number} at byte {begin}")
        if kind == BYTES:
            length, place = read_varint(data, place)
            content, place = data[place : place + length], place + length
        elif kind == VARINT:
            content, place = read_varint(data, place)
        elif kind in (FIXED32, FIXED64):
            size = 4 if kind == FIXED32 else 8
            content, place = data[place : place + size], place + size
        elif kind == GROUP:
            content, place = b"", _behind_group(data, place, number)
        else:
            raise Malformed(f"field {number} at byte {begin} is written in a way that does not exist: {kind}")
        if place > end:
            raise Malformed(f"field {number} at byte {begin} is longer than what there is")
        yield number, kind, content, begin, place


def _behind_group(data: bytes, place: int, number: int) -> int:
    """The place behind a group: fields up to a mark, an old form that nobody writes any more."""
    opened = [number]
    while opened:
        key, place = read_varint(data, place)
        kind, inner = key & 7, key >> 3
        if kind == GROUP:
            opened.append(inner)
        elif kind == GROUP_END:
            if opened.pop() != inner:
                raise Malformed(f"group {inner} ends before byte {place}, but it is not open")
        elif kind == VARINT:
            _, place = read_varint(data, place)
        elif kind == BYTES:
            length, place = read_varint(data, place)
            place += length
        elif kind in (FIXED32, FIXED64):
            place += 4 if kind == FIXED32 else 8
        else:
            raise Malformed(
                f"field {inner} before byte {place} is written in a way that does not exist: {kind}"
            )
        if place > len(data) or len(opened) > DEEPEST or not inner:
            raise Malformed(f"group {number} has no end")
    return place


# --- lists of numbers ------------------------------------------------------------------------------------------------


def packed_int64(numbers: Iterable[int]) -> bytes:
    """Whole numbers of 64 bits, one behind the other.

    >>> packed_int64([1, 300, -1]).hex()
    '01ac02ffffffffffffffffff01'
    """
    values = np.asarray(numbers, np.int64).view(np.uint64)
    if not values.size or values.max() < 0x80:
        return values.astype(np.uint8).tobytes()
    shifts = np.arange(0, 7 * LONGEST, 7, dtype=np.uint64)
    left = values[:, np.newaxis] >> shifts  # what is left of each number from each of its bytes on
    more = np.concatenate([left[:, 1:] > 0, np.zeros((values.size, 1), bool)], axis=1)
    written = (left & np.uint64(0x7F)).astype(np.uint8) | (more.astype(np.uint8) << np.uint8(7))
    there = left > 0
    there[:, 0] = True
    return written[there].tobytes()


def unpacked_int64(data: bytes) -> np.ndarray:
    """The whole numbers of 64 bits that stand one behind the other.

    Raises:
        Malformed: when the last one does not end, or one is too long.

    >>> unpacked_int64(bytes.fromhex("01ac02ffffffffffffffffff01")).tolist()
    [1, 300, -1]
    """
    written = np.frombuffer(data, np.uint8)
    last = written < 0x80
    if last.all():
        return written.astype(np.int64)
    if not last[-1]:
        raise Malformed("the last number of a list has no end")
    ends = np.flatnonzero(last)
    begins = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - begins + 1
    if lengths.max() > LONGEST:
        raise Malformed("a number of a list is longer than 64 bits")
    shifts = (np.arange(written.size) - np.repeat(begins, lengths)) * 7
    parts = (written & np.uint8(0x7F)).astype(np.uint64) << shifts.astype(np.uint64)
    return np.bitwise_or.reduceat(parts, begins).view(np.int64)  # type: ignore[no-any-return]


def packed_float(numbers: Iterable[float]) -> bytes:
    """Numbers of float32, four bytes each.

    >>> packed_float([1.0]).hex()
    '0000803f'
    """
    return np.asarray(numbers, "<f4").tobytes()


def unpacked_float(data: bytes) -> np.ndarray:
    """The numbers of float32 that stand one behind the other.

    Raises:
        Malformed: when the number of bytes is no multiple of four.

    >>> unpacked_float(bytes.fromhex("0000803f")).tolist()
    [1.0]
    """
    if len(data) % 4:
        raise Malformed(f"a list of float32 has {len(data)} bytes, no multiple of 4")
    return np.frombuffer(data, "<f4").astype(np.float32)


def signed(number: int) -> int:
    """A whole number read without its sign, with it.

    >>> signed(2**64 - 1)
    -1
    """
    return number - (1 << 64) if number >> 63 else number
