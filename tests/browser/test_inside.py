"""Inside a box: every node that is folded into it, with its value.

Read `tensorlab/show/static/inside.js` beside it.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab.desk import Desk
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tape() -> Any:
    with tf.Graph().as_default(), tf.Session() as sess:
        w = tf.Variable([1.0, -2.0, 0.5], name="w")
        loss = tf.reduce_sum(tf.square(tf.sigmoid(w, name="squash")), name="loss")
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        with lab.trace(sess) as tape:
            sess.run(step)
    return tape


def test_the_panel_lists_the_value_and_the_gradient_nodes(open_page: OpenPage, tape: Any) -> None:
    page = open_page(*tape.bundle())
    at = page.evaluate(
        """() => tracer.moment.timeline.steps.findIndex(
          (step) => step.kind === "evaluate" && tracer.bundle.nodes[step.node].name === "squash")"""
    )
    page.evaluate(f"() => tracer.go(0, {at})")
    page.keyboard.press("i")
    names = page.locator(".tl-inside-name b").all_inner_texts()
    members = next(box for box in tape.bundle()[0]["boxes"] if box["title"] == "squash")["members"]
    nodes = tape.bundle()[0]["nodes"]
    assert sorted(names) == sorted(nodes[index]["name"] for index in members)
    assert names[0] == "squash" and any("SigmoidGrad" in name for name in names)
    assert page.locator(".tl-inside-now .tl-inside-name b").inner_text() == "squash"
    page.keyboard.press("Home")
    assert "squash" not in page.locator(".tl-inside-name b").first.inner_text()


def test_the_kernel_has_the_values_of_every_node(tape: Any) -> None:
    builder = tape._builder(tape._graph(None))
    [run] = builder.runs
    numbers = [builder.node_number[operation] for operation in run.plan.order if operation.outputs]
    reply, buffers = Desk(builder, tape).answer("node_values", {"run": 0, "nodes": numbers}, [])
    seen = 0
    for number, entry, data in zip(numbers, reply["entries"], buffers, strict=True):
        slot = run.plan.slot_of.get(builder.view.operations[number].outputs[0])
        value = None if slot is None else run.values[slot]
        if value is None or not np.size(value):  # of an empty array there is nothing to send
            assert entry is None
            continue
        kinds = {"f4": "<f4", "f8": "<f8", "u1": "u1", "i8": "<i8"}
        assert np.array_equal(
            np.frombuffer(data, kinds[entry["encoding"]]).reshape(entry["stored"]),
            np.asarray(value, kinds[entry["encoding"]]),
        )
        seen += 1
    assert seen > 8
