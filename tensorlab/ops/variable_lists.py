"""All variables of a graph: their lists, and the operations that initialise many of them at once.

Every variable joins some lists of its graph when it is made; `tf.global_variables()` and its like copy them.

Read next: `variable_scope.py` (variables that are found again by name).
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import string
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import current_graph, device, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import state
from tensorlab.ops.flow import group, no_op


def global_variables(scope: str | None = None) -> list[Any]:
    """The variables that are shared by the whole program: by default all of them.

    Args:
        scope: keep only those whose name begins with this pattern.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     w, b = tf.Variable(1.0, name="w"), tf.Variable(0.0, name="b", trainable=False)
    ...     [v.name for v in tf.global_variables()], [v.name for v in tf.trainable_variables()]
    (['w:0', 'b:0'], ['w:0'])
    """
    return get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that optimizers change when they are given no list (see `global_variables`)."""
    return get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def local_variables(scope: str | None = None) -> list[Any]:
    """The variables that are not saved, counters of a metric for instance (see `global_variables`)."""
    return get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def model_variables(scope: str | None = None) -> list[Any]:
    """The variables that a model needs for its predictions (see `global_variables`)."""
    return get_collection(GraphKeys.MODEL_VARIABLES, scope)


def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables that have a moving average (see `global_variables`)."""
    return get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


# --- initialising -----------------------------------------------------------------------------------------


def variables_initializer(var_list: Any, name: str = "init") -> Operation:
    """One operation that gives all these variables their initial values.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(3.0)
    ...     sess.run(tf.variables_initializer([v]))
    ...     print(sess.run(v))
    3.0
    """
    if not var_list:
        return no_op(name=name)
    return group(*[variable.initializer for variable in var_list], name=name)


def global_variables_initializer() -> Operation:
    """One operation that gives every global variable its initial value. Run it once, before everything else.

    Variables that start from other variables are set in the same run.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(3.0)
    ...     w = tf.Variable(v * 2.0)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(*sess.run([v, w]))
    3.0 6.0
    """
    return variables_initializer(global_variables())


def local_variables_initializer() -> Operation:
    """One operation that gives every local variable its initial value."""
    return variables_initializer(local_variables())


def tables_initializer(name: str = "init_all_tables") -> Operation:
    """One operation that runs what stands in the collection TABLE_INITIALIZERS; without any it does nothing.

    tensorlab has no look-up tables, but other things are prepared by that collection, too: a program may put the
    initialiser of an iterator there, and sessions that prepare themselves run it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.tables_initializer().name)
    init_all_tables
    """
    initializers = get_collection(GraphKeys.TABLE_INITIALIZERS)
    return group(*initializers, name=name) if initializers else no_op(name=name)


# --- asking -----------------------------------------------------------------------------------------------


def assert_variables_initialized(var_list: Any = None) -> Tensor | None:
    """A tensor whose run fails with FailedPreconditionError while one of the variables has no value.

    Args:
        var_list: the variables; all global and local ones by default. None is returned when there are none.
    """
    variables = global_variables() + local_variables() if var_list is None else list(var_list)
    if not variables:
        return None
    ranks = [build("Rank", variable) for variable in variables]
    return ranks[0] if len(ranks) == 1 else build("Pack", ranks, name="stack")


def report_uninitialized_variables(
    var_list: Any = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """A tensor with the names of those variables that have no value yet.

    Args:
        var_list: the variables; all global and local ones by default.
        name: the name scope of the new nodes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.report_uninitialized_variables()))
    [b'w']
    """
    variables = global_variables() + local_variables() if var_list is None else list(var_list)
    if not variables and var_list is None:
        graph = current_graph()
        variables = [o.outputs[0] for o in graph.get_operations() if o.record.kind == "variable"]
    with name_scope(name, "report_uninitialized_variables"), device("/cpu:0"):
        if not variables:
            return convert_to_tensor([], dtype=string, name="Const")
        ready = [state.is_variable_initialized(variable) for variable in variables]
        names = tuple(variable.op.name for variable in variables)
        return state.uninitialized_names(ready, names=names, name="boolean_mask/GatherV2")
