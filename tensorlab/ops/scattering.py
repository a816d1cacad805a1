"""Helpers of kernels that write single entries: results full of zeros, and adding at listed positions.

All scatter-adds of the op pages go through `add_at`, so that there is one place to make fast. On a GPU it is another
way (`scattering_in_parallel.py`). Kernels that need an array of their own, such as 0, 1, 2, ..., make it where their
inputs live: `zeros_of`, `counted`.

Read next: `gather.py`, and `scatter.py`, which use these.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.ops.scattering_in_parallel import changed_at, replaced_at


def zeros_of(shape: Any, like: Any) -> Any:
    """Zeros of a shape, in the dtype and on the device of the array `like`."""
    if isinstance(like, (np.ndarray, np.generic)):
        return np.zeros(shape, dtype=like.dtype)
    return np.zeros(shape, dtype=like.dtype, like=like)


def counted(size: int, like: Any) -> Any:
    """0, 1, 2, ... up to `size`, on the device of the array `like`."""
    return np.arange(size) if isinstance(like, (np.ndarray, np.generic)) else np.arange(size, like=like)


def in_host_memory(array: Any) -> bool:
    """Whether looking at an array's values is cheap: asking a GPU for them would stop it."""
    return isinstance(array, (np.ndarray, np.generic))


def add_at(target: Any, index: Any, values: Any) -> Any:
    """Add `values` into `target`, a new array, at `index`; what goes to the same position adds up.

    Args:
        target: is changed in place; use the result.
        index: one array of positions for each of the first axes, as a tuple, or a single one.

    >>> print(add_at(np.zeros(3), np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0])))
    [1. 0. 5.]
    """
    if not isinstance(target, np.ndarray):
        return changed_at(np.add, target, index, values)
    rows = index[0] if isinstance(index, tuple) and len(index) == 1 else index
    whole_rows = isinstance(rows, np.ndarray) and np.shape(values) == (*rows.shape, *target.shape[1:])
    if whole_rows and target.ndim > 1 and rows.dtype.kind == "i" and target.flags.c_contiguous:
        # NumPy adds single entries four times as fast as rows.
        width = target[:1].size
        entries = rows.reshape(-1, 1) * np.intp(width) + np.arange(width)
        np.add.at(target.reshape(-1), entries.reshape(-1), np.reshape(values, -1))
        return target
    np.add.at(target, index, values)
    return target


def changed_by(ufunc: Any) -> Callable[[Any, Any, Any], Any]:
    """A function like `add_at` for np.add, np.subtract, np.multiply, np.divide, np.maximum or np.minimum."""

    def change(target: Any, index: Any, values: Any) -> Any:
        if not isinstance(target, np.ndarray):
            return changed_at(ufunc, target, index, values)
        ufunc.at(target, index, values)
        return target

    return change


def replaced(target: Any, index: Any, values: Any) -> Any:
    """Write `values` into `target` at `index`, in place. Of several for the same position the last one stays.

    On a GPU it is any of them, as in TensorFlow.
    """
    if not isinstance(target, np.ndarray):
        return replaced_at(target, index, values)
    target[index] = values
    return target


def check_indices(indices: Any, size: int, name: str = "indices") -> None:
    """Refuse positions outside [0, size), in TensorFlow's words.

    Only arrays in host memory are looked at: asking a GPU would stop it, and TensorFlow does not either.

    Raises:
        InvalidArgumentError: naming the first wrong position.
    """
    if not in_host_memory(indices) or not indices.size:
        return
    if indices.min() >= 0 and indices.max() < size:
        return
    wrong = np.argwhere((indices < 0) | (indices >= size))[0]
    place = ",".join(map(str, wrong.tolist()))
    raise InvalidArgumentError(
        None,
        None,
        f"{name}[{place}] = {indices[tuple(wrong)]} is not in [0, {size})"
        if place
        else f"{name} = {indices} is not in [0, {size})",
    )


def deep_index(indices: Any, shape: Any, what: str) -> tuple[Any, ...]:
    """Turn rows of positions into a NumPy index; InvalidArgumentError for a row outside the shape."""
    depth = indices.shape[-1]
    if in_host_memory(indices) and indices.size:
        outside = ((indices < 0) | (indices >= np.array(shape[:depth]))).any(axis=-1)
        if outside.any():
            place = np.argwhere(outside)[0].tolist()
            where = ",".join(map(str, place))
            raise InvalidArgumentError(
                None,
                None,
                f"indices[{where}] = {indices[tuple(place)].tolist()} does not index into "
                f"{what} shape {list(shape)}",
            )
    return tuple(indices[..., place] for place in range(depth)) or (zeros_of(indices.shape[:-1], indices),)
