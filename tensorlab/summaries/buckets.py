"""The buckets of a histogram: each is ten per cent wider than the one before it, on both sides of zero.

So that small gradients and large weights both have a shape in the picture. A bucket holds what is below its limit, and
not below the limit before. Runs of empty buckets are joined into one.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/core/lib/histogram/histogram.cc

Read next: `numbers.py`, whose op puts them into a summary.
"""

from functools import cache
from typing import Any

import numpy as np

SMALLEST, LARGEST, GROWTH = 1e-12, 1e20, 1.1
WIDEST = np.finfo(np.float64).max


@cache
def limits() -> Any:
    """The upper limits of all buckets, in order; the last is the largest float64.

    >>> len(limits()), limits()[774:777].tolist()
    (1551, [-1e-12, 0.0, 1e-12])
    """
    positive, limit = [], SMALLEST
    while limit < LARGEST:
        positive.append(limit)
        limit *= GROWTH
    positive.append(float(WIDEST))
    return np.array([*(-limit for limit in reversed(positive)), 0.0, *positive])


def fill(message: Any, values: Any) -> Any:
    """Count finite values into a `HistogramProto`; returns the message.

    Args:
        message: the empty message.
        values: any array of real numbers.
    """
    values = np.asarray(values)
    numbers = values.astype(np.float64).reshape(-1)
    message.num = numbers.size
    message.min, message.max = WIDEST, -WIDEST
    if numbers.size:
        # Of 0.0 and -0.0 the first.
        message.min, message.max = numbers[numbers.argmin()], numbers[numbers.argmax()]
        # One after the other, as TensorFlow adds them: NumPy's own sum would round differently.
        message.sum = 0.0 + np.add.accumulate(numbers)[-1]
        message.sum_squares = np.add.accumulate(numbers * numbers)[-1]
    ends = limits()
    below = np.searchsorted(np.sort(values, axis=None).astype(np.float64), ends)
    below[-1] = numbers.size  # the largest float64 itself belongs to the last bucket
    counts = np.diff(below, prepend=0)
    last_of_run = counts > 0
    last_of_run[:-1] |= last_of_run[1:]  # the end of a run of empty buckets
    last_of_run[-1] = True
    message.bucket_limit.extend(ends[last_of_run].tolist())
    message.bucket.extend(counts[last_of_run].tolist())
    return message
