"""The wheel holds every file of the package, also those that are not Python."""

import os
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import tensorlab

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this folder."""
    return Path(next(WheelBuilder(str(REPOSITORY)).build(directory=str(tmp_path_factory.mktemp("wheel")))))


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    """Compared with the folder itself, but for what Python leaves there."""
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("tensorlab/")}
    present = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "tensorlab").rglob("*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints", ".DS_Store"} & set(path.parts)
    }
    assert present <= packed
    assert {".js", ".css"} <= {os.path.splitext(name)[1] for name in packed if "/static/" in name}
    assert any(name.endswith(".json") for name in packed), "the schema of the bundle"


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    """Installing tensorlab puts one folder on the import path."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"tensorlab", f"tensorlab-{tensorlab.__version__}.dist-info"}


def test_the_version_stands_in_one_place(wheel: Path) -> None:
    """The build reads it where the program does."""
    assert wheel.name.startswith(f"tensorlab-{tensorlab.__version__}-")


def test_a_source_archive_can_be_made(tmp_path: Path) -> None:
    """With the tests in it, as distributions of Linux like to have them."""
    archive = Path(next(SdistBuilder(str(REPOSITORY)).build(directory=str(tmp_path))))
    assert archive.stat().st_size > 10_000
