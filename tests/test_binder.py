"""Binder can open the lessons: repo2docker understands `binder/`.

It prints the recipe of the machine it would build and builds nothing, so neither Docker nor the network is
needed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lessons import NAMES

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Dockerfile that repo2docker makes of a folder with our `binder/` in it."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("binder/requirements.txt", "binder/runtime.txt", "binder/postBuild", "pyproject.toml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((REPOSITORY / name).read_bytes())
    finished = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    assert "python=3.12" in finished.stderr
    return finished.stdout


def test_the_package_is_installed_after_the_sources_are_there(recipe: str) -> None:
    """`-e .[lab]` needs the sources, which repo2docker copies first only if it understands that line."""
    sources = recipe.index("COPY --chown=0:0 src/ ${REPO_DIR}/")
    installation = recipe.index('pip install --no-cache-dir -r "binder/requirements.txt"')
    assert sources < installation


def test_python_is_the_one_asked_for(recipe: str) -> None:
    """The lock file of the environment is that of Python 3.12."""
    assert "environment.py-3.12" in recipe.replace("-2e", ".").replace("-2d", "-")


def test_requirements_name_the_lab_extra() -> None:
    """Nothing else: what tensorlab needs stands in pyproject.toml only."""
    assert (REPOSITORY / "binder/requirements.txt").read_text(encoding="utf-8").split() == ["-e", ".[lab]"]


def test_binder_uses_the_settings_of_the_lab(recipe: str) -> None:
    """The last step copies the one file that `lab.py` hands to JupyterLab as well."""
    assert "binder/postBuild" in recipe
    copied = (REPOSITORY / "binder/postBuild").read_text(encoding="utf-8")
    assert (
        "binder/jupyterlab/overrides.json" in copied
        and (REPOSITORY / "binder/jupyterlab/overrides.json").exists()
    )


def test_binder_opens_the_first_lesson(tmp_path: Path) -> None:
    """The last step puts the address where JupyterLab looks for it; the lesson is one of the course."""
    bash = shutil.which("bash")
    if os.name == "nt" or bash is None:
        pytest.skip("the last step is a script for bash")
    subprocess.run(
        [bash, "binder/postBuild"],
        cwd=REPOSITORY,
        env={**os.environ, "NB_PYTHON_PREFIX": str(tmp_path)},
        check=True,
        timeout=60,
    )
    settings = json.loads(
        (tmp_path / "etc" / "jupyter" / "jupyter_lab_config.json").read_text(encoding="utf-8")
    )
    opened = settings["LabApp"]["default_url"].removeprefix("/lab/tree/")
    assert opened == f"lessons/{NAMES[0]}.ipynb" and (REPOSITORY / opened).is_file()
    assert (tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json").is_file()


@pytest.mark.parametrize("page", ["README.md", "lessons/guide/binder.md", "lessons/zh/guide/binder.md"])
def test_what_leads_to_binder_leads_to_a_lesson(page: str) -> None:
    """Under an address that has one account in it, to be filled in once."""
    addresses = re.findall(
        r"https://mybinder\.org/v2/[^\s)`]+", (REPOSITORY / page).read_text(encoding="utf-8")
    )
    assert addresses
    for address in addresses:
        place, _, opened = address.partition("?urlpath=lab/tree/")
        assert place == "https://mybinder.org/v2/gh/OWNER/tensorlab/HEAD"
        assert (REPOSITORY / opened).is_file(), opened
