"""Spikes of a loss: runs at which it suddenly stands far above what it was before.

The rule looks at the twenty values before a run. Their median says where the loss was, and the median distance
from it how much it jumps anyway; both hardly notice a single outlier. A value is a spike when it lies more than
eight such distances, and more than a tenth, above the median; so does one that is not finite after a finite
one. Of neighbours only the first is marked: where it began. `show/static/spikes.js` has the same rule.

Read next: `series.py`.
"""

import math
import statistics
from collections import deque
from collections.abc import Sequence

WINDOW = 20  # values before a run
FEWEST = 8  # of them, before anything is called sudden
DISTANCES = 8.0
SHARE = 0.1


def spikes(values: Sequence[float | str | None]) -> list[int]:
    """Where a loss jumps up: the places in `values`, from 0.

    Args:
        values: the loss over the runs, as numbers or as a bundle writes them ("NaN", None for none).

    >>> calm = [1.0, 0.9, 1.1, 1.0, 0.95, 1.05, 1.0, 0.9, 1.1, 1.0]
    >>> spikes([*calm, 5.0, 5.5, 1.0]), spikes([*calm, 1.2]), spikes([2.0, "NaN"])
    ([10], [], [1])
    """
    found = []
    before: deque[float] = deque(maxlen=WINDOW)
    inside = False
    for place, value in enumerate(values):
        if value is None:
            continue
        number = float(value)
        if not math.isfinite(number):
            high = bool(before) and number != -math.inf
        else:
            high = len(before) >= FEWEST and _is_far_above(number, before)
            before.append(number)
        if high and not inside:
            found.append(place)
        inside = high
    return found


def _is_far_above(value: float, before: Sequence[float]) -> bool:
    middle = statistics.median(before)
    distance = statistics.median(abs(other - middle) for other in before)
    return value - middle > max(DISTANCES * distance, SHARE * abs(middle))
