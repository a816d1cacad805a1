"""Adam: gradient descent with an average direction, and a step size of its own for every entry.

Read next: `learning_rates.py` (rates that change as training goes on).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import colocate_with, control_dependencies, current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import group
from tensorlab.ops.scatter_updates import scatter_add
from tensorlab.ops.state import assign_sub
from tensorlab.ops.updates import apply_adam
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class AdamOptimizer(Optimizer):
    """Step by the average gradient, divided by the root of the average squared gradient.

    For a variable `w` the slots "m" (`w/Adam`) and "v" (`w/Adam_1`) hold the two averages. The variables
    `beta1_power` and `beta2_power` are shared by all variables that one optimizer trains.

    A gradient of a few rows is added to those rows of the averages only; but the averages of all rows fade,
    and all rows of the variable move, as in TensorFlow.

    Args:
        learning_rate: the learning rate: a number, a tensor, or a function that gives one of these.
        beta1: how much of the average gradient is kept in a step.
        beta2: how much of the average squared gradient is kept in a step.
        epsilon: a small number that keeps the divisor away from zero.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slots.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization" (2015), https://arxiv.org/abs/1412.6980

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0])
    ...     step = AdamOptimizer(0.25).minimize(tf.reduce_sum([3.0, -100.0] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w).round(4))
    [0.75 2.25]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr, self._beta1, self._beta2, self._epsilon = learning_rate, beta1, beta2, epsilon
        self._lr_t: Any = None
        self._beta1_t: Any = None
        self._beta2_t: Any = None
        self._epsilon_t: Any = None

    def _create_slots(self, var_list: list[Variable]) -> None:
        # On the device of the first variable by name, so that the place does not depend on the list's order.
        first = min(var_list, key=lambda variable: variable.name)
        self._create_non_slot_variable(self._call_if_callable(self._beta1), "beta1_power", first)
        self._create_non_slot_variable(self._call_if_callable(self._beta2), "beta2_power", first)
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)
            self._zeros_slot(variable, "v", self._name)

    def _prepare(self) -> None:
        self._lr_t = setting(self._lr, "learning_rate")
        self._beta1_t = setting(self._beta1, "beta1")
        self._beta2_t = setting(self._beta2, "beta2")
        self._epsilon_t = setting(self._epsilon, "epsilon")

    def _get_beta_accumulators(self) -> tuple[Any, Any]:
        graph = current_graph()
        return (
            self._get_non_slot_variable("beta1_power", graph),
            self._get_non_slot_variable("beta2_power", graph),
        )

    def _rates(self, var: Variable) -> list[Tensor]:
        """The powers of the betas, the learning rate, the betas and epsilon, in the variable's dtype."""
        powers = [power.value() for power in self._get_beta_accumulators()]
        return [
            rate_for(rate, var)
            for rate in (*powers, self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t)
        ]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        return apply_adam(var, m, v, *self._rates(var), grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        beta1_power, beta2_power, rate, beta1, beta2, epsilon = self._rates(var)
        rate = rate * build("Sqrt", 1 - beta2_power) / (1 - beta1_power)
        m = self._faded_and_added(var, "m", beta1, grad.values * (1 - beta1), grad.indices)
        v = self._faded_and_added(var, "v", beta2, (grad.values * grad.values) * (1 - beta2), grad.indices)
        step = rate * m / (build("Sqrt", v) + epsilon)
        update = assign_sub(var, step, use_locking=self._use_locking)
        return group(update, m, v)

    def _faded_and_added(
        self, var: Variable, name: str, kept: Tensor, rows: Tensor, indices: Tensor
    ) -> Tensor:
        """Let a moving average fade, then add what is new in some of its rows."""
        slot: Any = self.get_slot(var, name)
        faded = slot.assign(slot * kept, use_locking=self._use_locking)
        with control_dependencies([faded]):
            return scatter_add(slot, indices, rows, use_locking=self._use_locking)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Operation:
        """Raise the powers of the betas, after all updates have used them."""
        powers = self._get_beta_accumulators()
        with control_dependencies(update_ops), colocate_with(powers[0].op):
            raised = [
                power.assign(power * beta, use_locking=self._use_locking)
                for power, beta in zip(powers, (self._beta1_t, self._beta2_t), strict=True)
            ]
        return group(*update_ops, *raised, name=name_scope)
