"""The gradient check: right gradients pass, wrong ones do not, corners and blocks are told apart.

Read next: `tensorlab/record/gradient_check.py`.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.gradient_check import (
    NotComputable,
    check,
    checks_of_run,
    works_entry_by_entry,
)


def recorded(make: Any, feeds: Any = None) -> tuple[Any, Any, Any]:
    """Run what `make` fetches, recorded; the tape's builder, its only run, and the values."""
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        fetches, feed_dict = make()
        sess.run(tf.global_variables_initializer())
        sess.run(fetches, feed_dict)
    builder = tape._builder(tape._graph(None))
    return builder, builder.runs[-1], builder.replayer.values(len(builder.runs) - 1)


def verdicts(make: Any) -> dict[str, str]:
    """The verdict for every whole gradient, by what it is the gradient of."""
    builder, run, values = recorded(make)
    _, story = builder._story(run)
    found = checks_of_run(story.steps, run.plan, values)
    return {
        story.steps[int(step)]["output"]["label"].removeprefix("∂L/∂"): one["verdict"]
        for step, one in found.items()
    }


def test_every_gradient_of_a_network_agrees() -> None:
    def make() -> Any:
        x = tf.placeholder(tf.float32, [None, 3])
        w = tf.Variable(tf.random_normal([3, 4], seed=1))
        v = tf.Variable(tf.random_normal([4, 2], seed=2))
        h = tf.tanh(tf.matmul(x, w))
        loss = tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[1.0, 0.0]], logits=tf.matmul(h, v) * h[:, :2])
        )
        return tf.gradients(loss, [w, v, h]), {x: [[0.5, -1.0, 2.0]]}

    found = verdicts(make)
    assert {"w", "v", "h"} <= set(found)
    assert set(found.values()) == {"agrees"}


def test_a_wrong_rule_is_found_out() -> None:
    def make() -> Any:
        graph = tf.get_default_graph()

        @tf.RegisterGradient("Wrong" + str(id(graph)))
        def _(operation: Any, gradient: Any) -> Any:
            return gradient * 3.0 * operation.inputs[0]

        x = tf.Variable([1.0, 2.0])
        with graph.gradient_override_map({"Square": "Wrong" + str(id(graph))}):
            y = tf.square(x)
        return tf.gradients(tf.reduce_sum(y), [x]), None

    assert verdicts(make)["x"] == "differs"


def test_a_wrong_rule_is_found_out_on_top_of_a_hill() -> None:
    """There the slopes to the left and to the right are tiny and have other signs, and it is no corner."""

    def make() -> Any:
        name = "TooMuch" + str(id(tf.get_default_graph()))
        tf.RegisterGradient(name)(lambda operation, gradient: gradient * (operation.inputs[0] + 1.0))
        x = tf.Variable([0.0])
        with tf.get_default_graph().gradient_override_map({"Square": name}):
            y = -tf.square(x)
        return tf.gradients(tf.reduce_sum(y), [x]), None

    assert verdicts(make)["x"] == "differs"


def test_what_stop_gradient_leaves_out_is_no_mistake() -> None:
    def make() -> Any:
        x = tf.Variable([1.0, 2.0])
        return tf.gradients(tf.reduce_sum(x * tf.stop_gradient(x)), [x]), None

    assert verdicts(make)["x"] == "blocked"


def test_a_corner_is_told_from_a_mistake() -> None:
    def make() -> Any:
        x = tf.Variable([0.0, 0.0])
        return tf.gradients(tf.reduce_sum(tf.abs(x)), [x]), None

    # At the corner of |x| the slope from -h to h is 0, and TensorFlow says 0, too.
    assert verdicts(make)["x"] == "agrees"

    def relu() -> Any:
        x = tf.Variable([0.0, -1.0])
        return tf.gradients(tf.reduce_sum(tf.nn.relu(x)), [x]), None

    builder, run, values = recorded(relu)
    [work] = builder.view.operations[0].graph.differentiations
    found = check(run.plan, values, work, work.xs[0], (0,))
    assert (found.verdict, round(found.left, 6), round(found.right, 6)) == ("kink", 0.0, 1.0)


def test_what_draws_random_numbers_anew_uses_the_recorded_ones() -> None:
    def make() -> Any:
        x = tf.Variable([1.0, 2.0])
        noise = tf.random_normal([2])
        return [tf.gradients(tf.reduce_sum(tf.square(x * noise)), [x]), noise], None

    assert verdicts(make)["x"] == "agrees"


def test_without_a_gradient_it_says_so() -> None:
    def make() -> Any:
        x = tf.Variable([1.0])
        y = tf.square(x)
        return [tf.gradients(y, [x]), tf.constant(1.0)], None

    builder, run, values = recorded(make)
    [work] = builder.view.operations[0].graph.differentiations
    other = tf.placeholder(tf.float32)
    with pytest.raises(NotComputable, match=r"check\.no_gradient"):
        check(run.plan, values, work, other)


def test_seeds_count() -> None:
    def make() -> Any:
        x = tf.Variable([1.0, 2.0, 3.0])
        return tf.gradients(tf.square(x), [x], grad_ys=[tf.constant([1.0, -2.0, 0.5])]), None

    assert verdicts(make)["x"] == "agrees"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["tanh", "square", "sigmoid", "softplus", "exp", "sin"]), min_size=1, max_size=4
    ),
    st.lists(st.floats(-1.5, 1.5, width=32), min_size=1, max_size=5),
)
def test_chains_of_smooth_operations_agree(names: list[str], entries: list[float]) -> None:
    def make() -> Any:
        x = tf.Variable(np.array(entries, np.float32), name="x")
        y = x
        for name in names:
            y = getattr(tf.nn if name == "softplus" else tf, name)(y) * 0.5
        return tf.gradients(tf.reduce_sum(y) + tf.reduce_sum(x * x), [x]), None

    assert set(verdicts(make).values()) <= {"agrees"}


def test_entry_by_entry_is_found_by_trying() -> None:
    def make() -> Any:
        x = tf.placeholder(tf.float32, [2, 3], name="x")
        made = [
            tf.add(x, [1.0, 2.0, 3.0], name="row"),
            tf.sigmoid(x, name="sigmoid"),
            tf.nn.softmax(x, name="softmax"),
            tf.cumsum(x, name="cumsum"),
            tf.transpose(x, name="transpose"),
            tf.reduce_sum(x, name="sum"),
            tf.matmul(x, x, transpose_b=True, name="product"),
        ]
        return made, {x: np.arange(6.0).reshape(2, 3) / 7}

    _, run, values = recorded(make)
    found = {o.name for o in run.plan.order if works_entry_by_entry(o, run.plan, values)}
    assert {"row", "sigmoid"} <= found
    assert not {"softmax", "cumsum", "transpose", "sum", "product"} & found


def test_the_bundle_has_checks_and_says_what_works_entry_by_entry() -> None:
    def make() -> Any:
        x = tf.Variable([[0.5, -1.0]], name="x")
        w = tf.Variable([[1.0], [2.0]], name="w")
        return tf.gradients(tf.sigmoid(tf.matmul(x, w)) * [[1.0], [2.0]], [x, w]), None

    builder, _, _ = recorded(make)
    bundle, _ = builder.build()
    [run] = bundle["checks"]
    assert bundle["runs"][int(run)]["number"] == 2
    program = bundle["programs"][bundle["runs"][int(run)]["program"]]
    chains = {
        step["title"]["with"]["via"]: step["chain"]["entrywise"] for step in program["steps"] if step["chain"]
    }
    assert chains["MatMul"] is False and chains["mul"] in (True, False) and "Sigmoid" in chains
    assert all(one["verdict"] == "agrees" for one in bundle["checks"][run].values())


def test_contributions_add_up_in_the_slot() -> None:
    def make() -> Any:
        x = tf.Variable([1.0, 2.0], name="x")
        return tf.gradients(tf.reduce_sum(x * x + tf.sin(x)), [x]), None

    builder, run, values = recorded(make)
    _, story = builder._story(run)
    partial = [step["partial"] for step in story.steps if step["partial"]]
    assert [len(entries) for entries in partial] == [1, 2, 3]
    total = next(step for step in story.steps if step["kind"] == "sum")
    arrived = [values[story.entries[entry][1]] for entry in partial[-1]]
    assert np.allclose(sum(arrived), values[story.entries[total["output"]["entry"]][1]])


def test_a_long_chain_is_checked_within_a_budget() -> None:
    def make() -> Any:
        x = tf.Variable([0.5, -0.25], name="x")
        y = x
        for _ in range(1200):
            y = y * 1.0001
        return tf.gradients(tf.reduce_sum(y), [x]), None

    builder, run, values = recorded(make)
    _, story = builder._story(run)
    found = checks_of_run(story.steps, run.plan, values)
    assert 1 <= len(found) <= 8
    assert {one["verdict"] for one in found.values()} == {"agrees"}
    last = max(number for number, step in enumerate(story.steps) if step["slot"])
    assert str(last) in found, "the variable's own gradient is the one that matters"
