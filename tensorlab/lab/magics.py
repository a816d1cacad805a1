"""`%load_ext tensorlab` gives `%%trace`: run a cell, then step through what its sessions did.

    %%trace             records the cell and shows the Tracer below it
    %%trace tape        records the cell and keeps the record as `tape`, to be shown where you like

Read next: `tape.py`.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tensorlab.lab.tape import Tape, trace
from tensorlab.record.words import chosen_language, say

# In the program that runs, a comment stands for the magic's own line, so that every line keeps its number.
FIRST_LINE = "# %%trace"


class CellFailed(Exception):
    """Tells the notebook that the cell under `%%trace` failed, so that it does not go on to the next cell.

    The error itself was shown when it happened: this one adds a line, and no second traceback.
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def trace_cell(shell: Any, line: str, cell: str) -> None:
    """Run a cell under `lab.trace()`; show the Tracer, or keep the tape if the magic's line names it.

    Args:
        shell: the IPython shell.
        line: what stands behind `%%trace`: a name for the tape, or nothing.
        cell: the rest of the cell, run as it stands.

    Raises:
        UsageError: when `line` is no name.
        CellFailed: when the cell raised an error, which was shown already.
    """
    from IPython.core.error import UsageError

    name = line.strip()
    if name and not name.isidentifier():
        raise UsageError(f"%%trace takes one name for the tape, as in `%%trace tape`; {name!r} is no name.")
    # Another cell magic must stand in the first line, where its own line then is.
    header = "" if cell.lstrip().startswith("%%") else f"{FIRST_LINE} {name}".rstrip() + "\n"
    with trace() as tape, _same_number(shell.compile):
        result = shell.run_cell(header + cell)
    if name:
        shell.user_ns[name] = tape
    _present(tape, name)
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        raise CellFailed(say("magics.failed", chosen_language(), error=type(error).__name__))


@contextmanager
def _same_number(compiler: Any) -> Iterator[None]:
    """Let the cell inside the cell be called `In [n]` like the cell that the reader sees.

    IPython has counted on by the time a magic runs, and would give it the next cell's number.
    """
    seen = max(getattr(compiler, "_filename_map", {}).values(), default=0)
    keep = compiler.cache

    def cache(code: str, number: int = 0, *rest: Any, **named: Any) -> Any:
        return keep(code, seen or number, *rest, **named)

    compiler.cache = cache
    try:
        yield
    finally:
        compiler.cache = keep


def _present(tape: Tape, name: str) -> None:
    """Show the Tracer, or say under which name the tape is kept."""
    from IPython.display import display

    if not tape.runs:
        print(say("magics.nothing", chosen_language()))
    elif name:
        count = len(tape)
        print(say("magics.recorded", chosen_language(), count=count, number=f"{count:,}", name=name))
    else:
        display(tape.show())


def register(shell: Any) -> None:
    """Make `%%trace` known to an IPython shell."""

    def magic(line: str, cell: str) -> None:
        """Run a cell and record what its sessions do: `%%trace`, or `%%trace tape` to keep the record."""
        trace_cell(shell, line, cell)

    shell.register_magic_function(magic, magic_kind="cell", magic_name="trace")
    show_the_way_to_tensorboard()


def show_the_way_to_tensorboard() -> None:
    """Let `%tensorboard` find its program: in an environment that nobody activated it stands beside Python."""
    program = Path(sys.executable).with_name("tensorboard.exe" if os.name == "nt" else "tensorboard")
    if shutil.which("tensorboard") is None and program.exists():
        os.environ.setdefault("TENSORBOARD_BINARY", str(program))
