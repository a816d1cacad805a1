"""The core stays small enough to be read: its length, and the habits that every file keeps."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import label, python_files

CORE_LINES = 3500
CORE_FILE_LINES = 400
WORD_FOR_WORD = "tests/seed/"  # programs out of a textbook
OURS = [
    path for path in python_files("tensorlab", "tests", "benchmarks") if WORD_FOR_WORD not in path.as_posix()
]


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_core_is_compact() -> None:
    """`graph/` and `run/` together, without any file that is hard to take in."""
    core = {label(path): lines(path) for path in python_files("tensorlab/graph", "tensorlab/run")}
    assert sum(core.values()) < CORE_LINES
    assert not {name: count for name, count in core.items() if count > CORE_FILE_LINES}


@pytest.mark.parametrize("path", OURS, ids=label)
def test_a_module_says_what_it_is(path: Path) -> None:
    """Every module opens with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), label(path)


@pytest.mark.parametrize("path", OURS, ids=label)
def test_no_star_imports(path: Path) -> None:
    """A reader can see where every name comes from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    stars = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not stars, f"{label(path)}, lines {stars}"
