"""What AdagradDA writes: weights computed anew from the sum of all gradients so far ("dual averaging").

Read next: `updates_ftrl.py` (the same idea, refined), `tensorlab/optimizers/adagrad_da.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING, int64
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.ops.sparse_updates import check_rows, dtypes_by_row, variable_shape, with_rows
from tensorlab.ops.state import WRITES
from tensorlab.ops.updates import check_shape, dense_shapes

RATES = ("lr", "l1", "l2")
MEMORIES = ("gradient_accumulator", "gradient_squared_accumulator")


def _stepped(sums: Any, squares: Any, grad: Any, lr: Any, l1: Any, l2: Any, global_step: Any) -> Any:
    """The weights, the sum of the gradients and that of their squares after a step."""
    steps = global_step.astype(lr.dtype)[()]
    new_sums, new_squares = sums + grad, squares + grad * grad
    left = np.maximum(np.abs(new_sums) - steps * np.maximum(l1, 0), 0)
    weights = -lr * np.sign(new_sums) * left / (l2 * (steps * lr) + np.sqrt(new_squares))
    return weights, new_sums, new_squares


@op("ApplyAdagradDA", shape=dense_shapes,
    dtypes={"var": FLOATING, **dict.fromkeys([*MEMORIES, "grad", *RATES], "var"), "global_step": frozenset([int64])},
    kind="update", symbol="w ← −αs/√q",
    latex=r"s \leftarrow s + g, \quad q \leftarrow q + g^2, \quad {var} \leftarrow "
          r"-\alpha \operatorname{{sign}}(s) \frac{{\max(|s| - \lambda_1 t, 0)}}{{\lambda_2 \alpha t + \sqrt{{q}}}}",
    writes=("var", *MEMORIES))  # fmt: skip
def apply_adagrad_da(
    var: Ref, gradient_accumulator: Ref, gradient_squared_accumulator: Ref, grad: Array, lr: Array,
    l1: Array, l2: Array, global_step: Array, use_locking: bool = False,
):  # fmt: skip
    """Take the weights that the sum of all gradients asks for, held back by two penalties.

    Args:
        var: the variable.
        gradient_accumulator: the sum s of the gradients so far.
        gradient_squared_accumulator: the sum q of their squares, which starts at a small positive number.
        grad: the gradient.
        lr: the learning rate α.
        l1, l2: the strengths of the penalties on |w| and on w²/2, in every step.
        global_step: the number t of this step, int64, beginning with 1.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization" (2011), the primal-dual form.

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.adagrad_da import AdagradDAOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w, counter = tf.Variable(3.0), tf.train.get_or_create_global_step()
    ...     optimizer = AdagradDAOptimizer(1.0, counter, 9.0, l1_regularization_strength=1.0)
    ...     step = optimizer.minimize(4.0 * w, global_step=counter)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    -0.6
    """
    check_shape(var, grad)
    return _stepped(gradient_accumulator, gradient_squared_accumulator, grad, lr, l1, l2, global_step)


@op("SparseApplyAdagradDA", shape=variable_shape,
    dtypes={**dtypes_by_row(*MEMORIES, "grad", *RATES), "global_step": frozenset([int64])},
    kind="update", symbol="w[ ] ← −αs/√q",
    latex=r"s_i \leftarrow s_i + g, \quad q_i \leftarrow q_i + g^2, \quad {var}_i \leftarrow -\alpha "
          r"\operatorname{{sign}}(s_i) \frac{{\max(|s_i| - \lambda_1 t, 0)}}{{\lambda_2 \alpha t + \sqrt{{q_i}}}}",
    writes=("var", *MEMORIES))  # fmt: skip
def sparse_apply_adagrad_da(
    var: Ref, gradient_accumulator: Ref, gradient_squared_accumulator: Ref, grad: Array, indices: Array,
    lr: Array, l1: Array, l2: Array, global_step: Array, use_locking: bool = False,
):  # fmt: skip
    """Take, in some rows, the weights that the sum of all gradients asks for.

    Args:
        var, gradient_accumulator, gradient_squared_accumulator, grad, lr, l1, l2, global_step, use_locking:
            see `ApplyAdagradDA`; `grad` holds one row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    kept = (var, gradient_accumulator, gradient_squared_accumulator)
    rows = _stepped(kept[1][indices], kept[2][indices], grad, lr, l1, l2, global_step)
    return tuple(with_rows(old, indices, new) for old, new in zip(kept, rows, strict=True))


apply_adagrad_da.not_differentiable(WRITES)
sparse_apply_adagrad_da.not_differentiable(WRITES)

_TABLE, _MEMORY = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.full((3, 2), 0.5)


@apply_adagrad_da.samples
def _() -> list[Sample]:
    step = np.int64(3)
    return [
        Sample([1.0, 2.0], [0.5, 1.25], [0.25, 0.5], [0.25, -4.0], 0.5, 0.125, 0.25, step),
        Sample([1.0, 2.0], [0.5, 1.25], [0.25, 0.5], [0.25, -4.0], 0.5, 0.0, 0.0, step),
        Sample(3.0, 0.0, 0.5, 1.0, 1.0, 2.0, 0.0, step, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 4, 0.5, 0.125, 0.25, step),
    ]


@sparse_apply_adagrad_da.samples
def _() -> list[Sample]:
    rates, rows = (0.5, 0.125, 0.25, np.int64(3)), [[0.25, -4.0], [1.0, 0.5]]
    return [
        Sample(_TABLE, _MEMORY, _MEMORY / 2, rows, [2, 0], *rates),
        Sample(_TABLE, _MEMORY, _MEMORY / 2, rows, [2, 0], 0.5, 0.0, 0.25, np.int64(3)),
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, 0.5], [0.25], [1], *rates, use_locking=True),
        Sample(_TABLE, _MEMORY, _MEMORY, np.zeros((0, 2)), np.zeros(0, np.int32), *rates),
    ]
