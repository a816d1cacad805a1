"""What the tests share: which files hold tests, a browser, and what is skipped where.

Environment variables: TENSORLAB_LONG runs the stress tests in full, TENSORLAB_REQUIRE_BROWSER turns a skipped
browser test into a failure (a machine that should have a browser cannot lose it unnoticed), TENSORLAB_REQUIRE_GPU
does the same with tests that need a GPU, TENSORLAB_BROWSER says where the browser is.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tensorlab.devices import cupy_gpu

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_FOLDERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def pytest_configure() -> None:
    """Let tests press Ctrl-C, also where a shell has started all this in the background and so ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Doctests are sought in tensorlab/; here only test_*.py holds tests, the rest is programs, helpers."""
    if collection_path.suffix == ".py" and not collection_path.name.startswith("test_"):
        return True
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why."""
    if item.get_closest_marker("long") and not os.environ.get("TENSORLAB_LONG"):
        pytest.skip("takes minutes: python3 lab.py test --long")
    if item.get_closest_marker("gpu"):
        if item.config.getoption("markexpr") != "gpu":
            pytest.skip("needs a GPU, so it did NOT run: python3 lab.py gpu, or pytest -m gpu")
        if not cupy_gpu.find():
            pytest.skip(f"needs a GPU, so it did NOT run: {cupy_gpu.why_none()}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where a browser or a GPU is required, a test of it that was skipped has failed."""
    report = yield
    for marker in ("browser", "gpu"):
        variable = f"TENSORLAB_REQUIRE_{marker.upper()}"
        if report.skipped and item.get_closest_marker(marker) and os.environ.get(variable):
            report.outcome = "failed"
            report.longrepr = f"skipped although {variable} is set: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where Chrome or Chromium is, for Playwright's `executable_path`; without one the test is skipped."""
    found = find_browser()
    if found is None:
        pytest.skip("no Chrome or Chromium on this machine: the browser tests did NOT run")
    return found


def find_browser() -> str | None:
    """Where Chrome or Chromium is; None where there is none."""
    named = os.environ.get("TENSORLAB_BROWSER")
    found = [named] if named else [path for path in map(shutil.which, BROWSERS) if path]
    found += [path for path in BROWSER_FOLDERS if Path(path).exists()]
    return found[0] if found else None
