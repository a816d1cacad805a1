"""Moving averages of variables: copies that follow slowly, and often predict better than the trained values.

Read next: `learning_rates.py`.
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float16, float32, float64
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import colocate_with, control_dependencies, current_graph, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import group
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.math import truediv as true_division
from tensorlab.ops.state import assign, assign_add, assign_sub
from tensorlab.ops.variable_lists import global_variables, trainable_variables
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.slots import create_slot, create_zeros_slot


class ExponentialMovingAverage:
    """Keep averages of variables in which older values count less and less: a ← d · a + (1 − d) · v.

    Args:
        decay: how much of the average is kept in an update, d; near to 1.
        num_updates: a count of the steps n. With it, d is at most (1 + n) / (10 + n), so that the averages
            move faster in the beginning.
        zero_debias: for averages of tensors, which start at zero: correct the first ones for that.
        name: the name of the update operation, and the ending of the averages' names.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/ExponentialMovingAverage

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(1.0, name="w")
    ...     averages = ExponentialMovingAverage(0.75)
    ...     update = averages.apply([w])
    ...     sess.run(tf.global_variables_initializer())
    ...     w.load(5.0)
    ...     sess.run(update)
    ...     print(averages.average(w).name, sess.run(averages.average(w)))
    w/ExponentialMovingAverage:0 2.0
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, Variable] = {}

    @property
    def name(self) -> str:
        """The name of the update operation, and the ending of the averages' names."""
        return self._name

    def apply(self, var_list: Any = None) -> Operation:
        """Add an operation that moves the averages towards the values of now.

        Args:
            var_list: variables (all trainable ones by default), or tensors. A variable's average starts from
                the variable's first value, that of a tensor from zero.

        Returns:
            The operation that updates all these averages.

        Raises:
            TypeError: for dtypes that are not floating point.
        """
        variables = trainable_variables() if var_list is None else list(var_list)
        from_zero = set()
        for variable in variables:
            if variable.dtype.base_dtype not in (float16, float32, float64):
                raise TypeError(f"The variables must be half, float, or double: {variable.name}")
            if variable in self._averages:
                continue
            with control_dependencies(None):
                if isinstance(variable, Variable):
                    average = create_slot(variable, variable.initialized_value(), self._name)
                    add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, variable)
                else:
                    average = create_zeros_slot(variable, self._name)
                    if self._zero_debias:
                        from_zero.add(variable)
            self._averages[variable] = average
        with name_scope(self._name) as scope:
            kept = convert_to_tensor(self._decay, name="decay")
            if self._num_updates is not None:
                count = build("Cast", self._num_updates, float32, name="num_updates")
                kept = build("Minimum", kept, (1.0 + count) / (10.0 + count))
            updates = [
                assign_moving_average(self._averages[variable], variable, kept, variable in from_zero)
                for variable in variables
            ]
            return group(*updates, name=scope)

    def average(self, var: Any) -> Variable | None:
        """The variable that holds the average of `var`; None when it has none."""
        return self._averages.get(var)

    def average_name(self, var: Any) -> str:
        """The name of the variable that holds the average of `var`, or that `apply` would give it."""
        if var in self._averages:
            return self._averages[var].op.name
        return current_graph().unique_name(f"{var.op.name}/{self._name}", mark_as_used=False)

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Any]:
        """Say which variable to fill from which saved name, so that a saver puts averages into the variables.

        Args:
            moving_avg_variables: the variables to be filled with averages; by default the trainable ones and
                those that have an average.

        Returns:
            A dict from saved names to variables, for `tf.train.Saver`.
        """
        if moving_avg_variables is None:
            moving_avg_variables = trainable_variables() + get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES)
        averaged = list(dict.fromkeys(moving_avg_variables))
        found = {self.average_name(variable): variable for variable in averaged}
        names = {variable.name for variable in averaged}
        for variable in dict.fromkeys(global_variables()):
            if variable.name not in names and variable.op.name not in found:
                found[variable.op.name] = variable
        return found


def assign_moving_average(
    variable: Variable, value: Any, decay: Any, zero_debias: bool = True, name: str | None = None
) -> Tensor:
    """Move a variable towards a value: v ← v − (1 − d) · (v − value).

    Args:
        variable: the variable that holds the average.
        value: a tensor of its shape and dtype.
        decay: how much of the average is kept, d.
        zero_debias: correct for the start from zero, with two more variables (`biased` and `local_step`).
        name: the name of the update; "AssignMovingAvg" by default.

    Returns:
        The variable with its new value.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(0.0)
    ...     update = assign_moving_average(v, 8.0, 0.75, zero_debias=False)
    ...     sess.run(v.initializer)
    ...     print(sess.run(update), sess.run(update))
    2.0 3.5
    """
    with name_scope(name, "AssignMovingAvg", [variable, value, decay]) as scope:
        moved = convert_to_tensor(1.0 - decay, name="decay")
        dtype = variable.dtype.base_dtype
        if moved.dtype.base_dtype is not dtype:
            moved = build("Cast", moved, dtype)
        if zero_debias:
            return _corrected(variable, value, moved, scope)
        return assign_sub(variable, (variable - value) * moved, name=scope)


def _corrected(variable: Variable, value: Any, moved: Tensor, scope: str) -> Tensor:
    """Average from zero in a variable of its own, and divide by the weight that all values have so far."""
    with (
        variable_scope(variable.op.name, values=[variable, value, moved]) as inside,
        colocate_with(variable.op),
    ):
        dtype = variable.dtype.base_dtype
        taken = set() if inside.reuse else {other.op.name for other in global_variables()}
        name = _free_name(f"{inside.name}/biased", taken)
        biased = get_variable(name, variable.shape, dtype, Zeros(), trainable=False)
        name = _free_name(f"{inside.name}/local_step", taken)
        count = get_variable(name, [], dtype, Zeros(), trainable=False)
        total = assign_sub(biased, (biased - value) * moved)
        weight = 1 - build("Pow", 1.0 - moved, assign_add(count, 1))
        return assign(variable, total / weight, name=scope)


def _free_name(name: str, taken: set[str]) -> str:
    """The last part of a name, with a number behind it where a variable has that name."""
    number, free = 0, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free.rpartition("/")[2]


def weighted_moving_average(
    value: Tensor,
    decay: Any,
    weight: Tensor,
    truediv: bool = True,
    collections: Any = None,
    name: str | None = None,
) -> Tensor:
    """The average of weighted values: that of `value * weight` over that of `weight`, both moving.

    Args:
        value: a tensor.
        decay: how much of the averages is kept, d.
        weight: how much this value counts; a tensor that can be multiplied with it.
        truediv: accepted; averages are floating-point numbers.
        collections: what the two variables that hold the averages join; GLOBAL_VARIABLES by default.
        name: "WeightedMovingAvg" by default.

    Returns:
        The average after this value; whoever runs it moves the averages.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x, w = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    ...     average = weighted_moving_average(x, 0.5, w)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(average, {x: 1, w: 1}), sess.run(average, {x: 4, w: 1}))
    1.0 3.0
    """
    joined = [GraphKeys.GLOBAL_VARIABLES] if collections is None else collections
    with variable_scope(name, "WeightedMovingAvg", [value, weight, decay]) as scope:
        totals = []
        for key, tensor in (("value_x_weight", value), ("weight", weight)):
            total = get_variable(
                key, tensor.shape, tensor.dtype, Zeros(), trainable=False, collections=joined
            )
            totals.append((total, tensor if tensor is weight else value * weight))
        top, bottom = (assign_moving_average(v, moved, decay, zero_debias=False) for v, moved in totals)
        return true_division(top, bottom, name=scope.name)
