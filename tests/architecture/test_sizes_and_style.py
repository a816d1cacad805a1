"""The core stays small enough to be read: its length, and the habits that every file keeps."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

from tests.architecture.sources import label, python_files

CORE_LINES = 3500
CORE_FILE_LINES = 400
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
WORD_FOR_WORD = "tests/seed/"  # programs out of a textbook
OURS = [
    path
    for path in python_files("tensorlab", "tests", "benchmarks", "course_site")
    if WORD_FOR_WORD not in path.as_posix()
]


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def lines_of_code(path: Path) -> int:
    """How many lines of a file hold code.

    Docstrings, comments and blank lines are not counted: a limit on them would be a limit on explaining.
    """
    text = path.read_text(encoding="utf-8")
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            code.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(code)


def test_the_core_is_compact() -> None:
    """`graph/` and `run/` together, without any file that is hard to take in."""
    core = python_files("tensorlab/graph", "tensorlab/run")
    assert sum(lines_of_code(path) for path in core) < CORE_LINES
    assert not {label(path): lines(path) for path in core if lines(path) > CORE_FILE_LINES}


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
