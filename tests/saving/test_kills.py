"""A program that is killed while it saves loses nothing that was saved before."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def outcome(*arguments: str) -> str:
    """Run `killed_saves.py` in a process of its own, since it forks; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.saving.killed_saves", *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def killed_before_every_step(folder: Path, saves_before: str) -> None:
    """Each digit is a number of saves that were finished before."""
    lines = outcome(str(folder), "steps", saves_before).splitlines()
    counts = {tuple(line.split()[:2]): int(line.split()[2]) for line in lines}
    assert len(counts) == 2 * len(saves_before)
    assert all(10 < count < 40 for count in counts.values()), counts  # or nothing was interrupted at all


def test_killed_before_every_step_of_the_file_system(tmp_path: Path) -> None:
    """Wherever a save stops, what is listed is whole, nothing finished is lost, and the next program goes on."""
    killed_before_every_step(tmp_path, "2")


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """The same by chance, a few times."""
    assert outcome(str(tmp_path), "12", "3").startswith("12 kills in ")


def test_several_programs_save_under_one_name(tmp_path: Path) -> None:
    """Whoever reads gets a whole checkpoint of one of them, and nothing is left over."""
    assert outcome(str(tmp_path), "together", "40").startswith("120 saves, read ")


@pytest.mark.long
def test_killed_before_every_step_of_more_saves(tmp_path: Path) -> None:
    """The first save, the second, and one that removes an older checkpoint."""
    killed_before_every_step(tmp_path, "0134")


@pytest.mark.long
def test_killed_in_two_hundred_saves(tmp_path: Path) -> None:
    """The same two hundred times."""
    assert outcome(str(tmp_path), "200", "20").startswith("200 kills in ")
