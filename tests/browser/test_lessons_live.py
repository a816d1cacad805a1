"""Every lesson of both editions in real JupyterLab: all cells are run, as a student does it, and its Tracer is stepped.

One server and one page serve all of them. Read next: `test_jupyterlab.py`, which looks at one lesson closely.
"""

import re
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")

from tests.browser.jupyterlab import PATIENCE, REPOSITORY, browser_page, jupyterlab
from tests.lessons import COURSE, Lesson, lessons

pytestmark = pytest.mark.browser

LESSONS = lessons()
RECORDS = ("%%trace", "lab.trace(", "lab.live(")
OPEN = """async (path) => {
  const panel = await window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
  await panel.context.ready;
  await panel.context.sessionContext.ready;
  await panel.revealed;
}"""
READY = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel?.context?.sessionContext?.session?.kernel;
  return Boolean(panel?.content?.widgets?.length && kernel && kernel.status === "idle");
}"""
RUN = """async (patience) => {
  const { commands } = window.jupyterapp;
  await commands.execute("notebook:clear-all-cell-outputs");
  const late = new Promise((resolve) => setTimeout(() => resolve("late"), patience));
  return await Promise.race([commands.execute("notebook:run-all-cells"), late]);
}"""
TOLD = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === "code" && cell.model.sharedModel.getSource().trim())
  .map(({ model }) => ({
    id: model.id,
    count: model.executionCount,
    tags: model.getMetadata("tags") || [],
    errors: model.outputs.toJSON()
      .filter((one) => one.output_type === "error").map((one) => one.ename + ": " + one.evalue),
    widget: model.outputs.toJSON().some((one) => one.data && "application/vnd.jupyter.widget-view+json" in one.data),
  }))"""
SHOW = """(id) => {
  const { content } = window.jupyterapp.shell.currentWidget;
  const place = content.widgets.findIndex((cell) => cell.model.id === id);
  content.activeCellIndex = place;
  return content.scrollToItem(place, "start");
}"""
CLOSE = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.sessionContext.shutdown();
  panel.context.model.dirty = false;
  panel.dispose();
}"""


@pytest.fixture(scope="module")
def laboratory(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, list[str]]]:
    """JupyterLab on a copy of the course, open in a page, and the errors of the page."""
    folder = tmp_path_factory.mktemp("course") / "lessons"
    shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns(".*"))
    settings = f"--LabApp.app_settings_dir={REPOSITORY / 'binder' / 'jupyterlab'}"
    with (
        jupyterlab(folder, tmp_path_factory.mktemp("jupyter"), settings) as address,
        browser_page(browser) as (page, errors),
    ):
        page.goto(f"{address}/lab?reset")
        page.wait_for_function("() => window.jupyterapp?.shell", timeout=PATIENCE)
        page.evaluate("() => window.jupyterapp.restored.then(() => null)")
        yield page, errors


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.label)
def test_a_student_runs_it_and_steps(lesson: Lesson, laboratory: tuple[Any, list[str]]) -> None:
    """No cell fails that should not, and the first Tracer goes on, or back, by key."""
    page, errors = laboratory
    errors.clear()
    begin = time.monotonic()
    page.evaluate(OPEN, lesson.path.relative_to(COURSE).as_posix())
    page.wait_for_function(READY, timeout=PATIENCE)
    ready = time.monotonic()
    try:
        assert page.evaluate(RUN, PATIENCE) != "late", "it did not end in a minute"
        told = page.evaluate(TOLD)
        assert [one["id"] for one in told if not one["count"]] == [], "cells that did not run"
        assert [one for one in told if one["errors"] and "raises-exception" not in one["tags"]] == []
        ran = time.monotonic()
        if any(record in cell.source for cell in lesson.read().cells for record in RECORDS):
            step(page, [one["id"] for one in told if one["widget"]])
        print(
            f"\n{lesson.label}: open {ready - begin:.1f} s, run {ran - ready:.1f} s, "
            f"stepped {time.monotonic() - ran:.1f} s"
        )
        assert not errors
    finally:
        page.evaluate(CLOSE)


def step(page: Any, cells: list[str]) -> None:
    """Step in the first Tracer that has steps, among the outputs of these cells."""
    assert cells, "no cell shows a widget"
    for cell in cells:
        page.evaluate(SHOW, cell)
        tracers = page.locator(".jp-Notebook .jp-Cell.jp-mod-active .tl-tracer")
        try:
            tracers.first.wait_for(timeout=PATIENCE if cell == cells[-1] else 5000)
        except Exception:
            if cell == cells[-1]:
                raise
            continue
        for tracer in tracers.all():
            if tracer.locator(".tl-sentence").count() and tracer.locator(".tl-run b").count():
                stepped = steps_by_key(page, tracer)
                one_step_only = re.findall(r"\d+", tracer.locator(".tl-phase").inner_text())[-1:] == ["1"]
                assert stepped or one_step_only, f"the Tracer of {cell} does not step"
                if stepped:
                    return
    raise AssertionError("no Tracer has steps")


def steps_by_key(page: Any, tracer: Any) -> bool:
    """Whether one of the keys that lead on or back changes the sentence."""
    tracer.scroll_into_view_if_needed()
    tracer.locator(".tl-sentence").click(position={"x": 3, "y": 3})
    spoken = tracer.locator(".tl-spoken")
    before = spoken.text_content()
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        for _ in range(20):
            if spoken.text_content() != before:
                return True
            page.wait_for_timeout(50)
    return False
