"""Event files: whole, readable by others, and complete, whoever writes into them."""

import gc
import glob
import logging
import os
import threading
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.protos import wire
from tensorlab.reading.tfrecord import read_records
from tests.parity.record_event_files import FILE, events


def number(tag: str, value: float) -> Any:
    """A summary with one number."""
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def files_of(folder: Path) -> list[str]:
    return sorted(glob.glob(str(folder / "*")))


def kept(folder: Path) -> list[tuple[int, str, float]]:
    """Step, tag and value of everything in the event files of a folder."""
    return [
        (event.step, value.tag, value.simple_value)
        for path in files_of(folder)
        for event in tf.train.summary_iterator(path)
        for value in event.summary.value
    ]


def test_what_tensorflow_wrote_is_read() -> None:
    """Every event of a file that TensorFlow wrote."""
    first, *others = tf.train.summary_iterator(str(FILE))
    assert first.file_version == "brain.Event:2"
    assert others == events(tf)


def test_the_bytes_are_those_of_tensorflow(tmp_path: Path) -> None:
    """Lengths, checksums and messages; only the time in the first event is another."""
    with tf.summary.FileWriter(tmp_path) as writer:
        for event in events(tf):
            writer.add_event(event)
    (path,) = files_of(tmp_path)
    written, expected = (each[1:] for each in (list(read_records(path)), list(read_records(str(FILE)))))
    assert written == expected
    length = sum(len(record) + 16 for record in expected)
    assert Path(path).read_bytes()[-length:] == FILE.read_bytes()[-length:]


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    """What stands before the damage can be read."""
    whole = FILE.read_bytes()
    for name, content in (("cut", whole[:-5]), ("changed", whole[:-60] + b"?" + whole[-59:])):
        path = tmp_path / name
        path.write_bytes(content)
        found = tf.train.summary_iterator(path)
        assert next(found).file_version
        with pytest.raises(tf.errors.DataLossError, match=name):
            list(found)
    with pytest.raises(tf.errors.NotFoundError):
        next(tf.train.summary_iterator(str(tmp_path / "none")))


def test_many_threads_write_into_one_file(tmp_path: Path) -> None:
    """Nothing is lost, and nothing is torn."""
    writer = tf.summary.FileWriter(tmp_path, max_queue=3)
    threads = [
        threading.Thread(target=lambda n=n: [writer.add_summary(number(f"t{n}", i), i) for i in range(200)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert len(files_of(tmp_path)) == 1
    found = kept(tmp_path)
    assert sorted(found) == sorted((i, f"t{n}", float(i)) for n in range(8) for i in range(200))
    for n in range(8):
        assert [step for step, tag, _ in found if tag == f"t{n}"] == list(range(200))


def test_many_writers_share_a_folder(tmp_path: Path) -> None:
    """Each has a file of its own, also within one second."""
    writers = [tf.summary.FileWriter(tmp_path) for _ in range(4)]
    for place, writer in enumerate(writers):
        writer.add_summary(number("x", place), place)
    for writer in writers:
        writer.close()
    assert len(files_of(tmp_path)) == 4
    assert sorted(kept(tmp_path)) == [(place, "x", float(place)) for place in range(4)]


def test_when_events_reach_the_file(tmp_path: Path) -> None:
    """The first at once, the others when enough wait, or when the time is up, or at `flush`."""
    writer = tf.summary.FileWriter(tmp_path, max_queue=3, flush_secs=1000)
    seen = []
    for step in range(5):
        writer.add_summary(number("x", 0.0), step)
        seen.append(len(kept(tmp_path)))
    assert seen == [1, 1, 1, 4, 4]
    writer.flush()
    assert len(kept(tmp_path)) == 5
    impatient = tf.summary.FileWriter(tmp_path / "impatient", max_queue=0, flush_secs=0)
    for step in range(3):
        impatient.add_summary(number("x", 0.0), step)
        assert len(kept(tmp_path / "impatient")) == step + 1
    impatient.close()
    writer.close()


def test_a_writer_that_was_forgotten(tmp_path: Path) -> None:
    """What it has taken is in the file, and no open file is left behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        writer = tf.summary.FileWriter(tmp_path, max_queue=0)
        for step in range(4):
            writer.add_summary(number("x", 1.0), step)
        del writer
        gc.collect()
    assert len(kept(tmp_path)) == 4


def test_a_closed_writer_takes_nothing_until_it_is_reopened(tmp_path: Path) -> None:
    """A warning, as in TensorFlow; after `reopen` a new file."""
    writer = tf.summary.FileWriter(tmp_path)
    writer.add_summary(number("x", 1.0), 1)
    writer.close()
    writer.close()
    with pytest.warns(UserWarning, match="closed FileWriter") as caught:
        writer.add_summary(number("x", 2.0), 2)
    assert caught[0].filename == __file__
    writer.reopen()
    writer.add_summary(number("x", 3.0), 3)
    writer.close()
    assert sorted(kept(tmp_path)) == [(1, "x", 1.0), (3, "x", 3.0)]
    assert len(files_of(tmp_path)) == 2


def test_what_is_no_summary_is_refused(tmp_path: Path) -> None:
    """Each with its way out, and the file stays as it was."""
    writer = tf.summary.FileWriter(tmp_path)
    writer.add_summary(number("x", 1.0), 1)
    with tf.Graph().as_default():
        node = tf.summary.scalar("loss", 0.5)
        for wrong, advice in ((node, r"sess\.run\(loss\)"), (None, "merge_all"), (0.5, "not 0.5")):
            with pytest.raises(TypeError, match=advice):
                writer.add_summary(wrong, 2)
    writer.close()
    assert kept(tmp_path) == [(1, "x", 1.0)]


def test_a_summary_of_the_program_is_not_changed(tmp_path: Path) -> None:
    """The file keeps what a series is with its first value only; the program's message keeps it."""
    described = tf.Summary(value=[tf.Summary.Value(tag="x", metadata=tf.SummaryMetadata(display_name="X"))])
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_summary(described, 1)
        writer.add_summary(described, 2)
    assert described.value[0].metadata.display_name == "X"
    (path,) = files_of(tmp_path)
    names = [[v.metadata.display_name for v in e.summary.value] for e in tf.train.summary_iterator(path)]
    assert names == [[], ["X"], [""]]


def test_a_graph_that_tensorflow_could_not_run(
    tmp_path: Path, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn all the same, and a line says so."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        parts = tf.split(x, 2, 1, name="parts")
        with tf.control_dependencies([tf.no_op(name="before")]):
            tf.add(parts[1], 1.0, name="y")

    def refuse(*_: Any, **__: Any) -> None:
        raise ValueError("no op of TensorFlow")

    monkeypatch.setattr(type(graph), "as_graph_def", refuse)
    monkeypatch.setattr(logging.getLogger("tensorflow"), "propagate", True)
    with tf.summary.FileWriter(tmp_path, graph):
        pass
    assert "drawing only" in caplog.text and "no op of TensorFlow" in caplog.text
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    (path,) = files_of(tmp_path)
    nodes = {n.name: n for n in GraphDef.FromString(list(tf.train.summary_iterator(path))[1].graph_def).node}
    assert list(nodes["y"].input) == ["parts:1", "y/y", "^before"]
    assert [d.size for d in nodes["y"].attr["_output_shapes"].list.shape[0].dim] == [-1, 1]


def test_without_tensorboard_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs with summaries can be built and run; the summaries themselves need the package."""
    monkeypatch.setattr(wire, "PACKAGE", "tensorboard_that_is_not_installed")
    with tf.Graph().as_default(), tf.Session() as session:
        loss = tf.constant(2.0) * 3.0
        summary = tf.summary.scalar("loss", loss)
        assert session.run(loss) == 6.0
        with pytest.raises(Exception, match=r"pip install tensorlab\[tensorboard\]"):
            session.run(summary)
    with pytest.raises(ModuleNotFoundError, match=r"pip install tensorlab\[tensorboard\]"):
        tf.summary.FileWriter(tmp_path).add_summary(b"", 1)
    assert os.listdir(tmp_path) == []


def test_run_metadata_survives_its_bytes() -> None:
    """Times, devices and memory of a real run."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [8, 4])
        metadata = tf.RunMetadata()
        session.run(
            tf.matmul(x, x, transpose_b=True), {x: np.ones([8, 4])},
            tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), metadata,
        )  # fmt: skip
    again = tf.RunMetadata.FromString(metadata.SerializeToString())
    assert again == metadata
    (device,) = again.step_stats.dev_stats
    (product,) = device.node_stats
    assert device.device.endswith("CPU:0") and product.timeline_label.startswith(
        "MatMul = MatMul(Placeholder:0"
    )
    assert product.memory[0].total_bytes == 8 * 8 * 4 and product.all_end_rel_micros > 0
