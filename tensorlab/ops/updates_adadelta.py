"""What Adadelta writes: steps whose length it estimates from the steps before, in whole variables and in rows.

Read next: `updates.py` (how an update is written), `tensorlab/optimizers/adadelta.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.ops.sparse_updates import check_rows, dtypes_by_row, variable_shape, with_rows
from tensorlab.ops.state import WRITES
from tensorlab.ops.updates import check_shape, dense_shapes


def _stepped(var: Any, accum: Any, accum_update: Any, lr: Any, rho: Any, epsilon: Any, grad: Any) -> Any:
    """The variable and its two averages after a step."""
    rest = 1 - rho[()]
    squares = accum * rho + grad * grad * rest
    step = np.sqrt(accum_update + epsilon) / np.sqrt(squares + epsilon) * grad
    return var - step * lr, squares, accum_update * rho + step * step * rest


@op("ApplyAdadelta", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αg√u/√s",
    latex=r"s \leftarrow \rho \, s + (1 - \rho) \, g^2, \quad "
          r"d = g \sqrt{{u + \varepsilon}} / \sqrt{{s + \varepsilon}}, \quad "
          r"{var} \leftarrow {var} - \alpha \, d, \quad u \leftarrow \rho \, u + (1 - \rho) \, d^2",
    writes=("var", "accum", "accum_update"))  # fmt: skip
def apply_adadelta(
    var: Ref, accum: Ref, accum_update: Ref, lr: Array, rho: Array, epsilon: Array, grad: Array,
    use_locking: bool = False,
):  # fmt: skip
    """Step by the gradient times the usual size of a step, divided by the usual size of the gradient.

    Args:
        var: the variable.
        accum: the moving average of the squared gradients, which starts at zero.
        accum_update: the moving average of the squared steps, which starts at zero.
        lr: the learning rate; 1 is the paper's.
        rho: how much of the moving averages is kept in a step.
        epsilon: a small number that gets the steps going, and keeps the divisor away from zero.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Zeiler, "ADADELTA: An adaptive learning rate method" (2012).

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.adadelta import AdadeltaOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(3.0)
    ...     step = AdadeltaOptimizer(1.0, rho=0.0, epsilon=1.0).minimize(w * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(round(float(sess.run(w)), 4))
    2.0136
    """
    check_shape(var, grad)
    return _stepped(var, accum, accum_update, lr, rho, epsilon, grad)


apply_adadelta.not_differentiable(WRITES)


@apply_adadelta.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, 0.5], 0.5, 0.75, 0.125, [0.25, -4.0]),
        Sample(3.0, 0.0, 0.0, 1.0, 0.5, 0.125, 1.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 3, 0.5, 0.75, 0.125, np.zeros((0, 3))),
    ]


@op("SparseApplyAdadelta", shape=variable_shape,
    dtypes=dtypes_by_row("accum", "accum_update", "lr", "rho", "epsilon", "grad"), kind="update",
    symbol="w[ ] ← w − αg√u/√s",
    latex=r"s_i \leftarrow \rho \, s_i + (1 - \rho) \, g^2, \quad "
          r"d = g \sqrt{{u_i + \varepsilon}} / \sqrt{{s_i + \varepsilon}}, \quad "
          r"{var}_i \leftarrow {var}_i - \alpha \, d, \quad u_i \leftarrow \rho \, u_i + (1 - \rho) \, d^2",
    writes=("var", "accum", "accum_update"))  # fmt: skip
def sparse_apply_adadelta(
    var: Ref, accum: Ref, accum_update: Ref, lr: Array, rho: Array, epsilon: Array, grad: Array,
    indices: Array, use_locking: bool = False,
):  # fmt: skip
    """Step, in some rows, by the gradient times the usual size of a step, divided by that of the gradient.

    Args:
        var, accum, accum_update, lr, rho, epsilon, grad, use_locking: see `ApplyAdadelta`; `grad` holds one
            row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    rows = _stepped(var[indices], accum[indices], accum_update[indices], lr, rho, epsilon, grad)
    return tuple(
        with_rows(old, indices, new) for old, new in zip((var, accum, accum_update), rows, strict=True)
    )


sparse_apply_adadelta.not_differentiable(WRITES)


@sparse_apply_adadelta.samples
def _() -> list[Sample]:
    table, memory, rates = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.full((3, 2), 0.5), (0.5, 0.75, 0.125)
    return [
        Sample(table, memory, memory / 2, *rates, [[0.25, -4.0], [1.0, 0.5]], [2, 0]),
        Sample([1.0, 2.0], [0.5, 0.25], [0.0, 0.5], *rates, [0.25], [1], use_locking=True),
        Sample(table, memory, memory, *rates, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]
