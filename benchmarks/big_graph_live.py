"""How long a large graph takes in live JupyterLab: `python -m benchmarks.big_graph_live [--chrome /path]`.

A chain of 10,000 nodes is recorded in a notebook, in scopes of scopes and flat. Then one cell does `tape.show()`;
measured in one piece is the time from the kernel's clock just before it to the first frame in which a box of the
graph is painted: Python, the message, its reading, layout and drawing. The browser and the kernel run on one
machine, so their clocks are one.

Read next: `benchmarks/tracer_latency.py` (a step), `tests/browser/jupyterlab.py` (how a live notebook is worked).
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.jupyterlab import PATIENCE, OpenNotebook, browser_page, jupyterlab, write_notebook

LIMIT = 3.0  # seconds
LENGTH = 10_000
ROUNDS = 3
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
RECORD = """\
from benchmarks.tracer_latency import chain
tape = chain({length}, scopes={scopes})"""
SHOW = """\
import time
print("began", time.time())
tape.show()"""
WATCH = """() => {
  window.firstPicture = null;
  const look = () => {
    if (!document.querySelector(".tl-box")) return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.firstPicture = Date.now() / 1000; };
    channel.port2.postMessage(null);
  };
  requestAnimationFrame(look);
}"""


def measured(browser: Any, scopes: bool) -> float:
    """Return the seconds from `tape.show()` to the first painted picture, in a notebook of its own."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        name = "chain.ipynb"
        write_notebook(Path(folder) / name, RECORD.format(length=LENGTH, scopes=scopes), SHOW)
        with (
            jupyterlab(Path(folder), Path(private)) as address,
            browser_page(browser) as (page, errors),
        ):
            notebook = OpenNotebook(page, address, name)
            notebook.command("notebook:run-cell-and-select-next")
            page.wait_for_function(
                """() => {
                  const panel = window.jupyterapp.shell.currentWidget;
                  return panel.content.widgets[0].model.executionCount
                    && panel.context.sessionContext.session.kernel.status === "idle";
                }""",
                timeout=PATIENCE,
            )
            page.evaluate(WATCH)
            notebook.command("notebook:run-cell-and-select-next")
            page.wait_for_function(
                "() => window.firstPicture || document.querySelector('.jp-OutputArea-output[data-mime-type$=stderr]')",
                timeout=PATIENCE,
            )
            if not page.evaluate("window.firstPicture"):
                raise RuntimeError(page.inner_text(".jp-OutputArea-output[data-mime-type$=stderr]"))
            began = page.get_by_text("began ").last.inner_text().split()[1]
            if errors:
                raise RuntimeError(errors[0])
            return float(page.evaluate("window.firstPicture")) - float(began)


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="How long a large graph takes in live JupyterLab.")
    parser.add_argument("--chrome", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=options.chrome, args=ARGUMENTS)
        for scopes in (True, False):
            spent = [measured(browser, scopes) for _ in range(options.rounds)]
            over = "  (too slow)" if sorted(spent)[len(spent) // 2] > LIMIT else ""
            name = f"chain of {LENGTH:,} nodes, {'in scopes' if scopes else 'flat'}"
            print(
                f"{name:36}  {', '.join(f'{one:.2f}' for one in spent)} s to the first picture{over}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
