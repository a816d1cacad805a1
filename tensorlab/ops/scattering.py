"""Helpers of kernels that write single entries: results full of zeros, and adding at listed positions.

All scatter-adds of the op pages go through `add_at`, so that there is one place to make fast, or to answer
on another device.

Read next: `gather.py`, which uses these.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError


def zeros_of(shape: Any, like: Any) -> Any:
    """Zeros of a shape, in the dtype and on the device of the array `like`."""
    if isinstance(like, (np.ndarray, np.generic)):
        return np.zeros(shape, dtype=like.dtype)
    return np.zeros(shape, dtype=like.dtype, like=like)


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
    if not isinstance(indices, (np.ndarray, np.generic)) or not indices.size:
        return
    if indices.min() >= 0 and indices.max() < size:
        return
    wrong = np.argwhere((indices < 0) | (indices >= size))[0]
    place = ",".join(map(str, wrong.tolist()))
    raise InvalidArgumentError(
        None, None, f"{name}[{place}] = {indices[tuple(wrong)]} is not in [0, {size})" if place
        else f"{name} = {indices} is not in [0, {size})",
    )
