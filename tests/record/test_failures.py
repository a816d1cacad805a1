"""Failures in plain words: for every kind a real program fails, and the words must fit it, in both languages."""

import re

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import errors, lab
from tensorlab.graph.registry import Array, op, registry
from tensorlab.graph.shape_rules import same
from tensorlab.record.failures import OTHERWISE, SITUATIONS, explained, in_words, lesson_file, link_lessons
from tensorlab.record.words import LANGUAGES, plain_text, say

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def failing(program):
    """The tape of a program that fails, and what is said about its last run."""
    with pytest.raises((tf.errors.OpError, KeyboardInterrupt)), lab.trace() as tape:
        program()
    recorded = tape.runs[-1]
    builder, _ = tape._placed(recorded)
    return tape, explained(recorded, builder._story(recorded)[1])


def told(program):
    """The situation, the step that is shown and the words."""
    tape, error = failing(program)
    recorded = tape.runs[-1]
    builder, _ = tape._placed(recorded)
    story = builder._story(recorded)[1]
    step = plain_text(story.steps[error["step"]]["title"])
    return error["what"]["say"].removeprefix("errors.").removesuffix("_what"), step, in_words(recorded, story)


# --- programs that fail -----------------------------------------------------------------------------------


def uninitialised():
    w = tf.Variable(1.0, name="w")
    tf.Session().run(tf.multiply(w, 2.0, name="double"))


def uninitialised_slot():
    w = tf.Variable(1.0, name="w")
    initialise = tf.global_variables_initializer()
    train = tf.train.AdamOptimizer(0.1).minimize(w * w)
    with tf.Session() as session:
        session.run(initialise)
        session.run(train)


def unfed():
    x = tf.placeholder(tf.float32, [None, 2], name="images")
    labels = tf.placeholder(tf.float32, name="labels")
    loss = tf.subtract(tf.tanh(x), labels, name="loss")
    tf.Session().run(loss, {labels: 1.0})


def unfed_without_a_shape():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(tf.tanh(x))


def product():
    x = tf.placeholder(tf.float32, name="x")
    w = tf.placeholder(tf.float32, name="w")
    tf.Session().run(tf.matmul(x, w, name="scores"), {x: np.ones((4, 3)), w: np.ones((2, 5))})


def turned_product():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.matmul(x, x, transpose_a=True, name="y")
    tf.Session().run(tf.matmul(y, x, name="z"), {x: np.ones((4, 3))})


def product_in_the_gradient():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.matmul(x, x, name="y")
    start = tf.placeholder_with_default(np.ones((3, 3), np.float32), None)
    tf.Session().run(tf.gradients(y, x, grad_ys=start), {x: np.ones((2, 2))})


def broadcast():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(tf.add(x, tf.ones([2, 4]), name="sum"), {x: [1.0, 2.0, 3.0]})


def reshape():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(tf.reshape(x, [2, 2], name="grid"), {x: [1.0, 2.0, 3.0]})


def concat():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(tf.concat([x, tf.ones([2, 3])], 0, name="both"), {x: np.ones((2, 2))})


def assign():
    v = tf.Variable([1.0, 2.0], name="v")
    x = tf.placeholder(tf.float32, name="x")
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(tf.assign(v, x), {x: [1.0, 2.0, 3.0]})


def lookup():
    table = tf.Variable(np.ones((5, 2), np.float32), name="table")
    words = tf.placeholder(tf.int32, name="words")
    with tf.Session() as session:
        session.run(table.initializer)
        session.run(tf.nn.embedding_lookup(table, words), {words: [0, 5]})


def label():
    labels = tf.placeholder(tf.int32, name="labels")
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=tf.ones([2, 3]))
    tf.Session().run(loss, {labels: [1, 3]})


def slice_():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(x[7], {x: [1.0, 2.0]})


def numerics():
    x = tf.placeholder(tf.float32, name="x")
    y = tf.log(x)
    with tf.control_dependencies([tf.add_check_numerics_ops()]):
        tf.Session().run(tf.identity(y), {x: [0.0, 1.0]})


def assertion():
    x = tf.placeholder(tf.float32, name="x")
    with tf.control_dependencies([tf.Assert(tf.reduce_all(x > 0.0), [x])]):
        tf.Session().run(tf.identity(x), {x: [0.0, 1.0]})


def division():
    x = tf.placeholder(tf.int32, name="x")
    tf.Session().run(tf.floordiv(4, x, name="share"), {x: 0})


def singular():
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(tf.matrix_inverse(x, name="inverse"), {x: np.ones((2, 2))})


def memory():
    n = tf.placeholder(tf.int32, name="n")
    tf.Session().run(tf.zeros(tf.stack([n, n, n]), name="huge"), {n: 200_000})


def limit():
    v = tf.Variable(0, name="v")
    counted = v.count_up_to(1)
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(counted)
        session.run(counted)


# The situation; the step that the Tracer opens at; and words that the sentences must hold.
KINDS = [
    (uninitialised, "uninitialised", "w", ["w has no value", "double reads it", "variables_initializer", "Lesson 8 "]),
    (uninitialised_slot, "uninitialised_slot", "ApplyAdam → w", ["w/Adam", "the optimizer", "after minimize"]),
    (unfed, "unfed_shape", "images", ["images is a placeholder of shape [?,2]", "feed_dict={x: …}", "Lesson 11 "]),
    (unfed_without_a_shape, "unfed", "x", ["x is a placeholder,", "feed_dict={x: …}"]),
    (product, "matmul", "scores", ["multiply x of shape [4,3] by w of shape [2,5]", "3 entries meet 2", "Lesson 3 "]),
    (turned_product, "matmul", "z", ["y of shape [3,3] by x of shape [4,3]", "3 entries meet 4"]),
    (product_in_the_gradient, "matmul", "Gradient: y → x", ["y's gradient cannot multiply", "3 entries meet 2"]),
    (broadcast, "broadcast", "sum", ["x of shape [3] does not fit ones of shape [2,4]", "3 meets 4", "broadcasting"]),
    (reshape, "reshape", "grid", ["grid cannot give the 3 values of x", "must give 3", "-1"]),
    (concat, "shapes", "both", ["both was given arrays", "ConcatV2"]),
    (assign, "assign", "Assign → v", ["another shape into v", "validate_shape=False", "Lesson 8 "]),
    (lookup, "index", "embedding_lookup", ["number 5, but the numbers go from 0 to 4", "the last of 5 is 4"]),
    (label, "index", None, ["number 3, but the numbers go from 0 to 2"]),
    (slice_, "index", "strided_slice", ["number 7, but the numbers go from 0 to 1"]),
    (numerics, "numerics", "CheckNumerics_1", ["NaN or infinity", "tf.clip_by_value", "Lesson 12 "]),
    (assertion, "assertion", "Assert/Assert", ["a check that the program itself makes", "Lesson 16 "]),
    (division, "division", "share", ["share divides whole numbers by 0", "tf.cast"]),
    (singular, "argument", "inverse", ["inverse was given a value", "Lesson 11 "]),
    (memory, "memory", "huge", ["not enough memory", "huge", "smaller batch", "Lesson 5 "]),
    (limit, "limit", "IncrementUpTo → v", ["up to its limit", "tf.errors.OutOfRangeError"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("program", "situation", "step", "words"), KINDS, ids=[program.__name__ for program, *_ in KINDS]
)
def test_what_is_said(program, situation, step, words):
    found, shown, lines = told(program)
    assert found == situation
    assert step is None or shown == step
    text = "\n".join(lines)
    for word in words:
        assert word in text, f"{word!r} is not in: {text}"
    assert "{" not in text.replace("feed_dict={x: …}", ""), "a hole was left open"


@pytest.mark.parametrize("program", [program for program, *_ in KINDS], ids=lambda program: program.__name__)
def test_it_is_said_in_chinese_too(program):
    tape, _ = failing(program)
    recorded = tape.runs[-1]
    builder, _ = tape._placed(recorded)
    lines = in_words(recorded, builder._story(recorded)[1], "zh")
    assert len(lines) == 4 and all(CHINESE.search(line) for line in lines)


# --- errors that no operation here raises: the recorder is told of them -----------------------------------


def told_of(error):
    """What is told of a run whose second node raises this error."""

    @op("Refuse", shape=same)
    def refuse(a: Array):
        """Fail."""
        raise error

    try:
        x = tf.placeholder(tf.float32, name="x")
        result = refuse(tf.tanh(x, name="middle"), name="result")
        return told(lambda: tf.Session().run(result, {x: 1.0}))
    finally:
        del registry["Refuse"]


@pytest.mark.parametrize("kind", sorted(OTHERWISE))
def test_every_other_class_of_error_has_its_words(kind):
    error = KeyboardInterrupt() if kind == "KeyboardInterrupt" else getattr(errors, kind)(None, None, "no")
    found, step, lines = told_of(error)
    assert found == OTHERWISE[kind][0]
    assert f"Lesson {OTHERWISE[kind][1]} " in lines[-1]
    assert step == "result"


@pytest.mark.parametrize(
    ("kind", "situation", "lesson"),
    [("OutOfRangeError", "end", 20), ("DeadlineExceededError", "deadline", 5)],
)
def test_inputs_that_end_and_runs_that_take_too_long(kind, situation, lesson):
    found, _, lines = told_of(getattr(errors, kind)(None, None, "no"))
    assert found == situation and f"Lesson {lesson} " in lines[-1]


def test_every_class_of_error_is_known():
    classes = {one.__name__ for one in errors._CLASS_OF_CODE.values()}
    assert classes - {"UnauthenticatedError"} <= OTHERWISE.keys() | SITUATIONS.keys()


def test_an_error_of_the_programs_own_function():
    found, step, lines = told_of(RuntimeError("my own mistake"))
    assert (found, step) == ("argument", "result") and "result was given a value" in lines[0]


# --- how far the run came ---------------------------------------------------------------------------------


def test_steps_that_were_not_reached():
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable(np.ones((2, 3), np.float32), name="w")
    hidden = tf.matmul(x, w, name="hidden")
    wrong = tf.add(hidden, tf.placeholder_with_default(np.ones(5, np.float32), None), name="wrong")
    loss = tf.reduce_sum(wrong, name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    session = tf.Session()
    session.run(w.initializer)
    tape, error = failing(lambda: session.run(train, {x: np.ones((4, 2))}))
    builder, _ = tape._placed(tape.runs[-1])
    steps = builder._story(tape.runs[-1])[1].steps
    titles = [plain_text(step["title"]) for step in steps]
    missed = {titles[number] for number in error["missed"]}
    assert titles[error["step"]] == "wrong" and error["step"] in error["missed"]
    assert {"x", "w", "hidden"} <= set(titles) - missed
    assert {"wrong", "loss", titles[-1]} <= missed


@pytest.mark.parametrize("program", [uninitialised, unfed])
def test_a_run_that_was_refused_reached_nothing_but_its_feeds(program):
    tape, error = failing(program)
    builder, _ = tape._placed(tape.runs[-1])
    kinds = [step["kind"] for step in builder._story(tape.runs[-1])[1].steps]
    assert error["missed"] == [number for number, kind in enumerate(kinds) if kind != "feed"]


# --- where it is shown ------------------------------------------------------------------------------------


def test_the_tracer_opens_a_failed_last_run_where_it_failed():
    v = tf.Variable(1.0, name="v")
    x = tf.placeholder(tf.float32, name="x")
    y = tf.multiply(tf.multiply(x, v, name="first"), [1.0, 2.0], name="second")
    with tf.Session() as session, lab.trace() as tape:
        session.run(v.initializer)
        session.run(y, {x: 1.0})
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(y, {x: [1.0, 2.0, 3.0]})
    widget = tape.show()
    steps = widget.bundle["programs"][widget.bundle["runs"][2]["program"]]["steps"]
    assert widget.run == 2
    assert steps[widget.step]["title"] == "second"
    assert tape.show(run=2).step == 0 and tape.show(run=2).run == 1
    assert (tape.show(run=3, step=1).run, tape.show(run=3, step=1).step) == (2, 0)
    with tf.Session() as session, tape:
        session.run(v.initializer)
    assert tape.show().run != 2, "a failure that was overcome is not where to begin"


def test_a_failure_in_another_graph_is_shown():
    a = tf.constant(1.0) * 2.0
    with tf.Session() as session, lab.trace() as tape:
        session.run(a)
        session.run(a)
        with tf.Graph().as_default(), tf.Session() as other, pytest.raises(tf.errors.OpError):
            other.run(tf.tanh(tf.placeholder(tf.float32, name="lonely")))
    widget = tape.show()
    assert len(widget.bundle["runs"]) == 1 and widget.bundle["runs"][0]["error"] is not None


def test_the_exception_passes_through_the_block_and_leaves_a_tape():
    x = tf.placeholder(tf.float32, name="x")
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed"), lab.trace() as tape:
        tf.Session().run(tf.tanh(x))
    assert len(tape) == 1 and tape.runs[0].error is not None
    assert "1 run" in repr(tape) and tape.sentences(1)
    with tf.Session() as session:
        session.run(tf.constant(1.0))
    assert len(tape) == 1, "recording ended with the block"


def test_an_error_before_any_run_does_no_harm(tmp_path):
    x = tf.placeholder(tf.float32, [2], name="x")
    with tf.Session() as session, lab.trace() as tape:
        with pytest.raises(ValueError):
            session.run("nobody:0", {x: [1.0, 2.0]})
        session.run(x, {x: [1.0, 2.0]})
    assert len(tape) == 1 and tape.runs[0].error is None
    assert tape.to_html(tmp_path / "page.html").stat().st_size > 1000


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ([1.0, 2.0, 3.0], "x takes arrays of shape [2], and this call fed it one of shape [3]."),
        ("five", "What this call fed to x cannot be taken"),
        ([[1.0], [2.0, 3.0]], "the rows differ in length"),
    ],
)
def test_a_refused_feed_is_a_run_to_look_at(value, what, tmp_path):
    x = tf.placeholder(tf.float32, [2], name="x")
    v = tf.Variable([1.0, 2.0], name="v")
    total = x + v
    with tf.Session() as session:
        session.run(v.initializer)
        with lab.trace(session) as tape:
            with pytest.raises((TypeError, ValueError)):
                session.run(total, {x: value})
            session.run(total, {x: [1.0, 2.0]})
        assert session.run(v).tolist() == [1.0, 2.0]
    failed, good = tape.runs
    assert failed.failed is x.op and good.error is None
    builder, _ = tape._placed(failed)
    story = builder._story(failed)[1]
    assert what in " ".join(in_words(failed, story))
    assert story.steps[explained(failed, story)["step"]]["node"] is x.op
    assert tape.to_html(tmp_path / "page.html").stat().st_size > 1000
    assert len(tape.sentences(1)) == len(tape.sentences(2))


def test_a_block_without_any_run_says_what_ended_it():
    x = tf.placeholder(tf.float32, [2], name="x")
    with pytest.raises(ValueError, match="nobody"), tf.Session() as session, lab.trace() as tape:
        session.run("nobody:0", {x: [1.0, 2.0]})
    with pytest.raises(ValueError, match=r"ended with ValueError: .*nobody"):
        tape.show()


# --- lessons ----------------------------------------------------------------------------------------------


def test_every_lesson_that_is_named_has_a_title():
    named = {lesson for _, lesson in OTHERWISE.values()} | {3, 8, 10, 11, 12, 14, 16, 20}
    for lesson in named:
        for language in LANGUAGES:
            assert say(f"errors.lesson_{lesson}", language)


def test_a_lesson_is_linked_only_where_its_file_is(tmp_path):
    tape, _ = failing(unfed)
    bundle, _ = tape.bundle()
    assert bundle["runs"][-1]["error"]["lesson"]["file"] == ""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "11-placeholders.ipynb").write_text("{}")
    link_lessons(bundle, tmp_path)
    assert bundle["runs"][-1]["error"]["lesson"]["file"] == "lessons/11-placeholders.ipynb"
    assert lesson_file(11, tmp_path / "lessons") == "11-placeholders.ipynb"
    page = tape.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "lessons/11-placeholders.ipynb" in page
    assert str(tmp_path) not in page
