"""tf.flags (also tf.app.flags): options of a program, defined at its top and read from its command line.

    tf.flags.DEFINE_float("learning_rate", 0.1, "Step of the descent.")
    FLAGS = tf.flags.FLAGS
    ... FLAGS.learning_rate ...          # python program.py --learning_rate=0.5

The command line is read when a flag is first asked for, or by `tf.app.run`.

Source of the behaviour: https://abseil.io/docs/python/guides/flags

Read next: `flag_values.py` (the collection, and how a command line is read), `flag_kinds.py`.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from tensorlab.compat.flag_kinds import (
    BooleanFlag,
    CommaListFlag,
    DuplicateFlagError,
    EnumClassFlag,
    EnumFlag,
    Error,
    Flag,
    FloatFlag,
    IllegalFlagValueError,
    IntegerFlag,
    ManyFlag,
    SpaceListFlag,
    UnparsedFlagAccessError,
    UnrecognizedFlagError,
    ValidationError,
)
from tensorlab.compat.flag_values import FlagValues
from tensorlab.compat.old_names import users_frame

__all__ = [
    "DEFINE",
    "FLAGS",
    "BooleanFlag",
    "DEFINE_alias",
    "DEFINE_bool",
    "DEFINE_boolean",
    "DEFINE_enum",
    "DEFINE_enum_class",
    "DEFINE_float",
    "DEFINE_integer",
    "DEFINE_list",
    "DEFINE_multi_enum",
    "DEFINE_multi_float",
    "DEFINE_multi_integer",
    "DEFINE_multi_string",
    "DEFINE_spaceseplist",
    "DEFINE_string",
    "DuplicateFlagError",
    "EnumFlag",
    "Error",
    "Flag",
    "FlagValues",
    "IllegalFlagValueError",
    "UnparsedFlagAccessError",
    "UnrecognizedFlagError",
    "ValidationError",
    "adopt_module_key_flags",
    "declare_key_flag",
    "disclaim_key_flags",
    "flag_dict_to_args",
    "mark_bool_flags_as_mutual_exclusive",
    "mark_flag_as_required",
    "mark_flags_as_mutual_exclusive",
    "mark_flags_as_required",
    "multi_flags_validator",
    "register_validator",
    "validator",
]

OLD_KEYWORDS = {"flag_name": "name", "default_value": "default", "docstring": "help"}

FLAGS = FlagValues()
"""The flags of this program."""


def _define(flag: Flag, flag_values: FlagValues | None, required: bool = False) -> Flag:
    frame = users_frame()
    flag.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
    flag.module = frame.f_globals.get("__name__", "")
    flag.required = required
    (FLAGS if flag_values is None else flag_values)._add(flag)
    return flag


def _takes_old_keywords(define: Callable[..., Flag]) -> Callable[..., Flag]:
    """Let a function be called with the keywords that programs before TensorFlow 1.5 used."""

    @wraps(define)
    def defining(*args: Any, **named: Any) -> Flag:
        for old, new in OLD_KEYWORDS.items():
            if old in named:
                named[new] = named.pop(old)
        return define(*args, **named)

    return defining


@_takes_old_keywords
def DEFINE_string(
    name: str,
    default: str | None,
    help: str = "",
    flag_values: Any = None,
    required: bool = False,
) -> Flag:
    """Define a flag that holds text.

    >>> flags = FlagValues()
    >>> holder = DEFINE_string("name", "nobody", "Who.", flag_values=flags)
    >>> flags(["program", "--name=Ada", "more"]), flags.name
    (['program', 'more'], 'Ada')
    """
    return _define(Flag(name, default, help), flag_values, required)


@_takes_old_keywords
def DEFINE_integer(
    name: str,
    default: int | None,
    help: str = "",
    lower_bound: int | None = None,
    upper_bound: int | None = None,
    flag_values: Any = None,
    required: bool = False,
) -> Flag:
    """Define a flag that holds a whole number (`0x10` is read as 16), within bounds if they are given."""
    flag = IntegerFlag(name, default, help, lower_bound, upper_bound)
    return _define(flag, flag_values, required)


@_takes_old_keywords
def DEFINE_float(
    name: str,
    default: float | None,
    help: str = "",
    lower_bound: float | None = None,
    upper_bound: float | None = None,
    flag_values: Any = None,
    required: bool = False,
) -> Flag:
    """Define a flag that holds a number, within bounds if they are given."""
    flag = FloatFlag(name, default, help, lower_bound, upper_bound)
    return _define(flag, flag_values, required)


@_takes_old_keywords
def DEFINE_boolean(
    name: str, default: Any, help: str = "", flag_values: Any = None, required: bool = False
) -> Flag:
    """Define a flag that is on or off: `--train`, `--notrain`, `--train=false`."""
    return _define(BooleanFlag(name, default, help), flag_values, required)


DEFINE_bool = DEFINE_boolean


@_takes_old_keywords
def DEFINE_enum(
    name: str,
    default: str | None,
    enum_values: Sequence[str],
    help: str = "",
    flag_values: Any = None,
    required: bool = False,
    case_sensitive: bool = True,
) -> Flag:
    """Define a flag that holds one of a few words."""
    flag = EnumFlag(name, default, help, enum_values, case_sensitive)
    return _define(flag, flag_values, required)


@_takes_old_keywords
def DEFINE_enum_class(
    name: str, default: Any, enum_class: Any, help: str = "", flag_values: Any = None
) -> Flag:
    """Define a flag that holds a member of an `enum.Enum`, written by its name."""
    return _define(EnumClassFlag(name, default, help, enum_class), flag_values)


@_takes_old_keywords
def DEFINE_list(name: str, default: Any, help: str = "", flag_values: Any = None) -> Flag:
    """Define a flag that holds words with commas between them, as a list."""
    return _define(CommaListFlag(name, default, help), flag_values)


@_takes_old_keywords
def DEFINE_spaceseplist(
    name: str,
    default: Any,
    help: str = "",
    comma_compat: bool = False,
    flag_values: Any = None,
) -> Flag:
    """Define a flag that holds words with blanks between them, as a list."""
    return _define(SpaceListFlag(name, default, help, comma_compat), flag_values)


@_takes_old_keywords
def DEFINE_multi_string(name: str, default: Any, help: str = "", flag_values: Any = None) -> Flag:
    """Define a flag that may be given several times, as a list of texts."""
    return _define(ManyFlag(name, default, help, Flag), flag_values)


@_takes_old_keywords
def DEFINE_multi_integer(name: str, default: Any, help: str = "", flag_values: Any = None) -> Flag:
    """Define a flag that may be given several times, as a list of whole numbers."""
    return _define(ManyFlag(name, default, help, IntegerFlag), flag_values)


@_takes_old_keywords
def DEFINE_multi_float(name: str, default: Any, help: str = "", flag_values: Any = None) -> Flag:
    """Define a flag that may be given several times, as a list of numbers."""
    return _define(ManyFlag(name, default, help, FloatFlag), flag_values)


@_takes_old_keywords
def DEFINE_multi_enum(
    name: str,
    default: Any,
    enum_values: Sequence[str],
    help: str = "",
    flag_values: Any = None,
) -> Flag:
    """Define a flag that may be given several times, as a list out of a few words."""

    def one(name: str, default: Any, text: str) -> Flag:
        return EnumFlag(name, default, text, enum_values)

    return _define(ManyFlag(name, default, help, one), flag_values)


def DEFINE(parser: Any, name: str, default: Any, help: str, flag_values: Any = None, **options: Any) -> Flag:
    """Define a flag whose text a parser of the program's own reads: anything with `parse(text)`."""

    class OwnFlag(Flag):
        def read(self, text: Any) -> Any:
            return parser.parse(text)

    return _define(OwnFlag(name, default, help), flag_values)


def DEFINE_alias(name: str, original_name: str, flag_values: Any = None) -> None:
    """Let a second name stand for a flag."""
    (FLAGS if flag_values is None else flag_values)._alias(name, original_name)


# --- conditions ---------------------------------------------------------------------------------------------------


def register_validator(
    flag_name: str,
    checker: Callable[[Any], bool],
    message: str = "Flag validation failed",
    flag_values: Any = None,
) -> None:
    """Check a flag's value whenever the command line is read or the value is set."""
    values = FLAGS if flag_values is None else flag_values
    values._check([flag_name], lambda known: checker(known[flag_name]), message)


def validator(flag_name: str, message: str = "Flag validation failed", flag_values: Any = None) -> Any:
    """The same as a decorator: `@tf.flags.validator("rate")`."""

    def register(function: Callable[[Any], bool]) -> Callable[[Any], bool]:
        register_validator(flag_name, function, message, flag_values)
        return function

    return register


def multi_flags_validator(
    flag_names: Sequence[str], message: str = "Flags validation failed", flag_values: Any = None
) -> Any:
    """Check several flags together; the function is given a dict from name to value."""

    def register(function: Callable[[dict[str, Any]], bool]) -> Callable[[dict[str, Any]], bool]:
        (FLAGS if flag_values is None else flag_values)._check(list(flag_names), function, message)
        return function

    return register


def mark_flag_as_required(flag_name: str, flag_values: Any = None) -> None:
    """Refuse a command line without this flag (or a default other than None)."""
    message = f"Flag --{flag_name} must have a value other than None."
    register_validator(flag_name, lambda value: value is not None, message, flag_values)


def mark_flags_as_required(flag_names: Iterable[str], flag_values: Any = None) -> None:
    """The same for several flags."""
    for name in flag_names:
        mark_flag_as_required(name, flag_values)


def mark_flags_as_mutual_exclusive(
    flag_names: Sequence[str], required: bool = False, flag_values: Any = None
) -> None:
    """Refuse a command line that gives more than one of these flags (or, if required, none)."""
    _at_most_one(flag_names, required, flag_values, lambda value: value is not None)


def mark_bool_flags_as_mutual_exclusive(
    flag_names: Sequence[str], required: bool = False, flag_values: Any = None
) -> None:
    """Refuse a command line that switches on more than one of these flags (or, if required, none)."""
    _at_most_one(flag_names, required, flag_values, bool)


def _at_most_one(
    names: Sequence[str], required: bool, flag_values: Any, given: Callable[[Any], bool]
) -> None:
    def check(values: dict[str, Any]) -> bool:
        count = sum(given(values[name]) for name in names)
        return count == 1 or (count == 0 and not required)

    how_many = "Exactly one" if required else "At most one"
    (FLAGS if flag_values is None else flag_values)._check(
        list(names), check, f"{how_many} of ({', '.join(names)}) must have a value."
    )


def declare_key_flag(flag_name: str, flag_values: Any = None) -> None:
    """Show another module's flag in this one's help; here `--help` shows all flags anyway."""


def adopt_module_key_flags(module: Any, flag_values: Any = None) -> None:
    """Show another module's flags in this one's help; here `--help` shows all flags anyway."""


def disclaim_key_flags() -> None:
    """Leave a module's flags out of the help; here `--help` shows all flags anyway."""


def flag_dict_to_args(flag_map: dict[str, Any]) -> Iterable[str]:
    """Flags as arguments of a command line.

    >>> list(flag_dict_to_args({"rate": 0.1, "train": True, "test": False, "names": ["a", "b"]}))
    ['--rate=0.1', '--train', '--notest', '--names=a,b']
    """
    for name, value in flag_map.items():
        if isinstance(value, bool):
            yield f"--{name}" if value else f"--no{name}"
        elif isinstance(value, list | tuple):
            yield f"--{name}={','.join(map(str, value))}"
        elif value is not None:
            yield f"--{name}={value}"
