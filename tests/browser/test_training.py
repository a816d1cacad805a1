"""The training view in a browser: every chart, and one cursor for all of them.

Read `tensorlab/show/static/training.js` beside it.
"""

import json
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.boundary import boundary
from tensorlab.record.spikes import spikes
from tensorlab.record.training_part import training_part
from tests.browser.test_everywhere import violations
from tests.record.test_series import AMPLE, classifier, line, moons

pytestmark = pytest.mark.browser

CHARTS = ["loss", "accuracy", "w1 [2,4]", "∂loss/∂w1", "‖Δw1‖ / ‖w1‖", "b1 [4]", "w2 [4,1]"]


def recorded(make: Any, **options: Any) -> tuple[Any, dict[str, Any], bytes]:
    """A tape, and its bundle with the training part."""
    with tf.Graph().as_default():
        tape = make(**options)[0]
    bundle, blob = tape.bundle()
    bundle["training"] = training_part(tape._builder(tape._graph(None)), budget=AMPLE)
    return tape, json.loads(json.dumps(bundle)), blob


@pytest.fixture(scope="module")
def told() -> tuple[Any, dict[str, Any], bytes]:
    """The moons, learned in 60 runs."""
    return recorded(classifier, runs=60)


def chart(page: Any, title: str) -> Any:
    """A chart by its title."""
    return page.locator("figure.tl-chart").filter(has=page.get_by_role("heading", name=title, exact=True))


def reading(page: Any, title: str) -> str:
    """What a chart says beside its title, with a plain minus."""
    return str(chart(page, title).locator(".tl-chart-readings").text_content()).replace("\u2212", "-")


def wait_until(page: Any, condition: str) -> None:
    """Wait for a condition; the page's policy lets nobody evaluate strings in it, so it is asked from outside."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def run_of(page: Any) -> int:
    """The run of the cursor, an index."""
    return int(page.evaluate("tracer.run"))


def test_every_quantity_has_a_chart(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    titles = page.locator(".tl-chart-title").all_text_contents()
    assert all(title in titles for title in CHARTS)
    assert page.locator(".tl-plane").count() == 2
    assert page.locator(".tl-boundary .tl-data-point").count() == 62  # and two in the legend
    assert page.locator(".tl-boundary-line").get_attribute("d").count("M") > 10
    page.keyboard.press("r")
    assert page.locator(".tl-graph-drawing").is_visible() and not page.locator(".tl-training").is_visible()


def test_readings_are_the_tapes_values(told, open_page):
    tape, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    for run in (31, 32):
        loss = dict(tape.loss)[run]
        assert float(reading(page, "loss")) == pytest.approx(loss, rel=1e-3)
        assert float(reading(page, "accuracy")) == pytest.approx(
            float(tape.value("accuracy:0", run)), rel=1e-3
        )
        first = reading(page, "w1 [2,4]")
        assert first.startswith("[0,0] ")
        assert float(first[6:]) == pytest.approx(float(tape.value("w1:0", run)[0, 0]), rel=1e-3)
        page.keyboard.press("Shift+ArrowRight")


def test_a_chart_moves_the_run_and_all_others_follow(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    slider = chart(page, "∂loss/∂w1").locator(".tl-hit")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert run_of(page) == 31
    page.keyboard.press("PageDown")
    assert run_of(page) == 28
    assert slider.get_attribute("aria-valuenow") == "29"
    assert "norm" in slider.get_attribute("aria-valuetext")
    before = [one.get_attribute("x1") for one in page.locator(".tl-chart-cursor").all()]
    box = chart(page, "loss").locator(".tl-hit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 40)
    hovered = reading(page, "loss")
    assert run_of(page) == 28 and "run " in hovered
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40, steps=4)
    page.wait_for_timeout(60)
    page.mouse.up()
    assert abs(run_of(page) - 30) <= 1
    page.mouse.move(2, 2)
    assert "run " not in reading(page, "loss")
    after = [one.get_attribute("x1") for one in page.locator(".tl-chart-cursor").all()]
    assert len(after) == len(before) and all(a != b for a, b in zip(after, before, strict=True))
    assert page.locator(".tl-run b").text_content() == f"Run {run_of(page) + 1}"


def test_a_click_on_the_path_goes_to_its_run(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    begin = page.locator(".tl-path-begin").bounding_box()
    page.mouse.click(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    first = bundle["training"]["surface"]["runs"][0]
    assert run_of(page) == first
    cursor = page.locator(".tl-path-cursor").bounding_box()
    assert cursor["x"] + cursor["width"] / 2 == pytest.approx(begin["x"] + begin["width"] / 2, abs=1)
    page.mouse.move(2, 2)
    assert "after run 2" in page.locator(".tl-surface .tl-chart-readings").text_content()


def test_the_field_has_the_colour_of_the_class(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=61", (1440, 900))
    page.keyboard.press("r")
    last = bundle["training"]["boundary"]
    assert page.locator(".tl-boundary .tl-chart-readings").text_content() == "after run 61"
    share = page.locator(".tl-boundary .tl-unseen").text_content()
    assert "100 %" in share or "9" in share.split("%")[0][-4:]
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector(".tl-boundary canvas");
          const at = (x, y) => [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
          return [at(5, 2), at(35, 37)];
        }"""
    )
    (red, _, blue, _), (other_red, _, other_blue, _) = colours
    assert last["side"] == 40
    assert red > blue and other_blue > other_red  # brown for class 0 above, teal for class 1 below


def test_scales_and_smoothing(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    plain = chart(page, "loss").locator(".tl-chart-tick").all_text_contents()
    page.locator("[data-command='training.log']").click()
    ticks = chart(page, "loss").locator(".tl-chart-tick").all_text_contents()
    assert ticks != plain
    assert page.locator("[data-command='training.log']").get_attribute("aria-pressed") == "true"
    assert chart(page, "loss").locator(".tl-raw").count() == 0
    page.locator("[data-command='training.smooth']").click()
    assert chart(page, "loss").locator(".tl-raw").count() == 1
    page.locator(".tl-training-bar select").select_option("spread")
    assert chart(page, "w1 [2,4]").locator(".tl-chart-band").count() == 1
    assert "median" in reading(page, "w1 [2,4]")


def test_a_negative_loss_has_no_logarithm(open_page):
    with tf.Graph().as_default():
        _, bundle, blob = recorded(line)
    for one in bundle["series"]:
        one["values"] = [-value for value in one["values"]]
    page = open_page(bundle, blob, "", (1280, 720))
    page.keyboard.press("r")
    page.locator("[data-command='training.log']").click()
    page.locator("[data-command='training.log']").click()
    assert chart(page, "loss").locator(".tl-chart-tick").all_text_contents()


def test_charts_can_be_chosen(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    page.locator(".tl-choices summary").click()
    page.get_by_role("checkbox", name="b1", exact=True).uncheck()
    assert chart(page, "b1 [4]").count() == 0 and chart(page, "w1 [2,4]").count() == 1
    page.get_by_role("checkbox", name="step", exact=True).check()
    assert float(reading(page, "step")) == 30
    page.keyboard.press("Escape")
    assert not page.locator(".tl-choices-list").is_visible()
    assert page.locator(".tl-training").is_visible()


def test_spikes_are_marked_as_python_marks_them(told, open_page):
    _, bundle, blob = told
    changed = json.loads(json.dumps(bundle))
    values = [0.5 + 0.01 * (number % 5) for number in range(60)]
    values[40:43] = [3.0, 4.0, 2.0]
    values[50] = None
    changed["series"][0]["values"] = values
    page = open_page(changed, blob, "run=5", (1440, 900))
    page.keyboard.press("r")
    assert spikes([v if v is not None else "NaN" for v in values]) == [40, 50]
    marks = page.locator(".tl-chart-spike")
    assert marks.all_text_contents() == ["spike at run 42", "spike at run 52"]
    marks.first.click()
    assert run_of(page) == changed["series"][0]["runs"][40]


def test_the_table_says_the_same(told, open_page):
    tape, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    page.locator(".tl-training-details summary").click()
    page.locator(".tl-training-table thead th").first.wait_for(state="attached")  # filled when it is opened
    head = page.locator(".tl-training-table thead th").all_text_contents()
    assert head[:3] == ["Run", "loss", "accuracy"] and "norm of w1" in head
    row = page.locator(".tl-training-table tr[aria-current]")
    assert row.locator("th").text_content() == "31"
    assert float(row.locator("td").first.text_content()) == pytest.approx(dict(tape.loss)[31], rel=1e-3)
    page.keyboard.press("Shift+ArrowRight")
    assert row.locator("th").text_content() == "32"


def test_two_weights_and_one(open_page):
    _, bundle, blob = recorded(line)
    page = open_page(bundle, blob, "run=5", (1280, 720))
    page.keyboard.press("r")
    names = page.locator(".tl-surface .tl-axis-name").all_text_contents()
    assert sorted(names) == ["b", "w"]
    surface = bundle["training"]["surface"]
    surface["axes"], surface["extent"] = surface["axes"][:1], surface["extent"][:2]
    surface["values"] = surface["values"][: surface["side"]]
    surface["path"] = [[point[0]] for point in surface["path"]]
    page = open_page(bundle, blob, "run=5", (1280, 720))
    page.keyboard.press("r")
    assert page.locator(".tl-surface .tl-line-loss").count() == 1


def test_the_kernel_is_asked_once_and_for_single_runs(told, open_page):
    tape, bundle, blob = told
    builder = tape._builder(tape._graph(None))
    bare = {key: value for key, value in bundle.items() if key != "training"}
    page = open_page(bare, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    assert "keeps only the loss" in page.locator(".tl-training-waiting").text_content()
    page.keyboard.press("r")
    exact = boundary(builder, runs=[30])
    page.evaluate(
        """([part, exact]) => {
          window.asked = [];
          const { surface } = part;
          const answers = { all: { training: part }, boundary: { boundary: exact }, surface: { surface } };
          tracer.remake({ ask: async (what, content) => {
            if (what !== "training_series") throw new Error("not now");
            window.asked.push(content.what);
            return answers[content.what];
          } });
        }""",
        [bundle["training"], exact],
    )
    page.evaluate("document.querySelector('.tl-tracer').focus()")
    page.keyboard.press("r")
    chart(page, "accuracy").wait_for()
    wait_until(page, "window.asked.length > 1")
    assert page.evaluate("window.asked") == ["all", "boundary"]
    wait_until(
        page, "document.querySelector('.tl-boundary .tl-chart-readings').textContent === 'after run 31'"
    )
    page.locator(".tl-plane-axes select").first.select_option("2")
    wait_until(page, "window.asked.length > 2")
    assert page.evaluate("window.asked[2]") == "surface"


def test_names_are_only_text(told, open_page):
    _, bundle, blob = told
    hostile = "</script><img src=x onerror=window.broken=1>"
    changed = json.loads(json.dumps(bundle))
    part = changed["training"]
    part["variables"][0]["name"] = part["scalars"][0]["name"] = hostile
    part["boundary"]["inputs"] = part["boundary"]["output"] = part["boundary"]["labels"] = hostile
    part["boundary"]["classes"] = [hostile, hostile]
    changed["series"][0]["name"] = hostile
    page = open_page(changed, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    page.locator(".tl-choices summary").click()
    page.locator(".tl-training-details summary").click()
    assert page.locator(".tl-chart-title").first.text_content() == hostile
    assert page.locator("img").count() == 0 and page.evaluate("window.broken") is None


@pytest.mark.parametrize("size", [(360, 780), (1000, 680), (2560, 1440)])
def test_nothing_sticks_out(told, open_page, size):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", size)
    page.evaluate("tracer.views.choose('training')")
    wide, narrow = page.evaluate(
        "(() => { const one = document.querySelector('.tl-view'); return [one.scrollWidth, one.clientWidth]; })()"
    )
    assert wide <= narrow
    boxes = [one.bounding_box() for one in page.locator(".tl-chart-place").all()]
    assert all(box["width"] > 150 and box["height"] > 60 for box in boxes)
    titles = page.evaluate(
        """() => [...document.querySelectorAll(".tl-chart figcaption")].filter((one) => {
          const [title, ...others] = [...one.children].map((child) => child.getBoundingClientRect());
          return others.some((box) => box.width && box.left < title.right - 1);
        }).length"""
    )
    assert titles == 0


def test_a_very_large_screen_enlarges_the_charts_and_the_dock(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (3840, 2160))

    def height(selector: str) -> float:
        return float(page.locator(selector).first.bounding_box()["height"])

    def clicked(selector: str, share: float) -> int:
        box = page.locator(selector).first.bounding_box()
        page.mouse.click(box["x"] + share * box["width"], box["y"] + 30)
        page.wait_for_timeout(60)
        return run_of(page)

    assert height(".tl-curve text") >= 18 and height(".tl-control") >= 50
    assert clicked(".tl-curve .tl-hit", 0.25) == 15 and clicked(".tl-curve .tl-hit", 0.75) == 45
    page.keyboard.press("r")
    assert height(".tl-chart-tick") >= 18 and height(".tl-chart-title") >= 18
    assert clicked(".tl-chart-loss .tl-hit", 0.5) == pytest.approx(30, abs=1)
    assert clicked(".tl-chart-loss .tl-hit", 0.9) == pytest.approx(54, abs=1)


def test_what_fits_a_very_large_screen_needs_no_scrolling(open_page):
    _, bundle, blob = recorded(line)
    page = open_page(bundle, blob, "run=5", (3840, 2160))
    page.keyboard.press("r")
    whole, seen = page.evaluate(
        "(() => { const one = document.querySelector('.tl-view'); return [one.scrollHeight, one.clientHeight]; })()"
    )
    assert whole <= seen


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing_in_the_charts(told, open_page, axe, theme, size):
    _, bundle, blob = told
    page = open_page(bundle, blob, f"run=31&theme={theme}", size)
    page.evaluate("tracer.views.choose('training')")
    page.locator(".tl-training-details summary").click()
    page.locator(".tl-choices summary").click()
    assert violations(page, axe) == []


def test_escape_in_a_chart_keeps_the_keys(told, open_page):
    _, bundle, blob = told
    page = open_page(bundle, blob, "run=31", (1440, 900))
    page.keyboard.press("r")
    chart(page, "loss").locator(".tl-hit").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("tracer.views.current") == "graph"
    page.keyboard.press("Shift+ArrowRight")
    assert run_of(page) == 31


def evaluated_once():
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        session.run(tf.square([3.0, 4.0], name="y"))
    return tape


def test_a_page_without_training_has_no_such_view(open_page):
    page = open_page(*evaluated_once().bundle(), "", (1280, 720))
    assert page.get_by_role("button", name="Training", exact=True).count() == 0
    page.keyboard.press("r")
    assert page.locator(".tl-notice").text_content() == "No run here trains anything."
    assert page.locator(".tl-graph").is_visible()
    page = open_page(*evaluated_once().bundle(), "", (390, 844))
    assert page.get_by_role("tab", name="Training").count() == 0


def test_a_live_tape_without_training_says_how_to_get_it(open_page):
    tape = evaluated_once()
    page = open_page(*tape.bundle(), "", (1280, 720))
    page.evaluate(
        "(training) => { tracer.remake({ ask: async () => ({ training }) }); }",
        lab.training(tape).part,
    )
    page.get_by_role("button", name="Training", exact=True).click()
    wait_until(page, "document.querySelector('.tl-training-waiting').textContent.includes('minimize')")


def test_moons_are_moons():
    points, labels = moons()
    assert points[labels == 0][:, 1].mean() > points[labels == 1][:, 1].mean()
