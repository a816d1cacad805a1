"""Moving about: by nodes, scopes, writes and jumps of the loss; playing; long runs; what is searched and watched."""

from typing import Any

import pytest

from tests.browser.conftest import RUNS, OpenPage
from tests.browser.test_page import place, wait_until
from tests.show.fixture import seed_bundle
from tests.show.fixture_odd import HOSTILE, ODD_VALUES, odd_bundle

pytestmark = pytest.mark.browser

STEPS = 39
Bundle = tuple[dict[str, Any], bytes]


def long_bundle(steps: int, runs: int = 3) -> Bundle:
    """The seed program with so many steps: its forward and backward steps stand there again and again."""
    bundle, blob = seed_bundle(runs)
    program = bundle["programs"][0]
    phases: dict[str, list[Any]] = {"feed": [], "forward": [], "backward": [], "update": []}
    for step in program["steps"]:
        phases[step["phase"]].append(step)
    ends = phases["feed"], phases["update"]
    half = (steps - len(ends[0]) - len(ends[1])) // 2
    forward = (phases["forward"] * (half // 10))[:half]
    backward = (phases["backward"] * (half // 10))[: steps - half - len(ends[0]) - len(ends[1])]
    program["steps"] = [*ends[0], *forward, *backward, *ends[1]]
    assert len(program["steps"]) == steps
    return bundle, blob


def at(page: Any) -> tuple[int, int]:
    """Run and step, from 1, without reading the page's texts."""
    run, step = page.evaluate("[tracer.run, tracer.stepNumber]")
    return run + 1, step + 1


def notice(page: Any) -> str:
    return str(page.inner_text(".tl-notice"))


# --- larger moves -------------------------------------------------------------------------------------------


def test_every_node_once_there_and_back(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2")
    steps = seed[0]["programs"][0]["steps"]
    about = [("box", step["box"]) if step["box"] is not None else ("node", step["node"]) for step in steps]
    starts = [n + 1 for n in range(STEPS) if n == 0 or about[n] != about[n - 1]]
    assert len(starts) < STEPS
    for start in starts:
        assert at(page) == (2, start)
        page.keyboard.press("n")
    assert at(page) == (3, 1)
    for start in reversed(starts):
        page.keyboard.press("Shift+N")
        assert at(page) == (2, start)
    inside = next(n + 1 for n in range(1, STEPS) if about[n] == about[n - 1])
    page.evaluate(f"tracer.go(1, {inside - 1})")
    page.keyboard.press("Shift+N")
    assert at(page) == (2, max(start for start in starts if start < inside))


def test_out_of_a_name_scope(open_page: OpenPage, seed: Bundle) -> None:
    bundle, blob = seed
    boxes = {box["title"]: box for box in bundle["boxes"]}
    for title in ("MatMul", "MatMul_1", "Sigmoid"):
        bundle["nodes"][boxes[title]["node"]]["scope"] = "layer" if title != "MatMul_1" else "layer/inner"
    page = open_page(bundle, blob)
    steps = bundle["programs"][0]["steps"]
    scopes = [
        bundle["nodes"][bundle["boxes"][s["box"]]["node"]]["scope"] if s["box"] is not None else ""
        for s in steps
    ]
    first = next(n for n, scope in enumerate(scopes) if scope == "layer")
    page.evaluate(f"tracer.go(0, {first})")
    page.keyboard.press("s")
    beyond = next(n for n in range(first, STEPS) if not scopes[n].startswith("layer"))
    assert at(page) == (1, beyond + 1)
    page.keyboard.press("Shift+S")
    assert scopes[at(page)[1] - 1].startswith("layer")
    inner = scopes.index("layer/inner")
    page.evaluate(f"tracer.go(0, {inner})")
    page.keyboard.press("s")
    assert at(page) == (1, next(n for n in range(inner, STEPS) if scopes[n] != "layer/inner") + 1)


def test_nested_frames_are_stepped_into_over_and_out_of(open_page: OpenPage, seed: Bundle) -> None:
    """A loop, as it will be recorded: the steps of its iterations follow its own, one frame deeper."""
    bundle, blob = seed
    steps = bundle["programs"][0]["steps"]
    for number in (7, 8, 9, 10):
        steps[number]["frame_depth"] = 1
    steps[9]["frame_depth"] = 2
    page = open_page(bundle, blob, place="step=7")
    page.keyboard.press("ArrowRight")
    assert at(page) == (1, 8), "into"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("n")
    assert at(page) == (1, 12), "over"
    page.keyboard.press("Shift+N")
    assert at(page) == (1, 7), "back over"
    page.evaluate("tracer.go(0, 8)")
    page.keyboard.press("n")
    assert at(page) == (1, 11), "over the inner frame"
    page.evaluate("tracer.go(0, 9)")
    page.keyboard.press("s")
    assert at(page) == (1, 11), "out of the inner frame"
    page.keyboard.press("s")
    assert at(page) == (1, 12), "out of the loop"
    page.evaluate("tracer.go(0, 8)")
    page.keyboard.press("Shift+S")
    assert at(page) == (1, 8), "to the beginning of the frame"
    page.keyboard.press("Shift+S")
    assert at(page) == (1, 7), "to the loop"


def test_writes_of_a_variable(open_page: OpenPage, seed: Bundle) -> None:
    bundle, blob = seed
    writes = [(n + 1, s["box"]) for n, s in enumerate(bundle["programs"][0]["steps"]) if s["kind"] == "write"]
    (first, box), (second, _) = writes[:2]
    page = open_page(bundle, blob, place="run=3&step=1")
    page.evaluate(f"tracer.go(2, tracer.moment.timeline.stepOf({box}, false))")
    for run in (3, 4, 5):
        page.keyboard.press("v")
        assert at(page) == (run, first)
    assert "is written in run 5" in notice(page)
    page.keyboard.press("Shift+V")
    assert at(page) == (4, first)
    page.evaluate(f"tracer.go(2, {second - 1})")
    page.keyboard.press("v")
    assert at(page) == (4, second)
    page.evaluate(f"tracer.go({RUNS - 1}, {second - 1})")
    page.keyboard.press("v")
    assert at(page) == (RUNS, second) and "not written again" in notice(page)


def test_jumps_of_the_loss(open_page: OpenPage, seed: Bundle) -> None:
    bundle, blob = seed
    for run in (14, 30):
        bundle["series"][0]["values"][run] = bundle["runs"][run]["loss"] = 9.0
    page = open_page(bundle, blob, place="run=2&step=6")
    page.keyboard.press("j")
    assert at(page) == (15, 6) and "In run 15 the loss jumps to 9" in notice(page)
    page.keyboard.press("j")
    assert at(page) == (31, 6)
    page.keyboard.press("j")
    assert at(page) == (31, 6) and "No later jump" in notice(page)
    page.keyboard.press("Shift+J")
    assert at(page) == (15, 6)


# --- playing ------------------------------------------------------------------------------------------------


def test_two_hundred_clicks_are_two_hundred_steps(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed)
    box = page.get_by_role("button", name="Next step").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(200):
        page.mouse.down()
        page.mouse.up()
    assert at(page) == (1 + 200 // STEPS, 1 + 200 % STEPS)


def test_clicks_while_playing_are_all_counted(open_page: OpenPage, seed: Bundle) -> None:
    """What playing adds is counted by itself; the rest is what was clicked."""
    page = open_page(*seed)
    page.evaluate("""() => {
      window.beats = 0;
      const advance = tracer.playback.advance.bind(tracer.playback);
      tracer.playback.advance = () => { window.beats += 1; advance(); };
    }""")
    for _ in range(4):
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press(" ")
    box = page.get_by_role("button", name="Next step").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for number in range(200):
        page.mouse.down()
        page.mouse.up()
        if number % 10 == 0:
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowLeft")
    wait_until(page, "window.beats > 3")
    page.evaluate("tracer.playback.pause()")
    run, step = at(page)
    assert (run - 1) * STEPS + step - 1 == 200 + page.evaluate("window.beats")


def test_playing_reaches_thirty_steps_a_second(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, size=(1440, 900))
    for _ in range(9):
        page.keyboard.press("Alt+ArrowUp")
    assert page.inner_text(".tl-pace-open") == "30 steps/s"
    rate = page.evaluate("""async () => {
      const times = [];
      const advance = tracer.playback.advance.bind(tracer.playback);
      tracer.playback.advance = () => { advance(); times.push(performance.now()); };
      tracer.togglePlay();
      await new Promise((done) => setTimeout(done, 2500));
      tracer.togglePlay();
      return (1000 * (times.length - 1)) / (times[times.length - 1] - times[0]);
    }""")
    # A machine that is busy with other things cannot paint so many pictures: then it is as quick as they come.
    possible = page.evaluate("""async () => {
      const begin = performance.now();
      for (let step = 0; step < 40; step++) {
        tracer.goStep(1);
        await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
      }
      return 40000 / (performance.now() - begin);
    }""")
    assert 0.7 * min(30, possible) < rate < 33
    assert page.evaluate("tracer.header.live.getAttribute('aria-live')") == "polite"


@pytest.mark.parametrize(
    ("presses", "text", "places"), [(1, "nodes", None), (2, "phases", None), (3, "runs", (4, 2))]
)
def test_playing_by_larger_units(
    open_page: OpenPage, seed: Bundle, presses: int, text: str, places: tuple[int, int] | None
) -> None:
    page = open_page(*seed, place="run=1&step=2")
    for _ in range(presses):
        page.keyboard.press("u")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowUp")
    assert text in page.inner_text(".tl-pace-open")
    seen = page.evaluate("""async () => {
      const seen = [];
      const go = tracer.go.bind(tracer);
      tracer.go = (run, step, quiet) => { go(run, step, quiet); seen.push([tracer.run + 1, tracer.stepNumber + 1]); };
      tracer.togglePlay();
      while (seen.length < 3) await new Promise((done) => setTimeout(done, 20));
      tracer.togglePlay();
      return seen.slice(0, 3);
    }""")
    steps = seed[0]["programs"][0]["steps"]
    if text == "runs":
        assert seen == [[2, 2], [3, 2], [4, 2]]
    elif text == "phases":
        begins = [n + 1 for n in range(1, STEPS) if steps[n]["phase"] != steps[n - 1]["phase"]]
        assert seen == [[1, begin] for begin in begins[:3]]
    else:
        assert [steps[step - 1]["box"] for _, step in seen] != [None] * 3 and len(
            {step for _, step in seen}
        ) == 3


def test_playing_ends_where_the_last_run_ends(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place=f"run={RUNS}&step={STEPS - 1}")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press(" ")
    wait_until(page, "!tracer.playing")
    assert at(page) == (RUNS, STEPS)
    page.keyboard.press(" ")
    assert "end of the last run" in notice(page) and not page.evaluate("tracer.playing")


def test_how_to_play_is_set_by_mouse_and_keys(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed)
    page.locator(".tl-pace-open").click()
    panel = page.get_by_role("dialog", name="How to play")
    assert panel.is_visible()
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".tl-pace-open") == "2 steps/s"
    panel.get_by_label("a phase").check()
    assert page.inner_text(".tl-pace-open") == "2 phases/s"
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.className") == "tl-pace-open"


# --- long runs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [151, 1000, 10_000])
def test_long_runs_are_exact_by_key_and_quick(open_page: OpenPage, steps: int) -> None:
    page = open_page(*long_bundle(steps), size=(1280, 720))
    slider = page.get_by_role("slider", name="Step")
    assert slider.get_attribute("aria-valuemax") == str(steps)
    page.keyboard.press("End")
    assert at(page) == (1, steps)
    for number in range(1, 100):
        page.keyboard.press("ArrowLeft")
        assert page.evaluate("tracer.stepNumber") == steps - 1 - number
    assert page.evaluate("tracer.dock.track.inView(tracer.stepNumber)")
    head = page.locator(".tl-playhead").bounding_box()
    track = slider.bounding_box()
    assert track["x"] - 4 <= head["x"] and head["x"] + head["width"] <= track["x"] + track["width"] + 4
    spent = page.evaluate("""() => {
      const { track } = tracer.dock;
      const begin = performance.now();
      for (let step = 0; step < 200; step++) track.show(step * 3 % track.total, "");
      return (performance.now() - begin) / 200;
    }""")
    assert spent < 4, "milliseconds that the track takes of a step"


def test_the_lens_of_a_long_run(open_page: OpenPage) -> None:
    page = open_page(*long_bundle(1000), size=(1440, 900))
    shown = "[Math.floor(tracer.dock.track.begin), tracer.dock.track.wide]"
    assert page.evaluate(shown) == [0, 60]
    track = page.locator(".tl-step-hit").bounding_box()
    middle = track["y"] + track["height"] / 2
    page.mouse.click(track["x"] + 4 + 30.5 / 60 * (track["width"] - 8), middle)
    wait_until(page, "tracer.stepNumber === 30")
    assert page.evaluate(shown) == [0, 60], "what is in view is not moved"
    # a drag beside the playhead moves the lens, not the cursor
    page.mouse.move(track["x"] + 0.9 * track["width"], middle)
    page.mouse.down()
    page.mouse.move(track["x"] + 0.4 * track["width"], middle, steps=6)
    page.mouse.up()
    assert page.evaluate("tracer.stepNumber") == 30
    assert 28 <= page.evaluate(shown)[0] <= 32
    # the wheel makes it wider around the pointer
    page.mouse.wheel(0, 120)
    wait_until(page, "tracer.dock.track.wide > 60")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("tracer.dock.track.inView(tracer.stepNumber)")
    # a press in the overview goes far
    page.mouse.click(track["x"] + 0.75 * track["width"], track["y"] - 2)
    wait_until(page, "tracer.stepNumber > 700 && tracer.stepNumber < 800")
    # the playhead is dragged step by step
    head = page.locator(".tl-playhead").bounding_box()
    before = page.evaluate("tracer.stepNumber")
    pace = page.evaluate("tracer.dock.track.paceOf(tracer.stepNumber)")
    page.mouse.move(head["x"] + head["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(head["x"] + head["width"] / 2 + 5 * pace, middle, steps=8)
    page.mouse.up()
    wait_until(page, f"tracer.stepNumber === {before + 5}")
    for name in ("More steps, narrower", "Fewer steps, wider"):
        wide = page.evaluate("tracer.dock.track.wide")
        page.get_by_role("button", name=name).click()
        assert (page.evaluate("tracer.dock.track.wide") > wide) == name.startswith("More")


def test_what_a_failed_run_did_not_reach(open_page: OpenPage) -> None:
    failing = list(ODD_VALUES).index("failing")
    page = open_page(*odd_bundle(), place=f"run=3&step={failing + 1}")
    unreached, cross = (
        page.locator(".tl-unreached").bounding_box(),
        page.locator(".tl-track .tl-failure").bounding_box(),
    )
    assert unreached["x"] > cross["x"] and unreached["width"] > 4
    page.keyboard.press("End")
    passed = [
        box["x"] + box["width"]
        for box in (bar.bounding_box() for bar in page.locator(".tl-passed").all())
        if box and box["width"]
    ]
    assert max(passed, default=0) <= cross["x"] + cross["width"]
    page.keyboard.press("Shift+ArrowLeft")
    assert not page.locator(".tl-unreached").is_visible()


# --- the loss curve -----------------------------------------------------------------------------------------

SERIES: dict[str, Any] = {
    "falling": lambda count: [2.0 - n / count for n in range(count)],
    "constant": lambda count: [0.75] * count,
    "negative": lambda count: [-1.0 - n for n in range(count)],
    "not finite": lambda count: ["NaN" if n % 3 == 1 else 1.0 / (n + 1) for n in range(count)],
    "one point": lambda count: [1.5] + [None] * (count - 1),
    "none": lambda count: [None] * count,
    "tiny": lambda count: [1.0 + n * 1e-9 for n in range(count)],
    "huge": lambda count: [1e30 * (n + 1) for n in range(count)],
}

# Draws curves like the dock's own with other series, and returns what is wrong with them.
CURVES = """(cases) => {
  const { dock } = tracer;
  const own = dock.curve;
  const svg = dock.svg.cloneNode(false);
  dock.place.append(svg);
  own.root.remove();
  const wrong = [];
  for (const [name, bundle] of cases) {
    const curve = new own.constructor({ bundle, words: tracer.words, arrays: tracer.arrays });
    svg.replaceChildren(curve.root);
    curve.resize(own.left, own.right, own.bottom, own.trackTop);
    for (const run of bundle.runs.keys()) {
      curve.show(run);
      const texts = [...svg.querySelectorAll("text")].filter((one) => one.textContent);
      const boxes = texts.map((one) => [one.textContent, one.getBoundingClientRect()]);
      boxes.forEach(([text, box], index) => {
        if (/undefined|null|Infinity/.test(text)) wrong.push(`${name}: ${text}`);
        if (box.left < 0 || box.right > innerWidth + 1) wrong.push(`${name}: ${text} sticks out`);
        for (const [other, next] of boxes.slice(index + 1)) {
          const apart = box.right <= next.left || next.right <= box.left || box.bottom - 3 <= next.top || next.bottom - 3 <= box.top;
          if (!apart) wrong.push(`${name}, run ${run}: ${text} on ${other}`);
        }
      });
      for (const path of svg.querySelectorAll("path")) if (/NaN|undefined|Infinity/.test(path.getAttribute("d"))) wrong.push(`${name}: ${path.getAttribute("d")}`);
      if (!svg.querySelector(".tl-cursor-text").textContent.startsWith(`run ${run + 1}`)) wrong.push(`${name}: ${run}`);
    }
  }
  return wrong;
}"""  # noqa: E501


@pytest.mark.parametrize("size", [(1440, 900), (1000, 680), (390, 844), (320, 560)])
def test_labels_of_the_curve_never_collide(open_page: OpenPage, size: tuple[int, int]) -> None:
    cases = []
    for name, make in SERIES.items():
        for count in (2, 3, 5, 6, 9, 12, 13, 40):
            runs = [{"number": n + 1, "error": None, "values": [0, 8], "loss": None} for n in range(count)]
            series = [
                {
                    "name": "cross entropy",
                    "note": "",
                    "runs": list(range(count)),
                    "values": make(count),
                    "smoothed": None,
                },
                {"name": "validation", "note": "", "runs": [0], "values": [0.5], "smoothed": None},
            ]
            cases.append([f"{name} of {count}", {"runs": runs, "series": series}])
    page = open_page(*seed_bundle(3), size=size)
    assert page.evaluate(CURVES, cases) == []


def test_few_runs_get_a_number_each(open_page: OpenPage) -> None:
    page = open_page(*seed_bundle(7), size=(1440, 900))
    ticks = page.locator(".tl-curve .tl-tick").all_text_contents()
    assert sorted(ticks, key=int) == [str(n) for n in range(1, 8)]


# --- search and watch ---------------------------------------------------------------------------------------


def test_search_goes_marks_and_runs_to(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2&step=30", size=(1440, 900))
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    assert box.evaluate("(one) => one === document.activeElement")
    page.keyboard.type("matmul")
    names = page.locator(".tl-search-name").all_inner_texts()
    assert names[:2] == ["MatMul", "MatMul_1"]
    marked = page.locator(".tl-box.tl-mark-hit").count()
    assert marked >= 2
    assert page.get_attribute("[role=combobox]", "aria-activedescendant") == "tl-search-0"
    page.keyboard.press("ArrowDown")
    assert page.inner_text("[role=option][aria-selected=true] .tl-search-name") == "MatMul_1"
    page.keyboard.press("Enter")
    assert page.inner_text(".tl-title") == "MatMul_1" and at(page)[0] == 2
    assert page.locator(".tl-mark-hit").count() == 0 and not box.is_visible()
    page.evaluate("tracer.go(1, 29)")
    page.keyboard.press("/")
    page.keyboard.type("MatMul_1")
    page.keyboard.press("Shift+Enter")
    assert page.inner_text(".tl-title") == "MatMul_1" and at(page)[0] == 3, "run on to it"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("run 12", "Run 12"),
        ("12", "Run 12"),
        ("step 4", "Step 4 of this run"),
        ("reduce_mean", "Mean"),
        ("sgmd", "Sigmoid"),
        ("next phase", "Next phase"),
    ],
)
def test_search_finds_runs_steps_source_lines_and_commands(
    open_page: OpenPage, seed: Bundle, query: str, first: str
) -> None:
    page = open_page(*seed)
    page.keyboard.press("Control+k")
    page.keyboard.type(query)
    assert page.locator(".tl-search-name").first.inner_text() == first
    page.keyboard.press("Enter")
    if query.startswith("run"):
        assert at(page) == (12, 1)
    elif query.startswith("step"):
        assert at(page) == (1, 4)
    elif query.startswith("next"):
        assert at(page)[1] > 1


def test_search_says_when_there_is_nothing(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed)
    page.keyboard.press("/")
    page.keyboard.type("zzzz")
    assert page.inner_text(".tl-search-count") == "0 found"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert at(page) == (1, 2)


def test_a_watched_value_follows_the_cursor(open_page: OpenPage, seed: Bundle) -> None:
    page = open_page(*seed, place="run=2&step=6", size=(1440, 900))
    page.keyboard.press("w")
    row = page.locator(".tl-watch-row")
    assert row.count() == 1 and row.locator(".tl-watch-name").inner_text() == page.inner_text(".tl-title")
    shown = row.locator(".tl-watch-value").inner_text()
    assert "[8,1]" in shown and "max" in shown
    page.keyboard.press("Shift+ArrowRight")
    assert row.locator(".tl-watch-value").inner_text() != shown
    page.keyboard.press("Home")
    assert row.locator(".tl-watch-value").inner_text() == "not computed yet in this run"
    row.locator(".tl-watch-name").click()
    assert at(page) == (3, 6)
    assert row.locator(".tl-watch-mean").get_attribute("d").count("L") == RUNS - 1
    line = row.locator(".tl-watch-line").bounding_box()
    page.mouse.click(line["x"] + line["width"] - 2, line["y"] + 10)
    assert at(page)[0] == RUNS
    page.keyboard.press("t")
    page.keyboard.press("w")
    assert row.count() == 2 and "∂L/∂" in row.nth(1).inner_text()
    page.get_by_role("button", name="Stop watching MatMul_1", exact=True).click()
    assert row.count() == 1


def test_hostile_names_stay_text_where_they_are_found_and_watched(open_page: OpenPage) -> None:
    bundle, blob = odd_bundle()
    for box in bundle["boxes"]:
        box["title"] = HOSTILE
    for node in bundle["nodes"]:
        node["name"] = HOSTILE
    page = open_page(bundle, blob, place="step=2")
    page.keyboard.press("/")
    page.keyboard.type("script")
    assert HOSTILE in page.locator(".tl-search-name").first.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for key in ("w", "b", "q", "Shift+F10"):
        page.keyboard.press(key)
    assert page.evaluate("window.broken") is None and page.locator("img").count() == 0
    assert place(page)[0] == 1


def test_each_step_is_said_aloud_if_asked_for(open_page: OpenPage, seed: Bundle) -> None:
    """The next step waits until the last one has been said."""
    page = open_page(*seed)
    page.evaluate("""() => {
      window.said = [];
      const voice = { speak: (one) => window.said.push(one), cancel: () => {} };
      Object.defineProperty(window, "speechSynthesis", { value: voice });
    }""")
    for _ in range(9):
        page.keyboard.press("Alt+ArrowUp")
    page.locator(".tl-pace-open").click()
    page.get_by_label("Say each step aloud").check()
    page.keyboard.press("Escape")
    page.locator(".tl-tracer").focus()
    page.keyboard.press(" ")
    wait_until(page, "window.said.length === 1")
    page.wait_for_timeout(300)
    assert page.evaluate("window.said.length") == 1 and at(page) == (1, 2)
    assert page.evaluate("window.said[0].text") == page.evaluate("tracer.header.live.textContent")
    page.evaluate("window.said[0].dispatchEvent(new Event('end'))")
    wait_until(page, "window.said.length === 2")
    assert at(page) == (1, 3)


def test_two_fingers_make_the_lens_narrower(open_page: OpenPage) -> None:
    page = open_page(*long_bundle(1000), size=(390, 844), has_touch=True)
    track = page.locator(".tl-step-hit").bounding_box()
    middle, y = track["x"] + track["width"] / 2, track["y"] + track["height"] / 2
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *apart: float) -> None:
        points = [
            {"x": middle + side * gap, "y": y, "id": number}
            for gap in apart
            for number, side in enumerate((-1, 1))
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 40)
    for gap in (50, 65, 80, 100, 120):
        fingers("touchMove", gap)
    fingers("touchEnd")
    assert page.evaluate("tracer.dock.track.wide") < 40
    assert at(page) == (1, 1), "two fingers go nowhere"
