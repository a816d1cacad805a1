"""The five programs of the tutorial that this project started from, run unchanged.

`tests/seed/` holds the programs exactly as the tutorial prints them, except for `import tensorlab as tf` and
for the indentation that the web page had lost. (In the second program the tutorial shows only fragments: the
import, the sum that is placed on the GPU and the last two lines are filled in.) `tests/golden/` holds what
TensorFlow prints for them. Every number has to agree to 1e-5 of its size or 2e-6, and the text around the
numbers to the letter.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parity.compare import difference

TESTS = Path(__file__).parent
PROGRAMS = sorted(TESTS.glob("seed/seed*.py"))


def test_all_five_programs_are_here() -> None:
    """A test over an empty list would pass without testing anything."""
    assert len(PROGRAMS) == 5


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_prints_what_tensorflow_prints(program: Path) -> None:
    """Run the program in a Python of its own, as a student would."""
    search_path = os.pathsep.join(filter(None, [str(TESTS.parent), os.environ.get("PYTHONPATH", "")]))
    finished = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONIOENCODING": "utf-8"},
        timeout=300,
    )
    assert finished.returncode == 0, finished.stderr
    golden = (TESTS / "golden" / f"{program.stem}.out").read_text(encoding="utf-8")
    assert not difference(finished.stdout, golden)
