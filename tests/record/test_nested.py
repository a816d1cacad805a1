"""Frames inside a run: the iterations of loops, and the branch that was taken."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.record import nested as nested_part
from tensorlab.record.blocks import all_visits
from tests.record.comparing import read_entry
from tests.record.loop_programs import ITERATIONS, PROGRAMS, failing, nested, no_iteration, recurrent, writing

SCHEMA = json.loads((Path(lab.__file__).parents[1] / "record/bundle.schema.json").read_text(encoding="utf-8"))


def groups(bundle: dict[str, Any], run: int, kind: str, back: bool = False) -> list[dict[str, Any]]:
    """The visits of a run of a loop or a branch, or of their gradients, outside of all others."""
    record = bundle["runs"][run]
    steps = bundle["programs"][record["program"]]["steps"]
    found = []
    for group in record["visits"]:
        told = steps[group["step"]]["nested"]
        if told["kind"] == kind and (told["mirrors"] is not None) == back:
            found.append(group)
    return found


def value(bundle: dict[str, Any], blob: bytes, run: int, part: list[Any], entry: int) -> Any:
    """A value of a frame inside a run, read from the bytes as the Tracer does."""
    begin, _ = bundle["runs"][run]["values"]
    kept = bundle["frames"][part[1]]["entries"][entry]
    dtype = {"f4": "<f4", "f8": "<f8", "u1": "u1"}[kept["encoding"]]
    count = int(np.prod(kept["stored"], dtype=int))
    return np.frombuffer(blob, dtype, count, begin + part[2] + kept["offset"]).reshape(kept["stored"])


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_bundle_fits_the_schema(name: str) -> None:
    bundle, blob = PROGRAMS[name]().bundle()
    jsonschema.validate(bundle, SCHEMA)
    json.dumps(bundle, allow_nan=False)
    for record in bundle["runs"]:
        begin, length = record["values"]
        assert begin + length <= len(blob)


def test_iterations_are_told_one_by_one_with_their_values() -> None:
    bundle, blob = recurrent().bundle()
    for run, count in enumerate(ITERATIONS, 1):
        [loop] = groups(bundle, run, "loop")
        assert loop["count"] == count and loop["total"] == count + 1, (
            "the last look at the condition is one more"
        )
        assert [number for number, _ in loop["kept"]] == list(range(1, count + 2))
        step = bundle["programs"][bundle["runs"][run]["program"]]["steps"][loop["step"]]
        told = step["nested"]
        assert [variable["label"] for variable in told["variables"]] == ["i", "state"]
        assert {one["label"] for one in told["captures"]} == {"n", "w"}
        each = told["variables"][0]["each"]
        begins = [value(bundle, blob, run, parts[0], each) for _, parts in loop["kept"]]
        assert [int(one) for one in begins] == list(range(count + 1))
        assert [len(parts) for _, parts in loop["kept"]] == [2] * count + [1]


def test_the_state_goes_round() -> None:
    bundle, blob = recurrent().bundle()
    [loop] = groups(bundle, 2, "loop")
    told = bundle["programs"][bundle["runs"][2]["program"]]["steps"][loop["step"]]["nested"]
    each = told["variables"][1]["each"]
    states = [value(bundle, blob, 2, parts[0], each) for _, parts in loop["kept"]]
    program = bundle["programs"][loop["kept"][0][1][1][0]]
    made = next(step for step in program["steps"] if bundle["nodes"][step["node"]]["type"] == "Tanh")
    ends = [value(bundle, blob, 2, parts[1], made["output"]["entry"]) for _, parts in loop["kept"][:-1]]
    for before, after in zip(ends, states[1:], strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_branch_that_was_taken_is_named_and_the_other_stays_in_the_picture() -> None:
    bundle, _ = recurrent().bundle()
    taken = [groups(bundle, run, "branch")[0]["taken"] for run in (1, 2, 3)]
    assert set(taken) == {"true", "false"}
    names = {bundle["nodes"][box["node"]]["name"] for box in bundle["boxes"]}
    assert {"cond/mul", "cond/Sigmoid", "cond/sub"} <= names
    assert not any(name.startswith("gradients/") for name in names)


def test_the_way_back_goes_through_the_iterations_in_reverse() -> None:
    bundle, blob = recurrent().bundle()
    [back] = groups(bundle, 2, "loop", back=True)
    assert back["count"] == ITERATIONS[1] == len(back["kept"])
    assert [number for number, _ in back["kept"]] == list(range(1, ITERATIONS[1] + 1))
    record = bundle["runs"][2]
    step = bundle["programs"][record["program"]]["steps"][back["step"]]
    assert bundle["boxes"][step["nested"]["mirrors"]]["title"] == "while" and step["phase"] == "backward"
    program = bundle["programs"][back["kept"][0][1][0][0]]
    kinds = [one["kind"] for one in program["steps"]]
    assert kinds == ["seed", "contribution", "contribution", "contribution", "sum"]
    boxes = [bundle["boxes"][one["box"]]["title"] for one in program["steps"]]
    assert boxes == ["Tanh", "MatMul", "state", "w", "w"]
    total = program["steps"][-1]["output"]["entry"]
    last = value(bundle, blob, 2, back["kept"][-1][1][0], total)
    arrived = step["output"]["entry"]
    frame = bundle["frames"][record["frame"]]["entries"][arrived]
    whole = np.frombuffer(blob, "<f4", 4, record["values"][0] + frame["offset"]).reshape(2, 2)
    np.testing.assert_array_equal(last, whole)


def test_gradients_through_loops_and_branches_agree_with_finite_differences() -> None:
    for tape in (recurrent(), nested()):
        bundle, _ = tape.bundle()
        verdicts = {one["verdict"] for checks in bundle["checks"].values() for one in checks.values()}
        assert "agrees" in verdicts and "differs" not in verdicts
        assert len(bundle["checks"]) > 1
        variables = [
            checks[str(number)]["verdict"]
            for run, checks in bundle["checks"].items()
            for number, step in enumerate(bundle["programs"][bundle["runs"][int(run)]["program"]]["steps"])
            if step["slot"] and step["box"] is not None and str(number) in checks
            if bundle["boxes"][step["box"]]["style"] == "variable"
        ]
        assert variables and set(variables) == {"agrees"}


def test_frames_within_frames() -> None:
    bundle, _ = nested().bundle()
    [outer] = groups(bundle, 1, "loop")
    assert outer["count"] == 4
    for _, parts in outer["kept"][:-1]:
        inside = parts[1][3]
        assert [one["count"] for one in inside] == [3, 1]
        assert inside[1]["taken"] in ("true", "false")
    [back] = groups(bundle, 1, "loop", back=True)
    assert all(parts[0][3] for _, parts in back["kept"])


def test_a_loop_that_never_runs_looks_at_its_condition_once() -> None:
    bundle, _ = no_iteration().bundle()
    [loop] = groups(bundle, 0, "loop")
    assert (loop["count"], loop["total"], len(loop["kept"])) == (0, 1, 1)


def test_a_loop_that_fails_keeps_what_came_before() -> None:
    tape = failing()
    bundle, _ = tape.bundle()
    [record] = bundle["runs"]
    steps = bundle["programs"][record["program"]]["steps"]
    assert record["error"]["step"] == next(n for n, step in enumerate(steps) if "nested" in step)
    [loop] = groups(bundle, 0, "loop")
    assert [number for number, _ in loop["kept"]] == [1, 2, 3]


def test_what_is_written_inside_is_written_by_the_branch_or_the_loop() -> None:
    bundle, blob = writing().bundle()
    box_of = {
        box["label"]: number for number, box in enumerate(bundle["boxes"]) if box["style"] == "variable"
    }
    for run, (counted, summed) in enumerate([(1, 3.0), (2, 9.0), (0, 6.0)], 1):
        record = bundle["runs"][run]
        steps = bundle["programs"][record["program"]]["steps"]
        for name, writer, value in (("counter", "If", counted), ("total", "While", summed)):
            [number] = [n for n, s in enumerate(steps) if s["kind"] == "write" and s["box"] == box_of[name]]
            step, inside = steps[number], steps[number - 1]
            assert bundle["nodes"][step["node"]]["type"] == writer and step["phase"] == "update"
            assert "nested" in inside and inside["node"] == step["node"] and inside["phase"] == "update"
            assert read_entry(bundle, blob, run, step["output"]["entry"]) == value
            assert "nested" not in step
        assert steps[[s["title"] for s in steps].index("mul")]["phase"] == "update", "it waits for the loop"
        versions = {name: record["versions"][str(box)] for name, box in box_of.items()}
        assert versions == {"counter": run - 1, "total": run - 1, "w": run - 1, "rate": 0}


def test_versions_that_were_written_inside_are_told() -> None:
    tape = writing()
    told = {name: list(tape.history(name)) for name in ("counter", "total")}
    for versions in told.values():
        assert [version.kind for version in versions] == ["initial", "hand", "hand", "hand"]
        assert [version.number for version in versions] == [0, 1, 2, 3]
    assert {version.operation.type for version in told["total"][1:]} == {"While"}
    assert tape.derive("counter:0", run=2).check() == []
    told_apart = repr(tape.compare(2, 3))
    assert all(
        name in told_apart for name in ("counter after the write", "total after the write", "cond/Merge")
    )


def test_an_optimizer_in_a_branch_trains() -> None:
    w = tf.Variable(2.0, name="w")
    train = tf.train.GradientDescentOptimizer(0.1)
    go = tf.placeholder(tf.bool, [], name="go")

    def learn() -> Any:
        with tf.control_dependencies([train.minimize(tf.square(w))]):
            return tf.constant(1)

    done = tf.cond(go, learn, lambda: tf.constant(0))
    with lab.trace() as tape, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for flag in (True, False):
            session.run(done, {go: flag})
    assert [version.kind for version in tape.history("w")] == ["initial", "training", "training"]
    bundle, _ = tape.bundle()
    jsonschema.validate(bundle, SCHEMA)


def test_a_long_loop_keeps_its_ends_and_an_even_selection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested_part, "MOST_ROUNDS", 20)
    tape = nested(60)
    bundle, _ = tape.bundle()
    [loop] = groups(bundle, 1, "loop")
    numbers = [number for number, _ in loop["kept"]]
    assert len(numbers) == 20 and loop["count"] == 60 and loop["total"] == 61
    assert numbers[:4] == [1, 2, 3, 4] and numbers[-4:] == [58, 59, 60, 61]
    assert max(np.diff(numbers)) <= 6


def test_what_is_inside_a_run_keeps_to_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = nested(60)
    whole = len(tape.bundle()[1])
    monkeypatch.setattr(nested_part, "MOST_BYTES", 4000)
    bundle, blob = tape.bundle()
    assert len(blob) < whole / 3
    [loop] = groups(bundle, 1, "loop")
    assert [number for number, _ in loop["kept"]][-1] == 61


def test_a_replay_runs_the_same_iterations() -> None:
    tape = recurrent()
    for index, recorded in enumerate(tape.runs):
        again = tape._builder(recorded.session.graph).replayer.again(index)
        first = [visit.values for visit in all_visits(recorded.plan, recorded.values)]
        second = [visit.values for visit in all_visits(recorded.plan, again)]
        assert len(first) == len(second)
        for one, other in zip(first, second, strict=True):
            for left, right in zip(one, other, strict=True):
                if isinstance(left, np.ndarray):
                    np.testing.assert_array_equal(left, right)


def test_a_replay_of_a_run_whose_values_were_let_go_has_its_iterations() -> None:
    x = tf.placeholder(tf.int32, [], name="x")
    total = tf.while_loop(lambda i, s: i < x, lambda i, s: (i + 1, s + i), [0, 0])[1]
    with lab.trace() as tape, tf.Session() as session:
        for count in range(40):
            session.run(total, {x: count % 7})
    assert tape.runs[9].values is None
    fields, _ = tape._builder(total.graph).run(9)
    assert fields["visits"][0]["count"] == 9 % 7


def test_random_numbers_drawn_inside_are_replayed() -> None:
    start = tf.zeros([2])
    loop = tf.while_loop(
        lambda i, s: i < 3, lambda i, s: (i + 1, s + tf.random_uniform([2], seed=4)), [0, start]
    )
    with lab.trace() as tape, tf.Session() as session:
        first = session.run(loop[1])
        second = session.run(loop[1])
    assert (first != second).all()
    for index, wanted in enumerate((first, second)):
        again = tape._builder(start.graph).replayer.again(index)
        plan = tape.runs[index].plan
        np.testing.assert_array_equal(again[plan.fetch_slots[0]], wanted)
    changed = tape.what_if({start: np.ones(2, np.float32)}, run=2)
    np.testing.assert_allclose(changed.value(loop[1]), second + 1, rtol=1e-6)


def test_what_if_goes_through_the_loop() -> None:
    tape = recurrent()
    graph = tape.runs[0].session.graph
    w = graph.get_tensor_by_name("w:0")
    branch = tape.what_if({w: np.zeros((2, 2), np.float32)}, run=2)
    assert branch.value(graph.get_tensor_by_name("while/Exit_1:0")).sum() == 0
    loop, _ = branch.runs if hasattr(branch, "runs") else (branch, None)
    assert loop is not None


def test_what_a_tape_holds_counts_the_iterations_too() -> None:
    tape = nested(50)
    held = tape.runs[-1].size.whole
    short = nested(2).runs[-1].size.whole
    assert held > 5 * short


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_of_loops_and_branches(language: str) -> None:
    text = "\n".join(recurrent().sentences(2, language))
    assert "while" in text and "cond" in text and "{" not in text


@pytest.mark.parametrize("ending", ["csv", "json", "npz", "dot", "html"])
def test_exports_do_not_stumble_over_frames(ending: str, tmp_path: Path) -> None:
    for number, name in enumerate(PROGRAMS):
        with tf.Graph().as_default():
            tape = PROGRAMS[name]()
        written = tape.export(tmp_path / f"{number}.{ending}")
        assert Path(written).stat().st_size > 100


def test_the_variables_of_a_loop_are_called_as_in_the_program() -> None:
    def step(counter: Any, sum_of_squares: Any) -> Any:
        return counter + 1, sum_of_squares + counter * counter

    out = tf.while_loop(lambda counter, sum_of_squares: counter < 3, step, [0, 0])
    with lab.trace() as tape, tf.Session() as session:
        session.run(out)
    bundle, _ = tape.bundle()
    titles = [box["title"] for box in bundle["boxes"]]
    assert "counter" in titles and "sum_of_squares" in titles and "while" in titles
    [loop] = groups(bundle, 0, "loop")
    step_of = bundle["programs"][bundle["runs"][0]["program"]]["steps"][loop["step"]]
    assert [one["label"] for one in step_of["nested"]["variables"]] == ["counter", "sum_of_squares"]


def test_what_is_inside_is_explained_by_the_loop_that_it_is_in() -> None:
    tape = recurrent()
    graph = tape.runs[0].session.graph
    for name, frame in (("while/Tanh:0", "while"), ("cond/mul:0", "cond"), ("while/Identity_1:0", "while")):
        tensor = graph.get_tensor_by_name(name)
        assert f"is inside {frame}" in str(tape.why(tensor, run=2))
        assert f"is inside {frame}" in str(tape.why_gradient(tensor, run=2))
    assert "did not run" not in str(tape.why(graph.get_tensor_by_name("while/Exit:0"), run=2))


def test_a_page_keeps_to_its_budget_with_what_is_inside() -> None:
    x = tf.placeholder(tf.float32, [40], name="x")
    out = tf.while_loop(lambda i, s: i < 20, lambda i, s: (i + 1, tf.tanh(s + x)), [0, x])[1]
    with lab.trace() as tape, tf.Session() as session:
        for _ in range(60):
            session.run(out, {x: np.ones(40)})
    _, blob = tape._builder(x.graph).build(100_000)
    assert 20_000 < len(blob) <= 100_000
