"""Devices in the Tracer: signs on boxes, parcels on edges, colours, lanes, totals, and why nodes run where they do."""

from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.tracer import add_layouts
from tests.browser.conftest import Bundle, OpenPage
from tests.browser.test_everywhere import SIZES, violations
from tests.record.device_programs import network, recorded

pytestmark = pytest.mark.browser


def with_layouts(tape: Any) -> Bundle:
    """The bundle of a tape, ready to be shown."""
    bundle, blob = tape.bundle()
    if not bundle["layouts"]:
        add_layouts(bundle)
    return bundle, blob


@pytest.fixture(scope="module")
def two_devices() -> Bundle:
    """A network on a CPU and a simulated GPU."""
    with tf.Graph().as_default():
        return with_layouts(recorded(network(), 20))


@pytest.fixture(scope="module")
def moved() -> Bundle:
    """A node that asked for a GPU that is not there."""
    with tf.Graph().as_default():
        with tf.device("/gpu:0"):
            product = tf.matmul([[1.0, 2.0]], [[3.0], [4.0]], name="product")
        config = tf.ConfigProto(allow_soft_placement=True)
        with tf.Session(config=config) as session, lab.trace() as tape:
            session.run(tf.tanh(product, name="t"))
        return with_layouts(tape)


def text_of(page: Any, selector: str) -> str:
    return page.evaluate(f"() => document.querySelector({selector!r}).textContent")


def test_each_box_names_its_device_and_a_simulated_one_says_so(
    two_devices: Bundle, open_page: OpenPage
) -> None:
    page = open_page(*two_devices, place="run=3&step=1")
    signs = page.evaluate(
        "() => [...document.querySelectorAll('.tl-box')].map((box) => ["
        "box.querySelector('.tl-name').textContent, box.querySelector('.tl-device text').textContent,"
        " getComputedStyle(box.querySelector('.tl-outline')).strokeDasharray])"
    )
    found = {name: (sign, dash) for name, sign, dash in signs}
    assert found["w1"] == ("CPU:0", "none")
    assert found["w2"] == ("GPU:0 sim", "10px, 3px, 2px, 3px")
    page = open_page(*two_devices, place="run=3&step=1&language=zh")
    assert "GPU:0 模拟" in page.evaluate("() => document.querySelector('.tl-boxes').textContent")


def test_a_parcel_lights_up_at_its_step_and_leads_there(two_devices: Bundle, open_page: OpenPage) -> None:
    bundle, _ = two_devices
    steps = bundle["programs"][bundle["runs"][2]["program"]]["steps"]
    copies = [number for number, step in enumerate(steps) if step["kind"] == "copy"]
    page = open_page(*two_devices, place="run=3&step=1")
    state = "() => [...document.querySelectorAll('.tl-parcel')].map((one) => one.dataset.state)"
    assert set(page.evaluate(state)) == {"waiting"}
    page.evaluate(f"() => tracer.go(2, {copies[0]})")
    assert page.evaluate(state).count("now") == 1
    assert page.evaluate("() => document.querySelectorAll('.tl-edge[data-carrying]').length") == 1
    assert text_of(page, ".tl-parcel[data-state=now] .tl-parcel-bytes") == "36 B"
    assert "36 bytes, 10 µs (modelled)" in text_of(page, ".tl-say")
    page.evaluate(f"() => tracer.go(2, {len(steps) - 1})")
    assert set(page.evaluate(state)) == {"done"}
    assert page.evaluate("() => document.querySelectorAll('.tl-edge[data-carrying]').length") == 0
    box = page.locator(".tl-parcel").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 8)
    assert page.evaluate("() => tracer.moment.step.kind") == "copy"


def test_the_inspector_says_where_and_that_times_are_modelled(
    two_devices: Bundle, open_page: OpenPage
) -> None:
    bundle, _ = two_devices
    steps = bundle["programs"][bundle["runs"][1]["program"]]["steps"]
    page = open_page(*two_devices, place="run=2&step=1")
    facts = "() => document.querySelector('.tl-facts').textContent"
    for number, step in enumerate(steps):
        if step["kind"] == "feed" or step["kind"] == "read":
            continue
        page.evaluate(f"() => tracer.go(1, {number})")
        told = page.evaluate(facts)
        on_gpu = step["kind"] == "copy" or "GPU" in bundle["nodes"][step["node"]]["device"]
        assert ("modelled" in told) == on_gpu, (step["title"], told)
        if step["kind"] == "copy":
            assert "→" in told


def test_colours_by_device(two_devices: Bundle, open_page: OpenPage) -> None:
    bundle, _ = two_devices
    last = len(bundle["programs"][bundle["runs"][2]["program"]]["steps"])
    page = open_page(*two_devices, place=f"run=3&step={last}")
    fill = (
        "() => [...document.querySelectorAll('.tl-box')].map((box) => ["
        "box.dataset.device, getComputedStyle(box.querySelector('.tl-value')).fill])"
    )
    before = page.evaluate(fill)
    page.keyboard.press("Shift+C")
    by_device: dict[str, set[str]] = {}
    for device, colour in page.evaluate(fill):
        by_device.setdefault(device, set()).add(colour)
    assert len(by_device) == 2 and all(len(colours) == 1 for colours in by_device.values())
    assert by_device["CPU"] != by_device["GPU"]
    page.keyboard.press("Shift+C")
    assert page.evaluate(fill) == before


def test_the_panel_shows_lanes_that_lead_to_steps(two_devices: Bundle, open_page: OpenPage) -> None:
    bundle, _ = two_devices
    schedule = bundle["programs"][bundle["runs"][2]["program"]]["schedule"]
    page = open_page(*two_devices, place="run=3&step=4", size=(1440, 900))
    page.keyboard.press("Shift+D")
    lanes = page.evaluate(
        "() => [...document.querySelectorAll('.tl-lane-name')].map((one) => one.textContent)"
    )
    assert lanes == ["CPU:0, measured", "GPU:0, modelled", "Copies, modelled"]
    assert page.evaluate("() => document.querySelectorAll('.tl-lane-bar').length") == len(schedule)
    now = "() => [...document.querySelectorAll('.tl-lane-bar[data-now]')].map((one) => Number(one.dataset.place))"
    [place] = page.evaluate(now)
    assert schedule[place]["step"] == 3
    bar = "document.querySelectorAll('.tl-lane-bar')[8]"
    page.evaluate(f"() => {bar}.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))")
    chosen = page.evaluate(f"() => Number({bar}.dataset.place)")
    assert page.evaluate("() => tracer.stepNumber") == schedule[chosen]["step"]
    page.evaluate("() => tracer.go(2, 3)")
    page.keyboard.press("Shift+D")
    page.keyboard.press("Shift+D")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => tracer.stepNumber") == 4
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.classList.contains('tl-lanes')")
    page.keyboard.press("Home")
    assert page.evaluate("() => tracer.stepNumber") == schedule[0]["step"]
    spoken = page.get_attribute(".tl-lanes", "aria-valuetext")
    assert "from CPU:0 to GPU:0, 10 µs (modelled)" in spoken
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => tracer.stepNumber") == schedule[1]["step"]
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("() => tracer.run") == 3


def test_totals_keep_modelled_and_measured_apart(two_devices: Bundle, open_page: OpenPage) -> None:
    page = open_page(*two_devices, place="run=3&step=4")
    page.keyboard.press("Shift+D")
    rows = page.evaluate(
        "() => [...document.querySelectorAll('.tl-devices-totals tbody tr')].map((row) => row.textContent)"
    )
    assert "modelled" not in rows[0] and "modelled" in rows[1]
    assert "100 B to it" in rows[1] and "76 B from it" in rows[1]
    told = text_of(page, ".tl-devices")
    assert "worked out from the figures of a real card" in told
    assert "what is measured here was measured in run 2" in told


def test_the_placement_says_why_and_shows_only_what_was_moved(moved: Bundle, open_page: OpenPage) -> None:
    page = open_page(*moved, size=(1440, 900))
    page.keyboard.press("Shift+D")
    assert "the only device in use" in text_of(page, ".tl-devices")
    rows = (
        "() => [...document.querySelectorAll('.tl-devices-placement tbody tr')].map((row) => row.textContent)"
    )
    [row] = [row for row in page.evaluate(rows) if row.startswith("productno")]
    assert "no GPU here" in row and "GPU:0" in row and "CPU:0" in row
    page.get_by_label("only those that were moved").check()
    assert page.evaluate(rows) and all("GPU:0" in one for one in page.evaluate(rows))
    page.get_by_role("button", name="product", exact=True).click()
    assert page.evaluate("() => tracer.bundle.nodes[tracer.moment.step.node].name") == "product"
    page.keyboard.press("e")
    page.get_by_role("button", name="Why does it run on this device?").click()
    assert "MatMul asked for GPU:0; moved to CPU:0: no GPU here." in text_of(page, ".tl-explain")


def test_one_device_is_hardly_mentioned(moved: Bundle, open_page: OpenPage, seed: Bundle) -> None:
    for bundle in (moved, seed):
        page = open_page(*bundle, place="step=1")
        assert page.evaluate("() => document.querySelectorAll('.tl-device, .tl-parcel').length") == 0
        page.keyboard.press("Shift+C")
        assert "Only one device" in text_of(page, ".tl-notice")
        page.keyboard.press("Shift+D")
        assert page.evaluate("() => document.querySelectorAll('.tl-lanes, .tl-devices-totals').length") == 0
        assert "CPU:0" in text_of(page, ".tl-devices")


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("projector", "dark"), ("phone", "light")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing(
    two_devices: Bundle, open_page: OpenPage, axe: str, size: str, theme: str, language: str
) -> None:
    page = open_page(
        *two_devices,
        place=f"run=3&step=4&theme={theme}&language={language}",
        size=SIZES[size],
        reduced_motion="reduce",
    )
    found = violations(page, axe)
    page.keyboard.press("Shift+D")
    page.wait_for_timeout(100)
    found += violations(page, axe)
    page.keyboard.press("Shift+C")
    found += violations(page, axe)
    assert not found
    wide = page.evaluate(
        "() => { const body = tracer.drawer.body; return body.scrollWidth - body.clientWidth; }"
    )
    assert wide <= 0
