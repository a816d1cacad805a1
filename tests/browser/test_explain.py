"""Explanations, the history of variables and derivations in the Tracer: the same answers as Python gives, by mouse and
by key, drawn in the graph."""

import contextlib
import io
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tensorlab.lab.explaining import explainer_for, wrote
from tensorlab.record.explain_gradient import explain_gradient
from tests.browser.conftest import OpenPage
from tests.browser.test_page import wait_until
from tests.record.programs import SEED

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tape() -> Any:
    """A program with everything: training, a write by hand, one behind the tape, nodes that never run, feeds over."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.Variable([[0.5], [-1.5]], name="w")
        noise = tf.random_normal([3, 1], seed=4, name="noise")
        product = tf.matmul(x, w, name="product")
        y = tf.nn.relu(product + noise, name="y")
        label = tf.argmax(y, 0, name="label")
        tf.reduce_mean(tf.cast(label, tf.float32), name="accuracy")
        fixed = tf.stop_gradient(product, name="fixed")
        loss = tf.add(tf.reduce_sum(tf.square(y)), tf.reduce_sum(fixed), name="loss")
        train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        double = tf.assign(w, w * 2.0, name="double")
        feeds = {x: [[1.0, 0.25], [2.0, -1.0], [0.5, 0.5]]}
        with lab.trace() as tape:
            session.run(tf.global_variables_initializer())
            for _ in range(3):
                session.run(train, feeds)
            session.run(double)
            session.run(y, feeds)
            session.run(loss, {product: np.ones((3, 1), np.float32)})
        session.run(double)
        with tape:
            session.run(train, feeds)
    return tape


@pytest.fixture
def page(open_page: OpenPage, tape: Any) -> Any:
    return open_page(*tape.bundle(), place="run=3&step=4", size=(1440, 900))


def text(page: Any, selector: str) -> str:
    return str(page.evaluate("(where) => document.querySelector(where)?.textContent ?? ''", selector))


def sentence(page: Any) -> str:
    return text(page, ".tl-explain-sentence")


def go_to(page: Any, run: int, name: str, phase: str = "forward") -> None:
    """Go to the step of a node in a run (by its number)."""
    done = page.evaluate(
        """([number, name, phase]) => {
      const run = tracer.bundle.runs.findIndex((one) => one.number === number);
      const steps = tracer.timeline(tracer.bundle.runs[run].program).steps;
      const named = (box) => tracer.bundle.nodes[tracer.bundle.boxes[box].node].name === name;
      const step = steps.findIndex((one) => one.phase === phase && one.box !== null && named(one.box));
      tracer.go(run, step);
      return step;
    }""",
        [run, name, phase],
    )
    assert done >= 0, f"{name} has no {phase} step in run {run}"


# --- the same answers as in Python ------------------------------------------------------------------------


def test_every_node_in_every_run_is_explained_as_in_python(page: Any, tape: Any) -> None:
    found = page.evaluate("""() => tracer.bundle.runs.map((record, run) => {
      tracer.go(run, 0);
      const { reasons } = tracer.explain.answersFor(record.program);
      const said = (answer) => answer.texts.map((one) => tracer.words.plainText(one)).join(" ");
      const { moment, bundle } = tracer;
      return bundle.nodes.map(({ name }, node) => [name, said(reasons.why(node, moment)), said(reasons.maker(node))]);
    })""")
    graph = tape.runs[0].session.graph
    compared = 0
    for recorded, nodes in zip(tape.runs, found, strict=True):
        explainer = explainer_for(tape, recorded)
        gradients = explainer.view.gradient_operations
        for name, why, maker in nodes:
            operation = graph.get_operation_by_name(name)
            if (
                operation.type in ("Const", "Identity", "NoOp")
                or operation in gradients
                or operation.record.writes
            ):
                continue
            # Where there are several shortest ways, either may be told; the kind of the answer is the same.
            expected = explainer.why(operation)
            assert (
                why == expected.sentence
                or why.split(" because ")[0] == expected.sentence.split(" because ")[0]
            ), name
            assert maker == explainer.maker(operation).sentence
            compared += 1
    assert compared > 100


def test_gradients_and_writers_are_explained_as_in_python(page: Any, tape: Any) -> None:
    found = page.evaluate("""() => tracer.bundle.runs.map((record, run) => {
      tracer.go(run, Infinity);
      const { reasons } = tracer.explain.answersFor(record.program);
      return tracer.bundle.boxes.map((box, index) => {
        const all = tracer.explain.questions({ ...tracer.moment, step: null }, box.node);
        const texts = (kind) => all.find((one) => one.kind === kind)?.answer.texts || [];
        const said = (kind) => texts(kind).map((one) => tracer.words.plainText(one)).join(" ");
        return [tracer.bundle.nodes[box.node].name, said("gradient"), said("made"), said("random")];
      });
    })""")
    graph = tape.runs[0].session.graph
    seen = {"gradient": 0, "random": 0}
    for place, (recorded, boxes) in enumerate(zip(tape.runs, found, strict=True)):
        explainer = explainer_for(tape, recorded)
        values = tape._builder(graph).replayer.values(place)
        for name, gradient, made, random in boxes:
            operation = graph.get_operation_by_name(name)
            if gradient:
                assert gradient == explain_gradient(explainer, operation, values).sentence
                seen["gradient"] += 1
            assert made == wrote(tape, operation, recorded).sentence
            draws = explainer.draws(operation)
            assert random == ("" if draws is None else draws.sentence)
            seen["random"] += bool(random)
    assert seen["gradient"] > 40 and seen["random"] > 3


def test_histories_are_those_of_python(page: Any, tape: Any) -> None:
    found = page.evaluate("""() => {
      const box = tracer.bundle.boxes.findIndex(({ title }) => title === "w");
      const { runs } = tracer.bundle;
      return tracer.variableWrites.of(box).map(({ number, run, kind }) => [number, runs[run].number, kind]);
    }""")
    assert found == [[v.number, v.run, v.kind] for v in tape.history("w")]
    assert {kind for _, _, kind in found} == {"initial", "training", "hand", "unseen"}


# --- the panel --------------------------------------------------------------------------------------------


def test_e_explains_the_step_and_draws_the_path(page: Any) -> None:
    go_to(page, 6, "product")
    page.keyboard.press("e")
    assert sentence(page) == "product ran because add needs it, and so on, up to y, which was fetched."
    stops = page.locator(".tl-explain-path li").all_inner_texts()
    assert stops == ["product", "add", "y"]
    marked = page.evaluate(
        "tracer.graph.drawings.filter((one) => one.group.matches('.tl-mark-path')).map((one) => one.box.title)"
    )
    assert sorted(marked) == ["add", "product", "y"]
    assert page.locator(".tl-edge.tl-mark-path").count() >= 2
    page.get_by_role("button", name="add", exact=True).last.click()
    assert page.evaluate("tracer.bundle.boxes[tracer.moment.step.box].title") == "add"
    page.keyboard.press("Escape")
    assert page.locator(".tl-mark-path").count() == 0


def test_the_questions_follow_the_step_and_are_chosen_by_key(page: Any) -> None:
    go_to(page, 3, "product", "backward")
    page.keyboard.press("e")
    assert text(page, ".tl-explain-question[aria-pressed=true]") == "Where does its gradient come from?"
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert text(page, ".tl-explain-question[aria-pressed=true]") == "What made this value?"
    assert page.evaluate("document.activeElement.dataset.question") == "made"
    page.keyboard.press("ArrowRight")
    assert "computes" in sentence(page) or "wrote it" in sentence(page)


def test_a_box_that_did_not_run_is_explained_by_click_and_by_key(page: Any) -> None:
    go_to(page, 6, "y")
    box = page.evaluate("tracer.bundle.boxes.findIndex(({ title }) => title === 'accuracy')")
    page.evaluate(
        "(box) => tracer.graph.boxes[box].group.dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        box,
    )
    assert text(page, ".tl-explain-head h3") == "accuracy"
    assert (
        sentence(page)
        == "accuracy did not run: nothing that was fetched (y) needs it. No recorded run needs it."
    )
    page.keyboard.press("ArrowLeft")
    assert text(page, ".tl-explain-head h3") != "accuracy"
    page.get_by_role("button", name="loss", exact=True).focus()
    page.keyboard.press("Enter")
    assert sentence(page).startswith("loss did not run: nothing that was fetched (y) needs it. It runs in")
    page.get_by_role("button", name="Go to run 2").click()
    assert page.evaluate("tracer.bundle.runs[tracer.run].number") == 2
    assert page.evaluate("tracer.bundle.boxes[tracer.moment.step.box].title") == "loss"


def test_contributions_and_paths_are_listed_and_lead_there(open_page: OpenPage) -> None:
    with lab.trace() as recorded, contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(SEED / "seed5_training.py"), run_name="__main__")
    bundle, blob = recorded.bundle(budget=400_000)
    run = next(
        n
        for n, one in enumerate(bundle["runs"])
        if one["values"] and one["program"] == bundle["runs"][5]["program"]
    )
    steps = bundle["programs"][bundle["runs"][run]["program"]]["steps"]
    step = next(n for n, one in enumerate(steps) if one["kind"] == "sum")
    page = open_page(bundle, blob, place=f"run={run + 1}&step={step + 1}", size=(1440, 900))
    page.keyboard.press("e")
    assert (
        sentence(page) == "The gradient of y′ comes from cross_entropy on 3 paths, and is the sum over them."
    )
    assert page.locator(".tl-explain-contribution").count() == 3
    assert page.locator(".tl-explain-contribution math").count() == 3
    assert page.locator(".tl-explain-paths li").count() == 3
    page.get_by_role("button", name="via sub_1", exact=True).click()
    assert page.evaluate("tracer.moment.step.kind") == "contribution"
    # The answer to "who wrote": the version that the box shows.
    go_to(page, bundle["runs"][run]["number"], "Variable")
    page.locator("[data-question=made]").click()
    versions = bundle["runs"][run]["versions"]
    assert f"This is version {versions['0']} of w1" in sentence(page) or "initial value of w1" in sentence(
        page
    )


def test_chinese(page: Any) -> None:
    page.evaluate("window.tracer = tracer.remake({ language: 'zh' })")
    go_to(page, 6, "product")
    page.keyboard.press("e")
    assert sentence(page) == "product 运行，因为 add 需要它，依次直到被取回的 y。"
    page.keyboard.press("h")
    assert "个版本" in text(page, ".tl-history-name")


def test_search_leads_to_what_never_ran(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("accuracy")
    page.keyboard.press("Enter")
    assert text(page, ".tl-explain-head h3") == "accuracy"


# --- history ----------------------------------------------------------------------------------------------


def test_h_shows_the_versions_and_arrow_keys_walk_over_them(page: Any) -> None:
    page.evaluate("tracer.go(2, 0)")
    page.keyboard.press("h")
    assert text(page, ".tl-history-now").startswith(
        "This is version 1 of w: ApplyGradientDescent wrote it in run 2"
    )
    page.locator(".tl-history-chart").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("[tracer.run, tracer.moment.step.kind]") == [2, "write"]
    assert text(page, ".tl-history-now").startswith("This is version 2 of w")
    page.keyboard.press("End")
    assert page.evaluate("tracer.run") == 7
    slider = page.locator(".tl-history-chart")
    assert slider.get_attribute("aria-valuetext").startswith("run 8, training: ")
    rows = page.locator(".tl-history-writes li").all_inner_texts()
    assert [row.split("\n")[0] for row in rows][:3] == [
        "Run 1initial value",
        "Runs 2 to 4training, 3 times",
        "Run 5written by hand",
    ] or len(rows) == 5
    page.get_by_role("button", name="Run 5").click()
    assert page.evaluate("tracer.bundle.runs[tracer.run].number") == 5


def test_a_click_on_the_curve_goes_to_that_run(page: Any) -> None:
    page.keyboard.press("h")
    box = page.locator(".tl-history-chart").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + 40)
    assert page.evaluate("tracer.run") == 7
    page.mouse.click(box["x"] + 6, box["y"] + 40)
    assert page.evaluate("tracer.run") == 0


def test_a_graph_without_variables_has_no_history(open_page: OpenPage) -> None:
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as plain:
        session.run(tf.constant(1.0) + 2.0)
    page = open_page(*plain.bundle())
    page.keyboard.press("h")
    assert page.evaluate("tracer.drawer.current") is None
    assert page.locator(".tl-notice").inner_text() == "No variable in this graph."


# --- derivations ------------------------------------------------------------------------------------------


def live(open_page: OpenPage, tape: Any, **more: Any) -> tuple[Any, list[dict[str, Any]]]:
    """A page whose questions are answered by a desk here, as a kernel would."""
    bundle, blob = tape.bundle()
    desk = Desk(tape._builder(tape._graph(None)), tape)
    page = open_page(bundle, blob, size=(1440, 900), **more)
    asked: list[dict[str, Any]] = []

    def answer(what: str, content: str) -> str:
        asked.append(json.loads(content))
        return json.dumps(desk.answer(what, json.loads(content), [])[0])

    page.expose_function("answered", answer)
    page.evaluate("""() => {
      const { bundle, bytes, run, stepNumber } = tracer;
      const root = document.querySelector("#tracer");
      tracer.destroy();
      const ask = async (what, content) => JSON.parse(await window.answered(what, JSON.stringify(content)));
      window.tracer = new tracer.constructor(root, bundle, bytes, { ask, run, step: stepNumber });
      tracer.root.focus();
    }""")
    return page, asked


def test_d_derives_the_outlined_entry_with_its_numbers(open_page: OpenPage, tape: Any) -> None:
    page, asked = live(open_page, tape)
    go_to(page, 6, "product")
    page.keyboard.press("d")
    wait_until(page, "document.querySelectorAll('.tl-derive-line').length > 0")
    assert asked[-1] | {"depth": 2} == asked[-1] and asked[-1]["index"] == [0, 0]
    assert text(page, ".tl-derive-name") == "product[0, 0]"
    rows = page.evaluate(
        "[...document.querySelectorAll('.tl-derive-row')].map((row) => row.getAttribute('aria-label'))"
    )
    assert rows[0] == "product[0, 0] = x[0, 0]·w[0, 0] + x[0, 1]·w[1, 0]"
    value = tape.value("product:0", run=6)[0, 0]
    assert float(rows[2].split("= ")[1]) == pytest.approx(value, rel=1e-3)
    assert page.locator(".tl-derive-row math").count() >= 3
    page.keyboard.press(".")
    wait_until(page, "document.querySelector('.tl-derive-name').textContent === 'product[1, 0]'")
    wait_until(
        page,
        "document.querySelector('.tl-derive-row').getAttribute('aria-label').startsWith('product[1, 0]')",
    )
    field = page.get_by_label("Place of the entry")
    field.fill("-1, 0")
    field.press("Enter")
    wait_until(
        page,
        "document.querySelector('.tl-derive-row').getAttribute('aria-label').startsWith('product[2, 0]')",
    )
    field.fill("7, 0")
    field.press("Enter")
    assert "No such entry: the shape is [3, 1]." in page.locator(".tl-notice").inner_text()


def test_deeper_and_a_link_to_the_step_of_an_entry(open_page: OpenPage, tape: Any) -> None:
    page, asked = live(open_page, tape)
    go_to(page, 6, "y")
    page.keyboard.press("d")
    wait_until(page, "document.querySelectorAll('.tl-derive-line').length === 2")
    page.get_by_label("Depth").select_option("")
    wait_until(page, "document.querySelectorAll('.tl-derive-line').length > 3")
    assert asked[-1]["depth"] is None
    page.locator(".tl-derive-line", has_text="MatMul").get_by_role("button").first.click()
    assert page.evaluate("tracer.bundle.boxes[tracer.moment.step.box].title") == "product"
    wait_until(page, "document.querySelector('.tl-derive-name').textContent === 'product[0, 0]'")


def test_latex_is_copied_and_the_worksheet_saved(open_page: OpenPage, tape: Any) -> None:
    page, _ = live(open_page, tape)
    go_to(page, 6, "product")
    page.keyboard.press("d")
    wait_until(page, "document.querySelectorAll('.tl-derive-line').length > 0")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy LaTeX").click()
    wait_until(page, "window.copied && window.copied.startsWith('\\\\begin{aligned}')")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Worksheet").click()
    download = downloading.value
    assert download.suggested_filename == "worksheet-product-0-0.html"
    page_text = Path(download.path()).read_text(encoding="utf-8")
    assert "Solutions" in page_text and "<mspace" in page_text


def test_a_gradient_and_an_update_are_derived_too(open_page: OpenPage, tape: Any) -> None:
    page, _ = live(open_page, tape)
    go_to(page, 3, "w", "backward")
    page.keyboard.press("d")
    wait_until(page, "document.querySelectorAll('.tl-derive-row').length > 0")
    label = page.locator(".tl-derive-row").first.get_attribute("aria-label")
    assert label.startswith("∂L/∂w[") and "∂L/∂product" in label
    go_to(page, 3, "w", "update")
    wait_until(
        page,
        "document.querySelector('.tl-derive-row').getAttribute('aria-label').startsWith('w[0, 0] after = w[0, 0] − ')",
    )


def test_without_a_kernel_the_last_step_is_worked_out(page: Any) -> None:
    go_to(page, 6, "product")
    page.keyboard.press("d")
    body = text(page, ".tl-derive-body")
    assert "worked out" in body and "The whole derivation needs a kernel" in body
    assert not page.get_by_role("button", name="Worksheet").is_visible()


def test_hostile_names_stay_text(open_page: OpenPage) -> None:
    hostile = "</script><img src=x onerror=document.title=1>"
    with tf.Graph().as_default(), tf.Session() as session, lab.trace(title=hostile) as recorded:
        x = tf.placeholder(tf.float32, [1, 1], name="x")
        w = tf.Variable([[2.0]], name="w")
        y = tf.matmul(x, w, name="y")
        session.run(w.initializer)
        session.run(y, {x: [[3.0]]})
    bundle, blob = recorded.bundle()
    for box in bundle["boxes"]:
        box["label"] = hostile
    for node in bundle["nodes"]:
        node["type"] = hostile if node["kind"] == "linalg" else node["type"]
    page = open_page(bundle, blob, place="run=2&step=3")
    for key in ("e", "h", "d"):
        page.keyboard.press(key)
        assert page.locator(".tl-drawer img").count() == 0
    assert page.title() != "1"
