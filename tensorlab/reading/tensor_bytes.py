"""Arrays as `TensorProto` bytes, written and read without a protocol buffer package.

The bytes say the dtype, the shape and the entries. Entries stand either as they lie in memory, all of them in one
field, or number by number in a list of their own; a list that is too short is filled up with its last entry.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/framework/tensor.proto

Read next: `decoding.py`, whose `parse_tensor` and `serialize_tensor` use this.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import DType, as_dtype, string
from tensorlab.reading.wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    Malformed,
    field,
    fields,
    read_varint,
    unpacked_int64,
    varint,
)

DTYPE, SHAPE, CONTENT, STRINGS = 1, 2, 4, 8

# Field -> the dtype of what stands in it; None for the whole numbers, which are written like int64.
LISTS: dict[int, Any] = {
    5: "<f4", 6: "<f8", 7: None, 9: "<f4", 10: None, 11: None, 12: "<f8", 13: None, 16: None, 17: None,
}  # fmt: skip


def tensor_bytes(array: np.ndarray, dtype: DType, packed_strings: bool = False) -> bytes:
    """An array as the bytes of a `TensorProto`.

    Args:
        array: the array; strings are bytes.
        dtype: its dtype.
        packed_strings: write strings as numbers are written, all of them in one field: first their lengths.

    >>> from tensorlab.graph.dtypes import float32
    >>> tensor_bytes(np.array([1.0], np.float32), float32).hex()
    '080112041202080122040000803f'
    """
    sizes = b"".join(field(2, varint(1 << 3) + varint(size) if size else b"") for size in array.shape)
    head = varint(DTYPE << 3) + varint(dtype.as_datatype_enum) + field(SHAPE, sizes)
    if dtype is string:
        entries = array.ravel().tolist()
        if not packed_strings:
            return head + b"".join(field(STRINGS, entry) for entry in entries)
        content = b"".join(varint(len(entry)) for entry in entries) + b"".join(entries)
    else:
        content = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return head + (field(CONTENT, content) if content else b"")


def read_tensor(data: bytes) -> tuple[DType, np.ndarray]:
    """The dtype and the array that stand in the bytes of a `TensorProto`.

    Raises:
        Malformed: when they are none.

    >>> read_tensor(bytes.fromhex("080112041202080122040000803f"))
    (tf.float32, array([1.], dtype=float32))
    """
    number, sizes, content = 0, [], b""
    texts: list[bytes] = []
    listed: list[np.ndarray] = []
    for which, kind, value, _, _ in fields(data):
        if which == DTYPE and kind == VARINT:
            number = value
        elif which == SHAPE and kind == BYTES:
            sizes = _sizes(value)
        elif which == CONTENT and kind == BYTES:
            content = value
        elif which == STRINGS and kind == BYTES:
            texts.append(value)
        elif which in LISTS:
            listed.append(_numbers(LISTS[which], kind, value))
    try:
        dtype = DType(number)
        kind = np.dtype(dtype.as_numpy_dtype)
    except (TypeError, AttributeError):
        raise Malformed(f"there is no dtype with the number {number}") from None
    count = 1
    for size in sizes:
        count *= size
    if dtype is string:
        return dtype, _filled(_objects(texts or _texts(content, count)), count, kind, sizes)
    if content:
        if len(content) != count * kind.itemsize:
            raise Malformed(f"{len(content)} bytes are no {count} entries of {dtype.name}")
        return dtype, np.frombuffer(content, kind.newbyteorder("<")).astype(kind).reshape(sizes)
    entries = np.concatenate(listed) if listed else np.zeros(0, kind)
    if dtype.name == "float16":
        entries = entries.astype(np.uint16).view(np.float16)
    elif dtype.is_complex:
        if entries.size % 2:
            raise Malformed("a complex number has only one part")
        entries = entries.astype(kind.type(0).real.dtype).view(kind)
    return dtype, _filled(entries.astype(kind), count, kind, sizes)


MOST = 1 << 31
"""More entries than this are taken for damage."""


def _sizes(shape: bytes) -> list[int]:
    """The sizes in a shape."""
    sizes, count = [], 1
    for which, kind, value, _, _ in fields(shape):
        if which == 2 and kind == BYTES:
            size = 0
            for inner, written, given, _, _ in fields(value):
                if inner == 1 and written == VARINT:
                    size = given
            sizes.append(size)
            count *= max(size, 1)
        elif which == 3 and value:
            raise Malformed("its shape is not known")
    if count > MOST:
        raise Malformed(f"its shape {sizes} is too large")
    return sizes


def _numbers(plain: Any, kind: int, value: Any) -> np.ndarray:
    """What a list of numbers holds; each may stand in a field of its own."""
    if plain is None:
        if kind == VARINT:
            return np.array([value], np.uint64).view(np.int64)
        return unpacked_int64(value if kind == BYTES else b"")
    if kind not in (BYTES, FIXED32, FIXED64) or len(value) % int(plain[2]):
        raise Malformed("a list of numbers is cut short")
    return np.frombuffer(value, plain)


def _texts(content: bytes, count: int) -> list[bytes]:
    """Strings that stand in one field, first their lengths."""
    lengths, place = [], 0
    if count > len(content):
        count = 0 if not content else count
    for _ in range(count):
        length, place = read_varint(content, place)
        lengths.append(length)
    found = []
    for length in lengths:
        found.append(content[place : place + length])
        place += length
    if place != len(content):
        raise Malformed("the lengths of its strings do not add up")
    return found


def _objects(texts: list[bytes]) -> np.ndarray:
    array = np.empty(len(texts), object)
    array[:] = texts
    return array


def _filled(entries: np.ndarray, count: int, kind: Any, sizes: list[int]) -> np.ndarray:
    """Entries in their shape; the last one is repeated where there are too few."""
    if entries.size > count:
        raise Malformed(f"there are {entries.size} entries for {count} places")
    if entries.size < count:
        last = entries[-1:] if entries.size else _objects([b""]) if kind.kind == "O" else np.zeros(1, kind)
        entries = np.concatenate([entries, np.broadcast_to(last, count - entries.size)])
    return entries.reshape(sizes)


def dtype_of(array: np.ndarray) -> DType:
    """The DType of an array; arrays of objects hold strings."""
    return string if array.dtype.kind == "O" else as_dtype(array.dtype)
