"""A browser for the tests of this folder, and pages in it that are made from bundles.

Read next: `test_page.py`, `test_notebook.py`.
"""

import copy
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tensorlab.show.page import to_page
from tests.show.fixture import seed_bundle

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-domain-reliability",
]  # fmt: skip
OpenPage = Callable[..., Any]
Bundle = tuple[dict[str, Any], bytes]
RUNS = 40  # of the seed program


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Any]:
    """Chrome or Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_file(browser: Any) -> Iterator[OpenPage]:
    """Open a page from its file, without a network, and wait for its view; errors in it fail the test."""
    contexts = []
    errors: list[str] = []

    def opened(path: Path, place: str, size: tuple[int, int], view: str, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request: errors.append(request.url) if not request.url.startswith("file:") else None,
        )
        page.goto(f"{path.as_uri()}#{place}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector(view)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def open_page(open_file: OpenPage, tmp_path: Path) -> OpenPage:
    """Write a bundle as a page and open it."""
    numbers = itertools.count()

    def opened(
        bundle: Any, blob: bytes, place: str = "", size: tuple[int, int] = (1280, 720), **options: Any
    ) -> Any:
        path = tmp_path / f"page{next(numbers)}.html"
        path.write_text(to_page(bundle, blob), encoding="utf-8")
        return open_file(path, place, size, ".tl-app", **options)

    return opened


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which finds what a screen reader would stumble over."""
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def recorded_seed() -> Bundle:
    return seed_bundle(RUNS)


@pytest.fixture
def seed(recorded_seed: Bundle) -> Bundle:
    """The seed program's bundle, a copy for each test to change."""
    return copy.deepcopy(recorded_seed[0]), recorded_seed[1]
