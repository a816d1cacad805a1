"""The English and the Chinese edition of a lesson are one lesson: the same cells, the same programs, the same outputs.

Only what a student reads differs: prose, comments, and texts in a program. A text in a program may differ only where
the Chinese one is Chinese, so that a name such as `"w1"` cannot drift.

Read next: `lessons.py`.
"""

import ast
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

from tests.lessons import CHINESE, SEED_LINES, Lesson, lessons, prose

LESSONS = lessons()
ENGLISH = {lesson.name: lesson for lesson in LESSONS if lesson.language == "en"}
PAIRS = [(ENGLISH[one.name], one) for one in LESSONS if one.language == "zh" and one.name in ENGLISH]
EACH_PAIR = pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda lesson: lesson.name)
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
# Seven words in a row, with nothing Chinese between them, are a sentence that nobody translated.
ENGLISH_SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*){6,}")
LANGUAGES = ("en", "zh")


def differences(english: str, chinese: str) -> list[str]:
    """How two versions of a cell differ, beyond what a student reads; a line each.

    >>> differences('print("loss:", 2 * x)  # twice', 'print("损失：", 2 * x)  # 两倍')
    []
    >>> differences('w = tf.Variable(1.0, name="w")', 'w = tf.Variable(1.0, name="v")')
    ["'w' and 'v'"]
    """
    if MAGIC.findall(english) != MAGIC.findall(chinese):
        return [f"{MAGIC.findall(english)} and {MAGIC.findall(chinese)}"]
    try:
        trees = [ast.parse(MAGIC.sub("", source)) for source in (english, chinese)]
    except SyntaxError:
        return [] if english == chinese else ["a cell that is no program is not the same"]
    texts = [list(_take_texts(tree)) for tree in trees]
    if ast.dump(trees[0]) != ast.dump(trees[1]):
        return [f"{ast.unparse(trees[0])}\n--- and ---\n{ast.unparse(trees[1])}"]
    return [
        f"{one!r} and {other!r}"
        for one, other in zip(*texts, strict=True)
        if one != other and not CHINESE.search(other) and (one, other) != LANGUAGES
    ]


def _take_texts(tree: ast.AST) -> Iterator[str]:
    """Empty every text of a syntax tree, and give what stood there, in order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            # Chinese puts words in another order, so what is filled in may change places.
            node.values = sorted(
                (part for part in node.values if not isinstance(part, ast.Constant)), key=ast.dump
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            node.value = ""


@EACH_PAIR
def test_the_cells_are_the_same(english: Lesson, chinese: Lesson) -> None:
    """In the same order, under the same names, with the same tags."""

    def outline(lesson: Lesson) -> list[tuple[str, str, list[str]]]:
        return [(cell.id, cell.cell_type, cell.metadata.get("tags", [])) for cell in lesson.read().cells]

    assert outline(chinese) == outline(english)


@EACH_PAIR
def test_the_programs_are_the_same(english: Lesson, chinese: Lesson) -> None:
    """As syntax trees, once what a student reads is taken out."""
    for one, other in zip(english.read().cells, chinese.read().cells, strict=True):
        if one.cell_type == "code":
            assert not differences(one.source, other.source), one.id


@EACH_PAIR
def test_the_outputs_are_of_the_same_kinds(english: Lesson, chinese: Lesson) -> None:
    """A cell that prints in one edition prints in the other; one that fails here fails there, in the same way."""

    def kinds(cell: Any) -> list[tuple[str, str, list[str]]]:
        outputs = [
            (output.output_type, output.get("ename", output.get("name", "")), sorted(output.get("data", ())))
            for output in cell.get("outputs", ())
        ]
        return [kind for kind, _ in groupby(outputs)]  # what is printed may come in pieces

    for one, other in zip(english.read().cells, chinese.read().cells, strict=True):
        assert kinds(other) == kinds(one), one.id


@EACH_PAIR
def test_the_headings_are_of_the_same_levels(english: Lesson, chinese: Lesson) -> None:
    """And what is hidden, linked or shown in one edition is in the other too."""

    def bones(source: str) -> list[Any]:
        return [
            re.findall(r"^#+(?= )", source, re.MULTILINE),
            source.count("<details>"),
            sorted(re.findall(r"\]\(([^)\s]+)\)", source)),
        ]

    for one, other in zip(english.read().cells, chinese.read().cells, strict=True):
        if one.cell_type == "markdown":
            assert bones(other.source) == bones(one.source), one.id


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.label)
def test_a_lesson_speaks_one_language(lesson: Lesson) -> None:
    """Its prose, and the texts and comments of its programs; a textbook's program keeps its own."""
    for cell in lesson.read().cells:
        if cell.cell_type == "markdown" and lesson.language == "zh":
            assert not ENGLISH_SENTENCE.search(prose(cell.source)), cell.id
        elif lesson.language == "en":
            text = prose(cell.source) if cell.cell_type == "markdown" else cell.source
            lines = [line for line in text.splitlines() if CHINESE.search(line)]
            strange = [
                line
                for line in lines
                if line.strip() not in SEED_LINES and not line.startswith(">") and "中文" not in line
            ]
            assert not strange, cell.id


def test_every_lesson_has_its_other_edition() -> None:
    """A Chinese lesson without an English one would be compared with nothing."""
    assert {one.name for one in LESSONS if one.language == "zh"} <= set(ENGLISH)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("x = 1", "x = 2"),
        ("x = 1", "y = 1"),
        ("%load_ext tensorlab", "%load_ext autoreload"),
        ('print("loss")', 'print("Loss")'),
        ('f"{x} and {y}"', 'f"{x} 与 {z}"'),
        ("f(x", "f(y"),
        ("x = 1\ny = 2", "x = 1"),
    ],
)
def test_the_comparison_sees(english: str, chinese: str) -> None:
    """Each of these is another program."""
    assert len(differences(english, chinese)) == 1


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ('lab.use_language("en")', 'lab.use_language("zh")'),
        ('f"{x} of {y}"', 'f"{y} 里的 {x}"'),
        ('%%trace tape\nprint("a b")  # c', '%%trace tape\nprint("甲 b")  # 丙'),
        ('def f():\n    """Say it."""', 'def f():\n    """说出来。"""'),
    ],
)
def test_the_comparison_lets_pass(english: str, chinese: str) -> None:
    """None of these is."""
    assert differences(english, chinese) == []
