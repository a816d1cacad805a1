"""What proximal methods write: a step down the slope, then one that obeys the penalties exactly.

A penalty λ|w| has a kink at zero, and plain descent steps to and fro over it. A proximal step therefore first goes
down the slope of the loss alone, and then takes the point nearby where distance and penalty together are least:
weights move towards zero by λ times the rate, and those that would cross it stop there. So many become exactly zero.

Source: Duchi and Singer, "Efficient learning using forward-backward splitting" (2009).

Read next: `updates.py` (how an update is written), `tensorlab/optimizers/proximal_gradient_descent.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.ops.sparse_updates import check_rows, dtypes_by_row, variable_shape, with_rows
from tensorlab.ops.state import WRITES
from tensorlab.ops.updates import check_shape, dense_shapes


def shrunk(moved: Any, rate: Any, l1: Any, l2: Any) -> Any:
    """The point that minimises its squared distance from `moved` over 2·rate, plus l1·|w| + l2·w²/2.

    >>> shrunk(np.array([3.0, -0.25]), 0.5, np.array(1.0), np.array(2.0))
    array([ 1.25, -0.  ])
    """
    left = np.maximum(np.abs(moved) - rate * np.maximum(l1, 0), 0)
    return np.sign(moved) * left / (1 + rate * l2)


def _descended(var: Any, alpha: Any, l1: Any, l2: Any, delta: Any) -> Any:
    return shrunk(var - delta * alpha, alpha[()], l1, l2)


def _adapted(var: Any, accum: Any, lr: Any, l1: Any, l2: Any, grad: Any) -> Any:
    squares = accum + grad * grad
    rate = lr / np.sqrt(squares)
    return shrunk(var - grad * rate, rate, l1, l2), squares


@op("ApplyProximalGradientDescent", shape=dense_shapes, dtypes=FLOATING, kind="update",
    symbol="w ← prox(w − αg)",
    latex=r"v = {var} - \alpha g, \quad {var} \leftarrow \operatorname{{sign}}(v) "
          r"\frac{{\max(|v| - \alpha \lambda_1, 0)}}{{1 + \alpha \lambda_2}}",
    writes=("var",))  # fmt: skip
def apply_proximal_gradient_descent(
    var: Ref, alpha: Array, l1: Array, l2: Array, delta: Array, use_locking: bool = False
):
    """Walk down the slope, then shrink towards zero.

    Args:
        var: the variable.
        alpha: the learning rate.
        l1, l2: the strengths of the penalties on |w| and on w²/2.
        delta: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.proximal_gradient_descent import ProximalGradientDescentOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, 0.5])
    ...     optimizer = ProximalGradientDescentOptimizer(0.5, l1_regularization_strength=1.0)
    ...     step = optimizer.minimize(tf.reduce_sum([1.0, 0.25] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [2. 0.]
    """
    check_shape(var, delta)
    return _descended(var, alpha, l1, l2, delta)


@op("SparseApplyProximalGradientDescent", shape=variable_shape,
    dtypes=dtypes_by_row("alpha", "l1", "l2", "grad"), kind="update", symbol="w[ ] ← prox(w − αg)",
    latex=r"v = {var}_i - \alpha g, \quad {var}_i \leftarrow \operatorname{{sign}}(v) "
          r"\frac{{\max(|v| - \alpha \lambda_1, 0)}}{{1 + \alpha \lambda_2}}",
    writes=("var",))  # fmt: skip
def sparse_apply_proximal_gradient_descent(
    var: Ref, alpha: Array, l1: Array, l2: Array, grad: Array, indices: Array, use_locking: bool = False
):
    """Walk down the slope in some rows, then shrink those towards zero.

    Args:
        var, alpha, l1, l2, use_locking: see `ApplyProximalGradientDescent`.
        grad: the gradient, one row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    return with_rows(var, indices, _descended(var[indices], alpha, l1, l2, grad))


@op("ApplyProximalAdagrad", shape=dense_shapes, dtypes=FLOATING, kind="update",
    symbol="w ← prox(w − αg/√a)",
    latex=r"a \leftarrow a + g^2, \quad \beta = \alpha / \sqrt{{a}}, \quad v = {var} - \beta g, \quad "
          r"{var} \leftarrow \operatorname{{sign}}(v) "
          r"\frac{{\max(|v| - \beta \lambda_1, 0)}}{{1 + \beta \lambda_2}}",
    writes=("var", "accum"))  # fmt: skip
def apply_proximal_adagrad(
    var: Ref, accum: Ref, lr: Array, l1: Array, l2: Array, grad: Array, use_locking: bool = False
):
    """Step as Adagrad does, then shrink towards zero, each weight at its own rate.

    Args:
        var: the variable.
        accum: the sum of the squared gradients so far, which starts at a small positive number.
        lr: the learning rate.
        l1, l2: the strengths of the penalties on |w| and on w²/2.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.proximal_adagrad import ProximalAdagradOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     optimizer = ProximalAdagradOptimizer(1.0, 9.0, l1_regularization_strength=2.0)
    ...     step = optimizer.minimize(4.0 * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    1.8000001
    """
    check_shape(var, grad)
    return _adapted(var, accum, lr, l1, l2, grad)


@op("SparseApplyProximalAdagrad", shape=variable_shape,
    dtypes=dtypes_by_row("accum", "lr", "l1", "l2", "grad"), kind="update",
    symbol="w[ ] ← prox(w − αg/√a)",
    latex=r"a_i \leftarrow a_i + g^2, \quad \beta = \alpha / \sqrt{{a_i}}, \quad v = {var}_i - \beta g, \quad "
          r"{var}_i \leftarrow \operatorname{{sign}}(v) "
          r"\frac{{\max(|v| - \beta \lambda_1, 0)}}{{1 + \beta \lambda_2}}",
    writes=("var", "accum"))  # fmt: skip
def sparse_apply_proximal_adagrad(
    var: Ref, accum: Ref, lr: Array, l1: Array, l2: Array, grad: Array, indices: Array,
    use_locking: bool = False,
):  # fmt: skip
    """Step as Adagrad does in some rows, then shrink those towards zero.

    Args:
        var, accum, lr, l1, l2, use_locking: see `ApplyProximalAdagrad`.
        grad: the gradient, one row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    new_var, new_accum = _adapted(var[indices], accum[indices], lr, l1, l2, grad)
    return with_rows(var, indices, new_var), with_rows(accum, indices, new_accum)


for _record in (apply_proximal_gradient_descent, sparse_apply_proximal_gradient_descent, apply_proximal_adagrad,
                sparse_apply_proximal_adagrad):  # fmt: skip
    _record.not_differentiable(WRITES)

_TABLE, _MEMORY = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.full((3, 2), 0.5)
_ROWS = [[0.25, -4.0], [1.0, 0.5]]


@apply_proximal_gradient_descent.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 0.125], 0.5, 0.25, 0.125, [0.25, -4.0, 0.125]),
        Sample([1.0, -2.0], 0.5, 0.0, 2.0, [0.25, -4.0]),
        Sample(3.0, 0.5, 100.0, 0.0, 1.0, use_locking=True),
        Sample(np.zeros((0, 3)), 0.5, 0.25, 0.125, np.zeros((0, 3))),
    ]


@sparse_apply_proximal_gradient_descent.samples
def _() -> list[Sample]:
    return [
        Sample(_TABLE, 0.5, 0.25, 0.125, _ROWS, [2, 0]),
        Sample(_TABLE, 0.5, 0.0, 0.125, _ROWS, [2, 0]),
        Sample([1.0, 2.0], 0.5, 2.0, 0.125, [0.25], [1], use_locking=True),
        Sample(_TABLE, 0.5, 0.25, 0.125, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]


@apply_proximal_adagrad.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 0.125], [0.5, 0.25, 1.0], 0.5, 0.25, 0.125, [0.25, -4.0, 0.125]),
        Sample([1.0, -2.0], [0.5, 0.25], 0.5, 0.0, 2.0, [0.25, -4.0]),
        Sample(3.0, 1.0, 0.5, 100.0, 0.0, 1.0, use_locking=True),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), 0.5, 0.25, 0.125, np.zeros((0, 3))),
    ]


@sparse_apply_proximal_adagrad.samples
def _() -> list[Sample]:
    return [
        Sample(_TABLE, _MEMORY, 0.5, 0.25, 0.125, _ROWS, [2, 0]),
        Sample(_TABLE, _MEMORY, 0.5, 0.0, 0.125, _ROWS, [2, 0]),
        Sample([1.0, 2.0], [0.5, 0.25], 0.5, 2.0, 0.125, [0.25], [1], use_locking=True),
        Sample(_TABLE, _MEMORY, 0.5, 0.25, 0.125, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]
