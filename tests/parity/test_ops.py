"""Every op of the registry computes what TensorFlow computes, in every dtype that both have.

The cases are the samples of the records (`op_cases.py`), the answers lie in `goldens/ops/`, one pair of files for
every page (`record.py ops PAGE`).
Where a record has a gradient, it is compared too; so the private ops that gradients are made of are covered.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.every_record import page_of, registry
from tests.parity.op_cases import Case, build, cases_of, differentiable, weights_for
from tests.summaries.unpacking import pictures, pixels

GOLDENS = Path(__file__).parent / "goldens" / "ops"

# Relative and absolute differences that two correct libraries may have.
TOLERANCES = {"float16": (4e-3, 1e-3), "float32": (1e-5, 2e-6), "float64": (1e-9, 1e-10)}
TOLERANCES |= {"complex64": TOLERANCES["float32"], "complex128": TOLERANCES["float64"]}

# Op types that TensorFlow does not have, and why they need no answer of its own.
WITHOUT_ORACLE = {
    "AllAxes": "range(rank) as one node, for tensors of unknown rank; `programs/static_shapes.py` uses it",
    "CountUpTo": "the half of count_up_to that reads; see IncrementUpTo",
    "DenseBincount": "takes lengths where TensorFlow's takes the result's size; see `programs/arrays.py`",
    "EntriesInCommon": "two ops and a sparse tensor in TensorFlow; see `programs/metrics_of_scores.py`",
    "IncrementUpTo": "the half of count_up_to that writes; `programs/variables.py` compares the whole",
    "InitializedValue": "initialized_value() is a cond in TensorFlow; `programs/variables.py` compares it",
    "NeighbourSum": "a part of local_response_normalization; see LRN",
    "OrthogonalFactor": "a part of the orthogonal initializer; see `programs/variable_scopes.py`",
    "WithBatchPositions": "the first half of gather_nd with batch_dims; `programs/arrays.py` compares the whole",
    "UninitializedNames": "report_uninitialized_variables() is many nodes; see `programs/variables.py`",
}


# Op types that TensorFlow computes on a CPU for two dtypes only.
FEW_DTYPES = {"Erfinv", "Igamma", "IgammaGradA", "Igammac", "LRN", "LinSpace", "Polygamma", "Rint", "Zeta"}
FEW_DTYPES |= {f"{prefix}Apply{name}" for prefix in ("", "Sparse")
               for name in ("AdagradDA", "ProximalAdagrad", "ProximalGradientDescent")}  # fmt: skip
FEW_DTYPES |= {"AvgPool3D", "AvgPool3DGrad", "MaxPool3D", "MaxPool3DGrad", "MaxPool3DGradGrad"}
FEW_DTYPES |= {"FusedBatchNormGradV3", "FusedBatchNormV3"}

# Op types whose outputs after the first mean nothing when the vectors are not asked for.
SETTING_FOR_VECTORS = {"SelfAdjointEigV2": "compute_v", "Svd": "compute_uv"}

# Vectors are determined up to their sign, and so are the gradients that reach the matrix through them.
UP_TO_SIGN = {"Qr", "SelfAdjointEigV2", "Svd"}

# Inputs for which TensorFlow has no gradient and tensorlab has one: limits and fill-in values.
MORE_GRADIENTS = {"LinSpace", "MatrixDiagPartV3", "MatrixDiagV3", "MatrixSetDiagV3", "PadV2"}

# Where TensorFlow's gradient rule forgets to conjugate, so that its complex gradient is not the derivative.
WRONG_COMPLEX_GRADIENTS = {
    "Cumprod",
    "MatrixSquareRoot",
    "MulNoNan",
    "SegmentProd",
    "UnsortedSegmentProd",
    "Xdivy",
    "Xlogy",
}


@lru_cache
def answers_of_page(page: str) -> dict[str, Any]:
    """What TensorFlow answers for the ops of a page, by op type and case, every place filled with its array."""
    if not (GOLDENS / f"{page}.json").exists():
        return {}
    ops: dict[str, Any] = json.loads((GOLDENS / f"{page}.json").read_text(encoding="utf-8"))["ops"]
    with np.load(GOLDENS / f"{page}.npz") as file:
        numbers = dict(file)
    for answers in ops.values():
        for answer in answers.values():
            for part in {"outputs", "written", "gradients"} & set(answer):
                answer[part] = [place and recorded(place, numbers) for place in answer[part]]
    return ops


def recorded(place: list[Any], numbers: dict[str, np.ndarray]) -> np.ndarray:
    """The array that `record_ops.py` kept at a place."""
    name, shape, where = place
    if name == "string":
        return np.array([text.encode("latin-1") for text in where], object).reshape(shape)
    size = int(np.prod(shape))
    return numbers[name][where : where + size].reshape(shape)


def assert_equal(
    actual: Any, expected: np.ndarray, what: str, coarse: bool = False, absolutely: bool = False
) -> None:
    """The same dtype, the same shape, the same numbers."""
    array = np.asarray(actual, object if isinstance(actual, bytes) else None)
    assert array.dtype == expected.dtype, f"{what}: {array.dtype} instead of {expected.dtype}"
    assert array.shape == expected.shape, f"{what}: shape {array.shape} instead of {expected.shape}"
    relative, absolute = TOLERANCES.get(array.dtype.name, (0.0, 0.0))
    if absolutely:
        array, expected = np.abs(array), np.abs(expected)
    if coarse and relative:
        relative = max(relative, 1e-7)
    if array.dtype.kind in "fc":
        np.testing.assert_allclose(array, expected, relative, absolute, err_msg=what)
    else:
        np.testing.assert_array_equal(array, expected, err_msg=what)


def test_no_answers_are_left_over() -> None:
    """Every file belongs to a page, and every op in it stands on that page: `record.py ops` tidies up."""
    files = {path.stem for path in GOLDENS.iterdir()}
    assert files == {path.stem for path in GOLDENS.glob("*.json")}
    strangers = {
        page: names
        for page in files
        if (names := {n for n in answers_of_page(page) if n not in registry or page_of(registry[n]) != page})
    }
    assert not strangers


def needs_oracle(type_name: str) -> bool:
    """Whether a type must have answers: those of `kind="gradient"` are compared through gradients."""
    record = registry[type_name]
    return record.kind != "gradient" and record.samples_rule is not None and type_name not in WITHOUT_ORACLE


@pytest.mark.parametrize("type_name", sorted(registry))
def test_computes_what_tensorflow_computes(type_name: str) -> None:
    """Outputs, written variables and gradients of every case."""
    page = page_of(registry[type_name])
    answers = answers_of_page(page).get(type_name, {})
    command = f"run `python -m tests.parity.record ops {page}`"
    if not answers and needs_oracle(type_name):
        pytest.fail(f"{type_name} has no answers from TensorFlow: {command}")
    taken = {key.split()[1] for key, answer in answers.items() if "refused" not in answer}
    assert len(taken) >= min(3, len({key.split()[1] for key in answers})) or type_name in FEW_DTYPES, taken
    for case in cases_of(registry[type_name]):
        answer = answers.get(case.key)
        if answer is None:
            assert not needs_oracle(type_name), f"{type_name} {case.key} is not recorded: {command}"
            continue
        assert answer["digest"] == case.digest, f"the sample {type_name} {case.key} has changed: {command}"
        if "refused" not in answer:
            check(case, answer)


def check(case: Case, answer: dict[str, Any]) -> None:
    """Run one case under tensorlab and compare."""
    # TensorFlow keeps float attributes as float32, so alpha=0.2 is not quite 0.2 there.
    coarse = any(isinstance(value, float) for value in case.values)
    what = f"{case.record.type} {case.key} of {case.sample}"
    with tf.Graph().as_default():
        node = build(case)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            outputs = [tensor for tensor in node.operation.outputs]
            values = session.run(outputs, node.feeds)
            assert len(values) == len(answer["outputs"]), what
            asked = SETTING_FOR_VECTORS.get(case.record.type)
            if asked and not node.operation.attributes[asked]:
                values, outputs = values[:1], outputs[:1]
            for value, expected in zip(values, answer["outputs"], strict=False):
                if case.record.type == "ImageSummary":  # how tightly a PNG is packed depends on the library
                    assert pictures(value) == pictures(expected), what
                    continue
                if case.record.type == "EncodePng":
                    assert (pixels(value) == pixels(expected.item())).all(), what
                    continue
                assert_equal(value, expected, what, coarse, case.record.type in UP_TO_SIGN)
            for variable, expected in zip(node.variables, answer.get("written", []), strict=False):
                assert_equal(session.run(variable), expected, f"{what}, the variable")
            wrong = case.dtype.startswith("complex") and case.record.type in WRONG_COMPLEX_GRADIENTS
            wrong = wrong or (case.record.type in UP_TO_SIGN and len(values) > 1)
            if "gradients" in answer and case.record.gradient_rule is not None and not wrong:
                check_gradients(session, node, outputs, values, answer["gradients"], what, coarse)


def check_gradients(
    session: Any, node: Any, outputs: Any, values: Any, answers: Any, what: str, coarse: bool
) -> None:
    """The gradients with respect to every floating array input."""
    sources = [holder for holder in node.operation.inputs if differentiable(holder)]
    pairs = [
        (y, weights_for(np.asarray(v))) for y, v in zip(outputs, values, strict=True) if differentiable(y)
    ]
    found = tf.gradients([y for y, _ in pairs], sources, grad_ys=[tf.constant(weight) for _, weight in pairs])
    for number, (gradient, expected) in enumerate(zip(found, answers, strict=True)):
        where = f"{what}, the gradient of input {number}"
        if expected is None:
            more = node.operation.record.type in MORE_GRADIENTS
            assert gradient is None or more, f"{where}: None expected"
        elif gradient is None:
            private = node.operation.record.kind == "gradient"
            assert private and not expected.any(), f"{where}: None"
        else:
            assert_equal(session.run(tf.convert_to_tensor(gradient), node.feeds), expected, where, coarse)
