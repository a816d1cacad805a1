"""The summary of an array, where numbers are so large, so small or so close that naive sums and bins fail.

Read next: `tensorlab/record/values.py`.
"""

import warnings

import numpy as np
import pytest

from tensorlab.record.values import summary


@pytest.mark.parametrize(
    "entries",
    [
        [1.0, np.nextafter(1.0, 2.0)],
        [5e-324, 1e-323],
        [-1e308, 1e308],
        [1e300, 1e300],
        [0.0, 0.0, 0.0],
        [-3.0, 2.0, 7.0, np.nan, np.inf],
    ],
)
def test_every_finite_entry_is_in_one_bin_and_the_figures_are_finite(entries: list[float]) -> None:
    array = np.array(entries)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = summary(array)
    finite = array[np.isfinite(array)]
    assert sum(told["histogram"]) == len(finite)
    assert told["min"] == pytest.approx(finite.min()) and told["max"] == pytest.approx(finite.max())
    assert told["min"] <= told["mean"] <= told["max"]
    assert np.isfinite(told["std"])


def test_the_spread_of_the_very_large_is_right() -> None:
    assert summary(np.array([-1e308, 1e308]))["std"] == pytest.approx(1e308)
