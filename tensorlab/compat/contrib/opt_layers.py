"""Optimizers that look at a whole layer, or stand around another optimizer.

Read next: `tensorlab/optimizers/moving_averages.py`, `opt_decay.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.clip import clip_by_norm
from tensorlab.ops.flow import group
from tensorlab.ops.matrices import norm
from tensorlab.ops.selecting import where
from tensorlab.ops.sparse_updates import sparse_apply_momentum
from tensorlab.ops.updates import apply_momentum
from tensorlab.ops.variable_lists import global_variables
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.moving_averages import ExponentialMovingAverage
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting
from tensorlab.saving.saver import Saver


class LARSOptimizer(Optimizer):
    """Momentum whose rate is scaled, for every layer, by the length of its weights over that of its gradient.

    Args:
        learning_rate: a number, a tensor, or a function that gives one of these.
        momentum: how much of the velocity is left after a step.
        weight_decay: how much the length of the weights adds to that of the gradient.
        eeta: the factor of the scaling.
        epsilon: a small number that keeps the divisor away from zero.
        name: the name of the operation that `minimize` makes, and of the slot.
        skip_list: parts of names; variables whose names contain one are not scaled.
        use_nesterov: see `tf.train.MomentumOptimizer`.

    Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks" (2017).
    """

    @checks_arguments
    def __init__(
        self, learning_rate: Any, momentum: Any = 0.9, weight_decay: float = 0.0001, eeta: float = 0.001,
        epsilon: float = 0.0, name: str = "LARSOptimizer", skip_list: Any = None, use_nesterov: bool = False,
    ) -> None:  # fmt: skip
        if momentum < 0.0:
            raise ValueError(f"momentum should be positive: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"weight_decay should be positive: {weight_decay}")
        super().__init__(False, name)
        self._learning_rate, self._momentum = learning_rate, momentum
        self._weight_decay, self._eeta, self._epsilon = weight_decay, eeta, epsilon
        self._skip_list, self._use_nesterov = skip_list, use_nesterov
        self._rates: list[Tensor] = []

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._rates = [setting(self._learning_rate, "learning_rate"), setting(self._momentum, "momentum")]

    def compute_lr(self, grad: Tensor, var: Variable) -> Any:
        """The learning rate of one variable."""
        rate = rate_for(self._rates[0], var)
        if self._skip_list is not None and any(part in var.name for part in self._skip_list):
            return rate
        weights, slope = norm(var, ord=2), norm(grad, ord=2)
        scale = self._eeta * weights / (slope + self._weight_decay * weights + self._epsilon)
        one = weights * 0.0 + 1.0
        return rate * where(weights > 0.0, where(slope > 0.0, scale, one), one)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        velocity, momentum = self.get_slot(var, "momentum"), rate_for(self._rates[1], var)
        rate = self.compute_lr(grad, var)
        return apply_momentum(var, velocity, rate, grad, momentum, use_nesterov=self._use_nesterov).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        rate, momentum = (rate_for(one, var) for one in self._rates)
        velocity, nesterov = self.get_slot(var, "momentum"), self._use_nesterov
        return sparse_apply_momentum(
            var, velocity, rate, grad.values, grad.indices, momentum, use_nesterov=nesterov
        ).op


class MovingAverageOptimizer(Optimizer):
    """Another optimizer, and a moving average of the variables after each of its steps.

    Args:
        opt: the optimizer.
        average_decay: how much of the average is kept in a step.
        num_updates: the number of steps so far, see `tf.train.ExponentialMovingAverage`.
        sequential_update: whether the averages wait for the step.
    """

    def __init__(
        self, opt: Optimizer, average_decay: float = 0.9999, num_updates: Any = None,
        sequential_update: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(False, "MovingAverageOptimizer")
        self._optimizer, self._sequential_update = opt, sequential_update
        self._ema = ExponentialMovingAverage(average_decay, num_updates=num_updates)
        self._swapped: dict[str, str] | None = None

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Operation:
        """As `tf.train.Optimizer.apply_gradients`; then the averages move."""
        pairs = list(grads_and_vars)
        step = self._optimizer.apply_gradients(pairs, global_step=global_step, name=name)
        moved = [variable for gradient, variable in pairs if gradient is not None]
        with control_dependencies([step] if self._sequential_update else []):
            averaged = self._ema.apply(moved)
        self._swapped = {}
        for variable in moved:
            average = self._ema.average(variable)
            if average is not None:
                self._swapped.update({variable.op.name: average.op.name, average.op.name: variable.op.name})
        return group(step, averaged, name="train_with_avg")

    def swapping_saver(self, var_list: Any = None, name: str = "swapping_saver", **kwargs: Any) -> Any:
        """A saver that writes the averages under the names of the variables, and the other way round.

        Save with it while training; a usual saver then restores the averages into the variables.

        Raises:
            RuntimeError: before `minimize` or `apply_gradients`.
            ValueError: when a variable is to be saved without its average.
        """
        if self._swapped is None:
            raise RuntimeError("Must call apply_gradients or minimize before creating the swapping_saver")
        if not isinstance(var_list, dict):
            variables = global_variables() if var_list is None else var_list
            var_list = {variable.op.name: variable for variable in variables}
        swapped = {}
        for own_name, variable in var_list.items():
            other = self._swapped.get(own_name, own_name)
            if other not in var_list:
                raise ValueError(
                    f"Variable to swap {own_name} is not part of variables to save. This breaks MovingAverageOptimizer."
                )
            swapped[own_name] = var_list[other] if other != own_name else variable
        return Saver(swapped, name=name, **kwargs)


class VariableClippingOptimizer(Optimizer):
    """Another optimizer, after each of whose steps some variables are cut to a largest length.

    Args:
        opt: the optimizer.
        vars_to_clip_dims: variable -> the axes along which its length is taken.
        max_norm: that length.
        use_locking: accepted as in TensorFlow.
        colocate_clip_ops_with_vars: accepted as in TensorFlow.
        name: the name of the step.
    """

    def __init__(
        self, opt: Optimizer, vars_to_clip_dims: Any, max_norm: float, use_locking: bool = False,
        colocate_clip_ops_with_vars: bool = False, name: str = "VariableClipping",
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        self._optimizer, self._max_norm = opt, max_norm
        self._clipped = {variable.name: (variable, axes) for variable, axes in vars_to_clip_dims.items()}

    def apply_gradients(
        self, grads_and_vars: Any, global_step: Any = None, name: str | None = None
    ) -> Operation:
        """As `tf.train.Optimizer.apply_gradients`; then the variables are cut."""
        step = self._optimizer.apply_gradients(grads_and_vars, global_step=global_step)
        with control_dependencies([step]):
            cut = [
                variable.assign(clip_by_norm(variable.read_value(), self._max_norm, axes))
                for variable, axes in self._clipped.values()
            ]
        return group(step, *cut, name=name or self._name)
