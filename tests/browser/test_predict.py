"""Predict in a real browser: what is asked cannot be seen, answers are judged and explained, all can be skipped.

Read `tensorlab/show/static/predict.js` beside it.
"""

from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.page import to_page
from tensorlab.show.predicting import names_in, score, settings
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def net() -> tuple[dict[str, Any], bytes]:
    """y = sigmoid(x w) with a branch that nothing needs, one run."""
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        with lab.trace(sess) as tape:
            product = tf.matmul(x, w, name="product")
            left = tf.tanh(product, name="left")
            right = tf.negative(product, name="right")
            total = tf.add(left, right, name="total")
            sess.run(total, {x: [[0.5, -1.0]]})
            tf.square(total, name="never")
            sess.run(tf.get_default_graph().get_tensor_by_name("never:0"), {x: [[0.5, -1.0]]})
    return tape.bundle()


@pytest.fixture
def page(net: Any, open_page: OpenPage) -> Any:
    return open_page(*net, place="run=1&event=1")


def where(page: Any) -> int:
    return int(page.evaluate("() => tracer.stepNumber"))


def predict(page: Any) -> Any:
    """The feature itself."""
    return page.evaluate_handle("() => tracer.features.find((one) => one.answers && one.mode !== undefined)")


def answers(page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = predict(page).evaluate("(one) => one.answers")
    return found


STEP_OF = """(name) => tracer.moment.timeline.steps.findIndex(
  (step) => step.node !== null && tracer.bundle.nodes[step.node].name === name && step.kind === "evaluate")"""
TITLES = (
    "() => tracer.moment.timeline.steps.filter((step) => step.kind === 'evaluate').map((step) => step.title)"
)


def step_of(page: Any, name: str) -> int:
    return int(page.evaluate(STEP_OF, name))


def go_before(page: Any, name: str) -> None:
    page.evaluate(f"() => tracer.go(0, {step_of(page, name) - 1})")


def test_a_shape_is_asked_before_it_can_be_seen(page: Any) -> None:
    go_before(page, "product")
    before = where(page)
    page.keyboard.press("p")
    assert page.inner_text(".tl-predict h3") == "What shape will product have?"
    assert where(page) == before
    assert "[1,3]" not in page.inner_text(".tl-sentence")
    shapes = page.locator(".tl-box:not(.tl-done) .tl-shape")
    assert shapes.count() > 0 and not any(shapes.nth(n).is_visible() for n in range(shapes.count()))
    page.keyboard.press("ArrowRight")
    assert where(page) == before, "the arrow shows what is asked"
    assert "Answer first" in page.inner_text(".tl-predict-verdict")


def test_a_wrong_shape_is_explained_and_a_right_one_goes_on(page: Any) -> None:
    go_before(page, "product")
    page.keyboard.press("p")
    texts = page.locator(".tl-predict-choice span").all_inner_texts()
    assert "[1,3]" in texts and len(texts) == len(set(texts)) == 4
    page.keyboard.press(str(texts.index("[3,1]") + 1))
    page.keyboard.press("Enter")
    assert "other order" in page.inner_text(".tl-predict-verdict")
    page.keyboard.press(str(texts.index("[1,3]") + 1))
    page.keyboard.press("Enter")
    assert page.inner_text(".tl-predict-verdict") == "Right."
    assert where(page) == step_of(page, "product")
    assert [(one["kind"], one["node"], one["right"], one["tries"]) for one in answers(page)] == [
        ("shape", "product", True, 2)
    ]
    assert page.inner_text(".tl-predict-score") == "1 of 1 right."
    page.keyboard.press("Enter")  # "Go on" has the focus
    assert page.inner_text(".tl-predict h3") == "What shape will left have?"


def test_skipping_shows_it_and_counts_apart(page: Any) -> None:
    go_before(page, "product")
    page.keyboard.press("p")
    page.get_by_role("button", name="Skip").click()
    assert where(page) == step_of(page, "product")
    assert page.inner_text(".tl-predict-score") == "0 of 0 right. 1 skipped."
    page.keyboard.press("Escape")
    assert page.evaluate("() => tracer.app.dataset.drawer === undefined")


def test_a_value_is_judged_to_two_digits_and_mistakes_are_named(page: Any) -> None:
    page.evaluate("() => tracer.commands.run('predict.value')")
    predict(page).evaluate("(one) => one.leaveQuestion()")
    go_before(page, "right")
    page.evaluate("() => tracer.goStep(1)")
    question = predict(page).evaluate("(one) => ({ value: one.question.value, node: one.question.node })")
    assert question["node"] == "right" and question["value"] == pytest.approx(3.5)

    def say(text: str) -> str:
        page.fill(".tl-predict-field input", text)
        page.keyboard.press("Enter")
        return str(page.inner_text(".tl-predict-verdict"))

    assert say("much") == "Type a number, such as 0.25 or -3."
    assert say("-3.5") == "The size is right, the sign is not."
    assert say("3,51") == "Right: it is 3.5."


def test_the_next_node_is_picked_in_the_graph(page: Any) -> None:
    go_before(page, "left")
    page.evaluate("() => tracer.commands.run('predict.next')")
    assert page.inner_text(".tl-predict h3") == "Which node runs next?"

    def click(name: str) -> str:
        page.locator(".tl-box", has_text=name).first.click()
        return str(page.inner_text(".tl-predict-verdict"))

    before = where(page)
    assert click("total") == "total cannot run yet: it waits for left and right."
    assert where(page) == before
    assert click("x") == "x is fed: its value was there before anything ran."
    assert click("right").startswith(
        "Right: right has all its inputs, so it may run now. This session took left first"
    )
    assert where(page) == before + 1


def test_the_reader_plays_the_session_in_an_order_of_her_own(page: Any) -> None:
    page.evaluate("() => tracer.commands.run('predict.session')")
    assert page.inner_text(".tl-predict-progress") == "0 of 4 nodes"
    assert "never" in page.evaluate("() => tracer.bundle.boxes.map((box) => box.title)")

    def pick(name: str) -> str:
        page.locator(".tl-box", has_text=name).first.click()
        return str(page.inner_text(".tl-predict-verdict"))

    assert pick("never").startswith("never never runs here")
    for name in ("product", "right", "left"):
        assert pick(name).startswith(f"{name} has its value.")
    assert pick("right") == "right has already run: a session runs each node once."
    page.get_by_role("group", name="Nodes that have not run").get_by_role("button", name="total").click()
    assert page.inner_text(".tl-predict-verdict").startswith("Done, with 2 nodes picked too early.")
    titles = page.evaluate(TITLES)
    assert titles == ["product", "right", "left", "total"]
    assert page.evaluate("() => tracer.arrays.get(0, tracer.moment.step.output.entry).size") == 3
    page.keyboard.press("p")
    titles = page.evaluate(TITLES)
    assert titles == ["product", "left", "right", "total"]
    assert answers(page)[-1]["answer"] == "product, right, left, total"


def test_a_lesson_gates_single_nodes(net: Any, browser: Any, tmp_path: Path) -> None:
    bundle, blob = net
    path = tmp_path / "gates.html"
    gates = settings({"left": "value", "total": "shape"}, names_in(bundle))
    path.write_text(to_page(bundle, blob, predict=gates), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".tl-predict")
    kinds = []
    for _ in range(40):
        question = predict(page).evaluate(
            "(one) => one.question && one.question.kind + ' ' + one.question.node"
        )
        if question:
            kinds.append(question)
            predict(page).evaluate("(one) => one.skip()")
        else:
            page.evaluate("() => tracer.goStep(1)")
    assert kinds[:2] == ["value left", "shape total"]
    page.close()


def test_nothing_is_asked_of_those_who_only_watch(page: Any) -> None:
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert answers(page) == [] and page.evaluate("() => tracer.app.dataset.drawer === undefined")


# --- in Python ----------------------------------------------------------------------------------------------


def test_gates_are_checked_in_python() -> None:
    with pytest.raises(
        ValueError, match="predict names 'MatMull', but there is no such box; there are MatMul"
    ):
        settings({"MatMull": "shape"}, ["MatMul"])
    with pytest.raises(ValueError, match="'shape', 'value', 'next', 'session', not 'colour'"):
        settings("colour")
    with pytest.raises(ValueError, match="not 'session'"):
        settings({"MatMul": "session"}, ["MatMul"])
    assert settings(None) == {} and settings("next") == {"mode": "next", "gates": None}


def test_the_widget_tells_answers_and_score(net: Any) -> None:
    from tensorlab.show.widget import TracerWidget

    bundle, blob = net
    widget = TracerWidget(bundle=bundle, blob=blob, predict=settings("shape"))
    widget.answers = [{"right": True, "skipped": False}, {"right": False, "skipped": False}]
    assert widget.score == score(widget.answers) == (1, 2, 0)
