"""Small inputs that many op pages share as samples: every rank, broadcasting, an empty dimension.

The tests are made from the samples of the records; nothing here is used when a program runs.

Read next: any page of this folder, for example `math.py`.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tensorlab.graph.registry import Sample

REAL_FLOATING = ("float16", "float32", "float64")


def broadcast_pairs(dtypes: Iterable[str] | None = None, **options: Any) -> list[Sample]:
    """Pairs of positive numbers, no two alike, of ranks 0 to 3 that broadcast together.

    >>> len(broadcast_pairs())
    6
    """
    pairs: list[tuple[Any, Any]] = [
        (3.0, 2.0),
        ([1.0, 4.0, 5.0], 2.0),
        ([[1.0, 2.0, 3.0], [4.0, 7.0, 6.0]], [2.0, 3.0, 5.0]),
        ([[4.0], [2.0]], [[3.0, 1.0, 5.0]]),
        (np.arange(1.0, 7.0).reshape(1, 3, 2), np.arange(2.5, 6.5).reshape(2, 1, 2)),
        (np.zeros((0, 3)), [[1.0, 2.0, 3.0]]),
    ]
    return [Sample(first, second, dtypes=dtypes, **options) for first, second in pairs]


def numbers(values: Any, dtypes: Iterable[str] | None = None, **options: Any) -> list[Sample]:
    """The given numbers as a scalar, as a vector, inside ranks 2 and 3, and an empty array beside them.

    >>> len(numbers([0.5, -1.5]))
    5
    """
    row = np.asarray(values)
    return [
        Sample(row[0], dtypes=dtypes, **options),
        Sample(row, dtypes=dtypes, **options),
        Sample(row.reshape(1, -1), dtypes=dtypes, **options),
        Sample(row.reshape(-1, 1, 1), dtypes=dtypes, **options),
        Sample(np.zeros((0, 2), row.dtype), dtypes=dtypes, **options),
    ]
