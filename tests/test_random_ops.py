"""`tf.random_normal` and its family against TensorFlow: values, node names, seeds, errors."""

import json
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tf
from tests.parity import random_programs

FOLDER = Path(__file__).parent / "parity" / "random"
EXPECTED = {entry["program"]: entry for entry in json.loads((FOLDER / "programs.json").read_text())}
VALUES = np.load(FOLDER / "programs.npz")
DRAWING = {
    "RandomStandardNormal",
    "TruncatedNormal",
    "RandomUniform",
    "RandomUniformInt",
    "RandomGamma",
    "RandomPoissonV2",
    "RandomShuffle",
    "Multinomial",
}
# How far two numbers may be apart, relative to the largest of the array. Float64 draws may differ in their
# last bits, and so may the QR decomposition; the rest is equal.
TOLERANCE = {"float64": 2e-15}
LOOSER = {"orthogonal": {"float32": 2e-6, "float64": 4e-15}, "gamma": {"float32": 2e-7, "float64": 4e-15}}


@pytest.mark.parametrize("program", random_programs.PROGRAMS, ids=lambda program: program.__name__)
def test_program_draws_what_tensorflow_draws(program) -> None:
    name = program.__name__
    result = random_programs.run(tf, program)
    assert result["names"] == EXPECTED[name]["names"]
    tolerance = TOLERANCE | LOOSER.get(name, {})
    for run, values in enumerate(result["values"]):
        for place, value in enumerate(values):
            expected = VALUES[f"{name}/{run}/{place}"]
            value = np.asarray(value, "S" if expected.dtype.kind == "S" else None)
            label = f"run {run}, {result['names'][place]}"
            assert value.dtype == expected.dtype and value.shape == expected.shape, label
            if expected.dtype.kind == "f" and value.size:
                apart = np.abs(value.astype(np.float64) - expected.astype(np.float64)).max()
                assert apart <= tolerance.get(expected.dtype.name, 0) * np.abs(expected).max(), label
            else:
                assert np.array_equal(value, expected), label


@pytest.mark.parametrize("program", random_programs.PROGRAMS, ids=lambda program: program.__name__)
def test_what_a_user_sees_is_named_as_in_tensorflow(program) -> None:
    """The nodes that draw, and the variables with their assignments and reads."""
    seen = {*DRAWING, "VariableV2", "Assign"}
    with tf.Graph().as_default() as graph:
        program(tf)
    ours = {operation.name: operation.type for operation in graph.get_operations() if operation.type in seen}
    theirs = {name: kind for name, kind in EXPECTED[program.__name__]["nodes"].items() if kind in seen}
    assert ours == theirs


def test_random_normal_is_made_of_tensorflows_nodes() -> None:
    with tf.Graph().as_default() as graph:
        tf.random_normal([2, 3], seed=1)
    assert [(operation.name, operation.type) for operation in graph.get_operations()] == [
        ("random_normal/shape", "Const"),
        ("random_normal/mean", "Const"),
        ("random_normal/stddev", "Const"),
        ("random_normal/RandomStandardNormal", "RandomStandardNormal"),
        ("random_normal/mul", "Mul"),
        ("random_normal", "AddV2"),
    ]


def test_each_session_starts_over_and_each_run_draws_on() -> None:
    with tf.Graph().as_default() as graph:
        numbers = tf.random_uniform([3], seed=1)
    with tf.Session(graph=graph) as one, tf.Session(graph=graph) as other:
        first, second = one.run(numbers), one.run(numbers)
        assert not np.array_equal(first, second)
        assert np.array_equal(other.run(numbers), first)
        assert np.array_equal(other.run(numbers), second)


def test_without_seed_two_sessions_differ() -> None:
    with tf.Graph().as_default() as graph:
        numbers = tf.random_uniform([3])
    with tf.Session(graph=graph) as one, tf.Session(graph=graph) as other:
        assert not np.array_equal(one.run(numbers), other.run(numbers))


def test_one_run_draws_once() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        numbers = tf.random_normal([3])
        first, second, difference = session.run([numbers, numbers + 0.0, numbers - numbers])
    assert np.array_equal(first, second) and not difference.any()


def test_get_seed_counts_only_ops_without_a_seed() -> None:
    with tf.Graph().as_default():
        assert tf.get_seed(None) == (None, None)
        assert tf.get_seed(3) == (87654321, 3)
        tf.set_random_seed(0)
        assert tf.get_seed(None) == (0, 2**31 - 1)
        assert tf.get_seed(9) == (0, 9)
        assert tf.get_seed(None) == (0, 1)
        tf.set_random_seed(-1)
        assert tf.get_seed(2**31) == (2**31 - 2, 1)
    with tf.Graph().as_default():
        tf.set_random_seed(5)
        assert tf.get_seed(None) == (5, 0)


def test_a_random_node_keeps_its_seeds() -> None:
    with tf.Graph().as_default():
        drawn = tf.random_shuffle([1, 2], seed=7)
    assert (drawn.op.get_attr("seed"), drawn.op.get_attr("seed2")) == (87654321, 7)


def test_shape_known_in_part() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        count = tf.placeholder(tf.int32, [])
        numbers = tf.random_normal([count, 3])
        assert numbers.shape.as_list() == [None, 3]
        assert session.run(numbers, {count: 4}).shape == (4, 3)
        assert tf.random_uniform(tf.placeholder(tf.int32)).shape.ndims is None


def test_rank_known_from_the_length_of_a_fed_shape() -> None:
    with tf.Graph().as_default():
        assert tf.random_uniform(tf.placeholder(tf.int32, [2])).shape.as_list() == [None, None]


def test_a_size_of_none_is_explained() -> None:
    with tf.Graph().as_default(), pytest.raises(TypeError, match=r"tf\.shape\(x\)"):
        tf.random_normal([None, 3])


def test_a_shape_that_is_no_list_is_explained() -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match="rank 1 but is rank 0"):
        tf.random_normal(5)


def test_dtypes_that_cannot_be_drawn() -> None:
    with tf.Graph().as_default():
        with pytest.raises(TypeError):
            tf.random_normal([2], dtype=tf.int32)
        with pytest.raises(ValueError, match="maxval"):
            tf.random_uniform([2], dtype=tf.int32)
        with pytest.raises(ValueError, match="uint8"):
            tf.random_uniform([2], maxval=3, dtype=tf.uint8)
        with pytest.raises(ValueError):
            tf.random_normal([2], mean=tf.constant(1.0, tf.float64))
        with pytest.raises(ValueError):
            tf.multinomial([[0.0]], 2, output_dtype=tf.float32)


def test_mistakes_that_show_while_running() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        size = tf.placeholder(tf.int32, [1])
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(tf.random_normal(size), {size: [-1]})
        limit = tf.placeholder(tf.int32, [])
        whole = tf.random_uniform([2], 5, limit, dtype=tf.int32)
        with pytest.raises(tf.errors.InvalidArgumentError, match="minval < maxval"):
            session.run(whole, {limit: 5})
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(tf.random_crop([1, 2, 3], size), {size: [4]})


def test_gradients_pass_through_the_scale_and_stop_at_the_draw() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        mean, stddev = tf.constant(1.0), tf.constant(2.0)
        sample = tf.random_normal([4], mean, stddev, seed=1)
        by_mean, by_stddev = tf.gradients(sample, [mean, stddev])
        standard = (sample - mean) / stddev
        results = session.run([by_mean, by_stddev, tf.reduce_sum(standard)])
    assert results[0] == 4.0 and np.isclose(results[1], results[2])
