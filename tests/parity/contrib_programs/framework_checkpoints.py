"""tf.contrib.framework and TensorFlow's tools: values of checkpoints in variables, and on paper."""

from __future__ import annotations

import importlib
import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt


def _saved(tf: Any, folder: str) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable([[1.0, 2.0]], name="net/w")
        tf.Variable([3.0], name="net/b")
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, os.path.join(folder, "m.ckpt"))


def assigned_from_a_checkpoint(tf: Any, np: Any) -> None:
    """assign_from_checkpoint and the function of a session."""
    framework = tf.contrib.framework
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(tf, folder)
        with tf.variable_scope("net"):
            w, b = tf.get_variable("w", [1, 2]), tf.get_variable("b", [1])
            c, flat = tf.get_variable("c", [1]), tf.get_variable("flat", [2])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            operation, feed = framework.assign_from_checkpoint(path, [w, b])
            print(sorted(tensor.name for tensor in feed))
            session.run(operation, feed)
            print(session.run([w, b]))
            operation, feed = framework.assign_from_checkpoint(path, {"net/b": c, "net/d": b}, True)
            session.run([w.assign(w * 0), b.assign(b * 0)])
            session.run(operation, feed)
            print(session.run([w, b, c]))
            attempt(tf, lambda: framework.assign_from_checkpoint(path, [c]), "missing variable [net/c]")
            attempt(
                tf, lambda: framework.assign_from_checkpoint(path, {"net/w": flat}), "unchanged for net/w"
            )
            framework.assign_from_checkpoint_fn(path, [w, b])(session)
            framework.assign_from_checkpoint_fn(path, {"net/w": flat}, reshape_variables=True)(session)
            print(session.run([w, b, flat]))
            framework.assign_from_checkpoint_fn(path, [b, flat], ignore_missing_vars=True)(session)
            print(framework.assign_from_checkpoint_fn(path, [flat], ignore_missing_vars=True))
            attempt(tf, lambda: framework.assign_from_checkpoint_fn(path, []), "cannot be empty")
        print(framework.list_variables(path), framework.load_variable(path, "net/b"))
        print(framework.load_checkpoint(folder).has_tensor("net/w"))


def old_books(tf: Any, np: Any) -> None:
    """An interactive session, initialize_all_variables, slim's names."""
    slim = tf.contrib.slim
    with tempfile.TemporaryDirectory() as folder:
        x = tf.ones([1, 3])
        slim.fully_connected(x, 2, scope="first", weights_initializer=tf.ones_initializer())
        logits = slim.fully_connected(x, 4, scope="logits")
        saver = tf.train.Saver(slim.get_model_variables(), max_to_keep=1)
        with tf.Session() as session:
            session.run(tf.initialize_all_variables())
            path = saver.save(session, os.path.join(folder, "m"), global_step=1)
        restored = slim.get_variables_to_restore(exclude=["logits"])
        print([v.op.name for v in restored], logits.shape)
        with tf.Session() as session:
            slim.assign_from_checkpoint_fn(path, restored)(session)
            print(session.run("first/weights:0"), session.run(tf.report_uninitialized_variables()))


def on_paper(tf: Any, np: Any) -> None:
    """inspect_checkpoint prints names, values, and how many numbers there are."""
    name = "tensorflow.python.tools.inspect_checkpoint"
    if tf.__name__.startswith("tensorlab"):
        name = "tensorlab.compat.inspect_checkpoint"
    show = importlib.import_module(name).print_tensors_in_checkpoint_file
    with tempfile.TemporaryDirectory() as folder:
        path = _saved(tf, folder)
        show(path, tensor_name="", all_tensors=True)
        show(path, "net/b", False)
        show(path, None, False, all_tensor_names=True, count_exclude_pattern="b$")
        show(path, "", False)


def averages_in_the_place_of_variables(tf: Any, np: Any) -> None:
    """MovingAverageOptimizer.swapping_saver: saved averages are restored as the variables."""
    w = tf.Variable([1.0, 2.0], name="w")
    still = tf.Variable(5.0, name="still", trainable=False)
    optimizer = tf.contrib.opt.MovingAverageOptimizer(tf.train.GradientDescentOptimizer(0.5), 0.75)
    attempt(tf, lambda: optimizer.swapping_saver(), "before creating the swapping_saver")
    step = optimizer.minimize(tf.reduce_sum(w * w))
    attempt(tf, lambda: optimizer.swapping_saver([w]), "is not part of variables to save")
    saver, usual = optimizer.swapping_saver(), tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            path = saver.save(session, os.path.join(folder, "m"))
            print(*session.run([w, still]), saver.as_saver_def().restore_op_name)
        print([name for name, _ in tf.train.list_variables(path)])
        with tf.Session() as session:
            usual.restore(session, path)
            print(*session.run([w, still]))
            saver.restore(session, path)
            print(*session.run([w, still]))
