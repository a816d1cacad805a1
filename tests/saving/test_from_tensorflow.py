"""Checkpoints, graphs and saved models that TensorFlow 1.15 wrote, read here (`tests/parity/record_checkpoints.py`)."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.saving.checkpoint_files import INDEX
from tensorlab.saving.tensorflow_checkpoint import TensorFlowCheckpoint

FILES = Path(__file__).parent / "from_tensorflow"
VALUES: dict[str, Any] = json.loads((FILES / "values.json").read_text(encoding="utf-8"))


def path(name: str) -> str:
    return str(FILES / name)


def test_every_dtype() -> None:
    """Values, shapes and dtypes, bit for bit; text of any length."""
    reader = tf.train.NewCheckpointReader(path("dtypes"))
    assert sorted(reader.get_variable_to_shape_map()) == sorted(VALUES["dtypes"])
    for name, (dtype, shape, entries) in VALUES["dtypes"].items():
        value = np.asarray(reader.get_tensor(name))
        assert (value.dtype.name, list(value.shape)) == (dtype, shape), name
        found = [x.decode("latin1") if isinstance(x, bytes) else str(x) for x in value.ravel().tolist()]
        assert found == entries, name
        assert reader.get_variable_to_dtype_map()[name].name == ("string" if dtype == "object" else dtype)


def test_many_names_and_a_larger_array() -> None:
    """Names share their beginnings in the table."""
    assert len(tf.train.list_variables(path("many"))) == VALUES["many"] + 1
    reader = tf.train.load_checkpoint(path("many"))
    for number in range(VALUES["many"]):
        assert reader.get_tensor(f"network/layer_{number // 10}/variable_{number % 10}") == number
    assert reader.get_tensor("network/large").ravel().tolist() == list(range(2000))
    with pytest.raises(tf.errors.NotFoundError, match="Did you mean 'network/large'"):
        reader.get_tensor("network/larg")


def test_several_data_files() -> None:
    """What a sharded saver wrote on two devices."""
    assert len(VALUES["shards"]) == 3
    assert tf.train.load_variable(path("shards"), "v0").tolist() == [0.0, 10.0]
    assert tf.train.load_variable(path("shards"), "v1").tolist() == [1.0, 10.0]


def test_a_variable_in_pieces_is_refused_by_name() -> None:
    """The others are read."""
    assert tf.train.load_variable(path("pieces"), "whole").tolist() == [5.0]
    with pytest.raises(tf.errors.UnimplementedError, match="'cut' was kept in pieces"):
        tf.train.load_variable(path("pieces"), "cut")


def test_a_saver_restores_it_into_a_graph_of_ones_own() -> None:
    """By names, under other names, and with init_from_checkpoint; what does not fit is refused."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.Variable(0.0, name="scope/number")
        integers = tf.Variable(tf.zeros([2, 3], tf.int64), name="mine")
        tf.train.Saver({"scope/number": number, "int64": integers}).restore(session, path("dtypes"))
        assert session.run(number) == 2.5
        assert session.run(integers).tolist() == [[0, 1, 2], [3, 4, 5]]
        wrong = tf.Variable(tf.zeros([3, 2]), name="float32")
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"float32: lhs shape= \[3, 2\] rhs shape= \[2, 3\]"
        ):
            tf.train.Saver([wrong]).restore(session, path("dtypes"))
    with tf.Graph().as_default(), tf.Session() as session:
        started = tf.get_variable("scope/number", [])
        tf.train.init_from_checkpoint(path("dtypes"), {"scope/number": "scope/number"})
        session.run(tf.global_variables_initializer())
        assert session.run(started) == 2.5


def test_training_goes_on_where_tensorflow_stopped() -> None:
    """The graph out of the .meta file, Adam's slots out of the checkpoint: the same losses as TensorFlow's."""
    recorded = VALUES["training"]
    data = np.array(recorded["data"], np.float32)
    feed = {"x:0": data, "y:0": data.sum(1, keepdims=True)}
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(path("training-10.meta"))
        saver.restore(session, path("training-10"))
        assert session.run(tf.train.get_global_step()) == 10
        train, loss = tf.get_collection("train_op")[0], tf.get_collection("losses_to_watch")[0]
        losses = []
        for _ in recorded["losses"]:
            session.run(train, feed)
            losses.append(session.run(loss, feed))
    np.testing.assert_allclose(losses, recorded["losses"], rtol=1e-5)


def test_a_saved_model_computes_the_same() -> None:
    """With its signature."""
    with tf.Graph().as_default(), tf.Session() as session:
        model = tf.saved_model.loader.load(session, ["serve"], path("model"))
        signature = model.signature_def["serving_default"]
        feed = {signature.inputs["point"].name: [[1.0, 1.0], [2.0, 0.5]]}
        assert session.run(signature.outputs["height"].name, feed).tolist() == VALUES["saved_model"]


@pytest.mark.parametrize("ending", [INDEX, ".data-00000-of-00001"])
def test_damage_is_seen(tmp_path: Path, ending: str) -> None:
    """Any byte changed, any end missing: DataLossError, or the same values."""
    for file in FILES.glob("dtypes.*"):
        shutil.copy(file, tmp_path)
    prefix = str(tmp_path / "dtypes")

    def everything() -> dict[str, Any]:
        with TensorFlowCheckpoint(prefix) as checkpoint:
            return {name: checkpoint.read(name).tolist() for name in checkpoint.entries}

    right = everything()
    whole = Path(prefix + ending).read_bytes()
    refused = 0
    for position in range(0, len(whole), 5):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        Path(prefix + ending).write_bytes(changed)
        try:
            assert everything() == right
        except tf.errors.DataLossError as error:
            refused += 1
            assert prefix in error.message
    assert refused > len(whole) / 5 * 0.8
    for length in range(0, len(whole), 61):
        Path(prefix + ending).write_bytes(whole[:length])
        with pytest.raises(tf.errors.DataLossError):
            tf.train.load_variable(prefix, "text") if ending != INDEX else tf.train.list_variables(prefix)
