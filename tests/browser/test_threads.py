"""Threads and queues in the Tracer: lanes, curves, how full a queue is, by mouse and by key; averages and files."""

from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.run.hooks import watched_thread
from tests.browser.conftest import Bundle, OpenPage
from tests.browser.test_devices import text_of, with_layouts
from tests.browser.test_everywhere import SIZES, violations

pytestmark = pytest.mark.browser

NAMES = "() => [...document.querySelectorAll('.tl-lane-name')].map((one) => one.textContent)"
BARS = "document.querySelectorAll('.tl-thread-bar')"


@pytest.fixture(scope="module")
def pipeline() -> Bundle:
    """A thread that fills a queue for four, and the main thread, which trains on pairs out of it."""
    with tf.Graph().as_default():
        numbers = tf.FIFOQueue(4, [tf.float32], shapes=[[]], name="numbers")
        given = tf.placeholder(tf.float32, [], name="given")
        put = numbers.enqueue([given])
        pair = numbers.dequeue_many(2)
        weight = tf.Variable(1.0, name="weight")
        loss = tf.reduce_mean(tf.square(weight * pair - 1.0))
        train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        average = tf.train.ExponentialMovingAverage(0.9).apply([weight])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            with lab.trace(session) as tape:
                feeder = watched_thread(
                    target=lambda: [session.run(put, {given: float(value)}) for value in range(6)],
                    name="feeder",
                )
                feeder.start()
                for _ in range(3):
                    session.run([train, average])
                feeder.join()
            return with_layouts(tape)


def test_the_panel_has_a_lane_for_each_thread_and_a_curve_for_each_queue(
    pipeline: Bundle, open_page: OpenPage
) -> None:
    bundle, _ = pipeline
    page = open_page(*pipeline, size=(1440, 900))
    page.keyboard.press("Shift+T")
    names = page.evaluate(NAMES)
    assert sorted(names[:2]) == ["MainThread", "feeder"]
    assert names[2:] == ["numbers: elements in the queue, at most 4"]
    assert page.evaluate(f"() => {BARS}.length") == len(bundle["runs"])
    assert page.evaluate("() => document.querySelectorAll('.tl-queue-line').length") == 1
    rows = page.evaluate(
        "() => [...document.querySelectorAll('.tl-threads tbody tr')].map((row) => row.children[0].textContent +"
        " ' ' + row.children[1].textContent)"
    )
    assert sorted(rows) == ["MainThread 3", "feeder 6"]


def test_a_bar_leads_to_its_run_by_mouse_and_by_key(pipeline: Bundle, open_page: OpenPage) -> None:
    bundle, _ = pipeline
    page = open_page(*pipeline, size=(1440, 900))
    page.keyboard.press("Shift+T")
    page.evaluate(f"() => {BARS}[3].dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))")
    chosen = page.evaluate(f"() => Number({BARS}[3].dataset.run)")
    assert page.evaluate("() => tracer.run") == chosen
    assert page.evaluate("() => document.querySelectorAll('.tl-thread-bar[data-now]').length") == 1
    assert page.evaluate("() => document.activeElement.classList.contains('tl-lanes')")
    in_order = sorted(range(len(bundle["runs"])), key=lambda index: bundle["runs"][index]["took"][0])
    page.keyboard.press("Home")
    assert page.evaluate("() => tracer.run") == in_order[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => tracer.run") == in_order[1]
    spoken = page.get_attribute(".tl-lanes", "aria-valuetext")
    run = bundle["runs"][in_order[1]]
    assert (
        f"run {run['number']} in {run['thread']}" in spoken and f"numbers holds {run['sizes']['0']}" in spoken
    )
    page.keyboard.press("End")
    assert page.evaluate("() => tracer.run") == in_order[-1]


def test_its_box_says_how_full_a_queue_is_after_each_step(open_page: OpenPage) -> None:
    with tf.Graph().as_default():
        shelf = tf.FIFOQueue(4, [tf.float32], shapes=[[]], name="shelf")
        put, take = shelf.enqueue([2.0], name="put"), shelf.dequeue(name="take")
        with tf.Session() as session, lab.trace(session) as tape:
            session.run([take, put])
            session.run(put)
    bundle, layouts = with_layouts(tape)
    page = open_page(bundle, layouts, size=(1440, 900))
    seen, said = [], None
    page.evaluate("() => tracer.go(0, 0)")
    while said != text_of(page, ".tl-spoken"):
        said = text_of(page, ".tl-spoken")
        filled = text_of(page, ".tl-box[data-style=queue] .tl-shape")
        if "then holds" in said:
            seen.append(filled)
            assert f"shelf then holds {filled[0]} of 4 elements." in said
        page.keyboard.press("ArrowRight")
    assert seen == ["1/4", "0/4", "1/4"]


def test_a_queue_is_drawn_as_one_and_says_how_full_it_is(pipeline: Bundle, open_page: OpenPage) -> None:
    bundle, _ = pipeline
    index, run = max(
        ((n, run) for n, run in enumerate(bundle["runs"]) if run["thread"] == "MainThread"),
        key=lambda pair: pair[1]["took"][1],
    )
    page = open_page(*pipeline, size=(1440, 900))
    step = int(next(iter(run["said"])))
    page.evaluate(f"() => tracer.go({index}, {step})")
    box = ".tl-box[data-style=queue]"
    assert page.evaluate(f"() => document.querySelectorAll('{box}').length") == 1
    assert text_of(page, f"{box} .tl-shape") == f"{run['sizes']['0']}/4"
    page.evaluate(f"() => tracer.go({index}, {step - 1})")
    assert "resource" in text_of(page, ".tl-facts")
    page.evaluate(f"() => tracer.go({index}, {step})")
    assert f"numbers then holds {run['sizes']['0']} of 4 elements." in text_of(page, ".tl-say")
    assert f"numbers then holds {run['sizes']['0']} of 4 elements." in text_of(page, ".tl-spoken")


def test_a_moving_average_stands_beside_its_variable(pipeline: Bundle, open_page: OpenPage) -> None:
    page = open_page(*pipeline, size=(1440, 900))
    places = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.tl-box')].map((box) => ["
        "box.querySelector('.tl-name').textContent, box.querySelector('.tl-outline').getBoundingClientRect().x]))"
    )
    assert abs(places["⟨weight⟩"] - places["weight"]) < 30
    bundle, _ = pipeline
    run = next(n for n, one in enumerate(bundle["runs"]) if one["thread"] == "MainThread")
    steps = bundle["programs"][bundle["runs"][run]["program"]]["steps"]
    step = next(n for n, one in enumerate(steps) if bundle["nodes"][one["node"]]["type"] == "AssignSub")
    page.evaluate(f"() => tracer.go({run}, {step})")
    assert "⟨weight⟩, the moving average of weight, moves towards it" in text_of(page, ".tl-say")


def test_without_threads_the_panel_cannot_be_opened(seed: Any, open_page: OpenPage) -> None:
    page = open_page(*seed)
    page.keyboard.press("Shift+T")
    assert "One thread ran everything here" in text_of(page, ".tl-notice")
    assert page.evaluate("() => tracer.drawer.current") is None


@pytest.mark.parametrize(("size", "theme"), [("desktop", "dark"), ("projector", "light"), ("phone", "dark")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(
    pipeline: Bundle, open_page: OpenPage, axe: str, size: str, theme: str, language: str
) -> None:
    page = open_page(
        *pipeline,
        place=f"run=3&step=2&theme={theme}&language={language}",
        size=SIZES[size],
        reduced_motion="reduce",
    )
    page.keyboard.press("Shift+T")
    page.wait_for_timeout(100)
    assert not violations(page, axe)
    wide = page.evaluate(
        "() => { const body = tracer.drawer.body; return body.scrollWidth - body.clientWidth; }"
    )
    assert wide <= 0
