"""`python -m tests.execute_lessons`: run the lessons from top to bottom and store what they printed.

A widget is stored as the words that stand for it, and without its view: a view whose model is gone would be
shown as an error to whoever opens the lesson before running it.
Read next: `test_lessons.py`, for what a lesson must be.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.lessons import lessons

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def execute(path: Path) -> None:
    """Run one lesson in its own folder, and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    # What a cell prints may arrive in several pieces; stored, it is one.
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    client.coalesce_streams = True
    client.execute()
    without_traces_of_the_run(notebook)
    nbformat.write(notebook, path)


def without_traces_of_the_run(notebook: Any) -> None:
    """Drop what differs from run to run: times, the widgets' models and their views."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(WIDGET_VIEW, None)


if __name__ == "__main__":
    for lesson in map(Path, sys.argv[1:]) if sys.argv[1:] else (one.path for one in lessons()):
        execute(lesson)
        print(lesson.name)
