"""FlagValues: the flags of a program, and how a command line is read into them.

Read next: `app.py`, which reads it before it calls `main`.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tensorlab.compat.flag_kinds import (
    BooleanFlag,
    DuplicateFlagError,
    Error,
    Flag,
    UnrecognizedFlagError,
    ValidationError,
)
from tensorlab.compat.old_names import warn_old
from tensorlab.errors import did_you_mean

Check = tuple[list[str], Callable[[dict[str, Any]], Any], str]
HELP = ("help", "helpfull", "helpshort", "h")


class FlagValues:
    """The flags of a program, as attributes: `FLAGS.learning_rate`.

    Calling it reads a command line, and returns what in it is no flag.

    >>> flags = FlagValues()
    >>> flags._add(BooleanFlag("train", True, "Whether to train."))
    >>> flags(["program", "data.txt", "--notrain"]), flags.train
    (['program', 'data.txt'], False)
    """

    def __init__(self) -> None:
        self.__dict__.update({"__flags": {}, "_aliases": {}, "_checks": [], "_parsed": False})

    # --- looking values up ------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        flags = self._flags()
        if name not in flags and name not in self._aliases:
            if name[:2] == "__":
                raise AttributeError(name)
            hint = did_you_mean(name, dict.fromkeys(flags))
            raise AttributeError(f"There is no flag {name!r}.{hint and ' ' + hint}", obj=())
        if not self._parsed:
            self._read_once()
        return self[name].value

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self:
            hint = did_you_mean(name, dict.fromkeys(self._flags()))
            raise AttributeError(f"There is no flag {name!r}.{hint and ' ' + hint}", obj=())
        flag = self[name]
        before, flag.value = flag.value, value
        try:
            self._meet_conditions(name)
        except ValidationError:
            flag.value = before
            raise

    def __delattr__(self, name: str) -> None:
        self._flags().pop(name, None)

    def __getitem__(self, name: str) -> Flag:
        return self._flags()[self._aliases.get(name, name)]  # type: ignore[no-any-return]

    def __setitem__(self, name: str, flag: Flag) -> None:
        self._flags()[name] = flag

    def __contains__(self, name: str) -> bool:
        return name in self._flags() or name in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._flags()))

    def __len__(self) -> int:
        return len(self._flags())

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self._flags()])

    def _flags(self) -> dict[str, Flag]:
        # Under this name programs of TensorFlow 0.x and 1.0 find it, as `FLAGS.__flags`.
        return self.__dict__["__flags"]  # type: ignore[no-any-return]

    def flag_values_dict(self) -> dict[str, Any]:
        """Name -> value of every flag."""
        return {name: flag.value for name, flag in self._flags().items()}

    def flags_into_string(self) -> str:
        """Every flag as a line that a command line could hold."""
        lines = []
        for name, flag in sorted(self._flags().items()):
            if isinstance(flag, BooleanFlag):
                lines.append(f"--{name}" if flag.value else f"--no{name}")
            elif flag.value is not None:
                value = ",".join(map(str, flag.value)) if isinstance(flag.value, list) else flag.value
                lines.append(f"--{name}={value}")
        return "".join(f"{line}\n" for line in lines)

    # --- defining -----------------------------------------------------------------------------------------------

    def _add(self, flag: Flag) -> None:
        known = self._flags().get(flag.name)
        # A cell of a notebook may be run again; a module's second definition is a mistake.
        in_notebook = "IPython" in sys.modules and flag.module == "__main__"
        if known is not None and not in_notebook:
            raise DuplicateFlagError(
                f"The flag {flag.name!r} is defined twice: at {known.where} and at {flag.where}. Rename one of them."
            )
        self._flags()[flag.name] = flag
        if in_notebook:
            self.__dict__["_parsed"] = False

    def _alias(self, name: str, original: str) -> None:
        self._aliases[name] = original

    def _check(self, names: list[str], function: Callable[[dict[str, Any]], Any], message: str) -> None:
        self._checks.append((names, function, message))

    # --- reading a command line -----------------------------------------------------------------------------------

    def __call__(self, argv: Sequence[str], known_only: bool = False) -> list[str]:
        """Read a command line.

        Args:
            argv: the program's name and its arguments.
            known_only: leave flags that the program does not have in the result, instead of refusing them.

        Returns:
            The program's name, and what is no flag.

        Raises:
            UnrecognizedFlagError, IllegalFlagValueError, ValidationError: subclasses of `Error`.
        """
        rest = [argv[0]]
        waiting = list(argv[1:])
        while waiting:
            argument = waiting.pop(0)
            if argument == "--":
                rest += [argument, *waiting] if known_only else waiting
                break
            if not argument.startswith("-") or argument == "-":
                rest.append(argument)
                continue
            name, given, text = argument.lstrip("-").partition("=")
            flag, switched_off = self._named(name)
            if flag is None:
                if name in HELP and not given:
                    raise HelpAsked
                if not known_only:
                    raise UnrecognizedFlagError(
                        name, argument, did_you_mean(name, dict.fromkeys(self._flags()))
                    )
                rest.append(argument)
            elif isinstance(flag, BooleanFlag):
                if switched_off and given:
                    raise Error(f"--{name} takes no value: write --{flag.name}={text}.")
                flag.parse(not switched_off if not given else text)
            elif given:
                flag.parse(text)
            elif waiting:
                flag.parse(waiting.pop(0))
            else:
                raise Error(f"Missing value for flag --{name}")
        self.__dict__["_parsed"] = True
        for flag in self._flags().values():
            if flag.required and flag.value is None:
                raise ValidationError(f"Flag --{flag.name} must have a value other than None.")
        self._meet_conditions()
        return rest

    def _named(self, name: str) -> tuple[Flag | None, bool]:
        """The flag that the command line means, and whether it is switched off by `--no<name>`."""
        if name in self:
            return self[name], False
        if name.startswith("no") and name[2:] in self and isinstance(self[name[2:]], BooleanFlag):
            return self[name[2:]], True
        dashes = name.replace("-", "_")
        return (self[dashes], False) if dashes != name and dashes in self else (None, False)

    def _meet_conditions(self, about: str | None = None) -> None:
        for names, function, message in self._checks:
            if about is not None and about not in names:
                continue
            values = {name: self[name].value for name in names}
            shown = ", ".join(f"--{name}={value}" for name, value in values.items())
            try:
                fine = function(values)
            except ValidationError as error:
                raise ValidationError(f"flag {shown}: {error}") from None
            if not fine:
                raise ValidationError(f"flag {shown}: {message}")

    def _read_once(self) -> None:
        """Read the command line of this process, because a flag is asked for.

        In a notebook the command line is Jupyter's own: its arguments are no mistakes of the program.
        """
        try:
            self(sys.argv, known_only="ipykernel" in sys.modules)
        except HelpAsked:
            print(self.help_text())
            sys.exit(1)

    def is_parsed(self) -> bool:
        """Whether a command line has been read."""
        return bool(self._parsed)

    def mark_as_parsed(self) -> None:
        """Let flags be read without a command line: they have their defaults."""
        self.__dict__["_parsed"] = True

    def unparse_flags(self) -> None:
        """Forget the command line: every flag has its default again."""
        for flag in self._flags().values():
            flag.unparse()
        self.__dict__["_parsed"] = False

    def _parse_flags(self, args: Sequence[str] | None = None) -> list[str]:
        """Read the command line, as programs did before TensorFlow 1.5."""
        warn_old("FLAGS._parse_flags() is an old name: write FLAGS(sys.argv), or nothing.")
        return self(sys.argv if args is None else [sys.argv[0], *args], known_only=True)

    # --- help ---------------------------------------------------------------------------------------------------

    def get_help(self, prefix: str = "", include_special_flags: bool = True) -> str:
        """Every flag with its meaning and its default, a few lines each."""
        lines = []
        for name, flag in sorted(self._flags().items()):
            option = f"--[no]{name}" if isinstance(flag, BooleanFlag) else f"--{name}: <{flag.kind}>"
            lines.append(f"{prefix}  {option}: {flag.help}" if flag.help else f"{prefix}  {option}")
            if flag.default is not None:
                lines.append(f"{prefix}    (default: {flag.default!r})")
        return "\n".join(lines)

    def help_text(self) -> str:
        """What `--help` prints."""
        main = sys.modules.get("__main__")
        about = (getattr(main, "__doc__", None) or f"USAGE: {os.path.basename(sys.argv[0])} [flags]").strip()
        return f"\n{about}\n\nflags:\n\n{self.get_help()}\n"

    main_module_help = help_text


class HelpAsked(Exception):
    """The command line asks for help."""
