"""What a TensorArray refuses, in words that help; values are compared with TensorFlow's in `tests/parity/`."""

import pytest

import tensorlab as tf
from tensorlab.control_flow.tensor_list import TensorList


def test_refusals_name_place_and_size() -> None:
    """Reading and writing outside, and twice."""
    with tf.Graph().as_default(), tf.Session() as session:
        array = tf.TensorArray(tf.float32, size=3)
        for wrong, words in [
            (array.write(3, 1.0), "Tried to write to index 3 but array is not resizeable and size is: 3"),
            (array.write(0, 1.0).write(0, 2.0), "index 0 because it has already been written to"),
            (array.unstack([1.0]).scatter([4], [2.0]), "Max scatter index must be < array size"),
        ]:
            with pytest.raises(tf.errors.InvalidArgumentError, match=words):
                session.run(wrong.stack())
        with pytest.raises(tf.errors.InvalidArgumentError, match="read from index 5 but array size is: 3"):
            session.run(array.read(5))
        with pytest.raises(tf.errors.InvalidArgumentError, match="shape of the elements is not known"):
            session.run(tf.TensorArray(tf.float32, size=3).read(1))
        ragged = tf.TensorArray(tf.float32, 2, infer_shape=False).write(0, [1.0]).write(1, [1.0, 2.0])
        with pytest.raises(tf.errors.InvalidArgumentError, match="inconsistent shapes"):
            session.run(ragged.stack())


def test_dtypes_and_static_shapes_are_checked_at_once() -> None:
    """An item of another dtype or static shape is refused where it is written."""
    with tf.Graph().as_default():
        array = tf.TensorArray(tf.float32, size=3).write(0, [1.0, 2.0])
        assert array.element_shape.as_list() == [2]
        with pytest.raises(ValueError, match="Inconsistent shapes"):
            array.write(1, [1.0])
        with pytest.raises(TypeError, match="holds float32"):
            array.write(1, tf.constant([1, 2]))
        with pytest.raises(ValueError, match="Size must be provided"):
            tf.TensorArray(tf.float32)


def test_writing_leaves_the_old_list_alone() -> None:
    """Two arrays written from one have each its own item."""
    with tf.Graph().as_default(), tf.Session() as session:
        start = tf.TensorArray(tf.float32, 2, element_shape=[]).write(0, 1.0)
        one, other = start.write(1, 10.0), start.write(1, 20.0)
        assert [value.tolist() for value in session.run([start.stack(), one.stack(), other.stack()])] == [
            [1.0, 0.0],
            [1.0, 10.0],
            [1.0, 20.0],
        ]


def test_lists_add_up_item_by_item() -> None:
    """Nothing and something is something; the longer list decides the length."""
    total = TensorList([1.0, None]) + TensorList([None, 2.0, 3.0]) + TensorList([4.0])
    assert total.items == [5.0, 2.0, 3.0]
