"""Every program of `contrib_programs/` prints under tensorlab what TensorFlow 1.15 prints.

One test per program. `contrib_programs/__init__.py` says how they are recorded.
"""

import json
from pathlib import Path

import pytest

import tensorlab as tf
from tests.parity import contrib_programs
from tests.parity.compare import difference
from tests.parity.programs import all_programs, output_of

PROGRAMS = all_programs(contrib_programs.__name__)
RECORDED = json.loads((Path(__file__).parent / "goldens" / "contrib.json").read_text(encoding="utf-8"))[
    "outputs"
]


def test_nothing_is_left_over() -> None:
    """Every program is recorded, and every recorded output belongs to a program."""
    assert set(PROGRAMS) == set(RECORDED)
    assert len(PROGRAMS) >= 20


@pytest.mark.filterwarnings("ignore:.* is an old name:DeprecationWarning")
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_prints_what_tensorflow_prints(name: str) -> None:
    """The text agrees to the letter, the numbers to 1e-5 of their size or 2e-6."""
    problem = difference(output_of(PROGRAMS[name], tf), "\n".join(RECORDED[name]))
    assert not problem, problem
