"""What optimizers write when a gradient concerns some rows of a variable only, as that of `tf.gather` does.

The rows that the gradient does not name stay as they are, and so does their memory (the slots). No row may be
named twice: `Optimizer` adds up those that are before it makes one of these nodes.

Read next: `updates.py` (the same steps for whole variables, with their sources).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING, INDEX
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.row_copies import copy_to_change
from tensorlab.ops.scattering import check_indices
from tensorlab.ops.state import WRITES


def dtypes_by_row(*others: str) -> dict[str, Any]:
    """The variable's dtype may be any floating one; everything else has the same, save the indices."""
    return {"var": FLOATING, "indices": INDEX, **dict.fromkeys(others, "var")}


def variable_shape(var: TensorShape, *_: Any) -> TensorShape:
    return var


def check_rows(var: Any, grad: Any, indices: Any) -> None:
    """Refuse a gradient that is not one row for every index."""
    if grad.shape != indices.shape + var.shape[1:]:
        message = (
            f"grad must have one row of var for every index: grad has the shape {list(grad.shape)}, indices "
            f"{list(indices.shape)} and var {list(var.shape)}"
        )
        raise InvalidArgumentError(None, None, message)
    check_indices(indices, var.shape[0])


def with_rows(array: Any, indices: Any, rows: Any) -> Any:
    """A copy of the array with other rows at `indices`."""
    result = copy_to_change(array, indices)
    result[indices] = rows
    return result


@op("SparseApplyMomentum", shape=variable_shape, dtypes=dtypes_by_row("accum", "lr", "grad", "momentum"),
    kind="update", symbol="w[ ] ← w − αa",
    latex=r"a_{{i}} \leftarrow \mu \, a_{{i}} + g, \quad "
          r"{var}_{{i}} \leftarrow {var}_{{i}} - \alpha \, a_{{i}}",
    writes=("var", "accum"))  # fmt: skip
def sparse_apply_momentum(
    var: Ref, accum: Ref, lr: Array, grad: Array, indices: Array, momentum: Array,
    use_locking: bool = False, use_nesterov: bool = False,
):  # fmt: skip
    """Roll downhill like a ball, in some rows: the step is the gradient plus what is left of the step before.

    Args:
        var, accum, lr, grad, momentum, use_locking, use_nesterov: see `ApplyMomentum`; `grad` holds one row
            for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    moved = accum[indices] * momentum
    moved += grad
    step = (grad + moved * momentum) * lr if use_nesterov else moved * lr
    return with_rows(var, indices, var[indices] - step), with_rows(accum, indices, moved)


sparse_apply_momentum.not_differentiable(WRITES)


@sparse_apply_momentum.samples
def _() -> list[Sample]:
    table, accum, rows = _TABLE, np.full((3, 2), 0.5), [[0.25, -4.0], [1.0, 0.5]]
    return [
        Sample(table, accum, 0.5, rows, [2, 0], 0.75),
        Sample(table, accum, 0.5, rows, [2, 0], 0.75, use_nesterov=True),
        Sample([1.0, 2.0], [0.5, 0.0], 0.5, [0.25], [1], 0.75, use_locking=True),
        Sample(table, accum, 0.5, np.zeros((0, 2)), np.zeros(0, np.int32), 0.75),
    ]


@op("SparseApplyAdagrad", shape=variable_shape, dtypes=dtypes_by_row("accum", "lr", "grad"), kind="update",
    symbol="w[ ] ← w − αg/√a",
    latex=r"a_{{i}} \leftarrow a_{{i}} + g^2, \quad "
          r"{var}_{{i}} \leftarrow {var}_{{i}} - \alpha \, g "
          r"/ \sqrt{{a_{{i}}}}",
    writes=("var", "accum"))  # fmt: skip
def sparse_apply_adagrad(
    var: Ref, accum: Ref, lr: Array, grad: Array, indices: Array, use_locking: bool = False,
    update_slots: bool = True,
):  # fmt: skip
    """Step, in some rows, by the gradient divided by the root of the sum of its squares so far.

    Args:
        var, accum, lr, grad, use_locking, update_slots: see `ApplyAdagrad`; `grad` holds one row for every
            index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    new_accum = with_rows(accum, indices, accum[indices] + grad * grad) if update_slots else accum
    step = grad * lr / np.sqrt(new_accum[indices])
    return with_rows(var, indices, var[indices] - step), new_accum


sparse_apply_adagrad.not_differentiable(WRITES)


@sparse_apply_adagrad.samples
def _() -> list[Sample]:
    table, accum, rows = _TABLE, np.full((3, 2), 0.5), [[0.25, -4.0], [1.0, 0.5]]
    return [
        Sample(table, accum, 0.5, rows, [2, 0]),
        Sample(table, accum, 0.5, rows, [2, 0], update_slots=False),
        Sample([1.0, 2.0], [0.5, 0.25], 0.5, [0.25], [1], use_locking=True),
        Sample(table, accum, 0.5, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]


@op("SparseApplyRMSProp", shape=variable_shape,
    dtypes=dtypes_by_row("ms", "mom", "lr", "rho", "momentum", "epsilon", "grad"), kind="update",
    symbol="w[ ] ← w − αg/√s",
    latex=r"s_i \leftarrow \rho \, s_i + (1 - \rho) \, g^2, \quad "
          r"a_i \leftarrow \mu \, a_i + \alpha \, g / \sqrt{{s_i + \varepsilon}}, \quad "
          r"{var}_{{i}} \leftarrow {var}_{{i}} - a_i",
    writes=("var", "ms", "mom"))  # fmt: skip
def sparse_apply_rms_prop(
    var: Ref, ms: Ref, mom: Ref, lr: Array, rho: Array, momentum: Array, epsilon: Array, grad: Array,
    indices: Array, use_locking: bool = False,
):  # fmt: skip
    """Step, in some rows, by the gradient divided by the root of a moving average of its squares.

    Args:
        var, ms, mom, lr, rho, momentum, epsilon, grad, use_locking: see `ApplyRMSProp`; `grad` holds one
            row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    squares = ms[indices] * rho + grad * grad * (1 - rho[()])
    step = mom[indices] * momentum + grad * lr / np.sqrt(squares + epsilon)
    return (
        with_rows(var, indices, var[indices] - step),
        with_rows(ms, indices, squares),
        with_rows(mom, indices, step),
    )


sparse_apply_rms_prop.not_differentiable(WRITES)


@sparse_apply_rms_prop.samples
def _() -> list[Sample]:
    table, memory, rows = _TABLE, np.full((3, 2), 0.5), [[0.25, -4.0], [1.0, 0.5]]
    rates = (0.5, 0.75, 0.5, 0.125)
    return [
        Sample(table, memory, memory, *rates, rows, [2, 0]),
        Sample([1.0, 2.0], [0.5, 0.25], [0.0, 0.5], *rates, [0.25], [1], use_locking=True),
        Sample(table, memory, memory, *rates, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]


@op("SparseApplyCenteredRMSProp", shape=variable_shape,
    dtypes=dtypes_by_row("mg", "ms", "mom", "lr", "rho", "momentum", "epsilon", "grad"), kind="update",
    symbol="w[ ] ← w − αg/√(s−ḡ²)",
    latex=r"s_i \leftarrow \rho \, s_i + (1 - \rho) \, g^2, \quad "
          r"\bar g_i \leftarrow \rho \, \bar g_i + (1 - \rho) \, g, \quad "
          r"a_i \leftarrow \mu \, a_i + \alpha \, g / \sqrt{{s_i - \bar g_i^2 + \varepsilon}}, \quad "
          r"{var}_{{i}} \leftarrow {var}_{{i}} - a_i",
    writes=("var", "mg", "ms", "mom"))  # fmt: skip
def sparse_apply_centered_rms_prop(
    var: Ref, mg: Ref, ms: Ref, mom: Ref, lr: Array, rho: Array, momentum: Array, epsilon: Array, grad: Array,
    indices: Array, use_locking: bool = False,
):  # fmt: skip
    """Step, in some rows, by the gradient divided by its own estimated standard deviation.

    Args:
        var, mg, ms, mom, lr, rho, momentum, epsilon, grad, use_locking: see `ApplyCenteredRMSProp`; `grad`
            holds one row for every index.
        indices: the rows; int32 or int64, none twice.
    """
    check_rows(var, grad, indices)
    remainder = 1 - rho[()]
    squares = ms[indices] * rho + grad * grad * remainder
    means = mg[indices] * rho + grad * remainder
    step = mom[indices] * momentum + grad * lr / np.sqrt(squares - means * means + epsilon)
    return (
        with_rows(var, indices, var[indices] - step),
        with_rows(mg, indices, means),
        with_rows(ms, indices, squares),
        with_rows(mom, indices, step),
    )


sparse_apply_centered_rms_prop.not_differentiable(WRITES)


@sparse_apply_centered_rms_prop.samples
def _() -> list[Sample]:
    table, mean, memory = _TABLE, np.full((3, 2), 0.25), np.full((3, 2), 0.5)
    rates = (0.5, 0.75, 0.5, 0.125)
    return [
        Sample(table, mean, memory, memory, *rates, [[0.25, -4.0], [1.0, 0.5]], [2, 0]),
        Sample([1.0, 2.0], [0.5, 0.0], [0.5, 0.25], [0.0, 0.5], *rates, [0.25], [1], use_locking=True),
        Sample(table, mean, memory, memory, *rates, np.zeros((0, 2)), np.zeros(0, np.int32)),
    ]


_TABLE = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
