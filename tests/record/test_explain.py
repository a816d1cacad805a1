"""Why a node ran or did not, where a gradient is from, who wrote a variable, which numbers were drawn."""

import contextlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.graph.registry import registry
from tensorlab.record.explain import Explanation, shortened
from tensorlab.record.explain_gradient import GradientPaths, works_of
from tensorlab.record.values import brief
from tensorlab.record.words import catalogue
from tests.record import programs


def training() -> Any:
    """A model with one weight, trained twice, then evaluated, then with a value fed over."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[0.5], [-1.5]], name="w")
    product = tf.matmul(x, w, name="product")
    y = tf.tanh(product, name="y")
    loss = tf.reduce_sum(tf.square(y), name="loss")
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss, name="train")
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run(train, {x: [[1.0, 0.25], [2.0, -1.0]]})
        session.run(y, {x: [[1.0, 0.25]]})
        session.run(loss, {y: [[3.0]]})
    return tape


# --- why did it run ---------------------------------------------------------------------------------------


def test_fetched_and_needed() -> None:
    tape = training()
    assert repr(tape.why("y", 4)) == "y ran because it was fetched."
    answer = tape.why("product", 4)
    assert (answer.kind, answer.names) == ("needed_directly", ("product", "y"))
    assert repr(tape.why("w", 4)) == (
        "w ran because product needs it, and so on, up to y, which was fetched.\n  w → product → y"
    )


def test_every_path_is_one_of_real_edges() -> None:
    for name in ("two_gradients", "several_outputs", "control_and_counters", "embedding"):
        with tf.Graph().as_default():
            tape = getattr(programs, name)()
            for recorded in tape.runs:
                for operation in recorded.plan.order:
                    if operation.type == "Const":
                        continue
                    path = tape.why(operation, recorded.number).path
                    for before, after in pairwise(path):
                        upstream = {t.op for t in after.inputs} | set(after.control_inputs)
                        upstream |= {t.op.inputs[0].op for t in after.inputs if t.op.type == "Identity"}
                        assert before in upstream, f"{name}: {before.name} is not before {after.name}"


def test_a_control_dependency() -> None:
    v = tf.Variable(0.0, name="v")
    with tf.control_dependencies([tf.assign_add(v, 1.0, name="count")]):
        read = tf.identity(tf.constant(2.0), name="read")
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(read)
    answer = tape.why("count")
    assert answer.kind == "waited_directly"
    assert "waits for it (a control dependency)" in answer.sentence


def test_evaluated_for_the_trace() -> None:
    # The derivative of x·x does not need x·x itself.
    w = tf.Variable(3.0, name="w")
    loss = tf.multiply(w, w, name="loss")
    train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(train)
    recorded = tape.runs[-1]
    for operation in recorded.plan.extra:
        assert tape.why(operation).kind == "trace"
    for operation in set(recorded.plan.order) - recorded.plan.extra:
        assert tape.why(operation).kind != "trace"


# --- why did it not run -----------------------------------------------------------------------------------


def test_not_needed_and_where_it_does_run() -> None:
    tape = training()
    answer = tape.why("loss", 4)
    assert answer.kind == "unused"
    assert repr(answer) == (
        "loss did not run: nothing that was fetched (y) needs it. "
        "It runs in sess.run(train), the first time in run 2, 2 times in all."
    )
    unused = tf.negative(tape.runs[0].session.graph.get_tensor_by_name("y:0"), name="unused")
    assert tape.why(unused, 4).sentence.endswith("No recorded run needs it.")


def test_fed_over() -> None:
    tape = training()
    assert tape.why("y", 5).kind == "fed"
    answer = tape.why("w", 5)
    assert (answer.kind, answer.names) == ("behind", ("w", "product", "y"))
    assert answer.sentence.startswith("w did not run: its value was to go into y, which was fed.")
    assert tape.why("x", 4).kind == "placeholder"


def test_a_placeholder_behind_a_feed_says_where_it_was_fed_itself() -> None:
    x = tf.placeholder(tf.float32, name="x")
    double = tf.multiply(x, 2.0, name="double")
    with tf.Session() as session, lab.trace() as tape:
        session.run(double, {x: 1.0})
        session.run(tf.negative(double, name="y"), {double: 3.0})
    assert tape.why("x").sentence.endswith("It runs in sess.run(double), in run 1.")


def test_not_reached_in_a_failed_run() -> None:
    x = tf.placeholder(tf.float32, [None, None], name="x")
    bad = tf.matmul(x, x, name="bad")
    after = tf.tanh(bad, name="after")
    with tf.Session() as session, lab.trace() as tape, contextlib.suppress(tf.errors.OpError):
        session.run(after, {x: np.ones((2, 3))})
    assert tape.why("after").sentence == "after was not reached: the run had failed at bad."
    assert tape.why("bad").kind == "failed_here"


# --- gradients --------------------------------------------------------------------------------------------


def test_every_path_adds_to_the_gradient() -> None:
    """On scalars the gradient is the sum over all paths of the product of the local derivatives."""
    x = tf.placeholder(tf.float32, name="x")
    a = tf.square(x, name="a")
    b = tf.multiply(x, a, name="b")
    c = tf.add(b, a, name="c")
    loss = tf.multiply(c, x, name="loss")
    gradient = tf.gradients(loss, x)[0]
    with tf.Session() as session, lab.trace() as tape:
        session.run(gradient, {x: 2.0})
    answer = tape.why_gradient("x")
    # loss-x, loss-c-a-x, loss-c-b-x, loss-c-b-a-x
    assert answer.sentence == "The gradient of x comes from loss on 4 paths, and is the sum over them."
    recorded = tape.runs[-1]
    paths = GradientPaths(works_of(recorded.plan)[0], recorded.plan)
    ways = {tuple(t.op.name for t in way) for way in paths.listed(x)}
    assert ways == {
        ("x", "loss"),
        ("x", "a", "c", "loss"),
        ("x", "b", "c", "loss"),
        ("x", "a", "b", "c", "loss"),
    }
    local = {("x", "a"): 4.0, ("x", "b"): 4.0, ("a", "b"): 2.0, ("b", "c"): 1.0, ("a", "c"): 1.0}
    local |= {("c", "loss"): 2.0, ("x", "loss"): 12.0}
    total = sum(np.prod([local[pair] for pair in pairwise(way)]) for way in ways)
    assert total == tape.value(gradient) == 4 * 2.0**3 + 3 * 2.0**2


def test_many_paths_are_counted_not_listed() -> None:
    x = tf.placeholder(tf.float32, name="x")
    y = x
    for _ in range(40):
        y = tf.add(y, y)
    gradient = tf.gradients(y, x)[0]
    with tf.Session() as session, lab.trace() as tape:
        session.run(gradient, {x: 1.0})
    answer = tape.why_gradient("x")
    assert f"{2**40} paths" in answer.sentence or f"{2**40:,} paths" in answer.sentence
    assert len(answer.more) < 20


def test_contributions_have_their_rule_and_value() -> None:
    tape = training()
    answer = tape.why_gradient("product", 2)
    product = brief(tape.value(tape.why_gradient("product", 2).path[-1].outputs[0], 2))
    assert product == "[[0.125], [2.5]]"
    assert answer.more == ("via y: ∂L/∂y·(1 − tanh(product)²) = [[0.2449], [0.05247]]",)
    square = tape.why_gradient("y", 2)
    assert square.more[0].startswith("via Square: 2·y·∂L/∂Square = [[")
    assert tuple(answer.names) == ("loss", "Square", "y", "product")


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (lambda w, x: tf.reduce_sum(tf.stop_gradient(x, name="stop")) + w, "stopped"),
        (lambda w, x: tf.reduce_sum(tf.floor(x)) + w, "not_differentiable"),
        (lambda w, x: tf.add(w, 1.0), "no_path"),
        (lambda w, x: tf.reduce_sum(x) + w, "unneeded"),
    ],
)
def test_why_there_is_no_gradient(build: Any, kind: str) -> None:
    w = tf.Variable(1.0, name="w")
    source = (
        tf.Variable([1.5, 2.5], name="source")
        if kind != "unneeded"
        else tf.placeholder(tf.float32, name="source")
    )
    loss = build(w, source)
    variables = [w, source] if kind != "unneeded" else [w]
    wanted = [g for g in tf.gradients(loss, variables) if g is not None]
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        feeds = {source: [1.0]} if kind == "unneeded" else None
        session.run(wanted, feeds)
    answer = tape.why_gradient(source)
    assert answer.kind == kind, answer


def test_whole_numbers_and_runs_without_gradients() -> None:
    tape = training()
    assert tape.why_gradient("product", 4).sentence == "This run computes no gradients."
    counter = tf.Variable(3, name="counter")
    w = tf.Variable(1.0)
    loss = w * tf.cast(counter, tf.float32)
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(tf.gradients(loss, w))
    assert tape.why_gradient("counter").kind == "integer"


def test_zero_everywhere_names_who_stops_it() -> None:
    w = tf.Variable([-1.0, -2.0], name="w")
    loss = tf.reduce_sum(tf.nn.relu(w, name="relu"), name="loss")
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(tf.gradients(loss, w))
    assert "It is zero everywhere: relu lets nothing through" in tape.why_gradient("w").sentence


# --- who wrote it -----------------------------------------------------------------------------------------


def test_history_of_a_trained_variable() -> None:
    tape = training()
    history = tape.history("w")
    assert [(v.number, v.run, v.kind) for v in history] == [
        (0, 1, "initial"),
        (1, 2, "training"),
        (2, 3, "training"),
    ]
    np.testing.assert_array_equal(history.value(0), np.float32([[0.5], [-1.5]]))
    np.testing.assert_array_equal(history.value(2), tape.value("w:0", run=3))
    assert history.numbers((0, 0))[0] == (1, 0.5)
    lines = repr(history).splitlines()
    assert lines[0] == "w (2, 1): 3 versions"
    assert lines[1].startswith("  run 1, initial value, Assign at test_explain.py:")
    assert lines[2].startswith("  runs 2 to 3, training, ApplyGradientDescent, 2 times at test_explain.py:")


def test_a_write_by_hand_and_one_behind_the_tape(tmp_path: Path) -> None:
    v = tf.Variable(1.0, name="v")
    double = tf.assign(v, v * 2.0, name="double")
    with tf.Session() as session:
        session.run(v.initializer)
        with lab.trace() as tape:
            session.run(v)
            session.run(double)
        session.run(double)  # nobody records this one
        with tape:
            session.run(v)
            session.run(double)
    kinds = [(version.kind, version.run) for version in tape.history("v")]
    assert kinds == [("before", 1), ("hand", 2), ("unseen", 3), ("hand", 4)]
    assert tape.history("v").value(2) == 4.0
    assert "changed outside of the record, before run 3" in tape.writers("v", 3).sentence
    assert "double wrote it in run 4" in tape.writers("v", 4).sentence


def test_checkpoints_of_the_recorder_are_no_writes() -> None:
    v = tf.Variable(1.0, name="v")
    more = tf.assign_add(v, 1.0)
    with tf.Session() as session, lab.trace() as tape:
        session.run(v.initializer)
        for _ in range(100):
            session.run(more)
    assert {version.kind for version in tape.history("v")} == {"initial", "hand"}
    assert len(tape.history("v")) == 101


def test_a_failed_run_writes_nothing() -> None:
    v = tf.Variable(1.0, name="v")
    x = tf.placeholder(tf.float32, [None], name="x")
    checked = tf.check_numerics(x, "bad")
    write = tf.assign_add(v, tf.reduce_sum(checked))
    with tf.Session() as session, lab.trace() as tape:
        session.run(v.initializer)
        with contextlib.suppress(tf.errors.OpError):
            session.run(write, {x: [np.nan]})
    assert [version.kind for version in tape.history("v")] == ["initial"]


def test_a_value_has_its_line() -> None:
    sentence = training().writers("product", 4).sentence
    assert sentence.startswith("The operation MatMul computes product; it stands at test_explain.py:")
    assert sentence.endswith('product = tf.matmul(x, w, name="product")')


def test_no_variable_has_no_history() -> None:
    with pytest.raises(LookupError, match="is no variable"):
        training().history("y")


# --- random numbers ---------------------------------------------------------------------------------------


def test_draws() -> None:
    tf.set_random_seed(7)
    seeded = tf.random_normal([2, 3], seed=5, name="seeded")
    with tf.Session() as session, lab.trace() as tape:
        for _ in range(2):
            session.run(seeded)
    recorded = tape.runs[1]
    operation = next(o for o in recorded.plan.order if o.record.needs_stream)
    first, second = (tape.explain(operation, run)[2] for run in (1, 2))
    assert "drew 6 numbers in this run, from place 0 of its stream" in first.sentence
    assert "The seed of the graph is 7, that of the operation 5." in first.sentence
    position = recorded.streams[0][1] & ((1 << 64) - 1)
    assert position > 0 and f"from place {position} of" in second.sentence


def test_draws_without_a_seed() -> None:
    loose = tf.random_uniform([2], name="loose")
    with tf.Session() as session, lab.trace() as tape:
        session.run(loose)
    operation = next(o for o in tape.runs[0].plan.order if o.record.needs_stream)
    assert "No seed was given" in tape.explain(operation)[2].sentence
    assert "a new session" not in tape.explain(operation)[2].sentence


# --- words ------------------------------------------------------------------------------------------------


def test_explanations_are_read_in_chinese() -> None:
    answer = training().why("w", 4)
    assert isinstance(answer, Explanation)
    assert answer.say("zh") == "w 运行，因为 product 需要它，依次直到被取回的 y。"
    assert answer._repr_mimebundle_() == {"text/plain": repr(answer)}


def test_every_reason_of_a_record_has_its_words() -> None:
    """A record says in English why no gradient passes; the catalogue has it in both languages."""
    reasons = {record.no_gradient for record in registry.values() if record.no_gradient}
    known = {texts["en"]: texts["zh"] for key, texts in catalogue().items() if key.startswith("reason.")}
    assert reasons - set(known) == set()


def test_long_paths_are_shortened() -> None:
    assert shortened([str(n) for n in range(20)], 4) == ["0", "1", "… 16 more", "18", "19"]


# --- what the bundle tells --------------------------------------------------------------------------------


def test_what_never_ran_is_in_the_picture_where_it_hangs_together_with_what_did() -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    used = tf.tanh(x, name="used")
    tf.add(tf.exp(used, name="unused"), 1.0, name="further")
    tf.zeros([3], name="elsewhere")
    with tf.Session() as session, lab.trace() as tape, lab.trace(show_unrun=False) as plain:
        session.run(used, {x: [1.0, 2.0]})
    bundle, _ = tape.bundle()
    assert [box["title"] for box in bundle["boxes"]] == ["x", "used", "unused", "further"]
    program = bundle["programs"][0]
    assert {bundle["nodes"][n]["name"] for n in program["pruned"]} >= {"unused", "further"}
    assert [box["title"] for box in plain.bundle()[0]["boxes"]] == ["x", "used"]
    assert tape.why("unused").sentence.startswith(
        "unused did not run: nothing that was fetched (used) needs it."
    )


def test_too_much_that_never_ran_is_left_out() -> None:
    x = tf.placeholder(tf.float32, [2], name="x")
    y = used = tf.tanh(x, name="used")
    for _ in range(151):
        y = tf.tanh(y)
    with tf.Session() as session, lab.trace() as tape:
        session.run(used, {x: [1.0, 2.0]})
    assert len(tape.bundle()[0]["boxes"]) == 2


def test_bundle_tells_draws_unseen_changes_and_missing_gradients() -> None:
    v = tf.Variable(1.0, name="v")
    noise = tf.random_normal([5], seed=3, name="noise")
    x = tf.placeholder(tf.float32, [5], name="x")
    loss = tf.reduce_sum(v * (x + tf.stop_gradient(noise)), name="loss")
    gradient = tf.gradients(loss, v)
    add = tf.assign_add(v, 1.0)
    with tf.Session() as session:
        session.run(v.initializer)
        with lab.trace() as tape:
            session.run(gradient, {x: np.ones(5)})
        session.run(add)
        with tape:
            session.run(gradient, {x: np.ones(5)})
    bundle, _ = tape.bundle()
    title = [box["title"] for box in bundle["boxes"]]
    first, second = bundle["runs"]
    (node,) = first["draws"]
    assert first["draws"][node] == 0 < second["draws"][node]
    assert "unseen" not in first and [title[box] for box in second["unseen"]] == ["v"]
    missing = {title[int(box)]: kind for box, (kind, _, _) in bundle["programs"][0]["no_gradient"].items()}
    assert missing["x"] == missing["noise"] == "unneeded" and "v" not in missing
