"""The lessons, for the tests that read them: which there are, which there will be, and what stands in them.

Read next: `test_lessons.py`, for what a lesson must be; `test_editions.py`, for what its two editions share.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

REPOSITORY = Path(__file__).parents[1]
COURSE = REPOSITORY / "lessons"
NAMES = (
    "00-welcome",
    "01-describe-then-run",
    "02-two-graphs",
    "03-a-tensor-is-a-promise",
    "04-sessions-own-values",
    "05-configuring-a-session",
    "06-devices",
    "07-collections",
    "08-variables",
    "09-random-beginnings",
    "10-the-forward-pass",
    "11-placeholders",
    "12-losses",
    "13-the-backward-pass",
    "14-optimizers-race",
    "15-the-complete-program",
    "16-order",
    "17-branches-and-loops",
    "18-saving-and-restoring",
    "19-summaries-and-tensorboard",
    "20-queues-and-threads",
    "21-moving-averages",
    "22-convolutions-on-digits",
    "23-recurrent-networks",
    "24-read-the-engine",
    "25-from-here",
)
"""The lessons of the course, in order."""
CHINESE = re.compile(r"[\u3400-\u9fff]")
SEED_PROGRAMS = sorted((REPOSITORY / "tests" / "seed").glob("*.py"))
SEED_LINES = {
    line.strip()
    for path in SEED_PROGRAMS
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
}


class Lesson(NamedTuple):
    """One notebook of the course."""

    language: str
    path: Path

    @property
    def name(self) -> str:
        """The file's name without its ending, alike in both editions."""
        return self.path.stem

    @property
    def number(self) -> int:
        """The lesson's number in the course."""
        return int(self.name.partition("-")[0])

    @property
    def label(self) -> str:
        """How it is called in a test's name."""
        return f"{self.language}-{self.name}"

    def read(self) -> Any:
        """The notebook."""
        return nbformat.read(self.path, as_version=4)


def lessons(course: Path = COURSE) -> list[Lesson]:
    """Every notebook of the course, the English edition first."""
    return [
        *(Lesson("en", path) for path in sorted(course.glob("*.ipynb"))),
        *(Lesson("zh", path) for path in sorted((course / "zh").glob("*.ipynb"))),
    ]


def prose(source: str) -> str:
    """A markdown text without its code, formulas, tags and link targets: what is read as sentences.

    >>> prose("Look at `w1`, at $a_1$ and at [the map](README.md).").split()
    ['Look', 'at', ',', 'at', 'and', 'at', 'the', 'map', '.']
    """
    without = re.sub(r"^(```|~~~).*?^\1\s*$", " ", source, flags=re.DOTALL | re.MULTILINE)
    without = re.sub(r"(`+).+?\1", " ", without, flags=re.DOTALL)
    without = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$", " ", without, flags=re.DOTALL)
    without = re.sub(r"\]\([^)]*\)", "] ", without)
    without = re.sub(r"<[^>]+>", " ", without)
    return without.replace("[", " ").replace("]", " ")
