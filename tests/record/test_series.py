"""What is plotted over the runs, against NumPy: weights, gradients, scalars, boundary, surface, spikes.

Read `tensorlab/record/series.py`, `boundary.py` and `surface.py` beside it.
"""

import base64
import itertools
import json
import math
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record import surface as surface_page
from tensorlab.record.boundary import GRID, boundary
from tensorlab.record.model_parts import Named, model_of, variable_named
from tensorlab.record.sampling import UNTIMED_RUN, Costs, select
from tensorlab.record.series import quantities
from tensorlab.record.spikes import spikes
from tensorlab.record.surface import surface
from tensorlab.record.training_part import training_part
from tests.record.test_bundle import bundle_of, check


def moons(count: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles that reach into each other, with a little noise, and which of them each point is on."""
    random = np.random.RandomState(3)
    angles = random.uniform(0, np.pi, count)
    labels = np.arange(count) % 2
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points[labels == 1] = [1.0, 0.5] - points[labels == 1]
    return (points + random.normal(0, 0.1, points.shape)).astype(np.float32), labels


AMPLE = 1e9  # milliseconds: how dear something seems depends on the machine


def builder_of(tape: Any) -> Any:
    return tape._builder(tape._graph(None))


def numbers(values: list[Any]) -> list[float]:
    return [math.nan if value is None else float(value) for value in values]


def classifier(runs: int = 30, hidden: int = 4, budget: int = 1 << 28) -> tuple[Any, dict[str, Any]]:
    """A small network on the moons, trained with everything that a plot over the runs can meet."""
    points, labels = moons()
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y_ = tf.placeholder(tf.float32, [None, 1], name="y_")
    w1 = tf.Variable(tf.random_normal([2, hidden], seed=1), name="w1")
    b1 = tf.Variable(tf.zeros([hidden]), name="b1")
    w2 = tf.Variable(tf.random_normal([hidden, 1], seed=2), name="w2")
    y = tf.sigmoid(tf.matmul(tf.tanh(tf.matmul(x, w1) + b1), w2), name="y")
    loss = -tf.reduce_mean(y_ * tf.log(y + 1e-9) + (1.0 - y_) * tf.log(1.0 - y + 1e-9), name="loss")
    right = tf.equal(tf.cast(y > 0.5, tf.float32), y_)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32), name="accuracy")
    step = tf.Variable(0, trainable=False, name="step")
    train = tf.train.MomentumOptimizer(0.5, 0.9).minimize(loss, global_step=step)
    seen: dict[str, Any] = {"w1": [], "accuracy": [], "points": points}
    with tf.Session() as session, lab.trace(session, budget=budget) as tape:
        session.run(tf.global_variables_initializer())
        for number in range(runs):
            rows = slice(20 * (number % 3), 20 * (number % 3) + 20)
            feeds = {x: points[rows], y_: labels[rows, None]}
            _, now = session.run([train, accuracy], feeds)
            seen["accuracy"].append(now)
        tape.stop()
        seen["w1"] = session.run(w1)
        seen["loss"] = session.run(loss, {x: points, y_: labels[:, None]})
        grid = np.array([[0.0, 0.0], [1.0, 1.0]], np.float32)
        seen["y"] = session.run(y, {x: grid})
    return tape, seen


def test_weights_gradients_and_scalars_are_numpys():
    tape, seen = classifier()
    part = quantities(builder_of(tape), AMPLE)
    by_name = {variable["name"]: variable for variable in part["variables"]}
    w1 = by_name["w1"]
    runs = part["axes"][w1["axis"]]
    assert runs == list(range(31))  # the initializer gives the first point
    assert w1["norm"][-1] == pytest.approx(np.linalg.norm(seen["w1"]), rel=1e-4)
    for place, run in enumerate(runs):
        value = tape.value("w1:0", run + 1).astype(np.float64)
        told = [w1[name][place] for name in ("norm", "mean", "min", "max", "low", "middle", "high")]
        expected = [np.linalg.norm(value), value.mean(), value.min(), value.max()]
        assert told == pytest.approx([*expected, *np.percentile(value, [10, 50, 90])], rel=1e-4, abs=1e-6)
        for entry in w1["entries"]:
            assert entry["values"][place] == pytest.approx(value[tuple(entry["at"])], rel=1e-4)
    assert len(w1["entries"]) == 8
    before, after = tape.value("w1:0", 4), tape.value("w1:0", 5)
    place = part["axes"][w1["updates"]["axis"]].index(4)
    ratio = np.linalg.norm(after - before) / np.linalg.norm(before)
    assert w1["updates"]["values"][place] == pytest.approx(ratio, rel=1e-3)
    gradient = next(g for g in part["gradients"] if part["variables"][g["variable"]]["name"] == "w1")
    assert part["axes"][gradient["axis"]] == list(range(1, 31))
    work = tape.runs[0].session.graph.differentiations[0]
    value = tape.value(work.totals[work.xs[0]], 9)
    place = part["axes"][gradient["axis"]].index(8)
    assert gradient["norm"][place] == pytest.approx(np.linalg.norm(value), rel=1e-4)
    assert gradient["largest"][place] == pytest.approx(np.abs(value).max(), rel=1e-4)
    assert gradient["zero"][place] == 0
    accuracy = next(scalar for scalar in part["scalars"] if scalar["name"] == "accuracy")
    assert accuracy["fetched"] and accuracy["values"] == pytest.approx(seen["accuracy"], rel=1e-4)
    assert [v["kind"] for v in part["variables"]].count("trained") == 3
    assert by_name["step"]["kind"] != "trained" and by_name["step"]["norm"][-1] == 30
    differentiated = builder_of(tape).node_number[work.ys[0].op]  # the loss has its own series
    assert differentiated not in [scalar["node"] for scalar in part["scalars"]]
    fits_the_schema(tape)


def fits_the_schema(tape: Any) -> None:
    """The whole bundle with its part "training", as JSON."""
    bundle, blob = bundle_of(tape)
    bundle["training"] = training_part(builder_of(tape), budget=AMPLE)
    check(json.loads(json.dumps(bundle, allow_nan=False)), blob)


def test_replayed_runs_tell_the_same():
    whole, _ = classifier(40)
    with tf.Graph().as_default():
        thin, _ = classifier(40, budget=100_000)
    assert any(run.values is None and run.can_be_shown for run in thin.runs)
    kept = {run.number - 1 for run in thin.runs if run.can_be_shown}
    a, b = (quantities(builder_of(tape), AMPLE) for tape in (whole, thin))
    for one, other in zip(a["variables"], b["variables"], strict=True):
        table = dict(zip(a["axes"][one["axis"]], one["norm"], strict=True))
        there = b["axes"][other["axis"]]
        assert set(there) <= kept and len(there) > 2
        assert [table[run] for run in there] == other["norm"]
    notes = training_part(builder_of(thin), budget=AMPLE)["notes"]
    assert len(kept) == 41 or notes[-1]["say"] == "training.lost"


def test_a_small_budget_takes_an_even_selection_and_says_so():
    tape, _ = classifier(200, budget=400_000)
    part = quantities(builder_of(tape), budget=0.001, most=50)
    runs = part["axes"][part["variables"][0]["axis"]]
    assert part["shown"]["runs"] == len(set(runs)) < part["shown"]["of"]
    assert 8 <= len(runs) <= 20
    assert max(np.diff(runs[1:])) <= 64


def test_the_selection_keeps_to_what_it_may_cost():
    tape, _ = classifier(300, budget=600_000)
    runs = tape.runs
    everything = [i for i, run in enumerate(runs) if run.can_be_shown]
    replayed = [i for i in everything if runs[i].values is None]
    costs = Costs(runs)
    assert costs.of(replayed) > 0 and costs.of([i for i in everything if runs[i].values is not None]) == 0
    half = costs.of(replayed) / 3
    chosen = select(runs, everything, 1000, half)
    assert 8 < len(chosen) < len(everything) and costs.of(chosen) <= half
    assert select(runs, everything, 1000, half) == chosen


def test_alternating_calls_each_keep_their_share():
    a, b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
    trains = [tf.train.GradientDescentOptimizer(0.01).minimize(v * v) for v in (a, b)]
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        for number in range(400):
            session.run(trains[number % 2])
    part = quantities(builder_of(tape), AMPLE, most=60)
    lengths = {v["name"]: len(v["norm"]) for v in part["variables"]}
    assert lengths["a"] > 20 and lengths["b"] > 20


def test_sparse_gradients_are_written_out_and_odd_numbers_counted():
    table = tf.Variable([[1.0], [2.0], [4.0]], name="table")
    words = tf.placeholder(tf.int32, [None], name="words")
    loss = tf.reduce_sum(tf.log(tf.gather(table, words)))
    train = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        session.run(train, {words: [0, 0]})
        session.run(train, {words: [1]})
        session.run(train, {words: [0]})
    part = quantities(builder_of(tape), AMPLE)
    (gradient,) = part["gradients"]
    assert gradient["norm"][:2] == [2.0, 0.5]
    assert gradient["zero"] == pytest.approx([2 / 3] * 3, rel=1e-4)
    (variable,) = part["variables"]
    assert variable["min"] == [1.0, -1.0, -1.0, 0.0]


def test_nan_is_told_and_not_hidden():
    w = tf.Variable([4.0, 1.0], name="w")
    train = tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(tf.log(w)))
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(train)
    (variable,) = quantities(builder_of(tape), AMPLE)["variables"]
    assert variable["norm"][2:] == ["Infinity", "Infinity"] or "NaN" in variable["norm"]
    assert variable["bad"][0] == 0 and variable["bad"][-1] == 1
    assert all(value is not None for value in variable["mean"])


# --- the boundary -----------------------------------------------------------------------------------------


def test_the_boundary_is_the_models_own_output():
    tape, _ = classifier()
    told = boundary(builder_of(tape), budget=AMPLE)
    assert (told["inputs"], told["output"], told["labels"], told["level"]) == ("x", "y", "y_", 0.5)
    assert told["runs"][0] == 1 and told["runs"][-1] == 30
    assert len(told["points"]) == 60 and {c for _, _, c in told["points"]} == {0, 1}
    assert told["batches"][0] == list(range(20))
    low_x, high_x, low_y, high_y = told["extent"]
    grid = np.frombuffer(base64.b64decode(told["grids"][-1]), np.uint8).reshape(GRID, GRID) / 255

    def at(point: tuple[float, float]) -> float:
        column = round((point[0] - low_x) / (high_x - low_x) * (GRID - 1))
        row = round((high_y - point[1]) / (high_y - low_y) * (GRID - 1))
        return float(grid[row, column])

    w1, b1, w2 = (tape.value(f"{name}:0").astype(np.float64) for name in ("w1", "b1", "w2"))

    def model(point: tuple[float, float]) -> float:
        return 1 / (1 + math.exp(-(np.tanh(np.array(point) @ w1 + b1) @ w2)[0]))

    for row in (0, 13, GRID - 1):
        for column in (0, 25, GRID - 1):
            x = low_x + column / (GRID - 1) * (high_x - low_x)
            y = high_y - row / (GRID - 1) * (high_y - low_y)
            assert at((x, y)) == pytest.approx(model((x, y)), abs=0.01)
    fits_the_schema(tape)


def test_parts_of_the_model_are_found_in_many_kinds_of_loss():
    points, labels = moons()
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y_ = tf.placeholder(tf.float32, [None, 1], name="y_")
    classes = tf.placeholder(tf.int64, [None], name="classes")
    keep = tf.placeholder(tf.float32, name="keep")
    w = tf.Variable([[0.5], [-1.0]], name="w")
    w3 = tf.Variable(np.ones([2, 3], np.float32), name="w3")
    one = tf.matmul(x, w, name="one")
    three = tf.matmul(tf.nn.dropout(x, keep_prob=keep), w3, name="three")
    squared = tf.reduce_mean(tf.square(tf.tanh(one, name="bent") - y_))
    logistic = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y_, logits=one))
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=three)
    fed = {x: points, y_: labels[:, None] * 2.0 - 1.0, classes: labels, keep: 1.0}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for loss, output, answers, level in (
            (squared + 0.01 * tf.reduce_sum(w * w), "bent", "y_", 0.0),
            (logistic, "one", "y_", 0.0),
            (tf.reduce_mean(sparse), "three", "classes", 0.0),
        ):
            train = tf.train.GradientDescentOptimizer(0.0).minimize(loss)
            with lab.trace(session) as tape:
                session.run(train, fed)
            run = tape.runs[0]
            model = model_of(run, run.values)
            assert model.output.op.name == output
            assert model.labels.op.name == answers
            assert [t.op.name for t in model.beside] == (["keep"] if output == "three" else [])
            assert model.level(labels * 2 - 1) == level
            told = boundary(builder_of(tape), budget=AMPLE)
            assert told["columns"] == (3 if output == "three" else 1)
            assert ("winners" in told) == (output == "three")
            fits_the_schema(tape)


def test_a_program_names_the_parts_itself():
    points, labels = moons()
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.Variable([[0.5], [-1.0]], name="w")
    out = tf.matmul(x, w, name="out")
    loss = tf.reduce_sum(out * tf.constant(labels[:, None], tf.float32))
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: points})
    told = boundary(builder_of(tape), Named(inputs=x, output=tf.sigmoid(out, name="share")))
    assert (told["output"], told["labels"], told["level"]) == ("share", None, 0.5)


def test_there_is_no_boundary_where_the_input_is_no_plane():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.Variable(tf.ones([3, 1]))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(tf.matmul(x, w)))
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        session.run(train, {x: np.ones([4, 3])})
    assert boundary(builder_of(tape), budget=AMPLE) is None


# --- the surface ------------------------------------------------------------------------------------------


def line(runs: int = 20) -> Any:
    """A straight line through points: two weights, so its surface is the whole truth."""
    xs = np.linspace(-1, 1, 12).astype(np.float32)
    x, y_ = tf.placeholder(tf.float32, [None], name="x"), tf.placeholder(tf.float32, [None], name="y_")
    w, b = tf.Variable(-1.0, name="w"), tf.Variable(2.0, name="b")
    loss = tf.reduce_mean(tf.square(w * x + b - y_), name="loss")
    train = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        for number in range(runs):
            rows = slice(0, 6) if number % 2 else slice(6, 12)
            session.run(train, {x: xs[rows], y_: 3 * xs[rows] + 1})
    return tape, xs


def test_two_weights_give_the_whole_surface():
    tape, xs = line()
    told = surface(builder_of(tape), budget=AMPLE)
    assert [axis["name"] for axis in told["axes"]] == ["w", "b"]
    across = np.linspace(*told["extent"][:2], told["side"])
    up = np.linspace(*told["extent"][2:], told["side"])
    expected = [[np.mean((w * xs + b - (3 * xs + 1)) ** 2) for w in across] for b in up]
    assert np.array(told["values"]).reshape(told["side"], -1) == pytest.approx(np.array(expected), rel=1e-3)
    for run, point in zip(told["runs"], told["path"], strict=True):
        assert point == pytest.approx([tape.value("w:0", run + 1), tape.value("b:0", run + 1)], rel=1e-4)
    assert [note["say"] for note in told["notes"]] == ["training.surface_rows"]
    assert told["notes"][0]["with"]["count"] == 12


def test_many_weights_are_cut_along_the_path():
    tape, seen = classifier()
    told = surface(builder_of(tape), budget=AMPLE)
    shares = [axis["share"] for axis in told["axes"]]
    assert shares[0] >= shares[1] > 0 and sum(shares) <= 1.0001
    assert told["path"][-1] == [0.0, 0.0] and told["path"][0][0] <= 0
    weights = np.array(
        [
            np.concatenate([tape.value(f"{n}:0", run + 1).ravel() for n in ("w1", "b1", "w2")])
            for run in told["runs"]
        ]
    ).astype(np.float64)
    spread = np.linalg.svd(weights - weights.mean(0), compute_uv=False) ** 2
    assert shares == pytest.approx(list(spread[:2] / spread.sum()), rel=1e-3)
    low_x, high_x, low_y, high_y = told["extent"]
    values = np.array(told["values"]).reshape(told["side"], -1)
    column = round(-low_x / (high_x - low_x) * (told["side"] - 1))
    row = round(-low_y / (high_y - low_y) * (told["side"] - 1))
    around = values[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
    assert around.min() <= seen["loss"] * 1.01 and around.max() >= seen["loss"] * 0.99


def test_two_named_entries_and_what_stays_fixed():
    tape, _ = classifier()
    graph = tape.runs[0].session.graph
    w1, b1 = (graph.get_operation_by_name(name) for name in ("w1", "b1"))
    told = surface(builder_of(tape), Named(weights=[(w1, (1, 2)), (b1, (0,))]), AMPLE)
    assert [(axis["name"], axis["at"]) for axis in told["axes"]] == [("w1", [1, 2]), ("b1", [0])]
    assert told["path"][-1] == pytest.approx([tape.value("w1:0")[1, 2], tape.value("b1:0")[0]], rel=1e-4)
    assert told["notes"][0] == {"say": "training.surface_fixed", "with": {"count": 14}}
    assert variable_named(w1.outputs[0]) is w1


def test_one_weight_gives_a_curve():
    w = tf.Variable(3.0, name="w")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(w * w)
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            session.run(train)
    told = surface(builder_of(tape), budget=AMPLE)
    at = np.linspace(*told["extent"], told["side"])
    assert told["values"] == pytest.approx(list(at**2), rel=1e-3, abs=1e-6)
    assert [len(point) for point in told["path"]] == [1] * 5


def test_a_dear_surface_is_left_out_with_its_price():
    tape, _ = classifier()
    told = surface(builder_of(tape), budget=0.01)
    assert told["values"] is None and told["side"] == 0 and told["path"]
    assert told["notes"][-1]["say"] == "training.surface_too_dear"


@pytest.mark.parametrize(("seconds", "side"), [(0.001, 31), (0.005, 15), (0.02, 0)])
def test_a_surface_that_turns_out_dear_is_coarser_or_left_out(seconds, side, monkeypatch):
    """What the tape says about times may be far too little: one evaluation is measured."""
    tape, _ = classifier()
    clock = itertools.count()
    monkeypatch.setattr(surface_page, "_milliseconds", lambda *_: 0.001)
    monkeypatch.setattr(surface_page, "perf_counter", lambda: next(clock) * seconds)
    told = surface(builder_of(tape))
    assert told["side"] == side
    assert len(told["values"] or []) == side**2
    dear = [note["with"]["seconds"] for note in told["notes"] if note["say"] == "training.surface_too_dear"]
    assert dear == ([] if side else [2])


def test_runs_without_times_cost_what_others_like_them_do():
    """The clock is read in one run of many; a few of them may stand alone on a page."""
    tape, _ = classifier()
    untimed = [run for run in tape.runs if run.times is None and run.loss is not None][:2]
    timed = Costs(tape.runs).of_run(untimed[0])
    assert timed != UNTIMED_RUN
    segment = untimed[0].segment
    assert all(run.segment is segment for run in tape.runs), "so that these two know of all the others"
    assert Costs(untimed).of_run(untimed[0]) == timed


def test_without_training_there_is_neither():
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.constant(1.0) + 1.0)
    part = training_part(builder_of(tape), budget=AMPLE)
    assert part["boundary"] is None and part["surface"] is None and part["variables"] == []


def test_batches_of_different_lengths_and_models_that_fail():
    words = tf.placeholder(tf.float32, [None, None], name="words")
    w = tf.Variable([1.0, 2.0], name="w")
    loss = tf.reduce_mean(tf.reduce_sum(words, 1, keepdims=True) * w)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as session, lab.trace(session) as tape:
        session.run(tf.global_variables_initializer())
        for length in (3, 5, 2):
            session.run(train, {words: np.ones([4, length])})
    told = surface(builder_of(tape), budget=AMPLE)
    assert told["notes"][-1] == {"say": "training.surface_batch", "with": {"count": 4}}
    assert told["values"]
    part = training_part(builder_of(tape), Named(inputs=words, output=loss), AMPLE)
    assert part["boundary"] is None and part["surface"] is not None
    assert part["notes"][-1]["say"] == "training.no_boundary"
    fits_the_schema(tape)


# --- spikes -----------------------------------------------------------------------------------------------


def test_spikes_are_sudden_and_marked_once():
    random = np.random.RandomState(0)
    calm = list(1.0 + 0.05 * random.standard_normal(200))
    assert spikes(calm) == []
    loud = [*calm]
    loud[100:103] = [4.0, 5.0, 3.0]
    loud[150] = math.nan
    assert spikes(loud) == [100, 150]
    assert spikes([*map(str, calm[:20]), "Infinity", None, "Infinity"]) == [20]
    assert spikes(list(np.linspace(5, 0.1, 100))) == []
