"""`lab.check("3.1", answer)`: what is said to a student's answer, at once.

Read next: `exercise.py`.
"""

from html import escape
from types import EllipsisType
from typing import Any

from tensorlab.lab.exercises.exercise import find_exercise
from tensorlab.record.words import chosen_language, say

SIGNS = {True: "✓", False: "✗", None: "…"}
COLOURS = {True: "#009E73", False: "#D55E00", None: "#888888"}
PATIENCE = 3  # wrong answers after which the solution may be asked for

_wrong: dict[str, int] = {}  # by exercise, since the notebook's kernel was started


class Verdict:
    """What is said to an answer. It is true when the answer is right.

    Attributes:
        right: whether the answer is right; None when there is no answer yet.
        text: what is said.
    """

    def __init__(self, right: bool | None, text: str, number: str) -> None:
        self.right = right
        self.text = text
        self.number = number

    def __bool__(self) -> bool:
        return bool(self.right)

    def __repr__(self) -> str:
        return f"{SIGNS[self.right]} {self.number}  {self.text}"

    def _repr_html_(self) -> str:
        # Sign and words say the same as the colour, and have the page's own colour, which can be read on it.
        return (
            f'<div role="status" style="border-left:4px solid {COLOURS[self.right]};padding:6px 12px;margin:4px 0;'
            f'max-width:46em;line-height:1.5"><b>{SIGNS[self.right]} {escape(self.number)}</b>'
            f"&ensp;{escape(self.text)}</div>"
        )


def check(number: str, answer: Any = ...) -> Verdict:
    """Say whether an answer to an exercise is right, and help where it is not.

    Args:
        number: the exercise, as the lesson writes it: "3.1".
        answer: the student's answer; three dots stand for none.

    Raises:
        LookupError: when there is no such exercise.

    >>> check("15.1")
    … 15.1  Put your answer in place of the three dots, and run the cell again.
    >>> bool(check("15.1", [8, 3]))
    True
    """
    found = find_exercise(number)
    language = chosen_language()
    if isinstance(answer, EllipsisType):
        return Verdict(None, say("exercises.unanswered", language), number)
    right, text = found.judge(answer)
    said = getattr(text, language)
    if not right:
        _wrong[number] = _wrong.get(number, 0) + 1
        if _wrong[number] >= PATIENCE:
            said += " " + say("exercises.solution", language, number=number)
    return Verdict(right, said, number)


def solution(number: str) -> Verdict:
    """Show a right answer, and why it is right; meant for those who have tried.

    Raises:
        LookupError: when there is no such exercise.
    """
    found = find_exercise(number)
    language = chosen_language()
    if callable(found.reference):
        return Verdict(True, getattr(found.because, language), number)
    shown = say("exercises.answer", language, answer=repr(found.reference))
    return Verdict(True, f"{shown} {getattr(found.because, language)}", number)
