"""Stops: on nodes and on conditions, set by keys and by the form, run to, played to, searched by the kernel."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tensorlab.lab.scanning import found
from tests.browser.conftest import OpenPage
from tests.browser.test_page import wait_until
from tests.browser.test_stepping import at, notice
from tests.record.comparing import forgetful
from tests.show.fixture import seed_bundle

pytestmark = pytest.mark.browser

Bundle = tuple[dict[str, Any], bytes]


def growing(tape: Any, runs: int = 70) -> Any:
    """Doubles a variable in every run; in run 69 it is infinite, in run 70 less itself no number."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None], name="x")
        w = tf.Variable(tf.ones([1]) * 2.0**60, name="w")
        product = tf.multiply(w, x, name="product")
        difference = tf.subtract(product, product, name="difference")
        step = w.assign(w + w)
        with tape:
            session.run(w.initializer)
            for number in range(1, runs + 1):
                session.run([difference, step], {x: np.ones(1 + (number > 20))})
    return tape


@pytest.fixture(scope="module")
def infinite() -> Any:
    return growing(lab.trace())


def test_a_stop_on_a_node_is_run_to_and_counted(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2&step=6", size=(1440, 900))
    page.keyboard.press("b")
    assert page.locator(".tl-box", has_text="MatMul_1").locator(".tl-badge").count() == 1
    page.keyboard.press("]")
    wait_until(page, "tracer.stepNumber !== 5")
    assert page.evaluate("tracer.moment.step.phase") == "backward" and at(page)[0] == 2
    assert notice(page) == "Stopped at the gradient of MatMul_1 in run 2."
    page.keyboard.press("]")
    wait_until(page, "tracer.run === 2")
    assert at(page) == (3, 6) and notice(page) == "Stopped at MatMul_1 in run 3."
    for _ in range(2):
        page.keyboard.press("[")
        page.wait_for_timeout(60)
    assert at(page) == (2, 6)
    page.keyboard.press("q")
    assert page.inner_text(".tl-stop-row .tl-stop-hits") == "hit 4 times"
    page.get_by_role("switch").click()
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert at(page) == (2, 6) and "no stop yet" in notice(page)
    page.keyboard.press("b")
    assert page.locator(".tl-badge").count() == 0


def test_playing_halts_at_a_stop(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2&step=4")
    add(page, "node", "reached", "tracer.timeline(0).steps[7].box")
    for _ in range(4):
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press(" ")
    wait_until(page, "!tracer.playing && tracer.stepNumber === 7")
    assert "Stopped at" in notice(page)
    page.keyboard.press(" ")
    wait_until(page, "tracer.stepNumber > 8")


def test_a_condition_is_set_with_the_keyboard_alone(open_page: OpenPage, infinite: Any) -> None:
    page = open_page(*infinite.bundle(), size=(1440, 900))
    page.keyboard.press("q")
    page.locator(".tl-stops > .tl-button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.keyboard.type("prod")
    page.keyboard.press("Tab")
    page.keyboard.type("max")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    assert "Write a number" in page.inner_text("[role=alert]")
    page.keyboard.press("Control+a")
    page.keyboard.type("1e30")
    page.keyboard.press("Enter")
    assert page.inner_text(".tl-stop-switch") == "product max > 1e30"
    assert page.evaluate("document.activeElement.classList.contains('tl-button')")
    page.keyboard.press("]")
    expected = found(infinite._builder(infinite._graph(None)), lab.when("product", max=">1e30"))[0]
    wait_until(page, f"tracer.run === {expected[0] - 1}")
    assert at(page) == expected
    sentence = rf"Stopped at product in run {expected[0]}: max is 1\.2[67]\d*e30, above 1e30\."
    assert re.fullmatch(sentence, notice(page))


def add(page: Any, of: str, measure: str, box: str = "null", compare: str = "", number: float = 0) -> None:
    """Set a stop as the form does."""
    page.evaluate(
        f"tracer.stops.save({{ of: '{of}', box: {box}, measure: '{measure}', compare: '{compare}', "
        f"number: {number}, shape: [] }}, null)"
    )


CONDITIONS: list[Callable[[], Any]] = [
    lambda: "nan", lambda: "inf", lambda: "not finite", lambda: "product",
    lambda: lab.when("product", max=">1e30"), lambda: lab.when("w", min=">=1e37"), lambda: lab.when(norm="<=1"),
    lambda: lab.when("product", shape="changes"), lambda: lab.when("product", shape=[1]),
    lambda: lab.when("product", shape=[None]), lambda: lab.when("difference", mean="==0"),
    lambda: lab.when(abs=">3e38"), lambda: lab.when("w", max="!=0"),
]  # fmt: skip

ALL_HITS = """async (stops) => {
  const seeker = tracer.stops.seeker;
  const found = [];
  let place = [0, -1];
  for (;;) {
    const { hit } = await seeker.seek(stops, place[0], place[1], true, () => true, () => {});
    if (!hit) return found;
    found.push([hit.run + 1, hit.step + 1]);
    place = [hit.run, hit.step];
  }
}"""


def test_the_browser_finds_what_python_finds(open_page: OpenPage, infinite: Any) -> None:
    page = open_page(*infinite.bundle())
    for make in CONDITIONS:
        infinite.stops = [make()]
        stops = infinite.bundle()[0]["stops"]
        assert page.evaluate(ALL_HITS, stops) == [list(place) for place in infinite.find(make())], make()
    infinite.stops = []


def test_runs_whose_values_are_elsewhere_are_skipped_and_counted(open_page: OpenPage, infinite: Any) -> None:
    bundle, blob = infinite.bundle()
    for run in bundle["runs"][5:69]:
        run["values"] = None
    page = open_page(bundle, blob, place="run=2")
    add(page, "all", "inf")
    page.keyboard.press("]")
    wait_until(page, "tracer.run > 60")
    assert at(page)[0] == 70
    assert notice(page).endswith("64 runs were skipped, for their values are not here.")


def live_page(open_page: OpenPage, tape: Any, **more: Any) -> tuple[Any, list[str]]:
    """A page whose questions are answered by a desk here, as a kernel would."""
    bundle, _ = tape.bundle(budget=1)
    for run in bundle["runs"]:
        run["values"] = None
    desk = Desk(tape._builder(tape._graph(None)), tape)
    page = open_page(*seed_bundle(1), **more)
    asked: list[str] = []

    def answer(what: str, content: str) -> str:
        asked.append(what)
        return json.dumps(desk.answer(what, json.loads(content), [])[0])

    page.expose_function("answered", answer)
    page.evaluate(
        """([bundle]) => {
      const root = document.querySelector("#tracer");
      tracer.destroy();
      const ask = async (what, content) => JSON.parse(await window.answered(what, JSON.stringify(content)));
      window.tracer = new tracer.constructor(root, bundle, new Uint8Array(0), { ask });
      tracer.root.focus();
    }""",
        [bundle],
    )
    return page, asked


def test_the_kernel_scans_what_is_not_here_and_hears_of_the_stops(open_page: OpenPage) -> None:
    tape = growing(forgetful())
    page, asked = live_page(open_page, tape)
    add(page, "all", "nan")
    wait_until(page, "tracer.stops.all.length === 1")
    page.keyboard.press("]")
    wait_until(page, "tracer.run === 69")
    assert [at(page)] == tape.find("nan")[:1]
    assert "scan" in asked and "stops" in asked
    assert repr(tape.stops) == "[lab.when(nan=True)]"


def test_a_search_can_be_cancelled_and_the_page_answers_meanwhile(open_page: OpenPage, infinite: Any) -> None:
    page = open_page(*infinite.bundle())
    page.evaluate("""() => {
      tracer.stops.save({ of: "all", box: null, measure: "abs", compare: "<", number: -1, shape: [] }, null);
      const { seeker } = tracer.stops;
      const inRun = seeker.inRun.bind(seeker);
      seeker.inRun = (...asked) => {
        const end = performance.now() + 40;
        while (performance.now() < end);
        return inRun(...asked);
      };
    }""")
    page.keyboard.press("]")
    page.get_by_role("button", name="Cancel").click()
    assert notice(page) == "The search was cancelled." and at(page) == (1, 1)
    assert not page.locator(".tl-seeking").is_visible()
    page.keyboard.press("]")
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowRight")
    assert at(page) == (1, 2)
    assert not page.locator(".tl-seeking").is_visible(), "whoever moves on no longer waits"


def test_stops_set_in_python_are_there_and_outlive_the_language(open_page: OpenPage, infinite: Any) -> None:
    infinite.stops = ["product", lab.when("w", max=">1e35")]
    page = open_page(*infinite.bundle(), size=(1440, 900))
    infinite.stops = []
    page.keyboard.press("q")
    assert page.locator(".tl-stop-switch").all_inner_texts() == ["product is reached", "w max > 1e35"]
    page.evaluate("tracer.switchLanguage()")
    assert page.evaluate("tracer.stops.all.length") == 2
    page.get_by_role("button", name="删除：w 最大值 > 1e35").click()
    assert page.evaluate("tracer.stops.all.length") == 1


def test_what_can_be_done_with_a_box(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2&step=1", size=(1440, 900))
    page.locator(".tl-box", has_text="Sigmoid").locator(".tl-name").click(button="right", force=True)
    menu = page.get_by_role("menu", name="Sigmoid: what to do")
    menu.get_by_role("menuitem", name="Run on until it is computed").click()
    assert page.inner_text(".tl-title") == "Sigmoid" and at(page)[0] == 2
    page.keyboard.press("Shift+F10")
    assert menu.is_visible()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert page.locator(".tl-watch-row").count() == 1
    page.keyboard.press("Shift+F10")
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    page.locator(".tl-box[tabindex='0']").focus()
    page.keyboard.press("Shift+Enter")
    assert page.inner_text(".tl-title") == "Sigmoid" and at(page)[0] == 3
