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


# A branch of theirs keeps a truth value, or a handle, for the way back: that cannot be written.
WRITTEN = [name for name in FILES if not name.startswith(("labels_in_a_row", "translation"))]


@pytest.mark.parametrize("name", WRITTEN)
def test_comes_back_once_more(name: str) -> None:
    """From TensorFlow's file to nodes, to a GraphDef of tensorlab, to nodes again: still the same numbers."""
    file = recorded(name)
    with tf.Graph().as_default() as first:
        tf.import_graph_def(file.graph_def, name="")
        written = first.as_graph_def()
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(written, name="")
        if file.facts["init"]:
            session.run(graph.get_operation_by_name(file.facts["init"]))
        run_steps(session, file)


def test_knows_what_a_gradient_is_of() -> None:
    """By their names, nodes of a gradient are told from others: the tracer shows them beside their operation."""
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(recorded("perceptron_1_15_5").graph_def, name="again")
        slope = graph.get_operation_by_name("again/gradients/dense_1/MatMul_grad/MatMul_1")
        assert slope.gradient_of is graph.get_operation_by_name("again/dense_1/MatMul")
        assert graph.get_operation_by_name("again/dense_1/MatMul").gradient_of is None


def test_initialized_value_is_one_node() -> None:
    """TensorFlow's branch for "the value, or the initial one" becomes the node that tensorlab has for it."""
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(recorded("clipped_1_15_5").graph_def, name="")
        assert graph.get_operation_by_name("w/ExponentialMovingAverage/cond/Merge").type == "InitializedValue"
        branches = [operation.name for operation in graph.get_operations() if operation.type == "If"]
        assert not any("ExponentialMovingAverage" in name for name in branches)
