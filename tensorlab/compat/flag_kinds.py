"""The kinds of flags: what text each takes and what value it makes of it; and what can go wrong.

Read next: `flag_values.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any


class Error(Exception):
    """Anything that is wrong with flags."""


class IllegalFlagValueError(Error):
    """A flag was given a value that it cannot take."""


class UnrecognizedFlagError(Error):
    """The command line names a flag that the program does not have."""

    def __init__(self, name: str, value: str = "", hint: str = "") -> None:
        super().__init__(f"Unknown command line flag {name!r}.{hint and ' ' + hint}")
        self.flagname, self.flagvalue = name, value


class DuplicateFlagError(Error):
    """Two places of a program define a flag of the same name."""


class UnparsedFlagAccessError(Error):
    """A flag was read before the command line was."""


class ValidationError(Error):
    """A flag's value does not meet the program's own condition."""


class Flag:
    """A flag that holds text.

    Attributes:
        name, default, help: as they were defined.
        value: what it holds now.
        present: how many times the command line gave it.
        where: file and line of the definition.
    """

    kind = "string"

    def __init__(self, name: str, default: Any, help: str | None = "") -> None:
        self.name = name
        self.help = help or ""
        self.present = 0
        self.where = self.module = ""
        self.required = False
        try:
            self.default = None if default is None else self.read(default)
        except (ValueError, TypeError) as error:
            raise IllegalFlagValueError(f"flag --{name}={default}: {error}") from None
        self.value = self.default

    def read(self, text: Any) -> Any:
        """The value that a text stands for.

        Raises:
            ValueError, TypeError: when it stands for none.
        """
        return text if isinstance(text, str) else str(text)

    def parse(self, text: Any) -> None:
        """Take a value from the command line, or from the program.

        Raises:
            IllegalFlagValueError: when it does not fit.
        """
        try:
            self.value = self.read(text)
        except (ValueError, TypeError) as error:
            raise IllegalFlagValueError(f"flag --{self.name}={text}: {error}") from None
        self.present += 1

    def unparse(self) -> None:
        """Go back to the default."""
        self.value, self.present = self.default, 0

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}={self.value!r}>"

    def __lt__(self, other: "Flag") -> bool:
        return self.name < other.name


class _NumberFlag(Flag):
    def __init__(
        self, name: str, default: Any, help: str | None = "", lower_bound: Any = None, upper_bound: Any = None
    ) -> None:
        self.bounds = lower_bound, upper_bound
        super().__init__(name, default, help)

    def within_bounds(self, number: Any) -> Any:
        low, high = self.bounds
        if (low is not None and number < low) or (high is not None and number > high):
            least = "" if low is None else f" at least {low}"
            most = "" if high is None else f" at most {high}"
            raise ValueError(f"{number} is not{least}{' and' if least and most else ''}{most}.")
        return number


class IntegerFlag(_NumberFlag):
    """A flag that holds a whole number."""

    kind = "integer"

    def read(self, text: Any) -> int:
        if isinstance(text, str):
            sign, digits = text[:1] if text[:1] in "+-" else "", text.lstrip("+-")
            based = digits[:2].lower() in ("0x", "0o", "0b")
            return self.within_bounds(int(sign + digits, 0 if based else 10))  # type: ignore[no-any-return]
        if isinstance(text, bool) or int(text) != text:
            raise TypeError(f"Expected a whole number, not {text!r}.")
        return self.within_bounds(int(text))  # type: ignore[no-any-return]


class FloatFlag(_NumberFlag):
    """A flag that holds a number."""

    kind = "number"

    def read(self, text: Any) -> float:
        if isinstance(text, bool):
            raise TypeError(f"Expected a number, not {text!r}.")
        return self.within_bounds(float(text))  # type: ignore[no-any-return]


class BooleanFlag(Flag):
    """A flag that is on or off."""

    kind = "true or false"

    def read(self, text: Any) -> bool:
        word = str(text).lower()
        if word in ("true", "t", "1", "1.0", "yes", "y"):
            return True
        if word in ("false", "f", "0", "0.0", "no", "n"):
            return False
        raise ValueError(f"{text!r} is neither true nor false.")


class EnumFlag(Flag):
    """A flag that holds one of a few words."""

    def __init__(
        self,
        name: str,
        default: Any,
        help: str | None,
        enum_values: Sequence[str],
        case_sensitive: bool = True,
    ) -> None:
        self.enum_values, self.case_sensitive = list(enum_values), case_sensitive
        self.kind = "|".join(self.enum_values)
        super().__init__(name, default, help)

    def read(self, text: Any) -> str:
        for word in self.enum_values:
            if word == text or (not self.case_sensitive and word.lower() == str(text).lower()):
                return word
        raise ValueError(f"{text!r} is none of {', '.join(self.enum_values)}.")


class EnumClassFlag(Flag):
    """A flag that holds a member of an `enum.Enum`."""

    def __init__(self, name: str, default: Any, help: str | None, enum_class: Any) -> None:
        self.enum_class = enum_class
        self.kind = "|".join(enum_class.__members__)
        super().__init__(name, default, help)

    def read(self, text: Any) -> Any:
        if isinstance(text, self.enum_class):
            return text
        if text not in self.enum_class.__members__:
            raise ValueError(f"{text!r} is none of {', '.join(self.enum_class.__members__)}.")
        return self.enum_class[text]


class CommaListFlag(Flag):
    """A flag that holds words with commas between them."""

    kind = "words,with,commas"

    def read(self, text: Any) -> list[str]:
        if isinstance(text, list | tuple):
            return list(text)
        return [word.strip() for word in text.split(",")] if text else []


class SpaceListFlag(Flag):
    """A flag that holds words with blanks between them."""

    kind = "words with blanks"

    def __init__(self, name: str, default: Any, help: str | None = "", comma_compat: bool = False) -> None:
        self.comma_compat = comma_compat
        super().__init__(name, default, help)

    def read(self, text: Any) -> list[str]:
        if isinstance(text, list | tuple):
            return list(text)
        return (text.replace(",", " ") if self.comma_compat else text).split()


class ManyFlag(Flag):
    """A flag that may be given several times, and holds a list."""

    def __init__(
        self, name: str, default: Any, help: str | None, one: Callable[[str, Any, str], Flag]
    ) -> None:
        self.one = one(name, None, "")
        self.kind = f"{self.one.kind}, may be repeated"
        super().__init__(name, default, help)

    def read(self, text: Any) -> list[Any]:
        several: Iterable[Any] = text if isinstance(text, list | tuple) else [text]
        return [self.one.read(entry) for entry in several]

    def parse(self, text: Any) -> None:
        before: Any = self.value if self.present else []
        super().parse(text)
        given: Any = self.value
        self.value = [*before, *given]
