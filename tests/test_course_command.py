"""`python -m tensorlab lessons`: the course leaves the wheel, and nothing of a student's own is ever overwritten."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from tensorlab.lab import lessons as command
from tensorlab.lab.lessons import NOTE, copy_course, files_of, jupyter_command, main
from tests.lessons import COURSE, REPOSITORY, lessons


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small course."""
    folder = tmp_path / "source"
    (folder / "zh").mkdir(parents=True)
    (folder / "00-welcome.ipynb").write_text("one")
    (folder / "zh" / "00-welcome.ipynb").write_text("yi")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "00-welcome.ipynb").write_text("left over")
    return folder


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    """Where it was copied to."""
    copy_course(source, tmp_path / "mine")
    return tmp_path / "mine"


def contents(folder: Path) -> dict[str, str]:
    """What stands in a folder, but for the note."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files_of(folder)}


BOTH = {"00-welcome.ipynb": "one", "zh/00-welcome.ipynb": "yi"}


def test_it_copies_both_editions(folder: Path) -> None:
    assert contents(folder) == BOTH
    assert sorted(path.name for path in folder.iterdir()) == [NOTE, "00-welcome.ipynb", "zh"]


def test_a_second_time_nothing_happens(source: Path, folder: Path) -> None:
    assert copy_course(source, folder) == ([], [], [])
    assert contents(folder) == BOTH


def test_what_was_not_touched_is_brought_up_to_date(source: Path, folder: Path) -> None:
    (source / "00-welcome.ipynb").write_text("two")
    assert copy_course(source, folder).updated == ["00-welcome.ipynb"]
    assert contents(folder) == {**BOTH, "00-welcome.ipynb": "two"}


def test_what_she_changed_stays(source: Path, folder: Path) -> None:
    """While the course has no new version there is nothing to put beside it; then there is, once for each version."""
    (folder / "00-welcome.ipynb").write_text("hers")
    assert copy_course(source, folder) == ([], [], [("00-welcome.ipynb", "00-welcome.ipynb")])
    assert contents(folder) == {**BOTH, "00-welcome.ipynb": "hers"}
    for version, name in (("two", "00-welcome-new.ipynb"), ("three", "00-welcome-new-2.ipynb")):
        (source / "00-welcome.ipynb").write_text(version)
        for _ in range(2):
            copied = copy_course(source, folder)
        assert copied.kept == [("00-welcome.ipynb", "00-welcome.ipynb")]
        assert contents(folder)["00-welcome.ipynb"] == "hers" and contents(folder)[name] == version
    assert len(contents(folder)) == 4


@pytest.mark.parametrize("note", [None, "", "[]", "{"])
def test_without_the_note_all_that_differs_is_hers(source: Path, folder: Path, note: str | None) -> None:
    (folder / "00-welcome.ipynb").write_text("hers")
    (source / "zh" / "00-welcome.ipynb").write_text("er")
    (folder / NOTE).unlink()
    if note is not None:
        (folder / NOTE).write_text(note)
    assert copy_course(source, folder).updated == []
    assert contents(folder) == {
        "00-welcome.ipynb": "hers",
        "00-welcome-new.ipynb": "one",
        "zh/00-welcome.ipynb": "yi",
        "zh/00-welcome-new.ipynb": "er",
    }


def test_a_folder_that_she_had_before_keeps_its_files(source: Path, tmp_path: Path) -> None:
    mine = tmp_path / "homework"
    mine.mkdir()
    (mine / "00-welcome.ipynb").write_text("homework")
    (mine / "notes.txt").write_text("mine")
    copied = copy_course(source, mine)
    assert copied.kept == [("00-welcome.ipynb", "00-welcome-new.ipynb")]
    assert contents(mine)["00-welcome.ipynb"] == "homework" and contents(mine)["notes.txt"] == "mine"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_what_a_link_leads_to_is_not_written(source: Path, tmp_path: Path) -> None:
    """A student may keep her notebooks elsewhere."""
    mine, elsewhere = tmp_path / "mine", tmp_path / "elsewhere.ipynb"
    mine.mkdir()
    elsewhere.write_text("one")
    (mine / "00-welcome.ipynb").symlink_to(elsewhere)
    copy_course(source, mine)
    (source / "00-welcome.ipynb").write_text("two")
    assert copy_course(source, mine).kept == [("00-welcome.ipynb", "00-welcome-new.ipynb")]
    assert elsewhere.read_text() == "one"


def test_the_course_is_not_copied_onto_itself(source: Path) -> None:
    assert copy_course(source, source) == ([], [], [])
    assert not (source / NOTE).exists()


def test_it_says_what_it_did(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the language of her system, or the one asked for."""
    monkeypatch.setattr(command, "course", lambda: source)
    mine = tmp_path / "mine"
    assert main(["lessons", str(mine), "--no-open", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"The course is in {mine}.", "2 files are new."]
    (mine / "00-welcome.ipynb").write_text("hers")
    (source / "00-welcome.ipynb").write_text("two")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["lessons", str(mine), "--no-open"]) == 0
    assert "保持不变。新版本是 00-welcome-new.ipynb。" in capsys.readouterr().out


def test_it_opens_the_first_lesson(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where JupyterLab is installed; elsewhere it says how to go on."""
    started: list[list[str]] = []
    monkeypatch.setattr(command, "course", lambda: source)
    monkeypatch.setattr(command.subprocess, "call", lambda words: started.append(words) or 0)
    assert main(["lessons", str(tmp_path / "mine"), "--language", "zh"]) == 0
    assert started[0][-1] == "--LabApp.default_url=/lab/tree/zh/00-welcome.ipynb"
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: None)
    capsys.readouterr()
    assert main(["lessons", str(tmp_path / "mine"), "--language", "en"]) == 0
    assert len(started) == 1 and "pip install jupyterlab" in capsys.readouterr().out


def test_an_edition_without_the_lesson_opens_the_other(source: Path) -> None:
    (source / "zh" / "00-welcome.ipynb").unlink()
    assert jupyter_command(source, "zh")[-1] == "--LabApp.default_url=/lab/tree/00-welcome.ipynb"


def test_a_folder_that_cannot_be_written_is_said(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "course", lambda: source)
    (tmp_path / "file").write_text("in the way")
    assert main(["lessons", str(tmp_path / "file"), "--no-open", "--language", "en"]) == 1
    assert "could not be copied" in capsys.readouterr().err


# --- the wheel ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this folder."""
    return Path(next(WheelBuilder(str(REPOSITORY)).build(directory=str(tmp_path_factory.mktemp("wheel")))))


def test_the_wheel_holds_the_whole_course(wheel: Path) -> None:
    """Every file of both editions, byte for byte, and nothing that Jupyter left there."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name.removeprefix("tensorlab/course/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("tensorlab/course/")
        }
    present = {path.relative_to(COURSE).as_posix(): path.read_bytes() for path in files_of(COURSE)}
    assert packed == present
    assert {lesson.path.relative_to(COURSE).as_posix() for lesson in lessons()} <= set(packed)


def test_an_installed_wheel_gives_the_course_away(wheel: Path, tmp_path: Path) -> None:
    """The package as it lies in the wheel, unpacked, without the repository around it."""
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    done: Any = subprocess.run(
        [sys.executable, "-m", "tensorlab", "lessons", "course", "--no-open"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "The course is in course."
    copied = {path.relative_to(tmp_path / "course").as_posix() for path in files_of(tmp_path / "course")}
    assert copied == {path.relative_to(COURSE).as_posix() for path in files_of(COURSE)}


def test_an_editable_installation_uses_the_lessons_beside_it() -> None:
    """As `lab.py` and Binder install it: no second copy that could grow old."""
    assert command.course() == COURSE
