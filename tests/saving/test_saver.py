"""What a saver promises beyond what TensorFlow's own answers show (`tests/parity/programs/saving.py`)."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.saving.checkpoint_files import DATA, INDEX
from tensorlab.saving.saver_builder import BaseSaverBuilder, SaveSpec
from tests.record.comparing import replays_exactly


def two_variables() -> tuple[Any, Any]:
    return tf.Variable([1.0, 2.0], name="w"), tf.Variable([[3.0]], name="b")


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """A checkpoint of `two_variables`."""
    with tf.Graph().as_default(), tf.Session() as session:
        two_variables()
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"), write_meta_graph=False)
        assert path is not None
        return path


# --- all or nothing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("initialised", [True, False])
@pytest.mark.parametrize("through", ["restore", "node"])
def test_a_refused_restore_changes_no_variable(saved: str, initialised: bool, through: str) -> None:
    """One shape does not fit: the variable that would fit keeps its value, too (TensorFlow would have changed it)."""
    if through == "node" and not initialised:
        return  # the node compares with the value that a variable has
    with tf.Graph().as_default(), tf.Session() as session:
        fits = tf.Variable([[0.0]], name="b")
        tf.Variable([0.0, 0.0, 0.0], name="w")
        saver = tf.train.Saver()
        if initialised:
            session.run(tf.global_variables_initializer())
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"Assign requires shapes of both tensors to match"
        ):
            if through == "node":
                session.run("save/restore_all", {"save/Const:0": saved})
            else:
                saver.restore(session, saved)
        assert session.run(tf.is_variable_initialized(fits)) == initialised
        if initialised:
            assert session.run(fits) == 0.0


def test_every_shape_that_does_not_fit_is_named(saved: str) -> None:
    """All of them, with both shapes, in one message."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable(tf.zeros([3]), name="w")
        tf.Variable(tf.zeros([4, 4]), name="b")
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            tf.train.Saver().restore(session, saved)
    assert "w: lhs shape= [3] rhs shape= [2]" in caught.value.message
    assert "b: lhs shape= [4, 4] rhs shape= [1, 1]" in caught.value.message


def test_a_missing_name_comes_before_a_wrong_shape(saved: str) -> None:
    """As in TensorFlow, where programs that begin afresh catch NotFoundError."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.get_variable("w", [7, 7])
        tf.get_variable("new_layer", [2])
        with pytest.raises(tf.errors.NotFoundError, match="Key new_layer not found in checkpoint"):
            tf.train.Saver().restore(session, saved)
    assert tf.train.checkpoint_exists(saved[:-2] + "*") and not tf.train.checkpoint_exists(saved + "x*")


def test_every_missing_name_is_named_with_the_nearest(saved: str) -> None:
    """And what the checkpoint has, and how to restore under other names."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable(tf.zeros([2]), name="W")
        tf.Variable(tf.zeros([1, 1]), name="bias")
        with pytest.raises(tf.errors.NotFoundError) as caught:
            tf.train.Saver().restore(session, saved)
        assert session.run(tf.report_uninitialized_variables()).tolist() == [b"W", b"bias"]
    message = caught.value.message
    assert f"Key W not found in checkpoint {saved}. Did you mean 'w'?" in message
    assert "Key bias not found" in message
    assert "It has: b, w." in message
    assert "test_saver.py" in message  # the line that made the saver


def test_a_damaged_checkpoint_changes_nothing_and_the_one_before_restores(tmp_path: Path) -> None:
    """As the error says."""
    with tf.Graph().as_default(), tf.Session() as session:
        w, _ = two_variables()
        saver = tf.train.Saver()
        session.run(tf.global_variables_initializer())
        for step in (1, 2):
            path = saver.save(session, str(tmp_path / "m"), step, write_meta_graph=False)
            session.run(w.assign_add([1.0, 1.0]))
        data = Path(f"{path}{DATA}")
        data.write_bytes(data.read_bytes()[:-100])
        with pytest.raises(tf.errors.DataLossError, match=r"m-2\.data-00000-of-00001") as caught:
            saver.restore(session, path)
        assert "all_model_checkpoint_paths" in caught.value.message
        assert session.run(w).tolist() == [3.0, 4.0]
        older, _ = tf.train.get_checkpoint_state(tmp_path).all_model_checkpoint_paths
        saver.restore(session, older)
        assert session.run(w).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("{}.index", "Leave the ending out"),
        ("{}.meta", "Leave the ending out"),
        ("{}x", "Did you mean 'model'"),
        ("nowhere/model", "There is no folder 'nowhere'"),
    ],
)
def test_a_wrong_path_is_explained(saved: str, wrong: str, words: str) -> None:
    """The slips that every beginner makes."""
    with tf.Graph().as_default(), tf.Session() as session:
        two_variables()
        with pytest.raises((ValueError, tf.errors.DataLossError), match=words):
            tf.train.Saver().restore(session, wrong.format(saved))
        with pytest.raises(ValueError, match="It is a folder"):
            tf.train.Saver().restore(session, os.path.dirname(saved))


def test_a_write_that_fails_says_so_and_keeps_the_old_one(
    saved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is ResourceExhaustedError, a folder that may not be written PermissionDeniedError."""
    with tf.Graph().as_default(), tf.Session() as session:
        w, _ = two_variables()
        session.run(tf.global_variables_initializer())
        session.run(w.assign([8.0, 8.0]))
        saver = tf.train.Saver()
        for number, kind in ((28, tf.errors.ResourceExhaustedError), (13, tf.errors.PermissionDeniedError)):
            with monkeypatch.context() as patch:

                def refuse(*_: Any, number: int = number) -> Any:
                    raise OSError(number, os.strerror(number))

                patch.setattr(os, "replace", refuse)
                with pytest.raises(kind, match="What was saved before is as it was"):
                    saver.save(session, saved, write_meta_graph=False)
            assert tf.train.load_variable(saved, "w").tolist() == [1.0, 2.0]


# --- files ------------------------------------------------------------------------------------------------


def test_a_relative_path_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`saver.save(sess, "model.ckpt")`, as books write it, and with "./"."""
    monkeypatch.chdir(tmp_path)
    with tf.Graph().as_default(), tf.Session() as session:
        two_variables()
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver()
        for path in ("model.ckpt", "./model.ckpt"):
            assert saver.save(session, path, write_meta_graph=False) == path
            saver.restore(session, path)
            assert os.path.samefile(f"{tf.train.latest_checkpoint('.')}{INDEX}", "model.ckpt.index")
        saver.save(session, tmp_path / "other", write_meta_graph=False)  # a pathlib.Path, too
        saver.restore(session, tmp_path / "other")


def test_sharded_files_are_those_of_one_saver(tmp_path: Path) -> None:
    """The parts are joined; the folder in which they were is gone; TensorFlow 1.15 has the same nodes."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        with tf.device("/cpu:0"):
            tf.Variable([1.0, 2.0], name="w")
        tf.Variable([[3.0]], name="b")
        saver = tf.train.Saver(sharded=True, name="foo")
        names = [op.name for op in graph.get_operations() if op.name.startswith("foo/")]
        for wanted in (
            "StringJoin",
            "num_shards",
            "ShardedFilename_1",
            "SaveV2_1",
            "MergeV2Checkpoints",
            "Identity",
        ):
            assert f"foo/{wanted}" in names
        assert names[-1] == "foo/restore_all"
        session.run(tf.global_variables_initializer())
        path = saver.save(session, str(tmp_path / "model"), write_meta_graph=False)
        assert sorted(os.listdir(tmp_path)) == ["checkpoint", "model.data-00000-of-00001", "model.index"]
        assert tf.train.list_variables(path) == [("b", [1, 1]), ("w", [2])]
        saver.restore(session, path)


def test_variables_on_another_device_are_copied(tmp_path: Path) -> None:
    """A checkpoint is written from, and read into, the computer's own memory."""
    with lab.simulate_gpu(), tf.Graph().as_default(), tf.Session() as session:
        with tf.device("/gpu:0"):
            w = tf.Variable([1.0, 2.0], name="w")
        session.run(w.initializer)
        saver = tf.train.Saver()
        path = saver.save(session, str(tmp_path / "model"), write_meta_graph=False)
        session.run(w.assign([0.0, 0.0]))
        saver.restore(session, path)
        assert session.run(w + 1.0).tolist() == [2.0, 3.0]


def test_without_tensorboard_the_values_are_saved_and_one_warning_says_what_is_missing(
    tmp_path: Path,
) -> None:
    """In a process in which the package cannot be imported."""
    program = """
import sys, warnings
sys.modules["tensorboard"] = None
import tensorlab as tf
w = tf.Variable([1.0, 2.0], name="w")
saver = tf.train.Saver()
with tf.Session() as sess, warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    sess.run(w.initializer)
    for step in range(3):
        path = saver.save(sess, sys.argv[1] + "/model", global_step=step)
    saver.restore(sess, path)
    print(sess.run(w).tolist(), saver.as_saver_def().restore_op_name, saver.saver_def.max_to_keep)
    again = tf.train.Saver.from_proto(saver.to_proto())
    again.restore(sess, path)
    print(len(caught), "pip install tensorlab[tensorboard]" in str(caught[0].message), caught[0].filename == "<string>")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ["[1.0, 2.0] save/restore_all 5", "1 True True"]
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".meta")]


def test_several_threads_may_save_and_read_one_name(tmp_path: Path) -> None:
    """Whoever reads while others write gets a whole checkpoint."""
    path = str(tmp_path / "model")
    problems: list[BaseException] = []
    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable(tf.zeros([200]), name="w")
        value = tf.placeholder(tf.float32, [])
        fill = w.assign(tf.fill([200], value))
        saver = tf.train.Saver()
        session.run(fill, {value: 0.0})
        saver.save(session, path, write_meta_graph=False)
        done = threading.Event()

        def write() -> None:
            for number in range(25):
                session.run(fill, {value: number})
                saver.save(session, path, write_meta_graph=False, write_state=False)

        def read() -> None:
            try:
                while not done.is_set():
                    assert len(np.unique(tf.train.load_variable(path, "w"))) == 1
            except BaseException as problem:
                problems.append(problem)

        reader = threading.Thread(target=read)
        writers = [threading.Thread(target=write) for _ in range(2)]
        reader.start()
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        done.set()
        reader.join()
    assert not problems


# --- other builders ---------------------------------------------------------------------------------------


def test_a_saveable_object_of_ones_own(tmp_path: Path) -> None:
    """Two tensors under two names, put back by an operation of one's own."""

    class Pair(BaseSaverBuilder.SaveableObject):
        def __init__(self, first: Any, second: Any) -> None:
            specs = [
                SaveSpec(first, "", "pair/first"),
                SaveSpec(lambda: second, "", "pair/second", second.dtype),
            ]
            super().__init__(first, specs, "pair")
            self.both = first, second

        def restore(self, restored_tensors: list[Any], restored_shapes: Any) -> Any:
            return tf.group(*[tf.assign(v, t) for v, t in zip(self.both, restored_tensors, strict=True)])

    with tf.Graph().as_default(), tf.Session() as session:
        first, second = (tf.Variable(x, collections=["mine"])._ref() for x in (1.0, [2.0, 3.0]))
        tf.add_to_collection(tf.GraphKeys.SAVEABLE_OBJECTS, Pair(first, second))
        saver = tf.train.Saver()
        session.run(tf.variables_initializer(tf.get_collection("mine")))
        path = saver.save(session, str(tmp_path / "m"), write_meta_graph=False)
        assert tf.train.list_variables(path) == [("pair/first", []), ("pair/second", [2])]
        session.run(tf.assign(first, 0.0))
        saver.restore(session, path)
        assert session.run(first) == 1.0


def test_a_builder_of_ones_own(tmp_path: Path) -> None:
    """It may save other values than the variables have."""

    class Halved(BaseSaverBuilder):
        def save_op(self, filename_tensor: Any, saveables: Any) -> Any:
            halves = [SaveSpec(tf.identity(s.specs[0].tensor) / 2.0, "", s.name) for s in saveables]
            return super().save_op(
                filename_tensor, [self.SaveableObject(h.tensor, [h], h.name) for h in halves]
            )

    with tf.Graph().as_default(), tf.Session() as session:
        w = tf.Variable([1.0, 2.0], name="w")
        session.run(w.initializer)
        saver = tf.train.Saver(builder=Halved())
        path = saver.save(session, str(tmp_path / "m"), write_meta_graph=False)
        saver.restore(session, path)
        assert session.run(w).tolist() == [0.5, 1.0]


# --- in the trace -----------------------------------------------------------------------------------------


def test_saving_and_restoring_are_recorded_and_replayed_without_the_files(tmp_path: Path) -> None:
    """A replay gets what was read from the record, and writes nothing."""
    with tf.Graph().as_default() as graph, lab.trace() as tape, tf.Session() as session:
        w, _ = two_variables()
        saver = tf.train.Saver()
        session.run(tf.global_variables_initializer())
        path = saver.save(session, str(tmp_path / "m"), write_meta_graph=False)
        session.run(w.assign([5.0, 5.0]))
        saver.restore(session, path)
        assert session.run(w + 1.0).tolist() == [2.0, 3.0]
        tf.train.remove_checkpoint(path)
        replays_exactly(tape)
        assert not os.path.exists(path + INDEX)
        read = graph.get_operation_by_name("save/RestoreV2")
        notes = [run.notes[read][0] for run in tape.runs if read in run.notes]
        assert notes == [{"file": path, "bytes": 12}]


def test_random_numbers_begin_anew_after_a_restart(tmp_path: Path) -> None:
    """As in TensorFlow, a new session draws from the beginning; stateless draws, which hang on the step, do not."""

    def draws(begin: int, until: int, resume: bool) -> list[Any]:
        with tf.Graph().as_default(), tf.Session() as session:
            step = tf.train.get_or_create_global_step()
            stateful = tf.random_uniform([], seed=1)
            stateless = tf.random.stateless_uniform([], seed=tf.stack([step, 5]))
            following = step.assign_add(1)
            saver = tf.train.Saver()
            if resume:
                saver.restore(session, tf.train.latest_checkpoint(tmp_path))
            else:
                session.run(tf.global_variables_initializer())
            found = []
            for _ in range(begin, until):
                found.append(session.run([stateful, stateless]))
                session.run(following)
            saver.save(session, str(tmp_path / "m"), step, write_meta_graph=False)
            return found

    whole = draws(0, 6, False)
    first, then = draws(0, 3, False), draws(3, 6, True)
    assert [pair[1] for pair in first + then] == [pair[1] for pair in whole]
    assert [pair[0] for pair in then] == [pair[0] for pair in whole[:3]]


def test_restoring_logs_the_path(saved: str, caplog: pytest.LogCaptureFixture) -> None:
    """The line that every user of TensorFlow knows, for those who want to see it."""
    with caplog.at_level("INFO", "tensorflow"), tf.Graph().as_default(), tf.Session() as session:
        two_variables()
        tf.train.Saver().restore(session, saved)
    assert f"Restoring parameters from {saved}" in caplog.messages


def test_a_moved_folder_is_explained(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The list names the old place: None, as in TensorFlow, and a line that says where the checkpoint is."""
    with tf.Graph().as_default(), tf.Session() as session:
        two_variables()
        session.run(tf.global_variables_initializer())
        (tmp_path / "old").mkdir()
        tf.train.Saver().save(session, str(tmp_path / "old" / "model"), write_meta_graph=False)
    os.rename(tmp_path / "old", tmp_path / "new")
    assert tf.train.latest_checkpoint(str(tmp_path / "new")) is None
    assert f"restore() takes {str(tmp_path / 'new' / 'model')!r}" in caplog.text
    tf.train.remove_checkpoint(str(tmp_path / "new" / "model"))
    caplog.clear()
    assert tf.train.latest_checkpoint(tmp_path / "new") is None
    assert "Was the folder moved" not in caplog.text
