"""Large graphs in the browser: groups open and fold by pointer and by key, the cursor's group opens by itself, what
is seen stays under the limit, nothing overlaps, the camera and the map show where one is, marks reach folded boxes.

Read `tensorlab/show/static/graph_view.js` beside it.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.tracer import add_layouts
from tests.browser.conftest import OpenPage
from tests.browser.test_everywhere import violations
from tests.browser.test_page import wait_until
from tests.show.fixture import seed_bundle

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=window.broken=1>"
OPEN_GROUPS = "tracer.graph.frames.map((frame) => frame.number)"
OVERLAPS = """() => {
  const { drawings, frames } = tracer.graph;
  const apart = (a, b) => a[0] >= b[0] + b[2] || b[0] >= a[0] + a[2] || a[1] >= b[1] + b[3] || b[1] >= a[1] + a[3];
  const inside = (a, b) => a[0] >= b[0] && a[1] >= b[1] && a[0] + a[2] <= b[0] + b[2] && a[1] + a[3] <= b[1] + b[3];
  const found = [];
  drawings.forEach((one, place) => {
    for (const other of drawings.slice(0, place)) {
      if (!apart(one.rectangle, other.rectangle)) found.push([one.title, other.title]);
    }
    for (const frame of frames) {
      const [box, around] = [one.rectangle, frame.rectangle];
      if (!apart(box, around) && !inside(box, around)) found.push([one.title, frame.title]);
    }
  });
  return found;
}"""


def recorded(build: Any) -> tuple[dict[str, Any], bytes]:
    """Record one run of what `build(x)` returns."""
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [2, 3], name="x")
        fetched = build(x)
        sess.run(tf.global_variables_initializer())
        with lab.trace(sess) as tape:
            sess.run(fetched, {x: np.full((2, 3), 0.5, np.float32)})
    return tape.bundle()


def layers(x: Any, count: int) -> Any:
    """Layers of five nodes, each in its own scope."""
    for number in range(count):
        with tf.name_scope(f"layer{number}"):
            wide = tf.multiply(x, 2.0, name="wide")
            x = tf.add(tf.tanh(wide), tf.sigmoid(wide), name="both")
            with tf.name_scope("after"):
                x = tf.square(tf.negative(x))
    return tf.reduce_sum(x, name="total")


@pytest.fixture(scope="module")
def small() -> tuple[dict[str, Any], bytes]:
    return recorded(lambda x: layers(x, 4))


@pytest.fixture(scope="module")
def large() -> tuple[dict[str, Any], bytes]:
    return recorded(lambda x: layers(x, 60))


@pytest.fixture(scope="module")
def flat() -> tuple[dict[str, Any], bytes]:
    def chain(x: Any) -> Any:
        for _ in range(700):
            x = tf.tanh(x)
        return x

    return recorded(chain)


def seen(page: Any) -> int:
    return int(page.evaluate("tracer.graph.drawings.length"))


def test_a_small_graph_is_open_and_a_scope_folds_by_its_handle(open_page: OpenPage, small: Any) -> None:
    page = open_page(*small, size=(1440, 900))
    boxes = len(small[0]["boxes"])
    assert seen(page) == boxes and page.locator(".tl-frame").count() == 8
    page.get_by_role("button", name="layer1: 6 boxes inside").locator(".tl-handle").click()
    assert seen(page) == boxes - 5 and page.locator(".tl-group").count() == 1
    assert page.evaluate(OVERLAPS) == []
    assert page.locator(".tl-group .tl-count").first.text_content() == "6 boxes"
    page.locator(".tl-group").click()
    assert seen(page) == boxes and page.locator(".tl-group").count() == 0


def test_keys_open_and_fold_the_scope_of_the_cursor(open_page: OpenPage, small: Any) -> None:
    page = open_page(*small, place="step=5")
    before = page.evaluate(OPEN_GROUPS)
    page.keyboard.press("o")
    folded = page.evaluate(OPEN_GROUPS)
    assert len(folded) < len(before)
    page.wait_for_timeout(400)
    assert page.evaluate(OPEN_GROUPS) == folded, "what was folded by hand stays folded"
    assert page.locator(".tl-group.tl-current").count() == 1
    page.keyboard.press("o")
    assert page.evaluate(OPEN_GROUPS) == before
    page.evaluate("tracer.commands.run('scope.fold_all')")
    assert page.locator(".tl-frame").count() == 0
    page.evaluate("tracer.graph.drawings.find((drawing) => drawing.number !== undefined).group.focus()")
    page.keyboard.press("Enter")
    assert page.locator(".tl-frame").count() >= 1


@pytest.mark.parametrize("name", ["large", "flat"])
def test_the_group_of_the_cursor_opens_by_itself_and_the_limit_holds(
    open_page: OpenPage, name: str, request: pytest.FixtureRequest
) -> None:
    bundle, blob = request.getfixturevalue(name)
    page = open_page(bundle, blob)
    steps = len(bundle["programs"][0]["steps"])
    for step in range(0, steps, steps // 9):
        page.evaluate(f"tracer.go(0, {step})")
        wait_until(page, "!tracer.graph.boxes[tracer.moment.step.box].group.classList.contains('tl-group')")
        assert seen(page) <= 250
        assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.querySelectorAll('.tl-box.tl-current').length") == 1


def test_a_folded_group_counts_what_is_done_inside(open_page: OpenPage, large: Any) -> None:
    page = open_page(*large)
    page.evaluate("tracer.commands.run('scope.fold_all')")
    page.evaluate("tracer.go(0, 40)")
    done = page.evaluate(
        "tracer.graph.drawings.filter((d) => d.number !== undefined).map((d) => d.state.split(',').map(Number))"
    )
    assert any(0 < values < total for values, _, total, _ in done)
    page.evaluate("tracer.go(0, Infinity)")
    assert page.evaluate(
        "[...document.querySelectorAll('.tl-group')].every((g) => g.classList.contains('tl-done'))"
    )


def test_stepping_writes_what_a_jump_writes(open_page: OpenPage, small: Any) -> None:
    page = open_page(*small)
    told = (
        "JSON.stringify([...tracer.graph.drawings.map((d) => [d.className, d.state]), "
        "...tracer.graph.joined.map((e) => [e.forwardState, e.backwardState, e.idle])])"
    )
    steps = len(small[0]["programs"][0]["steps"])
    for _ in range(steps - 1):
        page.keyboard.press("ArrowRight")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    walked = page.evaluate(told)
    page.evaluate("tracer.graph.forget(); tracer.go(tracer.run, tracer.stepNumber)")
    assert page.evaluate(told) == walked


def test_marks_and_chips_reach_boxes_in_folded_groups(open_page: OpenPage, small: Any) -> None:
    page = open_page(*small)
    box = next(n for n, one in enumerate(small[0]["boxes"]) if one["title"] == "Tanh")
    page.evaluate(f"tracer.graph.mark('t', {{ boxes: {{ {box}: 'hit' }} }})")
    page.evaluate(f"tracer.graph.badge('t', {{ {box}: {{ text: '●', kind: 'stop', title: 'here' }} }})")
    assert page.locator(".tl-mark-hit").count() == 1 and page.locator(".tl-badge").count() == 1
    page.evaluate("tracer.commands.run('scope.fold_all')")
    assert page.locator(".tl-group.tl-mark-hit .tl-badge").count() == 1
    page.evaluate("tracer.graph.mark('t', null); tracer.graph.badge('t', null)")
    assert page.locator(".tl-mark-hit, .tl-badge").count() == 0


def test_the_map_shows_and_moves_what_is_seen(open_page: OpenPage, large: Any) -> None:
    page = open_page(*large)
    place = page.locator(".tl-minimap")
    assert place.is_visible()
    before = page.evaluate("tracer.graph.camera.view.x")
    place.focus()
    step = page.evaluate("tracer.stepNumber")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("tracer.graph.camera.view.x") < before
    assert page.evaluate("tracer.stepNumber") == step
    rectangle = place.bounding_box()
    page.mouse.click(rectangle["x"] + 12, rectangle["y"] + 12)
    assert page.evaluate("tracer.graph.camera.view.x") >= before - 1
    page.keyboard.press("0")
    page.wait_for_timeout(500)
    assert not place.is_visible()
    page.keyboard.press("z")
    assert page.evaluate("tracer.graph.camera.view.scale") == 1 and place.is_visible()


def test_from_far_away_there_are_names_and_then_blocks(open_page: OpenPage, large: Any) -> None:
    page = open_page(*large)
    page.evaluate("tracer.commands.run('scope.open_all')")
    assert page.get_attribute(".tl-graph", "data-level") == "full"
    for level in ("names", "blocks"):
        for _ in range(12):
            if page.get_attribute(".tl-graph", "data-level") == level:
                break
            page.keyboard.press("-")
        assert page.get_attribute(".tl-graph", "data-level") == level
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.tl-box:not([data-out]) .tl-name')).display")
        == "none"
    )


def test_the_camera_keeps_the_cursor_in_view(open_page: OpenPage, large: Any) -> None:
    page = open_page(*large, size=(1280, 720))
    for step in range(0, 300, 23):
        page.evaluate(f"tracer.go(0, {step})")
        page.wait_for_timeout(650)
        pane, ring = (page.locator(name).bounding_box() for name in (".tl-graph", ".tl-ring"))
        assert ring["x"] >= pane["x"] - 1 and ring["x"] + ring["width"] <= pane["x"] + pane["width"] + 1
        assert ring["y"] >= pane["y"] - 1 and ring["y"] + ring["height"] <= pane["y"] + pane["height"] + 1


def test_walking_chooses_among_several_inputs(open_page: OpenPage) -> None:
    bundle, blob = seed_bundle(3)
    inputs = [edge["to"] for edge in bundle["edges"]]
    steps = bundle["programs"][0]["steps"]
    there = next(
        n for n, step in enumerate(steps) if step["kind"] == "evaluate" and inputs.count(step["box"]) > 1
    )
    page = open_page(bundle, blob, place=f"step={there + 1}")
    here = page.evaluate("tracer.moment.step.box")
    page.keyboard.press("ArrowUp")
    first = page.evaluate("tracer.moment.step.box")
    page.keyboard.press("Shift+ArrowDown")
    second = page.evaluate("tracer.moment.step.box")
    assert len({here, first, second}) == 3
    page.keyboard.press("Shift+ArrowUp")
    assert page.evaluate("tracer.moment.step.box") == first
    page.keyboard.press("ArrowDown")
    assert page.evaluate("tracer.moment.step.box") == here


def test_a_value_fed_over_is_hatched_and_a_write_leads_back(open_page: OpenPage) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        w = tf.Variable(1.0, name="w")
        y = tf.multiply(w, 3.0, name="y")
        moved = tf.subtract(w, y, name="moved")
        sess.run(tf.global_variables_initializer())
        with tf.control_dependencies([y]):
            write = tf.assign(w, moved)
        with lab.trace(sess) as tape:
            sess.run(write, {y: 0.25})
    bundle, blob = tape.bundle()
    assert [edge["kind"] for edge in bundle["edges"]].count("write") == 1
    page = open_page(bundle, blob)
    page.keyboard.press("End")
    assert page.locator(".tl-overridden .tl-hatching").count() == 1
    assert page.locator(".tl-edge[data-kind=write]").get_attribute("data-state") == "now"


def test_a_graph_that_was_not_run_can_be_walked_and_folded(open_page: OpenPage, axe: str) -> None:
    with tf.Graph().as_default() as graph:
        layers(tf.placeholder(tf.float32, [None, 3], name="x"), 3)
        picture = lab.show(graph)
    page = open_page(picture.widget().bundle, b"", size=(1000, 680))
    pane = page.locator(".tl-graph").bounding_box()
    assert pane["height"] > 560 and pane["width"] == 1000
    page.keyboard.press("ArrowRight")
    assert page.locator(".tl-about h2").inner_text() == "x"
    page.keyboard.press("ArrowDown")
    assert page.locator(".tl-about h2").inner_text() == "layer0/wide"
    page.get_by_role("button", name="layer0/after: 2 boxes inside").click(force=True)
    assert page.locator(".tl-group").count() == 1
    assert violations(page, axe) == []


def test_hostile_scopes_stay_text(open_page: OpenPage) -> None:
    bundle, blob = recorded(lambda x: layers(x, 2))
    bundle["nodes"] = [
        {
            **node,
            "scope": node["scope"].replace("layer1", HOSTILE),
            "name": node["name"].replace("layer1", HOSTILE),
        }
        for node in bundle["nodes"]
    ]
    add_layouts(bundle)
    page = open_page(bundle, blob)
    page.evaluate("tracer.commands.run('scope.fold_all')")
    assert page.evaluate("window.broken") is None
    assert page.locator("img").count() == 0
    assert any("onerror" in text for text in page.locator(".tl-group title").all_text_contents())


def test_large_graphs_satisfy_axe(open_page: OpenPage, large: Any, axe: str) -> None:
    for size in ((1440, 900), (390, 844)):
        page = open_page(*large, size=size)
        assert violations(page, axe) == []


def test_a_dear_layout_is_asked_for_first(open_page: OpenPage, small: Any) -> None:
    page = open_page(*small)
    page.evaluate("tracer.graph.scopes.dear = 0")
    before = page.evaluate(OPEN_GROUPS)
    page.evaluate(f"tracer.graph.scopes.close({before[0]})")
    assert (
        page.get_by_role("alertdialog").inner_text().startswith("Laying out 21 boxes would take about 1 s.")
    )
    assert page.evaluate(OPEN_GROUPS) == before
    page.get_by_role("button", name="Cancel").click()
    assert page.locator(".tl-dear").count() == 0 and page.evaluate(OPEN_GROUPS) == before
    page.evaluate(f"tracer.graph.scopes.close({before[0]})")
    page.get_by_role("button", name="Lay out").click()
    assert before[0] not in page.evaluate(OPEN_GROUPS)
