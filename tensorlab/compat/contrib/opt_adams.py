"""Adam's relatives in tf.contrib.opt: AdaMax, Nadam, and an Adam that leaves rows alone.

Read next: `tensorlab/optimizers/adam.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import group
from tensorlab.ops.gather import gather
from tensorlab.ops.scatter_updates import scatter_add, scatter_sub, scatter_update
from tensorlab.ops.updates import apply_adam
from tensorlab.ops.updates_adamax import apply_ada_max
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.adam import AdamOptimizer


class AdaMaxOptimizer(AdamOptimizer):
    """Adam with the largest gradient of late as divisor, in place of the average squared one.

    Args are those of `tf.train.AdamOptimizer`. With gradients of a few rows, only those rows change.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization" (2015), section 7.1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0])
    ...     step = AdaMaxOptimizer(0.25).minimize(tf.reduce_sum([3.0, -100.0] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w).round(4))
    [0.75 2.25]
    """

    @checks_arguments
    def __init__(
        self, learning_rate: Any = 0.001, beta1: Any = 0.9, beta2: Any = 0.999, epsilon: Any = 1e-8,
        use_locking: bool = False, name: str = "AdaMax",
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        beta1_power, _, *rates = self._rates(var)
        return apply_ada_max(var, m, v, beta1_power, *rates, grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        beta1_power, _, rate, beta1, beta2, epsilon = self._rates(var)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = gather(m, grad.indices) * beta1 + grad.values * (1 - beta1)
        new_v = build("Maximum", gather(v, grad.indices) * beta2, build("Abs", grad.values))
        step = rate / (1 - beta1_power) * (new_m / (new_v + epsilon))
        with control_dependencies([step]):
            kept = scatter_update(m, grad.indices, new_m), scatter_update(v, grad.indices, new_v)
            return group(scatter_sub(var, grad.indices, step), *kept)


class NadamOptimizer(AdamOptimizer):
    """Adam that looks one step ahead in the average of the gradients, as Nesterov's momentum does.

    Args are those of `tf.train.AdamOptimizer`.

    Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016).
    """

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        return apply_adam(
            var, m, v, *self._rates(var), grad, use_locking=self._use_locking, use_nesterov=True
        ).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        beta1_power, beta2_power, rate, beta1, beta2, epsilon = self._rates(var)
        rate = rate * build("Sqrt", 1 - beta2_power) / (1 - beta1_power)
        new = grad.values * (1 - beta1)
        m = self._faded_and_added(var, "m", beta1, new, grad.indices)
        squares = grad.values * grad.values * (1 - beta2)
        v = self._faded_and_added(var, "v", beta2, squares, grad.indices)
        ahead = new + beta1 * gather(m, grad.indices)
        step = -rate * ahead / (build("Sqrt", gather(v, grad.indices)) + epsilon)
        return group(scatter_add(var, grad.indices, step), m, v)


class LazyAdamOptimizer(AdamOptimizer):
    """Adam that, with gradients of a few rows, leaves the other rows and their averages alone.

    For large tables of word vectors that is much quicker than `tf.train.AdamOptimizer`, under which all rows move in
    every step. Args are those of `tf.train.AdamOptimizer`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     table = tf.Variable([1.0, 2.0, 3.0])
    ...     step = LazyAdamOptimizer(0.25).minimize(tf.gather(table, [1]))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(table))
    [1. 1.75 3. ]
    """

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        beta1_power, beta2_power, rate, beta1, beta2, epsilon = self._rates(var)
        rate = rate * build("Sqrt", 1 - beta2_power) / (1 - beta1_power)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = beta1 * gather(m, grad.indices) + (1 - beta1) * grad.values
        new_v = beta2 * gather(v, grad.indices) + (1 - beta2) * build("Square", grad.values)
        step = rate * new_m / (build("Sqrt", new_v) + epsilon)
        with control_dependencies([step]):
            kept = scatter_update(m, grad.indices, new_m), scatter_update(v, grad.indices, new_v)
            return group(scatter_sub(var, grad.indices, step), *kept)
