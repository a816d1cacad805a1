"""Every public function takes TensorFlow's arguments: the same names, the same order, the same defaults.

TensorFlow's deprecated arguments, and those that it got after 1.15, are left out (`public_names.py`).
"""

import json
from pathlib import Path

import pytest

import tensorlab as tf
from tensorlab.graph.registry import REQUIRED, Op
from tests.parity.public_names import parameters_of, public_callables, text_of

RECORDED = json.loads((Path(__file__).parent / "goldens" / "signatures.json").read_text(encoding="utf-8"))
PUBLIC = public_callables(tf)

# Defaults that are written differently and mean the same.
SAME_MEANING = [
    {"(1, 1, 1, 1)", "[1, 1, 1, 1]"},  # dilations of tf.nn.conv2d
    {"(1, 1, 1, 1, 1)", "[1, 1, 1, 1, 1]"},
    {"None", "False"},
    {"None", "()"},
    {"None", "True"},  # validate_shape, use_locking of tf.assign
    {"None", "int32"},
    {"None", "'NHWC'"},
    {"None", "0.0"},  # the axis of argmax
    {"None", "'LogicalXor'"},
]

# Names of the namespace that TensorFlow does not have, and why they are there.
OURS = {
    "IndexedSlicesValue": "what a fetched IndexedSlices becomes; TensorFlow has it without a public name",
    "install": "`import tensorflow` finds tensorlab",
    "load_ipython_extension": "`%load_ext tensorlab`",
    "uninstall": "`import tensorflow` finds what it found before",
    "unload_ipython_extension": "`%unload_ext tensorlab`",
}

# Where the arguments differ on purpose.
DIFFERENT = {
    "ConfigProto": "a class with these fields instead of a protocol buffer",
    "GPUOptions": "as ConfigProto",
    "GraphOptions": "as ConfigProto",
    "OptimizerOptions": "as ConfigProto",
    "FixedLengthRecordDataset": "`name` came after 1.15",
    "TFRecordDataset": "`name` came after 1.15",
    "TextLineDataset": "`name` came after 1.15",
    "RunMetadata": "as ConfigProto",
    "RunOptions": "as ConfigProto",
    "InputSpec": "its last arguments came after 1.15",
    "Operation": "made by calling ops, never directly",
    "Tensor": "made by calling ops, never directly",
    "Variable": "TensorFlow hides its arguments behind *args",
    "batch_norm_with_global_normalization": "t, m and v are older names, which compat takes",
    "bincount": "takes a name as well",
    "build_signature_def": "defaults came after 1.15",
    "broadcast_dynamic_shape": "takes a name as well",
    "count_nonzero": "input is an older name of input_tensor",
    "einsum": "name is spelt out",
    "get_local_variable": "hands its arguments on to get_variable",
    "group": "name is spelt out",
    "is_variable_initialized": "takes a name as well",
    "lin_space": "axis came after 1.15",
    "linspace": "axis came after 1.15",
    "matmul": "output_type came after 1.15",
    "numpy_function": "stateful came after 1.15",
    "name_scope": "a graph may be given",
    "top_k": "index_type came after 1.15",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_takes_tensorflows_arguments(name: str) -> None:
    """The same arguments, or a reason."""
    if name in OURS:
        return
    assert name in RECORDED, f"{name} is not recorded: see tests/parity/record.py"
    expected = RECORDED[name]
    assert expected != "absent", f"TensorFlow has no public tf.{name}"
    if expected is None or name in DIFFERENT or name.split(".")[-1] in DIFFERENT:
        return
    function = PUBLIC[name]
    if isinstance(function, Op):
        actual = [[p.name, "" if p.default is REQUIRED else text_of(p.default)] for p in function.parameters]
        actual.insert(function.name_position, ["name", "None"])
    else:
        actual = parameters_of(function) or []
    assert [parameter for parameter, _ in actual] == [parameter for parameter, _ in expected]
    for (parameter, ours), (_, theirs) in zip(actual, expected, strict=True):
        same = ours == theirs or {ours, theirs} in SAME_MEANING or "<" in theirs
        assert same or "" in (ours, theirs), f"tf.{name}: {parameter}={ours}, in TensorFlow {theirs}"
