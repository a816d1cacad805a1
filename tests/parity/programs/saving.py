"""Saving and restoring: what a saver adds to the graph, which files it keeps, what restoring refuses."""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.parity.attempt import attempt


def _files(folder: str) -> list[str]:
    return sorted(name for name in os.listdir(folder) if not name.endswith(".meta"))


def _shortened(text: Any, folder: str) -> str:
    return str(text).replace(folder, "FOLDER")


def _two_variables(tf: Any) -> Any:
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="w")
    b = tf.get_variable("layer/b", initializer=tf.constant([5.0, 6.0]))
    return w, b


def nodes(tf: Any, np: Any) -> None:
    """The saver's nodes, their inputs and their devices."""
    _two_variables(tf)
    tf.Variable(3, name="steps", trainable=False)
    tf.Variable(1.0, collections=["local_variables"], name="local")
    saver = tf.train.Saver()
    for operation in tf.get_default_graph().get_operations():
        if operation.name.startswith("save"):
            print(operation.name, operation.type, operation.device)
            print("  from", [t.name for t in operation.inputs], [c.name for c in operation.control_inputs])
            print("  to", [(t.name, t.dtype.name, t.shape) for t in operation.outputs])
    settings = saver.as_saver_def()
    print(settings.filename_tensor_name, settings.save_tensor_name, settings.restore_op_name)
    print(settings.max_to_keep, settings.keep_checkpoint_every_n_hours, settings.sharded, settings.version)
    print(tf.get_collection(tf.GraphKeys.SAVERS))


def nodes_of_more_savers(tf: Any, np: Any) -> None:
    """A second saver, a named one, one that reshapes, one in a scope."""
    w, b = _two_variables(tf)
    free = tf.Variable([1, 2], name="free", validate_shape=False)
    tf.train.Saver([w])
    tf.train.Saver([w])
    tf.train.Saver({"other/name": b}, name="mine")
    tf.train.Saver([b, free], reshape=True, name="reshaping")
    with tf.name_scope("scope"):
        tf.train.Saver([w])
    for operation in tf.get_default_graph().get_operations()[12:]:
        print(operation.name, operation.type, [t.name for t in operation.inputs])


def round_trip(tf: Any, np: Any) -> None:
    """Save, change, restore; a new session needs no initializer."""
    w, b = _two_variables(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            path = saver.save(session, os.path.join(folder, "model.ckpt"))
            print(_shortened(path, folder), _files(folder))
            session.run(w.assign(w * 10))
            print(session.run(w))
            saver.restore(session, path)
            print(session.run([w, b]))
        with tf.Session() as session:
            session.run("save/restore_all", {"save/Const:0": path})
            print(session.run("w:0"), session.run(tf.report_uninitialized_variables()))
            print(session.run("save/control_dependency:0", {"save/Const:0": path + "again"})[-9:])
            print(_files(folder))


def dtypes_round_trip(tf: Any, np: Any) -> None:
    """Every dtype, also no entries at all and text."""
    dtypes = ("int8", "uint8", "int32", "int64", "float16", "float64")
    values = [np.array([[1, 2], [3, 4]]).astype(dtype) for dtype in dtypes]
    values += [np.array([True, False]), np.array([1 + 2j], np.complex64), np.zeros((0, 3), np.float32)]
    values += [np.array([b"one", b"", b"\x00\xff"], object), np.array(7, np.int32)]
    variables = [tf.Variable(value, name=f"v{number}") for number, value in enumerate(values)]
    saver = tf.train.Saver(variables)
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            path = saver.save(session, os.path.join(folder, "m"))
        with tf.Session() as session:
            saver.restore(session, path)
            for value in session.run(variables):
                print(value.dtype, value.shape, value.tolist())
        reader = tf.train.NewCheckpointReader(path)
        print(sorted((name, dtype.name) for name, dtype in reader.get_variable_to_dtype_map().items()))
        print(tf.train.list_variables(path))


def steps_in_names(tf: Any, np: Any) -> None:
    """The global step as a number, a tensor, a variable, a name; padded."""
    w, _ = _two_variables(tf)
    step = tf.Variable(40, name="global_step", trainable=False)
    saver, padding = tf.train.Saver(), tf.train.Saver([w], pad_step_number=True)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for given in (3, np.int64(4), step, step + 1, "global_step:0"):
            print(_shortened(saver.save(session, os.path.join(folder, "m"), global_step=given), folder))
        print(_shortened(padding.save(session, os.path.join(folder, "p"), global_step=12), folder))


def the_list_of_checkpoints(tf: Any, np: Any) -> None:
    """The text of the file `checkpoint`, and what stays."""
    _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver(max_to_keep=2)
        for step in range(4):
            saver.save(session, os.path.join(folder, "m"), global_step=step)
            print(_shortened(saver.last_checkpoints, folder))
        print(_files(folder))
        print(_shortened(Path(os.path.join(folder, "checkpoint")).read_text(), folder))
        state = tf.train.get_checkpoint_state(folder)
        print(_shortened(state.model_checkpoint_path, folder), len(state.all_model_checkpoint_paths))
        print(_shortened(tf.train.latest_checkpoint(folder), folder))
        for kept in (None, 0):
            saver = tf.train.Saver(max_to_keep=kept)
            for step in range(10, 13):
                saver.save(session, os.path.join(folder, "all"), step, latest_filename="others")
            print(kept, saver.last_checkpoints)
            print(_shortened(Path(os.path.join(folder, "others")).read_text(), folder))
            print(_shortened(tf.train.latest_checkpoint(folder, "others"), folder))
        saver = tf.train.Saver()
        saver.save(session, os.path.join(folder, "unlisted"), write_state=False)
        print(_shortened(tf.train.latest_checkpoint(folder), folder), saver.last_checkpoints)
        print(_files(folder))


def relative_paths(tf: Any, np: Any) -> None:
    """A folder with checkpoints can be moved when its list is relative."""
    _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver(save_relative_paths=True)
        for step in range(2):
            saver.save(session, os.path.join(folder, "one", "m"), step)
        print(Path(os.path.join(folder, "one", "checkpoint")).read_text())
        os.rename(os.path.join(folder, "one"), os.path.join(folder, "two"))
        print(_shortened(tf.train.latest_checkpoint(os.path.join(folder, "two")), folder))
        state = tf.train.get_checkpoint_state(os.path.join(folder, "two"))
        print([_shortened(path, folder) for path in state.all_model_checkpoint_paths])


def kept_for_good(tf: Any, np: Any) -> None:
    """One checkpoint in some time stays."""
    _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1e-9)
        for step in range(4):
            saver.save(session, os.path.join(folder, "m"), step, write_meta_graph=False)
        print(_files(folder))
        print(_shortened(saver.last_checkpoints, folder))


def after_a_restart(tf: Any, np: Any) -> None:
    """A new saver takes over the list of an older one."""
    _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        first = tf.train.Saver(max_to_keep=2)
        for step in range(2):
            first.save(session, os.path.join(folder, "m"), step)
        second = tf.train.Saver(max_to_keep=2)
        state = tf.train.get_checkpoint_state(folder)
        known = [*state.all_model_checkpoint_paths, os.path.join(folder, "gone")]
        second.recover_last_checkpoints(known)
        print(_shortened(second.last_checkpoints, folder))
        second.save(session, os.path.join(folder, "m"), 2)
        print(_files(folder))
        third = tf.train.Saver(max_to_keep=1)
        third.set_last_checkpoints([os.path.join(folder, "m-1")])
        third.save(session, os.path.join(folder, "m"), 3)
        third.set_last_checkpoints_with_time([(os.path.join(folder, "m-2"), 1.0)])
        print(_shortened(third.last_checkpoints, folder))
        third.save(session, os.path.join(folder, "m"), 4)
        print(_files(folder))


def some_variables(tf: Any, np: Any) -> None:
    """Save some, restore some, under other names, into another graph."""
    w, b = _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            path = tf.train.Saver({"weights": w, "layer/b": b}).save(session, os.path.join(folder, "m"))
        print(tf.train.list_variables(path))
        with tf.Graph().as_default(), tf.Session() as session:
            other = tf.Variable(tf.zeros([2, 2]), name="other")
            fresh = tf.Variable(tf.zeros([2]), name="fresh")
            session.run(fresh.initializer)
            tf.train.Saver({"weights": other}).restore(session, path)
            print(session.run([other, fresh]))
            attempt(tf, lambda: tf.train.Saver().restore(session, path), "other", "not found in checkpoint")
            print(session.run([other, fresh]))


def refused(tf: Any, np: Any) -> None:
    """What cannot be restored, and that nothing changes then."""
    _two_variables(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            attempt(
                tf, lambda: saver.save(session, os.path.join(folder, "m")), "uninitialized value", "layer/b"
            )
            print(_files(folder))
            session.run(tf.global_variables_initializer())
            path = saver.save(session, os.path.join(folder, "m"))
            attempt(tf, lambda: saver.restore(session, path + "x"), "not a valid checkpoint")
            attempt(tf, lambda: saver.restore(session, None), "None")
            attempt(tf, lambda: saver.save(session, os.path.join(folder, "a", "b", "m")), "Parent directory")
            attempt(tf, lambda: saver.save("session", path), "must be a Session")
            attempt(tf, lambda: saver.save(session, path, latest_filename="a/b"), "path components")
            attempt(tf, lambda: saver.save(session, os.path.join(folder, "checkpoint")), "collides")
            print(_shortened(saver.save(session, os.path.join(folder, "new", "m")), folder))
        for shape, dtype in (([3, 2], tf.float32), ([2, 2], tf.int32)):
            with tf.Graph().as_default(), tf.Session() as session:
                v = tf.Variable(tf.ones(shape, dtype), name="w")
                session.run(tf.global_variables_initializer())
                attempt(tf, lambda: tf.train.Saver().restore(session, path), "mismatch")
                print(session.run(v).tolist())


def other_shapes(tf: Any, np: Any) -> None:
    """With reshape=True as many entries are enough; a variable without a shape takes any."""
    _two_variables(tf)
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            path = tf.train.Saver().save(session, os.path.join(folder, "m"))
        with tf.Graph().as_default(), tf.Session() as session:
            flat = tf.Variable(tf.zeros([4]), name="w")
            free = tf.Variable(0.0, validate_shape=False, name="layer/b")
            tf.train.Saver([flat], reshape=True).restore(session, path)
            tf.train.Saver([free]).restore(session, path)
            print(session.run([flat, free]))


def bad_lists(tf: Any, np: Any) -> None:
    """Lists of variables that are none."""
    attempt(tf, lambda: tf.train.Saver(), "No variables to save")
    empty = tf.train.Saver(allow_empty=True)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        tf.constant(1)
        print(
            empty.save(session, os.path.join(folder, "m")), empty.restore(session, "nowhere"), _files(folder)
        )
    w, _ = _two_variables(tf)
    attempt(tf, lambda: tf.train.Saver([w, w]), "same name: w")
    attempt(tf, lambda: tf.train.Saver({"a": w, "b": w}), "two names: b")
    attempt(tf, lambda: tf.train.Saver([tf.constant(1.0)]), "not a Variable")
    attempt(tf, lambda: tf.train.Saver({1: w}), "not a string")
    attempt(tf, lambda: tf.train.Saver([]), "No variables to save")
    attempt(tf, lambda: tf.train.Saver(w), "in a dict or a list")
    attempt(tf, lambda: tf.train.Saver([w], defer_build=True), "deferred")
    later = tf.train.Saver(defer_build=True)
    attempt(tf, lambda: later.save(tf.Session(), "m"), "build()")
    later.build()
    later.build()
    print(later.as_saver_def().restore_op_name)


def as_data(tf: Any, np: Any) -> None:
    """A saver from the SaverDef of another."""
    w, _ = _two_variables(tf)
    with tf.name_scope("scope"):
        first = tf.train.Saver(max_to_keep=3)
    second = tf.train.Saver.from_proto(first.to_proto())
    print(second.as_saver_def() == first.as_saver_def(), second.as_saver_def().max_to_keep)
    print(first.to_proto("scope").save_tensor_name, first.to_proto("elsewhere"))
    third = tf.train.Saver.from_proto(first.to_proto("scope"), import_scope="scope")
    print(third.as_saver_def().restore_op_name)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        path = second.save(session, os.path.join(folder, "m"))
        session.run(w.assign(w + 1))
        third.restore(session, path)
        print(session.run(w))
    attempt(tf, lambda: tf.train.Saver(saver_def="save"))
    print(tf.train.SaverDef.V1, tf.train.SaverDef.V2)


def finalized(tf: Any, np: Any) -> None:
    """Saving and restoring add no nodes."""
    w, _ = _two_variables(tf)
    saver, start = tf.train.Saver(), tf.global_variables_initializer()
    tf.get_default_graph().finalize()
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(start)
        saver.restore(session, saver.save(session, os.path.join(folder, "m")))
        print(session.run(w))


def slots_and_averages(tf: Any, np: Any) -> None:
    """What an optimizer and a moving average keep is saved, too; averages restore into their variables."""
    w = tf.Variable([1.0, 2.0], name="w")
    average = tf.train.ExponentialMovingAverage(0.5)
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w * w))
    adam = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w))
    with tf.control_dependencies([train]):
        step = tf.group(average.apply([w]))
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            session.run(adam)
            path = tf.train.Saver().save(session, os.path.join(folder, "m"))
            print([name for name, _ in tf.train.list_variables(path)])
            print(tf.train.load_variable(path, "w/Momentum"), session.run(average.average(w)))
        with tf.Session() as session:
            tf.train.Saver(average.variables_to_restore([w])).restore(session, path)
            print(session.run(w))
