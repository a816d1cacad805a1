"""Exercise: one question of a lesson, the test of its answer, and what is said to the wrong ones.

A page declares exercises like this, each text in English and in Chinese:

    exercise(
        "15.1",
        reference=[8, 3],
        right=shape(8, 3),
        because=Text("A row for each row of x ...", "x 的每一行……"),
        hints=[
            Hint([3, 8], shape(3, 8), Text("These are the right numbers in the wrong order ...", "……")),
            Hint([8, 2], shape(8, 2), Text("This is the shape of what goes in ...", "……")),
        ],
    )

The example of each hint is a typical wrong answer; the tests check that the reference passes and that every example
gets its own hint. Hints are tried in order, so the special ones come first.

Read next: `check.py`, which a lesson calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from tensorlab.lab.exercises.answers import Test


class Text(NamedTuple):
    """What is said, in both languages."""

    en: str
    zh: str


class Hint(NamedTuple):
    """What is said to one misconception.

    Attributes:
        example: an answer to which it leads.
        test: tells such answers.
        text: what helps; it names the misconception, not the answer.
    """

    example: Any
    test: Test
    text: Text


OTHERWISE = Text(
    "Not yet. Go back to the Tracer, stop where the question asks, and look at the value itself.",
    "还不对。回到 Tracer，停在题目问的那一步，看一看那个值本身。",
)


@dataclass(frozen=True)
class Exercise:
    """One question of a lesson.

    Attributes:
        number: the lesson's number and its own: "3.1".
        reference: a right answer; for an exercise in which something is built, a function that builds it.
        right: tells the right answers.
        because: why they are right.
        hints: the known misconceptions.
        otherwise: what is said to every other answer.
    """

    number: str
    reference: Any
    right: Test
    because: Text
    hints: Sequence[Hint]
    otherwise: Text = OTHERWISE

    def judge(self, answer: Any) -> tuple[bool, Text]:
        """Whether an answer is right, and what to say to it."""
        if holds(self.right, answer):
            return True, self.because
        for hint in self.hints:
            if holds(hint.test, answer):
                return False, hint.text
        return False, self.otherwise


def holds(test: Test, answer: Any) -> bool:
    """What a test says of an answer; one that it cannot even look at is none of its own."""
    try:
        return bool(test(answer))
    except Exception:
        return False


EXERCISES: dict[str, Exercise] = {}
"""Every exercise whose page was read so far, by its number."""


def exercise(number: str, **parts: Any) -> None:
    """Declare an exercise; see the module docstring.

    Raises:
        ValueError: when the number is taken.
    """
    if number in EXERCISES:
        raise ValueError(f"There are two exercises {number}.")
    EXERCISES[number] = Exercise(number, **parts)


def find_exercise(number: str) -> Exercise:
    """The exercise with this number.

    Raises:
        LookupError: when there is none, with those that the lesson has.
    """
    lesson, _, own = str(number).partition(".")
    page = f"lesson_{lesson:>02}"
    if own and page in pages():
        import_module(f"tensorlab.lab.exercises.{page}")
        if number in EXERCISES:
            return EXERCISES[number]
        there = ", ".join(name for name in EXERCISES if name.startswith(f"{lesson}."))
        raise LookupError(f"There is no exercise {number!r}. Lesson {lesson} has {there}.")
    raise LookupError(
        f"There is no exercise {number!r}. An exercise is named by its lesson and its own number: "
        'lab.check("3.1", answer).'
    )


def every_exercise() -> list[Exercise]:
    """All exercises, page by page."""
    for page in pages():
        import_module(f"tensorlab.lab.exercises.{page}")
    return list(EXERCISES.values())


def pages() -> list[str]:
    """The names of the pages, in the order of the lessons."""
    package = import_module("tensorlab.lab.exercises")
    return sorted(found.name for found in iter_modules(package.__path__) if found.name.startswith("lesson_"))
