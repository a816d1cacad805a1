"""The initializers' settings, shapes and mistakes; their numbers are compared in `test_random_ops.py`."""

import numpy as np
import pytest

import tensorlab as tf

CLASSES = [
    tf.zeros_initializer,
    tf.ones_initializer,
    tf.constant_initializer,
    tf.random_uniform_initializer,
    tf.random_normal_initializer,
    tf.truncated_normal_initializer,
    tf.uniform_unit_scaling_initializer,
    tf.variance_scaling_initializer,
    tf.glorot_uniform_initializer,
    tf.glorot_normal_initializer,
    tf.orthogonal_initializer,
    tf.initializers.identity,
]
CONFIGS = {  # as TensorFlow 2.21 gives them
    "Zeros": {"dtype": "float32"},
    "Ones": {"dtype": "float32"},
    "Constant": {"value": 0, "dtype": "float32"},
    "RandomUniform": {"minval": 0.0, "maxval": None, "seed": None, "dtype": "float32"},
    "RandomNormal": {"mean": 0.0, "stddev": 1.0, "seed": None, "dtype": "float32"},
    "TruncatedNormal": {"mean": 0.0, "stddev": 1.0, "seed": None, "dtype": "float32"},
    "UniformUnitScaling": {"factor": 1.0, "seed": None, "dtype": "float32"},
    "VarianceScaling": {
        "scale": 1.0,
        "mode": "fan_in",
        "distribution": "truncated_normal",
        "seed": None,
        "dtype": "float32",
    },
    "GlorotUniform": {"seed": None, "dtype": "float32"},
    "GlorotNormal": {"seed": None, "dtype": "float32"},
    "Orthogonal": {"gain": 1.0, "seed": None, "dtype": "float32"},
    "Identity": {"gain": 1.0, "dtype": "float32"},
}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_config_goes_round(kind) -> None:
    initializer = kind()
    assert initializer.get_config() == CONFIGS[kind.__name__]
    assert kind.from_config(initializer.get_config()).get_config() == initializer.get_config()


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtype_and_shape(kind, dtype: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        tensor = kind()([3, 2], dtype=dtype)
        assert tensor.shape.as_list() == [3, 2]
        value = session.run(tensor)
    assert value.dtype == dtype and value.shape == (3, 2)


@pytest.mark.parametrize("shape", [(3, 2), [3, 2], tf.TensorShape([3, 2])], ids=repr)
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_shapes_of_every_form(kind, shape) -> None:
    with tf.Graph().as_default():
        assert kind()(shape).shape.as_list() == [3, 2]


def test_constant_of_many_numbers() -> None:
    start = tf.constant_initializer([1, 2, 3])
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(start([2, 2])).tolist() == [[1.0, 2.0], [3.0, 3.0]]
        with pytest.raises(ValueError, match="Too many elements"):
            start([2])
        with pytest.raises(TypeError, match="shape"):
            start([3, 1], verify_shape=True)
    with pytest.raises(TypeError):
        tf.constant_initializer({1: 2})


def test_settings_that_mean_nothing() -> None:
    with pytest.raises(ValueError, match="scale"):
        tf.variance_scaling_initializer(scale=0)
    with pytest.raises(ValueError, match="mode"):
        tf.variance_scaling_initializer(mode="fan")
    with pytest.raises(ValueError, match="distribution"):
        tf.variance_scaling_initializer(distribution="poisson")
    with pytest.raises(ValueError, match="floating"):
        tf.random_normal_initializer(dtype=tf.int32)
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="two dimensions"):
            tf.orthogonal_initializer()([3])
        with pytest.raises(ValueError, match="two dimensions"):
            tf.initializers.identity()([3])
        with pytest.raises(ValueError, match="fully known"):
            tf.glorot_uniform_initializer()([None, 3])


def test_a_piece_of_a_variable_is_scaled_as_the_whole() -> None:
    class Piece:
        full_shape = (100, 4)
        var_offset = (2, 0)

    with tf.Graph().as_default(), tf.Session() as session:
        whole = session.run(tf.glorot_uniform_initializer(seed=1)([100, 4]))
        piece = session.run(tf.glorot_uniform_initializer(seed=1)([10, 4], partition_info=Piece()))
        identity = session.run(tf.initializers.identity()([2, 4], partition_info=Piece()))
    assert np.array_equal(piece, whole[:10])
    assert identity.tolist() == [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]


def test_orthogonal_columns() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        tall = session.run(tf.orthogonal_initializer(dtype=tf.float64)([6, 3]))
        flat = session.run(tf.orthogonal_initializer(dtype=tf.float64)([3, 6]))
    assert np.allclose(tall.T @ tall, np.eye(3)) and np.allclose(flat @ flat.T, np.eye(3))


def test_two_variables_from_one_initializer_differ_unless_it_has_a_seed() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        unseeded, seeded = tf.glorot_uniform_initializer(), tf.glorot_uniform_initializer(seed=1)
        first, second, third, fourth = session.run([unseeded([9]), unseeded([9]), seeded([9]), seeded([9])])
    assert not np.array_equal(first, second) and np.array_equal(third, fourth)
