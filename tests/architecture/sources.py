"""The project's own Python files, for the tests that read them. Read next: test_layering.py."""

from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "tensorlab"


def python_files(*folders: str) -> Iterator[Path]:
    """Every Python file in these folders of the repository, in order; a missing folder holds none."""
    for folder in folders:
        yield from sorted((REPOSITORY / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    """The name under which a file is imported: that of `tensorlab/graph/__init__.py` is `tensorlab.graph`."""
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def label(path: Path) -> str:
    """How a file is called in a test's name and message."""
    return path.relative_to(REPOSITORY).as_posix()
