"""tf.app: `tf.app.run()` reads the flags and calls the program's `main`; `tf.app.flags` are the flags.

Read next: `flags.py`.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from tensorlab.compat import flags
from tensorlab.compat.flag_values import HelpAsked

__all__ = ["flags", "run"]

WRONG_USE = 1


def run(main: Callable[[list[str]], Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """Read the flags from the command line, call `main` with what is left of it, and leave the program.

    Args:
        main: a function of one list; by default the program's own `main`.
        argv: the program's name and its arguments; by default `sys.argv`.

    Raises:
        SystemExit: always; its code is what `main` returns, or 1 for a wrong command line and after `--help`.

    >>> run(lambda arguments: len(arguments), argv=["program", "one", "two"])
    Traceback (most recent call last):
    SystemExit: 3
    """
    arguments = list(sys.argv if argv is None else argv)
    program = sys.modules["__main__"]
    chosen = main or getattr(program, "main", None)
    if chosen is None:
        raise RuntimeError(
            "tf.app.run() calls the program's main(argv): define it above, or give it as main=."
        )
    try:
        rest = flags.FLAGS(arguments, known_only=True)
        _read_absl(arguments)
    except HelpAsked:
        print(flags.FLAGS.help_text())
        sys.exit(WRONG_USE)
    except flags.Error as error:
        sys.stderr.write(f"FATAL Flags parsing error: {error}\nPass --help to see help on flags.\n")
        sys.exit(WRONG_USE)
    sys.exit(chosen(rest))


def _read_absl(arguments: list[str]) -> None:
    """Read the flags that the program defined with absl itself, where it is installed."""
    absl_flags = sys.modules.get("absl.flags")
    values = getattr(absl_flags, "FLAGS", None)
    if values is not None and values is not flags.FLAGS and not values.is_parsed():
        values(arguments, known_only=True)
