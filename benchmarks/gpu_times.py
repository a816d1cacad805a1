"""How programs are timed on a CPU and a GPU, or how long a simulated GPU would take.

A GPU works on while the program goes on, so a measurement ends when the GPU is done. Both sides take turns, and a
figure is the median over the rounds of the ratio within a round.

Read next: `where_the_gpu_pays.py`.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from math import exp, log, prod
from typing import Any, NamedTuple

from benchmarks.gpu_programs import Program
from tensorlab.devices.copies import Copy
from tensorlab.devices.device import Device

SHORTEST = 0.02  # seconds that a measurement should take, so that the clock and a hiccup do not decide


class Ratios(NamedTuple):
    """How many times as fast as the CPU the GPU is.

    Attributes:
        kernels: with all values on the GPU.
        copied: with the copies to the GPU and back.
        copy_share: the part of that time that the copies take, from 0 to 1.
    """

    kernels: float
    copied: float
    copy_share: float


def per_run(
    run: Callable[[], Any], wait: Callable[[], None], clock: Callable[[], float] = time.perf_counter
) -> Callable[[], float]:
    """A function that measures the seconds of one run; the first runs, which prepare things, are not counted."""
    for _ in range(2):
        run()
    wait()
    started = clock()
    run()
    wait()
    count = max(1, int(SHORTEST / max(clock() - started, 1e-7)))

    def measured() -> float:
        wait()
        started = clock()
        for _ in range(count):
            run()
        wait()
        return (clock() - started) / count

    return measured


def median_ratio(first: Callable[[], float], second: Callable[[], float], rounds: int) -> float:
    """The median over the rounds of the first time divided by the second."""
    return statistics.median(first() / second() for _ in range(rounds))


def math_threads() -> int:
    """How many threads a matrix product of NumPy's uses; OPENBLAS_NUM_THREADS sets it."""
    from threadpoolctl import threadpool_info

    return max((library["num_threads"] for library in threadpool_info()), default=1)


def nothing() -> None:
    """A CPU is done when its function returns."""


def real_ratios(programs: Sequence[Program], gpu: Device, rounds: int) -> Ratios:
    """Measured: the programs on the CPU and the GPU without copies, then on both with copies."""
    cpu, there, cpu_fed, there_fed = (
        per_run(program.run, wait)
        for program, wait in zip(programs, (nothing, gpu.synchronize) * 2, strict=True)
    )
    # How much of a copied run the copies take: what it takes longer than one without them.
    share = 1 - median_ratio(there, there_fed, rounds)
    return Ratios(median_ratio(cpu, there, rounds), median_ratio(cpu_fed, there_fed, rounds), max(share, 0.0))


def modelled_ratios(programs: Sequence[Program], rounds: int) -> Ratios:
    """The same with the GPU's time modelled: the kernels and copies of one run, one after the other.

    A modelled time is not disturbed by what else the computer does, so the CPU's shortest time stands against it;
    with one thread that of the processor, which counts only while this program has it.
    """
    clock = time.process_time if math_threads() == 1 else time.perf_counter
    cpu, there, cpu_fed, there_fed = programs
    kernels, copies = modelled_seconds(there_fed)
    alone = sum(modelled_seconds(there))
    measured, measured_fed = (per_run(program.run, nothing, clock) for program in (cpu, cpu_fed))
    return Ratios(
        min(measured() for _ in range(rounds)) / alone,
        min(measured_fed() for _ in range(rounds)) / (kernels + copies),
        copies / (kernels + copies),
    )


class Watcher:
    """A hook that keeps what a run did."""

    frame: Any = None

    def wants(self, session: Any) -> bool:
        return True

    def also_evaluate(self, session: Any, plan: Any) -> tuple[Any, ...]:
        return ()

    def run_started(self, frame: Any) -> None:
        self.frame = frame

    def run_ended(self, frame: Any) -> None:
        self.frame = frame


def modelled_seconds(program: Program) -> tuple[float, float]:
    """How long the kernels and the copies of one run take on a simulated GPU.

    What a step computes on the host, such as the product of two sizes, is not counted.
    """
    watcher = Watcher()
    program.session.add_hook(watcher)
    program.run()
    program.session.remove_hook(watcher)
    plan, values = watcher.frame.plan, watcher.frame.values
    kernels = copies = 0.0
    for *_, out, operation in plan.steps:
        if isinstance(operation, Copy):
            value = values[out]
            copies += operation.seconds(prod(value.shape) * value.dtype.itemsize) or 0.0
            continue
        device = plan.places.homes.get(out)
        if device is not None:
            inputs = [getattr(values[slot], "shape", None) for slot in plan.inputs_of[operation]]
            outputs = [
                getattr(values[slot], "shape", None) for slot in range(out, out + len(operation.outputs))
            ]
            kernels += device.kernel_seconds(operation, inputs, outputs) or 0.0
    return kernels, copies


def crossover(sizes: Sequence[int], ratios: Sequence[float]) -> float | None:
    """The size from which on every ratio is above 1, between two sizes along a straight line of logarithms.

    None when the last one is not. The first size when all are.

    >>> crossover([10, 100, 1000], [0.1, 0.5, 2.0])
    316.2...
    >>> crossover([10, 100], [2.0, 3.0]), crossover([10, 100], [2.0, 0.5])
    (10.0, None)
    """
    below = [position for position, ratio in enumerate(ratios) if ratio < 1]
    if not below:
        return float(sizes[0])
    last = below[-1]
    if last + 1 == len(sizes):
        return None
    left, right = log(ratios[last]), log(ratios[last + 1])
    part = -left / (right - left)
    return exp(log(sizes[last]) * (1 - part) + log(sizes[last + 1]) * part)
