"""Scanning: what a scan finds is what a look at every value finds, in both directions, replayed or not."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab, record
from tensorlab.lab.desk import Desk
from tensorlab.lab.scanning import as_when, found, stops_for_view, stops_from_view, when
from tensorlab.record.scan import Condition, Scanner, measure_of
from tests.record.comparing import forgetful

RUNS = 70


def growing(tape):
    """Doubles a variable in every run, until it is infinite and, less itself, no number."""
    x = tf.placeholder(tf.float32, [None], name="x")
    with tf.name_scope("layer"):
        w = tf.Variable(tf.ones([1]) * 2.0**60, name="w")
        product = tf.multiply(w, x, name="product")
    difference = tf.subtract(product, product, name="difference")
    step = w.assign(w + w)
    with tf.Session() as session, tape:
        session.run(w.initializer)
        for number in range(1, RUNS + 1):
            session.run([difference, step], {x: np.ones(1 + (number > 20))})
    return tape


@pytest.fixture(params=[lab.trace, forgetful], ids=["kept", "replayed"])
def tape(request):
    return growing(request.param())


def builder_of(tape):
    return tape._builder(tape._graph(None))


def test_the_first_infinity_and_the_first_nan(tape):
    # 2^60 doubled 68 times is 2^128, more than float32 holds.
    infinities = found(builder_of(tape), "inf")
    assert infinities[0][0] == 69
    nans = found(builder_of(tape), "nan")
    assert nans[0][0] == 70 and [run for run, _ in nans] == [70, 71]
    sentence = tape.sentences(70)[nans[0][1] - 1]
    assert "difference" in sentence and "NaN" in sentence


def test_a_number_is_compared(tape):
    hits = found(builder_of(tape), when("layer/product", max=">1e30"))
    first = next(run for run in range(2, RUNS + 2) if 2.0 ** (60 + run - 2) > 1e30)
    assert [run for run, _ in hits] == list(range(first, RUNS + 2))
    assert found(builder_of(tape), when("layer/product", max="<=0")) == []
    assert found(builder_of(tape), when("layer/w", min="<0")) == []


def test_a_shape_that_changes_is_found_once(tape):
    hits = found(builder_of(tape), when("layer/product", shape="changes"))
    assert [run for run, _ in hits] == [22]
    assert [run for run, _ in found(builder_of(tape), when("layer/product", shape=[1]))] == list(range(2, 22))
    assert len(found(builder_of(tape), when("layer/product", shape=[None]))) == RUNS


def test_a_node_is_reached_in_every_run_that_computes_it(tape):
    assert [run for run, _ in found(builder_of(tape), "layer/product")] == list(range(2, RUNS + 2))
    product = tape.runs[1].session.graph.get_tensor_by_name("layer/product:0")
    assert found(builder_of(tape), product) == found(builder_of(tape), "layer/product")


@pytest.mark.parametrize("seconds", [10.0, 0.0])
def test_scanning_both_ways_finds_the_neighbours_of_every_place(tape, seconds):
    builder = builder_of(tape)
    conditions = [when("layer/product", max=">1e37").condition(builder), as_when("nan").condition(builder)]
    scanner = Scanner(builder)
    places = [(hit.run, hit.step) for hit in scanner.everywhere(conditions)]
    assert places
    for forward in (True, False):
        for run, step in [(0, -1), (30, 2), *places, (RUNS, 10**9)]:
            beyond = [place for place in places if (place > (run, step) if forward else place < (run, step))]
            expected = (beyond[0] if forward else beyond[-1]) if beyond else None
            at, at_step, reply = run, step, None
            while at is not None:
                reply = scanner.scan(conditions, at, at_step, forward, seconds)
                at, at_step = reply["next"], -1 if forward else 10**9
            hit = reply["hit"]
            assert (hit and (hit["run"], hit["step"])) == expected


def test_gradients_alone():
    x = tf.placeholder(tf.float32, name="x")
    w = tf.Variable(3.0, name="w")
    loss = tf.square(w * x, name="loss")
    train = tf.train.GradientDescentOptimizer(0.0).minimize(loss)
    with tf.Session() as session, lab.trace() as tape:
        session.run(w.initializer)
        for value in (1.0, 100.0):
            session.run(train, {x: value})
    builder = builder_of(tape)
    hits = found(builder, when(gradients=True, abs=">1e4"))
    assert hits and all(run == 3 for run, _ in hits)
    assert all("gradient" in tape.sentences(run)[step - 1].lower() for run, step in hits)
    of_w = found(builder, when(w, gradients=True, abs=">1e4"))  # ∂L/∂w = 2·w·x²
    assert len(of_w) == 1 and tape.sentences(3)[of_w[0][1] - 1].endswith((": 60000.", ": 6e+04."))


def test_runs_that_are_gone_are_counted():
    w = tf.Variable(tf.zeros([1000]), name="w")
    add = w.assign_add(tf.ones([1000]))
    with tf.Session() as session, lab.trace(budget=40_000) as tape:
        session.run(w.initializer)
        for _ in range(200):
            session.run(add)
    builder = builder_of(tape)
    gone = sum(not run.can_be_shown for run in builder.runs)
    reply = Scanner(builder).scan([as_when("nan").condition(builder)], 0, -1, seconds=30)
    assert gone and (reply["hit"], reply["scanned"], reply["lost"]) == (None, len(builder.runs), gone)


def test_a_failed_run_is_looked_at_up_to_its_failure():
    x = tf.placeholder(tf.float32, [None, None], name="x")
    y = tf.matmul(tf.tanh(x, name="tanh"), x, name="y")
    with tf.Session() as session, lab.trace() as tape, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(y, {x: np.ones((2, 3))})
    assert [run for run, _ in found(builder_of(tape), "tanh")] == [1]
    assert found(builder_of(tape), "y") == []


def test_measures_leave_nans_out_and_count_infinities():
    array = np.array([1.0, np.nan, -np.inf], np.float32)
    assert [measure_of(name, array) for name in ("min", "max", "abs")] == [-np.inf, 1.0, np.inf]
    assert measure_of("norm", np.array([3 + 4j])) == 5
    assert measure_of("max", np.array([np.nan])) is None
    assert Condition(measure="odd").met_by(array, None) == 2
    assert Condition(measure="max", compare=">", number=0).met_by(np.array(["text"]), None) is None
    assert Condition(measure="nan").met_by(np.zeros((0, 3)), None) is None


def test_what_is_said_wrongly_is_refused():
    for wrong in ({"max": "big"}, {"shape": "other"}, {"max": 1, "min": 2}, {}):
        with pytest.raises(ValueError):
            when(**wrong)
    with pytest.raises(ValueError):
        Condition.from_json({"of": "all", "measure": "max", "compare": "~"})
    with pytest.raises(ValueError):
        Condition.from_json({"of": "everything", "measure": "nan"})


def test_stops_go_to_the_view_and_come_back(tape):
    builder = builder_of(tape)
    stops = [
        when("layer/product"), when("layer/product", max=">1e4"), when(gradients=True, norm="<1"),
        when("layer/w", shape=[None]), when("layer/w", shape="changes"), when(nan=True), when(finite=False),
    ]  # fmt: skip
    told = stops_for_view(builder, stops)
    assert [repr(stop) for stop in stops_from_view(builder, told)] == [repr(stop) for stop in stops]
    told[0]["on"] = False
    assert [stop.on for stop in stops_from_view(builder, told)] == [False] + [True] * 6


def test_stops_of_a_tape_go_into_its_bundle(tape):
    tape.stops = ["nan", when("layer/product", max=">1e4")]
    bundle, _ = tape._built(builder_of(tape))
    schema = json.loads((Path(record.__file__).parent / "bundle.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(bundle, schema)
    assert [stop["measure"] for stop in bundle["stops"]] == ["nan", "max"]
    desk = Desk(builder_of(tape), tape)
    desk.answer("stops", {"stops": [{**bundle["stops"][1], "on": False, "hits": 3}]}, [])
    assert repr(tape.stops) == "[lab.when('layer/product', max='>10000')]" and not tape.stops[0].on
    content = {"conditions": bundle["stops"], "run": 0, "step": -1, "forward": True}
    reply, buffers = desk.answer("scan", content, [])
    assert reply["hit"]["which"] == 1 and not buffers
