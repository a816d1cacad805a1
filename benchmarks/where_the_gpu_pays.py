"""Where is the GPU worth it? `python -m benchmarks.where_the_gpu_pays`; `python3 lab.py gpu` where there is one.

The CPU against the GPU for a matrix product and for the training step of a network, over sizes: with everything on
the GPU already, and with the copies there and back. Every figure is a ratio: the CPU's time divided by the GPU's,
measured in turn. Without a GPU that answers, the simulated one stands in: the times of its kernels and copies are
modelled, and said to be, while the CPU's are measured.

Read next: `gpu_programs.py` (what is computed), `gpu_times.py` (how it is timed), `gpu_picture.py` (the picture).
"""

import argparse
import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.gpu_picture import draw
from benchmarks.gpu_programs import ByHand, matrix_product, training_step
from benchmarks.gpu_times import (
    Ratios,
    crossover,
    math_threads,
    median_ratio,
    modelled_ratios,
    nothing,
    per_run,
    real_ratios,
)
from tensorlab import lab
from tensorlab.devices import cupy_gpu
from tensorlab.devices.device import Device

WIDTHS = (64, 512, 2048)  # of the networks whose step is compared with the one written by hand
BATCH = 128


class Series(NamedTuple):
    """One program over sizes.

    Attributes:
        title: what is computed.
        axis: what the sizes are, and `short` in a word.
        program: called with (size, device, copied).
        sizes: those measured.
    """

    title: str
    axis: str
    short: str
    program: Callable[[int, str, bool], Any]
    sizes: tuple[int, ...]


SERIES = (
    Series(
        "matrix product, n × n times n × n",
        "rows and columns, n",
        "n",
        matrix_product,
        (16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    ),
    Series(
        f"training step of a network, by its width (batch {BATCH})",
        "neurons in each of two hidden layers",
        "width",
        lambda width, device, copied: training_step(BATCH, width, device, copied),
        (16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    ),
    Series(
        "training step of a network, by its batch (width 256)",
        "examples in a batch",
        "batch",
        lambda batch, device, copied: training_step(batch, 256, device, copied),
        (4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    ),
)


class Measured(NamedTuple):
    """A series and what came out of it, size by size."""

    series: Series
    ratios: list[Ratios]

    def line(self, copied: bool) -> list[float]:
        """How many times as fast the GPU is, size by size."""
        return [ratios.copied if copied else ratios.kernels for ratios in self.ratios]

    def pays_from(self, copied: bool) -> float | None:
        """The size from which on the GPU is faster; None when it never is."""
        return crossover(self.series.sizes, self.line(copied))


def measure(series: Series, gpu: Device, rounds: int) -> Measured:
    """Time one program at every size, and print each as it is done."""
    print(
        f"\n{series.title}\n{series.short:>8}  {'kernels':>9}  {'with copies':>12}  {'of which copies':>16}"
    )
    found = []
    for size in series.sizes:
        programs = [
            series.program(size, device, copied)
            for copied in (False, True)
            for device in ("/cpu:0", "/gpu:0")
        ]
        ratios = modelled_ratios(programs, rounds) if gpu.simulated else real_ratios(programs, gpu, rounds)
        for program in programs:
            program.session.close()
        found.append(ratios)
        print(
            f"{size:>8}  {ratios.kernels:>8.2f}×  {ratios.copied:>11.2f}×  {ratios.copy_share:>14.0%}",
            flush=True,
        )
    return Measured(series, found)


def conclusion(measured: Measured) -> str:
    """From which size on the GPU is faster, in a sentence."""
    words = []
    for copied, what in ((False, "kernels alone"), (True, "with copies")):
        size = measured.pays_from(copied)
        if size is None:
            place = "at no size measured"
        elif min(measured.line(copied)) > 1:
            place = "at every size measured"
        else:
            place = f"from {measured.series.short} ≈ {size:.0f}"
        words.append(f"{place} ({what})")
    return f"{measured.series.title}: worth it {', '.join(words)}"


def by_hand(
    library: Any, device: str, wait: Callable[[], None], options: argparse.Namespace
) -> list[tuple[int, float]]:
    """For networks of several widths: the time of tensorlab's training step divided by that of the one by hand."""
    found = []
    for width in [width for width in WIDTHS if width <= options.largest] or WIDTHS[:1]:
        program = training_step(BATCH, width, device, copied=False)
        hand = ByHand(library, BATCH, width)
        found.append(
            (width, median_ratio(per_run(program.run, wait), per_run(hand.step, wait), options.rounds))
        )
        program.session.close()
    return found


def told(ratios: list[tuple[int, float]], name: str) -> str:
    """One line about the comparison with a program written by hand."""
    parts = ", ".join(f"{ratio:.2f} (width {width})" for width, ratio in ratios)
    return f"training step, tensorlab's time divided by that of {name} by hand: {parts}"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.where_the_gpu_pays")
    parser.add_argument(
        "--picture", type=Path, default=Path("where_the_gpu_pays.png"), help="where the plot goes"
    )
    parser.add_argument("--rounds", type=int, default=7, help="how often both sides take their turn")
    parser.add_argument("--largest", type=int, default=4096, help="leave out larger sizes")
    parser.add_argument(
        "--simulated", action="store_true", help="take the simulated GPU even where there is a real one"
    )
    parser.add_argument("--no-coverage", action="store_true", help="leave out which ops run on the GPU")
    options = parser.parse_args(arguments)
    gpus = [] if options.simulated else cupy_gpu.find()
    if gpus:
        report(gpus[0], options)
        return
    if not options.simulated:
        print(f"No GPU answers here. {cupy_gpu.why_none()}\n")
    with lab.simulate_gpu() as simulation:
        report(simulation.gpus[0], options)


def report(gpu: Device, options: argparse.Namespace) -> None:
    """Everything about one GPU."""
    cpu = f"NumPy {np.__version__} on {math_threads()} of {os.cpu_count()} cores"
    times = "modelled, not measured" if gpu.simulated else "measured"
    print(f"GPU: {gpu.description}; its times are {times}\nCPU: {cpu}; its times are measured")
    if gpu.simulated:
        print(
            "A modelled time leaves out what Python does between kernels: a real GPU pays later than this says."
        )
    print("× says how many times as fast as the CPU the GPU is; below 1 the CPU is faster.")
    results = []
    for series in SERIES:
        series = series._replace(sizes=tuple(size for size in series.sizes if size <= options.largest))
        results.append(measure(series, gpu, options.rounds))
    lines = [conclusion(result) for result in results]
    lines.append(told(by_hand(np, "/cpu:0", nothing, options), "NumPy"))
    if not gpu.simulated:
        import cupy

        lines.append(told(by_hand(cupy, "/gpu:0", gpu.synchronize, options), "CuPy"))
    print()
    if not options.no_coverage:
        from tests.registry.on_device import coverage, table

        with contextlib.redirect_stderr(io.StringIO()):  # tf.Print prints
            outcomes = coverage()
        print(f"Ops on {gpu.description}: {table(outcomes)}\n")
    print("\n".join(lines))
    left_out = ", what Python does between kernels left out," if gpu.simulated else ""
    draw(results, f"{gpu.description}{left_out} against {cpu}", times, options.picture)
    print(f"picture: {options.picture.resolve()}")


if __name__ == "__main__":
    main()
