"""Run a program beside its twin: the same graph, written as a GraphDef and read again, run with the same feeds.

    python -m tests.graph_files.import_twin tests/programs/lenet_digits.py

Every `Session.run` of the program is done once more with the twin, and what both give is compared. When the
program adds nodes, the twin is made anew, and gets the variables and random numbers of the program's session.
The last line of the output is JSON: how many runs were compared, and what was different, or why the graph could
not be written.

Read next: `test_import_twins.py`.
"""

import contextlib
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

import tensorlab as tf
from tensorlab.graph_files.lowering import GraphWriteError

ENOUGH = 25
"""So many runs are compared; then the program is stopped."""

plain_run = tf.Session.run
report: dict[str, Any] = {"compared": 0, "differences": [], "refused": ""}


def finish() -> NoReturn:
    """Say what was found and end the process, whichever threads still run."""
    print("\n" + json.dumps(report), flush=True)
    os._exit(0)


class Twin:
    """The graph of a session that came back from a GraphDef, and a session for it."""

    def __init__(self, session: Any) -> None:
        self.version = session.graph.version
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.import_graph_def(session.graph.as_graph_def(), name="")
        self.session = tf.Session(graph=self.graph, config=session._config)
        mine, theirs = self.session._store, session._store
        for operation, cell in list(theirs.cells.items()):
            if cell.value is not None and operation.name in self.graph._by_name:
                mine.cell(self.graph._by_name[operation.name]).value = cell.value
        for operation, stream in list(theirs.streams.items()):
            if operation.name in self.graph._by_name:
                mine.stream(self.graph._by_name[operation.name]).state = stream.state


twins: dict[Any, Twin] = {}


def run(session: Any, fetches: Any, feed_dict: Any = None, *more: Any, **named: Any) -> Any:
    """What the program calls in place of `Session.run`."""
    wanted = _names(fetches)
    if wanted is None or report["refused"]:
        return plain_run(session, fetches, feed_dict, *more, **named)
    try:
        twin = twins.get(session)
        if twin is None or twin.version != session.graph.version:
            twin = twins[session] = Twin(session)
    except GraphWriteError as error:
        report["refused"] = str(error).partition("\n")[0]
        finish()
    feeds = {}
    for key, value in (feed_dict or {}).items():
        parts = zip(key._parts, value, strict=True) if hasattr(key, "_parts") else [(key, value)]
        feeds.update((_name(part), one) for part, one in parts)
    found = plain_run(session, fetches, feed_dict, *more, **named)
    other = plain_run(twin.session, wanted, feeds)
    for name, left, right in _pairs(wanted, found, other):
        if not _alike(left, right):
            report["differences"].append(f"{name}: {left!r:.200} and {right!r:.200}")
    report["compared"] += 1
    if report["compared"] >= ENOUGH or report["differences"]:
        finish()
    return found


def _name(leaf: Any) -> str | None:
    """The name of something that can be fetched or fed."""
    if isinstance(leaf, str):
        return leaf
    if hasattr(leaf, "_ref"):
        return leaf._ref().name
    return leaf.name if isinstance(leaf, (tf.Tensor, tf.Operation)) else None


def _names(fetches: Any) -> Any:
    """The same nest with names in it; None when something in it has none."""
    if isinstance(fetches, dict):
        named = {key: _names(value) for key, value in fetches.items()}
        return None if None in named.values() else named
    if isinstance(fetches, (list, tuple)):
        named_list = [_names(value) for value in fetches]
        return None if any(one is None for one in named_list) else named_list
    return _name(fetches)


def _pairs(names: Any, left: Any, right: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(names, dict):
        return [pair for key in names for pair in _pairs(names[key], left[key], right[key])]
    if isinstance(names, list):
        return [pair for n, a, b in zip(names, left, right, strict=True) for pair in _pairs(n, a, b)]
    return [(names, left, right)]


def _alike(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    a, b = (np.asarray(one, object if isinstance(one, bytes) else None) for one in (left, right))
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype == object:
        return bool(a.tolist() == b.tolist())
    return bool(np.allclose(a, b, rtol=2e-4, atol=2e-5, equal_nan=True))


def main(path: str) -> None:
    """Run one program."""
    tf.install()
    tf.Session.run = tf.InteractiveSession.run = run  # type: ignore[method-assign, assignment]
    sys.argv = [path]
    sys.path.insert(0, str(Path(path).parent))
    with contextlib.suppress(SystemExit):
        runpy.run_path(path, run_name="__main__")
    finish()


if __name__ == "__main__":
    main(sys.argv[1])
