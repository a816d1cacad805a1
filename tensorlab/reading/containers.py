"""What the fields of a message hold that are no single part: lists of numbers or bytes, lists of parts, maps.

They look as those of protocol buffers do: a list cannot be replaced, but filled (`append`, `extend`, slices); an entry
of a map is there as soon as it is named.

Read next: `message.py`.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any

import numpy as np

from tensorlab.reading.wire import (
    BYTES,
    FIXED32,
    VARINT,
    Malformed,
    field,
    fields,
    packed_float,
    packed_int64,
    signed,
    unpacked_float,
    unpacked_int64,
)

Touched = Callable[[], None]
"""Called when something was set, so that the message around it is there from now on."""


class Scalar:
    """A kind of number that a list holds. The three kinds are subclasses, and nobody makes objects of them."""

    @staticmethod
    def checked(values: Iterable[Any]) -> list[Any]:
        """The values as the list keeps them.

        Raises:
            TypeError: for a value of another kind.
            ValueError: for a number that is out of range.
        """
        raise NotImplementedError

    @staticmethod
    def written(number: int, values: list[Any]) -> Iterator[bytes]:
        """The field with that number, as bytes."""
        raise NotImplementedError

    @staticmethod
    def read(kind: int, content: Any) -> list[Any] | None:
        """The values of a field; None when it is written in another way."""
        raise NotImplementedError

    @staticmethod
    def text(value: Any) -> str:
        """A value as it is printed."""
        return str(value)

    @staticmethod
    def quoted(data: bytes) -> str:
        """Bytes in quotes: what is not printable as three octal digits.

        >>> print(Scalar.quoted(b"it's\\n" + bytes([255])))
        "it\\'s\\n\\377"
        """
        return (
            '"'
            + "".join(
                _ESCAPED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in data
            )
            + '"'
        )


_ESCAPED = {
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord('"'): '\\"',
    ord("'"): "\\'",
    ord("\\"): "\\\\",
}


class Int64(Scalar):
    """Whole numbers of 64 bits."""

    @staticmethod
    def checked(values: Iterable[Any]) -> list[int]:
        found = []
        for value in values:
            try:
                number = operator.index(value)
            except TypeError:
                raise TypeError(f"An Int64List holds whole numbers, not {value!r}: use int(...).") from None
            if not -(1 << 63) <= number < 1 << 63:
                raise ValueError(f"Value out of range: {number} has more than 64 bits.")
            found.append(number)
        return found

    @staticmethod
    def written(number: int, values: list[int]) -> Iterator[bytes]:
        yield field(number, packed_int64(values))

    @staticmethod
    def read(kind: int, content: Any) -> list[int] | None:
        if kind == BYTES:
            return unpacked_int64(content).tolist()  # type: ignore[no-any-return]
        return [signed(content)] if kind == VARINT else None


class Float(Scalar):
    """Numbers of float32."""

    @staticmethod
    def checked(values: Iterable[Any]) -> list[float]:
        found = []
        for value in values:
            if isinstance(value, str | bytes) or not hasattr(value, "__float__"):
                raise TypeError(f"A FloatList holds numbers, not {value!r}.")
            found.append(float(value))
        with np.errstate(over="ignore"):
            return np.asarray(found, np.float32).tolist()  # type: ignore[no-any-return]

    @staticmethod
    def written(number: int, values: list[float]) -> Iterator[bytes]:
        yield field(number, packed_float(values))

    @staticmethod
    def read(kind: int, content: Any) -> list[float] | None:
        return unpacked_float(content).tolist() if kind in (BYTES, FIXED32) else None  # type: ignore[no-any-return]

    @staticmethod
    def text(value: float) -> str:
        for digits in (6, 9):  # nine always give the same float32 again
            written = f"{value:.{digits}g}"
            if np.float32(written) == np.float32(value):
                return written
        return str(value)


class Bytes(Scalar):
    """Bytes."""

    @staticmethod
    def checked(values: Iterable[Any]) -> list[bytes]:
        found = []
        for value in values:
            if not isinstance(value, bytes | bytearray):
                hint = ": use .encode()" if isinstance(value, str) else ""
                hint = hint or (": use [value]" if isinstance(values, bytes) else ": use .tobytes()")
                raise TypeError(f"A BytesList holds bytes, not {value!r}{hint}.")
            found.append(bytes(value))
        return found

    @staticmethod
    def written(number: int, values: list[bytes]) -> Iterator[bytes]:
        return (field(number, value) for value in values)

    @staticmethod
    def read(kind: int, content: Any) -> list[bytes] | None:
        return [content] if kind == BYTES else None

    @staticmethod
    def text(value: bytes) -> str:
        return Scalar.quoted(value)


class _Listing(MutableSequence[Any]):
    """What the two kinds of lists share."""

    def __init__(self, of: Any, touched: Touched) -> None:
        self._of, self._touched = of, touched
        self._values: list[Any] = []

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, place: Any) -> Any:
        return self._values[place]

    def __delitem__(self, place: Any) -> None:
        del self._values[place]
        self._touched()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _Listing):
            return self._values == other._values
        return self._values == other if isinstance(other, list | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._values)

    def sort(self, **how: Any) -> None:
        """Put the values in order, as `list.sort` does."""
        self._values.sort(**how)

    def MergeFrom(self, other: Iterable[Any]) -> None:
        """Append what another list holds."""
        self.extend(other)


class Numbers(_Listing):
    """A list of numbers of one kind, or of bytes."""

    def insert(self, index: int, value: Any) -> None:
        """Put a value before another."""
        self._values[index:index] = self._of.checked([value])
        self._touched()

    def append(self, value: Any) -> None:
        """Put a value at the end."""
        self._values += self._of.checked([value])
        self._touched()

    def extend(self, values: Iterable[Any]) -> None:
        """Put several values at the end.

        Raises:
            TypeError: for something else than a list of values; then nothing is appended.
        """
        if not isinstance(values, Iterable) or (isinstance(values, np.ndarray) and values.ndim != 1):
            raise TypeError(f"value is a list of values, not {values!r}: use [value], or .ravel().")
        if isinstance(values, str):
            raise TypeError(f"value is a list of values, not {values!r}: use [value.encode()].")
        self._values += self._of.checked(values)
        self._touched()

    def __setitem__(self, place: Any, value: Any) -> None:
        if isinstance(place, slice):
            self._values[place] = self._of.checked(value)
        else:
            (self._values[place],) = self._of.checked([value])
        self._touched()

    def written(self, number: int) -> Iterator[bytes]:
        """The field with that number, as bytes."""
        return self._of.written(number, self._values)  # type: ignore[no-any-return]

    def reads(self, kind: int, content: Any) -> bool:
        """Append what a field holds; False when it is written in another way."""
        found = self._of.read(kind, content)
        if found is None:
            return False
        self._values += found
        return True


class Messages(_Listing):
    """A list of parts: `add` makes one."""

    def add(self, **given: Any) -> Any:
        """Append a new part and return it."""
        self._values.append(self._of(**given))
        self._touched()
        return self._values[-1]

    def insert(self, index: int, value: Any) -> None:
        """Put a copy of a part before another."""
        self._values.insert(index, self._copied(value))
        self._touched()

    def extend(self, values: Iterable[Any]) -> None:
        """Append copies of parts."""
        self._values += [self._copied(value) for value in values]
        self._touched()

    def __setitem__(self, place: Any, value: Any) -> None:
        raise TypeError("A part of a list cannot be replaced: use .CopyFrom(...) on it.")

    def _copied(self, value: Any) -> Any:
        made = self._of()
        made.CopyFrom(self._of(**value) if isinstance(value, dict) else value)
        return made

    def written(self, number: int) -> Iterator[bytes]:
        """The field with that number, once for each part."""
        return (field(number, value.SerializeToString()) for value in self._values)

    def read(self, content: bytes) -> None:
        """Append the part that stands in a field."""
        self.add()._read(content)


class Entries:
    """A map from text to parts; naming an entry makes it."""

    def __init__(self, of: Any, touched: Touched) -> None:
        self._of, self._touched = of, touched
        self._entries: dict[str, Any] = {}

    @staticmethod
    def _key(key: Any) -> str:
        if isinstance(key, bytes):
            return key.decode()
        if not isinstance(key, str):
            raise TypeError(f"A feature's name is text, not {key!r}.")
        key.encode()  # half of a pair of surrogates is no text
        return key

    def __getitem__(self, key: Any) -> Any:
        key = self._key(key)
        if key not in self._entries:
            self._entries[key] = self._of()
            self._touched()
        return self._entries[key]

    get_or_create = __getitem__

    def __setitem__(self, key: Any, value: Any) -> None:
        raise ValueError(f"Message objects may not be assigned: use [{key!r}].CopyFrom(...).")

    def __delitem__(self, key: Any) -> None:
        del self._entries[self._key(key)]

    def __contains__(self, key: Any) -> bool:
        return self._key(key) in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries):
            return self._entries == other._entries
        return self._entries == other if isinstance(other, dict) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._entries)

    def keys(self) -> Any:
        """The names."""
        return self._entries.keys()

    def values(self) -> Any:
        """The parts."""
        return self._entries.values()

    def items(self) -> Any:
        """Names and parts."""
        return self._entries.items()

    def in_order(self) -> list[tuple[str, Any]]:
        """Names and parts in the order of the names' bytes."""
        return sorted(self._entries.items(), key=lambda entry: entry[0].encode())

    def get(self, key: Any, default: Any = None) -> Any:
        """The part of a name, without making it."""
        return self._entries.get(self._key(key), default)

    def pop(self, key: Any, *default: Any) -> Any:
        """Take an entry out."""
        return self._entries.pop(self._key(key), *default)

    def clear(self) -> None:
        """Take all entries out."""
        self._entries.clear()

    def MergeFrom(self, other: "Entries") -> None:
        """Take over copies of another map's entries."""
        for key, entry in other.items():
            self[key].CopyFrom(entry)
        self._touched()

    def written(self, number: int) -> Iterator[bytes]:
        """The field with that number, once for each entry."""
        for key, entry in self.in_order():
            yield field(number, field(1, key.encode()) + field(2, entry.SerializeToString()))

    def read(self, content: bytes) -> None:
        """Take in the entry that stands in a field; of two with one name the last is kept."""
        key, entry = "", self._of()
        for number, kind, inner, _, _ in fields(content):
            if kind == BYTES and number == 1:
                try:
                    key = inner.decode()
                except UnicodeDecodeError:
                    raise Malformed(f"the name {inner!r} is not UTF-8") from None
            elif kind == BYTES and number == 2:
                entry._read(inner)
        self._entries[key] = entry
        self._touched()
