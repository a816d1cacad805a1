"""The variables of tf.contrib: model variables, and finding variables by their names.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/framework/python/ops/variables.py

Read next: `layers_dense.py`, whose layers make model variables.
"""

import re
from functools import partial
from typing import Any

from tensorlab.compat.contrib.framework_scopes import add_arg_scope
from tensorlab.device_names import DeviceSpec
from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.dtypes import float32
from tensorlab.graph.scopes import device as on_device
from tensorlab.ops.flow import group
from tensorlab.ops.source import placeholder
from tensorlab.ops.variable_scope import VariableScope, get_variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.ops.variables import Variable

# --- making them ------------------------------------------------------------------------------------------


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """Find or make a variable, as `tf.get_variable` does; `device` says where it stands."""
    joined = list(dict.fromkeys([GraphKeys.GLOBAL_VARIABLES] if collections is None else collections))
    getter: Any = get_variable
    if custom_getter is not None:
        getter = partial(custom_getter, reuse=get_variable_scope().reuse)
    with on_device(device or ""):
        return getter(
            name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer, trainable=trainable,
            collections=joined, caching_device=caching_device, partitioner=partitioner, use_resource=use_resource,
            synchronization=synchronization, aggregation=aggregation,
        )  # fmt: skip


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = float32,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """Find or make a variable that the model needs for its predictions: it joins `GraphKeys.MODEL_VARIABLES`, too.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     w = model_variable("w", [2])
    ...     tf.model_variables() == tf.global_variables() == [w]
    True
    """
    joined = [*(collections or ()), GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
    return variable(
        name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer, trainable=trainable,
        collections=joined, caching_device=caching_device, device=device, partitioner=partitioner,
        custom_getter=custom_getter, use_resource=use_resource, synchronization=synchronization,
        aggregation=aggregation,
    )  # fmt: skip


def local_variable(
    initial_value: Any, validate_shape: bool = True, name: str | None = None, use_resource: bool | None = None
) -> Variable:
    """Make a variable that is neither trained nor saved."""
    return Variable(initial_value, False, [GraphKeys.LOCAL_VARIABLES], validate_shape, name=name)


def global_variable(
    initial_value: Any, validate_shape: bool = True, name: str | None = None, use_resource: bool | None = None
) -> Variable:
    """Make a variable that is saved, but not trained."""
    return Variable(initial_value, False, [GraphKeys.GLOBAL_VARIABLES], validate_shape, name=name)


def add_model_variable(var: Any) -> None:
    """Put a variable among the model variables, once."""
    if not any(one is var for one in get_collection(GraphKeys.MODEL_VARIABLES)):
        add_to_collection(GraphKeys.MODEL_VARIABLES, var)


# --- finding them -----------------------------------------------------------------------------------------


def get_variables(
    scope: Any = None, suffix: str | None = None, collection: str = GraphKeys.GLOBAL_VARIABLES
) -> list[Any]:
    """The variables whose names begin with a scope and end with a suffix.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.variable_scope("net"):
    ...     w, b = tf.get_variable("w", [1]), tf.get_variable("b", [1])
    ...     [v.name for v in get_variables("net", suffix="b")]
    ['net/b:0']
    """
    pattern = scope.name if isinstance(scope, VariableScope) else scope
    if suffix is not None:
        pattern = f"{pattern or ''}.*{suffix if ':' in suffix else suffix + ':'}"
    return get_collection(collection, pattern)


def get_model_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The model variables; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES)


def get_local_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The local variables; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope: Any = None, suffix: str | None = None) -> list[Any]:
    """The trainable variables; see `get_variables`."""
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES)


def get_variables_to_restore(include: Any = None, exclude: Any = None) -> list[Any]:
    """The variables of some scopes (by default all), without those of others."""
    for names, what in ((include, "include"), (exclude, "exclude")):
        if names is not None and not isinstance(names, (list, tuple)):
            raise TypeError(f"{what} is provided but is not a list or a tuple.")
    found = get_variables() if include is None else [one for scope in include for one in get_variables(scope)]
    left_out = {id(one) for scope in exclude or () for one in get_variables(scope)}
    return [one for one in found if id(one) not in left_out]


def get_variables_by_suffix(suffix: str, scope: Any = None) -> list[Any]:
    """The variables whose names end with a suffix."""
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(given_name: str, scope: Any = None) -> list[Any]:
    """The variables that are called so, in whatever scope."""
    return get_variables(scope=scope, suffix=f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name: str) -> Any:
    """The variable of this full name.

    Raises:
        ValueError: when there is none.
    """
    candidates = get_variables(scope=var_op_name)
    if not candidates:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in candidates:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def get_variable_full_name(var: Any) -> str:
    """The name of a variable's operation."""
    return var.op.name


def filter_variables(
    var_list: Any, include_patterns: Any = None, exclude_patterns: Any = None, reg_search: bool = True
) -> list[Any]:
    """The variables whose names match one of some patterns (by default all), and none of others."""
    match = re.search if reg_search else re.match

    def matches(one: Any, patterns: Any) -> bool:
        return any(match(pattern, one.op.name) for pattern in patterns)

    included = [one for one in var_list if include_patterns is None or matches(one, include_patterns)]
    return [one for one in included if not matches(one, exclude_patterns or ())]


# --- setting them -----------------------------------------------------------------------------------------


def assign_from_values(var_names_to_values: Any) -> tuple[Any, dict[Any, Any]]:
    """An operation that puts arrays into variables, and what has to be fed to it.

    Args:
        var_names_to_values: a dictionary from the full names of variables to arrays.

    Raises:
        ValueError: for a name that no variable has.

    >>> import tensorlab as tf
    >>> import numpy as np
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([0., 0.], name="w")
    ...     assign, feed = assign_from_values({"w": np.array([1., 2.])})
    ...     sess.run(assign, feed)
    ...     print(sess.run(w))
    [1. 2.]
    """
    feed, operations = {}, []
    for name, value in var_names_to_values.items():
        found = get_collection(GraphKeys.GLOBAL_VARIABLES, name)
        if not found:
            raise ValueError(f"Variable {name} wasn't found")
        if len(found) > 1:
            found = [one for one in found if one.op.name == name]
            if not found:
                raise ValueError(f"Variable {name} doesn't uniquely identify a variable")
        target = found[0]
        fed = placeholder(target.dtype.base_dtype, target.shape, name=f"placeholder/{target.op.name}")
        operations.append(target.assign(fed))
        feed[fed] = value.reshape(target.shape.as_list())
    return group(*operations), feed


def assign_from_values_fn(var_names_to_values: Any) -> Any:
    """A function of a session that puts arrays into variables; see `assign_from_values`."""
    assign, feed = assign_from_values(var_names_to_values)
    return lambda session: session.run(assign, feed)


class VariableDeviceChooser:
    """Choose devices for variables in turn; used as `device=` of `variable`."""

    def __init__(
        self,
        num_tasks: int = 0,
        job_name: str = "ps",
        device_type: str = "CPU",
        device_index: int = 0,
        replica: int | None = None,
    ) -> None:
        self._num_tasks, self._job_name, self._replica = num_tasks, job_name, replica
        self._device_type, self._device_index = device_type, device_index
        self._next_task = 0

    def __call__(self, op: Any) -> str:
        spec = DeviceSpec(
            replica=self._replica, device_type=self._device_type, device_index=self._device_index
        )
        if self._num_tasks > 0:
            spec.job, spec.task = self._job_name, self._next_task
            self._next_task = (self._next_task + 1) % self._num_tasks
        return spec.to_string()
