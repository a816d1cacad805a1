"""Messages of protocol buffers as Python objects: what `tf.train.Example` and its parts are made of.

A class says which fields it has; its objects then look as TensorFlow's do: fields are filled by the constructor or in
place (`feature.int64_list.value.append(3)`), a part that was touched is there (`HasField`), of alternatives only the
last one touched is kept (`WhichOneof`), and `SerializeToString` gives the bytes. Entries of maps are written in the
order of their keys, so that equal messages are equal bytes.

Read next: `wire.py` (the bytes), `example.py` (the classes).
"""

import copy
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from tensorlab.errors import did_you_mean
from tensorlab.reading.containers import Entries, Messages, Numbers, Scalar
from tensorlab.reading.wire import BYTES, Malformed, field, fields


class DecodeError(ValueError):
    """Some bytes are no message of this kind."""


class Field(NamedTuple):
    """One field of a message.

    Attributes:
        number: its number in the bytes.
        kind: "numbers" (a list of numbers or bytes), "part" (a message), "parts" (a list of them) or "map".
        of: the kind of number (a `Scalar`), or the class of the messages.
        choice: the name of the alternatives that it is one of, or "".
    """

    number: int
    kind: str
    of: Any
    choice: str = ""


class Message:
    """A message with the fields that its class lists in `_fields`."""

    _fields: ClassVar[dict[str, Field]] = {}
    _numbered: ClassVar[dict[int, str]] = {}
    __hash__ = None  # type: ignore[assignment]

    def __init_subclass__(cls) -> None:
        cls._numbered = {described.number: name for name, described in cls._fields.items()}

    def __init__(self, **given: Any) -> None:
        self._empty()
        self._owner: tuple[Message, str] | None = None  # whose part this becomes when it is touched
        for name, value in given.items():
            if name not in self._fields:
                raise ValueError(self._unknown_field(name))
            if value is not None:
                self._fill(name, value)

    def _empty(self) -> None:
        self._content: dict[str, Any] = {}
        self._there: set[str] = set()
        self._foreign = b""  # fields that the class does not know: kept, and written again

    def _unknown_field(self, name: str) -> str:
        hint = did_you_mean(name, self._fields)
        return f'Protocol message {type(self).__name__} has no "{name}" field.{hint and " " + hint}'

    def _fill(self, name: str, value: Any) -> None:
        """Put what the constructor was given into a field."""
        described = self._fields[name]
        if described.kind == "part":
            part = _as_message(described.of, value, f"{type(self).__name__}.{name}")
            getattr(self, name).CopyFrom(part)
            return
        container = getattr(self, name)
        if described.kind == "map":
            for key, entry in dict(value).items():
                container[key].CopyFrom(
                    _as_message(described.of, entry, f"{type(self).__name__}.{name}[{key!r}]")
                )
        else:
            container.extend(value)

    # --- fields -------------------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        described = self._fields.get(name)
        if described is None:
            raise AttributeError(self._unknown_field(name))
        made: Any
        if described.kind == "numbers":
            made = Numbers(described.of, self._touch)
        elif described.kind == "parts":
            made = Messages(described.of, self._touch)
        elif described.kind == "map":
            made = Entries(described.of, self._touch)
        else:
            if name in self._content:
                return self._content[name]
            made = described.of()
            object.__setattr__(made, "_owner", (self, name))
        return self._content.setdefault(name, made)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
            return
        described = self._fields.get(name)
        if described is None:
            raise AttributeError(self._unknown_field(name))
        if described.kind == "part":
            way = f"{name}.CopyFrom(...)"
            raise AttributeError(
                f'Assignment not allowed to message field "{name}" in protocol message object: use {way}.'
            )
        way = f"{name}.extend(...)" if described.kind != "map" else f"{name}[key].CopyFrom(...)"
        raise AttributeError(
            f'Assignment not allowed to map, or repeated field "{name}" in protocol message object: use {way}.'
        )

    def _touch(self) -> None:
        """Something in this message was set: it is there from now on, and so is what it is a part of."""
        if self._owner is not None:
            owner, name = self._owner
            owner._set(name)

    def _set(self, name: str) -> None:
        if name not in self._there:
            choice = self._fields[name].choice
            if choice:
                for other in [other for other in self._there if self._fields[other].choice == choice]:
                    self.ClearField(other)
            self._there.add(name)
        self._touch()

    # --- what programs ask --------------------------------------------------------------------------------------------

    def HasField(self, field_name: str) -> bool:
        """Whether a part was set.

        Raises:
            ValueError: for a field that is none, and for lists and maps: they are always there.
        """
        if field_name not in self._fields:
            raise ValueError(self._unknown_field(field_name))
        if self._fields[field_name].kind != "part":
            raise ValueError(
                f"Field {type(self).__name__}.{field_name} does not have presence: ask for its length."
            )
        return field_name in self._there

    def WhichOneof(self, oneof_group: str) -> str | None:
        """Which of the alternatives is set; None when none is."""
        names = [name for name, described in self._fields.items() if described.choice == oneof_group]
        if not names or not oneof_group:
            raise ValueError(f'Protocol message {type(self).__name__} has no oneof "{oneof_group}" field.')
        return next((name for name in names if name in self._there), None)

    def ListFields(self) -> list[tuple[str, Any]]:
        """The name and the value of each field that is set or not empty."""
        return [(name, getattr(self, name)) for name in self._fields if self._is_there(name)]

    def _is_there(self, name: str) -> bool:
        return name in self._there or (self._fields[name].kind != "part" and bool(self._content.get(name)))

    def SetInParent(self) -> None:
        """Let this part be there, even when it is empty."""
        self._touch()

    def Clear(self) -> None:
        """Empty every field."""
        for name in self._fields:
            self.ClearField(name)
        self._foreign = b""

    def ClearField(self, field_name: str) -> None:
        """Empty one field."""
        if field_name not in self._fields:
            raise ValueError(self._unknown_field(field_name))
        part = self._content.pop(field_name, None)
        if isinstance(part, Message):
            part._owner = None
        self._there.discard(field_name)

    def IsInitialized(self) -> bool:
        """Whether all that is required is there: nothing is."""
        return True

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(
            self._is_there(name) == other._is_there(name)  # type: ignore[attr-defined]
            and (not self._is_there(name) or getattr(self, name) == getattr(other, name))
            for name in self._fields
        )

    def CopyFrom(self, other: "Message") -> None:
        """Become a copy of another message of the same class."""
        if other is not self:
            self._check_class(other, "CopyFrom")
            self.Clear()
            self.MergeFrom(other)

    def MergeFrom(self, other: "Message") -> None:
        """Take over what is set in another message: lists are appended, entries of maps replaced."""
        self._check_class(other, "MergeFrom")
        self._touch()
        for name in self._fields:
            if other._is_there(name):
                own, value = getattr(self, name), getattr(other, name)
                own.MergeFrom(value)
        self._foreign += other._foreign

    def _check_class(self, other: Any, method: str) -> None:
        if type(other) is not type(self):
            expected, given = type(self).__name__, type(other).__name__
            raise TypeError(f"{method}() takes a {expected}, not a {given}: {other!r}")

    def __deepcopy__(self, memo: Any) -> "Message":
        made = type(self)()
        made.MergeFrom(self)
        return made

    def __copy__(self) -> "Message":
        return copy.deepcopy(self)

    # --- bytes --------------------------------------------------------------------------------------------------------

    def SerializeToString(self, deterministic: bool | None = None) -> bytes:
        """The message as bytes; entries of maps stand in the order of their keys.

        Args:
            deterministic: accepted as in TensorFlow; the bytes are always the same for equal messages.
        """
        return b"".join(self._written())

    SerializePartialToString = SerializeToString

    def _written(self) -> Iterator[bytes]:
        for name, (number, kind, _, _) in self._fields.items():
            content = self._content.get(name)
            if kind == "part":
                if name in self._there:
                    yield field(number, content.SerializeToString())  # type: ignore[union-attr]
            elif content:
                yield from content.written(number)
        yield self._foreign

    def ByteSize(self) -> int:
        """How many bytes `SerializeToString` gives."""
        return len(self.SerializeToString())

    def ParseFromString(self, serialized: bytes) -> int:
        """Become what some bytes say; the number of bytes is returned.

        Raises:
            DecodeError: when the bytes are no such message; the message is empty then.
        """
        self.Clear()
        return self.MergeFromString(serialized)

    def MergeFromString(self, serialized: bytes) -> int:
        """Take over what some bytes say."""
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"expected bytes, {type(serialized).__name__} found")
        data = bytes(serialized)
        try:
            self._read(data)
        except Malformed as error:
            self.Clear()
            raise DecodeError(f"These {len(data)} bytes are no {type(self).__name__}: {error}.") from None
        return len(data)

    @classmethod
    def FromString(cls, s: bytes) -> Any:
        """A new message from bytes."""
        made = cls()
        made.ParseFromString(s)
        return made

    def _read(self, data: bytes) -> None:
        self._touch()
        for number, written, content, begin, end in fields(data):
            name = self._numbered.get(number)
            if name is None or not self._reads(name, written, content):
                self._foreign += data[begin:end]

    def _reads(self, name: str, written: int, content: Any) -> bool:
        """Take one field in; False when it is written in another way than this field is."""
        described = self._fields[name]
        if described.kind == "numbers":
            return getattr(self, name).reads(written, content)  # type: ignore[no-any-return]
        if written != BYTES:
            return False
        if described.kind == "part":
            getattr(self, name)._read(content)
        else:
            getattr(self, name).read(content)
        return True

    # --- text ---------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines(""))

    __str__ = __repr__

    def _lines(self, indent: str) -> Iterator[str]:
        for name, described in self._fields.items():
            if not self._is_there(name):
                continue
            content = getattr(self, name)
            if described.kind == "part":
                yield from _braced(name, content._lines(indent + "  "), indent)
            elif described.kind == "numbers":
                yield from (f"{indent}{name}: {described.of.text(value)}" for value in content)
            elif described.kind == "parts":
                for part in content:
                    yield from _braced(name, part._lines(indent + "  "), indent)
            else:
                for key, entry in content.in_order():
                    inner = [f"{indent}  key: {Scalar.quoted(key.encode())}"]
                    inner += _braced("value", entry._lines(indent + "    "), indent + "  ")
                    yield from _braced(name, inner, indent)


def _braced(name: str, lines: Iterable[str], indent: str) -> Iterator[str]:
    yield f"{indent}{name} {{"
    yield from lines
    yield f"{indent}}}"


def _as_message(kind: type[Message], value: Any, where: str) -> Message:
    """A message, from one or from a dictionary of its fields."""
    if isinstance(value, kind):
        return value
    if isinstance(value, dict):
        return kind(**value)
    raise TypeError(f"{where} is a {kind.__name__} (or a dictionary of its fields), not {value!r}.")
