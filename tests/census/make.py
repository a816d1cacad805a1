"""Write `status.csv` and `methods.csv`: what becomes of the names that old programs use.

    python -m tests.census.make

Read next: `scope.py` (what counts), `evidence.py` (which test shows a name), `objects.py` (methods).
"""

import csv
import io
import warnings
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.census.evidence import evidence
from tests.census.scope import DIFFERS, LEAST_PROGRAMS, why_not_counted

HERE = Path(__file__).parent
COLUMNS = ("api", "programs", "status", "note", "shown_by", "not_counted")


def find(name: str) -> tuple[Any, str]:
    """What `tf.<name>` is where a program imports tensorflow, and the message of the error where it is nothing."""
    parts = name.split(".")
    found = import_module("tensorflow")
    for position, part in enumerate(parts):
        try:
            found = getattr(found, part)
        except AttributeError as refused:
            try:
                found = import_module(".".join(["tensorflow", *parts[: position + 1]]))
            except ImportError:
                return None, str(refused)
    return found, ""


def api_rows() -> list[dict[str, str]]:
    """One row for every name that enough programs use, the most used first."""
    import tensorlab

    shown = evidence()
    rows = []
    tensorlab.install()
    try:
        for row in read(HERE / "api_census.csv"):
            if int(row["programs"]) >= LEAST_PROGRAMS:
                rows.append(api_row(row["api"].removeprefix("tf."), row["programs"], shown))
    finally:
        tensorlab.uninstall()
    return rows


def api_row(name: str, programs: str, shown: dict[str, list[str]]) -> dict[str, str]:
    """What becomes of one name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found, refused = find(name)
    places = shown.get(name, [])
    status, note = "works", ""
    if refused:
        status, note, places = "not here", refused, []
    elif found is not None and name in DIFFERS:
        status, note = "differs", DIFFERS[name]
    elif not places:
        status, note = "untested", "It is here, but no test shows it."
    return {
        "api": f"tf.{name}",
        "programs": programs,
        "status": status,
        "note": note,
        "shown_by": "; ".join(places[:2]),
        "not_counted": why_not_counted(name),
    }


def read(path: Path) -> list[dict[str, str]]:
    """A table with a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_text(rows: Iterable[dict[str, str]], columns: Iterable[str]) -> str:
    """A table as it stands in its file."""
    written = io.StringIO()
    writer = csv.DictWriter(written, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def summary(rows: list[dict[str, str]]) -> str:
    """How many of the counted rows work."""
    counted = [row for row in rows if not row["not_counted"]]
    works = [row for row in counted if row["status"] == "works"]
    return f"{len(works)} of {len(counted)} work ({100 * len(works) / len(counted):.1f} %)"


def main() -> None:
    """Write both tables, and say how many names work."""
    from tests.census.objects import METHOD_COLUMNS, method_rows

    rows = api_rows()
    (HERE / "status.csv").write_text(as_text(rows, COLUMNS), encoding="utf-8")
    print("Names:", summary(rows))
    methods = method_rows()
    (HERE / "methods.csv").write_text(as_text(methods, METHOD_COLUMNS), encoding="utf-8")
    print("Methods:", summary(methods))
    for row in [*rows, *methods]:
        if not row["not_counted"] and row["status"] != "works":
            print(row["status"], next(iter(row.values())), row["note"])


if __name__ == "__main__":
    main()
