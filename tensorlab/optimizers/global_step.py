"""The global step: a variable that counts the training steps of a graph.

`minimize(loss, global_step=step)` adds one to it in every step; schedules, summaries and savers read it.

Read next: `learning_rates.py`, `moving_averages.py`.
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.dtypes import int64
from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import current_graph, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.variable_store import get_variable
from tensorlab.ops.variables import Variable


def create_global_step(graph: Graph | None = None) -> Variable:
    """Make the global step of a graph: a variable of int64 called `global_step`, which starts at zero.

    Args:
        graph: the graph; the default graph if left out.

    Raises:
        ValueError: when the graph has one already.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     create_global_step()
    <tf.Variable 'global_step:0' shape=() dtype=int64_ref>
    """
    graph = graph or current_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), name_scope(None):
        return get_variable(
            GraphKeys.GLOBAL_STEP,
            shape=[],
            dtype=int64,
            initializer=Zeros(),
            trainable=False,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


def get_global_step(graph: Graph | None = None) -> Any:
    """The global step of a graph, or None when it has none.

    It is what the collection `GraphKeys.GLOBAL_STEP` holds, or else the tensor called `global_step:0`.

    Raises:
        TypeError: when that is no variable, not a whole number, or not a single one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(get_global_step())
    None
    """
    graph = graph or current_graph()
    collected = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(collected) > 1:
        return None
    if collected:
        step = collected[0]
    else:
        try:
            step = graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
    assert_global_step(step)
    return step


def get_or_create_global_step(graph: Graph | None = None) -> Any:
    """The global step of a graph, made if there is none yet.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(get_or_create_global_step() is get_or_create_global_step())
    True
    """
    graph = graph or current_graph()
    step = get_global_step(graph)
    return create_global_step(graph) if step is None else step


def assert_global_step(global_step_tensor: Any) -> None:
    """Refuse what cannot count steps.

    Raises:
        TypeError: when it is no variable, not a whole number, or not a single one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     assert_global_step(tf.Variable(0))
    """
    if not isinstance(global_step_tensor, (Variable, Tensor)):
        raise TypeError(f'Existing "global_step" is not a variable: {global_step_tensor}')
    if not global_step_tensor.dtype.base_dtype.is_integer:
        raise TypeError(f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}')
    if global_step_tensor.shape.ndims != 0 and global_step_tensor.shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {global_step_tensor.shape}')


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """Read a global step in a session, as a Python int.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.Variable(10, trainable=False)
    ...     sess.run(step.initializer)
    ...     print(global_step(sess, step))
    10
    """
    return int(sess.run(global_step_tensor))
