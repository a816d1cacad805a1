"""Scattering on a GPU: many updates go to the same place, and all of them at once.

CuPy can add into listed places, and keep the larger or smaller number there, for those dtypes that the GPU has an
atomic instruction for, and with a single array of indices
(https://docs.cupy.dev/en/v14.2.0/reference/generated/cupy.ufunc.html). Everything else is brought to that: several
indices become one, narrow numbers become wide ones for a moment, complex numbers are pairs. Products have no such
instruction: the updates are sorted by their place, and those of one place are multiplied in log2(n) rounds (the scan of
Hillis and Steele, "Data Parallel Algorithms", 1986).

Nothing here asks the GPU for a value, so nobody can complain about a place that does not exist: as in TensorFlow,
what goes there is left out.

Read next: `scattering.py`, `segments.py` and `scatter_updates.py`, which use this.
"""

from typing import Any

import numpy as np

# The same result in another dtype that there is an instruction for; -a and +a are the same bits in both of a pair.
_WIDE = {"float16": np.float32, "int8": np.int32, "int16": np.int32, "uint8": np.int32, "uint16": np.int32}

_NOTHING = {np.add: 0, np.subtract: 0, np.multiply: 1, np.divide: 1}
"""What changes nothing."""


def changed_at(ufunc: Any, target: Any, index: Any, values: Any) -> Any:
    """`target` with its entries at `index` replaced by `ufunc(entry, value)`, for one value after the other.

    Args:
        ufunc: np.add, np.subtract, np.multiply, np.divide, np.maximum or np.minimum.
        target: a new array; it may be changed in place.
        index: as in `scattering.add_at`.
        values: one for every index, or fewer that broadcast.

    >>> print(changed_at(np.multiply, np.ones(3), np.array([0, 2, 2]), np.array([2.0, 3.0, 4.0])))
    [ 2.  1. 12.]
    """
    if not target.size:
        return target
    rows, places, wrong, updates = _flat(target, index, values)
    nothing = _NOTHING[ufunc] if ufunc in _NOTHING else _end(ufunc, target.dtype)
    updates = np.where(wrong.reshape((-1,) + (1,) * (rows.ndim - 1)), updates.dtype.type(nothing), updates)
    return _changed(ufunc, rows, np.where(wrong, 0, places), updates).reshape(target.shape)


def replaced_at(target: Any, index: Any, values: Any) -> Any:
    """`target` with its entries at `index` replaced by values; of several for one place it is any of them.

    >>> print(replaced_at(np.zeros(3), np.array([0, 2]), np.array([2.0, 3.0])))
    [2. 0. 3.]
    """
    if not target.size:
        return target
    rows, places, wrong, updates = _flat(target, index, values)
    longer = np.concatenate([rows, rows[:1]])  # with a row for what is left out
    longer[np.where(wrong, rows.shape[0], places)] = updates
    return longer[:-1].reshape(target.shape)


def outside(parts: Any, sizes: Any) -> Any:
    """Which positions do not exist; `parts` holds one array of them for each axis.

    >>> outside((np.array([0, -1, 3]),), (3, 5))
    array([False,  True,  True])
    """
    wrong = np.zeros_like(parts[0], dtype=bool)
    for part, size in zip(parts, sizes, strict=False):
        wrong = wrong | (part < 0) | (part >= size)
    return wrong


def _flat(target: Any, index: Any, values: Any) -> tuple[Any, Any, Any, Any]:
    """The target as rows, one index for them, which of its places do not exist, and one update for each."""
    parts = index if isinstance(index, tuple) else (index,)
    rest = target.shape[len(parts) :]
    places = parts[0]
    for part, size in zip(parts[1:], target.shape[1:], strict=False):
        places = places.astype(np.int64, copy=False) * size + part
    updates = np.broadcast_to(values, (*places.shape, *rest)).reshape(places.size, *rest)
    wrong = np.broadcast_to(outside(parts, target.shape), places.shape)
    return target.reshape(-1, *rest), places.reshape(-1), wrong.reshape(-1), updates


def _end(ufunc: Any, dtype: Any) -> Any:
    """The number that changes nothing: the smallest for np.maximum, the largest for np.minimum."""
    if dtype.kind == "f":
        return -np.inf if ufunc is np.maximum else np.inf
    return np.iinfo(dtype).min if ufunc is np.maximum else np.iinfo(dtype).max


def collected(ufunc: Any, rows: Any, names: Any, count: int, start: Any) -> Any:
    """Bring every row into the segment that its name says; names outside [0, count) are left out.

    Args:
        rows: one row for each name.
        count: how many segments there are.
        start: what a segment is before the first row.

    >>> print(collected(np.add, np.array([1.0, 2.0, 4.0]), np.array([1, -1, 1]), 2, 0.0))
    [0. 5.]
    """
    nowhere = np.where((names < 0) | (names >= count), count, names)
    target = np.full_like(rows, start, order="C", shape=(count + 1, *rows.shape[1:]))
    return _changed(ufunc, target, nowhere, rows)[:count]


def _changed(ufunc: Any, rows: Any, places: Any, updates: Any) -> Any:
    """The same for rows: one index, the updates flat as well."""
    dtype = rows.dtype
    if ufunc is np.divide:
        divisor = _products(updates, places, rows.shape[0])
        if dtype.kind in "fc":
            return np.divide(rows, divisor)
        # Whole numbers are cut off towards zero.
        return np.sign(rows) * np.sign(divisor) * np.floor_divide(np.abs(rows), np.abs(divisor))
    if ufunc is np.multiply:
        return np.multiply(rows, _products(updates, places, rows.shape[0]))
    if ufunc is np.subtract:
        ufunc, updates = np.add, np.negative(updates)
    if ufunc is np.add and dtype.kind == "c":
        rows = rows.copy()  # row after row in memory, so that parts of it can be looked at
        ufunc.at(_parts(rows), places, _parts(updates.copy()))
    elif ufunc is np.add and dtype.name == "int64":
        # The sum of signed numbers has the bits of the sum of unsigned ones, which every CuPy can add.
        ufunc.at(rows.view(np.uint64), places, updates.view(np.uint64))
    elif dtype.name in _WIDE and not (ufunc is np.add and dtype.name == "float16"):
        wide = rows.astype(_WIDE[dtype.name])
        ufunc.at(wide, places, updates.astype(wide.dtype))
        return wide.astype(dtype)
    else:
        ufunc.at(rows, places, updates)
    return rows


def _parts(numbers: Any) -> Any:
    """Complex numbers, row after row in memory, as pairs of real ones in one more axis; a view."""
    return numbers.reshape(*numbers.shape, 1).view(numbers.real.dtype)


def _products(updates: Any, places: Any, count: int) -> Any:
    """For every place the product of the updates that go there; 1 where there are none."""
    order = np.argsort(places, kind="stable")
    names, rows = places[order], updates[order]
    column = (-1,) + (1,) * (rows.ndim - 1)
    shift = 1
    while shift < names.size:
        # Every row takes in the one `shift` before it, if that goes to the same place.
        together = np.where(
            (names[shift:] == names[:-shift]).reshape(column), rows[:-shift] * rows[shift:], rows[shift:]
        )
        rows = np.concatenate([rows[:shift], together])
        shift *= 2
    # The last row of a place holds the product of all; the others go to a row that is cut off.
    last = np.concatenate([names[1:] != names[:-1], np.ones_like(names[:1], dtype=bool)])
    result = np.ones_like(updates, shape=(count + 1, *updates.shape[1:]))
    result[np.where(last, names, count)] = rows
    return result[:count]
