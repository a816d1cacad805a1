"""Stories: the boxes of the twin view, the steps of a run, and the sentences that tell them."""

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record.values import brief
from tensorlab.record.words import plain_text
from tensorlab.show.boxes import TALL


def story_of(tape, run=-1):
    """The story of a run of a tape, and its view."""
    recorded = tape.runs[run if run < 0 else run - 1]
    builder, _ = tape._placed(recorded)
    return builder._story(recorded)[1]


def boxes(tape):
    """Titles of the boxes, in order."""
    return [box.title for box in story_of(tape).view.boxes]


def recorded(*fetches, feeds=None, initialize=True):
    """A tape of one run of the fetches."""
    with tf.Session() as session:
        if initialize:
            session.run(tf.global_variables_initializer())
        with lab.trace(session) as tape:
            session.run(list(fetches), feeds)
    return tape


def layer():
    """A layer trained by Adam; returns (placeholder, weights, loss, train step)."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable(tf.random_normal([2, 3], seed=1), name="w")
    b = tf.Variable(tf.zeros([3]), name="b")
    y = tf.sigmoid(tf.matmul(x, w) + b, name="y")
    loss = tf.reduce_mean(tf.square(y - 1.0), name="loss")
    return x, w, loss, tf.train.AdamOptimizer(0.1).minimize(loss)


X = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)


# --- the twin view ----------------------------------------------------------------------------------------


def test_constants_reads_initialisers_and_the_optimizer_get_no_box():
    x, _w, _loss, train = layer()
    with tf.Session() as session, lab.trace() as tape:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: X})
    assert sorted(boxes(tape)) == sorted(["x", "w", "MatMul", "b", "add", "y", "sub", "Square", "loss"])
    view = story_of(tape).view
    for operation in view.operations:
        if operation.type == "ApplyAdam":
            assert view.box_of[operation].title in ("w", "b")
        if "Adam" in operation.name and operation.type == "VariableV2":
            assert operation not in view.box_of


def test_every_gradient_node_belongs_to_a_box():
    x, _w, _loss, train = layer()
    tape = recorded(train, feeds={x: X})
    view = story_of(tape).view
    for operation in tape.runs[0].plan.order:
        if operation.gradient_of is not None:
            assert view.box_of[operation].operation is operation.gradient_of


def test_a_counter_is_drawn():
    """The counter of the first tutorials: nobody differentiates, and still there is something to see."""
    state = tf.Variable(0, name="counter")
    raised = tf.add(state, 1, name="raised")
    update = tf.assign(state, raised)
    tape = recorded(update)
    assert boxes(tape) == ["counter", "raised"]
    assert [step["kind"] for step in story_of(tape).steps] == ["read", "evaluate", "write"]


def test_an_optimizers_counter_is_not():
    x, _w, loss, _ = layer()
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
    assert "global_step" not in boxes(recorded(train, feeds={x: X}))


def test_steps_written_by_hand_are_as_clean_as_an_optimizers():
    w = tf.Variable(3.0, name="w")
    loss = tf.multiply(w, w, name="loss")
    rate = tf.Variable(0.1, trainable=False, name="rate")
    train = tf.assign_sub(w, rate * tf.gradients(loss, w)[0])
    assert boxes(recorded(train)) == ["w", "loss"]


def test_constants_are_drawn_where_they_are_differentiated():
    x = tf.constant(3.0, name="x")
    gradient = tf.gradients(tf.multiply(x, x, name="square"), x)
    tape = recorded(*gradient)
    assert boxes(tape) == ["x", "square"]
    assert story_of(tape).view.boxes[0].style == "constant"
    assert tape.sentences(1)[-1].endswith("x was used twice, so its 2 contributions are added up: 6.")


def test_sums_of_slices_get_no_box():
    table = tf.Variable(np.ones((5, 2), np.float32), name="table")
    loss = tf.reduce_sum(tf.gather(table, [1, 2], name="a")) + tf.reduce_sum(
        tf.gather(table, [2, 3], name="b")
    )
    tape = recorded(tf.gradients(loss, table)[0])
    assert boxes(tape) == ["table", "a", "Sum", "b", "Sum_1", "add"]


def test_a_given_start_keeps_its_own_box():
    x = tf.placeholder(tf.float32, [2], name="x")
    start = tf.tanh(x, name="start")
    gradient = tf.gradients(tf.square(x, name="y"), x, grad_ys=start)[0]
    assert "start" in boxes(recorded(gradient, feeds={x: [1.0, 2.0]}))


def test_the_view_is_the_same_every_time():
    def program():
        with tf.Graph().as_default():
            a = tf.Variable(2.0, name="a")
            b = tf.Variable(a * 3.0, name="b")
            c = tf.Variable(tf.add(a, b.initialized_value()), name="c")
            tape = recorded(a * b * c, initialize=True)
            bundle, _ = tape.bundle()
            return [[bundle["nodes"][m]["name"] for m in box["members"]] for box in bundle["boxes"]]

    assert program() == program() == program()


def test_edges_run_between_boxes_in_the_direction_of_the_data():
    x, _w, _loss, train = layer()
    view = story_of(recorded(train, feeds={x: X})).view
    names = {(view.boxes[e.source].title, view.boxes[e.target].title) for e in view.edges}
    assert ("x", "MatMul") in names and ("w", "MatMul") in names and ("Square", "loss") in names


def test_python_names_that_are_bound_again():
    y = tf.placeholder(tf.float32, [2], name="start")
    y = tf.tanh(y)
    y = tf.sigmoid(y)
    tape = recorded(y, feeds={"start:0": [1.0, 2.0]})
    assert [box.label for box in story_of(tape).view.boxes] == ["y", "y′", "y′′"]


def test_the_name_belongs_to_the_last_node_of_a_call():
    x = tf.placeholder(tf.float32, [2], name="start")
    loss = tf.losses.mean_squared_error([0.0, 0.0], x)
    labels = [box.label for box in story_of(recorded(loss, feeds={x: [1.0, 2.0]})).view.boxes]
    assert labels[0] == "x" and labels[-1] == "loss"
    assert set(labels[1:-1]) == {""}


def test_a_name_bound_in_a_loop():
    y = tf.placeholder(tf.float32, [2], name="start")
    for _ in range(3):
        y = tf.tanh(y)
    labels = [box.label for box in story_of(recorded(y, feeds={"start:0": [1.0, 2.0]})).view.boxes]
    assert labels == ["y", "y′", "y′′", "y′′′"]


# --- the steps --------------------------------------------------------------------------------------------


def test_every_forward_box_that_was_evaluated_has_a_step():
    x, _w, _loss, train = layer()
    tape = recorded(train, feeds={x: X})
    story = story_of(tape)
    shown = {step["box"] for step in story.steps if step["phase"] in ("feed", "forward")}
    ran = set(tape.runs[0].plan.order) | {tensor.op for tensor in tape.runs[0].plan.feeds}
    assert {box.index for box in story.view.boxes if box.operation in ran} == shown


def test_the_phases_come_in_order_and_the_chain_rule_backwards():
    x, _w, _loss, train = layer()
    steps = story_of(recorded(train, feeds={x: X})).steps
    phases = [step["phase"] for step in steps]
    assert phases == sorted(phases, key=["feed", "forward", "backward", "update"].index)
    senders = [step["source"].index for step in steps if step["kind"] == "contribution"]
    assert senders == sorted(senders, reverse=True)
    assert [step["kind"] for step in steps].count("seed") == 1
    assert [step["title"] for step in steps if step["kind"] == "write"][:2] == [
        "ApplyAdam → w",
        "ApplyAdam → b",
    ]


def test_contributions_are_told_before_their_sum():
    x = tf.placeholder(tf.float32, [3], name="x")
    y = tf.tanh(x, name="y")
    loss = tf.reduce_sum(y * y * tf.sigmoid(y))
    tape = recorded(*tf.gradients(loss, x), feeds={x: [1.0, 2.0, 3.0]})
    kinds = [
        (step["kind"], plain_text(step["title"]))
        for step in story_of(tape).steps
        if step["phase"] == "backward"
    ]
    total = kinds.index(("sum", "Gradient of y"))
    before = [title for kind, title in kinds[:total] if kind == "contribution" and title.endswith("→ y")]
    assert len(before) == 3
    assert ("contribution", "Gradient: y → x") in kinds[total:]


def test_a_gradient_that_is_computed_in_part_shows_no_sum():
    """Only one of two contributions is fetched: their sum was never made, so no step tells of it."""
    x = tf.placeholder(tf.float32, [2], name="x")
    a, b = tf.tanh(x, name="a"), tf.square(x, name="b")
    tf.gradients(tf.reduce_sum(a * b), x)
    part = next(o for o in tf.get_default_graph().operations if o.gradient_of is a.op)
    tape = recorded(part.outputs[0], feeds={x: [1.0, 2.0]})
    assert all(step["kind"] != "sum" for step in story_of(tape).steps)
    tape.sentences(1)


def test_a_fed_intermediate_tensor_is_told_as_replaced():
    x = tf.placeholder(tf.float32, [], name="x")
    middle = tf.tanh(x, name="middle")
    tape = recorded(middle * 2.0, feeds={middle: 5.0})
    assert tape.sentences(1)[0] == "Step 1 of 2, feed: middle is not computed but replaced by a fed value: 5."


def test_nodes_after_a_write_are_told_after_it():
    v = tf.Variable(1.0, name="v")
    with tf.control_dependencies([v.assign_add(1.0)]):
        after = tf.multiply(v, 10.0, name="after")
    steps = story_of(recorded(after)).steps
    assert [step["title"] for step in steps][-2:] == ["AssignAdd → v", "after"]


def whys_of(tape):
    """By the steps' titles: why each of them ran."""
    return {plain_text(step["title"]): plain_text(step["why"]) for step in story_of(tape).steps}


def test_what_each_step_says_it_ran_for():
    x, _w, loss, train = layer()
    whys = whys_of(recorded(train, feeds={x: X}))
    assert whys["loss"].startswith("Evaluated for the record")
    assert "needs it" in whys["MatMul"]
    assert whys["x"].startswith("feed_dict gave it a value")
    assert "ApplyAdam needs ∂L/∂w" in whys["Gradient: MatMul → w"]
    assert whys_of(recorded(loss, feeds={x: X}))["loss"] == "It was fetched."


# --- formulas ---------------------------------------------------------------------------------------------


def test_a_sum_over_everything_names_no_axes():
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    y = tf.placeholder(tf.float32, name="y")
    sums = [tf.reduce_sum(x), tf.reduce_sum(x, 1), tf.reduce_sum(y)]
    tape = recorded(*sums, feeds={x: np.ones((2, 3)), y: [1.0]}, initialize=False)
    formulas = [step["latex"] for step in story_of(tape).steps if step["node"].type == "Sum"]
    assert [formula.partition(" = ")[2] or formula for formula in formulas] == [
        r"\sum_{} x",
        r"\sum_{1} x",
        r"\sum_{} y",
    ]


# --- slots ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trains", [False, True])
def test_boxes_have_room_for_a_gradient_where_a_run_has_one(trains):
    x, _w, loss, train = layer()
    bundle, _ = recorded(train if trains else loss, feeds={x: X}).bundle()
    heights = [height for _, _, _, height in bundle["layouts"]["LR"]["boxes"]]
    assert (max(heights) == TALL) is trains


# --- sentences --------------------------------------------------------------------------------------------


def test_sentences_hold_the_values():
    x, _w, loss, train = layer()
    tape = recorded(train, loss, feeds={x: X})
    sentences = tape.sentences(1)
    story = story_of(tape)
    values = tape.runs[0].values
    assert len(sentences) == len(story.steps)
    for sentence, step in zip(sentences, story.steps, strict=True):
        if step["output"] is not None:
            assert brief(values[story.entries[step["output"]["entry"]][1]]) in sentence, sentence
        assert sentence.startswith("Step ") and step["phase"] in sentence


def test_sentences_of_a_failed_run_say_what_was_not_computed():
    x = tf.placeholder(tf.float32, name="x")
    broken = tf.matmul(x, x, name="broken")
    with tf.Session() as session, lab.trace() as tape, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(broken, {x: np.ones((2, 3))})
    assert tape.sentences(1) == [
        "Step 1 of 2, feed: x is fed: [[1, 1, 1], [1, 1, 1]].",
        "Step 2 of 2, forward: broken takes x and x and gives nothing, for it was not computed.",
    ]


def test_programs_of_every_kind_have_sentences():
    """Whatever ran, it can be told."""
    text = tf.constant(["a", "b"])
    x = tf.constant([1.0, -2.0])
    parts = tf.split(tf.constant([[1, 2], [3, 4]]), 2)
    fetches = [text, x > 0.0, tf.complex(x, x), tf.zeros([0, 3]), *parts, tf.concat(parts, 1), tf.log(x), tf.shape(x),
               tf.random_normal([2], seed=1), tf.no_op(), x.op]  # fmt: skip
    sentences = recorded(*fetches).sentences(1)
    assert any("NaN" in s or "not finite" in s for s in sentences)
    assert any("draws random numbers" in s for s in sentences)


def test_what_refers_to_a_variable_is_told_after_the_write_that_it_saw():
    """An initial value that asks whether another variable has a value yet, in the run that gives it one."""
    start = tf.Variable(1.0, name="start")
    tripled = tf.Variable(start * 3.0, name="tripled")
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tripled.initializer)
        session.run([start.initializer, tripled.initializer])
    assert [sentence.split(": ", 1)[1] for sentence in tape.sentences(1)] == [
        "tripled/cond/Merge takes 1 and gives 1.",
        "start/read_tripled takes Merge and gives 1.",
        "mul_tripled takes read_tripled and 3 and gives 3.",
        "Assign gives tripled its initial value: 3.",
    ]
    assert [sentence.split(": ", 1)[1] for sentence in tape.sentences(2)] == [
        "Assign gives start its initial value: 1.",
        "tripled/cond/Merge takes start and 1 and gives 1.",
        "start/read_tripled takes Merge and gives 1.",
        "mul_tripled takes read_tripled and 3 and gives 3.",
        "Assign gives tripled its initial value: 3.",
    ]
