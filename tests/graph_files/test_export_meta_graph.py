"""A graph with its collections, as TensorFlow takes it up again; and the small parts of files."""

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tensorlab as tf
from tests.graph_files.same_graphs import differences
from tests.graph_files.well_formed import mistakes
from tests.graph_files.written import model
from tests.parity.record_written_graphs import FOLDER


@pytest.fixture
def graph() -> Any:
    with tf.Graph().as_default() as graph:
        yield graph


def recorded_model() -> Any:
    """The MetaGraphDef that TensorFlow was given."""
    written = tf.MetaGraphDef()
    written.ParseFromString((FOLDER / "model.meta").read_bytes())
    return written


@pytest.mark.parametrize("version", ["1.15", "2"])
def test_tensorflow_trains_on_with_what_it_finds(version: str) -> None:
    numbers = json.loads((FOLDER / f"numbers-{version}.json").read_text(encoding="utf-8"))["model"]
    graph, _ = model()
    with tf.Session(graph=graph) as session, graph.as_default():
        session.run(tf.global_variables_initializer())
        (train,), (loss,) = graph.get_collection("train_op"), graph.get_collection("losses")
        feeds = {"x:0": np.cos(np.arange(12.0)).reshape(6, 2), "y:0": np.sin(np.arange(6.0))}
        for expected in numbers["losses"]:
            np.testing.assert_allclose(session.run(loss, feeds), expected, rtol=1e-5)
            session.run(train, feeds)
    for key, names in numbers["collections"].items():
        ours = [getattr(item, "name", item) for item in graph.get_collection(key)]
        assert [str(name).removeprefix("b'").removesuffix("'") for name in names] == [
            str(one) for one in ours
        ], key
    assert numbers["saver"] and numbers["step"] == 4


def test_what_is_written_is_what_tensorflow_was_given() -> None:
    graph, saver = model()
    written = tf.train.export_meta_graph(graph=graph, saver_def=saver.as_saver_def())
    expected = recorded_model()
    assert not differences(written.graph_def, expected.graph_def)
    assert not mistakes(written.graph_def)
    assert written.saver_def == expected.saver_def
    assert set(written.collection_def) == set(expected.collection_def)
    for key in expected.collection_def:
        assert written.collection_def[key] == expected.collection_def[key], key
    assert [one.name for one in written.meta_info_def.stripped_op_list.op] == sorted(
        {node.op for node in written.graph_def.node}
    )


def test_a_file_is_text_or_bytes(graph: tf.Graph, tmp_path: Path) -> None:
    tf.constant([1.0, 2.0], name="pair")
    written = tf.train.export_meta_graph(str(tmp_path / "deep" / "a.meta"))
    again = tf.MetaGraphDef()
    again.ParseFromString((tmp_path / "deep" / "a.meta").read_bytes())
    assert again == written
    tf.train.export_meta_graph(str(tmp_path / "b.meta"), as_text=True)
    assert (tmp_path / "b.meta").read_text().startswith("meta_info_def {")
    path = tf.train.write_graph(graph, str(tmp_path), "graph.pbtxt")
    assert Path(path).read_text().startswith('node {\n  name: "pair"\n  op: "Const"')
    binary = tf.train.write_graph(graph.as_graph_def(), str(tmp_path), "graph.pb", as_text=False)
    read = tf.GraphDef()
    read.ParseFromString(Path(binary).read_bytes())
    assert read == graph.as_graph_def()


def test_what_cannot_be_written_is_left_out_with_a_warning(graph: tf.Graph, caplog: Any) -> None:
    tf.add_to_collection("things", object())
    tf.add_to_collection("mixed", 3)
    tf.add_to_collection("mixed", "three")
    tf.add_to_collection("good", 2.5)
    logger = logging.getLogger("tensorflow")
    logger.addHandler(caplog.handler)
    try:
        written = tf.train.export_meta_graph()
    finally:
        logger.removeHandler(caplog.handler)
    assert list(written.collection_def) == ["good"]
    warned = {
        text.split(".")[0]
        for text in caplog.messages
        if text.startswith("Issue encountered when serializing")
    }
    assert warned == {f"Issue encountered when serializing {key}" for key in ("things", "mixed")}


def test_a_scope_is_written_alone(graph: tf.Graph) -> None:
    with tf.name_scope("outer"):
        v = tf.Variable(1.0, name="v")
        tf.multiply(v, 2.0, name="twice")
    tf.Variable(2.0, name="other")
    written = tf.train.export_meta_graph(export_scope="outer")
    assert [node.name for node in written.graph_def.node if "v" in node.name] == [
        *("v/initial_value", "v", "v/Assign", "v/read")
    ]
    named = tf.train.export_meta_graph(export_scope="outer").collection_def["variables"].bytes_list.value
    assert len(named) == 1 and b"v:0" in named[0] and b"outer" not in named[0]
    assert not mistakes(written.graph_def)


def test_a_scope_that_takes_from_outside_is_refused(graph: tf.Graph) -> None:
    outside = tf.constant(1.0, name="outside")
    with tf.name_scope("inner"):
        tf.negative(outside, name="less")
    with pytest.raises(ValueError, match="takes outside, which is not in the scope 'inner'"):
        tf.train.export_meta_graph(export_scope="inner")


def test_devices_and_defaults_are_left_out_on_request(graph: tf.Graph) -> None:
    with tf.device("/cpu:0"):
        tf.matmul([[1.0]], [[2.0]], name="product")
    (node,) = [one for one in tf.train.export_meta_graph().graph_def.node if one.name == "product"]
    assert node.device == "/device:CPU:0" and not node.attr["transpose_a"].b
    bare = tf.train.export_meta_graph(clear_devices=True, strip_default_attrs=True)
    (node,) = [one for one in bare.graph_def.node if one.name == "product"]
    assert node.device == "" and set(node.attr) == {"T", "_output_shapes"}
    assert bare.meta_info_def.stripped_default_attrs


def test_only_the_collections_that_are_asked_for(graph: tf.Graph) -> None:
    tf.Variable(1.0)
    tf.add_to_collection("mine", 1)
    assert list(tf.train.export_meta_graph(collection_list=["mine"]).collection_def) == ["mine"]


def test_an_argument_that_is_not_known_is_refused(graph: tf.Graph) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'as_txt'"):
        tf.train.export_meta_graph(as_txt=True)


# --- a variable -------------------------------------------------------------------------------------------


def test_a_variable_is_found_again_by_its_names(graph: tf.Graph) -> None:
    v = tf.Variable([1.0, 2.0], trainable=False, name="v")
    again = tf.Variable.from_proto(v.to_proto())
    assert (again.op, again.initializer, again.value()) == (v.op, v.initializer, v.value())
    assert again.trainable is False and again.initial_value is v.initial_value
    with tf.Session() as session:
        session.run(again.initializer)
        assert session.run(again.assign_add([1.0, 1.0])).tolist() == [2.0, 3.0]
    with pytest.raises(ValueError, match="mutually exclusive"):
        tf.Variable(1.0, variable_def=v.to_proto())
    with pytest.raises(KeyError, match="elsewhere/v"):
        tf.Variable.from_proto(v.to_proto(), import_scope="elsewhere")


def test_a_variable_outside_of_the_scope_has_no_proto(graph: tf.Graph) -> None:
    assert tf.Variable(1.0, name="v").to_proto(export_scope="other") is None


# --- what nodes say of themselves -------------------------------------------------------------------------


def test_a_node_says_what_it_is(graph: tf.Graph) -> None:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.control_dependencies([tf.no_op(name="first")]):
        y = tf.reduce_sum(x, 1, keepdims=True, name="y")
    node = y.op.node_def
    assert (node.name, node.op, list(node.input)) == ("y", "Sum", ["x", "y/reduction_indices", "^first"])
    assert (
        node.attr["keep_dims"].b and node.attr["T"].type == tf.float32 and node.attr["Tidx"].type == tf.int32
    )
    assert [one.name for one in y.op.op_def.input_arg] == ["input", "reduction_indices"]
    assert graph.graph_def_versions.producer == 134
    assert tf.Session(graph=graph).graph_def == graph.as_graph_def()


def test_only_what_is_new(graph: tf.Graph) -> None:
    tf.constant(1.0, name="old")
    version = graph.version
    tf.constant(2.0, name="new")
    assert [node.name for node in graph.as_graph_def(from_version=version).node] == ["new"]


def test_shapes_are_written_on_request(graph: tf.Graph) -> None:
    tf.placeholder(tf.float32, [None, 2], name="x")
    (node,) = graph.as_graph_def(add_shapes=True).node
    (shape,) = node.attr["_output_shapes"].list.shape
    assert [size.size for size in shape.dim] == [-1, 2]
    assert "_output_shapes" not in graph.as_graph_def().node[0].attr


# --- arrays -----------------------------------------------------------------------------------------------

DTYPES = [
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
]
DTYPES += ["bool", "complex64", "complex128"]


@given(
    st.sampled_from(DTYPES).flatmap(
        lambda name: arrays.arrays(name, arrays.array_shapes(min_dims=0, max_side=3))
    )
)
def test_arrays_come_back_as_they_were(array: np.ndarray[Any, Any]) -> None:
    found = tf.make_ndarray(tf.make_tensor_proto(array))
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(found, array)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=4))
def test_text_comes_back_as_it_was(texts: list[bytes]) -> None:
    assert tf.make_ndarray(tf.make_tensor_proto(texts)).tolist() == texts


def test_a_damaged_array_is_refused() -> None:
    proto = tf.make_tensor_proto([1, 2, 3])
    proto.ClearField("tensor_content")
    proto.int_val.extend([1, 2, 3, 4])
    with pytest.raises(ValueError, match="damaged"):
        tf.make_ndarray(proto)
    proto.dtype = 14  # bfloat16
    with pytest.raises(TypeError, match="Unsupported tensor type: DT_BFLOAT16"):
        tf.make_ndarray(proto)


def test_variables_in_a_collection_of_ones_own_are_written_by_name() -> None:
    """As TensorFlow does: only the collections that it knows hold messages about variables."""
    with tf.Graph().as_default():
        weight = tf.Variable(1.0, name="weight")
        tf.add_to_collection("mine", weight)
        written = tf.train.export_meta_graph().collection_def
    assert list(written["mine"].node_list.value) == ["weight:0"]
    assert written["variables"].WhichOneof("kind") == "bytes_list"
    with tf.Graph().as_default():
        tf.train.import_meta_graph(tf.train.export_meta_graph(graph=weight.graph))
        assert [one.name for one in tf.get_collection("mine")] == ["weight:0"]
        assert isinstance(tf.get_collection("mine")[0], tf.Tensor)
