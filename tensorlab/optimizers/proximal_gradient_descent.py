"""Proximal gradient descent: plain descent, with penalties that make weights exactly zero.

Read next: `tensorlab/ops/updates_proximal.py` (what a proximal step is), `proximal_adagrad.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.updates_proximal import (
    apply_proximal_gradient_descent,
    sparse_apply_proximal_gradient_descent,
)
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class ProximalGradientDescentOptimizer(Optimizer):
    """Walk down the slope of the loss, then shrink towards zero as the penalties ask for.

    It needs no slots. With gradients of a few rows, only those rows change, and only they shrink.

    Args:
        learning_rate: a number, a tensor, or a function that gives one of these.
        l1_regularization_strength: the penalty on |w|; it makes weights zero, as the lasso does.
        l2_regularization_strength: the penalty on w²/2.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes.

    Source: Duchi and Singer, "Efficient learning using forward-backward splitting" (2009).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, 0.5])
    ...     optimizer = ProximalGradientDescentOptimizer(0.5, l1_regularization_strength=1.0)
    ...     step = optimizer.minimize(tf.reduce_sum([1.0, 0.25] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [2. 0.]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength
        self._rates: list[Tensor] = []

    def _prepare(self) -> None:
        self._rates = [
            setting(self._learning_rate, "learning_rate"),
            setting(self._l1, "l1_regularization_strength"),
            setting(self._l2, "l2_regularization_strength"),
        ]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        rates = [rate_for(rate, var) for rate in self._rates]
        return apply_proximal_gradient_descent(var, *rates, grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        rates = [rate_for(rate, var) for rate in self._rates]
        return sparse_apply_proximal_gradient_descent(
            var, *rates, grad.values, grad.indices, use_locking=self._use_locking
        ).op
