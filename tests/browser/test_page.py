"""The page in a real browser: every step lands, keys and mouse agree, nothing odd breaks it, and it is quick."""

import re
from typing import Any

import numpy as np
import pytest

from tensorlab.record.words import plain_text
from tests.browser.conftest import OpenPage
from tests.show.fixture import seed_bundle
from tests.show.fixture_numbers import training
from tests.show.fixture_odd import ODD_VALUES, empty_bundle, odd_bundle, wide_bundle

pytestmark = pytest.mark.browser

RUNS = 40
STEPS = 39


@pytest.fixture(scope="module")
def seed() -> tuple[dict[str, Any], bytes]:
    return seed_bundle(RUNS)


def place(page: Any) -> tuple[int, int]:
    """Where the page stands: run and step, counted from 1, as it says itself."""
    run = re.search(r"Run ([\d,]+)", page.inner_text(".tl-run"))
    step = re.search(r"step (\d+) of", page.inner_text(".tl-phase"))
    assert run and step
    return int(run[1]), int(step[1])


def wait_until(page: Any, expression: str) -> None:
    """Wait for a condition; Playwright's own way needs `eval`, which the page's policy forbids."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never came true: {expression}")


def heading(page: Any) -> str:
    return str(page.inner_text(".tl-title"))


def test_every_step_lands_forwards_and_backwards(open_page: OpenPage, seed: Any) -> None:
    bundle, blob = seed
    page = open_page(bundle, blob)
    titles = [plain_text(step["title"]) for step in bundle["programs"][0]["steps"]]
    for number, title in enumerate(titles, 1):
        assert (place(page), heading(page)) == ((1, number), title)
        assert page.locator(".tl-box.tl-current").count() == 1
        page.keyboard.press("ArrowRight")
    assert place(page) == (2, 1)
    for number in range(STEPS, 0, -1):
        page.keyboard.press("ArrowLeft")
        assert place(page) == (1, number)


def test_the_numbers_on_the_page_are_the_programs(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="run=7&step=6")
    values = training(RUNS)[6]
    tables = page.locator(".tl-heat table").all()
    for table, name in zip(tables, ("MatMul", "Variable_1", "MatMul_1"), strict=True):
        shown = [float(text.replace("−", "-")) for text in table.locator("td").all_inner_texts()]
        np.testing.assert_allclose(shown, values[name].ravel(), atol=0.006)
    assert page.inner_text(".tl-now mark") == "tf.matmul(a, w2)"


def test_keys(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="run=3&step=6")
    moves = [
        ("Shift+ArrowRight", (4, 6)), ("Shift+ArrowLeft", (3, 6)), ("End", (3, STEPS)), ("Home", (3, 1)),
        ("Control+ArrowRight", (3, 3)), ("Control+ArrowRight", (3, 19)), ("Control+ArrowLeft", (3, 3)),
        ("Control+ArrowRight", (3, 19)), ("Control+ArrowRight", (3, 38)), ("Control+ArrowRight", (4, 1)),
        ("Home", (4, 1)), ("ArrowRight", (4, 2)), ("ArrowDown", (4, 10)), ("t", (4, 29)), ("t", (4, 10)),
        ("ArrowUp", (4, 2)),
    ]  # fmt: skip
    for key, expected in moves:
        page.keyboard.press(key)
        assert place(page) == expected, key
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("ArrowRight")
    assert place(page) == (4, 3)


def test_one_escape_too_many_says_where_the_keys_went(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="run=3&step=6")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    assert page.locator(".tl-notice").is_hidden()
    page.keyboard.press("ArrowRight")
    assert place(page) == (3, 7)
    page.keyboard.press("Escape")
    assert "Enter, or a click" in page.locator(".tl-notice").text_content()
    page.keyboard.press("ArrowRight")
    assert place(page) == (3, 7)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert place(page) == (3, 8)
    page.keyboard.press("Escape")
    page.locator(".tl-sentence").click()
    page.keyboard.press("ArrowRight")
    assert place(page) == (3, 9)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "for 12: runs 2, 5, "),
        ("zh", "这里有 12 次：第 2、5、"),
        ("none", "holds no finite differences"),
    ],
)
def test_a_page_says_which_runs_are_checked(
    open_page: OpenPage, seed: Any, language: str, words: str
) -> None:
    bundle, blob = seed
    agrees = {"verdict": "agrees", "index": [0, 0], "gradient": 0.5, "slope": 0.5}
    runs = () if language == "none" else (1, 4, *range(10, 20))
    bundle = bundle | {"checks": {str(run): {"21": agrees} for run in runs}}
    page = open_page(bundle, blob, place=f"run=4&step=22&language={language}")
    badge = page.locator(".tl-check")
    assert words in badge.get_attribute("title")
    badge.click()
    assert words in page.locator(".tl-notice").text_content()
    page.evaluate("tracer.go(4, tracer.stepNumber)")
    assert (badge.get_attribute("data-verdict") == "unchecked") == (language == "none")


def test_play_goes_on_by_itself_and_stops(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed)
    page.keyboard.press(" ")
    wait_until(page, "tracer.stepNumber === 2")
    page.keyboard.press(" ")
    stopped = place(page)
    page.wait_for_timeout(900)
    assert place(page) == stopped


def test_the_mouse_reaches_boxes_slots_runs_and_steps(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, size=(1440, 900))
    page.locator(".tl-box", has_text="Sigmoid").locator(".tl-name").click(force=True)
    assert heading(page) == "Sigmoid"
    page.locator(".tl-box", has_text="Sigmoid").locator(".tl-slot").click()
    assert heading(page) == "Gradient of Sigmoid"
    curve, track = (
        page.get_by_role("slider", name="Run").bounding_box(),
        page.get_by_role("slider", name="Step").bounding_box(),
    )
    page.mouse.click(curve["x"] + curve["width"] - 7, curve["y"] + 20)
    wait_until(page, f"tracer.run === {RUNS - 1}")
    page.mouse.move(track["x"] + 6, track["y"] + 10)
    page.mouse.down()
    wait_until(page, "tracer.stepNumber === 0")
    page.mouse.move(track["x"] + track["width"] - 6, track["y"] + 10, steps=4)
    page.mouse.up()
    wait_until(page, f"tracer.stepNumber === {STEPS - 1}")
    assert place(page) == (RUNS, STEPS)


def test_pointing_at_the_result_works_another_entry_out(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="step=4", size=(1440, 900))
    assert page.inner_text(".tl-worked h3") == "Row 0, column 0, worked out"
    page.locator(".tl-heat table").nth(2).locator("td").nth(5).hover()
    assert page.inner_text(".tl-worked h3") == "Row 1, column 2, worked out"
    page.keyboard.press(".")
    assert page.inner_text(".tl-worked h3") == "Row 2, column 0, worked out"
    total = float(page.locator(".tl-total td").nth(2).inner_text().replace("−", "-"))
    assert abs(total - training(RUNS)[0]["MatMul"][2, 0]) < 0.006


def test_sliders_and_screen_reader_text(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="step=4")
    step, run = page.get_by_role("slider", name="Step"), page.get_by_role("slider", name="Run")
    assert (step.get_attribute("aria-valuenow"), step.get_attribute("aria-valuemax")) == ("4", str(STEPS))
    run.focus()
    page.keyboard.press("ArrowRight")
    assert run.get_attribute("aria-valuenow") == "2"
    spoken = page.inner_text(".tl-spoken")
    assert re.fullmatch(
        r"Step 4 of 39, Forward: MatMul multiplies x by w1 and gives \[8,3\] between −[\d.]+ and [\d.]+\.",
        spoken,
    )
    assert page.locator(".tl-box[aria-current=step]").get_attribute("aria-label").startswith("MatMul")


def test_walking_in_the_graph_keeps_the_focus_there(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="step=4")
    page.locator(".tl-box[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "step"
    assert heading(page) == "MatMul_1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_it_is_chosen(open_page: OpenPage, seed: Any, scheme: str) -> None:
    page = open_page(*seed, color_scheme=scheme)
    assert page.locator(".tl-tracer").get_attribute("data-theme") == scheme
    page.get_by_role("button", name="Light or dark").click()
    other = "light" if scheme == "dark" else "dark"
    assert page.locator(".tl-tracer").get_attribute("data-theme") == other
    page.emulate_media(color_scheme=other)
    page.emulate_media(color_scheme=scheme)
    assert page.locator(".tl-tracer").get_attribute("data-theme") == other


def test_on_a_phone_panes_are_tabs_and_buttons_are_large(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="step=6", size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name, pane in (("Values", ".tl-inspector"), ("Source", ".tl-source"), ("Graph", ".tl-graph")):
        page.get_by_role("tab", name=name).click()
        assert page.locator(pane).is_visible()
        assert [
            page.locator(other).is_visible() for other in (".tl-inspector", ".tl-source", ".tl-graph")
        ].count(True) == 1
    for control in page.locator(".tl-control").all():
        box = control.bounding_box()
        assert box["width"] >= 48 and box["height"] >= 48
    page.get_by_role("button", name="Next step").click()
    assert place(page) == (1, 7)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1000, 680), (720, 600), (390, 844), (320, 560)])
def test_nothing_sticks_out_at_any_size(open_page: OpenPage, seed: Any, size: tuple[int, int]) -> None:
    page = open_page(*seed, place="run=9&step=37", size=size)
    for selector in (".tl-top", ".tl-say", ".tl-graph", ".tl-dock", ".tl-tools"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] + 0.5, selector
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1] + 0.5, selector
    ring = page.locator(".tl-ring").bounding_box()
    pane = page.locator(".tl-graph").bounding_box()
    assert ring["x"] >= pane["x"] and ring["y"] >= pane["y"]
    assert (
        ring["x"] + ring["width"] <= pane["x"] + pane["width"]
        and ring["y"] + ring["height"] <= pane["y"] + pane["height"]
    )


def test_odd_values_are_shown_and_hostile_names_stay_text(open_page: OpenPage) -> None:
    bundle, blob = odd_bundle()
    page = open_page(bundle, blob)
    for name in ODD_VALUES:
        assert heading(page) == name
        page.keyboard.press("ArrowRight")
    assert page.evaluate("window.broken") is None
    page = open_page(bundle, blob, place=f"step={list(ODD_VALUES).index('broken') + 1}")
    assert page.locator(".tl-heat").last.locator("td").all_inner_texts() == ["1.00", "NaN", "∞", "−∞"]
    page = open_page(bundle, blob, place=f"step={list(ODD_VALUES).index('images') + 1}")
    page.get_by_role("button", name="Axis 1: next slice").click()
    assert page.locator(".tl-slice-name").text_content() == "[0,1,:,:]"
    assert page.locator(".tl-heat").last.locator("td").first.inner_text() == f"{np.sin(18):.3f}".replace(
        "-", "−"
    )


def test_single_numbers_of_an_optimizer_stand_in_one_list(open_page: OpenPage) -> None:
    bundle, blob = odd_bundle()
    step = bundle["programs"][0]["steps"][5]
    step["inputs"] = [{"label": label, "entry": 0} for label in ("rate", "3.25", "decay")] + step["inputs"]
    page = open_page(bundle, blob, place="step=6")
    assert page.locator(".tl-single-numbers tr").all_inner_texts() == ["rate\t3.25", "\t3.25", "decay\t3.25"]
    assert page.locator(".tl-heat").count() == 2


def test_a_run_that_failed_shows_where_and_why(open_page: OpenPage) -> None:
    failing = list(ODD_VALUES).index("failing") + 1
    page = open_page(*odd_bundle(), place=f"run=3&step={failing}")
    said = page.inner_text(".tl-sentence")
    assert said.startswith("InvalidArgumentError: ") and "was given arrays whose shapes do not fit" in said
    assert "Incompatible shapes" in page.inner_text(".tl-failure-view")
    assert page.locator(".tl-box.tl-failed").count() == 1
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".tl-sentence") == f"after was not reached: the run failed at step {failing}."


def test_values_that_were_not_kept_are_said_to_be_missing(open_page: OpenPage) -> None:
    page = open_page(*odd_bundle(), place="run=2&step=2")
    assert "not kept in this file" in page.inner_text(".tl-values")
    page.get_by_role("button", name="Go to run 3").click()
    assert place(page) == (3, 2)
    assert page.locator(".tl-heat table").count() == 2


@pytest.mark.parametrize("runs", [0, 1])
def test_a_trace_of_nothing_opens(open_page: OpenPage, runs: int) -> None:
    page = open_page(*empty_bundle(runs))
    for key in ("ArrowRight", "ArrowUp", "t", "End", "Control+ArrowLeft", "Shift+ArrowRight", "0", "."):
        page.keyboard.press(key)
    assert "Nothing" in page.inner_text(".tl-graph")


def test_without_javascript_the_sentences_are_there(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, java_script_enabled=False)
    assert "MatMul multiplies x by w1" in page.inner_text("body")


WRITTEN = """async () => {
  const counts = [];
  let count = 0;
  const observer = new MutationObserver((records) => {
    for (const { addedNodes, removedNodes } of records) count += 1 + addedNodes.length + removedNodes.length;
  });
  const everything = { attributes: true, characterData: true, childList: true, subtree: true };
  observer.observe(document.querySelector(".tl-graph"), everything);
  for (let step = 0; step < 40; step++) {
    count = 0;
    tracer.root.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
    counts.push(count);
  }
  observer.disconnect();
  return counts.sort((one, other) => one - other)[20];
}"""


@pytest.mark.parametrize(
    ("make", "boxes", "most"), [(lambda: seed_bundle(3), 18, 40), (wide_bundle, 250, 100)]
)
def test_a_step_writes_only_what_changed(open_page: OpenPage, make: Any, boxes: int, most: int) -> None:
    """What takes time is writing; how long it takes is measured by `benchmarks/tracer_latency.py`."""
    page = open_page(*make(), size=(1440, 900))
    assert page.locator(".tl-box").count() == boxes
    assert 0 < page.evaluate(WRITTEN) < most
