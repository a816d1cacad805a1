"""Copies of large tables of which only some rows will change: training word vectors writes a few rows in each step.

A kernel never writes into what it was given; it returns a new array. For a table of fifty thousand rows that would
mean copying fifty thousand rows to change a hundred. Here the array that the step *before* left behind is used again:
once nobody holds it any more, it lacks only the rows that this one step changed, so copying those makes it equal to
the present table. Whoever still holds the older array, a recorder for instance, keeps it as it is, and the table is
copied whole.

Read next: `sparse_updates.py` and `scatter_updates.py`, which change such copies.
"""

import sys
import weakref
from typing import Any

import numpy as np

LARGE = 1 << 18  # bytes; smaller arrays are copied as quickly as they are looked up

# For a present table, by its identity: itself (weakly), the table before, and the rows in which the two differ.
_before: dict[int, tuple[Any, Any, Any]] = {}


def _owners(entry: tuple[Any, ...]) -> int:
    """How many hold the second thing of a tuple, as Python counts it here."""
    return sys.getrefcount(entry[1])


_ALONE = _owners((None, object()))  # the tuple alone; how Python counts differs between its versions
_COUNTED = getattr(sys, "_is_gil_enabled", lambda: True)()  # without its lock Python does not count exactly


def copy_to_change(table: Any, rows: Any) -> Any:
    """A copy of a table, of which the caller changes just these rows, before anything else happens to it.

    Args:
        table: an array of rank 1 or more.
        rows: the numbers of the rows, of any shape, none outside the table.

    >>> table = np.zeros((1000, 64))
    >>> changed = copy_to_change(table, np.array([3]))
    >>> changed[3] = 1.0
    >>> table.any(), changed[3].all()
    (np.False_, np.True_)
    """
    if type(table) is not np.ndarray or table.nbytes < LARGE or not _COUNTED:
        return np.copy(table)
    entry = _before.pop(id(table), None)
    if entry is None or entry[0]() is not table or _owners(entry) > _ALONE:
        result = np.copy(table)
    else:
        result, changed = entry[1], entry[2]
        result[changed] = table[changed]
    key = id(result)
    weak = weakref.ref(result, lambda _: _before.pop(key, None))
    _before[key] = (weak, table, np.array(rows).ravel())
    return result
