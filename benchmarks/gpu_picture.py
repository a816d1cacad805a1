"""The picture of `where_the_gpu_pays.py`: how many times as fast as the CPU the GPU is, over sizes.

Read next: `where_the_gpu_pays.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Blue and vermillion of Okabe and Ito, which nobody confuses; told apart by dash and mark as well.
ALONE = {"color": "#0072B2", "linestyle": "-", "marker": "o", "label": "all values on the GPU"}
COPIED = {"color": "#D55E00", "linestyle": "--", "marker": "s", "label": "with copies there and back"}
INK, FAINT = "#222222", "#767676"


def draw(results: Sequence[Any], title: str, times: str, path: Path) -> None:
    """Draw a panel for each series and save the picture.

    Args:
        results: the `Measured` series.
        title: what is compared.
        times: how the GPU's times came about, in words; they stand in the title.
        path: where the picture goes; its ending says in which format.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with pyplot.rc_context({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False}):
        figure, panels = pyplot.subplots(
            1,
            len(results),
            figsize=(4.6 * len(results), 4.7),
            sharey=True,
            layout="constrained",
            squeeze=False,
        )
        for panel, result in zip(panels[0], results, strict=True):
            _panel(panel, result)
        # The panels share one scale, so its ends are known when all lines are drawn.
        ratios = [ratio for result in results for copied in (False, True) for ratio in result.line(copied)]
        panels[0][0].set_ylim(min(*ratios, 0.2) / 1.5, max(*ratios, 5) * 1.5)
        panels[0][0].set_ylabel("CPU's time / GPU's time")
        for words, offset, edge in (("↑ GPU faster", 4, "bottom"), ("↓ CPU faster", -4, "top")):
            panels[0][-1].annotate(
                words,
                (1.01, 1),
                xycoords=panels[0][-1].get_yaxis_transform(),
                xytext=(0, offset),
                textcoords="offset points",
                va=edge,
                color=FAINT,
                size=9,
            )
        figure.suptitle(
            f"Where is the GPU worth it?   GPU's times {times}", x=0.008, ha="left", weight="bold", size=13
        )
        lines, words = panels[0][0].get_legend_handles_labels()
        figure.legend(lines, words, loc="upper right", ncols=2, frameon=False)
        figure.supxlabel(title, size=9, color=FAINT, x=0.008, ha="left")
        figure.savefig(path, dpi=160)
        pyplot.close(figure)


def _panel(panel: Any, result: Any) -> None:
    sizes = result.series.sizes
    panel.set_xscale("log", base=2)
    panel.set_yscale("log")
    panel.axhline(1, color=INK, linewidth=1)
    for copied, look in ((False, ALONE), (True, COPIED)):
        panel.plot(sizes, result.line(copied), linewidth=2, markersize=5, **look)
        size = result.pays_from(copied)
        if size is not None and size > sizes[0]:
            panel.plot(
                [size], [1], marker="D", markersize=7, color=look["color"], markeredgecolor="white", zorder=5
            )
            at_left_edge = size < 2 * sizes[0]
            below, above = ((9, -15), "left"), ((-4, 9), "left") if at_left_edge else ((-9, 9), "right")
            offset, side = below if copied else above
            panel.annotate(
                f"{result.series.short} ≈ {size:.0f}",
                (size, 1),
                xytext=offset,
                textcoords="offset points",
                ha=side,
                color=look["color"],
                weight="bold",
            )
    panel.set_xticks(sizes[::2] if len(sizes) > 6 else sizes)
    panel.minorticks_off()
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:g}×")
    panel.grid(axis="y", color="#e4e4e4", linewidth=0.8)
    panel.set_axisbelow(True)
    panel.set_title(result.series.title, loc="left", size=10, color=INK)
    panel.set_xlabel(result.series.axis)
