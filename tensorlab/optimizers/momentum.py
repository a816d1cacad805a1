"""Momentum: gradient descent that keeps some of its speed, like a ball that rolls downhill.

Read next: `adagrad.py` (a step size of its own for every entry).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_updates import sparse_apply_momentum
from tensorlab.ops.updates import apply_momentum
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class MomentumOptimizer(Optimizer):
    """Add the gradient to a velocity, and step with the velocity: a ← μa + g, w ← w − αa.

    For a variable `w` the slot "momentum" (`w/Momentum`) holds the velocity a. With gradients of a few rows,
    only the velocity of those rows changes; the other rows rest.

    Args:
        learning_rate: the learning rate α: a number, a tensor, or a function that gives one of these.
        momentum: how much of the velocity is kept in a step, μ; the same kinds.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes, and of the slot.
        use_nesterov: step with the velocity that the ball will have next: w ← w − α (g + μa).

    Sources: Polyak (1964); Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and
    momentum in deep learning" (2013), for `use_nesterov`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0])
    ...     step = MomentumOptimizer(0.25, 0.5).minimize(tf.reduce_sum(2.0 * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     for _ in range(3):
    ...         sess.run(step)
    ...         print(sess.run(w))
    [0.5 1.5]
    [-0.25  0.75]
    [-1.125 -0.125]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov
        self._learning_rate_tensor: Any = None
        self._momentum_tensor: Any = None

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = setting(self._learning_rate, "learning_rate")
        self._momentum_tensor = setting(self._momentum, "momentum")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_momentum(
            var,
            self.get_slot(var, "momentum"),
            rate_for(self._learning_rate_tensor, var),
            grad,
            rate_for(self._momentum_tensor, var),
            use_locking=self._use_locking,
            use_nesterov=self._use_nesterov,
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        return sparse_apply_momentum(
            var,
            self.get_slot(var, "momentum"),
            rate_for(self._learning_rate_tensor, var),
            grad.values,
            grad.indices,
            rate_for(self._momentum_tensor, var),
            use_locking=self._use_locking,
            use_nesterov=self._use_nesterov,
        ).op
