"""How much room things get on screens of different sizes.

Read next: `tensorlab/show/static/less_room.css`, `more_room.css`.
"""

from typing import Any

import pytest

import tensorlab as tf
from tensorlab import lab
from tests.browser.conftest import Bundle, OpenPage

pytestmark = pytest.mark.browser

SMALLEST_CELL = """() => Math.min(...[...document.querySelectorAll(".tl-inspector .tl-heat td")]
  .filter((cell) => cell.getBoundingClientRect().width).map((cell) => cell.getBoundingClientRect().height))"""


@pytest.fixture(scope="module")
def added() -> Bundle:
    """A sum of two matrices , the second of one row."""
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        one = tf.random_normal([20, 4], seed=1, name="one")
        session.run(tf.add(one, tf.random_normal([4], seed=2, name="other"), name="both"))
    return tape.bundle()


def test_values_beside_a_panel_can_be_read_from_afar(added: Bundle, open_page: OpenPage) -> None:
    page: Any = open_page(*added, "", (1280, 720))
    place = page.evaluate("tracer.moment.timeline.steps.findIndex((step) => step.title === 'both')")
    page.evaluate("(place) => tracer.go(0, place)", place)
    assert page.locator(".tl-source").is_visible()
    page.keyboard.press("e")
    page.wait_for_timeout(100)
    pane = page.locator(".tl-inspector").bounding_box()
    for table in page.locator(".tl-inspector .tl-heat").all():
        box = table.bounding_box()
        assert box["x"] + box["width"] <= pane["x"] + pane["width"], "cut off"
    assert page.evaluate(SMALLEST_CELL) >= 13
    page.keyboard.press("Escape")
    assert page.locator(".tl-source").is_visible()
