"""Programs of the books run beside a twin: their own graph, written as a GraphDef and read again.

Read next: `import_twin.py`, which does it.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent.parent
SEEDS = sorted(TESTS.glob("seed/seed*.py"))
FROM_OUTSIDE = re.compile(r"Dataset|Queue|_producer|train\.(shuffle_)?batch|queue_runners|Reader\(")
PROGRAMS = [
    path
    for path in sorted(TESTS.glob("programs/*.py"))
    if "\nimport tensorflow as tf\n" in (text := path.read_text("utf-8")) and not FROM_OUTSIDE.search(text)
]
"""Those whose values come from the graph and from feeds alone: two queues would not give the same."""


def with_twin(path: Path) -> Any:
    """What a program and its twin did."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", "tests.graph_files.import_twin", str(path)],
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
        env={**os.environ, **threads, "PYTHONIOENCODING": "utf-8", "CUDA_VISIBLE_DEVICES": "-1"},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.rstrip().splitlines()[-1])


def test_there_are_enough() -> None:
    assert len(SEEDS) == 5
    assert len(PROGRAMS) >= 50


@pytest.mark.parametrize("path", [*SEEDS, *PROGRAMS], ids=lambda path: path.stem)
def test_twin_computes_the_same(path: Path) -> None:
    """Every run of the program gives what the graph gives that came back from a GraphDef."""
    found = with_twin(path)
    assert not found["refused"]
    assert not found["differences"]
    assert found["compared"]
