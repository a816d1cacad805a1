"""The main job, end to end: a student opens the lesson in JupyterLab, runs it, and steps through it by key.

The figures are printed: `python3 lab.py test -k jupyterlab -s`. Read `jupyterlab.py`, beside this file, for how
the page is worked.
"""

import contextlib
import io
import runpy
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")

from tensorlab import lab
from tensorlab.show.sentences import sentences
from tests.browser.jupyterlab import (
    REPOSITORY,
    OpenNotebook,
    OpenTracer,
    browser_page,
    jupyterlab,
    words,
    write_notebook,
)

pytestmark = pytest.mark.browser

LESSON = "15-the-complete-program.ipynb"
PROGRAM = REPOSITORY / "tests" / "seed" / "seed5_training.py"
FASTEST_PROMISE = 50  # milliseconds from key to painted, the median

SPARE = """\
import numpy as np
import tensorlab as tf
from tensorlab import lab

x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.Variable([[1.0], [2.0]], name="w")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)), name="loss")
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with lab.trace() as tape, tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(30):
        sess.run(train, {x: np.full([4, 2], step, np.float32)})
tape.show(run=2, budget=1)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of the lessons, and a notebook whose values stay in the kernel."""
    folder = tmp_path_factory.mktemp("lessons")
    for lesson in (REPOSITORY / "lessons").glob("*.ipynb"):
        shutil.copy(lesson, folder)
    write_notebook(folder / "spare.ipynb", SPARE)
    with jupyterlab(folder, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="module")
def tape() -> lab.Tape:
    """The same program, recorded here: what the Tracer must say is known."""
    with lab.trace(title=PROGRAM.name) as recorded, contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(PROGRAM), run_name="__main__")
    return recorded


def expected(tape: lab.Tape, run: int) -> list[str]:
    """What the Tracer says at each step of a run (a number)."""
    bundle, blob = tape.bundle()
    told = list(sentences(bundle, blob, run - 1))
    return [f"Step {number} of {len(told)}, {phase}: {text}" for number, (phase, text) in enumerate(told, 1)]


def walk(tracer: OpenTracer, wanted: list[str]) -> list[float]:
    """Step through all of it, 40 times at least, then back by ten; the milliseconds of every key."""
    assert len(wanted) > 40
    spent = []
    for sentence in wanted[1:]:
        milliseconds, said = tracer.press("ArrowRight")
        assert words(said) == words(sentence)
        spent.append(milliseconds)
    for sentence in reversed(wanted[-11:-1]):
        milliseconds, said = tracer.press("ArrowLeft")
        assert words(said) == words(sentence)
        spent.append(milliseconds)
    return spent


def report(name: str, spent: list[float]) -> float:
    """Print the figures of a walk; the result is the median."""
    median = statistics.median(spent)
    print(
        f"\n{name}: {len(spent)} keys, from key to painted {median:.0f} ms (median), "
        f"{min(spent):.0f} to {max(spent):.0f} ms"
    )
    return median


def test_the_lesson(server: str, browser: Any, tape: lab.Tape) -> None:
    """Open, run all, step, change runs, leave, go on."""
    begin = time.monotonic()
    with browser_page(browser) as (page, errors):
        notebook = OpenNotebook(page, server, LESSON)
        ready = time.monotonic()
        assert page.get_by_text("Error displaying widget").count() == 0
        notebook.run_all()
        tracer = notebook.tracer()
        print(
            f"\nsession ready {ready - begin:.1f} s after opening, Tracer {time.monotonic() - ready:.1f} s later"
        )
        notebook.wait_until_idle()
        tracer = notebook.tracer()
        tracer.start_stopwatch()
        tracer.focus()
        assert tracer.run == 4
        tracer.press("Home")
        assert report("lesson", walk(tracer, expected(tape, 4))) < FASTEST_PROMISE

        check_runs(tracer, last_run=len(tape))
        check_the_way_back(page, tracer)
        assert not errors


def check_runs(tracer: OpenTracer, last_run: int) -> None:
    """The run changes by key and by a click on the loss curve."""
    before = tracer.run
    spent = [tracer.press("Shift+ArrowRight")[0] for _ in range(10)]
    assert tracer.run == before + 10
    tracer.press("Shift+ArrowLeft")
    assert tracer.run == before + 9
    report("runs", spent)
    tracer.click_on_curve(0.5)
    assert abs(tracer.run - last_run / 2) < 0.02 * last_run
    tracer.focus()
    assert "Step 2 of" in tracer.press("Home")[1] + tracer.press("ArrowRight")[1]


def check_the_way_back(page: Any, tracer: OpenTracer) -> None:
    """Escape gives the keys back to the notebook: a new cell can be written and run."""
    assert page.evaluate("document.activeElement.classList.contains('tl-tracer')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.tl-tracer')") is None
    said = tracer.sentence
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("print(6 * 7, 'is the answer')")
    page.keyboard.press("Shift+Enter")
    page.get_by_text("42 is the answer").wait_for()
    assert tracer.sentence == said


def test_values_that_only_the_kernel_has(server: str, browser: Any) -> None:
    """A long record does not travel whole: the Tracer asks for a run when it comes to it."""
    with browser_page(browser) as (page, errors):
        notebook = OpenNotebook(page, server, "spare.ipynb")
        notebook.run_all()
        tracer = notebook.tracer()
        tracer.start_stopwatch()
        tracer.focus()
        for number in (3, 4, 5):
            tracer.press("Shift+ArrowRight")
            assert tracer.run == number
            tracer.press("Home")
            begin = time.monotonic()
            entry = number - 2
            page.wait_for_function(
                "(text) => document.querySelector('.tl-tracer .tl-spoken').textContent.endsWith(text)",
                arg=f", all {entry}.",
            )
            print(f"\nrun {number} came from the kernel in {1000 * (time.monotonic() - begin):.0f} ms")
        assert not errors


def test_the_exported_page(tmp_path: Path, browser: Any, tape: lab.Tape) -> None:
    """One file, from the disk, with the network off: it steps the same way."""
    exported = tape.to_html(tmp_path / "seed.html")
    with browser_page(browser, offline=True) as (page, errors):
        begin = time.monotonic()
        page.goto(exported.as_uri())
        page.locator(".tl-sentence").wait_for()
        print(
            f"\nexported page: {exported.stat().st_size / 1e6:.1f} MB, shown in {time.monotonic() - begin:.2f} s"
        )
        tracer = OpenTracer(page, page.locator(".tl-tracer"))
        tracer.start_stopwatch()
        assert tracer.run == 4
        assert report("exported page", walk(tracer, expected(tape, 4))) < FASTEST_PROMISE
        tracer.focus()
        check_runs(tracer, last_run=len(tape))
        assert not errors
