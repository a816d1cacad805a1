"""The Tracer as a widget in JupyterLab: it appears, steps by key, tells the kernel, asks it for values.

Read `tensorlab/show/widget.py` and the end of `tensorlab/show/static/tracer.js` beside it.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
STEPS = 40
FIRST = """
from tests.show.fixture import seed_bundle
from tensorlab.show.widget import TracerWidget

whole, values = seed_bundle(30)
bundle, blob = seed_bundle(30, kept=10)
asked = []

def fetch_run(index):
    asked.append(index)
    begin, length = whole["runs"][index]["values"]
    return {"fields": whole["runs"][index], "frames": whole["frames"]}, values[begin:begin + length]

tracer = TracerWidget(bundle=bundle, blob=blob, step=5, fetch_run=fetch_run)
tracer
"""
SECOND = "print('place', tracer.run, tracer.step, asked)"
COUNT_FRAMES = """() => {
  window.painted = 0;
  window.addEventListener("keydown", () => {
    requestAnimationFrame(() => setTimeout(() => { window.painted += 1; }));
  }, true);
}"""
THIRD = "tracer.run, tracer.step = 20, 36"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab server on a notebook of three cells; gives its address."""
    pytest.importorskip("jupyterlab")
    folder = tmp_path_factory.mktemp("lab")
    cells = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "source": text.strip(),
            "outputs": [],
            "execution_count": None,
        }
        for n, text in enumerate((FIRST, SECOND, THIRD, SECOND))
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "tracer.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("CONFIG_DIR", "RUNTIME_DIR")
    places = {f"JUPYTER_{name}": str(folder / name) for name in names}
    places |= {f"JUPYTERLAB_{name}": str(folder / name) for name in ("SETTINGS_DIR", "WORKSPACES_DIR")}
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--IdentityProvider.token=",
            "--allow-root",
            "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            f"--ServerApp.root_dir={folder}",
        ],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def notebook(browser: Any, lab: str) -> Iterator[Any]:
    """The notebook in JupyterLab, with its first cell run and the Tracer on the page."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{lab}/lab/tree/tracer.ipynb")
    # Before the kernel is ready, a command to run cells is dropped without a word.
    wait_until(
        page,
        """window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === "idle" """,
        seconds=60,
    )
    run_cell(page, 0)
    page.wait_for_selector(".tl-app", timeout=30_000)
    yield page
    page.close()


def wait_until(page: Any, expression: str, seconds: float = 10) -> None:
    """Wait for a condition on the page."""
    page.wait_for_function(expression, timeout=seconds * 1000)


def run_cell(page: Any, number: int) -> None:
    """Run one cell and wait for it."""
    page.evaluate(
        """async (number) => {
          const panel = window.jupyterapp.shell.currentWidget;
          panel.content.activeCellIndex = number;
          await window.jupyterapp.commands.execute("notebook:run-cell");
        }""",
        number,
    )


def expect_printed(page: Any, number: int, text: str) -> None:
    """Run a cell until it prints the text: the view tells the kernel only when it has come to rest."""
    found = ""
    for _ in range(20):
        run_cell(page, number)
        page.wait_for_timeout(250)
        found = page.evaluate(
            """(number) => window.jupyterapp.shell.currentWidget.content.model.cells.get(number)
              .outputs.get(0)?.data["application/vnd.jupyter.stdout"] ?? "" """,
            number,
        )
        if text in found:
            return
    raise AssertionError(f"expected {text!r} in {found!r}")


def step_shown(page: Any) -> str:
    return str(page.inner_text(".tl-phase")).partition("step ")[2]


def test_forty_keys_are_forty_steps_and_the_kernel_hears_of_it(notebook: Any) -> None:
    notebook.locator(".tl-tracer").focus()
    assert step_shown(notebook) == "6 of 39"
    active = notebook.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex")
    notebook.evaluate(COUNT_FRAMES)
    for number in range(1, STEPS + 1):
        wanted = (5 + number) % 39 + 1
        notebook.keyboard.press("ArrowRight")
        assert step_shown(notebook) == f"{wanted} of 39"
    wait_until(notebook, f"window.painted === {STEPS}")
    assert notebook.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex") == active
    expect_printed(notebook, 1, "place 1 6")


def test_values_that_are_not_there_are_asked_for(notebook: Any) -> None:
    notebook.locator(".tl-tracer").focus()
    notebook.keyboard.press("Shift+ArrowRight")
    wait_until(notebook, "document.querySelectorAll('.tl-heat table').length === 2")
    assert (
        notebook.locator(".tl-heat td").first.evaluate("cell => cell.style.backgroundColor").startswith("rgb")
    )
    expect_printed(notebook, 1, "place 2 6 [1, 2]")


def test_the_kernel_can_move_the_view(notebook: Any) -> None:
    run_cell(notebook, 2)
    wait_until(notebook, "document.querySelector('.tl-phase').textContent.includes('step 37 of 39')")
    assert "Run 21" in notebook.inner_text(".tl-run")
    expect_printed(notebook, 3, "place 20 36")


def test_the_theme_follows_the_notebook(notebook: Any) -> None:
    for theme, expected in (("JupyterLab Dark", "dark"), ("JupyterLab Light", "light")):
        notebook.evaluate(
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
        )
        wait_until(notebook, f"document.querySelector('.tl-tracer').dataset.theme === '{expected}'")


def test_escape_gives_the_keys_back(notebook: Any) -> None:
    notebook.locator(".tl-tracer").focus()
    notebook.keyboard.press("Escape")
    assert not notebook.evaluate("document.activeElement.closest('.tl-tracer')")
    assert "belong to the notebook" in notebook.locator(".tl-notice").text_content()
