"""Convolution and pooling on the image: the window, the filter, the sum; by mouse, by key, for a screen reader.

Read `tensorlab/show/static/convolution_view.js` beside it.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.show.tracer import add_layouts
from tests.browser.conftest import OpenPage
from tests.browser.test_everywhere import SIZES, violations

pytestmark = pytest.mark.browser

TYPES = (
    "Conv2D",
    "MaxPool",
    "AvgPool",
    "AvgPoolGrad",
    "MaxPoolGrad",
    "Conv2DBackpropInput",
    "Conv2DBackpropFilter",
)


def training(layout: str = "NHWC") -> Any:
    """A small network on images of 8 by 8, two runs."""
    numbers = np.random.RandomState(0)
    turned = (lambda sizes: [sizes[0], sizes[3], sizes[1], sizes[2]]) if layout == "NCHW" else list
    x = tf.placeholder(tf.float32, turned([3, 8, 8, 2]), name="x")
    k = tf.Variable(numbers.randn(3, 3, 2, 4).astype("f"), name="k")
    lit = x * tf.Variable(1.0, name="light")  # so that a gradient goes back to the image
    conv = tf.nn.conv2d(lit, k, strides=turned([1, 1, 1, 1]), padding="SAME", data_format=layout, name="conv")
    two = turned([1, 2, 2, 1])
    largest = tf.nn.max_pool(conv, two, two, "SAME", data_format=layout, name="largest")
    mean = tf.nn.avg_pool(largest, two, two, "VALID", data_format=layout, name="mean")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.square(mean), name="loss"))
    with lab.trace() as tape, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run(train, {x: numbers.rand(*turned([3, 8, 8, 2]))})
    bundle, blob = tape.bundle()
    add_layouts(bundle)
    return bundle, blob


@pytest.fixture(scope="module")
def network() -> Any:
    with tf.Graph().as_default():
        return training()


def go_to(page: Any, kind: str) -> None:
    find = (
        f"tracer.moment.timeline.steps.findIndex((step) => tracer.bundle.nodes[step.node].type === '{kind}')"
    )
    page.evaluate("tracer.go(1, 0)")
    page.evaluate(f"tracer.go(1, {find})")
    assert page.locator(".tl-conv").count() == 1, kind


def formula(page: Any) -> str:
    return str(page.text_content(".tl-conv-sum"))


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def result_at(page: Any) -> float:
    """The entry of the result that is pointed at, from the arrays themselves."""
    return float(
        page.evaluate(
            """() => {
              const { at, roles } = tracer.convolution;
              return roles.pictures[roles.pointed].images.at(at.n, at.y, at.x, at.k);
            }"""
        )
    )


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_the_sum_under_the_window_is_the_entry_of_the_result(open_page: OpenPage, layout: str) -> None:
    with tf.Graph().as_default():
        page = open_page(*training(layout), place="run=2&step=1")
    go_to(page, "Conv2D")
    for y, x in ((0, 0), (3, 5), (7, 7), (0, 7)):
        page.evaluate(f"tracer.convolution.moveTo({y}, {x})")
        sums = page.evaluate(
            """() => {
              const { at, roles } = tracer.convolution;
              const product = ({ outside, image, factor }) => (outside ? 0 : image * factor);
              const of = (channel) => roles.terms(at, channel).reduce((sum, term) => sum + product(term), 0);
              return roles.channelsOf(at.k).map(of);
            }"""
        )
        assert sum(sums) == pytest.approx(result_at(page), rel=1e-4)


def test_gradients_of_the_image_add_up_over_the_filters(open_page: OpenPage) -> None:
    with tf.Graph().as_default():
        x = tf.Variable(np.random.RandomState(1).rand(1, 5, 5, 2).astype("f"), name="x")
        k = tf.Variable(np.random.RandomState(2).randn(3, 3, 2, 3).astype("f"), name="k")
        y = tf.nn.conv2d(x, k, strides=[1, 2, 2, 1], padding="SAME")
        train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.square(y)))
        with lab.trace() as tape, tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(train)
        bundle, blob = tape.bundle()
        add_layouts(bundle)
    page = open_page(bundle, blob, place="run=2&step=1")
    go_to(page, "Conv2DBackpropInput")
    for row, column in ((0, 0), (2, 3), (4, 4)):
        page.evaluate(f"tracer.convolution.moveTo({row}, {column})")
        total = page.evaluate(
            """() => {
              const { at, roles } = tracer.convolution;
              const of = (k) => roles.terms(at, k).reduce((sum, { image, factor }) => sum + image * factor, 0);
              return roles.channelsOf().reduce((sum, k) => sum + of(k), 0);
            }"""
        )
        assert total == pytest.approx(result_at(page), rel=1e-4)
    go_to(page, "Conv2DBackpropFilter")
    for i, j in ((0, 0), (1, 2), (2, 2)):
        page.evaluate(f"Object.assign(tracer.convolution.at, {{ i: {i}, j: {j} }})")
        whole, one = page.evaluate(
            "(() => { const { at, roles } = tracer.convolution; return [roles.total(at), roles.ofImage(at)]; })()"
        )
        assert whole == pytest.approx(one, rel=1e-3), "there is one image only"


def test_moving_by_key_says_where_the_window_is(open_page: OpenPage, network: Any) -> None:
    page = open_page(*network, place="run=2&step=1&language=en")
    go_to(page, "Conv2D")
    step = page.evaluate("tracer.stepNumber")
    page.evaluate("tracer.convolution.moveTo(3, 3)")
    before = formula(page)
    page.locator(".tl-conv [role=slider]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[tracer.convolution.at.y, tracer.convolution.at.x]") == [4, 4]
    assert formula(page) != before and page.evaluate("tracer.stepNumber") == step, (
        "the arrows moved the window"
    )
    told = str(page.locator(".tl-conv [role=slider]").get_attribute("aria-valuetext"))
    assert told.startswith("Row 4, column 4:") and told == page.text_content(".tl-conv [aria-live]")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("tracer.convolution.at.x") == 7


def test_moving_by_mouse(open_page: OpenPage, network: Any) -> None:
    page = open_page(*network, place="run=2&step=1", size=(1440, 900))
    go_to(page, "Conv2D")
    place = page.locator(".tl-conv [role=slider]").bounding_box()
    page.mouse.move(place["x"] + place["width"] * 0.95, place["y"] + place["height"] * 0.05)
    assert page.evaluate("[tracer.convolution.at.y, tracer.convolution.at.x]") == [0, 7]
    image = page.locator(".tl-conv canvas").first.bounding_box()
    page.mouse.move(image["x"] + 4, image["y"] + image["height"] - 4)
    assert page.evaluate("[tracer.convolution.at.y, tracer.convolution.at.x]") == [7, 0], (
        "over the image, too"
    )


def test_the_sum_is_written_out(open_page: OpenPage, network: Any) -> None:
    page = open_page(*network, place="run=2&step=1&language=en")
    go_to(page, "Conv2D")
    page.evaluate("tracer.convolution.moveTo(3, 3)")
    products, total = formula(page).split(" = ")
    assert len(products.split(" + ")) == 9
    added = sum(
        number(one) * number(other.strip("()"))
        for one, other in (term.split("·") for term in products.split(" + "))
    )
    assert added == pytest.approx(number(total), abs=0.05)
    assert "channel 0" in str(page.text_content(".tl-conv-shares"))


def test_which_entry_won_and_what_it_gets(open_page: OpenPage, network: Any) -> None:
    page = open_page(*network, place="run=2&step=1&language=en")
    go_to(page, "MaxPool")
    values, winner = formula(page).removeprefix("max(").split(") = ")
    assert max(map(number, values.split(", "))) == number(winner)
    assert page.locator(".tl-conv-winner").first.get_attribute("d")
    go_to(page, "MaxPoolGrad")
    assert "the largest of its window" in formula(page)
    go_to(page, "AvgPool")
    terms, mean = formula(page).split(" / 4 = ")
    assert np.mean([number(one) for one in terms.strip("()").split(" + ")]) == pytest.approx(
        number(mean), abs=0.02
    )


def test_choosing_a_channel_a_filter_and_an_image(open_page: OpenPage, network: Any) -> None:
    page = open_page(*network, place="run=2&step=1&language=en")
    go_to(page, "Conv2D")
    seen = {formula(page)}
    for label in ("image", "channel", "filter"):
        page.locator(".tl-conv-choosers label", has_text=label).locator("select").select_option("1")
        seen.add(formula(page))
    assert len(seen) == 4
    page.keyboard.press("Escape")
    go_to(page, "MaxPool")
    go_to(page, "Conv2D")
    assert page.evaluate("[tracer.convolution.at.n, tracer.convolution.at.c, tracer.convolution.at.k]") == [
        1,
        1,
        1,
    ]


def test_large_arrays_keep_whole_pictures(open_page: OpenPage) -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [20, 28, 28, 1], name="x")
        k = tf.Variable(np.random.RandomState(0).randn(5, 5, 1, 32).astype("f"), name="k")
        y = tf.nn.conv2d(x, k, strides=[1, 1, 1, 1], padding="SAME")
        with lab.trace() as tape, tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(y, {x: np.random.RandomState(1).rand(20, 28, 28, 1)})
        bundle, blob = tape.bundle()
        add_layouts(bundle)
    page = open_page(bundle, blob, place="run=2&step=1&language=en")
    go_to(page, "Conv2D")
    assert (
        page.evaluate(
            "tracer.convolution.roles.pictures.map(({ images }) => [images.here.rows, images.here.columns])"
        )
        == [[28, 28]] * 2
    )
    assert "kept" in str(page.text_content(".tl-conv-choosers"))
    page.evaluate("tracer.convolution.moveTo(14, 14)")
    assert len(formula(page).split(" + ")) == 25


@pytest.mark.parametrize(
    ("size", "theme"), [("desktop", "light"), ("projector", "dark"), ("phone", "light"), ("phone", "dark")]
)
def test_axe_finds_nothing_and_all_has_room(
    open_page: OpenPage, network: Any, axe: str, size: str, theme: str
) -> None:
    page = open_page(*network, place=f"run=2&step=1&theme={theme}", size=SIZES[size], reduced_motion="reduce")
    page.evaluate("tracer.showTab('values')")
    for kind in TYPES:
        go_to(page, kind)
        assert not violations(page, axe), kind
        if size != "phone":
            high, room = page.evaluate(
                "[document.querySelector('.tl-conv').offsetHeight, document.querySelector('.tl-values').clientHeight]"
            )
            assert high <= room, kind
