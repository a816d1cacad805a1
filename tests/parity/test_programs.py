"""Every program of `programs/` prints under tensorlab what TensorFlow prints.

One test per program. `overrides.py` lists where tensorlab differs on purpose.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import tensorlab as tf
from tests.parity.compare import difference
from tests.parity.overrides import OVERRIDES
from tests.parity.programs import all_programs, output_of

PROGRAMS = all_programs()
RECORDED = json.loads((Path(__file__).parent / "goldens" / "programs.json").read_text(encoding="utf-8"))[
    "outputs"
]


def test_nothing_is_left_over() -> None:
    """Every recorded output and every override belongs to a program."""
    assert len(PROGRAMS) >= 120
    assert not set(RECORDED) - set(PROGRAMS)
    assert not set(OVERRIDES) - set(PROGRAMS)


@pytest.mark.filterwarnings("ignore:.* is an old name:DeprecationWarning")  # some programs are about them
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_prints_what_tensorflow_prints(name: str) -> None:
    """The text agrees to the letter, the numbers to 1e-5 of their size or 2e-6."""
    assert name in RECORDED, f"{name} is not recorded: see tests/parity/record.py"
    expected, _ = OVERRIDES.get(name, ("\n".join(RECORDED[name]), ""))
    problem = difference(output_of(PROGRAMS[name], tf), expected)
    assert not problem, problem


def test_differences_are_seen() -> None:
    """The comparison that all of this rests on notices what it should."""
    same: list[tuple[str, str]] = [("a 1.000001", "a 1.0"), ("[ 0.1 -2.5]", "[0.1  -2.5]"), ("nan", "nan")]
    different = [("a 1.0001", "a 1.0"), ("(2, 3)", "(2, 4)"), ("v_1", "v_2"), ("1", "1.0"), ("x", "x\ny")]
    report: Callable[[tuple[str, str]], str] = lambda pair: difference(*pair)  # noqa: E731
    assert not any(map(report, same))
    assert all(map(report, different))
