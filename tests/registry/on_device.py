"""Run the samples of an op record on a GPU and compare with the CPU: shared by tests, simulated and real, and figures.

`outcome_of("MatMul")` makes every case of the record (`tests/parity/op_cases.py`) twice, once where nothing is said
about devices and once on `/gpu:0`, and tells how many agree and what does not. Which GPU that is, is not decided
here: the simulated one inside `lab.simulate_gpu()`, else the real one.

Read next: `test_devices.py` (simulated), `tests/devices/test_on_gpu.py` (real).
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

import tensorlab as tf
from tensorlab.graph.registry import registry
from tests.parity.op_cases import Case, build, cases_of
from tests.parity.test_ops import TOLERANCES, UP_TO_SIGN

GPU = "/gpu:0"
SOFTLY = tf.ConfigProto(allow_soft_placement=True)


class Outcome(NamedTuple):
    """What became of the samples of one op type.

    Attributes:
        type: the op type.
        agreed: how many cases ran on the GPU, and gave what the CPU gives.
        stayed: why cases stayed on the CPU, each reason once.
        differences: what went wrong, a sentence for each case.
    """

    type: str
    agreed: int
    stayed: list[str]
    differences: list[str]


class Result(NamedTuple):
    """What one case gave: the outputs, then what stands in the variables; and why it ran elsewhere, if it did."""

    names: list[str]
    values: list[Any]
    moved: str


def outcome_of(type_name: str, device: str = GPU, exactly: bool = False) -> Outcome:
    """Compare every case of an op type with the CPU; `exactly` allows no difference in rounding."""
    agreed, stayed, differences = 0, [], []
    for case in cases_of(registry[type_name]):
        where = f"{type_name} {case.key} {case.sample}"
        expected = computed(case, "")
        try:
            found = computed(case, device)
        except Exception as error:
            differences.append(f"{where}: {type(error).__name__}: {error}")
            continue
        wrong = [
            difference(a, b, type_name in UP_TO_SIGN, exactly)
            for a, b in zip(found.values, expected.values, strict=True)
        ]
        told = [f"{name}: {words}" for name, words in zip(found.names, wrong, strict=True) if words]
        if told:
            differences.append(f"{where}: {'; '.join(told)}")
        elif found.moved:
            stayed.append(found.moved)
        else:
            agreed += 1
    return Outcome(type_name, agreed, list(dict.fromkeys(stayed)), differences)


def computed(case: Case, device: str) -> Result:
    """Build and run one case, its node and its variables on a device."""
    with tf.Graph().as_default() as graph, graph.device(device or None):
        node = build(case)
        with tf.Session(config=SOFTLY) as session:
            session.run(tf.global_variables_initializer())
            outputs = list(node.operation.outputs)
            names = [tensor.name for tensor in outputs]
            values = list(session.run(outputs, node.feeds)) if outputs else []
            if not outputs:
                session.run(node.operation, node.feeds)
            if node.operation.record.writes:
                names += [variable.name for variable in node.variables]
                values += session.run(node.variables)
            placement = session._placer.placements.get(node.operation)
            moved = placement.reason if placement is not None and placement.moved else ""
    return Result(names, values, moved)


def difference(found: Any, expected: Any, up_to_sign: bool = False, exactly: bool = False) -> str:
    """How two values differ; an empty string when they agree.

    Args:
        up_to_sign: the vectors of a decomposition are determined up to their sign.
        exactly: the same kernel computed both, so that there is no other rounding.
    """
    if isinstance(found, np.ndarray) != isinstance(expected, np.ndarray) or hasattr(
        found, "__cuda_array_interface__"
    ):
        return f"{type(found).__name__} instead of {type(expected).__name__}"
    left, right = np.asarray(found), np.asarray(expected)
    if (left.dtype, left.shape) != (right.dtype, right.shape):
        return f"{left.dtype} {left.shape} instead of {right.dtype} {right.shape}"
    if left.dtype.kind not in "fc" or exactly:
        same = np.array_equal(left, right, equal_nan=left.dtype.kind in "fc")
    else:
        if up_to_sign:
            left, right = np.abs(left), np.abs(right)
        relative, absolute = TOLERANCES[right.dtype.name]
        same = np.allclose(left, right, relative, absolute, equal_nan=True)
    return "" if same else f"{left.tolist()} instead of {right.tolist()}"


def coverage(types: Iterable[str] | None = None, exactly: bool = False) -> list[Outcome]:
    """The outcomes of all op types that have samples."""
    with_samples = sorted(name for name, record in registry.items() if record.samples_rule is not None)
    return [outcome_of(name, exactly=exactly) for name in types or with_samples]


def table(outcomes: list[Outcome]) -> str:
    """What runs on the GPU and what does not, in a few lines."""
    running = [outcome for outcome in outcomes if outcome.agreed and not outcome.differences]
    wrong = [outcome for outcome in outcomes if outcome.differences]
    staying = [outcome for outcome in outcomes if not outcome.agreed and not outcome.differences]
    cases = sum(outcome.agreed for outcome in outcomes)
    lines = [
        f"{len(running)} of {len(outcomes)} op types run on the GPU and give what the CPU gives ({cases} cases), "
        f"{len(staying)} stay on the CPU, {len(wrong)} go wrong."
    ]
    lines += [f"  {outcome.type}: {'; '.join(outcome.stayed) or 'no case'}" for outcome in staying]
    for outcome in wrong:
        first = outcome.differences[0].partition("\n  node:")[0]
        lines.append(f"  WRONG in {len(outcome.differences)} cases: {' '.join(first.split())}")
    return "\n".join(lines)
