"""Imports run in one direction through the rooms of `tensorlab/`: describe, run, show; the lab on top.

The test reads every `import` in every file, also those inside functions, those for type checkers only, and
those spelled `importlib.import_module("tensorlab...")`. Read next: the table ROOMS, which is the rule.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.sources import PACKAGE, label, module_name, python_files

NODES = {"errors", "sources", "log_lines", "nest", "philox", "graph", "ops", "devices", "run", "control_flow"}
"""What a room that makes nodes may import."""
# What each room may import, besides itself and `version`.
ROOMS = {
    "version": set(),
    "errors": set(),
    "sources": set(),
    "in_files": set(),
    "log_lines": set(),
    "device_names": set(),
    "protos": {"errors"},
    "nest": set(),
    "philox": set(),
    "graph": {"errors", "sources", "device_names", "in_files"},
    "ops": {"errors", "sources", "in_files", "graph"},
    "optimizers": {"errors", "sources", "graph", "ops"},
    "devices": {"errors", "sources", "device_names", "protos", "graph"},
    "run": {"errors", "sources", "device_names", "in_files", "philox", "protos", "graph", "devices"},
    # Plans whose steps do not simply run one after the other; a session loads it when it has one.
    "scheduling": {"errors", "graph", "devices", "run"},
    # Branches and loops are made of nodes, and run the blocks inside them.
    "control_flow": {"errors", "sources", "nest", "graph", "ops", "devices", "run", "scheduling"},
    "distributions": {"errors", "sources", "graph", "ops", "control_flow"},
    "layers": {"errors", "sources", "nest", "graph", "ops", "control_flow"},
    "metrics": {"errors", "sources", "nest", "graph", "ops", "control_flow"},
    "recurrent": {"errors", "sources", "nest", "graph", "ops", "control_flow", "layers"},
    # What feeds a graph: queues, files, pipelines made of both.
    "queues": NODES,
    "reading": NODES | {"queues"},
    "data": NODES | {"scheduling", "queues", "reading"},
    # What leaves a graph: its own description, what it says about itself, the values of its variables.
    "graph_files": NODES | {"protos", "optimizers", "queues", "reading"},
    "summaries": NODES | {"protos", "reading", "graph_files"},
    "saving": NODES | {"device_names", "protos", "reading", "graph_files"},
    "training": NODES
    | {
        "device_names",
        "protos",
        "optimizers",
        "queues",
        "reading",
        "data",
        "graph_files",
        "summaries",
        "saving",
    },
    "saved_model": NODES | {"protos", "graph_files", "saving", "training"},
    "record": {"errors", "sources", "device_names", "philox", "graph", "devices", "run", "control_flow"},
    "show": {"errors", "sources", "device_names", "graph", "devices", "run", "control_flow", "record"},
    "export": {"errors", "sources", "device_names", "graph", "devices", "record"},
}
BELOW = set(ROOMS)
# The rooms on top, and the front: the files beside the rooms (`tensorlab/__init__.py`, `nn.py`, `train.py`),
# which gather names for the user. The front reaches for `lab` and `compat` only inside functions, when a user
# asks for them; the rooms below never reach for the front.
ON_TOP = {"lab": BELOW | {"<front>"}, "compat": BELOW | {"<front>"}, "<front>": BELOW}
LAZILY = {"<front>": {"lab", "compat"}, "run": {"scheduling"}}


class Import(NamedTuple):
    """One import of one of our modules: where it stands, whom it names, and whether it waits for a call."""

    line: int
    target: str
    in_function: bool


def imports_of_ours(source: str, module: str, is_package: bool = False) -> Iterator[Import]:
    """Every import of a `tensorlab` module in `source`, relative ones spelled out."""
    pending: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while pending:
        node, in_function = pending.pop()
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        pending += [(child, inside) for child in ast.iter_child_nodes(node)]
        for target in _targets(node, module, is_package):
            if target == "tensorlab" or target.startswith("tensorlab."):
                yield Import(getattr(node, "lineno", 0), target, in_function)


def _targets(node: ast.AST, module: str, is_package: bool) -> list[str]:
    """The full names that one statement or call imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = module.split(".")
            parts = parts[: len(parts) - node.level + (1 if is_package else 0)]
            base = ".".join(parts + ([node.module] if node.module else []))
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("import_module", "__import__") and isinstance(node.args[0].value, str):
            return [node.args[0].value]
    return []


def room_of(name: str) -> str:
    """The room that a module is in, or that a name is taken from."""
    first = [*name.split("."), ""][1]
    return first if first in ROOMS or first in ON_TOP else "<front>"


def forbidden_imports(source: str, module: str, is_package: bool = False) -> list[str]:
    """What `module` imports and may not, a line each."""
    here = room_of(module)
    allowed = {here, "version"} | (ROOMS.get(here) or ON_TOP.get(here) or set())
    return [
        f"line {found.line}: {here} may not import {found.target}"
        for found in imports_of_ours(source, module, is_package)
        if room_of(found.target) not in allowed
        and not (found.in_function and room_of(found.target) in LAZILY.get(here, set()))
    ]


@pytest.mark.parametrize("path", list(python_files("tensorlab")), ids=label)
def test_imports_run_in_one_direction(path: Path) -> None:
    """A file imports what its room may import."""
    source = path.read_text(encoding="utf-8")
    wrong = forbidden_imports(source, module_name(path), path.name == "__init__.py")
    assert not wrong, f"{label(path)}\n" + "\n".join(wrong)


def test_every_folder_is_a_known_room() -> None:
    """A new folder takes a decision: its line in ROOMS."""
    folders = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")}
    unknown = {name for name in folders if not name.endswith(".py")} - set(ROOMS) - set(ON_TOP)
    assert not unknown


def test_the_table_has_no_cycle() -> None:
    """The rules themselves have a direction: each room may import only what stands above it in the table."""
    order = list(ROOMS)
    for room, allowed in ROOMS.items():
        assert all(order.index(other) < order.index(room) for other in allowed), room


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tensorlab.run.session", "from tensorlab.ops.math import add"),
        ("tensorlab.run.session", "def f():\n    import tensorlab.record.tape"),
        ("tensorlab.run.session", "from ..optimizers import adam"),
        (
            "tensorlab.run.session",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tensorlab.ops",
        ),
        ("tensorlab.run.session", "import importlib\nimportlib.import_module('tensorlab.show')"),
        ("tensorlab.graph.graph", "import tensorlab as tf"),
        ("tensorlab.graph.graph", "from tensorlab import nn"),
        ("tensorlab.graph.graph", "from tensorlab import run"),
        ("tensorlab.export.tensorboard", "from tensorlab.show import dot"),
        ("tensorlab.lab.magics", "from tensorlab.compat import install"),
        ("tensorlab.nn", "from tensorlab.compat import contrib"),
    ],
)
def test_the_check_sees(module: str, source: str) -> None:
    """Each of these breaks a rule."""
    assert len(forbidden_imports(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "tensorlab.run.session",
            "import numpy\nfrom tensorlab.graph.tensor import Tensor\nfrom . import plan",
        ),
        ("tensorlab.optimizers.adam", "from tensorlab.ops import math\nfrom tensorlab import errors"),
        (
            "tensorlab.nn",
            "from tensorlab.ops.nn import relu\ndef __getattr__(name):\n    from . import compat",
        ),
        ("tensorlab.lab.magics", "import tensorlab as tf\nfrom tensorlab.show import html"),
        ("tensorlab.graph.tensor", '"""Doc.\n\n>>> import tensorlab as tf\n"""'),
    ],
)
def test_the_check_lets_pass(module: str, source: str) -> None:
    """None of these does."""
    assert forbidden_imports(source, module) == []
