"""AdagradDA (Adagrad with dual averaging): weights computed anew from the sum of all gradients so far.

Read next: `ftrl.py` (the same idea, refined), `adagrad.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import colocate_with
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import identity
from tensorlab.ops.source import constant
from tensorlab.ops.updates_dual_averaging import apply_adagrad_da, sparse_apply_adagrad_da
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting

SLOTS = ("gradient_accumulator", "gradient_squared_accumulator")


class AdagradDAOptimizer(Optimizer):
    """Take in every step the weights that the sum of all gradients asks for, held back by two penalties.

    For a variable `w` the slot "gradient_accumulator" (`w/AdagradDA`) holds the sum of the gradients, and
    "gradient_squared_accumulator" (`w/AdagradDA_1`) that of their squares. The values that `w` starts from are
    forgotten in the first step, so it is for linear models, which may start from zero. With gradients of a few
    rows, only those rows change.

    Args:
        learning_rate: a number, a tensor, or a function that gives one of these.
        global_step: the variable that counts the steps; pass it to `minimize`, too.
        initial_gradient_squared_accumulator_value: the number, greater than zero, that the sum of the squares
            starts from.
        l1_regularization_strength: the penalty on |w|, in every step; it makes weights zero.
        l2_regularization_strength: the penalty on w²/2, in every step.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slots.

    Raises:
        ValueError: when the sum of the squares would not start from a number greater than zero.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization" (2011).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w, counter = tf.Variable([0.0, 0.0]), tf.train.get_or_create_global_step()
    ...     optimizer = AdagradDAOptimizer(1.0, counter, 9.0, l1_regularization_strength=1.0)
    ...     step = optimizer.minimize(tf.reduce_sum([4.0, 0.5] * w), global_step=counter)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [-0.6 -0. ]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ) -> None:
        start = initial_gradient_squared_accumulator_value
        if start <= 0.0:
            raise ValueError(f"initial_gradient_squared_accumulator_value must be positive: {start}")
        super().__init__(use_locking, name)
        self._learning_rate, self._global_step, self._start = learning_rate, global_step, start
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength
        self._rate: Any = None
        self._step: Any = None

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            with colocate_with(variable.op):
                starts = [constant(value, shape=variable.shape, dtype=dtype) for value in (0.0, self._start)]
            for slot, start in zip(SLOTS, starts, strict=True):
                self._get_or_make_slot(variable, start, slot, self._name)

    def _prepare(self) -> None:
        self._rate = setting(self._learning_rate, "learning_rate")
        with colocate_with(self._rate.op):
            step = identity(self._global_step)
            self._step = (step if step.dtype.base_dtype is int64 else build("Cast", step, int64)) + 1

    def _slots_of(self, var: Variable) -> list[Any]:
        return [self.get_slot(var, slot) for slot in SLOTS]

    def _rates(self, var: Variable) -> list[Tensor]:
        dtype = var.dtype.base_dtype
        penalties = [convert_to_tensor(strength, dtype) for strength in (self._l1, self._l2)]
        return [rate_for(self._rate, var), *penalties, identity(self._step)]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_adagrad_da(
            var, *self._slots_of(var), grad, *self._rates(var), use_locking=self._use_locking
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        return sparse_apply_adagrad_da(
            var,
            *self._slots_of(var),
            grad.values,
            grad.indices,
            *self._rates(var),
            use_locking=self._use_locking,
        ).op
