"""The `.meta` file beside a checkpoint: the graph comes back from it, and trains on as if it had never been away."""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.graph_files import meta_graph_export
from tensorlab.saving import saver as page

DATA = np.random.default_rng(4).normal(size=(20, 4)).astype(np.float32)
FEED = {"x:0": DATA, "y:0": np.cos(DATA.sum(1, keepdims=True))}


def network() -> Any:
    """Two layers, Adam, a decaying rate; the training operation."""
    x = tf.placeholder(tf.float32, [None, 4], name="x")
    y = tf.placeholder(tf.float32, [None, 1], name="y")
    hidden = tf.layers.dense(x, 6, tf.nn.relu, kernel_initializer=tf.glorot_uniform_initializer(seed=3))
    guess = tf.layers.dense(hidden, 1, kernel_initializer=tf.glorot_uniform_initializer(seed=4))
    loss = tf.reduce_mean(tf.square(guess - y), name="loss")
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.05, step, 5, 0.9)
    return tf.train.AdamOptimizer(rate).minimize(loss, step, name="train")


def values(session: Any) -> dict[str, Any]:
    return {v.op.name: session.run(v) for v in tf.global_variables()}


def test_a_graph_out_of_its_file_trains_on_bit_for_bit(tmp_path: Path) -> None:
    """Ten steps, saved, ten more with the graph that the file brought; and twenty steps without a break."""
    with tf.Graph().as_default(), tf.Session() as session:
        train, saver = network(), tf.train.Saver()
        session.run(tf.global_variables_initializer())
        for step in range(20):
            if step == 10:
                path = saver.save(session, str(tmp_path / "m"), global_step=10)
            session.run(train, FEED)
        whole = values(session)
    with tf.Graph().as_default(), tf.Session() as session:
        imported = tf.train.import_meta_graph(f"{path}.meta")
        imported.restore(session, path)
        for _ in range(10):
            session.run("train", FEED)
        resumed = values(session)
        # What came back can be saved again, with its own saver, and without making a node more.
        count = len(tf.get_default_graph().get_operations())
        again = imported.save(session, str(tmp_path / "n"), global_step=tf.train.get_global_step())
        assert again == str(tmp_path / "n-20")
        assert len(tf.get_default_graph().get_operations()) == count
    assert list(resumed) == list(whole)
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)


def test_the_file_follows_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made anew when nodes or collections were added, and only then."""
    made = []
    real = meta_graph_export.export_meta_graph

    def counting(*arguments: Any, **named: Any) -> Any:
        made.append(1)
        return real(*arguments, **named)

    monkeypatch.setattr(meta_graph_export, "export_meta_graph", counting)
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(1.0, name="w")
        saver = tf.train.Saver()
        session.run(w.initializer)
        sizes = []
        for change in (
            None,
            None,
            lambda: tf.add(w, 1.0, name="more"),
            lambda: tf.add_to_collection("c", w),
            None,
        ):
            if change is not None:
                change()
            path = saver.save(session, str(tmp_path / "m"))
            sizes.append(os.path.getsize(f"{path}.meta"))
    assert len(made) == 3
    assert sizes[0] == sizes[1] < sizes[2] < sizes[3] == sizes[4]
    with tf.Graph().as_default():
        tf.train.import_meta_graph(f"{path}.meta")
        assert [v.op.name for v in tf.get_collection("c")] == ["w"]
        assert tf.get_default_graph().get_operation_by_name("more")


def test_a_graph_that_cannot_be_written_costs_no_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkpoint is there, the list names it, and one warning says why there is no graph."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise ValueError("The node 'odd' has no counterpart in TensorFlow.")

    monkeypatch.setattr(meta_graph_export, "export_meta_graph", refuse)
    monkeypatch.setattr(page, "_warned", set())
    with tf.Graph().as_default(), tf.Session() as session, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        w = tf.Variable(1.0, name="w")
        session.run(w.initializer)
        saver = tf.train.Saver()
        for step in range(2):
            path = saver.save(session, str(tmp_path / "m"), step)
        saver.restore(session, tf.train.latest_checkpoint(tmp_path))
    assert [str(one.message) for one in caught] == [
        "Only the values were saved: the file of the graph (.meta) was not written. The node 'odd' has no counterpart "
        "in TensorFlow."
    ]
    assert caught[0].filename == __file__
    assert not os.path.exists(f"{path}.meta")


def test_suffix_and_leaving_it_out(tmp_path: Path) -> None:
    """`meta_graph_suffix`, `write_meta_graph=False`; an old checkpoint's graph is removed with it."""
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(1.0, name="w")
        session.run(w.initializer)
        saver = tf.train.Saver(max_to_keep=1)
        for step in range(3):
            saver.save(session, str(tmp_path / "m"), step, meta_graph_suffix="graph")
        saver.save(session, str(tmp_path / "alone"), write_meta_graph=False, write_state=False)
    assert sorted(os.listdir(tmp_path)) == [
        "alone.data-00000-of-00001", "alone.index", "checkpoint", "m-2.data-00000-of-00001", "m-2.graph", "m-2.index"
    ]  # fmt: skip


def test_the_graph_is_written_before_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds a checkpoint in the list finds its graph, too."""
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(1.0, name="w")
        session.run(w.initializer)
        saver = tf.train.Saver()
        order = []
        monkeypatch.setattr(page, "write_whole", lambda path, content: order.append(os.path.basename(path)))
        monkeypatch.setattr(page, "update_checkpoint_state", lambda *_: order.append("checkpoint"))
        saver.save(session, str(tmp_path / "m"))
    assert order == ["m.meta", "checkpoint"]
