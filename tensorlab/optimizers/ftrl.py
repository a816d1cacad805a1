"""Ftrl ("follow the regularized leader"): for models with very many weights, most of which should be zero.

Read next: `adagrad.py` (the same rates), `proximal_adagrad.py` (another way to exact zeros).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import build
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.initializers import Constant
from tensorlab.ops.updates_ftrl import (
    apply_ftrl,
    apply_ftrl_with_shrinkage,
    sparse_apply_ftrl,
    sparse_apply_ftrl_with_shrinkage,
)
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class FtrlOptimizer(Optimizer):
    """Take in every step the weights that would have been best so far, held back by penalties.

    For a variable `w` the slot "accum" (`w/Ftrl`) holds the sum of the squared gradients, and "linear"
    (`w/Ftrl_1`) the sum of the gradients, corrected for where the weights stood. The values that `w` starts
    from count for the first gradients only: a step computes `w` anew from its slots. With gradients of a few
    rows, only those rows change.

    Args:
        learning_rate: a number, a tensor, or a function that gives one of these.
        learning_rate_power: how the rate falls with the sum of the squared gradients; at most zero, which
            keeps it constant. -0.5 divides it by the root of the sum, as Adagrad does.
        initial_accumulator_value: the number, not negative, that this sum starts from.
        l1_regularization_strength: the penalty on |w|; it makes weights zero.
        l2_regularization_strength: the penalty on w².
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slots.
        accum_name, linear_name: other names for the slots.
        l2_shrinkage_regularization_strength: adds this times w² to the loss itself.
        beta: the paper's β, added to the root of the sum; a number.

    Raises:
        ValueError: for a penalty or a first value below zero, or a power above.

    Source: McMahan and others, "Ad click prediction: a view from the trenches" (2013).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, 3.0])
    ...     optimizer = FtrlOptimizer(1.0, initial_accumulator_value=0.0, l1_regularization_strength=2.0)
    ...     step = optimizer.minimize(tf.reduce_sum([4.0, 0.5] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [1.5 0. ]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float | None = None,
    ) -> None:
        super().__init__(use_locking, name)
        for what, value in {
            "initial_accumulator_value": initial_accumulator_value,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
        }.items():
            if value < 0.0:
                raise ValueError(f"{what} {value} needs to be positive or zero")
        if learning_rate_power > 0.0:
            raise ValueError(f"learning_rate_power {learning_rate_power} needs to be negative or zero")
        self._learning_rate, self._learning_rate_power = learning_rate, learning_rate_power
        self._initial_accumulator_value = initial_accumulator_value
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength
        self._l2_shrinkage, self._beta = l2_shrinkage_regularization_strength, beta
        self._accum_name, self._linear_name = accum_name or name, linear_name or name
        self._rates: list[Tensor] = []

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            start = Constant(self._initial_accumulator_value, dtype=dtype)
            self._get_or_make_slot_with_initializer(
                variable, start, variable.shape, dtype, "accum", self._accum_name
            )
            self._zeros_slot(variable, "linear", self._linear_name)

    def _prepare(self) -> None:
        rate = setting(self._learning_rate, "learning_rate")
        self._rates = [
            rate,
            setting(self._l1, "l1_regularization_strength"),
            self._l2_strength(rate),
            *(
                [setting(self._l2_shrinkage, "l2_shrinkage_regularization_strength")]
                if self._l2_shrinkage
                else []
            ),
            setting(self._learning_rate_power, "learning_rate_power"),
        ]

    def _l2_strength(self, rate: Tensor) -> Tensor:
        """β stands beside the root of the sum, divided by the rate: there a quadratic penalty stands, too."""
        if not self._beta:
            return setting(self._l2, "l2_regularization_strength")
        share = build("RealDiv", self._beta, build("Mul", 2.0, build("Maximum", rate, 1e-36)))
        return build("AddV2", self._l2, share)

    def _both_slots(self, var: Variable) -> list[Any]:
        return [self.get_slot(var, name) for name in ("accum", "linear")]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        record = apply_ftrl_with_shrinkage if self._l2_shrinkage else apply_ftrl
        rates = [rate_for(rate, var) for rate in self._rates]
        return record(var, *self._both_slots(var), grad, *rates, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        record = sparse_apply_ftrl_with_shrinkage if self._l2_shrinkage else sparse_apply_ftrl
        rates = [rate_for(rate, var) for rate in self._rates]
        return record(
            var, *self._both_slots(var), grad.values, grad.indices, *rates, use_locking=self._use_locking
        ).op
