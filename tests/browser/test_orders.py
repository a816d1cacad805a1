"""The orders of a run in a real browser: columns in lock step, by key and by mouse, in both languages, on any screen.

Read next: `tensorlab/show/static/orders.js`.
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.words import catalogue
from tensorlab.show.assets import script, style_sheet
from tests.record import order_programs as programs

pytestmark = pytest.mark.browser

SIZES = {
    "desktop": (1440, 900),
    "projector": (1280, 720),
    "cell": (1000, 680),
    "phone": (360, 740),
    "4K": (3840, 2160),
}
HOSTILE = "</script><img src=x onerror='window.broken = 1'>"
Opened = Callable[..., Any]

# anywidget's half of a widget, as far as `render` needs it.
FAKE_MODEL = """
const traits = { bundle: JSON.parse(document.getElementById("bundle").textContent), theme: "light", language: "en" };
const listeners = {};
const model = {
  get: (name) => traits[name],
  set: (name, value) => { traits[name] = value; },
  save_changes: () => { window.saved = { ...traits, bundle: null }; },
  on: (event, listener) => { listeners[event] = listener; },
  off: (event) => { delete listeners[event]; },
  tell: (name, value) => { traits[name] = value; listeners[`change:${name}`](); },
};
window.model = model;
window.listeners = listeners;
window.stop = render({ model, el: document.getElementById("cell") });
"""


@pytest.fixture
def open_orders(open_file: Opened, tmp_path: Path) -> Opened:
    """Write the orders of a program as a page and open it."""
    numbers = itertools.count()

    def opened(found: lab.Orders, place: str = "", size: str = "desktop", **options: Any) -> Any:
        path = found.to_html(tmp_path / f"orders{next(numbers)}.html")
        return open_file(path, place, SIZES[size], ".tl-orders-app", **options)

    return opened


def explored(program: Any) -> lab.Orders:
    with tf.Graph().as_default(), tf.Session() as session:
        return lab.orders(program(session), session=session)


@pytest.fixture(scope="module")
def lost() -> lab.Orders:
    return explored(programs.lost_update)


def hostile() -> lab.Orders:
    """Orders whose names and values are markup."""
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable([HOSTILE], name="v")
        found = lab.orders([v, tf.assign(v, ["<b>other</b>"], name="write").op], session=session)
        session.run(v.initializer)
        found = lab.orders([v, tf.assign(v, [HOSTILE * 2]).op], session=session)
    # A graph takes no such names, but a page may be made from any bundle.
    bundle = found.bundle()
    for one in (*bundle["events"], *bundle["variables"]):
        one["name"] = one["node"] = HOSTILE
    bundle["call"] = HOSTILE
    for box in bundle["graph"]["boxes"]:
        box["title"] = box["symbol"] = HOSTILE
    found.bundle = lambda: bundle  # type: ignore[method-assign]
    return found


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def states(page: Any, column: int) -> list[str | None]:
    return list(
        page.evaluate(
            f"() => [...document.querySelectorAll('.tl-orders-column')[{column}].querySelectorAll('.tl-orders-step')]"
            ".map((step) => step.dataset.state ?? null)"
        )
    )


def test_one_column_for_every_result(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost)
    assert texts(page, ".tl-orders-sentence") == [
        "2 results are possible: it depends on which of 6 legal orders the run takes."
    ]
    assert texts(page, ".tl-orders-why") == [result.why for result in lost.results]
    assert texts(page, ".tl-orders-count") == ["2 orders", "4 orders"]
    for column, result in enumerate(lost.results):
        names = page.locator(".tl-orders-column").nth(column).locator(".tl-orders-step .tl-orders-words")
        assert names.all_inner_texts() == result.order
    decisive = page.locator(".tl-orders-decisive .tl-orders-words").all_inner_texts()
    assert decisive == ["second_sum", "second_sum"]
    assert texts(page, ".tl-orders-own") == ["tensorlab's order"]


def test_what_differs_is_marked_with_more_than_a_colour(open_orders: Opened) -> None:
    page = open_orders(explored(programs.stale_read))
    marked = texts(page, ".tl-orders-values .tl-orders-differs dt")
    assert marked == ["y fetched", "y fetched"]
    assert page.locator(".tl-orders-values .tl-orders-differs .tl-orders-sign").count() == 2
    assert page.locator(".tl-orders-values div:not(.tl-orders-differs) .tl-orders-sign").count() == 0


def test_keys_step_all_columns_at_once(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost)
    assert states(page, 0) == states(page, 1) == [None] * 4
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert states(page, 0) == states(page, 1) == ["done", "now", "waiting", "waiting"]
    assert texts(page, ".tl-orders-moment") == ["Step 2 of 4, result 1: first writes v: 1"]
    page.keyboard.press("ArrowDown")
    assert texts(page, ".tl-orders-moment") == ["Step 2 of 4, result 2: second_sum reads v: 0"]
    page.keyboard.press("ArrowDown")  # there is no third result
    page.keyboard.press("End")
    assert states(page, 0) == ["done", "done", "done", "now"]
    assert texts(page, ".tl-orders-moment") == ["Step 4 of 4, result 2: second writes v: 1"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    assert texts(page, ".tl-orders-moment") == ["Step 4 of 4, result 1: second writes v: 2"]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert states(page, 0) == [None] * 4
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    assert states(page, 0) == [None] * 4


def test_the_same_operation_is_marked_in_every_column_and_in_the_graph(
    open_orders: Opened, lost: lab.Orders
) -> None:
    page = open_orders(lost, "step=2&result=2")
    linked = page.evaluate(
        "() => [...document.querySelectorAll('[data-linked] .tl-orders-words')].map((name) => name.textContent)"
    )
    assert linked == ["second_sum", "second_sum"]
    assert page.locator(".tl-orders-box[data-now] .tl-orders-title").all_text_contents() == ["second_sum"]
    page.locator(".tl-orders-step").nth(0).hover()
    assert texts(page, "[data-linked] .tl-orders-words") == ["first_sum", "first_sum"]


def test_mouse_and_keyboard_reach_the_same(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost)
    page.locator(".tl-orders-column").nth(1).locator(".tl-orders-step").nth(2).click()
    page.mouse.move(5, 5)
    assert texts(page, ".tl-orders-moment") == ["Step 3 of 4, result 2: first writes v: 1"]
    page.get_by_role("button", name="Next step").click()
    assert states(page, 0) == ["done", "done", "done", "now"]
    assert page.get_by_role("button", name="Next step").is_disabled()
    page.get_by_role("button", name="First step").click()
    assert states(page, 1)[0] == "now"
    page.evaluate("() => document.activeElement.blur()")
    page.locator(".tl-orders").focus()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"
            )
        )
    assert "Result 2" in reached and "Next step" in reached


def test_a_control_dependency_is_drawn_dotted_and_named(open_orders: Opened) -> None:
    page = open_orders(explored(programs.forced))
    assert texts(page, ".tl-orders-sentence") == ["Every legal order gives the same result."]
    assert texts(page, ".tl-orders-why")[0].startswith("Forced by a control dependency: y waits for train.")
    assert page.locator(".tl-orders-edge[data-kind=control]").count() == 1
    dash = page.locator(".tl-orders-edge[data-kind=control] .tl-orders-line").evaluate(
        "(line) => getComputedStyle(line).strokeDasharray"
    )
    assert dash != "none"
    assert page.locator(".tl-orders-own, .tl-orders-share").count() == 0


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("program", [programs.moving_average, programs.two_additions])
def test_nothing_is_cut_off(open_orders: Opened, program: Any, size: str) -> None:
    page = open_orders(explored(program), size=size)
    width, height = SIZES[size]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for selector in (".tl-orders-sentence", ".tl-orders-dock", ".tl-orders-columns"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1
        assert box["y"] >= 0 and box["y"] + box["height"] <= height + 1
    assert page.locator(".tl-orders-columns").bounding_box()["height"] > height / 3
    columns = page.locator(".tl-orders-column").all()
    heights = [page_column.locator(".tl-orders-steps").bounding_box()["y"] for page_column in columns]
    assert max(heights) - min(heights) < 1  # the same step stands at the same height everywhere
    smallest = 44 if size == "phone" else 24
    for button in page.locator(".tl-orders button:visible").all():
        place = button.bounding_box()
        assert min(place["width"], place["height"]) >= smallest


def test_lanes_stand_below_their_names(open_orders: Opened) -> None:
    page = open_orders(explored(programs.moving_average))
    column = page.locator(".tl-orders-column").first
    names = [name.bounding_box()["x"] for name in column.locator(".tl-orders-lane-name").all()]
    for step in column.locator(".tl-orders-step").all():
        assert [cell.bounding_box()["x"] for cell in step.locator(".tl-orders-cell").all()] == names


def test_on_a_phone_one_result_at_a_time(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost, size="phone")
    page.get_by_role("button", name="Result 2").click()
    page.wait_for_timeout(300)
    box = page.locator(".tl-orders-column").nth(1).bounding_box()
    assert -1 <= box["x"] <= 20
    assert page.get_by_role("button", name="Result 2").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("cell", "dark"), ("phone", "light")])
@pytest.mark.parametrize("program", [programs.stale_read, programs.forced])
def test_axe_finds_nothing(open_orders: Opened, program: Any, size: str, theme: str) -> None:
    package = pytest.importorskip("axe_playwright_python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page = open_orders(explored(program), f"theme={theme}", size, reduced_motion="reduce")
    page.evaluate(f"{axe};0")
    found = []
    for keys in ([], ["ArrowRight", "ArrowRight"], ["?"]):
        for key in keys:
            page.keyboard.press(key)
        result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        found += [
            (one["id"], node["target"], node["any"]) for one in result["violations"] for node in one["nodes"]
        ]
    assert not found


def test_chinese(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost, "language=zh&step=2")
    assert texts(page, ".tl-orders-why")[1].startswith("丢失更新：对 v 的两次读取")
    assert page.locator(".tl-orders").get_attribute("lang") == "zh-CN"
    english = {key: texts["en"] for key, texts in catalogue().items() if key.startswith("orders.")}
    shown = page.locator(".tl-orders").inner_text()
    words = {text for text in english.values() if isinstance(text, str) and "{" not in text and len(text) > 8}
    assert not {text for text in words if text in shown}
    assert all(set(texts) == {"en", "zh"} for key, texts in catalogue().items() if key.startswith("orders."))
    page.get_by_role("button", name="English").click()
    assert texts(page, ".tl-orders-why")[1].startswith("Lost update")
    assert states(page, 0) == ["done", "now", "waiting", "waiting"]


def test_the_help_page_names_the_keys(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost)
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("ArrowRight")  # while it is open, the keys are its own
    assert states(page, 0) == [None] * 4
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("ArrowRight")
    assert states(page, 0)[0] == "now"


def test_names_and_values_stay_text(open_orders: Opened) -> None:
    page = open_orders(hostile())
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("() => window.broken") is None
    assert page.locator(".tl-orders img").count() == 0
    assert HOSTILE in page.locator(".tl-orders-call").inner_text()


def test_without_a_script_the_page_is_the_text(open_orders: Opened, lost: lab.Orders) -> None:
    page = open_orders(lost, java_script_enabled=False)
    assert repr(lost) in page.locator("pre").inner_text()


def test_two_hundred_rapid_keys(open_orders: Opened) -> None:
    page = open_orders(explored(programs.moving_average))
    median = page.evaluate("""() => {
      const times = [];
      for (let time = 0; time < 200; time += 1) {
        const key = time % 16 < 8 ? "ArrowRight" : "ArrowLeft";
        const start = performance.now();
        document.querySelector(".tl-orders").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times.sort((one, other) => one - other)[100];
    }""")
    assert page.evaluate("() => window.orders.step") == 7
    assert median < 30


def test_in_a_notebook(browser: Any, lost: lab.Orders) -> None:
    pytest.importorskip("anywidget")
    widget = lost.show(theme="dark")
    assert repr(widget) == repr(lost)
    assert widget.theme == "dark" and widget.bundle["graph"]["layout"]["boxes"]
    context = browser.new_context(viewport={"width": 900, "height": 800})
    try:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        from tensorlab.show.page import as_json

        code = script(for_anywidget=False, entry="orders.js") + FAKE_MODEL
        page.set_content(
            f"<!doctype html><style>{style_sheet()}</style><div id='cell'></div>"
            f"<script type='application/json' id='bundle'>{as_json(widget.bundle)}</script>"
            f"<script type='module'>{code}</script>"
        )
        page.wait_for_selector(".tl-orders-app")
        assert page.locator(".tl-in-notebook").count() == 1
        page.evaluate("() => model.tell('theme', 'dark')")
        assert page.locator(".tl-orders").get_attribute("data-theme") == "dark"
        page.evaluate("() => model.tell('language', 'zh')")
        assert page.locator(".tl-orders").count() == 1
        assert texts(page, ".tl-orders-why")[1].startswith("丢失更新")
        page.get_by_role("button", name="浅色或深色").click()
        assert page.evaluate("() => window.saved.theme") == "light"
        page.evaluate("() => window.stop()")
        assert page.locator(".tl-orders").count() == 0
        assert page.evaluate("() => Object.keys(listeners).length") == 0
        assert not errors
    finally:
        context.close()
