"""The command line: `python -m tensorlab.lab program.py` runs a program and writes its Tracer as one HTML file.

The program may say `import tensorflow as tf`, or `import tensorflow.compat.v1 as tf`: it gets tensorlab.

Read next: `tape.py`.
"""

import argparse
import runpy
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import tensorlab
from tensorlab.lab.tape import trace

INTERRUPTED = 130  # the status by which a shell knows Ctrl+C


def main(arguments: list[str] | None = None) -> int:
    """Run a program under `lab.trace()` and write what it did as one HTML page; the result is its exit status.

    A program that fails, or is stopped by Ctrl+C, has its page too: it shows how far the program came.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tensorlab.lab",
        description="Run a TensorFlow 1.x program on tensorlab and write a page that steps through what it did.",
    )
    parser.add_argument("--html", type=Path, help="the page to write (default: beside the program)")
    parser.add_argument(
        "--language", choices=("auto", "en", "zh"), default="auto", help="of the page (default: its reader's)"
    )
    parser.add_argument("program", type=Path, help="the Python file to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the program finds in sys.argv")
    options = parser.parse_args(arguments)
    if not options.program.is_file():
        print(f"There is no file {options.program}.", file=sys.stderr)
        return 2
    with trace(title=options.program.name) as tape:
        status = run_program(options.program, options.arguments)
    if not tape.runs:
        print("The program ran no session, so there is nothing to show.", file=sys.stderr)
        return status or 1
    page = tape.to_html(options.html or options.program.with_suffix(".html"), language=options.language)
    print(f"{tape!r}\nWritten: {page}")
    return status


def run_program(program: Path, arguments: list[str]) -> int:
    """Run a file as `python program.py` would; errors are printed, and the result is the exit status."""
    with surroundings_of(program, arguments):
        try:
            runpy.run_path(str(program), run_name="__main__")
        except SystemExit as left:
            if left.code is None or isinstance(left.code, int):
                return left.code or 0
            print(left.code, file=sys.stderr)
            return 1
        except BaseException as error:  # Ctrl+C too: what was recorded until then is shown
            from_program = error.__traceback__
            while from_program and from_program.tb_frame.f_code.co_filename != str(program):
                from_program = from_program.tb_next
            traceback.print_exception(type(error), error, from_program or error.__traceback__)
            return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0


@contextmanager
def surroundings_of(program: Path, arguments: list[str]) -> Iterator[None]:
    """What a program finds around it: its arguments, the files beside it, and tensorlab as `tensorflow`."""
    before = sys.argv, sys.path, {n: m for n, m in sys.modules.items() if n.split(".")[0] == "tensorflow"}
    sys.argv = [str(program), *arguments]
    sys.path = [str(program.resolve().parent), *sys.path]
    forget_tensorflow()
    sys.modules.update(tensorflow_modules())
    try:
        yield
    finally:
        sys.argv, sys.path, tensorflow = before
        forget_tensorflow()
        sys.modules.update(tensorflow)


def forget_tensorflow() -> None:
    """Take every module of that name out of Python's list."""
    for name in [name for name in sys.modules if name.split(".")[0] == "tensorflow"]:
        del sys.modules[name]


class TensorFlow(ModuleType):
    """The module `tensorflow`: tensorlab, where `compat.v1` is tensorlab once more."""

    def __init__(self) -> None:
        super().__init__("tensorflow")
        self.compat = ModuleType("tensorflow.compat")
        # Packages, whose modules are those of `tensorflow_modules` and no others.
        self.__path__ = self.compat.__path__ = []
        self.compat.v1 = self  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        return getattr(tensorlab, name)

    def disable_v2_behavior(self) -> None:
        """Nothing to do: this is how tensorlab behaves."""

    disable_eager_execution = disable_v2_behavior


def tensorflow_modules() -> dict[str, ModuleType]:
    """The modules that `import tensorflow...` finds, by name.

    >>> tensorflow_modules()["tensorflow.compat.v1"].Session is tensorlab.Session
    True
    """
    stand_in = TensorFlow()
    modules: dict[str, ModuleType] = {
        "tensorflow": stand_in,
        "tensorflow.compat": stand_in.compat,
        "tensorflow.compat.v1": stand_in,
    }
    for name in dir(tensorlab):
        getattr(tensorlab, name)  # some namespaces are loaded when they are first named
    for name, module in list(sys.modules.items()):
        package, _, rest = name.partition(".")
        if package == "tensorlab" and rest and rest != "compat" and "." not in rest:
            modules[f"tensorflow.{rest}"] = modules[f"tensorflow.compat.v1.{rest}"] = module
    return modules


if __name__ == "__main__":
    sys.exit(main())
