"""What `test_jupyterlab.py` needs: a JupyterLab of its own, a browser, and a stopwatch inside the page.

Read next: `test_jupyterlab.py`.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60_000  # milliseconds, for what a kernel does; a machine under load is slow
# From the key press to the first task after the frame that shows the change: what the eye waits for.
STOPWATCH = """
() => {
  window.pressed = [];
  const afterPaint = new MessageChannel();
  const waiting = [];
  afterPaint.port1.onmessage = () => {
    const { begin, tracer, before } = waiting.shift();
    const sentence = tracer.querySelector(".tl-spoken").textContent;
    window.pressed.push({ spent: performance.now() - begin, sentence, changed: sentence !== before });
  };
  window.addEventListener("keydown", (event) => {
    const tracer = event.target.closest && event.target.closest(".tl-tracer");
    if (!tracer || ["Shift", "Control"].includes(event.key)) return;
    const before = tracer.querySelector(".tl-spoken").textContent;
    const begin = event.timeStamp;
    requestAnimationFrame(() => {
      waiting.push({ begin, tracer, before });
      afterPaint.port2.postMessage(null);
    });
  }, { capture: true });
}
"""


@contextmanager
def jupyterlab(folder: Path, private: Path, *options: str, application: str = "jupyterlab") -> Iterator[str]:
    """Serve a folder with JupyterLab, or with another Jupyter `application`; the result is its address.

    Settings and state stay in `private`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = dict(os.environ)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        surroundings[name] = str(private / name.lower())
    for name in ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
        surroundings[name] = str(private / name.lower())
    surroundings["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(REPOSITORY), surroundings.get("PYTHONPATH", "")])
    )
    app_class = {"jupyterlab": "LabApp", "notebook": "JupyterNotebookApp"}[application]
    command = [
        *(sys.executable, "-m", application, "--no-browser", f"--ServerApp.root_dir={folder}"),
        *(
            f"--ServerApp.port={port}",
            "--ServerApp.ip=127.0.0.1",
            "--IdentityProvider.token=",
            "--allow-root",
        ),
        *(f"--{app_class}.expose_app_in_browser=True", "--log-level=WARN", *options),
    ]
    log = private / "jupyterlab.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            command, env=surroundings, cwd=folder, stdout=written, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api", server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers; fail with its own words when it ends or says nothing for a minute."""
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-4000:]}")


@contextmanager
def browser_page(
    browser: Any, width: int = 1440, height: int = 900, **options: Any
) -> Iterator[tuple[Any, list[str]]]:
    """A page in a browser, with nothing left over from others, and the list in which its errors collect."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"page: {error}"))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    try:
        yield page, errors
    finally:
        context.close()


class OpenNotebook:
    """A notebook that is open in JupyterLab, in a page.

    Args:
        page: Playwright's page.
        address: the server's.
        name: the notebook's file name.
    """

    def __init__(self, page: Any, address: str, name: str) -> None:
        self.page = page
        page.goto(f"{address}/lab/tree/{name}?reset")
        # What is run before the session is ready is dropped without a word.
        page.wait_for_function(
            """() => {
              const panel = window.jupyterapp && window.jupyterapp.shell.currentWidget;
              const session = panel && panel.context && panel.context.sessionContext;
              return Boolean(session && panel.context.isReady && session.isReady
                && session.session && session.session.kernel && session.session.kernel.status === "idle");
            }""",
            timeout=PATIENCE,
        )

    def command(self, name: str) -> None:
        """Execute one of JupyterLab's commands."""
        self.page.evaluate("(name) => { window.jupyterapp.commands.execute(name); }", name)

    def run_all(self) -> None:
        """Run all cells; they need not have ended when this returns."""
        self.command("notebook:run-all-cells")

    def wait_until_idle(self) -> None:
        """Wait until every code cell was run and the kernel rests."""
        self.page.wait_for_function(
            """() => {
              const panel = window.jupyterapp.shell.currentWidget;
              const cells = Array.from(panel.content.widgets).filter((cell) => cell.model.type === "code");
              return cells.every((cell) => !cell.model.sharedModel.getSource() || cell.model.executionCount)
                && panel.context.sessionContext.session.kernel.status === "idle";
            }""",
            timeout=PATIENCE,
        )

    def tracer(self, number: int = 0) -> "OpenTracer":
        """One of the notebook's Tracers, scrolled to."""
        found = self.page.locator(".tl-tracer").nth(number)
        found.wait_for(state="attached", timeout=PATIENCE)
        found.scroll_into_view_if_needed()
        return OpenTracer(self.page, found)


class OpenTracer:
    """A Tracer in a page, worked by keys as a student does.

    Args:
        page: Playwright's page.
        root: the locator of the Tracer's element.
    """

    def __init__(self, page: Any, root: Any) -> None:
        self.page = page
        self.root = root

    def start_stopwatch(self) -> None:
        """Measure every key from now on; once a page."""
        self.page.evaluate(STOPWATCH)

    def focus(self) -> None:
        """Click into the Tracer where nothing else is, as a reader would."""
        self.root.locator(".tl-sentence").click(position={"x": 3, "y": 3})

    def press(self, key: str) -> tuple[float, str]:
        """Press a key; the milliseconds until the change was painted, and the sentence then."""
        already = self.page.evaluate("window.pressed.length")
        self.page.keyboard.press(key)
        self.page.wait_for_function("(count) => window.pressed.length > count", arg=already, timeout=PATIENCE)
        measured = self.page.evaluate("window.pressed[window.pressed.length - 1]")
        return measured["spent"], measured["sentence"]

    @property
    def sentence(self) -> str:
        """What a screen reader says of the current step."""
        return str(self.root.locator(".tl-spoken").text_content())

    @property
    def run(self) -> int:
        """The number of the run in the header."""
        return int(str(self.root.locator(".tl-run b").text_content()).removeprefix("Run ").replace(",", ""))

    def click_on_curve(self, share: float) -> None:
        """Click on the loss curve, at a share of its width, and wait until another run is shown."""
        shown = self.root.locator(".tl-run b").text_content()
        box = self.root.locator(".tl-curve .tl-hit").bounding_box()
        self.page.mouse.click(box["x"] + 6 + share * (box["width"] - 12), box["y"] + box["height"] / 2)
        self.root.locator(".tl-run b", has_not_text=re.compile(f"^{shown}$")).wait_for(timeout=5000)


def words(sentence: str) -> str:
    """A sentence without its arrays, which the page writes more briefly than Python; numbers stay."""
    return re.sub(
        r"\[[^a-df-z]*\]( between \S+ and \S*\d)?", "[...]", sentence.replace("\u2212", "-").lower()
    )


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    made = [
        {"cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": source, "outputs": []}
        for number, source in enumerate(cells)
    ]
    for cell in made:
        cell["execution_count"] = None
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
