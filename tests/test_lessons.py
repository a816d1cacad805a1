"""Lessons are kept executed, from top to bottom and without errors, to be read without being run.

That their outputs are still what the programs print is checked by nbval, which runs each lesson in the same
pytest run. nbval passes over a cell that was never executed, and that is why such a cell fails here.
"""

from pathlib import Path
from typing import Any

import nbformat
import pytest

LESSONS = sorted((Path(__file__).parents[1] / "lessons").glob("*.ipynb"))


def what_is_wrong(notebook: Any) -> list[str]:
    """What keeps a notebook from being a lesson, a line each."""
    problems = []
    last_count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count = cell.execution_count
        if count is None:
            problems.append(f"cell {number} was not executed")
        elif count != last_count + 1:
            problems.append(f"cell {number} was executed as number {count}, after number {last_count}")
        last_count = count or last_count
        if "raises-exception" in cell.metadata.get("tags", []):
            continue
        problems += [
            f"cell {number} ended with {output.ename}"
            for output in cell.outputs
            if output.output_type == "error"
        ]
    return problems


def test_there_are_lessons() -> None:
    """A test over an empty list would pass without testing anything."""
    assert LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_executed(lesson: Path) -> None:
    """Restart the kernel, run all cells, and save."""
    assert not what_is_wrong(nbformat.read(lesson, as_version=4))


def cell(count: int | None, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    """A code cell that was executed as number `count`."""
    return nbformat.v4.new_code_cell(
        "1 + 1", execution_count=count, outputs=list(outputs), metadata={"tags": list(tags)}
    )


ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="", traceback=[])


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ([cell(1), cell(2)], []),
        ([cell(1), cell(None)], ["cell 2 was not executed"]),
        ([cell(2), cell(1)], ["cell 1 was executed as number 2, after number 0"]),
        ([cell(1, ERROR)], ["cell 1 ended with ValueError"]),
        ([cell(1, ERROR, tags=("raises-exception",))], []),
    ],
)
def test_the_check_sees(cells: list[Any], problems: list[str]) -> None:
    """The check finds a cell that was not executed, or out of order, or with an error nobody asked for."""
    found = what_is_wrong(nbformat.v4.new_notebook(cells=cells))
    assert found[: len(problems)] == problems
    assert bool(found) == bool(problems)
