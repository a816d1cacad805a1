"""Runs programs in a Python of their own, as a student does. Read next: `test_run_command.py`."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def environment(**others: str) -> dict[str, str]:
    """The variables of a process that finds this tensorlab, without a display."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "MPLBACKEND")}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", **others}


def python(*arguments: object, folder: Path, **others: str) -> "subprocess.CompletedProcess[str]":
    """`python` with these arguments, in a folder."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=environment(**others),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run(
    folder: Path, program: str, *arguments: object, before: tuple[object, ...] = ()
) -> "subprocess.CompletedProcess[str]":
    """`python -m tensorlab run program.py` with this text in it."""
    path = folder / "program.py"
    path.write_text(program, encoding="utf-8")
    return python("-m", "tensorlab", "run", *before, path, *arguments, folder=folder)
