"""The functions of tf.train that look at checkpoints and manage their list."""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.parity.attempt import attempt


def _saved(tf: Any, folder: str, step: Any = None) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable([[1.0, 2.0]], name="net/w")
        tf.Variable([3.0], name="net/b")
        tf.Variable(7, name="step")
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, os.path.join(folder, "m.ckpt"), step)


def looking_inside(tf: Any, np: Any) -> None:
    """Names, shapes, dtypes and values without a graph."""
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(tf, folder, 5)
        reader = tf.train.NewCheckpointReader(path)
        print(sorted(reader.get_variable_to_shape_map().items()))
        print(sorted((n, d.name) for n, d in reader.get_variable_to_dtype_map().items()))
        print(reader.has_tensor("net/w"), reader.has_tensor("net"))
        print(reader.get_tensor("net/w"), reader.get_tensor("step"))
        print(reader.debug_string().decode())
        for where in (folder, path):
            print(tf.train.list_variables(where), tf.train.load_variable(where, "net/b:0"))
            print(tf.train.load_checkpoint(where).get_tensor("net/b"))
        attempt(tf, lambda: reader.get_tensor("nett/w"), "not found in checkpoint")
        attempt(tf, lambda: tf.train.load_variable(folder, "net/c"), "not found in checkpoint")
        attempt(tf, lambda: tf.train.NewCheckpointReader(path + "0"), "failed to find any matching files")
        attempt(tf, lambda: tf.train.list_variables(path + "0"), "failed to find any matching files")
    with tempfile.TemporaryDirectory() as folder:
        attempt(tf, lambda: tf.train.load_checkpoint(folder), "couldn't find 'checkpoint' file")
        attempt(tf, lambda: tf.train.list_variables(folder))


def existing_and_removing(tf: Any, np: Any) -> None:
    """Whether there is a checkpoint, when it was written, and away with it."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = _saved(tf, folder, 1), _saved(tf, folder, 2)
        print(tf.train.checkpoint_exists(first), tf.train.checkpoint_exists(first + "1"))
        print(len(tf.train.get_checkpoint_mtimes([first, "nowhere", second])))
        tf.train.remove_checkpoint(second)
        tf.train.remove_checkpoint(second)
        print(tf.train.checkpoint_exists(second), tf.train.latest_checkpoint(folder))
        print(sorted(name for name in os.listdir(folder) if "meta" not in name))
        print(tf.train.latest_checkpoint(os.path.join(folder, "none")), tf.train.get_checkpoint_state("none"))


def the_state_by_hand(tf: Any, np: Any) -> None:
    """The list of checkpoints, written and read."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m-%d")
        tf.train.update_checkpoint_state(folder, path % 2, [path % 0, path % 1])
        print(Path(os.path.join(folder, "checkpoint")).read_text().replace(folder, "FOLDER"))
        print(tf.train.latest_checkpoint(folder))
        tf.train.update_checkpoint_state(folder, "m-2", ["m-1", "m-2"], "mine", [1.5, 2.0], 0.25)
        print(Path(os.path.join(folder, "mine")).read_text())
        state = tf.train.get_checkpoint_state(folder, "mine")
        print(state.model_checkpoint_path == os.path.join(folder, "m-2"))
        print(list(state.all_model_checkpoint_timestamps))
        print(state.last_preserved_timestamp, len(state.all_model_checkpoint_paths))
        update, own_name = tf.train.update_checkpoint_state, os.path.join(folder, "checkpoint")
        attempt(tf, lambda: update(folder, own_name), "conflicts")
        made = tf.train.generate_checkpoint_state_proto("runs", "runs/m-2", ["runs/m-1", "/m-0"])
        print(str(made))
        make = tf.train.generate_checkpoint_state_proto
        attempt(tf, lambda: make("runs", "m", [], [1.0, 2.0]), "timestamps")
        two = "model_checkpoint_path: 'x'  all_model_checkpoint_paths: \"y\""
        for text in ('model_checkpoint_path: "a\\"b\\303\\251 c"', two):
            with open(os.path.join(folder, "written"), "w") as file:
                file.write(text)
            state = tf.train.get_checkpoint_state(folder, "written")
            print(os.path.basename(state.model_checkpoint_path), len(state.all_model_checkpoint_paths))
        for text in ("nonsense", 'unknown: "x"', 'model_checkpoint_path: "a'):
            with open(os.path.join(folder, "written"), "w") as file:
                file.write(text)
            print(tf.train.get_checkpoint_state(folder, "written"))
            print(tf.train.latest_checkpoint(folder, "written"))
        open(os.path.join(folder, "empty"), "w").close()
        attempt(tf, lambda: tf.train.get_checkpoint_state(folder, "empty"), "invalid checkpoint state")


def waiting_for_checkpoints(tf: Any, np: Any) -> None:
    """The iterator gives the newest once, and ends when nothing comes."""
    with tempfile.TemporaryDirectory() as folder:
        print(list(tf.train.checkpoints_iterator(folder, timeout=0)))
        _saved(tf, folder, 1)
        found = []
        for path in tf.train.checkpoints_iterator(folder, timeout=0):
            found.append(os.path.basename(path))
            if len(found) == 1:
                _saved(tf, folder, 2)
        print(found)
        asked = []

        def enough() -> bool:
            asked.append(1)
            return len(asked) == 2

        print(len(list(tf.train.checkpoints_iterator(folder, timeout=0, timeout_fn=enough))), len(asked))


def starting_from_a_checkpoint(tf: Any, np: Any) -> None:
    """init_from_checkpoint: by scope, by name, by variable; what it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(tf, folder)
        for build in ("scope", "root", "name", "variable"):
            with tf.Graph().as_default(), tf.Session() as session:
                with tf.variable_scope("net" if build == "root" else "mine"):
                    w = tf.get_variable("w", [1, 2])
                    b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
                mapping = {
                    "scope": {"net/": "mine/"},
                    "root": {"/": "/"},
                    "name": {"net/w": "mine/w"},
                    "variable": {"net/b": b, "net/w": w},
                }[build]
                tf.train.init_from_checkpoint(folder if build == "name" else path, mapping)
                session.run(tf.global_variables_initializer())
                print(build, w.name, session.run([w, b]))
        with tf.Graph().as_default():
            w = tf.get_variable("mine/w", [1, 2])
            tf.get_variable("mine/c", [1])
            wrong = tf.get_variable("wrong", [5])
            init = tf.train.init_from_checkpoint
            attempt(tf, lambda: init(path, {"net/x": w}), "net/x", "not found")
            attempt(tf, lambda: init(path, {"net/w": wrong}), "doesn't match", "wrong")
            attempt(tf, lambda: init(path, {"net/w": "mine/x"}), "scope")
            attempt(tf, lambda: init(path, {"net/": "mine/"}), "net/c", "not found")
            attempt(tf, lambda: init(path + "0", {"net/w": w}))
