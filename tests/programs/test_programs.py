"""Each program prints, untouched, what TensorFlow printed for it: every number over the whole run."""

import pytest

from tests.programs.running import (
    GOLDENS,
    difference,
    expected_output,
    output_under_tensorlab,
    prints_like,
    programs,
)

PROGRAMS = programs()


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_prints_what_tensorflow_prints(name: str) -> None:
    """Text to the letter, numbers to a thousandth, in a process of its own."""
    problem = difference(output_under_tensorlab(name), expected_output(name))
    assert not problem, problem


def test_nothing_is_left_over() -> None:
    """Every recorded output belongs to a program, and there are as many as the books fill."""
    recorded = {path.stem for path in GOLDENS.glob("*.txt")}
    assert recorded == {name for name in PROGRAMS if not prints_like(name)}
    assert len(PROGRAMS) >= 30


def test_every_recorded_output_says_something() -> None:
    """A program that prints next to nothing would agree with anything."""
    for path in GOLDENS.glob("*.txt"):
        numbers = sum(character.isdigit() for character in path.read_text("utf-8"))
        assert numbers >= 9, f"{path.stem} prints hardly anything"


def test_differences_are_seen() -> None:
    """The comparison notices what it should, and lets rounding through."""
    same = [
        ("loss 0.12345", "loss 0.12346"),
        ("1.0e-05", "1.0004e-05"),
        ("[ 1. 2.]", "[1.  2.]"),
        ("-0.0", "0.0"),
    ]
    different = [("loss 0.125", "loss 0.127"), ("step 3", "step 4"), ("a\nb", "a"), ("loss nan", "loss 0.5")]
    assert not any(difference(*pair) for pair in same)
    assert all(difference(*pair) for pair in different)
