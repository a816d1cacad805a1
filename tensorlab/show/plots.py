"""Plots for lessons: the loss over the runs, an array as a heat map, a histogram of its entries.

They are drawn by matplotlib, in the colours of `encoding.py`, light or dark, and come back as a matplotlib
Figure, so a lesson can go on with it. In a notebook they show as SVG, and the same data gives the same SVG,
byte for byte: no date, no random ids, one font for measuring. So a test of a lesson can compare what it
shows.

matplotlib is imported when the first plot is made, not before. Read `encoding.py` next.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.record.values import smoothed, smoothing_for
from tensorlab.show.encoding import FONTS, TOKENS, channels, heat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURED_WITH = "DejaVu Sans"  # comes with matplotlib, so a plot is laid out alike on every machine
LINES = [("ink2", "solid"), ("fwd", (0, (6, 2))), ("feed", (0, (6, 2, 1.5, 2))), ("var", (0, (1.5, 2)))]
MOST_WRITTEN = 16


def plot_loss(
    series: Any,
    *,
    theme: str = "light",
    title: str = "",
    mark: int | None = None,
    smooth: float | None = None,
    logarithmic: bool = False,
    size: tuple[float, float] = (7.2, 3.0),
) -> "Figure":
    """Plot a loss, or several, over the runs.

    Args:
      series: a sequence of numbers; or a dict of name -> sequence; or a dict with "name", "runs", "values"
      and
        perhaps "note", as a trace holds it; or a list of such dicts. NaN, infinite and missing values leave a
        gap, and a cross at the bottom.
      theme: "light" or "dark". title: what is written above. mark: the number of a run to mark on the first
      curve. smooth: from 0 (not at all) to just under 1: how much of the previous smoothed value is kept at
        each run; the values themselves are then drawn faintly. None: only long curves that jump up and down
        are smoothed.
      logarithmic: draw the values on a logarithmic scale; only positive ones can be shown.
      size: width and height in inches.

    Returns a matplotlib Figure. Raises ValueError where there is nothing to draw, or `smooth` is out of
    range.

    >>> plot_loss([0.9, 0.5, 0.3])
    <Figure size 720x300 with 1 Axes>
    """
    if smooth is not None and not 0 <= smooth < 1:
        raise ValueError(f"smooth must be at least 0 and less than 1, not {smooth}")
    curves = series_of(series)
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    axes.grid(axis="y", color=tokens["line"], linewidth=0.8)
    axes.set_xlabel("run")
    if logarithmic:
        axes.set_yscale("log")
    for place, (name, note, runs, values) in enumerate(curves):
        hue, dash = LINES[place % len(LINES)]
        keep = smoothing_for(values) if smooth is None else smooth
        shown = smoothed(values, keep) if keep else values
        if keep:
            axes.plot(runs, values, color=tokens[hue], linewidth=1, alpha=0.3)
        marker = "o" if np.isfinite(values).sum() <= 12 else ""
        axes.plot(
            runs,
            shown,
            color=tokens[hue],
            linestyle=dash,
            linewidth=1.75,
            label=name,
            marker=marker,
            markersize=4,
        )
        missing = runs[~np.isfinite(values)]
        if len(missing):
            axes.plot(
                missing,
                np.zeros(len(missing)),
                "x",
                color=tokens["bwd"],
                transform=axes.get_xaxis_transform(),
                clip_on=False,
                markersize=6,
                markeredgewidth=1.75,
            )
        if note and place == 0:
            axes.text(1, 1.02, note, transform=axes.transAxes, ha="right", va="bottom", color=tokens["ink3"])
    if len(curves) > 1:
        axes.legend(frameon=False, labelcolor=tokens["ink2"], loc="best", handlelength=2.4)
    elif curves[0][0]:
        axes.set_ylabel(curves[0][0])
    _, _, runs, values = curves[0]
    if len(curves) == 1 and not logarithmic and not keep and np.isfinite(values).all() and len(values) > 12:
        lowest = axes.get_ylim()[0]
        axes.fill_between(runs, values, lowest, color=tokens["sunken"], linewidth=0, zorder=0)
        axes.set_ylim(bottom=lowest)
    if mark is not None:
        mark_run(axes, runs, values, mark, tokens)
    whole_numbers(axes)
    axes.margins(x=0.01)
    return figure


def plot_heat(
    array: Any,
    *,
    theme: str = "light",
    title: str = "",
    digits: int = 2,
    size: tuple[float, float] | None = None,
) -> "Figure":
    """Show an array of one or two dimensions as a heat map: brown is negative, teal is positive.

    The numbers are written into the cells as long as there are at most 16 columns. A vector becomes a row, a
    scalar a single cell. Raises ValueError for an array of more dimensions, or without entries.

    >>> plot_heat([[1.0, -2.0], [0.5, 3.0]])
    <Figure size 140x84 with 1 Axes>
    """
    values = np.asarray(array)
    if values.ndim > 2 or values.size == 0:
        raise ValueError(
            f"a heat map needs one or two dimensions and at least one entry, not shape {values.shape}"
        )
    values = np.atleast_2d(values).astype(float)
    rows, columns = values.shape
    written = columns <= MOST_WRITTEN and rows <= 2 * MOST_WRITTEN
    cell = (0.54, 0.26) if written else (max(0.02, 6.4 / columns),) * 2
    above = 0.3 if title else 0.06
    width, height = size or (cell[0] * columns + 0.32, cell[1] * rows + above + 0.26)
    figure, axes = canvas(theme, title, (width, height), frame=False)
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    tokens = TOKENS[theme]

    def ground(value: float) -> str:
        return heat(value / largest, theme)[0] if math.isfinite(value) else tokens["sunken"]

    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    if written:
        from matplotlib.patches import Rectangle

        for (row, column), value in np.ndenumerate(values):
            cell_at = (column + 0.02, row + 0.03)
            axes.add_patch(Rectangle(cell_at, 0.96, 0.94, facecolor=ground(value), linewidth=0))
            ink = heat(value / largest, theme)[1] if math.isfinite(value) else tokens["ink"]
            words = number(value, digits)
            axes.text(column + 0.9, row + 0.52, words, ha="right", va="center", color=ink, fontsize=8)
    else:
        colours = np.array([[channels(ground(value)) for value in row] for row in values], dtype=np.uint8)
        axes.imshow(colours, extent=(0, columns, rows, 0), aspect="auto", interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    return figure


def plot_histogram(
    values: Any,
    *,
    theme: str = "light",
    title: str = "",
    name: str = "",
    bins: int = 30,
    size: tuple[float, float] = (4.8, 2.6),
) -> "Figure":
    """Count how often the entries of an array fall into each of `bins` equal intervals.

    NaN and infinite entries are left out, and the axis says how many there were. Raises ValueError where no
    entry is left.

    >>> plot_histogram([1.0, 2.0, 2.5, 4.0])
    <Figure size 480x260 with 1 Axes>
    """
    entries = np.asarray(values, dtype=float).ravel()
    finite = entries[np.isfinite(entries)]
    if not finite.size:
        raise ValueError("a histogram needs at least one finite value")
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    axes.grid(axis="y", color=tokens["line"], linewidth=0.8)
    counts, edges = np.histogram(finite, bins=bins)
    axes.bar(
        edges[:-1],
        counts,
        np.diff(edges),
        align="edge",
        color=tokens["fwdF"],
        edgecolor=tokens["fwd"],
        linewidth=1,
    )
    left_out = entries.size - finite.size
    axes.set_xlabel(name + (f" ({left_out} NaN or infinite left out)" if left_out else ""))
    axes.set_ylabel("entries")
    return figure


def figure_svg(figure: "Figure") -> str:
    """Return a figure as SVG text: the same figure gives the same bytes, today and tomorrow.

    >>> figure_svg(plot_loss([3, 2, 1])) == figure_svg(plot_loss([3, 2, 1]))
    True
    """
    import io

    import matplotlib

    drawing = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "tensorlab", "svg.fonttype": "none"}):
        if figure.get_layout_engine() is not None:
            # Every further drawing would move the axes by a hair.
            figure.draw_without_rendering()
            figure.set_layout_engine("none")
        figure.savefig(
            drawing,
            format="svg",
            facecolor=figure.get_facecolor(),
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    svg = drawing.getvalue()
    return settled(svg[svg.index("<svg") :].replace(f"'{MEASURED_WITH}'", FONTS["sans"]))


def settled(svg: str) -> str:
    """Make an SVG independent of the machine: coordinates to a hundredth, ids by content.

    Another processor rounds the fifteenth digit otherwise, and matplotlib's ids follow from all the digits.

    >>> settled('<g id="m1f"><path d="M 1.23456 2"/></g>')[-26:]
    '"><path d="M 1.23 2"/></g>'
    """
    import hashlib
    import re

    def rounded(digits: re.Match[str]) -> str:
        return f"{round(float(digits[0]), 2) + 0.0:g}"

    def shorter(attribute: re.Match[str]) -> str:
        return re.sub(r"-?\d+\.\d+(?:e-?\d+)?", rounded, attribute[0])

    svg = re.sub(r' (?:d|x|y|x1|x2|y1|y2|width|height|points|transform)="[^"]*"', shorter, svg)
    places = {name: str(place) for place, name in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', svg)))}
    reference = r'( id="|href="#|url\(#)([^")]+)'
    numbered = re.sub(reference, lambda found: found[1] + places.get(found[2], found[2]), svg)
    prefix = "plot-" + hashlib.sha256(numbered.encode()).hexdigest()[:8] + "-"
    return re.sub(reference, lambda found: f"{found[1]}{prefix}{places.get(found[2], found[2])}", svg)


def canvas(theme: str, title: str, size: tuple[float, float], frame: bool = True) -> "tuple[Figure, Axes]":
    """Make an empty figure in the house style, with one set of axes."""
    import matplotlib
    from matplotlib.figure import Figure

    class HouseFigure(Figure):
        """A figure that shows itself in a notebook as stable SVG."""

        def _repr_svg_(self) -> str:
            return figure_svg(self)

        def __repr__(self) -> str:
            return f"<Figure size {self.bbox.size[0]:.0f}x{self.bbox.size[1]:.0f} with {len(self.axes)} Axes>"

    tokens = TOKENS[theme]
    style: dict[Any, Any] = {
        "font.family": MEASURED_WITH,
        "font.size": 9,
        "axes.facecolor": tokens["surface"],
        "axes.edgecolor": tokens["line2"],
        "axes.labelcolor": tokens["ink2"],
        "axes.titlecolor": tokens["ink"],
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.spines.bottom": frame,
        "axes.unicode_minus": True,
        "xtick.color": tokens["line2"],
        "ytick.color": tokens["line2"],
        "xtick.labelcolor": tokens["ink3"],
        "ytick.labelcolor": tokens["ink3"],
        "ytick.major.size": 0,
    }
    with matplotlib.rc_context(style):
        figure = HouseFigure(figsize=size, dpi=100, facecolor=tokens["surface"], layout="constrained")
        axes = figure.add_subplot()
        if title:
            axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    return figure, axes


def series_of(series: Any) -> list[tuple[str, str, np.ndarray, np.ndarray]]:
    """Bring any form of series into (name, note, runs, values).

    >>> series_of({"train": [2, None], "test": [3]})[0]
    ('train', '', array([1, 2]), array([ 2., nan]))
    """
    if isinstance(series, Mapping) and "values" not in series:
        series = [{"name": name, "values": values} for name, values in series.items()]
    elif isinstance(series, Mapping):
        series = [series]
    elif not (isinstance(series, Sequence) and series and isinstance(series[0], Mapping)):
        series = [{"values": series}]
    curves = []
    for one in series:
        values = np.array([to_float(value) for value in one["values"]], dtype=float)
        given = one.get("runs")
        runs = np.arange(1, len(values) + 1) if given is None else np.asarray(given)
        if len(runs) != len(values):
            raise ValueError(f"there are {len(runs)} runs, but {len(values)} values")
        curves.append((str(one.get("name") or ""), str(one.get("note") or ""), runs, values))
    if not any(len(curve[3]) for curve in curves):
        raise ValueError("there is nothing to plot: no run has a value")
    return curves


def to_float(value: Any) -> float:
    """Read a number as a trace may hold it: None and "NaN" are NaN, an array counts with its mean.

    >>> to_float(None), to_float("-Infinity"), to_float([[1.0], [2.0]])
    (nan, -inf, 1.5)
    """
    if value is None:
        return math.nan
    return float(value) if isinstance(value, str) else float(np.mean(value))


def mark_run(axes: "Axes", runs: np.ndarray, values: np.ndarray, run: int, tokens: Mapping[str, str]) -> None:
    """Draw the cursor at a run: a line, a dot, and what the loss was."""
    places = np.flatnonzero(runs == run)
    axes.axvline(run, color=tokens["ring"], linewidth=1.5)
    if len(places) and math.isfinite(values[places[0]]):
        value = float(values[places[0]])
        axes.plot([run], [value], "o", color=tokens["ring"], markeredgecolor=tokens["surface"], markersize=8)
        right = run > (runs[0] + runs[-1]) / 2
        axes.annotate(
            f"run {run:,}: {number(value, 4)}",
            (run, value),
            (-10 if right else 10, 8),
            textcoords="offset points",
            ha="right" if right else "left",
            color=tokens["ink"],
            fontweight="bold",
        )


def whole_numbers(axes: "Axes") -> None:
    """Count runs in whole numbers, with a comma at the thousands."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda run, _: f"{run:,.0f}"))


def number(value: float, digits: int) -> str:
    """Write a number with a proper minus sign.

    >>> number(-0.25, 2), number(float("nan"), 2)
    ('−0.25', 'NaN')
    """
    if math.isnan(value):
        return "NaN"
    return f"{value:.{digits}f}".replace("-", "−").replace("inf", "∞")
