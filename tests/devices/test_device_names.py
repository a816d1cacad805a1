"""Device names and scopes: parsed, merged and nested as TensorFlow does.

Its answers come from `tests/parity/placement_cases.py`.
"""

import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorlab as tf
from tests.parity.placement_cases import scope

ANSWERS = json.loads(
    (Path(__file__).parents[1] / "parity/goldens/placement.json").read_text(encoding="utf-8")
)
RIGHT = {name: answer for name, answer in ANSWERS["names"].items() if isinstance(answer, list)}
WRONG = [name for name, answer in ANSWERS["names"].items() if not isinstance(answer, list)]
FIELDS = ("job", "replica", "task", "device_type", "device_index")


@pytest.mark.parametrize("name", RIGHT)
def test_names_are_parsed_as_in_tensorflow(name):
    fields, canonical, printed = RIGHT[name]
    spec = tf.DeviceSpec.from_string(name)
    assert [getattr(spec, field) for field in FIELDS] == fields
    assert (spec.to_string(), repr(spec)) == (canonical, printed)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_names_are_refused(name):
    with pytest.raises(ValueError, match="write it like '/cpu:0'"):
        tf.DeviceSpec.from_string(name)


@pytest.mark.parametrize(("outer", "inner", "answer"), ANSWERS["merged"])
def test_names_are_merged_as_in_tensorflow(outer, inner, answer):
    spec = tf.DeviceSpec.from_string(outer)
    assert spec.merge_from(tf.DeviceSpec.from_string(inner)) is None
    assert spec.to_string() == answer
    merged = tf.DeviceSpec.from_string(outer).make_merged_spec(tf.DeviceSpec.from_string(inner))
    assert merged == spec and hash(merged) == hash(spec)


@pytest.mark.parametrize(("nest", "answer"), ANSWERS["nests"], ids=lambda value: str(value))
def test_scopes_are_nested_as_in_tensorflow(nest, answer):
    with tf.Graph().as_default(), ExitStack() as stack:
        for item in nest:
            stack.enter_context(tf.device(scope(item)))
        assert tf.constant(1.0).op.device == answer


names = st.sampled_from([name for name in RIGHT if "-1" not in name])


@given(st.lists(names, max_size=4))
def test_the_innermost_scope_that_says_a_field_decides(nest):
    """The fields of each name are TensorFlow's own."""
    said = dict.fromkeys(FIELDS)
    for name in nest:
        said.update({f: value for f, value in zip(FIELDS, RIGHT[name][0], strict=True) if value is not None})
    with tf.Graph().as_default(), ExitStack() as stack:
        for name in nest:
            stack.enter_context(tf.device(name))
        found = tf.constant(1.0).op.device
    assert found == tf.DeviceSpec(**said).to_string()


@given(names, names, names)
def test_merging_is_associative(first, second, third):
    a, b, c = (tf.DeviceSpec.from_string(name) for name in (first, second, third))
    assert a.make_merged_spec(b).make_merged_spec(c) == a.make_merged_spec(b.make_merged_spec(c))
    assert tf.DeviceSpec.from_string(a.to_string()) == a


def test_fields_are_converted_when_they_are_set():
    spec = tf.DeviceSpec(job="a", device_type="cpu")
    spec.task, spec.device_index = "3", 2
    assert spec.to_string() == "/job:a/task:3/device:CPU:2"
    assert spec.replace(job=None, device_type="gpu").to_string() == "/task:3/device:GPU:2"
    assert spec.parse_from_string("/gpu:1") is spec and spec.to_string() == "/device:GPU:1"
    with pytest.raises(ValueError):
        spec.task = "x"
    with pytest.raises(AttributeError):
        spec.tusk = 1


def test_a_spec_is_a_scope():
    with tf.Graph().as_default(), tf.device(tf.DeviceSpec(job="ps", device_type="GPU")), tf.device("/gpu:3"):
        assert tf.constant(1.0).device == "/job:ps/device:GPU:3"


def test_a_scope_that_cannot_be_opened_leaves_no_trace():
    with tf.Graph().as_default():
        for wrong, error in (("/xyz", ValueError), (3, AttributeError)):
            with pytest.raises(error), tf.device(wrong):
                pass
        assert tf.constant(1.0).device == ""


def test_colocation_groups():
    with tf.Graph().as_default():
        a, b = tf.constant(1.0, name="a"), tf.constant(1.0, name="b")
        with tf.colocate_with(a.op):
            with tf.colocate_with(b):
                c = tf.constant(1.0)
            with tf.colocate_with(b, ignore_existing=True):
                d = tf.constant(1.0)
            with tf.colocate_with(None, ignore_existing=True):
                e = tf.constant(1.0, name="e")
            with tf.device("/cpu:1"), tf.device(None):
                f = tf.constant(1.0)
        with tf.colocate_with(c):
            g = tf.constant(1.0)
        v = tf.get_variable("v", [1], initializer=tf.zeros_initializer())
        groups = [
            node.op.colocation_groups() for node in (c, d, e, f, g, v.initial_value, tf.assign(v, [2.0]))
        ]
    assert groups == [[b"loc:@a", b"loc:@b"], [b"loc:@b"], [b"loc:@e"], [b"loc:@a"], [b"loc:@a", b"loc:@b"],
                      [b"loc:@v"], [b"loc:@v"]]  # fmt: skip
    with pytest.raises(ValueError, match="Trying to reset colocation"):
        tf.colocate_with(None)


def test_a_reference_decides_whatever_the_scopes_say():
    with tf.Graph().as_default() as graph:
        with tf.device("/cpu:1"):
            v = tf.Variable(1.0)
        with tf.device("/gpu:0"):
            assigned = tf.assign(v, 2.0)
        assert assigned.device == "/device:CPU:1"
        assert graph.overruled[assigned.op] == "/device:GPU:0"
