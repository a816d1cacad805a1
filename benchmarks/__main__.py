"""Print the ratios: `python -m benchmarks [--tensorflow /path/to/python] [--rounds 15]`.

TensorFlow is looked for in the environment variable TENSORLAB_TENSORFLOW_PYTHON, or in the interpreter named by
`--tensorflow`; without it only the comparison with hand-written NumPy is printed. Every task is measured in
rounds, the libraries taking turns; a figure is the median over the rounds of the ratio within a round.

Read next: `programs.py` (what is measured), `textbook_models.py` (larger networks).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COUNTS = {"seed step": 200, "seed forward": 500, "chain run": 10, "chain build": 1}
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}

# (what, task, counted against, limit of the ratio or None)
FIGURES = [
    ("seed training step", "seed step", "tensorflow", 0.50),
    ("seed forward pass", "seed forward", "tensorflow", 0.12),
    ("1,000-node chain with gradients, running", "chain run", "tensorflow", 1.8),
    ("1,000-node chain with gradients, building", "chain build", "tensorflow", 0.15),
    ("seed training step", "seed step", "numpy", None),
    ("seed forward pass", "seed forward", "numpy", None),
    ("1,000-node chain with gradients, running", "chain run", "numpy", None),
    ("seed training step, recorded", "seed step, recorded", "tensorlab", 1.4),
    ("seed training step, recorded with summaries", "seed step, recorded with summaries", "tensorlab", None),
    ("seed training step, recorded", "seed step, recorded", "tensorflow", 0.50),
]


class Worker:
    """One `benchmarks.worker` process."""

    def __init__(self, library: str, python: str) -> None:
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(HERE)}
        self.process = subprocess.Popen(
            [python, "-m", "benchmarks.worker", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=HERE,
        )
        self._answer()

    def _answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"A benchmark worker ended: {' '.join(self.process.args)}")  # type: ignore[arg-type]
        return json.loads(line)

    def seconds(self, task: str, count: int | None = None) -> float:
        """The time of one repetition of a task, out of `count`."""
        assert self.process.stdin is not None
        count = count or COUNTS[task.split(",")[0]]
        self.process.stdin.write(json.dumps({"task": task, "count": count}) + "\n")
        self.process.stdin.flush()
        return self._answer()["seconds"]

    def close(self) -> None:
        """Let the process end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def ratio(
    task: str, ours: Worker, against: Worker, base: str, rounds: int, count: int | None = None
) -> float:
    """The median over rounds of our time divided by theirs."""
    ours.seconds(task, count)
    against.seconds(base, count)
    return statistics.median(ours.seconds(task, count) / against.seconds(base, count) for _ in range(rounds))


def import_ratios(rounds: int) -> tuple[float, float]:
    """Time and peak memory of `import tensorlab`, divided by those of `import numpy`, in fresh processes."""
    times, memories = [], []
    # As everywhere outside a build machine, modules are compiled once; the first round does that.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for number in range(rounds + 1):
        pair = []
        for module in ("tensorlab", "numpy"):
            code = (
                "import time, resource\nstart = time.perf_counter()\n"
                f"import {module}\ntaken = time.perf_counter() - start\n"
                "print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
            )
            command = [sys.executable, "-c", code]
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=HERE, check=True, env=environment
            )
            pair.append([float(text) for text in done.stdout.split()])
        if number:
            times.append(pair[0][0] / pair[1][0])
            memories.append(pair[0][1] / pair[1][1])
    return statistics.median(times), statistics.median(memories)


def line(what: str, against: str, value: float, limit: float | None) -> str:
    """One line of the table."""
    verdict = "" if limit is None else f"   (at most {limit:.2f}: {'met' if value <= limit else 'MISSED'})"
    return f"{what:<46} {value:7.3f} of {against:<11}{verdict}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "--tensorflow", default=os.environ.get("TENSORLAB_TENSORFLOW_PYTHON", ""), metavar="PYTHON"
    )
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    workers = {"tensorlab": Worker("tensorlab", sys.executable), "numpy": Worker("numpy", sys.executable)}
    if options.tensorflow:
        workers["tensorflow"] = Worker("tensorflow", options.tensorflow)
    else:
        print("No TensorFlow: name an interpreter that has it with --tensorflow to compare with it.\n")
    print("Ratios, medians over rounds in which both sides take turns, one thread:\n")
    for what, task, against, limit in FIGURES:
        if against in workers:
            base = "seed step" if against != "tensorlab" and "recorded" in task else task
            base = "seed step" if against == "tensorlab" else base
            value = ratio(task, workers["tensorlab"], workers[against], base, options.rounds)
            name = {"numpy": "NumPy by hand", "tensorflow": "TensorFlow", "tensorlab": "unrecorded"}[against]
            print(line(what, name, value, limit), flush=True)
    for worker in workers.values():
        worker.close()
    time_ratio, memory_ratio = import_ratios(options.rounds)
    print(line("import tensorlab, time", "import numpy", time_ratio, 1.5))
    print(line("import tensorlab, peak memory", "import numpy", memory_ratio, 1.3))


if __name__ == "__main__":
    main()
