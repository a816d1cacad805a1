"""Bundles: valid under their schema, whole without the kernel, and their bytes are the values."""

import functools
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import tensorlab as tf
import tensorlab.record
from tensorlab import lab
from tensorlab.record.values import readable
from tensorlab.record.words import plain_text
from tests.record.comparing import forgetful, read_entry, replays_exactly, same
from tests.record.programs import PROGRAMS, run, seed

SCHEMA = json.loads(
    (Path(tensorlab.record.__file__).parent / "bundle.schema.json").read_text(encoding="utf-8")
)


def bundle_of(tape, **options):
    """A bundle without layouts, checked, as it comes out of JSON."""
    bundle, blob = tape._builder(tape._graph(None)).build(**options)
    check(bundle, blob)
    return json.loads(json.dumps(bundle, allow_nan=False)), blob


def check(bundle, blob):
    """Hold a bundle to its schema, and every number in it that points somewhere to what it points at."""
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(bundle, allow_nan=False)))
    nodes, boxes, edges = bundle["nodes"], bundle["boxes"], bundle["edges"]
    for box in boxes:
        assert box["node"] in box["members"]
        assert all(member < len(nodes) for member in box["members"])
    for edge in edges:
        assert edge["from"] < len(boxes) and edge["to"] < len(boxes)
    for place in [node["source"] for node in nodes] + [one["source"] for one in bundle["runs"]]:
        if place is not None:
            text = bundle["sources"][place[0]]["text"].splitlines()
            assert 1 <= place[1] <= len(text) or not text
    for program in bundle["programs"]:
        for step in program["steps"]:
            assert step["box"] is None or step["box"] < len(boxes)
            assert step["from_box"] is None or step["from_box"] < len(boxes)
            assert all(edge < len(edges) for edge in step["edges"])
            assert step["node"] is None or step["node"] < len(nodes)
    for fields in bundle["runs"]:
        if fields["values"] is None:
            continue
        start, length = fields["values"]
        frame = bundle["frames"][fields["frame"]]
        steps = bundle["programs"][fields["program"]]["steps"]
        assert frame["program"] == fields["program"]
        assert length == frame["bytes"] and start + length <= len(blob)
        assert frame["times"] + 4 * len(steps) <= frame["bytes"]
        entries = len(frame["entries"])
        for step in steps:
            for shown in [
                *step["inputs"],
                *step["contributions"],
                *([step["output"]] if step["output"] else []),
            ]:
                assert shown["entry"] is None or shown["entry"] < entries
        if fields["error"] and fields["error"]["step"] is not None:
            assert fields["error"]["step"] < len(steps)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_programs_of_every_kind(program):
    """The schema holds, every recorded value is in the bytes, every run replays and can be told."""
    tape = program()
    bundle, blob = bundle_of(tape)
    builder = tape._builder(tape._graph(None))
    for index, recorded in enumerate(builder.runs):
        story = builder._story(recorded)[1]
        for entry, (_, slot) in enumerate(story.entries):
            value, stored = recorded.values[slot], read_entry(bundle, blob, index, entry)
            if value is None:
                assert stored is None
                continue
            described = bundle["frames"][bundle["runs"][index]["frame"]]["entries"][entry]
            corner = np.asarray(np.asarray(value)[tuple(map(slice, described["stored"]))])
            if corner.dtype == object:
                assert stored.ravel().tolist() == [readable(text) for text in corner.ravel()]
            elif corner.size:
                np.testing.assert_array_equal(stored, corner)
        tape.sentences(recorded.number)
    replays_exactly(tape)
    repr(tape)


@functools.cache
def seed_bundle():
    """The tape and the bundle of the textbook's training program."""
    tape = seed("seed5_training.py")
    return tape, *bundle_of(tape)


def test_the_seed_program():
    tape, bundle, _blob = seed_bundle()
    assert len(bundle["runs"]) == len(tape) == 1025
    titles = [program["title"] for program in bundle["programs"]]
    fetched = ["init_op", "w1", "w2", "train_step", "cross_entropy"]
    assert titles == [f"sess.run({name})" for name in fetched]
    assert [box["label"] for box in bundle["boxes"]][:6] == ["w1", "w2", "x", "y_", "a", "y"]
    assert plain_text(bundle["series"][0]["name"]) == "mean cross_entropy"
    assert "evaluated for the record" in plain_text(bundle["series"][0]["note"])
    assert len(bundle["series"][0]["values"]) == 1000


@pytest.mark.parametrize(
    "name", ["seed1_graphs.py", "seed2_config.py", "seed3_forward.py", "seed4_placeholder.py"]
)
def test_the_other_seed_programs(name):
    tape = seed(name)
    for graph in {recorded.session.graph for recorded in tape.runs}:
        bundle, blob = tape._builder(graph).build()
        check(bundle, blob)
    replays_exactly(tape)


def test_contributions_in_the_bytes_add_up_to_the_total():
    _, bundle, blob = seed_bundle()
    sums = 0
    for index, fields in enumerate(bundle["runs"][:40]):
        for step in bundle["programs"][fields["program"]]["steps"]:
            if step["kind"] == "sum" and fields["values"] is not None:
                parts = [read_entry(bundle, blob, index, part["entry"]) for part in step["contributions"]]
                total = read_entry(bundle, blob, index, step["output"]["entry"])
                np.testing.assert_allclose(sum(parts), total, rtol=1e-5, atol=1e-6)
                sums += 1
    assert sums > 10


def test_layouts_are_added_for_the_views():
    bundle, blob = run(tf.tanh(tf.constant([1.0])) * 2.0).bundle()
    check(bundle, blob)
    assert set(bundle["layouts"]) == {"LR", "TB"}


# --- budgets ----------------------------------------------------------------------------------------------


def training(runs, tape_of):
    x = tf.placeholder(tf.float32, [None, 20], name="x")
    w = tf.Variable(tf.random_normal([20, 20], seed=1))
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
    train = tf.train.AdamOptimizer(0.01).minimize(loss)
    with tf.Session() as session, tape_of() as tape:
        session.run(tf.global_variables_initializer())
        for number in range(runs):
            session.run(train, {x: np.full((number % 3 + 1, 20), 0.1)})
    return tape


def test_a_small_bundle_keeps_runs_evenly_and_both_ends():
    tape = training(60, lab.trace)
    whole, blob = bundle_of(tape)
    small, little = bundle_of(tape, blob_budget=len(blob) // 6)
    kept = [index for index, fields in enumerate(small["runs"]) if fields["values"] is not None]
    assert kept[0] == 0 and kept[-1] == 60
    assert 5 <= len(kept) <= 15
    assert len(little) <= len(blob) / 5
    assert len(small["runs"]) == len(whole["runs"])
    assert small["series"] == whole["series"]


def test_a_bundle_of_evicted_runs_holds_the_same_bytes():
    with tf.Graph().as_default():
        whole, blob = bundle_of(training(20, lab.trace))
    with tf.Graph().as_default():
        tiny, replayed = bundle_of(training(20, forgetful))
    for index in range(21):
        for entry in range(len(tiny["frames"][tiny["runs"][index]["frame"]]["entries"])):
            assert same(read_entry(whole, blob, index, entry), read_entry(tiny, replayed, index, entry))


def test_one_run_on_demand_equals_its_part_of_the_whole():
    tape = training(5, lab.trace)
    builder = tape._builder(tape._graph(None))
    bundle, blob = builder.build()
    for index, fields in enumerate(bundle["runs"]):
        alone, data = builder.run(index)
        start, length = fields["values"]
        assert data == blob[start : start + length]
        assert alone["frame"] == fields["frame"]


def test_big_arrays_travel_as_a_corner_and_a_summary():
    x = tf.placeholder(tf.float64, [None, None], name="x")
    fed = np.arange(10_000.0).reshape(100, 100)
    bundle, blob = bundle_of(run(x * 1.0, feeds={x: fed}))
    entry = bundle["frames"][bundle["runs"][1]["frame"]]["entries"][0]
    assert entry["shape"] == [100, 100] and entry["stored"] == [12, 12]
    described = bundle["runs"][1]["summaries"]["0"]
    assert (described["min"], described["max"], described["mean"]) == (0.0, 9999.0, 4999.5)
    assert sum(described["histogram"]) == 10_000
    np.testing.assert_array_equal(read_entry(bundle, blob, 1, 0), fed[:12, :12])


def test_versions_count_the_writes_before_each_run():
    v = tf.Variable(0, name="counter")
    update = v.assign_add(1)
    with tf.Session() as session, lab.trace() as tape:
        session.run(v.initializer)
        for _ in range(3):
            session.run(update)
    bundle, _ = bundle_of(tape)
    assert [fields["versions"] for fields in bundle["runs"]] == [{}, {"0": 0}, {"0": 1}, {"0": 2}]


def test_versions_are_counted_for_each_session():
    """Two sessions on one graph hold two values, so neither counts what the other has written."""
    v = tf.Variable(0, name="counter")
    update = v.assign_add(1)
    with tf.Session() as one, tf.Session() as other, lab.trace() as tape:
        one.run(v.initializer)
        other.run(v.initializer)
        one.run(update)
        one.run(update)
        other.run(update)
        assert (one.run(v), other.run(v)) == (2, 1)
    bundle, _ = bundle_of(tape)
    assert [fields["versions"] for fields in bundle["runs"]] == [
        {}, {}, {"0": 0}, {"0": 1}, {"0": 0}, {"0": 2}, {"0": 1},
    ]  # fmt: skip


def test_errors_point_at_their_step():
    x = tf.placeholder(tf.float32, [None, None], name="x")
    broken = tf.matmul(tf.tanh(x), x, name="broken")
    with tf.Session() as session, lab.trace() as tape, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(broken, {x: np.ones((2, 3))})
    bundle, _ = bundle_of(tape)
    error = bundle["runs"][0]["error"]
    assert error["type"] == "InvalidArgumentError"
    assert bundle["programs"][0]["steps"][error["step"]]["title"] == "broken"


def test_sources_hold_the_users_program_and_nodes_their_line():
    y = tf.tanh(tf.constant([1.0]), name="here")
    bundle, _ = bundle_of(run(y))
    node = next(node for node in bundle["nodes"] if node["name"] == "here")
    source, line, *_ = node["source"]
    assert bundle["sources"][source]["name"] == "test_bundle.py"
    assert 'name="here"' in bundle["sources"][source]["text"].splitlines()[line - 1]


def test_a_single_string_travels():
    """A scalar of strings is an item, no array, for NumPy; it is written like the others."""
    with tf.Graph().as_default(), tf.Session() as session, lab.trace() as tape:
        session.run(tf.identity(tf.constant("abc")))
    bundle, _ = tape.bundle()
    assert ["abc"] in list(bundle["runs"][0]["json"].values())
