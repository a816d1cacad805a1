"""Adadelta: it estimates from the steps so far how long the next one should be.

Read next: `rmsprop.py` (the same divisor, with a rate that you choose).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.updates_adadelta import apply_adadelta, sparse_apply_adadelta
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class AdadeltaOptimizer(Optimizer):
    """Step by the gradient times the usual size of a step, divided by the usual size of the gradient.

    For a variable `w` the slot "accum" (`w/Adadelta`) holds a moving average of the squared gradients, and
    "accum_update" (`w/Adadelta_1`) one of the squared steps. Both start at zero, so the first steps are tiny:
    `epsilon` alone gets them going. With gradients of a few rows, only those rows change.

    Args:
        learning_rate: what the steps are multiplied by: a number, a tensor, or a function that gives one of
            these. The paper has none: take 1.0 for its method, for the default of 0.001 hardly moves.
        rho: how much of the moving averages is kept in a step.
        epsilon: a small number that gets the steps going, and keeps the divisor away from zero.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slots.

    Source: Zeiler, "ADADELTA: An adaptive learning rate method" (2012).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([2.0, 3.0])
    ...     step = AdadeltaOptimizer(1.0, epsilon=0.01).minimize(tf.reduce_sum(w * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     for _ in range(3):
    ...         sess.run(step)
    ...         print(sess.run(w))
    [1.5555556 2.5540235]
    [1.1638627 2.1392274]
    [0.8472899 1.7711107]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr, self._rho, self._epsilon = learning_rate, rho, epsilon
        self._rates: list[Tensor] = []

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "accum", self._name)
            self._zeros_slot(variable, "accum_update", self._name)

    def _prepare(self) -> None:
        self._rates = [
            setting(self._lr, "lr"), setting(self._rho, "rho"), setting(self._epsilon, "epsilon")
        ]  # fmt: skip

    def _slots_and_rates(self, var: Variable) -> list[Any]:
        slots = [self.get_slot(var, name) for name in ("accum", "accum_update")]
        return [*slots, *(rate_for(rate, var) for rate in self._rates)]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_adadelta(var, *self._slots_and_rates(var), grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        return sparse_apply_adadelta(
            var, *self._slots_and_rates(var), grad.values, grad.indices, use_locking=self._use_locking
        ).op
