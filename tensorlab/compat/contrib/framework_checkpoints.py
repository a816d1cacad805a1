"""The part of tf.contrib.framework that puts values of checkpoints into variables.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/framework/python/ops/variables.py

Read next: `tensorlab/saving/initializing.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.log_lines import get_logger
from tensorlab.ops.flow import group
from tensorlab.ops.source import placeholder
from tensorlab.saving.reader import CheckpointReader
from tensorlab.saving.saver import Saver


def assign_from_checkpoint(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False
) -> tuple[Operation, dict[Any, Any]]:
    """An operation that gives variables the values of a checkpoint, and what to feed it.

    Args:
        model_path: the checkpoint.
        var_list: a list of variables, or a dictionary from names in the checkpoint to variables.
        ignore_missing_vars: whether to leave variables out that the checkpoint does not have.

    Raises:
        ValueError: when a variable is missing, or a shape does not fit.

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0], name="w")
    ...     sess.run(w.initializer)
    ...     path = tf.train.Saver().save(sess, folder + "/model", write_meta_graph=False)
    ...     v = tf.Variable([0.0, 0.0], name="v")
    ...     assign, feed = assign_from_checkpoint(path, {"w": v})
    ...     sess.run(assign, feed)
    ...     print(sess.run(v))
    [1. 2.]
    """
    reader = CheckpointReader(model_path)
    operations, feed = [], {}
    for name, variables in _by_name(var_list).items():
        if not reader.has_tensor(name):
            if not ignore_missing_vars:
                raise ValueError(f"Checkpoint is missing variable [{name}]")
            get_logger().warning("Checkpoint is missing variable [%s]", name)
            continue
        value = reader.get_tensor(name)
        for variable in variables:
            if tuple(variable.shape.as_list()) != value.shape:
                raise ValueError(
                    f"Total size of new array must be unchanged for {name} lh_shape: [{value.shape}], rh_shape: "
                    f"[{variable.shape}]"
                )
            fed = placeholder(
                variable.dtype.base_dtype, variable.shape, name=f"placeholder/{variable.op.name}"
            )
            operations.append(variable.assign(fed))
            feed[fed] = value
    return group(*operations), feed


def _by_name(var_list: Any) -> dict[str, list[Any]]:
    if isinstance(var_list, dict):
        return {
            name: list(given) if isinstance(given, (list, tuple)) else [given]
            for name, given in var_list.items()
        }
    named: dict[str, list[Any]] = {}
    for variable in var_list:
        named.setdefault(variable.op.name, []).append(variable)
    return named


def assign_from_checkpoint_fn(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False, reshape_variables: bool = False
) -> Callable[[Any], None] | None:
    """A function of a session that gives variables the values of a checkpoint; None when there is none to give.

    Args:
        model_path: the checkpoint.
        var_list: a list of variables, or a dictionary from names in the checkpoint to variables.
        ignore_missing_vars: whether to leave variables out that the checkpoint does not have.
        reshape_variables: whether a value of another shape, with as many entries, will do.

    Raises:
        ValueError: without variables.
    """
    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        reader = CheckpointReader(model_path)
        named = var_list if isinstance(var_list, dict) else {one.op.name: one for one in var_list}
        var_list = {name: one for name, one in named.items() if reader.has_tensor(name)}
        for name in named.keys() - var_list.keys():
            get_logger().warning("Variable %s missing in checkpoint %s", name, model_path)
    if not var_list:
        get_logger().warning("No Variables to restore")
        return None
    saver = Saver(var_list, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)
