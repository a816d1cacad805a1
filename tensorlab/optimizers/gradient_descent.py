"""Gradient descent: subtract the gradient times a learning rate. The shortest optimizer.

Read next: `momentum.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.scatter_updates import scatter_sub
from tensorlab.ops.updates import apply_gradient_descent
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class GradientDescentOptimizer(Optimizer):
    """Walk down the slope: w ← w − αg.

    Args:
        learning_rate: the learning rate α: a number, a tensor, or a function that gives one of these.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        name: the name of the operation that `minimize` makes.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/GradientDescentOptimizer

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0])
    ...     step = GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(3.0 * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [-0.5  0.5]
    """

    @checks_arguments
    def __init__(self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent") -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._learning_rate_tensor: Any = None

    def _prepare(self) -> None:
        self._learning_rate_tensor = setting(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        rate = rate_for(self._learning_rate_tensor, var)
        return apply_gradient_descent(var, rate, grad, use_locking=self._use_locking).op

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Variable) -> Any:
        # Subtracting twice from a row is as good as subtracting the sum, so nothing need be added up first.
        step = grad.values * rate_for(self._learning_rate_tensor, var)
        return scatter_sub(var, grad.indices, step, use_locking=self._use_locking).op
