"""Every op type of the registry has a way into a GraphDef, or a reason why not; and what is written is well formed."""

import json
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.graph.registry import Op
from tensorlab.graph_files import lowering
from tensorlab.graph_files.export_graph import BLOCKS
from tensorlab.graph_files.op_defs import op_def
from tests.every_record import registry
from tests.graph_files.well_formed import mistakes
from tests.parity.op_cases import build, cases_of
from tests.parity.record_written_graphs import FOLDER

INSIDE = ("BlockArgument",)
"""What stands for an argument of a function, and is written as one."""


def misfits(record: Op) -> list[str]:
    """How a record differs from TensorFlow's own definition of its type."""
    defined = op_def(record.type)
    if defined is None:
        return ["TensorFlow has no such op type"]
    found = []
    ours, theirs = (
        {p.opdef_name for p in record.inputs},
        {argument.name for argument in defined.inputs},
    )
    found += [f"input {name} is only on one side" for name in sorted(ours ^ theirs)]
    known = {p.opdef_name for p in record.attributes}
    arguments = [*defined.inputs, *defined.outputs]
    inferred = {one for a in arguments for one in (a.type_attr, a.number_attr, a.type_list_attr)}
    for name, attribute in defined.attributes.items():
        if not attribute.has_default and name not in known | inferred:
            found.append(f"nothing gives its attribute {name}")
    return found


@pytest.mark.parametrize("op_type", sorted(registry))
def test_every_op_type_has_a_way_into_a_file(op_type: str) -> None:
    ways = [
        op_type in INSIDE,
        op_type in BLOCKS,
        lowering.rule_for(op_type) is not None,
        lowering.reason_against(op_type) is not None,
    ]
    if any(ways):
        assert sum(ways) == 1
        assert len(lowering.reason_against(op_type) or "long enough to say why") > 20
    else:
        assert not misfits(registry[op_type])


def test_no_rule_stands_for_a_type_that_is_gone() -> None:
    for page in lowering.PAGES:
        assert page.startswith("lower_")
    assert not set(lowering.lowered_types()) - set(registry)


@pytest.mark.parametrize(
    "op_type", [name for name in sorted(registry) if lowering.reason_against(name) is None]
)
def test_the_samples_are_written_well(op_type: str) -> None:
    seen: set[int] = set()
    for case in cases_of(registry[op_type]):
        if case.position in seen:
            continue
        seen.add(case.position)
        with tf.Graph().as_default() as graph:
            try:
                build(case)
            except (TypeError, ValueError):
                continue  # not every sample stands in the graph alone
            try:
                written = graph.as_graph_def(add_shapes=True)
            except lowering.GraphWriteError as error:
                assert "line:" in str(error), str(error)
                continue
        assert not mistakes(written), case.key


# Where TensorFlow computes something else, though nothing is wrong: pictures are packed otherwise; singular and
# eigenvectors may be turned round; TensorFlow 1.15 passes over NaN when it looks for the largest number.
# Outside of training nobody reads what batch normalization keeps for its gradient.
OTHERWISE = {"EncodePng", "FusedBatchNormV3", "ImageSummary", "SelfAdjointEigV2", "Svd", "Max", "Min"}


@pytest.mark.parametrize("version", ["1.15", "2"])
def test_tensorflow_ran_them_and_agreed(version: str) -> None:
    table = json.loads((FOLDER / f"ops-{version}.json").read_text(encoding="utf-8"))["ops"]
    assert len(table) > 450
    assert sum(entry["agree"] for entry in table.values()) > 4300
    for name, entry in table.items():
        assert entry["agree"] + len(entry.get("else", {})) == entry["of"]
        for key, words in entry.get("else", {}).items():
            # All the rest TensorFlow refuses itself: it has no kernel for it.
            assert "Error: " in words or name in OTHERWISE, (name, key, words)


def refusal_of(make: Any) -> str:
    """What is said when a graph cannot be written."""
    with tf.Graph().as_default() as graph:
        make()
        with pytest.raises(ValueError) as caught:
            graph.as_graph_def()
    return str(caught.value)


def test_a_python_function_is_refused_by_name() -> None:
    said = refusal_of(lambda: tf.py_func(np.sin, [tf.constant([1.0])], tf.float32, name="my_sine"))
    assert "'my_sine'" in said and "Python function" in said and "test_export_ops.py" in said


def test_a_loop_that_writes_a_variable_is_refused_by_name() -> None:
    def loop() -> None:
        v = tf.Variable(1.0)
        tf.while_loop(lambda i: i < 3.0, lambda i: tf.assign_add(v, 1.0) + i, [0.0], name="counting")

    said = refusal_of(loop)
    assert (
        "'counting/Exit'" in said and "a variable is written inside" in said and "assign it outside" in said
    )
