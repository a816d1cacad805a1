"""Shapes and dimensions are TensorFlow 1.x's, and shape rules agree with TensorFlow and with NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorlab.graph.shape_rules import broadcast, merged, normal_axis, reduced, same_as, scalar, unknown
from tensorlab.graph.shape_rules import given as given_shape
from tensorlab.graph.shapes import Dimension, TensorShape, as_dimension, as_shape, shape_of, unknown_shape
from tests.parity.ground_answers import differences, recorded

KNOWN_DIFFERENCES = {
    # TensorFlow keeps the boolean; here a dimension is always a number.
    "tf.Dimension(True)",
    "tf.Dimension(None).merge_with(True)",
    "tf.TensorShape([True])",
}


def test_dimensions_answer_as_in_tensorflow():
    found = differences("dimensions")
    # A negative number is no dimension. TensorFlow says so with a TypeError for some operators and a
    # ValueError for others; here it is always the ValueError, which names the number.
    negative = {question for question in found if "-1" in question}
    assert all(found[question] == ("raises TypeError", "raises ValueError") for question in negative)
    assert set(found) - negative <= KNOWN_DIFFERENCES


def test_shapes_answer_as_in_tensorflow():
    assert set(differences("shapes")) <= KNOWN_DIFFERENCES


def test_rules_answer_as_in_tensorflow():
    rules = {
        "broadcast": lambda one, other: broadcast(TensorShape(one), TensorShape(other)),
        "merged": lambda one, other: merged([TensorShape(one), TensorShape(other)]),
        "reduced": lambda shape, axis, keepdims: reduced(TensorShape(shape), axis, keepdims),
    }
    for question, theirs in recorded("rules").items():
        try:
            ours = str(eval(question, rules))
        except ValueError as error:
            ours = f"raises ValueError: {error}"
        if theirs.startswith("raises"):
            assert ours.startswith(theirs), question
        else:
            assert ours == theirs, question


sizes = st.integers(0, 4)
maybe_unknown = st.none() | st.lists(st.none() | sizes, max_size=4)


@given(st.lists(st.lists(st.sampled_from([1, 1, 2, 3, 0]), max_size=4), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_broadcast_is_numpys(shapes):
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(ValueError):
            broadcast(*map(TensorShape, shapes))
    else:
        assert broadcast(*map(TensorShape, shapes)).sizes == expected


@given(
    st.data(),
    st.lists(st.sampled_from([1, 2, 3]), max_size=4),
    st.lists(st.sampled_from([1, 2, 3]), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_broadcast_of_partly_unknown_shapes_promises_nothing_false(data, one, other):
    """Whatever the unknown dimensions turn out to be, the promised shape is compatible with the real one."""

    def partly(shape):
        if data.draw(st.integers(0, 9)) == 0:
            return TensorShape(None)
        return TensorShape([size if data.draw(st.booleans()) else None for size in shape])

    try:
        actual = np.broadcast_shapes(one, other)
    except ValueError:
        return
    assert broadcast(partly(one), partly(other)).is_compatible_with(actual)


@given(st.lists(sizes, max_size=4), st.data(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_reduced_is_numpys(shape, data, keepdims):
    rank = len(shape)
    axes = tuple(data.draw(st.lists(st.integers(-rank, rank - 1), max_size=rank))) if rank else ()
    if len({axis % rank for axis in axes}) < len(axes):
        return  # NumPy refuses to count an axis twice
    expected = np.add.reduce(np.zeros(shape), axis=axes, keepdims=keepdims)
    assert reduced(TensorShape(shape), axes, keepdims).sizes == np.shape(expected)


@given(maybe_unknown, maybe_unknown)
@settings(max_examples=300, deadline=None)
def test_merging_keeps_everything_known(one, other):
    first, second = TensorShape(one), TensorShape(other)
    assert first.is_compatible_with(second) == second.is_compatible_with(first)
    if not first.is_compatible_with(second):
        with pytest.raises(ValueError) as caught:
            first.merge_with(second)
        assert str(first) in str(caught.value) and str(second) in str(caught.value)
        return
    both = first.merge_with(second)
    assert both == second.merge_with(first) == merged(first, [second])
    assert both.is_compatible_with(first) and both.most_specific_compatible_shape(first) == first


def test_small_shapes_are_shared_and_never_mixed_up():
    shape = TensorShape([2, 3])
    assert shape is TensorShape((2, 3)) is TensorShape(shape) is as_shape([np.int64(2), Dimension(3)])
    assert broadcast(shape, shape) is shape and merged(shape, [shape]) is shape
    assert type(TensorShape([True]).sizes[0]) is int
    with pytest.raises(TypeError):
        TensorShape([2.0, 3.0])
    assert shape_of(None) is unknown_shape() and as_dimension(None).value is None


def test_many_different_shapes_do_not_pile_up():
    from tensorlab.graph import shapes

    for size in range(10_000):
        TensorShape([size, 77])
    assert len(shapes._SHARED) <= shapes._SHARED_LIMIT
    assert TensorShape([9_999, 77]) == TensorShape([9_999, 77])


def test_rules_ignore_attributes_and_other_values():
    shape = TensorShape([2, None])
    assert broadcast(shape, None, 3, "text", name="a") is shape
    assert same_as(1)(None, shape, axis=3) is shape
    assert scalar(shape, axis=1) == [] and unknown(shape).rank is None
    assert given_shape(1)(shape, (4, None)) == [4, None]
    assert merged([]).rank is None


def test_errors_name_both_shapes():
    with pytest.raises(ValueError, match=r"are 3 and 4: \(2, 3\) and \(2, 4\) cannot be broadcast"):
        broadcast(TensorShape([2, 3]), TensorShape([2, 4]))
    with pytest.raises(ValueError, match="Invalid axis 2 for input with 2 dimensions"):
        normal_axis(2, TensorShape([2, 3]))
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(3,\) are incompatible"):
        TensorShape([2]).assert_is_compatible_with([3])
