"""Proximal Adagrad: Adagrad's steps, with penalties that make weights exactly zero.

Read next: `tensorlab/ops/updates_proximal.py` (what a proximal step is), `ftrl.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.scopes import colocate_with
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.source import constant
from tensorlab.ops.updates_proximal import apply_proximal_adagrad, sparse_apply_proximal_adagrad
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class ProximalAdagradOptimizer(Optimizer):
    """Step as Adagrad does, then shrink towards zero as the penalties ask for, each weight at its own rate.

    For a variable `w` the slot "accumulator" (`w/ProximalAdagrad`) holds the sum of the squared gradients. With
    gradients of a few rows, only those rows change, and only they shrink.

    Args:
        learning_rate: a number, a tensor, or a function that gives one of these.
        initial_accumulator_value: the number, greater than zero, that the sum starts from.
        l1_regularization_strength: the penalty on |w|; it makes weights zero.
        l2_regularization_strength: the penalty on w²/2.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slot.

    Raises:
        ValueError: when the sum would not start from a number greater than zero.

    Sources: Duchi and Singer, "Efficient learning using forward-backward splitting" (2009); Duchi, Hazan and
    Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (2011).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, 0.5])
    ...     step = ProximalAdagradOptimizer(1.0, 9.0, 2.0).minimize(tf.reduce_sum(4.0 * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [ 1.8000001 -0.       ]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ) -> None:
        if initial_accumulator_value <= 0.0:
            raise ValueError(f"initial_accumulator_value must be positive: {initial_accumulator_value}")
        super().__init__(use_locking, name)
        self._learning_rate, self._initial_accumulator_value = learning_rate, initial_accumulator_value
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength
        self._rates: list[Tensor] = []

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            with colocate_with(variable.op):
                start = constant(
                    self._initial_accumulator_value, shape=variable.shape, dtype=variable.dtype.base_dtype
                )
            self._get_or_make_slot(variable, start, "accumulator", self._name)

    def _prepare(self) -> None:
        self._rates = [
            setting(self._learning_rate, "learning_rate"),
            setting(self._l1, "l1_regularization_strength"),
            setting(self._l2, "l2_regularization_strength"),
        ]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        rates = [rate_for(rate, var) for rate in self._rates]
        accumulator = self.get_slot(var, "accumulator")
        return apply_proximal_adagrad(var, accumulator, *rates, grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        rates = [rate_for(rate, var) for rate in self._rates]
        accumulator = self.get_slot(var, "accumulator")
        return sparse_apply_proximal_adagrad(
            var, accumulator, *rates, grad.values, grad.indices, use_locking=self._use_locking
        ).op
