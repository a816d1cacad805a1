"""`python -m tensorlab lessons`: copy the course out of the installed package, and open it in JupyterLab.

Nothing of a student's own is ever overwritten. A file that she has not touched since it was copied is brought up to
date; one that she has changed stays as it is, and where the course has a new version of it, that comes beside it. What
was copied is noted in a small file in the folder, by its hash; without the note every file that differs counts as hers.

Read next: `copy_course`.
"""

import argparse
import hashlib
import importlib.util
import json
import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import tensorlab
from tensorlab.record.words import LANGUAGES, say

FOLDER = "tensorlab-lessons"
NOTE = ".tensorlab-course.json"
FIRST = "00-welcome.ipynb"


class Copied(NamedTuple):
    """What `copy_course` did, as paths relative to the folder.

    Attributes:
        new: files that were not there.
        updated: files that nobody had touched, brought up to date.
        kept: files of the student's own that stay; each with where the course's new version lies.
    """

    new: list[str]
    updated: list[str]
    kept: list[tuple[str, str]]


def main(arguments: list[str] | None = None) -> int:
    """Copy the course into a folder and open it; the result is the exit status."""
    language = system_language()
    parser = argparse.ArgumentParser(prog="python -m tensorlab", description=say("course.about", language))
    commands = parser.add_subparsers(dest="command", required=True)
    lessons = commands.add_parser("lessons", help=say("course.help", language))
    lessons.add_argument(
        "folder", nargs="?", type=Path, default=Path(FOLDER), help=say("course.folder", language)
    )
    lessons.add_argument("--no-open", action="store_true", help=say("course.no_open", language))
    lessons.add_argument(
        "--language", choices=LANGUAGES, default=language, help=say("course.language", language)
    )
    options = parser.parse_args(arguments)
    language = options.language
    folder = options.folder
    try:
        copied = copy_course(course(), folder)
    except OSError as error:
        print(say("course.failed", language, folder=folder, error=error.strerror or error), file=sys.stderr)
        return 1
    print("\n".join(report(copied, folder, language)), flush=True)
    if options.no_open:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        print(say("course.no_jupyterlab", language))
        return 0
    try:
        return subprocess.call(jupyter_command(folder.resolve(), language))
    except KeyboardInterrupt:  # the way to stop JupyterLab, which has said so
        return 0


def course() -> Path:
    """Where the course is: in the installed package, or beside its sources.

    >>> any(course().glob("*.ipynb"))
    True
    """
    package = Path(tensorlab.__file__).parent
    for place in (package / "course", package.parent / "lessons"):
        if any(place.glob("*.ipynb")):
            return place
    raise FileNotFoundError(2, say("course.missing"), str(package / "course"))


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of the course, in order; nothing that Jupyter or a desktop left there."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield path


def copy_course(source: Path, folder: Path) -> Copied:
    """Copy the course into a folder, without overwriting what is not the course's own.

    Raises:
        OSError: when the folder cannot be written.
    """
    copied = Copied([], [], [])
    if folder.resolve() == source.resolve():
        return copied
    folder.mkdir(parents=True, exist_ok=True)
    given = read_note(folder / NOTE)
    for path in files_of(source):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(target):
            write_new(target, content)
            copied.new.append(name)
        elif target.is_file() and target.read_bytes() == content:
            pass
        elif target.is_file() and not target.is_symlink() and digest(target.read_bytes()) == given.get(name):
            replace(target, content)
            copied.updated.append(name)
        else:
            # Hers. She has this version of the course's already, or it comes beside.
            beside = name if given.get(name) == digest(content) else put_beside(target, content, folder)
            copied.kept.append((name, beside))
        given[name] = digest(content)
    replace(folder / NOTE, json.dumps(given, indent=1).encode())
    return copied


def put_beside(target: Path, content: bytes, folder: Path) -> str:
    """Write the course's version of a file beside the student's, under a name that is free; the name."""
    number = 1
    while True:
        suffix = "-new" if number == 1 else f"-new-{number}"
        beside = target.with_name(f"{target.stem}{suffix}{target.suffix}")
        if not os.path.lexists(beside):
            write_new(beside, content)
        elif not beside.is_file() or beside.read_bytes() != content:
            number += 1
            continue
        return beside.relative_to(folder).as_posix()


def write_new(target: Path, content: bytes) -> None:
    """Write a file that is not there; should it appear meanwhile, it is left alone, and that is an error."""
    with target.open("xb") as written:
        written.write(content)


def replace(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def digest(content: bytes) -> str:
    """The hash by which a version of a file is known."""
    return hashlib.sha256(content).hexdigest()


def read_note(path: Path) -> dict[str, str]:
    """What was copied before, by name; nothing where the note is missing or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def report(copied: Copied, folder: Path, language: str = "en") -> Iterator[str]:
    """What was done, a line each.

    >>> list(report(Copied([], [], [("a.ipynb", "a-new.ipynb")]), Path("course")))
    ['The course is in course.', 'a.ipynb is your own and stays. The new version is a-new.ipynb.']
    """
    yield say("course.where", language, folder=folder)
    if copied.new:
        yield say("course.new", language, count=len(copied.new))
    if copied.updated:
        yield say("course.updated", language, count=len(copied.updated))
    for name, beside in copied.kept:
        if beside != name:
            yield say("course.kept", language, name=name, beside=beside)


def jupyter_command(folder: Path, language: str) -> list[str]:
    """The command that serves a folder and opens the first lesson."""
    first = next((name for name in (in_language(FIRST, language), FIRST) if (folder / name).exists()), None)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # as in a container; Jupyter would refuse
    if first is not None:
        command.append("--LabApp.default_url=/lab/tree/" + quote(first))
    return command


def in_language(name: str, language: str) -> str:
    """Where a lesson stands in an edition.

    >>> in_language("00-welcome.ipynb", "zh")
    'zh/00-welcome.ipynb'
    """
    return name if language == "en" else f"{language}/{name}"


def system_language() -> str:
    """The language of the reader's system, as far as the course speaks it; else English."""
    words = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next(filter(None, words), "") or locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"
