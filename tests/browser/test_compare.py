"""Comparing, in the page: what differs is marked on the boxes, listed, and stands side by side in the inspector."""

import re

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.compare import RunComparison
from tensorlab.record.pairing import Pairing

pytestmark = pytest.mark.browser


def program(rate=0.25, wrong=False, renamed=False, steps=4):
    """A tape of a small program that trains."""
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.Variable([[1.0], [-2.0]], name="w")
        y = tf.matmul(x, w, name="y")
        hidden = tf.tanh(y, name="squashed" if renamed else "hidden")
        square = tf.square(y if wrong else hidden, name="square")
        loss = tf.reduce_mean(square, name="loss")
        train = tf.train.GradientDescentOptimizer(rate).minimize(loss)
        session.run(tf.global_variables_initializer())
        for number in range(steps):
            session.run(train, {x: np.arange(6.0).reshape(3, 2) / (number + 4)})
    return tape


def chips(page):
    """The chips on the boxes, by title."""
    return dict(
        page.evaluate(
            """() => tracer.graph.boxes.flatMap((one) => [...one.group.querySelectorAll(".tl-badge text")]
              .map((text) => [one.box.title, text.textContent]))"""
        )
    )


def items(page):
    """The differences that the page found: (title, largest)."""
    return page.evaluate(
        """() => tracer.sideBySide.result.items.filter((one) => one.kind !== "equal" && one.place !== null)
          .map((one) => [tracer.sideBySide.nameOf(one), one.largest])"""
    )


def test_a_run_and_the_one_before(open_page):
    tape = program()
    page = open_page(*tape.bundle(), "run=4&step=1", (1440, 900))
    assert page.locator(".tl-beside-bar").is_hidden()
    page.keyboard.press("c")
    assert page.locator(".tl-beside-what").text_content() == "Run 4 against run 3"
    told = tape.compare(4, 3)
    graph = tape.runs[0].session.graph
    wanted = {one.name: one.largest for one in told.differences if one.how in ("fed", "read", "computed")}
    found = dict(items(page))
    for name in ("x", "w", "y", "hidden", "square", "loss"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-6), name
        assert chips(page)[name].startswith("Δ ")
    assert graph is not None
    page.keyboard.press("Shift+ArrowRight")  # the partner comes along
    assert page.locator(".tl-beside-what").text_content() == "Run 5 against run 4"
    page.locator(".tl-compare-chooser select").select_option("run")
    page.locator(".tl-compare-chooser input").fill("2")
    page.locator(".tl-compare-chooser input").press("Enter")
    assert page.locator(".tl-beside-what").text_content() == "Run 5 against run 2"
    page.locator(".tl-beside-bar button[aria-label='Stop comparing']").click()
    assert page.locator(".tl-beside-bar").is_hidden() and chips(page) == {}


def test_the_list_leads_to_the_values(open_page):
    page = open_page(*program().bundle(), "run=4&step=1", (1440, 900))
    page.keyboard.press("c")
    page.get_by_role("button", name=re.compile("^hidden: ")).click()
    assert page.evaluate("tracer.moment.step.title") == "hidden"
    captions = page.locator(".tl-beside-values figcaption b").all_text_contents()
    assert captions == ["run 3", "difference"]
    cells = page.evaluate(
        """() => [...document.querySelectorAll(".tl-beside-values table")].map((table) =>
          [...table.querySelectorAll("td")].map((cell) => Number(cell.textContent.replace("−", "-"))))"""
    )
    here = page.evaluate("Array.from(tracer.arrays.get(3, tracer.moment.step.output.entry).data)")
    other, change = cells
    assert np.allclose(np.array(here) - np.array(other), change, atol=0.02)


def test_two_records_part_at_a_bracket(open_page):
    first, second = program(), program(wrong=True)
    found = lab.compare(first, second, names=("right", "wrong"))
    bundle, blob, run = found._bundle()
    page = open_page(bundle, blob, f"run={run}&step=1", (1440, 900))
    assert page.locator(".tl-beside-what").text_content() == "right, run 2, against wrong, run 2"
    assert chips(page).keys() == {"hidden", "square", "loss"} and chips(page)["hidden"] == "only here"
    page.keyboard.press("c")
    assert page.locator(".tl-compare-first").text_content() == str(found.first_divergence)
    # What the page finds is what Python finds.
    graphs = first.runs[1].session.graph, second.runs[1].session.graph
    told = RunComparison(
        first.runs[1], first.runs[1].values, second.runs[1], second.runs[1].values, Pairing(*graphs)
    )
    wanted = {
        one.name: one.largest for one in told.differences if one.kind == "values" and one.how == "computed"
    }
    for name, largest in items(page):
        if name in ("square", "loss"):
            assert largest == pytest.approx(wanted[name], rel=1e-6)
    assert page.locator(".tl-beside-line").count() == 1
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Go to the first difference").click()
    assert page.evaluate("[tracer.run, tracer.moment.step.title]") == [1, "square"]


def test_nodes_with_other_names_are_paired_and_it_is_said(open_page):
    found = lab.compare(program(), program(renamed=True))
    bundle, blob, run = found._bundle()
    assert found.first_divergence is None
    page = open_page(bundle, blob, f"run={run}", (1280, 720))
    page.keyboard.press("c")
    assert "All values of all runs are equal." in page.locator(".tl-compare-said").text_content()
    summary = page.locator(".tl-compare-placed summary")
    assert "paired by type and position" in summary.text_content()
    summary.click()
    assert "hidden ↔ squashed" in page.locator(".tl-compare-placed").text_content()
    assert page.evaluate("tracer.sideBySide.result.equal === tracer.sideBySide.result.total")


def test_in_the_backward_phase_gradients_are_compared(open_page):
    found = lab.compare(program(), program(wrong=True))
    bundle, blob, run = found._bundle()
    page = open_page(bundle, blob, f"run={run}&step=1", (1440, 900))
    place = page.evaluate("tracer.moment.timeline.steps.findIndex((step) => step.phase === 'backward')")
    page.evaluate("(place) => tracer.go(tracer.run, place)", place)
    assert "loss" not in chips(page) or chips(page)["loss"] != "Δ 0"
    assert {"y", "w"} <= set(chips(page))


def test_a_program_of_one_run_has_nothing_to_compare(open_page):
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        session.run(tf.square(3.0, name="y"))
    page = open_page(*tape.bundle(), "", (1280, 720))
    page.keyboard.press("c")
    assert "only one run" in page.locator(".tl-notice").text_content()


def test_hostile_names_stay_text(open_page):
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        x = tf.placeholder(tf.float32, [], name="x")
        y = tf.square(x, name="y")
        for number in range(2):
            session.run(y, {x: float(number)})
    evil = "</script><img src=x onerror=window.hacked=1>"
    found = lab.compare(tape, tape, names=(evil, evil))
    found._second = tape._placed(tape.runs[0])[0]
    bundle, blob = tape.bundle()
    for program_ in bundle["programs"]:
        for step in program_["steps"]:
            step["title"] = evil
    page = open_page(bundle, blob, "run=2", (1280, 720))
    page.keyboard.press("c")
    assert evil in page.locator(".tl-difference-name").first.text_content()
    assert page.evaluate(
        "window.hacked === undefined && document.querySelectorAll('.tl-tracer img').length === 0"
    )


@pytest.mark.parametrize("size", [(390, 844), (1000, 680), (1280, 720)])
def test_the_bar_takes_no_room_from_anything_else(open_page, size):
    page = open_page(*program().bundle(), "run=4&step=3", size)
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    bar = page.locator(".tl-beside-bar").bounding_box()
    graph = page.locator(".tl-graph").bounding_box()
    assert bar["y"] + bar["height"] <= graph["y"] + 1
    assert bar["x"] >= 0 and bar["x"] + bar["width"] <= size[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_step_stays_quick_while_comparing(open_page):
    page = open_page(*program().bundle(), "run=4&step=1", (1440, 900))
    page.keyboard.press("c")
    spent = page.evaluate(
        """() => Array.from({ length: 40 }, (_, number) => {
          const begin = performance.now();
          tracer.goStep(number % 2 ? 1 : -1);
          return performance.now() - begin;
        })"""
    )
    assert sorted(spent)[10] < 30  # the quicker ones: a machine with other work to do is slow now and then
