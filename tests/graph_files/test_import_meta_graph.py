"""`tf.train.import_meta_graph`: a graph comes back with everything that belongs to it, and trains on.

Read next: `test_import_round_trips.py`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.graph_files.import_answers import FILES, QUEUES, array_of, recorded, run_steps

METAS = [name for name in FILES if recorded(name).meta is not None]
RESUMED = [name for name in METAS if not name.startswith("dropped_out")]  # its random numbers start over


def test_there_are_enough() -> None:
    """At least twenty training graphs are resumed from the middle."""
    assert len(RESUMED) >= 20


@pytest.mark.parametrize("name", RESUMED)
def test_resumes_where_tensorflow_stood(name: str) -> None:
    """With the variables as TensorFlow had them after some steps, the rest of the steps gives TensorFlow's numbers."""
    file = recorded(name)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(file.meta, import_scope="again")
        assert {v.name for v in tf.global_variables()} == {
            f"again/{name}" for name in file.facts["variables"]
        }
        for variable in tf.global_variables():
            variable.load(array_of(file.facts["variables"][variable.name.removeprefix("again/")]), session)
        run_steps(session, file, file.facts["after"], "again/")


@pytest.mark.parametrize("name", [name for name in METAS[::4] if not name.startswith("labels_in_a_row")])
def test_saves_and_restores_what_it_imported(name: str, tmp_path: Path) -> None:
    """The saver that comes back writes checkpoints; another import of the written graph restores one and goes on."""
    file = recorded(name)
    after = file.facts["after"]
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(file.meta)
        session.run(tf.global_variables_initializer())
        run_steps(session, file, 0, "", after)
        path = saver.save(session, str(tmp_path / "model"), global_step=after)
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(path + ".meta")
        saver.restore(session, path)
        if name in RESUMED:
            run_steps(session, file, after)


@pytest.mark.parametrize("name", QUEUES)
def test_queues_run_again(name: str) -> None:
    """The queue runners of the file fill its queues, and it trains on what comes out; the summaries are there, too."""
    file = recorded(name)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(file.meta)
        session.run(tf.global_variables_initializer())
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        assert len(tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)) == 2
        run_steps(session, file)
        summaries = tf.get_collection(tf.GraphKeys.SUMMARIES)
        assert [one.op.type for one in summaries].count("HistogramSummary") == 1
        assert all(session.run(one) for one in summaries)
        coordinator.request_stop()
        coordinator.join(threads)


def test_fills_the_collections() -> None:
    """Variables are variables, trainable where they were; tensors and operations stand under their names."""
    meta = recorded("clipped_1_15_5").meta
    meta.collection_def["numbers"].int64_list.value.extend([3, 4])
    meta.collection_def["rates"].float_list.value.append(0.5)
    meta.collection_def["words"].bytes_list.value.append("größer".encode())
    with tf.Graph().as_default():
        tf.train.import_meta_graph(meta)
        assert [v.name for v in tf.trainable_variables()] == ["w:0", "b:0"]
        names = {v.name for v in tf.global_variables()}
        assert names >= {"w:0", "b:0", "global_step:0", "w/ExponentialMovingAverage:0"}
        assert all(any(v is t for v in tf.global_variables()) for t in tf.trainable_variables())
        assert [v.name for v in tf.moving_average_variables()] == ["w:0", "b:0"]
        assert all(isinstance(train_op, tf.Operation) for train_op in tf.get_collection("train_op"))
        assert tf.get_collection("train_op")
        (loss,) = tf.get_collection("losses")
        assert loss.dtype == tf.float32
        assert tf.get_collection("numbers") == [3, 4]
        assert tf.get_collection("rates") == [0.5]
        assert tf.get_collection("words") == ["größer".encode()]  # bytes, as TensorFlow gives them


def test_trains_on_with_another_optimizer() -> None:
    """What came from a file without gradients can be differentiated, through its loops and branches, too."""
    file = recorded("recurrent_1_15_5")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        outputs, *_ = tf.import_graph_def(
            file.graph_def, return_elements=[file.facts["fetches"]["outputs"]], name=""
        )
        weights = graph.get_tensor_by_name("rnn/rnn/basic_lstm_cell/kernel/read:0")
        loss = tf.reduce_sum(tf.square(outputs - 0.1))
        (gradient,) = tf.gradients(loss, weights)
        session.run(graph.get_operation_by_name(file.facts["init"]))
        feed = file.feeds()[0]
        slope, value = session.run([gradient, weights], feed)
        step = np.zeros_like(value)
        step[2, 3] = 1e-2
        up = session.run(loss, {**feed, weights: value + step})
        down = session.run(loss, {**feed, weights: value - step})
        assert slope[2, 3] == pytest.approx((up - down) / 2e-2, rel=2e-2)


def test_learns_with_a_new_optimizer() -> None:
    """Variables of both kinds are taken by `minimize`."""
    for name in ("resource_variables_2_21_0", "linear_regression_1_15_5"):
        file = recorded(name)
        with tf.Graph().as_default() as graph, tf.Session() as session:
            tf.train.import_meta_graph(file.meta)
            loss = graph.get_tensor_by_name(file.facts["fetches"]["loss"])
            train = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
            session.run(tf.global_variables_initializer())
            feed = file.feeds()[0]
            before = session.run(loss, feed)
            for _ in range(5):
                session.run(train, feed)
            assert session.run(loss, feed) < before


def test_value_of_a_resource_variable_is_read_when_it_is_used() -> None:
    """After an assignment that is waited for, an imported variable gives its new value."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(recorded("variables_1_15_5").meta)
        (variable,) = [v for v in tf.global_variables() if v.name == "resource/s:0"]
        with tf.control_dependencies([variable.assign(7.0)]):
            after = variable + 1.0
        session.run(tf.global_variables_initializer())
        assert session.run(after) == 8.0


def test_text_files(tmp_path: Path) -> None:
    """A `.pbtxt` is read as well as a binary file."""
    from google.protobuf import text_format

    file = recorded("linear_regression_2_21_0")
    path = tmp_path / "graph.meta.txt"
    path.write_text(text_format.MessageToString(file.meta))
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(str(path), clear_devices=True)
        session.run(tf.global_variables_initializer())
        run_steps(session, file)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 something else", b"\x0a\xff\xff\xff", b"node { name: 'x' "], ids=str
)
def test_refuses_damaged_files(content: bytes, tmp_path: Path) -> None:
    """The error names the file; the graph stays as it was."""
    path = tmp_path / "broken.meta"
    path.write_bytes(content)
    with tf.Graph().as_default() as graph:
        with pytest.raises(OSError, match=r"broken\.meta"):
            tf.train.import_meta_graph(str(path))
        assert not graph.get_operations()


def test_refuses_half_a_file(tmp_path: Path) -> None:
    """A file that was cut anywhere is refused, or is another sound graph; never half imported."""
    whole = recorded("linear_regression_1_15_5").data
    path = tmp_path / "cut.meta"
    for size in range(1, len(whole), len(whole) // 23):
        path.write_bytes(whole[:size])
        with tf.Graph().as_default() as graph:
            try:
                tf.train.import_meta_graph(str(path))
            except (OSError, ValueError, KeyError):
                assert not graph.get_operations()
                assert not graph.get_all_collection_keys()


def test_refuses_a_missing_file() -> None:
    with tf.Graph().as_default(), pytest.raises(OSError, match=r"nowhere\.meta does not exist"):
        tf.train.import_meta_graph("nowhere.meta")


def test_refuses_open_inputs() -> None:
    """What the file leaves open has to be mapped."""
    meta = recorded("linear_regression_1_15_5").meta
    meta.collection_def["unbound_inputs"].bytes_list.value.append(b"x:0")
    with tf.Graph().as_default() as graph:
        with pytest.raises(ValueError, match="unbound inputs: x:0"):
            tf.train.import_meta_graph(meta)
        assert not graph.get_operations()
        x: Any = tf.zeros([5, 1])
        tf.train.import_meta_graph(meta, input_map={"x:0": x})


def test_no_saver_without_variables() -> None:
    """A graph that has nothing to save gives None."""
    with tf.Graph().as_default():
        tf.constant(1.0, name="one")
        written = tf.train.export_meta_graph()
    with tf.Graph().as_default() as graph:
        assert tf.train.import_meta_graph(written) is None
        assert graph.get_operation_by_name("one")
