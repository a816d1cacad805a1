"""Stepping into loops and branches: by key, by mouse, forwards and back; and what is seen of them.

Read `tensorlab/show/static/nesting.js` beside it.
"""

from typing import Any

import pytest

import tensorlab as tf
from tests.browser.conftest import OpenPage
from tests.browser.test_everywhere import SIZES, close_everything, violations
from tests.record.loop_programs import ITERATIONS, failing, nested, recurrent

pytestmark = pytest.mark.browser

LOOP = "tracer.moment.timeline.steps.findIndex((step) => step.nested && step.nested.kind === 'loop')"
BACK = LOOP.replace("step.nested &&", "step.nested && step.nested.mirrors !== null &&")
BRANCH = LOOP.replace("'loop'", "'branch'")
ASKING = (
    "watch.toggle", "watch", "explain.open", "derive.open", "values.open", "stop.toggle", "stop.next", "stop.previous",
    "search", "inside", "compare.open", "training", "check", "link", "values.copy", "history.open",
)  # fmt: skip
SLOWEST_STEP = 100  # milliseconds, on a busy machine; usually a fifth of it


@pytest.fixture(scope="module")
def recurrence() -> Any:
    with tf.Graph().as_default():
        return laid_out(recurrent())


@pytest.fixture(scope="module")
def loops_in_loops() -> Any:
    with tf.Graph().as_default():
        return laid_out(nested())


def laid_out(tape: Any) -> Any:
    """The bundle of a tape with what a page needs."""
    from tensorlab.show.tracer import add_layouts

    bundle, blob = tape.bundle()
    add_layouts(bundle)
    return bundle, blob


def chip(page: Any) -> str:
    return str(page.text_content(".tl-phase"))


def sentence(page: Any) -> str:
    return str(page.text_content(".tl-sentence"))


def bar(page: Any) -> str:
    return " ".join(str(page.inner_text(".tl-nesting")).split())


def value_in(page: Any, title: str) -> str | None:
    """What stands in the box with this title; None where no such box is seen."""
    boxes = page.locator(".tl-box", has=page.locator(f"text.tl-name:text-is('{title}')"))
    return str(boxes.first.locator(".tl-shape").text_content()) if boxes.count() else None


def step(page: Any) -> int:
    return int(page.evaluate("tracer.stepNumber"))


def path(page: Any) -> list[int]:
    return list(page.evaluate("tracer.nesting.path"))


def test_enter_step_and_leave_by_key(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1")
    loop = page.evaluate(LOOP)
    page.evaluate(f"tracer.go(2, {loop})")
    count = ITERATIONS[1]
    assert f"{count} iterations" in bar(page)
    page.keyboard.press("ArrowRight")
    assert step(page) == loop + 1 and path(page) == [], "folded, a loop is one step"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert path(page) == [loop, 1] and step(page) == loop + 1
    assert f"iteration 1 of {count}" in chip(page) and "step 1 of" in chip(page)
    assert "i is 0 as this iteration begins" in sentence(page)
    inside = page.evaluate("tracer.nesting.now.inner.end - tracer.nesting.now.inner.begin")
    for _ in range(inside):
        page.keyboard.press("ArrowRight")
    assert path(page) == [loop, 2], "beyond the last step of an iteration comes the next one"
    assert "i is 1" in sentence(page)
    page.keyboard.press("ArrowLeft")
    assert path(page) == [loop, 1] and step(page) == loop + inside
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert f"iteration 3 of {count}" in chip(page)
    page.keyboard.press("PageUp")
    assert f"iteration 2 of {count}" in chip(page)
    page.keyboard.press("Backspace")
    assert path(page) == [] and step(page) == loop


def test_after_the_last_iteration_one_is_out(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=4&step=1")
    loop = page.evaluate(LOOP)
    page.evaluate(f"tracer.go(3, {loop})")
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        if not path(page):
            break
    assert path(page) == [] and step(page) == loop + 1
    page.evaluate(f"tracer.go(3, {loop})")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    assert path(page) == [] and step(page) == loop


def test_over_and_out_as_in_any_frame(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1")
    loop = page.evaluate(LOOP)
    page.evaluate(f"tracer.go(2, {loop})")
    page.keyboard.press("Enter")
    end = page.evaluate("tracer.nesting.now.inner.end")
    page.keyboard.press("s")
    assert step(page) == end, "out of the frame"
    page.evaluate(f"tracer.go(2, {loop})")
    page.keyboard.press("n")
    assert step(page) == end, "over the loop"


def test_by_mouse(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    box = page.locator("[data-loop='loop']").first
    assert "5×" in str(box.text_content())
    box.click()
    assert step(page) == page.evaluate(LOOP)
    box.click()
    assert path(page), "a second click enters"
    page.get_by_role("button", name="Next iteration").click()
    assert "iteration 2 of 5" in chip(page)
    page.locator(".tl-nesting-slider").fill("3")
    assert "iteration 4 of 5" in chip(page)
    page.get_by_role("button", name="Go out").click()
    assert path(page) == []
    page.get_by_role("button", name="Into iteration 3").click()
    assert "iteration 3 of 5" in chip(page)


def test_the_table_of_a_loop(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1")
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    table = page.locator(".tl-loop-table")
    cells = [text.strip() for text in table.locator("tbody tr").first.locator("td").all_text_contents()]
    assert cells == ["0", "1", "2", "3", "4", "5"]
    assert "n = 5" in str(page.text_content(".tl-loop-uses"))


def test_boxes_inside_show_the_values_of_the_iteration(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert value_in(page, "i") == "0"
    page.keyboard.press("PageDown")
    assert value_in(page, "i") == "1"
    page.keyboard.press("Backspace")
    page.wait_for_timeout(300)
    assert value_in(page, "i") is None, "outside, the loop is one box again"


def test_the_way_back_names_the_forward_iteration_and_shows_its_values(
    open_page: OpenPage, recurrence: Any
) -> None:
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    back = page.evaluate(f"(() => {{ tracer.go(2, 0); return {BACK}; }})()")
    page.evaluate(f"tracer.go(2, {back})")
    page.keyboard.press("Enter")
    assert "back through iteration 5 of 5" in chip(page)
    page.wait_for_timeout(300)
    assert value_in(page, "i") == "4", "the forward iteration's value stands above the gradient"
    page.keyboard.press("PageDown")
    assert "back through iteration 4 of 5" in chip(page) and value_in(page, "i") == "3"
    page.evaluate("tracer.go(tracer.run, tracer.nesting.now.inner.end - 1)")
    state = page.evaluate("tracer.bundle.boxes.findIndex((box) => box.title === 'state')")
    assert page.evaluate(f"tracer.moment.timeline.slotAfter({state}, tracer.stepNumber)") is not None


def test_the_branch_that_was_not_taken_is_faded(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=2&step=1", size=(1440, 900))
    page.evaluate(f"tracer.go(1, {page.evaluate(BRANCH)})")
    taken = page.evaluate("tracer.nesting.enterable().group.taken")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    idle = page.locator(".tl-box.tl-idle .tl-name").all_text_contents()
    assert ("mul" in idle) == (taken == "false")
    assert ("Sigmoid" in idle) == (taken == "true")


def test_frames_within_frames(open_page: OpenPage, loops_in_loops: Any) -> None:
    page = open_page(*loops_in_loops, place="run=2&step=1", size=(1440, 900))
    page.evaluate(f"tracer.go(1, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    inner = (
        "tracer.go(tracer.run, tracer.moment.timeline.steps.findIndex((step) => step.frame && step.nested))"
    )
    page.evaluate(inner)
    page.keyboard.press("Enter")
    assert len(path(page)) == 4 and "iteration 1 of 3" in chip(page)
    assert "while 2" in bar(page)
    page.keyboard.press("PageDown")
    assert "iteration 2 of 3" in chip(page)
    page.keyboard.press("Backspace")
    assert len(path(page)) == 2
    page.keyboard.press("Backspace")
    assert path(page) == []


def test_the_same_frame_is_open_in_the_next_run(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=2&step=1")
    page.evaluate(f"tracer.go(1, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.keyboard.press("Shift+ArrowRight")
    assert "iteration 2 of 5" in chip(page) and page.evaluate("tracer.run") == 2
    page.keyboard.press("Shift+ArrowRight")
    assert "iteration 2 of 2" in chip(page)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert path(page) == [], "the initialiser has no loop"


def test_a_click_on_a_box_inside_enters(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    box = page.evaluate("tracer.bundle.boxes.findIndex((box) => box.title === 'Tanh')")
    page.evaluate(f"tracer.graph.go({box}, false)")
    assert path(page)[-1:] == [1] and page.evaluate("tracer.moment.step.box") == box


def test_another_language_leaves_the_frame_open(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1&language=en")
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.evaluate("tracer.switchLanguage()")
    assert "第 2 次迭代" in chip(page) and path(page)
    page.keyboard.press("Backspace")
    assert path(page) == [] and "次迭代" in bar(page)


def test_playing_goes_through_every_iteration(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=4&step=1")
    loop = page.evaluate(LOOP)
    page.evaluate(f"tracer.go(3, {loop})")
    page.keyboard.press("Enter")
    page.evaluate("tracer.playback.setPace(7)")
    page.keyboard.press(" ")
    for _ in range(150):
        page.wait_for_timeout(100)
        if not path(page) and step(page) > loop:
            break
    assert not path(page) and step(page) > loop


def test_a_loop_that_failed_can_be_entered(open_page: OpenPage) -> None:
    with tf.Graph().as_default():
        page = open_page(*laid_out(failing()), place="run=1&step=1")
    page.evaluate(f"tracer.go(0, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    assert "iteration 1 of" in chip(page) and "i is 0" in sentence(page)
    page.keyboard.press("PageDown")
    assert page.locator(".tl-failure-view").count() == 0, "the second iteration went well"
    page.keyboard.press("PageDown")
    fates = [page.locator(".tl-failure-view").count()]
    for _ in range(page.evaluate("tracer.nesting.now.inner.end - tracer.nesting.now.inner.begin") - 1):
        page.keyboard.press("ArrowRight")
        fates.append(page.locator(".tl-failure-view").count())
    assert sum(fates) == 1, "in the third one step failed"


def test_what_asks_for_a_step_finds_it_inside(open_page: OpenPage, recurrence: Any) -> None:
    """Search, watches, stops, explanations, comparisons and arrays, while a frame is open."""
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.evaluate("tracer.go(2, tracer.nesting.now.inner.end - 1)")
    for command in ASKING:
        page.evaluate(f"tracer.commands.run('{command}')")
        page.wait_for_timeout(40)
        close_everything(page)
        assert page.evaluate("tracer.moment.step !== null")


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("projector", "dark"), ("phone", "light")])
def test_axe_finds_nothing(open_page: OpenPage, recurrence: Any, axe: str, size: str, theme: str) -> None:
    page = open_page(
        *recurrence, place=f"run=3&step=1&theme={theme}", size=SIZES[size], reduced_motion="reduce"
    )
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    found = violations(page, axe)
    page.evaluate("tracer.showTab('values')")
    found += violations(page, axe)
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    found += violations(page, axe)
    assert not found


def test_a_step_inside_a_long_loop_is_quick(open_page: OpenPage) -> None:
    with tf.Graph().as_default():
        page = open_page(*laid_out(nested(300)), place="run=2&step=1", size=(1440, 900))
    page.evaluate(f"tracer.go(1, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    taken = page.evaluate(
        """() => {
          const times = [];
          for (let turn = 0; turn < 40; turn++) {
            const begin = performance.now();
            tracer.goStep(1);
            times.push(performance.now() - begin);
          }
          return times.sort((one, other) => one - other)[20];
        }"""
    )
    assert taken < SLOWEST_STEP


def test_a_stop_inside_a_loop_halts_there(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1", size=(1440, 900))
    tanh = page.evaluate("tracer.bundle.boxes.findIndex((box) => box.title === 'Tanh')")
    page.evaluate(f"tracer.stops.toggle({tanh})")
    seen = []
    for _ in range(7):
        page.keyboard.press("]")
        page.wait_for_timeout(150)
        seen.append(
            (page.evaluate("tracer.run"), *path(page)[1:], page.evaluate("tracer.moment.step.box") == tanh)
        )
    assert seen[:5] == [(2, number, True) for number in range(1, 6)], "once in every iteration"
    assert seen[5:] == [(2, 1, True), (2, 2, True)], "and again on the way back"


def test_an_address_names_a_step_inside(open_page: OpenPage, recurrence: Any) -> None:
    page = open_page(*recurrence, place="run=3&step=1")
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    page.wait_for_timeout(100)
    place = page.evaluate("location.hash").lstrip("#")
    assert "inside=" in place
    wanted = chip(page), sentence(page)
    other = open_page(*recurrence, place=place)
    assert (chip(other), sentence(other)) == wanted


def test_values_that_arrive_leave_the_frame_open(open_page: OpenPage, recurrence: Any) -> None:
    """A kernel sends the values of a run, its record, and the list of frames anew."""
    page = open_page(*recurrence, place="run=3&step=1")
    page.evaluate(f"tracer.go(2, {page.evaluate(LOOP)})")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    wanted = chip(page), sentence(page)
    page.evaluate(
        """() => {
          const { bundle, arrays } = tracer;
          const frames = JSON.parse(JSON.stringify(bundle.frames));
          for (const run of [1, 2]) {
            const record = bundle.runs[run];
            const own = record.base || { program: record.program, frame: record.frame };
            const bytes = arrays.part(run).slice();
            tracer.receive(run, { ...record, base: undefined, ...own }, bytes, frames);
          }
        }"""
    )
    assert (chip(page), sentence(page)) == wanted
    page.keyboard.press("PageDown")
    assert "iteration 3 of 5" in chip(page)
    page.keyboard.press("Backspace")
    assert path(page) == []
