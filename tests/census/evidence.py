"""Where the tests show a name: by reading the programs that were recorded under TensorFlow, and then the tests.

A program that uses `tf.nn.relu` and prints what TensorFlow printed shows that `tf.nn.relu` works. Programs are read,
not run: what they print is compared by their own tests.

Read next: `make.py`.
"""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.programs.running import programs

TESTS = Path(__file__).parents[1]
GOLDENS = TESTS / "parity" / "goldens"


def names_in(tree: ast.AST, known: dict[str, str] | None = None) -> set[str]:
    """The names below `tf` that a piece of a program uses.

    >>> sorted(names_in(ast.parse("from tensorflow.contrib import layers; layers.conv2d(x)")))
    ['contrib', 'contrib.layers', 'contrib.layers.conv2d']
    """
    stands_for = dict(known or {})
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = below_tensorflow(alias.name)
                if path is not None and (alias.asname or "." not in alias.name):
                    stands_for[alias.asname or alias.name] = path
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            path = below_tensorflow(node.module)
            if path is not None:
                for alias in node.names:
                    stands_for[alias.asname or alias.name] = full = f"{path}.{alias.name}".strip(".")
                    found.update(beginnings(full))
    for _ in range(2):  # a short name may be made of another
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                path = dotted(node.value, stands_for)
                if path:
                    stands_for.setdefault(node.targets[0].id, path)
    for node in ast.walk(tree):
        path = dotted(node, stands_for)
        if path:
            found.update(beginnings(path))
    return found


def below_tensorflow(module: str) -> str | None:
    """What follows `tensorflow` (or `tensorlab`) in a module's name; None for other modules."""
    root, _, rest = module.partition(".")
    if root not in ("tensorflow", "tensorlab"):
        return None
    return rest.removeprefix("compat.v1").removeprefix("compat.contrib").strip(".") if rest else ""


def beginnings(path: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` for `a.b.c`."""
    parts = path.split(".")
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])


def dotted(node: ast.AST, stands_for: dict[str, str]) -> str:
    """The name below `tf` that an expression like `tf.nn.relu` spells; empty for other expressions."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in stands_for:
        return ""
    return ".".join(filter(None, [stands_for[node.id], *parts]))


def functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The functions at the top of a file, and those of its classes, by name."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        for function in inner:
            if isinstance(function, ast.FunctionDef):
                yield function.name, function


def recorded_programs() -> Iterator[tuple[str, set[str]]]:
    """Programs whose output TensorFlow gave, each with the names it uses."""
    for name, path in programs().items():
        yield f"tests/programs/{name}.py", names_in(ast.parse(path.read_text("utf-8")))
    for folder, golden in (("programs", "programs.json"), ("contrib_programs", "contrib.json")):
        outputs = json.loads((GOLDENS / golden).read_text("utf-8"))["outputs"]
        for path in sorted((TESTS / "parity" / folder).glob("*.py")):
            for name, function in functions(path):
                if f"{path.stem}.{name}" in outputs:
                    yield f"tests/parity/{folder}/{path.name}: {name}", names_in(function, {"tf": ""})


def own_tests() -> Iterator[tuple[str, set[str]]]:
    """Tests of our own, each with the names it uses: for what prints nothing to compare, as files and flags."""
    for path in sorted(TESTS.rglob("test_*.py")):
        if path.parent.name in ("census", "programs"):
            continue
        imports = [
            node
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        top = ast.unparse(ast.Module(imports, []))
        place = path.relative_to(TESTS.parent).as_posix()
        for name, function in functions(path):
            if name.startswith("test_"):
                code = ast.parse(top + "\n" + ast.unparse(function))
                used = names_in(code)
                for text in ast.walk(function):  # programs that a test writes to a file and runs
                    if (
                        isinstance(text, ast.Constant)
                        and isinstance(text.value, str)
                        and "import" in text.value
                    ):
                        used |= names_in_text(text.value)
                yield f"{place}: {name}", used


def names_in_text(text: str) -> set[str]:
    """The names that a program in a string uses; none when it is no program."""
    import textwrap

    try:
        return names_in(ast.parse(textwrap.dedent(text)))
    except SyntaxError:
        return set()


@cache
def evidence() -> dict[str, list[str]]:
    """For every name below `tf` the tests that show it, the recorded programs first."""
    shown: dict[str, list[str]] = {}
    for source in (recorded_programs(), own_tests()):
        for place, names in source:
            for name in names:
                shown.setdefault(name, []).append(place)
    return shown
