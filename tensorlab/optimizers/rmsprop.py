"""RMSProp: the gradient divided by its recent size, so that all entries take steps of a like length.

Read next: `adam.py` (the same idea, with an average direction).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.initializers import Ones
from tensorlab.ops.sparse_updates import sparse_apply_centered_rms_prop, sparse_apply_rms_prop
from tensorlab.ops.updates import apply_centered_rms_prop, apply_rms_prop
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.optimizer import Optimizer, rate_for, setting


class RMSPropOptimizer(Optimizer):
    """Divide the gradient by the root of a moving average of its squares, and add some of the step before.

    For a variable `w` the slot "rms" (`w/RMSProp`) holds the moving average, which starts at one, and
    "momentum" (`w/RMSProp_1`) the step before. With `centered`, the slot "mg" (then `w/RMSProp_1`, and
    "momentum" is `w/RMSProp_2`) holds the moving average of the gradients. With gradients of a few rows, only
    those rows change.

    Args:
        learning_rate: the learning rate: a number, a tensor, or a function that gives one of these.
        decay: how much of the moving average is kept in a step.
        momentum: how much of the step before is added.
        epsilon: a small number that keeps the divisor away from zero.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.
        centered: divide by the estimated standard deviation of the gradient instead.
        name: the name of the operation that `minimize` makes, and of the slots.

    Sources: Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera (2012); Graves, "Generating sequences with
    recurrent neural networks" (2013), for `centered`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0])
    ...     step = RMSPropOptimizer(0.5, decay=0.0).minimize(tf.reduce_sum([4.0, -0.5] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [0.5 2.5]
    """

    @checks_arguments
    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate, self._decay, self._momentum = learning_rate, decay, momentum
        self._epsilon = epsilon
        self._centered = centered
        self._learning_rate_tensor: Any = None
        self._decay_tensor: Any = None
        self._momentum_tensor: Any = None
        self._epsilon_tensor: Any = None

    def _create_slots(self, var_list: list[Variable]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            self._get_or_make_slot_with_initializer(
                variable, Ones(dtype=dtype), variable.shape, dtype, "rms", self._name
            )
            if self._centered:
                self._zeros_slot(variable, "mg", self._name)
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = setting(self._learning_rate, "learning_rate")
        self._decay_tensor = setting(self._decay, "decay")
        self._momentum_tensor = setting(self._momentum, "momentum")
        self._epsilon_tensor = setting(self._epsilon, "epsilon")

    def _slots_and_rates(self, var: Variable) -> list[Any]:
        names = ("mg", "rms", "momentum") if self._centered else ("rms", "momentum")
        rates = (self._learning_rate_tensor, self._decay_tensor, self._momentum_tensor, self._epsilon_tensor)
        return [*(self.get_slot(var, name) for name in names), *(rate_for(rate, var) for rate in rates)]

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        record = apply_centered_rms_prop if self._centered else apply_rms_prop
        return record(var, *self._slots_and_rates(var), grad, use_locking=self._use_locking).op

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        record = sparse_apply_centered_rms_prop if self._centered else sparse_apply_rms_prop
        return record(
            var, *self._slots_and_rates(var), grad.values, grad.indices, use_locking=self._use_locking
        ).op
