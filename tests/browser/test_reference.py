"""The reference page in a browser: found by typing, opened by a link, read in every size."""

from pathlib import Path
from typing import Any

import pytest

from course_site.build import style_sheet
from course_site.reference.page import write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page is."""
    return write(tmp_path_factory.mktemp("reference"), style_sheet())


def test_typing_finds_names(open_file: Any, path: Path) -> None:
    """Letters narrow the list; Escape brings all names back; "/" goes to the field."""
    page = open_file(path, "", (1280, 720), "details.entry")
    everything = page.locator("details.entry:visible").count()
    page.keyboard.press("/")
    page.keyboard.type("while loop")
    assert page.locator("details.entry:visible code").first.text_content() == "tf.while_loop"
    assert page.locator("#found").text_content().endswith(("name", "names"))
    assert page.locator("details.entry:visible").count() < 20
    page.keyboard.press("Escape")
    assert page.locator("details.entry:visible").count() == everything


def test_link_opens_its_entry(open_file: Any, path: Path) -> None:
    """An address with a name opens that name, and shows its formula and example."""
    page = open_file(path, "tf.tanh", (1280, 720), "details.entry")
    entry = page.locator('[id="tf.tanh"]')
    assert entry.get_attribute("open") is not None
    assert entry.locator("math").count() >= 2
    assert "0.7615942" in entry.locator("pre.example").text_content()
    page.locator('[id="tf.sigmoid"] summary').press("Enter")
    assert page.locator('[id="tf.sigmoid"]').get_attribute("open") is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_in_the_way(
    open_file: Any, axe: str, path: Path, scheme: str, width: int, height: int
) -> None:
    """No sideways scrolling, nothing for axe-core to find."""
    page = open_file(path, "tf.nn.conv2d", (width, height), "details.entry", color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Of a thousand closed entries, which are all alike, the first of each section are enough.
    page.evaluate(
        "for (const section of document.querySelectorAll('section'))"
        " for (const entry of [...section.children].slice(3)) entry.open || entry.remove()"
    )
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
