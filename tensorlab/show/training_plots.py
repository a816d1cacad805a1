"""Plots of training for papers: weights, gradients and numbers over the runs, decision boundary, loss surface.

They take what `tensorlab/record/training_part.py` computes and come back as matplotlib Figures in the house style;
`plots.py`, which says what that is, has the plots of single arrays and of the loss. Read `plots.py` next.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.record.words import plain_text
from tensorlab.show.encoding import TOKENS, channels
from tensorlab.show.plots import canvas, number, to_float, whole_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Size = tuple[float, float]
SHAPES = ["o", "^", "s", "D"]
HUES = ["heatN", "heatP", "fwd", "bwd", "var", "feed"]
DASHES: list[Any] = ["solid", (0, (6, 2)), (0, (6, 2, 1.5, 2)), (0, (1.5, 2))]
MOST_ENTRIES = 12
WIDE_SPAN = 30.0  # times the smallest: from there on a logarithmic scale shows more
LEVELS = 12


def plot_lines(
    lines: Sequence[tuple[str, Sequence[int], Sequence[Any]]],
    *,
    hue: str = "fwd",
    theme: str = "light",
    title: str = "",
    label: str = "",
    logarithmic: bool | None = False,
    size: Size = (7.2, 3.0),
) -> "Figure":
    """Draw quantities over the runs, each told apart by its dashes and by its name.

    Args:
        lines: (name, numbers of the runs, values) of each; values may be None or "NaN".
        hue: a hue of `encoding.py`.
        logarithmic: None for a logarithmic scale where all values are positive and far apart.

    >>> plot_lines([("norm", [1, 2, 3], [3.0, 2.0, None])])
    <Figure size 720x300 with 1 Axes>
    """
    if not lines:
        raise ValueError("There is nothing to plot.")
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    axes.grid(axis="y", color=tokens["line"], linewidth=0.8)
    axes.set_xlabel("run")
    axes.set_ylabel(label if len(lines) > 1 or label else lines[0][0])
    every = []
    for place, (name, runs, values) in enumerate(lines):
        numbers = np.array([to_float(value) for value in values])
        every.append(numbers)
        alpha = 1.0 - 0.6 * (place // len(DASHES)) / max(1, len(lines) / len(DASHES))
        axes.plot(
            np.asarray(runs), numbers, color=tokens[hue], linewidth=1.5, alpha=alpha,
            linestyle=DASHES[place % len(DASHES)], label=name, marker="o" if len(numbers) <= 12 else "", markersize=3,
        )  # fmt: skip
    together = np.concatenate(every)
    finite = together[np.isfinite(together)]
    positive = bool(finite.size) and finite.min() > 0
    if logarithmic or (logarithmic is None and positive and finite.max() > WIDE_SPAN * finite.min()):
        axes.set_yscale("log")
    if len(lines) > 1:
        beside = len(lines) > 4
        axes.legend(
            frameon=False, labelcolor=tokens["ink2"], handlelength=2.6, fontsize=8,
            **({"loc": "center left", "bbox_to_anchor": (1.0, 0.5)} if beside else {"loc": "best"}),
        )  # fmt: skip
    whole_numbers(axes)
    axes.margins(x=0.01)
    return figure


def plot_spread(
    variable: Mapping[str, Any],
    runs: Sequence[int],
    *,
    theme: str = "light",
    title: str = "",
    size: Size = (7.2, 3.0),
) -> "Figure":
    """Draw how the entries of a variable spread: median, the middle 80 %, least and greatest.

    >>> told = {"name": "w", **{k: [v, v + 1] for v, k in enumerate(["min", "low", "middle", "high", "max"])}}
    >>> plot_spread(told, [1, 2])
    <Figure size 720x300 with 1 Axes>
    """
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    axes.grid(axis="y", color=tokens["line"], linewidth=0.8)
    low, middle, high, least, greatest = (
        np.array([to_float(value) for value in variable[name]])
        for name in ("low", "middle", "high", "min", "max")
    )
    at = np.asarray(runs)
    axes.fill_between(at, low, high, color=tokens["varF"], linewidth=0, label="middle 80 %")
    axes.plot(at, middle, color=tokens["var"], linewidth=1.75, label="median")
    axes.plot(at, least, color=tokens["line2"], linewidth=0.9, label="least, greatest")
    axes.plot(at, greatest, color=tokens["line2"], linewidth=0.9)
    axes.legend(
        framealpha=0.9, edgecolor=tokens["line"], facecolor=tokens["surface"], labelcolor=tokens["ink2"],
        loc="best", fontsize=8,
    )  # fmt: skip
    axes.set_xlabel("run")
    axes.set_ylabel(str(variable["name"]))
    whole_numbers(axes)
    axes.margins(x=0.01)
    return figure


def plot_boundary(
    boundary: Mapping[str, Any],
    place: int = -1,
    *,
    theme: str = "light",
    title: str = "",
    size: Size = (4.6, 4.0),
) -> "Figure":
    """Draw what a model of two inputs says around its data, and where it changes its mind.

    Args:
        boundary: as `tensorlab/record/boundary.py` tells it.
        place: which of its runs, as a place in `boundary["runs"]`.
    """
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    side, extent = boundary["side"], boundary["extent"]
    low, high = boundary["range"]
    grid = low + unpacked(boundary["grids"][place], side) / 255 * (high - low)
    across = np.linspace(extent[0], extent[1], side)
    up = np.linspace(extent[3], extent[2], side)
    if boundary.get("winners"):
        winners = unpacked(boundary["winners"][place], side).astype(int)
        steps = np.linspace(0.0, 1.0, 9)
        for one in np.unique(winners):
            signed = np.where(winners == one, 1.0, -1.0) * (grid + 1e-6)
            shades = [_shade(tokens, HUES[one % len(HUES)], 0.1 + 0.4 * step) for step in steps]
            axes.contourf(across, up, signed, levels=[*steps, 2.0], colors=shades)
            axes.contour(across, up, signed, levels=[0.0], colors=tokens["ink"], linewidths=1.5)
    else:
        level = boundary["level"]
        away = ((grid - level) / (max(level - low, high - level) or 1.0)).clip(-1, 1)
        steps = np.linspace(-1.0, 1.0, 26)
        middles = (steps[1:] + steps[:-1]) / 2
        shades = [_shade(tokens, HUES[int(m > 0)], 0.5 * abs(m) ** 0.8) for m in middles]
        axes.contourf(across, up, away, levels=steps, colors=shades)
        if grid.min() < level < grid.max():
            axes.contour(across, up, grid, levels=[level], colors=tokens["ink"], linewidths=1.75)
    points = np.array(boundary["points"], dtype=float).reshape(-1, 3)
    for one in sorted({int(c) for c in points[:, 2]}):
        those = points[points[:, 2] == one]
        name = boundary["classes"][one] if one < len(boundary["classes"]) else ""
        axes.plot(
            those[:, 0], those[:, 1], SHAPES[one % len(SHAPES)], color=tokens[HUES[one % len(HUES)]], markersize=4.5,
            markeredgecolor=tokens["surface"], markeredgewidth=0.6, linestyle="none",
            label=f"{boundary['labels']} = {name}" if name else None,
        )  # fmt: skip
    if boundary["classes"]:
        axes.legend(frameon=True, framealpha=0.85, edgecolor=tokens["line"], facecolor=tokens["surface"],
                    labelcolor=tokens["ink2"], fontsize=8, loc="upper right")  # fmt: skip
    _frame(axes, extent, f"{boundary['inputs']}[0]", f"{boundary['inputs']}[1]")
    return figure


def plot_surface(
    surface: Mapping[str, Any],
    mark: int | None = None,
    *,
    theme: str = "light",
    title: str = "",
    size: Size = (4.8, 4.0),
) -> "Figure":
    """Draw the loss around the path of training, and the path; of a model with one weight, a curve.

    Args:
        surface: as `tensorlab/record/surface.py` tells it.
        mark: the place in `surface["runs"]` of a run to mark.

    Raises ValueError where the loss around the path was too dear to be computed.
    """
    if surface["values"] is None:
        raise ValueError(
            "The loss around the path was left out: it would have taken longer than the budget allows."
        )
    tokens = TOKENS[theme]
    figure, axes = canvas(theme, title, size)
    values = np.array([to_float(value) for value in surface["values"]])
    path = np.array([[to_float(v) for v in point] for point in surface["path"]])
    extent, side = surface["extent"], surface["side"]
    names = [axis_name(axis) for axis in surface["axes"]]
    across = np.linspace(extent[0], extent[1], side)
    if len(names) == 1:
        axes.plot(across, values, color=tokens["ink2"], linewidth=1.75)
        path = np.column_stack([path[:, 0], np.interp(path[:, 0], across, values)])
        names.append(plain_text(surface["loss"]))
        axes.grid(axis="y", color=tokens["line"], linewidth=0.8)
    else:
        grid = values.reshape(side, side)
        up = np.linspace(extent[2], extent[3], side)
        # As much of the picture between any two lines: a surface that is steep at its border would else be flat
        # in the middle, where the path is.
        finite = values[np.isfinite(values)]
        borders = np.unique(np.quantile(finite, np.linspace(0, 1, 2 * LEVELS + 1)))
        levels = borders[1:-1:2]
        shades = [_shade(tokens, "fwd", 0.04 + 0.42 * share) for share in np.linspace(0, 1, len(borders) - 1)]
        axes.contourf(across, up, np.where(np.isfinite(grid), grid, np.nan), levels=borders, colors=shades)
        lines = axes.contour(across, up, grid, levels=levels, colors=tokens["ink2"], linewidths=0.6)
        axes.clabel(lines, levels[::3], fmt=lambda level: f"{level:.2g}", fontsize=7)
    axes.plot(path[:, 0], path[:, 1], color=tokens["surface"], linewidth=4)
    axes.plot(path[:, 0], path[:, 1], color=tokens["var"], linewidth=1.75, marker="o", markersize=2.2)
    axes.plot(
        *path[0],
        "o",
        color=tokens["surface"],
        markeredgecolor=tokens["var"],
        markeredgewidth=1.75,
        markersize=6,
    )
    end = path[-1 if mark is None else mark]
    axes.plot(*end, "o", color=tokens["ring"], markeredgecolor=tokens["surface"], markersize=7)
    if len(surface["axes"]) == 2:
        _frame(axes, extent, *names)
    else:
        axes.set_xlabel(names[0])
        axes.set_ylabel(names[1])
    return figure


def axis_name(axis: Mapping[str, Any]) -> str:
    """What an axis of a surface is called.

    >>> axis_name({"name": "w", "at": [0, 1], "share": None}), axis_name({"name": None, "at": None, "share": 0.9567})
    ('w[0, 1]', 'direction with 95.7 % of the variance')
    """
    if axis["name"] is None:
        return f"direction with {100 * axis['share']:.3g} % of the variance"
    return f"{axis['name']}{list(axis['at']) if axis['at'] else ''}"


def unpacked(text: str, side: int) -> np.ndarray:
    """A grid of bytes out of base64, row by row from the top.

    >>> unpacked("AAEC/w==", 2).tolist()
    [[0.0, 1.0], [2.0, 255.0]]
    """
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(side, side).astype(float)


def _shade(tokens: Mapping[str, str], hue: str, share: float) -> str:
    """Some share of a hue over the ground, as "#RRGGBB"."""
    pairs = zip(channels(tokens["surface"]), channels(tokens[hue]), strict=True)
    return "#" + "".join(f"{round(ground + (end - ground) * share):02X}" for ground, end in pairs)


def _frame(axes: "Axes", extent: Sequence[float], across: str, up: str) -> None:
    axes.set_xlim(extent[0], extent[1])
    axes.set_ylim(extent[2], extent[3])
    axes.set_xlabel(across)
    axes.set_ylabel(up)


def nearest_place(runs: Sequence[int], wanted: int) -> int:
    """The place of the last run that is not after the wanted one.

    >>> nearest_place([3, 10, 20], 12), nearest_place([3, 10], 1)
    (1, 0)
    """
    places = [place for place, run in enumerate(runs) if run <= wanted]
    return places[-1] if places else 0
