"""A large array in a small picture: the means of its blocks, and whether a block holds a NaN or an infinity.

An array of any rank is laid out as lines: a matrix as it stands, slices of more dimensions one below the other,
a long vector wrapped. `show/static/value_table.js` lays arrays out by the same rules.

Read next: `values.py`, which puts the picture into a summary.
"""

import base64
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

MOST = 64  # blocks along each side of the picture
ONE_LINE = 32  # entries; a longer vector is wrapped
ODD = -128  # stands for a block with a NaN or an infinity

Array = np.ndarray[Any, Any]


def line_length(size: int) -> int:
    """How many entries of a vector stand in one line.

    >>> line_length(5), line_length(300), line_length(784)
    (5, 32, 32)
    """
    return max(size, 1) if size <= ONE_LINE else 2 ** math.ceil(math.log2(size) / 2)


def line_extent(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many lines an array fills, and how long they are.

    >>> line_extent((784, 500)), line_extent((10, 28, 28)), line_extent((300,)), line_extent(())
    ((784, 500), (280, 28), (10, 32), (1, 1))
    """
    if len(shape) > 1:
        return math.prod(shape[:-1]), shape[-1]
    size = math.prod(shape)
    length = line_length(size)
    return -(-size // length), length


def lines_of(array: Array, begin: int, end: int) -> Array:
    """Lines `begin` to `end` of an array. The last line of a wrapped vector may be short: it is filled with zeros.

    >>> lines_of(np.arange(42), 4, 6).tolist()
    [[32, 33, 34, 35, 36, 37, 38, 39], [40, 41, 0, 0, 0, 0, 0, 0]]
    >>> lines_of(np.ones((2, 3, 4)), 3, 6).shape
    (3, 4)
    """
    rows, length = line_extent(array.shape)
    if array.ndim > 1:
        return np.reshape(array, (rows, length))[begin:end]
    part = np.ravel(array)[begin * length : end * length]
    missing = (end - begin) * length - part.size
    return np.concatenate([part, np.zeros(missing, part.dtype)]).reshape(end - begin, length)


def block_rows(array: Array, rows: int, columns: int) -> Iterator[tuple[Array, Array, Array, Array]]:
    """For every row of blocks the (means, lowest, highest, number of non-finite entries) of its blocks.

    A block is `rows` lines of the array by `columns` entries. Only one row of blocks is converted at a time, so
    that an array of any size can be looked at.

    >>> [mean.tolist() for mean, *_ in block_rows(np.arange(8.0).reshape(2, 4), 2, 2)]
    [[2.5, 4.5]]
    """
    lines, length = line_extent(array.shape)
    starts = np.arange(0, length, columns)
    # Behind the end of a wrapped vector stands nothing.
    size = array.size if array.ndim < 2 else lines * length
    for begin in range(0, lines, rows):
        end = min(begin + rows, lines)
        part = lines_of(array, begin, end)
        part = np.asarray(part.real if part.dtype.kind == "c" else part, dtype=np.float64)
        there = np.ones(part.shape, bool)
        if end * length > size:
            there.ravel()[size - begin * length :] = False
        finite = np.isfinite(part) & there
        counts = np.add.reduceat(finite.sum(axis=0), starts)
        sums = np.add.reduceat(np.where(finite, part, 0.0).sum(axis=0), starts)
        means = np.divide(sums, counts, out=np.full(len(starts), np.nan), where=counts > 0)
        lowest = np.minimum.reduceat(np.where(finite, part, np.inf).min(axis=0), starts)
        highest = np.maximum.reduceat(np.where(finite, part, -np.inf).max(axis=0), starts)
        yield means, lowest, highest, np.add.reduceat((there & ~finite).sum(axis=0), starts)


def overview(array: Array) -> dict[str, Any] | None:
    """The whole of a large array as at most 64 by 64 means, in bytes: 127 stands for `scale`, -128 for NaN or ∞.

    None where there is nothing to average.

    >>> told = overview(np.arange(130 * 128.0).reshape(130, 128))
    >>> told["rows"], told["columns"], told["lines"], told["entries"], told["scale"]
    (44, 64, 3, 2, 16638.5)
    """
    lines, length = line_extent(array.shape)
    if not array.size or array.dtype.kind not in "biufc":
        return None
    rows, columns = -(-lines // MOST), -(-length // MOST)
    found = [(means, odd) for means, _, _, odd in block_rows(array, rows, columns)]
    means = np.array([one for one, _ in found])
    odd = np.array([two for _, two in found])
    largest = float(np.nanmax(np.abs(means))) if np.isfinite(means).any() else 0.0
    share = np.nan_to_num(means) / (largest or 1.0)
    cells = np.where(odd > 0, ODD, np.rint(share * 127)).astype(np.int8)
    return {
        "rows": int(cells.shape[0]),
        "columns": int(cells.shape[1]),
        "lines": rows,
        "entries": columns,
        "scale": largest,
        "cells": base64.b64encode(cells.tobytes()).decode(),
    }
