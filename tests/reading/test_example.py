"""`tf.train.Example`: any of them comes back from its bytes; any bytes give one, or a clear error."""

import contextlib
import copy
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.reading import wire
from tensorlab.reading.example import DecodeError

INT64 = st.integers(-(2**63), 2**63 - 1)
LISTS = st.one_of(
    st.none(),
    st.tuples(st.just("int64_list"), st.lists(INT64, max_size=12)),
    st.tuples(st.just("float_list"), st.lists(st.floats(width=32), max_size=12)),
    st.tuples(st.just("bytes_list"), st.lists(st.binary(max_size=20), max_size=6)),
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def filled(feature: Any, content: Any) -> None:
    """Fill a feature in place."""
    if content is not None:
        kind, values = content
        getattr(feature, kind).SetInParent()
        getattr(feature, kind).value.extend(values)


def same(one: Any, other: Any) -> bool:
    """Equal, where NaN equals NaN."""
    return str(one) == str(other) and one.SerializeToString() == other.SerializeToString()


@given(st.dictionaries(NAMES, LISTS, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_example_comes_back(features: dict[str, Any]) -> None:
    example = tf.train.Example()
    for name, content in features.items():
        filled(example.features.feature[name], content)
    data = example.SerializeToString()
    again = tf.train.Example.FromString(data)
    assert same(again, example) and again.ByteSize() == len(data)
    assert sorted(again.features.feature) == sorted(features)
    for name, content in features.items():
        feature = again.features.feature[name]
        assert feature.WhichOneof("kind") == (content and content[0])
        if content is not None:
            for value, put_in in zip(getattr(feature, content[0]).value, content[1], strict=True):
                assert value == put_in or (math.isnan(value) and math.isnan(put_in))


@given(
    st.dictionaries(NAMES, st.lists(LISTS, max_size=4), max_size=3), st.dictionaries(NAMES, LISTS, max_size=3)
)
@settings(max_examples=80, deadline=None)
def test_any_sequence_comes_back(lists: dict[str, Any], context: dict[str, Any]) -> None:
    example = tf.train.SequenceExample()
    for name, content in context.items():
        filled(example.context.feature[name], content)
    for name, steps in lists.items():
        example.feature_lists.feature_list[name].SetInParent()
        for content in steps:
            filled(example.feature_lists.feature_list[name].feature.add(), content)
    again = tf.train.SequenceExample.FromString(example.SerializeToString())
    assert same(again, example)
    assert {name: len(again.feature_lists.feature_list[name].feature) for name in lists} == {
        name: len(steps) for name, steps in lists.items()
    }


@given(st.binary(max_size=120))
@settings(max_examples=500, deadline=None)
def test_any_bytes_give_an_example_or_the_error(data: bytes) -> None:
    for kind in (tf.train.Example, tf.train.SequenceExample, tf.train.Feature, tf.train.FloatList):
        made = kind()
        try:
            made.ParseFromString(data)
        except DecodeError as error:
            assert kind.__name__ in str(error) and made == kind()
        else:
            assert same(kind.FromString(made.SerializeToString()), made)


def _whole() -> bytes:
    example = tf.train.Example()
    example.features.feature["a"].int64_list.value.extend([300, -1])
    example.features.feature["bb"].bytes_list.value.extend([b"xyz", b""])
    example.features.feature["c"].float_list.value.extend([0.5, 1.5])
    data: bytes = example.SerializeToString()
    return data


@given(st.integers(0, 200), st.integers(0, 255), st.booleans())
@settings(max_examples=400, deadline=None)
def test_damaged_examples_never_crash_the_parser(place: int, byte: int, cut: bool) -> None:
    data = bytearray(_whole())
    place %= len(data)
    data[place] = byte
    damaged = bytes(data[: place + 1] if cut else data)
    with contextlib.suppress(DecodeError):
        tf.train.Example.FromString(damaged)
    wanted = {
        "a": tf.VarLenFeature(tf.int64),
        "bb": tf.VarLenFeature(tf.string),
        "c": tf.VarLenFeature(tf.float32),
    }
    with tf.Graph().as_default(), tf.Session() as session:
        try:
            session.run(tf.parse_single_example(damaged, wanted))
        except tf.errors.InvalidArgumentError as error:
            assert "parse" in str(error).lower() or "types don't match" in str(error)


@given(st.lists(INT64, max_size=30))
@settings(max_examples=200, deadline=None)
def test_packed_numbers_are_those_written_one_by_one(numbers: list[int]) -> None:
    packed = wire.packed_int64(numbers)
    assert packed == b"".join(wire.varint(number) for number in numbers)
    assert wire.unpacked_int64(packed).tolist() == numbers


def test_numbers_that_are_not_packed_are_read() -> None:
    """Older writers put each number into a field of its own."""
    ints = wire.varint(1 << 3) + wire.varint(300) + wire.varint(1 << 3) + wire.varint(-1)
    floats = wire.varint(1 << 3 | 5) + np.float32(0.5).tobytes()
    assert tf.train.Int64List.FromString(ints).value == [300, -1]
    assert tf.train.FloatList.FromString(floats).value == [0.5]
    mixed = tf.train.Int64List.FromString(ints + wire.field(1, wire.packed_int64([7])))
    assert mixed.value == [300, -1, 7]


def test_fields_that_are_not_known_are_kept() -> None:
    data = wire.field(1, b"") + wire.field(9, b"of a newer version")
    assert tf.train.Example.FromString(data).SerializeToString() == data
    group = wire.varint(5 << 3 | 3) + wire.varint(1 << 3) + b"\x07" + wire.varint(5 << 3 | 4)
    assert tf.train.Example.FromString(group).SerializeToString() == group


def test_the_last_of_two_entries_and_of_two_kinds_counts() -> None:
    entry = lambda value: wire.field(1, wire.field(1, b"k") + wire.field(2, value))  # noqa: E731
    first = wire.field(3, wire.field(1, b"\x05"))
    second = wire.field(2, wire.field(1, np.float32(2.0).tobytes()))
    features = tf.train.Features.FromString(entry(first) + entry(first + second))
    assert features.feature["k"].WhichOneof("kind") == "float_list"
    assert features.feature["k"].float_list.value == [2.0]


def test_a_part_that_is_only_looked_at_is_not_there() -> None:
    example = tf.train.Example()
    assert example.features.feature.get("x") is None and len(example.features.feature) == 0
    assert not example.HasField("features") and example.SerializeToString() == b""
    example.features.feature["x"].int64_list.value  # noqa: B018
    assert example.HasField("features") and example.features.feature["x"].WhichOneof("kind") is None


def test_a_list_that_is_refused_is_left_as_it_was() -> None:
    numbers = tf.train.Int64List(value=[1, 2])
    for wrong in ([3, "4"], [3, 2**63], [3, 4.5]):
        with pytest.raises((TypeError, ValueError)):
            numbers.value.extend(wrong)
    assert numbers.value == [1, 2]


def test_copies_are_their_own() -> None:
    one = tf.train.Feature(int64_list=tf.train.Int64List(value=[1]))
    whole = tf.train.Features(feature={"a": one})
    for other in (copy.copy(one), copy.deepcopy(one), whole.feature["a"]):
        other.int64_list.value.append(2)
        assert one.int64_list.value == [1] and other.int64_list.value == [1, 2]


def test_mistakes_say_the_way_out() -> None:
    train = tf.train
    for action, words in (
        (lambda: train.BytesList(value=["text"]), r"\.encode\(\)"),
        (lambda: train.BytesList(value=b"bytes"), r"\[value\]"),
        (lambda: train.Int64List(value=[1.5]), r"int\("),
        (lambda: train.Int64List(value=3), r"\[value\]"),
        (lambda: train.FloatList(value=np.ones([2, 2])), r"\.ravel\(\)"),
        (lambda: train.Feature(int64_lsit=None), "Did you mean 'int64_list'"),
        (lambda: setattr(train.Int64List(), "value", [1]), r"\.extend"),
        (lambda: setattr(train.Feature(), "int64_list", 1), r"\.CopyFrom"),
    ):
        with pytest.raises((TypeError, ValueError, AttributeError), match=words):
            action()
