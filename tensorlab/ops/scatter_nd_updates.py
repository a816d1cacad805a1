"""Writing into single entries or slices of a variable: `tf.scatter_nd_update` and its like.

`scatter_nd_add(v, [[0, 1], [2, 0]], [5, 7])` adds 5 to `v[0, 1]` and 7 to `v[2, 0]`.

Read next: `variables.py`, whose methods have the same names.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, NUMERIC
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.scatter_updates import dtypes_of
from tensorlab.ops.scattering import changed_by, check_indices, replaced
from tensorlab.ops.state import WRITES, reference


def _nd_shapes(
    ref: TensorShape, indices: TensorShape, updates: TensorShape, use_locking: bool
) -> TensorShape:
    """The variable's shape, after a look whether there is one update for every index."""
    if ref.ndims is not None and indices.ndims and updates.ndims is not None:
        depth = indices.as_list()[-1]
        if depth is None or depth > ref.ndims:
            return ref
        wanted = indices[:-1].concatenate(ref[depth:])
        if not wanted.is_compatible_with(updates):
            raise ValueError(
                f"The updates must have the shape {wanted}, not {updates}: one for each of the indices "
                f"{indices} into the variable {ref}"
            )
    return ref


def _places(ref: Any, indices: Any, updates: Any, change: Callable[..., Any]) -> Any:
    """A copy of the variable that was changed at the places which the last axis of `indices` spells out."""
    depth = indices.shape[-1]
    if depth > ref.ndim:
        message = f"Indices of {depth} numbers are too long for a variable of shape {list(ref.shape)}"
        raise InvalidArgumentError(None, None, message)
    wanted = indices.shape[:-1] + ref.shape[depth:]
    if updates.shape != wanted:
        message = f"Must have updates.shape = {list(wanted)}, got updates.shape {list(updates.shape)}"
        raise InvalidArgumentError(None, None, message)
    for axis in range(depth):
        check_indices(indices[..., axis], ref.shape[axis])
    return change(np.copy(ref), tuple(indices[..., axis] for axis in range(depth)), updates)


def _nd_samples() -> list[Sample]:
    ref = np.arange(1.0, 7.0).reshape(3, 2)
    return [
        Sample(ref, [[0, 1], [2, 0]], [5.0, 7.0]),
        Sample(ref, [[1], [0]], [[1.0, 2.0], [3.0, 4.0]], use_locking=False),
        Sample([1.0, 2.0, 3.0], [[1]], [2.0], use_locking=True),
        Sample(ref, np.zeros((0, 2), np.int32), np.zeros(0)),
    ]


@op("ScatterNdUpdate", shape=_nd_shapes, dtypes=dtypes_of(ALL), kind="state", symbol="[ ]←",
    latex=r"{ref}_{{{indices}}} \leftarrow {updates}", writes=("ref",))  # fmt: skip
def scatter_nd_update(ref: Ref, indices: Array, updates: Array, use_locking: bool = True):
    """Replace entries or slices of a variable.

    Args:
        ref: the variable, of rank r.
        indices: each entry of the last axis is one place: r numbers for one entry, fewer for a slice.
        updates: what to use there, of shape `indices.shape[:-1] + ref.shape[indices.shape[-1]:]`.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([[1, 2], [3, 4]])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_nd_update(v, [[0, 1], [1, 0]], [10, 20])))
    [[ 1 10]
     [20  4]]
    """
    return _places(ref, indices, updates, replaced)


@scatter_nd_update.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = True) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_nd_update"), indices, updates, bool(use_locking)


scatter_nd_update.not_differentiable(WRITES)
scatter_nd_update.samples(_nd_samples)


@op("ScatterNdAdd", shape=_nd_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]+=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} + {updates}", writes=("ref",))  # fmt: skip
def scatter_nd_add(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Add to entries or slices of a variable.

    Args:
        ref: the variable, of rank r.
        indices: each entry of the last axis is one place: r numbers for one entry, fewer for a slice.
        updates: what to use there, of shape `indices.shape[:-1] + ref.shape[indices.shape[-1]:]`.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([[1, 2], [3, 4]])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_nd_add(v, [[0, 1], [1, 0]], [10, 20])))
    [[ 1 12]
     [23  4]]
    """
    return _places(ref, indices, updates, changed_by(np.add))


@scatter_nd_add.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_nd_add"), indices, updates, bool(use_locking)


scatter_nd_add.not_differentiable(WRITES)
scatter_nd_add.samples(_nd_samples)


@op("ScatterNdSub", shape=_nd_shapes, dtypes=dtypes_of(NUMERIC), kind="state", symbol="[ ]−=",
    latex=r"{ref}_{{{indices}}} \leftarrow {ref}_{{{indices}}} - {updates}", writes=("ref",))  # fmt: skip
def scatter_nd_sub(ref: Ref, indices: Array, updates: Array, use_locking: bool = False):
    """Subtract from entries or slices of a variable.

    Args:
        ref: the variable, of rank r.
        indices: each entry of the last axis is one place: r numbers for one entry, fewer for a slice.
        updates: what to use there, of shape `indices.shape[:-1] + ref.shape[indices.shape[-1]:]`.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Returns:
        The variable with its new value.

    Raises:
        InvalidArgumentError: in a run with an index outside the variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([[1, 2], [3, 4]])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.scatter_nd_sub(v, [[0, 1], [1, 0]], [10, 20])))
    [[  1  -8]
     [-17   4]]
    """
    return _places(ref, indices, updates, changed_by(np.subtract))


@scatter_nd_sub.build
def _(ref: Any, indices: Any, updates: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.scatter_nd_sub"), indices, updates, bool(use_locking)


scatter_nd_sub.not_differentiable(WRITES)
scatter_nd_sub.samples(_nd_samples)
