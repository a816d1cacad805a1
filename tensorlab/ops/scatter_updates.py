"""Writing into some rows or entries of a variable: `tf.scatter_update`, `tf.scatter_add` and their like.

`scatter_add(v, [0, 2], rows)` adds `rows[0]` to `v[0]` and `rows[1]` to `v[2]`. Where an index occurs twice
the changes add up (or multiply), except for `scatter_update`, where the last one stays.

Read next: `scatter_nd_updates.py` (entries anywhere), `variables.py` (methods of the same names that take a
`tf.IndexedSlices`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, INDEX, NUMERIC, REAL
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.row_copies import copy_to_change
from tensorlab.ops.scattering import changed_by, check_indices, replaced
from tensorlab.ops.state import WRITES, reference


def dtypes_of(allowed: Any) -> dict[str, Any]:
    return {"ref": allowed, "indices": INDEX, "updates": "ref"}


def _row_shapes(
    ref: TensorShape, indices: TensorShape, updates: TensorShape, use_locking: bool
) -> TensorShape:
    """The variable's shape, after a look whether the updates are one row for every index (or one number)."""
    if ref.ndims is not None and indices.ndims is not None and updates.ndims not in (None, 0):
        wanted = indices.concatenate(ref[1:])
        if not wanted.is_compatible_with(updates):
            raise ValueError(
                "Must have updates.shape = indices.shape + ref.shape[1:] or updates.shape = []: the updates "
                f"are {updates}, the indices {indices} and the variable {ref}"
            )
    return ref


def _rows(ref: Any, indices: Any, updates: Any, change: Callable[..., Any]) -> Any:
    """A copy of the variable whose rows at `indices` were changed."""
    if updates.ndim and updates.shape != indices.shape + ref.shape[1:]:
        raise InvalidArgumentError(
            None,
            None,
            "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], got "
            f"updates.shape {list(updates.shape)}, indices.shape {list(indices.shape)}, "
            f"params.shape {list(ref.shape)}",
        )
    check_indices(indices, ref.shape[0])
    return change(copy_to_change(ref, indices), indices, updates)


def _divided(target: Any, index: Any, updates: Any) -> Any:
    """Divide in place; whole numbers are cut off towards zero, as the processor does it."""
    if target.dtype.kind in "fc" or not isinstance(target, np.ndarray):
        return changed_by(np.divide)(target, index, updates)
    divisor = np.ones_like(target)
    np.multiply.at(divisor, index, updates)
    return np.sign(target) * np.sign(divisor) * (np.abs(target) // np.abs(divisor))


def _row_samples() -> list[Sample]:
    ref = np.arange(1.0, 7.0).reshape(3, 2)
    return [
        Sample(ref, [0, 2], [[1.0, 2.0], [3.0, 4.0]]),
        Sample(ref, [1, 1], [[1.0, 2.0], [3.0, 4.0]], use_locking=True),
        Sample([1.0, 2.0, 3.0], 1, 2.0),
        Sample(ref, [[0], [2]], 2.0, use_locking=False),
        Sample(ref, np.zeros(0, np.int32), np.zeros((0, 2))),
    ]


@op("ScatterUpdate", shape=_row_shapes, dtypes=dtypes_of(ALL), kind="state", symbol="[ ]←",
    latex=r"{ref}_{{{indices}}} \leftarrow {updates}", writes=("ref",))  # fmt: skip
def scatter_update(ref: Ref, indices: Array, updates: Array, use_locking: bool = True):
    """Replace some rows of a variable.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_update(v, [0, 2], [2.0, 5.0])))
    [2. 6. 5.]
    """
    return _rows(ref, indices, updates, replaced)


@scatter_update.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = True) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_update"), indices, updates, bool(use_locking)


scatter_update.not_differentiable(WRITES)
scatter_update.samples(_row_samples)


@op("ScatterAdd", shape=_row_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]+=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} + {updates}", writes=("ref",))  # fmt: skip
def scatter_add(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Add to some rows of a variable.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_add(v, [0, 2], [2.0, 5.0])))
    [10. 6. 9.]
    """
    return _rows(ref, indices, updates, changed_by(np.add))


@scatter_add.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_add"), indices, updates, bool(use_locking)


scatter_add.not_differentiable(WRITES)
scatter_add.samples(_row_samples)


@op("ScatterSub", shape=_row_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]−=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} - {updates}", writes=("ref",))  # fmt: skip
def scatter_sub(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Subtract from some rows of a variable.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_sub(v, [0, 2], [2.0, 5.0])))
    [ 6. 6. -1.]
    """
    return _rows(ref, indices, updates, changed_by(np.subtract))


@scatter_sub.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_sub"), indices, updates, bool(use_locking)


scatter_sub.not_differentiable(WRITES)
scatter_sub.samples(_row_samples)


@op("ScatterMul", shape=_row_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]×=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} \cdot {updates}", writes=("ref",))  # fmt: skip
def scatter_mul(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Multiply some rows of a variable.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_mul(v, [0, 2], [2.0, 5.0])))
    [16. 6. 20.]
    """
    return _rows(ref, indices, updates, changed_by(np.multiply))


@scatter_mul.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_mul"), indices, updates, bool(use_locking)


scatter_mul.not_differentiable(WRITES)
scatter_mul.samples(_row_samples)


@op("ScatterDiv", shape=_row_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]÷=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} / {updates}", writes=("ref",))  # fmt: skip
def scatter_div(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Divide some rows of a variable.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_div(v, [0, 2], [2.0, 5.0])))
    [4. 6. 0.8]
    """
    return _rows(ref, indices, updates, _divided)


@scatter_div.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_div"), indices, updates, bool(use_locking)


scatter_div.not_differentiable(WRITES)
scatter_div.samples(_row_samples)


@op("ScatterMin", shape=_row_shapes, dtypes=dtypes_of(REAL), kind="state", symbol="[ ]min=", writes=("ref",),
    latex=r"{ref}_{{{indices}}} \leftarrow \min({ref}_{{{indices}}}, {updates})")  # fmt: skip
def scatter_min(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Keep the smaller entries of some rows of a variable and of the updates.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_min(v, [0, 2], [2.0, 5.0])))
    [2. 6. 4.]
    """
    return _rows(ref, indices, updates, changed_by(np.minimum))


@scatter_min.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_min"), indices, updates, bool(use_locking)


scatter_min.not_differentiable(WRITES)
scatter_min.samples(_row_samples)


@op("ScatterMax", shape=_row_shapes, dtypes=dtypes_of(REAL), kind="state", symbol="[ ]max=", writes=("ref",),
    latex=r"{ref}_{{{indices}}} \leftarrow \max({ref}_{{{indices}}}, {updates})")  # fmt: skip
def scatter_max(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Keep the larger entries of some rows of a variable and of the updates.

    Args:
        ref: the variable.
        indices: which rows; int32 or int64 of any shape.
        updates: one row for every index, or a single number for all.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([8.0, 6.0, 4.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_max(v, [0, 2], [2.0, 5.0])))
    [8. 6. 5.]
    """
    return _rows(ref, indices, updates, changed_by(np.maximum))


@scatter_max.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_max"), indices, updates, bool(use_locking)


scatter_max.not_differentiable(WRITES)
scatter_max.samples(_row_samples)
