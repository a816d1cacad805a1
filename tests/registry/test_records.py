"""Every op record is complete, and its shape rule and its gradient tell the truth.

The cases are the records' own samples; nothing here names an op, except where an exception needs a reason.
Values are compared with TensorFlow in `tests/parity/test_ops.py`.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tests.every_record import BROKEN, registry
from tests.parity.op_cases import Case, Node, build, cases_of, differentiable, weights_for

WITHOUT_SAMPLES = {
    "Const": "a sample would be the constant itself",
    "Placeholder": "it has no value of its own",
    "NoOp": "it has no value",
    "Assert": "it has no value; `tests/test_checks.py` tests it",
    "PrintV2": "it has no value; `tests/test_printing.py` tests it",
    "VariableV2": "it has no kernel: the session holds its value",
    "BlockArgument": "a loop hands its value in",
    "PyFunc": "it calls a function of the program; `tests/control_flow/test_outside.py` tests it",
    **dict.fromkeys(
        ("SaveV2", "RestoreV2", "MergeV2Checkpoints"), "it writes or reads a file; `tests/saving/` tests it"
    ),
    **{
        type_name: "it needs a queue, and may have to wait; `tests/queues/` tests it"
        for type_name in registry
        if registry[type_name].kind == "queue"
    },
    **dict.fromkeys(("MatchingFiles", "ReadFile", "WriteFile"), "it needs files; `tests/reading/` tests it"),
    **{
        type_name: "it changes an array of arrays in a run; `tests/graph_files/test_import_recorded.py` tests it"
        for type_name in registry
        if type_name.startswith(("TensorArray", "Stack"))
    },
    **{
        type_name: "it needs files; `tests/reading/test_readers.py` tests it"
        for type_name in registry
        if registry[type_name].kind == "reader"
    },
    **{
        type_name: "it needs a dataset; `tests/data/` and `tests/parity/programs/data_*.py` test it"
        for type_name in registry
        if registry[type_name].kind == "data"
    },
    "If": "it holds blocks; `tests/control_flow/` tests it",
    "While": "it holds blocks; `tests/control_flow/` tests it",
    "WhileGrad": "it holds blocks; `tests/control_flow/` tests it",
    **{
        type_name: "nobody can write down a list of arrays; `tests/control_flow/test_tensor_array.py` tests it"
        for type_name in registry
        if type_name.startswith("TensorList")
    },
}

EXACT = ("float64", "complex128")
STEP = 1e-5  # of a central difference in float64: the error is about STEP squared


def test_every_page_loads() -> None:
    """The records below are really all that there are."""
    assert not BROKEN


def public(type_name: str) -> Any:
    return registry[type_name]


@pytest.mark.parametrize("type_name", sorted(registry))
def test_is_complete(type_name: str) -> None:
    """A docstring, a formula or symbol, samples, and a gradient or the reason why there is none."""
    record = public(type_name)
    assert record.__doc__ and record.__doc__.strip()[0].isupper(), "the docstring begins with a sentence"
    assert record.symbol
    assert record.latex or record.kind in ("constant", "placeholder", "variable", "control", "random"), (
        "no formula"
    )
    assert record.samples_rule or type_name in WITHOUT_SAMPLES, "no samples"
    if record.gradient_rule is None and record.kind not in ("update", "state", "variable", "random"):
        assert record.no_gradient, "no gradient and no reason"


@pytest.mark.parametrize("type_name", sorted(set(registry) - set(WITHOUT_SAMPLES)))
def test_formula_has_holes_only_for_parameters(type_name: str) -> None:
    """The formula can be filled in with the names of inputs and attributes."""
    record = public(type_name)
    holes = {parameter.name: "x" for parameter in record.parameters}
    record.latex.format(**holes)
    record.symbol.format(**holes)
    for formula in record.gradient_latex:
        formula.format(g="g", y="y", **{k: v for k, v in holes.items() if k not in ("g", "y")})


@pytest.mark.parametrize("type_name", sorted(set(registry) - set(WITHOUT_SAMPLES)))
def test_static_shape_and_dtype_are_the_actual_ones(type_name: str) -> None:
    """What the graph promises is what the kernel delivers, with known and with unknown dimensions."""
    for case in cases_of(public(type_name)):
        with tf.Graph().as_default(), tf.Session() as session:
            node = build(case)
            values = outputs_of(session, node)
            for tensor, value in zip(node.operation.outputs, values, strict=True):
                array = np.asarray(value, object if isinstance(value, bytes) else None)
                where = f"{type_name} {case.key} {case.sample}"
                assert array.dtype == tensor.dtype.base_dtype.as_numpy_dtype, where
                assert tensor.shape.is_compatible_with(array.shape), (
                    f"{where}: {tensor.shape} but {array.shape}"
                )
            assert_shapes_hold_when_unknown(case, node, values)


def outputs_of(session: Any, node: Node) -> list[Any]:
    session.run(tf.global_variables_initializer())
    return list(session.run(list(node.operation.outputs), node.feeds))


def assert_shapes_hold_when_unknown(case: Case, node: Node, values: list[Any]) -> None:
    """The same node on placeholders that know their rank only, or nothing, must not promise a wrong shape."""
    if case.dtype == "natural" or not case.sample.fed or node.variables:
        return
    for known in ("rank", "nothing"):
        with tf.Graph().as_default():
            arguments = []
            for parameter, value in zip(case.record.parameters, case.values, strict=True):
                if parameter.role == "array" and value is not None:
                    arguments.append(unknown_placeholder(value, known))
                elif parameter.role == "arrays":
                    arguments.append([unknown_placeholder(item, known) for item in value])
                else:
                    arguments.append(value)
            result = case.record.node(arguments, None)
            while isinstance(result, (list, tuple)):
                result = result[0]
            for tensor, value in zip(result.op.outputs, values, strict=False):
                shape = np.asarray(value).shape
                where = f"{case.record.type} {case.key} {case.sample} with only {known} known"
                assert tensor.shape.is_compatible_with(shape), f"{where}: {tensor.shape} but {shape}"


def unknown_placeholder(value: Any, known: str) -> Any:
    array = tf.convert_to_tensor(value)
    return tf.placeholder(array.dtype, [None] * len(array.shape) if known == "rank" else None)


@pytest.mark.parametrize("type_name", sorted(set(registry) - set(WITHOUT_SAMPLES)))
def test_gradient_is_the_finite_difference(type_name: str) -> None:
    """First and second derivatives, in float64, away from kinks."""
    record = public(type_name)
    if record.gradient_rule is None or record.needs_stream:
        return
    checked = 0
    for case in cases_of(record):
        if case.dtype not in ("float64", "natural") or not case.sample.differentiable:
            continue
        with tf.Graph().as_default(), tf.Session() as session:
            node = build(case)
            session.run(tf.global_variables_initializer())
            sources = [t for t in node.feeds if differentiable(t) and t.dtype.base_dtype.name == "float64"]
            targets = [t for t in node.operation.outputs if t.dtype.base_dtype.name in EXACT]
            if not sources or not targets:
                continue
            values = session.run(targets, node.feeds)
            total = tf.add_n([weighted_sum(t, v) for t, v in zip(targets, values, strict=True)])
            where = f"{type_name} sample {case.position} {case.sample}"
            gradients = tf.gradients(total, sources)
            checked += compare(session, node.feeds, total, sources, gradients, f"{where}: first derivative")
            known = [(s, g) for s, g in zip(sources, gradients, strict=True) if g is not None]
            if not known:
                continue
            again = tf.add_n(
                [tf.reduce_sum(tf.convert_to_tensor(g) * probe(session, g, node.feeds)) for _, g in known]
            )
            second = tf.gradients(again, sources)
            compare(session, node.feeds, again, sources, second, f"{where}: second derivative")
    if not any(s.differentiable for s in record.samples_rule()) or record.kind in ("gradient", "state"):
        return
    float_leader = any(
        isinstance(d, frozenset) and any(x.is_floating for x in d) for d in record.dtypes.values()
    )
    assert checked or not float_leader, "no sample lets the gradient be checked"


def weighted_sum(tensor: Any, value: Any) -> Any:
    """One real number that depends on every entry of a tensor, unevenly; on both parts of complex ones."""
    total = tensor * weights_for(np.asarray(value))
    return tf.reduce_sum(tf.real(total) + 0.7 * tf.imag(total) if tensor.dtype.is_complex else total)


def probe(session: Any, gradient: Any, feeds: Any) -> np.ndarray:
    """Uneven weights for a gradient, so that its entries cannot cancel."""
    value = np.asarray(session.run(tf.convert_to_tensor(gradient), feeds))
    return np.sin(np.arange(value.size) + 1.0).reshape(value.shape)


def compare(session: Any, feeds: Any, total: Any, sources: Any, gradients: Any, where: str) -> int:
    """Compare gradients with central differences entry by entry; a missing gradient must be zero."""
    compared = 0
    for source, gradient in zip(sources, gradients, strict=True):
        base = np.array(feeds[source], np.float64)
        found = (
            np.zeros_like(base)
            if gradient is None
            else np.asarray(session.run(tf.convert_to_tensor(gradient), feeds))
        )
        expected = np.zeros_like(base)
        for index in np.ndindex(base.shape):
            sides = []
            for sign in (1, -1):
                moved = base.copy()
                moved[index] += sign * STEP
                sides.append(float(session.run(total, {**feeds, source: moved})))
            expected[index] = (sides[0] - sides[1]) / (2 * STEP)
        np.testing.assert_allclose(
            found, expected, rtol=2e-5, atol=2e-6, err_msg=f"{where}, input {source.name} = {base!r}"
        )
        compared += int(base.size > 0)
    return compared
