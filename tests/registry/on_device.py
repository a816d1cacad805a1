"""Run the samples of an op record on a GPU and compare with the CPU: shared by tests, simulated and real, and figures.

`outcome_of("MatMul")` makes every case of the record (`tests/parity/op_cases.py`) twice, once on `/cpu:0` and once on
`/gpu:0`, and tells how many agree and what does not. Which GPU that is, is not decided here: the simulated one inside
`lab.simulate_gpu()`, else the real one. What goes in may be fed, be a constant or stand in variables: integers that
come from the host are computed there, as in TensorFlow, so only variables bring all of them to the GPU.

Read next: `test_devices.py` (simulated), `tests/devices/test_on_gpu.py` (real).
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

import tensorlab as tf
from tests.every_record import registry
from tests.parity.op_cases import Case, build, cases_of, differentiable, gradient_dtype, weights_for
from tests.parity.test_ops import TOLERANCES, UP_TO_SIGN

CPU, GPU = "/cpu:0", "/gpu:0"
SOFTLY = tf.ConfigProto(allow_soft_placement=True)


HOLDERS: dict[str, Callable[[Any], Any] | None] = {
    "fed": None,
    "constant": lambda array: array,
    "variable": lambda array: tf.convert_to_tensor(tf.Variable(array, trainable=False)),
}
"""How the inputs of a case may be given, by name."""


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


def outcome_of(
    type_name: str, device: str = GPU, exactly: bool = False, given: str = "fed", gradients: bool = False
) -> Outcome:
    """Compare every case of an op type with the CPU.

    Args:
        type_name: the op type.
        device: where it shall run.
        exactly: allow no difference in rounding.
        given: how the inputs are given, one of `HOLDERS`.
        gradients: compare the gradients with respect to all inputs instead, where there are any.
    """
    agreed, stayed, differences = 0, [], []
    for case in cases_of(registry[type_name]):
        if gradients and not gradient_dtype(case):
            continue
        where = f"{type_name} {case.key} {case.sample}"
        expected = on_cpu(case, gradients)
        if not expected.names and gradients:
            continue
        try:
            found = computed(case, device, given, gradients)
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


_on_cpu: dict[tuple[str, str, bool], Result] = {}


def on_cpu(case: Case, gradients: bool) -> Result:
    """What the CPU gives; it is the same however the inputs are given, so it is computed once."""
    key = (case.record.type, case.key, gradients)
    if key not in _on_cpu:
        _on_cpu[key] = computed(case, CPU, gradients=gradients)
    return _on_cpu[key]


def computed(case: Case, device: str, given: str = "fed", gradients: bool = False) -> Result:
    """Build and run one case, its node and its variables on a device."""
    with tf.Graph().as_default() as graph, graph.device(device):
        node = build(case, HOLDERS[given])
        with tf.Session(config=SOFTLY) as session:
            session.run(tf.global_variables_initializer())
            outputs = list(node.operation.outputs)
            if gradients:
                outputs = gradients_of(node.operation)
            names = [tensor.name for tensor in outputs]
            values = list(session.run(outputs, node.feeds)) if outputs else []
            if not node.operation.outputs:
                session.run(node.operation, node.feeds)
            if node.operation.record.writes:
                names += [variable.name for variable in node.variables]
                values += session.run(node.variables)
            placement = session._placer.placements.get(node.operation)
            moved = placement.reason if placement is not None and placement.moved else ""
    return Result(names, values, moved)


def gradients_of(operation: Any) -> list[Any]:
    """Gradients of all outputs with respect to all inputs; the upstream ones are uneven, so nothing cancels."""
    sources = [tensor for tensor in operation.inputs if differentiable(tensor)]
    targets = [
        tensor for tensor in operation.outputs if differentiable(tensor) and tensor.shape.is_fully_defined()
    ]
    if operation.record.gradient_rule is None or not sources or not targets:
        return []
    upstream = [
        tf.constant(weights_for(np.zeros(t.shape.as_list(), t.dtype.as_numpy_dtype))) for t in targets
    ]
    found = tf.gradients(targets, sources, grad_ys=upstream)
    return [tf.convert_to_tensor(gradient) for gradient in found if gradient is not None]


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
    """The outcomes of all op types that have samples, with all inputs on the GPU."""
    with_samples = sorted(name for name, record in registry.items() if record.samples_rule is not None)
    return [outcome_of(name, exactly=exactly, given="variable") for name in types or with_samples]


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
    for outcome in staying:
        reasons = [reason.partition(" for CPU only: ")[2] or reason for reason in outcome.stayed]
        lines.append(f"  {outcome.type}: {'; '.join(reasons) or 'no case'}")
    for outcome in wrong:
        first = outcome.differences[0].partition("\n  node:")[0]
        lines.append(f"  WRONG in {len(outcome.differences)} cases: {' '.join(first.split())}")
    return "\n".join(lines)
