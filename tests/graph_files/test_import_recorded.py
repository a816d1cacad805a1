"""Graphs that TensorFlow wrote run here to the numbers that TensorFlow got.

The files were recorded by `tests/parity/record_tensorflow_graphs.py` from the programs beside this file, by TensorFlow
1.15.5 and by 2.21. Read next: `test_import_errors.py`, `test_import_meta_graph.py`.
"""

import pytest

import tensorlab as tf
from tests.graph_files.import_answers import FILES, FOLDER, recorded, run_steps

TRAINING = [name for name in FILES if recorded(name).facts["train"]]


def test_there_are_enough() -> None:
    """More than thirty graphs, half of them by TensorFlow 1.15 itself, more than ten that train; and all small."""
    assert len(FILES) >= 30
    assert sum(name.endswith("1_15_5") for name in FILES) >= 15
    assert len([name for name in TRAINING if len(recorded(name).graph_def.node) > 40]) >= 10
    assert all(path.stat().st_size < 40_000 for path in FOLDER.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_computes_what_tensorflow_computed(name: str) -> None:
    """Imported without a prefix: the same names, the same numbers, over all steps."""
    file = recorded(name)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(file.graph_def, name="")
        if file.facts["init"]:
            session.run(graph.get_operation_by_name(file.facts["init"]))
        run_steps(session, file)


@pytest.mark.parametrize("name", TRAINING[::3])
def test_computes_it_twice_in_one_graph(name: str) -> None:
    """Imported twice, under two prefixes: two models with variables of their own, trained in turn."""
    file = recorded(name)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        for prefix in ("first", "second"):
            tf.import_graph_def(file.graph_def, name=prefix)
        for prefix in ("first/", "second/"):
            session.run(graph.get_operation_by_name(prefix + file.facts["init"]))
        run_steps(session, file, 0, "first/", 2)
        run_steps(session, file, 0, "second/")
        run_steps(session, file, 2, "first/")
