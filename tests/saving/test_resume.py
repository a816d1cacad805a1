"""A training that was killed and resumed ends with the same weights, bit for bit, as one without a break."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def trained(folder: Path, *numbers: int) -> subprocess.CompletedProcess[str]:
    """Run the training in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "tests.saving.resumed_training", str(folder), *map(str, numbers)],
        capture_output=True, text=True, cwd=ROOT, timeout=300,
    )  # fmt: skip


def compare(tmp_path: Path, until: int, killed_at: int) -> None:
    """Compare a training with a break with one without."""
    broken = trained(tmp_path / "broken", until, killed_at)
    assert broken.returncode == -9
    assert not broken.stdout
    resumed = trained(tmp_path / "broken", until)
    whole = trained(tmp_path / "whole", until)
    assert resumed.returncode == whole.returncode == 0, resumed.stderr[-2000:] + whole.stderr[-2000:]
    first, *resumed_lines = resumed.stdout.splitlines()
    begun, *whole_lines = whole.stdout.splitlines()
    assert (first, begun) == (f"begun at {killed_at // 10 * 10}", "begun at 0")
    assert resumed_lines == whole_lines
    names = [line.split()[0] for line in whole_lines]
    for wanted in ("hidden/kernel/Momentum", "guess/kernel/Adam_1", "beta2_power", "global_step"):
        assert wanted in names
    assert any("ExponentialMovingAverage" in name for name in names)


def test_resumed_weights_are_the_same(tmp_path: Path) -> None:
    """Killed in step 37 of 60."""
    compare(tmp_path, 60, 37)


@pytest.mark.long
def test_resumed_weights_are_the_same_after_a_thousand_steps(tmp_path: Path) -> None:
    """Killed in step 500 of 1,000, and in another that is no step of a save."""
    compare(tmp_path / "first", 1000, 500)
    compare(tmp_path / "second", 1000, 507)
