"""Graphs go out to TensorFlow and come back as the same numbers.

TensorFlow's numbers are recorded, those of 2.21 and those of 1.15 (`tests/parity/record_written_graphs.py`). Where
TensorFlow is installed it runs the files anew: name its Python in the environment variable TENSORLAB_ORACLE.
"""

import json
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.graph_files.export_training_programs import TRAINING_PROGRAMS
from tests.graph_files.same_graphs import differences
from tests.graph_files.written import computed, described, every_program
from tests.parity.record_written_graphs import FOLDER, array_of

TOLERANCE = {"float16": 1e-2, "float32": 2e-5, "complex64": 2e-5, "float64": 1e-9}
"""Relative, and absolute: sums are added up in another order."""


@cache
def recorded(file: str) -> Any:
    """One of the recorded JSON files."""
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


VERSIONS = ("numbers-1.15.json", "numbers-2.json")
"""What TensorFlow 1.15 and 2.21 computed."""


def recorded_graph(name: str) -> Any:
    """The GraphDef that TensorFlow was given."""
    graph_def = tf.GraphDef()
    with zipfile.ZipFile(FOLDER / "graphs.zip") as archive:
        graph_def.ParseFromString(archive.read(f"{name}.pb"))
    return graph_def


def assert_same(name: str, ours: list[list[Any]], theirs: list[list[Any]]) -> None:
    """Compare all fetches of all steps."""
    assert len(ours) == len(theirs)
    for step, (mine, recorded_values) in enumerate(zip(ours, theirs, strict=True)):
        for place, (value, entry) in enumerate(zip(mine, recorded_values, strict=True)):
            found, expected = np.asarray(value), array_of(entry)
            where = f"{name}: fetch {place} in step {step}"
            if entry["dtype"] == "string":
                decoded = np.array([text.decode() for text in found.ravel()], object).reshape(found.shape)
                assert decoded.tolist() == expected.tolist(), where
                continue
            assert (found.dtype, found.shape) == (expected.dtype, expected.shape), where
            limit = TOLERANCE.get(entry["dtype"], 0)
            np.testing.assert_allclose(found, expected, rtol=limit, atol=limit, err_msg=where)


def test_there_are_enough_graphs() -> None:
    assert len(every_program()) >= 50
    assert len(TRAINING_PROGRAMS) >= 20
    for version in VERSIONS:
        assert set(recorded(version)["numbers"]) == set(every_program())


@pytest.mark.parametrize("name", every_program())
def test_what_is_written_is_what_tensorflow_was_given(name: str) -> None:
    graph_def, plan = described(name)
    assert plan == recorded("runs.json")[name]
    assert not differences(graph_def, recorded_graph(name))


@pytest.mark.parametrize("name", every_program())
def test_tensorflow_computes_the_same_numbers(name: str) -> None:
    ours = computed(name)
    for version in VERSIONS:
        assert_same(name, ours, recorded(version)["numbers"][name])


# What the importer refuses, by its own words: `import_graph.py`.
STAYS_OUT = ("a_pipeline", "pipelines_joined")


@pytest.mark.parametrize("name", [name for name in every_program() if name not in STAYS_OUT])
def test_what_is_written_is_read_again(name: str) -> None:
    graph_def, plan = described(name)
    feeds = {key: array_of(value) for key, value in plan["feeds"].items()}
    steps = []
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(graph_def, name="")
        session.run(plan["initialize"])
        for _ in range(plan["steps"]):
            steps.append(session.run(plan["fetches"], feeds))
            if plan["train"]:
                session.run(plan["train"], feeds)
    assert_same(name, steps, recorded(VERSIONS[1])["numbers"][name])


def test_the_size_of_a_list_is_no_shape_before_it_runs() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.maximum(tf.TensorArray(tf.float32, 3).size(), 2)
        assert session.run(tf.fill([size], 1.0)).tolist() == [1.0, 1.0, 1.0]


def ask_tensorflow(tmp_path: Path) -> None:
    """Have TensorFlow itself run what is written today."""
    record = [sys.executable, "-m", "tests.parity.record_written_graphs", "write", str(tmp_path)]
    subprocess.run(record, check=True)
    answer = tmp_path / "answer.json"
    python = os.environ["TENSORLAB_ORACLE"]
    run = [python, "-m", "tests.parity.record_written_graphs", "run", str(tmp_path), str(answer)]
    subprocess.run(run, check=True)
    numbers = json.loads(answer.read_text(encoding="utf-8"))["numbers"]
    for name in every_program():
        assert "error" not in numbers[name], (name, numbers[name])
        assert_same(name, computed(name), numbers[name])


if "TENSORLAB_ORACLE" in os.environ:
    test_tensorflow_itself_runs_what_is_written_today = ask_tensorflow
