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
from tests.parity.public_names import parameters_of

PROGRAMS = all_programs(contrib_programs.__name__)
GOLDEN = json.loads((Path(__file__).parent / "goldens" / "contrib.json").read_text(encoding="utf-8"))
RECORDED = GOLDEN["outputs"]
SIGNATURES = {
    name: listed for name, listed in GOLDEN["signatures"].items() if name[:6] in ("layers", "framew")
}


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


@pytest.mark.parametrize("name", list(SIGNATURES))
def test_takes_tensorflows_arguments(name: str) -> None:
    """The functions of contrib.layers and contrib.framework take the same arguments, or say why they are not here."""
    part, _, function = name.partition(".")
    space = getattr(tf.contrib, part)
    if function in space.NOT_HERE:
        with pytest.raises(AttributeError, match=rf"{function} is not here: .* Use "):
            getattr(space, function)
        return
    assert hasattr(space, function), f"tf.contrib.{name} is neither here nor in {space.__name__}.NOT_HERE"
    if SIGNATURES[name] is None:
        return
    actual = parameters_of(getattr(space, function)) or []
    assert [parameter for parameter, _ in actual] == [parameter for parameter, _ in SIGNATURES[name]]
    for (parameter, ours), (_, theirs) in zip(actual, SIGNATURES[name], strict=True):
        assert ours == theirs or "<" in theirs or "" in (ours, theirs), (
            f"{name}: {parameter}={ours}, not {theirs}"
        )
