"""Which programs there are, how one is run, and how what it prints is compared with what TensorFlow printed.

A number may differ by a thousandth of its size, or by one in the last digit that is printed; a whole number
without a decimal point and all the words have to agree to the letter.

Read next: `test_programs.py`, `record.py`.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.parity.compare import NUMBER, is_whole, printed_lines, text_around

HERE = Path(__file__).parent
GOLDENS = HERE / "goldens"
RELATIVE = 1e-3
LIKE = re.compile(r"^It prints what `(\w+)\.py` prints\.$", re.MULTILINE)


def programs() -> dict[str, Path]:
    """Every program by its name."""
    found = {path.stem: path for path in sorted(HERE.glob("*.py"))}
    return {
        name: path for name, path in found.items() if "\nimport tensorflow as tf\n" in path.read_text("utf-8")
    }


def prints_like(name: str) -> str | None:
    """The program of today that prints the same as this one, which TensorFlow no longer runs."""
    found = LIKE.search(programs()[name].read_text("utf-8"))
    return found and found[1]


def expected_output(name: str) -> str:
    """What TensorFlow printed for this program, or for the one that prints the same."""
    return (GOLDENS / f"{prints_like(name) or name}.txt").read_text("utf-8")


def output_under_tensorlab(name: str) -> str:
    """Run a program, untouched, in a process of its own, as `python -m tensorlab run` does.

    Raises:
        AssertionError: when it fails; with what it said.
    """
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", "tensorlab", "run", str(programs()[name])],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **threads, "PYTHONIOENCODING": "utf-8", "CUDA_VISIBLE_DEVICES": "-1"},
        cwd=HERE.parent.parent,
        timeout=300,
    )
    assert done.returncode == 0, f"{name} fails:\n{done.stderr[-3000:]}"
    return done.stdout


def agree(actual: str, expected: str) -> bool:
    """Whether two numbers, as they were printed, agree.

    >>> agree("0.1234", "0.1235"), agree("0.1234", "0.1236"), agree("7", "8")
    (True, False, False)
    """
    if is_whole(actual) or is_whole(expected):
        return actual == expected or (is_whole(actual) == is_whole(expected) and int(actual) == int(expected))
    left, right = float(actual), float(expected)
    return abs(left - right) <= max(
        RELATIVE * abs(right), 1.0001 * last_digit(actual), 1.0001 * last_digit(expected)
    )


def last_digit(number: str) -> float:
    """What one in the last printed digit of a number is worth.

    >>> last_digit("0.25"), last_digit("1.5e-07")
    (0.01, 1e-08)
    """
    mantissa, _, exponent = number.lower().partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def difference(actual: str, expected: str) -> str:
    """Say where two outputs differ; an empty string means that they agree.

    >>> print(difference("loss 0.50", "loss 0.52"))
    line 1: 0.50 instead of 0.52
      printed:    loss 0.50
      TensorFlow: loss 0.52
    """
    left_lines, right_lines = printed_lines(actual), printed_lines(expected)
    for position, (left, right) in enumerate(zip(left_lines, right_lines, strict=False), start=1):
        reason = "the words differ"
        if text_around(left) == text_around(right):
            pairs = zip(NUMBER.findall(left), NUMBER.findall(right), strict=True)
            reason = ", ".join(f"{a} instead of {b}" for a, b in pairs if not agree(a, b))
        if reason:
            return f"line {position}: {reason}\n  printed:    {left}\n  TensorFlow: {right}"
    if len(left_lines) != len(right_lines):
        return f"{len(left_lines)} lines instead of {len(right_lines)}"
    return ""
