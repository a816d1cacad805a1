"""Ask the real TensorFlow what the programs print, and keep it in `goldens/`.

    python -m tests.programs.record                 all programs that TensorFlow still runs
    python -m tests.programs.record lenet kmeans    these

How to install TensorFlow: `tests/parity/oracle.py`. Each program runs in a process of its own, on one thread. Look
at what changed before committing it.
"""

import os
import runpy
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.programs.running import GOLDENS, prints_like, programs


def record(name: str) -> None:
    """Keep what a program prints.

    Raises:
        SystemExit: when TensorFlow does not run it.
    """
    program = programs()[name]
    if prints_like(name):
        print(f"{name}: TensorFlow does not run it; it prints what {prints_like(name)} prints")
        return
    begun = time.perf_counter()
    threads = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.programs.record", "--run", str(program)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **threads, "PYTHONIOENCODING": "utf-8"},
    )
    if done.returncode:
        raise SystemExit(f"{name} does not run under TensorFlow:\n{done.stderr[-3000:]}")
    GOLDENS.mkdir(exist_ok=True)
    (GOLDENS / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
    lines = len(done.stdout.splitlines())
    print(f"{name}: {lines} lines, {time.perf_counter() - begun:.1f} s with TensorFlow's import")


def run_under_tensorflow(program: Path) -> None:
    """Run one program in this process, with TensorFlow's 1.x face under the name it imports."""
    from tests.parity.oracle import open_tensorflow

    lend_what_came_along(open_tensorflow())
    sys.argv = [str(program)]
    sys.path.insert(0, str(program.parent))
    runpy.run_path(str(program), run_name="__main__")


def lend_what_came_along(tf: Any) -> None:
    """Install TensorFlow's 1.x face as `tensorflow`, and beside it the data that came with TensorFlow 1.x.

    Data sets, the vocabulary and the network of one tutorial are no longer in TensorFlow. They are tensorlab's here,
    which has its own tests for them: both sides are to see the same data.
    """
    from tensorlab.compat.contrib import learn
    from tensorlab.compat.datasets import mnist, mnist_model

    mnist_model.tf = tf
    tf.contrib = SimpleNamespace(learn=learn)
    sys.modules.update(
        {
            "tensorflow": tf,
            **{f"tensorflow.{path}": ModuleType(path) for path in FOLDERS},
            "tensorflow.examples.tutorials.mnist.input_data": mnist,
            "tensorflow.examples.tutorials.mnist.mnist": mnist_model,
            "tensorflow.contrib.learn": learn,
        }
    )
    sys.modules["tensorflow.contrib.learn.python"].learn = learn
    tutorial = sys.modules["tensorflow.examples.tutorials.mnist"]
    tutorial.input_data, tutorial.mnist = mnist, mnist_model


FOLDERS = (
    *("examples", "examples.tutorials", "examples.tutorials.mnist", "contrib", "contrib.learn.python"),
)


def main(arguments: list[str]) -> None:
    """Record the programs named on the command line."""
    if arguments[:1] == ["--run"]:
        return run_under_tensorflow(Path(arguments[1]))
    for name in arguments or programs():
        record(name)


if __name__ == "__main__":
    main(sys.argv[1:])
