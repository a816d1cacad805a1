"""The Tracer outside JupyterLab: in Notebook 7, and in a notebook that was turned into a web page.

Read `tensorlab/show/embed.py` beside it.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.jupyterlab import REPOSITORY, jupyterlab

pytestmark = pytest.mark.browser

PROGRAM = """
import tensorlab as tf
from tensorlab import lab
with lab.trace() as tape, tf.Session() as sess:
    w = tf.Variable([1.0, 2.0], name="w")
    loss = tf.reduce_sum(tf.square(w), name="loss")
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(step)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a notebook that records a program and shows it."""
    cells = [nbformat.v4.new_code_cell(PROGRAM.strip()), nbformat.v4.new_code_cell("tape.show()")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder = tmp_path / "served"
    folder.mkdir()
    nbformat.write(notebook, folder / "net.ipynb")
    return folder


def steps_by_key(page: Any) -> None:
    """The Tracer on a page, or in a frame, goes on by key."""
    tracer = page.locator(".tl-tracer")
    tracer.wait_for(timeout=60_000)
    before = page.locator(".tl-phase").inner_text()
    tracer.focus()
    tracer.press("ArrowRight")
    after = page.locator(".tl-phase").inner_text()
    assert "step 1 of" in before and "step 2 of" in after


def test_notebook_7_shows_it_and_steps(folder: Path, tmp_path: Path, browser: Any) -> None:
    pytest.importorskip("notebook")
    private = tmp_path / "private"
    private.mkdir()
    with jupyterlab(folder, private, application="notebook") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/notebooks/net.ipynb")
        page.wait_for_function(
            """window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === "idle" """,
            timeout=90_000,
        )
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        steps_by_key(page)
        page.close()


def test_a_notebook_turned_into_html_steps_without_a_kernel_and_a_network(
    folder: Path, browser_path: str, browser: Any
) -> None:
    environment = {**os.environ, "TENSORLAB_STATIC": "1", "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "net.ipynb"]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=180)
    html = (folder / "net.html").read_text(encoding="utf-8")
    assert html.count(" srcdoc=") == 1 and "jupyter.widget-view" not in html
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)) if "require" not in str(error) else None)
    page.goto((folder / "net.html").as_uri())
    steps_by_key(page.frame_locator("iframe"))
    assert not wrong
    context.close()


def test_the_embedded_page_cannot_touch_what_is_around_it(folder: Path) -> None:
    import tensorlab as tf
    from tensorlab import lab

    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        sess.run(tf.constant(1.0) + 2.0)
    html = tape.embed(height=500)._repr_html_()
    attributes = html.rpartition('" sandbox=')[2]
    assert attributes.startswith('"allow-scripts allow-downloads allow-modals"')
    assert "height: 500px" in attributes
    assert repr(tape.embed()) == repr(tape)
