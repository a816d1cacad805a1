"""The plots: same data, same bytes; every form of series; gaps where a value is missing.

Read `tensorlab/show/plots.py` beside it.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from tensorlab.show.plots import figure_svg, plot_heat, plot_histogram, plot_loss, series_of, smoothed

PROGRAM = """
import hashlib, sys
import tensorlab.show.plots as plots
assert not any(name.split(".")[0] == "matplotlib" for name in sys.modules)
figures = [
    plots.plot_loss({"train": [3, 2, 1], "test": [3, None, 2]}, theme="dark", mark=2, title="loss"),
    plots.plot_heat([[1.0, -2.0], [0.5, float("nan")]], title="w1"),
    plots.plot_histogram([1.0, 2.0, 2.5, 4.0]),
]
print(hashlib.sha256("".join(map(plots.figure_svg, figures)).encode()).hexdigest())
"""


def test_the_svg_is_the_same_in_every_process_and_matplotlib_is_imported_late():
    answers = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answers.add(done.stdout.splitlines()[-1])
    assert len(answers) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "series",
    [
        [3, 2, 1],
        np.linspace(3, 1, 50),
        {"train": [3, 2], "test": [4, 3]},
        {"name": "loss", "note": "mean of 8 rows", "runs": [2, 4, 6], "values": [1.0, "NaN", None]},
        [{"name": "a", "values": [1, 2]}, {"name": "b", "values": ["Infinity", 2]}],
        [[[1.0], [2.0]], [[0.5], [1.0]]],
        ["NaN", None],
    ],
    ids=["list", "array", "dict", "trace", "traces", "arrays per run", "nothing finite"],
)
def test_every_form_of_series_is_drawn(series, theme):
    figure = plot_loss(series, theme=theme, mark=2, smooth=0.5)
    root = ElementTree.fromstring(figure_svg(figure))
    assert root.tag.endswith("svg")
    assert repr(figure) == "<Figure size 720x300 with 1 Axes>"
    assert figure._repr_svg_() == figure_svg(figure)


def test_missing_values_leave_a_gap_and_a_cross():
    figure = plot_loss({"name": "loss", "values": [3.0, None, 1.0, "Infinity", 0.5]})
    line, crosses = figure.axes[0].lines
    assert np.isnan(line.get_ydata()[1])
    assert list(crosses.get_xdata()) == [2, 4]


def test_a_trace_keeps_its_run_numbers_and_its_note():
    ((name, note, runs, values),) = series_of({"name": "n", "note": "why", "runs": [5, 9], "values": [1, 2]})
    assert (name, note, list(runs), list(values)) == ("n", "why", [5, 9], [1.0, 2.0])


def test_smoothing_has_no_bias_and_keeps_gaps():
    result = smoothed(np.array([2.0, np.nan, 4.0]), 0.5)
    assert result[0] == 2 and np.isnan(result[1])
    assert result[2] == pytest.approx((0.25 * 2 + 0.5 * 4) / 0.75)


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="nothing to plot"):
        plot_loss([])
    with pytest.raises(ValueError, match="less than 1"):
        plot_loss([1], smooth=1)
    with pytest.raises(ValueError, match="2 runs, but 1 values"):
        plot_loss({"runs": [1, 2], "values": [1]})
    with pytest.raises(ValueError, match="one or two dimensions"):
        plot_heat(np.zeros((2, 2, 2)))
    with pytest.raises(ValueError, match="finite"):
        plot_histogram([np.nan])


@pytest.mark.parametrize(
    "array", [3.0, [1, -2], [[True, False]], np.zeros((3, 2)), np.ones((40, 40)), [[np.inf, np.nan]]]
)
def test_any_small_array_is_a_heat_map(array):
    ElementTree.fromstring(figure_svg(plot_heat(array, title="a<b & c")))


def test_a_logarithmic_loss_and_a_histogram_that_leaves_out():
    ElementTree.fromstring(figure_svg(plot_loss([100, 10, 1, 0.1], logarithmic=True)))
    figure = plot_histogram([1.0, np.nan, np.inf, 2.0], name="w1")
    assert figure.axes[0].get_xlabel() == "w1 (2 NaN or infinite left out)"
