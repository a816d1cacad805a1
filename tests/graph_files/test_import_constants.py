"""`tf.graph_util` and `freeze_graph`: a model in one file, without variables.

Read next: `test_import_meta_graph.py`.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat.freeze_graph import freeze_graph
from tests.graph_files.import_answers import assert_same, recorded

PREDICTIONS = {
    "recurrent_1_15_5": ["outputs", "h"],
    "recurrent_2_21_0": ["outputs", "c"],
    "convolutional_1_15_5": ["loss"],
    "perceptron_2_21_0": ["loss", "right"],
    "resource_variables_1_15_5": ["loss"],
    "resource_variables_2_21_0": ["loss"],
    "functions_2_21_0": ["chosen", "total"],
    "loop_gradient_1_15_5": ["loss"],
    "static_recurrent_2_21_0": ["loss"],
}
"""Recorded graphs, and which of their fetches stay when the variables become constants."""


@pytest.mark.parametrize("name", PREDICTIONS)
def test_frozen_graph_gives_the_same(name: str) -> None:
    """Straight from TensorFlow's file: constants in place of the variables, the same numbers, no variable left."""
    file = recorded(name)
    wanted = {key: file.facts["fetches"][key] for key in PREDICTIONS[name]}
    feed = file.feeds()[0]
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(file.graph_def, name="")
        session.run(graph.get_operation_by_name(file.facts["init"]))
        expected = {key: np.asarray(value) for key, value in session.run(wanted, feed).items()}
        outputs = [tensor.partition(":")[0] for tensor in wanted.values()]
        if name != "functions_2_21_0":  # there the functions read the variable itself
            frozen = tf.graph_util.convert_variables_to_constants(session, file.graph_def, outputs)
        else:
            frozen = tf.graph_util.extract_sub_graph(file.graph_def, outputs)
    ops = {node.op for node in frozen.node}
    if name != "functions_2_21_0":
        assert not ops & {
            "Variable",
            "VariableV2",
            "VarHandleOp",
            "ReadVariableOp",
            "ResourceGather",
            "Assign",
        }
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(frozen, name="frozen")
        if name == "functions_2_21_0":
            (variable,) = [o for o in graph.get_operations() if o.type == "VariableV2"]
            session.run(tf.assign(variable.outputs[0], 3.0))
        needed = {
            key: value
            for key, value in feed.items()
            if key.partition(":")[0] in {n.name for n in frozen.node}
        }
        found = session.run(
            {key: f"frozen/{value}" for key, value in wanted.items()},
            {f"frozen/{key}": value for key, value in needed.items()},
        )
        assert_same(found, expected, name)


def test_lists_of_variables() -> None:
    """Some variables can stay."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        v, w = tf.Variable(2.0, name="v"), tf.Variable(3.0, name="w")
        y = tf.multiply(v, w, name="y")
        session.run(tf.global_variables_initializer())
        written = graph.as_graph_def()
        for chosen in ({"variable_names_whitelist": ["v"]}, {"variable_names_blacklist": ["w"]}):
            frozen = tf.graph_util.convert_variables_to_constants(session, written, ["y"], **chosen)
            kinds = {node.name: node.op for node in frozen.node}
            assert (kinds["v"], kinds["w"]) == ("Const", "VariableV2")
        assert session.run(y) == 6.0


def test_extract_sub_graph() -> None:
    file = recorded("arithmetic_1_15_5")
    part = tf.graph_util.extract_sub_graph(file.graph_def, ["scope/sub"])
    assert [node.name for node in part.node][:1] == ["x"]
    assert "total" not in {node.name for node in part.node}
    assert part.versions.producer == file.graph_def.versions.producer
    with pytest.raises(AssertionError, match="nowhere is not in graph"):
        tf.graph_util.extract_sub_graph(file.graph_def, ["nowhere"])
    with pytest.raises(TypeError, match="dest_nodes must be a list"):
        tf.graph_util.extract_sub_graph(file.graph_def, "scope/sub")
    with pytest.raises(TypeError, match="graph_def must be a GraphDef"):
        tf.graph_util.extract_sub_graph("a file", ["x"])


def test_remove_training_nodes() -> None:
    """Identity nodes go, unless somebody waits for them or they are protected."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], name="x")
        a = tf.identity(x, name="a")
        b = tf.identity(a, name="b")
        c = tf.identity(b, name="c")
        checked = tf.check_numerics(c, "bad", name="check")
        with tf.control_dependencies([b]):
            tf.add(tf.identity(checked, name="d"), 1.0, name="sum")
    rest = tf.graph_util.remove_training_nodes(graph.as_graph_def(), ["a"])
    assert [(n.name, list(n.input)) for n in rest.node if n.op != "Const"] == [
        ("x", []),
        ("a", ["x"]),
        ("b", ["a"]),
        ("d", ["b", "^b"]),
        ("sum", ["d", "sum/y", "^b"]),
    ]


def test_small_questions() -> None:
    with tf.Graph().as_default() as graph:
        tf.constant([1, 2], name="whole")
        tf.Variable(1.0, name="v")
    kinds = {node.name: node for node in graph.as_graph_def().node}
    assert tf.graph_util.must_run_on_cpu(kinds["whole"])
    assert not tf.graph_util.must_run_on_cpu(kinds["v"])
    assert tf.graph_util.must_run_on_cpu(kinds["v"], pin_variables_on_cpu=True)
    assert tf.graph_util.tensor_shape_from_node_def_name(graph, "whole").as_list() == [2]
    assert tf.graph_util.tensor_shape_from_node_def_name(graph, "v/read:0").as_list() == []


@pytest.mark.parametrize("source", ["graph", "text", "meta"])
def test_freeze_graph(source: str, tmp_path: Path) -> None:
    """TensorFlow's tool, as programs call it: a graph and a checkpoint in, one file out."""
    model = str(tmp_path / "model")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        w = tf.get_variable("w", initializer=tf.constant([[1.0], [2.0]]))
        tf.identity(tf.matmul(x, w) + tf.Variable(0.5), name="y")
        session.run(tf.global_variables_initializer())
        session.run(w.assign([[3.0], [4.0]]))
        saver = tf.train.Saver()
        path = saver.save(session, model)
        tf.train.write_graph(graph, str(tmp_path), "graph.pb", as_text=source == "text")
    arguments: list[Any] = [str(tmp_path / "graph.pb"), "", source == "graph", path, "y", "save/restore_all"]
    more = {"input_meta_graph": path + ".meta"} if source == "meta" else {}
    if more:
        arguments[0] = ""
    output = str(tmp_path / "frozen.pb")
    freeze_graph(*arguments, "save/Const:0", output, True, "", **more)
    frozen = tf.GraphDef.FromString(Path(output).read_bytes())
    with tf.Graph().as_default(), tf.Session() as session:
        (y,) = tf.import_graph_def(frozen, return_elements=["y:0"])
        assert session.run(y, {"import/x:0": [[1.0, 1.0]]}) == 7.5


def test_freeze_graph_refuses() -> None:
    with pytest.raises(OSError, match=r"none\.pb does not exist"):
        freeze_graph("none.pb", "", True, "model", "y", "", "", "", True, "")
    with pytest.raises(NotImplementedError, match="SavedModel"):
        freeze_graph("", "", True, "model", "y", "", "", "", True, "", input_saved_model_dir="folder")


def test_paths_of_tensorflow() -> None:
    """Programs import these from TensorFlow's own files."""
    program = """
import tensorlab
tensorlab.install()
from tensorflow.python.framework import graph_util, importer, meta_graph
from tensorflow.python.framework.graph_util import convert_variables_to_constants
from tensorflow.python.tools import freeze_graph
from tensorlab.compat import freeze_graph as ours
assert convert_variables_to_constants is tensorlab.graph_util.convert_variables_to_constants
assert importer.import_graph_def is tensorlab.import_graph_def
assert freeze_graph.freeze_graph is ours.freeze_graph
assert callable(meta_graph.import_scoped_meta_graph) and callable(meta_graph.read_meta_graph_file)
try:
    from tensorflow.python.tools import optimize_for_inference_lib
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "optimize_for_inference_lib is not here: use tf.graph_util.remove_training_nodes" in done.stdout


def test_a_saved_model_names_its_assets_for_readers_old_and_new(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("red")
    with tf.Graph().as_default(), tf.Session() as session:
        path = tf.constant(str(tmp_path / "words.txt"))
        builder = tf.saved_model.builder.SavedModelBuilder(str(tmp_path / "model"))
        builder.add_meta_graph_and_variables(session, ["serve"], assets_collection=[path])
        builder.save()
    (tmp_path / "words.txt").unlink()
    with tf.Graph().as_default(), tf.Session() as session:
        meta = tf.saved_model.loader.load(session, ["serve"], str(tmp_path / "model"))
    described = meta.asset_file_def[0]
    assert (described.filename, described.tensor_info.name) == ("words.txt", path.name)
    (packed,) = meta.collection_def["saved_model_assets"].any_list.value
    assert type(described).FromString(packed.value) == described
