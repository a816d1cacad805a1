"""Weight decay beside the gradient, not in it: AdamW, MomentumW, and the same for any optimizer.

A penalty w² in the loss is divided by Adam's divisor like every gradient, so it hardly holds large gradients back.
Here a step first shrinks the weights by itself, then moves them.

Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), https://arxiv.org/abs/1711.05101

Read next: `opt_adams.py`.
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import no_op
from tensorlab.ops.gather import gather
from tensorlab.ops.scatter_updates import scatter_sub
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.adam import AdamOptimizer
from tensorlab.optimizers.momentum import MomentumOptimizer
from tensorlab.optimizers.optimizer import Optimizer, rate_for


class DecoupledWeightDecayExtension(Optimizer):
    """Lets an optimizer shrink the weights before each step; it stands before that optimizer among the parents.

    Args:
        weight_decay: the part of a weight that is taken away in every step: a number, a tensor, or a function that
            gives one of these.
        **kwargs: the arguments of the optimizer.
    """

    def __init__(self, weight_decay: Any, **kwargs: Any) -> None:
        self._decay_var_list: set[str] = set()
        self._weight_decay = weight_decay
        self._weight_decay_tensor: Any = None
        super().__init__(**kwargs)

    def minimize(self, *args: Any, decay_var_list: Any = None, **kwargs: Any) -> Operation:
        """As `tf.train.Optimizer.minimize`; `decay_var_list` says which variables shrink, by default all."""
        self._set_decayed(decay_var_list)
        return Optimizer.minimize(self, *args, **kwargs)

    def apply_gradients(  # type: ignore[override]  # one argument more
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: str | None = None,
        decay_var_list: Any = None,
    ) -> Operation:
        """As `tf.train.Optimizer.apply_gradients`; `decay_var_list` says which variables shrink."""
        if decay_var_list is not None:
            self._set_decayed(decay_var_list)
        return super().apply_gradients(grads_and_vars, global_step=global_step, name=name)

    def _set_decayed(self, variables: Any) -> None:
        self._decay_var_list = {variable.name for variable in variables or ()}

    def _prepare(self) -> None:
        decay = self._call_if_callable(self._weight_decay)
        self._weight_decay_tensor = convert_to_tensor(decay, name="weight_decay")
        super()._prepare()

    def _shrinks(self, var: Variable) -> bool:
        return not self._decay_var_list or var.name in self._decay_var_list

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        decay = no_op()
        with control_dependencies([grad]):  # the gradient belongs to the weights before they shrink
            if self._shrinks(var):
                part = rate_for(self._weight_decay_tensor, var)
                decay = var.assign_sub(part * var, use_locking=self._use_locking).op
        with control_dependencies([decay]):
            return super()._apply_dense(grad, var)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        decay = no_op()
        with control_dependencies([grad.values]):
            if self._shrinks(var):
                part = rate_for(self._weight_decay_tensor, var)
                decay = scatter_sub(var, grad.indices, part * gather(var, grad.indices)).op
        with control_dependencies([decay]):
            return super()._apply_sparse(grad, var)


def extend_with_decoupled_weight_decay(base_optimizer: type[Optimizer]) -> type[Optimizer]:
    """Make of an optimizer's class another one, which takes `weight_decay` first and shrinks the weights.

    >>> import tensorlab as tf
    >>> Shrinking = extend_with_decoupled_weight_decay(tf.train.GradientDescentOptimizer)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(4.0)
    ...     step = Shrinking(weight_decay=0.5, learning_rate=1.0).minimize(w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    1.0
    """

    class OptimizerWithDecoupledWeightDecay(DecoupledWeightDecayExtension, base_optimizer):  # type: ignore[valid-type, misc]
        """The optimizer, with weights that shrink."""

        def __init__(self, weight_decay: Any, *args: Any, **kwargs: Any) -> None:
            names = [*base_optimizer.__init__.__code__.co_varnames]
            wrapped = getattr(base_optimizer.__init__, "__wrapped__", None)
            if wrapped is not None:
                names = [*wrapped.__code__.co_varnames]
            super().__init__(weight_decay, **dict(zip(names[1:], args, strict=False)), **kwargs)

    return OptimizerWithDecoupledWeightDecay


class MomentumWOptimizer(DecoupledWeightDecayExtension, MomentumOptimizer):
    """`tf.train.MomentumOptimizer` with weights that shrink by the part `weight_decay` in every step."""

    def __init__(
        self, weight_decay: Any, learning_rate: Any, momentum: Any, use_locking: bool = False,
        name: str = "MomentumW", use_nesterov: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(
            weight_decay, learning_rate=learning_rate, momentum=momentum, use_locking=use_locking, name=name,
            use_nesterov=use_nesterov,
        )  # fmt: skip


class AdamWOptimizer(DecoupledWeightDecayExtension, AdamOptimizer):
    """`tf.train.AdamOptimizer` with weights that shrink by the part `weight_decay` in every step.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(4.0)
    ...     step = AdamWOptimizer(weight_decay=0.25, learning_rate=0.5).minimize(3.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    2.5
    """

    def __init__(
        self, weight_decay: Any, learning_rate: Any = 0.001, beta1: Any = 0.9, beta2: Any = 0.999,
        epsilon: Any = 1e-8, use_locking: bool = False, name: str = "AdamW",
    ) -> None:  # fmt: skip
        super().__init__(
            weight_decay, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon,
            use_locking=use_locking, name=name,
        )  # fmt: skip
