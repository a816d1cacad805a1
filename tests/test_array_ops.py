"""Indexing, reshaping, joining, padding: against NumPy, on many shapes; static shapes against actual ones.

Every property is checked three times: with the shape known, with every dimension unknown, and with nothing
known. What the graph promises must hold, whatever it knew.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorlab as tf
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.static_values import static_ints

SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)
FULL_SHAPES = st.lists(st.integers(1, 4), max_size=4).map(tuple)
FEW = settings(max_examples=60, deadline=None)


def numbers(shape: tuple[int, ...]) -> np.ndarray:
    """An array whose entries are all different, so that a wrong order shows."""
    return np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape) + 1


def check(operation: Callable[..., Any], expected: Any, *arrays: np.ndarray) -> None:
    """Run an operation on placeholders that know everything, the rank, nothing; compare value and shape."""
    for known in ("all", "rank", "nothing"):
        with tf.Graph().as_default(), tf.Session() as session:
            holders = []
            for array in arrays:
                shape = {"all": array.shape, "rank": [None] * array.ndim, "nothing": None}[known]
                holders.append(tf.placeholder(tf.as_dtype(array.dtype), shape))
            result = operation(*holders)
            value = session.run(result, dict(zip(holders, arrays, strict=True)))
            np.testing.assert_array_equal(value, expected)
            assert np.shape(value) == np.shape(expected)
            assert result.shape.is_compatible_with(np.shape(expected)), (known, result.shape)
            if known == "all":
                assert result.shape.as_list() == list(np.shape(expected))


# --- x[...] -----------------------------------------------------------------------------------------------


@st.composite
def indexed(draw: Any) -> tuple[np.ndarray, tuple[Any, ...]]:
    """An array and an index into it: numbers, slices with any bounds and steps, `...` and new axes."""
    shape = draw(SHAPES)
    index: list[Any] = []
    for size in shape[: draw(st.integers(0, len(shape)))]:
        bound = st.one_of(st.none(), st.integers(-size - 2, size + 2))
        step = st.one_of(st.none(), st.integers(1, 3), st.integers(-3, -1))
        choices = [st.builds(slice, bound, bound, step)]
        if size:
            choices.append(st.integers(-size, size - 1))
        index.append(draw(st.one_of(choices)))
    if draw(st.booleans()):
        # Entries behind the dots count from the end: move some of them there, with their dimensions.
        place = draw(st.integers(0, len(index)))
        behind = index[place:]
        sizes = shape[len(shape) - len(behind) :]
        if all(
            isinstance(entry, slice) or -size <= entry < size
            for entry, size in zip(behind, sizes, strict=True)
        ):
            index.insert(place, Ellipsis)
    for _ in range(draw(st.integers(0, 2))):
        index.insert(draw(st.integers(0, len(index))), None)
    return numbers(shape), tuple(index)


@FEW
@given(indexed())
def test_indexing_is_numpys(case: tuple[np.ndarray, tuple[Any, ...]]) -> None:
    array, index = case
    check(lambda x: x[index], array[index], array)


@FEW
@given(indexed())
def test_gradient_of_indexing_goes_where_the_entries_came_from(
    case: tuple[np.ndarray, tuple[Any, ...]],
) -> None:
    array, index = case
    expected = np.zeros_like(array)
    expected[index] = 2 * array[index]

    def gradient(x: Any) -> Any:
        return tf.gradients(tf.square(x[index]), x)[0]

    check(gradient, expected, array)


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_an_index_may_be_a_tensor(dtype: Any) -> None:
    array = numbers((4, 3))
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float64, [None, 3])
        place = tf.placeholder(tf.as_dtype(dtype), [])
        feeds = {x: array, place: dtype(2)}
        for result, expected in [
            (x[place], array[2]),
            (x[place, 1:], array[2, 1:]),
            (x[1:place], array[1:2]),
            (x[:, :place], array[:, :2]),
            (x[::place], array[::2]),
            (x[place - 1, ..., None], array[1, ..., None]),
        ]:
            np.testing.assert_array_equal(session.run(result, feeds), expected)
            assert result.shape.is_compatible_with(expected.shape)


def test_a_mask_as_an_index_keeps_rows() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant([[1, 2], [3, 4], [5, 6]])
        kept = x[tf.constant([True, False, True])]
        np.testing.assert_array_equal(session.run(kept), [[1, 2], [5, 6]])


@pytest.mark.parametrize(
    ("index", "error", "words"),
    [
        (1.0, TypeError, "Only integers, slices"),
        ("a", TypeError, "Only integers, slices"),
        ((0, 0, 0), ValueError, "Index out of range using input dim 2"),
        (5, ValueError, "slice index 5 of dimension 0 out of bounds"),
        (slice(None, None, 0), ValueError, "must be non-zero"),
        ((..., ...), ValueError, "Multiple ellipses"),
        (True, ValueError, "mask cannot be scalar"),
    ],
)
def test_a_wrong_index_is_refused(index: Any, error: type[Exception], words: str) -> None:
    with tf.Graph().as_default(), pytest.raises(error, match=words):
        tf.zeros([2, 3])[index]


def test_an_index_out_of_range_is_refused_when_it_runs() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        with pytest.raises(InvalidArgumentError, match="slice index 5 of dimension 0 out of bounds"):
            session.run(x[5], {x: [1.0]})
        with pytest.raises(InvalidArgumentError, match=r"indices\[1\] = 7 is not in \[0, 3\)"):
            session.run(tf.gather(x, [0, 7]), {x: [1.0, 2.0, 3.0]})
        with pytest.raises(InvalidArgumentError, match="-1 is not in"):
            session.run(tf.gather(x, [-1]), {x: [1.0, 2.0, 3.0]})


# --- shapes -----------------------------------------------------------------------------------------------


@st.composite
def reshaped(draw: Any) -> tuple[np.ndarray, list[int]]:
    shape = draw(FULL_SHAPES)
    left = int(np.prod(shape))
    wanted = []
    for divisor in draw(st.lists(st.sampled_from([1, 2, 3, 4]), max_size=3)):
        if left % divisor == 0:
            wanted.append(divisor)
            left //= divisor
    wanted.append(left)
    if draw(st.booleans()):
        wanted[draw(st.integers(0, len(wanted) - 1))] = -1
    return numbers(shape), wanted


@FEW
@given(reshaped())
def test_reshape(case: tuple[np.ndarray, list[int]]) -> None:
    array, wanted = case
    check(lambda x: tf.reshape(x, wanted), array.reshape(wanted), array)


@FEW
@given(SHAPES, st.data())
def test_expand_dims_and_squeeze(shape: tuple[int, ...], data: Any) -> None:
    array = numbers(shape)
    axis = data.draw(st.integers(-len(shape) - 1, len(shape)))
    longer = np.expand_dims(array, axis)
    check(lambda x: tf.expand_dims(x, axis), longer, array)
    check(lambda x: tf.squeeze(x, axis), array, longer)
    check(tf.squeeze, np.squeeze(longer), longer)


@FEW
@given(SHAPES, st.data())
def test_transpose_and_reverse(shape: tuple[int, ...], data: Any) -> None:
    array = numbers(shape)
    perm = data.draw(st.permutations(range(len(shape))))
    check(lambda x: tf.transpose(x, perm), array.transpose(perm), array)
    check(tf.transpose, array.T, array)
    axes = data.draw(st.lists(st.sampled_from(range(len(shape))), unique=True)) if shape else []
    check(lambda x: tf.reverse(x, axes), np.flip(array, tuple(axes)), array)


@FEW
@given(FULL_SHAPES.filter(len), st.data())
def test_tile_and_pad(shape: tuple[int, ...], data: Any) -> None:
    array = numbers(shape)
    times = [data.draw(st.integers(0, 3)) for _ in shape]
    check(lambda x: tf.tile(x, np.array(times, np.int32)), np.tile(array, times), array)
    paddings = np.array([data.draw(st.tuples(st.integers(0, 2), st.integers(0, 2))) for _ in shape], np.int32)
    check(lambda x: tf.pad(x, paddings), np.pad(array, paddings), array)
    check(
        lambda x: tf.pad(x, paddings, constant_values=7.0),
        np.pad(array, paddings, constant_values=7.0),
        array,
    )
    fitting = np.minimum(paddings, np.array(shape, np.int32).reshape(-1, 1))
    check(lambda x: tf.pad(x, fitting, "SYMMETRIC"), np.pad(array, fitting, "symmetric"), array)


@FEW
@given(SHAPES.filter(len), st.data())
def test_concat_and_split(shape: tuple[int, ...], data: Any) -> None:
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    sizes = data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=4))
    parts = []
    for number, size in enumerate(sizes):
        part = list(shape)
        part[axis] = size
        parts.append(numbers(tuple(part)) + 100 * number)
    whole = np.concatenate(parts, axis)
    check(lambda *xs: tf.concat(xs, axis), whole, *parts)
    for number, part in enumerate(parts):
        check(lambda x, number=number: tf.split(x, sizes, axis)[number], part, whole)


@FEW
@given(SHAPES, st.integers(1, 3), st.data())
def test_stack_and_unstack(shape: tuple[int, ...], count: int, data: Any) -> None:
    axis = data.draw(st.integers(-len(shape) - 1, len(shape)))
    parts = [numbers(shape) + 100 * number for number in range(count)]
    whole = np.stack(parts, axis)
    check(lambda *xs: tf.stack(xs, axis), whole, *parts)
    check(lambda x: tf.unstack(x, count, axis)[-1], parts[-1], whole)


# --- choosing ---------------------------------------------------------------------------------------------


@FEW
@given(FULL_SHAPES.filter(len), st.data())
def test_gather(shape: tuple[int, ...], data: Any) -> None:
    array = numbers(shape)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    wanted = np.array(data.draw(st.lists(st.integers(0, shape[axis] - 1), max_size=4)), np.int32)
    check(lambda x: tf.gather(x, wanted, axis=axis), np.take(array, wanted, axis), array)
    expected = np.zeros_like(array)
    np.add.at(np.moveaxis(expected, axis, 0), wanted, 1.0)
    check(
        lambda x: tf.convert_to_tensor(tf.gradients(tf.gather(x, wanted, axis=axis), x)[0]), expected, array
    )


def test_gradient_of_gather_is_rows_only() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        rows = tf.gather(table, [2, 0, 2])
        gradient = tf.gradients(rows, table)[0]
        assert isinstance(gradient, tf.IndexedSlices)
        values, indices, shape = session.run([gradient.values, gradient.indices, gradient.dense_shape])
        np.testing.assert_array_equal(values, np.ones((3, 2)))
        np.testing.assert_array_equal(indices, [2, 0, 2])
        np.testing.assert_array_equal(shape, [3, 2])
        assert not isinstance(tf.gradients(tf.gather(table, [0], axis=1), table)[0], tf.IndexedSlices)


def test_where_with_a_vector_chooses_rows() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x, y = tf.constant([[1, 2], [3, 4]]), tf.constant([[5, 6], [7, 8]])
        chosen = tf.where([True, False], x, y)
        np.testing.assert_array_equal(session.run(chosen), [[1, 2], [7, 8]])
        with pytest.raises(ValueError, match="both"):
            tf.where([True, False], x)
        with pytest.raises(ValueError, match="must be equal"):
            tf.where([True, False, True], x, y)


@pytest.mark.parametrize("strategy", ["mod", "div"])
def test_embedding_in_several_parts(strategy: str) -> None:
    table = numbers((6, 2))
    parts = [table[0::2], table[1::2]] if strategy == "mod" else [table[:3], table[3:]]
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = [tf.constant(part) for part in parts]
        found = tf.nn.embedding_lookup(tensors, [[5, 0], [3, 3]], partition_strategy=strategy)
        assert found.shape.as_list() == [2, 2, 2]
        np.testing.assert_array_equal(session.run(found), table[[[5, 0], [3, 3]]])


@FEW
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=6), st.data())
def test_sorting(row: list[int], data: Any) -> None:
    array = np.array([row, row[::-1]], np.int32)
    count = data.draw(st.integers(0, len(row)))
    falling = np.argsort(-array, axis=-1, kind="stable")
    check(lambda x: tf.nn.top_k(x, count).indices, falling[:, :count].astype(np.int32), array)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(array)
        np.testing.assert_array_equal(session.run(tf.sort(x)), np.sort(array))
        np.testing.assert_array_equal(session.run(tf.sort(x, axis=0)), np.sort(array, axis=0))
        np.testing.assert_array_equal(session.run(tf.argsort(x)), np.argsort(array, kind="stable"))
        np.testing.assert_array_equal(session.run(tf.sort(x, direction="DESCENDING")), -np.sort(-array))


# --- what is known in advance -----------------------------------------------------------------------------


def test_sizes_are_known_through_shape_arithmetic() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 3, 4])
        sizes = tf.shape(x)
        assert static_ints(sizes) == (None, 3, 4)
        assert static_ints(sizes[1:]) == (3, 4)
        assert static_ints(sizes[-1]) == (4,)
        assert static_ints(tf.stack([sizes[0], 10, sizes[2]])) == (None, 10, 4)
        assert static_ints(tf.concat([sizes[:2], [7]], 0)) == (None, 3, 7)
        assert static_ints(tf.cast(tf.identity(sizes), tf.int64)) == (None, 3, 4)
        assert tf.reshape(x, [sizes[0], 12]).shape.as_list() == [None, 12]
        assert tf.reshape(x, tf.stack([-1, sizes[1] * sizes[2]])).shape.as_list() == [None, 12]
        assert tf.zeros(tf.concat([sizes[:1], [5]], 0)).shape.as_list() == [None, 5]
        assert tf.ones([sizes[1], 2]).shape.as_list() == [3, 2]


@pytest.mark.parametrize(
    ("build", "name", "type_name", "shape"),
    [
        (lambda: tf.zeros([2, 3]), "zeros", "Const", [2, 3]),
        (lambda: tf.ones([2000]), "ones", "Fill", [2000]),
        (lambda: tf.zeros_like(tf.zeros([2], name="a")), "zeros_like", "Const", [2]),
        (lambda: tf.ones_like(tf.zeros([2], name="a")), "ones_like", "Fill", [2]),
        (lambda: tf.fill([2], 7.0), "Fill", "Fill", [2]),
        (lambda: tf.range(5), "range", "Range", [5]),
        (lambda: tf.range(0, 10, 2.5), "range", "Range", [4]),
        (lambda: tf.one_hot([0, 1], 3), "one_hot", "OneHot", [2, 3]),
        (lambda: tf.shape(tf.zeros([2, 3])), "Shape", "Const", [2]),
        (lambda: tf.transpose(tf.zeros([2, 3])), "transpose", "Transpose", [3, 2]),
        (lambda: tf.concat([tf.zeros([1]), tf.ones([1])], 0), "concat", "ConcatV2", [2]),
        (lambda: tf.stack([tf.zeros([]), 1.0]), "stack", "Pack", [2]),
        (lambda: tf.stack([1, 2]), "stack", "Const", [2]),
        (lambda: tf.unstack(tf.zeros([2, 3]))[0], "unstack", "Unpack", [3]),
        (lambda: tf.split(tf.zeros([2, 3]), 3, 1)[0], "split", "Split", [2, 1]),
        (lambda: tf.split(tf.zeros([2, 3]), [1, -1], 1)[1], "split", "SplitV", [2, 2]),
        (lambda: tf.zeros([2, 3])[0], "strided_slice", "StridedSlice", [3]),
        (lambda: tf.cast(tf.zeros([2]), tf.int32), "Cast", "Cast", [2]),
        (lambda: tf.to_float([1]), "ToFloat", "Cast", [1]),
        (lambda: tf.expand_dims(tf.zeros([2]), 0), "ExpandDims", "ExpandDims", [1, 2]),
        (lambda: tf.pad(tf.zeros([2]), [[1, 1]]), "Pad", "Pad", [4]),
        (lambda: tf.gather(tf.zeros([2, 3]), [0]), "GatherV2", "GatherV2", [1, 3]),
        (lambda: tf.where([True], [1.0], [2.0]), "Select", "Select", [1]),
        (lambda: tf.boolean_mask([1, 2], [True, False]), "boolean_mask/GatherV2", "GatherV2", [None]),
        (
            lambda: tf.nn.embedding_lookup(tf.zeros([2, 3]), [0]),
            "embedding_lookup/Identity",
            "Identity",
            [1, 3],
        ),
        (lambda: tf.nn.top_k([1.0, 2.0], 1).values, "TopKV2", "TopKV2", [1]),
        (lambda: tf.sequence_mask([1, 2], 3), "SequenceMask/Less", "Less", [2, 3]),
        (lambda: tf.meshgrid([1.0], [1.0, 2.0])[0], "meshgrid/mul", "Mul", [2, 1]),
    ],
)
def test_names_types_and_shapes_are_tensorflows(
    build: Any, name: str, type_name: str, shape: list[Any]
) -> None:
    with tf.Graph().as_default():
        result = build()
        result_type = result.op.type
        plain = result.op.name.removesuffix("_1") if name in ("zeros", "Shape") else result.op.name
        assert (plain, result_type, result.shape.as_list()) == (name, type_name, shape)
