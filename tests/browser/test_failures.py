"""A failed run in the Tracer: plain words first, in both languages, and room for the inputs beside them."""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tests.browser.conftest import OpenPage
from tests.browser.test_everywhere import violations


@pytest.fixture(scope="module")
def tape() -> Any:
    """Two good training steps and one whose labels are too few."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        labels = tf.placeholder(tf.float32, name="labels")
        w = tf.Variable(np.full((2, 3), 0.5, np.float32), name="w")
        error = tf.subtract(tf.matmul(x, w, name="scores"), labels, name="difference")
        loss = tf.reduce_mean(tf.square(error), name="loss")
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with tf.Session() as session, lab.trace() as recorded:
            session.run(w.initializer)
            for _ in range(2):
                session.run(train, {x: np.ones((4, 2)), labels: np.ones((4, 3))})
            with pytest.raises(tf.errors.InvalidArgumentError):
                session.run(train, {x: np.ones((4, 2)), labels: np.ones((7, 3))})
    return recorded


def opened(open_page: OpenPage, tape: Any, more: str = "", size: tuple[int, int] = (1280, 720)) -> Any:
    """The page of the tape, at the step that failed."""
    bundle, blob = tape.bundle()
    step = bundle["runs"][-1]["error"]["step"] + 1
    return open_page(bundle, blob, place=f"run=4&step={step}{more}", size=size)


@pytest.mark.parametrize(
    ("language", "sentence", "inside"),
    [
        ("en", "difference works entry by entry, and scores of shape [4,3] does not fit labels of shape [7,3].",
         ["Why. Counted from the right", "here 4 meets 7", "The way out.", "Lesson 3 explains it: A tensor"]),
        ("zh", "difference 逐元素计算，而形状为 [4,3] 的 scores 与形状为 [7,3] 的 labels 对不上。",
         ["原因：", "这里 4 遇上了 7", "解决办法：", "第 3 课有讲解：张量是一个承诺。"]),
    ],
)  # fmt: skip
def test_plain_words_come_first(
    open_page: OpenPage, tape: Any, language: str, sentence: str, inside: list[str]
) -> None:
    page = opened(open_page, tape, f"&language={language}")
    assert sentence in page.inner_text(".tl-sentence")
    assert page.inner_text(".tl-sentence").startswith("InvalidArgumentError")
    assert sentence in page.inner_text(".tl-spoken")
    told = page.inner_text(".tl-failure-view")
    places = [told.index(part) for part in (*inside, "cannot be broadcast together")]
    assert places == sorted(places), "the raw message comes after the plain words"
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1000, 680)])
def test_the_inputs_stand_beside_the_words(open_page: OpenPage, tape: Any, size: tuple[int, int]) -> None:
    page = opened(open_page, tape, size=size)
    pane = page.locator(".tl-values").bounding_box()
    notice = page.locator(".tl-failure-view").bounding_box()
    assert notice["x"] >= pane["x"] and notice["y"] + notice["height"] <= pane["y"] + pane["height"] + 1
    tables = page.locator(".tl-values table.tl-table, .tl-values .tl-heat table")
    assert tables.count() == 2
    for table in tables.all():
        box = table.bounding_box()
        assert (
            box["x"] >= notice["x"] + notice["width"] and box["x"] + box["width"] <= pane["x"] + pane["width"]
        )


def test_on_a_phone_the_words_fill_the_width(open_page: OpenPage, tape: Any) -> None:
    page = opened(open_page, tape, "&tab=values", size=(390, 844))
    box = page.locator(".tl-failure-view").bounding_box()
    assert box["width"] > 340 and box["height"] > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_steps_that_were_not_reached_lead_back(open_page: OpenPage, tape: Any) -> None:
    page = opened(open_page, tape)
    failed = page.evaluate("tracer.stepNumber")
    page.keyboard.press("End")
    assert "was not reached" in page.inner_text(".tl-sentence")
    assert page.locator(".tl-failure-view").count() == 0
    page.get_by_role("button", name="Go to the step that failed").click()
    assert page.evaluate("tracer.stepNumber") == failed
    page.keyboard.press("ArrowLeft")
    assert page.locator(".tl-failure-view").count() == 0 and "not reached" not in page.inner_text(
        ".tl-sentence"
    )


def test_the_words_can_be_scrolled_by_key(open_page: OpenPage, tape: Any) -> None:
    page = opened(open_page, tape, size=(1000, 680))
    notice = page.locator(".tl-failure-view")
    notice.focus()
    assert page.evaluate("document.activeElement.className") == "tl-failure-view"
    assert notice.evaluate("it => it.scrollHeight > it.clientHeight && it.tabIndex === 0")


def test_a_lesson_is_a_link_only_where_there_is_one(open_page: OpenPage, tape: Any) -> None:
    bundle, blob = tape.bundle()
    error = bundle["runs"][-1]["error"]
    for file, links in (("", 0), ("lessons/03-promise.ipynb", 1), ("javascript:alert(1)//a.ipynb", 0)):
        error["lesson"]["file"] = file
        page = open_page(bundle, blob, place=f"run=4&step={error['step'] + 1}")
        assert page.locator(".tl-failure-view a").count() == links, file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1000, 680), (390, 844)])
def test_axe_finds_nothing(
    open_page: OpenPage,
    tape: Any,
    axe: str,
    scheme: str,
    size: tuple[int, int],
) -> None:
    bundle, blob = tape.bundle()
    step = bundle["runs"][-1]["error"]["step"] + 1
    place = f"run=4&step={step}&tab=values&language=zh"
    page = open_page(bundle, blob, place=place, size=size, color_scheme=scheme, bypass_csp=True)
    assert violations(page, axe) == []
    page.keyboard.press("End")
    assert violations(page, axe) == []
