"""The registry with every op record in it, those of pages that load late too: tests import it from here.

`import tensorlab` loads the pages that most programs use. The others come when one of their names is first used, so a
test that wants every record has to load every room that holds pages. A page that cannot be loaded stands in `BROKEN`,
and one test says so (`tests/registry/test_records.py`): a mistake in one page hides no other.
"""

import importlib
from pathlib import Path

import tensorlab
from tensorlab.graph.registry import Op
from tensorlab.graph.registry import registry as registry

ROOMS = (
    "ops",
    "control_flow",
    "layers",
    "metrics",
    "recurrent",
    "optimizers",
    "data",
    "queues",
    "reading",
    "saving",
    "summaries",
    "training",
)
"""The folders of `tensorlab/` in which op records may stand."""

BROKEN: dict[str, Exception] = {}
"""What went wrong with the pages that could not be loaded, by module name."""


def page_of(record: Op) -> str:
    """The page of a record: the name of its file in `ops/`, or a dotted name in another room.

    >>> page_of(registry["Tanh"])
    'activations'
    """
    return record.__module__.removeprefix("tensorlab.").removeprefix("ops.")


def _load() -> None:
    """Import every module of the rooms."""
    package = Path(tensorlab.__file__).parent
    for room in ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            try:
                importlib.import_module(name)
            except Exception as error:
                BROKEN[name] = error


_load()
