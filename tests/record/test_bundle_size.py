"""How much travels: a thousand training steps of the book's program must fit into an attachment.

Read next: `tensorlab/record/bundle.py`.
"""

import contextlib
import io
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from tensorlab import lab

PROGRAM = Path(__file__).parents[1] / "seed" / "seed5_training.py"
MEGABYTES = 1_000_000


@pytest.fixture(scope="module")
def tape() -> Any:
    with lab.trace() as tape, contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(PROGRAM), run_name="__main__")
    return tape


def test_a_thousand_training_steps_are_under_five_megabytes(tape: Any, tmp_path: Path) -> None:
    training = [run for run in tape.runs if run.plan.written and run.loss is not None]
    assert len(training) >= 1000
    bundle, blob = tape.bundle()
    text = json.dumps(bundle, separators=(",", ":"), ensure_ascii=False).encode()
    assert all(run["values"] for run in bundle["runs"]), "some runs have no values"
    assert len(text) + len(blob) < 5 * MEGABYTES
    # The page holds the script, the style sheet and what the training view shows as well.
    page = tape.to_html(tmp_path / "seed.html")
    assert page.stat().st_size < 5 * MEGABYTES
