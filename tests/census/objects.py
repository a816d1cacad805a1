"""Methods of TensorFlow's objects: which of those that old programs call are here, and which programs call them.

`x.shape` in a program does not say what `x` is. So the recorded programs are run once, and every attribute that one of
them takes of a Tensor, a Session, ... is written down in `method_uses.json`, with the class that has it.

Read next: `make.py`.
"""

import contextlib
import io
import json
import runpy
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.census.scope import (
    LEAST_PROGRAMS,
    METHODS_LEFT_OUT,
    METHODS_NOT_HERE,
    NEWER_METHODS,
)

HERE = Path(__file__).parent
USES = HERE / "method_uses.json"
METHOD_COLUMNS = ("method", "programs", "status", "note", "shown_by", "not_counted")
KEPT = 2  # programs named for each method


def classes() -> dict[str, type]:
    """TensorFlow's name of each class that is here."""
    import tensorlab as tf

    return {
        "Coordinator": tf.train.Coordinator,
        "DatasetV1": tf.data.Dataset,
        "Dimension": tf.Dimension,
        "ExponentialMovingAverage": tf.train.ExponentialMovingAverage,
        "FIFOQueue": tf.FIFOQueue,
        "FileWriter": tf.summary.FileWriter,
        "Graph": tf.Graph,
        "Iterator": tf.data.Iterator,
        "Operation": tf.Operation,
        "Optimizer": tf.train.Optimizer,
        "QueueRunner": tf.train.QueueRunner,
        "Saver": tf.train.Saver,
        "Session": tf.Session.__mro__[-2],
        "Supervisor": tf.train.Supervisor,
        "TFRecordReader": tf.TFRecordReader,
        "TFRecordWriter": tf.python_io.TFRecordWriter,
        "Tensor": tf.Tensor,
        "TensorArray": tf.TensorArray,
        "TensorShape": tf.TensorShape,
        "VariableV1": tf.Variable,
    }


def method_rows() -> list[dict[str, str]]:
    """One row for every method that enough programs use."""
    from tests.census.make import read

    uses = json.loads(USES.read_text("utf-8"))
    rows = read(HERE / "method_census.csv")
    return [method_row(row, uses) for row in rows if int(row["programs"]) >= LEAST_PROGRAMS]


def method_row(row: dict[str, str], uses: dict[str, list[str]]) -> dict[str, str]:
    """What becomes of one method."""
    method, here = row["method"], classes()
    named = [name for name in row["classes"].split() if f"{name}.{method}" not in NEWER_METHODS]
    unknown = [name for name in named if name not in here]
    assert not unknown, f"{method}: add the classes {unknown} to `classes`"
    owners = [] if method in METHODS_LEFT_OUT else named
    why = METHODS_LEFT_OUT.get(method, "")
    missing = [name for name in owners if not hasattr(here[name], method) and f"{name}.{method}" not in uses]
    shown = [f"{name}.{method}" for name in owners if f"{name}.{method}" in uses]
    status, note = "works", ", ".join(shown)
    if missing:
        status = "not here"
        note = "; ".join(
            f"{name}.{method} is not here: {METHODS_NOT_HERE.get(f'{name}.{method}', '')}" for name in missing
        )
    elif not owners:
        status, note = "not here", why
    elif not shown:
        status, note = "untested", "It is here, but no recorded program takes it."
    places = [place for name in shown for place in uses[name][:1]]
    return {
        "method": method,
        "programs": row["programs"],
        "status": status,
        "note": note,
        "shown_by": "; ".join(dict.fromkeys(places)),
        "not_counted": why,
    }


def record_uses() -> None:
    """Run all recorded programs, and keep which attributes of which classes they take."""
    from tests.census.make import read

    wanted = {row["method"] for row in read(HERE / "method_census.csv")}
    uses: dict[str, list[str]] = {}
    watching = Watching(wanted)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), watching:
        warnings.simplefilter("ignore")
        for place in run_programs(watching):
            for use in sorted(watching.taken):
                uses.setdefault(use, []).append(place)
            watching.taken.clear()
    kept = {use: places[:KEPT] for use, places in sorted(uses.items())}
    USES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


class Watching:
    """While it is entered, it notes which attributes the file `file` takes of the classes above."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted, self.file = wanted, ""
        self.taken: set[str] = set()

    def __enter__(self) -> None:
        self.before = {owner: owner.__getattribute__ for owner in classes().values()}
        for name, owner in classes().items():
            owner.__getattribute__ = self._watched(name, owner.__getattribute__)  # type: ignore[method-assign]

    def __exit__(self, *raised: object) -> None:
        for owner, before in self.before.items():
            owner.__getattribute__ = before  # type: ignore[method-assign]

    def _watched(self, name: str, take: Any) -> Any:
        def watched(instance: Any, attribute: str) -> Any:
            if attribute in self.wanted and sys._getframe(1).f_code.co_filename == self.file:
                self.taken.add(f"{name}.{attribute}")
            return take(instance, attribute)

        return watched


def run_programs(watching: Watching) -> Iterator[str]:
    """Run one recorded program after the other; gives its place when it is over."""
    import tensorlab
    from tests.parity.programs import all_programs, output_of
    from tests.programs.running import HERE as FOLDER
    from tests.programs.running import programs

    for name, program in all_programs().items():
        watching.file = program.__code__.co_filename
        output_of(program, tensorlab)
        yield "tests/parity/programs/{}.py: {}".format(*name.split("."))
    tensorlab.install()
    arguments, sys.argv = sys.argv, ["program.py"]
    sys.path.insert(0, str(FOLDER))
    try:
        for name, path in programs().items():
            tensorlab.reset_default_graph()
            watching.file = str(path)
            with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                runpy.run_path(str(path), run_name="__main__")
            yield f"tests/programs/{name}.py"
    finally:
        sys.argv = arguments
        sys.path.remove(str(FOLDER))
        tensorlab.uninstall()


if __name__ == "__main__":
    record_uses()
