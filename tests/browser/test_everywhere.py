"""What must hold for every view there is: axe finds nothing, every command works by key alone, both languages are
complete, hostile names stay text. The list of views and commands is the Tracer's own table of commands, so a new
one is tested from its first day.

Read `tensorlab/show/static/commands.js` beside it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tensorlab.show.page import to_page
from tests.browser.conftest import OpenPage
from tests.show.fixture import seed_bundle
from tests.show.fixture_odd import odd_bundle

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1440, 900), "projector": (1280, 720), "cell": (1000, 680), "phone": (390, 844)}
# Commands that leave the page as a test sees it: the whole screen.
LEAVES_THE_PAGE = {"full_screen"}
COMMANDS = """() => [...tracer.commands.table.values()].map((command) => ({
  id: command.id, group: command.group, keys: command.keys || [], switch: Boolean(command.checked),
  label: tracer.commands.label(command.id), enabled: tracer.commands.enabled(command.id),
}))"""
COUNT_RUNS = """() => {
  window.ran = [];
  tracer.counted = true;
  for (const command of tracer.commands.table.values()) {
    const run = command.run;
    command.run = (event) => { window.ran.push(command.id); return run(event); };
  }
}"""
PLAYWRIGHT_NAMES = {"Ctrl": "Control", " ": "Space"}


@pytest.fixture(scope="module")
def seed() -> tuple[dict[str, Any], bytes]:
    return seed_bundle(12)


def key_name(key: str) -> str:
    """A key of the table as Playwright writes it.

    >>> key_name("Ctrl+ArrowLeft"), key_name(" "), key_name("+")
    ('Control+ArrowLeft', 'Space', '+')
    """
    *modifiers, last = key.split("+") if len(key) > 1 and not key.endswith("+") else [key]
    return "+".join(PLAYWRIGHT_NAMES.get(part, part) for part in [*modifiers, last])


def close_everything(page: Any) -> None:
    """Back to the graph, with the keys in the Tracer."""
    page.evaluate("() => { for (const open of document.querySelectorAll('dialog[open]')) open.close(); }")
    page.evaluate("() => { tracer.menu.close(false); tracer.drawer.close(); tracer.views.choose('graph'); }")
    page.evaluate("() => { if (tracer.app.dataset.present) tracer.commands.run('present'); }")
    page.evaluate("() => { if (tracer.playing) tracer.togglePlay(); tracer.root.focus(); }")


def violations(page: Any, axe: str) -> list[str]:
    """What axe-core finds, one line each."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(f"{axe};0")
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {(node['any'] or node['all'] or [{}])[0].get('message', '')}"
        for one in found
        for node in one["nodes"]
    ]


def views(page: Any) -> Iterator[str]:
    """Open every view there is, one after the other, and say which."""
    yield "graph"
    for phase in ("backward", "update"):
        page.evaluate(
            f"() => tracer.go(0, tracer.moment.timeline.phases.find((one) => one.phase === '{phase}').begin)"
        )
        yield phase
    for name in page.evaluate(
        "() => tracer.views.views.map((view) => view.name).filter((name) => name !== 'graph')"
    ):
        page.evaluate(f"() => tracer.views.choose('{name}')")
        yield f"view {name}"
    page.evaluate("() => tracer.views.choose('graph')")
    for name in page.evaluate("() => [...tracer.drawer.panels.keys()]"):
        page.evaluate(f"() => tracer.drawer.open('{name}')")
        yield f"panel {name}"
    page.evaluate("() => tracer.drawer.close()")
    for command in ("help", "menu", "present", "values.open"):
        page.evaluate(f"() => tracer.commands.run('{command}')")
        yield command
        close_everything(page)


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        ("desktop", "light"),
        ("desktop", "dark"),
        ("projector", "dark"),
        ("cell", "light"),
        ("phone", "light"),
        ("phone", "dark"),
    ],
)
def test_axe_finds_nothing_in_any_view(
    theme: str, size: str, open_page: OpenPage, seed: Any, axe: str
) -> None:
    page = open_page(*seed, place=f"theme={theme}", size=SIZES[size], reduced_motion="reduce")
    found = {}
    for view in views(page):
        page.wait_for_timeout(60)
        problems = violations(page, axe)
        if problems:
            found[view] = problems
    assert not found


def test_every_command_with_keys_runs_by_its_keys(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="run=3&event=6")
    commands = [one for one in page.evaluate(COMMANDS) if one["id"] not in LEAVES_THE_PAGE]
    assert len(commands) > 20
    page.evaluate(COUNT_RUNS)
    missed = []
    for command in commands:
        for key in command["keys"]:
            close_everything(page)
            page.evaluate("() => { tracer.go(2, 5); window.ran.length = 0; }")
            may_run = page.evaluate(f"() => tracer.commands.enabled('{command['id']}') === true")
            page.keyboard.press(key_name(key))
            page.wait_for_timeout(30)
            ran = page.evaluate("() => window.ran")
            told = page.evaluate("() => !tracer.toast.hidden && tracer.toast.textContent.length > 0")
            if may_run and command["id"] not in ran:
                missed.append(f"{key} does not run {command['id']}")
            if not may_run and not told:
                missed.append(f"{key} does not say why {command['id']} is off")
    assert not missed


def test_every_command_is_in_the_menu_and_runs_from_there_by_key(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed, place="run=3&event=6")
    hidden = {"menu", "leave"} | LEAVES_THE_PAGE
    wanted = [one["id"] for one in page.evaluate(COMMANDS) if one["id"] not in hidden]
    missed = []
    for name in wanted:
        close_everything(page)
        page.evaluate("() => { tracer.go(2, 5); }")
        if page.evaluate("() => !tracer.counted"):  # at first, and after a change of language made a new one
            page.evaluate(COUNT_RUNS)
        page.keyboard.press("m")
        for _ in range(len(wanted) + 4):
            if page.evaluate("() => document.activeElement.dataset.command") == name:
                break
            page.keyboard.press("ArrowDown")
        else:
            missed.append(f"{name} is not in the menu")
            continue
        page.evaluate("() => { window.ran.length = 0; }")
        may_run = page.evaluate(f"() => tracer.commands.enabled('{name}') === true")
        page.keyboard.press("Enter")
        page.wait_for_timeout(30)
        if may_run and name not in page.evaluate("() => window.ran"):
            missed.append(f"Enter in the menu does not run {name}")
    assert not missed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_a_name_and_every_panel_a_title(
    language: str, open_page: OpenPage, seed: Any
) -> None:
    page = open_page(*seed, place=f"language={language}")
    for command in page.evaluate(COMMANDS):
        assert not command["label"].startswith("command."), f"{command['id']} has no label"
    keys = page.evaluate(
        "() => [...tracer.drawer.panels.values(), ...tracer.views.views]"
        ".map((one) => [one.title, tracer.words.say(one.title)])"
    )
    assert all(key != said for key, said in keys)


def test_a_panel_closes_with_escape_and_gives_the_keys_back(open_page: OpenPage, seed: Any) -> None:
    page = open_page(*seed)
    for name in page.evaluate("() => [...tracer.drawer.panels.keys()]"):
        page.evaluate(f"() => tracer.drawer.open('{name}')")
        assert page.evaluate("() => tracer.drawer.root.contains(document.activeElement)"), (
            f"{name} takes no focus"
        )
        page.keyboard.press("Escape")
        assert page.evaluate("() => tracer.drawer.current") is None, f"{name} does not close"
        before = page.evaluate("() => tracer.stepNumber")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => tracer.stepNumber") == before + 1, f"after {name} the keys are lost"


def test_hostile_names_do_nothing_in_any_view(browser: Any, tmp_path: Path) -> None:
    bundle, blob = odd_bundle()
    path = tmp_path / "odd.html"
    path.write_text(to_page(bundle, blob), encoding="utf-8")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_selector(".tl-app")
    for name in page.evaluate("() => [...tracer.drawer.panels.keys()]"):
        page.evaluate(f"() => tracer.drawer.open('{name}')")
        for _ in range(3):
            page.evaluate("() => tracer.goStep(1)")
    for name in page.evaluate("() => tracer.views.views.map((view) => view.name)"):
        page.evaluate(f"() => tracer.views.choose('{name}')")
    assert page.evaluate("() => document.querySelectorAll('#tracer img, #tracer script').length") == 0
    assert not wrong
    page.close()
