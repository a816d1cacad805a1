"""Settings: plain classes with named fields, as TensorFlow's protocol buffers look to a program.

Fields may be given to the constructor or assigned one by one (`config.gpu_options.allow_growth = True`); a
misspelt field is an error with a suggestion, since a setting that is silently ignored is worse.

Read next: `config.py`, which declares the settings of a session.
"""

from types import GenericAlias
from typing import Any, ClassVar

from tensorlab.errors import did_you_mean


class Settings:
    """A bag of named fields: the annotated attributes of a subclass. Nested settings have no default."""

    fields: ClassVar[dict[str, type]] = {}

    def __init_subclass__(cls) -> None:
        cls.fields = {
            name: getattr(kind, "__origin__", kind)  # type: ignore[arg-type]
            for name, kind in cls.__annotations__.items()
            if isinstance(kind, (type, GenericAlias))
        }

    def __init__(self, **given: Any) -> None:
        for name, kind in self.fields.items():
            object.__setattr__(self, name, getattr(type(self), name) if hasattr(type(self), name) else kind())
        for name, value in given.items():
            if name not in self.fields:
                raise ValueError(self._unknown(name))
            setattr(self, name, value)

    def _unknown(self, name: str) -> str:
        return f"{type(self).__name__} has no field {name!r}. {did_you_mean(name, self.fields)}".rstrip()

    def __setattr__(self, name: str, value: Any) -> None:
        kind = self.fields.get(name)
        if kind is None:
            raise AttributeError(self._unknown(name))
        if issubclass(kind, Settings):
            if not isinstance(value, kind):
                raise TypeError(f"{type(self).__name__}.{name} must be {_a(kind)}, not {value!r}.")
        elif issubclass(kind, (dict, list)):
            if not isinstance(value, (dict, list, tuple)):
                raise TypeError(f"{type(self).__name__}.{name} must be {_a(kind)}, not {value!r}.")
            value = kind(value)
        elif kind is not str and (isinstance(value, str) or not hasattr(value, "__float__")):
            raise TypeError(f"{type(self).__name__}.{name} must be {_a(kind)}, not {value!r}.")
        else:
            value = kind(value)  # type: ignore[call-arg]  # int, float, bool or str
        object.__setattr__(self, name, value)

    def CopyFrom(self, other: "Settings") -> None:
        """Take over every field of another object of the same class."""
        if type(other) is not type(self):
            raise TypeError(f"Cannot copy a {type(other).__name__} into a {type(self).__name__}.")
        for name, kind in self.fields.items():
            value = getattr(other, name)
            if isinstance(value, Settings):
                copy = kind()
                copy.CopyFrom(value)
                value = copy
            object.__setattr__(self, name, type(value)(value) if isinstance(value, (dict, list)) else value)

    def MergeFrom(self, other: "Settings") -> None:
        """Take over the fields of another object that differ from the defaults."""
        for name, value in other._changed():
            if isinstance(value, Settings):
                getattr(self, name).MergeFrom(value)
            else:
                setattr(self, name, value)

    def HasField(self, name: str) -> bool:
        """Whether a field differs from its default."""
        return name in dict(self._changed())

    def _changed(self) -> list[tuple[str, Any]]:
        fresh = type(self)()
        return [(n, getattr(self, n)) for n in self.fields if getattr(self, n) != getattr(fresh, n)]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(self, n) == getattr(other, n) for n in self.fields)

    __hash__ = None  # type: ignore[assignment]

    def _lines(self, indent: str) -> list[str]:
        lines = []
        for name, value in self._changed():
            if isinstance(value, Settings):
                lines += [f"{indent}{name} {{", *value._lines(indent + "  "), f"{indent}}}"]
            elif isinstance(value, dict):
                for key, item in value.items():
                    pair = [f'{indent}  key: "{key}"', f"{indent}  value: {item}"]
                    lines += [f"{indent}{name} {{", *pair, f"{indent}}}"]
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, Settings):
                        lines += [f"{indent}{name} {{", *item._lines(indent + "  "), f"{indent}}}"]
                    else:
                        lines.append(f"{indent}{name}: {_text(item)}")
            else:
                lines.append(f"{indent}{name}: {_text(value)}")
        return lines

    def __repr__(self) -> str:
        lines = self._lines("")
        return "\n".join(lines) + "\n" if lines else ""


def _a(kind: type) -> str:
    """A type's name with its article.

    >>> _a(int), _a(bool)
    ('an int', 'a bool')
    """
    return f"a{'n' if kind is int else ''} {kind.__name__}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
