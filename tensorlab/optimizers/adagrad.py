"""Adagrad: entries whose gradients were large so far take smaller steps.

Read next: `rmsprop.py` (the same with a memory that fades).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.fills import fill
from tensorlab.ops.initializers import Constant
from tensorlab.ops.shape_ops import shape
from tensorlab.ops.sparse_updates import sparse_apply_adagrad
from tensorlab.ops.updates import apply_adagrad
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class AdagradOptimizer(Optimizer):
    """Divide by the root of the sum of the squared gradients: a ← a + g², w ← w − αg/√a.

    For a variable `w` the slot "accumulator" (`w/Adagrad`) holds the sum a. With gradients of a few rows,
    only those rows change.

    Args:
        learning_rate: the learning rate α: a number, a tensor, or a function that gives one of these.
        initial_accumulator_value: the number, greater than zero, that the sum starts from.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slot.

    Raises:
        ValueError: when the sum would not start from a number greater than zero.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization" (2011).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([2.0, 3.0])
    ...     step = AdagradOptimizer(1.0, initial_accumulator_value=9.0).minimize(tf.reduce_sum(4.0 * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [1.2 2.2]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        if initial_accumulator_value <= 0.0:
            raise ValueError(f"initial_accumulator_value must be positive: {initial_accumulator_value}")
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value
        self._learning_rate_tensor: Any = None

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            if variable.shape.is_fully_defined():
                start = Constant(self._initial_accumulator_value, dtype=dtype)
                self._get_or_make_slot_with_initializer(
                    variable, start, variable.shape, dtype, "accumulator", self._name
                )
            else:
                value = convert_to_tensor(self._initial_accumulator_value, dtype)
                filled = fill(shape(variable.initialized_value()), value)
                self._get_or_make_slot(variable, filled, "accumulator", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = setting(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        rate = rate_for(self._learning_rate_tensor, var)
        accumulator = self.get_slot(var, "accumulator")
        return apply_adagrad(var, accumulator, rate, grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        return sparse_apply_adagrad(
            var,
            self.get_slot(var, "accumulator"),
            rate_for(self._learning_rate_tensor, var),
            grad.values,
            grad.indices,
            use_locking=self._use_locking,
        ).op
