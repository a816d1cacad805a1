"""Programs of TensorFlow 0.x and 1.x import and call summaries in many ways; what they print is in `tests/programs`."""

import glob
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

import tensorlab as tf

NAMES = [
    ("scalar_summary", lambda: tf.scalar_summary("loss (a)", 0.5)),
    ("histogram_summary", lambda: tf.histogram_summary("weights of a", [1.0])),
    ("image_summary", lambda: tf.image_summary("digits of a", tf.zeros([1, 2, 2, 1]), 1)),
    ("audio_summary", lambda: tf.audio_summary("tone of a", tf.zeros([1, 2]), 8000.0)),
    ("merge_summary", lambda: tf.merge_summary([tf.summary.scalar("a", 1.0)])),
    ("merge_all_summaries", lambda: tf.merge_all_summaries()),
]


@pytest.mark.parametrize(("name", "call"), NAMES, ids=[name for name, _ in NAMES])
def test_an_old_function_says_what_to_write_today(name: str, call: Any) -> None:
    """At the line of the program."""
    with tf.Graph().as_default(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    (warning,) = [one for one in caught if one.category is DeprecationWarning]
    assert str(warning.message).startswith(f"tf.{name} is an old name: write tf.summary.")
    assert warning.filename == __file__


def test_the_oldest_writer_took_a_graph_def(tmp_path: Path) -> None:
    """`SummaryWriter(folder, sess.graph_def)`: the second argument was no graph yet."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.constant(1.0, name="one")
        with pytest.warns(DeprecationWarning, match="tf.summary.FileWriter"):
            writer = tf.train.SummaryWriter(str(tmp_path), session.graph_def)
        writer.close()
        kinds = [e.WhichOneof("what") for e in tf.train.summary_iterator(glob.glob(f"{tmp_path}/*")[0])]
        assert kinds == ["file_version", "graph_def", "meta_graph_def"]
        assert graph.as_graph_def().node[0].name == "one"


def test_where_programs_import_it_from() -> None:
    """Public names, TensorFlow's own files, the messages, and the timeline."""
    program = """
import tensorflow as tf
from tensorflow.core.framework import summary_pb2
from tensorflow.core.framework.summary_pb2 import Summary
from tensorflow.core.util.event_pb2 import SessionLog
from tensorflow.python.client import timeline
from tensorflow.python.summary import summary
from tensorflow.python.summary.summary_iterator import summary_iterator
from tensorflow.python.summary.writer.writer import FileWriter
from tensorflow.contrib.deprecated import scalar_summary

assert summary_pb2.Summary is tf.Summary is Summary and SessionLog is tf.SessionLog
assert summary.scalar is tf.summary.scalar and FileWriter is tf.summary.FileWriter
assert summary_iterator is tf.train.summary_iterator
with tf.Graph().as_default(), tf.Session() as sess:
    run_metadata = tf.RunMetadata()
    x = tf.placeholder(tf.float32)
    sess.run(x * 2.0, {x: 1.0}, options=tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE), run_metadata=run_metadata)
    found = timeline.Timeline(run_metadata.step_stats).generate_chrome_trace_format()
"""
    tf.install()
    try:
        names: dict[str, Any] = {}
        exec(compile(program, "a program", "exec"), names)
    finally:
        tf.uninstall()
    assert [e["name"] for e in json.loads(names["found"])["traceEvents"] if e["ph"] == "X"] == ["Mul"]
