"""Running a program as `python program.py` would, with tensorlab as its TensorFlow.

Read next: `install.py`, and `tensorlab/__main__.py`, the command `python -m tensorlab run`.
"""

import io
import os
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, TracebackType

from tensorlab.compat.install import install, installed, uninstall
from tensorlab.compat.old_methods import HELPER, compiled, with_tostring
from tensorlab.compat.old_numpy import old_numpy

INTERRUPTED = 130  # the status by which a shell knows Ctrl+C
FAILED = 1


def run_program(program: Path, arguments: Sequence[str]) -> int:
    """Run a file as the program `__main__`; its errors are printed as Python prints them. The exit status.

    The program finds its arguments in `sys.argv`, the files beside it on `sys.path`, and tensorlab under the name
    `tensorflow`, unless TensorFlow itself is imported already. Names that NumPy has dropped since the days of
    TensorFlow 1.x work, too.

    Raises:
        OSError: when the file cannot be read.
    """
    with io.open_code(str(program)) as opened:
        text = opened.read()
    draw_without_a_display()
    was_installed = installed()
    install()
    module = ModuleType("__main__")
    module.__file__ = str(program)
    module.__loader__ = SourceFileLoader("__main__", str(program))
    module.__dict__.update({"__builtins__": __builtins__, "__cached__": None, HELPER: with_tostring})
    before = sys.argv, sys.path, sys.modules["__main__"]
    sys.argv = [str(program), *arguments]
    sys.path = [str(program.resolve().parent), *sys.path[1:]]
    sys.modules["__main__"] = module
    try:
        with old_numpy():
            exec(compiled(text, str(program)), module.__dict__)
            _wait_for_threads()
    except SystemExit as left:
        return _status(left)
    except BaseException as error:  # Ctrl+C, too
        error.__traceback__ = _from(str(program), error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED
    finally:
        sys.argv, sys.path, sys.modules["__main__"] = before
        if not was_installed:
            uninstall()
    return 0


def draw_without_a_display() -> None:
    """Let matplotlib draw into memory where there is no screen, unless the user has chosen otherwise."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("MPLBACKEND", "Agg")


def _wait_for_threads() -> None:
    """A program is over when its threads are: only then what they ran is recorded."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _status(left: SystemExit) -> int:
    """The exit status that Python gives a program that left by `sys.exit`."""
    if left.code is None or isinstance(left.code, int):
        return left.code or 0
    print(left.code, file=sys.stderr)
    return FAILED


def _from(filename: str, trace: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that begins with the program's own file; nothing of ours above it.

    A program that Python cannot read at all has no such part.
    """
    while trace is not None and trace.tb_frame.f_code.co_filename != filename:
        trace = trace.tb_next
    return trace
