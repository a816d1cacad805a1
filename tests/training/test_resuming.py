"""A training that was killed and run again ends with the weights of one that was not, bit for bit."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import tensorlab as tf

REPOSITORY = Path(__file__).parent.parent.parent


def program(folder: Path, last_step: int, pause: float = 0.0) -> list[str]:
    """The command that trains."""
    return [sys.executable, "-m", "tests.training.resumed", str(folder), str(last_step), str(pause)]


def trained(folder: Path, last_step: int) -> tuple[int, list[str]]:
    """Train up to a step; from which step on it did, and the weights."""
    done = subprocess.run(
        program(folder, last_step), cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, *weights = done.stdout.splitlines()
    return int(first.removeprefix("from ")), weights


def killed(folder: Path, at_step: int) -> None:
    """Train until a checkpoint of this step or a later one is there, then kill the process at once."""
    process = subprocess.Popen(program(folder, 10_000, 0.002), cwd=REPOSITORY, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            latest = tf.train.latest_checkpoint(folder)
            if latest is not None and int(latest.rpartition("-")[2]) >= at_step:
                break
            time.sleep(0.005)
        else:
            raise AssertionError("there was no checkpoint within a minute")
    finally:
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert process.stdout is not None
        process.stdout.close()


def test_killed_twice_and_resumed(tmp_path: Path) -> None:
    """Killed after 50 steps and after 125, resumed to 200; beside it 200 steps in one go."""
    killed(tmp_path / "killed", 50)
    killed(tmp_path / "killed", 125)
    begun, weights = trained(tmp_path / "killed", 200)
    assert begun >= 125
    assert begun % 25 == 0
    whole, expected = trained(tmp_path / "whole", 200)
    assert whole == 0
    assert len(expected) > 20
    assert weights == expected


def test_stopped_and_resumed(tmp_path: Path) -> None:
    """Stopped where no checkpoint is due, which is saved all the same."""
    trained(tmp_path / "stopped", 60)
    begun, weights = trained(tmp_path / "stopped", 90)
    assert begun == 60
    assert weights == trained(tmp_path / "whole", 90)[1]
