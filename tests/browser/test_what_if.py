"""What if, in the page: type over a value, run on, see what changed beside what was recorded, and drop it again.

The kernel is played by this process: the page asks, and the desk of a real tape answers.
"""

import base64
import json

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tests.browser.test_page import wait_until

pytestmark = pytest.mark.browser

ASK = """
() => {
  tracer.hasKernel = true;
  tracer.options.ask = async (what, content) => {
    const told = JSON.parse(await window.askPython(what, JSON.stringify(content)));
    if (told.error) throw new Error(told.error);
    const bytes = told.parts.map((part) => Uint8Array.from(atob(part), (one) => one.charCodeAt(0)));
    return { ...told.reply, buffers: bytes.map((one) => new DataView(one.buffer)) };
  };
  tracer.commands.refresh();
}
"""


def trained():
    """A tape: the initializer, and four steps of training."""
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.Variable([[1.0], [-2.0]], name="w")
        y = tf.matmul(x, w, name="y")
        hidden = tf.tanh(y, name="hidden")
        loss = tf.reduce_mean(tf.square(hidden), name="loss")
        train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
        session.run(tf.global_variables_initializer())
        for number in range(4):
            session.run(train, {x: np.arange(6.0).reshape(3, 2) / (number + 4)})
    return tape


def boxes(page, word):
    """The titles of the boxes with a mark."""
    return page.evaluate(
        "(word) => tracer.graph.boxes.filter((one) => one.group.classList.contains(word)).map((one) => one.box.title)",
        word,
    )


@pytest.fixture
def live(open_page):
    """A page with a kernel behind it: (page, tape, what was asked)."""
    tape = trained()
    bundle, blob = tape.bundle()
    desk = Desk(tape._builder(tape._graph(None)), tape)
    asked = []

    def answer(what, content):
        asked.append((what, json.loads(content)))
        try:
            reply, parts = desk.answer(what, json.loads(content), [])
        except Exception as error:
            return json.dumps({"error": str(error)})
        return json.dumps({"reply": reply, "parts": [base64.b64encode(part).decode() for part in parts]})

    page = open_page(bundle, blob, "run=3&step=2", (1440, 900))
    page.set_default_timeout(10_000)
    page.expose_function("askPython", answer)
    page.evaluate(ASK)
    return page, tape, asked


def go_to(page, title):
    """The step that reads or computes a box."""
    page.evaluate(
        "(title) => tracer.graph.go(tracer.bundle.boxes.findIndex((one) => one.title === title), false)",
        title,
    )


def test_a_weight_is_typed_over_and_the_run_goes_on(live):
    page, tape, asked = live
    go_to(page, "w")
    page.keyboard.press("x")
    cell = page.locator(".tl-what-cells input").nth(1)
    cell.fill("5")
    cell.press("Enter")
    assert page.locator(".tl-what-changes code").all_text_contents() == ["w[1, 0] = 5"]
    page.locator(".tl-what-on input").fill("1")
    page.locator(".tl-what-run button").click()
    page.locator(".tl-beside-chooser button[aria-pressed=true]", has_text="w[1, 0] = 5").wait_for()
    assert asked[0] == (
        "what_if",
        {"run": 2, "changes": [{"tensor": "w:0", "entries": [[[1, 0], 5]]}], "on": 1, "programs": 2},
    )
    tried = tape._branches[1]
    assert tried.changes == ["w[1, 0] = 5"] and [number for number, _ in tried.losses] == [3, 4]
    assert boxes(page, "tl-mark-edited") == ["w"]
    assert set(boxes(page, "tl-mark-differs-4")) >= {"y", "hidden"}
    assert "x" not in boxes(page, "tl-badges") and page.evaluate("tracer.run") != 2
    assert f"loss {tried.loss:.4g}" in page.locator(".tl-what-status").text_content()
    shown = page.evaluate("tracer.sideBySide.result.items.filter((one) => one.kind !== 'equal').length")
    assert f"{shown} of" in page.locator(".tl-what-outcome").text_content()
    # Old and new stand side by side, with the difference.
    beside = page.locator(".tl-beside-values")
    assert beside.locator("figcaption b").all_text_contents() == ["recorded", "changed by"]
    recorded = float(tape.value("w:0", 2)[1, 0])
    assert float(beside.locator("td").nth(1).text_content().replace("−", "-")) == pytest.approx(
        recorded, abs=0.01
    )
    change = float(beside.locator("td").nth(3).text_content().replace("−", "-"))
    assert change == pytest.approx(5 - recorded, abs=0.01)


def test_to_and_fro_between_the_record_and_the_branch(live):
    page, _, _ = live
    go_to(page, "hidden")
    page.keyboard.press("x")
    page.locator(".tl-what-label textarea").fill("0")
    page.locator(".tl-what-run button").click()
    chooser = page.locator(".tl-beside-chooser button")
    chooser.nth(1).wait_for()
    wait_until(page, "tracer.run !== 2")
    assert page.locator(".tl-crumb").text_content().startswith("Run 3 of 5")
    assert "hidden[:] = 0" in page.locator(".tl-crumb").text_content()
    assert "is not computed but replaced by a fed value" in page.locator(".tl-sentence").text_content()
    chooser.nth(0).click()
    assert page.evaluate("[tracer.run, tracer.moment.step.title]") == [2, "hidden"]
    assert boxes(page, "tl-mark-edited") == []
    chooser.nth(1).click()
    page.evaluate("tracer.root.focus()")
    page.keyboard.press("Shift+ArrowRight")  # the branch was not run on: its next run is the recorded one
    assert page.evaluate("tracer.run") == 3
    assert page.locator(".tl-beside-bar").is_hidden()


def test_a_branch_is_dropped(live):
    page, tape, asked = live
    go_to(page, "w")
    page.keyboard.press("x")
    page.locator(".tl-what-label textarea").fill("[[1], [2]]")
    page.locator(".tl-what-run button").click()
    page.locator(".tl-what-branches .tl-tool").wait_for()
    page.locator(".tl-what-branches .tl-tool").click()
    assert page.locator(".tl-what-branches li").count() == 0
    wait_until(page, "tracer.run === 2")
    assert asked[-1] == ("what_if", {"drop": 1}) and not tape._branches
    assert boxes(page, "tl-mark-edited") == [] and page.locator(".tl-beside-bar").is_hidden()
    assert page.locator(".tl-beside-line, .tl-beside-point").count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("[[1, 2]]", "This has shape [1,2]; [2,1] is wanted."),
        ("[[1], [2, 3]]", "The rows differ in length."),
        ("[[1], [2]", "A bracket is missing."),
        ("[[1], [two]]", "two]] is no number."),
        ("[[1], [2]] 3", "Something is left over: 3. An array stands in one pair of brackets."),
    ],
)
def test_what_does_not_fit_is_said_at_once(live, typed, said):
    page, _, asked = live
    go_to(page, "w")
    page.keyboard.press("x")
    page.locator(".tl-what-label textarea").fill(typed)
    page.locator(".tl-what-label textarea").press("Enter")
    assert page.locator(".tl-what-error").text_content() == said
    page.locator(".tl-what-run button").click(force=True)
    assert page.locator(".tl-what-label textarea").get_attribute("aria-invalid") == "true"
    assert asked == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("np.array([[1.], [-2e-1]], dtype=np.float32)", [[1], [-0.2]]),
        ("[[nan]\n [-inf]]", [["nan"], ["-inf"]]),
        ("[[1_000], [-.5e1]]", [[1000], [-5]]),
        ("7", [[7], [7]]),
    ],
)
def test_values_are_typed_as_in_python(live, typed, value):
    page, _, asked = live
    go_to(page, "w")
    page.keyboard.press("x")
    page.locator(".tl-what-label textarea").fill(typed)
    page.locator(".tl-what-run button").click()
    wait_until(page, "tracer.run !== 2")
    assert asked[0][1]["changes"] == [{"tensor": "w:0", "value": value}]


def test_a_run_that_fails_changes_nothing(live):
    page, tape, _ = live
    go_to(page, "x")
    page.keyboard.press("x")
    page.locator(".tl-what-label textarea").fill("[[1, 2]]")
    page.locator(".tl-what-label textarea").press("Enter")
    go_to(page, "y")
    page.locator(".tl-what-targets button", has_text="y").click()
    page.locator(".tl-what-label textarea").fill("[[1], [2], [3]]")
    page.locator(".tl-what-run button").click()
    page.locator(".tl-what .tl-error").wait_for()
    assert "InvalidArgumentError" in page.locator(".tl-what .tl-error").text_content()
    assert page.locator(".tl-what-status").text_content() == "Nothing was changed."
    assert page.evaluate("tracer.run") == 2 and not tape._branches
    assert len(page.locator(".tl-what-changes li").all()) == 2  # still there, to be put right


def test_without_a_kernel_the_button_says_why(open_page):
    page = open_page(*trained().bundle(), "run=3&step=2", (1440, 900))
    tool = page.locator(".tl-what-open")
    assert tool.get_attribute("aria-disabled") == "true"
    page.keyboard.press("x")
    assert "live notebook" in page.locator(".tl-notice").text_content()
    assert page.locator(".tl-drawer").is_hidden()


def test_branches_stay_in_an_exported_page(open_page):
    tape = trained()
    tried = tape.what_if({"w:0": [[0.5], [0.5]]}, run=3, on=2)
    number = tape.keep_branch(tried)
    bundle, blob = tape.bundle()
    bundle["begin"] = {"branch": number}
    page = open_page(bundle, blob, "run=3&step=2", (1440, 900))
    assert page.evaluate("tracer.run > 2 && tracer.run < 3")
    assert boxes(page, "tl-mark-edited") == ["w"]
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("tracer.moment.record.number") == 4
    assert page.evaluate("Boolean(tracer.moment.record.branch)")
    loss = page.evaluate("tracer.moment.record.loss")
    assert loss == pytest.approx(dict(tried.losses)[4])
    assert page.locator(".tl-beside-line").count() == 1
    page.keyboard.press("x")
    assert page.locator(".tl-what-off").is_visible() and page.locator(".tl-what-form").is_hidden()
    assert page.locator(".tl-what-branch").count() == 2


def test_a_large_array_is_changed_entry_by_entry(open_page):
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        x = tf.placeholder(tf.float32, [None, 40], name="x")
        session.run(tf.square(x, name="y"), {x: np.zeros([30, 40])})
    page = open_page(*tape.bundle(), "run=1&step=1", (1280, 720))
    page.evaluate("() => { tracer.hasKernel = true; tracer.options.ask = () => new Promise(() => {}); }")
    page.keyboard.press("x")
    index, value = page.locator(".tl-what-single input").all()
    index.fill("30, 3")
    value.fill("2")
    page.locator(".tl-what-single button").click()
    assert (
        page.locator(".tl-what-error").text_content() == "That is no place in [30,40]; places count from 0."
    )
    index.fill("29, 3")
    page.locator(".tl-what-single button").click()
    assert page.locator(".tl-what-changes code").text_content() == "x[29, 3] = 2"


def test_the_drawer_can_be_left_while_typing(live):
    page, _, _ = live
    go_to(page, "w")
    page.keyboard.press("x")
    page.locator(".tl-what-cells input").first.fill("3")
    page.keyboard.press("Escape")
    assert page.locator(".tl-drawer").is_hidden()
    page.keyboard.press("ArrowRight")
    assert page.locator(".tl-sentence").text_content().startswith("y")
