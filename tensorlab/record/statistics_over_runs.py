"""Arrays of many runs told in a few numbers each: norm, mean, range, percentiles, how many are zero or odd.

The arrays of several runs are stacked and worked through at once, which is many times quicker than one after
the other. All results are lists with one number for each run, as a bundle holds them: five digits, None where
there is nothing, "NaN" and the like as text.

Read next: `series.py`.
"""

import math
from typing import Any

import numpy as np

Numbers = list[float | str | None]

LOW, MIDDLE, HIGH = 10, 50, 90  # percent
MOST_RANKED = 4096  # entries; of a larger array the percentiles are those of an even selection


def of_values(stack: np.ndarray[Any, Any]) -> dict[str, Numbers]:
    """What is told of a variable; `stack` has a row of entries for every run.

    >>> of_values(np.array([[3.0, 4.0], [0.0, np.inf]]))["norm"]
    [5.0, 'Infinity']
    """
    stack = np.asarray(stack, dtype=np.float64)
    finite = np.isfinite(stack)
    told = {
        "norm": _norms(stack),
        "mean": _over(np.mean, stack, finite),
        "min": _over(np.min, stack, finite),
        "max": _over(np.max, stack, finite),
    }
    step = -(-stack.shape[1] // MOST_RANKED)
    some, those = stack[:, ::step], finite[:, ::step]
    for name, percent in (("low", LOW), ("middle", MIDDLE), ("high", HIGH)):
        told[name] = _over(lambda rows, axis, q=percent: np.percentile(rows, q, axis=axis), some, those)
    told["bad"] = [int(count) for count in (~finite).sum(axis=1)]
    return told


def of_gradients(stack: np.ndarray[Any, Any]) -> dict[str, Numbers]:
    """What is told of a gradient.

    >>> told = of_gradients(np.array([[3.0, -4.0, 0.0, 0.0]]))
    >>> told["norm"], told["largest"], told["zero"], told["bad"]
    ([5.0], [4.0], [0.5], [0])
    """
    stack = np.asarray(stack, dtype=np.float64)
    finite = np.isfinite(stack)
    return {
        "norm": _norms(stack),
        "largest": _over(lambda rows, axis: np.max(np.abs(rows), axis=axis), stack, finite),
        "zero": [short(share) for share in (stack == 0).mean(axis=1)],
        "bad": [int(count) for count in (~finite).sum(axis=1)],
    }


def update_ratios(before: np.ndarray[Any, Any], after: np.ndarray[Any, Any]) -> Numbers:
    """How far a write moved a variable, as a share of how large it was; None for one that was zero.

    >>> update_ratios(np.array([[3.0, 4.0]]), np.array([[3.0, 4.5]]))
    [0.1]
    """
    with np.errstate(all="ignore"):
        moved = np.linalg.norm(np.asarray(after, np.float64) - np.asarray(before, np.float64), axis=1)
        size = np.linalg.norm(np.asarray(before, np.float64), axis=1)
        return [short(m / s) if s else None for m, s in zip(moved, size, strict=True)]


def short(value: Any) -> float | str | None:
    """A number as a bundle holds it: five digits are more than a plot can show.

    >>> short(np.float32(0.123456789)), short(float("nan")), short(np.int64(7)), short(None)
    (0.12346, 'NaN', 7.0, None)
    """
    if value is None:
        return None
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return float(f"{number:.5g}")


def _norms(stack: np.ndarray[Any, Any]) -> Numbers:
    with np.errstate(all="ignore"):
        return [short(norm) for norm in np.linalg.norm(stack, axis=1)]


def _over(rule: Any, stack: np.ndarray[Any, Any], finite: np.ndarray[Any, Any]) -> Numbers:
    """A rule over the finite entries of each row; None where there are none."""
    if not stack.shape[1]:
        return [None] * len(stack)
    if finite.all():
        return [short(value) for value in rule(stack, axis=1)]
    return [
        short(rule(row[there][None], axis=1)[0]) if there.any() else None
        for row, there in zip(stack, finite, strict=True)
    ]
