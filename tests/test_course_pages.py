"""What stands around the lessons: the map, the teacher's guide, the glossary, and what they say of the engine.

Read next: `lessons.py`; `browser/test_site.py`, for the pages that are made of them.
"""

import functools
import re
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab.record.words import LANGUAGES, say
from tests.lessons import CHINESE, COURSE, NAMES, REPOSITORY, prose
from tests.test_editions import ENGLISH_SENTENCE

EDITION = {"en": COURSE, "zh": COURSE / "zh"}
PAGES = sorted(COURSE.rglob("*.md"))
GLOSSARY = COURSE / "guide" / "glossary.md"  # one table in both languages
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
KEPT = sorted({18, 19, 20, 21} - {int(name[:2]) for name in NAMES})


def rows(text: str) -> list[list[str]]:
    """The rows of all tables of a page, without their heads."""
    found = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    rules = [place for place, row in enumerate(found) if all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    return [row for place, row in enumerate(found) if place not in rules and place + 1 not in rules]


def page(language: str, name: str) -> str:
    """The text of a page in a language."""
    return (EDITION[language] / name).read_text(encoding="utf-8")


@EACH_LANGUAGE
def test_the_map_shows_every_lesson(language: str) -> None:
    """Under its number and title, with its minutes, after what comes before."""
    listed = {int(row[0]): row for row in rows(page(language, "README.md"))}
    assert sorted(listed) == list(range(26))
    for name in NAMES:
        number = int(name[:2])
        _, link, _, minutes, before = listed[number]
        assert link == f"[{say(f'errors.lesson_{number}', language)}]({name}.ipynb)"
        assert 10 <= int(minutes) <= 30
        assert all(int(one) < number for one in re.findall(r"\d+", before))
    for number in KEPT:
        assert listed[number][1] == say(f"errors.lesson_{number}", language)


def test_both_maps_say_the_same() -> None:
    """The same minutes, and the same lessons before."""
    maps = [
        [(row[0], row[3:-1], re.findall(r"\d+", row[-1])) for row in rows(page(language, "README.md"))]
        for language in LANGUAGES
    ]
    assert maps[0] == maps[1]


def test_every_page_has_its_other_edition() -> None:
    english = {path.relative_to(COURSE) for path in PAGES if "zh" not in path.relative_to(COURSE).parts}
    chinese = {path.relative_to(COURSE / "zh") for path in PAGES if "zh" in path.relative_to(COURSE).parts}
    assert english - {GLOSSARY.relative_to(COURSE)} == chinese


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(COURSE).as_posix())
def test_a_page_speaks_one_language(path: Path) -> None:
    """But for the link to the other one, and what a page in another language is called."""
    if path == GLOSSARY:
        return
    text = prose(path.read_text(encoding="utf-8"))
    if "zh" in path.relative_to(COURSE).parts:
        assert not ENGLISH_SENTENCE.search(text)
        assert not re.search(r"[\u4e00-\u9fff]\n[\u4e00-\u9fff]", text), "a line break becomes a space"
    else:
        allowed = re.compile('中文版|“?"?深度学习 tensorflow 计算图,会话,张量')
        assert not CHINESE.search(allowed.sub("", text))


@EACH_LANGUAGE
def test_the_guide_speaks_of_every_lesson(language: str) -> None:
    """With its aim, its time, a demonstration and what students think; and of what the tutorial asks for."""
    guide = page(language, "guide/teachers-guide.md")
    parts = {
        "en": ("Aim", "Time", "Demo", "On the wall", "They think"),
        "zh": ("目标", "时间", "演示", "投影", "学生以为"),
    }[language]
    for name in NAMES:
        number = int(name[:2])
        heading = f"### {number}. {say(f'errors.lesson_{number}', language)}"
        assert f"{heading}\n" in guide
        section = guide.partition(f"{heading}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
        assert all(f"**{part}" in section for part in parts), number
    taught = {int(one) for row in rows(guide) for one in re.findall(r"\d+", row[1])}
    assert set(range(1, 16)) <= taught


def test_both_guides_follow_the_tutorial_alike() -> None:
    """Statement by statement, to the same lessons; a remark in one is a remark in the other."""
    tables = [
        [
            (re.findall(r"\d+", row[1]), row[2:] not in ([], [""]))
            for row in rows(page(language, "guide/teachers-guide.md"))
        ]
        for language in LANGUAGES
    ]
    assert tables[0] == tables[1] and len(tables[0]) > 40


NAMED = re.compile(r"`(tf\.[\w.]+)")


def exists(name: str) -> bool:
    """Whether tensorlab has a name such as `tf.train.Saver`."""
    try:
        functools.reduce(getattr, name.split(".")[1:], tf)  # type: ignore[arg-type]
    except AttributeError:
        return False
    return True


@EACH_LANGUAGE
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_said_to_be_there_is_there(language: str) -> None:
    """And what is said to be missing is missing: whoever adds it changes the page."""
    text = page(language, "guide/tensorflow-1.md")
    there, _, rest = text.partition({"en": "## What is missing so far", "zh": "## 还没有什么"}[language])
    missing, _, never = rest.partition(
        {"en": "## Names that never existed", "zh": "## 从来没有过的名字"}[language]
    )
    assert missing and never
    assert [name for name in NAMED.findall(there) if name != "tf.compat.v1" and not exists(name)] == []
    assert [name for name in NAMED.findall(missing) if exists(name)] == []
    for wrong, right in rows(never):
        name = NAMED.match(wrong)
        assert name is None or not exists(name.group(1))
        assert exists(NAMED.match(right).group(1))  # type: ignore[union-attr]


def test_the_glossary_agrees_with_the_words_of_the_project() -> None:
    """The table for contributors, which the Tracer's messages follow."""
    glossary = {term: row[1] for row in rows(GLOSSARY.read_text(encoding="utf-8")) for term in terms(row[0])}
    contributing = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = contributing.partition("| English | Chinese | |")[2].partition("\n\n")[0]
    checked = 0
    for row in rows("|head|\n" + table):
        for english, chinese in ((row[0], row[1]), (row[3], row[4])):
            for term in set(terms(english)) & set(glossary):
                checked += 1
                ours = set(re.split("[、；]", glossary[term]))
                assert ours & set(re.split("[、；]", re.sub("（.*?）", "", chinese))), (
                    f"{term}: {ours}, {chinese}"
                )
    assert checked > 20


def terms(cell: str) -> list[str]:
    """The terms of a cell of a table."""
    return [one.strip() for one in re.split("[,;]", re.sub(r"\(.*?\)", "", cell)) if one.strip()]


def test_the_names_of_the_lessons_are_those_of_the_catalogue() -> None:
    """A number belongs to one lesson."""
    numbers: list[Any] = [int(name[:2]) for name in NAMES]
    assert numbers == sorted(set(numbers)) and set(numbers) | set(KEPT) == set(range(26))
