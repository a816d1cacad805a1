"""`tf.train.init_from_checkpoint`: variables that start from a checkpoint instead of from random numbers.

This is how a network is trained further on other data: some of its variables take what was learned before, and the
usual initializer starts all of them.

Read next: `saved_model.py`.
"""

from typing import Any

from tensorlab.errors import did_you_mean
from tensorlab.graph.scopes import Restored, control_dependencies, current_graph, device
from tensorlab.ops import state
from tensorlab.ops.variable_store import STORE_KEY
from tensorlab.ops.variables import Variable
from tensorlab.saving import nodes
from tensorlab.saving.reader import CheckpointReader, checkpoint_path

__all__ = ["init_from_checkpoint"]


def init_from_checkpoint(ckpt_dir_or_file: Any, assignment_map: dict[str, Any]) -> None:
    """Let variables start from the values of a checkpoint: their initializers read it from now on.

    Args:
        ckpt_dir_or_file: the checkpoint, or a folder whose newest one is meant.
        assignment_map: from a name in the checkpoint to a variable, or to the name of one that `tf.get_variable`
            made; or from a scope in the checkpoint to a scope of the graph, both ending with "/". "/" stands for
            all names.

    Raises:
        ValueError: for a name that is not there, or a shape that does not fit; no variable is changed then.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/init_from_checkpoint

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.Graph().as_default(), tf.Session() as sess:
    ...         w = tf.Variable([1.0, 2.0], name="old/w")
    ...         sess.run(w.initializer)
    ...         _ = tf.train.Saver().save(sess, folder + "/model", write_meta_graph=False)
    ...     with tf.Graph().as_default(), tf.variable_scope("new"), tf.Session() as sess:
    ...         w = tf.get_variable("w", [2])
    ...         tf.train.init_from_checkpoint(folder, {"old/": "new/"})
    ...         sess.run(tf.global_variables_initializer())
    ...         print(sess.run(w))
    [1. 2.]
    """
    path = checkpoint_path(ckpt_dir_or_file)
    shapes = CheckpointReader(path).get_variable_to_shape_map()
    made = current_graph().get_collection(STORE_KEY)
    variables = made[0].variables if made else {}
    pairs: list[tuple[Variable, str]] = []
    for name, target in sorted(assignment_map.items()):
        variable = target if isinstance(target, Variable) else variables.get(target)
        if variable is not None:
            pairs.append((variable, name))
        else:
            pairs += _scope_pairs(name, str(target), variables)
    for variable, name in pairs:
        _check(variable, name, shapes, path)
    for variable, name in pairs:
        _start_from(variable, path, name)


def _scope_pairs(name: str, target: str, variables: dict[str, Variable]) -> list[tuple[Variable, str]]:
    """The variables of a scope, each with its name in the checkpoint."""
    scope = target.rpartition("/")[0]
    if not name.endswith("/"):
        hint = did_you_mean(target, variables)
        raise ValueError(
            f"Assignment map with scope only name {scope or target} should map to scope only {name}. Should be "
            f"'scope/': 'other_scope/'. There is no variable {target!r} that tf.get_variable has made. {hint}".rstrip()
        )
    start = scope + "/" if scope else ""
    there = "" if name == "/" else name
    inside = [own for own in sorted(variables) if own.startswith(start)]
    return [(variables[own], there + own.removeprefix(start)) for own in inside]


def _check(variable: Variable, name: str, shapes: dict[str, list[int]], path: str) -> None:
    if name not in shapes:
        hint = did_you_mean(name, shapes)
        raise ValueError(
            f"Tensor {name} (for {variable.op.name}) is not found in {path} checkpoint. {hint}".rstrip()
        )
    if not variable.shape.is_compatible_with(shapes[name]):
        raise ValueError(
            f"Shape of variable {variable.name} ({variable.shape}) doesn't match with shape of tensor {name} "
            f"({shapes[name]}) from checkpoint reader."
        )


def _start_from(variable: Variable, path: str, name: str) -> None:
    """Replace a variable's initializer."""
    with (
        device("/device:CPU:0"),
        Restored(current_graph(), "_block", None),
        control_dependencies(None),
    ):
        dtypes = (variable.dtype.base_dtype,)
        (value,) = nodes.restore_v2(path, [name], [""], dtypes, name="checkpoint_initializer")
    value.set_shape(variable.shape)
    with control_dependencies(None):
        variable._initializer = state.assign(variable, value).op
    variable._initial_value = variable._start = value
