"""Every exercise of the lessons: the reference answer passes, and every known misconception gets its own hint."""

import re

import pytest

from tensorlab import lab
from tensorlab.lab.exercises import check as checking
from tensorlab.lab.exercises.exercise import Exercise, every_exercise, pages
from tensorlab.record.words import LANGUAGES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ALL = pytest.mark.parametrize("exercise", every_exercise(), ids=lambda exercise: exercise.number)


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    """Nobody has tried yet, and nobody has chosen a language."""
    monkeypatch.setattr(checking, "_wrong", {})
    yield
    lab.use_language("auto")


def made(answer):
    """An answer; one that is a function without arguments builds it."""
    return answer() if callable(answer) else answer


@ALL
def test_the_reference_answer_passes(exercise: Exercise) -> None:
    assert exercise.judge(made(exercise.reference)) == (True, exercise.because)


@ALL
def test_typical_wrong_answers_get_their_own_hints(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 3
    for hint in exercise.hints:
        assert exercise.judge(made(hint.example)) == (False, hint.text), hint
    assert len({hint.text.en for hint in exercise.hints}) == len(exercise.hints)


@ALL
def test_any_other_answer_is_not_yet_right(exercise: Exercise) -> None:
    for odd in (object(), [], "", float("nan")):
        right, text = exercise.judge(odd)
        assert not right and text.en


@ALL
def test_everything_is_said_in_both_languages(exercise: Exercise) -> None:
    for text in (exercise.because, exercise.otherwise, *(hint.text for hint in exercise.hints)):
        assert CHINESE.search(text.zh) and not CHINESE.search(text.en)
        assert text.en.rstrip()[-1] in ".?!)" and text.zh.rstrip()[-1] in "。？！）"


def test_an_exercise_belongs_to_its_page() -> None:
    assert every_exercise()
    for exercise in every_exercise():
        lesson, _, own = exercise.number.partition(".")
        assert f"lesson_{int(lesson):02d}" in pages() and int(own) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_student_sees(language: str) -> None:
    lab.use_language(language)
    unanswered, wrong, right = lab.check("15.1"), lab.check("15.1", [3, 8]), lab.check("15.1", (8, 3))
    assert [bool(v) for v in (unanswered, wrong, right)] == [False, False, True]
    assert [repr(v)[0] for v in (unanswered, wrong, right)] == ["…", "✗", "✓"]
    for verdict in (unanswered, wrong, right):
        assert bool(CHINESE.search(repr(verdict))) == (language == "zh")
        assert verdict.text.replace('"', "&quot;") in verdict._repr_html_()


def test_a_solution_is_offered_to_those_who_tried() -> None:
    assert ["lab.solution" in lab.check("15.1", [3, 8]).text for _ in range(4)] == [False, False, True, True]
    assert "[8, 3]" in lab.solution("15.1").text
    assert "[8, 3]" not in lab.check("15.1", [3, 8]).text


def test_an_unknown_exercise_is_said() -> None:
    with pytest.raises(LookupError, match=r"no exercise '15.99'. Lesson 15 has 15.1, 15.2"):
        lab.check("15.99", 1)
    with pytest.raises(LookupError, match="no exercise 'shape'"):
        lab.check("shape", 1)
