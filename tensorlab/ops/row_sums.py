"""Adding up rows, and adding to rows: what every bias needs, for many rows at a time.

A bias is used by every row, so its gradient is the sum over the rows. For a batch of images these are ten thousands
of short rows. As a product of a row of ones with the matrix it is computed several times faster than row by row,
and more exactly: sums of some rows each are added up, and not one number after the other to a sum that has long
become large.

Read next: `nn_layers.py`, `broadcast.py`, which use this.
"""

from math import prod
from typing import Any

import numpy as np

MANY = 1 << 16
"""Below so many entries the plain way is as quick."""

ENTRIES_AT_ONCE = 1 << 16


def sum_of_rows(x: Any) -> Any:
    """Add up an array over all dimensions but the last.

    >>> print(sum_of_rows(np.ones((2, 3, 4))))
    [6. 6. 6. 6.]
    """
    width = x.shape[-1] if x.ndim else 0
    quick = isinstance(x, np.ndarray) and x.dtype.char in "fd" and x.flags.c_contiguous
    if not quick or x.size < MANY or width * 8 > ENTRIES_AT_ONCE:
        return np.add.reduce(x, axis=tuple(range(x.ndim - 1)), dtype=x.dtype)
    rows = x.reshape(-1, width)
    step = ENTRIES_AT_ONCE // width
    whole = len(rows) // step
    ones = np.ones(step, x.dtype)
    total = np.add.reduce(np.matmul(ones, rows[: whole * step].reshape(whole, step, width)), axis=0)
    rest = rows[whole * step :]
    return total + np.matmul(ones[: len(rest)], rest) if len(rest) else total


def added_to_rows(x: Any, bias: Any) -> Any:
    """Add the same numbers to every row.

    >>> print(added_to_rows(np.zeros((2, 2)), np.array([1.0, 2.0])))
    [[1. 2.]
     [1. 2.]]
    """
    if not isinstance(x, np.ndarray) or x.size < MANY or x.ndim < 3:
        return np.add(x, bias)
    # Rows of a few channels are short for NumPy; a bias for a whole image is added in one long run.
    return np.add(x, np.broadcast_to(bias, run_of(x.shape)).copy())


def run_of(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of one image, or of one line of it where an image is too large for the processor's cache.

    >>> run_of((100, 28, 28, 32)), run_of((8, 512, 512, 3))
    ((28, 28, 32), (512, 3))
    """
    return shape[1:] if prod(shape[1:]) <= ENTRIES_AT_ONCE // 2 else shape[1:][-2:]
