"""What Ftrl writes: weights that are computed anew in every step, many of them exactly zero.

The variable itself is never moved. A step adds to two memories, and the variable is then what is best for all the
(linearised) losses so far together; a weight that is worth less than `l1` is zero.

Read next: `updates.py` (how an update is written), `tensorlab/optimizers/ftrl.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.ops.sparse_updates import check_rows, dtypes_by_row, variable_shape, with_rows
from tensorlab.ops.state import WRITES
from tensorlab.ops.updates import check_shape, dense_shapes

FORMULA = (
    r"z_I \leftarrow z_I + g_S - ((n_I + g^2)^{{-p}} - n_I^{{-p}}) \, {var}_I / \alpha, \quad "
    r"n_I \leftarrow n_I + g^2, \quad {var}_I \leftarrow "
    r"\frac{{\lambda_1 \operatorname{{sign}} z_I - z_I}}{{n_I^{{-p}} / \alpha + 2 \lambda_2}} "
    r"\; [|z_I| > \lambda_1]"
)
DENSE, SPARSE = FORMULA.replace("_I", ""), FORMULA.replace("_I", "_i")
PLAIN, SHRUNK = ("g", r"(g + 2 \lambda_s {var})")
RATES = ("lr", "l1", "l2", "lr_power")


def _stepped(
    var: Any,
    accum: Any,
    linear: Any,
    grad: Any,
    lr: Any,
    l1: Any,
    l2: Any,
    lr_power: Any,
    l2_shrinkage: Any = None,
) -> Any:
    """The variable, the sum of the squared gradients and the linear memory after a step."""
    power = -lr_power[()]
    new_accum = accum + grad * grad
    before, after = np.power(accum, power), np.power(new_accum, power)
    slope = grad if l2_shrinkage is None else grad + 2 * l2_shrinkage[()] * var
    new_linear = linear + (slope - (after - before) / lr * var)
    wanted = (l1 * np.sign(new_linear) - new_linear) / (after / lr + 2 * l2[()])
    new_var = np.where(np.abs(new_linear) > l1, wanted, np.zeros_like(wanted))
    return new_var, new_accum, new_linear


@op("ApplyFtrl", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← −z/(√n/α + 2λ₂)",
    latex=DENSE.replace("g_S", PLAIN), writes=("var", "accum", "linear"))  # fmt: skip
def apply_ftrl(
    var: Ref, accum: Ref, linear: Ref, grad: Array, lr: Array, l1: Array, l2: Array, lr_power: Array,
    use_locking: bool = False,
):  # fmt: skip
    """Follow the leader: take the weights that would have been best so far, held back by two penalties.

    Args:
        var: the variable.
        accum: the sum n of the squared gradients so far, which starts at a small number.
        linear: the sum z of the gradients, corrected for where the weights stood; it starts at zero.
        grad: the gradient.
        lr: the learning rate α.
        l1, l2: the strengths of the penalties on |w| and on w².
        lr_power: how the rate falls with the sum; -0.5 for a square root.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: McMahan and others, "Ad click prediction: a view from the trenches" (2013), algorithm 1.

    >>> import tensorlab as tf
    >>> from tensorlab.optimizers.ftrl import FtrlOptimizer
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([3.0, 3.0])
    ...     optimizer = FtrlOptimizer(1.0, initial_accumulator_value=0.0, l1_regularization_strength=2.0)
    ...     step = optimizer.minimize(tf.reduce_sum([4.0, 0.5] * w))
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(step)
    ...     print(sess.run(w))
    [1.5 0. ]
    """
    check_shape(var, grad)
    return _stepped(var, accum, linear, grad, lr, l1, l2, lr_power)


@op("ApplyFtrlV2", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← −z/(√n/α + 2λ₂)",
    latex=DENSE.replace("g_S", SHRUNK), writes=("var", "accum", "linear"))  # fmt: skip
def apply_ftrl_with_shrinkage(
    var: Ref, accum: Ref, linear: Ref, grad: Array, lr: Array, l1: Array, l2: Array, l2_shrinkage: Array,
    lr_power: Array, use_locking: bool = False,
):  # fmt: skip
    """Follow the leader, and let the weights shrink besides, as if `l2_shrinkage` · w² stood in the loss.

    Args:
        var, accum, linear, grad, lr, l1, l2, lr_power, use_locking: see `ApplyFtrl`.
        l2_shrinkage: the strength of that term.
    """
    check_shape(var, grad)
    return _stepped(var, accum, linear, grad, lr, l1, l2, lr_power, l2_shrinkage)


@op("SparseApplyFtrl", shape=variable_shape, dtypes=dtypes_by_row("accum", "linear", "grad", *RATES),
    kind="update", symbol="w[ ] ← −z/(√n/α + 2λ₂)", latex=SPARSE.replace("g_S", PLAIN),
    writes=("var", "accum", "linear"))  # fmt: skip
def sparse_apply_ftrl(
    var: Ref, accum: Ref, linear: Ref, grad: Array, indices: Array, lr: Array, l1: Array, l2: Array,
    lr_power: Array, use_locking: bool = False,
):  # fmt: skip
    """Follow the leader in some rows.

    Args:
        var, accum, linear, grad, lr, l1, l2, lr_power, use_locking: see `ApplyFtrl`; `grad` holds one row for
            every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    rows = _stepped(var[indices], accum[indices], linear[indices], grad, lr, l1, l2, lr_power)
    return tuple(with_rows(old, indices, new) for old, new in zip((var, accum, linear), rows, strict=True))


@op("SparseApplyFtrlV2", shape=variable_shape,
    dtypes=dtypes_by_row("accum", "linear", "grad", "l2_shrinkage", *RATES),
    kind="update", symbol="w[ ] ← −z/(√n/α + 2λ₂)", latex=SPARSE.replace("g_S", SHRUNK).replace("{var})", "{var}_i)"),
    writes=("var", "accum", "linear"))  # fmt: skip
def sparse_apply_ftrl_with_shrinkage(
    var: Ref, accum: Ref, linear: Ref, grad: Array, indices: Array, lr: Array, l1: Array, l2: Array,
    l2_shrinkage: Array, lr_power: Array, use_locking: bool = False,
):  # fmt: skip
    """Follow the leader in some rows, and let those rows shrink besides.

    Args:
        var, accum, linear, grad, lr, l1, l2, l2_shrinkage, lr_power, use_locking: see `ApplyFtrlV2`; `grad`
            holds one row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    rows = _stepped(var[indices], accum[indices], linear[indices], grad, lr, l1, l2, lr_power, l2_shrinkage)
    return tuple(with_rows(old, indices, new) for old, new in zip((var, accum, linear), rows, strict=True))


for _record in (apply_ftrl, apply_ftrl_with_shrinkage, sparse_apply_ftrl, sparse_apply_ftrl_with_shrinkage):
    _record.not_differentiable(WRITES)

_TABLE, _MEMORY = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.array([[0.5, 0.25], [0.125, 1.0], [0.5, 0.0]])


@apply_ftrl.samples
def _() -> list[Sample]:
    return [
        Sample(
            [1.0, 2.0, 3.0], [0.5, 0.25, 0.0], [0.25, -0.5, 0.0], [0.25, -4.0, 1.0], 0.5, 0.125, 0.25, -0.5
        ),
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, -0.5], [0.25, -4.0], 0.5, 8.0, 0.25, -0.75),
        Sample(3.0, 0.5, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 4, 0.5, 0.125, 0.25, -0.5),
    ]


@apply_ftrl_with_shrinkage.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, -0.5], [0.25, -4.0], 0.5, 0.125, 0.25, 0.5, -0.5),
        Sample(3.0, 0.5, 0.0, 1.0, 1.0, 0.0, 0.0, 0.25, -0.25, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 4, 0.5, 0.125, 0.25, 0.5, -0.5),
    ]


def _sparse_samples(*rates: float) -> list[Sample]:
    rows = [[0.25, -4.0], [1.0, 0.5]]
    return [
        Sample(_TABLE, _MEMORY, _MEMORY - 0.25, rows, [2, 0], *rates),
        Sample([1.0, 2.0], [0.5, 0.25], [0.0, 0.5], [0.25], [1], *rates, use_locking=True),
        Sample(_TABLE, _MEMORY, _MEMORY, np.zeros((0, 2)), np.zeros(0, np.int32), *rates),
    ]


@sparse_apply_ftrl.samples
def _() -> list[Sample]:
    return [*_sparse_samples(0.5, 0.125, 0.25, -0.5), *_sparse_samples(0.5, 0.5, 0.0, -0.75)]


@sparse_apply_ftrl_with_shrinkage.samples
def _() -> list[Sample]:
    return [*_sparse_samples(0.5, 0.125, 0.25, 0.5, -0.5), *_sparse_samples(0.5, 0.5, 0.0, 0.125, -0.75)]
