"""Helpers of kernels that write single entries: results full of zeros, and adding at listed positions.

All scatter-adds of the op pages go through `add_at`, so that there is one place to make fast, or to answer
on another device.

Read next: `gather.py`, and `scatter.py`, which use these.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError


def zeros_of(shape: Any, like: Any) -> Any:
    """Zeros of a shape, in the dtype and on the device of the array `like`."""
    if isinstance(like, (np.ndarray, np.generic)):
        return np.zeros(shape, dtype=like.dtype)
    return np.zeros(shape, dtype=like.dtype, like=like)


def in_host_memory(array: Any) -> bool:
    """Whether looking at an array's values is cheap: asking a GPU for them would stop it."""
    return isinstance(array, (np.ndarray, np.generic))


def add_at(target: Any, index: Any, values: Any) -> Any:
    """Add `values` into `target` at `index`, in place; what goes to the same position adds up.

    >>> print(add_at(np.zeros(3), np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0])))
    [1. 0. 5.]
    """
    np.add.at(target, index, values)
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
    return tuple(indices[..., place] for place in range(depth)) or (np.zeros(indices.shape[:-1], np.intp),)
